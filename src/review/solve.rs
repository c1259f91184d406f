//! The levels, one after another, each kept within epsilon by those that follow.

use super::bounds::least_changes;
use super::error::ReviewError;
use super::greedy;
use super::groups::{group_by_group, groups};
use super::instance::{Freedom, Instance, Level, Solution};
use super::model::{self, Ceiling, Objective, Outcome};
use super::reduce::{self, Need};
use super::watch::Watch;

/// Limits of a solve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Solver time over all levels.
    pub seconds: f64,
    /// How much of a level's value the later levels may give up, as a share; 0 keeps each optimum intact.
    pub epsilon: f64,
    /// What is solved: all levels, or as many from the first on as matter.
    pub levels: &'static [Level],
}

/// How far a level was driven. Proven optimal when value and bound agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelResult {
    pub level: Level,
    pub value: i64,
    pub bound: i64,
}

impl LevelResult {
    /// Relative gap: `(value - bound) / max(|value|, 1)`.
    pub fn gap(&self) -> f64 {
        (self.value - self.bound) as f64 / self.value.abs().max(1) as f64
    }
}

/// The end of a solve.
#[derive(Clone, Debug, PartialEq)]
pub enum Solved {
    Plan {
        solution: Solution,
        levels: Vec<LevelResult>,
    },
    /// No plan satisfies everything. The fewest pins "must go" that would have to be lifted, as point
    /// indices: lifting them makes the rest feasible, lifting fewer does not (when `is_fewest`).
    Infeasible { lift: Vec<usize>, is_fewest: bool },
    /// The time limit came first.
    NothingFound,
}

/// Shares of the time limit by level: cost decides the plan, the rest breaks ties. What a level leaves over is shared by those after it.
const TIME_SHARES: [f64; 4] = [0.55, 0.25, 0.05, 0.15];

/// Share of the time that the whole gets before its groups are solved apart.
const SHARE_OF_THE_WHOLE: f64 = 0.4;

/// Solves every level exactly as far as the time allows; `progress` hears of each level when it ends.
///
/// # Errors
/// When the solver fails or returns an answer that breaks a constraint.
pub fn lexicographic(
    instance: &Instance,
    limits: Limits,
    progress: &mut dyn FnMut(LevelResult),
) -> Result<Solved, ReviewError> {
    let rows = reduce::minimal_rows(instance);
    lexicographic_over(instance, &rows, limits, progress)
}

/// The same over given cover rows (reduced or not).
///
/// # Errors
/// As [`lexicographic`].
pub fn lexicographic_over(
    instance: &Instance,
    rows: &[Need],
    limits: Limits,
    progress: &mut dyn FnMut(LevelResult),
) -> Result<Solved, ReviewError> {
    lexicographic_from(instance, rows, None, limits, Watch::NOBODY, progress)
}

/// The same from a plan that is known already, if there is one; it must be feasible. `watch` hears of every solve.
///
/// What the solver leaves open for the whole is solved again group by group ([`super::groups`]), where nothing joins the groups.
///
/// # Errors
/// As [`lexicographic`].
pub fn lexicographic_from(
    instance: &Instance,
    rows: &[Need],
    start: Option<Solution>,
    limits: Limits,
    watch: Watch,
    progress: &mut dyn FnMut(LevelResult),
) -> Result<Solved, ReviewError> {
    let is_separable = limits.epsilon == 0.0 && instance.maximum_changes.is_none();
    let own = if is_separable {
        groups(instance, rows)
    } else {
        Vec::new()
    };
    if own.len() < 2 {
        return levels_from(instance, rows, start, limits, watch, progress);
    }
    let first = Limits {
        seconds: limits.seconds * SHARE_OF_THE_WHOLE,
        ..limits
    };
    let whole = levels_from(instance, rows, start, first, watch, progress)?;
    let Solved::Plan { solution, levels } = &whole else {
        return Ok(whole);
    };
    if levels.iter().all(|level| level.value == level.bound) {
        return Ok(whole);
    }
    let seconds = limits.seconds - first.seconds;
    let Some((better, told)) = group_by_group(instance, rows, solution, &own, (limits.levels, seconds), watch)? else {
        return Ok(whole);
    };
    let values = |levels: &[LevelResult]| levels.iter().map(|level| level.value).collect::<Vec<i64>>();
    if values(&told) > values(levels) {
        return Ok(whole);
    }
    // The bound of the whole holds as long as the levels before it stand where they stood.
    let mut is_same = true;
    let mut merged = Vec::with_capacity(told.len());
    for (level, other) in told.into_iter().zip(levels) {
        let bound = if is_same {
            level.bound.max(other.bound)
        } else {
            level.bound
        };
        is_same &= level.value == other.value;
        let level = LevelResult { bound, ..level };
        progress(level);
        merged.push(level);
    }
    Ok(Solved::Plan {
        solution: better,
        levels: merged,
    })
}

