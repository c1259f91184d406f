//! Which entries of a history are in effect, and what stands in the way of taking one back.
//!
//! An undo is an entry like any other, and can be undone, which does the import again. So an entry is in effect unless
//! the entry that undid it is. Of the entries after the one to be taken back, an undo and what it undid cancel
//! each other out; each of the others stands in the way when it touches what this one touched:
//!
//! - it wrote a table that this one wrote, or refers to one (facilities are placed into areas, reports name facilities);
//! - it brought other areas, and this one gives back rows that are placed into areas;
//! - this one does an import again that refers to a table which has changed since.
//!
//! What stands in the way of those stands in the way too.
//!
//! That is by table, not by row: an answer that is too careful at times and never wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{Action, HistoryEntry};

/// Tables whose rows name the area in which they lie.
const PLACED: [&str; 3] = ["facility", "demand", "candidate"];

/// Whether the entry's change is part of the data as they are.
pub fn is_in_effect(entries: &[HistoryEntry], id: i64) -> bool {
    let mut is_in_effect = true;
    let mut at = find(entries, id);
    // Each undo has a higher id than what it undid: this ends.
    while let Some(undo) = at.and_then(|entry| entry.undone_by) {
        is_in_effect = !is_in_effect;
        at = find(entries, undo);
    }
    is_in_effect
}

/// What an entry did in the end: of an undo that which the first of the undone entries did, through undos of undos.
pub fn root_action(entries: &[HistoryEntry], id: i64) -> Option<Action> {
    let mut at = find(entries, id)?;
    // Each undo has a higher id than what it undid: this ends, also where another program wrote into the table.
    while let Some(undone) = at
        .undoes
        .filter(|undone| *undone < at.id)
        .and_then(|id| find(entries, id))
    {
        at = undone;
    }
    Some(at.what)
}

/// The entry that `gandan undo` takes back when none is named: the newest in effect that is no undo itself.
pub fn newest_to_undo(entries: &[HistoryEntry]) -> Option<&HistoryEntry> {
    let mut newest_first = entries.iter().rev();
    newest_first.find(|entry| entry.what != Action::Undo && is_in_effect(entries, entry.id))
}

/// For each entry what must be taken back before it, in this order, found by doing so: the newest that stands in the way first,
/// before it what stands in its way. To take an undo back does its import again, which may then be in the way itself.
/// Each can be taken back when its turn comes; nothing is named twice.
pub fn undo_orders(entries: &[HistoryEntry]) -> Vec<Vec<i64>> {
    let index: BTreeMap<i64, usize> = entries.iter().enumerate().map(|(at, entry)| (entry.id, at)).collect();
    let undone_by: Vec<Option<usize>> = entries
        .iter()
        .map(|entry| entry.undone_by.and_then(|by| index.get(&by).copied()))
        .collect();
    let resting: Vec<Vec<usize>> = entries
        .iter()
        .enumerate()
        .map(|(at, target)| {
            let later = (at + 1..entries.len()).rev();
            later
                .filter(|&later| may_be_in_the_way(target, &entries[later]))
                .collect()
        })
        .collect();
    (0..entries.len())
        .map(|at| {
            let mut unwinding = Unwinding {
                resting: &resting,
                undone_by: undone_by.clone(),
                order: Vec::new(),
            };
            unwinding.clear_the_way(at);
            unwinding.order.iter().map(|&at| entries[at].id).collect()
        })
        .collect()
}

/// A history that is being taken back, in thought.
struct Unwinding<'a> {
    /// For each entry the later ones that are in its way while they are in effect, newest first.
    resting: &'a [Vec<usize>],
    undone_by: Vec<Option<usize>>,
    order: Vec<usize>,
}

/// Stands for the undo of an entry by the unwinding: it stays in effect, and is in nobody's way who comes after.
const UNWOUND: usize = usize::MAX;

