//! A scenario as the plan that a proposal tells of: every point under review with what is decided for it and why, what it
//! does to residents, in which order it is carried out, and what those who were asked said.
//!
//! A decision that the saved review proposes as well has the review's reasons. Any other is its author's: the document says
//! so, with what was noted at the edit, and tells what the review proposed instead.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::plan_effect::compared_effect;
use super::scenario_steps::DatedStep;
use super::{Against, Compared, ReadScenario, ScenarioFault, Scenarios, Snapshot};
use crate::access::weighted_quantile;
use crate::model::{AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus, Language, Rule};
use crate::plan::{Edit, Party, PartyKind, Schedule, Step, facilities_after};
use crate::report::{
    Document, PlanApproval, PlanConsultation, PlanDecision, PlanInput, PlanKind, PlanOpinion, PlanReceiver, PlanRule,
    PlanStep, PlanUnreachable, ProposalInput, Value, proposal,
};
use crate::store::Scenario;
use crate::units::Deciseconds;

/// What a scenario comes to as a plan.
pub struct ScenarioPlan {
    pub plan: PlanInput,
    /// The data that it stands on.
    pub baseline: Arc<Snapshot>,
}

impl Scenarios {
    /// See the module. `review`: the saved one, whose reasons are taken over where it is of the same data. `day`: the day of
    /// the steps of a scenario that has none of its own yet.
    ///
    /// # Errors
    /// As [`Scenarios::compare`] and [`Scenarios::steps`].
    pub fn plan(
        &self,
        read: &ReadScenario,
        review: Option<&PlanInput>,
        day: NaiveDate,
        current: Option<&Arc<Snapshot>>,
    ) -> Result<ScenarioPlan, ScenarioFault> {
        let compared = self.compare(read, Against::Baseline, current)?;
        let schedule = match &read.scenario.publication {
            Some(publication) => Schedule {
                effective_on: publication.effective_on,
                own: publication.own.clone(),
            },
            None => Schedule {
                effective_on: day,
                own: BTreeMap::new(),
            },
        };
        let steps = self.steps(read, &schedule, current)?;
        let review = review.filter(|review| review.snapshot_id == read.scenario.baseline);
        let plan = Making::new(read, &compared, review).plan(&steps);
        Ok(ScenarioPlan {
            plan,
            baseline: compared.baseline,
        })
    }
}

impl ScenarioPlan {
    /// The proposal, of the data that the scenario stands on. `current_id`: of the data as they are now.
    pub fn proposal(&self, current_id: &str, day: &str) -> Document {
        proposal(&ProposalInput {
            dataset: self.baseline.dataset(),
            snapshot_id: current_id,
            plan: &self.plan,
            rules: &Rule::shipped(),
            day,
        })
    }
}

/// People whose nearest point it is, and what the scenario adds to their way.
#[derive(Clone, Default)]
struct Catchment {
    people: f64,
    elderly: Option<f64>,
    added: Vec<(Deciseconds, f64)>,
}

struct Making<'a> {
    scenario: &'a Scenario,
    read: &'a ReadScenario,
    compared: &'a Compared,
    dataset: &'a Dataset,
    review: BTreeMap<&'a str, &'a PlanDecision>,
    edits: BTreeMap<&'a str, Vec<&'a Step>>,
    catchments: Vec<Catchment>,
}

