//! Isochrones: what lies within some minutes of a place, told as demand cells and as parts of roads.
//!
//! Cells carry the people, and their times are those of every other table ([`Travel::times_to`]). Roads show the shape. An
//! outline is made from both for the eye alone: nothing is ever counted by it, for a polygon around reached roads also holds
//! what no road reaches, such as the far bank of a river.

use std::collections::{BTreeSet, HashSet};

use geo_types::MultiPolygon;
use rayon::prelude::*;

use crate::geometry::{BBox, LonLat, dissolved_hexagons, distance_m, hexagon_of};
use crate::model::{CellId, Dataset};
use crate::routing::{Direction, Join, ReachedPart, RoadGraph, Router, Sweep, along_segment, reached_parts, seeds_of};
use crate::units::Deciseconds;

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
        router: &Router,
        place: LonLat,
        direction: Direction,
        limits: &[Deciseconds],
    ) -> Isochrone {
        let limits: Vec<Deciseconds> = limits.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let last = limits.last().copied().unwrap_or_default();
        let graph = router.graph();
        let joins = router.joins(place, direction);
        let mut sweep = Sweep::new(graph, router.joiner().latest_seed(graph));
        let roads = reached_parts(graph, direction, &joins, &limits, &mut sweep);
        let times = cell_times(dataset, router, (place, direction, &joins), last, (&roads, &sweep));
        let band = |time: Deciseconds| limits.iter().position(|limit| time < *limit);
        let reached = times.into_iter().filter_map(|(cell, time)| {
            let (cell, band) = (CellId(cell as u32), band(time)?);
            Some(CellTime { cell, time, band })
        });
        let cells: Vec<CellTime> = reached.collect();
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
            places_along(graph, part, |at| hexagons.extend(hexagon_of(at, OUTLINE_RESOLUTION)));
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

/// Times of the cells near what was reached, between them and the place whose joins are `ends`; `sweep` holds the times of the
/// nodes. Every road within the snap limit of a cell is weighed, at the cost of the cells reached, so that no list of joins
/// need be held for a question that is asked seldom: on foot a straight walk is never slower than a road, and a cell
/// keeps hundreds of joins.
fn cell_times(
    dataset: &Dataset,
    router: &Router,
    (place, direction, ends): (LonLat, Direction, &[Join]),
    limit: Deciseconds,
    (roads, sweep): (&[ReachedPart], &Sweep),
) -> Vec<(usize, Deciseconds)> {
    let (graph, joiner) = (router.graph(), router.joiner());
    let reached = ReachedSquares::of(graph, place, roads, router.profile().snap_limit_m);
    let away = match direction {
        Direction::Forward => Direction::Reverse,
        Direction::Reverse => Direction::Forward,
    };
    let time_of = |cell: usize| {
        let home = dataset.cells[cell].location;
        let apart = distance_m(place, home);
        let mut best = limit.0;
        if apart <= joiner.limit_m() {
            best = best.min(joiner.walk(apart));
        }
        for join in joiner.every_join(home) {
            // Nearest first: no later one can be better.
            if join.walk >= best {
                break;
            }
            seeds_of(graph, &join, away, |node, rest| {
                if let Some(time) = sweep.time(node) {
                    best = best.min(time + rest);
                }
            });
            for end in ends.iter().filter(|end| end.segment == join.segment) {
                let (from, to) = match direction {
                    Direction::Reverse => (&join, end),
                    Direction::Forward => (end, &join),
                };
                best = along_segment(graph, from, to).map_or(best, |time| best.min(time.0));
            }
        }
        (best < limit.0).then_some((cell, Deciseconds(best)))
    };
    (0..dataset.cells.len())
        .into_par_iter()
        .filter(|cell| reached.are_near(dataset.cells[*cell].location))
        .filter_map(time_of)
        .collect()
}

/// Squares of a degree grid, wider than the snap limit, in or beside which there is the place or a piece of reached road: whoever
/// is in none of them is too far from all of it to walk there.
struct ReachedSquares {
    /// In degrees.
    size: [f64; 2],
    squares: HashSet<[i64; 2]>,
}

impl ReachedSquares {
    fn of(graph: &RoadGraph, place: LonLat, roads: &[ReachedPart], limit_m: f64) -> ReachedSquares {
        // Degrees of longitude are shorter farther north: half more than the limit does for hundreds of kilometres.
        let disc = BBox::around_disc(place, limit_m * 1.5 + 2.0 * OUTLINE_STEP_M);
        let mut reached = ReachedSquares {
            size: [(disc.east - disc.west) / 2.0, (disc.north - disc.south) / 2.0],
            squares: HashSet::new(),
        };
        reached.put(place);
        for part in roads {
            places_along(graph, part, |at| reached.put(at));
        }
        reached
    }

    fn put(&mut self, at: LonLat) {
        let [x, y] = self.square(at);
        for beside in -1..=1 {
            self.squares.extend((-1..=1).map(|above| [x + beside, y + above]));
        }
    }

    fn square(&self, at: LonLat) -> [i64; 2] {
        [
            (at.lon / self.size[0]).floor() as i64,
            (at.lat / self.size[1]).floor() as i64,
        ]
    }

    fn are_near(&self, at: LonLat) -> bool {
        self.squares.contains(&self.square(at))
    }
}

/// Places of a part of a road, a step apart at most.
fn places_along(graph: &RoadGraph, part: &ReachedPart, mut visit: impl FnMut(LonLat)) {
    let metres = graph.segments()[part.segment as usize].metres * (part.to - part.from);
    let steps = (metres / OUTLINE_STEP_M).ceil().max(1.0);
    for step in 0..=steps as u32 {
        let fraction = part.from + (part.to - part.from) * f64::from(step) / steps;
        visit(place_on(graph, part.segment, fraction));
    }
}
