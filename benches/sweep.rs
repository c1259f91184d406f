//! Sweeps over a street town: nearest facilities of every node, everything within 30 minutes, a change of speeds.
//!
//! Sizes: small (30 crossings a side), real (330, about the nodes of the inner districts' roads), province (680) and ten
//! times that (2150; its contraction order takes minutes, so it is kept in the folder for temporary files). The baseline is
//! Dijkstra's algorithm with a binary heap on the same graph; each bench first checks that the answers are the same.

#[path = "support/mod.rs"]
mod support;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use gandan::model::TravelMode;
use gandan::routing::{
    BatchSweep, Direction, Hierarchy, LANES, Lane, Metric, Profile, RoadGraph, Seed, Sweep, k_nearest, order_of_graph,
};

const SIZES: [(&str, u32); 4] = [("small", 30), ("real", 330), ("province", 680), ("ten_times", 2150)];
const FACILITIES: u32 = 476;
const THIRTY_MINUTES: u32 = 18_000;

struct Town {
    name: &'static str,
    graph: RoadGraph,
    metric: Metric,
    /// Nodes of the facilities, with their numbers, near ones together.
    sources: Vec<(u32, u32, u32)>,
}

fn towns() -> Vec<Town> {
    SIZES.iter().map(|&(name, side)| town(name, side)).collect()
}

fn town(name: &'static str, side: u32) -> Town {
    let graph = RoadGraph::build(&support::streets(side), &Profile::shipped(TravelMode::Motorbike));
    let hierarchy = Hierarchy::build(&graph, &kept_order(name, &graph));
    let metric = Metric::customise(Arc::new(hierarchy), &graph);
    let nodes = graph.node_count() as f64;
    let node = |number: u32| (support::chance(9, u64::from(number)) * nodes) as u32;
    let mut nodes: Vec<u32> = (0..FACILITIES).map(node).collect();
    nodes.sort_by_key(|node| metric.hierarchy().position(*node));
    let sources = (0u32..).zip(nodes).map(|(number, node)| (node, 0, number)).collect();
    Town {
        name,
        graph,
        metric,
        sources,
    }
}

fn kept_order(name: &str, graph: &RoadGraph) -> Vec<u32> {
    let path = std::env::temp_dir().join(format!("gandan-bench-order-{name}-{}", graph.node_count()));
    let kept = std::fs::read(&path)
        .ok()
        .filter(|bytes| bytes.len() == graph.node_count() * 4);
    if let Some(bytes) = kept {
        let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        return bytes.chunks_exact(4).map(number).collect();
    }
    let order = order_of_graph(graph);
    let bytes: Vec<u8> = order.iter().flat_map(|node| node.to_le_bytes()).collect();
    let _ = std::fs::write(&path, bytes);
    order
}

