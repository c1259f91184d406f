//! Why a question about reporting has no answer.

use crate::auth::{AuthError, Forbidden};
use crate::model::{Language, Severity};
use crate::reporting::{FilingFinding, FilingRefusal, PeriodFault};
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum ReportingFault {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the account speaks for another operator")]
    OutOfScope,
    #[error("there is no reporting period '{0}'; `gandan period list` names them")]
    NoPeriod(String),
    #[error("the period asks no operator '{0}'")]
    NoOperator(String),
    #[error("{0} reporting periods are kept; no more can be set")]
    TooManyPeriods(usize),
    #[error(transparent)]
    Period(#[from] PeriodFault),
    #[error(transparent)]
    Refused(#[from] FilingRefusal),
    #[error("this is no Excel workbook (.xlsx); fill in the one that was downloaded here")]
    NoWorkbook,
    #[error("there is no workspace to write accepted reports into")]
    NoWorkspace,
    #[error(transparent)]
    Private(#[from] AuthError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReportingFault {
    /// Refuses to submit agents with an error among their findings.
    ///
    /// # Errors
    /// [`FilingRefusal::HasErrors`] with the first.
    pub fn no_errors(found: &[FilingFinding], submitted: &[String]) -> Result<(), FilingRefusal> {
        let is_error = |one: &&FilingFinding| {
            one.finding.severity == Severity::Error && submitted.binary_search(&one.facility).is_ok()
        };
        let errors: Vec<&FilingFinding> = found.iter().filter(is_error).collect();
        match errors.first() {
            None => Ok(()),
            Some(first) => Err(FilingRefusal::HasErrors {
                count: errors.len(),
                first: first.finding.message_in(Language::Vietnamese).into_owned(),
            }),
        }
    }
}
