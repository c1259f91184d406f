//! What is known of points beside their own reports: what citizens rated, what inspectors saw.

use std::collections::BTreeMap;

use super::shrinkage::Sample;

/// By the code of the point; a point of which nothing is known is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldEvidence {
    /// Satisfied among the ratings that count.
    pub citizens: BTreeMap<String, Sample>,
    /// Items met among those that apply, at the last inspection.
    pub standards: BTreeMap<String, Sample>,
    /// Id of the checklist that `items` answers; empty without an inspection.
    pub checklist: String,
    /// For each point whether it met an item, by the item's id.
    pub items: BTreeMap<String, BTreeMap<String, bool>>,
}
