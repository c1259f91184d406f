//! Features of any kind as tables of a GeoPackage: what other programs are given, not a workspace.
//!
//! A row is written as it is made, so that a million of them are never in memory at once beside the file itself.

use geo_types::Geometry;
use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::Value as Json;

use crate::geometry::LonLat;

use super::blob::{self, Shape};
use super::layers::{self, Layer};
use super::{StoreError, write};

/// What the features of a table are drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureShape {
    Point,
    Line,
    MultiPolygon,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Number,
    Boolean,
    /// ISO date.
    Date,
}

/// A feature: WGS84, longitude first; its values in the order of the table's columns, unknown = null.
#[derive(Clone, Debug)]
pub struct FeatureRow {
    pub geometry: Geometry<f64>,
    pub values: Vec<Json>,
}

/// A table with its features.
pub struct FeatureTable<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub shape: FeatureShape,
    pub columns: Vec<(&'a str, ColumnKind)>,
    pub rows: Box<dyn Iterator<Item = FeatureRow> + 'a>,
}

/// The file of a GeoPackage with the table and its spatial index. `changed_at`: RFC 3339 with milliseconds, told as the
/// time of the last change; the same features give the same bytes.
///
/// # Errors
/// What the database says.
pub fn feature_geopackage(table: FeatureTable, changed_at: &str) -> Result<Vec<u8>, StoreError> {
    let failed = |error: rusqlite::Error| StoreError::database(std::path::Path::new(table.name), error);
    let columns: Vec<(&str, &str)> = table
        .columns
        .iter()
        .map(|(name, kind)| (*name, sql_type(*kind)))
        .collect();
    let layer = Layer {
        table: table.name,
        title: table.title,
        description: table.description,
        geometry: Some(match table.shape {
            FeatureShape::Point => "POINT",
            FeatureShape::Line => "LINESTRING",
            FeatureShape::MultiPolygon => "MULTIPOLYGON",
        }),
        columns: &columns,
    };
    let connection = Connection::open_in_memory().map_err(failed)?;
    connection.execute_batch("BEGIN").map_err(failed)?;
    layers::create_geopackage(&connection).map_err(failed)?;
    let rows = table.rows.filter_map(|row| {
        Some(write::Row {
            shape: Some(shape(&row.geometry)?),
            values: row.values.into_iter().map(value).collect(),
        })
    });
    write::fill_rows(&connection, &layer, changed_at, rows).map_err(failed)?;
    connection.execute_batch("COMMIT").map_err(failed)?;
    let data = connection.serialize("main").map_err(failed)?;
    Ok(data.to_vec())
}

fn sql_type(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "TEXT",
        ColumnKind::Number => "DOUBLE",
        ColumnKind::Boolean => "BOOLEAN",
        ColumnKind::Date => "DATE",
    }
}

/// `None` for a kind of geometry that no table here has.
fn shape(geometry: &Geometry<f64>) -> Option<Shape> {
    match geometry {
        Geometry::Point(at) => Some(blob::point(LonLat::new(at.x(), at.y()))),
        Geometry::LineString(line) => {
            let corners: Vec<LonLat> = line.coords().map(|at| LonLat::new(at.x, at.y)).collect();
            Some(blob::line(&corners))
        }
        Geometry::MultiPolygon(outline) => Some(blob::multi_polygon(outline)),
        _ => None,
    }
}

fn value(told: Json) -> Value {
    match told {
        Json::Null => Value::Null,
        Json::Bool(truth) => truth.into(),
        Json::Number(number) => number.as_f64().map_or(Value::Null, Value::Real),
        Json::String(text) => Value::Text(text),
        other => Value::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, line_string, polygon};
    use serde_json::json;

    fn written(shape: FeatureShape, geometry: Geometry<f64>) -> Connection {
        let table = FeatureTable {
            name: "thing",
            title: "Vật",
            description: "Things",
            shape,
            columns: vec![
                ("name", ColumnKind::Text),
                ("size", ColumnKind::Number),
                ("is_red", ColumnKind::Boolean),
                ("since", ColumnKind::Date),
            ],
            rows: Box::new([json!("một"), Json::Null].into_iter().map(move |name| FeatureRow {
                geometry: geometry.clone(),
                values: vec![name, json!(2.5), json!(true), json!("2026-11-22")],
            })),
        };
        let bytes = feature_geopackage(table, "2026-11-22T00:00:00.000Z").expect("written");
        let mut database = Connection::open_in_memory().expect("SQLite");
        database
            .deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)
            .expect("a database");
        database
    }

    #[test]
    fn every_shape_is_written_with_its_values_its_type_and_its_index() {
        let square = polygon![(x: 105.0, y: 21.0), (x: 106.0, y: 21.0), (x: 106.0, y: 22.0), (x: 105.0, y: 21.0)];
        for (shape, name, geometry) in [
            (FeatureShape::Point, "POINT", Geometry::Point(Point::new(105.0, 21.0))),
            (
                FeatureShape::Line,
                "LINESTRING",
                Geometry::LineString(line_string![(x: 105.0, y: 21.0), (x: 106.0, y: 22.0)]),
            ),
            (
                FeatureShape::MultiPolygon,
                "MULTIPOLYGON",
                Geometry::MultiPolygon(square.into()),
            ),
        ] {
            let database = written(shape, geometry);
            let row = database
                .query_row("SELECT name, size, is_red, since FROM thing WHERE fid = 1", [], |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, f64>(1)?,
                        row.get::<_, bool>(2)?,
                        row.get::<_, String>(3)?,
                    ))
                })
                .expect("a row");
            assert_eq!(row, ("một".into(), 2.5, true, "2026-11-22".into()));
            let told: (String, i64, i64) = database
                .query_row(
                    "SELECT geometry_type_name, (SELECT count(*) FROM thing), (SELECT count(*) FROM rtree_thing_geom)
                     FROM gpkg_geometry_columns WHERE table_name = 'thing'",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .expect("registered");
            assert_eq!(told, (name.to_owned(), 2, 2));
        }
    }
}
