//! Populated cells as features, made one by one when they are asked for: a city has hundreds of thousands.
//!
//! What is told of a cell is what the map shows of it: its people to a tenth, and how they reach a point. Its elderly and
//! its enterprises are not told.

use super::features::{Feature, Properties, Property, PropertyKind};
use crate::access::Coverage;
use crate::geometry::{BBox, LonLat};
use crate::planner::Snapshot;
use geo::Geometry;
use geo_types::Point;
use serde_json::{Value, json};

use PropertyKind::{Boolean, Number, Text};

const fn property(name: &'static str, kind: PropertyKind, vietnamese: &'static str) -> Property {
    Property { name, kind, vietnamese }
}

pub const CELL: &[Property] = &[
    property("code", Text, "Mã ô"),
    property("people", Number, "Số người"),
    property("area", Text, "Mã phường, xã"),
    property("area_name", Text, "Phường, xã"),
    property("minutes", Number, "Số phút đến điểm gần nhất"),
    property("distance_m", Number, "Khoảng cách đến điểm gần nhất (m)"),
    property("verdict_plan68", Text, "Kết luận theo Kế hoạch 68"),
    property("passes_plan68", Boolean, "Đạt theo Kế hoạch 68"),
    property("verdict_scheme", Text, "Kết luận theo Đề án"),
    property("passes_scheme", Boolean, "Đạt theo Đề án"),
    property(
        "verdict_plan68_agents",
        Text,
        "Kết luận theo Kế hoạch 68, chỉ tính đại lý",
    ),
    property("passes_plan68_agents", Boolean, "Đạt theo Kế hoạch 68, chỉ tính đại lý"),
];

/// The cells of a snapshot, in the order of their codes.
#[derive(Clone, Copy)]
pub struct Cells<'a>(pub &'a Snapshot);

impl Cells<'_> {
    pub fn len(self) -> usize {
        self.0.dataset().cells.len()
    }

    /// The box of a cell's centre, where everybody in it counts as living.
    pub fn bbox(self, index: usize) -> BBox {
        let LonLat { lon, lat } = self.0.dataset().cells[index].location;
        BBox {
            west: lon,
            south: lat,
            east: lon,
            north: lat,
        }
    }

    pub fn find(self, code: &str) -> Option<usize> {
        self.0.dataset().cells.iter().position(|cell| cell.code == code)
    }

    pub fn feature(self, index: usize) -> Feature {
        let (snapshot, dataset) = (self.0, self.0.dataset());
        let cell = &dataset.cells[index];
        let area = cell.area.map(|area| &dataset.areas[area.index()]);
        let rule = |id: &str| snapshot.coverages().iter().find(|coverage| coverage.rule.id == id);
        let reach = snapshot.reach();
        let minutes = reach
            .nearest_by_time
            .nearest(index)
            .map(|(time, _)| floor_minutes(time.0));
        let metres = reach.nearest_by_distance[index].map(|(_, metres)| ceil_metres(metres.0));
        let mut values = vec![
            json!(cell.code),
            json!((cell.people * 10.0).round() / 10.0),
            json!(area.map(|area| &area.code)),
            json!(area.map(|area| &area.name)),
            json!(minutes),
            json!(metres),
        ];
        for id in ["plan68", "scheme", "plan68_agents"] {
            values.extend(judged(rule(id), index));
        }
        Feature {
            id: cell.code.clone(),
            geometry: Geometry::Point(Point::new(cell.location.lon, cell.location.lat)),
            bbox: self.bbox(index),
            properties: Properties::new(CELL, values),
        }
    }
}

fn judged(coverage: Option<&Coverage>, index: usize) -> [Value; 2] {
    [
        json!(coverage.map(|coverage| coverage.verdicts[index].code())),
        json!(coverage.map(|coverage| coverage.passes[index])),
    ]
}

/// Tenths of a minute, rounded down: a limit is kept by times below it, and 30.0 is not below 30.
fn floor_minutes(deciseconds: u32) -> f64 {
    f64::from(deciseconds / 60) / 10.0
}

/// Tenths of a metre, rounded up: a limit is kept by distances up to it, and 5000.1 is beyond 5000.
fn ceil_metres(metres: f64) -> f64 {
    (metres * 10.0).ceil() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_to_the_side_on_which_the_limit_tells_the_truth() {
        assert_eq!(floor_minutes(17_999), 29.9);
        assert_eq!(floor_minutes(18_000), 30.0);
        assert_eq!(ceil_metres(5000.0), 5000.0);
        assert_eq!(ceil_metres(5_000.000_1), 5_000.1);
    }
}
