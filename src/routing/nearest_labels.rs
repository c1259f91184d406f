//! The k nearest sources of every node, kept exact while sources come and go.
//!
//! [`super::k_nearest`] labels a whole graph; here one source is put in or taken out, and only the nodes among
//! whose k nearest it is are visited. Both rest on one fact: where a source is among the k nearest of a node, it is so
//! too at the next node of its shortest way, for k better ones there would be k better ones here. The nodes that hold a
//! source therefore hang together from its seeds.
//!
//! *In*: Dijkstra from its seeds, cut where the source is not among the k nearest. *Out*: those nodes lose one label each;
//! the labels left are still right, and the one that is missing comes over an arc from a neighbour's labels or from a seed at
//! the node, so one more Dijkstra over these nodes fills it in, each node settled once. Both cost what they visit: on
//! average k nodes in as many as there are sources.
//!
//! Ties go to the source that stands first in the order given (of two sources at one time), as in `k_nearest`.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::graph::{Arc, RoadGraph};
use super::sweep::{Direction, Seed, k_nearest};

/// No label: later than every time.
const NONE: (u32, u32) = (u32::MAX, u32::MAX);

/// See the module. Labels are `(time in deciseconds, source)`.
#[derive(Clone, Debug)]
pub struct NearestLabels {
    k: usize,
    direction: Direction,
    labels: Vec<(u32, u32)>,
    /// Nodes over which a source is reached, with the time and the source.
    seeds_at: HashMap<u32, Vec<(u32, u32)>>,
}

impl NearestLabels {
    /// Labels of all nodes; a seed is `(node, time, source)`, and ties of the first labels go to the lower source.
    pub fn build(graph: &RoadGraph, direction: Direction, seeds: &[(u32, u32, u32)], k: usize) -> NearestLabels {
        assert!(k > 0, "k is at least 1");
        let mut seeds_at: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for &(node, time, source) in seeds {
            seeds_at.entry(node).or_default().push((time, source));
        }
        NearestLabels {
            k,
            direction,
            labels: k_nearest(graph, direction, seeds, k),
            seeds_at,
        }
    }

    /// At most k labels of a node, nearest first.
    pub fn of(&self, node: u32) -> &[(u32, u32)] {
        let row = &self.labels[node as usize * self.k..][..self.k];
        &row[..row.iter().take_while(|label| **label != NONE).count()]
    }

    /// Puts a source in that is not yet there; `order` tells where a source stands among those at one time.
    /// Gives every node among whose k nearest it now is, with its time, in order of time.
    pub fn insert(&mut self, graph: &RoadGraph, source: u32, seeds: &[Seed], order: impl Fn(u32) -> u32) -> Vec<Seed> {
        let mut heap: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
        for &(node, time) in seeds {
            self.seeds_at.entry(node).or_default().push((time, source));
            heap.push(Reverse((time, node)));
        }
        let mut entered = Vec::new();
        while let Some(Reverse((time, node))) = heap.pop() {
            let row = &mut self.labels[node as usize * self.k..][..self.k];
            if !offer_label(row, (time, source), &order) {
                continue;
            }
            entered.push((node, time));
            for arc in arcs(graph, self.direction, node) {
                let reached = time + arc.weight;
                let farthest = self.labels[arc.head as usize * self.k + self.k - 1];
                if reached <= farthest.0 {
                    heap.push(Reverse((reached, arc.head)));
                }
            }
        }
        entered
    }

    /// Takes a source out; `seeds` are those it was put in with. Gives every node that held it.
    pub fn remove(&mut self, graph: &RoadGraph, source: u32, seeds: &[Seed], order: impl Fn(u32) -> u32) -> Vec<u32> {
        for (node, _) in seeds {
            if let Some(here) = self.seeds_at.get_mut(node) {
                here.retain(|(_, other)| *other != source);
            }
        }
        self.seeds_at.retain(|_, here| !here.is_empty());
        let mut held: Vec<u32> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        // Every node that was full lacks its last label now; any other has labels of all sources that reach it.
        let mut lacking: Vec<u32> = Vec::new();
        let mut take = |labels: &mut [(u32, u32)], node: u32, open: &mut Vec<u32>| {
            let row = &mut labels[node as usize * self.k..][..self.k];
            let Some(at) = row.iter().position(|label| label.1 == source) else {
                return;
            };
            if row[self.k - 1] != NONE {
                lacking.push(node);
            }
            row.copy_within(at + 1.., at);
            row[self.k - 1] = NONE;
            held.push(node);
            open.push(node);
        };
        for &(node, _) in seeds {
            take(&mut self.labels, node, &mut open);
        }
        while let Some(node) = open.pop() {
            for arc in arcs(graph, self.direction, node) {
                take(&mut self.labels, arc.head, &mut open);
            }
        }
        self.fill_in(graph, &lacking, order);
        held
    }

