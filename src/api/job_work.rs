//! What each kind of job does.

use super::error::ApiError;
use super::voice_desk::checklist;
use crate::auth::PrivateFile;
use crate::planner::jobs::{Lane, NewJob, Work};
use crate::planner::satisfaction::field_evidence;
use crate::planner::{Against, ReadScenario, ScenarioFault, Scenarios, Snapshot, comparable, propose_review};
use crate::review::{ReviewSettings, check_settings};
use crate::wire::{
    ReviewAnswer, ReviewSettingsFile, ReviewStepShape, ScenarioComparison, compare_step_vi, review_step_vi,
};
use serde::Serialize;
use serde_json::json;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Seconds of each limit of a review, readings at other speeds, and plans beside the best, that one job may ask for.
const MOST_SECONDS: f64 = 900.0;
const MOST_SPEEDS: usize = 8;
const MOST_PLANS: usize = 50;

/// A review as `gandan review --format json` writes it.
///
/// # Errors
/// Settings that make no sense, or would take an afternoon.
pub fn review_job(
    asked: &ReviewSettingsFile,
    snapshot: Arc<Snapshot>,
    private: &PrivateFile,
) -> Result<NewJob, ApiError> {
    let settings = with_evidence(checked(asked, &snapshot)?, private)?;
    let text = serde_json::to_string(asked).map_err(ApiError::internal)?;
    let asked = asked.clone();
    let snapshot_id = snapshot.id().to_owned();
    let work: Work = Box::new(move |job| {
        let plan = propose_review(
            &snapshot,
            &settings,
            &mut |step| {
                let told = serde_json::to_string(&ReviewStepShape::from(&step));
                job.tell_step(review_step_vi(&step), told.unwrap_or_default());
            },
            &|| job.is_cancelled(),
        );
        let plan = plan.map_err(|error| error.to_string())?;
        written(&ReviewAnswer::of_snapshot(&plan, &snapshot, asked))
    });
    Ok(NewJob {
        kind: "review",
        lane: Lane::Minutes,
        settings: text,
        snapshot_id,
        work,
    })
}

/// A comparison of the scenarios as they are now; edits that are made meanwhile are not in it.
///
/// # Errors
/// Scenarios that are not there, or stand on different data.
pub fn comparison_job(
    scenarios: Arc<Scenarios>,
    (scenario, against): (&str, Option<&str>),
    current: Arc<Snapshot>,
) -> Result<NewJob, ScenarioFault> {
    let read = |text: &str| scenarios.read(scenarios.find(text)?);
    let own = read(scenario)?;
    let other: Option<ReadScenario> = against.map(read).transpose()?;
    comparable(&own, side(other.as_ref()))?;
    let settings = json!({"scenario": own.scenario.id, "against": other.as_ref().map(|other| &other.scenario.id)});
    let snapshot_id = own.scenario.baseline.clone();
    let work: Work = Box::new(move |job| {
        let told = &mut |step| {
            job.tell(compare_step_vi(step).to_owned());
            match job.is_cancelled() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let compared = scenarios.compare_told(&own, side(other.as_ref()), Some(&current), told);
        let compared = compared.map_err(|fault| fault.to_string())?;
        let other = other.as_ref().map(|other| &other.scenario);
        written(&ScenarioComparison::of(&compared, other, &own.scenario))
    });
    Ok(NewJob {
        kind: "compare",
        lane: Lane::Seconds,
        settings: settings.to_string(),
        snapshot_id,
        work,
    })
}

/// The first side of a comparison: the baseline where no scenario is named.
pub fn side(other: Option<&ReadScenario>) -> Against<'_> {
    other.map_or(Against::Baseline, Against::Scenario)
}

pub(super) fn written(answer: &impl Serialize) -> Result<String, String> {
    let text = serde_json::to_string_pretty(answer).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

/// The settings of a review of these data, before anything is begun.
///
/// # Errors
/// Names that are not known, values out of their range, codes that name nothing; settings that would take an afternoon.
pub(super) fn checked(asked: &ReviewSettingsFile, snapshot: &Snapshot) -> Result<ReviewSettings, ApiError> {
    let bad = |error: &dyn std::fmt::Display| ApiError::BadBody(error.to_string());
    let settings = asked.settings().map_err(|error| bad(&error))?;
    check_settings(snapshot.dataset(), &settings).map_err(|error| bad(&error))?;
    bounded(&settings)?;
    Ok(settings)
}

/// The same with what citizens and inspectors say, where criteria or standards judge by it. Blocks on the disk.
///
/// # Errors
/// What the private file says.
pub(super) fn with_evidence(settings: ReviewSettings, private: &PrivateFile) -> Result<ReviewSettings, ApiError> {
    settings.with_evidence(checklist, |list| Ok(field_evidence(private, list, chrono::Utc::now())?))
}

/// One worker does all jobs: none may hold it for longer than an afternoon.
///
/// # Errors
/// Settings beyond that.
pub(super) fn bounded(settings: &ReviewSettings) -> Result<(), ApiError> {
    let seconds = [
        settings.time_limit_seconds,
        settings.counterfactual_seconds,
        settings.robustness_seconds,
        settings.sensitivity_seconds,
        settings.opening.seconds,
    ];
    let is_short = seconds.iter().all(|seconds| (0.0..=MOST_SECONDS).contains(seconds));
    let is_few = settings.sensitivity_speeds.len() <= MOST_SPEEDS && settings.robustness_plans <= MOST_PLANS;
    (is_short && is_few).then_some(()).ok_or_else(|| {
        ApiError::BadBody(format!(
            "a job may take {MOST_SECONDS} s a limit, {MOST_SPEEDS} speeds and {MOST_PLANS} plans; `gandan review` may take more"
        ))
    })
}
