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
pub mod counterfactual;
#[cfg(test)]
mod counterfactual_tests;
mod error;
mod evidence;
mod fact_words;
mod figures;
mod flip_facts;
mod greedy;
pub mod instance;
mod model;
mod numbers;
pub mod obstacle;
#[cfg(test)]
mod oracle;
pub mod part;
mod plan;
mod propose;
mod reasoner;
pub mod reduce;
pub mod robustness;
mod sensitivity;
pub mod sequence;
mod settings;
pub mod solve;
#[cfg(test)]
mod solve_tests;
pub mod standing;
mod todo;
mod told;
mod what_if;
mod words;

pub use counterfactual::Flip;
pub use error::ReviewError;
pub use evidence::wilson;
pub use flip_facts::{Fact, FlipFact};
pub use plan::{
    AddedTravel, Alternative, Binding, Decision, DecisionKind, LevelShift, Plan, PlanLevel, PlanStatus, PlanStep,
    Progress, Reading, Reasons, ReceiverLoad, Retained, RobustnessBase, StepAction, ToldCounterfactual, ToldObstacle,
    ToldOutcome, Totals,
};
pub use propose::{ReviewInput, propose, propose_at_speeds};
pub use robustness::{ROBUST_SHARE, Robustness};
pub use sensitivity::OtherRoads;
pub use settings::{Flipped, HoursBound, OperatorBound, Preset, ReviewSettings};
pub use todo::{Fix, FixKind, ReviewGap, Unreachable};
pub use what_if::{Asked, Best, Broken, Change, FREE_NEARBY, Going, Opened, RuleEffect, WhatIf, Wish, WishError};
