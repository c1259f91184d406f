//! "And if this one were decided the other way?": the same review with one point flipped, solved again.
//!
//! The flip stays within the review's own constraints: a point that goes is made to stay; one that stays and may go
//! is made to go. The change of every level is told as an interval, because either solve may end at its time
//! limit; where both are proven the interval is a point, and, read level by level, never below 0: the plan is the
//! best one, and the flip takes plans away. Where nothing joins the point to the far ends of the city, only
//! the part that the flip can touch is solved (see [`super::part`]).

use super::error::ReviewError;
use super::instance::{Fate, Freedom, Instance, Level, Solution};
use super::obstacle::{self, Obstacle};
use super::part;
use super::reduce;
use super::solve::{LevelResult, Limits, Solved, lexicographic_from};
use super::watch::Watch;

/// What a point is made to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flip {
    Stay,
    Go,
}

impl Flip {
    pub fn code(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Go => "go",
        }
    }
}

/// How much a level's best value changes: at least `lower`, at most `upper`, in the level's own whole units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelChange {
    pub level: Level,
    pub lower: i64,
    pub upper: i64,
}

/// What a flip leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Changed {
        levels: Vec<LevelChange>,
        /// The other points whose fate differs from the plan's, in order.
        others: Vec<usize>,
    },
    Impossible(Vec<Obstacle>),
    /// The settings or the preset fix this point: there is no choice to flip.
    Fixed,
    /// The time ran out before an answer, or before its turn.
    NotComputed,
}

/// One point's counterfactual.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    pub point: usize,
    pub flip: Flip,
    pub outcome: Outcome,
}

/// A plan with its proof.
pub struct Base<'a> {
    pub instance: &'a Instance,
    /// Minimal rows of the instance.
    pub rows: &'a [Vec<u32>],
    pub plan: &'a Solution,
    pub levels: &'a [LevelResult],
    pub epsilon: f64,
    /// How many rules are retained.
    pub rules: usize,
    pub watch: Watch<'a>,
}

/// Solver seconds that one flip gets at least; those for which the budget does not suffice are not begun.
const LEAST_SECONDS: f64 = 0.25;
/// And at most.
const MOST_SECONDS: f64 = 20.0;

/// The counterfactuals of some points, in their order. `seconds`: solver time for all of them, shared equally, so
/// that which ones are computed does not depend on a clock.
///
/// # Errors
/// When the solver fails.
pub fn counterfactuals(
    base: &Base,
    points: &[usize],
    seconds: f64,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Counterfactual>, ReviewError> {
    let each = (seconds / points.len().max(1) as f64).clamp(LEAST_SECONDS, MOST_SECONDS);
    let affordable = (seconds / each + 1e-9).floor() as usize;
    let mut told = Vec::with_capacity(points.len());
    for (index, &point) in points.iter().enumerate() {
        progress(index);
        let flip = if base.plan.stays(point) { Flip::Go } else { Flip::Stay };
        let outcome = if index < affordable {
            flipped(base, point, flip, each)?
        } else {
            Outcome::NotComputed
        };
        told.push(Counterfactual { point, flip, outcome });
    }
    Ok(told)
}

fn flipped(base: &Base, j: usize, flip: Flip, seconds: f64) -> Result<Outcome, ReviewError> {
    let instance = base.instance;
    let freedom = match (flip, instance.points[j].freedom) {
        (_, Freedom::Kept | Freedom::MustGo | Freedom::MustMerge) => return Ok(Outcome::Fixed),
        (Flip::Stay, _) => Freedom::Kept,
        (Flip::Go, Freedom::Mergeable) => Freedom::MustMerge,
        (Flip::Go, Freedom::Closable) => Freedom::MustGo,
    };
    let is_whole = instance.maximum_changes.is_some() || base.epsilon > 0.0;
    let free = if is_whole {
        vec![true; instance.points.len()]
    } else {
        part::touched(instance, base.rows, &[j])
    };
    let (mut part, mut start) = part::held(instance, base.plan, &free);
    part.points[j].freedom = freedom;
    let rows = reduce::reduced(&part, base.rows);
    let start = match flip {
        Flip::Stay => {
            start.fates[j] = Fate::Stays;
            Some(start)
        }
        Flip::Go => moved_away(&part, start, j),
    };
    let limits = Limits {
        seconds,
        epsilon: base.epsilon,
    };
    Ok(
        match lexicographic_from(&part, &rows, start, limits, base.watch, &mut |_| {})? {
            Solved::NothingFound => Outcome::NotComputed,
            Solved::Infeasible { .. } => {
                let mut forced = instance.clone();
                forced.points[j].freedom = freedom;
                Outcome::Impossible(obstacle::against_going(&forced, j, base.rules, seconds, base.watch)?)
            }
            Solved::Plan { solution, levels } => Outcome::Changed {
                levels: changes(base, &levels),
                others: differing(instance, base.plan, &part, &solution)
                    .into_iter()
                    .filter(|&other| other != j)
                    .collect(),
            },
        },
    )
}

/// The change of each level. A flip takes plans away, so no bound of the plan's own problem is lost by it: it holds for the
/// first level, and for each further one as long as all before are proven to be unchanged.
fn changes(base: &Base, levels: &[LevelResult]) -> Vec<LevelChange> {
    let mut is_unchanged = true;
    let pairs = base.levels.iter().zip(levels);
    pairs
        .map(|(plan, other)| {
            let bound = if is_unchanged {
                other.bound.max(plan.bound)
            } else {
                other.bound
            };
            let (lower, upper) = (bound - plan.value, other.value - plan.bound);
            is_unchanged &= lower == 0 && upper == 0 && base.epsilon == 0.0;
            LevelChange {
                level: plan.level,
                lower,
                upper,
            }
        })
        .collect()
}

/// The plan with `j` merged into its nearest receiver, or closed, where that alone is feasible.
fn moved_away(instance: &Instance, plan: Solution, j: usize) -> Option<Solution> {
    let own = (0..instance.arcs.len()).filter(|&arc| instance.arcs[arc].from as usize == j);
    let mut fates: Vec<(u32, Fate)> = own.map(|arc| (instance.arcs[arc].weight, Fate::Merged(arc))).collect();
    fates.sort_by_key(|(weight, _)| *weight);
    fates.push((u32::MAX, Fate::Closed));
    fates.into_iter().find_map(|(_, fate)| {
        let mut moved = plan.clone();
        moved.fates[j] = fate;
        moved.broken(instance).is_none().then_some(moved)
    })
}

/// The points that one plan does something else with than another.
pub fn differing(instance: &Instance, plan: &Solution, other_instance: &Instance, other: &Solution) -> Vec<usize> {
    let of = |instance: &Instance, plan: &Solution, j: usize| super::standing::leaving(instance, plan, j);
    (0..plan.fates.len())
        .filter(|&j| of(instance, plan, j) != of(other_instance, other, j))
        .collect()
}
