//! The table of other readings: each row is what a review under that reading says.

use super::city::{World, city};
use super::quick;
use gandan::access::{Reach, Travel};
use gandan::model::{Combine, Dataset, FacilityKind, Rule, TravelMode};
use gandan::review::{OtherRoads, Plan, Preset, Reading, ReviewSettings, propose_at_speeds};
use gandan::routing::{Profile, Router};
use std::sync::Arc;

fn at_speed(dataset: &Dataset, factor: f64) -> World {
    let profile = Profile::shipped(TravelMode::Motorbike).with_speed_factor(factor);
    let router = Arc::new(Router::build(&dataset.roads, profile));
    let travel = Travel::on(dataset, TravelMode::Motorbike, router);
    let reach = Reach::compute(dataset, &travel, &Rule::scheme());
    World {
        dataset: dataset.clone(),
        travel,
        reach,
    }
}

/// The rule of a row, from its two names alone.
fn rule_of(reading: &Reading) -> Rule {
    let rule = match reading.limits {
        "plan68" => Rule::plan68(),
        "scheme" => Rule::scheme(),
        "all_limits" => Rule {
            id: "both".into(),
            combine: Combine::All,
            ..Rule::scheme()
        },
        other => panic!("an unknown reading: {other}"),
    };
    match reading.counting {
        "agents_only" => rule.counting(&[FacilityKind::Agent]),
        _ => rule,
    }
}

fn with_table(world: &World, preset: Preset) -> Plan {
    let settings = ReviewSettings {
        // A bound for a busy machine, not the time it takes.
        sensitivity_seconds: 60.0,
        ..quick(preset)
    };
    let roads = |factor: f64| {
        let other = at_speed(&world.dataset, factor);
        Some(OtherRoads {
            travel: other.travel,
            reach: other.reach,
        })
    };
    propose_at_speeds(&world.input(), &settings, &roads, &mut |_| {}).expect("a plan")
}

#[test]
fn every_row_is_what_a_review_under_that_reading_proposes() {
    let mut differing = 0;
    let world = World::of(city(2));
    let plan = with_table(&world, Preset::Careful);
    assert_eq!(plan.sensitivity.len(), 24);
    let worlds = [0.8, 1.0, 1.2].map(|factor| (factor, at_speed(&world.dataset, factor)));
    for reading in &plan.sensitivity {
        let (_, own) = worlds
            .iter()
            .find(|(factor, _)| *factor == reading.speed)
            .expect("a speed of the table");
        let settings = ReviewSettings {
            retain: vec![rule_of(reading)],
            ..quick(reading.preset)
        };
        let alone = own.propose(&settings);
        let told = (reading.kept, reading.merged, reading.closed);
        let totals = &alone.totals;
        let right = (totals.keep + totals.remedy, totals.merge, totals.close);
        assert_eq!(told, right, "{}", reading.name);
        differing += u32::from(reading.kept != plan.totals.keep + plan.totals.remedy);
    }
    assert!(differing > 5, "the readings must matter: {differing}");
}

#[test]
fn registered_and_present_people_in_the_same_cells_give_the_same_table() {
    let registered = World::of(city(3));
    let mut dataset = city(3);
    for (number, cell) in dataset.cells.iter_mut().enumerate() {
        cell.people *= [0.25, 1.0, 3.5][number % 3];
    }
    let present = World::of(dataset);
    let rows = |world: &World| -> Vec<(String, u32, u32, u32)> {
        let plan = with_table(world, Preset::Careful);
        let row = |one: &Reading| (one.name.clone(), one.kept, one.merged, one.closed);
        plan.sensitivity.iter().map(row).collect()
    };
    assert_eq!(rows(&registered), rows(&present));
}
