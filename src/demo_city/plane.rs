//! The plane of the model: metres east and north of a point in the middle of the province, and the
//! few planar figures that the rest of the model is drawn with.

use crate::geometry::{LocalPlane, LonLat};

/// East and north in metres.
pub type Point = [f64; 2];

/// The one plane of the demo city.
pub fn plane() -> LocalPlane {
    LocalPlane::at(LonLat::new(105.70, 20.98))
}

pub fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The point at fraction `t` of the way from `a` to `b`.
pub fn between(a: Point, b: Point, t: f64) -> Point {
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}

/// Where two segments cross, as fractions along each; `None` when they do not (or are parallel).
pub fn crossing(a: Point, b: Point, c: Point, d: Point) -> Option<(f64, f64)> {
    let (r, s) = ([b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]]);
    let cross = r[0] * s[1] - r[1] * s[0];
    if cross.abs() < 1e-9 {
        return None;
    }
    let q = [c[0] - a[0], c[1] - a[1]];
    let (t, u) = ((q[0] * s[1] - q[1] * s[0]) / cross, (q[0] * r[1] - q[1] * r[0]) / cross);
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some((t, u))
}

/// Signed area of a ring: positive when the ring turns left.
pub fn area_m2(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum::<f64>()
        / 2.0
}

/// Is the point inside the ring (even-odd rule)?
pub fn is_inside(ring: &[Point], point: Point) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossings = ring.iter().zip(next).filter(|(a, b)| {
        (a[1] > point[1]) != (b[1] > point[1]) && point[0] < a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    });
    crossings.count() % 2 == 1
}

/// A smooth line through the points (Catmull-Rom), with a vertex about every `step` metres; the
/// given points are among its vertices.
pub fn smooth_line(points: &[Point], step: f64) -> Vec<Point> {
    let at = |index: isize| points[index.clamp(0, points.len() as isize - 1) as usize];
    let mut line = Vec::new();
    for index in 0..points.len() as isize - 1 {
        let [p0, p1, p2, p3] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
        line.extend(spline(p0, p1, p2, p3, step));
    }
    line.extend(points.last());
    line
}

/// The same for a closed ring.
pub fn smooth_ring(points: &[Point], step: f64) -> Vec<Point> {
    let count = points.len();
    let at = |index: usize| points[index % count];
    (0..count)
        .flat_map(|index| spline(at(index + count - 1), at(index), at(index + 1), at(index + 2), step))
        .collect()
}

/// From `p1` (included) to `p2` (excluded). Tangents are scaled to the span, so that unevenly spaced
/// points make no loops (E. Catmull, R. Rom, *A class of local interpolating splines*, 1974).
fn spline(p0: Point, p1: Point, p2: Point, p3: Point, step: f64) -> Vec<Point> {
    let span = distance(p1, p2);
    let pieces = (span / step).ceil().max(1.0) as usize;
    let tangent = |a: Point, b: Point| {
        let length = distance(a, b).max(1e-9);
        [(b[0] - a[0]) / length * span, (b[1] - a[1]) / length * span]
    };
    let (m1, m2) = (tangent(p0, p2), tangent(p1, p3));
    let hermite = |t: f64, axis: usize| {
        let (t2, t3) = (t * t, t * t * t);
        (2.0 * t3 - 3.0 * t2 + 1.0) * p1[axis]
            + (t3 - 2.0 * t2 + t) * m1[axis]
            + (3.0 * t2 - 2.0 * t3) * p2[axis]
            + (t3 - t2) * m2[axis]
    };
    (0..pieces)
        .map(|piece| piece as f64 / pieces as f64)
        .map(|t| [hermite(t, 0), hermite(t, 1)])
        .collect()
}

/// A gentle, fixed bending of the plane that gives straight model lines the look of grown ones.
///
/// A sum of waves: neighbours stay neighbours because the steepest slope (the sum of amplitude times
/// wave number, below 0.9) never folds the plane.
pub fn bend([x, y]: Point) -> Point {
    // Amplitude and wave length in metres, direction in radians, phase.
    const WAVES: [(f64, f64, f64, f64); 5] = [
        (420.0, 11_000.0, 0.4, 0.3),
        (260.0, 5_700.0, 1.9, 2.1),
        (110.0, 2_900.0, 2.8, 4.0),
        (60.0, 1_700.0, 1.1, 5.2),
        (25.0, 900.0, 0.0, 1.0),
    ];
    WAVES
        .iter()
        .fold([x, y], |[bx, by], (amplitude, length, direction, phase)| {
            let (sin, cos) = direction.sin_cos();
            let along = (x * cos + y * sin) / length * std::f64::consts::TAU + phase;
            // The wave moves points across its own direction, like a shear.
            let shift = amplitude * along.sin();
            [bx - shift * sin, by + shift * cos]
        })
}

/// The point that [`bend`] moves to `target`, to a centimetre.
pub fn unbend(target: Point) -> Point {
    let mut point = target;
    for _ in 0..60 {
        let bent = bend(point);
        point = [
            point[0] + (target[0] - bent[0]) * 0.7,
            point[1] + (target[1] - bent[1]) * 0.7,
        ];
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unbending_undoes_bending() {
        for point in [[0.0, 0.0], [12_345.0, -30_000.0], [-40_000.0, 22_222.0]] {
            assert!(distance(unbend(bend(point)), point) < 0.01, "{point:?}");
        }
    }

    #[test]
    fn bending_keeps_neighbours_in_their_order() {
        for step in 0..400 {
            let [x, y] = [
                f64::from(step % 20) * 3_137.0 - 30_000.0,
                f64::from(step / 20) * 2_711.0 - 27_000.0,
            ];
            let [o, e, n] = [bend([x, y]), bend([x + 10.0, y]), bend([x, y + 10.0])];
            let turn = (e[0] - o[0]) * (n[1] - o[1]) - (e[1] - o[1]) * (n[0] - o[0]);
            assert!(turn > 5.0, "at {x}, {y} the plane folds: {turn}");
        }
    }

    #[test]
    fn a_smooth_line_passes_its_points() {
        let points = [[0.0, 0.0], [1000.0, 300.0], [1500.0, 2000.0]];
        let line = smooth_line(&points, 100.0);
        assert!(points.iter().all(|point| line.contains(point)));
    }

    #[test]
    fn crossing_segments_cross_where_they_should() {
        assert_eq!(
            crossing([0.0, 0.0], [4.0, 0.0], [1.0, -1.0], [1.0, 1.0]),
            Some((0.25, 0.5))
        );
        assert_eq!(crossing([0.0, 0.0], [4.0, 0.0], [5.0, -1.0], [5.0, 1.0]), None);
    }
}
