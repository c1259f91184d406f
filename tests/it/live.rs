//! The live network against answers on paper, and against a recomputation from nothing after every edit, field by field.
//!
//! Long because the random city, the edits and the comparison of every field serve all the tests together.

use std::sync::Arc;

use gandan::access::{Baseline, Change, Edit, LiveError, LiveNetwork, Reach, Travel, Verdict};
use gandan::demo_city::{GridTownOptions, grid_place, grid_town};
use gandan::geometry::{LocalPlane, LonLat};
use gandan::model::{
    Area, AreaId, AreaLevel, CellId, Combine, Dataset, DemandCell, Facility, FacilityId, FacilityKind, FacilityStatus,
    Origin, RoadNetwork, RoadNode, RoadWay, Rule, Territory, TravelMode, TurnRestriction,
};
use gandan::routing::{Profile, Router};
use gandan::units::{Deciseconds, Metres};
use geo_types::{Rect, coord};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const CENTRE: LonLat = LonLat::new(105.85, 21.02);
const KINDS: [FacilityKind; 4] = [
    FacilityKind::Branch,
    FacilityKind::ReceptionPoint,
    FacilityKind::Agent,
    FacilityKind::Collaborator,
];

fn at([x, y]: [f64; 2]) -> LonLat {
    LocalPlane::at(CENTRE).to_lonlat([x, y])
}

fn below(rng: &mut ChaCha8Rng, limit: u32) -> u32 {
    rng.next_u32() % limit
}

/// A place in a city of 6 km a side; in every other city on a grid of 500 m, so that times and distances tie.
fn place(rng: &mut ChaCha8Rng, ties: bool) -> LonLat {
    let mut axis = || {
        if ties {
            f64::from(below(rng, 13)) * 500.0
        } else {
            f64::from(below(rng, 6000))
        }
    };
    at([axis(), axis()])
}

/// Four communes of 3 km a side over the western three quarters, the last one urban; the east lies in none.
fn communes() -> Vec<Area> {
    let commune = |number: u32| {
        let (west, south) = (
            f64::from(number % 2) * 2400.0 - 10.0,
            f64::from(number / 2) * 3000.0 - 10.0,
        );
        let (low, high) = (at([west, south]), at([west + 2400.0, south + 3000.0]));
        Area {
            code: format!("{number:05}"),
            name: format!("Xã {number}"),
            level: AreaLevel::Commune,
            territory: if number == 3 {
                Territory::Urban
            } else {
                Territory::Rural
            },
            outline: Rect::new(coord! { x: low.lon, y: low.lat }, coord! { x: high.lon, y: high.lat })
                .to_polygon()
                .into(),
            point: low,
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        }
    };
    (0..4).map(commune).collect()
}

fn area_of(areas: &[Area], place: LonLat) -> Option<usize> {
    use geo::Contains;
    let point = geo_types::Point::new(place.lon, place.lat);
    areas.iter().position(|area| area.outline.contains(&point))
}

fn facility(rng: &mut ChaCha8Rng, code: &str, ties: bool) -> Facility {
    let kind = KINDS[below(rng, 4) as usize];
    Facility::new(code, kind, code, place(rng, ties))
}

