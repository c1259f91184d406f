//! What lies between people and a point that is near on the map only: which river?
//!
//! People who pass by distance only have a point within the radius and none within the time. The
//! straight line from their cell to the nearest point by distance is laid over the water; the water that
//! holds the longest part of it is named as theirs, so everybody is told once. Where no water is crossed, the
//! reason is another (no road, one-way streets, a detour), and that is told too.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::by_area::ByArea;
use super::{Coverage, ExactSum, Reach, Verdict};
use crate::model::Dataset;
use crate::spatial_index::OutlineCrossings;

/// What a straight line crosses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Barrier {
    /// Water by its name.
    Water(String),
    /// Water that the data do not name.
    UnnamedWater,
    NoWater,
    /// The data hold no water at all: nobody can tell.
    NotKnown,
}

impl Barrier {
    /// Whether some water is crossed.
    pub fn is_water(&self) -> bool {
        matches!(self, Self::Water(_) | Self::UnnamedWater)
    }
}

/// People by barrier.
#[derive(Clone, Debug, PartialEq)]
pub struct BarrierPeople {
    pub barrier: Barrier,
    pub people: f64,
    pub cells: u32,
}

/// Everybody who was asked for, once. Rows in order of people, most first, ties by name; who crosses
/// no water last.
#[derive(Clone, Debug, PartialEq)]
pub struct Barriers {
    pub all: Vec<BarrierPeople>,
    pub areas: ByArea<Vec<BarrierPeople>>,
}

impl Barriers {
    /// People who pass by distance only. `reach` holds the nearest of the kinds that the coverage's rule counts.
    ///
    /// # Panics
    /// When it holds those of others.
    pub fn of(dataset: &Dataset, reach: &Reach, coverage: &Coverage) -> Barriers {
        assert_eq!(reach.counts(), coverage.rule.counts, "the nearest of the rule's kinds");
        Barriers::among(dataset, reach, |cell| coverage.verdicts[cell] == Verdict::DistanceOnly)
    }

    /// All people: what lies between them and the nearest point by distance, whether or not a bridge is near.
    pub fn of_everybody(dataset: &Dataset, reach: &Reach) -> Barriers {
        Barriers::among(dataset, reach, |_| true)
    }

    /// People of the chosen cells, without those of a city that has no point.
    fn among(dataset: &Dataset, reach: &Reach, is_chosen: impl Fn(usize) -> bool + Sync) -> Barriers {
        let water = OutlineCrossings::build(dataset.water.iter().map(|body| &body.outline));
        let barriers: Vec<Option<Barrier>> = dataset
            .cells
            .par_iter()
            .enumerate()
            .map(|(index, cell)| {
                let (point, _) = reach.nearest_by_distance[index]?;
                let is_meant = is_chosen(index) && cell.people > 0.0;
                let to = dataset.facilities[point.index()].location;
                is_meant.then(|| widest(dataset, &water.of_line(cell.location, to)))
            })
            .collect();
        type Sums = BTreeMap<Barrier, (ExactSum, u32)>;
        let areas = ByArea::gather(dataset, |index, sums: &mut Sums| {
            if let Some(barrier) = &barriers[index] {
                let (people, cells) = sums.entry(barrier.clone()).or_default();
                *people += dataset.cells[index].people;
                *cells += 1;
            }
        });
        let mut all = Sums::new();
        for (barrier, (people, cells)) in areas.figures().flatten() {
            let sum = all.entry(barrier.clone()).or_default();
            *sum = (sum.0 + *people, sum.1 + cells);
        }
        Barriers {
            all: rows(all),
            areas: areas.map(rows),
        }
    }
}

/// The water with the longest part of the line. Parts of one name count together; each unnamed water counts by itself.
fn widest(dataset: &Dataset, crossed: &[crate::spatial_index::Crossing]) -> Barrier {
    let mut named: BTreeMap<&str, f64> = BTreeMap::new();
    let mut unnamed: Option<f64> = None;
    for crossing in crossed {
        match dataset.water[crossing.outline].name.as_deref() {
            Some(name) => *named.entry(name).or_default() += crossing.inside,
            None => unnamed = Some(unnamed.unwrap_or(0.0).max(crossing.inside)),
        }
    }
    let named = named
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    match (named, unnamed) {
        _ if dataset.water.is_empty() => Barrier::NotKnown,
        (None, None) => Barrier::NoWater,
        (Some((_, inside)), Some(other)) if other > inside => Barrier::UnnamedWater,
        (None, Some(_)) => Barrier::UnnamedWater,
        (Some((name, _)), _) => Barrier::Water(name.to_owned()),
    }
}

fn rows(sums: BTreeMap<Barrier, (ExactSum, u32)>) -> Vec<BarrierPeople> {
    let mut rows: Vec<BarrierPeople> = sums
        .into_iter()
        .map(|(barrier, (people, cells))| BarrierPeople {
            barrier,
            people: people.value(),
            cells,
        })
        .collect();
    rows.sort_by(|a, b| {
        let dry = |row: &BarrierPeople| !row.barrier.is_water();
        dry(a).cmp(&dry(b)).then(b.people.total_cmp(&a.people))
    });
    rows
}
