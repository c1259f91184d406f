//! Capacitated p-median (each demand wholly at one site) and capacitated facility location (a demand may be divided).
//!
//! The sparse assignment model with the strong rows `x <= y` goes to HiGHS. It starts from the sites that the uncapacitated
//! problem would choose, and the bound of that problem, which leaves the capacities out, holds here as well: it is what remains where
//! the model is too large to be laid out whole.

use super::branch;
use super::case::Case;
use super::error::LocateError;
use super::median::{Weighted, weighted_costs};
use super::mip::{Ended, Kind, Mip, whole_bound};
use super::question::{Answer, Choice, Limits, Problem, Served, Status};
use super::whole::Grid;

/// Pairs of demand and site that are laid out; beyond it each demand keeps its cheapest ones.
const MOST_PAIRS: usize = 150_000;
/// A share below this is rounding of the solver.
const NO_SHARE: f64 = 1e-9;

/// Shares of each demand (by its place in `case.demand`) at sites.
pub(super) type Shares = Vec<Vec<(usize, f64)>>;

/// The sparse assignment model of one case.
pub(super) struct Model<'a> {
    pub(super) case: &'a Case<'a>,
    /// Costs are whole steps of it where nothing is divided; as they are where demand is divided.
    grid: Option<Grid>,
    /// Sites that each demand may use in the model, ascending, with the cost of serving all of it there.
    pairs: Vec<Vec<(usize, f64)>>,
    opening: Vec<f64>,
}

pub(super) fn solve(case: &Case, limits: Limits) -> Result<Answer, LocateError> {
    let is_whole = case.question.problem == Problem::CapacitatedPMedian;
    let opening = |j: usize| if is_whole { 0.0 } else { case.fixed_cost(j) };
    check_capacity(case, is_whole)?;
    let Weighted { core, grid } = weighted_costs(case, opening)?;
    let (root, sets) = branch::root_bound(&core, limits);
    drop(core);
    // Rounding to the grid may have lifted each term by half a step; undivided problems are solved on the grid itself.
    let slack = if is_whole {
        0.0
    } else {
        grid.rounding() * 0.5 * (case.demand.len() + case.sites()) as f64
    };
    let root = if root == i64::MAX {
        0.0
    } else {
        (grid.value(root) - slack).max(0.0)
    };
    let (mut model, is_all) = Model::lay_out(
        case,
        is_whole.then_some(grid),
        sets.first().map(|(_, set)| set.as_slice()),
    );
    let objective = |value: f64| {
        if is_whole {
            grid.value(value.round() as i64)
        } else {
            rounded(value)
        }
    };
    let start = model.first_shares(sets.first().map(|(_, set)| set.as_slice()));
    if let Some((_, shares)) = &start {
        model.keep_pairs(shares);
    }

    let mut found: Vec<(f64, Vec<bool>, Shares)> = Vec::new();
    let (mut bound, mut is_list_proven, mut nodes) = (root, is_all, 1);
    let mut lost: Vec<(usize, Vec<usize>)> = Vec::new();
    while found.len() < case.question.k_best {
        nodes += 1;
        let first = if found.is_empty() { start.as_ref() } else { None };
        match model.next(&found, first, &lost, limits.remaining())? {
            Ended::Infeasible if found.is_empty() && is_all => {
                return Err(LocateError::Infeasible(
                    "the capacities do not suffice for who can reach whom; raise capacities or p, or add candidates"
                        .to_owned(),
                ));
            }
            Ended::Infeasible => {
                is_list_proven &= is_all;
                break;
            }
            Ended::NothingFound { bound: proven } => {
                is_list_proven = false;
                if found.is_empty() && is_all {
                    bound = bound.max(objective(if is_whole {
                        whole_bound(proven).max(0) as f64
                    } else {
                        proven.max(0.0)
                    }));
                }
                break;
            }
            Ended::Found {
                values,
                bound: proven,
                is_optimal,
            } => {
                let (is_open, shares) = model.read(&values);
                if let Some(overfull) = model.overfull(&shares) {
                    // Within the solver's tolerance, but not true: cut it off and ask again.
                    lost.push(overfull);
                    continue;
                }
                let value = model.value(&is_open, &shares);
                if found.is_empty() && is_all {
                    let proven = if is_whole {
                        whole_bound(proven).max(0) as f64
                    } else {
                        proven
                    };
                    bound = bound.max(objective(if is_optimal { value } else { proven.min(value) }));
                }
                found.push((value, is_open, shares));
                if !is_optimal {
                    is_list_proven = false;
                    break;
                }
            }
        }
    }
    if let Some((is_open, shares)) = start {
        let value = model.value(&is_open, &shares);
        let is_better = found.iter().all(|(best, _, _)| value < *best);
        match found.iter_mut().find(|(_, known, _)| *known == is_open) {
            // The solver divides the same sites with rounding of its own: one choice, not two.
            Some(known) if value < known.0 => *known = (value, is_open, shares),
            None if is_better => {
                found.insert(0, (value, is_open, shares));
                found.truncate(case.question.k_best);
            }
            _ => {}
        }
    }
    let Some(&(best, _, _)) = found.first() else {
        return Err(LocateError::NothingFound);
    };
    let best = objective(best);
    let bound = bound.min(best);
    let choices = found
        .iter()
        .map(|(value, is_open, shares)| model.choice(objective(*value), is_open, shares));
    Ok(Answer {
        problem: case.question.problem,
        status: if bound == best {
            Status::Optimal
        } else {
            Status::Feasible
        },
        bound,
        choices: choices.collect(),
        is_list_proven,
        unit: if is_whole { grid.rounding() } else { 0.0 },
        weight: case.demand.iter().map(|&i| case.weight(i)).sum(),
        backup: None,
        backups: Vec::new(),
        nodes,
    })
}

