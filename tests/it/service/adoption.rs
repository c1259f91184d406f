//! From settings to a plan to the workspace's own plan, over HTTP.

use super::accounts::{Office, request};
use super::fixture::{Reply, town};
use super::imports::Desk;
use axum::body::Body;
use axum::http::{Request, header};
use gandan::api::WarmUp;
use gandan::auth::Role;
use gandan::model::TravelMode;
use gandan::planner::jobs::{Lane, NewJob, Work};
use gandan::planner::{KeepFault, Kept, Snapshot, keep_review, propose_review};
use gandan::store::{Overwrite, Workspace};
use gandan::wire::{ReviewAnswer, ReviewSettingsFile};
use serde_json::{Value, json};
use std::sync::Arc;

/// Seconds of the solver make no difference in a town of six points.
fn quick() -> Value {
    json!({"preset": "careful", "counterfactual_s": 2.0, "robustness_plans": 2, "sensitivity_s": 1.0, "openings": true,
        "nearest_receivers": 7, "commune_mean_minutes": 30.0})
}

impl Desk {
    fn adopt(&self, job: &str) -> Reply {
        self.adopt_as(Role::Planner, job)
    }

    fn adopt_as(&self, role: Role, job: &str) -> Reply {
        let request = Request::put("/api/v1/review").header(header::CONTENT_TYPE, "application/json");
        let scope = role.needs_scope().then_some("X");
        let body = Body::from(json!({"job": job}).to_string());
        self.ask_as("lan", role, scope, request, body)
    }

    /// A review from its settings to its end.
    fn reviewed(&self, settings: &Value) -> Value {
        let started = self.post("/api/v1/jobs", &json!({"kind": "review", "settings": settings}));
        self.ended(&started)
    }

    fn plan(&self) -> Option<String> {
        Workspace::load_review(&self.path).expect("read")
    }

    /// A job of the kind that does the work given.
    fn job(&self, kind: &'static str, work: Work) -> String {
        let asked = NewJob {
            kind,
            lane: Lane::Minutes,
            settings: "{}".into(),
            snapshot_id: "s1".into(),
            work,
        };
        let Ok(queue) = self.service.jobs().queue() else {
            panic!("no queue");
        };
        queue.submit("lan", asked).expect("taken").id
    }

    fn adoptions(&self) -> Vec<String> {
        let entries = self.private.entries(1, 1000).expect("read");
        let actions = entries.into_iter().map(|entry| entry.action);
        actions.filter(|action| action.starts_with("review.")).collect()
    }
}

fn id(job: &Value) -> &str {
    job["id"].as_str().expect("an id")
}

fn refusal(reply: &Reply, status: u16, words: &[&str]) {
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, status, "{text}");
    assert!(words.iter().all(|word| text.contains(word)), "{words:?}: {text}");
}

#[test]
fn an_adopted_plan_is_the_one_that_the_command_line_keeps_and_everything_shows_it() {
    let desk = Desk::open();
    assert_eq!(desk.get("/api/v1/review").status, 404);
    let job = desk.reviewed(&quick());
    assert_eq!(job["state"], "done", "{job}");
    let adopted = desk.adopt(id(&job));
    assert_eq!(adopted.status, 200, "{}", String::from_utf8_lossy(&adopted.body));
    let told = adopted.json();
    assert_eq!(
        (&told["is_written"], &told["warning"], &told["snapshot_id"]),
        (&true.into(), &Value::Null, &job["snapshot_id"])
    );

    // The same settings by the way of the command line, in a workspace of its own.
    let folder = tempfile::tempdir().expect("a folder");
    let other = folder.path().join("town.gpkg");
    Workspace::create(&other, &town(), Overwrite::Refuse).expect("written");
    let snapshot = Snapshot::build(Workspace::load(&other).expect("read"), None);
    let file: ReviewSettingsFile = serde_json::from_value(quick()).expect("settings");
    let settings = file.settings().expect("known names");
    let plan = propose_review(&snapshot, &settings, &mut |_| {}, &|| false).expect("no fault");
    let answer = ReviewAnswer::of_snapshot(&plan, &snapshot, file);
    let to_keep = answer.to_keep().expect("JSON");
    assert_eq!(keep_review(&other, &to_keep, || Ok(())).expect("kept"), Kept::Written);
    assert_eq!(desk.plan(), Workspace::load_review(&other).expect("read"));
    assert_eq!(
        std::fs::read(&desk.path).expect("a file"),
        std::fs::read(&other).expect("a file"),
        "the layer of decisions too"
    );

    let kept: ReviewAnswer = serde_json::from_str(&desk.plan().expect("a plan")).expect("JSON");
    assert_eq!(
        kept.told_settings(&town()),
        Some(settings),
        "a wish on the kept plan knows every setting of it"
    );

    // What the running service does when it notices the file: nothing is computed again.
    let before = desk.service.view();
    let fresh = before.snapshot.with_review(desk.plan());
    assert!(fresh.is_warm(TravelMode::Motorbike) && fresh.id() == before.snapshot.id());
    desk.service.swap(Arc::new(fresh), &WarmUp::default());
    let shown = desk.get("/api/v1/review");
    assert_eq!(Some(String::from_utf8_lossy(&shown.body).into_owned()), desk.plan());
    assert_ne!(
        desk.service.view().tag,
        before.tag,
        "browsers ask for tiles and list again"
    );
    assert!(desk.get("/api/v1/about").json()["has_review"] == true);
    let scenario = desk.post(
        "/api/v1/scenarios",
        &json!({"name": "Theo đề xuất", "from_review": true}),
    );
    assert_eq!(scenario.status, 201, "{}", String::from_utf8_lossy(&scenario.body));
    let document = desk.get("/api/v1/documents/proposal?format=html");
    assert_eq!(document.status, 200, "{}", String::from_utf8_lossy(&document.body));

    // The same again is no change and no news.
    let bytes = std::fs::read(&desk.path).expect("a file");
    let again = desk.adopt(id(&job));
    assert_eq!(
        (again.status.as_u16(), &again.json()["is_written"]),
        (200, &false.into())
    );
    assert_eq!(std::fs::read(&desk.path).expect("a file"), bytes);
    assert_eq!(desk.adoptions(), ["review.adopt.start", "review.adopt"]);
}

