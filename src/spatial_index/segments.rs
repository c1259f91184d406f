//! Line segments: everything near a place that it could be snapped to.
//!
//! A segment is straight in longitude and latitude, as in the files it comes from. Its nearest point is
//! found in a local plane laid at the place itself, so the answer is as good in Ba Vì as in the middle of
//! the map: at Hanoi's latitude the distance told differs from the geodesic by less than 0.1 per mille at
//! the snap limit of 1 km. Segments do not cross the antimeridian.

use crate::geometry::{BBox, LocalPlane, LonLat};
use crate::units::Metres;
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

/// Where a place meets a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SegmentHit {
    /// Position of the segment in the slice the index was built from.
    pub segment: usize,
    /// How far along the segment, from 0 (its first end) to 1 (its second).
    pub fraction: f64,
    /// From the place to `point`, in the local plane at the place.
    pub distance: Metres,
    /// The nearest point of the segment.
    pub point: LonLat,
}

/// An unchanging index over segments, which are named by their position in the slice it was built from.
#[derive(Clone, Debug)]
pub struct SegmentIndex {
    tree: RTree<Entry>,
}

/// A segment in degrees, and its position. The tree holds the ends themselves: a province has a million segments in each mode.
type Entry = GeomWithData<Line<[f64; 2]>, u32>;

impl SegmentIndex {
    /// Segments are pairs of positions in `points`.
    ///
    /// # Panics
    /// When a segment names a point that is not there.
    pub fn build(points: &[LonLat], segments: &[(u32, u32)]) -> SegmentIndex {
        let place = |point: u32| {
            let LonLat { lon, lat } = points[point as usize];
            [lon, lat]
        };
        let entries = (0..)
            .zip(segments)
            .map(|(position, &(from, to))| Entry::new(Line::new(place(from), place(to)), position))
            .collect();
        SegmentIndex {
            tree: RTree::bulk_load(entries),
        }
    }

    pub fn len(&self) -> usize {
        self.tree.size()
    }

    pub fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// The nearest point of every segment at most `radius` away (inclusive), by distance, then by segment.
    pub fn within(&self, place: LonLat, radius: Metres) -> Vec<SegmentHit> {
        self.between(place, None, radius, |_| true)
    }

    /// As [`Self::within`], of the segments farther away than `nearer` that are `wanted`: what is not wanted is not measured.
    pub fn beyond(
        &self,
        place: LonLat,
        nearer: Metres,
        radius: Metres,
        wanted: impl FnMut(usize) -> bool,
    ) -> Vec<SegmentHit> {
        self.between(place, Some(nearer), radius, wanted)
    }

    fn between(
        &self,
        place: LonLat,
        nearer: Option<Metres>,
        radius: Metres,
        wanted: impl FnMut(usize) -> bool,
    ) -> Vec<SegmentHit> {
        let mut hits: Vec<SegmentHit> = self.unordered(place, nearer, radius, wanted).collect();
        hits.sort_unstable_by(|a, b| a.distance.0.total_cmp(&b.distance.0).then(a.segment.cmp(&b.segment)));
        hits
    }

    /// The nearest points of the `wanted` segments farther away than `nearer` (where it is given) and at most `radius` away, in no
    /// order.
    pub fn unordered(
        &self,
        place: LonLat,
        nearer: Option<Metres>,
        radius: Metres,
        mut wanted: impl FnMut(usize) -> bool,
    ) -> impl Iterator<Item = SegmentHit> {
        let plane = LocalPlane::at(place);
        let around = BBox::around_disc(place, radius.0.max(0.0));
        let window = AABB::from_corners([around.west, around.south], [around.east, around.north]);
        let end = |[lon, lat]: [f64; 2]| LonLat { lon, lat };
        self.tree
            .locate_in_envelope_intersecting(&window)
            .map(|entry| (entry.data as usize, entry.geom()))
            .filter(move |(segment, _)| wanted(*segment))
            .map(move |(segment, line)| nearest_on(&plane, segment, (end(line.from), end(line.to))))
            .filter(move |hit| hit.distance <= radius && nearer.is_none_or(|nearer| hit.distance > nearer))
    }
}

