//! From mapped ways to arcs: which nodes a mode uses, where barriers split them, which turns are closed.
//!
//! Awkward cases: a node with a barrier that stops the mode is split, one copy for each segment end.
//! A turn restriction gives the arc that enters the junction a copy of it, from which only the
//! permitted arcs leave: paths on the expanded graph are exactly the permitted ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::graph::{Arc, Segment};
use super::profile::Profile;
use crate::geometry::{BBox, LonLat, distance_m};
use crate::model::RoadNetwork;
use crate::units::Deciseconds;

/// Arcs before they are laid into rows.
pub(super) struct Draft {
    pub(super) locations: Vec<LonLat>,
    /// Original graph node of each network node in use.
    node_of: HashMap<u32, u32>,
    pub(super) segments: Vec<Segment>,
    pub(super) arcs: Vec<(u32, Arc)>,
    pub(super) expanded: BTreeSet<u32>,
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
            node_of: HashMap::new(),
            segments: Vec::new(),
            arcs: Vec::new(),
            expanded: BTreeSet::new(),
        };
        for (from, to, weight) in arcs {
            let (weight, stretch) = (weight.max(1), draft.segments.len() as u32 * 2);
            let [tail, head] = [from, to].map(|place| node_of[place as usize]);
            draft.arcs.push((tail, Arc { head, weight, stretch }));
            draft.segments.push(Segment {
                ends: [tail, head],
                way: 0,
                metres: distance_m(places[from as usize], places[to as usize]),
                weights: [Some(weight), None],
            });
        }
        (draft, node_of)
    }

    pub(super) fn from_network(network: &RoadNetwork, profile: &Profile) -> Draft {
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
        order_along_hilbert(&mut used, |node| network.nodes[node as usize].location);
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

    pub(super) fn expand_restrictions(&mut self, network: &RoadNetwork, profile: &Profile) {
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
}

/// Sorts indices of positions along a Hilbert curve of 2^16 cells a side over their box; ties by index.
fn order_along_hilbert(nodes: &mut [u32], location: impl Fn(u32) -> LonLat) {
    let Some(bbox) = BBox::around(nodes.iter().map(|&node| location(node))) else {
        return;
    };
    let scale = |value: f64, low: f64, high: f64| ((value - low) / (high - low).max(1e-12) * 65_535.0) as u32;
    nodes.sort_by_cached_key(|&node| {
        let at = location(node);
        let (x, y) = (
            scale(at.lon, bbox.west, bbox.east),
            scale(at.lat, bbox.south, bbox.north),
        );
        (hilbert_index(x, y), node)
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
