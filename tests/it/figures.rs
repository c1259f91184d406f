//! The figures beside the verdicts, worked out on paper: small towns with people in powers of two, so that every
//! sum names its cells. Water, roads and gaps are in `figures/places.rs`, brute force and invariants in `figures/oracles.rs`, the files in `figures/files.rs`.

mod files;
mod oracles;
mod places;

use gandan::access::{
    Choice, Coverage, Decay, FloatingCatchment, Group, Reach, Travel, UnknownCapacity, coverage_by_group, dependence,
    equity,
};
use gandan::model::{
    Area, AreaId, AreaLevel, Dataset, DemandCell, Facility, FacilityId, Origin, Rule, Territory, TravelMode,
};
use gandan::units::Deciseconds;
use geo_types::MultiPolygon;

use crate::access::{agent, at, cell, city, street, way};

/// A dataset with its tables and verdicts under one rule.
struct Judged {
    dataset: Dataset,
    rule: Rule,
    travel: Travel,
    reach: Reach,
    coverage: Coverage,
}

fn judged(dataset: Dataset, rule: Rule) -> Judged {
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let reach = Reach::compute(&dataset, &travel, &rule);
    let coverage = reach.coverage(&dataset, &travel, &rule);
    Judged {
        dataset,
        rule,
        travel,
        reach,
        coverage,
    }
}

fn plan68() -> Rule {
    Rule::plan68()
}

/// `count` cells along a street, 2 km (400 s) apart; cell i holds 2^i people.
fn cells_along(count: u32) -> Vec<DemandCell> {
    (0..count)
        .map(|i| cell(&format!("c{i:02}"), f64::from(i) * 2000.0, 0.0, 2f64.powi(i as i32)))
        .collect()
}

fn commune(code: &str, territory: Territory) -> Area {
    Area {
        code: code.into(),
        name: code.into(),
        level: AreaLevel::Commune,
        territory,
        outline: MultiPolygon(vec![]),
        point: at(0.0, 0.0),
        area_km2: None,
        declared_people: None,
        outline_origin: Origin::Modelled,
        valid_from: None,
        valid_to: None,
    }
}

/// Cells 0..=8 on a street of 16 km, points `a` at cell 0, `b` and `b2` in one place at cell 3, `d` at
/// cell 6. Within 5 km (two cells to each side):
///
/// | cell | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |
/// |---|---|---|---|---|---|---|---|---|---|
/// | people | 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128 | 256 |
/// | covered by | a | a b b2 | a b b2 | b b2 | b b2 d | b b2 d | d | d | d |
/// | seconds | 0 | 400 | 400 | 0 | 400 | 400 | 0 | 400 | 800 |
///
/// Cells 0 to 4 are urban, 5 to 7 rural, 8 lies in no commune; in cells 0 to 3 half are elderly, of the others it is not known.
fn street_town() -> Dataset {
    let (nodes, ids) = street(8);
    let run_by = |operator: &str, point: Facility| Facility {
        operator: Some(operator.into()),
        ..point
    };
    let with_capacity = |capacity: f64, point: Facility| Facility {
        capacity_per_month: Some(capacity),
        load_per_month: Some(capacity / 2.0),
        ..point
    };
    let points = vec![
        with_capacity(100.0, agent("a", 0.0, 0.0)),
        run_by("X", agent("b", 6000.0, 0.0)),
        run_by("X", with_capacity(300.0, agent("b2", 6000.0, 0.0))),
        run_by("Y", with_capacity(600.0, agent("d", 12_000.0, 0.0))),
    ];
    let mut dataset = city(nodes, vec![way(1, &ids, &[])], points, cells_along(9));
    dataset.areas = vec![commune("R", Territory::Rural), commune("U", Territory::Urban)];
    for (index, cell) in dataset.cells.iter_mut().enumerate() {
        cell.area = [Some(AreaId(1)), Some(AreaId(0)), None][usize::from(index > 4) + usize::from(index > 7)];
        cell.elderly = (index < 4).then_some(cell.people / 2.0);
    }
    dataset
}

