//! A trip as somebody made and timed it.

use crate::geometry::LonLat;

/// From door to door.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    pub from: LonLat,
    pub to: LonLat,
    /// Above 0.
    pub minutes: f64,
}
