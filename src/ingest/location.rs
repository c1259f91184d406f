//! Input of location problems: a matrix of costs.
//!
//! A matrix has a row a demand point and a column a site. As a table (CSV or TSV) its first column is the demand's code, a column
//! `weight` (or *trọng số*, `people`, *dân số*) its weight, every other column a site; rows that begin with `#role`, `#fixed_cost` or
//! `#capacity` (*#vai trò*, *#chi phí*, *#công suất*) tell about the sites. A pair that is not possible is written `-`; a blank cell
//! is an error, never 0. As JSON: `{"demand": [{"code", "weight"}], "sites": [{"code", "role", "fixed_cost", "capacity"}],
//! "costs": [[1.5, null, ...]]}`, where `null` is a pair that is not possible.

use std::io::{Read, Seek};

use serde::Deserialize;

use super::columns::Field;
use super::findings::Findings;
use super::record::Seen;
use super::sniff::{self, Format};
use super::table::{self, Table};
use super::{ReadOptions, number, text_file};
use crate::model::{CostTable, Finding, LocationDemand, LocationSite, SiteRole};
use crate::text;

/// Pairs of demand and site in one table: 8 bytes each, 320 MB.
pub const MOST_LOCATION_PAIRS: usize = 40_000_000;

pub(super) const WEIGHT: Field = (
    "weight",
    &[
        "weight",
        "trong so",
        "people",
        "population",
        "dan so",
        "so nguoi",
        "demand weight",
    ],
);
/// Reads a matrix, CSV or JSON by its first bytes. `None` where nothing usable is left; any error finding means that it must not be used.
pub fn read_cost_matrix<R: Read + Seek>(
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Option<CostTable>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let read = match sniff::recognise(&mut source) {
        Ok(Format::Json) => {
            text_file::read(&mut source, options, &mut findings).and_then(|text| from_json(&text, &mut findings))
        }
        Ok(Format::Text) => {
            table::read(&mut source, options, &mut findings).and_then(|table| from_table(&table, &mut findings))
        }
        Ok(found) => {
            let message = format!("this is {}; a cost matrix is CSV, TSV or JSON", found.described());
            findings.error("wrong_format", message);
            None
        }
        Err(error) => {
            findings.error("unreadable_file", format!("the file cannot be read ({error})"));
            None
        }
    };
    (read, findings.into_list())
}

pub(super) fn role_of(cell: &str) -> Option<SiteRole> {
    let folded = text::fold(cell);
    SiteRole::ALL
        .into_iter()
        .find(|role| folded == role.code() || folded == text::fold(role.vietnamese()))
}

pub(super) fn roles() -> String {
    let known: Vec<String> = SiteRole::ALL
        .iter()
        .map(|role| format!("{} ({})", role.code(), role.vietnamese()))
        .collect();
    format!("this is no role of a site; write one of {}", known.join(", "))
}

/// What a row of the matrix tells.
enum Line {
    Demand,
    Role,
    FixedCost,
    Capacity,
    Unknown,
}

fn line_of(first: &str) -> Line {
    if !first.starts_with('#') {
        return Line::Demand;
    }
    match text::fold(first).as_str() {
        "role" | "vai tro" => Line::Role,
        "fixed cost" | "chi phi" | "chi phi co dinh" => Line::FixedCost,
        "capacity" | "cong suat" => Line::Capacity,
        _ => Line::Unknown,
    }
}

