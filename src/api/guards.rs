//! Limits and headers around every request.

use super::error::ApiError;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;

/// Longest address read, in bytes: every question fits many times.
const LONGEST_URI: usize = 4096;
/// Largest body accepted, in bytes: nothing here takes one, some clients send an empty object.
const LARGEST_BODY: u64 = 16 << 10;
/// The longest anybody waits, in seconds; a tile or a nearest query takes milliseconds.
const LONGEST_ANSWER: u64 = 20;

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; \
     style-src 'self'; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; \
     frame-ancestors 'none'";

pub async fn limits(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    if length > LONGEST_URI {
        return ApiError::UriTooLong {
            length,
            limit: LONGEST_URI,
        }
        .into_response();
    }
    let body = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if let Some(length) = body.filter(|length| *length > LARGEST_BODY) {
        return ApiError::BodyTooLarge {
            length,
            limit: LARGEST_BODY,
        }
        .into_response();
    }
    let answer = tokio::time::timeout(Duration::from_secs(LONGEST_ANSWER), next.run(request)).await;
    answer.unwrap_or_else(|_| {
        ApiError::Timeout {
            seconds: LONGEST_ANSWER,
        }
        .into_response()
    })
}

pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(), microphone=(), payment=()",
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What a client sees of a panic.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    ApiError::internal(text.unwrap_or_else(|| "a panic without a message".into())).into_response()
}
