//! Imports by the browser: a file is checked and held, nothing written; confirmed, it is imported by a job in one
//! transaction. Undoing is a job too.

use super::error::ApiError;
use super::uploads::Upload;
use super::view::Service;
use crate::auth::{Actor, By, JobRow};
use crate::ingest::{self, Layer, Reading};
use crate::model::checks::refusal_in_vietnamese;
use crate::model::{Dataset, Severity, SourceRecord};
use crate::planner::difference::{Basis, difference};
use crate::planner::import::{Existing, Import, Listing, check_travel_times};
use crate::planner::jobs::{RunningJob, Work};
use crate::planner::{Snapshot, id_of};
use crate::report::Outcome;
use crate::store::{Action, HistoryEntry, NewEntry, StoreError, Workspace, root_action};
use crate::wire::*;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::Path;
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
/// Findings that an answer lists, as many as the page of findings.
const MOST_FINDINGS: usize = 3000;
/// Longest note about a source, in characters.
const LONGEST_NOTE: usize = 500;

/// Files that were checked and wait for their confirmation.
pub struct Imports {
    held: Mutex<Vec<Arc<Held>>>,
    uploads: Arc<Semaphore>,
}

/// A checked file.
pub struct Held {
    upload: Upload,
    account: String,
    checked_at: DateTime<Utc>,
    answer: ImportCheckAnswer,
    /// The refused rows as CSV; without a name on the disk, as the upload.
    rejected: Option<File>,
    /// Readings share one position in the file.
    reading: Mutex<()>,
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

    fn read(&self) -> Result<Reading, std::io::Error> {
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        read(&self.upload)
    }
}

