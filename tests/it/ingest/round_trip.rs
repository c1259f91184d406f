//! What `gandan export` writes, `gandan import` reads as the same rows: random data, every layer, every format.
//!
//! Long because every layer that can be exported has its own strategy of rows.

use std::io::Cursor;

use gandan::geometry::LonLat;
use gandan::ingest::{Kind, Layer, ReadOptions, Start, TravelTimeRow, read};
use gandan::model::{
    Area, AreaCount, AreaLevel, Barrier, Candidate, CrosswalkEntry, CrosswalkPart, Dataset, DemandCell, Facility,
    FacilityKind, FacilityStatus, Finding, GreenArea, Month, Operator, Origin, PerformanceMonth, Procedure,
    RoadNetwork, RoadNode, RoadWay, SatisfactionScore, Severity, SourceRecord, Territory, TravelTimeTable,
    TurnRestriction, TurnVia, WaterBody, Waterway, WaterwayClass,
};
use gandan::store::{ExportFormat, ExportLayer, export_layer};
use gandan::units::Deciseconds;
use geo::InteriorPoint;
use geo_types::{LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use proptest::sample::select;

/// Text as an import leaves it: NFC, without blanks around it; also what other programs take for something else.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "Phường Đống Đa",
            "=1+2",
            "007",
            "1,5",
            "a;b,c",
            "\"ngoặc\"",
            "true",
            "2025-04-01",
            "#N/A",
            "-",
            "'",
            "<b>&amp;",
            "_x0041_",
            "+84 24",
        ])
        .prop_map(str::to_owned),
        "[a-zA-ZàđĐếữ0-9.,;:'\"/|&<>=+#-]{1,14}".prop_map(|text| gandan::text::nfc(&text)),
    ]
}

fn amounts() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(0.1 + 0.2),
        Just(1e-7),
        Just(1e15),
        Just(123_456.789),
        0.0..1e7f64
    ]
}

/// Somewhere in or around the city, or anywhere else on the earth but on the point that means "unknown".
fn positions() -> impl Strategy<Value = LonLat> {
    prop_oneof![
        (105.2..106.1f64, 20.5..21.4f64).prop_map(|(lon, lat)| LonLat::new(lon, lat)),
        (-179.0..5.0f64, 25.0..89.0f64).prop_map(|(lon, lat)| LonLat::new(lon, lat)),
    ]
}

fn facilities() -> impl Strategy<Value = Facility> {
    let word = || prop::option::of(words());
    let hours = select(vec![
        None,
        Some("Mo-Fr 08:00-17:00"),
        Some("24/7"),
        Some("Mo-Sa 07:30-11:30,13:30-17:00"),
    ]);
    let days = select(vec![
        None,
        Some("2025-04-01"),
        Some("1999-12-31"),
        Some("1900-01-01"),
        Some("2024-02-29"),
    ]);
    let kinds = select(FacilityKind::ALL.to_vec());
    let statuses = select(vec![
        FacilityStatus::Open,
        FacilityStatus::Planned,
        FacilityStatus::Closed,
    ]);
    let origins = select(vec![Origin::Fact, Origin::Modelled]);
    (
        (kinds, words(), positions(), statuses, origins),
        (word(), word(), words(), word(), word()),
        (
            prop::option::of(amounts()),
            prop::option::of(amounts()),
            any::<Option<u32>>(),
            any::<Option<bool>>(),
        ),
        (
            hours,
            days,
            prop::collection::btree_set("[0-9]\\.[0-9]{6}", 0..3),
            prop::option::of(amounts()),
            equipment(),
        ),
    )
        .prop_map(
            |(main, texts, numbers, (hours, day, procedures, floor_area_m2, equipment))| Facility {
                floor_area_m2,
                equipment,
                external_id: texts.0,
                address: texts.1,
                operator: Some(texts.2),
                area: texts.3,
                phone: texts.4,
                capacity_per_month: numbers.0,
                load_per_month: numbers.1,
                staff: numbers.2,
                wheelchair: numbers.3,
                opening_hours: hours.map(str::to_owned),
                opened_on: day.map(str::to_owned),
                missing_since: day.map(str::to_owned),
                procedures: procedures.into_iter().collect(),
                status: main.3,
                origin: main.4,
                ..Facility::new("", main.0, main.1, main.2)
            },
        )
}

