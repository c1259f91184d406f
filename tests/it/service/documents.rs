//! Documents over HTTP: the same files as the library makes, for whom they are.

use super::fixture::{Reply, get, get_with, review, send, town};
use axum::body::Body;
use axum::http::Request;
use gandan::api::{Service, router};
use gandan::auth::{Actor, Role};
use gandan::planner::{DocumentAsked, DocumentKind, Snapshot};
use gandan::report::{FileFormat, written};
use gandan::voice::Standards;
use std::collections::BTreeMap;
use std::sync::Arc;

static NOTHING_SEEN: BTreeMap<String, Standards> = BTreeMap::new();

const DAY: &str = "2026-11-22";

fn is_file(reply: &Reply, format: FileFormat, name: &str) {
    assert_eq!(reply.status, 200, "{name}: {}", String::from_utf8_lossy(&reply.body));
    assert_eq!(reply.header("content-type"), format.media_type());
    assert_eq!(
        reply.header("content-disposition"),
        format!("attachment; filename=\"{name}\"")
    );
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[test]
fn a_coverage_report_is_the_file_that_the_library_writes_in_every_format() {
    let snapshot = Snapshot::build(town(), None);
    let document = snapshot.document(&DocumentAsked {
        kind: DocumentKind::Coverage(snapshot.commune("00002")),
        plan: None,
        from: None,
        to: None,
        url: None,
        standards: &NOTHING_SEEN,
        day: DAY,
    });
    let document = document.expect("a document");
    for format in FileFormat::ALL {
        let code = format.code();
        let reply = get(&format!(
            "/api/v1/documents/coverage?commune=00002&format={code}&date={DAY}"
        ));
        is_file(&reply, format, &format!("bao-cao-tiep-can-00002-{DAY}.{code}"));
        assert!(
            reply.body == written(&document, format).expect("written"),
            "{code}: other bytes"
        );
    }
}

#[test]
fn a_poster_leads_to_the_address_that_it_was_asked_from() {
    let snapshot = Snapshot::build(town(), None);
    let poster = |url| {
        let point = snapshot.facility("DL-A").expect("it stands");
        let document = snapshot.document(&DocumentAsked {
            kind: DocumentKind::PointPoster(point),
            plan: None,
            from: None,
            to: None,
            url,
            standards: &NOTHING_SEEN,
            day: DAY,
        });
        written(&document.expect("a poster"), FileFormat::Html).expect("written")
    };
    let uri = format!("/api/v1/documents/poster?point=DL-A&format=html&date={DAY}");
    let reply = get_with(&uri, ("host", "bando.example.vn"));
    is_file(&reply, FileFormat::Html, &format!("to-gioi-thieu-dl-a-{DAY}.html"));
    assert!(reply.body == poster(Some("http://bando.example.vn")));
    assert!(reply.body != poster(None), "or the code says nothing");
}

#[test]
fn the_day_of_a_document_is_todays_in_hanoi() {
    let before = chrono::Utc::now();
    let reply = get("/api/v1/documents/poster?point=DL-A&format=svg");
    let seven_hours = chrono::FixedOffset::east_opt(7 * 3600).expect("an offset");
    let days = [before, chrono::Utc::now()].map(|at| at.with_timezone(&seven_hours).date_naive());
    let name = reply.header("content-disposition");
    assert!(days.iter().any(|day| name.contains(&day.to_string())), "{name}");
}

/// One request of somebody who is logged in; the session itself is tested with the accounts.
fn ask(service: &Service, (role, scope): (Role, Option<&str>), uri: &str) -> Reply {
    let asked = Request::get(uri).extension(Actor {
        account: "lan".into(),
        name: "Lan".into(),
        role,
        scope: scope.map(str::to_owned),
    });
    send(router(service.clone()), asked.body(Body::empty()).expect("a request"))
}

#[test]
fn a_proposal_without_a_scenario_tells_the_saved_review_and_without_one_says_what_to_do() {
    let uri = format!("/api/v1/documents/proposal?format=html&date={DAY}");
    let saved = Service::new(Arc::new(Snapshot::build(town(), Some(review()))));
    let reply = ask(&saved, (Role::Commune, Some("00001")), &uri);
    is_file(&reply, FileFormat::Html, &format!("to-trinh-{DAY}.html"));
    let page = String::from_utf8(reply.body.to_vec()).expect("UTF-8");
    assert!(
        page.contains("TỜ TRÌNH") && page.contains("Đề xuất để xem xét"),
        "{page}"
    );
    let none = Service::new(Arc::new(Snapshot::build(town(), None)));
    let reply = ask(&none, (Role::Planner, None), &uri);
    assert_eq!(reply.status, 404);
    assert!(
        reply.json()["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("gandan review"))
    );
}

#[test]
fn an_enterprise_gets_the_sheet_of_its_own_agents_alone() {
    let mut town = town();
    for (code, operator) in [("DL-A", "BIDV"), ("DL-B", "VNPT")] {
        let point = town.facilities.iter_mut().find(|point| point.code == code);
        point.expect("it stands").operator = Some(operator.to_owned());
    }
    let service = Service::new(Arc::new(Snapshot::build(town, None)));
    let status = |who, point: &str| {
        let uri = format!("/api/v1/documents/point?point={point}&format=html");
        ask(&service, who, &uri).status.as_u16()
    };
    let enterprise = (Role::Operator, Some("BIDV"));
    assert_eq!(status(enterprise, "DL-A"), 200, "its own");
    assert_eq!(status(enterprise, "DL-B"), 403, "another enterprise's");
    assert_eq!(status(enterprise, "TN-1"), 403, "nobody's");
    assert_eq!(
        status((Role::Operator, None), "DL-A"),
        403,
        "an enterprise without a name"
    );
    assert_eq!(
        status((Role::Commune, Some("BIDV")), "DL-A"),
        403,
        "a commune of that code"
    );
    assert_eq!(status((Role::Planner, None), "DL-B"), 200);
    assert_eq!(status((Role::Planner, None), "DL-Z"), 404);
}
