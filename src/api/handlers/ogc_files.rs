//! The open data as files of a whole city: a GeoPackage, and a project that QGIS opens.

use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::ogc::{CollectionId, Origin, QGIS};
use super::super::params::Params;
use super::super::view::Service;
use super::ogc::attached;
use crate::planner::open_data;
use crate::report::{QgisSource, qgis_project};
use crate::store::dataset_geopackage;
use crate::wire::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The network as one GeoPackage, laid out as a workspace: points, cells, communes, water, green areas, roads with their turns,
/// procedures and sources, as far as they are for everybody.
#[utoipa::path(get, path = "/ogc/network.gpkg", tag = "ogc",
    responses((status = 200, body = Vec<u8>, content_type = "application/geopackage+sqlite3"),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_network(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Result<Response, ApiError> {
    params.only(&[])?;
    let work = move || dataset_geopackage(&open_data(view.snapshot.dataset())).map_err(ApiError::internal);
    Ok(attached("network", service.download_work(work).await??))
}

/// A QGIS project whose layers come from this service: points and communes as features, the rest as vector tiles.
#[utoipa::path(get, path = "/ogc/network.qgs", tag = "ogc",
    responses((status = 200, body = String, content_type = "application/x-qgis-project"),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ogc_project(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    params.only(&[])?;
    let origin = Origin::of(&headers);
    let work = move || {
        let extent = view.collections.extent(&view.snapshot, CollectionId::Communes);
        qgis_project(view.snapshot.dataset(), extent, &QgisSource::Service(origin.url(""))).into_bytes()
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(QGIS)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"network.qgs\""),
        ),
    ];
    Ok((headers, service.compute(work).await?).into_response())
}
