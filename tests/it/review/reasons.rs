//! The second half of a review: steps, counterfactuals, robustness, facts, and what remains to be done.
//!
//! Long because each part of a plan is judged against its own count, and they share little.

use super::city::{World, city};
use super::recount::{Recount, is_open};
use super::{efficient, quick};
use gandan::model::{Facility, FacilityKind};
use gandan::review::{
    Decision, DecisionKind, Fact, FixKind, Flip, Flipped, Going, Opened, OtherRoads, Plan, PlanStatus, Preset,
    ReviewInput, ReviewSettings, ToldOutcome, WhatIf, Wish, WishError, propose_at_speeds,
};
use gandan::units::{Deciseconds, Metres};
use gandan::wire::ReviewAnswer;
use std::collections::BTreeSet;

fn with_counterfactuals(settings: ReviewSettings) -> ReviewSettings {
    ReviewSettings {
        counterfactual_seconds: 600.0,
        ..settings
    }
}

fn merges(plan: &Plan) -> impl Iterator<Item = &Decision> {
    plan.decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
}

#[test]
fn after_every_step_everybody_is_covered_as_told_by_a_count_from_raw_cells() {
    for (seed, preset) in [(1, Preset::Careful), (2, Preset::Efficient), (6, Preset::Efficient)] {
        let world = World::of(city(seed));
        let recount = Recount::of(&world);
        let plan = world.propose(&quick(preset));
        let going: Vec<usize> = plan
            .decisions
            .iter()
            .filter(|decision| !decision.kind.stays())
            .map(|decision| decision.facility.index())
            .collect();
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        for step in &plan.sequence {
            assert!(gone.insert(step.facility.index()), "seed {seed}: twice");
            let into = step.into.map(|into| into.index());
            assert!(
                into.is_none_or(|into| !going.contains(&into)),
                "seed {seed}: a receiver goes"
            );
            for (rule, told) in step.covers_after.iter().enumerate() {
                let counted = recount.covered(rule, &|facility| !gone.contains(&facility));
                assert_eq!(*told, counted, "seed {seed}, rule {rule}, after {gone:?}");
            }
        }
        assert_eq!(gone, going.iter().copied().collect(), "seed {seed}");
        assert!(
            plan.sequence.is_sorted_by_key(|step| step.stage) && gone.len() > 1,
            "seed {seed}"
        );
    }
}

#[test]
fn the_independent_program_notices_a_step_that_is_missing() {
    let world = World::of(city(1));
    let plan = world.propose(&quick(Preset::Careful));
    let mut answer = ReviewAnswer::from_plan(&plan, &world.dataset, "snapshot");
    let Some((code, said)) = world.verify(&answer) else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    let dropped = answer.sequence.pop().expect("a step").facility;
    let (code, said) = world.verify(&answer).expect("python ran before");
    assert!(
        code == 1 && said.contains(&format!("{dropped}: goes, but in no step")),
        "{said}"
    );
}

/// The counterfactual of a merge is the review with that point pinned to stay.
#[test]
fn keeping_a_merged_point_costs_what_a_review_with_that_pin_says() {
    for (seed, preset) in [(1, Preset::Careful), (3, Preset::Efficient)] {
        let world = World::of(city(seed));
        let plan = world.propose(&with_counterfactuals(quick(preset)));
        assert_eq!(plan.status, PlanStatus::Optimal);
        let mut compared = 0;
        for decision in merges(&plan).take(6) {
            let told = decision.counterfactual.as_ref().expect("every change has one");
            let ToldOutcome::Changed { levels, others } = &told.outcome else {
                panic!("seed {seed}: {told:?}")
            };
            assert_eq!(told.flip, Flip::Stay);
            let pinned = world.propose(&ReviewSettings {
                keep: [world.code(decision.facility).to_owned()].into(),
                ..quick(preset)
            });
            for (shift, (with, without)) in levels.iter().zip(pinned.levels.iter().zip(&plan.levels).skip(1)) {
                let expected = with.value - without.value;
                let is_same = |figure: f64| (figure - expected).abs() < 1e-9;
                assert!(
                    is_same(shift.lower) && is_same(shift.upper),
                    "seed {seed}: {shift:?}, expected {expected}"
                );
            }
            assert!(
                levels[0].lower >= 0.0 && !others.contains(&decision.facility),
                "seed {seed}"
            );
            compared += 1;
        }
        assert!(compared >= 3, "seed {seed}");
    }
}

