//! p-center: the least radius at which `p` sites reach everybody, by halving the list of all costs.
//!
//! Whether a radius will do is a set cover question. Most radii are decided by a greedy cover (yes) or by demand points that share no
//! site (no); the few between go to HiGHS.

use super::case::Case;
use super::cover::{self, Rows};
use super::error::LocateError;
use super::median::flags;
use super::mip::{Ended, Kind, Mip};
use super::question::{Answer, Choice, Limits, Status};

/// Whether a set of sites reaches everybody within a radius.
enum Reached {
    By(Vec<u32>),
    No,
    /// Time was over first.
    Unknown,
}

/// The least radius among those asked, and from where on it is proven.
struct Least {
    at: usize,
    set: Vec<u32>,
    proven_from: usize,
}

pub(super) fn solve(case: &Case, limits: Limits) -> Result<Answer, LocateError> {
    let mut radii: Vec<f64> = case
        .demand
        .iter()
        .flat_map(|&i| {
            (0..case.sites())
                .filter(move |&j| case.serves(i, j))
                .map(move |j| case.table.cost(i, j))
        })
        .collect();
    radii.sort_unstable_by(f64::total_cmp);
    radii.dedup();
    let nearest = |i: usize| {
        let costs = (0..case.sites())
            .filter(|&j| case.usable[j])
            .map(|j| case.table.cost(i, j));
        costs.fold(f64::INFINITY, f64::min)
    };
    // Nobody is nearer than the nearest site of who is farthest from all.
    let farthest = case.demand.iter().map(|&i| nearest(i)).fold(0.0, f64::max);
    let mut from = radii.partition_point(|radius| *radius < farthest);
    let mut sets: Vec<Vec<u32>> = Vec::new();
    let (mut bound, mut is_list_proven, mut nodes) = (radii[from], true, 0);
    while sets.len() < case.question.k_best {
        match least(case, &radii, from, &sets, limits, &mut nodes)? {
            Some(found) => {
                if sets.is_empty() {
                    bound = radii[found.proven_from];
                }
                is_list_proven &= found.proven_from == found.at;
                from = found.at;
                sets.push(found.set);
            }
            None if sets.is_empty() && limits.is_over() => return Err(LocateError::NothingFound),
            None if sets.is_empty() => {
                return Err(LocateError::Infeasible(
                    "p sites do not reach everybody at any distance; raise p or add candidates".to_owned(),
                ));
            }
            None => {
                is_list_proven &= !limits.is_over();
                break;
            }
        }
        if !is_list_proven {
            break;
        }
    }
    let mut choices: Vec<Choice> = sets.iter().map(|set| choice(case, set)).collect();
    choices.sort_by(|a, b| {
        a.objective
            .total_cmp(&b.objective)
            .then_with(|| a.chosen.cmp(&b.chosen))
    });
    let best = choices[0].objective;
    Ok(Answer {
        problem: case.question.problem,
        status: if best <= bound {
            Status::Optimal
        } else {
            Status::Feasible
        },
        bound: bound.min(best),
        choices,
        is_list_proven,
        unit: 0.0,
        weight: case.demand.iter().map(|&i| case.weight(i)).sum(),
        backup: None,
        backups: Vec::new(),
        nodes,
    })
}

fn choice(case: &Case, set: &[u32]) -> Choice {
    let assignment = case.nearest(&flags(set, case.sites()), |i, j| case.table.cost(i, j).is_finite());
    Choice {
        objective: assignment
            .iter()
            .flatten()
            .map(|served| served.cost)
            .fold(0.0, f64::max),
        chosen: set.iter().map(|&j| j as usize).collect(),
        assignment,
    }
}

/// Halves `radii[from..]`; `None` when even the largest radius will not do (or time was over).
fn least(
    case: &Case,
    radii: &[f64],
    from: usize,
    known: &[Vec<u32>],
    limits: Limits,
    nodes: &mut usize,
) -> Result<Option<Least>, LocateError> {
    let last = radii.len() - 1;
    let Reached::By(set) = reached(case, radii[last], known, limits, nodes)? else {
        return Ok(None);
    };
    let widest = reach(case, &set);
    let within = radii.partition_point(|radius| *radius < widest).clamp(from, last);
    let mut best = Least {
        at: within,
        set,
        proven_from: from,
    };
    let (mut low, mut high) = (from, within);
    while low < high {
        let middle = low + (high - low) / 2;
        match reached(case, radii[middle], known, limits, nodes)? {
            Reached::By(set) => {
                // The set may reach everybody within less than what was asked.
                let reach = reach(case, &set);
                high = radii.partition_point(|radius| *radius < reach).clamp(low, middle);
                best.at = high;
                best.set = set;
            }
            Reached::No => {
                low = middle + 1;
                best.proven_from = low;
            }
            Reached::Unknown => low = middle + 1,
        }
    }
    // Where a question stayed open, radii below are not proven impossible.
    best.proven_from = best.proven_from.min(best.at);
    Ok(Some(best))
}

