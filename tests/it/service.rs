//! The service as a client sees it.
//!
//! Long because every test asks the same running service.

mod accounts;
mod adoption;
mod contract;
mod documents;
pub mod fixture;
mod ground;
mod imports;
mod imports_bounds;
mod jobs;
mod limits;
mod planning;
mod rights;
mod voice;
mod voice_limits;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use fast_mvt::{MvtReaderRef, MvtValueRef};
pub use fixture::town;
use fixture::{AT_SEA, IN_TOWN, get, get_with, send, service};
use flate2::read::GzDecoder;
use gandan::api::{Service, WarmUp, openapi, router};
use gandan::model::TravelMode;
use gandan::planner::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

/// A request that is refused: with which status and which word in the detail.
type Refusal = (String, u16, &'static str);

/// Every route with what it answers and what it refuses.
fn routes() -> Vec<(&'static str, Vec<String>, Vec<Refusal>)> {
    let of = |path: &str, query: &str| format!("{path}?{query}");
    let (nearest, route) = ("/api/v1/nearest", "/api/v1/route");
    let wrong = |uri: String, word: &'static str| (uri, 400, word);
    vec![
        (
            "/api/v1/about",
            vec!["/api/v1/about".into()],
            vec![wrong("/api/v1/about?x=1".into(), "'x'")],
        ),
        (
            "/api/v1/facilities",
            vec![
                "/api/v1/facilities".into(),
                "/api/v1/facilities?kind=agent&status=open&area=00001".into(),
            ],
            vec![
                wrong("/api/v1/facilities?kind=shop".into(), "'shop'"),
                wrong("/api/v1/facilities?status=1".into(), "planned"),
            ],
        ),
        (
            "/api/v1/areas",
            vec!["/api/v1/areas".into(), "/api/v1/areas?level=commune".into()],
            vec![wrong("/api/v1/areas?level=village".into(), "'village'")],
        ),
        (
            "/api/v1/procedures",
            vec!["/api/v1/procedures".into()],
            vec![wrong("/api/v1/procedures?q=a".into(), "'q'")],
        ),
        (
            "/api/v1/coverage",
            vec![
                "/api/v1/coverage".into(),
                "/api/v1/coverage?rule=plan68_agents".into(),
                "/api/v1/coverage?rule=plan68&figures=true".into(),
            ],
            vec![wrong(
                "/api/v1/coverage?rule=plan69".into(),
                "plan68, scheme, plan68_agents",
            )],
        ),
        (
            "/api/v1/review",
            vec!["/api/v1/review".into()],
            vec![wrong("/api/v1/review?a=b".into(), "'a'")],
        ),
        (
            "/api/v1/trend/reorganised",
            vec![],
            vec![("/api/v1/trend/reorganised".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/trend",
            vec!["/api/v1/trend".into()],
            vec![
                wrong("/api/v1/trend?month=2".into(), "'month'"),
                ("/api/v1/trend?operator=BIDV".into(), 401, "Log in first"),
                ("/api/v1/trend?area=00001".into(), 401, "Log in first"),
                ("/api/v1/trend?point=DL-A".into(), 401, "Log in first"),
            ],
        ),
        (
            nearest,
            vec![
                of(nearest, IN_TOWN),
                of(nearest, AT_SEA),
                of(
                    nearest,
                    &format!(
                        "{IN_TOWN}&mode=foot&k=50&procedure=1.004222,1.001193&kind=agent&wheelchair=0&operator=BIDV&open_only=true&at=2026-03-02T09:00:00%2B07:00"
                    ),
                ),
            ],
            vec![
                wrong(nearest.into(), "'lon' is missing"),
                wrong(of(nearest, "lon=105.8"), "'lat' is missing"),
                wrong(of(nearest, "lon=105.8&lat=210"), "'210'"),
                wrong(of(nearest, "lon=x&lat=21"), "'x'"),
                wrong(of(nearest, "lon=NaN&lat=21"), "'NaN'"),
                wrong(of(nearest, "lon=inf&lat=21"), "'inf'"),
                wrong(of(nearest, &format!("{IN_TOWN}&k=0")), "1 to 50"),
                wrong(of(nearest, &format!("{IN_TOWN}&k=51")), "'51'"),
                wrong(
                    of(nearest, &format!("{IN_TOWN}&mode=boat")),
                    "motorbike, car, bicycle, foot",
                ),
                wrong(of(nearest, &format!("{IN_TOWN}&procedure=9")), "/api/v1/procedures"),
                wrong(of(nearest, &format!("{IN_TOWN}&at=yesterday")), "RFC 3339"),
                wrong(of(nearest, &format!("{IN_TOWN}&open_only=maybe")), "'maybe'"),
                wrong(of(nearest, &format!("{IN_TOWN}&lat=21")), "given twice"),
                wrong(of(nearest, &format!("{IN_TOWN}&kind=collaborator")), "'collaborator'"),
                wrong(of(nearest, &format!("{IN_TOWN}&colour=red")), "no such parameter"),
            ],
        ),
        (
            route,
            vec![
                of(route, &format!("{IN_TOWN}&to=CN-1")),
                of(route, &format!("{IN_TOWN}&to=DL-B&mode=foot")),
            ],
            vec![
                wrong(of(route, IN_TOWN), "'to' is missing"),
                (of(route, &format!("{IN_TOWN}&to=DL-Z")), 404, "'DL-Z'"),
                (of(route, &format!("{AT_SEA}&to=CN-1")), 404, "No road"),
            ],
        ),
        (
            "/api/v1/ask",
            vec![
                of("/api/v1/ask", "q=khai%20sinh&lon=105.801&lat=21.001"),
                of(
                    "/api/v1/ask",
                    "q=gan+ho+tay+chieu+nay&at=2026-03-02T09:00:00%2B07:00&mode=foot&k=1",
                ),
            ],
            vec![
                wrong("/api/v1/ask".into(), "'q' is missing"),
                wrong(of("/api/v1/ask", "q=a&lon=105.8"), "'lat' is missing"),
                wrong(of("/api/v1/ask", "q=a&at=now"), "RFC 3339"),
                wrong(of("/api/v1/ask", "q=a&k=99"), "1 to 50"),
            ],
        ),
        (
            "/api/v1/isochrone",
            vec![
                of("/api/v1/isochrone", IN_TOWN),
                of(
                    "/api/v1/isochrone",
                    "facility=CN-1&mode=foot&minutes=5,15&direction=from&layer=cells",
                ),
            ],
            vec![
                wrong("/api/v1/isochrone".into(), "'lon' is missing"),
                wrong(of("/api/v1/isochrone", "facility=CN-1&minutes=0"), "above 0"),
                wrong(of("/api/v1/isochrone", "facility=CN-1&minutes=5,x"), "'5,x'"),
                wrong(of("/api/v1/isochrone", "facility=CN-1&direction=up"), "towards, from"),
                (of("/api/v1/isochrone", "facility=DL-Z"), 404, "'DL-Z'"),
            ],
        ),
        (
            "/ogc",
            vec!["/ogc".into(), "/ogc?f=html".into()],
            vec![wrong("/ogc?f=xml".into(), "'xml'")],
        ),
        (
            "/ogc/conformance",
            vec!["/ogc/conformance".into()],
            vec![wrong("/ogc/conformance?x=1".into(), "'x'")],
        ),
        ("/ogc/api", vec!["/ogc/api".into(), "/ogc/api?f=html".into()], vec![]),
        ("/ogc/collections", vec!["/ogc/collections".into()], vec![]),
        (
            "/ogc/collections/{collection}",
            vec!["/ogc/collections/communes".into()],
            vec![("/ogc/collections/people".into(), 404, "facilities, communes")],
        ),
        (
            "/ogc/collections/{collection}/queryables",
            vec!["/ogc/collections/roads/queryables".into()],
            vec![("/ogc/collections/people/queryables".into(), 404, "'people'")],
        ),
        (
            "/ogc/collections/{collection}/items",
            vec![
                "/ogc/collections/facilities/items".into(),
                "/ogc/collections/roads/items?limit=2&offset=2&f=html".into(),
                "/ogc/collections/coverage_gaps/items?f=gpkg".into(),
                "/ogc/collections/cells/items?passes_scheme=false".into(),
            ],
            vec![
                wrong("/ogc/collections/facilities/items?limit=0".into(), "'0'"),
                wrong(
                    "/ogc/collections/facilities/items?colour=red".into(),
                    "no such parameter",
                ),
                wrong("/ogc/collections/cells/items?f=gpkg&limit=2".into(), "'gpkg'"),
                ("/ogc/collections/people/items".into(), 404, "'people'"),
            ],
        ),
        (
            "/ogc/collections/{collection}/items/{feature}",
            vec!["/ogc/collections/facilities/items/DL-A".into()],
            vec![("/ogc/collections/facilities/items/CTV-1".into(), 404, "'CTV-1'")],
        ),
        (
            "/ogc/network.gpkg",
            vec!["/ogc/network.gpkg".into()],
            vec![wrong("/ogc/network.gpkg?a=1".into(), "'a'")],
        ),
        (
            "/ogc/network.qgs",
            vec!["/ogc/network.qgs".into()],
            vec![wrong("/ogc/network.qgs?a=1".into(), "'a'")],
        ),
        (
            "/tiles/tiles.json",
            vec!["/tiles/tiles.json".into()],
            vec![wrong("/tiles/tiles.json?a=1".into(), "'a'")],
        ),
        (
            "/tiles/style.json",
            vec!["/tiles/style.json".into()],
            vec![wrong("/tiles/style.json?a=1".into(), "'a'")],
        ),
        (
            "/api/v1/search",
            vec![
                "/api/v1/search?q=ho%20tay".into(),
                "/api/v1/search?q=H%E1%BB%93+T%C3%A2y&limit=1".into(),
            ],
            vec![
                wrong("/api/v1/search".into(), "'q' is missing"),
                wrong("/api/v1/search?q=a&limit=-1".into(), "'-1'"),
            ],
        ),
        (
            "/tiles/{z}/{x}/{y}.mvt",
            vec![
                "/tiles/0/0/0.mvt".into(),
                "/tiles/13/6504/3606.mvt".into(),
                "/tiles/22/0/0.mvt".into(),
            ],
            vec![
                ("/tiles/3/8/0.mvt".into(), 404, "no such tile"),
                ("/tiles/23/0/0.mvt".into(), 404, "no such tile"),
                ("/tiles/0/0/0.png".into(), 404, "no such tile"),
                ("/tiles/a/b/c.mvt".into(), 404, "no such tile"),
            ],
        ),
        (
            "/api/v1/ratings",
            vec![],
            vec![("/api/v1/ratings".into(), 401, "Log in first")],
        ),
        ("/api/v1/ratings/{id}/reading", vec![], vec![]),
        ("/api/v1/reports", vec![], vec![]),
        (
            "/api/v1/reports/{id}",
            vec![],
            vec![("/api/v1/reports/0".into(), 404, "no case '0'")],
        ),
        (
            "/api/v1/satisfaction",
            vec!["/api/v1/satisfaction".into()],
            vec![wrong("/api/v1/satisfaction?x=1".into(), "'x'")],
        ),
        (
            "/api/v1/satisfaction/{facility}",
            vec!["/api/v1/satisfaction/DL-A".into()],
            vec![("/api/v1/satisfaction/X".into(), 404, "no point 'X'")],
        ),
        (
            "/api/v1/cases",
            vec![],
            vec![("/api/v1/cases?after=x".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/cases/{id}",
            vec![],
            vec![("/api/v1/cases/0".into(), 401, "Log in first")],
        ),
        ("/api/v1/cases/{id}/steps", vec![], vec![]),
        (
            "/api/v1/alerts",
            vec![],
            vec![("/api/v1/alerts".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/checklist",
            vec!["/api/v1/checklist".into()],
            vec![wrong("/api/v1/checklist?x=1".into(), "'x'")],
        ),
        (
            "/api/v1/inspections",
            vec![],
            vec![("/api/v1/inspections".into(), 401, "Log in first")],
        ),
        ("/api/v1/inspections/{id}/follow-ups", vec![], vec![]),
        (
            "/api/v1/session",
            vec![],
            vec![("/api/v1/session".into(), 401, "Hãy đăng nhập")],
        ),
        ("/api/v1/session/password", vec![], vec![]),
        (
            "/api/v1/accounts",
            vec![],
            vec![("/api/v1/accounts".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/audit",
            vec![],
            vec![("/api/v1/audit".into(), 401, "Log in first")],
        ),
        ("/api/v1/review/settings", vec![], vec![]),
        (
            "/api/v1/jobs",
            vec![],
            vec![("/api/v1/jobs".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/jobs/{id}",
            vec![],
            vec![("/api/v1/jobs/0".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/jobs/{id}/result",
            vec![],
            vec![("/api/v1/jobs/0/result".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/jobs/{id}/events",
            vec![],
            vec![("/api/v1/jobs/0/events".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/documents/coverage",
            vec![
                "/api/v1/documents/coverage?format=html".into(),
                "/api/v1/documents/coverage?commune=00001&date=2026-11-22".into(),
            ],
            vec![
                wrong(
                    "/api/v1/documents/coverage?format=pdf".into(),
                    "docx, xlsx, html, svg, png",
                ),
                wrong("/api/v1/documents/coverage?date=22/11/2026".into(), "YYYY-MM-DD"),
                wrong("/api/v1/documents/coverage?point=DL-A".into(), "no such parameter"),
                ("/api/v1/documents/coverage?commune=9".into(), 404, "'9'"),
            ],
        ),
        (
            "/api/v1/documents/poster",
            vec![
                "/api/v1/documents/poster?point=DL-A&format=xlsx".into(),
                "/api/v1/documents/poster?commune=00002&format=svg".into(),
            ],
            vec![
                wrong("/api/v1/documents/poster".into(), "'point' is missing"),
                wrong("/api/v1/documents/poster?point=DL-A&commune=00001".into(), "'point'"),
                ("/api/v1/documents/poster?point=DL-Z".into(), 404, "'DL-Z'"),
            ],
        ),
        (
            "/api/v1/documents/proposal",
            vec![],
            vec![("/api/v1/documents/proposal".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/documents/{kind}",
            vec![],
            vec![("/api/v1/documents/period".into(), 401, "Log in first")],
        ),
        ("/docs", vec!["/docs".into()], vec![]),
        ("/healthz", vec!["/healthz".into()], vec![]),
        ("/readyz", vec!["/readyz".into()], vec![]),
        (
            "/api/v1/scenarios",
            vec![],
            vec![("/api/v1/scenarios".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/scenarios/{id}",
            vec![],
            vec![("/api/v1/scenarios/0".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/scenarios/{id}/comparison",
            vec![],
            vec![("/api/v1/scenarios/0/comparison".into(), 401, "Log in first")],
        ),
        ("/api/v1/scenarios/{id}/edits", vec![], vec![]),
        ("/api/v1/scenarios/{id}/preview", vec![], vec![]),
        (
            "/api/v1/criteria",
            vec![],
            vec![("/api/v1/criteria".into(), 401, "Log in first")],
        ),
        ("/api/v1/what-if", vec![], vec![]),
        ("/api/v1/scenarios/{id}/state", vec![], vec![]),
        (
            "/api/v1/scenarios/{id}/comments",
            vec![],
            vec![("/api/v1/scenarios/0/comments".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/scenarios/{id}/history",
            vec![],
            vec![("/api/v1/scenarios/0/history".into(), 401, "Log in first")],
        ),
        ("/api/v1/scenarios/{id}/opinions", vec![], vec![]),
        (
            "/api/v1/periods",
            vec![],
            vec![("/api/v1/periods".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/periods/{id}",
            vec![],
            vec![("/api/v1/periods/0".into(), 401, "Log in first")],
        ),
        ("/api/v1/periods/{id}/state", vec![], vec![]),
        (
            "/api/v1/periods/{id}/comparison",
            vec![],
            vec![("/api/v1/periods/0/comparison".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/periods/{id}/filings/{operator}",
            vec![],
            vec![("/api/v1/periods/0/filings/X".into(), 401, "Log in first")],
        ),
        ("/api/v1/periods/{id}/filings/{operator}/state", vec![], vec![]),
        (
            "/api/v1/periods/{id}/filings/{operator}/workbook",
            vec![],
            vec![("/api/v1/periods/0/filings/X/workbook".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/work",
            vec![],
            vec![("/api/v1/work".into(), 401, "Log in first")],
        ),
        ("/api/v1/imports", vec![], vec![]),
        (
            "/api/v1/imports/{id}",
            vec![],
            vec![("/api/v1/imports/0".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/imports/{id}/rejected",
            vec![],
            vec![("/api/v1/imports/0/rejected".into(), 401, "Log in first")],
        ),
        ("/api/v1/imports/{id}/confirmation", vec![], vec![]),
        (
            "/api/v1/history",
            vec![],
            vec![("/api/v1/history".into(), 401, "Log in first")],
        ),
        ("/api/v1/history/{id}/undo", vec![], vec![]),
        (
            "/api/v1/checks",
            vec![],
            vec![("/api/v1/checks".into(), 401, "Log in first")],
        ),
        (
            "/api/v1/export/{layer}",
            vec![],
            vec![("/api/v1/export/facilities?format=csv".into(), 401, "Log in first")],
        ),
    ]
}

#[test]
fn every_route_answers_and_refuses_what_it_should() {
    for (_, answers, refusals) in routes() {
        for uri in answers {
            let reply = get(&uri);
            assert_eq!(reply.status, 200, "{uri}: {}", String::from_utf8_lossy(&reply.body));
        }
        for (uri, status, word) in refusals {
            let reply = get(&uri);
            assert_eq!(reply.status.as_u16(), status, "{uri}");
            assert_eq!(reply.header("content-type"), "application/problem+json", "{uri}");
            let problem = reply.json();
            assert_eq!(problem["status"], status, "{uri}");
            assert!(
                problem["detail"].as_str().is_some_and(|detail| detail.contains(word)),
                "{uri}: {problem}"
            );
        }
    }
}

#[test]
fn the_document_lists_exactly_the_routes_and_the_committed_one_is_current() {
    let document = openapi();
    let listed: BTreeSet<&str> = document.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(listed, routes().iter().map(|(path, _, _)| *path).collect());
    let current = document.to_pretty_json().expect("JSON") + "\n";
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, &current).expect("docs/openapi.json is written");
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        committed == current,
        "docs/openapi.json is out of date: run the tests with UPDATE=1"
    );
    let served: serde_json::Value = get("/openapi.json").json();
    assert_eq!(
        served,
        serde_json::from_str::<serde_json::Value>(&current).expect("JSON")
    );
}

#[test]
fn the_nearest_points_come_by_time_without_closed_ones_and_persons() {
    let answer = get(&format!("/api/v1/nearest?{IN_TOWN}&at=2026-03-02T09:00:00%2B07:00")).json();
    let results = answer["results"].as_array().expect("a list");
    let codes: Vec<&str> = results.iter().filter_map(|item| item["facility"].as_str()).collect();
    assert_eq!(codes, ["DL-A", "TN-1", "DL-B", "CN-1"]);
    let times: Vec<f64> = results
        .iter()
        .map(|item| item["travel_s"].as_f64().expect("a time"))
        .collect();
    assert!(times.is_sorted() && times[0] > 0.0, "{times:?}");
    assert_eq!(
        (&answer["on_road"], &answer["area_name"]),
        (&true.into(), &"Phường Tây Thành".into())
    );
    let open: Vec<_> = results.iter().map(|item| item["open"].as_bool()).collect();
    assert_eq!(open, [Some(true), None, Some(true), Some(true)]);
    assert_eq!(results[0]["next_change"], "2026-03-02T17:00:00+07:00");
    assert_eq!(results[0]["detail"]["area_name"], "Phường Tây Thành");
}

#[test]
fn a_procedure_and_the_hour_narrow_the_nearest_points() {
    let codes = |more: &str| -> Vec<String> {
        let answer = get(&format!("/api/v1/nearest?{IN_TOWN}&at=2026-03-01T12:00:00Z&{more}")).json();
        let results = answer["results"].as_array().expect("a list");
        results
            .iter()
            .filter_map(|item| item["facility"].as_str())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        codes("procedure=1.004222&k=2"),
        ["TN-1", "DL-B"],
        "DL-A does not handle it"
    );
    assert_eq!(codes("open_only=1"), ["DL-B"], "a Sunday evening");
}

#[test]
fn a_place_at_sea_is_told_to_be_off_the_roads_and_gets_points_by_distance() {
    let answer = get(&format!("/api/v1/nearest?{AT_SEA}")).json();
    assert_eq!(
        (&answer["on_road"], &answer["area_name"]),
        (&false.into(), &serde_json::Value::Null)
    );
    let results = answer["results"].as_array().expect("a list");
    assert!(!results.is_empty() && results.iter().all(|item| item["travel_s"].is_null()));
    let metres: Vec<f64> = results.iter().filter_map(|item| item["distance_m"].as_f64()).collect();
    assert!(metres.is_sorted(), "{metres:?}");
}

#[test]
fn a_route_begins_at_the_place_and_ends_at_the_point() {
    let answer = get(&format!("/api/v1/route?{IN_TOWN}&to=CN-1")).json();
    let line = answer["geometry"].as_array().expect("a line");
    assert_eq!(
        (&line[0], &line[line.len() - 1]),
        (&[105.801, 21.001].into(), &[105.8395, 21.0395].into())
    );
    let nearest = get(&format!("/api/v1/nearest?{IN_TOWN}&k=50")).json();
    let item = nearest["results"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|item| item["facility"] == "CN-1");
    assert_eq!(
        item.expect("the branch")["travel_s"],
        answer["travel_s"],
        "one time for one way"
    );
    let steps = answer["steps"].as_array().expect("steps");
    assert!(
        steps
            .iter()
            .any(|step| step["street"].as_str().is_some_and(|name| name.starts_with("Phố "))),
        "{steps:?}"
    );
}

#[test]
fn search_finds_water_streets_and_points_without_accents() {
    for (query, kind, label) in [
        ("ho+tay", "place", "Hồ Tây"),
        ("pho+doc+3", "street", "Phố Dọc 3"),
        ("cau+giay", "facility", "Đại lý Ngân hàng Cầu Giấy"),
        ("xa+dong+thanh", "commune", "Xã Đông Thành"),
        ("khai+sinh", "procedure", "Đăng ký khai sinh"),
    ] {
        let answer = get(&format!("/api/v1/search?q={query}")).json();
        assert_eq!(
            (&answer["results"][0]["kind"], &answer["results"][0]["label"]),
            (&kind.into(), &label.into())
        );
    }
}

#[test]
fn figures_add_up() {
    let coverage = get("/api/v1/coverage").json();
    let told = coverage["rules"].as_array().expect("rules").iter();
    let told: Vec<_> = told.map(|rule| rule["rule"]["id"].as_str()).collect();
    assert_eq!(told, [Some("plan68"), Some("scheme"), Some("plan68_agents")]);
    for rule in coverage["rules"].as_array().expect("rules") {
        let people = |name: &str| rule["people"][name].as_f64().expect("people");
        let sum: f64 = ["time_and_distance", "time_only", "distance_only", "neither"]
            .map(people)
            .iter()
            .sum();
        assert_eq!((people("total"), sum), (5050.0, 5050.0));
    }
    let trend = get("/api/v1/trend").json();
    assert_eq!((&trend["agents"], &trend["unused_agents"]), (&3.into(), &2.into()));
    let dossiers: Vec<_> = trend["months"]
        .as_array()
        .expect("months")
        .iter()
        .map(|m| m["dossiers"].as_f64())
        .collect();
    assert_eq!(
        dossiers,
        [Some(10.0), Some(12.0)],
        "the branch's reports are not agents'"
    );
    assert_eq!(get("/api/v1/about").json()["total_people"], 5050.0);
}

#[test]
fn further_figures_are_null_until_they_are_asked_for() {
    let bare = get("/api/v1/coverage?rule=scheme").json();
    assert!(bare["rules"][0]["figures"].is_null());
    let full = get("/api/v1/coverage?rule=scheme&figures=true").json();
    assert_eq!(full["rules"].as_array().map(Vec::len), Some(1));
    assert_eq!(full["rules"][0]["people"], bare["rules"][0]["people"]);
    let figures = full["rules"][0]["figures"].as_object().expect("figures");
    assert!(
        figures["equity"].is_array() || figures["equity"].is_object(),
        "{figures:?}"
    );
}

#[test]
fn an_isochrone_counts_the_people_whose_time_is_below_the_limit() {
    let cells = get(&format!("/api/v1/isochrone?{IN_TOWN}&minutes=2,10&layer=cells")).json();
    let features = cells["features"].as_array().expect("features");
    let people = |limit: f64| -> f64 {
        let within = features.iter().map(|feature| &feature["properties"]);
        let within = within.filter(|told| told["travel_s"].as_f64().is_some_and(|time| time < limit * 60.0));
        within.filter_map(|told| told["people"].as_f64()).sum()
    };
    for (band, minutes) in [(0, 2.0), (1, 10.0)] {
        assert_eq!(cells["within"][band]["minutes"], minutes);
        assert_eq!(cells["within"][band]["people"], people(minutes), "{minutes} minutes");
    }
    assert!(people(10.0) > people(2.0) && people(2.0) > 0.0);
    let outlines = get(&format!("/api/v1/isochrone?{IN_TOWN}&minutes=2,10")).json();
    assert_eq!(outlines["within"], cells["within"]);
    assert_eq!(outlines["features"][0]["geometry"]["type"], "MultiPolygon");
    let on_foot = get(&format!("/api/v1/isochrone?{IN_TOWN}&minutes=2,10&mode=foot")).json();
    assert!(on_foot["within"][1]["people"].as_f64() < cells["within"][1]["people"].as_f64());
}

#[test]
fn a_question_in_a_sentence_gives_what_its_parameters_give() {
    let answer = get("/api/v1/ask?q=khai+sinh+gan+ho+tay+chieu+nay&at=2026-03-02T09:00:00%2B07:00").json();
    let understood = &answer["understood"];
    assert_eq!(understood["procedure"]["candidates"][0]["code"], "1.001193");
    assert_eq!(understood["place"]["candidates"][0]["label"], "Hồ Tây");
    assert_eq!(understood["time"]["moment"], "2026-03-02T15:00:00+07:00");
    let parameters = answer["parameters"].as_object().expect("parameters").iter();
    let pairs: Vec<String> = parameters
        .map(|(name, value)| format!("{name}={}", value.as_str().expect("text").replace('+', "%2B")))
        .collect();
    assert_eq!(
        get(&format!("/api/v1/nearest?{}", pairs.join("&"))).json(),
        answer["nearest"]
    );
}

#[test]
fn the_tiles_are_told_to_other_programs_with_the_layers_that_they_have() {
    let told = get_with("/tiles/tiles.json", ("host", "map.example")).json();
    assert_eq!(told["tiles"][0], "http://map.example/tiles/{z}/{x}/{y}.mvt");
    let bytes = get("/tiles/14/13008/7212.mvt").body;
    let described = |name: &str| {
        let mut layers = told["vector_layers"].as_array().expect("layers").iter();
        layers
            .find(|layer| layer["id"] == name)
            .unwrap_or_else(|| panic!("{name} is not described"))
    };
    let mut names = BTreeSet::new();
    for (name, features) in decoded(&bytes) {
        let fields = described(&name)["fields"].as_object().expect("fields");
        for key in features.iter().flat_map(BTreeMap::keys) {
            assert!(fields.contains_key(key), "{name}: {key}");
        }
        names.insert(name);
    }
    assert!(names.len() >= 3, "{names:?}");
    let style = get("/tiles/style.json").json();
    for layer in style["layers"].as_array().expect("layers") {
        if let Some(source) = layer["source-layer"].as_str() {
            described(source);
        }
    }
    assert!(!style.to_string().contains("https://"), "nothing comes from elsewhere");
}

#[test]
fn without_a_review_there_is_none_to_give() {
    let bare = Service::new(Arc::new(Snapshot::build(town(), None)));
    let reply = send(
        router(bare),
        Request::get("/api/v1/review").body(Body::empty()).expect("a request"),
    );
    assert_eq!(reply.status, 404);
    assert!(
        reply.json()["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("gandan review"))
    );
    assert_eq!(get("/api/v1/review").json()["decisions"][1]["into"], "DL-A");
}

/// The layers of a tile with their features' properties.
fn decoded(bytes: &[u8]) -> BTreeMap<String, Vec<BTreeMap<String, String>>> {
    let reader = MvtReaderRef::new(bytes).expect("a valid tile");
    let mut layers = BTreeMap::new();
    for layer in reader.layers() {
        assert_eq!((layer.version(), layer.extent()), (2, 4096));
        let features = layer.features().map(|feature| {
            feature.geometry().expect("a valid geometry");
            let text = |value: MvtValueRef<'_>| match value {
                MvtValueRef::String(text) => text.to_owned(),
                MvtValueRef::SInt(value) => value.to_string(),
                MvtValueRef::Double(value) => value.to_string(),
                other => panic!("{other:?} is not of the contract"),
            };
            let properties = feature.properties_vec().expect("properties");
            properties
                .into_iter()
                .map(|(key, value)| (key.to_owned(), text(value)))
                .collect()
        });
        layers.insert(layer.name().to_owned(), features.collect());
    }
    layers
}

#[test]
fn a_tile_decodes_to_the_layers_the_map_draws() {
    let reply = get_with("/tiles/13/6503/3606.mvt", ("accept-encoding", "gzip, br"));
    assert_eq!(reply.header("content-encoding"), "gzip");
    assert_eq!(reply.header("content-type"), "application/vnd.mapbox-vector-tile");
    let mut plain = Vec::new();
    GzDecoder::new(&reply.body[..]).read_to_end(&mut plain).expect("gzip");
    assert_eq!(
        plain,
        get("/tiles/13/6503/3606.mvt").body,
        "the same tile without compression"
    );
    let layers = decoded(&plain);
    let names: Vec<&str> = layers.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "area",
            "area_label",
            "cell",
            "facility",
            "outside",
            "park",
            "road",
            "water",
            "water_label",
            "waterway"
        ]
    );
    assert_eq!(layers["water"][0]["name"], "Hồ Tây");
    assert_eq!(
        (layers["water_label"].len(), &layers["water_label"][0]["name"]),
        (1, &layers["water"][0]["name"])
    );
    assert_eq!(layers["park"][0]["name"], "Công viên Ven Hồ");
    let river = &layers["waterway"][0];
    assert_eq!((river["name"].as_str(), river["class"].as_str()), ("Sông Nhỏ", "river"));
    // From afar the lake and the river, and no park; the river from zoom 8.
    let shown = |uri: &str| -> Vec<String> {
        let far = decoded(&get(uri).body);
        let ground = far
            .into_keys()
            .filter(|name| ["park", "water", "waterway"].contains(&name.as_str()));
        ground.collect()
    };
    assert_eq!(shown("/tiles/10/812/450.mvt"), ["park", "water", "waterway"]);
    assert_eq!(shown("/tiles/9/406/225.mvt"), ["water", "waterway"]);
    assert!(!shown("/tiles/7/101/56.mvt").contains(&"waterway".to_owned()));
    assert!(
        layers["road"]
            .iter()
            .any(|road| road["class"] == "primary" && road["name"] == "Phố Ngang 2")
    );
    let area = &layers["area"][0];
    assert_eq!((area["code"].as_str(), area["level"].as_str()), ("00001", "commune"));
    for share in [
        "passing_share_plan68",
        "passing_share_scheme",
        "passing_share_plan68_agents",
    ] {
        assert!(
            (0.0..=100.0).contains(&area[share].parse::<f64>().expect("a number")),
            "{area:?}"
        );
    }
    let cell = &layers["cell"][0];
    assert_eq!(
        cell.keys().collect::<Vec<_>>(),
        [
            "minutes",
            "minutes_plan68_agents",
            "passes_plan68",
            "passes_plan68_agents",
            "passes_scheme",
            "people",
            "points",
            "points_plan68",
            "points_plan68_agents",
            "verdict",
            "verdict_plan68_agents"
        ]
    );
    // Just beyond the edge: icons reach over it.
    let beyond = layers["facility"].iter().find(|point| point["code"] == "DL-B");
    let agent = beyond.expect("a point within the buffer");
    assert_eq!((agent["kind"].as_str(), agent["decision"].as_str()), ("agent", "merge"));
}

/// What the map paints is what its legend counts, under each rule that can be chosen.
#[test]
fn cells_in_tiles_add_up_to_the_figures_of_every_rule() {
    let tiles = ["/tiles/11/1625/901.mvt", "/tiles/11/1626/901.mvt"].map(|uri| decoded(&get(uri).body)["cell"].clone());
    // Each cell of the town has its own number of people; squares on the edge of a tile are in both.
    let cells: BTreeMap<String, BTreeMap<String, String>> = tiles
        .concat()
        .into_iter()
        .map(|cell| (cell["people"].clone(), cell))
        .collect();
    assert_eq!(cells.len(), 100);
    let people = |key: &str, is_in: &dyn Fn(&str) -> bool| -> f64 {
        let chosen = cells.values().filter(|cell| is_in(&cell[key]));
        chosen
            .map(|cell| cell["people"].parse::<f64>().expect("a number"))
            .sum()
    };
    let whole = |text: &str| text.parse::<i64>().expect("a whole number");
    let mut ways_to_choose = BTreeSet::new();
    for (rule, suffix) in [("scheme", ""), ("plan68", ""), ("plan68_agents", "_plan68_agents")] {
        let told = get(&format!("/api/v1/coverage?rule={rule}&figures=true")).json();
        let told = &told["rules"][0];
        assert_eq!(told["rule"]["id"], rule);
        for verdict in ["time_and_distance", "time_only", "distance_only", "neither"] {
            let painted = people(&format!("verdict{suffix}"), &|told| told == verdict);
            assert_eq!(told["people"][verdict].as_f64(), Some(painted), "{rule}, {verdict}");
        }
        let passing = people(&format!("passes_{rule}"), &|told| told == "1");
        assert_eq!(told["people"]["passing"].as_f64(), Some(passing), "{rule}");
        let points = if rule == "scheme" {
            "points".to_owned()
        } else {
            format!("points_{rule}")
        };
        ways_to_choose.insert(told["figures"]["people_by_points"].to_string());
        for count in 0..=5 {
            let painted = people(&points, &|told| whole(told).min(5) == count);
            let counted = told["figures"]["people_by_points"][count as usize].as_f64();
            assert_eq!(counted, Some(painted), "{rule}, {count} points");
        }
        let bounds = [(0, 10), (10, 20), (20, 30), (30, 45), (45, i64::MAX), (-1, 0)];
        for (class, (from, below)) in bounds.into_iter().enumerate() {
            let painted = people(&format!("minutes{suffix}"), &|told| {
                (from..below).contains(&whole(told))
            });
            let counted = told["figures"]["people_by_minutes"][class].as_f64();
            assert_eq!(counted, Some(painted), "{rule}, from {from} minutes");
        }
        let sizes = [
            (0.0, 10.0),
            (10.0, 100.0),
            (100.0, 500.0),
            (500.0, 2000.0),
            (2000.0, f64::INFINITY),
        ];
        for (class, (from, below)) in sizes.into_iter().enumerate() {
            let painted = people("people", &|told| {
                (from..below).contains(&told.parse::<f64>().expect("a number"))
            });
            let counted = told["figures"]["people_by_cell_people"][class].as_f64();
            assert_eq!(counted, Some(painted), "from {from} people");
        }
    }
    assert!(
        ways_to_choose.len() > 1,
        "the rules must differ somewhere: {ways_to_choose:?}"
    );
}

#[test]
fn people_are_neither_lost_nor_doubled_between_zooms() {
    let people = |uri: &str| -> Vec<f64> {
        let layers = decoded(&get(uri).body);
        layers["cell"]
            .iter()
            .map(|cell| cell["people"].parse().expect("a number"))
            .collect()
    };
    // Zooms 8 and 9 show the town in one tile each, as hexagons of two sizes.
    let (far, near) = (people("/tiles/8/203/112.mvt"), people("/tiles/9/406/225.mvt"));
    assert_eq!((far.iter().sum(), near.iter().sum()), (5050.0, 5050.0));
    assert!(far.len() < near.len(), "{far:?} {near:?}");
    // At zoom 11 two tiles show a square for each cell, some of them twice; each cell has its own number of people.
    let squares = [people("/tiles/11/1625/901.mvt"), people("/tiles/11/1626/901.mvt")].concat();
    let distinct: BTreeSet<u64> = squares.iter().map(|people| *people as u64).collect();
    assert_eq!(distinct, (1..=100).collect());
}

#[test]
fn an_unchanged_snapshot_is_not_sent_again() {
    for uri in [
        "/api/v1/facilities",
        "/api/v1/coverage",
        "/tiles/13/6503/3606.mvt",
        "/openapi.json",
    ] {
        let first = get(uri);
        let tag = first.header("etag").to_owned();
        assert!(
            tag.starts_with("W/\"") && first.header("cache-control").contains("no-cache"),
            "{uri}: {tag}"
        );
        let again = get_with(uri, ("if-none-match", &format!("\"other\", {tag}")));
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{uri}");
        assert_eq!(again.header("etag"), tag);
        assert_eq!(get_with(uri, ("if-none-match", "W/\"other\"")).status, 200, "{uri}");
    }
    let reply = get(&format!("/api/v1/nearest?{IN_TOWN}"));
    assert_eq!((reply.header("etag"), reply.header("cache-control")), ("", "no-store"));
}

#[test]
fn a_new_snapshot_has_a_new_tag_and_new_answers() {
    let service = Service::new(Arc::new(Snapshot::build(town(), None)));
    let ask = |uri: &str| {
        send(
            router(service.clone()),
            Request::get(uri).body(Body::empty()).expect("a request"),
        )
    };
    let before = ask("/api/v1/facilities");
    let mut changed = town();
    changed.facilities.remove(0);
    service.swap(Arc::new(Snapshot::build(changed, None)), &WarmUp::default());
    let after = ask("/api/v1/facilities");
    assert_ne!(before.header("etag"), after.header("etag"));
    let count = |reply: &fixture::Reply| reply.json()["facilities"].as_array().map(Vec::len);
    assert_eq!((count(&before), count(&after)), (Some(6), Some(5)));
}

#[test]
fn a_new_snapshot_is_swapped_in_only_when_it_is_warm_and_readers_keep_the_old_one_meanwhile() {
    let service = Service::new(Arc::new(Snapshot::build(town(), None)));
    let ask = |uri: &str| {
        let request = Request::get(uri).body(Body::empty()).expect("a request");
        send(router(service.clone()), request)
    };
    let near = format!("/api/v1/nearest?{IN_TOWN}&mode=foot&k=1&at=2026-11-23T09:00:00%2B07:00");
    let before = [ask("/api/v1/facilities"), ask(&near)];
    let mut changed = town();
    changed.facilities.retain(|facility| facility.code != "DL-A");
    let next = Arc::new(Snapshot::build(changed, None));
    let ((begun, has_begun), (letting_go, let_go)) = (channel(), channel::<()>());
    let let_go = Mutex::new(let_go);
    let warm_up = WarmUp {
        modes: vec![TravelMode::Foot],
        told: Box::new(move |_| {
            begun.send(()).expect("heard");
            let _ = let_go.lock().expect("sound").recv();
        }),
    };
    let swapping = std::thread::spawn({
        let (service, next) = (service.clone(), Arc::clone(&next));
        move || service.swap(next, &warm_up)
    });
    has_begun.recv().expect("it is being made");
    assert!(!next.is_warm(TravelMode::Foot));
    let meanwhile = [ask("/api/v1/facilities"), ask(&near)];
    for (before, meanwhile) in before.iter().zip(&meanwhile) {
        assert_eq!((meanwhile.status, &meanwhile.body), (StatusCode::OK, &before.body));
        assert_eq!(meanwhile.header("etag"), before.header("etag"));
    }
    drop(letting_go);
    swapping.join().expect("no fault");
    assert!(next.is_warm(TravelMode::Foot) && next.is_warm(TravelMode::Motorbike));
    for (before, uri) in before.iter().zip(["/api/v1/facilities", &near]) {
        let after = ask(uri);
        assert_eq!(after.status, StatusCode::OK);
        assert_ne!(after.body, before.body, "{uri}");
    }
}

#[test]
fn every_reply_carries_the_guarding_headers_and_an_id_of_its_own() {
    let mut ids = BTreeSet::new();
    for uri in [
        "/",
        "/api/v1/about",
        "/api/v1/nearest",
        "/tiles/0/0/0.mvt",
        "/nothing",
        "/healthz",
        "/docs",
    ] {
        let reply = get(uri);
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self'; ") && policy.ends_with("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("x-frame-options"), "DENY");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert!(reply.header("permissions-policy").contains("geolocation=(self)"));
        assert!(ids.insert(reply.header("x-request-id").to_owned()), "{uri}");
    }
    assert!(!ids.contains(""));
}

#[test]
fn what_is_not_there_or_not_allowed_is_a_problem_too() {
    let request = |method: &str, uri: &str, headers: &[(&str, &str)]| {
        let request = headers
            .iter()
            .fold(Request::builder().method(method).uri(uri), |r, (k, v)| r.header(*k, *v));
        send(service(), request.body(Body::empty()).expect("a request"))
    };
    let long = format!("/api/v1/search?q={}", "a".repeat(5000));
    type Headers<'a> = &'a [(&'a str, &'a str)];
    let cases: [(&str, &str, Headers, u16); 8] = [
        ("GET", "/api/v1/nothing", &[], 404),
        ("GET", "/../../etc/passwd", &[], 404),
        ("GET", "/%2e%2e/Cargo.toml", &[], 404),
        ("POST", "/somewhere", &[], 404),
        ("POST", "/api/v1/about", &[], 405),
        ("DELETE", "/tiles/0/0/0.mvt", &[], 405),
        ("GET", &long, &[], 414),
        ("GET", "/api/v1/about", &[("content-length", "9999999")], 413),
    ];
    for (method, uri, headers, status) in cases {
        let reply = request(method, uri, headers);
        assert_eq!(reply.status.as_u16(), status, "{method} {uri}");
        assert_eq!(
            reply.header("content-type"),
            "application/problem+json",
            "{method} {uri}"
        );
        assert_eq!(reply.json()["status"], status);
        if status == 405 {
            assert_eq!(reply.header("allow"), "GET,HEAD");
        }
    }
    let head = request("HEAD", "/api/v1/about", &[]);
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}

#[test]
fn the_pages_answer_with_or_without_a_built_map() {
    for uri in [
        "/",
        "/planner",
        "/overview",
        "/planner?lang=en",
        "/poster/agent/DL-1",
        "/poster/commune/00004?lang=en",
    ] {
        let reply = get(uri);
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{uri}"
        );
        assert_eq!(reply.header("cache-control"), "no-cache");
    }
}

#[test]
fn other_sites_may_frame_the_citizens_page_alone_and_only_where_they_ask() {
    let policy = |uri: &str| get(uri).header("content-security-policy").to_owned();
    for uri in [
        "/",
        "/planner?embed=1",
        "/overview?embed=1",
        "/poster/agent/DL-1?embed=1",
        "/api/v1/about?embed=1",
    ] {
        assert!(policy(uri).ends_with("frame-ancestors 'none'"), "{uri}");
    }
    let (whole, framed) = (policy("/"), policy("/?embed=1"));
    assert!(framed.ends_with("frame-ancestors 'self' https:"));
    let before = |policy: &str| policy.split("frame-ancestors").next().map(str::to_owned);
    assert_eq!(before(&whole), before(&framed), "nothing else is loosened");
}

#[test]
fn answers_are_compressed_when_asked() {
    let plain = get("/api/v1/facilities");
    assert_eq!(plain.header("content-encoding"), "");
    for encoding in ["gzip", "br"] {
        let reply = get_with("/api/v1/facilities", ("accept-encoding", encoding));
        assert_eq!(reply.header("content-encoding"), encoding);
        assert!(reply.body.len() < plain.body.len());
        // Kept as it was packed; another encoding or question is another answer.
        let again = get_with("/api/v1/facilities", ("accept-encoding", encoding));
        assert_eq!(
            (again.header("content-encoding"), &again.body),
            (reply.header("content-encoding"), &reply.body)
        );
        assert_eq!(again.header("etag"), plain.header("etag"));
        let other = get_with("/api/v1/facilities?kind=branch", ("accept-encoding", encoding));
        assert_ne!(other.body, reply.body);
    }
    assert_eq!(get("/api/v1/facilities").body, plain.body);
    let refused = get_with("/tiles/13/6503/3606.mvt", ("accept-encoding", "gzip;q=0"));
    assert_eq!(refused.header("content-encoding"), "");
}

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one writer").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_knows_routes_but_neither_places_nor_words() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // For the whole process: a subscriber of one thread misses what another thread met first.
    tracing::subscriber::set_global_default(subscriber).expect("no other test listens to the log");
    for uri in [
        "/api/v1/nearest?lon=105.80123&lat=21.00456",
        "/api/v1/nearest?lon=105.80123&lat=91.00456",
        "/api/v1/route?lon=105.80123&lat=21.00456&to=CN-1",
        "/api/v1/search?q=bimatcuatoi",
        "/bimatcuatoi/105.80123",
        "/tiles/13/6503/3606.mvt",
    ] {
        get(uri);
    }
    let text = String::from_utf8(log.0.lock().expect("one writer").clone()).expect("UTF-8");
    for route in [
        "/api/v1/nearest",
        "/api/v1/route",
        "/api/v1/search",
        "(files)",
        "/tiles/{z}/{x}/{y}",
    ] {
        assert!(text.contains(route), "{route} in {text}");
    }
    for secret in ["105.801", "21.004", "91.004", "bimatcuatoi", "6503"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn every_answer_names_its_snapshot_and_no_other_site_may_read_one() {
    let id = get("/api/v1/about").json()["snapshot_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let uris = [
        "/api/v1/search?q=ho",
        "/api/v1/facilities",
        "/api/v1/nearest?lon=1&lat=91",
        "/tiles/0/0/0.mvt",
        "/ogc",
        "/api/v1/session",
        "/api/v1/scenarios",
    ];
    for uri in uris {
        let reply = get_with(uri, ("origin", "https://elsewhere.example"));
        assert_eq!(reply.header("x-snapshot-id"), id, "{uri}");
        let allowed = reply
            .headers
            .keys()
            .find(|name| name.as_str().starts_with("access-control-"));
        assert_eq!(allowed, None, "{uri}");
    }
}
