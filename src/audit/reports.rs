//! Monthly reports: of points that exist, with parts that are not larger than their whole.

use std::collections::HashSet;

use super::Remarks;
use crate::model::{Dataset, PerformanceMonth};

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    let known: HashSet<&str> = dataset
        .facilities
        .iter()
        .map(|facility| facility.code.as_str())
        .collect();
    let mut unknown_before = None;
    for (index, row) in dataset.performance.iter().enumerate() {
        // Rows are sorted by facility, so that one stranger is told once.
        if !known.contains(row.facility.as_str()) && unknown_before != Some(row.facility.as_str()) {
            unknown_before = Some(row.facility.as_str());
            let message = "reports of a point that is not there; import the point, or correct the code".to_owned();
            remarks.error(
                "report_of_unknown_facility",
                "performance.facility",
                &row.facility,
                message,
            );
        }
        if index > 0 && same_month(&dataset.performance[index - 1], row) {
            let message = format!("'{}' reports {} twice; keep one of the rows", row.facility, row.month);
            remarks.error("report_twice", "performance.month", &row.month.to_string(), message);
        }
        counts(row, remarks);
        parts(row, remarks);
    }
}

fn same_month(a: &PerformanceMonth, b: &PerformanceMonth) -> bool {
    a.facility == b.facility && a.month == b.month
}

fn counts(row: &PerformanceMonth, remarks: &mut Remarks) {
    let counts = [
        ("performance.dossiers", Some(row.dossiers)),
        ("performance.submitted_online", row.submitted_online),
        ("performance.accepted", row.accepted),
        ("performance.on_time", row.on_time),
        ("performance.complaints", row.complaints),
        ("performance.responses", row.responses),
        ("performance.satisfied", row.satisfied),
    ];
    for (column, value) in counts {
        if let Some(value) = value
            && !(value.is_finite() && value >= 0.0)
        {
            let message = format!(
                "'{}' in {}: no count; correct it, or leave it empty",
                row.facility, row.month
            );
            remarks.error("report_figure_impossible", column, &value.to_string(), message);
        }
    }
}

fn parts(row: &PerformanceMonth, remarks: &mut Remarks) {
    let dossiers = Some(row.dossiers);
    let parts = [
        (
            "satisfied_above_responses",
            "performance.satisfied",
            row.satisfied,
            "answers",
            row.responses,
        ),
        (
            "accepted_above_dossiers",
            "performance.accepted",
            row.accepted,
            "dossiers",
            dossiers,
        ),
        (
            "online_above_dossiers",
            "performance.submitted_online",
            row.submitted_online,
            "dossiers",
            dossiers,
        ),
        (
            "on_time_above_dossiers",
            "performance.on_time",
            row.on_time,
            "dossiers",
            dossiers,
        ),
    ];
    for (check, column, part, whole_name, whole) in parts {
        if let (Some(part), Some(whole)) = (part, whole)
            && part > whole
        {
            let message = format!(
                "'{}' in {}: {part} of only {whole} {whole_name}; ask the point for the right figures",
                row.facility, row.month
            );
            remarks.error(check, column, &part.to_string(), message);
        }
    }
}
