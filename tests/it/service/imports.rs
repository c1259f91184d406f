//! Data brought in over HTTP: checked, confirmed, written by a job, taken back; and what the checks say.

use super::fixture::{Reply, send, town};
use axum::body::Body;
use axum::http::{Request, header};
use gandan::api::{Service, Site, WarmUp, router};
use gandan::auth::{Actor, PrivateFile, Role};
use gandan::model::Dataset;
use gandan::planner::kept_work::NothingKept;
use gandan::planner::{Scenarios, Snapshot};
use gandan::store::{Overwrite, Workspace};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

pub(super) const LIST: &str = "code,name,kind,lon,lat,operator\nDL-A,Đại lý Hàng Bạc mới,agent,105.8005,21.0005,BIDV\nDL-N,Đại lý mới,agent,105.812,21.012,BIDV\n";
/// Its second row lies nowhere on the earth.
const HALF_WRONG: &str =
    "code,name,kind,lon,lat\nDL-N,Đại lý mới,agent,105.812,21.012\nDL-X,Đại lý sai,agent,505.8,21.0\n";

/// A service on a workspace of its own.
pub(super) struct Desk {
    _folder: TempDir,
    pub(super) path: PathBuf,
    pub(super) service: Service,
    pub(super) private: Arc<PrivateFile>,
}

