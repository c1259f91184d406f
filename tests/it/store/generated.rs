//! Datasets by chance, for properties: any text, any position, every field known or unknown.

use super::town::{no_left_turn, no_u_turn_over_ways, report, travel_times};
use gandan::geometry::LonLat;
use gandan::model::{
    Area, AreaCount, AreaId, AreaLevel, Barrier, Candidate, CrosswalkEntry, CrosswalkPart, Dataset, DemandCell,
    Facility, FacilityKind, FacilityStatus, GreenArea, Operator, Origin, Procedure, RoadNetwork, RoadNode, RoadWay,
    SourceRecord, Territory, TravelTimeTable, WaterBody, Waterway, WaterwayClass,
};
use geo_types::{LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Phường Đống Đa".to_owned()),
        Just("Bưu cục \"Hoàn Kiếm\"; 'số' 75, ngõ\n2".to_owned()),
        Just(String::new()),
        "\\PC{0,12}",
    ]
}

fn positions() -> impl Strategy<Value = LonLat> {
    (-180.0..=180.0f64, -90.0..=90.0f64).prop_map(|(lon, lat)| LonLat::new(lon, lat))
}

fn amounts() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(0.1 + 0.2), Just(5e-324), Just(1e300), 0.0..1e7f64]
}

fn outlines() -> impl Strategy<Value = MultiPolygon<f64>> {
    let ring = || {
        prop::collection::vec(positions(), 3..6)
            .prop_map(|ring| LineString::from(ring.into_iter().map(|at| (at.lon, at.lat)).collect::<Vec<_>>()))
    };
    let polygon = (ring(), prop::collection::vec(ring(), 0..2)).prop_map(|(outer, inner)| Polygon::new(outer, inner));
    prop::collection::vec(polygon, 0..3).prop_map(MultiPolygon)
}

fn facilities() -> impl Strategy<Value = Facility> {
    let optional = || prop::option::of(texts());
    let origin = prop::sample::select(vec![Origin::Fact, Origin::Modelled]);
    let status = prop::sample::select(vec![
        FacilityStatus::Open,
        FacilityStatus::Planned,
        FacilityStatus::Closed,
    ]);
    (
        (
            prop::sample::select(FacilityKind::ALL.to_vec()),
            texts(),
            positions(),
            status,
            origin,
        ),
        (
            optional(),
            optional(),
            optional(),
            optional(),
            optional(),
            optional(),
            optional(),
        ),
        (
            prop::option::of(amounts()),
            prop::option::of(amounts()),
            any::<Option<u32>>(),
            any::<Option<bool>>(),
        ),
        prop::collection::vec(texts(), 0..3),
    )
        .prop_map(
            |((kind, name, location, status, origin), words, (capacity, load, staff, wheelchair), procedures)| {
                Facility {
                    external_id: words.0,
                    address: words.1,
                    operator: words.2,
                    area: words.3,
                    opening_hours: words.4,
                    phone: words.5,
                    missing_since: words.6.clone(),
                    opened_on: words.6,
                    capacity_per_month: capacity,
                    load_per_month: load,
                    staff,
                    wheelchair,
                    floor_area_m2: load,
                    equipment: procedures.clone(),
                    procedures,
                    status,
                    origin,
                    ..Facility::new("", kind, name, location)
                }
            },
        )
}

fn roads() -> impl Strategy<Value = RoadNetwork> {
    let nodes = prop::collection::btree_map(any::<i64>(), (positions(), prop::option::of(texts())), 2..12);
    let way = (
        any::<i64>(),
        texts(),
        prop::option::of(texts()),
        prop::collection::vec(any::<prop::sample::Index>(), 2..5),
    );
    let tags = prop::collection::vec((texts(), texts()), 0..3);
    (nodes, prop::collection::vec((way, tags), 0..6), prop::bool::ANY).prop_map(|(nodes, ways, is_restricted)| {
        let nodes: Vec<RoadNode> = nodes
            .into_iter()
            .map(|(id, (location, kind))| RoadNode {
                id,
                location,
                barrier: kind.map(|kind| Barrier {
                    access: vec![(kind.clone(), kind.clone())],
                    kind,
                }),
            })
            .collect();
        let ways = ways.into_iter().map(|((id, class, name, picks), tags)| {
            let nodes = picks.iter().map(|pick| pick.index(nodes.len()) as u32).collect();
            RoadWay {
                id,
                class,
                name,
                nodes,
                tags,
            }
        });
        let ways = ways.collect();
        RoadNetwork {
            ways,
            nodes,
            restrictions: if is_restricted {
                vec![no_left_turn(), no_u_turn_over_ways()]
            } else {
                Vec::new()
            },
        }
    })
}

