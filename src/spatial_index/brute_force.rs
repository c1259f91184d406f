//! The same questions answered by looking at every point: the oracle of tests, the baseline of benches.

use crate::geometry::{LonLat, distance_m};
use crate::units::Metres;

/// Answers like [`super::PointIndex`], in time proportional to the number of points.
#[derive(Clone, Copy, Debug)]
pub struct BruteForce<'a> {
    points: &'a [LonLat],
}

impl<'a> BruteForce<'a> {
    pub fn new(points: &'a [LonLat]) -> Self {
        BruteForce { points }
    }

    /// The `k` nearest points by geodesic distance, then by index.
    pub fn nearest_k(&self, place: LonLat, k: usize) -> Vec<(usize, Metres)> {
        let mut all = self.within(place, Metres(f64::INFINITY));
        all.truncate(k);
        all
    }

    /// Every point at most `radius` away (inclusive), by distance, then by index.
    pub fn within(&self, place: LonLat, radius: Metres) -> Vec<(usize, Metres)> {
        let distances = self.points.iter().map(|point| distance_m(place, *point)).enumerate();
        let mut found: Vec<(usize, Metres)> = distances
            .filter(|(_, distance)| *distance <= radius.0)
            .map(|(index, d)| (index, Metres(d)))
            .collect();
        found.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
        found
    }
}
