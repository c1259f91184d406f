//! Documents as files: what is asked for in the query, and the answer that a browser saves.

use super::error::ApiError;
use super::params::{Params, bad};
use crate::auth::PrivateFile;
use crate::model::{AreaId, FacilityId, Month};
use crate::planner::inspections::standards;
use crate::planner::{DocumentAsked, DocumentKind, Snapshot, plan_effect};
use crate::report::{Document, FileFormat, PlanInput, ReportError, tell_official, written};
use crate::reporting::compare;
use crate::wire::{DEFAULT_TOLERANCE, ReviewAnswer};
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

    /// Makes the document of a snapshot and writes it; takes seconds.
    ///
    /// # Errors
    /// Data that lack what the kind is about.
    pub fn file(
        &self,
        snapshot: &Arc<Snapshot>,
        (kind, name): (DocumentKind, &str),
        plan: Option<PlanInput>,
        url: Option<&str>,
        private: &PrivateFile,
    ) -> Result<File, ApiError> {
        let day = self.day.to_string();
        let standards = match kind {
            DocumentKind::Merit(_) => standards(private, snapshot.last_day(self.to, self.day), self.day)?,
            _ => Default::default(),
        };
        let mut plan = plan;
        if let (DocumentKind::Proposal, Some(plan)) = (kind, &mut plan) {
            plan.effect = plan_effect(snapshot, plan);
        }
        let asked = DocumentAsked {
            kind,
            plan: plan.as_ref(),
            from: self.from,
            to: self.to,
            url,
            standards: &standards,
            day: &day,
        };
        let mut document = snapshot.document(&asked)?;
        if let (DocumentKind::Period, Some((from, to))) = (kind, snapshot.period_months(&asked)) {
            let counts = private.official_counts(from, to)?;
            let told = compare(&snapshot.dataset().performance, &counts, from, to, DEFAULT_TOLERANCE);
            tell_official(&mut document, snapshot.dataset(), &told, DEFAULT_TOLERANCE);
        }
        self.written(&document, name)
    }

    /// Writes a document; `name`: of the file, without its day and ending.
    ///
    /// # Errors
    /// A drawing of a document that has none.
    pub fn written(&self, document: &Document, name: &str) -> Result<File, ApiError> {
        Ok(File {
            name: format!("{}-{}.{}", plain(name), self.day, self.format.code()),
            format: self.format,
            bytes: written(document, self.format)?,
        })
    }
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
