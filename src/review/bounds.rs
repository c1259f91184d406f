//! Bounds that need no solver: what the levels before a level leave it.
//!
//! Where time ends before a later level, the solver may know nothing of it, and its bound is 0. How many points cost allows to
//! stay is known all the same, and so many at least go.

use super::instance::{Freedom, Instance, Level, Point};
use super::model::Ceiling;
use super::solve::LevelResult;

/// Raises the bound of the number of changes. As every bound of a later level it holds for plans in which the levels before it are as
/// told.
pub(super) fn raise(instance: &Instance, levels: &mut [LevelResult]) {
    let Some(at) = levels.iter().position(|level| level.level == Level::Changes) else {
        return;
    };
    let ceilings: Vec<Ceiling> = levels[..at].iter().map(|level| (level.level, level.value)).collect();
    let changes = &mut levels[at];
    changes.bound = changes.bound.max(least_changes(instance, &ceilings)).min(changes.value);
}

/// No plan within the cost ceiling changes fewer points: those that stay cost at least the cheapest one each.
pub(super) fn least_changes(instance: &Instance, ceilings: &[Ceiling]) -> i64 {
    let must_go = instance.points.iter().filter(|point| point.freedom.must_leave());
    let frees = instance.points.iter().filter(is_free).count() as i64;
    must_go.count() as i64 + (frees - most_free_that_stay(instance, ceilings)).max(0)
}

fn is_free(point: &&Point) -> bool {
    matches!(point.freedom, Freedom::Mergeable | Freedom::Closable)
}

/// How many points that may go stay at most, each at the price of the cheapest.
fn most_free_that_stay(instance: &Instance, ceilings: &[Ceiling]) -> i64 {
    let kept = instance.points.iter().filter(|point| point.freedom == Freedom::Kept);
    let certain: i64 = kept.map(|point| i64::from(point.cost)).sum();
    let free = || instance.points.iter().filter(is_free);
    let cheapest = free().map(|point| i64::from(point.cost)).min().unwrap_or(1).max(1);
    let cost = ceilings.iter().find(|(level, _)| *level == Level::Cost);
    let ceiling = cost.map_or(i64::MAX / 2, |(_, value)| *value);
    (ceiling - certain).div_euclid(cheapest).clamp(0, free().count() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::oracle;

    #[test]
    fn raised_bounds_stay_below_every_best_plan_and_say_something() {
        let (mut compared, mut raised) = (0, 0);
        for seed in 1..=150 {
            let instance = oracle::random_bounded(seed, 6);
            let Some((best, _)) = oracle::best(&instance) else {
                continue;
            };
            let open = |(&level, &value): (&Level, &i64)| LevelResult { level, value, bound: 0 };
            let mut levels: Vec<LevelResult> = Level::ALL.iter().zip(&best).map(open).collect();
            raise(&instance, &mut levels);
            for level in &levels {
                assert!(level.bound <= level.value, "seed {seed}: {levels:?}");
                raised += u32::from(level.bound > 0);
            }
            // With a higher ceiling the bound holds for every plan below it.
            let cost = best[0] + 150;
            let ceilings = [(Level::Cost, cost)];
            let changes = least_changes(&instance, &ceilings);
            oracle::for_each(&instance, &mut |plan| {
                let is_within = plan.value(&instance, Level::Cost) <= cost;
                assert!(
                    !is_within || plan.value(&instance, Level::Changes) >= changes,
                    "seed {seed}"
                );
            });
            compared += 1;
        }
        assert!(compared > 60 && raised > 30, "{compared} {raised}");
    }
}
