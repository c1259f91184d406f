//! The data after edits that fit.

use std::collections::BTreeMap;

use super::edit::Edit;
use super::resolve::{Resolved, Step};
use crate::model::{Dataset, Facility, FacilityStatus};

/// The dataset with all steps done, in canonical order. Road speeds are not data: see [`Resolved::speed_factor`].
pub fn apply(baseline: &Dataset, resolved: &Resolved) -> Dataset {
    let mut after = baseline.clone();
    after.facilities = facilities_after(&baseline.facilities, &resolved.steps);
    // A candidate that opened is one no longer.
    let opened = |code: &str| {
        resolved
            .steps
            .iter()
            .any(|step| step.opened.as_ref().is_some_and(|one| one.code == code))
    };
    after.candidates.retain(|candidate| !opened(&candidate.code));
    after
}

/// The facilities with these steps done, by code.
pub fn facilities_after(facilities: &[Facility], steps: &[Step]) -> Vec<Facility> {
    let mut by_code: BTreeMap<String, Facility> = facilities
        .iter()
        .map(|facility| (facility.code.clone(), facility.clone()))
        .collect();
    // Openings first, since a point may receive, move or get other hours in the edit before the one that opens it.
    let (opening, others): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.edit.begins_service());
    opening
        .into_iter()
        .chain(others)
        .for_each(|step| carry_out(&mut by_code, step));
    by_code.into_values().collect()
}

fn carry_out(facilities: &mut BTreeMap<String, Facility>, step: &Step) {
    if let Some(opened) = &step.opened {
        facilities.insert(opened.code.clone(), opened.clone());
        return;
    }
    if step.edit.ends_service()
        && let Some(code) = step.edit.code()
    {
        end_service(facilities, code, step.edit.receiver());
        return;
    }
    let Some(facility) = step.edit.code().and_then(|code| facilities.get_mut(code)) else {
        return;
    };
    match &step.edit {
        Edit::Move { to, .. } => {
            facility.location = *to;
            facility.area.clone_from(&step.area);
        }
        Edit::SetHours { to, .. } => facility.opening_hours.clone_from(to),
        Edit::SetCapacity { to, .. } => facility.capacity_per_month = *to,
        Edit::SetProcedures { to, .. } => facility.procedures.clone_from(to),
        _ => {}
    }
}

/// Closes a point and moves its load to the receiver, where both loads are known: unknown and some is unknown.
pub(super) fn end_service(facilities: &mut BTreeMap<String, Facility>, code: &str, into: Option<&str>) {
    let Some(ended) = facilities.get_mut(code) else { return };
    ended.status = FacilityStatus::Closed;
    ended.successor = into.map(str::to_owned);
    let load = ended.load_per_month;
    if let Some(receiver) = into.and_then(|into| facilities.get_mut(into))
        && let (Some(own), Some(moved)) = (receiver.load_per_month, load)
    {
        receiver.load_per_month = Some(own + moved);
        if let Some(ended) = facilities.get_mut(code) {
            ended.load_per_month = Some(0.0);
        }
    }
}
