//! Set covering: reductions, a greedy cover, and the rest by HiGHS.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use super::error::LocateError;
use super::mip::{Ended, Kind, Mip, whole_bound};

/// Rows that each need one of their members; members ascending.
pub(super) type Rows = Vec<Vec<u32>>;

/// Groups equal member lists and adds their weights, in order of first appearance.
pub(super) fn classes(rows: impl Iterator<Item = (Vec<u32>, i64)>) -> Vec<(Vec<u32>, i64)> {
    let mut index: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut classes: Vec<(Vec<u32>, i64)> = Vec::new();
    for (members, weight) in rows {
        let next = classes.len();
        let at = *index.entry(members).or_insert_with_key(|members| {
            classes.push((members.clone(), 0));
            next
        });
        classes[at].1 += weight;
    }
    classes
}

/// Rows that are not implied by another, by (size, members).
pub(super) fn minimal_rows(mut rows: Rows) -> Rows {
    rows.sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    rows.dedup();
    let columns = rows.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut often = vec![0u32; columns];
    rows.iter().flatten().for_each(|&j| often[j as usize] += 1);
    // A kept row lies under its rarest member: a subset of a row is found under one of the row's own members.
    let mut under: Vec<Vec<usize>> = vec![Vec::new(); columns];
    let mut kept: Rows = Vec::new();
    let mut is_member = vec![false; columns];
    for row in rows {
        row.iter().for_each(|&j| is_member[j as usize] = true);
        let is_implied = row.iter().any(|&j| {
            let smaller = &under[j as usize];
            smaller
                .iter()
                .any(|&at| kept[at].iter().all(|&member| is_member[member as usize]))
        });
        row.iter().for_each(|&j| is_member[j as usize] = false);
        if is_implied {
            continue;
        }
        if let Some(rarest) = row.iter().copied().min_by_key(|&j| (often[j as usize], j)) {
            under[rarest as usize].push(kept.len());
        }
        kept.push(row);
    }
    kept
}

/// A cover problem after its reductions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reduced {
    /// Columns that some optimal cover has to have.
    pub essential: Vec<u32>,
    /// What they leave to be covered, over columns that no other column replaces.
    pub rows: Rows,
}

/// Essential columns, implied rows and replaceable columns, until nothing changes. The least cost stays the same; of
/// equal columns the lower index stays. Rows must not be empty.
pub(super) fn reduce(rows: Rows, cost: &[i64]) -> Reduced {
    let mut essential = Vec::new();
    let mut rows = minimal_rows(rows);
    loop {
        let single: Vec<u32> = rows.iter().filter(|row| row.len() == 1).map(|row| row[0]).collect();
        if !single.is_empty() {
            rows.retain(|row| !row.iter().any(|j| single.contains(j)));
            essential.extend(single);
        }
        let replaced = replaceable(&rows, cost);
        if replaced.is_clear() {
            essential.sort_unstable();
            essential.dedup();
            return Reduced { essential, rows };
        }
        for row in &mut rows {
            row.retain(|&j| !replaced.contains(j as usize));
        }
        rows = minimal_rows(rows);
    }
}

/// Columns whose rows another column of no higher cost has as well.
fn replaceable(rows: &Rows, cost: &[i64]) -> FixedBitSet {
    let mut rows_of: Vec<FixedBitSet> = vec![FixedBitSet::new(); cost.len()];
    for (at, row) in rows.iter().enumerate() {
        for &j in row {
            rows_of[j as usize].grow(rows.len());
            rows_of[j as usize].insert(at);
        }
    }
    let mut gone = FixedBitSet::with_capacity(cost.len());
    for j in 0..cost.len() {
        // Whoever replaces j is in every row of j, so in its shortest.
        let Some(shortest) = rows_of[j].ones().min_by_key(|&at| (rows[at].len(), at)) else {
            continue;
        };
        let replaces = |&other: &u32| {
            let k = other as usize;
            let is_better = (cost[k], k) < (cost[j], j);
            let is_equal_set = || rows_of[j] == rows_of[k];
            k != j
                && !gone.contains(k)
                && cost[k] <= cost[j]
                && rows_of[j].is_subset(&rows_of[k])
                && (is_better || !is_equal_set())
        };
        if rows[shortest].iter().any(replaces) {
            gone.insert(j);
        }
    }
    gone
}

/// A cover by most new rows for the cost, then without what turned out superfluous. Ties go to the lower index.
pub(super) fn greedy(rows: &Rows, cost: &[i64]) -> Vec<u32> {
    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); cost.len()];
    for (at, row) in rows.iter().enumerate() {
        row.iter().for_each(|&j| rows_of[j as usize].push(at));
    }
    let mut times = vec![0u32; rows.len()];
    let mut fresh: Vec<i64> = rows_of.iter().map(|own| own.len() as i64).collect();
    let mut left = rows.len();
    let mut cover: Vec<u32> = Vec::new();
    while left > 0 {
        let worth = |a: usize, b: usize| {
            let (x, y) = (
                fresh[a] as i128 * cost[b].max(1) as i128,
                fresh[b] as i128 * cost[a].max(1) as i128,
            );
            x.cmp(&y).then(b.cmp(&a))
        };
        let Some(best) = (0..cost.len()).filter(|&j| fresh[j] > 0).max_by(|&a, &b| worth(a, b)) else {
            break;
        };
        cover.push(best as u32);
        for &at in &rows_of[best] {
            times[at] += 1;
            if times[at] == 1 {
                left -= 1;
                rows[at].iter().for_each(|&j| fresh[j as usize] -= 1);
            }
        }
    }
    let mut order = cover.clone();
    order.sort_by_key(|&j| (-cost[j as usize], rows_of[j as usize].len(), j));
    for j in order {
        if rows_of[j as usize].iter().all(|&at| times[at] > 1) {
            rows_of[j as usize].iter().for_each(|&at| times[at] -= 1);
            cover.retain(|&other| other != j);
        }
    }
    cover.sort_unstable();
    cover
}

