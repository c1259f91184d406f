//! SKELETON: signatures; bodies follow.

use super::{CoverMatrix, Coverage, KNearest};
use crate::model::{Dataset, FacilityId, Rule, TravelMode};
use crate::units::{Deciseconds, Metres};

/// Cells and facilities of one dataset joined to the road graph of one mode.
pub struct Travel {}

impl Travel {
    pub fn new(_dataset: &Dataset, _mode: TravelMode) -> Travel {
        unimplemented!()
    }
    /// The k nearest of `facilities` for every cell (time from the cell *to* the facility).
    pub fn nearest(&self, _facilities: &[FacilityId], _k: usize) -> KNearest {
        unimplemented!()
    }
    /// For each of `from`, its at most `k` nearest others of `to` by travel time from -> to, below `limit`
    /// (exclusive), nearest first, ties by id; never itself.
    pub fn between(&self, _from: &[FacilityId], _to: &[FacilityId], _k: usize, _limit: Deciseconds) -> Vec<Vec<(FacilityId, Deciseconds)>> {
        unimplemented!()
    }
    /// Bit (cell, facility) when the travel time is below `limit` (exclusive). Facilities not listed have no bits.
    pub fn within_time(&self, _facilities: &[FacilityId], _limit: Deciseconds) -> CoverMatrix {
        unimplemented!()
    }
    /// Whether the cell joins a road at all.
    pub fn is_snapped(&self, _cell: usize) -> bool {
        unimplemented!()
    }
}

/// Bit matrices and nearest tables of all open facilities under the limits of one rule.
pub struct Reach {
    pub within_time: CoverMatrix,
    pub within_distance: CoverMatrix,
    /// k = 5 over open facilities of the rule's counting kinds.
    pub nearest_by_time: KNearest,
    /// Nearest open counting facility by geodesic distance, per cell.
    pub nearest_by_distance: Vec<Option<(FacilityId, Metres)>>,
}

impl Reach {
    /// Computes the tables of every facility in `dataset` that is open (whatever its kind: masks choose).
    pub fn compute(_dataset: &Dataset, _travel: &Travel, _rule: &Rule) -> Reach {
        unimplemented!()
    }
    /// The facilities that count under the rule: open, of a counting kind.
    pub fn counting(_dataset: &Dataset, _rule: &Rule) -> Vec<FacilityId> {
        unimplemented!()
    }
    /// Bit (cell, facility) when the facility alone satisfies the rule for the cell, counting facilities only:
    /// `any` = union, `all` = intersection, or the one half.
    pub fn satisfying(&self, _dataset: &Dataset, _rule: &Rule) -> CoverMatrix {
        unimplemented!()
    }
    /// Verdicts and figures under a rule with the same limits.
    pub fn coverage(&self, _dataset: &Dataset, _travel: &Travel, _rule: &Rule) -> Coverage {
        unimplemented!()
    }
}
