//! From mapped ways to arcs: which nodes a mode uses, where barriers split them, which turns are closed.
//!
//! Awkward cases: a node with a barrier that stops the mode is split, one copy for each segment end.
//! Where turns are restricted, what was travelled last has to be remembered: see [`super::turn_states`].

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::area_types::AreaTypes;
use super::graph::{Arc, Segment};
use super::profile::{Passage, Profile};
use super::turn_states::{StretchTable, Stretches, TurnStates};
use crate::geometry::{LonLat, distance_m, order_along_hilbert};
use crate::model::{RoadNetwork, RoadWay, TurnRestriction, TurnVia, WayStep};
use crate::units::Deciseconds;

/// Arcs before they are laid into rows.
pub(super) struct Draft {
    pub(super) locations: Vec<LonLat>,
    pub(super) segments: Vec<Segment>,
    pub(super) arcs: Vec<(u32, Arc)>,
    /// Nodes that turn restrictions gave copies.
    pub(super) expanded: BTreeSet<u32>,
    /// Where each stretch leads somebody who starts on it and so remembers nothing; `u32::MAX` = closed.
    pub(super) stretch_heads: Vec<u32>,
}

impl Draft {
    /// Given arcs (tail, head, deciseconds) between given places, and the node that each place became.
    pub(super) fn from_arcs(places: &[LonLat], arcs: impl Iterator<Item = (u32, u32, u32)>) -> (Draft, Vec<u32>) {
        let mut along: Vec<u32> = (0..places.len() as u32).collect();
        order_along_hilbert(&mut along, |place| places[place as usize]);
        let mut node_of = vec![0u32; places.len()];
        (0u32..)
            .zip(&along)
            .for_each(|(node, &place)| node_of[place as usize] = node);
        let mut draft = Draft {
            locations: along.iter().map(|&place| places[place as usize]).collect(),
            segments: Vec::new(),
            arcs: Vec::new(),
            expanded: BTreeSet::new(),
            stretch_heads: Vec::new(),
        };
        for (from, to, weight) in arcs {
            let (weight, stretch) = (weight.max(1), draft.segments.len() as u32 * 2);
            let [tail, head] = [from, to].map(|place| node_of[place as usize]);
            draft.arcs.push((tail, Arc { head, weight, stretch }));
            draft.stretch_heads.extend([head, u32::MAX]);
            draft.segments.push(Segment {
                ends: [tail, head],
                way: 0,
                metres: distance_m(places[from as usize], places[to as usize]),
                weights: [Some(weight), None],
            });
        }
        (draft, node_of)
    }

