//! How far a period is: every agent that owes a report, with its branch, its state and the months that are not told.

use std::collections::BTreeMap;

use super::{Filing, FilingRow, FilingState, Item, Period, agents_of};
use crate::model::{Dataset, Facility, Month, PerformanceMonth};
use crate::registry::{Supervision, canonical, operators};
use crate::text::fold;

/// One agent in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentProgress<'a> {
    pub agent: &'a Facility,
    /// Code of the operator as the period asks it.
    pub operator: String,
    /// Code and name of the branch whose area it stands in.
    pub branch: Option<&'a Facility>,
    /// `None` where nothing was filed.
    pub state: Option<FilingState>,
    /// Months that it owes, and of those the ones without dossiers.
    pub due: Vec<Month>,
    pub missing: Vec<Month>,
    /// Months whose accepted figures are not those of the data: an import was taken back, or the data that are looked at are
    /// older. Accepting the agent again, by its code, writes them again.
    pub absent: Vec<Month>,
    /// Why it was last returned, while it is.
    pub reason: Option<String>,
}

/// Agents by state. Their sum is all that owe a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub agents: usize,
    /// Nothing filed, or a draft.
    pub missing: usize,
    pub submitted: usize,
    pub returned: usize,
    pub accepted: usize,
}

/// The agents of a period within a scope, by operator, then code. `operator`: only of this one; `branch`: only those of
/// its area.
pub fn progress<'a>(
    dataset: &'a Dataset,
    period: &Period,
    filings: &[Filing],
    operator: Option<&str>,
    branch: Option<&str>,
) -> Vec<AgentProgress<'a>> {
    let supervision = Supervision::of(dataset);
    let filed: BTreeMap<String, &Filing> = filings
        .iter()
        .filter(|filing| filing.period == period.id)
        .map(|filing| (fold(&filing.operator), filing))
        .collect();
    let own = operator.map(|own| canonical(dataset, own));
    let asked = |code: &String| period.asks(code) && own.as_ref().is_none_or(|own| own == code);
    let known_reports: BTreeMap<(&str, Month), &PerformanceMonth> = dataset
        .performance
        .iter()
        .map(|report| ((report.facility.as_str(), report.month), report))
        .collect();
    let is_absent = |row: &&FilingRow| {
        let known = row
            .month
            .and_then(|month| known_reports.get(&(row.facility.as_str(), month)));
        known.is_none_or(|report| !is_told_by(row, report, period))
    };
    let mut told = Vec::new();
    for code in operators(dataset).into_iter().filter(asked) {
        let filing = filed.get(&fold(&code)).copied();
        for (agent, due) in agents_of(dataset, &code, period) {
            if !supervision.covers(branch, agent) {
                continue;
            }
            let known = filing.map(|filing| filing.told_months(&agent.code)).unwrap_or_default();
            let state = filing.and_then(|filing| filing.state_of(&agent.code));
            let reason = filing
                .filter(|_| state == Some(FilingState::Returned))
                .and_then(|filing| reason(filing, &agent.code));
            let accepted = filing.filter(|_| state == Some(FilingState::Accepted));
            let rows = accepted.into_iter().flat_map(|filing| filing.rows_of(&agent.code));
            let absent = rows.filter(is_absent).filter_map(|row| row.month).collect();
            told.push(AgentProgress {
                agent,
                operator: code.clone(),
                branch: supervision.branch_of(agent),
                state,
                missing: due.iter().copied().filter(|month| !known.contains(month)).collect(),
                due,
                absent,
                reason,
            });
        }
    }
    told
}

/// Whether a report of the data tells what a row told of the figures that the period asks for.
fn is_told_by(row: &FilingRow, report: &PerformanceMonth, period: &Period) -> bool {
    let known = FilingRow::of_report(report);
    let mut counts = row.counts().into_iter().zip(known.counts());
    counts.all(|((name, told), (_, known))| {
        let is_asked = match name {
            "dossiers" => true,
            "responses" | "satisfied" => period.wants(Item::Satisfaction),
            name => Item::from_code(name).is_some_and(|item| period.wants(item)),
        };
        !is_asked || told.is_none() || told == known
    })
}

fn reason(filing: &Filing, facility: &str) -> Option<String> {
    let returns = filing.events.iter().rev();
    let mut of_it = returns
        .filter(|event| event.state == FilingState::Returned && event.facilities.iter().any(|one| one == facility));
    of_it.next().map(|event| event.reason.clone())
}

