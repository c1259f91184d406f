//! Fewer rows, same optimum.
//!
//! Only reductions that stay valid beside capacities, commune bounds and costs are made: members that are certain to stay are
//! counted and taken out of their rows, a row that they satisfy is dropped, a row whose members include all of another's is implied
//! by it when it needs no more of them; in a row with no more members than it needs all of them stay (essential columns). Column
//! dominance is not among them (it needs a pure cover problem).

use super::instance::{CoverRow, Freedom, Instance};
use std::collections::HashMap;

/// At least `needs` of these points stay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Ascending.
    pub members: Vec<u32>,
    /// At least 1.
    pub needs: u32,
}

impl Need {
    /// Whether all of its members must stay.
    pub fn is_essential(&self) -> bool {
        self.members.len() <= self.needs as usize
    }
}

/// The rows that remain, sorted by (size, members).
///
/// Adding them to the other constraints gives exactly the feasible set of `instance`.
pub fn minimal_rows(instance: &Instance) -> Vec<Need> {
    minimal(
        instance,
        instance.rows.iter().map(|row| (row.members.as_slice(), row.needs)),
    )
}

/// The rows as they are, none left out: what the reduction is judged by.
pub fn all_rows(instance: &Instance) -> Vec<Need> {
    let need = |row: &CoverRow| Need {
        members: row.members.clone(),
        needs: row.needs,
    };
    instance.rows.iter().map(need).collect()
}

/// Minimal rows of an instance in which no fewer points are certain to stay than in the one whose minimal rows these are.
pub fn reduced(instance: &Instance, rows: &[Need]) -> Vec<Need> {
    minimal(instance, rows.iter().map(|row| (row.members.as_slice(), row.needs)))
}

fn minimal<'a>(instance: &Instance, rows: impl Iterator<Item = (&'a [u32], u32)>) -> Vec<Need> {
    let is_open_to_choice = |j: &&u32| instance.points[**j as usize].freedom != Freedom::Kept;
    let mut rows: Vec<Need> = rows
        .filter_map(|(members, needs)| {
            let open: Vec<u32> = members.iter().filter(is_open_to_choice).copied().collect();
            let certain = (members.len() - open.len()) as u32;
            (needs > certain).then(|| Need {
                members: open,
                needs: needs - certain,
            })
        })
        .collect();
    // Of equal sets the one that needs most comes first and implies the others.
    let order = |a: &Need, b: &Need| {
        let sizes = a.members.len().cmp(&b.members.len());
        sizes
            .then_with(|| a.members.cmp(&b.members))
            .then(b.needs.cmp(&a.needs))
    };
    rows.sort_unstable_by(order);
    rows.dedup_by(|later, first| later.members == first.members);

    let mut frequency = vec![0u32; instance.points.len()];
    let members = rows.iter().flat_map(|row| &row.members);
    members.for_each(|&j| frequency[j as usize] += 1);
    // Every kept row is filed under its rarest member, so that a subset of a row is found under one of the row's own members.
    let mut filed: Vec<Vec<usize>> = vec![Vec::new(); instance.points.len()];
    let mut kept: Vec<Need> = Vec::new();
    let mut is_member = vec![false; instance.points.len()];
    for row in rows {
        row.members.iter().for_each(|&j| is_member[j as usize] = true);
        let implies = |smaller: &Need| {
            smaller.needs >= row.needs && smaller.members.iter().all(|&member| is_member[member as usize])
        };
        let implied = row
            .members
            .iter()
            .any(|&j| filed[j as usize].iter().any(|&smaller| implies(&kept[smaller])));
        row.members.iter().for_each(|&j| is_member[j as usize] = false);
        if !implied {
            let rarest = row.members.iter().copied().min_by_key(|&j| (frequency[j as usize], j));
            if let Some(rarest) = rarest {
                filed[rarest as usize].push(kept.len());
            }
            kept.push(row);
        }
    }
    kept
}

/// What a cell hangs on: the points under review that serve it, how many of them it needs, how many others serve it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hold {
    pub members: Vec<u32>,
    pub needs: u32,
    pub beside: u32,
}

impl Hold {
    /// Access alone, through these points alone.
    pub fn access(members: Vec<u32>) -> Hold {
        Hold {
            members,
            needs: 1,
            beside: 0,
        }
    }
}

/// Groups cells with equal [`Hold`]s, in order of first appearance, and adds their people up.
///
/// The map hashes and then compares the members themselves, so no two different sets are ever joined.
pub fn classes(sets: impl Iterator<Item = (Hold, f64)>, rule: usize) -> Vec<CoverRow> {
    let mut index: HashMap<Hold, usize> = HashMap::new();
    let mut rows: Vec<CoverRow> = Vec::new();
    for (hold, people) in sets {
        let next = rows.len();
        let row = *index.entry(hold).or_insert_with_key(|hold| {
            rows.push(CoverRow {
                members: hold.members.clone(),
                needs: hold.needs,
                beside: hold.beside,
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
            needs: 1,
            beside: 0,
            people: 1.0,
            rule: 0,
        };
        let instance = Instance {
            points: points(&[Freedom::Kept, Freedom::Closable, Freedom::Closable, Freedom::Closable]),
            rows: vec![row(&[1, 2, 3]), row(&[1, 2]), row(&[0, 3]), row(&[2, 3]), row(&[1, 2])],
            ..Instance::default()
        };
        let need = |members: &[u32], needs| Need {
            members: members.to_vec(),
            needs,
        };
        assert_eq!(minimal_rows(&instance), [need(&[1, 2], 1), need(&[2, 3], 1)]);
        // Two of three are not implied by one of two; one of three is. A certain member is one of two.
        let two = |members: &[u32]| CoverRow {
            needs: 2,
            ..row(members)
        };
        let instance = Instance {
            rows: vec![row(&[1, 2]), two(&[1, 2, 3]), row(&[1, 2, 3]), two(&[0, 2, 3])],
            ..instance
        };
        assert_eq!(
            minimal_rows(&instance),
            [need(&[1, 2], 1), need(&[2, 3], 1), need(&[1, 2, 3], 2)]
        );
        let instance = Instance {
            rows: vec![two(&[1, 2]), row(&[1, 2]), two(&[1, 2, 3])],
            ..instance
        };
        let left = minimal_rows(&instance);
        assert_eq!(left, [need(&[1, 2], 2)]);
        assert!(left[0].is_essential());
    }

    #[test]
    fn cells_with_equal_sets_become_one_class_with_all_their_people() {
        let sets = [
            (Hold::access(vec![1, 2]), 3.0),
            (Hold::access(vec![1]), 1.0),
            (Hold::access(vec![1, 2]), 4.0),
        ];
        let rows = classes(sets.into_iter(), 1);
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[0].members.as_slice(), rows[0].people, rows[0].rule),
            ([1, 2].as_slice(), 7.0, 1)
        );
    }
}
