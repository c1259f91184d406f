//! Rule evaluation: reach tables, coverage, gaps.

mod cover;
mod coverage;
mod gaps;
mod reach;
mod travel;

pub use cover::CoverMatrix;
pub use coverage::{AreaCoverage, Coverage, Gap, KNearest, PeopleByVerdict, Verdict};
pub use gaps::cell_spacing;
pub use reach::{NEAREST_KEPT, Reach, weighted_quantile};
pub use travel::Travel;
