//! Everything an address can be compared with: communes of today and before, districts, streets, houses and places.
//!
//! Built once from a dataset; each look-up is by hash. Nothing here decides: that is `address_match`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::address_names::{NameGrade, NameIndex, compact, toned};
use super::address_parts::UnitKind;
use super::address_streets::{AddressedPoint, Streets};
use super::crosswalk::{AdministrativeUnit, Crosswalk};
use crate::geometry::LonLat;
use crate::model::{AreaLevel, Dataset};
use crate::spatial_index::OutlineIndex;

/// A commune of today.
#[derive(Clone, Debug)]
pub(super) struct Commune {
    pub code: String,
    /// With its word.
    pub name: String,
    pub kind: Option<UnitKind>,
    pub at: LonLat,
}

/// A commune of before, its successors as numbers of communes of today.
#[derive(Clone, Debug)]
pub(super) struct Former {
    pub name: String,
    pub kind: Option<UnitKind>,
    /// Number of the district.
    pub district: Option<usize>,
    pub successors: Vec<usize>,
}

/// A known place with a name.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub name: String,
    pub at: LonLat,
    pub commune: Option<usize>,
}

/// What addresses are matched against. Same data, same answers.
#[derive(Clone, Debug, Default)]
pub struct AddressBook {
    pub(super) communes: Vec<Commune>,
    pub(super) commune_names: NameIndex,
    pub(super) former: Vec<Former>,
    pub(super) former_names: NameIndex,
    /// Names with their words, and the communes of today that took some of each.
    pub(super) districts: Vec<(String, BTreeSet<usize>)>,
    pub(super) district_names: NameIndex,
    /// Compact, without its word; `None`: the data do not say which city this is.
    pub(super) city: Option<String>,
    pub(super) streets: Streets,
    pub(super) places: Vec<Place>,
    pub(super) place_names: NameIndex,
}

impl AddressBook {
    /// From the communes, roads, points and candidates of a dataset, and the communes of before where its crosswalk knows
    /// them (successors that are no commune of the dataset are left out).
    pub fn build(dataset: &Dataset) -> AddressBook {
        let areas: Vec<_> = dataset
            .areas
            .iter()
            .filter(|area| area.level == AreaLevel::Commune)
            .collect();
        let communes: Vec<Commune> = areas
            .iter()
            .map(|area| Commune {
                code: area.code.clone(),
                name: area.name.clone(),
                kind: unit_of(&area.name).0,
                at: area.point,
            })
            .collect();
        let by_code: HashMap<&str, usize> = (0..).zip(&communes).map(|(at, one)| (one.code.as_str(), at)).collect();
        let outlines = OutlineIndex::build(areas.iter().map(|area| &area.outline));
        let by_name: HashMap<String, usize> = (0..).zip(&communes).map(|(at, one)| (toned(&one.name), at)).collect();
        // As the crosswalk calls it: by its name, else by its code; maps have codes of their own.
        let find = |one: &AdministrativeUnit| {
            by_name
                .get(&toned(&one.name))
                .or_else(|| by_code.get(one.code.as_str()))
                .copied()
        };
        let (districts, former) = formers(dataset, find);
        let placed: Vec<Placed> = places_of(dataset)
            .map(|(name, address, code, at)| Placed {
                name,
                address,
                at,
                commune: code
                    .and_then(|code| by_code.get(code).copied())
                    .or_else(|| outlines.locate(at)),
            })
            .collect();
        let addressed: Vec<AddressedPoint> = placed
            .iter()
            .filter_map(|one| {
                Some(AddressedPoint {
                    name: one.name,
                    address: one.address?,
                    at: one.at,
                    commune: one.commune,
                })
            })
            .collect();
        let streets = Streets::build(&dataset.roads, &addressed, |place| outlines.locate(place));
        let places: Vec<Place> = placed
            .iter()
            .map(|one| Place {
                name: one.name.to_owned(),
                at: one.at,
                commune: one.commune,
            })
            .collect();
        let city = dataset.areas.iter().find(|area| area.level == AreaLevel::City);
        AddressBook {
            commune_names: bare_index(communes.iter().map(|one| one.name.as_str())),
            former_names: bare_index(former.iter().map(|one| one.name.as_str())),
            district_names: bare_index(districts.iter().map(|(name, _)| name.as_str())),
            city: city.map(|area| compact(unit_of(&area.name).1)),
            place_names: NameIndex::build(places.iter().enumerate().map(|(at, one)| (one.name.as_str(), at))),
            communes,
            former,
            districts,
            streets,
            places,
        }
    }

    /// Districts that a name may mean.
    pub(super) fn districts(&self, name: &str) -> Vec<(usize, NameGrade)> {
        self.district_names.find(unit_of(name).1)
    }
}

struct Placed<'a> {
    name: &'a str,
    address: Option<&'a str>,
    at: LonLat,
    commune: Option<usize>,
}

