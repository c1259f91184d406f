//! Composed rules against answers on paper and against an oracle that looks at every cell and every point;
//! coverage by open points; what changes when the inputs do.
//!
//! Long because the towns, the random rules and the oracle serve all the tests together.

use std::collections::BTreeMap;

use gandan::access::{Coverage, Reach, SLOTS, Travel, Verdict, WeekMask, by_procedure, effective, raked, reweighed};
use gandan::demo_city::{GridTownOptions, grid_town};
use gandan::geometry::{LocalPlane, LonLat, distance_m};
use gandan::model::{
    Area, AreaChoice, AreaId, AreaLevel, Bound, CellId, Combine, Dataset, DemandCell, Facility, FacilityId,
    FacilityKind, FacilityStatus, HoursBasis, Origin, Override, Procedure, RoadNetwork, RoadNode, RoadWay, Rule,
    RuleError, Territory, TravelMode,
};
use gandan::planner::{Depth, Snapshot};
use gandan::units::{Deciseconds, Metres, Share};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const KINDS: [FacilityKind; 3] = [FacilityKind::Branch, FacilityKind::ReceptionPoint, FacilityKind::Agent];

/// The default grid town at 18 km/h (a minute a block, below what any profile says of its streets) with a second commune: homes of the three northern rows (18 to 35) are `north`, a rural
/// commune; the others stay in `town`, made urban.
fn two_communes() -> Dataset {
    let mut town = grid_town(&GridTownOptions {
        speed_kmh: Some(18),
        ..GridTownOptions::default()
    });
    town.areas[0].territory = Territory::Urban;
    let north = Area {
        code: "north".into(),
        name: "Xã Bắc".into(),
        territory: Territory::Rural,
        ..town.areas[0].clone()
    };
    town.areas.push(north);
    for (index, cell) in town.cells.iter_mut().enumerate() {
        cell.area = Some(AreaId(u32::from(index >= 18)));
    }
    town.sort();
    town
}

/// Homes whose bit is in a sum of people.
fn homes(people: f64) -> Vec<u32> {
    (0..36).filter(|home| people as u64 >> home & 1 == 1).collect()
}

fn judge(dataset: &Dataset, rule: &Rule) -> Coverage {
    let travel = Travel::new(dataset, rule.mode);
    Reach::compute(dataset, &travel, rule).coverage(dataset, &travel, rule)
}

fn other(areas: AreaChoice) -> Override {
    Override {
        areas,
        radius: None,
        travel: None,
        combine: None,
        counts: None,
    }
}

/// Branches alone count, within so many metres.
fn branch_within(radius: f64) -> Rule {
    Rule {
        id: "test".into(),
        radius: Metres(radius),
        ..Rule::plan68().counting(&[FacilityKind::Branch])
    }
}

/// Homes within so many blocks, straight, of corner (10, 10), where the branch stands.
fn near_the_branch(blocks: f64, of: impl Fn(u32) -> bool) -> Vec<u32> {
    let near = |home: &u32| {
        let (column, row) = (f64::from(home % 6 * 4), f64::from(home / 6 * 4));
        (column - 10.0).hypot(row - 10.0) <= blocks
    };
    (0..36).filter(|home| near(home) && of(*home)).collect()
}

#[test]
fn an_override_changes_the_cells_of_its_own_commune_alone() {
    let town = two_communes();
    // 900 m are three blocks: the four homes at (8 or 12, 8 or 12). 2400 m are eight blocks.
    let plain = branch_within(900.0);
    assert_eq!(
        homes(judge(&town, &plain).people.passing),
        near_the_branch(3.0, |_| true)
    );
    for areas in [
        AreaChoice::Communes(vec!["north".into()]),
        AreaChoice::Territory(Territory::Rural),
        AreaChoice::Group("far".into()),
    ] {
        let mut rule = plain.clone();
        rule.groups.insert("far".into(), vec!["north".into()]);
        rule.overrides.push(Override {
            radius: Some(Metres(2400.0)),
            ..other(areas)
        });
        let coverage = judge(&town, &rule);
        let mut expected = near_the_branch(3.0, |home| home < 18);
        expected.extend(near_the_branch(8.0, |home| home >= 18));
        assert_eq!(homes(coverage.people.passing), expected, "{:?}", rule.overrides);
        assert_eq!(homes(coverage.urban.passing), near_the_branch(3.0, |home| home < 18));
        assert_eq!(homes(coverage.rural.passing), near_the_branch(8.0, |home| home >= 18));
    }
}

