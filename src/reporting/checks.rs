//! What is said of a filing while it is written: contradictions, and figures unlike those of the months before.
//!
//! Only a contradiction that no report can hold is an error and stops the submission; the rest is said and left to whoever
//! knows the counter. A dossier guided in one month may be accepted in the next, so that a part larger than its whole is a
//! question and no error.

use std::collections::BTreeMap;

use super::{Filing, FilingRow, FilingState, Item, Period};
use crate::model::{Dataset, Finding, Month, PerformanceMonth};

/// Months before the report that its figures are held against, at most; the least of them without which nothing is unusual.
const EARLIER: usize = 6;
const LEAST_EARLIER: usize = 3;
/// A month is unusual above so many times the highest of the months before, and so many dossiers more, or below the lowest
/// divided by it where that was at least as many. A counter that guides five people one month and twelve the next is not.
const TIMES: f64 = 3.0;
const DOSSIERS: f64 = 10.0;

/// A finding, and the agent and month that it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct FilingFinding {
    pub facility: String,
    pub month: Option<Month>,
    pub finding: Finding,
}

/// What is to be said of a filing's rows that were not accepted yet, in order of agent and month: to the operator who may
/// mend them, and to whoever decides on them.
pub fn check_filing(filing: &Filing, period: &Period, dataset: &Dataset) -> Vec<FilingFinding> {
    let mut before: BTreeMap<&str, Vec<&PerformanceMonth>> = BTreeMap::new();
    for report in dataset.performance.iter().filter(|report| report.month < period.from) {
        before.entry(report.facility.as_str()).or_default().push(report);
    }
    let mut found = Vec::new();
    for row in &filing.rows {
        if filing.state_of(&row.facility) == Some(FilingState::Accepted) {
            continue;
        }
        let earlier = before.get(row.facility.as_str()).map_or(&[][..], Vec::as_slice);
        let findings = contradictions(row).into_iter().chain(unusual(row, earlier));
        found.extend(findings.chain(unanswered(row, period)).map(|finding| FilingFinding {
            facility: row.facility.clone(),
            month: row.month,
            finding,
        }));
    }
    found
}

fn contradictions(row: &FilingRow) -> Vec<Finding> {
    let mut found = Vec::new();
    let (point, month) = (&row.facility, told(row.month));
    let parts = [
        ("satisfied", row.satisfied, "answers", row.responses),
        ("submitted_online", row.submitted_online, "dossiers", row.dossiers),
        ("accepted", row.accepted, "dossiers", row.dossiers),
        ("on_time", row.on_time, "dossiers", row.dossiers),
        ("late", row.late, "dossiers", row.dossiers),
    ];
    for (column, part, what, whole) in parts {
        let (Some(part), Some(whole)) = (part, whole) else {
            continue;
        };
        if part <= whole {
            continue;
        }
        let message = format!("'{point}' in {month}: {part} of only {whole} {what}; check both figures");
        let finding = if column == "satisfied" {
            Finding::error("filing_contradiction", "", message)
        } else {
            Finding::warning("filing_part_above_whole", "", message)
        };
        found.push(finding.in_column(column, &part.to_string()));
    }
    if row.responses.is_some() != row.satisfied.is_some() {
        let message = format!(
            "'{point}' in {month}: people asked and people satisfied are told together; write the other figure too"
        );
        found.push(Finding::warning("filing_half_told", "", message).in_column("satisfied", ""));
    }
    if let (Some(on_time), Some(late), Some(dossiers)) = (row.on_time, row.late, row.dossiers)
        && u64::from(on_time) + u64::from(late) > u64::from(dossiers)
    {
        let sum = u64::from(on_time) + u64::from(late);
        let message = format!(
            "'{point}' in {month}: on time and late are {sum} together, of only {dossiers} dossiers; check the figures"
        );
        found.push(Finding::warning("filing_sum_above_whole", "", message).in_column("late", &late.to_string()));
    }
    if row.dossiers.is_none() {
        let message = format!("'{point}' in {month}: the number of dossiers is blank; write 0 for none");
        found.push(Finding::warning("filing_incomplete", "", message).in_column("dossiers", ""));
    }
    found
}

fn unusual(row: &FilingRow, earlier: &[&PerformanceMonth]) -> Option<Finding> {
    let value = f64::from(row.dossiers?);
    // Rows of a dataset are in order of month.
    let newest = &earlier[earlier.len().saturating_sub(EARLIER)..];
    if newest.len() < LEAST_EARLIER {
        return None;
    }
    let low = newest
        .iter()
        .map(|report| report.dossiers)
        .fold(f64::INFINITY, f64::min);
    let high = newest.iter().map(|report| report.dossiers).fold(0.0, f64::max);
    let is_high = value > TIMES * high && value > high + DOSSIERS;
    let is_low = low >= DOSSIERS && value * TIMES < low;
    let (point, month) = (&row.facility, told(row.month));
    (is_high || is_low).then(|| {
        let message = format!(
            "'{point}' in {month}: {value:.0} dossiers, {low:.0} to {high:.0} in the months before; check the figure"
        );
        Finding::warning("filing_unusual", "", message).in_column("dossiers", &format!("{value:.0}"))
    })
}