#[test]
fn an_earlier_plan_makes_room_and_can_be_taken_again() {
    let desk = Desk::open();
    let careful = desk.reviewed(&quick());
    let mut settings = quick();
    settings["preset"] = "efficient".into();
    let efficient = desk.reviewed(&settings);
    for (job, preset) in [(&careful, "careful"), (&efficient, "efficient"), (&careful, "careful")] {
        assert_eq!(desk.adopt(id(job)).json()["is_written"], true);
        let plan: Value = serde_json::from_str(&desk.plan().expect("kept")).expect("JSON");
        assert_eq!(plan["settings"]["preset"], preset);
    }
}

#[test]
fn planners_alone_adopt_and_everybody_else_leaves_the_workspace_as_it_is() {
    let desk = Desk::open();
    let job = desk.reviewed(&quick());
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Planner) {
        refusal(&desk.adopt_as(role, id(&job)), 403, &["không có quyền"]);
    }
    assert_eq!((desk.plan(), desk.adoptions()), (None, vec![]));
    // A browser needs its own token as well.
    let office = Office::open();
    let browser = office.log_in(Role::Planner);
    let body = json!({"job": "0"});
    let cookie = ("cookie", browser.cookie.as_str());
    refusal(
        &office.ask(request("PUT", "/api/v1/review", &[], &body)),
        401,
        &["Log in"],
    );
    let without = office.ask(request("PUT", "/api/v1/review", &[cookie], &body));
    refusal(&without, 403, &["X-CSRF-Token"]);
    let token = ("x-csrf-token", browser.csrf_token.as_str());
    let unknown = office.ask(request("PUT", "/api/v1/review", &[cookie, token], &body));
    refusal(&unknown, 404, &["no job '0'"]);
}

