//! Long work as JSON: what is asked, how far it is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    CurveAnswer, ImportWritten, ReviewAnswer, ReviewSettingsFile, ScenarioComparison, UndoWritten, WhatIfAnswer,
};
use crate::auth::JobRow;
use crate::planner::CompareStep;
use crate::review::Progress;
use chrono::{DateTime, SecondsFormat, Utc};

/// What can be asked for, told apart by `kind`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum JobRequest {
    /// As `gandan review`.
    Review {
        /// The careful defaults where it is absent.
        #[serde(default)]
        settings: Box<ReviewSettingsFile>,
    },
    /// As `gandan review --pareto`.
    Curve {
        /// The careful defaults where it is absent.
        #[serde(default)]
        settings: Box<ReviewSettingsFile>,
        #[serde(default)]
        curve: CurveRequest,
    },
    /// A scenario beside its baseline, or beside another on the same data. The result is what
    /// `GET /api/v1/scenarios/{id}/comparison` answers.
    #[schema(example = json!({"kind": "compare", "scenario": "019ab0c1-7c1e-7d2a-9f5e-0a1b2c3d4e5f"}))]
    Compare {
        /// Id of the scenario.
        #[schema(max_length = 64)]
        scenario: String,
        /// Id of the scenario on the first side; the baseline where it is absent.
        #[serde(default)]
        #[schema(max_length = 64)]
        against: Option<String>,
    },
}

/// Which numbers of points are looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CurveRequest {
    /// Points kept; shares of today's where it is empty. At most 40.
    pub points: Vec<u32>,
    /// For each number; 10 where it is absent.
    pub seconds: Option<f64>,
}

impl CurveRequest {
    pub const SECONDS: f64 = 10.0;
}

/// What a job gave, by its kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum JobResult {
    Review(Box<ReviewAnswer>),
    Curve(Box<CurveAnswer>),
    WhatIf(Box<WhatIfAnswer>),
    Compare(Box<ScenarioComparison>),
    Import(Box<ImportWritten>),
    Undo(Box<UndoWritten>),
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct JobAnswer {
    /// UUID v7.
    pub id: String,
    /// review, curve, what_if, compare; import and undo, which have addresses of their own
    pub kind: String,
    /// Login name of whoever asked.
    pub account: String,
    /// queued, running, done, failed, cancelled, interrupted
    pub state: String,
    /// What is being done, in Vietnamese; empty when the job has ended.
    pub progress: String,
    /// Of a job under way: seconds since it began. Null while it waits and once it has ended.
    #[serde(default)]
    pub running_s: Option<u64>,
    /// What a review is doing, as it was last told; null of other jobs.
    #[serde(default)]
    pub step: Option<ReviewStepShape>,
    /// The data that the job computes with.
    pub snapshot_id: Option<String>,
    /// What was asked besides the kind.
    pub settings: serde_json::Value,
    /// Why it failed.
    pub error: Option<String>,
    /// RFC 3339, UTC.
    pub created_at: String,
    pub finished_at: Option<String>,
}

/// What a review is doing. Values and bounds are in the units of the levels of its plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewStepShape {
    /// preparing, model, solving, level, opening, reasons, counterfactual, sensitivity, robustness
    pub name: String,
    /// Of solving and level: cost, merge_travel, changes, code_order
    pub level: Option<String>,
    /// The best value found so far.
    pub incumbent: Option<f64>,
    /// Proven: no plan is better than this.
    pub bound: Option<f64>,
    /// How far the value is from the bound at most, as a share of it.
    pub gap: Option<f64>,
    /// Of model: points under review, and those that may change.
    pub points: Option<u32>,
    pub eligible: Option<u32>,
    /// Of counterfactual: decisions tried, of how many.
    pub done: Option<u32>,
    pub of: Option<u32>,
    /// Of sensitivity: the other reading of the rule.
    pub reading: Option<String>,
}

