//! Reporting periods, filings and what is to be done, as JSON.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FindingShape;
use crate::model::Month;
use crate::planner::NewPeriod;
use crate::reporting::{FilingRow, FilingStep, FilingTexts, Item};

pub use crate::reporting::DEFAULT_TOLERANCE;

/// A period to set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": "2026-10", "to": "2026-10", "due": "2026-11-05"}))]
pub struct NewPeriodShape {
    /// Empty where the months say enough.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub name: String,
    /// First month, YYYY-MM.
    #[schema(max_length = 7)]
    pub from: String,
    /// Last month, YYYY-MM.
    #[schema(max_length = 7)]
    pub to: String,
    /// The last day on which a report is in time, YYYY-MM-DD.
    #[schema(max_length = 10)]
    pub due: String,
    /// Codes of the operators asked; empty for all that run agents.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub operators: Vec<String>,
    /// submitted_online, accepted, on_time, late, complaints, satisfaction, settlement, feedback, proposals; all where it
    /// is absent. The dossiers guided are always asked.
    #[serde(default)]
    pub items: Option<Vec<String>>,
    /// By which share of the official count a report may differ and still be told as the same; 0.05 where it is absent.
    #[serde(default)]
    pub tolerance: Option<f64>,
}

/// What is wrong with the text of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: '{value}' is no {expected}")]
pub struct ReportShapeError {
    pub field: &'static str,
    pub value: String,
    pub expected: &'static str,
}

/// A period and how far it is within the asker's scope.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeriodShape {
    /// UUID v7.
    pub id: String,
    /// As people call it, in Vietnamese and English.
    pub label_vi: String,
    pub label_en: String,
    /// YYYY-MM
    pub from: String,
    pub to: String,
    /// YYYY-MM-DD
    pub due: String,
    /// Days to the due day; negative after it.
    pub days_left: i64,
    pub is_closed: bool,
    /// Codes of the operators asked; empty for all.
    pub operators: Vec<String>,
    pub items: Vec<String>,
    pub tolerance: f64,
    /// Agents that owe a report, and of those by state; `missing` has filed nothing, or a draft.
    pub agents: usize,
    pub missing: usize,
    pub submitted: usize,
    pub returned: usize,
    pub accepted: usize,
}

/// The newest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeriodsAnswer {
    pub periods: Vec<PeriodShape>,
    /// `after` of the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One agent in one period.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AgentProgressShape {
    pub facility: String,
    pub name: String,
    pub operator: String,
    /// Code and name of the branch whose area it stands in; null where there is no branch.
    pub branch: Option<String>,
    pub branch_name: Option<String>,
    /// missing, draft, submitted, returned, accepted
    pub state: String,
    /// Months without dossiers, YYYY-MM.
    pub missing_months: Vec<String>,
    /// Months whose accepted figures are not those of the data, YYYY-MM: an import was taken back, or the service has not read
    /// the workspace again yet. Accepting the agent again, by its code, writes them again.
    pub absent_months: Vec<String>,
    /// Why it was returned, while it is.
    pub reason: Option<String>,
}

/// A period with every agent of the asker's scope, by operator, then code.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeriodAnswer {
    pub period: PeriodShape,
    pub agents: Vec<AgentProgressShape>,
}

/// One agent's figures of one month; unknown is null, never zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingRowShape {
    #[schema(max_length = 200)]
    pub facility: String,
    /// YYYY-MM
    #[schema(max_length = 7)]
    pub month: String,
    /// Dossiers guided.
    #[schema(maximum = 10000000)]
    pub dossiers: Option<u32>,
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub submitted_online: Option<u32>,
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub accepted: Option<u32>,
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub on_time: Option<u32>,
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub late: Option<u32>,
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub complaints: Option<u32>,
    /// People asked how satisfied they are.
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub responses: Option<u32>,
    /// Of those, who gave 4 or 5 of 5.
    #[serde(default)]
    #[schema(maximum = 10000000)]
    pub satisfied: Option<u32>,
}

/// What is told in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingTextsShape {
    #[serde(default)]
    #[schema(max_length = 8000)]
    pub settlement: String,
    #[serde(default)]
    #[schema(max_length = 8000)]
    pub feedback: String,
    #[serde(default)]
    #[schema(max_length = 8000)]
    pub proposals: String,
}

