//! Two networks side by side: who reaches a point in one and not in the other, whose way is longer, and in which communes.

use std::collections::{BTreeMap, BTreeSet};

use super::rehearsal::{Outcome, RuleOutcome};
use crate::access::AreaCoverage;
use crate::model::{AreaId, Dataset};
use crate::units::Deciseconds;

/// Some of the residents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Residents {
    pub people: f64,
    /// Of those, people of 60 years and more, where a source tells.
    pub elderly: f64,
}

/// Residents whose way changed in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Minutes {
    pub who: Residents,
    /// Mean over the people.
    pub mean: f64,
    pub most: f64,
}

/// A commune in both networks; only those in which anything differs are told.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaComparison {
    pub area: AreaId,
    pub passing: [f64; 2],
    pub points: [u32; 2],
    pub median: [Deciseconds; 2],
    pub gained: Residents,
    pub lost: Residents,
    pub longer: Residents,
    pub shorter: Residents,
}

/// One rule's figures of both networks, the first one before, the second after.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleComparison {
    /// Id of the rule.
    pub rule: String,
    pub passing: [f64; 2],
    pub elderly_passing: [f64; 2],
    pub urban_passing: [f64; 2],
    pub rural_passing: [f64; 2],
    pub total_people: f64,
    pub median: [Deciseconds; 2],
    pub p95: [Deciseconds; 2],
    /// Communes in which somebody does not pass.
    pub lacking_areas: [u32; 2],
    /// Who passes in the second and not in the first, and the other way round.
    pub gained: Residents,
    pub lost: Residents,
    pub longer: Minutes,
    pub shorter: Minutes,
    /// Who reaches a counting point in one of the two only: no minutes can be told.
    pub connected: Residents,
    pub cut_off: Residents,
    /// Those who lose most first, then those who gain most, then by id.
    pub areas: Vec<AreaComparison>,
    /// Facilities whose number of people changes for whom they are the only one: code, first, second.
    pub unique_people: Vec<(String, f64, f64)>,
}

/// Compares rule by rule. Both outcomes are of this dataset's cells.
pub fn comparison(dataset: &Dataset, first: &Outcome, second: &Outcome) -> Vec<RuleComparison> {
    let pairs = first.rules.iter().zip(&second.rules);
    pairs.map(|(first, second)| of_rule(dataset, first, second)).collect()
}

fn of_rule(dataset: &Dataset, first: &RuleOutcome, second: &RuleOutcome) -> RuleComparison {
    let both = [first, second];
    let mut told = RuleComparison {
        rule: second.rule.id.clone(),
        passing: both.map(|one| one.figures.people.passing),
        elderly_passing: both.map(|one| one.elderly.passing),
        urban_passing: both.map(|one| one.figures.urban.passing),
        rural_passing: both.map(|one| one.figures.rural.passing),
        total_people: second.figures.people.total,
        median: both.map(|one| one.figures.median),
        p95: both.map(|one| one.figures.p95),
        lacking_areas: both.map(lacking_areas),
        gained: Residents::default(),
        lost: Residents::default(),
        longer: Minutes::default(),
        shorter: Minutes::default(),
        connected: Residents::default(),
        cut_off: Residents::default(),
        areas: areas(first, second),
        unique_people: unique(first, second),
    };
    let place: BTreeMap<AreaId, usize> = told.areas.iter().zip(0..).map(|(one, at)| (one.area, at)).collect();
    for (cell, demand) in dataset.cells.iter().enumerate() {
        // Most of a city is as it was.
        let is_same = first.passes[cell] == second.passes[cell] && first.times[cell] == second.times[cell];
        if is_same || demand.people <= 0.0 {
            continue;
        }
        let who = Residents {
            people: demand.people,
            elderly: demand.elderly.unwrap_or(0.0),
        };
        let mut none = AreaComparison::nowhere();
        let area = demand.area.and_then(|area| place.get(&area));
        let area = area.map_or(&mut none, |at| &mut told.areas[*at]);
        match (first.passes[cell], second.passes[cell]) {
            (false, true) => [&mut told.gained, &mut area.gained]
                .into_iter()
                .for_each(|sum| sum.add(who)),
            (true, false) => [&mut told.lost, &mut area.lost]
                .into_iter()
                .for_each(|sum| sum.add(who)),
            _ => {}
        }
        let (before, after) = (first.times[cell], second.times[cell]);
        let minutes = |a: Deciseconds, b: Deciseconds| f64::from(a.0 - b.0) / 600.0;
        match (before.is_reachable(), after.is_reachable()) {
            (false, true) => told.connected.add(who),
            (true, false) => told.cut_off.add(who),
            (true, true) if after > before => {
                told.longer.add(who, minutes(after, before));
                area.longer.add(who);
            }
            (true, true) if after < before => {
                told.shorter.add(who, minutes(before, after));
                area.shorter.add(who);
            }
            _ => {}
        }
    }
    [&mut told.longer, &mut told.shorter]
        .into_iter()
        .for_each(Minutes::settle);
    told.areas.retain(AreaComparison::is_change);
    told.areas.sort_by(|a, b| {
        let key = |one: &AreaComparison| (one.lost.people, one.gained.people, one.longer.people);
        let (a_key, b_key) = (key(a), key(b));
        b_key
            .0
            .total_cmp(&a_key.0)
            .then(b_key.1.total_cmp(&a_key.1))
            .then(b_key.2.total_cmp(&a_key.2))
            .then(a.area.cmp(&b.area))
    });
    told
}

