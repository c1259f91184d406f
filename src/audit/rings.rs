//! Whether a ring is a ring: enough corners, on earth, and without crossing itself.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo_types::{Coord, LineString};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// What is wrong with a ring, in words, or `None`. Edges that only touch are accepted: surveys have them.
pub fn ring_fault(ring: &LineString<f64>) -> Option<String> {
    let corners = &ring.0;
    if corners.len() < 4 {
        return Some(format!("a ring has {} corners, a closed one needs 4", corners.len()));
    }
    let on_earth = |at: &Coord<f64>| (-180.0..=180.0).contains(&at.x) && (-90.0..=90.0).contains(&at.y);
    if let Some(at) = corners.iter().find(|at| !on_earth(at)) {
        return Some(format!("a corner at {}, {} is nowhere on earth", at.x, at.y));
    }
    let at = crossing(corners)?;
    Some(format!("the outline crosses itself near {:.6}, {:.6}", at.x, at.y))
}

/// The first edge, in drawing order, that another edge crosses inside both; its start.
fn crossing(corners: &[Coord<f64>]) -> Option<Coord<f64>> {
    let edge = |index: usize| (corners[index], corners[index + 1]);
    let edges: Vec<_> = (0..corners.len() - 1)
        .map(|index| {
            let (a, b) = edge(index);
            GeomWithData::new(Rectangle::from_corners([a.x, a.y], [b.x, b.y]), index)
        })
        .collect();
    let tree = RTree::bulk_load(edges);
    (0..corners.len() - 1).find_map(|index| {
        let (a, b) = edge(index);
        let window = AABB::from_corners([a.x, a.y], [b.x, b.y]);
        let mut near = tree
            .locate_in_envelope_intersecting(&window)
            .filter(|other| other.data > index);
        near.any(|other| cross((a, b), edge(other.data))).then_some(a)
    })
}

type Edge = (Coord<f64>, Coord<f64>);

/// Each edge has its ends strictly on both sides of the other; exact (Shewchuk's predicate).
fn cross((a, b): Edge, (c, d): Edge) -> bool {
    let opposite = |p, q, one, other| {
        let sides = [RobustKernel::orient2d(p, q, one), RobustKernel::orient2d(p, q, other)];
        matches!(
            sides,
            [Orientation::Clockwise, Orientation::CounterClockwise]
                | [Orientation::CounterClockwise, Orientation::Clockwise]
        )
    };
    opposite(a, b, c, d) && opposite(c, d, a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> LineString<f64> {
        let mut ring = LineString::from(corners.to_vec());
        ring.close();
        ring
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_square_does_not() {
        assert_eq!(
            ring_fault(&ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])),
            None
        );
        let fault = ring_fault(&ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)])).expect("a bow tie");
        assert!(fault.contains("crosses itself near 0.000000, 0.000000"), "{fault}");
    }

    #[test]
    fn a_ring_that_touches_itself_in_a_corner_is_accepted() {
        let eight = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0)];
        assert_eq!(ring_fault(&ring(&eight)), None);
    }

    #[test]
    fn lines_and_corners_off_the_earth_are_no_rings() {
        assert!(
            ring_fault(&ring(&[(0.0, 0.0), (1.0, 1.0)]))
                .expect("a line")
                .contains("3 corners")
        );
        let far = ring_fault(&ring(&[(0.0, 0.0), (210.0, 0.0), (1.0, 1.0)])).expect("off the earth");
        assert!(far.contains("210"), "{far}");
        assert!(ring_fault(&ring(&[(0.0, 0.0), (f64::NAN, 0.0), (1.0, 1.0)])).is_some());
    }
}
