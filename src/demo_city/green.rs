//! Parks, woods and the middle lines of lesser rivers, for the map alone.
//!
//! Names and places are real, shapes are rough and drawn by hand (`green.csv`, `waterway_lines.csv`). Nothing else of the model sees
//! them: people live, roads run and points stand as they would without.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::facts::{Facts, NamedLine};
use super::plane::{Point, plane, smooth_line, smooth_ring};
use crate::geometry::LonLat;
use crate::model::{GreenArea, Origin, Waterway, WaterwayClass};

/// Vertices stand about this far apart, in metres.
const EDGE_STEP: f64 = 120.0;
const COURSE_STEP: f64 = 220.0;

/// Green areas in the order of their table.
pub fn areas(facts: &Facts) -> Vec<GreenArea> {
    facts.green.iter().map(area).collect()
}

fn area(green: &NamedLine) -> GreenArea {
    let ring = smooth_ring(&green.points, EDGE_STEP);
    let corners = ring.iter().chain(ring.first()).map(|at| {
        let place = place(at);
        Coord {
            x: place.lon,
            y: place.lat,
        }
    });
    GreenArea {
        name: Some(green.name.clone()),
        outline: MultiPolygon(vec![Polygon::new(LineString(corners.collect()), vec![])]),
        origin: Origin::Modelled,
    }
}

/// Lines of rivers in the order of their table.
pub fn waterways(facts: &Facts) -> Vec<Waterway> {
    let waterway = |line: &NamedLine| Waterway {
        name: Some(line.name.clone()),
        class: WaterwayClass::from_code(&line.class).unwrap_or(WaterwayClass::River),
        line: smooth_line(&line.points, COURSE_STEP).iter().map(place).collect(),
        origin: Origin::Modelled,
    };
    facts.waterways.iter().map(waterway).collect()
}

fn place(at: &Point) -> LonLat {
    plane().to_lonlat(*at)
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, Intersects, Validation};

    use super::*;

    #[test]
    fn every_green_area_is_a_plain_outline_of_a_likely_size() {
        let facts = Facts::load().expect("committed tables");
        let green = areas(&facts);
        assert_eq!(green.len(), 14);
        for area in &green {
            let name = area.name.as_deref().expect("each has a name");
            assert!(area.outline.is_valid(), "{name}");
            // A degree is 111 km by 104 km here.
            let hectares = area.outline.unsigned_area() * 111.0 * 104.0 * 100.0;
            assert!((3.0..9_000.0).contains(&hectares), "{name}: {hectares} ha");
        }
        let lake = geo_types::Point::new(105.843, 21.013);
        let park = green
            .iter()
            .find(|area| area.name.as_deref() == Some("Công viên Thống Nhất"));
        assert!(
            park.expect("it is listed").outline.intersects(&lake),
            "the park lies around its lake"
        );
    }

    #[test]
    fn the_lines_of_rivers_have_known_classes() {
        let facts = Facts::load().expect("committed tables");
        assert!(
            facts
                .waterways
                .iter()
                .all(|line| WaterwayClass::from_code(&line.class).is_some())
        );
        assert_eq!(waterways(&facts).len(), 5);
    }
}