/// Reads a file and tells what importing it would do to the data of the snapshot. Blocks for as long as reading takes.
///
/// # Errors
/// What the disk says.
pub fn check(upload: Upload, account: String, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Held, ApiError> {
    let reading = read(&upload).map_err(ApiError::internal)?;
    let rejected = reading.rejected.as_ref().filter(|rows| !rows.is_empty());
    let rejected_rows = rejected.map_or(0, |rows| rows.len() as u64);
    let rejected = match rejected {
        Some(rows) => Some(kept(&rows.to_csv()).map_err(ApiError::internal)?),
        None => None,
    };
    let mut dataset = snapshot.dataset().clone();
    let planned = Planned::of(&upload, reading, &dataset, String::new(), now);
    let (errors, mut findings) = (planned.errors, planned.findings);
    let told = planned.import.map(|import| merged(&mut dataset, import));
    let state = match (&told, errors) {
        (None, _) => "refused",
        (Some(_), 0) => "ready",
        (Some(_), _) => "in_part",
    };
    let (merged, difference) = told.unzip();
    findings.extend(merged.iter().flat_map(|merged| merged.findings.iter().cloned()));
    let outcome = if difference.is_some() {
        Outcome::DryRun
    } else {
        Outcome::Refused
    };
    let (findings, findings_left_off) = FindingsAnswer::of(&upload.name, outcome, &findings).cut(MOST_FINDINGS);
    let answer = ImportCheckAnswer {
        id: uuid::Uuid::now_v7().to_string(),
        kind: upload.kind.code().to_owned(),
        file: FileShape {
            name: upload.name.clone(),
            hash: Some(upload.hash.clone()),
        },
        bytes: upload.bytes,
        state: state.to_owned(),
        adds: upload.existing == Existing::Kept,
        snapshot_id: snapshot.id().to_owned(),
        rejected_rows,
        findings,
        findings_left_off,
        recognised: merged.and_then(|merged| merged.recognised.as_ref().map(RecognisedShape::from)),
        difference: difference.map(|told| told.summary()),
        checked_at: instant(now),
    };
    Ok(Held {
        upload,
        account,
        checked_at: now,
        answer,
        rejected,
        reading: Mutex::default(),
    })
}

/// Imports a checked file, as a job. Blocks on the disk.
///
/// # Errors
/// Rows with errors where all are wanted; nothing that could be imported; a full queue.
pub fn confirm(service: &Service, held: Arc<Held>, asked: &ImportRequest, actor: Actor) -> Result<JobRow, ApiError> {
    let answer = held.answer();
    if asked.note.chars().count() > LONGEST_NOTE {
        return Err(ApiError::BadBody(format!("note: at most {LONGEST_NOTE} characters.")));
    }
    match (answer.state.as_str(), asked.rows) {
        ("ready", _) | ("in_part", RowsTaken::Good) => {}
        ("in_part", RowsTaken::All) => return Err(ApiError::Conflict(ROWS_WITH_ERRORS.to_owned())),
        _ => return Err(ApiError::Conflict(NOTHING_USABLE.to_owned())),
    }
    let settings = serde_json::json!({ "import": answer.id, "kind": answer.kind, "file": answer.file.name });
    let (base, note, service_of_job) = (
        answer.snapshot_id.clone(),
        asked.note.trim().to_owned(),
        service.clone(),
    );
    let workspace = service.workspace()?;
    let account = actor.account.clone();
    let work: Work = Box::new(move |job| {
        let (told, data) = write(&workspace, &held, note, job)?;
        let entry = told.history_id.unwrap_or_default();
        let detail = format!("{}, {}", told.kind, held.upload.name);
        noted(&service_of_job, &actor, "data.import", entry, detail)?;
        service_of_job.imports().forget(&held.answer.id);
        result_of(&told, data)
    });
    Ok(service
        .jobs()
        .queue()?
        .submit("import", &account, settings.to_string(), &base, work)?)
}

const ROWS_WITH_ERRORS: &str = "Tệp có dòng lỗi: hãy sửa và gửi lại, hoặc chỉ nhập các dòng đúng. / Rows of the file have errors: mend \
     them and send it again, or take the good rows alone.";
const NOTHING_USABLE: &str = "Tệp không có gì nhập được. / Nothing of the file can be imported.";
const PUBLISHED: &str = "Mục này thuộc về một lần công bố kịch bản: chỉ hoàn tác được tại máy chủ (gandan undo). / This entry \
     belongs to the publication of a scenario: it is taken back at the machine alone (gandan undo).";
const CHANGED: &str = "dữ liệu đã thay đổi sau khi kiểm tra tệp; hãy kiểm tra lại tệp / the data have changed since the file was \
     checked: check it again";

/// Gives the answer and the id of the data as they are now.
fn write(workspace: &Path, held: &Held, note: String, job: &RunningJob<'_>) -> Result<(ImportAnswer, String), String> {
    let upload = &held.upload;
    job.tell(format!("Đang đọc {}", upload.name));
    let reading = held.read().map_err(|error| error.to_string())?;
    if job.is_cancelled() {
        return Err("cancelled".to_owned());
    }
    job.tell("Đang ghi vào không gian làm việc".to_owned());
    let now = Utc::now();
    let change = |dataset: &mut Dataset| {
        if id_of(dataset) != held.answer.snapshot_id {
            return Err(CHANGED.to_owned());
        }
        let planned = Planned::of(upload, reading, dataset, note.clone(), now);
        let import = planned.import.ok_or_else(|| NOTHING_USABLE.to_owned())?;
        let sources = import.sources.clone();
        let (merged, told) = merged(dataset, import);
        let entry = entry_of(upload.kind, Action::Import, instant(now), &sources, &note, &told);
        Ok(((merged, told, id_of(dataset)), entry))
    };
    let ((merged, told, data), id) =
        Workspace::update_recorded_if(workspace, change).map_err(|error| in_words(&error))?;
    let answer = ImportAnswer {
        workspace: name_of(workspace),
        kind: upload.kind.code().to_owned(),
        is_written: true,
        history_id: Some(id),
        files: vec![held.answer.file.clone()],
        recognised: merged.recognised.as_ref().map(RecognisedShape::from),
        difference: told.summary(),
    };
    Ok((answer, data))
}

/// An answer as JSON with the id of the data as they are now: a page waits until those are served.
fn result_of(answer: &impl serde::Serialize, data: String) -> Result<String, String> {
    let mut told = serde_json::to_value(answer).map_err(|error| error.to_string())?;
    told["snapshot_id"] = data.into();
    serde_json::to_string_pretty(&told).map_err(|error| error.to_string())
}

/// Takes an entry of the history back, as a job. Blocks on the disk.
///
/// # Errors
/// No such entry; one of a publication; one that cannot be taken back now, with what stands in the way; a full queue.
pub fn undo(service: &Service, id: i64, actor: Actor, snapshot: &Snapshot) -> Result<JobRow, ApiError> {
    let workspace = service.workspace()?;
    let entries = Workspace::history(&workspace).map_err(ApiError::internal)?;
    let entry = entries.iter().find(|entry| entry.id == id);
    let entry = entry
        .ok_or_else(|| ApiError::NotFound(format!("Không có mục lịch sử {id}. / The history has no entry {id}.")))?;
    if !is_of_data(&entries, id) {
        return Err(ApiError::Conflict(PUBLISHED.to_owned()));
    }
    if let Some(reason) = hindrance(entry) {
        return Err(ApiError::Conflict(reason));
    }
    let (service_of_job, account) = (service.clone(), actor.account.clone());
    let work: Work = Box::new(move |job| {
        job.tell(format!("Đang hoàn tác mục {id}"));
        let (told, data) = take_back(&workspace, id).map_err(|error| in_words(&error))?;
        noted(
            &service_of_job,
            &actor,
            "data.undo",
            told.history_id,
            format!("entry {id}"),
        )?;
        result_of(&told, data)
    });
    let settings = serde_json::json!({ "undo": id }).to_string();
    Ok(service
        .jobs()
        .queue()?
        .submit("undo", &account, settings, snapshot.id(), work)?)
}

fn take_back(workspace: &Path, id: i64) -> Result<(UndoAnswer, String), StoreError> {
    let at = instant(Utc::now());
    let ((undone, told, data), history_id) = Workspace::undo(workspace, Some(id), |entry, before, after| {
        let told = DifferenceShape::from(&difference(&Basis::of(before), after));
        let new = NewEntry {
            at,
            ..undo_entry(&told)
        };
        ((entry.id, told, id_of(after)), new)
    })?;
    let answer = UndoAnswer {
        workspace: name_of(workspace),
        undone,
        history_id,
        difference: told.summary(),
    };
    Ok((answer, data))
}

/// Whether an entry brought data in or took them away, at the root of its undos: nothing else is taken back here.
pub fn is_of_data(entries: &[HistoryEntry], id: i64) -> bool {
    matches!(root_action(entries, id), Some(Action::Import | Action::Remove))
}

/// Why an entry cannot be taken back now.
fn hindrance(entry: &HistoryEntry) -> Option<String> {
    let id = entry.id;
    if !entry.is_in_effect {
        return Some(format!(
            "Mục {id} đã được hoàn tác. / Entry {id} has been taken back already."
        ));
    }
    if !entry.undo_first.is_empty() {
        let first: Vec<String> = entry.undo_first.iter().map(i64::to_string).collect();
        let first = first.join(", ");
        return Some(format!(
            "Phải hoàn tác trước, theo thứ tự: {first}. / To be taken back before it, in this order: {first}."
        ));
    }
    entry.undo_bytes.is_none().then(|| {
        format!("Dữ liệu trước mục {id} không còn được giữ. / The rows from before entry {id} are no longer kept.")
    })
}

/// A file as it is to be imported.
struct Planned {
    /// `None` when nothing usable is left.
    import: Option<Import>,
    findings: Vec<crate::model::Finding>,
    errors: u64,
}

impl Planned {
    fn of(upload: &Upload, reading: Reading, dataset: &Dataset, note: String, now: DateTime<Utc>) -> Planned {
        let mut findings = reading.findings;
        if let Some(Layer::TravelTimes(rows)) = &reading.layer {
            findings.extend(check_travel_times(dataset, rows, &upload.name));
        }
        let of_errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let errors = of_errors.map(|finding| finding.cases).sum();
        let has_rejected = reading.rejected.as_ref().is_some_and(|rows| !rows.is_empty());
        let source = SourceRecord {
            layer: upload.kind.code().to_owned(),
            name: upload.name.clone(),
            note,
            imported_at: instant(now),
            content_hash: Some(upload.hash.clone()),
        };
        let import = reading.layer.map(|layer| Import {
            layers: vec![(layer, reading.given)],
            sources: vec![source],
            existing: upload.existing,
            listing: if has_rejected || errors > 0 {
                Listing::Partial
            } else {
                Listing::Whole
            },
        });
        Planned {
            import,
            findings,
            errors,
        }
    }
}

fn read(upload: &Upload) -> Result<Reading, std::io::Error> {
    let mut file = &upload.file;
    file.rewind()?;
    let source = BufReader::new(file);
    Ok(ingest::read_file(upload.kind, &upload.name, source, &upload.options))
}

fn kept(bytes: &[u8]) -> Result<File, std::io::Error> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    Ok(file)
}

fn noted(service: &Service, actor: &Actor, action: &str, entry: i64, detail: String) -> Result<(), String> {
    let by = By {
        account: &actor.account,
        at: Utc::now(),
    };
    let written = service.private().append(&by.entry(action, &entry.to_string(), detail));
    written
        .map(drop)
        .map_err(|error| format!("the change is done, and cannot be written into the audit log: {error}"))
}

/// A refusal without the path of the server's file, in both languages where the Vietnamese is known.
fn in_words(error: &StoreError) -> String {
    let english = match error {
        StoreError::History { reason, .. } => reason.clone(),
        other => {
            tracing::error!(error = %other, "an import or an undo failed");
            other.to_string()
        }
    };
    match refusal_in_vietnamese(&english) {
        Some(vietnamese) => format!("{vietnamese} / {english}"),
        None => english,
    }
}

fn name_of(workspace: &Path) -> String {
    workspace
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;
    use crate::ingest::{Kind, ReadOptions};

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
        check(upload, account.to_owned(), &snapshot, at).expect("checked")
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
