//! One route with its geometry, streets and turns.
//!
//! Dijkstra from the place, with the arc that led to each node, until the best way to the target is
//! settled. Streets of one name are one leg; the turn between two legs is read from their angle.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::graph::RoadGraph;
use super::join::{Join, along_segment, seeds_of};
use super::sweep::Direction;
use crate::geometry::{LocalPlane, LonLat, distance_m};
use crate::model::RoadNetwork;
use crate::units::{Deciseconds, Metres};

/// How a leg begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// On foot between a door and the road.
    Walk,
    Depart,
    Straight,
    SlightLeft,
    SlightRight,
    Left,
    Right,
    SharpLeft,
    SharpRight,
    UTurn,
    Arrive,
}

impl Turn {
    /// The stable name in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Depart => "depart",
            Self::Straight => "straight",
            Self::SlightLeft => "slight_left",
            Self::SlightRight => "slight_right",
            Self::Left => "left",
            Self::Right => "right",
            Self::SharpLeft => "sharp_left",
            Self::SharpRight => "sharp_right",
            Self::UTurn => "u_turn",
            Self::Arrive => "arrive",
        }
    }

    /// From the change of heading in degrees, clockwise positive, -180..=180.
    fn of_angle(degrees: f64) -> Turn {
        match degrees.abs() {
            angle if angle < 20.0 => Turn::Straight,
            angle if angle > 170.0 => Turn::UTurn,
            angle => match (degrees > 0.0, angle) {
                (true, angle) if angle < 50.0 => Turn::SlightRight,
                (false, angle) if angle < 50.0 => Turn::SlightLeft,
                (true, angle) if angle > 130.0 => Turn::SharpRight,
                (false, angle) if angle > 130.0 => Turn::SharpLeft,
                (true, _) => Turn::Right,
                (false, _) => Turn::Left,
            },
        }
    }
}

/// A stretch along one street.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    pub turn: Turn,
    pub street: Option<String>,
    pub distance: Metres,
    pub travel: Deciseconds,
}

/// A way from a place to a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    pub travel: Deciseconds,
    pub distance: Metres,
    pub geometry: Vec<LonLat>,
    pub legs: Vec<Leg>,
}

/// A piece of the way: where it leads, how long, on which way of the network (`None` = on foot).
struct Piece {
    to: LonLat,
    metres: f64,
    travel: u32,
    way: Option<u32>,
}

/// The fastest way between two joined places, `None` when the network does not connect them.
/// `places` are the door of departure and of arrival; joins as [`super::Joiner::joins`] gives them.
pub fn route(graph: &RoadGraph, network: &RoadNetwork, places: [LonLat; 2], joins: [&[Join]; 2]) -> Option<Route> {
    let pieces = search(graph, places, joins)?;
    Some(describe(network, places[0], pieces))
}

/// One piece of a way as ridden: how far, how long, on which way of the network (`None` = on foot).
pub(super) struct Ridden {
    pub metres: f64,
    /// Deciseconds.
    pub travel: u32,
    pub way: Option<u32>,
}

/// The pieces of the way that [`route`] describes.
pub(super) fn ridden(graph: &RoadGraph, places: [LonLat; 2], joins: [&[Join]; 2]) -> Option<Vec<Ridden>> {
    let pieces = search(graph, places, joins)?;
    let told = pieces.into_iter().map(|piece| Ridden {
        metres: piece.metres,
        travel: piece.travel,
        way: piece.way,
    });
    Some(told.collect())
}

/// How a node was reached: over the arc's stretch from a node, or from join number so-and-so.
#[derive(Clone, Copy)]
enum Came {
    Over { from: u32, stretch: u32, weight: u32 },
    Joined(usize),
}

fn search(graph: &RoadGraph, places: [LonLat; 2], joins: [&[Join]; 2]) -> Option<Vec<Piece>> {
    let mut goals: HashMap<u32, (u32, usize)> = HashMap::new();
    for (number, join) in joins[1].iter().enumerate() {
        seeds_of(graph, join, Direction::Reverse, |node, time| {
            let goal = goals.entry(node).or_insert((time, number));
            *goal = (*goal).min((time, number));
        });
    }
    let direct = direct_way(graph, joins);
    let mut best: Option<(u32, u32, usize)> = None;
    let mut limit = direct.map_or(u32::MAX, |(time, _, _)| time);
    let mut labels: HashMap<u32, (u32, Came)> = HashMap::new();
    let mut heap = BinaryHeap::new();
    for (number, join) in joins[0].iter().enumerate() {
        seeds_of(graph, join, Direction::Forward, |node, time| {
            if labels.get(&node).is_none_or(|label| time < label.0) {
                labels.insert(node, (time, Came::Joined(number)));
                heap.push(Reverse((time, node)));
            }
        });
    }
    while let Some(Reverse((time, node))) = heap.pop() {
        if time >= limit {
            break;
        }
        if labels[&node].0 != time {
            continue;
        }
        if let Some(&(rest, number)) = goals.get(&node)
            && time + rest < limit
        {
            limit = time + rest;
            best = Some((limit, node, number));
        }
        for arc in graph.out_arcs(node) {
            let reached = time + arc.weight;
            if reached < limit && labels.get(&arc.head).is_none_or(|label| reached < label.0) {
                labels.insert(
                    arc.head,
                    (
                        reached,
                        Came::Over {
                            from: node,
                            stretch: arc.stretch,
                            weight: arc.weight,
                        },
                    ),
                );
                heap.push(Reverse((reached, arc.head)));
            }
        }
    }
    match (best, direct) {
        (Some((total, node, arrival)), _) => Some(unwind(graph, places, joins, &labels, node, arrival, total)),
        (None, Some((total, from, to))) => Some(along(graph, places, &joins[0][from], &joins[1][to], total)),
        (None, None) => None,
    }
}

