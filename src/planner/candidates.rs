//! Where points could open: the workspace's candidates as sites of the standard location problems.

use std::collections::BTreeSet;

use crate::geometry::LonLat;
use crate::model::{Dataset, FacilityStatus, LocationDemand, LocationSite, SiteRole};

/// Whom to serve and from where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpeningSites {
    /// The populated cells, weighted by their people.
    pub demand: Vec<(LocationDemand, LonLat)>,
    /// Open points whose end is not announced as *existing* (they serve and cost nothing more), then candidates with what opening them costs.
    pub sites: Vec<(LocationSite, LonLat)>,
}

/// The question of where to open, as the data pose it. A candidate with the code of a point of the network is that point
/// already and is left out.
pub fn opening_sites(dataset: &Dataset) -> OpeningSites {
    let demand = dataset.cells.iter().filter(|cell| cell.people > 0.0).map(|cell| {
        let point = LocationDemand {
            code: cell.code.clone(),
            weight: cell.people,
        };
        (point, cell.location)
    });
    let open = dataset
        .facilities
        .iter()
        .filter(|one| one.status == FacilityStatus::Open && one.closes_on.is_none());
    let existing = open.map(|one| {
        let site = LocationSite {
            code: one.code.clone(),
            role: SiteRole::Existing,
            fixed_cost: None,
            capacity: one.capacity_per_month,
        };
        (site, one.location)
    });
    let known: BTreeSet<&str> = dataset.facilities.iter().map(|one| one.code.as_str()).collect();
    let new = dataset
        .candidates
        .iter()
        .filter(|one| !known.contains(one.code.as_str()));
    let candidates = new.map(|one| {
        let site = LocationSite {
            code: one.code.clone(),
            role: SiteRole::Candidate,
            fixed_cost: one.opening_cost,
            capacity: one.capacity_per_month,
        };
        (site, one.location)
    });
    OpeningSites {
        demand: demand.collect(),
        sites: existing.chain(candidates).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Candidate, DemandCell, Facility, FacilityKind};

    #[test]
    fn open_points_stand_and_candidates_that_are_not_yet_points_may_be_chosen() {
        let at = LonLat::new(105.8, 21.0);
        let point = |code: &str, status| Facility {
            status,
            ..Facility::new(code, FacilityKind::Agent, code, at)
        };
        let candidate = |code: &str| Candidate {
            opening_cost: Some(7.0),
            ..Candidate::new(code, FacilityKind::Agent, code, at)
        };
        let cell = |code: &str, people| DemandCell {
            code: code.into(),
            location: at,
            people,
            elderly: None,
            area: None,
            enterprises: Some(3.0),
        };
        let dataset = Dataset {
            facilities: vec![
                point("A", FacilityStatus::Open),
                point("B", FacilityStatus::Closed),
                Facility {
                    closes_on: Some("2026-12-01".into()),
                    ..point("D", FacilityStatus::Open)
                },
            ],
            candidates: vec![candidate("B"), candidate("C")],
            cells: vec![cell("x", 2.0), cell("empty", 0.0)],
            ..Dataset::default()
        };
        let told = opening_sites(&dataset);
        let sites: Vec<_> = told
            .sites
            .iter()
            .map(|(site, _)| (site.code.as_str(), site.role, site.fixed_cost))
            .collect();
        assert_eq!(
            sites,
            [("A", SiteRole::Existing, None), ("C", SiteRole::Candidate, Some(7.0))]
        );
        assert_eq!(
            told.demand.iter().map(|(point, _)| point.weight).collect::<Vec<_>>(),
            [2.0]
        );
    }
}