fn from_table(table: &Table, findings: &mut Findings) -> Option<CostTable> {
    let is_weight = |header: &String| WEIGHT.1.contains(&text::fold(header).as_str());
    let weight_at = table.headers.iter().skip(1).position(is_weight).map(|at| at + 1);
    let site_columns: Vec<usize> = (1..table.headers.len()).filter(|at| Some(*at) != weight_at).collect();
    if site_columns.is_empty() {
        findings.error(
            "no_sites",
            "the header names no site; its columns after the first (and weight) are the sites",
        );
        return None;
    }
    if site_columns.len().saturating_mul(table.rows.len()) > MOST_LOCATION_PAIRS {
        findings.error(
            "matrix_too_large",
            format!("the matrix has more than {MOST_LOCATION_PAIRS} cells"),
        );
        return None;
    }
    if weight_at.is_none() {
        findings.info(
            "no_weights",
            "no column is called weight (trọng số): every demand point weighs 1",
        );
    }
    let mut codes = Seen::default();
    let mut read = CostTable::default();
    for &at in &site_columns {
        let code = table.headers[at].clone();
        if code.is_empty() {
            findings.error_at(
                "missing_code",
                1,
                &format!("{}", at + 1),
                "",
                "this column has no site's code above it",
            );
        } else if codes.before(&code, 1).is_some() {
            findings.error_at(
                "duplicate_code",
                1,
                &code,
                &code,
                "this site stands twice in the header",
            );
        }
        read.sites.push(LocationSite {
            code,
            ..LocationSite::default()
        });
    }
    let mut codes = Seen::default();
    for row in &table.rows {
        let cell = |at: usize| row.cells.get(at).unwrap_or_default().trim();
        let first = text::nfc(cell(0));
        let kind = line_of(&first);
        match kind {
            Line::Unknown => findings.error_at(
                "unknown_line",
                row.number,
                &table.headers[0],
                &first,
                "rows that begin with # are #role, #fixed_cost or #capacity",
            ),
            Line::Demand => {
                if first.is_empty() {
                    findings.error_row(
                        "missing_code",
                        row.number,
                        "the demand point has no code in the first column",
                    );
                } else if let Some(before) = codes.before(&first, row.number) {
                    let message = format!("this demand point stands on row {before} already");
                    findings.error_at("duplicate_code", row.number, &table.headers[0], &first, message);
                }
                let weight = weight_at.map_or(Some(1.0), |at| {
                    amount(row.number, &table.headers[at], cell(at), findings)
                });
                read.demand.push(LocationDemand {
                    code: first,
                    weight: weight.unwrap_or(0.0),
                });
                for &at in &site_columns {
                    let cost = match cell(at) {
                        "-" | "–" | "inf" => Some(CostTable::UNREACHABLE),
                        cost => amount(row.number, &table.headers[at], cost, findings),
                    };
                    read.costs.push(cost.unwrap_or(CostTable::UNREACHABLE));
                }
            }
            Line::Role | Line::FixedCost | Line::Capacity => {
                for (site, &at) in read.sites.iter_mut().zip(&site_columns) {
                    let (header, cell) = (&table.headers[at], cell(at));
                    match kind {
                        Line::Role => match role_of(cell) {
                            Some(role) => site.role = role,
                            None => findings.error_at("unknown_role", row.number, header, cell, roles()),
                        },
                        Line::FixedCost => site.fixed_cost = amount(row.number, header, cell, findings),
                        _ => site.capacity = amount(row.number, header, cell, findings),
                    }
                }
            }
        }
    }
    Some(read)
}

