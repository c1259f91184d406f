//! Who may ask what: every route of the service by every role, tried over TCP with sessions that log-ins gave.
//!
//! A route that is not in [`TABLE`] fails the first test. Whoever adds one says here who may use it.
//! Long because it is one table.

use super::accounts::{Office, PASSWORD};
use super::fixture::IN_TOWN;
use crate::operations::browser::{Browser, request};
use crate::operations::running::reply;
use gandan::api::{CookieSecurity, Crowd, PAGES, PLAIN_ROUTES, POSTERS, Rates, Site, openapi};
use gandan::auth::Role;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroU32;

use Who::*;

#[derive(Clone, Copy)]
enum Who {
    Everybody,
    LoggedIn,
    Only(&'static [Role]),
}

/// Method, path as in the OpenAPI document, what is asked for (query or the path's own parts) and sent, who may.
type Row = (&'static str, &'static str, &'static str, fn() -> Value, Who);

fn nothing() -> Value {
    Value::Null
}

/// Whoever has a part in the way of a scenario.
const READERS: &[Role] = &[
    Role::Leader,
    Role::Planner,
    Role::Approver,
    Role::ProcedureController,
    Role::Operator,
    Role::Inspector,
    Role::Commune,
];

/// Support and the leaders see every case, the others those that were passed to them.
const CASE_READERS: &[Role] = &[Role::Leader, Role::Planner, Role::Operator, Role::Support];
/// Planners import every kind, the control of procedures its list: `service::imports_bounds`.
const IMPORTERS: &[Role] = &[Role::Planner, Role::ProcedureController];
/// Whoever has a part in what operators report.
const REPORTING: &[Role] = &[Role::Leader, Role::Planner, Role::Operator, Role::Inspector];

const TABLE: &[Row] = &[
    ("GET", "/api/v1/about", "", nothing, Everybody),
    ("GET", "/api/v1/facilities", "", nothing, Everybody),
    ("GET", "/api/v1/areas", "", nothing, Everybody),
    ("GET", "/api/v1/procedures", "", nothing, Everybody),
    ("GET", "/api/v1/coverage", "", nothing, Everybody),
    ("GET", "/api/v1/review", "", nothing, Everybody),
    ("GET", "/api/v1/trend", "", nothing, Everybody),
    // As far as each one's scope goes: `reporting::service`.
    ("GET", "/api/v1/trend", "point=DL-A", nothing, Only(REPORTING)),
    ("GET", "/api/v1/trend/reorganised", "", nothing, Only(REPORTING)),
    ("GET", "/api/v1/nearest", IN_TOWN, nothing, Everybody),
    (
        "GET",
        "/api/v1/route",
        "to=CN-1&lon=105.801&lat=21.001",
        nothing,
        Everybody,
    ),
    ("GET", "/api/v1/search", "q=ho", nothing, Everybody),
    ("GET", "/tiles/{z}/{x}/{y}.mvt", "/tiles/0/0/0.mvt", nothing, Everybody),
    ("GET", "/docs", "", nothing, Everybody),
    ("GET", "/healthz", "", nothing, Everybody),
    ("GET", "/readyz", "", nothing, Everybody),
    (
        "POST",
        "/api/v1/session",
        "",
        || json!({"login": "planner", "password": super::accounts::PASSWORD}),
        Everybody,
    ),
    ("GET", "/api/v1/session", "", nothing, LoggedIn),
    ("DELETE", "/api/v1/session", "", nothing, LoggedIn),
    (
        "PUT",
        "/api/v1/session/password",
        "",
        || json!({"current": super::accounts::PASSWORD, "new": "ngắn"}),
        LoggedIn,
    ),
    ("GET", "/api/v1/accounts", "", nothing, Only(&[Role::Admin])),
    ("GET", "/api/v1/audit", "", nothing, Only(&[Role::Admin, Role::Leader])),
    // Whoever reads scenarios compares them; of reviews he sees none (`scenarios::service`).
    ("GET", "/api/v1/jobs", "", nothing, Only(READERS)),
    (
        "POST",
        "/api/v1/jobs",
        "",
        || json!({"kind": "compare", "scenario": "0"}),
        Only(READERS),
    ),
    (
        "POST",
        "/api/v1/jobs",
        "",
        || json!({"kind": "review", "settings": {"preset": "none"}}),
        Only(&[Role::Planner]),
    ),
    (
        "PUT",
        "/api/v1/review",
        "",
        || json!({"job": "0"}),
        Only(&[Role::Planner]),
    ),
    (
        "POST",
        "/api/v1/review/settings",
        "",
        || json!({}),
        Only(&[Role::Planner]),
    ),
    ("GET", "/api/v1/jobs/{id}", "/api/v1/jobs/0", nothing, Only(READERS)),
    ("DELETE", "/api/v1/jobs/{id}", "/api/v1/jobs/0", nothing, Only(READERS)),
    (
        "GET",
        "/api/v1/jobs/{id}/result",
        "/api/v1/jobs/0/result",
        nothing,
        Only(READERS),
    ),
    (
        "GET",
        "/api/v1/jobs/{id}/events",
        "/api/v1/jobs/0/events",
        nothing,
        Only(READERS),
    ),
    (
        "GET",
        "/api/v1/criteria",
        "",
        nothing,
        Only(&[Role::Leader, Role::Planner, Role::Approver]),
    ),
    (
        "POST",
        "/api/v1/what-if",
        "",
        || json!({"close": ["none"]}),
        Only(&[Role::Planner]),
    ),
    (
        "GET",
        "/api/v1/ask",
        "q=cccd&lon=105.801&lat=21.001",
        nothing,
        Everybody,
    ),
    ("GET", "/api/v1/isochrone", IN_TOWN, nothing, Everybody),
    ("GET", "/tiles/tiles.json", "", nothing, Everybody),
    ("GET", "/tiles/style.json", "", nothing, Everybody),
    ("GET", "/ogc", "", nothing, Everybody),
    ("GET", "/ogc/api", "", nothing, Everybody),
    ("GET", "/ogc/conformance", "", nothing, Everybody),
    ("GET", "/ogc/collections", "", nothing, Everybody),
    (
        "GET",
        "/ogc/collections/{collection}",
        "/ogc/collections/facilities",
        nothing,
        Everybody,
    ),
    (
        "GET",
        "/ogc/collections/{collection}/queryables",
        "/ogc/collections/facilities/queryables",
        nothing,
        Everybody,
    ),
    (
        "GET",
        "/ogc/collections/{collection}/items",
        "/ogc/collections/facilities/items",
        nothing,
        Everybody,
    ),
    (
        "GET",
        "/ogc/collections/{collection}/items/{feature}",
        "/ogc/collections/facilities/items/CN-1",
        nothing,
        Everybody,
    ),
    ("GET", "/api/v1/documents/coverage", "format=html", nothing, Everybody),
    (
        "GET",
        "/api/v1/documents/poster",
        "point=DL-A&format=html",
        nothing,
        Everybody,
    ),
    ("GET", "/api/v1/documents/proposal", "", nothing, Only(READERS)),
    // The sheets of an enterprise's own agents: `service::documents`.
    (
        "GET",
        "/api/v1/documents/{kind}",
        "/api/v1/documents/data-quality?format=html",
        nothing,
        Only(&[
            Role::Leader,
            Role::Planner,
            Role::Approver,
            Role::ProcedureController,
            Role::Inspector,
        ]),
    ),
    ("GET", "/ogc/network.gpkg", "", nothing, Everybody),
    ("GET", "/ogc/network.qgs", "", nothing, Everybody),
    ("GET", "/api/v1/scenarios", "", nothing, Only(READERS)),
    (
        "POST",
        "/api/v1/scenarios",
        "",
        || json!({"name": "Thử"}),
        Only(&[Role::Planner]),
    ),
    (
        "GET",
        "/api/v1/scenarios/{id}",
        "/api/v1/scenarios/0",
        nothing,
        Only(READERS),
    ),
    (
        "GET",
        "/api/v1/scenarios/{id}/history",
        "/api/v1/scenarios/0/history",
        nothing,
        Only(READERS),
    ),
    (
        "GET",
        "/api/v1/scenarios/{id}/comments",
        "/api/v1/scenarios/0/comments",
        nothing,
        Only(READERS),
    ),
    (
        "GET",
        "/api/v1/scenarios/{id}/comparison",
        "/api/v1/scenarios/0/comparison",
        nothing,
        Only(READERS),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/preview",
        "/api/v1/scenarios/0/preview",
        || json!({"edits": [{"action": "close", "facility": "P001"}]}),
        Only(READERS),
    ),
    (
        "PATCH",
        "/api/v1/scenarios/{id}/edits",
        "/api/v1/scenarios/0/edits",
        || json!({"undo": 0}),
        Only(&[Role::Planner]),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/comments",
        "/api/v1/scenarios/0/comments",
        || json!({"text": "Đã xem."}),
        Only(&[
            Role::Leader,
            Role::Planner,
            Role::Approver,
            Role::ProcedureController,
            Role::Inspector,
        ]),
    ),
    // Each step of a scenario has its own right.
    (
        "POST",
        "/api/v1/scenarios/{id}/state",
        "/api/v1/scenarios/0/state",
        || json!({"step": "submit"}),
        Only(&[Role::Planner]),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/state",
        "/api/v1/scenarios/0/state",
        || json!({"step": "consult", "asked": ["commune:X"], "deadline": "2027-01-05"}),
        Only(&[Role::Planner]),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/state",
        "/api/v1/scenarios/0/state",
        || json!({"step": "rebase"}),
        Only(&[Role::Planner]),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/state",
        "/api/v1/scenarios/0/state",
        || json!({"step": "return", "reason": "thiếu ý kiến"}),
        Only(&[Role::Approver]),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/state",
        "/api/v1/scenarios/0/state",
        || json!({"step": "approve", "number": "1", "date": "2027-01-05", "signatory": "A"}),
        Only(&[Role::Approver]),
    ),
    (
        "POST",
        "/api/v1/scenarios/{id}/state",
        "/api/v1/scenarios/0/state",
        || json!({"step": "publish", "effective_on": "2027-01-05"}),
        Only(&[Role::Approver]),
    ),
    // For whom each may speak: `scenarios::service`.
    (
        "POST",
        "/api/v1/scenarios/{id}/opinions",
        "/api/v1/scenarios/0/opinions",
        || json!({"party": "commune:X", "stance": "agrees", "text": "Nhất trí."}),
        Only(&[Role::Operator, Role::Inspector, Role::Commune]),
    ),
    // The public's voice. Which cases and inspections each may see: `service::voice`.
    (
        "POST",
        "/api/v1/ratings",
        "",
        || json!({"visit": "0199aa10-0000-7000-8000-000000000001", "facility": "DL-A", "stars": 5}),
        Everybody,
    ),
    (
        "GET",
        "/api/v1/ratings",
        "",
        nothing,
        Only(&[Role::Leader, Role::Support]),
    ),
    (
        "PUT",
        "/api/v1/ratings/{id}/reading",
        "/api/v1/ratings/0/reading",
        || json!({"reading": "shown", "seen": "waiting"}),
        Only(&[Role::Support]),
    ),
    (
        "POST",
        "/api/v1/reports",
        "",
        || json!({"request": "0199aa10-0000-7000-8000-000000000002", "facility": "DL-A", "kind": "closed"}),
        Everybody,
    ),
    ("GET", "/api/v1/reports/{id}", "/api/v1/reports/0", nothing, Everybody),
    ("GET", "/api/v1/satisfaction", "", nothing, Everybody),
    (
        "GET",
        "/api/v1/satisfaction/{facility}",
        "/api/v1/satisfaction/DL-A",
        nothing,
        Everybody,
    ),
    ("GET", "/api/v1/cases", "", nothing, Only(CASE_READERS)),
    (
        "GET",
        "/api/v1/cases/{id}",
        "/api/v1/cases/0",
        nothing,
        Only(CASE_READERS),
    ),
    (
        "POST",
        "/api/v1/cases/{id}/steps",
        "/api/v1/cases/0/steps",
        || json!({"step": "take", "version": 1}),
        Only(&[Role::Support]),
    ),
    (
        "POST",
        "/api/v1/cases/{id}/steps",
        "/api/v1/cases/0/steps",
        || json!({"step": "note", "version": 1, "text": "Đã gọi."}),
        Only(&[Role::Support, Role::Planner, Role::Operator]),
    ),
    (
        "GET",
        "/api/v1/alerts",
        "",
        nothing,
        Only(&[Role::Leader, Role::Planner, Role::Inspector, Role::Support]),
    ),
    ("GET", "/api/v1/checklist", "", nothing, Everybody),
    (
        "GET",
        "/api/v1/inspections",
        "",
        nothing,
        Only(&[Role::Leader, Role::Planner, Role::Inspector, Role::Operator]),
    ),
    (
        "POST",
        "/api/v1/inspections",
        "",
        || {
            json!({"id": "0199aa10-0000-7000-8000-000000000003", "facility": "X", "on": "2025-03-02", "visit": "regular",
            "checklist": "model-agent", "checklist_version": 1, "items": [], "findings": []})
        },
        Only(&[Role::Inspector]),
    ),
    (
        "POST",
        "/api/v1/inspections/{id}/follow-ups",
        "/api/v1/inspections/0/follow-ups",
        || json!({"finding": 1}),
        Only(&[Role::Inspector]),
    ),
    ("GET", "/api/v1/periods", "", nothing, Only(REPORTING)),
    (
        "POST",
        "/api/v1/periods",
        "",
        || json!({"from": "2026-10", "to": "2026-10", "due": "2026-11-05"}),
        Only(&[Role::Planner]),
    ),
    ("POST", "/api/v1/imports", "", nothing, Only(IMPORTERS)),
    (
        "GET",
        "/api/v1/imports/{id}",
        "/api/v1/imports/0",
        nothing,
        Only(IMPORTERS),
    ),
    (
        "DELETE",
        "/api/v1/imports/{id}",
        "/api/v1/imports/0",
        nothing,
        Only(IMPORTERS),
    ),
    (
        "GET",
        "/api/v1/periods/{id}",
        "/api/v1/periods/0",
        nothing,
        Only(REPORTING),
    ),
    (
        "POST",
        "/api/v1/periods/{id}/state",
        "/api/v1/periods/0/state",
        || json!({"step": "close"}),
        Only(&[Role::Planner]),
    ),
    (
        "GET",
        "/api/v1/periods/{id}/comparison",
        "/api/v1/periods/0/comparison",
        nothing,
        Only(REPORTING),
    ),
    // Whose filing each may see: `reporting::service`.
    (
        "GET",
        "/api/v1/periods/{id}/filings/{operator}",
        "/api/v1/periods/0/filings/X",
        nothing,
        Only(REPORTING),
    ),
    (
        "PUT",
        "/api/v1/periods/{id}/filings/{operator}",
        "/api/v1/periods/0/filings/X",
        || json!({"version": 0, "rows": []}),
        Only(&[Role::Operator]),
    ),
    // Each step of a filing has its own right.
    (
        "POST",
        "/api/v1/periods/{id}/filings/{operator}/state",
        "/api/v1/periods/0/filings/X/state",
        || json!({"version": 0, "step": "submit"}),
        Only(&[Role::Operator]),
    ),
    (
        "POST",
        "/api/v1/periods/{id}/filings/{operator}/state",
        "/api/v1/periods/0/filings/X/state",
        || json!({"version": 0, "step": "accept"}),
        Only(&[Role::Planner, Role::Inspector]),
    ),
    (
        "POST",
        "/api/v1/periods/{id}/filings/{operator}/state",
        "/api/v1/periods/0/filings/X/state",
        || json!({"version": 0, "step": "return", "reason": "nhầm cột"}),
        Only(&[Role::Planner, Role::Inspector]),
    ),
    (
        "GET",
        "/api/v1/periods/{id}/filings/{operator}/workbook",
        "/api/v1/periods/0/filings/X/workbook",
        nothing,
        Only(REPORTING),
    ),
    (
        "POST",
        "/api/v1/periods/{id}/filings/{operator}/workbook",
        "/api/v1/periods/0/filings/X/workbook",
        || json!({"not": "a workbook"}),
        Only(&[Role::Operator]),
    ),
    ("GET", "/api/v1/work", "", nothing, LoggedIn),
    (
        "GET",
        "/api/v1/imports/{id}/rejected",
        "/api/v1/imports/0/rejected",
        nothing,
        Only(IMPORTERS),
    ),
    (
        "POST",
        "/api/v1/imports/{id}/confirmation",
        "/api/v1/imports/0/confirmation",
        || json!({"rows": "all"}),
        Only(IMPORTERS),
    ),
    ("GET", "/api/v1/history", "", nothing, Only(READERS)),
    (
        "POST",
        "/api/v1/history/{id}/undo",
        "/api/v1/history/1/undo",
        nothing,
        Only(IMPORTERS),
    ),
    ("GET", "/api/v1/checks", "", nothing, Only(READERS)),
    (
        "GET",
        "/api/v1/export/{layer}",
        "/api/v1/export/facilities?format=csv",
        nothing,
        Only(READERS),
    ),
    // Told in no OpenAPI document.
    ("GET", "/tiles/{z}/{x}/{y}", "/tiles/0/0/0.mvt", nothing, Everybody),
    ("GET", "/openapi.json", "", nothing, Everybody),
    ("GET", "/ogc/", "", nothing, Everybody),
    ("GET", "/ogc/style.css", "", nothing, Everybody),
    // The pages of the web map: what they show is asked for as above.
    ("GET", "/", "", nothing, Everybody),
    ("GET", "/planner", "", nothing, Everybody),
    ("GET", "/planner/import", "", nothing, Everybody),
    ("GET", "/planner/checks", "", nothing, Everybody),
    ("GET", "/overview", "", nothing, Everybody),
    ("GET", "/reports", "", nothing, Everybody),
    ("GET", "/cases", "", nothing, Everybody),
    ("GET", "/inspections", "", nothing, Everybody),
    ("GET", "/poster/agent/{code}", "/poster/agent/DL-A", nothing, Everybody),
    (
        "GET",
        "/poster/commune/{code}",
        "/poster/commune/00001",
        nothing,
        Everybody,
    ),
    ("GET", "/rate/{code}", "/rate/DL-A", nothing, Everybody),
    ("GET", "/report/{code}", "/report/DL-A", nothing, Everybody),
];

/// The service behind a socket of its own; it ends with the value.
struct Listening {
    address: SocketAddr,
    _until: tokio::sync::oneshot::Sender<()>,
}

impl Listening {
    fn open(office: &Office) -> Listening {
        let router = office.router.clone();
        let (until, ending) = tokio::sync::oneshot::channel::<()>();
        let (telling, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                telling.send(listener.local_addr().expect("an address")).expect("heard");
                let served = router.into_make_service_with_connect_info::<SocketAddr>();
                let ended = async { drop(ending.await) };
                axum::serve(listener, served)
                    .with_graceful_shutdown(ended)
                    .await
                    .expect("served");
            });
        });
        Listening {
            address: told.recv().expect("an address"),
            _until: until,
        }
    }

    /// Status, body, head.
    fn ask(&self, request: &str) -> (u16, String, String) {
        let mut connection = TcpStream::connect(self.address).expect("connected");
        connection.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).expect("answered");
        reply(&answer)
    }

    fn log_in(&self, role: Role) -> Browser {
        Browser::of(self.ask(&Browser::log_in_request(role.code(), PASSWORD)))
    }
}

