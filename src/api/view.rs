//! What requests are answered from: a snapshot with its search and tiles, swapped whole.

use super::error::ApiError;
use super::layers;
use super::ogc::Collections;
use crate::finder::Finder;
use crate::geometry::Tile;
use crate::model::Rule;
use crate::planner::{Depth, Snapshot};
use crate::tiles::{TileError, TileSet};
use crate::wire::{AssessAnswer, ReviewAnswer};
use axum::body::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use tokio::sync::Semaphore;

/// Bytes of finished tiles kept for a snapshot: about all tiles of a city down to zoom 13.
const TILE_CACHE_BYTES: usize = 64 << 20;

/// The running service; cheap to clone.
#[derive(Clone)]
pub struct Service {
    shared: Arc<Shared>,
}

struct Shared {
    view: RwLock<Arc<View>>,
    /// Engine work at once.
    permits: Semaphore,
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
    finished: Mutex<FinishedTiles>,
}

#[derive(Default)]
struct FinishedTiles {
    bytes: usize,
    tiles: HashMap<Tile, Bytes>,
}

impl Service {
    /// Prepares search and tiles; takes seconds for a city.
    pub fn new(snapshot: Arc<Snapshot>) -> Service {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let view = RwLock::new(Arc::new(View::build(snapshot)));
        Service {
            shared: Arc::new(Shared {
                view,
                permits: Semaphore::new(cores.max(2)),
            }),
        }
    }

    /// The view to answer a request from, from its beginning to its end.
    pub fn view(&self) -> Arc<View> {
        self.shared.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers later requests from another snapshot; those under way keep theirs.
    pub fn swap(&self, snapshot: Arc<Snapshot>) {
        let view = Arc::new(View::build(snapshot));
        *self.shared.view.write().unwrap_or_else(PoisonError::into_inner) = view;
    }

    /// Runs engine work on a blocking thread, waiting for a free core.
    ///
    /// # Errors
    /// When the work panics; the panic is logged.
    pub async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        let _permit = self.shared.permits.acquire().await.map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
    }
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
        let tag = format!("{}-{}-{}", env!("CARGO_PKG_VERSION"), snapshot.id(), &review_hash[..8]);
        let tiles = TileSet::build(layers::layers(&snapshot, review.as_ref().map(|(_, review)| review)));
        let finder = Finder::build(snapshot.dataset());
        View {
            snapshot,
            finder,
            collections: Collections::default(),
            review,
            tag,
            figures: OnceLock::new(),
            tiles,
            finished: Mutex::default(),
        }
    }

    /// The shipped rules with their further figures, computed once; those with the ids given.
    ///
    /// # Errors
    /// When a rule does not fit the data.
    pub fn figures(&self, ids: &[String]) -> Result<AssessAnswer, ApiError> {
        let compute = || {
            let rules: Vec<Rule> = self.snapshot.coverages().iter().map(|told| told.rule.clone()).collect();
            let assessed = self
                .snapshot
                .assess(&rules, Depth::Figures)
                .map_err(|error| error.to_string())?;
            Ok(AssessAnswer::of_assessed(&self.snapshot, &assessed))
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
        let lock = || self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().tiles.get(&tile) {
            return Ok(known.clone());
        }
        // Made without the lock: two requests may both make it, to the same bytes.
        let made = Bytes::from(self.tiles.gzipped(&tile)?);
        let mut finished = lock();
        if finished.bytes + made.len() > TILE_CACHE_BYTES {
            *finished = FinishedTiles::default();
        }
        if finished.tiles.insert(tile, made.clone()).is_none() {
            finished.bytes += made.len();
        }
        Ok(made)
    }

    /// The finished tile, if it is.
    pub fn finished_tile(&self, tile: Tile) -> Option<Bytes> {
        self.finished
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .tiles
            .get(&tile)
            .cloned()
    }
}
