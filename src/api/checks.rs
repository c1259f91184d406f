//! The audit of the data that are served: run once for each state of them, beside the counts of the state before.

use super::error::ApiError;
use super::view::Service;
use crate::audit::audit;
use crate::planner::Snapshot;
use crate::report::Outcome;
use crate::wire::{ChecksAnswer, ChecksBefore, FindingsAnswer};
use chrono::{SecondsFormat, Utc};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Findings that the answer lists.
const MOST_FINDINGS: usize = 3000;

/// The last run.
#[derive(Default)]
pub struct Checks {
    last: Mutex<Option<Arc<ChecksAnswer>>>,
    /// Held by the run under way: one at a time.
    running: Arc<tokio::sync::Mutex<()>>,
}

impl Checks {
    /// What the checks say of a snapshot. Takes seconds for a city, once; who asks meanwhile waits for the same answer,
    /// without a thread or a permit. A run goes on when who asked for it leaves.
    ///
    /// # Errors
    /// When the checks panic; the panic is logged.
    pub async fn of(service: &Service, snapshot: Arc<Snapshot>) -> Result<Arc<ChecksAnswer>, ApiError> {
        let checks = service.checks();
        if let Some(known) = checks.known(snapshot.id()) {
            return Ok(known);
        }
        let running = Arc::clone(&checks.running).lock_owned().await;
        if let Some(known) = checks.known(snapshot.id()) {
            return Ok(known);
        }
        let of_run = service.clone();
        let work = move || {
            let _running = running;
            let checks = of_run.checks();
            let before = checks.lock().as_ref().map(|known| known.counts());
            let found = Arc::new(run(&snapshot, before));
            *checks.lock() = Some(Arc::clone(&found));
            found
        };
        service.desk_work(work).await
    }

    fn known(&self, snapshot_id: &str) -> Option<Arc<ChecksAnswer>> {
        let last = self.lock();
        last.as_ref().filter(|known| known.snapshot_id == snapshot_id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<ChecksAnswer>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
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
