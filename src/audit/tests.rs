//! A clean town, and one spoilt copy of it for every check.
//!
//! Long because the town, its spoilt copies and the table of what each must give are read together.

use super::*;
use crate::geometry::LonLat;
use crate::model::{
    Area, AreaId, AreaLevel, DemandCell, Facility, FacilityKind, Language, Month, Operator, Origin, PerformanceMonth,
    Procedure, RoadNetwork, RoadNode, RoadWay, Severity, SourceRecord, Territory, TravelMode,
};
use geo_types::{MultiPolygon, Polygon};

/// Two square communes side by side, 100 people each, one agent each, a road through both.
pub(super) fn town() -> Dataset {
    let at = |lon: f64, lat: f64| LonLat::new(105.0 + lon, 21.0 + lat);
    let commune = |code: &str, west: f64| Area {
        code: code.into(),
        name: format!("Phường {code}"),
        level: AreaLevel::Commune,
        territory: Territory::Urban,
        outline: square(west, 0.1),
        point: at(west + 0.05, 0.05),
        area_km2: None,
        declared_people: Some(100.0),
        outline_origin: Origin::Fact,
        valid_from: None,
        valid_to: None,
    };
    let cell = |code: &str, lon: f64, area: u32| DemandCell {
        code: code.into(),
        location: at(lon, 0.05),
        people: 100.0,
        elderly: Some(10.0),
        enterprises: None,
        area: Some(AreaId(area)),
    };
    let agent = |code: &str, lon: f64| Facility {
        operator: Some("BIDV".into()),
        area: Some("00001".into()),
        capacity_per_month: Some(100.0),
        load_per_month: Some(60.0),
        opening_hours: Some("Mo-Fr 08:00-17:00".into()),
        procedures: vec!["1.001".into()],
        ..Facility::new(code, FacilityKind::Agent, "Đại lý", at(lon, 0.05))
    };
    let node = |id: i64, lon: f64| RoadNode {
        id,
        location: at(lon, 0.05),
        barrier: None,
    };
    Dataset {
        facilities: vec![agent("A1", 0.05), agent("A2", 0.15)],
        cells: vec![cell("C1", 0.05, 0), cell("C2", 0.15, 1)],
        areas: vec![commune("00001", 0.0), commune("00002", 0.1)],
        roads: RoadNetwork {
            nodes: vec![node(1, 0.01), node(2, 0.19)],
            ways: vec![RoadWay {
                id: 1,
                class: "primary".into(),
                name: None,
                nodes: vec![0, 1],
                tags: vec![],
            }],
            restrictions: vec![],
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
        performance: vec![report()],
        ..Dataset::default()
    }
}

fn square(west: f64, width: f64) -> MultiPolygon<f64> {
    let (west, east) = (105.0 + west, 105.0 + west + width);
    let ring = vec![(west, 21.0), (east, 21.0), (east, 21.1), (west, 21.1)];
    MultiPolygon(vec![Polygon::new(ring.into(), vec![])])
}

fn report() -> PerformanceMonth {
    PerformanceMonth {
        facility: "A1".into(),
        month: Month { year: 2025, month: 9 },
        dossiers: 20.0,
        submitted_online: Some(20.0),
        accepted: Some(15.0),
        on_time: Some(15.0),
        complaints: Some(0.0),
        responses: Some(5.0),
        satisfied: Some(5.0),
        late: None,
        satisfaction_score: None,
        cost: None,
    }
}

type Case = (&'static str, Severity, fn(&mut Dataset), &'static str);

/// Check, severity, how the town is spoilt, and words that the message or value must hold.
const CASES: &[Case] = &[
    (
        "no_facilities",
        Severity::Warning,
        |town| town.facilities.clear(),
        "import facilities",
    ),
    (
        "facility_outside_city",
        Severity::Warning,
        |town| town.facilities[0].location = LonLat::new(106.5, 20.0),
        "'A1' (Đại lý) stands outside the city",
    ),
    (
        "facility_outside_city",
        Severity::Warning,
        |town| {
            town.areas[1].outline = square(0.12, 0.08);
            town.facilities[1].location = LonLat::new(105.11, 21.05);
        },
        "'A2' (Đại lý) stands in no area",
    ),
    (
        "position_swapped",
        Severity::Error,
        |town| town.facilities[0].location = LonLat::new(21.05, 105.05),
        "swap them",
    ),
    (
        "facility_duplicate",
        Severity::Warning,
        |town| {
            town.facilities[1].location = LonLat::new(105.0503, 21.0501);
            town.facilities[1].name = "ĐẠI  LÝ".into();
        },
        "'A1' (Đại lý) and 'A2' (ĐẠI  LÝ) are the same point by name, 33 m apart",
    ),
    (
        "facility_area_unknown",
        Severity::Warning,
        |town| town.facilities[0].area = Some("09999".into()),
        "09999",
    ),
    (
        "facility_operator_unknown",
        Severity::Warning,
        |town| town.facilities[0].operator = Some("X".into()),
        "'A1'",
    ),
    (
        "facility_procedure_unknown",
        Severity::Warning,
        |town| town.facilities[0].procedures.push("2".into()),
        "'A1'",
    ),
    (
        "facility_figure_impossible",
        Severity::Error,
        |town| town.facilities[0].load_per_month = Some(-1.0),
        "-1",
    ),
    (
        "load_above_capacity",
        Severity::Warning,
        |town| town.facilities[0].load_per_month = Some(101.0),
        "of 100",
    ),
    (
        "opening_hours_unreadable",
        Severity::Warning,
        |town| town.facilities[0].opening_hours = Some("8h sáng đến 5h chiều".into()),
        "8h sáng",
    ),
    (
        "opening_hours_missing",
        Severity::Info,
        |town| town.facilities[1].opening_hours = None,
        "1 of 2",
    ),
    (
        "capacity_missing",
        Severity::Info,
        |town| town.facilities[1].capacity_per_month = None,
        "1 of 2",
    ),
    (
        "area_without_outline",
        Severity::Warning,
        |town| {
            town.areas[0].outline = MultiPolygon(vec![]);
            town.facilities.remove(0);
            town.performance.clear();
        },
        "'00001'",
    ),
    (
        "area_outline_invalid",
        Severity::Error,
        |town| {
            let ring = vec![(105.0, 21.0), (105.1, 21.1), (105.0, 21.1), (105.1, 21.0)];
            town.areas[0].outline = MultiPolygon(vec![Polygon::new(ring.into(), vec![])]);
            town.facilities[0].location = LonLat::new(105.05, 21.09);
        },
        "crosses itself",
    ),
    (
        "areas_overlap",
        Severity::Warning,
        |town| town.areas[0].outline = square(0.0, 0.11),
        "about 11.",
    ),
    (
        "commune_people_differ",
        Severity::Warning,
        |town| town.areas[0].declared_people = Some(90.0),
        "(+11 %)",
    ),
    (
        "declared_people_impossible",
        Severity::Warning,
        |town| town.areas[0].declared_people = Some(0.0),
        "declares no people",
    ),
    (
        "commune_without_people",
        Severity::Warning,
        |town| {
            town.cells[1].area = Some(AreaId(0));
            town.areas[0].declared_people = None;
        },
        "'00002'",
    ),
    ("no_people", Severity::Error, |town| town.cells.clear(), "import demand"),
    (
        "people_impossible",
        Severity::Error,
        |town| {
            town.cells.push(DemandCell {
                code: "C3".into(),
                people: -0.5,
                elderly: None,
                ..town.cells[0].clone()
            })
        },
        "cell 'C3'",
    ),
    (
        "elderly_above_people",
        Severity::Error,
        |town| town.cells[0].elderly = Some(101.0),
        "cell 'C1'",
    ),
    (
        "people_in_no_area",
        Severity::Warning,
        |town| {
            town.cells.push(DemandCell {
                code: "C3".into(),
                area: None,
                location: LonLat::new(105.05, 21.051),
                ..town.cells[0].clone()
            })
        },
        "1 cells with people lie in no commune (the largest: 'C3'",
    ),
    (
        "report_of_unknown_facility",
        Severity::Error,
        |town| town.performance[0].facility = "A9".into(),
        "A9",
    ),
    (
        "report_twice",
        Severity::Error,
        |town| town.performance.push(report()),
        "2025-09 twice",
    ),
    (
        "report_figure_impossible",
        Severity::Error,
        |town| town.performance[0].complaints = Some(-1.0),
        "-1",
    ),
    (
        "satisfied_above_responses",
        Severity::Error,
        |town| town.performance[0].satisfied = Some(6.0),
        "6 of only 5",
    ),
    (
        "accepted_above_dossiers",
        Severity::Error,
        |town| town.performance[0].accepted = Some(21.0),
        "21 of only 20",
    ),
    (
        "online_above_dossiers",
        Severity::Error,
        |town| town.performance[0].submitted_online = Some(21.0),
        "21 of only",
    ),
    (
        "on_time_above_dossiers",
        Severity::Error,
        |town| town.performance[0].on_time = Some(21.0),
        "21 of only 20",
    ),
    (
        "cells_same_place",
        Severity::Warning,
        |town| {
            town.cells.push(DemandCell {
                code: "C3".into(),
                people: 5.0,
                elderly: None,
                ..town.cells[0].clone()
            })
        },
        "cells 'C1' and 'C3'",
    ),
    (
        "report_outlier",
        Severity::Warning,
        |town| {
            town.performance = (1..=12)
                .map(|month| PerformanceMonth {
                    month: Month { year: 2025, month },
                    dossiers: if month == 7 { 2100.0 } else { f64::from(20 + month % 3) },
                    ..report()
                })
                .collect()
        },
        "'A1' in 2025-07: 2100 dossiers, where half of the 12 reports of operator 'BIDV' have 21 or less",
    ),
    (
        "reports_end_early",
        Severity::Info,
        |town| {
            town.performance.push(PerformanceMonth {
                facility: "A2".into(),
                month: Month { year: 2025, month: 12 },
                ..report()
            })
        },
        "'A1' (Đại lý) last reported 2025-09, while others report until 2025-12",
    ),
    (
        "source_stale",
        Severity::Info,
        |town| {
            town.sources = [
                ("demand", "2024-01-01"),
                ("facilities", "2025-01-01"),
                ("roads", "2025-06-30"),
            ]
            .map(|(layer, day)| SourceRecord {
                layer: layer.into(),
                name: "a.csv".into(),
                note: String::new(),
                imported_at: format!("{day}T00:00:00Z"),
                content_hash: None,
            })
            .into()
        },
        "demand ('a.csv') was imported on 2024-01-01, 546 days before",
    ),
    (
        "area_not_valid",
        Severity::Warning,
        |town| {
            town.sources.push(SourceRecord {
                layer: "demand".into(),
                name: "a.csv".into(),
                note: String::new(),
                imported_at: "2025-07-01T00:00:00Z".into(),
                content_hash: None,
            });
            town.areas[0].valid_from = Some("2004-01-01".into());
            town.areas[0].valid_to = Some("2025-06-30".into());
            town.areas[1].valid_from = Some("2025-07-01".into());
        },
        "existed until 2025-06-30 only",
    ),
];

#[test]
fn a_clean_town_gives_no_finding() {
    let town = town();
    assert_eq!(audit(&town, Some(&Travel::new(&town, TravelMode::Motorbike))), vec![]);
}

#[test]
fn every_check_finds_its_fault_and_nothing_else() {
    for (check, severity, spoil, words) in CASES {
        let mut spoilt = town();
        spoil(&mut spoilt);
        let findings = audit(&spoilt, None);
        assert_eq!(OpenErrors::of(&spoilt), OpenErrors::among(&findings), "{check}");
        let [finding] = &findings[..] else {
            // A town without points has reports of unknown ones; every other spoilt town has one fault.
            assert!(
                *check == "no_facilities" && findings.len() == 2,
                "{check}: {findings:#?}"
            );
            continue;
        };
        assert_eq!((finding.check, finding.severity), (*check, *severity), "{finding}");
        assert!(finding.to_string().contains(words), "'{words}' is not in: {finding}");
        let entry = finding.entry().expect("every check has an entry");
        let has_figures = finding
            .message
            .contains(|letter: char| letter == '\'' || letter.is_ascii_digit());
        let is_own = !has_figures || entry.sentences.is_empty() || entry.knows(&finding.message);
        assert!(is_own, "no Vietnamese of: {finding}");
        assert_ne!(finding.message_in(Language::Vietnamese), finding.message, "{finding}");
    }
}

#[test]
fn people_who_join_no_road_are_counted_and_their_communes_named() {
    let mut town = town();
    town.cells[1].location = LonLat::new(105.15, 21.09);
    let found = audit(&town, Some(&Travel::new(&town, TravelMode::Motorbike)));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].check, found[0].people), ("people_join_no_road", Some(100.0)));
    assert!(
        found[0].message.contains("most people: Phường 00002 100"),
        "{}",
        found[0]
    );
    town.roads = RoadNetwork::default();
    let found = audit(&town, Some(&Travel::new(&town, TravelMode::Motorbike)));
    assert_eq!((found[0].check, found[0].people), ("no_roads", Some(200.0)));
}

