//! Where a turn restriction lies on the mapped ways: the last step into it, the steps along it, the first
//! steps out of it. Whether a mode may take these steps is not asked here.
//!
//! Awkward cases: a way that passes the junction in its middle enters it from both sides; a way that meets
//! the next one in several nodes is taken where both end, if they do; a closed way (a roundabout) is walked
//! in both directions; from and to the same way is a U-turn, or goes straight on.

use std::collections::HashMap;

use super::{RoadNetwork, TurnRestriction, TurnVia};

/// Chains one restriction may have; a real one has one or two.
const MOST_CHAINS: usize = 256;

/// From one vertex of a way to a neighbouring one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WayStep {
    /// Index of the way in the network.
    pub way: u32,
    /// Positions in the way's nodes, next to each other.
    pub from: u32,
    pub to: u32,
}

impl WayStep {
    fn reversed(self) -> WayStep {
        WayStep {
            way: self.way,
            from: self.to,
            to: self.from,
        }
    }
}

/// One way to drive into a restriction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnChain {
    /// The last step on the from way.
    pub enter: WayStep,
    /// Along the via ways; empty for a junction.
    pub via: Vec<WayStep>,
    /// First steps on the to way: forbidden (`no_*`), or the only ones permitted (`only_*`).
    pub leave: Vec<WayStep>,
}

/// Why a restriction cannot be placed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TurnProblem {
    #[error("way {0} is not among the roads")]
    MissingWay(i64),
    #[error("node {0} is on no road")]
    MissingNode(i64),
    #[error("its {0} does not touch its {1}")]
    Apart(&'static str, &'static str),
    #[error("from and to are the same way, and '{0}' is not a turn on it")]
    SameWay(String),
    #[error("it has no via way")]
    NoVia,
    #[error("way {0} follows itself")]
    Repeated(i64),
    #[error("its ways meet in too many nodes")]
    TooManyChains,
}

/// Finds the chains of restrictions on one network.
pub struct TurnFinder<'a> {
    network: &'a RoadNetwork,
    ways: HashMap<i64, u32>,
    nodes: HashMap<i64, u32>,
}

/// A walk along via ways: its first node, its steps, its last node.
type Walk = (u32, Vec<WayStep>, u32);

impl<'a> TurnFinder<'a> {
    pub fn new(network: &'a RoadNetwork) -> TurnFinder<'a> {
        TurnFinder {
            network,
            ways: (0..).zip(&network.ways).map(|(index, way)| (way.id, index)).collect(),
            nodes: (0..)
                .zip(&network.nodes)
                .map(|(index, node)| (node.id, index))
                .collect(),
        }
    }

    /// At least one chain, each with at least one step out, in a fixed order.
    ///
    /// # Errors
    /// What keeps the restriction from lying on the network.
    pub fn chains(&self, turn: &TurnRestriction) -> Result<Vec<TurnChain>, TurnProblem> {
        let (from, to) = (self.way(turn.from_way)?, self.way(turn.to_way)?);
        if let TurnVia::Ways(via) = &turn.via {
            let chain: Vec<i64> = [&[turn.from_way], via.as_slice(), &[turn.to_way]].concat();
            if let Some(pair) = chain.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(TurnProblem::Repeated(pair[0]));
            }
        }
        let walks = match &turn.via {
            TurnVia::Node(id) => {
                let node = *self.nodes.get(id).ok_or(TurnProblem::MissingNode(*id))?;
                vec![(node, Vec::new(), node)]
            }
            TurnVia::Ways(ids) => self.walks(from, ids, to)?,
        };
        let mut chains = Vec::new();
        for (start, via, end) in walks {
            let enters = self.steps(from, start).into_iter().map(WayStep::reversed);
            let leaves = self.steps(to, end);
            if leaves.is_empty() {
                return Err(TurnProblem::Apart("to way", "via"));
            }
            for enter in enters {
                let leave: Vec<WayStep> = if via.is_empty() && from == to {
                    on_one_way(turn, enter, &leaves)?
                } else {
                    leaves.clone()
                };
                if leave.is_empty() {
                    continue;
                }
                chains.push(TurnChain {
                    enter,
                    via: via.clone(),
                    leave,
                });
            }
        }
        match chains.len() {
            0 => Err(TurnProblem::Apart("from way", "via")),
            1..=MOST_CHAINS => Ok(chains),
            _ => Err(TurnProblem::TooManyChains),
        }
    }

    fn way(&self, id: i64) -> Result<u32, TurnProblem> {
        self.ways.get(&id).copied().ok_or(TurnProblem::MissingWay(id))
    }

