//! Capacity shared out among the people around it: the enhanced two-step floating catchment area.
//!
//! Step 1: each point's capacity over the people within the cutoff, weighted by their time. Step 2: each cell's
//! access is the sum of those ratios, weighted alike. So capacity is neither made nor lost: people
//! times access, summed over cells, is the capacity that anybody can use. (Luo and Qi, *Health & Place* 15,
//! 2009. The ratio to the mean: Wan, Zou and Sternberg, *Transactions in GIS* 16, 2012.)
//!
//! Times come point by point from sweeps up to the cutoff, so no table of cells by points is laid out.

use super::decay::Decay;
use super::{ExactSum, Travel};
use crate::model::{Dataset, FacilityId};

/// What counts as the capacity of a point whose record tells none (or a negative one).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum UnknownCapacity {
    /// The point takes no part; it is named in [`FloatingCatchment::without_capacity`].
    LeftOut,
    /// So many dossiers a month (finite, not negative: otherwise left out).
    Assumed(f64),
}

/// One point's part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CatchmentPoint {
    pub facility: FacilityId,
    /// Dossiers a month that took part; `None` = left out.
    pub capacity: Option<f64>,
    /// People within the cutoff, weighted by their time.
    pub weighted_people: f64,
    /// Dossiers a month for each of them; `None` when the point takes no part or nobody is within the cutoff.
    pub ratio: Option<f64>,
}

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct FloatingCatchment {
    /// By cell: dossiers a month a resident.
    pub access: Vec<f64>,
    /// The people-weighted mean over all residents, those without access among them; `None` when no point's
    /// capacity is known or assumed (the access of 0 says nothing then), or nobody lives here.
    pub mean: Option<f64>,
    /// In the order of the points asked for.
    pub points: Vec<CatchmentPoint>,
    /// Capacity of points with people within the cutoff.
    pub used_capacity: f64,
    /// Capacity of points with nobody within the cutoff.
    pub unused_capacity: f64,
    /// Points whose capacity is unknown and not assumed.
    pub without_capacity: Vec<FacilityId>,
    /// Points whose capacity was assumed.
    pub assumed: Vec<FacilityId>,
    /// People who reach no point with capacity.
    pub people_without_access: f64,
}

impl FloatingCatchment {
    /// A cell's access over the mean, 1 = as good as the average resident's; `None` when nobody has any, or it is not known.
    pub fn access_ratio(&self, cell: usize) -> Option<f64> {
        let mean = self.mean.filter(|mean| *mean > 0.0)?;
        Some(self.access[cell] / mean)
    }

    /// Over the given points (for a rule: [`super::Reach::counting`]).
    pub fn of(
        dataset: &Dataset,
        travel: &Travel,
        points: &[FacilityId],
        decay: &Decay,
        unknown: UnknownCapacity,
    ) -> FloatingCatchment {
        let (mut without_capacity, mut assumed) = (Vec::new(), Vec::new());
        let capacities: Vec<Option<f64>> = points
            .iter()
            .map(|&point| {
                let told = dataset.facilities[point.index()].capacity_per_month;
                match (told.filter(is_capacity), unknown) {
                    (Some(capacity), _) => Some(capacity),
                    (None, UnknownCapacity::Assumed(capacity)) if is_capacity(&capacity) => {
                        assumed.push(point);
                        Some(capacity)
                    }
                    (None, _) => {
                        without_capacity.push(point);
                        None
                    }
                }
            })
            .collect();
        let mut access = vec![ExactSum::default(); dataset.cells.len()];
        let mut told = Vec::with_capacity(points.len());
        let mut next = capacities.iter();
        travel.for_each_time(points, decay.cutoff(), |facility, times| {
            let capacity = next.next().copied().flatten();
            let weighted = times.iter().map(|&(cell, time)| (cell, decay.weight(time)));
            let people: ExactSum = weighted
                .clone()
                .map(|(cell, weight)| dataset.cells[cell.index()].people * weight)
                .sum();
            let people = people.value();
            let ratio = capacity.filter(|_| people > 0.0).map(|capacity| capacity / people);
            if let Some(ratio) = ratio {
                weighted.for_each(|(cell, weight)| access[cell.index()] += ratio * weight);
            }
            told.push(CatchmentPoint {
                facility,
                capacity,
                weighted_people: people,
                ratio,
            });
        });
        let access: Vec<f64> = access.into_iter().map(ExactSum::value).collect();
        let cells = || dataset.cells.iter().zip(&access);
        let people: ExactSum = cells().map(|(cell, _)| cell.people).sum();
        let shared: ExactSum = cells().map(|(cell, access)| cell.people * access).sum();
        let none: ExactSum = cells()
            .filter(|(_, access)| **access == 0.0)
            .map(|(cell, _)| cell.people)
            .sum();
        let capacity_where = |is_used: bool| {
            let chosen = told.iter().filter(|point| point.ratio.is_some() == is_used);
            chosen.filter_map(|point| point.capacity).sum::<ExactSum>().value()
        };
        FloatingCatchment {
            mean: (people.value() > 0.0 && capacities.iter().any(Option::is_some))
                .then(|| shared.value() / people.value()),
            used_capacity: capacity_where(true),
            unused_capacity: capacity_where(false),
            people_without_access: none.value(),
            access,
            points: told,
            without_capacity,
            assumed,
        }
    }
}

fn is_capacity(capacity: &f64) -> bool {
    capacity.is_finite() && *capacity >= 0.0
}
