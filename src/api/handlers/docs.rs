//! The page about the API, for people.

use super::super::docs::page;
use super::super::router::openapi;
use axum::response::Html;
use std::sync::LazyLock;

/// The same whatever is asked, so made once: it tells of the program and not of its data.
static PAGE: LazyLock<String> = LazyLock::new(|| page(&serde_json::to_value(openapi()).expect("the document is JSON")));

/// This API as a page for people, Vietnamese first: who may, parameters, statuses, examples.
#[utoipa::path(get, path = "/docs", tag = "network", responses((status = 200, body = String, content_type = "text/html")))]
pub async fn docs() -> Html<&'static str> {
    Html(&PAGE)
}
