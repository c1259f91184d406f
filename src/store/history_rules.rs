//! Which entries of a history are in effect, and what stands in the way of taking one back.
//!
//! An undo is an entry like any other, and can be undone, which does the import again. So an entry is in effect unless
//! the entry that undid it is. Of the entries after the one to be taken back, an undo and what it undid cancel
//! each other out; each of the others stands in the way when it touches what this one touched:
//!
//! - it wrote a table that this one wrote;
//! - it refers to one (facilities are placed into areas, reports name facilities), unless it took away again an import from before
//!   this one: what it gave back is older, and rests on nothing of this one's;
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

/// For each entry what must be taken back before it, the newest first. To take an undo back does its import again, which may then
/// be in the way itself, and is taken back in its turn. Each can be taken back when its turn comes; nothing is named twice.
///
/// Strictly from new to old: the undo of a newer entry cancels out with it, the undo of an older one would be in the way.
pub fn undo_orders(entries: &[HistoryEntry]) -> Vec<Vec<i64>> {
    let index: BTreeMap<i64, usize> = entries.iter().enumerate().map(|(at, entry)| (entry.id, at)).collect();
    let place = |id: Option<i64>| id.and_then(|id| index.get(&id).copied());
    // Rows that another program wrote may name an entry that is not older: an undo of nothing.
    let undoes: Vec<Option<usize>> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| place(entry.undoes).filter(|&undone| undone < at))
        .collect();
    let mut does: Vec<Does> = Vec::with_capacity(entries.len());
    for (entry, undone) in entries.iter().zip(&undoes) {
        does.push(match (entry.what, undone.map(|at| does[at])) {
            (Action::Undo, Some(Does::Bring)) => Does::TakeAway,
            (Action::Undo, Some(Does::TakeAway)) => Does::Bring,
            (Action::Undo, _) => Does::Unknown,
            _ => Does::Bring,
        });
    }
    let in_the_way = |target: usize| {
        let is_in_the_way = |later: &usize| {
            let later = *later;
            may_be_in_the_way((&entries[target], does[target]), (&entries[later], does[later]))
        };
        (target + 1..entries.len()).filter(is_in_the_way).collect()
    };
    let history = History {
        in_the_way: (0..entries.len()).map(in_the_way).collect(),
        undoes,
        undone_by: entries
            .iter()
            .enumerate()
            .map(|(at, entry)| place(entry.undone_by).filter(|&undo| undo > at))
            .collect(),
    };
    (0..entries.len())
        .map(|target| history.order(target).map(|at| entries[at].id).collect())
        .collect()
}

/// What hangs on what, by places in the history.
struct History {
    /// For each entry the later ones that are in its way while they are in effect.
    in_the_way: Vec<Vec<usize>>,
    undoes: Vec<Option<usize>>,
    undone_by: Vec<Option<usize>>,
}

impl History {
    /// Whether each is in effect as the history stands.
    fn in_effect(&self) -> Vec<bool> {
        let mut is_in_effect = vec![true; self.undone_by.len()];
        for at in (0..is_in_effect.len()).rev() {
            is_in_effect[at] = !self.undone_by[at].is_some_and(|undo| is_in_effect[undo]);
        }
        is_in_effect
    }

    /// What may have to go: what is in the way of the target or of what may have to go, and is in effect or comes back when what
    /// took it back goes.
    fn may_have_to_go(&self, target: usize) -> Vec<bool> {
        let count = self.in_the_way.len();
        let is_in_effect = self.in_effect();
        let (mut is_wanted, mut goes) = (vec![false; count], vec![false; count]);
        let mut open = vec![target];
        while let Some(at) = open.pop() {
            let comes_back = self.undoes[at].filter(|&back| at != target && is_wanted[back] && !goes[back]);
            if let Some(back) = comes_back {
                goes[back] = true;
                open.push(back);
            }
            for &later in &self.in_the_way[at] {
                is_wanted[later] = true;
                let can_be = is_in_effect[later] || self.undone_by[later].is_some_and(|undo| goes[undo]);
                if can_be && !goes[later] {
                    goes[later] = true;
                    open.push(later);
                }
            }
        }
        goes
    }

    /// What goes before the target does.
    fn order(&self, target: usize) -> impl Iterator<Item = usize> + use<> {
        let goes = self.may_have_to_go(target);
        let mut is_taken = vec![false; goes.len()];
        let mut is_in_effect = vec![true; goes.len()];
        for at in (0..goes.len()).rev() {
            is_in_effect[at] = !self.undone_by[at].is_some_and(|undo| is_in_effect[undo]);
            if goes[at] && is_in_effect[at] {
                (is_taken[at], is_in_effect[at]) = (true, false);
            }
        }
        (0..is_taken.len()).rev().filter(move |&at| is_taken[at])
    }
}

/// What an entry did in the end, through undos of undos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// An import, or an import done again.
    Bring,
    /// An import taken back.
    TakeAway,
    /// The undo of what cannot be followed.
    Unknown,
}

/// Whether a later entry, while it is in effect, stands in the way of this one by itself.
fn may_be_in_the_way(target: (&HistoryEntry, Does), later: (&HistoryEntry, Does)) -> bool {
    let cancels = later.0.undoes.is_some_and(|undone| undone > target.0.id);
    !cancels && is_dependent(target, later)
}

fn is_dependent((target, target_does): (&HistoryEntry, Does), (later, later_does): (&HistoryEntry, Does)) -> bool {
    let wrote: BTreeSet<&str> = target.wrote.iter().map(String::as_str).collect();
    let touches = |tables: &[String]| tables.iter().any(|table| wrote.contains(table.as_str()));
    let changed = |table: &str| later.wrote.iter().any(|wrote| wrote == table);
    let is_replaced = changed("area") && PLACED.iter().any(|table| wrote.contains(table));
    let is_outdated = target_does != Does::Bring && target.reads.iter().any(|table| changed(table));
    // What the later one gave back is older than the target, and stood there before it as it will after it.
    let is_older = target_does == Does::Bring && later_does == Does::TakeAway;
    touches(&later.wrote) || (!is_older && touches(&later.reads)) || is_replaced || is_outdated
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

    /// Points twice, a crosswalk, both lists of points taken back: nothing of what is there rests on the crosswalk.
    #[test]
    fn what_was_taken_back_is_not_done_again_to_take_back_what_it_referred_to() {
        let points = |id| entry(id, &["facility"], &["crosswalk"]);
        let mut entries = vec![points(1), points(2), entry(3, &["crosswalk"], &[])];
        undo(&mut entries, 2);
        let first_back = undo(&mut entries, 1);
        assert_eq!(ways(&entries, 3), [0i64; 0]);
        // The other way about: points do not come back where the crosswalk that they were read beside is gone.
        let crosswalk_back = undo(&mut entries, 3);
        assert_eq!(ways(&entries, first_back), [crosswalk_back]);
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

    /// The undo of old areas would be in the way of points that came after them: the points go first.
    #[test]
    fn what_is_in_the_way_of_what_is_in_the_way_goes_from_new_to_old() {
        let entries = vec![
            entry(1, &["area"], &[]),
            entry(2, &["facility"], &["area"]),
            entry(3, &["area"], &[]),
            entry(4, &["area"], &[]),
            entry(5, &["facility"], &[]),
        ];
        assert_eq!(ways(&entries, 1), [5, 4, 3, 2]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]
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
