//! What lies between people and points, who has no road, and where a new point closes a gap: on paper.

use gandan::access::{Barrier, Barriers, CutOff, MOST_NEW_POINTS, islands, repairs};
use gandan::geometry::LonLat;
use gandan::model::{
    AreaId, CellId, Combine, Dataset, FacilityId, Origin, Rule, Territory, TurnRestriction, WaterBody,
};
use gandan::units::{Deciseconds, Metres};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::{cells_along, commune, judged, plan68};
use crate::access::{agent, at, cell, city, node, street, way};

fn time_only(seconds: u32) -> Rule {
    Rule {
        combine: Combine::TimeOnly,
        travel: Deciseconds(seconds * 10),
        ..Rule::scheme()
    }
}

fn water(name: Option<&str>, [west, east]: [f64; 2], [south, north]: [f64; 2]) -> WaterBody {
    let corners = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    let ring = corners.map(|(x, y)| at(x, y)).map(|corner| Coord {
        x: corner.lon,
        y: corner.lat,
    });
    WaterBody {
        name: name.map(str::to_owned),
        outline: MultiPolygon(vec![Polygon::new(LineString(ring.to_vec()), vec![])]),
        origin: Origin::Modelled,
    }
}

/// A street with a point south of a river, a street 3 km to the north, and no bridge.
fn two_banks() -> Dataset {
    let nodes = vec![
        node(0, 0.0, 0.0),
        node(1, 4000.0, 0.0),
        node(2, -4000.0, 3000.0),
        node(3, 4000.0, 3000.0),
    ];
    let cells = vec![
        cell("n1", 0.0, 3000.0, 1.0),
        cell("n2", 2000.0, 3000.0, 2.0),
        cell("n3", -3000.0, 3000.0, 4.0),
        cell("n4", -3900.0, 3000.0, 16.0),
        cell("s1", 2000.0, 0.0, 8.0),
    ];
    let ways = vec![way(1, &[0, 1], &[]), way(2, &[2, 3], &[])];
    let mut dataset = city(nodes, ways, vec![agent("p", 0.0, 0.0)], cells);
    dataset.areas = vec![commune("B", Territory::Rural)];
    dataset.cells[0].area = Some(AreaId(0));
    dataset.cells[1].area = Some(AreaId(0));
    dataset.water = vec![
        // The river in two pieces; the line from n2 runs through both, longer than through the lake.
        water(Some("Sông Hồng"), [-500.0, 1000.0], [1000.0, 2000.0]),
        water(Some("Sông Hồng"), [1000.0, 5000.0], [1000.0, 2000.0]),
        water(Some("Hồ Nhỏ"), [1000.0, 2000.0], [2200.0, 2700.0]),
        water(None, [-2600.0, -2400.0], [2400.0, 2600.0]),
    ];
    dataset
}

#[test]
fn people_near_on_the_map_only_are_told_with_the_river_between() {
    let town = judged(two_banks(), plan68());
    assert_eq!(town.coverage.people.distance_only, 23.0);
    let barriers = Barriers::of(&town.dataset, &town.reach, &town.coverage);
    let rows = |rows: &[gandan::access::BarrierPeople]| -> Vec<(Barrier, f64, u32)> {
        let rows = rows.iter();
        rows.map(|row| (row.barrier.clone(), row.people, row.cells)).collect()
    };
    let river = || Barrier::Water("Sông Hồng".into());
    assert_eq!(
        rows(&barriers.all),
        [
            (Barrier::UnnamedWater, 4.0, 1),
            (river(), 3.0, 2),
            (Barrier::NoWater, 16.0, 1)
        ]
    );
    assert_eq!(rows(&barriers.areas.areas[0].1), [(river(), 3.0, 2)]);
    assert_eq!(
        rows(&barriers.areas.outside),
        [(Barrier::UnnamedWater, 4.0, 1), (Barrier::NoWater, 16.0, 1)]
    );
    // Everybody: s1 has dry land to the point.
    let everybody = Barriers::of_everybody(&town.dataset, &town.reach);
    assert_eq!(rows(&everybody.all).last(), Some(&(Barrier::NoWater, 24.0, 2)));
    let mut dataset = town.dataset;
    dataset.water.clear();
    let unknown = Barriers::of(&dataset, &town.reach, &town.coverage);
    assert_eq!(
        rows(&unknown.all),
        [(Barrier::NotKnown, 23.0, 4)],
        "no water in the data is not dry land"
    );
}

