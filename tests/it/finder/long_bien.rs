//! At the Red River the nearest point as the crow flies lies across the water, and is not the nearest by road.

use super::CITY;
use crate::real_roads::roads;
use gandan::access::{Near, PointAccess};
use gandan::geometry::LonLat;
use gandan::model::{Dataset, FacilityId, TravelMode};
use gandan::routing::{Profile, Router};
use std::sync::Arc;

/// Places on the left bank, between Long Biên and Vĩnh Tuy bridges.
fn left_bank() -> impl Iterator<Item = LonLat> {
    (0..60).map(|step| {
        LonLat::new(
            105.862 + f64::from(step % 6) * 0.004,
            21.015 + f64::from(step / 6) * 0.004,
        )
    })
}

/// The Red River by a line along its middle here: east of it is the left bank.
fn is_left(at: LonLat) -> bool {
    let middle = [
        (21.060, 105.852),
        (21.040, 105.862),
        (21.020, 105.866),
        (21.000, 105.878),
        (20.980, 105.892),
    ];
    let place = middle.windows(2).find(|pair| (pair[1].0..=pair[0].0).contains(&at.lat));
    place.is_some_and(|pair| {
        let along = (at.lat - pair[0].0) / (pair[1].0 - pair[0].0);
        at.lon > pair[0].1 + along * (pair[1].1 - pair[0].1)
    })
}

/// For how many places the nearest by distance lies over the river and another is nearer by time. At every place the
/// first answer has the least time, and none is nearer by distance than the least distance of all points.
fn parted(dataset: &Dataset) -> (usize, usize) {
    let router = Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike));
    let points = PointAccess::build(dataset, Arc::new(router));
    let wanted = vec![true; dataset.facilities.len()];
    let (mut asked, mut parted) = (0, 0);
    for place in left_bank().filter(|place| is_left(*place) && points.is_on_road(*place)) {
        let near: Vec<Near> = points.nearest(place, &wanted, 60);
        let by_time = &near[0];
        assert!(near.iter().all(|other| by_time.travel <= other.travel));
        let metres = |id: FacilityId| gandan::geometry::distance_m(dataset.facilities[id.index()].location, place);
        let ids = (0..dataset.facilities.len() as u32).map(FacilityId);
        let by_distance = ids.min_by(|a, b| metres(*a).total_cmp(&metres(*b))).expect("points");
        assert!(metres(by_distance) <= by_time.distance.0 + 0.001);
        asked += 1;
        let is_over = !is_left(dataset.facilities[by_distance.index()].location);
        parted += usize::from(is_over && by_distance != by_time.facility);
    }
    (asked, parted)
}

#[test]
fn on_the_modelled_city_the_river_parts_places_from_their_nearest_point() {
    let (asked, parted) = parted(&CITY);
    println!("modelled: {parted} of {asked}");
    assert!(asked > 10 && parted > 0, "{parted} of {asked}");
}

#[test]
fn on_the_real_roads_the_river_parts_places_from_their_nearest_point() {
    let Some(roads) = roads("roads-inner-districts-2025-05.osm.pbf") else {
        return;
    };
    let real = Dataset {
        roads,
        facilities: CITY.facilities.clone(),
        ..Dataset::default()
    };
    let (asked, parted) = parted(&real);
    println!("real roads: {parted} of {asked}");
    assert!(asked > 10 && parted > 0, "{parted} of {asked}");
}
