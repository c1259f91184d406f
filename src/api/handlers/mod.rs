//! One function a route: read the question, ask the view, give a wire type.

mod accounts;
mod figures;
mod health;
mod jobs;
mod network;
mod ogc;
mod ogc_files;
mod places;
mod scenarios;
mod scenarios_desk;
mod scenarios_steps;
mod tiles;

pub use accounts::*;
pub use figures::*;
pub use health::*;
pub use jobs::*;
pub use network::*;
pub use ogc::*;
pub use ogc_files::*;
pub use places::*;
pub use scenarios::*;
pub use scenarios_steps::*;
pub use tiles::*;

use super::error::ApiError;
use axum::Json;

/// What every handler of `/api/v1` gives.
type Answer<T> = Result<Json<T>, ApiError>;
