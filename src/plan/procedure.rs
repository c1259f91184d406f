//! The way of a proposal from a draft to the network: who is asked, who answers, who signs.
//!
//! ```text
//! draft -> submitted -> in consultation -> approved -> published
//!   ^----------+---------------+  returned, with the reason
//! ```
//!
//! Source: plan 68 (the restructuring department proposes, communes, branches and enterprises are consulted in
//! writing, the directors decide); an approval has a number, a date and a signatory.

use chrono::NaiveDate;

/// Where a scenario stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Edits may come, go and come back.
    #[default]
    Draft,
    Submitted,
    InConsultation,
    Approved,
    Published,
}

impl State {
    pub const ALL: [State; 5] = [
        Self::Draft,
        Self::Submitted,
        Self::InConsultation,
        Self::Approved,
        Self::Published,
    ];

    /// The stable name in files and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InConsultation => "in_consultation",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Draft => "Dự thảo",
            Self::Submitted => "Đã trình",
            Self::InConsultation => "Đang lấy ý kiến",
            Self::Approved => "Đã phê duyệt",
            Self::Published => "Đã công bố",
        }
    }

    pub fn english(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InConsultation => "in consultation",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }
}

/// What kind of body is asked for its opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    Branch,
    Commune,
    Enterprise,
}

impl PartyKind {
    pub const ALL: [PartyKind; 3] = [Self::Branch, Self::Commune, Self::Enterprise];

    pub fn code(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Commune => "commune",
            Self::Enterprise => "enterprise",
        }
    }

    pub fn from_code(code: &str) -> Option<PartyKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Branch => "chi nhánh",
            Self::Commune => "xã, phường",
            Self::Enterprise => "doanh nghiệp",
        }
    }
}

/// A body that is asked: `commune:00004`, `branch:CN-1`, `enterprise:BIDV`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    pub kind: PartyKind,
    /// Code of the commune, of the branch, of the operator.
    pub code: String,
}

impl Party {
    /// From `kind:code`.
    pub fn parse(text: &str) -> Option<Party> {
        let (kind, code) = text.split_once(':')?;
        let (kind, code) = (PartyKind::from_code(kind.trim())?, code.trim());
        (!code.is_empty()).then(|| Party {
            kind,
            code: code.to_owned(),
        })
    }
}

impl std::fmt::Display for Party {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.kind.code(), self.code)
    }
}

/// What a written opinion comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stance {
    Agrees,
    AgreesWithRemarks,
    Disagrees,
}

impl Stance {
    pub const ALL: [Stance; 3] = [Self::Agrees, Self::AgreesWithRemarks, Self::Disagrees];

    pub fn code(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::AgreesWithRemarks => "agrees_with_remarks",
            Self::Disagrees => "disagrees",
        }
    }

    pub fn from_code(code: &str) -> Option<Stance> {
        Self::ALL.into_iter().find(|stance| stance.code() == code)
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Agrees => "nhất trí",
            Self::AgreesWithRemarks => "nhất trí, có góp ý",
            Self::Disagrees => "chưa nhất trí",
        }
    }
}

/// Who is asked, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Sorted, each once.
    pub asked: Vec<Party>,
    /// The last day for an answer.
    pub deadline: NaiveDate,
}

/// The decision on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// `123/QĐ-TTPVHCC`
    pub number: String,
    pub date: NaiveDate,
    pub signatory: String,
}

/// A step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    Submit,
    /// Back to its author.
    Return {
        reason: String,
    },
    Consult(Consultation),
    Approve(Approval),
    Publish,
}

