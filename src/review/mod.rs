//! Proposals for the network: keep, remedy, merge or close, by an exact model, with reasons.

mod error;
mod greedy;
pub mod instance;
mod model;
#[cfg(test)]
mod oracle;
pub mod reduce;
pub mod solve;
#[cfg(test)]
mod solve_tests;

pub use error::ReviewError;
