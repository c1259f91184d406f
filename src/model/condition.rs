//! Values that hold by the hour: `no @ (Mo-Fr 06:00-09:00); destination @ (Sa)`.
//!
//! Source: OSM wiki, *Conditional restrictions*. Hours are in the syntax of `opening_hours`; conditions on
//! weight, weather or occupants are not understood here, and said to be so by `None`.

use chrono::NaiveDateTime;
use opening_hours::OpeningHours;

/// A value and when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<'a> {
    pub value: &'a str,
    /// Without the parentheses around it; empty where nothing was said.
    pub condition: &'a str,
}

/// The clauses of a conditional value, in their order.
pub fn clauses(text: &str) -> Vec<Clause<'_>> {
    let (mut depth, mut start, mut parts) = (0i32, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth <= 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (value, condition) = part.split_once('@').unwrap_or((part, ""));
            Clause {
                value: value.trim(),
                condition: unwrapped(condition.trim()),
            }
        })
        .collect()
}

/// Whether hours hold at a local moment; `None` when they cannot be read.
pub fn holds_at(condition: &str, moment: NaiveDateTime) -> Option<bool> {
    // Comparisons are of weights and lengths; the syntax would take words in quotes as a comment.
    if condition.trim().is_empty() || condition.contains(['<', '>', '=', '"']) {
        return None;
    }
    let hours: OpeningHours = condition.parse().ok()?;
    Some(hours.state(moment).0 == opening_hours::RuleKind::Open)
}

/// Whether [`holds_at`] can tell.
pub fn is_readable(condition: &str) -> bool {
    holds_at(condition, NaiveDateTime::default()).is_some()
}

fn unwrapped(text: &str) -> &str {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a moment")
    }

    #[test]
    fn clauses_are_parted_outside_of_parentheses_only() {
        let told: Vec<(&str, &str)> = clauses("no @ (Mo-Fr 06:00-09:00; Sa 07:00-08:00); -1 @ 16:00-19:00 ;yes")
            .iter()
            .map(|clause| (clause.value, clause.condition))
            .collect();
        assert_eq!(
            told,
            [
                ("no", "Mo-Fr 06:00-09:00; Sa 07:00-08:00"),
                ("-1", "16:00-19:00"),
                ("yes", "")
            ]
        );
        assert!(clauses(" ; ").is_empty());
    }

    #[test]
    fn hours_hold_inside_and_not_outside_and_weights_are_not_read() {
        // 14 October 2025 is a Tuesday, 18 October a Saturday.
        let signed = "06:00-09:00,16:00-19:30";
        assert_eq!(holds_at(signed, at("2025-10-14T07:30")), Some(true));
        assert_eq!(
            holds_at(signed, at("2025-10-14T09:00")),
            Some(false),
            "the end is outside"
        );
        assert_eq!(holds_at(signed, at("2025-10-14T19:29")), Some(true));
        assert_eq!(holds_at("Mo-Fr 06:00-09:00", at("2025-10-18T07:30")), Some(false));
        for unread in ["", "weight>3.5", "wet", "maxweight<3 AND 06:00-09:00", "sáng", "winter"] {
            assert_eq!(holds_at(unread, at("2025-10-14T07:30")), None, "{unread:?}");
        }
    }
}
