//! From degrees to the drawn outline on a tile's integer grid.

use super::EXTENT;
use super::clip::Square;
use super::feature::{TileFeature, TileGeometry};
use crate::geometry::{LonLat, Tile};
use fast_mvt::MvtCoord;
use geo::{Coord, LineString, Simplify};

/// Below this zoom outlines are thinned and specks dropped; from it on everything is drawn as it is.
const FULL_DETAIL_ZOOM: u8 = 14;
/// Allowed deviation of a thinned outline, in grid units: an eighth of a pixel at 512 pixels a tile.
const TOLERANCE: f64 = 1.0;
/// Rings below this many square units (a quarter of a pixel at 512 pixels a tile) and lines below this many
/// units are not drawn before full detail.
const SPECK_AREA: f64 = 16.0;
const SPECK_LENGTH: f64 = 2.0;

/// What remains of a feature in one tile.
pub enum Outline {
    Point(MvtCoord),
    Lines(Vec<Vec<MvtCoord>>),
    /// Polygons, each its exterior ring and then its holes.
    Polygons(Vec<Vec<Vec<MvtCoord>>>),
}

/// `None` when nothing of the feature shows in the tile.
pub fn outline(feature: &TileFeature, tile: &Tile, square: Square) -> Option<Outline> {
    let project = |point: LonLat| tile.project(point).map(|share| share * EXTENT);
    match &feature.geometry {
        TileGeometry::Point(point) => {
            let at = project(*point);
            square.contains(at).then(|| Outline::Point(grid(at)))
        }
        TileGeometry::Line(points) => {
            let line: Vec<_> = points.iter().copied().map(project).collect();
            let lines: Vec<_> = square
                .clip_line(&line)
                .into_iter()
                .filter_map(|piece| draw_line(piece, tile.zoom))
                .collect();
            (!lines.is_empty()).then_some(Outline::Lines(lines))
        }
        TileGeometry::Rectangle(bbox) => {
            let ring = [
                project(LonLat::new(bbox.west, bbox.north)),
                project(LonLat::new(bbox.east, bbox.north)),
                project(LonLat::new(bbox.east, bbox.south)),
                project(LonLat::new(bbox.west, bbox.south)),
            ];
            draw_ring(square.clip_ring(&ring), tile.zoom).map(|ring| Outline::Polygons(vec![vec![ring]]))
        }
        TileGeometry::Polygon(polygons) => {
            let draw = |ring: &LineString<f64>| {
                let points: Vec<_> = open(ring).iter().map(|at| project(LonLat::new(at.x, at.y))).collect();
                draw_ring(square.clip_ring(&points), tile.zoom)
            };
            let drawn: Vec<_> = polygons
                .iter()
                .filter_map(|polygon| {
                    let exterior = draw(polygon.exterior())?;
                    Some(
                        std::iter::once(exterior)
                            .chain(polygon.interiors().iter().filter_map(draw))
                            .collect(),
                    )
                })
                .collect();
            (!drawn.is_empty()).then_some(Outline::Polygons(drawn))
        }
    }
}

/// A ring without its repeated last point.
fn open(ring: &LineString<f64>) -> &[Coord<f64>] {
    match ring.0.as_slice() {
        [first, middle @ .., last] if first == last && !middle.is_empty() => &ring.0[..ring.0.len() - 1],
        points => points,
    }
}

fn draw_line(piece: Vec<[f64; 2]>, zoom: u8) -> Option<Vec<MvtCoord>> {
    let length: f64 = piece
        .windows(2)
        .map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]))
        .sum();
    if zoom < FULL_DETAIL_ZOOM && length < SPECK_LENGTH {
        return None;
    }
    let line = snap(thin(piece, zoom));
    (line.len() >= 2).then_some(line)
}

/// `None` when the ring encloses nothing on the grid: the specification forbids rings without area.
fn draw_ring(mut ring: Vec<[f64; 2]>, zoom: u8) -> Option<Vec<MvtCoord>> {
    ring.push(*ring.first()?);
    let mut ring = snap(thin(ring, zoom));
    if ring.first() == ring.last() {
        ring.pop();
    }
    let area = doubled_area(&ring) as f64 / 2.0;
    let least = if zoom < FULL_DETAIL_ZOOM { SPECK_AREA } else { 0.0 };
    (ring.len() >= 3 && area > least).then_some(ring)
}

fn thin(points: Vec<[f64; 2]>, zoom: u8) -> Vec<[f64; 2]> {
    if zoom >= FULL_DETAIL_ZOOM || points.len() < 3 {
        return points;
    }
    let line: LineString<f64> = points.into();
    line.simplify(TOLERANCE).0.into_iter().map(|at| [at.x, at.y]).collect()
}

/// Rounds to the grid and drops points that fall on the one before.
fn snap(points: Vec<[f64; 2]>) -> Vec<MvtCoord> {
    let mut snapped: Vec<MvtCoord> = points.into_iter().map(grid).collect();
    snapped.dedup();
    snapped
}

fn grid([x, y]: [f64; 2]) -> MvtCoord {
    MvtCoord {
        x: x.round() as i32,
        y: y.round() as i32,
    }
}

/// Twice the enclosed area (surveyor's formula), without its sign.
fn doubled_area(ring: &[MvtCoord]) -> u64 {
    let next = ring.iter().cycle().skip(1);
    let sum: i64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y))
        .sum();
    sum.unsigned_abs()
}