    pub(super) fn from_network(network: &RoadNetwork, profile: &Profile, areas: &AreaTypes) -> Draft {
        let usable: Vec<_> = network
            .ways
            .iter()
            .enumerate()
            .filter_map(|(index, way)| {
                let passage = profile.passage_in(way, areas.of_way(index));
                (passage.forward.is_some() || passage.backward.is_some()).then_some((index, way, passage))
            })
            .collect();
        let mut used: Vec<u32> = usable
            .iter()
            .flat_map(|(_, way, _)| way.nodes.iter().copied())
            .collect();
        used.sort_unstable();
        used.dedup();
        order_along_hilbert(&mut used, |node| network.nodes[node as usize].location);
        let mut locations: Vec<LonLat> = used.iter().map(|&node| network.nodes[node as usize].location).collect();
        let mut node_of = vec![u32::MAX; network.nodes.len()];
        (0u32..).zip(&used).for_each(|(new, &old)| node_of[old as usize] = new);
        let stops: BTreeSet<u32> = used
            .iter()
            .copied()
            .filter(|&node| {
                network.nodes[node as usize]
                    .barrier
                    .as_ref()
                    .is_some_and(|barrier| profile.is_stopped_by(barrier))
            })
            .collect();

        let place = |node: u32| network.nodes[node as usize].location;
        let lengths = |(_, way, _): &(usize, &RoadWay, Passage)| -> Vec<f64> {
            let pairs = way.nodes.windows(2);
            pairs.map(|pair| distance_m(place(pair[0]), place(pair[1]))).collect()
        };
        let lengths: Vec<Vec<f64>> = usable.par_iter().map(lengths).collect();

        let mut segments = Vec::new();
        let mut arcs = Vec::new();
        for ((index, way, passage), lengths) in usable.into_iter().zip(lengths) {
            for (pair, metres) in way.nodes.windows(2).zip(lengths) {
                let mut end = |node: u32| {
                    if stops.contains(&node) {
                        locations.push(network.nodes[node as usize].location);
                        locations.len() as u32 - 1
                    } else {
                        node_of[node as usize]
                    }
                };
                if pair[0] == pair[1] {
                    continue;
                }
                let ends = [end(pair[0]), end(pair[1])];
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
        let mut stretch_heads = vec![u32::MAX; segments.len() * 2];
        for (_, arc) in &arcs {
            stretch_heads[arc.stretch as usize] = arc.head;
        }
        Draft {
            locations,
            segments,
            arcs,
            expanded: BTreeSet::new(),
            stretch_heads,
        }
    }

    /// Copies the junctions at which what was travelled decides what may follow; see [`TurnStates`].
    /// Arcs between the nodes as they were come first, and keep their places.
    pub(super) fn expand_restrictions(&mut self, network: &RoadNetwork, profile: &Profile) {
        let binding = || network.restrictions.iter().filter(|turn| profile.obeys(turn));
        if binding().next().is_none() {
            return;
        }
        let (ways, nodes) = self.named_by(network, binding());
        let near = self.arcs.iter().filter(|(tail, _)| nodes.contains(tail));
        let roads = StretchTable::new(
            near.map(|(tail, arc)| (arc.stretch, [*tail, arc.head])),
            self.steps(network).filter(|(step, _)| ways.contains(&step.way)),
        );
        let states = TurnStates::build(network, binding(), &roads);
        let before = self.locations.len() as u32;
        let node_of = |state: usize, stretch: u32| match state {
            0 => roads.ends(stretch)[1],
            state => before + state as u32 - 1,
        };
        let mut weights: HashMap<u32, u32> = HashMap::new();
        for (tail, arc) in &mut self.arcs {
            if nodes.contains(tail) {
                weights.insert(arc.stretch, arc.weight);
            }
            let state = states.after(0, arc.stretch);
            if state != 0 {
                arc.head = node_of(state, arc.stretch);
                self.stretch_heads[arc.stretch as usize] = arc.head;
            }
        }
        for state in states.remembering() {
            let junction = roads.ends(states.last(state))[1];
            let copy = self.locations.len() as u32;
            self.locations.push(self.locations[junction as usize]);
            self.expanded.insert(junction);
            for &stretch in roads
                .leaving(junction)
                .iter()
                .filter(|&&stretch| !states.forbids(state, stretch))
            {
                let arc = Arc {
                    head: node_of(states.after(state, stretch), stretch),
                    weight: weights[&stretch],
                    stretch,
                };
                self.arcs.push((copy, arc));
            }
        }
    }

    /// The ways that restrictions name, by index, and the graph nodes on them.
    fn named_by<'a>(
        &self,
        network: &RoadNetwork,
        turns: impl Iterator<Item = &'a TurnRestriction>,
    ) -> (HashSet<u32>, HashSet<u32>) {
        let mut ids: HashSet<i64> = HashSet::new();
        for turn in turns {
            ids.extend([turn.from_way, turn.to_way]);
            if let TurnVia::Ways(via) = &turn.via {
                ids.extend(via);
            }
        }
        let named = (0..).zip(&network.ways).filter(|(_, way)| ids.contains(&way.id));
        let ways: HashSet<u32> = named.map(|(index, _)| index).collect();
        let on_them = self.segments.iter().filter(|segment| ways.contains(&segment.way));
        let nodes = on_them.flat_map(|segment| segment.ends).collect();
        (ways, nodes)
    }

    /// Every step along a usable way with its stretch.
    fn steps<'a>(&'a self, network: &'a RoadNetwork) -> impl Iterator<Item = (WayStep, u32)> + 'a {
        let mut at: Option<(u32, u32)> = None;
        self.segments.iter().enumerate().flat_map(move |(segment, road)| {
            let nodes = &network.ways[road.way as usize].nodes;
            // Segments of one way follow each other; a vertex drawn twice has none.
            let mut from = at.filter(|(way, _)| *way == road.way).map_or(0, |(_, next)| next);
            while nodes[from as usize] == nodes[from as usize + 1] {
                from += 1;
            }
            at = Some((road.way, from + 1));
            let forward = WayStep {
                way: road.way,
                from,
                to: from + 1,
            };
            let backward = WayStep {
                way: road.way,
                from: from + 1,
                to: from,
            };
            [(forward, segment as u32 * 2), (backward, segment as u32 * 2 + 1)]
        })
    }
}
