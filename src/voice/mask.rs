//! The words of the public as they are kept: bounded, in one normal form, without numbers that could name a person.

use crate::text::nfc;

/// Characters of a text of the public, at most.
pub const LONGEST_TEXT: usize = 500;
/// Digits from which a number may be a telephone number (10), an old (9) or a new (12) number of an identity card. The
/// hotlines (1022, 19001009) and amounts of a fee are shorter.
const FEWEST_DIGITS: usize = 9;
/// What stands in place of what was masked.
const NUMBER_MASK: &str = "[số đã ẩn]";
const MAIL_MASK: &str = "[thư điện tử đã ẩn]";

/// Why words are not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text has {found} characters: at most {LONGEST_TEXT} are taken")]
pub struct TextRefused {
    pub found: usize,
}

/// The words to keep: NFC, blanks collapsed, telephone numbers, numbers of identity cards and mail addresses masked. `None`
/// where nothing was said.
///
/// # Errors
/// A text longer than [`LONGEST_TEXT`], counted in characters before anything is masked.
pub fn kept_text(text: &str) -> Result<Option<String>, TextRefused> {
    let text = nfc(text);
    let found = text.chars().count();
    if found > LONGEST_TEXT {
        return Err(TextRefused { found });
    }
    let seen: Vec<char> = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    let masked = nfc(&mask_numbers(&mask_mail(&seen)));
    Ok((!masked.is_empty()).then_some(masked))
}

/// Characters that are not seen, and could stand between the digits of a number: zero-width blanks and joiners, marks of the
/// direction, soft hyphens, selectors of a look.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// A name, `@`, and a host with a dot, blanks around either; the host in ASCII, as those of people are.
fn mask_mail(letters: &[char]) -> Vec<char> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    let mut out: Vec<char> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let end = matches!(letters[at], '@' | '＠')
            .then(|| end_of_host(letters, at + 1))
            .flatten();
        let written = out.iter().rposition(|letter| *letter != ' ').map_or(0, |last| last + 1);
        let name = out[..written]
            .iter()
            .rev()
            .take_while(|letter| is_of_name(**letter))
            .count();
        match end {
            Some(end)
                if out[written - name..written]
                    .iter()
                    .any(|letter| letter.is_alphanumeric()) =>
            {
                out.truncate(written - name);
                out.extend(MAIL_MASK.chars());
                at = end;
            }
            _ => {
                out.push(letters[at]);
                at += 1;
            }
        }
    }
    out
}

/// The end of the host of a mail address that begins here, if one does: labels with dots between them, at least two.
fn end_of_host(letters: &[char], begin: usize) -> Option<usize> {
    let past = |from: usize, is: fn(char) -> bool| {
        letters[from..]
            .iter()
            .position(|letter| !is(*letter))
            .map_or(letters.len(), |count| from + count)
    };
    let label = |from: usize| {
        let begin = past(from, |letter| letter == ' ');
        let end = past(begin, |letter| letter.is_ascii_alphanumeric() || letter == '-');
        // A letter that follows is one of a word that is no label.
        let is_label = end > begin && !letters.get(end).is_some_and(|letter| letter.is_alphabetic());
        is_label.then_some(end)
    };
    let mut end = label(begin)?;
    let mut labels = 1;
    loop {
        let dot = past(end, |letter| letter == ' ');
        let next = matches!(letters.get(dot), Some('.')).then(|| label(dot + 1)).flatten();
        let Some(next) = next else { break };
        (end, labels) = (next, labels + 1);
    }
    (labels > 1).then_some(end)
}

/// A run is digits with no letter between two of them, whatever else stands there. The digits of a day or of a time of the
/// clock do not count; where they stand within a number, they go with it.
fn mask_numbers(letters: &[char]) -> String {
    let mut out = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        if let Some(end) = end_of_date_or_time(letters, at) {
            out.extend(&letters[at..end]);
            at = end;
            continue;
        }
        if !letters[at].is_numeric() {
            out.push(letters[at]);
            at += 1;
            continue;
        }
        let (mut end, mut digits, mut next) = (at, 0, at);
        while next < letters.len() && !letters[next].is_alphabetic() {
            if let Some(after) = end_of_date_or_time(letters, next) {
                next = after;
                continue;
            }
            if letters[next].is_numeric() {
                digits += 1;
                end = next + 1;
            }
            next += 1;
        }
        if digits >= FEWEST_DIGITS {
            // A sign of an international number belongs to it.
            if out.ends_with('+') {
                out.pop();
            }
            out.push_str(NUMBER_MASK);
        } else {
            out.extend(&letters[at..end]);
        }
        at = end;
    }
    out
}

/// The end of a day (22/11/2026, 22-11-2026, 22.11.2026, 2026-11-22) or of a time (8:30) that begins here and stands alone.
fn end_of_date_or_time(letters: &[char], begin: usize) -> Option<usize> {
    let joins = |letter: char| letter.is_numeric() || "/-.:".contains(letter);
    if !letters[begin].is_ascii_digit() || begin > 0 && letters[begin - 1].is_numeric() {
        return None;
    }
    let rest = &letters[begin..];
    let length = rest.iter().position(|letter| !joins(*letter)).unwrap_or(rest.len());
    // The last sign may end the sentence, or join two times.
    let lengths = [10, 9, 8, 5, 4];
    let end = lengths.into_iter().find(|wanted| {
        let follows = rest.get(*wanted).copied().unwrap_or(' ');
        *wanted <= length && !follows.is_numeric() && is_date_or_time(&rest[..*wanted].iter().collect::<String>())
    })?;
    Some(begin + end)
}

