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
const STEPS: [&str; 4] = [
    include_str!("private_file.sql"),
    include_str!("private_periods.sql"),
    include_str!("private_voice.sql"),
    include_str!("private_templates.sql"),
];

/// `<workspace>.private.sqlite`, open; shared by threads, one of which uses it at a time.
#[derive(Debug)]
pub struct PrivateFile {
    path: PathBuf,
    connection: Mutex<Connection>,
    deciding: Mutex<()>,
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
    /// What the disk says; a file of another kind; a file of a newer program; a link.
    pub fn open(workspace: &Path) -> Result<PrivateFile, AuthError> {
        PrivateFile::at(&PrivateFile::path_of(workspace))
    }

    /// As [`PrivateFile::open`], told the path of the private file itself.
    ///
    /// # Errors
    /// As [`PrivateFile::open`].
    pub fn at(path: &Path) -> Result<PrivateFile, AuthError> {
        PrivateFile::at_with(path, &STEPS)
    }

    fn at_with(path: &Path, steps: &[&str]) -> Result<PrivateFile, AuthError> {
        let real = for_the_owner_alone(path).map_err(|reason| AuthError::File {
            path: path.to_owned(),
            reason,
        })?;
        let failed = |reason| AuthError::Database {
            path: path.to_owned(),
            reason,
        };
        let connection = Connection::open_with_flags(real, opening()).map_err(failed)?;
        PrivateFile::prepared(path.to_owned(), connection, steps)
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
        let (file, found) = PrivateFile::recognised(path, connection)?;
        let (path, known) = (file.path.clone(), STEPS.len() as u32);
        match found {
            (APPLICATION_ID, found) if found == known => Ok(file),
            (APPLICATION_ID, found) if found < known => Err(AuthError::Older { path, found, known }),
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
        PrivateFile::prepared(path, connection, &STEPS)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file with the kind and the layout that it says it has.
    fn recognised(path: PathBuf, connection: Connection) -> Result<(PrivateFile, (i32, u32)), AuthError> {
        let file = PrivateFile {
            path,
            connection: Mutex::new(connection),
            deciding: Mutex::default(),
        };
        let found = file.read(|connection| {
            connection.busy_timeout(PATIENCE)?;
            let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
            Ok((number("application_id")?, number("user_version")? as u32))
        })?;
        Ok((file, found))
    }

    /// `steps`: as [`STEPS`].
    fn prepared(path: PathBuf, connection: Connection, steps: &[&str]) -> Result<PrivateFile, AuthError> {
        let layout = steps.len() as u32;
        let (file, found) = PrivateFile::recognised(path, connection)?;
        // Readers do not wait for a writer; an entry is on the disk before it is told to be written.
        file.read(|connection| {
            connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        })?;
        match found {
            (0, 0) => file.carry_forward(0, steps)?,
            (APPLICATION_ID, version) if version == layout => {}
            (APPLICATION_ID, version) if version < layout => {
                // Kept for good: who goes back to the older program has what it wrote.
                file.backup(&copy_before(&file.path, version))?;
                file.carry_forward(version, steps)?;
            }
            (APPLICATION_ID, found) => {
                let path = file.path;
                return Err(AuthError::Newer {
                    path,
                    found,
                    known: layout,
                });
            }
            _ => return Err(AuthError::Foreign { path: file.path }),
        }
        Ok(file)
    }

    /// Takes the steps from a layout on, all or none; another program may have taken them in the meantime.
    fn carry_forward(&self, from: u32, steps: &[&str]) -> Result<(), AuthError> {
        self.change(|connection| {
            let now: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            for step in steps.iter().skip(now.max(from) as usize) {
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

    /// Held by whoever accepts or returns reports, from the look at them to the mark: one decision at a time in this program.
    pub fn deciding(&self) -> MutexGuard<'_, ()> {
        self.deciding.lock().unwrap_or_else(PoisonError::into_inner)
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

/// The folder that a file is or will be in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The file is there, and is no link: whoever may write into the folder must not choose what is opened.
pub(super) fn opening() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW
}

/// Makes the file where it is missing, before SQLite would make it readable for everybody; one that is there is made so. Gives its
/// path in the folder as it is, without links.
fn for_the_owner_alone(path: &Path) -> std::io::Result<PathBuf> {
    use std::io::{Error, ErrorKind};
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let path = folder_of(path).canonicalize()?.join(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = match options.open(&path) {
        // Made by nobody else: a new name is never a link.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let named = path.symlink_metadata()?;
            if !named.is_file() {
                let reason = "it is a link or no file; put the file itself there";
                return Err(Error::new(ErrorKind::InvalidInput, reason));
            }
            let file = std::fs::OpenOptions::new().write(true).open(&path)?;
            if !is_same(&named, &file.metadata()?) {
                return Err(Error::new(ErrorKind::InvalidInput, "it was replaced meanwhile"));
            }
            file
        }
        made => made?,
    };
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(path)
}

#[cfg(unix)]
fn is_same(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &std::fs::Metadata, _: &std::fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{AuditEntry, Role};
    use chrono::DateTime;

    const SECOND: &str = "CREATE TABLE note (text TEXT NOT NULL) STRICT; PRAGMA user_version = 2;";
    const THIRD: &str = "INSERT INTO note SELECT login FROM account; PRAGMA user_version = 3;";

    fn entry() -> AuditEntry {
        AuditEntry {
            at: DateTime::UNIX_EPOCH,
            account: "cli:lan".into(),
            action: "user.add".into(),
            subject: Role::Planner.code().into(),
            detail: String::new(),
        }
    }

    fn layout(file: &PrivateFile) -> u32 {
        let asked = file.read(|connection| connection.pragma_query_value(None, "user_version", |row| row.get(0)));
        asked.expect("a number")
    }

    #[test]
    fn a_file_of_an_older_layout_is_carried_forward_step_by_step_and_kept_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("city.gpkg.private.sqlite");
        let old = PrivateFile::at_with(&path, &STEPS[..1]).expect("made");
        assert_eq!(layout(&old), 1);
        let insert =
            "INSERT INTO account (login, name, role, password, created_at) VALUES ('lan', 'Lan', 'planner', '', 0)";
        old.change(|connection| connection.execute(insert, []))
            .expect("an account");
        let head = old.append(&entry()).expect("an entry");
        drop(old);
        let steps = [STEPS[0], SECOND, THIRD];
        let new = PrivateFile::at_with(&path, &steps).expect("carried forward");
        assert_eq!(layout(&new), 3);
        let note: String = new
            .read(|connection| connection.query_row("SELECT text FROM note", [], |row| row.get(0)))
            .expect("the steps in their order");
        assert_eq!(note, "lan");
        assert_eq!(new.verify(None).expect("read"), Ok(head), "the log is as it was");
        drop(new);
        let copy = PrivateFile::at_with(&copy_before(&path, 1), &STEPS[..1]).expect("the older program opens the copy");
        assert_eq!((layout(&copy), copy.head().expect("read")), (1, head));
        let again = PrivateFile::at_with(&path, &steps).expect("nothing is to be done");
        assert_eq!(layout(&again), 3);
        drop(again);
        let newer = PrivateFile::at_with(&path, &steps[..2]);
        assert!(
            matches!(newer, Err(AuthError::Newer { found: 3, known: 2, .. })),
            "{newer:?}"
        );
    }

    #[test]
    fn a_step_that_fails_leaves_the_layout_before_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("city.gpkg.private.sqlite");
        drop(PrivateFile::at_with(&path, &STEPS[..1]).expect("made"));
        let broken = [STEPS[0], SECOND, "CREATE TABLE note (text TEXT);"];
        assert!(PrivateFile::at_with(&path, &broken).is_err());
        let file = PrivateFile::at_with(&path, &STEPS[..1]).expect("as it was");
        assert_eq!(layout(&file), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_a_private_file_is_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (
            folder.path().join("target"),
            folder.path().join("city.gpkg.private.sqlite"),
        );
        std::fs::write(&target, b"somebody's").expect("written");
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o644)).expect("rights");
        symlink(&target, &link).expect("linked");
        assert!(matches!(PrivateFile::at(&link), Err(AuthError::File { .. })));
        symlink(folder.path().join("nowhere"), folder.path().join("other")).expect("linked");
        assert!(PrivateFile::at(&folder.path().join("other")).is_err());
        assert!(!folder.path().join("nowhere").exists());
        assert_eq!(std::fs::read(&target).expect("there"), b"somebody's");
        assert_eq!(
            std::fs::metadata(&target).expect("there").permissions().mode() & 0o777,
            0o644
        );
        // A folder on the way may be one: the place was chosen by who keeps the machine.
        symlink(folder.path(), folder.path().join("way")).expect("linked");
        PrivateFile::at(&folder.path().join("way").join("city.private.sqlite")).expect("opened");
    }

    #[cfg(unix)]
    #[test]
    fn a_backup_replaces_a_link_and_follows_none_and_is_for_its_owner() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let file = PrivateFile::at(&folder.path().join("city.private.sqlite")).expect("made");
        let (target, out) = (folder.path().join("target"), folder.path().join("copy.private.sqlite"));
        std::fs::write(&target, b"somebody's").expect("written");
        // Under the name of the copy, and under the name that a draft could be thought to have.
        for planted in [&out, &folder.path().join("copy.private.sqlite.part")] {
            symlink(&target, planted).expect("linked");
        }
        file.append(&entry()).expect("an entry");
        file.backup(&out).expect("copied");
        assert_eq!(std::fs::read(&target).expect("there"), b"somebody's");
        let made = out.symlink_metadata().expect("there");
        assert!(made.is_file());
        assert_eq!(made.permissions().mode() & 0o777, 0o600);
        let copy = PrivateFile::at(&out).expect("opened");
        assert_eq!(copy.head().expect("read"), file.head().expect("read"));
    }
}
