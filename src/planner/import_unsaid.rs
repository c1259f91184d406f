//! Rows that are updated by code keep what their file does not speak of.
//!
//! A file of people by cell without a column for the elderly leaves the elderly as they are known (unless they would
//! then be more than the people); reports without complaints leave the complaints. Facilities have their own rules
//! (`registry`). A layer that is replaced whole keeps nothing.

use std::collections::HashMap;
use std::hash::Hash;

use crate::ingest::{GivenFields, Layer};
use crate::model::{Area, Candidate, Dataset, DemandCell, PerformanceMonth, Procedure};

/// Fills the rows of the layers whose key the dataset knows.
pub(super) fn keep_unsaid(dataset: &Dataset, layers: &mut [Layer], given: &[GivenFields]) {
    for (layer, given) in layers.iter_mut().zip(given) {
        match layer {
            Layer::Demand(cells) => fill(
                cells,
                &dataset.cells,
                |cell| cell.code.clone(),
                |new, old| cell(new, old, given),
            ),
            Layer::Areas(areas) => fill(
                areas,
                &dataset.areas,
                |area| area.code.clone(),
                |new, old| area(new, old, given),
            ),
            Layer::Procedures(list) => {
                let keep = |new: &mut Procedure, old: &Procedure| {
                    if !given.has("field") {
                        new.field.clone_from(&old.field);
                    }
                };
                fill(list, &dataset.procedures, |one| one.code.clone(), keep);
            }
            Layer::Performance(reports) => fill(
                reports,
                &dataset.performance,
                |report| (report.facility.clone(), report.month),
                |new, old| report(new, old, given),
            ),
            Layer::Candidates(list) => fill(
                list,
                &dataset.candidates,
                |one| one.code.clone(),
                |new, old| candidate(new, old, given),
            ),
            // Facilities have rules of their own; operators have no field that may be left out; the others are no rows with codes.
            _ => {}
        }
    }
}

fn fill<T, K: Eq + Hash>(rows: &mut [T], known: &[T], key: impl Fn(&T) -> K, keep: impl Fn(&mut T, &T)) {
    let known: HashMap<K, &T> = known.iter().map(|one| (key(one), one)).collect();
    for row in rows {
        if let Some(old) = known.get(&key(row)) {
            keep(row, old);
        }
    }
}

fn cell(new: &mut DemandCell, old: &DemandCell, given: &GivenFields) {
    if !given.has("elderly") {
        new.elderly = old.elderly.filter(|elderly| *elderly <= new.people);
    }
    if !given.has("enterprises") {
        new.enterprises = old.enterprises;
    }
}

fn candidate(new: &mut Candidate, old: &Candidate, given: &GivenFields) {
    let texts: [(&str, &mut Option<String>, &Option<String>); 4] = [
        ("external_id", &mut new.external_id, &old.external_id),
        ("operator", &mut new.operator, &old.operator),
        ("address", &mut new.address, &old.address),
        ("area", &mut new.area, &old.area),
    ];
    for (field, new, old) in texts {
        if !given.has(field) && new.is_none() {
            new.clone_from(old);
        }
    }
    if !given.has("opening_cost") {
        new.opening_cost = old.opening_cost;
    }
    if !given.has("capacity") {
        new.capacity_per_month = old.capacity_per_month;
    }
}

fn area(new: &mut Area, old: &Area, given: &GivenFields) {
    if !given.has("level") {
        new.level = old.level;
    }
    if !given.has("territory") {
        new.territory = old.territory;
    }
    if !given.has("area_km2") {
        new.area_km2 = old.area_km2;
    }
    if !given.has("population") {
        new.declared_people = old.declared_people;
    }
    if !given.has("valid_from") {
        new.valid_from.clone_from(&old.valid_from);
    }
    if !given.has("valid_to") {
        new.valid_to.clone_from(&old.valid_to);
    }
}

fn report(new: &mut PerformanceMonth, old: &PerformanceMonth, given: &GivenFields) {
    let figures: [(&str, &mut Option<f64>, Option<f64>); 8] = [
        ("submitted_online", &mut new.submitted_online, old.submitted_online),
        ("accepted", &mut new.accepted, old.accepted),
        ("on_time", &mut new.on_time, old.on_time),
        ("complaints", &mut new.complaints, old.complaints),
        ("responses", &mut new.responses, old.responses),
        ("satisfied", &mut new.satisfied, old.satisfied),
        ("late", &mut new.late, old.late),
        ("cost", &mut new.cost, old.cost),
    ];
    if !given.has("satisfaction_score") {
        new.satisfaction_score = old.satisfaction_score;
    }
    for (field, new, old) in figures {
        if !given.has(field) {
            *new = old;
        }
    }
}
