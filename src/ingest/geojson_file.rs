//! GeoJSON, feature by feature, so that a cut or broken file names the feature where it ends.
//!
//! Properties that are null are dropped (QGIS exports hundreds), heights too. The `crs` member of the 2008
//! draft is honoured, since desktop programs still write it; what the caller says is stronger.

use std::fmt;
use std::io::Read;

use csv::StringRecord;
use geo_types::{MultiLineString, MultiPolygon};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, error::Category};

use super::coordinates::{Coordinates, Geometry};
use super::findings::Findings;
use super::json_members::{Members, MembersVisitor, Properties, Scalar};
use super::table::{Row, Table};
use super::{Kind, ReadOptions, columns, text_file};
use crate::geometry::Crs;

/// The features of one file, coordinates as they stand there.
pub(super) struct Features {
    pub list: Vec<Feature>,
    /// The reference system the file or the caller names; `None` means WGS84.
    pub crs: Option<Crs>,
    /// Letters that property names were cut to (dBASE: 10).
    pub names_cut_to: Option<usize>,
}

pub(super) struct Feature {
    /// 1-based number in the file.
    pub row: u64,
    /// Without nulls.
    pub properties: Map<String, Value>,
    pub shape: Shape,
}

/// A geometry as it stands in the file.
pub(super) enum Shape {
    Missing,
    Point(f64, f64),
    Polygons(MultiPolygon<f64>),
    Lines(MultiLineString<f64>),
    /// A geometry of another type.
    Other(String),
    /// What is wrong with it.
    Broken(String),
}

impl Feature {
    /// Bytes that it takes in memory, about: a map of properties takes a node of eleven at once.
    pub fn held(&self) -> usize {
        let texts = self
            .properties
            .iter()
            .map(|(key, value)| key.len() + value.as_str().map_or(0, str::len) + 16);
        let nodes = self.properties.len().div_ceil(11);
        let corners = match &self.shape {
            Shape::Polygons(polygons) => polygons.iter().map(rings_held).sum(),
            Shape::Lines(lines) => lines.iter().map(|line| 24 + CORNER_BYTES * line.0.len()).sum(),
            Shape::Broken(text) | Shape::Other(text) => text.len(),
            Shape::Missing | Shape::Point(..) => 0,
        };
        size_of::<Feature>() + 640 * nodes + texts.sum::<usize>() + corners
    }

    /// The first of the properties that holds text or a number, as NFC text.
    pub fn text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| as_text(self.properties.get(*key)?))
    }
}

/// Reads all features, or nothing and a finding.
pub(super) fn read<R: Read>(source: &mut R, options: &ReadOptions, findings: &mut Findings) -> Option<Features> {
    let text = text_file::read(source, options, findings)?;
    let mut top = Top {
        room: options.limits.held_bytes.saturating_sub(text.len()),
        ..Top::default()
    };
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    let parsed = TopSeed(&mut top)
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end());
    if top.room == 0 {
        let message = format!(
            "the features of the file take more than {} MiB in memory; split it and import the parts",
            options.limits.held_bytes >> 20
        );
        findings.error("file_too_large", message);
        return None;
    }
    if let Err(error) = parsed {
        say_broken(&text, &top, &error, findings);
        return None;
    }
    let crs = match (&options.crs, &top.crs) {
        (Some(crs), _) => Some(crs.clone()),
        (None, Some(CrsMember(name))) => Some(named_crs(name, findings)?),
        (None, None) => None,
    };
    let list = match top.kind.as_deref() {
        Some("FeatureCollection") => top.features,
        Some("Feature") => vec![feature(1, top.one)],
        Some("Polygon" | "MultiPolygon" | "Point" | "LineString" | "MultiLineString") => {
            let geometry = Some(Geometry {
                kind: top.kind.clone(),
                coordinates: top.coordinates,
            });
            let properties = Properties::default();
            vec![feature(1, RawFeature { properties, geometry })]
        }
        other => {
            let found = other.map_or("no type".to_owned(), |kind| format!("type '{kind}'"));
            let message =
                format!("this JSON has {found}; GeoJSON has type FeatureCollection. Export the layer as GeoJSON");
            findings.error("not_geojson", message);
            return None;
        }
    };
    if list.is_empty() {
        findings.error("no_features", "the GeoJSON has no feature; nothing can be imported");
        return None;
    }
    Some(Features {
        list,
        crs,
        names_cut_to: None,
    })
}

