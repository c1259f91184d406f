//! What people call procedures: "bằng lái", "GPLX", "hộ khẩu", each with the procedures it may mean.
//!
//! The words come from `data/hanoi/procedure_words.csv`; a row names procedures by their official names, so that the
//! table serves any list that has them under whatever codes. The names of the list itself are words too.

use super::score::slips;
use super::sentence::Sentence;
use crate::model::Procedure;
use crate::text;
use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../data/hanoi/procedure_words.csv");

/// Phrases of a list of procedures, the longest first.
pub struct ProcedureWords {
    phrases: Vec<Phrase>,
    /// Code and name, in the list's order.
    procedures: Vec<(String, String)>,
}

struct Phrase {
    words: Vec<String>,
    /// Positions in `procedures`.
    means: Vec<usize>,
}

/// A procedure that somebody spoke of, and what else it may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureSpoken {
    /// As typed.
    pub words: String,
    /// Code and name; several where the words do not tell them apart.
    pub candidates: Vec<(String, String)>,
}

impl ProcedureWords {
    pub fn build(list: &[Procedure]) -> ProcedureWords {
        let folded: Vec<String> = list.iter().map(|one| text::fold(&one.name)).collect();
        let meant = |name: &str| -> Vec<usize> {
            let name = text::fold(name);
            let same: Vec<usize> = (0..list.len()).filter(|&at| folded[at] == name).collect();
            if !same.is_empty() {
                return same;
            }
            let longer = |at: &usize| folded[*at].starts_with(&format!("{name} "));
            (0..list.len()).filter(longer).collect()
        };
        let mut phrases: Vec<Phrase> = rows()
            .map(|(words, names)| {
                let means: BTreeSet<usize> = names.split(';').flat_map(&meant).collect();
                Phrase {
                    words: split(words),
                    means: means.into_iter().collect(),
                }
            })
            .collect();
        phrases.extend((0..list.len()).map(|at| Phrase {
            words: split(&list[at].name),
            means: vec![at],
        }));
        phrases.retain(|phrase| !phrase.means.is_empty() && !phrase.words.is_empty());
        // Stable: of two phrases as long the table's comes first.
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        ProcedureWords {
            phrases,
            procedures: list.iter().map(|one| (one.code.clone(), one.name.clone())).collect(),
        }
    }

    /// The longest phrase in the sentence and where it stands; words are exact, or one of them has a slip of the finger.
    pub fn find(&self, sentence: &Sentence) -> Option<(usize, usize, Vec<usize>)> {
        let starts = |phrase: &Phrase, allowed: usize| {
            (0..sentence.words.len()).find(|&start| stands_at(sentence, start, &phrase.words, allowed))
        };
        for allowed in [0, 1] {
            for phrase in &self.phrases {
                if let Some(start) = starts(phrase, allowed) {
                    return Some((start, phrase.words.len(), phrase.means.clone()));
                }
            }
        }
        None
    }

    /// Claims the words of a procedure. Words beside them, such as "đổi" or "hộ gia đình", tell candidates apart.
    pub fn read(&self, sentence: &mut Sentence) -> Option<ProcedureSpoken> {
        let (mut start, mut count, mut means) = self.find(sentence)?;
        for side in [Side::Before, Side::After] {
            if let Some((more, narrower)) = self.narrowed(sentence, (start, count), &means, side) {
                (means, count) = (narrower, count + more);
                start -= if side == Side::Before { more } else { 0 };
            }
        }
        let words = sentence.claim(start, count);
        let candidates = means.iter().map(|&at| self.procedures[at].clone()).collect();
        Some(ProcedureSpoken { words, candidates })
    }