impl<'a> Making<'a> {
    fn new(read: &'a ReadScenario, compared: &'a Compared, review: Option<&'a PlanInput>) -> Making<'a> {
        let decisions = review.map_or(&[][..], |review| &review.decisions);
        let mut edits: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
        for step in &read.resolved.steps {
            if let Some(code) = step.edit.code() {
                edits.entry(code).or_default().push(step);
            }
        }
        Making {
            scenario: &read.scenario,
            read,
            compared,
            dataset: compared.baseline.dataset(),
            review: decisions.iter().map(|one| (one.facility.as_str(), one)).collect(),
            edits,
            catchments: catchments(compared),
        }
    }

    fn plan(&self, steps: &[DatedStep]) -> PlanInput {
        let scenario = self.scenario;
        let effect = compared_effect(self.compared);
        let after = facilities_after(&self.dataset.facilities, &self.read.resolved.steps);
        let known: BTreeSet<&str> = self.dataset.facilities.iter().map(|one| one.code.as_str()).collect();
        let new_points: Vec<Facility> = after
            .into_iter()
            .filter(|one| !known.contains(one.code.as_str()))
            .collect();
        let decisions = self.decisions(&new_points);
        let moved = decisions.iter().filter(|one| one.kind == PlanKind::Merge);
        let rules = &self.compared.rules;
        PlanInput {
            snapshot_id: scenario.baseline.clone(),
            origin: format!(
                "kịch bản \"{}\" (mã {}, phiên bản {}, {})",
                scenario.name,
                scenario.id,
                scenario.version,
                scenario.state.vietnamese().to_lowercase()
            ),
            gap: None,
            aims: Vec::new(),
            open_levels: Vec::new(),
            moved_load: moved.filter_map(|one| one.load).sum(),
            receivers: self.receivers(&decisions),
            decisions,
            rules: rules
                .iter()
                .map(|rule| PlanRule {
                    id: rule.rule.clone(),
                    before: rule.passing[0],
                    after: rule.passing[1],
                })
                .collect(),
            steps: plan_steps(steps),
            limits: Vec::new(),
            people_with_longer_travel: effect.longer_people,
            unreachable: rules
                .iter()
                .map(|rule| PlanUnreachable {
                    rule: rule.rule.clone(),
                    people: rule.total_people - rule.passing[0],
                    gaps: Vec::new(),
                })
                .collect(),
            remarks: self.remarks(),
            open_errors: self.compared.baseline.open_errors().count,
            effect: Some(effect),
            new_points,
            consultation: self.consultation(),
            approval: scenario.approval.as_ref().map(|approval| PlanApproval {
                number: approval.number.clone(),
                day: approval.date.to_string(),
                signatory: approval.signatory.clone(),
            }),
        }
    }

    /// Every open agent, and every other point that an edit speaks of, in order of code.
    fn decisions(&self, new_points: &[Facility]) -> Vec<PlanDecision> {
        let is_agent = |one: &Facility| one.kind == FacilityKind::Agent && one.status == FacilityStatus::Open;
        let told = |one: &&Facility| is_agent(one) || self.edits.contains_key(one.code.as_str());
        let known = (0..).zip(&self.dataset.facilities).filter(|(_, one)| told(one));
        let known = known.map(|(at, one): (usize, _)| self.decision(one, self.catchments[at].clone()));
        let new = new_points.iter().map(|one| self.decision(one, Catchment::default()));
        let mut decisions: Vec<PlanDecision> = known.chain(new).collect();
        decisions.sort_by(|a, b| a.facility.cmp(&b.facility));
        decisions
    }

    fn decision(&self, point: &Facility, mut catchment: Catchment) -> PlanDecision {
        let edits = self.edits.get(point.code.as_str()).map_or(&[][..], Vec::as_slice);
        let decided = edits.iter().find_map(|step| Some((decided(&step.edit)?, step)));
        let review = self.review.get(point.code.as_str()).copied();
        let kind = match (decided, edits.is_empty()) {
            (Some((kind, _)), _) => kind,
            (None, false) => PlanKind::Adjust,
            // To mend something is no change of the network, and so no edit.
            (None, true) if review.is_some_and(|review| review.kind == PlanKind::Remedy) => PlanKind::Remedy,
            (None, true) => PlanKind::Keep,
        };
        let into = decided.and_then(|(_, step)| step.edit.receiver()).map(|into| {
            let name = self.compared.baseline.facility(into);
            let name = name.map_or(into, |at| self.dataset.facilities[at.index()].name.as_str());
            (into.to_owned(), name.to_owned())
        });
        let follows = review.is_some_and(|review| {
            review.kind == kind && review.into.as_ref().map(|(code, _)| code) == into.as_ref().map(|(code, _)| code)
        });
        let minutes = |time: Deciseconds| f64::from(time.0) / 600.0;
        let ends = matches!(kind, PlanKind::Merge | PlanKind::Close) && !catchment.added.is_empty();
        let added_median = ends.then(|| minutes(weighted_quantile(&mut catchment.added, 0.5)));
        let most = catchment.added.iter().map(|(time, _)| *time).max();
        let mut made = PlanDecision {
            facility: point.code.clone(),
            name: point.name.clone(),
            kind,
            into,
            because: self.because(edits, review.filter(|_| follows)),
            objection: None,
            people: catchment.people,
            elderly: catchment.elderly,
            added_median,
            added_most: most.filter(|_| ends).map(minutes),
            unique_people: self.unique_people(&point.code),
            load: point.load_per_month,
            is_firm: review.filter(|_| follows).and_then(|review| review.is_firm),
            same_in_plans: review.filter(|_| follows).and_then(|review| review.same_in_plans),
            same_in_readings: review.filter(|_| follows).and_then(|review| review.same_in_readings),
            flips: review
                .filter(|_| follows)
                .map_or(Vec::new(), |review| review.flips.clone()),
        };
        made.objection = objection(&made, review, follows);
        made
    }

    /// By what is known of the points today.
    fn receivers(&self, decisions: &[PlanDecision]) -> Vec<PlanReceiver> {
        let mut moved: BTreeMap<&str, f64> = BTreeMap::new();
        for decision in decisions.iter().filter(|one| one.kind == PlanKind::Merge) {
            if let Some((into, _)) = &decision.into {
                *moved.entry(into).or_default() += decision.load.unwrap_or(0.0);
            }
        }
        let told = moved.into_iter().filter_map(|(code, load)| {
            let at = self.compared.baseline.facility(code)?;
            let point = &self.dataset.facilities[at.index()];
            let before = point.load_per_month?;
            Some(PlanReceiver {
                facility: code.to_owned(),
                name: point.name.clone(),
                before,
                after: before + load,
                capacity: point.capacity_per_month,
            })
        });
        told.collect()
    }

    fn unique_people(&self, code: &str) -> f64 {
        let rule = self.compared.before.rules.first();
        rule.and_then(|rule| rule.unique_people.get(code))
            .copied()
            .unwrap_or(0.0)
    }

    fn because(&self, edits: &[&Step], review: Option<&PlanDecision>) -> Vec<String> {
        let mut told: Vec<String> = edits.iter().filter_map(|step| changed(&step.edit)).collect();
        let noted = edits.iter().flat_map(|step| {
            let of_edit = move |comment: &&crate::store::Comment| comment.edit == Some(step.number);
            self.scenario.comments.iter().filter(of_edit)
        });
        let notes: Vec<String> = noted
            .map(|comment| format!("Ghi chú của {}: {}", comment.author, sentence(&comment.text)))
            .collect();
        match (review, edits.is_empty()) {
            (Some(review), false) => {
                told.push("Theo kết quả rà soát.".to_owned());
                told.extend(review.because.iter().cloned());
            }
            (Some(review), true) => told.extend(review.because.iter().cloned()),
            (None, true) => told.push("Kịch bản không thay đổi điểm này.".to_owned()),
            (None, false) => {
                told.push("Do người lập phương án quyết định.".to_owned());
                if notes.is_empty() {
                    told.push("Người lập chưa ghi lý do.".to_owned());
                }
            }
        }
        told.extend(notes);
        told
    }

    fn remarks(&self) -> Vec<String> {
        let mut told = Vec::new();
        if !self.scenario.note.trim().is_empty() {
            told.push(format!("Ghi chú của kịch bản: {}", sentence(&self.scenario.note)));
        }
        let factor = self.read.resolved.speed_factor;
        if factor != 1.0 {
            let factor = format!("{factor:.2}").replace('.', ",");
            told.push(format!(
                "Kịch bản giả định tốc độ trên mọi con đường nhân với {factor}; so sánh trước và sau gồm cả thay đổi này."
            ));
        }
        let findings = self.read.findings.iter();
        told.extend(findings.map(|finding| finding.message_in(Language::Vietnamese).into_owned()));
        told
    }

    fn consultation(&self) -> Option<PlanConsultation> {
        let asked = self.scenario.consultation.as_ref()?;
        let answered = self.scenario.answered();
        let silent = asked.asked.iter().filter(|party| !answered.contains(party));
        Some(PlanConsultation {
            asked: asked.asked.len(),
            deadline: asked.deadline.to_string(),
            opinions: self
                .scenario
                .opinions
                .iter()
                .map(|one| PlanOpinion {
                    party: self.party(&one.party),
                    stance: one.stance.vietnamese().to_owned(),
                    document: one.document.clone(),
                    text: one.text.clone(),
                    day: one.at.clone(),
                })
                .collect(),
            silent: silent.map(|party| self.party(party)).collect(),
        })
    }

    /// `Phường Ba Đình`, `Chi nhánh số 1`, `Doanh nghiệp BIDV`; the code where the data do not know it.
    fn party(&self, party: &Party) -> String {
        let code = party.code.as_str();
        let name = match party.kind {
            PartyKind::Commune => {
                let mut areas = self.dataset.areas.iter();
                areas
                    .find(|area| area.level == AreaLevel::Commune && area.code == code)
                    .map(|area| &area.name)
            }
            PartyKind::Branch => self
                .dataset
                .facilities
                .iter()
                .find(|one| one.code == code)
                .map(|one| &one.name),
            PartyKind::Enterprise => self
                .dataset
                .operators
                .iter()
                .find(|one| one.code == code)
                .map(|one| &one.name),
        };
        name.map_or_else(|| format!("{} {code}", party.kind.vietnamese()), Clone::clone)
    }
}

/// By facility of the baseline: whose nearest point (of the kinds that the city's rule counts) it is by time.
fn catchments(compared: &Compared) -> Vec<Catchment> {
    let dataset = compared.baseline.dataset();
    let mut told = vec![Catchment::default(); dataset.facilities.len()];
    let Some((before, after)) = compared.before.rules.first().zip(compared.after.rules.first()) else {
        return told;
    };
    let nearest = &compared.baseline.reach().nearest_by_time;
    for (at, cell) in dataset.cells.iter().enumerate() {
        let Some((_, facility)) = nearest.nearest(at).filter(|_| cell.people > 0.0) else {
            continue;
        };
        let own = &mut told[facility.index()];
        own.people += cell.people;
        if let Some(elderly) = cell.elderly {
            *own.elderly.get_or_insert(0.0) += elderly;
        }
        if after.times[at].is_reachable() {
            let added = after.times[at].0.saturating_sub(before.times[at].0);
            own.added.push((Deciseconds(added), cell.people));
        }
    }
    told
}

fn decided(edit: &Edit) -> Option<PlanKind> {
    Some(match edit {
        Edit::Keep { .. } => PlanKind::Keep,
        Edit::Merge { .. } => PlanKind::Merge,
        Edit::Close { .. } => PlanKind::Close,
        Edit::OpenAt(point) if point.kind == FacilityKind::MobileStop => PlanKind::Mobile,
        Edit::Open { .. } | Edit::OpenAt(_) => PlanKind::Open,
        _ => return None,
    })
}

/// What an edit changes of a point that stays, in words.
fn changed(edit: &Edit) -> Option<String> {
    Some(match edit {
        Edit::Move { to, .. } => {
            let degrees = |value: f64| format!("{value:.5}").replace('.', ",");
            format!(
                "Chuyển đến vị trí {} độ Bắc, {} độ Đông.",
                degrees(to.lat),
                degrees(to.lon)
            )
        }
        Edit::SetHours { to, .. } => match to {
            Some(hours) => format!("Đổi giờ phục vụ thành {hours}."),
            None => "Giờ phục vụ: chưa rõ.".to_owned(),
        },
        Edit::SetCapacity { to, .. } => match to {
            Some(capacity) => format!("Đổi năng lực thành {} hồ sơ mỗi tháng.", Value::Whole(*capacity).told()),
            None => "Năng lực: chưa rõ.".to_owned(),
        },
        Edit::SetProcedures { to, .. } => match to.len() {
            0 => "Hướng dẫn toàn bộ danh mục thủ tục thiết yếu.".to_owned(),
            count => format!("Đổi danh mục thành {count} thủ tục."),
        },
        _ => return None,
    })
}

/// What can be said against a decision: what the review says, what it proposed instead, who goes farther.
fn objection(made: &PlanDecision, review: Option<&PlanDecision>, follows: bool) -> Option<String> {
    let mut told: Vec<String> = Vec::new();
    match review {
        Some(review) if follows => told.extend(review.objection.clone()),
        Some(review) => {
            let into = review.into.as_ref().map_or(String::new(), |(code, name)| {
                format!(", chuyển về điểm {name} ({code})")
            });
            told.push(format!(
                "Kết quả rà soát đề xuất khác: {}{into}. {}",
                review.kind.words(),
                review.because.join(" ")
            ));
        }
        None => {}
    }
    if !follows && let (Some(half), Some(most)) = (made.added_median, made.added_most) {
        told.push(format!(
            "{} người dân có điểm này gần nhất; một nửa đi thêm từ {} phút trở lên, nhiều nhất thêm {} phút.",
            Value::Whole(made.people).told(),
            Value::Decimal(half).told(),
            Value::Decimal(most).told()
        ));
    }
    if !follows && made.unique_people >= 0.5 && matches!(made.kind, PlanKind::Merge | PlanKind::Close) {
        told.push(format!(
            "{} người dân hiện chỉ được bảo đảm tiếp cận nhờ điểm này.",
            Value::Whole(made.unique_people).told()
        ));
    }
    (!told.is_empty()).then(|| told.join(" "))
}

/// Steps that change the network; those of one day and kind go together.
fn plan_steps(steps: &[DatedStep]) -> Vec<PlanStep> {
    let rules = Rule::shipped();
    let mut told: Vec<PlanStep> = Vec::new();
    let mut last: Option<(NaiveDate, PlanKind)> = None;
    for step in steps {
        let kind = match step.action {
            "merge" => PlanKind::Merge,
            "close" => PlanKind::Close,
            "open" | "open_at" => PlanKind::Open,
            "mobile_stop" => PlanKind::Mobile,
            "keep" | "speed" => continue,
            _ => PlanKind::Adjust,
        };
        let stage = told.last().map_or(0, |before| before.stage);
        let begins = last != Some((step.day, kind));
        last = Some((step.day, kind));
        told.push(PlanStep {
            step: told.len() as u32 + 1,
            stage: stage + u32::from(begins),
            facility: step.code.clone(),
            kind,
            into: step.into.clone(),
            covered: rules
                .iter()
                .map(|rule| rule.id.clone())
                .zip(step.passing.iter().copied())
                .collect(),
        });
    }
    told
}

/// With a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.ends_with(['.', '!', '?']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}
