//! Gần Dân: plans and serves a city's network of public-service points.
//!
//! The crate is a house of floors: a module uses only floors below its own.
//! `tests/it/architecture.rs` is the law; `ARCHITECTURE.md` is the map.

#![deny(unsafe_code)]

// Floor 0
pub mod text;
pub mod units;

// Floor 1
pub mod geometry;

// Floor 2
pub mod model;

// Floor 3
pub mod spatial_index;

// Floor 4
pub mod ingest;
pub mod tiles;

// Floor 5
pub mod demo_city;
pub mod plan;
pub mod registry;
pub mod voice;

// Floor 6
pub mod routing;

// Floor 7
pub mod access;

// Floor 8
pub mod audit;
pub mod finder;
pub mod locate;
pub mod reporting;
pub mod review;

// Floor 9
pub mod auth;
pub mod report;
pub mod store;

// Floor 10
pub mod planner;

// Floor 11
pub mod wire;

// Floor 12
pub mod api;

// Floor 13
pub mod cli;
