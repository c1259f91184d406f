//! The coordinates of a GeoJSON geometry, read as they come: sixteen bytes a corner.
//!
//! Held as JSON values a corner takes eight times that, and a ring of ten million corners more than the machine may
//! have to spare. How deep the arrays are nested is known only at the first number, so a corner, a line of corners and
//! lists of these are told apart while they are read; what they are is decided by the geometry's type afterwards.

use std::fmt;

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::geojson_file::Shape;
use super::json_members::{Members, MembersVisitor, Scalar};

/// Letters of a value that a finding quotes.
const QUOTED: usize = 60;

/// What stood under `coordinates`.
#[derive(Debug, Default)]
pub(super) enum Coordinates {
    #[default]
    Missing,
    Corner(Coord<f64>),
    Line(Vec<Coord<f64>>),
    List(Vec<Coordinates>),
    /// No coordinates: the value, cut to what a finding quotes.
    Odd(String),
}

/// A geometry before its type is looked at: `type` may come after `coordinates`.
#[derive(Debug, Default)]
pub(super) struct Geometry {
    pub kind: Option<String>,
    pub coordinates: Coordinates,
}

impl Geometry {
    /// The shape of the geometry; whatever is none becomes a shape that says so.
    pub fn shape(self) -> Shape {
        let polygons = |list: Result<Vec<Polygon<f64>>, String>| match list {
            Ok(list) => Shape::Polygons(MultiPolygon(list)),
            Err(what) => Shape::Broken(what),
        };
        let lines = |list: Result<Vec<LineString<f64>>, String>| match list {
            Ok(list) => Shape::Lines(MultiLineString(list)),
            Err(what) => Shape::Broken(what),
        };
        match self.kind.as_deref() {
            Some("Point") => match self.coordinates {
                Coordinates::Corner(at) => Shape::Point(at.x, at.y),
                other => Shape::Broken(other.described()),
            },
            Some("Polygon") => polygons(self.coordinates.polygon().map(|polygon| vec![polygon])),
            Some("MultiPolygon") => polygons(
                self.coordinates
                    .list()
                    .and_then(|list| list.into_iter().map(Coordinates::polygon).collect()),
            ),
            Some("LineString") => lines(self.coordinates.line().map(|line| vec![line])),
            Some("MultiLineString") => lines(
                self.coordinates
                    .list()
                    .and_then(|list| list.into_iter().map(Coordinates::line).collect()),
            ),
            Some(other) => Shape::Other(other.to_owned()),
            None => Shape::Broken("no type".to_owned()),
        }
    }
}

impl Coordinates {
    fn list(self) -> Result<Vec<Coordinates>, String> {
        match self {
            Coordinates::List(list) => Ok(list),
            other => Err(other.described()),
        }
    }

    fn line(self) -> Result<LineString<f64>, String> {
        match self {
            Coordinates::Line(line) => Ok(LineString::new(line)),
            Coordinates::List(list) if list.is_empty() => Ok(LineString::new(Vec::new())),
            // The first of a list that is no corner.
            Coordinates::List(list) => Err(list.into_iter().next().unwrap_or_default().described()),
            other => Err(other.described()),
        }
    }

    fn polygon(self) -> Result<Polygon<f64>, String> {
        let mut rings = self.list()?.into_iter().map(Coordinates::line);
        let outer = rings.next().ok_or("a polygon without a ring")??;
        Ok(Polygon::new(outer, rings.collect::<Result<_, _>>()?))
    }

    /// How a finding quotes it.
    fn described(&self) -> String {
        match self {
            Coordinates::Missing => "null".to_owned(),
            Coordinates::Odd(text) => text.clone(),
            Coordinates::Corner(at) => format!("[{},{}]", at.x, at.y),
            Coordinates::Line(line) => shortened(&format!(
                "[{}]",
                line.iter()
                    .take(8)
                    .map(|at| format!("[{},{}]", at.x, at.y))
                    .collect::<Vec<_>>()
                    .join(",")
            )),
            Coordinates::List(list) => shortened(&format!(
                "[{}]",
                list.iter()
                    .take(8)
                    .map(Coordinates::described)
                    .collect::<Vec<_>>()
                    .join(",")
            )),
        }
    }
}

fn shortened(text: &str) -> String {
    let end = (0..=QUOTED.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    text[..end].to_owned()
}

impl Members for Geometry {
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = map.next_value::<Scalar>()?.into_text(),
            "coordinates" => self.coordinates = map.next_value()?,
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Geometry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor::default())
    }
}

/// One value of an array: a number, or anything else.
enum Part {
    Number(f64),
    Other(Coordinates),
}

