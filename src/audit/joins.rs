//! How service points join the roads: not at all, or several at one spot.

use super::Remarks;
use super::facilities::named;
use crate::access::Travel;
use crate::model::{Dataset, Facility, FacilityId, FacilityKind, FacilityStatus, Finding};
use crate::routing::Join;

/// Points whose joins lie this near to each other on one road, in metres, share them: a front door is no wider.
const SAME_SPOT_M: f64 = 5.0;

/// Points named in one message.
const NAMED_POINTS: usize = 5;

pub fn check(dataset: &Dataset, travel: &Travel, remarks: &mut Remarks) {
    if dataset.roads.ways.is_empty() {
        return;
    }
    let snap_limit_m = travel.router().profile().snap_limit_m;
    let mut spots: Vec<(u32, f64, &Facility)> = Vec::new();
    for (id, facility) in (0u32..).zip(&dataset.facilities).filter(|(_, one)| stands(one)) {
        let joins = travel.joins_of_facility(FacilityId(id));
        match joins.iter().min_by_key(|join| join.walk) {
            None => {
                let message = format!(
                    "{} joins no road within {snap_limit_m:.0} m; correct its position, or import roads that reach it",
                    named(facility)
                );
                let at = facility.location;
                remarks.warning_at(
                    at,
                    "facility_joins_no_road",
                    "facility.location",
                    &at.to_string(),
                    message,
                );
            }
            Some(join) => spots.push((join.segment, along(travel, join), facility)),
        }
    }
    spots.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.code.cmp(&b.2.code)));
    let is_near = |a: &(u32, f64, &Facility), b: &(u32, f64, &Facility)| a.0 == b.0 && b.1 - a.1 <= SAME_SPOT_M;
    let shared = spots.chunk_by(is_near).filter(|group| group.len() > 1);
    let mut told: Vec<Finding> = shared.map(|group| shared_spot(dataset, travel, group)).collect();
    // The most crowded spot first.
    told.sort_by_key(|finding| std::cmp::Reverse(finding.cases));
    told.into_iter().for_each(|finding| remarks.add(finding.of_cases(1)));
}

/// A counter that may be gone to. A collaborator has an area, no counter.
fn stands(facility: &Facility) -> bool {
    facility.status == FacilityStatus::Open && facility.kind != FacilityKind::Collaborator
}

/// Metres from the beginning of the segment.
fn along(travel: &Travel, join: &Join) -> f64 {
    travel.router().graph().segments()[join.segment as usize].metres * join.fraction.value()
}

fn shared_spot(dataset: &Dataset, travel: &Travel, group: &[(u32, f64, &Facility)]) -> Finding {
    let segment = &travel.router().graph().segments()[group[0].0 as usize];
    let way = dataset.roads.ways[segment.way as usize].id;
    let mut names: Vec<String> = group.iter().take(NAMED_POINTS).map(|(_, _, one)| named(one)).collect();
    if group.len() > NAMED_POINTS {
        names.push("...".to_owned());
    }
    let message = format!(
        "{} points join the road within {SAME_SPOT_M:.0} m of each other (way {way}): {}",
        group.len(),
        names.join(", ")
    );
    let first = group[0].2;
    Finding::info("facilities_share_join", "", message)
        .in_column("facility.code", &first.code)
        .at_place(first.location)
        .of_cases(group.len() as u64)
}
