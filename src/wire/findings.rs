//! Findings of an import or a check, and what they mean for computed figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::audit::OpenErrors;
use crate::model::checks::{CATALOGUE, Check};
use crate::model::{Finding, Language, Severity};
use crate::report::{CheckTally, Outcome, Tally};

/// Errors that `gandan check` finds in the data a figure was computed on: the figure may owe something to them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OpenErrorsShape {
    pub count: u64,
    /// Ids of the checks that found them, sorted; `gandan check --list` explains each.
    pub checks: Vec<String>,
    /// People concerned, as far as the checks tell any; one person may be counted in several.
    pub people: f64,
}

impl From<&OpenErrors> for OpenErrorsShape {
    fn from(open: &OpenErrors) -> Self {
        OpenErrorsShape {
            count: open.count,
            checks: open.checks.iter().map(|check| (*check).to_owned()).collect(),
            people: open.people,
        }
    }
}

/// Everything that one import or one check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindingsAnswer {
    /// The workspace or the files.
    pub subject: String,
    /// checked, imported, imported_in_part, refused, dry_run
    pub outcome: String,
    pub errors: u64,
    pub warnings: u64,
    pub remarks: u64,
    /// People of errors and warnings, added up; one person may stand in several.
    pub people: f64,
    /// Errors first.
    pub checks: Vec<CheckTallyShape>,
    /// Errors first, otherwise in the order in which they were found.
    pub findings: Vec<FindingShape>,
}

/// One check, explained, and what it found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckTallyShape {
    /// Stable id.
    pub check: String,
    /// error, warning, info
    pub severity: String,
    pub cases: u64,
    pub people: Option<f64>,
    #[serde(flatten)]
    pub words: Option<CheckWords>,
}

/// An entry of the catalogue in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckWords {
    pub title_vi: String,
    pub explanation_vi: String,
    pub repair_vi: String,
    pub title: String,
    pub explanation: String,
    pub repair: String,
}

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckShape {
    pub check: String,
    /// What it usually is: error, warning, info.
    pub severity: String,
    pub group_vi: String,
    pub group: String,
    #[serde(flatten)]
    pub words: CheckWords,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindingShape {
    pub check: String,
    /// error, warning, info
    pub severity: String,
    /// Empty for findings about a workspace.
    pub file: String,
    /// Sheet, layer or inner file.
    pub sheet: Option<String>,
    pub row: Option<u64>,
    pub column: Option<String>,
    pub value: Option<String>,
    pub message: String,
    pub message_vi: String,
    /// file_refused, row_refused, left_out, value_left_out, put_right, kept
    pub done: String,
    pub people: Option<f64>,
    /// Where it is, WGS84, where that is known.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Cases it stands for: 1, or those of its check that are not listed.
    pub cases: u64,
}

impl FindingsAnswer {
    pub fn of(subject: &str, outcome: Outcome, findings: &[Finding]) -> FindingsAnswer {
        let tally = Tally::of(findings);
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        FindingsAnswer {
            subject: subject.to_owned(),
            outcome: outcome.code().to_owned(),
            errors: tally.errors,
            warnings: tally.warnings,
            remarks: tally.remarks,
            people: tally.people,
            checks: tally.checks.iter().map(CheckTallyShape::from).collect(),
            findings: sorted.into_iter().map(FindingShape::from).collect(),
        }
    }
}

impl FindingsAnswer {
    /// With at most so many findings listed, errors first; the counts stay whole. Gives how many were left off.
    pub fn cut(mut self, most: usize) -> (FindingsAnswer, u64) {
        let left_off = self.findings.len().saturating_sub(most) as u64;
        self.findings.truncate(most);
        (self, left_off)
    }
}

impl From<&CheckTally> for CheckTallyShape {
    fn from(tally: &CheckTally) -> Self {
        CheckTallyShape {
            check: tally.check.to_owned(),
            severity: tally.severity.code().to_owned(),
            cases: tally.cases,
            people: tally.people,
            words: tally.entry().map(CheckWords::from),
        }
    }
}

impl From<&Check> for CheckWords {
    fn from(check: &Check) -> Self {
        let (vi, en) = (check.vietnamese, check.english);
        CheckWords {
            title_vi: vi.title.to_owned(),
            explanation_vi: vi.explanation.to_owned(),
            repair_vi: vi.repair.to_owned(),
            title: en.title.to_owned(),
            explanation: en.explanation.to_owned(),
            repair: en.repair.to_owned(),
        }
    }
}

impl From<&Finding> for FindingShape {
    fn from(finding: &Finding) -> Self {
        FindingShape {
            check: finding.check.to_owned(),
            severity: finding.severity.code().to_owned(),
            file: finding.file.clone(),
            sheet: finding.part.clone(),
            row: finding.row,
            column: finding.column.clone(),
            value: finding.value.clone(),
            message: finding.message.clone(),
            message_vi: finding.message_in(Language::Vietnamese).into_owned(),
            done: finding.done().code().to_owned(),
            people: finding.people,
            lon: finding.place.map(|place| place.lon),
            lat: finding.place.map(|place| place.lat),
            cases: finding.cases,
        }
    }
}

/// The whole catalogue, in its order.
pub fn check_catalogue() -> Vec<CheckShape> {
    let of_group = |group: &'static crate::model::checks::CheckGroup| {
        group.checks.iter().map(|check| CheckShape {
            check: check.id.to_owned(),
            severity: severity_code(check.severity),
            group_vi: group.vietnamese.to_owned(),
            group: group.english.to_owned(),
            words: CheckWords::from(check),
        })
    };
    CATALOGUE.iter().flat_map(of_group).collect()
}

fn severity_code(severity: Severity) -> String {
    severity.code().to_owned()
}
