//! Travel times from cells to points from a table: the user's own origin-destination matrix.
//!
//! An origin is a cell's code or a position; which cell a position means is for who knows the cells. A blank time, `không tới
//! được` or `inf` says that the point cannot be reached, which is never the same as no time.

use std::collections::BTreeMap;

use super::columns::{self, Columns, Field};
use super::findings::Findings;
use super::number;
use super::record::Record;
use super::table::Table;
use crate::geometry::LonLat;
use crate::units::Deciseconds;

/// Where a way begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    Cell(String),
    Place(LonLat),
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct TravelTimeRow {
    /// Line of the file.
    pub row: u64,
    pub start: Start,
    /// Code of the facility.
    pub facility: String,
    /// `NEVER` = cannot be reached.
    pub time: Deciseconds,
}

pub(super) const FIELDS: [Field; 7] = [
    (
        "cell",
        &[
            "cell",
            "cell code",
            "ma o",
            "ma o dan cu",
            "o dan cu",
            "origin",
            "from",
            "id",
        ],
    ),
    (
        "facility",
        &[
            "facility",
            "facility code",
            "ma diem",
            "ma dai ly",
            "diem phuc vu",
            "destination",
            "to",
            "ma",
        ],
    ),
    (
        "minutes",
        &[
            "minutes",
            "phut",
            "so phut",
            "thoi gian",
            "thoi gian phut",
            "travel minutes",
            "travel time",
            "time",
        ],
    ),
    (
        "seconds",
        &[
            "seconds",
            "giay",
            "so giay",
            "thoi gian giay",
            "travel s",
            "travel seconds",
            "duration",
        ],
    ),
    ("lon", columns::POSITION[0].1),
    ("lat", columns::POSITION[1].1),
    // As a workspace holds them.
    ("deciseconds", &["deciseconds"]),
];

/// A week: a longer way is a mistake in the unit.
const LONGEST_MINUTES: f64 = 10_080.0;

/// Reads times; a pair that comes twice with two values is an error.
pub(super) fn read(table: &Table, findings: &mut Findings) -> Option<Vec<TravelTimeRow>> {
    let columns = Columns::find(table, &[&FIELDS], findings);
    let by_place = !columns.has("cell") && columns.has("lon");
    let start = if by_place { &FIELDS[4..6] } else { &FIELDS[..1] };
    let time = match (
        columns.has("minutes"),
        columns.has("seconds"),
        columns.has("deciseconds"),
    ) {
        (false, true, _) => &FIELDS[3..4],
        (false, false, true) => &FIELDS[6..7],
        _ => &FIELDS[2..3],
    };
    if !columns.require(&[start, &FIELDS[1..2], time].concat(), table, findings) {
        return None;
    }
    let mut known: BTreeMap<(String, String), (u64, Deciseconds)> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let facility = record.text("facility");
        if facility.is_none() {
            record.error("missing_code", "facility", "the code of the point is blank");
        }
        let start = if by_place {
            place(&mut record)
        } else {
            cell(&mut record)
        };
        let time = duration(&mut record, time[0].0);
        let (Some(start), Some(facility), Some(time)) = (start, facility, time) else {
            continue;
        };
        let pair = (format!("{start:?}"), facility.clone());
        match known.get(&pair) {
            Some((first, same)) if *same == time => {
                let message = format!("row {first} says the same of this pair; it is counted once");
                record.warning("repeated_pair", "facility", &message);
            }
            Some((first, _)) => {
                let message = format!("row {first} has another time for this pair; keep one of the two");
                record.error("two_times", "facility", &message);
            }
            None => {
                known.insert(pair, (row.number, time));
                rows.push(TravelTimeRow {
                    row: row.number,
                    start,
                    facility,
                    time,
                });
            }
        }
    }
    (!rows.is_empty()).then_some(rows)
}

fn cell(record: &mut Record) -> Option<Start> {
    let code = record.text("cell");
    if code.is_none() {
        record.error("missing_code", "cell", "the code of the cell is blank");
    }
    code.map(Start::Cell)
}

