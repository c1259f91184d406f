//! What the commands about the public's voice share: the private file of a workspace, where there is one.

use std::collections::BTreeMap;
use std::path::Path;

use super::Failure;
use crate::auth::PrivateFile;
use crate::planner::voice::{VoiceError, hanoi_day};
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

/// What citizens and inspectors say; nothing where the workspace has no private file, which is not made for a question.
pub(super) fn field_evidence(workspace: &Path, list: &Checklist) -> Result<FieldEvidence, Failure> {
    match existing(workspace)? {
        Some(private) => Ok(satisfaction::field_evidence(&private, list, chrono::Utc::now())?),
        None => Ok(FieldEvidence::default()),
    }
}

/// What the last inspection of every point says, by the point's code.
pub(super) fn standards(workspace: &Path) -> Result<BTreeMap<String, Standards>, Failure> {
    match existing(workspace)? {
        Some(private) => Ok(inspections::standards(&private, hanoi_day(chrono::Utc::now()))?),
        None => Ok(BTreeMap::new()),
    }
}

/// The private file, if there is one.
pub(super) fn existing(workspace: &Path) -> Result<Option<PrivateFile>, Failure> {
    if !PrivateFile::path_of(workspace).is_file() {
        return Ok(None);
    }
    Ok(Some(super::user::open(workspace)?))
}

/// The checklist that inspections answer.
pub(super) fn checklist() -> Checklist {
    read_checklist(SHIPPED_CHECKLIST).expect("a test reads the checklist that ships")
}
