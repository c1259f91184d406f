//! One change, as a person says it. Plain data: `store` has its rows, `wire` its shape.

use crate::geometry::LonLat;
use crate::model::FacilityKind;

/// A point that is not there yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPoint {
    /// Its code from now on: of no facility of the baseline.
    pub code: String,
    pub kind: FacilityKind,
    pub name: String,
    pub place: LonLat,
    pub operator: Option<String>,
    pub address: Option<String>,
    /// Dossiers a month.
    pub capacity_per_month: Option<f64>,
    /// OSM `opening_hours`; of a mobile stop its timetable.
    pub opening_hours: Option<String>,
    /// Codes; empty = the whole essential list.
    pub procedures: Vec<String>,
}

/// One change of one point, or of the roads.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Decided to stay: changes nothing, and a second decision about the point is a contradiction.
    Keep {
        code: String,
    },
    /// Its service and its load go to another point.
    Merge {
        code: String,
        into: String,
    },
    /// It serves nobody any more, and nobody is named instead.
    Close {
        code: String,
    },
    /// A planned or closed facility, or a candidate, opens.
    Open {
        code: String,
    },
    /// A new point opens, also a mobile stop.
    OpenAt(NewPoint),
    Move {
        code: String,
        to: LonLat,
    },
    /// `None` = unknown.
    SetHours {
        code: String,
        to: Option<String>,
    },
    /// Dossiers a month; `None` = unknown.
    SetCapacity {
        code: String,
        to: Option<f64>,
    },
    /// Codes; empty = the whole essential list.
    SetProcedures {
        code: String,
        to: Vec<String>,
    },
    /// Every road speed of the motorbike profile times a factor (walking and posted limits stay): a flood, new roads.
    Speed {
        factor: f64,
    },
}

impl Edit {
    /// The stable name of what is done.
    pub fn action(&self) -> &'static str {
        match self {
            Self::Keep { .. } => "keep",
            Self::Merge { .. } => "merge",
            Self::Close { .. } => "close",
            Self::Open { .. } => "open",
            Self::OpenAt(point) if point.kind == FacilityKind::MobileStop => "mobile_stop",
            Self::OpenAt(_) => "open_at",
            Self::Move { .. } => "move",
            Self::SetHours { .. } => "hours",
            Self::SetCapacity { .. } => "capacity",
            Self::SetProcedures { .. } => "procedures",
            Self::Speed { .. } => "speed",
        }
    }

    /// The point that is changed; `None` for the roads.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::OpenAt(point) => Some(&point.code),
            Self::Keep { code }
            | Self::Merge { code, .. }
            | Self::Close { code }
            | Self::Open { code }
            | Self::Move { code, .. }
            | Self::SetHours { code, .. }
            | Self::SetCapacity { code, .. }
            | Self::SetProcedures { code, .. } => Some(code),
            Self::Speed { .. } => None,
        }
    }

    /// Who receives the service of a merged point.
    pub fn receiver(&self) -> Option<&str> {
        match self {
            Self::Merge { into, .. } => Some(into),
            _ => None,
        }
    }

    /// Whether the point serves nobody afterwards.
    pub fn ends_service(&self) -> bool {
        matches!(self, Self::Merge { .. } | Self::Close { .. })
    }

    /// Whether the point serves afterwards and did not.
    pub fn begins_service(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::OpenAt(_))
    }
}
