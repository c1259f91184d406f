//! Long work: what each kind of job does, and who hears of its progress.

use super::error::ApiError;
use super::jobs_review;
use crate::auth::{Actor, JobRow, PrivateFile};
use crate::planner::jobs::{JobError, JobQueue, Work};
use crate::planner::{Snapshot, propose_review};
use crate::review::ReviewSettings;
use crate::wire::{JobKind, JobRequest, OpenErrorsShape, ReviewAnswer, review_step_vi};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use axum::response::sse::Event;

/// Changes kept for a listener that is slow; one that falls behind further is told the present state.
const CHANGES_KEPT: usize = 64;
/// Seconds of each limit of a review, readings at other speeds, and plans beside the best, that one job may ask for.
const MOST_SECONDS: f64 = 900.0;
const MOST_SPEEDS: usize = 8;
const MOST_PLANS: usize = 50;

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

    /// Puts a job into the queue. Blocks on the disk.
    ///
    /// # Errors
    /// Settings that make no sense; a full queue.
    pub fn submit(&self, asked: &JobRequest, actor: &Actor, snapshot: &Arc<Snapshot>) -> Result<JobRow, ApiError> {
        let settings = asked.settings.settings();
        let settings = settings.map_err(|error| ApiError::BadBody(error.to_string()))?;
        bounded(&settings)?;
        let text = match asked.kind {
            JobKind::Review => serde_json::to_string(&asked.settings),
            JobKind::Curve => serde_json::to_string(asked),
        };
        let text = text.map_err(ApiError::internal)?;
        let snapshot = Arc::clone(snapshot);
        let id = snapshot.id().to_owned();
        let work = match asked.kind {
            JobKind::Review => review(settings, snapshot),
            JobKind::Curve => jobs_review::curve(&asked.curve, settings, snapshot)?,
        };
        let kind = asked.kind.code();
        Ok(self.queue()?.submit(kind, &actor.account, text, &id, work)?)
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

fn review(settings: ReviewSettings, snapshot: Arc<Snapshot>) -> Work {
    Box::new(move |job| {
        let plan = propose_review(
            &snapshot,
            &settings,
            &mut |step| job.tell(review_step_vi(&step)),
            &|| job.is_cancelled(),
        );
        let plan = plan.map_err(|error| error.to_string())?;
        let mut answer = ReviewAnswer::from_plan(&plan, snapshot.dataset(), snapshot.id());
        answer.open_errors = Some(OpenErrorsShape::from(snapshot.open_errors()));
        jobs_review::result(&answer)
    })
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

/// One worker does all jobs: none may hold it for longer than an afternoon.
///
/// # Errors
/// Settings beyond that.
pub(super) fn bounded(settings: &ReviewSettings) -> Result<(), ApiError> {
    let seconds = [
        settings.time_limit_seconds,
        settings.counterfactual_seconds,
        settings.robustness_seconds,
        settings.sensitivity_seconds,
        settings.opening.seconds,
    ];
    let is_short = seconds.iter().all(|seconds| (0.0..=MOST_SECONDS).contains(seconds));
    let is_few = settings.sensitivity_speeds.len() <= MOST_SPEEDS && settings.robustness_plans <= MOST_PLANS;
    (is_short && is_few).then_some(()).ok_or_else(|| {
        ApiError::BadBody(format!(
            "a job may take {MOST_SECONDS} s a limit, {MOST_SPEEDS} speeds and {MOST_PLANS} plans; `gandan review` may take more"
        ))
    })
}
