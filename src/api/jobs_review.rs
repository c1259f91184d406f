//! The work of jobs beside the review itself: the curve of fewer points, and the exact answer to a wish on a plan.

use super::error::ApiError;
use super::job_work::{bounded, checked, with_evidence, written};
use super::jobs::Jobs;
use super::view::Service;
use crate::auth::{Actor, JobRow, JobState, PrivateFile};
use crate::planner::jobs::{Lane, NewJob, Work};
use crate::planner::{Snapshot, WishDepth, review_curve_watched, what_if};
use crate::review::{Going, ReviewError, ReviewSettings, Wish, WishError};
use crate::wire::{CurveAnswer, CurveRequest, ReviewAnswer, ReviewSettingsFile, WhatIfAnswer, WhatIfRequest};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Numbers of points of one curve, and seconds for each of them.
const MOST_NUMBERS: usize = 40;
const MOST_SECONDS: f64 = 120.0;

/// The plan that a wish is about, and the wish.
#[derive(Clone)]
pub struct PlanAsked {
    plan: Option<Arc<ReviewAnswer>>,
    settings: ReviewSettings,
    wish: Wish,
}

impl PlanAsked {
    /// Blocks on the disk.
    ///
    /// # Errors
    /// A wish that cannot be read, a job that is none or has no plan, settings that make no sense.
    pub fn read(service: &Service, asked: &WhatIfRequest, snapshot: &Snapshot) -> Result<PlanAsked, ApiError> {
        let jobs = service.jobs();
        let bad = |error: &dyn std::fmt::Display| ApiError::BadBody(error.to_string());
        let wish = asked.wish().map_err(|error| bad(&error))?;
        let mut settings = asked.settings.clone();
        let text = match asked.plan.as_deref() {
            Some("none") => None,
            None | Some("saved") => snapshot.review().map(str::to_owned),
            Some(id) => {
                let job = jobs.queue()?.job(id)?;
                let none = || ApiError::NotFound(format!("The job '{id}' has no plan of a review, or not yet."));
                let is_plan = job.kind == "review" && job.state == JobState::Done;
                let text = jobs.queue()?.result(id)?.filter(|_| is_plan).ok_or_else(none)?;
                // What is in the private file was checked when it was asked for.
                settings = settings.or_else(|| serde_json::from_str::<ReviewSettingsFile>(&job.settings).ok());
                Some(text)
            }
        };
        let plan: Option<ReviewAnswer> = match text {
            Some(text) => Some(serde_json::from_str(&text).map_err(ApiError::internal)?),
            None => None,
        };
        let plan = plan.filter(|plan| plan.status != "infeasible");
        let told = plan.as_ref().and_then(|plan| plan.told_settings(snapshot.dataset()));
        let settings = match (settings, told) {
            (Some(file), _) => file.settings().map_err(|error| bad(&error))?,
            (None, Some(told)) => told,
            (None, None) => ReviewSettings::default(),
        };
        bounded(&settings)?;
        let settings = with_evidence(settings, service.private())?;
        Ok(PlanAsked {
            plan: plan.map(Arc::new),
            settings,
            wish,
        })
    }
}

/// # Errors
/// Codes that name nothing, a plan of other data or settings; failures of the solver.
pub fn wish_answer(snapshot: &Snapshot, asked: &PlanAsked, depth: WishDepth) -> Result<WhatIfAnswer, ApiError> {
    let going = asked.plan.as_ref().map_or_else(Going::new, |plan| plan.going());
    let answered = what_if(snapshot, &asked.settings, &asked.wish, &going, depth);
    let answered = answered.map_err(|error| match error {
        WishError::Review(error @ ReviewError::Solver { .. }) => ApiError::internal(error),
        refused => ApiError::BadBody(refused.to_string()),
    })?;
    Ok(WhatIfAnswer::of(&answered, snapshot.id(), asked.plan.as_deref()))
}

/// Puts the exact answer to a wish into the queue. Blocks on the disk.
///
/// # Errors
/// A full queue.
pub fn submit_wish(
    jobs: &Jobs,
    request: &WhatIfRequest,
    actor: &Actor,
    snapshot: &Arc<Snapshot>,
    asked: PlanAsked,
) -> Result<JobRow, ApiError> {
    let text = serde_json::to_string(request).map_err(ApiError::internal)?;
    let (held, id) = (Arc::clone(snapshot), snapshot.id().to_owned());
    let work: Work = Box::new(move |job| {
        job.tell("Đang tính chính xác khi đổi quyết định".to_owned());
        let answer = wish_answer(&held, &asked, WishDepth::Exact).map_err(|error| error.to_string())?;
        written(&answer)
    });
    let job = NewJob {
        kind: "what_if",
        lane: Lane::Minutes,
        settings: text,
        snapshot_id: id,
        work,
    };
    Ok(jobs.queue()?.submit(&actor.account, job)?)
}

/// The curve of fewer points as `gandan review --pareto --format json` writes it.
///
/// # Errors
/// Settings that make no sense; bounds of one job.
pub(super) fn curve_job(
    file: &ReviewSettingsFile,
    asked: &CurveRequest,
    snapshot: Arc<Snapshot>,
    private: &PrivateFile,
) -> Result<NewJob, ApiError> {
    let settings = with_evidence(checked(file, &snapshot)?, private)?;
    let seconds = asked.seconds.unwrap_or(CurveRequest::SECONDS);
    if asked.points.len() > MOST_NUMBERS || !(0.1..=MOST_SECONDS).contains(&seconds) {
        return Err(ApiError::BadBody(format!(
            "a curve has at most {MOST_NUMBERS} numbers of points and from 0.1 to {MOST_SECONDS} s for each"
        )));
    }
    let text = serde_json::json!({"settings": file, "curve": asked}).to_string();
    let snapshot_id = snapshot.id().to_owned();
    let counts: Vec<usize> = asked.points.iter().map(|&points| points as usize).collect();
    let work: Work = Box::new(move |job| {
        let mut watch = |done: usize, of: usize| {
            job.tell(format!("Đang tính đánh đổi khi giữ ít điểm hơn: {done} trên {of}"));
            if job.is_cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let told = review_curve_watched(&snapshot, &settings, &counts, seconds, &mut watch);
        let told = told.map_err(|error| error.to_string())?;
        written(&CurveAnswer::of(&told, snapshot.dataset(), snapshot.id()))
    });
    Ok(NewJob {
        kind: "curve",
        lane: Lane::Minutes,
        settings: text,
        snapshot_id,
        work,
    })
}
