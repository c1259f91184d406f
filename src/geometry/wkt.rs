//! Outlines and lines as text, for tables: WKT with the very digits of the coordinates.

use geo_types::{LineString, MultiPolygon, Polygon};

use super::LonLat;

/// `MULTIPOLYGON (((105.8 21, ...)))`; empty text for no polygon. Source: OGC 06-103r4, 7.
pub fn wkt(outline: &MultiPolygon<f64>) -> String {
    if outline.0.is_empty() {
        return String::new();
    }
    let ring = |ring: &LineString<f64>| {
        let corners: Vec<String> = ring.0.iter().map(|at| format!("{} {}", at.x, at.y)).collect();
        format!("({})", corners.join(", "))
    };
    let polygon = |polygon: &Polygon<f64>| {
        let rings: Vec<String> = std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(ring)
            .collect();
        format!("({})", rings.join(", "))
    };
    let polygons: Vec<String> = outline.0.iter().map(polygon).collect();
    format!("MULTIPOLYGON ({})", polygons.join(", "))
}

/// `LINESTRING (105.8 21, ...)`; empty text for no point.
pub fn wkt_line(line: &[LonLat]) -> String {
    let corners: Vec<String> = line.iter().map(|at| format!("{} {}", at.lon, at.lat)).collect();
    match corners.is_empty() {
        true => String::new(),
        false => format!("LINESTRING ({})", corners.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_written_with_its_holes_and_all_its_digits() {
        let outer = LineString::from(vec![(0.1 + 0.2, 0.0), (1.0, 0.0), (1.0, 1.0), (0.1 + 0.2, 0.0)]);
        let hole = LineString::from(vec![(0.5, 0.1), (0.6, 0.1), (0.6, 0.2), (0.5, 0.1)]);
        let outline = MultiPolygon(vec![Polygon::new(outer, vec![hole])]);
        assert_eq!(
            wkt(&outline),
            "MULTIPOLYGON (((0.30000000000000004 0, 1 0, 1 1, 0.30000000000000004 0), (0.5 0.1, 0.6 0.1, 0.6 0.2, 0.5 0.1)))"
        );
        assert_eq!(wkt(&MultiPolygon(Vec::new())), "");
        let line = [LonLat::new(0.1 + 0.2, 0.0), LonLat::new(1.0, 2.5)];
        assert_eq!(wkt_line(&line), "LINESTRING (0.30000000000000004 0, 1 2.5)");
        assert_eq!(wkt_line(&[]), "");
    }
}
