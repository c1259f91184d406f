//! The web map, embedded in the program (read from `web-map/dist` in a development build).

use super::caching::matches;
use super::error::ApiError;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "web-map/dist"]
#[allow_missing = true]
struct WebMap;

/// Addresses of the web map's own pages.
pub const PAGES: [&str; 8] = [
    "",
    "planner",
    "planner/import",
    "planner/checks",
    "overview",
    "reports",
    "cases",
    "inspections",
];
/// Sheets to hang up, and what citizens say of a point: the code of a point or of a commune follows.
pub const POSTERS: [&str; 4] = ["poster/agent/", "poster/commune/", "rate/", "report/"];

/// Policy of the citizens' page in a frame of another site (`/?embed=1`). It differs from every other page's in its last
/// directive alone. That page has no login, no form that changes anything and no way to the other pages; browsers heed
/// `frame-ancestors` before `X-Frame-Options` (CSP level 2, 7.7.1), and send no cookie of ours into such a frame.
const EMBEDDED_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; \
     style-src 'self'; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'self' https:";

const NOT_BUILT: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Gần Dân</title>\
    <h1>Gần Dân</h1><p>Bản đồ chưa được dựng. Hãy chạy <code>make build</code>.</p>\
    <p lang=\"en\">The web map is not built. Run <code>make build</code>. The answers of the service are at \
    <a href=\"/openapi.json\">/openapi.json</a>.</p></html>";

/// A file of the web map, one of its pages, or 404.
pub async fn file_or_page(request: Request) -> Response {
    let path = decoded(request.uri().path());
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return not_found(&path).into_response();
    }
    let path = path.trim_start_matches('/');
    if let Some(found) = file(path, &request) {
        return found;
    }
    let page = path.trim_end_matches('/').trim_end_matches(".html");
    if !PAGES.contains(&page) && page != "index" && !is_poster(page) {
        return not_found(path).into_response();
    }
    let mut found = file("index.html", &request).unwrap_or_else(|| (html(), NOT_BUILT).into_response());
    if page.is_empty() && is_embedded(request.uri().query()) {
        let policy = HeaderValue::from_static(EMBEDDED_POLICY);
        found.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    found
}

fn is_poster(page: &str) -> bool {
    let code = POSTERS.iter().find_map(|start| page.strip_prefix(start));
    code.is_some_and(|code| !code.is_empty() && !code.contains('/'))
}

fn is_embedded(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|part| part == "embed=1"))
}

fn not_found(path: &str) -> ApiError {
    let path: String = path.trim_start_matches('/').chars().take(80).collect();
    ApiError::NotFound(format!(
        "There is nothing at '/{path}'. The addresses are listed in /openapi.json."
    ))
}

fn html() -> [(header::HeaderName, HeaderValue); 2] {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ]
}

fn file(path: &str, request: &Request) -> Option<Response> {
    let file = WebMap::get(path)?;
    let hash: String = file.metadata.sha256_hash()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = HeaderValue::from_str(&format!("W/\"{hash}\"")).expect("hexadecimal digits are ASCII");
    // The build names files under assets/ by their content.
    let is_named_by_content = path.starts_with("assets/");
    let cache = if is_named_by_content {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = if matches(request.headers(), &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (
            [(header::CONTENT_TYPE, media_type(path))],
            Body::from(file.data.into_owned()),
        )
            .into_response()
    };
    response.headers_mut().insert(header::ETAG, tag);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Some(response)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pbf" => "application/x-protobuf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Percent-decoding (RFC 3986, 2.1); what is not UTF-8 afterwards names no file.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%').then(|| tail.get(..2)).flatten();
        let value = escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_of_one_point_or_one_commune() {
        for page in ["poster/agent/DL-071", "poster/commune/00226", "poster/agent/ĐL 1"] {
            assert!(is_poster(page), "{page}");
        }
        for page in [
            "poster",
            "poster/agent",
            "poster/agent/",
            "poster/city/01",
            "poster/agent/a/b",
            "poster/commune/",
        ] {
            assert!(!is_poster(page), "{page}");
        }
    }

    #[test]
    fn a_frame_is_asked_for_by_the_whole_word() {
        assert!(is_embedded(Some("embed=1")) && is_embedded(Some("lang=en&embed=1&mode=foot")));
        for query in [
            None,
            Some(""),
            Some("embed=10"),
            Some("embed"),
            Some("point=embed=1"),
            Some("xembed=1"),
        ] {
            assert!(!is_embedded(query), "{query:?}");
        }
    }

    #[test]
    fn escaped_names_are_decoded_and_broken_escapes_left_alone() {
        assert_eq!(decoded("/fonts/Noto%20Sans/0-255.pbf"), "/fonts/Noto Sans/0-255.pbf");
        assert_eq!(decoded("/100%/%zz/%4"), "/100%/%zz/%4");
        assert_eq!(decoded("/ch%E1%BB%A3"), "/chợ");
    }
}
