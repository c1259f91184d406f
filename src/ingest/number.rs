//! Numbers and angles as people write them.

/// A decimal number with a point or a comma, with or without grouping. `None` for anything else, also for
/// infinities. `1.234.567` and `1,234,567` are grouped; a single separator is always the decimal sign.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let text = without_blanks(text.trim())?.replace(['−', '–'], "-");
    if text.is_empty()
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".,+-eE".contains(&byte))
    {
        return None;
    }
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let plain = match (points, commas) {
        (_, 0) if points <= 1 => text,
        (0, 1) => text.replace(',', "."),
        (_, 0) => ungrouped(&text, '.', None)?,
        (0, _) => ungrouped(&text, ',', None)?,
        (1, _) if text.rfind('.') > text.rfind(',') => ungrouped(&text, ',', Some('.'))?,
        (_, 1) if text.rfind(',') > text.rfind('.') => ungrouped(&text, '.', Some(','))?,
        _ => return None,
    };
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Degrees: decimal, or degrees, minutes and seconds with an optional letter of the hemisphere.
/// Vietnamese letters are understood where they cannot be confused (`B` north, `Đ` east); south is `S`.
pub(super) fn degrees(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(value) = decimal(text) {
        return Some(value);
    }
    // A small s is the sign of seconds (21d1m40s).
    let negative = text.contains(['S', 'W', 'w']) || text.starts_with(['-', '−']);
    let upper = text.to_uppercase();
    let body = upper.trim_start_matches(['-', '−', '+']);
    let allowed =
        |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "°º˚'’′\"”″.,:DMPSNEWBĐ".contains(letter);
    if !body.chars().all(allowed) {
        return None;
    }
    let parts: Vec<&str> = body
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ',')
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut value = 0.0;
    for (place, part) in parts.iter().enumerate() {
        let number = decimal(part)?;
        if place > 0 && number >= 60.0 {
            return None;
        }
        value += number / [1.0, 60.0, 3600.0][place];
    }
    Some(if negative { -value } else { value })
}

/// Blanks may only group digits by three: `1 234 567`, but not `21 1 40`.
fn without_blanks(text: &str) -> Option<String> {
    let mut parts = text.split_whitespace();
    let mut joined = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.split([',', '.']).next().unwrap_or_default();
        let is_group = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_group || !joined.ends_with(|letter: char| letter.is_ascii_digit()) || joined.contains([',', '.']) {
            return None;
        }
        joined.push_str(part);
    }
    Some(joined)
}

fn ungrouped(text: &str, group: char, decimal_sign: Option<char>) -> Option<String> {
    let (whole, fraction) = match decimal_sign {
        Some(sign) => text.rsplit_once(sign)?,
        None => (text, ""),
    };
    let mut groups = whole.trim_start_matches(['+', '-']).split(group);
    let first = groups.next()?;
    let well_formed =
        (1..=3).contains(&first.len()) && groups.all(|digits| digits.len() == 3) && !fraction.contains(group);
    well_formed.then(|| {
        let whole: String = whole.chars().filter(|&letter| letter != group).collect();
        if fraction.is_empty() {
            whole
        } else {
            format!("{whole}.{fraction}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written_in_hanoi_and_in_london() {
        let cases = [
            ("12", Some(12.0)),
            ("105,85", Some(105.85)),
            ("105.85", Some(105.85)),
            ("8.053.663", Some(8_053_663.0)),
            ("8,053,663", Some(8_053_663.0)),
            ("1.234,5", Some(1234.5)),
            ("1,234.5", Some(1234.5)),
            ("1 234", Some(1234.0)),
            ("1 234 567,5", Some(1_234_567.5)),
            ("21 1 40", None),
            ("-4", Some(-4.0)),
            ("1e3", Some(1000.0)),
            ("", None),
            ("NaN", None),
            ("inf", None),
            ("1e999", None),
            ("12a", None),
            ("1.23.4", None),
            ("-", None),
        ];
        for (text, value) in cases {
            assert_eq!(decimal(text), value, "{text:?}");
        }
    }

    #[test]
    fn degrees_minutes_and_seconds_become_degrees() {
        let near = |text: &str, expected: f64| {
            let value = degrees(text).unwrap_or_else(|| panic!("{text} is an angle"));
            assert!((value - expected).abs() < 1e-9, "{text}: {value}");
        };
        near("21°01'40.8\"N", 21.028);
        near("21 1 40,8", 21.028);
        near("105°51′Đ", 105.85);
        near("33°30'S", -33.5);
        near("105d51m", 105.85);
        near("21d1m40.8s", 21.028);
        assert_eq!(degrees("21°75'"), None);
        assert_eq!(degrees("somewhere"), None);
        assert_eq!(degrees("°"), None);
    }
}
