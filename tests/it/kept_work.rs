//! Work that is kept beside the data changes no answer, and is taken only for the very data it was done on.

use std::collections::HashMap;
use std::sync::Mutex;

use gandan::demo_city::{GridTownOptions, grid_town};
use gandan::model::{Dataset, Rule, TravelMode};
use gandan::planner::Snapshot;
use gandan::planner::kept_work::{Kept, KeptWork};
use gandan::routing::Profile;
use gandan::store::{KeptTable, Overwrite, Workspace};

/// Remembers in memory, and what was asked for.
#[derive(Default)]
struct Remembered {
    kept: Mutex<HashMap<String, Vec<u32>>>,
    found: Mutex<Vec<(Kept, bool)>>,
}

impl Remembered {
    fn key(what: Kept, key: &str) -> String {
        format!("{what:?} {key}")
    }

    /// Whether each thing asked for since the last look was there.
    fn found(&self) -> Vec<(Kept, bool)> {
        std::mem::take(&mut self.found.lock().expect("whole"))
    }
}

impl KeptWork for Remembered {
    fn load(&self, what: Kept, key: &str) -> Option<Vec<u32>> {
        let kept = self.kept.lock().expect("whole").get(&Self::key(what, key)).cloned();
        self.found.lock().expect("whole").push((what, kept.is_some()));
        kept
    }

    fn save(&self, what: Kept, key: &str, numbers: &[u32]) {
        let mut kept = self.kept.lock().expect("whole");
        kept.insert(Self::key(what, key), numbers.to_vec());
    }
}

fn town() -> Dataset {
    grid_town(&GridTownOptions::default())
}

fn snapshot(dataset: Dataset, profile: Profile, kept: &Remembered) -> Snapshot {
    Snapshot::build_with(dataset, None, profile, kept)
}

fn motorbike() -> Profile {
    Profile::shipped(TravelMode::Motorbike)
}

const ORDER: Kept = Kept::ContractionOrder;
const JOINS: Kept = Kept::CellJoins;
const REACH: Kept = Kept::Reach;

#[test]
fn a_second_start_takes_what_was_kept_and_tells_the_same() {
    let kept = Remembered::default();
    let first = snapshot(town(), motorbike(), &kept);
    assert_eq!(kept.found(), [(ORDER, false), (JOINS, false), (REACH, false)]);
    let second = snapshot(town(), motorbike(), &kept);
    assert_eq!(kept.found(), [(ORDER, true), (JOINS, true), (REACH, true)]);
    for cell in 0..first.dataset().cells.len() {
        assert_eq!(first.travel().joins_of_cell(cell), second.travel().joins_of_cell(cell));
    }
    let afresh = Snapshot::build(town(), None);
    assert_eq!(second.coverages(), afresh.coverages());
    for rule in Rule::shipped() {
        let (kept, afresh) = (second.reach_of(&rule), afresh.reach_of(&rule));
        assert_eq!(kept.within_time, afresh.within_time);
        assert_eq!(kept.within_distance, afresh.within_distance);
        assert_eq!(kept.nearest_by_time, afresh.nearest_by_time);
        assert_eq!(kept.nearest_by_distance, afresh.nearest_by_distance);
        assert_eq!(kept.counts(), rule.counts);
    }
}

#[test]
fn who_only_tries_keeps_no_tables() {
    struct Trying(Remembered);
    impl KeptWork for Trying {
        fn keeps(&self, what: Kept) -> bool {
            what != REACH
        }

        fn load(&self, what: Kept, key: &str) -> Option<Vec<u32>> {
            self.0.load(what, key)
        }

        fn save(&self, what: Kept, key: &str, numbers: &[u32]) {
            self.0.save(what, key, numbers);
        }
    }
    let trying = Trying(Remembered::default());
    let tried = Snapshot::build_with(town(), None, motorbike(), &trying);
    assert_eq!(trying.0.found(), [(ORDER, false), (JOINS, false)]);
    assert_eq!(tried.coverages(), Snapshot::build(town(), None).coverages());
}

#[test]
fn joins_are_found_anew_when_a_cell_a_road_or_the_profile_is_another() {
    let kept = Remembered::default();
    snapshot(town(), motorbike(), &kept);
    kept.found();

    let mut moved = town();
    moved.cells[0].location.lon += 1e-6;
    snapshot(moved, motorbike(), &kept);
    assert_eq!(
        kept.found(),
        [(ORDER, true), (JOINS, false), (REACH, false)],
        "a cell stands elsewhere"
    );

    let mut slower = motorbike();
    slower.walk_kmh /= 2.0;
    snapshot(town(), slower, &kept);
    assert_eq!(
        kept.found(),
        [(ORDER, true), (JOINS, false), (REACH, false)],
        "people walk slower"
    );

    let mut closed = town();
    closed.roads.ways.pop();
    snapshot(closed, motorbike(), &kept);
    assert_eq!(kept.found()[1..], [(JOINS, false), (REACH, false)], "a road is gone");

    let mut fewer_points = town();
    fewer_points.facilities.pop();
    snapshot(fewer_points, motorbike(), &kept);
    assert_eq!(
        kept.found(),
        [(ORDER, true), (JOINS, true), (REACH, false)],
        "points enter what they reach alone"
    );
}

#[test]
fn damaged_numbers_are_found_anew() {
    let kept = Remembered::default();
    snapshot(town(), motorbike(), &kept);
    for numbers in kept.kept.lock().expect("whole").values_mut() {
        numbers.truncate(numbers.len() / 2);
    }
    let again = snapshot(town(), motorbike(), &kept);
    assert_eq!(
        again.coverages()[0].people,
        Snapshot::build(town(), None).coverages()[0].people
    );
}

#[test]
fn a_workspace_keeps_the_newest_of_each_and_stays_the_same_workspace() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.gpkg");
    Workspace::create(&path, &town(), Overwrite::Refuse).expect("a workspace");
    let kept = |table, key: &str| Workspace::open(&path).expect("open").kept(table, key).expect("read");
    assert_eq!(kept(KeptTable::CellJoins, "a"), None);
    for key in ["a", "b", "c"] {
        Workspace::keep(&path, KeptTable::CellJoins, key, &[7, u32::MAX, 0]).expect("kept");
    }
    Workspace::keep(&path, KeptTable::ContractionOrder, "a", &[1]).expect("kept");
    for key in ["a", "b"] {
        Workspace::keep(&path, KeptTable::Reach, key, &[2]).expect("kept");
    }
    assert_eq!(kept(KeptTable::Reach, "a"), None, "the newest stays");
    assert_eq!(kept(KeptTable::Reach, "b"), Some(vec![2]));
    assert_eq!(kept(KeptTable::CellJoins, "a"), None, "the newest two stay");
    assert_eq!(kept(KeptTable::CellJoins, "b"), Some(vec![7, u32::MAX, 0]));
    assert_eq!(kept(KeptTable::CellJoins, "c"), Some(vec![7, u32::MAX, 0]));
    assert_eq!(kept(KeptTable::ContractionOrder, "a"), Some(vec![1]));
    assert_eq!(Workspace::load(&path).expect("whole"), town());
}
