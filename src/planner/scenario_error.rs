//! Why a question about a scenario has no answer, or a decision was not carried out.

use chrono::NaiveDate;

use crate::access::LiveError;
use crate::model::Finding;
use crate::plan::PublishError;
use crate::store::{ScenarioError, StoreError};

/// Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioFault {
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    #[error(transparent)]
    Live(#[from] LiveError),
    /// New edits that do not fit; all errors are told.
    #[error("{} of the edits do not fit the baseline of the scenario", .0.len())]
    Unfit(Vec<Finding>),
    #[error("'{0}' names several scenarios; give more of the id")]
    Ambiguous(String),
    #[error("the two scenarios stand on different data ({0} and {1}); rebase one of them, then compare")]
    OtherBaselines(String, String),
    #[error(
        "the data have changed since the scenario was made (baseline {baseline}, now {now}); rebase it, look at its figures, then publish"
    )]
    BaselineMoved { baseline: String, now: String },
    /// Whoever waited for the figures does not want them any more.
    #[error("the comparison was broken off")]
    BrokenOff,
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Publish(Vec<PublishError>),
    #[error(
        "after edit {number} ({action} '{code}', {day}) {people:.0} people would be without access under {rule} until a later step; open the point that serves them on that day or before"
    )]
    StepBreaks {
        number: u64,
        action: &'static str,
        code: String,
        day: NaiveDate,
        rule: String,
        people: f64,
    },
}

impl From<StoreError> for ScenarioFault {
    fn from(error: StoreError) -> ScenarioFault {
        ScenarioFault::Scenario(ScenarioError::Store(error))
    }
}
