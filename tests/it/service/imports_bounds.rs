//! What an import over HTTP may not do: take a publication back, give reports to whom they are not meant for, keep the
//! public waiting, leave modelled points among real ones.

use super::fixture::{Reply, town};
use super::imports::{Desk, LIST};
use axum::body::Body;
use axum::http::Request;
use gandan::auth::Role;
use gandan::model::Dataset;
use gandan::store::{Action, NewEntry, Workspace};
use serde_json::{Value, json};
use std::sync::Arc;

#[test]
fn a_publication_and_what_took_it_back_are_not_taken_back_over_http() {
    let desk = Desk::open();
    let published = NewEntry {
        what: Action::Publish,
        at: "2026-11-22T00:00:00Z".into(),
        kind: "facilities".into(),
        counts: "{}".into(),
        summary: "{}".into(),
        ..NewEntry::default()
    };
    let rename = |dataset: &mut Dataset| {
        dataset.facilities[0].name = "Đã công bố".into();
        ((), published)
    };
    let (_, published) = Workspace::update_recorded(&desk.path, rename).expect("published");
    let undo_at_the_machine = |id| {
        let undone = Workspace::undo(&desk.path, Some(id), |_, _, _| {
            let entry = NewEntry {
                at: "2026-11-22T01:00:00Z".into(),
                counts: "{}".into(),
                summary: "{}".into(),
                ..NewEntry::default()
            };
            ((), entry)
        });
        undone.expect("undone").1
    };
    let refused = |id: i64| {
        let before = desk.names();
        let reply = desk.post(&format!("/api/v1/history/{id}/undo"), &Value::Null);
        assert_eq!(reply.status, 409, "{}", String::from_utf8_lossy(&reply.body));
        assert!(reply.json()["detail"].to_string().contains("tại máy chủ"), "{id}");
        assert_eq!(desk.names(), before);
        let entries = desk.get("/api/v1/history").json()["entries"].clone();
        let newest = entries.as_array().and_then(|all| all.last()).expect("an entry");
        assert_eq!(
            (newest["id"].as_i64(), newest["can_be_undone"].as_bool()),
            (Some(id), Some(false))
        );
    };
    refused(published);
    let undone = undo_at_the_machine(published);
    refused(undone);
    refused(undo_at_the_machine(undone));
}

#[test]
fn reports_of_all_points_are_given_to_nobody_who_speaks_for_one_operator_commune_or_branch() {
    let desk = Desk::open();
    let asked = |role, scope, layer: &str| {
        let request = Request::get(format!("/api/v1/export/{layer}?format=csv"));
        let reply = desk.ask_as("ai", role, scope, request, Body::empty());
        reply.status.as_u16()
    };
    for (role, scope, status) in [
        (Role::Planner, None, 200),
        (Role::Leader, None, 200),
        (Role::Inspector, None, 200),
        (Role::Inspector, Some("CN-1"), 403),
        (Role::Operator, Some("BIDV"), 403),
        (Role::Operator, None, 403),
        (Role::Commune, Some("00001"), 403),
    ] {
        assert_eq!(asked(role, scope, "performance"), status, "{role:?} {scope:?}");
        assert_eq!(asked(role, scope, "facilities"), 200, "{role:?} {scope:?}");
    }
}

#[test]
fn what_the_desk_asks_for_never_waits_for_the_engine_work_of_the_public_nor_keeps_it_waiting() {
    let desk = Desk::open();
    let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .expect("a runtime");
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(std::sync::Mutex::new(held));
    let block = || {
        let (begun, held) = (begun.clone(), Arc::clone(&held));
        move || {
            begun.send(()).expect("heard");
            // Until the test ends.
            let _ = held.lock().map(|held| held.recv());
        }
    };
    for _ in 0..cores {
        let (service, work) = (desk.service.clone(), block());
        runtime.spawn(async move { service.compute(work).await });
        has_begun.recv().expect("every permit of the public is taken");
    }
    assert_eq!(desk.check(&[("kind", "facilities")], LIST).status, 201);
    assert_eq!(desk.get("/api/v1/checks").status, 200);
    assert_eq!(desk.get("/api/v1/export/facilities?format=csv").status, 200);
    drop(hold);

    let other = Desk::open();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(std::sync::Mutex::new(held));
    for _ in 0..2 {
        let (service, begun, held) = (other.service.clone(), begun.clone(), Arc::clone(&held));
        let work = move || {
            begun.send(()).expect("heard");
            let _ = held.lock().map(|held| held.recv());
        };
        runtime.spawn(async move { service.desk_work(work).await });
        has_begun.recv().expect("every permit of the desk is taken");
    }
    let nearest = format!("/api/v1/nearest?{}", super::fixture::IN_TOWN);
    assert_eq!(other.get(&nearest).status, 200);
    drop(hold);
}

