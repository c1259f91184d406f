//! ESRI shapefiles, packed into one ZIP: `.shp` (places), `.dbf` (fields), `.prj` (reference system), `.cpg` (encoding).
//!
//! Read here and not by a crate, because a row deleted in the `.dbf` must keep its shape from the next row, names
//! cut to ten letters must still be matched, and counts are to be checked before memory is taken.
//! Source: *ESRI Shapefile Technical Description*, ESRI White Paper J-7855, July 1998.

use std::io::{Read, Seek};

use geo::{Area as _, BoundingRect, Contains, Intersects};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Point, Polygon, Rect};

use super::archive::Archive;
use super::dbase;
use super::findings::Findings;
use super::geojson_file::{Feature, Features, Shape};
use super::{Kind, ReadOptions};
use crate::geometry::Crs;

/// Letters of a column name in a `.dbf`.
const NAME_LETTERS: usize = 10;

/// Reads the shapefile that the options name, else the only one.
pub(super) fn read<R: Read + Seek>(
    kind: Kind,
    archive: &mut Archive<R>,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Features> {
    let stem = choose(archive.names(), kind, options, findings)?;
    findings.enter(format!("'{stem}.shp'"));
    let part = |archive: &mut Archive<R>, ending: &str, findings: &mut Findings| {
        let wanted = format!("{stem}{ending}").to_lowercase();
        let name = archive
            .names()
            .iter()
            .find(|name| name.to_lowercase() == wanted)
            .cloned()?;
        archive.read(&name, findings)
    };
    let shapes = part(archive, ".shp", findings)?;
    let fields = part(archive, ".dbf", findings);
    let system = part(archive, ".prj", findings);
    let encoding = part(archive, ".cpg", findings);
    if findings.errors() > 0 {
        return None;
    }
    let crs = match (&options.crs, system) {
        (Some(crs), _) => Some(crs.clone()),
        (None, Some(text)) => Some(named_crs(&String::from_utf8_lossy(&text), findings)?),
        (None, None) => None,
    };
    let shapes = match shapes_of(&shapes) {
        Ok(shapes) => shapes,
        Err(reason) => {
            findings.error("broken_shapefile", format!("the .shp {reason}; export it again"));
            return None;
        }
    };
    let rows = match fields {
        Some(bytes) => dbase::read(&bytes, encoding.as_deref(), findings)?,
        None => {
            findings.warning(
                "no_dbf",
                "the archive has no .dbf for this .shp: the shapes have no fields",
            );
            (0..shapes.len()).map(|_| Some(serde_json::Map::new())).collect()
        }
    };
    if rows.len() != shapes.len() {
        let message = format!(
            "the .shp has {} shapes and the .dbf {} rows: they do not belong together; export them again",
            shapes.len(),
            rows.len()
        );
        findings.error("broken_shapefile", message);
        return None;
    }
    let list: Vec<Feature> = (1u64..)
        .zip(shapes.into_iter().zip(rows))
        .filter_map(|(row, (shape, properties))| {
            Some(Feature {
                row,
                properties: properties?,
                shape,
            })
        })
        .collect();
    if list.is_empty() {
        findings.error("no_rows", "the shapefile holds no shape; nothing can be imported");
        return None;
    }
    Some(Features {
        list,
        crs,
        names_cut_to: Some(NAME_LETTERS),
    })
}

/// The name of the one `.shp`, without its ending.
fn choose(names: &[String], kind: Kind, options: &ReadOptions, findings: &mut Findings) -> Option<String> {
    // Programs of Apple add a second, hidden copy of every file.
    let mut stems: Vec<&str> = names
        .iter()
        .filter(|name| !name.starts_with("__MACOSX/"))
        .filter(|name| name.to_lowercase().ends_with(".shp"))
        .map(|name| &name[..name.len() - 4])
        .collect();
    stems.sort_unstable();
    let last = |stem: &str| stem.rsplit('/').next().unwrap_or_default().to_owned();
    let listed = stems.iter().map(|stem| last(stem)).collect::<Vec<_>>().join(", ");
    let found = match &options.layer {
        Some(wanted) => stems.iter().find(|stem| last(stem) == *wanted).copied(),
        None if stems.len() == 1 => Some(stems[0]),
        None => None,
    };
    if found.is_none() {
        let message = match (&options.layer, stems.len()) {
            (_, 0) => format!(
                "the archive has a .dbf and no .shp: without places no {} can be read; pack both",
                kind.code()
            ),
            (Some(wanted), _) => format!("the archive has no shapefile '{wanted}'; it has: {listed}"),
            (None, _) => format!("the archive has several shapefiles: {listed}; name one with --layer"),
        };
        findings.error("no_layer", message);
    }
    found.map(str::to_owned)
}

fn named_crs(text: &str, findings: &mut Findings) -> Option<Crs> {
    match Crs::from_wkt(text) {
        Ok(crs) => Some(crs),
        Err(_) => {
            let told: String = text.chars().take(60).collect();
            let message = format!(
                "the .prj names a reference system that is not understood ({told}); name it yourself, such as --crs EPSG:3405"
            );
            findings.error("unknown_crs", message);
            None
        }
    }
}

/// Every shape of a `.shp`, in order.
fn shapes_of(bytes: &[u8]) -> Result<Vec<Shape>, String> {
    if bytes.len() < 100 || bytes[..4] != 9994u32.to_be_bytes() {
        return Err("does not begin as a shapefile does".into());
    }
    let (mut rest, mut shapes) = (&bytes[100..], Vec::new());
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let content = words
            .checked_mul(2)
            .and_then(|length| after.get(..length))
            .ok_or_else(|| format!("ends inside shape {}", shapes.len() + 1))?;
        shapes.push(shape_of(content));
        rest = &after[content.len()..];
    }
    if rest.is_empty() {
        Ok(shapes)
    } else {
        Err(format!("ends after shape {}", shapes.len()))
    }
}

