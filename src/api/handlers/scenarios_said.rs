//! What was done to a scenario and what was said of it, in pages; and the newest of both, which every answer about it tells.

use super::super::params::{PAGED, Params, page};
use super::super::view::Service;
use super::scenarios_desk::{Desk, Told};
use crate::auth::{Actor, Permission};
use crate::planner::ReadScenario;
use crate::store::Scenario;
use crate::wire::{
    CommentShape, CommentsAnswer, Problem, ScenarioAnswer, ScenarioEventShape, ScenarioHistoryAnswer, ScenarioProblem,
};
use axum::Json;
use axum::extract::{Path, State};

/// Events and comments that an answer about a scenario tells, of each the newest.
const TOLD_AT_ONCE: usize = 100;

/// What was done to a scenario, in pages, the newest first.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/history", tag = "scenarios",
    params(("id" = String, Path, description = "Id of the scenario"),
        ("after" = Option<String>, Query, max_length = 64, description = "`next` of the page before, or `history_next` of the scenario"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = ScenarioHistoryAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn scenario_history(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    params: Params,
) -> Told<Json<ScenarioHistoryAnswer>> {
    let (found, params) = found(&service, actor, id, params).await?;
    let newest_first: Vec<_> = found.events.iter().rev().map(keyed_event).collect();
    let (listed, next) = page(&newest_first, |(key, _)| key, &params)?;
    let history = listed.iter().map(|(_, event)| event.clone()).collect();
    Ok(Json(ScenarioHistoryAnswer { history, next }))
}

/// What was said of a scenario, in pages, the newest first.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/comments", tag = "scenarios",
    params(("id" = String, Path, description = "Id of the scenario"),
        ("after" = Option<String>, Query, max_length = 64, description = "`next` of the page before, or `comments_next` of the scenario"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = CommentsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn scenario_comments(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    params: Params,
) -> Told<Json<CommentsAnswer>> {
    let (found, params) = found(&service, actor, id, params).await?;
    let numbered = found.comments.iter().enumerate().rev();
    let newest_first: Vec<_> = numbered.map(|(at, one)| (key_of_comment(at), one)).collect();
    let (listed, next) = page(&newest_first, |(key, _)| key, &params)?;
    let comments = listed.iter().map(|(_, one)| CommentShape::from(*one)).collect();
    Ok(Json(CommentsAnswer { comments, next }))
}

async fn found(service: &Service, actor: Actor, id: String, params: Params) -> Told<(Scenario, Params)> {
    let desk = Desk::open(service, actor, Permission::ReadScenario)?;
    let params = params.only(&PAGED)?;
    let found = desk.read(move |desk| Ok(desk.scenarios.find(&id)?)).await?;
    Ok((found, params))
}

fn keyed_event(event: &crate::store::Event) -> (String, ScenarioEventShape) {
    (event.version.to_string(), event.into())
}

/// Nothing is ever taken out of the comments: the place of one is its name. From 1.
fn key_of_comment(at: usize) -> String {
    (at + 1).to_string()
}

/// A scenario with the newest of what was done and said, and where the rest is told.
pub fn shortened(read: &ReadScenario) -> ScenarioAnswer {
    let mut answer = ScenarioAnswer::from(read);
    if take_older(&mut answer.history).is_some() {
        answer.history_next = answer.history.first().map(|oldest| oldest.version.to_string());
    }
    if let Some(older) = take_older(&mut answer.comments) {
        answer.comments_next = Some(key_of_comment(older));
    }
    answer
}

/// How many were taken off the front; `None` where all stay.
fn take_older<T>(all: &mut Vec<T>) -> Option<usize> {
    let older = all.len().checked_sub(TOLD_AT_ONCE).filter(|older| *older > 0)?;
    all.drain(..older);
    Some(older)
}