fn areas() -> impl Strategy<Value = Area> {
    let levels = select(vec![AreaLevel::City, AreaLevel::District, AreaLevel::Commune]);
    let territories = select(vec![Territory::Urban, Territory::Rural]);
    let origins = select(vec![Origin::Fact, Origin::Modelled]);
    let size = (0.001..0.2f64, 0.001..0.2f64, 1usize..3, any::<bool>());
    let figures = (prop::option::of(amounts()), prop::option::of(amounts()));
    (
        (words(), levels, territories, origins),
        (105.2..105.8f64, 20.5..21.2f64),
        size,
        figures,
    )
        .prop_map(
            |(
                (name, level, territory, outline_origin),
                (west, south),
                (width, height, parts, has_hole),
                (km2, people),
            )| {
                let ring = |west: f64, south: f64, width: f64, height: f64| {
                    LineString::from(vec![
                        (west, south),
                        (west + width, south),
                        (west + width, south + height),
                        (west, south + height),
                        (west, south),
                    ])
                };
                let hole = |at: f64| {
                    let mut hole = ring(at + width / 4.0, south + height / 4.0, width / 3.0, height / 3.0);
                    hole.0.reverse();
                    hole
                };
                let polygons = (0..parts).map(|part| {
                    let at = west + part as f64 * 0.3;
                    Polygon::new(
                        ring(at, south, width, height),
                        has_hole.then(|| hole(at)).into_iter().collect(),
                    )
                });
                let outline = MultiPolygon(polygons.collect());
                let point = outline.interior_point().expect("it encloses something");
                Area {
                    code: String::new(),
                    name,
                    level,
                    territory,
                    point: LonLat::new(point.x(), point.y()),
                    outline,
                    area_km2: km2,
                    declared_people: people,
                    outline_origin,
                    valid_from: has_hole.then(|| "2025-07-01".to_owned()),
                    valid_to: (parts > 1).then(|| "2026-12-31".to_owned()),
                }
            },
        )
}

fn reports() -> impl Strategy<Value = PerformanceMonth> {
    let count = || prop::option::of((0u32..100_000).prop_map(f64::from));
    (
        (1900i32..2200, 1u8..=12),
        0u32..1_000_000,
        (count(), count(), count(), count()),
        (0u32..500, 0u32..500),
        (
            prop::option::of((0.0..=1.0f64, select(vec![5.0, 10.0, 100.0]))),
            any::<Option<u32>>(),
        ),
    )
        .prop_map(|((year, month), dossiers, parts, (responses, less), (mark, cost))| {
            let score =
                mark.and_then(|(share, highest): (f64, f64)| SatisfactionScore::try_new(share * highest, highest));
            PerformanceMonth {
                facility: String::new(),
                month: Month { year, month },
                dossiers: f64::from(dossiers),
                submitted_online: parts.0,
                accepted: parts.1,
                on_time: parts.2,
                complaints: parts.3,
                responses: Some(f64::from(responses + less)),
                satisfied: Some(f64::from(responses)),
                late: parts.3,
                satisfaction_score: score,
                cost: cost.map(f64::from),
            }
        })
}

/// Equipment as an import leaves it: sorted, each once.
fn equipment() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(select(vec!["máy quét", "máy tính", "ghế chờ", "007"]), 0..3)
        .prop_map(|set| set.into_iter().map(str::to_owned).collect())
}

fn candidates() -> impl Strategy<Value = Candidate> {
    let word = || prop::option::of(words());
    let kinds = select(FacilityKind::ALL.to_vec());
    let origins = select(vec![Origin::Fact, Origin::Modelled]);
    (
        (kinds, words(), positions(), origins),
        (word(), word(), words(), word()),
        (prop::option::of(amounts()), prop::option::of(amounts())),
    )
        .prop_map(|(main, texts, (cost, capacity))| Candidate {
            external_id: texts.0,
            address: texts.1,
            operator: Some(texts.2),
            area: texts.3,
            opening_cost: cost,
            capacity_per_month: capacity,
            origin: main.3,
            ..Candidate::new("", main.0, main.1, main.2)
        })
}

/// Old units that went whole somewhere, or in parts to several: no row contradicts another.
fn crosswalks() -> impl Strategy<Value = Vec<CrosswalkEntry>> {
    let unit = (
        words(),
        prop::option::of(words()),
        prop::option::of(words()),
        prop::collection::btree_set(0..5usize, 1..4),
        any::<bool>(),
    );
    prop::collection::vec(unit, 1..5).prop_map(|units| {
        let rows = units
            .into_iter()
            .enumerate()
            .flat_map(|(at, (name, district, confidence, into, is_part))| {
                let part = match into.len() {
                    1 if !is_part => CrosswalkPart::Whole,
                    _ => CrosswalkPart::Part,
                };
                into.into_iter().map(move |new| CrosswalkEntry {
                    old_code: format!("{at:05}"),
                    old_name: name.clone(),
                    old_district: district.clone(),
                    new_code: format!("0{new}"),
                    new_name: format!("Phường {new}"),
                    part,
                    confidence: confidence.clone(),
                })
            });
        rows.collect()
    })
}

