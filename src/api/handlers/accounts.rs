//! Logging in and out, who is there, and what was done.

use super::super::body::JsonBody;
use super::super::error::ApiError;
use super::super::params::{PAGED, Params, page};
use super::super::view::Service;
use super::Answer;
use crate::auth::{Actor, By, LiveSession, LoginRefused, Permission};
use crate::wire::*;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;

/// Log in. The answer sets a cookie; its `csrf_token` goes with every later POST, PUT, PATCH and DELETE.
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", security(()), request_body = LoginRequest,
    responses((status = 200, body = SessionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json",
            description = "No such account, or another password"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json",
            description = "Too many wrong passwords or requests; `Retry-After` says when to try again")))]
pub async fn log_in(
    State(service): State<Service>,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<LoginRequest>,
) -> Result<Response, ApiError> {
    let before = service.cookies().token(&headers);
    let opened = service
        .hash_password(move |private| private.log_in(&asked.login, &asked.password, before.as_deref(), Utc::now()));
    let opened = opened.await?.map_err(|refused| match refused {
        LoginRefused::Wrong => ApiError::WrongPassword,
        LoginRefused::Wait { seconds } => ApiError::TooManyRequests { seconds },
    })?;
    let cookie = [(header::SET_COOKIE, service.cookies().set(&opened.token))];
    Ok((cookie, Json(SessionAnswer::from(&opened.session))).into_response())
}

/// Who is logged in.
#[utoipa::path(get, path = "/api/v1/session", tag = "accounts",
    responses((status = 200, body = SessionAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn session(session: LiveSession, params: Params) -> Answer<SessionAnswer> {
    params.only(&[])?;
    Ok(Json(SessionAnswer::from(&session)))
}

/// Log out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts",
    responses((status = 204, description = "The session has ended"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn log_out(State(service): State<Service>, actor: Actor, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = service.cookies().token(&headers).ok_or(ApiError::NotLoggedIn)?;
    let ended = service.private_work(move |private| {
        let by = By {
            account: &actor.account,
            at: Utc::now(),
        };
        private.log_out(&token, by)
    });
    ended.await?;
    let cookie = [(header::SET_COOKIE, service.cookies().forget())];
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

/// Change one's own password. Every session of the account ends, this one too.
#[utoipa::path(put, path = "/api/v1/session/password", tag = "accounts", request_body = PasswordRequest,
    responses((status = 204, description = "The password has changed: log in again"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn change_password(
    State(service): State<Service>,
    actor: Actor,
    JsonBody(asked): JsonBody<PasswordRequest>,
) -> Result<StatusCode, ApiError> {
    let changed = service.hash_password(move |private| {
        private.change_own_password(&actor.account, &asked.current, &asked.new, Utc::now())
    });
    changed.await?.map_err(|refused| match refused {
        LoginRefused::Wrong => ApiError::WrongPassword,
        LoginRefused::Wait { seconds } => ApiError::TooManyRequests { seconds },
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// The accounts in pages. They are made and changed at the machine: `gandan user`.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts",
    params(("after" = Option<String>, Query, max_length = 64, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = AccountsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn accounts(State(service): State<Service>, actor: Actor, params: Params) -> Answer<AccountsAnswer> {
    let params = params.only(&PAGED)?;
    actor.allowed(Permission::ManageAccounts)?;
    let found = service.private_work(|private| private.accounts(Utc::now())).await?;
    let (listed, next) = page(&found, |one| &one.login, &params)?;
    let accounts = listed.iter().map(AccountShape::from).collect();
    Ok(Json(AccountsAnswer { accounts, next }))
}

/// The audit log, from a number on, and its head.
#[utoipa::path(get, path = "/api/v1/audit", tag = "accounts",
    params(("from" = Option<u32>, Query, minimum = 1, maximum = 1_000_000_000, description = "Number of the first entry; 1 where it is absent"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "100 where it is absent")),
    responses((status = 200, body = AuditAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub async fn audit(State(service): State<Service>, actor: Actor, params: Params) -> Answer<AuditAnswer> {
    actor.allowed(Permission::ReadAudit)?;
    let params = params.only(&["from", "limit"])?;
    let from = params.count("from", 1..=1_000_000_000, 1)? as u64;
    let limit = params.count("limit", 1..=1000, 100)?;
    let found = service.private_work(move |private| Ok((private.head()?, private.entries(from, limit)?)));
    let (head, entries) = found.await?;
    Ok(Json(AuditAnswer {
        head: head.to_string(),
        entries: entries.iter().map(AuditEntryShape::from).collect(),
    }))
}
