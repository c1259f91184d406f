//! The answer types of a review.

use super::settings::ReviewSettings;
use crate::model::{FacilityId, Rule};
use crate::units::{Deciseconds, Metres};

/// How far the proof went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStatus {
    /// Every level has gap 0.
    Optimal,
    /// A plan that satisfies everything, with a gap.
    Feasible,
    /// No plan satisfies everything; `remarks` name the conflict and the cheapest repair.
    Infeasible,
}

impl PlanStatus {
    pub fn code(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
            Self::Infeasible => "infeasible",
        }
    }
}

/// What is proposed for a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    Keep,
    /// Kept with conditions, a deadline and a re-check.
    Remedy,
    Merge,
    Close,
}

impl DecisionKind {
    pub const ALL: [DecisionKind; 4] = [Self::Keep, Self::Remedy, Self::Merge, Self::Close];

    pub fn code(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Remedy => "remedy",
            Self::Merge => "merge",
            Self::Close => "close",
        }
    }

    pub fn stays(self) -> bool {
        matches!(self, Self::Keep | Self::Remedy)
    }
}

/// What binds or decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// The planner pinned it.
    Pinned,
    /// Somebody has this point alone under the first retained rule today.
    Irreplaceable,
    /// Others cover its people today, but the plan lets them go.
    SoleCoverAfterPlan,
    CommuneMinimum,
    /// A compatible point is near enough, but has no room for the load.
    Capacity,
    NotEligible,
    NoReceiver,
    DuplicateWithinMergeDistance,
    UnusedCauseNotDiagnosed,
    PoorPerformance,
    ReceiverOfMerge,
    KeepsMoreForLess,
    MaximumChanges,
}

impl Binding {
    pub fn code(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Irreplaceable => "irreplaceable",
            Self::SoleCoverAfterPlan => "sole_cover_after_plan",
            Self::CommuneMinimum => "commune_minimum",
            Self::Capacity => "capacity",
            Self::NotEligible => "not_eligible",
            Self::NoReceiver => "no_receiver",
            Self::DuplicateWithinMergeDistance => "duplicate_within_merge_distance",
            Self::UnusedCauseNotDiagnosed => "unused_cause_not_diagnosed",
            Self::PoorPerformance => "poor_performance",
            Self::ReceiverOfMerge => "receiver_of_merge",
            Self::KeepsMoreForLess => "keeps_more_for_less",
            Self::MaximumChanges => "maximum_changes",
        }
    }
}

/// Minutes added for the people of a point when it alone closes; population-weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AddedTravel {
    pub median: Option<Deciseconds>,
    pub p95: Option<Deciseconds>,
    pub max: Option<Deciseconds>,
    pub without_alternative_people: f64,
}

/// The load of a merge's receiver, dossiers a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReceiverLoad {
    pub before: f64,
    pub after: f64,
    /// `None` when nothing tells.
    pub capacity: Option<f64>,
}

/// The facts behind a decision. Each can be recomputed from the raw cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    pub unique_people: f64,
    pub unique_people_after_plan: f64,
    pub alternative: Option<Alternative>,
    pub catchment_people: f64,
    pub catchment_elderly: Option<f64>,
    pub added: AddedTravel,
    pub load_per_month: f64,
    pub receiver: Option<ReceiverLoad>,
    /// Sorted, without repetition.
    pub binding: Vec<Binding>,
    pub objection_vi: Option<String>,
    pub objection_en: Option<String>,
    pub because_vi: Vec<String>,
    pub because_en: Vec<String>,
}

/// The next point for a point's people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    pub facility: FacilityId,
    /// In a straight line on the ellipsoid.
    pub distance: Metres,
    /// From point to point; `None` when no road leads there within an hour.
    pub travel: Option<Deciseconds>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub facility: FacilityId,
    pub kind: DecisionKind,
    pub into: Option<FacilityId>,
    pub reasons: Reasons,
}

/// A level with its proven bound.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanLevel {
    pub name: &'static str,
    pub value: f64,
    pub bound: f64,
}

/// People covered under a retained rule. `after` is never below `before`.
#[derive(Clone, Debug, PartialEq)]
pub struct Retained {
    pub rule: Rule,
    pub before: f64,
    pub after: f64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    pub keep: u32,
    pub remedy: u32,
    pub merge: u32,
    pub close: u32,
    /// People whose nearest point under review goes and who then travel longer.
    pub people_with_longer_travel: f64,
    /// Dossiers a month.
    pub moved_load_per_month: f64,
}

/// The same review under another reading of the rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub name: String,
    pub kept: u32,
    pub merged: u32,
    pub closed: u32,
    pub status: PlanStatus,
    pub gap: f64,
}

/// A proposal, headed *Đề xuất để xem xét* wherever it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub settings: ReviewSettings,
    pub status: PlanStatus,
    /// Largest relative gap over the levels; 0 = proven optimal.
    pub gap: f64,
    pub eligible: u32,
    pub levels: Vec<PlanLevel>,
    pub retained: Vec<Retained>,
    pub totals: Totals,
    /// One per facility under review, in code order; empty when infeasible.
    pub decisions: Vec<Decision>,
    pub sensitivity: Vec<Reading>,
    pub remarks: Vec<String>,
}

/// What a review is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Reading the network: eligible points, cover rows, merge arcs.
    Preparing,
    /// The model is ready.
    Model {
        points: u32,
        eligible: u32,
        rows: u32,
        arcs: u32,
    },
    /// A level has ended with this value and proven bound.
    Level { name: &'static str, value: f64, bound: f64 },
    /// Working out the reasons.
    Reasons,
    /// Solving under another reading of the rule.
    Sensitivity { reading: String },
}
