//! One line a request: method, route template, status, time, id. Never the address itself, which tells where
//! somebody asked or what they looked for.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Ids of two runs differ: they begin with the second the program started in.
static RUN: LazyLock<i64> = LazyLock::new(|| chrono::Utc::now().timestamp());
static REQUESTS: AtomicU64 = AtomicU64::new(1);

pub async fn access_log(request: Request, next: Next) -> Response {
    let id = format!("{:x}-{:x}", *RUN, REQUESTS.fetch_add(1, Ordering::Relaxed));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(files)", MatchedPath::as_str)
        .to_owned();
    let started = Instant::now();
    let span = tracing::info_span!(target: "gandan::access", "request", id);
    let mut response = next.run(request).instrument(span).await;
    let took = started.elapsed();
    let milliseconds = took.as_millis() as u64;
    let status = response.status().as_u16();
    super::metrics::count(&route, method.as_str(), status, took);
    tracing::info!(target: "gandan::access", %method, route, status, milliseconds, id, "answered");
    let value = HeaderValue::from_str(&id).expect("hexadecimal digits and a hyphen are ASCII");
    response.headers_mut().insert(REQUEST_ID, value);
    response
}
