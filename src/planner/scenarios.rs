//! The facade of scenarios: makes and changes them in the workspace, and tells what they come to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::bench::Bench;
use super::difference::{Basis, Difference, difference};
use super::kept_work::KeptWork;
use super::scenario_compare::brought;
use super::scenario_error::ScenarioFault;
use super::scenario_steps::{DatedStep, dated_steps};
use super::{Snapshot, id_of};
use crate::model::{Dataset, Finding, Severity, TravelMode};
use crate::plan::{Edit, NumberedEdit, Resolved, Schedule, Transition, apply, on_day, publish, resolve};
use crate::routing::Profile;
use crate::store::{
    Action, By, NewEntry, NewScenario, Opinion, Publication, Scenario, ScenarioChange, ScenarioError, Witness,
    Workspace,
};

/// The scenarios of one workspace. Shared by threads; figures are computed by one at a time.
pub struct Scenarios {
    pub(super) bench: Bench,
}

/// A scenario with what its edits come to.
#[derive(Clone, Debug)]
pub struct ReadScenario {
    pub scenario: Scenario,
    pub resolved: Resolved,
    pub findings: Vec<Finding>,
    pub baseline: Arc<Dataset>,
}

impl Scenarios {
    pub fn new(workspace: PathBuf, kept: Box<dyn KeptWork + Send + Sync>) -> Scenarios {
        Scenarios {
            bench: Bench::new(workspace, kept),
        }
    }

    pub fn workspace(&self) -> &Path {
        &self.bench.workspace
    }

    /// All of them, the oldest first.
    ///
    /// # Errors
    /// What the workspace says.
    pub fn list(&self) -> Result<Vec<Scenario>, ScenarioFault> {
        Ok(Workspace::scenarios(&self.bench.workspace)?)
    }

    /// The scenario with this id or name, or the only one whose id begins or ends with the text.
    ///
    /// # Errors
    /// None, or several.
    pub fn find(&self, text: &str) -> Result<Scenario, ScenarioFault> {
        let all = self.list()?;
        // An id is nobody's name: whoever names a scenario so must not hide the other.
        if let Some(one) = all.iter().find(|one| one.id == text) {
            return Ok(one.clone());
        }
        let exact: Vec<&Scenario> = all.iter().filter(|one| one.name == text).collect();
        let is_part = |one: &&Scenario| text.len() >= 4 && (one.id.starts_with(text) || one.id.ends_with(text));
        let found = if exact.is_empty() {
            all.iter().filter(is_part).collect()
        } else {
            exact
        };
        match found[..] {
            [one] => Ok(one.clone()),
            [] => Err(ScenarioError::Unknown(text.to_owned()).into()),
            _ => Err(ScenarioFault::Ambiguous(text.to_owned())),
        }
    }

    /// What a scenario's edits come to on its baseline.
    ///
    /// # Errors
    /// A baseline that is not kept.
    pub fn read(&self, scenario: Scenario) -> Result<ReadScenario, ScenarioFault> {
        let baseline = self.bench.data(&scenario.baseline)?;
        let (resolved, findings) = resolve(&scenario.active(), &baseline);
        Ok(ReadScenario {
            scenario,
            resolved,
            findings,
            baseline,
        })
    }

