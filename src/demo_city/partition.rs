//! Modelled outlines of the 126 communes: an area-weighted power diagram, bent to look grown.
//!
//! Only a point and a declared area of each commune are open data. Each point p gets a weight w, and a
//! place x belongs to the commune with the least |x - p|^2 - w. All cells are convex, so half-plane
//! clipping is exact; the weights are moved until every area is near the declared one. The land outside
//! is made of the same stuff: a lattice of foreign sites wherever no commune's declared disc is near, so
//! that the city's outline comes out by itself and every piece has its neighbours.
//! At last the corners are joined, the edges are cut in short pieces and the plane is bent: shared edges
//! stay shared, since bending depends on the position alone.
//!
//! Awkward: points that lie close to each other limit how different their areas can be, since a commune
//! always keeps its own point. The city as a whole is matched to about a percent.
//!
//! Source: F. Aurenhammer, *Power diagrams*, SIAM J. Computing 16 (1987).

use std::collections::BTreeMap;

use super::facts::Commune;
use super::plane::{Point, area_m2, bend, between, distance, plane, unbend};

/// Distance between foreign sites in metres: coarse enough that the outline has long strokes.
const FOREIGN_SPACING: f64 = 2_600.0;
/// A foreign site stands where every commune's disc is further than this, in metres.
const FOREIGN_MARGIN: f64 = 1_200.0;
/// No foreign site stands where the communes' discs together pull more than this (the sum of (radius / distance)^3):
/// notches between two communes belong to the city.
const FOREIGN_PULL: f64 = 0.62;
/// Rounds of weight changes; the areas have settled long before.
const ROUNDS: usize = 240;
/// Edges are cut in pieces of at most this length in metres before they are bent.
const PIECE: f64 = 180.0;
/// Corners nearer than this, in metres, are one corner.
const SAME_CORNER: f64 = 1.0;

/// The communes' outlines in the plane.
pub struct Partition {
    /// One ring a commune, in the order given, counter-clockwise, not closed.
    pub rings: Vec<Vec<Point>>,
    /// The outer ring of all of them together, counter-clockwise, not closed; the largest first.
    pub outer: Vec<Vec<Point>>,
    /// Pairs of communes that share a border, lower index first.
    pub neighbours: Vec<(usize, usize)>,
}

impl Partition {
    pub fn of(communes: &[Commune]) -> Partition {
        let sites = Sites::new(communes);
        let mut weights: Vec<f64> = sites
            .declared_m2
            .iter()
            .map(|area| area / std::f64::consts::PI)
            .collect();
        for _ in 0..ROUNDS {
            let areas: Vec<f64> = (0..communes.len())
                .map(|site| area_m2(&ring_of(&sites.cell(site, &weights))))
                .collect();
            for (site, area) in areas.iter().enumerate() {
                // A disc of this area has r^2 = area / pi: move the weight by a share of the difference.
                weights[site] += 0.5 * (sites.declared_m2[site] - area) / std::f64::consts::PI;
            }
            sites.keep_own_points(&mut weights);
        }
        let cells: Vec<Vec<Corner>> = (0..communes.len()).map(|site| sites.cell(site, &weights)).collect();
        assemble(&cells, communes.len())
    }

    /// Calls `found(commune, column, row)` for every grid point (`origin + step * (column, row)`)
    /// that lies in a commune; no point is found twice.
    pub fn rasterise(&self, step: f64, mut found: impl FnMut(usize, i64, i64)) {
        for (commune, ring) in self.rings.iter().enumerate() {
            let rows = ring.iter().map(|point| point[1] / step);
            let (low, high) = rows.fold((f64::MAX, f64::MIN), |(low, high), row| (low.min(row), high.max(row)));
            for row in low.ceil() as i64..=high.floor() as i64 {
                let crossings = crossings_of(ring, row as f64 * step);
                for pair in crossings.chunks_exact(2) {
                    // Half open: a point on a border belongs to the commune on its east.
                    let columns = (pair[0] / step).ceil() as i64..(pair[1] / step).ceil() as i64;
                    columns.for_each(|column| found(commune, column, row));
                }
            }
        }
    }
}

/// A corner of a cell and the site on the other side of the edge that starts there.
#[derive(Clone, Copy)]
struct Corner {
    at: Point,
    beyond: usize,
}

/// Communes first, then foreign sites; positions are unbent.
struct Sites {
    at: Vec<Point>,
    declared_m2: Vec<f64>,
    /// Per commune: the sites that can be its neighbours, nearest first.
    near: Vec<Vec<usize>>,
}