fn counts() -> impl Strategy<Value = AreaCount> {
    let moments = select(vec![None, Some("2019"), Some("2019-04"), Some("2019-04-01")]);
    (
        (words(), moments, words(), prop::option::of(words())),
        (
            0u64..20_000_000,
            prop::option::of(0.0..=1.0f64),
            prop::option::of(positions()),
        ),
    )
        .prop_map(|((series, as_of, name, district), (people, share, point))| AreaCount {
            // No word of a table's first column may look like a remark.
            series: format!("s{series}"),
            as_of: as_of.map(str::to_owned),
            code: None,
            name,
            district,
            people,
            elderly: share.map(|share| (people as f64 * share) as u64),
            point,
        })
}

/// Ways of a few nodes each over ten shared nodes, some barred, some that no way uses, and turns of both kinds.
fn networks() -> impl Strategy<Value = RoadNetwork> {
    let tag = (select(vec!["maxspeed", "oneway", "surface"]), words());
    let way = (
        select(vec!["residential", "primary", "ferry"]),
        prop::option::of(words()),
        prop::collection::vec(0u32..10, 2..6),
        prop::collection::btree_map(tag.0, tag.1, 0..3),
    );
    let barrier = prop::option::of((
        words(),
        prop::collection::btree_map(select(vec!["foot", "motorcycle"]), words(), 0..3),
    ));
    let turn = (
        any::<bool>(),
        prop::option::of(words()),
        prop::option::of(words()),
        prop::collection::vec(words(), 0..2),
    );
    (
        prop::collection::vec((positions(), barrier), 10),
        prop::collection::vec(way, 1..5),
        prop::collection::vec(turn, 0..3),
    )
        .prop_map(|(places, ways, turns)| {
            let pairs = |map: std::collections::BTreeMap<&str, String>| -> Vec<(String, String)> {
                map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            };
            let nodes = (0i64..).zip(places).map(|(at, (location, barrier))| RoadNode {
                id: at * 7 - 20,
                location,
                barrier: barrier.map(|(kind, access)| Barrier {
                    kind,
                    access: pairs(access),
                }),
            });
            let ways = (0i64..).zip(ways).map(|(at, (class, name, nodes, tags))| RoadWay {
                id: at - 1,
                class: class.to_owned(),
                name,
                nodes,
                tags: pairs(tags),
            });
            let restrictions = (1i64..)
                .zip(turns)
                .map(|(at, (over_ways, vehicle, condition, except))| TurnRestriction {
                    vehicle,
                    condition,
                    except,
                    via: if over_ways {
                        TurnVia::Ways(vec![at, -at])
                    } else {
                        TurnVia::Node(at)
                    },
                    ..TurnRestriction::over_node(at, "no_u_turn", -1, 0, at)
                });
            RoadNetwork {
                nodes: nodes.collect(),
                ways: ways.collect(),
                restrictions: restrictions.collect(),
            }
        })
}

fn travel_times() -> impl Strategy<Value = TravelTimeTable> {
    let time = prop_oneof![Just(Deciseconds::NEVER), (0u32..6_048_000).prop_map(Deciseconds)];
    prop::collection::btree_map((words(), words()), time, 0..6).prop_map(|times| {
        let pairs: Vec<_> = times
            .into_iter()
            .map(|((cell, facility), time)| (format!("c{cell}"), facility, time))
            .collect();
        TravelTimeTable::from_pairs(&pairs)
    })
}

/// A lake, a park and a river: names and origins by chance, shapes moved about; water may be all outlines or all lines.
fn ground() -> impl Strategy<Value = (Vec<WaterBody>, Vec<Waterway>, Vec<GreenArea>)> {
    let origins = || select(vec![Origin::Fact, Origin::Modelled]);
    let named = || (prop::option::of(words()), 0.0..0.4f64, origins());
    let classes = select(WaterwayClass::ALL.to_vec());
    (
        prop::collection::vec(named(), 0..3),
        prop::collection::vec((named(), classes), 1..3),
        prop::collection::vec(named(), 1..3),
    )
        .prop_map(|(lakes, rivers, parks)| {
            let outline = |at: f64| {
                let ring = |low: f64, high: f64| {
                    let (west, east) = (105.5 + at + low, 105.5 + at + high);
                    LineString::from(vec![(west, 21.0), (east, 21.0), (east, 21.1), (west, 21.0)])
                };
                let mut hole = ring(0.04, 0.05);
                hole.0.reverse();
                MultiPolygon(vec![Polygon::new(ring(0.0, 0.1), vec![hole])])
            };
            let lakes = lakes.into_iter().map(|(name, at, origin)| WaterBody {
                name,
                outline: outline(at),
                origin,
            });
            let rivers = rivers.into_iter().map(|((name, at, origin), class)| Waterway {
                name,
                class,
                line: vec![LonLat::new(105.5, 21.0 + at), LonLat::new(105.6 + at, 21.05)],
                origin,
            });
            let parks = parks.into_iter().map(|(name, at, origin)| GreenArea {
                name,
                outline: outline(at),
                origin,
            });
            (lakes.collect(), rivers.collect(), parks.collect())
        })
}

