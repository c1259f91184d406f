//! Which outlines a straight line crosses, and how much of it lies inside of each.

use geo::algorithm::line_intersection::{LineIntersection, line_intersection};
use geo::{BoundingRect, Contains, LinesIter};
use geo_types::{Coord, Line, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree, RTreeObject};

use crate::geometry::LonLat;

/// Outlines with an R-tree over their edges and one over their boxes. Lines and edges are straight in
/// longitude and latitude; whether they meet is decided exactly, whatever the rounding.
pub struct OutlineCrossings<'a> {
    outlines: Vec<&'a MultiPolygon<f64>>,
    edges: RTree<GeomWithData<Line<f64>, usize>>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

/// An outline that a line meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Position among the outlines.
    pub outline: usize,
    /// The part of the line that lies inside, 0..=1; 0 where it only touches.
    pub inside: f64,
}

impl<'a> OutlineCrossings<'a> {
    pub fn build(outlines: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> OutlineCrossings<'a> {
        let outlines: Vec<&MultiPolygon<f64>> = outlines.into_iter().collect();
        let (mut edges, mut boxes) = (Vec::new(), Vec::new());
        for (index, outline) in outlines.iter().enumerate() {
            edges.extend(outline.lines_iter().map(|edge| GeomWithData::new(edge, index)));
            if let Some(rect) = outline.bounding_rect() {
                let corners = [rect.min(), rect.max()].map(|corner| [corner.x, corner.y]);
                boxes.push(GeomWithData::new(
                    Rectangle::from_corners(corners[0], corners[1]),
                    index,
                ));
            }
        }
        OutlineCrossings {
            outlines,
            edges: RTree::bulk_load(edges),
            boxes: RTree::bulk_load(boxes),
        }
    }

    /// Every outline that has a point in common with the line, edges and touching included, in order.
    pub fn of_line(&self, from: LonLat, to: LonLat) -> Vec<Crossing> {
        let line = Line::new(coord(from), coord(to));
        let mut met: Vec<(usize, f64)> = Vec::new();
        for edge in self.edges.locate_in_envelope_intersecting(&line.envelope()) {
            match line_intersection(line, *edge.geom()) {
                None => {}
                Some(LineIntersection::SinglePoint { intersection, .. }) => {
                    met.push((edge.data, along(line, intersection)))
                }
                Some(LineIntersection::Collinear { intersection }) => {
                    met.push((edge.data, along(line, intersection.start)));
                    met.push((edge.data, along(line, intersection.end)));
                }
            }
        }
        let start = AABB::from_point([from.lon, from.lat]);
        for entry in self.boxes.locate_in_envelope_intersecting(&start) {
            if self.outlines[entry.data].contains(&Point(line.start)) {
                met.push((entry.data, 0.0));
            }
        }
        met.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        met.chunk_by(|a, b| a.0 == b.0)
            .map(|met| Crossing {
                outline: met[0].0,
                inside: self.inside(line, met),
            })
            .collect()
    }

    /// Between two neighbouring meetings the line is all inside or all outside: its middle tells.
    fn inside(&self, line: Line<f64>, met: &[(usize, f64)]) -> f64 {
        let outline = self.outlines[met[0].0];
        let ends = [0.0].into_iter().chain(met.iter().map(|(_, at)| *at)).chain([1.0]);
        let ends: Vec<f64> = ends.collect();
        let inside = ends.windows(2).filter(|pair| {
            let middle = (pair[0] + pair[1]) / 2.0;
            pair[1] > pair[0] && outline.contains(&Point(line.start + (line.end - line.start) * middle))
        });
        inside.map(|pair| pair[1] - pair[0]).sum()
    }
}

fn coord(place: LonLat) -> Coord<f64> {
    Coord {
        x: place.lon,
        y: place.lat,
    }
}

