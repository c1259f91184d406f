//! A saved review as the plan that documents tell of.

use std::collections::BTreeMap;

use super::{DecisionShape, FlipFactShape, ReviewAnswer, StepShape, UnreachableShape};
use crate::geometry::LonLat;
use crate::report::{
    PlanDecision, PlanFlip, PlanGap, PlanInput, PlanKind, PlanReceiver, PlanRule, PlanStep, PlanUnreachable, Value,
};
use crate::review::{level_words, open_levels};

impl From<&ReviewAnswer> for PlanInput {
    /// Decisions of a kind that documents do not know are told as kept: none exists today.
    fn from(answer: &ReviewAnswer) -> PlanInput {
        let settings = &answer.settings;
        PlanInput {
            snapshot_id: answer.snapshot_id.clone(),
            origin: "kết quả đợt rà soát đã lưu trong hệ thống".to_owned(),
            gap: Some(answer.gap),
            aims: aims(answer),
            open_levels: open_levels(
                answer
                    .levels
                    .iter()
                    .map(|one| (one.name.as_str(), one.value, one.bound)),
            ),
            decisions: answer.decisions.iter().map(decision).collect(),
            rules: settings
                .retain
                .iter()
                .map(|kept| PlanRule {
                    id: kept.rule.id.clone(),
                    before: kept.covered_before_people,
                    after: kept.covered_after_people,
                })
                .collect(),
            steps: answer.sequence.iter().map(step).collect(),
            limits: limits(answer),
            people_with_longer_travel: answer.totals.people_with_longer_travel,
            moved_load: answer.totals.moved_load_per_month,
            unreachable: answer.unreachable.iter().map(unreachable).collect(),
            receivers: receivers(answer),
            remarks: answer.remarks.clone(),
            open_errors: answer.open_errors.as_ref().map_or(0, |open| open.count),
            ..PlanInput::default()
        }
    }
}

fn decision(told: &DecisionShape) -> PlanDecision {
    let reasons = &told.reasons;
    let into = told.into.clone().map(|code| {
        let name = told.into_name.clone().unwrap_or_else(|| code.clone());
        (code, name)
    });
    let added = reasons
        .after_plan
        .as_ref()
        .map_or(&reasons.added_minutes, |after| &after.added_minutes);
    PlanDecision {
        facility: told.facility.clone(),
        name: told.name.clone(),
        kind: PlanKind::from_code(&told.decision).unwrap_or(PlanKind::Keep),
        into,
        because: reasons.because_vi.clone(),
        objection: reasons.objection_vi.clone(),
        people: reasons.catchment_people,
        elderly: reasons.catchment_elderly,
        added_median: added.median,
        added_most: added.max,
        unique_people: reasons.unique_people,
        load: Some(reasons.load_per_month),
        is_firm: reasons
            .robustness
            .as_ref()
            .and_then(|robustness| robustness.verdict.as_deref())
            .map(|verdict| verdict == "robust"),
        same_in_plans: reasons.robustness.as_ref().and_then(|told| told.plans_share),
        same_in_readings: reasons.robustness.as_ref().and_then(|told| told.readings_share),
        flips: reasons.flip_facts.iter().map(flip).collect(),
    }
}

/// The levels in their order. Who loses access under a rule that is to be kept is a limit, and only an aim where nothing else helps;
/// the order of codes breaks ties.
fn aims(answer: &ReviewAnswer) -> Vec<String> {
    let levels = answer.levels.iter();
    levels
        .map(|level| {
            level_words(&level.name).map_or_else(|| level.name.clone(), |[vietnamese, _]| vietnamese.to_owned())
        })
        .collect()
}

fn receivers(answer: &ReviewAnswer) -> Vec<PlanReceiver> {
    let mut receivers: BTreeMap<&str, PlanReceiver> = BTreeMap::new();
    for told in &answer.decisions {
        let reasons = &told.reasons;
        let loads = (reasons.receiver_load_before, reasons.receiver_load_after);
        if let (Some(into), (Some(before), Some(after))) = (&told.into, loads) {
            receivers.entry(into).or_insert_with(|| PlanReceiver {
                facility: into.clone(),
                name: told.into_name.clone().unwrap_or_else(|| into.clone()),
                before,
                after,
                capacity: reasons.receiver_capacity,
            });
        }
    }
    receivers.into_values().collect()
}

fn unreachable(told: &UnreachableShape) -> PlanUnreachable {
    let gaps = told.gaps.iter().map(|gap| PlanGap {
        people: gap.people,
        commune: gap.area_name.clone(),
        site: gap.lon.zip(gap.lat).map(|(lon, lat)| LonLat::new(lon, lat)),
        site_people: gap.site_people,
        points_needed: gap.points_needed,
    });
    PlanUnreachable {
        rule: told.rule.clone(),
        people: told.people,
        gaps: gaps.collect(),
    }
}

fn flip(told: &FlipFactShape) -> PlanFlip {
    PlanFlip {
        fact: told.fact.clone(),
        other: told.other.clone(),
        now: told.now,
        threshold: told.threshold,
    }
}

fn step(told: &StepShape) -> PlanStep {
    PlanStep {
        step: told.step,
        stage: told.stage,
        facility: told.facility.clone(),
        kind: PlanKind::from_code(&told.action).unwrap_or(PlanKind::Keep),
        into: told.into.clone(),
        covered: told
            .covers_after
            .iter()
            .map(|cover| (cover.rule.clone(), cover.people))
            .collect(),
    }
}

fn limits(answer: &ReviewAnswer) -> Vec<String> {
    let settings = &answer.settings;
    let mut told = vec![format!(
        "Chỉ chuyển phần việc về điểm cách không quá {} m theo đường thẳng và đi dưới {} phút.",
        Value::Whole(settings.merge_distance_m).told(),
        Value::Whole(settings.merge_travel_s / 60.0).told()
    )];
    if settings.minimum_per_commune > 0 {
        told.push(format!(
            "Mỗi xã, phường đang có điểm giữ ít nhất {} điểm.",
            settings.minimum_per_commune
        ));
    }
    if let Some(most) = settings.maximum_changes {
        told.push(format!("Không thay đổi quá {most} điểm."));
    }
    if settings.same_operator_only {
        told.push("Chỉ chuyển phần việc giữa các điểm của cùng một doanh nghiệp.".to_owned());
    }
    told
}
