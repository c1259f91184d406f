//! The review on a whole small city, judged by code that shares nothing with it.

use gandan::access::{Reach, Travel};
use gandan::geometry::{LonLat, distance_m};
use gandan::model::{
    Area, AreaId, AreaLevel, Dataset, DemandCell, Facility, FacilityId, FacilityKind, Month, Origin, PerformanceMonth,
    RoadNetwork, RoadNode, RoadWay, Rule, Territory, TravelMode,
};
use gandan::review::{
    Binding, DecisionKind, OperatorBound, Plan, PlanStatus, Preset, ReviewError, ReviewInput, ReviewSettings, propose,
};
use gandan::units::Deciseconds;
use gandan::wire::ReviewAnswer;
use std::fmt::Write as _;
use std::process::Command;

const SIDE: usize = 22;
/// Degrees between cells: about 700 m, so that the city is 15 km wide.
const STEP: f64 = 0.0067;

fn at(column: f64, row: f64) -> LonLat {
    LonLat::new(105.70 + column * STEP, 20.95 + row * STEP)
}

fn draws(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below
    }
}

/// A square city on a street grid, four communes, agents clustered in the middle and a few at the rim.
fn city(seed: u64) -> Dataset {
    let mut draw = draws(seed);
    let mut dataset = Dataset::default();
    for (index, code) in ["c0", "c1", "c2", "c3"].into_iter().enumerate() {
        let (x, y) = ((index % 2) as f64 * 11.0, (index / 2) as f64 * 11.0);
        let corner = |dx: f64, dy: f64| {
            let place = at(x - 0.5 + dx, y - 0.5 + dy);
            (place.lon, place.lat)
        };
        let ring = vec![
            corner(0.0, 0.0),
            corner(11.0, 0.0),
            corner(11.0, 11.0),
            corner(0.0, 11.0),
            corner(0.0, 0.0),
        ];
        dataset.areas.push(Area {
            code: code.into(),
            name: format!("Phường {index}"),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: geo_types::MultiPolygon(vec![geo_types::Polygon::new(geo_types::LineString::from(ring), vec![])]),
            point: at(x + 5.0, y + 5.0),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
        });
    }
    for row in 0..SIDE {
        for column in 0..SIDE {
            let area = AreaId((column / 11 + row / 11 * 2) as u32);
            dataset.cells.push(DemandCell {
                code: format!("cell{:04}", row * SIDE + column),
                location: at(column as f64, row as f64),
                people: (10 + draw(400)) as f64,
                elderly: Some(draw(10) as f64),
                area: Some(area),
            });
        }
    }
    dataset.roads = streets();
    for index in 0..34 {
        let wide = index % 4 == 0;
        let spread = |draw: &mut dyn FnMut(u64) -> u64| {
            let near = 8.0 + draw(60) as f64 / 10.0;
            if wide { draw(210) as f64 / 10.0 } else { near }
        };
        let (column, row) = (spread(&mut draw), spread(&mut draw));
        let mut agent = Facility::new(
            format!("A{index:03}"),
            FacilityKind::Agent,
            format!("Đại lý {index}"),
            at(column, row),
        );
        agent.area = Some(format!(
            "c{}",
            usize::from(column >= 10.5) + 2 * usize::from(row >= 10.5)
        ));
        agent.operator = Some(["bidv", "vnpost", "vnpt"][draw(3) as usize].into());
        agent.load_per_month = Some(if draw(3) == 0 { 0.0 } else { draw(90) as f64 + 0.5 });
        agent.capacity_per_month = Some(60.0 + draw(100) as f64);
        agent.opening_hours = Some("Mo-Fr 08:00-17:00".into());
        if draw(5) == 0 {
            dataset.performance.push(PerformanceMonth {
                facility: agent.code.clone(),
                month: Month { year: 2025, month: 9 },
                dossiers: agent.load_per_month.unwrap_or(0.0),
                submitted_online: None,
                accepted: None,
                on_time: None,
                complaints: None,
                responses: Some(60.0),
                satisfied: Some(30.0),
            });
        }
        dataset.facilities.push(agent);
    }
    for (index, (column, row)) in [(4.0, 4.0), (18.0, 17.0)].into_iter().enumerate() {
        let name = format!("Chi nhánh {index}");
        dataset.facilities.push(Facility::new(
            format!("B{index}"),
            FacilityKind::Branch,
            name,
            at(column, row),
        ));
    }
    dataset.sort();
    dataset
}

