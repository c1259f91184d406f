//! What counts where, kept up to date: for one set of limits and counting kinds, the cover counts of every cell, its nearest
//! points by time and the nearest by distance.
//!
//! A count alone does not tell who is left when it falls to one, and a list of all points of every cell would take a
//! hundred times the room. So the exclusive or of the points' numbers is kept beside the count: of one point it is that point.

use std::collections::HashMap;

use rayon::prelude::*;

use super::coverage::{KNearest, Verdict};
use super::live_rules::limits_of;
use super::{CoverMatrix, NEAREST_KEPT, Travel};
use crate::geometry::{LonLat, distance_m, geocentric};
use crate::model::{CellId, Combine, Dataset, Facility, Rule};
use crate::routing::{Direction, Join, NearestLabels, Sweep, all_seeds, along_segment, offer_label, seeds_of};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

/// No label; also the number of no point.
const NONE: (u32, u32) = (u32::MAX, u32::MAX);
/// A chord or a geodesic may be off by this much through rounding, metres (see `spatial_index::points`).
const ROUNDING_M: f64 = 1e-6;
/// Two ways round, the geodesic between two places may differ in its last digits: searched this much wider, metres.
const EITHER_WAY_M: f64 = 0.01;

/// The unchanging data beneath a live network.
#[derive(Clone, Copy)]
pub struct Baseline<'a> {
    pub dataset: &'a Dataset,
    pub travel: &'a Travel,
}

/// A facility where it stands: its number in the live network, its place, and its joins as the end of a way.
#[derive(Clone, Copy)]
pub struct Point<'a> {
    pub slot: u32,
    pub place: LonLat,
    pub arrivals: &'a [Join],
}

/// How many counting points reach a cell, by which limit, and the exclusive or of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    pub in_time: u32,
    pub in_radius: u32,
    /// By one point within both limits.
    pub in_both: u32,
    time_xor: u32,
    radius_xor: u32,
    both_xor: u32,
}

const IN_TIME: u8 = 1;
const IN_RADIUS: u8 = 2;

impl Cover {
    pub fn verdict(&self) -> Verdict {
        match (self.in_time > 0, self.in_radius > 0) {
            (true, true) => Verdict::TimeAndDistance,
            (true, false) => Verdict::TimeOnly,
            (false, true) => Verdict::DistanceOnly,
            (false, false) => Verdict::Neither,
        }
    }

    pub fn passes(&self, combine: Combine) -> bool {
        self.satisfying(combine).0 > 0
    }

    /// The only point that satisfies the rule for the cell, when it is one.
    pub fn sole(&self, combine: Combine) -> Option<u32> {
        let (count, points) = self.satisfying(combine);
        (count == 1).then_some(points)
    }

    /// How many points satisfy the rule, and the exclusive or of their numbers.
    fn satisfying(&self, combine: Combine) -> (u32, u32) {
        match combine {
            Combine::DistanceOnly => (self.in_radius, self.radius_xor),
            Combine::TimeOnly => (self.in_time, self.time_xor),
            Combine::All => (self.in_both, self.both_xor),
            // A point of both is in all three: it counts once, and thrice is once for the exclusive or.
            Combine::Any => (
                self.in_time + self.in_radius - self.in_both,
                self.time_xor ^ self.radius_xor ^ self.both_xor,
            ),
        }
    }

    fn change(&mut self, slot: u32, how: u8, by: Count) {
        let count = |number: &mut u32, points: &mut u32| {
            match by {
                Count::In => *number += 1,
                Count::Out => *number -= 1,
            }
            *points ^= slot;
        };
        if how & IN_TIME != 0 {
            count(&mut self.in_time, &mut self.time_xor);
        }
        if how & IN_RADIUS != 0 {
            count(&mut self.in_radius, &mut self.radius_xor);
        }
        if how == IN_TIME | IN_RADIUS {
            count(&mut self.in_both, &mut self.both_xor);
        }
    }
}

#[derive(Clone, Copy)]
enum Count {
    In,
    Out,
}

/// A cell before an edit.
#[derive(Clone, Copy)]
pub struct Before {
    pub cell: u32,
    pub cover: Cover,
    pub time: Deciseconds,
}

/// Cells whose time to one place is below a limit, each once.
#[derive(Default)]
pub struct Column {
    times: Vec<(u32, u32)>,
}

/// Working memory that all tables share.
pub struct Scratch {
    sweep: Sweep,
    best: Vec<u32>,
    marks: Vec<u8>,
}

