//! Two numbers of a file as a checked position.

use super::findings::Findings;
use super::record::Record;
use super::{ReadOptions, number};
use crate::geometry::{BBox, LonLat, PositionError, Projector};

/// Viet Nam with its islands, generously: only used to tell swapped coordinates from odd ones.
pub(super) const VIET_NAM: BBox = BBox {
    west: 101.0,
    south: 6.0,
    east: 118.0,
    north: 24.5,
};

/// How the coordinates of one file are read.
pub(super) struct Positions {
    projector: Option<Projector>,
}

/// A position and whether its coordinates stood in the wrong order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub at: LonLat,
    pub was_swapped: bool,
}

/// Why two numbers are no position.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Misplaced {
    Longitude(f64),
    Latitude(f64),
    /// Larger than any degree: metres of a projected system that nobody named.
    LooksProjected,
    Zero,
    Projection(String),
}

impl Misplaced {
    pub fn check(&self) -> &'static str {
        match self {
            Self::Longitude(_) => "longitude_out_of_range",
            Self::Latitude(_) => "latitude_out_of_range",
            Self::LooksProjected => "coordinates_look_projected",
            Self::Zero => "position_is_zero",
            Self::Projection(_) => "projection_failed",
        }
    }

    pub fn message(&self) -> String {
        match self {
            Self::Longitude(value) => format!("{}; correct it", PositionError::Longitude(*value)),
            Self::Latitude(value) => format!("{}; correct it", PositionError::Latitude(*value)),
            Self::LooksProjected => {
                "this is no degree; if the file is in metres (VN-2000, UTM), name its reference system, such as --crs EPSG:3405".into()
            }
            Self::Zero => "longitude and latitude are both zero, which means unknown in many programs; give the real position".into(),
            Self::Projection(reason) => format!("{reason}; check the reference system"),
        }
    }

    fn key(&self) -> &'static str {
        if matches!(self, Self::Latitude(_)) {
            "lat"
        } else {
            "lon"
        }
    }
}

impl Positions {
    pub fn new(options: &ReadOptions) -> Self {
        let projector = options
            .crs
            .as_ref()
            .filter(|crs| !crs.is_wgs84())
            .map(|crs| Projector::new(crs.clone()));
        Positions { projector }
    }

    /// East and north (or longitude and latitude) as a position. Coordinates that only make sense in Viet
    /// Nam the other way round are swapped.
    pub fn place(&self, x: f64, y: f64) -> Result<Placed, Misplaced> {
        let straight = self.to_position(x, y);
        if straight.as_ref().is_ok_and(|at| VIET_NAM.contains(*at)) {
            return straight.map(|at| Placed { at, was_swapped: false });
        }
        match self.to_position(y, x) {
            Ok(at) if VIET_NAM.contains(at) => Ok(Placed { at, was_swapped: true }),
            _ => straight.map(|at| Placed { at, was_swapped: false }),
        }
    }

    fn to_position(&self, x: f64, y: f64) -> Result<LonLat, Misplaced> {
        if let Some(projector) = &self.projector {
            return projector
                .to_wgs84(x, y)
                .map_err(|error| Misplaced::Projection(error.to_string()));
        }
        if x == 0.0 && y == 0.0 {
            return Err(Misplaced::Zero);
        }
        if x.abs() > 1000.0 && y.abs() > 1000.0 {
            return Err(Misplaced::LooksProjected);
        }
        LonLat::try_new(x, y).map_err(|error| match error {
            PositionError::Longitude(value) => Misplaced::Longitude(value),
            PositionError::Latitude(value) => Misplaced::Latitude(value),
        })
    }

    /// The position of a row, from columns `lon` and `lat`, or `position` (`21.03, 105.85` or
    /// `POINT(105.85 21.03)`). Blank, unreadable and impossible ones are errors.
    pub fn read(&self, record: &mut Record) -> Option<LonLat> {
        let placed = if record.columns.has("lon") && record.columns.has("lat") {
            let (x, y) = (coordinate(record, "lon"), coordinate(record, "lat"));
            self.place(x?, y?).map_err(|wrong| (wrong.key(), wrong))
        } else {
            let Some(raw) = record.raw("position") else {
                record.error(
                    "missing_position",
                    "position",
                    "the position is blank; give longitude and latitude",
                );
                return None;
            };
            let Some((x, y)) = pair(raw) else {
                record.error(
                    "not_a_position",
                    "position",
                    "this is no position; write 21.03, 105.85 (latitude, longitude)",
                );
                return None;
            };
            self.place(x, y).map_err(|wrong| ("position", wrong))
        };
        match placed {
            Ok(placed) => {
                record.findings.locate(record.row.number, placed.at);
                if placed.was_swapped {
                    let key = if record.columns.has("lon") { "lon" } else { "position" };
                    let message = "longitude and latitude stand in each other's place; they were swapped back";
                    record.warning("swapped_coordinates", key, message);
                }
                Some(placed.at)
            }
            Err((key, wrong)) => {
                record.error(wrong.check(), key, &wrong.message());
                None
            }
        }
    }
}

