//! The exact review at three sizes, and what the reduction of rows is worth.
//!
//! Cities are synthetic: points cluster around centres, everybody within 5 km counts. `real` has the
//! size of the city the program is made for (476 agents, some 20,000 classes of cells). Every run
//! asserts its answer, and planning is timed on the modelled city; the greedy plan is the baseline that the exact one must not exceed.

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use gandan::demo_city::{self, DemoOptions};
use gandan::model::FacilityId;
use gandan::planner::{Snapshot, WishDepth, what_if};
use gandan::review::instance::{Arc, CommuneBound, Freedom, Instance, Level, Point};
use gandan::review::reduce::{Hold, Need, all_rows, classes, minimal_rows};
use gandan::review::solve::{Limits, Solved, lexicographic, lexicographic_over};
use gandan::review::{Going, Preset, ReviewSettings, Wish, propose};

/// A size: points, communes, cells a side, kilometres a side.
struct Size {
    name: &'static str,
    points: usize,
    communes: usize,
    cells_a_side: usize,
    side_km: f64,
}

const SMALL: Size = Size {
    name: "small_40",
    points: 40,
    communes: 10,
    cells_a_side: 60,
    side_km: 18.0,
};
const REAL: Size = Size {
    name: "real_476",
    points: 476,
    communes: 126,
    cells_a_side: 300,
    side_km: 58.0,
};
const TEN_TIMES: Size = Size {
    name: "ten_times_4760",
    points: 4760,
    communes: 1260,
    cells_a_side: 600,
    side_km: 183.0,
};

/// What may change: near duplicates only, or everything.
#[derive(Clone, Copy, PartialEq)]
enum Eligible {
    Duplicates,
    Everything,
}

fn instance(size: &Size, eligible: Eligible) -> Instance {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let centres: Vec<[f64; 2]> = (0..size.communes / 3 + 1)
        .map(|_| [uniform() * size.side_km, uniform() * size.side_km])
        .collect();
    let mut places: Vec<[f64; 2]> = Vec::new();
    for index in 0..size.points {
        if index % 5 < 2 {
            let [x, y] = centres[index % centres.len()];
            places.push([x + 3.0 * (uniform() - 0.5), y + 3.0 * (uniform() - 0.5)]);
        } else {
            places.push([uniform() * size.side_km, uniform() * size.side_km]);
        }
    }
    let km = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let mut points: Vec<Point> = (0..size.points)
        .map(|_| {
            let load = if uniform() < 0.3 { 0 } else { (uniform() * 900.0) as u32 };
            Point {
                freedom: Freedom::Kept,
                load,
                capacity: 600 + (uniform() * 1200.0) as u32,
                cost: 100,
            }
        })
        .collect();

    let step = size.side_km / size.cells_a_side as f64;
    let sets = (0..size.cells_a_side * size.cells_a_side).map(|cell| {
        let centre = [
            (cell % size.cells_a_side) as f64 * step,
            (cell / size.cells_a_side) as f64 * step,
        ];
        let near = |j: &u32| {
            let [x, y] = places[*j as usize];
            (x - centre[0]).abs() <= 5.0 && (y - centre[1]).abs() <= 5.0 && km(places[*j as usize], centre) <= 5.0
        };
        (Hold::access((0..size.points as u32).filter(near).collect()), 25.0)
    });
    let rows = classes(sets.filter(|(hold, _)| !hold.members.is_empty()), 0);

    let mut arcs = Vec::new();
    for j in 0..size.points {
        let reach = if eligible == Eligible::Duplicates { 1.0 } else { 5.0 };
        let mut near: Vec<(usize, f64)> = (0..size.points)
            .filter(|&k| k != j)
            .map(|k| (k, km(places[j], places[k])))
            .filter(|&(_, far)| far <= reach)
            .collect();
        near.retain(|&(k, _)| points[k].room() >= points[j].load);
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(12);
        if eligible == Eligible::Everything {
            points[j].freedom = Freedom::Closable;
        } else if !near.is_empty() {
            points[j].freedom = Freedom::Mergeable;
        }
        let load = f64::from(points[j].load) / 10.0;
        let weight = |load: f64, far: f64| (load * far * 20.0).round().max(1.0) as u32;
        arcs.extend(near.into_iter().map(|(k, far)| Arc {
            from: j as u32,
            to: k as u32,
            weight: weight(load + 1.0, far),
            moved: weight(load, far),
        }));
    }
    arcs.sort_by_key(|arc| (arc.from, arc.to));
    let mut communes = vec![Vec::new(); size.communes];
    (0..size.points).for_each(|j| communes[j % size.communes].push(j as u32));
    let communes = communes
        .into_iter()
        .map(|members| CommuneBound { members, minimum: 1 })
        .collect();
    Instance {
        points,
        rows,
        arcs,
        communes,
        travel_bounds: Vec::new(),
        maximum_changes: None,
    }
}

/// Solves, asserts the answer, and gives the cost and whether all but the order of codes is proven.
fn solved(instance: &Instance, rows: &[Need], seconds: f64) -> (i64, bool) {
    let limits = Limits {
        seconds,
        epsilon: 0.0,
        levels: &Level::ALL,
    };
    match lexicographic_over(instance, rows, limits, &mut |_| {}).expect("the solver answers") {
        Solved::Plan { solution, levels } => {
            assert_eq!(solution.broken(instance), None);
            let everything: i64 = instance.points.iter().map(|point| i64::from(point.cost)).sum();
            assert!(levels[0].bound <= levels[0].value && levels[0].value <= everything);
            (
                solution.value(instance, Level::Cost),
                levels.iter().all(|level| level.value == level.bound),
            )
        }
        other => panic!("everything kept is a plan: {other:?}"),
    }
}

