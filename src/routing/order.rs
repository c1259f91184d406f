//! The order in which a hierarchy contracts the nodes of a road graph: nested dissection.
//!
//! Roads are mostly chains of bends and dead ends. A node of at most two neighbours is contracted first: that adds at
//! most one edge for the two it takes away, so nothing is lost and the graph that remains is the street pattern
//! itself. On it, small separators found by inertial flow are ranked highest, each half below them in the same way
//! (Schild & Sommer 2015, *On Balanced Separators in Road Networks*; Dibbelt, Strasser & Wagner 2016, *Customizable
//! Contraction Hierarchies*). Any order gives the same travel times: a good one gives them sooner.

use crate::geometry::LonLat;

/// The nodes in order of contraction, the least important first. `edges` are undirected pairs of node indices; loops
/// and repeated pairs are allowed.
///
/// The answer depends on nothing but the arguments, so it can be kept beside the roads. Cost O(n log n) for the
/// chains and dead ends, and some 50 µs a node of the remaining pattern.
///
/// # Panics
/// When an edge names a node that is not there.
pub fn contraction_order(locations: &[LonLat], edges: impl Iterator<Item = [u32; 2]>) -> Vec<u32> {
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); locations.len()];
    for [a, b] in edges {
        if a != b {
            neighbours[a as usize].push(b);
            neighbours[b as usize].push(a);
        }
    }
    for list in &mut neighbours {
        list.sort_unstable();
        list.dedup();
    }
    let (mut order, contracted) = contract_chains(&mut neighbours);
    order.extend(dissect(locations, &neighbours, &contracted));
    order
}

/// Contracts nodes of at most two neighbours until none is left, in rounds in which no two neighbours are contracted,
/// so that a chain folds to half its length each time. What remains of the neighbours is the pattern without them.
fn contract_chains(neighbours: &mut [Vec<u32>]) -> (Vec<u32>, Vec<bool>) {
    let nodes = neighbours.len();
    let mut order = Vec::new();
    let mut contracted = vec![false; nodes];
    let mut busy_in = vec![0u32; nodes];
    let mut waiting: Vec<u32> = (0..nodes as u32)
        .filter(|node| neighbours[*node as usize].len() <= 2)
        .collect();
    let mut round = 0;
    while !waiting.is_empty() {
        round += 1;
        let mut next = Vec::new();
        for node in waiting {
            let at = node as usize;
            if contracted[at] || neighbours[at].len() > 2 {
                continue;
            }
            if busy_in[at] == round {
                next.push(node);
                continue;
            }
            contracted[at] = true;
            order.push(node);
            let around = std::mem::take(&mut neighbours[at]);
            for &near in &around {
                let list = &mut neighbours[near as usize];
                list.retain(|other| *other != node);
                for &other in around.iter().filter(|other| **other != near) {
                    if let Err(place) = list.binary_search(&other) {
                        list.insert(place, other);
                    }
                }
                busy_in[near as usize] = round;
                if list.len() <= 2 {
                    next.push(near);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        waiting = next;
    }
    (order, contracted)
}

/// Nested dissection of the nodes that are not contracted yet.
fn dissect(locations: &[LonLat], neighbours: &[Vec<u32>], contracted: &[bool]) -> Vec<u32> {
    let left: Vec<u32> = (0..locations.len() as u32)
        .filter(|node| !contracted[*node as usize])
        .collect();
    if left.is_empty() {
        return Vec::new();
    }
    let mut number = vec![u32::MAX; locations.len()];
    (0u32..).zip(&left).for_each(|(new, &old)| number[old as usize] = new);
    let (mut tails, mut heads) = (Vec::new(), Vec::new());
    for &node in &left {
        for &near in &neighbours[node as usize] {
            tails.push(number[node as usize]);
            heads.push(number[near as usize]);
        }
    }
    let coordinate = |of: fn(&LonLat) -> f64| -> Vec<f32> {
        left.iter().map(|node| of(&locations[*node as usize]) as f32).collect()
    };
    let (latitudes, longitudes) = (coordinate(|at| at.lat), coordinate(|at| at.lon));
    let order = routingkit_cch::compute_order_inertial(left.len() as u32, &tails, &heads, &latitudes, &longitudes);
    order.into_iter().map(|new| left[new as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(nodes: u32) -> Vec<LonLat> {
        (0..nodes)
            .map(|node| LonLat::new(105.0 + f64::from(node) * 0.001, 21.0))
            .collect()
    }

    #[test]
    fn every_node_is_contracted_once_whatever_the_graph() {
        let ring = (0..8u32).map(|node| [node, (node + 1) % 8]);
        let clique = (8..14u32).flat_map(|a| (8..14u32).map(move |b| [a, b]));
        let edges: Vec<[u32; 2]> = ring.chain(clique).chain([[3, 3], [0, 9], [0, 9]]).collect();
        let mut order = contraction_order(&line(20), edges.iter().copied());
        assert_eq!(
            order,
            contraction_order(&line(20), edges.into_iter()),
            "the same order again"
        );
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<u32>>());
        assert!(contraction_order(&[], std::iter::empty()).is_empty());
    }

    #[test]
    fn a_long_chain_folds_in_rounds_and_not_from_one_end() {
        let order = contraction_order(&line(9), (0..8u32).map(|node| [node, node + 1]));
        assert_eq!(order, [0, 2, 4, 6, 8, 1, 5, 3, 7]);
    }
}
