//! The public's voice over HTTP: a rating, a report, the way of a case, an inspection, alerts; who sees what.

use super::accounts::{Browser, Office, request};
use super::fixture::Reply;
use chrono::{TimeDelta, Utc};
use gandan::auth::*;
use gandan::voice::{Rating, Reading};
use serde_json::{Value, json};

pub(super) fn uuid(number: u32) -> String {
    format!("0199aa10-0000-7000-8000-{number:012}")
}

pub(super) fn say(office: &Office, path: &str, body: &Value) -> Reply {
    office.ask(request("POST", path, &[], body))
}

pub(super) fn ask(office: &Office, who: &Browser, method: &str, path: &str, body: &Value) -> Reply {
    let headers = [
        ("cookie", who.cookie.as_str()),
        ("x-csrf-token", who.csrf_token.as_str()),
    ];
    office.ask(request(method, path, &headers, body))
}

pub(super) fn rating(number: u32, stars: u32, text: &str) -> Value {
    json!({"visit": uuid(number), "facility": "DL-A", "stars": stars, "text": text})
}

pub(super) fn keep(office: &Office, rating: &Rating) {
    let ceiling = Ceiling {
        since: Utc::now(),
        most: u32::MAX,
    };
    let kept = office.private.add_rating(rating, None, ceiling).expect("written");
    assert_eq!(kept, Keeping::Kept(None));
}

fn waiting(office: &Office) -> usize {
    let found = office.private.ratings_by_reading(Reading::Waiting, 100);
    found.expect("read").len()
}

/// So many ratings of a point, hours apart, of which the first `good` have 5 stars and the others 1.
fn rated(office: &Office, facility: &str, good: u32, all: u32) {
    for number in 0..all {
        let own = Rating {
            id: format!("{facility}-{number}"),
            facility: facility.into(),
            at: Utc::now() - TimeDelta::hours(i64::from(number) + 1),
            stars: if number < good { 5 } else { 1 },
            reason: None,
            text: None,
            reading: Reading::NoText,
        };
        keep(office, &own);
    }
}

#[test]
fn a_rating_counts_once_its_words_wait_and_few_stars_with_words_become_a_case() {
    let office = Office::open();
    let low = rating(1, 1, "Chờ lâu, gọi 0912 345 678 không ai nghe");
    let first = say(&office, "/api/v1/ratings", &low);
    assert_eq!(first.status, 201, "{}", first.json());
    assert_eq!(first.json()["words_wait"], true);
    let case = first.json()["case"].as_str().expect("a case").to_owned();
    let again = say(&office, "/api/v1/ratings", &low);
    assert_eq!(
        (again.status.as_u16(), again.json()),
        (201, first.json()),
        "the answer was lost: the same is told"
    );
    let changed = say(&office, "/api/v1/ratings", &rating(1, 1, "Chờ lâu"));
    assert_eq!(changed.status, 409);
    let told = changed.json()["detail"].as_str().expect("a sentence").to_owned();
    assert!(told.starts_with("đã có nội dung khác"), "{told}");
    assert_eq!(waiting(&office), 1);
    let support = office.log_in(Role::Support);
    let told = ask(&office, &support, "GET", &format!("/api/v1/cases/{case}"), &Value::Null).json();
    assert_eq!(told["case"]["text"], "Chờ lâu, gọi [số đã ẩn] không ai nghe");
    assert_eq!(told["case"]["kind"], "low_rating");

    // The words are for support alone until it has read them.
    let words = |office: &Office| {
        office
            .ask(request("GET", "/api/v1/satisfaction/DL-A", &[], &Value::Null))
            .json()["words"]
            .clone()
    };
    assert_eq!(words(&office), json!([]));
    let waiting = ask(&office, &support, "GET", "/api/v1/ratings", &Value::Null).json();
    let id = waiting["ratings"][0]["id"].as_str().expect("an id").to_owned();
    let read = ask(
        &office,
        &support,
        "PUT",
        &format!("/api/v1/ratings/{id}/reading"),
        &json!({"reading": "shown", "seen": "waiting"}),
    );
    assert_eq!(read.status, 200);
    let late = ask(
        &office,
        &support,
        "PUT",
        &format!("/api/v1/ratings/{id}/reading"),
        &json!({"reading": "hidden", "seen": "waiting"}),
    );
    assert_eq!(late.status, 409, "somebody else showed them meanwhile");
    assert_eq!(words(&office)[0]["text"], "Chờ lâu, gọi [số đã ẩn] không ai nghe");
    let actions: Vec<String> = office
        .private
        .entries(1, 1000)
        .expect("read")
        .into_iter()
        .map(|entry| entry.action)
        .collect();
    assert!(
        actions.contains(&"case.open".to_owned()) && actions.contains(&"rating.read".to_owned()),
        "{actions:?}"
    );
}

