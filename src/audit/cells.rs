//! Populated cells: counts that make sense, an area for everybody, a road for everybody.

use std::collections::HashMap;

use super::Remarks;
use crate::geometry::LonLat;
use crate::model::{AreaId, Dataset, DemandCell, Finding};

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    if dataset.people() <= 0.0 {
        let message = "nobody lives in this workspace; import demand, a population grid";
        remarks.add(Finding::error("no_people", "", message));
    }
    for cell in &dataset.cells {
        if !(cell.people.is_finite() && cell.people >= 0.0) {
            let message = format!("cell '{}' has no such number of people; correct the grid", cell.code);
            remarks.error_at(
                cell.location,
                "people_impossible",
                "demand.people",
                &cell.people.to_string(),
                message,
            );
        }
        if let Some(elderly) = cell.elderly
            && !(elderly >= 0.0 && elderly <= cell.people * ROUNDING)
        {
            let message = format!(
                "cell '{}' has more elderly than its {} people; correct it",
                cell.code, cell.people
            );
            remarks.error_at(
                cell.location,
                "elderly_above_people",
                "demand.elderly",
                &elderly.to_string(),
                message,
            );
        }
        if LonLat::try_new(cell.location.lon, cell.location.lat).is_err() {
            let message = format!("cell '{}' is nowhere on earth; correct its position", cell.code);
            remarks.error(
                "cell_position_impossible",
                "demand.location",
                &cell.location.to_string(),
                message,
            );
        }
    }
    same_places(dataset, remarks);
    if !dataset.areas.is_empty() {
        let outside = Share::of(dataset, |_, cell| cell.area.is_none());
        if outside.cells > 0 {
            let message = format!(
                "{} cells with people lie in no commune (the largest: {}); they count for the city but for no \
                 commune: check the outlines, or cut the grid",
                outside.cells, outside.largest
            );
            let finding = Finding::warning("people_in_no_area", "", message).for_people(outside.people);
            remarks.add(outside.placed(finding));
        }
    }
}

/// Populated cells at the very same place, to a centimetre: a grid imported twice counts everybody twice.
fn same_places(dataset: &Dataset, remarks: &mut Remarks) {
    let mut known: HashMap<(i32, i32), &DemandCell> = HashMap::new();
    for cell in dataset.cells.iter().filter(|cell| cell.people > 0.0) {
        let Some(first) = known.get(&cell.location.fixed_point()) else {
            known.insert(cell.location.fixed_point(), cell);
            continue;
        };
        let message = format!(
            "cells '{}' and '{}' stand at the same place, so their people may count twice; keep one, or add them up if \
             they are parts",
            first.code, cell.code
        );
        let finding = Finding::warning("cells_same_place", "", message).in_column("demand.code", &cell.code);
        remarks.add(
            finding
                .for_people(cell.people.min(first.people))
                .at_place(cell.location),
        );
    }
}

/// Who joins no road within the snap limit: they pass by distance only, or not at all.
pub fn check_joins(dataset: &Dataset, is_snapped: &dyn Fn(usize) -> bool, remarks: &mut Remarks) {
    if dataset.roads.ways.is_empty() {
        let message = "there are no roads, so that nobody has a travel time; import roads";
        remarks.add(Finding::warning("no_roads", "", message).for_people(dataset.people()));
        return;
    }
    let lost = Share::of(dataset, |index, _| !is_snapped(index));
    if lost.cells > 0 {
        let message = format!(
            "{} cells with people join no road (the largest: {}; most people: {}) and have no travel time; \
             import roads that reach them",
            lost.cells,
            lost.largest,
            lost.most_people(dataset)
        );
        let finding = Finding::warning("people_join_no_road", "", message).for_people(lost.people);
        remarks.add(lost.placed(finding));
    }
}

/// Elderly raked beside people may differ in the last digits.
const ROUNDING: f64 = 1.0 + 1e-9;

/// Communes named in one message.
const NAMED_COMMUNES: usize = 5;

/// The part of the population that has something in common.
struct Share {
    cells: usize,
    people: f64,
    /// Code of the cell with most people.
    largest: String,
    largest_at: Option<LonLat>,
    by_area: Vec<(Option<AreaId>, f64)>,
}

impl Share {
    fn of(dataset: &Dataset, belongs: impl Fn(usize, &DemandCell) -> bool) -> Share {
        let populated = dataset.cells.iter().enumerate().filter(|(_, cell)| cell.people > 0.0);
        let (mut cells, mut people, mut largest) = (0, 0.0, None::<&DemandCell>);
        let mut of_area = vec![0.0; dataset.areas.len() + 1];
        for (_, cell) in populated.filter(|(index, cell)| belongs(*index, cell)) {
            cells += 1;
            people += cell.people;
            of_area[cell.area.map_or(dataset.areas.len(), AreaId::index)] += cell.people;
            if largest.is_none_or(|known| cell.people > known.people) {
                largest = Some(cell);
            }
        }
        let area = |index: usize| (index < dataset.areas.len()).then_some(AreaId(index as u32));
        let mut by_area: Vec<_> = of_area
            .into_iter()
            .enumerate()
            .filter(|(_, people)| *people > 0.0)
            .collect();
        by_area.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Share {
            cells,
            people,
            largest_at: largest.map(|cell| cell.location),
            largest: largest.map_or_else(String::new, |cell| format!("'{}' at {}", cell.code, cell.location)),
            by_area: by_area
                .into_iter()
                .map(|(index, people)| (area(index), people))
                .collect(),
        }
    }

    /// The finding where most of them live.
    fn placed(&self, finding: Finding) -> Finding {
        match self.largest_at {
            Some(place) => finding.at_place(place),
            None => finding,
        }
    }

    fn most_people(&self, dataset: &Dataset) -> String {
        let name = |area: Option<AreaId>| area.map_or("no commune", |area| dataset.areas[area.index()].name.as_str());
        let told = self.by_area.iter().take(NAMED_COMMUNES);
        told.map(|(area, people)| format!("{} {people:.0}", name(*area)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
