//! A plan as documents take it in, whatever proposed it: a saved review, or a scenario that somebody made by hand.

use crate::geometry::LonLat;
use crate::model::Facility;

/// What is proposed for one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanKind {
    Merge,
    Close,
    Open,
    Mobile,
    /// Another place, other hours, capacity or procedures; the point stays.
    Adjust,
    Remedy,
    Keep,
}

impl PlanKind {
    /// From the code that answers use; `None` for another word.
    pub fn from_code(code: &str) -> Option<PlanKind> {
        Some(match code {
            "merge" => Self::Merge,
            "close" => Self::Close,
            "open" => Self::Open,
            "mobile" => Self::Mobile,
            "adjust" => Self::Adjust,
            "remedy" => Self::Remedy,
            "keep" => Self::Keep,
            _ => return None,
        })
    }

    /// As the interface calls it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Merge => "Sắp xếp lại",
            Self::Close => "Chấm dứt hoạt động",
            Self::Open => "Mở rộng",
            Self::Mobile => "Phục vụ lưu động",
            Self::Adjust => "Duy trì, điều chỉnh",
            Self::Remedy => "Duy trì có điều kiện",
            Self::Keep => "Duy trì",
        }
    }

    /// Whether it changes the network.
    pub fn is_change(self) -> bool {
        !matches!(self, Self::Remedy | Self::Keep)
    }
}

/// A rule that the plan keeps, in people covered.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRule {
    pub id: String,
    pub before: f64,
    pub after: f64,
}

/// What is proposed for one point, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanDecision {
    /// Code of the facility.
    pub facility: String,
    pub name: String,
    pub kind: PlanKind,
    /// The receiver of a merge: code and name.
    pub into: Option<(String, String)>,
    /// Sentences.
    pub because: Vec<String>,
    /// What can be said against it.
    pub objection: Option<String>,
    /// People whose nearest point this is, and of those the elderly.
    pub people: f64,
    pub elderly: Option<f64>,
    /// Minutes added for half of them and for the farthest.
    pub added_median: Option<f64>,
    pub added_most: Option<f64>,
    /// People whom no other point serves.
    pub unique_people: f64,
    /// Dossiers a month.
    pub load: Option<f64>,
    /// Whether the decision stands under other readings: `Some(false)` needs a second look; `None` was not compared.
    pub is_firm: Option<bool>,
    /// Shares (0..=1) of the nearly-as-good plans, and of the other readings of the rules, with the same decision; `None` where
    /// none was compared.
    pub same_in_plans: Option<f64>,
    pub same_in_readings: Option<f64>,
    /// The smallest changes of single facts with which it would not stand.
    pub flips: Vec<PlanFlip>,
}

/// A single fact that would overturn a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFlip {
    /// As answers name it: `own_load_above`, `merge_distance_below_m`, ...
    pub fact: String,
    /// Code of the other point that it is about.
    pub other: Option<String>,
    /// In the unit of the fact; `None` where nothing tells.
    pub now: Option<f64>,
    pub threshold: f64,
}

impl PlanDecision {
    /// What is proposed, with the point that takes over: `Sắp xếp lại - chuyển về điểm A (DL-1)`.
    pub(super) fn words(&self) -> String {
        match &self.into {
            Some((code, name)) => format!("{} - chuyển về điểm {name} ({code})", self.kind.words()),
            None => self.kind.words().to_owned(),
        }
    }
}

/// A point that takes over the work of others.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanReceiver {
    /// Code of the facility.
    pub facility: String,
    pub name: String,
    /// Dossiers a month today, and with everything that the plan brings there.
    pub before: f64,
    pub after: f64,
    /// Dossiers a month that it can handle; `None` where nothing tells.
    pub capacity: Option<f64>,
}

/// Who cannot meet a rule, whatever is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanUnreachable {
    pub rule: String,
    pub people: f64,
    /// Those with most people first; not always all of them.
    pub gaps: Vec<PlanGap>,
}

