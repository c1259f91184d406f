//! One state of the data with everything that questions need, computed once.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Assessed;
use super::kept_work::{self, KeptWork, NothingKept};
use crate::access::{Coverage, Near, PointAccess, Reach, Travel};
use crate::audit::OpenErrors;
use crate::geometry::{BBox, LonLat};
use crate::model::{AreaId, AreaLevel, Dataset, FacilityId, FacilityStatus, Rule, RuleError, TravelMode};
use crate::routing::{AreaTypes, Profile, Route, Router};
use crate::spatial_index::OutlineIndex;
use crate::store::CoverageRow;

/// Immutable; held in an `Arc`. See [`super::Planner`].
pub struct Snapshot {
    /// Shared by all snapshots of the same data: a plan that is kept or replaced changes none of it.
    pub(super) data: Arc<Computed>,
    review: Option<String>,
    /// What states of the data came to, this one last where it was kept; oldest first.
    past: Vec<CoverageRow>,
}

/// The data, and what is computed of them.
pub(super) struct Computed {
    id: String,
    dataset: Dataset,
    travel: Travel,
    reach: Reach,
    /// Under the same limits, of the nearest of fewer kinds.
    other_reaches: Vec<Reach>,
    /// Under the shipped rules, told side by side.
    coverages: Vec<Coverage>,
    area_types: AreaTypes,
    /// Roads by mode, shared by everything that is asked of the mode.
    routers: [OnceLock<Arc<Router>>; TravelMode::ALL.len()],
    /// Boxes of the communes' outlines.
    communes: Vec<(BBox, AreaId)>,
    /// By mode; the others' roads are built when first asked for.
    points: [OnceLock<PointAccess>; TravelMode::ALL.len()],
    /// Found when first asked for.
    open_errors: OnceLock<OpenErrors>,
    /// Under the shipped rules, worked out when first asked for.
    pub(super) assessed: OnceLock<Result<Vec<Assessed>, RuleError>>,
}

impl Snapshot {
    /// `review`: the stored plan as JSON, shown as it was computed.
    pub fn build(dataset: Dataset, review: Option<String>) -> Snapshot {
        Snapshot::build_with(dataset, review, Profile::shipped(TravelMode::Motorbike), &NothingKept)
    }

    /// As [`Snapshot::build`], with a motorbike profile of one's own, and what takes long (the contraction order of the
    /// roads, the joins of the cells) from where it is kept; what had to be found is handed there.
    pub fn build_with(dataset: Dataset, review: Option<String>, profile: Profile, kept: &dyn KeptWork) -> Snapshot {
        let (id, (area_types, motorbike, travel)) = rayon::join(
            || super::snapshot_id::snapshot_id(&dataset, &profile),
            || roads_and_travel(&dataset, profile.clone(), kept),
        );
        let mut reaches = kept_work::reaches(&dataset, &travel, &id, kept);
        let coverages: Vec<Coverage> = Rule::shipped()
            .par_iter()
            .map(|rule| {
                let own = reaches.iter().find(|reach| reach.serves(&dataset, rule));
                let others = || Cow::Owned(reaches[0].counting_others(&dataset, &travel, rule));
                own.map_or_else(others, Cow::Borrowed).coverage(&dataset, &travel, rule)
            })
            .collect();
        let reach = reaches.remove(0);
        let communes = commune_boxes(&dataset);
        let routers: [OnceLock<Arc<Router>>; TravelMode::ALL.len()] = Default::default();
        let _ = routers[slot(TravelMode::Motorbike)].set(motorbike);
        let data = Computed {
            communes,
            id,
            dataset,
            travel,
            reach,
            other_reaches: reaches,
            coverages,
            area_types,
            routers,
            points: Default::default(),
            open_errors: OnceLock::new(),
            assessed: OnceLock::new(),
        };
        Snapshot {
            data: Arc::new(data),
            review,
            past: Vec::new(),
        }
    }

    /// The same data with another plan kept: everything that was computed stays at hand.
    pub fn with_review(&self, review: Option<String>) -> Snapshot {
        Snapshot {
            data: Arc::clone(&self.data),
            review,
            past: self.past.clone(),
        }
    }

    pub fn id(&self) -> &str {
        &self.data.id
    }

    pub fn dataset(&self) -> &Dataset {
        &self.data.dataset
    }

    pub fn travel(&self) -> &Travel {
        &self.data.travel
    }

    /// Tables under the limits of the shipped rules; nearest of all counting kinds.
    pub fn reach(&self) -> &Reach {
        &self.data.reach
    }

    /// The tables in which the nearest are those that count under a shipped rule.
    pub fn reach_of(&self, rule: &Rule) -> &Reach {
        let others = self.data.other_reaches.iter();
        let own = others
            .chain([&self.data.reach])
            .find(|reach| reach.counts() == rule.counts);
        own.unwrap_or(&self.data.reach)
    }

    /// Under the shipped rules: `plan68`, `scheme`, `plan68_agents`.
    pub fn coverages(&self) -> &[Coverage] {
        &self.data.coverages
    }

    /// With what earlier states of the data came to, oldest first.
    pub fn with_past(self, past: Vec<CoverageRow>) -> Snapshot {
        Snapshot { past, ..self }
    }

    /// What states of the data came to, as the workspace keeps it.
    pub fn past(&self) -> &[CoverageRow] {
        &self.past
    }

