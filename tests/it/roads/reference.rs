//! The reference mode, area types and periods through the whole engine.

use gandan::access::Travel;
use gandan::geometry::{LocalPlane, LonLat, distance_m};
use gandan::model::{
    Area, AreaLevel, Dataset, DemandCell, Facility, FacilityId, FacilityKind, Origin, RoadNetwork, Territory,
    TravelMode, TravelPeriod,
};
use gandan::routing::{AreaTypes, Direction, Profile, RoadGraph, Router, Snap, SnapWalk, Sweep};
use gandan::units::Deciseconds;
use geo_types::{LineString, MultiPolygon, Polygon};
use std::sync::Arc;

use super::nodes_of;
use super::towns::{CENTRE, Dice, nodes, random_town, regular_town, way};

fn reference(mode: TravelMode) -> Profile {
    let mut profile = Profile::shipped(mode);
    profile.snap = Snap::NearestNodeOfLargestComponent;
    profile
}

fn at(x: f64, y: f64) -> LonLat {
    LocalPlane::at(CENTRE).to_lonlat([x, y])
}

#[test]
fn in_the_reference_mode_times_are_those_between_the_nearest_nodes_of_the_largest_component() {
    let mut asked = 0;
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        let mut network = random_town(&mut dice);
        network.nodes.iter_mut().for_each(|node| node.barrier = None);
        let profile = reference([TravelMode::Motorbike, TravelMode::Car][seed as usize % 2]);
        let router = Router::build(&network, profile);
        let graph = router.graph();
        let (component, _) = graph.strong_components();
        let mapped = nodes_of(graph, &network);
        let inside: Vec<usize> = (0..network.nodes.len())
            .filter(|&node| mapped[node].1.iter().any(|&copy| component[copy as usize] == 0))
            .collect();
        let nearest = |place: LonLat| {
            let metres = |node: &usize| distance_m(network.nodes[*node].location, place);
            inside.iter().copied().min_by(|a, b| metres(a).total_cmp(&metres(b)))
        };
        let mut sweep = Sweep::new(graph, 0);
        for _ in 0..6 {
            // Far beyond the snap limit too.
            let mut place = || at(dice.below(9000) as f64 - 4000.0, dice.below(9000) as f64 - 4000.0);
            let (from, to) = (place(), place());
            let (Some(start), Some(end)) = (nearest(from), nearest(to)) else {
                continue;
            };
            sweep.run(
                graph,
                Direction::Forward,
                &[(mapped[start].0.expect("no barriers"), 0)],
                u32::MAX,
            );
            let wanted = mapped[end].1.iter().filter_map(|&node| sweep.time(node)).min();
            let found = router.route(&network, from, to).map(|route| route.travel.0);
            assert_eq!(found, wanted, "seed {seed}: {start} to {end}");
            asked += 1;
        }
    }
    assert!(asked > 1500, "{asked}");
}

fn cell(code: &str, location: LonLat) -> DemandCell {
    DemandCell {
        code: code.into(),
        location,
        people: 1.0,
        elderly: None,
        enterprises: None,
        area: None,
    }
}

/// A street of 2 km and, 400 m north of it, one of two nodes that hangs on nothing.
fn two_streets() -> Dataset {
    let places = [(0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0), (0.0, 400.0), (300.0, 400.0)];
    let mut dataset = Dataset {
        roads: RoadNetwork {
            nodes: nodes(&places),
            ways: vec![way(1, "primary", &[0, 1, 2], &[]), way(2, "primary", &[3, 4], &[])],
            restrictions: Vec::new(),
        },
        facilities: vec![Facility::new("a", FacilityKind::Agent, "a", at(2100.0, 0.0))],
        cells: vec![
            cell("north", at(0.0, 400.0)),
            cell("door", at(2100.0, 50.0)),
            cell("far", at(0.0, -30_000.0)),
        ],
        ..Dataset::default()
    };
    dataset.sort();
    dataset
}

fn times(dataset: &Dataset, profile: Profile) -> Vec<Option<f64>> {
    let mode = TravelMode::from_code(&profile.mode).expect("a mode");
    let router = Arc::new(Router::build(&dataset.roads, profile));
    let travel = Travel::on(dataset, mode, router);
    let times = travel.times_to(FacilityId(0), Deciseconds::NEVER);
    times.into_iter().map(Deciseconds::seconds).collect()
}

