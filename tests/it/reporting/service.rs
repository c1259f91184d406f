//! The way of a report over HTTP: set, filed, returned, accepted, in the workspace.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use gandan::api::{Service, Site as Reached, router};
use gandan::auth::{Actor, PrivateFile, Role};
use gandan::model::{Dataset, Facility, FacilityKind, Month};
use gandan::planner::kept_work::NothingKept;
use gandan::planner::{Scenarios, Snapshot};
use gandan::store::{Overwrite, SheetColumn, SheetValue, Workspace, sheet_workbook};
use serde_json::{Value, json};

use crate::service::fixture::{Reply, send, town};

type Who = (Role, Option<&'static str>);
const PLANNER: Who = (Role::Planner, None);
const BIDV: Who = (Role::Operator, Some("bidv"));
const WEST: Who = (Role::Inspector, Some("CN-W"));
const EAST: Who = (Role::Inspector, Some("CN-E"));

struct Site {
    _folder: tempfile::TempDir,
    workspace: PathBuf,
    private: Arc<PrivateFile>,
    service: Service,
}

/// Agents A (west) and B (east) of BIDV, C (west) of VNPT; a branch in the west and one in the east.
fn data() -> Dataset {
    let mut data = town();
    let place = |west: bool| {
        data.facilities
            .iter()
            .map(|one| one.location)
            .reduce(|a, b| if (a.lon < b.lon) == west { a } else { b })
    };
    let (west, east) = (place(true).expect("points"), place(false).expect("points"));
    let point = |code: &str, kind, location, operator: &str| Facility {
        operator: Some(operator.to_owned()).filter(|one| !one.is_empty()),
        ..Facility::new(code, kind, format!("Điểm {code}"), location)
    };
    data.facilities = vec![
        point("A", FacilityKind::Agent, west, "BIDV"),
        point("B", FacilityKind::Agent, east, "BIDV"),
        point("C", FacilityKind::Agent, west, "VNPT"),
        point("CN-E", FacilityKind::Branch, east, ""),
        point("CN-W", FacilityKind::Branch, west, ""),
    ];
    data.performance.clear();
    data.sort();
    data
}

impl Site {
    fn open() -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = folder.path().join("w.gpkg");
        Workspace::create(&workspace, &data(), Overwrite::Refuse).expect("made");
        let private = Arc::new(PrivateFile::open(&workspace).expect("a file"));
        let snapshot = Arc::new(Snapshot::build(data(), None));
        let service = Service::with_accounts(snapshot, Arc::clone(&private), Reached::default());
        service.hold_scenarios(Arc::new(Scenarios::new(workspace.clone(), Box::new(NothingKept))));
        Site {
            _folder: folder,
            workspace,
            private,
            service,
        }
    }

    fn send(&self, (role, scope): Who, method: &str, uri: &str, kind: &str, body: Body) -> Reply {
        let request = Request::builder().method(method).uri(uri).header("content-type", kind);
        let actor = Actor {
            account: format!("{}.{}", role.code(), scope.unwrap_or("1").to_lowercase()),
            name: "Nguyễn Thị Lan".into(),
            role,
            scope: scope.map(str::to_owned),
        };
        send(
            router(self.service.clone()),
            request.extension(actor).body(body).expect("a request"),
        )
    }

    fn ask(&self, who: Who, method: &str, uri: &str, body: Value) -> (u16, Value) {
        let sent = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        let reply = self.send(who, method, uri, "application/json", sent);
        (reply.status.as_u16(), reply.json())
    }

    fn done(&self, who: Who, method: &str, uri: &str, body: Value) -> Value {
        let (status, told) = self.ask(who, method, uri, body);
        assert!(status < 300, "{method} {uri}: {status} {told}");
        told
    }

    /// A period of October with everything asked; its address.
    fn period(&self) -> String {
        let new = json!({"from": "2026-10", "to": "2026-10", "due": "2026-11-05"});
        let told = self.done(PLANNER, "POST", "/api/v1/periods", new);
        format!("/api/v1/periods/{}", told["period"]["id"].as_str().expect("an id"))
    }
}

fn row(facility: &str, dossiers: u32) -> Value {
    json!({"facility": facility, "month": "2026-10", "dossiers": dossiers, "submitted_online": dossiers,
        "responses": 4, "satisfied": 3})
}

