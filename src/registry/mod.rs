//! What identifies things across files: old codes and names of administrative
//! units, addresses of places, and which records of two lists are one. Pure functions on plain data.
//!
//! Hanoi's files speak of three layouts: 584 communes of the census of 2019, 526 of early 2025, 126 since July 2025.
//! [`Crosswalk`] resolves a unit of an older layout to the new ones that took it; a [`Transfer`] carries figures either
//! way without losing anybody; [`Layouts`] ties both to the areas of a workspace.
//!
//! A unit that went whole into one new commune is carried *exactly*. One that was split is carried by shares and marked
//! as an *estimate*: old outlines, which would say more, are rarely to be had. What cannot be resolved is listed with
//! its people and never spread over the rest.
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
mod address_parting;
mod address_parts;
mod address_streets;
mod address_words;
mod crosswalk;
mod crosswalk_areas;
mod crosswalk_carry;
mod crosswalk_names;
mod crosswalk_shares;
mod identity;
mod identity_perhaps;
mod identity_update;
mod operators;
mod supervision;

pub use address_answer::{AddressCandidate, AddressMatch, AddressQuery, MatchLevel, MatchReason, Unmatched};
pub use address_book::AddressBook;
pub use address_names::{NameGrade, toned};
pub use address_parse::parse_address;
pub use address_parts::{AddressParts, NamedUnit, UnitKind};
pub use crosswalk::{AdministrativeUnit, Crosswalk, Layout, Resolution};
pub use crosswalk_areas::{Layouts, Telling, ToldUnit};
pub use crosswalk_carry::{CarriedSeries, SplitCount, UnresolvedCount, UnresolvedReason, carry_series};
pub use crosswalk_shares::{Certainty, Portion, ShareBasis, Transfer, apportion};
pub use identity::{Doubt, Matched, MatchedBy, Matching, SAME_POINT, match_facilities};
pub use identity_perhaps::{Likeness, MOVED_HOUSE, PerhapsOne, perhaps_one};
pub use identity_update::updated;
pub use operators::{canonical, is_run_by, operators};
pub use supervision::{Basis, Supervision};
