//! Service points: where they stand, what they refer to, what is not known of them.

use std::collections::{BTreeMap, HashSet};

use opening_hours::OpeningHours;

use super::Remarks;
use crate::geometry::{BBox, LonLat};
use crate::model::{AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus, Finding};
use crate::spatial_index::OutlineIndex;
use crate::text::fold;

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    if dataset.facilities.is_empty() {
        let message = "the workspace holds no service point; import facilities";
        remarks.add(Finding::warning("no_facilities", "", message));
        return;
    }
    positions(dataset, remarks);
    references(dataset, remarks);
    for facility in &dataset.facilities {
        figures(facility, remarks);
        if let Some(hours) = &facility.opening_hours
            && hours.parse::<OpeningHours>().is_err()
        {
            let message = format!(
                "the opening hours of {} cannot be read and count as closed; write them like Mo-Fr 08:00-17:00",
                named(facility)
            );
            remarks.warning_at(
                facility.location,
                "opening_hours_unreadable",
                "facility.opening_hours",
                hours,
                message,
            );
        }
    }
    unknown(dataset, remarks);
}

/// `'code' (name)`, as every message names a facility.
pub fn named(facility: &Facility) -> String {
    format!("'{}' ({})", facility.code, facility.name)
}

/// The box of the city: of its outlines, or a little more than that of its people where there are none.
fn city_box(dataset: &Dataset) -> Option<BBox> {
    let corners = dataset
        .areas
        .iter()
        .flat_map(|area| &area.outline.0)
        .flat_map(|polygon| &polygon.exterior().0);
    let around = BBox::around(corners.map(|corner| LonLat::new(corner.x, corner.y)));
    around.or_else(|| Some(BBox::around(dataset.cells.iter().map(|cell| cell.location))?.padded(0.1)))
}

fn positions(dataset: &Dataset, remarks: &mut Remarks) {
    let outlined = |level| {
        dataset
            .areas
            .iter()
            .filter(move |area| area.level == level)
            .map(|area| &area.outline)
    };
    let levels = [AreaLevel::City, AreaLevel::District, AreaLevel::Commune];
    let inside = levels.map(|level| OutlineIndex::build(outlined(level)));
    let has_outlines = dataset.areas.iter().any(|area| !area.outline.0.is_empty());
    let Some(bounds) = city_box(dataset) else { return };
    for facility in &dataset.facilities {
        let at = facility.location;
        let value = at.to_string();
        if bounds.contains(at) {
            if has_outlines && inside.iter().all(|index| index.locate(at).is_none()) {
                let message = format!(
                    "{} stands in no area of the city; correct its position, or the outlines if they are modelled",
                    named(facility)
                );
                remarks.warning_at(at, "facility_outside_city", "facility.location", &value, message);
            }
        } else if bounds.contains(LonLat::new(at.lat, at.lon)) {
            let message = format!(
                "{} has longitude and latitude swapped: the other way round it stands in the city; swap them",
                named(facility)
            );
            remarks.error_at(at, "position_swapped", "facility.location", &value, message);
        } else {
            let message = format!(
                "{} stands outside the city; correct its position, or leave it out",
                named(facility)
            );
            remarks.warning_at(at, "facility_outside_city", "facility.location", &value, message);
        }
    }
}