#[test]
fn a_hundred_cases_of_one_fault_are_twenty_lines_and_a_count() {
    let mut town = town();
    let agent = town.facilities[1].clone();
    let far = |index: usize| LonLat::new(105.15 + index as f64 * 1e-4, 21.05);
    town.facilities.extend((0..100).map(|index| Facility {
        code: format!("B{index:03}"),
        name: format!("Đại lý {index}"),
        location: far(index),
        load_per_month: Some(101.0),
        ..agent.clone()
    }));
    let found = audit(&town, None);
    assert_eq!(found.len(), remarks::NAMED_PER_CHECK + 1, "{found:#?}");
    assert!(found.iter().all(|finding| finding.check == "load_above_capacity"));
    assert!(
        found[20].message.starts_with("80 more of the same, 100 in all"),
        "{}",
        found[20]
    );
}

#[test]
fn points_with_the_same_unknown_operator_are_one_finding() {
    let mut town = town();
    town.facilities
        .iter_mut()
        .for_each(|facility| facility.operator = Some("lạ".into()));
    let found = audit(&town, None);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0]
            .message
            .starts_with("2 point(s), first 'A1' (Đại lý), name an operator"),
        "{}",
        found[0]
    );
}

#[test]
fn an_operator_may_be_named_instead_of_coded() {
    let mut town = town();
    town.facilities[0].operator = Some("ngân hàng bidv".into());
    assert_eq!(audit(&town, None), vec![]);
}

