//! The walk: every route is asked once at least, with what it answers first and with its own refusals.

use super::walk::Walk;
use crate::service::imports::LIST;
use crate::service::voice::{inspection, uuid};
use gandan::auth::Role;
use serde_json::{Value, json};

#[test]
fn every_answer_of_a_walk_through_all_routes_fits_the_document() {
    let mut walk = Walk::open();
    public(&mut walk);
    sessions(&mut walk);
    voice(&mut walk);
    scenarios(&mut walk);
    jobs(&mut walk);
    periods(&mut walk);
    imports(&mut walk);
    assert!(walk.wrong.is_empty(), "{}", walk.wrong.join("\n"));
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        walk.examples.write();
    }
}

fn public(walk: &mut Walk) {
    let at = "at=2026-03-02T09:00:00%2B07:00";
    let place = "lon=105.801&lat=21.001";
    for (path, asked) in [
        ("/api/v1/about", "/api/v1/about".to_owned()),
        (
            "/api/v1/facilities",
            "/api/v1/facilities?kind=agent&status=open&area=00001".to_owned(),
        ),
        ("/api/v1/areas", "/api/v1/areas?level=commune".to_owned()),
        ("/api/v1/procedures", "/api/v1/procedures".to_owned()),
        (
            "/api/v1/coverage",
            "/api/v1/coverage?rule=plan68&figures=true".to_owned(),
        ),
        ("/api/v1/review", "/api/v1/review".to_owned()),
        ("/api/v1/trend", "/api/v1/trend".to_owned()),
        (
            "/api/v1/nearest",
            format!("/api/v1/nearest?{place}&mode=motorbike&k=3&procedure=1.001193&{at}"),
        ),
        ("/api/v1/route", format!("/api/v1/route?to=CN-1&{place}&mode=foot")),
        ("/api/v1/search", "/api/v1/search?q=ho%20tay&limit=5".to_owned()),
        (
            "/api/v1/ask",
            format!("/api/v1/ask?q=khai%20sinh%20g%E1%BA%A7n%20H%E1%BB%93%20T%C3%A2y&k=2&{at}"),
        ),
        (
            "/api/v1/isochrone",
            "/api/v1/isochrone?facility=CN-1&mode=foot&minutes=5,15&direction=from&layer=cells".to_owned(),
        ),
        ("/api/v1/checklist", "/api/v1/checklist".to_owned()),
        ("/ogc", "/ogc?f=json".to_owned()),
        ("/ogc/api", "/ogc/api".to_owned()),
        ("/ogc/conformance", "/ogc/conformance".to_owned()),
        ("/ogc/collections", "/ogc/collections".to_owned()),
        (
            "/ogc/collections/{collection}",
            "/ogc/collections/facilities".to_owned(),
        ),
        (
            "/ogc/collections/{collection}/queryables",
            "/ogc/collections/facilities/queryables".to_owned(),
        ),
        (
            "/ogc/collections/{collection}/items",
            "/ogc/collections/facilities/items?limit=2".to_owned(),
        ),
        (
            "/ogc/collections/{collection}/items/{feature}",
            "/ogc/collections/facilities/items/DL-A".to_owned(),
        ),
        ("/ogc/network.gpkg", "/ogc/network.gpkg".to_owned()),
        ("/ogc/network.qgs", "/ogc/network.qgs".to_owned()),
        ("/tiles/tiles.json", "/tiles/tiles.json".to_owned()),
        ("/tiles/style.json", "/tiles/style.json".to_owned()),
        ("/tiles/{z}/{x}/{y}.mvt", "/tiles/13/6504/3606.mvt".to_owned()),
        (
            "/api/v1/documents/coverage",
            "/api/v1/documents/coverage?format=html&commune=00001".to_owned(),
        ),
        (
            "/api/v1/documents/poster",
            "/api/v1/documents/poster?point=DL-A&format=html".to_owned(),
        ),
        ("/healthz", "/healthz".to_owned()),
        ("/readyz", "/readyz".to_owned()),
        ("/docs", "/docs".to_owned()),
    ] {
        walk.get(None, path, &asked);
    }
}

