//! Reads a Vietnamese address into its parts.
//!
//! Addresses go from the inside out: house, lanes, street, hamlet, commune, district, city. Words say what follows them
//! (`ngõ`, `phố`, `phường`, `P.`), commas and dashes part the rest. A number at the beginning is a house number, and
//! what follows it is the street (`126 Hàng Trống`). A piece that nothing marks stays as it is, for the matcher to ask
//! the data what it is: this module knows words, not places.

use super::address_parts::{AddressParts, NamedUnit};
use super::address_words::{Marker, Piece, Script, marker, name_with_marker, pieces};
use crate::text::{fold, nfc};

/// Cities of province rank, which addresses end with though no word marks them; folded.
const CITIES: [&str; 10] = [
    "ha noi",
    "hn",
    "hai phong",
    "hue",
    "da nang",
    "can tho",
    "ho chi minh",
    "hcm",
    "tphcm",
    "sai gon",
];

/// The parts of an address. Every text gives parts; a text that says nothing gives empty ones.
///
/// ```
/// use gandan::registry::parse_address;
/// let parts = parse_address("Số 8 ngõ 6 phố Bùi Huy Bích, P. Hoàng Mai, TP Hà Nội");
/// assert_eq!(parts.house_number.as_deref(), Some("8"));
/// assert_eq!(parts.lanes, ["ngõ 6"]);
/// assert_eq!(parts.street.as_deref(), Some("Bùi Huy Bích"));
/// assert_eq!(parts.commune.map(|unit| unit.name).as_deref(), Some("Hoàng Mai"));
/// ```
pub fn parse_address(text: &str) -> AddressParts {
    let text = nfc(text);
    let mut reader = Reader {
        script: Script::of(&text),
        parts: AddressParts::default(),
        follows: Follows::Nothing,
    };
    for (break_before, piece) in split(&text) {
        reader.piece(break_before, &pieces(&piece));
    }
    reader.finish()
}

/// Whether a text is the name of a city, or of one and the country.
pub(super) fn is_city(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.strip_suffix(" viet nam").unwrap_or(&folded);
    CITIES.contains(&bare)
}

/// What stands before a city of [`CITIES`] at the end of a text, and the city; `None` where nothing stands before it.
pub(super) fn city_at_end(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let ends = text.match_indices(' ').map(|(at, _)| at).rev().take(3);
    let ends: Vec<usize> = ends.collect();
    let without_land = ends
        .iter()
        .find(|&&at| ["viet nam", "vn", "vietnam"].contains(&fold(&text[at..]).as_str()));
    if let Some(&at) = without_land {
        return city_at_end(&text[..at]);
    }
    let at = *ends
        .iter()
        .rev()
        .find(|&&at| CITIES.contains(&fold(&text[at..]).as_str()))?;
    let before = text[..at].trim_end_matches([' ', '-', '.']);
    // `... TP Hà Nội` without a comma: the word goes too.
    let before = ["tp", "thành phố", "thanh pho"]
        .iter()
        .find_map(|word| {
            let cut = before.len().checked_sub(word.len())?;
            let is_word = before.is_char_boundary(cut) && before[cut..].to_lowercase() == *word;
            (is_word && before[..cut].ends_with(' ')).then(|| before[..cut].trim_end())
        })
        .unwrap_or(before);
    (!before.is_empty()).then(|| (before, text[at..].trim()))
}

/// What parts a piece from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Break {
    Comma,
    /// A dash between blanks, which also stands inside names (`Văn Miếu - Quốc Tử Giám`).
    Dash,
}

fn split(text: &str) -> Vec<(Break, String)> {
    let mut list = Vec::new();
    for part in text.split([',', ';', '|', '(', ')']) {
        let part = part.replace(['–', '—'], "-");
        for (at, piece) in part.split(" - ").flat_map(|piece| piece.split("- ")).enumerate() {
            let piece = piece.trim().trim_start_matches('-').trim();
            if !piece.is_empty() {
                let before = if at == 0 { Break::Comma } else { Break::Dash };
                list.push((before, piece.to_owned()));
            }
        }
    }
    list
}

/// What was read last, as far as it decides on words without a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follows {
    Nothing,
    /// A house number or lane: the next words are the street.
    Number,
    /// A commune's name, which a dash may go on.
    Commune,
    Other,
}

struct Reader {
    script: Script,
    parts: AddressParts,
    follows: Follows,
}

impl Reader {
    fn piece(&mut self, before: Break, words: &[Piece]) {
        let mut at = 0;
        let mut plain: Vec<&Piece> = Vec::new();
        let mut current: Option<(Marker, String)> = None;
        while at < words.len() {
            if let Some(count) = name_with_marker(&words[at..], self.script) {
                plain.extend(&words[at..at + count]);
                at += count;
                continue;
            }
            match marker(&words[at..], self.script) {
                // `Thôn Xóm Đồng`, `đường Tỉnh lộ 422`: a name may begin with such a word.
                Some(_) if plain.is_empty() && current.is_some() => {
                    plain.push(&words[at]);
                    at += 1;
                }
                Some((found, count)) => {
                    self.put(before, current.take(), &plain);
                    plain.clear();
                    let written: Vec<&Piece> = words[at..at + count].iter().collect();
                    current = Some((found, joined(&written)));
                    at += count;
                    if matches!(found, Marker::HouseNumber | Marker::Lane(_)) {
                        self.put(before, current.take(), &[&words[at]]);
                        at += 1;
                    }
                }
                None => {
                    plain.push(&words[at]);
                    at += 1;
                }
            }
        }
        self.put(before, current, &plain);
    }

