//! Documents over HTTP: the same files as the library makes, for whom they are.

use super::fixture::{Reply, get, get_with, review, send, town};
use axum::body::Body;
use axum::http::Request;
use gandan::api::{Service, router};
use gandan::auth::{Actor, Role};
use gandan::planner::{DocumentAsked, DocumentKind, Snapshot};
use gandan::report::{FileFormat, written};
use std::sync::Arc;

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
    let kind = DocumentKind::Coverage(snapshot.commune("00002"));
    let document = snapshot.document(&DocumentAsked::new(kind, DAY));
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
            url,
            ..DocumentAsked::new(DocumentKind::PointPoster(point), DAY)
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
fn a_document_is_written_in_the_template_that_the_office_keeps_and_one_that_does_not_fit_is_told() {
    use crate::report::fixture::docx_text;
    use crate::report::templates::{NEEDED, template};
    let service = Service::new(Arc::new(Snapshot::build(town(), None)));
    let who = (Role::Planner, None);
    let keep = |body: String| {
        let by = gandan::auth::By {
            account: "lan",
            at: chrono::Utc::now(),
        };
        let kept = service.private().keep_office_template("coverage", &template(&body), by);
        kept.expect("kept");
    };
    let uri = |format: &str| format!("/api/v1/documents/coverage?format={format}&date={DAY}");
    keep(format!("<w:p><w:r><w:t>Mẫu của cơ quan số 7</w:t></w:r></w:p>{NEEDED}"));
    let reply = ask(&service, who, &uri("docx"));
    is_file(&reply, FileFormat::Docx, &format!("bao-cao-tiep-can-{DAY}.docx"));
    assert!(docx_text(&reply.body).contains("Mẫu của cơ quan số 7"));
    assert_eq!(ask(&service, who, &uri("html")).status, 200);
    keep(format!("{NEEDED}<w:p><w:r><w:t>{{{{khong_co}}}}</w:t></w:r></w:p>"));
    let reply = ask(&service, who, &uri("docx"));
    assert_eq!(reply.status, 409);
    let detail = reply.json()["detail"].as_str().unwrap_or_default().to_owned();
    assert!(
        detail.contains("khong_co") && detail.contains("--drop-template"),
        "{detail}"
    );
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

#[test]
fn an_inspector_gets_the_documents_of_its_area_and_an_enterprise_the_report_of_its_agents() {
    let mut town = town();
    let branch = town.facilities[0].clone();
    town.facilities.push(gandan::model::Facility::new(
        "CN-1",
        gandan::model::FacilityKind::Branch,
        "Chi nhánh số 1",
        branch.location,
    ));
    for point in &mut town.facilities {
        if point.kind == gandan::model::FacilityKind::Agent {
            point.operator = Some(if point.code == "DL-A" { "BIDV" } else { "VNPT" }.to_owned());
        }
    }
    town.sort();
    let service = Service::new(Arc::new(Snapshot::build(town, None)));
    let months = "format=html&from=2026-01&to=2026-03";
    let page = |who, kind: &str, more: &str| {
        let reply = ask(&service, who, &format!("/api/v1/documents/{kind}?{months}{more}"));
        (reply.status.as_u16(), String::from_utf8_lossy(&reply.body).into_owned())
    };
    let inspector = (Role::Inspector, Some("CN-1"));
    for kind in ["period", "merit"] {
        let (status, own) = page(inspector, kind, "");
        assert_eq!(status, 200, "{own}");
        assert!(own.contains("địa bàn Chi nhánh số 1 (CN-1)"), "{kind}");
        assert_eq!(page(inspector, kind, "&branch=CN-1").0, 200);
        assert_eq!(page(inspector, kind, "&branch=TN-1").0, 403, "another area");
        assert_eq!(
            page(inspector, kind, "&operator=BIDV").0,
            403,
            "an operator over the city"
        );
        let (status, city) = page((Role::Inspector, None), kind, "");
        assert!(
            status == 200 && !city.contains("địa bàn Chi nhánh số 1 (CN-1)"),
            "{kind}"
        );
    }
    assert_eq!(page(inspector, "year", "").0, 403, "the city's year");
    let enterprise = (Role::Operator, Some("BIDV"));
    let (status, own) = page(enterprise, "period", "");
    assert!(
        status == 200 && own.contains("DL-A") && !own.contains("DL-B"),
        "{status}"
    );
    assert_eq!(page(enterprise, "period", "&operator=VNPT").0, 403);
    assert_eq!(page(enterprise, "merit", "").0, 403);
    let planner = (Role::Planner, None);
    let (status, vnpt) = page(planner, "period", "&operator=VNPT");
    assert!(
        status == 200 && vnpt.contains("DL-B") && !vnpt.contains("DL-A"),
        "{status}"
    );
    assert_eq!(page(planner, "period", "&branch=ZZ").0, 404);
    assert_eq!(page(planner, "year", "&branch=CN-1").0, 400);
    let with_id = ask(&service, planner, "/api/v1/documents/period?period=none&format=html");
    assert_eq!(with_id.status, 404, "no such period");
    assert_eq!(page(planner, "period", "&period=none").0, 400, "months beside a period");
}