/// The greatest cost from anybody to the nearest site of the set.
fn reach(case: &Case, set: &[u32]) -> f64 {
    let nearest = |i: usize| {
        set.iter()
            .map(|&j| case.table.cost(i, j as usize))
            .fold(f64::INFINITY, f64::min)
    };
    case.demand.iter().map(|&i| nearest(i)).fold(0.0, f64::max)
}

fn reached(
    case: &Case,
    radius: f64,
    known: &[Vec<u32>],
    limits: Limits,
    nodes: &mut usize,
) -> Result<Reached, LocateError> {
    let count = case.count.expect("p-center has a p");
    let fixed: Vec<u32> = (0..case.sites()).filter(|&j| case.fixed[j]).map(|j| j as u32).collect();
    let free = count - fixed.len();
    let serves = |i: usize, j: usize| case.usable[j] && case.table.cost(i, j) <= radius;
    let is_served = |i: usize| fixed.iter().any(|&j| serves(i, j as usize));
    let rows: Rows = case
        .demand
        .iter()
        .filter(|&&i| !is_served(i))
        .map(|&i| (0..case.sites()).filter(|&j| serves(i, j)).map(|j| j as u32).collect())
        .collect();
    if rows.iter().any(Vec::is_empty) {
        return Ok(Reached::No);
    }
    if known.is_empty() {
        by_cover(case, rows, free, limits, nodes)
    } else {
        by_model(case, rows, free, known, limits, nodes)
    }
}

fn by_cover(case: &Case, rows: Rows, free: usize, limits: Limits, nodes: &mut usize) -> Result<Reached, LocateError> {
    let price = vec![1i64; case.sites()];
    let rows = cover::minimal_rows(rows);
    let quick = cover::greedy(&rows, &price);
    if quick.len() <= free {
        return Ok(Reached::By(completed(case, quick)));
    }
    if apart(&rows, case.sites()) > free {
        return Ok(Reached::No);
    }
    *nodes += 1;
    let covered = cover::cheapest(rows, &price, limits.remaining())?;
    Ok(if covered.cost <= free as i64 {
        Reached::By(completed(case, covered.columns))
    } else if covered.bound > free as i64 {
        Reached::No
    } else {
        Reached::Unknown
    })
}

/// How many rows are found that share no column: each needs a site of its own.
fn apart(rows: &Rows, sites: usize) -> usize {
    let mut is_taken = vec![false; sites];
    let mut found = 0;
    for row in rows {
        if row.iter().all(|&j| !is_taken[j as usize]) {
            row.iter().for_each(|&j| is_taken[j as usize] = true);
            found += 1;
        }
    }
    found
}

/// A set of the right size that differs from every known one.
fn by_model(
    case: &Case,
    rows: Rows,
    free: usize,
    known: &[Vec<u32>],
    limits: Limits,
    nodes: &mut usize,
) -> Result<Reached, LocateError> {
    let candidates: Vec<u32> = (0..case.sites())
        .filter(|&j| case.usable[j] && !case.fixed[j])
        .map(|j| j as u32)
        .collect();
    if candidates.is_empty() || free == 0 {
        return Ok(Reached::No);
    }
    let column = |j: &u32| candidates.binary_search(j).ok();
    let mut mip = Mip::default();
    candidates.iter().for_each(|_| {
        mip.column(0.0, 0.0, 1.0, Kind::Whole);
    });
    for row in cover::minimal_rows(rows) {
        mip.row(
            1.0,
            f64::INFINITY,
            row.iter().filter_map(&column).map(|at| (at, 1.0)).collect(),
        );
    }
    let all = (0..candidates.len()).map(|at| (at, 1.0)).collect();
    mip.row(free as f64, free as f64, all);
    for set in known {
        let own = set.iter().filter_map(&column).map(|at| (at, 1.0)).collect();
        mip.row(f64::NEG_INFINITY, free as f64 - 1.0, own);
    }
    *nodes += 1;
    Ok(match mip.minimise(None, 1.0, limits.remaining())? {
        Ended::Infeasible => Reached::No,
        Ended::NothingFound { .. } => Reached::Unknown,
        Ended::Found { values, .. } => {
            let found = candidates
                .iter()
                .zip(&values)
                .filter(|(_, value)| **value > 0.5)
                .map(|(j, _)| *j);
            Reached::By(completed(case, found.collect()))
        }
    })
}

/// The columns, the fixed sites, and as many of the first other candidates as are missing to the count.
fn completed(case: &Case, columns: Vec<u32>) -> Vec<u32> {
    let mut is_open = case.fixed.clone();
    columns.iter().for_each(|&j| is_open[j as usize] = true);
    let open = is_open.iter().filter(|is_open| **is_open).count();
    let missing = case.count.expect("p-center has a p") - open;
    let others: Vec<usize> = (0..case.sites())
        .filter(|&j| case.usable[j] && !is_open[j])
        .take(missing)
        .collect();
    others.into_iter().for_each(|j| is_open[j] = true);
    (0u32..)
        .zip(is_open)
        .filter(|(_, is_open)| *is_open)
        .map(|(j, _)| j)
        .collect()
}
