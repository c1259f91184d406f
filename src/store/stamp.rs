//! Noticing that another program changed a workspace, without opening it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::StoreError;

/// What changes whenever a transaction is committed to a workspace file, or another file takes its place.
///
/// Two equal stamps mean the same content. Stamps may also differ without a change of content (a
/// transaction that was taken back), so a reader that finds another stamp loads and compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentStamp {
    file: (u64, u64, Option<SystemTime>),
    /// SQLite's file change counter: bytes 24..28 of the header, raised by every committed transaction.
    change_counter: [u8; 4],
    /// Length and time of the write-ahead log, where another program keeps one.
    log: Option<(u64, Option<SystemTime>)>,
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
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&found);
        #[cfg(not(unix))]
        let inode = 0;
        let mut header = [0u8; 28];
        let counter = file
            .read_exact(&mut header)
            .map(|()| [header[24], header[25], header[26], header[27]]);
        let log = fs::metadata(beside(path, "-wal"))
            .ok()
            .map(|log| (log.len(), log.modified().ok()));
        Ok(ContentStamp {
            file: (inode, found.len(), found.modified().ok()),
            change_counter: counter.unwrap_or_default(),
            log,
        })
    }
}

/// SQLite's own files beside a database: `-journal`, `-wal`, `-shm`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
