//! The errors that stand open in data on which something is computed.

use super::errors;
use crate::model::{Dataset, Finding, Severity};

/// How many errors the audit finds, of which checks, about how many people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenErrors {
    pub count: u64,
    /// Ids, sorted.
    pub checks: Vec<&'static str>,
    /// People of the errors that tell any, added up.
    pub people: f64,
}

impl OpenErrors {
    /// Of a dataset. The checks that need roads find no error, so none are needed.
    pub fn of(dataset: &Dataset) -> OpenErrors {
        OpenErrors::among(&errors(dataset))
    }

    /// Of findings that are there already.
    pub fn among(findings: &[Finding]) -> OpenErrors {
        let errors = || findings.iter().filter(|finding| finding.severity == Severity::Error);
        let mut checks: Vec<&'static str> = errors().map(|finding| finding.check).collect();
        checks.sort_unstable();
        checks.dedup();
        OpenErrors {
            count: errors().map(|finding| finding.cases).sum(),
            checks,
            people: errors().filter_map(|finding| finding.people).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_errors_are_open_errors_and_each_check_is_named_once() {
        let findings = [
            Finding::warning("no_roads", "", "").for_people(10.0),
            Finding::error("report_twice", "", ""),
            Finding::error("people_impossible", "", "").for_people(3.0),
            Finding::error("report_twice", "", "").of_cases(7),
        ];
        let open = OpenErrors::among(&findings);
        assert_eq!((open.count, open.people), (9, 3.0));
        assert_eq!(open.checks, ["people_impossible", "report_twice"]);
        assert_eq!(OpenErrors::of(&Dataset::default()).checks, ["no_people"]);
    }
}
