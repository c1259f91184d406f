//! How many points each resident can choose from.

use super::by_area::ByArea;
use super::{CoverMatrix, ExactSum};
use crate::model::{CellId, Dataset, FacilityId};

/// People by the number of points within the rule: entry `k` for exactly `k` points, the last for
/// [`Choice::MOST`] or more. Who has none does not pass the rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub people: [f64; Choice::MOST + 1],
    pub areas: ByArea<[f64; Choice::MOST + 1]>,
}

impl Choice {
    /// Five points and more are told together: beyond that another point is no other choice.
    pub const MOST: usize = 5;

    /// From the points that satisfy a rule, each by itself: [`super::Reach::satisfying`].
    pub fn of(dataset: &Dataset, satisfying: &CoverMatrix) -> Choice {
        let all = satisfying.mask((0..satisfying.facilities() as u32).map(FacilityId));
        let areas = ByArea::gather(dataset, |index, sums: &mut [ExactSum; Choice::MOST + 1]| {
            let points = satisfying.count(CellId(index as u32), &all) as usize;
            sums[points.min(Choice::MOST)] += dataset.cells[index].people;
        });
        let people = std::array::from_fn(|points| areas.figures().map(|sums| sums[points]).sum::<ExactSum>().value());
        Choice {
            people,
            areas: areas.map(|sums| sums.map(ExactSum::value)),
        }
    }
}
