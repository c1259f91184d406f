//! The network as a scenario would have it, told by the live network: milliseconds an edit, and exactly the figures that a
//! full assessment of the changed data gives (`tests/it/scenarios/figures.rs`).
//!
//! A rehearsal stands on one baseline at one speed of the roads. Whatever the edits of a scenario, they come to
//! a list of facilities: those that are other than the live network has them are put in their place, so that undo, redo
//! and a change of scenario are all the same thing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Snapshot;
use crate::access::{Baseline, Edit, LiveError, LiveFigures, LiveNetwork, PeopleByVerdict, Reach, Travel};
use crate::model::{CellId, Facility, FacilityKind, FacilityStatus, Rule};
use crate::units::Deciseconds;

/// From this many changed facilities on, new tables for the network are made sooner than one edit for each: an edit takes
/// a sweep over the roads, and the tables take the nearest points of all cells once.
const MANY: usize = 100;

/// See the module.
pub struct Rehearsal {
    snapshot: Arc<Snapshot>,
    /// Roads at another speed than the snapshot's.
    other: Option<(Travel, Reach)>,
    many: usize,
    live: LiveNetwork,
    present: BTreeMap<String, Facility>,
    /// By rule. Kept with every edit, since most cells of a city are as they were; shared with the outcomes that were told.
    cells: Vec<CellsNow>,
}

/// By cell: whether it passes a rule, and how far the nearest counting point is.
struct CellsNow {
    passes: Arc<Vec<bool>>,
    times: Arc<Vec<Deciseconds>>,
}

/// What the network comes to under one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleOutcome {
    pub rule: Rule,
    pub figures: LiveFigures,
    /// People of 60 years and more by verdict; zeros where no source tells them.
    pub elderly: PeopleByVerdict,
    /// By cell.
    pub passes: Arc<Vec<bool>>,
    /// By cell: to the nearest counting point.
    pub times: Arc<Vec<Deciseconds>>,
    /// People for whom a facility alone satisfies the rule, by code, where there are any.
    pub unique_people: BTreeMap<String, f64>,
}

/// What the network comes to under the shipped rules, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub rules: Vec<RuleOutcome>,
    pub points: OpenPoints,
}

/// The open points of a network, and what they have to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenPoints {
    pub by_kind: BTreeMap<FacilityKind, u32>,
    /// Dossiers a month of the points of the baseline that are open and tell them: people have them whichever points there are.
    pub dossiers: f64,
    /// Open points that share those dossiers: which told theirs, or are new.
    pub sharing: u32,
}

impl Rehearsal {
    /// On the data of a snapshot, with all road speeds times a factor.
    ///
    /// # Errors
    /// Data that cannot be edited live: brought travel times.
    pub fn new(snapshot: Arc<Snapshot>, speed_factor: f64) -> Result<Rehearsal, LiveError> {
        let rule = Rule::scheme();
        let other: Option<(Travel, Reach)> = (speed_factor != 1.0).then(|| snapshot.at_speed(&rule, speed_factor));
        let (base, reach) = beneath(&snapshot, &other);
        let live = LiveNetwork::on_reach(base, &Rule::shipped(), reach, &rule)?;
        Ok(Rehearsal {
            present: by_code(base.dataset.facilities.clone()),
            cells: all_cells(&live),
            many: MANY,
            live,
            other,
            snapshot,
        })
    }

    /// With new tables from this many changed facilities on: the answers are the same at any number.
    #[must_use]
    pub fn with_new_tables_from(self, many: usize) -> Rehearsal {
        Rehearsal { many, ..self }
    }

    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Makes the network one of these facilities.
    ///
    /// # Errors
    /// A place out of range; the network then stands between the two, and the next call mends it.
    pub fn stage(&mut self, facilities: &[Facility]) -> Result<(), LiveError> {
        let mut changes = self.changes(facilities);
        if changes.len() >= self.many {
            self.make_new_tables(facilities)?;
            changes = self.changes(facilities);
        }
        let (base, _) = beneath(&self.snapshot, &self.other);
        for (code, record) in changes {
            let edit = Edit::Restore {
                code: code.clone(),
                record: record.clone().map(Box::new),
            };
            let change = self.live.apply(base, &edit)?;
            for (rule, now) in self.cells.iter_mut().enumerate() {
                now.bring_up_to_date(&self.live, rule, &change.touched);
            }
            match record {
                Some(record) => self.present.insert(code, record),
                None => self.present.remove(&code),
            };
        }
        Ok(())
    }

    /// What is other in these facilities than in the network now; no record for those that are gone.
    fn changes(&self, facilities: &[Facility]) -> Vec<(String, Option<Facility>)> {
        let wanted: BTreeSet<&str> = facilities.iter().map(|one| one.code.as_str()).collect();
        let gone = self.present.keys().filter(|code| !wanted.contains(code.as_str()));
        let gone = gone.map(|code| (code.clone(), None));
        let other = facilities.iter().filter(|one| self.present.get(&one.code) != Some(one));
        gone.chain(other.map(|one| (one.code.clone(), Some(one.clone()))))
            .collect()
    }