/// Random ways, one-ways, turns that are forbidden, points of all kinds and states, people in 1/1024.
pub fn random_city(seed: u64) -> Dataset {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let ties = seed.is_multiple_of(2);
    let nodes: Vec<RoadNode> = (0..30)
        .map(|id| RoadNode {
            id,
            location: place(&mut rng, ties),
            barrier: None,
        })
        .collect();
    let mut ways = Vec::new();
    for id in 0..45 {
        let ends = [below(&mut rng, 30), below(&mut rng, 30)];
        let tags: &[(&str, &str)] = match below(&mut rng, 5) {
            0 => &[("oneway", "yes")],
            1 => &[("maxspeed", "11")],
            _ => &[],
        };
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        if ends[0] != ends[1] {
            ways.push(RoadWay {
                id,
                class: "residential".into(),
                name: None,
                nodes: ends.to_vec(),
                tags: tags.collect(),
            });
        }
    }
    let mut restrictions = Vec::new();
    for (from, to) in ways.iter().zip(ways.iter().skip(7)) {
        let via = from.nodes.iter().find(|node| to.nodes.contains(node));
        restrictions.extend(
            via.map(|via| TurnRestriction::over_node(from.id, "no_left_turn", from.id, i64::from(*via), to.id)),
        );
    }
    let areas = communes();
    let facilities = (0..9).map(|number| {
        let mut facility = facility(&mut rng, &format!("a{number}"), ties);
        facility.area = area_of(&areas, facility.location).map(|area| areas[area].code.clone());
        facility.status = match below(&mut rng, 6) {
            0 => FacilityStatus::Closed,
            1 => FacilityStatus::Planned,
            _ => FacilityStatus::Open,
        };
        facility
    });
    let facilities: Vec<Facility> = facilities.collect();
    let cells = (0..40).map(|number| {
        let location = place(&mut rng, ties);
        DemandCell {
            code: format!("c{number:02}"),
            location,
            people: f64::from(below(&mut rng, 4096)) / 1024.0 * f64::from(below(&mut rng, 8).min(1)),
            elderly: None,
            enterprises: None,
            area: area_of(&areas, location).map(|area| AreaId(area as u32)),
        }
    });
    let mut dataset = Dataset {
        cells: cells.collect(),
        roads: RoadNetwork {
            nodes,
            ways,
            restrictions,
        },
        areas,
        facilities,
        ..Dataset::default()
    };
    dataset.sort();
    dataset
}

/// All ways to combine, other kinds, other limits.
fn rules() -> Vec<Rule> {
    let base = Rule {
        travel: Deciseconds(4000),
        radius: Metres(1500.0),
        ..Rule::scheme()
    };
    let combined = [Combine::Any, Combine::All, Combine::DistanceOnly, Combine::TimeOnly].map(|combine| Rule {
        id: combine.code().into(),
        combine,
        ..base.clone()
    });
    let agents = base.counting(&[FacilityKind::Agent]);
    let far = Rule {
        travel: Deciseconds(9000),
        radius: Metres(2500.0),
        combine: Combine::All,
        ..base
    };
    combined.into_iter().chain([agents, far]).collect()
}

fn random_edit(rng: &mut ChaCha8Rng, live: &LiveNetwork, ties: bool, number: u32) -> Edit {
    let present = live.facilities();
    let code = present[below(rng, present.len() as u32) as usize].code.clone();
    match below(rng, 12) {
        0..3 => Edit::Close { code },
        3..5 => Edit::Reopen { code },
        // Codes that sort before, between and behind those known.
        5..7 => {
            let code = format!("{}{number}", ["A", "a3x", "z"][below(rng, 3) as usize]);
            Edit::OpenAt(Box::new(facility(rng, &code, ties)))
        }
        7..9 => Edit::Move {
            code,
            to: place(rng, ties),
        },
        9 => Edit::SetKind {
            code,
            to: KINDS[below(rng, 4) as usize],
        },
        10 => Edit::SetProcedures {
            code,
            to: vec!["1.001".to_owned()],
        },
        _ => Edit::SetStatus {
            code,
            to: FacilityStatus::Planned,
        },
    }
}