/// How far along the line a point on it lies, 0..=1.
fn along(line: Line<f64>, point: Coord<f64>) -> f64 {
    let (whole, part) = (line.end - line.start, point - line.start);
    let squared_length = whole.x * whole.x + whole.y * whole.y;
    if squared_length > 0.0 {
        ((part.x * whole.x + part.y * whole.y) / squared_length).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;
    use proptest::prelude::*;

    fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
        let (east, north) = (west + side, south + side);
        MultiPolygon(vec![polygon![
            (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)
        ]])
    }

    fn crossings(outlines: &[MultiPolygon<f64>], from: (f64, f64), to: (f64, f64)) -> Vec<(usize, f64)> {
        let index = OutlineCrossings::build(outlines);
        let found = index.of_line(LonLat::new(from.0, from.1), LonLat::new(to.0, to.1));
        found
            .into_iter()
            .map(|crossing| (crossing.outline, crossing.inside))
            .collect()
    }

    #[test]
    fn a_line_names_every_outline_it_meets_with_the_part_inside() {
        let outlines = [
            square(1.0, -1.0, 2.0),
            square(6.0, 0.0, 1.0),
            square(2.5, 5.0, 1.0),
            MultiPolygon(vec![]),
        ];
        // Along y = 0: a quarter of 8 lies in the first; the second is touched along its lower side only.
        assert_eq!(crossings(&outlines, (0.0, 0.0), (8.0, 0.0)), [(0, 0.25), (1, 0.0)]);
        assert_eq!(crossings(&outlines, (1.5, 0.0), (2.0, 0.5)), [(0, 1.0)], "all inside");
        assert_eq!(
            crossings(&outlines, (2.0, 0.0), (2.0, 2.0)),
            [(0, 0.5)],
            "from inside out"
        );
        assert_eq!(crossings(&outlines, (0.0, 3.0), (8.0, 3.0)), []);
        assert_eq!(
            crossings(&outlines, (2.0, 0.0), (2.0, 0.0)).len(),
            1,
            "a line of no length"
        );
        assert_eq!(crossings(&outlines, (0.5, 1.5), (1.5, 0.5)), [(0, 0.5)]);
        assert_eq!(
            crossings(&outlines, (0.0, 2.0), (2.0, 0.0)),
            [(0, 0.5)],
            "through a corner"
        );
        assert_eq!(crossings(&outlines, (0.0, 2.0), (1.0, 1.0)), [(0, 0.0)], "to a corner");
    }

    #[test]
    fn an_island_in_a_lake_is_land() {
        let lake = MultiPolygon(vec![polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 8.0, y: 0.0), (x: 8.0, y: 8.0), (x: 0.0, y: 8.0)],
            interiors: [[(x: 2.0, y: 2.0), (x: 6.0, y: 2.0), (x: 6.0, y: 6.0), (x: 2.0, y: 6.0)]],
        )]);
        let lake = [lake];
        assert_eq!(
            crossings(&lake, (3.0, 4.0), (5.0, 4.0)),
            [],
            "from shore to shore of the island"
        );
        assert_eq!(crossings(&lake, (4.0, 4.0), (12.0, 4.0)), [(0, 0.25)]);
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_looking_at_all_finds(
            squares in prop::collection::vec((0..12i32, 0..12i32, 1..4i32), 0..12),
            from in (0.0..12.0f64, 0.0..12.0f64), to in (0.0..12.0f64, 0.0..12.0f64),
        ) {
            let outlines: Vec<_> = squares.iter().map(|&(x, y, side)| square(x.into(), y.into(), side.into())).collect();
            let line = Line::new(Coord { x: from.0, y: from.1 }, Coord { x: to.0, y: to.1 });
            let expected: Vec<usize> = (0..outlines.len())
                .filter(|&index| geo::Intersects::intersects(&outlines[index], &line))
                .collect();
            let found = crossings(&outlines, from, to);
            prop_assert_eq!(found.iter().map(|(outline, _)| *outline).collect::<Vec<_>>(), expected);
            for (outline, inside) in found {
                let samples = 4000;
                let hits = (0..samples).filter(|&sample| {
                    let at = (f64::from(sample) + 0.5) / f64::from(samples);
                    outlines[outline].contains(&Point(line.start + (line.end - line.start) * at))
                });
                let sampled = hits.count() as f64 / f64::from(samples);
                prop_assert!((inside - sampled).abs() < 1e-3, "{inside}, sampled {sampled}");
            }
        }
    }
}