    /// Takes the words up to the next marker or separator for what the marker before them says.
    fn put(&mut self, before: Break, marker: Option<(Marker, String)>, words: &[&Piece]) {
        if words.is_empty() {
            return;
        }
        let text = joined(words);
        let follows = std::mem::replace(&mut self.follows, Follows::Other);
        let Some((marker, written)) = marker else {
            return self.plain(before, follows, words);
        };
        match marker {
            Marker::HouseNumber => self.house_number(words[0]),
            Marker::Lane(word) => {
                let numbers: Vec<&str> = text.split('/').filter(|number| !number.is_empty()).collect();
                match numbers.as_slice() {
                    // `ngách 908/16` is ngách 16 of ngõ 908.
                    [_, _, ..] => self.parts.lanes.extend(lanes(numbers.into_iter().rev())),
                    _ => self.parts.lanes.push(format!("{word} {text}")),
                }
                self.follows = Follows::Number;
            }
            Marker::Street => set(&mut self.parts.street, text, &mut self.parts.unmarked),
            Marker::NumberedRoad(word) => {
                set(
                    &mut self.parts.street,
                    format!("{word} {text}"),
                    &mut self.parts.unmarked,
                );
            }
            Marker::Building => self.parts.buildings.push(format!("{written} {text}")),
            Marker::Hamlet(word) => self.hamlet(word, words),
            Marker::Commune(kind) if self.parts.commune.is_none() => {
                self.parts.commune = Some(NamedUnit { kind, name: text });
                self.follows = Follows::Commune;
            }
            Marker::District(kind) if self.parts.district.is_none() => {
                self.parts.district = Some(NamedUnit { kind, name: text });
            }
            Marker::City => set(&mut self.parts.city, text, &mut self.parts.unmarked),
            Marker::Commune(_) | Marker::District(_) => self.parts.unmarked.push(text),
        }
    }

    fn plain(&mut self, before: Break, follows: Follows, words: &[&Piece]) {
        let is_first = self.parts.is_empty();
        let (first, rest) = (words[0], &words[1..]);
        if let (Follows::Commune, Break::Dash, Some(commune)) = (follows, before, &mut self.parts.commune) {
            commune.name = format!("{} - {}", commune.name, joined(words));
            self.follows = Follows::Commune;
        } else if is_first && first.begins_with_digit() && is_house_number(&first.text) {
            self.house_number(first);
            if !rest.is_empty() {
                self.plain(before, Follows::Number, rest);
            }
        } else if is_first && is_building_code(first) {
            self.parts.buildings.push(first.text.clone());
            self.follows = Follows::Number;
            if !rest.is_empty() {
                self.plain(before, Follows::Number, rest);
            }
        } else if follows == Follows::Number && self.parts.street.is_none() {
            self.parts.street = Some(joined(words));
            self.follows = Follows::Other;
        } else {
            self.parts.unmarked.push(joined(words));
            self.follows = Follows::Other;
        }
    }

    /// `12/34/56` is house 12 of ngách 34 of ngõ 56.
    fn house_number(&mut self, word: &Piece) {
        self.follows = Follows::Number;
        if self.parts.house_number.is_some() {
            self.parts.unmarked.push(word.text.clone());
            return;
        }
        let mut numbers = word.text.split('/').filter(|number| !number.is_empty());
        self.parts.house_number = numbers.next().map(str::to_owned);
        self.parts.lanes.extend(lanes(numbers));
    }

    /// `thôn 1 Thạch Hòa` is hamlet 1, and a name that may be anything.
    fn hamlet(&mut self, word: &str, words: &[&Piece]) {
        let (first, rest) = (words[0], &words[1..]);
        if first.begins_with_digit() && !rest.is_empty() {
            self.parts.hamlets.push(format!("{word} {}", first.text));
            self.parts.unmarked.push(joined(rest));
        } else {
            self.parts.hamlets.push(format!("{word} {}", joined(words)));
        }
    }

    fn finish(mut self) -> AddressParts {
        let unmarked = &mut self.parts.unmarked;
        unmarked.retain(|piece| !["viet nam", "vn", "vietnam"].contains(&fold(piece).as_str()));
        let is_city = |piece: &String| CITIES.contains(&fold(piece).as_str());
        if self.parts.city.is_none() && unmarked.last().is_some_and(is_city) {
            self.parts.city = unmarked.pop();
        }
        self.parts
    }
}

/// Lanes with their words, from numbers that go from the inside out.
fn lanes<'a>(numbers: impl Iterator<Item = &'a str>) -> Vec<String> {
    let numbers: Vec<&str> = numbers.collect();
    let word = |at: usize| match numbers.len() - at {
        1 => "ngõ",
        2 => "ngách",
        _ => "hẻm",
    };
    numbers
        .iter()
        .enumerate()
        .map(|(at, number)| format!("{} {number}", word(at)))
        .collect()
}

/// The first text stays; another is kept among the unmarked.
fn set(place: &mut Option<String>, text: String, unmarked: &mut Vec<String>) {
    match place {
        Some(_) => unmarked.push(text),
        None => *place = Some(text),
    }
}

fn joined(words: &[&Piece]) -> String {
    words
        .iter()
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `126`, `79A`, `3-5`, `2/224`, `12D18`: digits first, then letters, digits and signs between them.
fn is_house_number(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || ['/', '-', '+'].contains(&letter);
    text.chars().all(is_part) && text.chars().filter(char::is_ascii_alphabetic).count() <= 3
}

/// `A17`, `CT4-5`, `DTC20`: letters, then digits.
fn is_building_code(word: &Piece) -> bool {
    let letters = word.text.chars().take_while(char::is_ascii_alphabetic).count();
    (1..=4).contains(&letters)
        && word.has_digit()
        && word
            .text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}