impl Desk {
    pub(super) fn open() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("town.gpkg");
        Workspace::create(&path, &town(), Overwrite::Refuse).expect("written");
        let private = Arc::new(PrivateFile::in_memory().expect("a file"));
        let snapshot = Snapshot::build(Workspace::load(&path).expect("read"), None);
        let service = Service::with_accounts(Arc::new(snapshot), Arc::clone(&private), Site::default());
        service.hold_scenarios(Arc::new(Scenarios::new(path.clone(), Box::new(NothingKept))));
        Desk {
            _folder: folder,
            path,
            service,
            private,
        }
    }

    pub(super) fn data(&self) -> Dataset {
        Workspace::load(&self.path).expect("read")
    }

    /// What the running service does once it notices new data.
    pub(super) fn swap(&self) {
        let snapshot = Arc::new(Snapshot::build(self.data(), None));
        self.service.swap(snapshot, &WarmUp::default());
    }

    fn ask(&self, login: &str, request: axum::http::request::Builder, body: Body) -> Reply {
        self.ask_as(login, Role::Planner, None, request, body)
    }

    pub(super) fn ask_as(
        &self,
        login: &str,
        role: Role,
        scope: Option<&str>,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Reply {
        let actor = Actor {
            account: login.into(),
            name: login.into(),
            role,
            scope: scope.map(str::to_owned),
        };
        let request = request.extension(actor).body(body).expect("a request");
        send(router(self.service.clone()), request)
    }

    pub(super) fn get(&self, uri: &str) -> Reply {
        self.ask("lan", Request::get(uri), Body::empty())
    }

    pub(super) fn post(&self, uri: &str, body: &Value) -> Reply {
        let request = Request::post(uri).header(header::CONTENT_TYPE, "application/json");
        self.ask("lan", request, Body::from(body.to_string()))
    }

    /// Sends a form: fields, and a file called `list.csv`.
    pub(super) fn check(&self, fields: &[(&str, &str)], file: &str) -> Reply {
        self.check_as("lan", fields, file)
    }

    fn check_as(&self, login: &str, fields: &[(&str, &str)], file: &str) -> Reply {
        self.check_by(login, Role::Planner, fields, file)
    }

    pub(super) fn check_by(&self, login: &str, role: Role, fields: &[(&str, &str)], file: &str) -> Reply {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!("--B\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body += &format!(
            "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../list.csv\"\r\ncontent-type: text/csv\r\n\r\n{file}\r\n--B--\r\n"
        );
        let request = Request::post("/api/v1/imports").header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
        self.ask_as(login, role, None, request, Body::from(body))
    }

    /// The job when it has ended.
    pub(super) fn ended(&self, started: &Reply) -> Value {
        assert_eq!(started.status, 202, "{}", String::from_utf8_lossy(&started.body));
        let uri = started.header("location").to_owned();
        loop {
            let job = self.get(&uri).json();
            if !["queued", "running"].contains(&job["state"].as_str().expect("a state")) {
                return job;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        let facilities = self.data().facilities;
        facilities
            .into_iter()
            .map(|one| format!("{} {}", one.code, one.name))
            .collect()
    }
}

#[test]
fn a_file_is_checked_without_a_trace_then_imported_by_a_job_and_taken_back() {
    let desk = Desk::open();
    let (before, bytes) = (desk.names(), std::fs::read(&desk.path).expect("a file"));
    let reply = desk.check(&[("kind", "facilities"), ("existing", "add")], LIST);
    assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.body));
    let told = reply.json();
    assert_eq!(
        (
            told["state"].as_str(),
            told["file"]["name"].as_str(),
            told["adds"].as_bool()
        ),
        (Some("ready"), Some("list.csv"), Some(true))
    );
    let counts = &told["difference"]["facilities"]["counts"];
    assert_eq!(
        (counts["added"].as_u64(), counts["changed"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(
        std::fs::read(&desk.path).expect("a file"),
        bytes,
        "a check writes nothing"
    );
    let uri = reply.header("location").to_owned();
    assert_eq!(desk.get(&uri).json(), told);

    let job = desk.ended(&desk.post(&format!("{uri}/confirmation"), &json!({"rows": "all", "note": "Sở"})));
    assert_eq!(job["state"], "done", "{job}");
    let result = desk
        .get(&format!("/api/v1/jobs/{}/result", job["id"].as_str().expect("an id")))
        .json();
    let now = gandan::planner::id_of(&desk.data());
    assert_eq!(result["snapshot_id"], now.as_str(), "the page waits for these data");
    assert_eq!(desk.names().len(), before.len() + 1);
    assert!(desk.names().contains(&"DL-A Đại lý Hàng Bạc mới".to_owned()));
    assert_eq!(desk.get(&uri).status, 404, "an imported file is held no longer");

    let history = desk.get("/api/v1/history").json();
    let entry = &history["entries"][0];
    assert_eq!(
        (entry["what"].as_str(), entry["note"].as_str()),
        (Some("import"), Some("Sở"))
    );
    assert_eq!(history["workspace"], "", "where the file lies is told to nobody");
    let undo = format!("/api/v1/history/{}/undo", entry["id"]);
    let job = desk.ended(&desk.post(&undo, &Value::Null));
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(desk.names(), before);
    let pages = |query: &str| desk.get(&format!("/api/v1/history?{query}")).json();
    let first = pages("limit=1");
    assert_eq!(
        (first["entries"].as_array().map(Vec::len), &first["next"]),
        (Some(1), &Value::String(entry["id"].to_string()))
    );
    let second = pages(&format!("limit=1&after={}", entry["id"]));
    assert_eq!(
        (second["entries"][0]["what"].as_str(), second.get("next")),
        (Some("undo"), None)
    );
    assert_eq!(desk.get("/api/v1/history?after=0").status, 400);
    let again = desk.post(&undo, &Value::Null);
    assert_eq!(again.status, 409);
    assert!(
        again.json()["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("đã được hoàn tác"))
    );
    assert_eq!(desk.post("/api/v1/history/99/undo", &Value::Null).status, 404);
    assert_eq!(desk.post("/api/v1/history/x/undo", &Value::Null).status, 400);

    let log = desk.private.entries(0, 10).expect("a log");
    let actions: Vec<(&str, &str)> = log
        .iter()
        .map(|one| (one.action.as_str(), one.account.as_str()))
        .collect();
    let each = |begun: &'static str, done: &'static str| [("job.start", "lan"), (begun, "lan"), (done, "lan")];
    let expected = [
        each("data.import.start", "data.import"),
        each("data.undo.start", "data.undo"),
    ];
    assert_eq!(actions, expected.concat());
}

#[test]
fn rows_with_errors_are_told_with_row_and_column_and_given_back_and_the_good_ones_can_be_taken() {
    let desk = Desk::open();
    let reply = desk.check(&[("kind", "facilities"), ("existing", "add")], HALF_WRONG);
    let told = reply.json();
    assert_eq!(
        (told["state"].as_str(), told["rejected_rows"].as_u64()),
        (Some("in_part"), Some(1))
    );
    let findings = told["findings"]["findings"].as_array().expect("a list");
    let wrong = findings
        .iter()
        .find(|one| one["severity"] == "error")
        .expect("an error");
    assert_eq!(
        (wrong["row"].as_u64(), wrong["done"].as_str()),
        (Some(3), Some("row_refused"))
    );
    assert!(wrong["message_vi"].as_str().is_some_and(|said| !said.is_empty()));
    let uri = reply.header("location").to_owned();
    let rows = desk.get(&format!("{uri}/rejected"));
    assert_eq!(rows.header("content-type"), "text/csv; charset=utf-8");
    let rows = String::from_utf8_lossy(&rows.body).into_owned();
    assert!(rows.contains("DL-X") && !rows.contains("DL-N"), "{rows}");

    let confirmation = format!("{uri}/confirmation");
    let whole = desk.post(&confirmation, &json!({"rows": "all"}));
    assert_eq!(whole.status, 409, "not all rows are good");
    assert_eq!(desk.post(&confirmation, &json!({"rows": "some"})).status, 400);
    assert_eq!(
        desk.post(&confirmation, &json!({"rows": "good", "by": "x"})).status,
        400
    );
    let long = "x".repeat(501);
    assert_eq!(
        desk.post(&confirmation, &json!({"rows": "good", "note": long})).status,
        400
    );
    let job = desk.ended(&desk.post(&confirmation, &json!({"rows": "good"})));
    assert_eq!(job["state"], "done", "{job}");
    let names = desk.names();
    assert!(names.iter().any(|name| name.starts_with("DL-N")) && !names.iter().any(|name| name.starts_with("DL-X")));
}

#[test]
fn a_file_checked_against_other_data_than_are_there_is_refused_and_nothing_is_written() {
    let desk = Desk::open();
    let reply = desk.check(&[("kind", "facilities"), ("existing", "add")], LIST);
    let uri = reply.header("location").to_owned();
    Workspace::update(&desk.path, |dataset| dataset.facilities[0].name = "Đã đổi tên".into()).expect("changed");
    let between = desk.names();
    let job = desk.ended(&desk.post(&format!("{uri}/confirmation"), &json!({"rows": "all"})));
    assert_eq!(job["state"], "failed");
    let reason = job["error"].as_str().expect("a reason");
    assert!(
        reason.starts_with("dữ liệu đã thay đổi") && reason.contains(" / the data have changed"),
        "{reason}"
    );
    assert!(!reason.contains(".gpkg"), "{reason}");
    assert_eq!(desk.names(), between);
    let log = desk.private.entries(0, 10).expect("a log");
    let actions: Vec<&str> = log.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["job.start", "data.import.start"], "begun, and not done");
    assert_eq!(
        desk.get(&uri).status,
        200,
        "the file is still there to be checked again"
    );
}

#[test]
fn a_checked_file_is_its_senders_alone_one_at_a_time_and_is_let_go() {
    let desk = Desk::open();
    let fields = [("kind", "facilities")];
    let first = desk.check(&fields, LIST).header("location").to_owned();
    let other = desk.check_as("minh", &fields, LIST).header("location").to_owned();
    assert_eq!(desk.get(&other).status, 404, "another planner's");
    let second = desk.check(&fields, LIST).header("location").to_owned();
    assert_eq!(
        (desk.get(&first).status.as_u16(), desk.get(&second).status.as_u16()),
        (404, 200)
    );
    let gone = desk.ask("lan", Request::delete(&second), Body::empty());
    assert_eq!((gone.status.as_u16(), desk.get(&second).status.as_u16()), (204, 404));
    assert_eq!(desk.get(&format!("{second}/rejected")).status, 404);
}

#[test]
fn a_form_that_says_what_is_not_known_or_nothing_is_refused_by_name() {
    let desk = Desk::open();
    for (fields, word) in [
        (vec![], "'kind' is missing"),
        (vec![("kind", "shops")], "'shops'"),
        (vec![("kind", "facilities"), ("kind", "areas")], "given twice"),
        (vec![("kind", "facilities"), ("colour", "red")], "no such field"),
        (vec![("kind", "facilities"), ("existing", "perhaps")], "replace or add"),
        (vec![("kind", "facilities"), ("crs", "EPSG:0")], "'crs'"),
    ] {
        let reply = desk.check(&fields, LIST);
        let detail = reply.json()["detail"].to_string();
        assert_eq!(reply.status, 400, "{fields:?}: {detail}");
        assert!(detail.contains(word), "{fields:?}: {detail}");
    }
    let padded = format!("{LIST}{}", "\n".repeat(2 << 20));
    let large = desk.check(&[("kind", "facilities"), ("existing", "add")], &padded);
    assert_eq!(large.status, 201, "larger than any other body may be");
    let nothing = desk.check(&[("kind", "facilities")], "").json();
    assert_eq!(
        (nothing["state"].as_str(), &nothing["difference"]),
        (Some("refused"), &Value::Null)
    );
    let json = desk.post("/api/v1/imports", &json!({}));
    assert_eq!(json.status, 415);
    let broken = Request::post("/api/v1/imports").header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
    let cut = "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\ncode,na";
    assert_eq!(
        desk.ask("lan", broken, Body::from(cut)).status,
        400,
        "a sender that goes away"
    );
    let huge = Request::post("/api/v1/imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B")
        .header(header::CONTENT_LENGTH, (600_u64 << 20).to_string());
    assert_eq!(
        desk.ask("lan", huge, Body::empty()).status,
        413,
        "refused by what it claims"
    );
    let left: Vec<_> = std::fs::read_dir(desk.path.parent().expect("a folder"))
        .expect("listed")
        .collect();
    assert!(
        left.iter()
            .flatten()
            .all(|file| file.file_name().to_string_lossy().starts_with("town.gpkg")),
        "{left:?}"
    );
}

#[test]
fn the_checks_are_run_once_for_each_state_of_the_data_and_told_beside_the_state_before() {
    let desk = Desk::open();
    let first = desk.get("/api/v1/checks").json();
    assert_eq!(first["before"], Value::Null);
    assert_eq!(
        desk.get("/api/v1/checks").json(),
        first,
        "of the same data the same run"
    );
    let cases = |told: &Value| -> u64 {
        let checks = told["checks"].as_array().expect("a list").iter();
        checks.map(|one| one["cases"].as_u64().expect("a number")).sum()
    };
    assert!(cases(&first["findings"]) > 0, "{first}");
    // More satisfied people than answers: an error.
    Workspace::update(&desk.path, |dataset| {
        let answered = dataset.performance.iter_mut().find(|month| month.responses.is_some());
        answered.expect("a report with answers").satisfied = Some(99.0);
    })
    .expect("changed");
    desk.swap();
    let second = desk.get("/api/v1/checks").json();
    assert_ne!(second["snapshot_id"], first["snapshot_id"]);
    assert_eq!(second["before"]["snapshot_id"], first["snapshot_id"]);
    assert_eq!(cases(&second["before"]), cases(&first["findings"]));
    assert_ne!(cases(&second["findings"]), cases(&first["findings"]));
}

#[test]
fn layers_are_given_as_files_of_the_data_and_of_a_scenario() {
    let desk = Desk::open();
    let csv = desk.get("/api/v1/export/facilities?format=csv");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"gandan-facilities.csv\""
    );
    assert!(String::from_utf8_lossy(&csv.body).contains("CN-1"));
    assert!(
        desk.get("/api/v1/export/facilities?format=gpkg")
            .body
            .starts_with(b"SQLite format 3")
    );
    assert!(desk.get("/api/v1/export/areas?format=xlsx").body.starts_with(b"PK"));
    let made = desk.post(
        "/api/v1/scenarios",
        &json!({"name": "Thử", "edits": [{"action": "open_at", "facility": "MOI-01",
        "name": "Nhà văn hóa", "lon": 105.812, "lat": 21.012}]}),
    );
    let id = made.json()["scenario"]["id"].as_str().expect("an id").to_owned();
    let uri = format!("/api/v1/export/facilities?format=geojson&scenario={id}");
    assert!(String::from_utf8_lossy(&desk.get(&uri).body).contains("MOI-01"));
    let without = desk.get("/api/v1/export/facilities?format=geojson");
    assert!(!String::from_utf8_lossy(&without.body).contains("MOI-01"));
    for (uri, status) in [
        ("/api/v1/export/facilities", 400),
        ("/api/v1/export/facilities?format=pdf", 400),
        ("/api/v1/export/roads?format=gpkg", 404),
        ("/api/v1/export/shops?format=csv", 404),
        ("/api/v1/export/facilities?format=csv&scenario=none", 404),
    ] {
        assert_eq!(desk.get(uri).status.as_u16(), status, "{uri}");
    }
}

#[test]
fn the_mark_of_modelled_data_stays_for_as_long_as_a_modelled_layer_does() {
    let source = |layer: &str, name: &str| gandan::model::SourceRecord {
        layer: layer.into(),
        name: name.into(),
        note: String::new(),
        imported_at: "2026-11-22T00:00:00Z".into(),
        content_hash: None,
    };
    let mut data = town();
    // As `gandan demo` names its sources.
    data.sources = vec![source("roads", "demo_city, cells 200 m, seed 2025")];
    let layer = gandan::ingest::Layer::Operators(Vec::new());
    gandan::planner::import::merge(&mut data, vec![layer], vec![source("operators", "list.csv")]);
    assert!(data.is_demo);
    data.sources.retain(|one| one.layer != "roads");
    let layer = gandan::ingest::Layer::Operators(Vec::new());
    gandan::planner::import::merge(&mut data, vec![layer], vec![source("operators", "list.csv")]);
    assert!(!data.is_demo);
}
