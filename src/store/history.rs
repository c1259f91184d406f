//! The history of a workspace: what was imported, removed and undone, and the way back of each.
//!
//! An entry is written in the transaction of its change: data without their entry, or an entry without its data, cannot be.
//! The entries are a table that other programs show (`import_history`); the ways back (`history_delta`) are kept
//! beside it, newest first, up to [`UNDO_BUDGET_BYTES`] in all. An entry whose way back was let go stays and says so.
//!
//! A change by another program (QGIS) between two imports is no entry. It is noticed by the hashes of the tables: what
//! was changed there is never undone over.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;

use crate::model::Dataset;

use super::atomic::Overwrite;
use super::history_delta::{Rows, TableUndo, decode, pack, unpack};
use super::history_rules::{is_in_effect, newest_to_undo};
use super::history_table::{self, entries, insert, let_go};
use super::layers::{self, DATASET_LAYERS, META, SOURCE};
use super::workspace::replace_layers;
use super::{StoreError, Workspace, read, write};

/// What the ways back of all entries may take together, in bytes as stored: 128 MiB. The rows of a province's road
/// network deflate to about 30 MiB, those of ten lists of facilities to less than one; the newest entry
/// keeps its way back whatever it takes.
pub const UNDO_BUDGET_BYTES: u64 = 128 << 20;

/// Parts of a way back that are no table of the dataset.
const SOURCES_AFTER: &str = "source, after";
const IS_DEMO: &str = "is_demo";

/// What an entry did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    #[default]
    Import,
    /// Travel times were taken away.
    Remove,
    /// Another entry was taken back.
    Undo,
    /// A scenario was published.
    Publish,
}

impl Action {
    /// The stable name in the table and in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Remove => "remove",
            Self::Undo => "undo",
            Self::Publish => "publish",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        [Self::Import, Self::Remove, Self::Undo, Self::Publish]
            .into_iter()
            .find(|action| action.code() == code)
    }
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryFile {
    pub name: String,
    /// BLAKE3 in hex.
    pub hash: Option<String>,
}

/// What is to be written of a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewEntry {
    pub what: Action,
    /// RFC 3339 UTC.
    pub at: String,
    /// The kind of data, e.g. `facilities`.
    pub kind: String,
    pub files: Vec<HistoryFile>,
    pub note: String,
    /// JSON: how many were added, changed, ...
    pub counts: String,
    /// JSON: the difference.
    pub summary: String,
    /// Tables of other kinds that the change refers to.
    pub reads: Vec<String>,
}

/// One entry of the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryEntry {
    /// Counts from 1 in the order of the changes.
    pub id: i64,
    pub what: Action,
    pub at: String,
    pub kind: String,
    pub files: Vec<HistoryFile>,
    pub note: String,
    pub counts: String,
    pub summary: String,
    pub reads: Vec<String>,
    /// Tables whose rows the change made other; for the table of sources those of a kind, as `source/facilities`.
    pub wrote: Vec<String>,
    /// The entry that this one took back.
    pub undoes: Option<i64>,
    /// The last entry that took this one back.
    pub undone_by: Option<i64>,
    /// Whether its change is part of the data as they are.
    pub is_in_effect: bool,
    /// Entries to take back before this one, in this order; none where it is not in effect.
    pub undo_first: Vec<i64>,
    /// Bytes of its way back; `None` when it was let go.
    pub undo_bytes: Option<u64>,
}

impl Workspace {
    /// As [`Workspace::update`], with an entry in the history; tells its id. The entry is made when the change is known.
    ///
    /// # Errors
    /// As [`Workspace::update`]; the file then holds what it held.
    pub fn update_recorded<T>(
        path: &Path,
        change: impl FnOnce(&mut Dataset) -> (T, NewEntry),
    ) -> Result<(T, i64), StoreError> {
        Workspace::update_recorded_if(path, |dataset| Ok(change(dataset)))
    }

