//! What scenarios are worked out on, kept ready between questions: the data of the baseline that was asked about last, and
//! live networks on it.
//!
//! The data have a lock of their own: whoever adds an edit, which needs the data alone, does not wait for figures that take a big
//! city half a minute.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::kept_work::KeptWork;
use super::rehearsal::{Outcome, Rehearsal};
use super::scenario_error::ScenarioFault;
use super::{Snapshot, id_of};
use crate::model::{Dataset, TravelMode};
use crate::plan::{Resolved, facilities_after};
use crate::routing::Profile;
use crate::store::{ScenarioError, Workspace};

/// Rehearsals that are kept ready: two scenarios are compared, at most at two speeds.
const REHEARSALS_KEPT: usize = 2;
/// First sides that are kept: the baseline, and the scenario that somebody thinks about changing.
const FIRST_SIDES_KEPT: usize = 2;

/// See the module.
pub(super) struct Bench {
    pub workspace: PathBuf,
    pub kept: Box<dyn KeptWork + Send + Sync>,
    data: Mutex<Option<(String, Arc<Dataset>)>>,
    rehearsals: Mutex<Ready>,
}

/// What is kept for the next question, the newest last.
#[derive(Default)]
struct Ready {
    /// With the speed factor of each.
    rehearsals: Vec<(f64, Rehearsal)>,
    first_sides: Vec<FirstSide>,
}

/// Figures that many comparisons begin with: without them the live network would go there and back for each.
struct FirstSide {
    baseline: String,
    resolved: Resolved,
    outcome: Outcome,
}

/// A place at the bench: figures are computed by one at a time.
pub(super) struct Seat<'a> {
    bench: &'a Bench,
    ready: MutexGuard<'a, Ready>,
    /// Spares the computing of a snapshot where it is that of the baseline.
    current: Option<&'a Arc<Snapshot>>,
}

impl Bench {
    pub fn new(workspace: PathBuf, kept: Box<dyn KeptWork + Send + Sync>) -> Bench {
        Bench {
            workspace,
            kept,
            data: Mutex::default(),
            rehearsals: Mutex::default(),
        }
    }

    /// Waits until nobody else computes.
    pub fn seat<'a>(&'a self, current: Option<&'a Arc<Snapshot>>) -> Seat<'a> {
        Seat {
            bench: self,
            ready: self.rehearsals.lock().unwrap_or_else(PoisonError::into_inner),
            current,
        }
    }

    /// The data of a baseline: those of the workspace where they are the same, else the copy that was kept.
    ///
    /// # Errors
    /// A baseline that is not kept; what the workspace says.
    pub fn data(&self, baseline: &str) -> Result<Arc<Dataset>, ScenarioFault> {
        let lock = || self.data.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().clone().filter(|(id, _)| id == baseline);
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
        *lock() = Some((baseline.to_owned(), Arc::clone(&data)));
        Ok(data)
    }
}

impl Seat<'_> {
    /// The figures of a baseline with these edits.
    ///
    /// # Errors
    /// Data that cannot be edited live; a baseline that is not kept.
    pub fn outcome(&mut self, baseline: &str, resolved: &Resolved) -> Result<Outcome, ScenarioFault> {
        let rehearsal = self.rehearsal(baseline, resolved.speed_factor)?;
        let snapshot = Arc::clone(rehearsal.snapshot());
        rehearsal.stage(&facilities_after(&snapshot.dataset().facilities, &resolved.steps))?;
        Ok(rehearsal.outcome())
    }

    /// As [`Seat::outcome`], for the side that is compared with: kept for the next comparison.
    ///
    /// # Errors
    /// As [`Seat::outcome`].
    pub fn first_outcome(&mut self, baseline: &str, resolved: &Resolved) -> Result<Outcome, ScenarioFault> {
        let sides = &mut self.ready.first_sides;
        let is_it = |side: &FirstSide| side.baseline == baseline && side.resolved == *resolved;
        let side = match sides.iter().position(is_it) {
            Some(at) => sides.remove(at),
            None => FirstSide {
                baseline: baseline.to_owned(),
                resolved: resolved.clone(),
                outcome: self.outcome(baseline, resolved)?,
            },
        };
        let outcome = side.outcome.clone();
        let sides = &mut self.ready.first_sides;
        if sides.len() >= FIRST_SIDES_KEPT {
            sides.remove(0);
        }
        sides.push(side);
        Ok(outcome)
    }

    /// A rehearsal on a baseline at a speed; one that is kept is used again.
    ///
    /// # Errors
    /// As [`Seat::outcome`].
    pub fn rehearsal(&mut self, baseline: &str, factor: f64) -> Result<&mut Rehearsal, ScenarioFault> {
        let is_it = |(known, kept): &(f64, Rehearsal)| *known == factor && kept.snapshot().id() == baseline;
        let at = match self.ready.rehearsals.iter().position(is_it) {
            Some(at) => at,
            None => {
                let kept = self.ready.rehearsals.iter().map(|(_, kept)| kept.snapshot());
                let mut known = kept.chain(self.current).filter(|snapshot| snapshot.id() == baseline);
                let snapshot = match known.next().cloned() {
                    Some(snapshot) => snapshot,
                    None => self.snapshot(baseline)?,
                };
                let rehearsal = Rehearsal::new(snapshot, factor)?;
                let rehearsals = &mut self.ready.rehearsals;
                if rehearsals.len() >= REHEARSALS_KEPT {
                    rehearsals.remove(0);
                }
                rehearsals.push((factor, rehearsal));
                rehearsals.len() - 1
            }
        };
        Ok(&mut self.ready.rehearsals[at].1)
    }

    fn snapshot(&self, baseline: &str) -> Result<Arc<Snapshot>, ScenarioFault> {
        let data = Dataset::clone(&*self.bench.data(baseline)?);
        let profile = Profile::shipped(TravelMode::Motorbike);
        Ok(Arc::new(Snapshot::build_with(data, None, profile, &*self.bench.kept)))
    }
}
