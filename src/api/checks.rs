//! The audit of the data that are served: run once for each state of them, beside the counts of the state before.

use crate::audit::audit;
use crate::planner::Snapshot;
use crate::report::Outcome;
use crate::wire::{ChecksAnswer, ChecksBefore, FindingsAnswer};
use chrono::{SecondsFormat, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// Findings that the answer lists.
const MOST_FINDINGS: usize = 3000;

/// The last run.
#[derive(Default)]
pub struct Checks(Mutex<Option<Arc<ChecksAnswer>>>);

impl Checks {
    /// What the checks say of a snapshot. Takes seconds for a city, once; who asks meanwhile waits for the same answer.
    pub fn of(&self, snapshot: &Snapshot) -> Arc<ChecksAnswer> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = last.as_ref().filter(|known| known.snapshot_id == snapshot.id()) {
            return Arc::clone(known);
        }
        let before = last.as_ref().map(|known| known.counts());
        let found = Arc::new(run(snapshot, before));
        *last = Some(Arc::clone(&found));
        found
    }
}

fn run(snapshot: &Snapshot, before: Option<ChecksBefore>) -> ChecksAnswer {
    let found = audit(snapshot.dataset(), Some(snapshot.travel()));
    let (findings, findings_left_off) = FindingsAnswer::of("", Outcome::Checked, &found).cut(MOST_FINDINGS);
    ChecksAnswer {
        snapshot_id: snapshot.id().to_owned(),
        checked_at: Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true),
        findings,
        findings_left_off,
        before,
    }
}