    /// Makes a scenario on the data as they are.
    ///
    /// # Errors
    /// What the workspace says.
    pub fn create(&self, new: &NewScenario, by: &By) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::create_scenario(&self.bench.workspace, new, by, id_of)?)
    }

    /// As a scenario of its own, with the edits in effect of another.
    ///
    /// # Errors
    /// No such scenario.
    pub fn fork(&self, from: &str, new: &NewScenario, by: &By) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::fork_scenario(&self.bench.workspace, from, new, by)?)
    }

    /// Adds edits to a draft that was seen at a version.
    ///
    /// # Errors
    /// [`ScenarioFault::Unfit`] with every error that these edits bring; a conflict; no draft.
    pub fn append(&self, id: &str, seen: u64, edits: Vec<Edit>, by: &By) -> Result<Scenario, ScenarioFault> {
        let scenario = Workspace::scenario(&self.bench.workspace, id)?;
        let first = scenario.edits.last().map_or(1, |last| last.number + 1);
        let mut all = scenario.active();
        let fresh = (first..).zip(edits.iter().cloned());
        all.extend(fresh.map(|(number, edit)| NumberedEdit { number, edit }));
        // Of a scenario that moved on the conflict is told, not what the edits would have done.
        if scenario.version == seen {
            let (_, findings) = resolve(&all, &*self.bench.data(&scenario.baseline)?);
            let errors = brought(findings, first);
            if !errors.is_empty() {
                return Err(ScenarioFault::Unfit(errors));
            }
        }
        self.change(id, seen, by, &ScenarioChange::Append(edits))
    }

    /// Any other change of a scenario that was seen at a version.
    ///
    /// # Errors
    /// As [`Workspace::change_scenario`].
    pub fn change(&self, id: &str, seen: u64, by: &By, change: &ScenarioChange) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::change_scenario(&self.bench.workspace, id, seen, by, change)?)
    }

    /// A step of the procedure; a submission is judged by the findings of its edits.
    ///
    /// # Errors
    /// A refusal, a conflict.
    pub fn step(
        &self,
        id: &str,
        seen: u64,
        by: &By,
        transition: Transition,
        today: NaiveDate,
    ) -> Result<Scenario, ScenarioFault> {
        let read = self.read(Workspace::scenario(&self.bench.workspace, id)?)?;
        let change = ScenarioChange::Step {
            transition,
            errors: read.errors(),
            today,
        };
        self.change(id, seen, by, &change)
    }

    /// Puts a scenario on the data as they are, and tells what no longer fits.
    ///
    /// # Errors
    /// A published scenario, a conflict.
    pub fn rebase(&self, id: &str, seen: u64, by: &By) -> Result<ReadScenario, ScenarioFault> {
        let rebased = Workspace::rebase_scenario(&self.bench.workspace, id, seen, by, id_of)?;
        self.read(rebased)
    }

    /// # Errors
    /// No such scenario or edit.
    pub fn comment(&self, id: &str, by: &By, edit: Option<u64>, text: &str) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::comment_scenario(&self.bench.workspace, id, by, edit, text)?)
    }

    /// # Errors
    /// Nobody is asked now, or not this party.
    pub fn opine(
        &self,
        id: &str,
        opinion: &Opinion,
        today: NaiveDate,
        witness: &Witness,
    ) -> Result<Scenario, ScenarioFault> {
        let workspace = &self.bench.workspace;
        Ok(Workspace::opine_scenario(workspace, id, opinion, today, witness)?)
    }

    /// The whole engine on the changed data, from nothing: for questions that a comparison does not answer.
    pub fn changed_snapshot(&self, scenario: &ReadScenario) -> Snapshot {
        let profile = Profile::shipped(TravelMode::Motorbike).with_speed_factor(scenario.resolved.speed_factor);
        let data = apply(&scenario.baseline, &scenario.resolved);
        Snapshot::build_with(data, None, profile, &*self.bench.kept)
    }

    /// The order in which the edits are carried out on these days.
    ///
    /// # Errors
    /// [`ScenarioFault::StepBreaks`].
    pub fn steps(
        &self,
        scenario: &ReadScenario,
        schedule: &Schedule,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<Vec<DatedStep>, ScenarioFault> {
        let mut seat = self.bench.seat(current);
        let rehearsal = seat.rehearsal(&scenario.scenario.baseline, scenario.resolved.speed_factor)?;
        dated_steps(rehearsal, &scenario.resolved, schedule)
    }

    /// Publishes an approved scenario: its changes are written into the network with their days, as an entry of the history
    /// whose counts and summary `tell` gives as JSON.
    ///
    /// # Errors
    /// Data that moved on; a day too early; a step that would leave somebody without access; a conflict.
    pub fn publish(
        &self,
        id: &str,
        seen: u64,
        by: &By,
        (schedule, today): (&Schedule, NaiveDate),
        current: Option<&Arc<Snapshot>>,
        tell: impl FnOnce(&Difference) -> (String, String),
    ) -> Result<(Scenario, Vec<DatedStep>), ScenarioFault> {
        let read = self.read(Workspace::scenario(&self.bench.workspace, id)?)?;
        // Who is told first that it is not approved does not wait for a computation.
        let standing = read.scenario.standing(0, &[], today);
        standing.after(&Transition::Publish).map_err(ScenarioError::from)?;
        publish(&read.baseline, &read.resolved, schedule, today).map_err(ScenarioFault::Publish)?;
        let steps = self.steps(&read, schedule, current)?;
        let publication = Publication {
            effective_on: schedule.effective_on,
            own: schedule.own.clone(),
            history_id: 0,
        };
        let make = |scenario: &Scenario, dataset: &Dataset| {
            let now = id_of(dataset);
            if now != scenario.baseline {
                let baseline = scenario.baseline.clone();
                return Err(ScenarioFault::BaselineMoved { baseline, now });
            }
            let (resolved, findings) = resolve(&scenario.active(), dataset);
            let errors = findings.into_iter().filter(|one| one.severity == Severity::Error);
            let errors: Vec<Finding> = errors.collect();
            if !errors.is_empty() {
                return Err(ScenarioFault::Unfit(errors));
            }
            let after = publish(dataset, &resolved, schedule, today).map_err(ScenarioFault::Publish)?;
            let (counts, summary) = tell(&difference(&Basis::of(dataset), &after));
            let entry = NewEntry {
                what: Action::Publish,
                at: by.at.clone(),
                kind: "facilities".to_owned(),
                note: format!("{} ({})", scenario.name, scenario.id),
                counts,
                summary,
                reads: vec!["area".to_owned()],
                ..NewEntry::default()
            };
            Ok((after, entry))
        };
        let published = Workspace::publish_scenario(&self.bench.workspace, id, seen, by, &publication, make)?;
        Ok((published, steps))
    }

    /// Does what was announced for a day or for an earlier one, as an entry of the history; tells the codes of the points that
    /// changed. Nothing is written where nothing is due, nor where `note`, who gets the codes before anything is written, refuses.
    ///
    /// # Errors
    /// What the workspace and `note` say.
    pub fn carry_out_due(
        &self,
        by: &By,
        day: NaiveDate,
        tell: impl FnOnce(&Difference) -> (String, String),
        note: impl FnOnce(&[String]) -> Result<(), String>,
    ) -> Result<Vec<String>, ScenarioFault> {
        let mut ahead = Workspace::load(&self.bench.workspace)?;
        if on_day(&mut ahead, day).is_empty() {
            return Ok(Vec::new());
        }
        let (changed, _) = Workspace::update_recorded_if(&self.bench.workspace, |dataset| {
            let before = Basis::of(dataset);
            let changed = on_day(dataset, day);
            note(&changed)?;
            let (counts, summary) = tell(&difference(&before, dataset));
            let entry = NewEntry {
                what: Action::Publish,
                at: by.at.clone(),
                kind: "facilities".to_owned(),
                note: day.to_string(),
                counts,
                summary,
                ..NewEntry::default()
            };
            Ok((changed, entry))
        })?;
        Ok(changed)
    }
}

impl ReadScenario {
    /// Errors among the findings of its edits.
    pub fn errors(&self) -> usize {
        self.findings
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .count()
    }
}
