//! Inspections by the checklist of standards.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::params::Params;
use super::super::view::Service;
use super::super::voice_desk::{checklist as shipped, voice_work};
use super::Answer;
use crate::auth::{Actor, InspectionOrder, Permission};
use crate::planner::inspections::{InspectionsAsked, follow_up, inspect, inspections as inspections_of};
use crate::wire::*;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::Utc;

/// The checklist of standards that inspections answer.
#[utoipa::path(get, path = "/api/v1/checklist", tag = "inspections",
    responses((status = 200, body = ChecklistAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn checklist(params: Params) -> Answer<ChecklistAnswer> {
    params.only(&[])?;
    Ok(Json(ChecklistAnswer::from(&shipped()?)))
}

/// Inspections, the newest visit first: an inspector's of its area, an operator's of its agents.
#[utoipa::path(get, path = "/api/v1/inspections", tag = "inspections",
    params(("facility" = Option<String>, Query, max_length = 64, description = "Code of a point"),
        ("due" = Option<bool>, Query, description = "true: those with a finding that is not mended, by the earliest deadline"),
        ("after" = Option<String>, Query, max_length = 100, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "200 where it is absent")),
    responses((status = 200, body = InspectionsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn inspections(State(service): State<Service>, actor: Actor, params: Params) -> Answer<InspectionsAnswer> {
    actor.allowed(Permission::ReadInspection)?;
    let params = params.only(&["facility", "due", "after", "limit"])?;
    let order = match params.flag("due")? {
        true => InspectionOrder::DueFirst,
        false => InspectionOrder::NewestFirst,
    };
    let limit = Some(params.count("limit", 1..=1000, 200)? as u32);
    let asked = InspectionsAsked {
        facility: params.text("facility").map(str::to_owned),
        order,
        after: params.read("after", inspection_cursor, "expected `next` of the page before")?,
        limit,
    };
    let told = voice_work(&service, move |private, dataset| {
        let found = inspections_of(private, dataset, &actor, asked)?;
        Ok(InspectionsAnswer::of(&found, dataset, Utc::now(), order, limit))
    });
    Ok(Json(told.await?))
}

/// Keeps an inspection. It may have been written without a network: its id makes sending it twice harmless.
#[utoipa::path(post, path = "/api/v1/inspections", tag = "inspections", request_body = InspectionRequest,
    responses((status = 201, body = InspectionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Another branch's area"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such point that the checklist is for"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "Something else, or somebody else's, was sent under this id before"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn write_inspection(
    State(service): State<Service>,
    actor: Actor,
    JsonBody(asked): JsonBody<InspectionRequest>,
) -> Result<(StatusCode, Json<InspectionAnswer>), ApiError> {
    actor.allowed(Permission::Inspect)?;
    let (now, list) = (Utc::now(), shipped()?);
    let written = asked.inspection(&actor.account, now)?;
    let kept = voice_work(&service, move |private, dataset| {
        let kept = inspect(private, dataset, &actor, &list, written, now)?;
        Ok(InspectionAnswer::of(&kept, dataset, now))
    });
    Ok((StatusCode::CREATED, Json(kept.await?)))
}

/// Says that a finding was mended.
#[utoipa::path(post, path = "/api/v1/inspections/{id}/follow-ups", tag = "inspections", request_body = FollowUpRequest,
    params(("id" = String, Path, max_length = 64, description = "Id of the inspection")),
    responses((status = 200, body = InspectionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Done before, or no such finding"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn follow_up_finding(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<FollowUpRequest>,
) -> Answer<InspectionAnswer> {
    actor.allowed(Permission::Inspect)?;
    let note = asked.note()?;
    let told = voice_work(&service, move |private, dataset| {
        let now = Utc::now();
        let done = follow_up(private, dataset, &actor, (&id, asked.finding), &note, now)?;
        Ok(InspectionAnswer::of(&done, dataset, now))
    });
    Ok(Json(told.await?))
}
