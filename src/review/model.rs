//! One mixed-integer programme a level, for HiGHS.
//!
//! Columns: `y_j` (point j stays), then `x_a` (arc a is used). The constraints are those of
//! [`Solution::broken`]; the objective is one [`Level`], and the levels before it are bounds.
//!
//! Where neither objective nor bounds look at arcs, a point without load needs no columns of its own for them: any receiver that
//! stays takes it, so its arcs come to one cover row, `y_j + sum of y_to >= 1`. Without loads the model is a set cover.
//! One thread and a fixed seed: the same model gives the same answer.

use super::error::ReviewError;
use super::instance::{Arc, Fate, Freedom, Instance, Level, Solution};
use super::mip::{self, End};
use super::reduce::Need;
use super::told;
use super::watch::{Heard, Watch};
use highs::RowProblem;
use std::ops::ControlFlow;

/// What a level may not exceed, since an earlier solve found it.
pub type Ceiling = (Level, i64);

/// How a solve ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `bound` is proven: no feasible solution has a lower value. Optimal when it equals the value.
    Solved {
        solution: Solution,
        value: i64,
        bound: i64,
    },
    Infeasible,
    /// The time limit came before any feasible solution.
    NothingFound,
}

/// Which points the objective counts: a level, or the pins that would have to be lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective<'a> {
    Level(Level),
    /// How many points that must go would have to stay; their pins are lifted in this model only.
    LiftedPins,
    /// As many points as possible that stay in one plan and go in the other, counted over all of these
    /// plans (the negative of that number is minimised); at least one in each.
    FarFrom(&'a [Solution]),
}

impl Objective<'_> {
    fn name(self) -> &'static str {
        match self {
            Objective::Level(level) => level.code(),
            Objective::LiftedPins => "lifted_pins",
            Objective::FarFrom(_) => "far_from",
        }
    }

    /// Coefficient of "point `j` stays".
    fn of_staying(self, instance: &Instance, j: usize) -> i64 {
        match self {
            Objective::Level(level) => level.of_staying(instance, j),
            Objective::LiftedPins => i64::from(instance.points[j].freedom.must_leave()),
            Objective::FarFrom(plans) => plans.iter().map(|plan| if plan.stays(j) { 1 } else { -1 }).sum(),
        }
    }

    fn of_arc(self, arc: &Arc) -> i64 {
        match self {
            Objective::Level(level) => level.of_arc(arc),
            Objective::LiftedPins | Objective::FarFrom(_) => 0,
        }
    }

    fn counts_arcs(self) -> bool {
        matches!(self, Objective::Level(level) if level.counts_arcs())
    }

    /// Stays out of the solver's objective.
    fn constant(self, instance: &Instance) -> i64 {
        match self {
            Objective::Level(level) => level.constant(instance),
            Objective::LiftedPins => 0,
            Objective::FarFrom(plans) => -(plans.iter().map(staying).sum::<i64>()),
        }
    }

    /// Whole units in one unit as people read it.
    fn units(self) -> f64 {
        match self {
            Objective::Level(level) => told::units(level),
            Objective::LiftedPins | Objective::FarFrom(_) => 1.0,
        }
    }

    fn value(self, instance: &Instance, solution: &Solution) -> i64 {
        match self {
            Objective::Level(level) => solution.value(instance, level),
            Objective::LiftedPins => lifted(instance, solution).count() as i64,
            Objective::FarFrom(plans) => -(plans.iter().map(|plan| apart(plan, solution)).sum::<i64>()),
        }
    }
}

fn staying(plan: &Solution) -> i64 {
    (0..plan.fates.len()).filter(|&j| plan.stays(j)).count() as i64
}

/// How many points stay in one of two plans and go in the other.
pub fn apart(a: &Solution, b: &Solution) -> i64 {
    (0..a.fates.len()).filter(|&j| a.stays(j) != b.stays(j)).count() as i64
}

