//! The solver against exhaustive search, and the invariants that need no geography.

use super::instance::{Arc, CommuneBound, CoverRow, Freedom, Instance, Level, Point, Solution};
use super::oracle;
use super::solve::{LevelResult, Limits, Solved, lexicographic, lexicographic_over};

const LIMITS: Limits = Limits {
    levels: &Level::ALL,
    seconds: 20.0,
    epsilon: 0.0,
};

fn solve(instance: &Instance) -> Solved {
    lexicographic(instance, LIMITS, &mut |_| {}).expect("the solver answers")
}

fn plan(solved: &Solved) -> (&Solution, Vec<i64>) {
    match solved {
        Solved::Plan { solution, levels } => (solution, levels.iter().map(|level| level.value).collect()),
        other => panic!("no plan: {other:?}"),
    }
}

#[test]
fn every_level_equals_exhaustive_search_on_hundreds_of_random_problems() {
    let (mut feasible, mut changed) = (0, 0);
    for seed in 1..=300 {
        let instance = oracle::random_instance(seed, if seed % 10 == 0 { 9 } else { 7 });
        let solved = solve(&instance);
        match (oracle::best(&instance), &solved) {
            (None, Solved::Infeasible { .. }) => {}
            (Some((least, _)), Solved::Plan { solution, levels }) => {
                let values: Vec<i64> = levels.iter().map(|level| level.value).collect();
                assert_eq!(values, least, "seed {seed}: {instance:?}");
                assert!(
                    levels.iter().all(|level| level.bound == level.value),
                    "seed {seed}: not proven: {levels:?}"
                );
                assert_eq!(solution.broken(&instance), None, "seed {seed}");
                feasible += 1;
                changed += usize::from(least[2] > 0);
            }
            (oracle, solver) => panic!("seed {seed}: search {oracle:?}, solver {solver:?}: {instance:?}"),
        }
    }
    assert!(
        feasible > 150 && changed > 100,
        "the cases must exercise the solver: {feasible} feasible, {changed} changed"
    );
}

