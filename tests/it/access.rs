//! The access engine against answers on paper, an oracle that walks every road, and its invariants.
//!
//! Long because the small towns, the random cities and the oracle serve all the tests together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use gandan::access::{PointAccess, Reach, Travel, Verdict};
use gandan::geometry::{LocalPlane, LonLat};
use gandan::model::{
    Barrier, Combine, Dataset, DemandCell, Facility, FacilityId, FacilityKind, RoadNetwork, RoadNode, RoadWay, Rule,
    TravelMode, TurnRestriction,
};
use gandan::routing::{Profile, Router};
use gandan::units::{Deciseconds, Metres};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const CENTRE: LonLat = LonLat::new(105.85, 21.02);

/// Residential streets: 18 km/h = 5 m/s, so 100 m take 20 s.
const SECONDS_PER_METRE: f64 = 0.2;

pub(super) fn at(x: f64, y: f64) -> LonLat {
    LocalPlane::at(CENTRE).to_lonlat([x, y])
}

pub(super) fn node(id: i64, x: f64, y: f64) -> RoadNode {
    RoadNode {
        id,
        location: at(x, y),
        barrier: None,
    }
}

pub(super) fn way(id: i64, nodes: &[u32], tags: &[(&str, &str)]) -> RoadWay {
    let tags = tags
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    RoadWay {
        id,
        class: "residential".into(),
        name: Some(format!("Phố {id}")),
        nodes: nodes.to_vec(),
        tags,
    }
}

pub(super) fn agent(code: &str, x: f64, y: f64) -> Facility {
    Facility::new(code, FacilityKind::Agent, code, at(x, y))
}

pub(super) fn cell(code: &str, x: f64, y: f64, people: f64) -> DemandCell {
    DemandCell {
        code: code.into(),
        location: at(x, y),
        people,
        elderly: None,
        enterprises: None,
        area: None,
    }
}

pub(super) fn city(
    nodes: Vec<RoadNode>,
    ways: Vec<RoadWay>,
    facilities: Vec<Facility>,
    cells: Vec<DemandCell>,
) -> Dataset {
    let roads = RoadNetwork {
        nodes,
        ways,
        restrictions: Vec::new(),
    };
    let mut dataset = Dataset {
        roads,
        facilities,
        cells,
        ..Dataset::default()
    };
    dataset.sort();
    dataset
}

/// A straight street of nodes 2 km apart, long enough that nobody walks past a whole stretch.
pub(super) fn street(stretches: u32) -> (Vec<RoadNode>, Vec<u32>) {
    let nodes = (0..=stretches)
        .map(|i| node(i64::from(i), f64::from(i) * 2000.0, 0.0))
        .collect();
    (nodes, (0..=stretches).collect())
}

fn time_to(dataset: &Dataset, facility: u32) -> Vec<Option<f64>> {
    let travel = Travel::new(dataset, TravelMode::Motorbike);
    let times = travel.times_to(FacilityId(facility), Deciseconds::NEVER);
    times.into_iter().map(Deciseconds::seconds).collect()
}

fn close_to(found: Option<f64>, expected: f64) {
    let found = found.expect("reachable");
    assert!(
        (found - expected).abs() <= expected * 0.002 + 0.5,
        "{found} s instead of {expected} s"
    );
}

#[test]
fn a_grid_town_gives_the_times_worked_out_on_paper_and_names_the_cells_by_their_sum() {
    let side = 9u32;
    let nodes =
        (0..side * side).map(|i| node(i64::from(i), f64::from(i % side) * 2000.0, f64::from(i / side) * 2000.0));
    let rows = (0..side).map(|row| {
        way(
            i64::from(row),
            &(0..side).map(|x| row * side + x).collect::<Vec<_>>(),
            &[],
        )
    });
    let columns = (0..side).map(|x| {
        way(
            i64::from(100 + x),
            &(0..side).map(|row| row * side + x).collect::<Vec<_>>(),
            &[],
        )
    });
    let cells = (0..side).map(|i| {
        cell(
            &format!("c{i}"),
            f64::from(i) * 2000.0,
            f64::from(i) * 2000.0,
            f64::from(1u32 << i),
        )
    });
    let dataset = city(
        nodes.collect(),
        rows.chain(columns).collect(),
        vec![agent("a", 0.0, 0.0)],
        cells.collect(),
    );
    let times = time_to(&dataset, 0);
    for (i, time) in times.iter().enumerate() {
        close_to(*time, 2.0 * 2000.0 * i as f64 * SECONDS_PER_METRE);
    }
    // Cell i lies 800 i seconds away and sqrt(8) i km: in time below 1800 s are 0, 1, 2; within 5 km are 0, 1.
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let reach = Reach::compute(&dataset, &travel, &Rule::scheme());
    let scheme = reach.coverage(&dataset, &travel, &Rule::scheme());
    assert_eq!(scheme.people.passing, 7.0);
    assert_eq!(
        (
            scheme.people.time_and_distance,
            scheme.people.time_only,
            scheme.people.neither
        ),
        (3.0, 4.0, 504.0)
    );
    let plan = reach.coverage(&dataset, &travel, &Rule::plan68());
    assert_eq!(plan.people.passing, 3.0);
    assert_eq!(plan.people.total, 511.0);
}