    /// As [`Workspace::update_recorded`], where the change looks at the data first and may refuse them.
    ///
    /// # Errors
    /// [`StoreError::History`] with the reason of the refusal; else as [`Workspace::update_recorded`]. The file then holds
    /// what it held.
    pub fn update_recorded_if<T>(
        path: &Path,
        change: impl FnOnce(&mut Dataset) -> Result<(T, NewEntry), String>,
    ) -> Result<(T, i64), StoreError> {
        Workspace::open(path)?.change(|connection| {
            record(connection, path, |mut dataset| {
                let (told, entry) = change(&mut dataset).map_err(|reason| refused(path, reason))?;
                Ok((dataset, told, entry, None))
            })
        })
    }

    /// As [`Workspace::create`] of an empty workspace and then [`Workspace::update_recorded`], in one.
    ///
    /// # Errors
    /// As [`Workspace::create`]; nothing is left behind.
    pub fn create_recorded<T>(
        path: &Path,
        overwrite: Overwrite,
        change: impl FnOnce(&mut Dataset) -> (T, NewEntry),
    ) -> Result<(T, i64), StoreError> {
        Workspace::create_filled(path, overwrite, |connection| {
            write::write_dataset(connection, &Dataset::default()).map_err(|error| StoreError::database(path, error))?;
            record(connection, path, |mut dataset| {
                let (told, entry) = change(&mut dataset);
                Ok((dataset, told, entry, None))
            })
        })
    }

    /// The history, oldest first.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn history(path: &Path) -> Result<Vec<HistoryEntry>, StoreError> {
        let mut workspace = Workspace::open(path)?;
        workspace.at_one_moment(|connection| entries(connection, path))
    }

    /// Takes an entry back: the tables that it wrote hold the rows from before again. Without an id it is the newest
    /// import in effect. An undo that is taken back does its import again. `tell` gets the entry and the data before
    /// and after; the id of the new entry is told beside its answer.
    ///
    /// # Errors
    /// [`StoreError::History`] when there is nothing to undo, when later entries rest on it (they are named), when
    /// another program changed the rows since, or when the way back was let go; the file then holds what it held.
    pub fn undo<T>(
        path: &Path,
        id: Option<i64>,
        tell: impl FnOnce(&HistoryEntry, &Dataset, &Dataset) -> (T, NewEntry),
    ) -> Result<(T, i64), StoreError> {
        Workspace::open(path)?.change(|connection| {
            let failed = |error| StoreError::database(path, error);
            let entries = entries(connection, path)?;
            let target = chosen(path, &entries, id)?;
            let tables = way_back(connection, path, target)?;
            let (told, id) = record(connection, path, |before| {
                let after = restored(connection, path, target, &tables, &before)?;
                let (told, entry) = tell(target, &before, &after);
                let entry = NewEntry {
                    what: Action::Undo,
                    kind: target.kind.clone(),
                    reads: target.reads.clone(),
                    ..entry
                };
                Ok((after, told, entry, Some(target.id)))
            })?;
            history_table::mark_undone(connection, target.id, id).map_err(failed)?;
            Ok((told, id))
        })
    }
}

fn refused(path: &Path, reason: String) -> StoreError {
    StoreError::History {
        path: path.to_owned(),
        reason,
    }
}

/// The entry to take back, when nothing stands in the way.
fn chosen<'a>(path: &Path, entries: &'a [HistoryEntry], id: Option<i64>) -> Result<&'a HistoryEntry, StoreError> {
    let target = match id {
        Some(id) => entries.iter().find(|entry| entry.id == id).ok_or_else(|| {
            let reason = format!("the history has no entry {id}; `gandan history` lists them");
            refused(path, reason)
        })?,
        None => newest_to_undo(entries).ok_or_else(|| {
            let reason = match entries.len() {
                0 => "nothing was imported with a history, so there is nothing to undo",
                _ => "no import is in effect, so there is nothing to undo; --id with the id of an undo does its import again",
            };
            refused(path, reason.to_owned())
        })?,
    };
    if !is_in_effect(entries, target.id) {
        let by = target.undone_by.unwrap_or_default();
        let reason = format!(
            "entry {} has been taken back already by entry {by}; `gandan undo --id {by}` does it again",
            target.id
        );
        return Err(refused(path, reason));
    }
    if !target.undo_first.is_empty() {
        let ways = target.undo_first.iter();
        let ways = ways.filter_map(|id| entries.iter().find(|entry| entry.id == *id));
        let named: Vec<String> = ways.map(named).collect();
        let reason = format!(
            "entry {} cannot be taken back, since later ones rest on the same data; take them back first, in this order: {}",
            target.id,
            named.join(", ")
        );
        return Err(refused(path, reason));
    }
    Ok(target)
}

