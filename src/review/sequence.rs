//! The order in which a plan is carried out, so that every rule holds after every step.
//!
//! Receivers stay by the model (no merge into a point that goes, no chains), so a step never waits for another
//! one's receiver, and merges come before closings. *Why this order always holds:* until the last step more
//! points are open than after it, so every cover row (second points included) and commune has at least as many open
//! points as in the plan, and no load travels that the plan does not move; and a receiver has taken in a part of what the plan gives it, so its load is at most the plan's. What
//! holds for the plan holds for each of its beginnings, in any order: hence all steps of one stage may go at
//! the same time, or only some of them. The check after each step is made all the same.

use super::instance::{Instance, Solution};
use super::standing::{Leaving, Standing, Violation, leaving};

/// One step. Indices are those of the instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// From 1. The steps of a stage may go in any order or together; a stage begins when the one before is done.
    pub stage: u32,
    pub point: usize,
    pub how: Leaving,
    /// People of each retained rule who had access today and have none after the step; all 0 in a sequence.
    pub uncovered: Vec<f64>,
}

/// The step after which a rule would not hold. Never of a feasible plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    pub point: usize,
    pub broken: Violation,
}

/// The steps of a plan: merges first, then closings, each in order of code. `rules`: how many are retained.
///
/// # Errors
/// The first step that would break something, with what it breaks; only for plans that are not feasible.
pub fn sequence(instance: &Instance, plan: &Solution, rules: usize) -> Result<Vec<Step>, Stuck> {
    let mut standing = Standing::new(instance);
    let mut steps = Vec::new();
    let going = |is: fn(&Leaving) -> bool| {
        (0..plan.fates.len())
            .filter_map(|j| leaving(instance, plan, j).filter(is).map(|how| (j, how)))
            .collect::<Vec<_>>()
    };
    let stages = [
        going(|how| matches!(how, Leaving::Into(_))),
        going(|how| matches!(how, Leaving::Bare)),
    ];
    for (stage, own) in (1..).zip(stages.into_iter().filter(|own| !own.is_empty())) {
        for (point, how) in own {
            standing.set(point, Some(how));
            if let Some(broken) = standing.violations().into_iter().next() {
                return Err(Stuck { point, broken });
            }
            let uncovered = (0..rules).map(|rule| standing.uncovered(rule)).collect();
            steps.push(Step {
                stage,
                point,
                how,
                uncovered,
            });
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::instance::{Arc, CoverRow, Fate, Freedom, Level, Point};
    use crate::review::oracle;
    use crate::review::solve::{Limits, Solved, lexicographic};

    /// A state recounted from nothing: which rows, communes and loads hold with these points gone.
    fn holds(instance: &Instance, gone: &[(usize, Leaving)]) -> bool {
        let is_gone = |j: usize| gone.iter().any(|(point, _)| *point == j);
        let rows = instance
            .rows
            .iter()
            .all(|row| row.members.iter().filter(|&&j| !is_gone(j as usize)).count() >= row.needs as usize);
        let communes = instance
            .communes
            .iter()
            .all(|bound| bound.members.iter().filter(|&&j| !is_gone(j as usize)).count() >= bound.minimum as usize);
        let loads = (0..instance.points.len()).filter(|&k| !is_gone(k)).all(|k| {
            let arrived: u32 = gone
                .iter()
                .filter(|(_, how)| *how == Leaving::Into(k))
                .map(|(j, _)| instance.points[*j].load)
                .sum();
            let point = &instance.points[k];
            point.load + arrived <= point.capacity.max(point.load)
        });
        let receivers = gone.iter().all(|(j, how)| match how {
            Leaving::Into(k) => !is_gone(*k),
            Leaving::Bare => instance.points[*j].load == 0,
        });
        rows && communes && loads && receivers
    }

    #[test]
    fn every_rule_holds_after_every_step_and_after_any_part_of_a_stage() {
        let mut tried = 0;
        for seed in 1..=250 {
            let instance = oracle::random_instance(seed, 8);
            let limits = Limits {
                seconds: 20.0,
                epsilon: 0.0,
                levels: &Level::ALL,
            };
            let Solved::Plan { solution, .. } =
                lexicographic(&instance, limits, &mut |_| {}).expect("the solver answers")
            else {
                continue;
            };
            let steps = sequence(&instance, &solution, 1).expect("a feasible plan has an order");
            assert_eq!(
                steps.len() as i64,
                solution.value(&instance, Level::Changes),
                "seed {seed}"
            );
            assert!(
                steps.is_sorted_by_key(|step| (step.stage, step.point)),
                "seed {seed}: {steps:?}"
            );
            assert!(steps.iter().all(|step| step.uncovered == [0.0]), "seed {seed}");
            let stages = steps.iter().map(|step| step.stage).max().unwrap_or(0);
            for stage in 1..=stages {
                let done = steps.iter().filter(|step| step.stage < stage);
                let done: Vec<(usize, Leaving)> = done.map(|step| (step.point, step.how)).collect();
                let own: Vec<&Step> = steps.iter().filter(|step| step.stage == stage).collect();
                for part in 0..1u32 << own.len() {
                    let some = own.iter().enumerate().filter(|(index, _)| part >> index & 1 == 1);
                    let gone: Vec<(usize, Leaving)> = done
                        .iter()
                        .copied()
                        .chain(some.map(|(_, step)| (step.point, step.how)))
                        .collect();
                    assert!(
                        holds(&instance, &gone),
                        "seed {seed}, stage {stage}, part {part:b}: {instance:?}"
                    );
                }
            }
            tried += usize::from(stages > 1 || steps.len() > 1);
        }
        assert!(tried > 30, "the cases must have sequences: {tried}");
    }

    #[test]
    fn a_plan_that_breaks_a_rule_is_stopped_at_the_step_that_breaks_it() {
        let point = |load, capacity| Point {
            freedom: Freedom::Closable,
            load,
            capacity,
            cost: 100,
        };
        let arc = |from, to| Arc {
            from,
            to,
            weight: 1,
            moved: 1,
        };
        let instance = Instance {
            points: vec![point(5, 10), point(4, 10), point(4, 10), point(0, 0)],
            rows: vec![CoverRow {
                members: vec![1, 3],
                needs: 1,
                beside: 0,
                people: 8.0,
                rule: 0,
            }],
            arcs: vec![arc(1, 0), arc(2, 0)],
            ..Instance::default()
        };
        let stopped = |fates: Vec<Fate>| sequence(&instance, &Solution { fates }, 1).expect_err("not feasible");
        let full = stopped(vec![Fate::Stays, Fate::Merged(0), Fate::Merged(1), Fate::Stays]);
        let broken = Violation::Capacity {
            point: 0,
            load: 13,
            most: 10,
        };
        assert_eq!(full, Stuck { point: 2, broken });
        let lost = stopped(vec![Fate::Stays, Fate::Merged(0), Fate::Stays, Fate::Closed]);
        let broken = Violation::Access { rule: 0, people: 8.0 };
        assert_eq!(lost, Stuck { point: 3, broken });
    }
}
