//! The OpenAPI document beside what the service answers: every answer of a walk through all routes fits its schema, the
//! examples of the document are such answers, and every listed status is one that is really answered.

mod examples;
mod questions;
mod walk;

use super::fixture::{Reply, send};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gandan::api::{Service, openapi, router};
use gandan::auth::Role;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use walk::Walk;

/// Path, method, operation.
type Operation<'a> = (&'a str, String, &'a Value);

fn document() -> Value {
    serde_json::to_value(openapi()).expect("JSON")
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            if operation["responses"].is_object() {
                all.push((path.as_str(), method.to_uppercase(), operation));
            }
        }
    }
    assert!(all.len() > 80, "{}", all.len());
    all
}

/// A response, looked up where it is one of the shared ones.
fn response<'a>(document: &'a Value, operation: &'a Value, status: &str) -> Option<&'a Value> {
    let own = operation["responses"].get(status)?;
    Some(match own["$ref"].as_str() {
        Some(place) => document
            .pointer(place.trim_start_matches('#'))
            .expect("a shared response"),
        None => own,
    })
}

/// The schema as JSON Schema reads it, and strict: what a struct of ours tells is listed there, and nothing else.
fn strict(document: &Value, schema: &Value) -> Value {
    let mut schemas = document["components"]["schemas"].clone();
    // What is flattened into another is a part of it alone.
    let mut parts = BTreeSet::new();
    collect_parts(&schemas, &mut parts);
    for (name, one) in schemas.as_object_mut().expect("schemas") {
        let is_open = one.get("additionalProperties").is_some() || parts.contains(name);
        if !is_open && (one.get("properties").is_some() || one.get("allOf").is_some()) {
            one["unevaluatedProperties"] = false.into();
        }
    }
    json!({"allOf": [schema], "components": {"schemas": schemas}})
}

fn collect_parts(value: &Value, parts: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for member in map.get("allOf").and_then(Value::as_array).into_iter().flatten() {
                // What may be absent is one of nothing and the part.
                let choices = member["oneOf"].as_array().into_iter().flatten();
                for place in std::iter::once(member)
                    .chain(choices)
                    .filter_map(|one| one["$ref"].as_str())
                {
                    parts.extend(place.rsplit('/').next().map(str::to_owned));
                }
            }
            map.values().for_each(|one| collect_parts(one, parts));
        }
        Value::Array(list) => list.iter().for_each(|one| collect_parts(one, parts)),
        _ => {}
    }
}

/// Why a value is not what the schema says; empty where it is.
fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&strict(document, schema)).expect("a schema");
    let told = validator.iter_errors(value).take(5);
    told.map(|error| {
        format!("{}: {error}", error.instance_path())
            .chars()
            .take(400)
            .collect()
    })
    .collect()
}

fn is_json(media: &str) -> bool {
    media.ends_with("/json") || media.contains("+json")
}

/// What a question of this kind and its answers would look like: everything that is text.
fn needs_example(media: &str) -> bool {
    is_json(media)
        || matches!(
            media,
            "text/csv" | "text/event-stream" | "text/plain" | "multipart/form-data"
        )
}

