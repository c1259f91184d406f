//! Files that were checked and wait for their confirmation: bounded in number, bytes and time.

use super::error::ApiError;
use super::uploads::Upload;
use crate::auth::Actor;
use crate::ingest::{self, Reading};
use crate::wire::ImportCheckAnswer;
use chrono::{DateTime, TimeDelta, Utc};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Files that are received at once; each may take the disk's whole speed.
const UPLOADS_AT_ONCE: usize = 2;
/// Files held for their confirmation, one for each account.
const MOST_HELD: usize = 16;
/// Bytes of the files held in all; the newest is held whatever it takes.
const MOST_BYTES: u64 = 1 << 30;
/// Minutes that a checked file is held.
const HELD_FOR: i64 = 60;

/// Files that were checked and wait for their confirmation.
pub struct Imports {
    held: Mutex<Vec<Arc<Held>>>,
    uploads: Arc<Semaphore>,
}

/// A checked file.
pub struct Held {
    pub(super) upload: Upload,
    pub(super) account: String,
    pub(super) checked_at: DateTime<Utc>,
    pub(super) answer: ImportCheckAnswer,
    /// The refused rows as CSV; without a name on the disk, as the upload.
    pub(super) rejected: Option<File>,
    /// Readings share one position in the file.
    pub(super) reading: Mutex<()>,
}

impl Default for Imports {
    fn default() -> Imports {
        Imports {
            held: Mutex::default(),
            uploads: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
        }
    }
}

impl Imports {
    /// Held for as long as a file is received and checked.
    ///
    /// # Errors
    /// [`ApiError::Busy`].
    pub fn permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let uploads = Arc::clone(&self.uploads);
        uploads.try_acquire_owned().map_err(|_| ApiError::Busy)
    }

    /// Holds a checked file in place of the account's earlier one.
    pub fn hold(&self, held: Held) -> Arc<Held> {
        let held = Arc::new(held);
        let mut all = self.lock();
        all.retain(|other| other.account != held.account && other.is_young(held.checked_at));
        all.push(Arc::clone(&held));
        while all.len() > MOST_HELD || (all.len() > 1 && all.iter().map(|one| one.bytes()).sum::<u64>() > MOST_BYTES) {
            all.remove(0);
        }
        held
    }

    /// The account's checked file.
    ///
    /// # Errors
    /// Not there, or no longer, or another's.
    pub fn find(&self, id: &str, actor: &Actor, now: DateTime<Utc>) -> Result<Arc<Held>, ApiError> {
        let all = self.lock();
        let is_it = |held: &&Arc<Held>| held.answer.id == id && held.account == actor.account && held.is_young(now);
        let found = all.iter().find(is_it);
        found.cloned().ok_or_else(|| {
            ApiError::NotFound(
                "Không còn tệp chờ nhập này; hãy gửi lại tệp. / There is no such checked file, or no longer: send it again."
                    .to_owned(),
            )
        })
    }

    /// Lets go what has been held for its time.
    pub fn forget_old(&self, now: DateTime<Utc>) {
        self.lock().retain(|held| held.is_young(now));
    }

    /// Lets a checked file go.
    pub fn forget(&self, id: &str) {
        self.lock().retain(|held| held.answer.id != id);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Held>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    pub fn answer(&self) -> &ImportCheckAnswer {
        &self.answer
    }

    /// The refused rows with their reasons, as CSV.
    ///
    /// # Errors
    /// There are none; the disk.
    pub fn rejected(&self) -> Result<Vec<u8>, ApiError> {
        let none = || ApiError::NotFound("No row of the file was refused.".to_owned());
        let mut file = self.rejected.as_ref().ok_or_else(none)?;
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::new();
        let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(ApiError::internal)
    }

    fn is_young(&self, now: DateTime<Utc>) -> bool {
        now - self.checked_at < TimeDelta::minutes(HELD_FOR)
    }

    /// On the disk.
    fn bytes(&self) -> u64 {
        let rejected = self.rejected.as_ref().and_then(|file| file.metadata().ok());
        self.upload.bytes + rejected.map_or(0, |file| file.len())
    }

    /// The file, read anew.
    pub(super) fn read(&self) -> Result<Reading, std::io::Error> {
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        read(&self.upload)
    }
}

pub(super) fn read(upload: &Upload) -> Result<Reading, std::io::Error> {
    let mut file = &upload.file;
    file.rewind()?;
    let source = BufReader::new(file);
    Ok(ingest::read_file(upload.kind, &upload.name, source, &upload.options))
}

#[cfg(test)]
mod tests {
    use super::super::imports::check;
    use super::*;
    use crate::auth::Role;
    use crate::ingest::{Kind, ReadOptions};
    use crate::model::Dataset;
    use crate::planner::Snapshot;
    use crate::planner::import::Existing;

    fn actor(account: &str) -> Actor {
        Actor {
            account: account.to_owned(),
            name: account.to_owned(),
            role: Role::Planner,
            scope: None,
        }
    }

    fn checked(account: &str, at: DateTime<Utc>, bytes: u64) -> Held {
        let upload = Upload {
            kind: Kind::Operators,
            options: ReadOptions::default(),
            existing: Existing::Replaced,
            name: "list.csv".to_owned(),
            hash: String::new(),
            bytes,
            file: tempfile::tempfile().expect("a file"),
        };
        let snapshot = Snapshot::build(Dataset::default(), None);
        check(upload, account.to_owned(), &snapshot, at, &std::env::temp_dir()).expect("checked")
    }

    #[test]
    fn a_checked_file_is_held_for_an_hour_and_let_go_where_nobody_asks() {
        let (imports, then) = (Imports::default(), Utc::now());
        let id = imports.hold(checked("lan", then, 10)).answer().id.clone();
        let minutes = |minutes| then + TimeDelta::minutes(minutes);
        let is_found = |now| imports.find(&id, &actor("lan"), now).is_ok();
        assert!(is_found(minutes(59)));
        assert!(!is_found(minutes(60)), "its time is over, and nobody has swept");
        imports.forget_old(minutes(59));
        assert_eq!(imports.lock().len(), 1);
        imports.forget_old(minutes(60));
        assert_eq!(imports.lock().len(), 0, "the disk has its room back");
    }

    #[test]
    fn the_files_held_are_bounded_in_number_and_in_bytes_and_the_oldest_goes_first() {
        let (imports, now) = (Imports::default(), Utc::now());
        let accounts = || -> Vec<String> { imports.lock().iter().map(|held| held.account.clone()).collect() };
        for account in ["a", "b", "c"] {
            imports.hold(checked(account, now, MOST_BYTES / 2));
        }
        assert_eq!(accounts(), ["b", "c"]);
        imports.hold(checked("d", now, 2 * MOST_BYTES));
        assert_eq!(accounts(), ["d"], "the newest stays, whatever it takes");
        for number in 0..=MOST_HELD {
            imports.hold(checked(&number.to_string(), now, 1));
        }
        assert_eq!(accounts().len(), MOST_HELD);
        assert_eq!(accounts()[0], "1");
    }
}
