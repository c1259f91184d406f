//! Who asks: from the session cookie to the actor that a handler takes as an argument.
//!
//! An unsafe request (anything but GET, HEAD, OPTIONS) must come from a page of this server: the browser says so in
//! `Sec-Fetch-Site` or `Origin`, and a session's request carries the session's own token in `X-CSRF-Token` as well.

use super::error::ApiError;
use super::view::Service;
use crate::auth::{Actor, By, LiveSession};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Utc;

const CSRF_HEADER: &str = "x-csrf-token";

/// Whether the cookie is sent over https alone. It is not on a loopback address without TLS, where it could not be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieSecurity {
    HttpsOnly,
    AlsoLoopbackHttp,
}

impl CookieSecurity {
    /// A name with the prefix `__Host-` is taken by browsers only with `Secure`, `Path=/` and from the host itself.
    fn cookie_name(self) -> &'static str {
        match self {
            CookieSecurity::HttpsOnly => "__Host-gandan_session",
            CookieSecurity::AlsoLoopbackHttp => "gandan_session",
        }
    }

    /// The token of a request's cookie.
    pub fn token(self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).iter();
        let pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'));
        let mut named = pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.cookie_name());
        named.next().map(|(_, token)| token.to_owned())
    }

    /// `Set-Cookie` for a new session; the browser forgets it when it is closed.
    pub fn set(self, token: &str) -> HeaderValue {
        self.header(token, "")
    }

    /// `Set-Cookie` that takes the cookie back.
    pub fn forget(self) -> HeaderValue {
        self.header("", "; Max-Age=0")
    }

    fn header(self, token: &str, more: &str) -> HeaderValue {
        let secure = match self {
            CookieSecurity::HttpsOnly => "; Secure",
            CookieSecurity::AlsoLoopbackHttp => "",
        };
        let text = format!(
            "{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
            self.cookie_name()
        );
        HeaderValue::from_str(&text).expect("a name, hexadecimal digits and attributes are ASCII")
    }
}

/// Finds out who asks, and refuses unsafe requests of other sites. Tiles, files and pages are nobody's business.
pub async fn recognise(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let is_unsafe = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_unsafe && is_from_elsewhere(request.headers()) {
        return ApiError::ForeignRequest.into_response();
    }
    let token = service.cookies().token(request.headers());
    let Some(token) = token.filter(|_| request.uri().path().starts_with("/api/")) else {
        return next.run(request).await;
    };
    let private = service.private().clone();
    let found = tokio::task::spawn_blocking(move || private.session(&token, Utc::now())).await;
    let session = match found.map_err(ApiError::internal).and_then(|found| Ok(found?)) {
        Ok(session) => session,
        Err(error) => return error.into_response(),
    };
    let Some(session) = session else {
        return next.run(request).await;
    };
    let account = session.actor.account.clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let asked = format!("{} {}", request.method(), route.as_deref().unwrap_or("(files)"));
    let sent = request.headers().get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    let response = if is_unsafe && !sent.is_some_and(|sent| session.is_own(sent)) {
        ApiError::ForeignRequest.into_response()
    } else {
        request.extensions_mut().insert(session.actor.clone());
        request.extensions_mut().insert(session);
        next.run(request).await
    };
    if response.status() == StatusCode::FORBIDDEN {
        note_refusal(&service, account, asked).await;
    }
    response
}

/// Who asked for what he may not have: an account that is used by another shows here first.
async fn note_refusal(service: &Service, account: String, asked: String) {
    let written = service.private_work(move |private| {
        let by = By {
            account: &account,
            at: Utc::now(),
        };
        private.append(&by.entry("request.refuse", &asked, String::new()))
    });
    if let Err(error) = written.await {
        tracing::error!(%error, "a refusal cannot be written into the audit log");
    }
}

/// What a browser says of a page of another site. Programs that are no browser say nothing; they hold no cookie that
/// another site could use.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// The logged-in account; 401 where nobody is.
impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Actor>().cloned().ok_or(ApiError::NotLoggedIn)
    }
}

/// The session itself; 401 where nobody is logged in.
impl<S: Send + Sync> FromRequestParts<S> for LiveSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<LiveSession>()
            .cloned()
            .ok_or(ApiError::NotLoggedIn)
    }
}
