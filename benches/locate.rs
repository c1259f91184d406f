//! Standard location problems from a ward to a province, each answer proven or with its gap printed.
//!
//! Towns are synthetic: demand gathers around centres, sites are drawn from demand. The targets: p-median of 10,000 demand points, 400
//! sites and p = 30 within 1 % proven; MCLP of the same size with a proven gap; a set cover of 476 sites proven.

use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use gandan::locate::{Answer, Cutoff, Limits, Problem, Question, Status, locate};
use gandan::model::{CostTable, LocationDemand, LocationSite};

struct Size {
    name: &'static str,
    demand: usize,
    sites: usize,
    p: usize,
}

const SIZES: [Size; 3] = [
    Size {
        name: "small_300x50",
        demand: 300,
        sites: 50,
        p: 8,
    },
    Size {
        name: "town_2000x200",
        demand: 2000,
        sites: 200,
        p: 20,
    },
    Size {
        name: "province_10000x400",
        demand: 10_000,
        sites: 400,
        p: 30,
    },
];

/// Metres in a square of 40 km; people in whole numbers.
fn town(demand: usize, sites: usize) -> CostTable {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let centres: Vec<(f64, f64)> = (0..25).map(|_| (uniform() * 4e4, uniform() * 4e4)).collect();
    let mut place = |at: usize| {
        if at.is_multiple_of(3) {
            return (uniform() * 4e4, uniform() * 4e4);
        }
        let (x, y) = centres[at % centres.len()];
        (x + 6e3 * (uniform() - 0.5), y + 6e3 * (uniform() - 0.5))
    };
    let at: Vec<(f64, f64)> = (0..demand).map(&mut place).collect();
    let from: Vec<(f64, f64)> = (0..sites).map(&mut place).collect();
    let costs = at
        .iter()
        .flat_map(|a| from.iter().map(|b| (a.0 - b.0).hypot(a.1 - b.1).round()));
    CostTable {
        demand: (0..demand)
            .map(|i| LocationDemand {
                code: format!("d{i}"),
                weight: (20 + i * 37 % 200) as f64,
            })
            .collect(),
        sites: (0..sites)
            .map(|j| LocationSite {
                code: format!("s{j}"),
                fixed_cost: Some(2e6 + (j % 7) as f64 * 1e5),
                capacity: Some(demand as f64 * 12.0),
                ..LocationSite::default()
            })
            .collect(),
        costs: costs.collect(),
    }
}

/// Without fixed costs a cover counts its sites.
fn unpriced(mut town: CostTable) -> CostTable {
    town.sites.iter_mut().for_each(|site| site.fixed_cost = None);
    town
}

/// Solves within the seconds, prints the gap, and asserts that the bound holds and the gap is below `within`.
fn solved(name: &str, table: &CostTable, question: Question, seconds: f64, within: f64) -> Answer {
    let begun = Instant::now();
    let elapsed = || begun.elapsed().as_secs_f64();
    let answer = locate(
        table,
        question,
        Limits {
            seconds,
            elapsed: &elapsed,
        },
    )
    .expect("an answer");
    let (best, gap) = (answer.best().objective, answer.gap());
    println!(
        "{name}: {best} bound {} gap {:.4} % in {:.1} s, {} nodes",
        answer.bound,
        gap * 100.0,
        elapsed(),
        answer.nodes
    );
    let sign = if question.problem.is_maximised() { -1.0 } else { 1.0 };
    assert!(
        sign * answer.bound <= sign * best,
        "{name}: a bound that its own answer breaks"
    );
    assert!(gap <= within, "{name}: gap {gap}");
    assert_eq!(gap == 0.0, answer.status == Status::Optimal);
    answer
}

fn question(problem: Problem, p: Option<usize>, radius: Option<f64>) -> Question {
    Question {
        problem,
        p,
        cutoff: radius.map(Cutoff::AtMost),
        k_best: 1,
    }
}

fn standard(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("locate");
    group.sample_size(10);
    for size in &SIZES {
        let table = town(size.demand, size.sites);
        let asked = [
            question(Problem::PMedian, Some(size.p), None),
            question(Problem::Mclp, Some(size.p), Some(2500.0)),
            question(Problem::PCenter, Some(size.p), None),
            question(Problem::Uflp, None, None),
        ];
        for asked in asked {
            let name = format!("{}_{}", asked.problem.code(), size.name);
            group.bench_function(&name, |bencher| {
                bencher.iter(|| solved(&name, &table, asked, 20.0, 0.01));
            });
        }
    }
    group.finish();
}

fn covers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("locate_cover");
    group.sample_size(10);
    for (name, demand, sites) in [("300x60", 300, 60), ("10000x476", 10_000, 476)] {
        let table = unpriced(town(demand, sites));
        // Nine kilometres, or as far as the loneliest demand point has to its nearest site.
        let nearest = |i: usize| table.row(i).iter().copied().fold(f64::INFINITY, f64::min);
        let farthest = (0..demand).map(nearest).fold(9000.0, f64::max);
        let asked = question(Problem::Lscp, None, Some(farthest));
        group.bench_function(name, |bencher| bencher.iter(|| solved(name, &table, asked, 60.0, 0.0)));
    }
    group.finish();
}

fn capacitated(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("locate_capacitated");
    group.sample_size(10);
    let table = town(60, 15);
    for asked in [
        question(Problem::CapacitatedPMedian, Some(12), None),
        question(Problem::Cflp, None, None),
    ] {
        let name = format!("{}_60x15", asked.problem.code());
        group.bench_function(&name, |bencher| {
            bencher.iter(|| solved(&name, &table, asked, 20.0, 0.05))
        });
    }
    group.finish();
}

criterion_group!(benches, standard, covers, capacitated);
criterion_main!(benches);
