//! Parts an address that was written without commas, with the help of the data.
//!
//! Words alone part `phường Cửa Nam Hà Nội` at *phường*, and cannot know where the name ends. Here the names of the data
//! decide: the longest beginning that is a known commune or district is it, what follows is looked at again. Only
//! text that is no known name as a whole is parted, and only names spelt right part it (accents may be missing): an
//! address that was read well stays as it is.

use super::address_book::{AddressBook, unit_of};
use super::address_communes::ends_of;
use super::address_names::{NameGrade, NameIndex, compact};
use super::address_parse::{city_at_end, is_city};
use super::address_parts::{AddressParts, NamedUnit};
use crate::text::fold;

impl AddressBook {
    /// The same address, its names cut where the data know them to end.
    pub(super) fn parted(&self, mut parts: AddressParts) -> AddressParts {
        if let Some(unit) = parts.commune.take() {
            let word = fold(unit.kind.word());
            let known = |name: &str| {
                let indexes = [&self.commune_names, &self.former_names];
                // Without accents the word may be part of the name: `phuong mai` is Phương Mai.
                is_known(&indexes, name) || is_known(&indexes, &format!("{word} {name}"))
            };
            let name = self.cut(&mut parts, unit.name, known);
            parts.commune = Some(NamedUnit { kind: unit.kind, name });
        }
        if let Some(unit) = parts.district.take() {
            let known = |name: &str| is_known(&[&self.district_names], name);
            let name = self.cut(&mut parts, unit.name, known);
            parts.district = Some(NamedUnit { kind: unit.kind, name });
        }
        if let Some(street) = parts.street.take() {
            parts.street = Some(self.street_alone(&mut parts, street));
        }
        for at in 0..parts.hamlets.len() {
            let hamlet = std::mem::take(&mut parts.hamlets[at]);
            parts.hamlets[at] = self.hamlet_alone(&mut parts, hamlet);
        }
        for at in 0..parts.unmarked.len() {
            let piece = parts.unmarked[at].clone();
            if let Some((before, city)) = city_at_end(&piece)
                && !self.is_unit(&piece)
                && (self.is_unit(before) || !self.street_names(before).is_empty())
            {
                parts.unmarked[at] = before.to_owned();
                parts.city.get_or_insert_with(|| city.to_owned());
            }
        }
        parts
    }

    /// The longest beginning that is known; the rest goes to the other parts.
    fn cut(&self, parts: &mut AddressParts, name: String, is_known: impl Fn(&str) -> bool) -> String {
        if is_known(&name) {
            return name;
        }
        let found = beginnings_of(&name).find(|begin| is_known(begin));
        let Some(begin) = found else {
            let Some((before, city)) = city_at_end(&name) else {
                return name;
            };
            parts.city.get_or_insert_with(|| city.to_owned());
            return before.to_owned();
        };
        let rest = name[begin.len()..].trim_matches([' ', '-']);
        self.put_rest(parts, rest);
        begin.trim_end_matches([' ', '-']).to_owned()
    }

    /// What stands behind a name: units one after another, then a city.
    fn put_rest(&self, parts: &mut AddressParts, rest: &str) {
        let mut rest = rest;
        if is_city(rest) {
            parts.city.get_or_insert_with(|| rest.to_owned());
            return;
        }
        if let Some((before, city)) = city_at_end(rest) {
            parts.city.get_or_insert_with(|| city.to_owned());
            rest = before;
        }
        while !rest.is_empty() {
            let begin = std::iter::once(rest)
                .chain(beginnings_of(rest))
                .find(|begin| self.is_unit(begin))
                .unwrap_or(rest);
            parts.unmarked.push(begin.to_owned());
            rest = rest[begin.len()..].trim_matches([' ', '-']);
        }
    }

    /// A street without the city behind it, and with one unit behind it at most.
    fn street_alone(&self, parts: &mut AddressParts, street: String) -> String {
        if !self.street_names(&street).is_empty() {
            return street;
        }
        let mut text = street.as_str();
        if let Some((before, city)) = city_at_end(text) {
            let is_sure = !self.street_names(before).is_empty() || ends_of(before).any(|end| self.is_unit(end));
            if is_sure {
                parts.city.get_or_insert_with(|| city.to_owned());
                text = before;
            }
        }
        // `Hàng Bài Cửa Nam Hoàn Kiếm`: the commune stays behind the street, where it is looked for; the district does not.
        for (at, _) in text.match_indices(' ').rev() {
            let (begin, end) = (&text[..at], &text[at + 1..]);
            let is_street = self
                .streets
                .find(begin)
                .iter()
                .any(|(_, grade)| *grade <= NameGrade::Unaccented);
            if !is_street || self.is_unit(end) {
                continue;
            }
            let two = beginnings_of(end).find(|first| self.is_unit(first) && self.is_unit(end[first.len()..].trim()));
            if let Some(first) = two {
                parts.unmarked.push(end[first.len()..].trim().to_owned());
                return format!("{begin} {first}");
            }
        }
        text.to_owned()
    }

    /// A hamlet without the units behind it, where nothing else tells the commune.
    fn hamlet_alone(&self, parts: &mut AddressParts, hamlet: String) -> String {
        let is_told = parts.commune.is_some() || parts.unmarked.iter().any(|piece| self.is_unit(piece));
        if is_told {
            return hamlet;
        }
        let mut text = hamlet.as_str();
        if let Some((before, city)) = city_at_end(text) {
            parts.city.get_or_insert_with(|| city.to_owned());
            text = before;
        }
        // Its word and a word of its name stay.
        let mut ends = ends_of(text).skip(1);
        let unit = ends.find(|end| end.contains(' ') && self.is_unit(end));
        match unit {
            Some(end) => {
                parts.unmarked.push(unit_of(end).1.to_owned());
                text[..text.len() - end.len()].trim_end().to_owned()
            }
            None => text.to_owned(),
        }
    }
}

/// Whether a name is known, its accents right or missing.
fn is_known(indexes: &[&NameIndex], name: &str) -> bool {
    let mut found = indexes.iter().flat_map(|index| index.find(name));
    found.any(|(_, grade)| grade <= NameGrade::Unaccented)
}

/// The beginnings of a text at its blanks, the longest first; the text itself is none of them.
fn beginnings_of(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(' ').rev().map(|(at, _)| &text[..at])
}

/// Whether a city as an address tells it is the one of the data (compact).
pub(super) fn is_same_city(told: &str, city: &str) -> bool {
    let told = compact(told);
    told == city
        || told == "hn" && city == "hanoi"
        || ["hcm", "tphcm", "saigon"].contains(&told.as_str()) && city == "hochiminh"
}
