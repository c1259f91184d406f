//! The figures of random cities against brute force over every pair, and what always holds of them.

use gandan::access::{
    Choice, Decay, ExactSum, FloatingCatchment, Reach, TimeSpread, UnknownCapacity, coverage_by_group, dependence,
    equity, hexagons, islands, repairs,
};
use gandan::geometry::{HexagonResolution, distance_m, hexagon_parent};
use gandan::model::{AreaChoice, AreaId, Combine, Dataset, FacilityId, Override, Rule, Territory};
use gandan::units::{Deciseconds, Metres};
use std::collections::BTreeMap;

use super::{Judged, commune, judged};
use crate::access::random_city;

/// A random city with uneven people (some cells empty), elderly known of some, capacity known of most.
fn uneven_city(seed: u64) -> Dataset {
    let mut dataset = random_city(seed);
    for (index, cell) in dataset.cells.iter_mut().enumerate() {
        cell.people = ((index * 7 + seed as usize) % 11) as f64 * 0.375;
        cell.elderly = (index % 3 > 0).then_some(cell.people * 0.125);
    }
    for (index, point) in dataset.facilities.iter_mut().enumerate() {
        point.capacity_per_month = (index != 2).then_some(10.0 * index as f64 + 7.0);
    }
    // Two points in one place.
    dataset.facilities[5].location = dataset.facilities[4].location;
    dataset
}

/// Limits that divide a city of 6 km.
fn rules() -> [Rule; 4] {
    [Combine::DistanceOnly, Combine::TimeOnly, Combine::Any, Combine::All].map(|combine| Rule {
        combine,
        radius: Metres(1800.0),
        travel: Deciseconds(4000),
        ..Rule::scheme()
    })
}

fn cities() -> impl Iterator<Item = Judged> {
    (0..24).flat_map(|seed| rules().map(|rule| judged(uneven_city(seed), rule)))
}

/// Whether a point alone satisfies the rule, from plain tables of times and distances.
fn satisfied(town: &Judged) -> Vec<Vec<bool>> {
    let times: Vec<Vec<Deciseconds>> = (0..town.dataset.facilities.len() as u32)
        .map(|point| town.travel.times_to(FacilityId(point), Deciseconds::NEVER))
        .collect();
    let cell = |index: usize| {
        let place = town.dataset.cells[index].location;
        let points = town.dataset.facilities.iter().zip(&times);
        points.map(move |(point, times)| {
            let near = distance_m(place, point.location) <= town.rule.radius.0;
            let quick = times[index] < town.rule.travel;
            match town.rule.combine {
                Combine::DistanceOnly => near,
                Combine::TimeOnly => quick,
                Combine::Any => near || quick,
                Combine::All => near && quick,
            }
        })
    };
    (0..town.dataset.cells.len())
        .map(|index| cell(index).collect())
        .collect()
}

fn close(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
        "{what}: {found}, not {expected}"
    );
}

#[test]
fn choice_and_dependence_are_what_every_pair_says() {
    for town in cities() {
        let satisfied = satisfied(&town);
        let people = |cell: usize| town.dataset.cells[cell].people;
        let cells = 0..town.dataset.cells.len();
        let choice = Choice::of(&town.dataset, &town.reach.satisfying(&town.dataset, &town.rule));
        for points in 0..=5 {
            let with = |cell: &usize| satisfied[*cell].iter().filter(|is| **is).count().min(5) == points;
            let expected: f64 = cells.clone().filter(with).map(people).sum();
            assert_eq!(
                choice.people[points], expected,
                "{points} points, {:?}",
                town.rule.combine
            );
        }
        let passing = town.coverage.people.passing;
        assert_eq!(choice.people[0], town.dataset.people() - passing);

        let found = dependence(&town.dataset, &town.travel, &town.reach, &town.rule, 3);
        for (point, told) in found.iter().enumerate() {
            let mine = || cells.clone().filter(|&cell| satisfied[cell][point]);
            let points_of = |cell: usize| satisfied[cell].iter().filter(|is| **is).count();
            assert_eq!(told.covered, mine().map(people).sum::<f64>());
            let alone = mine().filter(|&cell| points_of(cell) == 1);
            assert_eq!(told.unique, alone.map(people).sum::<f64>());
            let shared: f64 = mine().map(|cell| people(cell) / points_of(cell) as f64).sum();
            close(told.shared, shared, "shared");
            assert!(
                told.unique <= told.shared + 1e-12 && told.shared <= told.covered + 1e-12,
                "{told:?}"
            );
            let everywhere: Vec<FacilityId> = (0..6).map(FacilityId).collect();
            let near = &town
                .travel
                .between(&[told.facility], &everywhere, 3, Deciseconds(72_000))[0];
            let rivals: Vec<_> = told.rivals.iter().map(|rival| (rival.facility, rival.travel)).collect();
            assert_eq!(&rivals, near);
        }
        let sum = |figure: fn(&gandan::access::Dependence) -> f64| found.iter().map(figure).sum::<f64>();
        close(
            sum(|point| point.shared),
            passing,
            "shared people are the people covered",
        );
        let unreachable = equity(&town.dataset, &town.reach.nearest_by_time)[0].unreachable;
        assert_eq!(
            sum(|point| point.catchment_by_time),
            town.dataset.people() - unreachable
        );
        assert_eq!(sum(|point| point.catchment_by_distance), town.dataset.people());
        assert_eq!(
            (found[4].unique, found[5].unique),
            (0.0, 0.0),
            "two points in one place"
        );
    }
}

