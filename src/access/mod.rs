//! Rule evaluation: reach tables, coverage, gaps.

mod cover;
mod coverage;
mod effective;
mod gaps;
mod limits;
mod point_access;
mod reach;
mod sensitivity;
mod travel;
mod week;

pub use cover::CoverMatrix;
pub use coverage::{AreaCoverage, Coverage, Gap, Joined, KNearest, PeopleByVerdict, Verdict};
pub use effective::{AreaEffective, Between, Effective, ProcedureCoverage, by_procedure, effective};
pub use gaps::cell_spacing;
pub use point_access::{Near, PointAccess};
pub use reach::{NEAREST_KEPT, Reach, weighted_quantile};
pub use sensitivity::{CommuneShift, Raked, Variation, Varied, raked, reweighed};
pub use travel::Travel;
pub use week::{SLOTS, WeekMask};