    /// With up to three words on one side of the phrase: how many, and those of its meanings whose names hold all of them.
    fn narrowed(
        &self,
        sentence: &Sentence,
        (start, count): (usize, usize),
        means: &[usize],
        side: Side,
    ) -> Option<(usize, Vec<usize>)> {
        if means.len() < 2 {
            return None;
        }
        let room = match side {
            Side::Before => start,
            Side::After => sentence.words.len() - start - count,
        };
        (1..=3.min(room)).rev().find_map(|more| {
            let first = match side {
                Side::Before => start - more,
                Side::After => start + count,
            };
            let is_free = (first..first + more).all(|at| sentence.is_free(at));
            let holds = |at: &usize| {
                let name = split(&self.procedures[*at].1);
                let mut words = sentence.words[first..first + more].iter();
                words.all(|word| name.iter().any(|known| word.is(known)))
            };
            let kept: Vec<usize> = means.iter().copied().filter(holds).collect();
            (is_free && !kept.is_empty() && kept.len() < means.len()).then_some((more, kept))
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// One word in four letters or more may have a slip, and only one of the phrase.
fn stands_at(sentence: &Sentence, start: usize, phrase: &[String], allowed: usize) -> bool {
    if start + phrase.len() > sentence.words.len() {
        return false;
    }
    let mut slipped = 0;
    phrase.iter().enumerate().all(|(at, word)| {
        let typed = &sentence.words[start + at];
        if !sentence.is_free(start + at) {
            return false;
        }
        if typed.is(word) {
            return true;
        }
        slipped += 1;
        let folded = text::fold(word);
        // Other accents on the same letters are a slip too: "hộ khâu".
        slipped <= allowed && phrase.len() > 1 && (typed.folded == folded || slips(&typed.folded, &folded))
    })
}

/// Words and names of the shipped table.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().skip(1).filter_map(|line| {
        let (words, names) = line.split_once(',')?;
        Some((words, names.trim_matches('"')))
    })
}

fn split(words: &str) -> Vec<String> {
    let words = text::nfc(words).to_lowercase();
    words
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<Procedure> {
        const NAMES: &str = include_str!("../../data/hanoi/procedures.csv");
        let mut reader = csv::Reader::from_reader(NAMES.as_bytes());
        let rows = reader.records().map(|row| row.expect("the list is a table"));
        rows.map(|row| Procedure {
            code: row[0].to_owned(),
            name: row[1].to_owned(),
            field: None,
        })
        .collect()
    }

    fn read(typed: &str) -> Vec<String> {
        let spoken = ProcedureWords::build(&list()).read(&mut Sentence::read(typed));
        let candidates = spoken.map(|spoken| spoken.candidates).unwrap_or_default();
        candidates.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn every_row_of_the_table_names_procedures_of_the_list_and_is_found_by_its_own_words() {
        let list = list();
        let words = ProcedureWords::build(&list);
        let mut count = 0;
        for (phrase, names) in rows() {
            count += 1;
            for name in names.split(';') {
                assert!(list.iter().any(|one| one.name == name), "{name}");
            }
            let found = words.read(&mut Sentence::read(phrase)).expect(phrase);
            assert_eq!(found.candidates.len(), names.split(';').count(), "{phrase}");
        }
        assert!(count > 150, "{count} rows");
    }

    #[test]
    fn one_word_may_mean_several_and_words_before_it_tell_them_apart() {
        assert_eq!(read("gplx"), ["Đổi giấy phép lái xe", "Cấp lại giấy phép lái xe"]);
        assert_eq!(read("doi gplx"), ["Đổi giấy phép lái xe"]);
        assert_eq!(read("cấp lại bằng lái xe"), ["Cấp lại giấy phép lái xe"]);
        assert_eq!(read("xác nhận hộ khẩu"), ["Xác nhận thông tin về cư trú"]);
        assert_eq!(
            read("bhyt ho gia dinh"),
            ["Đăng ký đóng bảo hiểm y tế theo hộ gia đình"]
        );
        assert_eq!(read("lam ho khau o Cau Giay"), ["Đăng ký thường trú"]);
    }

    #[test]
    fn a_slip_is_understood_and_nonsense_is_not() {
        assert_eq!(read("đổi giấy phép lái xe").len(), 1);
        assert_eq!(read("doi giay phpe lai xe"), ["Đổi giấy phép lái xe"]);
        assert_eq!(read("giấy khai sịnh cho con"), ["Đăng ký khai sinh"]);
        assert!(read("mua bánh mì ở Hàng Bạc").is_empty());
    }

    #[test]
    fn a_list_without_the_named_procedures_has_none_of_the_words() {
        let words = ProcedureWords::build(&[]);
        assert_eq!(words.read(&mut Sentence::read("gplx")), None);
    }
}
