//! A hierarchy with travel times: customisation, and times between two nodes.
//!
//! Customisation gives every edge of the hierarchy the time of the fastest way over lower nodes (the lower triangles of
//! each edge, bottom up). *Perfect* customisation then goes top down over the other triangles, after which an edge holds
//! the true time between its ends, and an edge that some third node explains as well is left out of every search.
//! A change of speeds costs this, and nothing else.
//!
//! Source: Dibbelt, Strasser & Wagner 2016, sections 7 and 8. Times are at least 1 decisecond an arc, which makes it
//! safe to leave out an edge that is explained by ways of equal time: each of those is strictly shorter.

use std::collections::BinaryHeap;
use std::sync::Arc;

use super::graph::RoadGraph;
use super::hierarchy::Hierarchy;
use super::sweep::{Direction, Seed};

/// No way: larger than any time, and twice it still fits.
pub(super) const NO_WAY: u32 = u32::MAX / 2;

/// An edge of a search: the higher end, and the time over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub high: u32,
    pub time: u32,
}

/// The links of every position that one direction needs.
#[derive(Clone, Debug, Default, PartialEq)]
struct Links {
    first: Vec<u32>,
    links: Vec<Link>,
}

impl Links {
    fn of(&self, position: u32) -> &[Link] {
        &self.links[self.first[position as usize] as usize..self.first[position as usize + 1] as usize]
    }
}

/// Travel times of one road graph on its hierarchy.
#[derive(Clone, Debug)]
pub struct Metric {
    hierarchy: Arc<Hierarchy>,
    /// From the lower end to the higher.
    up: Links,
    /// From the higher end to the lower.
    down: Links,
}

impl Metric {
    /// The times of a graph's arcs.
    ///
    /// # Panics
    /// When the hierarchy was built for a graph with an arc less.
    pub fn customise(hierarchy: Arc<Hierarchy>, graph: &RoadGraph) -> Metric {
        let mut times = Times::of_arcs(&hierarchy, graph);
        times.lower_triangles(&hierarchy);
        let needed = times.upper_triangles(&hierarchy);
        let links = |side: usize| {
            let mut links = Links::default();
            links.first.push(0);
            for position in 0..hierarchy.node_count() as u32 {
                let edges = hierarchy.first_edge(position)..;
                for (edge, &high) in edges.zip(hierarchy.higher(position)) {
                    if needed[edge][side] && times.0[edge][side] < NO_WAY {
                        let time = times.0[edge][side];
                        links.links.push(Link { high, time });
                    }
                }
                links.first.push(links.links.len() as u32);
            }
            links
        };
        let (up, down) = (links(UP), links(DOWN));
        Metric { hierarchy, up, down }
    }

    pub fn hierarchy(&self) -> &Arc<Hierarchy> {
        &self.hierarchy
    }

    /// Links that searches use, up and down.
    pub fn link_count(&self) -> usize {
        self.up.links.len() + self.down.links.len()
    }

    /// The links of a climb from the seeds of a search.
    pub(super) fn climbing(&self, direction: Direction, position: u32) -> &[Link] {
        match direction {
            Direction::Forward => self.up.of(position),
            Direction::Reverse => self.down.of(position),
        }
    }

    /// The links by which a position learns its time from higher ones.
    pub(super) fn descending(&self, direction: Direction, position: u32) -> &[Link] {
        match direction {
            Direction::Forward => self.down.of(position),
            Direction::Reverse => self.up.of(position),
        }
    }
}

const UP: usize = 0;
const DOWN: usize = 1;

/// Times over each edge: up, down.
struct Times(Vec<[u32; 2]>);

impl Times {
    fn of_arcs(hierarchy: &Hierarchy, graph: &RoadGraph) -> Times {
        let mut times = vec![[NO_WAY; 2]; hierarchy.edge_count()];
        for tail in 0..graph.node_count() as u32 {
            for arc in graph.out_arcs(tail) {
                let (from, to) = (hierarchy.position(tail), hierarchy.position(arc.head));
                if from == to {
                    continue;
                }
                let side = if from > to { UP } else { DOWN };
                let edge = hierarchy
                    .edge(from.max(to), from.min(to))
                    .expect("the hierarchy holds an edge for every arc of its graph");
                times[edge][side] = times[edge][side].min(arc.weight.min(NO_WAY));
            }
        }
        Times(times)
    }

    /// Bottom up: the ways over a node link its higher neighbours with one another.
    fn lower_triangles(&mut self, hierarchy: &Hierarchy) {
        let times = &mut self.0;
        for below in (0..hierarchy.node_count() as u32).rev() {
            for_each_triangle(hierarchy, below, |low, high, across| {
                let ([low_up, low_down], [high_up, high_down]) = (times[low], times[high]);
                let [up, down] = &mut times[across];
                *up = (*up).min(low_down + high_up);
                *down = (*down).min(high_down + low_up);
            });
        }
    }

    /// Top down: true times, and which edges no third node explains.
    fn upper_triangles(&mut self, hierarchy: &Hierarchy) -> Vec<[bool; 2]> {
        let times = &mut self.0;
        let mut needed = vec![[true; 2]; times.len()];
        for below in 0..hierarchy.node_count() as u32 {
            for_each_triangle(hierarchy, below, |low, high, across| {
                let [across_up, across_down] = times[across];
                let ([low_up, low_down], [high_up, high_down]) = (times[low], times[high]);
                let over_the_third = [
                    (high, UP, low_up + across_up),
                    (high, DOWN, across_down + low_down),
                    (low, UP, high_up + across_down),
                    (low, DOWN, across_up + high_down),
                ];
                for (edge, side, time) in over_the_third {
                    if time <= times[edge][side] {
                        times[edge][side] = time;
                        needed[edge][side] = false;
                    }
                }
            });
        }
        needed
    }
}

