//! Scenarios: made, read, edited and compared by whoever is logged in and may.

use super::super::error::ApiError;
use super::super::params::{PAGED, Params, page};
use super::super::view::Service;
use super::scenarios_desk::{Desk, SeenVersion, Told, answer};
use crate::auth::{Actor, Permission};
use crate::planner::Against;
use crate::store::{NewScenario, ScenarioChange};
use crate::wire::{
    CommentRequest, EditsRequest, NewScenarioShape, Problem, ReviewAnswer, ScenarioAnswer, ScenarioComparison,
    ScenarioItem, ScenarioProblem, ScenariosAnswer, edits_of_review, read_edits,
};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// A body as JSON; what is wrong with it is told.
pub(super) type Body<T> = Result<Json<T>, JsonRejection>;

pub(super) fn body<T>(body: Body<T>) -> Result<T, ApiError> {
    body.map(|Json(value)| value)
        .map_err(|error| ApiError::BadBody(error.body_text()))
}

/// The scenarios in pages, the oldest first.
#[utoipa::path(get, path = "/api/v1/scenarios", tag = "scenarios",
    params(("after" = Option<String>, Query, max_length = 64, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = ScenariosAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn scenarios(State(service): State<Service>, actor: Actor, params: Params) -> Told<Json<ScenariosAnswer>> {
    let desk = Desk::open(&service, actor, Permission::ReadScenario)?;
    let params = params.only(&PAGED)?;
    let all = desk.read(|desk| Ok(desk.scenarios.list()?)).await?;
    let (listed, next) = page(&all, |one| &one.id, &params)?;
    let scenarios = listed.iter().map(ScenarioItem::from).collect();
    Ok(Json(ScenariosAnswer { scenarios, next }))
}

/// Makes a scenario on the data as they are, or one with the edits of another.
#[utoipa::path(post, path = "/api/v1/scenarios", tag = "scenarios", request_body = NewScenarioShape,
    responses((status = 201, body = ScenarioAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn create_scenario(
    State(service): State<Service>,
    actor: Actor,
    given: Body<NewScenarioShape>,
) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::EditScenario)?;
    let given = body(given)?;
    let made = desk.change("new", move |desk| {
        if given.name.trim().is_empty() {
            return Err(ApiError::BadBody("name: a scenario needs a name.".to_owned()).into());
        }
        if given.fork_of.is_some() && (given.from_review || !given.edits.is_empty()) {
            let reason = "fork_of takes the edits of that scenario and no others: add them afterwards.";
            return Err(ApiError::BadBody(reason.to_owned()).into());
        }
        let mut new = NewScenario {
            id: uuid::Uuid::now_v7().to_string(),
            name: given.name.trim().to_owned(),
            note: given.note,
            edits: read_edits(&given.edits)?,
        };
        let made = match given.fork_of {
            Some(parent) => desk.scenarios.fork(&parent, &new, &desk.by())?,
            None => {
                if given.from_review {
                    new.edits.splice(0..0, edits_of_review(&stored_review(desk)?));
                }
                desk.scenarios.create(&new, &desk.by())?
            }
        };
        let detail = format!("{} edits", made.edits.len());
        Ok((made, detail))
    });
    Ok(answer(StatusCode::CREATED, &made.await?))
}

fn stored_review(desk: &Desk) -> Result<ReviewAnswer, ApiError> {
    let none = || ApiError::NotFound("The workspace holds no review.".to_owned());
    serde_json::from_str(desk.snapshot.review().ok_or_else(none)?).map_err(ApiError::internal)
}

/// One scenario: edits, findings, history, comments, opinions. Its version is the entity tag.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}", tag = "scenarios",
    params(("id" = String, Path, description = "Id of the scenario")),
    responses((status = 200, body = ScenarioAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn scenario(State(service): State<Service>, actor: Actor, Path(id): Path<String>) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::ReadScenario)?;
    let read = desk
        .read(move |desk| Ok(desk.scenarios.read(desk.scenarios.find(&id)?)?))
        .await?;
    Ok(answer(StatusCode::OK, &read))
}

/// Adds edits to a draft, takes one back or brings one back; every change is kept before it is acknowledged.
#[utoipa::path(patch, path = "/api/v1/scenarios/{id}/edits", tag = "scenarios", request_body = EditsRequest,
    params(("id" = String, Path, description = "Id of the scenario"),
        ("If-Match" = String, Header, description = "The version that was looked at, in quotes")),
    responses((status = 200, body = ScenarioAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json",
            description = "Changed meanwhile: what was done stands in the answer; or no draft"),
        (status = 422, body = ScenarioProblem, content_type = "application/problem+json",
            description = "Edits that do not fit the baseline, with every reason"),
        (status = 428, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn edit_scenario(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    SeenVersion(seen): SeenVersion,
    given: Body<EditsRequest>,
) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::EditScenario)?;
    let asked = body(given)?;
    let number = |number: u64| Some(number).filter(|number| *number > 0);
    let changed = match (asked.add.is_empty(), asked.undo, asked.redo) {
        (false, None, None) => {
            desk.change("edit", move |desk| {
                let edits = read_edits(&asked.add)?;
                let detail = format!("{} edits", edits.len());
                Ok((desk.scenarios.append(&id, seen, edits, &desk.by())?, detail))
            })
            .await?
        }
        (true, Some(undone), None) => {
            let change = ScenarioChange::Undo(number(undone));
            desk.change("undo", move |desk| {
                Ok((
                    desk.scenarios.change(&id, seen, &desk.by(), &change)?,
                    undone.to_string(),
                ))
            })
            .await?
        }
        (true, None, Some(redone)) => {
            let change = ScenarioChange::Redo(number(redone));
            desk.change("redo", move |desk| {
                Ok((
                    desk.scenarios.change(&id, seen, &desk.by(), &change)?,
                    redone.to_string(),
                ))
            })
            .await?
        }
        _ => return Err(ApiError::BadBody("Give one of 'add', 'undo' and 'redo'.".to_owned()).into()),
    };
    Ok(answer(StatusCode::OK, &changed))
}

/// Who gains, who loses, minutes, communes: beside the baseline, or beside another scenario on the same data. Where that takes
/// longer than a question may, a job of the kind `compare` gives the same.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/comparison", tag = "scenarios",
    params(("id" = String, Path, description = "Id of the scenario"),
        ("against" = Option<String>, Query, description = "Id of the scenario on the first side; the baseline where it is absent")),
    responses((status = 200, body = ScenarioComparison),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json",
            description = "It takes longer than a question may: start a job of the kind `compare`")))]
