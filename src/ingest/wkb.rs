//! Geometries of GeoPackages written by any program: their header, then WKB in either byte order, with or
//! without heights and measures, which are dropped.
//!
//! Source: OGC 12-128r18 (GeoPackage 1.3.1), 2.1.3; OGC 06-103r4 (simple features), 8.2. The flags of PostGIS in
//! the type (EWKB) are understood too. Counts are checked against the bytes that are left before memory is taken.

use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};

use super::geojson_file::Shape;

/// The shape of a blob; whatever cannot be read becomes a shape that says so.
pub(super) fn shape(blob: &[u8]) -> Shape {
    match read(blob) {
        Ok(shape) => shape,
        Err(reason) => Shape::Broken(reason),
    }
}

/// The corners of a line.
///
/// # Errors
/// What stands there instead.
pub(super) fn line(blob: &[u8]) -> Result<Vec<Coord<f64>>, String> {
    let Some(mut reader) = reader(blob)? else {
        return Err("no geometry".into());
    };
    let kind = reader.kind()?;
    if kind.base != 2 {
        return Err(format!("a geometry of type {} where a line should be", kind.base));
    }
    reader.corners(&kind)
}

fn read(blob: &[u8]) -> Result<Shape, String> {
    match reader(blob)? {
        Some(mut reader) => reader.geometry(),
        None => Ok(Shape::Missing),
    }
}

/// A reader behind the header of a blob; `None` for an empty geometry.
fn reader(blob: &[u8]) -> Result<Option<Reader<'_>>, String> {
    let flags = match blob {
        [b'G', b'P', _, flags, _, _, _, _, ..] => *flags,
        _ => return Err("no GeoPackage header".into()),
    };
    if flags & 0b0010_0000 != 0 {
        return Err("an extended GeoPackage geometry".into());
    }
    if flags & 0b0001_0000 != 0 {
        return Ok(None);
    }
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("envelope of kind {other}")),
    };
    let rest = blob.get(8 + envelope..).ok_or("cut off")?;
    Ok(Some(Reader { rest, is_little: true }))
}

struct Reader<'a> {
    rest: &'a [u8],
    is_little: bool,
}

/// A geometry's type and how many numbers a corner has.
struct Kind {
    base: u32,
    dimensions: usize,
}

