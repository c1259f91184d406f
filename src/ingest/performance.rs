//! Monthly reports of service points from a table.

use super::BlankReports;
use super::columns::{self, Columns};
use super::findings::Findings;
use super::number;
use super::record::{Record, Seen};
use super::table::Table;
use crate::model::{Month, PerformanceMonth, SatisfactionScore};

/// Reads reports. A blank number is unknown, never zero; a blank number of dossiers is an error.
pub(super) fn read(table: &Table, blank: BlankReports, findings: &mut Findings) -> Option<Vec<PerformanceMonth>> {
    let columns = Columns::find(table, &[&columns::PERFORMANCE], findings);
    if !columns.require(&columns::PERFORMANCE[..3], table, findings) {
        return None;
    }
    let mut seen = Seen::default();
    let mut reports = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let figures = &columns::PERFORMANCE[2..];
        if blank == BlankReports::LeftOut && figures.iter().all(|(key, _)| record.raw(key).is_none()) {
            continue;
        }
        let Some(report) = read_row(&mut record) else { continue };
        if let Some(first) = seen.before(&format!("{} {}", report.facility, report.month), row.number) {
            let message = format!(
                "this point has a report for {} on row {first} already; keep one",
                report.month
            );
            record.error("duplicate_report", "month", &message);
            continue;
        }
        if !record.is_refused() {
            reports.push(report);
        }
    }
    (!reports.is_empty()).then_some(reports)
}

fn read_row(record: &mut Record) -> Option<PerformanceMonth> {
    let facility = record.text("facility");
    if facility.is_none() {
        record.error("missing_code", "facility", "the code of the point is blank");
    }
    let month = record.raw("month").and_then(parse_month);
    if month.is_none() {
        record.error(
            "not_a_month",
            "month",
            "this is no month; write it as 2025-04 or 04/2025",
        );
    }
    if record.raw("dossiers").is_none() {
        record.error(
            "missing_number",
            "dossiers",
            "the number of dossiers is blank; write 0 for none",
        );
    }
    let dossiers = record.count("dossiers");
    let report = PerformanceMonth {
        submitted_online: record.count("submitted_online"),
        accepted: record.count("accepted"),
        on_time: record.count("on_time"),
        complaints: record.count("complaints"),
        responses: record.count("responses"),
        satisfied: record.count("satisfied"),
        late: record.count("late"),
        satisfaction_score: read_score(record),
        cost: record.amount("cost"),
        facility: facility?,
        month: month?,
        dossiers: dossiers?,
    };
    if report
        .satisfied
        .zip(report.responses)
        .is_some_and(|(satisfied, responses)| satisfied > responses)
    {
        record.error(
            "more_satisfied_than_asked",
            "satisfied",
            "more people are satisfied than answered; correct one of the two",
        );
    }
    for (key, part) in [
        ("submitted_online", report.submitted_online),
        ("accepted", report.accepted),
        ("late", report.late),
    ] {
        if part.is_some_and(|part| part > report.dossiers) {
            record.warning(
                "more_than_all_dossiers",
                key,
                "this is more than all dossiers of the month; check both",
            );
        }
    }
    Some(report)
}

/// The mean mark with the scale that it is on, from a column of its own or from the header (`Điểm hài lòng (thang 5)`,
/// `Satisfaction score /10`). A mark without a scale is an error: 4.5 of 5 and 4.5 of 10 are not the same.
fn read_score(record: &mut Record) -> Option<SatisfactionScore> {
    let mean = record.amount("satisfaction_score")?;
    let of_header = record
        .columns
        .of("satisfaction_score")
        .and_then(|(_, header)| scale_of_header(header));
    let highest = if record.raw("satisfaction_scale").is_some() {
        record.amount("satisfaction_scale")?
    } else if let Some(highest) = of_header {
        highest
    } else {
        record.error(
            "score_without_scale",
            "satisfaction_score",
            "the scale of the mark is not told; add a column Thang điểm (5, 10, 100), or write the header as Điểm hài lòng (thang 5)",
        );
        return None;
    };
    let score = SatisfactionScore::try_new(mean, highest);
    if score.is_none() {
        let message = format!("the mean mark does not lie between 0 and the best mark of its scale, {highest}");
        record.error("score_outside_its_scale", "satisfaction_score", &message);
    }
    score
}

