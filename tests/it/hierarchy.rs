//! The contracted graph gives the times of a plain Dijkstra, whatever the graph, the order and the limit.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use gandan::geometry::LonLat;
use gandan::model::TravelMode;
use gandan::routing::{
    BatchSweep, Direction, Hierarchy, LANES, Lane, Metric, PairSearch, Profile, RoadGraph, Seed, k_nearest,
    order_of_graph,
};
use proptest::prelude::*;

use crate::real_roads::roads;

/// Times from the seeds (Forward) or to them (Reverse), by a heap.
fn dijkstra(graph: &RoadGraph, direction: Direction, seeds: &[Seed]) -> Vec<u32> {
    let mut times = vec![u32::MAX; graph.node_count()];
    let mut heap: BinaryHeap<Reverse<(u32, u32)>> = seeds.iter().map(|&(node, time)| Reverse((time, node))).collect();
    while let Some(Reverse((time, node))) = heap.pop() {
        if time >= times[node as usize] {
            continue;
        }
        times[node as usize] = time;
        let arcs = match direction {
            Direction::Forward => graph.out_arcs(node),
            Direction::Reverse => graph.in_arcs(node),
        };
        heap.extend(arcs.iter().map(|arc| Reverse((time + arc.weight, arc.head))));
    }
    times
}

fn metric(graph: &RoadGraph) -> Metric {
    Metric::customise(Arc::new(Hierarchy::build(graph, &order_of_graph(graph))), graph)
}

/// Times of a batch at every node; `None` where the sweep told none below the limit.
fn swept<L: Lane>(metric: &Metric, direction: Direction, searches: &[&[Seed]], limit: u32) -> Vec<Vec<Option<u32>>> {
    let hierarchy = metric.hierarchy();
    let mut told = vec![vec![None; hierarchy.node_count()]; searches.len()];
    let mut sweep = BatchSweep::<L>::new(hierarchy);
    // A run leaves nothing behind for the next.
    for _ in 0..2 {
        told.iter_mut().for_each(|lane| lane.fill(None));
        sweep.run(metric, direction, searches, limit, |position, times| {
            for (lane, time) in told.iter_mut().zip(times) {
                let time = time.time();
                lane[hierarchy.node(position) as usize] = (time < limit).then_some(time);
            }
        });
    }
    told
}

fn check_against_dijkstra(graph: &RoadGraph, metric: &Metric, searches: &[Vec<Seed>], limit: u32) {
    let lists: Vec<&[Seed]> = searches.iter().map(Vec::as_slice).collect();
    for direction in [Direction::Forward, Direction::Reverse] {
        let expected: Vec<Vec<u32>> = lists.iter().map(|seeds| dijkstra(graph, direction, seeds)).collect();
        let wide = swept::<i32>(metric, direction, &lists, limit);
        let narrow = (limit <= BatchSweep::<u16>::longest()).then(|| swept::<u16>(metric, direction, &lists, limit));
        for (lane, expected) in expected.iter().enumerate() {
            for (node, &time) in expected.iter().enumerate() {
                let time = (time < limit).then_some(time);
                assert_eq!(
                    wide[lane][node], time,
                    "{direction:?}, search {lane}, node {node}, limit {limit}"
                );
                if let Some(narrow) = &narrow {
                    assert_eq!(
                        narrow[lane][node], time,
                        "16 bits: {direction:?}, search {lane}, node {node}"
                    );
                }
            }
        }
    }
}

