//! The versioned shapes of JSON that the command line and HTTP share. Fields may be added, never renamed.

mod addresses;
mod answers;
mod answers_from;
mod areas;
mod difference;
mod figures;
mod findings;
mod notice;
mod review;
mod review_from;
mod review_reasons;
mod review_reasons_from;
mod review_what_if;
mod rule_file;
mod scenario;
mod scenario_edit;
mod scenario_from;

pub use addresses::*;
pub use answers::*;
pub use areas::*;
pub use difference::*;
pub use figures::*;
pub use findings::*;
pub use review::*;
pub use review_from::{ReviewSettingsFile, SettingsFileError};
pub use review_reasons::*;
pub use review_what_if::*;
pub use rule_file::{RuleFileError, read_rule};
pub use scenario::*;
pub use scenario_edit::{EditShape, EditShapeError};
pub use scenario_from::{edits_of_review, read_edits};