impl Scratch {
    pub fn new(travel: &Travel) -> Scratch {
        let (graph, joiner) = (travel.router().graph(), travel.router().joiner());
        Scratch {
            sweep: Sweep::new(graph, joiner.latest_seed(graph)),
            best: vec![u32::MAX; travel.cell_count()],
            marks: vec![0; travel.cell_count()],
        }
    }

    /// One bounded sweep.
    pub fn column(&mut self, travel: &Travel, point: Point, limit: Deciseconds) -> Column {
        let (best, mut times) = (&mut self.best, Vec::new());
        travel.reach_place(point.place, point.arrivals, limit, &mut self.sweep, |cell, time| {
            if best[cell] == u32::MAX {
                times.push((cell as u32, 0));
            }
            best[cell] = best[cell].min(time.0);
        });
        for (cell, time) in &mut times {
            *time = std::mem::replace(&mut best[*cell as usize], u32::MAX);
        }
        Column { times }
    }
}

/// See the module.
pub struct Table {
    /// Tells which facilities count.
    rule: Rule,
    limit: Deciseconds,
    radius: Metres,
    covers: Vec<Cover>,
    labels: NearestLabels,
    on_segment: HashMap<u32, Vec<(u32, Join)>>,
    /// [`NEAREST_KEPT`] labels a cell.
    rows: Vec<(u32, u32)>,
    /// Metres and number of the nearest; infinitely far where there is none.
    by_distance: Vec<(f64, u32)>,
    /// Earth-centred places of the cells: a straight line is a bound that costs next to nothing.
    centres: std::sync::Arc<Vec<[f64; 3]>>,
    /// Cells touched since [`Table::take_touched`], as they were; `stamps` tells which.
    touched: Vec<Before>,
    stamps: Vec<bool>,
}

impl Table {
    /// `points` are those that count, in the order of their codes and numbers; the matrices are those of
    /// [`Travel::within_time`] and [`Travel::within_distance`] under the rule's limits.
    pub fn build(
        base: Baseline,
        rule: &Rule,
        points: &[Point],
        [within_time, within_distance]: [&CoverMatrix; 2],
        nearest: &KNearest,
        centres: std::sync::Arc<Vec<[f64; 3]>>,
    ) -> Table {
        let graph = base.travel.router().graph();
        let cells = base.dataset.cells.len();
        let mut seeds = Vec::new();
        let mut on_segment: HashMap<u32, Vec<(u32, Join)>> = HashMap::new();
        for point in points {
            let own = all_seeds(graph, point.arrivals, Direction::Reverse);
            seeds.extend(own.into_iter().map(|(node, time)| (node, time, point.slot)));
            for join in point.arrivals {
                on_segment.entry(join.segment).or_default().push((point.slot, *join));
            }
        }
        let mut rows = vec![NONE; cells * NEAREST_KEPT];
        for (cell, row) in rows.chunks_exact_mut(NEAREST_KEPT).enumerate() {
            let labels = nearest.of(cell).iter().map(|(time, facility)| (time.0, facility.0));
            row.iter_mut().zip(labels).for_each(|(slot, label)| *slot = label);
        }
        let mask = within_time.mask(points.iter().map(|point| crate::model::FacilityId(point.slot)));
        let index = PointIndex::build(&points.iter().map(|point| point.place).collect::<Vec<_>>());
        let by_distance = base.dataset.cells.par_iter().map(|cell| {
            let found = index.nearest(cell.location);
            found.map_or((f64::INFINITY, u32::MAX), |(at, distance)| {
                (distance.0, points[at].slot)
            })
        });
        Table {
            limit: limits_of(rule).0,
            radius: limits_of(rule).1,
            rule: rule.clone(),
            covers: (0..cells as u32)
                .into_par_iter()
                .map(|cell| cover(within_time.row(CellId(cell)), within_distance.row(CellId(cell)), &mask))
                .collect(),
            labels: NearestLabels::build(graph, Direction::Reverse, &seeds, NEAREST_KEPT),
            on_segment,
            rows,
            by_distance: by_distance.collect(),
            centres,
            touched: Vec::new(),
            stamps: vec![false; cells],
        }
    }

    pub fn limit(&self) -> Deciseconds {
        self.limit
    }

    pub fn counts(&self, facility: &Facility) -> bool {
        self.rule.counts_facility(&self.rule.limits_in(None), facility)
    }

    /// Whether a rule is judged on this table.
    pub fn serves(&self, rule: &Rule) -> bool {
        let counts_alike = self.rule.counts == rule.counts && self.rule.procedure == rule.procedure;
        counts_alike && (self.limit, self.radius) == limits_of(rule)
    }

