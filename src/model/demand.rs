//! Where people live.

use super::AreaId;
use crate::geometry::LonLat;

/// A populated cell; its whole population counts as living at its centre.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandCell {
    /// Unique in the dataset.
    pub code: String,
    pub location: LonLat,
    /// People living here, finite and not negative.
    pub people: f64,
    /// Of those, people of 60 years and more, where a source tells.
    pub elderly: Option<f64>,
    /// The commune that holds the centre; `None` when it lies in none.
    pub area: Option<AreaId>,
    /// Enterprises seated in the cell, where a source tells; a cell may have some and no residents.
    pub enterprises: Option<f64>,
}