#[test]
fn streamed_times_are_the_times_of_each_point_and_each_place() {
    for seed in 0..20 {
        let town = judged(uneven_city(seed), Rule::scheme());
        let points: Vec<FacilityId> = [3, 0, 5, 4, 1, 2]
            .into_iter()
            .cycle()
            .take(40)
            .map(FacilityId)
            .collect();
        let limit = Deciseconds(5000);
        let row = |point: FacilityId| -> Vec<(u32, Deciseconds)> {
            let times = town.travel.times_to(point, limit);
            let below = (0..).zip(times).filter(|(_, time)| time.is_reachable());
            below.collect()
        };
        let plain = |times: &[(gandan::model::CellId, Deciseconds)]| -> Vec<(u32, Deciseconds)> {
            times.iter().map(|(cell, time)| (cell.0, *time)).collect()
        };
        let mut seen = Vec::new();
        town.travel.for_each_time(&points, limit, |point, times| {
            assert_eq!(plain(times), row(point), "seed {seed}, {point:?}");
            seen.push(point);
        });
        assert_eq!(seen, points, "each once, in the order asked for");
        let places: Vec<_> = points
            .iter()
            .map(|point| town.dataset.facilities[point.index()].location)
            .collect();
        let mut seen = 0;
        town.travel.for_each_time_to(&places, limit, |index, times| {
            assert_eq!(plain(times), row(points[index]), "seed {seed}, place {index}");
            seen += 1;
        });
        assert_eq!(seen, 40);
    }
}

#[test]
fn the_floating_catchment_is_what_the_whole_table_says_and_conserves_capacity() {
    for seed in 0..24 {
        let town = judged(uneven_city(seed), Rule::scheme());
        let points = Reach::counting(&town.dataset, &town.rule);
        let cutoff = Deciseconds(6000);
        let decays = [
            Decay::step(cutoff),
            Decay::linear(cutoff),
            Decay::exponential(cutoff, Deciseconds(2000)),
            Decay::gaussian(cutoff, Deciseconds(3000)),
            Decay::zones(&[(Deciseconds(2000), 1.0), (cutoff, 0.5)]),
        ];
        for decay in decays {
            let decay = decay.expect("valid");
            let told = FloatingCatchment::of(&town.dataset, &town.travel, &points, &decay, UnknownCapacity::LeftOut);
            let mut expected = vec![0.0; town.dataset.cells.len()];
            let mut used = 0.0;
            for &point in &points {
                let Some(capacity) = town.dataset.facilities[point.index()].capacity_per_month else {
                    continue;
                };
                let times = town.travel.times_to(point, Deciseconds::NEVER);
                let weights: Vec<f64> = times.iter().map(|time| decay.weight(*time)).collect();
                let people: f64 = weights
                    .iter()
                    .zip(&town.dataset.cells)
                    .map(|(w, cell)| w * cell.people)
                    .sum();
                if people > 0.0 {
                    used += capacity;
                    (0..expected.len()).for_each(|cell| expected[cell] += capacity / people * weights[cell]);
                }
            }
            for (cell, access) in told.access.iter().enumerate() {
                close(*access, expected[cell], "access");
            }
            assert_eq!(told.used_capacity, used);
            let cells = town.dataset.cells.iter().zip(&told.access);
            close(
                cells.map(|(cell, access)| cell.people * access).sum(),
                used,
                "capacity is conserved",
            );
            assert_eq!(told.without_capacity, [FacilityId(2)]);
        }
    }
}

