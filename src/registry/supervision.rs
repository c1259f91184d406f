//! Which branch answers for a commune and for a point: reports of agents are consolidated and decided by branch (plan 68, II.8), inspectors
//! write of the points of their branch, and no list of the branches' areas is public.
//!
//! The founding scheme gives each district (as they were until July 2025) one branch. So a commune belongs to the branch that
//! stands in its district, by the crosswalk of communes: the district from which the commune took most of its old units, a
//! tie going to the first by name. Where the crosswalk does not tell, or a district has no branch or several, it is the branch nearest to the
//! commune in a straight line. Every document that uses this says so. A point belongs to the branch of its commune; one of no
//! known commune to the nearest branch; a branch to itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::geometry::LonLat;
use crate::model::{AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus};
use crate::spatial_index::PointIndex;

/// How a commune's branch is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    District,
    Nearest,
}

/// The open branches of a city and what lies in the area of each. Ties go to the first code.
pub struct Supervision<'a> {
    branches: Vec<&'a Facility>,
    index: PointIndex,
    /// By code of the commune; empty without branches.
    communes: BTreeMap<&'a str, (&'a Facility, Basis)>,
}

impl<'a> Supervision<'a> {
    pub fn of(dataset: &'a Dataset) -> Supervision<'a> {
        let branches: Vec<&Facility> = dataset
            .facilities
            .iter()
            .filter(|one| one.kind == FacilityKind::Branch && one.status == FacilityStatus::Open)
            .collect();
        let places: Vec<LonLat> = branches.iter().map(|one| one.location).collect();
        let mut supervision = Supervision {
            branches,
            index: PointIndex::build(&places),
            communes: BTreeMap::new(),
        };
        supervision.communes = supervision.of_communes(dataset);
        supervision
    }

    /// The branch that supervises a point; `None` where no branch is open.
    pub fn branch_of(&self, point: &'a Facility) -> Option<&'a Facility> {
        if point.kind == FacilityKind::Branch {
            return Some(point);
        }
        let commune = point.area.as_deref().and_then(|area| self.communes.get(area));
        commune.map_or_else(|| self.nearest(point.location), |(branch, _)| Some(branch))
    }

    /// Whether a point is in the scope of an inspector: everywhere without one, else in the area of the branch of that code,
    /// or in the commune of that code.
    pub fn covers(&self, scope: Option<&str>, point: &'a Facility) -> bool {
        scope.is_none_or(|scope| {
            self.branch_of(point).is_some_and(|branch| branch.code == scope) || point.area.as_deref() == Some(scope)
        })
    }

    /// How many communes' branches are known in this way.
    pub fn communes_known_by(&self, basis: Basis) -> usize {
        self.communes.values().filter(|(_, known)| *known == basis).count()
    }

    fn nearest(&self, place: LonLat) -> Option<&'a Facility> {
        let (nearest, _) = self.index.nearest(place)?;
        self.branches.get(nearest).copied()
    }

    fn of_communes(&self, dataset: &'a Dataset) -> BTreeMap<&'a str, (&'a Facility, Basis)> {
        let districts = districts(dataset);
        let mut of_district: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (at, branch) in self.branches.iter().enumerate() {
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
                Some(&at) => Some((self.branches[at], Basis::District)),
                None => self.nearest(area.point).map(|branch| (branch, Basis::Nearest)),
            };
            if let Some(found) = found {
                told.insert(area.code.as_str(), found);
            }
        }
        told
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Area, CrosswalkEntry, CrosswalkPart, Origin, Territory};
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
            let supervision = Supervision::of(dataset);
            let rows = supervision
                .communes
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
        assert!(told(&dataset).is_empty());
    }

    #[test]
    fn a_point_is_of_its_communes_branch_and_else_of_the_nearest_open_one() {
        let mut dataset = Dataset {
            areas: vec![commune("A", 105.0), commune("B", 105.4)],
            facilities: vec![branch("CN-X", "A", 105.0), branch("CN-Y", "none", 105.5)],
            crosswalk: vec![unit("1", "X", "A"), unit("2", "X", "B")],
            ..Dataset::default()
        };
        let agent = |code: &str, area: Option<&str>, lon: f64| Facility {
            area: area.map(str::to_owned),
            ..Facility::new(code, FacilityKind::Agent, code, LonLat::new(lon, 21.0))
        };
        dataset.facilities.extend([
            agent("DL-B", Some("B"), 105.45),
            agent("DL-0", None, 105.45),
            Facility {
                status: FacilityStatus::Closed,
                ..branch("CN-Z", "none", 105.45)
            },
        ]);
        let supervision = Supervision::of(&dataset);
        let own = |at: usize| {
            supervision
                .branch_of(&dataset.facilities[at])
                .map(|one| one.code.as_str())
        };
        assert_eq!(
            own(2),
            Some("CN-X"),
            "its commune was of the district of X, though Y is nearer"
        );
        assert_eq!(own(3), Some("CN-Y"), "a closed branch has no area");
        assert_eq!(own(4), Some("CN-Z"), "a branch is its own");
        let point = &dataset.facilities[2];
        assert!(supervision.covers(None, point));
        assert!(supervision.covers(Some("CN-X"), point) && supervision.covers(Some("B"), point));
        assert!(!supervision.covers(Some("CN-Y"), point) && !supervision.covers(Some("A"), point));
        let bare = Dataset::default();
        assert!(Supervision::of(&bare).branch_of(point).is_none());
    }
}
