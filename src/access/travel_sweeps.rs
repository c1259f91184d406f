//! Which cells reach which points in which time: many points in one pass over the contracted roads.
//!
//! Points that lie near one another share a batch of searches; a cell's time is the least over the few nodes over which it
//! joins. What passes no node - along one stretch of road, or on foot alone - is looked up beside.

use rayon::prelude::*;

use super::CoverMatrix;
use super::travel::Travel;
use crate::geometry::LonLat;
use crate::model::{CellId, FacilityId};
use crate::routing::{BatchSweep, Direction, Join, JoinScratch, LANES, Lane, Seed, Times, all_seeds, along_segment};
use crate::units::Deciseconds;

/// Where people travel to.
#[derive(Clone, Copy)]
struct Target<'a> {
    place: LonLat,
    joins: &'a [Join],
}

/// Batches whose times [`Travel::for_each_time`] holds at once: enough for the cores of one machine.
const STREAMED: usize = 2;

/// Batches whose columns wait to be laid into rows: 2 bytes a cell each.
const GROUPS_HELD: usize = 32;

impl Travel {
    /// Bit (cell, facility) when the travel time is below `limit` (exclusive), for the listed facilities.
    pub fn within_time(&self, facilities: &[FacilityId], limit: Deciseconds) -> CoverMatrix {
        let mut cover = if limit.0 <= BatchSweep::<u16>::longest() {
            self.within_time_in::<u16>(facilities, limit)
        } else {
            // Three years and more: no limit at all.
            let limit = Deciseconds(limit.0.min(BatchSweep::<i32>::longest()));
            self.within_time_in::<i32>(facilities, limit)
        };
        self.own.put_into_cover(&mut cover, facilities, limit);
        cover
    }

    fn within_time_in<L: Lane>(&self, facilities: &[FacilityId], limit: Deciseconds) -> CoverMatrix {
        let near_together = self.near_together(facilities);
        let mut matrix = CoverMatrix::empty(self.cell_count(), self.facility_count());
        for some in near_together.chunks(LANES * GROUPS_HELD) {
            let groups: Vec<(&[FacilityId], Vec<u16>)> = some
                .par_chunks(LANES)
                .map_init(
                    || BatchSweep::<L>::new(self.router.metric().hierarchy()),
                    |sweep, batch| {
                        let targets: Vec<Target> = batch.iter().map(|facility| self.target(*facility)).collect();
                        let mut column = vec![0u16; self.cell_count()];
                        self.sweep_batch(&targets, limit, sweep, |cell, times, start| {
                            column[cell] |= lanes_below(times, limit.0.saturating_sub(start));
                        });
                        for (lane, target) in targets.iter().enumerate() {
                            self.reach_without_node(*target, limit, |cell, _| column[cell] |= 1 << lane);
                        }
                        (batch, column)
                    },
                )
                .collect();
            matrix.set_groups(&groups);
        }
        matrix
    }

    /// The travel time of every cell to one facility, `NEVER` where it is not below `limit`.
    pub fn times_to(&self, facility: FacilityId, limit: Deciseconds) -> Vec<Deciseconds> {
        let mut times = self.router_times_to(facility, limit);
        self.own.put_into_times(&mut times, facility, limit);
        times
    }

    /// As [`Travel::times_to`], by the roads alone.
    pub(super) fn router_times_to(&self, facility: FacilityId, limit: Deciseconds) -> Vec<Deciseconds> {
        let mut times = vec![Deciseconds::NEVER; self.cell_count()];
        self.stream(&[self.target(facility)], limit, |_, row| {
            row.iter().for_each(|(cell, time)| times[cell.index()] = *time);
        });
        times
    }

    /// Calls `visit` once for each facility, in the order given, with every cell whose travel time to it
    /// is below `limit` (exclusive) and that time, in cell order. A few facilities are in memory at a time.
    pub fn for_each_time(
        &self,
        facilities: &[FacilityId],
        limit: Deciseconds,
        mut visit: impl FnMut(FacilityId, &[(CellId, Deciseconds)]),
    ) {
        let targets: Vec<Target> = facilities.iter().map(|facility| self.target(*facility)).collect();
        self.stream(&targets, limit, |index, row| {
            let facility = facilities[index];
            match self.own.put_into_row(row, facility, limit) {
                Some(row) => visit(facility, &row),
                None => visit(facility, row),
            }
        });
    }

    /// As [`Travel::for_each_time`] by the roads alone, for places that are no facility: where a point might be opened.
    pub fn for_each_time_to(
        &self,
        places: &[LonLat],
        limit: Deciseconds,
        visit: impl FnMut(usize, &[(CellId, Deciseconds)]),
    ) {
        let (graph, joiner) = (self.router.graph(), self.router.joiner());
        let mut scratch = JoinScratch::default();
        let mut joins = |place: &LonLat| joiner.joins(graph, *place, Direction::Reverse, &mut scratch);
        let joins: Vec<Vec<Join>> = places.iter().map(&mut joins).collect();
        let targets: Vec<Target> = places
            .iter()
            .zip(&joins)
            .map(|(&place, joins)| Target { place, joins })
            .collect();
        self.stream(&targets, limit, visit);
    }

