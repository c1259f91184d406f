//! Why a scenario was not found or not changed.

use super::StoreError;
use super::scenario::Scenario;
use crate::plan::Refusal;

/// Nothing was changed. Every message ends with what to do.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no scenario '{0}'; `gandan scenario list` names them")]
    Unknown(String),
    #[error("scenario '{0}' is there already")]
    Exists(String),
    /// Somebody else changed it since; `now` tells what and who.
    #[error(
        "the scenario was changed meanwhile: it is at version {}, this change was made for version {seen}; look at what changed and make the change again",
        now.version
    )]
    Conflict { seen: u64, now: Box<Scenario> },
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the scenario has no edit {0}")]
    NoEdit(u64),
    #[error("edit {0} is taken back already")]
    Undone(u64),
    #[error("edit {0} is in effect already")]
    InEffect(u64),
    #[error("no edit is in effect, so there is nothing to undo")]
    NothingToUndo,
    #[error("no edit was taken back, so there is nothing to redo")]
    NothingToRedo,
    /// Whoever is to hear of every change could not.
    #[error("the audit log takes no entry ({0}), so nothing was changed; tell the administrator")]
    NotNoted(String),
    #[error(
        "the data that the scenario was made on (baseline {0}) are not kept in this workspace; rebase it on those of today"
    )]
    BaselineGone(String),
}
