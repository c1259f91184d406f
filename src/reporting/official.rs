//! What the city's own system counted, beside what operators reported: differences are named, nobody's figure is changed.

use std::collections::BTreeMap;

use crate::model::{Month, PerformanceMonth};

/// By which share of the official count a report may differ and still be told as the same, where nothing else is set.
pub const DEFAULT_TOLERANCE: f64 = 0.05;

/// A count that both sides may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    Dossiers,
    SubmittedOnline,
    Accepted,
    OnTime,
    Late,
}

impl Measure {
    pub const ALL: [Measure; 5] = [
        Measure::Dossiers,
        Measure::SubmittedOnline,
        Measure::Accepted,
        Measure::OnTime,
        Measure::Late,
    ];

    /// The stable name in files and answers.
    pub fn code(self) -> &'static str {
        match self {
            Measure::Dossiers => "dossiers",
            Measure::SubmittedOnline => "submitted_online",
            Measure::Accepted => "accepted",
            Measure::OnTime => "on_time",
            Measure::Late => "late",
        }
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Measure::Dossiers => "hồ sơ",
            Measure::SubmittedOnline => "nộp trực tuyến",
            Measure::Accepted => "được chấp nhận",
            Measure::OnTime => "đúng hạn",
            Measure::Late => "quá hạn",
        }
    }

    fn of(self, report: &PerformanceMonth) -> Option<f64> {
        match self {
            Measure::Dossiers => Some(report.dossiers),
            Measure::SubmittedOnline => report.submitted_online,
            Measure::Accepted => report.accepted,
            Measure::OnTime => report.on_time,
            Measure::Late => report.late,
        }
    }
}

/// The city's counts of one point and month, and where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficialCount {
    /// The figures, as a report has them.
    pub counts: PerformanceMonth,
    /// The system or list, as whoever brought it said.
    pub source: String,
}

/// What a pair of figures comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Within the tolerance.
    Agrees,
    Differs,
    /// The city counted, the operator reported nothing for the month.
    NotReported,
    /// The operator reported, the city's list does not name the point and month.
    NotCounted,
}

impl Verdict {
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Agrees => "agrees",
            Verdict::Differs => "differs",
            Verdict::NotReported => "not_reported",
            Verdict::NotCounted => "not_counted",
        }
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Verdict::Agrees => "khớp",
            Verdict::Differs => "lệch",
            Verdict::NotReported => "chưa báo cáo",
            Verdict::NotCounted => "không có trong số liệu của Thành phố",
        }
    }
}

/// One figure told by two sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub facility: String,
    pub month: Month,
    pub measure: Measure,
    pub reported: Option<f64>,
    pub official: Option<f64>,
    pub verdict: Verdict,
}

impl Difference {
    /// Reported less official; `None` where one is unknown.
    pub fn difference(&self) -> Option<f64> {
        Some(self.reported? - self.official?)
    }
}

/// Every figure that both sides tell, and the dossiers of months that one side lacks, by point, month and measure.
///
/// They agree when they differ by at most one, or by at most `tolerance` (0 to 1) of the official count. Reports of points
/// of which the city counted nothing in the whole time are left out where `official` names none of their months: a list of
/// some points says nothing of the others.
pub fn compare(
    reports: &[PerformanceMonth],
    official: &[OfficialCount],
    from: Month,
    to: Month,
    tolerance: f64,
) -> Vec<Difference> {
    let within = |month: Month| (from..=to).contains(&month);
    let mut pairs: BTreeMap<(&str, Month), Sides> = BTreeMap::new();
    for count in official.iter().map(|one| &one.counts).filter(|one| within(one.month)) {
        pairs.entry((&count.facility, count.month)).or_default().official = Some(count);
    }
    let counted: std::collections::BTreeSet<&str> = pairs.keys().map(|(facility, _)| *facility).collect();
    for report in reports.iter().filter(|one| within(one.month)) {
        if counted.contains(report.facility.as_str()) {
            pairs.entry((&report.facility, report.month)).or_default().reported = Some(report);
        }
    }
    let mut told = Vec::new();
    for ((facility, month), Sides { reported, official }) in pairs {
        for measure in Measure::ALL {
            let reported_count = reported.and_then(|report| measure.of(report));
            let official_count = official.and_then(|count| measure.of(count));
            let verdict = match (reported, official, reported_count, official_count) {
                (Some(_), Some(_), Some(own), Some(city)) if (own - city).abs() <= (tolerance * city).max(1.0) => {
                    Verdict::Agrees
                }
                (Some(_), Some(_), Some(_), Some(_)) => Verdict::Differs,
                (None, Some(_), _, _) if measure == Measure::Dossiers => Verdict::NotReported,
                (Some(_), None, _, _) if measure == Measure::Dossiers => Verdict::NotCounted,
                _ => continue,
            };
            told.push(Difference {
                facility: facility.to_owned(),
                month,
                measure,
                reported: reported_count,
                official: official_count,
                verdict,
            });
        }
    }
    told
}

