//! An axis-aligned box in degrees.

use super::LonLat;
use super::geocentric::half_extent_degrees;

/// West, south, east, north in degrees; never crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BBox {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl BBox {
    /// The smallest box around the points, or `None` when there are none.
    pub fn around(points: impl IntoIterator<Item = LonLat>) -> Option<BBox> {
        points.into_iter().fold(None, |bbox: Option<BBox>, point| {
            let bbox = bbox.unwrap_or(BBox {
                west: point.lon,
                south: point.lat,
                east: point.lon,
                north: point.lat,
            });
            Some(BBox {
                west: bbox.west.min(point.lon),
                south: bbox.south.min(point.lat),
                east: bbox.east.max(point.lon),
                north: bbox.north.max(point.lat),
            })
        })
    }

    /// A box that holds every point within `radius_m` metres of the centre (and little more away from
    /// the poles). It is cut off at the antimeridian and at the poles.
    pub fn around_disc(centre: LonLat, radius_m: f64) -> BBox {
        let (half_height, half_width) = half_extent_degrees(centre.lat, radius_m);
        BBox {
            west: (centre.lon - half_width).max(-180.0),
            south: (centre.lat - half_height).max(-90.0),
            east: (centre.lon + half_width).min(180.0),
            north: (centre.lat + half_height).min(90.0),
        }
    }

    pub fn contains(&self, point: LonLat) -> bool {
        (self.west..=self.east).contains(&point.lon) && (self.south..=self.north).contains(&point.lat)
    }

    pub fn intersects(&self, other: &BBox) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    pub fn centre(&self) -> LonLat {
        LonLat::new((self.west + self.east) / 2.0, (self.south + self.north) / 2.0)
    }

    /// The box grown on each side by a fraction of its width and height.
    pub fn padded(&self, fraction: f64) -> BBox {
        let (dx, dy) = ((self.east - self.west) * fraction, (self.north - self.south) * fraction);
        BBox {
            west: self.west - dx,
            south: self.south - dy,
            east: self.east + dx,
            north: self.north + dy,
        }
    }
}
