//! Coverage by points that are open, and by points that handle a procedure.
//!
//! A point that is closed helps nobody. For every cell the hours are united in which a point that satisfies
//! the rule for it is open; people count by the share of the service hours in that union. Points of equal
//! hours are one pattern, so a cell asks once for each pattern, not once for each point.
//!
//! Unknown hours are never guessed: figures come as two bounds, with such points always closed (`low`) and
//! always open (`high`).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{CoverMatrix, WeekMask};
use crate::model::{AreaId, AreaLevel, CellId, Dataset, FacilityId, Rule};

/// People, with points of unknown hours closed and open; equal where no such point matters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Between {
    pub low: f64,
    pub high: f64,
}

impl Between {
    fn add(&mut self, low: f64, high: f64) {
        self.low += low;
        self.high += high;
    }
}

/// One commune's people by open points.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaEffective {
    pub area: AreaId,
    pub people: f64,
    pub nominal: f64,
    pub open: Between,
}

/// Coverage by points that are open.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// The service hours of a week, in half hours.
    pub slots: u32,
    /// All people.
    pub people: f64,
    /// People who pass whatever the hours.
    pub nominal: f64,
    /// People times the share of service hours in which they reach an open point.
    pub open: Between,
    /// People who on every day from Monday to Friday reach a point that is open at some time after 17:00.
    pub evening: Between,
    /// People who reach a point that is open at some time of Saturday, of Sunday.
    pub saturday: Between,
    pub sunday: Between,
    /// Points that count somewhere under the rule, by whether their hours are known.
    pub points_with_hours: u32,
    pub points_without_hours: u32,
    /// People who pass by points of unknown hours alone.
    pub by_unknown_only: f64,
    pub areas: Vec<AreaEffective>,
    /// For each cell the share of service hours (0..=1), points of unknown hours closed.
    pub open_share: Vec<f64>,
}

/// `satisfying`: the points that satisfy the rule for each cell alone; `open`: for each facility its open
/// half hours, `None` = unknown; `service`: the half hours that matter, at least one.
pub fn effective(
    dataset: &Dataset,
    satisfying: &CoverMatrix,
    open: &[Option<WeekMask>],
    service: WeekMask,
) -> Effective {
    let counting = used(satisfying);
    let mut by_hours: BTreeMap<WeekMask, Vec<FacilityId>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for &facility in &counting {
        match open[facility.index()] {
            Some(hours) => by_hours.entry(hours).or_default().push(facility),
            None => unknown.push(facility),
        }
    }
    let points_without_hours = unknown.len() as u32;
    let unknown = satisfying.mask(unknown);
    let mut patterns: Vec<(WeekMask, Vec<u64>)> = by_hours
        .into_iter()
        .map(|(hours, points)| (hours, satisfying.mask(points)))
        .collect();
    // The longest hours first: most cells then need no other.
    patterns.sort_by_key(|(hours, _)| std::cmp::Reverse(hours.count()));
    let all = patterns
        .iter()
        .fold(WeekMask::empty(), |all, (hours, _)| all.or(*hours));
    let hours_of = |cell: usize| -> (WeekMask, bool, bool) {
        let cell = CellId(cell as u32);
        let (mut hours, mut by_known) = (WeekMask::empty(), false);
        for (pattern, points) in &patterns {
            if satisfying.is_covered(cell, points) {
                by_known = true;
                hours = hours.or(*pattern);
                if hours == all {
                    break;
                }
            }
        }
        (hours, by_known, satisfying.is_covered(cell, &unknown))
    };
    let of_cells: Vec<_> = (0..dataset.cells.len()).into_par_iter().map(hours_of).collect();

    let slots = service.count().max(1);
    let weekend = [5, 6].map(|day| WeekMask::hours([day], 0, 24));
    let mut told = Effective {
        slots,
        people: 0.0,
        nominal: 0.0,
        open: Between::default(),
        evening: Between::default(),
        saturday: Between::default(),
        sunday: Between::default(),
        points_with_hours: counting.len() as u32 - points_without_hours,
        points_without_hours,
        by_unknown_only: 0.0,
        areas: Vec::new(),
        open_share: Vec::with_capacity(of_cells.len()),
    };
    let mut areas = vec![(0.0, 0.0, Between::default()); dataset.areas.len()];
    for (cell, (hours, by_known, by_unknown)) in dataset.cells.iter().zip(of_cells) {
        let people = cell.people;
        let share = f64::from(hours.and(service).count()) / f64::from(slots);
        let nominal = if by_known || by_unknown { people } else { 0.0 };
        let (low, high) = (people * share, if by_unknown { people } else { people * share });
        let person = |holds: bool| {
            (
                if holds { people } else { 0.0 },
                if holds || by_unknown { people } else { 0.0 },
            )
        };
        let at = |day: WeekMask| person(!hours.and(day).is_empty());
        let every_evening = person((0..5).all(|day| !hours.and(WeekMask::evening(day)).is_empty()));
        told.people += people;
        told.nominal += nominal;
        told.open.add(low, high);
        for (sum, (low, high)) in [
            (&mut told.evening, every_evening),
            (&mut told.saturday, at(weekend[0])),
            (&mut told.sunday, at(weekend[1])),
        ] {
            sum.add(low, high);
        }
        if by_unknown && !by_known {
            told.by_unknown_only += people;
        }
        told.open_share.push(share);
        if let Some(area) = cell.area {
            let (area_people, area_nominal, area_open) = &mut areas[area.index()];
            *area_people += people;
            *area_nominal += nominal;
            area_open.add(low, high);
        }
    }
    told.areas = (0u32..)
        .zip(&dataset.areas)
        .zip(areas)
        .filter(|((_, area), _)| area.level == AreaLevel::Commune)
        .map(|((area, _), (people, nominal, open))| AreaEffective {
            area: AreaId(area),
            people,
            nominal,
            open,
        })
        .collect();
    told
}

