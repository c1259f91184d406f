//! From the ways of a multipolygon to polygons: joined at their ends, parted where they touch themselves, holes in the
//! outlines around them.
//!
//! Source: OpenStreetMap wiki, *Relation:multipolygon* (rings out of ways that share their ends; holes by role).

use std::collections::HashMap;

use geo::{Area as _, BoundingRect, Contains, Intersects, Orient, orient::Direction};
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon, Rect};

/// Nodes of a ring, the first not repeated; at least three.
type Ring = Vec<i64>;

/// The rings that ways make, joined where they share their ends; a list for each closed line, of more than one ring where it
/// touches itself. `None` when one does not close.
pub(super) fn rings(ways: &[&[i64]]) -> Option<Vec<Vec<Ring>>> {
    if ways.iter().any(|way| way.len() < 2) {
        return None;
    }
    // Ways by the node at either end; of several at a node the first is taken first.
    let mut by_end: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, way) in ways.iter().enumerate().rev() {
        by_end.entry(way[0]).or_default().push(at);
        by_end.entry(way[way.len() - 1]).or_default().push(at);
    }
    let mut is_used = vec![false; ways.len()];
    let mut found = Vec::new();
    for start in 0..ways.len() {
        if std::mem::replace(&mut is_used[start], true) {
            continue;
        }
        let mut line = ways[start].to_vec();
        while line[0] != line[line.len() - 1] {
            let tail = line[line.len() - 1];
            let meeting = by_end.get_mut(&tail)?;
            let next = loop {
                let next = meeting.pop()?;
                if !std::mem::replace(&mut is_used[next], true) {
                    break next;
                }
            };
            let way = ways[next];
            if way[0] == tail {
                line.extend_from_slice(&way[1..]);
            } else {
                line.extend(way[..way.len() - 1].iter().rev());
            }
        }
        found.push(parted(&line));
    }
    Some(found)
}

/// The rings of a closed line: one, or more where it passes a node twice. There and back again encloses nothing.
fn parted(line: &[i64]) -> Vec<Ring> {
    let (mut open, mut place, mut rings) = (Vec::<i64>::new(), HashMap::<i64, usize>::new(), Vec::new());
    for &node in line {
        if let Some(&from) = place.get(&node) {
            let ring = open.split_off(from);
            ring.iter().for_each(|node| {
                place.remove(node);
            });
            if ring.len() >= 3 {
                rings.push(ring);
            }
        }
        place.insert(node, open.len());
        open.push(node);
    }
    rings
}

/// Polygons of the rings around and the rings of holes; rings without area are left out, and holes that lie nowhere.
/// `None` when a node has no place.
pub(super) fn polygons(
    around: &[Vec<Ring>],
    holes: &[Vec<Ring>],
    place: &dyn Fn(i64) -> Option<Coord<f64>>,
) -> Option<MultiPolygon<f64>> {
    let placed = |ring: &Ring| -> Option<Polygon<f64>> {
        let corners: Option<Vec<Coord<f64>>> = ring.iter().map(|node| place(*node)).collect();
        Some(Polygon::new(LineString::new(corners?), vec![]))
    };
    let (mut outlines, mut inner): (Vec<Outline>, Vec<Polygon<f64>>) = (Vec::new(), Vec::new());
    for line in around {
        let mut of_line = Vec::new();
        for ring in line {
            of_line.extend(Outline::of(placed(ring)?));
        }
        // A line that touches itself from within encloses a hole.
        let is_within = |at: usize| {
            let others = of_line.iter().enumerate().filter(|(other, _)| *other != at);
            let around = others.filter(|(_, outline)| outline.holds(&of_line[at].polygon));
            around.count() % 2 == 1
        };
        let within: Vec<bool> = (0..of_line.len()).map(is_within).collect();
        for (outline, is_within) in of_line.into_iter().zip(within) {
            match is_within {
                true => inner.push(outline.polygon),
                false => outlines.push(outline),
            }
        }
    }
    for ring in holes.iter().flatten() {
        inner.push(placed(ring)?);
    }
    // A hole belongs to the smallest outline around it: an island may have a lake.
    let mut by_size: Vec<usize> = (0..outlines.len()).collect();
    by_size.sort_by(|&a, &b| outlines[a].area.total_cmp(&outlines[b].area));
    let mut holes_of: Vec<Vec<LineString<f64>>> = vec![Vec::new(); outlines.len()];
    for hole in inner.into_iter().filter(|hole| hole.unsigned_area() > 0.0) {
        if let Some(&at) = by_size.iter().find(|&&at| outlines[at].holds(&hole)) {
            holes_of[at].push(hole.into_inner().0);
        }
    }
    let whole = outlines.into_iter().zip(holes_of);
    let whole = whole.map(|(outline, holes)| Polygon::new(outline.polygon.into_inner().0, holes));
    Some(MultiPolygon(whole.collect()).orient(Direction::Default))
}

