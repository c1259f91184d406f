//! Nearest and within: R-trees (rstar) over points and over line segments, right to the last digit.
//!
//! Points live in the tree as earth-centred coordinates, where the straight distance bounds the geodesic
//! from below and, almost as tightly, from above. So the tree answers, and the exact geodesic is computed
//! only for what is returned or for what lies within a fraction of a millimetre of the limit. There is no
//! projection and hence no place on earth where an answer is wrong. Segments are kept as boxes in degrees.
//!
//! Ties go to the lower index everywhere. [`BruteForce`] is the same answers without a tree: the oracle
//! for tests and the baseline for benches.

mod brute_force;
mod crossings;
mod grid_spacing;
mod outlines;
mod points;
mod segments;

pub use brute_force::BruteForce;
pub use crossings::{Crossing, OutlineCrossings};
pub use grid_spacing::grid_spacing;
pub use outlines::OutlineIndex;
pub use points::PointIndex;
pub use segments::{SegmentHit, SegmentIndex};
