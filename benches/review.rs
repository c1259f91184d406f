//! The exact model of a review: reduction of cover rows, and the four levels solved one after another.
//!
//! Sizes: small (48 agents), real (476), ten times (4,760 on ten times the land). Half of the agents stand
//! in dense centres. `careful`: those with another within 1 km may be merged; `efficient`: all may go. The
//! baseline is the same solve over all rows, where it ends in reasonable time. Each bench checks that the plan
//! breaks nothing and is proven optimal; ten times is solved once, within the limit, and its gaps are told.

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use gandan::review::instance::{Arc, CoverRow, Freedom, Instance, Level, Point};
use gandan::review::reduce::{classes, minimal_rows};
use gandan::review::solve::{Limits, Solved, lexicographic, lexicographic_over};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::hint::black_box;
use std::time::{Duration, Instant};

const RADIUS_M: f64 = 5000.0;
const MERGE_M: f64 = 1000.0;
const NEAREST_RECEIVERS: usize = 12;
const LIMITS: Limits = Limits {
    seconds: 60.0,
    epsilon: 0.0,
};

/// Name, agents, side of the land in metres, distance between cells in metres.
const SIZES: [(&str, usize, f64, f64); 3] = [
    ("small", 48, 18_000.0, 500.0),
    ("real", 476, 58_000.0, 500.0),
    ("ten_times", 4760, 183_000.0, 500.0),
];

#[derive(Clone, Copy, PartialEq)]
enum Preset {
    Careful,
    Efficient,
}

/// A plane city: agents, squares of people, arcs to the nearest receivers within the merge distance.
fn city(preset: Preset, agents: usize, side: f64, spacing: f64) -> Instance {
    let mut random = ChaCha8Rng::seed_from_u64(68);
    let mut share = move || f64::from(random.next_u32()) / f64::from(u32::MAX);
    let centres: Vec<[f64; 2]> = (0..agents.div_ceil(100))
        .map(|_| [share() * side, share() * side])
        .collect();
    let places: Vec<[f64; 2]> = (0..agents)
        .map(|index| {
            let [x, y] = centres[index % centres.len()];
            if index.is_multiple_of(2) {
                [share() * side, share() * side]
            } else {
                [x + (share() - 0.5) * 8000.0, y + (share() - 0.5) * 8000.0]
            }
        })
        .collect();
    let distance = |a: usize, b: usize| (places[a][0] - places[b][0]).hypot(places[a][1] - places[b][1]);
    let near: Vec<Vec<usize>> = (0..agents)
        .map(|from| {
            let mut near: Vec<usize> = (0..agents)
                .filter(|to| *to != from && distance(from, *to) <= MERGE_M)
                .collect();
            near.sort_by(|a, b| distance(from, *a).total_cmp(&distance(from, *b)));
            near.truncate(NEAREST_RECEIVERS);
            near.sort_unstable();
            near
        })
        .collect();
    let points: Vec<Point> = near
        .iter()
        .map(|near| Point {
            freedom: match preset {
                Preset::Careful if near.is_empty() => Freedom::Kept,
                Preset::Careful => Freedom::Mergeable,
                Preset::Efficient => Freedom::Closable,
            },
            load: if share() < 0.4 { 0 } else { (share() * 400.0) as u32 },
            capacity: 300 + (share() * 700.0) as u32,
            cost: 80 + (share() * 60.0) as u32,
        })
        .collect();
    let arc = |from: usize, to: usize| Arc {
        from: from as u32,
        to: to as u32,
        weight: ((points[from].load / 10 + 1) as f64 * distance(from, to) / 50.0) as u32,
    };
    let arcs = near
        .iter()
        .enumerate()
        .flat_map(|(from, near)| near.iter().map(move |to| (from, *to)));
    let arcs = arcs.map(|(from, to)| arc(from, to)).collect();
    Instance {
        rows: cover_rows(&places, side, spacing),
        arcs,
        points,
        communes: Vec::new(),
        maximum_changes: None,
    }
}

/// The classes of squares with the same agents within the radius; squares without any bind nothing.
fn cover_rows(places: &[[f64; 2]], side: f64, spacing: f64) -> Vec<CoverRow> {
    let lines = (side / spacing) as u32;
    let mut squares = Vec::new();
    for row in 0..lines {
        let y = f64::from(row) * spacing;
        let band: Vec<u32> = (0..places.len() as u32)
            .filter(|index| (places[*index as usize][1] - y).abs() <= RADIUS_M)
            .collect();
        for column in 0..lines {
            let x = f64::from(column) * spacing;
            let inside = |index: &&u32| {
                let [px, py] = places[**index as usize];
                (px - x).hypot(py - y) <= RADIUS_M
            };
            let members: Vec<u32> = band.iter().filter(inside).copied().collect();
            if !members.is_empty() {
                squares.push((members, 1.0));
            }
        }
    }
    classes(squares.into_iter(), 0)
}

