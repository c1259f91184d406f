//! A plan proven group by group.
//!
//! Points that share no minimal row, no receiver's room and no bound do not know of each other ([`super::part`]), so every level's
//! optimum is the sum over such groups. A level that the solver leaves open for the whole city within its time - travel and the
//! order of codes have many equal plans - is then proven group by group, and the proof hangs on the largest group, not on the city
//! or on the speed of the machine. Without a cap on changes only, and with every optimum kept intact: either joins the groups.

use super::error::ReviewError;
use super::instance::{Freedom, Instance, Level, Solution};
use super::part::{Links, held, told_in};
use super::reduce::{self, Need};
use super::solve::{LevelResult, Limits, Solved, levels_from};
use super::watch::Watch;

/// The free points of each group, groups in the order of their first points. One entry a point.
pub fn groups(instance: &Instance, rows: &[Need]) -> Vec<Vec<bool>> {
    let n = instance.points.len();
    let mut is_grouped = vec![false; n];
    let mut groups = Vec::new();
    let links = Links::of(instance, rows);
    for j in 0..n {
        if is_grouped[j] || instance.points[j].freedom == Freedom::Kept {
            continue;
        }
        let own = links.touched(&[j]);
        own.iter()
            .enumerate()
            .filter(|(_, own)| **own)
            .for_each(|(k, _)| is_grouped[k] = true);
        groups.push(own);
    }
    groups
}

/// Improves a feasible plan group by group in these levels; `seconds` are shared equally, what is left over among those that
/// follow. `None` where some group finds no answer.
///
/// The bounds are those of the whole: of the levels up to the first that is not proven, and of that one; 0 after it.
///
/// # Errors
/// When the solver fails or the listener ended it.
pub fn group_by_group(
    instance: &Instance,
    rows: &[Need],
    plan: &Solution,
    groups: &[Vec<bool>],
    (levels, seconds): (&'static [Level], f64),
    watch: Watch,
) -> Result<Option<(Solution, Vec<LevelResult>)>, ReviewError> {
    let spent = watch.count();
    let mut plan = plan.clone();
    let mut open = vec![0i64; levels.len()];
    // The smallest first: what they leave over goes to those that are hard.
    let mut groups: Vec<&Vec<bool>> = groups.iter().collect();
    groups.sort_by_key(|free| free.iter().filter(|free| **free).count());
    for (index, &free) in groups.iter().enumerate() {
        let limits = Limits {
            seconds: (seconds - spent.seconds()) / (groups.len() - index) as f64,
            epsilon: 0.0,
            levels,
        };
        let (part, start) = held(instance, &plan, free);
        let part_rows = reduce::reduced(&part, rows);
        let Solved::Plan { solution, levels } = levels_from(
            &part,
            &part_rows,
            Some(start),
            limits,
            watch.counting(&spent),
            &mut |_| {},
        )?
        else {
            return Ok(None);
        };
        let Some(told) = told_in(&solution, &part, instance) else {
            return Ok(None);
        };
        plan = told;
        for (open, level) in open.iter_mut().zip(&levels) {
            *open += level.value - level.bound;
        }
    }
    let mut is_proven = true;
    let levels = levels.iter().zip(open).map(|(&level, open)| {
        let value = plan.value(instance, level);
        let bound = if is_proven { value - open } else { 0 };
        is_proven &= open == 0;
        LevelResult { level, value, bound }
    });
    let levels = levels.collect();
    Ok(Some((plan, levels)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::oracle;
    use crate::review::reduce::minimal_rows;
    use crate::review::solve::lexicographic;

    #[test]
    fn groups_solved_one_after_another_reach_every_level_of_the_best_plan_of_all() {
        let (mut compared, mut several) = (0, 0);
        for seed in 1..=160 {
            let mut instance = oracle::random_instance(seed, 9);
            instance.maximum_changes = None;
            let Some((best, _)) = oracle::best(&instance) else {
                continue;
            };
            let unchanged = Solution::unchanged(&instance);
            if unchanged.broken(&instance).is_some() {
                continue;
            }
            let rows = minimal_rows(&instance);
            let found = groups(&instance, &rows);
            let told = group_by_group(&instance, &rows, &unchanged, &found, (&Level::ALL, 60.0), Watch::NOBODY)
                .expect("answers");
            let (plan, levels) = told.expect("every group has an answer");
            assert_eq!(plan.broken(&instance), None, "seed {seed}");
            let values: Vec<i64> = levels.iter().map(|level| level.value).collect();
            assert_eq!(values, best, "seed {seed}: {instance:?}");
            assert!(
                levels.iter().all(|level| level.bound == level.value),
                "seed {seed}: {levels:?}"
            );
            let whole = lexicographic(
                &instance,
                Limits {
                    seconds: 20.0,
                    epsilon: 0.0,
                    levels: &Level::ALL,
                },
                &mut |_| {},
            )
            .expect("answers");
            let Solved::Plan { levels: whole, .. } = whole else {
                panic!("seed {seed}: {whole:?}")
            };
            assert_eq!(levels, whole, "seed {seed}");
            compared += 1;
            several += usize::from(found.len() > 1);
        }
        assert!(compared > 60 && several > 20, "{compared} {several}");
    }
}
