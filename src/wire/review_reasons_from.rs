//! From the review's answer types to the shapes of its second half.

use super::review_from::{code_of, name_of};
use super::{
    ConditionShape, CounterfactualShape, FixShape, FlipFactShape, LevelShiftShape, ObstacleShape, RemedyShape,
    ReviewGapShape, RobustnessBaseShape, RobustnessShape, StepCoverShape, StepShape, UnreachableShape,
};
use crate::model::{AreaId, Dataset};
use crate::review::{
    Fix, FixKind, FlipFact, Plan, PlanStep, ROBUST_SHARE, Remedy, Retained, ReviewGap, Robustness, ToldCounterfactual,
    ToldObstacle, ToldOutcome, Unreachable,
};

pub fn sequence(steps: &[PlanStep], retained: &[Retained], dataset: &Dataset) -> Vec<StepShape> {
    let shape = |(number, step): (u32, &PlanStep)| StepShape {
        step: number,
        stage: step.stage,
        action: step.action.code().to_owned(),
        facility: code_of(dataset, step.facility),
        name: name_of(dataset, step.facility),
        into: step.into.map(|into| code_of(dataset, into)),
        into_name: step.into.map(|into| name_of(dataset, into)),
        covers_after: retained
            .iter()
            .zip(&step.covers_after)
            .map(|(retained, &people)| StepCoverShape {
                rule: retained.rule.id.clone(),
                people,
            })
            .collect(),
    };
    (1..).zip(steps).map(shape).collect()
}

pub fn counterfactual(told: &ToldCounterfactual, dataset: &Dataset) -> CounterfactualShape {
    let empty = |outcome: &str| CounterfactualShape {
        flip: told.flip.code().to_owned(),
        outcome: outcome.to_owned(),
        levels: Vec::new(),
        others: Vec::new(),
        obstacles: Vec::new(),
    };
    match &told.outcome {
        ToldOutcome::Fixed => empty("fixed"),
        ToldOutcome::NotComputed => empty("not_computed"),
        ToldOutcome::Impossible(obstacles) => CounterfactualShape {
            obstacles: obstacles.iter().map(obstacle).collect(),
            ..empty("impossible")
        },
        ToldOutcome::Changed { levels, others } => CounterfactualShape {
            levels: levels
                .iter()
                .map(|level| LevelShiftShape {
                    name: level.name.to_owned(),
                    lower: level.lower,
                    upper: level.upper,
                })
                .collect(),
            others: others.iter().map(|&other| code_of(dataset, other)).collect(),
            ..empty("changed")
        },
    }
}

fn obstacle(told: &ToldObstacle) -> ObstacleShape {
    ObstacleShape {
        code: told.code.to_owned(),
        rule: told.rule.clone(),
        people: told.people,
        communes: told.communes.clone(),
        text_vi: told.vietnamese.clone(),
        text_en: told.english.clone(),
    }
}

pub fn remedy(told: &Remedy) -> RemedyShape {
    RemedyShape {
        conditions: told
            .conditions
            .iter()
            .map(|condition| ConditionShape {
                kind: condition.kind.code().to_owned(),
                id: condition.id.clone(),
                text_vi: condition.vietnamese.clone(),
                text_en: condition.english.clone(),
            })
            .collect(),
        months: told.months,
        due: told.due.map(|day| day.to_string()),
        due_vi: told.due_vi(),
        due_en: told.due_en(),
    }
}

pub fn robustness(told: &Robustness) -> RobustnessShape {
    let verdict = |is_robust| if is_robust { "robust" } else { "fragile" };
    RobustnessShape {
        verdict: told.is_robust().map(|is_robust| verdict(is_robust).to_owned()),
        plans_share: told.plans,
        readings_share: told.readings,
    }
}

pub fn robustness_base(plan: &Plan) -> RobustnessBaseShape {
    let count = |wanted: bool| {
        let verdicts = plan
            .decisions
            .iter()
            .filter_map(|decision| decision.robustness?.is_robust());
        verdicts.filter(|&is_robust| is_robust == wanted).count() as u32
    };
    RobustnessBaseShape {
        plans: plan.robustness.plans,
        is_all: plan.robustness.is_all,
        epsilon: plan.robustness.epsilon,
        readings: plan.robustness.readings,
        robust_share: ROBUST_SHARE,
        robust: count(true),
        fragile: count(false),
    }
}

pub fn flip_fact(fact: &FlipFact, dataset: &Dataset) -> FlipFactShape {
    let (text_vi, text_en) = fact.sentences(dataset);
    FlipFactShape {
        fact: fact.fact.code().to_owned(),
        other: fact.other.map(|other| code_of(dataset, other)),
        now: fact.now,
        threshold: fact.threshold,
        text_vi,
        text_en,
    }
}

pub fn unreachable(told: &Unreachable, dataset: &Dataset) -> UnreachableShape {
    UnreachableShape {
        rule: told.rule.id.clone(),
        people: told.people,
        cells: told.cells,
        gaps: told.gaps.iter().map(|gap| review_gap(gap, dataset)).collect(),
    }
}

fn review_gap(gap: &ReviewGap, dataset: &Dataset) -> ReviewGapShape {
    let area = |area: AreaId| &dataset.areas[area.index()];
    ReviewGapShape {
        people: gap.people,
        cells: gap.cells,
        lon: gap.site.map(|site| site.lon),
        lat: gap.site.map(|site| site.lat),
        area: gap.area.map(|id| area(id).code.clone()),
        area_name: gap.area.map(|id| area(id).name.clone()),
        site_people: gap.site_people,
        points_needed: gap.points_needed,
    }
}

pub fn fix(fix: &Fix, dataset: &Dataset) -> FixShape {
    let (other, amount, site) = match &fix.kind {
        FixKind::LiftPin | FixKind::AcceptOnePoint { .. } => (None, None, None),
        FixKind::MoreTravel { to_minutes, .. } => (None, Some(*to_minutes), None),
        FixKind::RaiseCap { to } | FixKind::LowerMinimum { to, .. } => (None, Some(f64::from(*to)), None),
        FixKind::OpenNear {
            site, points_needed, ..
        } => (None, points_needed.map(f64::from), Some(*site)),
        FixKind::AddCapacity { at, to } => (Some(*at), Some(*to), None),
        FixKind::MergeTravel { to, above_s } => (Some(*to), Some(*above_s), None),
    };
    FixShape {
        kind: fix.kind.code().to_owned(),
        facility: fix.facility.map(|facility| code_of(dataset, facility)),
        other: other.map(|other| code_of(dataset, other)),
        amount,
        lon: site.map(|site| site.lon),
        lat: site.map(|site| site.lat),
        text_vi: fix.vietnamese.clone(),
        text_en: fix.english.clone(),
    }
}
