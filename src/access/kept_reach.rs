//! Reach tables as numbers, to be kept between two starts on the same data.
//!
//! Neighbouring cells reach nearly the same points, so a row of a matrix is told by what is otherwise than in the row before,
//! and cells follow one another along a curve through the city.

use std::sync::Arc;

use super::limits::AreaLimits;
use super::travel::NOBODY;
use super::{CoverMatrix, KNearest, NEAREST_KEPT, Reach};
use crate::geometry::order_along_hilbert;
use crate::model::{CellId, Dataset, FacilityId, Rule};
use crate::units::{Deciseconds, Metres};

impl Reach {
    /// Tables that share their matrices as numbers: the matrices once, then the nearest of each. `None` where they do not
    /// share them.
    pub fn to_numbers(reaches: &[Reach], dataset: &Dataset) -> Option<Vec<u32>> {
        let first = reaches.first()?;
        let shares = |other: &Reach| {
            Arc::ptr_eq(&other.within_time, &first.within_time)
                && Arc::ptr_eq(&other.within_distance, &first.within_distance)
        };
        if !reaches.iter().all(shares) {
            return None;
        }
        let mut numbers = Vec::new();
        let order = curve(dataset);
        write_matrix(&first.within_time, &order, &mut numbers);
        write_matrix(&first.within_distance, &order, &mut numbers);
        for reach in reaches {
            write_nearest(&reach.nearest_by_time, &mut numbers);
            for found in &reach.nearest_by_distance {
                let (facility, metres) = found.map_or((u32::MAX, 0), |(point, metres)| (point.0, metres.0.to_bits()));
                numbers.extend([facility, (metres >> 32) as u32, metres as u32]);
            }
        }
        Some(numbers)
    }

    /// What [`Reach::to_numbers`] wrote of the tables of these rules; `None` when it cannot have been about these data.
    pub fn from_numbers(numbers: &[u32], dataset: &Dataset, rules: &[&Rule]) -> Option<Vec<Reach>> {
        let mut source = Numbers {
            rest: numbers,
            order: curve(dataset),
            cells: dataset.cells.len(),
            facilities: dataset.facilities.len(),
        };
        let within_time = Arc::new(source.matrix()?);
        let within_distance = Arc::new(source.matrix()?);
        let tables = rules.iter().map(|rule| {
            Some(Reach {
                counts: rule.counts.clone(),
                procedure: rule.procedure.clone(),
                limits: AreaLimits::of(dataset, rule),
                within_time: Arc::clone(&within_time),
                within_distance: Arc::clone(&within_distance),
                nearest_by_time: source.nearest()?,
                nearest_by_distance: source.nearest_by_distance()?,
            })
        });
        let tables: Option<Vec<Reach>> = tables.collect();
        tables.filter(|_| source.rest.is_empty())
    }
}

/// The cells in an order in which neighbours follow one another.
fn curve(dataset: &Dataset) -> Vec<u32> {
    let mut order: Vec<u32> = (0..dataset.cells.len() as u32).collect();
    order_along_hilbert(&mut order, |cell| dataset.cells[cell as usize].location);
    order
}

/// A row: how many facilities are otherwise than in the row before, and which.
fn write_matrix(matrix: &CoverMatrix, order: &[u32], numbers: &mut Vec<u32>) {
    let mut before = matrix.mask([]);
    for &cell in order {
        let row = matrix.row(CellId(cell));
        let start = numbers.len();
        numbers.push(0);
        for (at, (word, other)) in (0u32..).zip(row.iter().zip(&before)) {
            let mut changed = word ^ other;
            while changed != 0 {
                numbers.push(at * 64 + changed.trailing_zeros());
                changed &= changed - 1;
            }
        }
        numbers[start] = (numbers.len() - start - 1) as u32;
        before.copy_from_slice(row);
    }
}

/// A row: how many are reached, and of each the facility and the time.
fn write_nearest(nearest: &KNearest, numbers: &mut Vec<u32>) {
    for cell in 0..nearest.cells() {
        let row = nearest.of(cell);
        numbers.push(row.len() as u32);
        numbers.extend(row.iter().flat_map(|(time, facility)| [facility.0, time.0]));
    }
}

struct Numbers<'a> {
    rest: &'a [u32],
    /// Cells in the order of the rows of matrices.
    order: Vec<u32>,
    cells: usize,
    facilities: usize,
}

