//! The tables of a workspace into a dataset.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::FromSql;
use serde::de::DeserializeOwned;

use crate::geometry::LonLat;
use crate::model::{
    Area, AreaCount, AreaId, AreaLevel, Barrier, Candidate, CrosswalkEntry, CrosswalkPart, Dataset, DemandCell,
    Facility, FacilityKind, FacilityStatus, GreenArea, Month, Operator, Origin, PerformanceMonth, Procedure,
    RoadNetwork, RoadNode, RoadWay, SatisfactionScore, SourceRecord, Territory, TravelTimeTable, TurnRestriction,
    TurnVia, WaterBody, Waterway, WaterwayClass,
};
use crate::units::Deciseconds;

use super::StoreError;
use super::blob;
use super::layers::{self, Layer};

/// Reads everything, in canonical order. `path` is for messages.
///
/// # Errors
/// The first row that makes no sense, by layer and fid.
pub fn read_dataset(connection: &Connection, path: &Path) -> Result<Dataset, StoreError> {
    let mut dataset = read_all_but_roads(connection, path)?;
    dataset.roads = read_roads(connection, path)?;
    Ok(dataset)
}

/// All layers but those of the roads, in canonical order.
///
/// # Errors
/// As [`read_dataset`].
pub fn read_all_but_roads(connection: &Connection, path: &Path) -> Result<Dataset, StoreError> {
    let source = Source { connection, path };
    let mut dataset = Dataset {
        facilities: source.rows(&layers::FACILITY, facility)?,
        areas: source.rows(&layers::AREA, area)?,
        water: source.rows(&layers::WATER, |row| {
            let outline = blob::read_multi_polygon(&row.get::<Vec<u8>>("geom")?)?;
            Ok(WaterBody {
                name: row.get("name")?,
                outline,
                origin: row.coded("origin", Origin::from_code)?,
            })
        })?,
        operators: source.rows(&layers::OPERATOR, |row| {
            Ok(Operator {
                code: row.get("code")?,
                name: row.get("name")?,
            })
        })?,
        procedures: source.rows(&layers::PROCEDURE, |row| {
            Ok(Procedure {
                code: row.get("code")?,
                name: row.get("name")?,
                field: row.get("field")?,
            })
        })?,
        performance: source.rows(&layers::PERFORMANCE, performance)?,
        sources: source.rows(&layers::SOURCE, |row| {
            Ok(SourceRecord {
                layer: row.get("layer")?,
                name: row.get("name")?,
                note: row.get("note")?,
                imported_at: row.get("imported_at")?,
                content_hash: row.get("content_hash")?,
            })
        })?,
        ..Dataset::default()
    };
    let meta = source.rows(&layers::META, |row| {
        Ok((row.get::<String>("name")?, row.get::<String>("value")?))
    })?;
    dataset.travel_times = travel_times(&source)?;
    dataset.crosswalk = source.rows_if_there(&layers::CROSSWALK, |row| {
        Ok(CrosswalkEntry {
            old_code: row.get("old_code")?,
            old_name: row.get("old_name")?,
            old_district: row.get("old_district")?,
            new_code: row.get("new_code")?,
            new_name: row.get("new_name")?,
            part: row.coded("part", CrosswalkPart::from_code)?,
            confidence: row.get("confidence")?,
        })
    })?;
    dataset.waterways = source.rows_if_there(&layers::WATERWAY, |row| {
        let line = blob::read_line(&row.get::<Vec<u8>>("geom")?)?;
        if line.len() < 2 {
            return Err(format!("a line of {} points, it needs two", line.len()));
        }
        Ok(Waterway {
            name: row.get("name")?,
            class: row.coded("class", WaterwayClass::from_code)?,
            line,
            origin: row.coded("origin", Origin::from_code)?,
        })
    })?;
    dataset.green = source.rows_if_there(&layers::GREEN, |row| {
        let outline = blob::read_multi_polygon(&row.get::<Vec<u8>>("geom")?)?;
        Ok(GreenArea {
            name: row.get("name")?,
            outline,
            origin: row.coded("origin", Origin::from_code)?,
        })
    })?;
    dataset.area_counts = source.rows_if_there(&layers::AREA_COUNT, area_count)?;
    dataset.candidates = candidates(&source)?;
    dataset.is_demo = meta.iter().any(|(name, value)| name == "is_demo" && value == "1");
    let by_code: HashMap<&str, u32> = dataset
        .areas
        .iter()
        .zip(0..)
        .map(|(area, id)| (area.code.as_str(), id))
        .collect();
    dataset.cells = source.rows(&layers::DEMAND, |row| {
        let code: Option<String> = row.get("area")?;
        let area = match code {
            None => None,
            Some(code) => Some(
                *by_code
                    .get(code.as_str())
                    .ok_or_else(|| format!("no area has the code '{code}'"))?,
            ),
        };
        let people: f64 = row.get("people")?;
        if people < 0.0 {
            return Err(format!("people is {people}, less than nobody"));
        }
        let (code, elderly) = (row.get("code")?, row.get("elderly")?);
        Ok(DemandCell {
            code,
            location: row.point()?,
            people,
            elderly,
            area: area.map(AreaId),
            enterprises: row.get("enterprises")?,
        })
    })?;
    dataset.sort();
    Ok(dataset)
}