#[test]
fn the_two_limits_are_compared_strictly_for_time_and_inclusively_for_distance() {
    let (nodes, ids) = street(3);
    let dataset = city(
        nodes,
        vec![way(1, &ids, &[])],
        vec![agent("a", 0.0, 0.0)],
        vec![cell("c", 4000.0, 0.0, 1.0)],
    );
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let time = travel.times_to(FacilityId(0), Deciseconds::NEVER)[0];
    let distance = gandan::geometry::distance_m(dataset.cells[0].location, dataset.facilities[0].location);
    let verdict = |radius: f64, travel_limit: Deciseconds| {
        let rule = Rule {
            radius: Metres(radius),
            travel: travel_limit,
            ..Rule::scheme()
        };
        Reach::compute(&dataset, &travel, &rule)
            .coverage(&dataset, &travel, &rule)
            .verdicts[0]
    };
    assert_eq!(verdict(distance, time), Verdict::DistanceOnly);
    assert_eq!(verdict(distance, time.plus(Deciseconds(1))), Verdict::TimeAndDistance);
    assert_eq!(
        verdict(distance * (1.0 - 1e-12), time.plus(Deciseconds(1))),
        Verdict::TimeOnly
    );
    assert_eq!(verdict(distance * (1.0 - 1e-12), time), Verdict::Neither);
}

#[test]
fn all_asks_for_one_point_that_satisfies_both_limits() {
    // The near point has no road; the reachable one is far.
    let (nodes, ids) = street(4);
    let points = vec![agent("far", 6000.0, 0.0), agent("near", 0.0, 4000.0)];
    let dataset = city(nodes, vec![way(1, &ids, &[])], points, vec![cell("c", 0.0, 0.0, 1.0)]);
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let passes = |combine| {
        let rule = Rule {
            combine,
            ..Rule::scheme()
        };
        Reach::compute(&dataset, &travel, &rule).coverage(&dataset, &travel, &rule)
    };
    assert_eq!(passes(Combine::Any).verdicts, [Verdict::TimeAndDistance]);
    assert_eq!(passes(Combine::Any).passes, [true]);
    assert_eq!(passes(Combine::All).passes, [false]);
}

#[test]
fn a_oneway_street_is_travelled_towards_the_point_and_not_back() {
    let (nodes, ids) = street(2);
    let ends = vec![agent("a", 0.0, 0.0), agent("b", 4000.0, 0.0)];
    let dataset = city(
        nodes,
        vec![way(1, &ids, &[("oneway", "yes")])],
        ends,
        vec![cell("c", 2000.0, 0.0, 1.0)],
    );
    close_to(time_to(&dataset, 1)[0], 400.0);
    assert_eq!(time_to(&dataset, 0), [None]);
}

#[test]
fn two_places_on_one_long_stretch_ride_straight_to_each_other() {
    let nodes = vec![node(0, 0.0, 0.0), node(1, 10_000.0, 0.0)];
    let points = vec![agent("a", 6000.0, 0.0)];
    let cells = vec![cell("c", 2000.0, 0.0, 1.0), cell("d", 9000.0, 0.0, 1.0)];
    let both = city(nodes.clone(), vec![way(1, &[0, 1], &[])], points.clone(), cells.clone());
    close_to(time_to(&both, 0)[0], 800.0);
    close_to(time_to(&both, 0)[1], 600.0);
    let forward = city(nodes, vec![way(1, &[0, 1], &[("oneway", "yes")])], points, cells);
    close_to(time_to(&forward, 0)[0], 800.0);
    assert_eq!(
        time_to(&forward, 0)[1],
        None,
        "against the one-way there is no way round"
    );
}

