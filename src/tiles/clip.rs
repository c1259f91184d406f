//! Clipping to an axis-aligned square in tile units.
//!
//! Polygons: Sutherland and Hodgman, *Reentrant polygon clipping*, CACM 17 (1974), ring by ring. A concave ring
//! that leaves the square and comes back is joined along the square's edge; that edge lies in the buffer, where
//! nobody sees it. Lines: Liang and Barsky, *A new concept and method for line clipping*, ACM TOG 3 (1984).

/// The square from `low` to `high` on both axes.
#[derive(Clone, Copy, Debug)]
pub struct Square {
    pub low: f64,
    pub high: f64,
}

impl Square {
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        (self.low..=self.high).contains(&x) && (self.low..=self.high).contains(&y)
    }

    /// The part of a closed or open ring inside, as an open ring; empty when nothing is.
    pub fn clip_ring(&self, ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let mut points = ring.to_vec();
        for (axis, limit, side) in [
            (0, self.low, 1.0),
            (0, self.high, -1.0),
            (1, self.low, 1.0),
            (1, self.high, -1.0),
        ] {
            points = clip_half_plane(&points, axis, limit, side);
        }
        points
    }

    /// The pieces of a line inside, in its direction.
    pub fn clip_line(&self, line: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
        let mut pieces: Vec<Vec<[f64; 2]>> = Vec::new();
        for pair in line.windows(2) {
            let Some((from, to)) = self.clip_segment(pair[0], pair[1]) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    fn clip_segment(&self, from: [f64; 2], to: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
        let step = [to[0] - from[0], to[1] - from[1]];
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for axis in 0..2 {
            for (direction, room) in [
                (-step[axis], from[axis] - self.low),
                (step[axis], self.high - from[axis]),
            ] {
                if direction == 0.0 {
                    if room < 0.0 {
                        return None;
                    }
                } else if direction < 0.0 {
                    enter = enter.max(room / direction);
                } else {
                    leave = leave.min(room / direction);
                }
            }
        }
        let at = |t: f64| [from[0] + t * step[0], from[1] + t * step[1]];
        // The ends themselves are returned unchanged, so that pieces of one line join exactly.
        (enter <= leave).then(|| {
            (
                if enter > 0.0 { at(enter) } else { from },
                if leave < 1.0 { at(leave) } else { to },
            )
        })
    }
}

/// Keeps what lies on the inner side of one edge: `(value - limit) * side >= 0` on the axis.
fn clip_half_plane(ring: &[[f64; 2]], axis: usize, limit: f64, side: f64) -> Vec<[f64; 2]> {
    let is_inside = |point: [f64; 2]| (point[axis] - limit) * side >= 0.0;
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(&last) = ring.last() else { return kept };
    let mut previous = last;
    for &point in ring {
        if is_inside(point) != is_inside(previous) {
            let t = (limit - previous[axis]) / (point[axis] - previous[axis]);
            let other = 1 - axis;
            let mut crossing = [limit; 2];
            crossing[other] = previous[other] + t * (point[other] - previous[other]);
            kept.push(crossing);
        }
        if is_inside(point) {
            kept.push(point);
        }
        previous = point;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Square = Square { low: 0.0, high: 10.0 };

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two_pieces() {
        let pieces = SQUARE.clip_line(&[[5.0, 5.0], [15.0, 5.0], [15.0, 8.0], [5.0, 8.0]]);
        assert_eq!(pieces, [[[5.0, 5.0], [10.0, 5.0]], [[10.0, 8.0], [5.0, 8.0]]]);
    }

    #[test]
    fn a_line_across_without_a_vertex_inside_is_kept() {
        assert_eq!(
            SQUARE.clip_line(&[[-5.0, 5.0], [15.0, 5.0]]),
            [[[0.0, 5.0], [10.0, 5.0]]]
        );
        assert!(SQUARE.clip_line(&[[-5.0, 12.0], [15.0, 12.0]]).is_empty());
        assert!(SQUARE.clip_line(&[[-5.0, 1.0], [1.0, -7.0]]).is_empty());
    }

    #[test]
    fn a_ring_around_the_square_becomes_the_square() {
        let clipped = SQUARE.clip_ring(&[[-9.0, -9.0], [19.0, -9.0], [19.0, 19.0], [-9.0, 19.0]]);
        let mut corners = clipped.clone();
        corners.sort_by(|a, b| a.partial_cmp(b).expect("finite"));
        assert_eq!(
            corners,
            [[0.0, 0.0], [0.0, 10.0], [10.0, 0.0], [10.0, 10.0]],
            "{clipped:?}"
        );
        assert!(SQUARE.clip_ring(&[[11.0, 0.0], [12.0, 0.0], [12.0, 5.0]]).is_empty());
    }
}
