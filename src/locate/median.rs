//! p-median, maximal covering (and capture) and uncapacitated facility location, on the uncapacitated core.

use super::branch::{self, Found};
use super::case::Case;
use super::error::LocateError;
use super::min_sum::{Demand, MinSum, State};
use super::question::{Answer, Choice, Limits, Problem, Status};
use super::whole::Grid;
use crate::model::{CostTable, SiteRole};

/// The core with the grid that its numbers stand on.
pub(super) struct Weighted {
    pub core: MinSum,
    pub grid: Grid,
}

/// Weighted costs, each demand served wholly at its cheapest open site; opening costs as given.
pub(super) fn weighted_costs(case: &Case, opening: impl Fn(usize) -> f64) -> Result<Weighted, LocateError> {
    let m = case.sites();
    let products = |i: usize| {
        let weight = case.weight(i);
        (0..m)
            .filter(move |&j| case.serves(i, j))
            .map(move |j| weight * case.table.cost(i, j))
    };
    let usable = || (0..m).filter(|&j| case.usable[j]);
    let largest = |i: usize| products(i).fold(0.0, f64::max);
    let total: f64 = case.demand.iter().map(|&i| largest(i)).sum::<f64>() + usable().map(&opening).sum::<f64>();
    let values = || {
        case.demand
            .iter()
            .flat_map(|&i| products(i))
            .chain(usable().map(&opening))
    };
    let grid = Grid::of(values, total)?;
    let open_cost: Vec<i64> = (0..m)
        .map(|j| if case.usable[j] { grid.steps(opening(j)) } else { 0 })
        .collect();
    let serving: i64 = case.demand.iter().map(|&i| grid.steps(largest(i))).sum();
    let forbidden = serving + open_cost.iter().sum::<i64>() + 1;
    let reachable = usable().count();
    let demand = case.demand.iter().enumerate().map(|(at, &i)| {
        let weight = case.weight(i);
        let options: Vec<(i64, u32)> = (0..m)
            .filter(|&j| case.serves(i, j))
            .map(|j| (grid.steps(weight * case.table.cost(i, j)), j as u32))
            .collect();
        // Who can be served from everywhere pays the dearest at most, as long as any site is open at all.
        let is_certain = options.len() == reachable && (case.count.is_some() || at > 0);
        let dearest = options.iter().map(|(cost, _)| *cost).max().unwrap_or(0);
        Demand {
            miss: if is_certain { dearest } else { forbidden },
            options,
        }
    });
    let core = MinSum::new(open_cost, states(case), case.count, forbidden, demand)?;
    Ok(Weighted { core, grid })
}

/// p-median and UFLP.
pub(super) fn solve_cost(case: &Case, limits: Limits) -> Result<Answer, LocateError> {
    let with_opening = case.question.problem == Problem::Uflp;
    let Weighted { core, grid } = weighted_costs(case, |j| if with_opening { case.fixed_cost(j) } else { 0.0 })?;
    let found = branch::search(&core, case.question.k_best, limits);
    check(&found)?;
    let choices = found.sets.iter().map(|(value, set)| {
        let is_open = flags(set, case.sites());
        Choice {
            objective: grid.value(*value),
            chosen: set.iter().map(|&j| j as usize).collect(),
            assignment: case.nearest(&is_open, |i, j| case.table.cost(i, j).is_finite()),
        }
    });
    Ok(answer(
        case,
        &found,
        choices.collect(),
        grid.value(found.bound),
        grid.rounding(),
    ))
}

/// MCLP; maximal capture where competitors are given.
pub(super) fn solve_covering(case: &Case, limits: Limits) -> Result<Answer, LocateError> {
    let total: f64 = case.demand.iter().map(|&i| case.weight(i)).sum();
    let grid = Grid::of(|| case.demand.iter().map(|&i| case.weight(i)), total)?;
    let rivals = nearest_competitor(case);
    let captures = |i: usize, j: usize| case.serves(i, j) && case.table.cost(i, j) < rivals[i];
    // Demand points with the same sites are one.
    let rows = case.demand.iter().map(|&i| {
        let sites: Vec<u32> = (0..case.sites())
            .filter(|&j| captures(i, j))
            .map(|j| j as u32)
            .collect();
        (sites, grid.steps(case.weight(i)))
    });
    let mut classes = super::cover::classes(rows);
    let everything: i64 = case.demand.iter().map(|&i| grid.steps(case.weight(i))).sum();
    classes.retain(|(sites, _)| !sites.is_empty());
    let reachable: i64 = classes.iter().map(|(_, weight)| *weight).sum();
    let demand = classes.into_iter().map(|(sites, weight)| Demand {
        options: sites.into_iter().map(|site| (0, site)).collect(),
        miss: weight,
    });
    // Nobody has to be covered: no sum is forbidden.
    let core = MinSum::new(vec![0; case.sites()], states(case), case.count, reachable + 1, demand)?;
    let found = branch::search(&core, case.question.k_best, limits);
    check(&found)?;
    debug_assert!(everything >= reachable);
    let covered = |missed: i64| grid.value(reachable - missed);
    let choices = found.sets.iter().map(|(missed, set)| {
        let is_open = flags(set, case.sites());
        Choice {
            objective: covered(*missed),
            chosen: set.iter().map(|&j| j as usize).collect(),
            assignment: case.nearest(&is_open, captures),
        }
    });
    Ok(answer(
        case,
        &found,
        choices.collect(),
        covered(found.bound),
        grid.rounding(),
    ))
}

/// The cost of the nearest competitor of each demand; unreachable where there is none.
fn nearest_competitor(case: &Case) -> Vec<f64> {
    let rivals: Vec<usize> = (0..case.sites())
        .filter(|&j| case.table.sites[j].role == SiteRole::Competitor)
        .collect();
    let least = |i| {
        rivals
            .iter()
            .map(|&j| case.table.cost(i, j))
            .fold(CostTable::UNREACHABLE, f64::min)
    };
    (0..case.table.demand.len()).map(least).collect()
}

pub(super) fn states(case: &Case) -> Vec<State> {
    let state = |j: usize| match (case.usable[j], case.fixed[j]) {
        (false, _) => State::Closed,
        (true, true) => State::Open,
        (true, false) => State::Free,
    };
    (0..case.sites()).map(state).collect()
}

pub(super) fn flags(set: &[u32], sites: usize) -> Vec<bool> {
    let mut is_open = vec![false; sites];
    set.iter().for_each(|&j| is_open[j as usize] = true);
    is_open
}

fn check(found: &Found) -> Result<(), LocateError> {
    match (found.sets.is_empty(), found.is_proven) {
        (false, _) => Ok(()),
        (true, true) => Err(LocateError::Infeasible(
            "whichever sites are chosen, some demand reaches none of them; raise p or add candidates".to_owned(),
        )),
        (true, false) => Err(LocateError::NothingFound),
    }
}

fn answer(case: &Case, found: &Found, choices: Vec<Choice>, bound: f64, unit: f64) -> Answer {
    let is_optimal = found.sets.first().is_some_and(|(value, _)| *value == found.bound);
    Answer {
        problem: case.question.problem,
        status: if is_optimal { Status::Optimal } else { Status::Feasible },
        bound,
        choices,
        is_list_proven: found.is_proven,
        unit,
        weight: case.demand.iter().map(|&i| case.weight(i)).sum(),
        backup: None,
        backups: Vec::new(),
        nodes: found.nodes,
    }
}
