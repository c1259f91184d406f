//! The modelled Hanoi as its users see it: recomputed from the dataset, without the model's own code.
//!
//! Long because every test reads the same modelled city, made once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use gandan::demo_city::{DemoError, DemoOptions, build};
use gandan::geometry::{LocalPlane, LonLat};
use gandan::model::{AreaLevel, Dataset, FacilityKind, Month, Territory};
use geo::{Area as _, Contains, Intersects, Validation};
use geo_types::{Coord, Line, LineString, MultiPolygon, Point};

static CITY: LazyLock<Dataset> = LazyLock::new(|| build(&DemoOptions::default()).expect("the demo city"));

/// Metres east and north of the middle of the province.
fn metres(place: LonLat) -> [f64; 2] {
    LocalPlane::at(LonLat::new(105.70, 20.98)).to_metres(place)
}

fn outline_in_metres(outline: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    use geo::MapCoords;
    outline.map_coords(|corner| {
        let [x, y] = metres(LonLat::new(corner.x, corner.y));
        Coord { x, y }
    })
}

fn coord(place: LonLat) -> Coord<f64> {
    Coord {
        x: place.lon,
        y: place.lat,
    }
}

#[test]
fn the_same_options_give_the_same_city_and_another_seed_another() {
    let options = DemoOptions {
        cell_metres: 500,
        seed: 7,
    };
    let city = build(&options).expect("a city");
    assert!(
        city == build(&options).expect("a city"),
        "two builds with the same options differ"
    );
    let other = build(&DemoOptions { seed: 8, ..options }).expect("a city");
    assert!(city.cells != other.cells && city.roads != other.roads && city.performance != other.performance);
}

#[test]
fn the_cell_size_changes_the_cells_alone() {
    let coarse = build(&DemoOptions {
        cell_metres: 2000,
        ..DemoOptions::default()
    })
    .expect("a city");
    assert_eq!(coarse.people(), CITY.people());
    assert!(coarse.roads == CITY.roads && coarse.facilities == CITY.facilities && coarse.areas == CITY.areas);
    assert!(coarse.cells.len() < 1_500, "{} cells", coarse.cells.len());
    for cell_metres in [0, 49, 2001] {
        assert_eq!(
            build(&DemoOptions { cell_metres, seed: 1 }),
            Err(DemoError::CellMetres(cell_metres))
        );
    }
}

#[test]
fn every_commune_has_its_declared_people_to_the_last_one() {
    assert_eq!(CITY.people(), 8_807_525.0);
    let mut people = vec![0.0; CITY.areas.len()];
    for cell in &CITY.cells {
        people[cell.area.expect("a commune").index()] += cell.people;
    }
    for (area, people) in CITY
        .areas
        .iter()
        .zip(people)
        .filter(|(area, _)| area.level == AreaLevel::Commune)
    {
        assert_eq!(Some(people), area.declared_people, "{}", area.name);
    }
    assert!(
        (50_000..85_000).contains(&CITY.cells.len()),
        "{} cells",
        CITY.cells.len()
    );
}

#[test]
fn cells_are_unique_populated_and_in_the_commune_they_name() {
    let codes: BTreeSet<&str> = CITY.cells.iter().map(|cell| cell.code.as_str()).collect();
    let places: BTreeSet<(i32, i32)> = CITY.cells.iter().map(|cell| cell.location.fixed_point()).collect();
    assert_eq!((codes.len(), places.len()), (CITY.cells.len(), CITY.cells.len()));
    for cell in &CITY.cells {
        let elderly = cell.elderly.expect("modelled");
        assert!(
            cell.people >= 1.0 && elderly >= 0.0 && elderly <= cell.people,
            "{cell:?}"
        );
    }
    for cell in CITY.cells.iter().step_by(23) {
        let point = Point(coord(cell.location));
        let holders = CITY
            .areas
            .iter()
            .enumerate()
            .filter(|(_, area)| area.level == AreaLevel::Commune);
        let holders: Vec<usize> = holders
            .filter(|(_, area)| area.outline.intersects(&point))
            .map(|(id, _)| id)
            .collect();
        assert_eq!(holders, [cell.area.expect("a commune").index()], "{}", cell.code);
    }
}

