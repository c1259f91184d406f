//! The OpenAPI document: what stands at each route, and what holds for all of them: who may, which errors any address may
//! answer, and an example of every question and answer.

use super::document_rights::roles_of;
use super::error::ApiError;
use crate::planner::ScenarioFault;
use crate::store::ScenarioError;
use crate::wire::{Problem, ScenarioProblem};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Type,
};

const PROBLEM: &str = "application/problem+json";
const CSRF: &str = "csrf";
const SESSION: &str = "session";

/// Real answers on the town of the tests, which writes them: `UPDATE_EXAMPLES=1`.
const EXAMPLES: &str = include_str!("document_examples.json");

/// One question and what was answered.
#[derive(Debug, Deserialize)]
struct Example {
    asked: String,
    sent: Option<Value>,
    media: String,
    told: Value,
}

/// An error that is told at many routes in the same way.
struct Shared {
    status: u16,
    name: &'static str,
    description: &'static str,
    /// A header that the answer has, and what stands in it.
    header: Option<(&'static str, &'static str)>,
    example: ApiError,
}

/// Adds to the document what holds for many routes. `tagged`: addresses whose answers have an entity tag.
pub fn complete(document: &mut OpenApi, tagged: &BTreeSet<String>) {
    let shared = shared();
    let examples: BTreeMap<String, Example> =
        serde_json::from_str(EXAMPLES).expect("a test holds the examples beside the routes");
    for (path, item) in &mut document.paths.paths {
        let methods = [
            ("GET", &mut item.get),
            ("PUT", &mut item.put),
            ("POST", &mut item.post),
            ("DELETE", &mut item.delete),
            ("PATCH", &mut item.patch),
        ];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            let is_tagged = tagged.contains(path) && method == "GET";
            add_statuses(operation, path, is_tagged);
            say_who_may(operation, method);
            for status in operation.responses.responses.keys().cloned().collect::<Vec<_>>() {
                if let Some(example) = examples.get(&format!("{method} {path} {status}")) {
                    show(operation, path, &status, example);
                }
            }
            refuse(operation, &examples);
            operation
                .responses
                .responses
                .iter_mut()
                .for_each(|one| share(one, &shared));
        }
    }
    let components = document.components.get_or_insert_default();
    components
        .responses
        .insert(NOT_MODIFIED.to_owned(), not_modified().into());
    for one in &shared {
        components.responses.insert(one.name.to_owned(), one.response().into());
    }
    for (name, scheme) in schemes() {
        components.security_schemes.insert(name.to_owned(), scheme.into());
    }
}

const NOT_MODIFIED: &str = "NotModified";

fn not_modified() -> Response {
    let tag = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some("The tag that was sent as If-None-Match"))
        .build();
    ResponseBuilder::new()
        .description("Nothing has changed since the answer whose ETag was sent as If-None-Match; no body")
        .header("ETag", tag)
        .build()
}

fn schemes() -> [(&'static str, SecurityScheme); 2] {
    let cookie = "The session of POST /api/v1/session. Without TLS on a loopback address its name is gandan_session. The \
                  names beside a requirement are the roles that may.";
    let csrf = "The csrf_token of GET /api/v1/session, with everything but GET.";
    [
        (
            SESSION,
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                "__Host-gandan_session",
                cookie,
            ))),
        ),
        (
            CSRF,
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description("X-CSRF-Token", csrf))),
        ),
    ]
}

