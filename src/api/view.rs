//! What requests are answered from: a snapshot with its search and tiles, swapped whole.

use super::checks::Checks;
use super::error::ApiError;
use super::guards::Transport;
use super::imports_held::Imports;
use super::jobs::Jobs;
use super::kept::Kept;
use super::kept_answers::{KeptAnswers, no_answers};
use super::layers;
use super::limits::{Limits, Rates};
use super::limits_address::Network;
use super::limits_at_once::Crowd;
use super::ogc::Collections;
use super::session::CookieSecurity;
use super::voice_desk::KeptSatisfaction;
use crate::auth::{AuthError, DailyVisitors, PrivateFile};
use crate::finder::Finder;
use crate::geometry::Tile;
use crate::model::TravelMode;
use crate::planner::{Scenarios, Snapshot};
use crate::tiles::{TileError, TileSet};
use crate::wire::{AssessAnswer, ReviewAnswer};
use axum::body::Bytes;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of finished tiles kept for a snapshot: about all tiles of a city down to zoom 13.
const TILE_CACHE_BYTES: usize = 64 << 20;

/// The running service; cheap to clone.
#[derive(Clone)]
pub struct Service {
    shared: Arc<Shared>,
}

/// How the service is reached, and by how many.
#[derive(Clone, Debug)]
pub struct Site {
    pub cookies: CookieSecurity,
    pub transport: Transport,
    pub rates: Rates,
    pub crowd: Crowd,
    /// How long a comparison is waited for; a longer one is a job. Below the limit of every answer.
    pub comparison_within: Duration,
    /// Proxies that are believed when they tell whose request they pass on.
    pub trusted_proxies: Vec<Network>,
}

impl Default for WarmUp {
    /// The default mode alone.
    fn default() -> WarmUp {
        WarmUp {
            modes: Vec::new(),
            told: Box::new(|_| ()),
        }
    }
}

impl Default for Site {
    fn default() -> Site {
        Site {
            cookies: CookieSecurity::HttpsOnly,
            transport: Transport::Plain,
            rates: Rates::default(),
            crowd: Crowd::default(),
            comparison_within: Duration::from_secs(15),
            trusted_proxies: Vec::new(),
        }
    }
}

struct Shared {
    view: RwLock<Arc<View>>,
    private: Arc<PrivateFile>,
    cookies: CookieSecurity,
    transport: Transport,
    limits: Limits,
    visitors: DailyVisitors,
    satisfaction: KeptSatisfaction,
    jobs: Jobs,
    comparison_within: Duration,
    imports: Imports,
    checks: Checks,
    is_stopping: AtomicBool,
    /// Passwords hashed at once: each takes 19 MiB.
    hashers: Arc<Semaphore>,
    scenarios: OnceLock<Arc<Scenarios>>,
    /// Engine work at once.
    permits: Arc<Semaphore>,
    /// Checks and exports at once: each holds a copy of the data, and must not keep the public waiting.
    desk_permits: Arc<Semaphore>,
    /// Documents made at once: each takes a core for seconds, and pictures of a whole page.
    document_permits: Arc<Semaphore>,
    /// Files of a whole city made at once: each takes seconds, and memory for all of it.
    download_permits: Arc<Semaphore>,
    /// Reading and changing scenarios at once: that waits for the disk, and must not keep the public waiting.
    edit_permits: Arc<Semaphore>,
    /// Figures of scenarios at once: what questions leave behind holds no edit up.
    figure_permits: Arc<Semaphore>,
}

/// Work on scenarios, by what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenarioWork {
    /// The disk, and the data of a baseline: milliseconds.
    Edits,
    /// Figures, which are computed by one at a time: half a minute where a city's roads are not at hand.
    Figures,
}

/// What is made before the first question needs it.
pub struct WarmUp {
    /// Ways to travel; the default one is made in any case.
    pub modes: Vec<TravelMode>,
    /// Hears of each way to travel before it is made.
    pub told: Box<dyn Fn(TravelMode) + Send + Sync>,
}

