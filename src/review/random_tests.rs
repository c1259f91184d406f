//! Thousands of small random problems with every kind of bound, each against exhaustive search.

use super::counterfactual::{Outcome, counterfactuals};
use super::groups::{group_by_group, groups};
use super::instance::{Arc, CommuneBound, CoverRow, Freedom, Instance, Level, Solution, TravelBound};
use super::obstacle::{Family, Obstacle};
use super::oracle;
use super::reduce::{all_rows, minimal_rows};
use super::sequence::sequence;
use super::solve::{Limits, Solved, lexicographic, lexicographic_over};
use super::standing::{Standing, Violation};
use super::watch::Watch;

const LIMITS: Limits = Limits {
    levels: &Level::ALL,
    seconds: 20.0,
    epsilon: 0.0,
};

fn solve(instance: &Instance, epsilon: f64) -> Solved {
    lexicographic(instance, Limits { epsilon, ..LIMITS }, &mut |_| {}).expect("the solver answers")
}

fn values(instance: &Instance, solution: &Solution) -> Vec<i64> {
    let all = Level::ALL.iter();
    all.map(|&level| solution.value(instance, level)).collect()
}

/// The levels in turn over all feasible solutions, each within epsilon of its least value.
fn best_within(instance: &Instance, epsilon: f64) -> Option<Vec<i64>> {
    let mut all: Vec<Vec<i64>> = Vec::new();
    oracle::for_each(instance, &mut |solution| all.push(values(instance, solution)));
    let mut least = Vec::new();
    for level in 0..Level::ALL.len() {
        let own = all.iter().map(|values| values[level]).min()?;
        least.push(own);
        let most = own + (own.abs() as f64 * epsilon).floor() as i64;
        all.retain(|values| values[level] <= most);
    }
    Some(least)
}

#[derive(Default)]
struct Seen {
    feasible: u32,
    changed: u32,
    infeasible: u32,
    second_point_binds: u32,
    travel_binds: u32,
    cap_binds: u32,
}

#[test]
fn thousands_of_small_random_problems_equal_exhaustive_search() {
    let mut seen = Seen::default();
    for seed in 1..=6_000 {
        // Most are small: the search tries every plan.
        let most = if seed % 50 == 0 { 8 } else { 3 + (seed % 4) as usize };
        let instance = oracle::random_bounded(seed, most);
        match (oracle::best(&instance), solve(&instance, 0.0)) {
            (None, Solved::Infeasible { .. }) => seen.infeasible += 1,
            (Some((least, _)), Solved::Plan { solution, levels }) => {
                let found: Vec<i64> = levels.iter().map(|level| level.value).collect();
                assert_eq!(found, least, "seed {seed}: {instance:?}");
                assert!(
                    levels.iter().all(|level| level.bound == level.value),
                    "seed {seed}: not proven: {levels:?}"
                );
                assert_eq!(solution.broken(&instance), None, "seed {seed}");
                assert_eq!(Standing::after(&instance, &solution).violations(), [], "seed {seed}");
                assert!(sequence(&instance, &solution, 1).is_ok(), "seed {seed}");
                seen.feasible += 1;
                seen.changed += u32::from(least[2] > 0);
                let without = |relax: &dyn Fn(&mut Instance)| {
                    let mut relaxed = instance.clone();
                    relax(&mut relaxed);
                    u32::from(oracle::best(&relaxed).expect("fewer constraints").0 < least)
                };
                if seed % 10 == 0 {
                    seen.second_point_binds +=
                        without(&|relaxed| relaxed.rows.retain(|row| row.needs + row.beside < 2));
                    seen.travel_binds += without(&|relaxed| relaxed.travel_bounds.clear());
                    seen.cap_binds += without(&|relaxed| relaxed.maximum_changes = None);
                }
            }
            (oracle, solver) => panic!("seed {seed}: search {oracle:?}, solver {solver:?}: {instance:?}"),
        }
    }
    let told = format!(
        "{} feasible, {} changed, {} not; of every tenth {} {} {} are bound",
        seen.feasible, seen.changed, seen.infeasible, seen.second_point_binds, seen.travel_binds, seen.cap_binds
    );
    println!("{told}");
    assert!(
        seen.feasible > 4_000 && seen.changed > 1_500 && seen.infeasible > 500,
        "{told}"
    );
    assert!(
        seen.second_point_binds > 30 && seen.travel_binds > 15 && seen.cap_binds > 10,
        "{told}"
    );
}

