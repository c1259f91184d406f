//! What the routes of scenarios share: who may, on which version, what is refused how, and the entry in the audit log.

use super::super::error::ApiError;
use super::super::job_work::side;
use super::super::view::{ScenarioWork, Service};
use super::scenarios_said::shortened;
use crate::auth::{Actor, AuditEntry, Permission};
use crate::plan::Edit;
use crate::planner::{ReadScenario, ScenarioFault, Scenarios, Snapshot, comparable};
use crate::store::{By, Scenario, Witness};
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
    /// What is done, as the audit log calls it; none while nothing is changed.
    action: &'static str,
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
            action: "",
        })
    }

    /// For work that computes figures.
    pub fn with_figures(self) -> Desk {
        let waits_for = ScenarioWork::Figures;
        Desk { waits_for, ..self }
    }

    /// Who changes a scenario. The audit log has its entry, with the version that the change makes and what `detail` tells of
    /// it, before the change is kept; where it cannot be written nothing is changed.
    pub fn by(&self, detail: impl Fn(&Scenario) -> String + Send + Sync + 'static) -> By {
        let service = self.service.clone();
        let entry = AuditEntry {
            at: self.now,
            account: self.actor.account.clone(),
            action: format!("scenario.{}", self.action),
            subject: String::new(),
            detail: String::new(),
        };
        let witness = Witness::new(move |scenario| {
            let told = detail(scenario);
            let separator = if told.is_empty() { "" } else { ", " };
            let entry = AuditEntry {
                subject: scenario.id.clone(),
                detail: format!("version {}{separator}{told}", scenario.version),
                ..entry.clone()
            };
            service.private().append(&entry).map(drop).map_err(|error| {
                tracing::error!(%error, action = entry.action, "the audit log takes no entry: nothing is changed");
                error.to_string()
            })
        });
        By {
            witness,
            ..By::new(&self.actor.account, self.at())
        }
    }

    /// RFC 3339.
    pub fn at(&self) -> String {
        self.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    /// The day in Hanoi.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&crate::finder::hours::vietnam()).date_naive()
    }

    /// Runs work on a blocking thread that changes a scenario in the name of [`Desk::by`].
    ///
    /// # Errors
    /// What the work says; a log that cannot be written.
    pub async fn change(
        self,
        action: &'static str,
        work: impl FnOnce(&Desk) -> Told<Scenario> + Send + 'static,
    ) -> Told<ReadScenario> {
        let service = self.service.clone();
        let desk = Desk { action, ..self };
        let done = service.scenario_work(desk.waits_for, move || -> Told<ReadScenario> {
            let changed = work(&desk)?;
            Ok(desk.scenarios.read(changed)?)
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

    /// A scenario beside itself with further edits, which are not kept. What does not fit is told without waiting for the figures
    /// of others.
    ///
    /// # Errors
    /// A scenario that is not there; edits that do not fit.
    pub async fn preview(self, id: String, edits: Vec<Edit>, without: Vec<u64>) -> Told<ScenarioComparison> {
        let service = self.service.clone();
        let (scenarios, current) = (Arc::clone(&self.scenarios), Arc::clone(&self.snapshot));
        let read = self.read(move |desk| {
            let read = desk.scenarios.read(desk.scenarios.find(&id)?)?;
            let further = read.with(&edits, &without)?;
            Ok((read, further))
        });
        let (read, further) = read.await?;
        let compared = service.scenario_work(ScenarioWork::Figures, move || {
            let compared = scenarios.preview(&read, &further, Some(&current))?;
            Ok(ScenarioComparison::of_preview(&compared, &read.scenario))
        });
        compared.await?
    }
}

/// A scenario with its version as entity tag, never kept by a cache.
pub fn answer(
    status: StatusCode,
    read: &ReadScenario,
) -> (StatusCode, [(HeaderName, String); 1], Json<ScenarioAnswer>) {
    let tag = format!("\"{}\"", read.scenario.version);
    (status, [(header::ETAG, tag)], Json(shortened(read)))
}
