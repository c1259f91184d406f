//! Reference systems by PROJ: files in VN-2000, UTM or Mollweide become WGS84 here and nowhere else.
//!
//! A PROJ transformation is not `Send` and takes milliseconds to make, so each thread keeps its own.
//! VN-2000 comes from PROJ's database; hand-written `+towgs84` strings in circulation are wrong.

use super::LonLat;
use proj::Proj;
use std::cell::RefCell;
use std::collections::HashMap;

/// A reference system by name, such as `EPSG:3405` or `EPSG:54009`'s `ESRI:54009`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Crs(String);

/// Why coordinates could not be brought to WGS84.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProjectionError {
    #[error("'{0}' is not a reference system; write it like EPSG:3405")]
    Unknown(String),
    #[error("({x}, {y}) cannot be converted from {crs} to WGS84: {reason}")]
    Failed {
        crs: String,
        x: f64,
        y: f64,
        reason: String,
    },
}

impl Crs {
    pub const WGS84: &'static str = "EPSG:4326";

    /// # Errors
    /// When PROJ knows no transformation from this system to WGS84.
    pub fn try_new(name: &str) -> Result<Crs, ProjectionError> {
        let name = name.trim().to_ascii_uppercase();
        let name = if name.chars().all(|letter| letter.is_ascii_digit()) {
            format!("EPSG:{name}")
        } else {
            name
        };
        let known = name
            .split_once(':')
            .is_some_and(|(authority, code)| matches!(authority, "EPSG" | "ESRI" | "OGC") && !code.is_empty());
        if !known || Proj::new_known_crs(&name, Self::WGS84, None).is_err() {
            return Err(ProjectionError::Unknown(name));
        }
        Ok(Crs(name))
    }

    /// From a description in WKT (1 or 2, also ESRI's), as a `.prj` beside a shapefile holds it.
    ///
    /// # Errors
    /// When it is no such description, or PROJ knows no transformation from it to WGS84.
    pub fn from_wkt(text: &str) -> Result<Crs, ProjectionError> {
        let text = text.trim_start_matches('\u{feff}').trim().trim_end_matches('\0');
        let start = text
            .split(['[', '('])
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_uppercase();
        let unknown = || ProjectionError::Unknown(text.chars().take(80).collect());
        let is_described = [
            "PROJCS",
            "GEOGCS",
            "PROJCRS",
            "GEOGCRS",
            "GEODCRS",
            "COMPD_CS",
            "COMPOUNDCRS",
            "BOUNDCRS",
        ];
        if !is_described.contains(&start.as_str()) || text.contains('\0') {
            return Err(unknown());
        }
        // What nearly every file in degrees says; PROJ would give back the same degrees, less exactly.
        if start == "GEOGCS" && (text.contains("D_WGS_1984") || text.contains("\"WGS_1984\"")) {
            return Ok(Crs::wgs84());
        }
        if Proj::new_known_crs(text, Self::WGS84, None).is_err() {
            return Err(unknown());
        }
        Ok(Crs(text.to_owned()))
    }

    pub fn wgs84() -> Crs {
        Crs(Self::WGS84.to_owned())
    }

    pub fn name(&self) -> &str {
        &self.0
    }

    pub fn is_wgs84(&self) -> bool {
        self.0 == Self::WGS84 || self.0 == "OGC:CRS84"
    }
}

thread_local! {
    static CACHE: RefCell<HashMap<(Crs, bool), Proj>> = RefCell::new(HashMap::new());
}

/// Converts between a reference system and WGS84 (always x = east / longitude first).
#[derive(Clone, Debug)]
pub struct Projector {
    crs: Crs,
}

impl Projector {
    pub fn new(crs: Crs) -> Self {
        Projector { crs }
    }

    /// # Errors
    /// When PROJ refuses the coordinates or the result is no position.
    pub fn to_wgs84(&self, x: f64, y: f64) -> Result<LonLat, ProjectionError> {
        let (lon, lat) = if self.crs.is_wgs84() {
            (x, y)
        } else {
            self.convert(x, y, true)?
        };
        LonLat::try_new(lon, lat).map_err(|error| self.failure(x, y, error.to_string()))
    }

    /// # Errors
    /// When PROJ refuses the coordinates.
    pub fn from_wgs84(&self, point: LonLat) -> Result<(f64, f64), ProjectionError> {
        if self.crs.is_wgs84() {
            Ok((point.lon, point.lat))
        } else {
            self.convert(point.lon, point.lat, false)
        }
    }

    fn convert(&self, x: f64, y: f64, inward: bool) -> Result<(f64, f64), ProjectionError> {
        CACHE.with_borrow_mut(|cache| {
            let key = (self.crs.clone(), inward);
            if !cache.contains_key(&key) {
                let (from, to) = if inward {
                    (self.crs.name(), Crs::WGS84)
                } else {
                    (Crs::WGS84, self.crs.name())
                };
                let made =
                    Proj::new_known_crs(from, to, None).map_err(|error| self.failure(x, y, error.to_string()))?;
                cache.insert(key.clone(), made);
            }
            cache[&key]
                .convert((x, y))
                .map_err(|error| self.failure(x, y, error.to_string()))
        })
    }

    fn failure(&self, x: f64, y: f64, reason: String) -> ProjectionError {
        ProjectionError::Failed {
            crs: self.crs.name().to_owned(),
            x,
            y,
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vn2000_utm_48_comes_within_a_metre_of_wgs84_utm_48() {
        let point = LonLat::new(105.85, 21.03);
        let vn = Projector::new(Crs::try_new("EPSG:3405").expect("VN-2000 / UTM 48N"));
        let utm = Projector::new(Crs::try_new("EPSG:32648").expect("WGS 84 / UTM 48N"));
        let (x, y) = vn.from_wgs84(point).expect("inside the zone");
        let (u, v) = utm.from_wgs84(point).expect("inside the zone");
        assert!(
            (x - u).hypot(y - v) < 500.0 && (x - u).hypot(y - v) > 1.0,
            "{x} {y} {u} {v}"
        );
        let back = vn.to_wgs84(x, y).expect("and back");
        assert!(
            (back.lon - point.lon).abs() < 1e-8 && (back.lat - point.lat).abs() < 1e-8,
            "{back}"
        );
    }

    #[test]
    fn a_description_by_esri_of_vn2000_places_points_as_its_code_does() {
        let prj = r#"PROJCS["VN_2000_UTM_Zone_48N",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
        let described = Projector::new(Crs::from_wkt(prj).expect("understood"));
        let coded = Projector::new(Crs::try_new("EPSG:3405").expect("VN-2000 / UTM 48N"));
        let (one, two) = (
            described.to_wgs84(588_000.0, 2_325_000.0),
            coded.to_wgs84(588_000.0, 2_325_000.0),
        );
        let (one, two) = (one.expect("in the zone"), two.expect("in the zone"));
        assert!(
            (one.lon - two.lon).abs() < 1e-7 && (one.lat - two.lat).abs() < 1e-7,
            "{one} {two}"
        );
        let degrees = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
        assert_eq!(Crs::from_wkt(degrees), Ok(Crs::wgs84()));
        for wrong in ["", "/etc/passwd", "+proj=utm +zone=48", "PROJCS[\"nonsense\"]"] {
            assert!(Crs::from_wkt(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_system_is_named_in_the_error() {
        assert_eq!(Crs::try_new("EPSG:1"), Err(ProjectionError::Unknown("EPSG:1".into())));
        assert_eq!(
            Crs::try_new("/etc/passwd"),
            Err(ProjectionError::Unknown("/ETC/PASSWD".into()))
        );
    }
}
