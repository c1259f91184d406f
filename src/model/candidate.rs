//! A place where a service point could open.

use super::{Facility, FacilityKind, FacilityStatus, Origin};
use crate::geometry::LonLat;

/// A place that could hold a point: nobody is served there yet. `code` is unique among candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub code: String,
    /// The code other systems use for it, e.g. an OSM id.
    pub external_id: Option<String>,
    /// What it would be.
    pub kind: FacilityKind,
    /// NFC.
    pub name: String,
    /// Who would run it.
    pub operator: Option<String>,
    pub address: Option<String>,
    pub location: LonLat,
    /// Code of the commune it stands in; filled by position where a file is silent.
    pub area: Option<String>,
    /// What opening it costs once, in Vietnamese dong.
    pub opening_cost: Option<f64>,
    /// Dossiers a month it could guide or receive.
    pub capacity_per_month: Option<f64>,
    pub origin: Origin,
}

impl Candidate {
    /// A candidate with only what is always known; everything else is unknown, a fact.
    pub fn new(code: impl Into<String>, kind: FacilityKind, name: impl Into<String>, location: LonLat) -> Self {
        Candidate {
            code: code.into(),
            external_id: None,
            kind,
            name: name.into(),
            operator: None,
            address: None,
            location,
            area: None,
            opening_cost: None,
            capacity_per_month: None,
            origin: Origin::Fact,
        }
    }

    /// The point that would stand here: planned, so that it counts for nothing until somebody opens it.
    pub fn as_planned_facility(&self) -> Facility {
        Facility {
            external_id: self.external_id.clone(),
            address: self.address.clone(),
            operator: self.operator.clone(),
            area: self.area.clone(),
            capacity_per_month: self.capacity_per_month,
            status: FacilityStatus::Planned,
            origin: self.origin,
            ..Facility::new(self.code.clone(), self.kind, self.name.clone(), self.location)
        }
    }
}
