//! The way of a scenario from a draft to the network, and the opinions on it.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::view::Service;
use super::scenarios_desk::{Desk, SeenVersion, Told, answer};
use crate::auth::{Actor, Permission, Role};
use crate::plan::{Approval, Consultation, Party, PartyKind, Schedule, Stance, Transition};
use crate::planner::difference::Difference;
use crate::store::{Opinion, Scenario};
use crate::wire::{DifferenceShape, OpinionRequest, Problem, ScenarioAnswer, ScenarioProblem, StateRequest};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Takes a step: submit, return, consult, approve, publish, or rebase on the data of today.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/state", tag = "scenarios", request_body = StateRequest,
    params(("id" = String, Path, description = "Id of the scenario"),
        ("If-Match" = String, Header, description = "The version that was looked at, in quotes")),
    responses((status = 200, body = ScenarioAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json",
            description = "Changed meanwhile, or a step that is not the next one: the reason stands in the answer"),
        (status = 422, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 428, body = ScenarioProblem, content_type = "application/problem+json")))]
pub async fn step_scenario(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    SeenVersion(seen): SeenVersion,
    JsonBody(asked): JsonBody<StateRequest>,
) -> Told<impl IntoResponse> {
    let step = Step::read(&asked)?;
    let desk = Desk::open(&service, actor, step.permission())?;
    let desk = match step {
        Step::Publish(_) => desk.with_figures(),
        _ => desk,
    };
    let stepped = desk.change(step.code(), move |desk| step.take(desk, &id, seen));
    Ok(answer(StatusCode::OK, &stepped.await?))
}

/// Gives the written opinion of a commune, branch or enterprise that was asked.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/opinions", tag = "scenarios", request_body = OpinionRequest,
    params(("id" = String, Path, description = "Id of the scenario")),
    responses((status = 201, body = ScenarioAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json",
            description = "Nobody is asked now, or not this party")))]
pub async fn opine_scenario(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(given): JsonBody<OpinionRequest>,
) -> Told<impl IntoResponse> {
    let party = party(&given.party)?;
    let desk = Desk::open(&service, actor, Permission::Opine)?;
    if !speaks_for(&desk.actor, &party) {
        let reason = format!("'{party}' is outside the scope of the account");
        return Err(ApiError::Forbidden(reason).into());
    }
    let stance = Stance::from_code(&given.stance).ok_or_else(|| {
        let known = Stance::ALL.map(Stance::code).join(", ");
        ApiError::BadBody(format!("stance '{}' is none of {known}.", given.stance))
    })?;
    let opined = desk.change("opine", move |desk| {
        let by = desk.by({
            let party = party.to_string();
            move |_| party.clone()
        });
        let opinion = Opinion {
            party,
            stance,
            document: given.document,
            text: given.text,
            author: by.author,
            at: by.at,
        };
        Ok(desk.scenarios.opine(&id, &opinion, desk.today(), &by.witness)?)
    });
    Ok(answer(StatusCode::CREATED, &opined.await?))
}

/// Whether an account may speak for a body: a commune and an enterprise for themselves, an inspector for the branch of its
/// scope, or for every branch where it has none.
fn speaks_for(actor: &Actor, party: &Party) -> bool {
    let kind = match actor.role {
        Role::Commune => PartyKind::Commune,
        Role::Operator => PartyKind::Enterprise,
        _ => PartyKind::Branch,
    };
    party.kind == kind && actor.covers(&party.code)
}

fn party(text: &str) -> Result<Party, ApiError> {
    Party::parse(text).ok_or_else(|| {
        ApiError::BadBody(format!(
            "'{text}' names nobody: expected commune:CODE, branch:CODE or enterprise:CODE."
        ))
    })
}

/// What is asked, read whole before anything is looked up.
enum Step {
    Transition(Transition),
    Publish(Schedule),
    Rebase,
}

impl Step {
    fn read(asked: &StateRequest) -> Result<Step, ApiError> {
        let text = |value: &Option<String>, name: &str| {
            let missing = || ApiError::BadBody(format!("step '{}' needs '{name}'.", asked.step));
            value.clone().ok_or_else(missing)
        };
        let date = |value: &Option<String>, name: &str| day(&text(value, name)?, name);
        Ok(match asked.step.as_str() {
            "submit" => Step::Transition(Transition::Submit),
            "return" => Step::Transition(Transition::Return {
                reason: text(&asked.reason, "reason")?,
            }),
            "consult" => {
                let mut parties = asked
                    .asked
                    .iter()
                    .map(|one| party(one))
                    .collect::<Result<Vec<_>, _>>()?;
                parties.sort();
                parties.dedup();
                Step::Transition(Transition::Consult(Consultation {
                    asked: parties,
                    deadline: date(&asked.deadline, "deadline")?,
                }))
            }
            "approve" => Step::Transition(Transition::Approve(Approval {
                number: text(&asked.number, "number")?,
                date: date(&asked.date, "date")?,
                signatory: text(&asked.signatory, "signatory")?,
            })),
            "publish" => {
                let own = asked
                    .own_days
                    .iter()
                    .map(|(number, text)| Ok((*number, day(text, "own_days")?)));
                Step::Publish(Schedule {
                    effective_on: date(&asked.effective_on, "effective_on")?,
                    own: own.collect::<Result<BTreeMap<u64, NaiveDate>, ApiError>>()?,
                })
            }
            "rebase" => Step::Rebase,
            other => {
                let known = "submit, return, consult, approve, publish, rebase";
                return Err(ApiError::BadBody(format!("step '{other}' is none of {known}.")));
            }
        })
    }

    fn code(&self) -> &'static str {
        match self {
            Step::Transition(transition) => transition.code(),
            Step::Publish(_) => Transition::Publish.code(),
            Step::Rebase => "rebase",
        }
    }

    /// The restructuring department proposes and asks; the directors return, approve and publish.
    fn permission(&self) -> Permission {
        match self {
            Step::Transition(Transition::Submit | Transition::Consult(_)) => Permission::SubmitScenario,
            Step::Transition(_) => Permission::Approve,
            Step::Publish(_) => Permission::Publish,
            Step::Rebase => Permission::EditScenario,
        }
    }

    fn take(self, desk: &Desk, id: &str, seen: u64) -> Told<Scenario> {
        let (scenarios, today, code) = (&desk.scenarios, desk.today(), self.code());
        let by = desk.by(move |_| code.to_owned());
        Ok(match self {
            Step::Transition(transition) => scenarios.step(id, seen, &by, transition, today)?,
            Step::Rebase => scenarios.rebase(id, seen, &by)?.scenario,
            Step::Publish(schedule) => {
                let tell = |difference: &Difference| DifferenceShape::from(difference).in_history();
                scenarios
                    .publish(id, seen, &by, (&schedule, today), Some(&desk.snapshot), tell)?
                    .0
            }
        })
    }
}

fn day(text: &str, name: &str) -> Result<NaiveDate, ApiError> {
    let expected = || ApiError::BadBody(format!("{name} '{text}' is no day: expected YYYY-MM-DD."));
    text.parse().map_err(|_| expected())
}