fn careful(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("review_careful");
    group.sample_size(10);
    for size in [&SMALL, &REAL, &TEN_TIMES] {
        let instance = instance(size, Eligible::Duplicates);
        group.bench_function(size.name, |bencher| {
            bencher.iter(|| {
                let rows = minimal_rows(black_box(&instance));
                let (cost, proven) = solved(&instance, &rows, 60.0);
                assert!(proven && cost < 100 * size.points as i64);
                cost
            });
        });
    }
    group.finish();
}

fn efficient(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("review_efficient");
    group.sample_size(10);
    let small = instance(&SMALL, Eligible::Everything);
    let all = all_rows(&small);
    let reduced = minimal_rows(&small);
    assert_eq!(
        solved(&small, &reduced, 60.0),
        solved(&small, &all, 60.0),
        "reduced = unreduced"
    );
    group.bench_function("small_40", |bencher| {
        bencher.iter(|| solved(black_box(&small), &minimal_rows(&small), 60.0))
    });
    group.bench_function("small_40_unreduced", |bencher| {
        bencher.iter(|| solved(black_box(&small), &all, 60.0))
    });
    let real = instance(&REAL, Eligible::Everything);
    group.bench_function("real_476_within_10_s", |bencher| {
        bencher.iter(|| solved(black_box(&real), &minimal_rows(&real), 10.0));
    });
    group.finish();
}

fn reduction(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("review_reduction");
    group.sample_size(10);
    for size in [&SMALL, &REAL, &TEN_TIMES] {
        let instance = instance(size, Eligible::Everything);
        let expected = minimal_rows(&instance).len();
        assert!(expected < instance.rows.len());
        group.bench_function(size.name, |bencher| {
            bencher.iter(|| assert_eq!(minimal_rows(black_box(&instance)).len(), expected));
        });
    }
    group.finish();
}

/// The whole path of the crate's own entry point agrees with the parts timed above.
fn entry(criterion: &mut Criterion) {
    let instance = instance(&SMALL, Eligible::Duplicates);
    criterion.bench_function("review_entry_small_40", |bencher| {
        bencher.iter(|| {
            match lexicographic(
                black_box(&instance),
                Limits {
                    seconds: 30.0,
                    epsilon: 0.0,
                    levels: &Level::ALL,
                },
                &mut |_| {},
            ) {
                Ok(Solved::Plan { levels, .. }) => assert_eq!(levels[0].value, levels[0].bound),
                other => panic!("{other:?}"),
            }
        });
    });
}

/// Settings under which a review is its plan alone.
fn plain(preset: Preset) -> ReviewSettings {
    ReviewSettings {
        preset,
        sensitivity_seconds: 0.0,
        counterfactual_seconds: 0.0,
        robustness_plans: 0,
        time_limit_seconds: 20.0,
        ..ReviewSettings::default()
    }
}

/// Where to open on the modelled city, and one flipped decision answered at once. The baseline of both is the whole review.
fn planning(criterion: &mut Criterion) {
    let options = DemoOptions {
        cell_metres: 500,
        ..DemoOptions::default()
    };
    let snapshot = Snapshot::build(demo_city::build(&options).expect("the modelled city"), None);
    let (careful, expand) = (plain(Preset::Careful), plain(Preset::Expand));
    let review = |settings: &ReviewSettings| {
        propose(&snapshot.review_input(), settings, &mut |_| {}).expect("the solver answers")
    };
    let begun = Instant::now();
    let plan = review(&careful);
    let whole = begun.elapsed().as_secs_f64();
    let code = |id: FacilityId| snapshot.dataset().facilities[id.index()].code.clone();
    let gone = plan.decisions.iter().filter(|one| !one.kind.stays());
    let going: Going = gone.map(|one| (code(one.facility), one.into.map(code))).collect();
    let flipped = plan.decisions.iter().find(|one| one.into.is_some()).expect("a merge");
    let wish = Wish {
        keep: [code(flipped.facility)].into(),
        ..Wish::default()
    };
    let flip = || {
        let told = what_if(&snapshot, &careful, &wish, &going, WishDepth::AtOnce).expect("a wish");
        assert!(
            told.asked.rules.iter().all(|rule| rule.lose == 0.0),
            "a point more loses nobody"
        );
        told.at_most.is_some()
    };
    let begun = Instant::now();
    flip();
    println!(
        "a flip takes 1/{:.0} of the whole review",
        whole / begun.elapsed().as_secs_f64()
    );
    let mut group = criterion.benchmark_group("review_planning");
    group.sample_size(10);
    group.bench_function("whole_review_demo_500", |bencher| {
        bencher.iter(|| review(black_box(&careful)).gap)
    });
    group.bench_function("flip_at_once_demo_500", |bencher| bencher.iter(flip));
    group.bench_function("expand_demo_500", |bencher| {
        bencher.iter(|| {
            let told = review(black_box(&expand)).expansion.expect("asked for");
            assert!(told.left_out_after <= told.left_out_with_announced);
            told.openings.len()
        });
    });
    group.finish();
}

criterion_group!(benches, careful, efficient, reduction, entry, planning);
criterion_main!(benches);
