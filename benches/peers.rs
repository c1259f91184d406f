//! The engine's side of the comparison with other programs: one thread, one graph, the same cells and facilities.
//!
//! `cargo bench --bench peers -- DIR` reads `nodes.csv` (id, lon, lat), `edges.csv` (from, to, seconds), `cells.csv`
//! (lon, lat, node) and `agents.csv` (lon, lat, node) of DIR and prints one JSON object a line: what was done, how long the best of
//! five runs took, and the sums by which answers are compared. `benches/peers/compare.py` runs it beside the others.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use gandan::geometry::{LonLat, geocentric};
use gandan::routing::{
    BatchSweep, Direction, Hierarchy, LANES, Metric, RoadGraph, Seed, Sweep, k_nearest, order_of_graph,
};
use gandan::spatial_index::PointIndex;

const THIRTY_MINUTES: u32 = 18_000;
const RUNS: usize = 5;

struct Town {
    graph: RoadGraph,
    cells: Vec<(LonLat, u32)>,
    agents: Vec<(LonLat, u32)>,
}

fn rows(dir: &Path, name: &str, columns: &[&str]) -> Vec<Vec<f64>> {
    let path = dir.join(name);
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = csv::Reader::from_reader(file);
    let header: HashMap<String, usize> = reader
        .headers()
        .expect("a header")
        .iter()
        .enumerate()
        .map(|(index, name)| (name.to_owned(), index))
        .collect();
    let wanted: Vec<usize> = columns.iter().map(|name| header[*name]).collect();
    let row = |record: csv::StringRecord| wanted.iter().map(|&at| record[at].parse().expect("a number")).collect();
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

fn read_town(dir: &Path) -> Town {
    let place = |row: &[f64]| LonLat::new(row[0], row[1]);
    let nodes = rows(dir, "nodes.csv", &["lon", "lat"]);
    let edges = rows(dir, "edges.csv", &["from", "to", "seconds"]);
    let arcs = edges
        .iter()
        .map(|row| (row[0] as u32, row[1] as u32, ((row[2] * 10.0).round() as u32).max(1)));
    let places: Vec<LonLat> = nodes.iter().map(|row| place(row)).collect();
    let (graph, node_of) = RoadGraph::from_arcs(&places, arcs);
    let joined = |name: &str| {
        let rows = rows(dir, name, &["lon", "lat", "node"]);
        rows.iter().map(|row| (place(row), node_of[row[2] as usize])).collect()
    };
    Town {
        cells: joined("cells.csv"),
        agents: joined("agents.csv"),
        graph,
    }
}

/// Best of [`RUNS`] runs, and the answer's sums.
fn told<T: Into<f64> + Copy>(name: &str, runs: usize, mut work: impl FnMut() -> Vec<T>) {
    let mut best = f64::INFINITY;
    let mut sums = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        let found = black_box(work());
        best = best.min(start.elapsed().as_secs_f64());
        sums = found;
    }
    let sums: Vec<f64> = sums.into_iter().map(Into::into).collect();
    println!("{{\"work\": \"{name}\", \"seconds\": {best:.6}, \"sums\": {sums:?}}}");
}

