//! What keeping fewer points costs, as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::Dataset;
use crate::planner::Curve;

/// People with access and travel against the number of points kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurveAnswer {
    pub snapshot_id: String,
    /// Id of the first retained rule.
    pub rule: String,
    /// Under review today.
    pub points: u32,
    pub covered_today_people: f64,
    /// The fewest points with which nobody loses access under the rule, and the proven bound of that number.
    pub fewest_without_loss: u32,
    pub fewest_bound: u32,
    /// Most points first.
    pub curve: Vec<CurvePointShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurvePointShape {
    pub kept: u32,
    /// People with access under the best choice found, and what no choice of so many points exceeds.
    pub covered_people: f64,
    pub bound_people: f64,
    /// 0 = proven best.
    pub gap: f64,
    pub lose_people: f64,
    /// What keeping these points costs, in ordinary points: poor performance costs more, as in a review.
    pub cost_points: f64,
    /// To the nearest point kept, over people who reach one.
    pub mean_minutes: f64,
    pub p95_minutes: Option<f64>,
    pub people_with_longer_travel: f64,
    /// Minutes that all people together travel longer, for one trip each.
    pub added_person_minutes: f64,
    /// Codes of the points kept.
    pub chosen: Vec<String>,
}

impl CurveAnswer {
    pub fn of(curve: &Curve, dataset: &Dataset, snapshot_id: &str) -> CurveAnswer {
        let points = curve.curve.iter().map(|point| CurvePointShape {
            kept: point.kept as u32,
            covered_people: point.covered,
            bound_people: point.bound,
            gap: point.gap,
            lose_people: point.lose,
            cost_points: point.cost,
            mean_minutes: point.mean_minutes,
            p95_minutes: point.p95.map(|time| f64::from(time.0) / 600.0),
            people_with_longer_travel: point.people_with_longer_travel,
            added_person_minutes: point.added_person_minutes,
            chosen: point
                .chosen
                .iter()
                .map(|facility| dataset.facilities[facility.index()].code.clone())
                .collect(),
        });
        CurveAnswer {
            snapshot_id: snapshot_id.to_owned(),
            rule: curve.rule.id.clone(),
            points: curve.points as u32,
            covered_today_people: curve.covered_today,
            fewest_without_loss: curve.fewest.0 as u32,
            fewest_bound: curve.fewest.1 as u32,
            curve: points.collect(),
        }
    }
}