struct Outline {
    polygon: Polygon<f64>,
    bounds: Rect<f64>,
    area: f64,
}

impl Outline {
    /// `None` for a ring that encloses nothing.
    fn of(polygon: Polygon<f64>) -> Option<Outline> {
        let (bounds, area) = (polygon.bounding_rect()?, polygon.unsigned_area());
        (area > 0.0).then_some(Outline { polygon, bounds, area })
    }

    /// Whether a ring lies within: its corners may touch this one, the middle of its first side does not.
    fn holds(&self, ring: &Polygon<f64>) -> bool {
        let [a, b, ..] = ring.exterior().0.as_slice() else {
            return false;
        };
        let middle = Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
        self.bounds.intersects(&middle) && self.polygon.contains(&middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Node 10·x + y lies at (x, y).
    fn grid(node: i64) -> Option<Coord<f64>> {
        (node < 100).then_some(Coord {
            x: (node / 10) as f64,
            y: (node % 10) as f64,
        })
    }

    fn area_of(around: &[&[i64]], holes: &[&[i64]]) -> Option<(usize, usize, f64)> {
        let made = polygons(&rings(around)?, &rings(holes)?, &grid)?;
        let holes = made.iter().map(|one| one.interiors().len()).sum();
        Some((made.0.len(), holes, made.unsigned_area()))
    }

    #[test]
    fn ways_in_any_order_and_direction_close_to_a_ring_with_its_holes() {
        let square: [&[i64]; 3] = [&[0, 90], &[9, 99, 90], &[9, 0]];
        assert_eq!(area_of(&square, &[&[11, 21, 22, 12, 11]]), Some((1, 1, 80.0)));
        let islands: [&[i64]; 4] = [&[0, 90], &[9, 99, 90], &[9, 0], &[44, 54, 55, 45, 44]];
        // The island lies in the hole, and counts again.
        assert_eq!(
            area_of(&islands, &[&[33, 63, 66, 36, 33]]),
            Some((2, 1, 81.0 - 9.0 + 1.0))
        );
        // A hole in the island belongs to it, though the ring around holds it too.
        let nested: [&[i64]; 2] = [&[0, 90, 99, 9, 0], &[33, 63, 66, 36, 33]];
        let made = polygons(
            &rings(&nested).expect("closed"),
            &rings(&[&[22, 72, 77, 27, 22], &[44, 54, 55, 45, 44]]).expect("closed"),
            &grid,
        );
        let counts: Vec<usize> = made.expect("placed").iter().map(|one| one.interiors().len()).collect();
        assert_eq!(counts, [1, 1]);
    }

    #[test]
    fn what_does_not_close_or_has_no_place_is_no_outline() {
        assert_eq!(rings(&[&[0, 90], &[90, 99]]), None);
        assert_eq!(rings(&[&[0, 90, 99, 0], &[5]]), None);
        assert_eq!(area_of(&[&[0, 90, 99, 100, 0]], &[]), None);
        assert_eq!(area_of(&[&[0, 90, 99, 9, 0]], &[&[11, 12, 100, 11]]), None);
    }

    #[test]
    fn a_line_that_touches_itself_is_parted_there() {
        // Two squares that meet in a corner.
        assert_eq!(area_of(&[&[0, 10, 11, 21, 22, 12, 11, 1, 0]], &[]), Some((2, 0, 2.0)));
        // A ring that touches its outline from within, at 0, is a hole.
        assert_eq!(
            area_of(&[&[0, 40, 44, 4, 0, 12, 22, 21, 0]], &[]).map(|made| (made.0, made.1)),
            Some((1, 1))
        );
        // There and back again, and a node twice.
        assert_eq!(area_of(&[&[0, 10, 10, 15, 10, 11, 1, 0]], &[]), Some((1, 0, 1.0)));
        assert_eq!(area_of(&[&[0, 10, 0]], &[]), Some((0, 0, 0.0)));
    }

    #[test]
    fn many_ways_between_two_nodes_are_joined_in_linear_time() {
        let ways: Vec<[i64; 3]> = (0..100_000).map(|at| [0, 1_000 + at, 90]).collect();
        let ways: Vec<&[i64]> = ways.iter().map(|way| way.as_slice()).collect();
        let found = rings(&ways).expect("pairs of them close");
        assert_eq!((found.len(), found[0][0].len()), (50_000, 4));
    }
}