#[test]
fn the_outlines_are_valid_hold_their_points_and_come_near_the_declared_areas() {
    let communes: Vec<_> = CITY
        .areas
        .iter()
        .filter(|area| area.level == AreaLevel::Commune)
        .collect();
    assert_eq!((CITY.areas.len(), communes.len()), (127, 126));
    let mut sum = 0.0;
    for area in &communes {
        assert!(
            area.outline.is_valid(),
            "{}: {:?}",
            area.name,
            area.outline.validation_errors()
        );
        assert!(
            area.outline.contains(&Point(coord(area.point))),
            "{} lost its point",
            area.name
        );
        let km2 = outline_in_metres(&area.outline).unsigned_area() / 1e6;
        let declared = area.area_km2.expect("declared");
        // Small wards with close neighbours give way by up to a third of a km2, the others by 2 %.
        assert!(
            (km2 - declared).abs() < 0.02 * declared + 0.35,
            "{}: {km2:.2} of {declared} km2",
            area.name
        );
        sum += km2;
    }
    let city = &CITY.areas[0];
    assert_eq!(
        (city.level, city.code.as_str(), city.name.as_str()),
        (AreaLevel::City, "01", "Thành phố Hà Nội")
    );
    assert!(city.outline.is_valid());
    let km2 = outline_in_metres(&city.outline).unsigned_area() / 1e6;
    assert!((km2 - sum).abs() < 0.01, "pieces {sum} km2, city {km2} km2");
    assert!((km2 / 3_359.84 - 1.0).abs() < 0.02, "{km2} km2");
}

#[test]
fn the_points_are_as_many_as_the_sources_say() {
    let count = |kind| CITY.facilities.iter().filter(|facility| facility.kind == kind).count();
    assert_eq!(count(FacilityKind::Branch), 30);
    assert_eq!(count(FacilityKind::ReceptionPoint), 126);
    assert_eq!(count(FacilityKind::Agent), 476);
    let bidv = CITY
        .facilities
        .iter()
        .filter(|facility| facility.operator.as_deref() == Some("BIDV"));
    assert_eq!(
        (bidv.count(), CITY.operators.len(), CITY.procedures.len()),
        (206, 7, 50)
    );
    let known = [
        ("258 Võ Chí Công", FacilityKind::Branch, 105.8068, 21.0668),
        ("75 Đinh Tiên Hoàng", FacilityKind::Agent, 105.85367, 21.02670),
        ("71 Nguyễn Chí Thanh", FacilityKind::Agent, 105.81121, 21.02402),
        ("97 Nguyễn Chí Thanh", FacilityKind::Agent, 105.8083, 21.0188),
    ];
    for (address, kind, lon, lat) in known {
        let found: Vec<_> = CITY
            .facilities
            .iter()
            .filter(|point| point.address.as_deref() == Some(address))
            .collect();
        assert!(!found.is_empty(), "nothing at {address}");
        assert!(found.iter().any(|point| {
            let [a, b] = [metres(point.location), metres(LonLat::new(lon, lat))];
            point.kind == kind && (a[0] - b[0]).hypot(a[1] - b[1]) < 60.0
        }));
    }
}

