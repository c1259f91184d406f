//! Places where something could open or a bus could stop, and whom they would serve by the rule.

use super::propose::ReviewInput;
use crate::access::{CoverMatrix, Reach};
use crate::geometry::LonLat;
use crate::model::{Candidate, CellId, Dataset, Facility, FacilityId, FacilityKind, FacilityStatus, Origin, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// Cells of gaps tried as places where the workspace has no candidates.
const MOST_CELLS: usize = 400;
/// Of each gap at least.
const LEAST_CELLS_OF_A_GAP: usize = 8;

/// A place that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// As it would be, open; its code is the candidate's, or `o:` and the code of a cell.
    pub facility: Facility,
    /// Vietnamese dong; `None` where nothing tells.
    pub cost: Option<f64>,
    /// From the workspace's candidates (or planned points), not the centre of a cell.
    pub is_candidate: bool,
}

/// The workspace's candidates of some kinds, in code order. One with the code of a point of the network is that point already.
pub fn candidates(dataset: &Dataset, kinds: &[FacilityKind]) -> Vec<Site> {
    let known: BTreeSet<&str> = dataset.facilities.iter().map(|one| one.code.as_str()).collect();
    let wanted = |one: &&Candidate| kinds.contains(&one.kind) && !known.contains(one.code.as_str());
    let mut sites: Vec<Site> = dataset
        .candidates
        .iter()
        .filter(wanted)
        .map(|one| Site {
            facility: Facility {
                status: FacilityStatus::Open,
                ..one.as_planned_facility()
            },
            cost: one.opening_cost,
            is_candidate: true,
        })
        .collect();
    sites.sort_by(|a, b| a.facility.code.cmp(&b.facility.code));
    sites
}

/// Candidates for stops and the stops that are planned or served today.
pub fn stops(dataset: &Dataset) -> Vec<Site> {
    let mut sites = candidates(dataset, &[FacilityKind::MobileStop]);
    let standing = dataset
        .facilities
        .iter()
        .filter(|one| one.kind == FacilityKind::MobileStop && one.status != FacilityStatus::Closed);
    sites.extend(standing.map(|one| Site {
        facility: Facility {
            status: FacilityStatus::Open,
            ..one.clone()
        },
        cost: None,
        is_candidate: true,
    }));
    sites.sort_by(|a, b| a.facility.code.cmp(&b.facility.code));
    sites
}

/// The most populous cells of gaps as places, in code order: of each gap by its share of all cells.
pub fn cells_of_gaps(dataset: &Dataset, gaps: &[Vec<usize>], kind: FacilityKind) -> Vec<Site> {
    let all: usize = gaps.iter().map(Vec::len).sum();
    let mut sites = Vec::new();
    for gap in gaps {
        let quota = (MOST_CELLS * gap.len()).div_ceil(all.max(1)).max(LEAST_CELLS_OF_A_GAP);
        let mut cells = gap.clone();
        let people = |cell: usize| dataset.cells[cell].people;
        cells.sort_by(|&a, &b| people(b).total_cmp(&people(a)).then(a.cmp(&b)));
        sites.extend(cells.into_iter().take(quota).map(|cell| of_cell(dataset, cell, kind)));
    }
    sites.sort_by(|a, b| a.facility.code.cmp(&b.facility.code));
    sites
}

fn of_cell(dataset: &Dataset, cell: usize, kind: FacilityKind) -> Site {
    let cell = &dataset.cells[cell];
    let area = cell.area.map(|area| &dataset.areas[area.index()]);
    let name = match area {
        Some(area) => format!("Vị trí đề xuất tại {}", area.name),
        None => format!("Vị trí đề xuất tại ô {}", cell.code),
    };
    Site {
        facility: Facility {
            area: area.map(|area| area.code.clone()),
            origin: Origin::Modelled,
            ..Facility::new(format!("o:{}", cell.code), kind, name, cell.location)
        },
        cost: None,
        is_candidate: false,
    }
}

/// Bit (index in `cells`, index in `sites`) when the site alone would satisfy the rule for the cell.
pub fn cover(input: &ReviewInput, rule: &Rule, cells: &[usize], sites: &[Site]) -> CoverMatrix {
    let part = Dataset {
        facilities: sites.iter().map(|site| site.facility.clone()).collect(),
        cells: cells.iter().map(|&cell| input.dataset.cells[cell].clone()).collect(),
        areas: input.dataset.areas.clone(),
        ..Dataset::default()
    };
    let travel = input.travel.on_the_same_roads(&part);
    Reach::compute(&part, &travel, rule).satisfying(&part, rule)
}

/// Marks the cells that facilities to come would serve; they may be in any state today.
pub fn serve(input: &ReviewInput, rule: &Rule, facilities: &[FacilityId], passes: &mut [bool]) {
    let to_come = |id: &FacilityId| Site {
        facility: Facility {
            status: FacilityStatus::Open,
            ..input.dataset.facilities[id.index()].clone()
        },
        cost: None,
        is_candidate: true,
    };
    let sites: Vec<Site> = facilities.iter().map(to_come).collect();
    let cells: Vec<usize> = (0..passes.len()).filter(|&cell| !passes[cell]).collect();
    if sites.is_empty() || cells.is_empty() {
        return;
    }
    let cover = cover(input, rule, &cells, &sites);
    for (row, &cell) in (0u32..).zip(&cells) {
        passes[cell] = cover.row(CellId(row)).iter().any(|&word| word != 0);
    }
}

/// Cells with equal sets of sites as one class: members ascending, hundredths of people; cells that no site serves are left
/// out. In the order of their members.
pub fn classes(input: &ReviewInput, cells: &[usize], cover: &CoverMatrix) -> BTreeMap<Vec<u32>, i64> {
    let mut classes: BTreeMap<Vec<u32>, i64> = BTreeMap::new();
    for (row, &cell) in cells.iter().enumerate() {
        let members: Vec<u32> = cover.covering(CellId(row as u32)).map(|site| site.0).collect();
        if !members.is_empty() {
            let hundredths = (input.dataset.cells[cell].people * 100.0).round().max(1.0);
            *classes.entry(members).or_default() += hundredths as i64;
        }
    }
    classes
}

/// The commune that holds a place, by the cell nearest to it.
pub fn area_of(site: &Site, dataset: &Dataset) -> Option<String> {
    let own = site.facility.area.clone();
    own.or_else(|| {
        let far = |place: LonLat| crate::geometry::distance_m(place, site.facility.location);
        let near = dataset.cells.iter().filter(|cell| cell.area.is_some());
        let nearest = near.min_by(|a, b| far(a.location).total_cmp(&far(b.location)))?;
        nearest.area.map(|area| dataset.areas[area.index()].code.clone())
    })
}
