//! Data brought in by the browser, their history, and what the checks say of them.

use super::super::body::JsonBody;
use super::super::caching::CurrentView;
use super::super::checks::Checks;
use super::super::error::ApiError;
use super::super::imports::{check, confirm, may_import, may_import_something, undo};
use super::super::imports_words::is_of_data;
use super::super::params::{PAGED, Params, bad, page};
use super::super::uploads::receive;
use super::super::view::Service;
use super::Answer;
use super::scenarios_desk::Told;
use crate::auth::{Actor, Permission};
use crate::plan::apply;
use crate::store::{ExportFormat, ExportLayer, HistoryEntry, UNDO_BUDGET_BYTES, Workspace, export_layer};
use crate::wire::*;
use axum::Json;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use std::sync::Arc;

/// Check a file that is to be imported: what is wrong with it, what it would change. Nothing is written.
#[utoipa::path(post, path = "/api/v1/imports", tag = "data",
    request_body(content = ImportUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = ImportCheckAnswer, description = "Held for an hour; `Location` is its address"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The service has no workspace"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "More than 512 MiB"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 507, body = Problem, content_type = "application/problem+json", description = "The disk of the server is full")))]
pub async fn check_import(
    State(service): State<Service>,
    actor: Actor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    may_import_something(&actor)?;
    let workspace = service.workspace()?;
    let permit = service.imports().permit()?;
    let folder = workspace.parent().unwrap_or(&workspace).to_owned();
    let upload = receive(form, &folder).await?;
    may_import(&actor, upload.kind.code())?;
    // Of this moment: a large file has been on its way for minutes.
    let view = service.view();
    // With the work and not with the request: it goes on when the sender leaves.
    let checking = service.desk_work(move || {
        let _permit = permit;
        check(upload, actor.account, &view.snapshot, Utc::now(), &folder)
    });
    let held = service.imports().hold(checking.await??);
    let location = [(header::LOCATION, format!("/api/v1/imports/{}", held.answer().id))];
    Ok((StatusCode::CREATED, location, Json(held.answer())).into_response())
}

/// A file that was checked and is held.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "data", params(("id" = String, Path, description = "Id of the check")),
    responses((status = 200, body = ImportCheckAnswer),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn import_check(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer<ImportCheckAnswer> {
    may_import_something(&actor)?;
    let held = service.imports().find(&id, &actor, Utc::now())?;
    may_import(&actor, &held.answer().kind)?;
    Ok(Json(held.answer().clone()))
}

/// Let a checked file go.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", tag = "data", params(("id" = String, Path, description = "Id of the check")),
    responses((status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn forget_import(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    may_import_something(&actor)?;
    service.imports().find(&id, &actor, Utc::now())?;
    service.imports().forget(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// The refused rows of a checked file with their reasons, to be mended and sent again with `existing=add`.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rejected", tag = "data",
    params(("id" = String, Path, description = "Id of the check")),
    responses((status = 200, body = String, content_type = "text/csv"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn rejected_rows(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    may_import_something(&actor)?;
    let held = service.imports().find(&id, &actor, Utc::now())?;
    may_import(&actor, &held.answer().kind)?;
    let bytes = service.blocking(move |_| held.rejected()).await?;
    Ok(attachment("text/csv; charset=utf-8", "dong-bi-tu-choi.csv", bytes))
}

/// Import a checked file, as a job: in one transaction, with an entry in the history.
#[utoipa::path(post, path = "/api/v1/imports/{id}/confirmation", tag = "data", request_body = ImportRequest,
    params(("id" = String, Path, description = "Id of the check")),
    responses((status = 202, body = JobAnswer, description = "Taken; `Location` is its address"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Rows with errors, or none without"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "The queue is full")))]
pub async fn confirm_import(
    State(service): State<Service>,
    actor: Actor,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ImportRequest>,
) -> Result<Response, ApiError> {
    may_import_something(&actor)?;
    let held = service.imports().find(&id, &actor, Utc::now())?;
    may_import(&actor, &held.answer().kind)?;
    let started = service.blocking(move |service| confirm(service, held, &asked, actor));
    Ok(accepted(JobAnswer::from(&started.await?)))
}

/// What was imported, removed and undone, in pages, the oldest first.
#[utoipa::path(get, path = "/api/v1/history", tag = "data",
    params(("after" = Option<String>, Query, max_length = 64, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = HistoryAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The service has no workspace")))]
pub async fn history(State(service): State<Service>, actor: Actor, params: Params) -> Answer<HistoryAnswer> {
    actor.allowed(Permission::ReadScenario)?;
    let params = params.only(&PAGED)?;
    let workspace = service.workspace()?;
    let read = service.blocking(move |_| Workspace::history(&workspace).map_err(ApiError::internal));
    let entries = read.await?;
    let told = |entry: &HistoryEntry| {
        let told = HistoryItem::from(entry);
        let can_be_undone = told.can_be_undone && is_of_data(&entries, told.id);
        HistoryItem { can_be_undone, ..told }
    };
    let keyed: Vec<_> = entries.iter().map(|one| (one.id.to_string(), one)).collect();
    let (listed, next) = page(&keyed, |(id, _)| id, &params)?;
    Ok(Json(HistoryAnswer {
        // Where the file lies is the server's business.
        workspace: String::new(),
        undo_budget_bytes: UNDO_BUDGET_BYTES,
        entries: listed.iter().map(|(_, one)| told(one)).collect(),
        next,
    }))
}

/// Take an entry of the history back, as a job; that of an undo does its import again.
#[utoipa::path(post, path = "/api/v1/history/{id}/undo", tag = "data", params(("id" = i64, Path, description = "Entry of the history")),
    responses((status = 202, body = JobAnswer, description = "Taken; `Location` is its address"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Something stands in the way, or the entry is of a publication"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "The queue is full")))]
pub async fn undo_import(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    may_import_something(&actor)?;
    let entry = id.parse().map_err(|_| bad("id", &id, "expected a whole number"))?;
    let started = service.blocking(move |service| undo(service, entry, actor, &view.snapshot));
    Ok(accepted(JobAnswer::from(&started.await?)))
}

/// What `gandan check` finds in the data that are served: run once for each state of them.
#[utoipa::path(get, path = "/api/v1/checks", tag = "data",
    responses((status = 200, body = ChecksAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn checks(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    params: Params,
) -> Answer<ChecksAnswer> {
    actor.allowed(Permission::ReadScenario)?;
    params.only(&[])?;
    let told = Checks::of(&service, Arc::clone(&view.snapshot)).await?;
    Ok(Json(told.as_ref().clone()))
}

/// A layer as a file, of the data or of a scenario.
#[utoipa::path(get, path = "/api/v1/export/{layer}", tag = "data",
    params(("layer" = String, Path,
            description = "facilities, areas, demand, candidates, procedures, operators, performance, crosswalk, census, outline, water, green"),
        ("format" = String, Query, description = "gpkg, xlsx, geojson or csv"),
        ("scenario" = Option<String>, Query, description = "The network as this scenario has it")),
    responses((status = 200, body = String, content_type = "application/octet-stream"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such layer or scenario"),
        (status = 409, body = ScenarioProblem, content_type = "application/problem+json", description = "The data of the scenario are no longer kept")))]
pub async fn export(
    State(service): State<Service>,
    actor: Actor,
    CurrentView(view): CurrentView,
    Path(layer): Path<String>,
    params: Params,
) -> Told<Response> {
    actor.allowed(Permission::ReadScenario).map_err(ApiError::from)?;
    let params = params.only(&["format", "scenario"])?;
    let (layer, format, ending) = (
        exported(&layer)?,
        params.required("format", FORMATS)?,
        params.text("format"),
    );
    may_export(&actor, layer)?;
    let format = ExportFormat::from_code(format).ok_or_else(|| bad("format", format, format!("expected {FORMATS}")))?;
    let name = format!("gandan-{}.{}", layer.code(), ending.unwrap_or_default());
    let scenario = match params.text("scenario") {
        Some(id) => Some((service.scenarios()?, id.to_owned())),
        None => None,
    };
    let making = service.desk_work(move || -> Told<Vec<u8>> {
        let bytes = match scenario {
            None => export_layer(view.snapshot.dataset(), layer, format),
            Some((scenarios, id)) => {
                let read = scenarios.find(&id).and_then(|found| scenarios.read(found))?;
                export_layer(&apply(&read.baseline, &read.resolved), layer, format)
            }
        };
        Ok(bytes.map_err(ApiError::internal)?)
    });
    Ok(attachment("application/octet-stream", &name, making.await??))
}

const FORMATS: &str = "gpkg, xlsx, geojson or csv";

/// Roads and travel times are gigabytes: `gandan export` writes them.
fn exported(code: &str) -> Result<ExportLayer, ApiError> {
    let found =
        ExportLayer::from_code(code).filter(|layer| !matches!(layer, ExportLayer::Roads | ExportLayer::TravelTimes));
    found.ok_or_else(|| {
        let code: String = code.chars().take(40).collect();
        ApiError::NotFound(format!("There is no layer '{code}' to export here."))
    })
}

/// Reports of all points are of nobody's who speaks for one operator, commune or branch.
fn may_export(actor: &Actor, layer: ExportLayer) -> Result<(), ApiError> {
    let is_scoped = actor.scope.is_some() || actor.role.needs_scope();
    if layer == ExportLayer::Performance && is_scoped {
        return Err(ApiError::Forbidden(
            "The reports of all points are given to accounts that are bound to no operator, commune or branch."
                .to_owned(),
        ));
    }
    Ok(())
}

fn accepted(job: JobAnswer) -> Response {
    let location = [(header::LOCATION, format!("/api/v1/jobs/{}", job.id))];
    (StatusCode::ACCEPTED, location, Json(job)).into_response()
}

fn attachment(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}