/// Calls `visit(low, high, across)` for every pair of higher neighbours of a position: the edges from it to the lower
/// and to the higher of the two, and the edge between them.
fn for_each_triangle(hierarchy: &Hierarchy, below: u32, mut visit: impl FnMut(usize, usize, usize)) {
    let (edges, above) = (hierarchy.first_edge(below), hierarchy.higher(below));
    for (number, &lower) in above.iter().enumerate().skip(1) {
        let (mut across, theirs) = (0, hierarchy.higher(lower));
        let base = hierarchy.first_edge(lower);
        for (other, higher) in above[..number].iter().enumerate() {
            // All higher neighbours of a node are linked with one another, and both lists ascend.
            while theirs[across] != *higher {
                across += 1;
            }
            visit(edges + number, edges + other, base + across);
        }
    }
}

/// Working memory for times between two sets of seeds.
pub struct PairSearch {
    climb: Climb,
    /// By position; `NO_WAY` where the first climb was not.
    from: Vec<u32>,
    climbed: Vec<u32>,
}

impl PairSearch {
    pub fn new(hierarchy: &Hierarchy) -> PairSearch {
        PairSearch {
            climb: Climb::new(hierarchy),
            from: vec![NO_WAY; hierarchy.node_count()],
            climbed: Vec::new(),
        }
    }

    /// The least time from one of `from` to one of `to` (graph nodes with start and end times), both climbing towards
    /// the root until they meet. `None` when no way leads there.
    pub fn time(&mut self, metric: &Metric, from: &[Seed], to: &[Seed]) -> Option<u32> {
        let PairSearch {
            climb,
            from: times,
            climbed,
        } = self;
        climb.run(metric, Direction::Forward, from, NO_WAY, |position, time| {
            times[position as usize] = time;
            climbed.push(position);
        });
        let mut best = NO_WAY;
        climb.run_within(metric, Direction::Reverse, to, NO_WAY, |position, time| {
            best = best.min(times[position as usize].saturating_add(time));
            best
        });
        climbed.drain(..).for_each(|position| times[position as usize] = NO_WAY);
        (best < NO_WAY).then_some(best)
    }
}

/// Working memory for the climb of one place after another.
pub struct Climb {
    times: Vec<u32>,
    /// Positions with a time that were not visited yet, the lowest on top: parents have smaller numbers.
    waiting: BinaryHeap<u32>,
}

impl Climb {
    pub fn new(hierarchy: &Hierarchy) -> Climb {
        Climb {
            times: vec![NO_WAY; hierarchy.node_count()],
            waiting: BinaryHeap::new(),
        }
    }

    /// Calls `visit` once for every position above the seeds (graph nodes with start times) whose time is below `limit`. The least
    /// sum of two climbs, one from each end, over the positions that both visit is the time between the ends.
    pub fn run(
        &mut self,
        metric: &Metric,
        direction: Direction,
        seeds: &[Seed],
        limit: u32,
        mut visit: impl FnMut(u32, u32),
    ) {
        self.run_within(metric, direction, seeds, limit, |position, time| {
            visit(position, time);
            limit
        });
    }

    /// As [`Self::run`], with a limit that shrinks: `visit` tells the one that holds from then on, which must not be larger.
    /// Times at the positions visited are right; what is above the limit is not climbed any further.
    pub fn run_within(
        &mut self,
        metric: &Metric,
        direction: Direction,
        seeds: &[Seed],
        mut limit: u32,
        mut visit: impl FnMut(u32, u32) -> u32,
    ) {
        let (hierarchy, times, waiting) = (&metric.hierarchy, &mut self.times, &mut self.waiting);
        for &(node, time) in seeds.iter().filter(|(_, time)| *time < limit.min(NO_WAY)) {
            let position = hierarchy.position(node);
            let known = &mut times[position as usize];
            if *known == NO_WAY {
                waiting.push(position);
            }
            *known = time.min(*known);
        }
        // The lowest position is the next. Every way to it comes from below: when its turn comes, its time is final.
        while let Some(position) = waiting.pop() {
            let time = std::mem::replace(&mut times[position as usize], NO_WAY);
            if time >= limit {
                continue;
            }
            limit = visit(position, time);
            for link in metric.climbing(direction, position) {
                let reached = time.saturating_add(link.time);
                let known = &mut times[link.high as usize];
                if reached < limit.min(*known) {
                    if *known == NO_WAY {
                        waiting.push(link.high);
                    }
                    *known = reached;
                }
            }
        }
    }
}

/// The given positions and all on their ways to the root, lowest first.
pub(super) fn above_all(hierarchy: &Hierarchy, positions: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts: Vec<u32> = positions.collect();
    starts.sort_unstable_by(|a, b| b.cmp(a));
    starts.dedup();
    // The lowest position left is the next: its parent joins those that wait.
    let mut waiting = BinaryHeap::from(starts);
    let mut above = Vec::new();
    while let Some(position) = waiting.pop() {
        if above.last() == Some(&position) {
            continue;
        }
        above.push(position);
        waiting.extend(hierarchy.parent(position));
    }
    above
}
