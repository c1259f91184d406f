//! A dataset into the tables of a workspace.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::geometry::{BBox, LonLat};
use crate::model::{Area, AreaLevel, Dataset, RoadNetwork, SourceRecord, TurnVia};

use super::blob::{self, Shape};
use super::layers::{self, Layer};
use super::{DecisionRow, ExportLayer, StoreError};

/// Checks what the tables could not hold, before any file is touched.
///
/// # Errors
/// [`StoreError::Unfit`] with the layer and the first value that does not fit.
pub fn check(dataset: &Dataset) -> Result<(), StoreError> {
    unique(
        "facilities",
        dataset.facilities.iter().map(|facility| facility.code.as_str()),
    )?;
    unique("cells", dataset.cells.iter().map(|cell| cell.code.as_str()))?;
    unique("areas", dataset.areas.iter().map(|area| area.code.as_str()))?;
    unique(
        "operators",
        dataset.operators.iter().map(|operator| operator.code.as_str()),
    )?;
    unique(
        "procedures",
        dataset.procedures.iter().map(|procedure| procedure.code.as_str()),
    )?;
    unique(
        "candidates",
        dataset.candidates.iter().map(|candidate| candidate.code.as_str()),
    )?;
    unique("road nodes", dataset.roads.nodes.iter().map(|node| node.id))?;
    for cell in &dataset.cells {
        if !cell.people.is_finite() {
            return Err(unfit(
                "cells",
                format!("cell '{}' has {} people", cell.code, cell.people),
            ));
        }
        if cell.area.is_some_and(|area| area.index() >= dataset.areas.len()) {
            return Err(unfit(
                "cells",
                format!("cell '{}' lies in an area that is not there", cell.code),
            ));
        }
    }
    for way in &dataset.roads.ways {
        if way.nodes.len() < 2 {
            return Err(unfit(
                "roads",
                format!("way {} has {} nodes, a line needs two", way.id, way.nodes.len()),
            ));
        }
        if way.nodes.iter().any(|&node| node as usize >= dataset.roads.nodes.len()) {
            return Err(unfit(
                "roads",
                format!("way {} passes a node that is not there", way.id),
            ));
        }
    }
    if let Some(waterway) = dataset.waterways.iter().find(|waterway| waterway.line.len() < 2) {
        let name = waterway.name.as_deref().unwrap_or("without a name");
        return Err(unfit(
            "waterways",
            format!("'{name}' has {} points, a line needs two", waterway.line.len()),
        ));
    }
    if let Some(count) = dataset
        .area_counts
        .iter()
        .find(|count| i64::try_from(count.people).is_err())
    {
        return Err(unfit("counts", format!("'{}' has {} people", count.name, count.people)));
    }
    match dataset.performance.iter().find(|row| !row.dossiers.is_finite()) {
        Some(row) => Err(unfit(
            "reports",
            format!("'{}' in {} has {} dossiers", row.facility, row.month, row.dossiers),
        )),
        None => Ok(()),
    }
}

/// Creates and fills every layer of the dataset; call inside a transaction.
pub fn write_dataset(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let at = changed_at(dataset);
    let meta = [
        ("schema_version", layers::SCHEMA_VERSION.to_string()),
        ("is_demo", u8::from(dataset.is_demo).to_string()),
        ("written_by", concat!("gandan ", env!("CARGO_PKG_VERSION")).to_owned()),
    ];
    fill(connection, &layers::META, &at, &meta, |(name, value)| {
        table_row([text(name), text(value)])
    })?;
    write_layer(connection, dataset, ExportLayer::Facilities, &at)?;
    write_layer(connection, dataset, ExportLayer::Demand, &at)?;
    write_layer(connection, dataset, ExportLayer::Areas, &at)?;
    write_water(connection, dataset, &at)?;
    write_layer(connection, dataset, ExportLayer::Roads, &at)?;
    write_layer(connection, dataset, ExportLayer::Operators, &at)?;
    write_layer(connection, dataset, ExportLayer::Procedures, &at)?;
    write_layer(connection, dataset, ExportLayer::Performance, &at)?;
    // Only where there are any: a workspace without them is as it was before there could be.
    if !dataset.travel_times.is_empty() {
        write_layer(connection, dataset, ExportLayer::TravelTimes, &at)?;
    }
    write_sources(connection, &dataset.sources.iter().collect::<Vec<_>>(), &at)?;
    for (layer, is_filled) in [
        (ExportLayer::Crosswalk, !dataset.crosswalk.is_empty()),
        (ExportLayer::Census, !dataset.area_counts.is_empty()),
        (ExportLayer::Candidates, !dataset.candidates.is_empty()),
        (ExportLayer::Green, !dataset.green.is_empty()),
    ] {
        if is_filled {
            write_layer(connection, dataset, layer, &at)?;
        }
    }
    if !dataset.waterways.is_empty() {
        write_waterways(connection, dataset, &at)?;
    }
    Ok(())
}

