//! Who depends on which point: people covered by it alone, shared with others, nearest to it.

use super::{CoverMatrix, ExactSum, Reach, Travel};
use crate::model::{CellId, Dataset, FacilityId, Rule};
use crate::units::Deciseconds;

/// Limits (deciseconds) up to which competing points are looked for: most have theirs within the first, and only
/// the others are asked again. Nobody goes farther than two hours.
const RIVAL_LIMITS: [u32; 4] = [6_000, 18_000, 36_000, 72_000];

/// What one counting point means to people under a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependence {
    pub facility: FacilityId,
    /// People for whom the point alone satisfies the rule.
    pub covered: f64,
    /// Of those, people whom no other point covers. Two points in one place have none.
    pub unique: f64,
    /// Each covered cell's people over the number of points that cover it: over all points they sum to
    /// the people covered. `unique <= shared <= covered`.
    pub shared: f64,
    /// People whose nearest point by time it is, ties by code.
    pub catchment_by_time: f64,
    /// People whose nearest point by geodesic distance it is, ties by code.
    pub catchment_by_distance: f64,
    /// Dossiers a month, as recorded.
    pub capacity_per_month: Option<f64>,
    pub load_per_month: Option<f64>,
    /// The nearest other counting points by the time from this one, nearest first, ties by code; fewer
    /// than asked for when no road leads to more within two hours.
    pub rivals: Vec<Rival>,
}

/// A point that people could use instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rival {
    pub facility: FacilityId,
    pub travel: Deciseconds,
    /// Run by the same operator; `None` when either's operator is not known.
    pub same_operator: Option<bool>,
}

impl Dependence {
    /// Load over capacity; `None` when either is unknown or the capacity is 0.
    pub fn utilisation(&self) -> Option<f64> {
        let capacity = self.capacity_per_month.filter(|capacity| *capacity > 0.0)?;
        Some(self.load_per_month? / capacity)
    }
}

/// Every counting point, in order of code. `reach` holds the rule's limits and counting kinds; `rivals`
/// is how many competing points are told of each.
///
/// # Panics
/// When `reach` looked up the nearest among other kinds than the rule counts.
pub fn dependence(dataset: &Dataset, travel: &Travel, reach: &Reach, rule: &Rule, rivals: usize) -> Vec<Dependence> {
    assert_eq!(reach.counts(), rule.counts, "the nearest of the rule's counting kinds");
    let counting = Reach::counting(dataset, rule);
    let sums = Sums::of(dataset, reach, &reach.satisfying(dataset, rule));
    let rivals = nearest_rivals(travel, &counting, rivals);
    let operator = |facility: FacilityId| dataset.facilities[facility.index()].operator.as_deref();
    counting
        .iter()
        .zip(rivals)
        .map(|(&facility, rivals)| {
            let (at, record) = (facility.index(), &dataset.facilities[facility.index()]);
            let rival = |(other, travel): (FacilityId, Deciseconds)| Rival {
                facility: other,
                travel,
                same_operator: operator(facility).zip(operator(other)).map(|(own, other)| own == other),
            };
            Dependence {
                facility,
                covered: sums.covered[at].value(),
                unique: sums.unique[at].value(),
                shared: sums.shared[at].value(),
                catchment_by_time: sums.by_time[at].value(),
                catchment_by_distance: sums.by_distance[at].value(),
                capacity_per_month: record.capacity_per_month,
                load_per_month: record.load_per_month,
                rivals: rivals.into_iter().map(rival).collect(),
            }
        })
        .collect()
}

/// By facility.
struct Sums {
    covered: Vec<ExactSum>,
    unique: Vec<ExactSum>,
    shared: Vec<ExactSum>,
    by_time: Vec<ExactSum>,
    by_distance: Vec<ExactSum>,
}

impl Sums {
    fn of(dataset: &Dataset, reach: &Reach, satisfying: &CoverMatrix) -> Sums {
        let none = vec![ExactSum::default(); dataset.facilities.len()];
        let mut sums = Sums {
            covered: none.clone(),
            unique: none.clone(),
            shared: none.clone(),
            by_time: none.clone(),
            by_distance: none,
        };
        for (index, cell) in dataset.cells.iter().enumerate() {
            let id = CellId(index as u32);
            let points: u32 = satisfying.row(id).iter().map(|word| word.count_ones()).sum();
            let share = cell.people / f64::from(points.max(1));
            for facility in satisfying.covering(id) {
                sums.covered[facility.index()] += cell.people;
                sums.shared[facility.index()] += share;
                if points == 1 {
                    sums.unique[facility.index()] += cell.people;
                }
            }
            if let Some((_, facility)) = reach.nearest_by_time.nearest(index) {
                sums.by_time[facility.index()] += cell.people;
            }
            if let Some((facility, _)) = reach.nearest_by_distance[index] {
                sums.by_distance[facility.index()] += cell.people;
            }
        }
        sums
    }
}

fn nearest_rivals(travel: &Travel, counting: &[FacilityId], rivals: usize) -> Vec<Vec<(FacilityId, Deciseconds)>> {
    let wanted = rivals.min(counting.len().saturating_sub(1));
    let mut found: Vec<Vec<(FacilityId, Deciseconds)>> = vec![Vec::new(); counting.len()];
    if wanted == 0 {
        return found;
    }
    let mut open: Vec<usize> = (0..counting.len()).collect();
    for limit in RIVAL_LIMITS {
        let from: Vec<FacilityId> = open.iter().map(|&point| counting[point]).collect();
        let near = travel.between(&from, counting, wanted, Deciseconds(limit));
        for (&point, near) in open.iter().zip(near) {
            found[point] = near;
        }
        // Points with all of theirs below the limit are answered for good.
        open.retain(|&point| found[point].len() < wanted);
        if open.is_empty() {
            break;
        }
    }
    found
}