/// One snapshot with what is derived from it for the map.
pub struct View {
    pub snapshot: Arc<Snapshot>,
    pub finder: Finder,
    pub collections: Collections,
    /// The review as stored, and as read.
    pub review: Option<(String, ReviewAnswer)>,
    /// Changes with the data, the review and the program: what entity tags are made of.
    pub tag: String,
    figures: OnceLock<Result<AssessAnswer, String>>,
    tiles: TileSet,
    finished: Kept<Tile>,
    pub(super) answers: KeptAnswers,
}

impl Service {
    /// Without accounts: nobody can log in. See [`Service::with_accounts`].
    pub fn new(snapshot: Arc<Snapshot>) -> Service {
        let private = PrivateFile::in_memory().expect("a new database in memory takes its tables");
        Service::with_accounts(snapshot, Arc::new(private), Site::default())
    }

    /// Prepares search, tiles and the default way to travel; takes seconds for a city.
    pub fn with_accounts(snapshot: Arc<Snapshot>, private: Arc<PrivateFile>, site: Site) -> Service {
        let jobs = Jobs::start(&private);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let view = RwLock::new(Arc::new(View::build(snapshot)));
        // Who is told that the service is ready does not wait at his first question.
        let default = view.read().unwrap_or_else(PoisonError::into_inner);
        default.snapshot.warm_points(DEFAULT_MODE);
        drop(default);
        Service {
            shared: Arc::new(Shared {
                view,
                private,
                cookies: site.cookies,
                transport: site.transport,
                limits: Limits::new(site.rates, site.crowd, site.trusted_proxies),
                visitors: DailyVisitors::default(),
                satisfaction: KeptSatisfaction::default(),
                comparison_within: site.comparison_within,
                is_stopping: AtomicBool::new(false),
                jobs,
                imports: Imports::default(),
                checks: Checks::default(),
                hashers: Arc::new(Semaphore::new(2)),
                scenarios: OnceLock::new(),
                permits: Arc::new(Semaphore::new(cores.max(2))),
                desk_permits: Arc::new(Semaphore::new(DESK_WORK_AT_ONCE)),
                edit_permits: Arc::new(Semaphore::new(EDITS_AT_ONCE)),
                figure_permits: Arc::new(Semaphore::new(FIGURES_AT_ONCE)),
                document_permits: Arc::new(Semaphore::new(1)),
                download_permits: Arc::new(Semaphore::new(DOWNLOADS_AT_ONCE)),
            }),
        }
    }

    /// The scenarios of the workspace that is served; told once.
    pub fn hold_scenarios(&self, scenarios: Arc<Scenarios>) {
        let _ = self.shared.scenarios.set(scenarios);
    }

    /// # Errors
    /// A service on a snapshot alone has no workspace to keep scenarios in.
    pub fn scenarios(&self) -> Result<Arc<Scenarios>, ApiError> {
        let none = || ApiError::NotFound("This service has no workspace to keep scenarios in.".to_owned());
        self.shared.scenarios.get().cloned().ok_or_else(none)
    }