fn states(told: &Value) -> String {
    let agents = told["agents"].as_array().expect("a list").iter();
    let told = agents.map(|one| {
        format!(
            "{}:{}",
            one["facility"].as_str().unwrap_or(""),
            one["state"].as_str().unwrap_or("")
        )
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_report_goes_from_the_operator_by_the_branch_into_the_workspace_and_can_be_taken_back() {
    let site = Site::open();
    let period = site.period();
    let filing = format!("{period}/filings/BIDV");
    let draft = json!({"version": 0, "rows": [row("A", 12), row("B", 5)], "texts": {"proposals": "Thêm máy quét"}});
    assert_eq!(states(&site.done(BIDV, "PUT", &filing, draft)), "A:draft B:draft");
    let step = |who, version: u64, more: Value| {
        let mut body = json!({"version": version});
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        site.ask(who, "POST", &format!("{filing}/state"), body)
    };
    assert_eq!(
        step(WEST, 1, json!({"step": "accept"})).0,
        409,
        "nothing was submitted yet"
    );
    let (status, told) = step(BIDV, 1, json!({"step": "submit"}));
    assert_eq!((status, states(&told).as_str()), (200, "A:submitted B:submitted"));
    // Each branch sees and decides its own area.
    assert_eq!(states(&site.done(EAST, "GET", &period, Value::Null)), "B:submitted");
    assert_eq!(
        states(&site.done(WEST, "GET", &period, Value::Null)),
        "A:submitted C:missing"
    );
    assert_eq!(step(WEST, 2, json!({"step": "accept", "facilities": ["B"]})).0, 409);
    assert_eq!(step(EAST, 2, json!({"step": "return"})).0, 409, "without a reason");
    assert_eq!(step(EAST, 2, json!({"step": "return", "reason": "nhầm cột"})).0, 200);
    let (status, told) = step(WEST, 3, json!({"step": "accept"}));
    assert_eq!((status, states(&told).as_str()), (200, "A:accepted"));
    let kept = Workspace::load(&site.workspace).expect("read");
    let month = Month { year: 2026, month: 10 };
    let reports: Vec<_> = kept
        .performance
        .iter()
        .map(|one| (one.facility.as_str(), one.month, one.dossiers))
        .collect();
    assert_eq!(reports, [("A", month, 12.0)]);
    assert!(
        kept.sources
            .iter()
            .any(|source| source.name == "báo cáo của doanh nghiệp BIDV, kỳ tháng 10/2026"),
        "{:?}",
        kept.sources
    );
    let history = Workspace::history(&site.workspace).expect("read");
    assert_eq!(history.last().map(|entry| entry.kind.as_str()), Some("performance"));
    Workspace::undo(&site.workspace, None, |_, _, _| ((), Default::default())).expect("taken back");
    assert!(Workspace::load(&site.workspace).expect("read").performance.is_empty());
    // What was accepted is returned by name alone, and its reason is told to the operator.
    assert_eq!(
        step(WEST, 4, json!({"step": "return", "reason": "sai", "facilities": ["A"]})).0,
        200
    );
    let told = site.done(BIDV, "GET", &period, Value::Null);
    assert_eq!(told["agents"][0]["reason"], "sai");
    let actions: Vec<String> = site
        .private
        .entries(1, 100)
        .expect("read")
        .into_iter()
        .map(|one| one.action)
        .collect();
    for action in [
        "period.add",
        "filing.begin",
        "filing.submit",
        "filing.return",
        "filing.accept",
    ] {
        assert!(actions.iter().any(|one| one == action), "{action} in {actions:?}");
    }
}

#[test]
fn nobody_reaches_the_filing_of_another_and_a_draft_is_its_operators_alone() {
    let site = Site::open();
    let period = site.period();
    let own = format!("{period}/filings/BIDV");
    let draft = |version: u64, rows: Value| json!({"version": version, "rows": rows, "texts": {"feedback": "bí mật"}});
    site.done(BIDV, "PUT", &own, draft(0, json!([row("A", 12)])));
    let other = format!("{period}/filings/VNPT");
    assert_eq!(site.ask(BIDV, "GET", &other, Value::Null).0, 403);
    assert_eq!(site.ask(BIDV, "PUT", &other, draft(0, json!([]))).0, 403);
    assert_eq!(site.ask(BIDV, "GET", &format!("{other}/workbook"), Value::Null).0, 403);
    assert_eq!(site.ask(PLANNER, "PUT", &own, draft(1, json!([]))).0, 403);
    let seen = site.done(WEST, "GET", &own, Value::Null);
    assert_eq!(seen["texts"]["feedback"], "", "words of a draft too");
    assert_eq!((&seen["rows"], states(&seen).as_str()), (&json!([]), "A:draft"));
    for (rows, word) in [
        (json!([row("C", 1)]), "'C'"),
        (json!([{"facility": "A", "month": "2026-09", "dossiers": 1}]), "2026-09"),
    ] {
        let (status, told) = site.ask(BIDV, "PUT", &own, draft(1, rows));
        assert!(
            status == 409 && told["detail"].as_str().is_some_and(|said| said.contains(word)),
            "{told}"
        );
    }
    assert_eq!(
        site.ask(BIDV, "PUT", &own, draft(0, json!([]))).0,
        409,
        "an older version"
    );
    let (status, _) = site.ask(BIDV, "PUT", &own, json!({"version": 1, "rows": [], "colour": 1}));
    assert_eq!(status, 400, "a strict body");
    assert_eq!(site.ask(BIDV, "GET", "/api/v1/periods/0", Value::Null).0, 404);
    assert_eq!(
        site.ask(PLANNER, "GET", &format!("{period}/filings/FPT"), Value::Null)
            .0,
        404
    );
    site.done(PLANNER, "POST", &format!("{period}/state"), json!({"step": "close"}));
    assert_eq!(site.ask(BIDV, "PUT", &own, draft(1, json!([]))).0, 409, "closed");
    assert_eq!(site.done(BIDV, "GET", "/api/v1/work", Value::Null)["items"], json!([]));
}

#[test]
fn contradictions_stop_the_submission_and_are_said_at_their_cell() {
    let site = Site::open();
    let filing = format!("{}/filings/bidv", site.period());
    let wrong =
        json!({"facility": "A", "month": "2026-10", "dossiers": 2, "accepted": 3, "responses": 1, "satisfied": 2});
    let told = site.done(
        BIDV,
        "PUT",
        &filing,
        json!({"version": 0, "rows": [wrong, row("B", 1)]}),
    );
    let cells: Vec<_> = told["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (
                one["facility"].as_str(),
                one["column"].as_str(),
                one["severity"].as_str(),
            )
        })
        .collect();
    assert!(
        cells.contains(&(Some("A"), Some("satisfied"), Some("error"))),
        "{cells:?}"
    );
    assert!(
        cells.contains(&(Some("A"), Some("accepted"), Some("warning"))),
        "{cells:?}"
    );
    let (status, told) = site.ask(
        BIDV,
        "POST",
        &format!("{filing}/state"),
        json!({"version": 1, "step": "submit"}),
    );
    assert_eq!(status, 409);
    assert!(
        told["detail"].as_str().is_some_and(|said| said.contains("Còn 1 lỗi")),
        "{told}"
    );
    let only = json!({"version": 1, "step": "submit", "facilities": ["B"]});
    assert_eq!(
        site.ask(BIDV, "POST", &format!("{filing}/state"), only).0,
        200,
        "B is right"
    );
}

#[test]
fn a_workbook_comes_with_the_own_agents_and_is_read_before_anything_is_kept() {
    let site = Site::open();
    let filing = format!("{}/filings/BIDV", site.period());
    let draft = json!({"version": 0, "rows": [row("A", 12), row("B", 0)]});
    let saved = site.done(BIDV, "PUT", &filing, draft);
    let book = site.send(BIDV, "GET", &format!("{filing}/workbook"), "", Body::empty());
    assert_eq!(book.status, 200);
    assert!(book.header("content-disposition").contains(".xlsx"));
    let address = format!("{filing}/workbook");
    let read = |bytes: Vec<u8>| {
        let reply = site.send(BIDV, "POST", &address, "application/octet-stream", Body::from(bytes));
        (reply.status.as_u16(), reply.json())
    };
    let (status, told) = read(book.body.to_vec());
    assert_eq!(status, 200, "{told}");
    assert_eq!(
        told["rows"], saved["rows"],
        "what was downloaded is read back as it was"
    );
    assert_eq!(told["findings"], json!([]));
    let text = |text: &str| SheetValue::Text(text.into());
    let columns = ["Mã điểm", "Tháng", "Số hồ sơ"].map(SheetColumn::plain);
    let rows = [
        vec![text("A"), text("10/2026"), SheetValue::Number(7.0)],
        vec![text("C"), text("10/2026"), SheetValue::Number(7.0)],
        vec![text("B"), text("10/2026"), text("nhiều")],
    ];
    let (status, told) = read(sheet_workbook("Báo cáo", &columns, &rows).expect("a workbook"));
    assert_eq!(status, 200, "{told}");
    let codes: Vec<_> = told["rows"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["facility"].as_str())
        .collect();
    assert_eq!(codes, [Some("A")]);
    let findings = told["findings"].as_array().expect("a list");
    let foreign = findings
        .iter()
        .find(|one| one["check"] == "filing_foreign_agent")
        .expect("it is said");
    assert!(
        foreign["message_vi"]
            .as_str()
            .is_some_and(|said| said.contains("không phải đại lý của BIDV")),
        "{foreign}"
    );
    assert!(
        findings.iter().any(|one| one["row"] == 4 && one["value"] == "nhiều"),
        "{findings:?}"
    );
    let now = site.done(BIDV, "GET", &filing, Value::Null);
    assert_eq!(now["rows"], saved["rows"], "nothing was kept");
    assert_eq!(read(b"ma diem,thang\n".to_vec()).0, 400);
    assert_eq!(read(vec![0; (1 << 20) + 1]).0, 413);
}
