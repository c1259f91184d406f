//! A wish on a plan as it is asked, and what a stored plan tells of itself for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AskedShape, BestShape, ReviewAnswer, ReviewSettingsFile, WhatIfAnswer};
use crate::model::{Dataset, FacilityKind};
use crate::planner::WishAnswered;
use crate::review::{Going, OperatorBound, Preset, ReviewSettings, Wish};
use crate::units::{Deciseconds, Metres};

/// Points of one wish at most; a wish is about some points, a plan about all.
const MOST_CODES: usize = 200;

/// Change decisions of a plan and see whom it costs what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WhatIfRequest {
    /// `saved`: the plan kept in the workspace (the network as it is where none is kept); `none`: the network as it is; or
    /// the id of a review job that is done. Default: saved.
    pub plan: Option<String>,
    /// Of the plan; without them those of its job, or what the plan tells of them, or the careful defaults.
    pub settings: Option<ReviewSettingsFile>,
    /// Codes of points that stay.
    pub keep: Vec<String>,
    /// Codes of points that go.
    pub close: Vec<String>,
    /// Codes of points that are merged, each with its receiver.
    pub merge: BTreeMap<String, String>,
    /// Codes of facilities that are not open and would be; of a point whose end is announced: the end is taken back.
    pub open: Vec<String>,
    /// Also start a job that decides every point anew; `exact_job` of the answer is its id.
    pub exact: bool,
}

/// Why a wish cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishBodyError {
    #[error("nothing is asked: give keep, close, merge or open")]
    Nothing,
    #[error("{0} points are spoken of, fewer than {MOST_CODES} may be; a plan for many is what a review is for")]
    TooMany(usize),
}

impl WhatIfRequest {
    /// # Errors
    /// A wish for nothing, or for too much.
    pub fn wish(&self) -> Result<Wish, WishBodyError> {
        let codes = |codes: &[String]| codes.iter().cloned().collect::<BTreeSet<String>>();
        let wish = Wish {
            keep: codes(&self.keep),
            close: codes(&self.close),
            merge: self.merge.clone(),
            open: codes(&self.open),
        };
        let count = self.keep.len() + self.close.len() + self.merge.len() + self.open.len();
        match count {
            0 => Err(WishBodyError::Nothing),
            _ if count >= MOST_CODES => Err(WishBodyError::TooMany(count)),
            _ => Ok(wish),
        }
    }
}

impl WhatIfAnswer {
    /// `plan`: the plan that the wish changes, where there is one.
    pub fn of(answered: &WishAnswered, snapshot_id: &str, plan: Option<&ReviewAnswer>) -> WhatIfAnswer {
        let dataset = answered.opened.dataset();
        let shape = |best| BestShape::of(best, dataset);
        WhatIfAnswer {
            snapshot_id: snapshot_id.to_owned(),
            plan_snapshot_id: plan.map(|plan| plan.snapshot_id.clone()),
            asked: AskedShape::of(&answered.asked, dataset),
            at_most: answered.at_most.as_ref().map(shape),
            exact: answered.exact.as_ref().map(shape),
            exact_job: None,
        }
    }

    /// Whether the wish, or some plan with it, can be carried out.
    pub fn is_possible(&self) -> bool {
        self.asked.is_possible || self.at_most.is_some() || self.exact.is_some()
    }
}

impl ReviewAnswer {
    /// What the plan does with the points that go.
    pub fn going(&self) -> Going {
        let goes = |decision: &&super::DecisionShape| matches!(decision.decision.as_str(), "merge" | "close");
        let going = self.decisions.iter().filter(goes);
        going
            .map(|decision| (decision.facility.clone(), decision.into.clone()))
            .collect()
    }

    /// The settings that the plan was made with; of a plan from before they were kept, what it tells of them, on the defaults,
    /// with the kinds that it decides about. `None` where its preset is not known.
    pub fn told_settings(&self, dataset: &Dataset) -> Option<ReviewSettings> {
        if let Some(asked) = &self.asked {
            return asked.settings().ok();
        }
        let told = &self.settings;
        let bound = |same| if same { OperatorBound::Same } else { OperatorBound::Any };
        Some(ReviewSettings {
            preset: Preset::from_code(&told.preset)?,
            day: told.day.as_deref().and_then(|day| day.parse().ok()),
            under_review: self.kinds(dataset),
            merge_distance: Metres(told.merge_distance_m),
            merge_travel: Deciseconds::from_seconds(told.merge_travel_s),
            minimum_per_commune: told.minimum_per_commune,
            maximum_changes: told.maximum_changes,
            operators: bound(told.same_operator_only),
            time_limit_seconds: told.time_limit_s,
            ..ReviewSettings::default()
        })
    }

    /// The kinds that the plan decides about.
    fn kinds(&self, dataset: &Dataset) -> Vec<FacilityKind> {
        let decided: BTreeSet<&str> = self
            .decisions
            .iter()
            .map(|decision| decision.facility.as_str())
            .collect();
        let is_decided = |kind: &FacilityKind| {
            let mut own = dataset.facilities.iter().filter(|facility| facility.kind == *kind);
            own.any(|facility| decided.contains(facility.code.as_str()))
        };
        FacilityKind::ALL.into_iter().filter(is_decided).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_speaks_of_some_points_and_not_of_none_or_of_all() {
        let empty = WhatIfRequest::default();
        assert_eq!(empty.wish(), Err(WishBodyError::Nothing));
        let many = WhatIfRequest {
            keep: (0..200).map(|number| number.to_string()).collect(),
            ..WhatIfRequest::default()
        };
        assert_eq!(many.wish(), Err(WishBodyError::TooMany(200)));
        let text = r#"{"merge": {"a": "b"}, "close": ["c"], "exact": true}"#;
        let read: WhatIfRequest = serde_json::from_str(text).expect("a wish");
        let wish = read.wish().expect("a wish");
        assert_eq!(wish.merge.get("a").map(String::as_str), Some("b"));
        assert!(wish.close.contains("c") && read.exact);
        assert!(serde_json::from_str::<WhatIfRequest>(r#"{"clsoe": []}"#).is_err());
    }
}
