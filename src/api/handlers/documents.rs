//! The office's documents: made when they are asked for, one at a time, and saved by the browser.

use super::super::caching::CurrentView;
use super::super::documents::{Asked, File, commune, point, review_plan};
use super::super::error::ApiError;
use super::super::ogc::Origin;
use super::super::params::{Params, bad};
use super::super::view::Service;
use super::super::voice_desk::checklist;
use super::scenarios_desk::Refused;
use crate::auth::{Actor, Permission, Role};
use crate::planner::{DocumentKind, DocumentScope, OfficeDocument, Snapshot, document_scope};
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
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The office's template for this kind no longer fits"),
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
        let wanted = asked.document(DocumentKind::Coverage(area));
        asked.file(&view.snapshot, wanted, &name, &private)
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
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The office's template for this kind no longer fits"),
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
        let wanted = OfficeDocument {
            url,
            ..asked.document(kind)
        };
        asked.file(&view.snapshot, wanted, &name, &private)
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
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json", description = "The scenario cannot be worked out; the office's template no longer fits")))]
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
            let wanted = OfficeDocument {
                plan: review,
                ..asked.document(DocumentKind::Proposal)
            };
            return Ok(asked.file(&view.snapshot, wanted, "to-trinh", &private)?);
        };
        let read = scenarios.read(scenarios.find(&id)?)?;
        let plan = scenarios.plan(&read, review.as_ref(), asked.day, Some(&view.snapshot))?;
        let document = plan.proposal(view.snapshot.id(), &asked.day.to_string());
        let name = format!("to-trinh-{}", read.scenario.name);
        Ok(asked.written(&document, DocumentKind::Proposal, &name, &private)?)
    };
    service.document_work(made).await?
}

/// The office's other documents: `point` (a point's sheet), `data-quality`, `period`, `merit` and `year`. An enterprise
/// gets the sheets of its own agents and the period's report of them alone; an inspector of an area that area's `period` and
/// `merit`, its points' sheets, and no `year`.
#[utoipa::path(get, path = "/api/v1/documents/{kind}", tag = "documents",
    params(
        ("kind" = String, Path, description = "point, data-quality, period, merit, year", example = "period"),
        ("format" = Option<String>, Query, description = "docx (default), xlsx, html; svg or png for the first drawing alone", example = "docx"),
        ("point" = Option<String>, Query, description = "Of `point`: its code"),
        ("period" = Option<String>, Query, description = "Of `period`, `merit` and `year`: id of a reporting period, which sets months, tolerance and operators asked"),
        ("branch" = Option<String>, Query, description = "Of `period` and `merit`: code of a branch, or commune, whose area alone is told"),
        ("operator" = Option<String>, Query, description = "Of `period` and `merit`: code of an operator whose points alone are told"),
        ("from" = Option<String>, Query, description = "First month, YYYY-MM; not beside `period`"),
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
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The office's template for this kind no longer fits"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such kind or point; no reports to tell of")))]
pub async fn office_document(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    Path(kind): Path<String>,
    params: Params,
) -> Result<File, ApiError> {
    // An enterprise gets those of its own points; which, its scope tells.
    if actor.role != Role::Operator {
        actor.allowed(Permission::ReadDocument)?;
    }
    let params = params.only(&["format", "point", "period", "branch", "operator", "from", "to", "date"])?;
    let asked = Asked::read(&params)?;
    let (kind, name) = office_kind(&kind, &params, &view.snapshot)?;
    let scope = document_scope(view.snapshot.dataset(), &actor, kind, wanted_scope(&params)?)?;
    let (period, list) = (period_of(&params, kind)?, checklist()?);
    let (private, scenarios) = (Arc::clone(service.private()), service.scenarios().ok());
    let made = move || {
        let wanted = OfficeDocument {
            scope,
            plan: review_plan(view.review.as_ref().map(|(_, review)| review)),
            period: period.as_deref(),
            scenarios: scenarios.as_deref(),
            checklist: Some(&list),
            ..asked.document(kind)
        };
        asked.file(&view.snapshot, wanted, &name, &private)
    };
    service.document_work(made).await?
}

/// The part of the city that a query names.
fn wanted_scope(params: &Params) -> Result<DocumentScope, ApiError> {
    match (params.text("branch"), params.text("operator")) {
        (None, None) => Ok(DocumentScope::City),
        (Some(code), None) => Ok(DocumentScope::Area(code.to_owned())),
        (None, Some(code)) => Ok(DocumentScope::Operator(code.to_owned())),
        (Some(_), Some(code)) => Err(bad("operator", code, "branch and operator are not asked for together")),
    }
}

/// The reporting period that a query names; months beside it would contradict it.
fn period_of(params: &Params, kind: DocumentKind) -> Result<Option<String>, ApiError> {
    let Some(id) = params.text("period") else {
        return Ok(None);
    };
    if !matches!(kind, DocumentKind::Period | DocumentKind::Merit(_) | DocumentKind::Year) {
        return Err(bad(
            "period",
            id,
            "only period, merit and year are of a reporting period",
        ));
    }
    match ["from", "to"].iter().find_map(|name| Some((*name, params.text(name)?))) {
        Some((name, month)) => Err(bad(name, month, "the period sets the months: leave it out")),
        None => Ok(Some(id.to_owned())),
    }
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