#[test]
fn overrides_apply_in_their_order_field_by_field() {
    let town = two_communes();
    let mut rule = branch_within(900.0);
    rule.overrides = vec![
        Override {
            radius: Some(Metres(2450.0)),
            travel: Some(Deciseconds(50)),
            ..other(AreaChoice::Territory(Territory::Rural))
        },
        Override {
            travel: Some(Deciseconds(3000)),
            counts: Some(vec![FacilityKind::Agent]),
            ..other(AreaChoice::Communes(vec!["north".into()]))
        },
    ];
    let north = town.areas.iter().find(|area| area.code == "north");
    let limits = rule.limits_in(north);
    assert_eq!((limits.radius, limits.travel), (Metres(2450.0), Deciseconds(3000)));
    assert_eq!(limits.counts, [FacilityKind::Agent]);
    assert_eq!(rule.limits_in(None).radius, Metres(900.0));
    // In the north agents count: (11, 10), one block beside the branch, (0, 20) and (20, 0).
    let near = |home: &u32| {
        let (column, row) = (f64::from(home % 6 * 4), f64::from(home / 6 * 4));
        [(11.0, 10.0), (0.0, 20.0), (20.0, 0.0)]
            .iter()
            .any(|(x, y): &(f64, f64)| (column - x).hypot(row - y) <= 8.0)
    };
    let mut expected = near_the_branch(3.0, |home| home < 18);
    expected.extend((18..36).filter(near));
    let coverage = judge(&town, &rule);
    assert_eq!(homes(coverage.people.passing), expected);
    let points = |code: &str| {
        let area = coverage
            .areas
            .iter()
            .find(|area| town.areas[area.area.index()].code == code);
        area.expect("told").points
    };
    assert_eq!(
        points("town"),
        1,
        "the branch; all points of the grid town stand in `town`"
    );
    assert_eq!(points("north"), 0);
}

#[test]
fn combine_may_differ_by_commune_and_the_cell_asks_its_own() {
    // 480 s are eight blocks along the streets; 900 m three blocks straight.
    let town = two_communes();
    let mut rule = Rule {
        travel: Deciseconds(4801),
        ..branch_within(900.0)
    };
    rule.overrides.push(Override {
        combine: Some(Combine::TimeOnly),
        ..other(AreaChoice::Communes(vec!["north".into()]))
    });
    let by_street = |home: &u32| (home % 6 * 4).abs_diff(10) + (home / 6 * 4).abs_diff(10) <= 8;
    let mut expected = near_the_branch(3.0, |home| home < 18);
    expected.extend((18..36).filter(by_street));
    assert_eq!(homes(judge(&town, &rule).people.passing), expected);
    // The points that satisfy alone say the same, cell by cell.
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let reach = Reach::compute(&town, &travel, &rule);
    let satisfying = reach.satisfying(&town, &rule);
    let by_points = (0..36).filter(|home| satisfying.covering(CellId(*home)).next().is_some());
    assert_eq!(by_points.collect::<Vec<_>>(), expected);
}

#[test]
fn a_procedure_that_two_points_handle_is_reached_by_their_people_alone() {
    let mut town = two_communes();
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    // P000 is the branch at (10, 10), P001 an agent beside it, P002 at (0, 20), P003 at (20, 0).
    town.facilities[0].procedures = codes(&["A", "B"]);
    town.facilities[1].procedures = codes(&["B"]);
    town.facilities[2].procedures = codes(&["C"]);
    town.facilities[3].procedures = Vec::new();
    for code in ["A", "B", "C"] {
        let (code, name) = (code.to_owned(), format!("Thủ tục {code}"));
        town.procedures.push(Procedure {
            code,
            name,
            field: None,
        });
    }
    let near = |points: &[(f64, f64)]| {
        let is_near = |home: &u32| {
            let (column, row) = (f64::from(home % 6 * 4), f64::from(home / 6 * 4));
            points.iter().any(|(x, y)| (column - x).hypot(row - y) <= 3.0)
        };
        (0..36).filter(is_near).collect::<Vec<u32>>()
    };
    let rule = Rule {
        radius: Metres(900.0),
        ..Rule::plan68()
    };
    let expected = [
        ("A", near(&[(10.0, 10.0), (20.0, 0.0)]), 2),
        ("B", near(&[(10.0, 10.0), (11.0, 10.0), (20.0, 0.0)]), 3),
        ("C", near(&[(0.0, 20.0), (20.0, 0.0)]), 2),
    ];
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let satisfying = Reach::compute(&town, &travel, &rule).satisfying(&town, &rule);
    let told = by_procedure(&town, &satisfying, &rule);
    assert_eq!(told.len(), 3);
    for ((code, expected, points), told) in expected.into_iter().zip(told) {
        assert_eq!(town.procedures[told.procedure].code, code);
        assert_eq!((homes(told.people), told.points), (expected.clone(), points), "{code}");
        let alone = Rule {
            procedure: Some(code.into()),
            ..rule.clone()
        };
        assert_eq!(
            homes(judge(&town, &alone).people.passing),
            expected,
            "a rule of {code} alone"
        );
        assert_eq!(Reach::counting(&town, &alone).len(), points as usize);
    }
}

