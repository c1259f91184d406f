//! What each state of the data came to is kept once, told by the trend, and is no part of the data.

use std::fs;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use gandan::api::{Service, router};
use gandan::planner::{Snapshot, coverage_rows};
use gandan::store::{CoverageRow, Workspace};
use serde_json::{Value, json};

use crate::cli::{done, text};
use crate::identity::Office;
use crate::service::fixture::{Reply, send, town};

const CELLS: &str = "code,lon,lat,people\nC1,105.80,21.00,1000\nC2,105.81,21.00,2000\n";

/// A point where C1 lies and 1.04 km from C2; there are no roads, so only who lives at the point comes within the time.
fn near(office: &Office) {
    let list = "code,kind,name,lon,lat\nP1,agent,Điểm một,105.80,21.00\n";
    office.import("facilities", "near.csv", list, &[]);
    office.import("demand", "cells.csv", CELLS, &[]);
}

/// The same point 4.96 km north of C1: 5.07 km from C2.
fn far(office: &Office) {
    let list = "code,kind,name,lon,lat\nP1,agent,Điểm một,105.80,21.0448\n";
    office.import("facilities", "far.csv", list, &["--add"]);
}

fn kept(office: &Office) -> Vec<CoverageRow> {
    let workspace = Workspace::open(&office.workspace()).expect("open");
    workspace.kept_coverage(1000).expect("read")
}

fn radius_people(rows: &[CoverageRow]) -> Vec<f64> {
    let own = rows.iter().filter(|row| row.rule == "plan68");
    own.map(|row| row.radius_people).collect()
}

#[test]
fn each_state_of_the_data_is_kept_once_and_one_that_comes_back_is_a_state_of_its_own() {
    let office = Office::new();
    near(&office);
    let workspace = office.workspace();
    assert_eq!(kept(&office), []);
    let assess = || done(&["assess", text(&workspace), "--format", "json"]);
    let data = office.data();
    let told: Value = serde_json::from_str(&assess()).expect("JSON");
    let first = kept(&office);
    let rules: Vec<&str> = first.iter().map(|row| row.rule.as_str()).collect();
    assert_eq!(rules, ["plan68", "scheme", "plan68_agents"]);
    assert!(
        first
            .iter()
            .all(|row| (row.people, row.time_people, row.areas) == (3000.0, 1000.0, 0))
    );
    assert_eq!(told["snapshot_id"], json!(first[0].snapshot_id));
    assert_eq!(office.data(), data, "the data are what they were");

    let before = fs::read(&workspace).expect("the workspace");
    assess();
    assert!(
        fs::read(&workspace).expect("the workspace") == before,
        "a state that is known is not written again"
    );

    far(&office);
    assess();
    done(&["undo", text(&workspace)]);
    assess();
    let rows = kept(&office);
    assert_eq!(radius_people(&rows), [3000.0, 1000.0, 3000.0]);
    assert_eq!(
        (&rows[6].snapshot_id, &rows[6].method),
        (&rows[0].snapshot_id, &rows[0].method)
    );
    assert_ne!(rows[3].snapshot_id, rows[0].snapshot_id);
    let newest = Workspace::open(&workspace).expect("open");
    assert_eq!(newest.kept_coverage(3).expect("read"), rows[6..]);
    let history: Value = serde_json::from_str(&done(&["history", text(&workspace), "--format", "json"])).expect("JSON");
    assert_eq!(history["entries"].as_array().map(Vec::len), Some(4), "{history}");
}

#[test]
fn speeds_of_ones_own_are_a_question_and_no_state_of_the_data() {
    let office = Office::new();
    near(&office);
    let workspace = office.workspace();
    let profile = office.file("slow.toml", &done(&["profile", "--mode", "motorbike"]));
    done(&["assess", text(&workspace), "--profile", text(&profile)]);
    assert_eq!(kept(&office), []);
    // Another rule is a question too; what is kept is told by the shipped ones.
    done(&["assess", text(&workspace), "--rule", "scheme"]);
    assert_eq!(kept(&office).len(), 3);
}

fn ask(past: Vec<CoverageRow>) -> Reply {
    let snapshot = Snapshot::build(town(), None).with_past(past);
    let service = Service::new(Arc::new(snapshot));
    let request = Request::builder().uri("/api/v1/trend").body(Body::empty());
    send(router(service), request.expect("a request"))
}

#[test]
fn the_trend_tells_the_states_in_their_order_and_its_tag_changes_with_them() {
    let rows = coverage_rows(&Snapshot::build(town(), None), "2026-11-22T08:00:00Z");
    let before: Vec<CoverageRow> = rows
        .iter()
        .map(|row| CoverageRow {
            at: "2026-10-01T08:00:00Z".into(),
            snapshot_id: "before".into(),
            radius_people: row.radius_people - 8.0,
            areas_lacking: row.areas_lacking + 1,
            ..row.clone()
        })
        .collect();
    let reply = ask([before, rows.clone()].concat());
    let told = reply.json();
    let states = told["coverage"].as_array().expect("a list");
    assert_eq!(states.len(), 6);
    assert_eq!(
        (&states[0]["at"], &states[0]["snapshot_id"], &states[0]["radius_people"]),
        (
            &json!("2026-10-01T08:00:00Z"),
            &json!("before"),
            &json!(rows[0].radius_people - 8.0)
        )
    );
    assert_eq!(states[3]["snapshot_id"], told["snapshot_id"]);
    assert_eq!(states[3]["method"], states[0]["method"]);
    assert_ne!(states[3]["method"], states[4]["method"], "two rules, two methods");
    let alone = ask(rows);
    assert_eq!(alone.json()["coverage"].as_array().map(Vec::len), Some(3));
    let again = CoverageRow {
        at: "2026-11-23T08:00:00Z".into(),
        ..alone_row(&reply)
    };
    assert_ne!(ask(vec![again]).header("etag"), alone.header("etag"));
}

fn alone_row(reply: &Reply) -> CoverageRow {
    let id = reply.json()["snapshot_id"].as_str().expect("an id").to_owned();
    let mut rows = coverage_rows(&Snapshot::build(town(), None), "");
    assert_eq!(rows[0].snapshot_id, id);
    rows.remove(0)
}
