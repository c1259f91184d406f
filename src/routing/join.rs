//! Where a place joins the network.
//!
//! A place may join any road within the snap limit: it walks in a straight line to the nearest point
//! of the road and goes on from there. A join that could be reached no later over another join (walk,
//! then road) adds nothing and is left out, so that few remain; leaving it out never changes a time.
//! Building a road can therefore never make anybody slower: it only adds joins.
//!
//! In the reference mode ([`Snap::NearestNodeOfLargestComponent`]) a place is at the nearest node instead, as in
//! programs that snap to nodes, so that times can be compared with theirs.

use super::graph::RoadGraph;
use super::profile::{Profile, Snap, SnapWalk};
use super::sweep::{Direction, Seed};
use crate::geometry::LonLat;
use crate::spatial_index::{PointIndex, SegmentIndex};
use crate::units::{Deciseconds, Metres};

/// Each of two partial times may be rounded by half a decisecond: a join is left out only when it is
/// later by more than that, so that leaving it out changes no time.
const ROUNDING: u32 = 2;

/// Where the walk from a place meets a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Join {
    pub segment: u32,
    /// 0..=1 along the drawing direction.
    pub fraction: f64,
    /// Deciseconds on foot between the place and the road.
    pub walk: u32,
}

/// Finds joins on one graph.
pub struct Joiner {
    index: SegmentIndex,
    limit_m: f64,
    metres_per_decisecond: f64,
    nearest_node: Option<NearestNode>,
}

/// The nodes of the largest strongly connected component, for the reference mode.
struct NearestNode {
    points: PointIndex,
    /// For each point, its joins: one for each segment that ends there, since turn restrictions may let
    /// those who come over one go on where those who come over another may not.
    joins: Vec<Vec<Join>>,
    walk: SnapWalk,
}

impl NearestNode {
    fn build(graph: &RoadGraph, walk: SnapWalk) -> NearestNode {
        let (component, _) = graph.strong_components();
        // A junction whose copies hold the traffic is as good a node as any other.
        let mut is_inside: Vec<bool> = component.iter().map(|&of| of == 0).collect();
        for (number, segment) in (0u32..).zip(graph.segments()) {
            for side in 0..2u32 {
                let stretch = number * 2 + side;
                let mut heads = graph
                    .stretch_tails(stretch)
                    .iter()
                    .flat_map(|&tail| graph.out_arcs(tail).iter().filter(move |arc| arc.stretch == stretch));
                if heads.any(|arc| component[arc.head as usize] == 0) {
                    is_inside[segment.ends[1 - side as usize] as usize] = true;
                }
            }
        }
        let mut at_node: std::collections::BTreeMap<u32, Vec<Join>> = Default::default();
        for (number, segment) in (0u32..).zip(graph.segments()) {
            for (end, &node) in segment.ends.iter().enumerate() {
                if is_inside[node as usize] {
                    at_node.entry(node).or_default().push(Join {
                        segment: number,
                        fraction: end as f64,
                        walk: 0,
                    });
                }
            }
        }
        let places: Vec<LonLat> = at_node.keys().map(|&node| graph.location(node)).collect();
        let joins = at_node.into_iter().map(|(node, mut joins)| {
            if !graph.is_expanded(node) {
                joins.truncate(1);
            }
            joins
        });
        NearestNode {
            points: PointIndex::build(&places),
            joins: joins.collect(),
            walk,
        }
    }
}

impl Joiner {
    /// As the profile says.
    pub fn of_profile(graph: &RoadGraph, profile: &Profile) -> Joiner {
        let nearest_node = match profile.snap {
            Snap::AnyRoad => None,
            Snap::NearestNodeOfLargestComponent => Some(NearestNode::build(graph, profile.snap_walk)),
        };
        Joiner {
            nearest_node,
            ..Joiner::new(graph, profile.walk_kmh, profile.snap_limit_m)
        }
    }

    /// `walk_kmh` and `limit_m` above 0.
    pub fn new(graph: &RoadGraph, walk_kmh: f64, limit_m: f64) -> Joiner {
        let segments: Vec<(u32, u32)> = graph
            .segments()
            .iter()
            .map(|segment| (segment.ends[0], segment.ends[1]))
            .collect();
        let index = SegmentIndex::build(graph.locations(), &segments);
        Joiner {
            index,
            limit_m,
            metres_per_decisecond: walk_kmh / 36.0,
            nearest_node: None,
        }
    }

    /// Time on foot over a straight distance.
    pub fn walk(&self, metres: f64) -> u32 {
        (metres / self.metres_per_decisecond).round() as u32
    }

    /// The largest time a seed can have: the walk over the snap limit and the heaviest arc.
    pub fn latest_seed(&self, graph: &RoadGraph) -> u32 {
        self.walk(self.limit_m) + graph.heaviest_arc()
    }

    /// How far people walk all the way instead of taking a road; 0 in the reference mode.
    pub fn limit_m(&self) -> f64 {
        if self.nearest_node.is_some() { 0.0 } else { self.limit_m }
    }

    /// The joins of a place that matter when it travels in `direction` (Forward: it leaves from here;
    /// Reverse: it arrives here), nearest first.
    pub fn joins(
        &self,
        graph: &RoadGraph,
        place: LonLat,
        direction: Direction,
        scratch: &mut JoinScratch,
    ) -> Vec<Join> {
        if let Some(nodes) = &self.nearest_node {
            return self.at_nearest_node(nodes, place);
        }
        let hits = self.index.within(place, Metres(self.limit_m));
        scratch.start(graph, hits.iter().map(|hit| graph.segments()[hit.segment].ends));
        let mut kept = Vec::new();
        for hit in hits {
            let join = Join {
                segment: hit.segment as u32,
                fraction: hit.fraction,
                walk: self.walk(hit.distance.0),
            };
            scratch.advance(graph, direction, join.walk);
            if scratch.reaches(graph, &join, direction) {
                continue;
            }
            seeds_of(graph, &join, direction, |node, time| scratch.offer(node, time));
            kept.push(join);
        }
        kept
    }

