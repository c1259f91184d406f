//! The road network as a graph: profiles, joins, sweeps, routes. Knows nothing of what a facility means.

mod area_types;
mod batch_sweep;
mod bucket_queue;
pub mod calibrate;
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
mod profile_tables;
mod route;
mod router;
mod sweep;
mod turn_states;

pub use area_types::{AreaType, AreaTypes, URBAN_PER_KM2, VERY_DENSE_PER_KM2};
pub use batch_sweep::{BatchSweep, LANES, Lane, Times};
pub use bucket_queue::BucketQueue;
pub use graph::{Arc, RoadGraph, Segment};
pub use hierarchy::{Hierarchy, order_of_graph};
pub use isochrone::{ReachedPart, reached_parts};
pub use join::{Fraction, Join, JoinScratch, Joiner, all_seeds, along_segment, put_all_seeds, seeds_of};
pub use metric::{Climb, Metric, PairSearch};
pub use nearest_labels::{NearestLabels, offer_label};
pub use nearest_sweep::SweptLabels;
pub use order::contraction_order;
pub use profile::{Maxspeed, Passage, Profile, ProfileError, Snap, SnapWalk};
pub use route::{Leg, Route, Turn, route};
pub use router::Router;
pub use sweep::{Direction, Label, Seed, Sweep, k_nearest};
