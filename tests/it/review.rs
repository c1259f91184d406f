//! The review on a whole small city, judged by code that shares nothing with it.

mod after_plan;
mod announced;
mod bounds;
mod city;
mod criteria;
mod curve;
mod expansion;
mod program;
mod reasons;
mod recount;
mod sensitivity;
mod what_if;

use city::{World, city};
use gandan::geometry::distance_m;
use gandan::model::{DemandCell, FacilityId, Rule};
use gandan::review::{
    Binding, DecisionKind, OperatorBound, Plan, PlanStatus, Preset, ReviewError, ReviewInput, ReviewSettings, propose,
};
use gandan::wire::ReviewAnswer;
use std::process::Command;

fn quick(preset: Preset) -> ReviewSettings {
    ReviewSettings {
        preset,
        sensitivity_seconds: 0.0,
        counterfactual_seconds: 0.0,
        robustness_plans: 0,
        ..ReviewSettings::default()
    }
}

fn efficient() -> ReviewSettings {
    quick(Preset::Efficient)
}

#[test]
fn nobody_loses_access_under_either_preset_by_a_count_from_raw_cells() {
    for seed in 1..=4 {
        let world = World::of(city(seed));
        for preset in [Preset::Careful, Preset::Efficient] {
            let plan = world.propose(&quick(preset));
            assert_eq!(plan.status, PlanStatus::Optimal, "seed {seed} {preset:?}");
            assert!(
                plan.totals.merge + plan.totals.close > 0,
                "seed {seed} {preset:?} must change something"
            );
            assert_eq!(
                world.cells_that_lose(&plan),
                Vec::<String>::new(),
                "seed {seed} {preset:?}"
            );
            for retained in &plan.retained {
                assert!(retained.after >= retained.before - 1e-9, "seed {seed}: {retained:?}");
            }
        }
    }
}

#[test]
fn without_the_retained_rule_the_plan_changes_and_the_same_count_fails() {
    let world = World::of(city(1));
    let settings = ReviewSettings {
        minimum_per_commune: 0,
        ..efficient()
    };
    let kept = world.propose(&settings);
    // Only what is retained differs: the 5 km of agents is dropped, any point of any kind counts.
    let dropped = world.propose(&ReviewSettings {
        retain: vec![Rule::scheme()],
        ..settings
    });
    assert!(dropped.totals.merge + dropped.totals.close > kept.totals.merge + kept.totals.close);
    assert!(world.cells_that_lose(&kept).is_empty());
    assert!(
        !world.cells_that_lose(&dropped).is_empty(),
        "the count must notice what was dropped"
    );
}

#[test]
fn an_independent_program_agrees_with_the_plan_and_notices_a_wrong_one() {
    for (seed, preset) in [(1, Preset::Careful), (2, Preset::Efficient), (3, Preset::Efficient)] {
        let world = World::of(city(seed));
        let plan = world.propose(&quick(preset));
        let mut answer = ReviewAnswer::from_plan(&plan, &world.dataset, "snapshot");
        let Some((code, said)) = world.verify(&answer) else {
            return;
        };
        assert_eq!(code, 0, "seed {seed}: {said}");
        let merged = answer
            .decisions
            .iter()
            .position(|decision| decision.decision == "merge")
            .expect("a merge");
        answer.decisions[merged].decision = "keep".into();
        let (code, said) = world.verify(&answer).expect("python ran before");
        assert!(
            code == 1 && said.contains(&answer.decisions[merged].facility),
            "seed {seed}: {code} {said}"
        );
    }
}

#[test]
fn the_independent_program_passes_its_own_self_test() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify/verify_plan.py");
    match Command::new("python3").arg(script).arg("--self-test").output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(error) => println!("skipped: python3 does not run here ({error})"),
    }
}

