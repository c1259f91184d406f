//! The access rule: when does a resident reach a point?

use std::collections::BTreeMap;

use super::rule_parts::{AreaChoice, Bound, HoursBasis, Limits, Override, RuleSource, Targets};
use super::{Area, AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus};
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

/// A versioned access rule, composed of limits, what counts, and where other limits hold.
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
    /// Whether a travel time equal to the limit passes. Default: no (the scheme says "under 30 minutes").
    pub time_bound: Bound,
    /// Whether a distance equal to the radius passes. Default: yes (plan 68 says "at most 5 km").
    pub distance_bound: Bound,
    /// The code of a procedure: only points that handle it count.
    pub procedure: Option<String>,
    pub hours: HoursBasis,
    /// Named groups of communes, by code, for [`AreaChoice::Group`].
    pub groups: BTreeMap<String, Vec<String>>,
    /// In their order: where several hold for a commune, the later one decides, field by field.
    pub overrides: Vec<Override>,
    pub targets: Targets,
    /// The document that the rule is taken from, in Vietnamese, and its English name.
    pub source: Option<RuleSource>,
}

impl Rule {
    /// Plan 68/KH-TTPVHCC (7 October 2025), II.2: within a radius of at most 5 km.
    pub fn plan68() -> Rule {
        Rule {
            id: "plan68".into(),
            combine: Combine::DistanceOnly,
            source: Some(RuleSource {
                vietnamese: "Kế hoạch 68/KH-TTPVHCC ngày 07/10/2025, mục II.2".into(),
                english: "Plan 68/KH-TTPVHCC of 7 October 2025, II.2".into(),
            }),
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

    /// Both limits of the scheme at once: no document asks for it, it shows how much hangs on the word *or*.
    pub fn all() -> Rule {
        Rule {
            id: "all".into(),
            combine: Combine::All,
            source: None,
            ..Rule::scheme()
        }
    }

    /// The rules that ship, in the order they are told.
    pub fn shipped() -> [Rule; 3] {
        [Rule::plan68(), Rule::scheme(), Rule::plan68_agents()]
    }

    /// The shipped rule of that name.
    pub fn named(id: &str) -> Option<Rule> {
        Rule::shipped().into_iter().find(|rule| rule.id == id)
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
            time_bound: Bound::Exclusive,
            distance_bound: Bound::Inclusive,
            procedure: None,
            hours: HoursBasis::Nominal,
            groups: BTreeMap::new(),
            overrides: Vec::new(),
            targets: Targets::default(),
            source: Some(RuleSource {
                vietnamese: "Đề án thành lập Trung tâm (10/2024), Phần I, IV.3(4)".into(),
                english: "Founding scheme of the Centre (10/2024), part I, IV.3(4)".into(),
            }),
        }
    }

    /// The same limits with other kinds counting.
    pub fn counting(&self, counts: &[FacilityKind]) -> Rule {
        Rule {
            counts: counts.to_vec(),
            ..self.clone()
        }
    }

    /// The limits that hold in an area (`None`: outside of every area), the rule's own where no override
    /// speaks. Kinds come in their own order, each once, so that equal limits compare equal.
    pub fn limits_in(&self, area: Option<&Area>) -> Limits {
        let mut limits = Limits {
            radius: self.radius,
            travel: self.travel,
            combine: self.combine,
            counts: self.counts.clone(),
        };
        let holding = self
            .overrides
            .iter()
            .filter(|other| area.is_some_and(|area| other.areas.holds(area, &self.groups)));
        for other in holding {
            limits.radius = other.radius.unwrap_or(limits.radius);
            limits.travel = other.travel.unwrap_or(limits.travel);
            limits.combine = other.combine.unwrap_or(limits.combine);
            if let Some(counts) = &other.counts {
                limits.counts.clone_from(counts);
            }
        }
        limits.counts.sort_unstable();
        limits.counts.dedup();
        limits
    }

    /// The smallest travel time that no longer passes: times are whole deciseconds, so an inclusive limit is
    /// an exclusive one a decisecond later.
    pub fn first_too_late(&self, limits: &Limits) -> Deciseconds {
        match self.time_bound {
            Bound::Exclusive => limits.travel,
            Bound::Inclusive => Deciseconds(limits.travel.0.saturating_add(1)),
        }
    }

    /// The largest distance that still passes.
    pub fn last_near_enough(&self, limits: &Limits) -> Metres {
        match self.distance_bound {
            Bound::Inclusive => limits.radius,
            Bound::Exclusive => Metres(limits.radius.0.next_down()),
        }
    }

    /// Whether a facility counts under limits of this rule: open, of a counting kind, handling the procedure.
    pub fn counts_facility(&self, limits: &Limits, facility: &Facility) -> bool {
        facility.status == FacilityStatus::Open
            && limits.counts.contains(&facility.kind)
            && self
                .procedure
                .as_deref()
                .is_none_or(|procedure| facility.handles(procedure))
    }

    /// # Errors
    /// The first commune or procedure code that the data do not know, with its place in the rule.
    pub fn check(&self, dataset: &Dataset) -> Result<(), RuleError> {
        let grouped = self
            .groups
            .iter()
            .map(|(name, codes)| (format!("groups.{name}"), codes));
        let chosen = (0..).zip(&self.overrides).filter_map(|(index, other)| {
            let index: usize = index;
            match &other.areas {
                AreaChoice::Communes(codes) => Some((format!("overrides[{index}].communes"), codes)),
                _ => None,
            }
        });
        for (field, codes) in grouped.chain(chosen) {
            let unknown = codes.iter().find(|code| {
                let is_it = |area: &Area| area.level == AreaLevel::Commune && &area.code == *code;
                !dataset.areas.iter().any(is_it)
            });
            if let Some(code) = unknown {
                let code = code.clone();
                return Err(RuleError::UnknownCommune {
                    rule: self.id.clone(),
                    field,
                    code,
                });
            }
        }
        for (index, other) in self.overrides.iter().enumerate() {
            if let AreaChoice::Group(name) = &other.areas
                && !self.groups.contains_key(name)
            {
                let field = format!("overrides[{index}].group");
                return Err(RuleError::UnknownGroup {
                    rule: self.id.clone(),
                    field,
                    name: name.clone(),
                });
            }
        }
        let Some(code) = &self.procedure else { return Ok(()) };
        let is_known = dataset.procedures.iter().any(|procedure| &procedure.code == code)
            || dataset
                .facilities
                .iter()
                .any(|facility| facility.procedures.contains(code));
        let unknown = || RuleError::UnknownProcedure {
            rule: self.id.clone(),
            code: code.clone(),
        };
        is_known.then_some(()).ok_or_else(unknown)
    }
}

/// Why a rule cannot be evaluated on the data at hand.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    #[error(
        "rule '{rule}', {field}: no commune has the code '{code}'; `gandan export W areas --out areas.csv` lists the codes"
    )]
    UnknownCommune { rule: String, field: String, code: String },
    #[error(
        "rule '{rule}', {field}: there is no group '{name}'; name it under [groups] with the codes of its communes"
    )]
    UnknownGroup { rule: String, field: String, name: String },
    #[error(
        "rule '{rule}', procedure: no procedure has the code '{code}'; import the list with `gandan import procedures`, or correct the code"
    )]
    UnknownProcedure { rule: String, code: String },
}
