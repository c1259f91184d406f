//! How time and memory of an assessment grow from a town to a country: `cargo bench --bench scale [-- SIZE...]`.
//!
//! Sizes are crossings a side of a seeded street grid: 215, 680 and 2150 (about 100,000, 1 and 10 million arcs), with as many cells as
//! arcs and a point for every 9,000 cells. Each runs in a process of its own, which prints one JSON object: seconds of each
//! step and the largest memory it held. `benches/peers/plot_scale.py` draws `docs/pictures/scale.svg` from them.

#[path = "support/mod.rs"]
mod support;

use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use gandan::access::{Reach, Travel};
use gandan::model::{Rule, TravelMode};
use gandan::routing::{Profile, Router};

const SIZES: [u32; 3] = [215, 680, 2150];
const CELLS_A_POINT: u32 = 9_000;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [only, size] = &arguments[..]
        && only == "--one"
    {
        return one(size.parse().expect("a size"));
    }
    let asked: Vec<u32> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    let program = std::env::current_exe().expect("this program");
    for size in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        let done = Command::new(&program).args(["--one", &size.to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "size {size} failed");
    }
}

fn one(side: u32) {
    let mut steps: Vec<(&str, f64, u64)> = Vec::new();
    let mut clock = Instant::now();
    let mut step = |name| {
        steps.push((name, clock.elapsed().as_secs_f64(), memory_mib("VmHWM:")));
        // A long run that is stopped has told how far it came.
        eprintln!(
            "{name}: {:.1} s, peak {} MiB, now {} MiB",
            clock.elapsed().as_secs_f64(),
            memory_mib("VmHWM:"),
            memory_mib("VmRSS:")
        );
        clock = Instant::now();
    };
    let cells = (f64::from(side).powi(2) * 2.17) as u32;
    let mut dataset = support::town(side, cells, cells.div_ceil(CELLS_A_POINT));
    dataset.sort();
    step("make_town");
    let router = Arc::new(Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike)));
    step("graph");
    router.metric();
    step("contract");
    let travel = Travel::on(&dataset, TravelMode::Motorbike, Arc::clone(&router));
    step("join_places");
    let joins: usize = (0..dataset.cells.len())
        .map(|cell| travel.joins_of_cell(cell).len())
        .sum();
    let rule = Rule::scheme();
    let reach = Reach::compute(&dataset, &travel, &rule);
    step("reach");
    let coverage = reach.coverage(&dataset, &travel, &rule);
    step("coverage");
    let people = coverage.people;
    let told = people.time_and_distance + people.time_only + people.distance_only + people.neither;
    assert_eq!(told, people.total, "every resident has one verdict");
    assert_eq!(people.total, dataset.people());
    let fields: Vec<String> = steps
        .iter()
        .map(|(name, seconds, peak)| format!("\"{name}_s\": {seconds:.2}, \"{name}_peak_mib\": {peak}"))
        .collect();
    println!(
        "{{\"side\": {side}, \"cells\": {}, \"nodes\": {}, \"arcs\": {}, \"points\": {}, \"joins\": {joins}, {}, \"peak_mib\": {}}}",
        dataset.cells.len(),
        router.graph().node_count(),
        router.graph().arc_count(),
        dataset.facilities.len(),
        fields.join(", "),
        memory_mib("VmHWM:"),
    );
}

/// Memory of this process as Linux tells it under a name; 0 elsewhere.
fn memory_mib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
