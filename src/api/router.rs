//! Which address is answered by what, inside which layers.

use super::access_log::access_log;
use super::caching::{private, tagged};
use super::error::ApiError;
use super::guards::{limits, panicked, security_headers};
use super::handlers;
use super::view::Service;
use super::web_map::file_or_page;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The document's head, and the one address that the router writes in another way than OpenAPI.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gần Dân",
        description = "Nearest public-service points, coverage of the access rules, the review of agents, and \
            vector tiles. Errors are application/problem+json. Answers under /api/v1 are only ever extended.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(handlers::tile)
)]
struct Document;

/// The OpenAPI document, as `docs/openapi.json` holds it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(tagged_routes().into_openapi());
    document.merge(private_routes().into_openapi());
    document
}

/// The whole service.
pub fn router(service: Service) -> Router {
    let document = openapi()
        .to_json()
        .expect("the document has no map with keys that are not text");
    let openapi_json = get(|| async move { ([(header::CONTENT_TYPE, "application/json")], document) });
    // matchit cannot match a part of a segment: the handler takes the ending off.
    let tagged_routes = Router::from(tagged_routes())
        .route("/tiles/{z}/{x}/{y}", get(handlers::tile))
        .route("/openapi.json", openapi_json)
        .layer(from_fn_with_state(service.clone(), tagged));
    let private_routes = Router::from(private_routes()).layer(from_fn_with_state(service.clone(), private));
    tagged_routes
        .merge(private_routes)
        .fallback(file_or_page)
        .method_not_allowed_fallback(method_not_allowed)
        // Brotli's level 5 is what nginx uses for answers made on the fly; its default of 11 takes seconds.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)))
        .layer(from_fn(limits))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(security_headers))
        .layer(from_fn(access_log))
        .with_state(service)
}

/// Answers that depend on the snapshot alone.
fn tagged_routes() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(handlers::about))
        .routes(routes!(handlers::facilities))
        .routes(routes!(handlers::areas))
        .routes(routes!(handlers::procedures))
        .routes(routes!(handlers::coverage))
        .routes(routes!(handlers::review))
        .routes(routes!(handlers::trend))
}

/// Answers that are never kept.
fn private_routes() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(handlers::nearest))
        .routes(routes!(handlers::route))
        .routes(routes!(handlers::search))
        .routes(routes!(handlers::scenarios, handlers::create_scenario))
        .routes(routes!(handlers::scenario))
        .routes(routes!(handlers::edit_scenario))
        .routes(routes!(handlers::compare_scenario))
        .routes(routes!(handlers::comment_scenario))
        .routes(routes!(handlers::step_scenario))
        .routes(routes!(handlers::opine_scenario))
        .routes(routes!(handlers::healthz))
        .routes(routes!(handlers::readyz))
}

async fn method_not_allowed(request: Request) -> impl IntoResponse {
    let mut response = ApiError::MethodNotAllowed {
        method: request.method().to_string(),
    }
    .into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}