/// Creates and fills one layer; call inside a transaction.
pub fn write_layer(connection: &Connection, dataset: &Dataset, layer: ExportLayer, at: &str) -> rusqlite::Result<()> {
    match layer {
        ExportLayer::Facilities => fill(connection, &layers::FACILITY, at, &dataset.facilities, |facility| Row {
            shape: Some(blob::point(facility.location)),
            values: vec![
                text(&facility.code),
                optional(&facility.external_id),
                text(facility.kind.code()),
                text(&facility.name),
                optional(&facility.address),
                optional(&facility.operator),
                optional(&facility.area),
                facility.capacity_per_month.into(),
                facility.load_per_month.into(),
                facility.staff.into(),
                optional(&facility.opening_hours),
                json(&facility.procedures),
                optional(&facility.phone),
                facility.wheelchair.into(),
                optional(&facility.opened_on),
                text(facility.status.code()),
                text(facility.origin.code()),
                facility.floor_area_m2.into(),
                listed(&facility.equipment),
                optional(&facility.missing_since),
                optional(&facility.opens_on),
                optional(&facility.closes_on),
                optional(&facility.successor),
            ],
        }),
        ExportLayer::Demand => fill(connection, &layers::DEMAND, at, &dataset.cells, |cell| Row {
            shape: Some(blob::point(cell.location)),
            values: vec![
                text(&cell.code),
                cell.people.into(),
                cell.elderly.into(),
                cell.area.map(|area| dataset.areas[area.index()].code.clone()).into(),
                cell.enterprises.into(),
            ],
        }),
        ExportLayer::Areas => fill(connection, &layers::AREA, at, &dataset.areas, area_row),
        ExportLayer::Operators => fill(connection, &layers::OPERATOR, at, &dataset.operators, |operator| {
            table_row([text(&operator.code), text(&operator.name)])
        }),
        ExportLayer::Procedures => fill(connection, &layers::PROCEDURE, at, &dataset.procedures, |procedure| {
            table_row([text(&procedure.code), text(&procedure.name), optional(&procedure.field)])
        }),
        ExportLayer::Performance => fill(connection, &layers::PERFORMANCE, at, &dataset.performance, |row| {
            let known = [
                row.submitted_online,
                row.accepted,
                row.on_time,
                row.complaints,
                row.responses,
                row.satisfied,
                row.late,
                row.satisfaction_score.map(|score| score.mean),
                row.satisfaction_score.map(|score| score.highest),
                row.cost,
            ];
            let start = [text(&row.facility), text(&row.month.to_string()), row.dossiers.into()];
            table_row(start.into_iter().chain(known.map(Value::from)))
        }),
        ExportLayer::Crosswalk => fill(connection, &layers::CROSSWALK, at, &dataset.crosswalk, |row| {
            table_row([
                text(&row.old_code),
                text(&row.old_name),
                optional(&row.old_district),
                text(&row.new_code),
                text(&row.new_name),
                text(row.part.code()),
                optional(&row.confidence),
            ])
        }),
        ExportLayer::Census => fill(connection, &layers::AREA_COUNT, at, &dataset.area_counts, |count| {
            table_row([
                text(&count.series),
                optional(&count.as_of),
                optional(&count.code),
                text(&count.name),
                optional(&count.district),
                whole(count.people),
                count.elderly.map_or(Value::Null, whole),
                count.point.map(|point| point.lon).into(),
                count.point.map(|point| point.lat).into(),
            ])
        }),
        ExportLayer::Candidates => fill(connection, &layers::CANDIDATE, at, &dataset.candidates, |candidate| {
            Row {
                shape: Some(blob::point(candidate.location)),
                values: vec![
                    text(&candidate.code),
                    optional(&candidate.external_id),
                    text(candidate.kind.code()),
                    text(&candidate.name),
                    optional(&candidate.operator),
                    optional(&candidate.address),
                    optional(&candidate.area),
                    candidate.opening_cost.into(),
                    candidate.capacity_per_month.into(),
                    text(candidate.origin.code()),
                ],
            }
        }),
        ExportLayer::TravelTimes => {
            let times: Vec<_> = dataset.travel_times.pairs().collect();
            fill(
                connection,
                &layers::TRAVEL_TIME,
                at,
                &times,
                |(cell, facility, time)| {
                    let told = time.is_reachable().then_some(i64::from(time.0));
                    table_row([text(cell), text(facility), told.into()])
                },
            )
        }
        ExportLayer::Outline => {
            let city: Vec<_> = dataset
                .areas
                .iter()
                .filter(|area| area.level == AreaLevel::City)
                .collect();
            fill(connection, &layers::AREA, at, &city, |area| area_row(area))
        }
        ExportLayer::Roads => write_roads(connection, at, &dataset.roads),
        ExportLayer::Water => {
            write_water(connection, dataset, at)?;
            write_waterways(connection, dataset, at)
        }
        ExportLayer::Green => fill(connection, &layers::GREEN, at, &dataset.green, |green| Row {
            shape: Some(blob::multi_polygon(&green.outline)),
            values: vec![optional(&green.name), text(green.origin.code())],
        }),
    }
}

