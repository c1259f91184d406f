//! Service points that are there twice: the same folded name and kind at most 50 m apart.

use super::Remarks;
use super::facilities::named;
use crate::geometry::distance_m;
use crate::model::Dataset;
use crate::spatial_index::PointIndex;
use crate::text::fold;
use crate::units::Metres;

/// Two records of one counter differ by the accuracy of geocoding; two counters of one name (a chain's
/// branches) stand further apart.
pub const DUPLICATE_WITHIN: Metres = Metres(50.0);

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    let facilities = &dataset.facilities;
    let names: Vec<String> = facilities.iter().map(|facility| fold(&facility.name)).collect();
    let places: Vec<_> = facilities.iter().map(|facility| facility.location).collect();
    let index = PointIndex::build(&places);
    for (id, facility) in facilities.iter().enumerate() {
        let mut near = index.within(facility.location, DUPLICATE_WITHIN);
        near.sort_unstable_by_key(|(other, _)| *other);
        for (other, _) in near.into_iter().filter(|(other, _)| *other > id) {
            let twin = &facilities[other];
            if names[id] != names[other] || facility.kind != twin.kind {
                continue;
            }
            let metres = distance_m(facility.location, twin.location);
            let message = format!(
                "{} and {} are the same point by name, {metres:.0} m apart; keep one, or name them apart",
                named(facility),
                named(twin)
            );
            remarks.warning_at(
                twin.location,
                "facility_duplicate",
                "facility.code",
                &twin.code,
                message,
            );
        }
    }
}
