//! Bodies in JSON, refused as problems.

use super::error::ApiError;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

/// A body of `application/json`.
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(JsonBody(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(ApiError::NotJson),
            Err(JsonRejection::BytesRejection(rejection)) if rejection.status() == 413 => Err(ApiError::BodyTooLong),
            // What serde says may hold a value that was sent; it is told to the sender alone and logged nowhere.
            Err(rejection) => Err(ApiError::BadBody(rejection.body_text())),
        }
    }
}
