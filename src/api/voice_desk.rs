//! What the routes of the public's voice share: who writes, how refusals are told, figures kept for a moment.

use super::error::ApiError;
use super::view::Service;
use crate::auth::{Admission, PrivateFile};
use crate::model::Dataset;
use crate::model::checks::refusal_in_vietnamese;
use crate::planner::voice::{VoiceError, hanoi_day, until_tomorrow};
use crate::wire::{SHIPPED_CHECKLIST, SatisfactionAnswer, VoiceShapeError, read_checklist};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The address that a request is counted by; `None` where there is no connection, in tests that ask the router itself.
pub struct WrittenFrom(Option<IpAddr>);

/// How long the list of all figures is answered from memory, in seconds: it reads every rating.
const KEPT_FOR: i64 = 30;

/// The list of all figures as it was told last.
#[derive(Default)]
pub struct KeptSatisfaction(Mutex<Option<(DateTime<Utc>, Arc<SatisfactionAnswer>)>>);

impl FromRequestParts<Service> for WrittenFrom {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        Ok(WrittenFrom(service.limits().client(&parts.extensions, &parts.headers)))
    }
}

impl WrittenFrom {
    /// Counts one writing about a point.
    ///
    /// # Errors
    /// The address has written too often today; when it may again.
    pub fn admit(&self, service: &Service, facility: &str, now: DateTime<Utc>) -> Result<(), ApiError> {
        let Some(address) = self.0 else { return Ok(()) };
        let bytes = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        match service.visitors().admit(&bytes, facility, hanoi_day(now))? {
            Admission::Taken => Ok(()),
            Admission::EnoughToday => Err(ApiError::EnoughToday {
                seconds: until_tomorrow(now),
            }),
        }
    }
}

impl KeptSatisfaction {
    /// What was told a moment ago, or what `make` tells now.
    ///
    /// # Errors
    /// What `make` says.
    pub fn get(
        &self,
        now: DateTime<Utc>,
        make: impl FnOnce() -> Result<SatisfactionAnswer, ApiError>,
    ) -> Result<Arc<SatisfactionAnswer>, ApiError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, answer)) = kept.as_ref()
            && (now - *at).num_seconds() < KEPT_FOR
        {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(make()?);
        *kept = Some((now, Arc::clone(&answer)));
        Ok(answer)
    }
}

/// Runs work on the private file and the data of the present snapshot, on a blocking thread.
///
/// # Errors
/// What the work says.
pub async fn voice_work<T: Send + 'static>(
    service: &Service,
    work: impl FnOnce(&PrivateFile, &Dataset) -> Result<T, VoiceError> + Send + 'static,
) -> Result<T, ApiError> {
    service
        .blocking(move |service| Ok(work(service.private(), service.view().snapshot.dataset())?))
        .await
}

/// The checklist that inspections answer.
///
/// # Errors
/// None: a test reads it.
pub fn checklist() -> Result<crate::review::criteria::Checklist, ApiError> {
    read_checklist(SHIPPED_CHECKLIST).map_err(ApiError::internal)
}

/// In Vietnamese first, where it is known.
fn told(english: &str) -> String {
    match refusal_in_vietnamese(english) {
        Some(vietnamese) => format!("{vietnamese} / {english}"),
        None => english.to_owned(),
    }
}

impl From<VoiceError> for ApiError {
    fn from(error: VoiceError) -> Self {
        use VoiceError::*;
        let said = told(&error.to_string());
        match error {
            UnknownPoint(_) | Unknown { .. } => ApiError::NotFound(said),
            Text(_) | Stars(_) | Hours(_) | Unfit(_) => ApiError::BadBody(said),
            Step(_) | Moved { .. } | SentOther(_) | ReadMeanwhile(_) | FindingDone { .. } => ApiError::Conflict(said),
            FullToday { seconds } => ApiError::EnoughToday { seconds },
            OutOfScope(_) | Forbidden(_) => ApiError::Forbidden(error.to_string()),
            Private(error) => error.into(),
        }
    }
}

impl From<VoiceShapeError> for ApiError {
    fn from(error: VoiceShapeError) -> Self {
        ApiError::BadBody(told(&error.to_string()))
    }
}
