//! Cases of the public, as JSON.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::voice::{VoiceShapeError, known, position, refused, words};
use crate::auth::{Actor, Role};
use crate::model::{Dataset, Facility};
use crate::planner::voice::{CaseList, case_due, hanoi_day};
use crate::voice::{Case, CaseEvent, CaseStep, Correction, Effect, EffectKind, VoiceSettings};

/// Characters of a text of the office, at most.
const LONGEST_WORDS: usize = 2000;
/// Characters of an id of a scenario or an import, and of opening hours.
const LONGEST_REFERENCE: usize = 200;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CasesAnswer {
    /// The newest first; with `open=true` as they fall due.
    pub cases: Vec<CaseItem>,
    /// Of all that were asked for, here and on further pages: not yet answered or rejected, and those past their day.
    pub open: u32,
    pub overdue: u32,
    /// What to send as `after` for the next page; null where this is the last.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseItem {
    /// UUIDv7.
    pub id: String,
    /// wrong_position, wrong_hours, closed, other, low_rating
    pub kind: String,
    pub kind_vi: String,
    /// Code of the point.
    pub facility: String,
    /// Name of the point; the code where it is no longer in the data.
    pub name: String,
    /// RFC 3339, UTC.
    pub opened_at: String,
    /// Last day for the answer, `YYYY-MM-DD`.
    pub due: String,
    pub is_overdue: bool,
    /// new, in_progress, passed_to_operator, passed_to_planner, answered, rejected
    pub state: String,
    pub state_vi: String,
    /// Every step raises it by one; a step names the version it was taken for.
    pub version: u32,
    /// Masked.
    pub text: Option<String>,
}

/// A case with all that was done, and the point as it is in the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseAnswer {
    pub case: CaseItem,
    /// Where the citizen says that the point is.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub point: Option<CasePoint>,
    /// What the data should say instead; it becomes true by an import alone.
    pub correction: Option<CorrectionShape>,
    pub effects: Vec<EffectShape>,
    /// The oldest first.
    pub events: Vec<CaseEventShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CasePoint {
    pub name: String,
    pub kind: String,
    pub address: Option<String>,
    pub operator: Option<String>,
    pub phone: Option<String>,
    pub opening_hours: Option<String>,
    pub lon: f64,
    pub lat: f64,
}

/// Either a position or hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CorrectionShape {
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// OSM notation.
    pub opening_hours: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EffectShape {
    /// scenario, import
    pub kind: String,
    pub reference: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseEventShape {
    /// RFC 3339, UTC.
    pub at: String,
    /// Login name; `-` for the public; empty for the office, where an operator reads.
    pub account: String,
    /// open, or the step
    pub action: String,
    pub text: String,
    pub state: String,
}

/// A step on a case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseStepRequest {
    /// take, note, answer, reject, pass_to_operator, pass_to_planner, return, reopen, propose, link
    #[schema(max_length = 20, example = "take")]
    pub step: String,
    /// The version that was looked at.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub version: u32,
    /// Of note, answer, reject, pass_to_*, return, reopen.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// Of propose: a position, both halves; or `opening_hours`.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    #[schema(max_length = 200)]
    pub opening_hours: Option<String>,
    /// Of link: scenario or import.
    #[schema(max_length = 20)]
    pub effect: Option<String>,
    /// Of link: id of the scenario or import.
    #[schema(max_length = 200)]
    pub reference: Option<String>,
}

/// What the public is told of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublicCaseAnswer {
    pub case: String,
    pub kind: String,
    pub facility: String,
    /// Day in Hanoi, `YYYY-MM-DD`.
    pub opened_on: String,
    pub due: String,
    pub state: String,
    pub state_vi: String,
    /// Once it is answered or rejected.
    pub answer: Option<String>,
    pub answered_on: Option<String>,
}

impl CasesAnswer {
    /// `limit`: of the question; a full page may have a next one.
    pub fn of(
        list: &CaseList,
        dataset: &Dataset,
        settings: VoiceSettings,
        now: DateTime<Utc>,
        limit: Option<u32>,
    ) -> CasesAnswer {
        let item = |one: &Case| CaseItem::of(one, dataset, settings, now);
        let is_full = limit.is_some_and(|limit| list.cases.len() >= limit as usize);
        let last = list.cases.last().filter(|_| is_full);
        CasesAnswer {
            cases: list.cases.iter().map(item).collect(),
            open: list.open,
            overdue: list.overdue,
            next: last.map(|case| format!("{}_{}", case.opened_at.timestamp(), case.id)),
        }
    }
}

/// Where a page of cases begins, as [`CasesAnswer::next`] told it. `None`: it told no such thing.
pub fn case_cursor(text: &str) -> Option<(DateTime<Utc>, String)> {
    let (seconds, id) = text.split_once('_')?;
    Some((DateTime::from_timestamp(seconds.parse().ok()?, 0)?, id.to_owned()))
}

impl CaseItem {
    pub fn of(case: &Case, dataset: &Dataset, settings: VoiceSettings, now: DateTime<Utc>) -> CaseItem {
        let due = case_due(case, settings.case_days);
        CaseItem {
            id: case.id.clone(),
            kind: case.kind.code().to_owned(),
            kind_vi: case.kind.vietnamese().to_owned(),
            facility: case.facility.clone(),
            name: point(dataset, &case.facility).map_or_else(|| case.facility.clone(), |one| one.name.clone()),
            opened_at: case.opened_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            due: due.to_string(),
            is_overdue: case.state.is_open() && due < hanoi_day(now),
            state: case.state.code().to_owned(),
            state_vi: case.state.vietnamese().to_owned(),
            version: case.version,
            text: case.text.clone(),
        }
    }
}

