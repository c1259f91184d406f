//! Inspections, the checklist and alerts, as JSON.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cases::point;
use super::voice::{VoiceShapeError, known, refused, uuid, words};
use crate::auth::InspectionOrder;
use crate::model::Dataset;
use crate::planner::voice::hanoi_day;
use crate::review::criteria::Checklist;
use crate::voice::{Inspection, InspectionFinding, ItemOutcome, ItemResult, Visit};

/// Characters of a note or finding; items and findings of one inspection.
const LONGEST_WORDS: usize = 1000;
const MOST_ITEMS: usize = 200;
const MOST_FINDINGS: usize = 50;

/// The checklist that inspections answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChecklistAnswer {
    pub id: String,
    pub version: u32,
    pub name_vi: String,
    pub name_en: String,
    /// Kinds of points that it is for.
    pub kinds: Vec<String>,
    pub items: Vec<ChecklistItemShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChecklistItemShape {
    pub id: String,
    pub name_vi: String,
    pub name_en: String,
}

/// An inspection as it is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionRequest {
    /// UUID, made where it was written: sent twice, it is one inspection.
    #[schema(
        min_length = 36,
        max_length = 36,
        format = "uuid",
        example = "0199aa10-0000-7000-8000-000000000003"
    )]
    pub id: String,
    /// Code of the point.
    #[schema(max_length = 64, example = "BIDV-001")]
    pub facility: String,
    /// Day of the visit, `YYYY-MM-DD`.
    #[schema(max_length = 10, example = "2026-11-20")]
    pub on: String,
    /// regular, unannounced
    #[schema(max_length = 20, example = "regular")]
    pub visit: String,
    #[schema(max_length = 64, example = "model-agent")]
    pub checklist: String,
    #[schema(minimum = 1, maximum = 10_000)]
    pub checklist_version: u32,
    #[schema(max_length = 1000)]
    pub note: Option<String>,
    /// Each item of the checklist, once.
    #[schema(max_items = 200)]
    pub items: Vec<ItemRequest>,
    #[schema(max_items = 50)]
    pub findings: Vec<FindingRequest>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemRequest {
    #[schema(max_length = 64, example = "computer")]
    pub item: String,
    /// met, not_met, not_applicable
    #[schema(max_length = 20, example = "met")]
    pub outcome: String,
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingRequest {
    #[schema(max_length = 1000, example = "Chưa niêm yết tổng đài 1022.")]
    pub text: String,
    /// `YYYY-MM-DD`
    #[schema(max_length = 10, example = "2026-12-05")]
    pub deadline: String,
}

/// That a finding was mended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpRequest {
    /// From 1.
    #[schema(minimum = 1, maximum = 50)]
    pub finding: u32,
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InspectionsAnswer {
    /// The newest visit first; with `due=true` by the earliest deadline of what is not mended.
    pub inspections: Vec<InspectionAnswer>,
    /// What to send as `after` for the next page; null where this is the last.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InspectionAnswer {
    pub id: String,
    pub facility: String,
    /// Name of the point; the code where it is no longer in the data.
    pub name: String,
    pub on: String,
    /// regular, unannounced
    pub visit: String,
    pub checklist: String,
    pub checklist_version: u32,
    /// Login name.
    pub inspector: String,
    /// RFC 3339, UTC.
    pub written_at: String,
    pub note: String,
    pub met: u32,
    pub not_met: u32,
    pub not_applicable: u32,
    pub items: Vec<ItemShape>,
    pub findings: Vec<InspectionFindingShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemShape {
    pub item: String,
    pub outcome: String,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InspectionFindingShape {
    pub number: u32,
    pub text: String,
    pub deadline: String,
    pub is_overdue: bool,
    pub done_on: Option<String>,
    pub done_by: Option<String>,
    pub done_note: Option<String>,
}

impl InspectionRequest {
    /// # Errors
    /// The first field that cannot be used.
    pub fn inspection(self, inspector: &str, now: DateTime<Utc>) -> Result<Inspection, VoiceShapeError> {
        if self.items.len() > MOST_ITEMS || self.findings.len() > MOST_FINDINGS {
            let most = format!("at most {MOST_ITEMS} items and {MOST_FINDINGS} findings are taken");
            return Err(refused("items, findings", "", most));
        }
        let note = |text: Option<String>| words("note", &text.unwrap_or_default(), LONGEST_WORDS);
        let outcomes = ItemOutcome::ALL.map(ItemOutcome::code);
        let item = |one: ItemRequest| {
            Ok(ItemResult {
                outcome: known("outcome", &one.outcome, ItemOutcome::from_code, &outcomes)?,
                item: one.item,
                note: note(one.note)?,
            })
        };
        let finding = |(number, one): (u32, FindingRequest)| {
            Ok(InspectionFinding {
                number,
                text: words("text", &one.text, LONGEST_WORDS)?,
                deadline: day("deadline", &one.deadline)?,
                done: None,
            })
        };
        Ok(Inspection {
            id: uuid("id", &self.id)?,
            facility: self.facility,
            on: day("on", &self.on)?,
            visit: known("visit", &self.visit, Visit::from_code, &Visit::ALL.map(Visit::code))?,
            checklist: self.checklist,
            checklist_version: self.checklist_version,
            inspector: inspector.to_owned(),
            written_at: now,
            note: note(self.note)?,
            items: self
                .items
                .into_iter()
                .map(item)
                .collect::<Result<_, VoiceShapeError>>()?,
            findings: (1..)
                .zip(self.findings)
                .map(finding)
                .collect::<Result<_, VoiceShapeError>>()?,
        })
    }
}

impl FollowUpRequest {
    /// # Errors
    /// A note that is too long.
    pub fn note(&self) -> Result<String, VoiceShapeError> {
        words("note", self.note.as_deref().unwrap_or_default(), LONGEST_WORDS)
    }
}

impl InspectionsAnswer {
    /// `limit`: of the question; a full page may have a next one.
    pub fn of(
        list: &[Inspection],
        dataset: &Dataset,
        now: DateTime<Utc>,
        order: InspectionOrder,
        limit: Option<u32>,
    ) -> InspectionsAnswer {
        let is_full = limit.is_some_and(|limit| list.len() >= limit as usize);
        let key = |one: &Inspection| match order {
            InspectionOrder::NewestFirst => Some(one.on),
            InspectionOrder::DueFirst => one
                .findings
                .iter()
                .filter(|each| each.done.is_none())
                .map(|each| each.deadline)
                .min(),
        };
        let next = list
            .last()
            .filter(|_| is_full)
            .and_then(|one| Some(format!("{}_{}", key(one)?, one.id)));
        InspectionsAnswer {
            inspections: list.iter().map(|one| InspectionAnswer::of(one, dataset, now)).collect(),
            next,
        }
    }
}

/// Where a page of inspections begins, as [`InspectionsAnswer::next`] told it. `None`: it told no such thing.
pub fn inspection_cursor(text: &str) -> Option<(NaiveDate, String)> {
    let (on, id) = text.split_once('_')?;
    Some((on.parse().ok()?, id.to_owned()))
}

impl InspectionAnswer {
    pub fn of(one: &Inspection, dataset: &Dataset, now: DateTime<Utc>) -> InspectionAnswer {
        let today = hanoi_day(now);
        let count = |outcome| one.items.iter().filter(|item| item.outcome == outcome).count() as u32;
        let item = |item: &ItemResult| ItemShape {
            item: item.item.clone(),
            outcome: item.outcome.code().to_owned(),
            note: item.note.clone(),
        };
        let finding = |finding: &InspectionFinding| {
            let done = finding.done.as_ref();
            InspectionFindingShape {
                number: finding.number,
                text: finding.text.clone(),
                deadline: finding.deadline.to_string(),
                is_overdue: done.is_none() && finding.deadline < today,
                done_on: done.map(|done| done.on.to_string()),
                done_by: done.map(|done| done.account.clone()),
                done_note: done.map(|done| done.note.clone()),
            }
        };
        InspectionAnswer {
            id: one.id.clone(),
            name: point(dataset, &one.facility).map_or_else(|| one.facility.clone(), |point| point.name.clone()),
            facility: one.facility.clone(),
            on: one.on.to_string(),
            visit: one.visit.code().to_owned(),
            checklist: one.checklist.clone(),
            checklist_version: one.checklist_version,
            inspector: one.inspector.clone(),
            written_at: one.written_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            note: one.note.clone(),
            met: count(ItemOutcome::Met),
            not_met: count(ItemOutcome::NotMet),
            not_applicable: count(ItemOutcome::NotApplicable),
            items: one.items.iter().map(item).collect(),
            findings: one.findings.iter().map(finding).collect(),
        }
    }
}

impl From<&Checklist> for ChecklistAnswer {
    fn from(list: &Checklist) -> Self {
        let item = |item: &crate::review::criteria::ChecklistItem| ChecklistItemShape {
            id: item.id.clone(),
            name_vi: item.name_vi.clone(),
            name_en: item.name_en.clone(),
        };
        ChecklistAnswer {
            id: list.id.clone(),
            version: list.version,
            name_vi: list.name_vi.clone(),
            name_en: list.name_en.clone(),
            kinds: list.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            items: list.items.iter().map(item).collect(),
        }
    }
}

fn day(field: &'static str, text: &str) -> Result<NaiveDate, VoiceShapeError> {
    let in_range = |day: &NaiveDate| (2000..=2200).contains(&chrono::Datelike::year(day));
    let read = text.parse().ok().filter(in_range);
    read.ok_or_else(|| refused(field, text, "expected a day YYYY-MM-DD"))
}