/// Solves, and checks that the plan keeps everything; the values of the levels, when all are proven.
fn proven_values(instance: &Instance, solved: Solved) -> Option<Vec<i64>> {
    let Solved::Plan { solution, levels } = solved else {
        panic!("keeping everything is always a plan")
    };
    assert_eq!(solution.broken(instance), None);
    let values = levels.iter().map(|level| level.value).collect();
    levels.iter().all(|level| level.value == level.bound).then_some(values)
}

fn solve(instance: &Instance) -> Option<Vec<i64>> {
    proven_values(
        instance,
        lexicographic(black_box(instance), LIMITS, &mut |_| {}).expect("the solver works"),
    )
}

fn solve_unreduced(instance: &Instance) -> Option<Vec<i64>> {
    let rows: Vec<Vec<u32>> = instance.rows.iter().map(|row| row.members.clone()).collect();
    let solved = lexicographic_over(black_box(instance), &rows, LIMITS, &mut |_| {});
    proven_values(instance, solved.expect("the solver works"))
}

/// Too long to repeat: the time of one solve and the gap of each level, which the limit may leave open.
fn once(instance: &Instance, name: &str) {
    let start = Instant::now();
    let mut levels = Vec::new();
    let solved = lexicographic(black_box(instance), LIMITS, &mut |level| levels.push(level));
    let seconds = start.elapsed().as_secs_f64();
    proven_values(instance, solved.expect("the solver works"));
    let gaps: Vec<String> = levels
        .iter()
        .map(|level| format!("{} {:.4}", level.level.code(), level.gap()))
        .collect();
    println!(
        "four_levels/careful/{name}  once: {seconds:.1} s, gaps: {}",
        gaps.join(", ")
    );
    assert!(
        levels[0].gap() <= 0.01,
        "the level that decides is within 1 % of its bound"
    );
}

fn reducing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("minimal_rows");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, agents, side, spacing) in SIZES {
        let instance = city(Preset::Efficient, agents, side, spacing);
        let rows = minimal_rows(&instance);
        let contains = |row: &Vec<u32>, all: &CoverRow| row.iter().all(|member| all.members.contains(member));
        let sample = instance.rows.iter().step_by(97);
        assert!(
            rows.len() < instance.rows.len(),
            "{} of {}",
            rows.len(),
            instance.rows.len()
        );
        assert!(
            sample.clone().all(|all| rows.iter().any(|row| contains(row, all))),
            "every row is still implied"
        );
        group.bench_function(BenchmarkId::new("reduce", name), |bencher| {
            bencher.iter(|| minimal_rows(black_box(&instance)));
        });
    }
}

fn solving(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("four_levels");
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(1));
    for (name, agents, side, spacing) in SIZES {
        let careful = city(Preset::Careful, agents, side, spacing);
        if name == "ten_times" {
            once(&careful, name);
            continue;
        }
        let values = solve(&careful).expect("a careful review is proven optimal");
        let kept_as_it_is = careful.points.iter().map(|point| i64::from(point.cost)).sum();
        assert!(values[0] < kept_as_it_is, "some agents are merged");
        group.bench_function(BenchmarkId::new("careful", name), |bencher| {
            bencher.iter(|| solve(&careful))
        });
        assert_eq!(
            solve_unreduced(&careful).as_ref(),
            Some(&values),
            "the same optimum over all rows"
        );
        group.bench_function(BenchmarkId::new("careful_unreduced", name), |bencher| {
            bencher.iter(|| solve_unreduced(&careful));
        });
    }
    let (name, agents, side, spacing) = SIZES[0];
    let efficient = city(Preset::Efficient, agents, side, spacing);
    let values = solve(&efficient).expect("a small efficient review is proven optimal");
    assert!(values.len() == Level::ALL.len() && solve_unreduced(&efficient).as_ref() == Some(&values));
    group.bench_function(BenchmarkId::new("efficient", name), |bencher| {
        bencher.iter(|| solve(&efficient))
    });
    group.bench_function(BenchmarkId::new("efficient_unreduced", name), |bencher| {
        bencher.iter(|| solve_unreduced(&efficient));
    });
}

criterion_group!(benches, reducing, solving);
criterion_main!(benches);