#[test]
fn with_an_epsilon_every_level_is_what_search_finds_within_the_ones_before() {
    let mut given_up = 0;
    for seed in 10_000..11_500 {
        let instance = oracle::random_bounded(seed, 7);
        let Some(least) = best_within(&instance, 0.1) else {
            assert!(
                matches!(solve(&instance, 0.1), Solved::Infeasible { .. }),
                "seed {seed}"
            );
            continue;
        };
        let mut at_end = Vec::new();
        let solved = lexicographic(&instance, Limits { epsilon: 0.1, ..LIMITS }, &mut |level| {
            at_end.push(level.value)
        });
        let Ok(Solved::Plan { solution, .. }) = solved else {
            panic!("seed {seed}: {solved:?}")
        };
        assert_eq!(solution.broken(&instance), None, "seed {seed}");
        assert_eq!(at_end, least, "seed {seed}: {instance:?}");
        given_up += u32::from(values(&instance, &solution)[0] > least[0]);
    }
    assert!(given_up > 10, "{given_up}");
}

#[test]
fn unreduced_rows_and_groups_give_the_same_levels() {
    let mut several = 0;
    for seed in 20_000..20_900 {
        let mut instance = oracle::random_bounded(seed, 9);
        instance.maximum_changes = None;
        let rows = minimal_rows(&instance);
        let unreduced = lexicographic_over(&instance, &all_rows(&instance), LIMITS, &mut |_| {}).expect("answers");
        match (solve(&instance, 0.0), unreduced) {
            (Solved::Plan { levels: a, .. }, Solved::Plan { levels: b, .. }) => {
                assert_eq!(a, b, "seed {seed}: {instance:?}");
                let unchanged = Solution::unchanged(&instance);
                if unchanged.broken(&instance).is_some() {
                    continue;
                }
                let own = groups(&instance, &rows);
                let told = group_by_group(&instance, &rows, &unchanged, &own, (&Level::ALL, 60.0), Watch::NOBODY)
                    .expect("answers");
                let (_, levels) = told.expect("every group has an answer");
                assert_eq!(levels, a, "seed {seed}: {instance:?}");
                several += u32::from(own.len() > 1);
            }
            (Solved::Infeasible { .. }, Solved::Infeasible { .. }) => {}
            (a, b) => panic!("seed {seed}: {a:?} {b:?}"),
        }
    }
    assert!(several > 50, "{several}");
}

/// The instance with its points in another order.
fn permuted(instance: &Instance, place: &[u32]) -> Instance {
    let at = |j: u32| place[j as usize];
    let members = |own: &[u32]| {
        let mut own: Vec<u32> = own.iter().map(|&j| at(j)).collect();
        own.sort_unstable();
        own
    };
    let mut points = instance.points.clone();
    for (j, point) in instance.points.iter().enumerate() {
        points[place[j] as usize] = point.clone();
    }
    let mut arcs: Vec<Arc> = instance.arcs.clone();
    for arc in &mut arcs {
        (arc.from, arc.to) = (at(arc.from), at(arc.to));
    }
    arcs.sort_by_key(|arc| (arc.from, arc.to));
    Instance {
        points,
        arcs,
        rows: (instance.rows.iter().rev())
            .map(|row| CoverRow {
                members: members(&row.members),
                ..row.clone()
            })
            .collect(),
        communes: (instance.communes.iter())
            .map(|bound| CommuneBound {
                members: members(&bound.members),
                ..bound.clone()
            })
            .collect(),
        travel_bounds: (instance.travel_bounds.iter().rev())
            .map(|bound| TravelBound {
                members: members(&bound.members),
                ..*bound
            })
            .collect(),
        maximum_changes: instance.maximum_changes,
    }
}

