//! The contraction order of the roads: found once, then kept beside them.

use blake3::Hasher;

use crate::model::RoadNetwork;
use crate::routing::{AreaTypes, Profile, RoadGraph, Router};

/// Where contraction orders are kept between runs. An order is only ever a matter of speed: whoever keeps none, or
/// fails to, gives the same answers later.
pub trait KeptOrders {
    /// The order kept under a key.
    fn load(&self, key: &str) -> Option<Vec<u32>>;
    fn save(&self, key: &str, order: &[u32]);
}

/// Keeps no order.
pub struct NothingKept;

impl KeptOrders for NothingKept {
    fn load(&self, _: &str) -> Option<Vec<u32>> {
        None
    }

    fn save(&self, _: &str, _: &[u32]) {}
}

/// The roads of a profile, contracted with the kept order or with a new one, which is then kept.
pub fn router(network: &RoadNetwork, profile: Profile, areas: &AreaTypes, orders: &dyn KeptOrders) -> Router {
    let router = Router::build_in(network, profile, areas);
    let key = order_key(router.graph());
    match orders.load(&key) {
        Some(order) => router.with_order(order),
        None => {
            let order = router.metric().hierarchy().order();
            orders.save(&key, &order);
            router
        }
    }
}

/// With the order that is kept for its roads, where one is: it is contracted when it is first asked for times.
pub fn ordered(router: Router, orders: &dyn KeptOrders) -> Router {
    match orders.load(&order_key(router.graph())) {
        Some(order) => router.with_order(order),
        None => router,
    }
}

/// Whether an order is kept for its roads.
pub fn is_kept(router: &Router, orders: &dyn KeptOrders) -> bool {
    orders.load(&order_key(router.graph())).is_some()
}

/// Keeps the order that a contracted router has.
pub fn keep(router: &Router, orders: &dyn KeptOrders) {
    orders.save(&order_key(router.graph()), &router.metric().hierarchy().order());
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
    hasher.finalize().to_hex()[..32].to_owned()
}
