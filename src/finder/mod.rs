//! Understanding what residents ask for: a place by its name, and whether a point is open.

mod holidays;
pub mod hours;
mod places;
mod query;
mod score;
mod search;

pub use places::{Hit, HitKind};
pub use search::Finder;
