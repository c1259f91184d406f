//! Cases of the public and alerts, for whoever is logged in and may.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::params::Params;
use super::super::view::Service;
use super::super::voice_desk::voice_work;
use super::Answer;
use crate::auth::Actor;
use crate::planner::alerts::alerts_for;
use crate::planner::voice::{CasesAsked, case as case_of, cases as cases_of, step_case as step};
use crate::voice::CaseState;
use crate::wire::*;
use axum::Json;
use axum::extract::{Path, State};
use chrono::Utc;

/// Cases, the newest first, open ones as they fall due: support sees all, others those that were passed to them.
#[utoipa::path(get, path = "/api/v1/cases", tag = "voice",
    params(("state" = Option<String>, Query, description = "new, in_progress, passed_to_operator, passed_to_planner, answered or rejected"),
        ("open" = Option<bool>, Query, description = "true: neither answered nor rejected"),
        ("facility" = Option<String>, Query, max_length = 64, description = "Code of a point"),
        ("after" = Option<String>, Query, max_length = 100, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "200 where it is absent")),
    responses((status = 200, body = CasesAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn cases(State(service): State<Service>, actor: Actor, params: Params) -> Answer<CasesAnswer> {
    actor.allowed(crate::auth::Permission::ReadCase)?;
    let params = params.only(&["state", "open", "facility", "after", "limit"])?;
    let limit = Some(params.count("limit", 1..=1000, 200)? as u32);
    let asked = CasesAsked {
        state: params.choice("state", &CaseState::ALL, CaseState::code)?,
        is_open: params.flag("open")?.then_some(true),
        facility: params.text("facility").map(str::to_owned),
        after: params.read("after", case_cursor, "expected `next` of the page before")?,
        limit,
    };
    let told = voice_work(&service, move |private, dataset| {
        let now = Utc::now();
        let found = cases_of(private, dataset, &actor, &asked, now)?;
        Ok(CasesAnswer::of(&found, dataset, private.voice_settings()?, now, limit))
    });
    Ok(Json(told.await?))
}

/// One case: what was said, the point as it is in the data, what was done.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "voice",
    params(("id" = String, Path, max_length = 64, description = "Id of the case")),
    responses((status = 200, body = CaseAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn case(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    params: Params,
) -> Answer<CaseAnswer> {
    params.only(&[])?;
    let told = voice_work(&service, move |private, dataset| {
        let found = case_of(private, dataset, &actor, &id)?;
        Ok(CaseAnswer::of(
            &found,
            dataset,
            private.voice_settings()?,
            Utc::now(),
            &actor,
        ))
    });
    Ok(Json(told.await?))
}

/// Takes a step on a case: take, note, answer, reject, pass on, return, reopen, propose a correction, link what it led to.
#[utoipa::path(post, path = "/api/v1/cases/{id}/steps", tag = "voice", request_body = CaseStepRequest,
    params(("id" = String, Path, max_length = 64, description = "Id of the case")),
    responses((status = 200, body = CaseAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "The step does not follow the state, or the case was changed meanwhile"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn step_case(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<CaseStepRequest>,
) -> Answer<CaseAnswer> {
    actor.allowed(crate::auth::Permission::ReadCase)?;
    let wanted = asked.step()?;
    let told = voice_work(&service, move |private, dataset| {
        let now = Utc::now();
        let done = step(private, dataset, &actor, (&id, asked.version), &wanted, now)?;
        Ok(CaseAnswer::of(&done, dataset, private.voice_settings()?, now, &actor))
    });
    Ok(Json(told.await?))
}

/// What needs somebody's eye: what is overdue, who is surely dissatisfied, who settles late, who has no dossiers.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "voice",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "200 where it is absent")),
    responses((status = 200, body = AlertsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn alerts(
    State(service): State<Service>,
    actor: Actor,
    params: Params,
) -> Result<Json<AlertsAnswer>, ApiError> {
    let limit = params.only(&["limit"])?.count("limit", 1..=1000, 200)?;
    let told = voice_work(&service, move |private, dataset| {
        let found = alerts_for(private, dataset, &actor, Utc::now(), limit)?;
        Ok(AlertsAnswer::of(&found, private.voice_settings()?))
    });
    Ok(Json(told.await?))
}
