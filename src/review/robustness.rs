//! How firmly a decision stands: in how many other good plans, and under how many other readings, is it the same?
//!
//! *Other good plans* cost at most a published share more than the proposal and keep everything the proposal keeps.
//! Each is taken as far as possible from those before it (the number of points that stay in one and go in the
//! other, summed), so that a few plans show the breadth of what is nearly as good. *Other readings* are the runs
//! of the sensitivity table under the same preset. Compared is whether the point stays or goes, not where it is merged.

use super::error::ReviewError;
use super::instance::{Fate, Freedom, Instance, Level, Solution};
use super::model::{self, Objective, Outcome};
use super::reduce::Need;
use super::watch::Watch;

/// A decision is called robust when it is the same in at least this share of the plans and, apart, of the
/// readings. No source sets it; the shares are shown beside the word.
pub const ROBUST_SHARE: f64 = 0.8;

/// Plans nearly as good as the proposal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NearlyAsGood {
    /// Each differs from the proposal and from all others.
    pub plans: Vec<Solution>,
    /// There are no more than these: proven.
    pub is_all: bool,
}

/// At most `most` plans whose cost is at most `1 + epsilon` times the proposal's. `rows` are minimal ones; `seconds` is
/// shared equally.
///
/// # Errors
/// When the solver fails.
pub fn nearly_as_good(
    instance: &Instance,
    rows: &[Need],
    proposal: &Solution,
    epsilon: f64,
    most: usize,
    seconds: f64,
    watch: Watch,
) -> Result<NearlyAsGood, ReviewError> {
    let is_fixed = |freedom: Freedom| freedom == Freedom::Kept || freedom.must_leave();
    if most == 0 || instance.points.iter().all(|point| is_fixed(point.freedom)) {
        return Ok(NearlyAsGood {
            plans: Vec::new(),
            is_all: most > 0,
        });
    }
    let cost = proposal.value(instance, Level::Cost);
    let ceiling = (Level::Cost, cost + (cost as f64 * epsilon).floor() as i64);
    let mut known = vec![proposal.clone()];
    let mut is_all = false;
    while known.len() <= most {
        let objective = Objective::FarFrom(&known);
        let each = (seconds / most as f64).max(0.1);
        let start = one_more_kept(instance, &known, ceiling.1);
        match model::minimise(instance, rows, objective, &[ceiling], start.as_ref(), each, watch)? {
            Outcome::Solved { solution, .. } => known.push(solution),
            Outcome::Infeasible => {
                is_all = true;
                break;
            }
            Outcome::NothingFound => break,
        }
    }
    known.remove(0);
    Ok(NearlyAsGood { plans: known, is_all })
}

/// The proposal (the first of those known) with one point kept that goes in it, where that is within the cost and new.
fn one_more_kept(instance: &Instance, known: &[Solution], most: i64) -> Option<Solution> {
    let proposal = &known[0];
    let going = (0..proposal.fates.len()).filter(|&j| !proposal.stays(j) && !instance.points[j].freedom.must_leave());
    going
        .map(|j| {
            let mut kept = proposal.clone();
            kept.fates[j] = Fate::Stays;
            kept
        })
        .find(|kept| {
            let is_new = known.iter().all(|plan| model::apart(plan, kept) > 0);
            is_new && kept.value(instance, Level::Cost) <= most
        })
}

/// One decision's standing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Robustness {
    /// Share of the nearly-as-good plans in which it is the same; 1 where it is proven that there is no other plan, `None`
    /// where none was looked for or found.
    pub plans: Option<f64>,
    /// Share of the other readings; `None` without a table.
    pub readings: Option<f64>,
}

impl Robustness {
    /// `None` when neither share is known.
    pub fn is_robust(&self) -> Option<bool> {
        let shares: Vec<f64> = [self.plans, self.readings].into_iter().flatten().collect();
        (!shares.is_empty()).then(|| shares.iter().all(|&share| share >= ROBUST_SHARE))
    }
}