/// One address asks here more than an office does.
fn without_limits() -> Site {
    let many = NonZeroU32::MAX;
    Site {
        cookies: CookieSecurity::AlsoLoopbackHttp,
        rates: Rates {
            questions_per_second: many,
            files_per_second: many,
            logins_per_minute: many,
        },
        crowd: Crowd::default(),
        ..Site::default()
    }
}

#[test]
fn every_route_is_in_the_table_and_the_table_has_no_other() {
    let document = serde_json::to_value(openapi()).expect("JSON");
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let methods = item.as_object().expect("an item").keys();
        let methods = methods.filter(|key| ["get", "put", "post", "delete", "patch"].contains(&key.as_str()));
        routes.extend(methods.map(|method| (method.to_uppercase(), path.clone())));
    }
    let get = |path: String| ("GET".to_owned(), path);
    routes.extend(PLAIN_ROUTES.iter().map(|(path, _)| get((*path).to_owned())));
    routes.extend(PAGES.iter().map(|page| get(format!("/{page}"))));
    routes.extend(POSTERS.iter().map(|start| get(format!("/{start}{{code}}"))));
    let router = include_str!("../../../src/api/router.rs");
    let added = router.matches(".route(").count();
    assert_eq!(
        added, 1,
        "a route beside the document stands in PLAIN_ROUTES, which alone are added one by one"
    );
    let listed = TABLE
        .iter()
        .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()));
    assert_eq!(routes, listed.collect());
}

