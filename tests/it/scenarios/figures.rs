//! The figures of a scenario: those of a full assessment of the changed data, and on the grid town those of paper.

use std::sync::Arc;

use super::{Office, agent_at, close, merge, open, town};
use crate::live::random_city;
use gandan::demo_city::{GridTownOptions, grid_place};
use gandan::model::{Dataset, FacilityKind, FacilityStatus, TravelMode};
use gandan::plan::{Edit, NewPoint, NumberedEdit, apply, resolve};
use gandan::planner::kept_work::NothingKept;
use gandan::planner::{Against, Rehearsal, Snapshot, comparison};
use gandan::routing::Profile;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// What the whole engine says of the data, computed from nothing.
fn assessed(dataset: &Dataset, factor: f64) -> Snapshot {
    let profile = Profile::shipped(TravelMode::Motorbike).with_speed_factor(factor);
    Snapshot::build_with(dataset.clone(), None, profile, &NothingKept)
}

fn assert_equal(rehearsal: &Rehearsal, full: &Snapshot, told: &str) {
    let outcome = rehearsal.outcome();
    assert_eq!(outcome.rules.len(), full.coverages().len());
    for (own, coverage) in outcome.rules.iter().zip(full.coverages()) {
        let told = format!("{told}, rule {}", own.rule.id);
        assert_eq!(own.rule, coverage.rule, "{told}");
        assert_eq!(*own.passes, coverage.passes, "{told}");
        assert_eq!(own.figures.people, coverage.people, "{told}");
        assert_eq!(own.figures.urban, coverage.urban, "{told}");
        assert_eq!(own.figures.rural, coverage.rural, "{told}");
        assert_eq!(own.figures.areas, coverage.areas, "{told}");
        assert_eq!(own.elderly, coverage.elderly, "{told}");
        assert_eq!(
            (own.figures.median, own.figures.p95),
            (coverage.median, coverage.p95),
            "{told}"
        );
    }
}

/// Edits of every kind, also such that do not fit.
fn random_edits(rng: &mut ChaCha8Rng, dataset: &Dataset) -> Vec<NumberedEdit> {
    let mut below = |limit: usize| rng.next_u32() as usize % limit;
    let mut edits = Vec::new();
    for number in 1..=6 {
        let code = dataset.facilities[below(dataset.facilities.len())].code.clone();
        let into = dataset.facilities[below(dataset.facilities.len())].code.clone();
        let place = dataset.cells[below(dataset.cells.len())].location;
        let edit = match below(8) {
            0 => Edit::Merge { code, into },
            1 => Edit::Close { code },
            2 => Edit::Open { code },
            3 => Edit::Move { code, to: place },
            4 => Edit::Keep { code },
            5 => Edit::SetCapacity { code, to: Some(5.0) },
            _ => Edit::OpenAt(NewPoint {
                code: format!("a{number}x"),
                kind: [
                    FacilityKind::Agent,
                    FacilityKind::Collaborator,
                    FacilityKind::MobileStop,
                ][below(3)],
                name: "Điểm mới".into(),
                place,
                operator: None,
                address: None,
                capacity_per_month: None,
                opening_hours: None,
                procedures: Vec::new(),
            }),
        };
        edits.push(NumberedEdit { number, edit });
    }
    edits
}