fn write_water(connection: &Connection, dataset: &Dataset, at: &str) -> rusqlite::Result<()> {
    fill(connection, &layers::WATER, at, &dataset.water, |water| Row {
        shape: Some(blob::multi_polygon(&water.outline)),
        values: vec![optional(&water.name), text(water.origin.code())],
    })
}

fn write_waterways(connection: &Connection, dataset: &Dataset, at: &str) -> rusqlite::Result<()> {
    fill(connection, &layers::WATERWAY, at, &dataset.waterways, |waterway| Row {
        shape: Some(blob::line(&waterway.line)),
        values: vec![
            optional(&waterway.name),
            text(waterway.class.code()),
            text(waterway.origin.code()),
        ],
    })
}

fn area_row(area: &Area) -> Row {
    Row {
        shape: Some(blob::multi_polygon(&area.outline)),
        values: vec![
            text(&area.code),
            text(&area.name),
            text(area.level.code()),
            text(area.territory.code()),
            area.point.lon.into(),
            area.point.lat.into(),
            area.area_km2.into(),
            area.declared_people.into(),
            text(area.outline_origin.code()),
            optional(&area.valid_from),
            optional(&area.valid_to),
        ],
    }
}

/// Creates and fills the table of sources; call inside a transaction.
pub fn write_sources(connection: &Connection, sources: &[&SourceRecord], at: &str) -> rusqlite::Result<()> {
    fill(connection, &layers::SOURCE, at, sources, |source| {
        let told = [&source.layer, &source.name, &source.note, &source.imported_at].map(|value| text(value));
        table_row(told.into_iter().chain([optional(&source.content_hash)]))
    })
}

/// Replaces the stored review and its layer; call inside a transaction.
pub fn write_review(
    connection: &Connection,
    plan: &str,
    decisions: &[DecisionRow],
    changed_at: &str,
) -> rusqlite::Result<()> {
    layers::drop_layer(connection, &layers::REVIEW_PLAN)?;
    layers::drop_layer(connection, &layers::DECISION)?;
    fill(connection, &layers::REVIEW_PLAN, changed_at, &[plan], |plan| {
        table_row([text(plan)])
    })?;
    fill(connection, &layers::DECISION, changed_at, decisions, |row| Row {
        shape: Some(blob::point(row.location)),
        values: vec![
            text(&row.facility),
            text(&row.name),
            text(&row.decision),
            optional(&row.into),
        ],
    })
}

/// When the data last changed, as GeoPackage wants it: the newest import, so that equal data are equal bytes.
pub fn changed_at(dataset: &Dataset) -> String {
    let imports = dataset
        .sources
        .iter()
        .filter_map(|source| source.imported_at.parse::<chrono::DateTime<chrono::Utc>>().ok());
    imports
        .max()
        .unwrap_or_default()
        .format("%Y-%m-%dT%H:%M:%S%.3fZ")
        .to_string()
}

pub(super) struct Row {
    pub shape: Option<Shape>,
    /// In the order of the layer's columns.
    pub values: Vec<Value>,
}

