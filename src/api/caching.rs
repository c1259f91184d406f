//! Entity tags: an unchanged snapshot is answered with 304 before anything is computed.

use super::error::ApiError;
use super::view::{Service, View};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// On every answer: the id of the snapshot that was served when it was asked.
const SNAPSHOT: HeaderName = HeaderName::from_static("x-snapshot-id");

/// The view that the whole request is answered from.
pub struct CurrentView(pub Arc<View>);

impl<S: Send + Sync> FromRequestParts<S> for CurrentView {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let view = parts.extensions.get::<Arc<View>>().cloned();
        view.map(CurrentView)
            .ok_or_else(|| ApiError::internal("a route is outside the layer that picks the view"))
    }
}

/// For answers that depend on the snapshot and the address alone.
pub async fn tagged(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let view = service.view();
    // Weak, since the same answer is sent in several encodings.
    let tag = format!("W/\"{}\"", view.tag);
    let tag = HeaderValue::from_str(&tag).expect("version, snapshot id and hash are ASCII");
    let is_known = matches(request.headers(), &tag);
    let snapshot = snapshot_of(&view);
    request.extensions_mut().insert(view);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(SNAPSHOT, snapshot);
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        let headers = response.headers_mut();
        // An answer for one account alone says itself that it is not to be kept.
        if headers.contains_key(header::CACHE_CONTROL) {
            return response;
        }
        headers.insert(header::ETAG, tag);
        // Kept, but asked again: a new snapshot shows at once.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    }
    response
}

/// For answers that tell where somebody is or what they look for, or that change with the clock: never kept.
pub async fn private(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let view = service.view();
    let snapshot = snapshot_of(&view);
    request.extensions_mut().insert(view);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(SNAPSHOT, snapshot);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn snapshot_of(view: &View) -> HeaderValue {
    HeaderValue::from_str(view.snapshot.id()).expect("an id is hexadecimal")
}

/// Weak comparison of `If-None-Match` (RFC 9110, 13.1.2).
pub fn matches(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let opaque = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    let wanted = tag.to_str().map(opaque).unwrap_or_default();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || opaque(one) == wanted)
}
