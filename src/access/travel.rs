//! Cells and facilities of one dataset joined to the roads of one mode: who reaches what in which time.
//!
//! Time is that of the resident *to* the point: walk, road, walk, or on foot alone within the snap
//! limit; the best over all roads within the limit. Cells are answered from the sweeps' labels at the
//! few nodes over which they join, so no table of cells by points is ever laid out.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::{CoverMatrix, KNearest, OwnTimes};
use crate::geometry::LonLat;
use crate::model::{Dataset, FacilityId, TravelMode};
use crate::routing::{Direction, Join, JoinScratch, Profile, Router, Sweep, all_seeds, along_segment, seeds_of};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

/// Lists of variable length in one piece.
pub(super) struct Lists<T> {
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    pub(super) fn group(keys: usize, mut pairs: Vec<(u32, T)>) -> Lists<T> {
        pairs.sort_by_key(|(key, _)| *key);
        let mut first = vec![0u32; keys + 1];
        pairs.iter().for_each(|(key, _)| first[*key as usize + 1] += 1);
        for key in 0..keys {
            first[key + 1] += first[key];
        }
        Lists {
            first,
            items: pairs.into_iter().map(|(_, item)| item).collect(),
        }
    }

    pub(super) fn of(&self, key: u32) -> &[T] {
        &self.items[self.first[key as usize] as usize..self.first[key as usize + 1] as usize]
    }
}

/// See the module.
pub struct Travel {
    mode: TravelMode,
    pub(super) router: Arc<Router>,
    pub(super) places: Vec<LonLat>,
    /// Joins of each facility, as the end and as the start of a way.
    pub(super) arrivals: Vec<Vec<Join>>,
    departures: Vec<Vec<Join>>,
    cells: PointIndex,
    cell_joins: Lists<Join>,
    /// Cells that leave over a node, with the time from the cell to the node.
    pub(super) cells_at_node: Lists<(u32, u32)>,
    /// The same by the node's position in the contracted graph, made when first needed.
    pub(super) cells_at_position: OnceLock<Lists<(u32, u32)>>,
    /// Cells that join a segment.
    pub(super) cells_at_segment: Lists<(u32, Join)>,
    /// Times that were brought and stand before the router's.
    pub(super) own: OwnTimes,
}

impl Travel {
    /// With the shipped profile of the mode.
    pub fn new(dataset: &Dataset, mode: TravelMode) -> Travel {
        Travel::on(
            dataset,
            mode,
            Arc::new(Router::build(&dataset.roads, Profile::shipped(mode))),
        )
    }

    /// On roads that were built before.
    pub fn on(dataset: &Dataset, mode: TravelMode, router: Arc<Router>) -> Travel {
        let joins = |place: LonLat, direction, scratch: &mut JoinScratch| {
            router.joiner().joins(router.graph(), place, direction, scratch)
        };
        let both: Vec<(Vec<Join>, Vec<Join>)> = dataset
            .facilities
            .par_iter()
            .map_init(JoinScratch::default, |scratch, facility| {
                let place = facility.location;
                (
                    joins(place, Direction::Reverse, scratch),
                    joins(place, Direction::Forward, scratch),
                )
            })
            .collect();
        let (arrivals, departures) = both.into_iter().unzip();
        let of_cells: Vec<Vec<Join>> = dataset
            .cells
            .par_iter()
            .map_init(JoinScratch::default, |scratch, cell| {
                joins(cell.location, Direction::Forward, scratch)
            })
            .collect();
        let graph = router.graph();
        let (mut at_node, mut at_segment, mut by_cell) = (Vec::new(), Vec::new(), Vec::new());
        for (cell, joins) in (0u32..).zip(&of_cells) {
            for (node, time) in all_seeds(graph, joins, Direction::Forward) {
                at_node.push((node, (cell, time)));
            }
            for join in joins {
                at_segment.push((join.segment, (cell, *join)));
                by_cell.push((cell, *join));
            }
        }
        let locations: Vec<LonLat> = dataset.cells.iter().map(|cell| cell.location).collect();
        Travel {
            mode,
            cells: PointIndex::build(&locations),
            places: dataset.facilities.iter().map(|facility| facility.location).collect(),
            arrivals,
            departures,
            cell_joins: Lists::group(dataset.cells.len(), by_cell),
            cells_at_node: Lists::group(graph.node_count(), at_node),
            cells_at_position: OnceLock::new(),
            cells_at_segment: Lists::group(graph.segments().len(), at_segment),
            own: OwnTimes::of(dataset),
            router,
        }
    }

    pub fn mode(&self) -> TravelMode {
        self.mode
    }

    pub fn router(&self) -> &Router {
        &self.router
    }

