//! Names as people spell them: which of many known names a written one is.
//!
//! Three grades. *Same*: letters and accents agree, wherever the tone mark of a syllable is put (`Thuỵ`, `Thụy`).
//! *Folded*: they agree without accents; a name written without any is as good as it can be, one with other accents is
//! another name more often than not. *Misspelt*: long names that differ by one letter inserted, left out, replaced or
//! swapped with its neighbour. Digits never differ: `Mỹ Đình 1` is not `Mỹ Đình 2`.
//!
//! Blanks do not count (`hoankiem`). Misspelt names are found by their deletions: two words are within one change of
//! each other only if they share a form with at most one letter left out, so a look-up costs as many hashes as the name
//! has letters, however many names are known.
//!
//! Source of the deletions: Mor and Fraenkel, *A hash code method for detecting and correcting spelling errors*, CACM 25
//! (1982); of the distance: Damerau, CACM 7 (1964).

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::text::fold;

/// Letters (without blanks) from which a name may be misspelt by one: in shorter ones another letter is another name.
const LONG_NAME: usize = 6;

/// How well a written name agrees with a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameGrade {
    /// Letters and accents.
    Same,
    /// Written without accents.
    Unaccented,
    /// Letters agree, accents do not.
    OtherAccents,
    /// One letter differs.
    Misspelt,
}

impl NameGrade {
    /// The factor of confidence; see `docs/decisions/0013-addresses.md`.
    pub fn factor(self) -> f64 {
        match self {
            Self::Same => 1.0,
            Self::Unaccented => 0.95,
            Self::OtherAccents => 0.8,
            Self::Misspelt => 0.75,
        }
    }
}

/// Folded, without blanks.
pub(super) fn compact(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// Lower case with accents, the tone of each syllable behind it, so that `hoà` and `hòa` are the same.
pub fn toned(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let spelled = words.filter(|word| !word.is_empty()).map(|word| {
        let (mut letters, mut tone) = (String::new(), None);
        for letter in word.to_lowercase().nfd() {
            match letter {
                '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tone = Some(letter),
                letter => letters.push(letter),
            }
        }
        letters.extend(tone);
        letters
    });
    spelled.collect::<Vec<_>>().join(" ")
}

/// Whether any letter carries what folding takes away.
pub(super) fn has_accents(text: &str) -> bool {
    text.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii())
}

/// Known names, each with the number it was given.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex {
    names: Vec<Known>,
    by_compact: HashMap<String, Vec<usize>>,
    by_deletion: HashMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Known {
    compact: String,
    toned: String,
    number: usize,
}

impl NameIndex {
    /// Several names may have one number. Names without letters and digits are left out.
    pub fn build<'a>(names: impl IntoIterator<Item = (&'a str, usize)>) -> NameIndex {
        let mut index = NameIndex::default();
        for (name, number) in names {
            let known = Known {
                compact: compact(name),
                toned: toned(name),
                number,
            };
            if known.compact.is_empty() {
                continue;
            }
            let at = index.names.len();
            let same = index.by_compact.entry(known.compact.clone()).or_default();
            if same.is_empty() && known.compact.len() >= LONG_NAME {
                for form in deletions(&known.compact) {
                    index.by_deletion.entry(form).or_default().push(at);
                }
            }
            same.push(at);
            index.names.push(known);
        }
        index
    }

    /// The numbers that a written name may mean, each once with its best grade, in order of grade and number. Only the
    /// best grade there is is given: who wrote the name right did not mean one that resembles it.
    pub fn find(&self, written: &str) -> Vec<(usize, NameGrade)> {
        let key = compact(written);
        if key.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(NameGrade, usize)> = Vec::new();
        if let Some(same) = self.by_compact.get(&key) {
            let (spelled, is_accented) = (toned(written), has_accents(written));
            found.extend(same.iter().map(|&at| {
                let known = &self.names[at];
                let grade = if known.toned == spelled {
                    NameGrade::Same
                } else if is_accented {
                    NameGrade::OtherAccents
                } else {
                    NameGrade::Unaccented
                };
                (grade, known.number)
            }));
        } else if key.len() >= LONG_NAME {
            found.extend(
                self.misspelt(&key)
                    .into_iter()
                    .map(|number| (NameGrade::Misspelt, number)),
            );
        }
        found.sort_unstable();
        let best = found.first().map(|(grade, _)| *grade);
        found.retain(|(grade, _)| Some(*grade) == best);
        found.dedup();
        found.into_iter().map(|(grade, number)| (number, grade)).collect()
    }

    fn misspelt(&self, key: &str) -> Vec<usize> {
        let mut near: Vec<usize> = deletions(key)
            .iter()
            .filter_map(|form| self.by_deletion.get(form))
            .flatten()
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|&at| {
            let known = &self.names[at].compact;
            digits(known).eq(digits(key)) && is_one_change(known.as_bytes(), key.as_bytes())
        });
        // All names that share the spelling of a near one.
        near.iter()
            .flat_map(|&at| &self.by_compact[&self.names[at].compact])
            .map(|&at| self.names[at].number)
            .collect()
    }
}