/// The standing of every point. `readings` says of each solved reading which points stay.
pub fn robustness(proposal: &Solution, others: &NearlyAsGood, readings: &[Vec<bool>]) -> Vec<Robustness> {
    let share = |same: usize, all: usize| (all > 0).then(|| same as f64 / all as f64);
    (0..proposal.fates.len())
        .map(|j| {
            let stays = proposal.stays(j);
            let same = others.plans.iter().filter(|plan| plan.stays(j) == stays).count();
            let read = readings.iter().filter(|reading| reading[j] == stays).count();
            Robustness {
                plans: share(same, others.plans.len()).or(others.is_all.then_some(1.0)),
                readings: share(read, readings.len()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::oracle;
    use crate::review::reduce::minimal_rows;
    use crate::review::solve::{Limits, Solved, lexicographic};
    use std::collections::BTreeSet;

    /// Which points stay, over every feasible solution within a cost.
    fn all_within(instance: &Instance, ceiling: i64) -> BTreeSet<Vec<bool>> {
        let mut found = BTreeSet::new();
        oracle::for_each(instance, &mut |solution| {
            if solution.value(instance, Level::Cost) <= ceiling {
                found.insert((0..instance.points.len()).map(|j| solution.stays(j)).collect());
            }
        });
        found
    }

    #[test]
    fn the_plans_found_are_different_good_ones_and_all_of_them_when_it_says_so() {
        let (mut several, mut complete) = (0, 0);
        for seed in 1..=90 {
            let instance = oracle::random_instance(seed, 7);
            let limits = Limits {
                seconds: 20.0,
                epsilon: 0.0,
                levels: &Level::ALL,
            };
            let Solved::Plan { solution, .. } = lexicographic(&instance, limits, &mut |_| {}).expect("answers") else {
                continue;
            };
            let rows = minimal_rows(&instance);
            let found = nearly_as_good(&instance, &rows, &solution, 0.8, 4, 20.0, Watch::NOBODY).expect("answers");
            let cost = solution.value(&instance, Level::Cost);
            let all = all_within(&instance, cost + (cost as f64 * 0.8).floor() as i64);
            let stays = |plan: &Solution| -> Vec<bool> { (0..instance.points.len()).map(|j| plan.stays(j)).collect() };
            let mut told: BTreeSet<Vec<bool>> = found.plans.iter().map(stays).collect();
            assert_eq!(told.len(), found.plans.len(), "seed {seed}: the same plan twice");
            told.insert(stays(&solution));
            assert!(told.is_subset(&all), "seed {seed}");
            let expected = all.len().min(5);
            assert_eq!(told.len(), expected, "seed {seed}: {} exist", all.len());
            assert!(!found.is_all || told == all, "seed {seed}");
            several += usize::from(found.plans.len() > 1);
            complete += usize::from(found.is_all);
        }
        assert!(several > 10 && complete > 5, "{several} {complete}");
    }

    #[test]
    fn shares_are_of_plans_and_readings_apart() {
        let plan = |stays: [bool; 2]| Solution {
            fates: stays
                .map(|stays| if stays { Fate::Stays } else { Fate::Closed })
                .to_vec(),
        };
        let others = NearlyAsGood {
            plans: vec![plan([true, false]), plan([false, true])],
            is_all: false,
        };
        let told = robustness(&plan([true, true]), &others, &[vec![true, true]]);
        assert_eq!((told[0].plans, told[0].readings), (Some(0.5), Some(1.0)));
        assert_eq!((told[0].is_robust(), told[1].is_robust()), (Some(false), Some(false)));
        let alone = NearlyAsGood {
            plans: Vec::new(),
            is_all: true,
        };
        assert_eq!(robustness(&plan([true, true]), &alone, &[])[0].is_robust(), Some(true));
        assert_eq!(
            robustness(&plan([true, true]), &NearlyAsGood::default(), &[])[0].is_robust(),
            None
        );
    }
}