/// Minimises `objective` under the instance, the cover rows given and the ceilings.
///
/// `start` must be feasible (it is passed to the solver as its incumbent). `seconds` bounds the
/// solver's own time, and `watch` hears of it.
///
/// # Errors
/// When HiGHS refuses the model or its answer, rounded to whole numbers, breaks a constraint.
pub fn minimise(
    instance: &Instance,
    rows: &[Need],
    objective: Objective,
    ceilings: &[Ceiling],
    start: Option<&Solution>,
    seconds: f64,
    watch: Watch,
) -> Result<Outcome, ReviewError> {
    let failed = |reason: String| ReviewError::Solver {
        level: objective.name(),
        reason,
    };
    let (problem, arcs) = build(instance, rows, objective, ceilings);
    let start_columns = start.map(|start| columns_of(start, &arcs.columns));
    let (constant, scale) = (objective.constant(instance) as f64, objective.units());
    let told = |heard: Heard| {
        let shown = |value: f64| (value + constant) / scale;
        let heard = Heard {
            incumbent: heard.incumbent.map(shown),
            bound: heard.bound.map(shown),
            ..heard
        };
        watch
            .listener()
            .map_or(ControlFlow::Continue(()), |listener| listener(heard))
    };
    let heard = watch.heard_by(&told);
    let ended = mip::minimise(problem, start_columns.as_deref(), seconds, objective.name(), heard)?;
    let (found, is_optimal, bound) = match ended {
        End::Infeasible => return Ok(Outcome::Infeasible),
        End::NothingFound { bound } => (start.cloned(), false, bound),
        End::Found {
            columns,
            is_optimal,
            bound,
        } => (Some(rounded(instance, &arcs, &columns)), is_optimal, bound),
    };
    let Some(solution) = found else {
        return Ok(Outcome::NothingFound);
    };
    let relaxed;
    let checked = match objective {
        Objective::Level(_) | Objective::FarFrom(_) => instance,
        Objective::LiftedPins => {
            relaxed = with_lifted_pins(instance);
            &relaxed
        }
    };
    if let Some(reason) = solution.broken(checked) {
        return Err(failed(format!("its answer breaks a constraint: {reason}")));
    }
    if let Objective::FarFrom(plans) = objective
        && plans.iter().any(|plan| apart(plan, &solution) == 0)
    {
        return Err(failed("its answer is one of the plans to keep away from".into()));
    }
    let value = objective.value(instance, &solution);
    let bound = match bound {
        _ if is_optimal => value,
        Some(bound) => (mip::whole(bound) + objective.constant(instance)).min(value),
        None => least_possible(objective).min(value),
    };
    Ok(Outcome::Solved { solution, value, bound })
}

/// The points that must go but stay in a solution found with lifted pins.
pub fn lifted<'a>(instance: &'a Instance, solution: &'a Solution) -> impl Iterator<Item = usize> + 'a {
    (0..instance.points.len()).filter(|&j| instance.points[j].freedom.must_leave() && solution.stays(j))
}

fn with_lifted_pins(instance: &Instance) -> Instance {
    let mut relaxed = instance.clone();
    for point in &mut relaxed.points {
        point.freedom = match point.freedom {
            Freedom::MustGo => Freedom::Closable,
            Freedom::MustMerge => Freedom::Mergeable,
            freedom => freedom,
        };
    }
    relaxed
}

/// Below every value, where the solver tells no bound.
fn least_possible(objective: Objective) -> i64 {
    match objective {
        Objective::Level(_) | Objective::LiftedPins => 0,
        Objective::FarFrom(plans) => -(plans.iter().map(|plan| plan.fates.len() as i64).sum::<i64>()),
    }
}

/// The arcs of a model, by their places in the instance.
struct Arcs {
    /// Those with a column each.
    columns: Vec<(usize, Arc)>,
    /// Those of points that any of their receivers takes, sorted by (from, weight, place).
    any: Vec<(usize, Arc)>,
}