#[test]
fn equity_does_not_see_how_a_cell_is_cut_and_counts_everybody() {
    for seed in 0..24 {
        let mut dataset = uneven_city(seed);
        let before = judged(dataset.clone(), Rule::scheme());
        let before = equity(&before.dataset, &before.reach.nearest_by_time);
        for index in 0..dataset.cells.len() {
            let mut half = dataset.cells[index].clone();
            half.people /= 2.0;
            half.elderly = half.elderly.map(|elderly| elderly / 2.0);
            dataset.cells[index] = half.clone();
            half.code = format!("z{index}");
            dataset.cells.push(half);
        }
        dataset.sort();
        let after = judged(dataset, Rule::scheme());
        assert_eq!(
            equity(&after.dataset, &after.reach.nearest_by_time),
            before,
            "seed {seed}"
        );
        for told in &before {
            if let Some(gini) = told.gini {
                assert!((0.0..=1.0).contains(&gini), "{gini}");
            }
            let worst: f64 = told
                .worst
                .iter()
                .flat_map(|worst| &worst.areas)
                .map(|(_, people)| people)
                .sum();
            close(
                worst,
                told.worst.as_ref().map_or(0.0, |worst| worst.people),
                "who is worst off",
            );
        }
        assert_eq!(before[0].people, after.dataset.people());
        assert_eq!(before[3].unknown + before[3].people * 8.0, before[0].people);
    }
}

#[test]
fn groups_islands_and_verdicts_count_everybody_once() {
    for town in cities() {
        let groups = coverage_by_group(&town.dataset, &town.travel, &town.reach, &town.coverage);
        assert_eq!(groups[0].all.people, town.coverage.people);
        assert_eq!(
            (groups[1].all.unknown, groups[2].all.people.total),
            (town.dataset.people(), 0.0)
        );
        assert_eq!(
            groups[3].all.people.total * 8.0 + groups[3].all.unknown,
            town.dataset.people()
        );
        let told = islands(&town.dataset, &town.travel, &town.reach, &town.rule, 2);
        assert_eq!(told.people.no_road, town.coverage.people.unsnapped);
        let unreachable = equity(&town.dataset, &town.reach.nearest_by_time)[0].unreachable;
        assert_eq!(
            told.people.no_road - told.people.no_road_on_foot + told.people.no_point,
            unreachable
        );
        let listed: f64 = told.components.iter().map(|component| component.people).sum();
        assert_eq!(listed + told.others.people + told.people.no_road, town.dataset.people());
        let points: u32 = told.components.iter().map(|component| component.points).sum();
        assert_eq!(points + told.others.points + told.points_without_road.len() as u32, 6);
        let nodes: u32 = told.components.iter().map(|component| component.nodes).sum();
        assert_eq!(
            (nodes + told.others.nodes) as usize,
            town.travel.router().graph().node_count()
        );
    }
}

#[test]
fn opening_the_points_of_a_repair_brings_the_people_it_promises() {
    let mut opened = 0;
    // Also where every other cell lies in a rural commune with stricter limits of another kind.
    let composed = cities().step_by(3).map(|town| {
        let mut dataset = town.dataset;
        dataset.areas = vec![commune("r", Territory::Rural)];
        for cell in dataset.cells.iter_mut().step_by(2) {
            cell.area = Some(AreaId(0));
        }
        let mut rule = town.rule;
        rule.overrides.push(Override {
            areas: AreaChoice::Territory(Territory::Rural),
            radius: Some(Metres(1200.0)),
            travel: Some(Deciseconds(2500)),
            combine: Some(if rule.combine == Combine::Any {
                Combine::All
            } else {
                Combine::TimeOnly
            }),
            counts: None,
        });
        judged(dataset, rule)
    });
    for town in cities().chain(composed) {
        let told = repairs(&town.dataset, &town.travel, &town.rule, &town.coverage.passes, 99);
        let gaps: Vec<(f64, u32)> = town.coverage.gaps.iter().map(|gap| (gap.people, gap.cells)).collect();
        assert_eq!(
            told.iter()
                .map(|repair| (repair.people, repair.cells))
                .collect::<Vec<_>>(),
            gaps
        );
        for repair in &told {
            let reached: f64 = repair.points.iter().map(|point| point.people).sum();
            assert_eq!(reached + repair.left, repair.people);
            assert!(repair.points.iter().all(|point| point.people > 0.0));
            assert_eq!(
                repair.points_needed(),
                Some(repair.points.len()),
                "a city of 25 cells can be closed"
            );
        }
        let mut dataset = town.dataset.clone();
        for point in told.iter().flat_map(|repair| &repair.points) {
            let mut facility = dataset.facilities[0].clone();
            facility.code = format!("n{}", dataset.facilities.len());
            facility.location = dataset.cells[point.cell.index()].location;
            dataset.facilities.push(facility);
            opened += 1;
        }
        let total = dataset.people();
        let after = judged(dataset, town.rule.clone());
        assert_eq!(after.coverage.people.passing, total, "{:?}", town.rule.combine);
    }
    assert!(opened > 100, "only {opened} points were opened");
}

