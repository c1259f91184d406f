//! The index over service points: every question of a city asked of the tree and of brute force.
//!
//! Sizes: small (60 points), real (632 points: 476 agents, 30 branches, 126 reception points), ten times.
//! Each bench first checks that the tree answers as brute force does.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gandan::geometry::LonLat;
use gandan::spatial_index::{BruteForce, PointIndex, SegmentIndex};
use gandan::units::Metres;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::hint::black_box;

const SIZES: [(&str, usize); 3] = [("small", 60), ("real", 632), ("ten_times", 6320)];
const RADIUS: Metres = Metres(5000.0);
const PLACES: usize = 200;

/// Half of the points in the dense centre, half over the whole province.
fn scatter(count: usize, seed: u64) -> Vec<LonLat> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut between =
        move |low: f64, high: f64| low + (high - low) * f64::from(random.next_u32()) / f64::from(u32::MAX);
    let place = |index: usize| {
        let (west, east, south, north) = if index.is_multiple_of(2) {
            (105.78, 105.90, 20.96, 21.08)
        } else {
            (105.28, 106.03, 20.56, 21.39)
        };
        LonLat::new(between(west, east), between(south, north))
    };
    (0..count).map(place).collect()
}

fn nearest(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("nearest_8");
    group.throughput(Throughput::Elements(PLACES as u64));
    let places = scatter(PLACES, 2);
    for (name, size) in SIZES {
        let points = scatter(size, 1);
        let (index, brute) = (PointIndex::build(&points), BruteForce::new(&points));
        assert!(
            places
                .iter()
                .all(|place| index.nearest_k(*place, 8) == brute.nearest_k(*place, 8))
        );
        group.bench_function(BenchmarkId::new("tree", name), |bencher| {
            bencher.iter(|| {
                places
                    .iter()
                    .map(|place| index.nearest_k(black_box(*place), 8).len())
                    .sum::<usize>()
            });
        });
        group.bench_function(BenchmarkId::new("brute_force", name), |bencher| {
            bencher.iter(|| {
                places
                    .iter()
                    .map(|place| brute.nearest_k(black_box(*place), 8).len())
                    .sum::<usize>()
            });
        });
    }
}

fn within(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("within_5_km");
    group.throughput(Throughput::Elements(PLACES as u64));
    let places = scatter(PLACES, 2);
    for (name, size) in SIZES {
        let points = scatter(size, 1);
        let (index, brute) = (PointIndex::build(&points), BruteForce::new(&points));
        let count = |place: &LonLat| {
            let mut members = 0;
            index.for_each_within(black_box(*place), RADIUS, |_| members += 1);
            members
        };
        assert!(
            places
                .iter()
                .all(|place| index.within(*place, RADIUS) == brute.within(*place, RADIUS))
        );
        assert!(
            places
                .iter()
                .all(|place| count(place) == brute.within(*place, RADIUS).len())
        );
        group.bench_function(BenchmarkId::new("tree_members", name), |bencher| {
            bencher.iter(|| places.iter().map(count).sum::<usize>());
        });
        group.bench_function(BenchmarkId::new("tree_distances", name), |bencher| {
            bencher.iter(|| {
                places
                    .iter()
                    .map(|place| index.within(black_box(*place), RADIUS).len())
                    .sum::<usize>()
            });
        });
        group.bench_function(BenchmarkId::new("brute_force", name), |bencher| {
            bencher.iter(|| {
                places
                    .iter()
                    .map(|place| brute.within(black_box(*place), RADIUS).len())
                    .sum::<usize>()
            });
        });
    }
}

/// Worst input beside the ordinary one: a ferry across the whole map, whose box everything lies in.
fn snapping(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("snap_1_km");
    group.throughput(Throughput::Elements(PLACES as u64));
    let places = scatter(PLACES, 2);
    for (name, size) in [("small", 1_000u32), ("real", 100_000), ("ten_times", 1_000_000)] {
        let corners = scatter(size as usize, 3);
        let near = |corner: &LonLat| LonLat::new(corner.lon + 0.0007, corner.lat + 0.0004);
        let points: Vec<LonLat> = corners.iter().flat_map(|corner| [*corner, near(corner)]).collect();
        let mut segments: Vec<(u32, u32)> = (0..size).map(|index| (2 * index, 2 * index + 1)).collect();
        let streets = SegmentIndex::build(&points, &segments);
        let hits = |index: &SegmentIndex| -> usize {
            places
                .iter()
                .map(|place| index.within(black_box(*place), Metres(1000.0)).len())
                .sum()
        };
        let expected = hits(&streets);
        assert!(expected > 0);
        group.bench_function(BenchmarkId::new("streets", name), |bencher| {
            bencher.iter(|| hits(&streets))
        });
        segments.extend((0..50).map(|index| (index, index + 1)));
        let ferries = SegmentIndex::build(&points, &segments);
        assert!(hits(&ferries) >= expected, "more segments never hide one");
        group.bench_function(BenchmarkId::new("streets_and_long_ferries", name), |bencher| {
            bencher.iter(|| hits(&ferries));
        });
    }
}

fn building(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    for (name, size) in SIZES {
        let points = scatter(size, 1);
        assert_eq!(PointIndex::build(&points).len(), size);
        group.bench_function(BenchmarkId::new("tree", name), |bencher| {
            bencher.iter(|| PointIndex::build(&points))
        });
    }
}

criterion_group!(benches, nearest, within, snapping, building);
criterion_main!(benches);
