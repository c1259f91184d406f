//! Proposals for the network: keep, remedy, merge or close, by an exact model, with reasons.
//!
//! [`propose`] reads a snapshot and gives a [`Plan`]. Cells with identical sets of points become one
//! class; classes that hang on points under review become cover rows; a mixed-integer programme a
//! level ([`instance::Level`]) decides, each level keeping the ones before. Access is never traded:
//! whoever has it today under a retained rule keeps it.
//!
//! Awkward cases: cells that nobody covers today bind nothing (they are gaps, not reasons); a point
//! without dossiers has undefined performance, not a bad one; a point whose load exceeds its capacity
//! takes nothing more; keeping everything is always a plan, so only demands to end points can conflict.

mod case;
mod compatible;
mod conflict;
mod error;
mod evidence;
mod figures;
mod greedy;
pub mod instance;
mod model;
mod numbers;
#[cfg(test)]
mod oracle;
mod plan;
mod propose;
pub mod reduce;
mod sensitivity;
mod settings;
pub mod solve;
#[cfg(test)]
mod solve_tests;
mod words;

pub use error::ReviewError;
pub use evidence::wilson;
pub use plan::{
    AddedTravel, Alternative, Binding, Decision, DecisionKind, Plan, PlanLevel, PlanStatus, Progress, Reading, Reasons,
    ReceiverLoad, Retained, Totals,
};
pub use propose::{ReviewInput, propose};
pub use settings::{HoursBound, OperatorBound, Preset, ReviewSettings};
