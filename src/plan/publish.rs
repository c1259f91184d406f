//! A decision in the network: what holds at once, and what from a day to come.
//!
//! The model holds two futures of a point: that it will open (`Planned` with `opens_on`) and that it will serve no more
//! (`Open` with `closes_on`, and `successor`). Another place, other hours, capacity or procedures it holds as they are today, so
//! those are published on the day on which they hold, not before.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::apply::{end_service, facilities_after};
use super::resolve::{Resolved, Step};
use crate::model::{Dataset, Facility, FacilityStatus};

/// When each edit takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// For every edit that has no day of its own.
    pub effective_on: NaiveDate,
    /// By number of the edit.
    pub own: BTreeMap<u64, NaiveDate>,
}

impl Schedule {
    pub fn day_of(&self, step: &Step) -> NaiveDate {
        self.own.get(&step.number).copied().unwrap_or(self.effective_on)
    }
}

/// Why a schedule cannot be published. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    #[error("edit {0} has a day of its own, and the scenario has no such edit in effect; take the day out")]
    NoSuchEdit(u64),
    #[error("'{code}' would end on {ends}, before its receiver '{into}' opens on {opens}; end it on that day or later")]
    ReceiverNotOpen {
        code: String,
        into: String,
        ends: NaiveDate,
        opens: NaiveDate,
    },
    #[error(
        "'{code}' gets another place, hours, capacity or procedures on {day}: the network holds these only as they are today; publish on that day, or take edit {number} back"
    )]
    NotYet { number: u64, code: String, day: NaiveDate },
    #[error("road speeds are a matter of rehearsal and are not published; take edit {0} back")]
    RoadSpeeds(u64),
    #[error("'{code}' ends by another decision on {ends} already")]
    EndsAlready { code: String, ends: String },
    #[error("'{code}' is to take over '{of}' by another decision; decide on '{of}' anew first")]
    TakesOver { code: String, of: String },
}

/// Writes the steps into the data with their days. A step whose day is not after `today` is done, the others are announced.
///
/// # Errors
/// See [`PublishError`]; all of them are told, in the order of the edits.
pub fn publish(
    dataset: &Dataset,
    resolved: &Resolved,
    schedule: &Schedule,
    today: NaiveDate,
) -> Result<Dataset, Vec<PublishError>> {
    let faults = faults(dataset, resolved, schedule, today);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (due, later): (Vec<Step>, Vec<Step>) = resolved
        .steps
        .iter()
        .cloned()
        .partition(|step| schedule.day_of(step) <= today);
    let mut facilities: BTreeMap<String, Facility> = facilities_after(&dataset.facilities, &due)
        .into_iter()
        .map(|facility| (facility.code.clone(), facility))
        .collect();
    for step in &due {
        let day = schedule.day_of(step).to_string();
        let code = step.edit.code().unwrap_or_default();
        let Some(facility) = facilities.get_mut(code) else {
            continue;
        };
        if step.edit.begins_service() {
            facility.opened_on = Some(day);
        } else if step.edit.ends_service() {
            facility.closes_on = Some(day);
        }
    }
    for step in &later {
        let day = schedule.day_of(step).to_string();
        match (&step.opened, step.edit.code().and_then(|code| facilities.get_mut(code))) {
            (Some(opened), _) => {
                let planned = Facility {
                    status: FacilityStatus::Planned,
                    opens_on: Some(day),
                    ..opened.clone()
                };
                facilities.insert(planned.code.clone(), planned);
            }
            (None, Some(facility)) if step.edit.ends_service() => {
                facility.closes_on = Some(day);
                facility.successor = step.edit.receiver().map(str::to_owned);
            }
            _ => {}
        }
    }
    let mut after = dataset.clone();
    after.facilities = facilities.into_values().collect();
    after.candidates.retain(|candidate| {
        let opens = |step: &Step| step.opened.as_ref().is_some_and(|one| one.code == candidate.code);
        !resolved.steps.iter().any(opens)
    });
    Ok(after)
}

