//! Inspections: written by who supervises the point, followed up, and what they say of a point's standards.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::voice::{VoiceError, hanoi_day, point};
use crate::auth::{Actor, By, InspectionOrder, InspectionQuery, Keeping, Permission, PrivateFile, Role};
use crate::model::{Dataset, Facility};
use crate::registry::{Supervision, is_run_by};
use crate::review::criteria::Checklist;
use crate::voice::{FollowUp, Inspection, Standards, latest_standards};

/// Keeps an inspection that fits the checklist and the account's area. Sent twice, it is kept once.
///
/// # Errors
/// [`VoiceError`]: the role, the area, an unknown point, answers that do not fit; somebody else, or something else, was sent
/// under its number.
pub fn inspect(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    checklist: &Checklist,
    inspection: Inspection,
    now: DateTime<Utc>,
) -> Result<Inspection, VoiceError> {
    actor.allowed(Permission::Inspect)?;
    let place = point(dataset, &inspection.facility);
    let place = place.filter(|one| checklist.kinds.contains(&one.kind));
    let place = place.ok_or_else(|| VoiceError::UnknownPoint(inspection.facility.clone()))?;
    if !Supervision::of(dataset).covers(actor.scope.as_deref(), place) {
        return Err(VoiceError::OutOfScope(place.code.clone()));
    }
    let items: Vec<&str> = checklist.items.iter().map(|item| item.id.as_str()).collect();
    let fitted = inspection.fitted((&checklist.id, checklist.version), &items, hanoi_day(now))?;
    match private.add_inspection(&fitted)? {
        Keeping::Kept(()) => found(private, &fitted.id),
        Keeping::Other | Keeping::Full => Err(VoiceError::SentOther(fitted.id)),
    }
}

/// Says that a finding was mended.
///
/// # Errors
/// [`VoiceError`]: the role, the area, no such inspection, a finding that is done.
pub fn follow_up(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    (id, finding): (&str, u32),
    note: &str,
    now: DateTime<Utc>,
) -> Result<Inspection, VoiceError> {
    actor.allowed(Permission::Inspect)?;
    let inspection = found(private, id)?;
    if !may_see(dataset, actor, &inspection) {
        return Err(VoiceError::OutOfScope(inspection.facility));
    }
    let done = FollowUp {
        on: hanoi_day(now),
        account: actor.account.clone(),
        note: note.trim().to_owned(),
    };
    let by = By {
        account: &actor.account,
        at: now,
    };
    if !private.follow_up(id, finding, &done, by)? {
        let inspection = id.to_owned();
        return Err(VoiceError::FindingDone { inspection, finding });
    }
    found(private, id)
}

/// Which inspections are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InspectionsAsked {
    pub facility: Option<String>,
    pub order: InspectionOrder,
    /// Only those after the one with this day and id in the order.
    pub after: Option<(NaiveDate, String)>,
    pub limit: Option<u32>,
}

/// The inspections that an account may see: an inspector's of its area, an operator's of its agents.
///
/// # Errors
/// The role may not.
pub fn inspections(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    asked: InspectionsAsked,
) -> Result<Vec<Inspection>, VoiceError> {
    actor.allowed(Permission::ReadInspection)?;
    let is_bound = actor.role == Role::Operator || actor.role == Role::Inspector && actor.scope.is_some();
    let wanted = asked.facility.as_ref();
    let facilities = match (is_bound, wanted) {
        (false, None) => None,
        (false, Some(code)) => Some(vec![code.clone()]),
        (true, _) => {
            let points = dataset
                .facilities
                .iter()
                .filter(|one| wanted.is_none_or(|code| one.code == *code));
            let supervision = Supervision::of(dataset);
            let seen = points.filter(|point| may_see_point(dataset, &supervision, actor, point));
            Some(seen.map(|point| point.code.clone()).collect())
        }
    };
    Ok(private.inspections(&InspectionQuery {
        facilities,
        order: asked.order,
        after: asked.after,
        limit: asked.limit,
    })?)
}

/// What the last inspection of every point says on a day, by the point's code: of visits to `until`, the last day that
/// counts.
///
/// # Errors
/// What the private file says.
pub fn standards(
    private: &PrivateFile,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<BTreeMap<String, Standards>, VoiceError> {
    let mut all = private.inspections(&InspectionQuery::default())?;
    all.retain(|one| one.on <= until);
    Ok(latest_standards(&all, today))
}

fn found(private: &PrivateFile, id: &str) -> Result<Inspection, VoiceError> {
    let unknown = || VoiceError::Unknown {
        what: "inspection",
        id: id.to_owned(),
    };
    private.inspection(id)?.ok_or_else(unknown)
}

fn may_see(dataset: &Dataset, actor: &Actor, inspection: &Inspection) -> bool {
    match point(dataset, &inspection.facility) {
        Some(point) => may_see_point(dataset, &Supervision::of(dataset), actor, point),
        // A point that is no longer in the data is everybody's who has no bounds.
        None => actor.role != Role::Operator && actor.scope.is_none(),
    }
}

fn may_see_point<'a>(dataset: &'a Dataset, supervision: &Supervision<'a>, actor: &Actor, point: &'a Facility) -> bool {
    let scope = actor.scope.as_deref();
    match actor.role {
        Role::Operator => scope.is_some_and(|scope| is_run_by(dataset, scope, point)),
        Role::Inspector => supervision.covers(scope, point),
        _ => true,
    }
}