/// The best way that stays on one segment: time, join of departure, join of arrival.
fn direct_way(graph: &RoadGraph, joins: [&[Join]; 2]) -> Option<(u32, usize, usize)> {
    let mut best = None;
    for (i, from) in joins[0].iter().enumerate() {
        for (j, to) in joins[1].iter().enumerate().filter(|(_, to)| to.segment == from.segment) {
            if let Some(time) = along_segment(graph, from, to) {
                let found = (time.0, i, j);
                best = Some(best.map_or(found, |best: (u32, usize, usize)| best.min(found)));
            }
        }
    }
    best
}

fn point_of(graph: &RoadGraph, join: &Join) -> LonLat {
    let [a, b] = graph.segments()[join.segment as usize]
        .ends
        .map(|node| graph.location(node));
    LonLat::new(
        a.lon + (b.lon - a.lon) * join.fraction.value(),
        a.lat + (b.lat - a.lat) * join.fraction.value(),
    )
}

fn along(graph: &RoadGraph, places: [LonLat; 2], from: &Join, to: &Join, total: u32) -> Vec<Piece> {
    let (start, end) = (point_of(graph, from), point_of(graph, to));
    let way = Some(graph.segments()[from.segment as usize].way);
    let ride = total - from.walk - to.walk;
    vec![
        Piece {
            to: start,
            metres: distance_m(places[0], start),
            travel: from.walk,
            way: None,
        },
        Piece {
            to: end,
            metres: distance_m(start, end),
            travel: ride,
            way,
        },
        Piece {
            to: places[1],
            metres: distance_m(end, places[1]),
            travel: to.walk,
            way: None,
        },
    ]
}

fn unwind(
    graph: &RoadGraph,
    places: [LonLat; 2],
    joins: [&[Join]; 2],
    labels: &HashMap<u32, (u32, Came)>,
    last: u32,
    arrival: usize,
    total: u32,
) -> Vec<Piece> {
    let way_of = |segment: u32| Some(graph.segments()[segment as usize].way);
    let mut middle = Vec::new();
    let mut node = last;
    let departure = loop {
        match labels[&node].1 {
            Came::Joined(number) => break number,
            Came::Over { from, stretch, weight } => {
                let metres = graph.segments()[stretch as usize / 2].metres;
                middle.push(Piece {
                    to: graph.location(node),
                    metres,
                    travel: weight,
                    way: way_of(stretch / 2),
                });
                node = from;
            }
        }
    };
    middle.reverse();
    let from = &joins[0][departure];
    let (start, first) = (point_of(graph, from), graph.location(node));
    let to = &joins[1][arrival];
    let end = point_of(graph, to);
    let boarding = labels[&node].0 - from.walk;
    let alighting = total - labels[&last].0 - to.walk;
    let mut pieces = vec![
        Piece {
            to: start,
            metres: distance_m(places[0], start),
            travel: from.walk,
            way: None,
        },
        Piece {
            to: first,
            metres: distance_m(start, first),
            travel: boarding,
            way: way_of(from.segment),
        },
    ];
    pieces.append(&mut middle);
    let before = graph.location(last);
    pieces.push(Piece {
        to: end,
        metres: distance_m(before, end),
        travel: alighting,
        way: way_of(to.segment),
    });
    pieces.push(Piece {
        to: places[1],
        metres: distance_m(end, places[1]),
        travel: to.walk,
        way: None,
    });
    pieces
}

fn describe(network: &RoadNetwork, start: LonLat, pieces: Vec<Piece>) -> Route {
    let plane = LocalPlane::at(start);
    let mut geometry = vec![start];
    let mut legs: Vec<Leg> = Vec::new();
    let mut heading: Option<f64> = None;
    let mut last_street: Option<Option<String>> = None;
    for piece in pieces {
        let before = geometry[geometry.len() - 1];
        let (a, b) = (plane.to_metres(before), plane.to_metres(piece.to));
        let moves = (b[0] - a[0]).hypot(b[1] - a[1]) > 0.5;
        if moves {
            geometry.push(piece.to);
        } else if piece.travel == 0 {
            continue;
        }
        let next = moves.then(|| (b[0] - a[0]).atan2(b[1] - a[1]).to_degrees());
        let street = piece.way.map(|way| network.ways[way as usize].name.clone());
        let continues = street.is_some() && last_street == street;
        match legs.last_mut() {
            Some(leg) if continues || (street.is_none() && leg.turn == Turn::Walk) => {
                leg.distance.0 += piece.metres;
                leg.travel = leg.travel.plus(Deciseconds(piece.travel));
            }
            _ => {
                let turn = match (&street, heading, next) {
                    (None, _, _) => Turn::Walk,
                    (Some(_), None, _) | (Some(_), _, None) => Turn::Depart,
                    (Some(_), Some(from), Some(to)) if last_street.is_some() => {
                        Turn::of_angle((to - from + 540.0).rem_euclid(360.0) - 180.0)
                    }
                    _ => Turn::Depart,
                };
                legs.push(Leg {
                    turn,
                    street: street.clone().flatten(),
                    distance: Metres(piece.metres),
                    travel: Deciseconds(piece.travel),
                });
            }
        }
        heading = next.or(heading);
        last_street = street;
    }
    legs.push(Leg {
        turn: Turn::Arrive,
        street: None,
        distance: Metres(0.0),
        travel: Deciseconds(0),
    });
    Route {
        travel: legs.iter().fold(Deciseconds(0), |sum, leg| sum.plus(leg.travel)),
        distance: Metres(legs.iter().map(|leg| leg.distance.0).sum()),
        geometry,
        legs,
    }
}