/// Who reaches a point that handles one procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcedureCoverage {
    /// Index of `Dataset::procedures`.
    pub procedure: usize,
    /// Points that count under the rule for some cell and handle it.
    pub points: u32,
    /// People who pass by such a point.
    pub people: f64,
}

/// Each procedure of the essential list, in its order; under a rule of one procedure that one alone.
/// `satisfying` as for [`effective`].
pub fn by_procedure(dataset: &Dataset, satisfying: &CoverMatrix, rule: &Rule) -> Vec<ProcedureCoverage> {
    let counting = used(satisfying);
    let mut people_of: BTreeMap<Vec<u64>, f64> = BTreeMap::new();
    let procedures = dataset.procedures.iter().enumerate();
    procedures
        .filter(|(_, procedure)| rule.procedure.as_ref().is_none_or(|only| *only == procedure.code))
        .map(|(index, procedure)| {
            let handles = |facility: &FacilityId| dataset.facilities[facility.index()].handles(&procedure.code);
            let points: Vec<FacilityId> = counting.iter().copied().filter(handles).collect();
            let count = points.len() as u32;
            let people = *people_of.entry(satisfying.mask(points)).or_insert_with_key(|mask| {
                let cells = dataset.cells.iter().enumerate();
                cells
                    .filter(|(cell, _)| satisfying.is_covered(CellId(*cell as u32), mask))
                    .map(|(_, cell)| cell.people)
                    .sum()
            });
            ProcedureCoverage {
                procedure: index,
                points: count,
                people,
            }
        })
        .collect()
}

/// The facilities that satisfy the rule for some cell, in id order.
fn used(satisfying: &CoverMatrix) -> Vec<FacilityId> {
    let mut union = satisfying.mask([]);
    for row in satisfying.rows() {
        union.iter_mut().zip(row).for_each(|(word, row)| *word |= row);
    }
    let bits = (0..satisfying.facilities() as u32).map(FacilityId);
    bits.filter(|facility| union[facility.index() / 64] >> (facility.index() % 64) & 1 == 1)
        .collect()
}
