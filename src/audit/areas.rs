//! Areas: outlines that are outlines and do not overlap, and as many people as the statistics say.

use super::Remarks;
use super::rings::ring_fault;
use crate::geometry::{BBox, LocalPlane, LonLat};
use crate::model::{Area, AreaLevel, Dataset, Finding};
use crate::spatial_index::OutlineIndex;

/// A commune's cells may differ from its declared population by this share: grids and statistics are of
/// different years.
pub const PEOPLE_TOLERANCE: f64 = 0.10;

/// Overlaps below this share of the smaller area are slivers of drawing.
pub const OVERLAP_TOLERANCE: f64 = 0.02;

/// Sample points along each side of the common box of two areas: 32 x 32 see an overlap of a hundredth.
const SAMPLES: usize = 32;

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    for area in &dataset.areas {
        outline(area, remarks);
    }
    people(dataset, remarks);
}

/// Outlines of one level that overlap; about a thousand points are looked up for each two that may.
pub fn check_overlaps(dataset: &Dataset, remarks: &mut Remarks) {
    for level in [AreaLevel::City, AreaLevel::District, AreaLevel::Commune] {
        let of_level: Vec<&Area> = dataset.areas.iter().filter(|area| area.level == level).collect();
        overlaps(&of_level, remarks);
    }
}

fn named(area: &Area) -> String {
    format!("'{}' ({})", area.code, area.name)
}

fn outline(area: &Area, remarks: &mut Remarks) {
    if area.outline.0.is_empty() {
        let message = format!(
            "{} has no outline, so that nothing lies in it; import areas with outlines",
            named(area)
        );
        remarks.warning("area_without_outline", "area.outline", &area.code, message);
    }
    let rings = area
        .outline
        .0
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    for fault in rings.filter_map(ring_fault) {
        let message = format!("{}: {fault}; repair the outline (in QGIS: fix geometries)", named(area));
        remarks.error_at(area.point, "area_outline_invalid", "area.outline", &area.code, message);
    }
}

/// Roughly: sample points of the common box that lie in both outlines.
fn overlaps(areas: &[&Area], remarks: &mut Remarks) {
    let boxes: Vec<Option<BBox>> = areas.iter().map(|area| bounds(area)).collect();
    let shapes: Vec<OutlineIndex> = areas.iter().map(|area| OutlineIndex::build([&area.outline])).collect();
    for first in 0..areas.len() {
        for second in first + 1..areas.len() {
            let (Some(a), Some(b)) = (boxes[first], boxes[second]) else {
                continue;
            };
            let common = BBox {
                west: a.west.max(b.west),
                south: a.south.max(b.south),
                east: a.east.min(b.east),
                north: a.north.min(b.north),
            };
            if common.west >= common.east || common.south >= common.north {
                continue;
            }
            let in_both = samples(&common)
                .filter(|at| shapes[first].locate(*at).is_some() && shapes[second].locate(*at).is_some())
                .count();
            let overlap_km2 = in_both as f64 / (SAMPLES * SAMPLES) as f64 * box_km2(&common);
            let smaller_km2 = outline_km2(areas[first]).min(outline_km2(areas[second]));
            if overlap_km2 > OVERLAP_TOLERANCE * smaller_km2 {
                let message = format!(
                    "{} and {} overlap by about {overlap_km2:.2} km2, whose people count for one of them only; \
                     correct the outlines",
                    named(areas[first]),
                    named(areas[second])
                );
                remarks.warning_at(
                    common.centre(),
                    "areas_overlap",
                    "area.outline",
                    &areas[second].code,
                    message,
                );
            }
        }
    }
}

fn bounds(area: &Area) -> Option<BBox> {
    let corners = area.outline.0.iter().flat_map(|polygon| &polygon.exterior().0);
    BBox::around(corners.map(|corner| LonLat::new(corner.x, corner.y)))
}

