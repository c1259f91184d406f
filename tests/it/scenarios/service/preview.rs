//! Edits that are only looked at: the figures that they would bring, and nothing kept of them.

use super::{Site, Value};
use crate::live::random_city;
use crate::scenarios::close;
use axum::http::{Method, StatusCode};
use gandan::plan::{Edit, NumberedEdit, resolve};
use gandan::planner::{Against, Outcome, Rehearsal, Snapshot, comparison};
use serde_json::json;
use std::sync::Arc;

fn ask(site: &Site, uri: &str, body: Value) -> super::Reply {
    site.planner(Method::POST, &format!("{uri}/preview"), None, body)
}

#[test]
fn a_look_tells_what_the_edit_then_brings_and_stores_nothing() {
    let site = Site::open();
    let uri = site.made(json!([{"action": "close", "facility": "P002"}]));
    let before = site.planner(Method::GET, &uri, None, Value::Null);
    let opened =
        json!({"action": "open_at", "facility": "N1", "name": "Điểm mới", "kind": "agent", "lon": 105.05, "lat": 0.05});
    let looked = ask(&site, &uri, json!({"edits": [opened.clone()]}));
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.body);
    let plan68 = |body: &Value| body["rules"][0].clone();
    assert!(
        plan68(&looked.body)["shorter"]["people"].as_f64() > Some(0.0),
        "the case must be one: {}",
        looked.body
    );
    assert_eq!(plan68(&looked.body)["lost"]["people"], 0.0);
    assert_eq!(
        (&looked.body["before"]["version"], &looked.body["after"]["version"]),
        (&json!(1), &Value::Null)
    );
    let agents = |body: &Value| {
        let kinds = body["points"]["kinds"].as_array().expect("kinds").clone();
        kinds.into_iter().find(|one| one["kind"] == "agent").expect("agents")
    };
    let (agents_before, agents_after) = (
        agents(&looked.body)["before"].as_u64(),
        agents(&looked.body)["after"].as_u64(),
    );
    assert_eq!(agents_after, agents_before.map(|count| count + 1));
    // Nothing is kept of it.
    let after = site.planner(Method::GET, &uri, None, Value::Null);
    assert_eq!((before.tag, before.body), (after.tag, after.body));
    // The edit made brings these figures, beside a copy of the scenario as it was.
    let copy = json!({"name": "Như trước", "fork_of": uri.rsplit('/').next()});
    let copy = site.planner(Method::POST, "/api/v1/scenarios", None, copy);
    let copy = copy.body["scenario"]["id"].as_str().expect("an id").to_owned();
    let done = site.planner(
        Method::PATCH,
        &format!("{uri}/edits"),
        Some(1),
        json!({"add": [opened]}),
    );
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let compared = site.planner(
        Method::GET,
        &format!("{uri}/comparison?against={copy}"),
        None,
        Value::Null,
    );
    assert_eq!(compared.body["rules"], looked.body["rules"]);
    assert_eq!(compared.body["points"], looked.body["points"]);
}

#[test]
fn a_look_may_stand_for_an_edit_and_says_why_it_would_be_refused() {
    let site = Site::open();
    let uri = site.made(json!([{"action": "close", "facility": "P001"}]));
    // Against the closing that stands there it would be a second decision.
    let keep = json!([{"action": "keep", "facility": "P001"}]);
    let twice = ask(&site, &uri, json!({"edits": keep}));
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.body);
    assert_eq!(twice.body["findings"][0]["check"], "scenario_decided_twice");
    let instead = ask(&site, &uri, json!({"edits": keep, "without": [1]}));
    assert_eq!(instead.status, StatusCode::OK, "{}", instead.body);
    let back = |key: &str| instead.body["points"]["kinds"][0][key].as_u64();
    let kinds = instead.body["points"]["kinds"].as_array().expect("kinds");
    let all = |key: &str| -> u64 { kinds.iter().filter_map(|one| one[key].as_u64()).sum() };
    assert_eq!(all("after"), all("before") + 1, "{:?}", back("after"));
    for body in [
        json!({"edits": []}),
        json!({"edits": [{"action": "fly", "facility": "P001"}]}),
        json!({"edit": keep}),
    ] {
        assert_eq!(ask(&site, &uri, body.clone()).status, StatusCode::BAD_REQUEST, "{body}");
    }
    let nowhere = ask(&site, "/api/v1/scenarios/nowhere", json!({"edits": keep}));
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

/// Whatever was asked before, figures that are kept and figures made from nothing are the same.
#[test]
fn figures_kept_between_questions_are_those_made_from_nothing() {
    for seed in [2u64, 5] {
        let dataset = random_city(seed);
        let office = crate::scenarios::Office::of(&dataset);
        let scenarios = office.scenarios();
        let open = dataset
            .facilities
            .iter()
            .filter(|one| one.status == gandan::model::FacilityStatus::Open);
        let codes: Vec<String> = open.map(|one| one.code.clone()).take(4).collect();
        let read = scenarios
            .read(office.scenario("s-0001", vec![close(&codes[0])]))
            .expect("read");
        let made_from_nothing = |edits: &[Edit]| -> Outcome {
            let numbered: Vec<NumberedEdit> = (1..)
                .zip(edits.iter().cloned())
                .map(|(number, edit)| NumberedEdit { number, edit })
                .collect();
            let (resolved, _) = resolve(&numbered, &dataset);
            let snapshot = Arc::new(Snapshot::build(dataset.clone(), None));
            let mut rehearsal = Rehearsal::new(snapshot, 1.0).expect("live");
            let after = gandan::plan::apply(&dataset, &resolved);
            rehearsal.stage(&after.facilities).expect("staged");
            rehearsal.outcome()
        };
        let (today, own) = (made_from_nothing(&[]), made_from_nothing(&[close(&codes[0])]));
        // Baseline, look, baseline, another look: each finds the network where the last one left it.
        for code in &codes[1..] {
            let compared = scenarios.compare(&read, Against::Baseline, None).expect("compared");
            assert_eq!(compared.rules, comparison(&dataset, &today, &own), "seed {seed}");
            let further = read.with(&[close(code)], &[]).expect("fits");
            let looked = scenarios.preview(&read, &further, None).expect("looked");
            let both = made_from_nothing(&[close(&codes[0]), close(code)]);
            assert_eq!(looked.after, both, "seed {seed}, {code}");
            assert_eq!(looked.rules, comparison(&dataset, &own, &both), "seed {seed}, {code}");
        }
    }
}
