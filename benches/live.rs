//! One edit of a live network: a point closed, opened, moved, put where none was.
//!
//! Cities are seeded street grids about 100 m apart with cells between them: small (900 crossings, 1,600 cells, 40 points),
//! real (the size of the inner districts: 330 x 330 crossings, 36,100 cells, 476 points) and province (666 x 666 crossings,
//! 340,000 cells, 1,131 points). Before anything is timed, a sequence of edits is made and every figure is compared with
//! tables made from nothing on the edited data: that recomputation is the baseline, and its time is printed.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use gandan::access::{Baseline, Edit, LiveNetwork, Reach, Travel};
use gandan::geometry::LonLat;
use gandan::model::{
    Area, AreaId, AreaLevel, CellId, Dataset, DemandCell, Facility, FacilityKind, Origin, RoadNetwork, RoadNode,
    RoadWay, Rule, Territory, TravelMode,
};
use gandan::routing::{Profile, Router};
use geo_types::{Rect, coord};

struct Size {
    name: &'static str,
    crossings_a_side: u32,
    cells_a_side: u32,
    points: u32,
    communes_a_side: u32,
}

const SIZES: [Size; 3] = [
    Size {
        name: "small",
        crossings_a_side: 30,
        cells_a_side: 40,
        points: 40,
        communes_a_side: 2,
    },
    Size {
        name: "real",
        crossings_a_side: 330,
        cells_a_side: 190,
        points: 476,
        communes_a_side: 6,
    },
    Size {
        name: "province",
        crossings_a_side: 666,
        cells_a_side: 584,
        points: 1131,
        communes_a_side: 11,
    },
];

/// Degrees between neighbouring streets: about 100 m.
const BLOCK: [f64; 2] = [0.00096, 0.0009];
const SOUTH_WEST: [f64; 2] = [105.3, 20.6];
/// Edits tried on each city; some are refused (what is closed cannot be closed).
const TRIES: u32 = 150;

/// A seeded stream of numbers below 1.
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() * limit as f64) as usize
    }

    fn place(&mut self, size: &Size) -> LonLat {
        let side = f64::from(size.crossings_a_side - 1);
        let [x, y] = [self.next() * side, self.next() * side];
        LonLat::new(SOUTH_WEST[0] + x * BLOCK[0], SOUTH_WEST[1] + y * BLOCK[1])
    }
}