    pub fn covers(&self) -> &[Cover] {
        &self.covers
    }

    /// The nearest counting points of a cell: deciseconds and number, nearest first.
    pub fn nearest(&self, cell: usize) -> &[(u32, u32)] {
        let row = &self.rows[cell * NEAREST_KEPT..][..NEAREST_KEPT];
        &row[..row.iter().take_while(|label| **label != NONE).count()]
    }

    /// Metres and number of the nearest counting point.
    pub fn nearest_by_distance(&self, cell: usize) -> Option<(f64, u32)> {
        Some(self.by_distance[cell]).filter(|(_, slot)| *slot != u32::MAX)
    }

    /// `NEVER` when no counting point can be reached.
    pub fn time(&self, cell: usize) -> Deciseconds {
        Deciseconds(self.rows[cell * NEAREST_KEPT].0)
    }

    /// The cells touched since the last call, as they were before, in no promised order: sums are exact.
    pub fn take_touched(&mut self) -> Vec<Before> {
        let touched = std::mem::take(&mut self.touched);
        touched
            .iter()
            .for_each(|before| self.stamps[before.cell as usize] = false);
        touched
    }

    /// A point that did not count counts from now on; `order` tells where a number stands in the order of codes.
    pub fn put_in(&mut self, base: Baseline, point: Point, column: &Column, scratch: &mut Scratch, order: &[u32]) {
        self.count(base, point, column, scratch, Count::In);
        let graph = base.travel.router().graph();
        for join in point.arrivals {
            self.on_segment
                .entry(join.segment)
                .or_default()
                .push((point.slot, *join));
        }
        let seeds = all_seeds(graph, point.arrivals, Direction::Reverse);
        let entered = self
            .labels
            .insert(graph, point.slot, &seeds, |slot| order[slot as usize]);
        for (node, time) in entered {
            for &(cell, start) in base.travel.cells_over_node(node) {
                self.offer(cell as usize, time + start, point.slot, order);
            }
        }
        for arrival in point.arrivals {
            for (cell, join) in base.travel.cells_on_segment(arrival.segment) {
                if let Some(time) = along_segment(graph, &join, arrival) {
                    self.offer(cell as usize, time.0, point.slot, order);
                }
            }
        }
        for (cell, time) in base.travel.cells_on_foot(point.place) {
            self.offer(cell, time.0, point.slot, order);
        }
        let centre = geocentric(point.place);
        for cell in 0..self.by_distance.len() {
            let known = self.by_distance[cell];
            let reach = known.0 + ROUNDING_M;
            if apart(self.centres[cell], centre) > reach * reach {
                continue;
            }
            let distance = distance_m(base.dataset.cells[cell].location, point.place);
            let is_before = |slot: u32| slot == u32::MAX || order[point.slot as usize] < order[slot as usize];
            if distance < known.0 || distance == known.0 && is_before(known.1) {
                self.by_distance[cell] = (distance, point.slot);
            }
        }
    }

    /// A point that counted counts no more; `others` are those that still do, in the order of codes.
    pub fn take_out(
        &mut self,
        base: Baseline,
        point: Point,
        column: &Column,
        scratch: &mut Scratch,
        order: &[u32],
        others: &[Point],
    ) {
        self.count(base, point, column, scratch, Count::Out);
        let graph = base.travel.router().graph();
        for join in point.arrivals {
            if let Some(here) = self.on_segment.get_mut(&join.segment) {
                here.retain(|(slot, _)| *slot != point.slot);
            }
        }
        let seeds = all_seeds(graph, point.arrivals, Direction::Reverse);
        let held = self
            .labels
            .remove(graph, point.slot, &seeds, |slot| order[slot as usize]);
        let index = PointIndex::build(&others.iter().map(|point| point.place).collect::<Vec<_>>());
        let mut cells: Vec<u32> = Vec::new();
        for node in held {
            cells.extend(base.travel.cells_over_node(node).iter().map(|(cell, _)| *cell));
        }
        for arrival in point.arrivals {
            cells.extend(base.travel.cells_on_segment(arrival.segment).map(|(cell, _)| cell));
        }
        cells.extend(base.travel.cells_on_foot(point.place).map(|(cell, _)| cell as u32));
        for cell in cells {
            let row = &self.rows[cell as usize * NEAREST_KEPT..][..NEAREST_KEPT];
            // A row without the point keeps its labels; one made again has lost the point.
            if row.iter().any(|label| label.1 == point.slot) {
                self.make_row(base, cell as usize, order, (&index, others));
            }
        }
        for cell in 0..self.by_distance.len() {
            if self.by_distance[cell].1 == point.slot {
                let found = index.nearest(base.dataset.cells[cell].location);
                self.by_distance[cell] = found.map_or((f64::INFINITY, u32::MAX), |(at, distance)| {
                    (distance.0, others[at].slot)
                });
            }
        }
    }