const NAMES: [&str; 7] = [
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
];

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or("cut off")?;
        self.rest = rest;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32, String> {
        let bytes = self.take::<4>()?;
        Ok(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f64(&mut self) -> Result<f64, String> {
        let bytes = self.take::<8>()?;
        Ok(if self.is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// A count of items that take at least so many bytes each.
    fn count(&mut self, least: usize) -> Result<usize, String> {
        let count = self.u32()? as usize;
        if count.checked_mul(least).is_none_or(|bytes| bytes > self.rest.len()) {
            return Err(format!("claims {count} parts and ends before them"));
        }
        Ok(count)
    }

    fn kind(&mut self) -> Result<Kind, String> {
        self.is_little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            [other] => return Err(format!("byte order {other}")),
        };
        let code = self.u32()?;
        let flagged = [0x8000_0000u32, 0x4000_0000]
            .iter()
            .filter(|flag| code & **flag != 0)
            .count();
        if code & 0x2000_0000 != 0 {
            self.u32()?;
        }
        let code = code & 0x0fff_ffff;
        let more = match code / 1000 {
            0 => flagged,
            1 | 2 => 1,
            3 => 2,
            _ => return Err(format!("geometry of type {code}")),
        };
        Ok(Kind {
            base: code % 1000,
            dimensions: 2 + more,
        })
    }

    fn geometry(&mut self) -> Result<Shape, String> {
        let kind = self.kind()?;
        match kind.base {
            1 => self.point(&kind),
            2 => {
                let line = LineString::new(self.corners(&kind)?);
                Ok(Shape::Lines(MultiLineString(vec![line])))
            }
            5 => {
                let count = self.count(5 + 4)?;
                let mut lines = Vec::with_capacity(count);
                for _ in 0..count {
                    let kind = self.kind()?;
                    if kind.base != 2 {
                        return Err(format!("a part of type {} in a line of several parts", kind.base));
                    }
                    lines.push(LineString::new(self.corners(&kind)?));
                }
                Ok(Shape::Lines(MultiLineString(lines)))
            }
            3 => Ok(Shape::Polygons(MultiPolygon(vec![self.polygon(&kind)?]))),
            4 => match self.count(5 + 16)? {
                0 => Ok(Shape::Missing),
                1 => {
                    let kind = self.kind()?;
                    self.point(&kind)
                }
                many => Ok(Shape::Other(format!("MultiPoint of {many} points"))),
            },
            6 => {
                let count = self.count(5 + 4)?;
                let mut polygons = Vec::with_capacity(count);
                for _ in 0..count {
                    let kind = self.kind()?;
                    if kind.base != 3 {
                        return Err(format!("a part of type {} in a multipolygon", kind.base));
                    }
                    polygons.push(self.polygon(&kind)?);
                }
                Ok(Shape::Polygons(MultiPolygon(polygons)))
            }
            other => Ok(Shape::Other(
                NAMES
                    .get((other as usize).wrapping_sub(1))
                    .map_or_else(|| format!("geometry of type {other}"), |name| (*name).to_owned()),
            )),
        }
    }

    fn point(&mut self, kind: &Kind) -> Result<Shape, String> {
        if kind.base != 1 {
            return Err(format!("a part of type {} where a point should be", kind.base));
        }
        let at = self.corner(kind)?;
        // An empty point is written as two NaN.
        Ok(if at.x.is_nan() && at.y.is_nan() {
            Shape::Missing
        } else {
            Shape::Point(at.x, at.y)
        })
    }

    fn corner(&mut self, kind: &Kind) -> Result<Coord<f64>, String> {
        let at = Coord {
            x: self.f64()?,
            y: self.f64()?,
        };
        for _ in 2..kind.dimensions {
            self.f64()?;
        }
        Ok(at)
    }

    fn corners(&mut self, kind: &Kind) -> Result<Vec<Coord<f64>>, String> {
        let corners = self.count(8 * kind.dimensions)?;
        (0..corners).map(|_| self.corner(kind)).collect()
    }

    fn polygon(&mut self, kind: &Kind) -> Result<Polygon<f64>, String> {
        let count = self.count(4)?;
        let mut rings = Vec::with_capacity(count);
        for _ in 0..count {
            rings.push(LineString::new(self.corners(kind)?));
        }
        let mut rings = rings.into_iter();
        let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Ok(Polygon::new(outer, rings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(flags: u8, wkb: &[u8]) -> Vec<u8> {
        [b"GP\0".as_slice(), &[flags], &4326i32.to_le_bytes(), wkb].concat()
    }

    fn numbers(list: &[f64], to_bytes: fn(f64) -> [u8; 8]) -> Vec<u8> {
        list.iter().flat_map(|number| to_bytes(*number)).collect()
    }

    #[test]
    fn points_are_read_in_both_byte_orders_with_heights_and_measures() {
        let little =
            |code: u32, list: &[f64]| [&[1][..], &code.to_le_bytes(), &numbers(list, f64::to_le_bytes)].concat();
        let big = [
            &[0][..],
            &1u32.to_be_bytes(),
            &numbers(&[105.0, 21.0], f64::to_be_bytes),
        ]
        .concat();
        let blobs = [
            little(1, &[105.0, 21.0]),
            little(1001, &[105.0, 21.0, 7.0]),
            little(3001, &[105.0, 21.0, 7.0, 8.0]),
            little(0x8000_0001, &[105.0, 21.0, 7.0]),
            big,
        ];
        for wkb in blobs {
            assert!(
                matches!(shape(&blob(1, &wkb)), Shape::Point(x, y) if (x, y) == (105.0, 21.0)),
                "{wkb:?}"
            );
        }
        assert!(matches!(
            shape(&blob(1, &little(1, &[f64::NAN, f64::NAN]))),
            Shape::Missing
        ));
        assert!(matches!(shape(&blob(1 | 16, &[])), Shape::Missing));
    }

    #[test]
    fn a_count_beyond_the_bytes_is_refused_before_memory_is_taken() {
        let claim = [
            &[1][..],
            &3u32.to_le_bytes(),
            &1u32.to_le_bytes(),
            &u32::MAX.to_le_bytes(),
            &[0; 64],
        ]
        .concat();
        assert!(matches!(shape(&blob(1, &claim)), Shape::Broken(reason) if reason.contains("4294967295")));
        for broken in [b"".as_slice(), b"GP\0\x01", b"XY\0\x01....\x01\x01"] {
            assert!(matches!(shape(broken), Shape::Broken(_)), "{broken:?}");
        }
        let line = [&[1][..], &2u32.to_le_bytes(), &0u32.to_le_bytes()].concat();
        assert!(matches!(shape(&blob(1, &line)), Shape::Lines(lines) if lines.0[0].0.is_empty()));
        assert_eq!(super::line(&blob(1, &line)), Ok(Vec::new()));
        let two = [
            &[1][..],
            &2u32.to_le_bytes(),
            &2u32.to_le_bytes(),
            &numbers(&[1.0, 2.0, 3.0, 4.0], f64::to_le_bytes),
        ]
        .concat();
        assert_eq!(
            super::line(&blob(1, &two)),
            Ok(vec![Coord { x: 1.0, y: 2.0 }, Coord { x: 3.0, y: 4.0 }])
        );
        assert!(super::line(&blob(1, &claim)).is_err() && super::line(&blob(1 | 16, &[])).is_err());
    }
}
