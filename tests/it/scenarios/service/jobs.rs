//! Comparisons as jobs, beside questions and edits.

use super::super::{Office, town};
use super::{Reply, Site};
use axum::http::{Method, StatusCode};
use gandan::api::Service;
use gandan::auth::{PrivateFile, Role};
use gandan::planner::{Against, CompareStep, ScenarioFault, Scenarios, Snapshot};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

#[test]
fn a_comparison_as_a_job_gives_what_the_question_gives_to_whoever_reads_scenarios() {
    let site = Site::open();
    let uri = site.made(json!([{"action": "close", "facility": "P001"}]));
    let other = site.made(json!([{"action": "close", "facility": "P003"}]));
    let id = |uri: &str| uri.rsplit('/').next().expect("an id").to_owned();
    let leader = |method, uri: &str, body| site.ask(Some((Role::Leader, None)), method, uri, None, body);
    let asked = json!({"kind": "compare", "scenario": id(&uri), "against": id(&other)});
    let started = leader(Method::POST, "/api/v1/jobs", asked);
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
    assert_eq!(
        started.body["settings"],
        json!({"scenario": id(&uri), "against": id(&other)})
    );
    let job = format!("/api/v1/jobs/{}", started.body["id"].as_str().expect("an id"));
    // Listening ends when the job does.
    leader(Method::GET, &format!("{job}/events"), Value::Null);
    let told = leader(Method::GET, &job, Value::Null);
    assert_eq!(
        (&told.body["state"], &told.body["kind"]),
        (&"done".into(), &"compare".into())
    );
    let wanted = leader(
        Method::GET,
        &format!("{uri}/comparison?against={}", id(&other)),
        Value::Null,
    );
    let result = leader(Method::GET, &format!("{job}/result"), Value::Null);
    assert_eq!((result.status, &result.body), (StatusCode::OK, &wanted.body));
    assert_eq!(result.body["before"]["scenario"], id(&other));

    // Beside the baseline, and what cannot be compared.
    let alone = leader(
        Method::POST,
        "/api/v1/jobs",
        json!({"kind": "compare", "scenario": id(&uri)}),
    );
    assert_eq!(alone.status, StatusCode::ACCEPTED);
    let job = format!("/api/v1/jobs/{}", alone.body["id"].as_str().expect("an id"));
    leader(Method::GET, &format!("{job}/events"), Value::Null);
    let result = leader(Method::GET, &format!("{job}/result"), Value::Null);
    assert_eq!(
        result.body,
        leader(Method::GET, &format!("{uri}/comparison"), Value::Null).body
    );
    let unknown = leader(
        Method::POST,
        "/api/v1/jobs",
        json!({"kind": "compare", "scenario": "nowhere"}),
    );
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let misspelt = json!({"kind": "compare", "scenario": id(&uri), "settings": {}});
    assert_eq!(
        leader(Method::POST, "/api/v1/jobs", misspelt).status,
        StatusCode::BAD_REQUEST
    );

    // A review is a planner's: a leader neither starts it nor sees it.
    let review =
        json!({"kind": "review", "settings": {"counterfactual_s": 0.0, "robustness_plans": 0, "sensitivity_s": 1.0}});
    assert_eq!(
        leader(Method::POST, "/api/v1/jobs", review.clone()).status,
        StatusCode::FORBIDDEN
    );
    let review = site.planner(Method::POST, "/api/v1/jobs", None, review);
    assert_eq!(review.status, StatusCode::ACCEPTED, "{}", review.body);
    let review = format!("/api/v1/jobs/{}", review.body["id"].as_str().expect("an id"));
    for (method, uri) in [
        (Method::GET, review.clone()),
        (Method::GET, format!("{review}/result")),
        (Method::GET, format!("{review}/events")),
        (Method::DELETE, review.clone()),
    ] {
        assert_eq!(leader(method, &uri, Value::Null).status, StatusCode::FORBIDDEN, "{uri}");
    }
    let kinds = |reply: Reply| -> Vec<String> {
        let jobs = reply.body["jobs"].as_array().expect("a list").clone();
        jobs.iter()
            .map(|job| job["kind"].as_str().expect("a kind").to_owned())
            .collect()
    };
    assert_eq!(
        kinds(leader(Method::GET, "/api/v1/jobs", Value::Null)),
        ["compare", "compare"]
    );
    assert_eq!(
        kinds(site.planner(Method::GET, "/api/v1/jobs", None, Value::Null)),
        ["review", "compare", "compare"]
    );
    let support = site.ask(
        Some((Role::Support, None)),
        Method::GET,
        "/api/v1/jobs",
        None,
        Value::Null,
    );
    assert_eq!(support.status, StatusCode::FORBIDDEN);
}

