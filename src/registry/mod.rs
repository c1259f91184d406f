//! The registry of what exists: which records of two lists mean the same thing.
//!
//! Pure functions on plain data: no travel times, no files. `planner` asks them when an import is merged.

mod identity;
mod identity_update;

pub use identity::{Doubt, Matched, MatchedBy, Matching, SAME_POINT, match_facilities};
pub use identity_update::updated;