/// Divided amounts are reals: told to a millionth.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

pub(super) fn capacity(case: &Case, site: usize) -> f64 {
    case.table.sites[site].capacity.unwrap_or(0.0)
}

fn check_capacity(case: &Case, is_whole: bool) -> Result<(), LocateError> {
    let demand: f64 = case.demand.iter().map(|&i| case.weight(i)).sum();
    let of = |wanted: bool| {
        (0..case.sites())
            .filter(move |&j| case.usable[j] && case.fixed[j] == wanted)
            .map(|j| capacity(case, j))
    };
    let mut free: Vec<f64> = of(false).collect();
    free.sort_by(|a, b| b.total_cmp(a));
    let fixed = of(true).count();
    free.truncate(case.count.map_or(free.len(), |count| count - fixed));
    let most = of(true).sum::<f64>() + free.iter().sum::<f64>();
    if most < demand * (1.0 - 1e-12) {
        let sites = format!("the {} most capacious sites", fixed + free.len());
        return Err(LocateError::CapacityTooSmall {
            demand,
            capacity: most,
            sites,
        });
    }
    let holds = |i: usize| (0..case.sites()).any(|j| case.serves(i, j) && case.weight(i) <= capacity(case, j));
    match case.demand.iter().find(|&&i| is_whole && !holds(i)) {
        Some(&i) => Err(LocateError::CapacityTooSmall {
            demand: case.weight(i),
            capacity: (0..case.sites())
                .filter(|&j| case.serves(i, j))
                .map(|j| capacity(case, j))
                .fold(0.0, f64::max),
            sites: format!("the sites that '{}' can reach", case.table.demand[i].code),
        }),
        None => Ok(()),
    }
}

