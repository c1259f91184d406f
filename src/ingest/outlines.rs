//! Outlines and lines of features in WGS84, with what is wrong with them.

use geo::{Area as _, Orient, orient::Direction};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::findings::Findings;
use super::geojson_file::{Feature, Shape, say_wrong_shape};
use super::position::{Misplaced, Positions};
use crate::geometry::LonLat;

/// The feature's polygons in WGS84, outer rings counter-clockwise.
pub(super) fn outline(feature: &Feature, positions: &Positions, findings: &mut Findings) -> Option<MultiPolygon<f64>> {
    let Shape::Polygons(raw) = &feature.shape else {
        say_wrong_shape(feature, "a Polygon or MultiPolygon", findings);
        return None;
    };
    let mut placing = Placing::new(positions);
    let polygons: Vec<Polygon<f64>> = raw
        .0
        .iter()
        .map(|polygon| {
            Polygon::new(
                placing.ring(polygon.exterior()),
                polygon.interiors().iter().map(|ring| placing.ring(ring)).collect(),
            )
        })
        .collect();
    placing.tell(feature, findings)?;
    let outline = MultiPolygon(polygons).orient(Direction::Default);
    let is_flat = |polygon: &Polygon<f64>| polygon.exterior().0.len() < 4 || polygon.unsigned_area() <= 0.0;
    if outline.0.is_empty() || outline.iter().any(is_flat) {
        let message = "a ring has fewer than three corners or encloses nothing; draw or export the outline again";
        findings.error_at("empty_outline", feature.row, "geometry", "", message);
        return None;
    }
    Some(outline)
}

/// The lines of a feature in WGS84, each of at least two points.
pub(super) fn lines(feature: &Feature, positions: &Positions, findings: &mut Findings) -> Option<Vec<Vec<LonLat>>> {
    let Shape::Lines(raw) = &feature.shape else {
        say_wrong_shape(feature, "a LineString", findings);
        return None;
    };
    let mut placing = Placing::new(positions);
    let lines = raw.iter().map(|line| {
        let placed = placing.ring(line);
        let mut points: Vec<LonLat> = placed.coords().map(|at| LonLat::new(at.x, at.y)).collect();
        points.dedup();
        points
    });
    let lines: Vec<Vec<LonLat>> = lines.collect();
    placing.tell(feature, findings)?;
    if lines.is_empty() || lines.iter().any(|line| line.len() < 2) {
        let message = "a line has fewer than two points; draw or export it again";
        findings.error_at("empty_outline", feature.row, "geometry", "", message);
        return None;
    }
    Some(lines)
}

/// Brings rings to WGS84, keeping the first coordinate that fails.
struct Placing<'a> {
    positions: &'a Positions,
    /// The first that was swapped, as it stands in the file.
    first_swapped: Option<Coord<f64>>,
    wrong: Option<(Coord<f64>, Misplaced)>,
}

impl<'a> Placing<'a> {
    fn new(positions: &'a Positions) -> Placing<'a> {
        Placing {
            positions,
            first_swapped: None,
            wrong: None,
        }
    }

    /// Says what is wrong with the coordinates; `None` when the feature cannot be kept.
    fn tell(&self, feature: &Feature, findings: &mut Findings) -> Option<()> {
        if let Some((at, wrong)) = &self.wrong {
            let value = format!("{}, {}", at.x, at.y);
            findings.error_at(wrong.check(), feature.row, "coordinates", &value, wrong.message());
            return None;
        }
        if let Some(first) = self.first_swapped {
            let message = "longitude and latitude stand in each other's place; they were swapped back";
            let value = format!("{}, {}", first.x, first.y);
            findings.warning_at("swapped_coordinates", feature.row, "coordinates", &value, message);
        }
        Some(())
    }

    fn ring(&mut self, ring: &LineString<f64>) -> LineString<f64> {
        ring.coords().filter_map(|&at| self.coordinate(at)).collect()
    }

    fn coordinate(&mut self, at: Coord<f64>) -> Option<Coord<f64>> {
        if self.wrong.is_some() {
            return None;
        }
        match self.positions.place(at.x, at.y) {
            Ok(placed) => {
                if placed.was_swapped {
                    self.first_swapped = self.first_swapped.or(Some(at));
                }
                Some(Coord {
                    x: placed.at.lon,
                    y: placed.at.lat,
                })
            }
            Err(wrong) => {
                self.wrong = Some((at, wrong));
                None
            }
        }
    }
}