#[test]
fn strict_and_inclusive_differ_exactly_at_the_limit() {
    let town = two_communes();
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let home = 14; // At (8, 8): four blocks along the streets, 120 s.
    let time = travel.times_to(FacilityId(0), Deciseconds::NEVER)[home];
    let distance = distance_m(town.cells[home].location, town.facilities[0].location);
    for (bound, at_limit) in [(Bound::Inclusive, true), (Bound::Exclusive, false)] {
        let passes = |combine, radius: f64, travel_limit: Deciseconds| {
            let rule = Rule {
                combine,
                travel: travel_limit,
                time_bound: bound,
                distance_bound: bound,
                ..branch_within(radius)
            };
            Reach::compute(&town, &travel, &rule)
                .coverage(&town, &travel, &rule)
                .passes[home]
        };
        let (far, late) = (1.0, Deciseconds(1));
        assert_eq!(
            passes(Combine::DistanceOnly, distance, late),
            at_limit,
            "{bound:?} metres"
        );
        assert_eq!(passes(Combine::TimeOnly, far, time), at_limit, "{bound:?} seconds");
        assert!(
            passes(Combine::DistanceOnly, distance.next_up(), late) && passes(Combine::TimeOnly, far, time.plus(late))
        );
        assert!(!passes(Combine::DistanceOnly, distance.next_down(), late));
        assert!(!passes(Combine::TimeOnly, far, Deciseconds(time.0 - 1)));
    }
    assert_eq!(
        (Rule::scheme().time_bound, Rule::scheme().distance_bound),
        (Bound::Exclusive, Bound::Inclusive)
    );
}

/// A home at exactly the founding scheme's half hour passes by time only when the rule says "at most".
#[test]
fn thirty_minutes_to_the_decisecond_are_not_under_thirty_minutes() {
    // 30 blocks of a minute in a row.
    let options = GridTownOptions {
        columns: 31,
        speed_kmh: Some(18),
        rows: 2,
        homes: vec![(30, 0), (29, 0)],
        points: vec![(FacilityKind::Branch, 0, 0)],
        ..GridTownOptions::default()
    };
    let town = grid_town(&options);
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let times = travel.times_to(FacilityId(0), Deciseconds::NEVER);
    assert_eq!(times, [Deciseconds(18_000), Deciseconds(17_400)]);
    let scheme = Rule {
        combine: Combine::TimeOnly,
        ..Rule::scheme()
    };
    assert_eq!(judge(&town, &scheme).people.passing, 2.0);
    let at_most = Rule {
        time_bound: Bound::Inclusive,
        ..scheme
    };
    assert_eq!(judge(&town, &at_most).people.passing, 3.0);
}

#[test]
fn codes_that_the_data_do_not_know_are_refused_by_their_place_in_the_rule() {
    let town = two_communes();
    let mut rule = branch_within(900.0);
    rule.overrides.push(Override {
        radius: Some(Metres(1.0)),
        ..other(AreaChoice::Communes(vec!["north".into(), "south".into()]))
    });
    let message = rule.check(&town).expect_err("no commune").to_string();
    assert!(
        message.contains("overrides[0].communes") && message.contains("'south'"),
        "{message}"
    );
    rule.overrides[0].areas = AreaChoice::Group("far".into());
    assert!(matches!(rule.check(&town), Err(RuleError::UnknownGroup { .. })));
    rule.groups.insert("far".into(), vec!["nowhere".into()]);
    let message = rule.check(&town).expect_err("no commune").to_string();
    assert!(
        message.contains("groups.far") && message.contains("'nowhere'"),
        "{message}"
    );
    rule.groups.insert("far".into(), vec!["north".into()]);
    assert_eq!(rule.check(&town), Ok(()));
    rule.procedure = Some("X".into());
    let message = rule.check(&town).expect_err("no procedure").to_string();
    assert!(message.contains("procedure") && message.contains("'X'"), "{message}");
    let snapshot = Snapshot::build(town, None);
    assert!(
        snapshot
            .assess(&[Rule::scheme(), rule.clone()], Depth::Figures)
            .is_err()
    );
    assert!(snapshot.judged(&rule).is_err() && snapshot.coverage_under(&rule).is_err());
}

#[test]
fn targets_are_met_or_missed_by_city_and_by_commune() {
    let town = two_communes();
    let coverage = judge(&town, &branch_within(900.0));
    assert!(!coverage.meets_city_target());
    assert_eq!(coverage.below_target().count(), 2);
    let share = coverage.people.passing / coverage.people.total;
    let mut rule = branch_within(900.0);
    rule.targets.city = Share(share);
    rule.targets.commune = Share(0.0);
    let coverage = judge(&town, &rule);
    assert!(coverage.meets_city_target(), "exactly the target is met");
    assert_eq!(coverage.below_target().count(), 0);
    rule.targets.city = Share(share + 1e-6);
    assert!(!judge(&town, &rule).meets_city_target());
}

