//! A town of sixteen blocks with six points, served without a socket.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gandan::api::{Service, router};
use gandan::geometry::LonLat;
use gandan::model::*;
use gandan::planner::Snapshot;
use gandan::wire::*;
use geo_types::{MultiPolygon, polygon};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

/// A place beside the agent `DL-A`, and one in the sea.
pub const IN_TOWN: &str = "lon=105.801&lat=21.001";
pub const AT_SEA: &str = "lon=107.5&lat=20.5";

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub fn json(&self) -> serde_json::Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::new(Arc::new(Snapshot::build(town(), Some(review())))));

/// The service with a review.
pub fn service() -> Router {
    router(SERVICE.clone())
}

pub fn get(uri: &str) -> Reply {
    send(service(), Request::get(uri).body(Body::empty()).expect("a request"))
}

pub fn get_with(uri: &str, header: (&str, &str)) -> Reply {
    send(
        service(),
        Request::get(uri)
            .header(header.0, header.1)
            .body(Body::empty())
            .expect("a request"),
    )
}

pub fn send(router: Router, request: Request<Body>) -> Reply {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let (parts, body) = router.oneshot(request).await.expect("infallible").into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    })
}

pub fn town() -> Dataset {
    let mut town = Dataset {
        roads: roads(),
        is_demo: true,
        ..Dataset::default()
    };
    for (code, name, west) in [
        ("00001", "Phường Tây Thành", 105.795),
        ("00002", "Xã Đông Thành", 105.82),
    ] {
        let (east, south, north) = (west + 0.025, 20.995, 21.045);
        town.areas.push(Area {
            code: code.into(),
            name: name.into(),
            level: AreaLevel::Commune,
            territory: Territory::of_name(name),
            outline: MultiPolygon(vec![polygon![
                (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)
            ]]),
            point: LonLat::new(west + 0.0125, 21.02),
            area_km2: Some(14.0),
            declared_people: Some(30_000.0),
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        });
    }
    town.facilities = facilities();
    for index in 0..100 {
        let (x, y) = (f64::from(index % 10), f64::from(index / 10));
        town.cells.push(DemandCell {
            code: format!("C{index:03}"),
            location: LonLat::new(105.802 + x * 0.004, 21.002 + y * 0.004),
            people: f64::from(index + 1),
            elderly: None,
            enterprises: None,
            area: Some(AreaId(u32::from(x >= 5.0))),
        });
    }
    town.water.push(WaterBody {
        name: Some("Hồ Tây".into()),
        outline: MultiPolygon(vec![polygon![
            (x: 105.803, y: 21.033), (x: 105.808, y: 21.033), (x: 105.808, y: 21.038), (x: 105.803, y: 21.038)
        ]]),
        origin: Origin::Fact,
    });
    town.waterways.push(Waterway {
        name: Some("Sông Nhỏ".into()),
        class: WaterwayClass::River,
        line: vec![LonLat::new(105.804, 21.034), LonLat::new(105.807, 21.037)],
        origin: Origin::Fact,
    });
    town.green.push(GreenArea {
        name: Some("Công viên Ven Hồ".into()),
        outline: MultiPolygon(vec![polygon![
            (x: 105.802, y: 21.032), (x: 105.809, y: 21.032), (x: 105.809, y: 21.039), (x: 105.802, y: 21.039)
        ]]),
        origin: Origin::Fact,
    });
    town.procedures.push(Procedure {
        code: "1.001193".into(),
        name: "Đăng ký khai sinh".into(),
        field: None,
    });
    town.procedures.push(Procedure {
        code: "1.004222".into(),
        name: "Đăng ký thường trú".into(),
        field: None,
    });
    for (facility, month, dossiers, responses) in [
        ("DL-A", 1, 10.0, Some(8.0)),
        ("DL-A", 2, 12.0, None),
        ("DL-B", 2, 0.0, Some(2.0)),
        ("CN-1", 2, 99.0, None),
    ] {
        town.performance.push(PerformanceMonth {
            complaints: Some(1.0),
            responses,
            satisfied: responses.map(|responses| responses / 2.0),
            ..PerformanceMonth::new(facility.into(), Month { year: 2026, month }, dossiers)
        });
    }
    town.sort();
    town
}

