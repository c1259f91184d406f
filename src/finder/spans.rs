//! Which words of a sentence name a place.

use super::places::{AREA_WORDS, Hit, HitKind, STREET_WORDS};
use super::query::strip_leading;
use super::score::{SAME, one_i};
use super::search::{Finder, GOOD};
use super::sentence::{Sentence, Word, toned_i};
use crate::registry::toned;
use crate::text;

/// No place has a longer name.
const LONGEST_NAME: usize = 9;
/// A hit with a slip of the finger has at least so many points.
const SLIPPED: u32 = 300;
/// Hits of so nearly as many points as the best are meant as well as it.
const AS_GOOD: u32 = 25;
/// So many candidates are told at most.
const MOST_CANDIDATES: usize = 5;

/// Words that stand before a place.
const BEFORE: &[&[&str]] = &[
    &["khu", "vực"],
    &["xung", "quanh"],
    &["địa", "bàn"],
    &["gần"],
    &["ở"],
    &["tại"],
    &["quanh"],
    &["khu"],
    &["cạnh"],
    &["phía"],
    &["trên"],
    &["bên"],
    &["ngoài"],
    &["ra"],
    &["về"],
    &["từ"],
];

/// Words that carry a sentence and name nothing.
const FILLERS: &[&str] = &[
    "tôi",
    "tui",
    "mình",
    "em",
    "anh",
    "chị",
    "bác",
    "cháu",
    "ông",
    "bà",
    "ạ",
    "à",
    "ơi",
    "nhé",
    "với",
    "cho",
    "hỏi",
    "xin",
    "muốn",
    "cần",
    "phải",
    "làm",
    "đi",
    "đến",
    "tới",
    "ra",
    "vào",
    "về",
    "ở",
    "tại",
    "gần",
    "quanh",
    "khu",
    "vực",
    "nhất",
    "nào",
    "đâu",
    "nơi",
    "chỗ",
    "điểm",
    "địa",
    "thì",
    "là",
    "và",
    "có",
    "được",
    "không",
    "ko",
    "k",
    "gì",
    "mà",
    "để",
    "của",
    "cái",
    "một",
    "các",
    "những",
    "này",
    "đó",
    "kia",
    "người",
    "nhà",
    "hướng",
    "dẫn",
    "thủ",
    "tục",
    "hồ",
    "sơ",
    "giấy",
    "tờ",
    "nộp",
    "lấy",
    "tìm",
    "kiếm",
    "xem",
    "biết",
    "giúp",
    "hộ",
    "con",
    "bé",
    "sau",
    "trước",
    "trong",
    "ngoài",
    "từ",
    "vào",
    "lúc",
    "khoảng",
    "trên",
    "bên",
    "cạnh",
    "phía",
    "văn",
    "phòng",
    "công",
    "dịch",
    "vụ",
    "hành",
    "chính",
    "trung",
    "tâm",
    "lại",
    "mới",
    "đang",
    "còn",
    "sẽ",
    "đã",
    "thứ",
    "ngày",
    "giờ",
    "xong",
    "rồi",
    "nữa",
    "thể",
    "chứ",
    "vậy",
    "ngay",
    "cả",
    "tiện",
    "đường",
    "luôn",
];

impl Finder {
    /// Which words are in the exact name of a place of two words or more; every word at most in one.
    pub(super) fn in_names(&self, sentence: &Sentence) -> Vec<bool> {
        let mut marks = vec![false; sentence.words.len()];
        for count in (2..=LONGEST_NAME).rev() {
            for start in 0..(sentence.words.len() + 1).saturating_sub(count) {
                let is_open = marks[start..start + count].iter().all(|mark| !mark);
                if is_open && self.is_exact(sentence, start, count) {
                    marks[start..start + count].fill(true);
                }
            }
        }
        marks
    }

    /// Which numbers with a stroke are of a house: "12/5" before a street, or before a word for one, and not after a word
    /// of time.
    pub(super) fn house_numbers(&self, sentence: &Sentence) -> Vec<bool> {
        let is_house = |at: usize| {
            let word = &sentence.words[at];
            let is_number = word.begins_with_digit() && word.lower.contains(['/', '-', '.']);
            is_number && !has_year(&word.lower) && !word.ends_phrase && !is_after_time(sentence, at) && {
                let next = sentence.words.get(at + 1);
                next.is_some_and(|next| next.is_one_of(STREET_KINDS)) || self.is_street(sentence, at + 1)
            }
        };
        (0..sentence.words.len()).map(is_house).collect()
    }

    /// Whether the words from here are the name of a place, or with a slip of the finger that of a street.
    fn is_street(&self, sentence: &Sentence, start: usize) -> bool {
        let room = sentence.words.len().saturating_sub(start).min(LONGEST_NAME);
        if (1..=room).any(|count| self.is_exact(sentence, start, count)) {
            return true;
        }
        let is_procedure = self
            .procedure_words
            .find(sentence)
            .is_some_and(|(at, _, _)| at == start);
        let slipped = |count: usize| {
            let is_plain =
                (start..start + count).all(|at| !is_filler(sentence, at) && !sentence.words[at].begins_with_digit());
            is_plain && {
                let found = self.scored(&sentence.typed(start, count), |kind| kind == HitKind::Street);
                found.first().is_some_and(|(points, _)| *points >= SLIPPED)
            }
        };
        !is_procedure && (2..=room.min(4)).any(slipped)
    }

