//! GeoPackage geometry blobs: a header of 8 bytes, an envelope, then WKB.
//!
//! Coordinates are written as the very f64 they are, so that what is read equals what was written.
//! Written little-endian in EPSG:4326; read in either byte order, two-dimensional only.
//! Source: OGC 12-128r18 (GeoPackage 1.3.1), 2.1.3; OGC 06-103r4 (simple features), 8.2.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::geometry::{BBox, LonLat};

/// EPSG code of every geometry column of a workspace.
pub const WGS84_SRS: i32 = 4326;

/// A geometry as a layer stores it, with its box; `bounds` is `None` for an empty geometry.
pub struct Shape {
    pub blob: Vec<u8>,
    pub bounds: Option<BBox>,
}

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

pub fn point(at: LonLat) -> Shape {
    let bounds = BBox {
        west: at.lon,
        south: at.lat,
        east: at.lon,
        north: at.lat,
    };
    let mut blob = header(Some(&bounds), Envelope::Left);
    start(&mut blob, POINT);
    position(&mut blob, at.lon, at.lat);
    Shape {
        blob,
        bounds: Some(bounds),
    }
}

pub fn line(points: &[LonLat]) -> Shape {
    let bounds = BBox::around(points.iter().copied());
    let mut blob = header(bounds.as_ref(), Envelope::Written);
    start(&mut blob, LINE);
    count(&mut blob, points.len());
    for at in points {
        position(&mut blob, at.lon, at.lat);
    }
    Shape { blob, bounds }
}

pub fn multi_polygon(outline: &MultiPolygon<f64>) -> Shape {
    let corners = outline.0.iter().flat_map(|polygon| polygon.exterior().0.iter());
    let bounds = BBox::around(corners.map(|corner| LonLat::new(corner.x, corner.y)));
    let mut blob = header(bounds.as_ref(), Envelope::Written);
    start(&mut blob, MULTI_POLYGON);
    count(&mut blob, outline.0.len());
    for polygon in &outline.0 {
        start(&mut blob, POLYGON);
        let is_empty = polygon.exterior().0.is_empty();
        count(&mut blob, if is_empty { 0 } else { 1 + polygon.interiors().len() });
        if is_empty {
            continue;
        }
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            count(&mut blob, ring.0.len());
            for corner in &ring.0 {
                position(&mut blob, corner.x, corner.y);
            }
        }
    }
    Shape { blob, bounds }
}

/// # Errors
/// What is wrong with the blob; a position out of range counts as wrong.
pub fn read_point(blob: &[u8]) -> Result<LonLat, String> {
    let mut reader = Reader::open(blob)?;
    reader.expect(POINT)?;
    reader.lonlat()
}

/// # Errors
/// What is wrong with the blob; a position out of range counts as wrong.
pub fn read_line(blob: &[u8]) -> Result<Vec<LonLat>, String> {
    let mut reader = Reader::open(blob)?;
    reader.expect(LINE)?;
    let length = reader.count(16)?;
    (0..length).map(|_| reader.lonlat()).collect()
}

/// Reads a multipolygon; a polygon counts as a multipolygon of one.
///
/// # Errors
/// What is wrong with the blob.
pub fn read_multi_polygon(blob: &[u8]) -> Result<MultiPolygon<f64>, String> {
    let mut reader = Reader::open(blob)?;
    match reader.kind()? {
        POLYGON => Ok(MultiPolygon(vec![reader.rings()?])),
        MULTI_POLYGON => {
            let length = reader.count(9)?;
            let mut polygons = Vec::with_capacity(length);
            for _ in 0..length {
                reader.expect(POLYGON)?;
                polygons.push(reader.rings()?);
            }
            Ok(MultiPolygon(polygons))
        }
        other => Err(format!("geometry of WKB type {other} where a multipolygon is needed")),
    }
}

enum Envelope {
    /// Points carry none: they are their own box.
    Left,
    Written,
}

fn header(bounds: Option<&BBox>, envelope: Envelope) -> Vec<u8> {
    let mut blob = b"GP\0".to_vec();
    // Bit 0: little-endian; bits 1-3: 1 = envelope of x and y; bit 4: empty.
    let (flags, bounds) = match (bounds, envelope) {
        (None, _) => (0b1_0001, None),
        (Some(_), Envelope::Left) => (0b0_0001, None),
        (Some(bounds), Envelope::Written) => (0b0_0011, Some(bounds)),
    };
    blob.push(flags);
    blob.extend(WGS84_SRS.to_le_bytes());
    if let Some(bounds) = bounds {
        for value in [bounds.west, bounds.east, bounds.south, bounds.north] {
            blob.extend(value.to_le_bytes());
        }
    }
    blob
}

fn start(blob: &mut Vec<u8>, kind: u32) {
    blob.push(1);
    blob.extend(kind.to_le_bytes());
}

fn count(blob: &mut Vec<u8>, length: usize) {
    let length = u32::try_from(length).expect("a geometry has less than 2^32 parts");
    blob.extend(length.to_le_bytes());
}

