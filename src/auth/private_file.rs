//! The file beside a workspace that holds what is nobody else's business.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::error::AuthError;

/// "GDpv": tells the private file from other SQLite files.
const APPLICATION_ID: i32 = 0x4744_7076;
/// How long to wait for another program, such as `gandan user` beside `gandan serve`.
const PATIENCE: Duration = Duration::from_secs(5);

/// What makes the tables, one step a layout: the first makes a new file, each further one carries the layout before it
/// forward and sets `user_version` to its own number, counted from 1.
const STEPS: [&str; 3] = [
    include_str!("private_file.sql"),
    include_str!("private_layout_2.sql"),
    include_str!("private_voice.sql"),
];
/// The layout after the last step.
const LAYOUT: u32 = STEPS.len() as u32;

/// `<workspace>.private.sqlite`, open; shared by threads, one of which uses it at a time.
#[derive(Debug)]
pub struct PrivateFile {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl PrivateFile {
    /// Where the private file of a workspace lies.
    pub fn path_of(workspace: &Path) -> PathBuf {
        let mut name = workspace.as_os_str().to_owned();
        name.push(".private.sqlite");
        PathBuf::from(name)
    }

    /// Opens the private file of a workspace, or makes it: readable and writable by its owner alone (mode 0600), which is
    /// also set where it was laxer.
    ///
    /// # Errors
    /// What the disk says; a file of another kind; a file of a newer program.
    pub fn open(workspace: &Path) -> Result<PrivateFile, AuthError> {
        PrivateFile::at(&PrivateFile::path_of(workspace))
    }

    /// As [`PrivateFile::open`], told the path of the private file itself.
    ///
    /// # Errors
    /// As [`PrivateFile::open`].
    pub fn at(path: &Path) -> Result<PrivateFile, AuthError> {
        for_the_owner_alone(path).map_err(|reason| AuthError::File {
            path: path.to_owned(),
            reason,
        })?;
        let failed = |reason| AuthError::Database {
            path: path.to_owned(),
            reason,
        };
        let connection = Connection::open(path).map_err(failed)?;
        PrivateFile::prepared(path.to_owned(), connection)
    }

    /// The private file of a workspace as it is: neither made, nor carried forward, nor written to.
    ///
    /// # Errors
    /// What the disk says; a file of another kind, of a newer program, or of an older layout.
    pub fn to_read(workspace: &Path) -> Result<PrivateFile, AuthError> {
        let path = PrivateFile::path_of(workspace);
        let connection = Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        );
        let connection = connection.map_err(|reason| AuthError::Database {
            path: path.clone(),
            reason,
        })?;
        let file = PrivateFile {
            path,
            connection: Mutex::new(connection),
        };
        let found: (i32, u32) = file.read(|connection| {
            connection.busy_timeout(PATIENCE)?;
            let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
            Ok((number("application_id")?, number("user_version")? as u32))
        })?;
        let (path, known) = (file.path.clone(), LAYOUT);
        match found {
            (APPLICATION_ID, LAYOUT) => Ok(file),
            (APPLICATION_ID, found) if found < LAYOUT => Err(AuthError::Older { path, found, known }),
            (APPLICATION_ID, found) => Err(AuthError::Newer { path, found, known }),
            _ => Err(AuthError::Foreign { path }),
        }
    }

    /// One that is gone with the value: a service without accounts, and tests.
    ///
    /// # Errors
    /// None that is known; the database may refuse.
    pub fn in_memory() -> Result<PrivateFile, AuthError> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|reason| AuthError::Database {
            path: path.clone(),
            reason,
        })?;
        PrivateFile::prepared(path, connection)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn prepared(path: PathBuf, connection: Connection) -> Result<PrivateFile, AuthError> {
        let file = PrivateFile {
            path,
            connection: Mutex::new(connection),
        };
        let found: (i32, u32) = file.read(|connection| {
            connection.busy_timeout(PATIENCE)?;
            // Readers do not wait for a writer; an entry is on the disk before it is told to be written.
            connection
                .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
            let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
            Ok((number("application_id")?, number("user_version")? as u32))
        })?;
        match found {
            (0, 0) => file.carry_forward(0)?,
            (APPLICATION_ID, LAYOUT) => {}
            (APPLICATION_ID, version) if version < LAYOUT => {
                // Kept for good: who goes back to the older program has what it wrote.
                file.backup(&copy_before(&file.path, version))?;
                file.carry_forward(version)?;
            }
            (APPLICATION_ID, found) => {
                let path = file.path;
                return Err(AuthError::Newer {
                    path,
                    found,
                    known: LAYOUT,
                });
            }
            _ => return Err(AuthError::Foreign { path: file.path }),
        }
        Ok(file)
    }

    /// Takes the steps from a layout on, all or none; another program may have taken them in the meantime.
    fn carry_forward(&self, from: u32) -> Result<(), AuthError> {
        self.change(|connection| {
            let now: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            for step in STEPS.iter().skip(now.max(from) as usize) {
                connection.execute_batch(step)?;
            }
            Ok(())
        })
    }

    pub(super) fn read<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, AuthError> {
        ask(&self.lock()).map_err(|reason| self.failed(reason))
    }

    /// One transaction: all of it or nothing.
    pub(super) fn change<T>(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, AuthError> {
        self.try_change(|connection| write(connection).map_err(|reason| self.failed(reason)))
    }

    /// As [`PrivateFile::change`], for changes that may be refused.
    pub(super) fn try_change<T>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T, AuthError>,
    ) -> Result<T, AuthError> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|reason| self.failed(reason))?;
        let told = write(&transaction)?;
        transaction.commit().map_err(|reason| self.failed(reason))?;
        Ok(told)
    }

    pub(super) fn failed(&self, reason: rusqlite::Error) -> AuthError {
        let path = self.path.clone();
        AuthError::Database { path, reason }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `<file>.layout-<version>`, beside it.
fn copy_before(path: &Path, version: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".layout-{version}"));
    PathBuf::from(name)
}

/// Makes the file where it is missing, before SQLite would make it readable for everybody.
pub(super) fn for_the_owner_alone(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}
