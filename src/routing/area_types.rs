//! How dense the surroundings of a road are: decided once from the communes, read by every profile.

use crate::geometry::{LocalPlane, LonLat};
use crate::model::{Area, AreaLevel, DemandCell, RoadNetwork, Territory};
use crate::spatial_index::OutlineIndex;

/// From this density on a commune is very dense, people/km2. The inner wards of a city of the special class
/// reach it: Resolution 1210/2016/UBTVQH13, article 3 (there on the built land; here on the whole commune,
/// which is the stricter reading).
pub const VERY_DENSE_PER_KM2: f64 = 12_000.0;

/// From this density on a rural commune counts as urban, people/km2: the least density of a whole city of
/// the special class in the same article.
pub const URBAN_PER_KM2: f64 = 3_000.0;

/// Surroundings of a road, by which profiles tell speeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaType {
    VeryDense,
    Urban,
    Rural,
}

impl AreaType {
    pub const ALL: [AreaType; 3] = [Self::VeryDense, Self::Urban, Self::Rural];

    pub fn code(self) -> &'static str {
        match self {
            Self::VeryDense => "very_dense",
            Self::Urban => "urban",
            Self::Rural => "rural",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// From the commune's territory and its density, where known.
    pub fn of(territory: Territory, people_per_km2: Option<f64>) -> AreaType {
        match people_per_km2 {
            Some(density) if density >= VERY_DENSE_PER_KM2 => AreaType::VeryDense,
            Some(density) if density >= URBAN_PER_KM2 => AreaType::Urban,
            _ if territory == Territory::Urban => AreaType::Urban,
            _ => AreaType::Rural,
        }
    }
}

/// The area type of every way of one network; ways outside every commune have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaTypes {
    of_way: Vec<Option<AreaType>>,
}

impl AreaTypes {
    /// Nothing known: the default speeds everywhere.
    pub fn none() -> AreaTypes {
        AreaTypes::default()
    }

    /// A way takes the type of the commune that holds its middle vertex. Density is the declared population
    /// (else that of the cells) over the declared area (else that of the outline).
    pub fn classify(network: &RoadNetwork, areas: &[Area], cells: &[DemandCell]) -> AreaTypes {
        let mut counted = vec![0.0; areas.len()];
        for cell in cells {
            if let Some(area) = cell.area {
                counted[area.index()] += cell.people;
            }
        }
        let communes: Vec<(&Area, AreaType)> = areas
            .iter()
            .zip(&counted)
            .filter(|(area, _)| area.level == AreaLevel::Commune)
            .map(|(area, &counted)| (area, AreaType::of(area.territory, density(area, counted))))
            .collect();
        let index = OutlineIndex::build(communes.iter().map(|(area, _)| &area.outline));
        let of_way = network.ways.iter().map(|way| {
            let middle = network.nodes[way.nodes[way.nodes.len() / 2] as usize].location;
            index.locate(middle).map(|found| communes[found].1)
        });
        AreaTypes {
            of_way: of_way.collect(),
        }
    }

    /// By the way's index in the network.
    pub fn of_way(&self, way: usize) -> Option<AreaType> {
        self.of_way.get(way).copied().flatten()
    }
}

/// People/km2; `None` where neither people nor area are known.
fn density(area: &Area, counted: f64) -> Option<f64> {
    let people = area.declared_people.unwrap_or(counted);
    let km2 = area.area_km2.unwrap_or_else(|| outline_km2(area));
    (people > 0.0 && km2 > 0.0).then(|| people / km2)
}

/// In a plane laid at the commune's own point: good to a few per mille at the size of a commune.
fn outline_km2(area: &Area) -> f64 {
    let plane = LocalPlane::at(area.point);
    let ring = |line: &geo_types::LineString<f64>| {
        let points: Vec<[f64; 2]> = line
            .points()
            .map(|point| plane.to_metres(LonLat::new(point.x(), point.y())))
            .collect();
        let twice: f64 = points
            .windows(2)
            .map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1])
            .sum();
        (twice / 2.0).abs()
    };
    let square_metres: f64 = area
        .outline
        .iter()
        .map(|polygon| ring(polygon.exterior()) - polygon.interiors().iter().map(ring).sum::<f64>())
        .sum();
    square_metres / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AreaId, Origin, RoadNode, RoadWay};
    use geo_types::{LineString, MultiPolygon, Polygon};

    fn commune(code: &str, west: f64, people: Option<f64>, km2: Option<f64>, territory: Territory) -> Area {
        // 0.01 degree a side: 1.04 km x 1.11 km at 21 degrees north.
        let ring = [
            (west, 21.0),
            (west + 0.01, 21.0),
            (west + 0.01, 21.01),
            (west, 21.01),
            (west, 21.0),
        ];
        Area {
            code: code.into(),
            name: code.into(),
            level: AreaLevel::Commune,
            territory,
            outline: MultiPolygon(vec![Polygon::new(LineString::from(ring.to_vec()), vec![])]),
            point: LonLat::new(west + 0.005, 21.005),
            area_km2: km2,
            declared_people: people,
            outline_origin: Origin::Fact,
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn a_way_takes_the_type_of_the_commune_of_its_middle() {
        let areas = [
            commune("a", 105.00, Some(12_000.0), Some(1.0), Territory::Urban),
            commune("b", 105.01, None, None, Territory::Rural),
            commune("c", 105.02, None, Some(1.0), Territory::Urban),
            commune("d", 105.03, Some(2_999.0), Some(1.0), Territory::Rural),
        ];
        // 3,600 people on 1.155 km2 are 3,117/km2, more than 3,000; on 1.3 km2 they would not be.
        let cells = [DemandCell {
            code: "x".into(),
            location: LonLat::new(105.015, 21.005),
            people: 3_600.0,
            elderly: None,
            enterprises: None,
            area: Some(AreaId(1)),
        }];
        let lons = [105.005, 105.015, 105.025, 105.035, 105.5];
        let nodes = lons.map(|lon| RoadNode {
            id: (lon * 1000.0) as i64,
            location: LonLat::new(lon, 21.005),
            barrier: None,
        });
        let way = |id: i64, nodes: Vec<u32>| RoadWay {
            id,
            class: "residential".into(),
            name: None,
            nodes,
            tags: Vec::new(),
        };
        let network = RoadNetwork {
            nodes: nodes.to_vec(),
            ways: vec![
                way(0, vec![4, 0, 4]),
                way(1, vec![0, 1]),
                way(2, vec![1, 2]),
                way(3, vec![2, 3]),
                way(4, vec![3, 4]),
            ],
            restrictions: Vec::new(),
        };
        let types = AreaTypes::classify(&network, &areas, &cells);
        let told: Vec<_> = (0..5).map(|way| types.of_way(way)).collect();
        use AreaType::{Rural, Urban, VeryDense};
        assert_eq!(told, [Some(VeryDense), Some(Urban), Some(Urban), Some(Rural), None]);
        assert_eq!(AreaTypes::none().of_way(3), None);
    }
}