/// Points as a table: their position and those properties that name a known field.
pub(super) fn points_table(
    features: Features,
    kind: Kind,
    options: &ReadOptions,
    findings: &mut Findings,
) -> (Table, ReadOptions) {
    let mut headers = vec!["lon".to_owned(), "lat".to_owned()];
    for key in features.list.iter().flat_map(|feature| feature.properties.keys()) {
        let is_known = || {
            columns::is_place_header(key)
                || columns::key_of(key, kind, features.names_cut_to).is_some()
                || options.mapping.names(key)
        };
        if !headers.contains(key) && is_known() {
            headers.push(key.clone());
        }
    }
    let (mut rows, mut misfits) = (Vec::new(), Vec::new());
    // A feature goes when its row stands: both together would not fit for a million.
    for feature in features.list {
        let Shape::Point(x, y) = feature.shape else {
            say_wrong_shape(&feature, "a Point", findings);
            let cells = cells_of(&feature, &["", ""], &headers[2..]);
            let number = feature.row;
            misfits.push(Row { number, cells });
            continue;
        };
        let cells = cells_of(&feature, &[&x.to_string(), &y.to_string()], &headers[2..]);
        rows.push(Row {
            number: feature.row,
            cells,
        });
    }
    (
        Table {
            headers,
            rows,
            misfits,
            names_cut_to: features.names_cut_to,
            ..Table::default()
        },
        ReadOptions {
            crs: features.crs,
            ..options.clone()
        },
    )
}

/// The properties that name a known field as a table, wherever the features lie: how a table without places is GeoJSON.
pub(super) fn properties_table(features: Features, kind: Kind, options: &ReadOptions) -> Table {
    let mut headers: Vec<String> = Vec::new();
    for key in features.list.iter().flat_map(|feature| feature.properties.keys()) {
        let is_known = || columns::key_of(key, kind, features.names_cut_to).is_some() || options.mapping.names(key);
        if !headers.contains(key) && is_known() {
            headers.push(key.clone());
        }
    }
    let rows = features.list.into_iter().map(|feature| Row {
        number: feature.row,
        cells: cells_of(&feature, &[], &headers),
    });
    Table {
        rows: rows.collect(),
        headers,
        names_cut_to: features.names_cut_to,
        ..Table::default()
    }
}

fn cells_of(feature: &Feature, position: &[&str], keys: &[String]) -> StringRecord {
    let mut cells = StringRecord::from(position.to_vec());
    for key in keys {
        cells.push_field(&feature.properties.get(key).and_then(as_text).unwrap_or_default());
    }
    cells
}

/// Says what stands in the place of the geometry that is needed.
pub(super) fn say_wrong_shape(feature: &Feature, needed: &str, findings: &mut Findings) {
    let wrong = |kind| {
        let message = format!("the geometry is not {needed}; export the right layer");
        ("wrong_geometry", kind, message)
    };
    let (check, value, message) = match &feature.shape {
        Shape::Missing => (
            "missing_geometry",
            "null",
            format!("the feature has no geometry; {needed} is needed"),
        ),
        Shape::Point(..) => wrong("Point"),
        Shape::Polygons(_) => wrong("Polygon"),
        Shape::Lines(lines) if lines.0.len() <= 1 => wrong("LineString"),
        Shape::Lines(_) => wrong("MultiLineString"),
        Shape::Other(kind) => wrong(kind.as_str()),
        Shape::Broken(what) => (
            "broken_geometry",
            what.as_str(),
            "the coordinates are not those of a whole geometry; export the layer again".into(),
        ),
    };
    findings.error_at(check, feature.row, "geometry", value, message);
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            Some(crate::text::nfc(&text_file::without_controls(text))).filter(|text| !text.is_empty())
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn say_broken(text: &str, top: &Top, error: &serde_json::Error, findings: &mut Findings) {
    let (check, message) = match error.classify() {
        Category::Eof => (
            "truncated_json",
            "the file ends in the middle; download or export it again",
        ),
        Category::Data => (
            "not_geojson",
            "the JSON is not built like GeoJSON; export the layer as GeoJSON",
        ),
        Category::Syntax | Category::Io => ("invalid_json", "the file is not valid JSON; export the layer again"),
    };
    let message = format!(
        "{message} (line {}, character {}: {error})",
        error.line(),
        error.column()
    );
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let end = (0..=error.column().min(line.len()))
        .rev()
        .find(|&at| line.is_char_boundary(at))
        .unwrap_or(0);
    let tail: Vec<char> = line[..end].chars().rev().take(30).collect();
    let tail: String = tail.into_iter().rev().collect();
    let column = if top.in_features { "features" } else { "" };
    findings.error_at(check, top.features.len() as u64 + 1, column, &tail, message);
}

/// `urn:ogc:def:crs:EPSG::3405`, `EPSG:3405` and `urn:ogc:def:crs:OGC:1.3:CRS84` name a system.
fn named_crs(name: &str, findings: &mut Findings) -> Option<Crs> {
    let parts: Vec<&str> = name.split(':').collect();
    let code = parts.last().copied().unwrap_or_default();
    let authority = match parts.as_slice() {
        ["urn", "ogc" | "x-ogc", "def", "crs", authority, ..] => authority,
        [authority, _] => authority,
        _ => "",
    };
    if code.eq_ignore_ascii_case("CRS84") {
        return Some(Crs::wgs84());
    }
    match Crs::try_new(&format!("{authority}:{code}")) {
        Ok(crs) => Some(crs),
        Err(_) => {
            let message =
                "the file names a reference system that is not known; name it yourself, such as --crs EPSG:3405";
            findings.error_at("unknown_crs", 1, "crs", name, message);
            None
        }
    }
}

fn feature(row: u64, raw: RawFeature) -> Feature {
    Feature {
        row,
        properties: raw.properties.0,
        shape: raw.geometry.map_or(Shape::Missing, Geometry::shape),
    }
}

/// What a corner takes until its area stands: it is kept, projected, turned and searched for a point inside (measured on a
/// ring of a hundred thousand).
const CORNER_BYTES: usize = 100;

fn rings_held(polygon: &geo_types::Polygon<f64>) -> usize {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.map(|ring| 24 + CORNER_BYTES * ring.0.len()).sum::<usize>() + 48
}

/// The members of the top object as far as they were read.
#[derive(Default)]
struct Top {
    kind: Option<String>,
    features: Vec<Feature>,
    in_features: bool,
    crs: Option<CrsMember>,
    /// The members of a feature, where the top object is one.
    one: RawFeature,
    coordinates: Coordinates,
    /// Bytes that the features may still take; 0 = they do not fit.
    room: usize,
}

struct TopSeed<'a>(&'a mut Top);

