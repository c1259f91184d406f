//! An order of places in which those that follow one another lie near one another.

use super::{BBox, LonLat};

/// Sorts indices of positions along a Hilbert curve of 2^16 cells a side over their box; ties by index.
pub fn order_along_hilbert(nodes: &mut [u32], location: impl Fn(u32) -> LonLat) {
    let Some(bbox) = BBox::around(nodes.iter().map(|&node| location(node))) else {
        return;
    };
    let scale = |value: f64, low: f64, high: f64| ((value - low) / (high - low).max(1e-12) * 65_535.0) as u32;
    nodes.sort_by_cached_key(|&node| {
        let at = location(node);
        let (x, y) = (
            scale(at.lon, bbox.west, bbox.east),
            scale(at.lat, bbox.south, bbox.north),
        );
        (hilbert_index(x, y), node)
    });
}

/// Position of a cell along the Hilbert curve of order 16 (J. K. Lawder, 2000: xy to index by rotation).
fn hilbert_index(mut x: u32, mut y: u32) -> u32 {
    let mut index = 0u32;
    let mut side = 1u32 << 15;
    while side > 0 {
        let (right, top) = (u32::from(x & side > 0), u32::from(y & side > 0));
        index = index.wrapping_add(side.wrapping_mul(side).wrapping_mul((3 * right) ^ top));
        if top == 0 {
            if right == 1 {
                x = 65_535 - x;
                y = 65_535 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_on_the_curve_are_neighbours_on_the_grid() {
        let side = 16u32;
        let mut cells: Vec<u32> = (0..side * side).rev().collect();
        let place = |cell: u32| LonLat::new(f64::from(cell % side), f64::from(cell / side));
        order_along_hilbert(&mut cells, place);
        let step = |pair: &[u32]| {
            let (a, b) = (place(pair[0]), place(pair[1]));
            (a.lon - b.lon).abs() + (a.lat - b.lat).abs()
        };
        assert!(cells.windows(2).all(|pair| step(pair) == 1.0), "{cells:?}");
    }

    #[test]
    fn places_in_one_spot_keep_the_order_of_their_numbers() {
        let mut places = vec![3, 1, 2, 0];
        order_along_hilbert(&mut places, |_| LonLat::new(105.85, 21.03));
        assert_eq!(places, [0, 1, 2, 3]);
        order_along_hilbert(&mut [], |_| LonLat::new(0.0, 0.0));
    }
}