#[test]
fn an_island_serves_its_own_people_and_nobody_else() {
    let nodes = vec![
        node(0, 0.0, 0.0),
        node(1, 2000.0, 0.0),
        node(2, 0.0, 6000.0),
        node(3, 2000.0, 6000.0),
    ];
    let ways = vec![way(1, &[0, 1], &[]), way(2, &[2, 3], &[])];
    let cells = vec![
        cell("island", 0.0, 6000.0, 1.0),
        cell("main", 0.0, 0.0, 1.0),
        cell("nowhere", 0.0, 20_000.0, 1.0),
    ];
    let dataset = city(
        nodes.clone(),
        ways.clone(),
        vec![agent("a", 2000.0, 0.0)],
        cells.clone(),
    );
    let times = time_to(&dataset, 0);
    assert_eq!((times[0], times[2]), (None, None), "unreachable is never zero");
    close_to(times[1], 400.0);
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let reach = Reach::compute(&dataset, &travel, &Rule::scheme());
    let people = reach.coverage(&dataset, &travel, &Rule::scheme()).people;
    assert_eq!(
        (people.total, people.unsnapped, people.neither, people.passing),
        (3.0, 1.0, 2.0, 1.0)
    );
    let dataset = city(nodes, ways, vec![agent("b", 2000.0, 6000.0)], cells);
    let times = time_to(&dataset, 0);
    close_to(times[0], 400.0);
    assert_eq!((times[1], times[2]), (None, None));
}

#[test]
fn a_banned_turn_is_driven_round_and_an_excepted_mode_still_turns() {
    // A cross with its centre at node 0; from the west (1) no left turn into the north (2); the round
    // trip goes on to the east (3) and back over the loop 3 - 2.
    let nodes = vec![
        node(0, 0.0, 0.0),
        node(1, -2000.0, 0.0),
        node(2, 0.0, 2000.0),
        node(3, 2000.0, 0.0),
    ];
    let ways = vec![
        way(1, &[1, 0], &[]),
        way(2, &[0, 2], &[]),
        way(3, &[0, 3], &[]),
        way(4, &[3, 2], &[]),
    ];
    let mut dataset = city(
        nodes,
        ways,
        vec![agent("north", 0.0, 2000.0)],
        vec![cell("west", -2000.0, 0.0, 1.0)],
    );
    close_to(time_to(&dataset, 0)[0], 800.0);
    let ban = |except: &[&str]| TurnRestriction {
        except: except.iter().map(|name| (*name).to_owned()).collect(),
        ..TurnRestriction::over_node(9, "no_left_turn", 1, 0, 2)
    };
    dataset.roads.restrictions = vec![ban(&[])];
    let round = 2000.0 * 2.0 + 2000.0 * 2f64.sqrt();
    close_to(time_to(&dataset, 0)[0], round * SECONDS_PER_METRE);
    dataset.roads.restrictions = vec![ban(&["motorcycle"])];
    close_to(time_to(&dataset, 0)[0], 800.0);
    dataset.roads.restrictions = vec![TurnRestriction {
        kind: "only_straight_on".into(),
        to_way: 3,
        ..ban(&[])
    }];
    close_to(time_to(&dataset, 0)[0], round * SECONDS_PER_METRE);
}

#[test]
fn a_wall_on_a_node_stops_every_way_through_it() {
    let (mut nodes, ids) = street(2);
    nodes[1].barrier = Some(Barrier::new("wall"));
    let ends = vec![agent("a", 4000.0, 0.0)];
    let cells = vec![cell("c", 0.0, 0.0, 1.0), cell("d", 3500.0, 0.0, 1.0)];
    let dataset = city(nodes, vec![way(1, &ids, &[])], ends, cells);
    let times = time_to(&dataset, 0);
    assert_eq!(times[0], None);
    close_to(times[1], 100.0);
}

#[test]
fn a_route_tells_its_streets_and_turns_and_agrees_with_the_travel_time() {
    let nodes = vec![node(0, 0.0, 0.0), node(1, 2000.0, 0.0), node(2, 2000.0, 2000.0)];
    let ways = vec![way(1, &[0, 1], &[]), way(2, &[1, 2], &[])];
    let dataset = city(
        nodes,
        ways,
        vec![agent("a", 2050.0, 2000.0)],
        vec![cell("c", 0.0, 50.0, 1.0)],
    );
    let router = Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike));
    let route = router
        .route(
            &dataset.roads,
            dataset.cells[0].location,
            dataset.facilities[0].location,
        )
        .expect("a way");
    let turns: Vec<&str> = route.legs.iter().map(|leg| leg.turn.code()).collect();
    assert_eq!(turns, ["walk", "depart", "left", "walk", "arrive"]);
    assert_eq!(route.legs[1].street.as_deref(), Some("Phố 1"));
    assert_eq!(route.legs[2].street.as_deref(), Some("Phố 2"));
    assert_eq!(route.travel.seconds(), time_to(&dataset, 0)[0]);
    assert!((route.distance.0 - 4100.0).abs() < 10.0, "{}", route.distance);
}