impl Arcs {
    fn of(instance: &Instance, objective: Objective, ceilings: &[Ceiling]) -> Arcs {
        let usable = |arc: &Arc| {
            let (from, to) = (&instance.points[arc.from as usize], &instance.points[arc.to as usize]);
            let may_stay = !to.freedom.must_leave() || objective == Objective::LiftedPins;
            from.freedom != Freedom::Kept && may_stay && from.load <= to.room()
        };
        let is_counted = objective.counts_arcs() || ceilings.iter().any(|(level, _)| level.counts_arcs());
        let mut needs_columns: Vec<bool> = instance
            .points
            .iter()
            .map(|point| is_counted || point.load > 0)
            .collect();
        let moving = instance.arcs.iter().filter(|arc| arc.moved > 0);
        moving.for_each(|arc| needs_columns[arc.from as usize] = true);
        let all = instance.arcs.iter().copied().enumerate();
        let (columns, mut any): (Vec<_>, Vec<_>) = all
            .filter(|(_, arc)| usable(arc))
            .partition(|(_, arc)| needs_columns[arc.from as usize]);
        any.sort_unstable_by_key(|(index, arc)| (arc.from, arc.weight, *index));
        Arcs { columns, any }
    }

    /// The arcs without a column by the point that they leave, lightest first.
    fn any_by_point(&self) -> impl Iterator<Item = (usize, &[(usize, Arc)])> {
        let same = self.any.chunk_by(|(_, a), (_, b)| a.from == b.from);
        same.map(|own| (own[0].1.from as usize, own))
    }
}

