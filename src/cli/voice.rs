//! What the commands about the public's voice share: the private file of a workspace, where there is one.

use std::path::Path;

use super::Failure;
use crate::auth::PrivateFile;
use crate::planner::satisfaction;
use crate::planner::voice::VoiceError;
use crate::review::criteria::Checklist;
use crate::review::field_evidence::FieldEvidence;
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
    let private = readable(workspace);
    let told = private.and_then(|private| {
        let told = satisfaction::field_evidence(&private, list, chrono::Utc::now());
        told.inspect_err(|error| unreadable(error)).ok()
    });
    told.unwrap_or_default()
}

/// The private file, if there is one.
pub(super) fn existing(workspace: &Path) -> Result<Option<PrivateFile>, Failure> {
    if !PrivateFile::path_of(workspace).is_file() {
        return Ok(None);
    }
    Ok(Some(super::user::open(workspace)?))
}

/// The private file to read, without a change to it. It is the service's, and may be readable by its account alone: that is
/// said.
pub(super) fn readable(workspace: &Path) -> Option<PrivateFile> {
    if !PrivateFile::path_of(workspace).is_file() {
        return None;
    }
    PrivateFile::to_read(workspace)
        .inspect_err(|error| unreadable(error))
        .ok()
}

fn unreadable(error: &dyn std::fmt::Display) {
    eprintln!(
        "không đọc được tệp riêng (đánh giá, kiểm tra, số đếm), nên không tính đến ({error}) | the private file cannot be read: ratings, inspections and counts are left out"
    );
}

/// The checklist that inspections answer.
pub(super) fn checklist() -> Checklist {
    read_checklist(SHIPPED_CHECKLIST).expect("a test reads the checklist that ships")
}
