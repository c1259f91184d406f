//! The office's documents: made when they are asked for, one at a time, and saved by the browser.

use super::super::caching::CurrentView;
use super::super::documents::{Asked, File, commune, point, review_plan};
use super::super::error::ApiError;
use super::super::ogc::Origin;
use super::super::params::{Params, bad};
use super::super::view::Service;
use super::scenarios_desk::Refused;
use crate::auth::{Actor, Permission, Role};
use crate::planner::{DocumentKind, Snapshot};
use crate::report::MeritRules;
use crate::wire::{Problem, ScenarioProblem};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use std::sync::Arc;

/// Access of the city, or of a commune, under the rules, as a document: official layout, maps, tables, sources.
#[utoipa::path(get, path = "/api/v1/documents/coverage", tag = "documents",
    params(
        ("format" = Option<String>, Query, description = "docx (default), xlsx, html; svg or png for the first map alone", example = "docx"),
        ("commune" = Option<String>, Query, description = "Code of a commune; the city where it is absent"),
        ("date" = Option<String>, Query, description = "Day of the document, YYYY-MM-DD; today where it is absent. Equal data and day give equal bytes"),
    ),
    responses((status = 200, description = "The file, to be saved", content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/html"), (String = "image/svg+xml"), (Vec<u8> = "image/png"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such commune; data that lack residents")))]
pub async fn coverage_document(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    params: Params,
) -> Result<File, ApiError> {
    let params = params.only(&["format", "commune", "date"])?;
    let asked = Asked::read(&params)?;
    let area = params
        .text("commune")
        .map(|code| commune(&view.snapshot, code))
        .transpose()?;
    let name = format!(
        "bao-cao-tiep-can{}",
        params.text("commune").map_or(String::new(), |code| format!("-{code}"))
    );
    let private = Arc::clone(service.private());
    let made = move || {
        asked.file(
            &view.snapshot,
            (DocumentKind::Coverage(area), &name),
            None,
            None,
            &private,
        )
    };
    service.document_work(made).await?
}

/// For the public: the sheet that hangs at a point, or the list of a commune's points, with a QR code of this map.
#[utoipa::path(get, path = "/api/v1/documents/poster", tag = "documents",
    params(
        ("format" = Option<String>, Query, description = "docx (default), xlsx, html; svg or png for the code alone", example = "html"),
        ("point" = Option<String>, Query, description = "Code of a point"),
        ("commune" = Option<String>, Query, description = "Code of a commune; one of the two is needed"),
        ("date" = Option<String>, Query, description = "Day of the document, YYYY-MM-DD; today where it is absent"),
    ),
    responses((status = 200, description = "The file, to be saved", content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/html"), (String = "image/svg+xml"), (Vec<u8> = "image/png"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such point or commune; no code to draw")))]
pub async fn poster_document(
    State(service): State<Service>,
    CurrentView(view): CurrentView,
    headers: HeaderMap,
    params: Params,
) -> Result<File, ApiError> {
    let params = params.only(&["format", "point", "commune", "date"])?;
    let asked = Asked::read(&params)?;
    let (kind, code) = match (params.text("point"), params.text("commune")) {
        (Some(code), None) => (DocumentKind::PointPoster(point(&view.snapshot, code)?), code),
        (None, Some(code)) => (DocumentKind::CommunePoster(commune(&view.snapshot, code)?), code),
        _ => {
            return Err(ApiError::Missing {
                name: "point",
                expected: "the code of a point, or commune".to_owned(),
            });
        }
    };
    let (name, url) = (format!("to-gioi-thieu-{code}"), Origin::of(&headers).url(""));
    let private = Arc::clone(service.private());
    let made = move || {
        let url = Some(url.as_str()).filter(|url| !url.is_empty());
        asked.file(&view.snapshot, (kind, &name), None, url, &private)
    };
    service.document_work(made).await?
}

/// *Tờ trình*: of a scenario with the opinions and the approval that it has, or of the saved review.
#[utoipa::path(get, path = "/api/v1/documents/proposal", tag = "documents",
    params(
        ("format" = Option<String>, Query, description = "docx (default), xlsx, html; svg or png for the map alone", example = "docx"),
        ("scenario" = Option<String>, Query, description = "Id of a scenario; the saved review where it is absent"),
        ("date" = Option<String>, Query, description = "Day of the document, YYYY-MM-DD; today where it is absent"),
    ),
    responses((status = 200, description = "The file, to be saved", content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/html"), (String = "image/svg+xml"), (Vec<u8> = "image/png"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = ScenarioProblem, content_type = "application/problem+json", description = "No such scenario; no review is saved"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json", description = "The scenario cannot be worked out")))]
