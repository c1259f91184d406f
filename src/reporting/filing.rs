//! What one operator filed for one period, and the way of each of its agents to acceptance.
//!
//! ```text
//! draft -> submitted -> accepted
//!   ^          |            |
//!   +-- returned, with the reason
//! ```
//!
//! An accepted report may be returned too: an error may show later. Its figures stay in the workspace until the corrected
//! ones are accepted in their place.

use std::collections::{BTreeMap, BTreeSet};

use super::filing_row::{FilingRow, LARGEST_COUNT};
use crate::model::Month;

/// Letters of a text and of a reason.
const LONGEST_TEXT: usize = 8000;

/// Where an agent's report stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilingState {
    #[default]
    Draft,
    Submitted,
    Returned,
    Accepted,
}

impl FilingState {
    pub const ALL: [FilingState; 4] = [Self::Draft, Self::Submitted, Self::Returned, Self::Accepted];

    /// The stable name in files and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }

    pub fn from_code(code: &str) -> Option<FilingState> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Draft => "bản nháp",
            Self::Submitted => "đã gửi",
            Self::Returned => "bị trả lại",
            Self::Accepted => "đã chấp nhận",
        }
    }

    /// Whether the operator may change it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

/// What is told in words, of all agents together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingTexts {
    pub settlement: String,
    pub feedback: String,
    pub proposals: String,
}

/// One step that was taken, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingEvent {
    /// RFC 3339, UTC.
    pub at: String,
    /// Login name.
    pub account: String,
    /// The state that the agents came into.
    pub state: FilingState,
    /// Why a report was returned; empty otherwise.
    pub reason: String,
    /// Codes of the agents, sorted.
    pub facilities: Vec<String>,
}

/// A filing: one operator, one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    pub period: String,
    /// Code of the operator.
    pub operator: String,
    /// Grows by one with every change; 0 before the first.
    pub version: u64,
    pub texts: FilingTexts,
    /// By agent, then month.
    pub rows: Vec<FilingRow>,
    /// Agents that were written of; an agent that is not here has filed nothing.
    pub states: BTreeMap<String, FilingState>,
    /// The oldest first.
    pub events: Vec<FilingEvent>,
}

/// A step of somebody with agents of a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilingStep {
    Submit,
    Accept,
    Return { reason: String },
}

/// Why a change of a filing is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingRefusal {
    #[error(
        "Báo cáo đã có phiên bản {now}, bản đã xem là {seen}: hãy tải lại. / The filing is at version {now}, you saw {seen}: load it again."
    )]
    Stale { seen: u64, now: u64 },
    #[error("Kỳ báo cáo đã đóng. / The period is closed.")]
    Closed,
    #[error("Báo cáo của '{facility}' {what}, không sửa được nữa. / The report of '{facility}' is {state} and is not changed any more.",
        what = state.vietnamese(), state = state.code())]
    Frozen { facility: String, state: FilingState },
    #[error(
        "'{0}' không phải đại lý của đơn vị, hoặc không thuộc kỳ này. / '{0}' is no agent of the operator that this period asks about."
    )]
    ForeignAgent(String),
    #[error(
        "Tháng {month} của '{facility}' không thuộc kỳ, hoặc có hai dòng. / {month} of '{facility}' is outside the period, or is there twice."
    )]
    Month { facility: String, month: String },
    #[error("{field}: {value} lớn hơn mức cho phép. / {field}: {value} is more than is taken.")]
    TooLarge { field: &'static str, value: u64 },
    #[error("Còn {count} lỗi phải sửa trước khi gửi: {first} / {count} error(s) to mend before it is submitted.")]
    HasErrors { count: usize, first: String },
    #[error("Chưa có đại lý nào đủ số liệu để gửi. / No agent has all its figures yet: nothing to submit.")]
    NothingToSubmit,
    #[error("Không có báo cáo nào đang chờ trong phạm vi này. / No report waits for this step here.")]
    NothingToDecide,
    #[error("'{facility}' {what}: không làm được bước này. / '{facility}' is {state}: this step is not for it.",
        what = state.vietnamese(), state = state.code())]
    WrongState { facility: String, state: FilingState },
    #[error("Hãy nêu lý do trả lại. / Give the reason for returning it.")]
    NoReason,
}