#[test]
fn every_operation_shows_an_example_of_its_answer_and_of_its_body_that_fits() {
    let document = document();
    let (mut wrong, mut shown) = (Vec::new(), 0);
    for (path, method, operation) in operations(&document) {
        let mut look = |what: String, media: &str, content: &Value| {
            let Some(example) = content.get("example") else {
                if needs_example(media) {
                    wrong.push(format!("{what}: no example of {media}"));
                }
                return;
            };
            shown += 1;
            if is_json(media) || media == "multipart/form-data" {
                let found = faults(&document, &content["schema"], example);
                wrong.extend(found.iter().map(|fault| format!("{what}: {fault}")));
            }
        };
        for status in operation["responses"].as_object().expect("responses").keys() {
            let told = response(&document, operation, status).expect("listed");
            assert!(
                told["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{method} {path} {status}"
            );
            for (media, content) in told["content"].as_object().into_iter().flatten() {
                look(format!("{method} {path} {status}"), media, content);
            }
        }
        for (media, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            look(format!("{method} {path} body"), media, content);
        }
    }
    assert!(
        wrong.is_empty(),
        "{shown} fit; UPDATE_EXAMPLES=1 writes those that are missing\n{}",
        wrong.join("\n")
    );
    let size = openapi().to_pretty_json().expect("JSON").len();
    assert!(size < 1 << 20, "the document has {size} bytes");
}

/// A service where nobody is anybody, and one with an account of every role.
struct Asked {
    walk: Walk,
}

impl Asked {
    /// As who may ask it, if somebody has to be logged in.
    fn ask(
        &self,
        operation: &Operation<'_>,
        change: impl FnOnce(axum::http::request::Builder) -> Request<Body>,
    ) -> Reply {
        let role = role_for(operation.2);
        let mut request = Request::builder().header("if-match", "\"1\"");
        if let Some(role) = role {
            let (cookie, csrf) = self.walk.session(role);
            request = request.header("cookie", cookie).header("x-csrf-token", csrf);
        }
        send(self.walk.router(), change(request))
    }
}

/// One of the roles that the document names; none where nobody needs to be logged in.
fn role_for(operation: &Value) -> Option<Role> {
    let needed = operation["security"].as_array()?.iter();
    if needed.clone().any(|one| one.as_object().is_some_and(Map::is_empty)) {
        return None;
    }
    let roles = needed.clone().find_map(|one| one["session"].as_array())?;
    let named = roles.iter().find_map(|one| Role::from_code(one.as_str()?));
    Some(named.unwrap_or(Role::Planner))
}

/// The address that the example was asked at.
fn asked_at(operation: &Operation<'_>) -> String {
    let (path, _, said) = operation;
    let mut address = (*path).to_owned();
    let mut query = Vec::new();
    for parameter in said["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        let value = match &parameter["example"] {
            Value::Null if parameter["in"] == "path" => "0".to_owned(),
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            Some("query") => query.push(format!("{name}={}", escaped(&value))),
            _ => {}
        }
    }
    match query.is_empty() {
        true => address,
        false => format!("{address}?{}", query.join("&")),
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn lists(operation: &Value, status: u16) -> bool {
    operation["responses"].get(status.to_string()).is_some()
}

#[test]
fn what_the_document_says_of_every_address_is_answered() {
    let document = document();
    let asked = Asked { walk: Walk::open() };
    let mut wrong = Vec::new();
    for operation in operations(&document) {
        let (path, method, said) = &operation;
        let at = asked_at(&operation);
        let mut expect = |what: &str, is_right: bool, reply: &Reply| {
            if !is_right {
                wrong.push(format!("{method} {path}: {what}, but {}", reply.status));
            }
        };
        // An unchanged answer is told by its tag alone, where the document says so and nowhere else.
        if method == "GET" && !path.ends_with("/events") {
            let reply = asked.ask(&operation, |request| {
                request
                    .uri(&at)
                    .header("if-none-match", "*")
                    .body(Body::empty())
                    .expect("a request")
            });
            expect(
                "304 where it is listed",
                (reply.status == 304) == lists(said, 304),
                &reply,
            );
        } else {
            assert!(!lists(said, 304), "{method} {path}");
        }
        // Tried in a service of its own: nothing of it is done.
        let missing = ["PUT", "POST", "PATCH", "DELETE"]
            .into_iter()
            .find(|other| document["paths"][path].get(other.to_lowercase()).is_none());
        if let Some(missing) = missing {
            let reply = asked.ask(&operation, |request| {
                request.method(missing).uri(&at).body(Body::empty()).expect("a request")
            });
            let is_told = reply.status == 405 && !reply.header("allow").is_empty();
            // An address that nothing of the API stands at is the web map's.
            expect("405 with Allow", is_told && lists(said, 405), &reply);
        }
        let long = format!("{at}{}x={}", if at.contains('?') { "&" } else { "?" }, "y".repeat(5000));
        let reply = asked.ask(&operation, |request| {
            request
                .method(method.as_str())
                .uri(long)
                .body(Body::empty())
                .expect("a request")
        });
        expect("414", reply.status == 414 && lists(said, 414), &reply);
        let Some(body) = said["requestBody"]["content"].as_object() else {
            continue;
        };
        let media = body.keys().next().expect("a media type").as_str();
        assert!(lists(said, 413), "{method} {path}");
        if media != "multipart/form-data" {
            // Piece by piece, so that nobody knows before how long it is.
            let pieces = (0..24).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 << 10]));
            let body = Body::from_stream(tokio_stream::iter(pieces));
            let reply = asked.ask(&operation, |request| {
                let request = request.method(method.as_str()).uri(&at).header("content-type", media);
                request.body(body).expect("a request")
            });
            expect("413", reply.status == 413, &reply);
        }
        if media != "application/octet-stream" {
            let reply = asked.ask(&operation, |request| {
                let request = request
                    .method(method.as_str())
                    .uri(&at)
                    .header("content-type", "text/plain");
                request.body(Body::from("{}")).expect("a request")
            });
            expect("415", reply.status == 415 && lists(said, 415), &reply);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_must_be_logged_in_is_said_and_holds() {
    let document = document();
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(
        (&schemes["session"]["in"], &schemes["csrf"]["name"]),
        (&"cookie".into(), &"X-CSRF-Token".into())
    );
    let walk = Walk::open();
    let ask = |router: Router, method: &str, at: &str, headers: &[(&str, &str)]| {
        let mut request = Request::builder().method(method).uri(at).header("if-match", "\"1\"");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header("content-type", "application/json");
        send(router, request.body(Body::from("{}")).expect("a request"))
            .status
            .as_u16()
    };
    let mut wrong = Vec::new();
    for operation in operations(&document) {
        let (path, method, said) = &operation;
        let at = asked_at(&operation);
        let Some(role) = role_for(said) else {
            // The log-in itself refuses a wrong password.
            let status = ask(walk.router(), method, &at, &[]);
            if status == 401 && *path != "/api/v1/session" {
                wrong.push(format!("{method} {path}: nobody needs to be logged in, but {status}"));
            }
            continue;
        };
        assert!(lists(said, 401), "{method} {path}");
        let nobody = ask(walk.router(), method, &at, &[]);
        if nobody != 401 {
            wrong.push(format!("{method} {path}: nobody is logged in, but {nobody}"));
        }
        let needs_csrf = said["security"][0].get("csrf").is_some();
        assert_eq!(needs_csrf, method != "GET", "{method} {path}");
        if needs_csrf {
            let (cookie, _) = walk.session(role);
            let without = ask(walk.router(), method, &at, &[("cookie", &cookie)]);
            if without != 403 || !lists(said, 403) {
                wrong.push(format!("{method} {path}: without the session's token, but {without}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn served(service: &Service) -> Router {
    router(service.clone())
}
