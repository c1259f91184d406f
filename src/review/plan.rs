//! The answer types of a review.

use super::announced::Announcements;
use super::counterfactual::Flip;
use super::expansion::Expansion;
use super::flip_facts::FlipFact;
use super::remedy::Remedy;
use super::robustness::Robustness;
use super::second_point::LastSecond;
use super::settings::{Preset, ReviewSettings};
use super::todo::{Fix, Unreachable};
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
    /// It is one of the last two points of people who must keep two.
    SecondPoint,
    CommuneMinimum,
    OperatorMinimum,
    /// Its load would take the dossiers of its commune farther than they may go on average.
    CommuneTravel,
    /// A compatible point is near enough, but has no room for the load.
    Capacity,
    NotEligible,
    NoReceiver,
    DuplicateWithinMergeDistance,
    /// Its operator withdraws.
    OperatorWithdraws,
    /// Its operator's list no longer names it.
    MovedOrGone,
    /// A remedy ran out, and what it was for still stands.
    RemedyExpired,
    UnusedCauseNotDiagnosed,
    PoorPerformance,
    /// It is known to miss an item of the standards.
    StandardsNotMet,
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
            Self::SecondPoint => "second_point",
            Self::CommuneMinimum => "commune_minimum",
            Self::OperatorMinimum => "operator_minimum",
            Self::CommuneTravel => "commune_travel",
            Self::Capacity => "capacity",
            Self::NotEligible => "not_eligible",
            Self::NoReceiver => "no_receiver",
            Self::DuplicateWithinMergeDistance => "duplicate_within_merge_distance",
            Self::OperatorWithdraws => "operator_withdraws",
            Self::MovedOrGone => "moved_or_gone",
            Self::RemedyExpired => "remedy_expired",
            Self::UnusedCauseNotDiagnosed => "unused_cause_not_diagnosed",
            Self::PoorPerformance => "poor_performance",
            Self::StandardsNotMet => "standards_not_met",
            Self::ReceiverOfMerge => "receiver_of_merge",
            Self::KeepsMoreForLess => "keeps_more_for_less",
            Self::MaximumChanges => "maximum_changes",
        }
    }
}

/// Minutes added for the people of a point when it closes; population-weighted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AddedTravel {
    pub median: Option<Deciseconds>,
    pub p95: Option<Deciseconds>,
    pub max: Option<Deciseconds>,
    pub without_alternative_people: f64,
}

/// What the whole plan does to the people of a point that ends: the point that was second nearest may end too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AfterPlan {
    /// The nearest point that is left to most of them.
    pub alternative: Option<Alternative>,
    pub added: AddedTravel,
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
    /// When it alone closes.
    pub added: AddedTravel,
    /// Of a point that ends: what the whole plan does to its people. Of one that stays: `None`.
    pub after_plan: Option<AfterPlan>,
    pub load_per_month: f64,
    pub receiver: Option<ReceiverLoad>,
    /// Who would be left with one point if it went; `None` unless it stays and that binds.
    pub last_second: Option<LastSecond>,
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
    /// Under what it stays; `None` unless it is kept with a remedy.
    pub remedy: Option<Remedy>,
    /// What the whole plan would become if this one were decided the other way; `None` where it was not asked.
    pub counterfactual: Option<ToldCounterfactual>,
    pub robustness: Option<Robustness>,
    /// The smallest changes of single facts with which the decision would not stand.
    pub flip_facts: Vec<FlipFact>,
}

/// A counterfactual in the terms of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldCounterfactual {
    pub flip: Flip,
    pub outcome: ToldOutcome,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ToldOutcome {
    Changed {
        levels: Vec<LevelShift>,
        /// Other points that would be decided differently, in code order.
        others: Vec<FacilityId>,
    },
    Impossible(Vec<ToldObstacle>),
    /// Pinned, or not eligible under the preset: there is no choice to flip.
    Fixed,
    NotComputed,
}

/// How much a level's best value would change, in the units of [`PlanLevel`]. A single figure where both solves are proven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelShift {
    pub name: &'static str,
    pub lower: f64,
    pub upper: f64,
}

/// A constraint that stands against a flip.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldObstacle {
    /// access, second_point, commune_minimum, operator_minimum, commune_travel, no_receiver, maximum_changes, together
    pub code: &'static str,
    /// The retained rule, for access.
    pub rule: Option<String>,
    pub people: Option<f64>,
    /// Communes of the people, or whose minimum it is: codes.
    pub communes: Vec<String>,
    pub vietnamese: String,
    pub english: String,
}

/// What is done in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepAction {
    Merge,
    Close,
}

impl StepAction {
    pub fn code(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Close => "close",
        }
    }
}

/// One step of carrying a plan out.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStep {
    /// Steps of one stage may go together or in any order; a stage begins when the one before is done.
    pub stage: u32,
    pub action: StepAction,
    pub facility: FacilityId,
    pub into: Option<FacilityId>,
    /// People covered after the step under each retained rule, in their order.
    pub covers_after: Vec<f64>,
}

/// What the shares of [`Robustness`] are shares of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RobustnessBase {
    /// Plans that cost at most `epsilon` more than the proposal, each different.
    pub plans: u32,
    /// It is proven that no more exist.
    pub is_all: bool,
    pub epsilon: f64,
    /// Readings of the sensitivity table under the same preset.
    pub readings: u32,
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
    /// plan68, scheme, all_limits: how time and distance combine.
    pub limits: &'static str,
    /// agents_only, all_kinds
    pub counting: &'static str,
    /// Road speeds times this.
    pub speed: f64,
    pub preset: Preset,
    pub kept: u32,
    pub merged: u32,
    pub closed: u32,
    pub status: PlanStatus,
    pub gap: f64,
    /// Share of the points that stay or go as in the proposal; `None` where there is nothing to compare.
    pub same_decisions: Option<f64>,
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
    /// In the order in which the steps are to be taken.
    pub sequence: Vec<PlanStep>,
    pub robustness: RobustnessBase,
    /// Who cannot meet a retained rule whatever is kept, and what would help; one entry a rule.
    pub unreachable: Vec<Unreachable>,
    /// Infeasible: what would make a plan possible, the cheapest first.
    pub fixes: Vec<Fix>,
    /// Where points open and buses stop; `None` where it was not asked.
    pub expansion: Option<Expansion>,
    pub announcements: Announcements,
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
    /// The solver works on a level: the best value found so far, and the proven bound, both in the units of [`PlanLevel`].
    Solving {
        level: &'static str,
        incumbent: Option<f64>,
        bound: Option<f64>,
        /// Solver seconds on this level.
        seconds: f64,
    },
    /// A level has ended with this value and proven bound.
    Level { name: &'static str, value: f64, bound: f64 },
    /// Deciding where to open and where buses stop.
    Opening,
    /// Working out the reasons.
    Reasons,
    /// Solving under another reading of the rule.
    Sensitivity { reading: String },
    /// Flipping one decision: how many are done, of how many.
    Counterfactual { done: u32, of: u32 },
    /// Looking for plans that are nearly as good.
    Robustness,
}
