//! The committed tables of `data/hanoi`, read once into plain rows. `data/README.md` says for every
//! column what is fact and what is modelled.

use super::DemoError;
use super::plane::{Point, plane};
use crate::geometry::LonLat;
use crate::text::nfc;

/// One of the 126 communes and wards since 1 July 2025.
pub struct Commune {
    pub code: String,
    pub name: String,
    pub location: LonLat,
    pub area_km2: f64,
    pub people: f64,
}

/// A district of 2024 with the branch that served it.
pub struct Branch {
    pub number: u32,
    pub district: String,
    /// Code of the commune that holds the branch in the model.
    pub commune: String,
    /// Staff of the district's one-stop office in 2024.
    pub staff: u32,
}

/// The centre of one of the 526 wards and communes before July 2025: where a village or quarter is.
pub struct OldWard {
    pub at: Point,
}

/// A real place that could host an agent.
pub struct Place {
    pub osm_id: String,
    pub brand: String,
    pub name: String,
    pub location: LonLat,
    pub address: Option<String>,
    pub opening_hours: Option<String>,
}

/// A real bridge, from bank to bank.
pub struct Bridge {
    pub name: String,
    pub ends: [Point; 2],
}

/// A named line through points in order: a river, a lake's shore, the edge of a park, a main road.
pub struct NamedLine {
    pub name: String,
    /// Class of a road or a lesser river; empty for outlines.
    pub class: String,
    pub points: Vec<Point>,
}

/// All tables.
pub struct Facts {
    pub communes: Vec<Commune>,
    pub branches: Vec<Branch>,
    pub old_wards: Vec<OldWard>,
    pub places: Vec<Place>,
    pub bridges: Vec<Bridge>,
    pub rivers: Vec<NamedLine>,
    pub lakes: Vec<NamedLine>,
    /// Lesser rivers, which are drawn as lines.
    pub waterways: Vec<NamedLine>,
    pub green: Vec<NamedLine>,
    pub main_roads: Vec<NamedLine>,
    /// Code, name, field.
    pub procedures: Vec<[String; 3]>,
}

impl Facts {
    /// # Errors
    /// The first row of a committed table that does not hold what it should.
    pub fn load() -> Result<Facts, DemoError> {
        let offices = Table::parse(
            "one_stop_offices_2024.csv",
            include_str!("../../data/hanoi/one_stop_offices_2024.csv"),
        )?;
        Ok(Facts {
            communes: communes()?,
            branches: branches(&offices)?,
            old_wards: old_wards()?,
            places: places()?,
            bridges: bridges()?,
            rivers: lines(
                "river_lines.csv",
                include_str!("../../data/hanoi/river_lines.csv"),
                "river",
            )?,
            lakes: lines("lakes.csv", include_str!("../../data/hanoi/lakes.csv"), "lake")?,
            waterways: lines(
                "waterway_lines.csv",
                include_str!("../../data/hanoi/waterway_lines.csv"),
                "waterway",
            )?,
            green: lines("green.csv", include_str!("../../data/hanoi/green.csv"), "green")?,
            main_roads: lines(
                "main_roads.csv",
                include_str!("../../data/hanoi/main_roads.csv"),
                "road",
            )?,
            procedures: procedures()?,
        })
    }
}

fn communes() -> Result<Vec<Commune>, DemoError> {
    let table = Table::parse("communes_2025.csv", include_str!("../../data/hanoi/communes_2025.csv"))?;
    let rows = table.rows().map(|row| {
        Ok(Commune {
            code: row.text("code")?,
            name: row.text("name")?,
            location: row.location("lon", "lat")?,
            area_km2: row.number("area_km2")?,
            people: row.number("population_2025")?,
        })
    });
    rows.collect()
}

fn branches(offices: &Table) -> Result<Vec<Branch>, DemoError> {
    let table = Table::parse(
        "branch_communes.csv",
        include_str!("../../data/hanoi/branch_communes.csv"),
    )?;
    let rows = table.rows().map(|row| {
        let district = row.text("district")?;
        let office = offices
            .rows()
            .find(|office| office.text("district").is_ok_and(|name| name == district));
        let office = office.ok_or_else(|| row.error("district", "a district of one_stop_offices_2024.csv"))?;
        Ok(Branch {
            number: row.number("number")? as u32,
            commune: row.text("commune")?,
            staff: office.number("district_staff")? as u32,
            district,
        })
    });
    rows.collect()
}

fn old_wards() -> Result<Vec<OldWard>, DemoError> {
    let table = Table::parse(
        "old_wards_2024.csv",
        include_str!("../../data/hanoi/old_wards/old_wards_2024.csv"),
    )?;
    table
        .rows()
        .map(|row| {
            Ok(OldWard {
                at: row.point("lon", "lat")?,
            })
        })
        .collect()
}