#[test]
fn the_only_point_of_somebody_cannot_go_and_the_people_are_named() {
    let world = World::of(city(1));
    let recount = Recount::of(&world);
    let agents =
        (0..world.dataset.facilities.len()).filter(|&f| world.dataset.facilities[f].kind == FacilityKind::Agent);
    let sole_people = |own: usize| recount.lose(0, &|f| is_open(&world, f), &|f| f != own);
    let sole: Vec<usize> = agents.filter(|&own| sole_people(own) > 0.0).take(4).collect();
    let settings = ReviewSettings {
        counterfactuals: Flipped::Only(sole.iter().map(|&f| world.dataset.facilities[f].code.clone()).collect()),
        ..with_counterfactuals(efficient())
    };
    let plan = world.propose(&settings);
    let mut named = 0;
    for decision in plan
        .decisions
        .iter()
        .filter(|decision| decision.counterfactual.is_some())
    {
        let sole = sole_people(decision.facility.index());
        let told = decision.counterfactual.as_ref().expect("all have one");
        assert_eq!(told.flip, Flip::Go);
        if sole > 0.0 {
            let ToldOutcome::Impossible(obstacles) = &told.outcome else {
                panic!("{}: {told:?}", world.code(decision.facility))
            };
            let access = obstacles
                .iter()
                .find(|obstacle| obstacle.rule.as_deref() == Some("plan68_agents"));
            let access = access.unwrap_or_else(|| panic!("{obstacles:?}"));
            assert_eq!((access.people, access.communes.is_empty()), (Some(sole), false));
            named += 1;
        }
    }
    assert!(named > 0);
}

#[test]
fn counterfactuals_are_asked_of_changes_of_all_or_of_codes_and_a_wrong_code_is_refused() {
    let world = World::of(city(2));
    let asked = |counterfactuals: Flipped| {
        let plan = world.propose(&ReviewSettings {
            counterfactuals,
            ..with_counterfactuals(quick(Preset::Careful))
        });
        let with = plan
            .decisions
            .iter()
            .filter(|decision| decision.counterfactual.is_some());
        let codes: Vec<String> = with.map(|decision| world.code(decision.facility).to_owned()).collect();
        (codes, plan)
    };
    let (changes, plan) = asked(Flipped::Changes);
    assert_eq!(changes.len() as u32, plan.totals.merge + plan.totals.close);
    assert_eq!(asked(Flipped::All).0.len(), plan.decisions.len());
    let one: BTreeSet<String> = ["A007".to_owned()].into();
    assert_eq!(asked(Flipped::Only(one)).0, ["A007"]);
    let wrong = ReviewSettings {
        counterfactuals: Flipped::Only(["Z9".to_owned()].into()),
        ..quick(Preset::Careful)
    };
    let input = ReviewInput {
        dataset: &world.dataset,
        travel: &world.travel,
        reach: &world.reach,
    };
    let error = gandan::review::propose(&input, &wrong, &mut |_| {}).expect_err("refused");
    assert!(error.to_string().contains("'Z9'"), "{error}");
}

