//! Who asks: from the session cookie to the actor that a handler takes as an argument.

use super::error::ApiError;
use crate::auth::Actor;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The logged-in account; 401 where nobody is.
impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Actor>().cloned().ok_or(ApiError::NotLoggedIn)
    }
}