fn sessions(walk: &mut Walk) {
    let session = "/api/v1/session";
    let password = crate::service::accounts::PASSWORD;
    walk.post(
        None,
        session,
        session,
        &json!({"login": "planner", "password": password}),
    );
    walk.get(Some(Role::Planner), session, session);
    let change = json!({"current": password, "new": "cầu Long Biên bắc qua"});
    let path = "/api/v1/session/password";
    walk.ask(Some(Role::ProcedureController), "PUT", path, path, None, &change);
    walk.ask(Some(Role::Approver), "DELETE", session, session, None, &Value::Null);
    walk.get(Some(Role::Admin), "/api/v1/accounts", "/api/v1/accounts?limit=2");
    walk.get(Some(Role::Admin), "/api/v1/audit", "/api/v1/audit?from=1&limit=2");
    walk.get(Some(Role::Planner), "/api/v1/work", "/api/v1/work");
    walk.get(Some(Role::Planner), "/api/v1/criteria", "/api/v1/criteria");
    walk.get(Some(Role::Planner), "/api/v1/checks", "/api/v1/checks");
    walk.get(
        Some(Role::Planner),
        "/api/v1/trend/reorganised",
        "/api/v1/trend/reorganised",
    );
    walk.get(
        Some(Role::Planner),
        "/api/v1/documents/{kind}",
        "/api/v1/documents/data-quality?format=html",
    );
    walk.get(
        Some(Role::Planner),
        "/api/v1/export/{layer}",
        "/api/v1/export/facilities?format=csv",
    );
}

fn voice(walk: &mut Walk) {
    let (ratings, reports) = ("/api/v1/ratings", "/api/v1/reports");
    let rating = json!({"visit": uuid(1), "facility": "DL-A", "stars": 2, "text": "Chờ lâu"});
    walk.post(None, ratings, ratings, &rating);
    for role in [Role::Support, Role::Leader] {
        walk.get(Some(role), ratings, &format!("{ratings}?reading=waiting&limit=10"));
    }
    let waiting = walk.get(Some(Role::Support), ratings, ratings).json();
    let read = format!("{ratings}/{}/reading", id(&waiting["ratings"][0]["id"]));
    let shown = json!({"reading": "shown", "seen": "waiting"});
    walk.ask(
        Some(Role::Support),
        "PUT",
        "/api/v1/ratings/{id}/reading",
        &read,
        None,
        &shown,
    );
    let report = json!({"request": uuid(2), "facility": "DL-A", "kind": "wrong_position", "text": "Điểm đã chuyển sang ngõ bên",
        "lon": 105.8012, "lat": 21.0011});
    let told = walk.post(None, reports, reports, &report).json();
    let case = id(&told["case"]);
    walk.get(None, "/api/v1/reports/{id}", &format!("{reports}/{case}"));
    walk.get(None, "/api/v1/satisfaction", "/api/v1/satisfaction");
    walk.get(None, "/api/v1/satisfaction/{facility}", "/api/v1/satisfaction/DL-A");
    walk.get(Some(Role::Support), "/api/v1/cases", "/api/v1/cases?open=true&limit=10");
    walk.get(
        Some(Role::Support),
        "/api/v1/cases/{id}",
        &format!("/api/v1/cases/{case}"),
    );
    let steps = format!("/api/v1/cases/{case}/steps");
    walk.post(
        Some(Role::Support),
        "/api/v1/cases/{id}/steps",
        &steps,
        &json!({"step": "take", "version": 1}),
    );
    let inspections = "/api/v1/inspections";
    walk.post(
        Some(Role::Inspector),
        inspections,
        inspections,
        &inspection(3, "DL-A", "2025-03-20"),
    );
    walk.get(Some(Role::Inspector), inspections, inspections);
    walk.get(Some(Role::Leader), "/api/v1/alerts", "/api/v1/alerts?limit=10");
    let follow = format!("{inspections}/{}/follow-ups", uuid(3));
    let done = json!({"finding": 1, "note": "Đã treo"});
    walk.post(
        Some(Role::Inspector),
        "/api/v1/inspections/{id}/follow-ups",
        &follow,
        &done,
    );
}

