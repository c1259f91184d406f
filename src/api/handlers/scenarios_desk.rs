//! What the routes of scenarios share: who may, on which version, what is refused how, and the entry in the audit log.

use super::super::error::ApiError;
use super::super::job_work::side;
use super::super::view::{ScenarioWork, Service};
use crate::auth::{Actor, AuditEntry, Permission};
use crate::planner::{ReadScenario, ScenarioFault, Scenarios, Snapshot, comparable};
use crate::store::{By, Scenario};
use crate::wire::{EditShapeError, ScenarioAnswer, ScenarioComparison, ScenarioProblem};
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// Why a request about a scenario has no answer.
pub enum Refused {
    Api(ApiError),
    Scenario(Box<ScenarioProblem>),
}

pub type Told<T> = Result<T, Refused>;

/// The version that a change was made for: `If-Match: "7"`.
pub struct SeenVersion(pub u64);

/// One request at work.
pub struct Desk {
    pub actor: Actor,
    pub scenarios: Arc<Scenarios>,
    /// The snapshot that the service answers from.
    pub snapshot: Arc<Snapshot>,
    service: Service,
    waits_for: ScenarioWork,
    now: DateTime<Utc>,
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Refused {
        Refused::Api(error)
    }
}

impl From<ScenarioFault> for Refused {
    fn from(fault: ScenarioFault) -> Refused {
        match ScenarioProblem::of(&fault) {
            Some(problem) => Refused::Scenario(Box::new(problem)),
            None => Refused::Api(ApiError::internal(fault)),
        }
    }
}

impl From<(usize, EditShapeError)> for Refused {
    fn from((number, error): (usize, EditShapeError)) -> Refused {
        Refused::Api(ApiError::BadBody(format!("Edit {number} of the list: {error}.")))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Refused::Api(error) => error.into_response(),
            Refused::Scenario(problem) => {
                let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
                let mut response = (status, Json(problem)).into_response();
                let headers = response.headers_mut();
                headers.insert(
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/problem+json"),
                );
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SeenVersion {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let text = parts
            .headers
            .get(header::IF_MATCH)
            .and_then(|value| value.to_str().ok());
        let version = text.and_then(|text| text.trim().trim_matches('"').parse().ok());
        version.map(SeenVersion).ok_or_else(|| {
            let problem = ScenarioProblem {
                kind: "about:blank".to_owned(),
                title: "The version is missing".to_owned(),
                status: 428,
                detail: "Hãy gửi If-Match với phiên bản đã xem. / Send If-Match with the version that was looked at, such as \"7\"."
                    .to_owned(),
                version: None,
                meanwhile: Vec::new(),
                edits: Vec::new(),
                findings: Vec::new(),
            };
            Refused::Scenario(Box::new(problem))
        })
    }
}

impl Desk {
    /// # Errors
    /// The role may not; the service has no workspace.
    pub fn open(service: &Service, actor: Actor, permission: Permission) -> Told<Desk> {
        actor.allowed(permission).map_err(ApiError::from)?;
        Ok(Desk {
            actor,
            scenarios: service.scenarios()?,
            snapshot: Arc::clone(&service.view().snapshot),
            service: service.clone(),
            waits_for: ScenarioWork::Edits,
            now: Utc::now(),
        })
    }

    /// For work that computes figures.
    pub fn with_figures(self) -> Desk {
        let waits_for = ScenarioWork::Figures;
        Desk { waits_for, ..self }
    }

    pub fn by(&self) -> By {
        By {
            author: self.actor.account.clone(),
            at: self.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        }
    }

    /// The day in Hanoi.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&crate::finder::hours::vietnam()).date_naive()
    }

    /// Runs work on a blocking thread, and where it changed a scenario writes so into the audit log before it is acknowledged.
    ///
    /// # Errors
    /// What the work says; a log that cannot be written.
    pub async fn change(
        self,
        action: &'static str,
        work: impl FnOnce(&Desk) -> Told<(Scenario, String)> + Send + 'static,
    ) -> Told<ReadScenario> {
        let service = self.service.clone();
        let done = service.scenario_work(self.waits_for, move || -> Told<ReadScenario> {
            let (scenario, detail) = work(&self)?;
            self.note(action, &scenario.id, detail)?;
            Ok(self.scenarios.read(scenario)?)
        });
        done.await?
    }

    /// Runs work that only reads.
    ///
    /// # Errors
    /// What the work says.
    pub async fn read<T: Send + 'static>(self, work: impl FnOnce(&Desk) -> Told<T> + Send + 'static) -> Told<T> {
        let service = self.service.clone();
        service.scenario_work(self.waits_for, move || work(&self)).await?
    }

    /// A scenario beside its baseline, or beside the scenario that `against` names. What cannot be compared is told without
    /// waiting for the comparisons of others.
    ///
    /// # Errors
    /// Scenarios that are not there, or stand on different data.
    pub async fn compare(self, id: String, against: Option<String>) -> Told<ScenarioComparison> {
        let service = self.service.clone();
        let (scenarios, current) = (Arc::clone(&self.scenarios), Arc::clone(&self.snapshot));
        let read = self.read(move |desk| {
            let read = |text: &str| desk.scenarios.read(desk.scenarios.find(text)?);
            let (own, other) = (read(&id)?, against.as_deref().map(read).transpose()?);
            comparable(&own, side(other.as_ref()))?;
            Ok((own, other))
        });
        let (own, other) = read.await?;
        let compared = service.scenario_work(ScenarioWork::Figures, move || {
            let compared = scenarios.compare(&own, side(other.as_ref()), Some(&current))?;
            let other = other.as_ref().map(|other| &other.scenario);
            Ok(ScenarioComparison::of(&compared, other, &own.scenario))
        });
        compared.await?
    }

    /// Writes an entry of the audit log. Call on a blocking thread.
    ///
    /// # Errors
    /// The log cannot be written.
    pub fn note(&self, action: &str, id: &str, detail: String) -> Told<()> {
        let entry = AuditEntry {
            at: self.now,
            account: self.actor.account.clone(),
            action: format!("scenario.{action}"),
            subject: id.to_owned(),
            detail,
        };
        let written = self.service.private().append(&entry);
        written.map(drop).map_err(|error| Refused::Api(error.into()))
    }
}

/// A scenario with its version as entity tag, never kept by a cache.
pub fn answer(
    status: StatusCode,
    read: &ReadScenario,
) -> (StatusCode, [(HeaderName, String); 1], Json<ScenarioAnswer>) {
    let tag = format!("\"{}\"", read.scenario.version);
    (status, [(header::ETAG, tag)], Json(ScenarioAnswer::from(read)))
}