/// Every error that has the same words everywhere, by its status.
fn shared() -> Vec<Shared> {
    let one = |status, name, description, header, example| Shared {
        status,
        name,
        description,
        header,
        example,
    };
    let limit = super::limits::LARGEST_BODY;
    vec![
        one(
            400,
            "BadRequest",
            "A parameter or the body is not what the address takes; the detail names it",
            None,
            ApiError::BadValue {
                name: "limit".to_owned(),
                value: "0".to_owned(),
                expected: "expected a whole number from 1 to 1000".to_owned(),
            },
        ),
        one(
            401,
            "NotLoggedIn",
            "Nobody is logged in",
            Some(("WWW-Authenticate", "Session")),
            ApiError::NotLoggedIn,
        ),
        one(
            403,
            "NotAllowed",
            "The role or its scope may not, or the request comes from another site or without X-CSRF-Token",
            None,
            ApiError::Forbidden("role 'commune' may not 'edit_scenario'".to_owned()),
        ),
        one(
            404,
            "NotFound",
            "There is no such thing",
            None,
            ApiError::NotFound("There is no point 'DL-Z'.".to_owned()),
        ),
        one(
            405,
            "MethodNotAllowed",
            "The address takes other methods",
            Some(("Allow", "GET,HEAD")),
            ApiError::MethodNotAllowed {
                method: "PUT".to_owned(),
            },
        ),
        one(
            409,
            "Conflict",
            "Something that changed meanwhile, or that comes first, stands in the way",
            None,
            ApiError::Conflict("The job has ended already.".to_owned()),
        ),
        one(
            413,
            "TooLarge",
            "The body is longer than the address takes",
            None,
            ApiError::BodyTooLarge {
                length: 2 * limit,
                limit,
            },
        ),
        one(
            414,
            "AddressTooLong",
            "The address is longer than is read",
            None,
            ApiError::UriTooLong {
                length: 5000,
                limit: super::limits::LONGEST_URI,
            },
        ),
        one(
            415,
            "WrongMediaType",
            "The body is of another kind than its Content-Type has to say",
            None,
            ApiError::NotJson,
        ),
        one(
            429,
            "TooManyRequests",
            "Too many requests from this network, or too many of this kind",
            Some(("Retry-After", "2")),
            ApiError::TooManyRequests { seconds: 2 },
        ),
        one(
            500,
            "Failed",
            "The server failed; the failure is in its log",
            None,
            ApiError::internal(""),
        ),
        one(
            503,
            "Busy",
            "The server is busy, or the answer took too long",
            Some(("Retry-After", "5")),
            ApiError::Busy,
        ),
        one(
            507,
            "DiskFull",
            "The disk of the server is full",
            None,
            ApiError::DiskFull,
        ),
    ]
}

impl Shared {
    fn response(&self) -> Response {
        let mut response = ResponseBuilder::new()
            .description(self.description)
            .content(PROBLEM, problem_content(&self.example.problem()));
        if let Some((name, value)) = self.header {
            let header = HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String)));
            response = response.header(name, header.example(Some(json!(value))).build());
        }
        response.build()
    }
}

fn problem_content(example: &Problem) -> Content {
    ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(serde_json::to_value(example).ok())
        .build()
}

/// Statuses that the layers around every handler answer.
fn add_statuses(operation: &mut Operation, path: &str, is_tagged: bool) {
    let takes = |kind: &str| {
        let Some(RefOr::T(body)) = &operation.request_body else {
            return false;
        };
        body.content.keys().any(|media| media.starts_with(kind))
    };
    let is_probe = matches!(path, "/healthz" | "/readyz");
    let can_be_busy = !is_probe;
    let statuses = [
        (304, is_tagged),
        (405, true),
        (413, operation.request_body.is_some()),
        (414, true),
        (415, takes("application/json") || takes("multipart/")),
        (429, can_be_busy),
        (500, true),
        (503, can_be_busy),
    ];
    for (status, _) in statuses.into_iter().filter(|(_, can_be)| *can_be) {
        let present = operation.responses.responses.entry(status.to_string());
        present.or_insert_with(|| match status {
            304 => RefOr::Ref(Ref::from_response_name(NOT_MODIFIED)),
            _ => of_problem(),
        });
    }
}

/// As a handler lists an error that needs no words of its own: [`share`] gives it those of all.
fn of_problem() -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().content(PROBLEM, content.build()).build().into()
}

/// Where 401 is an answer somebody has to be logged in, unless the route says who else may.
fn say_who_may(operation: &mut Operation, method: &str) {
    if !operation.responses.responses.contains_key("401") {
        return;
    }
    let roles = roles_of(operation.operation_id.as_deref().unwrap_or_default());
    let mut needed = SecurityRequirement::new(SESSION, roles);
    if method != "GET" {
        needed = needed.add(CSRF, Vec::<String>::new());
    }
    match &mut operation.security {
        // `security(())` at a route: nobody needs to be logged in; more is told to who is.
        Some(given) if method == "GET" => given.push(needed),
        Some(_) => {}
        none => *none = Some(vec![needed]),
    }
}