impl Transition {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Return { .. } => "return",
            Self::Consult(_) => "consult",
            Self::Approve(_) => "approve",
            Self::Publish => "publish",
        }
    }

    /// The state that it leads to.
    pub fn to(&self) -> State {
        match self {
            Self::Submit => State::Submitted,
            Self::Return { .. } => State::Draft,
            Self::Consult(_) => State::InConsultation,
            Self::Approve(_) => State::Approved,
            Self::Publish => State::Published,
        }
    }

    fn may_come_from(&self) -> &'static [State] {
        match self {
            Self::Submit => &[State::Draft],
            Self::Return { .. } => &[State::Submitted, State::InConsultation],
            Self::Consult(_) => &[State::Submitted],
            Self::Approve(_) => &[State::InConsultation],
            Self::Publish => &[State::Approved],
        }
    }
}

/// What a step is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<'a> {
    pub state: State,
    /// Edits in effect that change something.
    pub changes: usize,
    /// Errors among the findings of its edits.
    pub errors: usize,
    pub consultation: Option<&'a Consultation>,
    /// Who has answered.
    pub answered: &'a [Party],
    pub today: NaiveDate,
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a scenario that is {} cannot be {}; that is for one that is {from}", state.english(), wanted_english(transition))]
    WrongState {
        state: State,
        transition: &'static str,
        /// The states it may come from, in English.
        from: String,
    },
    #[error("edits are made in a draft only; this scenario is {}: fork it, or have it returned", .0.english())]
    NotADraft(State),
    #[error("the scenario changes nothing, so there is nothing to submit")]
    Empty,
    #[error("{0} of its edits do not fit the baseline; mend them or take them back first")]
    Errors(usize),
    #[error("nobody is asked: name a commune, branch or enterprise")]
    NobodyAsked,
    #[error("the deadline {deadline} is not after today ({today})")]
    DeadlinePast { deadline: NaiveDate, today: NaiveDate },
    #[error("{} have not answered and the deadline {deadline} has not passed", listed(open))]
    OpinionsOpen { open: Vec<Party>, deadline: NaiveDate },
    #[error("{0} was not asked for an opinion")]
    NotAsked(Party),
    #[error("opinions are given while a scenario is in consultation; this one is {}", .0.english())]
    NotInConsultation(State),
    #[error("an approval needs {0}")]
    ApprovalLacks(&'static str),
    #[error("the decision is dated {date}, after today ({today})")]
    DecisionInFuture { date: NaiveDate, today: NaiveDate },
    #[error("a reason is needed")]
    NoReason,
}

impl Refusal {
    /// The same in Vietnamese.
    pub fn vietnamese(&self) -> String {
        match self {
            Self::WrongState { state, transition, .. } => {
                format!(
                    "kịch bản {} nên không thể {}",
                    lowered(state.vietnamese()),
                    wanted_vietnamese(transition)
                )
            }
            Self::NotADraft(state) => format!(
                "chỉ sửa được bản dự thảo; kịch bản này {}: hãy tạo bản sao, hoặc đề nghị trả lại",
                lowered(state.vietnamese())
            ),
            Self::Empty => "kịch bản không thay đổi gì nên không có gì để trình".to_owned(),
            Self::Errors(count) => {
                format!("{count} thay đổi không phù hợp với số liệu gốc; hãy sửa hoặc hoàn tác trước")
            }
            Self::NobodyAsked => "chưa nêu đơn vị được lấy ý kiến: xã, phường, chi nhánh hoặc doanh nghiệp".to_owned(),
            Self::DeadlinePast { deadline, today } => {
                format!("hạn góp ý {} không sau hôm nay ({})", shown(*deadline), shown(*today))
            }
            Self::OpinionsOpen { open, deadline } => {
                format!(
                    "chưa có ý kiến của {} và chưa hết hạn {}",
                    listed(open),
                    shown(*deadline)
                )
            }
            Self::NotAsked(party) => format!("{party} không thuộc các đơn vị được lấy ý kiến"),
            Self::NotInConsultation(state) => {
                format!(
                    "chỉ góp ý khi đang lấy ý kiến; kịch bản này {}",
                    lowered(state.vietnamese())
                )
            }
            Self::ApprovalLacks(what) => format!("quyết định phê duyệt thiếu {}", lacking(what)),
            Self::DecisionInFuture { date, today } => {
                format!("ngày quyết định {} sau hôm nay ({})", shown(*date), shown(*today))
            }
            Self::NoReason => "cần nêu lý do".to_owned(),
        }
    }
}

