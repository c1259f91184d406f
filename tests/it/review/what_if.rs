//! What-if: exact effects by a count from raw cells, best answers between the plan and the whole review.

use super::city::{World, city, draws};
use super::recount::Recount;
use super::{efficient, quick};
use gandan::geometry::LonLat;
use gandan::model::{Facility, FacilityKind, FacilityStatus};
use gandan::review::standing::Violation;
use gandan::review::{
    Best, DecisionKind, Going, Opened, Plan, PlanStatus, Preset, ReviewSettings, ToldOutcome, WhatIf, Wish, WishError,
};
use std::collections::BTreeSet;

fn going(world: &World, plan: &Plan) -> Going {
    let gone = plan.decisions.iter().filter(|decision| !decision.kind.stays());
    gone.map(|decision| {
        let into = decision.into.map(|into| world.code(into).to_owned());
        (world.code(decision.facility).to_owned(), into)
    })
    .collect()
}

fn refused(world: &World, wish: &Wish) -> WishError {
    let settings = quick(Preset::Careful);
    match Opened::new(&world.input(), &settings, wish) {
        Err(error) => error,
        Ok(opened) => match WhatIf::new(world.input(), &opened, wish, &Going::new()) {
            Err(error) => error,
            Ok(_) => panic!("not refused: {wish:?}"),
        },
    }
}

fn codes<const N: usize>(codes: [&str; N]) -> BTreeSet<String> {
    codes.map(str::to_owned).into()
}

#[test]
fn the_effect_of_any_wish_is_the_count_from_raw_cells() {
    let (mut losing, mut broken, mut clean) = (0, 0, 0);
    for seed in 1..=3 {
        let world = World::of(city(seed));
        let recount = Recount::of(&world);
        let settings = efficient();
        let plan = world.propose(&settings);
        let going = going(&world, &plan);
        let mut draw = draws(seed + 50);
        let agents: Vec<String> = plan
            .decisions
            .iter()
            .map(|decision| world.code(decision.facility).to_owned())
            .collect();
        for _ in 0..25 {
            let mut wish = Wish::default();
            for _ in 0..1 + draw(4) {
                let code = agents[draw(agents.len() as u64) as usize].clone();
                let into = agents[draw(agents.len() as u64) as usize].clone();
                let is_new =
                    !wish.keep.contains(&code) && !wish.close.contains(&code) && !wish.merge.contains_key(&code);
                match draw(3) {
                    _ if !is_new || code == into => {}
                    0 => drop(wish.keep.insert(code)),
                    1 => drop(wish.close.insert(code)),
                    _ => drop(wish.merge.insert(code, into)),
                }
            }
            let opened = Opened::new(&world.input(), &settings, &wish).expect("a wish");
            let what_if = WhatIf::new(world.input(), &opened, &wish, &going).expect("a wish");
            let asked = what_if.asked();
            let code = |f: usize| world.dataset.facilities[f].code.clone();
            let in_plan = |f: usize| !going.contains_key(&code(f));
            let then = |f: usize| match code(f) {
                code if wish.keep.contains(&code) => true,
                code if wish.close.contains(&code) || wish.merge.contains_key(&code) => false,
                _ => in_plan(f),
            };
            for (rule, effect) in asked.rules.iter().enumerate() {
                let told = [effect.today, effect.plan, effect.asked, effect.lose];
                let counted = [
                    recount.covered(rule, &|_| true),
                    recount.covered(rule, &in_plan),
                    recount.covered(rule, &then),
                    recount.lose(rule, &|_| true, &then),
                ];
                assert_eq!(told, counted, "seed {seed}, rule {rule}: {wish:?}");
                let by_area: f64 = effect.losing_areas.iter().map(|(_, people)| people).sum();
                assert_eq!(by_area, effect.lose, "seed {seed}: {wish:?}");
                losing += usize::from(effect.lose > 0.0);
            }
            let load = |code: &String| {
                let found = world.dataset.facilities.iter().find(|facility| facility.code == *code);
                found.and_then(|facility| facility.load_per_month).unwrap_or(0.0)
            };
            let homeless = wish.close.iter().filter(|code| load(code) > 0.0).count();
            let told = asked
                .broken
                .iter()
                .filter(|broken| matches!(broken.violation, Violation::LoadWithoutReceiver { .. }));
            assert_eq!(told.count(), homeless, "seed {seed}: {wish:?}: {:?}", asked.broken);
            broken += usize::from(!asked.broken.is_empty());
            clean += usize::from(asked.broken.is_empty());
        }
    }
    assert!(losing > 5 && broken > 20 && clean > 2, "{losing} {broken} {clean}");
}

fn cost(best: &Best) -> (f64, f64) {
    let (plan, answer) = &best.levels[0];
    (plan.value, answer.value)
}

#[test]
fn the_answer_nearby_costs_at_least_the_exact_one_which_is_the_counterfactual() {
    let world = World::of(city(1));
    let settings = ReviewSettings {
        // Bounds for a busy machine, not the time it takes.
        counterfactual_seconds: 600.0,
        time_limit_seconds: 600.0,
        ..efficient()
    };
    let plan = world.propose(&settings);
    let going = going(&world, &plan);
    let mut compared = 0;
    for decision in plan
        .decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
        .take(5)
    {
        let wish = Wish {
            keep: codes([world.code(decision.facility)]),
            ..Wish::default()
        };
        let opened = Opened::new(&world.input(), &settings, &wish).expect("a wish");
        let what_if = WhatIf::new(world.input(), &opened, &wish, &going).expect("a wish");
        assert!(what_if.asked().broken.is_empty(), "to keep one more breaks nothing");
        let nearby = what_if.nearby(20.0).expect("answers").expect("a plan");
        let exact = what_if.exact().expect("answers").expect("a plan");
        assert_eq!(exact.status, PlanStatus::Optimal);
        assert!(cost(&nearby).1 >= cost(&exact).1 && cost(&exact).0 == plan.levels[1].value);
        let told = &decision.counterfactual.as_ref().expect("flipped").outcome;
        let ToldOutcome::Changed { levels, .. } = told else {
            panic!("{told:?}")
        };
        assert!((levels[0].lower - (cost(&exact).1 - cost(&exact).0)).abs() < 1e-9);
        assert!(
            exact
                .changes
                .iter()
                .any(|change| change.facility == decision.facility && change.answer.is_none())
        );
        compared += 1;
    }
    assert!(compared >= 3);
}

