//! The crosswalk between two layouts of communes: which new communes took an old one, by code or by name.
//!
//! Codes persist: a new commune carries the code of one of its old ones, and a census of years before names units by
//! codes that the crosswalk still knows as old. Chains of changes are therefore followed by the code where it persists,
//! and by district and name where the code is absent; a unit that was merged away in between is in no crosswalk of
//! today, and stays unresolved rather than guessed.

use std::collections::BTreeMap;

use super::crosswalk_names::NameIndex;
use crate::model::CrosswalkEntry;

/// A layout of communes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// Before the change that the crosswalk tells.
    Old,
    /// After it.
    New,
}

impl Layout {
    /// The stable name in commands and files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// A commune of one layout.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AdministrativeUnit {
    pub code: String,
    pub name: String,
    /// Known of old units only.
    pub district: Option<String>,
}

/// What an old code or name means in the new layout. New units are told by their place in [`Crosswalk::new_units`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// All of it is in one new unit.
    Merged(usize),
    /// It was split among these, in order of code.
    Split(Vec<usize>),
    /// Several old units go by this name; their places in [`Crosswalk::old_units`].
    Ambiguous(Vec<usize>),
    /// The crosswalk has no such unit.
    Unknown,
}

/// Resolves units of the old layout. Built from rows in any order; equal rows give equal answers.
#[derive(Clone, Debug, Default)]
pub struct Crosswalk {
    old: Vec<AdministrativeUnit>,
    new: Vec<AdministrativeUnit>,
    to_new: Vec<Vec<usize>>,
    to_old: Vec<Vec<usize>>,
    old_names: NameIndex,
    new_names: NameIndex,
}

