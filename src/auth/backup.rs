//! A copy of the private file, also while others write to it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::error::AuthError;
use super::private_file::{PrivateFile, for_the_owner_alone};

/// Pages copied before others get a turn.
const PAGES_AT_ONCE: i32 = 1_000;

impl PrivateFile {
    /// Copies the file as it is at one moment to a path where nothing is, for its owner alone. What is there already is
    /// replaced when the copy is whole.
    ///
    /// # Errors
    /// What the disk or the database says; the old copy is then as it was.
    pub fn backup(&self, out: &Path) -> Result<(), AuthError> {
        let mut draft = out.as_os_str().to_owned();
        draft.push(".part");
        let draft = PathBuf::from(draft);
        let done = self.copy_to(&draft).and_then(|()| forget_journals(out)).and_then(|()| {
            std::fs::rename(&draft, out).map_err(|reason| AuthError::File {
                path: out.to_owned(),
                reason,
            })
        });
        if done.is_err() {
            let _ = std::fs::remove_file(&draft);
        }
        done
    }

    fn copy_to(&self, draft: &Path) -> Result<(), AuthError> {
        let on_disk = |reason| AuthError::File {
            path: draft.to_owned(),
            reason,
        };
        match std::fs::remove_file(draft) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(on_disk(error)),
            _ => {}
        }
        for_the_owner_alone(draft).map_err(on_disk)?;
        self.read(|connection| {
            let mut copy = Connection::open(draft)?;
            let steps = Backup::new(connection, &mut copy)?;
            steps.run_to_completion(PAGES_AT_ONCE, Duration::ZERO, None)?;
            drop(steps);
            // One file, without a log beside it.
            copy.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA wal_checkpoint;")?;
            copy.close().map_err(|(_, error)| error)
        })?;
        std::fs::File::open(draft)
            .and_then(|file| file.sync_all())
            .map_err(on_disk)
    }
}

/// Takes away what a killed program left beside the old copy: SQLite would play it into the new one.
fn forget_journals(out: &Path) -> Result<(), AuthError> {
    for ending in ["-wal", "-shm", "-journal"] {
        let mut beside = out.as_os_str().to_owned();
        beside.push(ending);
        let path = PathBuf::from(beside);
        match std::fs::remove_file(&path) {
            Err(reason) if reason.kind() != std::io::ErrorKind::NotFound => {
                return Err(AuthError::File { path, reason });
            }
            _ => {}
        }
    }
    Ok(())
}
