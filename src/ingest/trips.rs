//! Observed trips from a table: where from, where to, how many minutes.

use std::io::{Read, Seek};

use super::columns::{Columns, Field};
use super::findings::Findings;
use super::position::Positions;
use super::record::Record;
use super::sniff::{self, Format};
use super::{ReadOptions, table};
use crate::geometry::LonLat;
use crate::model::{Finding, Trip};

/// Longer than this is no trip to a service point but a typing error.
const LONGEST_MINUTES: f64 = 600.0;

const TRIP: [Field; 5] = [
    (
        "from_lon",
        &[
            "from lon",
            "from longitude",
            "kinh do di",
            "kinh do diem di",
            "from x",
            "lon 1",
            "start lon",
            "origin lon",
        ],
    ),
    (
        "from_lat",
        &[
            "from lat",
            "from latitude",
            "vi do di",
            "vi do diem di",
            "from y",
            "lat 1",
            "start lat",
            "origin lat",
        ],
    ),
    (
        "to_lon",
        &[
            "to lon",
            "to longitude",
            "kinh do den",
            "kinh do diem den",
            "to x",
            "lon 2",
            "end lon",
            "destination lon",
        ],
    ),
    (
        "to_lat",
        &[
            "to lat",
            "to latitude",
            "vi do den",
            "vi do diem den",
            "to y",
            "lat 2",
            "end lat",
            "destination lat",
        ],
    ),
    (
        "minutes",
        &[
            "minutes",
            "phut",
            "so phut",
            "thoi gian",
            "thoi gian di",
            "duration",
            "duration min",
            "time min",
        ],
    ),
];

/// Reads the trips of a table (CSV or TSV), each with its row. Every row is a trip or an error.
pub fn read_trips<R: Read + Seek>(
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Vec<(u64, Trip)>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let trips = match sniff::recognise(&mut source) {
        Ok(Format::Text) => table::read(&mut source, options, &mut findings)
            .and_then(|table| read(&table, options, &mut findings))
            .unwrap_or_default(),
        Ok(Format::Empty) => {
            findings.error(
                "empty_file",
                "the file is empty; expected a table of trips (CSV or TSV)",
            );
            Vec::new()
        }
        Ok(found) => {
            let message = format!(
                "this is {}; trips are read from a table (CSV or TSV)",
                found.described()
            );
            findings.error("wrong_format", message);
            Vec::new()
        }
        Err(error) => {
            findings.error(
                "unreadable_file",
                format!("the file cannot be read ({error}); check the disk"),
            );
            Vec::new()
        }
    };
    (trips, findings.into_list())
}

fn read(table: &table::Table, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<(u64, Trip)>> {
    let columns = Columns::find(table, &[&TRIP], findings);
    if !columns.require(&TRIP, table, findings) {
        return None;
    }
    let positions = Positions::new(options);
    let mut trips = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let from = place(&positions, &mut record, ["from_lon", "from_lat"]);
        let to = place(&positions, &mut record, ["to_lon", "to_lat"]);
        let minutes = minutes(&mut record);
        if let (Some(from), Some(to), Some(minutes)) = (from, to, minutes) {
            trips.push((row.number, Trip { from, to, minutes }));
        }
    }
    Some(trips)
}

fn place(positions: &Positions, record: &mut Record, keys: [&'static str; 2]) -> Option<LonLat> {
    let [x, y] = keys.map(|key| {
        if record.raw(key).is_none() {
            record.error(
                "missing_position",
                key,
                "the coordinate is blank; give longitude and latitude",
            );
        }
        record.decimal(key)
    });
    match positions.place(x?, y?) {
        Ok(placed) => {
            if placed.was_swapped {
                let message = "longitude and latitude stand in each other's column; they were swapped";
                record.warning("swapped_coordinates", keys[0], message);
            }
            Some(placed.at)
        }
        Err(wrong) => {
            record.error(wrong.check(), keys[0], &wrong.message());
            None
        }
    }
}

fn minutes(record: &mut Record) -> Option<f64> {
    if record.raw("minutes").is_none() {
        record.error(
            "missing_number",
            "minutes",
            "the minutes are blank; leave the trip out or give them",
        );
    }
    let minutes = record.decimal("minutes")?;
    if !(minutes > 0.0 && minutes <= LONGEST_MINUTES) {
        record.error(
            "minutes_impossible",
            "minutes",
            "a trip takes more than 0 and at most 600 minutes; correct it",
        );
        return None;
    }
    Some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Check and row of each finding.
    type Told = Vec<(&'static str, Option<u64>)>;

    fn read(text: &str) -> (Vec<(u64, Trip)>, Told) {
        let (trips, findings) = read_trips("a.csv", Cursor::new(text.as_bytes()), &ReadOptions::default());
        (
            trips,
            findings.iter().map(|finding| (finding.check, finding.row)).collect(),
        )
    }

    #[test]
    fn trips_are_read_with_vietnamese_headers_and_decimal_commas() {
        let (trips, findings) = read(
            "Kinh độ đi;Vĩ độ đi;Kinh độ đến;Vĩ độ đến;Phút\n105,85;21,02;105,80;21,05;12,5\n\n21,02;105,85;105,80;21,05;8\n",
        );
        assert_eq!(findings, [("swapped_coordinates", Some(4))]);
        let at = LonLat::new(105.85, 21.02);
        let to = LonLat::new(105.80, 21.05);
        assert_eq!(
            trips,
            [
                (
                    2,
                    Trip {
                        from: at,
                        to,
                        minutes: 12.5
                    }
                ),
                (
                    4,
                    Trip {
                        from: at,
                        to,
                        minutes: 8.0
                    }
                )
            ]
        );
    }

    #[test]
    fn bad_rows_are_findings_and_good_ones_stay() {
        let (trips, findings) = read(
            "from_lon,from_lat,to_lon,to_lat,minutes\n105.85,21.02,105.8,21.05,0\n105.85,21.02,105.8,21.05,\n\
             ,21.02,105.8,21.05,9\n105.85,91,300,21.05,9\n105.85,21.02,105.8,21.05,x\n105.85,21.02,105.8,21.05,9\n",
        );
        assert_eq!(trips.len(), 1);
        assert_eq!(
            findings,
            [
                ("minutes_impossible", Some(2)),
                ("missing_number", Some(3)),
                ("missing_position", Some(4)),
                ("latitude_out_of_range", Some(5)),
                ("longitude_out_of_range", Some(5)),
                ("not_a_number", Some(6)),
            ]
        );
        assert_eq!(
            read("lon,lat\n1,2\n").1[1..]
                .iter()
                .filter(|(check, _)| *check == "missing_column")
                .count(),
            5
        );
        assert_eq!(read("").1, [("empty_file", None)]);
    }
}
