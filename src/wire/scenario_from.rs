//! From scenarios and their figures to shapes; and from a stored review to edits.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ApprovalShape, AreaComparisonShape, CommentShape, ConsultationShape, DatedStepShape, EditShape, KindPointsShape,
    MinutesShape, NetworkFigures, OpinionShape, PointsComparisonShape, PublicationShape, ReviewAnswer,
    RuleComparisonShape, ScenarioAnswer, ScenarioComparison, ScenarioEventShape, ScenarioFindingShape, ScenarioItem,
    ScenarioProblem, SideShape, StoredEditShape, UniquePeopleShape, WhoShape,
};
use crate::model::{Dataset, FacilityKind, Finding, Language, Rule};
use crate::plan::{Edit, Party};
use crate::planner::{
    Compared, DatedStep, Minutes, OpenPoints, ReadScenario, Residents, RuleComparison, ScenarioFault,
};
use crate::store::{Comment, Event, Publication, Scenario, ScenarioError, StoredEdit};
use crate::units::Deciseconds;

impl From<&Scenario> for ScenarioItem {
    fn from(scenario: &Scenario) -> ScenarioItem {
        let active = scenario.edits.iter().filter(|stored| stored.undone.is_none()).count();
        ScenarioItem {
            id: scenario.id.clone(),
            name: scenario.name.clone(),
            note: scenario.note.clone(),
            state: scenario.state.code().to_owned(),
            state_vi: scenario.state.vietnamese().to_owned(),
            baseline_snapshot_id: scenario.baseline.clone(),
            version: scenario.version,
            parent: scenario.parent.clone(),
            created_at: scenario.created_at.clone(),
            created_by: scenario.created_by.clone(),
            changed_at: scenario.changed_at.clone(),
            edits: active as u32,
            undone: (scenario.edits.len() - active) as u32,
        }
    }
}

impl From<&ReadScenario> for ScenarioAnswer {
    fn from(read: &ReadScenario) -> ScenarioAnswer {
        let scenario = &read.scenario;
        let answered = scenario.answered();
        let consultation = scenario.consultation.as_ref().map(|one| ConsultationShape {
            asked: one.asked.iter().map(Party::to_string).collect(),
            deadline: one.deadline.to_string(),
            open: one
                .asked
                .iter()
                .filter(|party| !answered.contains(party))
                .map(Party::to_string)
                .collect(),
        });
        let approval = scenario.approval.as_ref().map(|one| ApprovalShape {
            number: one.number.clone(),
            date: one.date.to_string(),
            signatory: one.signatory.clone(),
        });
        let opinions = scenario.opinions.iter().map(|one| OpinionShape {
            party: one.party.to_string(),
            stance: one.stance.code().to_owned(),
            stance_vi: one.stance.vietnamese().to_owned(),
            document: one.document.clone(),
            text: one.text.clone(),
            author: one.author.clone(),
            at: one.at.clone(),
        });
        ScenarioAnswer {
            scenario: scenario.into(),
            edits: scenario.edits.iter().map(StoredEditShape::from).collect(),
            findings: read.findings.iter().map(ScenarioFindingShape::from).collect(),
            history: scenario.events.iter().map(ScenarioEventShape::from).collect(),
            history_next: None,
            comments: scenario.comments.iter().map(CommentShape::from).collect(),
            comments_next: None,
            opinions: opinions.collect(),
            consultation,
            approval,
            publication: scenario.publication.as_ref().map(PublicationShape::from),
        }
    }
}

impl From<&Comment> for CommentShape {
    fn from(one: &Comment) -> CommentShape {
        CommentShape {
            edit: one.edit,
            author: one.author.clone(),
            at: one.at.clone(),
            text: one.text.clone(),
        }
    }
}

impl From<&StoredEdit> for StoredEditShape {
    fn from(stored: &StoredEdit) -> StoredEditShape {
        StoredEditShape {
            number: stored.number,
            edit: (&stored.edit).into(),
            author: stored.author.clone(),
            at: stored.at.clone(),
            undone_by: stored.undone.as_ref().map(|undone| undone.by.clone()),
            undone_at: stored.undone.as_ref().map(|undone| undone.at.clone()),
        }
    }
}

