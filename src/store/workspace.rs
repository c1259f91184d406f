//! Opening, creating and changing a workspace file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::geometry::LonLat;
use crate::model::Dataset;

use super::StoreError;
use super::atomic::{Draft, Overwrite};
use super::layers::{self, META, REVIEW_PLAN, SCHEMA_VERSION};
use super::stamp::beside;
use super::{layout_copy, read, write};

/// How long to wait for another program before giving up; an import of a whole city holds the file for less.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether nobody can change the file while the transaction reads: a reader's lock keeps every writer from committing, unless
/// another program has made the file keep a write-ahead log.
fn holds_still(moment: &Connection, path: &Path) -> Result<bool, StoreError> {
    let mode = || -> rusqlite::Result<String> {
        lock_for_reading(moment)?;
        moment.query_row("PRAGMA journal_mode", [], |row| row.get(0))
    };
    let mode = mode().map_err(|error| StoreError::database(path, error))?;
    Ok(mode != "wal")
}

/// Whether a second reader has its lock at once. Where a writer already waits for the first, it would have to wait for him.
fn is_held_too(other: &Connection) -> bool {
    let locked = other
        .busy_timeout(Duration::ZERO)
        .and_then(|()| other.execute_batch("BEGIN"))
        .and_then(|()| lock_for_reading(other));
    locked.is_ok()
}

/// The first question of a transaction takes its lock.
fn lock_for_reading(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
}

/// One line of a review for the layer `decision`.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionRow {
    /// Code and name of the facility (of the candidate, for `open`).
    pub facility: String,
    pub name: String,
    /// keep, remedy, merge, close, open, mobile
    pub decision: String,
    /// Code of the receiving facility of a merge.
    pub into: Option<String>,
    pub location: LonLat,
}

/// An open workspace. The functions that take a path open, do one thing, and close.
#[derive(Debug)]
pub struct Workspace {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
}

impl Workspace {
    /// Writes a new workspace: beside its place first, forced to disk, then renamed.
    ///
    /// # Errors
    /// [`StoreError::Exists`] unless it may be replaced; [`StoreError::Unfit`] for data that no workspace
    /// can hold; what the disk says. Nothing is left behind.
    pub fn create(path: &Path, dataset: &Dataset, overwrite: Overwrite) -> Result<(), StoreError> {
        write::check(dataset)?;
        Workspace::create_filled(path, overwrite, |connection| {
            write::write_dataset(connection, dataset).map_err(|error| StoreError::database(path, error))
        })
    }

    /// As [`Workspace::create`], with a function that fills the new file.
    pub(super) fn create_filled<T>(
        path: &Path,
        overwrite: Overwrite,
        fill: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let is_there = path.symlink_metadata().is_ok();
        if is_there && overwrite == Overwrite::Refuse {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let draft = Draft::beside(path)?;
        let failed = |error| StoreError::database(path, error);
        let mut connection = Connection::open(draft.path()).map_err(failed)?;
        // Nobody else knows the draft and a crash throws it away: no journal, no waiting for the disk.
        connection
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;")
            .map_err(failed)?;
        let transaction = connection.transaction().map_err(failed)?;
        layers::create_geopackage(&transaction).map_err(failed)?;
        let told = fill(&transaction)?;
        transaction.commit().map_err(failed)?;
        connection.close().map_err(|(_, error)| failed(error))?;
        if is_there {
            forget_journals(path)?;
        }
        draft.publish(overwrite)?;
        Ok(told)
    }

    /// Everything in the workspace, in canonical order.
    ///
    /// # Errors
    /// What keeps the file from being read as a workspace, or the first row that makes no sense.
    pub fn load(path: &Path) -> Result<Dataset, StoreError> {
        let mut workspace = Workspace::open(path)?;
        let other = Workspace::open(path)?.connection;
        workspace.at_one_moment(|moment| {
            // The roads are half of all rows: they are read beside the rest where both see the same state.
            if !holds_still(moment, path)? || !is_held_too(&other) {
                return read::read_dataset(moment, path);
            }
            std::thread::scope(|threads| {
                let roads = threads.spawn(move || read::read_roads(&other, path));
                let rest = read::read_all_but_roads(moment, path);
                let roads = roads.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                let mut dataset = rest?;
                dataset.roads = roads?;
                Ok(dataset)
            })
        })
    }

    /// Replaces the whole content in one transaction; the stored review stays (it names its own snapshot).
    ///
    /// # Errors
    /// As [`Workspace::load`] and [`Workspace::create`]; the file then holds what it held.
    pub fn replace(path: &Path, dataset: &Dataset) -> Result<(), StoreError> {
        write::check(dataset)?;
        Workspace::open(path)?
            .change(|connection| replace_layers(connection, dataset).map_err(|error| StoreError::database(path, error)))
    }

    /// Loads, changes and stores in one transaction, so that of two imports at once neither is lost.
    ///
    /// # Errors
    /// As [`Workspace::replace`]; the file then holds what it held.
    pub fn update<T>(path: &Path, change: impl FnOnce(&mut Dataset) -> T) -> Result<T, StoreError> {
        Workspace::open(path)?.change(|connection| {
            let mut dataset = read::read_dataset(connection, path)?;
            let told = change(&mut dataset);
            write::check(&dataset)?;
            replace_layers(connection, &dataset).map_err(|error| StoreError::database(path, error))?;
            Ok(told)
        })
    }

    /// Stores a review: its JSON whole, and its decisions as a layer. An earlier one is replaced.
    ///
    /// # Errors
    /// As [`Workspace::replace`].
    pub fn save_review(path: &Path, json: &str, decisions: &[DecisionRow]) -> Result<(), StoreError> {
        let mut workspace = Workspace::open(path)?;
        let at = newest_change(&workspace.connection).map_err(|error| StoreError::database(path, error))?;
        workspace.change(|connection| {
            let written = write::write_review(connection, json, decisions, &at);
            written.map_err(|error| StoreError::database(path, error))
        })
    }

    /// As [`Workspace::save_review`], in one transaction with a look at the data and at the review that is stored. `None` leaves
    /// the file as it is. Tells whether it wrote.
    ///
    /// # Errors
    /// What `make` refuses; as [`Workspace::replace`]. The file then holds what it held.
    pub fn save_review_if<E: From<StoreError>>(
        path: &Path,
        make: impl FnOnce(&Dataset, Option<&str>) -> Result<Option<(String, Vec<DecisionRow>)>, E>,
    ) -> Result<bool, E> {
        let mut workspace = Workspace::open(path)?;
        workspace.change(|connection| {
            let failed = |error| StoreError::database(path, error);
            let dataset = read::read_dataset(connection, path)?;
            let stored = stored_review(connection).map_err(failed)?;
            let Some((json, decisions)) = make(&dataset, stored.as_deref())? else {
                return Ok(false);
            };
            let at = newest_change(connection).map_err(failed)?;
            write::write_review(connection, &json, &decisions, &at).map_err(failed)?;
            Ok(true)
        })
    }

    /// The JSON of the stored review.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn load_review(path: &Path) -> Result<Option<String>, StoreError> {
        Workspace::open(path)?.review()
    }

