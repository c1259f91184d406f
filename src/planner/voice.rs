//! What the public says, taken in: ratings of visits, and reports of what is wrong with a point.

use chrono::{DateTime, NaiveDate, Utc};

use crate::auth::{Actor, AuthError, By, Permission, PrivateFile, Role};
use crate::finder::PUBLIC_KINDS;
use crate::finder::hours::{is_readable, vietnam};
use crate::geometry::LonLat;
use crate::model::{Dataset, Facility};
use crate::voice::{
    Case, CaseDesk, CaseKind, CaseState, CaseStep, Correction, Rating, Reading, Reason, StepRefused, TextRefused,
    UnfitInspection, is_of_operator, kept_text,
};

/// Why something of the public's voice has no answer, or was not taken.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    #[error("there is no point '{0}' that serves the public")]
    UnknownPoint(String),
    #[error("there is no {what} '{id}'")]
    Unknown { what: &'static str, id: String },
    #[error(transparent)]
    Text(#[from] TextRefused),
    #[error("the stars are {0}: 1 to 5 are taken")]
    Stars(u8),
    #[error(transparent)]
    Step(#[from] StepRefused),
    #[error("the case was changed meanwhile: it is at version {now}, the step is for version {seen}; look again")]
    Moved { seen: u32, now: u32 },
    #[error("'{0}' are no opening hours that can be read: write them as OpenStreetMap does, such as Mo-Fr 08:00-17:00")]
    Hours(String),
    #[error(transparent)]
    Unfit(#[from] UnfitInspection),
    #[error("'{0}' is outside the scope of the account")]
    OutOfScope(String),
    #[error(transparent)]
    Forbidden(#[from] crate::auth::Forbidden),
    #[error("finding {finding} of the inspection '{inspection}' is not there, or was done before")]
    FindingDone { inspection: String, finding: u32 },
    #[error(transparent)]
    Private(#[from] AuthError),
}

/// A rating as it comes from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRating {
    /// UUID of this visit.
    pub visit: String,
    pub facility: String,
    pub stars: u8,
    pub reason: Option<Reason>,
    pub text: String,
}

/// What became of a rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Whether its words wait for support.
    pub waits: bool,
    /// The case it became.
    pub case: Option<String>,
}

/// A report as it comes from a page.
#[derive(Clone, Debug, PartialEq)]
pub struct NewReport {
    /// UUID of this report.
    pub request: String,
    pub facility: String,
    pub kind: CaseKind,
    pub text: String,
    pub position: Option<LonLat>,
}

/// Which cases are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasesAsked {
    pub state: Option<CaseState>,
    pub is_open: Option<bool>,
    pub facility: Option<String>,
}

/// Keeps a rating; words with few stars become a case. Sent twice, it is kept once.
///
/// # Errors
/// An unknown point, stars or words that are not taken.
pub fn rate(
    private: &PrivateFile,
    dataset: &Dataset,
    new: &NewRating,
    now: DateTime<Utc>,
) -> Result<Rated, VoiceError> {
    let facility = public_point(dataset, &new.facility)?.code.clone();
    if !(1..=5).contains(&new.stars) {
        return Err(VoiceError::Stars(new.stars));
    }
    let text = kept_text(&new.text)?;
    let rating = Rating {
        id: new.visit.clone(),
        facility: facility.clone(),
        at: now,
        stars: new.stars,
        reason: new.reason,
        reading: text.as_ref().map_or(Reading::NoText, |_| Reading::Waiting),
        text,
    };
    let waits = rating.reading == Reading::Waiting;
    let is_new = private.add_rating(&rating)?;
    let is_low = f64::from(rating.stars) <= private.voice_settings()?.low_stars;
    let case = match rating.text {
        Some(text) if is_new && is_low => {
            let case = Case {
                text: Some(text),
                rating: Some(rating.id),
                ..new_case(CaseKind::LowRating, facility, now)
            };
            Some(private.open_case(&case, None)?)
        }
        _ => None,
    };
    Ok(Rated { waits, case })
}

/// Opens a case for a report; its id is what the answer is looked up with. Sent twice, it is one case.
///
/// # Errors
/// An unknown point, words that are not taken.
pub fn report(
    private: &PrivateFile,
    dataset: &Dataset,
    new: &NewReport,
    now: DateTime<Utc>,
) -> Result<String, VoiceError> {
    let facility = public_point(dataset, &new.facility)?.code.clone();
    let case = Case {
        text: kept_text(&new.text)?,
        position: new.position,
        ..new_case(new.kind, facility, now)
    };
    Ok(private.open_case(&case, Some(&new.request))?)
}

/// The cases that an account may see, the newest first: support and the leaders all, an operator those of its agents that
/// were passed to it, a planner those passed to planning.
///
/// # Errors
/// The role may not read cases.
pub fn cases(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    asked: &CasesAsked,
) -> Result<Vec<Case>, VoiceError> {
    actor.allowed(Permission::ReadCase)?;
    let mut all = private.cases()?;
    all.retain(|case| {
        may_see(dataset, actor, case)
            && asked.state.is_none_or(|state| case.state == state)
            && asked.is_open.is_none_or(|is_open| case.state.is_open() == is_open)
            && asked.facility.as_ref().is_none_or(|code| case.facility == *code)
    });
    Ok(all)
}

/// One case.
///
/// # Errors
/// The role may not, or there is none that the account may see.
pub fn case(private: &PrivateFile, dataset: &Dataset, actor: &Actor, id: &str) -> Result<Case, VoiceError> {
    actor.allowed(Permission::ReadCase)?;
    let found = private.case(id)?.filter(|case| may_see(dataset, actor, case));
    found.ok_or_else(|| unknown_case(id))
}

/// What the public is told of a case by its id.
///
/// # Errors
/// There is none.
pub fn case_for_the_public(private: &PrivateFile, id: &str) -> Result<Case, VoiceError> {
    private.case(id)?.ok_or_else(|| unknown_case(id))
}

/// Takes a step on the version of a case that was looked at. Support takes every step; whom a case was passed to notes,
/// proposes, links and returns.
///
/// # Errors
/// [`VoiceError`] where the step is not the account's, does not follow, or the case was changed meanwhile.
pub fn step_case(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    (id, seen): (&str, u32),
    step: &CaseStep,
    now: DateTime<Utc>,
) -> Result<Case, VoiceError> {
    if !step.is_for_others() || !actor.role.may(Permission::HandlePassedCase) {
        actor.allowed(Permission::HandleCase)?;
    }
    let found = case(private, dataset, actor, id)?;
    if let CaseStep::Propose {
        correction: Correction::Hours(hours),
    } = step
        && !is_readable(hours)
    {
        return Err(VoiceError::Hours(hours.clone()));
    }
    let own_desk = match actor.role {
        Role::Planner => CaseDesk::Planner,
        Role::Operator => CaseDesk::Operator,
        _ => CaseDesk::Support,
    };
    // Whom it was passed to before, and is not now, adds words and no more.
    let is_theirs = own_desk == CaseDesk::Support || found.state.desk() == own_desk;
    if !is_theirs && !matches!(step, CaseStep::Note { .. } | CaseStep::Link { .. }) {
        let (step, state) = (step.code(), found.state);
        return Err(StepRefused::State { step, state }.into());
    }
    let moved = |now| VoiceError::Moved { seen, now };
    if found.version != seen {
        return Err(moved(found.version));
    }
    let after = found.after(step)?;
    let by = By {
        account: &actor.account,
        at: now,
    };
    private
        .step_case(&found, step, after, by)?
        .ok_or_else(|| moved(seen + 1))
}

/// The day of an instant in Hanoi.
pub fn hanoi_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&vietnam()).date_naive()
}