/// Places on a coarse grid and arcs between some of them, in one direction or both, with ties.
fn random_graph() -> impl Strategy<Value = RoadGraph> {
    let nodes = 1..40u32;
    nodes.prop_flat_map(|nodes| {
        let place =
            (0..8u32, 0..8u32).prop_map(|(x, y)| LonLat::new(105.0 + f64::from(x) * 0.01, 21.0 + f64::from(y) * 0.01));
        let arc = (
            0..nodes,
            0..nodes,
            prop_oneof![1..6u32, 1..400u32, Just(70_000u32)],
            any::<bool>(),
        );
        let arcs = prop::collection::vec(arc, 0..120);
        (prop::collection::vec(place, nodes as usize), arcs).prop_map(|(places, arcs)| {
            let both = |(from, to, time, is_both): (u32, u32, u32, bool)| {
                [(from, to, time), (to, from, time)]
                    .into_iter()
                    .take(if is_both { 2 } else { 1 })
            };
            RoadGraph::from_arcs(&places, arcs.into_iter().flat_map(both)).0
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_search_on_the_contracted_graph_is_a_dijkstra(
        graph in random_graph(), starts in prop::collection::vec(prop::collection::vec((0..40u32, 0..50u32), 0..4), 1..=LANES),
        limit in prop_oneof![1..300u32, Just(65_535u32), Just(1_000_000u32)],
    ) {
        let nodes = graph.node_count() as u32;
        let searches: Vec<Vec<Seed>> = starts
            .iter()
            .map(|seeds| seeds.iter().map(|&(node, time)| (node % nodes, time)).collect())
            .collect();
        let metric = metric(&graph);
        check_against_dijkstra(&graph, &metric, &searches, limit);

        let mut pairs = PairSearch::new(metric.hierarchy());
        for from in &searches {
            let times = dijkstra(&graph, Direction::Forward, from);
            for to in &searches {
                let over = |&(node, rest): &Seed| (times[node as usize] != u32::MAX).then(|| times[node as usize] + rest);
                let best = to.iter().filter_map(over).min();
                prop_assert_eq!(pairs.time(&metric, from, to), best, "{:?} to {:?}", from, to);
            }
        }

        let sources: Vec<(u32, u32, u32)> = (0u32..)
            .zip(&searches)
            .flat_map(|(source, seeds)| seeds.iter().map(move |&(node, time)| (node, time, source)))
            .collect();
        for k in [1, 2, 5] {
            for direction in [Direction::Forward, Direction::Reverse] {
                let plain = k_nearest(&graph, direction, &sources, k);
                let labels = metric.k_nearest(direction, &sources, k);
                for node in 0..nodes {
                    let expected = plain[node as usize * k..][..k].iter().filter(|label| label.0 != u32::MAX);
                    prop_assert!(labels.of(node).iter().eq(expected), "node {}, k {}", node, k);
                }
            }
        }
    }

    #[test]
    fn any_order_gives_the_same_times(graph in random_graph(), seed in any::<u64>()) {
        let nodes = graph.node_count() as u32;
        let mut order: Vec<u32> = (0..nodes).collect();
        order.sort_by_key(|node| (u64::from(*node) + 1).wrapping_mul(seed | 1));
        let hierarchy = Hierarchy::build(&graph, &order);
        prop_assert_eq!(&Hierarchy::build(&graph, &hierarchy.order()), &hierarchy, "its own order gives it again");
        let metric = Metric::customise(Arc::new(hierarchy), &graph);
        check_against_dijkstra(&graph, &metric, &[vec![(0, 0)], vec![(nodes - 1, 3)]], 100_000);
    }
}

#[test]
fn a_change_of_speeds_needs_the_hierarchy_no_more() {
    let places: Vec<LonLat> = (0..5).map(|x| LonLat::new(105.0 + f64::from(x) * 0.01, 21.0)).collect();
    let street = |slow: u32| (0..4u32).flat_map(move |at| [(at, at + 1, 10 * slow), (at + 1, at, 7)]);
    let (quick, slow) = (
        RoadGraph::from_arcs(&places, street(1)).0,
        RoadGraph::from_arcs(&places, street(9)).0,
    );
    let hierarchy = Arc::new(Hierarchy::build(&quick, &order_of_graph(&quick)));
    for graph in [&quick, &slow] {
        let metric = Metric::customise(Arc::clone(&hierarchy), graph);
        check_against_dijkstra(graph, &metric, &[vec![(0, 0)], vec![(4, 0)]], 10_000);
    }
}

/// 10,000 pairs of each mode on the real roads: 100 starts by 100 ends.
#[test]
fn ten_thousand_pairs_on_the_real_roads_are_those_of_dijkstra_in_every_mode() {
    let Some(network) = roads("roads-inner-districts-2025-05.osm.pbf") else {
        return;
    };
    for mode in TravelMode::ALL {
        let graph = RoadGraph::build(&network, &Profile::shipped(mode));
        let metric = metric(&graph);
        let node = |index: u64, salt: u64| ((index * 2_654_435_761 + salt * 40_503) % graph.node_count() as u64) as u32;
        let ends: Vec<u32> = (0..100).map(|index| node(index, 7)).collect();
        let mut pairs = PairSearch::new(metric.hierarchy());
        let mut reached = 0;
        for start in (0..100).map(|index| node(index, 3)) {
            let times = dijkstra(&graph, Direction::Forward, &[(start, 0)]);
            for &end in &ends {
                let expected = Some(times[end as usize]).filter(|time| *time != u32::MAX);
                reached += usize::from(expected.is_some());
                assert_eq!(
                    pairs.time(&metric, &[(start, 0)], &[(end, 0)]),
                    expected,
                    "{mode:?}: {start} to {end}"
                );
            }
        }
        assert!(reached > 5_000, "{mode:?}: only {reached} pairs are linked");
        let searches: Vec<Vec<Seed>> = ends.iter().take(LANES).map(|&end| vec![(end, 0)]).collect();
        check_against_dijkstra(&graph, &metric, &searches, 18_000);
        check_against_dijkstra(&graph, &metric, &searches, 1_000_000);
    }
}
