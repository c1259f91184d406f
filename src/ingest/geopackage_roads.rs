//! The roads of another workspace: ways as lines with the ids of their nodes, so that they still tell where they meet, which
//! way they may be driven and where one may not turn. Lines of other programs do not, and are refused.

use std::io::{Read, Seek};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde::de::DeserializeOwned;

use super::findings::Findings;
use super::geopackage::{self, Refused, Room};
use super::{ReadOptions, wkb};
use crate::geometry::LonLat;
use crate::model::{Barrier, Finding, RoadNetwork, RoadNode, RoadWay, TurnRestriction, TurnVia};

/// The table of ways and what it must have.
const WAYS: (&str, &[&str]) = ("road", &["way_id", "class", "name", "tags", "nodes", "geom"]);
const NODES: (&str, &[&str]) = ("road_node", &["node_id", "barrier", "access", "geom"]);
const TURNS: (&str, &[&str]) = (
    "road_restriction",
    &[
        "restriction_id",
        "from_way",
        "via_node",
        "to_way",
        "kind",
        "except_vehicles",
        "via_ways",
        "vehicle",
        "condition",
    ],
);

/// What is read of a GeoPackage as roads.
pub(super) enum Outcome {
    Roads(RoadNetwork),
    /// It has no roads with nodes.
    NoRoads,
    /// A finding says what is wrong.
    Nothing,
}

/// Reads the network of a workspace, or of roads exported from one.
pub(super) fn read<R: Read + Seek>(source: &mut R, options: &ReadOptions, findings: &mut Findings) -> Outcome {
    let Ok((connection, size)) = geopackage::open(source, options.limits.text_bytes) else {
        return Outcome::NoRoads;
    };
    if !has_all(&connection, WAYS) {
        return Outcome::NoRoads;
    }
    findings.enter("layer 'road'");
    let room = Room(options.limits.held_bytes.saturating_sub(size));
    match network(&connection, room) {
        Ok(network) if network.ways.is_empty() => {
            findings.error("no_roads", "the layer holds no road; nothing can be imported");
            Outcome::Nothing
        }
        Ok(network) => Outcome::Roads(network),
        Err(Fault::Refused((check, message))) => {
            findings.error(check, message);
            Outcome::Nothing
        }
        Err(Fault::Row {
            row,
            column,
            value,
            reason,
        }) => {
            let message = format!("{reason}; export the roads again");
            let finding = Finding::error("broken_road", findings.file(), message).at_row(row);
            findings.push(finding.in_column(column, &value.chars().take(80).collect::<String>()));
            Outcome::Nothing
        }
    }
}

enum Fault {
    Refused(Refused),
    Row {
        row: u64,
        column: &'static str,
        value: String,
        reason: String,
    },
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Refused(geopackage::damaged(error))
    }
}

fn has_all(connection: &Connection, (table, columns): (&str, &[&str])) -> bool {
    geopackage::column_names(connection, table)
        .is_ok_and(|found| columns.iter().all(|name| found.iter().any(|own| own == name)))
}

fn network(connection: &Connection, mut room: Room) -> Result<RoadNetwork, Fault> {
    let mut nodes: Vec<RoadNode> = Vec::new();
    if has_all(connection, NODES) {
        each(connection, NODES, |line| {
            let access: Vec<(String, String)> = line.list(2)?;
            nodes.push(RoadNode {
                id: line.number(0)?,
                location: line.point(3)?,
                barrier: line.text(1)?.map(|kind| Barrier { kind, access }),
            });
            room.take(size_of::<RoadNode>() + 64).map_err(Fault::Refused)
        })?;
    }
    let mut ways: Vec<(RoadWay, Vec<i64>)> = Vec::new();
    each(connection, WAYS, |line| {
        let (ids, corners): (Vec<i64>, _) = (line.list(4)?, line.line(5)?);
        if ids.len() != corners.len() || ids.len() < 2 {
            let reason = format!(
                "{} node ids for {} corners; each corner needs one, at least 2",
                ids.len(),
                corners.len()
            );
            return Err(line.fault(4, reason));
        }
        let way = RoadWay {
            id: line.number(0)?,
            class: line
                .text(1)?
                .ok_or_else(|| line.fault(1, "the class is blank".into()))?,
            name: line.text(2)?,
            nodes: Vec::new(),
            tags: line.list(3)?,
        };
        let texts: usize = way.tags.iter().map(|(key, value)| key.len() + value.len() + 80).sum();
        room.take(220 + texts + ids.len() * 110).map_err(Fault::Refused)?;
        let seen = ids.iter().zip(corners).map(|(&id, location)| RoadNode {
            id,
            location,
            barrier: None,
        });
        nodes.extend(seen);
        ways.push((way, ids));
        Ok(())
    })?;
    // Stable: the row that alone knows the barrier stays first and is the one kept.
    nodes.sort_by_key(|node| node.id);
    if let Some(pair) = nodes
        .windows(2)
        .find(|pair| pair[0].id == pair[1].id && pair[0].location != pair[1].location)
    {
        return Err(Fault::Row {
            row: 0,
            column: "nodes",
            value: pair[0].id.to_string(),
            reason: format!("node {} lies at two places", pair[0].id),
        });
    }
    nodes.dedup_by_key(|node| node.id);
    ways.sort_by_key(|(way, _)| way.id);
    let ways = ways.into_iter().map(|(mut way, ids)| {
        let index = |id: &i64| {
            nodes
                .binary_search_by_key(id, |node| node.id)
                .expect("every id was put into nodes") as u32
        };
        way.nodes = ids.iter().map(index).collect();
        way
    });
    let ways: Vec<RoadWay> = ways.collect();
    let mut restrictions = Vec::new();
    if has_all(connection, TURNS) {
        each(connection, TURNS, |line| {
            restrictions.push(TurnRestriction {
                id: line.number(0)?,
                from_way: line.number(1)?,
                via: match line.is_null(2) {
                    false => TurnVia::Node(line.number(2)?),
                    true => TurnVia::Ways(line.list(6)?),
                },
                to_way: line.number(3)?,
                kind: line.text(4)?.unwrap_or_default(),
                except: line.list(5)?,
                vehicle: line.text(7)?,
                condition: line.text(8)?,
            });
            room.take(300).map_err(Fault::Refused)
        })?;
    }
    Ok(RoadNetwork {
        nodes,
        ways,
        restrictions,
    })
}

