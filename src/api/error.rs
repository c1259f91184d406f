//! Errors as `application/problem+json` (RFC 9457); the only place where an error becomes a status.

use crate::auth::{AuthError, Forbidden};
use crate::planner::ReportingFault;
use crate::store::StoreError;
use crate::wire::{Problem, ReportShapeError};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("Parameter '{name}' is missing: {expected}.")]
    Missing { name: &'static str, expected: String },
    #[error("Parameter '{name}' has the value '{value}': {expected}.")]
    BadValue {
        name: String,
        value: String,
        expected: String,
    },
    #[error("The query string cannot be read: {0}")]
    BadQuery(String),
    #[error("{0}")]
    NotFound(String),
    #[error("No road leads from the place to '{facility}' with mode '{mode}'.")]
    NoRoute { facility: String, mode: &'static str },
    #[error("{method} is not allowed here; the header Allow names what is.")]
    MethodNotAllowed { method: String },
    #[error("The address is {length} bytes long: at most {limit} are read.")]
    UriTooLong { length: usize, limit: usize },
    #[error("The request has a body of {length} bytes: at most {limit} are accepted.")]
    BodyTooLarge { length: u64, limit: u64 },
    #[error("Máy chủ đang bận, hãy thử lại sau ít giây. / The server is busy: try again in a few seconds.")]
    Busy,
    #[error("The answer took longer than {seconds} s. Try again later.")]
    Timeout { seconds: u64 },
    #[error(
        "Phép so sánh cần nhiều thời gian hơn; hãy giao thành việc tính nền. / The comparison takes longer than {seconds} s: \
         start it as a job, POST /api/v1/jobs with the kind 'compare'."
    )]
    IsAJob { seconds: u64 },
    #[error("Hãy đăng nhập. / Log in first: POST /api/v1/session.")]
    NotLoggedIn,
    /// Says the same whether there is such an account or not.
    #[error("Tên đăng nhập hoặc mật khẩu không đúng. / The login name or the password is wrong.")]
    WrongPassword,
    #[error(
        "Yêu cầu không đến từ trang của máy chủ này. / The request comes from another site, or without the session's \
         token: send `csrf_token` of GET /api/v1/session as X-CSRF-Token."
    )]
    ForeignRequest,
    #[error("The body must be JSON, told by `Content-Type: application/json`.")]
    NotJson,
    #[error("The body must be a form, told by `Content-Type: multipart/form-data`.")]
    NotForm,
    #[error("The body of the request is too long.")]
    BodyTooLong,
    #[error("Tài khoản không có quyền làm việc này. / {0}")]
    Forbidden(String),
    #[error("{0}")]
    Conflict(String),
    /// The body of the request is not what the route takes.
    #[error("{0}")]
    BadBody(String),
    #[error("Quá nhiều yêu cầu, hãy thử lại sau {seconds} giây. / Too many requests: try again in {seconds} s.")]
    TooManyRequests { seconds: u64 },
    #[error(
        "Đĩa của máy chủ đã đầy, hãy báo người quản trị. / The disk of the server is full: tell its administrator."
    )]
    DiskFull,
    /// Of the public's voice: not too fast, but enough for this day.
    #[error(
        "Hôm nay đã nhận đủ số lượt gửi từ mạng này; mời gửi lại vào ngày mai hoặc gọi 1022, 19001009. / Enough was sent \
         from this network today: send it tomorrow, or call 1022 or 19001009."
    )]
    EnoughToday { seconds: u64 },
    /// The cause is logged and never told to the client.
    #[error("The server failed to answer. The failure is in its log under the id of this request.")]
    Internal { cause: String },
}

impl ApiError {
    pub fn internal(cause: impl std::fmt::Display) -> ApiError {
        ApiError::Internal {
            cause: cause.to_string(),
        }
    }

