//! Answers about the data as a whole, kept as they were packed: most of their cost is the packing.

use super::view::View;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes kept for a snapshot; the largest answer of a city is a review of some 300 kB.
const MOST_BYTES: usize = 16 << 20;
/// Longer questions are not kept: they are no page's.
const LONGEST_KEY: usize = 512;

/// The address with its query, and what encodings are asked for.
type Key = (String, String);

/// Answers of one snapshot.
#[derive(Default)]
pub struct KeptAnswers {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    bytes: usize,
    answers: HashMap<Key, (HeaderMap, Bytes)>,
}

impl KeptAnswers {
    fn get(&self, key: &Key) -> Option<Response> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (headers, body) = kept.answers.get(key)?;
        Some((headers.clone(), body.clone()).into_response())
    }

    fn keep(&self, key: Key, headers: HeaderMap, body: Bytes) {
        let size = body.len() + key.0.len() + key.1.len();
        if size > MOST_BYTES {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + size > MOST_BYTES {
            *kept = Kept::default();
        }
        if kept.answers.insert(key, (headers, body)).is_none() {
            kept.bytes += size;
        }
    }
}

/// For answers that are the same for everybody who asks the same of a snapshot; outside the layer that packs them, inside the one
/// that picks the view.
pub async fn kept(request: Request, next: Next) -> Response {
    let key = key(&request);
    let (Some(view), Some(key)) = (request.extensions().get::<Arc<View>>().cloned(), key) else {
        return next.run(request).await;
    };
    if let Some(answer) = view.answers.get(&key) {
        return answer;
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::CACHE_CONTROL) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // It lies in memory already, unpacked.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    view.answers.keep(key, parts.headers.clone(), body.clone());
    Response::from_parts(parts, Body::from(body))
}

fn key(request: &Request) -> Option<Key> {
    let asked = request.uri().path_and_query()?.as_str();
    let encodings: Vec<&str> = request
        .headers()
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .map(|value| value.to_str())
        .collect::<Result<_, _>>()
        .ok()?;
    let encodings = encodings.join(",");
    let is_kept = request.method() == Method::GET && asked.len() + encodings.len() <= LONGEST_KEY;
    is_kept.then(|| (asked.to_owned(), encodings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_longer_fits_makes_room_and_what_never_fits_is_not_kept() {
        let answers = KeptAnswers::default();
        let key = |name: &str| (name.to_owned(), "br".to_owned());
        answers.keep(key("/a"), HeaderMap::new(), Bytes::from(vec![0; MOST_BYTES / 2]));
        assert!(answers.get(&key("/a")).is_some() && answers.get(&key("/b")).is_none());
        assert!(answers.get(&("/a".to_owned(), "gzip".to_owned())).is_none());
        answers.keep(key("/b"), HeaderMap::new(), Bytes::from(vec![0; MOST_BYTES / 2]));
        assert!(answers.get(&key("/b")).is_some() && answers.get(&key("/a")).is_none());
        answers.keep(key("/c"), HeaderMap::new(), Bytes::from(vec![0; MOST_BYTES + 1]));
        assert!(answers.get(&key("/c")).is_none() && answers.get(&key("/b")).is_some());
    }
}