fn facilities() -> Vec<Facility> {
    let point = |code: &str, kind, name: &str, lon, lat| Facility {
        area: Some(if lon < 105.82 { "00001" } else { "00002" }.into()),
        ..Facility::new(code, kind, name, LonLat::new(lon, lat))
    };
    let mut points = vec![
        point(
            "DL-A",
            FacilityKind::Agent,
            "Đại lý Bưu cục Hàng Bạc",
            105.8005,
            21.0005,
        ),
        point(
            "DL-B",
            FacilityKind::Agent,
            "Đại lý Ngân hàng Cầu Giấy",
            105.8205,
            21.0205,
        ),
        point("DL-C", FacilityKind::Agent, "Đại lý đã đóng", 105.8015, 21.0005),
        point("CN-1", FacilityKind::Branch, "Chi nhánh số 1", 105.8395, 21.0395),
        point(
            "TN-1",
            FacilityKind::ReceptionPoint,
            "Điểm tiếp nhận Tây Thành",
            105.8105,
            21.0105,
        ),
        point("CTV-1", FacilityKind::Collaborator, "Cộng tác viên", 105.8012, 21.0012),
    ];
    points[0].opening_hours = Some("Mo-Fr 08:00-17:00".into());
    points[0].procedures = vec!["1.001193".into()];
    points[1].opening_hours = Some("24/7".into());
    points[2].status = FacilityStatus::Closed;
    points[3].opening_hours = Some("Mo-Sa 07:30-17:30".into());
    points
}

/// Five streets each way, a hundredth of a degree apart.
fn roads() -> RoadNetwork {
    let mut roads = RoadNetwork::default();
    for index in 0..25u32 {
        let location = LonLat::new(
            105.80 + f64::from(index % 5) * 0.01,
            21.00 + f64::from(index / 5) * 0.01,
        );
        roads.nodes.push(RoadNode {
            id: i64::from(index),
            location,
            barrier: None,
        });
    }
    for line in 0..5u32 {
        for (id, nodes, name) in [
            (
                line,
                (0..5).map(|step| line * 5 + step).collect(),
                format!("Phố Ngang {line}"),
            ),
            (
                100 + line,
                (0..5).map(|step| step * 5 + line).collect(),
                format!("Phố Dọc {line}"),
            ),
        ] {
            let class = if line == 2 { "primary" } else { "residential" }.to_owned();
            roads.ways.push(RoadWay {
                id: i64::from(id),
                class,
                name: Some(name),
                nodes,
                tags: Vec::new(),
            });
        }
    }
    roads.ways.sort_by_key(|way| way.id);
    roads
}

pub fn review() -> String {
    let decision = |facility: &str, decision: &str, into: Option<&str>| DecisionShape {
        facility: facility.into(),
        name: facility.into(),
        decision: decision.into(),
        into: into.map(Into::into),
        into_name: None,
        reasons: ReasonsShape {
            unique_people: 0.0,
            unique_people_after_plan: 0.0,
            nearest_alternative: None,
            nearest_alternative_name: None,
            alternative_distance_m: None,
            alternative_travel_s: None,
            catchment_people: 0.0,
            catchment_elderly: None,
            added_minutes: AddedMinutes::default(),
            load_per_month: 0.0,
            receiver_load_before: None,
            receiver_load_after: None,
            receiver_capacity: None,
            binding: Vec::new(),
            objection_vi: None,
            objection_en: None,
            because_vi: Vec::new(),
            because_en: Vec::new(),
            ..ReasonsShape::default()
        },
    };
    let answer = ReviewAnswer {
        snapshot_id: "earlier".into(),
        rule: RuleShape::from(&Rule::scheme()),
        settings: ReviewSettingsShape {
            preset: "careful".into(),
            merge_distance_m: 1000.0,
            merge_travel_s: 300.0,
            minimum_per_commune: 1,
            maximum_changes: None,
            same_operator_only: false,
            retain: Vec::new(),
            time_limit_s: 60.0,
            day: None,
            second_point_communes: Vec::new(),
        },
        status: "optimal".into(),
        gap: 0.0,
        eligible: 2,
        levels: Vec::new(),
        totals: ReviewTotals::default(),
        decisions: vec![decision("DL-A", "keep", None), decision("DL-B", "merge", Some("DL-A"))],
        sensitivity: Vec::new(),
        remarks: Vec::new(),
        sequence: Vec::new(),
        robustness: RobustnessBaseShape::default(),
        unreachable: Vec::new(),
        fixes: Vec::new(),
        population_sensitivity: None,
        open_errors: None,
        expansion: None,
        announced: None,
        asked: None,
    };
    serde_json::to_string(&answer).expect("plain data")
}
