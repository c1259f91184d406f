//! The layers and tables of a workspace: names, columns, and how they are registered.
//!
//! A change here that older programs cannot read raises [`SCHEMA_VERSION`].

use rusqlite::{Connection, OptionalExtension, params};

use crate::geometry::BBox;

use super::blob::WGS84_SRS;

/// Layout of the tables; a program refuses a layout newer than its own.
///
/// 2: turn restrictions over ways, by vehicle and by the hour; access of barriers.
/// 3: the crosswalk between layouts of communes, published counts by unit; floor area and equipment of points,
/// enterprises of cells, late dossiers, marks and cost of reports; candidates; since when a
/// facility is missing from its list, and the history of imports.
/// 4: from when a planned point will serve, from when a point will serve no more, and who takes its service over; scenarios, their edits, opinions and baselines.
/// 5: lines of rivers, and green areas.
pub const SCHEMA_VERSION: u32 = 5;

/// Columns that workspaces of an older layout lack; they are read as empty there.
pub const ADDED_COLUMNS: &[(&str, &str)] = &[
    ("road_node", "access"),
    ("road_restriction", "via_ways"),
    ("road_restriction", "vehicle"),
    ("road_restriction", "condition"),
    ("facility", "floor_area_m2"),
    ("facility", "equipment"),
    ("demand", "enterprises"),
    ("performance", "late"),
    ("performance", "satisfaction_score"),
    ("performance", "satisfaction_scale"),
    ("performance", "cost"),
    ("facility", "missing_since"),
    ("facility", "opens_on"),
    ("facility", "closes_on"),
    ("facility", "successor"),
    ("area", "valid_from"),
    ("area", "valid_to"),
];

/// `GPKG`, where SQLite keeps the id of the application.
pub const APPLICATION_ID: i32 = 0x4750_4B47;

/// GeoPackage 1.3.0, as `user_version`.
pub const GEOPACKAGE_VERSION: i32 = 10_300;

/// One table of a workspace, or of another GeoPackage.
pub struct Layer<'a> {
    pub table: &'a str,
    /// Title in layer lists; unique in the file.
    pub title: &'a str,
    pub description: &'a str,
    /// Geometry type of the column `geom`; `None` for a table without geometry.
    pub geometry: Option<&'a str>,
    /// Names and SQL types, without `fid` and `geom`.
    pub columns: &'a [(&'a str, &'a str)],
}

pub const FACILITY: Layer = Layer {
    table: "facility",
    title: "Điểm phục vụ",
    description: "Service points: branches, reception points, agents, collaborators, mobile stops",
    geometry: Some("POINT"),
    columns: &[
        ("code", "TEXT NOT NULL UNIQUE"),
        ("external_id", "TEXT"),
        ("kind", "TEXT NOT NULL"),
        ("name", "TEXT NOT NULL"),
        ("address", "TEXT"),
        ("operator", "TEXT"),
        ("area", "TEXT"),
        ("capacity_per_month", "DOUBLE"),
        ("load_per_month", "DOUBLE"),
        ("staff", "INTEGER"),
        ("opening_hours", "TEXT"),
        ("procedures", "TEXT"),
        ("phone", "TEXT"),
        ("wheelchair", "BOOLEAN"),
        ("opened_on", "TEXT"),
        ("status", "TEXT NOT NULL DEFAULT 'open'"),
        ("origin", "TEXT NOT NULL DEFAULT 'fact'"),
        ("floor_area_m2", "DOUBLE"),
        ("equipment", "TEXT"),
        ("missing_since", "TEXT"),
        ("opens_on", "TEXT"),
        ("closes_on", "TEXT"),
        ("successor", "TEXT"),
    ],
};

pub const DEMAND: Layer = Layer {
    table: "demand",
    title: "Dân cư",
    description: "Populated cells; everybody in a cell counts as living at its centre",
    geometry: Some("POINT"),
    columns: &[
        ("code", "TEXT NOT NULL UNIQUE"),
        ("people", "DOUBLE NOT NULL"),
        ("elderly", "DOUBLE"),
        ("area", "TEXT"),
        ("enterprises", "DOUBLE"),
    ],
};

