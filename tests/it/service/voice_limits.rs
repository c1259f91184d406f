//! The public's voice over HTTP: who sees what of it, and what a day and an address may bring.

use super::accounts::{Browser, Office, PASSWORD, request};
use super::fixture::{Reply, send, town};
use super::voice::{ask, inspection, keep, rating, say, uuid};
use axum::extract::ConnectInfo;
use chrono::{TimeDelta, Utc};
use gandan::api::{CookieSecurity, Service, Site, router};
use gandan::auth::*;
use gandan::geometry::LonLat;
use gandan::model::{Facility, FacilityKind};
use gandan::planner::Snapshot;
use gandan::voice::{Rating, Reading};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;

/// The office in a town with a second branch, beside `DL-A`, which is an agent of `X`; and more accounts.
fn office_of_two_branches() -> Office {
    let mut two = town();
    two.facilities.push(Facility::new(
        "CN-2",
        FacilityKind::Branch,
        "Chi nhánh số 2",
        LonLat::new(105.801, 21.001),
    ));
    for point in &mut two.facilities {
        if point.code == "DL-A" {
            point.operator = Some("X".into());
        }
    }
    two.sort();
    let plain = Office::open();
    let by = By {
        account: "cli:root",
        at: Utc::now(),
    };
    for (login, scope) in [("cn1", "CN-1"), ("cn2", "CN-2"), ("tay", "00001")] {
        let new = NewAccount {
            login: login.into(),
            name: login.into(),
            role: Role::Inspector,
            scope: Some(scope.into()),
        };
        plain.private.add_account(&new, PASSWORD, by).expect("made");
    }
    let snapshot = Arc::new(Snapshot::build(two, None));
    let site = Site {
        cookies: CookieSecurity::AlsoLoopbackHttp,
        ..Site::default()
    };
    let service = Service::with_accounts(snapshot, Arc::clone(&plain.private), site);
    Office {
        router: router(service),
        private: plain.private,
    }
}

fn log_in(office: &Office, login: &str) -> Browser {
    let opened = office.private.log_in(login, PASSWORD, None, Utc::now());
    let opened = opened.expect("asked").expect("logged in");
    Browser {
        cookie: format!("gandan_session={}", opened.token),
        csrf_token: opened.session.csrf_token,
    }
}

