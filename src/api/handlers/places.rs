//! Questions that a place or a name goes into. Their answers are never kept, and nothing of them is logged.

use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::params::{Params, bad};
use super::super::view::{Service, View};
use super::Answer;
use crate::finder::hours::vietnam;
use crate::finder::{PUBLIC_KINDS, Wanted};
use crate::model::FacilityKind;
use crate::routing::Direction;
use crate::wire::{
    AskAnswer, AskQuestion, IsochroneAnswer, IsochroneLayer, IsochroneQuestion, NearestAnswer, NearestQuestion,
    Problem, RouteAnswer, SearchAnswer, SearchItem,
};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, Utc};

/// The nearest points that serve the public, by travel time; those that no road reaches follow by distance.
#[utoipa::path(get, path = "/api/v1/nearest", tag = "places",
    params(
        ("lon" = f64, Query, description = "Longitude in degrees, WGS84"),
        ("lat" = f64, Query, description = "Latitude in degrees, WGS84"),
        ("mode" = Option<String>, Query, description = "motorbike (default), car, bicycle, foot"),
        ("k" = Option<u32>, Query, description = "How many, 1 to 50; 4 where it is absent"),
        ("procedure" = Option<String>, Query,
            description = "Codes of procedures, parted by commas, each of which the point must handle"),
        ("at" = Option<String>, Query, description = "Moment for opening hours, RFC 3339; now where it is absent"),
        ("open_only" = Option<bool>, Query, description = "Only points known to be open at that moment"),
        ("wheelchair" = Option<bool>, Query, description = "Only points known to be accessible by wheelchair"),
        ("kind" = Option<String>, Query, description = "branch, reception_point, agent, mobile_stop"),
        ("operator" = Option<String>, Query, description = "Only points of this enterprise"),
    ),
    responses((status = 200, body = NearestAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn nearest(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<NearestAnswer> {
    let question = nearest_question(params, &view)?;
    if view.snapshot.is_quick(question.mode) {
        return Ok(Json(NearestAnswer::of(&view.snapshot, &question)));
    }
    let answer = service.compute(move || NearestAnswer::of(&view.snapshot, &question));
    Ok(Json(answer.await?))
}

/// A sentence such as "đổi bằng lái gần Đống Đa chiều nay": what was understood by which words, and the nearest points.
#[utoipa::path(get, path = "/api/v1/ask", tag = "places",
    params(
        ("q" = String, Query, description = "The question; the first 300 letters and 60 words count"),
        ("lon" = Option<f64>, Query, description = "Where it is asked; a place named in the question goes before"),
        ("lat" = Option<f64>, Query, description = "Latitude in degrees, WGS84"),
        ("at" = Option<String>, Query, description = "When it is asked, RFC 3339; now where it is absent"),
        ("mode" = Option<String>, Query, description = "Unless the question tells: motorbike (default), car, ..."),
        ("k" = Option<u32>, Query, description = "How many points, 1 to 50; 4 where it is absent"),
    ),
    responses((status = 200, body = AskAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn ask(State(service): State<Service>, CurrentView(view): CurrentView, params: Params) -> Answer<AskAnswer> {
    let question = ask_question(params)?;
    let answer = service.compute(move || AskAnswer::of(&view.snapshot, &view.finder, &question));
    Ok(Json(answer.await?))
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

/// Communes, points, streets, waters, parks and procedures by name, without regard to accents and small slips.
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
        let results = view
            .finder
            .search(&query, limit)
            .into_iter()
            .map(SearchItem::from)
            .collect();
        SearchAnswer { query, results }
    });
    Ok(Json(answer.await?))
}

/// What lies within some minutes of a place or a point, as GeoJSON, with the people within.
#[utoipa::path(get, path = "/api/v1/isochrone", tag = "places",
    params(
        ("facility" = Option<String>, Query, description = "Code of a facility, in place of lon and lat"),
        ("lon" = Option<f64>, Query, description = "Longitude in degrees, WGS84"),
        ("lat" = Option<f64>, Query, description = "Latitude in degrees, WGS84"),
        ("mode" = Option<String>, Query, description = "motorbike (default), car, bicycle, foot"),
        ("minutes" = Option<String>, Query, description = "One to six limits up to 120, parted by commas; 10,20,30"),
        ("direction" = Option<String>, Query, description = "towards the place (default), or from it"),
        ("layer" = Option<String>, Query, description = "polygons (default; for display only), cells"),
    ),
    responses((status = 200, body = IsochroneAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn isochrone(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<IsochroneAnswer> {
    let question = isochrone_question(params, &view)?;
    let answer = service.compute(move || IsochroneAnswer::of(&view.snapshot, &question));
    Ok(Json(answer.await?))
}

fn isochrone_question(params: Params, view: &View) -> Result<IsochroneQuestion, ApiError> {
    let params = params.only(&["facility", "lon", "lat", "mode", "minutes", "direction", "layer"])?;
    let place = match params.text("facility") {
        Some(code) => {
            let missing = || ApiError::NotFound(format!("There is no facility with the code '{code}'."));
            let id = view.snapshot.facility(code).ok_or_else(missing)?;
            view.snapshot.dataset().facilities[id.index()].location
        }
        None => params.place()?,
    };
    let text = params.text("minutes").unwrap_or("10,20,30");
    let minutes: Option<Vec<f64>> = text.split(',').map(|one| one.trim().parse().ok()).collect();
    let is_fit =
        |minutes: &Vec<f64>| minutes.len() <= 6 && minutes.iter().all(|one| *one > 0.0 && *one <= MOST_MINUTES);
    let expected = || {
        bad(
            "minutes",
            text,
            "expected one to six numbers above 0 and at most 120, parted by commas",
        )
    };
    let directions = [Direction::Reverse, Direction::Forward];
    let direction = params.choice("direction", &directions, |direction| match direction {
        Direction::Reverse => "towards",
        Direction::Forward => "from",
    })?;
    let layer = params.choice("layer", &IsochroneLayer::ALL, IsochroneLayer::code)?;
    Ok(IsochroneQuestion {
        place,
        mode: params.mode()?,
        direction: direction.unwrap_or(Direction::Reverse),
        minutes: minutes.filter(is_fit).ok_or_else(expected)?,
        layer: layer.unwrap_or(IsochroneLayer::Polygons),
    })
}

/// Nobody is asked to travel longer.
const MOST_MINUTES: f64 = 120.0;

/// The parameters of `nearest`.
const NEAREST: [&str; 10] = [
    "lon",
    "lat",
    "mode",
    "k",
    "procedure",
    "at",
    "open_only",
    "wheelchair",
    "kind",
    "operator",
];

fn nearest_question(params: Params, view: &View) -> Result<NearestQuestion, ApiError> {
    let params = params.only(&NEAREST)?;
    let codes = params
        .text("procedure")
        .unwrap_or_default()
        .split(',')
        .filter(|code| !code.is_empty());
    let procedures: Vec<String> = codes.map(str::to_owned).collect();
    let known = &view.snapshot.dataset().procedures;
    if let Some(code) = procedures
        .iter()
        .find(|code| !known.iter().any(|one| one.code == **code))
    {
        return Err(bad(
            "procedure",
            code,
            "no such procedure; /api/v1/procedures lists them",
        ));
    }
    let kind = params.choice("kind", &PUBLIC_KINDS, FacilityKind::code)?;
    Ok(NearestQuestion {
        place: params.place()?,
        mode: params.mode()?,
        k: params.count("k", 1..=50, 4)?,
        wanted: Wanted {
            procedures,
            kinds: kind.map_or(PUBLIC_KINDS.to_vec(), |kind| vec![kind]),
            is_open: params.flag("open_only")?,
            by_wheelchair: params.flag("wheelchair")?,
            operator: params.text("operator").map(str::to_owned),
            ..Wanted::at(asked_at(&params)?)
        },
    })
}

fn ask_question(params: Params) -> Result<AskQuestion, ApiError> {
    let params = params.only(&["q", "lon", "lat", "at", "mode", "k"])?;
    let query = params.required("q", "expected a question, such as: đổi bằng lái gần Đống Đa chiều nay")?;
    let has_place = params.text("lon").is_some() || params.text("lat").is_some();
    Ok(AskQuestion {
        query: query.chars().take(LONGEST_QUESTION).collect(),
        here: has_place.then(|| params.place()).transpose()?,
        at: asked_at(&params)?,
        mode: params.mode()?,
        k: params.count("k", 1..=50, 4)?,
    })
}

/// Letters of a question that are read.
const LONGEST_QUESTION: usize = 300;

/// `at`; now where it is absent.
fn asked_at(params: &Params) -> Result<DateTime<FixedOffset>, ApiError> {
    let told = params.moment("at")?;
    Ok(told.unwrap_or_else(|| Utc::now().with_timezone(&vietnam())))
}
