//! The words of Vietnamese addresses that say what follows them.
//!
//! Long words may be recognised without accents, short ones only where the whole text has none: `Hòa Xá` does not hold
//! the word *xã*. Some names hold such a word all the same (`phố Xã Đàn`, `Bà Huyện Thanh Quan`) and are listed.

use super::address_names::{has_accents, toned};
use super::address_parts::UnitKind;
use crate::text::fold;

/// What a word says of what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    HouseNumber,
    Lane(&'static str),
    Street,
    /// A road that is called by its number; the word is part of its name.
    NumberedRoad(&'static str),
    Building,
    Hamlet(&'static str),
    Commune(UnitKind),
    District(UnitKind),
    City,
}

/// What must come next for the word to be a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Any word.
    Word,
    /// A word with a digit in it.
    Number,
    /// A word that begins with a digit.
    Digits,
    /// A word with a digit, or one of at most two letters.
    Code,
}

struct Phrase {
    words: &'static str,
    marker: Marker,
    next: Next,
}

const fn phrase(words: &'static str, marker: Marker, next: Next) -> Phrase {
    Phrase { words, marker, next }
}

use Marker::{Building, City, Commune, District, Hamlet, HouseNumber, Lane, NumberedRoad, Street};
use Next::{Code, Digits, Number, Word};

/// The longer before the shorter.
const PHRASES: &[Phrase] = &[
    phrase("số nhà", HouseNumber, Number),
    phrase("nhà số", HouseNumber, Number),
    phrase("số", HouseNumber, Number),
    phrase("ngõ", Lane("ngõ"), Number),
    phrase("ngách", Lane("ngách"), Number),
    phrase("hẻm", Lane("hẻm"), Number),
    phrase("hẽm", Lane("hẻm"), Number),
    phrase("kiệt", Lane("kiệt"), Number),
    phrase("đường phố", Street, Word),
    phrase("đại lộ", Street, Word),
    phrase("quốc lộ", NumberedRoad("Quốc lộ"), Word),
    phrase("tỉnh lộ", NumberedRoad("Tỉnh lộ"), Word),
    phrase("hương lộ", NumberedRoad("Hương lộ"), Word),
    phrase("đường tỉnh", NumberedRoad("Tỉnh lộ"), Number),
    phrase("đường", Street, Word),
    phrase("tòa nhà", Building, Word),
    phrase("tòa", Building, Code),
    phrase("tầng", Building, Number),
    phrase("căn hộ", Building, Number),
    phrase("phòng", Building, Number),
    // `nhà 20 phố Hàng Bài` is a house, `nhà B2 khu tập thể` a building.
    phrase("nhà", HouseNumber, Digits),
    phrase("nhà", Building, Number),
    phrase("chung cư", Building, Word),
    phrase("khu chung cư", Building, Word),
    phrase("lô", Building, Code),
    phrase("liền kề", Building, Code),
    phrase("biệt thự", Building, Code),
    phrase("khu đô thị mới", Building, Word),
    phrase("khu đô thị", Building, Word),
    phrase("khu công nghiệp", Building, Word),
    phrase("cụm công nghiệp", Building, Word),
    phrase("khu tập thể", Building, Word),
    phrase("tập thể", Building, Word),
    phrase("cổng", Building, Code),
    phrase("ki ốt", Building, Code),
    phrase("kiot", Building, Code),
    phrase("tổ dân phố số", Hamlet("tổ dân phố số"), Word),
    phrase("tổ dân phố", Hamlet("tổ dân phố"), Word),
    phrase("cụm dân cư", Hamlet("cụm dân cư"), Word),
    phrase("khu dân cư", Hamlet("khu dân cư"), Word),
    phrase("khu trung tâm", Hamlet("khu trung tâm"), Word),
    phrase("tiểu khu", Hamlet("tiểu khu"), Word),
    phrase("khu phố", Hamlet("khu phố"), Word),
    phrase("tổ", Hamlet("tổ"), Number),
    phrase("thôn", Hamlet("thôn"), Word),
    phrase("xóm", Hamlet("xóm"), Word),
    phrase("làng", Hamlet("làng"), Word),
    phrase("ấp", Hamlet("ấp"), Word),
    phrase("cụm", Hamlet("cụm"), Number),
    phrase("đội", Hamlet("đội"), Number),
    phrase("khối", Hamlet("khối"), Number),
    phrase("khu", Hamlet("khu"), Word),
    phrase("phường", Commune(UnitKind::Ward), Word),
    phrase("thị trấn", Commune(UnitKind::Town), Word),
    phrase("thị xã", District(UnitKind::TownDistrict), Word),
    phrase("xã", Commune(UnitKind::Commune), Word),
    phrase("phố", Street, Word),
    phrase("quận", District(UnitKind::UrbanDistrict), Word),
    phrase("huyện", District(UnitKind::RuralDistrict), Word),
    phrase("thành phố", City, Word),
    phrase("tỉnh", City, Word),
];

/// Abbreviations: with a dot or in capitals; those of two letters and more also in small letters.
const SHORT: &[(&str, Marker, Next)] = &[
    ("sn", HouseNumber, Number),
    ("đ", Street, Word),
    ("ql", NumberedRoad("Quốc lộ"), Number),
    ("tl", NumberedRoad("Tỉnh lộ"), Number),
    ("đt", NumberedRoad("Tỉnh lộ"), Number),
    ("kđtm", Building, Word),
    ("kđt", Building, Word),
    ("kdt", Building, Word),
    ("kcn", Building, Word),
    ("ccn", Building, Word),
    ("ktt", Building, Word),
    ("lk", Building, Code),
    ("bt", Building, Code),
    ("tdp", Hamlet("tổ dân phố"), Word),
    ("tk", Hamlet("tiểu khu"), Word),
    ("p", Commune(UnitKind::Ward), Word),
    ("x", Commune(UnitKind::Commune), Word),
    ("tt", Commune(UnitKind::Town), Word),
    ("q", District(UnitKind::UrbanDistrict), Word),
    ("h", District(UnitKind::RuralDistrict), Word),
    ("tx", District(UnitKind::TownDistrict), Word),
    ("tp", City, Word),
];

/// Names that hold a marker.
const NAMES_WITH_MARKERS: &[&str] = &["xã đàn", "bà huyện thanh quan", "ngõ huyện", "an dương vương"];

/// Words that mark something with their accents only: without them they are part of many names (`Láng`, `Áp`).
const NEED_ACCENTS: [&str; 2] = ["làng", "ấp"];

/// One word of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// As written, without the dot of an abbreviation.
    pub text: String,
    lower: String,
    toned: String,
    folded: String,
    has_dot: bool,
    is_capital: bool,
}

