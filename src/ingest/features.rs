//! Between tables and features: an area may come as a row with its outline as text, a point as a feature.

use serde_json::{Map, Value};

use super::columns::{self, REASON, folded_header};
use super::findings::Findings;
use super::geojson_file::{Feature, Features};
use super::mapping::ColumnMapping;
use super::table::{Table, Target};
use super::{Kind, ReadOptions, wkt};
use crate::model::Finding;

/// Rows as features: their outline from a column of WKT, the other columns as properties under the names
/// that `areas` looks up.
pub(super) fn of_table(table: &Table, kind: Kind, options: &ReadOptions, findings: &mut Findings) -> Option<Features> {
    // Kinds with outlines have one list of fields.
    let fields = columns::of_kind(kind)[0];
    let columns = columns::Columns::find(table, &[fields], findings);
    if !columns.require(&[columns::field(fields, "outline")], table, findings) {
        return None;
    }
    let (first, header) = columns.of("outline").unwrap_or_default();
    // A cell of a sheet holds 32,767 letters: a longer outline goes on in `outline 2`, `outline 3`.
    let base = columns::folded_header(header);
    let mut parts = vec![first];
    for number in 2.. {
        let next = format!("{base} {number}");
        match table
            .headers
            .iter()
            .position(|header| columns::folded_header(header) == next)
        {
            Some(at) => parts.push(at),
            None => break,
        }
    }
    let list = table.rows.iter().map(|row| {
        let outline: String = parts.iter().filter_map(|at| row.cells.get(*at)).collect();
        let mut properties = Map::new();
        for (key, _) in fields.iter().filter(|(key, _)| *key != "outline") {
            let cell = columns
                .of(key)
                .and_then(|(at, _)| row.cells.get(at))
                .unwrap_or_default();
            if !cell.trim().is_empty() {
                properties.insert((*key).to_owned(), Value::String(cell.to_owned()));
            }
        }
        Feature {
            row: row.number,
            properties,
            shape: wkt::shape(&outline),
        }
    });
    Some(Features {
        list: list.collect(),
        crs: options.crs.clone(),
        names_cut_to: None,
    })
}

/// Gives properties the names that `areas` looks up: those that the mapping speaks of, then those known by
/// another spelling. A property that has such a name already keeps it.
pub(super) fn name_properties(features: &mut Features, kind: Kind, mapping: &ColumnMapping, findings: &mut Findings) {
    let cut = features.names_cut_to;
    say_unmapped(features, mapping, findings);
    for feature in &mut features.list {
        let named: Vec<(&'static str, Value)> = feature
            .properties
            .iter()
            .filter_map(|(key, value)| Some((mapping.field(key)?, value.clone())))
            .collect();
        let known: Vec<(&'static str, Value)> = feature
            .properties
            .iter()
            .filter(|(key, _)| !mapping.names(key))
            .filter_map(|(key, value)| Some((columns::key_of(key, kind, cut)?, value.clone())))
            .collect();
        for (key, value) in known {
            feature.properties.entry(key).or_insert(value);
        }
        for (key, value) in named {
            feature.properties.insert(key.to_owned(), value);
        }
        feature
            .properties
            .retain(|key, _| folded_header(key) != folded_header(REASON));
    }
}

/// A mapped property that no feature has is an error, as a mapped column is.
pub(super) fn say_unmapped(features: &Features, mapping: &ColumnMapping, findings: &mut Findings) {
    if mapping.is_empty() {
        return;
    }
    let mut headers: Vec<String> = Vec::new();
    for key in features.list.iter().flat_map(|feature| feature.properties.keys()) {
        if !headers.contains(key) {
            headers.push(key.clone());
        }
    }
    let mut table = Table {
        headers,
        ..Table::default()
    };
    mapping.apply(&mut table, findings);
    let used = table
        .targets
        .iter()
        .zip(&table.headers)
        .filter_map(|(target, header)| match target {
            Target::Field(key) => Some(format!("{header} as {key}")),
            Target::ByName | Target::Ignored => None,
        });
    let used: Vec<String> = used.collect();
    findings.push(Finding::info(
        "columns_read",
        findings.file(),
        format!("properties named by the mapping: {}", used.join(", ")),
    ));
}