fn references(dataset: &Dataset, remarks: &mut Remarks) {
    let areas: HashSet<&str> = dataset.areas.iter().map(|area| area.code.as_str()).collect();
    let procedures: HashSet<&str> = dataset
        .procedures
        .iter()
        .map(|procedure| procedure.code.as_str())
        .collect();
    let codes: HashSet<&str> = dataset
        .operators
        .iter()
        .map(|operator| operator.code.as_str())
        .collect();
    let names: HashSet<String> = dataset.operators.iter().map(|operator| fold(&operator.name)).collect();
    let (mut no_area, mut no_operator, mut no_procedure) = (Strangers::new(), Strangers::new(), Strangers::new());
    for facility in &dataset.facilities {
        let area = facility
            .area
            .as_deref()
            .filter(|code| !areas.is_empty() && !areas.contains(code));
        let operator = facility.operator.as_deref();
        let operator = operator.filter(|code| !codes.contains(code) && !names.contains(&fold(code)));
        let unlisted = facility
            .procedures
            .iter()
            .map(String::as_str)
            .filter(|code| !procedures.contains(code));
        area.into_iter()
            .for_each(|code| no_area.entry(code).or_default().push(facility));
        operator
            .into_iter()
            .for_each(|code| no_operator.entry(code).or_default().push(facility));
        unlisted.for_each(|code| no_procedure.entry(code).or_default().push(facility));
    }
    let repair = "a commune that is not there; use today's codes, or clear it to go by position";
    tell(remarks, "facility_area_unknown", "facility.area", &no_area, repair);
    let repair = "an operator that is not listed; import it with operators";
    tell(
        remarks,
        "facility_operator_unknown",
        "facility.operator",
        &no_operator,
        repair,
    );
    let repair = "a procedure that is not on the essential list; import it, or take it off the points";
    tell(
        remarks,
        "facility_procedure_unknown",
        "facility.procedures",
        &no_procedure,
        repair,
    );
}

/// The points that refer to each unknown code: one repair for all of them, so one finding.
type Strangers<'a> = BTreeMap<&'a str, Vec<&'a Facility>>;

fn tell(remarks: &mut Remarks, check: &'static str, column: &str, strangers: &Strangers, repair: &str) {
    for (code, facilities) in strangers {
        let (points, first) = (facilities.len(), named(facilities[0]));
        remarks.warning_at(
            facilities[0].location,
            check,
            column,
            code,
            format!("{points} point(s), first {first}, name {repair}"),
        );
    }
}

fn figures(facility: &Facility, remarks: &mut Remarks) {
    let figures = [
        ("facility.capacity_per_month", facility.capacity_per_month),
        ("facility.load_per_month", facility.load_per_month),
    ];
    for (column, value) in figures {
        if let Some(value) = value
            && !(value.is_finite() && value >= 0.0)
        {
            let message = format!("{} has a figure that is no count; correct it", named(facility));
            remarks.error_at(
                facility.location,
                "facility_figure_impossible",
                column,
                &value.to_string(),
                message,
            );
        }
    }
    if let (Some(load), Some(capacity)) = (facility.load_per_month, facility.capacity_per_month)
        && load > capacity
    {
        let message = format!(
            "{} has {load:.0} dossiers a month for a capacity of {capacity:.0}; check both figures, or give it staff",
            named(facility)
        );
        remarks.warning_at(
            facility.location,
            "load_above_capacity",
            "facility.load_per_month",
            &load.to_string(),
            message,
        );
    }
}

/// What is not known is counted, one remark for all. A collaborator keeps no counter hours.
fn unknown(dataset: &Dataset, remarks: &mut Remarks) {
    let open = || {
        dataset
            .facilities
            .iter()
            .filter(|facility| facility.status == FacilityStatus::Open)
    };
    let at_counters = || open().filter(|facility| facility.kind != FacilityKind::Collaborator);
    let without_hours = at_counters()
        .filter(|facility| facility.opening_hours.is_none())
        .count();
    if without_hours > 0 {
        let message = format!(
            "{without_hours} of {} open points have no opening hours and count as closed when asked \"open now\"; \
             import them",
            at_counters().count()
        );
        remarks.add(Finding::info("opening_hours_missing", "", message));
    }
    let without_capacity = open().filter(|facility| facility.capacity_per_month.is_none()).count();
    if without_capacity > 0 {
        let message = format!(
            "{without_capacity} of {} open points have no capacity: nothing limits what is merged into them; \
             import capacities",
            open().count()
        );
        remarks.add(Finding::info("capacity_missing", "", message));
    }
}