#[test]
fn in_the_reference_mode_nobody_walks_and_small_components_are_passed_over() {
    let dataset = two_streets();
    // Cells in order of code: door, far, north. 2 km at 30 km/h are 240 s.
    let none = times(&dataset, reference(TravelMode::Motorbike));
    assert_eq!(
        none[0],
        Some(0.0),
        "both snap to the same node; the 50 m between them take no time"
    );
    let close = |time: Option<f64>, seconds: f64| (time.expect("reached") - seconds).abs() < 0.6;
    assert!(close(none[1], 240.0) && close(none[2], 240.0), "{none:?}");
    let mut walked = reference(TravelMode::Motorbike);
    walked.snap_walk = SnapWalk::Straight;
    // 400 m at 5 km/h are 288 s, the 100 m at the other end 72 s; 30 km are beyond the limit.
    let walked = times(&dataset, walked);
    assert!(close(walked[2], 240.0 + 288.0 + 72.0), "{walked:?}");
    assert_eq!(walked[1], None);
    let ours = times(&dataset, Profile::shipped(TravelMode::Motorbike));
    assert!(close(ours[0], 36.0), "50 m on foot: {ours:?}");
    assert_eq!(ours[1], None);
}

#[test]
fn speeds_follow_the_commune_and_the_period() {
    let ring = |west: f64, east: f64| {
        let corner = |x: f64, y: f64| (at(x, y).lon, at(x, y).lat);
        let corners = vec![
            corner(west, -500.0),
            corner(east, -500.0),
            corner(east, 500.0),
            corner(west, 500.0),
            corner(west, -500.0),
        ];
        MultiPolygon(vec![Polygon::new(LineString::from(corners), vec![])])
    };
    let commune = |code: &str, west: f64, east: f64, people: f64| Area {
        code: code.into(),
        name: code.into(),
        level: AreaLevel::Commune,
        territory: Territory::Rural,
        outline: ring(west, east),
        point: at((west + east) / 2.0, 0.0),
        area_km2: Some(1.0),
        declared_people: Some(people),
        outline_origin: Origin::Fact,
        valid_from: None,
        valid_to: None,
    };
    // Three primary streets of 2 km, in a very dense commune, in a rural one, and in none.
    let network = RoadNetwork {
        nodes: nodes(&[
            (0.0, 0.0),
            (1000.0, 0.0),
            (2000.0, 0.0),
            (10_000.0, 0.0),
            (11_000.0, 0.0),
            (12_000.0, 0.0),
            (20_000.0, 0.0),
            (21_000.0, 0.0),
            (22_000.0, 0.0),
        ]),
        ways: vec![
            way(1, "primary", &[0, 1, 2], &[]),
            way(2, "primary", &[3, 4, 5], &[]),
            way(3, "primary", &[6, 7, 8], &[]),
        ],
        restrictions: Vec::new(),
    };
    let areas = [
        commune("a", -100.0, 2100.0, 20_000.0),
        commune("b", 9900.0, 12_100.0, 200.0),
    ];
    let types = AreaTypes::classify(&network, &areas, &[]);
    let seconds = |profile: &Profile, types: &AreaTypes| -> Vec<f64> {
        let router = Router::build_in(&network, profile.clone(), types);
        [0.0, 10_000.0, 20_000.0]
            .map(|x| {
                router
                    .route(&network, at(x, 0.0), at(x + 2000.0, 0.0))
                    .expect("a way")
                    .travel
                    .0
            })
            .map(|time| f64::from(time) / 10.0)
            .to_vec()
    };
    let quiet = Profile::shipped(TravelMode::Motorbike);
    let rush = quiet.at(TravelPeriod::Peak);
    let close = |found: Vec<f64>, wanted: [f64; 3]| {
        let all = found
            .iter()
            .zip(wanted)
            .all(|(found, wanted)| (found - wanted).abs() < 1.5);
        assert!(all, "{found:?} instead of {wanted:?}");
    };
    // 2 km at 30 km/h are 240 s; very dense x 0.9, rural x 1.25; in the peak x 0.75, x 0.95, x 0.8.
    close(seconds(&quiet, &types), [240.0 / 0.9, 240.0 / 1.25, 240.0]);
    close(seconds(&quiet, &AreaTypes::none()), [240.0; 3]);
    close(
        seconds(&rush, &types),
        [240.0 / 0.9 / 0.75, 240.0 / 1.25 / 0.95, 240.0 / 0.8],
    );
}

#[test]
fn the_default_constructor_is_the_one_without_areas() {
    let network = regular_town(4);
    let profile = Profile::shipped(TravelMode::Motorbike);
    let (plain, rich) = (
        RoadGraph::build(&network, &profile),
        RoadGraph::build_in(&network, &profile, &AreaTypes::none()),
    );
    assert_eq!(plain.segments(), rich.segments());
}
