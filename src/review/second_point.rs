//! People who must keep a second point: in communes that the settings name, nobody who has two points today is left with one.
//!
//! A bound, never an objective: whoever has one point today needs one, and more than two are never asked for.

use super::error::ReviewError;
use super::settings::ReviewSettings;
use super::territory::communes_named;
use crate::access::CoverMatrix;
use crate::model::{AreaLevel, CellId, Dataset, FacilityId};
use std::collections::BTreeSet;

/// Points that people of the named communes keep, where that many stand today.
pub const POINTS: u32 = 2;

/// The communes of the setting.
///
/// # Errors
/// The first name that is no commune and no former district.
pub fn communes(dataset: &Dataset, settings: &ReviewSettings) -> Result<BTreeSet<String>, ReviewError> {
    let mut communes = BTreeSet::new();
    for name in &settings.opening.second_point_in {
        let found = communes_named(dataset, std::iter::once(name.as_str()));
        if found.is_empty() {
            return Err(ReviewError::UnknownArea(name.clone()));
        }
        communes.extend(found);
    }
    Ok(communes)
}

/// For each area whether the setting names it; empty where it names none.
pub fn asked(dataset: &Dataset, settings: &ReviewSettings) -> Vec<bool> {
    let names = &settings.opening.second_point_in;
    if names.is_empty() {
        return Vec::new();
    }
    let communes = communes_named(dataset, names.iter().map(String::as_str));
    let is_named = |area: &crate::model::Area| area.level == AreaLevel::Commune && communes.contains(&area.code);
    dataset.areas.iter().map(is_named).collect()
}

/// How many points people keep: one, or two in named communes.
#[derive(Clone, Debug, Default)]
pub struct Floor {
    /// For each area whether it is named; empty where none is.
    asked: Vec<bool>,
    /// Facilities that do not stand today and therefore raise nobody's floor.
    opened: Vec<FacilityId>,
}

impl Floor {
    pub fn of(dataset: &Dataset, settings: &ReviewSettings, opened: Vec<FacilityId>) -> Floor {
        Floor {
            asked: asked(dataset, settings),
            opened,
        }
    }

    /// Points that the people of a cell keep of those that serve it.
    pub fn points(&self, dataset: &Dataset, cover: &CoverMatrix, cell: usize) -> u32 {
        if !is_asked(dataset, &self.asked, cell) {
            return 1;
        }
        let id = CellId(cell as u32);
        let today = cover.covering(id).filter(|facility| !self.opened.contains(facility));
        (today.count() as u32).clamp(1, POINTS)
    }
}

/// Whether the people of a cell keep a second point.
pub fn is_asked(dataset: &Dataset, asked: &[bool], cell: usize) -> bool {
    let area = dataset.cells[cell].area;
    area.is_some_and(|area| asked.get(area.index()) == Some(&true))
}

/// Who would be left with one point.
#[derive(Clone, Debug, PartialEq)]
pub struct LastSecond {
    /// Index of the retained rule.
    pub rule: usize,
    pub people: f64,
    /// Codes, in order.
    pub communes: BTreeSet<String>,
}

/// For every facility: the people of named communes who would be left with one point if it alone went from those that are `kept`,
/// and had two among `all`.
pub fn last_seconds(
    dataset: &Dataset,
    asked: &[bool],
    (rule, cover): (usize, &CoverMatrix),
    all: &[u64],
    kept: &[u64],
) -> Vec<Option<LastSecond>> {
    let mut found: Vec<Option<LastSecond>> = vec![None; dataset.facilities.len()];
    for (cell, demand) in dataset.cells.iter().enumerate() {
        let id = CellId(cell as u32);
        if !is_asked(dataset, asked, cell) || cover.count(id, kept) != POINTS || cover.count(id, all) < POINTS {
            continue;
        }
        let is_kept = |facility: &FacilityId| kept[facility.index() / 64] >> (facility.index() % 64) & 1 == 1;
        for facility in cover.covering(id).filter(is_kept) {
            let own = found[facility.index()].get_or_insert_with(|| LastSecond {
                rule,
                people: 0.0,
                communes: BTreeSet::new(),
            });
            own.people += demand.people;
            own.communes
                .extend(demand.area.map(|area| dataset.areas[area.index()].code.clone()));
        }
    }
    found
}
