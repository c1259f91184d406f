//! Scenarios: made, read, edited and compared by whoever is logged in and may.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::params::{PAGED, Params, page};
use super::super::view::Service;
use super::scenarios_desk::{Desk, SeenVersion, Told, answer};
use crate::auth::{Actor, Permission};
use crate::store::{NewScenario, Scenario, ScenarioChange};
use crate::wire::{
    CommentRequest, EditsRequest, NewScenarioShape, PreviewRequest, Problem, ReviewAnswer, ScenarioAnswer,
    ScenarioComparison, ScenarioItem, ScenarioProblem, ScenariosAnswer, edits_of_review, read_edits,
};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;

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
    JsonBody(given): JsonBody<NewScenarioShape>,
) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::EditScenario)?;
    let made = desk.change("new", move |desk| {
        if given.name.trim().is_empty() {
            return Err(ApiError::BadBody("name: a scenario needs a name.".to_owned()).into());
        }
        if given.fork_of.is_some() && (given.from_review || !given.edits.is_empty()) {
            let reason = "fork_of takes the edits of that scenario and no others: add them afterwards.";
            return Err(ApiError::BadBody(reason.to_owned()).into());
        }
        let count = |made: &Scenario| format!("{} edits", made.edits.len());
        let mut new = NewScenario {
            id: uuid::Uuid::now_v7().to_string(),
            name: given.name.trim().to_owned(),
            note: given.note,
            edits: read_edits(&given.edits)?,
        };
        let made = match given.fork_of {
            Some(parent) => desk.scenarios.fork(&parent, &new, &desk.by(count))?,
            None => {
                if given.from_review {
                    new.edits.splice(0..0, edits_of_review(&stored_review(desk)?));
                }
                desk.scenarios.create(&new, &desk.by(count))?
            }
        };
        Ok(made)
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
    JsonBody(asked): JsonBody<EditsRequest>,
) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::EditScenario)?;
    let number = |number: u64| Some(number).filter(|number| *number > 0);
    let changed = match (asked.add.is_empty(), asked.undo, asked.redo) {
        (false, None, None) => {
            desk.change("edit", move |desk| {
                let edits = read_edits(&asked.add)?;
                let detail = format!("{} edits", edits.len());
                let by = desk.by(move |_| detail.clone());
                Ok(desk.scenarios.append(&id, seen, edits, &by)?)
            })
            .await?
        }
        (true, Some(undone), None) => {
            let change = ScenarioChange::Undo(number(undone));
            desk.change("undo", move |desk| {
                let by = desk.by(move |_| undone.to_string());
                Ok(desk.scenarios.change(&id, seen, &by, &change)?)
            })
            .await?
        }
        (true, None, Some(redone)) => {
            let change = ScenarioChange::Redo(number(redone));
            desk.change("redo", move |desk| {
                let by = desk.by(move |_| redone.to_string());
                Ok(desk.scenarios.change(&id, seen, &by, &change)?)
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
    let seconds = within.as_secs();
    // What goes on is not in vain: the live networks that it makes are kept ready.
    let told = tokio::time::timeout(within, desk.compare(id, against)).await;
    Ok(Json(told.map_err(|_| ApiError::IsAJob { seconds })??))
}

/// What edits would do to a scenario as it stands: who gains, who loses, minutes, communes. Nothing is stored, and the scenario
/// stays as it is, whatever its state.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/preview", tag = "scenarios", request_body = PreviewRequest,
    params(("id" = String, Path, description = "Id of the scenario")),
    responses((status = 200, body = ScenarioComparison),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 422, body = ScenarioProblem, content_type = "application/problem+json",
            description = "Edits that do not fit, with every reason"),
        (status = 503, body = Problem, content_type = "application/problem+json",
            description = "The network is being made ready: ask again")))]
pub async fn preview_scenario(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<PreviewRequest>,
) -> Told<Json<ScenarioComparison>> {
    let desk = Desk::open(&service, actor, Permission::ReadScenario)?;
    let within = service.comparison_within();
    if asked.edits.is_empty() {
        return Err(ApiError::BadBody("edits: name at least one edit to look at.".to_owned()).into());
    }
    let edits = read_edits(&asked.edits)?;
    let seconds = within.as_secs();
    let told = tokio::time::timeout(within, desk.preview(id, edits, asked.without)).await;
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
    JsonBody(given): JsonBody<CommentRequest>,
) -> Told<impl IntoResponse> {
    let desk = Desk::open(&service, actor, Permission::Comment)?;
    if given.text.trim().is_empty() {
        return Err(ApiError::BadBody("text: a comment needs words.".to_owned()).into());
    }
    let commented = desk.change("comment", move |desk| {
        let by = desk.by(|_| String::new());
        Ok(desk.scenarios.comment(&id, &by, given.edit, given.text.trim())?)
    });
    Ok(answer(StatusCode::CREATED, &commented.await?))
}