#[test]
fn hexagons_hold_everybody_and_every_resolution_is_the_sum_of_the_finer() {
    for seed in 0..6 {
        let town = judged(uneven_city(seed), rules()[2].clone());
        let at = |resolution: u8| {
            let resolution = HexagonResolution::try_new(resolution).expect("a resolution");
            let found = hexagons(&town.dataset, &town.travel, &town.reach, &town.coverage, resolution);
            assert!(found.is_sorted_by(|a, b| a.hexagon < b.hexagon));
            found
        };
        let all: ExactSum = town.dataset.cells.iter().map(|cell| cell.people).sum();
        for resolution in 0..=15 {
            let found = at(resolution);
            assert_eq!(found.iter().map(|hexagon| hexagon.total).sum::<ExactSum>(), all);
            assert_eq!(found.iter().map(|hexagon| hexagon.cells).sum::<u32>(), 25);
            assert_eq!(found.iter().map(|hexagon| hexagon.points).sum::<u32>(), 6);
            let verdicts = |figure: fn(&gandan::access::PeopleByVerdict) -> f64| -> f64 {
                found.iter().map(|hexagon| figure(&hexagon.people)).sum()
            };
            let city = &town.coverage.people;
            assert_eq!(verdicts(|people| people.time_and_distance), city.time_and_distance);
            assert_eq!(verdicts(|people| people.distance_only), city.distance_only);
            assert_eq!(verdicts(|people| people.passing), city.passing);
            assert_eq!(verdicts(|people| people.unsnapped), city.unsnapped);
            if resolution == 15 {
                continue;
            }
            let mut sums: BTreeMap<u64, (ExactSum, u32, u32)> = BTreeMap::new();
            let coarse = HexagonResolution::try_new(resolution).expect("a resolution");
            for hexagon in at(resolution + 1) {
                let sum = sums
                    .entry(hexagon_parent(hexagon.hexagon, coarse).expect("finer"))
                    .or_default();
                *sum = (sum.0 + hexagon.total, sum.1 + hexagon.cells, sum.2 + hexagon.points);
            }
            let told: Vec<_> = found
                .iter()
                .map(|hexagon| (hexagon.hexagon, (hexagon.total, hexagon.cells, hexagon.points)))
                .collect();
            assert_eq!(
                told,
                sums.into_iter().collect::<Vec<_>>(),
                "seed {seed}, resolution {resolution}"
            );
        }
        let whole = &at(0)[..];
        let nearest = (0..25).map(|cell| {
            let time = town.reach.nearest_by_time.nearest(cell);
            (
                time.map_or(Deciseconds::NEVER, |(time, _)| time),
                town.dataset.cells[cell].people,
            )
        });
        if let [whole] = whole {
            assert_eq!(whole.median, TimeSpread::of(nearest).quantile(0.5));
        }
    }
}

/// The modelled city, coarse: what should be so in a real city, with the main figures printed.
#[test]
fn the_figures_of_the_demo_city_hang_together() {
    let options = gandan::demo_city::DemoOptions {
        cell_metres: 1000,
        ..Default::default()
    };
    let dataset = gandan::demo_city::build(&options).expect("the demo city");
    let town = judged(dataset, Rule::plan68_agents());
    let people = town.dataset.people();
    let told = equity(&town.dataset, &town.reach.nearest_by_time);
    for told in &told {
        println!(
            "{}: {:.0} people, mean {:.0} s, median {:?}, p95 {:?}, longest {:?}, Gini {:.3}, Palma {:.2}, worst 5 % {:.0} s",
            told.group.code(),
            told.people,
            told.mean_s.expect("a mean"),
            told.median,
            told.p95,
            told.longest,
            told.gini.expect("a Gini"),
            told.palma.expect("a Palma ratio"),
            told.worst.as_ref().expect("a tail").mean_s,
        );
        let worst = told.worst.as_ref().expect("a tail");
        assert!(worst.from >= told.p95 && worst.mean_s * 10.0 >= f64::from(worst.from.0));
        assert!(told.gini.is_some_and(|gini| gini > 0.1 && gini < 0.8));
        assert!(told.palma.is_some_and(|palma| palma > 0.25), "unequal times");
    }
    assert_eq!(told[1].people + told[2].people, people, "every cell lies in a commune");
    assert!(told[1].mean_s < told[2].mean_s, "rural people travel longer");
    let told = islands(&town.dataset, &town.travel, &town.reach, &town.rule, 3);
    println!("{:?} {:?} {:?}", told.people, told.components, told.others);
    let listed: f64 = told.components.iter().map(|component| component.people).sum();
    assert_eq!(listed + told.others.people + told.people.no_road, people);
    let told = repairs(&town.dataset, &town.travel, &town.rule, &town.coverage.passes, 5);
    for repair in &told {
        println!("{repair:?}");
        assert!(
            repair
                .points_needed()
                .is_some_and(|points| points > 0 && points <= repair.cells as usize)
        );
        assert!(
            repair.points.is_sorted_by(|a, b| a.people >= b.people),
            "greedy: never more than before"
        );
    }
    assert!(!told.is_empty(), "plan 68 for agents alone leaves gaps");
}