    /// The view to answer a request from, from its beginning to its end.
    pub fn view(&self) -> Arc<View> {
        self.shared.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Accounts, sessions and the audit log. Use it on a blocking thread: it waits for the disk.
    pub fn private(&self) -> &Arc<PrivateFile> {
        &self.shared.private
    }

    pub fn cookies(&self) -> CookieSecurity {
        self.shared.cookies
    }

    pub fn transport(&self) -> Transport {
        self.shared.transport
    }

    pub fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// How often addresses have written without an account today.
    pub fn visitors(&self) -> &DailyVisitors {
        &self.shared.visitors
    }

    pub fn kept_satisfaction(&self) -> &KeptSatisfaction {
        &self.shared.satisfaction
    }

    /// How long a comparison is waited for.
    pub fn comparison_within(&self) -> Duration {
        self.shared.comparison_within
    }

    pub fn jobs(&self) -> &Jobs {
        &self.shared.jobs
    }

    /// Files that were sent to be imported.
    pub fn imports(&self) -> &Imports {
        &self.shared.imports
    }

    /// The audit of the data that are served.
    pub fn checks(&self) -> &Checks {
        &self.shared.checks
    }

    /// The file that holds the data.
    ///
    /// # Errors
    /// A service on a snapshot alone has none.
    pub fn workspace(&self) -> Result<PathBuf, ApiError> {
        Ok(self.scenarios()?.workspace().to_owned())
    }

    /// From now on the service is not ready: whoever sends it requests sends them elsewhere.
    pub fn stop(&self) {
        self.shared.is_stopping.store(true, Ordering::Relaxed);
        self.shared.jobs.stop();
    }

    pub fn is_stopping(&self) -> bool {
        self.shared.is_stopping.load(Ordering::Relaxed)
    }

    /// Reads or writes the private file on a blocking thread.
    ///
    /// # Errors
    /// What the work says.
    pub async fn private_work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PrivateFile) -> Result<T, AuthError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let private = Arc::clone(&self.shared.private);
        let done = tokio::task::spawn_blocking(move || work(&private)).await;
        Ok(done.map_err(ApiError::internal)??)
    }

    /// Work that waits for the disk or for locks, on a blocking thread.
    ///
    /// # Errors
    /// What the work says.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let service = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&service)).await;
        done.map_err(ApiError::internal)?
    }

    /// As [`Service::private_work`], for work that hashes a password; two at a time.
    ///
    /// # Errors
    /// What the work says.
    pub async fn hash_password<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PrivateFile) -> Result<T, AuthError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let permit = permit_of(&self.shared.hashers).await?;
        let held = move |private: &PrivateFile| {
            let _permit = permit;
            work(private)
        };
        self.private_work(held).await
    }

    /// Makes what questions would wait for, what is asked most often first; blocks until all of it is made.
    pub fn warm(&self, warm_up: &WarmUp) {
        self.view().warm(warm_up);
    }

    /// Whether the default way to travel is at hand.
    pub fn is_warm(&self) -> bool {
        self.view().snapshot.is_warm(DEFAULT_MODE)
    }

    /// Answers later requests from another snapshot, once what the first questions need is made; those under way keep theirs.
    pub fn swap(&self, snapshot: Arc<Snapshot>, warm_up: &WarmUp) {
        let view = Arc::new(View::build(snapshot));
        view.warm(warm_up);
        *self.shared.view.write().unwrap_or_else(PoisonError::into_inner) = view;
    }

    /// Runs engine work on a blocking thread, waiting for a free core.
    ///
    /// # Errors
    /// When the work panics; the panic is logged.
    pub async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        with_permit(&self.shared.permits, work).await
    }

    /// As [`Service::compute`], for files that are checked, the checks of the data, and exports.
    ///
    /// # Errors
    /// When the work panics; the panic is logged.
    pub async fn desk_work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        with_permit(&self.shared.desk_permits, work).await
    }

    /// As [`Service::compute`], for documents: one at a time.
    ///
    /// # Errors
    /// When the work panics; the panic is logged.
    pub async fn document_work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        with_permit(&self.shared.document_permits, work).await
    }

    /// As [`Service::compute`], for work on scenarios.
    ///
    /// # Errors
    /// When the work panics; the panic is logged.
    pub async fn scenario_work<T: Send + 'static>(
        &self,
        kind: ScenarioWork,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let permits = match kind {
            ScenarioWork::Edits => &self.shared.edit_permits,
            ScenarioWork::Figures => &self.shared.figure_permits,
        };
        with_permit(permits, work).await
    }

    /// As [`Service::compute`], for files of a whole city.
    ///
    /// # Errors
    /// When the work panics; the panic is logged.
    pub async fn download_work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        with_permit(&self.shared.download_permits, work).await
    }
}

/// Checks and exports at once.
const DESK_WORK_AT_ONCE: usize = 2;
/// How a question travels that says nothing of it (`Params::mode`).
const DEFAULT_MODE: TravelMode = TravelMode::Motorbike;

