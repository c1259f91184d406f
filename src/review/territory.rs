//! Which communes are meant by a name: a commune's own code or name, or a district of the layout before.

use crate::model::{AreaLevel, Dataset};
use crate::text::fold;
use std::collections::BTreeSet;

/// Territories that the founding scheme names (VI.3.4.2); its lists are open, and it names no remedy. Codes or names of communes, or
/// of districts of the layout until June 2025.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialTerritory {
    /// Remote or difficult: capacity by staff is 800 dossiers a person and year.
    pub remote: BTreeSet<String>,
    pub very_large: BTreeSet<String>,
    /// Receivers keep a share of their capacity free here, as the settings say.
    pub very_dense: BTreeSet<String>,
}

impl Default for SpecialTerritory {
    fn default() -> Self {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        SpecialTerritory {
            remote: set(&["Ba Vì", "Mỹ Đức"]),
            very_large: set(&["Sóc Sơn", "Chương Mỹ", "Ba Vì"]),
            very_dense: set(&["Đống Đa", "Hai Bà Trưng", "Ba Đình"]),
        }
    }
}

/// Codes of the communes that some names mean. A former district means every commune that took people of it; where a district and a
/// commune of today share a name, the district is meant when the crosswalk knows it (the commune by its code).
pub fn communes_named<'a>(dataset: &Dataset, names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let communes = || dataset.areas.iter().filter(|area| area.level == AreaLevel::Commune);
    let mut found = BTreeSet::new();
    for name in names {
        if let Some(area) = communes().find(|area| area.code == name) {
            found.insert(area.code.clone());
            continue;
        }
        let wanted = bare(name);
        let is_of_district = |district: &Option<String>| district.as_ref().is_some_and(|own| bare(own) == wanted);
        let before = found.len();
        let rows = dataset.crosswalk.iter().filter(|row| is_of_district(&row.old_district));
        found.extend(rows.map(|row| row.new_code.clone()));
        if found.len() == before {
            let named = communes().filter(|area| bare(&area.name) == wanted || fold(&area.name) == fold(name));
            found.extend(named.map(|area| area.code.clone()));
        }
    }
    found
}

/// Folded, without the word for the kind of unit.
fn bare(name: &str) -> String {
    let folded = fold(name);
    let kinds = ["quan ", "huyen ", "thi xa ", "thi tran ", "phuong ", "xa "];
    let rest = kinds.iter().find_map(|kind| folded.strip_prefix(kind));
    rest.unwrap_or(&folded).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CrosswalkEntry, CrosswalkPart};

    #[test]
    fn a_district_means_every_commune_that_took_people_of_it() {
        let row = |old: &str, district: &str, new: &str| CrosswalkEntry {
            old_code: old.into(),
            old_name: format!("Xã {old}"),
            old_district: Some(district.into()),
            new_code: new.into(),
            new_name: format!("Xã {new}"),
            part: CrosswalkPart::Whole,
            confidence: None,
        };
        let dataset = Dataset {
            crosswalk: vec![
                row("1", "Huyện Ba Vì", "A"),
                row("2", "Huyện Ba Vì", "B"),
                row("3", "Quận Ba Đình", "C"),
            ],
            ..Dataset::default()
        };
        let named = |name: &str| {
            communes_named(&dataset, std::iter::once(name))
                .into_iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(named("ba vi"), ["A", "B"]);
        assert_eq!(named("Quận Ba Đình"), ["C"]);
        assert!(named("Sóc Sơn").is_empty());
    }
}