// ---------------------------------------------------------------- random cities and the oracle

fn random(rng: &mut ChaCha8Rng, below: u32) -> u32 {
    rng.next_u32() % below
}

pub(super) fn random_city(seed: u64) -> Dataset {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut place = || (f64::from(random(&mut rng, 6000)), f64::from(random(&mut rng, 6000)));
    let nodes: Vec<RoadNode> = (0..30)
        .map(|id| (id, place()))
        .map(|(id, (x, y))| node(id, x, y))
        .collect();
    let points = (0..6)
        .map(|i| (i, place()))
        .map(|(i, (x, y))| agent(&format!("a{i}"), x, y))
        .collect();
    let cells = (0..25)
        .map(|i| (i, place()))
        .map(|(i, (x, y))| cell(&format!("c{i:02}"), x, y, 1.0))
        .collect();
    let ways = (0..40)
        .filter_map(|id| {
            let ends = [random(&mut rng, 30), random(&mut rng, 30)];
            let tags: &[(&str, &str)] = match random(&mut rng, 5) {
                0 => &[("oneway", "yes")],
                1 => &[("oneway", "-1")],
                2 => &[("maxspeed", "11")],
                _ => &[],
            };
            (ends[0] != ends[1]).then(|| way(id, &ends, tags))
        })
        .collect();
    city(nodes, ways, points, cells)
}

/// Walks and rides every road within the snap limit, on an explicit graph in which every place meets
/// every road near it at a node of its own: slow, plain, and nothing in common with the engine but the
/// profile. Times in deciseconds from each cell to each facility; `None` for a city in which some place
/// lies within a metre of the snap limit, where the oracle's plane and the engine may honestly differ.
fn oracle(dataset: &Dataset, profile: &Profile) -> Option<Vec<Vec<f64>>> {
    let plane = LocalPlane::at(CENTRE);
    let (cells, points) = (dataset.cells.len(), dataset.facilities.len());
    let base = cells + points;
    let places = dataset
        .cells
        .iter()
        .map(|cell| cell.location)
        .chain(dataset.facilities.iter().map(|point| point.location));
    let places: Vec<[f64; 2]> = places.map(|place| plane.to_metres(place)).collect();
    let mut arcs: Vec<Vec<(usize, f64)>> = vec![Vec::new(); base + dataset.roads.nodes.len()];
    let walk = |metres: f64| metres / profile.walk_kmh * 36.0;
    let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let is_borderline = |metres: f64| (metres - profile.snap_limit_m).abs() < 1.0;
    for cell in 0..cells {
        for point in cells..base {
            if is_borderline(apart(places[cell], places[point])) {
                return None;
            }
            if apart(places[cell], places[point]) <= profile.snap_limit_m {
                arcs[cell].push((point, walk(apart(places[cell], places[point]))));
            }
        }
    }
    for way in &dataset.roads.ways {
        let passage = profile.passage(way);
        for pair in way.nodes.windows(2) {
            let ends = [pair[0], pair[1]].map(|node| plane.to_metres(dataset.roads.nodes[node as usize].location));
            let length = apart(ends[0], ends[1]);
            let mut stops = vec![(0.0, base + pair[0] as usize), (1.0, base + pair[1] as usize)];
            for (number, place) in places.iter().enumerate() {
                let along = (0..2)
                    .map(|axis| (place[axis] - ends[0][axis]) * (ends[1][axis] - ends[0][axis]))
                    .sum::<f64>();
                let fraction = (along / (length * length)).clamp(0.0, 1.0);
                let foot = [0, 1].map(|axis| ends[0][axis] + fraction * (ends[1][axis] - ends[0][axis]));
                let distance = apart(*place, foot);
                if is_borderline(distance) {
                    return None;
                }
                if distance <= profile.snap_limit_m {
                    let stop = arcs.len();
                    arcs.push(Vec::new());
                    stops.push((fraction, stop));
                    let (from, to) = if number < cells { (number, stop) } else { (stop, number) };
                    arcs[from].push((to, walk(distance)));
                }
            }
            stops.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
            for pair in stops.windows(2) {
                let metres = (pair[1].0 - pair[0].0) * length;
                let here = (metres == 0.0).then_some(1.0);
                let forward = passage
                    .forward
                    .or(here)
                    .map(|kmh| (pair[0].1, pair[1].1, metres / kmh * 36.0));
                let backward = passage
                    .backward
                    .or(here)
                    .map(|kmh| (pair[1].1, pair[0].1, metres / kmh * 36.0));
                for (from, to, time) in forward.into_iter().chain(backward) {
                    arcs[from].push((to, time));
                }
            }
        }
    }
    Some(
        (0..cells)
            .map(|cell| dijkstra(&arcs, cell)[cells..base].to_vec())
            .collect(),
    )
}

