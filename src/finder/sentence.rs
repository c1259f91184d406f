//! A sentence as words that can be claimed: what was understood by which words, and which words were left.

use super::score::one_i;
use crate::registry::toned;
use crate::text;
use unicode_normalization::char::is_combining_mark;

/// Longer sentences are cut: nobody asks for a service point in more words.
const MOST_WORDS: usize = 60;

/// One word as typed, with the forms it is compared in.
#[derive(Clone, Debug)]
pub struct Word {
    pub typed: String,
    /// Lower case, punctuation around it taken off.
    pub lower: String,
    pub folded: String,
    toned: String,
    has_accents: bool,
    /// A comma or another stop follows: a name does not reach past it.
    pub ends_phrase: bool,
}

impl Word {
    /// Whether this is the Vietnamese word: with its very accents, or written without any.
    pub fn is(&self, word: &str) -> bool {
        let folded = text::fold(word);
        if one_i(&self.folded) != one_i(&folded) {
            false
        } else if self.has_accents {
            // "kí" and "ký" differ in the letter alone, and the mark stands on it.
            toned_i(&self.toned) == toned_i(&toned(word))
        } else {
            true
        }
    }

    pub fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    pub fn begins_with_digit(&self) -> bool {
        self.lower.starts_with(|letter: char| letter.is_ascii_digit())
    }
}

/// Words with the marks of those that are understood.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub words: Vec<Word>,
    claimed: Vec<bool>,
}

impl Sentence {
    pub fn read(typed: &str) -> Sentence {
        let composed = text::nfc(typed);
        let words: Vec<Word> = composed.split(' ').filter_map(word).take(MOST_WORDS).collect();
        Sentence {
            claimed: vec![false; words.len()],
            words,
        }
    }

    /// Whether all the words of a phrase stand here, unclaimed.
    pub fn has_at(&self, start: usize, phrase: &[&str]) -> bool {
        start + phrase.len() <= self.words.len()
            && (start..start + phrase.len()).all(|at| !self.claimed[at])
            && phrase
                .iter()
                .zip(&self.words[start..])
                .all(|(word, typed)| typed.is(word))
    }

    pub fn is_free(&self, at: usize) -> bool {
        self.claimed.get(at) == Some(&false)
    }

    /// Marks the words as understood and gives them as typed.
    pub fn claim(&mut self, start: usize, count: usize) -> String {
        self.claimed[start..start + count].fill(true);
        self.typed(start, count)
    }

    /// Takes a claim back.
    pub fn release(&mut self, start: usize, count: usize) {
        self.claimed[start..start + count].fill(false);
    }

    pub fn typed(&self, start: usize, count: usize) -> String {
        joined(self.words[start..start + count].iter().map(|word| word.typed.as_str()))
    }

    pub fn folded(&self, start: usize, count: usize) -> String {
        joined(self.words[start..start + count].iter().map(|word| word.folded.as_str()))
    }

    /// Maximal runs of unclaimed words, as start and length.
    pub fn runs(&self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in (0..self.words.len()).filter(|&at| !self.claimed[at]) {
            match runs.last_mut() {
                Some((start, count)) if *start + *count == at => *count += 1,
                _ => runs.push((at, 1)),
            }
        }
        runs
    }
}

/// [`toned`] text with `i` for `y` where both are one sound.
pub(super) fn toned_i(toned: &str) -> String {
    let one = |word: &str| {
        let bare = word.trim_end_matches(is_combining_mark);
        format!("{}{}", one_i(bare), &word[bare.len()..])
    };
    toned.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

fn word(typed: &str) -> Option<Word> {
    let is_edge = |letter: char| !letter.is_alphanumeric() && letter != '+';
    let bare = typed.trim_matches(is_edge);
    let lower = bare.to_lowercase();
    let folded = text::fold(&lower);
    (!bare.is_empty()).then(|| Word {
        ends_phrase: typed.ends_with([',', ';', '.', '?', '!']),
        has_accents: lower.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii()),
        toned: toned(&lower),
        typed: bare.to_owned(),
        lower,
        folded,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_accents_is_only_itself_and_one_without_may_be_any() {
        let words = Sentence::read("Tôi tối toi hoà").words;
        let is_evening: Vec<bool> = words.iter().map(|word| word.is("tối")).collect();
        assert_eq!(is_evening, [false, true, true, false]);
        assert!(words[3].is("hòa"), "two ways to set one tone");
        let words = Sentence::read("đăng kí li thuý").words;
        assert!(
            words[1].is("ký") && words[2].is("lý") && !words[1].is("kỳ"),
            "one sound, two letters"
        );
        assert!(words[3].is("thúy") && !words[3].is("thúi"));
    }

    #[test]
    fn claimed_words_part_what_is_left() {
        let mut sentence = Sentence::read("Đổi bằng lái, gần Đống Đa chiều nay?");
        assert!(sentence.words[2].ends_phrase && sentence.has_at(6, &["chiều", "nay"]));
        assert_eq!(sentence.claim(3, 1), "gần");
        assert_eq!(sentence.runs(), [(0, 3), (4, 4)]);
        assert!(!sentence.has_at(3, &["gần"]), "claimed once");
        assert!(Sentence::read(" ,. ").words.is_empty());
    }
}
