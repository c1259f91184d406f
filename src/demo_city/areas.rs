//! The city and its communes as areas.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::facts::{Commune, Facts};
use super::partition::Partition;
use super::plane::{Point, is_inside, plane};
use crate::geometry::LonLat;
use crate::model::{Area, AreaLevel, Origin, Territory};

/// The city's code in the state's list of provinces and municipalities.
const CITY_CODE: &str = "01";

/// The city first, then the communes in the order of the table.
pub fn areas(facts: &Facts, partition: &Partition) -> Vec<Area> {
    let communes = facts
        .communes
        .iter()
        .zip(&partition.rings)
        .map(|(commune, ring)| area(commune, ring));
    std::iter::once(city(facts, partition)).chain(communes).collect()
}

fn area(commune: &Commune, ring: &[Point]) -> Area {
    Area {
        code: commune.code.clone(),
        name: commune.name.clone(),
        level: AreaLevel::Commune,
        territory: Territory::of_name(&commune.name),
        outline: MultiPolygon(vec![Polygon::new(closed(ring), vec![])]),
        point: commune.location,
        area_km2: Some(commune.area_km2),
        declared_people: Some(commune.people),
        outline_origin: Origin::Modelled,
        valid_from: None,
        valid_to: None,
    }
}

fn city(facts: &Facts, partition: &Partition) -> Area {
    // Outer rings turn left; a ring that turns right is a hole of land that belongs to nobody.
    let (shells, holes): (Vec<_>, Vec<_>) = partition
        .outer
        .iter()
        .partition(|ring| super::plane::area_m2(ring) > 0.0);
    let polygon = |shell: &&Vec<Point>| {
        let own = holes.iter().filter(|hole| is_inside(shell, hole[0]));
        Polygon::new(closed(shell), own.map(|hole| closed(hole)).collect())
    };
    Area {
        code: CITY_CODE.to_owned(),
        name: "Thành phố Hà Nội".to_owned(),
        level: AreaLevel::City,
        territory: Territory::Urban,
        outline: MultiPolygon(shells.iter().map(polygon).collect()),
        point: LonLat::new(105.8523, 21.0285),
        area_km2: Some(facts.communes.iter().map(|commune| commune.area_km2).sum()),
        declared_people: Some(facts.communes.iter().map(|commune| commune.people).sum()),
        outline_origin: Origin::Modelled,
        valid_from: None,
        valid_to: None,
    }
}

fn closed(ring: &[Point]) -> LineString<f64> {
    let places = ring.iter().chain(ring.first()).map(|point| plane().to_lonlat(*point));
    LineString(
        places
            .map(|place| Coord {
                x: place.lon,
                y: place.lat,
            })
            .collect(),
    )
}