impl Tally {
    pub fn of(agents: &[AgentProgress<'_>]) -> Tally {
        let mut tally = Tally {
            agents: agents.len(),
            ..Tally::default()
        };
        for agent in agents {
            match agent.state {
                None | Some(FilingState::Draft) => tally.missing += 1,
                Some(FilingState::Submitted) => tally.submitted += 1,
                Some(FilingState::Returned) => tally.returned += 1,
                Some(FilingState::Accepted) => tally.accepted += 1,
            }
        }
        tally
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::FacilityKind;
    use crate::reporting::period::tests::october;
    use crate::reporting::{FilingStep, FilingTexts};

    /// Agents A and B of BIDV, C of VNPT; A and C near branch CN-1, B near CN-2.
    pub fn town() -> Dataset {
        let point = |code: &str, kind, lon, operator: &str| Facility {
            operator: Some(operator.to_owned()).filter(|one| !one.is_empty()),
            ..Facility::new(code, kind, code, LonLat::new(lon, 21.0))
        };
        Dataset {
            facilities: vec![
                point("A", FacilityKind::Agent, 105.80, "BIDV"),
                point("B", FacilityKind::Agent, 105.90, "BIDV"),
                point("C", FacilityKind::Agent, 105.80, "VNPT"),
                point("CN-1", FacilityKind::Branch, 105.80, ""),
                point("CN-2", FacilityKind::Branch, 105.90, ""),
            ],
            ..Dataset::default()
        }
    }

    /// A's report is submitted and returned, B's is a draft.
    pub fn filed() -> Filing {
        let period = october();
        let row = |code: &str| FilingRow {
            facility: code.into(),
            month: Some(period.from),
            dossiers: Some(3),
            ..FilingRow::default()
        };
        let due = BTreeMap::from([("A".to_owned(), period.months()), ("B".to_owned(), period.months())]);
        let mut filing = Filing::new("p", "BIDV");
        filing
            .save(vec![row("A"), row("B")], FilingTexts::default(), &due)
            .expect("saved");
        let only_a = ["A".to_owned()];
        filing
            .step(&FilingStep::Submit, &only_a, &due, ("bidv", "t"))
            .expect("submitted");
        let back = FilingStep::Return {
            reason: "nhầm cột".into(),
        };
        filing.step(&back, &only_a, &due, ("cn", "t")).expect("returned");
        filing
    }

    #[test]
    fn accepted_figures_that_the_data_do_not_hold_are_said_to_be_absent() {
        let (mut dataset, period, mut filing) = (town(), october(), filed());
        let absent = |dataset: &Dataset, filing: &Filing| {
            let filings = [filing.clone()];
            progress(dataset, &period, &filings, Some("BIDV"), None)[0]
                .absent
                .clone()
        };
        assert!(absent(&dataset, &filing).is_empty(), "it was not accepted");
        filing.states.insert("A".into(), FilingState::Accepted);
        assert_eq!(absent(&dataset, &filing), [period.from]);
        dataset.performance = filing.rows_of("A").filter_map(FilingRow::report).collect();
        assert!(absent(&dataset, &filing).is_empty());
        dataset.performance[0].cost = Some(7.0);
        assert!(absent(&dataset, &filing).is_empty(), "of the cost nothing was asked");
        dataset.performance[0].dossiers = 4.0;
        assert_eq!(absent(&dataset, &filing), [period.from], "older figures are back");
    }

    #[test]
    fn every_agent_that_owes_a_report_is_told_once_within_its_scope() {
        let (dataset, period, filings) = (town(), october(), [filed()]);
        let told = |operator, branch| {
            let agents = progress(&dataset, &period, &filings, operator, branch);
            let codes: Vec<&str> = agents.iter().map(|one| one.agent.code.as_str()).collect();
            (codes.join(" "), Tally::of(&agents))
        };
        let (codes, tally) = told(None, None);
        assert_eq!(codes, "A B C");
        assert_eq!((tally.agents, tally.missing, tally.returned), (3, 2, 1));
        assert_eq!(told(Some("bidv"), None).0, "A B");
        assert_eq!(told(None, Some("CN-1")).0, "A C");
        assert_eq!(told(Some("VNPT"), Some("CN-2")).0, "");
        let agents = progress(&dataset, &period, &filings, None, None);
        assert_eq!(agents[0].reason.as_deref(), Some("nhầm cột"));
        assert_eq!((agents[0].missing.len(), agents[2].missing.len()), (0, 1));
        let only = Period {
            operators: vec!["VNPT".into()],
            ..october()
        };
        assert_eq!(progress(&dataset, &only, &[], None, None).len(), 1);
    }
}
