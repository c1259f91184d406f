//! Opening hours in OSM syntax, or in plain Vietnamese such as `T2-T6 8h00-17h00; T7 8:00-11:30`.

use opening_hours::OpeningHours;
use std::str::FromStr;

/// The hours in OSM syntax, or `None` where they cannot be understood.
pub(super) fn normalised(text: &str) -> Option<String> {
    let text = text.trim();
    if OpeningHours::from_str(text).is_ok() {
        return Some(text.to_owned());
    }
    let rules: Option<Vec<String>> = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(translated)
        .collect();
    let osm = rules?.join("; ");
    (!osm.is_empty() && OpeningHours::from_str(&osm).is_ok()).then_some(osm)
}

/// One rule of days and times.
fn translated(part: &str) -> Option<String> {
    let mut text = format!(" {} ", part.to_lowercase().replace(['–', '—', '÷'], "-"));
    for (vietnamese, osm) in [
        ("từ", " "),
        ("đến", "-"),
        ("và", ","),
        ("hàng ngày", "mo-su"),
        ("hằng ngày", "mo-su"),
        ("các ngày", " "),
        ("cả ngày", "00:00-24:00"),
        ("chủ nhật", "su"),
        ("thứ hai", "mo"),
        ("thứ ba", "tu"),
        ("thứ tư", "we"),
        ("thứ năm", "th"),
        ("thứ sáu", "fr"),
        ("thứ bảy", "sa"),
        ("thứ ", "t"),
        ("nghỉ", "off"),
        ("sáng", " "),
        ("chiều", " "),
    ] {
        text = text.replace(vietnamese, osm);
    }
    for (short, osm) in [
        ("t2", "Mo"),
        ("t3", "Tu"),
        ("t4", "We"),
        ("t5", "Th"),
        ("t6", "Fr"),
        ("t7", "Sa"),
        ("cn", "Su"),
    ] {
        text = text.replace(short, osm);
    }
    for day in ["mo", "tu", "we", "th", "fr", "sa", "su"] {
        text = text.replace(day, &format!("{}{}", day[..1].to_uppercase(), &day[1..]));
    }
    let text = clock_times(&text);
    let text = text
        .replace(" -", "-")
        .replace("- ", "-")
        .replace(" ,", ",")
        .replace(", ", ",");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // The days end where the first clock time begins.
    let letters_end = text.find(|letter: char| letter.is_ascii_digit()).unwrap_or(text.len());
    let (days, times) = text.split_at(letters_end);
    let days = days.trim().trim_end_matches([':', ',']);
    Some(format!("{days} {}", times.trim().replace(' ', ",")).trim().to_owned())
}

/// `8h`, `8h30`, `8g30` and `8:00` as `08:00`.
fn clock_times(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < letters.len() {
        let digits = letters[at..]
            .iter()
            .take_while(|letter| letter.is_ascii_digit())
            .count();
        let hour: String = letters[at..at + digits].iter().collect();
        if (1..=2).contains(&digits) && matches!(letters.get(at + digits), Some('h' | 'g' | ':')) {
            let rest = &letters[at + digits + 1..];
            let minutes: String = rest
                .iter()
                .take_while(|letter| letter.is_ascii_digit())
                .take(2)
                .collect();
            out.push_str(&format!("{hour:0>2}:{minutes:0>2}"));
            at += digits + 1 + minutes.len();
        } else if digits > 0 {
            out.push_str(&hour);
            at += digits;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_vietnamese_hours_become_osm_syntax() {
        let cases = [
            ("Mo-Fr 08:00-17:00", Some("Mo-Fr 08:00-17:00")),
            ("T2-T6 8:00-17:00", Some("Mo-Fr 08:00-17:00")),
            (
                "T2-T6 8h-11h30, 13h30-17h; T7 8h00-11h30",
                Some("Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30"),
            ),
            ("Thứ 2 đến Thứ 6: 7h30 - 17h", Some("Mo-Fr 07:30-17:00")),
            ("Hằng ngày 8g-20g", Some("Mo-Su 08:00-20:00")),
            ("24/7", Some("24/7")),
            ("khi nào có người", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(normalised(text).as_deref(), expected, "{text}");
        }
    }
}
