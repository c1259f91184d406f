//! Isochrones against answers on paper, a plain Dijkstra over roads cut into metres, and the tables of travel times.

use gandan::access::{Isochrone, Travel};
use gandan::demo_city::{GridTownOptions, grid_place, grid_town};
use gandan::geometry::{LocalPlane, LonLat};
use gandan::model::{
    CellId, Dataset, DemandCell, Facility, FacilityId, FacilityKind, RoadNetwork, RoadNode, RoadWay, TravelMode,
};
use gandan::routing::{Direction, ReachedPart, RoadGraph};
use gandan::units::Deciseconds;

use crate::live::random_city;

/// 18 km/h: a block of 300 m takes 60 seconds.
fn slow_town() -> (GridTownOptions, Dataset) {
    let options = GridTownOptions {
        speed_kmh: Some(18),
        homes: vec![(10, 10), (11, 10), (12, 10), (12, 11)],
        points: vec![(FacilityKind::Agent, 10, 10)],
        ..GridTownOptions::default()
    };
    let town = grid_town(&options);
    (options, town)
}

fn metres(graph: &RoadGraph, part: &ReachedPart) -> f64 {
    graph.segments()[part.segment as usize].metres * (part.to - part.from)
}

#[test]
fn a_grid_town_is_reached_block_by_block_and_half_a_block_where_the_limit_falls_inside() {
    let (options, town) = slow_town();
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let graph = travel.router().graph();
    let limits = [600, 1500, 2400].map(Deciseconds);
    for direction in [Direction::Reverse, Direction::Forward] {
        let found = Isochrone::compute(&town, travel.router(), grid_place(&options, 10, 10), direction, &limits);
        // At 60 seconds a home is not below 60 seconds.
        assert_eq!(found.people, [1.0, 7.0, 15.0], "{direction:?}");
        let length = |band: usize| -> f64 {
            let inside = found.roads.iter().filter(|part| part.band == band);
            inside.map(|part| metres(graph, part)).sum()
        };
        // Streets that lead from the corners k blocks away to those k + 1 away: 4 from the middle, else 8 k + 4.
        for (band, blocks) in [4.0, 12.0 + 20.0 / 2.0, 20.0 / 2.0 + 28.0].into_iter().enumerate() {
            assert!(
                (length(band) - blocks * 300.0).abs() < 0.5,
                "{direction:?}, band {band}: {}",
                length(band)
            );
        }
        let cut: Vec<&ReachedPart> = found
            .roads
            .iter()
            .filter(|part| part.band == 1 && part.to - part.from < 0.9)
            .collect();
        assert_eq!(cut.len(), 20);
        for part in cut {
            assert!((part.to - part.from - 0.5).abs() < 1e-3, "{part:?}");
            let mut times = part.times;
            times.sort_by(f64::total_cmp);
            assert!(
                (times[0] - 1200.0).abs() < 1.0 && (times[1] - 1500.0).abs() < 1e-6,
                "{part:?}"
            );
        }
    }
}

#[test]
fn a_oneway_street_is_reached_from_the_side_that_leads_to_the_place() {
    let at = |x: f64| LocalPlane::at(LonLat::new(105.85, 21.02)).to_lonlat([x, 0.0]);
    let node = |id: i64| RoadNode {
        id,
        location: at(id as f64 * 2000.0),
        barrier: None,
    };
    let street = RoadWay {
        id: 1,
        class: "residential".into(),
        name: None,
        nodes: vec![0, 1, 2],
        tags: vec![("oneway".to_owned(), "yes".to_owned())],
    };
    let dataset = Dataset {
        roads: RoadNetwork {
            nodes: (0..3).map(node).collect(),
            ways: vec![street],
            restrictions: Vec::new(),
        },
        ..Dataset::default()
    };
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    // 18 km/h: 5 metres a second; below 500 seconds lie 2,500 m.
    let parts = |place: LonLat, direction| {
        let found = Isochrone::compute(&dataset, travel.router(), place, direction, &[Deciseconds(5000)]);
        let told = found.roads.iter().map(|part| (part.segment, part.from, part.to));
        told.collect::<Vec<_>>()
    };
    let near = |found: &[(u32, f64, f64)], expected: &[(u32, f64, f64)]| {
        assert_eq!(found.len(), expected.len(), "{found:?} is not {expected:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.0, expected.0);
            assert!(
                (found.1 - expected.1).abs() < 2e-3 && (found.2 - expected.2).abs() < 2e-3,
                "{found:?} is not {expected:?}"
            );
        }
    };
    near(&parts(at(4000.0), Direction::Reverse), &[(0, 0.75, 1.0), (1, 0.0, 1.0)]);
    near(&parts(at(4000.0), Direction::Forward), &[]);
    near(&parts(at(0.0), Direction::Forward), &[(0, 0.0, 1.0), (1, 0.0, 0.25)]);
    // In the middle of the second stretch only what lies before leads to the place.
    near(&parts(at(3000.0), Direction::Reverse), &[(0, 0.25, 1.0), (1, 0.0, 0.5)]);
    near(&parts(at(3000.0), Direction::Forward), &[(1, 0.5, 1.0)]);
}