/// Whether a table says where things are; tells what is missing.
pub(super) fn has_columns(
    table: &super::table::Table,
    columns: &super::columns::Columns,
    findings: &mut Findings,
) -> bool {
    columns.has("position") || columns.require(&super::columns::POSITION[..2], table, findings)
}

fn coordinate(record: &mut Record, key: &'static str) -> Option<f64> {
    let Some(raw) = record.raw(key) else {
        record.error(
            "missing_position",
            key,
            "the position is blank; give longitude and latitude",
        );
        return None;
    };
    let value = number::degrees(raw);
    if value.is_none() {
        record.error(
            "not_a_coordinate",
            key,
            "this is no coordinate; write degrees such as 105.85 or 105°51'00\"E",
        );
    }
    value
}

/// East and north of `lat, lon` as map programs copy them, or of a WKT point.
pub(super) fn pair(text: &str) -> Option<(f64, f64)> {
    let upper = text.trim().to_uppercase();
    if let Some(inner) = upper.strip_prefix("POINT") {
        let inner = inner
            .trim_start_matches([' ', 'Z'])
            .strip_prefix('(')?
            .strip_suffix(')')?;
        let mut parts = inner.split_whitespace().map(number::decimal);
        return Some((parts.next()??, parts.next()??));
    }
    let text = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let (lat, lon) = text
        .split_once(';')
        .or_else(|| text.split_once(", "))
        .or_else(|| text.split_once(','))?;
    let (lat, lon) = (number::degrees(lat)?, number::degrees(lon)?);
    Some((lon, lat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Crs;

    fn positions(crs: Option<&str>) -> Positions {
        let crs = crs.map(|name| Crs::try_new(name).expect("a known system"));
        Positions::new(&ReadOptions {
            crs,
            ..ReadOptions::default()
        })
    }

    #[test]
    fn swapped_coordinates_are_put_right_and_others_left_alone() {
        let degrees = positions(None);
        let hanoi = LonLat::new(105.85, 21.03);
        assert_eq!(
            degrees.place(105.85, 21.03),
            Ok(Placed {
                at: hanoi,
                was_swapped: false
            })
        );
        assert_eq!(
            degrees.place(21.03, 105.85),
            Ok(Placed {
                at: hanoi,
                was_swapped: true
            })
        );
        assert_eq!(
            degrees.place(2.35, 48.85),
            Ok(Placed {
                at: LonLat::new(2.35, 48.85),
                was_swapped: false
            })
        );
        assert_eq!(degrees.place(105.85, 210.0), Err(Misplaced::Latitude(210.0)));
        assert_eq!(degrees.place(0.0, 0.0), Err(Misplaced::Zero));
        assert_eq!(degrees.place(588_000.0, 2_325_000.0), Err(Misplaced::LooksProjected));
    }

    #[test]
    fn vn2000_is_read_with_either_axis_first() {
        let vn2000 = positions(Some("EPSG:3405"));
        let straight = vn2000.place(588_000.0, 2_325_000.0).expect("in the zone");
        let swapped = vn2000
            .place(2_325_000.0, 588_000.0)
            .expect("in the zone, the other way round");
        assert!(!straight.was_swapped && swapped.was_swapped);
        assert_eq!(straight.at, swapped.at);
        assert!(
            (straight.at.lon - 105.848).abs() < 0.01 && (straight.at.lat - 21.02).abs() < 0.01,
            "{}",
            straight.at
        );
    }

    #[test]
    fn a_position_in_one_cell_is_latitude_first_or_a_wkt_point() {
        assert_eq!(pair("21.03, 105.85"), Some((105.85, 21.03)));
        assert_eq!(pair("(21,03; 105,85)"), Some((105.85, 21.03)));
        assert_eq!(pair("POINT (105.85 21.03)"), Some((105.85, 21.03)));
        assert_eq!(pair("Hà Nội"), None);
    }
}