fn areas(first: &RuleOutcome, second: &RuleOutcome) -> Vec<AreaComparison> {
    let pairs = first.figures.areas.iter().zip(&second.figures.areas);
    pairs
        .map(|(first, second)| AreaComparison {
            area: second.area,
            passing: [first, second].map(|one| one.people.passing),
            points: [first, second].map(|one| one.points),
            median: [first, second].map(|one| one.median),
            ..AreaComparison::nowhere()
        })
        .collect()
}

/// What is less than half a person is rounding.
fn lacking_areas(one: &RuleOutcome) -> u32 {
    let lacks = |area: &&AreaCoverage| area.people.total - area.people.passing >= 0.5;
    one.figures.areas.iter().filter(lacks).count() as u32
}

fn unique(first: &RuleOutcome, second: &RuleOutcome) -> Vec<(String, f64, f64)> {
    let codes: BTreeSet<&String> = first.unique_people.keys().chain(second.unique_people.keys()).collect();
    let of = |one: &RuleOutcome, code: &str| one.unique_people.get(code).copied().unwrap_or(0.0);
    let told = codes
        .into_iter()
        .map(|code| (code.clone(), of(first, code), of(second, code)));
    told.filter(|(_, first, second)| first != second).collect()
}

impl Residents {
    fn add(&mut self, who: Residents) {
        self.people += who.people;
        self.elderly += who.elderly;
    }
}

impl Minutes {
    /// Sums up person-minutes in `mean` until [`Minutes::settle`].
    fn add(&mut self, who: Residents, minutes: f64) {
        self.who.add(who);
        self.mean += minutes * who.people;
        self.most = self.most.max(minutes);
    }

    fn settle(&mut self) {
        if self.who.people > 0.0 {
            self.mean /= self.who.people;
        }
    }
}

impl AreaComparison {
    fn nowhere() -> AreaComparison {
        AreaComparison {
            area: AreaId(u32::MAX),
            passing: [0.0; 2],
            points: [0; 2],
            median: [Deciseconds::NEVER; 2],
            gained: Residents::default(),
            lost: Residents::default(),
            longer: Residents::default(),
            shorter: Residents::default(),
        }
    }

    fn is_change(&self) -> bool {
        let nobody = Residents::default();
        self.passing[0] != self.passing[1]
            || self.points[0] != self.points[1]
            || self.median[0] != self.median[1]
            || [self.gained, self.lost, self.longer, self.shorter] != [nobody; 4]
    }
}
