//! Documents as files: what is asked for in the query, and the answer that a browser saves.

use super::error::ApiError;
use super::params::{Params, bad};
use crate::auth::PrivateFile;
use crate::model::{AreaId, FacilityId, Month};
use crate::planner::{
    DocumentKind, DocumentScope, MeritAsked, OfficeDocument, OfficeDocumentError, Snapshot, office_document,
};
use crate::report::{Document, FileFormat, PlanInput, ReportError, filled, written};
use crate::wire::ReviewAnswer;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use std::sync::Arc;

/// A file with its name.
pub struct File {
    name: String,
    format: FileFormat,
    bytes: Vec<u8>,
}

/// What every kind may be asked for with.
#[derive(Clone, Debug)]
pub struct Asked {
    pub format: FileFormat,
    pub day: NaiveDate,
    pub from: Option<Month>,
    pub to: Option<Month>,
}

impl Asked {
    /// `format` (a DOCX where it is absent), `date` (today in Hanoi), `from` and `to`.
    ///
    /// # Errors
    /// A value that is none.
    pub fn read(params: &Params) -> Result<Asked, ApiError> {
        let format = params.choice("format", &FileFormat::ALL, FileFormat::code)?;
        let day = match params.text("date") {
            Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .filter(|day| (1990..=2200).contains(&chrono::Datelike::year(day)))
                .ok_or_else(|| bad("date", text, "expected a day as YYYY-MM-DD, 1990 to 2200"))?,
            None => chrono::Utc::now()
                .with_timezone(&crate::finder::hours::vietnam())
                .date_naive(),
        };
        let month = |name: &str| match params.text(name) {
            Some(text) => Month::parse(text)
                .map(Some)
                .ok_or_else(|| bad(name, text, "expected a month as YYYY-MM")),
            None => Ok(None),
        };
        Ok(Asked {
            format: format.unwrap_or(FileFormat::Docx),
            day,
            from: month("from")?,
            to: month("to")?,
        })
    }

    /// A document of the whole city as it is asked for, without a plan.
    pub fn document<'a>(&self, kind: DocumentKind) -> OfficeDocument<'a> {
        OfficeDocument {
            kind,
            scope: DocumentScope::City,
            plan: None,
            period: None,
            from: self.from,
            to: self.to,
            url: None,
            day: self.day,
            tolerance: None,
            merit: MeritAsked::default(),
            checklist: None,
            scenarios: None,
        }
    }

    /// Makes the document of a snapshot and writes it; takes seconds.
    ///
    /// # Errors
    /// Data that lack what the kind is about.
    pub fn file(
        &self,
        snapshot: &Arc<Snapshot>,
        asked: OfficeDocument,
        name: &str,
        private: &PrivateFile,
    ) -> Result<File, ApiError> {
        let kind = asked.kind;
        let document = office_document(snapshot, asked, Some(private))?;
        self.written(&document, kind, name, private)
    }

    /// Writes a document, a DOCX in the template that the office keeps for its kind; `name`: of the file, without its day and
    /// ending.
    ///
    /// # Errors
    /// A drawing of a document that has none; a template that no longer fits.
    pub fn written(
        &self,
        document: &Document,
        kind: DocumentKind,
        name: &str,
        private: &PrivateFile,
    ) -> Result<File, ApiError> {
        let template = match self.format {
            FileFormat::Docx => private.office_template(kind.code())?,
            _ => None,
        };
        let bytes = match template {
            Some(template) => filled(&template, document).map_err(|error| kept_misfit(kind, &error))?,
            None => written(document, self.format)?,
        };
        Ok(File {
            name: format!("{}-{}.{}", plain(name), self.day, self.format.code()),
            format: self.format,
            bytes,
        })
    }
}

fn kept_misfit(kind: DocumentKind, error: &ReportError) -> ApiError {
    let kind = kind.code();
    ApiError::Conflict(format!(
        "Mẫu của cơ quan cho loại tài liệu '{kind}' không còn phù hợp; quản trị viên sửa mẫu hoặc bỏ mẫu bằng `gandan report W {kind} --drop-template`. / The office's template of '{kind}' does not fit this document; mend it, or drop it. {error}"
    ))
}

impl IntoResponse for File {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.format.media_type().to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{}\"", self.name),
            ),
        ];
        (headers, self.bytes).into_response()
    }
}

impl From<OfficeDocumentError> for ApiError {
    fn from(error: OfficeDocumentError) -> Self {
        match error {
            OfficeDocumentError::Report(error) => error.into(),
            OfficeDocumentError::Private(error) => error.into(),
            OfficeDocumentError::Forbidden(error) => error.into(),
            OfficeDocumentError::OutOfScope(_) => ApiError::Forbidden(error.to_string()),
            OfficeDocumentError::NoPeriod(_) | OfficeDocumentError::NoArea(_) | OfficeDocumentError::NoOperator(_) => {
                ApiError::NotFound(error.to_string())
            }
            OfficeDocumentError::NotOfAPart(scope) => {
                let name = match scope {
                    DocumentScope::Operator(_) => "operator",
                    DocumentScope::Area(_) | DocumentScope::City => "branch",
                };
                bad(name, &scope.to_string(), "this kind of document is of the whole city")
            }
        }
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NothingToTell(_) | ReportError::NoDrawing => ApiError::NotFound(error.to_string()),
            error => ApiError::internal(error),
        }
    }
}

/// The saved review as a plan.
pub fn review_plan(review: Option<&ReviewAnswer>) -> Option<PlanInput> {
    review
        .filter(|review| review.status != "infeasible")
        .map(PlanInput::from)
}

/// The point that a query names.
///
/// # Errors
/// None of this code.
pub fn point(snapshot: &Snapshot, code: &str) -> Result<FacilityId, ApiError> {
    let found = snapshot.facility(code);
    found.ok_or_else(|| {
        ApiError::NotFound(format!(
            "Không có điểm mang mã '{code}'. / No point has the code '{code}'."
        ))
    })
}

/// The commune that a query names.
///
/// # Errors
/// None of this code.
pub fn commune(snapshot: &Snapshot, code: &str) -> Result<AreaId, ApiError> {
    let found = snapshot.commune(code);
    found.ok_or_else(|| {
        ApiError::NotFound(format!(
            "Không có xã, phường mang mã '{code}'. / No commune has the code '{code}'."
        ))
    })
}

/// A name that every system takes: letters, digits and hyphens.
fn plain(name: &str) -> String {
    let letter = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter,
        false => '-',
    };
    crate::text::fold(name).chars().take(60).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_hold_nothing_that_a_header_or_a_folder_minds() {
        assert_eq!(plain("to-trinh"), "to-trinh");
        assert_eq!(plain("to-gioi-thieu-Đ 1/\"x\r\n"), "to-gioi-thieu-d-1-x");
        assert!(plain(&"a".repeat(500)).len() <= 60);
    }
}
