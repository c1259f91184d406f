//! Rule evaluation: reach tables, coverage, gaps.

mod cover;
mod coverage;
mod gaps;
mod point_access;
mod reach;
mod travel;

pub use cover::CoverMatrix;
pub use coverage::{AreaCoverage, Coverage, Gap, KNearest, PeopleByVerdict, Verdict};
pub use gaps::cell_spacing;
pub use point_access::{Near, PointAccess};
pub use reach::{NEAREST_KEPT, Reach, weighted_quantile};
pub use travel::Travel;
