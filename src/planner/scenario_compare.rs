//! A scenario beside its baseline or beside another: the order of the work, told step by step to whoever waits.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Snapshot;
use super::comparison::{RuleComparison, comparison};
use super::rehearsal::Outcome;
use super::scenario_error::ScenarioFault;
use super::scenarios::{ReadScenario, Scenarios};
use crate::plan::Resolved;

/// Two networks and what lies between them.
#[derive(Clone)]
pub struct Compared {
    pub baseline: Arc<Snapshot>,
    pub before: Outcome,
    pub after: Outcome,
    pub rules: Vec<RuleComparison>,
}

/// The other side of a comparison.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    Baseline,
    Scenario(&'a ReadScenario),
}

/// What a comparison does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareStep {
    /// Another one may be at work.
    Waiting,
    /// Roads and figures of the baseline, where they are not at hand, and of the first side.
    Before,
    After,
    Differences,
}

impl Scenarios {
    /// Compares two sides. `current` spares the computing of a snapshot where it is that of the baseline.
    ///
    /// # Errors
    /// Different baselines; data that cannot be edited live.
    pub fn compare(
        &self,
        scenario: &ReadScenario,
        against: Against,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<Compared, ScenarioFault> {
        self.compare_told(scenario, against, current, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`Scenarios::compare`]; `told` hears each step before it is done and may break off.
    ///
    /// # Errors
    /// As [`Scenarios::compare`]; [`ScenarioFault::BrokenOff`].
    pub fn compare_told(
        &self,
        scenario: &ReadScenario,
        against: Against,
        current: Option<&Arc<Snapshot>>,
        told: &mut dyn FnMut(CompareStep) -> ControlFlow<()>,
    ) -> Result<Compared, ScenarioFault> {
        comparable(scenario, against)?;
        let mut next = |step| match told(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ScenarioFault::BrokenOff),
        };
        let nothing = Resolved::default();
        let first = match against {
            Against::Baseline => &nothing,
            Against::Scenario(other) => &other.resolved,
        };
        let baseline = &scenario.scenario.baseline;
        next(CompareStep::Waiting)?;
        let mut seat = self.bench.seat(current);
        next(CompareStep::Before)?;
        let before = seat.outcome(baseline, first)?;
        next(CompareStep::After)?;
        let after = seat.outcome(baseline, &scenario.resolved)?;
        next(CompareStep::Differences)?;
        let snapshot = Arc::clone(seat.rehearsal(baseline, 1.0)?.snapshot());
        Ok(Compared {
            rules: comparison(snapshot.dataset(), &before, &after),
            baseline: snapshot,
            before,
            after,
        })
    }
}

/// Whether both sides stand on the same data.
///
/// # Errors
/// [`ScenarioFault::OtherBaselines`].
pub fn comparable(scenario: &ReadScenario, against: Against) -> Result<(), ScenarioFault> {
    let own = &scenario.scenario.baseline;
    match against {
        Against::Scenario(other) if other.scenario.baseline != *own => Err(ScenarioFault::OtherBaselines(
            other.scenario.baseline.clone(),
            own.clone(),
        )),
        _ => Ok(()),
    }
}