/// Scenarios that are read or changed at once.
const EDITS_AT_ONCE: usize = 4;
/// The bench of the planner has one seat. Whoever would wait there for longer than a question may waits here instead, where
/// giving up costs nothing: neither a thread nor a computation that nobody asks for any more.
const FIGURES_AT_ONCE: usize = 1;
/// Files of a whole city that are made at once.
const DOWNLOADS_AT_ONCE: usize = 2;

async fn permit_of(permits: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, ApiError> {
    Arc::clone(permits).acquire_owned().await.map_err(ApiError::internal)
}

/// The permit lies with the work and not with the request: work goes on when a client leaves or time is up.
async fn with_permit<T: Send + 'static>(
    permits: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let permit = permit_of(permits).await?;
    let held = move || {
        let _permit = permit;
        work()
    };
    tokio::task::spawn_blocking(held).await.map_err(ApiError::internal)
}

impl View {
    pub fn build(snapshot: Arc<Snapshot>) -> View {
        let review = snapshot
            .review()
            .and_then(|text| match serde_json::from_str::<ReviewAnswer>(text) {
                Ok(review) => Some((text.to_owned(), review)),
                Err(error) => {
                    tracing::warn!(%error, "the stored review cannot be read and is not shown");
                    None
                }
            });
        let review_hash = blake3::hash(review.as_ref().map_or("", |(text, _)| text).as_bytes()).to_hex();
        // A state that came back after an undo has another past.
        let past = snapshot.past().last().map_or("", |row| &row.at);
        let kept_hash = blake3::hash(format!("{review_hash}{past}").as_bytes()).to_hex();
        let tag = format!("{}-{}-{}", env!("CARGO_PKG_VERSION"), snapshot.id(), &kept_hash[..8]);
        let (tiles, finder) = rayon::join(
            || TileSet::build(layers::layers(&snapshot, review.as_ref().map(|(_, review)| review))),
            || Finder::build(snapshot.dataset()),
        );
        View {
            snapshot,
            finder,
            collections: Collections::default(),
            review,
            tag,
            figures: OnceLock::new(),
            tiles,
            finished: Kept::up_to(TILE_CACHE_BYTES),
            answers: no_answers(),
        }
    }

    /// Nearest points and ways, the default mode first, and the figures.
    fn warm(&self, warm_up: &WarmUp) {
        for mode in std::iter::once(&DEFAULT_MODE).chain(&warm_up.modes) {
            (warm_up.told)(*mode);
            self.snapshot.warm_points(*mode);
        }
        if let Err(error) = self.figures(&[]) {
            tracing::warn!(%error, "the figures cannot be computed");
        }
    }

    /// The shipped rules with their further figures, computed once; those with the ids given.
    ///
    /// # Errors
    /// When a rule does not fit the data.
    pub fn figures(&self, ids: &[String]) -> Result<AssessAnswer, ApiError> {
        let compute = || {
            let assessed = self.snapshot.assessed().map_err(|error| error.to_string())?;
            Ok(AssessAnswer::of_assessed(&self.snapshot, assessed))
        };
        let mut answer = self.figures.get_or_init(compute).clone().map_err(ApiError::internal)?;
        answer.rules.retain(|told| ids.contains(&told.rule.id));
        Ok(answer)
    }

    /// A tile as gzipped MVT, made once.
    ///
    /// # Errors
    /// As [`TileSet::gzipped`].
    pub fn tile(&self, tile: Tile) -> Result<Bytes, TileError> {
        if let Some(known) = self.finished_tile(tile) {
            return Ok(known);
        }
        // Made without a lock: two requests may both make it, to the same bytes.
        let made = Bytes::from(self.tiles.gzipped(&tile)?);
        self.finished.keep(tile, (), made.clone());
        Ok(made)
    }

    /// The finished tile, if it is.
    pub fn finished_tile(&self, tile: Tile) -> Option<Bytes> {
        self.finished.get(&tile).map(|(_, bytes)| bytes)
    }
}
