//! Findings counted by check.

use crate::model::checks::{self, Check};
use crate::model::{Finding, Severity};

/// What one check found.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckTally {
    pub check: &'static str,
    /// The worst.
    pub severity: Severity,
    /// Cases, those not listed one by one included.
    pub cases: u64,
    /// People concerned, added up; `None` where no finding tells any.
    pub people: Option<f64>,
    /// Positions of its findings in the list that was counted, in its order.
    pub findings: Vec<usize>,
}

impl CheckTally {
    /// Its entry in the catalogue.
    pub fn entry(&self) -> Option<&'static Check> {
        checks::check(self.check)
    }
}

/// The findings of a file or a workspace, counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Errors first; in one severity most people first, then in the order in which they were found.
    pub checks: Vec<CheckTally>,
    pub errors: u64,
    pub warnings: u64,
    pub remarks: u64,
    /// People of errors and warnings, added up: one person may stand in several findings.
    pub people: f64,
}

impl Tally {
    pub fn of(findings: &[Finding]) -> Tally {
        let mut tally = Tally::default();
        for (at, finding) in findings.iter().enumerate() {
            match finding.severity {
                Severity::Error => tally.errors += finding.cases,
                Severity::Warning => tally.warnings += finding.cases,
                Severity::Info => tally.remarks += finding.cases,
            }
            if finding.severity > Severity::Info {
                tally.people += finding.people.unwrap_or(0.0);
            }
            match tally.checks.iter_mut().find(|known| known.check == finding.check) {
                Some(known) => {
                    known.severity = known.severity.max(finding.severity);
                    known.cases += finding.cases;
                    known.people = match (known.people, finding.people) {
                        (None, None) => None,
                        (one, other) => Some(one.unwrap_or(0.0) + other.unwrap_or(0.0)),
                    };
                    known.findings.push(at);
                }
                None => tally.checks.push(CheckTally {
                    check: finding.check,
                    severity: finding.severity,
                    cases: finding.cases,
                    people: finding.people,
                    findings: vec![at],
                }),
            }
        }
        let people = |check: &CheckTally| check.people.unwrap_or(0.0);
        tally
            .checks
            .sort_by(|a, b| b.severity.cmp(&a.severity).then(people(b).total_cmp(&people(a))));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_that_are_not_listed_are_counted_and_the_worst_comes_first() {
        let findings = [
            Finding::info("raster_total", "a", "").for_people(1000.0),
            Finding::warning("no_roads", "", "").for_people(30.0),
            Finding::warning("people_join_no_road", "", "").for_people(70.0),
            Finding::error("not_a_number", "a", "").at_row(2),
            Finding::error("not_a_number", "a", "").of_cases(41),
        ];
        let tally = Tally::of(&findings);
        assert_eq!((tally.errors, tally.warnings, tally.remarks), (42, 2, 1));
        assert_eq!(tally.people, 100.0, "remarks are about nobody in trouble");
        let checks: Vec<_> = tally.checks.iter().map(|check| (check.check, check.cases)).collect();
        assert_eq!(
            checks,
            [
                ("not_a_number", 42),
                ("people_join_no_road", 1),
                ("no_roads", 1),
                ("raster_total", 1)
            ]
        );
        assert_eq!(tally.checks[0].findings, [3, 4]);
        assert_eq!((tally.checks[0].people, tally.checks[1].people), (None, Some(70.0)));
    }
}