// ---------------------------------------------------------------- open points

#[test]
fn people_count_by_the_hours_in_which_a_point_that_they_reach_is_open() {
    let mut town = two_communes();
    town.facilities[0].opening_hours = Some("Mo-Fr 08:00-12:00".into());
    town.facilities[1].opening_hours = Some("Mo-Su 10:00-20:00".into());
    town.facilities[2].opening_hours = None;
    town.facilities[3].opening_hours = Some("Sa 06:00-08:00".into());
    let rule = Rule {
        radius: Metres(900.0),
        ..Rule::plan68()
    };
    let snapshot = Snapshot::build(town, None);
    let [told] = &snapshot.assess(&[rule], Depth::Figures).expect("a rule")[..] else {
        panic!("one answer")
    };
    let told = &told.effective;
    // 900 m: the home at (8, 8) reaches the branch (2.83 blocks) but not the agent at (11, 10) (3.6); that at (12, 8)
    // both. The agent at (0, 20) is home 30's own, that at (20, 0) home 5's.
    let (both, branch, unknown, saturday) = (15, 14, 30, 5);
    assert_eq!(told.slots, 168);
    let shares: Vec<f64> = [both, branch, unknown, saturday]
        .map(|home| told.open_share[home])
        .into();
    // 8-20 h on weekdays, of which 8-19 are daytime: 22 half hours a day, 10-19 h at the weekend: 18 a day.
    let expected = [(5.0 * 22.0 + 2.0 * 18.0) / 168.0, 40.0 / 168.0, 0.0, 2.0 / 168.0];
    assert_eq!(shares, expected);
    let people = |home: usize| 2f64.powi(home as i32);
    assert_eq!(told.by_unknown_only, people(unknown));
    assert_eq!((told.points_with_hours, told.points_without_hours), (3, 1));
    assert!((told.open.high - told.open.low - people(unknown)).abs() < 1e-3);
    let low = [&[15usize, 21][..], &[14, 20][..]].map(|homes| homes.iter().map(|home| people(*home)).sum::<f64>());
    let expected_low = low[0] * expected[0] + low[1] * expected[1] + people(saturday) * expected[3];
    assert!(
        (told.open.low - expected_low).abs() < 1e-3,
        "{} not {expected_low}",
        told.open.low
    );
    assert_eq!(homes(told.nominal), [5, 14, 15, 20, 21, 30]);
    assert_eq!(
        (homes(told.evening.low), homes(told.evening.high)),
        (vec![15, 21], vec![15, 21, 30])
    );
    assert_eq!(homes(told.saturday.low), [5, 15, 21]);
    assert_eq!(homes(told.sunday.low), [15, 21]);
    let areas: f64 = told.areas.iter().map(|area| area.open.low).sum();
    assert!((areas - told.open.low).abs() < 1e-3);
}

#[test]
fn a_rule_of_open_points_counts_people_by_their_share_of_hours() {
    let mut town = two_communes();
    for point in &mut town.facilities {
        point.opening_hours = Some("Mo-Su 07:00-13:00".into());
    }
    let rule = Rule {
        id: "open".into(),
        hours: HoursBasis::OpenShare,
        ..Rule::scheme()
    };
    let nominal = judge(&town, &Rule::scheme()).people;
    let snapshot = Snapshot::build(town.clone(), None);
    let coverage = snapshot.coverage_under(&rule).expect("a rule");
    // Six of twelve daytime hours.
    assert_eq!(coverage.people.passing, nominal.passing / 2.0);
    assert_eq!(
        coverage.people.time_and_distance, nominal.time_and_distance,
        "verdicts know no hours"
    );
    for point in &mut town.facilities {
        point.opening_hours = None;
    }
    let coverage = Snapshot::build(town, None).coverage_under(&rule).expect("a rule");
    assert_eq!(coverage.people.passing, 0.0, "unknown hours count as closed");
    assert!(coverage.passes.iter().all(|passes| !passes));
}

// ---------------------------------------------------------------- other inputs

