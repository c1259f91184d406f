//! H3 hexagons, for maps and aggregation only: no verdict is computed on them.

use super::LonLat;
use geo_types::MultiPolygon;
use h3o::geom::SolventBuilder;
use h3o::{CellIndex, LatLng, Resolution};

/// The H3 cell that holds the point, at resolution 0..=15; `None` for another resolution or a
/// position that is not finite.
pub fn hexagon_of(point: LonLat, resolution: u8) -> Option<u64> {
    let resolution = Resolution::try_from(resolution).ok()?;
    let position = LatLng::new(point.lat, point.lon).ok()?;
    Some(u64::from(position.to_cell(resolution)))
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
        let point = LonLat::new(105.8523, 21.0285);
        let outline = hexagon_outline(hexagon_of(point, 8).expect("a cell")).expect("an outline");
        assert_eq!(outline.len(), 6);
        assert!(super::super::BBox::around(outline).expect("corners").contains(point));
        assert_eq!(hexagon_of(point, 16), None);
        assert_eq!(hexagon_outline(7), None);
    }
}