fn facility(row: &Row) -> Result<Facility, String> {
    Ok(Facility {
        code: row.get("code")?,
        external_id: row.get("external_id")?,
        kind: row.coded("kind", FacilityKind::from_code)?,
        name: row.get("name")?,
        address: row.get("address")?,
        operator: row.get("operator")?,
        location: row.point()?,
        area: row.get("area")?,
        capacity_per_month: row.get("capacity_per_month")?,
        load_per_month: row.get("load_per_month")?,
        staff: row.get("staff")?,
        opening_hours: row.get("opening_hours")?,
        procedures: row.list("procedures")?,
        phone: row.get("phone")?,
        wheelchair: row.get("wheelchair")?,
        opened_on: row.get("opened_on")?,
        status: row.coded("status", FacilityStatus::from_code)?,
        origin: row.coded("origin", Origin::from_code)?,
        floor_area_m2: row.get("floor_area_m2")?,
        equipment: row.list("equipment")?,
        missing_since: row.get("missing_since")?,
        opens_on: row.get("opens_on")?,
        closes_on: row.get("closes_on")?,
        successor: row.get("successor")?,
    })
}

/// A table that only workspaces with candidates have.
fn candidates(source: &Source) -> Result<Vec<Candidate>, StoreError> {
    let failed = |error| StoreError::database(source.path, error);
    if !layers::has_table(source.connection, layers::CANDIDATE.table).map_err(failed)? {
        return Ok(Vec::new());
    }
    source.rows(&layers::CANDIDATE, |row| {
        Ok(Candidate {
            code: row.get("code")?,
            external_id: row.get("external_id")?,
            kind: row.coded("kind", FacilityKind::from_code)?,
            name: row.get("name")?,
            operator: row.get("operator")?,
            address: row.get("address")?,
            location: row.point()?,
            area: row.get("area")?,
            opening_cost: row.get("opening_cost")?,
            capacity_per_month: row.get("capacity_per_month")?,
            origin: row.coded("origin", Origin::from_code)?,
        })
    })
}

fn area(row: &Row) -> Result<Area, String> {
    let point = LonLat::try_new(row.get("label_lon")?, row.get("label_lat")?).map_err(|error| error.to_string())?;
    Ok(Area {
        code: row.get("code")?,
        name: row.get("name")?,
        level: row.coded("level", AreaLevel::from_code)?,
        territory: row.coded("territory", Territory::from_code)?,
        outline: blob::read_multi_polygon(&row.get::<Vec<u8>>("geom")?)?,
        point,
        area_km2: row.get("area_km2")?,
        declared_people: row.get("declared_people")?,
        outline_origin: row.coded("outline_origin", Origin::from_code)?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
    })
}

/// A table that only workspaces with brought times have.
fn travel_times(source: &Source) -> Result<TravelTimeTable, StoreError> {
    let failed = |error| StoreError::database(source.path, error);
    if !layers::has_table(source.connection, layers::TRAVEL_TIME.table).map_err(failed)? {
        return Ok(TravelTimeTable::default());
    }
    let pairs = source.rows(&layers::TRAVEL_TIME, |row| {
        let time: Option<u32> = row.get("deciseconds")?;
        let time = time.map_or(Deciseconds::NEVER, Deciseconds);
        Ok((row.get("cell")?, row.get("facility")?, time))
    })?;
    Ok(TravelTimeTable::from_pairs(&pairs))
}

