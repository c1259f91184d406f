//! Long work: two lanes, each with a thread that does one job at a time and a short queue of the next ones.
//!
//! A job tells what it is doing, and asks as often as it can whether it shall go on. Every change of state is written to
//! the private file before it is told, so that a later run of the program knows what this one did not finish.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::Utc;

use crate::auth::{AuthError, By, JobRow, JobState, LiveJob, PrivateFile};

/// Jobs that wait in a lane, at most.
const LONGEST_QUEUE: usize = 8;

/// Whom a job waits for: what takes seconds never waits for what takes minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Reviews.
    Minutes,
    /// Comparisons.
    Seconds,
}

impl Lane {
    const ALL: [Lane; 2] = [Lane::Minutes, Lane::Seconds];

    fn slot(self) -> usize {
        match self {
            Lane::Minutes => 0,
            Lane::Seconds => 1,
        }
    }
}

/// What a job does: it tells its progress, stops when it is told to break off, and gives its result as text.
pub type Work = Box<dyn FnOnce(&RunningJob<'_>) -> Result<String, String> + Send>;

/// What is put into the queue.
pub struct NewJob {
    /// review, compare
    pub kind: &'static str,
    pub lane: Lane,
    /// What was asked, as JSON.
    pub settings: String,
    /// Id of the data that it computes with.
    pub snapshot_id: String,
    pub work: Work,
}

/// The job under way, as its work sees it.
pub struct RunningJob<'a> {
    shared: &'a Shared,
    lane: Lane,
}

/// Why a job was not taken or cancelled.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("{LONGEST_QUEUE} jobs are waiting already; try again when one has ended")]
    Full,
    #[error("there is no job '{id}'")]
    Unknown { id: String },
    #[error("the job '{id}' has ended: {state}", state = state.code())]
    Ended { id: String, state: JobState },
    #[error(transparent)]
    Private(#[from] AuthError),
}

/// The queue and its threads, which end with the value.
pub struct JobQueue {
    shared: Arc<Shared>,
}

struct Shared {
    private: Arc<PrivateFile>,
    state: Mutex<State>,
    changed: Condvar,
    on_change: Box<dyn Fn(&JobRow) + Send + Sync>,
}

#[derive(Default)]
struct State {
    lanes: [LaneState; Lane::ALL.len()],
    is_stopping: bool,
}

#[derive(Default)]
struct LaneState {
    waiting: VecDeque<(JobRow, Work)>,
    running: Option<JobRow>,
    /// Of the running job.
    began: Option<Instant>,
    /// Of the running job: as what it shall end.
    break_off: Option<JobState>,
}

impl JobQueue {
    /// Marks what an earlier run did not finish, and starts to wait for work. `on_change` hears every change of a job.
    ///
    /// # Errors
    /// What the private file or the operating system says.
    pub fn start(
        private: Arc<PrivateFile>,
        on_change: Box<dyn Fn(&JobRow) + Send + Sync>,
    ) -> Result<JobQueue, AuthError> {
        private.interrupt_jobs(Utc::now())?;
        let shared = Arc::new(Shared {
            private,
            state: Mutex::default(),
            changed: Condvar::new(),
            on_change,
        });
        // Dropped, and so stopped, where the second thread cannot be had.
        let queue = JobQueue { shared };
        for lane in Lane::ALL {
            let worker = Arc::clone(&queue.shared);
            let thread = std::thread::Builder::new().name("jobs".into());
            let started = thread.spawn(move || while worker.run_next(lane) {});
            started.map_err(|reason| AuthError::File {
                path: queue.shared.private.path().to_owned(),
                reason,
            })?;
        }
        Ok(queue)
    }

