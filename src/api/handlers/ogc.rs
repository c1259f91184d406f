//! OGC API - Features. Each document as JSON, or as a page where `f=html` or the `Accept` header asks for one.

use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::ogc::{
    CollectionId, CrsUri, GEOPACKAGE, ItemsQuery, Origin, STORED, collection_json, collections_json, conformance_json,
    geopackage, item_json, items_json, landing_json, openapi30, page, queryables_json,
};
use super::super::params::{Params, bad};
use super::super::view::{Service, View};
use crate::wire::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");
const GEOJSON: &str = "application/geo+json";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Html,
    GeoPackage,
}

/// Landing page of OGC API - Features.
#[utoipa::path(get, path = "/ogc", tag = "ogc", params(("f" = Option<String>, Query, description = "json, html")),
    responses((status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_landing(
    CurrentView(view): CurrentView,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let format = format_of(&params.only(&["f"])?, &headers)?;
    let document = marked(landing_json(&Origin::of(&headers)), &view);
    Ok(told(format, "Dữ liệu mở", &[], document, "application/json"))
}

/// Standards that this part of the service conforms to.
#[utoipa::path(get, path = "/ogc/conformance", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json, html")),
    responses((status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_conformance(headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    let format = format_of(&params.only(&["f"])?, &headers)?;
    Ok(told(
        format,
        "Các chuẩn đáp ứng",
        &above(None),
        conformance_json(),
        "application/json",
    ))
}

/// This part of the service as OpenAPI 3.0.
#[utoipa::path(get, path = "/ogc/api", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json, html")),
    responses((status = 200, body = Object, content_type = "application/vnd.oai.openapi+json;version=3.0"),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_api(headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    let format = format_of(&params.only(&["f"])?, &headers)?;
    let media = "application/vnd.oai.openapi+json;version=3.0";
    Ok(told(
        format,
        "Mô tả API",
        &above(None),
        openapi30(&Origin::of(&headers)),
        media,
    ))
}

/// The collections: service points, communes, gaps of coverage, roads, populated cells.
#[utoipa::path(get, path = "/ogc/collections", tag = "ogc",
    params(("f" = Option<String>, Query, description = "json, html")),
    responses((status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_collections(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let format = format_of(&params.only(&["f"])?, &headers)?;
    let origin = Origin::of(&headers);
    let document = service.compute(move || marked(collections_json(&view.collections, &view.snapshot, &origin), &view));
    Ok(told(
        format,
        "Các tập dữ liệu",
        &above(None),
        document.await?,
        "application/json",
    ))
}

/// One collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}", tag = "ogc",
    params(("collection" = String, Path, description = "facilities, communes, coverage_gaps, roads, cells"),
        ("f" = Option<String>, Query, description = "json, html")),
    responses((status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_collection(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    Path(code): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let (id, origin) = (collection(&code)?, Origin::of(&headers));
    let format = format_of(&params.only(&["f"])?, &headers)?;
    let document =
        service.compute(move || marked(collection_json(id, &view.collections, &view.snapshot, &origin), &view));
    Ok(told(
        format,
        id.title(),
        &above(None),
        document.await?,
        "application/json",
    ))
}

/// What filters of a collection may name, as a JSON schema.
#[utoipa::path(get, path = "/ogc/collections/{collection}/queryables", tag = "ogc",
    params(("collection" = String, Path, description = "facilities, communes, coverage_gaps, roads, cells"),
        ("f" = Option<String>, Query, description = "json, html")),
    responses((status = 200, body = Object, content_type = "application/schema+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_queryables(
    Path(code): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let id = collection(&code)?;
    let format = format_of(&params.only(&["f"])?, &headers)?;
    let document = queryables_json(id, &Origin::of(&headers));
    Ok(told(
        format,
        id.title(),
        &above(Some(id)),
        document,
        "application/schema+json",
    ))
}

/// A page of features. Any property of the collection is a parameter too: `kind=agent`.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items", tag = "ogc",
    params(
        ("collection" = String, Path, description = "facilities, communes, coverage_gaps, roads, cells"),
        ("f" = Option<String>, Query, description = "json, html, gpkg (all features that are asked for, in WGS84: no limit, offset, crs)"),
        ("limit" = Option<u32>, Query, description = "Features of a page, 1 to 10000; 100 where it is absent"),
        ("offset" = Option<u32>, Query, description = "Features passed over"),
        ("bbox" = Option<String>, Query, description = "Lower left and upper right corner: four numbers"),
        ("bbox-crs" = Option<String>, Query, description = "URI of the system of bbox"),
        ("datetime" = Option<String>, Query, description = "A day or an interval of days"),
        ("crs" = Option<String>, Query, description = "URI of the system of the answer"),
        ("filter" = Option<String>, Query, description = "CQL2 text"),
        ("filter-lang" = Option<String>, Query, description = "cql2-text"),
        ("filter-crs" = Option<String>, Query, description = "URI of the system of geometries in the filter"),
    ),
    responses((status = 200, body = Object, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_items(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    Path(code): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let (id, origin) = (collection(&code)?, Origin::of(&headers));
    let format = format_of(&params, &headers)?;
    let query = ItemsQuery::read(params, id)?;
    if format == Format::GeoPackage {
        let work = move || {
            geopackage(
                &query,
                view.collections.features(&view.snapshot, id),
                view.snapshot.dataset(),
            )
        };
        return Ok(attached(id.code(), service.download_work(work).await??));
    }
    let crs = query.crs;
    let work = move || {
        let document = items_json(&query, view.collections.features(&view.snapshot, id), &origin)?;
        Ok::<_, ApiError>(marked(document, &view))
    };
    let document = service.compute(work).await??;
    Ok(in_crs(
        told(format, id.title(), &above(Some(id)), document, GEOJSON),
        crs,
    ))
}

/// One feature.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items/{feature}", tag = "ogc",
    params(
        ("collection" = String, Path, description = "facilities, communes, coverage_gaps, roads, cells"),
        ("feature" = String, Path, description = "Its id"),
        ("f" = Option<String>, Query, description = "json, html"),
        ("crs" = Option<String>, Query, description = "URI of the system of the answer"),
    ),
    responses((status = 200, body = Object, content_type = "application/geo+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_item(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    Path((code, feature)): Path<(String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let (id, origin) = (collection(&code)?, Origin::of(&headers));
    let params = params.only(&["f", "crs"])?;
    let format = format_of(&params, &headers)?;
    let crs = params.text("crs").map_or(Ok(STORED), |uri| CrsUri::read("crs", uri))?;
    let title = format!("{}: {feature}", id.title());
    let work = move || {
        let features = view.collections.features(&view.snapshot, id);
        let found = features.find(&feature);
        let missing = || ApiError::NotFound(format!("There is no feature '{feature}' in '{}'.", id.code()));
        let found = found.ok_or_else(missing)?;
        let document = item_json(&found, id, crs, &origin)?;
        Ok::<_, ApiError>(marked(document, &view))
    };
    let document = service.compute(work).await??;
    Ok(in_crs(told(format, &title, &above(Some(id)), document, GEOJSON), crs))
}

/// The style sheet of the pages.
pub async fn ogc_style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("../ogc/style.css"),
    )
}

fn collection(code: &str) -> Result<CollectionId, ApiError> {
    let known = || CollectionId::ALL.map(CollectionId::code).join(", ");
    CollectionId::from_code(code)
        .ok_or_else(|| ApiError::NotFound(format!("There is no collection '{code}'; there are {}.", known())))
}

/// `f`, else what the client would rather have.
fn format_of(params: &Params, headers: &HeaderMap) -> Result<Format, ApiError> {
    match params.text("f") {
        Some("json" | "geojson") => return Ok(Format::Json),
        Some("html") => return Ok(Format::Html),
        Some("gpkg") => return Ok(Format::GeoPackage),
        Some(other) => return Err(bad("f", other, "expected json, html, or for items gpkg")),
        None => {}
    }
    let accepts = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let first_of = |word: &str| accepts.find(word).unwrap_or(usize::MAX);
    Ok(if first_of("text/html") < first_of("json") {
        Format::Html
    } else {
        Format::Json
    })
}

/// Demo data say so in every document that holds some.
fn marked(mut document: Value, view: &View) -> Value {
    if view.snapshot.dataset().is_demo {
        document["demo"] = Value::Bool(true);
    }
    document
}

fn above(collection: Option<CollectionId>) -> Vec<(String, String)> {
    let page = |path: &str, words: &str| (format!("{path}?f=html"), words.to_owned());
    let mut pages = vec![page("/ogc", "Dữ liệu mở"), page("/ogc/collections", "Các tập dữ liệu")];
    pages.extend(collection.map(|id| page(&format!("/ogc/collections/{}", id.code()), id.title())));
    pages
}

fn told(format: Format, title: &str, above: &[(String, String)], document: Value, media: &'static str) -> Response {
    let mut response = match format {
        Format::Html => Html(page(title, above, &document)).into_response(),
        Format::Json | Format::GeoPackage => {
            let mut response = Json(document).into_response();
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
            response
        }
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Part 2, 7.1.6: which system the coordinates are in.
fn in_crs(mut response: Response, crs: CrsUri) -> Response {
    let value = HeaderValue::from_str(&format!("<{}>", crs.uri())).expect("URIs are ASCII");
    response.headers_mut().insert(CONTENT_CRS, value);
    response
}

/// A GeoPackage to be kept under a name.
pub(super) fn attached(name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{name}.gpkg\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(GEOPACKAGE)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).expect("codes are ASCII"),
        ),
    ];
    (headers, bytes).into_response()
}