/// `12 (import of facilities, agents.csv)`
fn named(entry: &HistoryEntry) -> String {
    let files: Vec<&str> = entry.files.iter().map(|file| file.name.as_str()).take(3).collect();
    let what = match entry.undoes {
        Some(undone) => format!("undo of entry {undone}"),
        None => format!("{} of {}", entry.what.code(), entry.kind),
    };
    let parts: Vec<&str> = std::iter::once(what.as_str()).chain(files).collect();
    format!("{} ({})", entry.id, parts.join(", "))
}

fn way_back(connection: &Connection, path: &Path, target: &HistoryEntry) -> Result<Vec<TableUndo>, StoreError> {
    let gone = || {
        let reason = format!(
            "the rows from before entry {} were let go to make room for those of later ones ({} MiB are kept), so it cannot be taken \
             back; import the older file again, or take a copy of the workspace",
            target.id,
            UNDO_BUDGET_BYTES >> 20
        );
        refused(path, reason)
    };
    let found = match target.undo_bytes {
        Some(_) => history_table::way_back(connection, target.id).map_err(|error| StoreError::database(path, error))?,
        None => None,
    };
    let data = found.ok_or_else(gone)?;
    unpack(&data).ok_or_else(|| {
        let reason = format!(
            "the rows from before entry {} are damaged, so it cannot be taken back",
            target.id
        );
        refused(path, reason)
    })
}

/// Puts the rows from before into the tables and reads the data that they make.
fn restored(
    connection: &Connection,
    path: &Path,
    target: &HistoryEntry,
    tables: &[TableUndo],
    now: &Dataset,
) -> Result<Dataset, StoreError> {
    let failed = |error| StoreError::database(path, error);
    let at = write::changed_at(now);
    let put = |layer: &layers::Layer, rows: &Rows| -> rusqlite::Result<()> {
        layers::drop_layer(connection, layer)?;
        layers::create_layer(connection, layer, &at)?;
        rows.write(connection, layer)
    };
    let mut is_demo = now.is_demo;
    for undo in tables {
        match undo.table.as_str() {
            IS_DEMO => {
                // Where a later entry changed it too, it stays as that one left it.
                let before = undo.apply(&flag(now.is_demo));
                is_demo = before.map_or(is_demo, |rows| rows == flag(true));
            }
            table if table == SOURCE.table => {
                let rows = sources_before(connection, undo, tables).map_err(failed)?;
                let rows = rows.ok_or_else(|| changed_elsewhere(path, target, table))?;
                put(&SOURCE, &rows).map_err(failed)?;
            }
            SOURCES_AFTER => {}
            table => {
                let layer = DATASET_LAYERS.iter().find(|layer| layer.table == table);
                let layer = layer.ok_or_else(|| {
                    let reason = format!(
                        "entry {} wrote a table '{table}' that this program does not know",
                        target.id
                    );
                    refused(path, reason)
                })?;
                let rows = undo.apply(&Rows::read(connection, layer).map_err(failed)?);
                let rows = rows.ok_or_else(|| changed_elsewhere(path, target, table))?;
                put(layer, &rows).map_err(failed)?;
            }
        }
    }
    let mut dataset = read::read_dataset(connection, path)?;
    dataset.is_demo = is_demo;
    Ok(dataset)
}

fn changed_elsewhere(path: &Path, target: &HistoryEntry, table: &str) -> StoreError {
    let reason = format!(
        "table '{table}' is no longer as entry {} left it: another program (QGIS?) changed it since, and an undo would lose that; \
         nothing was undone",
        target.id
    );
    refused(path, reason)
}

