//! Documents as an office asks for them: those of a snapshot, with what the private file and the scenarios say where their
//! kind tells it, of the city, of a branch's area, or of one operator.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::document_evidence::{EvidenceAsked, asked_by, evidence, first_day};
use super::report_documents::{DocumentAsked, DocumentKind};
use super::voice::VoiceError;
use super::{Scenarios, Snapshot, plan_effect};
use crate::auth::{Actor, Forbidden, Permission, PrivateFile, Role};
use crate::model::{Dataset, Facility, Month};
use crate::registry::{Supervision, canonical, is_run_by, operators};
use crate::report::{Decided, Document, Evidence, MeritRules, PlanApproval, PlanInput, ReportError, Whose};
use crate::reporting::{DEFAULT_TOLERANCE, Period};
use crate::review::criteria::Checklist;

/// Whose points a document tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DocumentScope {
    #[default]
    City,
    /// The area of the branch, or the commune, of this code.
    Area(String),
    /// The points of the operator of this code or name.
    Operator(String),
}

/// The code that was asked for, cut to what can be read.
impl std::fmt::Display for DocumentScope {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = match self {
            DocumentScope::City => "",
            DocumentScope::Area(code) | DocumentScope::Operator(code) => code,
        };
        code.chars().take(80).try_for_each(|letter| write!(out, "{letter}"))
    }
}

/// Limits of the lists for reward and correction that differ from the settings of the private file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeritAsked {
    pub minimum_answers: Option<f64>,
    /// 0 to 1.
    pub target: Option<f64>,
    pub missing_reports: Option<usize>,
}

/// What is asked for.
pub struct OfficeDocument<'a> {
    /// Of [`DocumentKind::Merit`] the limits are those of the settings and of `merit`.
    pub kind: DocumentKind,
    pub scope: DocumentScope,
    pub plan: Option<PlanInput>,
    /// Id of a reporting period: it sets the months, the tolerance and the operators asked.
    pub period: Option<&'a str>,
    /// As in [`DocumentAsked`].
    pub from: Option<Month>,
    pub to: Option<Month>,
    pub url: Option<&'a str>,
    pub day: NaiveDate,
    /// Instead of the period's, or of [`DEFAULT_TOLERANCE`].
    pub tolerance: Option<f64>,
    pub merit: MeritAsked,
    /// What an inspector looks at; [`DocumentKind::Point`] tells it.
    pub checklist: Option<&'a Checklist>,
    /// Of the workspace, where there is one; [`DocumentKind::Year`] tells what was decided.
    pub scenarios: Option<&'a Scenarios>,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum OfficeDocumentError {
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Private(#[from] VoiceError),
    #[error(
        "không có kỳ báo cáo '{0}'; `gandan period list W` liệt kê các kỳ | no reporting period is '{0}'; `gandan period list W` lists them"
    )]
    NoPeriod(String),
    #[error(
        "loại tài liệu này là của toàn Thành phố, không lập riêng cho '{0}' | this kind of document is of the whole city, not of '{0}'"
    )]
    NotOfAPart(DocumentScope),
    #[error(
        "tài liệu này nằm ngoài phạm vi của tài khoản ({0}) | this document is outside the scope of the account ({0})"
    )]
    OutOfScope(String),
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("không có Chi nhánh hay xã, phường mang mã '{0}' | no branch or commune has the code '{0}'")]
    NoArea(String),
    #[error("không có điểm nào của doanh nghiệp '{0}' | no point is run by '{0}'")]
    NoOperator(String),
}

impl DocumentKind {
    /// The stable name, under which an office keeps its template.
    pub fn code(self) -> &'static str {
        match self {
            DocumentKind::Coverage(_) => "coverage",
            DocumentKind::Proposal => "proposal",
            DocumentKind::Point(_) => "point",
            DocumentKind::DataQuality => "data-quality",
            DocumentKind::Period => "period",
            DocumentKind::Merit(_) => "merit",
            DocumentKind::PointPoster(_) | DocumentKind::CommunePoster(_) => "poster",
            DocumentKind::Year => "year",
        }
    }

    /// Whether a document of this kind tells what the private file holds.
    pub fn tells_evidence(&self) -> bool {
        matches!(
            self,
            DocumentKind::Merit(_) | DocumentKind::Period | DocumentKind::Point(_) | DocumentKind::Year
        )
    }

    /// Whether it may be of a part of the city's points.
    pub fn has_scope(&self) -> bool {
        matches!(self, DocumentKind::Merit(_) | DocumentKind::Period)
    }
}

