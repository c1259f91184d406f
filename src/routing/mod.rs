//! The road network as a graph: profiles, joins, sweeps, routes. Knows nothing of what a facility means.

mod batch_sweep;
mod bucket_queue;
mod components;
mod draft;
mod graph;
mod hierarchy;
mod isochrone;
mod join;
mod metric;
mod nearest_labels;
mod nearest_sweep;
mod order;
mod profile;
mod route;
mod router;
mod sweep;

pub use batch_sweep::{BatchSweep, LANES, Lane, Times};
pub use bucket_queue::BucketQueue;
pub use graph::{Arc, RoadGraph, Segment};
pub use hierarchy::{Hierarchy, order_of_graph};
pub use isochrone::{ReachedPart, reached_parts};
pub use join::{Join, JoinScratch, Joiner, all_seeds, along_segment, seeds_of};
pub use metric::{Metric, PairSearch};
pub use nearest_labels::{NearestLabels, offer_label};
pub use nearest_sweep::SweptLabels;
pub use order::contraction_order;
pub use profile::{Passage, Profile, ProfileError};
pub use route::{Leg, Route, Turn, route};
pub use router::Router;
pub use sweep::{Direction, Label, Seed, Sweep, k_nearest};