fn position(blob: &mut Vec<u8>, x: f64, y: f64) {
    blob.extend(x.to_le_bytes());
    blob.extend(y.to_le_bytes());
}

struct Reader<'a> {
    rest: &'a [u8],
    little_endian: bool,
}

impl<'a> Reader<'a> {
    fn open(blob: &'a [u8]) -> Result<Self, String> {
        let mut reader = Reader {
            rest: blob,
            little_endian: true,
        };
        let start: [u8; 4] = reader.take()?;
        if &start[..2] != b"GP" {
            return Err("not a GeoPackage geometry".into());
        }
        let doubles = match (start[3] >> 1) & 7 {
            0 => 0,
            1 => 4,
            2 | 3 => 6,
            4 => 8,
            other => return Err(format!("envelope of unknown kind {other}")),
        };
        let _srs: [u8; 4] = reader.take()?;
        reader.rest = reader.rest.get(8 * doubles..).ok_or("the geometry is cut short")?;
        Ok(reader)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or("the geometry is cut short")?;
        self.rest = rest;
        Ok(*head)
    }

    fn kind(&mut self) -> Result<u32, String> {
        self.little_endian = self.take::<1>()?[0] == 1;
        self.number()
    }

    fn expect(&mut self, wanted: u32) -> Result<(), String> {
        match self.kind()? {
            kind if kind == wanted => Ok(()),
            kind => Err(format!("geometry of WKB type {kind} where {wanted} is needed")),
        }
    }

    fn number(&mut self) -> Result<u32, String> {
        let bytes = self.take::<4>()?;
        Ok(if self.little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    /// A count of parts of at least `size` bytes each: never more than the blob can hold.
    fn count(&mut self, size: usize) -> Result<usize, String> {
        let length = self.number()? as usize;
        if length > self.rest.len() / size {
            Err("the geometry is cut short".into())
        } else {
            Ok(length)
        }
    }

    fn double(&mut self) -> Result<f64, String> {
        let bytes = self.take::<8>()?;
        Ok(if self.little_endian {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    fn lonlat(&mut self) -> Result<LonLat, String> {
        let (lon, lat) = (self.double()?, self.double()?);
        LonLat::try_new(lon, lat).map_err(|error| error.to_string())
    }

    fn rings(&mut self) -> Result<Polygon<f64>, String> {
        let length = self.count(4)?;
        let mut rings = Vec::with_capacity(length);
        for _ in 0..length {
            let corners = self.count(16)?;
            let corners: Result<Vec<Coord<f64>>, String> = (0..corners)
                .map(|_| {
                    Ok(Coord {
                        x: self.double()?,
                        y: self.double()?,
                    })
                })
                .collect();
            rings.push(LineString(corners?));
        }
        let mut rings = rings.into_iter();
        let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Ok(Polygon::new(exterior, rings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, polygon};

    #[test]
    fn a_point_in_the_old_post_office_has_the_bytes_of_the_standard() {
        let shape = point(LonLat::new(105.85, 21.03));
        let mut expected = vec![b'G', b'P', 0, 1, 0xE6, 0x10, 0, 0, 1, 1, 0, 0, 0];
        expected.extend(105.85f64.to_le_bytes());
        expected.extend(21.03f64.to_le_bytes());
        assert_eq!(shape.blob, expected);
        assert_eq!(read_point(&shape.blob), Ok(LonLat::new(105.85, 21.03)));
    }

    #[test]
    fn outlines_with_holes_and_empty_outlines_come_back_the_same() {
        let holed = polygon!(
            exterior: [(x: 0.1, y: 0.2), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0)],
            interiors: [[(x: 3.0, y: 1.0), (x: 3.5, y: 1.0), (x: 3.5, y: 1.5)]],
        );
        let empty = Polygon::new(line_string![], vec![]);
        for outline in [MultiPolygon(vec![holed.clone(), holed, empty]), MultiPolygon(vec![])] {
            assert_eq!(read_multi_polygon(&multi_polygon(&outline).blob), Ok(outline));
        }
    }

    #[test]
    fn both_byte_orders_are_read() {
        let mut blob = b"GP\0\0\0\0\x10\xE6\0\0\0\0\x01".to_vec();
        blob.extend(105.5f64.to_be_bytes());
        blob.extend(21.25f64.to_be_bytes());
        assert_eq!(read_point(&blob), Ok(LonLat::new(105.5, 21.25)));
    }

    #[test]
    fn a_blob_cut_anywhere_is_an_error_and_never_a_panic() {
        let outline = MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)]]);
        let blob = multi_polygon(&outline).blob;
        for length in 0..blob.len() {
            assert!(read_multi_polygon(&blob[..length]).is_err(), "cut at {length}");
        }
        let mut endless = line(&[LonLat::new(1.0, 2.0)]).blob;
        let at = endless.len() - 20;
        endless[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read_line(&endless).is_err());
        assert!(read_point(&blob).is_err());
    }
}
