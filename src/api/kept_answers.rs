//! Answers about the data as a whole, kept as they were packed: most of their cost is the packing.

use super::kept::Kept;
use super::view::View;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Bytes kept for a snapshot; the largest answer of a city is a review of some 300 kB.
const MOST_BYTES: usize = 16 << 20;
/// Longer questions are not kept: they are no page's.
const LONGEST_KEY: usize = 512;

/// The address with its query, and what encodings are asked for.
pub type Key = (String, String);

/// Answers of one snapshot, each with its headers.
pub type KeptAnswers = Kept<Key, HeaderMap>;

pub fn no_answers() -> KeptAnswers {
    Kept::up_to(MOST_BYTES)
}

/// For answers that are the same for everybody who asks the same of a snapshot; outside the layer that packs them, inside the one
/// that picks the view.
pub async fn kept(request: Request, next: Next) -> Response {
    let key = key(&request);
    let (Some(view), Some(key)) = (request.extensions().get::<Arc<View>>().cloned(), key) else {
        return next.run(request).await;
    };
    if let Some(answer) = view.answers.get(&key) {
        return answer.into_response();
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::CACHE_CONTROL) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // It lies in memory already, unpacked.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    view.answers.keep(key, parts.headers.clone(), body.clone());
    Response::from_parts(parts, Body::from(body))
}

fn key(request: &Request) -> Option<Key> {
    let asked = request.uri().path_and_query()?.as_str();
    let encodings: Vec<&str> = request
        .headers()
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .map(|value| value.to_str())
        .collect::<Result<_, _>>()
        .ok()?;
    let encodings = encodings.join(",");
    let is_kept = request.method() == Method::GET && asked.len() + encodings.len() <= LONGEST_KEY;
    is_kept.then(|| (asked.to_owned(), encodings))
}
