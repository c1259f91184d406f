//! The versioned shapes of JSON that the command line and HTTP share. Fields may be added, never renamed.

mod addresses;
mod answers;
mod answers_from;
mod areas;
mod criteria;
mod criteria_file;
mod difference;
mod figures;
mod findings;
mod review;
mod review_curve;
mod review_expansion;
mod review_from;
mod review_reasons;
mod review_reasons_from;
mod review_what_if;
mod rule_file;

pub use addresses::*;
pub use answers::*;
pub use areas::*;
pub use criteria::*;
pub use criteria_file::*;
pub use difference::*;
pub use figures::*;
pub use findings::*;
pub use review::*;
pub use review_curve::*;
pub use review_expansion::*;
pub use review_from::{ReviewSettingsFile, SettingsFileError};
pub use review_reasons::*;
pub use review_what_if::*;
pub use rule_file::{RuleFileError, read_rule};