/// Every field of the live network against tables made from nothing on the edited data.
fn assert_as_from_nothing(live: &LiveNetwork, base: Baseline, router: &Arc<Router>, told: &str) {
    let edited = Dataset {
        facilities: live.facilities(),
        ..base.dataset.clone()
    };
    let travel = Travel::on(&edited, TravelMode::Motorbike, Arc::clone(router));
    let code = |facility: FacilityId| edited.facilities[facility.index()].code.as_str();
    for (number, rule) in live.rules().enumerate() {
        let told = format!("{told}, rule {}", rule.id);
        let reach = Reach::compute(&edited, &travel, rule);
        let coverage = reach.coverage(&edited, &travel, rule);
        assert_eq!(live.coverage(base, number), coverage, "{told}");
        let satisfying = reach.satisfying(&edited, rule);
        let mask = satisfying.mask(Reach::counting(&edited, rule));
        let mut sole = vec![(0.0, Vec::new()); edited.facilities.len()];
        for index in 0..edited.cells.len() {
            let cell = CellId(index as u32);
            let cover = live.covers(number)[index];
            let both = gandan::access::CoverMatrix::clone(&reach.within_time).and(&reach.within_distance);
            assert_eq!(
                [cover.in_time, cover.in_radius, cover.in_both],
                [&reach.within_time, &reach.within_distance, &both].map(|matrix| matrix.count(cell, &mask)),
                "{told}, cell {index}"
            );
            let nearest: Vec<_> = live.nearest_by_time(number, cell).collect();
            let expected = reach.nearest_by_time.of(index).iter();
            let expected: Vec<_> = expected.map(|&(time, facility)| (time, code(facility))).collect();
            assert_eq!(nearest, expected, "{told}, cell {index}");
            let expected = reach.nearest_by_distance[index].map(|(facility, metres)| (code(facility), metres));
            assert_eq!(live.nearest_by_distance(number, cell), expected, "{told}, cell {index}");
            let points: Vec<FacilityId> = satisfying.covering(cell).collect();
            if let [only] = points[..] {
                sole[only.index()].0 += edited.cells[index].people;
                sole[only.index()].1.push(cell);
            }
        }
        for (facility, (people, cells)) in edited.facilities.iter().zip(sole) {
            assert_eq!(
                live.sole_people(number, &facility.code),
                Some(people),
                "{told}, {}",
                facility.code
            );
            assert_eq!(
                live.sole_cells(number, &facility.code),
                cells,
                "{told}, {}",
                facility.code
            );
        }
    }
}

/// What the network said before an edit, for checking what the edit says it did.
struct Seen {
    passes: Vec<Vec<bool>>,
    verdicts: Vec<Vec<Verdict>>,
    times: Vec<Vec<Deciseconds>>,
    figures: Vec<gandan::access::LiveFigures>,
    sole: Vec<Vec<(String, f64)>>,
}

impl Seen {
    fn of(live: &LiveNetwork, base: Baseline) -> Seen {
        let cells = 0..base.dataset.cells.len() as u32;
        let rules = 0..live.rules().len();
        let coverages: Vec<_> = rules.clone().map(|rule| live.coverage(base, rule)).collect();
        let time = |rule, cell| {
            live.nearest_by_time(rule, CellId(cell))
                .next()
                .map_or(Deciseconds::NEVER, |first| first.0)
        };
        let sole = |rule| {
            let codes = live.facilities().into_iter().map(|facility| facility.code);
            codes
                .map(|code| (code.clone(), live.sole_people(rule, &code).expect("it is there")))
                .collect()
        };
        Seen {
            times: rules
                .clone()
                .map(|rule| cells.clone().map(|cell| time(rule, cell)).collect())
                .collect(),
            figures: rules.clone().map(|rule| live.figures(base, rule)).collect(),
            sole: rules.map(sole).collect(),
            passes: coverages.iter().map(|coverage| coverage.passes.clone()).collect(),
            verdicts: coverages.into_iter().map(|coverage| coverage.verdicts).collect(),
        }
    }
}