#[test]
fn what_cannot_be_a_rating_or_a_report_is_refused() {
    let office = Office::open();
    for (body, status) in [
        (json!({"visit": uuid(1), "facility": "DL-A", "stars": 6}), 400),
        (json!({"visit": uuid(1), "facility": "DL-A", "stars": 0}), 400),
        (json!({"visit": "1", "facility": "DL-A", "stars": 5}), 400),
        (
            json!({"visit": uuid(1), "facility": "DL-A", "stars": 5, "name": "Lan"}),
            400,
        ),
        (
            json!({"visit": uuid(1), "facility": "DL-A", "stars": 5, "reason": "smile"}),
            400,
        ),
        (
            json!({"visit": uuid(1), "facility": "DL-A", "stars": 5, "text": "ă".repeat(501)}),
            400,
        ),
        (json!({"visit": uuid(1), "facility": "KHÔNG", "stars": 5}), 404),
        // A person is no counter.
        (json!({"visit": uuid(1), "facility": "CTV-1", "stars": 5}), 404),
    ] {
        assert_eq!(say(&office, "/api/v1/ratings", &body).status.as_u16(), status, "{body}");
    }
    for (body, status) in [
        (
            json!({"request": uuid(1), "facility": "DL-A", "kind": "low_rating"}),
            400,
        ),
        (
            json!({"request": uuid(1), "facility": "DL-A", "kind": "closed", "lon": 105.8}),
            400,
        ),
        (
            json!({"request": uuid(1), "facility": "DL-A", "kind": "closed", "lon": 105.8, "lat": 95.0}),
            400,
        ),
        (json!({"request": uuid(1), "facility": "X", "kind": "closed"}), 404),
    ] {
        assert_eq!(say(&office, "/api/v1/reports", &body).status.as_u16(), status, "{body}");
    }
    assert_eq!(
        (
            waiting(&office),
            office.private.count_cases(&CaseQuery::default()).expect("read")
        ),
        (0, 0)
    );
}

