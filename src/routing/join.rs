//! Where a place joins the network.
//!
//! A place may join any road within the snap limit: it walks in a straight line to the nearest point
//! of the road and goes on from there. A join that could be reached no later over another join (walk,
//! then road) adds nothing and is left out, so that few remain; leaving it out never changes a time.
//! Building a road can therefore never make anybody slower: it only adds joins.
//!
//! In the reference mode ([`Snap::NearestNodeOfLargestComponent`]) a place is at the nearest node instead, as in
//! programs that snap to nodes, so that times can be compared with theirs.

use super::graph::{RoadGraph, Segment};
use super::profile::{Profile, Snap, SnapWalk};
use super::sweep::{Direction, Seed};
use crate::geometry::{BBox, LonLat};
use crate::spatial_index::{PointIndex, SegmentHit, SegmentIndex};
use crate::units::{Deciseconds, Metres};

/// Each of two partial times may be rounded by half a decisecond: a join is left out only when it is
/// later by more than that, so that leaving it out changes no time.
const ROUNDING: u32 = 2;

/// Where the walk from a place meets a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Join {
    pub segment: u32,
    /// Along the drawing direction.
    pub fraction: Fraction,
    /// Deciseconds on foot between the place and the road.
    pub walk: u32,
}

/// A part of a segment, 0..=1 in steps of 2^-31: half a micrometre on a segment of a kilometre. A province has millions of
/// joins, and this is half the size of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction(u32);

impl Fraction {
    const WHOLE: u32 = 1 << 31;
    pub const START: Fraction = Fraction(0);
    pub const END: Fraction = Fraction(Self::WHOLE);

    /// The nearest step to a value of 0..=1.
    pub fn nearest(value: f64) -> Fraction {
        Fraction((value.clamp(0.0, 1.0) * f64::from(Self::WHOLE)).round() as u32)
    }

    /// How many steps: 0..=2^31.
    pub fn steps(self) -> u32 {
        self.0
    }

    /// What [`Self::steps`] told; `None` beyond the whole.
    pub fn of_steps(steps: u32) -> Option<Fraction> {
        (steps <= Self::WHOLE).then_some(Fraction(steps))
    }

    pub fn value(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE)
    }
}

/// Roads this near, in metres, are looked at one by one; the walk to any farther one takes so long that the near ones
/// lead to most of them sooner.
const NEAR_M: f64 = 300.0;

/// Outer edges of the rings of [`Joiner::ring`].
const RINGS_M: [f64; 2] = [200.0, f64::INFINITY];

