//! Location set covering, its list of best covers, and its form with backup cover.

use super::case::Case;
use super::cover::{self, Covered, Rows};
use super::error::LocateError;
use super::median::flags;
use super::mip::{Ended, Kind, Mip, whole_bound};
use super::question::{Answer, Backup, Choice, Limits, Problem, Status};
use super::whole::Grid;
use crate::model::SiteRole;

/// What a cover costs: the fixed costs where the table tells any, else 1 a site. Existing sites cost nothing.
struct Prices {
    grid: Grid,
    steps: Vec<i64>,
    /// Cost of the required sites, in every cover.
    certain: i64,
}

impl Prices {
    fn of(case: &Case) -> Result<Prices, LocateError> {
        let priced: Vec<usize> = (0..case.sites())
            .filter(|&j| matches!(case.table.sites[j].role, SiteRole::Candidate | SiteRole::Required))
            .collect();
        let sites = &case.table.sites;
        let has_costs = priced.iter().any(|&j| sites[j].fixed_cost.is_some());
        if has_costs && let Some(&j) = priced.iter().find(|&&j| sites[j].fixed_cost.is_none()) {
            return Err(LocateError::Value {
                what: "the fixed cost",
                code: sites[j].code.clone(),
                value: "not given".to_owned(),
                reason: "other sites have one; give it for all sites or for none",
            });
        }
        let price = |j: usize| if has_costs { case.fixed_cost(j) } else { 1.0 };
        let values = || priced.iter().map(|&j| price(j));
        let grid = Grid::of(values, values().sum())?;
        let mut steps = vec![0; case.sites()];
        priced.iter().for_each(|&j| steps[j] = grid.steps(price(j)));
        let certain = priced.iter().filter(|&&j| case.fixed[j]).map(|&j| steps[j]).sum();
        Ok(Prices { grid, steps, certain })
    }
}

/// Who still needs a candidate, and which candidates would do.
fn open_rows(case: &Case) -> Rows {
    let is_served = |i: usize| (0..case.sites()).any(|j| case.fixed[j] && case.serves(i, j));
    let members = |i: usize| {
        (0..case.sites())
            .filter(move |&j| case.serves(i, j))
            .map(|j| j as u32)
            .collect()
    };
    case.demand
        .iter()
        .filter(|&&i| !is_served(i))
        .map(|&i| members(i))
        .collect()
}

fn with_fixed(case: &Case, columns: &[u32]) -> Vec<u32> {
    let mut set: Vec<u32> = (0..case.sites()).filter(|&j| case.fixed[j]).map(|j| j as u32).collect();
    set.extend(columns);
    set.sort_unstable();
    set
}

fn choice(case: &Case, objective: f64, columns: &[u32]) -> Choice {
    let set = with_fixed(case, columns);
    Choice {
        objective,
        assignment: case.nearest(&flags(&set, case.sites()), |i, j| case.serves(i, j)),
        chosen: set.into_iter().map(|j| j as usize).collect(),
    }
}

pub(super) fn solve(case: &Case, limits: Limits) -> Result<Answer, LocateError> {
    let prices = Prices::of(case)?;
    let rows = open_rows(case);
    let best = cover::cheapest(rows.clone(), &prices.steps, limits.remaining())?;
    let (value, bound) = (prices.certain + best.cost, prices.certain + best.bound);
    let mut nodes = 1;
    let mut covers = vec![(value, best.columns.clone())];
    let mut is_list_proven = best.cost == best.bound;
    if case.question.k_best > 1 && is_list_proven {
        let rows = cover::minimal_rows(rows);
        while covers.len() < case.question.k_best {
            nodes += 1;
            match next_cover(case, &prices, &rows, &covers, limits)? {
                Next::Cover(columns) => covers.push(columns),
                Next::NoOther => break,
                Next::TimeOver => {
                    is_list_proven = false;
                    break;
                }
            }
        }
    }
    covers.sort();
    let backup = match case.question.problem {
        Problem::LscpBackup => Some(with_backup(case, &prices, &best, limits)?),
        _ => None,
    };
    if let Some((columns, _)) = &backup {
        nodes += 1;
        covers = vec![(value, columns.clone())];
    }
    let choices = covers
        .iter()
        .map(|(value, columns)| choice(case, prices.grid.value(*value), columns));
    let is_backup_proven = backup.as_ref().is_none_or(|(_, backup)| backup.weight == backup.bound);
    Ok(Answer {
        problem: case.question.problem,
        status: if value == bound && is_backup_proven {
            Status::Optimal
        } else {
            Status::Feasible
        },
        bound: prices.grid.value(bound),
        choices: choices.collect(),
        is_list_proven: is_list_proven && is_backup_proven,
        unit: prices.grid.rounding(),
        weight: case.demand.iter().map(|&i| case.weight(i)).sum(),
        backup: backup.map(|(_, backup)| backup),
        nodes,
    })
}

enum Next {
    Cover((i64, Vec<u32>)),
    NoOther,
    TimeOver,
}