/// The town with a short street whose end lies `metres` north of the long one, tagged as told.
fn with_loose_street(metres: f64, tags: &[(&str, &str)]) -> Dataset {
    let mut town = town();
    let long = &town.roads.ways[0];
    let base = town.roads.nodes[long.nodes[0] as usize].location;
    let next = town.roads.nodes[long.nodes[1] as usize].location;
    let lon = (base.lon + next.lon) / 2.0;
    let first = town.roads.nodes.len() as u32;
    // A degree of latitude is 110.7 km here.
    for (id, north) in [(9001, metres), (9002, metres + 2000.0)] {
        town.roads.nodes.push(RoadNode {
            id,
            location: LonLat::new(lon, base.lat + north / 110_700.0),
            barrier: None,
        });
    }
    town.roads.ways.push(RoadWay {
        id: 900,
        class: "residential".into(),
        name: Some("Ngõ cụt".into()),
        nodes: vec![first, first + 1],
        tags: tags
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    });
    town
}

#[test]
fn a_dead_end_just_before_another_road_is_told_and_one_farther_off_or_on_a_bridge_is_not() {
    let links = |town: &Dataset| -> Vec<Finding> {
        let travel = Travel::new(town, TravelMode::Motorbike);
        let found = audit(town, Some(&travel));
        found
            .into_iter()
            .filter(|finding| finding.check == "roads_not_linked")
            .collect()
    };
    let mut near = with_loose_street(12.0, &[]);
    let found = links(&near);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].value.as_deref(), Some("9001"));
    assert!(
        found[0].message.starts_with("Ngõ cụt (way 900) ends 12 m from "),
        "{}",
        found[0]
    );
    assert_eq!(found[0].people, None, "nobody lives by it");
    assert_eq!(links(&with_loose_street(30.0, &[])), vec![]);
    assert_eq!(links(&with_loose_street(12.0, &[("bridge", "yes")])), vec![]);
    assert_eq!(
        links(&with_loose_street(12.0, &[("access", "no")])),
        vec![],
        "no road for anybody"
    );
    // People at its far end join it alone.
    let far = near.roads.nodes.last().expect("added").location;
    near.cells.push(DemandCell {
        code: "z".into(),
        location: far,
        people: 40.0,
        elderly: None,
        enterprises: None,
        area: None,
    });
    assert_eq!(links(&near)[0].people, Some(40.0));
    // Once linked, nothing is told.
    let mut linked = with_loose_street(12.0, &[]);
    let street = linked.roads.ways[0].nodes.clone();
    let end = linked.roads.ways[1].nodes[0];
    linked.roads.ways.push(RoadWay {
        id: 901,
        nodes: vec![street[0], end],
        ..linked.roads.ways[0].clone()
    });
    assert_eq!(links(&linked), vec![]);
}