fn assert_told_as_seen(change: &Change, base: Baseline, before: &Seen, after: &Seen, told: &str) {
    let cells = &base.dataset.cells;
    for (rule, change) in change.rules.iter().enumerate() {
        let told = format!("{told}, rule {}", change.rule);
        for (city, seen) in [(&change.before, before), (&change.after, after)] {
            let figures = &seen.figures[rule];
            assert_eq!(
                (city.people, city.median, city.p95),
                (figures.people, figures.median, figures.p95),
                "{told}"
            );
        }
        let who = |from: &Seen, to: &Seen| -> (f64, Vec<CellId>) {
            let found: Vec<usize> = (0..cells.len())
                .filter(|&cell| !from.passes[rule][cell] && to.passes[rule][cell])
                .collect();
            let people = found.iter().map(|&cell| cells[cell].people).sum();
            (people, found.into_iter().map(|cell| CellId(cell as u32)).collect())
        };
        assert_eq!(
            (change.gained.people, change.gained.cells.clone()),
            who(before, after),
            "{told}"
        );
        assert_eq!(
            (change.lost.people, change.lost.cells.clone()),
            who(after, before),
            "{told}"
        );
        let mut moved = [[0.0; 4]; 4];
        let (mut longer, mut shorter, mut connected, mut cut_off) = (0.0, 0.0, 0.0, 0.0);
        for (cell, demand) in cells.iter().enumerate() {
            let [from, to] = [before, after].map(|seen| seen.verdicts[rule][cell]);
            if from != to {
                moved[from as usize][to as usize] += demand.people;
            }
            let [was, is] = [before, after].map(|seen| seen.times[rule][cell]);
            let sum = match (was.is_reachable(), is.is_reachable()) {
                (false, true) => &mut connected,
                (true, false) => &mut cut_off,
                _ if is > was => &mut longer,
                _ if is < was => &mut shorter,
                _ => continue,
            };
            *sum += demand.people;
        }
        assert_eq!(change.moved, moved, "{told}");
        let minutes = &change.minutes;
        assert_eq!(
            (
                minutes.longer.people,
                minutes.shorter.people,
                minutes.connected,
                minutes.cut_off
            ),
            (longer, shorter, connected, cut_off),
            "{told}"
        );
        let changed = before.figures[rule].areas.iter().zip(&after.figures[rule].areas);
        for (was, is) in changed {
            let found = change.areas.iter().find(|area| area.area == was.area);
            assert!(
                found.is_some() || was == is,
                "{told}: {was:?} became {is:?} and nothing is told"
            );
            if let Some(area) = found {
                assert_eq!((area.before, area.after), (was.people, is.people), "{told}");
                assert_eq!(
                    (area.median_before, area.median_after),
                    (was.median, is.median),
                    "{told}"
                );
                assert_eq!(
                    (area.points_before, area.points_after),
                    (was.points, is.points),
                    "{told}"
                );
                assert_eq!(
                    area.after.passing - area.before.passing,
                    area.gained - area.lost,
                    "{told}"
                );
            }
        }
        let find = |seen: &Seen, code: &str| {
            seen.sole[rule]
                .iter()
                .find(|entry| entry.0 == code)
                .map_or(0.0, |entry| entry.1)
        };
        for (code, _) in before.sole[rule].iter().chain(&after.sole[rule]) {
            let pair = (find(before, code), find(after, code));
            let told_pair = change
                .sole
                .iter()
                .find(|sole| sole.code == *code)
                .map(|sole| (sole.before, sole.after));
            assert_eq!(told_pair, (pair.0 != pair.1).then_some(pair), "{told}, {code}");
        }
    }
}

