//! The access rule: when does a resident reach a point?

use super::FacilityKind;
use crate::units::{Deciseconds, Metres};

/// How people travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TravelMode {
    #[default]
    Motorbike,
    Car,
    Bicycle,
    Foot,
}

impl TravelMode {
    pub const ALL: [TravelMode; 4] = [Self::Motorbike, Self::Car, Self::Bicycle, Self::Foot];

    pub fn code(self) -> &'static str {
        match self {
            Self::Motorbike => "motorbike",
            Self::Car => "car",
            Self::Bicycle => "bicycle",
            Self::Foot => "foot",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// When people travel: which speeds, and which hours of signs and restrictions, a travel time is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TravelPeriod {
    #[default]
    OffPeak,
    Peak,
}

impl TravelPeriod {
    pub const ALL: [TravelPeriod; 2] = [Self::OffPeak, Self::Peak];

    pub fn code(self) -> &'static str {
        match self {
            Self::OffPeak => "off_peak",
            Self::Peak => "peak",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.code() == code)
    }
}

/// How the two limits combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Combine {
    /// Time or distance, maybe by different points.
    Any,
    /// One point that satisfies both.
    All,
    DistanceOnly,
    TimeOnly,
}

impl Combine {
    pub fn code(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
            Self::DistanceOnly => "distance_only",
            Self::TimeOnly => "time_only",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Any, Self::All, Self::DistanceOnly, Self::TimeOnly]
            .into_iter()
            .find(|combine| combine.code() == code)
    }
}

/// A versioned access rule. Time is compared strictly (`< travel`), distance inclusively (`<= radius`).
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub id: String,
    pub version: u32,
    pub radius: Metres,
    pub travel: Deciseconds,
    pub mode: TravelMode,
    pub period: TravelPeriod,
    pub combine: Combine,
    /// The kinds of facility that count.
    pub counts: Vec<FacilityKind>,
}

impl Rule {
    /// Plan 68/KH-TTPVHCC (7 October 2025), II.2: within a radius of at most 5 km.
    pub fn plan68() -> Rule {
        Rule {
            id: "plan68".into(),
            combine: Combine::DistanceOnly,
            ..Rule::scheme()
        }
    }

    /// Plan 68 read for the agents alone, whatever branches and reception points stand near: what a
    /// review of agents retains beside the city's rule.
    pub fn plan68_agents() -> Rule {
        Rule {
            id: "plan68_agents".into(),
            ..Rule::plan68().counting(&[FacilityKind::Agent])
        }
    }

    /// The rules that ship, in the order they are told.
    pub fn shipped() -> [Rule; 3] {
        [Rule::plan68(), Rule::scheme(), Rule::plan68_agents()]
    }

    /// Founding scheme, part I IV.3(4): under 30 minutes of travel, or within at most 5 km.
    pub fn scheme() -> Rule {
        Rule {
            id: "scheme".into(),
            version: 1,
            radius: Metres(5000.0),
            travel: Deciseconds(18_000),
            mode: TravelMode::Motorbike,
            period: TravelPeriod::OffPeak,
            combine: Combine::Any,
            counts: vec![FacilityKind::Branch, FacilityKind::ReceptionPoint, FacilityKind::Agent],
        }
    }

    /// The same limits with other kinds counting.
    pub fn counting(&self, counts: &[FacilityKind]) -> Rule {
        Rule {
            counts: counts.to_vec(),
            ..self.clone()
        }
    }
}
