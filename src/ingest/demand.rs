//! Where people live and enterprises sit, from a table of points or of H3 hexagons.

use std::str::FromStr;

use super::ReadOptions;
use super::columns::{self, Columns, POSITION};
use super::findings::Findings;
use super::position::{self, Positions};
use super::record::{Record, Seen};
use super::table::Table;
use crate::geometry::LonLat;
use crate::model::DemandCell;

/// Reads cells. Rows without people and enterprises are skipped: nobody is there.
pub(super) fn read(table: &Table, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<DemandCell>> {
    let columns = Columns::find(table, &[&POSITION, &columns::DEMAND], findings);
    let has_people = columns.require(&[columns::field(&columns::DEMAND, "people")], table, findings);
    let by_hexagon = columns.has("hexagon") && !columns.has("lon");
    if !has_people || !(by_hexagon || position::has_columns(table, &columns, findings)) {
        return None;
    }
    let positions = Positions::new(options);
    let resolution = if by_hexagon {
        usual_resolution(table, &columns)
    } else {
        None
    };
    let mut seen = Seen::default();
    let mut cells = Vec::new();
    let mut empty = 0u64;
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let location = if by_hexagon {
            hexagon_centre(&mut record, resolution)
        } else {
            positions.read(&mut record)
        };
        let people = read_people(&mut record);
        let (Some(location), Some(people)) = (location, people) else {
            continue;
        };
        let enterprises = record.amount("enterprises");
        if people == 0.0 && enterprises.unwrap_or(0.0) == 0.0 && !record.is_refused() {
            empty += 1;
            continue;
        }
        if options.bbox.is_some_and(|bbox| !bbox.contains(location)) {
            continue;
        }
        let elderly = read_elderly(&mut record, people);
        let code = record
            .text("code")
            .or_else(|| record.text("hexagon"))
            .unwrap_or_else(|| derived_code(location));
        if let Some(first) = seen.before(&code, row.number) {
            let key = if columns.has("code") {
                "code"
            } else if by_hexagon {
                "hexagon"
            } else {
                "lon"
            };
            let message = format!("cell {code} stands on row {first} already; its people would count twice");
            record.error("duplicate_code", key, &message);
            continue;
        }
        if record.is_refused() {
            continue;
        }
        cells.push(DemandCell {
            code,
            location,
            people,
            elderly,
            area: None,
            enterprises,
        });
    }
    if empty > 0 {
        findings.info(
            "nobody_lives_here",
            format!("{empty} rows have no people and were left out"),
        );
    }
    if cells.is_empty() && findings.errors() == 0 {
        findings.error(
            "no_people",
            "no row holds people (inside the box asked for); nothing can be imported",
        );
    }
    (!cells.is_empty()).then_some(cells)
}

fn read_people(record: &mut Record) -> Option<f64> {
    if record.raw("people").is_none() {
        record.error(
            "missing_people",
            "people",
            "the number of people is blank; write 0 where nobody lives",
        );
        return None;
    }
    record.amount("people")
}

fn read_elderly(record: &mut Record, people: f64) -> Option<f64> {
    let elderly = record.amount("elderly")?;
    if elderly > people {
        record.error(
            "more_elderly_than_people",
            "elderly",
            "more elderly people than people live here; correct one of the two",
        );
        return None;
    }
    Some(elderly)
}

/// An H3 cell as hexadecimal text, or as the decimal number that databases export.
fn parse_hexagon(text: &str) -> Option<h3o::CellIndex> {
    let text = text.trim();
    h3o::CellIndex::from_str(text)
        .ok()
        .or_else(|| h3o::CellIndex::try_from(text.parse::<u64>().ok()?).ok())
}

