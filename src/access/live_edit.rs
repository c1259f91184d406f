//! What may be changed in the network, and what each change makes of a facility's record.

use crate::geometry::{LonLat, PositionError};
use crate::model::{AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus};
use crate::spatial_index::OutlineIndex;

/// One change of one facility.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// An open facility serves nobody any more.
    Close {
        code: String,
    },
    /// A closed or planned facility opens.
    Reopen {
        code: String,
    },
    /// A facility that was not there. Its commune is found by position where the record names none.
    OpenAt(Box<Facility>),
    /// To another place; its commune is found by position.
    Move {
        code: String,
        to: LonLat,
    },
    /// To another kind, which may count under other rules.
    SetKind {
        code: String,
        to: FacilityKind,
    },
    SetStatus {
        code: String,
        to: FacilityStatus,
    },
    /// Codes of the procedures handled; empty = the whole essential list.
    SetProcedures {
        code: String,
        to: Vec<String>,
    },
    /// Dossiers a month; `None` = unknown.
    SetCapacity {
        code: String,
        to: Option<f64>,
    },
    /// OSM `opening_hours`; `None` = unknown.
    SetHours {
        code: String,
        to: Option<String>,
    },
    /// Brings a record back as it was, or takes it away where it was not: the inverse of every edit.
    Restore {
        code: String,
        record: Option<Box<Facility>>,
    },
}

impl Edit {
    /// The code of the facility that is changed.
    pub fn code(&self) -> &str {
        match self {
            Edit::OpenAt(facility) => &facility.code,
            Edit::Close { code }
            | Edit::Reopen { code }
            | Edit::Move { code, .. }
            | Edit::SetKind { code, .. }
            | Edit::SetStatus { code, .. }
            | Edit::SetProcedures { code, .. }
            | Edit::SetCapacity { code, .. }
            | Edit::SetHours { code, .. }
            | Edit::Restore { code, .. } => code,
        }
    }
}

/// Why an edit was refused, or a network could not be made live. Nothing was changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LiveError {
    #[error("no facility has the code '{0}'")]
    UnknownFacility(String),
    #[error("a facility with the code '{0}' is there already; a new one needs a code of its own")]
    CodeTaken(String),
    #[error("a new facility needs a code")]
    NoCode,
    #[error("facility '{code}' is {} already", status.code())]
    StatusAlready { code: String, status: FacilityStatus },
    #[error("facility '{code}' is planned: it cannot be closed before it is open")]
    NotYetOpen { code: String },
    #[error("facility '{code}' cannot stand there: {reason}")]
    Place { code: String, reason: PositionError },
    #[error("facility '{code}': a capacity of {value} dossiers a month is not a number of 0 or more")]
    Capacity { code: String, value: f64 },
    #[error("the record that is to be restored as '{code}' has the code '{other}'")]
    OtherCode { code: String, other: String },
    #[error("cell '{cell}' holds {people} people; a cell may hold 0 to 2^40")]
    People { cell: String, people: f64 },
    #[error("rule '{rule}' asks for travel by {asked}, the roads are those of {given}")]
    Mode {
        rule: String,
        asked: &'static str,
        given: &'static str,
    },
    #[error(
        "{0} travel times of this workspace were brought in a table: what they would be for other places is not known, so the network cannot be edited live"
    )]
    OwnTimes(usize),
    #[error(
        "rule '{0}' has other limits for some communes or counts by open hours: a network is edited live under one set of limits"
    )]
    Composed(String),
    #[error("no rule was given")]
    NoRule,
    #[error(
        "the network was made live on {cells} cells and {facilities} facilities; this baseline has {other_cells} and {other_facilities}"
    )]
    OtherBaseline {
        cells: usize,
        facilities: usize,
        other_cells: usize,
        other_facilities: usize,
    },
}