fn datasets() -> impl Strategy<Value = Dataset> {
    let cells = (
        positions(),
        amounts(),
        0.0..=1.0f64,
        any::<bool>(),
        prop::option::of(amounts()),
    );
    (
        prop::collection::vec(facilities(), 1..5),
        prop::collection::vec(cells, 1..5),
        prop::collection::vec(areas(), 1..4),
        prop::collection::vec((words(), prop::option::of(words())), 1..4),
        prop::collection::vec(reports(), 1..4),
        words(),
        prop::collection::vec(candidates(), 1..4),
        (crosswalks(), prop::collection::vec(counts(), 1..5)),
        (networks(), travel_times(), ground()),
    )
        .prop_map(
            |(
                facilities,
                cells,
                areas,
                named,
                reports,
                note,
                candidates,
                (crosswalk, counts),
                (roads, travel_times, (water, waterways, green)),
            )| {
                let code = |letter: char, at: usize| format!("{letter}{at:03}");
                let mut dataset = Dataset {
                    facilities: (0..)
                        .zip(facilities)
                        .map(|(at, one)| Facility {
                            code: code('0', at),
                            ..one
                        })
                        .collect(),
                    cells: (0..)
                        .zip(cells)
                        .map(|(at, (location, people, share, is_known, enterprises))| DemandCell {
                            code: code('C', at),
                            location,
                            people: people + 0.5,
                            elderly: is_known.then_some(people * share),
                            enterprises,
                            area: None,
                        })
                        .collect(),
                    areas: (0..)
                        .zip(areas)
                        .map(|(at, one)| Area {
                            code: code('0', at),
                            ..one
                        })
                        .collect(),
                    operators: (0..)
                        .zip(&named)
                        .map(|(at, (name, _))| Operator {
                            code: code('D', at),
                            name: name.clone(),
                        })
                        .collect(),
                    procedures: (0..)
                        .zip(&named)
                        .map(|(at, (name, field))| Procedure {
                            code: code('1', at),
                            name: name.clone(),
                            field: field.clone(),
                        })
                        .collect(),
                    performance: (0..)
                        .zip(reports)
                        .map(|(at, one)| PerformanceMonth {
                            facility: code('A', at),
                            ..one
                        })
                        .collect(),
                    candidates: (0..)
                        .zip(candidates)
                        .map(|(at, one)| Candidate {
                            code: code('0', at),
                            ..one
                        })
                        .collect(),
                    roads,
                    travel_times,
                    water,
                    waterways,
                    green,
                    sources: vec![SourceRecord {
                        layer: "facilities".into(),
                        name: "điểm.csv".into(),
                        note,
                        imported_at: "2026-01-02T03:04:05Z".into(),
                        content_hash: None,
                    }],
                    crosswalk,
                    // The last has no code, as in real tables.
                    area_counts: (1..)
                        .zip(counts)
                        .map(|(at, one)| AreaCount {
                            code: (at < 4).then(|| code('0', at)),
                            ..one
                        })
                        .collect(),
                    ..Dataset::default()
                };
                dataset.sort();
                dataset
            },
        )
}

fn kind_of(layer: ExportLayer) -> Kind {
    Kind::from_code(layer.code()).expect("a layer is a kind")
}

