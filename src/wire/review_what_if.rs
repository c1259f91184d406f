//! What `gandan what-if` answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::review_from::{code_of, name_of};
use crate::model::{AreaId, Dataset, FacilityId};
use crate::review::standing::Violation;
use crate::review::{Asked, Best, Broken, Change, RuleEffect};

/// A wish on a plan: its exact effect alone, then the best plans with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WhatIfAnswer {
    pub snapshot_id: String,
    /// Of the data that the plan was made from; null where the network as it is was asked about.
    pub plan_snapshot_id: Option<String>,
    pub asked: AskedShape,
    /// With the points near the wish decided anew and all others held: *at most* so much is lost. Null when that finds no plan.
    pub at_most: Option<BestShape>,
    /// With every point decided anew, where it was asked; null when there is no plan.
    pub exact: Option<BestShape>,
    /// The job that decides every point anew, where one was asked for.
    #[serde(default)]
    pub exact_job: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AskedShape {
    /// Nothing is broken: the wish can be carried out as it is.
    pub is_possible: bool,
    pub rules: Vec<RuleEffectShape>,
    pub broken: Vec<BrokenShape>,
}

/// Exact, in people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleEffectShape {
    /// Id of the retained rule.
    pub rule: String,
    pub today_people: f64,
    pub plan_people: f64,
    pub asked_people: f64,
    /// People covered today who would have nothing left.
    pub losing_people: f64,
    /// Where they live, most first.
    pub losing_areas: Vec<LosingAreaShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LosingAreaShape {
    /// Null outside of every area.
    pub code: Option<String>,
    pub name: Option<String>,
    pub people: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BrokenShape {
    /// access, second_point, commune_minimum, operator_minimum, commune_travel, capacity, receiver_gone, load_without_receiver, maximum_changes
    pub code: String,
    pub facility: Option<String>,
    pub into: Option<String>,
    pub area: Option<String>,
    pub text_vi: String,
    pub text_en: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BestShape {
    /// optimal (over the free points), feasible
    pub status: String,
    /// Points that could be decided anew.
    pub free: u32,
    pub levels: Vec<BestLevelShape>,
    /// What differs from the plan.
    pub changes: Vec<ChangeShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BestLevelShape {
    pub name: String,
    pub plan: f64,
    pub value: f64,
    /// Proven, over the free points.
    pub bound: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangeShape {
    pub facility: String,
    pub name: String,
    /// keep, merge, close
    pub plan: String,
    pub plan_into: Option<String>,
    pub answer: String,
    pub answer_into: Option<String>,
}

impl AskedShape {
    pub fn of(asked: &Asked, dataset: &Dataset) -> AskedShape {
        let rules: Vec<String> = asked.rules.iter().map(|effect| effect.rule.id.clone()).collect();
        AskedShape {
            is_possible: asked.broken.is_empty(),
            rules: asked.rules.iter().map(|effect| effect_shape(effect, dataset)).collect(),
            broken: asked
                .broken
                .iter()
                .map(|broken| broken_shape(broken, &rules, dataset))
                .collect(),
        }
    }
}

fn effect_shape(effect: &RuleEffect, dataset: &Dataset) -> RuleEffectShape {
    let area = |id: AreaId| &dataset.areas[id.index()];
    RuleEffectShape {
        rule: effect.rule.id.clone(),
        today_people: effect.today,
        plan_people: effect.plan,
        asked_people: effect.asked,
        losing_people: effect.lose,
        losing_areas: effect
            .losing_areas
            .iter()
            .map(|&(id, people)| LosingAreaShape {
                code: id.map(|id| area(id).code.clone()),
                name: id.map(|id| area(id).name.clone()),
                people,
            })
            .collect(),
    }
}

fn broken_shape(broken: &Broken, rules: &[String], dataset: &Dataset) -> BrokenShape {
    let code = |id: Option<FacilityId>| id.map(|id| code_of(dataset, id));
    let name = |id: Option<FacilityId>| id.map(|id| name_of(dataset, id)).unwrap_or_default();
    let (own, into) = (name(broken.facility), name(broken.into));
    let (minimum, bound_vi, bound_en) = match &broken.operator {
        Some(operator) => (
            "operator_minimum",
            format!("Doanh nghiệp {operator}"),
            format!("Operator {operator}"),
        ),
        None => {
            let area = broken.area.clone().unwrap_or_default();
            (
                "commune_minimum",
                format!("Xã, phường {area}"),
                format!("Commune {area}"),
            )
        }
    };
    let (kind, text_vi, text_en) = match broken.violation {
        Violation::Access { rule, people } => (
            "access",
            format!("{people:.0} người dân mất tiếp cận theo {}.", rules[rule]),
            format!("{people:.0} people lose access under {}.", rules[rule]),
        ),
        Violation::SecondPoint { rule, people } => (
            "second_point",
            format!(
                "{people:.0} người dân phải giữ hai điểm chỉ còn một theo {}.",
                rules[rule]
            ),
            format!(
                "{people:.0} people who are to keep two points have one left under {}.",
                rules[rule]
            ),
        ),
        Violation::Travel { travelled, most, .. } => (
            "commune_travel",
            format!(
                "Hồ sơ của xã, phường {} đi thêm {} hồ sơ x phút mỗi tháng, chỉ cho phép {}.",
                broken.area.clone().unwrap_or_default(),
                tenths(travelled, ","),
                tenths(most, ",")
            ),
            format!(
                "The dossiers of commune {} travel {} dossier-minutes a month, of {} allowed.",
                broken.area.clone().unwrap_or_default(),
                tenths(travelled, "."),
                tenths(most, ".")
            ),
        ),
        Violation::Commune { left, .. } => (
            minimum,
            format!("{bound_vi} chỉ còn {left} điểm, dưới mức tối thiểu."),
            format!("{bound_en} is left with {left} points, below its minimum."),
        ),
        Violation::Capacity { load, most, .. } => (
            "capacity",
            format!(
                "{own} nhận {} hồ sơ mỗi tháng, năng lực {}.",
                tenths(load, ","),
                tenths(most, ",")
            ),
            format!(
                "{own} takes {} dossiers a month, of {} it can handle.",
                tenths(load, "."),
                tenths(most, ".")
            ),
        ),
        Violation::ReceiverGone { .. } => (
            "receiver_gone",
            format!("{own} chuyển về {into}, nơi không còn hoạt động."),
            format!("{own} is merged into {into}, which does not stay."),
        ),
        Violation::LoadWithoutReceiver { load, .. } => (
            "load_without_receiver",
            format!(
                "{} hồ sơ mỗi tháng của {own} không có nơi tiếp nhận.",
                tenths(u64::from(load), ",")
            ),
            format!(
                "{} dossiers a month of {own} have no receiver.",
                tenths(u64::from(load), ".")
            ),
        ),
        Violation::TooManyChanges { changes, most } => (
            "maximum_changes",
            format!("{changes} thay đổi, chỉ cho phép {most}."),
            format!("{changes} changes, of {most} allowed."),
        ),
    };
    BrokenShape {
        code: kind.to_owned(),
        facility: code(broken.facility),
        into: code(broken.into),
        area: broken.area.clone(),
        text_vi,
        text_en,
    }
}

fn tenths(load: u64, mark: &str) -> String {
    format!("{}{mark}{}", load / 10, load % 10)
}

impl BestShape {
    pub fn of(best: &Best, dataset: &Dataset) -> BestShape {
        let level = |(plan, answer): &(crate::review::PlanLevel, crate::review::PlanLevel)| BestLevelShape {
            name: answer.name.to_owned(),
            plan: plan.value,
            value: answer.value,
            bound: answer.bound,
        };
        BestShape {
            status: best.status.code().to_owned(),
            free: best.free,
            levels: best.levels.iter().map(level).collect(),
            changes: best
                .changes
                .iter()
                .map(|change| change_shape(change, dataset))
                .collect(),
        }
    }
}

fn change_shape(change: &Change, dataset: &Dataset) -> ChangeShape {
    let told = |fate: &Option<Option<FacilityId>>| match fate {
        None => ("keep".to_owned(), None),
        Some(None) => ("close".to_owned(), None),
        Some(Some(into)) => ("merge".to_owned(), Some(code_of(dataset, *into))),
    };
    let ((plan, plan_into), (answer, answer_into)) = (told(&change.plan), told(&change.answer));
    ChangeShape {
        facility: code_of(dataset, change.facility),
        name: name_of(dataset, change.facility),
        plan,
        plan_into,
        answer,
        answer_into,
    }
}