fn main() {
    let Some(dir) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("peers: no folder named; see the head of benches/peers.rs");
        return;
    };
    let town = read_town(Path::new(&dir));
    let graph = &town.graph;
    eprintln!(
        "{} nodes, {} arcs, {} cells, {} agents",
        graph.node_count(),
        graph.arc_count(),
        town.cells.len(),
        town.agents.len()
    );
    let sources: Vec<(u32, u32, u32)> = (0u32..)
        .zip(&town.agents)
        .map(|(source, agent)| (agent.1, 0, source))
        .collect();
    for k in [1, 5] {
        told(&format!("nearest_{k}_plain"), RUNS, || {
            let labels = k_nearest(graph, Direction::Reverse, &sources, k);
            sums_of(labels.iter().map(|label| label.0))
        });
    }
    let mut sweep = Sweep::new(graph, 0);
    let cells_at = Cells::by(graph.node_count(), &town.cells, |node| node);
    let words = town.agents.len().div_ceil(64);
    told("thirty_minutes_plain", 1, || {
        let mut bits = vec![0u64; town.cells.len() * words];
        let (mut pairs, mut total) = (0.0, 0.0);
        for (facility, agent) in town.agents.iter().enumerate() {
            sweep.run(graph, Direction::Reverse, &[(agent.1, 0)], THIRTY_MINUTES);
            for (node, time) in sweep.settled() {
                for &cell in cells_at.of(node) {
                    bits[cell as usize * words + facility / 64] |= 1 << (facility % 64);
                    pairs += 1.0;
                    total += f64::from(time);
                }
            }
        }
        black_box(&bits);
        vec![pairs, total]
    });

    let start = Instant::now();
    let order = order_of_graph(graph);
    println!(
        "{{\"work\": \"order\", \"seconds\": {:.3}, \"sums\": []}}",
        start.elapsed().as_secs_f64()
    );
    let mut hierarchy = None;
    told("hierarchy", 3, || {
        let built = Hierarchy::build(graph, &order);
        let edges = built.edge_count() as f64;
        hierarchy = Some(Arc::new(built));
        vec![edges]
    });
    let hierarchy = hierarchy.expect("it was built");
    let mut metric = None;
    told("customise", 3, || {
        let made = Metric::customise(Arc::clone(&hierarchy), graph);
        let links = made.link_count() as f64;
        metric = Some(made);
        vec![links]
    });
    let metric = metric.expect("it was made");
    for k in [1, 5] {
        told(&format!("nearest_{k}"), RUNS, || {
            let labels = metric.k_nearest(Direction::Reverse, &sources, k);
            sums_of(labels.iter().map(|label| label.0))
        });
    }
    let cells_at = Cells::by(graph.node_count(), &town.cells, |node| hierarchy.position(node));
    let seeds: Vec<[Seed; 1]> = near_one_another(&hierarchy, &town.agents);
    let lists: Vec<&[Seed]> = seeds.iter().map(|seed| &seed[..]).collect();

    let mut batch = BatchSweep::<u16>::new(&hierarchy);
    told("thirty_minutes_batches", RUNS, || {
        let mut bits = vec![0u64; town.cells.len() * words];
        let (mut pairs, mut total) = (0u64, 0u64);
        for (number, searches) in lists.chunks(LANES).enumerate() {
            let (word, shift) = (number * LANES / 64, number * LANES % 64);
            batch.run(
                &metric,
                Direction::Reverse,
                searches,
                THIRTY_MINUTES,
                |position, times| {
                    let cells = cells_at.of(position);
                    if cells.is_empty() {
                        return;
                    }
                    let mut mask = 0u64;
                    let mut sum = 0u64;
                    for (lane, &time) in times.iter().enumerate().take(searches.len()) {
                        if u32::from(time) < THIRTY_MINUTES {
                            mask |= 1 << lane;
                            sum += u64::from(time);
                        }
                    }
                    pairs += u64::from(mask.count_ones()) * cells.len() as u64;
                    total += sum * cells.len() as u64;
                    for &cell in cells {
                        bits[cell as usize * words + word] |= mask << shift;
                    }
                },
            );
        }
        black_box(&bits);
        vec![pairs as f64, total as f64]
    });
    let mut wide = BatchSweep::<i32>::new(&hierarchy);
    let mut times = vec![[0i32; LANES]; town.cells.len()];
    told("one_to_all_16", RUNS, || {
        let mut total = 0u64;
        wide.run(
            &metric,
            Direction::Reverse,
            &lists[..LANES],
            BatchSweep::<i32>::longest(),
            |position, found| {
                for &cell in cells_at.of(position) {
                    times[cell as usize] = *found;
                }
            },
        );
        for row in &times {
            total += row.iter().map(|&time| time as u64).sum::<u64>();
        }
        vec![total as f64]
    });
    let mut narrow = BatchSweep::<u16>::new(&hierarchy);
    let mut short = vec![[0u16; LANES]; town.cells.len()];
    told("one_to_all_16_narrow", RUNS, || {
        narrow.run(
            &metric,
            Direction::Reverse,
            &lists[..LANES],
            u32::from(u16::MAX),
            |position, found| {
                for &cell in cells_at.of(position) {
                    short[cell as usize] = *found;
                }
            },
        );
        vec![short.iter().flatten().map(|&time| u64::from(time)).sum::<u64>() as f64]
    });

    let index = PointIndex::build(&town.agents.iter().map(|agent| agent.0).collect::<Vec<_>>());
    let places: Vec<LonLat> = town.cells.iter().map(|cell| cell.0).collect();
    let solid: Vec<[f64; 3]> = town.agents.iter().map(|agent| geocentric(agent.0)).collect();
    told("straight_line_5", RUNS, || {
        let mut ranks = vec![0u32; places.len() * 5];
        index.rank_each(&places, 5, |cell, ranked| {
            ranks[cell * 5..][..5]
                .iter_mut()
                .zip(ranked)
                .for_each(|(slot, &agent)| *slot = agent as u32);
        });
        let mut chords = 0.0;
        for (&place, agents) in places.iter().zip(ranks.chunks(5)) {
            let cell = geocentric(place);
            for &agent in agents {
                let apart = cell.iter().zip(&solid[agent as usize]);
                chords += apart.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
            }
        }
        vec![chords]
    });
}

fn sums_of(times: impl Iterator<Item = u32>) -> Vec<f64> {
    let reached = times.filter(|time| *time != u32::MAX);
    let (count, total) = reached.fold((0u64, 0u64), |(count, total), time| {
        (count + 1, total + u64::from(time))
    });
    vec![count as f64, total as f64]
}

/// Agents as seeds, in order of position: those of one batch lie near one another.
fn near_one_another(hierarchy: &Hierarchy, agents: &[(LonLat, u32)]) -> Vec<[Seed; 1]> {
    let mut nodes: Vec<u32> = agents.iter().map(|agent| agent.1).collect();
    nodes.sort_by_key(|node| hierarchy.position(*node));
    nodes.into_iter().map(|node| [(node, 0)]).collect()
}

/// Cells by the node they join.
struct Cells {
    first: Vec<u32>,
    cells: Vec<u32>,
}

impl Cells {
    fn by(nodes: usize, cells: &[(LonLat, u32)], key: impl Fn(u32) -> u32) -> Cells {
        let mut pairs: Vec<(u32, u32)> = (0u32..)
            .zip(cells)
            .map(|(cell, joined)| (key(joined.1), cell))
            .collect();
        pairs.sort_unstable();
        let mut first = vec![0u32; nodes + 1];
        pairs.iter().for_each(|pair| first[pair.0 as usize + 1] += 1);
        (0..nodes).for_each(|node| first[node + 1] += first[node]);
        Cells {
            first,
            cells: pairs.into_iter().map(|pair| pair.1).collect(),
        }
    }

    fn of(&self, key: u32) -> &[u32] {
        &self.cells[self.first[key as usize] as usize..self.first[key as usize + 1] as usize]
    }
}