/// Times to the nearest seed of every node, by a heap.
fn plain_dijkstra(graph: &RoadGraph, seeds: &[Seed], limit: u32) -> Vec<u32> {
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

fn nearest(criterion: &mut Criterion, towns: &[Town]) {
    let mut group = criterion.benchmark_group("nearest_facility_of_every_node");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for Town {
        name,
        graph,
        metric,
        sources,
    } in towns
    {
        let seeds: Vec<Seed> = sources.iter().map(|(node, time, _)| (*node, *time)).collect();
        let plain = plain_dijkstra(graph, &seeds, u32::MAX);
        let five = k_nearest(graph, Direction::Reverse, sources, 5);
        let labels = metric.k_nearest(Direction::Reverse, sources, 5);
        for node in 0..graph.node_count() {
            let row = five[node * 5..][..5].iter().filter(|label| label.0 != u32::MAX);
            assert!(
                labels.of(node as u32).iter().eq(row),
                "the same labels with and without the contracted graph"
            );
            assert_eq!(five[node * 5].0, plain[node], "the same times as a heap");
        }
        for k in [1, 5] {
            group.bench_function(BenchmarkId::new(format!("contracted_k_{k}"), name), |bencher| {
                bencher.iter(|| metric.k_nearest(Direction::Reverse, black_box(sources), k));
            });
            group.bench_function(BenchmarkId::new(format!("buckets_k_{k}"), name), |bencher| {
                bencher.iter(|| k_nearest(graph, Direction::Reverse, black_box(sources), k));
            });
        }
        group.bench_function(BenchmarkId::new("heap_k_1", name), |bencher| {
            bencher.iter(|| plain_dijkstra(graph, black_box(&seeds), u32::MAX));
        });
    }
}

fn thirty_minutes(criterion: &mut Criterion, towns: &[Town]) {
    let mut group = criterion.benchmark_group("thirty_minutes_around_16_facilities");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for Town {
        name,
        graph,
        metric,
        sources,
    } in towns
    {
        let seeds: Vec<[Seed; 1]> = sources
            .iter()
            .take(LANES)
            .map(|(node, time, _)| [(*node, *time)])
            .collect();
        let searches: Vec<&[Seed]> = seeds.iter().map(|seeds| &seeds[..]).collect();
        let mut sweep = Sweep::new(graph, 0);
        let mut batch = BatchSweep::<u16>::new(metric.hierarchy());
        let mut batch_times = vec![[u32::MAX; LANES]; graph.node_count()];
        batch.run(
            metric,
            Direction::Reverse,
            &searches,
            THIRTY_MINUTES,
            |position, times| {
                batch_times[metric.hierarchy().node(position) as usize] = times.map(Lane::time);
            },
        );
        for (lane, seeds) in searches.iter().enumerate() {
            sweep.run(graph, Direction::Reverse, seeds, THIRTY_MINUTES);
            let plain = plain_dijkstra(graph, seeds, THIRTY_MINUTES);
            for (node, &time) in plain.iter().enumerate() {
                assert_eq!(
                    sweep.time(node as u32).unwrap_or(u32::MAX),
                    time,
                    "the same times as a heap"
                );
                let batch = batch_times[node][lane];
                assert_eq!(
                    if batch < THIRTY_MINUTES { batch } else { u32::MAX },
                    time,
                    "and in a batch"
                );
            }
        }
        group.bench_function(BenchmarkId::new("batch", name), |bencher| {
            bencher.iter(|| {
                let mut reached = 0u64;
                batch.run(
                    metric,
                    Direction::Reverse,
                    black_box(&searches),
                    THIRTY_MINUTES,
                    |_, times| {
                        reached += u64::from(times[0]);
                    },
                );
                reached
            });
        });
        group.bench_function(BenchmarkId::new("buckets", name), |bencher| {
            bencher.iter(|| {
                let mut reached = 0;
                for seeds in black_box(&searches) {
                    sweep.run(graph, Direction::Reverse, seeds, THIRTY_MINUTES);
                    reached += sweep.settled().count();
                }
                reached
            });
        });
        group.bench_function(BenchmarkId::new("heap", name), |bencher| {
            let run = |seeds: &&[Seed]| plain_dijkstra(graph, seeds, THIRTY_MINUTES).len();
            bencher.iter(|| searches.iter().map(run).sum::<usize>());
        });
    }
}

fn change_of_speeds(criterion: &mut Criterion, towns: &[Town]) {
    let mut group = criterion.benchmark_group("change_of_speeds");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for Town {
        name, graph, metric, ..
    } in towns
    {
        group.bench_function(BenchmarkId::new("customise", name), |bencher| {
            bencher.iter(|| Metric::customise(Arc::clone(metric.hierarchy()), black_box(graph)));
        });
    }
}

fn all(criterion: &mut Criterion) {
    let towns = towns();
    nearest(criterion, &towns);
    thirty_minutes(criterion, &towns);
    change_of_speeds(criterion, &towns);
}

criterion_group!(benches, all);
criterion_main!(benches);