/// A figure that the period asks for and a busy counter leaves blank.
fn unanswered(row: &FilingRow, period: &Period) -> Option<Finding> {
    let items = [
        (Item::SubmittedOnline, row.submitted_online),
        (Item::Accepted, row.accepted),
        (Item::OnTime, row.on_time),
        (Item::Late, row.late),
        (Item::Complaints, row.complaints),
        (Item::Satisfaction, row.responses),
    ];
    let missing = items
        .iter()
        .find(|(item, value)| period.wants(*item) && value.is_none() && row.dossiers.is_some_and(|count| count > 0))?;
    let (point, month) = (&row.facility, told(row.month));
    let message = format!(
        "'{point}' in {month}: the period asks for this figure too; write it, or leave it blank where it is not known"
    );
    let column = match missing.0 {
        Item::Satisfaction => "responses",
        item => item.code(),
    };
    Some(Finding::info("filing_figure_missing", "", message).in_column(column, ""))
}

fn told(month: Option<Month>) -> String {
    month.map_or_else(String::new, |month| month.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;
    use crate::reporting::FilingTexts;
    use crate::reporting::period::tests::october;

    fn row(dossiers: Option<u32>) -> FilingRow {
        FilingRow {
            facility: "A".into(),
            month: Some(Month { year: 2026, month: 10 }),
            dossiers,
            complaints: Some(0),
            ..FilingRow::default()
        }
    }

    fn checks(row: FilingRow, earlier: &[f64]) -> Vec<(&'static str, Severity)> {
        let period = Period {
            items: vec![Item::Complaints],
            ..october()
        };
        let months = (1u8..).zip(earlier);
        let reports = months.filter_map(|(month, dossiers)| {
            let report = FilingRow {
                month: Some(Month { year: 2026, month }),
                dossiers: Some(*dossiers as u32),
                ..row_of_a()
            };
            report.report()
        });
        let dataset = Dataset {
            performance: reports.collect(),
            ..Dataset::default()
        };
        let mut filing = Filing::new("p", "BIDV");
        let due = [("A".to_owned(), period.months())].into();
        filing.save(vec![row], FilingTexts::default(), &due).expect("saved");
        let found = check_filing(&filing, &period, &dataset);
        found
            .iter()
            .map(|one| (one.finding.check, one.finding.severity))
            .collect()
    }

    fn row_of_a() -> FilingRow {
        row(None)
    }

    #[test]
    fn only_what_no_report_can_hold_is_an_error() {
        let good = FilingRow {
            submitted_online: Some(9),
            on_time: Some(8),
            late: Some(2),
            responses: Some(4),
            satisfied: Some(4),
            ..row(Some(10))
        };
        assert!(checks(good.clone(), &[]).is_empty());
        let satisfied = FilingRow {
            satisfied: Some(5),
            ..good.clone()
        };
        assert_eq!(checks(satisfied, &[]), [("filing_contradiction", Severity::Error)]);
        let accepted = FilingRow {
            accepted: Some(11),
            ..good.clone()
        };
        assert_eq!(checks(accepted, &[]), [("filing_part_above_whole", Severity::Warning)]);
        let late = FilingRow {
            late: Some(3),
            ..good.clone()
        };
        assert_eq!(checks(late, &[]), [("filing_sum_above_whole", Severity::Warning)]);
        let half = FilingRow {
            satisfied: None,
            ..good
        };
        assert_eq!(checks(half, &[]), [("filing_half_told", Severity::Warning)]);
        assert_eq!(checks(row(None), &[]), [("filing_incomplete", Severity::Warning)]);
        let silent = FilingRow {
            complaints: None,
            ..row(Some(1))
        };
        assert_eq!(checks(silent, &[]), [("filing_figure_missing", Severity::Info)]);
    }

    #[test]
    fn whoever_decides_on_a_report_is_told_what_its_operator_was_told() {
        let odd = FilingRow {
            accepted: Some(11),
            ..row(Some(10))
        };
        let mut filing = Filing::new("p", "BIDV");
        filing.rows = vec![odd];
        let told = |filing: &Filing| check_filing(filing, &october(), &Dataset::default()).len();
        let found = told(&filing);
        assert!(found > 0);
        filing.states.insert("A".into(), FilingState::Submitted);
        assert_eq!(told(&filing), found);
        filing.states.insert("A".into(), FilingState::Accepted);
        assert_eq!(told(&filing), 0);
    }

    /// By hand: highest 20, lowest 12; above 60 and below 4 is unusual.
    #[test]
    fn a_month_far_from_those_before_is_said_to_be() {
        let earlier = [12.0, 20.0, 15.0];
        let is_unusual = |dossiers| checks(row(Some(dossiers)), &earlier) == [("filing_unusual", Severity::Warning)];
        assert!(is_unusual(61) && !is_unusual(60) && !is_unusual(4) && is_unusual(3));
        assert!(
            checks(row(Some(900)), &earlier[..2]).is_empty(),
            "two months say nothing"
        );
        assert!(
            checks(row(Some(12)), &[3.0, 2.0, 1.0]).is_empty(),
            "few more dossiers are not unusual"
        );
    }
}