impl<'a> Numbers<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u32]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn facility(&self, id: u32) -> Option<FacilityId> {
        ((id as usize) < self.facilities).then_some(FacilityId(id))
    }

    /// A row of so many numbers for each thing, behind their count.
    fn row(&mut self, each: usize) -> Option<&'a [u32]> {
        let count = self.take(1)?[0];
        self.take((count as usize).checked_mul(each)?)
    }

    fn matrix(&mut self) -> Option<CoverMatrix> {
        let mut matrix = CoverMatrix::empty(self.cells, self.facilities);
        let mut row = matrix.mask([]);
        for at in 0..self.cells {
            for &id in self.row(1)? {
                let id = self.facility(id)?.index();
                row[id / 64] ^= 1 << (id % 64);
            }
            matrix.row_mut(CellId(self.order[at])).copy_from_slice(&row);
        }
        Some(matrix)
    }

    fn nearest(&mut self) -> Option<KNearest> {
        let mut entries = vec![NOBODY; self.cells * NEAREST_KEPT];
        for row in entries.chunks_exact_mut(NEAREST_KEPT) {
            let found = self.row(2)?.chunks_exact(2);
            if found.len() > NEAREST_KEPT {
                return None;
            }
            for (entry, pair) in row.iter_mut().zip(found) {
                *entry = (Deciseconds(pair[1]), self.facility(pair[0])?);
            }
        }
        Some(KNearest::from_entries(NEAREST_KEPT, entries))
    }

    fn nearest_by_distance(&mut self) -> Option<Vec<Option<(FacilityId, Metres)>>> {
        let mut found = Vec::with_capacity(self.cells);
        for row in self.take(self.cells.checked_mul(3)?)?.chunks_exact(3) {
            let metres = f64::from_bits(u64::from(row[1]) << 32 | u64::from(row[2]));
            found.push(match row[0] {
                u32::MAX => None,
                id => Some((self.facility(id)?, Metres(metres))),
            });
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Travel;
    use crate::demo_city::{GridTownOptions, grid_town};
    use crate::model::TravelMode;

    #[test]
    fn tables_come_back_from_their_numbers_and_damaged_numbers_do_not() {
        let town = grid_town(&GridTownOptions::default());
        let travel = Travel::new(&town, TravelMode::Motorbike);
        let [scheme, agents] = ["scheme", "plan68_agents"].map(|name| Rule::named(name).expect("shipped"));
        let first = Reach::compute(&town, &travel, &scheme);
        let second = first.counting_others(&town, &travel, &agents);
        let numbers = Reach::to_numbers(&[first.clone(), second.clone()], &town).expect("the same matrices");
        let rules = [&scheme, &agents];
        let again = Reach::from_numbers(&numbers, &town, &rules).expect("the same data");
        for (one, other) in [first, second].iter().zip(&again) {
            assert!(one.within_time == other.within_time && one.within_distance == other.within_distance);
            assert_eq!(one.nearest_by_time, other.nearest_by_time);
            assert_eq!(one.nearest_by_distance, other.nearest_by_distance);
        }
        assert!(again[0].within_time.rows().any(|row| row.iter().any(|word| *word != 0)));

        let refused = |numbers: &[u32]| Reach::from_numbers(numbers, &town, &rules).is_none();
        assert!(refused(&[]) && refused(&numbers[..numbers.len() - 1]), "cut off");
        assert!(refused(&[&numbers[..], &[0]].concat()), "a number more");
        let mut unknown = numbers.clone();
        let last = unknown.len() - 3;
        unknown[last] = town.facilities.len() as u32;
        assert!(refused(&unknown), "a facility that is not there");
        let mut endless = numbers;
        endless[0] = u32::MAX;
        assert!(refused(&endless));
    }

    #[test]
    fn tables_of_other_limits_are_not_told_together() {
        let town = grid_town(&GridTownOptions::default());
        let travel = Travel::new(&town, TravelMode::Motorbike);
        let scheme = Reach::compute(&town, &travel, &Rule::scheme());
        let alone = Reach::compute(&town, &travel, &Rule::scheme());
        assert!(Reach::to_numbers(&[scheme, alone], &town).is_none());
        assert!(Reach::to_numbers(&[], &town).is_none());
    }
}
