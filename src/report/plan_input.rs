//! A plan as documents take it in, whatever proposed it: a saved review, or a scenario that somebody made by hand.

/// What is proposed for one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanKind {
    Merge,
    Close,
    Open,
    Mobile,
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

/// A plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanInput {
    /// Of the data it was made from; a document says so where they are others than those of today.
    pub snapshot_id: String,
    /// Where it comes from, in words: `đợt rà soát đã lưu`, `kịch bản "..."`.
    pub origin: String,
    /// Relative gap to the proven bound; 0 = proven the best; `None` where nobody looked for the best.
    pub gap: Option<f64>,
    /// One for every point under review, in code order.
    pub decisions: Vec<PlanDecision>,
    pub rules: Vec<PlanRule>,
    pub steps: Vec<PlanStep>,
    /// Limits within which points may be joined, in words.
    pub limits: Vec<String>,
    pub people_with_longer_travel: f64,
    pub moved_load: f64,
    /// People who cannot meet a rule whatever is kept: rule and people.
    pub unreachable: Vec<(String, f64)>,
    pub remarks: Vec<String>,
    /// Errors in the data that stood open.
    pub open_errors: u64,
}

impl PlanInput {
    pub fn count(&self, kind: PlanKind) -> usize {
        self.decisions.iter().filter(|decision| decision.kind == kind).count()
    }

    /// How far it is proven to be the best, in one sentence.
    pub(super) fn proof(&self) -> String {
        match self.gap {
            None => "Phương án do người lập kịch bản lựa chọn, không phải kết quả tối ưu hóa.".to_owned(),
            Some(gap) if gap <= 0.0 => {
                "Phương án đã được chứng minh là tối ưu theo các tiêu chí đã nêu (độ lệch 0 %).".to_owned()
            }
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
        assert_eq!(hundredths(0.043_649_4), "4,37 %");
        assert_eq!(hundredths(0.05), "5,00 %");
    }

    #[test]
    fn every_code_of_a_decision_is_known() {
        for code in ["keep", "remedy", "merge", "close", "open", "mobile"] {
            assert!(PlanKind::from_code(code).is_some(), "{code}");
        }
        assert!(PlanKind::from_code("sell").is_none());
    }
}