    /// Copies a workspace, also while others use it, into a new file for its owner alone: scenarios that are not published are in
    /// it. A link in its place is replaced, not followed.
    ///
    /// # Errors
    /// As [`Workspace::create`].
    pub fn backup(path: &Path, out: &Path, overwrite: Overwrite) -> Result<(), StoreError> {
        let workspace = Workspace::open(path)?;
        let is_there = out.symlink_metadata().is_ok();
        if is_there && overwrite == Overwrite::Refuse {
            return Err(StoreError::Exists(out.to_owned()));
        }
        let draft = Draft::private_beside(out)?;
        let failed = |error| StoreError::database(out, error);
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let mut copy = Connection::open_with_flags(draft.path(), flags).map_err(failed)?;
        copy.execute_batch("PRAGMA synchronous = OFF").map_err(failed)?;
        let steps = rusqlite::backup::Backup::new(&workspace.connection, &mut copy).map_err(failed)?;
        steps.run_to_completion(10_000, Duration::ZERO, None).map_err(failed)?;
        drop(steps);
        copy.execute_batch("PRAGMA journal_mode = DELETE").map_err(failed)?;
        copy.close().map_err(|(_, error)| failed(error))?;
        if out.symlink_metadata().is_ok_and(|found| found.is_file()) {
            forget_journals(out)?;
        }
        draft.publish(overwrite)
    }

