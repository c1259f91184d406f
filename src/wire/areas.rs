//! Administrative areas without their figures: those are told by coverage.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A commune, district or the city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AreaItem {
    pub code: String,
    pub name: String,
    /// city, district, commune
    pub level: String,
    /// urban or rural
    pub territory: String,
    /// A point inside.
    pub lon: f64,
    pub lat: f64,
    /// West, south, east, north in degrees; null without an outline.
    pub bbox: Option<[f64; 4]>,
    pub area_km2: Option<f64>,
    /// Declared population.
    pub declared_people: Option<f64>,
    /// True while the outline is modelled, not surveyed.
    pub is_modelled: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AreasAnswer {
    pub snapshot_id: String,
    /// By level, then code.
    pub areas: Vec<AreaItem>,
}
