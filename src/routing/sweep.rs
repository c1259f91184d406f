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

/// A time (deciseconds) with the source that it leads to or from; ordered by time, then by source.
pub type Label = (u32, u32);

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
/// k nearest of the neighbour has k better ones there. A node keeps its k best labels so far, the settled
/// ones first: what cannot become one of them never enters the queue. Cost O(k (m + n)) beside the buckets.
pub fn k_nearest(graph: &RoadGraph, direction: Direction, seeds: &[(u32, u32, u32)], k: usize) -> Vec<(u32, u32)> {
    let mut labels = vec![(u32::MAX, u32::MAX); graph.node_count() * k];
    if k == 0 {
        return labels;
    }
    let mut settled = vec![0u32; graph.node_count()];
    let latest = seeds.iter().map(|seed| seed.1).max().unwrap_or(0);
    let mut queue = BucketQueue::new(graph.heaviest_arc().max(latest));
    for &(node, time, source) in seeds {
        if improves(&mut labels[node as usize * k..][..k], 0, (time, source)) {
            queue.push(time, node);
        }
    }
    let mut taken = Vec::new();
    while let Some(time) = queue.take_next(&mut taken) {
        for &node in &taken {
            let at = node as usize;
            // All labels of this time at once, in order of source; nothing of this time can follow.
            while let Some(&(due, source)) = labels[at * k..][..k].get(settled[at] as usize)
                && due == time
            {
                settled[at] += 1;
                for arc in direction.arcs(graph, node) {
                    let head = arc.head as usize;
                    let reached = time + arc.weight;
                    let row = &mut labels[head * k..][..k];
                    if improves(row, settled[head] as usize, (reached, source)) {
                        queue.push(reached, arc.head);
                    }
                }
            }
        }
    }
    labels
}

/// Puts a label into a node's row, sorted by time and source, unless it is no better than what is there; the first
/// `settled` labels are final.
pub(super) fn improves(row: &mut [Label], settled: usize, label: Label) -> bool {
    if row[row.len() - 1] <= label {
        return false;
    }
    // Where the label goes, and where an older label of its source (or the last) falls out.
    let mut out = row.len() - 1;
    for (at, known) in row.iter().enumerate() {
        if known.1 == label.1 {
            out = at;
            break;
        }
    }
    if out < settled || row[out] <= label {
        return false;
    }
    let mut at = out;
    while at > settled && row[at - 1] > label {
        row[at] = row[at - 1];
        at -= 1;
    }
    row[at] = label;
    true
}