pub const AREA: Layer = Layer {
    table: "area",
    title: "Đơn vị hành chính",
    description: "The city, its districts and communes",
    geometry: Some("MULTIPOLYGON"),
    columns: &[
        ("code", "TEXT NOT NULL UNIQUE"),
        ("name", "TEXT NOT NULL"),
        ("level", "TEXT NOT NULL"),
        ("territory", "TEXT NOT NULL"),
        ("label_lon", "DOUBLE NOT NULL"),
        ("label_lat", "DOUBLE NOT NULL"),
        ("area_km2", "DOUBLE"),
        ("declared_people", "DOUBLE"),
        ("outline_origin", "TEXT NOT NULL DEFAULT 'fact'"),
        ("valid_from", "TEXT"),
        ("valid_to", "TEXT"),
    ],
};

pub const WATER: Layer = Layer {
    table: "water",
    title: "Sông, hồ",
    description: "Rivers and lakes, for the map",
    geometry: Some("MULTIPOLYGON"),
    columns: &[("name", "TEXT"), ("origin", "TEXT NOT NULL DEFAULT 'fact'")],
};

pub const WATERWAY: Layer = Layer {
    table: "waterway",
    title: "Dòng sông, kênh, suối",
    description: "Middle lines of rivers, canals and streams, for the map",
    geometry: Some("LINESTRING"),
    columns: &[
        ("name", "TEXT"),
        ("class", "TEXT NOT NULL"),
        ("origin", "TEXT NOT NULL DEFAULT 'fact'"),
    ],
};

pub const GREEN: Layer = Layer {
    table: "green",
    title: "Công viên, cây xanh",
    description: "Parks, woods and lawns, for the map",
    geometry: Some("MULTIPOLYGON"),
    columns: &[("name", "TEXT"), ("origin", "TEXT NOT NULL DEFAULT 'fact'")],
};

pub const ROAD: Layer = Layer {
    table: "road",
    title: "Đường",
    description: "Road ways; nodes is the JSON list of node ids, one for each vertex: ways meet where they share one",
    geometry: Some("LINESTRING"),
    columns: &[
        ("way_id", "INTEGER NOT NULL"),
        ("class", "TEXT NOT NULL"),
        ("name", "TEXT"),
        ("tags", "TEXT"),
        ("nodes", "TEXT NOT NULL"),
    ],
};

pub const ROAD_NODE: Layer = Layer {
    table: "road_node",
    title: "Nút đường có rào chắn",
    description: "Road nodes with a barrier (and any that no way uses); other nodes are the vertices of road",
    geometry: Some("POINT"),
    columns: &[
        ("node_id", "INTEGER NOT NULL UNIQUE"),
        ("barrier", "TEXT"),
        ("access", "TEXT"),
    ],
};

pub const ROAD_RESTRICTION: Layer = Layer {
    table: "road_restriction",
    title: "Hạn chế rẽ",
    description: "Turn restrictions between two ways over a node, or over ways (via_ways, a JSON list, in the order of travel)",
    geometry: None,
    columns: &[
        ("restriction_id", "INTEGER NOT NULL"),
        ("from_way", "INTEGER NOT NULL"),
        ("via_node", "INTEGER"),
        ("to_way", "INTEGER NOT NULL"),
        ("kind", "TEXT NOT NULL"),
        ("except_vehicles", "TEXT"),
        ("via_ways", "TEXT"),
        ("vehicle", "TEXT"),
        ("condition", "TEXT"),
    ],
};

pub const OPERATOR: Layer = Layer {
    table: "operator",
    title: "Doanh nghiệp làm đại lý",
    description: "Enterprises that run agents",
    geometry: None,
    columns: &[("code", "TEXT NOT NULL UNIQUE"), ("name", "TEXT NOT NULL")],
};

pub const PROCEDURE: Layer = Layer {
    table: "procedure",
    title: "Thủ tục hành chính thiết yếu",
    description: "Procedures of the essential list",
    geometry: None,
    columns: &[
        ("code", "TEXT NOT NULL UNIQUE"),
        ("name", "TEXT NOT NULL"),
        ("field", "TEXT"),
    ],
};

pub const PERFORMANCE: Layer = Layer {
    table: "performance",
    title: "Báo cáo tháng",
    description: "Reports by facility and month (YYYY-MM); empty = unknown",
    geometry: None,
    columns: &[
        ("facility", "TEXT NOT NULL"),
        ("month", "TEXT NOT NULL"),
        ("dossiers", "DOUBLE NOT NULL"),
        ("submitted_online", "DOUBLE"),
        ("accepted", "DOUBLE"),
        ("on_time", "DOUBLE"),
        ("complaints", "DOUBLE"),
        ("responses", "DOUBLE"),
        ("satisfied", "DOUBLE"),
        ("late", "DOUBLE"),
        ("satisfaction_score", "DOUBLE"),
        ("satisfaction_scale", "DOUBLE"),
        ("cost", "DOUBLE"),
    ],
};