impl Sites {
    fn new(communes: &[Commune]) -> Sites {
        let mut at: Vec<Point> = communes
            .iter()
            .map(|commune| unbend(plane().to_metres(commune.location)))
            .collect();
        let declared_m2: Vec<f64> = communes.iter().map(|commune| commune.area_km2 * 1e6).collect();
        let radius: Vec<f64> = declared_m2
            .iter()
            .map(|area| (area / std::f64::consts::PI).sqrt())
            .collect();
        let is_foreign = |place: &Point| {
            let near = at
                .iter()
                .zip(&radius)
                .map(|(site, radius)| (distance(*site, *place), *radius));
            let (closest, pull) = near.fold((f64::MAX, 0.0), |(closest, pull), (distance, radius)| {
                (closest.min(distance - radius), pull + (radius / distance).powi(3))
            });
            closest > FOREIGN_MARGIN && pull < FOREIGN_PULL
        };
        let foreign: Vec<Point> = lattice().filter(is_foreign).collect();
        at.extend(foreign);
        let near = (0..communes.len()).map(|site| {
            let reach = 4.0 * radius[site] + 16_000.0;
            let mut near: Vec<usize> = (0..at.len())
                .filter(|other| *other != site && distance(at[site], at[*other]) < reach)
                .collect();
            near.sort_by(|a, b| {
                distance(at[site], at[*a])
                    .total_cmp(&distance(at[site], at[*b]))
                    .then(a.cmp(b))
            });
            near
        });
        let near = near.collect();
        Sites { at, declared_m2, near }
    }

    fn weight(&self, site: usize, weights: &[f64]) -> f64 {
        // A foreign site claims a disc that just meets its lattice neighbours' discs.
        weights
            .get(site)
            .copied()
            .unwrap_or(FOREIGN_SPACING * FOREIGN_SPACING / 4.0)
    }

    /// The cell of a commune, counter-clockwise.
    fn cell(&self, site: usize, weights: &[f64]) -> Vec<Corner> {
        let [x, y] = self.at[site];
        const FAR: f64 = 40_000.0;
        let corner = |dx: f64, dy: f64| Corner {
            at: [x + dx * FAR, y + dy * FAR],
            beyond: usize::MAX,
        };
        let mut ring = vec![
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ];
        for &other in &self.near[site] {
            let [ox, oy] = self.at[other];
            let normal = [2.0 * (ox - x), 2.0 * (oy - y)];
            let level = ox * ox + oy * oy - x * x - y * y + self.weight(site, weights) - self.weight(other, weights);
            ring = clip(ring, normal, level, other);
        }
        ring
    }

    /// Lowers weights where a commune would swallow a neighbour's point: |p - q|^2 bounds their difference.
    fn keep_own_points(&self, weights: &mut [f64]) {
        // Each keeps at least this share of the way to a neighbour's point.
        const KEPT: f64 = 0.12;
        for _ in 0..4 {
            for site in 0..weights.len() {
                for &other in self.near[site].iter().take(24) {
                    let between_m2 = distance(self.at[site], self.at[other]).powi(2) * (1.0 - 2.0 * KEPT);
                    let other_weight = self.weight(other, weights);
                    weights[site] = weights[site].max(other_weight - between_m2);
                    if other >= weights.len() {
                        weights[site] = weights[site].min(other_weight + between_m2);
                    }
                }
            }
        }
    }
}

/// A triangular lattice over the province and some way round it.
fn lattice() -> impl Iterator<Item = Point> {
    const ROWS: i32 = 30;
    let row_height = FOREIGN_SPACING * 0.75f64.sqrt();
    (-ROWS..=ROWS).flat_map(move |row| {
        (-ROWS..=ROWS).map(move |column| {
            let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
            [
                (f64::from(column) + shift) * FOREIGN_SPACING,
                f64::from(row) * row_height,
            ]
        })
    })
}

/// The part of a convex ring where `normal . x <= level`; the new edge borders `other`.
fn clip(ring: Vec<Corner>, normal: Point, level: f64, other: usize) -> Vec<Corner> {
    let over = |corner: &Corner| normal[0] * corner.at[0] + normal[1] * corner.at[1] - level;
    if ring.iter().all(|corner| over(corner) <= 0.0) {
        return ring;
    }
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for (index, corner) in ring.iter().enumerate() {
        let next = &ring[(index + 1) % ring.len()];
        let (here, there) = (over(corner), over(next));
        if here <= 0.0 {
            kept.push(*corner);
        }
        if (here <= 0.0) != (there <= 0.0) {
            let at = between(corner.at, next.at, here / (here - there));
            let beyond = if here <= 0.0 { other } else { corner.beyond };
            kept.push(Corner { at, beyond });
        }
    }
    kept
}

fn ring_of(cell: &[Corner]) -> Vec<Point> {
    cell.iter().map(|corner| corner.at).collect()
}

