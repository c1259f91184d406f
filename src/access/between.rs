//! Times between points of the network.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Travel;
use super::lists::Lists;
use crate::geometry::LonLat;
use crate::model::FacilityId;
use crate::routing::{Climb, Direction, Join, Seed, Sweep, all_seeds, along_segment};
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
        let goals = Goals::of(self, to, limit);
        let targets: Vec<LonLat> = to.iter().map(|facility| self.places[facility.index()]).collect();
        let targets = PointIndex::build(&targets);
        let walk_limit = Metres(self.router.joiner().limit_m());
        from.par_iter()
            .map_init(
                || (goals.search(self), FirstTimes::new(self.facility_count())),
                |(search, times), &start| {
                    let departures = &self.departures[start.index()];
                    let seeds = all_seeds(graph, departures, Direction::Forward);
                    goals.offer(self, search, &seeds, limit, times);
                    for departure in departures {
                        for (facility, arrival) in on_segment.get(&departure.segment).map_or(&[][..], Vec::as_slice) {
                            if let Some(time) = along_segment(graph, departure, arrival) {
                                times.offer(*facility, time);
                            }
                        }
                    }
                    for (target, distance) in targets.within(self.places[start.index()], walk_limit) {
                        times.offer(to[target], Deciseconds(self.router.joiner().walk(distance.0)));
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

/// Where the ways to some facilities end, ready to be met by those that start elsewhere.
enum Goals {
    /// By position of the contracted graph, facilities whose climb against the traffic passes there, with the time from there
    /// (many-to-many with buckets: Knopp, Sanders, Schultes, Schulz & Wagner 2007).
    Climbed(Lists<(FacilityId, u32)>),
    /// By node, facilities that are entered there, with the time from there.
    AtNode(HashMap<u32, Vec<(FacilityId, u32)>>),
}

/// Working memory for [`Goals::offer`].
enum GoalSearch {
    Climb(Climb),
    Sweep(Sweep),
}

impl Goals {
    fn of(travel: &Travel, to: &[FacilityId], limit: Deciseconds) -> Goals {
        let graph = travel.router.graph();
        let seeds_to = |facility: FacilityId| all_seeds(graph, &travel.arrivals[facility.index()], Direction::Reverse);
        if !travel.router.is_contracted() {
            let mut goals: HashMap<u32, Vec<(FacilityId, u32)>> = HashMap::new();
            for &facility in to {
                for (node, time) in seeds_to(facility) {
                    goals.entry(node).or_default().push((facility, time));
                }
            }
            return Goals::AtNode(goals);
        }
        let metric = travel.router.metric();
        let climbs = to.par_iter().map_init(
            || Climb::new(metric.hierarchy()),
            |climb, &facility| {
                let mut climbed = Vec::new();
                climb.run(
                    metric,
                    Direction::Reverse,
                    &seeds_to(facility),
                    limit.0,
                    |position, time| {
                        climbed.push((position, (facility, time)));
                    },
                );
                climbed
            },
        );
        let climbs: Vec<Vec<(u32, (FacilityId, u32))>> = climbs.collect();
        Goals::Climbed(Lists::filled(graph.node_count(), |put| {
            climbs
                .iter()
                .flatten()
                .for_each(|&(position, goal)| put(position, goal));
        }))
    }

    fn search(&self, travel: &Travel) -> GoalSearch {
        let graph = travel.router.graph();
        match self {
            Goals::Climbed(_) => GoalSearch::Climb(Climb::new(travel.router.metric().hierarchy())),
            Goals::AtNode(_) => GoalSearch::Sweep(Sweep::new(graph, travel.router.joiner().latest_seed(graph))),
        }
    }

    /// Offers the time from the seeds to every goal that is below `limit` at least at one place on the way.
    fn offer(
        &self,
        travel: &Travel,
        search: &mut GoalSearch,
        seeds: &[Seed],
        limit: Deciseconds,
        times: &mut FirstTimes,
    ) {
        let graph = travel.router.graph();
        match (self, search) {
            (Goals::Climbed(goals), GoalSearch::Climb(climb)) => {
                let metric = travel.router.metric();
                climb.run(metric, Direction::Forward, seeds, limit.0, |position, time| {
                    for &(facility, rest) in goals.of(position).iter().filter(|(_, rest)| time + rest < limit.0) {
                        times.offer(facility, Deciseconds(time + rest));
                    }
                });
            }
            (Goals::AtNode(goals), GoalSearch::Sweep(sweep)) => {
                sweep.run(graph, Direction::Forward, seeds, limit.0);
                for (node, time) in sweep.settled() {
                    for &(facility, rest) in goals.get(&node).map_or(&[][..], Vec::as_slice) {
                        times.offer(facility, Deciseconds(time + rest));
                    }
                }
            }
            _ => unreachable!("a search is made by its goals"),
        }
    }
}

/// The smallest time offered for each facility; emptied when it is taken, at the cost of what was offered.
struct FirstTimes {
    of: Vec<Deciseconds>,
    offered: Vec<FacilityId>,
}

impl FirstTimes {
    fn new(facilities: usize) -> FirstTimes {
        FirstTimes {
            of: vec![Deciseconds::NEVER; facilities],
            offered: Vec::new(),
        }
    }

    fn offer(&mut self, facility: FacilityId, time: Deciseconds) {
        let known = &mut self.of[facility.index()];
        if !known.is_reachable() && time.is_reachable() {
            self.offered.push(facility);
        }
        *known = time.min(*known);
    }

    /// In no order.
    fn take(&mut self) -> Vec<(Deciseconds, FacilityId)> {
        let FirstTimes { of, offered } = self;
        let taken = |facility: FacilityId| {
            (
                std::mem::replace(&mut of[facility.index()], Deciseconds::NEVER),
                facility,
            )
        };
        offered.drain(..).map(taken).collect()
    }
}