#[test]
fn the_order_of_points_and_rows_changes_no_level_but_that_of_codes() {
    let mut shuffled = 0;
    for seed in 30_000..30_300 {
        let instance = oracle::random_bounded(seed, 9);
        let mut draw = oracle::draws(seed);
        let mut place: Vec<u32> = (0..instance.points.len() as u32).collect();
        for last in (1..place.len()).rev() {
            place.swap(last, draw(last as u64 + 1) as usize);
        }
        shuffled += u32::from(!place.is_sorted());
        match (solve(&instance, 0.0), solve(&permuted(&instance, &place), 0.0)) {
            (Solved::Plan { levels: a, .. }, Solved::Plan { levels: b, .. }) => {
                assert_eq!(a[..3], b[..3], "seed {seed}")
            }
            (Solved::Infeasible { lift: a, .. }, Solved::Infeasible { lift: b, .. }) => {
                assert_eq!(a.len(), b.len(), "seed {seed}");
            }
            (a, b) => panic!("seed {seed}: {a:?} {b:?}"),
        }
    }
    assert!(shuffled > 200, "{shuffled}");
}

#[test]
fn fewer_demands_never_cost_more() {
    let mut better = 0;
    for seed in 40_000..40_300 {
        let instance = oracle::random_bounded(seed, 8);
        let Solved::Plan { levels, .. } = solve(&instance, 0.0) else {
            continue;
        };
        let relaxed = |change: &dyn Fn(&mut Instance)| {
            let mut other = instance.clone();
            change(&mut other);
            match solve(&other, 0.0) {
                Solved::Plan { levels, .. } => levels.iter().map(|level| level.value).collect::<Vec<i64>>(),
                other => panic!("seed {seed}: {other:?}"),
            }
        };
        let own: Vec<i64> = levels.iter().map(|level| level.value).collect();
        // A wider rule: a point more for every row. A second point less. Farther travel. A receiver more.
        let n = instance.points.len() as u32;
        let wider = relaxed(&|other| {
            for (index, row) in other.rows.iter_mut().enumerate() {
                row.members.push(index as u32 % n);
                row.members.sort_unstable();
                row.members.dedup();
            }
        });
        let single = relaxed(&|other| other.rows.iter_mut().for_each(|row| row.needs = 1));
        let farther = relaxed(&|other| other.travel_bounds.iter_mut().for_each(|bound| bound.most += 500));
        for (name, other) in [("wider", wider), ("single", single), ("farther", farther)] {
            assert!(other <= own, "seed {seed}, {name}: {own:?} {other:?}");
            better += u32::from(other < own);
        }
    }
    assert!(better > 50, "{better}");
}

