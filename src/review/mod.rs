//! Proposals for the network: keep, remedy, merge or close, by an exact model, with reasons.
//!
//! [`propose`] reads a snapshot and gives a [`Plan`]. Cells with identical sets of points become one
//! class; classes that hang on points under review become cover rows; a mixed-integer programme a
//! level ([`instance::Level`]) decides, each level keeping the ones before. Access is never traded:
//! whoever has it today under a retained rule keeps it.
//!
//! Where to open is a problem of its own ([`expansion`]): no end relies on a point that is not open yet.
//!
//! Awkward cases: cells that nobody covers today bind nothing (they are gaps, not reasons); a point
//! without dossiers has undefined performance, not a bad one; a point whose load exceeds its capacity
//! takes nothing more; keeping everything is always a plan, so only demands to end points can conflict.

mod afterwards;
mod announced;
mod announced_words;
mod bounds;
mod buses;
mod case;
mod classes;
mod compatible;
mod conflict;
pub mod counterfactual;
#[cfg(test)]
mod counterfactual_tests;
pub mod criteria;
mod error;
mod evidence;
mod expansion;
mod expansion_travel;
mod expansion_words;
mod fact_words;
pub mod field_evidence;
mod figures;
mod flip_facts;
mod greedy;
mod groups;
pub mod instance;
mod interrupt;
mod mip;
mod model;
mod numbers;
pub mod obstacle;
mod opening;
#[cfg(test)]
mod oracle;
pub mod part;
mod passed_over;
mod performance;
mod plan;
mod propose;
#[cfg(test)]
mod random_tests;
mod reasoner;
pub mod reduce;
mod remedy;
pub mod robustness;
mod second_point;
mod sensitivity;
pub mod sequence;
mod settings;
pub mod shrinkage;
mod sites;
pub mod solve;
#[cfg(test)]
mod solve_tests;
pub mod standing;
mod territory;
mod todo;
mod told;
mod watch;
mod what_if;
mod words;

pub use announced::{AnnouncedEnd, Announcements};
pub use buses::{BusWeek, DAYS, Visit};
pub use classes::{KeptClasses, kept_classes};
pub use counterfactual::Flip;
pub use error::ReviewError;
pub use evidence::{TargetVerdict, reports_by_facility, wilson};
pub use expansion::{Advice, CostUnit, Expansion, Opening, RuleReached, Stop};
pub use flip_facts::{Fact, FlipFact};
pub use plan::{
    AddedTravel, AfterPlan, Alternative, Binding, Decision, DecisionKind, LevelShift, Plan, PlanLevel, PlanStatus,
    PlanStep, Progress, Reading, Reasons, ReceiverLoad, Retained, RobustnessBase, StepAction, ToldCounterfactual,
    ToldObstacle, ToldOutcome, Totals,
};
pub use propose::{ReviewInput, check_settings, propose, propose_at_speeds, propose_watched};
pub use remedy::{Condition, ConditionKind, Remedy};
pub use robustness::{ROBUST_SHARE, Robustness};
pub use sensitivity::{AtSpeed, OtherRoads};
pub use settings::{
    AfterRemedy, Flipped, HoursBound, MissingPoints, OpeningSettings, Openings, OperatorBound, Preset, ReviewSettings,
};
pub use sites::Site;
pub use territory::{SpecialTerritory, communes_named};
pub use todo::{Fix, FixKind, ReviewGap, Unreachable};
pub use told::{level_words, open_levels};
pub use what_if::{Asked, Best, Broken, Change, FREE_NEARBY, Going, Opened, RuleEffect, WhatIf, Wish, WishError};