fn build(instance: &Instance, rows: &[Need], objective: Objective, ceilings: &[Ceiling]) -> (RowProblem, Arcs) {
    let n = instance.points.len();
    let told = Arcs::of(instance, objective, ceilings);
    let arcs = &told.columns;
    let mut problem = RowProblem::new();
    let stays: Vec<_> = instance
        .points
        .iter()
        .enumerate()
        .map(|(j, point)| {
            let (low, high) = match (point.freedom, objective) {
                (Freedom::Kept, _) => (1.0, 1.0),
                (freedom, Objective::Level(_) | Objective::FarFrom(_)) if freedom.must_leave() => (0.0, 0.0),
                _ => (0.0, 1.0),
            };
            problem.add_integer_column(objective.of_staying(instance, j) as f64, low..=high)
        })
        .collect();
    let used: Vec<_> = arcs
        .iter()
        .map(|(_, arc)| problem.add_integer_column(objective.of_arc(arc) as f64, 0.0..=1.0))
        .collect();

    for row in rows {
        let members = row.members.iter().map(|&j| (stays[j as usize], 1.0));
        problem.add_row(f64::from(row.needs).., members);
    }
    for commune in &instance.communes {
        let certain = |j: &&u32| instance.points[**j as usize].freedom == Freedom::Kept;
        if (commune.members.iter().filter(certain).count() as u32) < commune.minimum {
            let members = commune.members.iter().map(|&j| (stays[j as usize], 1.0));
            problem.add_row(f64::from(commune.minimum).., members);
        }
    }
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut arriving: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (column, (_, arc)) in arcs.iter().enumerate() {
        leaving[arc.from as usize].push(column);
        arriving[arc.to as usize].push(column);
        if instance.points[arc.to as usize].freedom != Freedom::Kept {
            problem.add_row(..=0.0, [(used[column], 1.0), (stays[arc.to as usize], -1.0)]);
        }
    }
    let mut takers: Vec<&[(usize, Arc)]> = vec![&[]; n];
    told.any_by_point().for_each(|(j, own)| takers[j] = own);
    for (j, point) in instance.points.iter().enumerate() {
        if !takers[j].is_empty() {
            let is_certain = |(_, arc): &(usize, Arc)| instance.points[arc.to as usize].freedom == Freedom::Kept;
            if !point.freedom.may_close_bare() && !takers[j].iter().any(is_certain) {
                let others = takers[j].iter().map(|(_, arc)| stays[arc.to as usize]);
                let terms = others.chain([stays[j]]).map(|column| (column, 1.0));
                problem.add_row(1.0.., terms.collect::<Vec<_>>());
            }
        } else if point.freedom != Freedom::Kept {
            let may_close = point.load == 0 && point.freedom.may_close_bare();
            let terms = leaving[j]
                .iter()
                .map(|&column| (used[column], 1.0))
                .chain([(stays[j], 1.0)]);
            problem.add_row(if may_close { 0.0 } else { 1.0 }..=1.0, terms.collect::<Vec<_>>());
        }
        let load_of = |&column: &usize| f64::from(instance.points[arcs[column].1.from as usize].load);
        let most: f64 = arriving[j].iter().map(load_of).sum();
        if most > f64::from(point.room()) {
            let terms = arriving[j].iter().map(|column| (used[*column], load_of(column)));
            problem.add_row(
                ..=0.0,
                terms.chain([(stays[j], -f64::from(point.room()))]).collect::<Vec<_>>(),
            );
        }
    }
    for bound in &instance.travel_bounds {
        let own = bound.members.iter().flat_map(|&j| &leaving[j as usize]);
        let moved: Vec<_> = own
            .map(|&column| (used[column], f64::from(arcs[column].1.moved)))
            .collect();
        if moved.iter().map(|(_, moved)| moved).sum::<f64>() > bound.most as f64 {
            // As the ceilings below: halfway to the next whole number.
            problem.add_row(..=bound.most as f64 + 0.5, moved);
        }
    }
    if let Some(cap) = instance.maximum_changes {
        problem.add_row((n as f64 - f64::from(cap)).., stays.iter().map(|&column| (column, 1.0)));
    }
    if let Objective::FarFrom(plans) = objective {
        for plan in plans {
            let sign = |j: usize| if plan.stays(j) { -1.0 } else { 1.0 };
            let terms = stays.iter().enumerate().map(|(j, &column)| (column, sign(j)));
            problem.add_row((1 - staying(plan)) as f64.., terms.collect::<Vec<_>>());
        }
    }
    for &(level, ceiling) in ceilings {
        let staying = stays
            .iter()
            .enumerate()
            .map(|(j, &column)| (column, level.of_staying(instance, j)));
        let moving = used
            .iter()
            .zip(arcs)
            .map(|(&column, (_, arc))| (column, level.of_arc(arc)));
        let terms = staying
            .chain(moving)
            .filter(|(_, factor)| *factor != 0)
            .map(|(column, factor)| (column, factor as f64));
        // Halfway to the next whole number: the solver's tolerance can neither cut the optimum off nor let a worse value in.
        problem.add_row(
            ..=(ceiling - level.constant(instance)) as f64 + 0.5,
            terms.collect::<Vec<_>>(),
        );
    }
    (problem, told)
}

fn columns_of(solution: &Solution, arcs: &[(usize, Arc)]) -> Vec<f64> {
    let stays = (0..solution.fates.len()).map(|j| f64::from(u8::from(solution.stays(j))));
    let used = arcs
        .iter()
        .map(|(index, arc)| f64::from(u8::from(solution.fates[arc.from as usize] == Fate::Merged(*index))));
    stays.chain(used).collect()
}

fn rounded(instance: &Instance, arcs: &Arcs, columns: &[f64]) -> Solution {
    let n = instance.points.len();
    let mut fates: Vec<Fate> = columns[..n]
        .iter()
        .map(|&y| if y > 0.5 { Fate::Stays } else { Fate::Closed })
        .collect();
    for ((index, arc), &x) in arcs.columns.iter().zip(&columns[n..]) {
        if x > 0.5 {
            fates[arc.from as usize] = Fate::Merged(*index);
        }
    }
    for (j, own) in arcs.any_by_point() {
        let taker = own.iter().find(|(_, arc)| fates[arc.to as usize] == Fate::Stays);
        if let (Fate::Closed, false, Some((index, _))) = (fates[j], instance.points[j].freedom.may_close_bare(), taker)
        {
            fates[j] = Fate::Merged(*index);
        }
    }
    Solution { fates }
}
