//! The way of a report over HTTP: set, filed, returned, accepted, in the workspace.
//!
//! Long because every test asks the same little city.

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
        Site::of(data())
    }

    fn of(data: Dataset) -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = folder.path().join("w.gpkg");
        Workspace::create(&workspace, &data, Overwrite::Refuse).expect("made");
        let private = Arc::new(PrivateFile::open(&workspace).expect("a file"));
        let snapshot = Arc::new(Snapshot::build(data, None));
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
fn periods_come_in_pages_the_newest_first() {
    let site = Site::open();
    let ids: Vec<String> = (8..=10)
        .map(|month| {
            let new =
                json!({"from": format!("2026-{month:02}"), "to": format!("2026-{month:02}"), "due": "2026-12-05"});
            let told = site.done(PLANNER, "POST", "/api/v1/periods", new);
            told["period"]["id"].as_str().expect("an id").to_owned()
        })
        .collect();
    let page = |query: &str| site.done(PLANNER, "GET", &format!("/api/v1/periods?{query}"), Value::Null);
    let all = page("");
    let listed: Vec<&str> = all["periods"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!((listed.len(), all.get("next")), (3, None));
    assert!(ids.iter().all(|id| listed.contains(&id.as_str())));
    let first = page("limit=2");
    assert_eq!(first["next"], listed[1]);
    let rest = page(&format!("after={}", listed[1]));
    assert_eq!((&rest["periods"][0]["id"], rest.get("next")), (&json!(listed[2]), None));
    let wrong = site.ask(PLANNER, "GET", "/api/v1/periods?after=0", Value::Null);
    assert_eq!(wrong.0, 400, "{}", wrong.1);
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
    // The progress tells that the figures are gone, and they are written again by accepting the agent by its name.
    assert_eq!(
        site.done(WEST, "GET", &period, Value::Null)["agents"][0]["absent_months"],
        json!(["2026-10"])
    );
    assert_eq!(step(WEST, 4, json!({"step": "accept", "facilities": ["A"]})).0, 200);
    assert_eq!(Workspace::load(&site.workspace).expect("read").performance.len(), 1);
    // What was accepted is returned by name alone, and its reason is told to the operator.
    assert_eq!(
        step(WEST, 5, json!({"step": "return", "reason": "sai", "facilities": ["A"]})).0,
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
    // Two lines of the form; in the one below nothing is written yet, in the first nothing at all.
    site.done(BIDV, "PUT", &filing, json!({"version": 1, "rows": [row("A", 12)]}));
    for (version, filled) in [(2, 1), (3, 0)] {
        let book = site.send(BIDV, "GET", &address, "", Body::empty());
        let (_, told) = read(book.body.to_vec());
        assert_eq!(told["rows"].as_array().map(Vec::len), Some(filled));
        assert_eq!(
            told["findings"],
            json!([]),
            "a line that is not filled in is no mistake"
        );
        site.done(BIDV, "PUT", &filing, json!({"version": version, "rows": []}));
    }
    site.done(
        BIDV,
        "PUT",
        &filing,
        json!({"version": 4, "rows": [row("A", 12), row("B", 0)]}),
    );
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

#[test]
fn a_draft_that_is_saved_while_figures_are_carried_is_no_hindrance_and_there_is_one_source_a_period() {
    let site = Site::open();
    let period = site.period();
    let filing = format!("{period}/filings/BIDV");
    let id = period.rsplit('/').next().expect("an id").to_owned();
    let state = format!("{filing}/state");
    site.done(BIDV, "PUT", &filing, json!({"version": 0, "rows": [row("A", 12)]}));
    site.done(BIDV, "POST", &state, json!({"version": 1, "step": "submit"}));
    let data = data();
    let actor = Actor {
        account: "cn".into(),
        name: "CN".into(),
        role: Role::Inspector,
        scope: Some("CN-W".into()),
    };
    let reporting = gandan::planner::Reporting {
        private: &site.private,
        dataset: &data,
        actor: &actor,
        now: chrono::Utc::now(),
    };
    let step = gandan::reporting::FilingStep::Accept;
    let accept = |seen: u64, named: &[String], meanwhile: &dyn Fn()| {
        reporting.step((&id, "BIDV"), seen, (&step, named), Some(&site.workspace), |_| {
            meanwhile();
            Default::default()
        })
    };
    let read = accept(2, &[], &|| {
        // The operator writes on at B: the filing is at version 3 before A is marked.
        site.done(BIDV, "PUT", &filing, json!({"version": 2, "rows": [row("B", 5)]}));
    });
    let read = read.expect("accepted");
    assert_eq!(read.filing.version, 4);
    assert_eq!(
        read.filing.state_of("A"),
        Some(gandan::reporting::FilingState::Accepted)
    );
    let told = site.done(BIDV, "GET", &filing, Value::Null);
    assert_eq!(states(&told), "A:accepted B:draft");
    assert_eq!(told["rows"].as_array().map(Vec::len), Some(2), "B's draft is kept");
    let nothing = || {};
    let stale = accept(2, &["A".to_owned()], &nothing).expect_err("another version was looked at");
    assert!(stale.to_string().contains("phiên bản 4"), "{stale}");
    let history = Workspace::history(&site.workspace).expect("read").len();
    assert_eq!(history, 1, "and then nothing is written");

    site.done(BIDV, "POST", &state, json!({"version": 4, "step": "submit"}));
    site.done(EAST, "POST", &state, json!({"version": 5, "step": "accept"}));
    let kept = Workspace::load(&site.workspace).expect("read");
    assert_eq!(kept.performance.len(), 2);
    let named = |name: &str| kept.sources.iter().filter(|source| source.name.contains(name)).count();
    assert_eq!(named("doanh nghiệp BIDV"), 1, "{:?}", kept.sources);
}

#[test]
fn words_are_shown_to_the_branches_to_which_something_was_submitted_and_what_waits_outlives_the_closing() {
    let site = Site::open();
    let period = site.period();
    let filing = format!("{period}/filings/BIDV");
    let state = format!("{filing}/state");
    let draft = json!({"version": 0, "rows": [row("A", 12), row("B", 5)], "texts": {"feedback": "bí mật"}});
    site.done(BIDV, "PUT", &filing, draft);
    let only = json!({"version": 1, "step": "submit", "facilities": ["A"]});
    site.done(BIDV, "POST", &state, only);
    let words = |who| site.done(who, "GET", &filing, Value::Null)["texts"]["feedback"].clone();
    assert_eq!((words(WEST), words(EAST)), ("bí mật".into(), "".into()));

    site.done(PLANNER, "POST", &format!("{period}/state"), json!({"step": "close"}));
    let kinds = |who| -> Vec<String> {
        let told = site.done(who, "GET", "/api/v1/work", Value::Null);
        let items = told["items"].as_array().expect("a list").iter();
        items
            .map(|item| item["kind"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    assert_eq!(kinds(WEST), ["decide"]);
    assert!(kinds(EAST).is_empty() && kinds(BIDV).is_empty());
    let back = json!({"version": 2, "step": "return", "reason": "sai"});
    let (status, told) = site.ask(WEST, "POST", &state, back);
    assert!(
        status == 409 && told["detail"].as_str().is_some_and(|said| said.contains("đã đóng")),
        "nobody could mend it: {told}"
    );
    site.done(WEST, "POST", &state, json!({"version": 2, "step": "accept"}));
    assert!(kinds(WEST).is_empty());
}

#[test]
fn figures_of_one_operator_or_point_are_for_those_whose_scope_they_are_in() {
    let mut data = data();
    let october = Month { year: 2026, month: 10 };
    for (code, dossiers) in [("A", 1), ("B", 10), ("C", 100)] {
        let report = gandan::reporting::FilingRow {
            facility: code.into(),
            month: Some(october),
            dossiers: Some(dossiers),
            ..Default::default()
        };
        data.performance.extend(report.report());
    }
    data.sort();
    // B took over what a point of the west gave up in September.
    let mut closed = data.facilities[2].clone();
    (closed.code, closed.successor) = ("D".into(), Some("B".into()));
    closed.closes_on = Some("2026-09-30".into());
    data.facilities.push(closed);
    data.sort();
    let site = Site::of(data);
    let dossiers = |who, uri: &str| site.done(who, "GET", uri, Value::Null)["months"][0]["dossiers"].as_f64();
    let all = "/api/v1/trend";
    assert_eq!(
        dossiers(BIDV, all),
        Some(111.0),
        "the city's own figures are everybody's"
    );
    let own = "/api/v1/trend?operator=BIDV";
    assert_eq!(dossiers(PLANNER, own), Some(11.0));
    assert_eq!(dossiers(BIDV, own), Some(11.0));
    assert_eq!((dossiers(WEST, own), dossiers(EAST, own)), (Some(1.0), Some(10.0)));
    assert_eq!(dossiers(BIDV, "/api/v1/trend?operator=VNPT"), None);
    assert_eq!(dossiers(BIDV, "/api/v1/trend?point=C"), None);
    assert_eq!(dossiers(WEST, "/api/v1/trend?point=C"), Some(100.0));
    let refused = |uri: &str| site.send(PLANNER, "GET", uri, "", Body::empty()).status.as_u16();
    assert_eq!(
        refused("/api/v1/trend?area=00001&layout=old"),
        404,
        "the data have no crosswalk"
    );
    assert_eq!(
        refused("/api/v1/trend?operator=BIDV&layout=old"),
        400,
        "a layout is of an area"
    );
    let kept = |uri| {
        site.send(BIDV, "GET", uri, "", Body::empty())
            .header("cache-control")
            .to_owned()
    };
    assert_eq!((kept(all), kept(own)), ("public, no-cache".into(), "no-store".into()));
    let receivers = |who| {
        let told = site.done(who, "GET", "/api/v1/trend/reorganised", Value::Null);
        told["receivers"].as_array().map(Vec::len)
    };
    let vnpt: Who = (Role::Operator, Some("VNPT"));
    assert_eq!([PLANNER, BIDV, EAST].map(receivers), [Some(1); 3]);
    assert_eq!([WEST, vnpt].map(receivers), [Some(0); 2]);
}
