//! What somebody has to do now: open periods with their due days, told as reminders.

use chrono::NaiveDate;

use super::{Filing, Period, Tally, progress};
use crate::model::Dataset;

/// Days before the due day from which a reminder is pressing.
const SOON: i64 = 5;

/// What kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKind {
    /// Reports that were sent back wait to be mended.
    Mend,
    /// Agents that have not reported.
    Report,
    /// Reports that wait to be accepted or returned.
    Decide,
    /// Every report was accepted: the period can be closed.
    Close,
}

impl WorkKind {
    pub fn code(self) -> &'static str {
        match self {
            WorkKind::Mend => "mend",
            WorkKind::Report => "report",
            WorkKind::Decide => "decide",
            WorkKind::Close => "close",
        }
    }
}

/// Whose desk: what is on it follows from what he may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Desk {
    /// The operator with this code.
    Operator(String),
    /// The branch with this code, or whoever supervises the whole city.
    Supervisor(Option<String>),
    /// Who sets periods and closes them.
    Authority,
    /// Who reads and does nothing.
    Reader,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    pub kind: WorkKind,
    /// Id of the period.
    pub period: String,
    /// Agents that it is about, of so many.
    pub count: usize,
    pub of: usize,
    pub due: NaiveDate,
    /// Days to the due day, negative after it.
    pub days_left: i64,
    /// Whether it is due in a few days, or was.
    pub is_pressing: bool,
    pub text_vi: String,
    pub text_en: String,
}

/// What lies on a desk, the most pressing first: by due day, then period, then kind. Of a closed period: what was submitted
/// and waits for a decision.
pub fn work(dataset: &Dataset, periods: &[Period], filings: &[Filing], desk: &Desk, today: NaiveDate) -> Vec<WorkItem> {
    let (operator, branch) = match desk {
        Desk::Operator(code) => (Some(code.as_str()), None),
        Desk::Supervisor(branch) => (None, branch.as_deref()),
        Desk::Authority | Desk::Reader => (None, None),
    };
    let mut items = Vec::new();
    for period in periods {
        // Of a closed period only what still waits for a decision is to be done.
        if period.is_closed && !filings.iter().any(|filing| filing.period == period.id) {
            continue;
        }
        let agents = progress(dataset, period, filings, operator, branch);
        let tally = Tally::of(&agents);
        if tally.agents == 0 {
            continue;
        }
        let is_operator = matches!(desk, Desk::Operator(_));
        let decides = matches!(desk, Desk::Supervisor(_) | Desk::Authority);
        let lacks_any = agents.iter().any(|agent| !agent.absent.is_empty());
        let open = |count: usize| if period.is_closed { 0 } else { count };
        let due = [
            (WorkKind::Mend, if is_operator { open(tally.returned) } else { 0 }),
            (
                WorkKind::Report,
                open(tally.missing + if is_operator { 0 } else { tally.returned }),
            ),
            (WorkKind::Decide, if decides { tally.submitted } else { 0 }),
        ];
        items.extend(
            due.into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(kind, count)| item(kind, period, count, tally.agents, today)),
        );
        if *desk == Desk::Authority && !period.is_closed && tally.accepted == tally.agents && !lacks_any {
            items.push(item(WorkKind::Close, period, tally.agents, tally.agents, today));
        }
    }
    items.sort_by(|one, other| (one.due, &one.period, one.kind).cmp(&(other.due, &other.period, other.kind)));
    items
}