/// The search for better joins stays in a box of so many snap limits around the place: a little more than the circle, as
/// roads that cross it end outside.
const SEARCHED: f64 = 1.3;

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
                        fraction: [Fraction::START, Fraction::END][end],
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
        scratch.start(graph, BBox::around_disc(place, self.limit_m * SEARCHED));
        let near = Metres(self.limit_m.min(NEAR_M));
        let mut kept = Vec::new();
        self.keep(graph, direction, self.index.within(place, near), scratch, &mut kept);
        if self.limit_m > near.0 {
            // By the time of a walk over the near roads, most others have been ridden to: those need no look.
            let walk = self.walk(near.0);
            scratch.advance(graph, direction, walk);
            let farther = self.index.beyond(place, near, Metres(self.limit_m), |segment| {
                !scratch.is_reached_whole(graph, segment as u32, direction, walk)
            });
            self.keep(graph, direction, farther, scratch, &mut kept);
        }
        kept
    }

    /// The joins of a place in a ring around it whose walk takes less than `limit` (deciseconds), in no order. Rings are numbered
    /// outwards from 0; all of them together are [`Self::every_join`]. `None` beyond the limit: no ring farther out has any.
    pub fn ring(&self, place: LonLat, number: usize, limit: u32) -> Option<Vec<Join>> {
        if let Some(nodes) = &self.nearest_node {
            return (number == 0).then(|| self.at_nearest_node(nodes, place));
        }
        let reach = self.limit_m.min(f64::from(limit) * self.metres_per_decisecond);
        let outer = Metres(RINGS_M.get(number)?.min(reach));
        let inner = number.checked_sub(1).map(|inner| Metres(RINGS_M[inner]));
        if inner.is_some_and(|inner| outer <= inner) {
            return None;
        }
        let hits = self.index.unordered(place, inner, outer, |_| true);
        let joins = hits.map(|hit| self.join_of(&hit));
        Some(joins.filter(|join| join.walk < limit).collect())
    }

    /// Every join of a place, nearest first, those included that add nothing to others.
    pub fn every_join(&self, place: LonLat) -> Vec<Join> {
        if let Some(nodes) = &self.nearest_node {
            return self.at_nearest_node(nodes, place);
        }
        let hits = self.index.within(place, Metres(self.limit_m));
        hits.iter().map(|hit| self.join_of(hit)).collect()
    }

    fn join_of(&self, hit: &SegmentHit) -> Join {
        Join {
            segment: hit.segment as u32,
            fraction: Fraction::nearest(hit.fraction),
            walk: self.walk(hit.distance.0),
        }
    }

    /// Keeps the hits, nearest first, that are not reached over others.
    fn keep(
        &self,
        graph: &RoadGraph,
        direction: Direction,
        hits: Vec<SegmentHit>,
        scratch: &mut JoinScratch,
        kept: &mut Vec<Join>,
    ) {
        for hit in hits {
            let join = self.join_of(&hit);
            scratch.advance(graph, direction, join.walk);
            if scratch.reaches(graph, &join, direction) {
                continue;
            }
            seeds_of(graph, &join, direction, |node, time| scratch.offer(graph, node, time));
            kept.push(join);
        }
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
    for (end, at) in [Fraction::START, Fraction::END].into_iter().enumerate() {
        if join.fraction == at {
            seed(segment.ends[end], join.walk);
        }
    }
    for side in 0..2usize {
        let Some(weight) = segment.weights[side] else { continue };
        let stretch = join.segment * 2 + side as u32;
        let from_start = join.fraction.value();
        let done = if side == 0 { from_start } else { 1.0 - from_start };
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
    put_all_seeds(graph, joins, direction, &mut seeds);
    seeds
}

/// As [`all_seeds`], into a list that held others before.
pub fn put_all_seeds(graph: &RoadGraph, joins: &[Join], direction: Direction, seeds: &mut Vec<Seed>) {
    seeds.clear();
    for join in joins {
        seeds_of(graph, join, direction, |node, time| seeds.push((node, time)));
    }
    seeds.sort_unstable();
    seeds.dedup_by_key(|seed| seed.0);
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
    let apart = (to.fraction.value() - from.fraction.value()).abs();
    weight.map(|weight| Deciseconds(from.walk + partial(weight, apart) + to.walk))
}

/// The time over a part (0..=1) of an arc.
fn partial(weight: u32, part: f64) -> u32 {
    (f64::from(weight) * part).round() as u32
}

/// Working memory for choosing joins: a small search around the place.
pub struct JoinScratch {
    times: Vec<u32>,
    touched: Vec<u32>,
    heap: std::collections::BinaryHeap<std::cmp::Reverse<(u32, u32)>>,
    /// The search stays inside; outside it could only find that a join more may be left out.
    around: BBox,
}

impl Default for JoinScratch {
    fn default() -> Self {
        JoinScratch {
            times: Vec::new(),
            touched: Vec::new(),
            heap: Default::default(),
            around: BBox {
                west: 0.0,
                south: 0.0,
                east: 0.0,
                north: 0.0,
            },
        }
    }
}

impl JoinScratch {
    fn start(&mut self, graph: &RoadGraph, around: BBox) {
        self.times.resize(graph.node_count(), u32::MAX);
        for node in self.touched.drain(..) {
            self.times[node as usize] = u32::MAX;
        }
        self.heap.clear();
        self.around = around;
    }

    fn offer(&mut self, graph: &RoadGraph, node: u32, time: u32) {
        let known = self.times[node as usize];
        if time < known && self.around.contains(graph.location(node)) {
            if known == u32::MAX {
                self.touched.push(node);
            }
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
                self.offer(graph, arc.head, time + arc.weight);
            }
        }
    }

    /// Whether every point of the segment is reached over other joins no later than `walk`, by a node from which every
    /// continuation is as free; see [`Self::reaches`].
    fn is_reached_whole(&self, graph: &RoadGraph, segment: u32, direction: Direction, walk: u32) -> bool {
        let Segment { ends, weights, .. } = graph.segments()[segment as usize];
        (0..2usize).any(|side| {
            let Some(weight) = weights[side] else { return false };
            let node = match direction {
                Direction::Forward => ends[side],
                Direction::Reverse => ends[1 - side],
            };
            let known = self.times[node as usize];
            known != u32::MAX && !graph.is_expanded(node) && known + weight + ROUNDING <= walk
        })
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
            let from_start = join.fraction.value();
            let done = if side == 0 { from_start } else { 1.0 - from_start };
            let (node, part) = match direction {
                Direction::Forward => (segment.ends[side], done),
                Direction::Reverse => (segment.ends[1 - side], 1.0 - done),
            };
            let known = self.times[node as usize];
            known != u32::MAX && !graph.is_expanded(node) && known + partial(weight, part) + ROUNDING <= join.walk
        })
    }
}
