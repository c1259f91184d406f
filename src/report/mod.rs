//! Documents made from answers: pages that stand alone, to be read, printed and handed on.

mod findings_map;
mod findings_page;
mod html;
mod tally;

pub use findings_page::{FindingsPage, Outcome, findings_page};
pub use html::escaped;
pub use tally::{CheckTally, Tally};