fn shape_of(content: &[u8]) -> Shape {
    let cut = || Shape::Broken("cut off".to_owned());
    let Some(kind) = u32_at(content, 0) else { return cut() };
    // Ten more for heights, twenty more for measures; both follow the places and are not read.
    match kind {
        0 => Shape::Missing,
        1 | 11 | 21 => match (f64_at(content, 4), f64_at(content, 12)) {
            (Some(x), Some(y)) => Shape::Point(x, y),
            _ => cut(),
        },
        5 | 15 | 25 => rings_of(content).map_or_else(cut, |rings| Shape::Polygons(polygons_of(rings))),
        8 | 18 | 28 => match (u32_at(content, 36), f64_at(content, 40), f64_at(content, 48)) {
            (Some(1), Some(x), Some(y)) => Shape::Point(x, y),
            (Some(many), ..) => Shape::Other(format!("MultiPoint of {many} points")),
            _ => cut(),
        },
        3 | 13 | 23 => rings_of(content).map_or_else(cut, |lines| Shape::Lines(MultiLineString(lines))),
        other => Shape::Other(format!("shape of type {other}")),
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}

fn rings_of(content: &[u8]) -> Option<Vec<LineString<f64>>> {
    let (parts, points) = (u32_at(content, 36)? as usize, u32_at(content, 40)? as usize);
    let first = 44usize.checked_add(parts.checked_mul(4)?)?;
    let corners = content.get(first..first.checked_add(points.checked_mul(16)?)?)?;
    let mut starts: Vec<usize> = (0..parts)
        .map(|part| u32_at(content, 44 + 4 * part).map(|start| start as usize))
        .collect::<Option<_>>()?;
    starts.push(points);
    let ring = |from: usize, to: usize| -> Option<LineString<f64>> {
        let bytes = corners.get(from.checked_mul(16)?..to.checked_mul(16)?)?;
        let corner = |bytes: &[u8]| {
            Some(Coord {
                x: f64_at(bytes, 0)?,
                y: f64_at(bytes, 8)?,
            })
        };
        bytes
            .chunks_exact(16)
            .map(corner)
            .collect::<Option<Vec<_>>>()
            .map(LineString::new)
    };
    starts.windows(2).map(|pair| ring(pair[0], pair[1])).collect()
}

/// Outer rings run clockwise, holes the other way; a hole belongs to the outer ring around it.
fn polygons_of(rings: Vec<LineString<f64>>) -> MultiPolygon<f64> {
    let is_hole = |ring: &LineString<f64>| Polygon::new(ring.clone(), vec![]).signed_area() > 0.0;
    let (holes, outer): (Vec<_>, Vec<_>) = rings.into_iter().partition(is_hole);
    // A writer that turned every ring round left no outer one: then each stands for itself.
    if outer.is_empty() {
        return MultiPolygon(holes.into_iter().map(|ring| Polygon::new(ring, vec![])).collect());
    }
    let outer: Vec<(Polygon<f64>, Option<Rect<f64>>)> = outer
        .into_iter()
        .map(|ring| Polygon::new(ring, vec![]))
        .map(|polygon| {
            let bounds = polygon.bounding_rect();
            (polygon, bounds)
        })
        .collect();
    let mut holes_of: Vec<Vec<LineString<f64>>> = vec![Vec::new(); outer.len()];
    let mut alone = Vec::new();
    for hole in holes {
        // The corners of a hole may touch the outer ring, the middle of its first side does not.
        let middle = match hole.0.as_slice() {
            [a, b, ..] => Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0),
            _ => continue,
        };
        let around = outer.iter().position(|(ring, bounds)| {
            bounds.is_some_and(|bounds| bounds.intersects(&middle)) && ring.contains(&middle)
        });
        match around {
            Some(at) => holes_of[at].push(hole),
            None => alone.push(Polygon::new(hole, vec![])),
        }
    }
    let whole = outer.into_iter().zip(holes_of);
    let whole = whole.map(|((ring, _), holes)| Polygon::new(ring.into_inner().0, holes));
    MultiPolygon(whole.chain(alone).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(at: f64, size: f64, clockwise: i32) -> LineString<f64> {
        let mut corners = vec![
            (at, at),
            (at, at + size),
            (at + size, at + size),
            (at + size, at),
            (at, at),
        ];
        if clockwise < 0 {
            corners.reverse();
        }
        LineString::from(corners)
    }

    #[test]
    fn holes_go_into_the_ring_around_them() {
        let found = polygons_of(vec![square(0.0, 10.0, 1), square(20.0, 10.0, 1), square(22.0, 2.0, -1)]);
        assert_eq!(
            (
                found.0.len(),
                found.0[0].interiors().len(),
                found.0[1].interiors().len()
            ),
            (2, 0, 1)
        );
        let turned = polygons_of(vec![square(0.0, 10.0, -1), square(20.0, 10.0, -1)]);
        assert_eq!(turned.0.len(), 2);
    }

    #[test]
    fn claims_beyond_the_bytes_are_cut_off_shapes() {
        let mut content = vec![0u8; 60];
        content[0] = 5;
        content[36..40].copy_from_slice(&u32::MAX.to_le_bytes());
        content[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(shape_of(&content), Shape::Broken(_)));
        assert!(shapes_of(b"not a shapefile").is_err());
    }
}
