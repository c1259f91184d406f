//! Figures for planners and leaders.

use super::super::caching::CurrentView;
use super::super::error::ApiError;
use super::super::params::{Params, bad};
use super::super::view::Service;
use super::Answer;
use crate::auth::Actor;
use crate::model::Facility;
use crate::planner::{readable_points, trend_area};
use crate::registry::{Layout, is_run_by};
use crate::reporting::reorganised;
use crate::wire::{
    AssessAnswer, CoverageAnswer, Problem, ReorganisedAnswer, ReorganisedItem, ReviewAnswer, TrendAnswer,
};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

/// What each rule says about the city: people by verdict, communes, gaps.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "figures",
    params(
        ("rule" = Option<String>, Query, description = "plan68, scheme or plan68_agents; all where it is absent"),
        ("figures" = Option<bool>, Query,
            description = "Also open points, procedures, equity, choice and barriers, which are null otherwise"),
    ),
    responses((status = 200, body = AssessAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json")))]
pub async fn coverage(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<AssessAnswer> {
    let params = params.only(&["rule", "figures"])?;
    let has_figures = params.flag("figures")?;
    let coverages = view.snapshot.coverages();
    let wanted = params.text("rule");
    let rules: Vec<CoverageAnswer> = coverages
        .iter()
        .filter(|coverage| wanted.is_none_or(|id| coverage.rule.id == id))
        .map(|coverage| CoverageAnswer::of(&view.snapshot, coverage))
        .collect();
    if let (Some(id), true) = (wanted, rules.is_empty()) {
        let known: Vec<&str> = coverages.iter().map(|coverage| coverage.rule.id.as_str()).collect();
        return Err(bad("rule", id, format!("expected one of {}", known.join(", "))));
    }
    if has_figures {
        let ids: Vec<String> = rules.into_iter().map(|told| told.rule.id).collect();
        let figures = service.compute(move || view.figures(&ids)).await??;
        return Ok(Json(figures));
    }
    Ok(Json(AssessAnswer {
        snapshot_id: view.snapshot.id().to_owned(),
        rules,
    }))
}

/// The stored proposal to keep, merge, close or open, with reasons.
#[utoipa::path(get, path = "/api/v1/review", tag = "figures",
    responses((status = 200, body = ReviewAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json",
            description = "The workspace holds no review")))]
pub async fn review(CurrentView(view): CurrentView, params: Params) -> Result<Response, ApiError> {
    params.only(&[])?;
    match &view.review {
        // As it was written, to the byte.
        Some((text, _)) => Ok(([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response()),
        None => Err(ApiError::NotFound(
            "The workspace holds no review. Planners run one at /planner and adopt it; `gandan review W --save` does both.".to_owned(),
        )),
    }
}

/// Agents' monthly reports added up, and coverage by state of the data: of all, which everybody may read, or of an operator,
/// of a commune or of one point, for those who read reports and as far as their scope goes. A commune of before July 2025 is
/// told by the crosswalk; where it is a part of a commune of today its figures are estimates.
#[utoipa::path(get, path = "/api/v1/trend", tag = "figures", security(()),
    params(("operator" = Option<String>, Query, description = "Code of the operator"),
        ("area" = Option<String>, Query, description = "Code of the commune where the agents stand"),
        ("layout" = Option<String>, Query, description = "Of `area`: new (communes of today) or old (before July 2025); those of the data where it is absent"),
        ("point" = Option<String>, Query, description = "Code of the agent")),
    responses((status = 200, body = TrendAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json",
            description = "Less than all is asked for, and nobody is logged in"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json",
            description = "The layout has no commune of this code, or the data have no crosswalk")))]
pub async fn trend(
    CurrentView(view): CurrentView,
    actor: Option<Extension<Actor>>,
    params: Params,
) -> Result<Response, ApiError> {
    let params = params.only(&["operator", "area", "layout", "point"])?;
    let layout = params.choice("layout", &[Layout::New, Layout::Old], Layout::code)?;
    let [operator, area, point] = ["operator", "area", "point"].map(|name| params.text(name));
    if let (Some(layout), None) = (layout, area) {
        return Err(bad(
            "layout",
            layout.code(),
            "it is of an area: name one, or leave it out",
        ));
    }
    if [operator, area, point].iter().all(Option::is_none) {
        return Ok(Json(TrendAnswer::of_city(&view.snapshot)).into_response());
    }
    let Extension(actor) = actor.ok_or(ApiError::NotLoggedIn)?;
    let dataset = view.snapshot.dataset();
    let own = readable_points(dataset, &actor)?;
    let area = area.map(|code| trend_area(dataset, layout, code)).transpose();
    let area = area.map_err(|fault| ApiError::NotFound(fault.to_string()))?;
    let is_meant = |agent: &Facility| {
        own.contains(agent.code.as_str())
            && operator.is_none_or(|code| is_run_by(dataset, code, agent))
            && point.is_none_or(|code| agent.code == code)
    };
    let told = Json(TrendAnswer::of(&view.snapshot, area.as_ref(), is_meant));
    Ok(([(header::CACHE_CONTROL, "no-store")], told).into_response())
}

/// Published reorganisations: what receivers were expected to take over, and what they report since; within the account's
/// scope.
#[utoipa::path(get, path = "/api/v1/trend/reorganised", tag = "figures",
    responses((status = 200, body = ReorganisedAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn trend_reorganised(
    CurrentView(view): CurrentView,
    actor: Actor,
    params: Params,
) -> Answer<ReorganisedAnswer> {
    params.only(&[])?;
    let own = readable_points(view.snapshot.dataset(), &actor)?;
    let mut told = reorganised(view.snapshot.dataset());
    told.retain(|one| own.contains(one.receiver.code.as_str()));
    Ok(Json(ReorganisedAnswer {
        snapshot_id: view.snapshot.id().to_owned(),
        receivers: told.iter().map(ReorganisedItem::from).collect(),
    }))
}
