//! Periods, filings and work told as JSON.

use chrono::NaiveDate;

use super::FindingShape;
use super::reporting::*;
use crate::model::{Language, Month};
use crate::planner::{FilingAgent, ReadFiling, ReadPeriod, ReadWorkbook};
use crate::reporting::{
    AgentProgress, Difference, FilingEvent, FilingFinding, FilingRow, FilingState, Period, Reorganised, Tally, Verdict,
    WorkItem, tally,
};

const FORMULA_VI: &str =
    "Tỷ lệ hài lòng = số người đánh giá 4 hoặc 5 trên thang 5 / số người được hỏi; doanh nghiệp tự đánh giá.";
const FORMULA_EN: &str = "Satisfied = people who gave 4 or 5 of 5 / people asked; the operator's own assessment.";

impl PeriodShape {
    pub fn of(period: &Period, tally: &Tally, today: NaiveDate) -> PeriodShape {
        PeriodShape {
            id: period.id.clone(),
            label_vi: period.label_vi(),
            label_en: period.label_en(),
            from: period.from.to_string(),
            to: period.to.to_string(),
            due: period.due.to_string(),
            days_left: period.days_left(today),
            is_closed: period.is_closed,
            operators: period.operators.clone(),
            items: period.items.iter().map(|item| item.code().to_owned()).collect(),
            tolerance: period.tolerance,
            agents: tally.agents,
            missing: tally.missing,
            submitted: tally.submitted,
            returned: tally.returned,
            accepted: tally.accepted,
        }
    }
}

impl PeriodAnswer {
    pub fn of(read: &ReadPeriod<'_>, today: NaiveDate) -> PeriodAnswer {
        PeriodAnswer {
            period: PeriodShape::of(&read.period, &read.tally, today),
            agents: read.agents.iter().map(AgentProgressShape::from).collect(),
        }
    }
}

impl From<&AgentProgress<'_>> for AgentProgressShape {
    fn from(told: &AgentProgress<'_>) -> Self {
        AgentProgressShape {
            facility: told.agent.code.clone(),
            name: told.agent.name.clone(),
            operator: told.operator.clone(),
            branch: told.branch.map(|branch| branch.code.clone()),
            branch_name: told.branch.map(|branch| branch.name.clone()),
            state: state(told.state),
            missing_months: told.missing.iter().map(Month::to_string).collect(),
            absent_months: told.absent.iter().map(Month::to_string).collect(),
            reason: told.reason.clone(),
        }
    }
}

impl FilingAnswer {
    pub fn of(read: &ReadFiling<'_>, today: NaiveDate) -> FilingAnswer {
        let filing = &read.filing;
        let states: Vec<AgentState> = read.agents.iter().map(|one| filing.state_of(&one.agent.code)).collect();
        FilingAnswer {
            period: PeriodShape::of(&read.period, &tally_of(&states), today),
            operator: filing.operator.clone(),
            version: filing.version,
            satisfaction_formula_vi: FORMULA_VI.to_owned(),
            satisfaction_formula_en: FORMULA_EN.to_owned(),
            agents: read
                .agents
                .iter()
                .zip(states)
                .map(|(agent, state)| FilingAgentShape::of(agent, state))
                .collect(),
            rows: filing.rows.iter().map(FilingRowShape::from).collect(),
            texts: FilingTextsShape {
                settlement: filing.texts.settlement.clone(),
                feedback: filing.texts.feedback.clone(),
                proposals: filing.texts.proposals.clone(),
            },
            findings: read.findings.iter().map(FilingFindingShape::from).collect(),
            events: filing.events.iter().map(FilingEventShape::from).collect(),
        }
    }
}

type AgentState = Option<FilingState>;

fn state(state: AgentState) -> String {
    state.map_or("missing", FilingState::code).to_owned()
}

fn tally_of(states: &[AgentState]) -> Tally {
    let count = |wanted: FilingState| states.iter().filter(|state| **state == Some(wanted)).count();
    Tally {
        agents: states.len(),
        missing: states.iter().filter(|state| state.is_none()).count() + count(FilingState::Draft),
        submitted: count(FilingState::Submitted),
        returned: count(FilingState::Returned),
        accepted: count(FilingState::Accepted),
    }
}

