//! H3 hexagons, for maps and aggregation only: no verdict is computed on them.
//!
//! The hexagons of one resolution lie only nearly within those of the next coarser one. So that figures add up
//! from resolution to resolution, a point belongs to the hexagon at the finest resolution that holds it, and to the
//! *ancestors* of that one at all others (in Python: `h3.cell_to_parent(h3.latlng_to_cell(lat, lon, 15), resolution)`). Near an
//! edge this is now and then the neighbour of the hexagon that is drawn around the point: of 68,542 cells of the demo city
//! 6.5 % at resolution 8.

use super::LonLat;
use geo_types::MultiPolygon;
use h3o::geom::SolventBuilder;
use h3o::{CellIndex, LatLng, Resolution};

/// The finest resolution, about a square metre.
const FINEST: Resolution = Resolution::Fifteen;

/// A number that is no H3 resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an H3 resolution; use 0 (coarsest) to 15 (finest), for a city 6 to 10")]
pub struct HexagonError(pub u8);

/// An H3 resolution, 0 (coarsest) to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HexagonResolution(Resolution);

impl HexagonResolution {
    /// # Errors
    /// Above 15.
    pub fn try_new(resolution: u8) -> Result<HexagonResolution, HexagonError> {
        let known = Resolution::try_from(resolution).map_err(|_| HexagonError(resolution))?;
        Ok(HexagonResolution(known))
    }

    pub fn number(self) -> u8 {
        u8::from(self.0)
    }

    /// The hexagon of a point at this resolution (see the module); `None` for a position that is not finite.
    pub fn hexagon_of(self, point: LonLat) -> Option<u64> {
        let finest = LatLng::new(point.lat, point.lon).ok()?.to_cell(FINEST);
        finest.parent(self.0).map(u64::from)
    }
}

/// The H3 cell of the point at resolution 0..=15 (see the module); `None` for another resolution or a
/// position that is not finite.
pub fn hexagon_of(point: LonLat, resolution: u8) -> Option<u64> {
    HexagonResolution::try_new(resolution).ok()?.hexagon_of(point)
}

/// The hexagon of a coarser resolution to which a hexagon belongs; itself at its own, `None` at a
/// finer one or when the number is not a cell.
pub fn hexagon_parent(index: u64, resolution: HexagonResolution) -> Option<u64> {
    CellIndex::try_from(index).ok()?.parent(resolution.0).map(u64::from)
}

/// The middle of an H3 cell, or `None` when the number is not a cell.
pub fn hexagon_centre(index: u64) -> Option<LonLat> {
    let centre = LatLng::from(CellIndex::try_from(index).ok()?);
    Some(LonLat::new(centre.lng(), centre.lat()))
}

/// The corners of an H3 cell (open ring), or `None` when the number is not a cell.
pub fn hexagon_outline(index: u64) -> Option<Vec<LonLat>> {
    let cell = CellIndex::try_from(index).ok()?;
    Some(
        cell.boundary()
            .iter()
            .map(|corner| LonLat::new(corner.lng(), corner.lat()))
            .collect(),
    )
}

/// The outline of several H3 cells of one resolution together, each given once; numbers that are no cells are left out, and
/// cells of several resolutions give nothing.
pub fn dissolved_hexagons(indexes: impl IntoIterator<Item = u64>) -> MultiPolygon<f64> {
    let cells = indexes.into_iter().filter_map(|index| CellIndex::try_from(index).ok());
    let dissolved = SolventBuilder::new().build().dissolve(cells);
    dissolved.unwrap_or_else(|_| MultiPolygon(Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOAN_KIEM: LonLat = LonLat::new(105.8523, 21.0285);

    #[test]
    fn two_neighbours_have_one_outline_of_ten_corners() {
        let first = hexagon_of(LonLat::new(105.8523, 21.0285), 9).expect("a cell");
        let corner = hexagon_outline(first).expect("an outline")[0];
        let beside = [(1e-4, 0.0), (-1e-4, 0.0), (0.0, 1e-4), (0.0, -1e-4)]
            .map(|(east, north)| hexagon_of(LonLat::new(corner.lon + east, corner.lat + north), 9).expect("a cell"));
        let second = beside
            .into_iter()
            .find(|cell| *cell != first)
            .expect("a corner is of three cells");
        let outline = dissolved_hexagons([first, second]);
        assert_eq!(outline.0.len(), 1);
        assert_eq!(
            outline.0[0].exterior().points().len(),
            11,
            "ten corners, the first one again"
        );
        assert_eq!(dissolved_hexagons([]).0.len(), 0);
    }

    #[test]
    fn a_point_lies_in_the_outline_of_its_hexagon() {
        let outline = hexagon_outline(hexagon_of(HOAN_KIEM, 8).expect("a cell")).expect("an outline");
        assert_eq!(outline.len(), 6);
        assert!(
            super::super::BBox::around(outline)
                .expect("corners")
                .contains(HOAN_KIEM)
        );
        assert_eq!(hexagon_of(HOAN_KIEM, 16), None);
        assert_eq!(hexagon_outline(7), None);
        assert_eq!(
            (hexagon_centre(7), hexagon_of(LonLat::new(f64::NAN, 21.0), 8)),
            (None, None)
        );
    }

    #[test]
    fn a_number_that_is_no_resolution_is_named() {
        let error = HexagonResolution::try_new(16).expect_err("refused");
        assert!(error.to_string().contains("16 is not an H3 resolution"), "{error}");
        for resolution in 0..=15 {
            assert_eq!(
                HexagonResolution::try_new(resolution).map(HexagonResolution::number),
                Ok(resolution)
            );
        }
    }

    proptest! {
        #[test]
        fn hexagons_nest_at_every_resolution_and_hold_their_points_nearly(
            lon in 105.2..106.1f64, lat in 20.5..21.5f64, fine in 0u8..=15, coarse in 0u8..=15,
        ) {
            let point = LonLat::new(lon, lat);
            let (coarse, fine) = (coarse.min(fine), coarse.max(fine));
            let at = |resolution| HexagonResolution::try_new(resolution).expect("a resolution");
            let cell = at(fine).hexagon_of(point).expect("a cell");
            prop_assert_eq!(hexagon_parent(cell, at(coarse)), at(coarse).hexagon_of(point));
            if coarse < fine {
                let parent = at(coarse).hexagon_of(point).expect("a cell");
                prop_assert_eq!(hexagon_parent(parent, at(fine)), None, "no parent is finer");
            }
            // Never farther than a hexagon's neighbour: within twice the distance from its centre to a corner.
            let centre = hexagon_centre(cell).expect("a cell");
            let corners = hexagon_outline(cell).expect("a cell");
            let radius = corners.iter().map(|corner| crate::geometry::distance_m(centre, *corner)).fold(0.0, f64::max);
            prop_assert!(crate::geometry::distance_m(centre, point) <= 1.5 * radius + 0.01);
        }
    }
}