pub fn dijkstra(arcs: &[Vec<(usize, f64)>], start: usize) -> Vec<f64> {
    let mut times = vec![f64::INFINITY; arcs.len()];
    let mut heap = BinaryHeap::from([Reverse((0u64, start))]);
    times[start] = 0.0;
    while let Some(Reverse((bits, node))) = heap.pop() {
        let time = f64::from_bits(bits);
        if time > times[node] {
            continue;
        }
        for &(head, weight) in &arcs[node] {
            if time + weight < times[head] {
                times[head] = time + weight;
                heap.push(Reverse((times[head].to_bits(), head)));
            }
        }
    }
    times
}

/// The plane's 0.1 % and a few roundings.
fn same_time(found: Deciseconds, expected: f64) -> bool {
    match found.seconds() {
        None => expected.is_infinite(),
        Some(seconds) => (seconds * 10.0 - expected).abs() <= 8.0 + expected * 0.002,
    }
}

#[test]
fn every_table_agrees_with_the_oracle_on_random_cities() {
    let profile = Profile::shipped(TravelMode::Motorbike);
    let mut judged = 0;
    for seed in 0..150 {
        let dataset = random_city(seed);
        let Some(expected) = oracle(&dataset, &profile) else {
            continue;
        };
        judged += 1;
        let travel = Travel::new(&dataset, TravelMode::Motorbike);
        let all: Vec<FacilityId> = (0..dataset.facilities.len() as u32).map(FacilityId).collect();
        for &facility in &all {
            let times = travel.times_to(facility, Deciseconds::NEVER);
            for (cell, time) in times.iter().enumerate() {
                let wanted = expected[cell][facility.index()];
                assert!(
                    same_time(*time, wanted),
                    "seed {seed}, cell {cell} to {facility:?}: {time:?}, not {wanted}"
                );
            }
            let within = travel.within_time(&[facility], Deciseconds(6000));
            for (cell, time) in times.iter().enumerate() {
                let bit = within.contains(gandan::model::CellId(cell as u32), facility);
                assert_eq!(
                    bit,
                    *time < Deciseconds(6000),
                    "seed {seed}, cell {cell} to {facility:?}: {time:?}"
                );
            }
        }
        let nearest = travel.nearest(&all, 3);
        let times = all.iter().map(|&to| (to, travel.times_to(to, Deciseconds::NEVER)));
        let times: Vec<(FacilityId, Vec<Deciseconds>)> = times.collect();
        for cell in 0..dataset.cells.len() {
            let mut ranked: Vec<(Deciseconds, FacilityId)> =
                times.iter().map(|(to, times)| (times[cell], *to)).collect();
            ranked.retain(|(time, _)| time.is_reachable());
            ranked.sort();
            ranked.truncate(3);
            assert_eq!(nearest.of(cell), ranked, "seed {seed}, cell {cell}");
        }
    }
    assert!(judged >= 40, "only {judged} cities were judged");
}

