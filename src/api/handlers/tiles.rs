//! Vector tiles.

use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::ogc::{CollectionId, Origin};
use super::super::params::Params;
use super::super::tile_style;
use super::super::view::{Service, View};
use super::Answer;
use crate::geometry::{BBox, Tile};
use crate::wire::Problem;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read;

/// A vector tile (MVT 2.1) with the layers park, water, waterway, cell, road, area, outside, water_label, area_label and facility.
#[utoipa::path(get, path = "/tiles/{z}/{x}/{y}.mvt", tag = "tiles",
    params(
        ("z" = u8, Path, description = "Zoom, 0 to 22"),
        ("x" = u32, Path, description = "Column, growing eastwards"),
        ("y" = u32, Path, description = "Row, growing southwards"),
    ),
    responses((status = 200, description = "The tile; empty where there is nothing",
            body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tile")))]
pub async fn tile(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    Path((z, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let tile = read_tile(&z, &x, &y).ok_or_else(|| {
        ApiError::NotFound("There is no such tile: expected /tiles/{z}/{x}/{y}.mvt, z 0 to 22.".to_owned())
    })?;
    let gzipped = match view.finished_tile(tile) {
        Some(finished) => finished,
        None => service
            .compute(move || view.tile(tile))
            .await?
            .map_err(ApiError::internal)?,
    };
    let mut response = if accepts_gzip(&headers) {
        ([(header::CONTENT_ENCODING, "gzip")], gzipped).into_response()
    } else {
        plain(&gzipped)?.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.mapbox-vector-tile"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

/// The tiles as TileJSON 3.0.
#[utoipa::path(get, path = "/tiles/tiles.json", tag = "tiles",
    responses((status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn tile_json(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    headers: HeaderMap,
    params: Params,
) -> Answer<Value> {
    params.only(&[])?;
    let origin = Origin::of(&headers);
    let told = service.compute(move || tile_style::tile_json(&origin, extent(&view)));
    Ok(Json(told.await?))
}

/// A style of the tiles for MapLibre and QGIS.
#[utoipa::path(get, path = "/tiles/style.json", tag = "tiles",
    responses((status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn style_json(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    headers: HeaderMap,
    params: Params,
) -> Answer<Value> {
    params.only(&[])?;
    let origin = Origin::of(&headers);
    let told = service.compute(move || tile_style::style(&origin, extent(&view)));
    Ok(Json(told.await?))
}

/// The box around the communes, else the points.
fn extent(view: &View) -> Option<BBox> {
    let of = |id| view.collections.extent(&view.snapshot, id);
    of(CollectionId::Communes).or_else(|| of(CollectionId::Facilities))
}

fn read_tile(z: &str, x: &str, y: &str) -> Option<Tile> {
    Tile::try_new(z.parse().ok()?, x.parse().ok()?, y.strip_suffix(".mvt")?.parse().ok()?)
}

/// Whether `Accept-Encoding` names gzip without refusing it (`q=0`).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_gzip = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*");
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        is_gzip && !refused
    })
}

fn plain(gzipped: &[u8]) -> Result<Bytes, ApiError> {
    let mut bytes = Vec::new();
    GzDecoder::new(gzipped)
        .read_to_end(&mut bytes)
        .map_err(ApiError::internal)?;
    Ok(bytes.into())
}
