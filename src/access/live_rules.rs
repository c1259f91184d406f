//! What a live network can be judged by, and who lives in it.

use super::live_edit::LiveError;
use super::live_figures::Residents;
use super::live_people::exactly;
use super::live_tables::Baseline;
use crate::model::{HoursBasis, Rule};
use crate::units::{Deciseconds, Metres};

/// # Errors
/// No rule, one that has several sets of limits or another mode, travel times that were brought.
pub(super) fn check_rules(base: Baseline, rules: &[Rule]) -> Result<(), LiveError> {
    if rules.is_empty() {
        return Err(LiveError::NoRule);
    }
    let (brought, _) = base.travel.own_times().counts();
    if brought > 0 {
        return Err(LiveError::OwnTimes(brought));
    }
    if let Some(rule) = rules
        .iter()
        .find(|rule| !rule.overrides.is_empty() || rule.hours == HoursBasis::OpenShare)
    {
        return Err(LiveError::Composed(rule.id.clone()));
    }
    let given = base.travel.mode();
    match rules.iter().find(|rule| rule.mode != given) {
        None => Ok(()),
        Some(rule) => Err(LiveError::Mode {
            rule: rule.id.clone(),
            asked: rule.mode.code(),
            given: given.code(),
        }),
    }
}

/// The smallest time that is too late, and the largest distance that is near enough.
pub(super) fn limits_of(rule: &Rule) -> (Deciseconds, Metres) {
    let limits = rule.limits_in(None);
    (rule.first_too_late(&limits), rule.last_near_enough(&limits))
}

pub(super) fn residents(base: Baseline) -> Result<Residents, LiveError> {
    let people = base.dataset.cells.iter().map(|cell| {
        exactly(cell.people).ok_or_else(|| LiveError::People {
            cell: cell.code.clone(),
            people: cell.people,
        })
    });
    Ok(Residents {
        people: people.collect::<Result<_, _>>()?,
        unsnapped: (0..base.dataset.cells.len())
            .map(|cell| !base.travel.is_snapped(cell))
            .collect(),
    })
}
