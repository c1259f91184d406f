//! Random sequences of imports and undos: an undo gives back the very data from before, or says what stands in the way.

use std::collections::BTreeMap;
use std::fs;

use gandan::geometry::LonLat;
use gandan::ingest::{GivenFields, Layer};
use gandan::model::{
    Area, AreaCount, AreaLevel, Candidate, CrosswalkEntry, CrosswalkPart, Dataset, DemandCell, Facility, FacilityKind,
    GreenArea, Month, Operator, Origin, PerformanceMonth, Procedure, RoadNetwork, RoadNode, RoadWay, SourceRecord,
    Territory, WaterBody, Waterway, WaterwayClass,
};
use gandan::planner::history::reads;
use gandan::planner::id_of;
use gandan::planner::import::{Existing, Import, merge_import};
use gandan::store::{HistoryEntry, NewEntry, Overwrite, StoreError, Workspace};
use geo_types::{LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

/// One step: numbers choose the kind, the rows and what becomes of those that are there; or an undo.
#[derive(Clone, Debug)]
enum Step {
    Import {
        kind: u8,
        rows: Vec<(u8, u8)>,
        is_added: bool,
    },
    /// `None`: the newest; else an entry by chance.
    Undo(Option<prop::sample::Index>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let import = (0..12u8, prop::collection::vec((0..5u8, 0..6u8), 1..5), any::<bool>())
        .prop_map(|(kind, rows, is_added)| Step::Import { kind, rows, is_added });
    let undo = prop::option::of(any::<prop::sample::Index>()).prop_map(Step::Undo);
    prop::collection::vec(prop_oneof![3 => import, 2 => undo], 1..9)
}

fn at(a: u8, b: u8) -> LonLat {
    LonLat::new(105.8 + f64::from(a) * 0.01, 21.0 + f64::from(b) * 0.0003)
}

fn square(west: f64, east: f64) -> MultiPolygon<f64> {
    let ring = vec![(west, 20.9), (east, 20.9), (east, 21.1), (west, 21.1), (west, 20.9)];
    MultiPolygon(vec![Polygon::new(LineString::from(ring), vec![])])
}

/// A layer of the kind, with rows that often meet rows of before.
fn layer(kind: u8, rows: &[(u8, u8)]) -> (gandan::ingest::Kind, Layer) {
    use gandan::ingest::Kind;
    let mut seen = std::collections::BTreeSet::new();
    let rows: Vec<(u8, u8)> = rows.iter().copied().filter(|(code, _)| seen.insert(*code)).collect();
    match kind {
        0 | 1 => {
            let facilities = rows.iter().map(|&(code, value)| Facility {
                operator: Some(format!("O{}", value % 2)),
                phone: (value > 2).then(|| value.to_string()),
                // Kind 1 has codes of its own, so that names and places decide.
                ..Facility::new(
                    format!("{}{code}", if kind == 0 { 'A' } else { 'B' }),
                    FacilityKind::Agent,
                    format!("Điểm {code}"),
                    at(code, value % 3),
                )
            });
            (Kind::Facilities, Layer::Facilities(facilities.collect()))
        }
        2 => {
            let cells = rows.iter().map(|&(code, value)| DemandCell {
                code: format!("C{code}"),
                location: at(code, value),
                people: f64::from(value),
                elderly: None,
                enterprises: None,
                area: None,
            });
            (Kind::Demand, Layer::Demand(cells.collect()))
        }
        3 => {
            let middle = 105.8 + f64::from(rows[0].1) * 0.01;
            let areas = [("W", 105.7, middle), ("E", middle, 105.9)].map(|(code, west, east)| Area {
                code: format!("{code}{}", rows[0].0 % 2),
                name: code.into(),
                level: AreaLevel::Commune,
                territory: Territory::Urban,
                outline: square(west, east),
                point: LonLat::new(west, 21.0),
                area_km2: None,
                declared_people: None,
                outline_origin: Origin::Fact,
                valid_from: None,
                valid_to: None,
            });
            (Kind::Areas, Layer::Areas(areas.to_vec()))
        }
        4 => {
            let reports = rows.iter().map(|&(code, value)| {
                PerformanceMonth::new(
                    format!("A{code}"),
                    Month {
                        year: 2026,
                        month: 1 + value,
                    },
                    f64::from(value),
                )
            });
            (Kind::Performance, Layer::Performance(reports.collect()))
        }
        5 => {
            let nodes = (0..4u8).map(|id| RoadNode {
                id: i64::from(id),
                location: at(id, 1),
                barrier: None,
            });
            let ways = rows.iter().map(|&(code, value)| RoadWay {
                id: i64::from(code),
                class: format!("class{value}"),
                name: None,
                nodes: vec![u32::from(value % 4), u32::from((value + 1) % 4)],
                tags: Vec::new(),
            });
            let network = RoadNetwork {
                nodes: nodes.collect(),
                ways: ways.collect(),
                restrictions: Vec::new(),
            };
            (Kind::Roads, Layer::Roads(network))
        }
        6 => {
            let list = rows.iter().map(|&(code, value)| Candidate {
                opening_cost: (value > 2).then(|| f64::from(value)),
                ..Candidate::new(format!("U{code}"), FacilityKind::Agent, "Nhà văn hóa", at(code, value))
            });
            (Kind::Candidates, Layer::Candidates(list.collect()))
        }
        7 => {
            let list = rows.iter().map(|&(code, value)| AreaCount {
                series: format!("s{}", value % 2),
                as_of: None,
                code: Some(format!("W{code}")),
                name: format!("Phường {code}"),
                district: None,
                people: u64::from(value),
                elderly: None,
                point: None,
            });
            (Kind::Census, Layer::Census(list.collect()))
        }
        8 => {
            let list = rows.iter().map(|&(code, value)| CrosswalkEntry {
                old_code: format!("X{code}"),
                old_name: format!("Phường Cũ {code}"),
                old_district: None,
                new_code: format!("W{}", value % 2),
                new_name: "W".into(),
                part: CrosswalkPart::Whole,
                confidence: None,
            });
            (Kind::Crosswalk, Layer::Crosswalk(list.collect()))
        }
        9 => {
            let bodies = rows.iter().map(|&(code, value)| WaterBody {
                name: Some(format!("Hồ {value}")),
                outline: square(105.0 + f64::from(code), 105.5 + f64::from(code)),
                origin: Origin::Fact,
            });
            let waterways = rows
                .iter()
                .filter(|(code, _)| *code > 2)
                .map(|&(code, value)| Waterway {
                    name: Some(format!("Sông {value}")),
                    class: WaterwayClass::River,
                    line: vec![at(code, 0), at(code, 5)],
                    origin: Origin::Fact,
                });
            let (bodies, waterways) = (bodies.collect(), waterways.collect());
            (Kind::Water, Layer::Water { bodies, waterways })
        }
        10 => {
            let list = rows.iter().map(|&(code, value)| GreenArea {
                name: (value > 2).then(|| format!("Công viên {value}")),
                outline: square(105.0 + f64::from(code), 105.5 + f64::from(code)),
                origin: Origin::Fact,
            });
            (Kind::Green, Layer::Green(list.collect()))
        }
        _ if rows[0].1.is_multiple_of(2) => {
            let list = rows.iter().map(|&(code, value)| Operator {
                code: format!("O{code}"),
                name: value.to_string(),
            });
            (Kind::Operators, Layer::Operators(list.collect()))
        }
        _ => {
            let list = rows.iter().map(|&(code, value)| Procedure {
                code: format!("P{code}"),
                name: value.to_string(),
                field: None,
            });
            (Kind::Procedures, Layer::Procedures(list.collect()))
        }
    }
}

/// What an undo must leave alone: every layer that the entry did not write is as it is now.
fn check_layers(entry: &HistoryEntry, before: &Dataset, now: &Dataset, then: &Dataset) -> Result<(), TestCaseError> {
    let wrote = |table: &str| entry.wrote.iter().any(|one| one == table);
    let pick = |table: &str| if wrote(table) { before } else { now };
    prop_assert_eq!(&then.facilities, &pick("facility").facilities);
    prop_assert_eq!(&then.areas, &pick("area").areas);
    prop_assert_eq!(&then.performance, &pick("performance").performance);
    prop_assert_eq!(&then.operators, &pick("operator").operators);
    prop_assert_eq!(&then.procedures, &pick("procedure").procedures);
    prop_assert_eq!(&then.candidates, &pick("candidate").candidates);
    prop_assert_eq!(&then.area_counts, &pick("area_count").area_counts);
    prop_assert_eq!(&then.crosswalk, &pick("crosswalk").crosswalk);
    prop_assert_eq!(&then.water, &pick("water").water);
    prop_assert_eq!(&then.waterways, &pick("waterway").waterways);
    prop_assert_eq!(&then.green, &pick("green").green);
    prop_assert_eq!(&then.roads.ways, &pick("road").roads.ways);
    let codes = |dataset: &Dataset| -> Vec<(DemandCell, Option<String>)> {
        let area = |cell: &DemandCell| cell.area.map(|area| dataset.areas[area.index()].code.clone());
        let cells = dataset.cells.iter();
        cells
            .map(|cell| {
                (
                    DemandCell {
                        area: None,
                        ..cell.clone()
                    },
                    area(cell),
                )
            })
            .collect()
    };
    prop_assert_eq!(codes(then), codes(pick("demand")));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_undo_gives_back_the_very_data_from_before(steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("city.gpkg");
        Workspace::create(&path, &Dataset::default(), Overwrite::Refuse).expect("created");
        // By entry: the data before and after it.
        let mut states: BTreeMap<i64, (Dataset, Dataset)> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            let now = Workspace::load(&path).expect("loaded");
            match step {
                Step::Import { kind, rows, is_added } => {
                    let (kind, layer) = layer(*kind, rows);
                    let instant = format!("2026-11-{:02}T08:00:00Z", 1 + number);
                    let import = Import {
                        layers: vec![(layer, GivenFields::All)],
                        sources: vec![SourceRecord {
                            layer: kind.code().into(),
                            name: format!("file {number}"),
                            note: String::new(),
                            imported_at: instant.clone(),
                            content_hash: None,
                        }],
                        existing: if *is_added { Existing::Kept } else { Existing::Replaced },
                        ..Import::default()
                    };
                    let ((), id) = Workspace::update_recorded(&path, |dataset| {
                        merge_import(dataset, import);
                        let reads = reads(kind).iter().map(|table| (*table).to_owned()).collect();
                        ((), NewEntry { at: instant, kind: kind.code().into(), reads, ..NewEntry::default() })
                    }).expect("imported");
                    states.insert(id, (now, Workspace::load(&path).expect("loaded")));
                }
                Step::Undo(pick) => {
                    let entries = Workspace::history(&path).expect("a history");
                    let id = pick.as_ref().filter(|_| !entries.is_empty()).map(|pick| pick.get(&entries).id);
                    let bytes = fs::read(&path).expect("readable");
                    match Workspace::undo(&path, id, |entry, _, _| (entry.clone(), NewEntry::default())) {
                        Ok((entry, new)) => {
                            prop_assert!(entry.is_in_effect);
                            prop_assert!(id.is_none_or(|id| id == entry.id));
                            let then = Workspace::load(&path).expect("loaded");
                            let (before, after) = &states[&entry.id];
                            if *after == now {
                                prop_assert_eq!(&then, before);
                                prop_assert_eq!(id_of(&then), id_of(before));
                            }
                            check_layers(&entry, before, &now, &then)?;
                            states.insert(new, (now, then));
                        }
                        Err(StoreError::History { reason, .. }) => {
                            prop_assert!(fs::read(&path).expect("readable") == bytes, "a refused undo wrote");
                            let newest = entries.iter().rev().find(|one| one.is_in_effect && one.undoes.is_none());
                            prop_assert!(id.is_some() || newest.is_none() || reason.contains("take them back first"), "{}", reason);
                            // Only this program wrote, and the rules by table know all that it wrote.
                            prop_assert!(!reason.contains("another program"), "{}", reason);
                            // The newest entry of all is never refused while it is in effect.
                            prop_assert!(id.is_none() || id != entries.last().map(|one| one.id), "{}", reason);
                        }
                        Err(error) => prop_assert!(false, "{}", error),
                    }
                }
            }
        }
        // Whatever was done: taken back one after another, everything leads to the empty start.
        loop {
            let entries = Workspace::history(&path).expect("a history");
            // An import, or what does one again: the undo of an undo, but not the undo of that.
            let does_import = |one: &&HistoryEntry| {
                let (mut steps, mut at) = (0, one.undoes);
                while let Some(entry) = at.and_then(|id| entries.iter().find(|one| one.id == id)) {
                    steps += 1;
                    at = entry.undoes;
                }
                steps % 2 == 0
            };
            let mut in_effect = entries.iter().rev().filter(|one| one.is_in_effect);
            if !in_effect.clone().any(|one| one.undoes.is_none()) {
                break;
            }
            let is_taken = in_effect.by_ref().filter(does_import).any(|one| {
                let undone = Workspace::undo(&path, Some(one.id), |_, _, _| ((), NewEntry::default()));
                assert!(matches!(undone, Ok(_) | Err(StoreError::History { .. })), "{undone:?}");
                undone.is_ok()
            });
            prop_assert!(is_taken, "nothing can be taken back: {:?}", entries);
        }
        prop_assert_eq!(Workspace::load(&path).expect("loaded"), Dataset::default());
    }
}
