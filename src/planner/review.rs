//! Reviews of a snapshot: what the engine reads of it, and the roads at other speeds for the sensitivity table.

use super::Snapshot;
use crate::review::{OtherRoads, Plan, Progress, ReviewError, ReviewInput, ReviewSettings, propose_watched};

impl Snapshot {
    /// What a review reads.
    pub fn review_input(&self) -> ReviewInput<'_> {
        ReviewInput {
            dataset: self.dataset(),
            travel: self.travel(),
            reach: self.reach(),
        }
    }
}

/// A review of a snapshot, with its sensitivity table at all speeds that the settings name. `is_cancelled` is asked many
/// times a second while the solver runs, and between its runs.
///
/// # Errors
/// Settings that make no sense, failures of the solver, [`ReviewError::Cancelled`].
pub fn propose_review(
    snapshot: &Snapshot,
    settings: &ReviewSettings,
    progress: &mut dyn FnMut(Progress),
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Plan, ReviewError> {
    let at_speed = |factor: f64| {
        let (travel, reach) = snapshot.at_speed(settings.main_rule(), factor);
        Some(OtherRoads { travel, reach })
    };
    propose_watched(&snapshot.review_input(), settings, &at_speed, progress, is_cancelled)
}