/// Demand cells without access that lie together.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanGap {
    pub people: f64,
    /// Name of the commune in which a first new point helps most.
    pub commune: Option<String>,
    /// Where it would stand, and how many people it would serve.
    pub site: Option<LonLat>,
    pub site_people: f64,
    /// New points that close the gap; `None` where a dozen do not.
    pub points_needed: Option<u32>,
}

/// One step of carrying a plan out; steps of one stage may go together.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStep {
    pub step: u32,
    pub stage: u32,
    pub facility: String,
    pub kind: PlanKind,
    pub into: Option<String>,
    /// People covered after it, by the rules of the plan.
    pub covered: Vec<(String, f64)>,
}

/// What a plan does to the residents of a commune, to their nearest point of the kinds that count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanArea {
    /// Of the commune.
    pub code: String,
    pub name: String,
    /// Counting points that stand in it, before and after.
    pub points: [u32; 2],
    /// Residents whose way gets longer; minutes added, mean over them and for the farthest.
    pub longer_people: f64,
    pub added_mean: f64,
    pub added_most: f64,
    /// Residents whose way gets shorter.
    pub shorter_people: f64,
    /// Minutes within which half of the residents arrive, before and after; `None` where no road leads.
    pub median: [Option<f64>; 2],
    /// Residents who have access before and not after, and the other way round, under the first rule of the plan.
    pub lost_people: f64,
    pub gained_people: f64,
}

/// What a plan does to residents. Every figure is of all points of the counting kinds, not of the points under review alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanEffect {
    /// Communes in which anything changes, those where most people have a longer way first.
    pub areas: Vec<PlanArea>,
    /// Residents whose way gets longer, of those the elderly; minutes added, mean over them and for the farthest.
    pub longer_people: f64,
    pub longer_elderly: f64,
    pub added_mean: f64,
    pub added_most: f64,
    pub shorter_people: f64,
    /// Residents who have access today and would not have it, by rule.
    pub lost: Vec<(String, f64)>,
}

/// A written opinion on a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanOpinion {
    /// Name of the body, with its kind.
    pub party: String,
    /// `nhất trí`, `nhất trí, có góp ý`, `chưa nhất trí`.
    pub stance: String,
    /// Number of the letter.
    pub document: Option<String>,
    pub text: String,
    /// ISO date.
    pub day: String,
}

/// Who was asked about a plan, and what they said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanConsultation {
    /// Bodies asked.
    pub asked: usize,
    /// ISO date of the last day for an answer.
    pub deadline: String,
    pub opinions: Vec<PlanOpinion>,
    /// Names of the bodies that have not answered.
    pub silent: Vec<String>,
}

/// The decision on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanApproval {
    /// `123/QĐ-TTPVHCC`
    pub number: String,
    /// ISO date.
    pub day: String,
    pub signatory: String,
}

/// A plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanInput {
    /// Of the data it was made from; a document says so where they are others than those of today.
    pub snapshot_id: String,
    /// Where it comes from, in words: `đợt rà soát đã lưu`, `kịch bản "..."`.
    pub origin: String,
    /// Relative gap to the proven bound; 0 = proven the best; `None` where nobody looked for the best.
    pub gap: Option<f64>,
    /// Aims in the order in which they count, in words; empty where nobody looked for the best.
    pub aims: Vec<String>,
    /// Aims in their order that are not proven, each with its gap, in words.
    pub open_levels: Vec<String>,
    /// One for every point under review, in code order.
    pub decisions: Vec<PlanDecision>,
    pub rules: Vec<PlanRule>,
    pub steps: Vec<PlanStep>,
    /// Limits within which points may be joined, in words.
    pub limits: Vec<String>,
    pub people_with_longer_travel: f64,
    pub moved_load: f64,
    /// By rule.
    pub unreachable: Vec<PlanUnreachable>,
    /// Those that take over work, in order of code.
    pub receivers: Vec<PlanReceiver>,
    pub remarks: Vec<String>,
    /// Errors in the data that stood open.
    pub open_errors: u64,
    /// What it does to residents, commune by commune; `None` where it was not worked out.
    pub effect: Option<PlanEffect>,
    /// Points that the data do not have yet.
    pub new_points: Vec<Facility>,
    /// `None` where nobody was asked in writing.
    pub consultation: Option<PlanConsultation>,
    pub approval: Option<PlanApproval>,
}

