//! Where the cells of a dataset join the roads of one mode: what takes longest of all that a city needs at its start.

use rayon::prelude::*;

use super::lists::Lists;
use crate::model::Dataset;
use crate::routing::{Direction, Fraction, Join, JoinScratch, Router};

/// Cells that one core joins at a time.
const CELLS_A_TASK: usize = 4096;

/// The joins of every cell, nearest first.
pub struct CellJoins(pub(super) Lists<Join>);

impl CellJoins {
    pub fn find(dataset: &Dataset, router: &Router) -> CellJoins {
        // In parts and without a list for each cell: ten million small lists are gigabytes.
        let parts: Vec<(Vec<u32>, Vec<Join>)> = dataset
            .cells
            .par_chunks(CELLS_A_TASK)
            .map_init(JoinScratch::default, |scratch, cells| {
                let (mut lengths, mut all) = (Vec::with_capacity(cells.len()), Vec::new());
                for cell in cells {
                    let joiner = router.joiner();
                    let found = joiner.joins(router.graph(), cell.location, Direction::Forward, scratch);
                    lengths.push(found.len() as u32);
                    all.extend(found);
                }
                (lengths, all)
            })
            .collect();
        CellJoins(Lists::joined(parts))
    }

    /// For each cell the number of its joins and, for each, segment, fraction (in its steps) and walk (deciseconds).
    pub fn to_numbers(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        for joins in self.0.rows() {
            numbers.push(joins.len() as u32);
            for join in joins {
                numbers.extend([join.segment, join.fraction.steps(), join.walk]);
            }
        }
        numbers
    }

    /// What [`Self::to_numbers`] wrote; `None` when it cannot have been about these cells and roads.
    pub fn from_numbers(numbers: &[u32], dataset: &Dataset, router: &Router) -> Option<CellJoins> {
        let segments = router.graph().segments().len() as u32;
        let (mut lengths, mut all) = (Vec::with_capacity(dataset.cells.len()), Vec::new());
        let mut rest = numbers;
        while let Some((&length, after)) = rest.split_first() {
            let (row, others) = after.split_at_checked((length as usize).checked_mul(3)?)?;
            for join in row.chunks_exact(3) {
                let fraction = Fraction::of_steps(join[1])?;
                let (segment, walk) = (join[0], join[2]);
                (segment < segments).then(|| {
                    all.push(Join {
                        segment,
                        fraction,
                        walk,
                    })
                })?;
            }
            lengths.push(length);
            rest = others;
        }
        let is_whole = lengths.len() == dataset.cells.len();
        is_whole.then(|| CellJoins(Lists::joined(vec![(lengths, all)])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_city::{GridTownOptions, grid_town};
    use crate::model::TravelMode;
    use crate::routing::Profile;

    #[test]
    fn joins_come_back_from_their_numbers_and_damaged_numbers_do_not() {
        let town = grid_town(&GridTownOptions::default());
        let router = Router::build(&town.roads, Profile::shipped(TravelMode::Motorbike));
        let found = CellJoins::find(&town, &router);
        let numbers = found.to_numbers();
        let again = CellJoins::from_numbers(&numbers, &town, &router).expect("the same cells and roads");
        assert!(found.0.rows().eq(again.0.rows()));
        assert!(found.0.rows().map(<[Join]>::len).sum::<usize>() >= town.cells.len());

        let refused = |numbers: &[u32]| CellJoins::from_numbers(numbers, &town, &router).is_none();
        assert!(refused(&[]), "no cell");
        assert!(refused(&numbers[..numbers.len() - 1]), "cut off");
        assert!(refused(&[&numbers[..], &[0]].concat()), "a cell more");
        for (position, wrong) in [(0, u32::MAX), (1, u32::MAX), (2, u32::MAX)] {
            let mut damaged = numbers.clone();
            damaged[position] = wrong;
            assert!(refused(&damaged), "number {position}");
        }
    }
}
