//! A perfect grid town, to check the engine against answers worked out on paper.
//!
//! Straight streets at equal distances meet at every corner; every street has one speed, so the time between
//! two corners is (columns + rows between them) x block / speed. The town lies on the equator, where metres
//! and degrees agree best: a block is true to a tenth of a millimetre. Home number i holds 2^i people, so that any
//! sum of people names exactly the homes that were counted.
//!
//! After the idea of the grid towns in Conveyal R5's tests (`SimpsonDesertTests`).

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::geometry::{LocalPlane, LonLat};
use crate::model::{
    Area, AreaId, AreaLevel, Dataset, DemandCell, Facility, FacilityKind, Origin, RoadNetwork, RoadNode, RoadWay,
    Territory,
};

/// A town of `columns` x `rows` corners.
#[derive(Clone, Debug, PartialEq)]
pub struct GridTownOptions {
    /// Corners from west to east, at least 2.
    pub columns: u32,
    /// Corners from south to north, at least 2.
    pub rows: u32,
    /// Distance between neighbouring corners in metres.
    pub block_metres: f64,
    /// `maxspeed` of every street in km/h, or `None` for what the profile says of `primary`.
    pub speed_kmh: Option<u32>,
    /// Corners (column, row) with a home; the i-th holds 2^i people. At most 50.
    pub homes: Vec<(u32, u32)>,
    /// Points: kind and corner; the i-th has code `P00i`.
    pub points: Vec<(FacilityKind, u32, u32)>,
}

impl Default for GridTownOptions {
    /// 21 x 21 corners 300 m apart at 36 km/h: 30 seconds a block. Homes stand on every fourth corner of every fourth
    /// street (36 of them), a branch in the middle, agents in the north-west and south-east corners and one beside the branch.
    fn default() -> Self {
        let homes = (0..36).map(|home| (home % 6 * 4, home / 6 * 4)).collect();
        let points = vec![
            (FacilityKind::Branch, 10, 10),
            (FacilityKind::Agent, 11, 10),
            (FacilityKind::Agent, 0, 20),
            (FacilityKind::Agent, 20, 0),
        ];
        GridTownOptions {
            columns: 21,
            rows: 21,
            block_metres: 300.0,
            speed_kmh: Some(36),
            homes,
            points,
        }
    }
}

/// The position of a corner: column from the west, row from the south, both from 0.
pub fn grid_place(options: &GridTownOptions, column: u32, row: u32) -> LonLat {
    let origin = LonLat::new(105.0, 0.0);
    LocalPlane::at(origin).to_lonlat([
        f64::from(column) * options.block_metres,
        f64::from(row) * options.block_metres,
    ])
}

/// The town as a dataset: one area (`town`), streets, homes (`H00`, `H01`, ...), points (`P000`, ...).
pub fn grid_town(options: &GridTownOptions) -> Dataset {
    let home = |(index, &(column, row)): (usize, &(u32, u32))| DemandCell {
        code: format!("H{index:02}"),
        location: grid_place(options, column, row),
        people: 2f64.powi(index as i32),
        elderly: None,
        enterprises: None,
        area: Some(AreaId(0)),
    };
    let point = |(index, &(kind, column, row)): (usize, &(FacilityKind, u32, u32))| {
        let place = grid_place(options, column, row);
        let mut facility = Facility::new(format!("P{index:03}"), kind, format!("Điểm {index}"), place);
        facility.area = Some("town".to_owned());
        facility.origin = Origin::Modelled;
        facility
    };
    let mut dataset = Dataset {
        facilities: options.points.iter().enumerate().map(point).collect(),
        cells: options.homes.iter().enumerate().map(home).collect(),
        areas: vec![town(options)],
        roads: streets(options),
        is_demo: true,
        ..Dataset::default()
    };
    dataset.sort();
    dataset
}

/// One way a street, two-way, with a node at every corner.
fn streets(options: &GridTownOptions) -> RoadNetwork {
    let corners = (0..options.rows).flat_map(|row| (0..options.columns).map(move |column| (column, row)));
    let node = |(index, (column, row)): (usize, (u32, u32))| RoadNode {
        id: index as i64 + 1,
        location: grid_place(options, column, row),
        barrier: None,
    };
    let along_rows = (0..options.rows).map(|row| {
        (0..options.columns)
            .map(|column| row * options.columns + column)
            .collect()
    });
    let along_columns =
        (0..options.columns).map(|column| (0..options.rows).map(|row| row * options.columns + column).collect());
    let lines: Vec<Vec<u32>> = along_rows.chain(along_columns).collect();
    let maxspeed = options
        .speed_kmh
        .map(|speed| ("maxspeed".to_owned(), speed.to_string()));
    let way = |(index, nodes)| RoadWay {
        id: index as i64 + 1,
        class: "primary".to_owned(),
        name: None,
        nodes,
        tags: maxspeed.iter().cloned().collect(),
    };
    RoadNetwork {
        nodes: corners.enumerate().map(node).collect(),
        ways: lines.into_iter().enumerate().map(way).collect(),
        restrictions: Vec::new(),
    }
}

/// The town's area reaches half a block beyond its outer streets.
fn town(options: &GridTownOptions) -> Area {
    let low = grid_place(options, 0, 0);
    let high = grid_place(options, options.columns - 1, options.rows - 1);
    let half = (grid_place(options, 1, 0).lon - low.lon) / 2.0;
    let (west, south, east, north) = (low.lon - half, low.lat - half, high.lon + half, high.lat + half);
    let ring = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    let ring = LineString(ring.into_iter().map(|(x, y)| Coord { x, y }).collect());
    let side = |corners: u32| f64::from(corners) * options.block_metres / 1000.0;
    Area {
        code: "town".to_owned(),
        name: "Xã Bàn Cờ".to_owned(),
        level: AreaLevel::Commune,
        territory: Territory::Rural,
        outline: MultiPolygon(vec![Polygon::new(ring, vec![])]),
        point: LonLat::new((west + east) / 2.0, (south + north) / 2.0),
        area_km2: Some(side(options.columns) * side(options.rows)),
        declared_people: Some((0..options.homes.len()).map(|home| 2f64.powi(home as i32)).sum()),
        outline_origin: Origin::Modelled,
        valid_from: None,
        valid_to: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::distance_m;

    #[test]
    fn every_block_has_the_stated_length_on_the_ellipsoid() {
        let town = grid_town(&GridTownOptions::default());
        for way in &town.roads.ways {
            for pair in way.nodes.windows(2) {
                let [a, b] = [pair[0], pair[1]].map(|node| town.roads.nodes[node as usize].location);
                let length = distance_m(a, b);
                assert!((length - 300.0).abs() < 1e-3, "{a} to {b}: {length} m");
            }
        }
    }

    #[test]
    fn a_sum_of_people_names_its_homes() {
        let town = grid_town(&GridTownOptions::default());
        assert_eq!(town.people(), 2f64.powi(36) - 1.0);
        assert_eq!(town.cells[5].people, 32.0);
        assert_eq!(town.cells[7].location, grid_place(&GridTownOptions::default(), 4, 4));
    }

    #[test]
    fn every_corner_has_a_node_on_two_streets() {
        let town = grid_town(&GridTownOptions {
            columns: 3,
            rows: 2,
            ..GridTownOptions::default()
        });
        assert_eq!((town.roads.nodes.len(), town.roads.ways.len()), (6, 5));
        for node in 0..6 {
            assert_eq!(
                town.roads.ways.iter().filter(|way| way.nodes.contains(&node)).count(),
                2
            );
        }
    }
}