/// The scope in which an account gets a document: what it wants, within what it supervises or runs. An inspector of an area
/// gets that area's; an operator the sheets of its own points and the period's report of them.
///
/// # Errors
/// The role may not; the scope is not the account's.
pub fn document_scope(
    dataset: &Dataset,
    actor: &Actor,
    kind: DocumentKind,
    wanted: DocumentScope,
) -> Result<DocumentScope, OfficeDocumentError> {
    let own = actor.scope.as_deref();
    let point = match kind {
        DocumentKind::Point(at) => Some(&dataset.facilities[at.index()]),
        _ => None,
    };
    if let (Role::Operator, Some(own)) = (actor.role, own) {
        let is_wanted = match &wanted {
            DocumentScope::City => true,
            DocumentScope::Operator(named) => canonical(dataset, named) == canonical(dataset, own),
            DocumentScope::Area(_) => false,
        };
        match (kind, point) {
            (_, Some(point)) if is_run_by(dataset, own, point) => return Ok(DocumentScope::City),
            (DocumentKind::Period, _) if is_wanted => return Ok(DocumentScope::Operator(own.to_owned())),
            _ => {}
        }
    }
    actor.allowed(Permission::ReadDocument)?;
    let (Role::Inspector, Some(own)) = (actor.role, own) else {
        return Ok(wanted);
    };
    let out = || OfficeDocumentError::OutOfScope(own.to_owned());
    match (kind, &wanted, point) {
        (_, _, Some(point)) if !Supervision::of(dataset).covers(Some(own), point) => Err(out()),
        (DocumentKind::Year, ..) => Err(out()),
        (kind, DocumentScope::City, _) if kind.has_scope() => Ok(DocumentScope::Area(own.to_owned())),
        (_, DocumentScope::Area(code), _) if code != own => Err(out()),
        (_, DocumentScope::Operator(_), _) => Err(out()),
        _ => Ok(wanted),
    }
}

/// Makes the document; takes seconds. `private`: `None` where there is no private file, or nobody may read it.
///
/// # Errors
/// Data that lack what the kind is about; a scope or period that is none; what the private file says.
pub fn office_document(
    snapshot: &Arc<Snapshot>,
    asked: OfficeDocument,
    private: Option<&PrivateFile>,
) -> Result<Document, OfficeDocumentError> {
    let dataset = snapshot.dataset();
    let (mut kind, day, mut plan) = (asked.kind, asked.day.to_string(), asked.plan);
    if let (DocumentKind::Proposal, Some(plan)) = (kind, &mut plan) {
        plan.effect = plan_effect(snapshot, plan);
    }
    let private = private.filter(|_| kind.tells_evidence());
    let period = period(asked.period, private)?;
    if let (DocumentKind::Merit(rules), Some(private)) = (&mut kind, private) {
        *rules = private.voice_settings().map_err(VoiceError::from)?.into();
    }
    if let DocumentKind::Merit(rules) = &mut kind {
        *rules = merit_rules(*rules, asked.merit);
    }
    let whose = whose(dataset, kind, &asked.scope, period.as_ref())?;
    let mut of_snapshot = DocumentAsked {
        plan: plan.as_ref(),
        from: period.as_ref().map(|one| one.from).or(asked.from),
        to: period.as_ref().map(|one| one.to).or(asked.to),
        url: asked.url,
        whose: &whose,
        checklist: asked.checklist,
        ..DocumentAsked::new(kind, &day)
    };
    let label = period.as_ref().map(Period::label_vi);
    of_snapshot.label = label.as_deref();
    let months = snapshot.months_of(&of_snapshot).filter(|_| kind.tells_evidence());
    let told = match months {
        Some(months) => {
            let own = match kind {
                DocumentKind::Point(at) => Whose {
                    codes: Some(BTreeSet::from([dataset.facilities[at.index()].code.clone()])),
                    ..Whose::default()
                },
                _ => whose.clone(),
            };
            let own_tolerance = period.as_ref().map(|one| one.tolerance);
            let asked = EvidenceAsked {
                kind,
                checklist: asked.checklist,
                months,
                last_day: last_day(months.1, asked.day),
                day: asked.day,
                whose: &own,
                period: period.as_ref(),
                tolerance: asked.tolerance.or(own_tolerance).unwrap_or(DEFAULT_TOLERANCE),
            };
            evidence(private, dataset, &asked)?
        }
        None => Evidence::default(),
    };
    of_snapshot.evidence = &told;
    let decided = match (kind, months, asked.scenarios) {
        (DocumentKind::Year, Some(months), Some(scenarios)) => decided(scenarios, snapshot, months, asked.day),
        _ => None,
    };
    of_snapshot.decided = decided.as_deref();
    Ok(snapshot.document(&of_snapshot)?)
}

/// Until when a document tells of what was seen: the end of its last month, but not after the day it is made.
fn last_day(to: Month, day: NaiveDate) -> NaiveDate {
    first_day(to.next()).pred_opt().map_or(day, |end| end.min(day))
}

