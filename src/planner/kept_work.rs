//! What takes long and is found once, then kept beside the data: the contraction order of the roads, and where the cells
//! join them.

use blake3::Hasher;

use crate::access::CellJoins;
use crate::geometry::LonLat;
use crate::model::{Dataset, RoadNetwork};
use crate::routing::{AreaTypes, Profile, RoadGraph, Router};

/// Raised when joins are chosen in another way, so that none of before is taken.
const JOINS_VERSION: u32 = 1;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The order in which the nodes of the roads are contracted.
    ContractionOrder,
    /// [`CellJoins`].
    CellJoins,
}

/// Where work is kept between runs, as numbers under a key that names all it depends on. It is only ever a matter of
/// speed: whoever keeps none, or fails to, gives the same answers later.
pub trait KeptWork {
    /// What is kept under a key.
    fn load(&self, what: Kept, key: &str) -> Option<Vec<u32>>;
    fn save(&self, what: Kept, key: &str, numbers: &[u32]);
}

/// Keeps nothing.
pub struct NothingKept;

impl KeptWork for NothingKept {
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

/// What an order depends on: where the nodes lie and which are linked. Speeds do not enter, so an order outlives them.
fn order_key(graph: &RoadGraph) -> String {
    let mut hasher = Hasher::new();
    for node in 0..graph.node_count() as u32 {
        let (lon, lat) = graph.location(node).fixed_point();
        hasher.update(&lon.to_le_bytes());
        hasher.update(&lat.to_le_bytes());
        graph.out_arcs(node).iter().for_each(|arc| {
            hasher.update(&arc.head.to_le_bytes());
        });
        hasher.update(&u32::MAX.to_le_bytes());
    }
    short(&hasher)
}

/// What joins depend on: every number of the graph, the profile (walking speed, snap limit), the cells' places, and how
/// this program chooses.
fn joins_key(dataset: &Dataset, router: &Router) -> String {
    let mut hasher = Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&JOINS_VERSION.to_le_bytes());
    hasher.update(router.profile().canonical_text().as_bytes());
    let graph = router.graph();
    let place = |hasher: &mut Hasher, place: LonLat| {
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
    short(&hasher)
}

fn short(hasher: &Hasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}