#[test]
fn every_role_may_what_the_table_says_and_nothing_else() {
    let office = Office::at(without_limits());
    let server = Listening::open(&office);
    let mut browsers: BTreeMap<Role, Browser> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (method, path, asked, body, who) in TABLE {
        let uri = match asked {
            _ if asked.starts_with('/') => (*asked).to_owned(),
            _ if asked.is_empty() => (*path).to_owned(),
            _ => format!("{path}?{asked}"),
        };
        for role in std::iter::once(None).chain(Role::ALL.map(Some)) {
            let session = role.map(|role| browsers.entry(role).or_insert_with(|| server.log_in(role)));
            // The version that was looked at; other routes do not read it.
            let more = session.map_or_else(String::new, |browser| browser.headers(1));
            let body = body();
            let body = if body.is_null() {
                String::new()
            } else {
                body.to_string()
            };
            let (status, said, _) = server.ask(&request(method, &uri, &more, &body));
            let is_right = match (who, role) {
                (Everybody, _) | (LoggedIn, Some(_)) => ![401, 403].contains(&status),
                (LoggedIn | Only(_), None) => status == 401,
                (Only(roles), Some(role)) if roles.contains(&role) => ![401, 403].contains(&status),
                (Only(_), Some(_)) => status == 403,
            };
            if !is_right || status >= 500 || status == 0 {
                wrong.push(format!("{method} {path} by {role:?}: {status} {said}"));
            }
            // Whoever logged out, or in once more, has another session for the next cell.
            if let Some(role) = role.filter(|_| path.starts_with("/api/v1/session")) {
                browsers.remove(&role);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_document_names_the_roles_of_the_table() {
    let document = serde_json::to_value(openapi()).expect("JSON");
    let mut roles: std::collections::BTreeMap<(&str, &str), BTreeSet<&str>> = Default::default();
    for (method, path, .., who) in TABLE {
        let may = match who {
            Only(roles) => roles.iter().map(|role| role.code()).collect(),
            Everybody | LoggedIn => BTreeSet::new(),
        };
        roles.entry((method, path)).or_default().extend(may);
    }
    for ((method, path), right) in roles {
        let needed = &document["paths"][path][method.to_lowercase()]["security"];
        let named = needed.as_array().into_iter().flatten();
        let named = named.filter_map(|one| one["session"].as_array()).flatten();
        let named: BTreeSet<&str> = named.filter_map(Value::as_str).collect();
        assert_eq!(named, right, "{method} {path}");
    }
}