fn streets() -> RoadNetwork {
    let mut roads = RoadNetwork::default();
    let node = |column: usize, row: usize| (row * SIDE + column) as u32;
    for row in 0..SIDE {
        for column in 0..SIDE {
            let id = i64::from(node(column, row)) + 1;
            roads.nodes.push(RoadNode {
                id,
                location: at(column as f64, row as f64),
                barrier: None,
            });
        }
    }
    for line in 0..SIDE {
        let across: Vec<u32> = (0..SIDE).map(|column| node(column, line)).collect();
        let along: Vec<u32> = (0..SIDE).map(|row| node(line, row)).collect();
        for nodes in [across, along] {
            let id = roads.ways.len() as i64 + 1;
            roads.ways.push(RoadWay {
                id,
                class: "residential".into(),
                name: None,
                nodes,
                tags: Vec::new(),
            });
        }
    }
    roads
}

struct World {
    dataset: Dataset,
    travel: Travel,
    reach: Reach,
}

impl World {
    fn of(dataset: Dataset) -> World {
        let travel = Travel::new(&dataset, TravelMode::Motorbike);
        let reach = Reach::compute(&dataset, &travel, &Rule::scheme());
        World { dataset, travel, reach }
    }

    fn propose(&self, settings: &ReviewSettings) -> Plan {
        let input = ReviewInput {
            dataset: &self.dataset,
            travel: &self.travel,
            reach: &self.reach,
        };
        propose(&input, settings, &mut |_| {}).expect("a review")
    }

    fn code(&self, facility: FacilityId) -> &str {
        &self.dataset.facilities[facility.index()].code
    }

    /// Cells that had an agent within 5 km, or any point under the scheme, and have none left: recomputed
    /// from raw coordinates and single sweeps, with none of the review's code.
    fn cells_that_lose(&self, plan: &Plan) -> Vec<String> {
        let stays = |facility: usize| {
            plan.decisions
                .iter()
                .all(|decision| decision.facility.index() != facility || decision.kind.stays())
        };
        let times: Vec<Vec<Deciseconds>> = (0..self.dataset.facilities.len())
            .map(|facility| self.travel.times_to(FacilityId(facility as u32), Deciseconds(18_000)))
            .collect();
        let mut lost = Vec::new();
        for (index, cell) in self.dataset.cells.iter().enumerate() {
            let in_radius = |facility: &Facility| distance_m(cell.location, facility.location) <= 5000.0;
            let mut agents = (0, 0);
            let mut any = (0, 0);
            for (id, facility) in self.dataset.facilities.iter().enumerate() {
                let left = u32::from(stays(id));
                if facility.kind == FacilityKind::Agent && in_radius(facility) {
                    agents = (agents.0 + 1, agents.1 + left);
                }
                if in_radius(facility) || times[id][index] < Deciseconds(18_000) {
                    any = (any.0 + 1, any.1 + left);
                }
            }
            if (agents.0 > 0 && agents.1 == 0) || (any.0 > 0 && any.1 == 0) {
                lost.push(cell.code.clone());
            }
        }
        lost
    }

    fn cells_csv(&self) -> String {
        let mut text = String::from(
            "id,lon,lat,people,area,verdict,nearest_by_distance,distance_m,nearest_by_time,travel_s,points_within_rule\n",
        );
        let within = self.reach.satisfying(&self.dataset, &Rule::scheme());
        for (index, cell) in self.dataset.cells.iter().enumerate() {
            let points: Vec<&str> = within
                .covering(gandan::model::CellId(index as u32))
                .map(|facility| self.code(facility))
                .collect();
            let (lon, lat) = (cell.location.lon, cell.location.lat);
            writeln!(
                text,
                "{},{lon},{lat},{},,,,,,,{}",
                cell.code,
                cell.people,
                points.join(" ")
            )
            .expect("text");
        }
        text
    }

    fn facilities_csv(&self) -> String {
        let mut text = String::from("id,external_id,kind,name,operator,lon,lat,area,capacity,load,status\n");
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        for facility in &self.dataset.facilities {
            let (code, kind, status) = (&facility.code, facility.kind.code(), facility.status.code());
            let (lon, lat) = (facility.location.lon, facility.location.lat);
            let (capacity, load) = (number(facility.capacity_per_month), number(facility.load_per_month));
            writeln!(text, "{code},,{kind},,,{lon},{lat},,{capacity},{load},{status}").expect("text");
        }
        text
    }