    /// The longest exact name of three words or more: claimed before kinds of points are, which begin many names.
    pub(super) fn long_name(&self, sentence: &Sentence) -> Option<(usize, usize)> {
        self.exact_span(sentence, 3)
    }

    /// The words that name a place, as start and length, with what they may mean.
    pub(super) fn place_in(&self, sentence: &Sentence) -> Option<(usize, usize, Vec<Hit>)> {
        let exact = self
            .exact_span(sentence, 1)
            .map(|(start, count)| self.widened(sentence, start, count));
        exact
            .and_then(|(start, count)| self.meant(sentence, start, count, GOOD))
            .or_else(|| self.after_a_marker(sentence))
            .or_else(|| self.anywhere(sentence))
    }

    /// For the search box: the place of a sentence.
    pub(super) fn place_within(&self, typed: &str) -> Vec<Hit> {
        let sentence = Sentence::read(typed);
        if sentence.words.len() < 3 {
            return Vec::new();
        }
        self.place_in(&sentence).map(|(_, _, hits)| hits).unwrap_or_default()
    }

    fn exact_span(&self, sentence: &Sentence, shortest: usize) -> Option<(usize, usize)> {
        (shortest..=LONGEST_NAME).rev().find_map(|count| {
            let last = (sentence.words.len() + 1).checked_sub(count)?;
            (0..last)
                .find(|&start| self.is_exact(sentence, start, count) && (count > 1 || is_marked(sentence, start)))
                .map(|start| (start, count))
        })
    }

    /// Whether free words of one phrase are a name, with its accents or without any.
    fn is_exact(&self, sentence: &Sentence, start: usize, count: usize) -> bool {
        if !(start..start + count).all(|at| sentence.is_free(at)) {
            return false;
        }
        let is_broken = sentence.words[start..start + count - 1]
            .iter()
            .any(|word| word.ends_phrase);
        let Some(written) = self
            .exact
            .get(&one_i(&sentence.folded(start, count)))
            .filter(|_| !is_broken)
        else {
            return false;
        };
        let typed = sentence.typed(start, count);
        let typed_toned = toned_i(&toned(&typed));
        let has_accents = typed.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii());
        !has_accents
            || written
                .iter()
                .any(|name| name == &typed_toned || name.ends_with(&format!(" {typed_toned}")))
    }

    /// With house numbers and kind words before the name, and communes behind it.
    fn widened(&self, sentence: &Sentence, start: usize, count: usize) -> (usize, usize) {
        let (mut first, mut end) = (start, start + count);
        while first > 0 && sentence.is_free(first - 1) && is_of_address(sentence, first - 1) {
            first -= 1;
        }
        loop {
            let kind = (1..=2).rev().find(|&words| {
                end + words <= sentence.words.len() && AREA_WORDS.contains(&sentence.folded(end, words).as_str())
            });
            let from = end + kind.unwrap_or(0);
            let next = (1..=4).rev().find(|&more| {
                let fits = from + more <= sentence.words.len() && (more > 1 || kind.is_some());
                fits && (end..from).all(|at| sentence.is_free(at)) && self.is_exact(sentence, from, more)
            });
            match next {
                Some(more) => end = from + more,
                None => return (first, end - first),
            }
        }
    }

    /// After "gần", "ở", "phường", ...: the longest beginning of what follows that is a name, slips allowed.
    fn after_a_marker(&self, sentence: &Sentence) -> Option<(usize, usize, Vec<Hit>)> {
        sentence.runs().into_iter().find_map(|(run, length)| {
            (run..run + length).find_map(|at| {
                let before = BEFORE
                    .iter()
                    .find(|words| sentence.has_at(at, words))
                    .map(|words| words.len());
                let start = before.map(|words| at + words).or_else(|| {
                    let of_address = is_of_address(sentence, at) && !is_of_address(sentence, at.wrapping_sub(1));
                    of_address.then_some(at)
                })?;
                let longest = (run + length).saturating_sub(start).min(LONGEST_NAME);
                let shorter = (1..=longest).rev().map(|count| (start, count));
                shorter
                    .filter(|&(start, count)| !is_filler(sentence, start + count - 1))
                    .find_map(|(start, count)| self.meant(sentence, start, count, SLIPPED))
            })
        })
    }

    /// Any words left that are not mere fillers, two or more.
    fn anywhere(&self, sentence: &Sentence) -> Option<(usize, usize, Vec<Hit>)> {
        sentence.runs().into_iter().find_map(|(run, length)| {
            let first = (run..run + length).find(|&at| !is_filler(sentence, at))?;
            let last = (run..run + length).rev().find(|&at| !is_filler(sentence, at))?;
            let longest = (last + 1 - first).min(LONGEST_NAME);
            (2..=longest).rev().find_map(|count| {
                (first..=last + 1 - count).find_map(|start| self.meant(sentence, start, count, SLIPPED))
            })
        })
    }

    /// What words mean, if any place has so many points for them: all that are as good as the best.
    fn meant(&self, sentence: &Sentence, start: usize, count: usize, least: u32) -> Option<(usize, usize, Vec<Hit>)> {
        let typed = sentence.typed(start, count);
        let is_only_numbers = sentence.words[start..start + count]
            .iter()
            .all(|word| word.begins_with_digit());
        if is_only_numbers {
            return None;
        }
        let mut hits: Vec<Hit> = self.house(&typed).into_iter().collect();
        let mut found = self.scored(&typed, |kind| kind != HitKind::Procedure);
        if let Some(word) = lone_word(sentence, start, count) {
            let goes_on =
                |at: usize| sentence.is_free(at) && !sentence.words[at - 1].ends_phrase && !is_filler(sentence, at);
            let is_cut = start + count < sentence.words.len() && goes_on(start + count);
            found.retain(|(points, hit)| *points >= SAME || !is_cut && is_half_of(&word.typed, &hit.label));
        }
        let best = found.first().map_or(0, |(points, _)| *points);
        if best < least {
            return (!hits.is_empty()).then_some((start, count, hits));
        }
        if hits.is_empty() {
            hits.extend(
                found
                    .into_iter()
                    .take_while(|(points, _)| points + AS_GOOD >= best)
                    .map(|(_, hit)| hit.clone())
                    .take(MOST_CANDIDATES),
            );
        }
        Some((start, count, hits))
    }
}