#[test]
fn a_job_without_a_plan_is_refused_and_says_why() {
    let desk = Desk::open();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let running = desk.job(
        "review",
        Box::new(move |job| match released.recv() {
            _ if job.is_cancelled() => Err("broken off".into()),
            Ok(()) => Ok("{}".into()),
            Err(gone) => Err(gone.to_string()),
        }),
    );
    let waiting = desk.job("review", Box::new(|_| Ok("{}".into())));
    for job in [&running, &waiting] {
        refusal(&desk.adopt(job), 409, &["chưa xong", "wait until it has ended"]);
    }
    for job in [&waiting, &running] {
        let request = Request::delete(format!("/api/v1/jobs/{job}"));
        let cancelled = desk.ask_as("lan", Role::Planner, None, request, Body::empty());
        assert_eq!(cancelled.status, 202);
    }
    release.send(()).expect("it waits");
    let failed = desk.job("review", Box::new(|_| Err("không giải được".into())));
    let curve = desk.job("curve", Box::new(|_| Ok("{}".into())));
    let state = |job: &str| desk.get(&format!("/api/v1/jobs/{job}")).json()["state"].clone();
    while state(&curve) != "done" {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!((state(&running), state(&failed)), ("cancelled".into(), "failed".into()));
    for job in [&waiting, &running] {
        refusal(&desk.adopt(job), 409, &["không cho phương án nào", "is cancelled"]);
    }
    refusal(&desk.adopt(&failed), 409, &["is failed and has no plan"]);
    refusal(&desk.adopt(&curve), 409, &["không phải là rà soát", "'curve'"]);
    refusal(&desk.adopt("x"), 404, &["no job 'x'"]);
    let impossible = desk
        .reviewed(&json!({"must_close": ["DL-A", "DL-B"], "minimum_per_commune": 1, "retain": ["plan68", "scheme"]}));
    let result = desk.get(&format!("/api/v1/jobs/{}/result", id(&impossible)));
    assert_eq!(result.json()["status"], "infeasible", "{impossible}");
    refusal(
        &desk.adopt(id(&impossible)),
        409,
        &["Không có phương án nào", "none to adopt"],
    );
    assert_eq!((desk.plan(), desk.adoptions()), (None, vec![]));
}

#[test]
fn a_plan_of_other_data_is_refused_whoever_changed_them() {
    let desk = Desk::open();
    let job = desk.reviewed(&quick());
    assert_eq!(desk.adopt(id(&job)).status, 200);
    let kept = desk.plan();
    let fresh = desk.reviewed(&json!({"preset": "efficient", "counterfactual_s": 0.0, "robustness_plans": 0}));
    // By the command line, unseen by the service so far.
    Workspace::update(&desk.path, |data| data.facilities[0].name += " mới").expect("written");
    refusal(&desk.adopt(id(&fresh)), 409, &["Dữ liệu đã thay đổi", "run it again"]);
    assert_eq!(desk.plan(), kept, "what was kept stays");
    assert_eq!(desk.adoptions(), ["review.adopt.start", "review.adopt"]);
    // The command line is told the same.
    let result = desk.get(&format!("/api/v1/jobs/{}/result", id(&fresh)));
    let answer: ReviewAnswer = serde_json::from_slice(&result.body).expect("a plan");
    let refused = keep_review(&desk.path, &answer.to_keep().expect("JSON"), || Ok(()));
    assert!(matches!(refused, Err(KeepFault::DataChanged { .. })), "{refused:?}");
}

#[test]
fn nothing_is_written_that_could_not_be_noted() {
    let desk = Desk::open();
    let job = desk.reviewed(&quick());
    let result = desk.get(&format!("/api/v1/jobs/{}/result", id(&job)));
    let answer: ReviewAnswer = serde_json::from_slice(&result.body).expect("a plan");
    let bytes = std::fs::read(&desk.path).expect("a file");
    let refused = keep_review(&desk.path, &answer.to_keep().expect("JSON"), || Err("nhật ký".into()));
    assert!(matches!(refused, Err(KeepFault::NotNoted(reason)) if reason == "nhật ký"));
    assert_eq!(std::fs::read(&desk.path).expect("a file"), bytes);
}

#[test]
fn settings_are_read_and_checked_before_a_job_begins() {
    let desk = Desk::open();
    let ask = |body: &Value| desk.post("/api/v1/review/settings", body);
    let told = ask(&json!({})).json();
    assert_eq!(
        told["holds"],
        json!({"preset": "careful", "merge_distance_m": 1000.0, "merge_travel_s": 600.0, "minimum_per_commune": 1,
            "maximum_changes": null, "same_operator_only": false, "openings": false, "time_limit_s": 60.0})
    );
    let told = ask(&json!({"toml": "preset = 'expand'\nkeep = ['DL-A']"})).json();
    assert_eq!(
        (&told["holds"]["openings"], &told["settings"]["keep"]),
        (&true.into(), &json!(["DL-A"]))
    );
    let again = ask(&json!({"toml": told["toml"]})).json();
    assert_eq!(again, told, "what is downloaded is read back");
    for (body, words) in [
        (json!({"toml": "preset = 'bold'"}), "bold"),
        (json!({"toml": "presett = 'careful'"}), "presett"),
        (json!({"settings": {"merge_distance_m": -1.0}}), "merge_distance"),
        (json!({"settings": {"keep": ["DL-NONE"]}}), "DL-NONE"),
        (json!({"settings": {"time_limit_s": 901.0}}), "900"),
    ] {
        refusal(&ask(&body), 400, &[words]);
        if let Some(settings) = body.get("settings") {
            let started = desk.post("/api/v1/jobs", &json!({"kind": "review", "settings": settings}));
            refusal(&started, 400, &[words]);
        }
    }
}
