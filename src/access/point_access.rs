//! From any place to the nearest points, for one mode: the question a resident asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use crate::geometry::{LonLat, distance_m};
use crate::model::{Dataset, FacilityId, RoadNetwork};
use crate::routing::{Direction, Join, JoinScratch, Route, Router, Sweep, all_seeds, along_segment, route};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

/// Two hours: nobody looks for a service point farther away. Beyond it a point is ranked by distance.
const SEARCH_LIMIT: Deciseconds = Deciseconds(72_000);

/// A facility near a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    pub facility: FacilityId,
    /// Geodesic.
    pub distance: Metres,
    /// `NEVER` when no road leads there within two hours.
    pub travel: Deciseconds,
}

/// Facilities joined to the roads of one mode.
pub struct PointAccess {
    router: Arc<Router>,
    places: Vec<LonLat>,
    index: PointIndex,
    arrivals: Vec<Vec<Join>>,
    /// Facilities reached over a node, with the time from the node.
    goals: HashMap<u32, Vec<(FacilityId, u32)>>,
    on_segment: HashMap<u32, Vec<FacilityId>>,
    /// Working memory of past questions, one for each question asked at the same time.
    idle: Mutex<Vec<(Sweep, JoinScratch)>>,
}

impl PointAccess {
    pub fn build(dataset: &Dataset, router: Arc<Router>) -> PointAccess {
        let places: Vec<LonLat> = dataset.facilities.iter().map(|facility| facility.location).collect();
        let arrivals: Vec<Vec<Join>> = places
            .par_iter()
            .map_init(JoinScratch::default, |scratch, place| {
                router
                    .joiner()
                    .joins(router.graph(), *place, Direction::Reverse, scratch)
            })
            .collect();
        let mut goals: HashMap<u32, Vec<(FacilityId, u32)>> = HashMap::new();
        let mut on_segment: HashMap<u32, Vec<FacilityId>> = HashMap::new();
        for (facility, joins) in (0u32..).map(FacilityId).zip(&arrivals) {
            for (node, time) in all_seeds(router.graph(), joins, Direction::Reverse) {
                goals.entry(node).or_default().push((facility, time));
            }
            joins
                .iter()
                .for_each(|join| on_segment.entry(join.segment).or_default().push(facility));
        }
        let index = PointIndex::build(&places);
        PointAccess {
            router,
            places,
            index,
            arrivals,
            goals,
            on_segment,
            idle: Mutex::default(),
        }
    }

    /// Whether a place joins any road of this mode.
    pub fn is_on_road(&self, place: LonLat) -> bool {
        self.with_memory(|_, scratch| !self.departures(place, scratch).is_empty())
    }

    /// The k nearest of the wanted facilities: by time, ties by id; then those that no road reaches, by
    /// distance. `wanted` has one entry a facility.
    pub fn nearest(&self, place: LonLat, wanted: &[bool], k: usize) -> Vec<Near> {
        let k = k.min(wanted.iter().filter(|wanted| **wanted).count());
        if k == 0 {
            return Vec::new();
        }
        let reached = self.with_memory(|sweep, scratch| self.reached(place, wanted, k, sweep, scratch));
        let mut near: Vec<Near> = reached
            .into_iter()
            .map(|(travel, facility)| Near {
                facility,
                distance: self.distance(place, facility),
                travel,
            })
            .collect();
        if near.len() < k {
            let mut rest: Vec<Near> = (0..wanted.len() as u32)
                .map(FacilityId)
                .filter(|facility| wanted[facility.index()] && near.iter().all(|known| known.facility != *facility))
                .map(|facility| Near {
                    facility,
                    distance: self.distance(place, facility),
                    travel: Deciseconds::NEVER,
                })
                .collect();
            rest.sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0).then(a.facility.cmp(&b.facility)));
            near.extend(rest.into_iter().take(k - near.len()));
        }
        near
    }

    /// The fastest way by road to a facility; `None` when no road leads there.
    pub fn route(&self, network: &RoadNetwork, place: LonLat, to: FacilityId) -> Option<Route> {
        let departures = self.with_memory(|_, scratch| self.departures(place, scratch));
        let joins = [&departures[..], &self.arrivals[to.index()][..]];
        route(self.router.graph(), network, [place, self.places[to.index()]], joins)
    }

    fn departures(&self, place: LonLat, scratch: &mut JoinScratch) -> Vec<Join> {
        self.router
            .joiner()
            .joins(self.router.graph(), place, Direction::Forward, scratch)
    }

    fn distance(&self, place: LonLat, facility: FacilityId) -> Metres {
        Metres(distance_m(place, self.places[facility.index()]))
    }

    fn reached(
        &self,
        place: LonLat,
        wanted: &[bool],
        k: usize,
        sweep: &mut Sweep,
        scratch: &mut JoinScratch,
    ) -> Vec<(Deciseconds, FacilityId)> {
        let (graph, joiner) = (self.router.graph(), self.router.joiner());
        let mut best: HashMap<FacilityId, u32> = HashMap::new();
        let offer = |best: &mut HashMap<FacilityId, u32>, facility: FacilityId, time: u32| {
            if wanted[facility.index()] {
                let known = best.entry(facility).or_insert(time);
                *known = (*known).min(time);
            }
        };
        for (facility, distance) in self.index.within(place, Metres(joiner.limit_m())) {
            offer(&mut best, FacilityId(facility as u32), joiner.walk(distance.0));
        }
        let departures = self.departures(place, scratch);
        for departure in &departures {
            for &facility in self.on_segment.get(&departure.segment).map_or(&[][..], Vec::as_slice) {
                let arrivals = self.arrivals[facility.index()]
                    .iter()
                    .filter(|join| join.segment == departure.segment);
                for time in arrivals.filter_map(|arrival| along_segment(graph, departure, arrival)) {
                    offer(&mut best, facility, time.0);
                }
            }
        }
        let seeds = all_seeds(graph, &departures, Direction::Forward);
        let mut kth = kth_time(&best, k);
        sweep.run_until(graph, Direction::Forward, &seeds, SEARCH_LIMIT.0, |node, time| {
            if let Some(goals) = self.goals.get(&node) {
                goals
                    .iter()
                    .for_each(|&(facility, rest)| offer(&mut best, facility, time + rest));
                kth = kth_time(&best, k);
            }
            time >= kth
        });
        let mut found: Vec<(Deciseconds, FacilityId)> = best
            .into_iter()
            .map(|(facility, time)| (Deciseconds(time), facility))
            .collect();
        found.sort_unstable();
        found.truncate(k);
        found
    }

    fn with_memory<T>(&self, work: impl FnOnce(&mut Sweep, &mut JoinScratch) -> T) -> T {
        let kept = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let graph = self.router.graph();
        let (mut sweep, mut scratch) = kept.unwrap_or_else(|| {
            (
                Sweep::new(graph, self.router.joiner().latest_seed(graph)),
                JoinScratch::default(),
            )
        });
        let answer = work(&mut sweep, &mut scratch);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push((sweep, scratch));
        }
        answer
    }
}

/// The k-th smallest time so far: no node settled at or after it can improve the k nearest.
fn kth_time(best: &HashMap<FacilityId, u32>, k: usize) -> u32 {
    let mut times: Vec<u32> = best.values().copied().collect();
    if times.len() < k {
        return u32::MAX;
    }
    *times.select_nth_unstable(k - 1).1
}
