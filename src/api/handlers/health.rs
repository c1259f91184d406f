//! Is the program up, and is it ready to answer?

use super::super::view::Service;
use axum::extract::State;
use axum::http::StatusCode;

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "health",
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")))]
pub async fn healthz() -> &'static str {
    "ok"
}

/// A snapshot is loaded, and the default way to travel is at hand; told with its id. Not ready while the server is stopping.
#[utoipa::path(get, path = "/readyz", tag = "health",
    responses((status = 200, description = "`ready` and the snapshot's id", body = String, content_type = "text/plain"),
        (status = 503, description = "`warming` or `stopping`", body = String, content_type = "text/plain", example = json!("warming"))))]
pub async fn readyz(State(service): State<Service>) -> (StatusCode, String) {
    if service.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping".to_owned());
    }
    if !service.is_warm() {
        return (StatusCode::SERVICE_UNAVAILABLE, "warming".to_owned());
    }
    (StatusCode::OK, format!("ready {}", service.view().snapshot.id()))
}
