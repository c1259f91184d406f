//! The announcements that a plan stands on, as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::review_from::{code_of, name_of};
use crate::model::Dataset;
use crate::review::Plan;

/// Ends and openings that other decisions have announced. A plan relies on none of these points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnnouncedShape {
    pub ends: Vec<AnnouncedEndShape>,
    /// Codes of points that are to open: they cover nobody yet, and nothing is opened for the people whom they will serve.
    pub begins: Vec<String>,
    /// People whom only these ends leave without a point, by retained rule; no plan changes that.
    pub lose: Vec<RulePeopleShape>,
}

/// Nothing is decided about such a point: it has no entry among the decisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnnouncedEndShape {
    pub facility: String,
    pub name: String,
    /// ISO date of the first day without service.
    pub on: String,
    /// Who takes its service over, at the end of a chain of such ends.
    pub into: Option<String>,
    pub into_name: Option<String>,
    /// Dossiers a month; counted in the load of `into` before anything else moves there.
    pub load_per_month: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RulePeopleShape {
    /// Id of the rule.
    pub rule: String,
    pub people: f64,
}

impl AnnouncedShape {
    /// `None` where nothing is announced.
    pub fn of(plan: &Plan, dataset: &Dataset) -> Option<AnnouncedShape> {
        let told = &plan.announcements;
        if told.ends.is_empty() && told.begins.is_empty() {
            return None;
        }
        let ends = told.ends.iter().map(|end| AnnouncedEndShape {
            facility: code_of(dataset, end.facility),
            name: name_of(dataset, end.facility),
            on: end.on.clone(),
            into: end.successor.map(|into| code_of(dataset, into)),
            into_name: end.successor.map(|into| name_of(dataset, into)),
            load_per_month: end.load_per_month,
        });
        let lose = plan.settings.retain.iter().zip(&told.lose);
        Some(AnnouncedShape {
            ends: ends.collect(),
            begins: told.begins.iter().map(|id| code_of(dataset, *id)).collect(),
            lose: lose
                .map(|(rule, people)| RulePeopleShape {
                    rule: rule.id.clone(),
                    people: *people,
                })
                .collect(),
        })
    }
}
