//! Which branch answers for a commune: reports of agents are consolidated by branch (plan 68, II.8), and no list of the branches'
//! areas is public.
//!
//! The founding scheme gives each district (as they were until July 2025) one branch. So a commune belongs to the branch that
//! stands in its district, by the crosswalk of communes: the district from which the commune took most of its old units, a
//! tie going to the first by name. Where the crosswalk does not tell, or a district has no branch or several, it is the branch nearest to the
//! commune in a straight line. Every document that uses this says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::geometry::distance_m;
use crate::model::{Area, AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus};

/// How a commune's branch is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    District,
    Nearest,
}

/// Code of the branch of every commune, by code of the commune; empty without branches. Ties go to the first code.
pub(super) fn branch_areas(dataset: &Dataset) -> BTreeMap<&str, (&Facility, Basis)> {
    let branches: Vec<&Facility> = dataset
        .facilities
        .iter()
        .filter(|one| one.kind == FacilityKind::Branch && one.status == FacilityStatus::Open)
        .collect();
    let districts = districts(dataset);
    let mut of_district: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, branch) in branches.iter().enumerate() {
        let district = branch.area.as_deref().and_then(|area| districts.get(area));
        if let Some(district) = district {
            of_district.entry(district).or_default().insert(at);
        }
    }
    let mut told = BTreeMap::new();
    for area in dataset.areas.iter().filter(|area| area.level == AreaLevel::Commune) {
        let own = districts
            .get(area.code.as_str())
            .and_then(|district| of_district.get(district));
        let only = own.filter(|own| own.len() == 1).and_then(|own| own.first());
        let found = match only {
            Some(&at) => Some((branches[at], Basis::District)),
            None => nearest(area, &branches).map(|branch| (branch, Basis::Nearest)),
        };
        if let Some(found) = found {
            told.insert(area.code.as_str(), found);
        }
    }
    told
}

/// Old district by code of the commune of today.
fn districts(dataset: &Dataset) -> BTreeMap<&str, &str> {
    let mut units: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for entry in &dataset.crosswalk {
        if let Some(district) = entry.old_district.as_deref() {
            let of_commune = units.entry(entry.new_code.as_str()).or_default();
            *of_commune.entry(district).or_default() += 1;
        }
    }
    let told = units
        .into_iter()
        .filter_map(|(commune, units)| Some((commune, most(&units)?)));
    told.collect()
}

/// The district of most units; a tie goes to the first by name.
fn most<'a>(units: &BTreeMap<&'a str, u32>) -> Option<&'a str> {
    let all = units.iter().min_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    all.map(|(district, _)| *district)
}

fn nearest<'a>(area: &Area, branches: &[&'a Facility]) -> Option<&'a Facility> {
    let distance = |branch: &Facility| distance_m(area.point, branch.location);
    let nearest = branches.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{CrosswalkEntry, CrosswalkPart, Origin, Territory};
    use geo_types::MultiPolygon;

    fn commune(code: &str, lon: f64) -> Area {
        Area {
            code: code.into(),
            name: code.into(),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: MultiPolygon::new(Vec::new()),
            point: LonLat::new(lon, 21.0),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        }
    }

    fn branch(code: &str, area: &str, lon: f64) -> Facility {
        let mut made = Facility::new(code, FacilityKind::Branch, code, LonLat::new(lon, 21.0));
        made.area = Some(area.into());
        made
    }

    fn unit(old: &str, district: &str, new: &str) -> CrosswalkEntry {
        CrosswalkEntry {
            old_code: old.into(),
            old_name: old.into(),
            old_district: Some(district.into()),
            new_code: new.into(),
            new_name: new.into(),
            part: CrosswalkPart::Whole,
            confidence: None,
        }
    }

    /// A and B were of district X, C of Y (two units against one), D is in no crosswalk. By distance alone B would go to
    /// the branch of Y.
    #[test]
    fn a_commune_goes_with_its_old_district_and_else_to_the_nearest_branch() {
        let mut dataset = Dataset {
            areas: vec![
                commune("A", 105.0),
                commune("B", 105.4),
                commune("C", 105.5),
                commune("D", 105.45),
            ],
            facilities: vec![branch("CN-X", "A", 105.0), branch("CN-Y", "C", 105.5)],
            crosswalk: vec![
                unit("1", "X", "A"),
                unit("2", "X", "B"),
                unit("3", "X", "C"),
                unit("4", "Y", "C"),
                unit("5", "Y", "C"),
            ],
            ..Dataset::default()
        };
        let told = |dataset: &Dataset| -> Vec<(String, String, Basis)> {
            let areas = branch_areas(dataset);
            let rows = areas
                .iter()
                .map(|(area, (branch, basis))| ((*area).to_owned(), branch.code.clone(), *basis));
            rows.collect()
        };
        let row = |area: &str, branch: &str, basis| (area.to_owned(), branch.to_owned(), basis);
        use Basis::{District, Nearest};
        assert_eq!(
            told(&dataset),
            [
                row("A", "CN-X", District),
                row("B", "CN-X", District),
                row("C", "CN-Y", District),
                row("D", "CN-Y", Nearest)
            ]
        );
        // Two branches in one district: the list of districts does not tell which.
        dataset.facilities.push(branch("CN-Z", "A", 105.39));
        assert_eq!(told(&dataset)[1], row("B", "CN-Z", Nearest));
        dataset.facilities.clear();
        assert!(branch_areas(&dataset).is_empty());
    }
}
