//! What old codes and names of administrative units mean today.
//!
//! Hanoi's files speak of three layouts: 584 communes of the census of 2019, 526 of early 2025, 126 since July 2025.
//! [`Crosswalk`] resolves a unit of an older layout to the new ones that took it; a [`Transfer`] carries figures either
//! way without losing anybody; [`Layouts`] ties both to the areas of a workspace.
//!
//! A unit that went whole into one new commune is carried *exactly*. One that was split is carried by shares and marked
//! as an *estimate*: old outlines, which would say more, are rarely to be had. What cannot be resolved is listed with
//! its people and never spread over the rest.

mod crosswalk;
mod crosswalk_areas;
mod crosswalk_carry;
mod crosswalk_names;
mod crosswalk_shares;

pub use crosswalk::{AdministrativeUnit, Crosswalk, Layout, Resolution};
pub use crosswalk_areas::{Layouts, Telling, ToldUnit};
pub use crosswalk_carry::{CarriedSeries, SplitCount, UnresolvedCount, UnresolvedReason, carry_series};
pub use crosswalk_shares::{Certainty, Portion, ShareBasis, Transfer, apportion};
