//! The facade of reporting periods: who may see and do what, over the private file and the data of the snapshot.
//!
//! Scopes are held here and nowhere above: an operator reaches its own filing alone, a branch the agents of its area.
//! Accepted figures go the way of every import: into the workspace, with an entry of its history, sourced, undoable. They
//! are written there before the filing is marked: a program that ends between the two leaves a report that waits, and to
//! accept it again writes the same rows.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use super::difference::Difference as DataDifference;
use super::reporting_carry::carry;
use super::reporting_fault::ReportingFault;
use super::reporting_scope::scope_of;
use crate::auth::{Actor, By, Permission, PrivateFile, Role};
use crate::model::{Dataset, Facility, Finding, Month};
use crate::registry::{Supervision, canonical, operators};
use crate::reporting::{
    AgentProgress, Desk, Difference, Filing, FilingFinding, FilingRow, FilingState, FilingStep, FilingTexts, Item,
    Period, Tally, WorkItem, agents_of, check_filing, compare, progress, rows_of_upload, work,
};

/// Months before a period that a form shows beside its fields.
const EARLIER_SHOWN: usize = 3;
/// Periods kept in one workspace: a century of months.
const MOST_PERIODS: usize = 1200;

/// One question about reporting: who asks, when, over which data.
#[derive(Clone, Copy)]
pub struct Reporting<'a> {
    pub private: &'a PrivateFile,
    pub dataset: &'a Dataset,
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
}

/// What a new period is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPeriod {
    pub id: String,
    pub name: String,
    pub from: Month,
    pub to: Month,
    pub due: NaiveDate,
    pub operators: Vec<String>,
    pub items: Vec<Item>,
    pub tolerance: f64,
}

/// A period with how far it is within the asker's scope.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadPeriod<'a> {
    pub period: Period,
    pub tally: Tally,
    /// By operator, then code; empty where only the tally was asked for.
    pub agents: Vec<AgentProgress<'a>>,
}

/// An agent of a filing, with what its form shows.
#[derive(Clone, Debug, PartialEq)]
pub struct FilingAgent<'a> {
    pub agent: &'a Facility,
    pub branch: Option<&'a Facility>,
    pub due: Vec<Month>,
    /// The dossiers of the newest months before the period, oldest first.
    pub earlier: Vec<(Month, f64)>,
}

/// A filing as one who may see it sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFiling<'a> {
    pub period: Period,
    pub filing: Filing,
    /// In order of code; of a branch, those of its area.
    pub agents: Vec<FilingAgent<'a>>,
    pub findings: Vec<FilingFinding>,
}

/// What a workbook would put into the draft.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadWorkbook {
    pub rows: Vec<FilingRow>,
    pub findings: Vec<Finding>,
}

type Told<T> = Result<T, ReportingFault>;

