//! "And if this one were decided the other way?": the same review with one point flipped, solved again.
//!
//! The flip stays within the review's own constraints: a point that goes is made to stay; one that stays and may go
//! is made to go. The change of every level is told as an interval, because either solve may end at its time
//! limit; where both are proven the interval is a point, and, read level by level, never below 0: the plan is the
//! best one, and the flip takes plans away. Where nothing joins the point to the far ends of the city, only
//! the part that the flip can touch is solved (see [`super::part`]).

use super::error::ReviewError;
use super::groups::groups;
use super::instance::{Fate, Freedom, Instance, Level, Solution};
use super::obstacle::{self, Obstacle};
use super::part;
use super::reduce::{self, Need};
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
    /// The time ran out before an answer, or before its turn came.
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
    pub rows: &'a [Need],
    pub plan: &'a Solution,
    pub levels: &'a [LevelResult],
    pub epsilon: f64,
    /// How many rules are retained.
    pub rules: usize,
    pub watch: Watch<'a>,
}

/// Solver seconds that one flip may take at least; none is begun when less than that is left.
const LEAST_SECONDS: f64 = 0.25;
/// And at most.
const MOST_SECONDS: f64 = 20.0;
/// What a flip costs beside its solves.
const UNSEEN_SECONDS: f64 = 0.01;

/// The counterfactuals of some points, in their order. `seconds`: time for all of them together, by the solver's clock.
///
/// What needs no solve is answered first and takes none of it: points that are fixed, and flips that a single constraint forbids.
/// Then come the flips that touch fewest points; each may take an equal share of what is left, and what it does not need is
/// left to those after it. A point whose turn does not come is told as [`Outcome::NotComputed`].
///
/// # Errors
/// When the solver fails.
pub fn counterfactuals(
    base: &Base,
    points: &[usize],
    seconds: f64,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Counterfactual>, ReviewError> {
    let mut instance = base.instance.clone();
    let mut told = Vec::with_capacity(points.len());
    let mut open = Flips::new();
    for (index, &point) in points.iter().enumerate() {
        let flip = if base.plan.stays(point) { Flip::Go } else { Flip::Stay };
        let outcome = match at_once(&mut instance, point, flip, base.rules) {
            Ok(freedom) => {
                open.push((index, freedom));
                Outcome::NotComputed
            }
            Err(known) => known,
        };
        told.push(Counterfactual { point, flip, outcome });
    }
    let mut done = told.len() - open.len();
    let spent = base.watch.count();
    let watch = base.watch.counting(&spent);
    for (free, members) in by_part(base, &told, &open) {
        let (mut part, start) = part::held(base.instance, base.plan, &free);
        for (index, freedom) in members {
            progress(done);
            let left = seconds - spent.seconds();
            if left < LEAST_SECONDS {
                return Ok(told);
            }
            let share = (left / (told.len() - done) as f64).clamp(LEAST_SECONDS, MOST_SECONDS);
            let Counterfactual { point, flip, .. } = told[index];
            let own = std::mem::replace(&mut part.points[point].freedom, freedom);
            told[index].outcome = flipped(base, &part, &start, (point, flip), share, watch)?;
            part.points[point].freedom = own;
            // A solve that the solver's clock does not see costs something too.
            watch.spend(UNSEEN_SECONDS);
            done += 1;
        }
    }
    Ok(told)
}

/// The freedom of a point that is made to do the other thing, or what that leads to where it is known without a solve. The
/// instance is left as it was.
fn at_once(instance: &mut Instance, j: usize, flip: Flip, rules: usize) -> Result<Freedom, Outcome> {
    let own = instance.points[j].freedom;
    let freedom = match (flip, own) {
        (_, Freedom::Kept | Freedom::MustGo | Freedom::MustMerge) => return Err(Outcome::Fixed),
        (Flip::Stay, _) => return Ok(Freedom::Kept),
        (Flip::Go, Freedom::Mergeable) => Freedom::MustMerge,
        (Flip::Go, Freedom::Closable) => Freedom::MustGo,
    };
    instance.points[j].freedom = freedom;
    let obstacles = obstacle::single(instance, j, rules);
    instance.points[j].freedom = own;
    if obstacles.is_empty() {
        Ok(freedom)
    } else {
        Err(Outcome::Impossible(obstacles))
    }
}

/// Some flips, by their place in the list, with the freedom that each gives its point.
type Flips = Vec<(usize, Freedom)>;

/// The flips that are left by the part of the instance that they can touch, smallest first: its free points, and the flips.
fn by_part(base: &Base, told: &[Counterfactual], open: &Flips) -> Vec<(Vec<bool>, Flips)> {
    if open.is_empty() {
        return Vec::new();
    }
    if base.instance.maximum_changes.is_some() || base.epsilon > 0.0 {
        return vec![(vec![true; base.instance.points.len()], open.clone())];
    }
    let size = |free: &[bool]| free.iter().filter(|free| **free).count();
    let mut parts: Vec<(Vec<bool>, Flips)> = groups(base.instance, base.rows)
        .into_iter()
        .map(|free| {
            let own = open.iter().copied().filter(|(index, _)| free[told[*index].point]);
            let own = own.collect();
            (free, own)
        })
        .collect();
    parts.retain(|(_, own)| !own.is_empty());
    parts.sort_by_key(|(free, _)| size(free));
    parts
}

/// Solves the part, in which one point is made to do the other thing; `start` is the plan told in it.
fn flipped(
    base: &Base,
    part: &Instance,
    start: &Solution,
    (j, flip): (usize, Flip),
    seconds: f64,
    watch: Watch,
) -> Result<Outcome, ReviewError> {
    let instance = base.instance;
    let rows = reduce::reduced(part, base.rows);
    let start = match flip {
        Flip::Stay => {
            let mut stayed = start.clone();
            stayed.fates[j] = Fate::Stays;
            Some(stayed)
        }
        Flip::Go => moved_away(part, start, j),
    };
    let limits = Limits {
        seconds,
        epsilon: base.epsilon,
        levels: &Level::DECISIVE,
    };
    Ok(
        match lexicographic_from(part, &rows, start, limits, watch, &mut |_| {})? {
            Solved::NothingFound => Outcome::NotComputed,
            Solved::Infeasible { .. } => {
                let mut forced = instance.clone();
                forced.points[j].freedom = part.points[j].freedom;
                Outcome::Impossible(obstacle::against_going(&forced, j, base.rules, seconds, watch)?)
            }
            Solved::Plan { solution, levels } => Outcome::Changed {
                levels: changes(base, &levels),
                others: differing(instance, base.plan, part, &solution)
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
fn moved_away(instance: &Instance, plan: &Solution, j: usize) -> Option<Solution> {
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
