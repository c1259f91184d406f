//! What is refused before it is read: too many requests of one address, too many at once, addresses and bodies that are
//! too long, answers that take too long.

use super::error::ApiError;
use super::limits_address::{Network, client_address, counted_by};
use super::limits_at_once::{AtOnce, Crowd, NoPlace};
use super::uploads::LARGEST_UPLOAD;
use super::view::Service;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, MonotonicClock};
use governor::{Quota, RateLimiter};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

/// Longest address read, in bytes: every question fits many times.
pub const LONGEST_URI: usize = 4096;
/// Largest body accepted, in bytes: a scenario with a thousand edits has a tenth of it.
pub const LARGEST_BODY: u64 = 1 << 20;
/// The longest anybody waits, in seconds; a tile or a nearest query takes milliseconds.
const LONGEST_ANSWER: u64 = 20;
/// The longest a file may take to arrive and be checked, in seconds.
const LONGEST_UPLOAD: u64 = 900;

/// How many requests one address may make. An office shares one, so they are generous; a burst is what a map needs that
/// is opened by a whole training room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Questions under `/api/` and `/ogc`, a second; ten times as many in a burst.
    pub questions_per_second: NonZeroU32,
    /// Tiles, pages and files, a second; ten times as many in a burst.
    pub files_per_second: NonZeroU32,
    /// Log-ins a minute, right or wrong.
    pub logins_per_minute: NonZeroU32,
}

impl Default for Rates {
    fn default() -> Rates {
        let number = |number| NonZeroU32::new(number).expect("the defaults are not zero");
        Rates {
            questions_per_second: number(50),
            files_per_second: number(200),
            logins_per_minute: number(30),
        }
    }
}

type Limiter = RateLimiter<IpAddr, governor::state::keyed::DashMapStateStore<IpAddr>, MonotonicClock>;

/// Counts requests and connections by address.
pub struct Limits {
    trusted: Vec<Network>,
    questions: Limiter,
    files: Limiter,
    logins: Limiter,
    requests: AtOnce,
    connections: AtOnce,
}

impl Limits {
    /// `trusted`: proxies that are believed when they tell whose request they pass on.
    pub fn new(rates: Rates, crowd: Crowd, trusted: Vec<Network>) -> Limits {
        let limiter = |quota| RateLimiter::dashmap_with_clock(quota, MonotonicClock);
        let in_bursts = |rate: NonZeroU32| {
            let burst = rate.saturating_mul(NonZeroU32::new(10).expect("ten is not zero"));
            Quota::per_second(rate).allow_burst(burst)
        };
        Limits {
            trusted,
            questions: limiter(in_bursts(rates.questions_per_second)),
            files: limiter(in_bursts(rates.files_per_second)),
            logins: limiter(Quota::per_minute(rates.logins_per_minute)),
            requests: AtOnce::new(crowd.requests, crowd.requests_per_address),
            connections: AtOnce::new(crowd.connections, crowd.connections_per_address),
        }
    }

    /// Forgets addresses that have not asked for a while.
    pub fn forget_idle(&self) {
        for limiter in [&self.questions, &self.files, &self.logins] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// Requests that are being answered.
    pub fn busy(&self) -> u32 {
        self.requests.taken()
    }

    /// Open connections.
    pub fn connections(&self) -> &AtOnce {
        &self.connections
    }

    pub fn trusted(&self) -> &[Network] {
        &self.trusted
    }

    /// What a request is counted by. `None` only where no connection is: in tests that ask the router itself.
    pub fn client(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        Some(counted_by(client_address(peer.ip(), headers, &self.trusted)))
    }

    fn check(&self, request: &Request, client: Option<IpAddr>) -> Result<(), ApiError> {
        let Some(client) = client else {
            return Ok(());
        };
        let path = request.uri().path();
        let is_login = path.starts_with("/api/v1/session") && !matches!(*request.method(), Method::GET | Method::HEAD);
        let limiter = match path {
            // Whoever watches the service must not be told that it is busy because he watches.
            "/healthz" | "/readyz" => return Ok(()),
            _ if is_login => &self.logins,
            "/ogc/style.css" => &self.files,
            _ if path.starts_with("/api/") || path.starts_with("/ogc") => &self.questions,
            _ => &self.files,
        };
        limiter.check_key(&client).map_err(|refused| {
            let wait = refused.wait_time_from(limiter.clock().now());
            ApiError::TooManyRequests {
                seconds: wait.as_secs() + 1,
            }
        })
    }
}

pub async fn limits(State(service): State<Service>, request: Request, next: Next) -> Response {
    let limits = service.limits();
    let client = limits.client(request.extensions(), request.headers());
    if let Err(refused) = limits.check(&request, client).and_then(|()| short_enough(&request)) {
        return refused.into_response();
    }
    // A probe that is refused because the service is busy would have it restarted.
    let is_probe = matches!(request.uri().path(), "/healthz" | "/readyz");
    // Held until there is an answer: a body that comes byte by byte is waited for inside.
    let _place = match limits.requests.take(client) {
        Err(NoPlace::Full) if !is_probe => return ApiError::Busy.into_response(),
        Err(NoPlace::FullOfOne) if !is_probe => return ApiError::TooManyRequests { seconds: 1 }.into_response(),
        place => place,
    };
    let seconds = if is_upload(&request) {
        LONGEST_UPLOAD
    } else {
        LONGEST_ANSWER
    };
    let answer = tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await;
    answer.unwrap_or_else(|_| ApiError::Timeout { seconds }.into_response())
}

fn short_enough(request: &Request) -> Result<(), ApiError> {
    let length = request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    if length > LONGEST_URI {
        let limit = LONGEST_URI;
        return Err(ApiError::UriTooLong { length, limit });
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let limit = if is_upload(request) {
        LARGEST_UPLOAD
    } else {
        LARGEST_BODY
    };
    match length.filter(|length| *length > limit) {
        Some(length) => Err(ApiError::BodyTooLarge { length, limit }),
        None => Ok(()),
    }
}

/// A file is sent to be checked: larger, and for longer, than any question.
fn is_upload(request: &Request) -> bool {
    *request.method() == Method::POST && request.uri().path() == "/api/v1/imports"
}
