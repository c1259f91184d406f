//! Location set covering, its list of best covers, and its form with backup cover.

use super::backup::with_backup;
use super::case::Case;
use super::cover::{self, Covered, Rows};
use super::error::LocateError;
use super::median::flags;
use super::mip::{Ended, Kind, Mip, chosen};
use super::question::{Answer, Choice, Limits, Problem, Status};
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
    if case.question.problem == Problem::LscpBackup {
        return with_backups(case, &prices, rows, &best, limits);
    }
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
    let choices = covers
        .iter()
        .map(|(value, columns)| choice(case, prices.grid.value(*value), columns));
    Ok(Answer {
        problem: case.question.problem,
        status: if value == bound {
            Status::Optimal
        } else {
            Status::Feasible
        },
        bound: prices.grid.value(bound),
        choices: choices.collect(),
        is_list_proven,
        unit: prices.grid.rounding(),
        weight: case.demand.iter().map(|&i| case.weight(i)).sum(),
        backup: None,
        backups: Vec::new(),
        nodes,
    })
}

/// The backup form: the cheapest covers first, those of equal cost by the weight that has a second site.
fn with_backups(
    case: &Case,
    prices: &Prices,
    rows: Rows,
    best: &Covered,
    limits: Limits,
) -> Result<Answer, LocateError> {
    let (columns, backup) = with_backup(case, &prices.steps, best, &[], limits)?;
    let (value, bound) = (prices.certain + best.cost, prices.certain + best.bound);
    let is_proven = value == bound && backup.weight == backup.bound;
    let mut is_list_proven = is_proven;
    let mut nodes = 2;
    let mut covers = vec![(value, columns)];
    let mut backups = vec![backup.weight];
    let rows = cover::minimal_rows(rows);
    while is_list_proven && covers.len() < case.question.k_best {
        nodes += 2;
        let (cost, columns) = match next_cover(case, prices, &rows, &covers, limits)? {
            Next::Cover(cover) => cover,
            Next::NoOther => break,
            Next::TimeOver => {
                is_list_proven = false;
                break;
            }
        };
        let next = Covered {
            columns,
            cost: cost - prices.certain,
            bound: cost - prices.certain,
        };
        let (columns, backup) = with_backup(case, &prices.steps, &next, &covers, limits)?;
        is_list_proven = backup.weight == backup.bound;
        covers.push((cost, columns));
        backups.push(backup.weight);
    }
    let mut order: Vec<usize> = (0..covers.len()).collect();
    let set = |at: usize| &covers[at].1;
    // The first stays first: its backup is the one whose bound is told.
    order[1..].sort_by(|&a, &b| {
        let by_backup = backups[b].total_cmp(&backups[a]);
        covers[a]
            .0
            .cmp(&covers[b].0)
            .then(by_backup)
            .then_with(|| set(a).cmp(set(b)))
    });
    let told = |at: &usize| choice(case, prices.grid.value(covers[*at].0), set(*at));
    Ok(Answer {
        problem: case.question.problem,
        status: if is_proven { Status::Optimal } else { Status::Feasible },
        bound: prices.grid.value(bound),
        choices: order.iter().map(told).collect(),
        is_list_proven,
        unit: prices.grid.rounding(),
        weight: case.demand.iter().map(|&i| case.weight(i)).sum(),
        backup: Some(backup),
        backups: order.iter().map(|&at| backups[at]).collect(),
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
        mip.cut_off(&candidates, cover);
    }
    match mip.minimise(None, 1.0, limits.remaining())? {
        Ended::Infeasible => Ok(Next::NoOther),
        Ended::Found {
            values,
            is_optimal: true,
            ..
        } => {
            let found = chosen(&candidates, &values);
            let cost = prices.certain + found.iter().map(|&j| prices.steps[j as usize]).sum::<i64>();
            Ok(Next::Cover((cost, found)))
        }
        Ended::Found { .. } | Ended::NothingFound { .. } => Ok(Next::TimeOver),
    }
}
