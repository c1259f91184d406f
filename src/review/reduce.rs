//! Fewer rows, same optimum.
//!
//! Only reductions that stay valid beside capacities, commune bounds and costs are made: a row that
//! a certain member satisfies is dropped, a row whose members include all of another's is implied by
//! it, a row with one member left makes that point stay. Column dominance is not among them (it
//! needs a pure cover problem).

use super::instance::{CoverRow, Freedom, Instance};
use std::collections::HashMap;

/// The members of the rows that remain, each sorted, the list sorted by (size, members).
///
/// Adding them to the other constraints gives exactly the feasible set of `instance`.
pub fn minimal_rows(instance: &Instance) -> Vec<Vec<u32>> {
    minimal(instance, instance.rows.iter().map(|row| row.members.as_slice()))
}

/// Minimal rows of an instance in which no fewer points are certain to stay than in the one whose minimal rows these are.
pub fn reduced(instance: &Instance, rows: &[Vec<u32>]) -> Vec<Vec<u32>> {
    minimal(instance, rows.iter().map(Vec::as_slice))
}

fn minimal<'a>(instance: &Instance, rows: impl Iterator<Item = &'a [u32]>) -> Vec<Vec<u32>> {
    let certain = |j: &u32| instance.points[*j as usize].freedom == Freedom::Kept;
    let mut rows: Vec<Vec<u32>> = rows
        .filter(|row| !row.iter().any(certain))
        .map(<[u32]>::to_vec)
        .collect();
    rows.sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    rows.dedup();

    let mut frequency = vec![0u32; instance.points.len()];
    rows.iter().flatten().for_each(|&j| frequency[j as usize] += 1);
    // Every kept row is filed under its rarest member, so that a subset of a row is found under one of the row's own members.
    let mut filed: Vec<Vec<usize>> = vec![Vec::new(); instance.points.len()];
    let mut kept: Vec<Vec<u32>> = Vec::new();
    let mut is_member = vec![false; instance.points.len()];
    for row in rows {
        row.iter().for_each(|&j| is_member[j as usize] = true);
        let implied = row.iter().any(|&j| {
            filed[j as usize]
                .iter()
                .any(|&smaller| kept[smaller].iter().all(|&member| is_member[member as usize]))
        });
        row.iter().for_each(|&j| is_member[j as usize] = false);
        if !implied {
            let rarest = row.iter().copied().min_by_key(|&j| (frequency[j as usize], j));
            if let Some(rarest) = rarest {
                filed[rarest as usize].push(kept.len());
            }
            kept.push(row);
        }
    }
    kept
}

/// Groups `(members, people)` pairs with equal members, in order of first appearance.
///
/// The map hashes and then compares the members themselves, so no two different sets are ever joined.
pub fn classes(sets: impl Iterator<Item = (Vec<u32>, f64)>, rule: usize) -> Vec<CoverRow> {
    let mut index: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut rows: Vec<CoverRow> = Vec::new();
    for (members, people) in sets {
        let next = rows.len();
        let row = *index.entry(members).or_insert_with_key(|members| {
            rows.push(CoverRow {
                members: members.clone(),
                people: 0.0,
                rule,
            });
            next
        });
        rows[row].people += people;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::instance::Point;

    fn points(freedoms: &[Freedom]) -> Vec<Point> {
        freedoms
            .iter()
            .map(|&freedom| Point {
                freedom,
                load: 0,
                capacity: 0,
                cost: 100,
            })
            .collect()
    }

    #[test]
    fn implied_and_satisfied_rows_are_dropped() {
        let row = |members: &[u32]| CoverRow {
            members: members.to_vec(),
            people: 1.0,
            rule: 0,
        };
        let instance = Instance {
            points: points(&[Freedom::Kept, Freedom::Closable, Freedom::Closable, Freedom::Closable]),
            rows: vec![row(&[1, 2, 3]), row(&[1, 2]), row(&[0, 3]), row(&[2, 3]), row(&[1, 2])],
            ..Instance::default()
        };
        assert_eq!(minimal_rows(&instance), [vec![1, 2], vec![2, 3]]);
    }

    #[test]
    fn cells_with_equal_sets_become_one_class_with_all_their_people() {
        let sets = [(vec![1, 2], 3.0), (vec![1], 1.0), (vec![1, 2], 4.0)];
        let rows = classes(sets.into_iter(), 1);
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[0].members.as_slice(), rows[0].people, rows[0].rule),
            ([1, 2].as_slice(), 7.0, 1)
        );
    }
}