impl<'a> Reporting<'a> {
    /// The periods that ask somebody within the asker's scope, the newest first.
    ///
    /// # Errors
    /// The role may not; what the private file says.
    pub fn periods(&self) -> Told<Vec<ReadPeriod<'a>>> {
        self.actor.allowed(Permission::ReadReports)?;
        let mut told = Vec::new();
        for period in self.private.periods()? {
            let agents = self.progress(&period)?;
            let tally = Tally::of(&agents);
            if tally.agents > 0 || self.actor.scope.is_none() {
                let agents = Vec::new();
                told.push(ReadPeriod { period, tally, agents });
            }
        }
        Ok(told)
    }

    /// One period with every agent of the asker's scope.
    ///
    /// # Errors
    /// As [`Reporting::periods`]; no such period.
    pub fn period(&self, id: &str) -> Told<ReadPeriod<'a>> {
        self.actor.allowed(Permission::ReadReports)?;
        let period = self.find(id)?;
        let agents = self.progress(&period)?;
        let tally = Tally::of(&agents);
        Ok(ReadPeriod { period, tally, agents })
    }

    /// Sets a period.
    ///
    /// # Errors
    /// The role may not; the period cannot be; what the private file says.
    pub fn add_period(&self, new: NewPeriod) -> Told<ReadPeriod<'a>> {
        self.actor.allowed(Permission::ManagePeriods)?;
        let known = self.private.periods()?;
        if known.len() >= MOST_PERIODS {
            return Err(ReportingFault::TooManyPeriods(MOST_PERIODS));
        }
        let mut items = new.items;
        items.sort();
        items.dedup();
        let named = new.operators.iter().map(|code| canonical(self.dataset, code.trim()));
        let mut operators_asked: Vec<String> = named.collect();
        operators_asked.sort();
        operators_asked.dedup();
        let period = Period {
            id: new.id,
            name: crate::text::nfc(&new.name),
            from: new.from,
            to: new.to,
            due: new.due,
            operators: operators_asked,
            items,
            tolerance: new.tolerance,
            is_closed: false,
            account: self.actor.account.clone(),
            created_at: self.now.to_rfc3339_opts(SecondsFormat::Secs, true),
        };
        period.check(&operators(self.dataset))?;
        self.private.add_period(&period, self.by())?;
        self.period(&period.id)
    }

    /// Takes no more reports for a period.
    ///
    /// # Errors
    /// The role may not; no such period.
    pub fn close_period(&self, id: &str) -> Told<ReadPeriod<'a>> {
        self.actor.allowed(Permission::ManagePeriods)?;
        let period = self.find(id)?;
        self.private.close_period(&period.id, self.by())?;
        self.period(&period.id)
    }

    /// Takes reports again.
    ///
    /// # Errors
    /// As [`Reporting::close_period`].
    pub fn reopen_period(&self, id: &str) -> Told<ReadPeriod<'a>> {
        self.actor.allowed(Permission::ManagePeriods)?;
        let period = self.find(id)?;
        self.private.reopen_period(&period.id, self.by())?;
        self.period(&period.id)
    }

    /// The filing of an operator: its own, or as far as the asker's area goes.
    ///
    /// # Errors
    /// The role or scope may not; no such period or operator.
    pub fn filing(&self, id: &str, operator: &str) -> Told<ReadFiling<'a>> {
        self.actor.allowed(Permission::ReadReports)?;
        let (period, operator) = self.asked(id, operator)?;
        let filing = self.private.filing(&period.id, &operator)?;
        Ok(self.read(period, filing.unwrap_or_else(|| Filing::new(id, &operator))))
    }

    /// Writes the draft of an operator's own agents over the version that was seen.
    ///
    /// # Errors
    /// As [`Reporting::filing`]; what a draft refuses; a closed period.
    pub fn save(
        &self,
        id: &str,
        operator: &str,
        seen: u64,
        (rows, texts): (Vec<FilingRow>, FilingTexts),
    ) -> Told<ReadFiling<'a>> {
        self.actor.allowed(Permission::Report)?;
        let (period, operator) = self.open_period(id, operator)?;
        let due = self.due(&period, &operator);
        let change = |filing: &mut Filing| filing.save(rows, texts, &due);
        let saved = self
            .private
            .change_filing((&period.id, &operator), seen, self.by(), change)?;
        Ok(self.read(period, saved?))
    }

    /// Takes a step with the agents named, or with all that wait for it within the scope. `workspace`: where accepted figures
    /// go; `tell`: counts and summary of a difference as the history keeps them. What is accepted is what lay there at the
    /// version that was seen; drafts that are saved while it is carried are no hindrance.
    ///
    /// # Errors
    /// As [`Reporting::filing`]; what the step refuses; errors in what is submitted; a workspace that cannot be written.
    /// What waits in a closed period may be accepted; it is not returned, for nobody could mend it.
    pub fn step(
        &self,
        (id, operator): (&str, &str),
        seen: u64,
        (step, named): (&FilingStep, &[String]),
        workspace: Option<&Path>,
        tell: impl FnOnce(&DataDifference) -> (String, String),
    ) -> Told<ReadFiling<'a>> {
        self.actor.allowed(match step {
            FilingStep::Submit => Permission::Report,
            FilingStep::Accept | FilingStep::Return { .. } => Permission::DecideReports,
        })?;
        let (period, operator) = match step {
            FilingStep::Submit | FilingStep::Return { .. } => self.open_period(id, operator)?,
            FilingStep::Accept => self.asked(id, operator)?,
        };
        let _one_at_a_time = (*step != FilingStep::Submit).then(|| self.private.deciding());
        let due = self.due(&period, &operator);
        let at = self.now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let by = (self.actor.account.as_str(), at.as_str());
        if *step == FilingStep::Accept {
            let found = self.private.filing(&period.id, &operator)?.unwrap_or_default();
            let mut ahead = found.seen_at(seen)?.clone();
            let accepted = ahead.step(step, named, &due, by)?;
            let rows = ahead.rows.iter().filter(|row| accepted.contains(&row.facility));
            let workspace = workspace.ok_or(ReportingFault::NoWorkspace)?;
            // Before the data change: none is made that the audit log could not take.
            let (subject, count) = (format!("{}/{operator}", period.id), accepted.len());
            let entry = self
                .by()
                .entry("filing.accept.start", &subject, format!("{count} agents"));
            self.private.append(&entry)?;
            carry(workspace, &period, &operator, rows, &at, tell)?;
            let change = |filing: &mut Filing| {
                filing.has_rows_of(&found, &accepted)?;
                filing.step(step, &accepted, &due, by).map(drop)
            };
            let key = (period.id.as_str(), operator.as_str());
            let stepped = self.private.change_filing(key, None, self.by(), change)?;
            return Ok(self.read(period, stepped?));
        }
        let dataset = self.dataset;
        let change = |filing: &mut Filing| {
            let before = filing.clone();
            let taken = filing.step(step, named, &due, by)?;
            if *step == FilingStep::Submit {
                let found = check_filing(&before, &period, dataset);
                ReportingFault::no_errors(&found, &taken)?;
            }
            Ok(())
        };
        let stepped = self
            .private
            .change_filing((&period.id, &operator), seen, self.by(), change)?;
        Ok(self.read(period, stepped?))
    }

    /// The rows of a workbook that could go into the draft, and why others could not; nothing is kept.
    ///
    /// # Errors
    /// As [`Reporting::filing`]; a file that is no workbook.
    pub fn read_workbook(&self, id: &str, operator: &str, bytes: Vec<u8>) -> Told<ReadWorkbook> {
        self.actor.allowed(Permission::Report)?;
        let (period, operator) = self.open_period(id, operator)?;
        let filing = self.private.filing(&period.id, &operator)?;
        let filing = filing.unwrap_or_else(|| Filing::new(&period.id, &operator));
        let (reports, mut findings) = super::reporting_workbook::read(bytes)?;
        let due = self.due(&period, &operator);
        let (rows, refused) = rows_of_upload(&reports, &filing, &due, super::reporting_workbook::NAME);
        findings.extend(refused);
        Ok(ReadWorkbook { rows, findings })
    }

    /// The workbook of a filing, with the operator's own agents and what was written so far.
    ///
    /// # Errors
    /// As [`Reporting::filing`].
    pub fn workbook(&self, id: &str, operator: &str) -> Told<Vec<u8>> {
        let read = self.filing(id, operator)?;
        Ok(super::reporting_workbook::written(&read)?)
    }

    /// What operators reported beside what the city counted, within the scope, by point, month and figure.
    ///
    /// # Errors
    /// As [`Reporting::period`].
    pub fn comparison(&self, id: &str) -> Told<(Period, Vec<Difference>)> {
        let read = self.period(id)?;
        let period = read.period;
        let official = self.private.official_counts(period.from, period.to)?;
        let reports = &self.dataset.performance;
        let mut told = compare(reports, &official, period.from, period.to, period.tolerance);
        let own: std::collections::BTreeSet<&str> = read.agents.iter().map(|one| one.agent.code.as_str()).collect();
        told.retain(|one| own.contains(one.facility.as_str()));
        Ok((period, told))
    }

    /// What lies on the asker's desk, the most pressing first; nothing for roles that have no part in reporting.
    ///
    /// # Errors
    /// What the private file says.
    pub fn work(&self) -> Told<Vec<WorkItem>> {
        let desk = match self.actor.role {
            Role::Operator => Desk::Operator(self.actor.scope.clone().unwrap_or_default()),
            Role::Inspector => Desk::Supervisor(self.actor.scope.clone()),
            Role::Planner => Desk::Authority,
            Role::Leader => Desk::Reader,
            _ => return Ok(Vec::new()),
        };
        let periods = self.private.periods()?;
        let mut filings = Vec::new();
        let waiting = self.private.periods_waiting()?;
        for period in periods
            .iter()
            .filter(|period| !period.is_closed || waiting.contains(&period.id))
        {
            filings.extend(self.private.filings(&period.id)?);
        }
        let desk = match desk {
            Desk::Operator(scope) => Desk::Operator(canonical(self.dataset, &scope)),
            desk => desk,
        };
        Ok(work(self.dataset, &periods, &filings, &desk, self.today()))
    }

    /// The day in Hanoi.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&crate::finder::hours::vietnam()).date_naive()
    }

    fn by(&self) -> By<'a> {
        By {
            account: &self.actor.account,
            at: self.now,
        }
    }

    fn find(&self, id: &str) -> Told<Period> {
        let found = self.private.period(id)?;
        found.ok_or_else(|| ReportingFault::NoPeriod(id.chars().take(80).collect()))
    }

    /// The operator and branch that the asker is bound to.
    fn scope(&self) -> (Option<String>, Option<&'a str>) {
        scope_of(self.dataset, self.actor)
    }

    fn progress(&self, period: &Period) -> Told<Vec<AgentProgress<'a>>> {
        let filings = self.private.filings(&period.id)?;
        let (operator, branch) = self.scope();
        Ok(progress(self.dataset, period, &filings, operator.as_deref(), branch))
    }

    /// The period and the operator's code, where the period asks it and the asker may look.
    fn asked(&self, id: &str, operator: &str) -> Told<(Period, String)> {
        let own = self.scope().0;
        let code = canonical(self.dataset, operator);
        if own.is_some_and(|own| own != code) {
            return Err(ReportingFault::OutOfScope);
        }
        let period = self.find(id)?;
        if operators(self.dataset).contains(&code) && period.asks(&code) {
            return Ok((period, code));
        }
        Err(ReportingFault::NoOperator(operator.chars().take(80).collect()))
    }

    fn open_period(&self, id: &str, operator: &str) -> Told<(Period, String)> {
        let (period, operator) = self.asked(id, operator)?;
        if period.is_closed {
            return Err(crate::reporting::FilingRefusal::Closed.into());
        }
        Ok((period, operator))
    }

    /// The months that each agent of the scope owes.
    fn due(&self, period: &Period, operator: &str) -> BTreeMap<String, Vec<Month>> {
        let own = self.agents(period, operator).into_iter();
        own.map(|(agent, due)| (agent.code.clone(), due)).collect()
    }

    fn agents(&self, period: &Period, operator: &str) -> Vec<(&'a Facility, Vec<Month>)> {
        let (supervision, branch) = (Supervision::of(self.dataset), self.scope().1);
        let mut agents = agents_of(self.dataset, operator, period);
        agents.retain(|(agent, _)| supervision.covers(branch, agent));
        agents
    }

    fn read(&self, period: Period, mut filing: Filing) -> ReadFiling<'a> {
        let supervision = Supervision::of(self.dataset);
        let agents = self.agents(&period, &filing.operator);
        let mut earlier: BTreeMap<&str, Vec<(Month, f64)>> = BTreeMap::new();
        for report in self
            .dataset
            .performance
            .iter()
            .filter(|report| report.month < period.from)
        {
            let told = earlier.entry(report.facility.as_str()).or_default();
            told.push((report.month, report.dossiers));
        }
        let agents: Vec<FilingAgent<'a>> = agents
            .into_iter()
            .map(|(agent, due)| {
                let told = earlier.remove(agent.code.as_str()).unwrap_or_default();
                FilingAgent {
                    agent,
                    branch: supervision.branch_of(agent),
                    due,
                    earlier: told[told.len().saturating_sub(EARLIER_SHOWN)..].to_vec(),
                }
            })
            .collect();
        let codes: std::collections::BTreeSet<&str> = agents.iter().map(|one| one.agent.code.as_str()).collect();
        for event in &mut filing.events {
            event.facilities.retain(|facility| codes.contains(facility.as_str()));
        }
        filing.events.retain(|event| !event.facilities.is_empty());
        // A branch sees its area, and of drafts nothing: they are the operator's until it submits them.
        let may_see = |facility: &str, state: Option<FilingState>| {
            let is_own = self.actor.role == Role::Operator;
            codes.contains(facility) && (is_own || state.is_some_and(|state| state != FilingState::Draft))
        };
        let was_submitted_here = !filing.events.is_empty();
        if self.actor.role != Role::Operator && !was_submitted_here {
            filing.texts = FilingTexts::default();
        }
        let states = filing.states.clone();
        filing
            .rows
            .retain(|row| may_see(&row.facility, states.get(&row.facility).copied()));
        filing.states.retain(|facility, _| codes.contains(facility.as_str()));
        let findings = check_filing(&filing, &period, self.dataset);
        ReadFiling {
            period,
            filing,
            agents,
            findings,
        }
    }
}
