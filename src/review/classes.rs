//! The classes of people on whom points under review bear, for questions beside the plan itself.

use super::announced::Announced;
use super::case::{rows_of, under_review};
use super::error::ReviewError;
use super::evidence::{evidence_of, reports_of};
use super::instance::CoverRow;
use super::performance::{keeping_costs, performances};
use super::propose::ReviewInput;
use super::second_point::Floor;
use super::settings::ReviewSettings;
use crate::access::ExactSum;
use crate::model::{CellId, Dataset, FacilityId};

/// Under the first retained rule.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptClasses {
    /// Points under review, in code order; the rows' members are indices of these.
    pub points: Vec<FacilityId>,
    /// People whom points under review serve and no other point does.
    pub rows: Vec<CoverRow>,
    /// People whom some point outside of the review serves.
    pub safe_people: f64,
    /// What keeping each point costs, in ordinary points.
    pub costs: Vec<f64>,
}

/// The network is the one that lasts: see [`super::Announcements`].
///
/// # Errors
/// Settings that make no sense.
pub fn kept_classes(input: &ReviewInput, settings: &ReviewSettings) -> Result<KeptClasses, ReviewError> {
    let announced = Announced::of(input.dataset, settings);
    let dataset: &Dataset = &announced.dataset;
    let points = under_review(dataset, settings);
    settings.check(points.iter().map(|id| &dataset.facilities[id.index()]))?;
    let mut index = vec![None; dataset.facilities.len()];
    points
        .iter()
        .enumerate()
        .for_each(|(point, facility)| index[facility.index()] = Some(point));
    let cover = input.reach.satisfying(dataset, settings.main_rule());
    let is_safe = |cell: &usize| {
        cover
            .covering(CellId(*cell as u32))
            .any(|facility| index[facility.index()].is_none())
    };
    let safe: ExactSum = (0..dataset.cells.len())
        .filter(is_safe)
        .map(|cell| dataset.cells[cell].people)
        .sum();
    let own_reports = reports_of(dataset, &points);
    let evidence: Vec<_> = points
        .iter()
        .zip(&own_reports)
        .map(|(id, own)| evidence_of(&dataset.facilities[id.index()], own, settings))
        .collect();
    let performance = performances(dataset, &points, &evidence, settings);
    let costs = keeping_costs(&own_reports, &performance, settings);
    Ok(KeptClasses {
        costs: costs.into_iter().map(|cost| f64::from(cost) / 100.0).collect(),
        rows: rows_of(dataset, &index, &cover, 0, &Floor::default()),
        points,
        safe_people: safe.value(),
    })
}
