//! Understanding what residents ask for: a place by its name, whole sentences, and whether a point is open.

mod ask;
mod closing;
mod former;
mod holidays;
pub mod hours;
mod needs;
mod places;
mod procedure_words;
mod query;
mod score;
mod search;
#[cfg(test)]
mod search_table;
mod sentence;
mod spans;
mod time_words;
mod wanted;

pub use ask::{PlaceSpoken, Understood};
pub use closing::{Closing, closing_of, state_of};
pub use needs::Need;
pub use places::{Hit, HitKind};
pub use procedure_words::ProcedureSpoken;
pub use search::Finder;
pub use time_words::TimeSpoken;
pub use wanted::{PUBLIC_KINDS, Wanted};