/// The sources before an entry: as they were where they are as it left them, else without those that it brought and
/// with those that it took.
fn sources_before(connection: &Connection, undo: &TableUndo, tables: &[TableUndo]) -> rusqlite::Result<Option<Rows>> {
    let now = Rows::read(connection, &SOURCE)?;
    if let Some(before) = undo.apply(&now) {
        return Ok(Some(before));
    }
    let after = tables.iter().find(|one| one.table == SOURCES_AFTER);
    let after = after.map_or(Some(Rows::default()), |after| after.apply(&Rows::default()));
    let Some((before, after)) = after.and_then(|after| Some((undo.apply(&after)?, after))) else {
        return Ok(None);
    };
    let without = |list: &Rows, others: &Rows| {
        let mut others: Vec<&[u8]> = others.iter().collect();
        let mut left = Rows::default();
        for row in list.iter() {
            match others.iter().position(|other| *other == row) {
                Some(at) => drop(others.remove(at)),
                None => left.push(row),
            }
        }
        left
    };
    let (brought, taken) = (without(&after, &before), without(&before, &after));
    let mut rows = without(&now, &brought);
    taken.iter().for_each(|row| rows.push(row));
    Ok(Some(rows))
}

/// A truth as the rows of a table.
fn flag(truth: bool) -> Rows {
    let mut rows = Rows::default();
    rows.push(&[u8::from(truth)]);
    rows
}

/// Changes the data, writes them and the entry of the change. `change` tells the new data, its answer, the entry, and
/// which entry it takes back. Call inside a transaction.
pub(super) fn record<T>(
    connection: &Connection,
    path: &Path,
    change: impl FnOnce(Dataset) -> Result<(Dataset, T, NewEntry, Option<i64>), StoreError>,
) -> Result<(T, i64), StoreError> {
    let failed = |error| StoreError::database(path, error);
    let layers = || DATASET_LAYERS.iter().filter(|layer| layer.table != META.table);
    let before: Vec<Rows> = layers()
        .map(|layer| Rows::read(connection, layer))
        .collect::<rusqlite::Result<_>>()
        .map_err(failed)?;
    let dataset = read::read_dataset(connection, path)?;
    let was_demo = dataset.is_demo;
    let (dataset, told, entry, undoes) = change(dataset)?;
    write::check(&dataset)?;
    replace_layers(connection, &dataset).map_err(failed)?;
    let mut tables: Vec<TableUndo> = Vec::new();
    let mut wrote: BTreeSet<String> = BTreeSet::new();
    for (layer, before) in layers().zip(before) {
        let after = Rows::read(connection, layer).map_err(failed)?;
        let Some(undo) = TableUndo::between(layer.table, &before, &after) else {
            continue;
        };
        tables.push(undo);
        if layer.table == SOURCE.table {
            wrote.extend(kinds_of(&before, &after).map(|kind| format!("source/{kind}")));
            tables.extend(TableUndo::between(SOURCES_AFTER, &after, &Rows::default()));
        } else {
            wrote.insert(layer.table.to_owned());
        }
    }
    tables.extend(TableUndo::between(IS_DEMO, &flag(was_demo), &flag(dataset.is_demo)));
    let at = write::changed_at(&dataset);
    let wrote: Vec<String> = wrote.into_iter().collect();
    let id = insert(connection, &at, &entry, undoes, &wrote, &pack(&tables)).map_err(failed)?;
    let_go(connection, UNDO_BUDGET_BYTES).map_err(failed)?;
    Ok((told, id))
}

/// The kinds whose sources differ. The kind is the first column of the table.
fn kinds_of(before: &Rows, after: &Rows) -> impl Iterator<Item = String> {
    let of = |rows: &Rows| -> Vec<(String, Vec<u8>)> {
        let kind = |row: &[u8]| match decode(row)?.into_iter().find(|(column, _)| *column == 1)?.1 {
            rusqlite::types::Value::Text(kind) => Some(kind),
            _ => None,
        };
        rows.iter()
            .map(|row| (kind(row).unwrap_or_default(), row.to_vec()))
            .collect()
    };
    let (before, after) = (of(before), of(after));
    let kinds: BTreeSet<String> = before.iter().chain(&after).map(|(kind, _)| kind.clone()).collect();
    let differs = move |kind: &String| {
        let own = |rows: &[(String, Vec<u8>)]| -> Vec<Vec<u8>> {
            rows.iter()
                .filter(|(other, _)| other == kind)
                .map(|(_, row)| row.clone())
                .collect()
        };
        own(&before) != own(&after)
    };
    kinds.into_iter().filter(differs)
}
