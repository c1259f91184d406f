//! Scenarios: what is kept of them, what they come to, and what is asked of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::EditShape;

/// One scenario in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioItem {
    /// UUIDv7: what a shared address names.
    pub id: String,
    pub name: String,
    pub note: String,
    /// draft, submitted, in_consultation, approved, published
    pub state: String,
    pub state_vi: String,
    /// The data that it stands on; an import changes nothing of it.
    pub baseline_snapshot_id: String,
    /// Every change raises it by one; a change names the version it was made for.
    pub version: u64,
    /// The scenario that it was forked from.
    pub parent: Option<String>,
    pub created_at: String,
    pub created_by: String,
    pub changed_at: String,
    /// Edits in effect, and those taken back.
    pub edits: u32,
    pub undone: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenariosAnswer {
    /// The oldest first.
    pub scenarios: Vec<ScenarioItem>,
    /// To be given as `after` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A scenario with everything that was said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioAnswer {
    pub scenario: ScenarioItem,
    /// By number, those taken back included.
    pub edits: Vec<StoredEditShape>,
    /// What does not fit, and what is worth knowing.
    pub findings: Vec<ScenarioFindingShape>,
    /// One per version, the oldest first. Of a long one the service tells the newest hundred.
    pub history: Vec<ScenarioEventShape>,
    /// `after` of `GET /api/v1/scenarios/{id}/history` for those before; absent where all are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history_next: Option<String>,
    /// The oldest first; as the history.
    pub comments: Vec<CommentShape>,
    /// `after` of `GET /api/v1/scenarios/{id}/comments` for those before; absent where all are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments_next: Option<String>,
    pub opinions: Vec<OpinionShape>,
    pub consultation: Option<ConsultationShape>,
    pub approval: Option<ApprovalShape>,
    pub publication: Option<PublicationShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StoredEditShape {
    /// From 1 in the order in which they were made.
    pub number: u64,
    pub edit: EditShape,
    pub author: String,
    pub at: String,
    /// Who took it back; null while it is in effect.
    pub undone_by: Option<String>,
    pub undone_at: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioFindingShape {
    /// Stable id.
    pub check: String,
    /// error, warning, info
    pub severity: String,
    /// Number of the edit.
    pub edit: Option<u64>,
    pub facility: Option<String>,
    pub message: String,
    pub message_vi: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioEventShape {
    pub version: u64,
    /// created, edited, undone, redone, renamed, rebased, submit, return, consult, approve, publish
    pub what: String,
    pub author: String,
    pub at: String,
    /// Numbers of the edits that it made, took back or brought back.
    pub edits: Vec<u64>,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommentShape {
    /// Number of the edit; null for the whole scenario.
    pub edit: Option<u64>,
    pub author: String,
    pub at: String,
    pub text: String,
}

/// A page of what was done to a scenario, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioHistoryAnswer {
    pub history: Vec<ScenarioEventShape>,
    /// `after` of the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A page of what was said of a scenario, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommentsAnswer {
    pub comments: Vec<CommentShape>,
    /// `after` of the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OpinionShape {
    /// commune:CODE, branch:CODE, enterprise:CODE
    pub party: String,
    /// agrees, agrees_with_remarks, disagrees
    pub stance: String,
    pub stance_vi: String,
    /// Number of the letter.
    pub document: Option<String>,
    pub text: String,
    pub author: String,
    pub at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConsultationShape {
    /// commune:CODE, branch:CODE, enterprise:CODE
    pub asked: Vec<String>,
    /// The last day for an answer, YYYY-MM-DD.
    pub deadline: String,
    /// Of those asked, who has not answered.
    pub open: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalShape {
    pub number: String,
    /// YYYY-MM-DD
    pub date: String,
    pub signatory: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublicationShape {
    /// YYYY-MM-DD
    pub effective_on: String,
    /// Days of single edits, by number.
    pub own_days: BTreeMap<u64, String>,
    /// Entry of the history of the workspace; `gandan undo --id` takes it back.
    pub history_id: i64,
}

/// Two networks on the same data: the first is the baseline or another scenario, the second the scenario asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioComparison {
    pub baseline_snapshot_id: String,
    pub before: SideShape,
    pub after: SideShape,
    pub points: PointsComparisonShape,
    /// Under the shipped rules: plan68, scheme, plan68_agents.
    pub rules: Vec<RuleComparisonShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SideShape {
    /// Null for the baseline.
    pub scenario: Option<String>,
    pub name: Option<String>,
    /// Null for the baseline, and for edits that are only looked at.
    pub version: Option<u64>,
}

/// The open points of both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PointsComparisonShape {
    /// Every kind of which either side has some.
    pub kinds: Vec<KindPointsShape>,
    /// Dossiers a month for each open point, were those of the baseline spread evenly; null where no point tells its own.
    pub dossiers_each_before: Option<f64>,
    pub dossiers_each_after: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KindPointsShape {
    /// branch, reception_point, agent, collaborator, mobile_stop
    pub kind: String,
    pub before: u32,
    pub after: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleComparisonShape {
    pub rule: String,
    pub total_people: f64,
    pub before: NetworkFigures,
    pub after: NetworkFigures,
    /// Who passes the rule in the second and not in the first.
    pub gained: WhoShape,
    /// Who passes the rule in the first and not in the second.
    pub lost: WhoShape,
    pub longer: MinutesShape,
    pub shorter: MinutesShape,
    /// Who can reach a counting point in the second only, and in the first only.
    pub connected: WhoShape,
    pub cut_off: WhoShape,
    /// Communes in which anything differs: who loses most first, then who gains most.
    pub areas: Vec<AreaComparisonShape>,
    /// Points for which the number of people changes who have it alone.
    pub unique_people: Vec<UniquePeopleShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NetworkFigures {
    /// People who pass the rule.
    pub passing_people: f64,
    /// Of 60 years and more; 0 where no source tells them.
    pub elderly_passing_people: f64,
    pub urban_passing_people: f64,
    pub rural_passing_people: f64,
    /// Population-weighted seconds to the nearest counting point; null when so many reach none.
    pub median_s: Option<f64>,
    pub p95_s: Option<f64>,
    /// Communes in which somebody does not pass the rule.
    pub lacking_areas: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WhoShape {
    pub people: f64,
    /// Of 60 years and more, where a source tells them.
    pub elderly_people: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MinutesShape {
    pub people: f64,
    pub elderly_people: f64,
    /// Mean over these people, and the most of anybody.
    pub mean_minutes: f64,
    pub most_minutes: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AreaComparisonShape {
    pub code: String,
    pub name: String,
    pub passing_before_people: f64,
    pub passing_after_people: f64,
    pub points_before: u32,
    pub points_after: u32,
    pub median_before_s: Option<f64>,
    pub median_after_s: Option<f64>,
    pub gained: WhoShape,
    pub lost: WhoShape,
    pub longer: WhoShape,
    pub shorter: WhoShape,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UniquePeopleShape {
    pub facility: String,
    pub name: Option<String>,
    pub before_people: f64,
    pub after_people: f64,
}

/// What was published, in the order in which it is carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublishAnswer {
    /// As it is now.
    pub scenario: ScenarioItem,
    pub publication: Option<PublicationShape>,
    pub steps: Vec<DatedStepShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DatedStepShape {
    /// YYYY-MM-DD
    pub day: String,
    /// Number of the edit.
    pub edit: u64,
    pub action: String,
    pub facility: String,
    pub into: Option<String>,
    /// People who pass each of the shipped rules after the step.
    pub passing_people: BTreeMap<String, f64>,
}

/// `gandan scenario due`: what was announced for a day or before, and is done now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DueAnswer {
    /// YYYY-MM-DD
    pub day: String,
    /// Codes of the points that opened or ended; empty when nothing was due.
    pub points: Vec<String>,
}

/// `POST /api/v1/scenarios`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScenarioShape {
    pub name: String,
    #[serde(default)]
    pub note: String,
    /// Takes the changes of the stored review, in the order of its steps, before `edits`.
    #[serde(default)]
    pub from_review: bool,
    /// The scenario whose edits it takes; then it stands on the same data.
    #[serde(default)]
    pub fork_of: Option<String>,
    #[serde(default)]
    pub edits: Vec<EditShape>,
}

/// `PATCH /api/v1/scenarios/{id}/edits`: one of the three.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditsRequest {
    /// Edits to add, in order.
    #[serde(default)]
    pub add: Vec<EditShape>,
    /// Numbers of edits to take back; 0 = the last in effect.
    #[serde(default)]
    pub undo: Option<u64>,
    /// The number of an edit to bring back; 0 = the one that was taken back last.
    #[serde(default)]
    pub redo: Option<u64>,
}

/// `POST /api/v1/scenarios/{id}/preview`: edits that are only looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub edits: Vec<EditShape>,
    /// Numbers of edits in effect that they would stand for.
    #[serde(default)]
    pub without: Vec<u64>,
}

/// `POST /api/v1/scenarios/{id}/state`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateRequest {
    /// submit, return (reason), consult (asked, deadline), approve (number, date, signatory), publish (effective_on; own_days),
    /// rebase
    pub step: String,
    #[serde(default)]
    pub reason: Option<String>,
    /// commune:CODE, branch:CODE, enterprise:CODE
    #[serde(default)]
    pub asked: Vec<String>,
    #[serde(default)]
    pub deadline: Option<String>,
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub signatory: Option<String>,
    #[serde(default)]
    pub effective_on: Option<String>,
    /// Days of single edits, by number.
    #[serde(default)]
    pub own_days: BTreeMap<u64, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentRequest {
    pub text: String,
    #[serde(default)]
    pub edit: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionRequest {
    /// commune:CODE, branch:CODE, enterprise:CODE
    pub party: String,
    /// agrees, agrees_with_remarks, disagrees
    pub stance: String,
    pub text: String,
    #[serde(default)]
    pub document: Option<String>,
}

/// A change that came too late, as `application/problem+json`: what the others did meanwhile stands in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioProblem {
    /// about:blank, scenario-conflict, scenario-unfit, scenario-refused
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Vietnamese, then English.
    pub detail: String,
    /// The version that the scenario is at; null but for a conflict.
    #[serde(default)]
    pub version: Option<u64>,
    /// What was done since the version that was named.
    #[serde(default)]
    pub meanwhile: Vec<ScenarioEventShape>,
    /// The edits that these events made, took back or brought back, as they are now.
    #[serde(default)]
    pub edits: Vec<StoredEditShape>,
    /// What does not fit, where edits were refused.
    #[serde(default)]
    pub findings: Vec<ScenarioFindingShape>,
}