/// The foot of the perpendicular from the plane's origin, kept on the segment.
fn nearest_on(plane: &LocalPlane, segment: usize, (from, to): (LonLat, LonLat)) -> SegmentHit {
    let ([ax, ay], [bx, by]) = (plane.to_metres(from), plane.to_metres(to));
    let (dx, dy) = (bx - ax, by - ay);
    let squared_length = dx * dx + dy * dy;
    // Both ends in one place: any point of it will do, the first end is told.
    let fraction = if squared_length > 0.0 {
        (-(ax * dx + ay * dy) / squared_length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (ax + fraction * dx, ay + fraction * dy);
    SegmentHit {
        segment,
        fraction,
        distance: Metres(x.hypot(y)),
        point: plane.to_lonlat([x, y]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::distance_m;
    use proptest::prelude::*;

    #[test]
    fn the_middle_of_a_street_is_hit_at_one_half() {
        let points = [LonLat::new(105.84, 21.03), LonLat::new(105.86, 21.03)];
        let index = SegmentIndex::build(&points, &[(0, 1), (1, 0), (1, 1)]);
        let hits = index.within(LonLat::new(105.85, 21.031), Metres(500.0));
        assert_eq!(
            hits.iter().map(|hit| hit.segment).collect::<Vec<_>>(),
            [0, 1],
            "the third is 1 km away"
        );
        assert!((hits[0].fraction - 0.5).abs() < 1e-9, "{}", hits[0].fraction);
        assert!((hits[0].distance.0 - 110.7).abs() < 0.1, "{}", hits[0].distance);
        assert!((hits[0].point.lat - 21.03).abs() < 1e-12 && (hits[0].point.lon - 105.85).abs() < 1e-12);
    }

    #[test]
    fn a_place_beyond_the_end_is_hit_at_the_end() {
        let points = [LonLat::new(105.84, 21.03), LonLat::new(105.86, 21.03)];
        let index = SegmentIndex::build(&points, &[(0, 1)]);
        assert_eq!(
            index.within(LonLat::new(105.87, 21.03), Metres(2000.0))[0].fraction,
            1.0
        );
        assert_eq!(
            index.within(LonLat::new(105.83, 21.03), Metres(2000.0))[0].fraction,
            0.0
        );
        assert_eq!(index.within(LonLat::new(105.83, 21.03), Metres(1000.0)), []);
        assert_eq!(index.within(LonLat::new(105.85, 21.03), Metres(-1.0)), []);
    }

    fn towns() -> impl Strategy<Value = (LonLat, Vec<LonLat>)> {
        let centres = prop_oneof![
            Just((105.85, 21.03)),
            Just((105.3, 20.6)),
            Just((10.0, 78.0)),
            Just((-70.0, -45.0))
        ];
        let offsets = prop::collection::vec((-0.1..0.1f64, -0.1..0.1f64), 3..40);
        (centres, offsets).prop_map(|((lon, lat), offsets)| {
            let mut points: Vec<LonLat> = offsets
                .into_iter()
                .map(|(x, y)| LonLat::new(lon + x, lat + y))
                .collect();
            (points.swap_remove(0), points)
        })
    }

    proptest! {
        #[test]
        fn the_tree_finds_every_segment_that_looking_at_all_finds((place, points) in towns(), radius in 0.0..2e4f64) {
            let segments: Vec<(u32, u32)> = (1..points.len() as u32).map(|to| (to - 1, to)).collect();
            let index = SegmentIndex::build(&points, &segments);
            let plane = LocalPlane::at(place);
            let all = segments.iter().enumerate();
            let mut expected: Vec<SegmentHit> = all
                .map(|(index, (a, b))| nearest_on(&plane, index, (points[*a as usize], points[*b as usize])))
                .filter(|hit| hit.distance.0 <= radius)
                .collect();
            expected.sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0));
            prop_assert_eq!(index.within(place, Metres(radius)), expected);
        }

        #[test]
        fn no_sampled_point_of_a_segment_is_nearer_than_the_hit((place, points) in towns()) {
            let index = SegmentIndex::build(&points, &[(0, 1)]);
            for hit in index.within(place, Metres(1000.0)) {
                let told = distance_m(place, hit.point);
                prop_assert!((told - hit.distance.0).abs() <= 1e-3 * told + 1e-6, "{} is {told} m", hit.distance);
                for step in 0..=100 {
                    let fraction = f64::from(step) / 100.0;
                    let between = |a: f64, b: f64| a + fraction * (b - a);
                    let (a, b) = (points[0], points[1]);
                    let sample = LonLat::new(between(a.lon, b.lon), between(a.lat, b.lat));
                    prop_assert!(distance_m(place, sample) >= told * 0.999, "{sample}");
                }
            }
        }
    }
}
