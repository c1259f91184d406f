//! Points: nearest, k nearest, within a radius; distances are exact geodesics.

use crate::geometry::{LonLat, distance_m, geocentric, longest_geodesic_m, order_along_hilbert};
use crate::units::Metres;
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// An unchanging index over points, which are named by their position in the slice it was built from.
#[derive(Clone, Debug)]
pub struct PointIndex {
    points: Vec<LonLat>,
    tree: RTree<Entry>,
}

type Entry = GeomWithData<[f64; 3], usize>;

/// Metres by which a chord or a geodesic may be off through rounding: coordinates of 6e6 m carry 1e-9 m,
/// the geodesic 15 nm; a micrometre is safely above both.
const ROUNDING_M: f64 = 1e-6;

impl PointIndex {
    pub fn build(points: &[LonLat]) -> PointIndex {
        let entries = points
            .iter()
            .enumerate()
            .map(|(index, point)| Entry::new(geocentric(*point), index))
            .collect();
        PointIndex {
            points: points.to_vec(),
            tree: RTree::bulk_load(entries),
        }
    }

    pub fn len(&self) -> usize {
        self.points.len()
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The nearest point and its geodesic distance; `None` only when there are no points.
    pub fn nearest(&self, place: LonLat) -> Option<(usize, Metres)> {
        self.nearest_k(place, 1).into_iter().next()
    }

    /// The `k` nearest points (fewer when there are fewer), by geodesic distance, then by index.
    pub fn nearest_k(&self, place: LonLat, k: usize) -> Vec<(usize, Metres)> {
        let mut best: Vec<(usize, Metres)> = Vec::with_capacity(k.min(self.len()) + 1);
        if k == 0 {
            return best;
        }
        // By ascending chord: once even the chord is longer than the k-th geodesic, nothing better follows.
        for (entry, squared_chord) in self.tree.nearest_neighbor_iter_with_distance_2(&geocentric(place)) {
            if best.len() == k && squared_chord.sqrt() > best[k - 1].1.0 + ROUNDING_M {
                break;
            }
            let found = (entry.data, Metres(distance_m(place, self.points[entry.data])));
            let at = best.partition_point(|other| nearer(other, &found));
            best.insert(at, found);
            best.truncate(k);
        }
        best
    }

    /// For each of many places the indices of its `k` nearest points, in the order of [`Self::nearest_k`], handed to
    /// `visit` with the place's number. Places are visited along a Hilbert curve, not in their own order.
    ///
    /// No distance is told, so a geodesic is computed only where two chords are too close to rank by. Each search
    /// starts from what the place before it found.
    pub fn rank_each(&self, places: &[LonLat], k: usize, visit: impl FnMut(usize, &[usize])) {
        self.rank_along(places, &along_curve(places), k, visit);
    }

    /// The nearest point of each of many places with its geodesic distance: [`Self::nearest`] of each, on all cores.
    /// `None` only when there are no points.
    pub fn nearest_each(&self, places: &[LonLat]) -> Vec<Option<(usize, Metres)>> {
        let mut found = vec![None; places.len()];
        let told: Vec<Vec<(usize, usize, Metres)>> = along_curve(places)
            .par_chunks(PLACES_A_TASK)
            .map(|order| {
                let mut told = Vec::with_capacity(order.len());
                self.rank_along(places, order, 1, |place, ranked| {
                    let nearest = ranked.first();
                    told.extend(nearest.map(|&point| {
                        let distance = distance_m(places[place], self.points[point]);
                        (place, point, Metres(distance))
                    }));
                });
                told
            })
            .collect();
        for (place, point, distance) in told.into_iter().flatten() {
            found[place] = Some((point, distance));
        }
        found
    }

    fn rank_along(&self, places: &[LonLat], order: &[u32], k: usize, mut visit: impl FnMut(usize, &[usize])) {
        let k = k.min(self.len());
        let mut near: Vec<(f64, usize)> = Vec::new();
        let mut ranked: Vec<usize> = Vec::with_capacity(k);
        let mut before: Option<([f64; 3], f64)> = None;
        for &number in order {
            let place = places[number as usize];
            ranked.clear();
            if k > 0 {
                let centre = geocentric(place);
                near.clear();
                // Nobody's k-th is farther than over the place before: where that is near, one look inside the bound
                // is quicker than a search outward.
                match before.map(|(last, kth)| (chord_m(&last, &centre), kth)) {
                    Some((step, kth)) if step <= kth => {
                        let bound = longest_geodesic_m(step + kth) + ROUNDING_M;
                        let inside = self.tree.locate_within_distance(centre, bound * bound);
                        near.extend(inside.map(|entry| (chord_m(entry.geom(), &centre), entry.data)));
                    }
                    _ => self.outward(&centre, k, &mut near),
                }
                near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                before = Some((centre, near[k - 1].0));
                self.rank(place, &near, k, &mut ranked);
            }
            visit(number as usize, &ranked);
        }
    }

    /// The k points nearest by chord, and those that could be nearer than the k-th by geodesic.
    fn outward(&self, centre: &[f64; 3], k: usize, near: &mut Vec<(f64, usize)>) {
        for (entry, squared_chord) in self.tree.nearest_neighbor_iter_with_distance_2(centre) {
            let chord = squared_chord.sqrt();
            if near.len() >= k && chord > longest_geodesic_m(near[k - 1].0) + ROUNDING_M {
                break;
            }
            near.push((chord, entry.data));
        }
    }

    /// The first k by geodesic of points sorted by chord: runs of chords that could be in another order are told apart
    /// by their geodesics.
    fn rank(&self, place: LonLat, near: &[(f64, usize)], k: usize, ranked: &mut Vec<usize>) {
        let mut start = 0;
        while start < near.len() && ranked.len() < k {
            let mut end = start + 1;
            while end < near.len() && near[end].0 <= longest_geodesic_m(near[end - 1].0) + ROUNDING_M {
                end += 1;
            }
            if end - start == 1 {
                ranked.push(near[start].1);
            } else {
                let measured = near[start..end]
                    .iter()
                    .map(|&(_, index)| (distance_m(place, self.points[index]), index));
                let mut run: Vec<(f64, usize)> = measured.collect();
                run.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                ranked.extend(run.into_iter().map(|(_, index)| index));
            }
            start = end;
        }
        ranked.truncate(k);
    }

    /// Every point at most `radius` away (inclusive) with its distance, by distance, then by index.
    pub fn within(&self, place: LonLat, radius: Metres) -> Vec<(usize, Metres)> {
        let mut found = Vec::new();
        self.for_each_near(place, radius, |index, _| {
            let distance = distance_m(place, self.points[index]);
            if distance <= radius.0 {
                found.push((index, Metres(distance)));
            }
        });
        found.sort_unstable_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)));
        found
    }

    /// Calls `visit` once for every point at most `radius` away (inclusive), in no promised order.
    ///
    /// Membership only: the geodesic is computed for no more than the points whose chord leaves it open.
    pub fn for_each_within(&self, place: LonLat, radius: Metres, mut visit: impl FnMut(usize)) {
        self.for_each_near(place, radius, |index, chord_m| {
            let surely_inside = longest_geodesic_m(chord_m) + ROUNDING_M <= radius.0;
            if surely_inside || distance_m(place, self.points[index]) <= radius.0 {
                visit(index);
            }
        });
    }

    /// Visits every point whose chord is at most `radius`: a superset, since no chord exceeds its geodesic.
    fn for_each_near(&self, place: LonLat, radius: Metres, mut visit: impl FnMut(usize, f64)) {
        if radius.0.is_nan() || radius.0 < 0.0 {
            return;
        }
        let centre = geocentric(place);
        for entry in self
            .tree
            .locate_within_distance(centre, (radius.0 + ROUNDING_M).powi(2))
        {
            let chord_m = chord_m(entry.geom(), &centre);
            visit(entry.data, chord_m);
        }
    }
}