/// The one word of a span that is no number and no word for a kind of place.
fn lone_word(sentence: &Sentence, start: usize, count: usize) -> Option<&Word> {
    let mut named = (start..start + count).filter(|&at| !is_of_address(sentence, at));
    let first = named.next()?;
    named.next().is_none().then(|| &sentence.words[first])
}

/// Whether a word, with its very accents where it has any, is half of a name or more: "Đống" may be Đống Đa, "chợ" is not
/// Ô Chợ Dừa, "thờ" is not Phúc Thọ.
fn is_half_of(word: &str, label: &str) -> bool {
    let folded = text::fold(label);
    let bare = strip_leading(&folded, &AREA_WORDS).or_else(|| strip_leading(&folded, &STREET_WORDS));
    let has_accents = word.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii());
    let told = toned(word);
    bare.unwrap_or(&folded).split(' ').count() <= 2 && (!has_accents || toned(label).split(' ').any(|one| one == told))
}

/// Words for a street before its name; after the number of a house.
const STREET_KINDS: &[&str] = &["phố", "đường", "ngõ", "ngách", "hẻm", "kiệt"];

/// "12/5/2026".
fn has_year(number: &str) -> bool {
    let last = number.rsplit(['/', '-', '.']).next().unwrap_or_default();
    last.len() == 4 && last.starts_with("20")
}

/// Whether the word before is one of time: "sáng 12/5", "thứ 3 12/5".
fn is_after_time(sentence: &Sentence, at: usize) -> bool {
    let words = |phrase: &[&str]| {
        at >= phrase.len()
            && phrase
                .iter()
                .zip(&sentence.words[at - phrase.len()..])
                .all(|(word, typed)| typed.is(word))
    };
    let day = ["ngày", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "cn"]
        .iter()
        .any(|word| words(&[word]));
    day || words(&["chủ", "nhật"]) || at >= 2 && sentence.words[at - 2].is("thứ")
}

/// Whether a word is of those that carry a sentence.
pub(super) fn is_filler(sentence: &Sentence, at: usize) -> bool {
    sentence.words[at].is_one_of(FILLERS)
}

fn is_marked(sentence: &Sentence, at: usize) -> bool {
    let is_before = |words: &&[&str]| {
        at >= words.len()
            && words
                .iter()
                .zip(&sentence.words[at - words.len()..])
                .all(|(word, typed)| typed.is(word))
    };
    BEFORE.iter().any(is_before) || at > 0 && is_of_address(sentence, at - 1)
}

/// "số", "12", "ngõ", "phường", "đường": words of an address before a name.
fn is_of_address(sentence: &Sentence, at: usize) -> bool {
    sentence.words.get(at).is_some_and(|word| {
        let folded = word.folded.as_str();
        word.begins_with_digit()
            || word.is_one_of(&[
                "số",
                "nhà",
                "ngõ",
                "ngách",
                "hẻm",
                "đường",
                "phố",
                "phường",
                "quận",
                "huyện",
                "xã",
                "hồ",
            ])
            || ["p", "q", "tx", "tt", "trấn", "thi"].contains(&folded)
            || STREET_WORDS.contains(&folded) && word.lower != word.folded
    })
}
