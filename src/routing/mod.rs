//! The road network as a graph: profiles, joins, sweeps, routes. Knows nothing of what a facility means.

mod area_types;
mod bucket_queue;
pub mod calibrate;
mod components;
mod draft;
mod graph;
mod join;
mod profile;
mod profile_tables;
mod route;
mod router;
mod sweep;
mod turn_states;

pub use area_types::{AreaType, AreaTypes, URBAN_PER_KM2, VERY_DENSE_PER_KM2};
pub use bucket_queue::BucketQueue;
pub use graph::{Arc, RoadGraph, Segment};
pub use join::{Join, JoinScratch, Joiner, all_seeds, along_segment, seeds_of};
pub use profile::{Maxspeed, Passage, Profile, ProfileError, Snap, SnapWalk};
pub use route::{Leg, Route, Turn, route};
pub use router::Router;
pub use sweep::{Direction, Seed, Sweep, k_nearest};