    /// Runs the independent program on the exported files; its exit code and what it said.
    fn verify(&self, answer: &ReviewAnswer) -> Option<(i32, String)> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let review = file("review.json", serde_json::to_string(answer).expect("json"));
        let output = Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify/verify_plan.py"))
            .arg("--cells")
            .arg(file("cells.csv", self.cells_csv()))
            .arg("--facilities")
            .arg(file("facilities.csv", self.facilities_csv()))
            .arg("--review")
            .arg(review)
            .output();
        match output {
            Ok(output) => {
                let said =
                    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                Some((output.status.code().unwrap_or(-1), said))
            }
            Err(error) => {
                println!("skipped: python3 does not run here ({error})");
                None
            }
        }
    }
}

fn quick(preset: Preset) -> ReviewSettings {
    ReviewSettings {
        preset,
        sensitivity_seconds: 0.0,
        ..ReviewSettings::default()
    }
}

fn efficient() -> ReviewSettings {
    quick(Preset::Efficient)
}

#[test]
fn nobody_loses_access_under_either_preset_by_a_count_from_raw_cells() {
    for seed in 1..=4 {
        let world = World::of(city(seed));
        for preset in [Preset::Careful, Preset::Efficient] {
            let plan = world.propose(&quick(preset));
            assert_eq!(plan.status, PlanStatus::Optimal, "seed {seed} {preset:?}");
            assert!(
                plan.totals.merge + plan.totals.close > 0,
                "seed {seed} {preset:?} must change something"
            );
            assert_eq!(
                world.cells_that_lose(&plan),
                Vec::<String>::new(),
                "seed {seed} {preset:?}"
            );
            for retained in &plan.retained {
                assert!(retained.after >= retained.before - 1e-9, "seed {seed}: {retained:?}");
            }
        }
    }
}

#[test]
fn without_the_retained_rule_the_plan_changes_and_the_same_count_fails() {
    let world = World::of(city(1));
    let settings = ReviewSettings {
        minimum_per_commune: 0,
        ..efficient()
    };
    let kept = world.propose(&settings);
    // Only what is retained differs: the 5 km of agents is dropped, any point of any kind counts.
    let dropped = world.propose(&ReviewSettings {
        retain: vec![Rule::scheme()],
        ..settings
    });
    assert!(dropped.totals.merge + dropped.totals.close > kept.totals.merge + kept.totals.close);
    assert!(world.cells_that_lose(&kept).is_empty());
    assert!(
        !world.cells_that_lose(&dropped).is_empty(),
        "the count must notice what was dropped"
    );
}

#[test]
fn an_independent_program_agrees_with_the_plan_and_notices_a_wrong_one() {
    for (seed, preset) in [(1, Preset::Careful), (2, Preset::Efficient), (3, Preset::Efficient)] {
        let world = World::of(city(seed));
        let plan = world.propose(&quick(preset));
        let mut answer = ReviewAnswer::from_plan(&plan, &world.dataset, "snapshot");
        let Some((code, said)) = world.verify(&answer) else {
            return;
        };
        assert_eq!(code, 0, "seed {seed}: {said}");
        let merged = answer
            .decisions
            .iter()
            .position(|decision| decision.decision == "merge")
            .expect("a merge");
        answer.decisions[merged].decision = "keep".into();
        let (code, said) = world.verify(&answer).expect("python ran before");
        assert!(
            code == 1 && said.contains(&answer.decisions[merged].facility),
            "seed {seed}: {code} {said}"
        );
    }
}

#[test]
fn the_independent_program_passes_its_own_self_test() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify/verify_plan.py");
    match Command::new("python3").arg(script).arg("--self-test").output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(error) => println!("skipped: python3 does not run here ({error})"),
    }
}