#[test]
fn a_report_goes_its_way_to_an_answer_that_its_sender_can_read() {
    let office = Office::open();
    let body = json!({"request": uuid(7), "facility": "DL-A", "kind": "wrong_position", "text": "Ở bên kia đường",
        "lon": 105.8012, "lat": 21.0011});
    let told = say(&office, "/api/v1/reports", &body).json();
    let id = told["case"].as_str().expect("an id").to_owned();
    assert_eq!(
        say(&office, "/api/v1/reports", &body).json(),
        told,
        "sent twice: one case"
    );
    let (support, planner) = (office.log_in(Role::Support), office.log_in(Role::Planner));
    let path = format!("/api/v1/cases/{id}/steps");
    let step = |who: &Browser, step: Value| ask(&office, who, "POST", &path, &step);
    // Nobody else's yet: for a planner it is not there.
    assert_eq!(
        step(&planner, json!({"step": "note", "version": 1, "text": "?"})).status,
        404
    );
    assert_eq!(
        step(&support, json!({"step": "answer", "version": 1, "text": "Đã sửa."})).status,
        409
    );
    assert_eq!(step(&support, json!({"step": "take", "version": 1})).status, 200);
    assert_eq!(
        step(&support, json!({"step": "take", "version": 1})).status,
        409,
        "an older version"
    );
    assert_eq!(
        step(
            &support,
            json!({"step": "pass_to_planner", "version": 2, "text": "Xin kiểm tra."})
        )
        .status,
        200
    );
    assert_eq!(
        step(&planner, json!({"step": "answer", "version": 3, "text": "!"})).status,
        403
    );
    let proposed = step(
        &planner,
        json!({"step": "propose", "version": 3, "lon": 105.8012, "lat": 21.0011}),
    );
    assert_eq!(proposed.json()["correction"]["lon"], 105.8012);
    assert_eq!(
        step(
            &planner,
            json!({"step": "link", "version": 4, "effect": "import", "reference": "12"})
        )
        .status,
        200
    );
    assert_eq!(
        step(&planner, json!({"step": "return", "version": 5, "text": "Đã nhập."})).status,
        200
    );
    assert_eq!(
        step(&planner, json!({"step": "return", "version": 6, "text": "Nữa."})).status,
        409
    );
    let before = office
        .ask(request("GET", &format!("/api/v1/reports/{id}"), &[], &Value::Null))
        .json();
    assert_eq!(
        (&before["state"], &before["answer"]),
        (&json!("in_progress"), &Value::Null)
    );
    let answered = step(
        &support,
        json!({"step": "answer", "version": 6, "text": "Đã sửa vị trí."}),
    )
    .json();
    assert_eq!(answered["effects"], json!([{"kind": "import", "reference": "12"}]));
    let after = office
        .ask(request("GET", &format!("/api/v1/reports/{id}"), &[], &Value::Null))
        .json();
    assert_eq!(
        (&after["state"], &after["answer"]),
        (&json!("answered"), &json!("Đã sửa vị trí."))
    );
    let open = ask(&office, &support, "GET", "/api/v1/cases?open=true", &Value::Null).json();
    assert_eq!((&open["cases"], &open["open"]), (&json!([]), &json!(0)));
}

#[test]
fn hours_that_cannot_be_read_are_no_correction() {
    let office = Office::open();
    let told = say(
        &office,
        "/api/v1/reports",
        &json!({"request": uuid(7), "facility": "DL-A", "kind": "wrong_hours"}),
    )
    .json();
    let path = format!("/api/v1/cases/{}/steps", told["case"].as_str().expect("an id"));
    let support = office.log_in(Role::Support);
    let step = |step: Value| ask(&office, &support, "POST", &path, &step).status.as_u16();
    assert_eq!(step(json!({"step": "take", "version": 1})), 200);
    assert_eq!(
        step(json!({"step": "propose", "version": 2, "opening_hours": "lúc nào cũng được"})),
        400
    );
    assert_eq!(step(json!({"step": "propose", "version": 2})), 400);
    assert_eq!(
        step(json!({"step": "propose", "version": 2, "opening_hours": "Mo-Fr 08:00-17:00"})),
        200
    );
}

#[test]
fn a_figure_is_told_from_the_minimum_sample_on_and_raises_an_alert_with_evidence_alone() {
    let office = Office::open();
    // 29 of 29 are too few; 20 of 40: the upper bound is 65 %, far below 95 %; 28 of 30: it holds the target.
    rated(&office, "DL-B", 29, 29);
    rated(&office, "DL-A", 20, 40);
    rated(&office, "CN-1", 28, 30);
    let told = office
        .ask(request("GET", "/api/v1/satisfaction", &[], &Value::Null))
        .json();
    let points: Vec<_> = told["points"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["facility"].as_str(), one["share"].as_f64()))
        .collect();
    assert_eq!(points, [(Some("CN-1"), Some(28.0 / 30.0)), (Some("DL-A"), Some(0.5))]);
    // All points together are enough, those of the point that is told alone nowhere too; 22 gave one star.
    let all = &told["citizens"];
    assert_eq!(
        (&all["count"], &all["size"], &all["points"], &all["stars"]),
        (&json!(77.0), &json!(99.0), &json!(3), &json!([22, 0, 0, 0, 77]))
    );
    assert_eq!(
        told["self_assessed"],
        Value::Null,
        "the ten answers that are reported are too few"
    );
    let few = office
        .ask(request("GET", "/api/v1/satisfaction/DL-B", &[], &Value::Null))
        .json();
    assert_eq!(few["citizens"], Value::Null);
    let leader = office.log_in(Role::Leader);
    let alerts = ask(&office, &leader, "GET", "/api/v1/alerts", &Value::Null).json();
    let low: Vec<&Value> = alerts["alerts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["kind"] == "satisfaction")
        .collect();
    assert_eq!(low.len(), 1, "{alerts}");
    assert_eq!(
        (&low[0]["facility"], &low[0]["source"]),
        (&json!("DL-A"), &json!("citizens"))
    );
    let bound = low[0]["bound"].as_f64().expect("a bound");
    // Wilson's interval of 20 in 40, by hand: (0.5 + z2/80 ± z sqrt(0.25/40 + z2/6400)) / (1 + z2/40).
    assert!((bound - 0.6480).abs() < 5e-4, "{bound}");
}