#[test]
fn everybody_is_told_by_the_number_of_points_within_the_rule() {
    let town = judged(street_town(), plan68());
    let choice = Choice::of(&town.dataset, &town.reach.satisfying(&town.dataset, &town.rule));
    assert_eq!(choice.people, [0.0, 449.0, 8.0, 54.0, 0.0, 0.0]);
    assert_eq!(choice.areas.of(AreaId(1)), Some(&[0.0, 1.0, 8.0, 22.0, 0.0, 0.0]));
    assert_eq!(choice.areas.of(AreaId(0)), Some(&[0.0, 192.0, 0.0, 32.0, 0.0, 0.0]));
    assert_eq!(choice.areas.outside, [0.0, 256.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn five_points_and_more_are_told_together_and_none_is_a_number_too() {
    let (nodes, ids) = street(4);
    let points = (0..7).map(|i| agent(&format!("a{i}"), 0.0, 0.0)).collect();
    let town = judged(city(nodes, vec![way(1, &ids, &[])], points, cells_along(5)), plan68());
    let choice = Choice::of(&town.dataset, &town.reach.satisfying(&town.dataset, &town.rule));
    assert_eq!(choice.people, [24.0, 0.0, 0.0, 0.0, 0.0, 7.0]);
}

#[test]
fn each_point_tells_who_depends_on_it_alone_and_whom_it_shares() {
    let town = judged(street_town(), plan68());
    let found = dependence(&town.dataset, &town.travel, &town.reach, &town.rule, 2);
    let figures: Vec<[f64; 5]> = found
        .iter()
        .map(|point| {
            [
                point.covered,
                point.unique,
                point.shared,
                point.catchment_by_time,
                point.catchment_by_distance,
            ]
        })
        .collect();
    assert_eq!(
        figures,
        [
            [7.0, 1.0, 3.0, 3.0, 3.0],
            // In one place: neither has anybody alone; the lower code has the catchment.
            [62.0, 0.0, 22.0, 28.0, 28.0],
            [62.0, 0.0, 22.0, 0.0, 0.0],
            [496.0, 448.0, 464.0, 480.0, 480.0],
        ]
    );
    let rivals = |point: usize| -> Vec<(u32, f64, Option<bool>)> {
        let rivals = found[point].rivals.iter();
        rivals
            .map(|rival| {
                (
                    rival.facility.0,
                    rival.travel.seconds().expect("a time"),
                    rival.same_operator,
                )
            })
            .collect()
    };
    assert_eq!(rivals(0), [(1, 1200.0, None), (2, 1200.0, None)]);
    assert_eq!(rivals(1), [(2, 0.0, Some(true)), (0, 1200.0, None)]);
    assert_eq!(rivals(3), [(1, 1200.0, Some(false)), (2, 1200.0, Some(false))]);
    assert_eq!(found[0].utilisation(), Some(0.5));
    assert_eq!(found[1].utilisation(), None, "an unknown capacity is no capacity of 0");
}

#[test]
fn equity_is_told_for_all_and_for_groups_with_the_unknown_apart() {
    let town = judged(street_town(), plan68());
    let told = equity(&town.dataset, &town.reach.nearest_by_time);
    assert_eq!(told.iter().map(|equity| equity.group).collect::<Vec<_>>(), Group::ALL);
    let all = &told[0];
    // 73 people at 0 s, 182 at 400 s, 256 at 800 s.
    assert_eq!((all.people, all.unreachable, all.unknown), (511.0, 0.0, 0.0));
    let burden = 182.0 * 400.0 + 256.0 * 800.0;
    let near = |found: Option<f64>, expected: f64| {
        let found = found.expect("a figure");
        assert!(
            (found - expected).abs() < 1e-9 * expected.max(1.0),
            "{found}, not {expected}"
        );
    };
    near(all.mean_s, burden / 511.0);
    near(all.gini, (73.0 * 438.0 + 255.0 * 256.0) * 400.0 / (511.0 * burden));
    near(all.palma, 51.1 * 800.0 / ((0.4 * 511.0 - 73.0) * 400.0));
    assert_eq!(
        (all.median, all.longest),
        (Deciseconds(8000), Deciseconds(8000)),
        "255 of 511 are not half"
    );
    let worst = all.worst.as_ref().expect("a tail");
    near(Some(worst.people), 25.55);
    near(Some(worst.mean_s), 800.0);
    assert_eq!(worst.areas.len(), 1);
    assert_eq!(worst.areas[0].0, None, "all of the worst live in no commune");
    near(Some(worst.areas[0].1), 25.55);
    assert_eq!((all.lorenz.len(), all.lorenz[100].time), (101, 1.0));

    let [urban, rural, elderly] = [&told[1], &told[2], &told[3]];
    assert_eq!((urban.people, urban.unknown), (31.0, 256.0));
    assert_eq!((rural.people, rural.unknown), (224.0, 256.0));
    assert_eq!(
        rural.worst.as_ref().map(|worst| worst.areas[0].0),
        Some(Some(AreaId(0)))
    );
    // 4.5 elderly at 0 s, 3 at 400 s.
    assert_eq!((elderly.people, elderly.unknown), (7.5, 496.0));
    near(elderly.mean_s, 160.0);
    near(elderly.gini, 4.5 * 3.0 * 400.0 / (7.5 * 1200.0));
}

#[test]
fn the_elderly_have_verdicts_of_their_own() {
    // Two points less: only `a` is left, so cells 0 to 2 are within 5 km.
    let mut dataset = street_town();
    dataset.facilities.truncate(1);
    let town = judged(dataset, plan68());
    let groups = coverage_by_group(&town.dataset, &town.travel, &town.reach, &town.coverage);
    let [all, urban, rural, elderly] = [0, 1, 2, 3].map(|group| groups[group].all);
    assert_eq!(all.people, town.coverage.people);
    assert_eq!((all.people.passing, all.unknown), (7.0, 0.0));
    assert_eq!(
        (urban.people.total, urban.people.passing, urban.unknown),
        (31.0, 7.0, 256.0)
    );
    assert_eq!((rural.people.total, rural.people.passing), (224.0, 0.0));
    // Under 30 minutes (4 cells of 400 s): all elderly. Within 5 km: 0.5 + 1 + 2 of 7.5.
    assert_eq!(
        (elderly.people.total, elderly.people.passing, elderly.people.time_only),
        (7.5, 3.5, 4.0)
    );
    assert_eq!(elderly.unknown, 496.0);
    let in_town = groups[3].areas.of(AreaId(1)).expect("a commune");
    assert_eq!((in_town.people.total, in_town.unknown), (7.5, 16.0));
}

#[test]
fn capacity_is_shared_out_and_none_is_lost() {
    let town = judged(street_town(), plan68());
    let points = Reach::counting(&town.dataset, &town.rule);
    // Below 1000 s are two cells to each side, as within 5 km.
    let decay = Decay::step(Deciseconds(10_000)).expect("a cutoff");
    let share = |unknown| FloatingCatchment::of(&town.dataset, &town.travel, &points, &decay, unknown);
    let told = share(UnknownCapacity::LeftOut);
    assert_eq!((told.used_capacity, told.unused_capacity), (1000.0, 0.0));
    assert_eq!(
        (&told.without_capacity[..], &told.assumed[..]),
        (&[FacilityId(1)][..], &[][..])
    );
    let ratios: Vec<Option<f64>> = told.points.iter().map(|point| point.ratio).collect();
    assert_eq!(
        ratios,
        [Some(100.0 / 7.0), None, Some(300.0 / 62.0), Some(600.0 / 496.0)]
    );
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    close(told.access[0], 100.0 / 7.0);
    close(told.access[2], 100.0 / 7.0 + 300.0 / 62.0);
    close(told.access[8], 600.0 / 496.0);
    close(told.mean.expect("a mean"), 1000.0 / 511.0);
    close(told.access_ratio(8).expect("a mean"), 600.0 / 496.0 * 511.0 / 1000.0);
    let assumed = share(UnknownCapacity::Assumed(62.0));
    assert_eq!(
        (assumed.used_capacity, &assumed.assumed[..]),
        (1062.0, &[FacilityId(1)][..])
    );
    close(assumed.access[3], 300.0 / 62.0 + 1.0);
    let refused = share(UnknownCapacity::Assumed(f64::NAN));
    assert_eq!(refused, told, "what is no capacity is not assumed");
    let none = FloatingCatchment::of(
        &town.dataset,
        &town.travel,
        &points[1..2],
        &decay,
        UnknownCapacity::LeftOut,
    );
    assert_eq!((none.mean, none.access_ratio(3)), (None, None), "unknown is not none");
    // Half weight at 400 s, none at 800 s: `a` sees 1 + 2 / 2 people.
    let linear = Decay::linear(Deciseconds(8_000)).expect("a cutoff");
    let told = FloatingCatchment::of(
        &town.dataset,
        &town.travel,
        &points[..1],
        &linear,
        UnknownCapacity::LeftOut,
    );
    close(told.points[0].weighted_people, 2.0);
    close(told.access[1], 25.0);
    assert_eq!(told.people_without_access, 508.0);
}

#[test]
fn capacity_that_nobody_reaches_is_told_as_unused() {
    let (nodes, ids) = street(20);
    let far = Facility {
        capacity_per_month: Some(50.0),
        ..agent("far", 40_000.0, 0.0)
    };
    let town = judged(
        city(nodes, vec![way(1, &ids, &[])], vec![far], cells_along(3)),
        plan68(),
    );
    let decay = Decay::step(Deciseconds(10_000)).expect("a cutoff");
    let told = FloatingCatchment::of(
        &town.dataset,
        &town.travel,
        &[FacilityId(0)],
        &decay,
        UnknownCapacity::LeftOut,
    );
    assert_eq!(
        (told.used_capacity, told.unused_capacity, told.mean),
        (0.0, 50.0, Some(0.0))
    );
    assert_eq!((told.people_without_access, told.access_ratio(0)), (7.0, None));
}
