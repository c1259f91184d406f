//! The road network: local streets, commune roads, the named main roads and the ten real bridges.
//!
//! Main roads are laid over the lattice of streets and get junctions where they cross it; every road
//! but a bridge ends at the shore. What cannot be reached without a motorway is left out at last, so that
//! the rest is one strongly connected network for every kind of traveller.

use super::facts::{Bridge, Commune, Facts};
use super::landscape::Landscape;
use super::plane::{Point, between, distance, plane, smooth_line};
use super::streets::{self, Groups};
use super::strokes::{Class, Draft, Stroke};
use super::water::Water;
use crate::model::{RoadNetwork, RoadNode, RoadWay};

/// Vertices of main roads stand about this far apart, in metres.
const STEP: f64 = 160.0;
/// A main road's end is tied to streets no further than this, in metres.
const TIE: f64 = 4_000.0;
/// Ways are cut after so many nodes.
const LONGEST_WAY: usize = 60;

/// Lays the network out.
pub fn network(
    facts: &Facts,
    land: &Landscape,
    water: &Water,
    neighbours: &[(usize, usize)],
    seed: u64,
) -> RoadNetwork {
    let mut draft = Draft::default();
    streets::lay(&mut draft, land, water, seed);
    let streets = draft.nodes.len();
    let mut ends = Ends {
        known: Vec::new(),
        streets,
    };
    for bridge in &facts.bridges {
        span(&mut draft, &mut ends, bridge, water);
    }
    for road in &facts.main_roads {
        let class = Class::from_tag(&road.class).unwrap_or(Class::Secondary);
        let name = Some(road.name.clone());
        lay_main(
            &mut draft,
            &mut ends,
            &smooth_line(&road.points, STEP),
            class,
            name,
            water,
        );
    }
    commune_roads(&mut draft, &mut ends, facts, neighbours, water);
    draft.cut_crossings();
    finish(draft)
}

/// Ends of main roads, so that roads which end at one place share the node.
struct Ends {
    known: Vec<(Point, usize)>,
    /// Nodes below this number are street corners.
    streets: usize,
}

impl Ends {
    /// The node at a main road's end, tied to the nearest street corners on the same bank when it is new.
    fn node(&mut self, draft: &mut Draft, at: Point, ties: usize, water: &Water) -> usize {
        if let Some((_, node)) = self.known.iter().find(|(known, _)| distance(*known, at) < 5.0) {
            return *node;
        }
        let node = draft.node(at);
        self.known.push((at, node));
        let mut near: Vec<(f64, usize)> = (0..self.streets)
            .map(|street| (distance(draft.nodes[street], at), street))
            .filter(|(distance, _)| *distance < TIE)
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let dry = near
            .iter()
            .filter(|(_, street)| !water.blocks(draft.nodes[*street], at));
        let dry: Vec<usize> = dry.map(|(_, street)| *street).take(ties).collect();
        let tie = |street: usize| Stroke {
            is_main: true,
            ..Stroke::new(Class::Tertiary, vec![node, street])
        };
        draft.strokes.extend(dry.into_iter().map(tie));
        node
    }
}

/// A bridge: one way from bank to bank, open to motorbikes (all ten are, some on side lanes or the lower deck).
fn span(draft: &mut Draft, ends: &mut Ends, bridge: &Bridge, water: &Water) {
    let nodes = bridge.ends.map(|end| ends.node(draft, end, 3, water));
    let name = Some(bridge.name.clone());
    draft.strokes.push(Stroke {
        name,
        is_bridge: true,
        is_main: true,
        ..Stroke::new(Class::Primary, nodes.to_vec())
    });
}

/// A main road, in pieces where water lies in its way.
fn lay_main(draft: &mut Draft, ends: &mut Ends, line: &[Point], class: Class, name: Option<String>, water: &Water) {
    let mut pieces: Vec<Vec<Point>> = vec![vec![]];
    for pair in line.windows(2) {
        if water.blocks(pair[0], pair[1]) {
            pieces.push(vec![]);
        } else if let Some(piece) = pieces.last_mut() {
            if piece.is_empty() {
                piece.push(pair[0]);
            }
            piece.push(pair[1]);
        }
    }
    for piece in pieces.iter().filter(|piece| piece.len() > 1) {
        let last = piece.len() - 1;
        let node = |(index, at): (usize, &Point)| {
            if index == 0 || index == last {
                ends.node(draft, *at, 1, water)
            } else {
                draft.node(*at)
            }
        };
        let nodes = piece.iter().enumerate().map(node).collect();
        draft.strokes.push(Stroke {
            name: name.clone(),
            is_main: true,
            ..Stroke::new(class, nodes)
        });
    }
}

