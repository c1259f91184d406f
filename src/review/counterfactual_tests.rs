//! Counterfactuals against exhaustive search, and what a proven plan makes certain of them.

use super::counterfactual::{Flip, Outcome, counterfactuals};
use super::instance::{Freedom, Instance, Level};
use super::obstacle::{Family, Obstacle};
use super::oracle;
use super::reduce::minimal_rows;
use super::solve::{Limits, Solved, lexicographic};

const LIMITS: Limits = Limits {
    levels: &Level::ALL,
    seconds: 20.0,
    epsilon: 0.0,
};

/// The instance in which one point is made to do the other thing.
fn forced(instance: &Instance, j: usize, flip: Flip) -> Instance {
    let mut forced = instance.clone();
    forced.points[j].freedom = match (flip, instance.points[j].freedom) {
        (Flip::Stay, _) => Freedom::Kept,
        (Flip::Go, Freedom::Mergeable) => Freedom::MustMerge,
        (Flip::Go, _) => Freedom::MustGo,
    };
    forced
}

#[test]
fn every_counterfactual_equals_exhaustive_search_and_is_never_better_than_the_plan() {
    let (mut changed, mut impossible, mut kept, mut gone) = (0, 0, 0, 0);
    for seed in 1..=90 {
        let instance = oracle::random_instance(seed, 7);
        let Solved::Plan { solution, levels } = lexicographic(&instance, LIMITS, &mut |_| {}).expect("answers") else {
            continue;
        };
        let rows = minimal_rows(&instance);
        let base = oracle::base(&instance, &rows, &solution, &levels);
        let every: Vec<usize> = (0..instance.points.len()).collect();
        for told in counterfactuals(&base, &every, 100.0, &mut |_| {}).expect("answers") {
            let j = told.point;
            assert_eq!(told.flip == Flip::Go, solution.stays(j), "seed {seed}");
            let is_fixed = !matches!(instance.points[j].freedom, Freedom::Mergeable | Freedom::Closable);
            if is_fixed {
                assert_eq!(told.outcome, Outcome::Fixed, "seed {seed}, point {j}");
                continue;
            }
            match (oracle::best(&forced(&instance, j, told.flip)), told.outcome) {
                (None, Outcome::Impossible(obstacles)) => {
                    assert!(!obstacles.is_empty(), "seed {seed}, point {j}");
                    impossible += 1;
                }
                (Some((values, _)), Outcome::Changed { levels: changes, .. }) => {
                    let plan: Vec<i64> = Level::DECISIVE
                        .iter()
                        .map(|&level| solution.value(&instance, level))
                        .collect();
                    let expected: Vec<i64> = values.iter().zip(&plan).map(|(other, plan)| other - plan).collect();
                    let lower: Vec<i64> = changes.iter().map(|change| change.lower).collect();
                    let upper: Vec<i64> = changes.iter().map(|change| change.upper).collect();
                    assert_eq!(
                        (&lower, &upper),
                        (&expected, &expected),
                        "seed {seed}, point {j}: {instance:?}"
                    );
                    assert!(
                        lower >= vec![0; 3],
                        "seed {seed}, point {j}: better than the optimum: {lower:?}"
                    );
                    changed += 1;
                    kept += usize::from(told.flip == Flip::Stay);
                    gone += usize::from(told.flip == Flip::Go);
                }
                (search, told) => panic!("seed {seed}, point {j}: search {search:?}, told {told:?}: {instance:?}"),
            }
        }
    }
    assert!(
        changed > 60 && impossible > 20 && kept > 20 && gone > 20,
        "{changed} {impossible} {kept} {gone}"
    );
}

#[test]
fn each_obstacle_named_alone_is_one_and_without_it_the_search_finds_a_plan() {
    let mut together = 0;
    for seed in 100..=400 {
        let instance = oracle::random_instance(seed, 7);
        let Solved::Plan { solution, levels } = lexicographic(&instance, LIMITS, &mut |_| {}).expect("answers") else {
            continue;
        };
        let rows = minimal_rows(&instance);
        let base = oracle::base(&instance, &rows, &solution, &levels);
        let every: Vec<usize> = (0..instance.points.len()).collect();
        for told in counterfactuals(&base, &every, 100.0, &mut |_| {}).expect("answers") {
            let Outcome::Impossible(obstacles) = told.outcome else {
                continue;
            };
            let flipped = forced(&instance, told.point, told.flip);
            assert_eq!(oracle::best(&flipped), None, "seed {seed}");
            for obstacle in obstacles {
                let Obstacle::Together { families } = obstacle else {
                    continue;
                };
                together += 1;
                for family in Family::ALL {
                    let mut relaxed = flipped.clone();
                    match family {
                        Family::Access => relaxed.rows.clear(),
                        // These cases have neither.
                        Family::SecondPoints | Family::Travel => {}
                        Family::Communes => relaxed.communes.clear(),
                        Family::Capacity => relaxed.points.iter_mut().for_each(|point| point.capacity = 1_000_000),
                        Family::MaximumChanges => relaxed.maximum_changes = None,
                    }
                    assert_eq!(
                        oracle::best(&relaxed).is_some(),
                        families.contains(&family),
                        "seed {seed}, point {}, {family:?}: {flipped:?}",
                        told.point
                    );
                }
            }
        }
    }
    assert!(together >= 5, "the cases must have such obstacles: {together}");
}

#[test]
fn without_any_time_what_needs_no_solve_is_answered_as_ever_and_the_rest_says_so() {
    let (mut at_once, mut left) = (0, 0);
    for seed in 1..=40 {
        let instance = oracle::random_instance(seed, 7);
        let Ok(Solved::Plan { solution, levels }) = lexicographic(&instance, LIMITS, &mut |_| {}) else {
            continue;
        };
        let rows = minimal_rows(&instance);
        let base = oracle::base(&instance, &rows, &solution, &levels);
        let every: Vec<usize> = (0..instance.points.len()).collect();
        let whole = counterfactuals(&base, &every, 100.0, &mut |_| {}).expect("answers");
        let some = counterfactuals(&base, &every, 0.0, &mut |_| {}).expect("answers");
        for (some, whole) in some.iter().zip(&whole) {
            assert_ne!(whole.outcome, Outcome::NotComputed, "seed {seed}");
            let needs_a_solve = match &whole.outcome {
                Outcome::Changed { .. } => true,
                Outcome::Impossible(obstacles) => matches!(obstacles[..], [Obstacle::Together { .. }]),
                Outcome::Fixed | Outcome::NotComputed => false,
            };
            if needs_a_solve {
                left += 1;
                assert_eq!(some.outcome, Outcome::NotComputed, "seed {seed}, point {}", some.point);
            } else {
                at_once += 1;
                assert_eq!(some, whole, "seed {seed}");
            }
        }
    }
    assert!(at_once > 20 && left > 20, "{at_once} at once, {left} left");
}