impl Filing {
    /// One that nobody has written yet.
    pub fn new(period: &str, operator: &str) -> Filing {
        Filing {
            period: period.to_owned(),
            operator: operator.to_owned(),
            ..Filing::default()
        }
    }

    pub fn state_of(&self, facility: &str) -> Option<FilingState> {
        self.states.get(facility).copied()
    }

    /// The filing itself where it is at the version that was looked at.
    ///
    /// # Errors
    /// [`FilingRefusal::Stale`].
    pub fn seen_at(&self, seen: u64) -> Result<&Filing, FilingRefusal> {
        let now = self.version;
        (seen == now).then_some(self).ok_or(FilingRefusal::Stale { seen, now })
    }

    /// That the agents named have the same rows and states as in an earlier reading; of others nothing is asked.
    ///
    /// # Errors
    /// [`FilingRefusal::Stale`].
    pub fn has_rows_of(&self, earlier: &Filing, facilities: &[String]) -> Result<(), FilingRefusal> {
        let is_same = |facility: &String| {
            self.state_of(facility) == earlier.state_of(facility)
                && self.rows_of(facility).eq(earlier.rows_of(facility))
        };
        if facilities.iter().all(is_same) {
            return Ok(());
        }
        let (seen, now) = (earlier.version, self.version);
        Err(FilingRefusal::Stale { seen, now })
    }

    pub fn rows_of<'a>(&'a self, facility: &'a str) -> impl Iterator<Item = &'a FilingRow> {
        self.rows.iter().filter(move |row| row.facility == facility)
    }

    /// Months for which the agent's dossiers are told.
    pub fn told_months(&self, facility: &str) -> BTreeSet<Month> {
        let told = self.rows_of(facility).filter(|row| row.dossiers.is_some());
        told.filter_map(|row| row.month).collect()
    }

    /// Writes the operator's draft: the rows of agents that may still be changed are replaced by those given, texts too.
    /// `due`: the months that each agent owes. Contradictions within a row are no refusal here, only when it is submitted.
    ///
    /// # Errors
    /// Rows of other agents or months, two rows of a month, agents that were submitted or accepted, counts beyond measure.
    pub fn save(
        &mut self,
        rows: Vec<FilingRow>,
        texts: FilingTexts,
        due: &BTreeMap<String, Vec<Month>>,
    ) -> Result<(), FilingRefusal> {
        for (field, text) in [
            ("settlement", &texts.settlement),
            ("feedback", &texts.feedback),
            ("proposals", &texts.proposals),
        ] {
            let value = text.chars().count();
            if value > LONGEST_TEXT {
                let value = value as u64;
                return Err(FilingRefusal::TooLarge { field, value });
            }
        }
        let mut seen = BTreeSet::new();
        for row in &rows {
            let facility = row.facility.clone();
            let Some(months) = due.get(&facility) else {
                return Err(FilingRefusal::ForeignAgent(facility));
            };
            let month = row.month.filter(|month| months.contains(month));
            if month.is_none_or(|month| !seen.insert((facility.clone(), month))) {
                let month = row.month.map_or_else(String::new, |month| month.to_string());
                return Err(FilingRefusal::Month { facility, month });
            }
            if let Some(state) = self.state_of(&facility).filter(|state| !state.is_open()) {
                return Err(FilingRefusal::Frozen { facility, state });
            }
            for (field, value) in row.counts() {
                if let Some(value) = value.filter(|value| *value > LARGEST_COUNT) {
                    let value = u64::from(value);
                    return Err(FilingRefusal::TooLarge { field, value });
                }
            }
        }
        let states = &self.states;
        self.rows
            .retain(|row| states.get(&row.facility).is_some_and(|state| !state.is_open()));
        let written = |row: &FilingRow| row.counts().iter().any(|(_, value)| value.is_some());
        self.rows.extend(rows.into_iter().filter(written));
        self.rows
            .sort_by(|one, other| (&one.facility, one.month).cmp(&(&other.facility, other.month)));
        let told: BTreeSet<&str> = self.rows.iter().map(|row| row.facility.as_str()).collect();
        // Who was returned stays so, though his rows were taken out; a draft without a row is none.
        self.states
            .retain(|facility, state| *state != FilingState::Draft || told.contains(facility.as_str()));
        for facility in told {
            self.states.entry(facility.to_owned()).or_default();
        }
        self.texts = texts;
        self.version += 1;
        Ok(())
    }

