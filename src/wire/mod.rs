//! The versioned shapes of JSON that the command line and HTTP share. Fields may be added, never renamed.

mod answers;
mod answers_from;
mod areas;
mod figures;
mod findings;
mod review;
mod review_from;
mod rule_file;

pub use answers::*;
pub use areas::*;
pub use figures::*;
pub use findings::*;
pub use review::*;
pub use review_from::{ReviewSettingsFile, SettingsFileError};
pub use rule_file::{RuleFileError, read_rule};
