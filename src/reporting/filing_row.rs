//! One agent's figures of one month, as an operator files them and as the workspace keeps them.

use crate::model::{Month, PerformanceMonth};

/// The largest count a month: more than the city's dossiers of a year.
pub(super) const LARGEST_COUNT: u32 = 10_000_000;

/// One agent's figures of one month. Unknown is `None`, never zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingRow {
    /// Code of the agent.
    pub facility: String,
    /// `None` never stands in a filing; it does in a row that is being read.
    pub month: Option<Month>,
    /// Dossiers guided.
    pub dossiers: Option<u32>,
    pub submitted_online: Option<u32>,
    pub accepted: Option<u32>,
    pub on_time: Option<u32>,
    pub late: Option<u32>,
    pub complaints: Option<u32>,
    /// People asked how satisfied they are, and of those how many gave 4 or 5 of 5.
    pub responses: Option<u32>,
    pub satisfied: Option<u32>,
}

impl FilingRow {
    /// Its counts with their names in files.
    pub fn counts(&self) -> [(&'static str, Option<u32>); 8] {
        [
            ("dossiers", self.dossiers),
            ("submitted_online", self.submitted_online),
            ("accepted", self.accepted),
            ("on_time", self.on_time),
            ("late", self.late),
            ("complaints", self.complaints),
            ("responses", self.responses),
            ("satisfied", self.satisfied),
        ]
    }

    /// From a report as the reader of tables gives it; figures that are no count of people or dossiers are left out.
    pub fn of_report(report: &PerformanceMonth) -> FilingRow {
        let count = |value: Option<f64>| {
            let value = value?;
            let fits = value.fract() == 0.0 && (0.0..=f64::from(LARGEST_COUNT)).contains(&value);
            fits.then_some(value as u32)
        };
        FilingRow {
            facility: report.facility.clone(),
            month: Some(report.month),
            dossiers: count(Some(report.dossiers)),
            submitted_online: count(report.submitted_online),
            accepted: count(report.accepted),
            on_time: count(report.on_time),
            late: count(report.late),
            complaints: count(report.complaints),
            responses: count(report.responses),
            satisfied: count(report.satisfied),
        }
    }

    /// As the workspace keeps it; `None` without month or dossiers.
    pub fn report(&self) -> Option<PerformanceMonth> {
        Some(PerformanceMonth {
            facility: self.facility.clone(),
            month: self.month?,
            dossiers: f64::from(self.dossiers?),
            submitted_online: self.submitted_online.map(f64::from),
            accepted: self.accepted.map(f64::from),
            on_time: self.on_time.map(f64::from),
            complaints: self.complaints.map(f64::from),
            responses: self.responses.map(f64::from),
            satisfied: self.satisfied.map(f64::from),
            late: self.late.map(f64::from),
            satisfaction_score: None,
            cost: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_and_its_report_tell_the_same() {
        let one = FilingRow {
            facility: "B".into(),
            month: Month::parse("2026-10"),
            dossiers: Some(7),
            submitted_online: Some(5),
            responses: Some(4),
            satisfied: Some(3),
            ..FilingRow::default()
        };
        let report = one.report().expect("it has dossiers");
        assert_eq!(FilingRow::of_report(&report), one);
        assert_eq!(
            FilingRow {
                dossiers: None,
                ..one.clone()
            }
            .report(),
            None
        );
        let odd = PerformanceMonth {
            dossiers: 1.5,
            ..report
        };
        assert_eq!(FilingRow::of_report(&odd).dossiers, None);
    }
}
