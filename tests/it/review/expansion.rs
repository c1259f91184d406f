//! Where points open and buses stop, judged by counts from raw coordinates and by trying every choice.

use super::city::{World, city};
use super::quick;
use gandan::geometry::{LonLat, distance_m};
use gandan::model::{Candidate, Dataset, Facility, FacilityKind};
use gandan::review::{
    Advice, BusWeek, CostUnit, Expansion, OpeningSettings, Openings, Plan, PlanStatus, Preset, ReviewError,
    ReviewSettings, propose_watched,
};
use gandan::wire::{ReviewAnswer, ReviewSettingsFile};
use std::cell::Cell;

/// The city of the review's tests with its north-east left to branches: agents there are gone.
pub fn lopsided(seed: u64) -> Dataset {
    let mut dataset = city(seed);
    let is_far = |place: LonLat| place.lon > 105.775 || place.lat > 21.025;
    dataset
        .facilities
        .retain(|one| one.kind != FacilityKind::Agent || !is_far(one.location));
    dataset
}

/// Twelve candidates on a grid over the bare part, each with a cost.
fn with_candidates(mut dataset: Dataset) -> Dataset {
    for index in 0..12 {
        let (column, row) = (f64::from(index % 4), f64::from(index / 4));
        let place = LonLat::new(105.71 + 0.042 * column, 20.96 + 0.06 * row);
        let mut candidate = Candidate::new(
            format!("K{index:02}"),
            FacilityKind::Agent,
            format!("Bưu cục {index}"),
            place,
        );
        candidate.opening_cost = Some(40e6 + 5e6 * f64::from(index * 7 % 5));
        dataset.candidates.push(candidate);
    }
    dataset.sort();
    dataset
}

pub fn expand(opening: OpeningSettings) -> ReviewSettings {
    ReviewSettings {
        opening: OpeningSettings {
            least_people: 0.0,
            ..opening
        },
        ..quick(Preset::Expand)
    }
}

pub fn expansion(plan: &Plan) -> &Expansion {
    plan.expansion.as_ref().expect("asked for")
}

/// People with no agent within 5 km, agents given by place.
fn left_out(dataset: &Dataset, more: &[LonLat]) -> f64 {
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let places: Vec<LonLat> = agents.map(|one| one.location).chain(more.iter().copied()).collect();
    let is_left = |place: LonLat| places.iter().all(|other| distance_m(place, *other) > 5000.0);
    let cells = dataset.cells.iter().filter(|cell| is_left(cell.location));
    cells.map(|cell| cell.people).sum()
}

fn places(told: &Expansion) -> Vec<LonLat> {
    told.openings.iter().map(|one| one.site.facility.location).collect()
}

#[test]
fn expand_ends_nothing_and_brings_everybody_a_point_by_a_count_from_raw_cells() {
    for seed in 1..=3 {
        for dataset in [lopsided(seed), with_candidates(lopsided(seed))] {
            let is_on_candidates = !dataset.candidates.is_empty();
            let world = World::of(dataset);
            let plan = world.propose(&expand(OpeningSettings::default()));
            let told = expansion(&plan);
            assert_eq!(
                (plan.status, plan.eligible, plan.totals.merge, plan.totals.close),
                (PlanStatus::Optimal, 0, 0, 0)
            );
            assert_eq!(told.status, PlanStatus::Optimal, "seed {seed}");
            let before = left_out(&world.dataset, &[]);
            assert!(
                before > 1000.0 && (told.left_out - before).abs() < 1e-6,
                "seed {seed}: {before} {}",
                told.left_out
            );
            let after = left_out(&world.dataset, &places(told));
            assert!(
                (told.left_out_after - after).abs() < 1e-6,
                "seed {seed}: {after} {}",
                told.left_out_after
            );
            assert!(after == 0.0 || is_on_candidates, "seed {seed}: {after}");
            assert!(
                told.openings
                    .iter()
                    .all(|one| one.site.is_candidate == is_on_candidates)
            );
            for (index, one) in told.openings.iter().enumerate() {
                let others: Vec<LonLat> = places(told)
                    .into_iter()
                    .enumerate()
                    .filter(|(other, _)| *other != index)
                    .map(|(_, place)| place)
                    .collect();
                let own = before - left_out(&world.dataset, &[one.site.facility.location]);
                let alone = left_out(&world.dataset, &others) - after;
                assert!(
                    (one.people - own).abs() < 1e-6 && (one.people_alone - alone).abs() < 1e-6,
                    "seed {seed}"
                );
                assert!(one.people_alone > 0.0, "seed {seed}: an opening that nobody needs");
                assert!(one.nearest_of > 0.0 && one.saved.median.is_some() && !one.because_vi.is_empty());
            }
        }
    }
}

