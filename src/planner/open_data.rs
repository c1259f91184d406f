//! What of a dataset is given to everybody as a file.

use crate::model::{Dataset, DemandCell, Facility, FacilityKind};

/// Layers of which nothing is given, as sources name them.
const KEPT_BACK: [&str; 3] = ["performance", "candidates", "travel-times"];

/// The data without what is not for everybody: collaborators, who are persons; staff, load and capacity of points; monthly
/// reports; the elderly and the enterprises of cells, whose people are told to a tenth as on the map; places where points
/// may open; imported travel times.
pub fn open_data(dataset: &Dataset) -> Dataset {
    let points = dataset.facilities.iter();
    let facilities = points
        .filter(|facility| facility.kind != FacilityKind::Collaborator)
        .map(|facility| Facility {
            staff: None,
            load_per_month: None,
            capacity_per_month: None,
            missing_since: None,
            ..facility.clone()
        });
    let cells = dataset.cells.iter().map(|cell| DemandCell {
        people: (cell.people * 10.0).round() / 10.0,
        elderly: None,
        enterprises: None,
        ..cell.clone()
    });
    let sources = dataset
        .sources
        .iter()
        .filter(|source| !KEPT_BACK.contains(&source.layer.as_str()));
    Dataset {
        facilities: facilities.collect(),
        cells: cells.collect(),
        areas: dataset.areas.clone(),
        water: dataset.water.clone(),
        waterways: dataset.waterways.clone(),
        green: dataset.green.clone(),
        roads: dataset.roads.clone(),
        operators: dataset.operators.clone(),
        procedures: dataset.procedures.clone(),
        crosswalk: dataset.crosswalk.clone(),
        area_counts: dataset.area_counts.clone(),
        sources: sources.cloned().collect(),
        is_demo: dataset.is_demo,
        ..Dataset::default()
    }
}
