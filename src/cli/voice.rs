//! What the commands about the public's voice share: the private file of a workspace, where there is one.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::Failure;
use crate::auth::PrivateFile;
use crate::planner::voice::VoiceError;
use crate::planner::{inspections, satisfaction};
use crate::review::criteria::Checklist;
use crate::review::field_evidence::FieldEvidence;
use crate::voice::Standards;
use crate::wire::{SHIPPED_CHECKLIST, VoiceShapeError, read_checklist};

impl From<VoiceError> for Failure {
    fn from(error: VoiceError) -> Self {
        match error {
            VoiceError::Private(error) => error.into(),
            error => Failure::BadInput(error.to_string()),
        }
    }
}

impl From<VoiceShapeError> for Failure {
    fn from(error: VoiceShapeError) -> Self {
        Failure::BadInput(error.to_string())
    }
}

/// What citizens and inspectors say; nothing where the workspace has no private file, which is not made for a question, or it
/// cannot be read, which is said.
pub(super) fn field_evidence(workspace: &Path, list: &Checklist) -> FieldEvidence {
    let read = |private: &PrivateFile| satisfaction::field_evidence(private, list, chrono::Utc::now());
    evidence(workspace, read).unwrap_or_default()
}

/// What the last inspection of every point to `until` says on a day, by the point's code; as [`field_evidence`] where there
/// is nothing to read.
pub(super) fn standards(workspace: &Path, until: NaiveDate, day: NaiveDate) -> BTreeMap<String, Standards> {
    evidence(workspace, |private| inspections::standards(private, until, day)).unwrap_or_default()
}

/// The private file, if there is one.
pub(super) fn existing(workspace: &Path) -> Result<Option<PrivateFile>, Failure> {
    if !PrivateFile::path_of(workspace).is_file() {
        return Ok(None);
    }
    Ok(Some(super::user::open(workspace)?))
}

/// Reads without a change to the file. It is the service's, and may be readable by its account alone.
pub(super) fn evidence<T>(workspace: &Path, read: impl FnOnce(&PrivateFile) -> Result<T, VoiceError>) -> Option<T> {
    if !PrivateFile::path_of(workspace).is_file() {
        return None;
    }
    let told = PrivateFile::to_read(workspace)
        .map_err(VoiceError::from)
        .and_then(|private| read(&private));
    told.map_err(|error| {
        eprintln!(
            "không đọc được tệp riêng (đánh giá, kiểm tra, số đếm), nên không tính đến ({error}) | the private file cannot be read: ratings, inspections and counts are left out"
        );
    })
    .ok()
}

/// The checklist that inspections answer.
pub(super) fn checklist() -> Checklist {
    read_checklist(SHIPPED_CHECKLIST).expect("a test reads the checklist that ships")
}
