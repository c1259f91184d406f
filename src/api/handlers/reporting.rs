//! Reporting periods and filings: set by the authority, filed by operators, consolidated by branches.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::params::{PAGED, Params, page};
use super::super::view::Service;
use super::Answer;
use crate::auth::Actor;
use crate::planner::{Reporting, ReportingFault};
use crate::wire::*;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Asks the facade on a blocking thread, over the data that are served now.
async fn ask<T: Send + 'static>(
    service: &Service,
    actor: Actor,
    question: impl FnOnce(&Reporting<'_>, &Service) -> Result<T, ReportingFault> + Send + 'static,
) -> Result<T, ApiError> {
    let asked = service.blocking(move |service| {
        let snapshot = service.view().snapshot.clone();
        let reporting = Reporting {
            private: service.private(),
            dataset: snapshot.dataset(),
            actor: &actor,
            now: Utc::now(),
        };
        Ok(question(&reporting, service)?)
    });
    asked.await
}

/// The periods that ask somebody within the account's scope, in pages, the newest first.
#[utoipa::path(get, path = "/api/v1/periods", tag = "reporting",
    params(("after" = Option<String>, Query, max_length = 64, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = PeriodsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn periods(State(service): State<Service>, actor: Actor, params: Params) -> Answer<PeriodsAnswer> {
    let params = params.only(&PAGED)?;
    let told = ask(&service, actor, |reporting, _| {
        let (today, all) = (reporting.today(), reporting.periods()?);
        let periods = all.iter().map(|one| PeriodShape::of(&one.period, &one.tally, today));
        Ok(periods.collect::<Vec<_>>())
    });
    let all = told.await?;
    let (periods, next) = page(&all, |one| &one.id, &params)?;
    let periods = periods.to_vec();
    Ok(Json(PeriodsAnswer { periods, next }))
}

/// Sets a period. Nothing about its frequency is fixed.
#[utoipa::path(post, path = "/api/v1/periods", tag = "reporting", request_body = NewPeriodShape,
    responses((status = 201, body = PeriodAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn add_period(
    State(service): State<Service>,
    actor: Actor,
    JsonBody(given): JsonBody<NewPeriodShape>,
) -> Result<(StatusCode, Json<PeriodAnswer>), ApiError> {
    actor.allowed(crate::auth::Permission::ManagePeriods)?;
    let new = given.read(uuid::Uuid::now_v7().to_string())?;
    let told = ask(&service, actor, move |reporting, _| {
        Ok(PeriodAnswer::of(&reporting.add_period(new)?, reporting.today()))
    });
    Ok((StatusCode::CREATED, Json(told.await?)))
}

/// One period: every agent of the account's scope with its state, and what is missing.
#[utoipa::path(get, path = "/api/v1/periods/{id}", tag = "reporting",
    params(("id" = String, Path, description = "Id of the period")),
    responses((status = 200, body = PeriodAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn period(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    params: Params,
) -> Answer<PeriodAnswer> {
    params.only(&[])?;
    let told = ask(&service, actor, move |reporting, _| {
        Ok(PeriodAnswer::of(&reporting.period(&id)?, reporting.today()))
    });
    Ok(Json(told.await?))
}

/// Closes a period, or opens it again.
#[utoipa::path(post, path = "/api/v1/periods/{id}/state", tag = "reporting", request_body = PeriodStepRequest,
    params(("id" = String, Path, description = "Id of the period")),
    responses((status = 200, body = PeriodAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn step_period(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(given): JsonBody<PeriodStepRequest>,
) -> Answer<PeriodAnswer> {
    let told = ask(&service, actor, move |reporting, _| {
        let read = match given.step {
            PeriodStepKind::Close => reporting.close_period(&id)?,
            PeriodStepKind::Reopen => reporting.reopen_period(&id)?,
        };
        Ok(PeriodAnswer::of(&read, reporting.today()))
    });
    Ok(Json(told.await?))
}

/// What operators reported beside what the city's own system counted: differences, named.
#[utoipa::path(get, path = "/api/v1/periods/{id}/comparison", tag = "reporting",
    params(("id" = String, Path, description = "Id of the period")),
    responses((status = 200, body = PeriodComparison),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn compare_period(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    params: Params,
) -> Answer<PeriodComparison> {
    params.only(&[])?;
    let told = ask(&service, actor, move |reporting, _| {
        let (period, differences) = reporting.comparison(&id)?;
        Ok(PeriodComparison::of(&period, &differences))
    });
    Ok(Json(told.await?))
}

/// The filing of an operator: its own, or as far as the account's area goes.
#[utoipa::path(get, path = "/api/v1/periods/{id}/filings/{operator}", tag = "reporting",
    params(("id" = String, Path, description = "Id of the period"), ("operator" = String, Path, description = "Code of the operator")),
    responses((status = 200, body = FilingAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn filing(
    State(service): State<Service>,
    actor: Actor,
    Path((id, operator)): Path<(String, String)>,
    params: Params,
) -> Answer<FilingAnswer> {
    params.only(&[])?;
    let told = ask(&service, actor, move |reporting, _| {
        Ok(FilingAnswer::of(&reporting.filing(&id, &operator)?, reporting.today()))
    });
    Ok(Json(told.await?))
}

/// Writes the draft of an operator's own agents. What is unusual is said in `findings` and not refused.
#[utoipa::path(put, path = "/api/v1/periods/{id}/filings/{operator}", tag = "reporting", request_body = SaveFilingRequest,
    params(("id" = String, Path, description = "Id of the period"), ("operator" = String, Path, description = "Code of the operator")),
    responses((status = 200, body = FilingAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Another version, a closed period, or rows that are not to be changed"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn save_filing(
    State(service): State<Service>,
    actor: Actor,
    Path((id, operator)): Path<(String, String)>,
    JsonBody(given): JsonBody<SaveFilingRequest>,
) -> Answer<FilingAnswer> {
    let (seen, draft) = (given.version, given.read()?);
    let told = ask(&service, actor, move |reporting, _| {
        let read = reporting.save(&id, &operator, seen, draft)?;
        Ok(FilingAnswer::of(&read, reporting.today()))
    });
    Ok(Json(told.await?))
}

/// Submits, accepts or returns the reports of agents. Accepted figures become rows of the workspace, with an entry of its
/// history; the service answers from them within seconds.
#[utoipa::path(post, path = "/api/v1/periods/{id}/filings/{operator}/state", tag = "reporting", request_body = FilingStepRequest,
    params(("id" = String, Path, description = "Id of the period"), ("operator" = String, Path, description = "Code of the operator")),
    responses((status = 200, body = FilingAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Another version, errors to mend, or nothing that waits for the step"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "Another program is writing to the workspace; nothing was done: try again")))]
pub async fn step_filing(
    State(service): State<Service>,
    actor: Actor,
    Path((id, operator)): Path<(String, String)>,
    JsonBody(given): JsonBody<FilingStepRequest>,
) -> Answer<FilingAnswer> {
    let told = ask(&service, actor, move |reporting, service| {
        let scenarios = service.scenarios().ok();
        let workspace = scenarios.as_deref().map(crate::planner::Scenarios::workspace);
        let (step, named) = (given.step(), &given.facilities[..]);
        let tell = |difference: &crate::planner::difference::Difference| DifferenceShape::from(difference).in_history();
        let read = reporting.step((&id, &operator), given.version, (&step, named), workspace, tell)?;
        Ok(FilingAnswer::of(&read, reporting.today()))
    });
    Ok(Json(told.await?))
}

/// A workbook (.xlsx) to fill in, with the operator's own agents and what was written so far.
#[utoipa::path(get, path = "/api/v1/periods/{id}/filings/{operator}/workbook", tag = "reporting",
    params(("id" = String, Path, description = "Id of the period"), ("operator" = String, Path, description = "Code of the operator")),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn filing_workbook(
    State(service): State<Service>,
    actor: Actor,
    Path((id, operator)): Path<(String, String)>,
    params: Params,
) -> Result<Response, ApiError> {
    params.only(&[])?;
    let bytes = ask(&service, actor, move |reporting, _| reporting.workbook(&id, &operator)).await?;
    let name = "attachment; filename=\"bao-cao.xlsx\"";
    Ok((
        [(header::CONTENT_TYPE, XLSX), (header::CONTENT_DISPOSITION, name)],
        bytes,
    )
        .into_response())
}

/// Reads a filled-in workbook and tells what would go into the draft and what is wrong, cell by cell. Nothing is kept: the
/// rows are sent as a draft afterwards.
#[utoipa::path(post, path = "/api/v1/periods/{id}/filings/{operator}/workbook", tag = "reporting",
    request_body(content = WorkbookFile, content_type = "application/octet-stream"),
    params(("id" = String, Path, description = "Id of the period"), ("operator" = String, Path, description = "Code of the operator")),
    responses((status = 200, body = WorkbookAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The period is closed"),
        (status = 413, body = Problem, content_type = "application/problem+json")))]
pub async fn read_workbook(
    State(service): State<Service>,
    actor: Actor,
    Path((id, operator)): Path<(String, String)>,
    sent: Result<Bytes, BytesRejection>,
) -> Answer<WorkbookAnswer> {
    let bytes = sent.map_err(|_| ApiError::BodyTooLong)?.to_vec();
    let told = ask(&service, actor, move |reporting, _| {
        Ok(WorkbookAnswer::from(&reporting.read_workbook(&id, &operator, bytes)?))
    });
    Ok(Json(told.await?))
}

/// What lies on the account's desk, the most pressing first.
#[utoipa::path(get, path = "/api/v1/work", tag = "reporting",
    responses((status = 200, body = WorkAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn work(State(service): State<Service>, actor: Actor, params: Params) -> Answer<WorkAnswer> {
    params.only(&[])?;
    let told = ask(&service, actor, |reporting, _| {
        let items = reporting.work()?.iter().map(WorkItemShape::from).collect();
        Ok(WorkAnswer { items })
    });
    Ok(Json(told.await?))
}
