//! The backup form of set covering: among covers of least cost the one that gives most weight a second site.
//!
//! The cheapest cover is improved by swaps that keep everybody covered; the proof is left to HiGHS, with one variable a class
//! of demand.

use super::case::Case;
use super::cover::{self, Covered};
use super::error::LocateError;
use super::mip::{Ended, Kind, Mip, chosen, whole_bound};
use super::question::{Backup, Limits};
use super::whole::Grid;

/// Classes of demand by the number of fixed sites that serve them (0 or 1): candidates and weight in steps.
type Kinds = [Vec<(Vec<u32>, i64)>; 2];

/// Among covers of the same cost the one that gives most weight a second site; none of those `known`, which `best` is not
/// among.
pub(super) fn with_backup(
    case: &Case,
    prices: &[i64],
    best: &Covered,
    known: &[(i64, Vec<u32>)],
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
    let best = &Covered {
        // Swaps may lead to a cover that is known.
        columns: match known {
            [] => swapped(&kinds, &best.columns, prices, best.cost),
            _ => best.columns.clone(),
        },
        ..*best
    };
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
        .map(|(at, &j)| (at, prices[j as usize] as f64));
    mip.row(f64::NEG_INFINITY, best.cost as f64 + 0.5, cost.collect());
    for (_, cover) in known {
        mip.cut_off(&candidates, cover);
    }
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
            let found = chosen(&candidates, &values);
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

/// Swaps one site for another while that covers more weight twice, leaves nobody uncovered and costs no more than `most`. Ties
/// go to the lower indices.
fn swapped(kinds: &Kinds, columns: &[u32], prices: &[i64], most: i64) -> Vec<u32> {
    let m = prices.len();
    let mut is_open = vec![false; m];
    columns.iter().for_each(|&j| is_open[j as usize] = true);
    loop {
        let inside: Vec<usize> = (0..m).filter(|&j| is_open[j]).collect();
        let mut place = vec![usize::MAX; m];
        inside.iter().enumerate().for_each(|(at, &j)| place[j] = at);
        let cost: i64 = inside.iter().map(|&j| prices[j]).sum();
        // What a site gains by coming, loses by leaving, and what the two change together.
        let (mut gain, mut loss) = (vec![0i64; m], vec![0i64; inside.len()]);
        let mut both = vec![0i64; inside.len() * m];
        // Rows that hang on a site alone, and how many of them another would take.
        let (mut alone, mut taken) = (vec![0u32; inside.len()], vec![0u32; inside.len() * m]);
        for (served, kind) in kinds.iter().enumerate() {
            for (members, weight) in kind {
                let own: Vec<usize> = members
                    .iter()
                    .map(|&j| place[j as usize])
                    .filter(|at| *at != usize::MAX)
                    .collect();
                let times = own.len() + served;
                if times > 2 {
                    continue;
                }
                for &at in &own {
                    if times == 2 {
                        loss[at] += weight;
                    } else {
                        alone[at] += 1;
                    }
                }
                for j in members.iter().map(|&j| j as usize).filter(|&j| !is_open[j]) {
                    if times == 1 {
                        gain[j] += weight;
                    }
                    for &at in &own {
                        both[at * m + j] += if times == 2 { *weight } else { -weight };
                        taken[at * m + j] += u32::from(times == 1);
                    }
                }
            }
        }
        let mut best: Option<(i64, usize, usize)> = None;
        for (at, &out) in inside.iter().enumerate() {
            for j in (0..m).filter(|&j| !is_open[j] && gain[j] > 0) {
                let pair = at * m + j;
                let profit = gain[j] - loss[at] + both[pair];
                let is_allowed = taken[pair] == alone[at] && cost - prices[out] + prices[j] <= most;
                if is_allowed && profit > best.map_or(0, |(profit, _, _)| profit) {
                    best = Some((profit, out, j));
                }
            }
        }
        let Some((_, out, into)) = best else {
            return (0u32..)
                .zip(&is_open)
                .filter(|(_, is_open)| **is_open)
                .map(|(j, _)| j)
                .collect();
        };
        is_open[out] = false;
        is_open[into] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_gives_backup_without_uncovering_anybody() {
        // Sites 0 and 1 cover all; 2 covers what 0 covers and half of 1's. 3 would give more but leaves the first class alone.
        let none = vec![(vec![0, 2], 1), (vec![1, 2], 5), (vec![1, 3], 7)];
        let swapped = swapped(&[none, vec![]], &[0, 1], &[1, 1, 1, 1], 2);
        assert_eq!(swapped, [1, 2]);
    }

    #[test]
    fn a_swap_never_costs_more_than_it_may() {
        let none = vec![(vec![0, 2], 1), (vec![1, 2], 5)];
        assert_eq!(super::swapped(&[none, vec![]], &[0, 1], &[1, 1, 2, 1], 2), [0, 1]);
    }
}
