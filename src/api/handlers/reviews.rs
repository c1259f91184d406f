//! What a planner asks beside the review itself: which settings hold, the profile of every point, what a changed decision would
//! do; and that a finished plan becomes the workspace's own.

use super::super::adoption::adopt;
use super::super::body::JsonBody;
use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::job_work::checked;
use super::super::jobs_review::{PlanAsked, submit_wish, wish_answer};
use super::super::params::{Params, bad};
use super::super::view::Service;
use super::super::voice_desk::{checklist, voice_work};
use super::Answer;
use crate::auth::{Actor, Permission};
use crate::planner::WishDepth;
use crate::planner::satisfaction::field_evidence;
use crate::wire::*;
use axum::Json;
use axum::extract::State;
use chrono::Utc;

/// How every point does, indicator by indicator: count, size, interval, figures drawn towards its operator and commune,
/// verdict. No score and no rank.
#[utoipa::path(get, path = "/api/v1/criteria", tag = "figures",
    params(("criteria" = Option<String>, Query, description = "agents (default) or branches: the shipped criteria")),
    responses((status = 200, body = CriteriaAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn criteria(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<CriteriaAnswer> {
    actor.allowed(Permission::ReadPerformance)?;
    let params = params.only(&["criteria"])?;
    let name = params.text("criteria").unwrap_or("agents");
    let known = SHIPPED_CRITERIA.iter().find(|(id, _)| *id == name);
    let (_, text) = known.ok_or_else(|| bad("criteria", name, "expected one of agents, branches".to_owned()))?;
    let criteria = read_criteria(text).map_err(ApiError::internal)?;
    let list = checklist()?;
    let looked_up = list.clone();
    let field = voice_work(&service, move |private, _| {
        field_evidence(private, &looked_up, Utc::now())
    })
    .await?;
    let told = move || {
        let snapshot = &view.snapshot;
        CriteriaAnswer::of_with(snapshot.dataset(), snapshot.id(), &criteria, Some(&list), &field)
    };
    Ok(Json(service.compute(told).await?))
}

/// What if some decisions of a plan were others: the exact effect on coverage at once, then the best plan with the points
/// nearby free (*at most* so much is lost). The exact one is a job's work.
#[utoipa::path(post, path = "/api/v1/what-if", tag = "jobs", request_body(content = WhatIfRequest,
        example = json!({"close": ["DL-0001"], "exact": false})),
    responses((status = 200, body = WhatIfAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such job, or no plan of it yet"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "The queue of jobs is full")))]
pub async fn what_if(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    JsonBody(asked): JsonBody<WhatIfRequest>,
) -> Answer<WhatIfAnswer> {
    actor.allowed(Permission::RunJob)?;
    let snapshot = view.snapshot.clone();
    let held = (asked.clone(), snapshot.clone());
    let plan = service.blocking(move |service| PlanAsked::read(service, &held.0, &held.1));
    let plan = plan.await?;
    let (shared, base) = (snapshot.clone(), plan.clone());
    let answered = service.compute(move || wish_answer(&shared, &base, WishDepth::AtOnce));
    let mut answer = answered.await??;
    if asked.exact {
        let started = service.blocking(move |service| submit_wish(service.jobs(), &asked, &actor, &snapshot, plan));
        answer.exact_job = Some(started.await?.id);
    }
    Ok(Json(answer))
}

/// Read settings of a review and check them against the data, before a job is begun: what was said, what holds with the
/// defaults, and the settings file of it. `{}` tells the defaults.
#[utoipa::path(post, path = "/api/v1/review/settings", tag = "jobs", request_body = ReviewSettingsAsked,
    responses((status = 200, body = ReviewSettingsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "Which field, and why"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn review_settings(
    actor: Actor,
    CurrentView(view): CurrentView,
    JsonBody(asked): JsonBody<ReviewSettingsAsked>,
) -> Answer<ReviewSettingsAnswer> {
    actor.allowed(Permission::RunJob)?;
    let bad = |error: SettingsFileError| ApiError::BadBody(error.to_string());
    let file = asked.read().map_err(bad)?;
    let settings = checked(&file, &view.snapshot)?;
    Ok(Json(ReviewSettingsAnswer::of(file, &settings).map_err(bad)?))
}

/// Make the plan of a finished review the workspace's own: map, list, cards, documents and new scenarios then show it. It takes
/// the place of an earlier one; the same plan again changes nothing.
#[utoipa::path(put, path = "/api/v1/review", tag = "jobs", request_body = AdoptionRequest,
    responses((status = 200, body = AdoptionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such job, or no workspace to keep a plan in"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "The job is no review, has not ended, ended without a plan, or the data have changed since"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "Another program writes to the workspace")))]
pub async fn adopt_review(
    State(service): State<Service>,
    actor: Actor,
    JsonBody(asked): JsonBody<AdoptionRequest>,
) -> Answer<AdoptionAnswer> {
    actor.allowed(Permission::RunJob)?;
    let adopted = service.blocking(move |service| adopt(service, &actor, &asked.job));
    Ok(Json(adopted.await?))
}
