//! Service points that their operator's list no longer names, with the people who have no other within five kilometres.

use super::Remarks;
use super::facilities::named;
use crate::model::{Dataset, Facility, FacilityStatus, Finding};
use crate::registry::{Matching, perhaps_one};
use crate::spatial_index::PointIndex;
use crate::units::Metres;

/// The radius of plan 68: whoever has another point within it has access without this one.
const RADIUS: Metres = Metres(5000.0);

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    let open = || {
        dataset
            .facilities
            .iter()
            .filter(|one| one.status == FacilityStatus::Open)
    };
    let missing: Vec<(&Facility, &String)> = open()
        .filter_map(|facility| Some((facility, facility.missing_since.as_ref()?)))
        .collect();
    if missing.is_empty() {
        return;
    }
    let listed: Vec<_> = open()
        .filter(|one| one.missing_since.is_none())
        .map(|one| one.location)
        .collect();
    let listed = PointIndex::build(&listed);
    let centres: Vec<_> = dataset.cells.iter().map(|cell| cell.location).collect();
    let cells = PointIndex::build(&centres);
    // Worst first; of equals the lower code.
    let mut told: Vec<(f64, &Facility, &String)> = missing
        .into_iter()
        .map(|(facility, since)| {
            let near = cells.within(facility.location, RADIUS).into_iter();
            let alone = near.filter(|(cell, _)| {
                let nearest = listed.nearest(centres[*cell]);
                nearest.is_none_or(|(_, distance)| distance.0 > RADIUS.0)
            });
            (
                alone.fold(0.0, |people, (cell, _)| people + dataset.cells[cell].people),
                facility,
                since,
            )
        })
        .collect();
    told.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.code.cmp(&b.1.code)));
    perhaps_listed(&told, open(), remarks);
    for (people, facility, since) in told {
        let message = format!(
            "{} is not in the list of its operator since {since} and still counts; {people:.0} people have no listed point within \
             {:.0} m without it; ask, then close it (status closed) or import a list that names it",
            named(facility),
            RADIUS.0
        );
        let finding = Finding::warning("facility_missing", "", message);
        remarks.add(finding.in_column("facility.missing_since", since).for_people(people));
    }
}

/// Points that are missing from their list while one of the list may be the same: renamed, or moved.
fn perhaps_listed<'a>(
    missing: &[(f64, &Facility, &String)],
    open: impl Iterator<Item = &'a Facility>,
    remarks: &mut Remarks,
) {
    let missing: Vec<Facility> = missing.iter().map(|(_, facility, _)| (*facility).clone()).collect();
    let listed: Vec<Facility> = open.filter(|one| one.missing_since.is_none()).cloned().collect();
    let nobody = Matching {
        matched: vec![None; listed.len()],
        doubts: Vec::new(),
    };
    for pair in perhaps_one(&missing, &listed, &nobody) {
        let (old, new) = (&missing[pair.known], &listed[pair.incoming]);
        let message = format!(
            "{} is not in the list of its operator any more, and {} of that list is {:.0} m away and may be it: both count; if they \
             are one, close one of them, or import the list again with the code {}",
            named(old),
            named(new),
            pair.apart.0,
            old.code
        );
        let finding = Finding::warning("perhaps_one_point", "", message);
        remarks.add(finding.in_column("facility.code", &new.code).at_place(new.location));
    }
}