/// The cheapest cover that is none of those known: each known one is cut off by itself. Reductions of columns would
/// lose covers here, so only implied rows are left out.
fn next_cover(
    case: &Case,
    prices: &Prices,
    rows: &Rows,
    known: &[(i64, Vec<u32>)],
    limits: Limits,
) -> Result<Next, LocateError> {
    let candidates: Vec<u32> = (0..case.sites())
        .filter(|&j| case.usable[j] && !case.fixed[j])
        .map(|j| j as u32)
        .collect();
    if candidates.is_empty() {
        return Ok(Next::NoOther);
    }
    let column = |j: &u32| candidates.binary_search(j).expect("rows hold candidates");
    let mut mip = Mip::default();
    for &j in &candidates {
        mip.column(prices.steps[j as usize] as f64, 0.0, 1.0, Kind::Whole);
    }
    for row in rows {
        mip.row(1.0, f64::INFINITY, row.iter().map(|j| (column(j), 1.0)).collect());
    }
    for (_, cover) in known {
        let term = |(at, j): (usize, &u32)| (at, if cover.binary_search(j).is_ok() { -1.0 } else { 1.0 });
        mip.row(
            1.0 - cover.len() as f64,
            f64::INFINITY,
            candidates.iter().enumerate().map(term).collect(),
        );
    }
    match mip.minimise(None, 1.0, limits.remaining())? {
        Ended::Infeasible => Ok(Next::NoOther),
        Ended::Found {
            values,
            is_optimal: true,
            ..
        } => {
            let found: Vec<u32> = candidates
                .iter()
                .zip(&values)
                .filter(|(_, value)| **value > 0.5)
                .map(|(j, _)| *j)
                .collect();
            let cost = prices.certain + found.iter().map(|&j| prices.steps[j as usize]).sum::<i64>();
            Ok(Next::Cover((cost, found)))
        }
        Ended::Found { .. } | Ended::NothingFound { .. } => Ok(Next::TimeOver),
    }
}

/// Among covers of the same cost the one that gives most weight a second site.
fn with_backup(
    case: &Case,
    prices: &Prices,
    best: &Covered,
    limits: Limits,
) -> Result<(Vec<u32>, Backup), LocateError> {
    let total: f64 = case.demand.iter().map(|&i| case.weight(i)).sum();
    let grid = Grid::of(|| case.demand.iter().map(|&i| case.weight(i)), total)?;
    let candidates: Vec<u32> = (0..case.sites())
        .filter(|&j| case.usable[j] && !case.fixed[j])
        .map(|j| j as u32)
        .collect();
    // Demand by the number of fixed sites that serve it (2 = safe already) and by its candidates; equal ones are one.
    let fixed = |i: usize| {
        (0..case.sites())
            .filter(|&j| case.fixed[j] && case.serves(i, j))
            .count()
            .min(2)
    };
    let (mut safe, mut kinds) = (0i64, [Vec::new(), Vec::new()]);
    for &i in &case.demand {
        let steps = grid.steps(case.weight(i));
        match fixed(i) {
            2 => safe += steps,
            served => {
                let members: Vec<u32> = candidates
                    .iter()
                    .copied()
                    .filter(|&j| case.serves(i, j as usize))
                    .collect();
                kinds[served].push((members, steps));
            }
        }
    }
    let kinds = kinds.map(|rows| cover::classes(rows.into_iter()));
    let weight_of = |columns: &[u32]| -> i64 {
        let twice = |(served, kind): (usize, &Vec<(Vec<u32>, i64)>)| -> i64 {
            let has = |members: &[u32]| members.iter().filter(|j| columns.binary_search(j).is_ok()).count();
            kind.iter()
                .filter(|(members, _)| has(members) + served >= 2)
                .map(|(_, steps)| *steps)
                .sum()
        };
        safe + kinds.iter().enumerate().map(twice).sum::<i64>()
    };
    let told = |columns: Vec<u32>, bound: i64| {
        let weight = grid.value(weight_of(&columns));
        (
            columns,
            Backup {
                weight,
                bound: grid.value(bound),
            },
        )
    };
    if candidates.is_empty() {
        return Ok(told(Vec::new(), safe));
    }
    let column = |j: &u32| candidates.binary_search(j).expect("members are candidates");
    let mut mip = Mip::default();
    candidates.iter().for_each(|_| {
        mip.column(0.0, 0.0, 1.0, Kind::Whole);
    });
    let mut start: Vec<f64> = candidates
        .iter()
        .map(|j| f64::from(u8::from(best.columns.binary_search(j).is_ok())))
        .collect();
    let mut most = safe;
    for (served, kind) in kinds.iter().enumerate() {
        for (members, steps) in kind {
            most += steps;
            let twice = mip.column(-(*steps as f64), 0.0, 1.0, Kind::Real);
            let has: f64 = members.iter().map(|j| start[column(j)]).sum();
            start.push((has + served as f64 - 1.0).clamp(0.0, 1.0));
            let terms = members.iter().map(|j| (column(j), 1.0)).chain([(twice, -1.0)]);
            mip.row(1.0 - served as f64, f64::INFINITY, terms.collect());
        }
    }
    let cost = candidates
        .iter()
        .enumerate()
        .map(|(at, &j)| (at, prices.steps[j as usize] as f64));
    mip.row(f64::NEG_INFINITY, best.cost as f64 + 0.5, cost.collect());
    let is_proven_cover = best.cost == best.bound;
    match mip.minimise(Some(&start), 1.0, limits.remaining())? {
        Ended::Infeasible => Err(LocateError::Solver(
            "HiGHS calls a cover that is known infeasible".to_owned(),
        )),
        Ended::NothingFound { bound } => Ok(told(
            best.columns.clone(),
            most.min(safe.saturating_sub(whole_bound(bound))),
        )),
        Ended::Found {
            values,
            bound,
            is_optimal,
        } => {
            let found: Vec<u32> = candidates
                .iter()
                .zip(&values)
                .filter(|(_, value)| **value > 0.5)
                .map(|(j, _)| *j)
                .collect();
            let better = if weight_of(&found) >= weight_of(&best.columns) {
                found
            } else {
                best.columns.clone()
            };
            let bound = match is_optimal && is_proven_cover {
                true => weight_of(&better),
                false => most
                    .min(safe.saturating_sub(whole_bound(bound)))
                    .max(weight_of(&better)),
            };
            Ok(told(better, bound))
        }
    }
}
