//! The city counted from raw coordinates and single sweeps, with none of the review's code.

use super::city::World;
use gandan::geometry::distance_m;
use gandan::model::{FacilityId, FacilityKind, FacilityStatus};
use gandan::units::Deciseconds;

/// For every cell the facilities within the rule: agents within 5 km, and any point within 5 km or under 30 minutes.
pub struct Recount {
    people: Vec<f64>,
    /// Under `plan68_agents`, under `scheme`; every facility of the dataset, open or not.
    within: [Vec<Vec<usize>>; 2],
}

impl Recount {
    pub fn of(world: &World) -> Recount {
        let dataset = &world.dataset;
        let times: Vec<Vec<Deciseconds>> = (0..dataset.facilities.len())
            .map(|facility| world.travel.times_to(FacilityId(facility as u32), Deciseconds(18_000)))
            .collect();
        let cells = |serves: &dyn Fn(usize, usize) -> bool| {
            let of_cell = |cell: usize| (0..dataset.facilities.len()).filter(|&f| serves(cell, f)).collect();
            (0..dataset.cells.len()).map(of_cell).collect()
        };
        let in_radius =
            |cell: usize, f: usize| distance_m(dataset.cells[cell].location, dataset.facilities[f].location) <= 5000.0;
        let is_agent = |f: usize| dataset.facilities[f].kind == FacilityKind::Agent;
        Recount {
            people: dataset.cells.iter().map(|cell| cell.people).collect(),
            within: [
                cells(&|cell, f| is_agent(f) && in_radius(cell, f)),
                cells(&|cell, f| in_radius(cell, f) || times[f][cell] < Deciseconds(18_000)),
            ],
        }
    }

    /// People whom an open facility serves, under rule 0 (`plan68_agents`) or 1 (`scheme`).
    pub fn covered(&self, rule: usize, is_open: &dyn Fn(usize) -> bool) -> f64 {
        self.sum(rule, &|own| own.iter().any(|&f| is_open(f)))
    }

    /// People whom one of the first serves and none of the others.
    pub fn lose(&self, rule: usize, today: &dyn Fn(usize) -> bool, then: &dyn Fn(usize) -> bool) -> f64 {
        self.sum(rule, &|own| {
            own.iter().any(|&f| today(f)) && !own.iter().any(|&f| then(f))
        })
    }

    fn sum(&self, rule: usize, counts: &dyn Fn(&[usize]) -> bool) -> f64 {
        let cells = self.within[rule]
            .iter()
            .zip(&self.people)
            .filter(|(own, _)| counts(own));
        cells.map(|(_, people)| people).sum()
    }
}

/// Whether a facility of the dataset is open.
pub fn is_open(world: &World, facility: usize) -> bool {
    world.dataset.facilities[facility].status == FacilityStatus::Open
}