/// Name, address, commune and position of points and candidates.
fn places_of(dataset: &Dataset) -> impl Iterator<Item = (&str, Option<&str>, Option<&str>, LonLat)> {
    let points = dataset.facilities.iter().map(|one| {
        (
            one.name.as_str(),
            one.address.as_deref(),
            one.area.as_deref(),
            one.location,
        )
    });
    let candidates = dataset.candidates.iter().map(|one| {
        (
            one.name.as_str(),
            one.address.as_deref(),
            one.area.as_deref(),
            one.location,
        )
    });
    points.chain(candidates)
}

/// Districts in order of their names, and former communes with their district's number.
fn formers(
    dataset: &Dataset,
    find: impl Fn(&AdministrativeUnit) -> Option<usize>,
) -> (Vec<(String, BTreeSet<usize>)>, Vec<Former>) {
    let mut districts = BTreeMap::<String, (String, BTreeSet<usize>)>::new();
    let key = |name: &str| toned(unit_of(name).1);
    for area in dataset.areas.iter().filter(|area| area.level == AreaLevel::District) {
        districts
            .entry(key(&area.name))
            .or_insert_with(|| (area.name.clone(), BTreeSet::new()));
    }
    let mut read = Vec::new();
    let crosswalk = Crosswalk::new(&dataset.crosswalk);
    for (old, one) in crosswalk.old_units().iter().enumerate() {
        let successors = crosswalk.destinations(old).iter();
        let successors: Vec<usize> = successors
            .filter_map(|&new| find(&crosswalk.new_units()[new]))
            .collect();
        if let Some(district) = &one.district {
            let (_, communes) = districts
                .entry(key(district))
                .or_insert_with(|| (district.clone(), BTreeSet::new()));
            communes.extend(&successors);
        }
        read.push((one, successors));
    }
    let keys: Vec<String> = districts.keys().cloned().collect();
    let former = read.into_iter().filter(|(_, successors)| !successors.is_empty());
    let former = former.map(|(one, successors)| Former {
        name: one.name.clone(),
        kind: unit_of(&one.name).0,
        district: one
            .district
            .as_ref()
            .and_then(|name| keys.binary_search(&key(name)).ok()),
        successors,
    });
    let former = former.collect();
    (districts.into_values().collect(), former)
}

fn bare_index<'a>(names: impl Iterator<Item = &'a str>) -> NameIndex {
    NameIndex::build(names.enumerate().map(|(at, name)| (unit_of(name).1, at)))
}

/// The word that a unit's name begins with, and the rest.
pub(super) fn unit_of(name: &str) -> (Option<UnitKind>, &str) {
    let name = name.trim();
    for (word, kind) in [
        ("phường", Some(UnitKind::Ward)),
        ("p.", Some(UnitKind::Ward)),
        ("thị trấn", Some(UnitKind::Town)),
        ("tt.", Some(UnitKind::Town)),
        ("thị xã", Some(UnitKind::TownDistrict)),
        ("tx.", Some(UnitKind::TownDistrict)),
        ("xã", Some(UnitKind::Commune)),
        ("x.", Some(UnitKind::Commune)),
        ("quận", Some(UnitKind::UrbanDistrict)),
        ("q.", Some(UnitKind::UrbanDistrict)),
        ("huyện", Some(UnitKind::RuralDistrict)),
        ("h.", Some(UnitKind::RuralDistrict)),
        ("thành phố", None),
        ("tp.", None),
        ("tỉnh", None),
    ] {
        if let Some(rest) = without_word(name, word) {
            return (kind, rest);
        }
    }
    (None, name)
}

/// The name behind a word with a blank (or a dot), in any case and with or without accents.
fn without_word<'a>(name: &'a str, word: &str) -> Option<&'a str> {
    if let Some(short) = word.strip_suffix('.') {
        let (begin, rest) = name.split_once('.')?;
        return (begin.to_lowercase() == short && !rest.trim().is_empty()).then(|| rest.trim());
    }
    let count = word.split(' ').count();
    let mut ends = name.match_indices(' ').map(|(at, _)| at);
    let end = ends.nth(count - 1)?;
    let (begin, rest) = name.split_at(end);
    let is_same = toned(begin) == toned(word)
        || !super::address_names::has_accents(name) && crate::text::fold(begin) == crate::text::fold(word);
    (is_same && !rest.trim().is_empty()).then(|| rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_parted_from_their_words() {
        use UnitKind::{Commune, Town, UrbanDistrict, Ward};
        for (name, expected) in [
            ("Phường Cống Vị", (Some(Ward), "Cống Vị")),
            ("P. Cống Vị", (Some(Ward), "Cống Vị")),
            ("P.Cống Vị", (Some(Ward), "Cống Vị")),
            ("phuong cong vi", (Some(Ward), "cong vi")),
            ("XÃ BA VÌ", (Some(Commune), "BA VÌ")),
            ("Thị trấn Trâu Quỳ", (Some(Town), "Trâu Quỳ")),
            ("Thị xã Sơn Tây", (Some(UnitKind::TownDistrict), "Sơn Tây")),
            ("Quận 1", (Some(UrbanDistrict), "1")),
            ("Cống Vị", (None, "Cống Vị")),
            ("Xá La", (None, "Xá La")),
            ("Xã", (None, "Xã")),
        ] {
            assert_eq!(unit_of(name), expected, "{name}");
        }
    }
}
