//! A copy of the private file, also while others write to it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use tempfile::NamedTempFile;

use super::error::AuthError;
use super::private_file::{PrivateFile, folder_of, opening};

/// Pages copied before others get a turn.
const PAGES_AT_ONCE: i32 = 1_000;

impl PrivateFile {
    /// Copies the file as it is at one moment, for its owner alone. What is there already is replaced when the copy is whole: a
    /// link itself, never what it names.
    ///
    /// # Errors
    /// What the disk or the database says; the old copy is then as it was.
    pub fn backup(&self, out: &Path) -> Result<(), AuthError> {
        let on_disk = |reason| AuthError::File {
            path: out.to_owned(),
            reason,
        };
        // Made anew (O_EXCL) under a name that nobody can guess, mode 0600; gone again where something fails.
        let draft = draft_beside(out).map_err(on_disk)?;
        self.copy_to(draft.path())?;
        draft.as_file().sync_all().map_err(on_disk)?;
        forget_journals(out)?;
        draft.persist(out).map_err(|failed| on_disk(failed.error))?;
        let folder = std::fs::File::open(folder_of(out)).and_then(|folder| folder.sync_all());
        folder.map_err(on_disk)
    }

    fn copy_to(&self, draft: &Path) -> Result<(), AuthError> {
        self.read(|connection| {
            let mut copy = Connection::open_with_flags(draft, opening())?;
            let steps = Backup::new(connection, &mut copy)?;
            steps.run_to_completion(PAGES_AT_ONCE, Duration::ZERO, None)?;
            drop(steps);
            // One file, without a log beside it.
            copy.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA wal_checkpoint;")?;
            copy.close().map_err(|(_, error)| error)
        })
    }
}

fn draft_beside(out: &Path) -> std::io::Result<NamedTempFile> {
    // The database takes no link anywhere on the way to the draft.
    let folder = folder_of(out).canonicalize()?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gandan-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    builder.tempfile_in(folder)
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