/// Places that one core answers for at a time.
const PLACES_A_TASK: usize = 4096;

fn along_curve(places: &[LonLat]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..places.len() as u32).collect();
    order_along_hilbert(&mut order, |place| places[place as usize]);
    order
}

fn chord_m(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The order of answers: by distance, then by index.
fn nearer(a: &(usize, Metres), b: &(usize, Metres)) -> bool {
    a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)).is_lt()
}

#[cfg(test)]
mod tests {
    use super::super::BruteForce;
    use super::*;
    use proptest::prelude::*;

    const HOAN_KIEM: LonLat = LonLat::new(105.8523, 21.0285);

    #[test]
    fn points_in_one_place_are_told_in_the_order_of_their_index() {
        let index = PointIndex::build(&[HOAN_KIEM; 5]);
        let order: Vec<usize> = index
            .nearest_k(HOAN_KIEM, 3)
            .into_iter()
            .map(|(index, _)| index)
            .collect();
        assert_eq!(order, [0, 1, 2]);
        assert_eq!(index.nearest(HOAN_KIEM), Some((0, Metres(0.0))));
        assert_eq!(index.within(HOAN_KIEM, Metres(0.0)).len(), 5);
    }

    #[test]
    fn a_point_exactly_on_the_radius_is_within_it_and_a_nanometre_less_excludes_it() {
        let point = LonLat::new(105.90, 21.03);
        let index = PointIndex::build(&[point]);
        let distance = distance_m(HOAN_KIEM, point);
        assert_eq!(index.within(HOAN_KIEM, Metres(distance)), [(0, Metres(distance))]);
        assert_eq!(index.within(HOAN_KIEM, Metres(distance.next_down())), []);
        assert_eq!(members(&index, HOAN_KIEM, Metres(distance)), [0]);
        assert_eq!(members(&index, HOAN_KIEM, Metres(distance.next_down())), [0usize; 0]);
    }

