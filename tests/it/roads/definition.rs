//! Travel times straight from the definition of ways, barriers and turn restrictions: a Dijkstra whose state is
//! the last edges travelled. Slow and plain; it shares only the profile's answers (speed of a way, whether a
//! barrier stops, whether a restriction binds) with the engine.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use gandan::geometry::distance_m;
use gandan::model::{RoadNetwork, TurnRestriction, TurnVia};
use gandan::routing::Profile;

/// A step along a way that the mode may take.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub way: u32,
    /// Position of the vertex with the lower index in the way.
    pub at: u32,
    pub forward: bool,
    pub from: u32,
    pub to: u32,
    /// Deciseconds.
    pub time: u32,
}

/// The last edges travelled, oldest first.
pub type History = Vec<u32>;

pub struct Definition {
    pub edges: Vec<Edge>,
    leaving: Vec<Vec<u32>>,
    stopped: BTreeSet<u32>,
    /// After these last edges, those next ones are forbidden.
    banned: HashMap<History, BTreeSet<u32>>,
    /// After these last edges, only those next ones; one entry for each order.
    ordered: HashMap<History, Vec<BTreeSet<u32>>>,
    /// Edges of which any restriction speaks.
    named: BTreeSet<u32>,
    longest: usize,
    /// Relations that forbid something to this mode in this period.
    pub binding: BTreeSet<i64>,
}

impl Definition {
    pub fn new(network: &RoadNetwork, profile: &Profile) -> Definition {
        let mut edges = Vec::new();
        for (way, road) in (0u32..).zip(&network.ways) {
            let passage = profile.passage(road);
            for (at, pair) in (0u32..).zip(road.nodes.windows(2)) {
                let [a, b] = [pair[0], pair[1]].map(|node| network.nodes[node as usize].location);
                let metres = distance_m(a, b);
                let time = |kmh: f64| ((metres / (kmh / 3.6)) * 10.0).round().max(1.0) as u32;
                let both = [
                    (passage.forward, true, pair[0], pair[1]),
                    (passage.backward, false, pair[1], pair[0]),
                ];
                for (speed, forward, from, to) in both {
                    if let Some(kmh) = speed.filter(|_| from != to) {
                        let time = time(kmh);
                        edges.push(Edge {
                            way,
                            at,
                            forward,
                            from,
                            to,
                            time,
                        });
                    }
                }
            }
        }
        let mut leaving = vec![Vec::new(); network.nodes.len()];
        for (edge, road) in (0u32..).zip(&edges) {
            leaving[road.from as usize].push(edge);
        }
        let is_stopped = |node: &u32| {
            let barrier = &network.nodes[*node as usize].barrier;
            barrier.as_ref().is_some_and(|barrier| profile.is_stopped_by(barrier))
        };
        let mut definition = Definition {
            leaving,
            stopped: (0..network.nodes.len() as u32).filter(is_stopped).collect(),
            edges,
            banned: HashMap::new(),
            ordered: HashMap::new(),
            named: BTreeSet::new(),
            longest: 1,
            binding: BTreeSet::new(),
        };
        for turn in network.restrictions.iter().filter(|turn| profile.obeys(turn)) {
            definition.restrict(network, turn);
        }
        definition
    }