/// The last day for the answer to a case.
pub fn case_due(case: &Case, days: f64) -> NaiveDate {
    Case::due(hanoi_day(case.opened_at), days as i64)
}

pub(super) fn point<'a>(dataset: &'a Dataset, code: &str) -> Option<&'a Facility> {
    let place = dataset.facilities.binary_search_by(|one| one.code.as_str().cmp(code));
    place.ok().map(|place| &dataset.facilities[place])
}

fn public_point<'a>(dataset: &'a Dataset, code: &str) -> Result<&'a Facility, VoiceError> {
    let found = point(dataset, code).filter(|one| PUBLIC_KINDS.contains(&one.kind));
    found.ok_or_else(|| VoiceError::UnknownPoint(code.to_owned()))
}

fn may_see(dataset: &Dataset, actor: &Actor, case: &Case) -> bool {
    match actor.role {
        Role::Planner => case.events.iter().any(|event| event.state.desk() == CaseDesk::Planner),
        Role::Operator => {
            let own = actor.scope.as_deref().zip(point(dataset, &case.facility));
            let was_passed = case.events.iter().any(|event| event.state.desk() == CaseDesk::Operator);
            was_passed && own.is_some_and(|(scope, point)| is_of_operator(dataset, point, scope))
        }
        _ => true,
    }
}

fn new_case(kind: CaseKind, facility: String, now: DateTime<Utc>) -> Case {
    Case {
        id: uuid::Uuid::now_v7().to_string(),
        kind,
        facility,
        opened_at: now,
        text: None,
        position: None,
        rating: None,
        state: CaseState::New,
        version: 1,
        correction: None,
        effects: Vec::new(),
        events: Vec::new(),
    }
}

fn unknown_case(id: &str) -> VoiceError {
    VoiceError::Unknown {
        what: "case",
        id: id.to_owned(),
    }
}
