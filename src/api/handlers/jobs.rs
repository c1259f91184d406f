//! Long work: start, watch, cancel, fetch.

use super::super::body::JsonBody;
use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::job_work::{comparison_job, review_job};
use super::super::jobs::JobEvents;
use super::super::jobs_review::curve_job;
use super::super::params::Params;
use super::super::view::{Service, View};
use super::Answer;
use super::scenarios_desk::Told;
use crate::auth::{Actor, Permission};
use crate::planner::jobs::NewJob;
use crate::wire::*;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Jobs, the newest first; the last fifty of each kind that ended are kept. Who does not run reviews sees comparisons.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs",
    responses((status = 200, body = JobsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn jobs(State(service): State<Service>, actor: Actor, params: Params) -> Answer<JobsAnswer> {
    params.only(&[])?;
    let found = service
        .blocking(move |service| service.jobs().all_seen_by(&actor))
        .await?;
    let jobs = found.iter().map(JobAnswer::from).collect();
    Ok(Json(JobsAnswer { jobs }))
}

/// Start a job: a review (one is done at a time) or a comparison of scenarios (likewise, beside it); eight of each wait.
#[utoipa::path(post, path = "/api/v1/jobs", tag = "jobs", request_body = JobRequest,
    responses((status = 202, body = JobAnswer, description = "Taken; `Location` is its address"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json", description = "No such scenario"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json",
            description = "The two scenarios stand on different data"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "The queue is full")))]
pub async fn start_job(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    JsonBody(asked): JsonBody<JobRequest>,
) -> Told<Response> {
    let permission = match asked {
        JobRequest::Review { .. } | JobRequest::Curve { .. } => Permission::RunJob,
        JobRequest::Compare { .. } => Permission::ReadScenario,
    };
    actor.allowed(permission).map_err(ApiError::from)?;
    let started = service.blocking(move |service| {
        Ok(new_job(service, &asked, &view).and_then(|job| {
            let taken = service.jobs().queue()?.submit(&actor.account, job);
            Ok(taken.map_err(ApiError::from)?)
        }))
    });
    let job = JobAnswer::from(&started.await??);
    let location = [(header::LOCATION, format!("/api/v1/jobs/{}", job.id))];
    Ok((StatusCode::ACCEPTED, location, Json(job)).into_response())
}

fn new_job(service: &Service, asked: &JobRequest, view: &View) -> Told<NewJob> {
    let snapshot = Arc::clone(&view.snapshot);
    match asked {
        JobRequest::Review { settings } => Ok(review_job(settings, snapshot, service.private())?),
        JobRequest::Curve { settings, curve } => Ok(curve_job(settings, curve, snapshot, service.private())?),
        JobRequest::Compare { scenario, against } => {
            let sides = (scenario.as_str(), against.as_deref());
            Ok(comparison_job(service.scenarios()?, sides, snapshot)?)
        }
    }
}

/// How far a job is.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, body = JobAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn job(State(service): State<Service>, actor: Actor, Path(id): Path<String>) -> Answer<JobAnswer> {
    let job = service.blocking(move |service| service.jobs().seen_by(&actor, &id));
    Ok(Json(JobAnswer::from(&job.await?)))
}

/// Cancel a job: a waiting one at once, a running one at its next step. Who does not run reviews cancels his own.
#[utoipa::path(delete, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "Id of the job")),
    responses((status = 202, body = JobAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The job has ended")))]
pub async fn cancel_job(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<JobAnswer>), ApiError> {
    let cancelled = service.blocking(move |service| service.jobs().cancel(&actor, &id));
    Ok((StatusCode::ACCEPTED, Json(JobAnswer::from(&cancelled.await?))))
}

/// What a job gave: of a review, a curve or a wish the same as `gandan review --format json`, `gandan review --pareto --format json`
/// or `gandan what-if --exact --format json` write; of a comparison a `ScenarioComparison`.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/result", tag = "jobs", params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, body = JobResult),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such job, or no result yet")))]
pub async fn job_result(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let result = service.blocking(move |service| {
        let job = service.jobs().seen_by(&actor, &id)?;
        Ok(service.jobs().queue()?.result(&job.id)?)
    });
    let text = result
        .await?
        .ok_or_else(|| ApiError::NotFound("The job has no result, or not yet.".to_owned()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// Server-sent events: `progress` with a `JobAnswer` each time it changes, `end` when the job has ended.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/events", tag = "jobs", params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, body = String, content_type = "text/event-stream"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn job_events(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Sse<impl tokio_stream::Stream<Item = <JobEvents as tokio_stream::Stream>::Item>>, ApiError> {
    let job = service
        .blocking(move |service| service.jobs().seen_by(&actor, &id))
        .await?;
    let watched = service.clone();
    let events = service.jobs().events(job.id, move || watched.is_stopping())?;
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