/// A draft: replaces the rows of all agents that may still be changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 0, "rows": [{"facility": "DL-A", "month": "2026-10", "dossiers": 12}], "texts": {}}))]
pub struct SaveFilingRequest {
    /// The version that was looked at; 0 where nothing was filed yet.
    #[schema(maximum = 9007199254740991_i64)]
    pub version: u64,
    #[schema(max_items = 10000)]
    pub rows: Vec<FilingRowShape>,
    #[serde(default)]
    pub texts: FilingTextsShape,
}

/// A step on the way of reports.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 1, "step": "submit"}))]
pub struct FilingStepRequest {
    #[schema(maximum = 9007199254740991_i64)]
    pub version: u64,
    pub step: FilingStepKind,
    /// Codes of agents; empty for all that wait for the step within the account's scope. What was accepted is returned, or
    /// accepted again, by its code alone.
    #[serde(default)]
    #[schema(max_items = 10000)]
    pub facilities: Vec<String>,
    /// Why reports are returned.
    #[serde(default)]
    #[schema(max_length = 8000)]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilingStepKind {
    Submit,
    Accept,
    Return,
}

/// `close`: no more reports are taken; `reopen`: they are again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"step": "close"}))]
pub struct PeriodStepRequest {
    pub step: PeriodStepKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodStepKind {
    Close,
    Reopen,
}

/// An agent of a filing with what its form shows.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FilingAgentShape {
    pub facility: String,
    pub name: String,
    pub branch: Option<String>,
    /// missing, draft, submitted, returned, accepted
    pub state: String,
    /// Months that it owes, YYYY-MM.
    pub months: Vec<String>,
    /// Dossiers of the newest months before the period, oldest first.
    pub earlier: Vec<EarlierMonth>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EarlierMonth {
    /// YYYY-MM
    pub month: String,
    pub dossiers: f64,
}

/// A finding of a filing, with the agent and month that it is of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FilingFindingShape {
    pub facility: String,
    /// YYYY-MM; null where it is of no month.
    pub month: Option<String>,
    pub check: String,
    /// error, warning, info; an error stops the submission, the others are said.
    pub severity: String,
    /// dossiers, submitted_online, ...
    pub column: Option<String>,
    pub message: String,
    pub message_vi: String,
}

/// One step that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FilingEventShape {
    /// RFC 3339, UTC.
    pub at: String,
    pub account: String,
    /// submitted, returned, accepted
    pub state: String,
    pub reason: String,
    pub facilities: Vec<String>,
}

/// The filing of an operator for a period.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FilingAnswer {
    pub period: PeriodShape,
    pub operator: String,
    pub version: u64,
    /// How the share of satisfied people is computed, as it is told beside the figure.
    pub satisfaction_formula_vi: String,
    pub satisfaction_formula_en: String,
    /// In order of code.
    pub agents: Vec<FilingAgentShape>,
    pub rows: Vec<FilingRowShape>,
    pub texts: FilingTextsShape,
    pub findings: Vec<FilingFindingShape>,
    /// The oldest first.
    pub events: Vec<FilingEventShape>,
}

/// An Excel workbook, as its bytes are.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct WorkbookFile(pub Vec<u8>);

/// What a workbook would put into the draft; nothing of it is kept.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkbookAnswer {
    pub rows: Vec<FilingRowShape>,
    /// Errors are of rows that are not among `rows`.
    pub findings: Vec<FindingShape>,
}

/// One figure told by an operator and by the city.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DifferenceItem {
    pub facility: String,
    /// YYYY-MM
    pub month: String,
    /// dossiers, submitted_online, accepted, on_time, late
    pub measure: String,
    pub reported: Option<f64>,
    pub official: Option<f64>,
    /// Reported less official.
    pub difference: Option<f64>,
    /// agrees, differs, not_reported, not_counted
    pub verdict: String,
}

