//! Long work: start, watch, cancel, fetch.

use super::super::body::JsonBody;
use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::jobs::JobEvents;
use super::super::params::Params;
use super::super::view::Service;
use super::Answer;
use crate::auth::{Actor, Permission};
use crate::wire::*;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};

/// Jobs, the newest first; the last fifty that ended are kept.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs",
    responses((status = 200, body = JobsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn jobs(State(service): State<Service>, actor: Actor, params: Params) -> Answer<JobsAnswer> {
    actor.allowed(Permission::RunJob)?;
    params.only(&[])?;
    let found = service.blocking(|service| Ok(service.jobs().queue()?.jobs()?)).await?;
    let jobs = found.iter().map(JobAnswer::from).collect();
    Ok(Json(JobsAnswer { jobs }))
}

/// Start a job: one is done at a time, eight wait.
#[utoipa::path(post, path = "/api/v1/jobs", tag = "jobs", request_body = JobRequest,
    responses((status = 202, body = JobAnswer, description = "Taken; `Location` is its address"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "The queue is full")))]
pub async fn start_job(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    JsonBody(asked): JsonBody<JobRequest>,
) -> Result<Response, ApiError> {
    actor.allowed(Permission::RunJob)?;
    let started = service.blocking(move |service| service.jobs().submit(&asked, &actor, &view.snapshot));
    let job = JobAnswer::from(&started.await?);
    let location = [(header::LOCATION, format!("/api/v1/jobs/{}", job.id))];
    Ok((StatusCode::ACCEPTED, location, Json(job)).into_response())
}

/// How far a job is.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, body = JobAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn job(State(service): State<Service>, actor: Actor, Path(id): Path<String>) -> Answer<JobAnswer> {
    actor.allowed(Permission::RunJob)?;
    let job = service
        .blocking(move |service| Ok(service.jobs().queue()?.job(&id)?))
        .await?;
    Ok(Json(JobAnswer::from(&job)))
}

/// Cancel a job: a waiting one at once, a running one at its next step.
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
    actor.allowed(Permission::RunJob)?;
    let cancelled = service.blocking(move |service| Ok(service.jobs().queue()?.cancel(&id, &actor.account)?));
    Ok((StatusCode::ACCEPTED, Json(JobAnswer::from(&cancelled.await?))))
}

/// What a job gave: the same as `gandan review --format json`, `gandan review --pareto --format json` or `gandan what-if
/// --exact --format json` write.
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
    actor.allowed(Permission::RunJob)?;
    let result = service
        .blocking(move |service| Ok(service.jobs().queue()?.result(&id)?))
        .await?;
    let text = result.ok_or_else(|| ApiError::NotFound("The job has no result, or not yet.".to_owned()))?;
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
    actor.allowed(Permission::RunJob)?;
    let watched = service.clone();
    let events = service.jobs().events(id, move || watched.is_stopping())?;
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