impl From<&Progress> for ReviewStepShape {
    fn from(step: &Progress) -> Self {
        let named = |name: &str| ReviewStepShape {
            name: name.to_owned(),
            ..ReviewStepShape::default()
        };
        match step {
            Progress::Preparing => named("preparing"),
            Progress::Model { points, eligible, .. } => ReviewStepShape {
                points: Some(*points),
                eligible: Some(*eligible),
                ..named("model")
            },
            Progress::Solving {
                level,
                incumbent,
                bound,
                ..
            } => ReviewStepShape {
                level: Some((*level).to_owned()),
                incumbent: *incumbent,
                bound: *bound,
                gap: incumbent.zip(*bound).map(gap),
                ..named("solving")
            },
            Progress::Level { name, value, bound } => ReviewStepShape {
                level: Some((*name).to_owned()),
                incumbent: Some(*value),
                bound: Some(*bound),
                gap: Some(gap((*value, *bound))),
                ..named("level")
            },
            Progress::Opening => named("opening"),
            Progress::Reasons => named("reasons"),
            Progress::Sensitivity { reading } => ReviewStepShape {
                reading: Some(reading.clone()),
                ..named("sensitivity")
            },
            Progress::Counterfactual { done, of } => ReviewStepShape {
                done: Some(*done),
                of: Some(*of),
                ..named("counterfactual")
            },
            Progress::Robustness => named("robustness"),
        }
    }
}

/// Of the best value found to the proven bound.
fn gap((incumbent, bound): (f64, f64)) -> f64 {
    (incumbent - bound) / incumbent.abs().max(1e-9)
}

/// The newest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct JobsAnswer {
    pub jobs: Vec<JobAnswer>,
}

impl From<&JobRow> for JobAnswer {
    fn from(job: &JobRow) -> Self {
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        JobAnswer {
            id: job.id.clone(),
            kind: job.kind.clone(),
            account: job.account.clone(),
            state: job.state.code().to_owned(),
            progress: job.progress.clone(),
            running_s: job.live.as_ref().map(|live| live.seconds),
            step: job.live.as_ref().and_then(|live| serde_json::from_str(&live.step).ok()),
            snapshot_id: job.snapshot_id.clone(),
            settings: serde_json::from_str(&job.settings).unwrap_or_default(),
            error: job.error.clone(),
            created_at: instant(job.created_at),
            finished_at: job.finished_at.map(instant),
        }
    }
}

/// What a review is doing, for whoever waits: in the terminal and on a page.
pub fn review_step_vi(step: &Progress) -> String {
    match step {
        Progress::Preparing => "Đang đọc mạng lưới".to_owned(),
        Progress::Model { points, eligible, .. } => {
            format!("Đang giải: {points} điểm, {eligible} điểm có thể thay đổi")
        }
        Progress::Solving {
            level,
            incumbent,
            bound,
            ..
        } => match (incumbent, bound) {
            (Some(incumbent), Some(bound)) => {
                let gap = gap((*incumbent, *bound)) * 100.0;
                let gap = format!("{gap:.1}").replace('.', ",");
                format!("Đang giải {}: còn cách tối ưu nhiều nhất {gap} %", level_vi(level))
            }
            _ => format!("Đang giải {}", level_vi(level)),
        },
        Progress::Level { name, .. } => format!("Đang giải: xong {}", level_vi(name)),
        Progress::Opening => "Đang tìm nơi mở điểm và điểm dừng xe".to_owned(),
        Progress::Reasons => "Đang nêu lý do".to_owned(),
        Progress::Counterfactual { done, of } => format!("Đang thử đổi từng quyết định: {done} trên {of}"),
        Progress::Sensitivity { reading } => format!("Đang giải lại theo cách tính khác ({reading})"),
        Progress::Robustness => "Đang tìm các phương án gần tốt bằng".to_owned(),
    }
}

/// What a comparison is doing, for whoever waits.
pub fn compare_step_vi(step: CompareStep) -> &'static str {
    match step {
        CompareStep::Waiting => "Chờ phép tính trước xong",
        CompareStep::Before => "Đang tính bên thứ nhất",
        CompareStep::After => "Đang tính bên thứ hai",
        CompareStep::Differences => "Đang so sánh hai bên",
    }
}

fn level_vi(level: &str) -> &str {
    match level {
        "cost" => "mức chi phí",
        "merge_travel" => "mức thời gian đi lại tăng thêm",
        "changes" => "mức số thay đổi",
        "code_order" => "mức thứ tự mã điểm",
        other => other,
    }
}