fn scenarios(walk: &mut Walk) {
    let planner = Some(Role::Planner);
    let all = "/api/v1/scenarios";
    let new =
        json!({"name": "Phường Tây Thành", "note": "Hai đại lý", "edits": [{"action": "close", "facility": "DL-B"}]});
    let made = walk.post(planner, all, all, &new).json();
    let own = format!("{all}/{}", id(&made["scenario"]["id"]));
    walk.get(planner, all, &format!("{all}?limit=10"));
    let (one, edits) = ("/api/v1/scenarios/{id}", "/api/v1/scenarios/{id}/edits");
    walk.get(planner, one, &own);
    walk.get(planner, one, &format!("{all}/0"));
    let add = json!({"add": [{"action": "hours", "facility": "DL-A", "opening_hours": "Mo-Fr 08:00-17:00"}]});
    let change = |walk: &mut Walk, seen: Option<u64>, sent: &Value| {
        walk.ask(planner, "PATCH", edits, &format!("{own}/edits"), seen, sent);
    };
    change(walk, Some(1), &add);
    change(walk, Some(1), &json!({"undo": 0}));
    change(walk, None, &json!({"undo": 0}));
    change(
        walk,
        Some(2),
        &json!({"add": [{"action": "close", "facility": "DL-Z"}]}),
    );
    let comments = "/api/v1/scenarios/{id}/comments";
    walk.post(
        planner,
        comments,
        &format!("{own}/comments"),
        &json!({"text": "Xem lại giờ mở cửa.", "edit": 1}),
    );
    walk.get(planner, comments, &format!("{own}/comments?limit=10"));
    walk.get(
        planner,
        "/api/v1/scenarios/{id}/history",
        &format!("{own}/history?limit=10"),
    );
    walk.get(
        planner,
        "/api/v1/scenarios/{id}/comparison",
        &format!("{own}/comparison"),
    );
    let preview = "/api/v1/scenarios/{id}/preview";
    let look = |walk: &mut Walk, facility: &str| {
        let sent = json!({"edits": [{"action": "close", "facility": facility}]});
        walk.post(planner, preview, &format!("{own}/preview"), &sent);
    };
    look(walk, "DL-A");
    look(walk, "DL-Z");
    walk.get(
        planner,
        "/api/v1/documents/proposal",
        &format!(
            "/api/v1/documents/proposal?scenario={}&format=html",
            &own[all.len() + 1..]
        ),
    );
    let opinions = "/api/v1/scenarios/{id}/opinions";
    let opinion = json!({"party": "commune:00001", "stance": "agrees_with_remarks", "text": "Đề nghị thông báo sớm",
        "document": "5/UBND"});
    let say = |walk: &mut Walk| {
        walk.post(Some(Role::Commune), opinions, &format!("{own}/opinions"), &opinion);
    };
    // Nobody is asked yet.
    say(walk);
    let state = "/api/v1/scenarios/{id}/state";
    let step = |walk: &mut Walk, seen: u64, sent: &Value| {
        walk.ask(planner, "POST", state, &format!("{own}/state"), Some(seen), sent);
    };
    walk.post(planner, state, &format!("{own}/state"), &json!({"step": "submit"}));
    step(walk, 2, &json!({"step": "submit"}));
    step(walk, 3, &json!({"step": "submit"}));
    step(
        walk,
        3,
        &json!({"step": "consult", "asked": ["commune:00001", "enterprise:BIDV"], "deadline": "2099-12-31"}),
    );
    say(walk);
    walk.post(
        planner,
        "/api/v1/what-if",
        "/api/v1/what-if",
        &json!({"plan": "none", "close": ["DL-B"]}),
    );
}

/// Listens until a job has ended.
fn ended(walk: &mut Walk, job: &Value) -> String {
    let id = id(&job["id"]);
    walk.get(
        Some(Role::Planner),
        "/api/v1/jobs/{id}/events",
        &format!("/api/v1/jobs/{id}/events"),
    );
    let told = walk
        .get(Some(Role::Planner), "/api/v1/jobs/{id}", &format!("/api/v1/jobs/{id}"))
        .json();
    assert_eq!(told["state"], "done", "{told}");
    id
}

fn jobs(walk: &mut Walk) {
    let (planner, all) = (Some(Role::Planner), "/api/v1/jobs");
    let settings = json!({"preset": "efficient", "sensitivity_s": 0.0, "counterfactual_s": 0.0, "robustness_plans": 0});
    let review_job = json!({"kind": "review", "settings": settings});
    let first = walk.post(planner, all, all, &review_job).json();
    let done = ended(walk, &first);
    walk.get(planner, "/api/v1/jobs/{id}/result", &format!("{all}/{done}/result"));
    walk.get(planner, all, all);
    let review = "/api/v1/review";
    walk.ask(planner, "PUT", review, review, None, &json!({"job": done}));
    let asked = "/api/v1/review/settings";
    walk.post(
        planner,
        asked,
        asked,
        &json!({"toml": "preset = 'careful'\nmerge_distance_m = 800.0"}),
    );
    // One job is done at a time: what comes behind one that does not end can be cancelled before it begins.
    let (release, released) = std::sync::mpsc::channel::<()>();
    walk.occupy(Box::new(move |_| {
        released
            .recv()
            .map(|()| "{}".to_owned())
            .map_err(|gone| gone.to_string())
    }));
    let waiting = walk.post(planner, all, all, &review_job).json();
    let address = format!("{all}/{}", id(&waiting["id"]));
    walk.ask(planner, "DELETE", "/api/v1/jobs/{id}", &address, None, &Value::Null);
    release.send(()).expect("it waits");
}