impl From<&Finding> for ScenarioFindingShape {
    fn from(finding: &Finding) -> ScenarioFindingShape {
        ScenarioFindingShape {
            check: finding.check.to_owned(),
            severity: finding.severity.code().to_owned(),
            edit: finding.row,
            facility: finding.value.clone().filter(|code| !code.is_empty()),
            message: finding.message_in(Language::English).into_owned(),
            message_vi: finding.message_in(Language::Vietnamese).into_owned(),
        }
    }
}

impl From<&Event> for ScenarioEventShape {
    fn from(event: &Event) -> ScenarioEventShape {
        let Event {
            version,
            what,
            author,
            at,
            edits,
            note,
        } = event.clone();
        ScenarioEventShape {
            version,
            what,
            author,
            at,
            edits,
            note,
        }
    }
}

impl From<&Publication> for PublicationShape {
    fn from(publication: &Publication) -> PublicationShape {
        PublicationShape {
            effective_on: publication.effective_on.to_string(),
            own_days: publication
                .own
                .iter()
                .map(|(number, day)| (*number, day.to_string()))
                .collect(),
            history_id: publication.history_id,
        }
    }
}

impl From<&DatedStep> for DatedStepShape {
    fn from(step: &DatedStep) -> DatedStepShape {
        let rules = Rule::shipped().into_iter().map(|rule| rule.id);
        DatedStepShape {
            day: step.day.to_string(),
            edit: step.number,
            action: step.action.to_owned(),
            facility: step.code.clone(),
            into: step.into.clone(),
            passing_people: rules.zip(step.passing.iter().copied()).collect(),
        }
    }
}

impl ScenarioComparison {
    /// `against`: the scenario on the first side, `None` for the baseline.
    pub fn of(compared: &Compared, against: Option<&Scenario>, scenario: &Scenario) -> ScenarioComparison {
        let side = |one: Option<&Scenario>| SideShape {
            scenario: one.map(|one| one.id.clone()),
            name: one.map(|one| one.name.clone()),
            version: one.map(|one| one.version),
        };
        let dataset = compared.baseline.dataset();
        ScenarioComparison {
            baseline_snapshot_id: scenario.baseline.clone(),
            before: side(against),
            after: side(Some(scenario)),
            points: points_shape([&compared.before.points, &compared.after.points]),
            rules: compared.rules.iter().map(|rule| rule_shape(dataset, rule)).collect(),
        }
    }
}

impl ScenarioComparison {
    /// A scenario beside itself with edits that are only looked at.
    pub fn of_preview(compared: &Compared, scenario: &Scenario) -> ScenarioComparison {
        let mut told = ScenarioComparison::of(compared, Some(scenario), scenario);
        told.after.version = None;
        told
    }
}

fn points_shape(sides: [&OpenPoints; 2]) -> PointsComparisonShape {
    let of = |side: usize, kind: &FacilityKind| sides[side].by_kind.get(kind).copied().unwrap_or(0);
    let kinds: BTreeSet<&FacilityKind> = sides.iter().flat_map(|side| side.by_kind.keys()).collect();
    PointsComparisonShape {
        kinds: kinds
            .into_iter()
            .map(|kind| KindPointsShape {
                kind: kind.code().to_owned(),
                before: of(0, kind),
                after: of(1, kind),
            })
            .collect(),
        dossiers_each_before: sides[0].dossiers_each(),
        dossiers_each_after: sides[1].dossiers_each(),
    }
}

