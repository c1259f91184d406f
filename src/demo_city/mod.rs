//! A modelled Hanoi to try the program on, and a perfect grid town to test it with.
//!
//! Facts come from the committed tables of `data/hanoi` (communes, bridges, real places, districts); what is not
//! public is modelled from a seed: outlines, where people live, roads, points and their reports.
//! `data/README.md` says which is which. Everything is a pure function of [`DemoOptions`]: no file, no clock.
//!
//! The order of making: outlines of the communes, rivers and lakes, people, roads, points, reports. Each step sees
//! only the ones before it, and each has its own stream of chance.

mod areas;
mod facts;
mod green;
mod grid_town;
mod landscape;
mod partition;
mod plane;
mod population;
mod random;
mod reports;
mod roads;
mod service_points;
mod sources;
mod streets;
mod strokes;
mod water;

pub use grid_town::{GridTownOptions, grid_place, grid_town};

use crate::model::{AreaId, Dataset, Procedure};
use facts::Facts;
use landscape::Landscape;
use partition::Partition;
use population::Settlement;
use water::Water;

/// What the demo city is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoOptions {
    /// Side of a population cell in metres, 50..=2000.
    pub cell_metres: u32,
    /// The same seed gives the same city.
    pub seed: u64,
}

impl Default for DemoOptions {
    fn default() -> Self {
        DemoOptions {
            cell_metres: 200,
            seed: 2025,
        }
    }
}

/// Why there is no demo city.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DemoError {
    #[error("cells of {0} m: choose a side between 50 and 2000 m")]
    CellMetres(u32),
    #[error("data/hanoi/{file}, line {line}: {reason}")]
    Table {
        file: &'static str,
        line: usize,
        reason: String,
    },
}

/// The modelled Hanoi: the same options give the same dataset.
///
/// # Errors
/// A cell size out of range, or a committed table that does not hold what it should.
pub fn build(options: &DemoOptions) -> Result<Dataset, DemoError> {
    if !(50..=2000).contains(&options.cell_metres) {
        return Err(DemoError::CellMetres(options.cell_metres));
    }
    let facts = Facts::load()?;
    let partition = Partition::of(&facts.communes);
    let water = Water::new(&facts);
    let settlement = Settlement::new(&facts, &partition, &water, options.seed);
    let land = Landscape::new(&facts, &partition, &settlement);
    let squares = settlement.on_grid(&facts, f64::from(options.cell_metres));
    // The city comes first in the list of areas, then the communes in their order.
    let commune_ids: Vec<AreaId> = (1..=facts.communes.len() as u32).map(AreaId).collect();
    let mut facilities = service_points::facilities(&facts, &land, &water, options.seed);
    let performance = reports::write(&mut facilities, options.seed);
    let mut dataset = Dataset {
        cells: settlement.cells(&squares, &commune_ids, options.seed),
        areas: areas::areas(&facts, &partition),
        water: water.outlines(),
        waterways: green::waterways(&facts),
        green: green::areas(&facts),
        roads: roads::network(&facts, &land, &water, &partition.neighbours, options.seed),
        operators: service_points::operators(),
        procedures: facts.procedures.iter().map(procedure).collect(),
        sources: sources::records(options),
        facilities,
        performance,
        is_demo: true,
        ..Dataset::default()
    };
    dataset.sort();
    Ok(dataset)
}

fn procedure([code, name, field]: &[String; 3]) -> Procedure {
    Procedure {
        code: code.clone(),
        name: name.clone(),
        field: Some(field.clone()),
    }
}