fn edit_at_random(seed: u64, edits: u32) {
    let dataset = random_city(seed);
    let router = Arc::new(Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike)));
    let travel = Travel::on(&dataset, TravelMode::Motorbike, Arc::clone(&router));
    let base = Baseline {
        dataset: &dataset,
        travel: &travel,
    };
    let mut live = LiveNetwork::new(base, &rules()).expect("the city can be made live");
    assert_as_from_nothing(&live, base, &router, &format!("seed {seed}, no edit"));
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xED17);
    let mut seen = Seen::of(&live, base);
    let first = Seen::of(&live, base);
    let mut made = 0;
    for number in 0..edits {
        let edit = if made > 0 && below(&mut rng, 6) == 0 {
            None
        } else {
            Some(random_edit(&mut rng, &live, seed.is_multiple_of(2), number))
        };
        let told = format!("seed {seed}, edit {number}: {edit:?}");
        let change = match &edit {
            None => {
                made -= 1;
                live.undo(base).expect("the same baseline").expect("an edit was made")
            }
            Some(edit) => {
                let before = live.facilities();
                match live.apply(base, edit) {
                    Ok(change) => {
                        made += 1;
                        change
                    }
                    Err(LiveError::StatusAlready { .. } | LiveError::NotYetOpen { .. }) => {
                        assert_eq!(live.facilities(), before, "{told}");
                        continue;
                    }
                    Err(other) => panic!("{told}: {other}"),
                }
            }
        };
        assert_as_from_nothing(&live, base, &router, &told);
        let now = Seen::of(&live, base);
        assert_told_as_seen(&change, base, &seen, &now, &told);
        seen = now;
    }
    while live.undo(base).expect("the same baseline").is_some() {}
    assert_eq!(live.facilities(), dataset.facilities);
    let last = Seen::of(&live, base);
    assert_eq!(
        (first.figures, first.times, first.sole),
        (last.figures, last.times, last.sole),
        "seed {seed}"
    );
    assert_as_from_nothing(&live, base, &router, &format!("seed {seed}, everything undone"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_every_edit_everything_is_as_computed_from_nothing(seed in 0u64..1_000_000) {
        edit_at_random(seed, 14);
    }
}

/// One street: homes of 1, 2, 4, 8, 16, 32 people on every fourth corner, an agent at either end; 18 km/h are 60 seconds a block.
fn one_street() -> GridTownOptions {
    GridTownOptions {
        rows: 2,
        speed_kmh: Some(18),
        homes: (0..6).map(|home| (home * 4, 0)).collect(),
        points: vec![(FacilityKind::Agent, 0, 0), (FacilityKind::Agent, 20, 0)],
        ..GridTownOptions::default()
    }
}

fn street_rule() -> Rule {
    Rule {
        travel: Deciseconds(5401),
        radius: Metres(1000.0),
        ..Rule::scheme()
    }
}

#[test]
fn closing_and_opening_on_one_street_tell_the_people_and_minutes_worked_out_on_paper() {
    let options = one_street();
    let town = grid_town(&options);
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let base = Baseline {
        dataset: &town,
        travel: &travel,
    };
    let mut live = LiveNetwork::new(base, &[street_rule()]).expect("the town can be made live");
    // Below 540.1 seconds lie 0 to 9 blocks: homes 0, 1, 2 from the west end and 3, 4, 5 from the east.
    assert_eq!(live.figures(base, 0).people.passing, 63.0);
    assert_eq!(
        (live.sole_people(0, "P000"), live.sole_people(0, "P001")),
        (Some(7.0), Some(56.0))
    );
    let code = "P001".to_owned();
    let closed = live.apply(base, &Edit::Close { code }).expect("it is open");
    let change = &closed.rules[0];
    assert_eq!((change.before.people.passing, change.after.people.passing), (63.0, 7.0));
    assert_eq!(change.lost.people, 56.0);
    assert_eq!(change.lost.cells, [CellId(3), CellId(4), CellId(5)]);
    assert_eq!(change.gained.people, 0.0);
    // In time and in the radius were homes 0 and 5; in time only 1 to 4.
    let to_neither = [Verdict::TimeAndDistance, Verdict::TimeOnly]
        .map(|from| change.moved[from as usize][Verdict::Neither as usize]);
    assert_eq!(to_neither, [32.0, 24.0]);
    // Home 3 rides 12 blocks instead of 8, home 4 16 instead of 4, home 5 20 instead of none.
    let longer = &change.minutes.longer;
    assert_eq!(
        (longer.people, longer.median, longer.most),
        (56.0, Deciseconds(12_000), Deciseconds(12_000))
    );
    assert_eq!(longer.mean_seconds, (8.0 * 240.0 + 16.0 * 720.0 + 32.0 * 1200.0) / 56.0);
    assert_eq!(
        (change.before.median, change.after.median),
        (Deciseconds(0), Deciseconds(12_000))
    );
    let area = &change.areas[0];
    assert_eq!(
        (area.points_before, area.points_after, area.lost, area.gained),
        (2, 1, 56.0, 0.0)
    );
    assert_eq!(change.sole.len(), 1);
    assert_eq!(
        (
            change.sole[0].code.as_str(),
            change.sole[0].before,
            change.sole[0].after
        ),
        ("P001", 56.0, 0.0)
    );

    // A branch on the corner of home 2: it reaches homes 0 to 4, home 5 not (12 blocks).
    let branch = Facility::new(
        "P0000",
        FacilityKind::Branch,
        "Chi nhánh mới",
        grid_place(&options, 8, 0),
    );
    let opened = live
        .apply(base, &Edit::OpenAt(Box::new(branch)))
        .expect("the code is free");
    let change = &opened.rules[0];
    assert_eq!(
        (change.gained.people, change.gained.cells.clone()),
        (24.0, vec![CellId(3), CellId(4)])
    );
    assert_eq!(change.after.people.passing, 31.0);
    let sole: Vec<_> = change
        .sole
        .iter()
        .map(|sole| (sole.code.as_str(), sole.before, sole.after))
        .collect();
    assert_eq!(sole, [("P000", 7.0, 0.0), ("P0000", 0.0, 24.0)]);
    assert_eq!(live.sole_cells(0, "P0000"), [CellId(3), CellId(4)]);
    assert_eq!(
        live.facility("P0000").and_then(|point| point.area.as_deref()),
        Some("town"),
        "found by position"
    );
    // Home 1 lies 4 blocks from both: the tie goes to the lower code.
    let nearest: Vec<_> = live.nearest_by_time(0, CellId(1)).collect();
    assert_eq!(nearest, [(Deciseconds(2400), "P000"), (Deciseconds(2400), "P0000")]);
    for passing in [7.0, 63.0] {
        assert!(live.undo(base).expect("the same town").is_some());
        assert_eq!(live.figures(base, 0).people.passing, passing);
    }
    assert_eq!(live.undo(base), Ok(None));
    assert_eq!(live.facilities(), town.facilities);
}

#[test]
fn a_network_made_live_on_known_tables_is_the_one_made_from_nothing() {
    for seed in 0..10 {
        let dataset = random_city(seed);
        let travel = Travel::new(&dataset, TravelMode::Motorbike);
        let base = Baseline {
            dataset: &dataset,
            travel: &travel,
        };
        let rules = rules();
        let reach = Reach::compute(&dataset, &travel, &rules[0]);
        let known = LiveNetwork::on_reach(base, &rules, &reach, &rules[0]).expect("the city can be made live");
        let fresh = LiveNetwork::new(base, &rules).expect("the city can be made live");
        for rule in 0..rules.len() {
            assert_eq!(known.covers(rule), fresh.covers(rule), "seed {seed}");
            assert_eq!(known.coverage(base, rule), fresh.coverage(base, rule), "seed {seed}");
        }
    }
}

#[test]
fn a_change_of_procedures_changes_the_record_and_no_figure() {
    let town = grid_town(&one_street());
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let base = Baseline {
        dataset: &town,
        travel: &travel,
    };
    let mut live = LiveNetwork::new(base, &[street_rule()]).expect("the town can be made live");
    let (code, to) = ("P001".to_owned(), vec!["1.001".to_owned()]);
    let change = live
        .apply(base, &Edit::SetProcedures { code, to: to.clone() })
        .expect("it is there");
    assert_eq!(live.facility("P001").map(|point| point.procedures.clone()), Some(to));
    assert_eq!(change.rules[0].before, change.rules[0].after);
    assert!(change.rules[0].areas.is_empty() && change.rules[0].sole.is_empty());
}

#[test]
fn an_edit_that_cannot_be_made_says_why_and_changes_nothing() {
    let options = one_street();
    let town = grid_town(&options);
    let travel = Travel::new(&town, TravelMode::Motorbike);
    let base = Baseline {
        dataset: &town,
        travel: &travel,
    };
    let mut live = LiveNetwork::new(base, &[street_rule()]).expect("the town can be made live");
    let code = |code: &str| code.to_owned();
    let new = |code: &str, place| Edit::OpenAt(Box::new(Facility::new(code, FacilityKind::Agent, code, place)));
    let here = grid_place(&options, 1, 1);
    let refused = [
        (Edit::Close { code: code("P9") }, "no facility has the code 'P9'"),
        (Edit::Reopen { code: code("P001") }, "facility 'P001' is open already"),
        (new("P001", here), "'P001' is there already"),
        (new("", here), "needs a code"),
        (
            new("P9", LonLat::new(105.0, 91.0)),
            "facility 'P9' cannot stand there: latitude 91",
        ),
        (
            Edit::Move {
                code: code("P001"),
                to: LonLat::new(f64::NAN, 0.0),
            },
            "longitude NaN",
        ),
        (
            Edit::SetCapacity {
                code: code("P001"),
                to: Some(-3.0),
            },
            "a capacity of -3",
        ),
    ];
    for (edit, why) in refused {
        let error = live.apply(base, &edit).expect_err("it cannot be made");
        assert!(error.to_string().contains(why), "{edit:?}: {error}");
    }
    assert_eq!((live.facilities(), live.edit_count()), (town.facilities.clone(), 0));
    let mut smaller = town.clone();
    smaller.cells.pop();
    let travel = Travel::new(&smaller, TravelMode::Motorbike);
    let other = Baseline {
        dataset: &smaller,
        travel: &travel,
    };
    assert!(matches!(
        live.undo(other),
        Err(LiveError::OtherBaseline { other_cells: 5, .. })
    ));
    assert_eq!(LiveNetwork::new(base, &[]).err(), Some(LiveError::NoRule));
    let on_foot = Rule {
        mode: TravelMode::Foot,
        ..street_rule()
    };
    let refused = LiveNetwork::new(base, &[on_foot])
        .err()
        .expect("the roads are those of motorbikes");
    assert!(
        refused.to_string().contains("foot") && refused.to_string().contains("motorbike"),
        "{refused}"
    );
    let mut crowded = town.clone();
    crowded.cells[2].people = 1e30;
    let crowded = Baseline {
        dataset: &crowded,
        ..base
    };
    let refused = LiveNetwork::new(crowded, &[street_rule()])
        .err()
        .expect("too many people");
    assert!(refused.to_string().contains("'H02' holds 1000000"), "{refused}");
}

#[test]
fn thirty_edits_on_the_real_roads_leave_what_is_computed_from_nothing() {
    let Some(dataset) = real_hanoi() else { return };
    let router = Arc::new(Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike)));
    let travel = Travel::on(&dataset, TravelMode::Motorbike, Arc::clone(&router));
    let base = Baseline {
        dataset: &dataset,
        travel: &travel,
    };
    let rules = [Rule::plan68(), Rule::scheme(), Rule::plan68_agents()];
    let mut live = LiveNetwork::new(base, &rules).expect("the city can be made live");
    let mut rng = ChaCha8Rng::seed_from_u64(30);
    let (mut number, mut made) = (0, 0);
    while made < 30 {
        number += 1;
        let edit = match random_edit(&mut rng, &live, false, number) {
            // Over the inner districts rather than the six kilometres of the random city.
            Edit::Move { code, .. } => Edit::Move {
                code,
                to: dataset.cells[below(&mut rng, dataset.cells.len() as u32) as usize].location,
            },
            Edit::OpenAt(mut facility) => {
                facility.location = dataset.cells[below(&mut rng, dataset.cells.len() as u32) as usize].location;
                Edit::OpenAt(facility)
            }
            other => other,
        };
        if live.apply(base, &edit).is_err() {
            continue;
        }
        made += 1;
        if made % 15 == 0 {
            assert_near_from_nothing(&live, base, &router, &format!("after edit {number}: {edit:?}"));
        }
    }
    while live.undo(base).expect("the same baseline").is_some() {}
    assert_near_from_nothing(&live, base, &router, "everything undone");
}

