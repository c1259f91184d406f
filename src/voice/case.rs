//! What somebody of the public reported, and its way to an answer.
//!
//! ```text
//! new -> in_progress -> answered | rejected -> (reopened) in_progress
//!            |   ^
//!            v   | returned
//!   passed_to_operator | passed_to_planner
//! ```

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::geometry::LonLat;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKind {
    WrongPosition,
    WrongHours,
    /// The point is closed, or gone.
    Closed,
    /// Anything else, complaints too.
    Other,
    /// A rating of few stars, with words.
    LowRating,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseState {
    New,
    InProgress,
    PassedToOperator,
    PassedToPlanner,
    Answered,
    Rejected,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseDesk {
    Support,
    Operator,
    Planner,
}

/// What a case brought about in the data: where to look, not the change itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub kind: EffectKind,
    /// Id of the scenario or of the import.
    pub reference: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectKind {
    /// An edit of a scenario.
    Scenario,
    /// A file that was imported.
    Import,
}

/// What the data should say instead: a proposal, which becomes true by an import alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    Position(LonLat),
    /// OSM notation, checked.
    Hours(String),
}

/// One thing that was done with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    pub at: DateTime<Utc>,
    /// Login name; `-` for the public.
    pub account: String,
    /// `open`, or the code of a step.
    pub action: String,
    pub text: String,
    /// The state after it.
    pub state: CaseState,
}

/// One case with all that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// UUIDv7: what the citizen is given to look the answer up with.
    pub id: String,
    pub kind: CaseKind,
    /// Code of the point.
    pub facility: String,
    pub opened_at: DateTime<Utc>,
    pub text: Option<String>,
    /// Where the citizen says that the point is.
    pub position: Option<LonLat>,
    /// Id of the rating that it came from.
    pub rating: Option<String>,
    pub state: CaseState,
    /// From 1; each step raises it by one.
    pub version: u32,
    pub correction: Option<Correction>,
    pub effects: Vec<Effect>,
    /// The oldest first.
    pub events: Vec<CaseEvent>,
}

/// What may be done with a case.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseStep {
    Take,
    Note {
        text: String,
    },
    Answer {
        text: String,
    },
    Reject {
        reason: String,
    },
    PassToOperator {
        text: String,
    },
    PassToPlanner {
        text: String,
    },
    /// Back to support.
    Return {
        text: String,
    },
    Reopen {
        text: String,
    },
    Propose {
        correction: Correction,
    },
    Link {
        effect: Effect,
    },
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    #[error("the step '{step}' does not follow the state '{state}'", state = state.code())]
    State { step: &'static str, state: CaseState },
    #[error("the step '{step}' needs words: what was found, what is answered, why")]
    NoWords { step: &'static str },
}

impl Case {
    /// The step on this case, without taking it: the state after.
    ///
    /// # Errors
    /// [`StepRefused`] where the step does not follow, or lacks its words.
    pub fn after(&self, step: &CaseStep) -> Result<CaseState, StepRefused> {
        use CaseState::*;
        if let Some(text) = step.words()
            && text.trim().is_empty()
        {
            return Err(StepRefused::NoWords { step: step.code() });
        }
        let refused = || StepRefused::State {
            step: step.code(),
            state: self.state,
        };
        match (step, self.state) {
            (CaseStep::Note { .. } | CaseStep::Link { .. }, state) => Ok(state),
            (CaseStep::Take, New) => Ok(InProgress),
            (CaseStep::Answer { .. }, InProgress) => Ok(Answered),
            (CaseStep::Reject { .. }, InProgress) => Ok(Rejected),
            (CaseStep::PassToOperator { .. }, InProgress) => Ok(PassedToOperator),
            (CaseStep::PassToPlanner { .. }, InProgress) => Ok(PassedToPlanner),
            (CaseStep::Propose { .. }, InProgress | PassedToPlanner | PassedToOperator) => Ok(self.state),
            (CaseStep::Return { .. }, PassedToOperator | PassedToPlanner) => Ok(InProgress),
            (CaseStep::Reopen { .. }, Answered | Rejected) => Ok(InProgress),
            _ => Err(refused()),
        }
    }

    /// The last day for an answer, in Hanoi: so many days after the one on which it was opened (`opened_on`).
    pub fn due(opened_on: NaiveDate, days: i64) -> NaiveDate {
        opened_on + TimeDelta::days(days)
    }

    /// What the citizen is told: the last answer, or the reason of the rejection. Notes are the office's own.
    pub fn answer(&self) -> Option<&CaseEvent> {
        let is_answer = |event: &&CaseEvent| matches!(event.action.as_str(), "answer" | "reject");
        let told = matches!(self.state, CaseState::Answered | CaseState::Rejected);
        self.events.iter().rev().find(is_answer).filter(|_| told)
    }
}

impl CaseStep {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Note { .. } => "note",
            Self::Answer { .. } => "answer",
            Self::Reject { .. } => "reject",
            Self::PassToOperator { .. } => "pass_to_operator",
            Self::PassToPlanner { .. } => "pass_to_planner",
            Self::Return { .. } => "return",
            Self::Reopen { .. } => "reopen",
            Self::Propose { .. } => "propose",
            Self::Link { .. } => "link",
        }
    }

    /// The words of steps that need some.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Take | Self::Propose { .. } | Self::Link { .. } => None,
            Self::Note { text }
            | Self::Answer { text }
            | Self::PassToOperator { text }
            | Self::PassToPlanner { text }
            | Self::Return { text }
            | Self::Reopen { text } => Some(text),
            Self::Reject { reason } => Some(reason),
        }
    }

    /// Whether a desk that a case was passed to may take the step; support may take every one.
    pub fn is_for_others(&self) -> bool {
        matches!(
            self,
            Self::Note { .. } | Self::Return { .. } | Self::Propose { .. } | Self::Link { .. }
        )
    }
}