fn crosswalk_row((code, part): (&str, CrosswalkPart), word: &str) -> CrosswalkEntry {
    CrosswalkEntry {
        old_code: code.into(),
        old_name: word.into(),
        old_district: (part == CrosswalkPart::Part).then(|| word.to_owned()),
        new_code: word.into(),
        new_name: word.into(),
        part,
        confidence: Some(word.into()),
    }
}

fn area_count(word: &str, elderly: Option<u64>) -> AreaCount {
    AreaCount {
        series: word.into(),
        as_of: elderly.map(|_| "2019".to_owned()),
        code: elderly.map(|_| word.to_owned()),
        name: word.into(),
        district: Some(word.into()),
        people: i64::MAX as u64,
        elderly,
        point: elderly.map(|_| LonLat::new(-180.0, 0.1 + 0.2)),
    }
}

pub fn datasets() -> impl Strategy<Value = Dataset> {
    let areas = prop::collection::vec((texts(), outlines(), positions(), prop::option::of(amounts())), 0..4);
    let cells = prop::collection::vec(
        (positions(), amounts(), prop::option::of(amounts()), any::<u32>()),
        0..8,
    );
    let lists = (prop::collection::vec(facilities(), 0..5), cells, areas, roads());
    (lists, texts(), outlines(), any::<bool>()).prop_map(
        |((facilities, cells, areas, roads), word, outline, is_demo)| {
            let levels = [AreaLevel::Commune, AreaLevel::City, AreaLevel::District];
            let areas: Vec<Area> = areas
                .into_iter()
                .enumerate()
                .map(|(index, (name, outline, point, people))| Area {
                    code: format!("Đ{index}"),
                    level: levels[index % 3],
                    territory: Territory::of_name(&name),
                    name,
                    outline,
                    point,
                    area_km2: people,
                    declared_people: people,
                    outline_origin: Origin::Fact,
                    valid_from: None,
                    valid_to: None,
                })
                .collect();
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(index, (location, people, elderly, pick))| DemandCell {
                    code: format!("C{index}"),
                    location,
                    people,
                    elderly,
                    enterprises: elderly,
                    area: (!areas.is_empty() && pick % 3 > 0).then(|| AreaId(pick % areas.len() as u32)),
                });
            let mut dataset = Dataset {
                cells: cells.collect(),
                facilities: facilities
                    .into_iter()
                    .enumerate()
                    .map(|(index, facility)| Facility {
                        code: format!("F{index}"),
                        ..facility
                    })
                    .collect(),
                areas,
                water: vec![WaterBody {
                    name: Some(word.clone()),
                    outline: outline.clone(),
                    origin: Origin::Modelled,
                }],
                waterways: if is_demo {
                    Vec::new()
                } else {
                    vec![Waterway {
                        name: Some(word.clone()),
                        class: WaterwayClass::Stream,
                        line: vec![LonLat::new(105.8, 21.0), LonLat::new(0.1 + 0.2, -90.0)],
                        origin: Origin::Fact,
                    }]
                },
                green: if is_demo {
                    Vec::new()
                } else {
                    vec![GreenArea {
                        name: None,
                        outline,
                        origin: Origin::Modelled,
                    }]
                },
                roads,
                operators: vec![Operator {
                    code: word.clone(),
                    name: word.clone(),
                }],
                procedures: vec![Procedure {
                    code: word.clone(),
                    name: word.clone(),
                    field: Some(word.clone()),
                }],
                performance: vec![report(&word)],
                travel_times: if is_demo {
                    TravelTimeTable::default()
                } else {
                    travel_times([&word, "c"], &word)
                },
                candidates: if is_demo {
                    Vec::new()
                } else {
                    let at = gandan::geometry::LonLat::new(105.8, 21.0);
                    vec![Candidate {
                        address: Some(word.clone()),
                        opening_cost: Some(0.1 + 0.2),
                        ..Candidate::new(word.clone(), FacilityKind::MobileStop, word.clone(), at)
                    }]
                },
                sources: vec![SourceRecord {
                    layer: word.clone(),
                    name: word.clone(),
                    note: word.clone(),
                    imported_at: word.clone(),
                    content_hash: Some(word.clone()),
                }],
                is_demo,
                crosswalk: if is_demo {
                    Vec::new()
                } else {
                    [("1", CrosswalkPart::Whole), ("2", CrosswalkPart::Part)]
                        .map(|row| crosswalk_row(row, &word))
                        .into()
                },
                area_counts: if is_demo {
                    Vec::new()
                } else {
                    vec![area_count(&word, None), area_count(&word, Some(3))]
                },
            };
            dataset.sort();
            dataset
        },
    )
}