impl CaseAnswer {
    /// As `reader` may see it: an operator is outside the office, and reads what was said to it and what it said, not the
    /// notes of the office nor who made them.
    pub fn of(
        case: &Case,
        dataset: &Dataset,
        settings: VoiceSettings,
        now: DateTime<Utc>,
        reader: &Actor,
    ) -> CaseAnswer {
        let is_outside = reader.role == Role::Operator;
        let is_told = |event: &&CaseEvent| {
            let is_own = event.account == reader.account;
            let actions = ["open", "pass_to_operator", "answer", "reject"];
            !is_outside || is_own || actions.contains(&event.action.as_str())
        };
        let event = |event: &CaseEvent| {
            let mut told = CaseEventShape::from(event);
            if is_outside && event.account != reader.account && event.action != "open" {
                told.account.clear();
            }
            told
        };
        CaseAnswer {
            lon: case.position.map(|place| place.lon),
            lat: case.position.map(|place| place.lat),
            point: point(dataset, &case.facility).map(CasePoint::from),
            correction: case.correction.as_ref().map(CorrectionShape::from),
            effects: case.effects.iter().map(EffectShape::from).collect(),
            events: case.events.iter().filter(is_told).map(event).collect(),
            case: CaseItem::of(case, dataset, settings, now),
        }
    }
}

impl PublicCaseAnswer {
    pub fn of(case: &Case, settings: VoiceSettings) -> PublicCaseAnswer {
        let answer = case.answer();
        PublicCaseAnswer {
            case: case.id.clone(),
            kind: case.kind.code().to_owned(),
            facility: case.facility.clone(),
            opened_on: hanoi_day(case.opened_at).to_string(),
            due: case_due(case, settings.case_days).to_string(),
            state: case.state.code().to_owned(),
            state_vi: case.state.vietnamese().to_owned(),
            answer: answer.map(|event| event.text.clone()),
            answered_on: answer.map(|event| hanoi_day(event.at).to_string()),
        }
    }
}

impl CaseStepRequest {
    /// # Errors
    /// An unknown step; what the step needs and has not; what it cannot use.
    pub fn step(&self) -> Result<CaseStep, VoiceShapeError> {
        let text = || words("text", self.text.as_deref().unwrap_or_default(), LONGEST_WORDS);
        Ok(match self.step.as_str() {
            "take" => CaseStep::Take,
            "note" => CaseStep::Note { text: text()? },
            "answer" => CaseStep::Answer { text: text()? },
            "reject" => CaseStep::Reject { reason: text()? },
            "pass_to_operator" => CaseStep::PassToOperator { text: text()? },
            "pass_to_planner" => CaseStep::PassToPlanner { text: text()? },
            "return" => CaseStep::Return { text: text()? },
            "reopen" => CaseStep::Reopen { text: text()? },
            "propose" => CaseStep::Propose {
                correction: self.correction()?,
            },
            "link" => CaseStep::Link { effect: self.effect()? },
            other => {
                let steps =
                    "take, note, answer, reject, pass_to_operator, pass_to_planner, return, reopen, propose, link";
                return Err(refused("step", other, format!("expected one of {steps}")));
            }
        })
    }

    fn correction(&self) -> Result<Correction, VoiceShapeError> {
        match (position(self.lon, self.lat)?, &self.opening_hours) {
            (Some(place), None) => Ok(Correction::Position(place)),
            (None, Some(hours)) => Ok(Correction::Hours(words("opening_hours", hours, LONGEST_REFERENCE)?)),
            _ => Err(refused("step", "propose", "give lon and lat, or opening_hours")),
        }
    }

    fn effect(&self) -> Result<Effect, VoiceShapeError> {
        let kind = self.effect.as_deref().unwrap_or_default();
        let reference = words(
            "reference",
            self.reference.as_deref().unwrap_or_default(),
            LONGEST_REFERENCE,
        )?;
        if reference.is_empty() {
            return Err(refused("reference", "", "the id of the scenario or import is needed"));
        }
        let kind = known(
            "effect",
            kind,
            EffectKind::from_code,
            &EffectKind::ALL.map(EffectKind::code),
        )?;
        Ok(Effect { kind, reference })
    }
}

impl From<&Facility> for CasePoint {
    fn from(point: &Facility) -> Self {
        CasePoint {
            name: point.name.clone(),
            kind: point.kind.code().to_owned(),
            address: point.address.clone(),
            operator: point.operator.clone(),
            phone: point.phone.clone(),
            opening_hours: point.opening_hours.clone(),
            lon: point.location.lon,
            lat: point.location.lat,
        }
    }
}

impl From<&Correction> for CorrectionShape {
    fn from(correction: &Correction) -> Self {
        let (place, hours) = match correction {
            Correction::Position(place) => (Some(place), None),
            Correction::Hours(hours) => (None, Some(hours.clone())),
        };
        CorrectionShape {
            lon: place.map(|place| place.lon),
            lat: place.map(|place| place.lat),
            opening_hours: hours,
        }
    }
}

impl From<&Effect> for EffectShape {
    fn from(effect: &Effect) -> Self {
        EffectShape {
            kind: effect.kind.code().to_owned(),
            reference: effect.reference.clone(),
        }
    }
}

impl From<&CaseEvent> for CaseEventShape {
    fn from(event: &CaseEvent) -> Self {
        CaseEventShape {
            at: event.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            account: event.account.clone(),
            action: event.action.clone(),
            text: event.text.clone(),
            state: event.state.code().to_owned(),
        }
    }
}

pub(super) fn point<'a>(dataset: &'a Dataset, code: &str) -> Option<&'a Facility> {
    let place = dataset.facilities.binary_search_by(|one| one.code.as_str().cmp(code));
    place.ok().map(|place| &dataset.facilities[place])
}