/// The resolution that most rows have, the finer one at a tie: cells of another overlap its cells.
fn usual_resolution(table: &Table, columns: &Columns) -> Option<h3o::Resolution> {
    let (at, _) = columns.of("hexagon")?;
    let cells = table.rows.iter().filter_map(|row| parse_hexagon(row.cells.get(at)?));
    let mut counts = std::collections::BTreeMap::<u8, usize>::new();
    for cell in cells {
        *counts.entry(u8::from(cell.resolution())).or_default() += 1;
    }
    let (usual, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    h3o::Resolution::try_from(usual).ok()
}

fn hexagon_centre(record: &mut Record, usual: Option<h3o::Resolution>) -> Option<LonLat> {
    let Some(raw) = record.raw("hexagon") else {
        record.error("missing_position", "hexagon", "the H3 cell is blank");
        return None;
    };
    match parse_hexagon(raw).ok_or(()) {
        Ok(cell) if usual.is_some_and(|usual| usual != cell.resolution()) => {
            let message = format!(
                "this H3 cell has resolution {}, most of the table {}: cells of two resolutions overlap and count people twice; bring the table to one",
                u8::from(cell.resolution()),
                usual.map_or(0, u8::from)
            );
            record.error("mixed_resolution", "hexagon", &message);
            None
        }
        Ok(cell) => {
            let centre = h3o::LatLng::from(cell);
            Some(LonLat::new(centre.lng(), centre.lat()))
        }
        Err(()) => {
            record.error(
                "not_a_hexagon",
                "hexagon",
                "this is no H3 cell; it should look like 8841415a6bfffff",
            );
            None
        }
    }
}

fn derived_code(location: LonLat) -> String {
    let (lon, lat) = location.fixed_point();
    format!("c{lat}_{lon}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::table;

    fn demand(text: &str) -> (Vec<DemandCell>, Vec<(&'static str, Option<u64>)>) {
        let (options, mut findings) = (ReadOptions::default(), Findings::new("a.csv", 99));
        let table = table::read(&mut text.as_bytes(), &options, &mut findings).expect("a table");
        let cells = read(&table, &options, &mut findings).unwrap_or_default();
        (
            cells,
            findings
                .into_list()
                .iter()
                .map(|finding| (finding.check, finding.row))
                .collect(),
        )
    }

    #[test]
    fn people_and_elderly_are_read_and_impossible_ones_refused() {
        let (cells, findings) =
            demand("ma,lon,lat,dan so,elderly\na,105.8,21,10,2\nb,105.8,21.1,5,6\nc,105.8,21.2,-1,\nd,105.9,21,0,\n");
        assert_eq!(
            cells.iter().map(|cell| (cell.people, cell.elderly)).collect::<Vec<_>>(),
            [(10.0, Some(2.0))]
        );
        assert_eq!(
            findings,
            [
                ("more_elderly_than_people", Some(3)),
                ("negative_number", Some(4)),
                ("nobody_lives_here", None)
            ]
        );
    }

    #[test]
    fn enterprises_are_a_group_of_their_own_and_keep_a_cell_without_residents() {
        let (cells, findings) = demand(
            "ma,lon,lat,dan so,so doanh nghiep\na,105.8,21,10,\nb,105.8,21.1,0,35\nc,105.8,21.2,0,0\nd,105.8,21.3,0,-2\n",
        );
        let told: Vec<_> = cells.iter().map(|cell| (cell.people, cell.enterprises)).collect();
        assert_eq!(told, [(10.0, None), (0.0, Some(35.0))]);
        assert_eq!(findings, [("negative_number", Some(5)), ("nobody_lives_here", None)]);
    }

    #[test]
    fn an_h3_table_gives_the_centres_of_its_hexagons() {
        let centre = h3o::LatLng::new(21.03, 105.85).expect("in range");
        let cell = centre.to_cell(h3o::Resolution::Nine);
        let (cells, findings) = demand(&format!("h3,people\n{cell},12\nxyz,1\n"));
        assert_eq!(findings, [("not_a_hexagon", Some(3))]);
        assert_eq!(cells[0].code, cell.to_string());
        assert!(crate::geometry::distance_m(cells[0].location, LonLat::new(105.85, 21.03)) < 250.0);
    }
}
