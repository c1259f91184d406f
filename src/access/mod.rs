//! Rule evaluation: reach tables, coverage, gaps.

mod cover;
mod coverage;
mod reach;

pub use cover::CoverMatrix;
pub use coverage::{AreaCoverage, Coverage, Gap, KNearest, PeopleByVerdict, Verdict};
pub use reach::{Reach, Travel};