#[test]
fn the_points_of_the_modelled_city_go_when_a_list_of_points_comes_and_only_those() {
    let source = |layer: &str, name: &str| gandan::model::SourceRecord {
        layer: layer.into(),
        name: name.into(),
        note: String::new(),
        imported_at: "2026-11-22T00:00:00Z".into(),
        content_hash: None,
    };
    let come = |names: &[&str]| {
        let mut data = town();
        data.sources = names.iter().map(|name| source("facilities", name)).collect();
        let mut point = data.facilities[0].clone();
        (point.code, point.name) = ("DL-N".into(), "Đại lý mới".into());
        point.location = gandan::geometry::LonLat::try_new(105.812, 21.012).expect("on the earth");
        let layer = gandan::ingest::Layer::Facilities(vec![point]);
        gandan::planner::import::merge(&mut data, vec![layer], vec![source("facilities", "list.csv")]);
        let sources: Vec<String> = data.sources.iter().map(|one| one.name.clone()).collect();
        (data.facilities.len(), data.is_demo, sources)
    };
    for modelled in ["demo_city, cells 200 m, seed 2025", "demo_city"] {
        assert_eq!(come(&[modelled]), (1, false, vec!["list.csv".into()]), "{modelled}");
    }
    // A file that is merely called so is somebody's.
    let kept = vec!["demo_city_points.csv".to_owned(), "list.csv".to_owned()];
    assert_eq!(
        come(&["demo_city_points.csv"]),
        (town().facilities.len() + 1, false, kept)
    );
}

#[test]
fn what_an_import_and_an_undo_give_is_in_the_document() {
    let document = serde_json::to_value(gandan::api::openapi()).expect("a document");
    let schemas = &document["components"]["schemas"];
    let told: Vec<&str> = schemas["JobResult"]["oneOf"]
        .as_array()
        .expect("one of")
        .iter()
        .filter_map(|one| one["$ref"].as_str()?.rsplit('/').next())
        .collect();
    for name in ["ImportWritten", "UndoWritten"] {
        assert!(told.contains(&name), "{told:?}");
        assert!(schemas[name].to_string().contains("snapshot_id"), "{}", schemas[name]);
    }
}

#[test]
fn the_control_of_procedures_imports_its_list_and_takes_it_back_and_no_other_data() {
    let desk = Desk::open();
    let control = |method: &str, uri: &str, body: &Value| {
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header("content-type", "application/json");
        desk.ask_as(
            "hoa",
            Role::ProcedureController,
            None,
            request,
            Body::from(body.to_string()),
        )
    };
    let ended = |reply: Reply| {
        assert_eq!(reply.status, 202, "{}", String::from_utf8_lossy(&reply.body));
        let uri = reply.header("location").to_owned();
        loop {
            // Who started a job sees it through, also where the role runs no reviews.
            let job = control("GET", &uri, &Value::Null).json();
            if !["queued", "running"].contains(&job["state"].as_str().expect("a state")) {
                return job;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    };
    let check = |kind: &str, file: &str| desk.check_by("hoa", Role::ProcedureController, &[("kind", kind)], file);
    let procedures = || Workspace::load(&desk.path).expect("read").procedures;
    let (before, points) = (procedures(), desk.names());
    for kind in ["facilities", "operators", "demand"] {
        let refused = check(kind, LIST);
        assert_eq!(refused.status, 403, "{kind}");
        assert!(refused.json()["detail"].to_string().contains("import_data"), "{kind}");
    }
    let checked = check(
        "procedures",
        "code,name\n1.001193,Đăng ký khai sinh\n2.000815,Chứng thực bản sao\n",
    );
    assert_eq!(checked.status, 201, "{}", String::from_utf8_lossy(&checked.body));
    let uri = checked.header("location").to_owned();
    assert_eq!(control("GET", &uri, &Value::Null).status, 200);
    // A file that was checked under another role is not imported under this one.
    let held = desk.check_by(
        "hoa",
        Role::Planner,
        &[("kind", "facilities"), ("existing", "add")],
        LIST,
    );
    let held = held.header("location").to_owned();
    let all = json!({"rows": "all"});
    for (method, more) in [("GET", ""), ("GET", "/rejected"), ("POST", "/confirmation")] {
        let refused = control(method, &format!("{held}{more}"), &all);
        assert_eq!(refused.status, 403, "{method} {more}");
    }
    assert_eq!(
        control("DELETE", &held, &Value::Null).status,
        204,
        "whoever holds a file may let it go"
    );
    let uri = check("procedures", "code,name\n2.000815,Chứng thực bản sao\n")
        .header("location")
        .to_owned();
    let job = ended(control("POST", &format!("{uri}/confirmation"), &all));
    assert_eq!(job["state"], "done", "{job}");
    let codes: Vec<String> = procedures().into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["2.000815"]);
    let job = ended(control("POST", "/api/v1/history/1/undo", &Value::Null));
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(procedures(), before);
    // What a planner imported is the planner's to take back.
    let planners = desk.check(&[("kind", "facilities"), ("existing", "add")], LIST);
    let uri = planners.header("location").to_owned();
    let started = desk.post(&format!("{uri}/confirmation"), &all);
    desk.ended(&started);
    let jobs = started.header("location").to_owned();
    assert_eq!(
        control("GET", &jobs, &Value::Null).status,
        403,
        "nor is his job this role's to see"
    );
    let entries = desk.get("/api/v1/history").json()["entries"].as_array().map(Vec::len);
    let refused = control(
        "POST",
        &format!("/api/v1/history/{}/undo", entries.expect("a list")),
        &Value::Null,
    );
    assert_eq!(refused.status, 403);
    assert_ne!(desk.names(), points, "the planner's import stands");
}
