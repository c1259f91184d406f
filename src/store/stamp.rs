//! Noticing that another program changed a workspace, without opening it.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::StoreError;

/// What changes whenever a transaction is committed to a workspace file, or another file takes its place.
///
/// Two equal stamps mean the same content. Stamps may also differ without a change of content (a
/// transaction that was taken back), so a reader that finds another stamp loads and compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentStamp {
    /// Inode, length, time of change.
    file: (u64, u64, i128),
    /// SQLite's file change counter: bytes 24..28 of the header, raised by every committed transaction.
    change_counter: [u8; 4],
    /// Length and time of the write-ahead log, where another program keeps one.
    log: Option<(u64, i128)>,
}

impl ContentStamp {
    /// # Errors
    /// When the file is not there or cannot be read.
    pub fn of(path: &Path) -> Result<ContentStamp, StoreError> {
        let mut file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => StoreError::NotFound(path.to_owned()),
            _ => StoreError::file(path, "open the file")(error),
        })?;
        let found = file.metadata().map_err(StoreError::file(path, "look at the file"))?;
        let mut header = [0u8; 28];
        let counter = file
            .read_exact(&mut header)
            .map(|()| [header[24], header[25], header[26], header[27]]);
        let log = fs::metadata(beside(path, "-wal")).ok();
        Ok(ContentStamp {
            file: (inode(&found), found.len(), changed_at(&found)),
            change_counter: counter.unwrap_or_default(),
            log: log.map(|log| (log.len(), changed_at(&log))),
        })
    }
}

/// SQLite's own files beside a database: `-journal`, `-wal`, `-shm`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(unix)]
fn inode(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

/// Nanoseconds since 1970.
#[cfg(unix)]
fn changed_at(found: &Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt;
    i128::from(found.mtime()) * 1_000_000_000 + i128::from(found.mtime_nsec())
}

// Elsewhere the length and the change counter must do.
#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

#[cfg(not(unix))]
fn changed_at(_: &Metadata) -> i128 {
    0
}
