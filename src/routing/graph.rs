//! The directed road graph of one mode.
//!
//! Every node of the mapped network that a usable way touches is a node here, and every stretch
//! between two neighbouring nodes of a way is a *segment* with at most two arcs. Weights are integer
//! deciseconds, at least 1. Nodes are numbered along a Hilbert curve, so that a sweep reads memory
//! that lies together.
//!
//! Awkward cases: a node with a barrier that stops the mode is split, one copy for each segment end.
//! A turn restriction gives the arc that enters the junction a copy of it, from which only the
//! permitted arcs leave: paths on the expanded graph are exactly the permitted ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::profile::Profile;
use crate::geometry::{BBox, LonLat, distance_m};
use crate::model::RoadNetwork;
use crate::units::Deciseconds;

/// A directed arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    pub head: u32,
    /// Deciseconds, at least 1.
    pub weight: u32,
    /// Twice the segment's index, plus 1 when it runs against the drawing direction.
    pub stretch: u32,
}

/// A stretch of a way between two neighbouring nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Graph nodes at its ends (where a node was copied, the original).
    pub ends: [u32; 2],
    /// Index of its way in the network.
    pub way: u32,
    pub metres: f64,
    /// Deciseconds along and against the drawing direction; `None` = closed.
    pub weights: [Option<u32>; 2],
}

/// Adjacency in compressed rows.
#[derive(Clone, Debug, Default)]
struct Rows {
    first: Vec<u32>,
    arcs: Vec<Arc>,
}