#[test]
fn problems_of_twelve_points_equal_exhaustive_search() {
    let mut tried = 0;
    for seed in 1000..1200 {
        let mut instance = oracle::random_instance(seed, 12);
        if instance.points.len() != 12 {
            continue;
        }
        // Few enough choices for a search: six points are free.
        instance.points[6..]
            .iter_mut()
            .for_each(|point| point.freedom = Freedom::Kept);
        tried += 1;
        match (oracle::best(&instance), solve(&instance)) {
            (None, Solved::Infeasible { .. }) => {}
            (Some((least, _)), solved) => assert_eq!(plan(&solved).1, least, "seed {seed}"),
            (None, solved) => panic!("seed {seed}: {solved:?}"),
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn reduced_and_unreduced_rows_give_the_same_optimum() {
    for seed in 400..460 {
        let instance = oracle::random_instance(seed, 10);
        let all = super::reduce::all_rows(&instance);
        let unreduced = lexicographic_over(&instance, &all, LIMITS, &mut |_| {}).expect("solver");
        match (solve(&instance), unreduced) {
            (Solved::Plan { levels: a, .. }, Solved::Plan { levels: b, .. }) => assert_eq!(a, b, "seed {seed}"),
            (Solved::Infeasible { .. }, Solved::Infeasible { .. }) => {}
            (a, b) => panic!("seed {seed}: {a:?} {b:?}"),
        }
    }
}

#[test]
fn the_same_problem_gives_the_same_plan_and_a_permuted_one_the_same_cost() {
    for seed in 500..540 {
        let instance = oracle::random_instance(seed, 10);
        let first = solve(&instance);
        assert_eq!(first, solve(&instance), "seed {seed}");
        let last = instance.points.len() as u32 - 1;
        let flip = |j: u32| last - j;
        let mut mirrored = instance.clone();
        mirrored.points.reverse();
        mirrored.rows.reverse();
        for row in &mut mirrored.rows {
            row.members = row.members.iter().rev().map(|&j| flip(j)).collect();
        }
        mirrored.arcs = instance
            .arcs
            .iter()
            .rev()
            .map(|arc| Arc {
                from: flip(arc.from),
                to: flip(arc.to),
                ..*arc
            })
            .collect();
        for bound in &mut mirrored.communes {
            bound.members = bound.members.iter().rev().map(|&j| flip(j)).collect();
        }
        match (&first, solve(&mirrored)) {
            (Solved::Plan { levels: a, .. }, Solved::Plan { levels: b, .. }) => {
                assert_eq!(a[..3], b[..3], "seed {seed}");
            }
            (Solved::Infeasible { lift: a, .. }, Solved::Infeasible { lift: b, .. }) => assert_eq!(a.len(), b.len()),
            (a, b) => panic!("seed {seed}: {a:?} {b:?}"),
        }
    }
}

#[test]
fn a_further_constraint_never_lowers_the_cost() {
    for seed in 600..640 {
        let instance = oracle::random_instance(seed, 9);
        let mut tighter = instance.clone();
        let everybody = (0..instance.points.len() as u32).take(2).collect::<Vec<_>>();
        tighter.rows.push(CoverRow {
            members: everybody[..1].to_vec(),
            needs: 1,
            beside: 0,
            people: 5.0,
            rule: 0,
        });
        if let (Solved::Plan { levels: loose, .. }, Solved::Plan { levels: tight, .. }) =
            (solve(&instance), solve(&tighter))
        {
            assert!(tight[0].value >= loose[0].value, "seed {seed}: {loose:?} {tight:?}");
        }
    }
}

#[test]
fn splitting_a_cell_changes_nothing() {
    use super::reduce::{Hold, classes};
    let both = || Hold::access(vec![0, 1]);
    let one = || Hold::access(vec![1]);
    let whole = classes([(both(), 8.0), (one(), 2.0)].into_iter(), 0);
    let split = classes([(both(), 4.0), (one(), 2.0), (both(), 4.0)].into_iter(), 0);
    assert_eq!(whole, split);
}

#[test]
fn the_bound_never_exceeds_the_optimum_nor_the_optimum_the_greedy_plan() {
    for seed in 700..760 {
        let instance = oracle::random_instance(seed, 9);
        let rows = super::reduce::minimal_rows(&instance);
        let (Some(greedy), Solved::Plan { levels, .. }) =
            (super::greedy::first_plan(&instance, &rows), solve(&instance))
        else {
            continue;
        };
        let LevelResult { value, bound, .. } = levels[0];
        assert!(
            bound <= value && value <= greedy.value(&instance, Level::Cost),
            "seed {seed}"
        );
    }
}

fn ordinary(freedom: Freedom) -> Point {
    Point {
        freedom,
        load: 10,
        capacity: 100,
        cost: 100,
    }
}

#[test]
fn a_pin_against_a_retained_row_is_named_with_the_fewest_pins_to_lift() {
    let row = |members: &[u32]| CoverRow {
        members: members.to_vec(),
        needs: 1,
        beside: 0,
        people: 7.0,
        rule: 0,
    };
    let instance = Instance {
        points: vec![
            ordinary(Freedom::MustGo),
            ordinary(Freedom::MustGo),
            ordinary(Freedom::Kept),
            ordinary(Freedom::MustGo),
        ],
        rows: vec![row(&[0, 1]), row(&[1]), row(&[2, 3])],
        arcs: [0, 1, 3]
            .map(|from| Arc {
                from,
                to: 2,
                weight: 1,
                moved: 1,
            })
            .to_vec(),
        ..Instance::default()
    };
    assert_eq!(
        solve(&instance),
        Solved::Infeasible {
            lift: vec![1],
            is_fewest: true
        }
    );
}

#[test]
fn dropping_the_retained_rows_changes_the_plan_and_the_check_of_the_rows_fails() {
    let retained = Instance {
        points: vec![ordinary(Freedom::Mergeable), ordinary(Freedom::Mergeable)],
        rows: vec![
            CoverRow {
                members: vec![1],
                needs: 1,
                beside: 0,
                people: 40.0,
                rule: 0,
            },
            CoverRow {
                members: vec![0, 1],
                needs: 1,
                beside: 0,
                people: 9.0,
                rule: 0,
            },
        ],
        arcs: vec![Arc {
            from: 1,
            to: 0,
            weight: 3,
            moved: 3,
        }],
        communes: vec![CommuneBound {
            members: vec![0, 1],
            minimum: 1,
        }],
        travel_bounds: Vec::new(),
        maximum_changes: None,
    };
    let free = Instance {
        rows: Vec::new(),
        ..retained.clone()
    };
    let (kept, free_plan) = (solve(&retained), solve(&free));
    assert!(plan(&kept).0.stays(1) && !plan(&free_plan).0.stays(1));
    assert_eq!(plan(&kept).0.broken(&retained), None);
    assert!(
        plan(&free_plan)
            .0
            .broken(&retained)
            .is_some_and(|reason| reason.contains("cover row 0"))
    );
}
