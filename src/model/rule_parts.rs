//! The parts that an access rule is composed of.

use std::collections::BTreeMap;

use super::rule::Combine;
use super::{Area, AreaLevel, FacilityKind, Territory};
use crate::units::{Deciseconds, Metres, Share};

/// Whether a value equal to a limit still passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// At most: `<=`.
    Inclusive,
    /// Under: `<`.
    Exclusive,
}

impl Bound {
    pub fn code(self) -> &'static str {
        match self {
            Self::Inclusive => "inclusive",
            Self::Exclusive => "exclusive",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Inclusive, Self::Exclusive]
            .into_iter()
            .find(|bound| bound.code() == code)
    }
}

/// What opening hours do to the figure of those who pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HoursBasis {
    /// A point counts whatever its hours.
    #[default]
    Nominal,
    /// A cell's people pass for the share of the week's service hours in which a point that they reach is
    /// open; points of unknown hours count as closed, and it is told.
    OpenShare,
}

impl HoursBasis {
    pub fn code(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::OpenShare => "open_share",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Nominal, Self::OpenShare]
            .into_iter()
            .find(|basis| basis.code() == code)
    }
}

/// The communes that an override speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AreaChoice {
    /// By code.
    Communes(Vec<String>),
    /// Every urban ward, or every rural commune.
    Territory(Territory),
    /// A group that the rule names.
    Group(String),
}

impl AreaChoice {
    /// Whether the choice holds a commune. A group that is not named holds none: see `Rule::check`.
    pub fn holds(&self, area: &Area, groups: &BTreeMap<String, Vec<String>>) -> bool {
        area.level == AreaLevel::Commune
            && match self {
                Self::Communes(codes) => codes.contains(&area.code),
                Self::Territory(territory) => area.territory == *territory,
                Self::Group(name) => groups.get(name).is_some_and(|codes| codes.contains(&area.code)),
            }
    }
}

/// Other limits for some communes; what is `None` stays as the rule has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    pub areas: AreaChoice,
    pub radius: Option<Metres>,
    pub travel: Option<Deciseconds>,
    pub combine: Option<Combine>,
    pub counts: Option<Vec<FacilityKind>>,
}

/// The limits that hold in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    pub radius: Metres,
    pub travel: Deciseconds,
    pub combine: Combine,
    /// In the order of kinds, each once.
    pub counts: Vec<FacilityKind>,
}

/// The share of people who should pass. The scheme and plan 68 say "every resident": 100 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Targets {
    /// Of the whole city.
    pub city: Share,
    /// Of each commune.
    pub commune: Share,
}

impl Default for Targets {
    fn default() -> Self {
        Targets {
            city: Share(1.0),
            commune: Share(1.0),
        }
    }
}

/// The document that a rule is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSource {
    pub vietnamese: String,
    pub english: String,
}