fn place(record: &mut Record) -> Option<Start> {
    for key in ["lon", "lat"] {
        if record.raw(key).is_none() {
            record.error("missing_position", key, "the position is blank; give it in degrees");
        }
    }
    let (lon, lat) = (record.decimal("lon"), record.decimal("lat"));
    match LonLat::try_new(lon?, lat?) {
        Ok(place) => Some(Start::Place(place)),
        Err(error) => {
            record.error(
                "not_a_position",
                "lon",
                &format!("{error}; give the position in degrees (WGS84)"),
            );
            None
        }
    }
}

/// Blank and words for "not at all" are `NEVER`.
fn duration(record: &mut Record, key: &'static str) -> Option<Deciseconds> {
    let Some(raw) = record.raw(key) else {
        return Some(Deciseconds::NEVER);
    };
    let says_never = [
        "khong toi duoc",
        "khong den duoc",
        "unreachable",
        "never",
        "inf",
        "infinity",
    ];
    if raw == "∞" || says_never.contains(&crate::text::fold(raw.trim_start_matches('+')).as_str()) {
        return Some(Deciseconds::NEVER);
    }
    let value = number::decimal(raw);
    let minutes = value.map(|value| match key {
        "seconds" => value / 60.0,
        "deciseconds" => value / 600.0,
        _ => value,
    });
    match minutes {
        Some(minutes) if (0.0..=LONGEST_MINUTES).contains(&minutes) => Some(Deciseconds::from_seconds(minutes * 60.0)),
        Some(minutes) if minutes < 0.0 => {
            record.error(
                "negative_time",
                key,
                "a way cannot take less than no time; leave the cell blank where the point cannot be reached",
            );
            None
        }
        Some(_) => {
            record.error(
                "too_long",
                key,
                "this is longer than a week; check the unit of the column",
            );
            None
        }
        None => {
            record.error(
                "not_a_number",
                key,
                "this is no time; write a number, or leave the cell blank where the point cannot be reached",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, table};

    fn rows(text: &str) -> (Vec<TravelTimeRow>, Vec<(&'static str, Option<u64>)>) {
        let mut findings = Findings::new("a.csv", 99);
        let table = table::read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings).expect("a table");
        let rows = read(&table, &mut findings).unwrap_or_default();
        let told = findings.into_list();
        (rows, told.iter().map(|finding| (finding.check, finding.row)).collect())
    }

    #[test]
    fn what_cannot_be_reached_is_said_in_several_ways_and_is_never_zero() {
        let text = "Mã ô,Mã điểm,Thời gian (phút)\nA,P,\nB,P,không tới được\nC,P,inf\nD,P,0\nE,P,\"12,5\"\n";
        let (rows, findings) = rows(text);
        let never = Deciseconds::NEVER;
        let times: Vec<Deciseconds> = rows.iter().map(|row| row.time).collect();
        assert_eq!(times, [never, never, never, Deciseconds(0), Deciseconds(7500)]);
        assert_eq!(findings, []);
    }

    #[test]
    fn nonsense_is_named_by_its_row() {
        let text = "cell,facility,minutes\nA,P,5\nA,P,5.0\nA,P,6\nB,P,-1\nC,P,NaN\nD,P,soon\nE,,3\n,P,3\nF,P,99999\n";
        let (rows, findings) = rows(text);
        assert_eq!(rows.len(), 1);
        let expected = [
            ("repeated_pair", 3),
            ("two_times", 4),
            ("negative_time", 5),
            ("not_a_number", 6),
            ("not_a_number", 7),
            ("missing_code", 8),
            ("missing_code", 9),
            ("too_long", 10),
        ];
        let mut found = findings;
        found.sort_by_key(|finding| finding.1);
        assert_eq!(found, expected.map(|(check, row)| (check, Some(row))));
    }

    #[test]
    fn positions_and_seconds_do_as_well() {
        let (found, findings) = rows("lon,lat,facility_code,travel_s\n105.85,21.03,P,61.26\n200,21,P,3\n");
        assert_eq!(found[0].start, Start::Place(LonLat::new(105.85, 21.03)));
        assert_eq!(found[0].time, Deciseconds(613));
        assert_eq!(findings, [("not_a_position", Some(3))]);
        assert_eq!(rows("cell,minutes\nA,3\n").1, [("missing_column", Some(1))]);
    }
}
