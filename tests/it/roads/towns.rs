//! Random towns with their restrictions, and a regular one for known answers.

use std::collections::BTreeSet;

use gandan::geometry::{LocalPlane, LonLat};
use gandan::model::{Barrier, RoadNetwork, RoadNode, RoadWay, TurnRestriction, TurnVia};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

pub const CENTRE: LonLat = LonLat::new(105.85, 21.02);

pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0.next_u32() as usize % limit
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

pub fn tags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

const SIDE: usize = 4;

/// A crooked grid of 16 junctions, its streets cut into ways at random, with one-ways, barriers and loops.
pub fn random_town(dice: &mut Dice) -> RoadNetwork {
    let plane = LocalPlane::at(CENTRE);
    let mut nodes: Vec<RoadNode> = Vec::new();
    for at in 0..SIDE * SIDE {
        let mut off = |grid: usize| grid as f64 * 200.0 + dice.below(120) as f64;
        let place = [off(at % SIDE), off(at / SIDE)];
        let barrier = dice.one_in(12).then(|| {
            let mut barrier = Barrier::new(dice.pick::<&str>(&["bollard", "gate", "wall"]));
            if dice.one_in(2) {
                barrier.access = tags(&[(
                    *dice.pick(&["motorcycle", "access", "motor_vehicle"]),
                    *dice.pick(&["yes", "no"]),
                )]);
            }
            barrier
        });
        nodes.push(RoadNode {
            id: 100 + at as i64,
            location: plane.to_lonlat(place),
            barrier,
        });
    }
    let neighbours = |at: usize| {
        let (x, y) = (at % SIDE, at / SIDE);
        let around = [(x + 1, y), (x.wrapping_sub(1), y), (x, y + 1), (x, y.wrapping_sub(1))];
        around
            .into_iter()
            .filter(|(x, y)| *x < SIDE && *y < SIDE)
            .map(|(x, y)| y * SIDE + x)
            .collect::<Vec<usize>>()
    };
    let mut free: BTreeSet<(usize, usize)> = (0..SIDE * SIDE)
        .flat_map(|at| {
            neighbours(at)
                .into_iter()
                .map(move |other| (at.min(other), at.max(other)))
        })
        .collect();
    let mut ways = Vec::new();
    while let Some(&(a, b)) = free.iter().nth(dice.below(free.len().max(1))) {
        free.remove(&(a, b));
        let mut line = if dice.one_in(2) { vec![a, b] } else { vec![b, a] };
        for _ in 0..dice.below(4) {
            let last = line[line.len() - 1];
            let onward: Vec<usize> = neighbours(last)
                .into_iter()
                .filter(|&next| free.contains(&(last.min(next), last.max(next))))
                .filter(|next| !line.contains(next) || (*next == line[0] && line.len() > 3))
                .collect();
            if onward.is_empty() || line[0] == last {
                break;
            }
            let next = *dice.pick(&onward);
            free.remove(&(last.min(next), last.max(next)));
            line.push(next);
        }
        if dice.one_in(10) {
            continue;
        }
        let oneway: &[(&str, &str)] = match dice.below(8) {
            0 | 1 => &[("oneway", "yes")],
            2 => &[("oneway", "-1")],
            3 => &[("motor_vehicle:conditional", "no @ (06:00-09:00)")],
            _ => &[],
        };
        ways.push(RoadWay {
            id: 10 + ways.len() as i64,
            class: (*dice.pick(&["residential", "primary", "residential", "tertiary"])).into(),
            name: None,
            nodes: line.into_iter().map(|at| at as u32).collect(),
            tags: tags(oneway),
        });
    }
    let mut network = RoadNetwork {
        nodes,
        ways,
        restrictions: Vec::new(),
    };
    for id in 0..dice.below(9) {
        let turn = random_turn(&network, id as i64, dice);
        network.restrictions.extend(turn);
    }
    network
}

