//! Which address is answered by what, inside which layers.

use super::access_log::access_log;
use super::caching::{private, tagged};
use super::document::complete;
use super::error::ApiError;
use super::guards::{address_of_client, panicked, security_headers};
use super::handlers;
use super::kept_answers::kept;
use super::limits::{LARGEST_BODY, limits};
use super::session::recognise;
use super::uploads::LARGEST_UPLOAD;
use super::view::Service;
use super::web_map::file_or_page;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};
use std::sync::LazyLock;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Bytes of an answer that one Ethernet frame carries beside its headers.
const ONE_PACKET: u64 = 1200;

/// The document's head, and the one address that the router writes in another way than OpenAPI.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gần Dân",
        description = "Nearest public-service points, coverage of the access rules, the review of agents, and \
            vector tiles. Errors are application/problem+json. Answers under /api/v1 are only ever extended. A log-in is \
            a cookie; POST, PUT, PATCH and DELETE carry the csrf_token of GET /api/v1/session as X-CSRF-Token. The examples are \
            answers about a small town, their lists cut to a few items. For people: /docs.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(handlers::tile)
)]
struct Document;

/// The OpenAPI document, as `docs/openapi.json` holds it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(kept_routes().into_openapi());
    document.merge(tagged_routes().into_openapi());
    let tagged = document.paths.paths.keys().cloned().collect();
    document.merge(private_routes().into_openapi());
    complete(&mut document, &tagged);
    document
}

/// An address that is answered and stands in no OpenAPI document, and by what.
type PlainRoute = (&'static str, fn() -> MethodRouter<Service>);

/// Every route that the OpenAPI document does not tell, beside the pages of the web map. The table of rights has a row for each.
pub const PLAIN_ROUTES: [PlainRoute; 4] = [
    // matchit cannot match a part of a segment: the handler takes the ending off.
    ("/tiles/{z}/{x}/{y}", || get(handlers::tile)),
    ("/openapi.json", || get(openapi_json)),
    ("/ogc/", || get(handlers::ogc_landing)),
    ("/ogc/style.css", || get(handlers::ogc_style)),
];

async fn openapi_json() -> impl IntoResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
        openapi()
            .to_json()
            .expect("the document has no map with keys that are not text")
    });
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

/// The whole service.
pub fn router(service: Service) -> Router {
    let tagged_routes = PLAIN_ROUTES
        .iter()
        .fold(Router::from(tagged_routes()), |router, (path, answered)| {
            router.route(path, answered())
        })
        .merge(
            Router::from(kept_routes())
                .layer(packed(CompressionLevel::Precise(5)))
                .layer(from_fn(kept)),
        )
        .layer(from_fn_with_state(service.clone(), tagged));
    let private_routes = Router::from(private_routes())
        // Made for one question and asked once: to press them harder takes longer than to answer.
        .layer(packed(CompressionLevel::Fastest))
        .layer(from_fn_with_state(service.clone(), private));
    tagged_routes
        .merge(private_routes)
        .fallback(file_or_page)
        .method_not_allowed_fallback(method_not_allowed)
        // Brotli's level 5 is what nginx uses for answers made on the fly; its default of 11 takes seconds.
        .layer(packed(CompressionLevel::Precise(5)))
        .layer(from_fn_with_state(service.clone(), recognise))
        .layer(DefaultBodyLimit::max(LARGEST_BODY as usize))
        .layer(from_fn_with_state(service.clone(), limits))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(service.clone(), security_headers))
        .layer(from_fn(access_log))
        .layer(from_fn_with_state(service.clone(), address_of_client))
        .with_state(service)
}

/// Packs answers; what fits into one packet is left as it is.
fn packed(level: CompressionLevel) -> CompressionLayer<impl Predicate> {
    let compression = CompressionLayer::new().quality(level);
    compression.compress_when(DefaultPredicate::new().and(SizeAbove::new(ONE_PACKET)))
}

/// Answers that depend on the snapshot alone, large and asked for by every page.
fn kept_routes() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(handlers::facilities))
        .routes(routes!(handlers::areas))
        .routes(routes!(handlers::procedures))
        .routes(routes!(handlers::coverage))
        .routes(routes!(handlers::review))
}