#[test]
fn with_a_cap_or_a_budget_no_other_choice_of_candidates_leaves_fewer_people_out() {
    let world = World::of(with_candidates(lopsided(2)));
    let candidates = &world.dataset.candidates;
    let best = |allowed: &dyn Fn(&[usize]) -> bool| {
        (0u32..1 << candidates.len())
            .map(|set| {
                (0..candidates.len())
                    .filter(|one| set >> one & 1 == 1)
                    .collect::<Vec<usize>>()
            })
            .filter(|chosen| chosen.len() <= 4 && allowed(chosen))
            .map(|chosen| {
                left_out(
                    &world.dataset,
                    &chosen.iter().map(|&one| candidates[one].location).collect::<Vec<_>>(),
                )
            })
            .fold(f64::INFINITY, f64::min)
    };
    for most in 0..=2 {
        let plan = world.propose(&expand(OpeningSettings {
            most: Some(most),
            ..OpeningSettings::default()
        }));
        let told = expansion(&plan);
        assert!(told.openings.len() <= most as usize);
        let least = best(&|chosen| chosen.len() <= most as usize);
        assert!(
            (told.left_out_after - least).abs() < 1e-6,
            "{most}: {} {least}",
            told.left_out_after
        );
    }
    let cost = |chosen: &[usize]| {
        chosen
            .iter()
            .map(|&one| candidates[one].opening_cost.unwrap_or(0.0))
            .sum::<f64>()
    };
    let budget = 95e6;
    let plan = world.propose(&expand(OpeningSettings {
        budget: Some(budget),
        ..OpeningSettings::default()
    }));
    let told = expansion(&plan);
    let spent: f64 = told.openings.iter().filter_map(|one| one.site.cost).sum();
    assert!(told.cost_unit == CostUnit::Dong && spent > 0.0 && spent <= budget);
    let least = best(&|chosen| cost(chosen) <= budget);
    assert!(
        (told.left_out_after - least).abs() < 1e-6,
        "{} {least}",
        told.left_out_after
    );
    assert!(told.remaining.iter().any(|(_, advice)| *advice == Advice::BeyondBounds));
}

#[test]
fn a_budget_without_known_costs_and_unknown_stops_are_refused_by_name() {
    let world = World::of(lopsided(1));
    let refused = |settings: &ReviewSettings| {
        propose_watched(&world.input(), settings, &|_| None, &mut |_| {}, &|| false).expect_err("refused")
    };
    let unknown = refused(&expand(OpeningSettings {
        budget: Some(1e6),
        ..OpeningSettings::default()
    }));
    assert!(unknown.to_string().contains("opening_budget_vnd"), "{unknown}");
    let mut settings = expand(OpeningSettings::default());
    (settings.opening.bus.buses, settings.opening.bus_stops) = (1, ["X".to_owned()].into());
    settings.opening.most = Some(0);
    assert_eq!(refused(&settings), ReviewError::UnknownStop("X".into()));
    settings.opening.second_point_in = ["Y".to_owned()].into();
    assert_eq!(refused(&settings), ReviewError::UnknownArea("Y".into()));
    settings.minimum_of_operator = [("Z".to_owned(), 1)].into();
    assert_eq!(refused(&settings), ReviewError::UnknownBound("Z".into()));
}

#[test]
fn openings_beside_closings_change_no_closing() {
    let world = World::of(with_candidates(lopsided(3)));
    let alone = world.propose(&quick(Preset::Careful));
    let mut settings = quick(Preset::Careful);
    settings.opening.openings = Openings::Always;
    let both = world.propose(&settings);
    let told = |plan: &Plan| {
        plan.decisions
            .iter()
            .map(|one| (one.kind, one.into))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&alone), told(&both));
    assert!(alone.expansion.is_none() && alone.totals.merge > 0 && !expansion(&both).openings.is_empty());
    for (retained, reached) in both.retained.iter().zip(&expansion(&both).reached) {
        assert!((retained.after - reached.kept).abs() < 1e-6 && reached.with_openings >= reached.kept);
    }
}

