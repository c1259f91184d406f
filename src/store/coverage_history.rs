//! What each state of the data came to: coverage by rule, kept so that leadership sees where it is going.
//!
//! Whoever computes the figures of the whole city anyway writes them down here, once a state of the data and beside the
//! imports (`import_history`), never within one. A state that comes back after another one (an undo) is a state of its own.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::layers::{self, Layer};
use super::workspace::newest_change;
use super::{StoreError, Workspace};

/// Made with the first state; not part of the dataset.
const COVERAGE_HISTORY: Layer = Layer {
    table: "coverage_history",
    title: "Lịch sử bảo đảm tiếp cận",
    description: "What each state of the data came to by rule: residents, those within radius, time and rule, communes lacking; method = rule and speeds, only equal ones compare",
    geometry: None,
    columns: &[
        ("at", "TEXT NOT NULL"),
        ("snapshot_id", "TEXT NOT NULL"),
        ("rule", "TEXT NOT NULL"),
        ("method", "TEXT NOT NULL"),
        ("people", "DOUBLE NOT NULL"),
        ("radius_people", "DOUBLE NOT NULL"),
        ("time_people", "DOUBLE NOT NULL"),
        ("passing_people", "DOUBLE NOT NULL"),
        ("areas", "INTEGER NOT NULL"),
        ("areas_lacking", "INTEGER NOT NULL"),
    ],
};

/// Coverage of one state of the data under one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRow {
    /// When the figures of this state were first computed, RFC 3339 UTC.
    pub at: String,
    pub snapshot_id: String,
    pub rule: String,
    /// The rule's limits and the road speeds, hashed: only figures of one method can be compared.
    pub method: String,
    pub people: f64,
    pub radius_people: f64,
    pub time_people: f64,
    pub passing_people: f64,
    pub areas: u32,
    /// Communes where somebody does not pass.
    pub areas_lacking: u32,
}

impl Workspace {
    /// Keeps the figures of a state of the data, unless it is the newest that is kept. Tells whether anything was written.
    ///
    /// # Errors
    /// As [`Workspace::replace`].
    pub fn keep_coverage(path: &Path, rows: &[CoverageRow]) -> Result<bool, StoreError> {
        let mut workspace = Workspace::open(path)?;
        let failed = |error| StoreError::database(path, error);
        let Some(first) = rows.first() else {
            return Ok(false);
        };
        // Looked at before the file is opened for writing: nearly always there is nothing to do.
        if newest(&workspace.connection).map_err(failed)?.as_ref() == Some(&first.snapshot_id) {
            return Ok(false);
        }
        let changed_at = newest_change(&workspace.connection).map_err(failed)?;
        workspace.change(|connection| {
            // Another program may have written it meanwhile.
            if newest(connection).map_err(failed)?.as_ref() == Some(&first.snapshot_id) {
                return Ok(false);
            }
            insert(connection, rows, &changed_at).map_err(failed)?;
            Ok(true)
        })
    }

    /// The newest rows that are kept, oldest first, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn kept_coverage(&self, most: u32) -> Result<Vec<CoverageRow>, StoreError> {
        let read = || -> rusqlite::Result<Vec<CoverageRow>> {
            if !layers::has_table(&self.connection, COVERAGE_HISTORY.table)? {
                return Ok(Vec::new());
            }
            let mut select = self.connection.prepare(
                "SELECT at, snapshot_id, rule, method, people, radius_people, time_people, passing_people, areas, areas_lacking
                 FROM coverage_history ORDER BY fid DESC LIMIT ?1",
            )?;
            let rows = select.query_map([most], |row| {
                Ok(CoverageRow {
                    at: row.get(0)?,
                    snapshot_id: row.get(1)?,
                    rule: row.get(2)?,
                    method: row.get(3)?,
                    people: row.get(4)?,
                    radius_people: row.get(5)?,
                    time_people: row.get(6)?,
                    passing_people: row.get(7)?,
                    areas: row.get(8)?,
                    areas_lacking: row.get(9)?,
                })
            })?;
            rows.collect()
        };
        let mut rows = read().map_err(|error| StoreError::database(&self.path, error))?;
        rows.reverse();
        Ok(rows)
    }
}

/// The state that was kept last.
fn newest(connection: &Connection) -> rusqlite::Result<Option<String>> {
    if !layers::has_table(connection, COVERAGE_HISTORY.table)? {
        return Ok(None);
    }
    let select = "SELECT snapshot_id FROM coverage_history ORDER BY fid DESC LIMIT 1";
    connection.query_row(select, [], |row| row.get(0)).optional()
}

fn insert(connection: &Connection, rows: &[CoverageRow], changed_at: &str) -> rusqlite::Result<()> {
    if !layers::has_table(connection, COVERAGE_HISTORY.table)? {
        layers::create_layer(connection, &COVERAGE_HISTORY, changed_at)?;
    }
    let mut insert = connection.prepare(
        "INSERT INTO coverage_history
         (at, snapshot_id, rule, method, people, radius_people, time_people, passing_people, areas, areas_lacking)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for row in rows {
        insert.execute(params![
            row.at,
            row.snapshot_id,
            row.rule,
            row.method,
            row.people,
            row.radius_people,
            row.time_people,
            row.passing_people,
            row.areas,
            row.areas_lacking,
        ])?;
    }
    Ok(())
}
