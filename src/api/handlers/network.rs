//! What the network consists of.

use super::super::caching::CurrentView;
use super::super::params::Params;
use super::Answer;
use crate::geometry::BBox;
use crate::model::{AreaLevel, FacilityId, FacilityKind, FacilityStatus, Origin, TravelMode};
use crate::wire::{
    About, AreaItem, AreasAnswer, FacilitiesAnswer, FacilityItem, Problem, ProcedureItem, ProceduresAnswer,
};
use axum::Json;

/// What this server holds.
#[utoipa::path(get, path = "/api/v1/about", tag = "network",
    responses((status = 200, body = About), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn about(CurrentView(view): CurrentView, params: Params) -> Answer<About> {
    params.only(&[])?;
    let modes = TravelMode::ALL.map(|mode| mode.code().to_owned());
    Ok(Json(About::of(&view.snapshot, modes.to_vec())))
}

/// Every service point, in code order.
#[utoipa::path(get, path = "/api/v1/facilities", tag = "network",
    params(
        ("kind" = Option<String>, Query, description = "branch, reception_point, agent, collaborator, mobile_stop"),
        ("status" = Option<String>, Query, description = "open, planned, closed"),
        ("area" = Option<String>, Query, description = "Code of a commune"),
    ),
    responses((status = 200, body = FacilitiesAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn facilities(CurrentView(view): CurrentView, params: Params) -> Answer<FacilitiesAnswer> {
    let params = params.only(&["kind", "status", "area"])?;
    let kind = params.choice("kind", &FacilityKind::ALL, FacilityKind::code)?;
    let statuses = [FacilityStatus::Open, FacilityStatus::Planned, FacilityStatus::Closed];
    let status = params.choice("status", &statuses, FacilityStatus::code)?;
    let area = params.text("area");
    let dataset = view.snapshot.dataset();
    let wanted = dataset.facilities.iter().enumerate().filter(|(_, facility)| {
        kind.is_none_or(|kind| facility.kind == kind)
            && status.is_none_or(|status| facility.status == status)
            && area.is_none_or(|area| facility.area.as_deref() == Some(area))
    });
    let facilities = wanted
        .map(|(index, _)| FacilityItem::of(dataset, FacilityId(index as u32)))
        .collect();
    Ok(Json(FacilitiesAnswer {
        snapshot_id: view.snapshot.id().to_owned(),
        facilities,
    }))
}

/// Administrative areas, by level, then code; outlines are in the tiles.
#[utoipa::path(get, path = "/api/v1/areas", tag = "network",
    params(("level" = Option<String>, Query, description = "city, district, commune")),
    responses((status = 200, body = AreasAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn areas(CurrentView(view): CurrentView, params: Params) -> Answer<AreasAnswer> {
    let params = params.only(&["level"])?;
    let levels = [AreaLevel::City, AreaLevel::District, AreaLevel::Commune];
    let level = params.choice("level", &levels, AreaLevel::code)?;
    let dataset = view.snapshot.dataset();
    let wanted = dataset
        .areas
        .iter()
        .filter(|area| level.is_none_or(|level| area.level == level));
    let areas = wanted.map(area_item).collect();
    Ok(Json(AreasAnswer {
        snapshot_id: view.snapshot.id().to_owned(),
        areas,
    }))
}

/// Administrative procedures of the essential list, in code order.
#[utoipa::path(get, path = "/api/v1/procedures", tag = "network",
    responses((status = 200, body = ProceduresAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn procedures(CurrentView(view): CurrentView, params: Params) -> Answer<ProceduresAnswer> {
    params.only(&[])?;
    let item = |procedure: &crate::model::Procedure| ProcedureItem {
        code: procedure.code.clone(),
        name: procedure.name.clone(),
        field: procedure.field.clone(),
    };
    let procedures = view.snapshot.dataset().procedures.iter().map(item).collect();
    Ok(Json(ProceduresAnswer {
        snapshot_id: view.snapshot.id().to_owned(),
        procedures,
    }))
}

fn area_item(area: &crate::model::Area) -> AreaItem {
    let corners = area.outline.iter().flat_map(|polygon| polygon.exterior().points());
    let bbox = BBox::around(corners.map(|at| crate::geometry::LonLat::new(at.x(), at.y())));
    AreaItem {
        code: area.code.clone(),
        name: area.name.clone(),
        level: area.level.code().to_owned(),
        territory: area.territory.code().to_owned(),
        lon: area.point.lon,
        lat: area.point.lat,
        bbox: bbox.map(|bbox| [bbox.west, bbox.south, bbox.east, bbox.north]),
        area_km2: area.area_km2,
        declared_people: area.declared_people,
        is_modelled: area.outline_origin == Origin::Modelled,
    }
}