#[test]
fn raking_gives_every_commune_its_declared_people_and_leaves_the_rest() {
    let mut town = two_communes();
    let declared: BTreeMap<&str, f64> = [("town", 1000.0), ("north", 0.0)].into();
    for area in &mut town.areas {
        area.declared_people = declared.get(area.code.as_str()).copied();
    }
    let empty = Area {
        code: "empty".into(),
        declared_people: Some(77.0),
        ..town.areas[0].clone()
    };
    town.areas.push(empty);
    town.cells[35].area = None;
    town.sort();
    let raked = raked(&town);
    assert_eq!(raked.unplaced, 77.0);
    assert_eq!(raked.untouched, 2f64.powi(35));
    assert_eq!(raked.communes.len(), 2);
    let people = |code: &str| -> f64 {
        let cells = town.cells.iter().zip(&raked.factors);
        cells
            .filter(|(cell, _)| cell.area.is_some_and(|area| town.areas[area.index()].code == code))
            .map(|(cell, factor)| cell.people * factor)
            .sum()
    };
    assert!((people("town") - 1000.0).abs() < 1e-9 && people("north") == 0.0);
    let rule = branch_within(900.0);
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let reach = Reach::compute(&town, &travel, &rule);
    let coverage = reach.coverage(&town, &travel, &rule);
    let as_it_is = reweighed(&town, &travel, &reach, &coverage, None, |_| 1.0);
    assert_eq!(as_it_is, coverage.people);
    let other = reweighed(&town, &travel, &reach, &coverage, None, |cell| raked.factors[cell]);
    assert!((other.total - 1000.0 - 2f64.powi(35)).abs() < 1e-3);
}

#[test]
fn the_sensitivity_table_tells_speeds_and_populations_with_their_change() {
    // The branch alone, in time, on streets without a posted limit, which would cap the faster speed.
    let mut town = two_communes();
    town.roads.ways.iter_mut().for_each(|way| way.tags.clear());
    let rule = Rule {
        combine: Combine::TimeOnly,
        ..branch_within(900.0)
    };
    // The snapshot's own roads: their speeds follow the areas.
    let slowest = Snapshot::build(town.clone(), None)
        .travel()
        .times_to(FacilityId(0), Deciseconds::NEVER)
        .into_iter()
        .max()
        .expect("homes");
    let rule = Rule {
        travel: Deciseconds(slowest.0 + 1),
        ..rule
    };
    let snapshot = Snapshot::build(town, None);
    let assessed = snapshot
        .assess(std::slice::from_ref(&rule), Depth::Sensitivity)
        .expect("a rule");
    let told = assessed[0].sensitivity.as_ref().expect("asked for");
    let codes: Vec<_> = told
        .rows
        .iter()
        .map(|row| (row.variation.code(), row.variation.factor()))
        .collect();
    assert_eq!(
        codes,
        [
            ("as_is", None),
            ("speed", Some(0.8)),
            ("speed", Some(1.2)),
            ("declared_people", None),
            ("present_people", Some(10.5 / 8.5))
        ]
    );
    let all = 2f64.powi(36) - 1.0;
    let [as_is, slower, faster, declared, present] = [0, 1, 2, 3, 4].map(|row: usize| told.rows[row].people);
    assert_eq!((as_is.passing, faster.passing), (all, all), "everybody is just in time");
    assert!(slower.passing < all, "the farthest home is late when roads are slower");
    assert!(homes(slower.passing).contains(&14), "the nearest is not");
    assert_eq!(slower.total, all);
    assert!(declared.total > 0.0 && (present.total / all - 10.5 / 8.5).abs() < 1e-12);
    assert!(assessed[0].coverage.people == as_is);
}

#[test]
fn every_mode_answers_and_a_walker_reaches_no_more_than_a_rider() {
    let snapshot = Snapshot::build(two_communes(), None);
    let rules = TravelMode::ALL.map(|mode| Rule {
        id: mode.code().into(),
        mode,
        combine: Combine::TimeOnly,
        travel: Deciseconds(6001),
        ..Rule::scheme().counting(&[FacilityKind::Branch])
    });
    let told = snapshot.assess(&rules, Depth::Figures).expect("rules");
    let passing = |mode: usize| told[mode].coverage.people.passing;
    assert_eq!(
        told.iter().map(|told| told.coverage.rule.mode).collect::<Vec<_>>(),
        TravelMode::ALL
    );
    // Ten minutes: 18 km/h reach ten blocks along the streets, 4.5 km/h two and a half.
    let by_street = |home: &u32| (home % 6 * 4).abs_diff(10) + (home / 6 * 4).abs_diff(10) <= 10;
    assert_eq!(homes(passing(0)), (0..36).filter(by_street).collect::<Vec<_>>());
    assert!(
        passing(3) < passing(2) && passing(2) < passing(0),
        "foot < bicycle < motorbike"
    );
    let ids: std::collections::BTreeSet<String> = rules.iter().map(|rule| snapshot.answer_id(rule)).collect();
    assert_eq!(ids.len(), 4, "each rule's answer has its own id");
    assert_eq!(snapshot.answer_id(&rules[1]), snapshot.answer_id(&rules[1].clone()));
}

