//! Long work: who may see it, and who hears of its progress. What each kind does: `job_work`.

use super::error::ApiError;
use crate::auth::{Actor, Forbidden, JobRow, Permission, PrivateFile};
use crate::planner::jobs::{JobError, JobQueue};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use axum::response::sse::Event;

/// Changes kept for a listener that is slow; one that falls behind further is told the present state.
const CHANGES_KEPT: usize = 64;

/// The queue, and the changes of its jobs. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    queue: Option<Arc<JobQueue>>,
    changes: broadcast::Sender<JobRow>,
}

impl Jobs {
    /// Without a thread for them (the machine has none left) there are no jobs; the log says so.
    pub fn start(private: &Arc<PrivateFile>) -> Jobs {
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        let sender = changes.clone();
        // Nobody listens: nobody needs to hear.
        let told = move |job: &JobRow| drop(sender.send(job.clone()));
        let queue = JobQueue::start(Arc::clone(private), Box::new(told))
            .inspect_err(|error| tracing::error!(%error, "no jobs can be run"))
            .ok();
        Jobs {
            queue: queue.map(Arc::new),
            changes,
        }
    }

    /// # Errors
    /// When there is none.
    pub fn queue(&self) -> Result<&JobQueue, ApiError> {
        self.queue
            .as_deref()
            .ok_or_else(|| ApiError::internal("there is no thread for jobs"))
    }

    pub fn stop(&self) {
        self.queue.iter().for_each(|queue| queue.stop());
    }

    /// Jobs that wait or run.
    pub fn busy(&self) -> usize {
        self.queue.as_ref().map_or(0, |queue| queue.busy())
    }

    /// A job that this person may see: comparisons by whoever reads scenarios, everything else by whoever runs jobs.
    ///
    /// # Errors
    /// No such job; another role.
    pub fn seen_by(&self, actor: &Actor, id: &str) -> Result<JobRow, ApiError> {
        Jobs::of_somebody(actor)?;
        let job = self.queue()?.job(id)?;
        is_seen_by(&job, actor)?;
        Ok(job)
    }

    /// Those that this person may see, the newest first.
    ///
    /// # Errors
    /// A role that sees none.
    pub fn all_seen_by(&self, actor: &Actor) -> Result<Vec<JobRow>, ApiError> {
        Jobs::of_somebody(actor)?;
        let mut jobs = self.queue()?.jobs()?;
        jobs.retain(|job| is_seen_by(job, actor).is_ok());
        Ok(jobs)
    }

    /// Breaks a job off: one's own, or as somebody who runs jobs.
    ///
    /// # Errors
    /// As [`Jobs::seen_by`]; somebody else's job; one that has ended.
    pub fn cancel(&self, actor: &Actor, id: &str) -> Result<JobRow, ApiError> {
        let job = self.seen_by(actor, id)?;
        if job.account != actor.account {
            actor.allowed(Permission::RunJob)?;
        }
        Ok(self.queue()?.cancel(id, &actor.account)?)
    }

    /// Before it is told whether there is such a job.
    fn of_somebody(actor: &Actor) -> Result<(), Forbidden> {
        let reads = actor.allowed(Permission::ReadScenario);
        reads.or_else(|_| actor.allowed(Permission::RunJob))
    }

    /// The present state of a job and every later one until it has ended.
    ///
    /// # Errors
    /// No such job.
    pub fn events(&self, id: String, stopping: impl Fn() -> bool + Send + 'static) -> Result<JobEvents, ApiError> {
        let mut changes = self.changes.subscribe();
        let mut now = self.queue()?.job(&id)?;
        let jobs = self.clone();
        let (sender, receiver) = mpsc::channel(CHANGES_KEPT);
        tokio::spawn(async move {
            loop {
                let has_ended = now.state.has_ended();
                if sender.send(Ok(event(&now))).await.is_err() || has_ended || stopping() {
                    return;
                }
                now = loop {
                    match changes.recv().await {
                        Ok(job) if job.id == id => break job,
                        Ok(_) => {}
                        Err(broadcast::error::RecvError::Lagged(_)) => match jobs.queue().map(|queue| queue.job(&id)) {
                            Ok(Ok(job)) => break job,
                            _ => return,
                        },
                        Err(broadcast::error::RecvError::Closed) => return,
                    }
                };
            }
        });
        Ok(ReceiverStream::new(receiver))
    }
}

/// What a client that listens gets.
pub type JobEvents = ReceiverStream<Result<Event, Infallible>>;

/// `progress` while a job goes on, `end` when it has ended; the data are a `JobAnswer`.
fn event(job: &JobRow) -> Event {
    let name = if job.state.has_ended() { "end" } else { "progress" };
    let data = serde_json::to_string(&crate::wire::JobAnswer::from(job));
    Event::default().event(name).data(data.unwrap_or_default())
}

impl From<JobError> for ApiError {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Full => ApiError::TooManyRequests { seconds: 60 },
            JobError::Unknown { .. } => ApiError::NotFound(error.to_string()),
            JobError::Ended { .. } => ApiError::Conflict(error.to_string()),
            JobError::Private(error) => error.into(),
        }
    }
}

fn is_seen_by(job: &JobRow, actor: &Actor) -> Result<(), Forbidden> {
    actor.allowed(match job.kind.as_str() {
        "compare" => Permission::ReadScenario,
        // Who started one may see it through; the control of procedures imports and runs no reviews.
        "import" | "undo" if job.account == actor.account => Permission::ReadScenario,
        _ => Permission::RunJob,
    })
}
