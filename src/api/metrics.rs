//! Figures for whoever keeps the service running, in Prometheus' format, on a listener of their own: not on the address
//! that the public reaches. Labels are route templates, methods and statuses; never an address, place or word.

use super::view::Service;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::time::Duration;

const REQUESTS: &str = "gandan_http_requests_total";
const SECONDS: &str = "gandan_http_request_seconds";

/// Upper ends of the histogram's steps, in seconds: tiles and nearest queries take milliseconds, 20 s is the limit.
const STEPS: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 20.0];

/// Starts to count, for the whole process. `None` when something else counts already.
pub fn install() -> Option<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(SECONDS.into()), &STEPS);
    let handle = builder.ok()?.install_recorder().ok()?;
    metrics::describe_counter!(REQUESTS, "Requests answered, by route template, method and status");
    metrics::describe_histogram!(SECONDS, "Seconds to the first byte of the answer, by route template");
    metrics::describe_gauge!("gandan_http_requests_now", "Requests being answered");
    metrics::describe_gauge!("gandan_connections_now", "Open connections");
    metrics::describe_counter!(
        "gandan_connections_refused_total",
        "Connections closed at once: too many"
    );
    metrics::describe_gauge!("gandan_jobs", "Jobs that wait or run");
    metrics::describe_gauge!("gandan_snapshot_info", "1 for the snapshot that is served");
    metrics::describe_counter!(
        "gandan_snapshot_swaps_total",
        "New data that were taken in while serving"
    );
    Some(handle)
}

/// Counts one answer; costs nothing while nothing counts.
pub fn count(route: &str, method: &str, status: u16, took: Duration) {
    let route = route.to_owned();
    let method = method_label(method);
    counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status.to_string()).increment(1);
    histogram!(SECONDS, "route" => route).record(took.as_secs_f64());
}

/// Counts a snapshot that was swapped in.
pub fn count_swap() {
    counter!("gandan_snapshot_swaps_total").increment(1);
}

/// Counts a connection that found no place.
pub fn count_refused_connection() {
    counter!("gandan_connections_refused_total").increment(1);
}

/// A method that somebody made up must not make a series of its own.
fn method_label(method: &str) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|one| *one == method).unwrap_or("other")
}

/// `GET /metrics`, for the listener of its own.
pub fn metrics_router(handle: PrometheusHandle, service: Service) -> Router {
    Router::new()
        .route("/metrics", get(scrape))
        .with_state((handle, service))
}

async fn scrape(State((handle, service)): State<(PrometheusHandle, Service)>) -> impl IntoResponse {
    gauge!("gandan_http_requests_now").set(f64::from(service.limits().busy()));
    gauge!("gandan_connections_now").set(f64::from(service.limits().connections().taken()));
    gauge!("gandan_jobs").set(service.jobs().busy() as f64);
    handle.run_upkeep();
    let mut text = handle.render();
    // Written by hand: a label that changes would leave the old series standing.
    let snapshot = service.view().snapshot.id().to_owned();
    let version = env!("CARGO_PKG_VERSION");
    text.push_str("# TYPE gandan_snapshot_info gauge\n");
    text.push_str(&format!(
        "gandan_snapshot_info{{snapshot=\"{snapshot}\",version=\"{version}\"}} 1\n"
    ));
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
}
