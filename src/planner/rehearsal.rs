//! The network as a scenario would have it, told by the live network: milliseconds an edit, and exactly the figures that a
//! full assessment of the changed data gives (`tests/it/scenarios/figures.rs`).
//!
//! A rehearsal stands on one baseline at one speed of the roads. Whatever the edits of a scenario, they come to
//! a list of facilities: those that are other than the live network has them are put in their place, so that undo, redo
//! and a change of scenario are all the same thing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Snapshot;
use crate::access::{Baseline, Edit, LiveError, LiveFigures, LiveNetwork, PeopleByVerdict, Reach, Travel};
use crate::model::{CellId, Facility, Rule};
use crate::units::Deciseconds;

/// See the module.
pub struct Rehearsal {
    snapshot: Arc<Snapshot>,
    /// Roads at another speed than the snapshot's.
    other_roads: Option<Travel>,
    live: LiveNetwork,
    present: BTreeMap<String, Facility>,
}

/// What the network comes to under one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleOutcome {
    pub rule: Rule,
    pub figures: LiveFigures,
    /// People of 60 years and more by verdict; zeros where no source tells them.
    pub elderly: PeopleByVerdict,
    /// By cell.
    pub passes: Vec<bool>,
    /// By cell: to the nearest counting point.
    pub times: Vec<Deciseconds>,
    /// People for whom a facility alone satisfies the rule, by code, where there are any.
    pub unique_people: BTreeMap<String, f64>,
}

/// What the network comes to under the shipped rules, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub rules: Vec<RuleOutcome>,
}

impl Rehearsal {
    /// On the data of a snapshot, with all road speeds times a factor.
    ///
    /// # Errors
    /// Data that cannot be edited live: brought travel times.
    pub fn new(snapshot: Arc<Snapshot>, speed_factor: f64) -> Result<Rehearsal, LiveError> {
        let rule = Rule::scheme();
        let other: Option<(Travel, Reach)> = (speed_factor != 1.0).then(|| snapshot.at_speed(&rule, speed_factor));
        let (travel, reach) = match &other {
            Some((travel, reach)) => (travel, reach),
            None => (snapshot.travel(), snapshot.reach()),
        };
        let dataset = snapshot.dataset();
        let live = LiveNetwork::on_reach(Baseline { dataset, travel }, &Rule::shipped(), reach, &rule)?;
        let present = dataset
            .facilities
            .iter()
            .map(|one| (one.code.clone(), one.clone()))
            .collect();
        Ok(Rehearsal {
            other_roads: other.map(|(travel, _)| travel),
            live,
            present,
            snapshot,
        })
    }

    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Makes the network one of these facilities.
    ///
    /// # Errors
    /// A place out of range; the network then stands between the two, and the next call mends it.
    pub fn stage(&mut self, facilities: &[Facility]) -> Result<(), LiveError> {
        let wanted: BTreeMap<&str, &Facility> = facilities.iter().map(|one| (one.code.as_str(), one)).collect();
        let gone = self.present.keys().filter(|code| !wanted.contains_key(code.as_str()));
        let mut changes: Vec<(String, Option<Facility>)> = gone.map(|code| (code.clone(), None)).collect();
        let other = facilities.iter().filter(|one| self.present.get(&one.code) != Some(one));
        changes.extend(other.map(|one| (one.code.clone(), Some(one.clone()))));
        let base = Baseline {
            dataset: self.snapshot.dataset(),
            travel: self.other_roads.as_ref().unwrap_or(self.snapshot.travel()),
        };
        for (code, record) in changes {
            let edit = Edit::Restore {
                code: code.clone(),
                record: record.clone().map(Box::new),
            };
            self.live.apply(base, &edit)?;
            match record {
                Some(record) => self.present.insert(code, record),
                None => self.present.remove(&code),
            };
        }
        Ok(())
    }

    /// Which cells pass each of the rules now.
    pub fn passes(&self) -> Vec<Vec<bool>> {
        let of_rule = |(number, rule): (usize, &Rule)| {
            let covers = self.live.covers(number).iter();
            covers.map(|cover| cover.passes(rule.combine)).collect()
        };
        self.live.rules().enumerate().map(of_rule).collect()
    }

    /// All figures of the network as it is staged.
    pub fn outcome(&self) -> Outcome {
        let base = Baseline {
            dataset: self.snapshot.dataset(),
            travel: self.other_roads.as_ref().unwrap_or(self.snapshot.travel()),
        };
        let cells = base.dataset.cells.len() as u32;
        let mut passes = self.passes().into_iter();
        let of_rule = |(number, rule): (usize, &Rule)| {
            let nearest = |cell| self.live.nearest_by_time(number, CellId(cell)).next();
            let sole = |code: &String| Some((code.clone(), self.live.sole_people(number, code)?));
            RuleOutcome {
                rule: rule.clone(),
                figures: self.live.figures(base, number),
                elderly: self.live.elderly(base, number),
                passes: passes.next().unwrap_or_default(),
                times: (0..cells)
                    .map(|cell| nearest(cell).map_or(Deciseconds::NEVER, |(time, _)| time))
                    .collect(),
                unique_people: self
                    .present
                    .keys()
                    .filter_map(sole)
                    .filter(|(_, people)| *people > 0.0)
                    .collect(),
            }
        };
        Outcome {
            rules: self.live.rules().enumerate().map(of_rule).collect(),
        }
    }
}