impl<'a> Model<'a> {
    /// All pairs, or where they are too many the cheapest of each demand and those to the sites of a good uncapacitated set;
    /// whether it is all of them.
    fn lay_out(case: &'a Case<'a>, grid: Option<Grid>, wish: Option<&[u32]>) -> (Model<'a>, bool) {
        let opening = (0..case.sites())
            .map(|j| if grid.is_some() { 0.0 } else { case.fixed_cost(j) })
            .collect();
        let mut model = Model {
            case,
            grid,
            pairs: Vec::new(),
            opening,
        };
        let each = (MOST_PAIRS / case.demand.len()).max(4);
        let all: Vec<Vec<(usize, f64)>> = (0..case.demand.len()).map(|at| model.options(at)).collect();
        let is_all = all.iter().map(Vec::len).sum::<usize>() <= MOST_PAIRS;
        let is_wished = |site: usize| wish.is_some_and(|wish| wish.binary_search(&(site as u32)).is_ok());
        let few = |mut options: Vec<(usize, f64)>| {
            options.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            let (mut cheapest, mut wished) = (0, 0);
            options.retain(|&(site, _)| {
                cheapest += 1;
                wished += usize::from(is_wished(site));
                cheapest <= each / 2 || (is_wished(site) && wished <= each / 2)
            });
            options.sort_by_key(|(site, _)| *site);
            options
        };
        model.pairs = if is_all {
            all
        } else {
            all.into_iter().map(few).collect()
        };
        (model, is_all)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.grid.is_some()
    }

    /// Cost of serving all of a demand (by its place) at a site.
    fn cost(&self, at: usize, site: usize) -> f64 {
        let i = self.case.demand[at];
        let cost = self.case.weight(i) * self.case.table.cost(i, site);
        self.grid.map_or(cost, |grid| grid.steps(cost) as f64)
    }

    /// Every site that can serve a demand, with its cost.
    pub(super) fn options(&self, at: usize) -> Vec<(usize, f64)> {
        let (case, i) = (self.case, self.case.demand[at]);
        let has_room = |j: usize| {
            let capacity = capacity(case, j);
            capacity > 0.0 && (!self.is_whole() || case.weight(i) <= capacity)
        };
        let sites = (0..case.sites()).filter(|&j| case.serves(i, j) && has_room(j));
        sites.map(|j| (j, self.cost(at, j))).collect()
    }

    /// Makes sure that the model holds every pair of a solution that is known.
    fn keep_pairs(&mut self, shares: &Shares) {
        for (at, own) in shares.iter().enumerate() {
            for &(site, _) in own {
                if let Err(place) = self.pairs[at].binary_search_by_key(&site, |(known, _)| *known) {
                    let cost = self.cost(at, site);
                    self.pairs[at].insert(place, (site, cost));
                }
            }
        }
    }

    pub(super) fn value(&self, is_open: &[bool], shares: &Shares) -> f64 {
        let opening: f64 = (0..is_open.len())
            .filter(|&j| is_open[j])
            .map(|j| self.opening[j])
            .sum();
        let of_demand = |(at, own): (usize, &Vec<(usize, f64)>)| -> f64 {
            own.iter().map(|(site, share)| share * self.cost(at, *site)).sum()
        };
        opening + shares.iter().enumerate().map(of_demand).sum::<f64>()
    }