#[test]
fn a_rehearsal_is_a_full_assessment_of_the_changed_data_whatever_was_rehearsed_before() {
    let (mut changed, mut refused) = (0, 0);
    for seed in 1..=6u64 {
        let dataset = random_city(seed);
        let mut rng = ChaCha8Rng::seed_from_u64(seed + 100);
        let snapshot = Arc::new(Snapshot::build(dataset.clone(), None));
        for factor in [1.0, 0.5] {
            let rehearsal = || Rehearsal::new(Arc::clone(&snapshot), factor).expect("live");
            let (mut rehearsal, mut made_new) = (rehearsal(), rehearsal().with_new_tables_from(1));
            for round in 0..4 {
                let edits = random_edits(&mut rng, &dataset);
                let (resolved, findings) = resolve(&edits, &dataset);
                let after = apply(&dataset, &resolved);
                rehearsal.stage(&after.facilities).expect("staged");
                let told = format!("seed {seed}, factor {factor}, round {round}: {edits:?}");
                assert_equal(&rehearsal, &assessed(&after, factor), &told);
                made_new.stage(&after.facilities).expect("staged");
                assert_eq!(made_new.outcome(), rehearsal.outcome(), "new tables, {told}");
                changed += usize::from(after != dataset);
                refused += findings.len();
            }
            rehearsal.stage(&dataset.facilities).expect("staged");
            assert_equal(&rehearsal, &assessed(&dataset, factor), &format!("seed {seed}: back"));
            made_new.stage(&dataset.facilities).expect("staged");
            assert_eq!(made_new.outcome(), rehearsal.outcome(), "seed {seed}: back, new tables");
        }
    }
    assert!(changed > 30 && refused > 10, "{changed} changed, {refused} findings");
}

/// Blocks between two corners, along streets.
fn blocks(a: (u32, u32), b: (u32, u32)) -> u32 {
    a.0.abs_diff(b.0) + a.1.abs_diff(b.1)
}

/// Within 5 km in a straight line: 300 m a block.
fn near(a: (u32, u32), b: (u32, u32)) -> bool {
    let (x, y) = (f64::from(a.0.abs_diff(b.0)), f64::from(a.1.abs_diff(b.1)));
    300.0 * x.hypot(y) <= 5000.0
}

#[test]
fn who_gains_and_who_loses_on_the_grid_town_is_as_on_paper() {
    let options = GridTownOptions::default();
    let today = [(10, 10), (11, 10), (0, 20), (20, 0)];
    // P000 closes, P001 goes to the north-west, a new agent stands in the north-east.
    let then = [(0, 20), (20, 0), (20, 20)];
    let office = Office::of(&town());
    let scenario = office.scenario(
        "s-0001",
        vec![close("P000"), merge("P001", "P002"), agent_at("N1", 20, 20)],
    );
    let scenarios = office.scenarios();
    let read = scenarios.read(scenario).expect("read");
    let compared = scenarios.compare(&read, Against::Baseline, None).expect("compared");
    assert_eq!(compared.baseline.id(), read.scenario.baseline);
    let plan68 = compared.rules.iter().find(|rule| rule.rule == "plan68").expect("told");
    // A primary street of a town is ridden at 27 km/h: 40 seconds a block.
    let (mut lost, mut gained, mut longer, mut shorter, mut minutes) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (number, home) in options.homes.iter().enumerate() {
        let people = 2f64.powi(number as i32);
        let passes = |points: &[(u32, u32)]| points.iter().any(|point| near(*home, *point));
        let time = |points: &[(u32, u32)]| points.iter().map(|point| blocks(*home, *point)).min().expect("points");
        match (passes(&today), passes(&then)) {
            (true, false) => lost += people,
            (false, true) => gained += people,
            _ => {}
        }
        let (before, after) = (time(&today), time(&then));
        if after > before {
            longer += people;
            minutes += people * f64::from(after - before) * 40.0 / 60.0;
        } else if after < before {
            shorter += people;
        }
    }
    assert!(lost > 0.0 && longer > 0.0 && shorter > 0.0, "the case must be one");
    assert_eq!((plan68.lost.people, plan68.gained.people), (lost, gained));
    assert_eq!((plan68.longer.who.people, plan68.shorter.who.people), (longer, shorter));
    assert!(
        (plan68.longer.mean - minutes / longer).abs() < 1e-9,
        "{} of {}",
        plan68.longer.mean,
        minutes / longer
    );
    let scheme = compared.rules.iter().find(|rule| rule.rule == "scheme").expect("told");
    assert_eq!(
        scheme.lost.people, 0.0,
        "everybody is within 40 blocks of 40 seconds, below 30 minutes"
    );
    let area = &plan68.areas[..];
    assert_eq!(area.len(), 1);
    assert_eq!((area[0].lost.people, area[0].points), (lost, [4, 3]));
    let elderly = |index: usize| {
        if index.is_multiple_of(3) {
            2f64.powi(index as i32) / 4.0
        } else {
            0.0
        }
    };
    let losing = |home: &(u32, u32)| today.iter().any(|p| near(*home, *p)) && !then.iter().any(|p| near(*home, *p));
    let told: f64 = (0..)
        .zip(&options.homes)
        .filter(|(_, home)| losing(home))
        .map(|(index, _)| elderly(index))
        .sum();
    assert_eq!(plan68.lost.elderly, told);
    assert_eq!(grid_place(&options, 0, 0).lat, 0.0);
}

