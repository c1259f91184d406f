//! Rows of a workbook that an operator filled in, held against what the period asks of it.

use std::collections::BTreeMap;

use super::{Filing, FilingRow};
use crate::model::{Finding, Month, PerformanceMonth};

/// The rows that may be put into the draft, and why others may not; nothing is kept yet. `due`: the months that each agent
/// of the operator owes. Rows without a single figure are left out: a workbook names agents that have not reported.
pub fn rows_of_upload(
    reports: &[PerformanceMonth],
    filing: &Filing,
    due: &BTreeMap<String, Vec<Month>>,
    file: &str,
) -> (Vec<FilingRow>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for report in reports {
        let (point, month, operator) = (&report.facility, report.month, &filing.operator);
        let Some(months) = due.get(point) else {
            let message = format!(
                "'{point}' in {month} is no agent of {operator} in this period; take the row out, or correct the code"
            );
            findings.push(Finding::error("filing_foreign_agent", file, message).in_column("facility", point));
            continue;
        };
        if !months.contains(&month) {
            let message =
                format!("'{point}' owes no report for {month} in this period; take the row out, or correct the month");
            let finding = Finding::error("filing_month_outside", file, message);
            findings.push(finding.in_column("month", &month.to_string()));
            continue;
        }
        let row = FilingRow::of_report(report);
        if let Some((figure, value)) = too_large(report, &row) {
            let message = format!("'{point}' in {month}: {value} is more than a month can hold; correct the figure");
            let finding = Finding::error("filing_count_too_large", file, message);
            findings.push(finding.in_column(figure, &value.to_string()));
            continue;
        }
        if filing.state_of(point).is_some_and(|state| !state.is_open()) {
            let is_as_filed = filing.rows_of(point).any(|filed| *filed == row);
            if !is_as_filed {
                let message = format!(
                    "the report of '{point}' was submitted already; take the row out, or ask for it to be returned"
                );
                findings.push(Finding::error("filing_frozen", file, message).in_column("facility", point));
            }
            continue;
        }
        rows.push(row);
    }
    (rows, findings)
}

/// The first figure of a report that a row does not take.
fn too_large(report: &PerformanceMonth, row: &FilingRow) -> Option<(&'static str, f64)> {
    let told = [
        Some(report.dossiers),
        report.submitted_online,
        report.accepted,
        report.on_time,
        report.late,
        report.complaints,
        report.responses,
        report.satisfied,
    ];
    let mut figures = row.counts().into_iter().zip(told);
    figures.find_map(|((figure, taken), told)| told.filter(|_| taken.is_none()).map(|value| (figure, value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::{FilingStep, FilingTexts};

    #[test]
    fn foreign_agents_other_months_and_changed_submitted_rows_are_refused() {
        let month = |month| Month { year: 2026, month };
        let due: BTreeMap<String, Vec<Month>> =
            [("A".to_owned(), vec![month(10)]), ("B".to_owned(), vec![month(10)])].into();
        let row = |facility: &str, number, dossiers| FilingRow {
            facility: facility.into(),
            month: Some(month(number)),
            dossiers: Some(dossiers),
            ..FilingRow::default()
        };
        let mut filing = Filing::new("p", "BIDV");
        filing
            .save(vec![row("B", 10, 5)], FilingTexts::default(), &due)
            .expect("saved");
        filing
            .step(&FilingStep::Submit, &[], &due, ("bidv", "t"))
            .expect("submitted");
        let sheet = [
            row("A", 10, 1),
            row("A", 9, 1),
            row("X", 10, 1),
            row("B", 10, 5),
            row("B", 10, 6),
        ];
        let mut reports: Vec<_> = sheet.iter().filter_map(FilingRow::report).collect();
        let mut large = reports[0].clone();
        large.late = Some(10_000_001.0);
        reports.push(large);
        let (rows, findings) = rows_of_upload(&reports, &filing, &due, "f.xlsx");
        assert_eq!(
            rows,
            [row("A", 10, 1)],
            "what was submitted and is the same needs no word"
        );
        let checks: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(
            checks,
            [
                "filing_month_outside",
                "filing_foreign_agent",
                "filing_frozen",
                "filing_count_too_large"
            ]
        );
        assert_eq!(findings[3].column.as_deref(), Some("late"));
        assert!(findings.iter().all(|finding| finding.file == "f.xlsx"));
    }
}
