//! The costs of `gandan locate` between two lists of points: metres in a straight line, or minutes on the roads.

use std::path::Path;

use rayon::prelude::*;

use super::Failure;
use crate::access::Travel;
use crate::geometry::{LonLat, distance_m};
use crate::ingest::{MOST_LOCATION_PAIRS, PlacedDemand, PlacedSite};
use crate::locate::{Cutoff, Question};
use crate::model::{CostTable, DemandCell, Facility, FacilityId, FacilityKind, TravelMode};
use crate::spatial_index::PointIndex;
use crate::store::Workspace;
use crate::units::{Deciseconds, Metres};

/// Two lists of points.
pub struct Points {
    pub demand: Vec<PlacedDemand>,
    pub sites: Vec<PlacedSite>,
}

impl Points {
    fn table(self, costs: Vec<f64>) -> CostTable {
        CostTable {
            demand: self.demand.into_iter().map(|(point, _)| point).collect(),
            sites: self.sites.into_iter().map(|(site, _)| site).collect(),
            costs,
        }
    }

    fn check(&self) -> Result<(), Failure> {
        let (n, m) = (self.demand.len(), self.sites.len());
        if n.saturating_mul(m) > MOST_LOCATION_PAIRS {
            return Err(Failure::BadInput(format!(
                "{n} demand points by {m} sites are more than the {MOST_LOCATION_PAIRS} pairs that are held; gather demand into cells"
            )));
        }
        Ok(())
    }
}

/// Geodesic metres. Beyond the limit of a covering problem the distance is not needed and not told.
pub fn straight(points: Points, question: &Question) -> Result<CostTable, Failure> {
    points.check()?;
    let radius = match question.cutoff {
        Some(Cutoff::Below(_)) => {
            return Err(Failure::BadInput(
                "--minutes needs --workspace: without roads costs are metres, limited by --radius-m".to_owned(),
            ));
        }
        Some(Cutoff::AtMost(radius)) => Some(radius),
        None => None,
    };
    let places: Vec<LonLat> = points.sites.iter().map(|(_, place)| *place).collect();
    let index = PointIndex::build(&places);
    let rows: Vec<Vec<f64>> = points
        .demand
        .par_iter()
        .map(|(_, from)| match radius {
            None => places.iter().map(|to| distance_m(*from, *to)).collect(),
            Some(radius) => {
                let mut row = vec![CostTable::UNREACHABLE; places.len()];
                index
                    .within(*from, Metres(radius))
                    .into_iter()
                    .for_each(|(site, far)| row[site] = far.0);
                row
            }
        })
        .collect();
    Ok(points.table(rows.concat()))
}

/// Minutes from demand to site on the roads of a workspace, by the same rules as every other figure.
pub fn by_road(points: Points, workspace: &Path, mode: &str, question: &Question) -> Result<CostTable, Failure> {
    points.check()?;
    let limit = match question.cutoff {
        Some(Cutoff::AtMost(_)) => {
            return Err(Failure::BadInput(
                "costs on the roads are minutes: use --minutes, or leave out --workspace for --radius-m".to_owned(),
            ));
        }
        // Whole deciseconds: what takes less than the limit takes less than the next one.
        Some(Cutoff::Below(minutes)) => {
            Deciseconds((minutes * 600.0).ceil().clamp(0.0, f64::from(u32::MAX - 1)) as u32)
        }
        None => Deciseconds(u32::MAX - 1),
    };
    let mode = TravelMode::from_code(mode).ok_or_else(|| {
        Failure::BadInput(format!(
            "--mode '{mode}' is not a way to travel; choose motorbike, car, bicycle or foot"
        ))
    })?;
    let mut dataset = Workspace::load(workspace)?;
    dataset.cells = points
        .demand
        .iter()
        .map(|(point, location)| DemandCell {
            code: point.code.clone(),
            location: *location,
            people: point.weight,
            elderly: None,
            enterprises: None,
            area: None,
        })
        .collect();
    dataset.facilities = points
        .sites
        .iter()
        .map(|(site, place)| Facility::new(&site.code, FacilityKind::Agent, &site.code, *place))
        .collect();
    let travel = Travel::new(&dataset, mode);
    let m = points.sites.len();
    let mut costs = vec![CostTable::UNREACHABLE; points.demand.len() * m];
    let sites: Vec<FacilityId> = (0..m as u32).map(FacilityId).collect();
    travel.for_each_time(&sites, limit, |site, times| {
        for (cell, time) in times {
            costs[cell.index() * m + site.index()] = f64::from(time.0) / 600.0;
        }
    });
    Ok(points.table(costs))
}
