//! H3 hexagons, for maps and aggregation only: no verdict is computed on them.

use super::LonLat;
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

#[cfg(test)]
mod tests {
    use super::*;

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