#[test]
fn rules_side_by_side_give_what_each_gives_alone() {
    let snapshot = Snapshot::build(two_communes(), None);
    let mut remote = branch_within(900.0);
    remote.overrides.push(Override {
        travel: Some(Deciseconds(600)),
        radius: Some(Metres(2400.0)),
        ..other(AreaChoice::Territory(Territory::Rural))
    });
    let rules = [Rule::scheme(), remote, Rule::plan68_agents(), branch_within(1200.0)];
    let together = snapshot.assess(&rules, Depth::Figures).expect("rules");
    for (rule, together) in rules.iter().zip(together) {
        let alone = snapshot
            .assess(std::slice::from_ref(rule), Depth::Figures)
            .expect("a rule");
        assert_eq!(alone[0], together, "{}", rule.id);
        assert_eq!(snapshot.judged(rule).expect("a rule").coverage, together.coverage);
        assert_eq!(judge(snapshot.dataset(), rule), together.coverage);
    }
}

// ---------------------------------------------------------------- random cities, random rules, the oracle

fn below(rng: &mut ChaCha8Rng, limit: u32) -> u32 {
    rng.next_u32() % limit
}

/// 12 points of three kinds, some closed, some with procedures; 30 cells in four communes and outside.
fn random_city(rng: &mut ChaCha8Rng) -> Dataset {
    let plane = LocalPlane::at(LonLat::new(105.85, 21.02));
    let place = |rng: &mut ChaCha8Rng| plane.to_lonlat([f64::from(below(rng, 6000)), f64::from(below(rng, 6000))]);
    let nodes: Vec<RoadNode> = (0..30)
        .map(|id| RoadNode {
            id,
            location: place(rng),
            barrier: None,
        })
        .collect();
    let facilities = (0..12).map(|index| {
        let kind = KINDS[below(rng, 3) as usize];
        let code = format!("p{index:02}");
        let mut point = Facility::new(code.clone(), kind, code, place(rng));
        if below(rng, 5) == 0 {
            point.status = FacilityStatus::Closed;
        }
        if below(rng, 3) == 0 {
            point.procedures = vec![["A", "B"][below(rng, 2) as usize].to_owned()];
        }
        point
    });
    let facilities = facilities.collect();
    let cells = (0..30).map(|index: u32| DemandCell {
        code: format!("c{index:02}"),
        location: place(rng),
        people: f64::from(1 + below(rng, 100)),
        elderly: None,
        enterprises: None,
        area: match below(rng, 5) {
            4 => None,
            area => Some(AreaId(area)),
        },
    });
    let cells = cells.collect();
    let ways = (0..40).filter_map(|id| {
        let ends = [below(rng, 30), below(rng, 30)];
        (ends[0] != ends[1]).then(|| RoadWay {
            id,
            class: "residential".into(),
            name: None,
            nodes: ends.to_vec(),
            tags: Vec::new(),
        })
    });
    let ways = ways.collect();
    let area = |index: usize| Area {
        code: format!("k{index}"),
        name: format!("Xã {index}"),
        level: AreaLevel::Commune,
        territory: [Territory::Urban, Territory::Rural][index % 2],
        outline: geo_types::MultiPolygon(Vec::new()),
        point: LonLat::new(105.85, 21.02),
        area_km2: None,
        declared_people: None,
        outline_origin: Origin::Modelled,
        valid_from: None,
        valid_to: None,
    };
    let mut dataset = Dataset {
        facilities,
        cells,
        areas: (0..4).map(area).collect(),
        roads: RoadNetwork {
            nodes,
            ways,
            restrictions: Vec::new(),
        },
        procedures: ["A", "B"]
            .map(|code| Procedure {
                code: code.into(),
                name: code.into(),
                field: None,
            })
            .into(),
        ..Dataset::default()
    };
    dataset.sort();
    dataset
}

fn random_combine(rng: &mut ChaCha8Rng) -> Combine {
    [Combine::Any, Combine::All, Combine::DistanceOnly, Combine::TimeOnly][below(rng, 4) as usize]
}

fn random_kinds(rng: &mut ChaCha8Rng) -> Vec<FacilityKind> {
    let chosen = 1 + below(rng, 7);
    (0..3)
        .filter(|kind| chosen >> kind & 1 == 1)
        .map(|kind| KINDS[kind])
        .collect()
}

