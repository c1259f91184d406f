//! What a planner asks beside the review itself: the profile of every point, and what a changed decision would do.

use super::super::body::JsonBody;
use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::jobs_review::{PlanAsked, submit_wish, wish_answer};
use super::super::params::{Params, bad};
use super::super::view::Service;
use super::Answer;
use crate::auth::{Actor, Permission};
use crate::planner::WishDepth;
use crate::wire::*;
use axum::Json;
use axum::extract::State;

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
    let list = read_checklist(SHIPPED_CHECKLIST).map_err(ApiError::internal)?;
    let told = move || CriteriaAnswer::of(view.snapshot.dataset(), view.snapshot.id(), &criteria, Some(&list));
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
    let plan = service.blocking(move |service| PlanAsked::read(service.jobs(), &held.0, &held.1));
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