impl FilingAgentShape {
    fn of(told: &FilingAgent<'_>, agent: AgentState) -> FilingAgentShape {
        let earlier = told.earlier.iter().map(|(month, dossiers)| EarlierMonth {
            month: month.to_string(),
            dossiers: *dossiers,
        });
        FilingAgentShape {
            facility: told.agent.code.clone(),
            name: told.agent.name.clone(),
            branch: told.branch.map(|branch| branch.code.clone()),
            state: state(agent),
            months: told.due.iter().map(Month::to_string).collect(),
            earlier: earlier.collect(),
        }
    }
}

impl From<&FilingRow> for FilingRowShape {
    fn from(row: &FilingRow) -> Self {
        FilingRowShape {
            facility: row.facility.clone(),
            month: row.month.map_or_else(String::new, |month| month.to_string()),
            dossiers: row.dossiers,
            submitted_online: row.submitted_online,
            accepted: row.accepted,
            on_time: row.on_time,
            late: row.late,
            complaints: row.complaints,
            responses: row.responses,
            satisfied: row.satisfied,
        }
    }
}

impl From<&FilingFinding> for FilingFindingShape {
    fn from(told: &FilingFinding) -> Self {
        FilingFindingShape {
            facility: told.facility.clone(),
            month: told.month.map(|month| month.to_string()),
            check: told.finding.check.to_owned(),
            severity: told.finding.severity.code().to_owned(),
            column: told.finding.column.clone(),
            message: told.finding.message.clone(),
            message_vi: told.finding.message_in(Language::Vietnamese).into_owned(),
        }
    }
}

impl From<&FilingEvent> for FilingEventShape {
    fn from(event: &FilingEvent) -> Self {
        FilingEventShape {
            at: event.at.clone(),
            account: event.account.clone(),
            state: event.state.code().to_owned(),
            reason: event.reason.clone(),
            facilities: event.facilities.clone(),
        }
    }
}

impl From<&ReadWorkbook> for WorkbookAnswer {
    fn from(read: &ReadWorkbook) -> Self {
        WorkbookAnswer {
            rows: read.rows.iter().map(FilingRowShape::from).collect(),
            findings: read.findings.iter().map(FindingShape::from).collect(),
        }
    }
}

impl PeriodComparison {
    pub fn of(period: &Period, told: &[Difference]) -> PeriodComparison {
        let [agrees, differs, not_reported, not_counted] = tally(told);
        let named = told.iter().filter(|one| one.verdict != Verdict::Agrees);
        PeriodComparison {
            period: period.id.clone(),
            tolerance: period.tolerance,
            agrees,
            differs,
            not_reported,
            not_counted,
            differences: named
                .map(|one| DifferenceItem {
                    facility: one.facility.clone(),
                    month: one.month.to_string(),
                    measure: one.measure.code().to_owned(),
                    reported: one.reported,
                    official: one.official,
                    difference: one.difference(),
                    verdict: one.verdict.code().to_owned(),
                })
                .collect(),
        }
    }
}

impl From<&Reorganised<'_>> for ReorganisedItem {
    fn from(told: &Reorganised<'_>) -> Self {
        ReorganisedItem {
            facility: told.receiver.code.clone(),
            name: told.receiver.name.clone(),
            closed: told.closed.iter().map(|point| point.code.clone()).collect(),
            from: told.from.to_string(),
            to: told.to.to_string(),
            before: told.before,
            expected: told.expected,
            observed: told.observed,
            months_after: told.months_after,
        }
    }
}

impl From<&WorkItem> for WorkItemShape {
    fn from(item: &WorkItem) -> Self {
        WorkItemShape {
            kind: item.kind.code().to_owned(),
            period: item.period.clone(),
            count: item.count,
            of: item.of,
            due: item.due.to_string(),
            days_left: item.days_left,
            is_pressing: item.is_pressing,
            text_vi: item.text_vi.clone(),
            text_en: item.text_en.clone(),
        }
    }
}