#[test]
fn the_outline_holds_every_reached_cell_and_says_nothing_where_nothing_is_reached() {
    use geo::Contains;
    let (options, town) = slow_town();
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let graph = travel.router().graph();
    let place = grid_place(&options, 10, 10);
    let found = Isochrone::compute(
        &town,
        travel.router(),
        place,
        Direction::Reverse,
        &[Deciseconds(1500), Deciseconds(2400)],
    );
    for band in 0..2 {
        let outline = found.display_outline(&town, graph, band);
        for cell in found.cells.iter().filter(|cell| cell.band <= band) {
            let home = town.cells[cell.cell.index()].location;
            assert!(outline.contains(&geo_types::Point::new(home.lon, home.lat)), "{cell:?}");
        }
        let far = grid_place(&options, 0, 0);
        assert!(!outline.contains(&geo_types::Point::new(far.lon, far.lat)));
    }
    let nowhere = Isochrone::compute(
        &town,
        travel.router(),
        LonLat::new(106.5, 1.0),
        Direction::Reverse,
        &[Deciseconds(1500)],
    );
    assert_eq!((nowhere.people.as_slice(), nowhere.roads.len()), (&[0.0][..], 0));
    assert!(nowhere.display_outline(&town, graph, 0).0.is_empty());
}

#[test]
fn the_cells_within_a_limit_are_those_of_the_table_of_travel_times() {
    let limits = [600, 1800, 3000, 9000].map(Deciseconds);
    let mut reached = 0;
    for seed in 0..40 {
        let dataset = random_city(seed);
        let travel = Travel::new(&dataset, TravelMode::ALL[seed as usize % TravelMode::ALL.len()]);
        for (number, facility) in dataset.facilities.iter().enumerate() {
            let found = Isochrone::compute(
                &dataset,
                travel.router(),
                facility.location,
                Direction::Reverse,
                &limits,
            );
            let times = travel.times_to(FacilityId(number as u32), limits[3]);
            let told: Vec<(CellId, Deciseconds)> = found.cells.iter().map(|cell| (cell.cell, cell.time)).collect();
            let all = (0u32..).zip(&times).filter(|(_, time)| **time < limits[3]);
            let expected: Vec<(CellId, Deciseconds)> = all.map(|(cell, time)| (CellId(cell), *time)).collect();
            assert_eq!(told, expected, "seed {seed}, facility {number}");
            reached += told.len();
            for (limit, people) in limits.iter().zip(&found.people) {
                let inside = dataset.cells.iter().zip(&times).filter(|(_, time)| *time < limit);
                assert_eq!(
                    *people,
                    inside.map(|(cell, _)| cell.people).sum::<f64>(),
                    "seed {seed}, facility {number}"
                );
            }
        }
    }
    assert!(reached > 1000, "only {reached} cells were compared");
}

#[test]
fn times_from_a_place_are_those_towards_it_in_a_city_of_changed_places() {
    for seed in 0..40 {
        let dataset = random_city(seed);
        let mode = TravelMode::ALL[seed as usize % TravelMode::ALL.len()];
        let travel = Travel::new(&dataset, mode);
        let limit = Deciseconds(9000);
        // Every home becomes a point and every point a home.
        let points = dataset
            .cells
            .iter()
            .map(|cell| Facility::new(&*cell.code, FacilityKind::Agent, "", cell.location));
        let homes = dataset.facilities.iter().map(|facility| DemandCell {
            code: facility.code.clone(),
            location: facility.location,
            people: 1.0,
            elderly: None,
            enterprises: None,
            area: None,
        });
        let changed = Dataset {
            facilities: points.collect(),
            cells: homes.collect(),
            ..dataset.clone()
        };
        let back = Travel::new(&changed, mode);
        for (number, facility) in dataset.facilities.iter().enumerate() {
            let found = Isochrone::compute(
                &dataset,
                travel.router(),
                facility.location,
                Direction::Forward,
                &[limit],
            );
            let told: Vec<(CellId, Deciseconds)> = found.cells.iter().map(|cell| (cell.cell, cell.time)).collect();
            let expected: Vec<(CellId, Deciseconds)> = (0..dataset.cells.len() as u32)
                .map(|cell| (CellId(cell), back.times_to(FacilityId(cell), limit)[number]))
                .filter(|(_, time)| *time < limit)
                .collect();
            assert_eq!(told, expected, "seed {seed}, facility {number}");
        }
    }
}

