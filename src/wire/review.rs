//! A review: decisions with reasons, levels with bounds, sensitivity.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AnnouncedShape, CounterfactualShape, ExpansionShape, FixShape, FlipFactShape, LastSecondShape, OpenErrorsShape,
    RemedyShape, ReviewSettingsFile, RobustnessBaseShape, RobustnessShape, RuleShape, StepShape, UnreachableShape,
};

/// The plan that `gandan review` proposes. Heading on every screen: *Đề xuất để xem xét*.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewAnswer {
    pub snapshot_id: String,
    /// The first retained rule, which merges and unique people are told under.
    pub rule: RuleShape,
    pub settings: ReviewSettingsShape,
    /// optimal, feasible, infeasible
    pub status: String,
    /// Largest relative gap over the levels; 0 = proven optimal.
    pub gap: f64,
    /// Facilities that were eligible to change.
    pub eligible: u32,
    pub levels: Vec<LevelShape>,
    pub totals: ReviewTotals,
    /// One per facility under review (agents by default), in code order.
    pub decisions: Vec<DecisionShape>,
    pub sensitivity: Vec<SensitivityShape>,
    /// Conflicts when infeasible, and remarks, in plain words.
    pub remarks: Vec<String>,
    /// The steps of carrying the plan out, in order: every retained rule holds after each. The fields from here on are
    /// absent from reviews that were stored by earlier versions.
    #[serde(default)]
    pub sequence: Vec<StepShape>,
    #[serde(default)]
    pub robustness: RobustnessBaseShape,
    /// Who cannot meet a retained rule whatever is kept, and what would help.
    #[serde(default)]
    pub unreachable: Vec<UnreachableShape>,
    /// When infeasible: what would make a plan possible. Every demand to end a point needs all of its fixes, or to be lifted.
    #[serde(default)]
    pub fixes: Vec<FixShape>,
    /// Null: how many points are kept does not depend on how many people live in a cell, so registered and present
    /// people give the same plan, and no row of the sensitivity table is told for them.
    #[serde(default)]
    pub population_sensitivity: Option<f64>,
    /// Errors in the data that stood open when the review was computed; null in reviews from before they were told.
    #[serde(default)]
    pub open_errors: Option<OpenErrorsShape>,
    /// Where points open, buses stop and collaborators are enough; null where it was not asked.
    #[serde(default)]
    pub expansion: Option<ExpansionShape>,
    /// Ends and openings that are announced already; null where there are none.
    #[serde(default)]
    pub announced: Option<AnnouncedShape>,
    /// The settings as they were given, so that a wish on the plan keeps every pin and bound of it. Null in plans from before
    /// they were kept.
    #[serde(default)]
    pub asked: Option<Box<ReviewSettingsFile>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewSettingsShape {
    /// careful, efficient, area_points, expand
    pub preset: String,
    /// Merges only up to this distance in a straight line (and below the travel time, which keeps rivers honest).
    pub merge_distance_m: f64,
    /// Merges only below this travel time.
    pub merge_travel_s: f64,
    pub minimum_per_commune: u32,
    /// At most so many changes; null = no cap.
    pub maximum_changes: Option<u32>,
    pub same_operator_only: bool,
    /// Ids of the rules whose covered cells must stay covered, e.g. scheme (all counting kinds), plan68 (agents alone).
    pub retain: Vec<RetainShape>,
    pub time_limit_s: f64,
    /// ISO date up to which the plan holds; null: every announced end counts.
    #[serde(default)]
    pub day: Option<String>,
    /// Codes of the communes whose people keep a second point where they have two today.
    #[serde(default)]
    pub second_point_communes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RetainShape {
    pub rule: RuleShape,
    /// People covered before and after the plan (after is never below before).
    pub covered_before_people: f64,
    pub covered_after_people: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LevelShape {
    /// uncovered_people, cost, merge_travel, changes, code_order
    pub name: String,
    pub value: f64,
    /// Proven bound.
    pub bound: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewTotals {
    pub keep: u32,
    pub remedy: u32,
    pub merge: u32,
    pub close: u32,
    pub open: u32,
    /// Points under review before and after.
    pub before: u32,
    pub after: u32,
    /// People whose nearest point under review changes, and of those whose travel grows.
    pub people_with_longer_travel: f64,
    /// Load moved by merges, dossiers a month.
    pub moved_load_per_month: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionShape {
    /// Facility code.
    pub facility: String,
    pub name: String,
    /// keep, remedy, merge, close, open, mobile
    pub decision: String,
    /// Code of the receiving facility of a merge.
    pub into: Option<String>,
    pub into_name: Option<String>,
    pub reasons: ReasonsShape,
}

/// Each figure is exact and can be recomputed from `export W cells`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReasonsShape {
    /// People who would lose the first retained rule if this point alone closed.
    pub unique_people: f64,
    /// The same once the rest of the plan is carried out.
    pub unique_people_after_plan: f64,
    /// The nearest other point under review (by travel time of the people whose nearest this one is), by code.
    pub nearest_alternative: Option<String>,
    pub nearest_alternative_name: Option<String>,
    /// Metres in a straight line (geodesic) from this point to it.
    pub alternative_distance_m: Option<f64>,
    /// Travel time from this point to it; null when no road leads there within an hour.
    pub alternative_travel_s: Option<f64>,
    /// People whose nearest point (by time) this is.
    pub catchment_people: f64,
    pub catchment_elderly: Option<f64>,
    /// Minutes added for them when this point alone closed.
    pub added_minutes: AddedMinutes,
    /// Of a point that ends: what the whole plan does to these people. Null for one that stays.
    #[serde(default)]
    pub after_plan: Option<AfterPlanShape>,
    /// Dossiers a month here, and at the receiver (of a merge; the point itself where it receives)
    /// before and after, with its capacity.
    pub load_per_month: f64,
    pub receiver_load_before: Option<f64>,
    pub receiver_load_after: Option<f64>,
    pub receiver_capacity: Option<f64>,
    /// What binds or decides: irreplaceable, sole_cover_after_plan, commune_minimum, capacity,
    /// pinned, not_eligible, no_receiver, duplicate_within_merge_distance, unused_cause_not_diagnosed, operator_minimum,
    /// poor_performance, receiver_of_merge, keeps_more_for_less, maximum_changes, second_point, commune_travel, operator_withdraws,
    /// moved_or_gone, remedy_expired, standards_not_met
    pub binding: Vec<String>,
    /// What could be said against the proposal, in Vietnamese and in English; empty when nothing changes.
    pub objection_vi: Option<String>,
    pub objection_en: Option<String>,
    /// The reasons in words, Vietnamese and English, one sentence each.
    pub because_vi: Vec<String>,
    pub because_en: Vec<String>,
    /// Null where it was not asked.
    #[serde(default)]
    pub counterfactual: Option<CounterfactualShape>,
    #[serde(default)]
    pub robustness: Option<RobustnessShape>,
    /// Under what the point stays; null unless it is kept with a remedy.
    #[serde(default)]
    pub remedy: Option<RemedyShape>,
    /// Null unless the point stays because of it.
    #[serde(default)]
    pub last_second: Option<LastSecondShape>,
    /// The smallest changes of single facts with which the decision would not stand.
    #[serde(default)]
    pub flip_facts: Vec<FlipFactShape>,
}

/// What the whole plan does to the people of a point that ends; the point that is second nearest today may end too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AfterPlanShape {
    /// The nearest point under review that is left to most of them, by code.
    pub nearest_alternative: Option<String>,
    pub nearest_alternative_name: Option<String>,
    /// Metres in a straight line (geodesic) from the point that ends to it.
    pub alternative_distance_m: Option<f64>,
    /// Travel time from the point that ends to it; null when no road leads there within an hour.
    pub alternative_travel_s: Option<f64>,
    pub added_minutes: AddedMinutes,
}

/// Null when nobody's nearest point this is, or nobody has an alternative.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AddedMinutes {
    pub median: Option<f64>,
    pub p95: Option<f64>,
    pub max: Option<f64>,
    /// People of the catchment with no alternative by road.
    pub without_alternative_people: f64,
}

/// The same review under another reading of the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SensitivityShape {
    /// E.g. plan68_agents_only, scheme_all_kinds.
    pub name: String,
    /// Points under review kept.
    pub kept: u32,
    pub merged: u32,
    pub closed: u32,
    pub status: String,
    pub gap: f64,
    /// plan68, scheme, all_limits: how time and distance combine.
    #[serde(default)]
    pub limits: String,
    /// agents_only, all_kinds
    #[serde(default)]
    pub counting: String,
    /// All road speeds times this; 1 = as they are. 0 in reviews stored by earlier versions.
    #[serde(default)]
    pub speed_factor: f64,
    #[serde(default)]
    pub preset: String,
    /// Share of the points that stay or go as in the proposal.
    #[serde(default)]
    pub same_decisions_share: Option<f64>,
}