fn area_count(row: &Row) -> Result<AreaCount, String> {
    let (lon, lat): (Option<f64>, Option<f64>) = (row.get("lon")?, row.get("lat")?);
    let point = match (lon, lat) {
        (Some(lon), Some(lat)) => Some(LonLat::try_new(lon, lat).map_err(|error| error.to_string())?),
        (None, None) => None,
        _ => return Err("lon and lat: one of the two is empty".to_owned()),
    };
    Ok(AreaCount {
        series: row.get("series")?,
        as_of: row.get("as_of")?,
        code: row.get("code")?,
        name: row.get("name")?,
        district: row.get("district")?,
        people: row.get("people")?,
        elderly: row.get("elderly")?,
        point,
    })
}

fn performance(row: &Row) -> Result<PerformanceMonth, String> {
    Ok(PerformanceMonth {
        facility: row.get("facility")?,
        month: row.coded("month", Month::parse)?,
        dossiers: row.get("dossiers")?,
        submitted_online: row.get("submitted_online")?,
        accepted: row.get("accepted")?,
        on_time: row.get("on_time")?,
        complaints: row.get("complaints")?,
        responses: row.get("responses")?,
        satisfied: row.get("satisfied")?,
        late: row.get("late")?,
        satisfaction_score: score(row)?,
        cost: row.get("cost")?,
    })
}

fn score(row: &Row) -> Result<Option<SatisfactionScore>, String> {
    let (mean, highest): (Option<f64>, Option<f64>) = (row.get("satisfaction_score")?, row.get("satisfaction_scale")?);
    match (mean, highest) {
        (None, _) => Ok(None),
        (Some(mean), Some(highest)) => SatisfactionScore::try_new(mean, highest).map(Some).ok_or_else(|| {
            format!("satisfaction_score is {mean}, which does not lie between 0 and its scale {highest}")
        }),
        (Some(mean), None) => Err(format!(
            "satisfaction_score is {mean}, but satisfaction_scale does not tell its best mark"
        )),
    }
}

/// The roads, in canonical order. Nodes are the vertices of the lines: those with the same id must lie at the same place.
///
/// # Errors
/// As [`read_dataset`].
pub fn read_roads(connection: &Connection, path: &Path) -> Result<RoadNetwork, StoreError> {
    let source = &Source { connection, path };
    let mut nodes = source.rows(&layers::ROAD_NODE, |row| {
        Ok(RoadNode {
            id: row.get("node_id")?,
            location: row.point()?,
            barrier: match row.get::<Option<String>>("barrier")? {
                None => None,
                Some(kind) => Some(Barrier {
                    kind,
                    access: row.list("access")?,
                }),
            },
        })
    })?;
    let lines = source.rows(&layers::ROAD, |row| {
        let way = RoadWay {
            id: row.get("way_id")?,
            class: row.get("class")?,
            name: row.get("name")?,
            nodes: Vec::new(),
            tags: row.list("tags")?,
        };
        let (ids, line): (Vec<i64>, _) = (row.list("nodes")?, blob::read_line(&row.get::<Vec<u8>>("geom")?)?);
        if ids.len() != line.len() || ids.len() < 2 {
            let (ids, line) = (ids.len(), line.len());
            return Err(format!(
                "way {}: {ids} node ids for {line} vertices; each vertex needs one, at least 2",
                way.id
            ));
        }
        Ok((row.fid, way, ids, line))
    })?;
    for (_, _, ids, line) in &lines {
        nodes.extend(ids.iter().zip(line).map(|(&id, &location)| RoadNode {
            id,
            location,
            barrier: None,
        }));
    }
    // Stable: the row of road_node, which alone knows the barrier, stays first and is the one kept.
    nodes.sort_by_key(|node| node.id);
    nodes.dedup_by_key(|node| node.id);
    let mut ways = Vec::with_capacity(lines.len());
    for (fid, mut way, ids, line) in lines {
        for (id, location) in ids.into_iter().zip(line) {
            let index = nodes
                .binary_search_by_key(&id, |node| node.id)
                .expect("every id was put into nodes");
            if nodes[index].location != location {
                let reason = format!(
                    "way {}: node {id} is at {location}, but at {} elsewhere; give the moved vertex a node of its own",
                    way.id, nodes[index].location
                );
                return Err(source.wrong(&layers::ROAD, fid, reason));
            }
            way.nodes.push(index as u32);
        }
        ways.push(way);
    }
    let restrictions = source.rows(&layers::ROAD_RESTRICTION, |row| {
        Ok(TurnRestriction {
            id: row.get("restriction_id")?,
            from_way: row.get("from_way")?,
            via: match row.get("via_node")? {
                Some(node) => TurnVia::Node(node),
                None => TurnVia::Ways(row.list("via_ways")?),
            },
            to_way: row.get("to_way")?,
            kind: row.get("kind")?,
            except: row.list("except_vehicles")?,
            vehicle: row.get("vehicle")?,
            condition: row.get("condition")?,
        })
    })?;
    Ok(RoadNetwork {
        nodes,
        ways,
        restrictions,
    })
}