    fn at_nearest_node(&self, nodes: &NearestNode, place: LonLat) -> Vec<Join> {
        let Some((found, distance)) = nodes.points.nearest(place) else {
            return Vec::new();
        };
        let walk = match nodes.walk {
            SnapWalk::None => 0,
            SnapWalk::Straight if distance.0 > self.limit_m => return Vec::new(),
            SnapWalk::Straight => self.walk(distance.0),
        };
        nodes.joins[found].iter().map(|join| Join { walk, ..*join }).collect()
    }
}

/// The nodes over which a join leads on, with the time from the place (Forward) or to it (Reverse).
pub fn seeds_of(graph: &RoadGraph, join: &Join, direction: Direction, mut seed: impl FnMut(u32, u32)) {
    let segment = &graph.segments()[join.segment as usize];
    // A walk that ends on a junction is at home on every road there, whichever way this one runs.
    for (end, at) in [0.0, 1.0].into_iter().enumerate() {
        if join.fraction == at {
            seed(segment.ends[end], join.walk);
        }
    }
    for side in 0..2usize {
        let Some(weight) = segment.weights[side] else { continue };
        let stretch = join.segment * 2 + side as u32;
        let done = if side == 0 { join.fraction } else { 1.0 - join.fraction };
        match direction {
            Direction::Forward => {
                if let Some(head) = graph.stretch_head(stretch) {
                    seed(head, join.walk + partial(weight, 1.0 - done));
                }
            }
            Direction::Reverse => {
                for &tail in graph.stretch_tails(stretch) {
                    seed(tail, join.walk + partial(weight, done));
                }
            }
        }
    }
}

/// Seeds of several joins together.
pub fn all_seeds(graph: &RoadGraph, joins: &[Join], direction: Direction) -> Vec<Seed> {
    let mut seeds = Vec::new();
    for join in joins {
        seeds_of(graph, join, direction, |node, time| seeds.push((node, time)));
    }
    seeds.sort_unstable();
    seeds.dedup_by_key(|seed| seed.0);
    seeds
}

/// Time along one segment from a join of the leaving place to one of the arriving place, both on that
/// segment, walks included; `None` when the direction is closed.
pub fn along_segment(graph: &RoadGraph, from: &Join, to: &Join) -> Option<Deciseconds> {
    let weights = graph.segments()[from.segment as usize].weights;
    let weight = if to.fraction >= from.fraction {
        weights[0]
    } else {
        weights[1]
    };
    let weight = if to.fraction == from.fraction { Some(0) } else { weight };
    weight.map(|weight| Deciseconds(from.walk + partial(weight, (to.fraction - from.fraction).abs()) + to.walk))
}

/// The time over a part (0..=1) of an arc.
fn partial(weight: u32, part: f64) -> u32 {
    (f64::from(weight) * part).round() as u32
}

/// Working memory for choosing joins: a small search inside the snap circle.
#[derive(Default)]
pub struct JoinScratch {
    times: Vec<u32>,
    inside: Vec<bool>,
    touched: Vec<u32>,
    heap: std::collections::BinaryHeap<std::cmp::Reverse<(u32, u32)>>,
}

impl JoinScratch {
    fn start(&mut self, graph: &RoadGraph, ends: impl Iterator<Item = [u32; 2]>) {
        self.times.resize(graph.node_count(), u32::MAX);
        self.inside.resize(graph.node_count(), false);
        for node in self.touched.drain(..) {
            self.times[node as usize] = u32::MAX;
            self.inside[node as usize] = false;
        }
        self.heap.clear();
        for node in ends.flatten() {
            if !self.inside[node as usize] {
                self.inside[node as usize] = true;
                self.touched.push(node);
            }
        }
    }

    fn offer(&mut self, node: u32, time: u32) {
        if self.inside[node as usize] && time < self.times[node as usize] {
            self.times[node as usize] = time;
            self.heap.push(std::cmp::Reverse((time, node)));
        }
    }

    /// Settles every node whose time is at most `until`.
    fn advance(&mut self, graph: &RoadGraph, direction: Direction, until: u32) {
        while let Some(&std::cmp::Reverse((time, node))) = self.heap.peek() {
            if time > until {
                break;
            }
            self.heap.pop();
            if self.times[node as usize] < time {
                continue;
            }
            let arcs = match direction {
                Direction::Forward => graph.out_arcs(node),
                Direction::Reverse => graph.in_arcs(node),
            };
            for arc in arcs {
                self.offer(arc.head, time + arc.weight);
            }
        }
    }

    /// Whether the join's point on the road is reached over other joins no later than on foot, by a
    /// node from which every continuation is as free as from the point itself.
    fn reaches(&self, graph: &RoadGraph, join: &Join, direction: Direction) -> bool {
        let segment = &graph.segments()[join.segment as usize];
        (0..2usize).any(|side| {
            let Some(weight) = segment.weights[side] else {
                return false;
            };
            // Leaving: ride from the stretch's tail to the point. Arriving: from the point to its head.
            let done = if side == 0 { join.fraction } else { 1.0 - join.fraction };
            let (node, part) = match direction {
                Direction::Forward => (segment.ends[side], done),
                Direction::Reverse => (segment.ends[1 - side], 1.0 - done),
            };
            let known = self.times[node as usize];
            known != u32::MAX && !graph.is_expanded(node) && known + partial(weight, part) + ROUNDING <= join.walk
        })
    }
}
