//! One mixed-integer programme a level, for HiGHS.
//!
//! Columns: `y_j` (point j stays), then `x_a` (arc a is used). The constraints are those of
//! [`Solution::broken`]; the objective is one [`Level`], and the levels before it are bounds.
//! One thread and a fixed seed: the same model gives the same answer.

use super::error::ReviewError;
use super::instance::{Arc, Fate, Freedom, Instance, Level, Solution};
use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

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
pub enum Objective {
    Level(Level),
    /// How many points that must go would have to stay; their pins are lifted in this model only.
    LiftedPins,
}

/// Minimises `objective` under the instance, the cover rows given and the ceilings.
///
/// `start` must be feasible (it is passed to the solver as its incumbent). `seconds` bounds the
/// solver's own time.
///
/// # Errors
/// When HiGHS refuses the model or its answer, rounded to whole numbers, breaks a constraint.
pub fn minimise(
    instance: &Instance,
    rows: &[Vec<u32>],
    objective: Objective,
    ceilings: &[Ceiling],
    start: Option<&Solution>,
    seconds: f64,
) -> Result<Outcome, ReviewError> {
    let name = match objective {
        Objective::Level(level) => level.code(),
        Objective::LiftedPins => "lifted_pins",
    };
    let failed = |reason: String| ReviewError::Solver { level: name, reason };
    let (problem, arcs) = build(instance, rows, objective, ceilings);
    let mut model = problem
        .try_optimise(Sense::Minimise)
        .map_err(|status| failed(format!("{status:?}")))?;
    model.set_option("threads", 1);
    model.set_option("parallel", "off");
    model.set_option("random_seed", 0);
    model.set_option("mip_rel_gap", 0.0);
    // Every objective is a whole number: an incumbent less than 1 above the bound is optimal.
    model.set_option("mip_abs_gap", 0.99);
    model.set_option("time_limit", seconds);
    if let Some(start) = start {
        let columns = columns_of(start, &arcs);
        // A refused start costs time, never correctness.
        let _ = model.try_set_solution(Some(&columns), None, None, None);
    }
    let solved = model.try_solve().map_err(|status| failed(format!("{status:?}")))?;
    let status = solved.status();
    if matches!(
        status,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible
    ) {
        return Ok(Outcome::Infeasible);
    }
    let found = if solved.primal_solution_status() == HighsSolutionStatus::Feasible {
        Some(rounded(instance, &arcs, solved.get_solution().columns()))
    } else {
        start.cloned()
    };
    let Some(solution) = found else {
        return Ok(Outcome::NothingFound);
    };
    let relaxed;
    let checked = match objective {
        Objective::Level(_) => instance,
        Objective::LiftedPins => {
            relaxed = with_lifted_pins(instance);
            &relaxed
        }
    };
    if let Some(reason) = solution.broken(checked) {
        return Err(failed(format!("its answer breaks a constraint: {reason}")));
    }
    let value = match objective {
        Objective::Level(level) => solution.value(instance, level),
        Objective::LiftedPins => lifted(instance, &solution).count() as i64,
    };
    let bound = match (status, solved.double_info_value(c"mip_dual_bound")) {
        (HighsModelStatus::Optimal, _) => value,
        (_, Ok(bound)) if bound.is_finite() => {
            ((bound - 1e-6).ceil() as i64 + constant(instance, objective)).min(value)
        }
        _ => 0.min(value),
    };
    Ok(Outcome::Solved { solution, value, bound })
}

/// The points that must go but stay in a solution found with lifted pins.
pub fn lifted<'a>(instance: &'a Instance, solution: &'a Solution) -> impl Iterator<Item = usize> + 'a {
    (0..instance.points.len()).filter(|&j| instance.points[j].freedom == Freedom::MustGo && solution.stays(j))
}

fn with_lifted_pins(instance: &Instance) -> Instance {
    let mut relaxed = instance.clone();
    for point in relaxed
        .points
        .iter_mut()
        .filter(|point| point.freedom == Freedom::MustGo)
    {
        point.freedom = Freedom::Closable;
    }
    relaxed
}

/// A level's constant part stays out of the solver's objective.
fn constant(instance: &Instance, objective: Objective) -> i64 {
    match objective {
        Objective::Level(level) => level.constant(instance),
        Objective::LiftedPins => 0,
    }
}

fn build(
    instance: &Instance,
    rows: &[Vec<u32>],
    objective: Objective,
    ceilings: &[Ceiling],
) -> (RowProblem, Vec<(usize, Arc)>) {
    let n = instance.points.len();
    let usable = |arc: &Arc| {
        let (from, to) = (&instance.points[arc.from as usize], &instance.points[arc.to as usize]);
        let may_stay = to.freedom != Freedom::MustGo || objective == Objective::LiftedPins;
        from.freedom != Freedom::Kept && may_stay && from.load <= to.room()
    };
    let arcs: Vec<(usize, Arc)> = instance
        .arcs
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, arc)| usable(arc))
        .collect();
    let mut problem = RowProblem::new();
    let stays: Vec<_> = instance
        .points
        .iter()
        .enumerate()
        .map(|(j, point)| {
            let (low, high) = match (point.freedom, objective) {
                (Freedom::Kept, _) => (1.0, 1.0),
                (Freedom::MustGo, Objective::Level(_)) => (0.0, 0.0),
                _ => (0.0, 1.0),
            };
            let cost = match objective {
                Objective::Level(level) => level.of_staying(instance, j) as f64,
                Objective::LiftedPins => f64::from(u8::from(point.freedom == Freedom::MustGo)),
            };
            problem.add_integer_column(cost, low..=high)
        })
        .collect();
    let used: Vec<_> = arcs
        .iter()
        .map(|(_, arc)| {
            let cost = match objective {
                Objective::Level(level) => level.of_arc(arc) as f64,
                Objective::LiftedPins => 0.0,
            };
            problem.add_integer_column(cost, 0.0..=1.0)
        })
        .collect();

    for row in rows {
        problem.add_row(1.0.., row.iter().map(|&j| (stays[j as usize], 1.0)));
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
    for (j, point) in instance.points.iter().enumerate() {
        if point.freedom != Freedom::Kept {
            let may_close = point.load == 0 && point.freedom != Freedom::Mergeable;
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
    if let Some(cap) = instance.maximum_changes {
        problem.add_row((n as f64 - f64::from(cap)).., stays.iter().map(|&column| (column, 1.0)));
    }
    for &(level, ceiling) in ceilings {
        let staying = stays
            .iter()
            .enumerate()
            .map(|(j, &column)| (column, level.of_staying(instance, j)));
        let moving = used
            .iter()
            .zip(&arcs)
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
    (problem, arcs)
}

fn columns_of(solution: &Solution, arcs: &[(usize, Arc)]) -> Vec<f64> {
    let stays = (0..solution.fates.len()).map(|j| f64::from(u8::from(solution.stays(j))));
    let used = arcs
        .iter()
        .map(|(index, arc)| f64::from(u8::from(solution.fates[arc.from as usize] == Fate::Merged(*index))));
    stays.chain(used).collect()
}

fn rounded(instance: &Instance, arcs: &[(usize, Arc)], columns: &[f64]) -> Solution {
    let n = instance.points.len();
    let mut fates: Vec<Fate> = columns[..n]
        .iter()
        .map(|&y| if y > 0.5 { Fate::Stays } else { Fate::Closed })
        .collect();
    for ((index, arc), &x) in arcs.iter().zip(&columns[n..]) {
        if x > 0.5 {
            fates[arc.from as usize] = Fate::Merged(*index);
        }
    }
    Solution { fates }
}
