//! Sweeps over a street grid: nearest facilities of every node, and everything within 30 minutes of each.
//!
//! Sizes: small (30 x 30 crossings), real (330 x 330, about the nodes of the inner districts' roads), ten
//! times (1,050 x 1,050). The baseline is Dijkstra's algorithm with a binary heap on the same graph; each
//! bench first checks that the answers are the same.

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use gandan::geometry::LonLat;
use gandan::model::{RoadNetwork, RoadNode, RoadWay, TravelMode};
use gandan::routing::{Direction, Profile, RoadGraph, Sweep, k_nearest};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

const SIZES: [(&str, u32); 3] = [("small", 30), ("real", 330), ("ten_times", 1050)];
const FACILITIES: u32 = 476;
const THIRTY_MINUTES: u32 = 18_000;

/// Streets about 100 m apart; every sixth is a main street, every eleventh one-way.
fn street_grid(side: u32) -> RoadGraph {
    let crossing = |index: u32| RoadNode {
        id: i64::from(index),
        location: LonLat::new(
            105.3 + f64::from(index % side) * 0.00096,
            20.6 + f64::from(index / side) * 0.0009,
        ),
        barrier: None,
    };
    let street = |line: u32, nodes: Vec<u32>| RoadWay {
        id: i64::from(line),
        class: if line.is_multiple_of(6) {
            "primary"
        } else {
            "residential"
        }
        .to_owned(),
        name: None,
        nodes,
        tags: if line % 11 == 5 {
            vec![("oneway".to_owned(), "yes".to_owned())]
        } else {
            Vec::new()
        },
    };
    let rows = (0..side).map(|row| street(row, (0..side).map(|column| row * side + column).collect()));
    let columns = (0..side).map(|column| street(side + column, (0..side).map(|row| row * side + column).collect()));
    let network = RoadNetwork {
        nodes: (0..side * side).map(crossing).collect(),
        ways: rows.chain(columns).collect(),
        restrictions: Vec::new(),
    };
    RoadGraph::build(&network, &Profile::shipped(TravelMode::Motorbike))
}

/// Nodes spread evenly over the graph, with the number of the facility.
fn facilities(graph: &RoadGraph) -> Vec<(u32, u32, u32)> {
    let nodes = graph.node_count() as u64;
    let node = |index: u32| ((u64::from(index) * 2_654_435_761) % nodes) as u32;
    (0..FACILITIES).map(|index| (node(index), 0, index)).collect()
}

/// Times to the nearest seed of every node, by a heap.
fn plain_dijkstra(graph: &RoadGraph, seeds: &[(u32, u32)], limit: u32) -> Vec<u32> {
    let mut times = vec![u32::MAX; graph.node_count()];
    let mut heap: BinaryHeap<Reverse<(u32, u32)>> = seeds.iter().map(|(node, time)| Reverse((*time, *node))).collect();
    while let Some(Reverse((time, node))) = heap.pop() {
        if time >= limit || time >= times[node as usize] {
            continue;
        }
        times[node as usize] = time;
        for arc in graph.in_arcs(node) {
            if time + arc.weight < times[arc.head as usize] {
                heap.push(Reverse((time + arc.weight, arc.head)));
            }
        }
    }
    times
}

fn nearest(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("nearest_facility_of_every_node");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, side) in SIZES {
        let graph = street_grid(side);
        let seeds = facilities(&graph);
        let sources: Vec<(u32, u32)> = seeds.iter().map(|(node, time, _)| (*node, *time)).collect();
        let plain = plain_dijkstra(&graph, &sources, u32::MAX);
        let nearest_five = k_nearest(&graph, Direction::Reverse, &seeds, 5);
        assert!(
            nearest_five.chunks(5).zip(&plain).all(|(row, time)| row[0].0 == *time),
            "the same times as a heap"
        );
        for k in [1, 5] {
            group.bench_function(BenchmarkId::new(format!("k_{k}"), name), |bencher| {
                bencher.iter(|| k_nearest(&graph, Direction::Reverse, black_box(&seeds), k));
            });
        }
        group.bench_function(BenchmarkId::new("plain_dijkstra_k_1", name), |bencher| {
            bencher.iter(|| plain_dijkstra(&graph, black_box(&sources), u32::MAX));
        });
    }
}

fn thirty_minutes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("thirty_minutes_around_16_facilities");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, side) in SIZES {
        let graph = street_grid(side);
        let sources: Vec<u32> = facilities(&graph).iter().take(16).map(|seed| seed.0).collect();
        let mut sweep = Sweep::new(&graph, 0);
        for &source in &sources {
            sweep.run(&graph, Direction::Reverse, &[(source, 0)], THIRTY_MINUTES);
            let plain = plain_dijkstra(&graph, &[(source, 0)], THIRTY_MINUTES);
            let reached = plain.iter().filter(|time| **time != u32::MAX).count();
            assert_eq!(sweep.settled().count(), reached);
            assert!(
                sweep.settled().all(|(node, time)| plain[node as usize] == time),
                "the same times as a heap"
            );
        }
        group.bench_function(BenchmarkId::new("sweep", name), |bencher| {
            bencher.iter(|| {
                let mut reached = 0;
                for source in &sources {
                    sweep.run(&graph, Direction::Reverse, &[(*source, 0)], THIRTY_MINUTES);
                    reached += sweep.settled().count();
                }
                reached
            });
        });
        group.bench_function(BenchmarkId::new("plain_dijkstra", name), |bencher| {
            let run = |source: &u32| plain_dijkstra(&graph, &[(*source, 0)], THIRTY_MINUTES).len();
            bencher.iter(|| sources.iter().map(run).sum::<usize>());
        });
    }
}

criterion_group!(benches, nearest, thirty_minutes);
criterion_main!(benches);