fn merit_rules(rules: MeritRules, asked: MeritAsked) -> MeritRules {
    MeritRules {
        minimum_answers: asked.minimum_answers.unwrap_or(rules.minimum_answers),
        satisfaction_target: asked.target.unwrap_or(rules.satisfaction_target),
        missing_reports: asked.missing_reports.unwrap_or(rules.missing_reports),
        ..rules
    }
}

fn period(id: Option<&str>, private: Option<&PrivateFile>) -> Result<Option<Period>, OfficeDocumentError> {
    let Some(id) = id else { return Ok(None) };
    let unknown = || OfficeDocumentError::NoPeriod(id.chars().take(80).collect());
    let found = private.ok_or_else(unknown)?.period(id).map_err(VoiceError::from)?;
    found.ok_or_else(unknown).map(Some)
}

/// The points of a scope, less those that a period does not ask.
fn whose(
    dataset: &Dataset,
    kind: DocumentKind,
    scope: &DocumentScope,
    period: Option<&Period>,
) -> Result<Whose, OfficeDocumentError> {
    if !kind.has_scope() && *scope != DocumentScope::City {
        return Err(OfficeDocumentError::NotOfAPart(scope.clone()));
    }
    let codes_of = |is_own: &dyn Fn(&Facility) -> bool| -> BTreeSet<String> {
        let own = dataset.facilities.iter().filter(|point| is_own(point));
        own.map(|point| point.code.clone()).collect()
    };
    let mut whose = match scope {
        DocumentScope::City => Whose::default(),
        DocumentScope::Area(code) => {
            let supervision = Supervision::of(dataset);
            let branch = dataset.facilities.iter().find(|one| one.code == *code);
            let commune = dataset.areas.iter().find(|one| one.code == *code);
            let (words, author) = match (branch, commune) {
                (Some(branch), _) => (format!("địa bàn {} ({code})", branch.name), branch.name.clone()),
                (None, Some(commune)) => (format!("địa bàn {} ({code})", commune.name), String::new()),
                (None, None) => return Err(OfficeDocumentError::NoArea(code.chars().take(80).collect())),
            };
            Whose {
                codes: Some(codes_of(&|point| supervision.covers(Some(code), point))),
                words,
                author,
            }
        }
        DocumentScope::Operator(named) => {
            let code = canonical(dataset, named);
            if !operators(dataset).contains(&code) {
                return Err(OfficeDocumentError::NoOperator(named.chars().take(80).collect()));
            }
            let listed = dataset.operators.iter().find(|one| one.code == code);
            let name = listed.map_or(&code, |one| &one.name).clone();
            Whose {
                codes: Some(codes_of(&|point| is_run_by(dataset, &code, point))),
                words: format!("doanh nghiệp {name}"),
                author: name,
            }
        }
    };
    if let Some(asked) = period.and_then(|period| asked_by(period, dataset)) {
        whose.codes = Some(match whose.codes {
            Some(own) => own.intersection(&asked).cloned().collect(),
            None => asked,
        });
        if whose.words.is_empty() {
            let operators = period.map_or(String::new(), |period| period.operators.join(", "));
            whose.words = format!("các doanh nghiệp được yêu cầu báo cáo: {operators}");
        }
    }
    Ok(whose)
}

/// Scenarios approved within the months, by day; `None` where the workspace does not say.
fn decided(
    scenarios: &Scenarios,
    snapshot: &Arc<Snapshot>,
    (from, to): (Month, Month),
    day: NaiveDate,
) -> Option<Vec<Decided>> {
    let days = first_day(from)..first_day(to.next());
    let mut told = Vec::new();
    for scenario in scenarios.list().ok()? {
        let Some(approval) = scenario.approval.clone().filter(|one| days.contains(&one.date)) else {
            continue;
        };
        let read = scenarios.read(scenario).ok();
        let plan = read.as_ref().and_then(|read| {
            let plan = scenarios.plan(read, None, day, Some(snapshot)).ok();
            plan.map(|plan| plan.plan)
        });
        let Some(read) = read else { continue };
        let publication = read.scenario.publication.as_ref();
        let schedule = publication.map(|one| crate::plan::Schedule {
            effective_on: one.effective_on,
            own: one.own.clone(),
        });
        let steps = &read.resolved.steps;
        let done = schedule.as_ref().map_or(0, |schedule| {
            steps.iter().filter(|step| schedule.day_of(step) <= day).count()
        });
        told.push(Decided {
            name: read.scenario.name.clone(),
            state: read.scenario.state.vietnamese().to_owned(),
            approval: PlanApproval {
                number: approval.number,
                day: approval.date.to_string(),
                signatory: approval.signatory,
            },
            effective_on: publication.map(|one| one.effective_on.to_string()),
            steps: steps.len(),
            steps_done: done,
            rules: plan.map_or(Vec::new(), |plan| plan.rules),
        });
    }
    told.sort_by(|a, b| (&a.approval.day, &a.name).cmp(&(&b.approval.day, &b.name)));
    Some(told)
}
