//! The sweeps on the real roads against a plain Dijkstra on the same graph, to the decisecond.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{RoadNetwork, TravelMode};
use gandan::routing::{Direction, Profile, RoadGraph, Sweep, k_nearest};

pub fn roads(name: &str) -> Option<RoadNetwork> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/hanoi-real")
        .join(name);
    let Ok(file) = File::open(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    match read(Kind::Roads, name, BufReader::new(file), &ReadOptions::default()).0 {
        Some(Layer::Roads(roads)) => Some(roads),
        other => panic!("{name} gave {other:?}"),
    }
}

/// Times from every node to the target, by a heap over the arcs that enter a node.
fn times_to(graph: &RoadGraph, target: u32) -> Vec<u32> {
    let mut times = vec![u32::MAX; graph.node_count()];
    let mut heap = BinaryHeap::from([Reverse((0u32, target))]);
    times[target as usize] = 0;
    while let Some(Reverse((time, node))) = heap.pop() {
        if time > times[node as usize] {
            continue;
        }
        for arc in graph.in_arcs(node) {
            let reached = time + arc.weight;
            if reached < times[arc.head as usize] {
                times[arc.head as usize] = reached;
                heap.push(Reverse((reached, arc.head)));
            }
        }
    }
    times
}

#[test]
fn every_sweep_on_the_real_roads_is_a_plain_dijkstra() {
    let Some(network) = roads("roads-inner-districts-2025-05.osm.pbf") else {
        return;
    };
    for mode in TravelMode::ALL {
        let graph = RoadGraph::build(&network, &Profile::shipped(mode));
        assert!(
            graph.node_count() > 100_000,
            "{} nodes for {mode:?}",
            graph.node_count()
        );
        let targets: Vec<u32> = (0..6).map(|i| i * (graph.node_count() as u32 / 6) + 17).collect();
        let expected: Vec<Vec<u32>> = targets.iter().map(|&target| times_to(&graph, target)).collect();
        let mut sweep = Sweep::new(&graph, 0);
        for (&target, expected) in targets.iter().zip(&expected) {
            sweep.run(&graph, Direction::Reverse, &[(target, 0)], u32::MAX);
            for (node, &time) in expected.iter().enumerate() {
                assert_eq!(
                    sweep.time(node as u32),
                    (time != u32::MAX).then_some(time),
                    "{mode:?}: {node} to {target}"
                );
            }
        }
        let seeds: Vec<(u32, u32, u32)> = (0u32..)
            .zip(&targets)
            .map(|(source, &target)| (target, 0, source))
            .collect();
        let nearest = k_nearest(&graph, Direction::Reverse, &seeds, 3);
        for node in 0..graph.node_count() {
            let mut ranked: Vec<(u32, u32)> = (0u32..)
                .zip(&expected)
                .map(|(source, times)| (times[node], source))
                .collect();
            ranked.retain(|(time, _)| *time != u32::MAX);
            ranked.sort_unstable();
            ranked.truncate(3);
            let found: Vec<(u32, u32)> = nearest[node * 3..][..3]
                .iter()
                .copied()
                .filter(|(time, _)| *time != u32::MAX)
                .collect();
            assert_eq!(found, ranked, "{mode:?}: node {node}");
        }
        let (component, sizes) = graph.strong_components();
        assert_eq!(sizes.iter().sum::<u32>() as usize, graph.node_count());
        let share = f64::from(sizes[0]) / graph.node_count() as f64;
        // 94 % for motorbikes; bicycles are barred from many of the big roads that tie the extract together.
        let least = if mode == TravelMode::Motorbike { 0.9 } else { 0.7 };
        assert!(
            share > least,
            "{mode:?}: the largest strong component has {share:.3} of the nodes"
        );
        let inside = component
            .iter()
            .position(|&of| of == 0)
            .expect("a node of the largest component") as u32;
        let reaching = times_to(&graph, inside);
        assert!((0..graph.node_count()).all(|node| component[node] != 0 || reaching[node] != u32::MAX));
    }
}

#[test]
fn turn_restrictions_of_the_small_sample_bind_motorbikes_and_not_people_on_foot() {
    let Some(network) = roads("roads-small-sample.osm") else {
        return;
    };
    assert!(!network.restrictions.is_empty());
    let bound = RoadGraph::build(&network, &Profile::shipped(TravelMode::Motorbike));
    let free = RoadNetwork {
        restrictions: Vec::new(),
        ..network.clone()
    };
    let unbound = RoadGraph::build(&free, &Profile::shipped(TravelMode::Motorbike));
    assert!(
        bound.node_count() > unbound.node_count(),
        "restricted junctions are expanded"
    );
    let mut slower = 0;
    for target in (0..unbound.node_count() as u32).step_by(37) {
        let (with, without) = (times_to(&bound, target), times_to(&unbound, target));
        for node in 0..unbound.node_count() {
            assert!(
                with[node] >= without[node],
                "a restriction made a way faster: {node} to {target}"
            );
            slower += usize::from(with[node] > without[node]);
        }
    }
    assert!(slower > 0, "no restriction binds any pair");
    let foot = |network: &RoadNetwork| RoadGraph::build(network, &Profile::shipped(TravelMode::Foot)).node_count();
    assert_eq!(foot(&network), foot(&free));
}