impl Piece {
    /// `None` for text without letters and digits.
    fn new(text: &str) -> Option<Piece> {
        let text = text.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '/');
        let bare = text.trim_matches('.');
        if !bare.chars().any(char::is_alphanumeric) {
            return None;
        }
        Some(Piece {
            lower: bare.to_lowercase(),
            toned: toned(bare),
            folded: fold(bare),
            has_dot: text.ends_with('.'),
            is_capital: !bare.chars().any(char::is_lowercase),
            text: bare.to_owned(),
        })
    }

    pub fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    pub fn begins_with_digit(&self) -> bool {
        self.text.starts_with(|letter: char| letter.is_ascii_digit())
    }
}

/// The words of a piece of text between separators. `P.Cống Vị` is two words and a name.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut list = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some((short, after)) = rest.split_once('.') {
            let is_short = !after.is_empty() && SHORT.iter().any(|(known, ..)| *known == short.to_lowercase());
            if !is_short {
                break;
            }
            list.extend(Piece::new(&format!("{short}.")));
            rest = after;
        }
        list.extend(Piece::new(rest));
    }
    list
}

/// How an address is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Accented,
    Unaccented,
}

impl Script {
    pub fn of(text: &str) -> Script {
        if has_accents(text) {
            Script::Accented
        } else {
            Script::Unaccented
        }
    }
}

/// The marker that the words begin with, and how many words it takes.
pub(super) fn marker(words: &[Piece], script: Script) -> Option<(Marker, usize)> {
    if name_with_marker(words, script).is_some() {
        return None;
    }
    let long = PHRASES.iter().find_map(|phrase| {
        let parts: Vec<&str> = phrase.words.split(' ').collect();
        let is_told = script == Script::Accented || !NEED_ACCENTS.contains(&phrase.words);
        let fits = is_told
            && parts.len() < words.len()
            && parts.iter().zip(words).all(|(part, word)| is_word(word, part, script))
            && comes_next(&words[parts.len()], phrase.next, script);
        fits.then_some((phrase.marker, parts.len()))
    });
    long.or_else(|| {
        let (first, next) = (words.first()?, words.get(1)?);
        let (_, marker, needs) = SHORT.iter().find(|(short, ..)| *short == first.lower)?;
        let is_marked = first.has_dot || first.is_capital || first.lower.chars().count() > 1;
        let is_marked = is_marked || script == Script::Unaccented;
        (is_marked && comes_next(next, *needs, script)).then_some((*marker, 1))
    })
}

/// How many words a name takes that holds a marker, where the words begin with one.
pub(super) fn name_with_marker(words: &[Piece], script: Script) -> Option<usize> {
    NAMES_WITH_MARKERS.iter().find_map(|name| {
        let parts: Vec<&str> = name.split(' ').collect();
        let fits =
            parts.len() <= words.len() && parts.iter().zip(words).all(|(part, word)| is_word(word, part, script));
        fits.then_some(parts.len())
    })
}

fn is_word(word: &Piece, known: &str, script: Script) -> bool {
    if word.toned == toned(known) {
        return true;
    }
    let may_lack_accents = script == Script::Unaccented || (word.folded.len() >= 5 && !has_accents(&word.text));
    may_lack_accents && word.folded == fold(known)
}

fn comes_next(next: &Piece, needs: Next, script: Script) -> bool {
    match needs {
        Next::Word => true,
        Next::Number => next.has_digit(),
        Next::Digits => next.begins_with_digit(),
        // `lo su` without accents is the street Lò Sũ.
        Next::Code => next.has_digit() || script == Script::Accented && next.text.chars().count() <= 2,
    }
}