impl Rows {
    fn build(nodes: usize, mut arcs: Vec<(u32, Arc)>) -> Rows {
        arcs.sort_by_key(|(tail, arc)| (*tail, arc.head, arc.stretch));
        let mut first = vec![0u32; nodes + 1];
        for (tail, _) in &arcs {
            first[*tail as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        Rows {
            first,
            arcs: arcs.into_iter().map(|(_, arc)| arc).collect(),
        }
    }

    fn of(&self, node: u32) -> &[Arc] {
        &self.arcs[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// The graph of one mode; see the module.
#[derive(Clone, Debug)]
pub struct RoadGraph {
    locations: Vec<LonLat>,
    forward: Rows,
    reverse: Rows,
    segments: Vec<Segment>,
    /// For each stretch (segment and direction), the tails and the heads of its arcs; more than one
    /// tail only where a turn restriction copied the junction.
    stretch_tails: Vec<Vec<u32>>,
    stretch_head: Vec<u32>,
    expanded: Vec<bool>,
    heaviest: u32,
}

impl RoadGraph {
    pub fn build(network: &RoadNetwork, profile: &Profile) -> RoadGraph {
        let mut draft = Draft::from_network(network, profile);
        draft.expand_restrictions(network, profile);
        draft.finish()
    }

    pub fn node_count(&self) -> usize {
        self.locations.len()
    }

    pub fn arc_count(&self) -> usize {
        self.forward.arcs.len()
    }

    pub fn location(&self, node: u32) -> LonLat {
        self.locations[node as usize]
    }

    pub fn locations(&self) -> &[LonLat] {
        &self.locations
    }

    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Arcs that leave a node.
    pub fn out_arcs(&self, node: u32) -> &[Arc] {
        self.forward.of(node)
    }

    /// Arcs that enter a node; `head` is then where they come from.
    pub fn in_arcs(&self, node: u32) -> &[Arc] {
        self.reverse.of(node)
    }

    /// The node where a stretch ends, `None` when the direction is closed.
    pub fn stretch_head(&self, stretch: u32) -> Option<u32> {
        let head = self.stretch_head[stretch as usize];
        (head != u32::MAX).then_some(head)
    }

    /// The nodes from which a stretch can be entered (empty when the direction is closed).
    pub fn stretch_tails(&self, stretch: u32) -> &[u32] {
        &self.stretch_tails[stretch as usize]
    }

    /// Whether turn restrictions gave the node copies.
    pub fn is_expanded(&self, node: u32) -> bool {
        self.expanded[node as usize]
    }

    /// The heaviest arc, at least 1.
    pub fn heaviest_arc(&self) -> u32 {
        self.heaviest
    }

    /// The strongly connected component of every node, numbered by size, largest first (ties: the one
    /// with the lowest node), and the size of each.
    pub fn strong_components(&self) -> (Vec<u32>, Vec<u32>) {
        super::components::strong_components(self)
    }
}

/// Arcs before they are laid into rows.
struct Draft {
    locations: Vec<LonLat>,
    /// Original graph node of each network node in use.
    node_of: HashMap<u32, u32>,
    segments: Vec<Segment>,
    arcs: Vec<(u32, Arc)>,
    expanded: BTreeSet<u32>,
}

impl Draft {
    fn from_network(network: &RoadNetwork, profile: &Profile) -> Draft {
        let usable: Vec<_> = network
            .ways
            .iter()
            .enumerate()
            .filter_map(|(index, way)| {
                let passage = profile.passage(way);
                (passage.forward.is_some() || passage.backward.is_some()).then_some((index, way, passage))
            })
            .collect();
        let mut used: Vec<u32> = usable
            .iter()
            .flat_map(|(_, way, _)| way.nodes.iter().copied())
            .collect();
        used.sort_unstable();
        used.dedup();
        order_along_hilbert(&mut used, network);
        let mut locations: Vec<LonLat> = used.iter().map(|&node| network.nodes[node as usize].location).collect();
        let node_of: HashMap<u32, u32> = used.iter().enumerate().map(|(new, &old)| (old, new as u32)).collect();
        let stops: BTreeSet<u32> = used
            .iter()
            .copied()
            .filter(|&node| {
                network.nodes[node as usize]
                    .barrier
                    .as_deref()
                    .is_some_and(|barrier| profile.is_stopped_by(barrier))
            })
            .collect();

        let mut segments = Vec::new();
        let mut arcs = Vec::new();
        for (index, way, passage) in usable {
            for pair in way.nodes.windows(2) {
                let mut end = |node: u32| {
                    if stops.contains(&node) {
                        locations.push(network.nodes[node as usize].location);
                        locations.len() as u32 - 1
                    } else {
                        node_of[&node]
                    }
                };
                if pair[0] == pair[1] {
                    continue;
                }
                let ends = [end(pair[0]), end(pair[1])];
                let metres = distance_m(locations[ends[0] as usize], locations[ends[1] as usize]);
                let weight = |kmh: f64| Deciseconds::from_seconds(metres / (kmh / 3.6)).0.max(1);
                let weights = [passage.forward.map(weight), passage.backward.map(weight)];
                for direction in 0..2 {
                    if let Some(weight) = weights[direction] {
                        let stretch = segments.len() as u32 * 2 + direction as u32;
                        arcs.push((
                            ends[direction],
                            Arc {
                                head: ends[1 - direction],
                                weight,
                                stretch,
                            },
                        ));
                    }
                }
                segments.push(Segment {
                    ends,
                    way: index as u32,
                    metres,
                    weights,
                });
            }
        }
        Draft {
            locations,
            node_of,
            segments,
            arcs,
            expanded: BTreeSet::new(),
        }
    }

    fn expand_restrictions(&mut self, network: &RoadNetwork, profile: &Profile) {
        let binding: Vec<_> = network.restrictions.iter().filter(|turn| profile.obeys(turn)).collect();
        if binding.is_empty() {
            return;
        }
        let node_index: HashMap<i64, u32> = network
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (node.id, index as u32))
            .collect();
        let (mut entering, mut leaving): (BTreeMap<u32, Vec<usize>>, BTreeMap<u32, Vec<usize>>) = Default::default();
        for (index, (tail, arc)) in self.arcs.iter().enumerate() {
            leaving.entry(*tail).or_default().push(index);
            entering.entry(arc.head).or_default().push(index);
        }
        let mut banned: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for turn in binding {
            let via = node_index.get(&turn.via_node).and_then(|node| self.node_of.get(node));
            let Some(via) = via.copied() else { continue };
            let way_of =
                |arc: usize| network.ways[self.segments[self.arcs[arc].1.stretch as usize / 2].way as usize].id;
            let is_only = turn.kind.starts_with("only_");
            let outgoing = leaving.get(&via).map_or(&[][..], Vec::as_slice);
            if is_only && !outgoing.iter().any(|&arc| way_of(arc) == turn.to_way) {
                continue;
            }
            for &enter in entering.get(&via).map_or(&[][..], Vec::as_slice) {
                if way_of(enter) == turn.from_way {
                    let bans = outgoing
                        .iter()
                        .copied()
                        .filter(|&leave| (way_of(leave) == turn.to_way) != is_only);
                    banned.entry(enter).or_default().extend(bans);
                }
            }
        }
        let copies: Vec<(u32, u32, BTreeSet<usize>)> = banned
            .into_iter()
            .map(|(enter, bans)| {
                let via = self.arcs[enter].1.head;
                let copy = self.locations.len() as u32;
                self.locations.push(self.locations[via as usize]);
                self.arcs[enter].1.head = copy;
                self.expanded.insert(via);
                (via, copy, bans)
            })
            .collect();
        for (via, copy, bans) in copies {
            for leave in leaving.get(&via).map_or(&[][..], Vec::as_slice) {
                if !bans.contains(leave) {
                    let arc = self.arcs[*leave].1;
                    self.arcs.push((copy, arc));
                }
            }
        }
    }

    fn finish(self) -> RoadGraph {
        let nodes = self.locations.len();
        let mut stretch_tails = vec![Vec::new(); self.segments.len() * 2];
        let mut stretch_head = vec![u32::MAX; self.segments.len() * 2];
        for (tail, arc) in &self.arcs {
            stretch_tails[arc.stretch as usize].push(*tail);
            stretch_head[arc.stretch as usize] = arc.head;
        }
        let mut expanded = vec![false; nodes];
        self.expanded.iter().for_each(|&node| expanded[node as usize] = true);
        let heaviest = self.arcs.iter().map(|(_, arc)| arc.weight).max().unwrap_or(1);
        let reversed = self
            .arcs
            .iter()
            .map(|&(tail, arc)| (arc.head, Arc { head: tail, ..arc }))
            .collect();
        RoadGraph {
            reverse: Rows::build(nodes, reversed),
            forward: Rows::build(nodes, self.arcs),
            locations: self.locations,
            segments: self.segments,
            stretch_tails,
            stretch_head,
            expanded,
            heaviest,
        }
    }
}

/// Sorts network nodes along a Hilbert curve of 2^16 cells a side over their box; ties by index.
fn order_along_hilbert(nodes: &mut [u32], network: &RoadNetwork) {
    let Some(bbox) = BBox::around(nodes.iter().map(|&node| network.nodes[node as usize].location)) else {
        return;
    };
    let scale = |value: f64, low: f64, high: f64| ((value - low) / (high - low).max(1e-12) * 65_535.0) as u32;
    nodes.sort_by_cached_key(|&node| {
        let at = network.nodes[node as usize].location;
        (
            hilbert_index(
                scale(at.lon, bbox.west, bbox.east),
                scale(at.lat, bbox.south, bbox.north),
            ),
            node,
        )
    });
}

/// Position of a cell along the Hilbert curve of order 16 (J. K. Lawder, 2000: xy to index by rotation).
fn hilbert_index(mut x: u32, mut y: u32) -> u32 {
    let mut index = 0u32;
    let mut side = 1u32 << 15;
    while side > 0 {
        let (right, top) = (u32::from(x & side > 0), u32::from(y & side > 0));
        index = index.wrapping_add(side.wrapping_mul(side).wrapping_mul((3 * right) ^ top));
        if top == 0 {
            if right == 1 {
                x = 65_535 - x;
                y = 65_535 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    index
}
