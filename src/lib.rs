//! Gần Dân: plans and serves a city's network of public-service points.
//!
//! The crate is a house of floors: a module uses only floors below its own.
//! `tests/it/architecture.rs` is the law; `ARCHITECTURE.md` is the map.

pub mod text;
pub mod units; // 0 // 0

pub mod geometry; // 1

pub mod model; // 2

pub mod spatial_index; // 3

pub mod ingest; // 4
pub mod tiles; // 4

pub mod demo_city; // 5

pub mod routing; // 6

pub mod access; // 7

pub mod audit; // 8
pub mod finder; // 8
pub mod review; // 8

pub mod store; // 9

pub mod planner; // 10

pub mod wire; // 11

pub mod api; // 12

pub mod cli; // 13
