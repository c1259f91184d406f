//! Distances on the WGS84 ellipsoid, and a local plane for work within a city.
//!
//! Verdicts use the exact geodesic (Karney 2013, as in GeographicLib). The local plane serves search
//! and snapping, where a relative error below 0.1 % over 100 km is harmless or is caught by a margin.

use super::LonLat;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::sync::LazyLock;

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Geodesic distance in metres on WGS84.
///
/// Source: C. F. F. Karney, *Algorithms for geodesics*, J. Geodesy 87 (2013); error below 15 nm.
pub fn distance_m(a: LonLat, b: LonLat) -> f64 {
    WGS84.inverse(a.lat, a.lon, b.lat, b.lon)
}

/// An equirectangular plane in metres, true to the ellipsoid at its origin.
///
/// Within 60 km of the origin at Hanoi's latitude its distances differ from the geodesic by less
/// than 0.3 %: [`LocalPlane::MARGIN`] is the factor by which a search in the plane must be widened
/// so that it misses nothing the geodesic would accept.
#[derive(Clone, Copy, Debug)]
pub struct LocalPlane {
    origin: LonLat,
    metres_per_degree_lon: f64,
    metres_per_degree_lat: f64,
}

impl LocalPlane {
    /// Widening factor that makes a plane search a superset of the geodesic one (see the type).
    pub const MARGIN: f64 = 1.01;

    pub fn at(origin: LonLat) -> Self {
        // Radii of curvature of the WGS84 ellipsoid: meridian M and prime vertical N at the origin.
        const A: f64 = 6_378_137.0;
        const E2: f64 = 0.006_694_379_990_141_316;
        let (sin, cos) = origin.lat.to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        let meridian = A * (1.0 - E2) / (w2 * w2.sqrt());
        let prime_vertical = A / w2.sqrt();
        LocalPlane {
            origin,
            metres_per_degree_lon: (prime_vertical * cos).to_radians(),
            metres_per_degree_lat: meridian.to_radians(),
        }
    }

    /// East and north of the origin, in metres.
    pub fn to_metres(&self, point: LonLat) -> [f64; 2] {
        [
            (point.lon - self.origin.lon) * self.metres_per_degree_lon,
            (point.lat - self.origin.lat) * self.metres_per_degree_lat,
        ]
    }

    pub fn to_lonlat(&self, [x, y]: [f64; 2]) -> LonLat {
        LonLat::new(
            self.origin.lon + x / self.metres_per_degree_lon,
            self.origin.lat + y / self.metres_per_degree_lat,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_at_the_equator_is_110_574_m() {
        let d = distance_m(LonLat::new(0.0, 0.0), LonLat::new(0.0, 1.0));
        assert!((d - 110_574.388_6).abs() < 1e-3, "{d}");
    }

    #[test]
    fn the_local_plane_stays_within_its_margin_over_the_province() {
        let plane = LocalPlane::at(LonLat::new(105.70, 20.98));
        let corners = [
            (105.28, 20.56),
            (105.28, 21.39),
            (106.03, 20.56),
            (106.03, 21.39),
            (105.85, 21.03),
        ];
        for (lon, lat) in corners {
            for (dlon, dlat) in [(0.0, 0.045), (0.048, 0.0), (0.034, 0.032)] {
                let (a, b) = (LonLat::new(lon, lat), LonLat::new(lon + dlon, lat + dlat));
                let (p, q) = (plane.to_metres(a), plane.to_metres(b));
                let planar = (p[0] - q[0]).hypot(p[1] - q[1]);
                let ratio = planar / distance_m(a, b);
                assert!(
                    (1.0 / LocalPlane::MARGIN..LocalPlane::MARGIN).contains(&ratio),
                    "{a} {b}: {ratio}"
                );
            }
        }
    }
}