    /// Takes a step with agents: of those named, or of all that wait for it within `scope`. Gives their codes, sorted. What
    /// was accepted may be accepted again, or returned, by name alone: its figures may have been taken out of the data.
    /// `due`: the months that each agent of the scope owes.
    ///
    /// # Errors
    /// Agents outside the scope or in another state; nothing to do; a return without a reason.
    pub fn step(
        &mut self,
        step: &FilingStep,
        named: &[String],
        due: &BTreeMap<String, Vec<Month>>,
        by: (&str, &str),
    ) -> Result<Vec<String>, FilingRefusal> {
        let (account, at) = by;
        let target = match step {
            FilingStep::Submit => FilingState::Submitted,
            FilingStep::Accept => FilingState::Accepted,
            FilingStep::Return { .. } => FilingState::Returned,
        };
        let reason = match step {
            FilingStep::Return { reason } if reason.trim().is_empty() => return Err(FilingRefusal::NoReason),
            FilingStep::Return { reason } => {
                let value = reason.chars().count() as u64;
                if value > LONGEST_TEXT as u64 {
                    return Err(FilingRefusal::TooLarge { field: "reason", value });
                }
                reason.trim().to_owned()
            }
            _ => String::new(),
        };
        for facility in named {
            if !due.contains_key(facility) {
                return Err(FilingRefusal::ForeignAgent(facility.clone()));
            }
            let state = self.state_of(facility).unwrap_or_default();
            if !self.waits(facility, step, due) {
                let facility = facility.clone();
                return Err(FilingRefusal::WrongState { facility, state });
            }
        }
        let asked: BTreeSet<&String> = if named.is_empty() {
            // A decision on everything is on what was submitted.
            let is_submitted = |facility: &&String| {
                *step == FilingStep::Submit || self.state_of(facility) == Some(FilingState::Submitted)
            };
            let all = due.keys().filter(|facility| self.waits(facility, step, due));
            all.filter(is_submitted).collect()
        } else {
            named.iter().collect()
        };
        let facilities: Vec<String> = asked.into_iter().cloned().collect();
        if facilities.is_empty() {
            return Err(match step {
                FilingStep::Submit => FilingRefusal::NothingToSubmit,
                _ => FilingRefusal::NothingToDecide,
            });
        }
        for facility in &facilities {
            self.states.insert(facility.clone(), target);
        }
        self.events.push(FilingEvent {
            at: at.to_owned(),
            account: account.to_owned(),
            state: target,
            reason,
            facilities: facilities.clone(),
        });
        self.version += 1;
        Ok(facilities)
    }