/// As [`assert_as_from_nothing`], but people are those of a raster, whose sums the recomputation rounds: those agree to
/// a hundred-thousandth of a person, everything else to the last digit.
fn assert_near_from_nothing(live: &LiveNetwork, base: Baseline, router: &Arc<Router>, told: &str) {
    let edited = Dataset {
        facilities: live.facilities(),
        ..base.dataset.clone()
    };
    let travel = Travel::on(&edited, TravelMode::Motorbike, Arc::clone(router));
    let fresh_base = Baseline {
        dataset: &edited,
        travel: &travel,
    };
    let rules: Vec<Rule> = live.rules().cloned().collect();
    let fresh = LiveNetwork::new(fresh_base, &rules).expect("the city can be made live");
    for (number, rule) in rules.iter().enumerate() {
        let told = format!("{told}, rule {}", rule.id);
        assert_eq!(live.figures(base, number), fresh.figures(fresh_base, number), "{told}");
        let reach = Reach::compute(&edited, &travel, rule);
        let expected = reach.coverage(&edited, &travel, rule);
        let found = live.coverage(base, number);
        assert_eq!(
            (&found.verdicts, &found.passes, &found.gaps),
            (&expected.verdicts, &expected.passes, &expected.gaps)
        );
        assert_eq!((found.median, found.p95), (expected.median, expected.p95), "{told}");
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-5, "{told}: {a} is not {b}");
        near(found.people.passing, expected.people.passing);
        near(found.people.time_only, expected.people.time_only);
        near(found.people.unsnapped, expected.people.unsnapped);
        for (found, expected) in found.areas.iter().zip(&expected.areas) {
            assert_eq!(
                (found.area, found.points, found.median),
                (expected.area, expected.points, expected.median)
            );
            near(found.people.passing, expected.people.passing);
        }
        for index in 0..edited.cells.len() {
            let cell = CellId(index as u32);
            let nearest: Vec<_> = live.nearest_by_time(number, cell).collect();
            let code = |facility: FacilityId| edited.facilities[facility.index()].code.as_str();
            let expected = reach.nearest_by_time.of(index).iter();
            let expected: Vec<_> = expected.map(|&(time, facility)| (time, code(facility))).collect();
            assert_eq!(nearest, expected, "{told}, cell {index}");
            let expected = reach.nearest_by_distance[index].map(|(facility, metres)| (code(facility), metres));
            assert_eq!(live.nearest_by_distance(number, cell), expected, "{told}, cell {index}");
        }
        for facility in &edited.facilities {
            let sole = live.sole_people(number, &facility.code);
            assert_eq!(
                sole,
                fresh.sole_people(number, &facility.code),
                "{told}, {}",
                facility.code
            );
        }
    }
}

