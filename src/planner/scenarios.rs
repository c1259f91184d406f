//! The facade of scenarios: makes and changes them in the workspace, and tells what they come to.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use super::comparison::{RuleComparison, comparison};
use super::difference::{Basis, Difference, difference};
use super::kept_work::KeptWork;
use super::rehearsal::{Outcome, Rehearsal};
use super::scenario_error::ScenarioFault;
use super::scenario_steps::{DatedStep, dated_steps};
use super::{Snapshot, id_of};
use crate::model::{Dataset, Finding, Severity, TravelMode};
use crate::plan::{
    Edit, NumberedEdit, Resolved, Schedule, Transition, apply, facilities_after, on_day, publish, resolve,
};
use crate::routing::Profile;
use crate::store::{
    Action, By, NewEntry, NewScenario, Opinion, Publication, Scenario, ScenarioChange, ScenarioError, Workspace,
};

/// Rehearsals that are kept ready: two scenarios are compared, at most at two speeds.
const REHEARSALS_KEPT: usize = 2;

/// The scenarios of one workspace. Shared by threads; figures are computed by one at a time.
pub struct Scenarios {
    workspace: PathBuf,
    kept: Box<dyn KeptWork + Send + Sync>,
    bench: Mutex<Bench>,
}

#[derive(Default)]
struct Bench {
    /// The data of the baseline that was asked about last.
    data: Option<(String, Arc<Dataset>)>,
    /// The newest last.
    rehearsals: Vec<(f64, Rehearsal)>,
}

/// A scenario with what its edits come to.
#[derive(Clone, Debug)]
pub struct ReadScenario {
    pub scenario: Scenario,
    pub resolved: Resolved,
    pub findings: Vec<Finding>,
    pub baseline: Arc<Dataset>,
}

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

impl Scenarios {
    pub fn new(workspace: PathBuf, kept: Box<dyn KeptWork + Send + Sync>) -> Scenarios {
        Scenarios {
            workspace,
            kept,
            bench: Mutex::default(),
        }
    }

    pub fn workspace(&self) -> &Path {
        &self.workspace
    }

    /// All of them, the oldest first.
    ///
    /// # Errors
    /// What the workspace says.
    pub fn list(&self) -> Result<Vec<Scenario>, ScenarioFault> {
        Ok(Workspace::scenarios(&self.workspace)?)
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
        let baseline = self.data(&scenario.baseline)?;
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
        Ok(Workspace::create_scenario(&self.workspace, new, by, id_of)?)
    }

