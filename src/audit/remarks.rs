//! Collects findings: at most so many of each check, then a count of the rest.

use crate::geometry::LonLat;
use crate::model::{Finding, Severity};

/// Cases of one check that are named one by one; the rest is counted. A screen holds about twenty lines.
pub const NAMED_PER_CHECK: usize = 20;

#[derive(Default)]
pub struct Remarks {
    findings: Vec<Finding>,
    checks: Vec<Tally>,
}

struct Tally {
    check: &'static str,
    severity: Severity,
    found: usize,
    /// People of the cases that were not named.
    people: Option<f64>,
}

impl Remarks {
    /// `column` is `layer.column`; `message` says what is wrong and what to do.
    pub fn error(&mut self, check: &'static str, column: &str, value: &str, message: String) {
        self.add(Finding::error(check, "", message).in_column(column, value));
    }

    /// As [`Remarks::error`].
    pub fn warning(&mut self, check: &'static str, column: &str, value: &str, message: String) {
        self.add(Finding::warning(check, "", message).in_column(column, value));
    }

    /// As [`Remarks::error`], of something that stands somewhere.
    pub fn error_at(&mut self, place: LonLat, check: &'static str, column: &str, value: &str, message: String) {
        self.add(
            Finding::error(check, "", message)
                .in_column(column, value)
                .at_place(place),
        );
    }

    /// As [`Remarks::error_at`].
    pub fn warning_at(&mut self, place: LonLat, check: &'static str, column: &str, value: &str, message: String) {
        self.add(
            Finding::warning(check, "", message)
                .in_column(column, value)
                .at_place(place),
        );
    }

    pub fn add(&mut self, finding: Finding) {
        let at = self
            .checks
            .iter()
            .position(|tally| tally.check == finding.check)
            .unwrap_or_else(|| {
                let (check, severity) = (finding.check, finding.severity);
                self.checks.push(Tally {
                    check,
                    severity,
                    found: 0,
                    people: None,
                });
                self.checks.len() - 1
            });
        let tally = &mut self.checks[at];
        tally.found += 1;
        tally.severity = tally.severity.max(finding.severity);
        if tally.found <= NAMED_PER_CHECK {
            self.findings.push(finding);
        } else if let Some(people) = finding.people {
            tally.people = Some(tally.people.unwrap_or(0.0) + people);
        }
    }

    /// The findings, those of one check together, in the order in which checks first found something.
    pub fn finish(self) -> Vec<Finding> {
        let mut told = Vec::new();
        for tally in &self.checks {
            told.extend(
                self.findings
                    .iter()
                    .filter(|finding| finding.check == tally.check)
                    .cloned(),
            );
            if tally.found > NAMED_PER_CHECK {
                let more = tally.found - NAMED_PER_CHECK;
                let message = format!(
                    "{more} more of the same, {} in all; repair them in the same way",
                    tally.found
                );
                let make = match tally.severity {
                    Severity::Info => Finding::info,
                    Severity::Warning => Finding::warning,
                    Severity::Error => Finding::error,
                };
                told.push(Finding {
                    people: tally.people,
                    ..make(tally.check, "", message).of_cases(more as u64)
                });
            }
        }
        told
    }
}