fn each(
    connection: &Connection,
    (table, columns): (&'static str, &'static [&'static str]),
    mut take: impl FnMut(&Line) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let select = format!("SELECT {}, rowid FROM {table} ORDER BY rowid", columns.join(", "));
    let mut statement = connection.prepare(&select)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(&Line { row, columns })?;
    }
    Ok(())
}

/// One row; a fault of it names its column and value.
struct Line<'a> {
    row: &'a Row<'a>,
    columns: &'static [&'static str],
}

impl Line<'_> {
    fn value(&self, at: usize) -> ValueRef<'_> {
        self.row.get_ref(at).unwrap_or(ValueRef::Null)
    }

    fn fault(&self, at: usize, reason: String) -> Fault {
        let value = match self.value(at) {
            ValueRef::Text(text) => String::from_utf8_lossy(&text[..text.len().min(400)]).into_owned(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Null | ValueRef::Blob(_) => String::new(),
        };
        Fault::Row {
            row: self
                .row
                .get::<_, i64>(self.columns.len())
                .unwrap_or_default()
                .unsigned_abs(),
            column: self.columns[at],
            value,
            reason,
        }
    }

    fn is_null(&self, at: usize) -> bool {
        matches!(self.value(at), ValueRef::Null)
    }

    fn number(&self, at: usize) -> Result<i64, Fault> {
        match self.value(at) {
            ValueRef::Integer(number) => Ok(number),
            _ => Err(self.fault(at, "this must be a whole number".into())),
        }
    }

    /// `None` where it is blank.
    fn text(&self, at: usize) -> Result<Option<String>, Fault> {
        match self.value(at) {
            ValueRef::Null => Ok(None),
            ValueRef::Text(text) => match std::str::from_utf8(text) {
                Ok(text) => Ok(Some(text.to_owned())),
                Err(_) => Err(self.fault(at, "this text is not UTF-8".into())),
            },
            _ => Err(self.fault(at, "this must be text".into())),
        }
    }

    /// A JSON list; blank is an empty one.
    fn list<T: DeserializeOwned>(&self, at: usize) -> Result<Vec<T>, Fault> {
        match self.text(at)? {
            None => Ok(Vec::new()),
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| self.fault(at, format!("this is no such list in JSON ({error})"))),
        }
    }

    fn line(&self, at: usize) -> Result<Vec<LonLat>, Fault> {
        let ValueRef::Blob(blob) = self.value(at) else {
            return Err(self.fault(at, "the geometry is missing".into()));
        };
        let corners = wkb::line(blob).map_err(|reason| self.fault(at, reason))?;
        corners.into_iter().map(|corner| self.place(at, corner)).collect()
    }

    fn point(&self, at: usize) -> Result<LonLat, Fault> {
        let ValueRef::Blob(blob) = self.value(at) else {
            return Err(self.fault(at, "the geometry is missing".into()));
        };
        match wkb::shape(blob) {
            super::geojson_file::Shape::Point(x, y) => self.place(at, geo_types::Coord { x, y }),
            _ => Err(self.fault(at, "the geometry is no point".into())),
        }
    }

    fn place(&self, at: usize, corner: geo_types::Coord<f64>) -> Result<LonLat, Fault> {
        LonLat::try_new(corner.x, corner.y).map_err(|error| self.fault(at, error.to_string()))
    }
}