fn digits(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(char::is_ascii_digit)
}

/// The word itself and every form with one letter left out.
fn deletions(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = |gone: usize| -> String {
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != gone);
        kept.map(|(_, letter)| *letter).collect()
    };
    let mut forms: Vec<String> = (0..=letters.len()).map(without).collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// Whether two different words are one insertion, deletion, replacement or swap of neighbours apart.
fn is_one_change(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        1 => short[same..] == long[same + 1..],
        0 if same == long.len() => false,
        0 => {
            let replaced = short[same + 1..] == long[same + 1..];
            let swapped = same + 1 < long.len()
                && short[same] == long[same + 1]
                && short[same + 1] == long[same]
                && short[same + 2..] == long[same + 2..];
            replaced || swapped
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 8] = [
        "Hoàn Kiếm",
        "Hàng Bạc",
        "Hàng Bác",
        "Mỹ Đình 1",
        "Mỹ Đình 2",
        "Thụy Khuê",
        "Láng",
        "Nguyễn Chí Thanh",
    ];

    fn index() -> NameIndex {
        NameIndex::build(NAMES.iter().enumerate().map(|(at, name)| (*name, at)))
    }

    #[test]
    fn names_are_found_as_people_spell_them() {
        use NameGrade::{Misspelt, OtherAccents, Same, Unaccented};
        let index = index();
        let cases: [(&str, &[(usize, NameGrade)]); 18] = [
            ("Hoàn Kiếm", &[(0, Same)]),
            ("HOÀN KIẾM", &[(0, Same)]),
            ("hoankiem", &[(0, Unaccented)]),
            ("hoan kiem", &[(0, Unaccented)]),
            ("Hoan Kiém", &[(0, OtherAccents)]),
            ("Hoàn Kiêm", &[(0, OtherAccents)]),
            ("Hoàn Kiến", &[(0, Misspelt)]),
            ("hoan keim", &[(0, Misspelt)]),
            ("hon kiem", &[(0, Misspelt)]),
            ("Hàng Bạc", &[(1, Same)]),
            ("hang bac", &[(1, Unaccented), (2, Unaccented)]),
            ("Mỹ Đình 2", &[(4, Same)]),
            ("My Dinh 3", &[]),
            ("Thuỵ Khuê", &[(5, Same)]),
            ("Thụy  Khuê", &[(5, Same)]),
            ("Lang", &[(6, Unaccented)]),
            ("Lãng", &[(6, OtherAccents)]),
            ("Bang", &[]),
        ];
        for (written, expected) in cases {
            assert_eq!(index.find(written), expected, "{written}");
        }
        assert_eq!(index.find(" , "), []);
    }

    /// The whole table of the distance.
    fn distance(a: &[u8], b: &[u8]) -> usize {
        let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(rows[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        rows[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn one_change_is_what_the_whole_table_says(a in "[ab]{0,6}", b in "[ab]{0,6}") {
            prop_assert_eq!(is_one_change(a.as_bytes(), b.as_bytes()), distance(a.as_bytes(), b.as_bytes()) == 1);
        }

        #[test]
        fn every_name_one_change_away_is_found(known in "[abc]{6,9}", at in 0usize..9, letter in "[abc]", sort in 0u8..4) {
            let mut letters: Vec<char> = known.chars().collect();
            let at = at % letters.len();
            let letter = letter.chars().next().expect("one letter");
            match sort {
                0 => letters[at] = letter,
                1 => letters.insert(at, letter),
                2 if at + 1 < letters.len() => letters.swap(at, at + 1),
                _ => { letters.remove(at); }
            }
            let written: String = letters.into_iter().collect();
            let index = NameIndex::build([(known.as_str(), 7)]);
            // Left out of six letters, the written name is too short to be a misspelt long one.
            let expected = written == known || written.len() >= LONG_NAME;
            prop_assert_eq!(!index.find(&written).is_empty(), expected, "{} for {}", written, known);
        }
    }
}