struct Source<'a> {
    connection: &'a Connection,
    path: &'a Path,
}

impl Source<'_> {
    /// The names of the columns that the file's table has.
    fn columns_of(&self, layer: &Layer) -> Result<Vec<String>, StoreError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut select = self.connection.prepare("SELECT name FROM pragma_table_info(?)")?;
            let names = select.query_map([layer.table], |row| row.get(0))?;
            names.collect()
        };
        read().map_err(|error| StoreError::database(self.path, error))
    }

    /// The rows of a layer in the order of their fid.
    fn rows<T>(&self, layer: &Layer, make: impl Fn(&Row) -> Result<T, String>) -> Result<Vec<T>, StoreError> {
        let failed = |error| StoreError::database(self.path, error);
        let geometry = layer.geometry.map(|_| "geom");
        let names: Vec<&str> = std::iter::once("fid")
            .chain(geometry)
            .chain(layer.columns.iter().map(|(name, _)| *name))
            .collect();
        let known = self.columns_of(layer)?;
        let quoted: Vec<String> = names
            .iter()
            .map(|name| match layers::ADDED_COLUMNS.contains(&(layer.table, *name)) {
                true if !known.iter().any(|column| column == name) => format!("NULL AS \"{name}\""),
                _ => format!("\"{name}\""),
            })
            .collect();
        let sql = format!("SELECT {} FROM \"{}\" ORDER BY fid", quoted.join(", "), layer.table);
        let mut select = self.connection.prepare(&sql).map_err(|error| match error {
            rusqlite::Error::SqliteFailure(_, Some(reason)) if reason.starts_with("no such") => {
                let reason = format!("layer {}: {reason}", layer.table);
                StoreError::NotWorkspace {
                    path: self.path.to_owned(),
                    reason,
                }
            }
            error => failed(error),
        })?;
        let mut rows = select.query([]).map_err(failed)?;
        let mut items = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let fid = row.get(0).map_err(failed)?;
            let row = Row {
                row,
                names: &names,
                fid,
            };
            items.push(make(&row).map_err(|reason| self.wrong(layer, fid, reason))?);
        }
        Ok(items)
    }

    /// As [`Source::rows`] of a table that only workspaces with such data have.
    fn rows_if_there<T>(&self, layer: &Layer, make: impl Fn(&Row) -> Result<T, String>) -> Result<Vec<T>, StoreError> {
        let is_there = layers::has_table(self.connection, layer.table);
        match is_there.map_err(|error| StoreError::database(self.path, error))? {
            true => self.rows(layer, make),
            false => Ok(Vec::new()),
        }
    }

    fn wrong(&self, layer: &Layer, row: i64, reason: String) -> StoreError {
        StoreError::Row {
            path: self.path.to_owned(),
            table: layer.table.to_owned(),
            row,
            reason,
        }
    }
}

/// One row; every error names the column.
struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    names: &'a [&'a str],
    fid: i64,
}

impl Row<'_> {
    fn get<T: FromSql>(&self, name: &str) -> Result<T, String> {
        let index = self
            .names
            .iter()
            .position(|known| *known == name)
            .expect("readers ask for columns of their layer");
        self.row.get(index).map_err(|error| match error {
            rusqlite::Error::InvalidColumnType(_, _, rusqlite::types::Type::Null) => format!("{name} is empty"),
            error => format!("{name}: {error}"),
        })
    }

    fn point(&self) -> Result<LonLat, String> {
        blob::read_point(&self.get::<Vec<u8>>("geom")?)
    }

    fn coded<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let value: String = self.get(name)?;
        parse(&value).ok_or_else(|| format!("{name} is '{value}', which is not one of the known values"))
    }

    /// A JSON list; an empty field is an empty list.
    fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, String> {
        match self.get::<Option<String>>(name)? {
            None => Ok(Vec::new()),
            Some(value) => {
                serde_json::from_str(&value).map_err(|error| format!("{name} is no such JSON list: {error}"))
            }
        }
    }
}
