//! Which points are an answer: by kind, procedure, hour, access and enterprise.

use super::closing::is_closed_by;
use super::hours::{OpenState, state_at};
use crate::model::{Facility, FacilityKind};
use chrono::{DateTime, FixedOffset};

/// Kinds that anybody may walk into: a collaborator is a person with an area, not a door.
pub const PUBLIC_KINDS: [FacilityKind; 4] = [
    FacilityKind::Branch,
    FacilityKind::ReceptionPoint,
    FacilityKind::Agent,
    FacilityKind::MobileStop,
];

/// What is asked of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The moment asked for; a point that a published decision has ended by then is none.
    pub at: DateTime<FixedOffset>,
    pub kinds: Vec<FacilityKind>,
    /// Codes of procedures, each of which the point must handle.
    pub procedures: Vec<String>,
    pub is_open: bool,
    /// Known to be accessible by wheelchair: where nothing is known, nobody is sent.
    pub by_wheelchair: bool,
    pub operator: Option<String>,
}

impl Wanted {
    /// Every point with a door, at a moment.
    pub fn at(at: DateTime<FixedOffset>) -> Wanted {
        Wanted {
            at,
            kinds: PUBLIC_KINDS.to_vec(),
            procedures: Vec::new(),
            is_open: false,
            by_wheelchair: false,
            operator: None,
        }
    }

    /// Whether the point is one. Its status is not looked at.
    pub fn holds(&self, facility: &Facility) -> bool {
        self.kinds.contains(&facility.kind)
            && !is_closed_by(facility, self.at)
            && self.procedures.iter().all(|code| facility.handles(code))
            && (!self.by_wheelchair || facility.wheelchair == Some(true))
            && self
                .operator
                .as_ref()
                .is_none_or(|name| facility.operator.as_ref() == Some(name))
            && (!self.is_open || state_at(facility.opening_hours.as_deref(), self.at).state == OpenState::Open)
    }
}
