//! Answers about the network, coverage, nearest points, routes and places.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FiguresShape, OpenErrorsShape};

/// What this server holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct About {
    pub snapshot_id: String,
    pub version: String,
    /// True while the data are modelled: every page then shows "dữ liệu minh họa".
    pub is_demo: bool,
    pub city: String,
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
    pub facilities: u32,
    pub cells: u32,
    pub communes: u32,
    pub total_people: f64,
    pub has_review: bool,
    pub modes: Vec<String>,
    pub sources: Vec<Source>,
    /// RFC 3339 UTC: newest import.
    pub data_as_of: String,
}

/// Where a layer came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Source {
    pub layer: String,
    pub name: String,
    pub note: String,
    pub imported_at: String,
}

/// A service point as the public sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FacilityItem {
    /// Persistent code.
    pub facility: String,
    pub name: String,
    /// branch, reception_point, agent, collaborator, mobile_stop
    pub kind: String,
    pub lon: f64,
    pub lat: f64,
    pub address: Option<String>,
    pub operator: Option<String>,
    /// Code and name of its commune.
    pub area: Option<String>,
    pub area_name: Option<String>,
    /// OSM opening_hours; null = unknown.
    pub opening_hours: Option<String>,
    pub phone: Option<String>,
    pub wheelchair: Option<bool>,
    /// Procedure codes; empty = the whole essential list.
    pub procedures: Vec<String>,
    pub status: String,
    pub capacity_per_month: Option<f64>,
    pub load_per_month: Option<f64>,
    pub is_modelled: bool,
    /// Day (`YYYY-MM-DD`) since which the list of its operator no longer names it; null = named. It still counts.
    #[serde(default)]
    pub missing_since: Option<String>,
    /// First day of service of a planned point, and first day without service, by a published decision: YYYY-MM-DD.
    #[serde(default)]
    pub opens_on: Option<String>,
    #[serde(default)]
    pub closes_on: Option<String>,
    /// Code and name of the point that takes its service over.
    #[serde(default)]
    pub successor: Option<String>,
    #[serde(default)]
    pub successor_name: Option<String>,
    /// What visitors are told of it.
    #[serde(default)]
    pub notice_vi: Option<String>,
    #[serde(default)]
    pub notice_en: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FacilitiesAnswer {
    pub snapshot_id: String,
    pub facilities: Vec<FacilityItem>,
}

/// One near point. The first six fields are those of `gandan nearest --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NearestItem {
    pub facility: String,
    pub name: String,
    pub kind: String,
    /// Geodesic distance in metres.
    pub distance_m: f64,
    /// Travel time in seconds; null when no road leads there within the search limit.
    pub travel_s: Option<f64>,
    /// Open now; null when the hours are unknown (to be treated as closed and said so).
    pub open: Option<bool>,
    /// When it next opens or closes: RFC 3339 with the offset of Asia/Ho_Chi_Minh; null when unknown.
    pub next_change: Option<String>,
    /// A decided end of its service within 60 days of the moment asked for.
    #[serde(default)]
    pub closing: Option<ClosingShape>,
    pub detail: FacilityItem,
}

/// A point's service ends: when, and what that means for the place asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClosingShape {
    /// First day without service, YYYY-MM-DD.
    pub closes_on: String,
    /// Code and name of the point that takes its service over, where the decision names one.
    pub successor: Option<String>,
    pub successor_name: Option<String>,
    /// Code of the point nearest to the place asked from then on.
    pub nearest_after: Option<String>,
    /// In a sentence.
    pub notice_vi: String,
    pub notice_en: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NearestAnswer {
    pub snapshot_id: String,
    pub mode: String,
    pub lon: f64,
    pub lat: f64,
    /// False when the place asked joins no road: results are then ordered by distance.
    pub on_road: bool,
    /// Name of the commune that holds the place, if any.
    pub area_name: Option<String>,
    pub results: Vec<NearestItem>,
    /// Stops of the service bus within seven days that are nearer than any point that stands, in order of time; at most three.
    #[serde(default)]
    pub mobile_stops: Vec<MobileStopShape>,
}

/// A stop of the service bus that is coming, and what it means for the place asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MobileStopShape {
    pub facility: String,
    pub name: String,
    /// RFC 3339 with the offset of Asia/Ho_Chi_Minh; the moment asked for where the bus serves then.
    pub begins: String,
    /// Null when unknown.
    pub ends: Option<String>,
    /// Geodesic distance in metres.
    pub distance_m: f64,
    /// Travel time in seconds; null when no road leads there within the search limit.
    pub travel_s: Option<f64>,
    /// In a sentence.
    pub notice_vi: String,
    pub notice_en: String,
}

/// A way to a point.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RouteAnswer {
    pub snapshot_id: String,
    pub mode: String,
    pub facility: String,
    pub travel_s: f64,
    pub distance_m: f64,
    /// Longitude, latitude pairs from the place asked to the point.
    pub geometry: Vec<[f64; 2]>,
    pub steps: Vec<RouteStep>,
}