pub async fn proposal_document(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    params: Params,
) -> Result<File, Refused> {
    actor.allowed(Permission::ReadScenario).map_err(ApiError::from)?;
    let params = params.only(&["format", "scenario", "date"])?;
    let asked = Asked::read(&params)?;
    let wanted = params
        .text("scenario")
        .map(|id| Ok::<_, ApiError>((service.scenarios()?, id.to_owned())));
    let wanted = wanted.transpose()?;
    let private = Arc::clone(service.private());
    let made = move || -> Result<File, Refused> {
        let review = review_plan(view.review.as_ref().map(|(_, review)| review));
        let Some((scenarios, id)) = wanted else {
            return Ok(asked.file(
                &view.snapshot,
                (DocumentKind::Proposal, "to-trinh"),
                review,
                None,
                &private,
            )?);
        };
        let read = scenarios.read(scenarios.find(&id)?)?;
        let plan = scenarios.plan(&read, review.as_ref(), asked.day, Some(&view.snapshot))?;
        let document = plan.proposal(view.snapshot.id(), &asked.day.to_string());
        Ok(asked.written(&document, &format!("to-trinh-{}", read.scenario.name))?)
    };
    service.document_work(made).await?
}

/// The office's other documents: `point` (a point's sheet), `data-quality`, `period`, `merit` and `year`. An enterprise
/// gets the sheets of its own agents alone.
#[utoipa::path(get, path = "/api/v1/documents/{kind}", tag = "documents",
    params(
        ("kind" = String, Path, description = "point, data-quality, period, merit, year", example = "period"),
        ("format" = Option<String>, Query, description = "docx (default), xlsx, html; svg or png for the first drawing alone", example = "docx"),
        ("point" = Option<String>, Query, description = "Of `point`: its code"),
        ("from" = Option<String>, Query, description = "First month, YYYY-MM"),
        ("to" = Option<String>, Query, description = "Last month, YYYY-MM; the last with reports where it is absent"),
        ("date" = Option<String>, Query, description = "Day of the document, YYYY-MM-DD; today where it is absent"),
    ),
    responses((status = 200, description = "The file, to be saved", content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/html"), (String = "image/svg+xml"), (Vec<u8> = "image/png"))),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such kind or point; no reports to tell of")))]
pub async fn office_document(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    Path(kind): Path<String>,
    params: Params,
) -> Result<File, ApiError> {
    let is_own = is_own_agent(&actor, &kind, &params, &view.snapshot);
    if !is_own {
        actor.allowed(Permission::ReadDocument)?;
    }
    let params = params.only(&["format", "point", "from", "to", "date"])?;
    let asked = Asked::read(&params)?;
    let (kind, name) = office_kind(&kind, &params, &view.snapshot)?;
    let private = Arc::clone(service.private());
    let made = move || {
        let review = review_plan(view.review.as_ref().map(|(_, review)| review));
        asked.file(&view.snapshot, (kind, &name), review, None, &private)
    };
    service.document_work(made).await?
}

/// Whether an enterprise asks for the sheet of an agent of its own.
fn is_own_agent(actor: &Actor, kind: &str, params: &Params, snapshot: &Snapshot) -> bool {
    let found = params.text("point").and_then(|code| snapshot.facility(code));
    let operator = found.and_then(|at| snapshot.dataset().facilities[at.index()].operator.as_deref());
    let speaks_for = |operator| actor.role == Role::Operator && actor.scope.as_deref() == Some(operator);
    kind == "point" && operator.is_some_and(speaks_for)
}

/// A kind of the last route by its name, and the name of its file.
fn office_kind(kind: &str, params: &Params, snapshot: &Snapshot) -> Result<(DocumentKind, String), ApiError> {
    if let (Some(code), true) = (params.text("point"), kind != "point") {
        return Err(bad("point", code, format!("'{kind}' is of no single point")));
    }
    let (kind, name) = match kind {
        "point" => {
            let code = params.required("point", "the code of a point")?;
            let kind = DocumentKind::Point(point(snapshot, code)?);
            return Ok((kind, format!("phieu-diem-{code}")));
        }
        "data-quality" => (DocumentKind::DataQuality, "chat-luong-du-lieu"),
        "period" => (DocumentKind::Period, "bao-cao-ky"),
        "merit" => (DocumentKind::Merit(MeritRules::default()), "khen-thuong-chan-chinh"),
        "year" => (DocumentKind::Year, "bao-cao-nam"),
        other => {
            let other: String = other.chars().take(40).collect();
            return Err(ApiError::NotFound(format!(
                "There is no kind of document '{other}': expected point, data-quality, period, merit or year."
            )));
        }
    };
    Ok((kind, name.to_owned()))
}