/// Roads between the centres of neighbouring communes, bowed round water where that helps.
fn commune_roads(draft: &mut Draft, ends: &mut Ends, facts: &Facts, neighbours: &[(usize, usize)], water: &Water) {
    let centre = |commune: &Commune| water.ashore(plane().to_metres(commune.location), 60.0, water.home_bank(commune));
    let centres: Vec<Point> = facts.communes.iter().map(centre).collect();
    for &(a, b) in neighbours {
        let (from, to) = (centres[a], centres[b]);
        let length = distance(from, to);
        let is_direct = centres.iter().enumerate().all(|(index, other)| {
            index == a || index == b || distance(*other, from).max(distance(*other, to)) > length
        });
        let class = if is_direct { Class::Secondary } else { Class::Tertiary };
        let first = if (a + b) % 2 == 0 { 0.05 } else { -0.05 };
        let bows = [first, -first, 3.0 * first, -3.0 * first, 6.0 * first, -6.0 * first];
        let lines = bows.iter().map(|bow| smooth_line(&bowed(from, to, *bow), STEP));
        let dry = lines
            .into_iter()
            .find(|line| line.windows(2).all(|pair| !water.blocks(pair[0], pair[1])));
        if let Some(line) = dry {
            lay_main(draft, ends, &line, class, None, water);
        }
    }
}

/// A line from one point to another that swings out by a share of its length.
fn bowed(from: Point, to: Point, share: f64) -> Vec<Point> {
    let aside = [-(to[1] - from[1]) * share, (to[0] - from[0]) * share];
    let point = |t: f64, swing: f64| {
        let on = between(from, to, t);
        [on[0] + aside[0] * swing, on[1] + aside[1] * swing]
    };
    vec![from, point(0.25, 0.9), point(0.5, 1.0), point(0.75, 0.4), to]
}

/// Leaves out what is not connected, numbers nodes and ways.
fn finish(draft: Draft) -> RoadNetwork {
    let mut groups = Groups::new(draft.nodes.len());
    for stroke in draft.strokes.iter().filter(|stroke| stroke.class != Class::Motorway) {
        for pair in stroke.nodes.windows(2) {
            groups.join(pair[0], pair[1]);
        }
    }
    let mut sizes = vec![0u32; draft.nodes.len()];
    (0..draft.nodes.len()).for_each(|node| sizes[groups.of(node)] += 1);
    let largest = (0..sizes.len()).rev().max_by_key(|group| sizes[*group]).unwrap_or(0);
    let mut number = vec![None; draft.nodes.len()];
    let mut network = RoadNetwork::default();
    for stroke in &draft.strokes {
        let is_connected = stroke.nodes.iter().any(|node| groups.of(*node) == largest);
        if !is_connected {
            continue;
        }
        for start in (0..stroke.nodes.len() - 1).step_by(LONGEST_WAY) {
            let nodes = &stroke.nodes[start..(start + LONGEST_WAY + 1).min(stroke.nodes.len())];
            let mut numbered = Vec::with_capacity(nodes.len());
            for &node in nodes {
                numbered.push(*number[node].get_or_insert_with(|| {
                    let id = network.nodes.len() as i64 + 1;
                    network.nodes.push(RoadNode {
                        id,
                        location: plane().to_lonlat(draft.nodes[node]),
                        barrier: None,
                    });
                    network.nodes.len() as u32 - 1
                }));
            }
            network.ways.push(way(network.ways.len() as i64 + 1, stroke, numbered));
        }
    }
    network
}

fn way(id: i64, stroke: &Stroke, nodes: Vec<u32>) -> RoadWay {
    let mut tags = Vec::new();
    let mut tag = |key: &str, value: &str| tags.push((key.to_owned(), value.to_owned()));
    if stroke.is_bridge {
        tag("bridge", "yes");
        tag("motorcycle", "yes");
    }
    if stroke.is_oneway {
        tag("oneway", "yes");
    }
    RoadWay {
        id,
        class: stroke.class.tag().to_owned(),
        name: stroke.name.clone(),
        nodes,
        tags,
    }
}