impl CaseKind {
    pub const ALL: [CaseKind; 5] = [
        Self::WrongPosition,
        Self::WrongHours,
        Self::Closed,
        Self::Other,
        Self::LowRating,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::WrongPosition => "wrong_position",
            Self::WrongHours => "wrong_hours",
            Self::Closed => "closed",
            Self::Other => "other",
            Self::LowRating => "low_rating",
        }
    }

    pub fn from_code(code: &str) -> Option<CaseKind> {
        CaseKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::WrongPosition => "sai vị trí",
            Self::WrongHours => "sai giờ làm việc",
            Self::Closed => "điểm đã đóng",
            Self::Other => "phản ánh khác",
            Self::LowRating => "đánh giá thấp",
        }
    }
}

impl CaseState {
    pub const ALL: [CaseState; 6] = [
        Self::New,
        Self::InProgress,
        Self::PassedToOperator,
        Self::PassedToPlanner,
        Self::Answered,
        Self::Rejected,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::PassedToOperator => "passed_to_operator",
            Self::PassedToPlanner => "passed_to_planner",
            Self::Answered => "answered",
            Self::Rejected => "rejected",
        }
    }

    pub fn from_code(code: &str) -> Option<CaseState> {
        CaseState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::New => "mới tiếp nhận",
            Self::InProgress => "đang xử lý",
            Self::PassedToOperator => "đã chuyển doanh nghiệp",
            Self::PassedToPlanner => "đã chuyển bộ phận quy hoạch",
            Self::Answered => "đã trả lời",
            Self::Rejected => "không tiếp nhận",
        }
    }

    pub fn is_open(self) -> bool {
        !matches!(self, Self::Answered | Self::Rejected)
    }

    pub fn desk(self) -> CaseDesk {
        match self {
            Self::PassedToOperator => CaseDesk::Operator,
            Self::PassedToPlanner => CaseDesk::Planner,
            _ => CaseDesk::Support,
        }
    }
}

impl EffectKind {
    pub const ALL: [EffectKind; 2] = [Self::Scenario, Self::Import];

    pub fn code(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Import => "import",
        }
    }

    pub fn from_code(code: &str) -> Option<EffectKind> {
        EffectKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(state: CaseState) -> Case {
        Case {
            id: "1".into(),
            kind: CaseKind::Other,
            facility: "DL-A".into(),
            opened_at: DateTime::default(),
            text: None,
            position: None,
            rating: None,
            state,
            version: 1,
            correction: None,
            effects: Vec::new(),
            events: Vec::new(),
        }
    }

    #[test]
    fn a_case_is_taken_before_it_is_answered_and_ends_with_words() {
        let answer = CaseStep::Answer {
            text: "Đã sửa.".into()
        };
        assert_eq!(
            case(CaseState::New).after(&answer),
            Err(StepRefused::State {
                step: "answer",
                state: CaseState::New
            })
        );
        assert_eq!(case(CaseState::New).after(&CaseStep::Take), Ok(CaseState::InProgress));
        assert_eq!(case(CaseState::InProgress).after(&answer), Ok(CaseState::Answered));
        let silent = CaseStep::Reject { reason: " ".into() };
        assert_eq!(
            case(CaseState::InProgress).after(&silent),
            Err(StepRefused::NoWords { step: "reject" })
        );
    }

    #[test]
    fn no_state_is_without_a_way_on_and_only_words_change_nothing() {
        let words = || "có".to_owned();
        let steps = [
            CaseStep::Take,
            CaseStep::Answer { text: words() },
            CaseStep::Reject { reason: words() },
            CaseStep::PassToOperator { text: words() },
            CaseStep::PassToPlanner { text: words() },
            CaseStep::Return { text: words() },
            CaseStep::Reopen { text: words() },
        ];
        for state in CaseState::ALL {
            let own = case(state);
            assert_eq!(own.after(&CaseStep::Note { text: words() }), Ok(state));
            let ways: Vec<_> = steps.iter().filter_map(|step| own.after(step).ok()).collect();
            assert!(
                !ways.is_empty() && ways.iter().all(|after| *after != state),
                "{state:?}: {ways:?}"
            );
            assert_eq!(CaseState::from_code(state.code()), Some(state));
        }
        assert!(
            CaseKind::ALL
                .into_iter()
                .all(|kind| CaseKind::from_code(kind.code()) == Some(kind))
        );
    }
}
