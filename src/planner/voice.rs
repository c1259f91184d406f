//! What the public says, taken in: ratings of visits, and reports of what is wrong with a point.

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Timelike, Utc};

use crate::auth::{Actor, AuthError, By, CaseOrder, CaseQuery, Ceiling, Keeping, Permission, PrivateFile, Role};
use crate::finder::PUBLIC_KINDS;
use crate::finder::hours::{is_readable, vietnam};
use crate::geometry::LonLat;
use crate::model::{Dataset, Facility};
use crate::registry::is_run_by;
use crate::voice::{
    Case, CaseDesk, CaseKind, CaseState, CaseStep, Correction, Rating, Reading, Reason, StepRefused, TextRefused,
    UnfitInspection, kept_text,
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
    #[error("something else was sent under the number '{0}' before; send this under a new one")]
    SentOther(String),
    #[error("as much came today as is taken in a day; try again tomorrow, or call 1022 or 19001009")]
    FullToday { seconds: u64 },
    #[error("the words of the rating '{0}' were read by somebody else meanwhile; look again")]
    ReadMeanwhile(String),
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
    /// Only those that are neither answered nor rejected; they come as they fall due.
    pub is_open: Option<bool>,
    pub facility: Option<String>,
    /// Only those after the one with this instant and id.
    pub after: Option<(DateTime<Utc>, String)>,
    pub limit: Option<u32>,
}

/// Cases of a question, without what was done with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseList {
    pub cases: Vec<Case>,
    /// Of all that were asked for, those that are not answered, and those of them that are past their day.
    pub open: u32,
    pub overdue: u32,
}

/// Keeps a rating; words with few stars become a case. Sent twice, it is kept once, and the same is told.
///
/// # Errors
/// As [`check_rating`]; another rating was sent under its number; the day is full.
pub fn rate(
    private: &PrivateFile,
    dataset: &Dataset,
    new: &NewRating,
    now: DateTime<Utc>,
) -> Result<Rated, VoiceError> {
    let facility = public_point(dataset, &new.facility)?.code.clone();
    check_rating(dataset, new)?;
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
    let settings = private.voice_settings()?;
    let is_low = f64::from(rating.stars) <= settings.low_stars;
    let case = rating.text.clone().filter(|_| is_low).map(|text| Case {
        text: Some(text),
        rating: Some(rating.id.clone()),
        ..new_case(CaseKind::LowRating, facility, now)
    });
    let ceiling = ceiling(settings.daily_ratings, now);
    let case = kept(private.add_rating(&rating, case.as_ref(), ceiling)?, &rating.id, now)?;
    Ok(Rated { waits, case })
}

/// Refuses what [`rate`] would refuse whatever is kept, so that only what could be taken is counted.
///
/// # Errors
/// An unknown point, stars or words that are not taken.
pub fn check_rating(dataset: &Dataset, new: &NewRating) -> Result<(), VoiceError> {
    public_point(dataset, &new.facility)?;
    if !(1..=5).contains(&new.stars) {
        return Err(VoiceError::Stars(new.stars));
    }
    kept_text(&new.text)?;
    Ok(())
}

/// As [`check_rating`], of a report.
///
/// # Errors
/// An unknown point, words that are not taken.
pub fn check_report(dataset: &Dataset, new: &NewReport) -> Result<(), VoiceError> {
    public_point(dataset, &new.facility)?;
    kept_text(&new.text)?;
    Ok(())
}

/// Opens a case for a report; its id is what the answer is looked up with. Sent twice, it is one case.
///
/// # Errors
/// As [`check_report`]; another report was sent under its number; the day is full.
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
    let ceiling = ceiling(private.voice_settings()?.daily_reports, now);
    kept(
        private.open_case(&case, Some(&new.request), ceiling)?,
        &new.request,
        now,
    )
}