/// A number that is not negative; anything else is a finding.
fn amount(row: u64, column: &str, cell: &str, findings: &mut Findings) -> Option<f64> {
    if cell.is_empty() {
        let message = "the cell is blank; write the number, or - where the site cannot serve the demand";
        findings.error_at("missing_number", row, column, cell, message);
        return None;
    }
    match number::decimal(cell) {
        Some(value) if value >= 0.0 => Some(value),
        Some(_) => {
            findings.error_at("negative_number", row, column, cell, "this cannot be less than zero");
            None
        }
        None => {
            let message = "this is not a number; write digits only, or - where the site cannot serve the demand";
            findings.error_at("not_a_number", row, column, cell, message);
            None
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonTable {
    demand: Vec<JsonDemand>,
    sites: Vec<JsonSite>,
    costs: Vec<Vec<Option<f64>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonDemand {
    code: String,
    weight: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonSite {
    code: String,
    role: Option<String>,
    fixed_cost: Option<f64>,
    capacity: Option<f64>,
}

fn from_json(text: &str, findings: &mut Findings) -> Option<CostTable> {
    let read: JsonTable = match serde_json::from_str(text) {
        Ok(read) => read,
        Err(error) => {
            let message = format!("the matrix cannot be read: {error}");
            findings.error_row("broken_json", error.line() as u64, message);
            return None;
        }
    };
    let (n, m) = (read.demand.len(), read.sites.len());
    if read.costs.len() != n {
        findings.error(
            "wrong_size",
            format!("costs has {} rows for {n} demand points", read.costs.len()),
        );
        return None;
    }
    let mut table = CostTable::default();
    for (at, row) in read.costs.iter().enumerate() {
        if row.len() != m {
            let message = format!(
                "costs of demand point {} has {} values for {m} sites",
                at + 1,
                row.len()
            );
            findings.error("wrong_size", message);
            return None;
        }
        table
            .costs
            .extend(row.iter().map(|cost| cost.unwrap_or(CostTable::UNREACHABLE)));
    }
    table.demand = read
        .demand
        .into_iter()
        .map(|point| LocationDemand {
            code: point.code,
            weight: point.weight,
        })
        .collect();
    for site in read.sites {
        let named = site.role.as_deref().unwrap_or("candidate");
        let role = role_of(named).unwrap_or_else(|| {
            findings.push(Finding::error("unknown_role", findings.file(), roles()).in_column(&site.code, named));
            SiteRole::Candidate
        });
        table.sites.push(LocationSite {
            code: site.code,
            role,
            fixed_cost: site.fixed_cost,
            capacity: site.capacity,
        });
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(text: &str) -> (Option<CostTable>, Vec<Finding>) {
        read_cost_matrix("m.csv", std::io::Cursor::new(text), &ReadOptions::default())
    }

    #[test]
    fn a_matrix_tells_weights_roles_costs_and_what_is_not_possible() {
        let text = "demand,weight,A,B\n#role,,required,ứng viên\n#fixed_cost,,10,\"2,5\"\n#capacity,,5,6\nd1,3,4,-\nd2,0,1,2.5\n";
        let (table, findings) = matrix(text);
        assert_eq!(findings, []);
        let table = table.expect("a table");
        assert_eq!(
            table.demand[0],
            LocationDemand {
                code: "d1".into(),
                weight: 3.0
            }
        );
        let a = LocationSite {
            code: "A".into(),
            role: SiteRole::Required,
            fixed_cost: Some(10.0),
            capacity: Some(5.0),
        };
        assert_eq!(table.sites[0], a);
        assert_eq!(
            (table.sites[1].role, table.sites[1].fixed_cost),
            (SiteRole::Candidate, Some(2.5))
        );
        assert_eq!(table.costs, [4.0, CostTable::UNREACHABLE, 1.0, 2.5]);
        let json = r#"{"demand":[{"code":"d1","weight":3},{"code":"d2","weight":0}],
            "sites":[{"code":"A","role":"required","fixed_cost":10,"capacity":5},{"code":"B","fixed_cost":2.5,"capacity":6}],
            "costs":[[4,null],[1,2.5]]}"#;
        assert_eq!(matrix(json), (Some(table), vec![]));
    }

    #[test]
    fn every_bad_cell_is_told_with_row_column_and_value() {
        let text = "demand,weight,A,A\n#role,,boss,candidate\nd1,-3,4,\nd1,x,nan,1\n#colour,,1,2\n";
        let (_, findings) = matrix(text);
        let told: Vec<(&str, Option<u64>, &str)> = findings
            .iter()
            .map(|finding| (finding.check, finding.row, finding.value.as_deref().unwrap_or("")))
            .collect();
        let expected = [
            ("duplicate_code", Some(1), "A"),
            ("unknown_role", Some(2), "boss"),
            ("negative_number", Some(3), "-3"),
            ("missing_number", Some(3), ""),
            ("duplicate_code", Some(4), "d1"),
            ("not_a_number", Some(4), "x"),
            ("not_a_number", Some(4), "nan"),
            ("unknown_line", Some(5), "#colour"),
        ];
        assert_eq!(told, expected);
        let (_, broken) = matrix("{\"demand\": [],\n \"sites\": 3}");
        assert_eq!((broken[0].check, broken[0].row), ("broken_json", Some(2)));
        let (_, short) = matrix(r#"{"demand":[{"code":"d","weight":1}],"sites":[{"code":"A"}],"costs":[[]]}"#);
        assert_eq!(short[0].check, "wrong_size");
    }
}
