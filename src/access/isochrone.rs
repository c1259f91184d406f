//! Isochrones: what lies within some minutes of a place, told as demand cells and as parts of roads.
//!
//! Cells carry the people, and their times are those of every other table ([`Travel::times_to`]). Roads show the shape. An
//! outline is made from both for the eye alone: nothing is ever counted by it, for a polygon around reached roads also holds
//! what no road reaches, such as the far bank of a river.

use std::collections::BTreeSet;

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::Travel;
use crate::geometry::{LonLat, dissolved_hexagons, distance_m, hexagon_of};
use crate::model::{CellId, Dataset};
use crate::routing::{
    Direction, Join, JoinScratch, ReachedPart, RoadGraph, Sweep, all_seeds, along_segment, reached_parts,
};
use crate::units::{Deciseconds, Metres};

/// H3 resolution of the outline: hexagons about 350 m wide.
const OUTLINE_RESOLUTION: u8 = 9;
/// Roads are followed in steps of this many metres for the outline, less than a hexagon's edge.
const OUTLINE_STEP_M: f64 = 100.0;

/// A cell within the last limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellTime {
    pub cell: CellId,
    pub time: Deciseconds,
    /// The first limit that the time is below, as a position in the limits.
    pub band: usize,
}

/// What lies within some times of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Isochrone {
    /// Ascending, each once; a time is within a limit when it is below it.
    pub limits: Vec<Deciseconds>,
    /// In order of id.
    pub cells: Vec<CellTime>,
    /// People within each limit, all nearer ones included.
    pub people: Vec<f64>,
    /// Parts of roads in order of segment and place along it.
    pub roads: Vec<ReachedPart>,
}

impl Isochrone {
    /// `Direction::Reverse`: times of residents to the place; `Forward`: times from the place to residents.
    pub fn compute(
        dataset: &Dataset,
        travel: &Travel,
        place: LonLat,
        direction: Direction,
        limits: &[Deciseconds],
    ) -> Isochrone {
        let limits: Vec<Deciseconds> = limits.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let last = limits.last().copied().unwrap_or_default();
        let (router, graph) = (travel.router(), travel.router().graph());
        let joins = router.joins(place, direction);
        let mut sweep = Sweep::new(graph, router.joiner().latest_seed(graph));
        let roads = reached_parts(graph, direction, &joins, &limits, &mut sweep);
        let times = match direction {
            Direction::Reverse => times_towards(travel, place, &joins, last, &mut sweep),
            Direction::Forward => times_from(dataset, travel, place, &joins, last, &sweep),
        };
        let cells: Vec<CellTime> = (0u32..)
            .zip(times)
            .filter_map(|(cell, time)| {
                let band = limits.iter().position(|limit| time < *limit)?;
                Some(CellTime {
                    cell: CellId(cell),
                    time,
                    band,
                })
            })
            .collect();
        let within = |band: usize| {
            let inside = cells.iter().filter(|cell| cell.band <= band);
            inside.map(|cell| dataset.cells[cell.cell.index()].people).sum()
        };
        Isochrone {
            people: (0..limits.len()).map(within).collect(),
            cells,
            roads,
            limits,
        }
    }

    /// An outline of everything within a limit, for display only: hexagons that hold a reached cell or a reached piece of road.
    pub fn display_outline(&self, dataset: &Dataset, graph: &RoadGraph, band: usize) -> MultiPolygon<f64> {
        let mut hexagons: BTreeSet<u64> = BTreeSet::new();
        for cell in self.cells.iter().filter(|cell| cell.band <= band) {
            hexagons.extend(hexagon_of(
                dataset.cells[cell.cell.index()].location,
                OUTLINE_RESOLUTION,
            ));
        }
        for part in self.roads.iter().filter(|part| part.band <= band) {
            let metres = graph.segments()[part.segment as usize].metres * (part.to - part.from);
            let steps = (metres / OUTLINE_STEP_M).ceil().max(1.0);
            for step in 0..=steps as u32 {
                let fraction = part.from + (part.to - part.from) * f64::from(step) / steps;
                hexagons.extend(hexagon_of(place_on(graph, part.segment, fraction), OUTLINE_RESOLUTION));
            }
        }
        dissolved_hexagons(hexagons)
    }
}

/// The place at a fraction of a segment along its drawing direction.
pub fn place_on(graph: &RoadGraph, segment: u32, fraction: f64) -> LonLat {
    let [start, end] = graph.segments()[segment as usize].ends.map(|node| graph.location(node));
    LonLat::new(
        start.lon + (end.lon - start.lon) * fraction,
        start.lat + (end.lat - start.lat) * fraction,
    )
}

fn times_towards(
    travel: &Travel,
    place: LonLat,
    arrivals: &[Join],
    limit: Deciseconds,
    sweep: &mut Sweep,
) -> Vec<Deciseconds> {
    let mut times = vec![Deciseconds::NEVER; travel.cell_count()];
    travel.reach_place(place, arrivals, limit, sweep, |cell, time| {
        times[cell] = times[cell].min(time)
    });
    times
}

/// `sweep` holds the nodes' times from the place. Cells are joined as the end of a way, those only that could be reached.
fn times_from(
    dataset: &Dataset,
    travel: &Travel,
    place: LonLat,
    departures: &[Join],
    limit: Deciseconds,
    sweep: &Sweep,
) -> Vec<Deciseconds> {
    let (graph, joiner) = (travel.router().graph(), travel.router().joiner());
    let metres = |segment: &crate::routing::Segment| {
        let lightest = segment.weights.into_iter().flatten().min();
        lightest.map_or(0.0, |weight| segment.metres / f64::from(weight))
    };
    let fastest = graph.segments().iter().map(metres).fold(0.0, f64::max);
    // Nobody walks faster than the walk of both ends together; each of four parts may be rounded by half a decisecond.
    let farthest = Metres(fastest * (f64::from(limit.0) + 2.0) + 2.0 * joiner.limit_m());
    let near: Vec<usize> = travel
        .cell_index()
        .within(place, farthest)
        .into_iter()
        .map(|found| found.0)
        .collect();
    let found: Vec<(usize, Deciseconds)> = near
        .into_par_iter()
        .map_init(JoinScratch::default, |scratch, cell| {
            let home = dataset.cells[cell].location;
            let arrivals = joiner.joins(graph, home, Direction::Reverse, scratch);
            let over_nodes = all_seeds(graph, &arrivals, Direction::Reverse)
                .into_iter()
                .filter_map(|(node, rest)| sweep.time(node).map(|time| Deciseconds(time + rest)));
            let on_segment = departures.iter().flat_map(|departure| {
                let here = arrivals.iter().filter(|arrival| arrival.segment == departure.segment);
                here.filter_map(|arrival| along_segment(graph, departure, arrival))
            });
            let apart = distance_m(place, home);
            let on_foot = (apart <= joiner.limit_m()).then(|| Deciseconds(joiner.walk(apart)));
            let best = over_nodes.chain(on_segment).chain(on_foot).min();
            (cell, best.unwrap_or(Deciseconds::NEVER))
        })
        .collect();
    let mut times = vec![Deciseconds::NEVER; travel.cell_count()];
    found.into_iter().for_each(|(cell, time)| times[cell] = time);
    times
}
