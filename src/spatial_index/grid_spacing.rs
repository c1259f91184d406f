//! The spacing of a grid of points, learnt from the points: some of the grid's places may be empty.

use crate::geometry::LonLat;
use rstar::RTree;

/// Points looked at.
const SAMPLE: usize = 2000;
/// Neighbours looked at of each.
const NEIGHBOURS: usize = 9;

/// The spacing eastwards and northwards in degrees: the median over a sample of the distance to the nearest neighbour
/// mainly in that direction. `None` along an axis without neighbours.
pub fn grid_spacing(points: &[LonLat]) -> [Option<f64>; 2] {
    let index = RTree::bulk_load(points.iter().map(|at| [at.lon, at.lat]).collect());
    let mut spacings: [Vec<f64>; 2] = Default::default();
    for at in points.iter().step_by(points.len().div_ceil(SAMPLE).max(1)) {
        let here = [at.lon, at.lat];
        let neighbours: Vec<[f64; 2]> = index
            .nearest_neighbor_iter(&here)
            .take(NEIGHBOURS)
            .map(|at| [(at[0] - here[0]).abs(), (at[1] - here[1]).abs()])
            .collect();
        for axis in 0..2 {
            let along = neighbours
                .iter()
                .filter(|step| step[axis] > 2.0 * step[1 - axis])
                .map(|step| step[axis]);
            spacings[axis].extend(along.reduce(f64::min));
        }
    }
    spacings.map(|mut known| {
        known.sort_by(f64::total_cmp);
        known.get(known.len() / 2).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spacing_of_a_grid_with_holes_is_learnt_for_each_axis() {
        let places = (0..20).flat_map(|x| (0..20).map(move |y| (x, y)));
        let kept = places.filter(|(x, y)| (x * 7 + y * 3) % 5 != 0);
        let points: Vec<LonLat> = kept
            .map(|(x, y)| LonLat::new(105.0 + f64::from(x) * 0.002, 21.0 + f64::from(y) * 0.0018))
            .collect();
        let [lon, lat] = grid_spacing(&points).map(|known| known.expect("neighbours"));
        assert!((lon - 0.002).abs() < 1e-9 && (lat - 0.0018).abs() < 1e-9, "{lon} {lat}");
        assert_eq!(grid_spacing(&points[..1]), [None, None]);
        assert_eq!(grid_spacing(&[]), [None, None]);
    }
}