#[test]
fn points_are_unique_dry_and_in_the_commune_they_name() {
    let codes: BTreeSet<&str> = CITY.facilities.iter().map(|facility| facility.code.as_str()).collect();
    assert_eq!(codes.len(), 632);
    let operators: BTreeSet<&str> = CITY.operators.iter().map(|operator| operator.code.as_str()).collect();
    let procedures: BTreeSet<&str> = CITY
        .procedures
        .iter()
        .map(|procedure| procedure.code.as_str())
        .collect();
    for facility in &CITY.facilities {
        let point = Point(coord(facility.location));
        assert!(
            !CITY.water.iter().any(|water| water.outline.intersects(&point)),
            "{} stands in water",
            facility.name
        );
        let area = CITY
            .areas
            .iter()
            .find(|area| Some(&area.code) == facility.area.as_ref())
            .expect("its commune");
        // Communes of agents are read from a grid of 250 m.
        let [x, y] = metres(facility.location);
        let near = geo::Euclidean;
        use geo::Distance;
        let away = near.distance(&Point::new(x, y), &outline_in_metres(&area.outline));
        assert!(away < 180.0, "{} is {away:.0} m away from {}", facility.name, area.name);
        assert!(
            facility
                .operator
                .iter()
                .all(|operator| operators.contains(operator.as_str()))
        );
        assert!(
            facility
                .procedures
                .iter()
                .all(|procedure| procedures.contains(procedure.as_str()))
        );
        assert!(
            facility
                .opening_hours
                .iter()
                .all(|hours| hours.parse::<opening_hours::OpeningHours>().is_ok()),
            "{facility:?}"
        );
        assert_eq!(facility.name, gandan::text::nfc(&facility.name));
    }
}

#[test]
fn the_bidv_counters_share_thirty_dossiers_in_their_first_six_weeks() {
    let april = Month { year: 2025, month: 4 };
    let may = april.next();
    let of_bidv = |month| {
        let reports = CITY.performance.iter().filter(move |report| report.month == month);
        reports
            .filter(|report| report.facility.starts_with("DL-BIDV-"))
            .map(|report| report.dossiers)
            .collect::<Vec<_>>()
    };
    let (in_april, in_may) = (of_bidv(april), of_bidv(may));
    assert_eq!((in_april.len(), in_may.len()), (206, 206));
    assert_eq!(in_april.iter().sum::<f64>() + in_may.iter().sum::<f64>() / 2.0, 30.0);
    let without = in_april
        .iter()
        .zip(&in_may)
        .filter(|(april, may)| **april + **may == 0.0)
        .count();
    assert!(without > 150, "{without} counters without a dossier");
}

#[test]
fn many_agents_have_no_dossier_at_all_and_the_others_grow() {
    let mut by_agent: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for report in CITY
        .performance
        .iter()
        .filter(|report| report.facility.starts_with("DL-"))
    {
        by_agent.entry(&report.facility).or_default().push(report.dossiers);
    }
    assert_eq!(by_agent.len(), 476);
    let empty = by_agent
        .values()
        .filter(|months| months.iter().sum::<f64>() == 0.0)
        .count();
    assert!((100..300).contains(&empty), "{empty} agents without any");
    let sum = |range: std::ops::Range<usize>| {
        by_agent
            .values()
            .map(|months| months[range.clone()].iter().sum::<f64>())
            .sum::<f64>()
    };
    assert!(
        sum(0..3) * 3.0 < sum(12..15),
        "{} dossiers at first, {} after a year",
        sum(0..3),
        sum(12..15)
    );
}

#[test]
fn no_road_but_a_bridge_touches_water() {
    let ways = CITY.roads.ways.iter().filter(|way| way.tag("bridge").is_none());
    let lines = ways.flat_map(|way| {
        way.nodes.windows(2).map(|pair| {
            let [a, b] = [pair[0], pair[1]].map(|node| coord(CITY.roads.nodes[node as usize].location));
            (way.id, Line::new(a, b))
        })
    });
    let lines: Vec<(i64, Line<f64>)> = lines.collect();
    for water in &CITY.water {
        // Shore segments in an index, since a hundred thousand roads meet two thousand of them.
        let shores: Vec<Line<f64>> = water
            .outline
            .iter()
            .flat_map(|body| body.exterior().lines().collect::<Vec<_>>())
            .collect();
        let shores = rstar::RTree::bulk_load(shores);
        for (way, line) in &lines {
            let (low, high) = (
                [line.start.x.min(line.end.x), line.start.y.min(line.end.y)],
                [line.start.x.max(line.end.x), line.start.y.max(line.end.y)],
            );
            let envelope = rstar::AABB::from_corners(Point::new(low[0], low[1]), Point::new(high[0], high[1]));
            let touched = shores
                .locate_in_envelope_intersecting(&envelope)
                .any(|shore| shore.intersects(line));
            assert!(!touched, "way {way} touches {:?}", water.name);
        }
    }
}

