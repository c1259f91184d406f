//! A service point.

use crate::geometry::LonLat;

/// The five kinds of the founding scheme and plan 68 (see `docs/glossary.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacilityKind {
    /// Chi nhánh.
    Branch,
    /// Điểm tiếp nhận.
    ReceptionPoint,
    /// Đại lý dịch vụ công trực tuyến.
    Agent,
    /// Cộng tác viên: a person; the location is the centre of the area served, never a home.
    Collaborator,
    /// Điểm tiếp nhận lưu động.
    MobileStop,
}

impl FacilityKind {
    pub const ALL: [FacilityKind; 5] = [
        Self::Branch,
        Self::ReceptionPoint,
        Self::Agent,
        Self::Collaborator,
        Self::MobileStop,
    ];

    /// The stable name in files and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::ReceptionPoint => "reception_point",
            Self::Agent => "agent",
            Self::Collaborator => "collaborator",
            Self::MobileStop => "mobile_stop",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Vietnamese name shown to people.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Branch => "Chi nhánh",
            Self::ReceptionPoint => "Điểm tiếp nhận",
            Self::Agent => "Đại lý dịch vụ công trực tuyến",
            Self::Collaborator => "Cộng tác viên dịch vụ công",
            Self::MobileStop => "Điểm tiếp nhận lưu động",
        }
    }
}

/// Whether a facility serves people now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FacilityStatus {
    #[default]
    Open,
    Planned,
    Closed,
}

impl FacilityStatus {
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Planned => "planned",
            Self::Closed => "closed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Planned, Self::Closed]
            .into_iter()
            .find(|status| status.code() == code)
    }
}

/// Whether a record states a fact or was made by the demo model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    #[default]
    Fact,
    Modelled,
}

impl Origin {
    pub fn code(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Modelled => "modelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Fact, Self::Modelled]
            .into_iter()
            .find(|origin| origin.code() == code)
    }
}

/// A service point. `code` is unique and persistent in a workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    pub code: String,
    /// The code other systems use for it, e.g. an OSM id.
    pub external_id: Option<String>,
    pub kind: FacilityKind,
    /// NFC.
    pub name: String,
    pub address: Option<String>,
    pub operator: Option<String>,
    pub location: LonLat,
    /// Code of the commune it stands in; filled by position where a file is silent.
    pub area: Option<String>,
    /// Dossiers a month it can guide or receive.
    pub capacity_per_month: Option<f64>,
    /// Dossiers a month it has now.
    pub load_per_month: Option<f64>,
    pub staff: Option<u32>,
    /// OSM `opening_hours` syntax; `None` = unknown, which counts as closed and says so.
    pub opening_hours: Option<String>,
    /// Codes of procedures handled; empty = the whole essential list.
    pub procedures: Vec<String>,
    pub phone: Option<String>,
    /// Wheelchair access; `None` = unknown.
    pub wheelchair: Option<bool>,
    /// ISO date `YYYY-MM-DD`.
    pub opened_on: Option<String>,
    pub status: FacilityStatus,
    pub origin: Origin,
    /// Floor area in square metres.
    pub floor_area_m2: Option<f64>,
    /// What it has for its visitors, e.g. `máy quét`, `máy tính công cộng`; sorted, empty = unknown or none.
    pub equipment: Vec<String>,
    /// ISO date `YYYY-MM-DD` since when its operator's list has no longer named it; `None` = listed. It stays in the
    /// network and counts until a person closes it.
    pub missing_since: Option<String>,
    /// ISO date `YYYY-MM-DD` of the first day of service of a planned point, by a published decision (`opened_on` of a list
    /// may be a wish).
    pub opens_on: Option<String>,
    /// ISO date `YYYY-MM-DD` of the first day without service, by a published decision; until then it serves.
    pub closes_on: Option<String>,
    /// Code of the point that takes its service over, where the decision names one.
    pub successor: Option<String>,
}

impl Facility {
    /// A facility with only what is always known; everything else is unknown, status open, a fact.
    pub fn new(code: impl Into<String>, kind: FacilityKind, name: impl Into<String>, location: LonLat) -> Self {
        Facility {
            code: code.into(),
            external_id: None,
            kind,
            name: name.into(),
            address: None,
            operator: None,
            location,
            area: None,
            capacity_per_month: None,
            load_per_month: None,
            staff: None,
            opening_hours: None,
            procedures: Vec::new(),
            phone: None,
            wheelchair: None,
            opened_on: None,
            status: FacilityStatus::Open,
            origin: Origin::Fact,
            floor_area_m2: None,
            equipment: Vec::new(),
            missing_since: None,
            opens_on: None,
            closes_on: None,
            successor: None,
        }
    }

    /// Whether it handles a procedure; an empty list is the whole essential list.
    pub fn handles(&self, procedure: &str) -> bool {
        self.procedures.is_empty() || self.procedures.iter().any(|code| code == procedure)
    }
}