impl Crosswalk {
    /// From the rows of a workspace. Of a code that comes with several names the first row's name is kept.
    pub fn new(entries: &[CrosswalkEntry]) -> Crosswalk {
        let mut rows: Vec<&CrosswalkEntry> = entries.iter().collect();
        rows.sort_by_key(|row| row.key());
        let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
        for row in &rows {
            old.entry(row.old_code.as_str()).or_insert_with(|| AdministrativeUnit {
                code: row.old_code.clone(),
                name: row.old_name.clone(),
                district: row.old_district.clone(),
            });
            new.entry(row.new_code.as_str()).or_insert_with(|| AdministrativeUnit {
                code: row.new_code.clone(),
                name: row.new_name.clone(),
                district: None,
            });
        }
        let old: Vec<AdministrativeUnit> = old.into_values().collect();
        let new: Vec<AdministrativeUnit> = new.into_values().collect();
        let (mut to_new, mut to_old) = (vec![Vec::new(); old.len()], vec![Vec::new(); new.len()]);
        for row in &rows {
            let from = place(&old, &row.old_code).expect("every old code of a row was listed");
            let to = place(&new, &row.new_code).expect("every new code of a row was listed");
            // Rows are sorted, so that a repeated pair follows its first.
            if to_new[from].last() != Some(&to) {
                to_new[from].push(to);
                to_old[to].push(from);
            }
        }
        let names = |units: &[AdministrativeUnit]| {
            NameIndex::build(units.iter().map(|unit| (unit.name.as_str(), unit.district.as_deref())))
        };
        Crosswalk {
            old_names: names(&old),
            new_names: names(&new),
            old,
            new,
            to_new,
            to_old,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.old.is_empty()
    }

    /// Units of the old layout, by code.
    pub fn old_units(&self) -> &[AdministrativeUnit] {
        &self.old
    }

    /// Units of the new layout, by code.
    pub fn new_units(&self) -> &[AdministrativeUnit] {
        &self.new
    }

    pub fn units(&self, layout: Layout) -> &[AdministrativeUnit] {
        match layout {
            Layout::Old => &self.old,
            Layout::New => &self.new,
        }
    }

    /// The new units that took an old one, in order of code; one at least.
    pub fn destinations(&self, old: usize) -> &[usize] {
        &self.to_new[old]
    }

    /// The old units that a new one took all or some of, in order of code; one at least.
    pub fn origins(&self, new: usize) -> &[usize] {
        &self.to_old[new]
    }

    /// The unit of a layout with this very code.
    pub fn by_code(&self, layout: Layout, code: &str) -> Option<usize> {
        place(self.units(layout), code.trim())
    }

    /// Every unit of a layout that a name may mean: accents, blanks and abbreviated kinds do not matter. The district
    /// narrows old units; new ones have none.
    pub fn by_name(&self, layout: Layout, name: &str, district: Option<&str>) -> Vec<usize> {
        match layout {
            Layout::Old => self.old_names.find(name, district),
            Layout::New => self.new_names.find(name, None),
        }
    }

    /// What an old code means today.
    pub fn resolve_code(&self, code: &str) -> Resolution {
        self.by_code(Layout::Old, code)
            .map_or(Resolution::Unknown, |old| self.resolved(old))
    }

    /// What an old name means today. Several old units of one name that all went into one new unit are no ambiguity.
    pub fn resolve_name(&self, name: &str, district: Option<&str>) -> Resolution {
        let found = self.by_name(Layout::Old, name, district);
        match found.as_slice() {
            [] => Resolution::Unknown,
            [one] => self.resolved(*one),
            [first, rest @ ..] => {
                let whole = self.resolved(*first);
                let agree =
                    matches!(whole, Resolution::Merged(_)) && rest.iter().all(|old| self.resolved(*old) == whole);
                if agree { whole } else { Resolution::Ambiguous(found) }
            }
        }
    }

    /// By code where there is one that is known, else by name and district.
    pub fn resolve(&self, code: Option<&str>, name: &str, district: Option<&str>) -> Resolution {
        match code.map(|code| self.resolve_code(code)) {
            Some(found) if found != Resolution::Unknown => found,
            _ => self.resolve_name(name, district),
        }
    }

    /// What an old unit became.
    pub fn resolved(&self, old: usize) -> Resolution {
        match self.to_new[old].as_slice() {
            [one] => Resolution::Merged(*one),
            several => Resolution::Split(several.to_vec()),
        }
    }
}

fn place(units: &[AdministrativeUnit], code: &str) -> Option<usize> {
    units.binary_search_by(|unit| unit.code.as_str().cmp(code)).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::CrosswalkPart;

    pub fn row(old: (&str, &str), district: &str, new: (&str, &str)) -> CrosswalkEntry {
        CrosswalkEntry {
            old_code: old.0.into(),
            old_name: old.1.into(),
            old_district: Some(district.into()),
            new_code: new.0.into(),
            new_name: new.1.into(),
            part: CrosswalkPart::Whole,
            confidence: None,
        }
    }

    /// Four old wards, two new ones: A and B go whole to 1, D whole to 3, C is split between both. The new wards carry
    /// codes of old ones.
    pub fn four_to_two() -> Vec<CrosswalkEntry> {
        let (first, second) = (("1", "Phường Một"), ("3", "Phường Hai"));
        vec![
            row(("4", "Xã D"), "Huyện Kia", second),
            row(("3", "Phường C"), "Quận Này", second),
            row(("3", "Phường C"), "Quận Này", first),
            row(("1", "Phường A"), "Quận Này", first),
            row(("2", "Phường B"), "Quận Này", first),
        ]
    }

    #[test]
    fn a_merger_has_one_answer_and_a_split_names_all() {
        let crosswalk = Crosswalk::new(&four_to_two());
        assert_eq!((crosswalk.old_units().len(), crosswalk.new_units().len()), (4, 2));
        assert_eq!(crosswalk.resolve_code("1"), Resolution::Merged(0));
        assert_eq!(crosswalk.resolve_code(" 4 "), Resolution::Merged(1));
        assert_eq!(crosswalk.resolve_code("3"), Resolution::Split(vec![0, 1]));
        assert_eq!(crosswalk.resolve_code("5"), Resolution::Unknown);
        assert_eq!(crosswalk.origins(0), [0, 1, 2]);
        assert_eq!(crosswalk.origins(1), [2, 3]);
    }

    #[test]
    fn names_are_resolved_within_their_district_and_the_code_comes_first() {
        let mut rows = four_to_two();
        rows.push(row(("5", "Phường B"), "Huyện Kia", ("3", "Phường Hai")));
        let crosswalk = Crosswalk::new(&rows);
        assert_eq!(crosswalk.resolve_name("p. b", Some("quan nay")), Resolution::Merged(0));
        assert_eq!(crosswalk.resolve_name("Phường B", Some("Kia")), Resolution::Merged(1));
        assert_eq!(
            crosswalk.resolve_name("Phường B", None),
            Resolution::Ambiguous(vec![1, 4])
        );
        assert_eq!(crosswalk.resolve_name("Phường B", Some("Đó")), Resolution::Unknown);
        assert_eq!(crosswalk.resolve(Some("4"), "Phường A", None), Resolution::Merged(1));
        assert_eq!(crosswalk.resolve(Some("99"), "Phường A", None), Resolution::Merged(0));
        assert_eq!(crosswalk.by_name(Layout::New, "phuong hai", None), [1]);
    }

    #[test]
    fn two_old_units_of_one_name_in_one_new_unit_are_no_ambiguity() {
        let mut rows = four_to_two();
        rows.push(row(("5", "Xã A"), "Quận Này", ("1", "Phường Một")));
        let crosswalk = Crosswalk::new(&rows);
        assert_eq!(crosswalk.resolve_name("A", Some("Này")), Resolution::Merged(0));
    }

    #[test]
    fn the_order_and_repetition_of_rows_change_nothing() {
        let mut rows = four_to_two();
        rows.reverse();
        rows.extend(four_to_two());
        let (once, twice) = (Crosswalk::new(&four_to_two()), Crosswalk::new(&rows));
        assert_eq!(once.old_units(), twice.old_units());
        assert_eq!(once.to_new, twice.to_new);
        assert_eq!(once.to_old, twice.to_old);
    }
}
