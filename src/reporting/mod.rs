//! What operators report, by period: which months are asked for until when, what was filed, how far it is, and how it
//! compares with what the city counted itself.
//!
//! A period is the authority's to set; nothing about its frequency is fixed (plan 68, II.8: *periodic or on request*). An
//! operator has one filing a period. Its agents go their ways one by one: each is a draft, submitted, returned with a
//! reason, or accepted, so that a branch can consolidate its area while another still waits. Everything here is data in, data
//! out: the private file keeps it (`auth`), the facade carries accepted figures into the workspace (`planner`).
//! See `docs/decisions/0028-reporting-periods.md`.

mod checks;
mod filing;
mod filing_row;
mod official;
mod owed;
mod period;
mod progress;
mod reorganised;
mod upload;
mod work;

pub use checks::{FilingFinding, check_filing};
pub use filing::{Filing, FilingEvent, FilingRefusal, FilingState, FilingStep, FilingTexts};
pub use filing_row::FilingRow;
pub use official::{DEFAULT_TOLERANCE, Difference, Measure, OfficialCount, Verdict, compare, tally};
pub use owed::{agents_of, due_months};
pub use period::{Item, MOST_MONTHS, Period, PeriodFault};
pub use progress::{AgentProgress, Tally, progress};
pub use reorganised::{Reorganised, reorganised};
pub use upload::rows_of_upload;
pub use work::{Desk, WorkItem, WorkKind, work};