#[test]
fn people_and_points_without_a_road_are_figures_of_their_own() {
    let mut dataset = two_banks();
    let add = |dataset: &mut Dataset, name: &str, x: f64, y: f64, people: f64| {
        dataset.cells.push(cell(name, x, y, people));
    };
    add(&mut dataset, "x1", 500.0, 20_000.0, 32.0);
    add(&mut dataset, "x2", 0.0, 30_000.0, 64.0);
    dataset.facilities.push(agent("q", 0.0, 20_000.0));
    dataset.sort();
    let town = judged(dataset, plan68());
    let told = islands(&town.dataset, &town.travel, &town.reach, &town.rule, 1);
    let expected = CutOff {
        no_road: 96.0,
        no_road_on_foot: 32.0,
        no_point: 23.0,
    };
    assert_eq!(told.people, expected);
    assert_eq!(told.areas.of(AreaId(0)).map(|area| area.no_point), Some(3.0));
    assert_eq!((told.areas.outside.no_road, told.areas.outside.no_point), (96.0, 20.0));
    assert_eq!(told.points_without_road, [FacilityId(1)]);
    let [north] = &told.components[..] else {
        panic!("one was asked for: {:?}", told.components)
    };
    assert_eq!((north.nodes, north.people, north.points), (2, 23.0, 0));
    assert!((north.metres - 8000.0).abs() < 8.0, "{}", north.metres);
    assert_eq!(north.place, at(-3900.0, 3000.0), "the cell with most people");
    let others = told.others;
    assert_eq!(
        (others.components, others.nodes, others.people, others.points),
        (1, 2, 8.0, 1)
    );
}

#[test]
fn a_one_way_street_and_a_banned_turn_tear_no_network_apart() {
    let nodes = vec![node(0, 0.0, 0.0), node(1, 2000.0, 0.0), node(2, 4000.0, 0.0)];
    let ways = vec![way(1, &[0, 1], &[("oneway", "yes")]), way(2, &[1, 2], &[])];
    let mut dataset = city(
        nodes,
        ways,
        vec![agent("a", 0.0, 0.0)],
        vec![cell("c", 4000.0, 0.0, 1.0)],
    );
    dataset.roads.restrictions = vec![TurnRestriction::over_node(9, "no_straight_on", 1, 1, 2)];
    let town = judged(dataset, plan68());
    let told = islands(&town.dataset, &town.travel, &town.reach, &town.rule, 9);
    assert_eq!(told.components.len(), 1);
    assert_eq!((told.components[0].people, told.components[0].points), (1.0, 1));
    assert_eq!(
        told.people.no_point, 1.0,
        "the roads are one, but nobody may drive to the point"
    );
}

#[test]
fn new_points_close_a_gap_one_after_another() {
    let (nodes, ids) = street(12);
    let dataset = city(
        nodes,
        vec![way(1, &ids, &[])],
        vec![agent("a", 0.0, 0.0)],
        cells_along(13),
    );
    let told = |rule: Rule| {
        let town = judged(dataset.clone(), rule);
        let told = repairs(&town.dataset, &town.travel, &town.rule, &town.coverage.passes, 9);
        assert_eq!(told.len(), 1);
        if town.rule.combine == Combine::DistanceOnly {
            let first = told[0].points[0];
            let gap = &town.coverage.gaps[0];
            let site = (town.dataset.cells[first.cell.index()].location, first.people);
            assert_eq!(
                (gap.site, gap.site_people),
                site,
                "the first is the gap's own best site"
            );
        }
        let points: Vec<(CellId, f64)> = told[0].points.iter().map(|point| (point.cell, point.people)).collect();
        (told[0].people, points, told[0].points_needed())
    };
    // Within 5 km are two cells to each side: cells 3 to 12 lack a point.
    let (people, points, needed) = told(plan68());
    assert_eq!(people, 8184.0);
    assert_eq!(points, [(CellId(10), 7936.0), (CellId(5), 248.0)]);
    assert_eq!(needed, Some(2));
    // Below 500 s is one cell to each side: cells 2 to 12 lack a point, and its best place is not that by distance.
    let (people, points, needed) = told(time_only(500));
    assert_eq!(people, 8188.0);
    let expected = [(11, 7168.0), (8, 896.0), (5, 112.0), (3, 12.0)];
    assert_eq!(points, expected.map(|(cell, people)| (CellId(cell), people)));
    assert_eq!(needed, Some(4));
    let both = Rule {
        combine: Combine::All,
        ..time_only(500)
    };
    assert_eq!(told(both).1, points, "within 5 km is no bar here");
    // Nobody is within a time of 0, not even at the door.
    let (people, points, needed) = told(time_only(0));
    assert_eq!((people, points, needed), (8191.0, vec![], None));
}

#[test]
fn a_long_gap_is_not_planned_to_its_end() {
    let (nodes, ids) = street(40);
    let cells = (0..41).map(|i| cell(&format!("c{i:02}"), f64::from(i) * 2000.0, 0.0, 1.0));
    let dataset = city(nodes, vec![way(1, &ids, &[])], vec![], cells.collect());
    let rule = Rule {
        radius: Metres(2500.0),
        ..plan68()
    };
    let town = judged(dataset, rule);
    let told = repairs(&town.dataset, &town.travel, &town.rule, &town.coverage.passes, 9);
    assert_eq!((told[0].points.len(), told[0].points_needed()), (MOST_NEW_POINTS, None));
    let reached: f64 = told[0].points.iter().map(|point| point.people).sum();
    assert_eq!((reached, told[0].left), (36.0, 5.0));
}

#[test]
fn a_lone_cell_is_a_gap_too() {
    let town = judged(city(vec![], vec![], vec![], vec![cell("c", 0.0, 0.0, 3.0)]), plan68());
    assert_eq!(town.coverage.gaps.len(), 1);
    assert_eq!(
        (town.coverage.gaps[0].people, town.coverage.gaps[0].site),
        (3.0, LonLat::new(105.85, 21.02))
    );
}