pub async fn compare_scenario(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    params: Params,
) -> Told<Json<ScenarioComparison>> {
    let desk = Desk::open(&service, actor, Permission::ReadScenario)?;
    let within = service.comparison_within();
    let against = params.only(&["against"])?.text("against").map(str::to_owned);
    let told = desk.read(move |desk| {
        let scenarios = &desk.scenarios;
        let own = scenarios.read(scenarios.find(&id)?)?;
        let other = against
            .map(|other| scenarios.read(scenarios.find(&other)?))
            .transpose()?;
        let side = other.as_ref().map_or(Against::Baseline, Against::Scenario);
        let compared = scenarios.compare(&own, side, Some(&desk.snapshot))?;
        Ok(ScenarioComparison::of(
            &compared,
            other.as_ref().map(|other| &other.scenario),
            &own.scenario,
        ))
    });
    let seconds = within.as_secs();
    // What goes on is not in vain: the live networks that it makes are kept ready.
    let told = tokio::time::timeout(within, told).await;
    Ok(Json(told.map_err(|_| ApiError::IsAJob { seconds })??))
}

/// Says something about a scenario, or about one of its edits.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/comments", tag = "scenarios", request_body = CommentRequest,
    params(("id" = String, Path, description = "Id of the scenario")),
    responses((status = 201, body = ScenarioAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn comment_scenario(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    given: Body<CommentRequest>,
) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::Comment)?;
    let given = body(given)?;
    if given.text.trim().is_empty() {
        return Err(ApiError::BadBody("text: a comment needs words.".to_owned()).into());
    }
    let commented = desk.change("comment", move |desk| {
        let said = desk.scenarios.comment(&id, &desk.by(), given.edit, given.text.trim())?;
        Ok((said, String::new()))
    });
    Ok(answer(StatusCode::CREATED, &commented.await?))
}
