//! The public's own routes: rate a visit, report what is wrong, look an answer up, read what others say.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::params::Params;
use super::super::view::Service;
use super::super::voice_desk::{WrittenFrom, voice_work};
use super::Answer;
use crate::auth::{Actor, Permission};
use crate::planner::satisfaction::{Source, of_city, of_point, satisfaction as satisfaction_of};
use crate::planner::voice::{case_due, case_for_the_public, check_rating, check_report, rate, read_words, report};
use crate::voice::Reading;
use crate::wire::*;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::Utc;

/// Words of citizens shown with a point, at most.
const MOST_WORDS: u32 = 20;

/// Rate a visit. No account, no personal data: stars count at once, words wait until support has read them.
#[utoipa::path(post, path = "/api/v1/ratings", tag = "voice", request_body = RatingRequest,
    responses((status = 201, body = RatingAnswer, description = "Kept; the same for a rating that was sent before"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Sent by a page of another site"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such point"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "Something else was sent under this id before"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json",
            description = "Enough ratings from this address, or in all, today; Retry-After tells when the next day begins")))]
pub async fn rate_visit(
    State(service): State<Service>,
    from: WrittenFrom,
    JsonBody(asked): JsonBody<RatingRequest>,
) -> Result<(StatusCode, Json<RatingAnswer>), ApiError> {
    let (new, now) = (asked.rating()?, Utc::now());
    check_rating(service.view().snapshot.dataset(), &new)?;
    from.admit(&service, &new.facility, now)?;
    let done = voice_work(&service, move |private, dataset| rate(private, dataset, &new, now)).await?;
    let answer = RatingAnswer {
        words_wait: done.waits,
        case: done.case,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Report a wrong place, wrong hours, a closed point, or something else. It becomes a case.
#[utoipa::path(post, path = "/api/v1/reports", tag = "voice", request_body = ReportRequest,
    responses((status = 201, body = ReportAnswer, description = "A case; the same for a report that was sent before"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Sent by a page of another site"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such point"),
        (status = 409, body = Problem, content_type = "application/problem+json",
            description = "Something else was sent under this id before"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json",
            description = "Enough reports from this address, or in all, today; Retry-After tells when the next day begins")))]
pub async fn report_point(
    State(service): State<Service>,
    from: WrittenFrom,
    JsonBody(asked): JsonBody<ReportRequest>,
) -> Result<(StatusCode, Json<ReportAnswer>), ApiError> {
    let (new, now) = (asked.report()?, Utc::now());
    check_report(service.view().snapshot.dataset(), &new)?;
    from.admit(&service, &new.facility, now)?;
    let done = voice_work(&service, move |private, dataset| {
        let case = case_for_the_public(private, &report(private, dataset, &new, now)?)?;
        let due = case_due(&case, private.voice_settings()?.case_days).to_string();
        Ok(ReportAnswer { case: case.id, due })
    });
    Ok((StatusCode::CREATED, Json(done.await?)))
}

/// What became of a report, by the number that its sender was given.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "voice",
    params(("id" = String, Path, max_length = 64, description = "Id of the case")),
    responses((status = 200, body = PublicCaseAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn reported(
    State(service): State<Service>,
    Path(id): Path<String>,
    params: Params,
) -> Answer<PublicCaseAnswer> {
    params.only(&[])?;
    let told = voice_work(&service, move |private, _| {
        Ok(PublicCaseAnswer::of(
            &case_for_the_public(private, &id)?,
            private.voice_settings()?,
        ))
    });
    Ok(Json(told.await?))
}

/// How satisfied citizens are with the points of which enough have said so.
#[utoipa::path(get, path = "/api/v1/satisfaction", tag = "voice",
    responses((status = 200, body = SatisfactionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn satisfaction(State(service): State<Service>, params: Params) -> Answer<SatisfactionAnswer> {
    params.only(&[])?;
    let told = service.blocking(|service| {
        let now = Utc::now();
        service.kept_satisfaction().get(now, || {
            let (private, view) = (service.private(), service.view());
            let settings = private.voice_settings()?;
            let mut told = satisfaction_of(private, view.snapshot.dataset(), now)?;
            told.retain(|one| one.source == Source::Citizens && one.size >= settings.minimum_sample);
            Ok(SatisfactionAnswer::of(
                settings,
                told,
                of_city(private, view.snapshot.dataset(), now)?,
            ))
        })
    });
    Ok(Json(SatisfactionAnswer::clone(&*told.await?)))
}

/// What citizens say of one point: the figure above the minimum sample, and words that support has shown.
#[utoipa::path(get, path = "/api/v1/satisfaction/{facility}", tag = "voice",
    params(("facility" = String, Path, max_length = 64, description = "Code of the point")),
    responses((status = 200, body = PointVoiceAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn point_voice(
    State(service): State<Service>,
    Path(facility): Path<String>,
    params: Params,
) -> Answer<PointVoiceAnswer> {
    params.only(&[])?;
    let told = voice_work(&service, move |private, dataset| {
        let (figure, shown) = of_point(private, dataset, &facility, MOST_WORDS, Utc::now())?;
        Ok(PointVoiceAnswer::of(
            facility,
            private.voice_settings()?,
            figure.as_ref(),
            &shown,
        ))
    });
    Ok(Json(told.await?))
}

/// Ratings whose words wait for somebody to read them, or were shown or hidden.
#[utoipa::path(get, path = "/api/v1/ratings", tag = "voice",
    params(("reading" = Option<String>, Query, description = "waiting, shown or hidden; waiting where it is absent"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 500, description = "100 where it is absent")),
    responses((status = 200, body = RatingsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn ratings(State(service): State<Service>, actor: Actor, params: Params) -> Answer<RatingsAnswer> {
    actor.allowed(Permission::ReadRating)?;
    let params = params.only(&["reading", "limit"])?;
    let read = [Reading::Waiting, Reading::Shown, Reading::Hidden];
    let reading = params
        .choice("reading", &read, Reading::code)?
        .unwrap_or(Reading::Waiting);
    let limit = params.count("limit", 1..=500, 100)? as u32;
    let found = service
        .private_work(move |private| private.ratings_by_reading(reading, limit))
        .await?;
    Ok(Json(RatingsAnswer {
        ratings: found.iter().map(RatingItem::from).collect(),
    }))
}

/// Shows the words of a rating to everybody, or hides them. Its stars count either way.
#[utoipa::path(put, path = "/api/v1/ratings/{id}/reading", tag = "voice", request_body = ReadingRequest,
    params(("id" = String, Path, max_length = 64, description = "Id of the rating")),
    responses((status = 200, body = RatingItem),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such rating with words"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Somebody else read them meanwhile"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json")))]
pub async fn read_rating(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ReadingRequest>,
) -> Answer<RatingItem> {
    actor.allowed(Permission::HandleCase)?;
    let (seen, wanted) = asked.reading()?;
    let done = voice_work(&service, move |private, _| {
        read_words(private, &actor, &id, (seen, wanted), Utc::now())
    });
    Ok(Json(RatingItem::from(&done.await?)))
}
