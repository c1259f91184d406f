//! The second half of a review: order of steps, counterfactuals, robustness, facts, and what remains to be done.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One step of carrying the plan out. Every retained rule holds after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StepShape {
    /// From 1.
    pub step: u32,
    /// Steps of one stage may go together or in any order; a stage begins when the one before is done.
    pub stage: u32,
    /// merge, close
    pub action: String,
    /// Facility code.
    pub facility: String,
    pub name: String,
    /// Code of the receiver of a merge.
    pub into: Option<String>,
    pub into_name: Option<String>,
    /// People covered after the step, for each retained rule.
    pub covers_after: Vec<StepCoverShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StepCoverShape {
    /// Id of the retained rule.
    pub rule: String,
    pub people: f64,
}

/// The whole plan, had this one decision been made the other way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CounterfactualShape {
    /// stay, go: what the point is made to do instead.
    pub flip: String,
    /// changed, impossible, fixed (pinned or not eligible), not_computed (time)
    pub outcome: String,
    /// How much each level would change; `lower` = `upper` where both solves are proven. Empty unless changed.
    pub levels: Vec<LevelShiftShape>,
    /// Codes of the other points that would be decided differently.
    pub others: Vec<String>,
    /// What stands against it, when impossible.
    pub obstacles: Vec<ObstacleShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LevelShiftShape {
    /// cost, merge_travel, changes, code_order
    pub name: String,
    pub lower: f64,
    pub upper: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ObstacleShape {
    /// access, second_point, commune_minimum, operator_minimum, commune_travel, no_receiver, maximum_changes, together
    pub code: String,
    pub rule: Option<String>,
    pub people: Option<f64>,
    /// Codes.
    pub communes: Vec<String>,
    pub text_vi: String,
    pub text_en: String,
}

/// Under what a point stays for now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RemedyShape {
    /// At least one: what must be so at the re-check.
    pub conditions: Vec<ConditionShape>,
    pub months: u32,
    /// ISO date of the re-check; null where the review has no day and none was ordered: so many months after the point is told.
    pub due: Option<String>,
    pub due_vi: String,
    pub due_en: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConditionShape {
    /// diagnose, satisfaction, indicator, standard
    pub kind: String,
    /// Of the indicator or of the item of the standards.
    pub id: Option<String>,
    pub text_vi: String,
    pub text_en: String,
}

/// People who would be left with one of the two points that they are to keep, were this one gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LastSecondShape {
    /// Id of the retained rule that binds.
    pub rule: String,
    pub people: f64,
    /// Codes.
    pub communes: Vec<String>,
}

/// How firmly a decision (stays or goes) stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RobustnessShape {
    /// robust, fragile; null when nothing was compared.
    pub verdict: Option<String>,
    /// Share of the nearly-as-good plans with the same decision; null when none was looked for or found.
    pub plans_share: Option<f64>,
    /// Share of the sensitivity readings under the same preset; null without a table.
    pub readings_share: Option<f64>,
}

/// What the shares are of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RobustnessBaseShape {
    /// Plans found that cost at most `epsilon` (a share) more than the proposal.
    pub plans: u32,
    /// It is proven that there are no more.
    pub is_all: bool,
    pub epsilon: f64,
    pub readings: u32,
    /// Share from which on a decision is called robust, in both.
    pub robust_share: f64,
    pub robust: u32,
    pub fragile: u32,
}

/// A single fact that would overturn the decision, everything else being as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FlipFactShape {
    /// own_load_above, receiver_capacity_below, merge_distance_below_m, merge_travel_at_most_s,
    /// receiver_minutes_a_week_below, backup_closes_people, neighbour_capacity_from, merge_distance_from_m,
    /// satisfied_answers_from
    pub fact: String,
    /// Code of the receiver, neighbour or backup that the fact is about.
    pub other: Option<String>,
    /// Null when nothing tells.
    pub now: Option<f64>,
    pub threshold: f64,
    pub text_vi: String,
    pub text_en: String,
}

/// Who cannot meet a retained rule whatever is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnreachableShape {
    pub rule: String,
    pub people: f64,
    pub cells: u32,
    /// The ten with most people.
    pub gaps: Vec<ReviewGapShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewGapShape {
    pub people: f64,
    pub cells: u32,
    /// Where a first new point helps most; null where none can.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// Commune of that place.
    pub area: Option<String>,
    pub area_name: Option<String>,
    pub site_people: f64,
    /// New points that close the gap, found one by one; null when a dozen do not.
    pub points_needed: Option<u32>,
}

/// What would make an impossible plan possible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FixShape {
    /// lift_pin, raise_cap, open_near, add_capacity, merge_travel, lower_minimum, accept_one_point, more_travel
    pub kind: String,
    /// Code of the point whose demanded end it is about.
    pub facility: Option<String>,
    /// Code of the other point (add_capacity, merge_travel).
    pub other: Option<String>,
    /// Changes (raise_cap), dossiers a month (add_capacity), seconds (merge_travel), points (lower_minimum, open_near), minutes
    /// (more_travel).
    pub amount: Option<f64>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub text_vi: String,
    pub text_en: String,
}