    /// As a scenario of its own, with the edits in effect of another.
    ///
    /// # Errors
    /// No such scenario.
    pub fn fork(&self, from: &str, new: &NewScenario, by: &By) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::fork_scenario(&self.workspace, from, new, by)?)
    }

    /// Adds edits to a draft that was seen at a version.
    ///
    /// # Errors
    /// [`ScenarioFault::Unfit`] with every error that these edits bring; a conflict; no draft.
    pub fn append(&self, id: &str, seen: u64, edits: Vec<Edit>, by: &By) -> Result<Scenario, ScenarioFault> {
        let scenario = Workspace::scenario(&self.workspace, id)?;
        let first = scenario.edits.last().map_or(1, |last| last.number + 1);
        let mut all = scenario.active();
        let fresh = (first..).zip(edits.iter().cloned());
        all.extend(fresh.map(|(number, edit)| NumberedEdit { number, edit }));
        // Of a scenario that moved on the conflict is told, not what the edits would have done.
        if scenario.version == seen {
            let (_, findings) = resolve(&all, &*self.data(&scenario.baseline)?);
            let brought = |one: &Finding| one.severity == Severity::Error && one.row.is_some_and(|row| row >= first);
            let errors: Vec<Finding> = findings.into_iter().filter(brought).collect();
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
        Ok(Workspace::change_scenario(&self.workspace, id, seen, by, change)?)
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
        let read = self.read(Workspace::scenario(&self.workspace, id)?)?;
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
        let rebased = Workspace::rebase_scenario(&self.workspace, id, seen, by, id_of)?;
        self.read(rebased)
    }

    /// # Errors
    /// No such scenario or edit.
    pub fn comment(&self, id: &str, by: &By, edit: Option<u64>, text: &str) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::comment_scenario(&self.workspace, id, by, edit, text)?)
    }

    /// # Errors
    /// Nobody is asked now, or not this party.
    pub fn opine(&self, id: &str, opinion: &Opinion, today: NaiveDate) -> Result<Scenario, ScenarioFault> {
        Ok(Workspace::opine_scenario(&self.workspace, id, opinion, today)?)
    }

    /// A scenario beside its baseline, or beside another on the same. `current` spares the computing of a snapshot where it
    /// is that of the baseline.
    ///
    /// # Errors
    /// Different baselines; data that cannot be edited live.
    pub fn compare(
        &self,
        scenario: &ReadScenario,
        against: Against,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<Compared, ScenarioFault> {
        let baseline = &scenario.scenario.baseline;
        let nothing = Resolved::default();
        let first = match against {
            Against::Baseline => &nothing,
            Against::Scenario(other) if other.scenario.baseline == *baseline => &other.resolved,
            Against::Scenario(other) => {
                let other = other.scenario.baseline.clone();
                return Err(ScenarioFault::OtherBaselines(other, baseline.clone()));
            }
        };
        let mut bench = self.bench();
        let before = self.outcome(&mut bench, baseline, first, current)?;
        let after = self.outcome(&mut bench, baseline, &scenario.resolved, current)?;
        let snapshot = Arc::clone(self.rehearsal(&mut bench, baseline, 1.0, current)?.snapshot());
        Ok(Compared {
            rules: comparison(snapshot.dataset(), &before, &after),
            baseline: snapshot,
            before,
            after,
        })
    }

    /// The whole engine on the changed data, from nothing: for questions that a comparison does not answer.
    pub fn changed_snapshot(&self, scenario: &ReadScenario) -> Snapshot {
        let profile = Profile::shipped(TravelMode::Motorbike).with_speed_factor(scenario.resolved.speed_factor);
        let data = apply(&scenario.baseline, &scenario.resolved);
        Snapshot::build_with(data, None, profile, &*self.kept)
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
        let mut bench = self.bench();
        let factor = scenario.resolved.speed_factor;
        let rehearsal = self.rehearsal(&mut bench, &scenario.scenario.baseline, factor, current)?;
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
        let read = self.read(Workspace::scenario(&self.workspace, id)?)?;
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
        let published = Workspace::publish_scenario(&self.workspace, id, seen, by, &publication, make)?;
        Ok((published, steps))
    }

    /// Does what was announced for a day or for an earlier one, as an entry of the history; tells the codes of the points that
    /// changed. Nothing is written where nothing is due.
    ///
    /// # Errors
    /// What the workspace says.
    pub fn carry_out_due(
        &self,
        by: &By,
        day: NaiveDate,
        tell: impl FnOnce(&Difference) -> (String, String),
    ) -> Result<Vec<String>, ScenarioFault> {
        let mut ahead = Workspace::load(&self.workspace)?;
        if on_day(&mut ahead, day).is_empty() {
            return Ok(Vec::new());
        }
        let (changed, _) = Workspace::update_recorded(&self.workspace, |dataset| {
            let before = Basis::of(dataset);
            let changed = on_day(dataset, day);
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
            (changed, entry)
        })?;
        Ok(changed)
    }

    fn bench(&self) -> MutexGuard<'_, Bench> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The data of a baseline: those of the workspace where they are the same, else the copy that was kept.
    fn data(&self, baseline: &str) -> Result<Arc<Dataset>, ScenarioFault> {
        let known = self.bench().data.clone().filter(|(id, _)| id == baseline);
        if let Some((_, data)) = known {
            return Ok(data);
        }
        let kept = Workspace::load_baseline(&self.workspace, baseline);
        let data = match kept {
            Ok(kept) => Arc::new(kept),
            Err(ScenarioError::BaselineGone(_)) => {
                let now = Workspace::load(&self.workspace)?;
                if id_of(&now) != baseline {
                    return Err(ScenarioError::BaselineGone(baseline.to_owned()).into());
                }
                Arc::new(now)
            }
            Err(error) => return Err(error.into()),
        };
        self.bench().data = Some((baseline.to_owned(), Arc::clone(&data)));
        Ok(data)
    }

    fn outcome(
        &self,
        bench: &mut Bench,
        baseline: &str,
        resolved: &Resolved,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<Outcome, ScenarioFault> {
        let rehearsal = self.rehearsal(bench, baseline, resolved.speed_factor, current)?;
        let snapshot = Arc::clone(rehearsal.snapshot());
        rehearsal.stage(&facilities_after(&snapshot.dataset().facilities, &resolved.steps))?;
        Ok(rehearsal.outcome())
    }

    /// A rehearsal on a baseline at a speed; one that is kept is used again.
    fn rehearsal<'a>(
        &self,
        bench: &'a mut Bench,
        baseline: &str,
        factor: f64,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<&'a mut Rehearsal, ScenarioFault> {
        let is_it = |(known, kept): &(f64, Rehearsal)| *known == factor && kept.snapshot().id() == baseline;
        let at = match bench.rehearsals.iter().position(is_it) {
            Some(at) => at,
            None => {
                let kept = bench.rehearsals.iter().map(|(_, kept)| kept.snapshot());
                let mut known = kept.chain(current).filter(|snapshot| snapshot.id() == baseline);
                let snapshot = match known.next().cloned() {
                    Some(snapshot) => snapshot,
                    None => self.snapshot(bench, baseline)?,
                };
                let rehearsal = Rehearsal::new(snapshot, factor)?;
                if bench.rehearsals.len() >= REHEARSALS_KEPT {
                    bench.rehearsals.remove(0);
                }
                bench.rehearsals.push((factor, rehearsal));
                bench.rehearsals.len() - 1
            }
        };
        Ok(&mut bench.rehearsals[at].1)
    }

    fn snapshot(&self, bench: &mut Bench, baseline: &str) -> Result<Arc<Snapshot>, ScenarioFault> {
        let known = bench.data.clone().filter(|(id, _)| id == baseline);
        let data = match known {
            Some((_, data)) => Dataset::clone(&data),
            None => Workspace::load_baseline(&self.workspace, baseline)?,
        };
        let profile = Profile::shipped(TravelMode::Motorbike);
        Ok(Arc::new(Snapshot::build_with(data, None, profile, &*self.kept)))
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