fn rule_shape(dataset: &Dataset, rule: &RuleComparison) -> RuleComparisonShape {
    let network = |side: usize| NetworkFigures {
        passing_people: rule.passing[side],
        elderly_passing_people: rule.elderly_passing[side],
        urban_passing_people: rule.urban_passing[side],
        rural_passing_people: rule.rural_passing[side],
        median_s: seconds(rule.median[side]),
        p95_s: seconds(rule.p95[side]),
        lacking_areas: rule.lacking_areas[side],
    };
    let areas = rule.areas.iter().map(|one| {
        let area = &dataset.areas[one.area.index()];
        AreaComparisonShape {
            code: area.code.clone(),
            name: area.name.clone(),
            passing_before_people: one.passing[0],
            passing_after_people: one.passing[1],
            points_before: one.points[0],
            points_after: one.points[1],
            median_before_s: seconds(one.median[0]),
            median_after_s: seconds(one.median[1]),
            gained: who(one.gained),
            lost: who(one.lost),
            longer: who(one.longer),
            shorter: who(one.shorter),
        }
    });
    let names: BTreeMap<&str, &str> = dataset
        .facilities
        .iter()
        .map(|one| (one.code.as_str(), one.name.as_str()))
        .collect();
    let unique = rule
        .unique_people
        .iter()
        .map(|(code, before, after)| UniquePeopleShape {
            facility: code.clone(),
            name: names.get(code.as_str()).map(|name| (*name).to_owned()),
            before_people: *before,
            after_people: *after,
        });
    RuleComparisonShape {
        rule: rule.rule.clone(),
        total_people: rule.total_people,
        before: network(0),
        after: network(1),
        gained: who(rule.gained),
        lost: who(rule.lost),
        longer: minutes(&rule.longer),
        shorter: minutes(&rule.shorter),
        connected: who(rule.connected),
        cut_off: who(rule.cut_off),
        areas: areas.collect(),
        unique_people: unique.collect(),
    }
}

fn who(residents: Residents) -> WhoShape {
    WhoShape {
        people: residents.people,
        elderly_people: residents.elderly,
    }
}

fn minutes(told: &Minutes) -> MinutesShape {
    MinutesShape {
        people: told.who.people,
        elderly_people: told.who.elderly,
        mean_minutes: told.mean,
        most_minutes: told.most,
    }
}

fn seconds(time: Deciseconds) -> Option<f64> {
    time.is_reachable().then(|| f64::from(time.0) / 10.0)
}

/// The changes that a review proposes, in the order of its steps; what it keeps needs no edit.
pub fn edits_of_review(review: &ReviewAnswer) -> Vec<Edit> {
    let step = |action: &str, facility: &String, into: &Option<String>| match (action, into) {
        ("merge", Some(into)) => Some(Edit::Merge {
            code: facility.clone(),
            into: into.clone(),
        }),
        ("close" | "merge", _) => Some(Edit::Close { code: facility.clone() }),
        ("open", _) => Some(Edit::Open { code: facility.clone() }),
        _ => None,
    };
    let opened = review.decisions.iter().filter(|decision| decision.decision == "open");
    let mut edits: Vec<Edit> = opened.filter_map(|one| step("open", &one.facility, &None)).collect();
    edits.extend(
        review
            .sequence
            .iter()
            .filter_map(|one| step(&one.action, &one.facility, &one.into)),
    );
    // A review that was stored before steps were told: merges, then closings, each in order of code.
    let done: BTreeSet<String> = edits.iter().filter_map(|edit| edit.code().map(str::to_owned)).collect();
    for action in ["merge", "close"] {
        let left = review
            .decisions
            .iter()
            .filter(|one| one.decision == action && !done.contains(&one.facility));
        edits.extend(left.filter_map(|one| step(action, &one.facility, &one.into)));
    }
    edits
}