    fn nodes_of(&self, way: u32) -> &'a [u32] {
        &self.network.ways[way as usize].nodes
    }

    /// The steps of a way that leave a node.
    fn steps(&self, way: u32, node: u32) -> Vec<WayStep> {
        let nodes = self.nodes_of(way);
        let mut steps = Vec::new();
        for at in (0..nodes.len()).filter(|&at| nodes[at] == node) {
            let neighbours = [at.checked_sub(1), Some(at + 1).filter(|&next| next < nodes.len())];
            steps.extend(neighbours.into_iter().flatten().map(|next| WayStep {
                way,
                from: at as u32,
                to: next as u32,
            }));
        }
        steps
    }

    fn walks(&self, from: u32, via: &[i64], to: u32) -> Result<Vec<Walk>, TurnProblem> {
        let via = via.iter().map(|&id| self.way(id)).collect::<Result<Vec<u32>, _>>()?;
        let Some((&first, &last)) = via.first().zip(via.last()) else {
            return Err(TurnProblem::NoVia);
        };
        let mut walks: Vec<Walk> = self
            .joints(from, first)
            .into_iter()
            .map(|node| (node, Vec::new(), node))
            .collect();
        if walks.is_empty() {
            return Err(TurnProblem::Apart("from way", "via way"));
        }
        if self.joints(last, to).is_empty() {
            return Err(TurnProblem::Apart("to way", "via way"));
        }
        for (at, &way) in via.iter().enumerate() {
            let goals = self.joints(way, via.get(at + 1).copied().unwrap_or(to));
            let mut longer = Vec::new();
            for (start, steps, node) in &walks {
                for &goal in &goals {
                    for more in self.along(way, *node, goal) {
                        longer.push((*start, [steps.clone(), more].concat(), goal));
                    }
                }
            }
            if longer.is_empty() {
                return Err(TurnProblem::Apart("via way", "next way"));
            }
            if longer.len() > MOST_CHAINS {
                return Err(TurnProblem::TooManyChains);
            }
            walks = longer;
        }
        Ok(walks)
    }

    /// The nodes that two ways share, those at the ends of both before others.
    fn joints(&self, one: u32, other: u32) -> Vec<u32> {
        let (a, b) = (self.nodes_of(one), self.nodes_of(other));
        let is_end = |nodes: &[u32], node: u32| {
            nodes.first() == nodes.last() || nodes.first() == Some(&node) || nodes.last() == Some(&node)
        };
        let mut shared: Vec<(usize, u32)> = a
            .iter()
            .filter(|node| b.contains(node))
            .map(|&node| (usize::from(is_end(a, node)) + usize::from(is_end(b, node)), node))
            .collect();
        let best = shared.iter().map(|(rank, _)| *rank).max().unwrap_or(0);
        shared.retain(|(rank, _)| *rank == best);
        let mut nodes: Vec<u32> = shared.into_iter().map(|(_, node)| node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The walks on one way from a node to another one, without passing that before; round a closed way both ways.
    fn along(&self, way: u32, start: u32, goal: u32) -> Vec<Vec<WayStep>> {
        let nodes = self.nodes_of(way);
        let is_closed = nodes.len() > 2 && nodes.first() == nodes.last();
        let mut found = Vec::new();
        if start == goal {
            return found;
        }
        // The last vertex of a closed way is its first one again.
        let starts = 0..nodes.len() - usize::from(is_closed);
        for first in starts.filter(|&at| nodes[at] == start) {
            for forward in [true, false] {
                let (mut at, mut steps) = (first, Vec::new());
                while steps.len() < nodes.len() {
                    if is_closed && forward && at == nodes.len() - 1 {
                        at = 0;
                    } else if is_closed && !forward && at == 0 {
                        at = nodes.len() - 1;
                    }
                    let next = if forward { Some(at + 1) } else { at.checked_sub(1) };
                    let Some(next) = next.filter(|&next| next < nodes.len()) else {
                        break;
                    };
                    if nodes[next] != nodes[at] {
                        steps.push(WayStep {
                            way,
                            from: at as u32,
                            to: next as u32,
                        });
                    }
                    at = next;
                    if nodes[at] == goal {
                        found.push(steps);
                        break;
                    }
                    if nodes[at] == start {
                        break;
                    }
                }
            }
        }
        found
    }
}

/// The steps meant when from and to are the same way: back (U-turn), or on.
fn on_one_way(turn: &TurnRestriction, enter: WayStep, leaves: &[WayStep]) -> Result<Vec<WayStep>, TurnProblem> {
    let back = enter.reversed();
    let (backs, ons): (Vec<WayStep>, Vec<WayStep>) = leaves.iter().partition(|step| **step == back);
    match turn.kind.split_once('_').map_or("", |(_, rest)| rest) {
        "u_turn" => Ok(backs),
        "straight_on" => Ok(ons),
        // A way that crosses itself: every other branch of it.
        _ if leaves.len() > 2 => Ok(ons),
        _ => Err(TurnProblem::SameWay(turn.kind.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{RoadNode, RoadWay};

    fn network(ways: &[(i64, &[u32])]) -> RoadNetwork {
        let nodes = (0..12).map(|id| RoadNode {
            id,
            location: LonLat::new(105.0 + id as f64 / 100.0, 21.0),
            barrier: None,
        });
        let way = |(id, nodes): &(i64, &[u32])| RoadWay {
            id: *id,
            class: "residential".into(),
            name: None,
            nodes: nodes.to_vec(),
            tags: Vec::new(),
        };
        RoadNetwork {
            nodes: nodes.collect(),
            ways: ways.iter().map(way).collect(),
            restrictions: Vec::new(),
        }
    }

    /// Each chain as the ids of the nodes it passes, the steps out last, one by one.
    fn told(ways: &[(i64, &[u32])], turn: &TurnRestriction) -> Result<Vec<Vec<u32>>, TurnProblem> {
        let network = network(ways);
        let node = |way: u32, at: u32| network.ways[way as usize].nodes[at as usize];
        let chains = TurnFinder::new(&network).chains(turn)?;
        let tell = |chain: &TurnChain| {
            let mut nodes = vec![
                node(chain.enter.way, chain.enter.from),
                node(chain.enter.way, chain.enter.to),
            ];
            nodes.extend(chain.via.iter().map(|step| node(step.way, step.to)));
            nodes.extend(chain.leave.iter().map(|step| node(step.way, step.to)));
            nodes
        };
        Ok(chains.iter().map(tell).collect())
    }

    fn over(via: &[i64], kind: &str, from: i64, to: i64) -> TurnRestriction {
        TurnRestriction {
            via: TurnVia::Ways(via.to_vec()),
            ..TurnRestriction::over_node(1, kind, from, 0, to)
        }
    }

    #[test]
    fn a_turn_over_a_junction_enters_from_every_end_of_the_from_way_there() {
        let ways: &[(i64, &[u32])] = &[(10, &[0, 1]), (11, &[1, 2]), (12, &[3, 1, 4])];
        let turn = TurnRestriction::over_node(1, "no_left_turn", 10, 1, 12);
        assert_eq!(told(ways, &turn), Ok(vec![vec![0, 1, 3, 4]]));
        let through = TurnRestriction::over_node(1, "no_left_turn", 12, 1, 11);
        assert_eq!(told(ways, &through), Ok(vec![vec![3, 1, 2], vec![4, 1, 2]]));
    }

    #[test]
    fn turns_over_ways_are_walked_in_the_order_of_travel_whatever_way_they_were_drawn() {
        let ways: &[(i64, &[u32])] = &[(10, &[0, 1]), (20, &[3, 2, 1]), (21, &[3, 4]), (11, &[5, 4])];
        assert_eq!(
            told(ways, &over(&[20, 21], "no_u_turn", 10, 11)),
            Ok(vec![vec![0, 1, 2, 3, 4, 5]])
        );
        let closed: &[(i64, &[u32])] = &[(10, &[0, 1]), (20, &[1, 2, 3, 4, 1]), (11, &[3, 6])];
        assert_eq!(
            told(closed, &over(&[20], "no_u_turn", 10, 11)),
            Ok(vec![vec![0, 1, 2, 3, 6], vec![0, 1, 4, 3, 6]])
        );
    }

    #[test]
    fn ways_that_meet_twice_are_taken_where_both_end() {
        // The via way 20 crosses way 10 in its middle (node 7) and meets its end in node 1.
        let ways: &[(i64, &[u32])] = &[(10, &[0, 7, 1]), (20, &[1, 7, 2]), (11, &[2, 3])];
        assert_eq!(
            told(ways, &over(&[20], "no_left_turn", 10, 11)),
            Ok(vec![vec![7, 1, 7, 2, 3]])
        );
    }

    #[test]
    fn a_turn_from_a_way_into_itself_is_a_u_turn_or_straight_on() {
        let ways: &[(i64, &[u32])] = &[(10, &[0, 1, 2])];
        let turn = |kind: &str| TurnRestriction::over_node(1, kind, 10, 1, 10);
        assert_eq!(told(ways, &turn("no_u_turn")), Ok(vec![vec![0, 1, 0], vec![2, 1, 2]]));
        assert_eq!(
            told(ways, &turn("no_straight_on")),
            Ok(vec![vec![0, 1, 2], vec![2, 1, 0]])
        );
        assert_eq!(
            told(ways, &turn("no_left_turn")),
            Err(TurnProblem::SameWay("no_left_turn".into()))
        );
    }

    #[test]
    fn what_does_not_lie_on_the_roads_is_said() {
        let ways: &[(i64, &[u32])] = &[(10, &[0, 1]), (20, &[4, 5]), (11, &[1, 2])];
        assert_eq!(
            told(ways, &over(&[20], "no_u_turn", 10, 11)),
            Err(TurnProblem::Apart("from way", "via way"))
        );
        assert_eq!(
            told(ways, &over(&[11], "no_u_turn", 10, 11)),
            Err(TurnProblem::Repeated(11))
        );
        assert_eq!(told(ways, &over(&[], "no_u_turn", 10, 11)), Err(TurnProblem::NoVia));
        let at = |node, to| TurnRestriction::over_node(1, "no_left_turn", 10, node, to);
        assert_eq!(told(ways, &at(99, 11)), Err(TurnProblem::MissingNode(99)));
        assert_eq!(told(ways, &at(1, 99)), Err(TurnProblem::MissingWay(99)));
        assert_eq!(told(ways, &at(2, 11)), Err(TurnProblem::Apart("from way", "via")));
        assert_eq!(told(ways, &at(0, 11)), Err(TurnProblem::Apart("to way", "via")));
    }
}