/// The town with a street of its own 4 km north of the long road, and five people beside it.
fn with_island() -> Dataset {
    let mut town = town();
    let first = town.roads.nodes.len() as u32;
    for (id, lon) in [(8001, 105.05), (8002, 105.06)] {
        town.roads.nodes.push(RoadNode {
            id,
            location: LonLat::new(lon, 21.09),
            barrier: None,
        });
    }
    town.roads.ways.push(RoadWay {
        id: 800,
        class: "residential".into(),
        name: Some("Phố Đảo".into()),
        nodes: vec![first, first + 1],
        tags: vec![],
    });
    for (code, people) in [("C3", 2.0), ("C4", 3.0)] {
        town.cells.push(DemandCell {
            code: code.into(),
            location: LonLat::new(105.05 + people / 1000.0, 21.0901),
            people,
            elderly: None,
            enterprises: None,
            area: Some(AreaId(0)),
        });
    }
    town
}

fn with_travel(town: &Dataset) -> Vec<Finding> {
    audit(town, Some(&Travel::new(town, TravelMode::Motorbike)))
}

#[test]
fn people_of_a_part_of_the_roads_without_a_point_are_counted_until_a_point_opens_there_or_on_foot() {
    let mut island = with_island();
    let found = with_travel(&island);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].check, found[0].people), ("road_part_cut_off", Some(5.0)));
    assert!(
        found[0]
            .message
            .starts_with("a part of the road network (1 stretches, 2 cells, by Phố Đảo (way 800) at 105.053"),
        "{}",
        found[0]
    );
    assert_eq!(
        found[0].place,
        Some(island.cells[3].location),
        "where most of them live"
    );
    assert!(
        found[0]
            .told(Language::Vietnamese)
            .contains("2 ô dân cư, gần Phố Đảo (way 800)")
    );

    let mut bridged = with_island();
    bridged.roads.ways.push(RoadWay {
        id: 801,
        nodes: vec![0, 2],
        ..bridged.roads.ways[1].clone()
    });
    assert_eq!(with_travel(&bridged), vec![], "a road joins the two");

    let agent = Facility {
        code: "A3".into(),
        name: "Đại lý đảo".into(),
        location: LonLat::new(105.055, 21.0901),
        ..island.facilities[0].clone()
    };
    island.facilities.push(agent);
    assert_eq!(with_travel(&island), vec![], "a point of their own");
}

