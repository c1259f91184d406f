//! Web Mercator tiles (EPSG:3857, XYZ scheme).

use super::{BBox, LonLat};
use std::f64::consts::PI;

/// A tile of the XYZ scheme: `x` grows eastwards, `y` southwards, both below `2^zoom`, zoom 0..=22.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
}

impl Tile {
    pub const MAX_ZOOM: u8 = 22;

    /// `None` when the numbers name no tile.
    pub fn try_new(zoom: u8, x: u32, y: u32) -> Option<Tile> {
        let side = 1u32.checked_shl(u32::from(zoom))?;
        (zoom <= Self::MAX_ZOOM && x < side && y < side).then_some(Tile { zoom, x, y })
    }

    /// The tile's box in degrees.
    pub fn bbox(&self) -> BBox {
        let side = f64::from(1u32 << self.zoom);
        let lon = |x: f64| x / side * 360.0 - 180.0;
        let lat = |y: f64| (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        BBox {
            west: lon(x),
            north: lat(y),
            east: lon(x + 1.0),
            south: lat(y + 1.0),
        }
    }

    /// Position inside the tile, in units of its side: 0,0 is the north-west corner.
    pub fn project(&self, point: LonLat) -> [f64; 2] {
        let side = f64::from(1u32 << self.zoom);
        let sin = point.lat.to_radians().sin().clamp(-0.9999, 0.9999);
        let x = (point.lon + 180.0) / 360.0 * side - f64::from(self.x);
        let y = (0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI)) * side - f64::from(self.y);
        [x, y]
    }
}

/// The tiles of a zoom that touch a box, as inclusive ranges of x and y.
pub fn tile_range(bbox: &BBox, zoom: u8) -> ((u32, u32), (u32, u32)) {
    let origin = Tile { zoom, x: 0, y: 0 };
    let last = f64::from((1u32 << zoom) - 1);
    let index = |value: f64| value.floor().clamp(0.0, last) as u32;
    let north_west = origin.project(LonLat::new(bbox.west, bbox.north));
    let south_east = origin.project(LonLat::new(bbox.east, bbox.south));
    (
        (index(north_west[0]), index(south_east[0])),
        (index(north_west[1]), index(south_east[1])),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_projects_its_own_corners_to_the_unit_square() {
        let tile = Tile::try_new(14, 13009, 7217).expect("a tile");
        let bbox = tile.bbox();
        let [x, y] = tile.project(LonLat::new(bbox.west, bbox.north));
        assert!(x.abs() < 1e-6 && y.abs() < 1e-6, "{x} {y}");
        let [x, y] = tile.project(LonLat::new(bbox.east, bbox.south));
        assert!((x - 1.0).abs() < 1e-6 && (y - 1.0).abs() < 1e-6, "{x} {y}");
    }

    #[test]
    fn numbers_outside_the_scheme_name_no_tile() {
        assert_eq!(Tile::try_new(3, 8, 0), None);
        assert_eq!(Tile::try_new(23, 0, 0), None);
        assert_eq!(Tile::try_new(200, 0, 0), None);
    }
}