#[test]
fn the_ten_real_bridges_are_the_only_ways_across_the_rivers() {
    let bridges: BTreeSet<&str> = CITY
        .roads
        .ways
        .iter()
        .filter(|way| way.tag("bridge").is_some())
        .filter_map(|way| way.name.as_deref())
        .collect();
    let real = include_str!("../../data/hanoi/bridges.csv").lines().skip(1);
    let real: BTreeSet<&str> = real.filter_map(|line| line.split(',').next()).collect();
    assert_eq!(bridges, real);
    let river: Vec<Coord<f64>> = include_str!("../../data/hanoi/river_lines.csv")
        .lines()
        .filter(|line| line.starts_with("Hồng"))
        .map(|line| {
            line.split(',')
                .skip(2)
                .map(|value| value.parse().expect("degrees"))
                .collect::<Vec<f64>>()
        })
        .map(|place| Coord {
            x: place[0],
            y: place[1],
        })
        .collect();
    let river = LineString(river);
    // Without the bridges no two places on opposite sides of the old town hang together.
    let without = components(&|way| way.tag("bridge").is_none());
    let nearest = |lon: f64, lat: f64| {
        let place = |node: usize| CITY.roads.nodes[node].location;
        let away = |node: &usize| (place(*node).lon - lon).hypot(place(*node).lat - lat);
        (0..CITY.roads.nodes.len())
            .min_by(|a, b| away(a).total_cmp(&away(b)))
            .expect("a node")
    };
    let [west, east, north] = [
        nearest(105.850, 21.034),
        nearest(105.885, 21.050),
        nearest(105.862, 21.137),
    ];
    assert!(without[west] != without[east] && without[east] != without[north] && without[west] != without[north]);
    let line = Line::new(
        coord(CITY.roads.nodes[west].location),
        coord(CITY.roads.nodes[east].location),
    );
    assert!(river.intersects(&line), "the Hồng runs between the two");
    let with = components(&|_| true);
    assert!(with[west] == with[east] && with[east] == with[north]);
}

/// The strong component of every node, by Kosaraju's two searches, using the ways that pass the filter.
fn components(is_used: &dyn Fn(&gandan::model::RoadWay) -> bool) -> Vec<usize> {
    let count = CITY.roads.nodes.len();
    let (mut forward, mut backward) = (vec![vec![]; count], vec![vec![]; count]);
    for way in CITY.roads.ways.iter().filter(|way| is_used(way)) {
        for pair in way.nodes.windows(2).map(|pair| (pair[0] as usize, pair[1] as usize)) {
            let arcs = if way.tag("oneway") == Some("yes") {
                vec![pair]
            } else {
                vec![pair, (pair.1, pair.0)]
            };
            for (from, to) in arcs {
                forward[from].push(to);
                backward[to].push(from);
            }
        }
    }
    let mut order = Vec::new();
    let mut is_seen = vec![false; count];
    for start in 0..count {
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut is_seen[start], true) {
            continue;
        }
        while let Some((node, next)) = stack.pop() {
            match forward[node].get(next) {
                Some(&to) => {
                    stack.push((node, next + 1));
                    if !std::mem::replace(&mut is_seen[to], true) {
                        stack.push((to, 0));
                    }
                }
                None => order.push(node),
            }
        }
    }
    let mut component = vec![usize::MAX; count];
    for &start in order.iter().rev() {
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if component[node] == usize::MAX {
                component[node] = start;
                stack.extend(&backward[node]);
            }
        }
    }
    component
}

