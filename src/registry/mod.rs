//! What identifies things across files: addresses of places.
//!
//! An address is read into its parts, and the parts are compared with the data: communes of today and, where a crosswalk
//! tells them, of before; streets by the names of roads; known houses and places. The answer is a list of candidates with
//! confidence and reasons for a person to confirm. Nothing is taken in silence.

mod address_answer;
mod address_book;
mod address_communes;
mod address_match;
mod address_names;
mod address_parse;
mod address_parts;
mod address_streets;
mod address_words;

pub use address_answer::{
    AddressCandidate, AddressMatch, AddressQuery, CrosswalkRow, FormerCommune, MatchLevel, MatchReason, Successor,
    Unmatched,
};
pub use address_book::AddressBook;
pub use address_names::NameGrade;
pub use address_parse::parse_address;
pub use address_parts::{AddressParts, NamedUnit, UnitKind};