fn periods(walk: &mut Walk) {
    let (planner, operator) = (Some(Role::Planner), Some(Role::Operator));
    let all = "/api/v1/periods";
    let new = json!({"from": "2026-01", "to": "2026-01", "due": "2026-02-05"});
    let made = walk.post(planner, all, all, &new).json();
    let own = format!("{all}/{}", id(&made["period"]["id"]));
    walk.get(planner, all, &format!("{all}?limit=10"));
    walk.get(planner, "/api/v1/periods/{id}", &own);
    let (path, filing) = ("/api/v1/periods/{id}/filings/{operator}", format!("{own}/filings/BIDV"));
    let row = |facility: &str, dossiers: u32| {
        json!({"facility": facility, "month": "2026-01", "dossiers": dossiers, "submitted_online": dossiers, "responses": 4,
            "satisfied": 3})
    };
    let draft =
        json!({"version": 0, "rows": [row("DL-A", 12), row("DL-B", 5)], "texts": {"proposals": "Thêm máy quét"}});
    walk.ask(operator, "PUT", path, &filing, None, &draft);
    walk.get(operator, path, &filing);
    let (workbook, at) = (
        "/api/v1/periods/{id}/filings/{operator}/workbook",
        format!("{filing}/workbook"),
    );
    let filled = walk.get(operator, workbook, &at);
    let sent = Some(("application/octet-stream", filled.body));
    walk.ask_with(operator, ("POST", workbook, &at), None, sent, &Value::Null);
    let submit = json!({"version": 1, "step": "submit"});
    walk.post(
        operator,
        "/api/v1/periods/{id}/filings/{operator}/state",
        &format!("{filing}/state"),
        &submit,
    );
    walk.get(planner, "/api/v1/periods/{id}/comparison", &format!("{own}/comparison"));
    walk.post(
        planner,
        "/api/v1/periods/{id}/state",
        &format!("{own}/state"),
        &json!({"step": "close"}),
    );
}

fn imports(walk: &mut Walk) {
    let planner = Some(Role::Planner);
    let all = "/api/v1/imports";
    let check = |walk: &mut Walk, file: &str| {
        let fields = [("kind", "facilities"), ("existing", "add")];
        let mut form = String::new();
        for (name, value) in fields {
            form += &format!("--B\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        form += &format!(
            "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n{file}\r\n--B--\r\n"
        );
        let shown = json!({"kind": "facilities", "existing": "add", "file": file});
        let body = Some(("multipart/form-data; boundary=B", form.into()));
        let reply = walk.ask_with(planner, ("POST", all, all), None, body, &shown);
        assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.body));
        format!("{all}/{}", id(&reply.json()["id"]))
    };
    let half_wrong = "code,name,kind,lon,lat\nDL-N,Đại lý mới,agent,105.812,21.012\nDL-X,Đại lý sai,agent,505.8,21.0\n";
    let held = check(walk, half_wrong);
    walk.get(planner, "/api/v1/imports/{id}", &held);
    walk.get(planner, "/api/v1/imports/{id}/rejected", &format!("{held}/rejected"));
    walk.ask(planner, "DELETE", "/api/v1/imports/{id}", &held, None, &Value::Null);
    let held = check(walk, LIST);
    let confirm = json!({"rows": "all", "note": "Sở"});
    let job = walk
        .post(
            planner,
            "/api/v1/imports/{id}/confirmation",
            &format!("{held}/confirmation"),
            &confirm,
        )
        .json();
    ended(walk, &job);
    let history = walk.get(planner, "/api/v1/history", "/api/v1/history?limit=10").json();
    let undo = format!("/api/v1/history/{}/undo", history["entries"][0]["id"]);
    let job = walk
        .post(planner, "/api/v1/history/{id}/undo", &undo, &Value::Null)
        .json();
    ended(walk, &job);
}

fn id(value: &Value) -> String {
    value.as_str().expect("an id").to_owned()
}
