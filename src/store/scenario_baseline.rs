//! The data that scenarios stand on, kept as they were.
//!
//! A baseline is a list of tables, each told by the BLAKE3 of its rows; the rows themselves are kept once, deflated,
//! whatever the number of scenarios on them. An import, or a change in QGIS, thus takes nothing away from a
//! scenario. What no scenario stands on any more is let go.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::history_delta::{Rows, TableUndo, pack, unpack};
use super::layers::{self, DATASET_LAYERS};
use super::scenario_error::ScenarioError;
use super::{StoreError, read};
use crate::model::Dataset;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS gandan_baseline \
        (baseline TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (baseline, name)) WITHOUT ROWID; \
     CREATE TABLE IF NOT EXISTS gandan_baseline_rows (hash TEXT PRIMARY KEY, data BLOB NOT NULL);";

/// Keeps the data as they are under a name, unless they are kept already. Call inside a transaction.
pub fn keep(connection: &Connection, baseline: &str) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    if is_kept(connection, baseline)? {
        return Ok(());
    }
    for layer in DATASET_LAYERS {
        let rows = Rows::read(connection, layer)?;
        let hash = blake3::Hash::from_bytes(rows.hash()).to_hex().to_string();
        let known = "SELECT 1 FROM gandan_baseline_rows WHERE hash = ?1";
        if connection.query_row(known, [&hash], |_| Ok(())).optional()?.is_none() {
            // The way back from an empty table is the table; an empty one has none.
            let kept = TableUndo::between(layer.table, &rows, &Rows::default());
            let data = pack(&kept.into_iter().collect::<Vec<_>>());
            connection.execute(
                "INSERT INTO gandan_baseline_rows (hash, data) VALUES (?1, ?2)",
                params![hash, data],
            )?;
        }
        connection.execute(
            "INSERT INTO gandan_baseline (baseline, name, hash) VALUES (?1, ?2, ?3)",
            params![baseline, layer.table, hash],
        )?;
    }
    Ok(())
}

/// Lets go of baselines that no scenario stands on. Call inside a transaction.
pub fn let_go(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM gandan_baseline WHERE baseline NOT IN (SELECT baseline FROM scenario);
         DELETE FROM gandan_baseline_rows WHERE hash NOT IN (SELECT hash FROM gandan_baseline);",
    )
}

/// The data kept under a name.
///
/// # Errors
/// [`ScenarioError::BaselineGone`]; rows that are damaged.
pub fn load(connection: &Connection, path: &Path, baseline: &str) -> Result<Dataset, ScenarioError> {
    let failed = |error| StoreError::database(path, error);
    let gone = || ScenarioError::BaselineGone(baseline.to_owned());
    if !layers::has_table(connection, "gandan_baseline").map_err(failed)? {
        return Err(gone());
    }
    let memory = Connection::open_in_memory().map_err(failed)?;
    layers::create_geopackage(&memory).map_err(failed)?;
    for layer in DATASET_LAYERS {
        layers::create_layer(&memory, layer, "1970-01-01T00:00:00.000Z").map_err(failed)?;
        let select =
            "SELECT data FROM gandan_baseline JOIN gandan_baseline_rows USING (hash) WHERE baseline = ?1 AND name = ?2";
        let found: Option<Vec<u8>> = connection
            .query_row(select, [baseline, layer.table], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        // A table that the program which kept the baseline did not know was empty then.
        let Some(data) = found else { continue };
        for kept in unpack(&data).ok_or_else(gone)? {
            let rows = kept.apply(&Rows::default()).ok_or_else(gone)?;
            rows.write(&memory, layer).map_err(failed)?;
        }
    }
    match is_kept(connection, baseline).map_err(failed)? {
        true => Ok(read::read_dataset(&memory, path)?),
        false => Err(gone()),
    }
}

fn is_kept(connection: &Connection, baseline: &str) -> rusqlite::Result<bool> {
    let select = "SELECT 1 FROM gandan_baseline WHERE baseline = ?1 LIMIT 1";
    Ok(connection
        .query_row(select, [baseline], |_| Ok(()))
        .optional()?
        .is_some())
}