    /// Edges that may follow an edge if nothing is restricted: behind a barrier only the way back.
    fn following(&self, edge: u32) -> impl Iterator<Item = u32> + '_ {
        let road = self.edges[edge as usize];
        let is_stopped = self.stopped.contains(&road.to);
        self.leaving[road.to as usize].iter().copied().filter(move |&next| {
            let onward = self.edges[next as usize];
            !is_stopped || (onward.way == road.way && onward.at == road.at)
        })
    }

    fn restrict(&mut self, network: &RoadNetwork, turn: &TurnRestriction) {
        let is_only = turn.kind.starts_with("only_");
        let paths = self.paths_of(network, turn);
        let mut orders: BTreeMap<History, BTreeSet<u32>> = BTreeMap::new();
        for path in &paths {
            self.longest = self.longest.max(path.len() - 1);
            self.named.extend(&path[..path.len() - 1]);
            let shortest = if is_only { 1 } else { path.len() - 1 };
            for length in shortest..path.len() {
                orders.entry(path[..length].to_vec()).or_default().insert(path[length]);
            }
        }
        for (history, next) in orders {
            let last = *history.last().expect("a path has two edges at least");
            let forbids = match is_only {
                true => self.following(last).any(|other| !next.contains(&other)),
                false => true,
            };
            if forbids {
                self.binding.insert(turn.id);
            }
            if is_only {
                self.ordered.entry(history).or_default().push(next);
            } else {
                self.banned.entry(history).or_default().extend(next);
            }
        }
    }

    /// Every drivable path from the last edge of the from way over the via to the first edge of the to way.
    fn paths_of(&self, network: &RoadNetwork, turn: &TurnRestriction) -> Vec<Vec<u32>> {
        let way = |id: i64| network.ways.iter().position(|way| way.id == id);
        let node = |id: i64| network.nodes.iter().position(|node| node.id == id);
        let (Some(from), Some(to)) = (way(turn.from_way), way(turn.to_way)) else {
            return Vec::new();
        };
        let (via, junction) = match &turn.via {
            TurnVia::Node(id) => (Vec::new(), node(*id).map(|node| node as u32)),
            TurnVia::Ways(ids) => match ids.iter().map(|&id| way(id)).collect::<Option<Vec<usize>>>() {
                Some(ways) if !ways.is_empty() => (ways, None),
                _ => return Vec::new(),
            },
        };
        if via.is_empty() && junction.is_none() {
            return Vec::new();
        }
        let chain: Vec<usize> = [vec![from], via, vec![to]].concat();
        if junction.is_none() && chain.windows(2).any(|pair| pair[0] == pair[1]) {
            return Vec::new();
        }
        let meeting: Vec<BTreeSet<u32>> = match junction {
            Some(node) => vec![BTreeSet::from([node])],
            None => chain
                .windows(2)
                .map(|pair| meeting(network, pair[0], pair[1]))
                .collect(),
        };
        let mut found = Vec::new();
        for (edge, road) in (0u32..).zip(&self.edges) {
            if road.way as usize == from && meeting[0].contains(&road.to) {
                self.extend(&chain, &meeting, 0, vec![edge], &mut found);
            }
        }
        if chain.len() == 2 && from == to {
            let back = |path: &Vec<u32>| {
                let [a, b] = [path[0], path[1]].map(|edge| self.edges[edge as usize]);
                a.at == b.at && a.forward != b.forward
            };
            let crosses = |path: &Vec<u32>| {
                let junction = self.edges[path[0] as usize].to;
                let nodes = &network.ways[from].nodes;
                let visits = |(at, node): (usize, &u32)| {
                    if *node != junction {
                        0
                    } else {
                        usize::from(at > 0) + usize::from(at + 1 < nodes.len())
                    }
                };
                nodes.iter().enumerate().map(visits).sum::<usize>() > 2
            };
            found.retain(|path| match turn.kind.split_once('_').expect("kinds have one").1 {
                "u_turn" => back(path),
                "straight_on" => !back(path),
                _ => !back(path) && crosses(path),
            });
        }
        found
    }

    /// `path` ends at the joint `joint` of the chain, or on the way behind it.
    fn extend(
        &self,
        chain: &[usize],
        meeting: &[BTreeSet<u32>],
        joint: usize,
        path: Vec<u32>,
        found: &mut Vec<Vec<u32>>,
    ) {
        let next_way = chain[joint + 1];
        let is_last = joint + 2 == chain.len();
        let last = *path.last().expect("it starts with an edge");
        for next in self.following(last) {
            if self.edges[next as usize].way as usize != next_way {
                continue;
            }
            let longer = [path.clone(), vec![next]].concat();
            if is_last {
                found.push(longer);
            } else {
                self.run(chain, meeting, (joint + 1, path.len()), longer, found);
            }
        }
    }

    /// Goes on along the via way that the path entered with its edge number `entered`, without turning round,
    /// to the joint at its far end.
    fn run(
        &self,
        chain: &[usize],
        meeting: &[BTreeSet<u32>],
        (joint, entered): (usize, usize),
        path: Vec<u32>,
        found: &mut Vec<Vec<u32>>,
    ) {
        let last = self.edges[*path.last().expect("not empty") as usize];
        // Once round a closed way is no way along it.
        if last.to == self.edges[path[entered] as usize].from {
            return;
        }
        if meeting[joint].contains(&last.to) {
            self.extend(chain, meeting, joint, path.clone(), found);
        }
        for next in self.following(*path.last().expect("not empty")) {
            let onward = self.edges[next as usize];
            if onward.way == last.way && onward.forward == last.forward && !path.contains(&next) {
                self.run(
                    chain,
                    meeting,
                    (joint, entered),
                    [path.clone(), vec![next]].concat(),
                    found,
                );
            }
        }
    }

    fn permits(&self, history: &History, next: u32) -> bool {
        (0..history.len()).all(|from| {
            let last = &history[from..];
            !self.banned.get(last).is_some_and(|banned| banned.contains(&next))
                && self
                    .ordered
                    .get(last)
                    .is_none_or(|orders| orders.iter().all(|order| order.contains(&next)))
        })
    }

    /// Times of all reachable states from states at given times; a state is a node with the last edges
    /// travelled (none: somebody who starts there).
    pub fn times(&self, starts: &[(u32, History, u32)]) -> HashMap<(u32, History), u32> {
        let mut times: HashMap<(u32, History), u32> = HashMap::new();
        let mut heap = BinaryHeap::new();
        for (node, history, time) in starts {
            heap.push(Reverse((*time, *node, history.clone())));
        }
        while let Some(Reverse((time, node, history))) = heap.pop() {
            if times.contains_key(&(node, history.clone())) {
                continue;
            }
            times.insert((node, history.clone()), time);
            let next: Vec<u32> = match history.last() {
                Some(&last) => self.following(last).collect(),
                None => self.leaving[node as usize].clone(),
            };
            for edge in next {
                if self.permits(&history, edge) {
                    let road = self.edges[edge as usize];
                    let mut longer = [history.clone(), vec![edge]].concat();
                    // No restriction reaches back farther than its length, or over an edge that none names; behind a barrier it matters
                    // whence one came.
                    let forgotten = longer
                        .iter()
                        .rposition(|edge| !self.named.contains(edge))
                        .map_or(0, |at| at + 1);
                    let needed = usize::from(self.stopped.contains(&road.to));
                    let too_long = longer.len().saturating_sub(self.longest);
                    longer.drain(..forgotten.min(longer.len() - needed).max(too_long));
                    heap.push(Reverse((time + road.time, road.to, longer)));
                }
            }
        }
        times
    }

    pub fn may_take(&self, history: &History, edge: u32) -> bool {
        self.permits(history, edge)
            && history
                .last()
                .is_none_or(|&last| self.following(last).any(|next| next == edge))
    }
}

/// Where two ways meet: where both end if they do, else where one ends, else anywhere; a closed way ends everywhere.
fn meeting(network: &RoadNetwork, one: usize, other: usize) -> BTreeSet<u32> {
    let ends = |way: usize| -> BTreeSet<u32> {
        let nodes = &network.ways[way].nodes;
        if nodes.first() == nodes.last() {
            nodes.iter().copied().collect()
        } else {
            [nodes[0], nodes[nodes.len() - 1]].into()
        }
    };
    let all = |way: usize| -> BTreeSet<u32> { network.ways[way].nodes.iter().copied().collect() };
    let common: BTreeSet<u32> = all(one).intersection(&all(other)).copied().collect();
    let both: BTreeSet<u32> = common
        .iter()
        .copied()
        .filter(|node| ends(one).contains(node) && ends(other).contains(node))
        .collect();
    let either: BTreeSet<u32> = common
        .iter()
        .copied()
        .filter(|node| ends(one).contains(node) || ends(other).contains(node))
        .collect();
    [both, either, common]
        .into_iter()
        .find(|nodes| !nodes.is_empty())
        .unwrap_or_default()
}
