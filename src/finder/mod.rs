//! Understanding what residents ask for: a place by its name, and whether a point is open.

mod holidays;
pub mod hours;
mod places;
mod query;
mod score;
mod search;
#[cfg(test)]
mod search_table;

pub use places::{Hit, HitKind};
pub use search::Finder;
