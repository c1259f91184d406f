//! What the private file says for a document: of its months, its points and its kind, each part with where it comes from.
//!
//! Ratings and cases are of the document's months and not after its day, inspections to the end of the last month. Words of
//! operators are told once an agent of theirs was accepted; of cases the number, the kind and the state, and no word.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};

use super::report_documents::DocumentKind;
use super::satisfaction::{Window, satisfaction_within, self_assessed};
use super::voice::{VoiceError, case_due, hanoi_day};
use crate::auth::{CaseQuery, InspectionQuery, PrivateFile};
use crate::finder::hours::vietnam;
use crate::model::{Dataset, Facility, Month};
use crate::registry::is_run_by;
use crate::report::{Evidence, FiledWords, OfficialEvidence, OpenFinding, SourceLine, ToldCase, Whose};
use crate::reporting::{FilingState, FilingTexts, OfficialCount, Period, compare};
use crate::review::criteria::Checklist;
use crate::text::day_vi;
use crate::voice::{Inspection, Source, latest_standards};

/// What evidence is looked for.
pub(super) struct EvidenceAsked<'a> {
    pub kind: DocumentKind,
    /// First and last month, both included.
    pub months: (Month, Month),
    /// The last day that counts.
    pub last_day: NaiveDate,
    /// Of the document.
    pub day: NaiveDate,
    pub whose: &'a Whose,
    pub period: Option<&'a Period>,
    pub tolerance: f64,
    /// That inspections are made by today.
    pub checklist: Option<&'a Checklist>,
}

/// The evidence; of a private file that is not there or not readable what reports themselves say.
///
/// # Errors
/// What the private file says.
pub(super) fn evidence(
    private: Option<&PrivateFile>,
    dataset: &Dataset,
    asked: &EvidenceAsked,
) -> Result<Evidence, VoiceError> {
    let is_own = |code: &str| asked.whose.codes.as_ref().is_none_or(|codes| codes.contains(code));
    let mut told = Evidence::default();
    let Some(private) = private else {
        told.satisfaction = self_assessed(dataset, Some(asked.months));
        told.satisfaction.retain(|one| is_own(&one.facility));
        return Ok(told);
    };
    told.is_read = true;
    told.satisfaction_target = Some(private.voice_settings()?.satisfaction_target);
    let (from, to) = asked.months;
    let window = Window {
        since: first_instant(first_day(from)),
        before: first_instant(first_day(to.next()).min(asked.day + Days::new(1))),
        months: Some(asked.months),
        until: asked.last_day,
        today: asked.day,
    };
    told.satisfaction = satisfaction_within(private, dataset, &window)?;
    told.satisfaction.retain(|one| is_own(&one.facility));
    tell_ratings(&mut told, &window, asked.last_day);
    tell_inspections(&mut told, private, asked, &is_own)?;
    let is_of_months = matches!(asked.kind, DocumentKind::Period | DocumentKind::Year);
    if is_of_months || matches!(asked.kind, DocumentKind::Point(_)) {
        tell_cases(&mut told, private, asked, &is_own)?;
    }
    if is_of_months {
        tell_words(&mut told, private, dataset, asked, &is_own)?;
        tell_official(&mut told, private, dataset, asked, &is_own)?;
    }
    Ok(told)
}

fn tell_ratings(told: &mut Evidence, window: &Window, until: NaiveDate) {
    let rated = || told.satisfaction.iter().filter(|one| one.source == Source::Citizens);
    let counted: f64 = rated().map(|one| one.size).sum();
    let set_aside: u32 = rated().map(|one| one.set_aside).sum();
    if rated().next().is_some() {
        let note = format!(
            "{counted} lượt được tính, {set_aside} lượt để riêng, của {} điểm, từ ngày {}",
            rated().count(),
            day_vi(&hanoi_day(window.since).to_string())
        );
        told.sources.push(line(
            "Đánh giá của người dân",
            "Trang đánh giá (mã QR tại điểm)",
            note,
            until,
        ));
    }
}

fn tell_inspections(
    told: &mut Evidence,
    private: &PrivateFile,
    asked: &EvidenceAsked,
    is_own: &dyn Fn(&str) -> bool,
) -> Result<(), VoiceError> {
    let mut all: Vec<Inspection> = private.inspections(&InspectionQuery::default())?;
    all.retain(|one| one.on <= asked.last_day && is_own(&one.facility));
    if matches!(asked.kind, DocumentKind::Merit(_) | DocumentKind::Point(_)) {
        told.standards = latest_standards(&all, asked.day);
        for one in &all {
            let open = one.findings.iter().filter(|finding| finding.done.is_none());
            told.findings.extend(open.map(|finding| OpenFinding {
                facility: one.facility.clone(),
                text: finding.text.clone(),
                deadline: finding.deadline.to_string(),
                is_overdue: finding.deadline < asked.day,
            }));
        }
        told.findings
            .sort_by(|a, b| (&a.deadline, &a.facility, &a.text).cmp(&(&b.deadline, &b.facility, &b.text)));
    }
    let days = all.iter().map(|one| one.on);
    if let (Some(first), Some(last)) = (days.clone().min(), days.max()) {
        let known = asked.checklist.map(|list| (list.id.clone(), list.name_vi.clone()));
        told.checklists = known.into_iter().collect();
        let lists: BTreeSet<String> = all
            .iter()
            .map(|one| format!("{} bản {}", told.checklist(&one.checklist), one.checklist_version))
            .collect();
        let lists: Vec<String> = lists.into_iter().collect();
        let note = format!(
            "{} lượt kiểm tra, từ ngày {} đến ngày {}",
            all.len(),
            day_vi(&first.to_string()),
            day_vi(&last.to_string())
        );
        told.sources
            .push(line("Kiểm tra tại chỗ", &lists.join(", "), note, last));
    }
    Ok(())
}

