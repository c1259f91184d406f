//! Rows that were refused, in the shape of their file, with the reason beside them: mended, they can be imported.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{REASON, folded_header};
use super::findings::Findings;
use super::geojson_file::{Feature, Shape};
use super::table::{Row, Table};
use super::wkt;

/// The refused rows of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRows {
    headers: Vec<String>,
    /// Cells and reason.
    rows: Vec<(Vec<String>, String)>,
}

impl RejectedRows {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows as CSV (UTF-8 with its mark, so that Excel shows the letters), the column of reasons last.
    pub fn to_csv(&self) -> Vec<u8> {
        const MEMORY: &str = "writing to memory does not fail";
        let width = self
            .rows
            .iter()
            .map(|(cells, _)| cells.len())
            .max()
            .unwrap_or(0)
            .max(self.headers.len());
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        let padded = |cells: &[String], last: &str| -> Vec<String> {
            let mut cells = cells.to_vec();
            cells.resize(width, String::new());
            cells.push(last.to_owned());
            cells
        };
        writer.write_record(padded(&self.headers, REASON)).expect(MEMORY);
        for (cells, reason) in &self.rows {
            writer.write_record(padded(cells, reason)).expect(MEMORY);
        }
        writer.into_inner().expect(MEMORY)
    }

    /// The rows of a table in which errors were found, in order; a column of reasons from before is dropped.
    pub(super) fn of_table(table: &Table, findings: &Findings) -> Option<RejectedRows> {
        let is_reason = |at: usize| {
            let header = table.headers.get(at).map_or("", String::as_str);
            folded_header(header) == folded_header(REASON)
        };
        let faults: BTreeMap<(u64, usize), &str> = table
            .faults
            .iter()
            .map(|(row, at, fault)| ((*row, *at), fault.as_str()))
            .collect();
        let cells = |row: &Row| -> Vec<String> {
            let cells = row.cells.iter().enumerate().filter(|(at, _)| !is_reason(*at));
            cells
                .map(|(at, cell)| faults.get(&(row.number, at)).map_or(cell, |fault| fault).to_owned())
                .collect()
        };
        let mut rows: Vec<(u64, Vec<String>)> = table
            .rows
            .iter()
            .chain(&table.misfits)
            .filter(|row| findings.is_refused(row.number))
            .map(|row| (row.number, cells(row)))
            .collect();
        rows.sort_by_key(|(number, _)| *number);
        let headers = (0..table.headers.len())
            .filter(|at| !is_reason(*at))
            .map(|at| table.headers[at].clone())
            .collect();
        Self::new(headers, rows, findings)
    }

    /// The features in which errors were found, their polygons and lines as WKT in a column `outline`.
    pub(super) fn of_features(features: &[Feature], findings: &Findings) -> Option<RejectedRows> {
        let refused: Vec<&Feature> = features
            .iter()
            .filter(|feature| findings.is_refused(feature.row))
            .collect();
        let (mut headers, mut seen) = (Vec::<String>::new(), BTreeSet::new());
        for key in refused.iter().flat_map(|feature| feature.properties.keys()) {
            if seen.insert(key.as_str()) {
                headers.push(key.clone());
            }
        }
        let rows = refused.iter().map(|feature| {
            let properties = headers.iter().map(|key| feature.text(&[key]).unwrap_or_default());
            let outline = match &feature.shape {
                Shape::Polygons(polygons) => crate::geometry::wkt(polygons),
                Shape::Lines(lines) => wkt::lines_text(lines),
                _ => String::new(),
            };
            (feature.row, properties.chain([outline]).collect())
        });
        let rows = rows.collect();
        let is_taken = headers.iter().any(|header| header == "outline");
        headers.push(if is_taken { "wkt" } else { "outline" }.to_owned());
        Self::new(headers, rows, findings)
    }

    fn new(headers: Vec<String>, rows: Vec<(u64, Vec<String>)>, findings: &Findings) -> Option<RejectedRows> {
        let rows: Vec<(Vec<String>, String)> = rows
            .into_iter()
            .map(|(number, cells)| {
                let reasons = findings.refused().get(&number).map(Vec::as_slice).unwrap_or_default();
                (cells, reasons.join(" | "))
            })
            .collect();
        (!rows.is_empty()).then_some(RejectedRows { headers, rows })
    }
}
