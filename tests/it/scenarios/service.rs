//! Scenarios over HTTP: two planners, roles and scopes, the whole way to what visitors are told.

mod jobs;
mod preview;

use std::sync::Arc;

use super::{Office, town};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use gandan::api::{Service, WarmUp, router};
use gandan::auth::{Actor, PrivateFile, Role};
use gandan::planner::Snapshot;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A service on a workspace, and who asks it.
struct Site {
    office: Office,
    service: Service,
}

struct Reply {
    status: StatusCode,
    tag: String,
    body: Value,
}

impl Site {
    fn open() -> Site {
        let office = Office::of(&town());
        let service = Service::new(Arc::new(Snapshot::build(town(), None)));
        service.hold_scenarios(Arc::new(office.scenarios()));
        Site { office, service }
    }

    /// One request of somebody who is logged in; the session itself is tested with the accounts.
    fn ask(
        &self,
        who: Option<(Role, Option<&str>)>,
        method: Method,
        uri: &str,
        seen: Option<u64>,
        body: Value,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(version) = seen {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        if let Some((role, scope)) = who {
            request = request.extension(Actor {
                account: format!("{}.1", role.code()),
                name: "Nguyễn Thị Lan".into(),
                role,
                scope: scope.map(str::to_owned),
            });
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        send(router(self.service.clone()), request.body(body).expect("a request"))
    }

    fn planner(&self, method: Method, uri: &str, seen: Option<u64>, body: Value) -> Reply {
        self.ask(Some((Role::Planner, None)), method, uri, seen, body)
    }

    fn made(&self, edits: Value) -> String {
        let reply = self.planner(
            Method::POST,
            "/api/v1/scenarios",
            None,
            json!({"name": "Quận trung tâm", "edits": edits}),
        );
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
        assert_eq!(reply.tag, "\"1\"");
        let id = reply.body["scenario"]["id"].as_str().expect("an id");
        format!("/api/v1/scenarios/{id}")
    }
}

fn send(router: Router, request: Request<Body>) -> Reply {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let reply = runtime.block_on(async {
        let (parts, body) = router.oneshot(request).await.expect("infallible").into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let tag = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
        Reply {
            status: parts.status,
            tag: tag.unwrap_or_default().to_owned(),
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        }
    });
    // Work that a question has left behind is not waited for.
    runtime.shutdown_background();
    reply
}

#[test]
fn of_a_long_talk_the_newest_hundred_are_told_and_those_before_in_pages() {
    let site = Site::open();
    let uri = site.made(json!([]));
    let comments = format!("{uri}/comments");
    for number in 1..=103 {
        let said = json!({"text": format!("Ý kiến {number}")});
        let reply = site.planner(Method::POST, &comments, None, said);
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
    }
    let texts = |list: &Value| -> Vec<u32> {
        let list = list.as_array().expect("a list").iter();
        let numbers = list.map(|one| one["text"].as_str()?.strip_prefix("Ý kiến ")?.parse().ok());
        numbers.map(|number| number.expect("a number")).collect()
    };
    let told = site.planner(Method::GET, &uri, None, Value::Null).body;
    assert_eq!(texts(&told["comments"]), (4..=103).collect::<Vec<_>>());
    assert_eq!(told["comments_next"], "4");
    assert_eq!(told.get("history_next"), None, "all of the history is told");
    let page = |query: &str| site.planner(Method::GET, &format!("{comments}?{query}"), None, Value::Null);
    let before = page("after=4&limit=2").body;
    assert_eq!((texts(&before["comments"]), &before["next"]), (vec![3, 2], &json!("2")));
    let last = page("after=2").body;
    assert_eq!((texts(&last["comments"]), last.get("next")), (vec![1], None));
    assert_eq!(page("after=104").status, StatusCode::BAD_REQUEST);

    for (seen, point) in [(1, "P001"), (2, "P002")] {
        let add = json!({"add": [{"action": "close", "facility": point}]});
        let reply = site.planner(Method::PATCH, &format!("{uri}/edits"), Some(seen), add);
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    }
    let history = |query: &str| {
        site.planner(Method::GET, &format!("{uri}/history{query}"), None, Value::Null)
            .body
    };
    let first = history("?limit=2");
    assert_eq!(
        (&first["history"][0]["version"], &first["next"]),
        (&json!(3), &json!("2"))
    );
    let rest = history("?after=2");
    assert_eq!(
        (&rest["history"][0]["what"], rest.get("next")),
        (&json!("created"), None)
    );
}

#[test]
fn of_two_planners_over_http_the_second_is_told_what_the_first_did_and_both_edits_stay() {
    let site = Site::open();
    let uri = site.made(json!([{"action": "close", "facility": "P001"}]));
    let edits = format!("{uri}/edits");
    let first = json!({"add": [{"action": "close", "facility": "P002"}]});
    let done = site.planner(Method::PATCH, &edits, Some(1), first);
    assert_eq!(
        (done.status, done.tag.as_str()),
        (StatusCode::OK, "\"2\""),
        "{}",
        done.body
    );
    let second = json!({"add": [{"action": "open", "facility": "P004"}]});
    let late = site.planner(Method::PATCH, &edits, Some(1), second.clone());
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(
        (late.body["type"].as_str(), late.body["version"].as_u64()),
        (Some("scenario-conflict"), Some(2))
    );
    assert_eq!(late.body["meanwhile"][0]["author"], "planner.1");
    assert_eq!(
        late.body["edits"][0]["edit"],
        json!({"action": "close", "facility": "P002"})
    );
    assert!(
        late.body["detail"]
            .as_str()
            .is_some_and(|text| text.starts_with("Kịch bản đã được sửa"))
    );
    let again = site.planner(Method::PATCH, &edits, Some(2), second);
    assert_eq!(again.body["edits"].as_array().map(Vec::len), Some(3));
    let undone = site.planner(Method::PATCH, &edits, Some(3), json!({"undo": 1}));
    assert_eq!(undone.body["edits"][0]["undone_by"], "planner.1");
    let redone = site.planner(Method::PATCH, &edits, Some(4), json!({"redo": 0}));
    assert_eq!(redone.body["edits"][0]["undone_by"], Value::Null);
    assert_eq!(
        site.planner(Method::PATCH, &edits, None, json!({"undo": 1}))
            .status
            .as_u16(),
        428
    );
    let both = json!({"undo": 1, "redo": 1});
    assert_eq!(
        site.planner(Method::PATCH, &edits, Some(5), both).status,
        StatusCode::BAD_REQUEST
    );
    let misspelt = json!({"ad": []});
    assert_eq!(
        site.planner(Method::PATCH, &edits, Some(5), misspelt).status,
        StatusCode::BAD_REQUEST
    );
    let unfit =
        json!({"add": [{"action": "close", "facility": "X"}, {"action": "merge", "facility": "P003", "into": "P002"}]});
    let unfit = site.planner(Method::PATCH, &edits, Some(5), unfit);
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unfit.body["findings"].as_array().map(Vec::len), Some(2));
    let kept = site.planner(Method::GET, &uri, None, Value::Null);
    assert_eq!(
        (kept.tag.as_str(), kept.body["edits"].as_array().map(Vec::len)),
        ("\"5\"", Some(3))
    );
}

#[test]
fn every_role_may_what_is_its_own_and_nobody_without_a_session() {
    let site = Site::open();
    let uri = site.made(json!([{"action": "close", "facility": "P001"}]));
    let routes = [
        (Method::GET, "/api/v1/scenarios".to_owned(), Value::Null),
        (Method::GET, uri.clone(), Value::Null),
        (Method::GET, format!("{uri}/comparison"), Value::Null),
        (
            Method::POST,
            format!("{uri}/preview"),
            json!({"edits": [{"action": "close", "facility": "P002"}]}),
        ),
        (Method::POST, "/api/v1/scenarios".to_owned(), json!({"name": "B"})),
        (
            Method::PATCH,
            format!("{uri}/edits"),
            json!({"add": [{"action": "close", "facility": "P002"}]}),
        ),
        (Method::POST, format!("{uri}/state"), json!({"step": "submit"})),
        (
            Method::POST,
            format!("{uri}/state"),
            json!({"step": "return", "reason": "x"}),
        ),
        (Method::POST, format!("{uri}/comments"), json!({"text": "Vì sao?"})),
        (
            Method::POST,
            format!("{uri}/opinions"),
            json!({"party": "branch:P000", "stance": "agrees", "text": ""}),
        ),
    ];
    // Rows: roles; columns: the routes above. A dot is 403, anything else got past the door.
    let table = [
        (Role::Leader, "xxxx....x."),
        (Role::Planner, "xxxxxxx.x."),
        (Role::Approver, "xxxx...xx."),
        (Role::ProcedureController, "xxxx....x."),
        (Role::Operator, "xxxx......"),
        (Role::Inspector, "xxxx....xx"),
        (Role::Commune, "xxxx......"),
        (Role::Support, ".........."),
        (Role::Admin, ".........."),
    ];
    for (method, uri, body) in &routes {
        let nobody = site.ask(None, method.clone(), uri, Some(99), body.clone());
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{method} {uri}");
    }
    for (role, row) in table {
        for ((method, uri, body), mark) in routes.iter().zip(row.chars()) {
            let reply = site.ask(Some((role, None)), method.clone(), uri, Some(99), body.clone());
            let is_refused = reply.status == StatusCode::FORBIDDEN;
            assert_eq!(
                is_refused,
                mark == '.',
                "{role:?} {method} {uri}: {} {}",
                reply.status,
                reply.body
            );
            assert!(reply.status.as_u16() < 500, "{role:?} {method} {uri}: {}", reply.body);
        }
    }
}

#[test]
fn a_proposal_goes_through_consultation_to_what_visitors_are_told() {
    let site = Site::open();
    let uri = site.made(json!([
        {"action": "merge", "facility": "P001", "into": "P002"},
        {"action": "open_at", "facility": "N1", "name": "Đại lý mới", "lon": 105.01, "lat": 0.01},
    ]));
    let compared = site.planner(Method::GET, &format!("{uri}/comparison"), None, Value::Null);
    assert_eq!(
        compared.body["rules"].as_array().map(Vec::len),
        Some(3),
        "{}",
        compared.body
    );
    let state = format!("{uri}/state");
    let step = |role, seen, body: Value| site.ask(Some((role, None)), Method::POST, &state, Some(seen), body);
    assert_eq!(step(Role::Planner, 1, json!({"step": "submit"})).status, StatusCode::OK);
    let ask = json!({"step": "consult", "asked": ["commune:town", "enterprise:BIDV"], "deadline": "2099-12-31"});
    assert_eq!(step(Role::Planner, 2, ask).body["scenario"]["state"], "in_consultation");
    let opinions = format!("{uri}/opinions");
    let opine = |role, scope, party: &str| {
        let body = json!({"party": party, "stance": "agrees_with_remarks", "text": "Đề nghị thông báo sớm", "document": "5/UBND"});
        site.ask(Some((role, Some(scope))), Method::POST, &opinions, None, body)
    };
    assert_eq!(
        opine(Role::Commune, "other", "commune:town").status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        opine(Role::Operator, "town", "commune:town").status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(opine(Role::Commune, "town", "commune:town").status, StatusCode::CREATED);
    let decision = json!({"step": "approve", "number": "7/QĐ-TTPVHCC", "date": "2026-01-02", "signatory": "Giám đốc"});
    let early = step(Role::Approver, 3, decision.clone());
    assert_eq!(
        (early.status, early.body["type"].as_str()),
        (StatusCode::CONFLICT, Some("scenario-refused"))
    );
    assert!(
        early.body["detail"]
            .as_str()
            .is_some_and(|text| text.contains("chưa có ý kiến của enterprise:BIDV"))
    );
    assert_eq!(
        opine(Role::Operator, "BIDV", "enterprise:BIDV").status,
        StatusCode::CREATED
    );
    assert_eq!(
        step(Role::Approver, 3, decision).body["approval"]["number"],
        "7/QĐ-TTPVHCC"
    );
    let publish = json!({"step": "publish", "effective_on": "2099-01-05", "own_days": {"2": "2099-01-01"}});
    let published = step(Role::Approver, 4, publish);
    assert_eq!(published.status, StatusCode::OK, "{}", published.body);
    assert_eq!(published.body["publication"]["effective_on"], "2099-01-05");
    assert_eq!(published.body["opinions"].as_array().map(Vec::len), Some(2));
    // The server takes the changed data in as it takes an import in.
    let data = gandan::store::Workspace::load(&site.office.path).expect("loaded");
    site.service
        .swap(Arc::new(Snapshot::build(data, None)), &WarmUp::default());
    let facilities = site.ask(None, Method::GET, "/api/v1/facilities", None, Value::Null);
    let of = |code: &str| {
        let list = facilities.body["facilities"].as_array().expect("a list");
        list.iter().find(|one| one["facility"] == code).cloned().expect("there")
    };
    assert_eq!(
        of("P001")["notice_vi"],
        "Từ ngày 05/01/2099, điểm này ngừng phục vụ; mời Ông/Bà đến Điểm 2."
    );
    assert_eq!(
        (of("P001")["status"].as_str(), of("P001")["successor"].as_str()),
        (Some("open"), Some("P002"))
    );
    assert_eq!(of("N1")["notice_vi"], "Từ ngày 01/01/2099, điểm này bắt đầu phục vụ.");
    let nearest = |at: &str| {
        let uri = format!("/api/v1/nearest?lon=105.0296&lat=0.0271&k=1&at={at}");
        site.ask(None, Method::GET, &uri, None, Value::Null).body["results"][0]["facility"].clone()
    };
    assert_eq!(nearest("2099-01-04T23:00:00%2B07:00"), "P001");
    assert_ne!(nearest("2099-01-05T08:00:00%2B07:00"), "P001", "it has ended by then");
    let logged = site.service.private().entries(1, 100).expect("read");
    let actions: Vec<&str> = logged
        .iter()
        .map(|entry| entry.action.as_str())
        .filter(|one| one.starts_with("scenario."))
        .collect();
    assert_eq!(
        actions,
        [
            "scenario.new",
            "scenario.submit",
            "scenario.consult",
            "scenario.opine",
            "scenario.opine",
            "scenario.approve",
            "scenario.publish",
        ]
    );
}

#[test]
fn a_service_without_a_workspace_says_that_it_keeps_no_scenarios() {
    let service = Service::new(Arc::new(Snapshot::build(town(), None)));
    let request = Request::get("/api/v1/scenarios").extension(Actor {
        account: "lan".into(),
        name: "Lan".into(),
        role: Role::Planner,
        scope: None,
    });
    let reply = send(router(service), request.body(Body::empty()).expect("a request"));
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[test]
fn where_the_audit_log_takes_no_entry_nothing_is_changed_and_the_planner_is_told_so() {
    let office = Office::of(&town());
    let private = Arc::new(PrivateFile::open(&office.path).expect("made"));
    let service = Service::with_accounts(
        Arc::new(Snapshot::build(town(), None)),
        Arc::clone(&private),
        gandan::api::Site::default(),
    );
    service.hold_scenarios(Arc::new(office.scenarios()));
    let site = Site { office, service };
    let uri = site.made(json!([]));
    let made = private.entries(1, 10).expect("read");
    let told = (made[0].action.as_str(), made[0].detail.as_str());
    assert_eq!(told, ("scenario.new", "version 1, 0 edits"));
    // As a disk that is full.
    let other = rusqlite::Connection::open(private.path()).expect("opened");
    let full = "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END";
    other.execute_batch(full).expect("made");
    let add = json!({"add": [{"action": "close", "facility": "P001"}]});
    let edits = format!("{uri}/edits");
    let refused = site.planner(Method::PATCH, &edits, Some(1), add.clone());
    assert_eq!(
        (refused.status.as_u16(), refused.body["type"].as_str()),
        (503, Some("scenario-not-noted")),
        "{}",
        refused.body
    );
    let detail = refused.body["detail"].as_str().expect("a sentence");
    assert!(
        detail.contains("kịch bản không thay đổi") && detail.contains("nothing was changed"),
        "{detail}"
    );
    let read = site.planner(Method::GET, &uri, None, Value::Null);
    assert_eq!(
        (read.tag.as_str(), read.body["edits"].as_array().map(Vec::len)),
        ("\"1\"", Some(0))
    );
    other.execute_batch("DROP TRIGGER no_room").expect("dropped");
    assert_eq!(site.planner(Method::PATCH, &edits, Some(1), add).status, StatusCode::OK);
    let last = private.entries(2, 10).expect("read").pop().expect("an entry");
    assert_eq!(
        (last.action.as_str(), last.detail.as_str()),
        ("scenario.edit", "version 2, 1 edits")
    );
}
