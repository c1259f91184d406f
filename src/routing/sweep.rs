//! Sweeps: bounded one-to-many searches and the k-label multi-source search.
//!
//! Residents travel *to* a point, so searches from points run over the reversed graph: a label of a
//! node is then the time from the node to the point.

use super::bucket_queue::BucketQueue;
use super::graph::{Arc, RoadGraph};

/// Which way a search runs along the arcs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Times *from* the seeds.
    Forward,
    /// Times *to* the seeds.
    Reverse,
}

impl Direction {
    fn arcs(self, graph: &RoadGraph, node: u32) -> &[Arc] {
        match self {
            Direction::Forward => graph.out_arcs(node),
            Direction::Reverse => graph.in_arcs(node),
        }
    }
}

/// A node with the time (deciseconds) at which a search starts there.
pub type Seed = (u32, u32);

/// Working memory of [`Sweep::run`], kept between runs so that a run costs what it visits.
pub struct Sweep {
    times: Vec<u32>,
    /// Settled nodes, in order of time.
    touched: Vec<u32>,
    queue: BucketQueue<u32>,
    taken: Vec<u32>,
}

impl Sweep {
    /// `latest_seed` is the largest start time that runs will use.
    pub fn new(graph: &RoadGraph, latest_seed: u32) -> Self {
        Sweep {
            times: vec![u32::MAX; graph.node_count()],
            touched: Vec::new(),
            queue: BucketQueue::new(graph.heaviest_arc().max(latest_seed)),
            taken: Vec::new(),
        }
    }

    /// Dijkstra from all seeds at once, settling only nodes with a time below `limit`; the settled
    /// nodes with their times are then in [`Sweep::settled`], in order of time.
    pub fn run(&mut self, graph: &RoadGraph, direction: Direction, seeds: &[Seed], limit: u32) {
        self.run_until(graph, direction, seeds, limit, |_, _| false);
    }

    /// As [`Sweep::run`], but stops after the time step in which `stop(node, time)` is true for a settled node.
    pub fn run_until(
        &mut self,
        graph: &RoadGraph,
        direction: Direction,
        seeds: &[Seed],
        limit: u32,
        mut stop: impl FnMut(u32, u32) -> bool,
    ) {
        for node in self.touched.drain(..) {
            self.times[node as usize] = u32::MAX;
        }
        self.queue.reset();
        for &(node, time) in seeds {
            if time < limit && time < self.times[node as usize] {
                self.times[node as usize] = time;
                self.queue.push(time, node);
            }
        }
        let mut taken = std::mem::take(&mut self.taken);
        let mut finished = false;
        while !finished && let Some(time) = self.queue.take_next(&mut taken) {
            for &node in &taken {
                if self.times[node as usize] != time {
                    continue;
                }
                self.touched.push(node);
                finished |= stop(node, time);
                for arc in direction.arcs(graph, node) {
                    let reached = time.saturating_add(arc.weight);
                    if reached < limit && reached < self.times[arc.head as usize] {
                        self.times[arc.head as usize] = reached;
                        self.queue.push(reached, arc.head);
                    }
                }
            }
        }
        self.forget_unsettled();
        self.taken = taken;
    }

    /// The settled nodes, in order of time.
    pub fn settled(&self) -> impl Iterator<Item = Seed> + '_ {
        self.touched.iter().map(|&node| (node, self.times[node as usize]))
    }

    /// The time of a settled node.
    pub fn time(&self, node: u32) -> Option<u32> {
        let time = self.times[node as usize];
        (time != u32::MAX).then_some(time)
    }

    /// A search that stopped early leaves tentative labels in the queue; they are not results. (An
    /// entry left of a settled node has a later key than the node's time.)
    fn forget_unsettled(&mut self) {
        let mut rest = Vec::new();
        while let Some(time) = self.queue.take_next(&mut rest) {
            for &node in &rest {
                if self.times[node as usize] == time {
                    self.times[node as usize] = u32::MAX;
                }
            }
        }
    }
}

/// The k nearest sources of every node: one multi-source search in which a node is settled once for
/// each of its k nearest sources. Seeds are `(node, time, source)`. Returns `k` pairs `(time, source)`
/// a node, nearest first, ties by source, padded with `(u32::MAX, u32::MAX)`.
///
/// A node's k nearest sources by any of its neighbours suffice, since a source that is not among the
/// k nearest of the neighbour has k better ones there. Cost O(k (m + n)) beside the buckets.
pub fn k_nearest(graph: &RoadGraph, direction: Direction, seeds: &[(u32, u32, u32)], k: usize) -> Vec<(u32, u32)> {
    let mut labels = vec![(u32::MAX, u32::MAX); graph.node_count() * k];
    let mut count = vec![0u8; graph.node_count()];
    let latest = seeds.iter().map(|seed| seed.1).max().unwrap_or(0);
    let mut queue = BucketQueue::new(graph.heaviest_arc().max(latest));
    for &(node, time, source) in seeds {
        queue.push(time, (source, node));
    }
    let mut taken = Vec::new();
    while let Some(time) = queue.take_next(&mut taken) {
        // Ties by source.
        taken.sort_unstable();
        for &(source, node) in &taken {
            let known = count[node as usize] as usize;
            let row = &mut labels[node as usize * k..][..k];
            if known == k || row[..known].iter().any(|label| label.1 == source) {
                continue;
            }
            row[known] = (time, source);
            count[node as usize] += 1;
            for arc in direction.arcs(graph, node) {
                if (count[arc.head as usize] as usize) < k {
                    queue.push(time + arc.weight, (source, arc.head));
                }
            }
        }
    }
    labels
}
