//! Stops of a timetable (GTFS) as places where a point could be: never as service points of their own accord.
//!
//! Kept are stops and stations (`location_type` 0 and 1) that belong to no other: a platform of a station stands
//! where the station does. Source: GTFS Schedule Reference, `stops.txt`.

use std::io::{Read, Seek};

use csv::StringRecord;

use super::ReadOptions;
use super::archive::Archive;
use super::findings::Findings;
use super::table::{self, Row, Table};

/// The stops as a table of places, if the caller says which kind of place they are to be.
pub(super) fn read<R: Read + Seek>(
    archive: &mut Archive<R>,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Table> {
    let name = archive.names().iter().find(|name| is_stops(name)).cloned()?;
    findings.enter(format!("'{name}'"));
    let Some(kind) = options.default_kind else {
        let message = "these are the stops of a timetable, not service points; say as what they are to be read, such as --kind mobile_stop";
        findings.error("missing_kind", message);
        return None;
    };
    let bytes = archive.read(&name, findings)?;
    let stops = table::read(&mut bytes.as_slice(), &ReadOptions::default(), findings)?;
    let column = |name: &str| stops.headers.iter().position(|header| header.trim() == name);
    let cell = |row: &Row, name: &str| {
        column(name)
            .and_then(|at| row.cells.get(at))
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let headers = ["code", "external_id", "name", "lon", "lat", "wheelchair"]
        .map(str::to_owned)
        .to_vec();
    let missing: Vec<&str> = ["stop_id", "stop_lat", "stop_lon"]
        .into_iter()
        .filter(|name| column(name).is_none())
        .collect();
    if !missing.is_empty() {
        let message = format!(
            "stops.txt has no column {}; GTFS needs it. Download the timetable again",
            missing.join(", ")
        );
        findings.error("missing_column", message);
        return None;
    }
    let (mut rows, mut parts) = (Vec::new(), 0);
    for row in &stops.rows {
        let is_place = matches!(cell(row, "location_type").as_str(), "" | "0" | "1");
        if !is_place || !cell(row, "parent_station").is_empty() {
            parts += 1;
            continue;
        }
        let wheelchair = match cell(row, "wheelchair_boarding").as_str() {
            "1" => "yes",
            "2" => "no",
            _ => "",
        };
        let id = cell(row, "stop_id");
        let code = if id.is_empty() {
            String::new()
        } else {
            format!("gtfs-{id}")
        };
        let cells = [
            code,
            id,
            cell(row, "stop_name"),
            cell(row, "stop_lon"),
            cell(row, "stop_lat"),
            wheelchair.to_owned(),
        ];
        rows.push(Row {
            number: row.number,
            cells: StringRecord::from(cells.to_vec()),
        });
    }
    let message = format!(
        "{} stops of a timetable were read as {}; they are places where such a point could be, no points that exist{}",
        rows.len(),
        kind.code(),
        if parts > 0 {
            format!(" ({parts} platforms and entrances of stations were left out)")
        } else {
            String::new()
        }
    );
    findings.warning("timetable_stops", message);
    Some(Table {
        headers,
        rows,
        ..Table::default()
    })
}

fn is_stops(name: &str) -> bool {
    name.rsplit('/').next() == Some("stops.txt")
}