fn item(kind: WorkKind, period: &Period, count: usize, of: usize, today: NaiveDate) -> WorkItem {
    let (vi, en, due) = (period.label_vi(), period.label_en(), period.due_vi());
    let days_left = period.days_left(today);
    let late_vi = if days_left < 0 {
        format!(", đã quá hạn {} ngày", -days_left)
    } else {
        String::new()
    };
    let late_en = if days_left < 0 {
        format!(", {} day(s) overdue", -days_left)
    } else {
        String::new()
    };
    let (text_vi, text_en) = match kind {
        WorkKind::Mend => (
            format!("{vi}: {count} báo cáo bị trả lại cần sửa, hạn {due}{late_vi}"),
            format!("{en}: {count} returned report(s) to mend, due {due}{late_en}"),
        ),
        WorkKind::Report => (
            format!("{vi}: còn {count} đại lý chưa báo cáo, hạn {due}{late_vi}"),
            format!("{en}: {count} agent(s) have not reported, due {due}{late_en}"),
        ),
        WorkKind::Decide => (
            format!("{vi}: {count} báo cáo chờ xem xét, hạn nộp {due}"),
            format!("{en}: {count} report(s) wait for a decision, due {due}"),
        ),
        WorkKind::Close => (
            format!("{vi}: đã chấp nhận đủ {count} báo cáo, có thể đóng kỳ"),
            format!("{en}: all {count} reports are accepted, the period can be closed"),
        ),
    };
    WorkItem {
        kind,
        period: period.id.clone(),
        count,
        of,
        due: period.due,
        days_left,
        is_pressing: days_left <= SOON && kind != WorkKind::Close,
        text_vi,
        text_en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::period::tests::october;
    use crate::reporting::progress::tests::{filed, town};

    #[test]
    fn each_desk_has_its_own_work_with_the_due_day() {
        let (dataset, periods, filings) = (town(), [october()], [filed()]);
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let told = |desk: Desk, today| -> Vec<String> {
            let items = work(&dataset, &periods, &filings, &desk, today);
            items.into_iter().map(|item| item.text_vi).collect()
        };
        assert_eq!(
            told(Desk::Operator("BIDV".into()), day(1)),
            [
                "Kỳ tháng 10/2026: 1 báo cáo bị trả lại cần sửa, hạn 05/11/2026",
                "Kỳ tháng 10/2026: còn 1 đại lý chưa báo cáo, hạn 05/11/2026"
            ]
        );
        assert_eq!(
            told(Desk::Authority, day(7)),
            ["Kỳ tháng 10/2026: còn 3 đại lý chưa báo cáo, hạn 05/11/2026, đã quá hạn 2 ngày"]
        );
        assert_eq!(told(Desk::Supervisor(Some("CN-2".into())), day(1)).len(), 1);
        assert!(told(Desk::Operator("FPT".into()), day(1)).is_empty());
        let closed = [Period {
            is_closed: true,
            ..october()
        }];
        assert!(work(&dataset, &closed, &filings, &Desk::Authority, day(1)).is_empty());
    }

    #[test]
    fn a_period_whose_reports_are_all_accepted_can_be_closed() {
        let (mut dataset, period) = (town(), october());
        dataset.facilities.retain(|one| one.code == "A");
        let mut filing = filed();
        filing
            .states
            .insert("A".into(), crate::reporting::FilingState::Submitted);
        let today = period.due;
        let told = |filing: &Filing, desk| {
            let items = work(&dataset, &[october()], std::slice::from_ref(filing), &desk, today);
            items
                .iter()
                .map(|item| (item.kind.code(), item.is_pressing))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&filing, Desk::Authority), [("decide", true)]);
        let closed = [Period {
            is_closed: true,
            ..october()
        }];
        let items = work(
            &dataset,
            &closed,
            std::slice::from_ref(&filing),
            &Desk::Supervisor(None),
            today,
        );
        assert_eq!(items.len(), 1, "what waits is not hidden when the period is closed");
        assert_eq!(items[0].kind, WorkKind::Decide);
        assert!(told(&filing, Desk::Reader).is_empty());
        filing
            .states
            .insert("A".into(), crate::reporting::FilingState::Accepted);
        assert!(told(&filing, Desk::Supervisor(None)).is_empty());
        assert!(
            told(&filing, Desk::Authority).is_empty(),
            "its figures are not in the data yet"
        );
        dataset.performance = filing
            .rows_of("A")
            .filter_map(crate::reporting::FilingRow::report)
            .collect();
        let items = work(&dataset, &[october()], &[filing], &Desk::Authority, today);
        assert_eq!((items[0].kind, items[0].is_pressing), (WorkKind::Close, false));
    }
}
