//! The directed road graph of one mode.
//!
//! Every node of the mapped network that a usable way touches is a node here, and every stretch
//! between two neighbouring nodes of a way is a *segment* with at most two arcs. Weights are integer
//! deciseconds, at least 1. Nodes are numbered along a Hilbert curve, so that a sweep reads memory
//! that lies together.

use super::area_types::AreaTypes;
use super::draft::Draft;
use super::profile::Profile;
use crate::geometry::LonLat;
use crate::model::RoadNetwork;

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
    /// For each stretch (segment and direction), the tails of its arcs (more than one only where a turn
    /// restriction copied the junction), in compressed rows, and the head for those who start on it.
    stretch_first: Vec<u32>,
    stretch_tails: Vec<u32>,
    stretch_head: Vec<u32>,
    expanded: Vec<bool>,
    heaviest: u32,
}

impl RoadGraph {
    pub fn build(network: &RoadNetwork, profile: &Profile) -> RoadGraph {
        RoadGraph::build_in(network, profile, &AreaTypes::none())
    }

    /// With the speeds of the areas that the ways lie in.
    pub fn build_in(network: &RoadNetwork, profile: &Profile, areas: &AreaTypes) -> RoadGraph {
        let mut draft = Draft::from_network(network, profile, areas);
        draft.expand_restrictions(network, profile);
        RoadGraph::lay_out(draft)
    }

    /// A graph of given arcs between given places: tail, head and deciseconds (taken as at least 1), each a one-way
    /// road of its own; and the node that each place became.
    ///
    /// # Panics
    /// When an arc names a place that is not there.
    pub fn from_arcs(places: &[LonLat], arcs: impl Iterator<Item = (u32, u32, u32)>) -> (RoadGraph, Vec<u32>) {
        let (draft, node_of) = Draft::from_arcs(places, arcs);
        (RoadGraph::lay_out(draft), node_of)
    }

    pub(super) fn lay_out(draft: Draft) -> RoadGraph {
        let nodes = draft.locations.len();
        let stretches = draft.segments.len() * 2;
        let mut stretch_first = vec![0u32; stretches + 1];
        for (_, arc) in &draft.arcs {
            stretch_first[arc.stretch as usize + 1] += 1;
        }
        for stretch in 0..stretches {
            stretch_first[stretch + 1] += stretch_first[stretch];
        }
        let (mut next, mut stretch_tails) = (stretch_first.clone(), vec![0u32; draft.arcs.len()]);
        for (tail, arc) in &draft.arcs {
            let slot = &mut next[arc.stretch as usize];
            stretch_tails[*slot as usize] = *tail;
            *slot += 1;
        }
        let mut expanded = vec![false; nodes];
        draft.expanded.iter().for_each(|&node| expanded[node as usize] = true);
        let heaviest = draft.arcs.iter().map(|(_, arc)| arc.weight).max().unwrap_or(1);
        let reversed = draft
            .arcs
            .iter()
            .map(|&(tail, arc)| (arc.head, Arc { head: tail, ..arc }))
            .collect();
        RoadGraph {
            reverse: Rows::build(nodes, reversed),
            forward: Rows::build(nodes, draft.arcs),
            locations: draft.locations,
            segments: draft.segments,
            stretch_first,
            stretch_tails,
            stretch_head: draft.stretch_heads,
            expanded,
            heaviest,
        }
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

    /// The node where a stretch leads those who start on it, `None` when the direction is closed.
    pub fn stretch_head(&self, stretch: u32) -> Option<u32> {
        let head = self.stretch_head[stretch as usize];
        (head != u32::MAX).then_some(head)
    }

    /// The nodes from which a stretch can be entered (empty when the direction is closed).
    pub fn stretch_tails(&self, stretch: u32) -> &[u32] {
        let first = &self.stretch_first[stretch as usize..];
        &self.stretch_tails[first[0] as usize..first[1] as usize]
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
