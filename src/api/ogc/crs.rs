//! The reference systems in which features are given, each by its URI.

use crate::api::error::ApiError;
use crate::api::params::bad;
use crate::geometry::{Crs, LonLat, Projector};
use geo::{Geometry, MapCoords};
use geo_types::Coord;

/// A reference system that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrsUri {
    /// Longitude, latitude.
    Crs84,
    /// Latitude, longitude, as EPSG has it.
    Wgs84,
    WebMercator,
    Utm48,
    /// VN-2000 / UTM zone 48N, the national system.
    Vn2000,
}

/// As the data are stored.
pub const STORED: CrsUri = CrsUri::Crs84;

impl CrsUri {
    pub const ALL: [CrsUri; 5] = [Self::Crs84, Self::Wgs84, Self::WebMercator, Self::Utm48, Self::Vn2000];

    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Wgs84 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::Utm48 => "http://www.opengis.net/def/crs/EPSG/0/32648",
            Self::Vn2000 => "http://www.opengis.net/def/crs/EPSG/0/3405",
        }
    }

    /// # Errors
    /// A URI that is not offered.
    pub fn read(name: &str, value: &str) -> Result<CrsUri, ApiError> {
        let value = value.trim_start_matches('[').trim_end_matches(']');
        let known = Self::ALL
            .into_iter()
            .find(|one| one.uri() == value.replacen("https://", "http://", 1));
        let uris = Self::ALL.map(Self::uri).join(", ");
        known.ok_or_else(|| bad(name, value, format!("expected one of {uris}")))
    }

    fn projector(self) -> Projector {
        let name = match self {
            Self::Crs84 | Self::Wgs84 => return Projector::new(Crs::wgs84()),
            Self::WebMercator => "EPSG:3857",
            Self::Utm48 => "EPSG:32648",
            Self::Vn2000 => "EPSG:3405",
        };
        Projector::new(Crs::try_new(name).expect("PROJ's database has the systems offered"))
    }

    /// First and second coordinate in the order of the system, rounded to a centimetre.
    ///
    /// # Errors
    /// Where PROJ cannot convert.
    pub fn outward(self, geometry: &Geometry<f64>) -> Result<Geometry<f64>, ApiError> {
        let projector = self.projector();
        geometry.try_map_coords(|at| {
            let (x, y) = projector
                .from_wgs84(LonLat::new(at.x, at.y))
                .map_err(ApiError::internal)?;
            Ok(match self {
                Self::Crs84 => Coord {
                    x: rounded(x, 1e7),
                    y: rounded(y, 1e7),
                },
                Self::Wgs84 => Coord {
                    x: rounded(y, 1e7),
                    y: rounded(x, 1e7),
                },
                _ => Coord {
                    x: rounded(x, 1e2),
                    y: rounded(y, 1e2),
                },
            })
        })
    }

    /// Coordinates in the order of the system to longitude and latitude.
    ///
    /// # Errors
    /// Those outside the system.
    pub fn inward(self, name: &str, x: f64, y: f64) -> Result<LonLat, ApiError> {
        let (x, y) = if self == Self::Wgs84 { (y, x) } else { (x, y) };
        let place = self.projector().to_wgs84(x, y);
        place.map_err(|error| bad(name, &format!("{x},{y}"), error.to_string()))
    }
}

fn rounded(value: f64, factor: f64) -> f64 {
    (value * factor).round() / factor
}
