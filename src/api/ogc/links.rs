//! Absolute addresses: some readers do not resolve relative links.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use serde_json::{Value, json};

/// Scheme and host that the client used, such as `https://bando.hanoi.gov.vn`; empty where it told none that can be
/// believed, so that links are relative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// From `Host`, and `X-Forwarded-Proto` of a proxy that ends TLS.
    pub fn of(headers: &HeaderMap) -> Origin {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_host = |host: &&str| {
            !host.is_empty()
                && host
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || ".-:[]_".contains(letter))
        };
        let Some(host) = text(HOST.as_str()).filter(is_host) else {
            return Origin::default();
        };
        let scheme = if text("x-forwarded-proto") == Some("https") {
            "https"
        } else {
            "http"
        };
        Origin(format!("{scheme}://{host}"))
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    pub fn link(&self, rel: &str, media_type: &str, title: &str, path: &str) -> Value {
        json!({ "href": self.url(path), "rel": rel, "type": media_type, "title": title })
    }
}

/// A value of a query string or a segment of a path.
pub fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_none_is_not_believed() {
        let origin = |host: &str, scheme: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().expect("a value"));
            headers.insert("x-forwarded-proto", scheme.parse().expect("a value"));
            Origin::of(&headers).url("/ogc")
        };
        assert_eq!(origin("127.0.0.1:8080", "http"), "http://127.0.0.1:8080/ogc");
        assert_eq!(origin("bando.vn", "https"), "https://bando.vn/ogc");
        assert_eq!(origin("a\"><script>", "https"), "/ogc");
        assert_eq!(Origin::of(&HeaderMap::new()).url("/ogc"), "/ogc");
        assert_eq!(encoded("Hà Nội/1"), "H%C3%A0%20N%E1%BB%99i%2F1");
    }
}