fn places() -> Result<Vec<Place>, DemoError> {
    let table = Table::parse("places.csv", include_str!("../../data/hanoi/places_osm/places.csv"))?;
    let rows = table.rows().map(|row| {
        let (number, street) = (row.text("house_number")?, row.text("street")?);
        let address = [number, street.clone()].join(" ").trim().to_owned();
        let opening_hours = row.text("opening_hours")?;
        Ok(Place {
            osm_id: row.text("osm_id")?,
            brand: row.text("brand")?,
            name: row.text("name")?,
            location: row.location("lon", "lat")?,
            address: (!street.is_empty()).then_some(address),
            opening_hours: (!opening_hours.is_empty()).then_some(opening_hours),
        })
    });
    rows.collect()
}

fn bridges() -> Result<Vec<Bridge>, DemoError> {
    let table = Table::parse("bridges.csv", include_str!("../../data/hanoi/bridges.csv"))?;
    let rows = table.rows().map(|row| {
        let ends = [row.point("lon_a", "lat_a")?, row.point("lon_b", "lat_b")?];
        Ok(Bridge {
            name: row.text("name")?,
            ends,
        })
    });
    rows.collect()
}

fn lines(file: &'static str, text: &str, key: &str) -> Result<Vec<NamedLine>, DemoError> {
    let table = Table::parse(file, text)?;
    let mut lines: Vec<NamedLine> = Vec::new();
    for row in table.rows() {
        let (name, point) = (row.text(key)?, row.point("lon", "lat")?);
        match lines.last_mut() {
            Some(line) if line.name == name && row.number("order")? > 1.0 => line.points.push(point),
            _ => lines.push(NamedLine {
                name,
                class: row.text("class").unwrap_or_default(),
                points: vec![point],
            }),
        }
    }
    Ok(lines)
}

fn procedures() -> Result<Vec<[String; 3]>, DemoError> {
    let table = Table::parse("procedures.csv", include_str!("../../data/hanoi/procedures.csv"))?;
    table
        .rows()
        .map(|row| Ok([row.text("code")?, row.text("name")?, row.text("field")?]))
        .collect()
}

/// A CSV text with a header line.
struct Table {
    file: &'static str,
    header: Vec<String>,
    records: Vec<csv::StringRecord>,
}

/// One record of a table; `line` counts the header as 1.
struct Row<'a> {
    table: &'a Table,
    record: &'a csv::StringRecord,
    line: usize,
}

impl Table {
    fn parse(file: &'static str, text: &str) -> Result<Table, DemoError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let unreadable = |error: csv::Error| DemoError::Table {
            file,
            line: 0,
            reason: error.to_string(),
        };
        let header = reader
            .headers()
            .map_err(unreadable)?
            .iter()
            .map(str::to_owned)
            .collect();
        let records = reader.records().collect::<Result<_, _>>().map_err(unreadable)?;
        Ok(Table { file, header, records })
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().enumerate().map(|(index, record)| Row {
            table: self,
            record,
            line: index + 2,
        })
    }
}

impl Row<'_> {
    fn text(&self, column: &str) -> Result<String, DemoError> {
        let index = self.table.header.iter().position(|name| name == column);
        let value = index.and_then(|index| self.record.get(index));
        value.map(nfc).ok_or_else(|| self.error(column, "a value"))
    }

    fn number(&self, column: &str) -> Result<f64, DemoError> {
        self.text(column)?.parse().map_err(|_| self.error(column, "a number"))
    }

    fn location(&self, lon: &str, lat: &str) -> Result<LonLat, DemoError> {
        LonLat::try_new(self.number(lon)?, self.number(lat)?).map_err(|error| self.error(lon, &error.to_string()))
    }

    fn point(&self, lon: &str, lat: &str) -> Result<Point, DemoError> {
        Ok(plane().to_metres(self.location(lon, lat)?))
    }

    fn error(&self, column: &str, wanted: &str) -> DemoError {
        let reason = format!("column {column} should hold {wanted}");
        DemoError::Table {
            file: self.table.file,
            line: self.line,
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_tables_hold_the_known_counts() {
        let facts = Facts::load().expect("committed tables");
        assert_eq!(
            (facts.communes.len(), facts.branches.len(), facts.bridges.len()),
            (126, 30, 10)
        );
        assert_eq!(
            (facts.rivers.len(), facts.old_wards.len(), facts.procedures.len()),
            (2, 526, 50)
        );
        let people: f64 = facts.communes.iter().map(|commune| commune.people).sum();
        assert_eq!(people, 8_807_525.0);
    }

    #[test]
    fn a_broken_row_is_named_by_file_line_and_column() {
        let table = Table::parse("x.csv", "lon,lat\n105.8,21.0\n105.8,210\n").expect("a table");
        let error = table
            .rows()
            .nth(1)
            .expect("a row")
            .location("lon", "lat")
            .expect_err("no latitude");
        let text = error.to_string();
        assert!(
            text.contains("x.csv") && text.contains("line 3") && text.contains("210"),
            "{text}"
        );
    }
}