fn is_date_or_time(text: &str) -> bool {
    let number = |part: &str, least: u32, most: u32| {
        let read = part
            .parse::<u32>()
            .ok()
            .filter(|_| part.chars().all(|letter| letter.is_ascii_digit()));
        read.is_some_and(|read| (least..=most).contains(&read))
    };
    let is_day = |day: &str, month: &str, year: &str| {
        number(day, 1, 31) && number(month, 1, 12) && year.len() == 4 && number(year, 1900, 2100)
    };
    if let Some((hour, minute)) = text.split_once(':') {
        return hour.len() <= 2 && minute.len() == 2 && number(hour, 0, 23) && number(minute, 0, 59);
    }
    let parts = |sign: char| match text.split(sign).collect::<Vec<_>>()[..] {
        [a, b, c] => is_day(a, b, c) || sign == '-' && is_day(c, b, a),
        _ => false,
    };
    ['/', '-', '.'].into_iter().any(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(text: &str) -> String {
        kept_text(text).expect("short").unwrap_or_default()
    }

    #[test]
    fn numbers_that_name_a_person_are_masked_however_they_are_written() {
        for number in [
            "0912345678",
            "0912 345 678",
            "091.234.5678",
            "+84 912 345 678",
            "(024) 3825-1234",
            "001199012345",
            "012345678",
            "0 9 1 2 3 4 5 6 7 8",
            "０９１２３４５６７８",
            "0912 - 345 - 678",
            "0912–345–678",
            "0912/345/678",
            "0912_345_678",
            "0912:345:678",
            "0912 ~ 345 ~ 678",
            "0912 \u{200b}345\u{2060} 678",
            "0\u{fe0f}\u{20e3}9\u{fe0f}\u{20e3}1\u{fe0f}\u{20e3}2345678",
            "0912 ..... 345 ..... 678",
            "0912 22/11/2026 345678",
        ] {
            assert_eq!(
                kept(&format!("gọi {number} nhé")),
                format!("gọi {} nhé", masked_with(number)),
                "{number}"
            );
        }
        for mail in [
            "a.b@c.vn",
            "a.b @ gmail.com",
            "a.b@ gmail . com",
            "a.b＠gmail.com",
            "a.b@\u{200b}mail.gov.vn",
        ] {
            assert_eq!(
                kept(&format!("thư {mail} nhé")),
                "thư [thư điện tử đã ẩn] nhé",
                "{mail}"
            );
        }
    }

    /// A bracket before the first digit is not of the run.
    fn masked_with(number: &str) -> String {
        let lead = if number.starts_with('(') { "(" } else { "" };
        format!("{lead}[số đã ẩn]")
    }

    #[test]
    fn hotlines_hours_and_amounts_stay() {
        for text in [
            "gọi 1022 hoặc 19001009",
            "chờ từ 8:30 đến 10:15",
            "nộp 50.000 đồng",
            "ngày 22/11/2026",
            "5 sao @ đây",
            "5 sao @ đây. Tốt",
            "làm việc 8:00-11:30, 13:30-17:00 từ 22/11/2026",
            "22/11/2026 8:30 - 9:15; 23-11-2026 08:00 - 10:00",
            "2026-11-22, 23.11.2026, 24/11/2026.",
        ] {
            assert_eq!(kept(text), text);
        }
    }

    #[test]
    fn nothing_said_is_nothing_kept_and_too_much_is_refused() {
        assert_eq!(kept_text(" \n "), Ok(None));
        assert_eq!(kept_text(&"ă".repeat(500)).map(|text| text.is_some()), Ok(true));
        assert_eq!(kept_text(&"ă".repeat(501)), Err(TextRefused { found: 501 }));
    }

    proptest! {
        /// Whatever is written between the digits, no run of nine is left, and to mask twice changes nothing.
        #[test]
        fn no_long_number_is_left(text in "[0-9a ().+,–—/_:;~*|#\u{200b}\u{2060}-]{0,60}") {
            let once = kept(&text);
            let own: Vec<char> = once.chars().collect();
            // Days and times are told apart first; then every separator is taken away.
            let (mut bare, mut at) = (String::new(), 0);
            while at < own.len() {
                match end_of_date_or_time(&own, at) {
                    Some(end) => at = end,
                    None => {
                        bare.extend(own[at].is_alphanumeric().then_some(own[at]));
                        at += 1;
                    }
                }
            }
            let digits = bare.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            prop_assert!(digits < FEWEST_DIGITS, "{once}");
            prop_assert_eq!(kept(&once), once);
        }

        /// A telephone number is masked with any four signs between any two of its digits.
        #[test]
        fn a_number_is_masked_with_any_separators(signs in proptest::collection::vec("[ ,;_~*+()|#–—·•\u{200b}\u{2060}😀]{0,4}", 9)) {
            let digits = "0912345678".chars();
            let number: String = digits.zip(signs.iter().map(String::as_str).chain([""])).map(|(digit, sign)| format!("{digit}{sign}")).collect();
            let told = kept(&number);
            prop_assert!(!told.chars().any(char::is_numeric), "{number} -> {told}");
        }
    }
}