/// The last number of a header that speaks of a scale.
fn scale_of_header(header: &str) -> Option<f64> {
    let folded = crate::text::fold(header);
    let speaks = header.contains('/') || folded.contains("thang") || folded.contains("scale");
    let number = folded
        .split(' ')
        .rev()
        .find(|word| word.bytes().all(|byte| byte.is_ascii_digit()))?;
    if speaks { number::decimal(number) } else { None }
}

/// `2025-04`, `04/2025`, `4-2025`, `T4/2025`, `Tháng 4/2025`, or a whole date.
fn parse_month(text: &str) -> Option<Month> {
    let digits: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month) = match digits.as_slice() {
        [year, month] | [year, month, _] if year.len() == 4 => (year, month),
        [month, year] | [_, month, year] if year.len() == 4 => (year, month),
        _ => return None,
    };
    Month::parse(&format!("{year}-{month}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, table};

    #[test]
    fn months_are_read_in_the_ways_reports_write_them() {
        let april = Some(Month { year: 2025, month: 4 });
        for text in [
            "2025-04",
            "04/2025",
            "T4/2025",
            "Tháng 4 năm 2025",
            "2025-04-30",
            "30/04/2025",
        ] {
            assert_eq!(parse_month(text), april, "{text}");
        }
        for text in ["2025-13", "April", "4", "25-04", ""] {
            assert_eq!(parse_month(text), None, "{text}");
        }
    }

    #[test]
    fn a_mean_mark_needs_its_scale_and_lies_on_it() {
        let read_all = |text: &str| {
            let mut findings = Findings::new("a.csv", 9);
            let table = table::read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings).expect("a table");
            let reports = read(&table, BlankReports::Wrong, &mut findings).unwrap_or_default();
            let checks: Vec<_> = findings
                .into_list()
                .iter()
                .map(|finding| (finding.check, finding.row))
                .collect();
            (reports, checks)
        };
        let (reports, checks) = read_all(
            "ma diem,thang,ho so,qua han,diem hai long,thang diem,chi phi (dong)\n\
             A,2025-04,30,2,4.5,5,12.500.000\nB,2025-04,30,,8,,\nC,2025-04,30,,8,5,\nD,2025-04,3,4,,,\n",
        );
        let of = |mean, highest| SatisfactionScore::try_new(mean, highest);
        assert_eq!((reports[0].late, reports[0].cost), (Some(2.0), Some(12_500_000.0)));
        assert_eq!(reports[0].satisfaction_score, of(4.5, 5.0));
        assert_eq!(
            checks,
            [
                ("score_without_scale", Some(3)),
                ("score_outside_its_scale", Some(4)),
                ("more_than_all_dossiers", Some(5))
            ]
        );
        let (reports, checks) = read_all("ma diem,thang,ho so,Điểm hài lòng (thang 10)\nA,2025-04,30,8\n");
        assert_eq!((reports[0].satisfaction_score, checks), (of(8.0, 10.0), vec![]));
        assert_eq!(scale_of_header("Điểm hài lòng"), None);
        assert_eq!(scale_of_header("Điểm 2025"), None);
        assert_eq!(scale_of_header("Satisfaction score /100"), Some(100.0));
    }

    #[test]
    fn unknown_stays_unknown_and_contradictions_are_errors() {
        let text =
            "ma diem,thang,ho so,so phieu,hai long\nA,2025-04,30,10,9\nA,04/2025,1,,\nB,2025-04,,,\nC,2025-04,0,3,5\n";
        let mut findings = Findings::new("a.csv", 9);
        let table = table::read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings).expect("a table");
        let reports = read(&table, BlankReports::Wrong, &mut findings).expect("some are good");
        assert_eq!(reports[0].on_time, None);
        assert_eq!((reports[0].dossiers, reports[0].satisfied), (30.0, Some(9.0)));
        let checks: Vec<_> = findings
            .into_list()
            .iter()
            .map(|finding| (finding.check, finding.row))
            .collect();
        assert_eq!(
            checks,
            [
                ("duplicate_report", Some(3)),
                ("missing_number", Some(4)),
                ("more_satisfied_than_asked", Some(5))
            ]
        );
    }
}