    pub fn cell_count(&self) -> usize {
        self.cells.len()
    }

    pub fn facility_count(&self) -> usize {
        self.places.len()
    }

    /// Whether the cell joins a road at all.
    pub fn is_snapped(&self, cell: usize) -> bool {
        !self.cell_joins.of(cell as u32).is_empty()
    }

    /// Whether the facility joins a road at all.
    pub fn is_facility_snapped(&self, facility: FacilityId) -> bool {
        !self.arrivals[facility.index()].is_empty()
    }

    /// The roads by which the cell leaves, nearest first.
    pub fn joins_of_cell(&self, cell: usize) -> &[Join] {
        self.cell_joins.of(cell as u32)
    }

    /// The roads by which the facility is reached, nearest first.
    pub fn joins_of_facility(&self, facility: FacilityId) -> &[Join] {
        &self.arrivals[facility.index()]
    }

    /// The k nearest of `facilities` for every cell, by the time from the cell to the facility.
    pub fn nearest(&self, facilities: &[FacilityId], k: usize) -> KNearest {
        let graph = self.router.graph();
        let mut seeds = Vec::new();
        let mut on_segment: HashMap<u32, Vec<(FacilityId, Join)>> = HashMap::new();
        for &facility in facilities {
            let joins = &self.arrivals[facility.index()];
            seeds.extend(
                all_seeds(graph, joins, Direction::Reverse)
                    .into_iter()
                    .map(|(node, time)| (node, time, facility.0)),
            );
            for join in joins {
                on_segment.entry(join.segment).or_default().push((facility, *join));
            }
        }
        let labels = self.router.metric().k_nearest(Direction::Reverse, &seeds, k);
        let mut walks: Vec<Vec<(Deciseconds, FacilityId)>> = vec![Vec::new(); self.cell_count()];
        for &facility in facilities {
            self.walkers(self.places[facility.index()], |cell, time| {
                walks[cell].push((time, facility))
            });
        }
        let rows: Vec<(Deciseconds, FacilityId)> = walks
            .into_par_iter()
            .enumerate()
            .flat_map_iter(|(cell, mut found)| {
                for join in self.cell_joins.of(cell as u32) {
                    seeds_of(graph, join, Direction::Forward, |node, start| {
                        for &(time, facility) in labels.of(node) {
                            found.push((Deciseconds(start + time), FacilityId(facility)));
                        }
                    });
                    for (facility, arrival) in on_segment.get(&join.segment).map_or(&[][..], Vec::as_slice) {
                        if let Some(time) = along_segment(graph, join, arrival) {
                            found.push((time, *facility));
                        }
                    }
                }
                best_of_each(found, k)
            })
            .collect();
        let nearest = KNearest::from_entries(k, rows);
        self.own.put_into_nearest(nearest, facilities, k, |facility| {
            self.router_times_to(facility, Deciseconds::NEVER)
        })
    }

    /// For each of `from`, its at most `k` nearest others of `to` by the time from it, below `limit`
    /// (exclusive), nearest first, ties by id; never itself.
    pub fn between(
        &self,
        from: &[FacilityId],
        to: &[FacilityId],
        k: usize,
        limit: Deciseconds,
    ) -> Vec<Vec<(FacilityId, Deciseconds)>> {
        let graph = self.router.graph();
        let latest = self.router.joiner().latest_seed(graph);
        let mut goals: HashMap<u32, Vec<(FacilityId, u32)>> = HashMap::new();
        let mut on_segment: HashMap<u32, Vec<(FacilityId, Join)>> = HashMap::new();
        for &facility in to {
            let joins = &self.arrivals[facility.index()];
            for (node, time) in all_seeds(graph, joins, Direction::Reverse) {
                goals.entry(node).or_default().push((facility, time));
            }
            joins
                .iter()
                .for_each(|join| on_segment.entry(join.segment).or_default().push((facility, *join)));
        }
        let targets: Vec<LonLat> = to.iter().map(|facility| self.places[facility.index()]).collect();
        let targets = PointIndex::build(&targets);
        let walk_limit = Metres(self.router.joiner().limit_m());
        from.par_iter()
            .map_init(
                || Sweep::new(graph, latest),
                |sweep, &start| {
                    let departures = &self.departures[start.index()];
                    let mut found = Vec::new();
                    sweep.run(
                        graph,
                        Direction::Forward,
                        &all_seeds(graph, departures, Direction::Forward),
                        limit.0,
                    );
                    for (node, time) in sweep.settled() {
                        for &(facility, rest) in goals.get(&node).map_or(&[][..], Vec::as_slice) {
                            found.push((Deciseconds(time + rest), facility));
                        }
                    }
                    for departure in departures {
                        for (facility, arrival) in on_segment.get(&departure.segment).map_or(&[][..], Vec::as_slice) {
                            found.extend(along_segment(graph, departure, arrival).map(|time| (time, *facility)));
                        }
                    }
                    for (target, distance) in targets.within(self.places[start.index()], walk_limit) {
                        found.push((Deciseconds(self.router.joiner().walk(distance.0)), to[target]));
                    }
                    found.retain(|&(time, facility)| facility != start && time < limit);
                    let mut best = best_of_each(found, k);
                    best.retain(|(time, _)| time.is_reachable());
                    best.into_iter().map(|(time, facility)| (facility, time)).collect()
                },
            )
            .collect()
    }