#[test]
fn small_gaps_get_a_bus_and_what_no_bus_reaches_a_collaborator() {
    let world = World::of(lopsided(1));
    let mut settings = expand(OpeningSettings::default());
    settings.opening.least_people = 1e9;
    let plan = world.propose(&settings);
    let told = expansion(&plan);
    assert!(told.openings.is_empty() && told.stops.is_empty());
    assert!(!told.remaining.is_empty() && told.remaining.iter().all(|(_, advice)| *advice == Advice::Collaborator));
    settings.opening.bus = BusWeek {
        buses: 1,
        weekly_hours: 7.0,
        most_visits: 1,
        ..settings.opening.bus
    };
    let plan = world.propose(&settings);
    let told = expansion(&plan);
    assert_eq!(told.stops.len(), 2, "seven hours hold two visits of three and the ways");
    let stops: Vec<LonLat> = told.stops.iter().map(|stop| stop.site.facility.location).collect();
    let with_stops = left_out(&world.dataset, &stops);
    assert!((told.left_out_with_stops - with_stops).abs() < 1e-6 && with_stops < told.left_out_after);
    for stop in &told.stops {
        let people = told.left_out - left_out(&world.dataset, &[stop.site.facility.location]);
        assert!((stop.people - people).abs() < 1e-6 && (stop.people_hours - 3.0 * people).abs() < 1e-5);
        assert_eq!(stop.visits.len(), 1);
    }
}

#[test]
fn a_second_point_is_brought_where_it_is_asked_for() {
    let world = World::of(with_candidates(lopsided(1)));
    let mut settings = expand(OpeningSettings::default());
    let without = expansion(&world.propose(&settings)).openings.len();
    settings.opening.second_point_in = ["c3".to_owned()].into();
    let plan = world.propose(&settings);
    let told = expansion(&plan);
    assert!(told.openings.len() > without);
    let short = told
        .levels
        .iter()
        .find(|level| level.name == "without_second_point_people")
        .expect("told");
    assert_eq!((short.value, short.bound), (0.0, 0.0));
    let agents: Vec<&Facility> = world
        .dataset
        .facilities
        .iter()
        .filter(|one| one.kind == FacilityKind::Agent)
        .collect();
    let mut twice = 0;
    for cell in world
        .dataset
        .cells
        .iter()
        .filter(|cell| cell.area.is_some_and(|area| area.0 == 3))
    {
        let near = |place: LonLat| distance_m(cell.location, place) <= 5000.0;
        let standing = agents.iter().filter(|one| near(one.location)).count();
        let opened = places(told).into_iter().filter(|&place| near(place)).count();
        let possible = world.dataset.candidates.iter().filter(|one| near(one.location)).count();
        assert!(standing + opened >= 2.min(standing + possible), "{}", cell.code);
        twice += usize::from(standing < 2 && standing + opened >= 2);
    }
    assert!(twice > 10, "{twice}");
}

#[test]
fn an_independent_program_agrees_with_openings_and_notices_wrong_ones() {
    let world = World::of(with_candidates(lopsided(2)));
    let mut settings = quick(Preset::Careful);
    (settings.opening.openings, settings.opening.least_people) = (Openings::Always, 0.0);
    let plan = world.propose(&settings);
    let mut answer = ReviewAnswer::from_plan(&plan, &world.dataset, "snapshot");
    let Some((code, said)) = world.verify(&answer) else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    let told = answer.expansion.as_mut().expect("asked for");
    told.openings[0].people += 1.0;
    let (code, said) = world.verify(&answer).expect("python ran before");
    assert!(code == 1 && said.contains("people"), "{said}");
    let told = answer.expansion.as_mut().expect("asked for");
    told.openings[0].people -= 1.0;
    told.openings.remove(0);
    let (code, said) = world.verify(&answer).expect("python ran before");
    assert!(code == 1 && said.contains("left_out_after_people"), "{said}");
}

#[test]
fn a_review_that_is_cancelled_ends_at_once_and_says_so() {
    let world = World::of(city(1));
    let asked = Cell::new(0);
    let is_cancelled = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let ended = propose_watched(
        &world.input(),
        &quick(Preset::Efficient),
        &|_| None,
        &mut |_| {},
        &is_cancelled,
    );
    assert_eq!(ended, Err(ReviewError::Cancelled));
    assert_eq!(asked.get(), 4, "nothing is done after it is cancelled");
}

#[test]
fn a_settings_file_speaks_of_openings_and_buses() {
    let text = "preset = 'expand'\nmost_openings = 3\nopening_budget_vnd = 2e8\nleast_people_for_point = 150\nbuses = 2\nbus_hours_per_stop = 1.5\nsecond_point_in = ['c1']";
    let settings = ReviewSettingsFile::from_toml(text)
        .expect("toml")
        .settings()
        .expect("settings");
    let opening = &settings.opening;
    assert!(settings.opens() && settings.preset == Preset::Expand);
    assert_eq!(
        (opening.most, opening.budget, opening.least_people),
        (Some(3), Some(2e8), 150.0)
    );
    assert_eq!((opening.bus.buses, opening.bus.hours_per_stop), (2, 1.5));
    assert!(opening.second_point_in.contains("c1"));
}