    /// Solves with the known sets cut off, and what is overfull in truth.
    fn next(
        &self,
        known: &[(f64, Vec<bool>, Shares)],
        start: Option<&(Vec<bool>, Shares)>,
        lost: &[(usize, Vec<usize>)],
        seconds: f64,
    ) -> Result<Ended, LocateError> {
        let case = self.case;
        let m = case.sites();
        let mut mip = Mip::default();
        for j in 0..m {
            let (low, high) = (f64::from(u8::from(case.fixed[j])), f64::from(u8::from(case.usable[j])));
            mip.column(self.opening[j], low, high, Kind::Whole);
        }
        let kind = if self.is_whole() { Kind::Whole } else { Kind::Real };
        let mut load: Vec<Vec<(usize, f64)>> = vec![Vec::new(); m];
        let mut columns: Vec<Vec<usize>> = Vec::with_capacity(self.pairs.len());
        for (own, &i) in self.pairs.iter().zip(&case.demand) {
            let of_demand: Vec<usize> = own.iter().map(|&(_, cost)| mip.column(cost, 0.0, 1.0, kind)).collect();
            mip.row(1.0, 1.0, of_demand.iter().map(|&column| (column, 1.0)).collect());
            for (&(j, _), &column) in own.iter().zip(&of_demand) {
                load[j].push((column, case.weight(i)));
                mip.row(f64::NEG_INFINITY, 0.0, vec![(column, 1.0), (j, -1.0)]);
            }
            columns.push(of_demand);
        }
        for (j, mut terms) in load.into_iter().enumerate().filter(|(_, terms)| !terms.is_empty()) {
            terms.push((j, -capacity(case, j)));
            mip.row(f64::NEG_INFINITY, 0.0, terms);
        }
        if let Some(count) = case.count {
            let all = (0..m).filter(|&j| case.usable[j]).map(|j| (j, 1.0));
            mip.row(count as f64, count as f64, all.collect());
        }
        for (_, is_open, _) in known {
            let size = is_open.iter().filter(|is_open| **is_open).count() as f64;
            let term = |j: usize| (j, if is_open[j] { -1.0 } else { 1.0 });
            mip.row(
                1.0 - size,
                f64::INFINITY,
                (0..m).filter(|&j| case.usable[j]).map(term).collect(),
            );
        }
        for (site, members) in lost {
            let column = |at: &usize| {
                self.pairs[*at]
                    .iter()
                    .position(|(j, _)| j == site)
                    .map(|place| (columns[*at][place], 1.0))
            };
            mip.row(
                f64::NEG_INFINITY,
                members.len() as f64 - 1.0,
                members.iter().filter_map(column).collect(),
            );
        }
        let first = start.map(|(is_open, shares)| {
            let opening = is_open.iter().map(|is_open| f64::from(u8::from(*is_open)));
            let share = |at: usize, site: usize| {
                shares[at]
                    .iter()
                    .find(|(j, _)| *j == site)
                    .map_or(0.0, |(_, share)| *share)
            };
            let serving = self
                .pairs
                .iter()
                .enumerate()
                .flat_map(|(at, own)| own.iter().map(move |&(site, _)| share(at, site)));
            opening.chain(serving).collect::<Vec<f64>>()
        });
        mip.minimise(first.as_deref(), if self.is_whole() { 1.0 } else { 0.0 }, seconds)
    }

    fn read(&self, values: &[f64]) -> (Vec<bool>, Shares) {
        let m = self.case.sites();
        let is_open: Vec<bool> = values[..m].iter().map(|value| *value > 0.5).collect();
        let mut rest = values[m..].iter();
        let shares = self.pairs.iter().map(|own| {
            let floor = if self.is_whole() { 0.5 } else { NO_SHARE };
            let mut taken: Vec<(usize, f64)> = own
                .iter()
                .zip(rest.by_ref())
                .filter(|((j, _), value)| **value > floor && is_open[*j])
                .map(|((j, _), value)| (*j, *value))
                .collect();
            let sum: f64 = taken.iter().map(|(_, share)| share).sum();
            taken.iter_mut().for_each(|(_, share)| *share /= sum);
            taken
        });
        let shares = shares.collect();
        (is_open, shares)
    }

    /// A site that holds more than its capacity, with its demand. Divided demand may exceed it by the solver's tolerance.
    fn overfull(&self, shares: &Shares) -> Option<(usize, Vec<usize>)> {
        if !self.is_whole() {
            return None;
        }
        let case = self.case;
        (0..case.sites()).find_map(|j| {
            let members: Vec<usize> = (0..shares.len())
                .filter(|&at| shares[at].iter().any(|(site, _)| *site == j))
                .collect();
            let load: f64 = members.iter().map(|&at| case.weight(case.demand[at])).sum();
            (load > capacity(case, j) * (1.0 + 1e-12)).then_some((j, members))
        })
    }

    fn choice(&self, objective: f64, is_open: &[bool], shares: &Shares) -> Choice {
        let case = self.case;
        let mut assignment = vec![Vec::new(); case.table.demand.len()];
        for (own, &i) in shares.iter().zip(&case.demand) {
            assignment[i] = own
                .iter()
                .map(|&(site, share)| Served {
                    site,
                    share,
                    cost: case.table.cost(i, site),
                })
                .collect();
            assignment[i].sort_by_key(|served| served.site);
        }
        Choice {
            objective,
            chosen: (0..case.sites()).filter(|&j| is_open[j]).collect(),
            assignment,
        }
    }
}
