//! The readings of what somebody typed.

use super::places::{AREA_WORDS, HitKind, STREET_WORDS};
use crate::text;

/// Abbreviations in use on forms and signs, as whole folded words.
const ABBREVIATIONS: [(&str, &str); 9] = [
    ("p", "phuong"),
    ("q", "quan"),
    ("tt", "thi tran"),
    ("tx", "thi xa"),
    ("bv", "benh vien"),
    ("ubnd", "uy ban nhan dan"),
    ("ttpvhcc", "trung tam phuc vu hanh chinh cong"),
    ("hn", "ha noi"),
    ("dvc", "dich vu cong"),
];

/// What is looked for, read in several ways.
pub struct Query {
    /// Folded, abbreviations written out; the full reading first, then narrower ones.
    pub readings: Vec<String>,
    /// In lower case with accents, as typed.
    pub accented: String,
    /// A leading word told what kind of thing is meant.
    pub hint: Option<HitKind>,
}

impl Query {
    /// `None` when nothing is left to look for.
    pub fn read(typed: &str) -> Option<Query> {
        let folded = text::fold(typed);
        if folded.is_empty() {
            return None;
        }
        let full = write_out(&folded);
        let mut readings = vec![full.clone()];
        let mut hint = None;
        for (words, kind) in [
            (&AREA_WORDS[..], HitKind::Commune),
            (&STREET_WORDS[..], HitKind::Street),
        ] {
            if let Some(rest) = strip_leading(&full, words) {
                readings.push(rest.to_owned());
                hint = Some(kind);
            }
        }
        let without_numbers = without_house_number(&full);
        if let Some(rest) = strip_leading(&without_numbers, &STREET_WORDS) {
            readings.push(rest.to_owned());
            // "8/3 đường Láng" is no commune either.
            hint = hint.or(Some(HitKind::Street));
        }
        readings.push(without_numbers);
        let mut known = Vec::new();
        readings.retain(|reading| {
            !reading.is_empty() && !known.contains(reading) && {
                known.push(reading.clone());
                true
            }
        });
        Some(Query {
            readings,
            accented: text::nfc(typed).to_lowercase(),
            hint,
        })
    }
}

/// The text after one of the words, when something follows it.
pub fn strip_leading<'a>(folded: &'a str, words: &[&str]) -> Option<&'a str> {
    words
        .iter()
        .find_map(|word| folded.strip_prefix(word)?.strip_prefix(' '))
        .filter(|rest| !rest.is_empty())
}

fn write_out(folded: &str) -> String {
    folded.split(' ').map(written_out).collect::<Vec<_>>().join(" ")
}

fn written_out(word: &str) -> &str {
    ABBREVIATIONS
        .iter()
        .find(|(short, _)| *short == word)
        .map_or(word, |(_, long)| long)
}

/// `so 12 ngo 34 hang bac` is on `hang bac`; a name of numbers only stays as it is.
fn without_house_number(folded: &str) -> String {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = folded.split(' ').collect();
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|&(at, word)| {
            let next_is_number = words.get(at + 1).is_some_and(|next| is_number(next));
            !(is_number(word) || matches!(*word, "so" | "nha" | "ngo" | "ngach" | "hem") && next_is_number)
        })
        .map(|(_, word)| *word)
        .collect();
    if kept.is_empty() {
        folded.to_owned()
    } else {
        kept.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(typed: &str) -> Vec<String> {
        Query::read(typed).map(|query| query.readings).unwrap_or_default()
    }

    #[test]
    fn an_address_is_also_read_without_its_numbers_and_kind_words() {
        assert_eq!(
            readings("Số 12 ngõ 34 phố Hàng Bạc"),
            ["so 12 ngo 34 pho hang bac", "hang bac", "pho hang bac"]
        );
        assert_eq!(readings("P. Đống Đa"), ["phuong dong da", "dong da"]);
        assert_eq!(readings("quận 5"), ["quan 5", "5", "quan"]);
        assert!(readings(" ?! ").is_empty());
    }

    #[test]
    fn a_leading_word_tells_the_kind() {
        assert_eq!(
            Query::read("xã Ba Vì").and_then(|query| query.hint),
            Some(HitKind::Commune)
        );
        assert_eq!(
            Query::read("đường Láng").and_then(|query| query.hint),
            Some(HitKind::Street)
        );
        assert_eq!(Query::read("Hồ Tây").and_then(|query| query.hint), None);
    }
}