/// A cover and what is proven of its cost.
pub(super) struct Covered {
    pub columns: Vec<u32>,
    pub cost: i64,
    pub bound: i64,
}

/// The cheapest cover. Rows must not be empty.
pub(super) fn cheapest(rows: Rows, cost: &[i64], seconds: f64) -> Result<Covered, LocateError> {
    let Reduced { essential, rows } = reduce(rows, cost);
    let sum = |columns: &[u32]| columns.iter().map(|&j| cost[j as usize]).sum::<i64>();
    let certain = sum(&essential);
    let done = |rest: Vec<u32>, bound: i64| {
        let mut columns = [essential.clone(), rest].concat();
        columns.sort_unstable();
        Covered {
            cost: sum(&columns),
            bound: certain + bound,
            columns,
        }
    };
    if rows.is_empty() {
        return Ok(done(Vec::new(), 0));
    }
    let start = greedy(&rows, cost);
    let mut members: Vec<u32> = rows.iter().flatten().copied().collect();
    members.sort_unstable();
    members.dedup();
    let column_of: HashMap<u32, usize> = members.iter().enumerate().map(|(at, &j)| (j, at)).collect();
    let mut mip = Mip::default();
    for &j in &members {
        mip.column(cost[j as usize] as f64, 0.0, 1.0, Kind::Whole);
    }
    for row in &rows {
        mip.row(1.0, f64::INFINITY, row.iter().map(|j| (column_of[j], 1.0)).collect());
    }
    let first: Vec<f64> = members
        .iter()
        .map(|j| f64::from(u8::from(start.binary_search(j).is_ok())))
        .collect();
    let covers = |columns: &[u32]| {
        rows.iter()
            .all(|row| row.iter().any(|j| columns.binary_search(j).is_ok()))
    };
    match mip.minimise(Some(&first), 1.0, seconds)? {
        Ended::Infeasible => Err(LocateError::Solver(
            "HiGHS finds no cover where there is one".to_owned(),
        )),
        Ended::NothingFound { bound } => Ok(done(start, whole_bound(bound).max(0))),
        Ended::Found {
            values,
            bound,
            is_optimal,
        } => {
            let found: Vec<u32> = members
                .iter()
                .zip(&values)
                .filter(|(_, value)| **value > 0.5)
                .map(|(j, _)| *j)
                .collect();
            if !covers(&found) {
                return Err(LocateError::Solver(
                    "the cover that HiGHS returned leaves rows uncovered".to_owned(),
                ));
            }
            let best = if sum(&start) < sum(&found) { start } else { found };
            let proven = if is_optimal {
                sum(&best)
            } else {
                whole_bound(bound).clamp(0, sum(&best))
            };
            Ok(done(best, proven))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reductions_leave_the_core_of_a_cover_problem() {
        // 0 is essential; 3 is replaced by 2, which then is essential itself.
        let rows = vec![vec![0], vec![0, 1], vec![2, 3], vec![1, 2]];
        assert_eq!(
            reduce(rows, &[1, 1, 1, 1]),
            Reduced {
                essential: vec![0, 2],
                rows: vec![]
            }
        );
        // Three columns, each pair shares a row: nothing to reduce, two are needed.
        let triangle = vec![vec![0, 1], vec![1, 2], vec![0, 2]];
        assert_eq!(
            reduce(triangle.clone(), &[1, 1, 1]),
            Reduced {
                essential: vec![],
                rows: triangle_by_members()
            }
        );
        let cheapest = cheapest(triangle, &[1, 1, 1], 10.0).expect("solved");
        assert_eq!((cheapest.cost, cheapest.bound, cheapest.columns.len()), (2, 2, 2));
    }

    fn triangle_by_members() -> Rows {
        vec![vec![0, 1], vec![0, 2], vec![1, 2]]
    }

    #[test]
    fn a_dearer_column_is_replaced_and_a_cheaper_one_is_not() {
        let rows = vec![vec![0, 1], vec![1, 2], vec![0, 2, 3]];
        assert!(replaceable(&rows, &[5, 1, 1, 9]).contains(3));
        assert!(!replaceable(&rows, &[5, 1, 1, 4]).contains(1));
        // Equal columns: the lower index stays.
        let twins = vec![vec![0, 1], vec![0, 1, 2]];
        let gone = replaceable(&twins, &[1, 1, 1]);
        assert_eq!(gone.ones().collect::<Vec<_>>(), [1, 2]);
    }
}
