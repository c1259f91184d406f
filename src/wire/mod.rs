//! The versioned shapes of JSON that the command line and HTTP share. Fields may be added, never renamed.

mod answers;
mod answers_from;
mod areas;
mod review;
mod review_from;

pub use answers::*;
pub use areas::*;
pub use review::*;
pub use review_from::{ReviewSettingsFile, SettingsFileError};