fn tell_cases(
    told: &mut Evidence,
    private: &PrivateFile,
    asked: &EvidenceAsked,
    is_own: &dyn Fn(&str) -> bool,
) -> Result<(), VoiceError> {
    let days = private.voice_settings()?.case_days;
    let (first, last) = (first_day(asked.months.0), asked.last_day);
    for case in private.cases(&CaseQuery::default())? {
        if !(first..=last).contains(&hanoi_day(case.opened_at)) || !is_own(&case.facility) {
            continue;
        }
        let is_overdue = case.state.is_open() && case_due(&case, days) < asked.day;
        told.cases.push(ToldCase {
            facility: case.facility,
            kind: case.kind,
            state: case.state,
            is_overdue,
        });
    }
    told.cases
        .sort_by(|a, b| (&a.facility, a.kind, a.state).cmp(&(&b.facility, b.kind, b.state)));
    if !told.cases.is_empty() {
        let note = format!("{} phản ánh tiếp nhận trong kỳ", told.cases.len());
        told.sources.push(line(
            "Phản ánh của người dân",
            "Trang phản ánh, trang đánh giá",
            note,
            last,
        ));
    }
    Ok(())
}

fn tell_words(
    told: &mut Evidence,
    private: &PrivateFile,
    dataset: &Dataset,
    asked: &EvidenceAsked,
    is_own: &dyn Fn(&str) -> bool,
) -> Result<(), VoiceError> {
    let (from, to) = asked.months;
    let mut accepted = 0;
    for period in private.periods()? {
        let is_meant = match asked.period {
            Some(one) => one.id == period.id,
            None => period.from >= from && period.to <= to,
        };
        if !is_meant {
            continue;
        }
        for filing in private.filings(&period.id)? {
            let is_accepted = |(code, state): (&String, &FilingState)| *state == FilingState::Accepted && is_own(code);
            if !filing.states.iter().any(is_accepted) {
                continue;
            }
            accepted += 1;
            if filing.texts != FilingTexts::default() {
                let named = dataset.operators.iter().find(|one| one.code == filing.operator);
                told.words.push(FiledWords {
                    operator: named.map_or(&filing.operator, |one| &one.name).clone(),
                    period: period.label_vi(),
                    texts: filing.texts,
                });
            }
        }
    }
    told.words
        .sort_by(|a, b| (&a.operator, &a.period).cmp(&(&b.operator, &b.period)));
    if accepted > 0 {
        let note = format!(
            "{accepted} báo cáo đã được chấp nhận, {} báo cáo có nội dung bằng lời",
            told.words.len()
        );
        let name = "Doanh nghiệp báo cáo theo kỳ";
        told.sources
            .push(line("Báo cáo của doanh nghiệp", name, note, asked.last_day));
    }
    Ok(())
}

fn tell_official(
    told: &mut Evidence,
    private: &PrivateFile,
    dataset: &Dataset,
    asked: &EvidenceAsked,
    is_own: &dyn Fn(&str) -> bool,
) -> Result<(), VoiceError> {
    let (from, to) = asked.months;
    let mut counts: Vec<OfficialCount> = private.official_counts(from, to)?;
    counts.retain(|one| is_own(&one.counts.facility));
    let mut by_source: BTreeMap<&str, (usize, Month, Month)> = BTreeMap::new();
    for one in &counts {
        let month = one.counts.month;
        let own = by_source.entry(&one.source).or_insert((0, month, month));
        *own = (own.0 + 1, own.1.min(month), own.2.max(month));
    }
    for (source, (rows, first, last)) in by_source {
        let named = |month: Month| format!("{:02}/{}", month.month, month.year);
        let note = format!(
            "{rows} dòng theo điểm và tháng, từ {} đến {}",
            named(first),
            named(last)
        );
        let last = first_day(last.next()).pred_opt().unwrap_or(asked.last_day);
        told.sources
            .push(line("Số liệu đối chiếu của Thành phố", source, note, last));
    }
    if !counts.is_empty() {
        let mut differences = compare(&dataset.performance, &counts, from, to, asked.tolerance);
        differences.retain(|one| is_own(&one.facility));
        told.official = Some(OfficialEvidence {
            differences,
            tolerance: asked.tolerance,
        });
    }
    Ok(())
}

/// Codes of the points that a period asks; `None` where it asks every operator.
pub(super) fn asked_by(period: &Period, dataset: &Dataset) -> Option<BTreeSet<String>> {
    if period.operators.is_empty() {
        return None;
    }
    let is_asked = |point: &&Facility| {
        let mut operators = period.operators.iter();
        operators.any(|operator| is_run_by(dataset, operator, point))
    };
    let points = dataset.facilities.iter().filter(is_asked);
    Some(points.map(|point| point.code.clone()).collect())
}

fn line(layer: &str, name: &str, note: String, day: NaiveDate) -> SourceLine {
    SourceLine {
        layer: layer.to_owned(),
        name: name.to_owned(),
        note,
        day: day_vi(&day.to_string()),
    }
}

pub(super) fn first_day(month: Month) -> NaiveDate {
    NaiveDate::from_ymd_opt(month.year, u32::from(month.month), 1).unwrap_or_default()
}

/// The first instant of a day in Hanoi.
fn first_instant(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let at = vietnam().from_local_datetime(&midnight).earliest();
    at.map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}
