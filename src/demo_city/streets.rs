//! Local streets: a bent lattice that is fine where people live close together and coarse in fields.
//!
//! A lattice point is used when both its numbers are divisible by the stride that the density asks for,
//! so that quarters of different strides share lines. Streets run along lattice lines between used points.
//! A random spanning forest keeps whatever is connected connected; of the other streets some are left
//! out and a few in the densest quarters are one-way, which cannot cut anybody off.

use super::landscape::Landscape;
use super::plane::{Point, bend, between, distance};
use super::random::Chance;
use super::strokes::{Class, Draft, Stroke};
use super::water::Water;

/// Distance of lattice lines in metres; the finest streets.
const SPACING: f64 = 115.0;
/// Lattice lines on each side of the middle.
const HALF: i64 = 520;
/// The lattice is turned by this angle in radians: Hanoi's streets follow the rivers, not the compass.
const TURN: f64 = 0.33;
/// From this density (people per km2) on, streets are this many lattice lines apart.
const STRIDES: [(f64, i64); 4] = [(8_500.0, 1), (1_100.0, 2), (110.0, 4), (0.0, 8)];
/// Share of the streets that are kept though their ends are connected otherwise.
const KEPT_LOOPS: f64 = 0.80;
/// Streets longer than this, in metres, have a bend in the middle.
const BENT_FROM: f64 = 200.0;

/// Adds the local streets to the draft.
pub fn lay(draft: &mut Draft, land: &Landscape, water: &Water, seed: u64) {
    let mut chance = Chance::new(seed, 20);
    let lattice = Lattice::new(draft, land, water, &mut chance);
    let mut streets = lattice.streets(draft, water);
    let order = shuffled(streets.len(), &mut chance);
    let mut groups = Groups::new(draft.nodes.len());
    let mut is_kept = vec![false; streets.len()];
    for index in order {
        let street = &mut streets[index];
        let is_needed = groups.join(street.from, street.to);
        is_kept[index] = is_needed
            || chance.happens(if street.class == Class::Tertiary {
                0.97
            } else {
                KEPT_LOOPS
            });
        street.is_oneway =
            !is_needed && street.stride == 1 && street.class == Class::Residential && chance.happens(0.10);
    }
    let mut kept = is_kept.iter();
    streets.retain(|_| *kept.next().expect("one flag a street"));
    draw(draft, &streets, water, &mut chance);
}

struct Lattice {
    /// Node and stride of each used lattice point, by row and column.
    points: Vec<Option<(usize, i64)>>,
}

/// One stretch between two used points of a lattice line.
struct Street {
    /// Lattice line: rows first, then columns.
    line: i64,
    from: usize,
    to: usize,
    stride: i64,
    class: Class,
    is_oneway: bool,
}

impl Lattice {
    fn new(draft: &mut Draft, land: &Landscape, water: &Water, chance: &mut Chance) -> Lattice {
        let side = 2 * HALF + 1;
        let mut points = vec![None; (side * side) as usize];
        let (sin, cos) = TURN.sin_cos();
        for row in -HALF..=HALF {
            for column in -HALF..=HALF {
                let (x, y) = (column as f64 * SPACING, row as f64 * SPACING);
                let place = bend([x * cos - y * sin, x * sin + y * cos]);
                if land.commune_at(place).is_none() {
                    continue;
                }
                let density = land.density_at(place);
                let stride = STRIDES
                    .iter()
                    .find(|(from, _)| density >= *from)
                    .map_or(8, |(_, stride)| *stride);
                if row % stride != 0 || column % stride != 0 {
                    continue;
                }
                let sway = 0.17 * stride as f64 * SPACING;
                let place = [
                    place[0] + chance.between(-sway, sway),
                    place[1] + chance.between(-sway, sway),
                ];
                if !water.is_wet(place) {
                    points[((row + HALF) * side + column + HALF) as usize] = Some((draft.node(place), stride));
                }
            }
        }
        Lattice { points }
    }

    fn streets(&self, draft: &Draft, water: &Water) -> Vec<Street> {
        let side = 2 * HALF + 1;
        let mut streets = Vec::new();
        for (is_column, line) in (0..side)
            .map(|line| (false, line))
            .chain((0..side).map(|line| (true, line)))
        {
            let mut last: Option<(i64, usize, i64)> = None;
            for along in 0..side {
                let index = if is_column {
                    along * side + line
                } else {
                    line * side + along
                };
                let Some((node, stride)) = self.points[index as usize] else {
                    continue;
                };
                if let Some((before, from, from_stride)) = last {
                    let is_dry = || !water.blocks(draft.nodes[from], draft.nodes[node]);
                    if along - before <= stride.max(from_stride) && is_dry() {
                        let line_id = if is_column { side + line } else { line };
                        let stride = stride.max(from_stride);
                        let class = class_of(line - HALF, stride);
                        streets.push(Street {
                            line: line_id,
                            from,
                            to: node,
                            stride,
                            class,
                            is_oneway: false,
                        });
                    }
                }
                last = Some((along, node, stride));
            }
        }
        streets
    }
}

fn class_of(line: i64, stride: i64) -> Class {
    match stride {
        1 | 2 if line % 8 == 0 => Class::Tertiary,
        1 | 2 => Class::Residential,
        _ if line % 16 == 0 => Class::Tertiary,
        _ => Class::Unclassified,
    }
}

/// Joins stretches that follow each other on a line to strokes.
fn draw(draft: &mut Draft, streets: &[Street], water: &Water, chance: &mut Chance) {
    let mut stroke: Option<(Stroke, i64)> = None;
    for street in streets {
        let middle = bent_middle(draft.nodes[street.from], draft.nodes[street.to], chance)
            .filter(|middle| {
                !water.blocks(draft.nodes[street.from], *middle) && !water.blocks(*middle, draft.nodes[street.to])
            })
            .map(|middle| draft.node(middle));
        let follows = stroke.as_ref().is_some_and(|(stroke, line)| {
            *line == street.line
                && stroke.nodes.last() == Some(&street.from)
                && stroke.class == street.class
                && stroke.is_oneway == street.is_oneway
        });
        if !follows {
            draft.strokes.extend(stroke.take().map(|(stroke, _)| stroke));
            let begun = Stroke {
                is_oneway: street.is_oneway,
                ..Stroke::new(street.class, vec![street.from])
            };
            stroke = Some((begun, street.line));
        }
        if let Some((stroke, _)) = &mut stroke {
            stroke.nodes.extend(middle);
            stroke.nodes.push(street.to);
        }
    }
    draft.strokes.extend(stroke.map(|(stroke, _)| stroke));
}

fn bent_middle(a: Point, b: Point, chance: &mut Chance) -> Option<Point> {
    let share = chance.between(-0.09, 0.09);
    let middle = between(a, b, chance.between(0.4, 0.6));
    (distance(a, b) > BENT_FROM).then(|| [middle[0] - (b[1] - a[1]) * share, middle[1] + (b[0] - a[0]) * share])
}

fn shuffled(count: usize, chance: &mut Chance) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for index in (1..count).rev() {
        order.swap(index, chance.index(index + 1));
    }
    order
}

/// Groups of connected nodes (union-find with path halving).
pub struct Groups(Vec<usize>);

impl Groups {
    pub fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    pub fn of(&mut self, mut node: usize) -> usize {
        while self.0[node] != node {
            self.0[node] = self.0[self.0[node]];
            node = self.0[node];
        }
        node
    }

    /// True when the two were apart.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }
}