    /// Puts a job into the queue of its lane.
    ///
    /// # Errors
    /// [`JobError::Full`]; what the private file says.
    pub fn submit(&self, account: &str, asked: NewJob) -> Result<JobRow, JobError> {
        let job = JobRow {
            id: uuid::Uuid::now_v7().to_string(),
            kind: asked.kind.to_owned(),
            account: account.to_owned(),
            settings: asked.settings,
            state: JobState::Queued,
            progress: "Đang chờ".to_owned(),
            snapshot_id: Some(asked.snapshot_id),
            error: None,
            created_at: Utc::now(),
            finished_at: None,
            live: None,
        };
        let mut state = self.shared.lock();
        let is_stopping = state.is_stopping;
        let waiting = &mut state.lanes[asked.lane.slot()].waiting;
        if waiting.len() >= LONGEST_QUEUE || is_stopping {
            return Err(JobError::Full);
        }
        self.shared.private.add_job(&job)?;
        waiting.push_back((job.clone(), asked.work));
        drop(state);
        self.shared.changed.notify_all();
        Ok(job)
    }

    /// A job with its progress of this moment.
    ///
    /// # Errors
    /// [`JobError::Unknown`]; what the private file says.
    pub fn job(&self, id: &str) -> Result<JobRow, JobError> {
        if let Some(running) = self.running().into_iter().find(|running| running.id == id) {
            return Ok(running);
        }
        let found = self.shared.private.job(id)?;
        found.ok_or_else(|| JobError::Unknown { id: id.to_owned() })
    }

    /// The newest first.
    ///
    /// # Errors
    /// What the private file says.
    pub fn jobs(&self) -> Result<Vec<JobRow>, JobError> {
        let running = self.running();
        let mut jobs = self.shared.private.jobs()?;
        for running in running {
            jobs.iter_mut()
                .filter(|job| job.id == running.id)
                .for_each(|job| *job = running.clone());
        }
        Ok(jobs)
    }

    /// What a job gave, to the byte; `None` while it has given nothing.
    ///
    /// # Errors
    /// [`JobError::Unknown`]; what the private file says.
    pub fn result(&self, id: &str) -> Result<Option<String>, JobError> {
        self.job(id)?;
        Ok(self.shared.private.job_result(id)?)
    }

    /// A waiting job ends at once, a running one when it next tells its progress.
    ///
    /// # Errors
    /// [`JobError::Unknown`], [`JobError::Ended`]; what the private file says.
    pub fn cancel(&self, id: &str, account: &str) -> Result<JobRow, JobError> {
        let Some(told) = self.cancelled(id) else {
            let job = self.job(id)?;
            let (id, state) = (job.id, job.state);
            return Err(JobError::Ended { id, state });
        };
        let at = Utc::now();
        self.shared
            .private
            .append(&By { account, at }.entry("job.cancel", id, String::new()))?;
        Ok(told)
    }

    /// No job begins any more, and the running ones are interrupted when they next tell their progress.
    pub fn stop(&self) {
        let mut state = self.shared.lock();
        state.is_stopping = true;
        for lane in &mut state.lanes {
            lane.break_off.get_or_insert(JobState::Interrupted);
            for (mut job, _) in std::mem::take(&mut lane.waiting) {
                self.shared.end(&mut job, JobState::Interrupted, Ok(None));
            }
        }
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Jobs that wait or run.
    pub fn busy(&self) -> usize {
        let state = self.shared.lock();
        let busy = |lane: &LaneState| lane.waiting.len() + usize::from(lane.running.is_some());
        state.lanes.iter().map(busy).sum()
    }

    fn running(&self) -> Vec<JobRow> {
        let state = self.shared.lock();
        state.lanes.iter().filter_map(LaneState::told).collect()
    }

    /// Takes a job out of its queue, or tells it to break off; `None` when it neither waits nor runs.
    fn cancelled(&self, id: &str) -> Option<JobRow> {
        let mut state = self.shared.lock();
        for lane in &mut state.lanes {
            let waiting = lane.waiting.iter().position(|(job, _)| job.id == id);
            if let Some((mut job, _)) = waiting.and_then(|at| lane.waiting.remove(at)) {
                self.shared.end(&mut job, JobState::Cancelled, Ok(None));
                return Some(job);
            }
            if let Some(running) = lane.running.clone().filter(|running| running.id == id) {
                lane.break_off = Some(JobState::Cancelled);
                return Some(running);
            }
        }
        None
    }
}

impl LaneState {
    /// The running job as it is at this moment.
    fn told(&self) -> Option<JobRow> {
        let mut job = self.running.clone()?;
        if let (Some(live), Some(began)) = (&mut job.live, self.began) {
            live.seconds = began.elapsed().as_secs();
        }
        Some(job)
    }
}

impl Drop for JobQueue {
    fn drop(&mut self) {
        self.stop();
    }
}

impl RunningJob<'_> {
    /// Says what it is doing.
    pub fn tell(&self, progress: String) {
        self.shared.tell(self.lane, progress, String::new());
    }