pub const CANDIDATE: Layer = Layer {
    table: "candidate",
    title: "Nơi có thể mở điểm",
    description: "Places where a point could open, with what it would be and cost (VND); nobody is served there yet",
    geometry: Some("POINT"),
    columns: &[
        ("code", "TEXT NOT NULL UNIQUE"),
        ("external_id", "TEXT"),
        ("kind", "TEXT NOT NULL"),
        ("name", "TEXT NOT NULL"),
        ("operator", "TEXT"),
        ("address", "TEXT"),
        ("area", "TEXT"),
        ("opening_cost", "DOUBLE"),
        ("capacity_per_month", "DOUBLE"),
        ("origin", "TEXT NOT NULL DEFAULT 'fact'"),
    ],
};

pub const TRAVEL_TIME: Layer = Layer {
    table: "travel_time",
    title: "Thời gian đi lại nhập vào",
    description: "Travel times that replace the router's, by cell and facility, in tenths of a second; empty = cannot be reached",
    geometry: None,
    columns: &[
        ("cell", "TEXT NOT NULL"),
        ("facility", "TEXT NOT NULL"),
        ("deciseconds", "INTEGER"),
    ],
};

pub const CROSSWALK: Layer = Layer {
    table: "crosswalk",
    title: "Đối chiếu đơn vị hành chính",
    description: "What became of the communes of the older layout: a row for each old and each new unit that took of it",
    geometry: None,
    columns: &[
        ("old_code", "TEXT NOT NULL"),
        ("old_name", "TEXT NOT NULL"),
        ("old_district", "TEXT"),
        ("new_code", "TEXT NOT NULL"),
        ("new_name", "TEXT NOT NULL"),
        ("part", "TEXT NOT NULL"),
        ("confidence", "TEXT"),
    ],
};

pub const AREA_COUNT: Layer = Layer {
    table: "area_count",
    title: "Dân số theo đơn vị hành chính",
    description: "Published counts of residents by unit of their time, e.g. a census; code empty = the source has none",
    geometry: None,
    columns: &[
        ("series", "TEXT NOT NULL"),
        ("as_of", "TEXT"),
        ("code", "TEXT"),
        ("name", "TEXT NOT NULL"),
        ("district", "TEXT"),
        ("people", "INTEGER NOT NULL"),
        ("elderly", "INTEGER"),
        ("lon", "DOUBLE"),
        ("lat", "DOUBLE"),
    ],
};

pub const SOURCE: Layer = Layer {
    table: "source",
    title: "Nguồn dữ liệu",
    description: "Where each layer came from, with licence and what is modelled",
    geometry: None,
    columns: &[
        ("layer", "TEXT NOT NULL"),
        ("name", "TEXT NOT NULL"),
        ("note", "TEXT NOT NULL"),
        ("imported_at", "TEXT NOT NULL"),
        ("content_hash", "TEXT"),
    ],
};

/// Made with the first entry; not part of the dataset.
pub const IMPORT_HISTORY: Layer = Layer {
    table: "import_history",
    title: "Lịch sử nhập dữ liệu",
    description: "What was imported, removed and undone: files with their BLAKE3, counts and differences as JSON; empty undo_bytes = can no longer be undone",
    geometry: None,
    columns: &[
        ("what", "TEXT NOT NULL"),
        ("at", "TEXT NOT NULL"),
        ("kind", "TEXT NOT NULL"),
        ("files", "TEXT NOT NULL"),
        ("note", "TEXT NOT NULL"),
        ("counts", "TEXT NOT NULL"),
        ("summary", "TEXT NOT NULL"),
        ("reads", "TEXT NOT NULL"),
        ("wrote", "TEXT NOT NULL"),
        ("undoes", "INTEGER"),
        ("undone_by", "INTEGER"),
        ("undo_bytes", "INTEGER"),
    ],
};

pub const META: Layer = Layer {
    table: "gandan_meta",
    title: "Gần Dân",
    description: "Marks the file as a workspace: layout version, whether the data are a demo",
    geometry: None,
    columns: &[("name", "TEXT NOT NULL UNIQUE"), ("value", "TEXT NOT NULL")],
};

pub const REVIEW_PLAN: Layer = Layer {
    table: "review_plan",
    title: "Phương án rà soát (JSON)",
    description: "The last review, whole, as `gandan review --format json` prints it",
    geometry: None,
    columns: &[("plan", "TEXT NOT NULL")],
};

