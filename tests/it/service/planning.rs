//! What a planner's screen asks beside the review: profiles of points, changed decisions, the curve of fewer points.

use super::accounts::{Office, request};
use super::fixture::{Reply, town};
use gandan::auth::Role;
use gandan::model::FacilityKind;
use gandan::planner::{Snapshot, WishDepth, review_curve, what_if};
use gandan::review::{Going, ReviewSettings, Wish};
use gandan::wire::{CurveAnswer, WhatIfAnswer};
use serde_json::{Value, json};

/// The office, and a way to ask it as a planner.
fn planner() -> (Office, impl Fn(&Office, &str, &str, &Value) -> Reply) {
    let office = Office::open();
    let browser = office.log_in(Role::Planner);
    let ask = move |office: &Office, method: &str, uri: &str, body: &Value| {
        let headers = [
            ("cookie", browser.cookie.as_str()),
            ("x-csrf-token", browser.csrf_token.as_str()),
        ];
        office.ask(request(method, uri, &headers, body))
    };
    (office, ask)
}

fn text(reply: &Reply) -> String {
    String::from_utf8_lossy(&reply.body).into_owned()
}

/// Listens until the job has ended, then takes its result.
fn result_of(office: &Office, ask: &impl Fn(&Office, &str, &str, &Value) -> Reply, job: &str) -> String {
    let at = format!("/api/v1/jobs/{job}");
    let events = text(&ask(office, "GET", &format!("{at}/events"), &Value::Null));
    assert!(
        events.contains("event: end") && events.contains("\"state\":\"done\""),
        "{events}"
    );
    let result = ask(office, "GET", &format!("{at}/result"), &Value::Null);
    assert_eq!(result.status, 200, "{}", text(&result));
    text(&result)
}

#[test]
fn a_changed_decision_is_answered_at_once_and_exactly_by_a_job() {
    let (office, ask) = planner();
    let wish = json!({"plan": "none", "close": ["DL-B"], "exact": true});
    let reply = ask(&office, "POST", "/api/v1/what-if", &wish);
    assert_eq!(reply.status, 200, "{}", text(&reply));
    let told: WhatIfAnswer = serde_json::from_slice(&reply.body).expect("an answer");
    let snapshot = Snapshot::build(town(), None);
    let (settings, going) = (ReviewSettings::default(), Going::new());
    let close = |codes: &[&str]| Wish {
        close: codes.iter().map(|code| (*code).to_owned()).collect(),
        ..Wish::default()
    };
    let right = |wish: &Wish, depth| {
        let answered = what_if(&snapshot, &settings, wish, &going, depth).expect("a wish");
        WhatIfAnswer::of(&answered, snapshot.id(), None)
    };
    let expected = right(&close(&["DL-B"]), WishDepth::AtOnce);
    assert_eq!(
        (&told.asked, &told.at_most, &told.exact),
        (&expected.asked, &expected.at_most, &None)
    );
    let job = told.exact_job.expect("a job was started");
    let exact: WhatIfAnswer = serde_json::from_str(&result_of(&office, &ask, &job)).expect("an answer");
    assert_eq!(exact, right(&close(&["DL-B"]), WishDepth::Exact));

    // Without any agent everybody whom agents serve has none left, by a count of the raw cells.
    let dataset = town();
    let agents = || dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let open = || agents().filter(|one| one.status == gandan::model::FacilityStatus::Open);
    let is_near = |cell: &&gandan::model::DemandCell| {
        open().any(|one| gandan::geometry::distance_m(one.location, cell.location) <= 5000.0)
    };
    let served: f64 = dataset.cells.iter().filter(is_near).map(|cell| cell.people).sum();
    let all: Vec<&str> = open().map(|one| one.code.as_str()).collect();
    let body = json!({"plan": "none", "close": all});
    let reply = ask(&office, "POST", "/api/v1/what-if", &body).json();
    assert_eq!(reply["asked"]["rules"][0]["losing_people"], served);
    assert_eq!(
        (&reply["asked"]["is_possible"], &reply["exact_job"]),
        (&false.into(), &Value::Null)
    );
}