fn random_rule(rng: &mut ChaCha8Rng) -> Rule {
    let bound = |rng: &mut ChaCha8Rng| [Bound::Inclusive, Bound::Exclusive][below(rng, 2) as usize];
    let mut rule = Rule {
        id: "random".into(),
        radius: Metres(f64::from(200 + below(rng, 3000))),
        travel: Deciseconds(500 + below(rng, 6000)),
        combine: random_combine(rng),
        counts: random_kinds(rng),
        time_bound: bound(rng),
        distance_bound: bound(rng),
        procedure: (below(rng, 3) == 0).then(|| "A".to_owned()),
        ..Rule::scheme()
    };
    rule.groups.insert("pair".into(), vec!["k1".into(), "k2".into()]);
    for _ in 0..below(rng, 4) {
        let areas = match below(rng, 4) {
            0 => AreaChoice::Territory(Territory::Rural),
            1 => AreaChoice::Group("pair".into()),
            2 => AreaChoice::Territory(Territory::Urban),
            _ => AreaChoice::Communes(vec![format!("k{}", below(rng, 4))]),
        };
        let mut chosen = other(areas);
        if below(rng, 2) == 0 {
            chosen.radius = Some(Metres(f64::from(200 + below(rng, 3000))));
        }
        if below(rng, 2) == 0 {
            chosen.travel = Some(Deciseconds(500 + below(rng, 6000)));
        }
        if below(rng, 2) == 0 {
            chosen.combine = Some(random_combine(rng));
        }
        if below(rng, 2) == 0 {
            chosen.counts = Some(random_kinds(rng));
        }
        rule.overrides.push(chosen);
    }
    rule
}

/// What the words of the rule say for one cell: the last override that speaks of its commune wins, field by field;
/// then every point is looked at, one after the other.
fn oracle(dataset: &Dataset, times: &[Vec<Deciseconds>], rule: &Rule, cell: usize) -> (Verdict, bool, Vec<u32>) {
    let (mut radius, mut travel, mut combine, mut counts) =
        (rule.radius.0, rule.travel.0, rule.combine, rule.counts.clone());
    if let Some(area) = dataset.cells[cell].area {
        let area = &dataset.areas[area.index()];
        for other in &rule.overrides {
            let holds = match &other.areas {
                AreaChoice::Communes(codes) => codes.contains(&area.code),
                AreaChoice::Territory(territory) => area.territory == *territory,
                AreaChoice::Group(name) => rule.groups[name].contains(&area.code),
            };
            if holds {
                radius = other.radius.map_or(radius, |limit| limit.0);
                travel = other.travel.map_or(travel, |limit| limit.0);
                combine = other.combine.unwrap_or(combine);
                counts = other.counts.clone().unwrap_or(counts);
            }
        }
    }
    let (mut any_time, mut any_near, mut satisfying) = (false, false, Vec::new());
    for (index, point) in dataset.facilities.iter().enumerate() {
        let handles = rule
            .procedure
            .as_ref()
            .is_none_or(|code| point.procedures.is_empty() || point.procedures.contains(code));
        if point.status != FacilityStatus::Open || !counts.contains(&point.kind) || !handles {
            continue;
        }
        let time = times[index][cell];
        let in_time = time.is_reachable()
            && match rule.time_bound {
                Bound::Exclusive => time.0 < travel,
                Bound::Inclusive => time.0 <= travel,
            };
        let distance = distance_m(dataset.cells[cell].location, point.location);
        let is_near = match rule.distance_bound {
            Bound::Exclusive => distance < radius,
            Bound::Inclusive => distance <= radius,
        };
        any_time |= in_time;
        any_near |= is_near;
        let alone = match combine {
            Combine::Any => in_time || is_near,
            Combine::All => in_time && is_near,
            Combine::DistanceOnly => is_near,
            Combine::TimeOnly => in_time,
        };
        if alone {
            satisfying.push(index as u32);
        }
    }
    let verdict = match (any_time, any_near) {
        (true, true) => Verdict::TimeAndDistance,
        (true, false) => Verdict::TimeOnly,
        (false, true) => Verdict::DistanceOnly,
        (false, false) => Verdict::Neither,
    };
    (verdict, !satisfying.is_empty(), satisfying)
}

#[test]
fn random_rules_on_random_cities_say_what_every_cell_and_point_say_one_by_one() {
    let (mut passing, mut failing, mut composed) = (0, 0, 0);
    for seed in 0..60 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let city = random_city(&mut rng);
        let travel = Travel::new(&city, TravelMode::Motorbike);
        let all = (0..city.facilities.len() as u32).map(FacilityId);
        let times: Vec<Vec<Deciseconds>> = all.map(|point| travel.times_to(point, Deciseconds::NEVER)).collect();
        let mut last: Option<Reach> = None;
        for round in 0..6 {
            let rule = random_rule(&mut rng);
            assert_eq!(rule.check(&city), Ok(()));
            let reach = Reach::compute(&city, &travel, &rule);
            let coverage = reach.coverage(&city, &travel, &rule);
            let satisfying = reach.satisfying(&city, &rule);
            composed += usize::from(!rule.overrides.is_empty());
            for cell in 0..city.cells.len() {
                let (verdict, passes, points) = oracle(&city, &times, &rule, cell);
                let said = format!("seed {seed}, round {round}, cell {cell}, {rule:?}");
                assert_eq!(coverage.verdicts[cell], verdict, "{said}");
                assert_eq!(coverage.passes[cell], passes, "{said}");
                let alone: Vec<u32> = satisfying.covering(CellId(cell as u32)).map(|point| point.0).collect();
                assert_eq!(alone, points, "{said}");
                *(if passes { &mut passing } else { &mut failing }) += 1;
            }
            if let Some(last) = &last {
                let taken_over = last.under(&city, &travel, &rule);
                assert_eq!(
                    taken_over.coverage(&city, &travel, &rule),
                    coverage,
                    "seed {seed}, round {round}"
                );
            }
            last = Some(reach);
        }
    }
    assert!(
        passing > 1000 && failing > 1000 && composed > 100,
        "{passing}, {failing}, {composed}"
    );
}