#[test]
fn counterfactuals_under_every_bound_equal_exhaustive_search() {
    let (mut changed, mut second, mut travel) = (0, 0, 0);
    for seed in 50_000..50_500 {
        let instance = oracle::random_bounded(seed, 7);
        let Solved::Plan { solution, levels } = solve(&instance, 0.0) else {
            continue;
        };
        let rows = minimal_rows(&instance);
        let base = oracle::base(&instance, &rows, &solution, &levels);
        let free = |j: &usize| matches!(instance.points[*j].freedom, Freedom::Mergeable | Freedom::Closable);
        let every: Vec<usize> = (0..instance.points.len()).filter(free).collect();
        let plan = values(&instance, &solution);
        for told in counterfactuals(&base, &every, 100.0, &mut |_| {}).expect("answers") {
            let mut forced = instance.clone();
            let freedom = &mut forced.points[told.point].freedom;
            *freedom = match (solution.stays(told.point), *freedom) {
                (false, _) => Freedom::Kept,
                (true, Freedom::Mergeable) => Freedom::MustMerge,
                (true, _) => Freedom::MustGo,
            };
            match (oracle::best(&forced), told.outcome) {
                (Some((least, _)), Outcome::Changed { levels, .. }) => {
                    let decisive = least.iter().zip(&plan).take(Level::DECISIVE.len());
                    let expected: Vec<i64> = decisive.map(|(other, own)| other - own).collect();
                    let lower: Vec<i64> = levels.iter().map(|change| change.lower).collect();
                    let upper: Vec<i64> = levels.iter().map(|change| change.upper).collect();
                    assert_eq!((&lower, &upper), (&expected, &expected), "seed {seed}: {instance:?}");
                    changed += 1;
                }
                (None, Outcome::Impossible(obstacles)) => {
                    for obstacle in obstacles {
                        let family = match obstacle {
                            Obstacle::SecondPoint { .. } => Family::SecondPoints,
                            Obstacle::Travel { .. } => Family::Travel,
                            _ => continue,
                        };
                        second += u32::from(family == Family::SecondPoints);
                        travel += u32::from(family == Family::Travel);
                        // Named alone, it is broken by the demands alone, whatever else happens.
                        let only = Instance {
                            communes: Vec::new(),
                            maximum_changes: None,
                            rows: if family == Family::Travel {
                                Vec::new()
                            } else {
                                forced.rows.clone()
                            },
                            travel_bounds: if family == Family::Travel {
                                forced.travel_bounds.clone()
                            } else {
                                Vec::new()
                            },
                            ..forced.clone()
                        };
                        assert_eq!(oracle::best(&only), None, "seed {seed}: {only:?}");
                    }
                }
                (search, told) => panic!("seed {seed}: search {search:?}, told {told:?}"),
            }
        }
    }
    println!("{changed} {second} {travel}");
    assert!(
        changed > 200 && second > 10 && travel > 5,
        "{changed} {second} {travel}"
    );
}

#[test]
fn a_state_tells_who_has_nothing_left_and_who_has_no_second_point() {
    let point = super::instance::Point {
        freedom: Freedom::Closable,
        load: 10,
        capacity: 100,
        cost: 100,
    };
    let row = |members: &[u32], needs, beside, people| CoverRow {
        members: members.to_vec(),
        needs,
        beside,
        people,
        rule: 0,
    };
    let instance = Instance {
        points: vec![point.clone(), point.clone(), point],
        rows: vec![
            row(&[0, 1], 2, 0, 1.0),
            row(&[0], 1, 1, 2.0),
            row(&[0, 1, 2], 2, 0, 4.0),
            row(&[0], 1, 0, 8.0),
        ],
        arcs: vec![Arc {
            from: 0,
            to: 2,
            weight: 7,
            moved: 6,
        }],
        travel_bounds: vec![TravelBound {
            members: vec![0],
            most: 5,
        }],
        ..Instance::default()
    };
    let mut standing = Standing::new(&instance);
    standing.set(0, Some(super::standing::Leaving::Into(2)));
    assert_eq!((standing.uncovered(0), standing.without_second(0)), (8.0, 3.0));
    let travel = Violation::Travel {
        bound: 0,
        travelled: 6,
        most: 5,
    };
    let short = Violation::SecondPoint { rule: 0, people: 3.0 };
    let none = Violation::Access { rule: 0, people: 8.0 };
    assert_eq!(standing.violations(), [none, short, travel]);
    standing.set(1, Some(super::standing::Leaving::Into(2)));
    assert_eq!((standing.uncovered(0), standing.without_second(0)), (9.0, 6.0));
    standing.set(0, None);
    standing.set(1, None);
    assert_eq!(standing.violations(), []);
}