/// Times in deciseconds between a place and points at most a metre apart on every road: `(segment, fraction, time)`. The walk
/// leads to the nearest point of every road within the snap limit; weights are those of the graph.
fn by_the_metre(travel: &Travel, place: LonLat, direction: Direction) -> Vec<(u32, f64, f64)> {
    let (graph, profile) = (travel.router().graph(), travel.router().profile());
    let plane = LocalPlane::at(place);
    let mut arcs: Vec<Vec<(usize, f64)>> = vec![Vec::new(); graph.node_count() + 1];
    let start = graph.node_count();
    let mut stops_of = Vec::new();
    for (number, segment) in (0u32..).zip(graph.segments()) {
        let ends = segment.ends.map(|node| plane.to_metres(graph.location(node)));
        let along: Vec<f64> = (0..2).map(|axis| ends[1][axis] - ends[0][axis]).collect();
        let squared = along[0] * along[0] + along[1] * along[1];
        let nearest = (-(ends[0][0] * along[0] + ends[0][1] * along[1]) / squared).clamp(0.0, 1.0);
        let apart = (ends[0][0] + nearest * along[0]).hypot(ends[0][1] + nearest * along[1]);
        let steps = squared.sqrt().ceil() as u32;
        let mut stops: Vec<(f64, usize)> = vec![(0.0, segment.ends[0] as usize), (1.0, segment.ends[1] as usize)];
        for step in 1..steps {
            stops.push((f64::from(step) / f64::from(steps), arcs.len()));
            arcs.push(Vec::new());
        }
        if apart <= profile.snap_limit_m {
            stops.push((nearest, arcs.len()));
            arcs.push(Vec::new());
            let stop = arcs.len() - 1;
            arcs[start].push((stop, apart / profile.walk_kmh * 36.0));
        }
        stops.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        for pair in stops.windows(2) {
            let part = pair[1].0 - pair[0].0;
            // Two stops in one place are one, however the road runs.
            let ride = |weight: Option<u32>| {
                weight
                    .map(|weight| f64::from(weight) * part)
                    .or((part == 0.0).then_some(0.0))
            };
            let (with, against) = (ride(segment.weights[0]), ride(segment.weights[1]));
            let (onward, back) = match direction {
                Direction::Forward => (with, against),
                Direction::Reverse => (against, with),
            };
            if let Some(time) = onward {
                arcs[pair[0].1].push((pair[1].1, time));
            }
            if let Some(time) = back {
                arcs[pair[1].1].push((pair[0].1, time));
            }
        }
        stops_of.push((number, stops));
    }
    let times = crate::access::dijkstra(&arcs, start);
    let told = stops_of
        .into_iter()
        .flat_map(|(segment, stops)| stops.into_iter().map(move |(fraction, stop)| (segment, fraction, stop)));
    told.map(|(segment, fraction, stop)| (segment, fraction, times[stop]))
        .collect()
}

/// Deciseconds by which the engine's rounded parts and the metres may differ.
const ROUNDED: f64 = 4.0;

#[test]
fn every_metre_of_every_road_lies_in_the_band_of_a_plain_dijkstra() {
    let limits = [900, 2400, 4800].map(Deciseconds);
    let (mut compared, mut inside) = (0u32, 0u32);
    for seed in 0..8 {
        let mut dataset = random_city(seed);
        dataset.roads.restrictions.clear();
        let travel = Travel::new(&dataset, TravelMode::Motorbike);
        for facility in dataset.facilities.iter().take(3) {
            for direction in [Direction::Reverse, Direction::Forward] {
                let found = Isochrone::compute(&dataset, travel.router(), facility.location, direction, &limits);
                let mut parts_of: Vec<Vec<ReachedPart>> = vec![Vec::new(); travel.router().graph().segments().len()];
                for part in &found.roads {
                    parts_of[part.segment as usize].push(*part);
                }
                for (segment, fraction, time) in by_the_metre(&travel, facility.location, direction) {
                    let is_borderline = limits.iter().any(|limit| (time - f64::from(limit.0)).abs() < ROUNDED);
                    // A junction lies on several roads; on this one it may be a place that is only passed.
                    if is_borderline || fraction == 0.0 || fraction == 1.0 {
                        continue;
                    }
                    // Where the walk meets a one-way, two parts meet with different times: the point itself has the better.
                    let here = parts_of[segment as usize].iter();
                    let here = here.filter(|part| part.from <= fraction + 1e-9 && fraction <= part.to + 1e-9);
                    let expected = limits.iter().position(|limit| time < f64::from(limit.0));
                    let told = here.map(|part| part.band).min();
                    let place = &facility.code;
                    assert_eq!(
                        told, expected,
                        "seed {seed}, {place}, {direction:?}: segment {segment} at {fraction}, {time}"
                    );
                    compared += 1;
                    inside += u32::from(expected.is_some());
                }
            }
        }
    }
    assert!(
        inside > 10_000 && compared > inside,
        "{inside} of {compared} were reached"
    );
}

