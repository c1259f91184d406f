//! The tables of a history: its entries, and the ways back beside them.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::history::{Action, HistoryEntry, HistoryFile, NewEntry};
use super::history_rules::{is_in_effect, undo_orders};
use super::layers::{self, IMPORT_HISTORY};

/// Table of the ways back, by id of the entry; made with the first, and in no layer list.
const WAYS_BACK: &str = "gandan_undo";

/// Writes an entry and its way back; gives its id.
pub(super) fn insert(
    connection: &Connection,
    changed_at: &str,
    entry: &NewEntry,
    undoes: Option<i64>,
    wrote: &[String],
    way_back: &[u8],
) -> rusqlite::Result<i64> {
    if !layers::has_table(connection, IMPORT_HISTORY.table)? {
        layers::create_layer(connection, &IMPORT_HISTORY, changed_at)?;
        let create = format!("CREATE TABLE {WAYS_BACK} (id INTEGER PRIMARY KEY, data BLOB NOT NULL)");
        connection.execute_batch(&create)?;
    }
    let json = |list: &[String]| serde_json::to_string(list).expect("texts are always JSON");
    let files: Vec<(&str, Option<&str>)> = entry
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.hash.as_deref()))
        .collect();
    connection.execute(
        "INSERT INTO import_history (what, at, kind, files, note, counts, summary, reads, wrote, undoes, undo_bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            entry.what.code(),
            entry.at,
            entry.kind,
            serde_json::to_string(&files).expect("texts are always JSON"),
            entry.note,
            entry.counts,
            entry.summary,
            json(&entry.reads),
            json(wrote),
            undoes,
            way_back.len() as i64,
        ],
    )?;
    let id = connection.last_insert_rowid();
    let keep = format!("INSERT INTO {WAYS_BACK} (id, data) VALUES (?1, ?2)");
    connection.execute(&keep, params![id, way_back])?;
    Ok(id)
}

/// The way back of an entry; `None` when it was let go.
pub(super) fn way_back(connection: &Connection, id: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    let select = format!("SELECT data FROM {WAYS_BACK} WHERE id = ?1");
    connection.query_row(&select, [id], |row| row.get(0)).optional()
}

/// Marks an entry as taken back by another.
pub(super) fn mark_undone(connection: &Connection, id: i64, by: i64) -> rusqlite::Result<()> {
    let mark = "UPDATE import_history SET undone_by = ?2 WHERE fid = ?1";
    connection.execute(mark, params![id, by]).map(drop)
}

/// Lets ways back go until the others fit into the budget: newest first each is kept that still fits, and the newest always.
pub(super) fn let_go(connection: &Connection, budget_bytes: u64) -> rusqlite::Result<()> {
    let mut select = connection.prepare(&format!("SELECT id, length(data) FROM {WAYS_BACK} ORDER BY id DESC"))?;
    let kept: Vec<(i64, u64)> = select
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?
        .collect::<rusqlite::Result<_>>()?;
    let mut used = 0u64;
    for (place, (id, bytes)) in kept.into_iter().enumerate() {
        if place == 0 || used + bytes <= budget_bytes {
            used += bytes;
            continue;
        }
        connection.execute(&format!("DELETE FROM {WAYS_BACK} WHERE id = ?1"), [id])?;
        connection.execute("UPDATE import_history SET undo_bytes = NULL WHERE fid = ?1", [id])?;
    }
    Ok(())
}

/// All entries, oldest first; none in a workspace without a history.
pub(super) fn entries(connection: &Connection, path: &Path) -> Result<Vec<HistoryEntry>, StoreError> {
    let failed = |error| StoreError::database(path, error);
    if !layers::has_table(connection, IMPORT_HISTORY.table).map_err(failed)? {
        return Ok(Vec::new());
    }
    let mut select = connection
        .prepare(
            "SELECT fid, what, at, kind, files, note, counts, summary, reads, wrote, undoes, undone_by, undo_bytes
             FROM import_history ORDER BY fid",
        )
        .map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        entries.push(entry(row, path)?);
    }
    for at in 0..entries.len() {
        let id = entries[at].id;
        entries[at].is_in_effect = is_in_effect(&entries, id);
    }
    let orders = undo_orders(&entries);
    for (entry, order) in entries.iter_mut().zip(orders).filter(|(entry, _)| entry.is_in_effect) {
        entry.undo_first = order;
    }
    Ok(entries)
}

fn entry(row: &rusqlite::Row, path: &Path) -> Result<HistoryEntry, StoreError> {
    let failed = |error| StoreError::database(path, error);
    let id: i64 = row.get("fid").map_err(failed)?;
    let wrong = |column: &str| StoreError::Row {
        path: path.to_owned(),
        table: IMPORT_HISTORY.table.to_owned(),
        row: id,
        reason: format!("{column} is not what gandan wrote there"),
    };
    let text = |column: &str| row.get::<_, String>(column).map_err(|_| wrong(column));
    let list = |column: &str| -> Result<Vec<String>, StoreError> {
        serde_json::from_str(&text(column)?).map_err(|_| wrong(column))
    };
    let files: Vec<(String, Option<String>)> = serde_json::from_str(&text("files")?).map_err(|_| wrong("files"))?;
    let number = |column: &str| row.get::<_, Option<i64>>(column).map_err(|_| wrong(column));
    Ok(HistoryEntry {
        id,
        what: Action::from_code(&text("what")?).ok_or_else(|| wrong("what"))?,
        at: text("at")?,
        kind: text("kind")?,
        files: files
            .into_iter()
            .map(|(name, hash)| HistoryFile { name, hash })
            .collect(),
        note: text("note")?,
        counts: text("counts")?,
        summary: text("summary")?,
        reads: list("reads")?,
        wrote: list("wrote")?,
        undoes: number("undoes")?,
        // An undo is always later than what it undid.
        undone_by: number("undone_by")?.filter(|by| *by > id),
        is_in_effect: false,
        undo_first: Vec::new(),
        undo_bytes: number("undo_bytes")?.map(i64::unsigned_abs),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_back_are_let_go_oldest_first_and_the_newest_always_stays() {
        let connection = Connection::open_in_memory().expect("a database");
        layers::create_geopackage(&connection).expect("tables");
        let write = |bytes: usize| {
            let way_back = vec![7u8; bytes];
            insert(
                &connection,
                "2026-11-22T00:00:00.000Z",
                &NewEntry::default(),
                None,
                &[],
                &way_back,
            )
            .expect("written")
        };
        let kept = || -> Vec<i64> {
            let entries = entries(&connection, Path::new("x")).expect("read");
            let kept = entries.iter().filter(|entry| entry.undo_bytes.is_some());
            kept.map(|entry| entry.id).collect()
        };
        for bytes in [10, 60, 20, 30] {
            write(bytes);
        }
        let_go(&connection, 120).expect("pruned");
        assert_eq!(kept(), [1, 2, 3, 4]);
        let_go(&connection, 60).expect("pruned");
        assert_eq!(kept(), [1, 3, 4], "what fits beside the newer ones stays");
        write(500);
        let_go(&connection, 60).expect("pruned");
        assert_eq!(kept(), [5], "the last change can always be taken back");
        let left: i64 = connection
            .query_row("SELECT count(*) FROM gandan_undo", [], |row| row.get(0))
            .expect("counted");
        assert_eq!(left, 1);
    }
}