fn expected(dataset: &Dataset, layer: ExportLayer) -> Layer {
    match layer {
        ExportLayer::Facilities => Layer::Facilities(dataset.facilities.clone()),
        ExportLayer::Areas => Layer::Areas(dataset.areas.clone()),
        ExportLayer::Demand => Layer::Demand(dataset.cells.clone()),
        ExportLayer::Procedures => Layer::Procedures(dataset.procedures.clone()),
        ExportLayer::Operators => Layer::Operators(dataset.operators.clone()),
        ExportLayer::Performance => Layer::Performance(dataset.performance.clone()),
        ExportLayer::Crosswalk => Layer::Crosswalk(dataset.crosswalk.clone()),
        ExportLayer::Census => Layer::Census(dataset.area_counts.clone()),
        ExportLayer::Candidates => Layer::Candidates(dataset.candidates.clone()),
        ExportLayer::TravelTimes => Layer::TravelTimes(rows_of(dataset)),
        ExportLayer::Outline => {
            let city = dataset.areas.iter().filter(|area| area.level == AreaLevel::City);
            Layer::Outline(MultiPolygon(city.flat_map(|area| area.outline.0.clone()).collect()))
        }
        ExportLayer::Roads => Layer::Roads(dataset.roads.clone()),
        ExportLayer::Water => Layer::Water {
            bodies: dataset.water.clone(),
            waterways: dataset.waterways.clone(),
        },
        ExportLayer::Green => Layer::Green(dataset.green.clone()),
    }
}

/// Brought times as a file gives them; the row is that of the format and is not compared.
fn rows_of(dataset: &Dataset) -> Vec<TravelTimeRow> {
    let pairs = dataset.travel_times.pairs();
    pairs
        .map(|(cell, facility, time)| TravelTimeRow {
            row: 0,
            start: Start::Cell(cell.to_owned()),
            facility: facility.to_owned(),
            time,
        })
        .collect()
}

fn without_rows(layer: Option<Layer>) -> Option<Layer> {
    match layer {
        Some(Layer::TravelTimes(mut rows)) => {
            rows.iter_mut().for_each(|one| one.row = 0);
            Some(Layer::TravelTimes(rows))
        }
        other => other,
    }
}

/// Whether a layer can be had in a format: the lines of roads stand in no table, and in GeoJSON without their junctions.
fn has_format(layer: ExportLayer, format: ExportFormat) -> bool {
    layer != ExportLayer::Roads || format == ExportFormat::GeoPackage
}

/// Whether the layer has anything to export: an empty one is refused when it is read.
fn is_filled(layer: ExportLayer, dataset: &Dataset) -> bool {
    match layer {
        ExportLayer::Outline => dataset.areas.iter().any(|area| area.level == AreaLevel::City),
        ExportLayer::TravelTimes => !dataset.travel_times.is_empty(),
        _ => true,
    }
}

const FORMATS: [ExportFormat; 4] = [
    ExportFormat::Csv,
    ExportFormat::GeoJson,
    ExportFormat::Workbook,
    ExportFormat::GeoPackage,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_exported_layer_imports_again_to_the_same_rows(dataset in datasets()) {
        for layer in ExportLayer::ALL {
            for format in FORMATS {
                if !has_format(layer, format) || !is_filled(layer, &dataset) {
                    continue;
                }
                let bytes = export_layer(&dataset, layer, format).expect("written");
                prop_assert_eq!(&bytes, &export_layer(&dataset, layer, format).expect("written"), "the same bytes");
                let (read, findings) = read(kind_of(layer), "again", Cursor::new(bytes), &ReadOptions::default());
                let errors: Vec<&Finding> =
                    findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
                prop_assert!(errors.is_empty(), "{:?} {:?}: {:?}", layer, format, errors);
                prop_assert_eq!(without_rows(read), Some(expected(&dataset, layer)), "{:?} {:?}", layer, format);
            }
        }
    }
}

/// A commune on the coast has more corners than one cell of a sheet has letters.
#[test]
fn an_outline_longer_than_a_cell_goes_on_in_the_next_column() {
    let corners = (0..3000).map(|step| {
        let angle = f64::from(step) / 3000.0 * std::f64::consts::TAU;
        (105.5 + 0.1 * angle.cos(), 21.0 + 0.1 * angle.sin())
    });
    let outline = MultiPolygon(vec![Polygon::new(
        LineString::from(corners.collect::<Vec<_>>()),
        vec![],
    )]);
    let point = outline.interior_point().expect("it encloses something");
    let area = Area {
        code: "00001".into(),
        name: "Xã Tròn".into(),
        level: AreaLevel::Commune,
        territory: Territory::Rural,
        outline,
        point: LonLat::new(point.x(), point.y()),
        area_km2: None,
        declared_people: None,
        outline_origin: Origin::Fact,
        valid_from: None,
        valid_to: None,
    };
    let dataset = Dataset {
        areas: vec![area.clone()],
        ..Dataset::default()
    };
    let bytes = export_layer(&dataset, ExportLayer::Areas, ExportFormat::Workbook).expect("written");
    let (read, findings) = read(Kind::Areas, "xa.xlsx", Cursor::new(bytes), &ReadOptions::default());
    assert_eq!(read, Some(Layer::Areas(vec![area])), "{findings:?}");
}
