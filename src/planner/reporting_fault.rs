//! Why a question about reporting has no answer.

use crate::auth::{AuthError, Forbidden};
use crate::model::{Language, Severity};
use crate::reporting::{FilingFinding, FilingRefusal, PeriodFault};
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum ReportingFault {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("tài khoản thuộc doanh nghiệp khác / the account speaks for another operator")]
    OutOfScope,
    #[error("không có kỳ báo cáo '{0}' / there is no reporting period '{0}'; `gandan period list` names them")]
    NoPeriod(String),
    #[error("kỳ này không hỏi doanh nghiệp '{0}' / the period asks no operator '{0}'")]
    NoOperator(String),
    #[error("đã có {0} kỳ báo cáo, không đặt thêm được / {0} reporting periods are kept; no more can be set")]
    TooManyPeriods(usize),
    #[error(transparent)]
    Period(#[from] PeriodFault),
    #[error(transparent)]
    Refused(#[from] FilingRefusal),
    #[error(
        "đây không phải tệp Excel (.xlsx); hãy điền vào tệp đã tải ở đây / this is no Excel workbook (.xlsx); fill in the one that was downloaded here"
    )]
    NoWorkbook,
    #[error("không có không gian làm việc để ghi báo cáo / there is no workspace to write accepted reports into")]
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