#[test]
fn no_load_is_lost_no_capacity_broken_no_merge_chained() {
    for seed in 5..=8 {
        let world = World::of(city(seed));
        let plan = world.propose(&efficient());
        let facility = |id: FacilityId| &world.dataset.facilities[id.index()];
        for decision in &plan.decisions {
            let own = facility(decision.facility);
            match decision.kind {
                DecisionKind::Merge => {
                    let into = decision.into.expect("a receiver");
                    let receiver = plan
                        .decisions
                        .iter()
                        .find(|other| other.facility == into)
                        .expect("decided");
                    assert!(
                        receiver.kind.stays() && into != decision.facility,
                        "seed {seed}: {}",
                        own.code
                    );
                }
                DecisionKind::Close => assert_eq!(own.load_per_month, Some(0.0), "seed {seed}: {}", own.code),
                DecisionKind::Keep | DecisionKind::Remedy => {
                    let arriving: f64 = plan
                        .decisions
                        .iter()
                        .filter(|other| other.into == Some(decision.facility))
                        .map(|other| facility(other.facility).load_per_month.unwrap_or(0.0))
                        .sum();
                    let load = own.load_per_month.unwrap_or(0.0);
                    let capacity = own.capacity_per_month.unwrap_or(0.0);
                    assert!(
                        load + arriving <= capacity.max(load),
                        "seed {seed}: {} {load} + {arriving}",
                        own.code
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let world = World::of(city(2));
    let bytes = |plan: &Plan| serde_json::to_string(&ReviewAnswer::from_plan(plan, &world.dataset, "s")).expect("json");
    let settings = efficient();
    assert_eq!(
        bytes(&world.propose(&settings)),
        bytes(&World::of(city(2)).propose(&settings))
    );
}

#[test]
fn splitting_cells_in_two_halves_changes_no_decision() {
    let whole = city(3);
    let mut split = whole.clone();
    split.cells = whole
        .cells
        .iter()
        .flat_map(|cell| {
            let half = |suffix: &str| DemandCell {
                code: format!("{}{suffix}", cell.code),
                people: cell.people / 2.0,
                elderly: cell.elderly.map(|elderly| elderly / 2.0),
                ..cell.clone()
            };
            [half("a"), half("b")]
        })
        .collect();
    let (whole, split) = (
        World::of(whole).propose(&efficient()),
        World::of(split).propose(&efficient()),
    );
    let told = |plan: &Plan| {
        plan.decisions
            .iter()
            .map(|decision| (decision.kind, decision.into))
            .collect::<Vec<_>>()
    };
    assert_eq!((told(&whole), &whole.levels), (told(&split), &split.levels));
}

#[test]
fn every_point_has_reasons_and_every_change_an_objection() {
    let world = World::of(city(1));
    for preset in [Preset::Careful, Preset::Efficient] {
        let plan = world.propose(&quick(preset));
        for decision in &plan.decisions {
            let (code, reasons) = (world.code(decision.facility), &decision.reasons);
            assert!(!reasons.binding.is_empty(), "{code}: nothing binds");
            assert!(
                !reasons.because_vi.is_empty() && !reasons.because_en.is_empty(),
                "{code}: no reason"
            );
            assert_eq!(reasons.objection_vi.is_some(), !decision.kind.stays(), "{code}");
            assert_eq!(reasons.objection_en.is_some(), !decision.kind.stays(), "{code}");
            assert!(
                decision.kind.stays() || reasons.unique_people == 0.0,
                "{code} goes, though irreplaceable"
            );
        }
    }
}

#[test]
fn careful_changes_only_near_duplicates_and_never_closes_bare() {
    let world = World::of(city(4));
    let plan = world.propose(&quick(Preset::Careful));
    assert_eq!(plan.totals.close, 0);
    for decision in plan
        .decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
    {
        let place = |id: FacilityId| world.dataset.facilities[id.index()].location;
        let into = decision.into.expect("a receiver");
        assert!(distance_m(place(decision.facility), place(into)) <= 1000.0);
        assert!(
            decision
                .reasons
                .binding
                .contains(&Binding::DuplicateWithinMergeDistance)
        );
    }
    let isolated = plan
        .decisions
        .iter()
        .find(|decision| decision.reasons.binding.contains(&Binding::NoReceiver));
    assert!(
        isolated.is_some_and(|decision| decision.kind.stays()),
        "the rim has points without a neighbour"
    );
}

#[test]
fn unused_and_poorly_rated_points_that_stay_are_to_be_remedied() {
    let world = World::of(city(1));
    let plan = world.propose(&quick(Preset::Careful));
    for decision in plan.decisions.iter().filter(|decision| decision.kind.stays()) {
        let facility = &world.dataset.facilities[decision.facility.index()];
        let rated = world
            .dataset
            .performance
            .iter()
            .any(|month| month.facility == facility.code);
        let expected = rated || facility.load_per_month == Some(0.0);
        assert_eq!(decision.kind == DecisionKind::Remedy, expected, "{}", facility.code);
    }
    assert!(plan.totals.remedy > 0 && plan.totals.keep > 0);
}

#[test]
fn bounds_hold_commune_minimum_cap_operator_and_pins() {
    let world = World::of(city(5));
    let free = world.propose(&efficient());
    let least = ReviewSettings {
        minimum_per_commune: 4,
        ..efficient()
    };
    let plan = world.propose(&least);
    for code in ["c0", "c1", "c2", "c3"] {
        let here = |decision: &&gandan::review::Decision| {
            world.dataset.facilities[decision.facility.index()].area.as_deref() == Some(code)
        };
        let standing = plan.decisions.iter().filter(here).count();
        let staying = plan
            .decisions
            .iter()
            .filter(here)
            .filter(|decision| decision.kind.stays())
            .count();
        assert!(staying >= standing.min(4), "{code}: {staying} of {standing}");
    }
    let capped = world.propose(&ReviewSettings {
        maximum_changes: Some(3),
        ..efficient()
    });
    assert_eq!(capped.totals.merge + capped.totals.close, 3);
    assert!(free.totals.merge + free.totals.close > 3);
    let same = world.propose(&ReviewSettings {
        operators: OperatorBound::Same,
        ..efficient()
    });
    for decision in same
        .decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
    {
        let operator = |id: FacilityId| &world.dataset.facilities[id.index()].operator;
        assert_eq!(
            operator(decision.facility),
            operator(decision.into.expect("a receiver"))
        );
    }
    let gone = free
        .decisions
        .iter()
        .find(|decision| !decision.kind.stays())
        .expect("a change")
        .facility;
    let pinned = ReviewSettings {
        keep: [world.code(gone).to_owned()].into(),
        ..efficient()
    };
    let plan = world.propose(&pinned);
    let decision = plan
        .decisions
        .iter()
        .find(|decision| decision.facility == gone)
        .expect("decided");
    assert!(decision.kind.stays() && decision.reasons.binding.contains(&Binding::Pinned));
}

#[test]
fn a_pin_against_somebodys_only_point_is_named_and_never_relaxed() {
    let world = World::of(city(1));
    let plan = world.propose(&quick(Preset::Careful));
    let sole = plan
        .decisions
        .iter()
        .find(|decision| decision.reasons.unique_people > 0.0)
        .expect("an irreplaceable point");
    let code = world.code(sole.facility).to_owned();
    let settings = ReviewSettings {
        must_close: [code.clone()].into(),
        ..quick(Preset::Careful)
    };
    let refused = world.propose(&settings);
    assert_eq!((refused.status, refused.decisions.len()), (PlanStatus::Infeasible, 0));
    assert!(refused.remarks[0].contains(&code), "{:?}", refused.remarks);
    assert!(
        refused.remarks.iter().any(|remark| remark.contains("plan68_agents")),
        "{:?}",
        refused.remarks
    );
}

#[test]
fn settings_that_make_no_sense_are_refused_by_name() {
    let world = World::of(city(1));
    let input = ReviewInput {
        dataset: &world.dataset,
        travel: &world.travel,
        reach: &world.reach,
    };
    let refused = |settings: ReviewSettings| propose(&input, &settings, &mut |_| {}).expect_err("refused");
    let base = quick(Preset::Careful);
    assert_eq!(
        refused(ReviewSettings {
            retain: Vec::new(),
            ..base.clone()
        }),
        ReviewError::NothingRetained
    );
    let unknown = ReviewSettings {
        keep: ["X".to_owned()].into(),
        ..base.clone()
    };
    assert_eq!(refused(unknown), ReviewError::UnknownPin("X".into()));
    let both = ["A001".to_owned()];
    let torn = ReviewSettings {
        keep: both.clone().into(),
        must_close: both.into(),
        ..base.clone()
    };
    assert_eq!(refused(torn), ReviewError::ContradictoryPin("A001".into()));
    let error = refused(ReviewSettings { epsilon: 2.0, ..base });
    assert!(error.to_string().contains("epsilon"), "{error}");
}

#[test]
fn the_sensitivity_table_tells_every_reading_under_both_presets() {
    let world = World::of(city(2));
    let settings = ReviewSettings {
        sensitivity_seconds: 4.0,
        ..quick(Preset::Careful)
    };
    let plan = world.propose(&settings);
    let reading = |name: &str| {
        plan.sensitivity
            .iter()
            .find(|reading| reading.name == name)
            .unwrap_or_else(|| panic!("{name}: {:?}", plan.sensitivity))
    };
    assert_eq!(plan.sensitivity.len(), 8);
    let names = [
        "plan68_agents_only",
        "plan68_all_kinds",
        "scheme_all_kinds",
        "all_limits_all_kinds",
    ];
    for name in names {
        let (careful, efficient) = (reading(name), reading(&format!("{name}_efficient")));
        assert!(efficient.kept <= careful.kept, "{name}: {efficient:?} {careful:?}");
        assert_eq!(careful.kept + careful.merged + careful.closed, 34);
    }
    // More kinds counting is a wider rule: never more agents needed.
    assert!(reading("plan68_all_kinds_efficient").kept <= reading("plan68_agents_only_efficient").kept);
    assert!(reading("scheme_all_kinds_efficient").kept <= reading("plan68_all_kinds_efficient").kept);
}