impl<'de> DeserializeSeed<'de> for TopSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TopSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => self.0.kind = map.next_value::<Scalar>()?.into_text(),
                "features" => {
                    self.0.in_features = true;
                    map.next_value_seed(FeaturesSeed(self.0))?;
                    self.0.in_features = false;
                }
                "crs" => self.0.crs = map.next_value::<Option<CrsMember>>()?,
                "geometry" | "properties" => self.0.one.member(&key, &mut map)?,
                "coordinates" => self.0.coordinates = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct FeaturesSeed<'a>(&'a mut Top);

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(raw) = seq.next_element::<RawFeature>()? {
            let feature = feature(self.0.features.len() as u64 + 1, raw);
            self.0.room = self.0.room.saturating_sub(feature.held());
            if self.0.room == 0 {
                return Err(A::Error::custom("the features do not fit"));
            }
            self.0.features.push(feature);
        }
        Ok(())
    }
}

/// The name under `properties` of the member `crs`, empty where there is none.
#[derive(Default)]
struct CrsMember(String);

impl Members for CrsMember {
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "properties" => {
                let Properties(found) = map.next_value()?;
                self.0 = found.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for CrsMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor::default())
    }
}

/// The members of a feature that are read.
#[derive(Default)]
struct RawFeature {
    properties: Properties,
    geometry: Option<Geometry>,
}

impl Members for RawFeature {
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "properties" => self.properties = map.next_value()?,
            "geometry" => self.geometry = map.next_value()?,
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for RawFeature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(text: &str) -> (Option<Features>, Vec<(&'static str, Option<u64>)>) {
        let mut findings = Findings::new("a.geojson", 9);
        let features = read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings);
        (
            features,
            findings
                .into_list()
                .iter()
                .map(|finding| (finding.check, finding.row))
                .collect(),
        )
    }

    const TWO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"a","x":null},"geometry":{"type":"Point","coordinates":[105,21,7]}},
        {"type":"Feature","properties":null,"geometry":null}]}"#;

    #[test]
    fn nulls_and_heights_are_dropped() {
        let (features, findings) = features(TWO);
        let features = features.expect("valid");
        assert_eq!(findings, []);
        assert_eq!(features.list[0].properties.len(), 1);
        assert!(matches!(features.list[0].shape, Shape::Point(x, y) if (x, y) == (105.0, 21.0)));
        assert!(matches!(features.list[1].shape, Shape::Missing));
    }

    #[test]
    fn a_cut_file_names_the_feature_in_which_it_ends() {
        assert_eq!(features(&TWO[..200]).1, [("truncated_json", Some(2))]);
        assert_eq!(features(&TWO[..90]).1, [("truncated_json", Some(1))]);
        assert_eq!(features("{\"type\":\"Topology\"}").1, [("not_geojson", None)]);
        assert_eq!(features("{\"type\": nonsense}").1, [("invalid_json", Some(1))]);
        assert_eq!(features("[1,2]").1, [("not_geojson", Some(1))]);
    }

    #[test]
    fn reference_systems_are_read_from_old_and_new_names() {
        let mut findings = Findings::new("a", 9);
        let mut named = |name: &str| named_crs(name, &mut findings).map(|crs| crs.name().to_owned());
        assert_eq!(named("urn:ogc:def:crs:OGC:1.3:CRS84").as_deref(), Some("EPSG:4326"));
        assert_eq!(named("urn:ogc:def:crs:EPSG::3405").as_deref(), Some("EPSG:3405"));
        assert_eq!(named("EPSG:3857").as_deref(), Some("EPSG:3857"));
        assert_eq!(named("Hanoi local"), None);
    }
}
