//! Plain data: what a city's network of service points is. No files, no SQL, no HTTP, and never
//! serialised itself: `store` has its row types, `wire` its shapes.

mod area;
mod candidate;
pub mod checks;
pub mod condition;
mod crosswalk;
mod dataset;
mod demand;
mod facility;
mod finding;
mod id;
mod location;
mod performance;
mod population;
mod road;
mod rule;
mod rule_parts;
mod travel_times;
mod trip;
mod turn;

pub use area::{Area, AreaLevel, GreenArea, Territory, WaterBody, Waterway, WaterwayClass};
pub use candidate::Candidate;
pub use checks::{Done, Language};
pub use crosswalk::{CrosswalkEntry, CrosswalkPart};
pub use dataset::{Dataset, SourceRecord};
pub use demand::DemandCell;
pub use facility::{Facility, FacilityKind, FacilityStatus, Origin};
pub use finding::{Finding, Severity};
pub use id::{AreaId, CellId, FacilityId};
pub use location::{CostTable, LocationDemand, LocationSite, SiteRole};
pub use performance::{Month, ON_TIME_FORMULA_VI, Operator, PerformanceMonth, Procedure, SatisfactionScore};
pub use population::AreaCount;
pub use road::{Barrier, RoadNetwork, RoadNode, RoadWay, TurnRestriction, TurnVia};
pub use rule::{Combine, Rule, RuleError, TravelMode, TravelPeriod};
pub use rule_parts::{AreaChoice, Bound, HoursBasis, Limits, Override, RuleSource, Targets};
pub use travel_times::{TravelTimeEntry, TravelTimeTable};
pub use trip::Trip;
pub use turn::{TurnChain, TurnFinder, TurnProblem, WayStep};