#[test]
fn a_point_without_a_road_is_told_and_one_that_is_closed_or_has_no_counter_is_not() {
    let mut town = town();
    town.facilities[0].location = LonLat::new(105.05, 21.09);
    let found = with_travel(&town);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].check, "facility_joins_no_road");
    assert!(
        found[0]
            .message
            .starts_with("'A1' (Đại lý) joins no road within 1000 m"),
        "{}",
        found[0]
    );
    town.facilities[0].status = crate::model::FacilityStatus::Closed;
    assert_eq!(with_travel(&town), vec![]);
    town.facilities[0].status = crate::model::FacilityStatus::Open;
    town.facilities[0].kind = FacilityKind::Collaborator;
    assert_eq!(with_travel(&town), vec![]);
}

#[test]
fn points_that_join_the_road_at_one_spot_are_one_remark_and_those_six_metres_apart_none() {
    // A hundred-thousandth of a degree of longitude is 1.04 m here.
    let beside = |metres: f64| {
        let mut town = town();
        let twin = Facility {
            code: "A1b".into(),
            name: "Bưu cục".into(),
            location: LonLat::new(105.05 + metres / 104_000.0, 21.0502),
            ..town.facilities[0].clone()
        };
        town.facilities.insert(1, twin);
        with_travel(&town)
    };
    let found = beside(3.0);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (found[0].check, found[0].severity),
        ("facilities_share_join", Severity::Info)
    );
    assert!(
        found[0]
            .message
            .starts_with("2 points join the road within 5 m of each other (way 1): 'A1' (Đại lý), 'A1b'"),
        "{}",
        found[0]
    );
    assert_eq!(beside(6.0), vec![]);
}

#[test]
fn few_reports_or_reports_that_do_not_differ_have_no_outlier() {
    let mut town = town();
    let months = |count: u8, last: f64| -> Vec<PerformanceMonth> {
        (1..=count)
            .map(|month| PerformanceMonth {
                month: Month { year: 2025, month },
                dossiers: if month == count { last } else { 20.0 },
                ..report()
            })
            .collect()
    };
    town.performance = months(11, 5000.0);
    assert_eq!(audit(&town, None), vec![], "eleven reports are too few");
    town.performance = months(12, 20.0);
    assert_eq!(audit(&town, None), vec![], "all alike");
    town.performance = months(12, 5000.0);
    assert_eq!(
        audit(&town, None)[0].check,
        "report_outlier",
        "the mean deviation stands in for a MAD of zero"
    );
}