/// A stretch along one street.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RouteStep {
    /// Null where the street has no name or the way is on foot to the road.
    pub street: Option<String>,
    /// walk, depart, straight, left, right, slight_left, slight_right, sharp_left, sharp_right, u_turn, arrive
    pub turn: String,
    pub distance_m: f64,
    pub travel_s: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchItem {
    /// commune, facility, street, procedure, place, former_area, address
    pub kind: String,
    pub label: String,
    /// What tells two equal labels apart: an address or a commune.
    pub detail: Option<String>,
    /// Code of the facility, commune or procedure.
    pub code: Option<String>,
    /// Null for a procedure.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SearchAnswer {
    pub query: String,
    pub results: Vec<SearchItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleShape {
    pub id: String,
    pub version: u32,
    pub radius_m: f64,
    pub travel_s: f64,
    pub mode: String,
    /// off_peak or peak
    #[serde(default)]
    pub period: String,
    /// any, all, distance_only, time_only
    pub combine: String,
    pub counts: Vec<String>,
    /// inclusive or exclusive: does a travel time equal to the limit pass?
    #[serde(default)]
    pub time_bound: String,
    /// inclusive or exclusive: does a distance equal to the radius pass?
    #[serde(default)]
    pub distance_bound: String,
    /// Only points that handle this procedure count.
    #[serde(default)]
    pub procedure: Option<String>,
    /// nominal or open_share
    #[serde(default)]
    pub hours: String,
    /// Other limits for some communes, in their order; null = as the rule has it.
    #[serde(default)]
    pub overrides: Vec<OverrideShape>,
    /// Shares of people who should pass, 0..1.
    #[serde(default)]
    pub targets: TargetsShape,
    /// The document that the rule is taken from.
    #[serde(default)]
    pub source_vi: Option<String>,
    #[serde(default)]
    pub source_en: Option<String>,
}

/// Other limits for some communes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OverrideShape {
    /// Codes of the communes, a group's included; empty for a territory.
    pub communes: Vec<String>,
    /// urban or rural, where the override is for a territory.
    pub territory: Option<String>,
    /// The name of the group, where it is for one.
    pub group: Option<String>,
    pub radius_m: Option<f64>,
    pub travel_s: Option<f64>,
    pub combine: Option<String>,
    pub counts: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetsShape {
    pub city: f64,
    pub commune: f64,
}

impl Default for TargetsShape {
    /// Every resident.
    fn default() -> Self {
        TargetsShape {
            city: 1.0,
            commune: 1.0,
        }
    }
}

/// People by verdict; the four verdicts add up to `total`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleShape {
    pub total: f64,
    pub time_and_distance: f64,
    pub time_only: f64,
    pub distance_only: f64,
    pub neither: f64,
    /// People whose place joins no road (part of distance_only and neither).
    pub unsnapped: f64,
    /// People whose place joins a road that leads to no point that counts.
    #[serde(default)]
    pub unreached: f64,
    /// Of `distance_only`: people of `unsnapped` and `unreached`, whose travel time is not known.
    #[serde(default)]
    pub distance_only_without_road: f64,
    /// People who pass the rule.
    pub passing: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AreaShape {
    pub code: String,
    pub name: String,
    pub level: String,
    /// urban or rural
    pub territory: String,
    pub lon: f64,
    pub lat: f64,
    pub points: u32,
    /// Population-weighted median seconds to the nearest point; null when half or more reach none.
    pub median_s: Option<f64>,
    pub people: PeopleShape,
}

/// A contiguous group of cells that do not pass; the place given is where a new point would help most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GapShape {
    pub people: f64,
    pub cells: u32,
    pub lon: f64,
    pub lat: f64,
    /// People of the gap within the radius of that place.
    pub site_people: f64,
    pub area: Option<String>,
    pub area_name: Option<String>,
}

/// What one rule says about the city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CoverageAnswer {
    pub snapshot_id: String,
    pub rule: RuleShape,
    pub sources: Vec<Source>,
    pub people: PeopleShape,
    pub urban: PeopleShape,
    pub rural: PeopleShape,
    /// People whose cell lies in no commune.
    pub outside_areas: PeopleShape,
    pub median_s: Option<f64>,
    pub p95_s: Option<f64>,
    /// Communes, in code order.
    pub areas: Vec<AreaShape>,
    /// Largest first.
    pub gaps: Vec<GapShape>,
    /// A hash of the data, the rule and the speeds: equal ids mean equal figures.
    #[serde(default)]
    pub answer_id: String,
    /// People of 60 years and more, where a source tells them; null where none does.
    #[serde(default)]
    pub elderly: Option<PeopleShape>,
    /// Whether the city has the rule's target, and the codes of the communes that have not.
    #[serde(default)]
    pub meets_city_target: bool,
    #[serde(default)]
    pub communes_below_target: Vec<String>,
    /// Errors in the data that stand open: `gandan check` tells each.
    #[serde(default)]
    pub open_errors: OpenErrorsShape,
    /// Further figures of this rule; null where they were not asked for.
    #[serde(default)]
    pub figures: Option<FiguresShape>,
}

/// Several rules side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AssessAnswer {
    pub snapshot_id: String,
    pub rules: Vec<CoverageAnswer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureItem {
    pub code: String,
    pub name: String,
    pub field: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProceduresAnswer {
    pub snapshot_id: String,
    pub procedures: Vec<ProcedureItem>,
}

/// An error as `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// about:blank or a stable name of the problem.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What, where, which value, what to do.
    pub detail: String,
}
