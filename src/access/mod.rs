//! Rule evaluation: reach tables, coverage, gaps, and the figures told beside them.
//!
//! The figures are pure functions of the tables of a [`Reach`], the verdicts of a [`Coverage`] and, where
//! times to many points are needed, sweeps of a [`Travel`]: [`equity()`] (who travels how long), [`Choice`] (how many points one
//! has), [`dependence()`] (who needs which point), [`FloatingCatchment`] (capacity for people), [`Barriers`] (which
//! river), [`islands()`] (who has no road), [`coverage_by_group`] (the elderly), [`repairs()`] (where a point closes a
//! gap), [`hexagons()`] (all of it on a map). Their sums are [`ExactSum`]s: the same in any order.

mod barriers;
mod between;
mod by_area;
mod catchment;
mod cell_joins;
mod choice;
mod classes;
mod cover;
mod coverage;
mod decay;
mod dependence;
mod effective;
mod equity;
mod exact_sum;
mod gaps;
mod goals;
mod groups;
mod hexagons;
mod islands;
mod isochrone;
mod kept_reach;
mod limits;
mod lists;
mod live;
mod live_change;
mod live_edit;
mod live_figures;
mod live_people;
mod live_rules;
mod live_tables;
mod point_access;
mod reach;
mod repair;
mod sensitivity;
mod spread;
mod times;
mod travel;
mod travel_sweeps;
mod week;

pub use barriers::{Barrier, BarrierPeople, Barriers};
pub use by_area::ByArea;
pub use catchment::{CatchmentPoint, FloatingCatchment, UnknownCapacity};
pub use cell_joins::CellJoins;
pub use choice::Choice;
pub use classes::Classes;
pub use cover::CoverMatrix;
pub use coverage::{AreaCoverage, Coverage, Gap, Joined, KNearest, PeopleByVerdict, Verdict};
pub use decay::{Decay, DecayError};
pub use dependence::{Dependence, Rival, dependence};
pub use effective::{AreaEffective, Between, Effective, ProcedureCoverage, by_procedure, effective};
pub use equity::{Equity, WORST_SHARE, WorstTail, equity};
pub use exact_sum::ExactSum;
pub use gaps::{cell_spacing, groups as gap_cells};
pub use groups::{Group, GroupCoverage, GroupPeople, coverage_by_group};
pub use hexagons::{HexagonFigures, hexagons};
pub use islands::{CutOff, Islands, OtherComponents, RoadComponent, islands};
pub use isochrone::{CellTime, Isochrone, place_on};
pub use live::LiveNetwork;
pub use live_change::{AreaChange, Change, CityFigures, RuleChange, Shift, SoleChange, TimeChange, Who};
pub use live_edit::{Edit, LiveError};
pub use live_figures::LiveFigures;
pub use live_tables::{Baseline, Cover};
pub use point_access::{Near, PointAccess};
pub use reach::{NEAREST_KEPT, Reach, weighted_quantile};
pub use repair::{MOST_NEW_POINTS, NewPoint, Repair, repairs};
pub use sensitivity::{CommuneShift, Raked, Variation, Varied, raked, reweighed};
pub use spread::{LorenzPoint, Tail, TimeSpread};
pub use times::OwnTimes;
pub use travel::Travel;
pub use week::{SLOTS, WeekMask};