    /// Opens a workspace. A transaction that another program did not finish is taken back first.
    ///
    /// # Errors
    /// Which of: not there, no GeoPackage, no workspace, from a newer program, damaged, locked.
    pub fn open(path: &Path) -> Result<Workspace, StoreError> {
        check_header(path)?;
        let failed = |error| StoreError::database(path, error);
        // Falls back to reading where the file may not be written.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let workspace = Workspace {
            path: path.to_owned(),
            connection,
        };
        workspace.check_layout()?;
        Ok(workspace)
    }

    /// As [`Workspace::load`], from one state of the file even while another program writes.
    ///
    /// # Errors
    /// The first row that makes no sense.
    pub fn dataset(&mut self) -> Result<Dataset, StoreError> {
        let path = self.path.clone();
        self.at_one_moment(|moment| read::read_dataset(moment, &path))
    }

    /// Reads from one state of the file.
    pub(super) fn at_one_moment<T>(
        &mut self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let failed = |error| StoreError::database(&self.path, error);
        let moment = self.connection.transaction().map_err(failed)?;
        read(&moment)
    }

    /// As [`Workspace::load_review`].
    ///
    /// # Errors
    /// What the database says.
    pub fn review(&self) -> Result<Option<String>, StoreError> {
        stored_review(&self.connection).map_err(|error| StoreError::database(&self.path, error))
    }

    /// One transaction. One that raises the layout of the file leaves a copy of the file as it was, or changes nothing.
    pub(super) fn change<T, E: From<StoreError>>(
        &mut self,
        write: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let failed = |error| StoreError::database(&self.path, error);
        // Out of the write-ahead mode that QGIS may have left; when others are reading it stays, which is safe too.
        let _mode = self
            .connection
            .query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        // New pages wait in memory until the end, so that readers wait for the commit only.
        self.connection
            .execute_batch("PRAGMA cache_spill = OFF; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;")
            .map_err(failed)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let before = layout(&transaction).map_err(failed)?;
        let told = write(&transaction)?;
        if layout(&transaction).map_err(failed)? > before {
            layout_copy::keep(&self.path, before)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(told)
    }

    fn check_layout(&self) -> Result<(), StoreError> {
        let failed = |error| StoreError::database(&self.path, error);
        let path = self.path.clone();
        let application: i32 = self
            .connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(failed)?;
        // GP10 and GP11: GeoPackage 1.0 and 1.1, which other programs still write.
        if ![layers::APPLICATION_ID, 0x4750_3130, 0x4750_3131].contains(&application) {
            return Err(StoreError::NotGeoPackage {
                path,
                reason: "another kind of SQLite database".into(),
            });
        }
        if !layers::has_table(&self.connection, META.table).map_err(failed)? {
            return Err(StoreError::NotWorkspace {
                path,
                reason: "table gandan_meta is missing".into(),
            });
        }
        match layout(&self.connection).map_err(failed)? {
            Some(found) if found > SCHEMA_VERSION => Err(StoreError::Newer {
                path,
                found,
                known: SCHEMA_VERSION,
            }),
            Some(_) => Ok(()),
            None => Err(StoreError::NotWorkspace {
                path,
                reason: "gandan_meta tells no schema_version".into(),
            }),
        }
    }
}

pub(super) fn newest_change(connection: &Connection) -> rusqlite::Result<String> {
    let select = "SELECT last_change FROM gpkg_contents WHERE table_name = 'facility'";
    connection.query_row(select, [], |row| row.get(0))
}

fn stored_review(connection: &Connection) -> rusqlite::Result<Option<String>> {
    if !layers::has_table(connection, REVIEW_PLAN.table)? {
        return Ok(None);
    }
    let newest = "SELECT plan FROM review_plan ORDER BY fid DESC LIMIT 1";
    connection.query_row(newest, [], |row| row.get(0)).optional()
}

/// The layout that the file says it has; `None` where it says nothing that is a number.
fn layout(connection: &Connection) -> rusqlite::Result<Option<u32>> {
    let asked = "SELECT value FROM gandan_meta WHERE name = 'schema_version'";
    let told: Option<String> = connection.query_row(asked, [], |row| row.get(0)).optional()?;
    Ok(told.and_then(|text| text.parse().ok()))
}

pub(super) fn replace_layers(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    for layer in layers::DATASET_LAYERS {
        layers::drop_layer(connection, layer)?;
    }
    write::write_dataset(connection, dataset)
}

/// Tells apart, before SQLite is asked, what it would report in one breath.
fn check_header(path: &Path) -> Result<(), StoreError> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound(path.to_owned()),
        _ => StoreError::file(path, "open the file")(error),
    })?;
    let mut start = Vec::new();
    file.by_ref()
        .take(100)
        .read_to_end(&mut start)
        .map_err(StoreError::file(path, "read the file"))?;
    let reason = match start.len() {
        0 => "the file is empty",
        100 if start.starts_with(b"SQLite format 3\0") => return Ok(()),
        _ if start.starts_with(b"SQLite format 3\0") => {
            let reason = "cut off inside its header".into();
            return Err(StoreError::Damaged {
                path: path.to_owned(),
                reason,
            });
        }
        _ => "no SQLite database",
    };
    Err(StoreError::NotGeoPackage {
        path: path.to_owned(),
        reason: reason.into(),
    })
}

/// Before a file is replaced by renaming: a journal of the old one would be played into the new one.
///
/// # Errors
/// [`StoreError::Locked`] while another program is using the old file.
fn forget_journals(path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    if let Ok(old) = Connection::open_with_flags(path, flags) {
        let is_free = old
            .busy_timeout(PATIENCE)
            .and_then(|()| old.execute_batch("BEGIN EXCLUSIVE; ROLLBACK;"));
        if let Err(error @ StoreError::Locked(_)) = is_free.map_err(|error| StoreError::database(path, error)) {
            return Err(error);
        }
    }
    for ending in ["-journal", "-wal", "-shm"] {
        match std::fs::remove_file(beside(path, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::file(path, "remove the journal of the old file")(error));
            }
            _ => {}
        }
    }
    Ok(())
}