impl Unwinding<'_> {
    fn is_in_effect(&self, at: usize) -> bool {
        let undo_of = |at: usize| self.undone_by.get(at).copied().flatten();
        let mut is_in_effect = true;
        let mut undo = undo_of(at);
        while let Some(by) = undo {
            is_in_effect = !is_in_effect;
            undo = undo_of(by);
        }
        is_in_effect
    }

    fn newest_in_the_way(&self, at: usize) -> Option<usize> {
        let mut resting = self.resting[at].iter().copied();
        resting.find(|&later| self.is_in_effect(later))
    }

    fn clear_the_way(&mut self, at: usize) {
        while let Some(newest) = self.newest_in_the_way(at) {
            self.clear_the_way(newest);
            // What came back meanwhile and is newer goes first.
            if self.newest_in_the_way(at) == Some(newest) {
                self.undone_by[newest] = Some(UNWOUND);
                self.order.push(newest);
            }
        }
    }
}

/// Whether a later entry, while it is in effect, stands in the way of this one by itself.
fn may_be_in_the_way(target: &HistoryEntry, later: &HistoryEntry) -> bool {
    let cancels = later.undoes.is_some_and(|undone| undone > target.id);
    !cancels && is_dependent(target, later)
}

fn is_dependent(target: &HistoryEntry, later: &HistoryEntry) -> bool {
    let wrote: BTreeSet<&str> = target.wrote.iter().map(String::as_str).collect();
    let touches = |tables: &[String]| tables.iter().any(|table| wrote.contains(table.as_str()));
    let changed = |table: &str| later.wrote.iter().any(|wrote| wrote == table);
    let is_replaced = changed("area") && PLACED.iter().any(|table| wrote.contains(table));
    let is_outdated = target.what == Action::Undo && target.reads.iter().any(|table| changed(table));
    touches(&later.wrote) || touches(&later.reads) || is_replaced || is_outdated
}