    /// Bit (cell, facility) when the geodesic distance is at most `radius`, for the listed facilities.
    pub fn within_distance(&self, facilities: &[FacilityId], radius: Metres) -> CoverMatrix {
        CoverMatrix::by_columns(self.cell_count(), self.facility_count(), |word, column| {
            for &facility in facilities.iter().filter(|facility| facility.index() / 64 == word) {
                let bit = 1u64 << (facility.index() % 64);
                self.cells
                    .for_each_within(self.places[facility.index()], radius, |cell| column[cell] |= bit);
            }
        })
    }

    /// The index over the cells' centres.
    pub fn cell_index(&self) -> &PointIndex {
        &self.cells
    }

    /// Cells from which the place can be reached on foot alone within the snap limit.
    pub(super) fn walkers(&self, place: LonLat, mut visit: impl FnMut(usize, Deciseconds)) {
        let joiner = self.router.joiner();
        for (cell, distance) in self.cells.within(place, Metres(joiner.limit_m())) {
            visit(cell, Deciseconds(joiner.walk(distance.0)));
        }
    }

    /// The cells that leave over a node, with the time from the cell to the node in deciseconds.
    pub fn cells_over_node(&self, node: u32) -> &[(u32, u32)] {
        self.cells_at_node.of(node)
    }

    /// The cells that join a segment, with the join.
    pub fn cells_on_segment(&self, segment: u32) -> &[(u32, Join)] {
        self.cells_at_segment.of(segment)
    }

    /// Cells from which a place can be reached on foot alone within the snap limit, with the time.
    pub fn cells_on_foot(&self, place: LonLat) -> impl Iterator<Item = (usize, Deciseconds)> + '_ {
        let joiner = self.router.joiner();
        let near = self.cells.within(place, Metres(joiner.limit_m())).into_iter();
        near.map(|(cell, distance)| (cell, Deciseconds(joiner.walk(distance.0))))
    }

    /// Times that were brought and stand before the router's in every table of cells and facilities.
    pub fn own_times(&self) -> &OwnTimes {
        &self.own
    }

    /// By the roads alone, to a place that need not be a facility: `arrivals` are its joins as the end of a way, and
    /// every cell whose time is below `limit` is visited once or more often; the smallest time given is its travel time.
    pub fn reach_place(
        &self,
        place: LonLat,
        arrivals: &[Join],
        limit: Deciseconds,
        sweep: &mut Sweep,
        mut visit: impl FnMut(usize, Deciseconds),
    ) {
        let graph = self.router.graph();
        let seeds = all_seeds(graph, arrivals, Direction::Reverse);
        sweep.run(graph, Direction::Reverse, &seeds, limit.0);
        let mut below = |cell: usize, time: u32| {
            if time < limit.0 {
                visit(cell, Deciseconds(time));
            }
        };
        for (node, time) in sweep.settled() {
            for &(cell, start) in self.cells_at_node.of(node) {
                below(cell as usize, time + start);
            }
        }
        for arrival in arrivals {
            for (cell, join) in self.cells_at_segment.of(arrival.segment) {
                if let Some(time) = along_segment(graph, join, arrival) {
                    below(*cell as usize, time.0);
                }
            }
        }
        self.cells_on_foot(place).for_each(|(cell, time)| below(cell, time.0));
    }
}

/// The best time of each facility, the k nearest of them, padded to exactly k.
fn best_of_each(mut found: Vec<(Deciseconds, FacilityId)>, k: usize) -> Vec<(Deciseconds, FacilityId)> {
    found.sort_unstable();
    let mut best: Vec<(Deciseconds, FacilityId)> = Vec::with_capacity(k);
    for (time, facility) in found {
        if best.len() == k {
            break;
        }
        if best.iter().all(|(_, known)| *known != facility) {
            best.push((time, facility));
        }
    }
    best.resize(k, (Deciseconds::NEVER, FacilityId(u32::MAX)));
    best
}