fn write_roads(connection: &Connection, at: &str, roads: &RoadNetwork) -> rusqlite::Result<()> {
    let mut is_used = vec![false; roads.nodes.len()];
    for &node in roads.ways.iter().flat_map(|way| &way.nodes) {
        is_used[node as usize] = true;
    }
    fill(connection, &layers::ROAD, at, &roads.ways, |way| {
        let line: Vec<LonLat> = way
            .nodes
            .iter()
            .map(|&node| roads.nodes[node as usize].location)
            .collect();
        let ids: Vec<i64> = way.nodes.iter().map(|&node| roads.nodes[node as usize].id).collect();
        Row {
            shape: Some(blob::line(&line)),
            values: vec![
                way.id.into(),
                text(&way.class),
                optional(&way.name),
                json(&way.tags),
                json(&ids),
            ],
        }
    })?;
    let told: Vec<_> = roads
        .nodes
        .iter()
        .zip(is_used)
        .filter(|(node, is_used)| node.barrier.is_some() || !is_used)
        .collect();
    fill(connection, &layers::ROAD_NODE, at, &told, |(node, _)| Row {
        shape: Some(blob::point(node.location)),
        values: match &node.barrier {
            None => vec![node.id.into(), Value::Null, Value::Null],
            Some(barrier) => vec![node.id.into(), text(&barrier.kind), json(&barrier.access)],
        },
    })?;
    fill(connection, &layers::ROAD_RESTRICTION, at, &roads.restrictions, |turn| {
        let (via_node, via_ways) = match &turn.via {
            TurnVia::Node(node) => (Value::from(*node), Value::Null),
            TurnVia::Ways(ways) => (Value::Null, json(ways)),
        };
        let ids = [turn.id.into(), turn.from_way.into(), via_node, turn.to_way.into()];
        let rest = [
            text(&turn.kind),
            json(&turn.except),
            via_ways,
            optional(&turn.vehicle),
            optional(&turn.condition),
        ];
        table_row(ids.into_iter().chain(rest))
    })
}

fn fill<T>(
    connection: &Connection,
    layer: &Layer,
    changed_at: &str,
    items: &[T],
    row: impl Fn(&T) -> Row,
) -> rusqlite::Result<()> {
    fill_rows(connection, layer, changed_at, items.iter().map(row))
}

/// Creates a layer and fills it, with its spatial index; call inside a transaction where the file is one of its own.
pub(super) fn fill_rows(
    connection: &Connection,
    layer: &Layer,
    changed_at: &str,
    rows: impl Iterator<Item = Row>,
) -> rusqlite::Result<()> {
    layers::create_layer(connection, layer, changed_at)?;
    let geometry = layer.geometry.map(|_| "geom".to_owned());
    let names = std::iter::once("fid".to_owned()).chain(geometry);
    let names: Vec<String> = names
        .chain(layer.columns.iter().map(|(name, _)| format!("\"{name}\"")))
        .collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!(
        "INSERT INTO \"{}\" ({}) VALUES ({places})",
        layer.table,
        names.join(", ")
    );
    let mut insert = connection.prepare(&sql)?;
    let mut boxes: Vec<(i64, BBox)> = Vec::new();
    for (fid, Row { shape, values }) in (1i64..).zip(rows) {
        let bounds = shape.as_ref().and_then(|shape| shape.bounds);
        boxes.extend(bounds.map(|bounds| (fid, bounds)));
        let geometry = shape.map(|shape| Value::Blob(shape.blob));
        insert.execute(params_from_iter(
            std::iter::once(Value::Integer(fid)).chain(geometry).chain(values),
        ))?;
    }
    drop(insert);
    match layer.geometry {
        Some(_) => layers::index_layer(connection, layer, &boxes),
        None => Ok(()),
    }
}

fn table_row(values: impl IntoIterator<Item = Value>) -> Row {
    Row {
        shape: None,
        values: values.into_iter().collect(),
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// [`check`] has seen that it fits.
fn whole(value: u64) -> Value {
    i64::try_from(value).unwrap_or(i64::MAX).into()
}

fn optional(value: &Option<String>) -> Value {
    value.clone().into()
}

/// A JSON list, or nothing for an empty one.
fn listed(values: &[String]) -> Value {
    if values.is_empty() { Value::Null } else { json(&values) }
}

fn json<T: serde::Serialize>(value: &T) -> Value {
    Value::Text(serde_json::to_string(value).expect("lists of text and numbers are always JSON"))
}

fn unique<K: Ord + std::fmt::Display>(layer: &'static str, keys: impl Iterator<Item = K>) -> Result<(), StoreError> {
    let mut keys: Vec<K> = keys.collect();
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(unfit(
            layer,
            format!("'{}' is there twice, and a code must be unique", pair[0]),
        )),
        None => Ok(()),
    }
}

fn unfit(layer: &'static str, reason: String) -> StoreError {
    StoreError::Unfit { layer, reason }
}