fn find(entries: &[HistoryEntry], id: i64) -> Option<&HistoryEntry> {
    entries.iter().find(|entry| entry.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, wrote: &[&str], reads: &[&str]) -> HistoryEntry {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        HistoryEntry {
            id,
            what: Action::Import,
            wrote: owned(wrote),
            reads: owned(reads),
            ..HistoryEntry::default()
        }
    }

    #[test]
    fn what_an_undo_of_an_undo_did_is_what_the_first_entry_did() {
        let mut entries = vec![entry(1, &["facility"], &[])];
        entries[0].what = Action::Publish;
        let undone = undo(&mut entries, 1);
        let again = undo(&mut entries, undone);
        for id in [1, undone, again] {
            assert_eq!(root_action(&entries, id), Some(Action::Publish), "{id}");
        }
        assert_eq!(root_action(&entries, 9), None);
        // Rows that another program wrote: what cannot be followed is told as the undo that it is.
        entries[1].undoes = Some(2);
        assert_eq!(root_action(&entries, again), Some(Action::Undo));
    }

    /// Appends the undo of an entry, as `Workspace::undo` does.
    fn undo(entries: &mut Vec<HistoryEntry>, target: i64) -> i64 {
        let id = entries.len() as i64 + 1;
        let at = (target - 1) as usize;
        entries[at].undone_by = Some(id);
        entries.push(HistoryEntry {
            id,
            what: Action::Undo,
            undoes: Some(target),
            undone_by: None,
            ..entries[at].clone()
        });
        id
    }

    fn ways(entries: &[HistoryEntry], id: i64) -> Vec<i64> {
        let at = entries.iter().position(|entry| entry.id == id).expect("it is there");
        undo_orders(entries).swap_remove(at)
    }

    #[test]
    fn an_undo_takes_effect_away_and_its_undo_gives_it_back() {
        let mut entries = vec![entry(1, &["facility"], &[])];
        assert!(is_in_effect(&entries, 1));
        let back = undo(&mut entries, 1);
        assert!(!is_in_effect(&entries, 1) && is_in_effect(&entries, back));
        assert_eq!(newest_to_undo(&entries), None);
        let again = undo(&mut entries, back);
        assert!(is_in_effect(&entries, 1) && !is_in_effect(&entries, back) && is_in_effect(&entries, again));
        assert_eq!(newest_to_undo(&entries).map(|entry| entry.id), Some(1));
        assert_eq!(
            ways(&entries, 1),
            [0i64; 0],
            "the undo and the redo cancel each other out"
        );
        undo(&mut entries, 1);
        assert!(!is_in_effect(&entries, 1));
        assert_eq!(
            ways(&entries, again),
            [4],
            "what was done again has been taken back since"
        );
    }

    #[test]
    fn a_later_entry_is_in_the_way_when_it_touches_the_same_tables() {
        let entries = vec![
            entry(1, &["facility"], &["area"]),
            entry(2, &["road"], &[]),
            entry(3, &["performance"], &["facility"]),
            entry(4, &["area", "demand"], &["facility", "demand"]),
        ];
        assert_eq!(ways(&entries, 1), [4, 3]);
        assert_eq!(ways(&entries, 2), [0i64; 0]);
        assert_eq!(ways(&entries, 3), [0i64; 0]);
        let mut undone = entries;
        undo(&mut undone, 4);
        assert_eq!(ways(&undone, 1), [3]);
        undo(&mut undone, 3);
        assert_eq!(ways(&undone, 1), [0i64; 0]);
    }

    #[test]
    fn rows_placed_into_areas_do_not_come_back_into_other_areas() {
        let entries = vec![entry(1, &["demand"], &["area"]), entry(2, &["area"], &[])];
        assert_eq!(ways(&entries, 1), [2]);
    }

    #[test]
    fn an_import_is_not_done_again_when_what_it_rests_on_has_changed() {
        // Areas, then facilities in them; both taken back; the facilities alone cannot return.
        let mut entries = vec![entry(1, &["area"], &["demand"]), entry(2, &["facility"], &["area"])];
        let facilities_back = undo(&mut entries, 2);
        let areas_back = undo(&mut entries, 1);
        assert_eq!(ways(&entries, facilities_back), [areas_back]);
        undo(&mut entries, areas_back);
        assert_eq!(ways(&entries, facilities_back), [0i64; 0]);
    }

    #[test]
    fn what_rests_on_what_rests_on_an_entry_is_named_too() {
        // Points, areas that place them, people in the areas; roads aside.
        let entries = vec![
            entry(1, &["facility"], &["area"]),
            entry(2, &["area"], &["facility"]),
            entry(3, &["road"], &[]),
            entry(4, &["demand"], &["area"]),
        ];
        assert_eq!(ways(&entries, 1), [4, 2]);
        assert_eq!(ways(&entries, 2), [4]);
        assert_eq!(ways(&entries, 3), [0i64; 0]);
    }

    #[test]
    fn an_import_that_comes_back_on_the_way_is_taken_back_again() {
        // Entry 3 was undone by 5, after 4 was placed into what it brought.
        let mut entries = vec![
            entry(1, &["demand"], &[]),
            entry(2, &["road"], &["demand"]),
            entry(3, &["area"], &["road"]),
            entry(4, &["facility"], &["demand"]),
        ];
        undo(&mut entries, 3);
        assert_eq!(ways(&entries, 1), [5, 4, 3, 2]);
        assert_eq!(ways(&entries, 4), [5]);
    }

    proptest::proptest! {
        /// Whatever the history, the order that is told can be followed to its end.
        #[test]
        fn the_order_told_can_be_followed(
            imports in proptest::collection::vec((0..6usize, proptest::option::of(0..6usize)), 1..9),
            undone in proptest::collection::vec(proptest::prelude::any::<proptest::sample::Index>(), 0..4),
            target in proptest::prelude::any::<proptest::sample::Index>(),
        ) {
            let tables = ["facility", "demand", "area", "road", "crosswalk", "performance"];
            let mut entries: Vec<HistoryEntry> = Vec::new();
            for (id, (wrote, reads)) in (1..).zip(imports) {
                let reads: Vec<&str> = reads.map(|at| tables[at]).into_iter().collect();
                entries.push(entry(id, &[tables[wrote]], &reads));
            }
            for index in undone {
                let id = entries[index.index(entries.len())].id;
                if is_in_effect(&entries, id) && ways(&entries, id).is_empty() {
                    undo(&mut entries, id);
                }
            }
            let target = entries[target.index(entries.len())].id;
            proptest::prop_assume!(is_in_effect(&entries, target));
            let order = ways(&entries, target);
            for id in order.into_iter().chain([target]) {
                proptest::prop_assert_eq!(ways(&entries, id), Vec::<i64>::new(), "{} of {:?}", id, entries);
                undo(&mut entries, id);
            }
        }
    }
}