/// A walk over ways that touch, at junctions where they need not end.
fn random_turn(network: &RoadNetwork, id: i64, dice: &mut Dice) -> Option<TurnRestriction> {
    let touching = |way: &RoadWay| -> Vec<&RoadWay> {
        let shares = |other: &&RoadWay| other.nodes.iter().any(|node| way.nodes.contains(node));
        network.ways.iter().filter(shares).collect()
    };
    if network.ways.is_empty() {
        return None;
    }
    let from = dice.pick(&network.ways);
    let mut chain = vec![from];
    let links = if dice.one_in(2) { 1 } else { 2 + dice.below(2) };
    for _ in 0..links {
        let next = touching(chain[chain.len() - 1]);
        chain.push(*dice.pick(&next));
    }
    let via = if links == 1 {
        let shared: Vec<u32> = chain[1]
            .nodes
            .iter()
            .copied()
            .filter(|node| chain[0].nodes.contains(node))
            .collect();
        TurnVia::Node(network.nodes[*dice.pick(&shared) as usize].id)
    } else {
        TurnVia::Ways(chain[1..links].iter().map(|way| way.id).collect())
    };
    let kinds = [
        "no_left_turn",
        "no_u_turn",
        "no_straight_on",
        "only_right_turn",
        "only_straight_on",
        "no_entry",
    ];
    let hours = [
        None,
        None,
        None,
        Some("06:00-09:00"),
        Some("10:00-15:00"),
        Some("on rainy days"),
    ];
    Some(TurnRestriction {
        via,
        except: if dice.one_in(5) {
            vec!["motorcycle".into()]
        } else {
            Vec::new()
        },
        vehicle: dice
            .one_in(5)
            .then(|| (*dice.pick(&["motorcar", "motorcycle", "foot", "hgv"])).to_owned()),
        condition: dice.pick(&hours).map(str::to_owned),
        ..TurnRestriction::over_node(id, dice.pick::<&str>(&kinds), from.id, 0, chain[links].id)
    })
}

pub fn way(id: i64, class: &str, nodes: &[u32], pairs: &[(&str, &str)]) -> RoadWay {
    RoadWay {
        id,
        class: class.into(),
        name: None,
        nodes: nodes.to_vec(),
        tags: tags(pairs),
    }
}

/// Nodes at these metres east and north of the centre; their ids are their positions.
pub fn nodes(places: &[(f64, f64)]) -> Vec<RoadNode> {
    let plane = LocalPlane::at(CENTRE);
    let node = |(id, &(x, y)): (i64, &(f64, f64))| RoadNode {
        id,
        location: plane.to_lonlat([x, y]),
        barrier: None,
    };
    (0..).zip(places).map(node).collect()
}

/// A town of `side` x `side` crossings 250 m apart, somewhat crooked: every fourth street is primary, every
/// other second one tertiary, the rest residential.
pub fn regular_town(side: usize) -> RoadNetwork {
    let mut dice = Dice::new(1);
    let places: Vec<(f64, f64)> = (0..side * side)
        .map(|at| {
            let mut off = |grid: usize| grid as f64 * 250.0 + dice.below(60) as f64;
            (off(at % side), off(at / side))
        })
        .collect();
    let class = |line: usize| match line % 4 {
        0 => "primary",
        2 => "tertiary",
        _ => "residential",
    };
    let line =
        |at: usize, of: &dyn Fn(usize) -> usize| -> Vec<u32> { (0..side).map(|i| (of(i) + at) as u32).collect() };
    let rows = (0..side).map(|y| way(y as i64, class(y), &line(y * side, &|x| x), &[]));
    let columns = (0..side).map(|x| way((100 + x) as i64, class(x), &line(x, &|y| y * side), &[]));
    RoadNetwork {
        nodes: nodes(&places),
        ways: rows.chain(columns).collect(),
        restrictions: Vec::new(),
    }
}
