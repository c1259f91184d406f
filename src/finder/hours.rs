//! Is a point open at a moment, and when does that change?
//!
//! Hours are in the `opening_hours` syntax of OpenStreetMap. Hours that say nothing of public holidays (`PH`)
//! and are not `24/7` are read as closed on them.

use super::holidays;
use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, TimeZone};
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

pub use super::holidays::name_of as holiday_name;

/// Whether people are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState {
    Open,
    Closed,
    /// No hours known, or hours nobody can read: to be treated as closed, and said so.
    Unknown,
}

/// The state at a moment, and the next moment at which it is another one (within the next 400 days).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenAt {
    pub state: OpenState,
    pub next_change: Option<DateTime<FixedOffset>>,
}

/// A change further away than this is none.
const HORIZON: TimeDelta = TimeDelta::days(400);

/// Texts that are remembered as they were understood; beyond it all are forgotten.
const MOST_PARSED: usize = 4096;

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let none = ContextHolidays::default();
    let mut public = none.get_public().clone();
    for day in holidays::days() {
        public.insert(day);
    }
    let school = Arc::new(none.get_school().clone());
    Context::default()
        .with_holidays(ContextHolidays::new(Arc::new(public), school))
        .approx_bound_interval_size(HORIZON)
});

/// Asia/Ho_Chi_Minh: seven hours ahead of UTC all year since 1975.
pub fn vietnam() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours are an offset")
}

/// The state of a point with the given hours at `moment`, whatever offset that is told in.
pub fn state_at(opening_hours: Option<&str>, moment: DateTime<FixedOffset>) -> OpenAt {
    let unknown = OpenAt {
        state: OpenState::Unknown,
        next_change: None,
    };
    let Some(hours) = opening_hours.and_then(parsed) else {
        return unknown;
    };
    let local = moment.with_timezone(&vietnam()).naive_local();
    let state = match hours.state(local).0 {
        RuleKind::Open if holidays::is_intended(local.date()) && !speaks_of_holidays(opening_hours.unwrap_or("")) => {
            OpenState::Unknown
        }
        RuleKind::Open => OpenState::Open,
        RuleKind::Closed => OpenState::Closed,
        RuleKind::Unknown => OpenState::Unknown,
    };
    let next_change = hours
        .next_change(local)
        .filter(|change| *change - local < HORIZON)
        .and_then(in_vietnam);
    OpenAt { state, next_change }
}

/// Whether the text can be read as opening hours.
pub fn is_readable(opening_hours: &str) -> bool {
    parse(opening_hours).is_some()
}

/// As [`parse`], which takes longer than all the rest of a question: the points of a city share a few dozen texts.
fn parsed(text: &str) -> Option<OpeningHours> {
    static PARSED: LazyLock<RwLock<HashMap<String, Option<OpeningHours>>>> = LazyLock::new(Default::default);
    let known = |of: &HashMap<_, Option<OpeningHours>>| of.get(text).cloned();
    if let Some(known) = known(&PARSED.read().unwrap_or_else(PoisonError::into_inner)) {
        return known;
    }
    let hours = parse(text);
    let mut all = PARSED.write().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= MOST_PARSED {
        all.clear();
    }
    all.insert(text.to_owned(), hours.clone());
    hours
}

fn parse(text: &str) -> Option<OpeningHours> {
    let text = text.trim().trim_end_matches(';');
    let hours: OpeningHours = if speaks_of_holidays(text) {
        text.parse()
    } else {
        format!("{text}; PH off").parse()
    }
    .ok()?;
    (!text.is_empty()).then(|| hours.with_context(CONTEXT.clone()))
}

fn speaks_of_holidays(text: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    text.trim().trim_end_matches(';') == "24/7" || words.any(|word| word == "PH")
}

fn in_vietnam(local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
    vietnam().from_local_datetime(&local).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).expect("RFC 3339")
    }

    fn state(hours: &str, moment: &str) -> (OpenState, Option<String>) {
        let answer = state_at(Some(hours), at(moment));
        (answer.state, answer.next_change.map(|change| change.to_rfc3339()))
    }

    #[test]
    fn office_hours_open_and_close_with_a_lunch_break() {
        let hours = "Mo-Fr 08:00-12:00,13:30-17:00; Sa 08:00-12:00";
        for (moment, expected, change) in [
            (
                "2026-11-23T07:59:00+07:00",
                OpenState::Closed,
                "2026-11-23T08:00:00+07:00",
            ),
            (
                "2026-11-23T08:00:00+07:00",
                OpenState::Open,
                "2026-11-23T12:00:00+07:00",
            ),
            (
                "2026-11-23T12:00:00+07:00",
                OpenState::Closed,
                "2026-11-23T13:30:00+07:00",
            ),
            (
                "2026-11-23T16:59:00+07:00",
                OpenState::Open,
                "2026-11-23T17:00:00+07:00",
            ),
            (
                "2026-11-21T13:00:00+07:00",
                OpenState::Closed,
                "2026-11-23T08:00:00+07:00",
            ),
        ] {
            assert_eq!(state(hours, moment), (expected, Some(change.into())), "{moment}");
        }
    }

    #[test]
    fn a_moment_in_another_offset_is_the_same_moment() {
        let (state, change) = state("Mo-Fr 08:00-17:00", "2026-11-23T01:30:00Z");
        assert_eq!(
            (state, change.as_deref()),
            (OpenState::Open, Some("2026-11-23T17:00:00+07:00"))
        );
    }

    #[test]
    fn points_are_closed_over_tet_unless_their_hours_speak_of_holidays() {
        let tet = "2026-02-17T10:00:00+07:00";
        assert_eq!(
            state("Mo-Su 08:00-17:00", tet),
            (OpenState::Closed, Some("2026-02-23T08:00:00+07:00".into()))
        );
        assert_eq!(state("24/7", tet), (OpenState::Open, None));
        assert_eq!(state("Mo-Su 08:00-17:00; PH 09:00-11:00", tet).0, OpenState::Open);
        assert_eq!(holiday_name(at(tet).date_naive()), Some("Tết Bính Ngọ"));
    }

    #[test]
    fn on_a_day_off_that_is_only_intended_nobody_knows() {
        let day = "2026-11-24T09:00:00+07:00";
        assert_eq!(state("Mo-Fr 08:00-17:00", day).0, OpenState::Unknown);
        assert_eq!(state("Mo-Fr 08:00-17:00; PH 08:00-12:00", day).0, OpenState::Open);
        assert_eq!(state("24/7", day).0, OpenState::Open);
        assert_eq!(state("We 08:00-17:00", day).0, OpenState::Closed);
        assert_eq!(holiday_name(at(day).date_naive()), Some("Ngày Văn hóa Việt Nam"));
    }

    #[test]
    fn unknown_and_unreadable_hours_are_unknown() {
        assert_eq!(
            state_at(None, at("2026-11-23T10:00:00+07:00")).state,
            OpenState::Unknown
        );
        for hours in ["", " ; ", "giờ hành chính", "Mo-Fr 25:99"] {
            assert_eq!(
                state(hours, "2026-11-23T10:00:00+07:00"),
                (OpenState::Unknown, None),
                "{hours}"
            );
            assert!(!is_readable(hours));
        }
    }
}