#[test]
fn the_command_writes_cells_roads_and_outlines_that_agree_and_refuses_what_it_cannot_do() {
    use crate::cli::{demo, done, gandan, text};
    use serde_json::Value;
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let out = |name: &str| folder.path().join(name);
    let place = ["--lon", "105.8523", "--lat", "21.0285", "--minutes", "30,5"];
    let run = |more: &[&str]| {
        let all = [&["isochrone", text(&workspace)][..], &place, more].concat();
        done(&all)
    };
    let told = run(&["--layer", "cells", "--out", text(&out("cells.geojson"))]);
    assert!(
        told.starts_with("dưới 5 phút: ") && told.contains("\ndưới 30 phút: "),
        "{told}"
    );
    assert!(run(&["--lang", "en"]).contains("under 30 minutes: "));
    run(&["--layer", "cells", "--out", text(&out("cells.csv"))]);
    run(&["--layer", "roads", "--out", text(&out("roads.geojson"))]);
    run(&["--layer", "roads", "--out", text(&out("roads.csv"))]);
    run(&["--layer", "polygons", "--out", text(&out("outlines.geojson"))]);
    let json =
        |name: &str| -> Value { serde_json::from_slice(&std::fs::read(out(name)).expect("written")).expect("json") };
    let rows = |name: &str| {
        csv::Reader::from_path(out(name))
            .expect("written")
            .into_records()
            .count()
    };
    let features = |name: &str| json(name)["features"].as_array().expect("a list").clone();
    assert_eq!(
        (rows("cells.csv"), rows("roads.csv")),
        (features("cells.geojson").len(), features("roads.geojson").len())
    );
    let people = |minutes: f64| -> f64 {
        let inside = |cell: &&Value| {
            cell["properties"]["travel_s"]
                .as_f64()
                .is_some_and(|time| time < minutes * 60.0)
        };
        let cells = features("cells.geojson");
        cells
            .iter()
            .filter(inside)
            .filter_map(|cell| cell["properties"]["people"].as_f64())
            .sum()
    };
    let within = json("cells.geojson")["within"].clone();
    for (index, minutes) in [5.0, 30.0].into_iter().enumerate() {
        assert_eq!(within[index]["minutes"], minutes);
        assert!((within[index]["people"].as_f64().expect("people") - people(minutes)).abs() < 1e-6);
    }
    assert!(people(30.0) > people(5.0) && people(5.0) > 0.0);
    let outlines = features("outlines.geojson");
    assert_eq!(outlines.len(), 2);
    assert!(
        outlines
            .iter()
            .all(|outline| outline["properties"]["for_display_only"] == true)
    );
    assert!(
        json("outlines.geojson")["note"]
            .as_str()
            .is_some_and(|note| note.contains("display only"))
    );
    let refused = [
        (vec!["--facility", "no-such"], 3),
        (vec!["--minutes", "5"], 2),
        (vec!["--lon", "105.85"], 2),
        (vec!["--lon", "105.85", "--lat", "91"], 3),
        (vec!["--lon", "105.85", "--lat", "21", "--minutes", "0"], 3),
        (vec!["--lon", "105.85", "--lat", "21", "--mode", "boat"], 3),
        (
            vec![
                "--lon",
                "105.85",
                "--lat",
                "21",
                "--layer",
                "polygons",
                "--out",
                "never.csv",
            ],
            3,
        ),
        (vec!["--lon", "105.85", "--lat", "21", "--out", "never.txt"], 3),
    ];
    for (more, code) in refused {
        let all = [&["isochrone", text(&workspace)][..], &more].concat();
        let output = gandan(&all);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{more:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