#[test]
fn wishes_that_make_no_sense_are_refused_by_name() {
    let (office, ask) = planner();
    for (body, status, word) in [
        (json!({}), 400, "nothing is asked"),
        (json!({"plan": "none", "close": ["XX"]}), 400, "XX"),
        (
            json!({"plan": "none", "close": ["DL-A"], "keep": ["DL-A"]}),
            400,
            "two things",
        ),
        (
            json!({"plan": "none", "close": ["DL-A"], "settings": {"preset": "bold"}}),
            400,
            "bold",
        ),
        (
            json!({"plan": "none", "close": ["DL-A"], "settings": {"time_limit_s": 9999.0}}),
            400,
            "900",
        ),
        (json!({"plan": "0", "close": ["DL-A"]}), 404, "'0'"),
        (json!({"clsoe": ["DL-A"]}), 400, "clsoe"),
    ] {
        let reply = ask(&office, "POST", "/api/v1/what-if", &body);
        assert_eq!(reply.status.as_u16(), status, "{body}: {}", text(&reply));
        assert!(text(&reply).contains(word), "{body}: {}", text(&reply));
    }
}

#[test]
fn a_wish_on_the_plan_of_a_job_stands_on_its_settings() {
    let (office, ask) = planner();
    let settings = json!({"preset": "efficient", "minimum_per_commune": 0, "sensitivity_s": 0.0, "counterfactual_s": 0.0, "robustness_plans": 0});
    let started = ask(
        &office,
        "POST",
        "/api/v1/jobs",
        &json!({"kind": "review", "settings": settings}),
    );
    assert_eq!(started.status, 202, "{}", text(&started));
    let job = started.json()["id"].as_str().expect("an id").to_owned();
    let plan: Value = serde_json::from_str(&result_of(&office, &ask, &job)).expect("a plan");
    let stays = |one: &&Value| one["decision"] == "keep" || one["decision"] == "remedy";
    let decisions = plan["decisions"].as_array().expect("decisions");
    let kept = decisions.iter().find(stays).expect("somebody stays");
    let wish = json!({"plan": job, "keep": [kept["facility"]]});
    let reply = ask(&office, "POST", "/api/v1/what-if", &wish);
    assert_eq!(reply.status, 200, "{}", text(&reply));
    let told = reply.json();
    assert_eq!(told["plan_snapshot_id"], plan["snapshot_id"]);
    let rule = &told["asked"]["rules"][0];
    assert_eq!(
        (&rule["plan_people"], &rule["losing_people"]),
        (&rule["asked_people"], &0.0.into())
    );
}

#[test]
fn the_curve_of_fewer_points_is_a_job_that_gives_what_the_program_gives() {
    let (office, ask) = planner();
    let body = json!({"kind": "curve", "curve": {"points": [1, 2], "seconds": 5.0}});
    let started = ask(&office, "POST", "/api/v1/jobs", &body);
    assert_eq!(started.status, 202, "{}", text(&started));
    assert_eq!(started.json()["kind"], "curve");
    let job = started.json()["id"].as_str().expect("an id").to_owned();
    let told: CurveAnswer = serde_json::from_str(&result_of(&office, &ask, &job)).expect("a curve");
    let snapshot = Snapshot::build(town(), None);
    let curve = review_curve(&snapshot, &ReviewSettings::default(), &[1, 2], 5.0).expect("a curve");
    assert_eq!(told, CurveAnswer::of(&curve, snapshot.dataset(), snapshot.id()));
    for body in [
        json!({"kind": "curve", "curve": {"seconds": 1e9}}),
        json!({"kind": "curve", "curve": {"points": vec![1; 41]}}),
        json!({"kind": "curve", "curve": {"numbers": [1]}}),
    ] {
        assert_eq!(ask(&office, "POST", "/api/v1/jobs", &body).status, 400, "{body}");
    }
}

#[test]
fn the_profile_of_points_is_for_those_who_answer_for_the_network() {
    let (office, ask) = planner();
    let reply = ask(&office, "GET", "/api/v1/criteria", &Value::Null);
    assert_eq!(reply.status, 200, "{}", text(&reply));
    let told = reply.json();
    let points = told["points"].as_array().expect("points");
    assert_eq!(told["criteria"]["id"], "agents");
    assert!(points.iter().any(|one| one["facility"] == "DL-A"));
    assert!(points.iter().all(|one| one["facility"] != "CN-1"));
    let branches = ask(&office, "GET", "/api/v1/criteria?criteria=branches", &Value::Null).json();
    assert!(
        branches["points"]
            .as_array()
            .expect("points")
            .iter()
            .any(|one| one["facility"] == "CN-1")
    );
    let wrong = ask(&office, "GET", "/api/v1/criteria?criteria=shops", &Value::Null);
    assert!(wrong.status == 400 && text(&wrong).contains("shops"));
    let operator = office.log_in(Role::Operator);
    let headers = [("cookie", operator.cookie.as_str())];
    let refused = office.ask(request("GET", "/api/v1/criteria", &headers, &Value::Null));
    assert_eq!(refused.status, 403, "the figures of other enterprises");
}