    #[test]
    fn no_points_no_k_and_no_radius_give_no_answers() {
        let empty = PointIndex::build(&[]);
        assert!(empty.is_empty() && empty.nearest(HOAN_KIEM).is_none());
        assert_eq!(empty.within(HOAN_KIEM, Metres(1e9)), []);
        let one = PointIndex::build(&[HOAN_KIEM]);
        assert_eq!(one.nearest_k(HOAN_KIEM, 0), []);
        assert_eq!(one.within(HOAN_KIEM, Metres(-1.0)), []);
        assert_eq!(one.within(HOAN_KIEM, Metres(f64::NAN)), []);
    }

    #[test]
    fn the_antimeridian_is_no_wall() {
        let index = PointIndex::build(&[LonLat::new(-179.99, 0.0), LonLat::new(179.0, 0.0)]);
        let (nearest, distance) = index.nearest(LonLat::new(179.99, 0.0)).expect("two points");
        assert_eq!(nearest, 0);
        assert!((distance.0 - 2_226.4).abs() < 0.1, "{distance}");
    }

    fn members(index: &PointIndex, place: LonLat, radius: Metres) -> Vec<usize> {
        let mut members = Vec::new();
        index.for_each_within(place, radius, |index| members.push(index));
        members.sort_unstable();
        members
    }

    /// Points in the province, often on a coarse grid so that ties occur, or anywhere on earth.
    fn places() -> impl Strategy<Value = LonLat> {
        prop_oneof![
            (105.28..106.03f64, 20.56..21.39f64).prop_map(|(lon, lat)| LonLat::new(lon, lat)),
            (0..8i32, 0..8i32).prop_map(|(x, y)| LonLat::new(105.5 + f64::from(x) * 0.05, 21.0 + f64::from(y) * 0.05)),
            (-180.0..=180.0f64, -90.0..=90.0f64).prop_map(|(lon, lat)| LonLat::new(lon, lat)),
        ]
    }

    proptest! {
        #[test]
        fn the_tree_answers_as_brute_force_does(
            points in prop::collection::vec(places(), 0..60), place in places(), k in 0..9usize,
            radius in prop_oneof![0.0..6e3f64, 0.0..9e4f64, 0.0..2.1e7f64],
        ) {
            let (index, oracle) = (PointIndex::build(&points), BruteForce::new(&points));
            let radius = Metres(radius);
            prop_assert_eq!(index.nearest(place), oracle.nearest_k(place, 1).first().copied());
            prop_assert_eq!(index.nearest_k(place, k), oracle.nearest_k(place, k));
            let asked: Vec<LonLat> = points.iter().copied().chain([place, place]).collect();
            let mut told = Vec::new();
            index.rank_each(&asked, k, |number, ranked| {
                let expected: Vec<usize> = oracle.nearest_k(asked[number], k).into_iter().map(|near| near.0).collect();
                assert_eq!(ranked, &expected[..]);
                told.push(number);
            });
            told.sort_unstable();
            prop_assert_eq!(told, (0..asked.len()).collect::<Vec<_>>());
            let nearest: Vec<_> = asked.iter().map(|place| oracle.nearest_k(*place, 1).first().copied()).collect();
            prop_assert_eq!(index.nearest_each(&asked), nearest);
            let within = oracle.within(place, radius);
            prop_assert_eq!(&index.within(place, radius), &within);
            let mut expected: Vec<usize> = within.into_iter().map(|(index, _)| index).collect();
            expected.sort_unstable();
            prop_assert_eq!(members(&index, place, radius), expected);
        }
    }
}