    /// Makes the network anew from the baseline, with all of these facilities that need no edit.
    fn make_new_tables(&mut self, facilities: &[Facility]) -> Result<(), LiveError> {
        let wanted: BTreeMap<&str, &Facility> = facilities.iter().map(|one| (one.code.as_str(), one)).collect();
        let (base, reach) = beneath(&self.snapshot, &self.other);
        let record = |one: &Facility| wanted.get(one.code.as_str()).map(|one| (*one).clone());
        let known = base.dataset.facilities.iter();
        let records = known.map(|one| (one.code.clone(), record(one))).collect();
        let live = LiveNetwork::staged(base, &Rule::shipped(), (reach, &Rule::scheme()), &records)?;
        self.present = by_code(live.facilities());
        self.cells = all_cells(&live);
        self.live = live;
        Ok(())
    }

    /// Which cells pass each of the rules now.
    pub fn passes(&self) -> Vec<Arc<Vec<bool>>> {
        self.cells.iter().map(|now| Arc::clone(&now.passes)).collect()
    }

    /// All figures of the network as it is staged.
    pub fn outcome(&self) -> Outcome {
        let (base, _) = beneath(&self.snapshot, &self.other);
        let of_rule = |(number, (rule, now)): (usize, (&Rule, &CellsNow))| {
            let sole = |code: &String| Some((code.clone(), self.live.sole_people(number, code)?));
            RuleOutcome {
                rule: rule.clone(),
                figures: self.live.figures(base, number),
                elderly: self.live.elderly(base, number),
                passes: Arc::clone(&now.passes),
                times: Arc::clone(&now.times),
                unique_people: self
                    .present
                    .keys()
                    .filter_map(sole)
                    .filter(|(_, people)| *people > 0.0)
                    .collect(),
            }
        };
        Outcome {
            rules: self.live.rules().zip(&self.cells).enumerate().map(of_rule).collect(),
            points: self.points(),
        }
    }

    fn points(&self) -> OpenPoints {
        let is_open = |one: &&Facility| one.status == FacilityStatus::Open;
        let mut points = OpenPoints::default();
        let mut silent: BTreeSet<&str> = BTreeSet::new();
        for one in self.snapshot.dataset().facilities.iter().filter(is_open) {
            match one.load_per_month {
                Some(load) => points.dossiers += load,
                None => drop(silent.insert(&one.code)),
            }
        }
        for one in self.present.values().filter(is_open) {
            *points.by_kind.entry(one.kind).or_default() += 1;
            points.sharing += u32::from(!silent.contains(one.code.as_str()));
        }
        points
    }
}

/// The data and roads that a rehearsal stands on, and what its roads reach under the scheme's limits.
fn beneath<'a>(snapshot: &'a Snapshot, other: &'a Option<(Travel, Reach)>) -> (Baseline<'a>, &'a Reach) {
    let (travel, reach) = match other {
        Some((travel, reach)) => (travel, reach),
        None => (snapshot.travel(), snapshot.reach()),
    };
    let dataset = snapshot.dataset();
    (Baseline { dataset, travel }, reach)
}

fn by_code(facilities: Vec<Facility>) -> BTreeMap<String, Facility> {
    facilities.into_iter().map(|one| (one.code.clone(), one)).collect()
}

fn all_cells(live: &LiveNetwork) -> Vec<CellsNow> {
    (0..live.rules().len()).map(|rule| CellsNow::of(live, rule)).collect()
}

impl OpenPoints {
    /// Dossiers a month for each open point, were they spread evenly; `None` where no point tells its own.
    pub fn dossiers_each(&self) -> Option<f64> {
        (self.dossiers > 0.0 && self.sharing > 0).then(|| self.dossiers / f64::from(self.sharing))
    }
}

impl CellsNow {
    fn of(live: &LiveNetwork, rule: usize) -> CellsNow {
        let (passes, times) = (0..live.covers(rule).len()).map(|cell| told(live, rule, cell)).unzip();
        CellsNow {
            passes: Arc::new(passes),
            times: Arc::new(times),
        }
    }

    /// What an outcome still holds is left to it, and copied.
    fn bring_up_to_date(&mut self, live: &LiveNetwork, rule: usize, touched: &[CellId]) {
        for cell in touched {
            let at = cell.index();
            let (passes, time) = told(live, rule, at);
            if self.passes[at] != passes {
                Arc::make_mut(&mut self.passes)[at] = passes;
            }
            if self.times[at] != time {
                Arc::make_mut(&mut self.times)[at] = time;
            }
        }
    }
}

/// Whether a cell passes a rule now, and how far its nearest counting point is.
fn told(live: &LiveNetwork, rule: usize, cell: usize) -> (bool, Deciseconds) {
    let combine = live.rules().nth(rule).map(|rule| rule.combine);
    let passes = combine.is_some_and(|combine| live.covers(rule)[cell].passes(combine));
    let nearest = live.nearest_by_time(rule, CellId(cell as u32)).next();
    (passes, nearest.map_or(Deciseconds::NEVER, |(time, _)| time))
}
