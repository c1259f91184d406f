//! The road network as a graph: profiles, joins, sweeps, routes. Knows nothing of what a facility means.

mod bucket_queue;
mod components;
mod draft;
mod graph;
mod isochrone;
mod join;
mod nearest_labels;
mod profile;
mod route;
mod router;
mod sweep;

pub use bucket_queue::BucketQueue;
pub use graph::{Arc, RoadGraph, Segment};
pub use isochrone::{ReachedPart, reached_parts};
pub use join::{Join, JoinScratch, Joiner, all_seeds, along_segment, seeds_of};
pub use nearest_labels::{NearestLabels, offer_label};
pub use profile::{Passage, Profile, ProfileError};
pub use route::{Leg, Route, Turn, route};
pub use router::Router;
pub use sweep::{Direction, Seed, Sweep, k_nearest};