fn faults(dataset: &Dataset, resolved: &Resolved, schedule: &Schedule, today: NaiveDate) -> Vec<PublishError> {
    let strangers = schedule
        .own
        .keys()
        .filter(|number| !resolved.steps.iter().any(|step| step.number == **number));
    let mut faults: Vec<PublishError> = strangers.map(|number| PublishError::NoSuchEdit(*number)).collect();
    for step in &resolved.steps {
        let (number, day) = (step.number, schedule.day_of(step));
        let Some(code) = step.edit.code().map(str::to_owned) else {
            faults.push(PublishError::RoadSpeeds(number));
            continue;
        };
        let known = dataset.facilities.iter().find(|facility| facility.code == code);
        if let Some(ends) = known
            .filter(|one| one.status == FacilityStatus::Open)
            .and_then(|one| one.closes_on.clone())
            && step.edit.ends_service()
        {
            faults.push(PublishError::EndsAlready { code, ends });
            continue;
        }
        let awaited = dataset.facilities.iter().find(|one| {
            one.status == FacilityStatus::Open && one.closes_on.is_some() && one.successor.as_deref() == Some(&code)
        });
        if let Some(of) = awaited
            && step.edit.ends_service()
        {
            let of = of.code.clone();
            faults.push(PublishError::TakesOver { code, of });
            continue;
        }
        if let Some(into) = step.edit.receiver() {
            let receiver = dataset.facilities.iter().find(|one| one.code == into);
            let ends = receiver
                .filter(|one| one.status == FacilityStatus::Open)
                .and_then(|one| one.closes_on.clone());
            if let Some(ends) = ends {
                let code = into.to_owned();
                faults.push(PublishError::EndsAlready { code, ends });
                continue;
            }
            let opens = resolved
                .steps
                .iter()
                .find(|other| other.opened.as_ref().is_some_and(|one| one.code == into));
            if let Some(opens) = opens.map(|other| schedule.day_of(other)).filter(|opens| *opens > day) {
                let into = into.to_owned();
                faults.push(PublishError::ReceiverNotOpen {
                    code,
                    into,
                    ends: day,
                    opens,
                });
            }
            continue;
        }
        let is_change = !step.edit.begins_service() && !step.edit.ends_service() && step.edit.action() != "keep";
        // A change of a point that opens later would find no point to change.
        let opens = resolved
            .steps
            .iter()
            .find(|other| other.opened.as_ref().is_some_and(|one| one.code == code))
            .map(|other| schedule.day_of(other));
        let day = opens.map_or(day, |opens| opens.max(day));
        if is_change && day > today {
            faults.push(PublishError::NotYet { number, code, day });
        }
    }
    faults
}

/// Brings the data to a day: what was announced for it or for an earlier one is done. Tells the codes of the points that
/// changed; data without announcements stay as they are.
pub fn on_day(dataset: &mut Dataset, day: NaiveDate) -> Vec<String> {
    let is_due = |announced: &Option<String>| {
        let date = announced.as_deref().and_then(|date| date.parse::<NaiveDate>().ok());
        date.is_some_and(|date| date <= day)
    };
    let opens = |one: &Facility| one.status == FacilityStatus::Planned && is_due(&one.opens_on);
    let ends = |one: &Facility| one.status == FacilityStatus::Open && is_due(&one.closes_on);
    let changed: Vec<String> = dataset
        .facilities
        .iter()
        .filter(|one| opens(one) || ends(one))
        .map(|one| one.code.clone())
        .collect();
    if changed.is_empty() {
        return changed;
    }
    let mut by_code: BTreeMap<String, Facility> = std::mem::take(&mut dataset.facilities)
        .into_iter()
        .map(|one| (one.code.clone(), one))
        .collect();
    for code in &changed {
        let Some(facility) = by_code.get_mut(code) else {
            continue;
        };
        if opens(facility) {
            facility.status = FacilityStatus::Open;
            facility.opened_on = facility.opens_on.take();
        }
        if ends(facility) {
            let into = facility.successor.clone();
            end_service(&mut by_code, code, into.as_deref());
        }
    }
    dataset.facilities = by_code.into_values().collect();
    changed
}
