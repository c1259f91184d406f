//! Questions that a place or a name goes into. Their answers are never kept, and nothing of them is logged.

use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::params::{Params, bad};
use super::super::view::{Service, View};
use super::Answer;
use crate::finder::Hit;
use crate::finder::hours::{OpenState, state_at, told_at, vietnam};
use crate::geometry::LonLat;
use crate::model::{Facility, FacilityKind, TravelMode};
use crate::wire::{NearestAnswer, NearestItem, Problem, RouteAnswer, SearchAnswer, SearchItem};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// The nearest points that serve the public, by travel time; those that no road reaches follow by distance.
#[utoipa::path(get, path = "/api/v1/nearest", tag = "places",
    params(
        ("lon" = f64, Query, description = "Longitude in degrees, WGS84"),
        ("lat" = f64, Query, description = "Latitude in degrees, WGS84"),
        ("mode" = Option<String>, Query, description = "motorbike (default), car, bicycle, foot"),
        ("k" = Option<u32>, Query, description = "How many, 1 to 50; 4 where it is absent"),
        ("procedure" = Option<String>, Query, description = "Code of a procedure that the point must handle"),
        ("at" = Option<String>, Query, description = "Moment for opening hours, RFC 3339; now where it is absent"),
        ("open_only" = Option<bool>, Query, description = "Only points known to be open at that moment"),
    ),
    responses((status = 200, body = NearestAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn nearest(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<NearestAnswer> {
    let question = NearestQuestion::read(params, &view)?;
    Ok(Json(service.compute(move || question.answer(&view)).await?))
}

/// The fastest way by road from a place to a point.
#[utoipa::path(get, path = "/api/v1/route", tag = "places",
    params(
        ("lon" = f64, Query, description = "Longitude in degrees, WGS84"),
        ("lat" = f64, Query, description = "Latitude in degrees, WGS84"),
        ("to" = String, Query, description = "Code of the facility"),
        ("mode" = Option<String>, Query, description = "motorbike (default), car, bicycle, foot"),
    ),
    responses((status = 200, body = RouteAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json",
            description = "No such facility, or no road leads there")))]
pub async fn route(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<RouteAnswer> {
    let params = params.only(&["lon", "lat", "to", "mode"])?;
    let (place, mode) = (params.place()?, params.mode()?);
    let code = params.required("to", "expected the code of a facility")?.to_owned();
    let missing = || ApiError::NotFound(format!("There is no facility with the code '{code}'."));
    let to = view.snapshot.facility(&code).ok_or_else(missing)?;
    let answer = service
        .compute(move || {
            let route = view.snapshot.route(place, mode, to);
            route
                .map(|route| RouteAnswer::of(&view.snapshot, mode.code(), &code, &route))
                .ok_or(ApiError::NoRoute {
                    facility: code,
                    mode: mode.code(),
                })
        })
        .await??;
    Ok(Json(answer))
}

/// Communes, points, streets, waters and procedures by name, without regard to accents and small slips.
#[utoipa::path(get, path = "/api/v1/search", tag = "places",
    params(
        ("q" = String, Query, description = "What is looked for; the first 120 letters count"),
        ("limit" = Option<u32>, Query, description = "How many at most, 1 to 50; 8 where it is absent"),
    ),
    responses((status = 200, body = SearchAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn search(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<SearchAnswer> {
    let params = params.only(&["q", "limit"])?;
    let limit = params.count("limit", 1..=50, 8)?;
    let query = params
        .required("q", "expected a name, or the beginning of one")?
        .to_owned();
    let answer = service.compute(move || {
        let results = view.finder.search(&query, limit).into_iter().map(search_item).collect();
        SearchAnswer { query, results }
    });
    Ok(Json(answer.await?))
}

/// Kinds that anybody may walk into: a collaborator is a person with an area, not a door.
const PUBLIC_KINDS: [FacilityKind; 4] = [
    FacilityKind::Branch,
    FacilityKind::ReceptionPoint,
    FacilityKind::Agent,
    FacilityKind::MobileStop,
];

struct NearestQuestion {
    place: LonLat,
    mode: TravelMode,
    k: usize,
    procedure: Option<String>,
    at: DateTime<FixedOffset>,
    open_only: bool,
}

impl NearestQuestion {
    fn read(params: Params, view: &View) -> Result<NearestQuestion, ApiError> {
        let params = params.only(&["lon", "lat", "mode", "k", "procedure", "at", "open_only"])?;
        let procedure = params.text("procedure").map(str::to_owned);
        let known = &view.snapshot.dataset().procedures;
        if let Some(code) = procedure
            .as_deref()
            .filter(|code| !known.iter().any(|one| one.code == *code))
        {
            return Err(bad(
                "procedure",
                code,
                "no such procedure; /api/v1/procedures lists them",
            ));
        }
        Ok(NearestQuestion {
            place: params.place()?,
            mode: params.mode()?,
            k: params.count("k", 1..=50, 4)?,
            procedure,
            at: params
                .moment("at")?
                .unwrap_or_else(|| Utc::now().with_timezone(&vietnam())),
            open_only: params.flag("open_only")?,
        })
    }

    fn answer(&self, view: &View) -> NearestAnswer {
        let (snapshot, dataset) = (&view.snapshot, view.snapshot.dataset());
        let wanted = |id: crate::model::FacilityId| self.wants(&dataset.facilities[id.index()]);
        let results = snapshot.nearest(self.place, self.mode, wanted, self.k);
        let results = results.iter().map(|near| {
            let (open, next_change) = told_at(
                dataset.facilities[near.facility.index()].opening_hours.as_deref(),
                self.at,
            );
            NearestItem::of(dataset, near, open, next_change)
        });
        NearestAnswer {
            snapshot_id: snapshot.id().to_owned(),
            mode: self.mode.code().to_owned(),
            lon: self.place.lon,
            lat: self.place.lat,
            results: results.collect(),
            on_road: snapshot.is_on_road(self.place, self.mode),
            area_name: snapshot
                .area_at(self.place)
                .map(|area| dataset.areas[area.index()].name.clone()),
        }
    }

    fn wants(&self, facility: &Facility) -> bool {
        let handles = |code: &String| facility.procedures.is_empty() || facility.procedures.contains(code);
        PUBLIC_KINDS.contains(&facility.kind)
            && !has_ended(facility, self.at)
            && self.procedure.as_ref().is_none_or(handles)
            && (!self.open_only || self.is_open(facility))
    }

    fn is_open(&self, facility: &Facility) -> bool {
        state_at(facility.opening_hours.as_deref(), self.at).state == OpenState::Open
    }
}

/// Whether a published decision has ended its service at a moment, on the days of Hanoi.
fn has_ended(facility: &Facility, at: DateTime<FixedOffset>) -> bool {
    let ends = facility
        .closes_on
        .as_deref()
        .and_then(|day| day.parse::<NaiveDate>().ok());
    ends.is_some_and(|ends| ends <= at.with_timezone(&vietnam()).date_naive())
}

fn search_item(hit: Hit) -> SearchItem {
    SearchItem {
        kind: hit.kind.code().to_owned(),
        label: hit.label,
        detail: hit.detail,
        code: hit.code,
        lon: hit.location.map(|at| at.lon),
        lat: hit.location.map(|at| at.lat),
    }
}
