//! Published counts of residents by administrative unit: a census, a yearly table.

use crate::geometry::LonLat;

/// People of one unit in one published series. Units are those of the time of the count: which commune of today
/// they are in is for the crosswalk to say.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaCount {
    /// Name of the series, e.g. `census-2019`; counts of one series add up.
    pub series: String,
    /// Year, month or day that the count speaks of: `2019`, `2019-04` or `2019-04-01`.
    pub as_of: Option<String>,
    /// Code of the unit; many tables lack it for units that were abolished.
    pub code: Option<String>,
    /// NFC; as the source writes it, at worst a folded key.
    pub name: String,
    pub district: Option<String>,
    /// Residents, whole persons.
    pub people: u64,
    /// Of those, people of 60 years and more, where the source tells.
    pub elderly: Option<u64>,
    /// A point in the unit, where the source has one.
    pub point: Option<LonLat>,
}

impl AreaCount {
    /// What tells one unit of a series from another; a bad source may use it twice.
    pub fn key(&self) -> (&str, Option<&str>, Option<&str>, &str) {
        (&self.series, self.code.as_deref(), self.district.as_deref(), &self.name)
    }
}
