//! Which parts of which segments lie within a time of a place.
//!
//! Along a segment the time to (or from) a place is the least of a few straight lines: over the one end, over the other, and
//! straight to each join of the place on this very segment; each only in the direction that is open. Their lower envelope is
//! cut where two lines cross and where a limit is met, so a limit that falls inside a segment cuts it at its exact place.
//! Nothing is rounded along the segment; whole journeys are (half a decisecond a part).

use super::graph::RoadGraph;
use super::join::{Join, all_seeds};
use super::sweep::{Direction, Sweep};
use crate::units::Deciseconds;

/// A part of a segment that lies in one band of times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReachedPart {
    pub segment: u32,
    /// Ends of the part, 0..=1 along the drawing direction, `from < to`.
    pub from: f64,
    pub to: f64,
    /// Times at these ends in deciseconds, not rounded; in between they may be longer, but not beyond the band.
    pub times: [f64; 2],
    /// The first limit that the part is within, as a position in the limits.
    pub band: usize,
}

/// A time along a segment: `at_start + slope * fraction`, between two fractions.
#[derive(Clone, Copy)]
struct Line {
    low: f64,
    high: f64,
    at_start: f64,
    slope: f64,
}

/// Parts shorter than this share of a segment are rounding.
const SHORTEST: f64 = 1e-9;

impl Line {
    fn at(&self, fraction: f64) -> f64 {
        self.at_start + self.slope * fraction
    }
}

/// The reached parts of all segments, in order of segment and fraction. `joins` are those of the place in `direction` (Reverse:
/// times towards the place); a part is within a limit when its time is below it. `limits` ascend. The sweep is
/// left with the times of the nodes below the last limit.
pub fn reached_parts(
    graph: &RoadGraph,
    direction: Direction,
    joins: &[Join],
    limits: &[Deciseconds],
    sweep: &mut Sweep,
) -> Vec<ReachedPart> {
    let last = limits.last().map_or(0, |limit| limit.0);
    sweep.run(graph, direction, &all_seeds(graph, joins, direction), last);
    let mut parts = Vec::new();
    let mut lines = Vec::new();
    for segment in 0..graph.segments().len() as u32 {
        lines.clear();
        over_the_ends(graph, direction, segment, sweep, &mut lines);
        for join in joins.iter().filter(|join| join.segment == segment) {
            over_a_join(graph, direction, join, &mut lines);
        }
        if !lines.is_empty() {
            cut(segment, &lines, limits, &mut parts);
        }
    }
    parts
}

/// Over the segment's ends: the drawing direction first, against it second.
fn over_the_ends(graph: &RoadGraph, direction: Direction, segment: u32, sweep: &Sweep, lines: &mut Vec<Line>) {
    for side in 0..2u32 {
        let Some(weight) = graph.segments()[segment as usize].weights[side as usize] else {
            continue;
        };
        let stretch = segment * 2 + side;
        let end = match direction {
            Direction::Reverse => graph.stretch_head(stretch).and_then(|head| sweep.time(head)),
            Direction::Forward => {
                let tails = graph.stretch_tails(stretch).iter();
                tails.filter_map(|tail| sweep.time(*tail)).min()
            }
        };
        let Some(end) = end.map(f64::from) else { continue };
        // Towards the place the end lies ahead, from the place behind; against the drawing direction it is the other way.
        let lies_at_one = (direction == Direction::Reverse) == (side == 0);
        let weight = f64::from(weight);
        let (at_start, slope) = if lies_at_one {
            (end + weight, -weight)
        } else {
            (end, weight)
        };
        lines.push(Line {
            low: 0.0,
            high: 1.0,
            at_start,
            slope,
        });
    }
}

/// Straight to (or from) where the place joins the segment.
fn over_a_join(graph: &RoadGraph, direction: Direction, join: &Join, lines: &mut Vec<Line>) {
    let weights = graph.segments()[join.segment as usize].weights;
    let (walk, at) = (f64::from(join.walk), join.fraction.value());
    // Towards the place, who is before it rides with the drawing direction; from the place, who is behind it.
    let (before, behind) = match direction {
        Direction::Reverse => (weights[0], weights[1]),
        Direction::Forward => (weights[1], weights[0]),
    };
    if let Some(weight) = before.map(f64::from) {
        lines.push(Line {
            low: 0.0,
            high: at,
            at_start: walk + weight * at,
            slope: -weight,
        });
    }
    if let Some(weight) = behind.map(f64::from) {
        lines.push(Line {
            low: at,
            high: 1.0,
            at_start: walk - weight * at,
            slope: weight,
        });
    }
}

/// Cuts the lower envelope of the lines at the limits.
fn cut(segment: u32, lines: &[Line], limits: &[Deciseconds], parts: &mut Vec<ReachedPart>) {
    let mut cuts: Vec<f64> = vec![0.0, 1.0];
    for (number, line) in lines.iter().enumerate() {
        cuts.extend([line.low, line.high]);
        cuts.extend(
            limits
                .iter()
                .map(|limit| (f64::from(limit.0) - line.at_start) / line.slope),
        );
        let crossings = lines[..number].iter().filter(|other| other.slope != line.slope);
        cuts.extend(crossings.map(|other| (other.at_start - line.at_start) / (line.slope - other.slope)));
    }
    cuts.retain(|cut| (0.0..=1.0).contains(cut));
    cuts.sort_by(f64::total_cmp);
    let first = parts.len();
    for pair in cuts.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if to - from < SHORTEST {
            continue;
        }
        let middle = (from + to) / 2.0;
        let here = lines.iter().filter(|line| line.low <= middle && middle <= line.high);
        let Some(line) = here.min_by(|a, b| a.at(middle).total_cmp(&b.at(middle))) else {
            continue;
        };
        let Some(band) = limits.iter().position(|limit| line.at(middle) < f64::from(limit.0)) else {
            continue;
        };
        let times = [line.at(from), line.at(to)];
        match parts[first..].last_mut() {
            Some(part) if part.band == band && from - part.to < SHORTEST => {
                part.to = to;
                part.times[1] = times[1];
            }
            _ => parts.push(ReachedPart {
                segment,
                from,
                to,
                times,
                band,
            }),
        }
    }
}
