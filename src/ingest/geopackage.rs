//! Layers of any GeoPackage, also of another workspace.
//!
//! The file is held in memory and opened read-only there: a reader gets bytes, never a path (see
//! `docs/decisions/0009`). Only tables are read; a view may hold a query that never ends.

use std::io::{Cursor, Read, Seek, SeekFrom};

use csv::StringRecord;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Number, Value};

use super::findings::Findings;
use super::geojson_file::{Feature, Features, Shape};
use super::table::{self, Row, Table};
use super::text_file::without_controls;
use super::{Kind, ReadOptions, columns, wkb};
use crate::geometry::Crs;

/// What a layer is: a table without places, or features.
pub(super) enum Content {
    Table(Table),
    Features(Features),
}

/// One layer as the file lists it.
struct Listed {
    table: String,
    /// Column and type of the geometry, and its reference system.
    geometry: Option<(String, String, i64)>,
    columns: Vec<String>,
}

/// Why nothing can be read: the check and the message.
pub(super) type Refused = (&'static str, String);

/// Reads the layer that the options name, else the only one that fits the kind.
pub(super) fn read<R: Read + Seek>(
    kind: Kind,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Content> {
    let outcome = open(source, options.limits.text_bytes).and_then(|(connection, size)| {
        let listed = list(&connection)?;
        let layer = choose(kind, &connection, &listed, options)?;
        findings.enter(format!("layer '{}'", layer.table));
        let mut room = Room(options.limits.held_bytes.saturating_sub(size));
        match &layer.geometry {
            None => read_table(&connection, layer, room).map(Content::Table),
            Some(_) => {
                let mut features = read_features(&connection, layer, options, &mut room)?;
                if let Some(lines) = lines_of_water(kind, layer, &listed, options) {
                    features
                        .list
                        .extend(read_features(&connection, lines, options, &mut room)?.list);
                }
                Ok(Content::Features(features))
            }
        }
    });
    let content = match outcome {
        Ok(content) => content,
        Err((check, message)) => {
            findings.error(check, message);
            return None;
        }
    };
    let rows = match &content {
        Content::Table(table) => table.rows.len(),
        Content::Features(features) => features.list.len(),
    };
    if rows == 0 {
        findings.error("no_rows", "the layer holds no row; nothing can be imported");
        return None;
    }
    Some(content)
}

pub(super) fn damaged(error: rusqlite::Error) -> Refused {
    (
        "broken_geopackage",
        format!("the GeoPackage cannot be read ({error}); open it in QGIS and export the layer again"),
    )
}

/// Bytes of one text or geometry: a row that claims more is damaged. Rows may share the pages of a long value, so that a
/// small file holds many of them.
const VALUE_BYTES: i32 = 64 << 20;

/// Bytes that rows may still take in memory.
pub(super) struct Room(pub usize);

impl Room {
    /// # Errors
    /// When they do not fit.
    pub fn take(&mut self, bytes: usize) -> Result<(), Refused> {
        self.0 = self.0.saturating_sub(bytes);
        if self.0 == 0 {
            let message = "the rows of the layer take more memory than is allowed; export a part of it and import that";
            return Err(("file_too_large", message.into()));
        }
        Ok(())
    }
}

/// The database in memory, once, and its size.
pub(super) fn open<R: Read + Seek>(source: &mut R, limit: u64) -> Result<(Connection, usize), Refused> {
    let unreadable = |error: std::io::Error| {
        (
            "unreadable_file",
            format!("the file cannot be read to its end ({error})"),
        )
    };
    let size = source.seek(SeekFrom::End(0)).map_err(unreadable)?;
    if size > limit {
        let message = format!("the file is larger than {} MiB; export the layer alone", limit >> 20);
        return Err(("file_too_large", message));
    }
    source.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut head = Vec::new();
    source.by_ref().take(100).read_to_end(&mut head).map_err(unreadable)?;
    // A file in write-ahead mode says so in two bytes of its header; in memory there is no log to look for.
    for at in [18, 19] {
        if let Some(mode) = head.get_mut(at).filter(|mode| **mode == 2) {
            *mode = 1;
        }
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut connection = Connection::open_in_memory().map_err(damaged)?;
    connection
        .deserialize_read_exact("main", Cursor::new(head).chain(source), size, true)
        .map_err(damaged)?;
    connection
        .set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES)
        .map_err(damaged)?;
    connection
        .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;")
        .map_err(damaged)?;
    Ok((connection, size))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list(connection: &Connection) -> Result<Vec<Listed>, Refused> {
    if !has_table(connection, "gpkg_contents")? {
        let message = "this SQLite database is no GeoPackage (it has no table gpkg_contents); export the layer as GeoPackage or GeoJSON";
        return Err(("not_geopackage", message.into()));
    }
    let has_geometry = has_table(connection, "gpkg_geometry_columns")?;
    let select = "SELECT c.table_name FROM gpkg_contents c JOIN sqlite_master m ON lower(m.name) = lower(c.table_name)
        WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.data_type IN ('features', 'attributes', 'aspatial')
        ORDER BY c.table_name";
    let mut statement = connection.prepare(select).map_err(damaged)?;
    let names: Result<Vec<String>, _> = statement
        .query_map([], |row| row.get(0))
        .map_err(damaged)?
        .take(1000)
        .collect();
    let mut listed = Vec::new();
    for table in names.map_err(damaged)? {
        let geometry = if has_geometry {
            let select = "SELECT column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?1)";
            let found = connection.query_row(select, [&table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
            found.optional().map_err(damaged)?
        } else {
            None
        };
        let columns = column_names(connection, &table)?;
        listed.push(Listed {
            table,
            geometry,
            columns,
        });
    }
    Ok(listed)
}

/// As `SELECT *` tells them, read as values: rusqlite panics on the name of a column that is not UTF-8.
pub(super) fn column_names(connection: &Connection, table: &str) -> Result<Vec<String>, Refused> {
    let select = "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid";
    let mut statement = connection.prepare(select).map_err(damaged)?;
    let names = statement.query_map([table], |row| row.get(0)).map_err(damaged)?;
    names.collect::<Result<_, _>>().map_err(damaged)
}

fn has_table(connection: &Connection, name: &str) -> Result<bool, Refused> {
    let select = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
    let found = connection.query_row(select, [name], |_| Ok(())).optional();
    Ok(found.map_err(damaged)?.is_some())
}

fn choose<'a>(
    kind: Kind,
    connection: &Connection,
    listed: &'a [Listed],
    options: &ReadOptions,
) -> Result<&'a Listed, Refused> {
    let names = |layers: &[&Listed]| {
        layers
            .iter()
            .map(|layer| layer.table.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let all: Vec<&Listed> = listed.iter().collect();
    if let Some(wanted) = &options.layer {
        let named = all.iter().find(|layer| layer.table == *wanted);
        return named.copied().ok_or_else(|| {
            let message = format!("the GeoPackage has no layer '{wanted}'; it has: {}", names(&all));
            ("unknown_layer", message)
        });
    }
    let fitting: Vec<&Listed> = all.iter().copied().filter(|layer| fits(layer, kind, options)).collect();
    if let [only] = fitting.as_slice() {
        return Ok(only);
    }
    // In a workspace each kind has its own table.
    let own = match kind {
        Kind::Facilities => "facility",
        Kind::Demand => "demand",
        Kind::Areas => "area",
        Kind::Procedures => "procedure",
        Kind::Operators => "operator",
        Kind::Performance => "performance",
        Kind::Crosswalk => "crosswalk",
        Kind::Census => "area_count",
        Kind::Candidates => "candidate",
        Kind::TravelTimes => "travel_time",
        Kind::Water => "water",
        Kind::Green => "green",
        Kind::Roads | Kind::Outline => "",
    };
    let in_workspace = fitting.iter().find(|layer| layer.table == own);
    let is_own = has_table(connection, "gandan_meta")?
        || kind == Kind::Water
            && fitting
                .iter()
                .all(|layer| [own, WATERWAY].contains(&layer.table.as_str()));
    if let (Some(layer), true) = (in_workspace, is_own) {
        return Ok(layer);
    }
    let message = if fitting.is_empty() {
        format!(
            "no layer of the GeoPackage holds {} that are understood (it has: {}); {} are read from {}",
            kind.code(),
            names(&all),
            kind.code(),
            kind.expected()
        )
    } else {
        format!(
            "several layers could be meant: {}; name one with --layer",
            names(&fitting)
        )
    };
    Err(("no_layer", message))
}

/// The lines of rivers in a workspace and in what is exported of it.
const WATERWAY: &str = "waterway";

/// Water stands in two tables of a workspace: lines are read with the outlines where no layer is named.
fn lines_of_water<'a>(kind: Kind, layer: &Listed, listed: &'a [Listed], options: &ReadOptions) -> Option<&'a Listed> {
    let is_asked = kind == Kind::Water && layer.table == "water" && options.layer.is_none();
    let system = |layer: &Listed| layer.geometry.as_ref().map(|(_, _, srs)| *srs);
    let mut lines = listed.iter().filter(|other| other.table == WATERWAY);
    lines.find(|other| is_asked && system(other) == system(layer) && other.geometry.is_some())
}

/// Whether a layer has the geometry and the fields without which no row of a kind can be read.
fn fits(layer: &Listed, kind: Kind, options: &ReadOptions) -> bool {
    let has = |key: &str| {
        layer.columns.iter().any(|column| {
            options.mapping.field(column) == Some(key) || columns::key_of(column, kind, None) == Some(key)
        })
    };
    let geometry = layer.geometry.as_ref().map(|(_, kind, _)| kind.to_ascii_uppercase());
    let is_of = |kinds: &[&str]| {
        geometry
            .as_ref()
            .is_some_and(|geometry| kinds.contains(&geometry.as_str()))
    };
    let points = is_of(&["POINT", "MULTIPOINT", "GEOMETRY"]);
    let polygons = is_of(&["POLYGON", "MULTIPOLYGON", "GEOMETRY"]);
    let has_position = points || geometry.is_none() && (has("lon") && has("lat") || has("position"));
    match kind {
        Kind::Facilities => has_position && (has("kind") || options.default_kind.is_some()),
        Kind::Demand => (has_position || geometry.is_none() && has("hexagon")) && has("people"),
        Kind::Areas => polygons && (has("code") || has("name")),
        Kind::Outline | Kind::Green => polygons,
        Kind::Water => polygons || is_of(&["LINESTRING", "MULTILINESTRING"]),
        Kind::Procedures | Kind::Operators => geometry.is_none() && has("code") && has("name"),
        Kind::Performance => geometry.is_none() && has("facility") && has("month") && has("dossiers"),
        Kind::TravelTimes => {
            let start = has("cell") || has("lon") && has("lat");
            let time = ["minutes", "seconds", "deciseconds"].into_iter().any(has);
            geometry.is_none() && start && has("facility") && time
        }
        Kind::Crosswalk => geometry.is_none() && has("old_code") && has("new_code"),
        Kind::Census => geometry.is_none() && has("name") && has("people"),
        Kind::Candidates => has_position && (has("name") || has("code") || has("external_id")),
        Kind::Roads => false,
    }
}

fn read_table(connection: &Connection, layer: &Listed, mut room: Room) -> Result<Table, Refused> {
    let mut table = Table {
        headers: layer.columns.iter().map(|name| crate::text::nfc(name)).collect(),
        ..Table::default()
    };
    // The number of the row is for programs, not a field.
    for header in table.headers.iter_mut().filter(|header| *header == "fid") {
        header.clear();
    }
    each_row(connection, layer, |number, values| {
        let cells = values.iter().zip(&table.headers).map(|(value, header)| match value {
            _ if header.is_empty() => String::new(),
            Value::Null => String::new(),
            Value::String(text) => without_controls(text).into_owned(),
            other => other.to_string(),
        });
        let cells = StringRecord::from(cells.collect::<Vec<_>>());
        room.take(table::held(&cells))?;
        table.rows.push(Row { number, cells });
        Ok(())
    })?;
    Ok(table)
}

fn read_features(
    connection: &Connection,
    layer: &Listed,
    options: &ReadOptions,
    room: &mut Room,
) -> Result<Features, Refused> {
    let Some((geometry, _, srs)) = &layer.geometry else {
        return Err(("no_layer", "the layer has no geometry".into()));
    };
    let crs = match &options.crs {
        Some(crs) => Some(crs.clone()),
        None => reference_system(connection, *srs)?,
    };
    let mut list = Vec::new();
    let select = format!(
        "SELECT rowid, {}, * FROM {} ORDER BY rowid",
        quoted(geometry),
        quoted(&layer.table)
    );
    let mut statement = connection.prepare(&select).map_err(damaged)?;
    let mut rows = statement.query([]).map_err(damaged)?;
    while let Some(row) = rows.next().map_err(damaged)? {
        let shape = match row.get_ref(1).map_err(damaged)? {
            ValueRef::Null => Shape::Missing,
            ValueRef::Blob(blob) => wkb::shape(blob),
            _ => Shape::Broken("no blob".into()),
        };
        let mut properties = Map::new();
        for (at, name) in layer.columns.iter().enumerate() {
            let value = value_of(row.get_ref(at + 2).map_err(damaged)?);
            if name != geometry && name != "fid" && !value.is_null() {
                properties.insert(name.clone(), value);
            }
        }
        let feature = Feature {
            row: row.get::<_, i64>(0).map_err(damaged)?.unsigned_abs(),
            properties,
            shape,
        };
        room.take(feature.held())?;
        list.push(feature);
    }
    Ok(Features {
        list,
        crs,
        names_cut_to: None,
    })
}

fn each_row(
    connection: &Connection,
    layer: &Listed,
    mut each: impl FnMut(u64, Vec<Value>) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let select = format!("SELECT rowid, * FROM {} ORDER BY rowid", quoted(&layer.table));
    let mut statement = connection.prepare(&select).map_err(damaged)?;
    let mut rows = statement.query([]).map_err(damaged)?;
    while let Some(row) = rows.next().map_err(damaged)? {
        let number = row.get::<_, i64>(0).map_err(damaged)?.unsigned_abs();
        let values: Result<Vec<Value>, _> = (0..layer.columns.len())
            .map(|at| row.get_ref(at + 1).map(value_of))
            .collect();
        each(number, values.map_err(damaged)?)?;
    }
    Ok(())
}

fn value_of(value: ValueRef) -> Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => Value::Number(number.into()),
        ValueRef::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        ValueRef::Text(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
    }
}

/// The system of a layer by the file's own table; `None` means WGS84.
fn reference_system(connection: &Connection, srs: i64) -> Result<Option<Crs>, Refused> {
    // 0 is "undefined geographic", 4326 WGS 84: degrees.
    if srs == 0 || srs == 4326 {
        return Ok(None);
    }
    let select =
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
    let found = connection
        .query_row(select, [srs], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
            ))
        })
        .optional()
        .map_err(damaged)?;
    let known = found.as_ref().and_then(|(organization, code, definition)| {
        let by_code = Crs::try_new(&format!("{organization}:{code}"));
        by_code.or_else(|_| Crs::from_wkt(definition)).ok()
    });
    known.map(Some).ok_or_else(|| {
        let message =
            format!("the layer's reference system ({srs}) is not known; name it yourself, such as --crs EPSG:3405");
        ("unknown_crs", message)
    })
}