/// Every level over the whole instance, one after another.
///
/// # Errors
/// As [`lexicographic`].
pub(super) fn levels_from(
    instance: &Instance,
    rows: &[Need],
    start: Option<Solution>,
    limits: Limits,
    watch: Watch,
    progress: &mut dyn FnMut(LevelResult),
) -> Result<Solved, ReviewError> {
    debug_assert!(start.as_ref().is_none_or(|start| start.broken(instance).is_none()));
    let mut best = cheaper(instance, start, greedy::first_plan(instance, rows));
    let mut levels: Vec<LevelResult> = Vec::new();
    let mut ceilings: Vec<Ceiling> = Vec::new();
    if instance.points.iter().all(|point| point.freedom == Freedom::Kept) {
        let solution = Solution::unchanged(instance);
        let proven = |level| LevelResult {
            level,
            value: solution.value(instance, level),
            bound: solution.value(instance, level),
        };
        let levels: Vec<LevelResult> = limits.levels.iter().copied().map(proven).collect();
        levels.iter().for_each(|&level| progress(level));
        return Ok(Solved::Plan { solution, levels });
    }
    let spent = watch.count();
    for (index, &level) in limits.levels.iter().enumerate() {
        if let Some(start) = &best
            && level == Level::Changes
            && start.value(instance, level) == least_changes(instance, &ceilings)
        {
            // Fewer changes would cost more than the cost level allows: nothing to solve.
            let value = start.value(instance, level);
            let result = LevelResult {
                level,
                value,
                bound: value,
            };
            progress(result);
            levels.push(result);
            ceilings.push((level, value));
            continue;
        }
        let share = TIME_SHARES[index] / TIME_SHARES[index..limits.levels.len()].iter().sum::<f64>();
        let seconds = ((limits.seconds - spent.seconds()) * share).max(0.1);
        match model::minimise(
            instance,
            rows,
            Objective::Level(level),
            &ceilings,
            best.as_ref(),
            seconds,
            watch.counting(&spent),
        )? {
            Outcome::Solved { solution, value, bound } => {
                let result = LevelResult { level, value, bound };
                progress(result);
                levels.push(result);
                ceilings.push((level, value + (value.abs() as f64 * limits.epsilon).floor() as i64));
                best = Some(solution);
            }
            Outcome::Infeasible => return conflict(instance, rows, limits, watch),
            Outcome::NothingFound => return Ok(Solved::NothingFound),
        }
    }
    let solution = best.expect("every level found a solution");
    if limits.epsilon == 0.0 {
        return Ok(Solved::Plan { solution, levels });
    }
    // With an epsilon later levels may have moved the earlier ones: report where they ended.
    for result in &mut levels {
        result.value = solution.value(instance, result.level);
    }
    Ok(Solved::Plan { solution, levels })
}

fn cheaper(instance: &Instance, a: Option<Solution>, b: Option<Solution>) -> Option<Solution> {
    let cost = |plan: &Solution| plan.value(instance, Level::Cost);
    match (a, b) {
        (Some(a), Some(b)) => Some(if cost(&b) < cost(&a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn conflict(instance: &Instance, rows: &[Need], limits: Limits, watch: Watch) -> Result<Solved, ReviewError> {
    let seconds = (limits.seconds * TIME_SHARES[1]).max(1.0);
    match model::minimise(instance, rows, Objective::LiftedPins, &[], None, seconds, watch)? {
        Outcome::Solved { solution, value, bound } => Ok(Solved::Infeasible {
            lift: model::lifted(instance, &solution).collect(),
            is_fewest: value == bound,
        }),
        Outcome::Infeasible | Outcome::NothingFound => {
            let lift = (0..instance.points.len())
                .filter(|&j| instance.points[j].freedom.must_leave())
                .collect();
            Ok(Solved::Infeasible { lift, is_fewest: false })
        }
    }
}
