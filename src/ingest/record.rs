//! One row seen through its columns: each cell becomes a value, nothing, or a finding.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::findings::Findings;
use super::number;
use super::table::Row;
use crate::model::Finding;
use crate::text;

/// A row, its columns, and where remarks go.
pub(super) struct Record<'a> {
    pub row: &'a Row,
    pub columns: &'a Columns,
    pub findings: &'a mut Findings,
}

impl Record<'_> {
    pub fn number(&self) -> u64 {
        self.row.number
    }

    /// The cell as it stands, or `None` where it is blank or the column is missing.
    pub fn raw(&self, key: &str) -> Option<&str> {
        let (at, _) = self.columns.of(key)?;
        self.row.cells.get(at).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// Text in NFC; `None` where blank.
    pub fn text(&self, key: &str) -> Option<String> {
        self.raw(key).map(text::nfc).filter(|cell| !cell.is_empty())
    }

    /// A finite number; a cell that is none is an error.
    pub fn decimal(&mut self, key: &str) -> Option<f64> {
        let value = number::decimal(self.raw(key)?);
        if value.is_none() {
            self.error(
                "not_a_number",
                key,
                "this is not a number; write digits only, such as 1234 or 12,5",
            );
        }
        value
    }

    /// A number that is not negative.
    pub fn amount(&mut self, key: &str) -> Option<f64> {
        let value = self.decimal(key)?;
        if value < 0.0 {
            self.error(
                "negative_number",
                key,
                "this cannot be less than zero; correct it or leave the cell blank",
            );
            return None;
        }
        Some(value)
    }

    /// A whole number that is not negative. A single separator before three digits may be a grouping mark,
    /// so a number with a fraction is refused rather than guessed.
    pub fn count(&mut self, key: &str) -> Option<f64> {
        let value = self.amount(key)?;
        if value.fract() != 0.0 {
            self.error(
                "not_whole",
                key,
                "this must be a whole number; write it without separators, such as 1234",
            );
            return None;
        }
        Some(value)
    }

    /// A date as `YYYY-MM-DD`, from that form or `DD/MM/YYYY`.
    pub fn date(&mut self, key: &str) -> Option<String> {
        let raw = self.raw(key)?;
        let date = date_of(raw);
        if date.is_none() {
            self.error(
                "not_a_date",
                key,
                "this is not a date; write it as 2025-04-01 or 01/04/2025",
            );
        }
        date
    }

    /// Whether an error was found in this row, so that nothing of it may be kept.
    pub fn is_refused(&self) -> bool {
        self.findings.is_refused(self.row.number)
    }

    pub fn error(&mut self, check: &'static str, key: &str, message: &str) {
        let (column, value) = self.place(key);
        self.findings.error_at(check, self.row.number, &column, &value, message);
    }

    pub fn warning(&mut self, check: &'static str, key: &str, message: &str) {
        let (column, value) = self.place(key);
        self.findings
            .warning_at(check, self.row.number, &column, &value, message);
    }

    pub fn info(&mut self, check: &'static str, key: &str, message: &str) {
        let (column, value) = self.place(key);
        let row = self.row.number;
        let finding = Finding::info(check, self.findings.file(), message);
        self.findings.push(finding.at_row(row).in_column(&column, &value));
    }

    fn place(&self, key: &str) -> (String, String) {
        let column = self.columns.label(key).unwrap_or(key).to_owned();
        (column, self.raw(key).unwrap_or_default().to_owned())
    }
}

/// Codes seen, with the row each was first seen on.
#[derive(Default)]
pub(super) struct Seen(BTreeMap<String, u64>);

impl Seen {
    /// The row that had the code before, if any did.
    pub fn before(&mut self, code: &str, row: u64) -> Option<u64> {
        match self.0.get(code) {
            Some(&first) => Some(first),
            None => {
                self.0.insert(code.to_owned(), row);
                None
            }
        }
    }
}

/// A day as offices write it, as `YYYY-MM-DD`; a time of day behind it is passed over.
pub(super) fn date_of(text: &str) -> Option<String> {
    ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d"]
        .iter()
        .find_map(|form| chrono::NaiveDate::parse_from_str(text.get(..10).unwrap_or(text).trim(), form).ok())
        .filter(|date| (1900..=2200).contains(&chrono::Datelike::year(date)))
        .map(|date| date.format("%Y-%m-%d").to_string())
}
