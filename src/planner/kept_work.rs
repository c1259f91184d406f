//! What takes long and is found once, then kept beside the data: the contraction order of the roads, and where the cells
//! join them.

use crate::access::{CellJoins, Reach, Travel};
use crate::geometry::LonLat;
use crate::model::{Dataset, RoadNetwork, Rule};
use crate::routing::{AreaTypes, Profile, RoadGraph, Router};

use super::piecewise_hasher::PiecewiseHasher;

/// Raised when joins are chosen in another way, so that none of before is taken.
const JOINS_VERSION: u32 = 1;

/// As [`JOINS_VERSION`], of the tables of who reaches what.
const REACH_VERSION: u32 = 1;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The order in which the nodes of the roads are contracted.
    ContractionOrder,
    /// [`CellJoins`].
    CellJoins,
    /// Who reaches what under the shipped rules: see [`Reach::to_numbers`].
    Reach,
}

/// Where work is kept between runs, as numbers under a key that names all it depends on. It is only ever a matter of
/// speed: whoever keeps none, or fails to, gives the same answers later.
pub trait KeptWork: Sync {
    /// Whether it is worth while to ask and to save: of data that are only tried out, tables of them are not.
    fn keeps(&self, _what: Kept) -> bool {
        true
    }

    /// What is kept under a key.
    fn load(&self, what: Kept, key: &str) -> Option<Vec<u32>>;
    fn save(&self, what: Kept, key: &str, numbers: &[u32]);
}

/// Keeps nothing.
pub struct NothingKept;

impl KeptWork for NothingKept {
    fn keeps(&self, _: Kept) -> bool {
        false
    }

    fn load(&self, _: Kept, _: &str) -> Option<Vec<u32>> {
        None
    }

    fn save(&self, _: Kept, _: &str, _: &[u32]) {}
}

/// The roads of a profile, contracted with the kept order or with a new one, which is then kept.
pub fn router(network: &RoadNetwork, profile: Profile, areas: &AreaTypes, kept: &dyn KeptWork) -> Router {
    let router = Router::build_in(network, profile, areas);
    let key = order_key(router.graph());
    match kept.load(Kept::ContractionOrder, &key) {
        Some(order) => router.with_order(order),
        None => {
            let order = router.metric().hierarchy().order();
            kept.save(Kept::ContractionOrder, &key, &order);
            router
        }
    }
}

/// Where the cells join the roads, as kept or found anew and then kept.
pub fn cell_joins(dataset: &Dataset, router: &Router, kept: &dyn KeptWork) -> CellJoins {
    let key = joins_key(dataset, router);
    let known = kept.load(Kept::CellJoins, &key);
    let known = known.and_then(|numbers| CellJoins::from_numbers(&numbers, dataset, router));
    known.unwrap_or_else(|| {
        let found = CellJoins::find(dataset, router);
        kept.save(Kept::CellJoins, &key, &found.to_numbers());
        found
    })
}

/// The tables of the shipped rules: the scheme's first, then a set for every rule that counts others, by the limits of the
/// scheme. `id`: of the snapshot, which names all they depend on.
pub fn reaches(dataset: &Dataset, travel: &Travel, id: &str, kept: &dyn KeptWork) -> Vec<Reach> {
    let scheme = Rule::scheme();
    let shipped = Rule::shipped();
    let mut rules = vec![&scheme];
    for rule in &shipped {
        if rules.iter().all(|known| known.counts != rule.counts) {
            rules.push(rule);
        }
    }
    let compute = || {
        let first = Reach::compute(dataset, travel, &scheme);
        let others = rules[1..]
            .iter()
            .map(|rule| first.counting_others(dataset, travel, rule));
        let others: Vec<Reach> = others.collect();
        std::iter::once(first).chain(others).collect()
    };
    if !kept.keeps(Kept::Reach) {
        return compute();
    }
    let key = format!("{id}-{REACH_VERSION}");
    let known = kept.load(Kept::Reach, &key);
    let known = known.and_then(|numbers| Reach::from_numbers(&numbers, dataset, &rules));
    known.unwrap_or_else(|| {
        let found: Vec<Reach> = compute();
        if let Some(numbers) = Reach::to_numbers(&found, dataset) {
            kept.save(Kept::Reach, &key, &numbers);
        }
        found
    })
}

/// What an order depends on: where the nodes lie and which are linked. Speeds do not enter, so an order outlives them.
fn order_key(graph: &RoadGraph) -> String {
    let mut hasher = PiecewiseHasher::default();
    for node in 0..graph.node_count() as u32 {
        let (lon, lat) = graph.location(node).fixed_point();
        hasher.update(&lon.to_le_bytes());
        hasher.update(&lat.to_le_bytes());
        graph.out_arcs(node).iter().for_each(|arc| {
            hasher.update(&arc.head.to_le_bytes());
        });
        hasher.update(&u32::MAX.to_le_bytes());
    }
    short(hasher)
}

/// What joins depend on: every number of the graph, the profile (walking speed, snap limit), the cells' places, and how
/// this program chooses.
fn joins_key(dataset: &Dataset, router: &Router) -> String {
    let mut hasher = PiecewiseHasher::default();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&JOINS_VERSION.to_le_bytes());
    hasher.update(router.profile().canonical_text().as_bytes());
    let graph = router.graph();
    let place = |hasher: &mut PiecewiseHasher, place: LonLat| {
        hasher.update(&place.lon.to_le_bytes());
        hasher.update(&place.lat.to_le_bytes());
    };
    for node in 0..graph.node_count() as u32 {
        place(&mut hasher, graph.location(node));
        hasher.update(&[u8::from(graph.is_expanded(node))]);
        for arc in graph.out_arcs(node) {
            for number in [arc.head, arc.weight, arc.stretch] {
                hasher.update(&number.to_le_bytes());
            }
        }
        hasher.update(&u32::MAX.to_le_bytes());
    }
    for segment in graph.segments() {
        let weight = |side: usize| segment.weights[side].unwrap_or(u32::MAX);
        for number in [segment.ends[0], segment.ends[1], weight(0), weight(1)] {
            hasher.update(&number.to_le_bytes());
        }
    }
    hasher.update(b"cells");
    dataset.cells.iter().for_each(|cell| place(&mut hasher, cell.location));
    short(hasher)
}

fn short(hasher: PiecewiseHasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}
