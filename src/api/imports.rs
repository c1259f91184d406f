//! Imports by the browser: a file is checked and held, nothing written; confirmed, it is imported by a job in one
//! transaction. Undoing is a job too.

use super::error::ApiError;
use super::imports_held::{Held, read};
use super::imports_words::*;
use super::uploads::Upload;
use super::view::Service;
use crate::auth::{Actor, AuthError, By, Forbidden, JobRow, Permission};
use crate::ingest::{Kind, Layer, Reading};
use crate::model::{Dataset, Severity, SourceRecord};
use crate::planner::difference::{Basis, difference};
use crate::planner::import::{Existing, Import, Listing, check_travel_times};
use crate::planner::jobs::{Lane, NewJob, RunningJob, Work};
use crate::planner::{Snapshot, id_of};
use crate::report::Outcome;
use crate::store::{Action, NewEntry, StoreError, Workspace};
use crate::wire::*;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Findings that an answer lists, as many as the page of findings.
const MOST_FINDINGS: usize = 3000;
/// Longest note about a source, in characters.
const LONGEST_NOTE: usize = 500;

/// Who brings in data of a kind and takes them back: planners all of them, the control of procedures their list alone.
///
/// # Errors
/// [`Forbidden`].
pub fn may_import(actor: &Actor, kind: &str) -> Result<(), Forbidden> {
    let all = actor.allowed(Permission::ImportData);
    if kind != Kind::Procedures.code() {
        return all;
    }
    all.or_else(|refused| actor.allowed(Permission::EditProcedures).map_err(|_| refused))
}

/// Before it is known of what kind the data are.
///
/// # Errors
/// [`Forbidden`] for whoever may import nothing.
pub fn may_import_something(actor: &Actor) -> Result<(), Forbidden> {
    may_import(actor, Kind::Procedures.code())
}

/// Reads a file and tells what importing it would do to the data of the snapshot. Blocks for as long as reading takes.
/// `folder`: where refused rows are put, beside the file.
///
/// # Errors
/// What the disk says.
pub fn check(
    upload: Upload,
    account: String,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    folder: &Path,
) -> Result<Held, ApiError> {
    let reading = read(&upload).map_err(ApiError::disk)?;
    let rejected = reading.rejected.as_ref().filter(|rows| !rows.is_empty());
    let rejected_rows = rejected.map_or(0, |rows| rows.len() as u64);
    let rejected = match rejected {
        Some(rows) => Some(kept(&rows.to_csv(), folder).map_err(ApiError::disk)?),
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
        let detail = format!("{}, {}", held.answer.kind, held.upload.name);
        // Before the data change: nothing is changed that the log could not take.
        noted(
            &service_of_job,
            &actor,
            "data.import.start",
            &held.answer.id,
            detail.clone(),
        )
        .map_err(|_| NOT_NOTED)?;
        let (told, data) = write(&workspace, &held, note, job)?;
        // The data are changed: whatever fails from here on, the job is done.
        let entry = told.history_id.unwrap_or_default().to_string();
        let noted = noted(&service_of_job, &actor, "data.import", &entry, detail);
        service_of_job.imports().forget(&held.answer.id);
        Ok(result_of(&ImportWritten {
            answer: told,
            snapshot_id: data,
            warning: noted.err().map(|_| NOTED_NOT_DONE.to_owned()),
        }))
    });
    Ok(service
        .jobs()
        .queue()?
        .submit(&account, written("import", settings.to_string(), base, work))?)
}

/// Gives the answer and the id of the data as they are now.
fn write(workspace: &Path, held: &Held, note: String, job: &RunningJob<'_>) -> Result<(ImportAnswer, String), String> {
    let upload = &held.upload;
    job.tell(format!("Đang đọc {}", upload.name));
    let reading = held.read().map_err(|error| {
        tracing::error!(%error, "a checked file cannot be read");
        FILE_GONE.to_owned()
    })?;
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

fn result_of(written: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(written).expect("an answer has the names of its fields as keys")
}

/// Takes an entry of the history back, as a job. Blocks on the disk.
///
/// # Errors
/// No such entry; one of a kind that is not the actor's; one of a publication; one that cannot be taken back now, with what stands in the way; a full queue.
pub fn undo(service: &Service, id: i64, actor: Actor, snapshot: &Snapshot) -> Result<JobRow, ApiError> {
    let workspace = service.workspace()?;
    let entries = Workspace::history(&workspace).map_err(ApiError::internal)?;
    let entry = entries.iter().find(|entry| entry.id == id);
    let entry = entry
        .ok_or_else(|| ApiError::NotFound(format!("Không có mục lịch sử {id}. / The history has no entry {id}.")))?;
    may_import(&actor, &entry.kind)?;
    if !is_of_data(&entries, id) {
        return Err(ApiError::Conflict(PUBLISHED.to_owned()));
    }
    if let Some(reason) = hindrance(entry) {
        return Err(ApiError::Conflict(reason));
    }
    let (service_of_job, account) = (service.clone(), actor.account.clone());
    let work: Work = Box::new(move |job| {
        job.tell(format!("Đang hoàn tác mục {id}"));
        let (entry, detail) = (id.to_string(), format!("entry {id}"));
        noted(&service_of_job, &actor, "data.undo.start", &entry, detail.clone()).map_err(|_| NOT_NOTED)?;
        let (told, data) = take_back(&workspace, id).map_err(|error| in_words(&error))?;
        let noted = noted(
            &service_of_job,
            &actor,
            "data.undo",
            &told.history_id.to_string(),
            detail,
        );
        Ok(result_of(&UndoWritten {
            answer: told,
            snapshot_id: data,
            warning: noted.err().map(|_| NOTED_NOT_DONE.to_owned()),
        }))
    });
    let settings = serde_json::json!({ "undo": id }).to_string();
    Ok(service
        .jobs()
        .queue()?
        .submit(&account, written("undo", settings, snapshot.id().to_owned(), work))?)
}

/// A job that writes into the workspace: all of them wait in one lane, so that no two meet.
fn written(kind: &'static str, settings: String, snapshot_id: String, work: Work) -> NewJob {
    NewJob {
        kind,
        lane: Lane::Seconds,
        settings,
        snapshot_id,
        work,
    }
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

fn kept(bytes: &[u8], folder: &Path) -> Result<File, std::io::Error> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}

fn noted(service: &Service, actor: &Actor, action: &str, object: &str, detail: String) -> Result<(), AuthError> {
    let by = By {
        account: &actor.account,
        at: Utc::now(),
    };
    let written = service.private().append(&by.entry(action, object, detail));
    written
        .map(drop)
        .inspect_err(|error| tracing::error!(%error, action, object, "the audit log takes no entry"))
}

fn name_of(workspace: &Path) -> String {
    workspace
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