    /// The stored review as JSON text.
    pub fn review(&self) -> Option<&str> {
        self.review.as_deref()
    }

    /// The errors that the audit finds in the data: every figure computed on them carries them.
    pub fn open_errors(&self) -> &OpenErrors {
        self.data.open_errors.get_or_init(|| OpenErrors::of(&self.data.dataset))
    }

    /// The k nearest of the wanted open facilities, by travel time of the mode.
    pub fn nearest(&self, place: LonLat, mode: TravelMode, wanted: impl Fn(FacilityId) -> bool, k: usize) -> Vec<Near> {
        let open = self
            .data
            .dataset
            .facilities
            .iter()
            .map(|facility| facility.status == FacilityStatus::Open);
        let wanted: Vec<bool> = open
            .enumerate()
            .map(|(index, open)| open && wanted(FacilityId(index as u32)))
            .collect();
        self.points(mode).nearest(place, &wanted, k)
    }

    pub fn is_on_road(&self, place: LonLat, mode: TravelMode) -> bool {
        self.points(mode).is_on_road(place)
    }

    /// The fastest way by road, `None` when there is none.
    pub fn route(&self, place: LonLat, mode: TravelMode, to: FacilityId) -> Option<Route> {
        self.points(mode).route(&self.data.dataset.roads, place, to)
    }

    /// The commune that holds a place.
    pub fn area_at(&self, place: LonLat) -> Option<AreaId> {
        let near: Vec<AreaId> = self
            .data
            .communes
            .iter()
            .filter(|(bbox, _)| bbox.contains(place))
            .map(|(_, area)| *area)
            .collect();
        let index = OutlineIndex::build(near.iter().map(|area| &self.data.dataset.areas[area.index()].outline));
        index.locate(place).map(|found| near[found])
    }

    /// A facility by its persistent code.
    pub fn facility(&self, code: &str) -> Option<FacilityId> {
        let found = self
            .data
            .dataset
            .facilities
            .binary_search_by(|facility| facility.code.as_str().cmp(code));
        found.ok().map(|index| FacilityId(index as u32))
    }

    /// The speeds of a mode: those the snapshot was made with, else the shipped ones.
    pub fn profile(&self, mode: TravelMode) -> Profile {
        let made = self.data.routers[slot(mode)].get();
        made.map_or_else(|| Profile::shipped(mode), |router| router.profile().clone())
    }

    /// The roads under a profile, its speeds told by the areas that they lie in.
    pub fn router(&self, profile: Profile) -> Router {
        Router::build_in(&self.data.dataset.roads, profile, &self.data.area_types)
    }

    /// The roads by a mode: those the snapshot was made with, else as shipped. Only the former are contracted.
    pub fn roads_by(&self, mode: TravelMode) -> Arc<Router> {
        let router = || Arc::new(self.router(Profile::shipped(mode)));
        Arc::clone(self.data.routers[slot(mode)].get_or_init(router))
    }

    /// Makes what questions about nearest points and ways by a mode need, before the first of them comes.
    pub fn warm_points(&self, mode: TravelMode) {
        self.points(mode);
    }

    /// Whether questions about nearest points and ways by a mode need not wait.
    pub fn is_warm(&self, mode: TravelMode) -> bool {
        self.data.points[slot(mode)].get().is_some()
    }

    /// Whether the nearest points by a mode are told sooner than it takes to hand the question to another thread.
    pub fn is_quick(&self, mode: TravelMode) -> bool {
        self.data.points[slot(mode)].get().is_some_and(PointAccess::is_quick)
    }

    fn points(&self, mode: TravelMode) -> &PointAccess {
        self.data.points[slot(mode)].get_or_init(|| PointAccess::build(&self.data.dataset, self.roads_by(mode)))
    }
}

/// The roads by motorbike, contracted, and everybody on them. Where the cells join is found or read meanwhile.
fn roads_and_travel(dataset: &Dataset, profile: Profile, kept: &dyn KeptWork) -> (AreaTypes, Arc<Router>, Travel) {
    let area_types = AreaTypes::classify(&dataset.roads, &dataset.areas, &dataset.cells);
    let motorbike = Arc::new(kept_work::router(&dataset.roads, profile, &area_types, kept));
    let (_, cell_joins) = rayon::join(
        || motorbike.metric().link_count(),
        || {
            motorbike.joiner();
            kept_work::cell_joins(dataset, &motorbike, kept)
        },
    );
    let travel = Travel::joined(dataset, TravelMode::Motorbike, Arc::clone(&motorbike), cell_joins);
    (area_types, motorbike, travel)
}

fn slot(mode: TravelMode) -> usize {
    let position = TravelMode::ALL.iter().position(|known| *known == mode);
    position.expect("every mode is in ALL")
}

fn commune_boxes(dataset: &Dataset) -> Vec<(BBox, AreaId)> {
    let communes = (0u32..)
        .zip(&dataset.areas)
        .filter(|(_, area)| area.level == AreaLevel::Commune);
    communes
        .filter_map(|(index, area)| {
            let corners = area.outline.iter().flat_map(|polygon| polygon.exterior().points());
            let bbox = BBox::around(corners.map(|corner| LonLat::new(corner.x(), corner.y())))?;
            Some((bbox, AreaId(index)))
        })
        .collect()
}
