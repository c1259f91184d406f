//! A scenario beside its baseline or beside another: the order of the work, told step by step to whoever waits.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Snapshot;
use super::comparison::{RuleComparison, comparison};
use super::rehearsal::Outcome;
use super::scenario_error::ScenarioFault;
use super::scenarios::{ReadScenario, Scenarios};
use crate::model::{Finding, Severity};
use crate::plan::{Edit, NumberedEdit, Resolved, resolve};

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
        let nothing = Resolved::default();
        let first = match against {
            Against::Baseline => &nothing,
            Against::Scenario(other) => &other.resolved,
        };
        self.compare_sides(&scenario.scenario.baseline, [first, &scenario.resolved], current, told)
    }

    /// What further edits would do to a scenario, which stays as it is: the scenario beside itself with them. `further` is what
    /// [`ReadScenario::with`] tells.
    ///
    /// # Errors
    /// Data that cannot be edited live.
    pub fn preview(
        &self,
        scenario: &ReadScenario,
        further: &Resolved,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<Compared, ScenarioFault> {
        let sides = [&scenario.resolved, further];
        let told = &mut |_| ControlFlow::Continue(());
        self.compare_sides(&scenario.scenario.baseline, sides, current, told)
    }

    fn compare_sides(
        &self,
        baseline: &str,
        [first, second]: [&Resolved; 2],
        current: Option<&Arc<Snapshot>>,
        told: &mut dyn FnMut(CompareStep) -> ControlFlow<()>,
    ) -> Result<Compared, ScenarioFault> {
        let mut next = |step| match told(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ScenarioFault::BrokenOff),
        };
        next(CompareStep::Waiting)?;
        let mut seat = self.bench.seat(current);
        next(CompareStep::Before)?;
        let before = seat.first_outcome(baseline, first)?;
        next(CompareStep::After)?;
        let after = seat.outcome(baseline, second)?;
        next(CompareStep::Differences)?;
        let snapshot = Arc::clone(seat.rehearsal(baseline, second.speed_factor)?.snapshot());
        Ok(Compared {
            rules: comparison(snapshot.dataset(), &before, &after),
            baseline: snapshot,
            before,
            after,
        })
    }
}

impl ReadScenario {
    /// What the scenario would come to with further edits in the place of those whose numbers are `without`.
    ///
    /// # Errors
    /// [`ScenarioFault::Unfit`] with every error that the edits bring.
    pub fn with(&self, edits: &[Edit], without: &[u64]) -> Result<Resolved, ScenarioFault> {
        let first = self.scenario.edits.last().map_or(1, |last| last.number + 1);
        let mut all = self.scenario.active();
        all.retain(|edit| !without.contains(&edit.number));
        all.extend(
            (first..)
                .zip(edits.iter().cloned())
                .map(|(number, edit)| NumberedEdit { number, edit }),
        );
        let (resolved, findings) = resolve(&all, &self.baseline);
        let errors = brought(findings, first);
        if errors.is_empty() {
            Ok(resolved)
        } else {
            Err(ScenarioFault::Unfit(errors))
        }
    }
}

/// The errors among findings that edits from a number on bring.
pub(super) fn brought(findings: Vec<Finding>, first: u64) -> Vec<Finding> {
    let is_brought = |one: &Finding| one.severity == Severity::Error && one.row.is_some_and(|row| row >= first);
    findings.into_iter().filter(is_brought).collect()
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
