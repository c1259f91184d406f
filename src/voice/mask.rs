//! The words of the public as they are kept: bounded, in one normal form, without numbers that could name a person.

use crate::text::nfc;

/// Characters of a text of the public, at most.
pub const LONGEST_TEXT: usize = 500;
/// Digits from which a number may be a telephone number (10), an old (9) or a new (12) number of an identity card. The
/// hotlines (1022, 19001009) and amounts of a fee are shorter.
const FEWEST_DIGITS: usize = 9;
/// Characters that people put between the digits of one number, at most so many in a row.
const BETWEEN: [char; 7] = [' ', '.', '-', '(', ')', '+', ','];
const MOST_BETWEEN: usize = 2;
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
    let masked = mask_numbers(&mask_mail(&text));
    Ok((!masked.is_empty()).then_some(masked))
}

fn mask_mail(text: &str) -> String {
    let is_mail = |word: &str| {
        let (name, host) = word.split_once('@').unwrap_or_default();
        name.chars().any(char::is_alphanumeric) && host.contains('.') && host.chars().any(char::is_alphanumeric)
    };
    let words = text.split(' ').map(|word| if is_mail(word) { MAIL_MASK } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// A run is digits with at most [`MOST_BETWEEN`] separators between two of them.
fn mask_numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_numeric() {
            out.push(letters[at]);
            at += 1;
            continue;
        }
        let (mut end, mut digits, mut next) = (at, 0, at);
        while next < letters.len() && next - end <= MOST_BETWEEN {
            if letters[next].is_numeric() {
                digits += 1;
                end = next + 1;
            } else if !BETWEEN.contains(&letters[next]) {
                break;
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
        ] {
            assert_eq!(
                kept(&format!("gọi {number} nhé")),
                format!("gọi {} nhé", masked_with(number)),
                "{number}"
            );
        }
        assert_eq!(kept("thư a.b@c.vn nhé"), "thư [thư điện tử đã ẩn] nhé");
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
        /// Whatever is written, no run of nine digits is left, and to mask twice changes nothing.
        #[test]
        fn no_long_number_is_left(text in "[0-9a ().+-]{0,60}") {
            let once = kept(&text);
            let digits = once.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            prop_assert!(digits < FEWEST_DIGITS, "{once}");
            prop_assert_eq!(kept(&once), once);
        }
    }
}
