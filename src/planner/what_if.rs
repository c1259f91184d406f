//! What if: a wish on a plan, from the snapshot to its answers.

use super::Snapshot;
use crate::review::{Asked, Best, Going, Opened, ReviewSettings, WhatIf, Wish, WishError};

/// Solver seconds of the answer with only the points nearby free.
const NEARBY_SECONDS: f64 = 1.0;

/// How far a wish is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishDepth {
    /// Its exact effect, and the best answer with the points nearby free: about a second.
    AtOnce,
    /// Also with every point decided anew.
    Exact,
}

/// The answers, with the data that they speak of.
pub struct WishAnswered {
    pub opened: Opened,
    pub asked: Asked,
    /// `None` when no plan was found with the points nearby.
    pub at_most: Option<Best>,
    /// `None` where it was not asked, or there is no plan.
    pub exact: Option<Best>,
}

/// Follows a wish on the plan that lets `going` go (nothing: the network as it is).
///
/// # Errors
/// Codes that name nothing or are asked two things, a plan of other data, settings that make no sense, failures of the solver.
pub fn what_if(
    snapshot: &Snapshot,
    settings: &ReviewSettings,
    wish: &Wish,
    going: &Going,
    depth: WishDepth,
) -> Result<WishAnswered, WishError> {
    let input = snapshot.review_input();
    let opened = Opened::new(&input, settings, wish)?;
    let (asked, at_most, exact) = {
        let what_if = WhatIf::new(input, &opened, wish, going)?;
        let exact = match depth {
            WishDepth::Exact => what_if.exact()?,
            WishDepth::AtOnce => None,
        };
        (what_if.asked(), what_if.nearby(NEARBY_SECONDS)?, exact)
    };
    Ok(WishAnswered {
        opened,
        asked,
        at_most,
        exact,
    })
}