    /// Gives each of `lacking`, whose first k - 1 labels are right, its k-th, where there is one.
    fn fill_in(&mut self, graph: &RoadGraph, lacking: &[u32], order: impl Fn(u32) -> u32) {
        let against = match self.direction {
            Direction::Forward => Direction::Reverse,
            Direction::Reverse => Direction::Forward,
        };
        let mut heap: BinaryHeap<Reverse<(u32, u32, u32, u32)>> = BinaryHeap::new();
        for &node in lacking {
            let own = self.of(node);
            let here = self.seeds_at.get(&node).map_or(&[][..], Vec::as_slice).iter().copied();
            let beside = arcs(graph, against, node).iter().flat_map(|arc| {
                let labels = self.of(arc.head).iter();
                labels.map(|&(time, source)| (time + arc.weight, source))
            });
            let best = here
                .chain(beside)
                .filter(|(_, source)| own.iter().all(|label| label.1 != *source))
                .map(|(time, source)| (time, order(source), source))
                .min();
            if let Some((time, place, source)) = best {
                heap.push(Reverse((time, place, source, node)));
            }
        }
        while let Some(Reverse((time, place, source, node))) = heap.pop() {
            let row = &mut self.labels[node as usize * self.k..][..self.k];
            if row[self.k - 1] != NONE || row.iter().any(|label| label.1 == source) {
                continue;
            }
            row[self.k - 1] = (time, source);
            for arc in arcs(graph, self.direction, node) {
                let row = &self.labels[arc.head as usize * self.k..][..self.k];
                // A node with fewer than k - 1 labels has them of all sources that reach it.
                let lacks = row[self.k - 1] == NONE && (self.k == 1 || row[self.k - 2] != NONE);
                if lacks && row.iter().all(|label| label.1 != source) {
                    heap.push(Reverse((time + arc.weight, place, source, arc.head)));
                }
            }
        }
    }
}

/// Puts a label into a row of labels, nearest first, padded with `(u32::MAX, u32::MAX)`: true when the row changed. A
/// source stands in a row once, with its smallest time.
pub fn offer_label(row: &mut [(u32, u32)], (time, source): (u32, u32), order: impl Fn(u32) -> u32) -> bool {
    let known = row.iter().position(|label| label.1 == source);
    if known.is_some_and(|at| row[at].0 <= time) {
        return false;
    }
    let place = order(source);
    let is_before =
        |label: &(u32, u32)| label.0 < time || label.0 == time && label.1 != u32::MAX && order(label.1) < place;
    let at = row.partition_point(is_before);
    // The source's own later label stands at or behind its new place.
    let end = known.unwrap_or(row.len() - 1);
    if at > end || at == row.len() {
        return false;
    }
    row.copy_within(at..end, at + 1);
    row[at] = (time, source);
    true
}

fn arcs(graph: &RoadGraph, direction: Direction, node: u32) -> &[Arc] {
    match direction {
        Direction::Forward => graph.out_arcs(node),
        Direction::Reverse => graph.in_arcs(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{RoadNetwork, RoadNode, RoadWay, TravelMode};
    use crate::routing::Profile;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{RngCore, SeedableRng};

    /// Forty nodes on a coarse grid, so that times tie; every fourth way is one-way.
    fn random_graph(rng: &mut ChaCha8Rng) -> RoadGraph {
        let mut below = |limit: u32| rng.next_u32() % limit;
        let mut node = |id| RoadNode {
            id,
            location: LonLat::new(105.0 + f64::from(below(8)) * 0.01, f64::from(below(8)) * 0.01),
            barrier: None,
        };
        let nodes: Vec<RoadNode> = (0..40).map(&mut node).collect();
        let ways = (0..60).filter_map(|id| {
            let ends = vec![below(40), below(40)];
            let oneway = (id % 4 == 0).then(|| ("oneway".to_owned(), "yes".to_owned()));
            (ends[0] != ends[1]).then(|| RoadWay {
                id,
                class: "residential".into(),
                name: None,
                nodes: ends,
                tags: oneway.into_iter().collect(),
            })
        });
        let network = RoadNetwork {
            ways: ways.collect(),
            nodes,
            restrictions: Vec::new(),
        };
        RoadGraph::build(&network, &Profile::shipped(TravelMode::Motorbike))
    }

    #[test]
    fn sources_that_come_and_go_leave_the_labels_of_a_search_from_nothing() {
        for seed in 0..60 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let graph = random_graph(&mut rng);
            let nodes = graph.node_count() as u32;
            let direction = [Direction::Forward, Direction::Reverse][seed as usize % 2];
            let k = 1 + seed as usize % 4;
            let mut present: Vec<(u32, Vec<Seed>)> = Vec::new();
            let mut labels = NearestLabels::build(&graph, direction, &[], k);
            for step in 0..40 {
                if present.len() > 2 && rng.next_u32() % 2 == 0 {
                    let (source, seeds) = present.remove(rng.next_u32() as usize % present.len());
                    labels.remove(&graph, source, &seeds, |source| source);
                } else {
                    let mut seeds: Vec<Seed> = (0..2).map(|_| (rng.next_u32() % nodes, rng.next_u32() % 500)).collect();
                    seeds.sort_unstable();
                    seeds.dedup_by_key(|seed| seed.0);
                    let source = (step * 7) % 41;
                    labels.insert(&graph, source, &seeds, |source| source);
                    present.push((source, seeds));
                }
                let all = present
                    .iter()
                    .flat_map(|(source, seeds)| seeds.iter().map(|seed| (seed.0, seed.1, *source)));
                let fresh = NearestLabels::build(&graph, direction, &all.collect::<Vec<_>>(), k);
                assert_eq!(labels.labels, fresh.labels, "seed {seed}, step {step}, k {k}");
            }
        }
    }
}