impl ScenarioProblem {
    /// What stands against a change, in Vietnamese and English; `None` for a fault of the machine, which is nobody else's matter.
    pub fn of(fault: &ScenarioFault) -> Option<ScenarioProblem> {
        let problem = |status: u16, kind: &str, title: &str, vietnamese: String| ScenarioProblem {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status,
            detail: format!("{vietnamese} / {fault}"),
            version: None,
            meanwhile: Vec::new(),
            edits: Vec::new(),
            findings: Vec::new(),
        };
        let refused = |vietnamese: String| {
            problem(
                409,
                "scenario-refused",
                "The scenario does not take this step",
                vietnamese,
            )
        };
        Some(match fault {
            ScenarioFault::Scenario(ScenarioError::Conflict { seen, now }) => {
                let meanwhile: Vec<&Event> = now.events.iter().filter(|event| event.version > *seen).collect();
                let touched: BTreeSet<u64> = meanwhile.iter().flat_map(|event| event.edits.iter().copied()).collect();
                let vietnamese = format!(
                    "Kịch bản đã được sửa: hiện là phiên bản {}, thay đổi này dựa trên phiên bản {seen}; hãy xem thay đổi của người khác rồi làm lại",
                    now.version
                );
                ScenarioProblem {
                    version: Some(now.version),
                    meanwhile: meanwhile.into_iter().map(ScenarioEventShape::from).collect(),
                    edits: now.edits.iter().filter(|one| touched.contains(&one.number)).map(StoredEditShape::from).collect(),
                    ..problem(409, "scenario-conflict", "The scenario was changed meanwhile", vietnamese)
                }
            }
            ScenarioFault::Unfit(findings) => ScenarioProblem {
                findings: findings.iter().map(ScenarioFindingShape::from).collect(),
                ..problem(
                    422,
                    "scenario-unfit",
                    "Edits do not fit the baseline",
                    format!("{} thay đổi không phù hợp với số liệu gốc", findings.len()),
                )
            },
            ScenarioFault::Scenario(ScenarioError::Unknown(id)) => {
                problem(404, "about:blank", "Not found", format!("Không có kịch bản '{id}'"))
            }
            ScenarioFault::Ambiguous(text) => problem(
                404,
                "about:blank",
                "Not found",
                format!("'{text}' ứng với nhiều kịch bản; hãy ghi đủ mã"),
            ),
            ScenarioFault::Scenario(ScenarioError::Refused(refusal)) => refused(refusal.vietnamese()),
            ScenarioFault::Scenario(ScenarioError::NoEdit(number)) => {
                problem(404, "about:blank", "Not found", format!("Kịch bản không có thay đổi số {number}"))
            }
            ScenarioFault::Scenario(ScenarioError::Undone(number)) => {
                refused(format!("Thay đổi số {number} đã được hoàn tác"))
            }
            ScenarioFault::Scenario(ScenarioError::InEffect(number)) => {
                refused(format!("Thay đổi số {number} đang có hiệu lực"))
            }
            ScenarioFault::Scenario(ScenarioError::NothingToUndo) => refused("Không có thay đổi nào để hoàn tác".to_owned()),
            ScenarioFault::Scenario(ScenarioError::NothingToRedo) => refused("Không có thay đổi nào để làm lại".to_owned()),
            ScenarioFault::Scenario(ScenarioError::Exists(id)) => refused(format!("Đã có kịch bản '{id}'")),
            ScenarioFault::Scenario(ScenarioError::NotNoted(_)) => problem(
                503,
                "scenario-not-noted",
                "The audit log takes no entry",
                "Nhật ký không ghi được nên kịch bản không thay đổi; hãy báo người quản trị".to_owned(),
            ),
            ScenarioFault::Scenario(ScenarioError::BaselineGone(_)) => {
                refused("Không còn lưu số liệu gốc của kịch bản; hãy chuyển kịch bản sang số liệu hiện nay".to_owned())
            }
            ScenarioFault::OtherBaselines(..) => {
                refused("Hai kịch bản dựa trên hai bộ số liệu khác nhau; hãy chuyển một kịch bản sang bộ kia".to_owned())
            }
            ScenarioFault::BaselineMoved { .. } => refused(
                "Số liệu đã thay đổi từ khi lập kịch bản; hãy chuyển kịch bản sang số liệu hiện nay, xem lại rồi công bố".to_owned(),
            ),
            ScenarioFault::Publish(_) => refused("Ngày hiệu lực của các thay đổi không thực hiện được".to_owned()),
            ScenarioFault::StepBreaks {
                number, code, people, rule, ..
            } => refused(format!(
                "Sau thay đổi số {number} ('{code}'), {people:.0} người dân tạm thời mất tiếp cận theo {rule}; hãy mở điểm thay thế trước"
            )),
            ScenarioFault::Live(_) => refused("Không tính được kịch bản trên số liệu này".to_owned()),
            ScenarioFault::Scenario(ScenarioError::Store(_)) | ScenarioFault::BrokenOff => return None,
        })
    }
}

/// Edits from their shapes.
///
/// # Errors
/// The first shape that is no edit, with its place in the list (from 1).
pub fn read_edits(shapes: &[EditShape]) -> Result<Vec<Edit>, (usize, super::EditShapeError)> {
    let numbered = (1..).zip(shapes);
    numbered
        .map(|(number, shape)| Edit::try_from(shape).map_err(|error| (number, error)))
        .collect()
}
