//! The network while decisions are carried out or tried: one change at a time, told exactly, taken back as easily.
//!
//! For every cover row it keeps how many of its points are open, for every commune how many stand, for
//! every point its load, for every travel bound how far its load goes. A change touches the rows of one point alone, so its effect on a city is known
//! in microseconds; the figures are the same whatever the order of the changes.

use super::instance::{Arc, CoverRow, Fate, Instance, Solution};
use std::collections::BTreeSet;

/// How a point goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Its load moves to the point with this index.
    Into(usize),
    /// Nobody takes over.
    Bare,
}

/// What a state of the network breaks. Indices are those of the instance.
#[derive(Clone, Debug, PartialEq)]
pub enum Violation {
    /// People who have access today under this retained rule have none left.
    Access {
        rule: usize,
        people: f64,
    },
    /// People who must keep a second point have one left under this retained rule.
    SecondPoint {
        rule: usize,
        people: f64,
    },
    /// Fewer points stand than the commune's minimum.
    Commune {
        commune: usize,
        left: u32,
    },
    /// Tenths of a dossier a month, above what the point can handle (or handles today, if that is more).
    Capacity {
        point: usize,
        load: u64,
        most: u64,
    },
    /// Merged into a point that is not open.
    ReceiverGone {
        point: usize,
        into: usize,
    },
    /// Its load has nobody to go to; tenths of a dossier a month.
    LoadWithoutReceiver {
        point: usize,
        load: u32,
    },
    /// The load that goes from the points of a travel bound goes farther than it allows; dossier x tenths of a minute.
    Travel {
        bound: usize,
        travelled: u64,
        most: u64,
    },
    TooManyChanges {
        changes: u32,
        most: u32,
    },
}

/// See the module.
pub struct Standing<'a> {
    instance: &'a Instance,
    rows_of: Vec<Vec<u32>>,
    communes_of: Vec<Vec<u32>>,
    row_left: Vec<u32>,
    commune_left: Vec<u32>,
    leaving: Vec<Option<Leaving>>,
    arrived: Vec<u64>,
    bounds_of: Vec<Vec<u32>>,
    travelled: Vec<u64>,
    /// Rows with fewer open points than they need, in row order, so that sums over it do not depend on how the state was reached.
    short_rows: BTreeSet<u32>,
}

impl<'a> Standing<'a> {
    /// Every point open.
    pub fn new(instance: &'a Instance) -> Self {
        let n = instance.points.len();
        let mut rows_of = vec![Vec::new(); n];
        for (row, own) in (0u32..).zip(&instance.rows) {
            own.members.iter().for_each(|&j| rows_of[j as usize].push(row));
        }
        let mut communes_of = vec![Vec::new(); n];
        for (commune, bound) in (0u32..).zip(&instance.communes) {
            bound
                .members
                .iter()
                .for_each(|&j| communes_of[j as usize].push(commune));
        }
        let mut bounds_of = vec![Vec::new(); n];
        for (index, bound) in (0u32..).zip(&instance.travel_bounds) {
            bound.members.iter().for_each(|&j| bounds_of[j as usize].push(index));
        }
        Standing {
            instance,
            rows_of,
            communes_of,
            row_left: instance.rows.iter().map(|row| row.members.len() as u32).collect(),
            commune_left: instance
                .communes
                .iter()
                .map(|bound| bound.members.len() as u32)
                .collect(),
            leaving: vec![None; n],
            arrived: vec![0; n],
            bounds_of,
            travelled: vec![0; instance.travel_bounds.len()],
            short_rows: BTreeSet::new(),
        }
    }

    /// A plan carried out.
    pub fn after(instance: &'a Instance, plan: &Solution) -> Self {
        let mut standing = Standing::new(instance);
        for j in 0..plan.fates.len() {
            standing.set(j, leaving(instance, plan, j));
        }
        standing
    }

    /// Lets a point go, or (`None`) stay.
    pub fn set(&mut self, j: usize, how: Option<Leaving>) {
        let before = std::mem::replace(&mut self.leaving[j], how);
        let load = u64::from(self.instance.points[j].load);
        if let Some(Leaving::Into(k)) = before {
            self.arrived[k] -= load;
            let moved = self.moved(j, k);
            self.bounds_of[j]
                .iter()
                .for_each(|&bound| self.travelled[bound as usize] -= moved);
        }
        if let Some(Leaving::Into(k)) = how {
            self.arrived[k] += load;
            let moved = self.moved(j, k);
            self.bounds_of[j]
                .iter()
                .for_each(|&bound| self.travelled[bound as usize] += moved);
        }
        match (before.is_some(), how.is_some()) {
            (false, true) => {
                for &row in &self.rows_of[j] {
                    self.row_left[row as usize] -= 1;
                    if self.row_left[row as usize] < self.instance.rows[row as usize].needs {
                        self.short_rows.insert(row);
                    }
                }
                self.communes_of[j]
                    .iter()
                    .for_each(|&c| self.commune_left[c as usize] -= 1);
            }
            (true, false) => {
                for &row in &self.rows_of[j] {
                    self.row_left[row as usize] += 1;
                    if self.row_left[row as usize] >= self.instance.rows[row as usize].needs {
                        self.short_rows.remove(&row);
                    }
                }
                self.communes_of[j]
                    .iter()
                    .for_each(|&c| self.commune_left[c as usize] += 1);
            }
            _ => {}
        }
    }