pub(super) fn inspection(number: u32, facility: &str, deadline: &str) -> Value {
    let items = [
        "computer",
        "scanner",
        "printer",
        "staff",
        "hours",
        "phone",
        "procedures",
        "access",
        "signs",
    ];
    let items: Vec<Value> = items
        .into_iter()
        .map(|item| json!({"item": item, "outcome": if item == "signs" { "not_met" } else { "met" }}))
        .collect();
    json!({"id": uuid(number), "facility": facility, "on": "2025-03-02", "visit": "unannounced", "checklist": "model-agent",
        "checklist_version": 1, "items": items, "findings": [{"text": "Treo biển hiệu", "deadline": deadline}]})
}

#[test]
fn an_inspection_is_kept_once_followed_up_and_overdue_findings_are_an_alert() {
    let office = Office::open();
    let inspector = office.log_in(Role::Inspector);
    let send = |body: &Value| ask(&office, &inspector, "POST", "/api/v1/inspections", body);
    let own = inspection(1, "DL-A", "2025-03-20");
    let kept = send(&own);
    assert_eq!(kept.status, 201, "{}", kept.json());
    assert_eq!((&kept.json()["met"], &kept.json()["not_met"]), (&json!(8), &json!(1)));
    assert_eq!(
        send(&own).json(),
        kept.json(),
        "sent twice from a bad network: one inspection"
    );
    let mut other = own.clone();
    other["note"] = "Khác".into();
    assert_eq!(send(&other).status, 409, "something else under its id");
    let mut lacking = inspection(2, "DL-A", "2025-03-20");
    lacking["items"].as_array_mut().expect("a list").pop();
    assert_eq!(send(&lacking).status, 400);
    assert_eq!(
        send(&inspection(3, "DL-A", "2025-03-01")).status,
        400,
        "a deadline before the visit"
    );
    assert_eq!(
        send(&inspection(4, "CN-1", "2025-03-20")).status,
        404,
        "the list is for agents"
    );
    let alerts = |who: &Browser| ask(&office, who, "GET", "/api/v1/alerts", &Value::Null).json()["alerts"].clone();
    let overdue = |list: &Value| {
        list.as_array()
            .expect("a list")
            .iter()
            .filter(|one| one["kind"] == "overdue_finding")
            .count()
    };
    assert_eq!(overdue(&alerts(&inspector)), 1);
    let done = format!("/api/v1/inspections/{}/follow-ups", uuid(1));
    let mend = |finding: u32| {
        ask(
            &office,
            &inspector,
            "POST",
            &done,
            &json!({"finding": finding, "note": "Đã treo"}),
        )
        .status
        .as_u16()
    };
    assert_eq!((mend(2), mend(1), mend(1)), (409, 200, 409));
    assert_eq!(overdue(&alerts(&inspector)), 0);
    // The operator of other agents sees nothing of it.
    let operator = office.log_in(Role::Operator);
    let seen = ask(&office, &operator, "GET", "/api/v1/inspections", &Value::Null).json();
    assert_eq!(seen["inspections"], json!([]));
}
