//! Rule evaluation: reach tables, coverage, gaps.

mod cover;
mod coverage;
mod gaps;
mod isochrone;
mod live;
mod live_change;
mod live_edit;
mod live_figures;
mod live_people;
mod live_tables;
mod point_access;
mod reach;
mod times;
mod travel;

pub use cover::CoverMatrix;
pub use coverage::{AreaCoverage, Coverage, Gap, KNearest, PeopleByVerdict, Verdict};
pub use gaps::cell_spacing;
pub use isochrone::{CellTime, Isochrone, place_on};
pub use live::LiveNetwork;
pub use live_change::{AreaChange, Change, CityFigures, RuleChange, Shift, SoleChange, TimeChange, Who};
pub use live_edit::{Edit, LiveError};
pub use live_figures::LiveFigures;
pub use live_tables::{Baseline, Cover};
pub use point_access::{Near, PointAccess};
pub use reach::{NEAREST_KEPT, Reach, weighted_quantile};
pub use times::OwnTimes;
pub use travel::Travel;
