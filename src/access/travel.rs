//! Cells and facilities of one dataset joined to the roads of one mode: who reaches what in which time.
//!
//! Time is that of the resident *to* the point: walk, road, walk, or on foot alone within the snap
//! limit; the best over all roads within the limit. Cells are answered from the sweeps' labels at the
//! few nodes over which they join, so no table of cells by points is ever laid out.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::lists::Lists;
use super::{CellJoins, CoverMatrix, KNearest, OwnTimes};
use crate::geometry::LonLat;
use crate::model::{Dataset, FacilityId, TravelMode};
use crate::routing::{
    Direction, Join, JoinScratch, Profile, Router, Sweep, all_seeds, along_segment, put_all_seeds, seeds_of,
};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

/// See the module.
pub struct Travel {
    mode: TravelMode,
    pub(super) router: Arc<Router>,
    pub(super) places: Vec<LonLat>,
    /// Joins of each facility, as the end and as the start of a way.
    pub(super) arrivals: Vec<Vec<Join>>,
    pub(super) departures: Vec<Vec<Join>>,
    cells: PointIndex,
    cell_joins: Lists<Join>,
    /// Cells that leave over a node, with the time from the cell to the node; `None` where only the next one is kept.
    cells_at_node: Option<Lists<(u32, u32)>>,
    /// The same by the node's position in the contracted graph, made when first needed.
    cells_at_position: OnceLock<Lists<(u32, u32)>>,
    /// Cells that join a segment.
    cells_at_segment: Lists<u32>,
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
        let cell_joins = CellJoins::find(dataset, &router);
        Travel::joined(dataset, mode, router, cell_joins)
    }

    /// As [`Travel::on`], with the joins of the dataset's cells to these roads as they were found before.
    pub fn joined(dataset: &Dataset, mode: TravelMode, router: Arc<Router>, cell_joins: CellJoins) -> Travel {
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
        let cell_joins = cell_joins.0;
        let graph = router.graph();
        let cell_count = dataset.cells.len();
        let each_seed = |cells: Range<u32>, put: &mut dyn FnMut(u32, (u32, u32))| {
            let mut seeds = Vec::new();
            for cell in cells {
                put_all_seeds(graph, cell_joins.of(cell), Direction::Forward, &mut seeds);
                seeds.iter().for_each(|&(node, time)| put(node, (cell, time)));
            }
        };
        // On contracted roads one order does for all: these lists are the largest part of a country in memory.
        let lists = || match router.is_contracted() {
            true => {
                let hierarchy = router.metric().hierarchy();
                let at_position = Lists::filled_in_parts(graph.node_count(), cell_count, |cells, put| {
                    each_seed(cells, &mut |node, item| put(hierarchy.position(node), item));
                });
                (None, OnceLock::from(at_position))
            }
            false => {
                let at_node = Lists::filled_in_parts(graph.node_count(), cell_count, each_seed);
                (Some(at_node), OnceLock::new())
            }
        };
        let index = || {
            let locations: Vec<LonLat> = dataset.cells.iter().map(|cell| cell.location).collect();
            PointIndex::build(&locations)
        };
        let (cells, (cells_at_node, cells_at_position)) = rayon::join(index, lists);
        let cells_at_segment = Lists::filled_in_parts(graph.segments().len(), cell_count, |cells, put| {
            for cell in cells {
                cell_joins.of(cell).iter().for_each(|join| put(join.segment, cell));
            }
        });
        Travel {
            mode,
            cells,
            places: dataset.facilities.iter().map(|facility| facility.location).collect(),
            arrivals,
            departures,
            cell_joins,
            cells_at_node,
            cells_at_position,
            cells_at_segment,
            own: OwnTimes::of(dataset),
            router,
        }
    }

    /// Other cells and points on the roads of this one.
    pub fn on_the_same_roads(&self, dataset: &Dataset) -> Travel {
        Travel::on(dataset, self.mode, Arc::clone(&self.router))
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
        let walks = Lists::filled(self.cell_count(), |put| {
            for &facility in facilities {
                self.walkers(self.places[facility.index()], |cell, time| {
                    put(cell as u32, (time, facility));
                });
            }
        });
        let mut rows = vec![NOBODY; self.cell_count() * k];
        let each_row = rows.par_chunks_exact_mut(k).enumerate();
        each_row.for_each_init(Vec::new, |found, (cell, row)| {
            found.clear();
            found.extend_from_slice(walks.of(cell as u32));
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
            best_of_each(found, row);
        });
        let nearest = KNearest::from_entries(k, rows);
        self.own.put_into_nearest(nearest, facilities, k, |facility| {
            self.router_times_to(facility, Deciseconds::NEVER)
        })
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
        match &self.cells_at_node {
            Some(lists) => lists.of(node),
            None => self
                .cells_at_position()
                .of(self.router.metric().hierarchy().position(node)),
        }
    }

    /// The cells that leave over the node at a position of the contracted graph, with the time to it.
    pub(super) fn cells_at_position(&self) -> &Lists<(u32, u32)> {
        self.cells_at_position.get_or_init(|| {
            let hierarchy = self.router.metric().hierarchy();
            Lists::filled(self.router.graph().node_count(), |put| {
                for (node, lists) in (0u32..).zip(self.cells_at_node.iter().flat_map(|lists| lists.rows())) {
                    lists.iter().for_each(|cell| put(hierarchy.position(node), *cell));
                }
            })
        })
    }

    /// The cells that join a segment, with the join.
    pub fn cells_on_segment(&self, segment: u32) -> impl Iterator<Item = (u32, Join)> + '_ {
        self.cells_at_segment.of(segment).iter().flat_map(move |&cell| {
            let joins = self.cell_joins.of(cell).iter();
            joins
                .filter(move |join| join.segment == segment)
                .map(move |join| (cell, *join))
        })
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
            for &(cell, start) in self.cells_over_node(node) {
                below(cell as usize, time + start);
            }
        }
        for arrival in arrivals {
            for (cell, join) in self.cells_on_segment(arrival.segment) {
                if let Some(time) = along_segment(graph, &join, arrival) {
                    below(cell as usize, time.0);
                }
            }
        }
        self.cells_on_foot(place).for_each(|(cell, time)| below(cell, time.0));
    }
}

/// Where no facility is reached.
pub(super) const NOBODY: (Deciseconds, FacilityId) = (Deciseconds::NEVER, FacilityId(u32::MAX));

/// Fills `best` with the best time of each facility, nearest first, and [`NOBODY`] where there are no more. Sorts `found`.
fn best_of_each(found: &mut [(Deciseconds, FacilityId)], best: &mut [(Deciseconds, FacilityId)]) {
    found.sort_unstable();
    let mut filled = 0;
    for entry in found.iter() {
        if filled == best.len() {
            break;
        }
        if best[..filled].iter().all(|(_, known)| *known != entry.1) {
            best[filled] = *entry;
            filled += 1;
        }
    }
    best[filled..].fill(NOBODY);
}
