//! A saved review as the plan that documents tell of.

use super::{DecisionShape, FlipFactShape, ReviewAnswer, StepShape};
use crate::report::{PlanDecision, PlanFlip, PlanInput, PlanKind, PlanRule, PlanStep, Value};
use crate::review::open_levels;

impl From<&ReviewAnswer> for PlanInput {
    /// Decisions of a kind that documents do not know are told as kept: none exists today.
    fn from(answer: &ReviewAnswer) -> PlanInput {
        let settings = &answer.settings;
        PlanInput {
            snapshot_id: answer.snapshot_id.clone(),
            origin: "kết quả đợt rà soát đã lưu trong hệ thống".to_owned(),
            gap: Some(answer.gap),
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
            unreachable: answer
                .unreachable
                .iter()
                .map(|told| (told.rule.clone(), told.people))
                .collect(),
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
        flips: reasons.flip_facts.iter().map(flip).collect(),
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