#[test]
fn no_load_is_lost_no_capacity_broken_no_merge_chained() {
    for seed in 5..=8 {
        let world = World::of(city(seed));
        let plan = world.propose(&efficient());
        let facility = |id: FacilityId| &world.dataset.facilities[id.index()];
        for decision in &plan.decisions {
            let own = facility(decision.facility);
            match decision.kind {
                DecisionKind::Merge => {
                    let into = decision.into.expect("a receiver");
                    let receiver = plan
                        .decisions
                        .iter()
                        .find(|other| other.facility == into)
                        .expect("decided");
                    assert!(
                        receiver.kind.stays() && into != decision.facility,
                        "seed {seed}: {}",
                        own.code
                    );
                }
                DecisionKind::Close => assert_eq!(own.load_per_month, Some(0.0), "seed {seed}: {}", own.code),
                DecisionKind::Keep | DecisionKind::Remedy => {
                    let arriving: f64 = plan
                        .decisions
                        .iter()
                        .filter(|other| other.into == Some(decision.facility))
                        .map(|other| facility(other.facility).load_per_month.unwrap_or(0.0))
                        .sum();
                    let load = own.load_per_month.unwrap_or(0.0);
                    let capacity = own.capacity_per_month.unwrap_or(0.0);
                    assert!(
                        load + arriving <= capacity.max(load),
                        "seed {seed}: {} {load} + {arriving}",
                        own.code
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let world = World::of(city(2));
    let bytes = |plan: &Plan| serde_json::to_string(&ReviewAnswer::from_plan(plan, &world.dataset, "s")).expect("json");
    let settings = efficient();
    assert_eq!(
        bytes(&world.propose(&settings)),
        bytes(&World::of(city(2)).propose(&settings))
    );
}

#[test]
fn splitting_cells_in_two_halves_changes_no_decision() {
    let whole = city(3);
    let mut split = whole.clone();
    split.cells = whole
        .cells
        .iter()
        .flat_map(|cell| {
            let half = |suffix: &str| DemandCell {
                code: format!("{}{suffix}", cell.code),
                people: cell.people / 2.0,
                elderly: cell.elderly.map(|elderly| elderly / 2.0),
                ..cell.clone()
            };
            [half("a"), half("b")]
        })
        .collect();
    let (whole, split) = (
        World::of(whole).propose(&efficient()),
        World::of(split).propose(&efficient()),
    );
    let told = |plan: &Plan| {
        plan.decisions
            .iter()
            .map(|decision| (decision.kind, decision.into))
            .collect::<Vec<_>>()
    };
    assert_eq!((told(&whole), &whole.levels), (told(&split), &split.levels));
}

#[test]
fn every_point_has_reasons_and_every_change_an_objection() {
    let world = World::of(city(1));
    for preset in [Preset::Careful, Preset::Efficient] {
        let plan = world.propose(&quick(preset));
        for decision in &plan.decisions {
            let (code, reasons) = (world.code(decision.facility), &decision.reasons);
            assert!(!reasons.binding.is_empty(), "{code}: nothing binds");
            assert!(
                !reasons.because_vi.is_empty() && !reasons.because_en.is_empty(),
                "{code}: no reason"
            );
            assert_eq!(reasons.objection_vi.is_some(), !decision.kind.stays(), "{code}");
            assert_eq!(reasons.objection_en.is_some(), !decision.kind.stays(), "{code}");
            assert!(
                decision.kind.stays() || reasons.unique_people == 0.0,
                "{code} goes, though irreplaceable"
            );
        }
        // Who goes to a point that must itself be put right is told so, and why not to the nearest that is left.
        for decision in plan.decisions.iter().filter(|one| one.into.is_some()) {
            let (code, reasons) = (world.code(decision.facility), &decision.reasons);
            let mut others = plan.decisions.iter();
            let receiver = others.find(|other| Some(other.facility) == decision.into);
            let is_conditional = receiver.is_some_and(|one| one.kind == DecisionKind::Remedy);
            let objection = reasons.objection_vi.as_deref().unwrap_or_default();
            assert_eq!(
                objection.contains("chỉ được duy trì có điều kiện"),
                is_conditional,
                "{code}"
            );
            let nearest = reasons.after_plan.and_then(|after| after.alternative);
            let is_passed_over = nearest.is_some_and(|one| Some(one.facility) != decision.into);
            let is_explained = |said: &String| said.starts_with("Không chuyển phần việc về");
            assert_eq!(reasons.because_vi.iter().any(is_explained), is_passed_over, "{code}");
        }
    }
}

#[test]
fn careful_changes_only_near_duplicates_and_never_closes_bare() {
    let world = World::of(city(4));
    let plan = world.propose(&quick(Preset::Careful));
    assert_eq!(plan.totals.close, 0);
    for decision in plan
        .decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
    {
        let place = |id: FacilityId| world.dataset.facilities[id.index()].location;
        let into = decision.into.expect("a receiver");
        assert!(distance_m(place(decision.facility), place(into)) <= 1000.0);
        assert!(
            decision
                .reasons
                .binding
                .contains(&Binding::DuplicateWithinMergeDistance)
        );
    }
    let isolated = plan
        .decisions
        .iter()
        .find(|decision| decision.reasons.binding.contains(&Binding::NoReceiver));
    assert!(
        isolated.is_some_and(|decision| decision.kind.stays()),
        "the rim has points without a neighbour"
    );
}

#[test]
fn area_points_join_reception_points_among_themselves_and_agents_among_agents() {
    use gandan::geometry::LonLat;
    use gandan::model::{Facility, FacilityKind};
    let mut dataset = city(4);
    for index in 0..6 {
        let place = LonLat::new(105.7402 + 0.0134 * f64::from(index), 20.9969);
        let mut desk = Facility::new(
            format!("R{index}"),
            FacilityKind::ReceptionPoint,
            format!("Điểm {index}"),
            place,
        );
        (desk.load_per_month, desk.capacity_per_month) = (Some(40.0), Some(130.0));
        dataset.facilities.push(desk);
    }
    dataset.sort();
    let world = World::of(dataset);
    let settings = ReviewSettings {
        under_review: vec![FacilityKind::Agent, FacilityKind::ReceptionPoint],
        minimum_per_commune: 0,
        ..quick(Preset::AreaPoints)
    };
    let plan = world.propose(&settings);
    assert_eq!((plan.status, plan.totals.close), (PlanStatus::Optimal, 0));
    assert!(world.cells_that_lose(&plan).is_empty());
    let facility = |id: FacilityId| &world.dataset.facilities[id.index()];
    let (mut desks, mut agents) = (0, 0);
    for decision in plan
        .decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
    {
        let (own, into) = (
            facility(decision.facility),
            facility(decision.into.expect("a receiver")),
        );
        assert_eq!(own.kind, into.kind, "{} into {}", own.code, into.code);
        match own.kind {
            FacilityKind::Agent => {
                assert!(distance_m(own.location, into.location) <= 1000.0);
                agents += 1;
            }
            _ => desks += 1,
        }
    }
    assert!(desks >= 2 && agents > 0, "{desks} {agents}");
}

#[test]
fn unused_and_poorly_rated_points_that_stay_are_to_be_remedied() {
    let world = World::of(city(1));
    let plan = world.propose(&quick(Preset::Careful));
    for decision in plan.decisions.iter().filter(|decision| decision.kind.stays()) {
        let facility = &world.dataset.facilities[decision.facility.index()];
        let rated = world
            .dataset
            .performance
            .iter()
            .any(|month| month.facility == facility.code);
        let expected = rated || facility.load_per_month == Some(0.0);
        assert_eq!(decision.kind == DecisionKind::Remedy, expected, "{}", facility.code);
    }
    assert!(plan.totals.remedy > 0 && plan.totals.keep > 0);
}

#[test]
fn bounds_hold_commune_minimum_cap_operator_and_pins() {
    let world = World::of(city(5));
    let free = world.propose(&efficient());
    let least = ReviewSettings {
        minimum_per_commune: 4,
        ..efficient()
    };
    let plan = world.propose(&least);
    for code in ["c0", "c1", "c2", "c3"] {
        let here = |decision: &&gandan::review::Decision| {
            world.dataset.facilities[decision.facility.index()].area.as_deref() == Some(code)
        };
        let standing = plan.decisions.iter().filter(here).count();
        let staying = plan
            .decisions
            .iter()
            .filter(here)
            .filter(|decision| decision.kind.stays())
            .count();
        assert!(staying >= standing.min(4), "{code}: {staying} of {standing}");
    }
    let capped = world.propose(&ReviewSettings {
        maximum_changes: Some(3),
        ..efficient()
    });
    assert_eq!(capped.totals.merge + capped.totals.close, 3);
    assert!(free.totals.merge + free.totals.close > 3);
    let same = world.propose(&ReviewSettings {
        operators: OperatorBound::Same,
        ..efficient()
    });
    for decision in same
        .decisions
        .iter()
        .filter(|decision| decision.kind == DecisionKind::Merge)
    {
        let operator = |id: FacilityId| &world.dataset.facilities[id.index()].operator;
        assert_eq!(
            operator(decision.facility),
            operator(decision.into.expect("a receiver"))
        );
    }
    let gone = free
        .decisions
        .iter()
        .find(|decision| !decision.kind.stays())
        .expect("a change")
        .facility;
    let pinned = ReviewSettings {
        keep: [world.code(gone).to_owned()].into(),
        ..efficient()
    };
    let plan = world.propose(&pinned);
    let decision = plan
        .decisions
        .iter()
        .find(|decision| decision.facility == gone)
        .expect("decided");
    assert!(decision.kind.stays() && decision.reasons.binding.contains(&Binding::Pinned));
}

#[test]
fn a_pin_against_somebodys_only_point_is_named_and_never_relaxed() {
    let world = World::of(city(1));
    let plan = world.propose(&quick(Preset::Careful));
    let sole = plan
        .decisions
        .iter()
        .find(|decision| decision.reasons.unique_people > 0.0)
        .expect("an irreplaceable point");
    let code = world.code(sole.facility).to_owned();
    let settings = ReviewSettings {
        must_close: [code.clone()].into(),
        ..quick(Preset::Careful)
    };
    let refused = world.propose(&settings);
    assert_eq!((refused.status, refused.decisions.len()), (PlanStatus::Infeasible, 0));
    assert!(refused.remarks[0].contains(&code), "{:?}", refused.remarks);
    assert!(
        refused.remarks.iter().any(|remark| remark.contains("plan68_agents")),
        "{:?}",
        refused.remarks
    );
}

#[test]
fn settings_that_make_no_sense_are_refused_by_name() {
    let world = World::of(city(1));
    let input = ReviewInput {
        dataset: &world.dataset,
        travel: &world.travel,
        reach: &world.reach,
    };
    let refused = |settings: ReviewSettings| propose(&input, &settings, &mut |_| {}).expect_err("refused");
    let base = quick(Preset::Careful);
    assert_eq!(
        refused(ReviewSettings {
            retain: Vec::new(),
            ..base.clone()
        }),
        ReviewError::NothingRetained
    );
    let unknown = ReviewSettings {
        keep: ["X".to_owned()].into(),
        ..base.clone()
    };
    assert_eq!(refused(unknown), ReviewError::UnknownPin("X".into()));
    let both = ["A001".to_owned()];
    let torn = ReviewSettings {
        keep: both.clone().into(),
        must_close: both.into(),
        ..base.clone()
    };
    assert_eq!(refused(torn), ReviewError::ContradictoryPin("A001".into()));
    let error = refused(ReviewSettings { epsilon: 2.0, ..base });
    assert!(error.to_string().contains("epsilon"), "{error}");
}

#[test]
fn the_sensitivity_table_tells_every_reading_under_both_presets() {
    let world = World::of(city(2));
    let settings = ReviewSettings {
        // A bound for a busy machine, not the time it takes.
        sensitivity_seconds: 60.0,
        ..quick(Preset::Careful)
    };
    let plan = world.propose(&settings);
    let reading = |name: &str| {
        plan.sensitivity
            .iter()
            .find(|reading| reading.name == name)
            .unwrap_or_else(|| panic!("{name}: {:?}", plan.sensitivity))
    };
    assert_eq!(plan.sensitivity.len(), 12);
    let names = [
        "plan68_agents_only",
        "plan68_all_kinds",
        "scheme_all_kinds",
        "all_limits_all_kinds",
    ];
    for name in names {
        let (careful, efficient) = (reading(name), reading(&format!("{name}_efficient")));
        assert!(efficient.kept <= careful.kept, "{name}: {efficient:?} {careful:?}");
        assert_eq!(careful.kept + careful.merged + careful.closed, 34);
    }
    // More kinds counting is a wider rule: never more agents needed.
    assert!(reading("plan68_all_kinds_efficient").kept <= reading("plan68_agents_only_efficient").kept);
    assert!(reading("scheme_all_kinds_efficient").kept <= reading("plan68_all_kinds_efficient").kept);
}
