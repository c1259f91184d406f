//! One function a route: read the question, ask the view, give a wire type.

mod accounts;
mod cases;
mod docs;
mod documents;
mod figures;
mod health;
mod imports;
mod inspections;
mod jobs;
mod network;
mod ogc;
mod ogc_files;
mod places;
mod reporting;
mod reviews;
mod scenarios;
mod scenarios_desk;
mod scenarios_said;
mod scenarios_steps;
mod tiles;
mod voice;

pub use accounts::*;
pub use cases::*;
pub use docs::*;
pub use documents::*;
pub use figures::*;
pub use health::*;
pub use imports::*;
pub use inspections::*;
pub use jobs::*;
pub use network::*;
pub use ogc::*;
pub use ogc_files::*;
pub use places::*;
pub use reporting::*;
pub use reviews::*;
pub use scenarios::*;
pub use scenarios_said::{__path_scenario_comments, __path_scenario_history, scenario_comments, scenario_history};
pub use scenarios_steps::*;
pub use tiles::*;
pub use voice::*;

use super::error::ApiError;
use axum::Json;

/// What every handler of `/api/v1` gives.
type Answer<T> = Result<Json<T>, ApiError>;