    /// What the disk says of a file that is kept for a while.
    pub fn disk(error: std::io::Error) -> ApiError {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded => {
                tracing::error!(%error, "the disk of the workspace is full");
                ApiError::DiskFull
            }
            _ => ApiError::internal(format!("a file cannot be kept beside the workspace: {error}")),
        }
    }

    /// What the client is told.
    pub fn problem(&self) -> Problem {
        let (status, title) = self.status_and_title();
        Problem {
            kind: "about:blank".into(),
            title: title.into(),
            status: status.as_u16(),
            detail: self.to_string(),
        }
    }

    fn status_and_title(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Missing { .. } => (StatusCode::BAD_REQUEST, "A parameter is missing"),
            Self::BadValue { .. } => (StatusCode::BAD_REQUEST, "A parameter has an impossible value"),
            Self::BadQuery(_) => (StatusCode::BAD_REQUEST, "The query string cannot be read"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "Not found"),
            Self::NoRoute { .. } => (StatusCode::NOT_FOUND, "No route"),
            Self::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "Method not allowed"),
            Self::UriTooLong { .. } => (StatusCode::URI_TOO_LONG, "The address is too long"),
            Self::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "The request is too large"),
            Self::Busy | Self::Timeout { .. } | Self::IsAJob { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, "The server is busy")
            }
            Self::NotLoggedIn => (StatusCode::UNAUTHORIZED, "Not logged in"),
            Self::WrongPassword => (StatusCode::UNAUTHORIZED, "Not logged in"),
            Self::ForeignRequest => (StatusCode::FORBIDDEN, "Request of another site"),
            Self::NotForm => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not a form"),
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not JSON"),
            Self::BodyTooLong => (StatusCode::PAYLOAD_TOO_LARGE, "The request is too large"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "Not allowed"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "Conflict"),
            Self::BadBody(_) => (StatusCode::BAD_REQUEST, "The body cannot be read"),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
            Self::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "The disk is full"),
            Self::EnoughToday { .. } => (StatusCode::TOO_MANY_REQUESTS, "Enough for today"),
            Self::Internal { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "Internal error"),
        }
    }
}

impl From<Forbidden> for ApiError {
    fn from(refused: Forbidden) -> Self {
        ApiError::Forbidden(refused.to_string())
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::PasswordLength { .. } | AuthError::CommonPassword => ApiError::BadBody(error.to_string()),
            error => ApiError::internal(error),
        }
    }
}

impl From<ReportShapeError> for ApiError {
    fn from(error: ReportShapeError) -> Self {
        ApiError::BadBody(error.to_string())
    }
}

impl From<ReportingFault> for ApiError {
    fn from(fault: ReportingFault) -> Self {
        match fault {
            ReportingFault::Forbidden(refused) => refused.into(),
            ReportingFault::OutOfScope => ApiError::Forbidden(fault.to_string()),
            ReportingFault::NoPeriod(_) | ReportingFault::NoOperator(_) => ApiError::NotFound(fault.to_string()),
            ReportingFault::Period(_) | ReportingFault::NoWorkbook => ApiError::BadBody(fault.to_string()),
            ReportingFault::Refused(_) | ReportingFault::TooManyPeriods(_) | ReportingFault::NoWorkspace => {
                ApiError::Conflict(fault.to_string())
            }
            // QGIS or another command writes to the workspace.
            ReportingFault::Store(StoreError::Locked(_)) => ApiError::Busy,
            ReportingFault::Private(_) | ReportingFault::Store(_) => ApiError::internal(fault),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Internal { cause } = &self {
            tracing::error!(target: "gandan::api", cause, "a request failed");
        }
        let (status, _) = self.status_and_title();
        let problem = self.problem();
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match &self {
            Self::Busy | Self::Timeout { .. } | Self::IsAJob { .. } => {
                drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5")))
            }
            Self::TooManyRequests { seconds } | Self::EnoughToday { seconds } => {
                drop(headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds)))
            }
            // Required with 401 (RFC 9110, 11.6.1); there is no registered scheme for cookies.
            Self::NotLoggedIn | Self::WrongPassword => {
                drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Session")))
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_full_disk_is_told_and_every_other_fault_of_the_disk_is_kept_to_the_log() {
        for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
            let error = ApiError::disk(kind.into());
            assert!(error.to_string().starts_with("Đĩa của máy chủ đã đầy"), "{kind}");
            assert_eq!(error.into_response().status(), StatusCode::INSUFFICIENT_STORAGE);
        }
        let error = ApiError::disk(Error::other("/srv/secret: broken"));
        assert!(!error.to_string().contains("secret"));
        assert_eq!(error.into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn a_workspace_that_another_program_writes_to_is_busy_and_no_failure() {
        let locked = ReportingFault::Store(StoreError::Locked("w.gpkg".into()));
        let response = ApiError::from(locked).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
    }
}