pub const DECISION: Layer = Layer {
    table: "decision",
    title: "Đề xuất để xem xét",
    description: "The last review's proposal for each facility",
    geometry: Some("POINT"),
    columns: &[
        ("facility", "TEXT NOT NULL"),
        ("name", "TEXT NOT NULL"),
        ("decision", "TEXT NOT NULL"),
        ("merge_into", "TEXT"),
    ],
};

/// Every table that a dataset fills, in the order of the file.
pub const DATASET_LAYERS: &[&Layer] = &[
    &META,
    &FACILITY,
    &DEMAND,
    &AREA,
    &WATER,
    &ROAD,
    &ROAD_NODE,
    &ROAD_RESTRICTION,
    &OPERATOR,
    &PROCEDURE,
    &PERFORMANCE,
    &TRAVEL_TIME,
    &SOURCE,
    &CROSSWALK,
    &AREA_COUNT,
    &CANDIDATE,
    &WATERWAY,
    &GREEN,
];

/// The tables that every GeoPackage has, and the marks in its header.
pub fn create_geopackage(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)?;
    connection.execute_batch(include_str!("geopackage.sql"))
}

/// Makes the table and registers it; `changed_at` is RFC 3339 with milliseconds.
pub fn create_layer(connection: &Connection, layer: &Layer, changed_at: &str) -> rusqlite::Result<()> {
    let table = layer.table;
    let geometry = layer.geometry.map(|kind| format!(", geom {kind}")).unwrap_or_default();
    let columns: String = layer
        .columns
        .iter()
        .map(|(name, kind)| format!(", \"{name}\" {kind}"))
        .collect();
    connection.execute_batch(&format!(
        "CREATE TABLE \"{table}\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{geometry}{columns})"
    ))?;
    let data_type = if layer.geometry.is_some() {
        "features"
    } else {
        "attributes"
    };
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            table,
            data_type,
            layer.title,
            layer.description,
            changed_at,
            layer.geometry.map(|_| WGS84_SRS)
        ],
    )?;
    if let Some(kind) = layer.geometry {
        connection.execute(
            "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
             VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![table, kind, WGS84_SRS],
        )?;
    }
    Ok(())
}

/// Adds the spatial index of a filled layer: the R-tree, its triggers and the layer's extent.
/// The triggers come last, since they call functions that only other programs (GDAL, QGIS) bring.
pub fn index_layer(connection: &Connection, layer: &Layer, boxes: &[(i64, BBox)]) -> rusqlite::Result<()> {
    let table = layer.table;
    connection.execute(
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
         VALUES (?1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [table],
    )?;
    connection.execute_batch(&format!(
        "CREATE VIRTUAL TABLE \"rtree_{table}_geom\" USING rtree(id, minx, maxx, miny, maxy)"
    ))?;
    let mut insert = connection.prepare(&format!(
        "INSERT INTO \"rtree_{table}_geom\" VALUES (?1, ?2, ?3, ?4, ?5)"
    ))?;
    for (fid, bounds) in boxes {
        insert.execute(params![fid, bounds.west, bounds.east, bounds.south, bounds.north])?;
    }
    connection.execute_batch(&include_str!("rtree_triggers.sql").replace("{table}", table))?;
    let extent = boxes.iter().map(|(_, bounds)| *bounds).reduce(|a, b| BBox {
        west: a.west.min(b.west),
        south: a.south.min(b.south),
        east: a.east.max(b.east),
        north: a.north.max(b.north),
    });
    if let Some(extent) = extent {
        connection.execute(
            "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 WHERE table_name = ?1",
            params![table, extent.west, extent.south, extent.east, extent.north],
        )?;
    }
    Ok(())
}

/// Removes a layer with its index and every mention of it; other layers of the file stay.
pub fn drop_layer(connection: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let table = layer.table;
    // GDAL keeps feature counts in a table of its own.
    for registry in [
        "gpkg_extensions",
        "gpkg_geometry_columns",
        "gpkg_ogr_contents",
        "gpkg_contents",
    ] {
        if has_table(connection, registry)? {
            connection.execute(&format!("DELETE FROM {registry} WHERE table_name = ?1"), [table])?;
        }
    }
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS \"rtree_{table}_geom\"; DROP TABLE IF EXISTS \"{table}\";"
    ))
}

pub fn has_table(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let found = connection
        .query_row(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
            [table],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}