#[test]
fn robustness_tells_shares_of_what_was_compared_and_the_table_has_every_speed() {
    let world = World::of(city(2));
    let settings = ReviewSettings {
        sensitivity_seconds: 5.0,
        robustness_plans: 4,
        robustness_epsilon: 0.05,
        ..quick(Preset::Careful)
    };
    let input = ReviewInput {
        dataset: &world.dataset,
        travel: &world.travel,
        reach: &world.reach,
    };
    // The same roads again: nothing may change but the name.
    let at_speed = |_: f64| {
        let again = World::of(world.dataset.clone());
        Some(OtherRoads {
            travel: again.travel,
            reach: again.reach,
        })
    };
    let plan = propose_at_speeds(&input, &settings, &at_speed, &mut |_| {}).expect("a plan");
    assert_eq!(plan.sensitivity.len(), 6 * 4);
    let own: Vec<_> = plan
        .sensitivity
        .iter()
        .filter(|reading| reading.preset == Preset::Careful)
        .collect();
    assert_eq!((own.len(), plan.robustness.readings), (18, 18));
    for reading in own.iter().filter(|reading| reading.speed != 1.0) {
        let as_is = own
            .iter()
            .find(|other| other.speed == 1.0 && reading.name.starts_with(&other.name));
        let as_is = as_is.unwrap_or_else(|| panic!("{}", reading.name));
        assert_eq!(
            (reading.kept, reading.same_decisions),
            (as_is.kept, as_is.same_decisions)
        );
    }
    let names: BTreeSet<&str> = plan.sensitivity.iter().map(|reading| reading.name.as_str()).collect();
    assert_eq!(names.len(), 24);
    let (mut robust, mut fragile) = (0, 0);
    for decision in &plan.decisions {
        let told = decision.robustness.expect("compared");
        let share = told.plans.expect("plans were found");
        let whole = share * f64::from(plan.robustness.plans);
        assert!((whole - whole.round()).abs() < 1e-9 && (0.0..=1.0).contains(&share));
        match told.is_robust() {
            Some(true) => robust += 1,
            Some(false) => fragile += 1,
            None => panic!("nothing was compared"),
        }
    }
    assert!(
        plan.robustness.plans >= 1 && robust > 0 && fragile > 0,
        "{robust} {fragile}"
    );
    let answer = ReviewAnswer::from_plan(&plan, &world.dataset, "s");
    assert_eq!((answer.robustness.robust, answer.robustness.fragile), (robust, fragile));
}

/// Each threshold is tried on both sides: the same plan on changed data or settings.
#[test]
fn a_merge_stands_up_to_each_threshold_and_falls_beyond_it() {
    let world = World::of(city(1));
    let settings = quick(Preset::Careful);
    let plan = world.propose(&settings);
    let mut tried: BTreeSet<&str> = BTreeSet::new();
    for decision in merges(&plan) {
        let into = decision.into.expect("a receiver");
        let own = world.code(decision.facility).to_owned();
        let going: Going = merges(&plan)
            .map(|other| {
                (
                    world.code(other.facility).to_owned(),
                    other.into.map(|into| world.code(into).to_owned()),
                )
            })
            .collect();
        // Asked as a wish, a merge is told with what it breaks.
        let breaks = |world: &World| {
            let wish = Wish {
                merge: [(own.clone(), world.code(into).to_owned())].into(),
                ..Wish::default()
            };
            let opened = Opened::new(&world.input(), &settings, &wish).expect("a wish");
            let what_if = WhatIf::new(world.input(), &opened, &wish, &going).expect("a wish");
            !what_if.asked().broken.is_empty()
        };
        let stands = |settings: &ReviewSettings| {
            let only: Going = going.clone().into_iter().filter(|(code, _)| *code == own).collect();
            let wish = Wish {
                keep: [world.code(into).to_owned()].into(),
                ..Wish::default()
            };
            let opened = Opened::new(&world.input(), settings, &wish).expect("a wish");
            match WhatIf::new(world.input(), &opened, &wish, &only) {
                Ok(_) => true,
                Err(WishError::OtherSettings(code)) => {
                    assert_eq!(code, own);
                    false
                }
                Err(other) => panic!("{other}"),
            }
        };
        let with = |change: &dyn Fn(&mut Facility, &mut Facility)| {
            let mut dataset = world.dataset.clone();
            let (mut giver, mut receiver) = (
                dataset.facilities[decision.facility.index()].clone(),
                dataset.facilities[into.index()].clone(),
            );
            change(&mut giver, &mut receiver);
            dataset.facilities[decision.facility.index()] = giver;
            dataset.facilities[into.index()] = receiver;
            World::of(dataset)
        };
        for fact in &decision.flip_facts {
            if tried.contains(fact.fact.code()) {
                continue;
            }
            let at = fact.threshold;
            match fact.fact {
                Fact::OwnLoadAbove => {
                    assert!(!breaks(&with(&|giver, _| giver.load_per_month = Some(at))), "{own}");
                    assert!(
                        breaks(&with(&|giver, _| giver.load_per_month = Some(at + 0.05))),
                        "{own}"
                    );
                }
                Fact::ReceiverCapacityBelow => {
                    assert!(
                        !breaks(&with(&|_, receiver| receiver.capacity_per_month = Some(at))),
                        "{own}"
                    );
                    assert!(
                        breaks(&with(&|_, receiver| receiver.capacity_per_month = Some(at - 0.05))),
                        "{own}"
                    );
                }
                Fact::MergeDistanceBelow => {
                    let near = |metres: f64| ReviewSettings {
                        merge_distance: Metres(metres),
                        ..settings.clone()
                    };
                    assert!(stands(&near(at)) && !stands(&near(at - 1e-6)), "{own}");
                }
                Fact::MergeTravelAtMost => {
                    let travel = |deciseconds: u32| ReviewSettings {
                        merge_travel: Deciseconds(deciseconds),
                        ..settings.clone()
                    };
                    let at = (at * 10.0).round() as u32;
                    assert!(stands(&travel(at + 1)) && !stands(&travel(at)), "{own}");
                }
                Fact::ReceiverHoursBelow => assert_eq!((fact.now, at), (Some(2700.0), 2700.0), "all are open 45 hours"),
                Fact::BackupCloses => {
                    let other = fact.other.expect("a backup").index();
                    let recount = Recount::of(&world);
                    let gone = |f: usize| {
                        let decision = plan.decisions.iter().find(|other| other.facility.index() == f);
                        decision.is_some_and(|decision| !decision.kind.stays())
                    };
                    let own = decision.facility.index();
                    let without = recount.covered(0, &|f| !gone(f) && f != other);
                    let only_own = recount.covered(0, &|f| (!gone(f) && f != other) || f == own);
                    assert_eq!(only_own - without, at);
                }
                other => panic!("not about a merge: {other:?}"),
            }
            tried.insert(fact.fact.code());
        }
    }
    assert!(tried.len() >= 5, "{tried:?}");
}

