//! Which outline holds a point.

use geo::{BoundingRect, Contains, Point};
use geo_types::MultiPolygon;

use crate::geometry::{BBox, LonLat};

/// Outlines with their boxes. A city has hundreds, so a list of boxes is searched.
pub struct OutlineIndex<'a> {
    outlines: Vec<(BBox, &'a MultiPolygon<f64>, usize)>,
}

impl<'a> OutlineIndex<'a> {
    /// Empty outlines hold nothing.
    pub fn build(outlines: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> OutlineIndex<'a> {
        let boxed = outlines.into_iter().enumerate().filter_map(|(index, outline)| {
            let rect = outline.bounding_rect()?;
            let (min, max) = (rect.min(), rect.max());
            Some((
                BBox {
                    west: min.x,
                    south: min.y,
                    east: max.x,
                    north: max.y,
                },
                outline,
                index,
            ))
        });
        OutlineIndex {
            outlines: boxed.collect(),
        }
    }

    /// The first outline, in the order given, that holds the point (edges do not).
    pub fn locate(&self, place: LonLat) -> Option<usize> {
        let point = Point::new(place.lon, place.lat);
        let mut boxed = self.outlines.iter().filter(|(bbox, _, _)| bbox.contains(place));
        boxed
            .find(|(_, outline, _)| outline.contains(&point))
            .map(|(_, _, index)| *index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    #[test]
    fn a_point_is_found_in_the_outline_that_holds_it_and_not_in_its_hole() {
        let ring = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 3.0, y: 1.0), (x: 3.0, y: 3.0), (x: 1.0, y: 3.0)]],
        );
        let inner = polygon![(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)];
        let outlines = [
            MultiPolygon(vec![ring]),
            MultiPolygon(vec![inner]),
            MultiPolygon(vec![]),
        ];
        let index = OutlineIndex::build(&outlines);
        assert_eq!(index.locate(LonLat::new(0.5, 0.5)), Some(0));
        assert_eq!(index.locate(LonLat::new(1.5, 1.5)), Some(1));
        assert_eq!(index.locate(LonLat::new(2.5, 2.5)), None);
    }
}