#[test]
fn two_scenarios_are_compared_as_their_changed_data_are() {
    let office = Office::of(&town());
    let scenarios = office.scenarios();
    let first = scenarios
        .read(office.scenario("s-0001", vec![close("P002")]))
        .expect("read");
    let second = vec![open("P004"), close("P003"), Edit::Speed { factor: 0.5 }];
    let second = scenarios.read(office.scenario("s-0002", second)).expect("read");
    let compared = scenarios
        .compare(&second, Against::Scenario(&first), None)
        .expect("compared");
    let outcome = |read: &gandan::planner::ReadScenario| {
        let snapshot = Arc::new(Snapshot::build(town(), None));
        let mut rehearsal = Rehearsal::new(snapshot, read.resolved.speed_factor).expect("live");
        rehearsal
            .stage(&apply(&town(), &read.resolved).facilities)
            .expect("staged");
        rehearsal.outcome()
    };
    let expected = comparison(&town(), &outcome(&first), &outcome(&second));
    assert_eq!(compared.rules, expected);
    let scheme = &compared.rules[1];
    assert!(
        scheme.longer.who.people > 0.0,
        "everybody travels at half the speed but those beside the new point"
    );
    let mirrored = scenarios
        .compare(&first, Against::Scenario(&second), None)
        .expect("compared");
    for (one, other) in compared.rules.iter().zip(&mirrored.rules) {
        assert_eq!(
            (one.gained, one.lost, one.longer),
            (other.lost, other.gained, other.shorter)
        );
    }
    let same = scenarios
        .compare(&first, Against::Scenario(&first), None)
        .expect("compared");
    assert!(
        same.rules
            .iter()
            .all(|rule| rule.areas.is_empty() && rule.unique_people.is_empty())
    );
}

#[test]
fn closing_never_raises_and_opening_never_lowers_who_has_access() {
    let dataset = random_city(3);
    let snapshot = Arc::new(Snapshot::build(dataset.clone(), None));
    let mut rehearsal = Rehearsal::new(snapshot, 1.0).expect("live");
    let passing = |rehearsal: &Rehearsal| -> Vec<f64> {
        rehearsal
            .outcome()
            .rules
            .iter()
            .map(|rule| rule.figures.people.passing)
            .collect()
    };
    let before = passing(&rehearsal);
    for facility in &dataset.facilities {
        let edit = match facility.status {
            FacilityStatus::Open => close(&facility.code),
            _ => open(&facility.code),
        };
        let (resolved, findings) = resolve(&[NumberedEdit { number: 1, edit }], &dataset);
        assert!(findings.is_empty(), "{findings:?}");
        rehearsal.stage(&apply(&dataset, &resolved).facilities).expect("staged");
        for (before, after) in before.iter().zip(passing(&rehearsal)) {
            match facility.status {
                FacilityStatus::Open => assert!(after <= *before, "{}", facility.code),
                _ => assert!(after >= *before, "{}", facility.code),
            }
        }
    }
}