    fn stream(&self, targets: &[Target], limit: Deciseconds, mut visit: impl FnMut(usize, &[(CellId, Deciseconds)])) {
        let limit = Deciseconds(limit.0.min(BatchSweep::<i32>::longest()));
        let memory = || {
            (
                BatchSweep::<i32>::new(self.router.metric().hierarchy()),
                vec![[limit.0; LANES]; self.cell_count()],
            )
        };
        let mut index = 0;
        for some in targets.chunks(LANES * STREAMED) {
            let rows: Vec<Vec<Vec<(CellId, Deciseconds)>>> = some
                .par_chunks(LANES)
                .map_init(memory, |(sweep, best), batch| {
                    self.times_of_batch(batch, limit, sweep, best)
                })
                .collect();
            for row in rows.iter().flatten() {
                visit(index, row);
                index += 1;
            }
        }
    }

    /// The cells below the limit of each target with their times; `best` holds the limit everywhere, before and after.
    fn times_of_batch(
        &self,
        batch: &[Target],
        limit: Deciseconds,
        sweep: &mut BatchSweep<i32>,
        best: &mut [[u32; LANES]],
    ) -> Vec<Vec<(CellId, Deciseconds)>> {
        let mut reached: Vec<u32> = Vec::new();
        self.sweep_batch(batch, limit, sweep, |cell, times, start| {
            reached.push(cell as u32);
            for (best, time) in best[cell].iter_mut().zip(times) {
                *best = (*best).min(time.time().saturating_add(start));
            }
        });
        for (lane, target) in batch.iter().enumerate() {
            self.reach_without_node(*target, limit, |cell, time| {
                reached.push(cell as u32);
                best[cell][lane] = best[cell][lane].min(time);
            });
        }
        reached.sort_unstable();
        reached.dedup();
        let mut rows = vec![Vec::new(); batch.len()];
        for cell in reached {
            let times = std::mem::replace(&mut best[cell as usize], [limit.0; LANES]);
            for (row, time) in rows.iter_mut().zip(times) {
                if time < limit.0 {
                    row.push((CellId(cell), Deciseconds(time)));
                }
            }
        }
        rows
    }

    fn target(&self, facility: FacilityId) -> Target<'_> {
        Target {
            place: self.places[facility.index()],
            joins: &self.arrivals[facility.index()],
        }
    }

    /// Facilities in an order in which neighbours share a batch.
    fn near_together(&self, facilities: &[FacilityId]) -> Vec<FacilityId> {
        let hierarchy = self.router.metric().hierarchy();
        let place = |facility: &FacilityId| {
            let segment = self.arrivals[facility.index()].first().map(|join| join.segment);
            let end = segment.map(|segment| self.router.graph().segments()[segment as usize].ends[0]);
            (end.map(|node| hierarchy.position(node)), *facility)
        };
        let mut sorted = facilities.to_vec();
        sorted.sort_by_cached_key(place);
        sorted
    }

    /// Calls `visit` with cells, the targets' times at a node over which the cell leaves, and the time from the cell to
    /// that node: for every cell that reaches some target over a node below `limit`, once or more often.
    fn sweep_batch<L: Lane>(
        &self,
        batch: &[Target],
        limit: Deciseconds,
        sweep: &mut BatchSweep<L>,
        mut visit: impl FnMut(usize, &Times<L>, u32),
    ) {
        let graph = self.router.graph();
        let seeds: Vec<Vec<Seed>> = batch
            .iter()
            .map(|target| all_seeds(graph, target.joins, Direction::Reverse))
            .collect();
        let searches: Vec<&[Seed]> = seeds.iter().map(Vec::as_slice).collect();
        let cells = self.cells_at_position();
        sweep.run(
            self.router.metric(),
            Direction::Reverse,
            &searches,
            limit.0,
            |position, times| {
                for &(cell, start) in cells.of(position) {
                    visit(cell as usize, times, start);
                }
            },
        );
    }

    /// Cells whose way to a target passes no node: along one segment, or on foot alone; each once or more often.
    fn reach_without_node(&self, target: Target, limit: Deciseconds, mut visit: impl FnMut(usize, u32)) {
        let graph = self.router.graph();
        for arrival in target.joins {
            for (cell, join) in self.cells_on_segment(arrival.segment) {
                if let Some(time) = along_segment(graph, &join, arrival)
                    && time < limit
                {
                    visit(cell as usize, time.0);
                }
            }
        }
        self.walkers(target.place, |cell, time| {
            if time < limit {
                visit(cell, time.0);
            }
        });
    }
}

/// The lanes whose time is below `limit`.
fn lanes_below<L: Lane>(times: &Times<L>, limit: u32) -> u16 {
    let limit = L::from_time(limit);
    let mut lanes = 0u16;
    for (lane, time) in times.iter().enumerate() {
        lanes |= u16::from(*time < limit) << lane;
    }
    lanes
}
