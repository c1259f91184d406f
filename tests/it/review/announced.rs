//! Ends and openings that are announced: a plan relies on neither, by counts that know nothing of the review.

use super::city::{World, city};
use super::expansion::{expand, expansion, lopsided};
use super::{efficient, quick};
use gandan::geometry::{LonLat, distance_m};
use gandan::model::{Dataset, Facility, FacilityKind, FacilityStatus};
use gandan::review::{DecisionKind, OpeningSettings, Preset, ReviewSettings, Wish};
use gandan::wire::{AnnouncedShape, ReviewAnswer, ReviewSettingsFile};

/// The city with an end announced for a point, in favour of another.
fn ending(mut dataset: Dataset, code: &str, into: Option<&str>) -> Dataset {
    let point = dataset
        .facilities
        .iter_mut()
        .find(|one| one.code == code)
        .expect("a point");
    point.closes_on = Some("2026-12-01".into());
    point.successor = into.map(str::to_owned);
    dataset
}

/// The city without the point, as if it had never been; its load lies at its successor.
fn without(mut dataset: Dataset, code: &str, into: Option<&str>) -> Dataset {
    let at = dataset
        .facilities
        .iter()
        .position(|one| one.code == code)
        .expect("a point");
    let gone = dataset.facilities.remove(at);
    dataset.performance.retain(|month| month.facility != code);
    if let Some(into) = into {
        let receiver = dataset
            .facilities
            .iter_mut()
            .find(|one| one.code == into)
            .expect("a point");
        receiver.load_per_month = Some(receiver.load_per_month.unwrap_or(0.0) + gone.load_per_month.unwrap_or(0.0));
    }
    dataset
}

fn is_used(world: &World, code: &str) -> bool {
    let mut own = world.dataset.facilities.iter().filter(|one| one.code == code);
    own.any(|one| one.load_per_month.is_some_and(|load| load > 0.0))
}

/// Code, decision and receiver of every point.
fn decided(world: &World, settings: &ReviewSettings) -> Vec<(String, DecisionKind, Option<String>)> {
    let plan = world.propose(settings);
    let told = plan.decisions.iter().map(|one| {
        let into = one.into.map(|into| world.code(into).to_owned());
        (world.code(one.facility).to_owned(), one.kind, into)
    });
    told.collect()
}

#[test]
fn a_review_decides_as_if_points_that_end_were_gone_and_their_load_at_their_successors() {
    let mut receivers_that_ended = 0;
    for seed in 1..=2 {
        for settings in [quick(Preset::Careful), efficient()] {
            let plain = World::of(city(seed));
            let before = decided(&plain, &settings);
            let receiver = before.iter().find_map(|(_, _, into)| into.clone()).expect("a merge");
            let heir = before
                .iter()
                .find(|(code, kind, _)| kind.stays() && *code != receiver && is_used(&plain, code))
                .map(|(code, _, _)| code.as_str());
            for into in [None, heir] {
                let announced = World::of(ending(city(seed), &receiver, into));
                let gone = World::of(without(city(seed), &receiver, into));
                let told = decided(&announced, &settings);
                assert_eq!(told, decided(&gone, &settings), "seed {seed}, {receiver} into {into:?}");
                assert!(
                    told.iter()
                        .all(|(code, _, into)| *code != receiver && *into != Some(receiver.clone()))
                );
                receivers_that_ended += 1;
            }
        }
    }
    assert_eq!(receivers_that_ended, 8);
}

#[test]
fn an_independent_program_agrees_with_a_plan_beside_an_announced_end() {
    let plain = World::of(city(2));
    let before = decided(&plain, &quick(Preset::Careful));
    let receiver = before.iter().find_map(|(_, _, into)| into.clone()).expect("a merge");
    let world = World::of(ending(city(2), &receiver, Some("A001")));
    let plan = world.propose(&quick(Preset::Careful));
    let mut answer = ReviewAnswer::from_plan(&plan, &world.dataset, "snapshot");
    let told: &AnnouncedShape = answer.announced.as_ref().expect("an end is announced");
    assert_eq!(
        (told.ends[0].facility.as_str(), told.ends[0].on.as_str()),
        (receiver.as_str(), "2026-12-01")
    );
    assert!(answer.remarks[0].contains("đã thông báo ngừng phục vụ") && answer.remarks[0].contains("01/12/2026"));
    // Whoever had it near is told why it takes nothing over.
    let said = answer.decisions.iter().flat_map(|one| &one.reasons.because_vi);
    let told_so = said
        .filter(|said| said.contains("đã thông báo ngừng phục vụ từ 01/12/2026"))
        .count();
    assert!(told_so > 0);
    let Some((code, said)) = world.verify(&answer) else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    answer.announced = None;
    let (code, said) = world.verify(&answer).expect("python ran before");
    assert!(
        code == 1 && said.contains(&format!("{receiver}: no decision")),
        "{said}"
    );
}

