//! Keeping a plan as the workspace's own: the one way there, whoever worked the plan out.

use std::path::Path;

use super::id_of;
use crate::geometry::LonLat;
use crate::model::Dataset;
use crate::store::{DecisionRow, StoreError, Workspace};

/// A plan as it is told, ready to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanToKeep {
    /// Id of the data that it was made from.
    pub snapshot_id: String,
    /// Whether there is a plan at all.
    pub is_feasible: bool,
    /// The whole of it, as JSON.
    pub json: String,
    /// One line for each point, as a layer of maps.
    pub points: Vec<PlannedPoint>,
}

/// What a plan proposes for one point.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedPoint {
    pub code: String,
    pub name: String,
    /// keep, remedy, merge, close, open, mobile
    pub decision: String,
    /// Code of the receiving facility of a merge.
    pub into: Option<String>,
    /// `None`: where the data have the point.
    pub location: Option<LonLat>,
}

/// What keeping a plan did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Written,
    /// The very plan was kept already.
    AsBefore,
}

/// Why a plan is not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepFault {
    #[error("the plan was made from the data {made_from}, and the workspace now holds {now}: work out a new plan")]
    DataChanged { made_from: String, now: String },
    #[error("no plan satisfies these settings, so there is none to keep: change the settings and work out a new one")]
    Infeasible,
    /// What was to be noted first could not be.
    #[error("{0}")]
    NotNoted(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a plan in the workspace in place of an earlier one: in one transaction with the comparison of the data. `before` is
/// called when nothing stands in the way any more, and can still prevent it.
///
/// # Errors
/// Data that have changed since, no plan, what `before` says, what the disk says. The workspace then holds what it held.
pub fn keep_review(
    workspace: &Path,
    plan: &PlanToKeep,
    before: impl FnOnce() -> Result<(), String>,
) -> Result<Kept, KeepFault> {
    if !plan.is_feasible {
        return Err(KeepFault::Infeasible);
    }
    let is_written = Workspace::save_review_if(workspace, |dataset, stored| {
        let now = id_of(dataset);
        if now != plan.snapshot_id {
            let made_from = plan.snapshot_id.clone();
            return Err(KeepFault::DataChanged { made_from, now });
        }
        if stored == Some(&plan.json) {
            return Ok(None);
        }
        before().map_err(KeepFault::NotNoted)?;
        Ok(Some((plan.json.clone(), rows(&plan.points, dataset))))
    })?;
    Ok(if is_written { Kept::Written } else { Kept::AsBefore })
}

/// A point that neither the data nor the plan place is on no map.
fn rows(points: &[PlannedPoint], dataset: &Dataset) -> Vec<DecisionRow> {
    let place = |point: &PlannedPoint| {
        let codes = &dataset.facilities;
        let found = codes.binary_search_by(|facility| facility.code.as_str().cmp(&point.code));
        point.location.or_else(|| found.ok().map(|at| codes[at].location))
    };
    let row = |point: &PlannedPoint| {
        Some(DecisionRow {
            facility: point.code.clone(),
            name: point.name.clone(),
            decision: point.decision.clone(),
            into: point.into.clone(),
            location: place(point)?,
        })
    };
    points.iter().filter_map(row).collect()
}