/// The cases that an account may see: support and the leaders all, an operator those of its agents that were passed to it, a
/// planner those passed to planning. The newest first, open ones as they fall due.
///
/// # Errors
/// The role may not read cases.
pub fn cases(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    asked: &CasesAsked,
    now: DateTime<Utc>,
) -> Result<CaseList, VoiceError> {
    let mut query = seen_by(dataset, actor)?;
    let only_open = asked.is_open == Some(true);
    let is_wanted = |state: &CaseState| {
        asked.state.is_none_or(|wanted| wanted == *state) && asked.is_open.is_none_or(|open| open == state.is_open())
    };
    query.states = CaseState::ALL.into_iter().filter(is_wanted).collect();
    if query.states.is_empty() {
        return Ok(CaseList::default());
    }
    if let Some(code) = &asked.facility {
        let is_seen = query.facilities.as_ref().is_none_or(|seen| seen.contains(code));
        query.facilities = Some(is_seen.then(|| code.clone()).into_iter().collect());
    }
    let open = CaseQuery {
        states: query.states.iter().copied().filter(|state| state.is_open()).collect(),
        ..query.clone()
    };
    let overdue = CaseQuery {
        opened_before: Some(overdue_before(private.voice_settings()?.case_days, now)),
        ..open.clone()
    };
    let count = |query: &CaseQuery| match query.states.is_empty() {
        true => Ok(0),
        false => private.count_cases(query),
    };
    let list = CaseQuery {
        order: if only_open {
            CaseOrder::OldestFirst
        } else {
            CaseOrder::NewestFirst
        },
        after: asked.after.clone(),
        limit: asked.limit,
        ..query
    };
    Ok(CaseList {
        cases: private.cases(&list)?,
        open: count(&open)?,
        overdue: count(&overdue)?,
    })
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

/// Shows or hides the words of a rating that were looked at (`seen`, then what is wanted).
///
/// # Errors
/// The role may not; there is no such rating with words; somebody else read them meanwhile.
pub fn read_words(
    private: &PrivateFile,
    actor: &Actor,
    id: &str,
    (seen, wanted): (Reading, Reading),
    now: DateTime<Utc>,
) -> Result<Rating, VoiceError> {
    actor.allowed(Permission::HandleCase)?;
    let by = By {
        account: &actor.account,
        at: now,
    };
    if let Some(read) = private.read_rating(id, seen, wanted, by)? {
        return Ok(read);
    }
    let has_words = private.rating(id)?.is_some_and(|one| one.text.is_some());
    let id = id.to_owned();
    Err(match has_words {
        true => VoiceError::ReadMeanwhile(id),
        false => VoiceError::Unknown {
            what: "rating with words",
            id,
        },
    })
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

/// Seconds until the next day begins in Hanoi.
pub fn until_tomorrow(now: DateTime<Utc>) -> u64 {
    const DAY: u64 = 86_400;
    DAY - u64::from(now.with_timezone(&vietnam()).num_seconds_from_midnight())
}

/// Cases opened before this are past their day.
pub(super) fn overdue_before(days: f64, now: DateTime<Utc>) -> DateTime<Utc> {
    midnight(now) - TimeDelta::days(days as i64)
}

/// Every case that an account may see.
pub(super) fn seen_by(dataset: &Dataset, actor: &Actor) -> Result<CaseQuery, VoiceError> {
    actor.allowed(Permission::ReadCase)?;
    let (facilities, was) = match actor.role {
        Role::Planner => (None, Some(CaseState::PassedToPlanner)),
        Role::Operator => {
            let scope = actor.scope.as_deref().unwrap_or_default();
            let own = dataset
                .facilities
                .iter()
                .filter(|point| is_run_by(dataset, scope, point));
            let own = own.map(|point| point.code.clone()).collect();
            (Some(own), Some(CaseState::PassedToOperator))
        }
        _ => (None, None),
    };
    Ok(CaseQuery {
        facilities,
        was,
        ..CaseQuery::default()
    })
}

/// First instant of the day in Hanoi.
fn midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = now.with_timezone(&vietnam()).num_seconds_from_midnight();
    now.trunc_subsecs(0) - TimeDelta::seconds(i64::from(seconds))
}

fn ceiling(most: f64, now: DateTime<Utc>) -> Ceiling {
    Ceiling {
        since: midnight(now),
        most: most as u32,
    }
}

fn kept<T>(keeping: Keeping<T>, id: &str, now: DateTime<Utc>) -> Result<T, VoiceError> {
    match keeping {
        Keeping::Kept(told) => Ok(told),
        Keeping::Other => Err(VoiceError::SentOther(id.to_owned())),
        Keeping::Full => Err(VoiceError::FullToday {
            seconds: until_tomorrow(now),
        }),
    }
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
            was_passed && own.is_some_and(|(scope, point)| is_run_by(dataset, scope, point))
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