/// Puts an example to the answer, to the body and to the parameters that brought it.
fn show(operation: &mut Operation, path: &str, status: &str, example: &Example) {
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status)
        && let Some(RefOr::T(content)) = response.content.get_mut(&example.media)
    {
        content.example = Some(example.told.clone());
    }
    if !status.starts_with('2') {
        return;
    }
    if let (Some(RefOr::T(body)), Some(sent)) = (&mut operation.request_body, &example.sent) {
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                content.example = Some(sent.clone());
            }
        }
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && let Some(value) = value_of(parameter, path, &example.asked)
        {
            *parameter = ParameterBuilder::from(parameter.clone()).example(Some(value)).build();
        }
    }
}

/// Refusals about a scenario that the walk was not answered here: what it was answered elsewhere with the status, or the reason that
/// this address has for it.
fn refuse(operation: &mut Operation, examples: &BTreeMap<String, Example>) {
    let is_comparison = matches!(
        operation.operation_id.as_deref(),
        Some("compare_scenario" | "start_job")
    );
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let Some(RefOr::T(content)) = response.content.get_mut(PROBLEM) else {
            continue;
        };
        if content.example.is_some() || content.schema != Some(Ref::from_schema_name("ScenarioProblem").into()) {
            continue;
        }
        let fault = match is_comparison {
            true => ScenarioFault::OtherBaselines("0f3a".to_owned(), "77c2".to_owned()),
            false => ScenarioError::BaselineGone("0f3a".to_owned()).into(),
        };
        content.example = match status.as_str() {
            "409" => ScenarioProblem::of(&fault).and_then(|problem| serde_json::to_value(problem).ok()),
            status => {
                let alike =
                    |(name, one): &(&String, &Example)| name.ends_with(status) && one.told.get("meanwhile").is_some();
                examples.iter().find(alike).map(|(_, one)| one.told.clone())
            }
        };
    }
}

/// What stands for a parameter in an address that was asked.
fn value_of(parameter: &Parameter, path: &str, asked: &str) -> Option<Value> {
    let (asked_path, query) = asked.split_once('?').unwrap_or((asked, ""));
    let text = match parameter.parameter_in {
        ParameterIn::Path => {
            let template = format!("{{{}}}", parameter.name);
            let (at, part) = path.split('/').enumerate().find(|(_, part)| part.contains(&template))?;
            let ending = part.replace(&template, "");
            asked_path.split('/').nth(at)?.strip_suffix(ending.as_str())?.to_owned()
        }
        ParameterIn::Query => {
            let pairs: Vec<(String, String)> = axum::extract::Query::try_from_uri(&format!("/?{query}").parse().ok()?)
                .ok()?
                .0;
            pairs.into_iter().find(|(name, _)| *name == parameter.name)?.1
        }
        ParameterIn::Header if parameter.name == "If-Match" => "\"1\"".to_owned(),
        _ => return None,
    };
    // A text stays one even where it looks like a number.
    let schema = serde_json::to_value(parameter.schema.as_ref()?).ok()?;
    let is_text = schema["type"] == "string" || schema["type"][0] == "string";
    let number = if is_text {
        None
    } else {
        serde_json::from_str(&text).ok()
    };
    Some(number.unwrap_or(Value::String(text)))
}

/// An error without words of its own is told by the words of all; what has no words at all gets those of its status.
fn share((status, response): (&String, &mut RefOr<Response>), shared: &[Shared]) {
    let RefOr::T(own) = response else { return };
    let status: u16 = status.parse().unwrap_or_default();
    let general = shared.iter().find(|one| one.status == status);
    if let (Some(general), Some(RefOr::T(content))) = (general, own.content.get_mut(PROBLEM))
        && content.example.is_none()
        && content.schema == Some(Ref::from_schema_name("Problem").into())
    {
        if own.description.is_empty() {
            *response = RefOr::Ref(Ref::from_response_name(general.name));
            return;
        }
        content.example = serde_json::to_value(general.example.problem()).ok();
    }
    if own.description.is_empty() {
        own.description = general
            .map_or_else(|| words_of(status), |general| general.description)
            .to_owned();
    }
}

/// What a status means where nothing more is told of it, of those that are no error of every address.
pub fn words_of(status: u16) -> &'static str {
    match status {
        201 => "Made; the answer tells it as it is now",
        202 => "Taken; the work goes on",
        204 => "Done; no body",
        422 => "What is asked does not fit the data; the answer names each reason",
        428 => "The version that was looked at is missing: send it as If-Match",
        _ => "What was asked for",
    }
}