fn samples(within: &BBox) -> impl Iterator<Item = LonLat> + '_ {
    let at = |index: usize, from: f64, to: f64| from + (to - from) * (index as f64 + 0.5) / SAMPLES as f64;
    let rows = 0..SAMPLES;
    rows.flat_map(move |y| {
        (0..SAMPLES).map(move |x| LonLat::new(at(x, within.west, within.east), at(y, within.south, within.north)))
    })
}

fn box_km2(bounds: &BBox) -> f64 {
    let plane = LocalPlane::at(bounds.centre());
    let [west, south] = plane.to_metres(LonLat::new(bounds.west, bounds.south));
    let [east, north] = plane.to_metres(LonLat::new(bounds.east, bounds.north));
    (east - west) * (north - south) / 1e6
}

/// Area of the outline by the shoelace formula in a plane true at its centre, in km2; good to a percent.
fn outline_km2(area: &Area) -> f64 {
    let Some(bounds) = bounds(area) else { return 0.0 };
    let plane = LocalPlane::at(bounds.centre());
    let ring_m2 = |ring: &geo_types::LineString<f64>| {
        let corners: Vec<[f64; 2]> = ring
            .0
            .iter()
            .map(|at| plane.to_metres(LonLat::new(at.x, at.y)))
            .collect();
        let doubled: f64 = corners
            .windows(2)
            .map(|edge| edge[0][0] * edge[1][1] - edge[1][0] * edge[0][1])
            .sum();
        doubled.abs() / 2.0
    };
    let polygon_m2 = |polygon: &geo_types::Polygon<f64>| {
        ring_m2(polygon.exterior()) - polygon.interiors().iter().map(ring_m2).sum::<f64>()
    };
    area.outline.0.iter().map(polygon_m2).sum::<f64>() / 1e6
}

fn people(dataset: &Dataset, remarks: &mut Remarks) {
    if dataset.people() <= 0.0 {
        return;
    }
    let mut counted = vec![0.0; dataset.areas.len()];
    for cell in &dataset.cells {
        if let Some(area) = cell.area {
            counted[area.index()] += cell.people;
        }
    }
    let communes = dataset
        .areas
        .iter()
        .zip(counted)
        .filter(|(area, _)| area.level == AreaLevel::Commune);
    let mut communes: Vec<(&Area, f64)> = communes.collect();
    // The largest differences first; the sort is stable, so that ties stay in the order of codes.
    let gap = |(area, counted): &(&Area, f64)| (counted - area.declared_people.unwrap_or(*counted)).abs();
    communes.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
    for (area, counted) in communes {
        if counted <= 0.0 {
            let message = format!(
                "{} has no people in its cells; check its outline and the grid",
                named(area)
            );
            let finding = Finding::warning("commune_without_people", "", message);
            let people = area.declared_people.unwrap_or(0.0);
            remarks.add(
                finding
                    .in_column("area.code", &area.code)
                    .for_people(people)
                    .at_place(area.point),
            );
            continue;
        }
        let Some(declared) = area.declared_people else { continue };
        if !declared.is_finite() || declared <= 0.0 {
            let message = format!(
                "{} declares no people though people live there; correct or clear it",
                named(area)
            );
            remarks.warning_at(
                area.point,
                "declared_people_impossible",
                "area.declared_people",
                &declared.to_string(),
                message,
            );
        } else if (counted - declared).abs() > PEOPLE_TOLERANCE * declared {
            let message = format!(
                "{} has {counted:.0} people in its cells and {declared:.0} by the statistics ({:+.0} %); check its \
                 outline and the year of the grid",
                named(area),
                (counted / declared - 1.0) * 100.0
            );
            let finding = Finding::warning("commune_people_differ", "", message);
            let finding = finding.in_column("area.declared_people", &declared.to_string());
            remarks.add(finding.for_people((counted - declared).abs()).at_place(area.point));
        }
    }
}
