//! The modelled land on a fixed grid of 250 m: which commune, how many people. What roads and points are
//! laid out by, so that they are the same whatever size of population cell is asked for.

use super::facts::Facts;
use super::partition::Partition;
use super::plane::Point;
use super::population::{Populated, Settlement};

/// Side of a square in metres.
const STEP: f64 = 250.0;
/// Squares on each side of the middle: 60 km.
const HALF: i64 = 240;

/// Commune and density by place.
pub struct Landscape {
    commune: Vec<Option<u16>>,
    people_per_km2: Vec<f32>,
    /// The populated squares, by commune.
    pub squares: Vec<Vec<Populated>>,
}

impl Landscape {
    pub fn new(facts: &Facts, partition: &Partition, settlement: &Settlement) -> Landscape {
        let count = (2 * HALF * 2 * HALF) as usize;
        let mut landscape = Landscape {
            commune: vec![None; count],
            people_per_km2: vec![0.0; count],
            squares: vec![vec![]; facts.communes.len()],
        };
        partition.rasterise(STEP, |commune, column, row| {
            if let Some(index) = index_of(column, row) {
                landscape.commune[index] = Some(commune as u16);
            }
        });
        for square in settlement.on_grid(facts, STEP) {
            if let Some(index) = index_at(square.at) {
                landscape.people_per_km2[index] = (square.people / (STEP * STEP / 1e6)) as f32;
            }
            landscape.squares[square.commune].push(square);
        }
        landscape
    }

    /// The commune at a place, by the nearest square's centre.
    pub fn commune_at(&self, at: Point) -> Option<usize> {
        index_at(at).and_then(|index| self.commune[index]).map(usize::from)
    }

    /// People per km2 around a place: the mean of nine squares.
    pub fn density_at(&self, at: Point) -> f64 {
        let around = (-1..=1).flat_map(|row| (-1..=1).map(move |column| (f64::from(column), f64::from(row))));
        let near = around.filter_map(|(column, row)| index_at([at[0] + column * STEP, at[1] + row * STEP]));
        near.map(|index| f64::from(self.people_per_km2[index])).sum::<f64>() / 9.0
    }
}

fn index_at(at: Point) -> Option<usize> {
    index_of((at[0] / STEP).round() as i64, (at[1] / STEP).round() as i64)
}

fn index_of(column: i64, row: i64) -> Option<usize> {
    let is_within = |value: i64| (-HALF..HALF).contains(&value);
    (is_within(column) && is_within(row)).then_some(((row + HALF) * 2 * HALF + column + HALF) as usize)
}