#[test]
fn a_point_kept_for_want_of_room_or_nearness_becomes_eligible_at_the_threshold() {
    let mut tried: BTreeSet<&str> = BTreeSet::new();
    for seed in 1..=4 {
        let world = World::of(city(seed));
        let settings = quick(Preset::Careful);
        let plan = world.propose(&settings);
        for decision in plan.decisions.iter().filter(|decision| decision.kind.stays()) {
            for fact in &decision.flip_facts {
                let eligible = |world: &World, settings: &ReviewSettings| {
                    let wish = Wish {
                        keep: [world.code(fact.other.expect("another")).to_owned()].into(),
                        ..Wish::default()
                    };
                    let into = Some(world.code(fact.other.expect("another")).to_owned());
                    let going: Going = [(world.code(decision.facility).to_owned(), into)].into();
                    let opened = Opened::new(&world.input(), settings, &wish).expect("a wish");
                    WhatIf::new(world.input(), &opened, &wish, &going).is_ok()
                };
                if tried.len() == 2 && tried.contains(fact.fact.code()) {
                    continue;
                }
                match fact.fact {
                    Fact::NeighbourCapacityFrom => {
                        let other = fact.other.expect("a neighbour").index();
                        let at = |capacity: f64| {
                            let mut dataset = world.dataset.clone();
                            dataset.facilities[other].capacity_per_month = Some(capacity);
                            World::of(dataset)
                        };
                        assert!(eligible(&at(fact.threshold), &settings), "seed {seed}: {fact:?}");
                        assert!(
                            !eligible(&at(fact.threshold - 0.05), &settings),
                            "seed {seed}: {fact:?}"
                        );
                    }
                    Fact::MergeDistanceFrom => {
                        let near = |metres: f64| ReviewSettings {
                            merge_distance: Metres(metres),
                            ..settings.clone()
                        };
                        assert!(eligible(&world, &near(fact.threshold)), "seed {seed}: {fact:?}");
                        assert!(!eligible(&world, &near(fact.threshold - 1e-6)), "seed {seed}: {fact:?}");
                    }
                    _ => continue,
                }
                tried.insert(fact.fact.code());
            }
        }
    }
    assert_eq!(tried.len(), 2, "{tried:?}");
}

