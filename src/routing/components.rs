//! Strongly connected components (Tarjan 1972, iterative).

use super::graph::RoadGraph;

/// See [`RoadGraph::strong_components`].
pub fn strong_components(graph: &RoadGraph) -> (Vec<u32>, Vec<u32>) {
    const UNSEEN: u32 = u32::MAX;
    let nodes = graph.node_count();
    let (mut order, mut low, mut component) = (vec![UNSEEN; nodes], vec![0u32; nodes], vec![UNSEEN; nodes]);
    let (mut open, mut calls): (Vec<u32>, Vec<(u32, usize)>) = (Vec::new(), Vec::new());
    let (mut visited, mut found) = (0u32, 0u32);
    for root in 0..nodes as u32 {
        if order[root as usize] != UNSEEN {
            continue;
        }
        calls.push((root, 0));
        while let Some((node, next)) = calls.pop() {
            let at = node as usize;
            if next == 0 {
                order[at] = visited;
                low[at] = visited;
                visited += 1;
                open.push(node);
            }
            let arcs = graph.out_arcs(node);
            if let Some(arc) = arcs.get(next) {
                calls.push((node, next + 1));
                let head = arc.head as usize;
                if order[head] == UNSEEN {
                    calls.push((arc.head, 0));
                } else if component[head] == UNSEEN {
                    low[at] = low[at].min(order[head]);
                }
                continue;
            }
            if low[at] == order[at] {
                while let Some(member) = open.pop() {
                    component[member as usize] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some(&(parent, _)) = calls.last() {
                low[parent as usize] = low[parent as usize].min(low[at]);
            }
        }
    }
    by_size(component, found)
}

fn by_size(component: Vec<u32>, found: u32) -> (Vec<u32>, Vec<u32>) {
    let mut sizes = vec![0u32; found as usize];
    let mut lowest = vec![u32::MAX; found as usize];
    for (node, &of) in component.iter().enumerate() {
        sizes[of as usize] += 1;
        lowest[of as usize] = lowest[of as usize].min(node as u32);
    }
    let mut ranked: Vec<u32> = (0..found).collect();
    ranked.sort_by_key(|&of| (std::cmp::Reverse(sizes[of as usize]), lowest[of as usize]));
    let mut rank = vec![0u32; found as usize];
    ranked
        .iter()
        .enumerate()
        .for_each(|(position, &of)| rank[of as usize] = position as u32);
    let sorted = ranked.iter().map(|&of| sizes[of as usize]).collect();
    (component.into_iter().map(|of| rank[of as usize]).collect(), sorted)
}
