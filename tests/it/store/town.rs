//! A square town whose size is chosen, with something of everything.

use gandan::geometry::LonLat;
use gandan::model::{
    Area, AreaId, AreaLevel, Barrier, Candidate, Dataset, DemandCell, Facility, FacilityKind, GreenArea, Month,
    Operator, Origin, PerformanceMonth, Procedure, RoadNetwork, RoadNode, RoadWay, SatisfactionScore, SourceRecord,
    Territory, TravelTimeTable, TurnRestriction, TurnVia, WaterBody, Waterway, WaterwayClass,
};
use gandan::store::DecisionRow;
use gandan::units::Deciseconds;
use geo_types::{LineString, MultiPolygon, Polygon};

pub fn decision(facility: &str) -> DecisionRow {
    let (name, decision) = (format!("Đại lý {facility}"), "merge".to_owned());
    let into = Some("A2".to_owned());
    DecisionRow {
        facility: facility.into(),
        name,
        decision,
        into,
        location: LonLat::new(105.8, 21.0),
    }
}

/// A square town with `side` times `side` cells, as many road nodes, and something of everything else.
pub fn town(side: usize) -> Dataset {
    let at = |x: usize, y: usize| LonLat::new(105.8 + x as f64 * 0.001, 21.0 + y as f64 * 0.001);
    let cells = (0..side * side).map(|index| DemandCell {
        code: format!("C{index:06}"),
        location: at(index % side, index / side),
        people: 0.1 + index as f64,
        elderly: (index % 2 == 0).then_some(0.1),
        enterprises: None,
        area: Some(AreaId(0)),
    });
    let nodes = (0..side * side).map(|index| RoadNode {
        id: index as i64,
        location: at(index % side, index / side),
        barrier: (index == 1).then(|| Barrier::new("bollard")),
    });
    let ways = (0..side).map(|row| RoadWay {
        id: row as i64,
        class: "residential".into(),
        name: Some(format!("Phố số {row}")),
        nodes: (row * side..(row + 1) * side).map(|node| node as u32).collect(),
        tags: vec![("oneway".into(), "yes".into())],
    });
    let end = side as f64 * 0.001;
    let square = LineString::from(vec![(105.8, 21.0), (105.8 + end, 21.0), (105.8 + end, 21.0 + end)]);
    let outline = MultiPolygon(vec![Polygon::new(square, vec![])]);
    Dataset {
        facilities: ["A1", "A2"].map(|code| agent(code, at(1, 1))).to_vec(),
        cells: cells.collect(),
        areas: vec![Area {
            code: "00001".into(),
            name: "Phường Đống Đa".into(),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: outline.clone(),
            point: at(1, 1),
            area_km2: Some(2.08),
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        }],
        water: vec![WaterBody {
            name: Some("Hồ Tây".into()),
            outline: outline.clone(),
            origin: Origin::Fact,
        }],
        waterways: vec![Waterway {
            name: None,
            class: WaterwayClass::Canal,
            line: vec![at(0, 0), at(1, 1), at(2, 1)],
            origin: Origin::Modelled,
        }],
        green: vec![GreenArea {
            name: Some("Công viên".into()),
            outline: outline.clone(),
            origin: Origin::Fact,
        }],
        roads: RoadNetwork {
            nodes: nodes.collect(),
            ways: ways.collect(),
            restrictions: vec![no_left_turn()],
        },
        operators: vec![Operator {
            code: "BIDV".into(),
            name: "Ngân hàng BIDV".into(),
        }],
        procedures: vec![Procedure {
            code: "1.001".into(),
            name: "Khai sinh".into(),
            field: None,
        }],
        performance: vec![report("A1")],
        travel_times: travel_times(["C000000", "C000001"], "A1"),
        sources: vec![SourceRecord {
            layer: "facilities".into(),
            name: "đại lý.csv".into(),
            note: "minh họa".into(),
            imported_at: "2025-10-07T01:02:03Z".into(),
            content_hash: None,
        }],
        is_demo: true,
        candidates: vec![Candidate {
            opening_cost: Some(4.5e7),
            ..Candidate::new("U1", FacilityKind::Agent, "Nhà văn hóa", at(0, 0))
        }],
        ..Dataset::default()
    }
}

/// A table of two pairs, one of which cannot be reached.
pub fn travel_times(cells: [&str; 2], facility: &str) -> TravelTimeTable {
    let times = [Deciseconds(613), Deciseconds::NEVER];
    let pairs = cells.into_iter().zip(times);
    let pairs = pairs.map(|(cell, time)| (cell.to_owned(), facility.to_owned(), time));
    TravelTimeTable::from_pairs(&pairs.collect::<Vec<_>>())
}

pub fn agent(code: &str, location: LonLat) -> Facility {
    Facility {
        opening_hours: Some("Mo-Fr 08:00-17:00".into()),
        wheelchair: Some(false),
        procedures: vec!["1.001".into(), "a,b".into()],
        capacity_per_month: Some(0.1 + 0.2),
        ..Facility::new(code, FacilityKind::Agent, format!("Đại lý số {}", &code[1..]), location)
    }
}

pub fn no_left_turn() -> TurnRestriction {
    let (kind, except) = (
        "no_left_turn".to_owned(),
        vec!["motorcycle".to_owned(), "bicycle".to_owned()],
    );
    TurnRestriction {
        except,
        ..TurnRestriction::over_node(7, &kind, 0, 1, 1)
    }
}

pub fn no_u_turn_over_ways() -> TurnRestriction {
    TurnRestriction {
        via: TurnVia::Ways(vec![5, -4]),
        vehicle: Some("motorcycle".to_owned()),
        condition: Some("Mo-Fr 06:00-09:00".to_owned()),
        ..TurnRestriction::over_node(8, "no_u_turn", 0, 0, 1)
    }
}

pub fn report(facility: &str) -> PerformanceMonth {
    PerformanceMonth {
        facility: facility.into(),
        month: Month { year: 2025, month: 9 },
        dossiers: 12.0,
        submitted_online: None,
        accepted: Some(0.0),
        on_time: None,
        complaints: Some(0.5),
        responses: Some(3.0),
        satisfied: None,
        late: Some(1.0),
        satisfaction_score: SatisfactionScore::try_new(4.2, 5.0),
        cost: Some(0.1 + 0.2),
    }
}
