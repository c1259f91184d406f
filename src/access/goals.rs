//! Where the ways to facilities end, ready to be met by ways that start elsewhere.

use std::collections::HashMap;

use rayon::prelude::*;

use super::lists::Lists;
use crate::model::FacilityId;
use crate::routing::{Climb, Direction, Join, Router, Seed, Sweep, all_seeds};

/// What takes the times that a search finds.
pub(super) trait Offers {
    /// Times at or above it (deciseconds) are of no use any more; it never grows.
    fn limit(&self) -> u32;
    /// A time in which a facility can be reached: not always the least one.
    fn offer(&mut self, facility: FacilityId, time: u32);
}

/// The ends of the ways to some facilities.
pub(super) enum Goals {
    /// By position of the contracted graph, facilities whose climb against the traffic passes there, with the time from there,
    /// shortest first (many-to-many with buckets: Knopp, Sanders, Schultes, Schulz & Wagner 2007).
    Climbed(Lists<(u32, FacilityId)>),
    /// By node, facilities that are entered there, with the time from there.
    AtNode(HashMap<u32, Vec<(u32, FacilityId)>>),
}

/// Working memory for [`Goals::offer`].
pub(super) enum GoalSearch {
    Climb(Climb),
    Sweep(Sweep),
}

impl Goals {
    /// Of the facilities `to`, by their joins (`arrivals`, one entry a facility): ways of less than `limit`, on the contracted
    /// roads where they are contracted already.
    pub(super) fn of(router: &Router, arrivals: &[Vec<Join>], to: &[FacilityId], limit: u32) -> Goals {
        let graph = router.graph();
        let seeds_to = |facility: FacilityId| all_seeds(graph, &arrivals[facility.index()], Direction::Reverse);
        if !router.is_contracted() {
            let mut goals: HashMap<u32, Vec<(u32, FacilityId)>> = HashMap::new();
            for &facility in to {
                for (node, time) in seeds_to(facility) {
                    goals.entry(node).or_default().push((time, facility));
                }
            }
            return Goals::AtNode(goals);
        }
        let metric = router.metric();
        let climbs = to.par_iter().map_init(
            || Climb::new(metric.hierarchy()),
            |climb, &facility| {
                let mut climbed = Vec::new();
                let seeds = seeds_to(facility);
                climb.run(metric, Direction::Reverse, &seeds, limit, |position, time| {
                    climbed.push((position, (time, facility)));
                });
                climbed
            },
        );
        let climbs: Vec<Vec<(u32, (u32, FacilityId))>> = climbs.collect();
        let mut lists = Lists::filled(graph.node_count(), |put| {
            climbs
                .iter()
                .flatten()
                .for_each(|&(position, goal)| put(position, goal));
        });
        lists.sort_each();
        Goals::Climbed(lists)
    }

    /// Memory that fits these goals.
    pub(super) fn search(&self, router: &Router) -> GoalSearch {
        let graph = router.graph();
        match self {
            Goals::Climbed(_) => GoalSearch::Climb(Climb::new(router.metric().hierarchy())),
            Goals::AtNode(_) => GoalSearch::Sweep(Sweep::new(graph, router.joiner().latest_seed(graph))),
        }
    }

    /// Offers the time from the seeds to every goal that is below the limit: among what is offered for a goal is the least.
    pub(super) fn offer(&self, router: &Router, search: &mut GoalSearch, seeds: &[Seed], offers: &mut impl Offers) {
        match (self, search) {
            (Goals::Climbed(goals), GoalSearch::Climb(climb)) => {
                let metric = router.metric();
                let limit = offers.limit();
                climb.run_within(metric, Direction::Forward, seeds, limit, |position, time| {
                    for &(rest, facility) in goals.of(position) {
                        if time + rest >= offers.limit() {
                            break;
                        }
                        offers.offer(facility, time + rest);
                    }
                    offers.limit()
                });
            }
            (Goals::AtNode(goals), GoalSearch::Sweep(sweep)) => {
                let limit = offers.limit();
                sweep.run_until(router.graph(), Direction::Forward, seeds, limit, |node, time| {
                    for &(rest, facility) in goals.get(&node).map_or(&[][..], Vec::as_slice) {
                        if time + rest < offers.limit() {
                            offers.offer(facility, time + rest);
                        }
                    }
                    time >= offers.limit()
                });
            }
            _ => unreachable!("a search is made by its goals"),
        }
    }
}