#[test]
fn an_inspector_writes_and_reads_of_its_own_area_alone() {
    let office = office_of_two_branches();
    let write = |who: &str, number: u32, facility: &str| {
        let body = inspection(number, facility, "2025-03-20");
        ask(&office, &log_in(&office, who), "POST", "/api/v1/inspections", &body)
            .status
            .as_u16()
    };
    assert_eq!((write("cn2", 1, "DL-A"), write("cn2", 2, "DL-B")), (201, 403));
    assert_eq!((write("cn1", 3, "DL-B"), write("cn1", 4, "DL-A")), (201, 403));
    assert_eq!((write("tay", 5, "DL-A"), write("tay", 6, "DL-B")), (201, 403));
    // Not under another's number either, whose content it would be told.
    assert_eq!(write("cn2", 5, "DL-A"), 409);
    let seen = |who: &str, path: &str| {
        let told = ask(&office, &log_in(&office, who), "GET", path, &Value::Null).json();
        let list = told["inspections"].as_array().expect("a list").clone();
        list.iter()
            .map(|one| one["facility"].as_str().expect("a code").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(seen("cn1", "/api/v1/inspections"), ["DL-B"]);
    assert_eq!(seen("cn2", "/api/v1/inspections?due=true"), ["DL-A", "DL-A"]);
    assert_eq!(seen("inspector", "/api/v1/inspections").len(), 3);
    assert_eq!(seen("operator", "/api/v1/inspections"), ["DL-A", "DL-A"]);
    let mend = format!("/api/v1/inspections/{}/follow-ups", uuid(3));
    let done = json!({"finding": 1, "note": "Đã treo"});
    assert_eq!(ask(&office, &log_in(&office, "cn2"), "POST", &mend, &done).status, 403);
    let alerts = |who: &str| {
        let told = ask(
            &office,
            &log_in(&office, who),
            "GET",
            "/api/v1/alerts?limit=1",
            &Value::Null,
        )
        .json();
        (
            told["alerts"].as_array().expect("a list").len(),
            told["total"].as_u64().expect("a number"),
        )
    };
    assert_eq!((alerts("cn2"), alerts("inspector").0), ((1, 2), 1));
    assert!(alerts("inspector").1 >= 3);
}

#[test]
fn an_operator_reads_a_passed_case_without_the_notes_of_the_office_and_who_made_them() {
    let office = office_of_two_branches();
    let body = json!({"request": uuid(7), "facility": "DL-A", "kind": "other", "text": "Không niêm yết"});
    let id = say(&office, "/api/v1/reports", &body).json()["case"]
        .as_str()
        .expect("an id")
        .to_owned();
    let (support, operator) = (office.log_in(Role::Support), office.log_in(Role::Operator));
    let path = format!("/api/v1/cases/{id}/steps");
    let step = |who: &Browser, step: Value| ask(&office, who, "POST", &path, &step);
    let list = |who: &Browser| ask(&office, who, "GET", "/api/v1/cases?open=true", &Value::Null).json();
    assert_eq!(
        (list(&operator)["cases"].clone(), list(&operator)["open"].clone()),
        (json!([]), json!(0))
    );
    for (number, each) in [
        json!({"step": "take", "version": 1}),
        json!({"step": "note", "version": 2, "text": "Nghi doanh nghiệp giấu"}),
        json!({"step": "pass_to_operator", "version": 3, "text": "Xin kiểm tra."}),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(step(&support, each).status, 200, "{number}");
    }
    assert_eq!(list(&operator)["cases"][0]["id"], id.as_str());
    let noted = step(&operator, json!({"step": "note", "version": 4, "text": "Đã niêm yết."}));
    assert_eq!(noted.status, 200);
    let told = |events: &Value| -> Vec<(String, String)> {
        let one = |event: &Value| {
            (
                event["action"].as_str().unwrap_or("?").to_owned(),
                event["account"].as_str().unwrap_or("?").to_owned(),
            )
        };
        events.as_array().expect("a list").iter().map(one).collect()
    };
    let pair = |action: &str, account: &str| (action.to_owned(), account.to_owned());
    let own = [
        pair("open", "-"),
        pair("pass_to_operator", ""),
        pair("note", "operator"),
    ];
    assert_eq!(told(&noted.json()["events"]), own);
    let read = ask(&office, &operator, "GET", &format!("/api/v1/cases/{id}"), &Value::Null);
    assert_eq!(told(&read.json()["events"]), own);
    let text = String::from_utf8_lossy(&read.body).into_owned();
    assert!(!text.contains("giấu") && !text.contains("support"), "{text}");
    let of_support = ask(&office, &support, "GET", &format!("/api/v1/cases/{id}"), &Value::Null).json();
    assert_eq!(told(&of_support["events"]).len(), 5);
    assert_eq!(
        step(&operator, json!({"step": "answer", "version": 5, "text": "Xong."})).status,
        403
    );
}

#[test]
fn alerts_tell_of_cases_and_findings_whoever_may_read_them_alone() {
    let office = office_of_two_branches();
    let old = Utc::now() - TimeDelta::days(30);
    for number in 0..3 {
        let new = gandan::planner::voice::NewReport {
            request: uuid(number),
            facility: "DL-A".into(),
            kind: gandan::voice::CaseKind::Other,
            text: String::new(),
            position: None,
        };
        gandan::planner::voice::report(&office.private, &town(), &new, old).expect("kept");
    }
    let inspector = office.log_in(Role::Inspector);
    ask(
        &office,
        &inspector,
        "POST",
        "/api/v1/inspections",
        &inspection(9, "DL-A", "2025-03-20"),
    );
    let kinds = |role: Role| {
        let told = ask(&office, &office.log_in(role), "GET", "/api/v1/alerts", &Value::Null).json();
        let count = |kind: &str| {
            told["alerts"]
                .as_array()
                .expect("a list")
                .iter()
                .filter(|one| one["kind"] == kind)
                .count()
        };
        (count("overdue_case"), count("overdue_finding"))
    };
    assert_eq!(kinds(Role::Leader), (3, 1));
    assert_eq!(kinds(Role::Support), (3, 0), "inspections are not support's");
    assert_eq!(kinds(Role::Inspector), (0, 1), "cases are not the inspector's");
    assert_eq!(kinds(Role::Planner), (0, 1), "none was passed to planning");
    // Page by page, the longest waiting first.
    let support = office.log_in(Role::Support);
    let page = |more: &str| {
        ask(
            &office,
            &support,
            "GET",
            &format!("/api/v1/cases?open=true&limit=2{more}"),
            &Value::Null,
        )
        .json()
    };
    let first = page("");
    assert_eq!((&first["open"], &first["overdue"]), (&json!(3), &json!(3)));
    let second = page(&format!("&after={}", first["next"].as_str().expect("there is more")));
    assert_eq!(
        (second["cases"].as_array().map(Vec::len), &second["next"]),
        (Some(1), &Value::Null)
    );
    assert_eq!(
        ask(&office, &support, "GET", "/api/v1/cases?after=x", &Value::Null).status,
        400
    );
}

fn from_address(office: &Office, peer: &str, path: &str, body: &Value) -> Reply {
    let mut request = request("POST", path, &[], body);
    let peer: SocketAddr = format!("{peer}:999").parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(peer));
    send(office.router.clone(), request)
}

#[test]
fn an_address_rates_a_point_a_few_times_a_day_and_what_is_refused_is_not_counted() {
    let office = Office::open();
    let rate = |peer: &str, number: u32| from_address(&office, peer, "/api/v1/ratings", &rating(number, 5, ""));
    for number in 0..8 {
        let body = json!({"visit": uuid(number), "facility": format!("X-{number}"), "stars": 5});
        assert_eq!(
            from_address(&office, "203.0.113.7", "/api/v1/ratings", &body).status,
            404
        );
        let body = json!({"visit": uuid(number), "facility": "DL-A", "stars": 9});
        assert_eq!(
            from_address(&office, "203.0.113.7", "/api/v1/ratings", &body).status,
            400
        );
    }
    for number in 0..5 {
        assert_eq!(rate("203.0.113.7", number).status, 201, "{number}");
    }
    let refused = rate("203.0.113.7", 5);
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["title"]),
        (429, &json!("Enough for today"))
    );
    let seconds: u32 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=86_400).contains(&seconds), "{seconds}");
    assert_eq!(rate("203.0.113.8", 6).status, 201, "the neighbour");
}