#[test]
fn a_place_asks_for_the_same_times_as_a_cell_there() {
    for seed in 0..40 {
        let dataset = random_city(seed);
        let router = std::sync::Arc::new(Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike)));
        let travel = Travel::on(&dataset, TravelMode::Motorbike, std::sync::Arc::clone(&router));
        let all: Vec<FacilityId> = (0..dataset.facilities.len() as u32).map(FacilityId).collect();
        let table = travel.nearest(&all, 3);
        // That table is of the contracted roads, on which climbs meet; on the others one search spreads.
        assert!(router.is_contracted());
        let points = PointAccess::build(&dataset, router);
        let plain = Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike));
        let searched = PointAccess::build(&dataset, std::sync::Arc::new(plain));
        let every = travel.nearest(&all, 6);
        for (index, cell) in dataset.cells.iter().enumerate() {
            let near = points.nearest(cell.location, &[true; 6], 3);
            let by_time: Vec<_> = near
                .iter()
                .filter(|near| near.travel.is_reachable())
                .map(|near| (near.travel, near.facility))
                .collect();
            assert_eq!(by_time, table.of(index), "seed {seed}, cell {index}");
            assert_eq!(near.len(), 3, "those that no road reaches follow by distance");
            assert_eq!(searched.nearest(cell.location, &[true; 6], 3), near);
            for mask in [0b10_1001u32, 0b01_0110, 0b00_1000] {
                let wanted: Vec<bool> = (0..6).map(|facility| mask >> facility & 1 == 1).collect();
                let near = points.nearest(cell.location, &wanted, 6);
                assert_eq!(searched.nearest(cell.location, &wanted, 6), near);
                assert_eq!(near.len(), mask.count_ones() as usize);
                let reached = near.iter().filter(|near| near.travel.is_reachable());
                let reached: Vec<_> = reached.map(|near| (near.travel, near.facility)).collect();
                let mut expected = every.of(index).to_vec();
                expected.retain(|(time, facility)| *time < Deciseconds(72_000) && wanted[facility.index()]);
                assert_eq!(reached, expected, "seed {seed}, cell {index}, {mask:b}");
            }
        }
    }
}

#[test]
fn facilities_reach_each_other_as_cells_at_their_doors_would() {
    for seed in 0..20 {
        let mut dataset = random_city(seed);
        dataset.cells = dataset
            .facilities
            .iter()
            .map(|point| DemandCell {
                code: point.code.clone(),
                location: point.location,
                people: 1.0,
                elderly: None,
                enterprises: None,
                area: None,
            })
            .collect();
        let travel = Travel::new(&dataset, TravelMode::Motorbike);
        let all: Vec<FacilityId> = (0..6).map(FacilityId).collect();
        let between = travel.between(&all, &all, 4, Deciseconds(9000));
        let short = travel.between(&all, &all, 6, Deciseconds(1800));
        let table = travel.nearest(&all, 6);
        // That table is of the contracted roads, on which two climbs meet instead of one search that spreads.
        assert!(travel.router().is_contracted());
        assert_eq!(travel.between(&all, &all, 4, Deciseconds(9000)), between, "seed {seed}");
        assert_eq!(travel.between(&all, &all, 6, Deciseconds(1800)), short, "seed {seed}");
        for (from, between) in between.iter().enumerate() {
            let mut expected: Vec<(FacilityId, Deciseconds)> = table
                .of(from)
                .iter()
                .filter(|(time, to)| to.index() != from && *time < Deciseconds(9000))
                .map(|(time, to)| (*to, *time))
                .collect();
            expected.truncate(4);
            assert_eq!(between, &expected, "seed {seed}, from {from}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn building_a_road_never_makes_anybody_slower(seed in 0u64..10_000, from in 0u32..30, to in 0u32..30) {
        prop_assume!(from != to);
        let before = random_city(seed);
        let mut after = before.clone();
        after.roads.ways.push(way(99, &[from, to], &[]));
        let (before, after) = (time_to(&before, 0), time_to(&after, 0));
        for (cell, (before, after)) in before.iter().zip(&after).enumerate() {
            let before = before.unwrap_or(f64::INFINITY);
            prop_assert!(after.unwrap_or(f64::INFINITY) <= before, "cell {cell}: {before} -> {after:?}");
        }
    }

    #[test]
    fn opening_a_point_never_lowers_coverage_and_splitting_a_cell_changes_nothing(seed in 0u64..10_000) {
        let mut dataset = random_city(seed);
        let added = dataset.facilities.pop().expect("six points");
        let people = |dataset: &Dataset| {
            let rule = Rule { travel: Deciseconds(4000), radius: Metres(900.0), ..Rule::scheme() };
            let travel = Travel::new(dataset, TravelMode::Motorbike);
            Reach::compute(dataset, &travel, &rule).coverage(dataset, &travel, &rule).people
        };
        let before = people(&dataset);
        let mut half = dataset.cells[0].clone();
        half.people = 0.5;
        dataset.cells[0].people = 0.5;
        half.code = "c00b".into();
        dataset.cells.push(half);
        dataset.sort();
        prop_assert_eq!(people(&dataset), before);
        dataset.facilities.push(added);
        prop_assert!(people(&dataset).passing >= before.passing);
    }
}