/// What operators reported beside what the city counted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeriodComparison {
    pub period: String,
    /// By which share of the official count a report may differ and still be told as the same.
    pub tolerance: f64,
    pub agrees: usize,
    pub differs: usize,
    pub not_reported: usize,
    pub not_counted: usize,
    /// By point, month and measure; figures that agree are counted and left out.
    pub differences: Vec<DifferenceItem>,
}

/// A receiver of a published reorganisation: expected and observed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReorganisedItem {
    pub facility: String,
    pub name: String,
    /// Codes of the points that it took over.
    pub closed: Vec<String>,
    /// Months of the first and last closing, YYYY-MM.
    pub from: String,
    pub to: String,
    /// Dossiers in a mean month: of the receiver before, of it and all that it took over before, of it since. Null where it
    /// is not known.
    pub before: Option<f64>,
    pub expected: Option<f64>,
    pub observed: Option<f64>,
    /// Reported months since, six at most.
    pub months_after: usize,
}

/// In order of code.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReorganisedAnswer {
    pub snapshot_id: String,
    pub receivers: Vec<ReorganisedItem>,
}

/// One thing to do.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkItemShape {
    /// mend, report, decide, close; kinds may be added.
    pub kind: String,
    /// Id of the period.
    pub period: String,
    /// Agents that it is about, of so many.
    pub count: usize,
    pub of: usize,
    /// YYYY-MM-DD
    pub due: String,
    /// Negative after the due day.
    pub days_left: i64,
    pub is_pressing: bool,
    pub text_vi: String,
    pub text_en: String,
}

/// The most pressing first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkAnswer {
    pub items: Vec<WorkItemShape>,
}

impl NewPeriodShape {
    /// What the facade takes.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub fn read(&self, id: String) -> Result<NewPeriod, ReportShapeError> {
        let items = match &self.items {
            None => Item::ALL.to_vec(),
            Some(codes) => {
                let item =
                    |code: &String| Item::from_code(code).ok_or_else(|| wrong("items", code, "item of a report"));
                codes.iter().map(item).collect::<Result<_, _>>()?
            }
        };
        let due = NaiveDate::parse_from_str(&self.due, "%Y-%m-%d");
        Ok(NewPeriod {
            id,
            name: self.name.clone(),
            from: month("from", &self.from)?,
            to: month("to", &self.to)?,
            due: due.map_err(|_| wrong("due", &self.due, "day; write it as 2026-11-05"))?,
            operators: self.operators.clone(),
            items,
            tolerance: self.tolerance.unwrap_or(DEFAULT_TOLERANCE),
        })
    }
}

impl SaveFilingRequest {
    /// Rows and texts as the facade takes them.
    ///
    /// # Errors
    /// A month that cannot be read.
    pub fn read(self) -> Result<(Vec<FilingRow>, FilingTexts), ReportShapeError> {
        let rows = self
            .rows
            .into_iter()
            .map(FilingRowShape::read)
            .collect::<Result<_, _>>()?;
        let texts = FilingTexts {
            settlement: self.texts.settlement,
            feedback: self.texts.feedback,
            proposals: self.texts.proposals,
        };
        Ok((rows, texts))
    }
}

impl FilingStepRequest {
    pub fn step(&self) -> FilingStep {
        match self.step {
            FilingStepKind::Submit => FilingStep::Submit,
            FilingStepKind::Accept => FilingStep::Accept,
            FilingStepKind::Return => FilingStep::Return {
                reason: self.reason.clone(),
            },
        }
    }
}

impl FilingRowShape {
    fn read(self) -> Result<FilingRow, ReportShapeError> {
        Ok(FilingRow {
            month: Some(month("month", &self.month)?),
            facility: self.facility,
            dossiers: self.dossiers,
            submitted_online: self.submitted_online,
            accepted: self.accepted,
            on_time: self.on_time,
            late: self.late,
            complaints: self.complaints,
            responses: self.responses,
            satisfied: self.satisfied,
        })
    }
}

fn month(field: &'static str, text: &str) -> Result<Month, ReportShapeError> {
    Month::parse(text).ok_or_else(|| wrong(field, text, "month; write it as 2026-10"))
}

fn wrong(field: &'static str, value: &str, expected: &'static str) -> ReportShapeError {
    let value = value.chars().take(80).collect();
    ReportShapeError { field, value, expected }
}