    fn count(&mut self, base: Baseline, point: Point, column: &Column, scratch: &mut Scratch, by: Count) {
        let marks = &mut scratch.marks;
        let mut reached: Vec<u32> = Vec::new();
        let mut mark = |cell: u32, how: u8| {
            if marks[cell as usize] == 0 {
                reached.push(cell);
            }
            marks[cell as usize] |= how;
        };
        let in_time = column.times.iter().filter(|(_, time)| *time < self.limit.0);
        in_time.for_each(|(cell, _)| mark(*cell, IN_TIME));
        base.travel
            .cell_index()
            .for_each_within(point.place, self.radius, |cell| mark(cell as u32, IN_RADIUS));
        for cell in reached {
            self.touch(cell as usize);
            let how = std::mem::take(&mut scratch.marks[cell as usize]);
            self.covers[cell as usize].change(point.slot, how, by);
        }
    }

    fn offer(&mut self, cell: usize, time: u32, slot: u32, order: &[u32]) {
        if time > self.rows[cell * NEAREST_KEPT + NEAREST_KEPT - 1].0 {
            return;
        }
        self.touch(cell);
        let row = &mut self.rows[cell * NEAREST_KEPT..][..NEAREST_KEPT];
        offer_label(row, (time, slot), |slot| order[slot as usize]);
    }

    /// The nearest points of one cell from the labels of the nodes it leaves over.
    fn make_row(&mut self, base: Baseline, cell: usize, order: &[u32], (index, others): (&PointIndex, &[Point])) {
        self.touch(cell);
        let (graph, joiner) = (base.travel.router().graph(), base.travel.router().joiner());
        let mut row = [NONE; NEAREST_KEPT];
        let offer = |row: &mut [(u32, u32)], time: u32, slot: u32| {
            if time <= row[NEAREST_KEPT - 1].0 {
                offer_label(row, (time, slot), |slot| order[slot as usize]);
            }
        };
        for join in base.travel.joins_of_cell(cell) {
            seeds_of(graph, join, Direction::Forward, |node, start| {
                for &(time, slot) in self.labels.of(node) {
                    offer(&mut row, start + time, slot);
                }
            });
            for (slot, arrival) in self.on_segment.get(&join.segment).map_or(&[][..], Vec::as_slice) {
                if let Some(time) = along_segment(graph, join, arrival) {
                    offer(&mut row, time.0, *slot);
                }
            }
        }
        let home = base.dataset.cells[cell].location;
        index.for_each_within(home, Metres(joiner.limit_m() + EITHER_WAY_M), |at| {
            // No walk is shorter than the straight line: most points are left out without a geodesic.
            let straight = apart(self.centres[cell], geocentric(others[at].place)).sqrt() - ROUNDING_M;
            if joiner.walk(straight.max(0.0)) > row[NEAREST_KEPT - 1].0 {
                return;
            }
            let distance = distance_m(others[at].place, home);
            if distance <= joiner.limit_m() {
                offer(&mut row, joiner.walk(distance), others[at].slot);
            }
        });
        self.rows[cell * NEAREST_KEPT..][..NEAREST_KEPT].copy_from_slice(&row);
    }

    fn touch(&mut self, cell: usize) {
        if !std::mem::replace(&mut self.stamps[cell], true) {
            self.touched.push(Before {
                cell: cell as u32,
                cover: self.covers[cell],
                time: self.time(cell),
            });
        }
    }
}

/// The squared straight distance, square metres.
fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The cover of one cell from its two rows of bits.
fn cover(in_time: &[u64], in_radius: &[u64], mask: &[u64]) -> Cover {
    let mut cover = Cover::default();
    for (word, ((time, radius), mask)) in in_time.iter().zip(in_radius).zip(mask).enumerate() {
        let (time, radius) = (time & mask, radius & mask);
        let mut rest = time | radius;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let in_time = if time >> bit & 1 == 1 { IN_TIME } else { 0 };
            let in_radius = if radius >> bit & 1 == 1 { IN_RADIUS } else { 0 };
            let how = in_time | in_radius;
            cover.change(word as u32 * 64 + bit, how, Count::In);
        }
    }
    cover
}