fn streets(side: u32) -> RoadNetwork {
    let crossing = |index: u32| RoadNode {
        id: i64::from(index),
        location: LonLat::new(
            SOUTH_WEST[0] + f64::from(index % side) * BLOCK[0],
            SOUTH_WEST[1] + f64::from(index / side) * BLOCK[1],
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
    RoadNetwork {
        nodes: (0..side * side).map(crossing).collect(),
        ways: rows.chain(columns).collect(),
        restrictions: Vec::new(),
    }
}

fn kind(index: u32) -> FacilityKind {
    match index % 8 {
        0 => FacilityKind::Branch,
        1 | 2 => FacilityKind::ReceptionPoint,
        _ => FacilityKind::Agent,
    }
}

/// People come in 1/1024, so that the rounded sums of the recomputation are exact too.
fn city(size: &Size) -> Dataset {
    let mut uniform = Uniform(0x9E37_79B9_7F4A_7C15);
    let span = [0, 1].map(|axis| f64::from(size.crossings_a_side) * BLOCK[axis]);
    let commune = |number: u32| {
        let (column, row) = (number % size.communes_a_side, number / size.communes_a_side);
        let corner = |column: u32, row: u32| {
            coord! {
                x: SOUTH_WEST[0] - 1e-3 + f64::from(column) * (span[0] + 2e-3) / f64::from(size.communes_a_side),
                y: SOUTH_WEST[1] - 1e-3 + f64::from(row) * (span[1] + 2e-3) / f64::from(size.communes_a_side),
            }
        };
        Area {
            code: format!("{number:05}"),
            name: format!("Xã {number}"),
            level: AreaLevel::Commune,
            territory: [Territory::Rural, Territory::Urban][number as usize % 2],
            outline: Rect::new(corner(column, row), corner(column + 1, row + 1))
                .to_polygon()
                .into(),
            point: LonLat::new(SOUTH_WEST[0], SOUTH_WEST[1]),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        }
    };
    let cells = (0..size.cells_a_side * size.cells_a_side).map(|index| {
        let (column, row) = (index % size.cells_a_side, index / size.cells_a_side);
        let share = |at: u32| (f64::from(at) + 0.5) / f64::from(size.cells_a_side);
        let commune = |at: u32| (share(at) * f64::from(size.communes_a_side)) as u32;
        DemandCell {
            code: format!("c{index:06}"),
            location: LonLat::new(
                SOUTH_WEST[0] + share(column) * span[0],
                SOUTH_WEST[1] + share(row) * span[1],
            ),
            people: (uniform.next() * 60_000.0).floor() / 1024.0,
            elderly: None,
            enterprises: None,
            area: Some(AreaId(commune(row) * size.communes_a_side + commune(column))),
        }
    });
    let cells = cells.collect();
    let points = (0..size.points).map(|index| {
        let code = format!("p{index:04}");
        Facility::new(code.clone(), kind(index), code, uniform.place(size))
    });
    let mut dataset = Dataset {
        cells,
        facilities: points.collect(),
        areas: (0..size.communes_a_side * size.communes_a_side).map(commune).collect(),
        roads: streets(size.crossings_a_side),
        ..Dataset::default()
    };
    dataset.sort();
    dataset
}

fn edit(uniform: &mut Uniform, live: &LiveNetwork, size: &Size, number: u32) -> Edit {
    let present = live.facilities();
    let code = present[uniform.below(present.len())].code.clone();
    match uniform.below(5) {
        0 | 1 => Edit::Close { code },
        2 => Edit::Reopen { code },
        3 => Edit::Move {
            code,
            to: uniform.place(size),
        },
        _ => Edit::OpenAt(Box::new(Facility::new(
            format!("n{number:04}"),
            kind(number),
            "Điểm mới",
            uniform.place(size),
        ))),
    }
}

/// Makes edits, tells their times, and compares everything with tables made from nothing.
fn edit_and_compare(live: &mut LiveNetwork, base: Baseline, size: &Size, router: &Arc<Router>) {
    let mut uniform = Uniform(0x0D1B_54A3_2D19_2ED0);
    let mut taken: Vec<f64> = Vec::new();
    for number in 0..TRIES {
        let edit = edit(&mut uniform, live, size, number);
        let start = Instant::now();
        if live.apply(base, &edit).is_ok() {
            taken.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let edited = Dataset {
        facilities: live.facilities(),
        ..base.dataset.clone()
    };
    let start = Instant::now();
    let travel = Travel::on(&edited, TravelMode::Motorbike, Arc::clone(router));
    let joined = start.elapsed();
    let first = Rule::scheme();
    let reach = Reach::compute(&edited, &travel, &first);
    for (number, rule) in Rule::shipped().iter().enumerate() {
        let reach = match rule.counts == first.counts {
            true => reach.clone(),
            false => reach.counting_others(&edited, &travel, rule),
        };
        let expected = reach.coverage(&edited, &travel, rule);
        assert_eq!(live.coverage(base, number), expected, "{}", rule.id);
        for cell in (0..edited.cells.len()).step_by(7) {
            let code = |id: gandan::model::FacilityId| edited.facilities[id.index()].code.as_str();
            let expected = reach
                .nearest_by_time
                .of(cell)
                .iter()
                .map(|&(time, point)| (time, code(point)));
            assert!(
                live.nearest_by_time(number, CellId(cell as u32)).eq(expected),
                "cell {cell}"
            );
        }
    }
    let told = (joined.as_secs_f64(), start.elapsed().as_secs_f64());
    taken.sort_by(f64::total_cmp);
    println!(
        "{}: {} edits, median {:.1} ms, 95 % {:.1} ms, longest {:.1} ms; from nothing {:.1} s, of which joins {:.1} s",
        size.name,
        taken.len(),
        taken[taken.len() / 2],
        taken[taken.len() * 95 / 100],
        taken[taken.len() - 1],
        told.1,
        told.0,
    );
}

fn edits(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("live_edit");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for size in &SIZES {
        let dataset = city(size);
        let router = Arc::new(Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike)));
        let travel = Travel::on(&dataset, TravelMode::Motorbike, Arc::clone(&router));
        let base = Baseline {
            dataset: &dataset,
            travel: &travel,
        };
        let start = Instant::now();
        let mut live = LiveNetwork::new(base, &Rule::shipped()).expect("the city can be made live");
        println!("{}: made live in {:.1} s", size.name, start.elapsed().as_secs_f64());
        edit_and_compare(&mut live, base, size, &router);
        let before: Vec<_> = (0..3).map(|rule| live.figures(base, rule)).collect();
        let mut uniform = Uniform(77);
        let middle = Facility::new("bench", FacilityKind::Agent, "Điểm mới", uniform.place(size));
        group.bench_function(BenchmarkId::new("open_and_take_back", size.name), |bencher| {
            let edit = Edit::OpenAt(Box::new(middle.clone()));
            bencher.iter(|| {
                black_box(live.apply(base, &edit).expect("the code is free"));
                black_box(live.undo(base).expect("the same baseline"));
            });
        });
        let open = |facility: &Facility| facility.status == gandan::model::FacilityStatus::Open;
        let code = live
            .facilities()
            .into_iter()
            .filter(open)
            .nth(20)
            .expect("so many are open")
            .code;
        group.bench_function(BenchmarkId::new("close_and_take_back", size.name), |bencher| {
            let edit = Edit::Close { code: code.clone() };
            bencher.iter(|| {
                black_box(live.apply(base, &edit).expect("it is open"));
                black_box(live.undo(base).expect("the same baseline"));
            });
        });
        let after: Vec<_> = (0..3).map(|rule| live.figures(base, rule)).collect();
        assert_eq!(before, after, "what was taken back left nothing behind");
    }
    group.finish();
}

criterion_group!(benches, edits);
criterion_main!(benches);