/// Joins corners that are one, cuts and bends edges, finds neighbours and the outer ring.
fn assemble(cells: &[Vec<Corner>], communes: usize) -> Partition {
    let mut corners = Corners::default();
    let mut neighbours = Vec::new();
    let mut outline: BTreeMap<usize, usize> = BTreeMap::new();
    let mut rings = Vec::new();
    for (commune, cell) in cells.iter().enumerate() {
        let mut ids: Vec<(usize, usize)> = cell
            .iter()
            .map(|corner| (corners.id(corner.at), corner.beyond))
            .collect();
        // An edge shorter than the joining distance vanishes.
        let next: Vec<usize> = (0..ids.len()).map(|index| ids[(index + 1) % ids.len()].0).collect();
        let mut next = next.iter();
        ids.retain(|(id, _)| next.next() != Some(id));
        let mut ring = Vec::new();
        for (index, &(from, beyond)) in ids.iter().enumerate() {
            let to = ids[(index + 1) % ids.len()].0;
            ring.extend(corners.bent_edge(from, to));
            if beyond >= communes {
                outline.insert(from, to);
            } else if commune < beyond {
                neighbours.push((commune, beyond));
            }
        }
        rings.push(ring);
    }
    neighbours.sort_unstable();
    Partition {
        rings,
        outer: outer_rings(outline, &corners),
        neighbours,
    }
}

/// Chains the directed outer edges to rings, the largest first.
fn outer_rings(mut outline: BTreeMap<usize, usize>, corners: &Corners) -> Vec<Vec<Point>> {
    let mut rings: Vec<Vec<Point>> = Vec::new();
    while let Some((first, mut to)) = outline.pop_first() {
        let mut ring = corners.bent_edge(first, to);
        while to != first {
            let Some(next) = outline.remove(&to) else { break };
            ring.extend(corners.bent_edge(to, next));
            to = next;
        }
        rings.push(ring);
    }
    rings.sort_by(|a, b| area_m2(b).total_cmp(&area_m2(a)));
    rings
}

/// Corners by number; two calls with nearly the same place give one number.
#[derive(Default)]
struct Corners {
    places: Vec<Point>,
    buckets: BTreeMap<(i64, i64), Vec<usize>>,
}

impl Corners {
    fn id(&mut self, at: Point) -> usize {
        let bucket = |value: f64| (value / SAME_CORNER).floor() as i64;
        let (column, row) = (bucket(at[0]), bucket(at[1]));
        for near_row in row - 1..=row + 1 {
            for near_column in column - 1..=column + 1 {
                let known = self.buckets.get(&(near_column, near_row));
                let same = known.and_then(|ids| ids.iter().find(|id| distance(self.places[**id], at) < SAME_CORNER));
                if let Some(id) = same {
                    return *id;
                }
            }
        }
        self.places.push(at);
        self.buckets
            .entry((column, row))
            .or_default()
            .push(self.places.len() - 1);
        self.places.len() - 1
    }

    /// From one corner (included) to another (excluded), in bent pieces that are the same both ways.
    fn bent_edge(&self, from: usize, to: usize) -> Vec<Point> {
        let (low, high) = (self.places[from.min(to)], self.places[from.max(to)]);
        let pieces = (distance(low, high) / PIECE).ceil().max(1.0) as usize;
        let at = |piece: usize| bend(between(low, high, piece as f64 / pieces as f64));
        if from < to {
            (0..pieces).map(at).collect()
        } else {
            (1..=pieces).rev().map(at).collect()
        }
    }
}

/// Sorted eastings where a ring crosses a northing, computed the same way for both owners of an edge.
fn crossings_of(ring: &[Point], northing: f64) -> Vec<f64> {
    let next = ring.iter().cycle().skip(1);
    let crossing = ring
        .iter()
        .zip(next)
        .filter(|(a, b)| (a[1] > northing) != (b[1] > northing))
        .map(|(a, b)| {
            let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
            low[0] + (northing - low[1]) / (high[1] - low[1]) * (high[0] - low[0])
        });
    let mut crossings: Vec<f64> = crossing.collect();
    crossings.sort_by(f64::total_cmp);
    crossings
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::super::plane::is_inside;
    use super::*;

    #[test]
    fn every_commune_holds_its_own_point_and_has_neighbours() {
        let communes = Facts::load().expect("committed tables").communes;
        let partition = Partition::of(&communes);
        for (index, commune) in communes.iter().enumerate() {
            let point = plane().to_metres(commune.location);
            assert!(
                is_inside(&partition.rings[index], point),
                "{} lost its point",
                commune.name
            );
            assert!(
                partition.neighbours.iter().any(|(a, b)| *a == index || *b == index),
                "{}",
                commune.name
            );
        }
    }

    #[test]
    fn the_pieces_add_up_to_the_outer_ring() {
        let partition = Partition::of(&Facts::load().expect("committed tables").communes);
        let pieces: f64 = partition.rings.iter().map(|ring| area_m2(ring)).sum();
        let outer: f64 = partition.outer.iter().map(|ring| area_m2(ring)).sum();
        assert!((pieces / outer - 1.0).abs() < 1e-9, "{pieces} {outer}");
    }

    #[test]
    fn no_grid_point_has_two_communes() {
        let partition = Partition::of(&Facts::load().expect("committed tables").communes);
        let mut owners = BTreeMap::new();
        partition.rasterise(500.0, |commune, column, row| {
            let other = owners.insert((column, row), commune);
            assert_eq!(other, None, "({column}, {row}) also in {commune}");
        });
        let area_km2 = owners.len() as f64 * 0.25;
        assert!((area_km2 / 3_359.84 - 1.0).abs() < 0.02, "{area_km2} km2");
    }
}