#[test]
fn people_whom_only_an_announced_end_leaves_out_are_told_and_bind_nothing() {
    let plain = World::of(city(1));
    let plan = plain.propose(&quick(Preset::Careful));
    let alone = plan
        .decisions
        .iter()
        .find(|one| one.reasons.unique_people > 0.0)
        .expect("somebody's only point");
    let code = plain.code(alone.facility).to_owned();
    let world = World::of(ending(city(1), &code, None));
    let told = world.propose(&quick(Preset::Careful));
    assert_eq!(told.announcements.lose[0], alone.reasons.unique_people);
    assert_eq!(
        told.retained[0].before,
        plan.retained[0].before - alone.reasons.unique_people
    );
    assert!(told.retained[0].after >= told.retained[0].before);
}

#[test]
fn with_a_day_a_later_end_still_covers_people_but_takes_nothing_over() {
    let plain = World::of(city(2));
    let before = decided(&plain, &quick(Preset::Careful));
    let receiver = before.iter().find_map(|(_, _, into)| into.clone()).expect("a merge");
    let world = World::of(ending(city(2), &receiver, None));
    let on = |day: &str| {
        let file = ReviewSettingsFile {
            day: Some(day.into()),
            ..ReviewSettingsFile::default()
        };
        ReviewSettings {
            day: file.settings().expect("a day").day,
            ..quick(Preset::Careful)
        }
    };
    let early = world.propose(&on("2026-11-30"));
    assert!(early.announcements.ends.is_empty());
    assert!(early.decisions.iter().any(|one| world.code(one.facility) == receiver));
    assert!(
        early
            .decisions
            .iter()
            .all(|one| one.into.is_none_or(|into| world.code(into) != receiver))
    );
    assert_eq!(
        early.retained[0].before,
        plain.propose(&quick(Preset::Careful)).retained[0].before
    );
    let late = world.propose(&on("2026-12-01"));
    assert_eq!(late.announcements.ends.len(), 1, "the first day without service");
    let refused = ReviewSettingsFile {
        day: Some("1/12/2026".into()),
        ..ReviewSettingsFile::default()
    };
    assert!(
        refused
            .settings()
            .expect_err("no ISO date")
            .to_string()
            .contains("1/12/2026")
    );
}

#[test]
fn a_point_that_is_to_open_covers_nobody_and_nothing_is_opened_beside_it() {
    let place = LonLat::new(105.80, 21.04);
    let planned = Facility {
        status: FacilityStatus::Planned,
        opens_on: Some("2027-01-01".into()),
        ..Facility::new("A900", FacilityKind::Agent, "Điểm sắp mở", place)
    };
    let mut dataset = lopsided(2);
    dataset.facilities.push(planned);
    dataset.sort();
    let near = |dataset: &Dataset| -> f64 {
        let is_near = |at: LonLat| distance_m(at, place) <= 5000.0;
        let standing = || {
            dataset
                .facilities
                .iter()
                .filter(|one| one.status == FacilityStatus::Open)
        };
        let agents = || standing().filter(|one| one.kind == FacilityKind::Agent);
        let is_out = |at: LonLat| agents().all(|one| distance_m(at, one.location) > 5000.0);
        let cells = dataset
            .cells
            .iter()
            .filter(|cell| is_near(cell.location) && is_out(cell.location));
        cells.map(|cell| cell.people).sum()
    };
    let expected = near(&dataset);
    assert!(expected > 0.0);
    let world = World::of(dataset);
    let plan = world.propose(&expand(OpeningSettings::default()));
    let told = expansion(&plan);
    assert!(
        (told.left_out - told.left_out_with_announced - expected).abs() < 1e-6,
        "{told:?}"
    );
    assert!(plan.decisions.iter().all(|one| world.code(one.facility) != "A900"));
    let answer = ReviewAnswer::from_plan(&plan, &world.dataset, "snapshot");
    assert_eq!(
        answer.announced.as_ref().map(|told| told.begins.clone()),
        Some(vec!["A900".to_owned()])
    );
    if let Some((code, said)) = world.verify(&answer) {
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn what_if_stands_on_the_network_that_lasts_and_may_take_an_end_back() {
    use gandan::review::{Going, Opened, WhatIf};
    let plain = World::of(city(1));
    let plan = plain.propose(&quick(Preset::Careful));
    let alone = plan
        .decisions
        .iter()
        .find(|one| one.reasons.unique_people > 0.0)
        .expect("somebody's only point");
    let code = plain.code(alone.facility).to_owned();
    let world = World::of(ending(city(1), &code, None));
    let settings = quick(Preset::Careful);
    let asked = |wish: &Wish| {
        let opened = Opened::new(&world.input(), &settings, wish).expect("a wish");
        let what_if = WhatIf::new(world.input(), &opened, wish, &Going::new()).expect("a wish");
        what_if.asked()
    };
    let back = asked(&Wish {
        open: [code.clone()].into(),
        ..Wish::default()
    });
    assert_eq!(back.rules[0].asked - back.rules[0].today, alone.reasons.unique_people);
    assert!(back.broken.is_empty() && back.rules[0].lose == 0.0);
}