#[test]
fn open_hours_on_random_cities_are_what_every_half_hour_says() {
    for seed in 0..20 {
        let mut rng = ChaCha8Rng::seed_from_u64(1000 + seed);
        let city = random_city(&mut rng);
        let rule = random_rule(&mut rng);
        let travel = Travel::new(&city, TravelMode::Motorbike);
        let satisfying = Reach::compute(&city, &travel, &rule).satisfying(&city, &rule);
        let patterns: Vec<Option<WeekMask>> = (0..4)
            .map(|_| {
                let mut mask = WeekMask::empty();
                (0..SLOTS)
                    .filter(|_| below(&mut rng, 3) == 0)
                    .for_each(|slot| mask.set(slot));
                (below(&mut rng, 4) > 0).then_some(mask)
            })
            .collect();
        let week: Vec<Option<WeekMask>> = (0..12).map(|_| patterns[below(&mut rng, 4) as usize]).collect();
        let service = WeekMask::daytime();
        let told = effective(&city, &satisfying, &week, service);
        let (mut low, mut high) = (0.0, 0.0);
        for (cell, home) in city.cells.iter().enumerate() {
            let points: Vec<usize> = satisfying
                .covering(CellId(cell as u32))
                .map(FacilityId::index)
                .collect();
            let slots = (0..SLOTS).filter(|slot| service.contains(*slot));
            let (mut open, mut maybe) = (0u32, 0u32);
            for slot in slots {
                open += u32::from(
                    points
                        .iter()
                        .any(|point| week[*point].is_some_and(|hours| hours.contains(slot))),
                );
                maybe += u32::from(
                    points
                        .iter()
                        .any(|point| week[*point].is_none_or(|hours| hours.contains(slot))),
                );
            }
            assert_eq!(
                told.open_share[cell],
                f64::from(open) / 168.0,
                "seed {seed}, cell {cell}"
            );
            low += home.people * f64::from(open) / 168.0;
            high += home.people * f64::from(maybe) / 168.0;
        }
        assert!(
            (told.open.low - low).abs() < 1e-6,
            "seed {seed}: {} not {low}",
            told.open.low
        );
        assert!(
            (told.open.high - high).abs() < 1e-6,
            "seed {seed}: {} not {high}",
            told.open.high
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_override_that_says_what_the_rule_says_is_none(seed in 0u64..100_000) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let city = random_city(&mut rng);
        let plain = Rule { overrides: Vec::new(), ..random_rule(&mut rng) };
        let mut same = plain.clone();
        let mut kinds = plain.counts.clone();
        kinds.reverse();
        same.overrides.push(Override {
            radius: Some(plain.radius),
            travel: Some(plain.travel),
            combine: Some(plain.combine),
            counts: Some(kinds),
            ..other(AreaChoice::Territory(Territory::Rural))
        });
        let (plain, mut same) = (judge(&city, &plain), judge(&city, &same));
        same.rule = plain.rule.clone();
        prop_assert_eq!(plain, same);
    }

    #[test]
    fn loosening_a_limit_anywhere_never_lowers_coverage(seed in 0u64..100_000, metres in 0u32..2000, tenths in 0u32..3000) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let city = random_city(&mut rng);
        let rule = random_rule(&mut rng);
        let mut looser = rule.clone();
        looser.radius.0 += f64::from(metres);
        looser.travel.0 += tenths;
        for other in &mut looser.overrides {
            other.radius = other.radius.map(|radius| Metres(radius.0 + f64::from(metres)));
            other.travel = other.travel.map(|travel| Deciseconds(travel.0 + tenths));
        }
        let (before, after) = (judge(&city, &rule), judge(&city, &looser));
        for (cell, (before, after)) in before.passes.iter().zip(&after.passes).enumerate() {
            prop_assert!(!before || *after, "cell {} under {:?}", cell, rule);
        }
        looser.time_bound = Bound::Inclusive;
        looser.distance_bound = Bound::Inclusive;
        prop_assert!(judge(&city, &looser).people.passing >= after.people.passing);
    }
}
