//! Times between points of the network.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Travel;
use super::goals::{Goals, Offers};
use crate::geometry::LonLat;
use crate::model::FacilityId;
use crate::routing::{Direction, Join, all_seeds, along_segment};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

impl Travel {
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
        let mut on_segment: HashMap<u32, Vec<(FacilityId, Join)>> = HashMap::new();
        for &facility in to {
            for join in &self.arrivals[facility.index()] {
                on_segment.entry(join.segment).or_default().push((facility, *join));
            }
        }
        let goals = Goals::of(&self.router, &self.arrivals, to, limit.0);
        let targets: Vec<LonLat> = to.iter().map(|facility| self.places[facility.index()]).collect();
        let targets = PointIndex::build(&targets);
        let walk_limit = Metres(self.router.joiner().limit_m());
        from.par_iter()
            .map_init(
                || {
                    (
                        goals.search(&self.router),
                        FirstTimes::new(self.facility_count(), limit),
                    )
                },
                |(search, times), &start| {
                    let departures = &self.departures[start.index()];
                    let seeds = all_seeds(graph, departures, Direction::Forward);
                    goals.offer(&self.router, search, &seeds, times);
                    for departure in departures {
                        for (facility, arrival) in on_segment.get(&departure.segment).map_or(&[][..], Vec::as_slice) {
                            if let Some(time) = along_segment(graph, departure, arrival) {
                                times.offer(*facility, time.0);
                            }
                        }
                    }
                    for (target, distance) in targets.within(self.places[start.index()], walk_limit) {
                        times.offer(to[target], self.router.joiner().walk(distance.0));
                    }
                    let mut found = times.take();
                    found.retain(|&(time, facility)| facility != start && time < limit);
                    found.sort_unstable();
                    found.truncate(k);
                    found.into_iter().map(|(time, facility)| (facility, time)).collect()
                },
            )
            .collect()
    }
}

/// The smallest time offered for each facility; emptied when it is taken, at the cost of what was offered.
struct FirstTimes {
    of: Vec<Deciseconds>,
    offered: Vec<FacilityId>,
    limit: Deciseconds,
}

impl Offers for FirstTimes {
    fn limit(&self) -> u32 {
        self.limit.0
    }

    fn offer(&mut self, facility: FacilityId, time: u32) {
        let (known, time) = (&mut self.of[facility.index()], Deciseconds(time));
        if !known.is_reachable() && time.is_reachable() {
            self.offered.push(facility);
        }
        *known = time.min(*known);
    }
}

impl FirstTimes {
    fn new(facilities: usize, limit: Deciseconds) -> FirstTimes {
        FirstTimes {
            of: vec![Deciseconds::NEVER; facilities],
            offered: Vec::new(),
            limit,
        }
    }

    /// In no order.
    fn take(&mut self) -> Vec<(Deciseconds, FacilityId)> {
        let FirstTimes { of, offered, .. } = self;
        let taken = |facility: FacilityId| {
            (
                std::mem::replace(&mut of[facility.index()], Deciseconds::NEVER),
                facility,
            )
        };
        offered.drain(..).map(taken).collect()
    }
}