/// The open files of Hanoi with one place in twenty as an agent or another kind; `None` where they are absent.
fn real_hanoi() -> Option<Dataset> {
    use gandan::ingest::{Kind, ReadOptions, read};
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real");
    let mut dataset = Dataset::default();
    let files = [
        (Kind::Areas, "communes-126-2025-07.geojson"),
        (Kind::Demand, "worldpop-2020-1km-hanoi.tif"),
        (Kind::Roads, "roads-inner-districts-2025-05.osm.pbf"),
        (Kind::Facilities, "places-osm-candidates.csv"),
    ];
    for (kind, name) in files {
        let Ok(file) = std::fs::File::open(folder.join(name)) else {
            println!("skipped: {} is not there", folder.join(name).display());
            return None;
        };
        let mut options = ReadOptions::default();
        if kind == Kind::Facilities {
            options.default_kind = Some(FacilityKind::Agent);
        }
        let (layer, findings) = read(kind, name, std::io::BufReader::new(file), &options);
        let layer = layer.unwrap_or_else(|| panic!("{name}: {findings:?}"));
        gandan::planner::import::merge(&mut dataset, vec![layer], Vec::new());
    }
    let places = std::mem::take(&mut dataset.facilities).into_iter().step_by(20);
    dataset.facilities = places
        .enumerate()
        .map(|(index, mut facility)| {
            facility.kind = KINDS[[2, 2, 0, 1][index % 4]];
            facility
        })
        .collect();
    Some(dataset)
}