impl PlanInput {
    pub fn count(&self, kind: PlanKind) -> usize {
        self.decisions.iter().filter(|decision| decision.kind == kind).count()
    }

    /// Points that stand before, those that open or only stop by not counted.
    pub fn points_before(&self) -> usize {
        self.decisions.len() - self.count(PlanKind::Open) - self.count(PlanKind::Mobile)
    }

    /// Points that stand after: kept, adjusted, mended or opened.
    pub fn points_after(&self) -> usize {
        let stays = [PlanKind::Keep, PlanKind::Adjust, PlanKind::Remedy, PlanKind::Open];
        stays.into_iter().map(|kind| self.count(kind)).sum()
    }

    /// Rules under which somebody with access today would be without it, with the people.
    pub(super) fn losses(&self) -> Vec<(String, f64)> {
        match &self.effect {
            Some(effect) => effect
                .lost
                .iter()
                .filter(|(_, people)| *people > 0.0)
                .cloned()
                .collect(),
            None => {
                let fewer = self.rules.iter().filter(|rule| rule.after < rule.before);
                fewer.map(|rule| (rule.id.clone(), rule.before - rule.after)).collect()
            }
        }
    }

    /// Merges into a point that is itself kept only under conditions: the receiver must be put right first.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &PlanDecision> {
        self.decisions.iter().filter(|one| {
            let into = one.into.as_ref().map(|(code, _)| code.as_str());
            into.is_some_and(|code| self.is_conditional(code))
        })
    }

    /// Whether a point is kept only under conditions.
    pub(super) fn is_conditional(&self, code: &str) -> bool {
        let mut decisions = self.decisions.iter();
        decisions.any(|one| one.kind == PlanKind::Remedy && one.facility == code)
    }

    /// How far it is proven to be the best, in one sentence.
    pub(super) fn proof(&self) -> String {
        match self.gap {
            None => "Phương án do người lập kịch bản lựa chọn, không phải kết quả tối ưu hóa.".to_owned(),
            Some(gap) if gap <= 0.0 => {
                "Phương án đã được chứng minh là tối ưu theo các tiêu chí trên, đúng thứ tự ưu tiên (độ lệch 0 %)."
                    .to_owned()
            }
            Some(_) if !self.open_levels.is_empty() => format!(
                "Phương án chưa được chứng minh là tối ưu ở các tiêu chí sau, theo thứ tự ưu tiên, so với cận đã chứng minh: {}.",
                self.open_levels.join("; ")
            ),
            Some(gap) => format!(
                "Phương án chưa được chứng minh là tối ưu: so với cận đã chứng minh, độ lệch còn không quá {}.",
                hundredths(gap)
            ),
        }
    }
}

/// `4,37 %`, rounded up: a gap is never told smaller than it is.
fn hundredths(share: f64) -> String {
    let value = (share * 10_000.0 - 1e-9).ceil() / 100.0;
    format!("{value:.2} %").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_never_told_smaller_than_it_is() {
        assert_eq!(hundredths(1e-7), "0,01 %", "a gap is never told as none");
        assert_eq!(hundredths(0.043_649_4), "4,37 %");
        assert_eq!(hundredths(0.05), "5,00 %");
    }

    #[test]
    fn a_plan_names_what_is_not_proven() {
        let plan = PlanInput {
            gap: Some(1.0),
            open_levels: vec![
                "số điểm và chất lượng (độ lệch 0,44 %)".into(),
                "số thay đổi (độ lệch 100,00 %)".into(),
            ],
            ..PlanInput::default()
        };
        let proof = plan.proof();
        assert!(
            proof.ends_with("số điểm và chất lượng (độ lệch 0,44 %); số thay đổi (độ lệch 100,00 %)."),
            "{proof}"
        );
    }

    #[test]
    fn every_code_of_a_decision_is_known() {
        for code in ["keep", "remedy", "adjust", "merge", "close", "open", "mobile"] {
            assert!(PlanKind::from_code(code).is_some(), "{code}");
        }
        assert!(PlanKind::from_code("sell").is_none());
    }
}