    /// As [`RunningJob::tell`], also for programs: the step as JSON. A step in the words of the one before is not told.
    pub fn tell_step(&self, progress: String, step: String) {
        self.shared.tell(self.lane, progress, step);
    }

    /// Whether it shall break off; then its result or reason is not looked at.
    pub fn is_cancelled(&self) -> bool {
        self.shared.lock().lanes[self.lane.slot()].break_off.is_some()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a job and does it; `false` when there will be no more.
    fn run_next(&self, lane: Lane) -> bool {
        let mut state = self.lock();
        let (mut job, work) = loop {
            if state.is_stopping {
                return false;
            }
            match state.lanes[lane.slot()].waiting.pop_front() {
                Some(next) => break next,
                None => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        };
        (job.state, job.progress) = (JobState::Running, "Bắt đầu".to_owned());
        let own = &mut state.lanes[lane.slot()];
        own.break_off = None;
        own.began = Some(Instant::now());
        job.live = Some(LiveJob::default());
        own.running = Some(job.clone());
        drop(state);
        self.note(&job, None);
        let done = catch_unwind(AssertUnwindSafe(|| work(&RunningJob { shared: self, lane })));
        let mut state = self.lock();
        let own = &mut state.lanes[lane.slot()];
        let broken_off = own.break_off.take();
        job = own.running.take().unwrap_or(job);
        match done {
            Ok(Ok(result)) => self.end(&mut job, JobState::Done, Ok(Some(&result))),
            Ok(Err(_)) | Err(_) if broken_off.is_some() => {
                self.end(&mut job, broken_off.unwrap_or(JobState::Cancelled), Ok(None));
            }
            Ok(Err(reason)) => self.end(&mut job, JobState::Failed, Err(reason)),
            Err(panic) => {
                let reason = panic_text(panic.as_ref());
                self.end(&mut job, JobState::Failed, Err(format!("internal error: {reason}")));
            }
        }
        true
    }

    fn tell(&self, lane: Lane, progress: String, step: String) {
        let mut state = self.lock();
        let own = &mut state.lanes[lane.slot()];
        let running = own.running.as_mut();
        // The solver says many times a second what has not changed.
        let Some(running) = running.filter(|running| running.progress != progress) else {
            return;
        };
        running.progress = progress;
        running.live.get_or_insert_default().step = step;
        let told = own.told();
        drop(state);
        told.iter().for_each(|job| (self.on_change)(job));
    }

    fn end(&self, job: &mut JobRow, state: JobState, result: Result<Option<&str>, String>) {
        job.state = state;
        job.finished_at = Some(Utc::now());
        job.error = result.as_ref().err().cloned();
        job.progress = String::new();
        job.live = None;
        self.note(job, result.ok().flatten());
    }

    fn note(&self, job: &JobRow, result: Option<&str>) {
        if let Err(error) = self.private.update_job(job, result) {
            tracing::error!(%error, job = job.id, "the state of a job cannot be written");
        }
        (self.on_change)(job);
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".to_owned())
}
