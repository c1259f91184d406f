//! What a kind of import rests on, for the question whether an older one may be taken back.

use crate::ingest::Kind;

/// The tables of the workspace that an import of this kind refers to: rows placed into communes by position, reports and
/// travel times by code. While an import is in effect, none before it that wrote these may be undone.
pub fn reads(kind: Kind) -> &'static [&'static str] {
    match kind {
        // Old codes of communes are told by the crosswalk.
        Kind::Facilities => &["area", "crosswalk"],
        Kind::Demand | Kind::Candidates => &["area"],
        // New outlines place the cells, facilities and candidates that are there.
        Kind::Areas | Kind::Outline => &["facility", "demand", "candidate"],
        Kind::Performance => &["facility"],
        Kind::TravelTimes => &["demand", "facility"],
        Kind::Roads
        | Kind::Procedures
        | Kind::Operators
        | Kind::Crosswalk
        | Kind::Census
        | Kind::Water
        | Kind::Green => &[],
    }
}