#[test]
fn held_points_stay_as_they_are_and_only_those_nearby_change() {
    let world = World::of(city(2));
    let settings = quick(Preset::Careful);
    let plan = world.propose(&settings);
    let going = going(&world, &plan);
    // A receiver that must go: what was merged into it needs another place.
    let receiver = plan
        .decisions
        .iter()
        .find_map(|decision| decision.into)
        .expect("a merge");
    let wish = Wish {
        close: codes([world.code(receiver)]),
        ..Wish::default()
    };
    let opened = Opened::new(&world.input(), &settings, &wish).expect("a wish");
    let what_if = WhatIf::new(world.input(), &opened, &wish, &going).expect("a wish");
    let asked = what_if.asked();
    let is_gone = |broken: &gandan::review::Broken| matches!(broken.violation, Violation::ReceiverGone { .. });
    let gone = asked
        .broken
        .iter()
        .find(|broken| is_gone(broken))
        .expect("its givers have no receiver");
    assert_eq!(gone.into, Some(receiver));
    if let Some(best) = what_if.nearby(20.0).expect("answers") {
        assert!(
            best.changes
                .iter()
                .any(|change| change.facility == receiver && change.answer.is_some())
        );
        assert!(best.changes.iter().all(|change| change.answer != Some(Some(receiver))));
    }
}

#[test]
fn a_new_point_serves_those_whom_nobody_served_and_lets_others_go() {
    let mut gained = 0;
    for seed in 1..=4 {
        let mut dataset = city(seed);
        let corner = LonLat::new(105.70, 20.95);
        let mut planned = Facility::new("P1", FacilityKind::Agent, "Điểm dự kiến", corner);
        planned.status = FacilityStatus::Planned;
        planned.area = Some("c0".into());
        planned.load_per_month = Some(0.0);
        planned.capacity_per_month = Some(500.0);
        dataset.facilities.push(planned);
        dataset.sort();
        let world = World::of(dataset);
        let recount = Recount::of(&world);
        let new = world
            .dataset
            .facilities
            .iter()
            .position(|facility| facility.code == "P1")
            .expect("it is there");
        let settings = efficient();
        let plan = world.propose(&settings);
        assert!(
            plan.decisions.iter().all(|decision| decision.facility.index() != new),
            "it is not open yet"
        );
        let wish = Wish {
            open: codes(["P1"]),
            ..Wish::default()
        };
        let opened = Opened::new(&world.input(), &settings, &wish).expect("a wish");
        let going = going(&world, &plan);
        let what_if = WhatIf::new(world.input(), &opened, &wish, &going).expect("a wish");
        let asked = what_if.asked();
        let in_plan = |f: usize| !going.contains_key(&world.dataset.facilities[f].code);
        for (rule, effect) in asked.rules.iter().enumerate() {
            assert_eq!(effect.today, recount.covered(rule, &|f| f != new));
            assert_eq!(effect.plan, recount.covered(rule, &|f| f != new && in_plan(f)));
            assert_eq!(effect.asked, recount.covered(rule, &in_plan));
            assert_eq!(effect.lose, 0.0);
        }
        assert!(asked.rules[0].asked >= asked.rules[0].plan && asked.broken.is_empty());
        gained += usize::from(asked.rules[0].asked > asked.rules[0].plan);
        // The new point costs nothing here, so the best answer is no dearer than the plan.
        let exact = what_if.exact().expect("answers").expect("a plan");
        assert!(cost(&exact).1 <= cost(&exact).0, "{:?}", exact.levels);
    }
    assert!(gained > 0, "some corner has no agent");
}

#[test]
fn wishes_that_name_nothing_or_contradict_each_other_are_refused_by_name() {
    let world = World::of(city(1));
    let told = |wish: Wish| refused(&world, &wish).to_string();
    let keep = |code: &str| Wish {
        keep: codes([code]),
        ..Wish::default()
    };
    assert!(told(keep("Z9")).contains("'Z9' names no open point"));
    assert!(
        told(keep("B0")).contains("'B0' names no open point"),
        "a branch is not under review"
    );
    let twice = Wish {
        close: codes(["A001"]),
        ..keep("A001")
    };
    assert_eq!(refused(&world, &twice), WishError::Twice("A001".into()));
    let open = |code: &str| Wish {
        open: codes([code]),
        ..Wish::default()
    };
    assert_eq!(refused(&world, &open("A001")), WishError::AlreadyOpen("A001".into()));
    assert_eq!(refused(&world, &open("Z9")), WishError::NoFacility("Z9".into()));
    let merge = |from: &str, into: &str| Wish {
        merge: [(from.to_owned(), into.to_owned())].into(),
        ..Wish::default()
    };
    assert_eq!(
        refused(&world, &merge("A001", "A001")),
        WishError::IntoItself("A001".into())
    );
    assert_eq!(refused(&world, &merge("A001", "Z9")), WishError::Unknown("Z9".into()));
}
