//! From any place to the nearest points, for one mode: the question a resident asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::goals::{GoalSearch, Goals, Offers};
use crate::geometry::{LonLat, distance_m};
use crate::model::{Dataset, FacilityId, RoadNetwork};
use crate::routing::{Direction, Join, JoinScratch, Label, Route, Router, along_segment, offer_label, route, seeds_of};
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
    goals: Goals,
    on_segment: HashMap<u32, Vec<FacilityId>>,
    /// Working memory of past questions, one for each question asked at the same time.
    idle: Mutex<Vec<(GoalSearch, JoinScratch)>>,
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
        let all: Vec<FacilityId> = (0..places.len() as u32).map(FacilityId).collect();
        let goals = Goals::of(&router, &arrivals, &all, SEARCH_LIMIT.0);
        let mut on_segment: HashMap<u32, Vec<FacilityId>> = HashMap::new();
        for (facility, joins) in all.iter().zip(&arrivals) {
            joins
                .iter()
                .for_each(|join| on_segment.entry(join.segment).or_default().push(*facility));
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

    /// Whether a question takes a fraction of a millisecond: on contracted roads.
    pub fn is_quick(&self) -> bool {
        matches!(self.goals, Goals::Climbed(_))
    }

    /// Whether a place joins any road of this mode.
    pub fn is_on_road(&self, place: LonLat) -> bool {
        let mut rings = (0..).map_while(|number| self.router.joiner().ring(place, number, u32::MAX));
        rings.any(|joins| !joins.is_empty())
    }

    /// The k nearest of the wanted facilities: by time, ties by id; then those that no road reaches, by
    /// distance. `wanted` has one entry a facility.
    pub fn nearest(&self, place: LonLat, wanted: &[bool], k: usize) -> Vec<Near> {
        let k = k.min(wanted.iter().filter(|wanted| **wanted).count());
        if k == 0 {
            return Vec::new();
        }
        let reached = self.with_memory(|search, _| self.reached(place, wanted, k, search));
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

    /// Times of the nearest of the wanted that are reached, shortest first.
    ///
    /// Ways start on the nearest roads at first, then on those of wider rings, only as far as somebody could walk in the time to
    /// the k-th of the facilities found: a longer walk improves nothing.
    fn reached(
        &self,
        place: LonLat,
        wanted: &[bool],
        k: usize,
        search: &mut GoalSearch,
    ) -> Vec<(Deciseconds, FacilityId)> {
        let joiner = self.router.joiner();
        let mut best = Best::new(wanted, k);
        for (facility, distance) in self.index.within(place, Metres(joiner.limit_m())) {
            best.offer(FacilityId(facility as u32), joiner.walk(distance.0));
        }
        for number in 0.. {
            let Some(departures) = joiner.ring(place, number, best.limit()) else {
                break;
            };
            self.ways_over(&departures, search, &mut best);
        }
        best.taken()
    }

    /// Offers the times of ways that start over some joins.
    fn ways_over(&self, departures: &[Join], search: &mut GoalSearch, best: &mut Best) {
        let graph = self.router.graph();
        for departure in departures {
            for &facility in self.on_segment.get(&departure.segment).map_or(&[][..], Vec::as_slice) {
                let arrivals = self.arrivals[facility.index()]
                    .iter()
                    .filter(|join| join.segment == departure.segment);
                for time in arrivals.filter_map(|arrival| along_segment(graph, departure, arrival)) {
                    best.offer(facility, time.0);
                }
            }
        }
        // A node may stand there twice: the earlier time counts.
        let mut seeds = Vec::with_capacity(departures.len() * 2);
        for departure in departures {
            seeds_of(graph, departure, Direction::Forward, |node, time| {
                seeds.push((node, time))
            });
        }
        if !seeds.is_empty() {
            self.goals.offer(&self.router, search, &seeds, best);
        }
    }

    fn with_memory<T>(&self, work: impl FnOnce(&mut GoalSearch, &mut JoinScratch) -> T) -> T {
        let kept = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let (mut search, mut scratch) =
            kept.unwrap_or_else(|| (self.goals.search(&self.router), JoinScratch::default()));
        let answer = work(&mut search, &mut scratch);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push((search, scratch));
        }
        answer
    }
}

/// The k nearest of the wanted facilities so far.
struct Best<'a> {
    wanted: &'a [bool],
    /// Nearest first, ties by facility, padded.
    row: Vec<Label>,
}

impl Best<'_> {
    /// `k` at least 1.
    fn new(wanted: &[bool], k: usize) -> Best<'_> {
        Best {
            wanted,
            row: vec![(u32::MAX, u32::MAX); k],
        }
    }

    fn taken(self) -> Vec<(Deciseconds, FacilityId)> {
        let found = self.row.into_iter().filter(|label| label.0 < u32::MAX);
        found
            .map(|(time, facility)| (Deciseconds(time), FacilityId(facility)))
            .collect()
    }
}

impl Offers for Best<'_> {
    /// One as far as the last of them may still stand before it by its id.
    fn limit(&self) -> u32 {
        let last = self.row[self.row.len() - 1].0;
        last.saturating_add(1).min(SEARCH_LIMIT.0)
    }

    fn offer(&mut self, facility: FacilityId, time: u32) {
        if self.wanted[facility.index()] {
            offer_label(&mut self.row, (time, facility.0), |facility| facility);
        }
    }
}