impl<'de> Deserialize<'de> for Coordinates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Part::deserialize(deserializer)? {
            Part::Number(number) => Coordinates::Odd(number.to_string()),
            Part::Other(coordinates) => coordinates,
        })
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Part;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("coordinates")
            }

            fn visit_f64<E>(self, number: f64) -> Result<Part, E> {
                Ok(Part::Number(number))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Part, E> {
                Ok(Part::Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Part, E> {
                Ok(Part::Number(number as f64))
            }

            fn visit_unit<E>(self) -> Result<Part, E> {
                Ok(Part::Other(Coordinates::Missing))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Part, E> {
                Ok(odd(&Value::Bool(truth)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Part, E> {
                let start: String = text.chars().take(QUOTED).collect();
                Ok(odd(&Value::String(start)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Part::Other(Coordinates::Odd("{...}".to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Part, A::Error> {
                let Some(first) = seq.next_element::<Part>()? else {
                    return Ok(Part::Other(Coordinates::List(Vec::new())));
                };
                Ok(Part::Other(match first {
                    Part::Number(x) => corner(x, &mut seq)?,
                    Part::Other(Coordinates::Corner(first)) => line(first, &mut seq)?,
                    Part::Other(first) => list(vec![first], &mut seq)?,
                }))
            }
        }
        deserializer.deserialize_any(Parts)
    }
}

fn odd(value: &Value) -> Part {
    Part::Other(Coordinates::Odd(shortened(&value.to_string())))
}

/// An array that begins with a number; heights and measures are passed over.
fn corner<'de, A: SeqAccess<'de>>(x: f64, seq: &mut A) -> Result<Coordinates, A::Error> {
    let second = seq.next_element::<Part>()?;
    let mut rest = 0;
    while seq.next_element::<IgnoredAny>()?.is_some() {
        rest += 1;
    }
    Ok(match second {
        Some(Part::Number(y)) => Coordinates::Corner(Coord { x, y }),
        None => Coordinates::Odd(format!("[{x}]")),
        Some(Part::Other(other)) => {
            let more = if rest > 0 { ",..." } else { "" };
            Coordinates::Odd(shortened(&format!("[{x},{}{more}]", other.described())))
        }
    })
}

/// An array that begins with a corner.
fn line<'de, A: SeqAccess<'de>>(first: Coord<f64>, seq: &mut A) -> Result<Coordinates, A::Error> {
    let mut corners = vec![first];
    while let Some(part) = seq.next_element::<Part>()? {
        match part {
            Part::Other(Coordinates::Corner(at)) => corners.push(at),
            Part::Number(number) => return rest_ignored(Coordinates::Odd(number.to_string()), seq),
            Part::Other(other) => return rest_ignored(other, seq),
        }
    }
    corners.shrink_to_fit();
    Ok(Coordinates::Line(corners))
}

/// A line with something in it that is no corner is that thing.
fn rest_ignored<'de, A: SeqAccess<'de>>(found: Coordinates, seq: &mut A) -> Result<Coordinates, A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(Coordinates::Odd(found.described()))
}

fn list<'de, A: SeqAccess<'de>>(mut items: Vec<Coordinates>, seq: &mut A) -> Result<Coordinates, A::Error> {
    while let Some(part) = seq.next_element::<Part>()? {
        items.push(match part {
            Part::Number(number) => Coordinates::Odd(number.to_string()),
            Part::Other(other) => other,
        });
    }
    Ok(Coordinates::List(items))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(json: &str) -> Shape {
        serde_json::from_str::<Geometry>(json).expect("JSON").shape()
    }

    fn broken(kind: &str, coordinates: &str) -> String {
        match shape(&format!("{{\"coordinates\":{coordinates},\"type\":\"{kind}\"}}")) {
            Shape::Broken(what) => what,
            _ => panic!("{kind} {coordinates} is no geometry"),
        }
    }

    #[test]
    fn a_geometry_is_read_whichever_member_comes_first() {
        for json in [
            r#"{"type":"Polygon","coordinates":[[[0,0],[4,0,9],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}"#,
            r#"{"coordinates":[[[0,0],[4,0,9],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],"type":"Polygon"}"#,
        ] {
            let Shape::Polygons(found) = shape(json) else {
                panic!("{json}")
            };
            assert_eq!(
                (
                    found.0.len(),
                    found.0[0].exterior().0.len(),
                    found.0[0].interiors().len()
                ),
                (1, 4, 1)
            );
        }
        let two = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}"#;
        assert!(matches!(shape(two), Shape::Polygons(found) if found.0.len() == 2));
        assert!(
            matches!(shape(r#"{"type":"Point","coordinates":[105,21.5,7]}"#), Shape::Point(x, y) if (x, y) == (105.0, 21.5))
        );
    }

    #[test]
    fn what_is_no_geometry_says_what_stands_there() {
        assert_eq!(broken("Point", "[\"a\",\"b\"]"), "[\"a\",\"b\"]");
        assert_eq!(broken("Point", "[1]"), "[1]");
        assert_eq!(broken("Polygon", "[[[1,2],[3,\"x\"],[1,2]]]"), "[3,\"x\"]");
        assert_eq!(broken("Polygon", "[]"), "a polygon without a ring");
        assert_eq!(broken("Polygon", "7"), "7");
        assert_eq!(broken("MultiPolygon", "[[[1,2],[3,4]]]"), "[[1,2],[3,4]]");
        assert_eq!(broken("Polygon", "null"), "null");
        assert!(matches!(shape("[1,2]"), Shape::Broken(what) if what == "no type"));
        assert!(
            matches!(shape(r#"{"type":"LineString","coordinates":[]}"#), Shape::Lines(lines) if lines.0[0].0.is_empty())
        );
    }
}