/// Answers that depend on the snapshot alone.
fn tagged_routes() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(handlers::about))
        .routes(routes!(handlers::trend))
        .routes(routes!(handlers::ogc_landing))
        .routes(routes!(handlers::ogc_conformance))
        .routes(routes!(handlers::ogc_api))
        .routes(routes!(handlers::ogc_collections))
        .routes(routes!(handlers::ogc_collection))
        .routes(routes!(handlers::ogc_queryables))
        .routes(routes!(handlers::ogc_items))
        .routes(routes!(handlers::ogc_item))
        .routes(routes!(handlers::ogc_network))
        .routes(routes!(handlers::ogc_project))
        .routes(routes!(handlers::tile_json))
        .routes(routes!(handlers::style_json))
        .routes(routes!(handlers::docs))
}

/// Answers that are never kept.
fn private_routes() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(handlers::nearest))
        .routes(routes!(handlers::ask))
        .routes(routes!(handlers::isochrone))
        .routes(routes!(handlers::route))
        .routes(routes!(handlers::search))
        .routes(routes!(handlers::trend_reorganised))
        .routes(routes!(handlers::log_in, handlers::session, handlers::log_out))
        .routes(routes!(handlers::change_password))
        .routes(routes!(handlers::accounts))
        .routes(routes!(handlers::audit))
        .routes(routes!(handlers::jobs, handlers::start_job))
        .routes(routes!(handlers::job, handlers::cancel_job))
        .routes(routes!(handlers::job_result))
        .routes(routes!(handlers::job_events))
        .routes(routes!(handlers::criteria))
        .routes(routes!(handlers::what_if))
        .routes(routes!(handlers::review_settings))
        .routes(routes!(handlers::adopt_review))
        .routes(routes!(handlers::scenarios, handlers::create_scenario))
        .routes(routes!(handlers::scenario))
        .routes(routes!(handlers::edit_scenario))
        .routes(routes!(handlers::compare_scenario))
        .routes(routes!(handlers::scenario_history))
        .routes(routes!(handlers::scenario_comments, handlers::comment_scenario))
        .routes(routes!(handlers::preview_scenario))
        .routes(routes!(handlers::step_scenario))
        .routes(routes!(handlers::opine_scenario))
        .routes(routes!(handlers::coverage_document))
        .routes(routes!(handlers::poster_document))
        .routes(routes!(handlers::proposal_document))
        .routes(routes!(handlers::office_document))
        .routes(routes!(handlers::ratings, handlers::rate_visit))
        .routes(routes!(handlers::read_rating))
        .routes(routes!(handlers::report_point))
        .routes(routes!(handlers::reported))
        .routes(routes!(handlers::satisfaction))
        .routes(routes!(handlers::point_voice))
        .routes(routes!(handlers::cases))
        .routes(routes!(handlers::case))
        .routes(routes!(handlers::step_case))
        .routes(routes!(handlers::alerts))
        .routes(routes!(handlers::checklist))
        .routes(routes!(handlers::inspections, handlers::write_inspection))
        .routes(routes!(handlers::follow_up_finding))
        .routes(routes!(handlers::periods, handlers::add_period))
        .routes(routes!(handlers::period))
        .routes(routes!(handlers::step_period))
        .routes(routes!(handlers::compare_period))
        .routes(routes!(handlers::filing, handlers::save_filing))
        .routes(routes!(handlers::step_filing))
        .routes(routes!(handlers::filing_workbook, handlers::read_workbook))
        .routes(routes!(handlers::work))
        .routes(routes!(handlers::check_import).layer(DefaultBodyLimit::max(LARGEST_UPLOAD as usize)))
        .routes(routes!(handlers::import_check, handlers::forget_import))
        .routes(routes!(handlers::rejected_rows))
        .routes(routes!(handlers::confirm_import))
        .routes(routes!(handlers::history))
        .routes(routes!(handlers::undo_import))
        .routes(routes!(handlers::checks))
        .routes(routes!(handlers::export))
        .routes(routes!(handlers::healthz))
        .routes(routes!(handlers::readyz))
}

/// The header `Allow` is set by the router, which knows what else the address takes.
async fn method_not_allowed(request: Request) -> ApiError {
    ApiError::MethodNotAllowed {
        method: request.method().to_string(),
    }
}