    /// Travel of the load of `j` when it goes to `k`; 0 where the instance knows no such merge.
    fn moved(&self, j: usize, k: usize) -> u64 {
        let arcs = &self.instance.arcs;
        let key = |arc: &Arc| (arc.from, arc.to);
        let at = arcs.binary_search_by_key(&(j as u32, k as u32), key);
        at.map_or(0, |at| u64::from(arcs[at].moved))
    }

    pub fn is_open(&self, j: usize) -> bool {
        self.leaving[j].is_none()
    }

    pub fn leaving(&self, j: usize) -> Option<Leaving> {
        self.leaving[j]
    }

    /// Tenths of a dossier a month: its own while it is open, and what was moved to it.
    pub fn load(&self, j: usize) -> u64 {
        self.arrived[j]
            + if self.is_open(j) {
                u64::from(self.instance.points[j].load)
            } else {
                0
            }
    }

    /// People who had access under a retained rule with every point open, and have none left.
    pub fn uncovered(&self, rule: usize) -> f64 {
        self.short(rule, true)
    }

    /// People who had two points under a retained rule with every point open, must keep two, and have one left.
    pub fn without_second(&self, rule: usize) -> f64 {
        self.short(rule, false)
    }

    fn short(&self, rule: usize, has_nothing: bool) -> f64 {
        let rows = self.short_rows.iter().map(|&row| row as usize);
        rows.map(|row| (&self.instance.rows[row], self.row_left[row]))
            .filter(|(row, left)| row.rule == rule && (left + row.beside == 0) == has_nothing)
            .map(|(row, _)| row.people)
            .sum()
    }

    /// Of the people who have this point, those for whom only `others` more are open, under a rule; 0 when it is not open.
    pub fn people_with_backup(&self, j: usize, rule: usize, others: u32) -> f64 {
        if !self.is_open(j) {
            return 0.0;
        }
        let rows = self.rows_of[j].iter().map(|&row| row as usize);
        let left = |row: &usize| self.row_left[*row] + self.instance.rows[*row].beside;
        rows.filter(|row| left(row) == others + 1)
            .map(|row| &self.instance.rows[row])
            .filter(|row| row.rule == rule)
            .map(|row| row.people)
            .sum()
    }

    /// Everything that is broken, in a fixed order; nothing when the state is one that a plan may have.
    /// What an instance demands or forbids of single points (its freedoms) is not asked.
    pub fn violations(&self) -> Vec<Violation> {
        let instance = self.instance;
        let mut broken = Vec::new();
        let rules = |has_nothing: bool| -> BTreeSet<usize> {
            let is_empty = |row: &CoverRow, left: u32| left + row.beside == 0;
            let rows = self.short_rows.iter().map(|&row| row as usize);
            rows.filter(|&row| is_empty(&instance.rows[row], self.row_left[row]) == has_nothing)
                .map(|row| instance.rows[row].rule)
                .collect()
        };
        broken.extend(rules(true).into_iter().map(|rule| Violation::Access {
            rule,
            people: self.uncovered(rule),
        }));
        broken.extend(rules(false).into_iter().map(|rule| Violation::SecondPoint {
            rule,
            people: self.without_second(rule),
        }));
        for (commune, bound) in instance.communes.iter().enumerate() {
            let left = self.commune_left[commune];
            if left < bound.minimum {
                broken.push(Violation::Commune { commune, left });
            }
        }
        for (j, point) in instance.points.iter().enumerate() {
            let (load, most) = (self.load(j), u64::from(point.capacity.max(point.load)));
            if load > most && self.is_open(j) {
                broken.push(Violation::Capacity { point: j, load, most });
            }
            match self.leaving[j] {
                Some(Leaving::Into(into)) if !self.is_open(into) => {
                    broken.push(Violation::ReceiverGone { point: j, into });
                }
                Some(Leaving::Bare) if point.load > 0 => broken.push(Violation::LoadWithoutReceiver {
                    point: j,
                    load: point.load,
                }),
                _ => {}
            }
        }
        for (index, bound) in instance.travel_bounds.iter().enumerate() {
            let (travelled, most) = (self.travelled[index], bound.most);
            if travelled > most {
                broken.push(Violation::Travel {
                    bound: index,
                    travelled,
                    most,
                });
            }
        }
        let changes = self.leaving.iter().flatten().count() as u32;
        if let Some(most) = instance.maximum_changes.filter(|&most| changes > most) {
            broken.push(Violation::TooManyChanges { changes, most });
        }
        broken
    }
}

/// How a plan lets a point go; `None` when it stays.
pub fn leaving(instance: &Instance, plan: &Solution, j: usize) -> Option<Leaving> {
    match plan.fates[j] {
        Fate::Stays => None,
        Fate::Merged(arc) => Some(Leaving::Into(instance.arcs[arc].to as usize)),
        Fate::Closed => Some(Leaving::Bare),
    }
}
