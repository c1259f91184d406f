//! A customizable contraction hierarchy: the road graph with its shortcuts, whatever the speeds.
//!
//! Contracting the nodes in a nested-dissection order, each time linking a node's higher neighbours with one another,
//! gives a chordal graph in which every node's higher neighbours lie on one path to the root of the *elimination tree*.
//! Nodes are numbered by a walk over that tree, parents first: a node's subtree is then one run of positions, higher
//! neighbours have lower positions, and a sweep from position 0 upward meets every node after all that it depends on.
//! Nothing here knows a travel time; see [`super::metric`] for those.
//!
//! Source: Dibbelt, Strasser & Wagner 2016, *Customizable Contraction Hierarchies*, ACM JEA 21.

use super::graph::RoadGraph;
use super::order::contraction_order;

/// See the module. A *position* is a node's number in the hierarchy, 0 at the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    /// Position of each graph node, and back.
    position: Vec<u32>,
    node: Vec<u32>,
    /// Edges of position p to its higher neighbours: `higher[first[p]..first[p + 1]]`, ascending.
    first: Vec<u32>,
    higher: Vec<u32>,
    /// The subtree of position p is `p..subtree_end[p]`.
    subtree_end: Vec<u32>,
}

impl Hierarchy {
    /// `order`: every node of the graph once, the first contracted first; see [`order_of_graph`].
    ///
    /// # Panics
    /// When `order` is not a permutation of the graph's nodes.
    pub fn build(graph: &RoadGraph, order: &[u32]) -> Hierarchy {
        let nodes = graph.node_count();
        assert!(is_permutation(order, nodes), "an order holds every node once");
        let mut rank = vec![0u32; nodes];
        (0u32..).zip(order).for_each(|(at, &node)| rank[node as usize] = at);
        let up = fill(graph, order, &rank);
        let (position_of_rank, subtree_end) = number_by_tree(&up);
        let mut hierarchy = Hierarchy {
            position: rank.iter().map(|&rank| position_of_rank[rank as usize]).collect(),
            node: vec![0; nodes],
            first: vec![0; nodes + 1],
            higher: Vec::with_capacity(up.iter().map(Vec::len).sum()),
            subtree_end,
        };
        let mut rank_at = vec![0u32; nodes];
        for (rank, &position) in (0u32..).zip(&position_of_rank) {
            rank_at[position as usize] = rank;
            hierarchy.node[position as usize] = order[rank as usize];
        }
        for position in 0..nodes {
            let from = hierarchy.higher.len();
            let ranks = &up[rank_at[position] as usize];
            hierarchy
                .higher
                .extend(ranks.iter().map(|&rank| position_of_rank[rank as usize]));
            hierarchy.higher[from..].sort_unstable();
            hierarchy.first[position + 1] = hierarchy.higher.len() as u32;
        }
        hierarchy
    }

    /// An order that gives this hierarchy again: the nodes from the lowest position up.
    pub fn order(&self) -> Vec<u32> {
        self.node.iter().rev().copied().collect()
    }

    pub fn node_count(&self) -> usize {
        self.node.len()
    }

    /// Edges, shortcuts among them.
    pub fn edge_count(&self) -> usize {
        self.higher.len()
    }

    pub fn position(&self, node: u32) -> u32 {
        self.position[node as usize]
    }

    pub fn node(&self, position: u32) -> u32 {
        self.node[position as usize]
    }

    /// Index of the first edge of a position.
    pub fn first_edge(&self, position: u32) -> usize {
        self.first[position as usize] as usize
    }

    /// The higher neighbours of a position, ascending; edge indices run from [`Self::first_edge`].
    pub fn higher(&self, position: u32) -> &[u32] {
        &self.higher[self.first[position as usize] as usize..self.first[position as usize + 1] as usize]
    }

    /// The next position on the way to the root: the lowest of the higher neighbours.
    pub fn parent(&self, position: u32) -> Option<u32> {
        self.higher(position).last().copied()
    }

    /// The end of the run of positions that is the subtree of `position`.
    pub fn subtree_end(&self, position: u32) -> u32 {
        self.subtree_end[position as usize]
    }

    /// The edge between a position and one of its higher neighbours.
    pub fn edge(&self, low: u32, high: u32) -> Option<usize> {
        let found = self.higher(low).binary_search(&high).ok()?;
        Some(self.first_edge(low) + found)
    }
}

/// The contraction order of a road graph.
pub fn order_of_graph(graph: &RoadGraph) -> Vec<u32> {
    let edges =
        (0..graph.node_count() as u32).flat_map(|node| graph.out_arcs(node).iter().map(move |arc| [node, arc.head]));
    contraction_order(graph.locations(), edges)
}

/// Whether an order fits a graph of so many nodes.
pub(super) fn is_permutation(order: &[u32], nodes: usize) -> bool {
    let mut seen = vec![false; nodes];
    order.len() == nodes
        && order.iter().all(|&node| {
            seen.get_mut(node as usize)
                .is_some_and(|seen| !std::mem::replace(seen, true))
        })
}

/// Higher neighbours of every rank, ascending, with the shortcuts: a node hands its higher neighbours to the lowest of
/// them.
fn fill(graph: &RoadGraph, order: &[u32], rank: &[u32]) -> Vec<Vec<u32>> {
    let mut up: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
    for node in 0..graph.node_count() as u32 {
        for arc in graph.out_arcs(node) {
            let (a, b) = (rank[node as usize], rank[arc.head as usize]);
            if a != b {
                up[a.min(b) as usize].push(a.max(b));
            }
        }
    }
    for at in 0..up.len() {
        let mut list = std::mem::take(&mut up[at]);
        list.sort_unstable();
        list.dedup();
        list.shrink_to_fit();
        if let [parent, rest @ ..] = &list[..] {
            up[*parent as usize].extend_from_slice(rest);
        }
        up[at] = list;
    }
    up
}

/// Positions of the ranks along the elimination tree, parents first, and the end of each position's subtree.
fn number_by_tree(up: &[Vec<u32>]) -> (Vec<u32>, Vec<u32>) {
    let nodes = up.len();
    let mut size = vec![1u32; nodes];
    for rank in 0..nodes {
        if let Some(&parent) = up[rank].first() {
            size[parent as usize] += size[rank];
        }
    }
    // Parents have higher ranks: counting down, each takes the next free run inside its parent's.
    let (mut position, mut free) = (vec![0u32; nodes], vec![0u32; nodes]);
    let mut free_at_top = 0;
    for rank in (0..nodes).rev() {
        let next = match up[rank].first() {
            Some(&parent) => &mut free[parent as usize],
            None => &mut free_at_top,
        };
        let mine = *next;
        *next += size[rank];
        position[rank] = mine;
        free[rank] = mine + 1;
    }
    let mut subtree_end = vec![0u32; nodes];
    for rank in 0..nodes {
        subtree_end[position[rank] as usize] = position[rank] + size[rank];
    }
    (position, subtree_end)
}
