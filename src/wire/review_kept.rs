//! A plan on its way into the workspace, and settings on their way to a plan.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ExpansionShape, OpenErrorsShape, ReviewAnswer, ReviewSettingsFile, SettingsFileError};
use crate::geometry::LonLat;
use crate::planner::{PlanToKeep, PlannedPoint, Snapshot};
use crate::review::{OperatorBound, Plan, PlanStatus, ReviewSettings};

/// The defaults of every setting, explained; examples of those that have none.
pub const SHIPPED_REVIEW_SETTINGS: &str = include_str!("../../data/review-settings.toml");

/// Which finished review becomes the workspace's own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"job": "019ab0c1-7c1e-7d2a-9f5e-0a1b2c3d4e5f"}))]
pub struct AdoptionRequest {
    /// Id of the job that worked it out.
    #[schema(max_length = 64)]
    pub job: String,
}

/// What adopting did; maps, lists and documents follow within seconds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AdoptionAnswer {
    pub job: String,
    /// The data that the plan is of, and that are served.
    pub snapshot_id: String,
    /// False: the very plan was the workspace's already.
    pub is_written: bool,
    /// What failed after the plan was written, in both languages.
    pub warning: Option<String>,
}

/// Settings of a review to be read and checked: fields, or the text of a settings file. Without either the defaults.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({"toml": "preset = 'careful'\nmerge_distance_m = 800.0"}))]
pub struct ReviewSettingsAsked {
    pub settings: Option<Box<ReviewSettingsFile>>,
    /// As `gandan review --settings` reads it.
    #[schema(max_length = 200000)]
    pub toml: Option<String>,
}

/// Settings as they were understood.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReviewSettingsAnswer {
    /// What was said; null where nothing was.
    pub settings: Box<ReviewSettingsFile>,
    /// What holds, the defaults included.
    pub holds: ReviewFormShape,
    /// What was said as a settings file.
    pub toml: String,
}

/// The settings that planners change most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewFormShape {
    /// careful, efficient, area_points, expand
    pub preset: String,
    pub merge_distance_m: f64,
    pub merge_travel_s: f64,
    pub minimum_per_commune: u32,
    /// Null: no cap.
    pub maximum_changes: Option<u32>,
    pub same_operator_only: bool,
    /// Whether openings are looked for.
    pub openings: bool,
    pub time_limit_s: f64,
}

impl ReviewSettingsAsked {
    /// # Errors
    /// Two that are given at once; a text that is no settings file.
    pub fn read(self) -> Result<ReviewSettingsFile, SettingsFileError> {
        match (self.settings, self.toml) {
            (Some(_), Some(_)) => Err(SettingsFileError::Syntax(
                "settings and toml are given at once: send one of them".to_owned(),
            )),
            (_, Some(text)) => ReviewSettingsFile::from_toml(&text),
            (settings, None) => Ok(*settings.unwrap_or_default()),
        }
    }
}

impl ReviewSettingsAnswer {
    /// # Errors
    /// The first name that is not known.
    pub fn of(file: ReviewSettingsFile, settings: &ReviewSettings) -> Result<Self, SettingsFileError> {
        let toml = toml::to_string(&file).map_err(|error| SettingsFileError::Syntax(error.to_string()))?;
        Ok(ReviewSettingsAnswer {
            settings: Box::new(file),
            holds: ReviewFormShape::from(settings),
            toml,
        })
    }
}

impl From<&ReviewSettings> for ReviewFormShape {
    fn from(settings: &ReviewSettings) -> Self {
        ReviewFormShape {
            preset: settings.preset.code().to_owned(),
            merge_distance_m: settings.merge_distance.0,
            merge_travel_s: settings.merge_travel.seconds().unwrap_or(f64::MAX),
            minimum_per_commune: settings.minimum_per_commune,
            maximum_changes: settings.maximum_changes,
            same_operator_only: settings.operators == OperatorBound::Same,
            openings: settings.opens(),
            time_limit_s: settings.time_limit_seconds,
        }
    }
}

impl ReviewAnswer {
    /// The plan as it is told, kept and answered: by the command line and by jobs alike. `asked`: what its settings were read from.
    pub fn of_snapshot(plan: &Plan, snapshot: &Snapshot, asked: ReviewSettingsFile) -> ReviewAnswer {
        ReviewAnswer {
            asked: Some(Box::new(asked)),
            open_errors: Some(OpenErrorsShape::from(snapshot.open_errors())),
            ..ReviewAnswer::from_plan(plan, snapshot.dataset(), snapshot.id())
        }
    }

    /// The plan for `planner::keep_review`.
    ///
    /// # Errors
    /// A figure that JSON cannot hold.
    pub fn to_keep(&self) -> Result<PlanToKeep, serde_json::Error> {
        let decided = self.decisions.iter().map(|decision| PlannedPoint {
            code: decision.facility.clone(),
            name: decision.name.clone(),
            decision: decision.decision.clone(),
            into: decision.into.clone(),
            location: None,
        });
        Ok(PlanToKeep {
            snapshot_id: self.snapshot_id.clone(),
            is_feasible: self.status != PlanStatus::Infeasible.code(),
            json: serde_json::to_string(self)?,
            points: decided.chain(self.expansion.iter().flat_map(new_places)).collect(),
        })
    }
}

/// Points to open and stops, as QGIS shows them.
fn new_places(told: &ExpansionShape) -> Vec<PlannedPoint> {
    let point = |code: &String, name: &String, decision: &String, lon: f64, lat: f64| PlannedPoint {
        code: code.clone(),
        name: name.clone(),
        decision: decision.clone(),
        into: None,
        location: Some(LonLat::new(lon, lat)),
    };
    let open = told
        .openings
        .iter()
        .map(|one| point(&one.code, &one.name, &one.decision, one.lon, one.lat));
    let stops = told
        .stops
        .iter()
        .map(|one| point(&one.code, &one.name, &one.decision, one.lon, one.lat));
    open.chain(stops).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settings_file_goes_out_as_it_came_in_and_what_holds_is_told_with_the_defaults() {
        let text = "preset = 'expand'\nminimum_of_commune = {'00001' = 2}\nkeep = ['DL-A']\nmerge_distance_m = 800.0\nmaximum_changes = 5";
        let asked = ReviewSettingsAsked {
            toml: Some(text.to_owned()),
            ..ReviewSettingsAsked::default()
        };
        let file = asked.read().expect("a settings file");
        let settings = file.settings().expect("known names");
        let told = ReviewSettingsAnswer::of(file.clone(), &settings).expect("told");
        assert_eq!(ReviewSettingsFile::from_toml(&told.toml), Ok(file));
        assert_eq!(
            told.holds,
            ReviewFormShape {
                preset: "expand".into(),
                merge_distance_m: 800.0,
                merge_travel_s: 600.0,
                minimum_per_commune: 1,
                maximum_changes: Some(5),
                same_operator_only: false,
                openings: true,
                time_limit_s: 60.0,
            }
        );
        let both = ReviewSettingsAsked {
            settings: Some(Box::default()),
            toml: Some(String::new()),
        };
        assert!(both.read().expect_err("two").to_string().contains("at once"));
    }
}
