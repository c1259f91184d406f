//! A checked WGS84 position.

use std::fmt;

/// A WGS84 position in degrees: longitude -180..=180, latitude -90..=90, both finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    pub lon: f64,
    pub lat: f64,
}

/// Why two numbers are not a position.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PositionError {
    #[error("longitude {0} is not between -180 and 180 degrees")]
    Longitude(f64),
    #[error("latitude {0} is not between -90 and 90 degrees")]
    Latitude(f64),
}

impl LonLat {
    /// # Errors
    /// The first coordinate that is not finite or out of its range.
    pub fn try_new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        if !(-180.0..=180.0).contains(&lon) {
            Err(PositionError::Longitude(lon))
        } else if !(-90.0..=90.0).contains(&lat) {
            Err(PositionError::Latitude(lat))
        } else {
            Ok(LonLat { lon, lat })
        }
    }

    /// For constants and computed positions that are known to be in range.
    pub const fn new(lon: f64, lat: f64) -> Self {
        LonLat { lon, lat }
    }

    /// Degrees times 10^7, rounded: OSM's own fixed point, about a centimetre; what snapshots hash.
    pub fn fixed_point(self) -> (i32, i32) {
        ((self.lon * 1e7).round() as i32, (self.lat * 1e7).round() as i32)
    }
}

impl fmt::Display for LonLat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.6}, {:.6}", self.lon, self.lat)
    }
}
