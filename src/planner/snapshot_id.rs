//! The name of a state of the data: BLAKE3 over every layer's canonical bytes, the shipped rules, the
//! profile and the engine's version. Equal ids mean equal figures.

use geo_types::MultiPolygon;

use super::piecewise_hasher::PiecewiseHasher;
use crate::geometry::LonLat;
use crate::model::{Dataset, Rule};
use crate::routing::Profile;

/// Sixteen hex digits. Lists are in canonical order; positions count to 10^-7 degree.
pub fn snapshot_id(dataset: &Dataset, profile: &Profile) -> String {
    let mut hasher = PiecewiseHasher::default();
    let mut text = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    text(env!("CARGO_PKG_VERSION"));
    text(&profile.canonical_text());
    text(&format!("{:?}", Rule::shipped()));
    for facility in &dataset.facilities {
        let at = facility.location.fixed_point();
        text(&format!(
            "{at:?}{:?}",
            crate::model::Facility {
                location: LonLat::new(0.0, 0.0),
                ..facility.clone()
            }
        ));
    }
    for cell in &dataset.cells {
        text(&cell.code);
        text(&format!(
            "{:?}{:?}{:?}{:?}",
            cell.location.fixed_point(),
            cell.people,
            cell.elderly,
            cell.area
        ));
        if let Some(enterprises) = cell.enterprises {
            text(&format!("enterprises {enterprises:?}"));
        }
    }
    for area in &dataset.areas {
        text(&area.code);
        text(&format!(
            "{}{:?}{:?}{:?}",
            area.name, area.level, area.territory, area.declared_people
        ));
        if area.valid_from.is_some() || area.valid_to.is_some() {
            text(&format!("valid {:?} {:?}", area.valid_from, area.valid_to));
        }
        for point in area.outline.iter().flat_map(|polygon| polygon.exterior().points()) {
            text(&format!("{:?}", LonLat::new(point.x(), point.y()).fixed_point()));
        }
    }
    for node in &dataset.roads.nodes {
        text(&format!(
            "{}{:?}{:?}",
            node.id,
            node.location.fixed_point(),
            node.barrier
        ));
    }
    for way in &dataset.roads.ways {
        text(&format!("{way:?}"));
    }
    text(&format!("{:?}", dataset.roads.restrictions));
    for month in &dataset.performance {
        text(&format!("{month:?}"));
    }
    text(&format!("{:?}{:?}", dataset.operators, dataset.procedures));
    if !dataset.travel_times.is_empty() {
        text("travel-times");
    }
    for candidate in &dataset.candidates {
        text(&format!("{:?}{candidate:?}", candidate.location.fixed_point()));
    }
    for (cell, facility, time) in dataset.travel_times.pairs() {
        text(cell);
        text(facility);
        text(&time.0.to_string());
    }
    // Only where there are any, so that other workspaces keep their names.
    if !dataset.crosswalk.is_empty() || !dataset.area_counts.is_empty() {
        text(&format!("{:?}{:?}", dataset.crosswalk, dataset.area_counts));
    }
    // Barriers are told by water, tiles show all three.
    for body in &dataset.water {
        text(&format!("water {:?}{:?}", body.name, body.origin));
        rings(&body.outline, &mut text);
    }
    for waterway in &dataset.waterways {
        text(&format!(
            "waterway {:?}{:?}{:?}",
            waterway.name, waterway.class, waterway.origin
        ));
        for at in &waterway.line {
            text(&format!("{:?}", at.fixed_point()));
        }
    }
    for green in &dataset.green {
        text(&format!("green {:?}{:?}", green.name, green.origin));
        rings(&green.outline, &mut text);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// All rings of an outline, each with its length.
fn rings(outline: &MultiPolygon<f64>, text: &mut impl FnMut(&str)) {
    for polygon in outline {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            text(&ring.0.len().to_string());
            for corner in &ring.0 {
                text(&format!("{:?}", LonLat::new(corner.x, corner.y).fixed_point()));
            }
        }
    }
}