#[test]
fn a_full_day_is_told_and_what_was_sent_before_is_answered() {
    let office = Office::open();
    let mut settings = office.private.voice_settings().expect("read");
    settings.set("daily_reports", 1.0).expect("in range");
    settings.set("daily_ratings", 1.0).expect("in range");
    let by = By {
        account: "cli:root",
        at: Utc::now(),
    };
    office.private.set_voice_settings(settings, by).expect("written");
    let report = |number: u32| {
        let body = json!({"request": uuid(number), "facility": "DL-A", "kind": "closed"});
        say(&office, "/api/v1/reports", &body).status.as_u16()
    };
    assert_eq!((report(1), report(2), report(1)), (201, 429, 201));
    let rate = |number: u32| say(&office, "/api/v1/ratings", &rating(number, 5, ""));
    assert_eq!((rate(1).status.as_u16(), rate(2).status.as_u16()), (201, 429));
    assert_ne!(rate(2).header("retry-after"), "");
}

#[test]
fn a_point_that_a_burst_alone_rated_has_no_share_and_old_ratings_do_not_count() {
    let office = Office::open();
    for number in 0..20 {
        let own = Rating {
            id: format!("burst-{number}"),
            facility: "DL-A".into(),
            at: Utc::now() - TimeDelta::days(2),
            stars: 5,
            reason: None,
            text: None,
            reading: Reading::NoText,
        };
        keep(&office, &own);
        let old = Rating {
            id: format!("old-{number}"),
            facility: "DL-B".into(),
            at: Utc::now() - TimeDelta::days(400 + number),
            ..own
        };
        keep(&office, &old);
    }
    let told = gandan::planner::satisfaction::satisfaction(&office.private, &town(), Utc::now()).expect("told");
    let of_citizens: Vec<_> = told
        .iter()
        .filter(|one| one.source == gandan::planner::satisfaction::Source::Citizens)
        .collect();
    assert_eq!(of_citizens.len(), 1, "{of_citizens:?}");
    assert_eq!(
        (of_citizens[0].facility.as_str(), of_citizens[0].set_aside),
        ("DL-A", 20)
    );
    assert_eq!((of_citizens[0].share(), of_citizens[0].interval), (None, None));
}

#[test]
fn an_unknown_number_of_a_report_is_told_in_vietnamese_first() {
    let office = Office::open();
    let told = office.ask(request("GET", "/api/v1/reports/0", &[], &Value::Null));
    let detail = told.json()["detail"].as_str().expect("a sentence").to_owned();
    assert_eq!(
        (told.status.as_u16(), detail.as_str()),
        (404, "không có phản ánh nào mang mã '0' / there is no case '0'")
    );
    for body in [
        json!({"visit": uuid(1), "facility": "DL-A", "stars": 9}),
        json!({"visit": "1", "facility": "DL-A", "stars": 5}),
        json!({"visit": uuid(1), "facility": "DL-A", "stars": 5, "reason": "smile"}),
        json!({"visit": uuid(1), "facility": "DL-A", "stars": 5, "text": "ă".repeat(501)}),
        json!({"visit": uuid(1), "facility": "KHÔNG", "stars": 5}),
    ] {
        let told = say(&office, "/api/v1/ratings", &body).json();
        assert!(told["detail"].as_str().expect("a sentence").contains(" / "), "{told}");
    }
}