/// What the two sides tell of one point and month.
#[derive(Clone, Copy, Default)]
struct Sides<'a> {
    reported: Option<&'a PerformanceMonth>,
    official: Option<&'a PerformanceMonth>,
}

/// How many figures came to each verdict: agrees, differs, not reported, not counted.
pub fn tally(differences: &[Difference]) -> [usize; 4] {
    let count = |verdict| differences.iter().filter(|one| one.verdict == verdict).count();
    [
        Verdict::Agrees,
        Verdict::Differs,
        Verdict::NotReported,
        Verdict::NotCounted,
    ]
    .map(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::FilingRow;

    fn report(facility: &str, month: u8, dossiers: u32, online: Option<u32>) -> PerformanceMonth {
        let row = FilingRow {
            facility: facility.into(),
            month: Some(Month { year: 2026, month }),
            dossiers: Some(dossiers),
            submitted_online: online,
            ..FilingRow::default()
        };
        row.report().expect("it has dossiers")
    }

    fn official(facility: &str, month: u8, dossiers: u32, online: Option<u32>) -> OfficialCount {
        OfficialCount {
            counts: report(facility, month, dossiers, online),
            source: "hệ thống một cửa".into(),
        }
    }

    /// By hand, with 5 %: A 100 against 105 agrees, its online 90 against 80 differs; B has no report; C's September is not
    /// counted; D is no point that the list knows.
    #[test]
    fn figures_agree_within_the_tolerance_and_what_one_side_lacks_is_named() {
        let reports = [
            report("A", 10, 100, Some(90)),
            report("C", 9, 4, None),
            report("C", 10, 3, None),
            report("D", 10, 50, None),
        ];
        let city = [
            official("A", 10, 105, Some(80)),
            official("B", 10, 7, None),
            official("C", 10, 2, Some(2)),
            official("C", 11, 9, None),
        ];
        let (from, to) = (Month { year: 2026, month: 9 }, Month { year: 2026, month: 10 });
        let told = compare(&reports, &city, from, to, 0.05);
        let short: Vec<_> = told
            .iter()
            .map(|one| {
                (
                    one.facility.as_str(),
                    one.month.month,
                    one.measure.code(),
                    one.verdict.code(),
                )
            })
            .collect();
        assert_eq!(
            short,
            [
                ("A", 10, "dossiers", "agrees"),
                ("A", 10, "submitted_online", "differs"),
                ("B", 10, "dossiers", "not_reported"),
                ("C", 9, "dossiers", "not_counted"),
                ("C", 10, "dossiers", "agrees"),
            ]
        );
        assert_eq!(tally(&told), [2, 1, 1, 1]);
        assert_eq!(told[1].difference(), Some(10.0));
        assert_eq!(tally(&compare(&reports, &city, from, to, 0.0)), [1, 2, 1, 1]);
        assert!(compare(&reports, &[], from, to, 0.05).is_empty());
    }
}
