//! Input of location problems: demand points and sites with their places, two tables.

use std::io::Read;

use super::columns::{self, Columns, Field};
use super::findings::Findings;
use super::location::{WEIGHT, role_of, roles};
use super::position::{self, Positions};
use super::record::{Record, Seen};
use super::{ReadOptions, table};
use crate::geometry::LonLat;
use crate::model::{Finding, LocationDemand, LocationSite, SiteRole};

const DEMAND: [Field; 2] = [("code", &["code", "ma", "id", "ma o", "demand"]), WEIGHT];
const SITE: [Field; 4] = [
    ("code", &["code", "ma", "id", "ma diem", "site"]),
    ("role", &["role", "vai tro"]),
    ("fixed_cost", &["fixed cost", "chi phi", "chi phi co dinh", "cost"]),
    ("capacity", &["capacity", "cong suat", "kha nang"]),
];

/// A demand point and a site with their places.
pub type PlacedDemand = (LocationDemand, LonLat);
pub type PlacedSite = (LocationSite, LonLat);

/// Reads demand points: code, position and weight (1 each where no column tells it).
pub fn read_location_demand<R: Read>(
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Vec<PlacedDemand>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let points = read_points(&mut source, options, &DEMAND, &mut findings, |record, code| {
        let weight = if record.columns.has("weight") {
            required_amount(record, "weight")?
        } else {
            1.0
        };
        Some(LocationDemand { code, weight })
    });
    (points, findings.into_list())
}

/// Reads sites: code, position, role (candidate where no column tells it), fixed cost and capacity.
pub fn read_location_sites<R: Read>(
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Vec<PlacedSite>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let points = read_points(&mut source, options, &SITE, &mut findings, |record, code| {
        let role = match record.raw("role") {
            None => SiteRole::Candidate,
            Some(cell) => match role_of(cell) {
                Some(role) => role,
                None => {
                    record.error("unknown_role", "role", &roles());
                    return None;
                }
            },
        };
        Some(LocationSite {
            code,
            role,
            fixed_cost: record.amount("fixed_cost"),
            capacity: record.amount("capacity"),
        })
    });
    (points, findings.into_list())
}

fn read_points<R: Read, T>(
    source: &mut R,
    options: &ReadOptions,
    fields: &[Field],
    findings: &mut Findings,
    mut read: impl FnMut(&mut Record, String) -> Option<T>,
) -> Vec<(T, LonLat)> {
    let Some(table) = table::read(source, options, findings) else {
        return Vec::new();
    };
    let columns = Columns::find(&table, &[fields, &columns::POSITION], findings);
    let has_code = columns.require(&fields[..1], &table, findings);
    if !position::has_columns(&table, &columns, findings) || !has_code {
        return Vec::new();
    }
    let positions = Positions::new(options);
    let mut seen = Seen::default();
    let mut points = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let place = positions.read(&mut record);
        let Some(code) = record.text("code") else {
            record.error("missing_code", "code", "the code is blank; each point needs its own");
            continue;
        };
        if let Some(first) = seen.before(&code, row.number) {
            record.error(
                "duplicate_code",
                "code",
                &format!("this code stands on row {first} already"),
            );
            continue;
        }
        if let (Some(item), Some(place)) = (read(&mut record, code), place) {
            points.push((item, place));
        }
    }
    points
}

fn required_amount(record: &mut Record, key: &'static str) -> Option<f64> {
    if record.raw(key).is_none() {
        record.error("missing_number", key, "the cell is blank; write 0 where there is none");
        return None;
    }
    record.amount(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_need_a_place_and_a_weight_and_say_their_role() {
        let demand = "code,people,lon,lat\nd1,12,105.8,21.0\nd2,,105.8,21.0\nd1,1,105.8,21.0\n";
        let (points, findings) = read_location_demand("d.csv", demand.as_bytes(), &ReadOptions::default());
        assert_eq!(points.len(), 1);
        assert_eq!(
            findings.iter().map(|one| one.check).collect::<Vec<_>>(),
            ["missing_number", "duplicate_code"]
        );
        let sites = "Mã;Vai trò;Kinh độ;Vĩ độ;Công suất\nA;Hiện có;105,8;21,0;\nB;chủ;105,8;21,0;5\n";
        let (sites, findings) = read_location_sites("s.csv", sites.as_bytes(), &ReadOptions::default());
        assert_eq!(
            (sites.len(), sites[0].0.role, sites[0].0.capacity),
            (1, SiteRole::Existing, None)
        );
        assert_eq!(
            (findings[0].check, findings[0].value.as_deref()),
            ("unknown_role", Some("chủ"))
        );
    }
}