#[test]
fn while_somebody_computes_edits_are_taken_a_question_is_sent_to_the_queue_and_only_the_own_job_is_called_off() {
    let office = Office::of(&town());
    let scenarios = Arc::new(office.scenarios());
    let private = Arc::new(PrivateFile::in_memory().expect("a file"));
    let limits = gandan::api::Site {
        comparison_within: Duration::from_millis(200),
        ..gandan::api::Site::default()
    };
    let service = Service::with_accounts(Arc::new(Snapshot::build(town(), None)), private, limits);
    service.hold_scenarios(Arc::clone(&scenarios));
    let site = Site { office, service };
    let uri = site.made(json!([{"action": "close", "facility": "P001"}]));
    let id = uri.rsplit('/').next().expect("an id").to_owned();

    // Somebody's comparison that goes on until it is let go.
    let (begun, has_begun) = channel();
    let (let_go, is_let_go) = channel::<()>();
    let (computing, own) = (Arc::clone(&scenarios), id.clone());
    let held = std::thread::spawn(move || {
        let read = computing.read(computing.find(&own).expect("there")).expect("read");
        let told = &mut |step| {
            if step == CompareStep::After {
                begun.send(()).expect("heard");
                is_let_go.recv().expect("let go");
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        computing.compare_told(&read, Against::Baseline, None, told).map(drop)
    });
    has_begun.recv().expect("it computes");

    let waited = site.planner(Method::GET, &format!("{uri}/comparison"), None, Value::Null);
    assert_eq!(waited.status, StatusCode::SERVICE_UNAVAILABLE, "{}", waited.body);
    let detail = waited.body["detail"].as_str().expect("a reason");
    assert!(
        detail.contains("POST /api/v1/jobs") && detail.contains("compare"),
        "{detail}"
    );
    let edit = json!({"add": [{"action": "close", "facility": "P002"}]});
    let edited = site.planner(Method::PATCH, &format!("{uri}/edits"), Some(1), edit);
    assert_eq!(edited.status, StatusCode::OK, "an edit does not wait for figures");

    let asked = json!({"kind": "compare", "scenario": id});
    let job = site.planner(Method::POST, "/api/v1/jobs", None, asked);
    let job = format!("/api/v1/jobs/{}", job.body["id"].as_str().expect("an id"));
    let by = |role| {
        site.ask(Some((role, None)), Method::DELETE, &job, None, Value::Null)
            .status
    };
    assert_eq!(by(Role::Leader), StatusCode::FORBIDDEN, "somebody else's");
    assert_eq!(by(Role::Planner), StatusCode::ACCEPTED);
    let_go.send(()).expect("it waits");
    assert!(matches!(held.join().expect("no fault"), Err(ScenarioFault::BrokenOff)));
    site.planner(Method::GET, &format!("{job}/events"), None, Value::Null);
    let told = site.planner(Method::GET, &job, None, Value::Null);
    assert_eq!(told.body["state"], "cancelled");
    assert_eq!(
        site.planner(Method::GET, &format!("{job}/result"), None, Value::Null)
            .status,
        StatusCode::NOT_FOUND
    );
    // What was broken off has left the live network between two states; the next comparison mends it.
    let again = scenarios.read(scenarios.find(&id).expect("there")).expect("read");
    let rules = |scenarios: &Scenarios| {
        scenarios
            .compare(&again, Against::Baseline, None)
            .expect("compared")
            .rules
    };
    assert_eq!(rules(&scenarios), rules(&site.office.scenarios()));
}