/// The record after the edit, `None` when the facility is then not there. `known` is the record of the edit's code now;
/// `commune_at` finds the code of the commune that holds a place.
///
/// # Errors
/// See [`LiveError`]: an unknown code, a code taken, a change that changes nothing, a value out of range.
pub fn resolve(
    edit: &Edit,
    known: Option<&Facility>,
    commune_at: impl Fn(LonLat) -> Option<String>,
) -> Result<Option<Facility>, LiveError> {
    match edit {
        Edit::OpenAt(facility) => return opened(facility, known, commune_at),
        Edit::Restore { code, record } => return restored(code, record.as_deref()),
        _ => {}
    }
    let code = edit.code();
    let unknown = || LiveError::UnknownFacility(code.to_owned());
    let mut record = known.cloned().ok_or_else(unknown)?;
    let status = record.status;
    match edit {
        Edit::Close { .. } if status == FacilityStatus::Planned => {
            return Err(LiveError::NotYetOpen { code: code.to_owned() });
        }
        Edit::Close { .. } => record.status = FacilityStatus::Closed,
        Edit::Reopen { .. } => record.status = FacilityStatus::Open,
        Edit::SetStatus { to, .. } => record.status = *to,
        Edit::Move { to, .. } => {
            check_place(code, *to)?;
            record.location = *to;
            record.area = commune_at(*to);
        }
        Edit::SetKind { to, .. } => record.kind = *to,
        Edit::SetProcedures { to, .. } => record.procedures.clone_from(to),
        Edit::SetCapacity { to, .. } => {
            check_capacity(code, *to)?;
            record.capacity_per_month = *to;
        }
        Edit::SetHours { to, .. } => record.opening_hours.clone_from(to),
        Edit::OpenAt(_) | Edit::Restore { .. } => {}
    }
    let asks_for_status = matches!(edit, Edit::Close { .. } | Edit::Reopen { .. } | Edit::SetStatus { .. });
    if asks_for_status && record.status == status {
        return Err(LiveError::StatusAlready {
            code: code.to_owned(),
            status,
        });
    }
    Ok(Some(record))
}

fn opened(
    facility: &Facility,
    known: Option<&Facility>,
    commune_at: impl Fn(LonLat) -> Option<String>,
) -> Result<Option<Facility>, LiveError> {
    if facility.code.is_empty() {
        return Err(LiveError::NoCode);
    }
    if known.is_some() {
        return Err(LiveError::CodeTaken(facility.code.clone()));
    }
    check_place(&facility.code, facility.location)?;
    check_capacity(&facility.code, facility.capacity_per_month)?;
    let mut record = facility.clone();
    record.area = record.area.or_else(|| commune_at(facility.location));
    Ok(Some(record))
}

fn restored(code: &str, record: Option<&Facility>) -> Result<Option<Facility>, LiveError> {
    let Some(record) = record else { return Ok(None) };
    if record.code != code {
        return Err(LiveError::OtherCode {
            code: code.to_owned(),
            other: record.code.clone(),
        });
    }
    check_place(code, record.location)?;
    Ok(Some(record.clone()))
}

fn check_place(code: &str, place: LonLat) -> Result<(), LiveError> {
    let checked = LonLat::try_new(place.lon, place.lat);
    checked.map(|_| ()).map_err(|reason| LiveError::Place {
        code: code.to_owned(),
        reason,
    })
}

fn check_capacity(code: &str, value: Option<f64>) -> Result<(), LiveError> {
    match value {
        Some(value) if !(value.is_finite() && value >= 0.0) => Err(LiveError::Capacity {
            code: code.to_owned(),
            value,
        }),
        _ => Ok(()),
    }
}

/// Whether a record can stand in the place of a facility without an edit: the tables of the baseline know its reach.
pub fn needs_no_edit(facility: &Facility, record: Option<&Facility>) -> bool {
    facility.status == FacilityStatus::Open && record.is_none_or(|record| record.location == facility.location)
}

/// The code of the commune that holds a place.
pub fn commune_at(dataset: &Dataset, place: LonLat) -> Option<String> {
    let communes: Vec<usize> = (0..dataset.areas.len())
        .filter(|&area| dataset.areas[area].level == AreaLevel::Commune)
        .collect();
    let index = OutlineIndex::build(communes.iter().map(|&area| &dataset.areas[area].outline));
    index
        .locate(place)
        .map(|found| dataset.areas[communes[found]].code.clone())
}