    /// Whether an agent may take a step: whoever submits has told every month that he owes.
    fn waits(&self, facility: &str, step: &FilingStep, due: &BTreeMap<String, Vec<Month>>) -> bool {
        let state = self.state_of(facility);
        match step {
            FilingStep::Submit => {
                let told = self.told_months(facility);
                let owed = due.get(facility).map_or(&[][..], Vec::as_slice);
                state.is_some_and(FilingState::is_open) && owed.iter().all(|month| told.contains(month))
            }
            FilingStep::Accept | FilingStep::Return { .. } => {
                matches!(state, Some(FilingState::Submitted | FilingState::Accepted))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(number: u8) -> Month {
        Month {
            year: 2026,
            month: number,
        }
    }

    fn row(facility: &str, number: u8, dossiers: Option<u32>) -> FilingRow {
        FilingRow {
            facility: facility.into(),
            month: Some(month(number)),
            dossiers,
            complaints: Some(0),
            ..FilingRow::default()
        }
    }

    fn due() -> BTreeMap<String, Vec<Month>> {
        [
            ("A".to_owned(), vec![month(9), month(10)]),
            ("B".to_owned(), vec![month(10)]),
            ("C".to_owned(), vec![month(10)]),
        ]
        .into()
    }

    const BY: (&str, &str) = ("bidv", "2026-11-01T00:00:00Z");

    #[test]
    fn an_agent_is_submitted_when_all_its_months_are_told_and_then_is_not_changed() {
        let mut filing = Filing::new("p", "BIDV");
        let rows = vec![row("A", 9, Some(3)), row("B", 10, Some(0)), row("C", 10, None)];
        filing.save(rows, FilingTexts::default(), &due()).expect("saved");
        // A lacks October, C has complaints but no dossiers.
        let submitted = filing.step(&FilingStep::Submit, &[], &due(), BY).expect("B");
        assert_eq!((submitted, filing.version), (vec!["B".to_owned()], 2));
        let again = filing.save(vec![row("B", 10, Some(9))], FilingTexts::default(), &due());
        assert!(matches!(again, Err(FilingRefusal::Frozen { .. })), "{again:?}");
        // Saving others leaves what was submitted as it is.
        filing
            .save(vec![row("A", 10, Some(4))], FilingTexts::default(), &due())
            .expect("saved");
        assert_eq!(filing.rows, [row("A", 10, Some(4)), row("B", 10, Some(0))]);
        assert_eq!(filing.state_of("C"), None, "a draft without a row is none");
        assert_eq!(
            filing.step(&FilingStep::Submit, &[], &due(), BY),
            Err(FilingRefusal::NothingToSubmit)
        );
    }

    #[test]
    fn a_report_is_returned_with_a_reason_mended_and_accepted() {
        let mut filing = Filing::new("p", "BIDV");
        filing
            .save(vec![row("B", 10, Some(7))], FilingTexts::default(), &due())
            .expect("saved");
        let back = |reason: &str| FilingStep::Return { reason: reason.into() };
        assert_eq!(
            filing.step(&FilingStep::Accept, &[], &due(), BY),
            Err(FilingRefusal::NothingToDecide)
        );
        filing.step(&FilingStep::Submit, &[], &due(), BY).expect("submitted");
        assert_eq!(filing.step(&back("  "), &[], &due(), BY), Err(FilingRefusal::NoReason));
        filing.step(&back("thiếu"), &[], &due(), BY).expect("returned");
        filing
            .save(vec![row("B", 10, Some(8))], FilingTexts::default(), &due())
            .expect("saved");
        assert_eq!(
            filing.state_of("B"),
            Some(FilingState::Returned),
            "until it is submitted again"
        );
        filing.step(&FilingStep::Submit, &[], &due(), BY).expect("submitted");
        filing.step(&FilingStep::Accept, &[], &due(), BY).expect("accepted");
        assert_eq!(
            filing.step(&FilingStep::Accept, &[], &due(), BY),
            Err(FilingRefusal::NothingToDecide),
            "nor is it accepted again"
        );
        assert_eq!(
            filing.step(&back("sai"), &[], &due(), BY),
            Err(FilingRefusal::NothingToDecide),
            "what was accepted is returned by name alone"
        );
        filing
            .step(&back("sai"), &["B".to_owned()], &due(), BY)
            .expect("returned");
        let states: Vec<FilingState> = filing.events.iter().map(|event| event.state).collect();
        use FilingState::*;
        assert_eq!(states, [Submitted, Returned, Submitted, Accepted, Returned]);
        assert_eq!(filing.events[1].reason, "thiếu");
    }

    #[test]
    fn rows_that_are_not_asked_for_are_refused() {
        let refused = |rows: Vec<FilingRow>| {
            let mut filing = Filing::new("p", "BIDV");
            let refusal = filing.save(rows, FilingTexts::default(), &due()).expect_err("refused");
            assert_eq!(filing, Filing::new("p", "BIDV"), "nothing was kept");
            refusal
        };
        assert_eq!(
            refused(vec![row("X", 10, Some(1))]),
            FilingRefusal::ForeignAgent("X".into())
        );
        assert!(matches!(
            refused(vec![row("B", 9, Some(1))]),
            FilingRefusal::Month { .. }
        ));
        assert!(matches!(
            refused(vec![row("B", 10, Some(1)), row("B", 10, Some(2))]),
            FilingRefusal::Month { .. }
        ));
        assert!(matches!(
            refused(vec![row("B", 10, Some(10_000_001))]),
            FilingRefusal::TooLarge { field: "dossiers", .. }
        ));
    }
}
