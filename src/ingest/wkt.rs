//! Polygons and lines as text: `POLYGON ((105.8 21, ...))`, `MULTIPOLYGON (...)`, `LINESTRING (...)`, which is how a table holds them.
//!
//! Source: OGC 06-103r4 (simple features), 7. Heights and measures (`Z`, `M`) are dropped.

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};

use super::geojson_file::Shape;

/// The shape of a text; whatever is no polygon becomes a shape that says so.
pub(super) fn shape(text: &str) -> Shape {
    let text = text.trim();
    if text.is_empty() {
        return Shape::Missing;
    }
    let split = text.find('(').unwrap_or(text.len());
    let (kind, body) = text.split_at(split);
    let kind = kind.trim().to_ascii_uppercase();
    let kind = kind.split_whitespace().next().unwrap_or_default();
    // Some programs write the reference system in front: SRID=4326;POLYGON.
    let kind = kind.rsplit(';').next().unwrap_or_default();
    let mut reader = Reader { rest: body };
    let polygons = |list| Shape::Polygons(MultiPolygon(list));
    let lines = |list| Shape::Lines(MultiLineString(list));
    let read = match kind {
        "POLYGON" => reader.polygon().map(|polygon| polygons(vec![polygon])),
        "MULTIPOLYGON" => reader.list(Reader::polygon).map(polygons),
        "LINESTRING" => reader.line().map(|line| lines(vec![line])),
        "MULTILINESTRING" => reader.list(Reader::line).map(lines),
        "POINT" | "MULTIPOINT" | "GEOMETRYCOLLECTION" => {
            return Shape::Other(kind.to_owned());
        }
        _ => None,
    };
    match read {
        Some(shape) if reader.rest.trim().is_empty() => shape,
        _ => Shape::Broken(text.chars().take(60).collect()),
    }
}

/// Lines as text with the very digits of their coordinates.
pub(super) fn lines_text(lines: &MultiLineString<f64>) -> String {
    let line = |line: &LineString<f64>| {
        let corners: Vec<String> = line.0.iter().map(|at| format!("{} {}", at.x, at.y)).collect();
        format!("({})", corners.join(", "))
    };
    let lines: Vec<String> = lines.0.iter().map(line).collect();
    format!("MULTILINESTRING ({})", lines.join(", "))
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn sign(&mut self, sign: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(sign)?;
        Some(())
    }

    /// `(item, item, ...)`
    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.sign('(')?;
        let mut items = vec![item(self)?];
        while self.sign(',').is_some() {
            items.push(item(self)?);
        }
        self.sign(')')?;
        Some(items)
    }

    fn line(&mut self) -> Option<LineString<f64>> {
        self.list(Self::corner).map(LineString::new)
    }

    fn polygon(&mut self) -> Option<Polygon<f64>> {
        let mut rings = self.list(Self::line)?.into_iter();
        let outer = rings.next()?;
        Some(Polygon::new(outer, rings.collect()))
    }

    fn corner(&mut self) -> Option<Coord<f64>> {
        let rest = self.rest.trim_start();
        let end = rest.find([',', ')', '('])?;
        let mut numbers = rest[..end].split_whitespace().map(str::parse::<f64>);
        let (x, y) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        if numbers.any(|more| more.is_err()) || !x.is_finite() || !y.is_finite() {
            return None;
        }
        self.rest = &rest[end..];
        Some(Coord { x, y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_with_holes_and_parts_are_read() {
        let Shape::Polygons(one) = shape("Polygon Z((0 0 5,4 0 5,4 4 5,0 0 5), (1 1 5,2 1 5,2 2 5,1 1 5))") else {
            panic!("a polygon")
        };
        assert_eq!((one.0.len(), one.0[0].interiors().len()), (1, 1));
        let Shape::Polygons(two) = shape("SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))") else {
            panic!("a multipolygon")
        };
        assert_eq!(two.0[1].exterior().0[0], Coord { x: 5.0, y: 5.0 });
    }

    #[test]
    fn lines_are_read_alone_and_in_parts() {
        let Shape::Lines(one) = shape("LINESTRING (105.8 21, 105.9 21.1)") else {
            panic!("a line")
        };
        assert_eq!(one.0[0].0[1], Coord { x: 105.9, y: 21.1 });
        let Shape::Lines(two) = shape("MultiLineString((0 0, 1 1), (2 2, 3 3, 4 4))") else {
            panic!("two lines")
        };
        assert_eq!((two.0.len(), two.0[1].0.len()), (2, 3));
        assert_eq!(lines_text(&two), "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))");
    }

    #[test]
    fn other_texts_are_no_polygons() {
        assert!(matches!(shape("  "), Shape::Missing));
        assert!(matches!(shape("POINT (1 2)"), Shape::Other(kind) if kind == "POINT"));
        for broken in [
            "POLYGON",
            "POLYGON ((0 0, 1 x))",
            "POLYGON ((0 0,1 1)",
            "POLYGON ((0 0,1 1)) x",
            "Hà Nội (cũ)",
            "POLYGON((1))",
            "LINESTRING ((0 0, 1 1))",
        ] {
            assert!(matches!(shape(broken), Shape::Broken(_)), "{broken}");
        }
    }
}
