//! What a planner's browser sends to a service in a process of its own, without a library.

use super::running::{Server, header};
use serde_json::{Value, json};

/// Somebody who is logged in.
pub struct Browser {
    cookie: String,
    csrf_token: String,
}

/// The last answer about a scenario that was read whole.
pub struct Acknowledged {
    pub scenario: String,
    pub version: u64,
    pub edits: usize,
}

impl Browser {
    pub fn log_in(server: &Server, login: &str, password: &str) -> Browser {
        Browser::of(server.ask(&Browser::log_in_request(login, password)))
    }

    pub fn log_in_request(login: &str, password: &str) -> String {
        let body = json!({"login": login, "password": password}).to_string();
        request("POST", "/api/v1/session", "", &body)
    }

    /// From the answer to a log-in.
    pub fn of((status, body, head): (u16, String, String)) -> Browser {
        assert_eq!(status, 200, "{body}");
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        let cookie = header(&head, "set-cookie");
        Browser {
            cookie: cookie.split(';').next().expect("a pair").to_owned(),
            csrf_token: answer["csrf_token"].as_str().expect("a token").to_owned(),
        }
    }

    /// Lines of a head, for somebody who looked at a version.
    pub fn headers(&self, seen: u64) -> String {
        format!(
            "Cookie: {}\r\nX-CSRF-Token: {}\r\nIf-Match: \"{seen}\"\r\n",
            self.cookie, self.csrf_token
        )
    }

    /// Changes a scenario. None where the server is gone; anything but success fails the test.
    pub fn change(&self, server: &Server, method: &str, uri: &str, seen: u64, body: &Value) -> Option<Acknowledged> {
        let asked = request(method, uri, &self.headers(seen), &body.to_string());
        let (status, body, _) = server.try_ask(&asked)?;
        // An answer that a kill cut off was read whole by nobody.
        let answer: Value = serde_json::from_str(&body).ok()?;
        assert!(matches!(status, 200 | 201), "{method} {uri}: {status} {body}");
        Some(Acknowledged {
            scenario: answer["scenario"]["id"].as_str().expect("an id").to_owned(),
            version: answer["scenario"]["version"].as_u64().expect("a version"),
            edits: answer["edits"].as_array().expect("edits").len(),
        })
    }
}

/// A request with a body in JSON (none where it is empty) on a connection of its own.
pub fn request(method: &str, uri: &str, more: &str, body: &str) -> String {
    let kind = match body {
        "" => String::new(),
        body => format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()),
    };
    format!("{method} {uri} HTTP/1.1\r\nHost: localhost\r\n{kind}{more}Connection: close\r\n\r\n{body}")
}
