//! The checks of `gandan check`: what is wrong or missing in a workspace, whom it concerns, how to repair it.
//!
//! Every check has a stable name. A check names its worst or first cases, then tells how many more there are,
//! so that ten thousand bad rows are a page and not a book. Clean data give no finding at all.
//!
//! Errors are contradictions that make answers wrong (a position that looks swapped, more satisfied people
//! than answers); warnings want a look; remarks of severity info only tell what is not known.

mod areas;
mod cells;
mod dates;
mod duplicates;
mod facilities;
mod joins;
mod missing;
mod open_errors;
mod outliers;
mod parts;
mod population;
mod remarks;
mod reports;
mod rings;
mod roads;

pub use open_errors::OpenErrors;

use crate::access::Travel;
use crate::model::{Dataset, Finding, Severity};
use parts::Parts;
use remarks::Remarks;

/// Checks a dataset; with `travel` (built on the same dataset) also who and which point joins no road, which part of the
/// roads leads to no point, and which roads nearly meet.
///
/// Findings come in a fixed order: facilities, areas, cells, roads, reports, population sources, dates. They carry no file; `column` names
/// layer and column, `value` the offending value, the message the code of the row and the repair.
pub fn audit(dataset: &Dataset, travel: Option<&Travel>) -> Vec<Finding> {
    let mut remarks = Remarks::default();
    facilities::check(dataset, &mut remarks);
    duplicates::check(dataset, &mut remarks);
    missing::check(dataset, &mut remarks);
    areas::check(dataset, &mut remarks);
    areas::check_overlaps(dataset, &mut remarks);
    cells::check(dataset, &mut remarks);
    if let Some(travel) = travel {
        cells::check_joins(dataset, &|cell| travel.is_snapped(cell), &mut remarks);
        let parts = Parts::of(dataset, travel);
        parts::check_cut_off(dataset, travel, &parts, &mut remarks);
        roads::check_links(dataset, travel, &parts, &mut remarks);
        joins::check(dataset, travel, &mut remarks);
    }
    reports::check(dataset, &mut remarks);
    outliers::check(dataset, &mut remarks);
    population::check(dataset, &mut remarks);
    dates::check(dataset, &mut remarks);
    remarks.finish()
}

/// The errors among the findings of [`audit`], without the checks that never give one: quick enough to go with every figure.
fn errors(dataset: &Dataset) -> Vec<Finding> {
    let mut remarks = Remarks::default();
    facilities::check(dataset, &mut remarks);
    areas::check(dataset, &mut remarks);
    cells::check(dataset, &mut remarks);
    reports::check(dataset, &mut remarks);
    let mut found = remarks.finish();
    found.retain(|finding| finding.severity == Severity::Error);
    found
}

#[cfg(test)]
mod tests;