impl Standing<'_> {
    /// The state after the step.
    ///
    /// # Errors
    /// The first thing that stands against it.
    pub fn after(&self, transition: &Transition) -> Result<State, Refusal> {
        let from = transition.may_come_from();
        if !from.contains(&self.state) {
            let from: Vec<&str> = from.iter().map(|state| state.english()).collect();
            return Err(Refusal::WrongState {
                state: self.state,
                transition: transition.code(),
                from: from.join(" or "),
            });
        }
        match transition {
            Transition::Submit if self.changes == 0 => return Err(Refusal::Empty),
            Transition::Submit if self.errors > 0 => return Err(Refusal::Errors(self.errors)),
            Transition::Return { reason } if reason.trim().is_empty() => return Err(Refusal::NoReason),
            Transition::Consult(consultation) => self.may_consult(consultation)?,
            Transition::Approve(approval) => self.may_approve(approval)?,
            _ => {}
        }
        Ok(transition.to())
    }

    /// Whether edits may be made.
    ///
    /// # Errors
    /// It is no draft.
    pub fn may_edit(&self) -> Result<(), Refusal> {
        match self.state {
            State::Draft => Ok(()),
            state => Err(Refusal::NotADraft(state)),
        }
    }

    /// Whether a body may give its opinion; a late one is taken as long as nothing is decided.
    ///
    /// # Errors
    /// It is not asked, or nobody is.
    pub fn may_opine(&self, party: &Party) -> Result<(), Refusal> {
        match self.consultation {
            Some(asked) if self.state == State::InConsultation && asked.asked.contains(party) => Ok(()),
            Some(_) if self.state == State::InConsultation => Err(Refusal::NotAsked(party.clone())),
            _ => Err(Refusal::NotInConsultation(self.state)),
        }
    }

    fn may_consult(&self, consultation: &Consultation) -> Result<(), Refusal> {
        let (deadline, today) = (consultation.deadline, self.today);
        match consultation.asked.is_empty() {
            true => Err(Refusal::NobodyAsked),
            false if deadline <= today => Err(Refusal::DeadlinePast { deadline, today }),
            false => Ok(()),
        }
    }

    fn may_approve(&self, approval: &Approval) -> Result<(), Refusal> {
        if let Some(consultation) = self.consultation {
            let open = consultation.asked.iter().filter(|party| !self.answered.contains(party));
            let open: Vec<Party> = open.cloned().collect();
            let deadline = consultation.deadline;
            if !open.is_empty() && self.today <= deadline {
                return Err(Refusal::OpinionsOpen { open, deadline });
            }
        }
        match () {
            () if approval.number.trim().is_empty() => Err(Refusal::ApprovalLacks("number")),
            () if approval.signatory.trim().is_empty() => Err(Refusal::ApprovalLacks("signatory")),
            () if approval.date > self.today => Err(Refusal::DecisionInFuture {
                date: approval.date,
                today: self.today,
            }),
            () => Ok(()),
        }
    }
}

fn wanted_english(transition: &str) -> &'static str {
    match transition {
        "submit" => "submitted",
        "return" => "returned",
        "consult" => "put to consultation",
        "approve" => "approved",
        _ => "published",
    }
}

fn wanted_vietnamese(transition: &str) -> &'static str {
    match transition {
        "submit" => "trình",
        "return" => "trả lại",
        "consult" => "đưa ra lấy ý kiến",
        "approve" => "phê duyệt",
        _ => "công bố",
    }
}

fn lacking(what: &str) -> &'static str {
    match what {
        "number" => "số quyết định",
        _ => "người ký",
    }
}

fn lowered(text: &str) -> String {
    text.to_lowercase()
}

fn shown(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn listed(parties: &[Party]) -> String {
    parties.iter().map(Party::to_string).collect::<Vec<_>>().join(", ")
}