#[test]
fn who_cannot_be_served_whatever_is_kept_is_the_count_from_raw_cells() {
    let mut gaps = 0;
    for seed in 1..=4 {
        let world = World::of(city(seed));
        let recount = Recount::of(&world);
        let plan = world.propose(&quick(Preset::Careful));
        let all: f64 = world.dataset.cells.iter().map(|cell| cell.people).sum();
        for (rule, told) in plan.unreachable.iter().enumerate() {
            assert_eq!(told.people, all - recount.covered(rule, &|_| true), "{}", told.rule.id);
            assert!(told.gaps.is_sorted_by(|a, b| a.people >= b.people));
            assert!(told.gaps.iter().map(|gap| gap.people).sum::<f64>() <= told.people);
            for gap in &told.gaps {
                assert!(
                    gap.site_people > 0.0 && gap.site_people <= gap.people,
                    "seed {seed}: {gap:?}"
                );
                assert!(
                    gap.points_needed.is_some_and(|needed| needed >= 1),
                    "seed {seed}: {gap:?}"
                );
                gaps += 1;
            }
        }
    }
    assert!(gaps > 0, "some corner has no agent");
}

/// Every fix but lifting the pin, carried out, makes the plan possible.
#[test]
fn the_fixes_of_an_impossible_review_make_it_possible() {
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    for seed in 1..=4 {
        let world = World::of(city(seed));
        let sole: Vec<String> = world
            .propose(&quick(Preset::Careful))
            .decisions
            .iter()
            .filter(|decision| decision.reasons.unique_people > 0.0)
            .map(|decision| world.code(decision.facility).to_owned())
            .collect();
        for code in sole.iter().take(3) {
            let mut settings = ReviewSettings {
                must_close: [code.clone()].into(),
                ..quick(Preset::Careful)
            };
            let refused = world.propose(&settings);
            assert_eq!(refused.status, PlanStatus::Infeasible, "seed {seed}: {code}");
            let lifted = refused.fixes.iter().filter(|fix| fix.kind == FixKind::LiftPin);
            let lifted: Vec<&str> = lifted.filter_map(|fix| Some(world.code(fix.facility?))).collect();
            assert_eq!(lifted, [code], "seed {seed}");
            let mut dataset = world.dataset.clone();
            let mut is_closable = true;
            for fix in &refused.fixes {
                kinds.insert(fix.kind.code());
                match &fix.kind {
                    FixKind::LiftPin => {}
                    FixKind::OpenNear {
                        site, points_needed, ..
                    } => {
                        is_closable &= *points_needed == Some(1);
                        let name = format!("Z{}", dataset.facilities.len());
                        let agent = Facility::new(name.clone(), FacilityKind::Agent, name, *site);
                        dataset.facilities.push(agent);
                    }
                    FixKind::AddCapacity { at, to } => dataset.facilities[at.index()].capacity_per_month = Some(*to),
                    FixKind::MergeTravel { above_s, .. } => {
                        settings.merge_travel = Deciseconds((above_s * 10.0).round() as u32 + 1);
                    }
                    FixKind::LowerMinimum { to, .. } => settings.minimum_per_commune = *to,
                    FixKind::RaiseCap { .. } => panic!("there is no cap"),
                    FixKind::AcceptOnePoint { .. } => panic!("nobody is owed two points"),
                    FixKind::MoreTravel { .. } => panic!("travel has no bound"),
                }
            }
            if is_closable {
                dataset.sort();
                let mended = World::of(dataset).propose(&settings);
                assert_ne!(
                    mended.status,
                    PlanStatus::Infeasible,
                    "seed {seed}: {code}: {:?}",
                    refused.fixes
                );
                kinds.insert("mended");
            }
        }
    }
    assert!(kinds.contains("open_near") && kinds.contains("mended"), "{kinds:?}");
}

#[test]
fn a_cap_below_the_demands_is_told_with_the_fewest_changes_that_do() {
    let world = World::of(city(1));
    let free = world.propose(&quick(Preset::Careful));
    let codes: Vec<String> = merges(&free)
        .take(3)
        .map(|decision| world.code(decision.facility).to_owned())
        .collect();
    let capped = |cap: u32| {
        world.propose(&ReviewSettings {
            must_close: codes.iter().cloned().collect(),
            maximum_changes: Some(cap),
            ..quick(Preset::Careful)
        })
    };
    let refused = capped(1);
    assert_eq!(refused.status, PlanStatus::Infeasible);
    let to = refused.fixes.iter().find_map(|fix| match fix.kind {
        FixKind::RaiseCap { to } => Some(to),
        _ => None,
    });
    let to = to.expect("the cap is in the way");
    assert_eq!(capped(to - 1).status, PlanStatus::Infeasible);
    assert_ne!(capped(to).status, PlanStatus::Infeasible);
}