#[test]
fn everybody_who_may_not_use_motorways_can_go_everywhere_and_back() {
    let component = components(&|way| way.class != "motorway");
    let used: BTreeSet<usize> = CITY
        .roads
        .ways
        .iter()
        .filter(|way| way.class != "motorway")
        .flat_map(|way| way.nodes.iter().map(|node| *node as usize))
        .collect();
    let different: BTreeSet<usize> = used.iter().map(|node| component[*node]).collect();
    assert_eq!(different.len(), 1, "{} strong components", different.len());
    let (nodes, ways) = (CITY.roads.nodes.len(), CITY.roads.ways.len());
    assert!((60_000..150_000).contains(&nodes), "{nodes} nodes, {ways} ways");
    assert!(CITY.roads.nodes.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert!(CITY.roads.ways.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert!(
        CITY.roads
            .ways
            .iter()
            .all(|way| way.nodes.len() > 1 && way.nodes.windows(2).all(|pair| pair[0] != pair[1]))
    );
}

#[test]
fn nearly_everybody_lives_within_a_kilometre_of_a_street() {
    let nodes = CITY.roads.nodes.iter().map(|node| metres(node.location)).collect();
    let nodes = rstar::RTree::bulk_load(nodes);
    let is_far = |place: LonLat| {
        nodes
            .nearest_neighbor_iter_with_distance_2(&metres(place))
            .next()
            .is_none_or(|(_, d2)| d2 > 1e6)
    };
    let far: f64 = CITY
        .cells
        .iter()
        .filter(|cell| is_far(cell.location))
        .map(|cell| cell.people)
        .sum();
    assert!(far / CITY.people() < 0.001, "{far} people live further away");
    assert!(CITY.facilities.iter().all(|facility| !is_far(facility.location)));
}

#[test]
fn the_city_is_dense_in_the_middle_and_sparse_in_ba_vi_and_my_duc() {
    let density = |name: &str| {
        let id = CITY.areas.iter().position(|area| area.name == name).expect("a commune");
        let people: f64 = CITY
            .cells
            .iter()
            .filter(|cell| cell.area.is_some_and(|area| area.index() == id))
            .map(|cell| cell.people)
            .sum();
        people / (outline_in_metres(&CITY.areas[id].outline).unsigned_area() / 1e6)
    };
    let names = [
        "Phường Đống Đa",
        "Phường Hà Đông",
        "Xã Đông Anh",
        "Xã Mỹ Đức",
        "Xã Ba Vì",
    ];
    let densities: Vec<f64> = names.iter().map(|name| density(name)).collect();
    assert!(
        densities.windows(2).all(|pair| pair[0] > 1.5 * pair[1]),
        "{names:?}: {densities:?}"
    );
    let urban = CITY
        .areas
        .iter()
        .filter(|area| area.level == AreaLevel::Commune && area.territory == Territory::Urban);
    assert_eq!(urban.count(), 51);
}

#[test]
fn agents_crowd_in_the_middle_and_leave_gaps_at_the_edge() {
    let agents = CITY
        .facilities
        .iter()
        .filter(|facility| facility.kind == FacilityKind::Agent);
    let agents = rstar::RTree::bulk_load(agents.map(|agent| metres(agent.location)).collect());
    let within = |at: &[f64; 2], radius: f64| agents.locate_within_distance(*at, radius * radius).count();
    let crowded = agents.iter().filter(|agent| within(agent, 1_000.0) > 1).count();
    assert!(crowded > 250, "{crowded} agents have another within a kilometre");
    let uncovered: f64 = CITY
        .cells
        .iter()
        .filter(|cell| within(&metres(cell.location), 5_000.0) == 0)
        .map(|cell| cell.people)
        .sum();
    let share = uncovered / CITY.people();
    assert!((0.002..0.10).contains(&share), "{share} of the people live beyond 5 km");
}
