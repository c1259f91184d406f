//! What the private file says and a document tells: ratings, inspections, cases, filings and the city's own counts, as plain
//! values for one question. The id of a snapshot does not cover them, so they have an id of their own.

use std::collections::BTreeMap;

use super::document::{Provenance, SourceLine};
use super::value::{number, percent};
use crate::reporting::{Difference, FilingTexts};
use crate::voice::{CaseKind, CaseState, SATISFACTION_TARGET, Satisfaction, Standards};

/// What is told of it. Nothing at all where nobody could read the private file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Whether there is a private file that could be read.
    pub is_read: bool,
    pub official: Option<OfficialEvidence>,
    /// By point, then source.
    pub satisfaction: Vec<Satisfaction>,
    /// What the last inspection of a point says, by its code.
    pub standards: BTreeMap<String, Standards>,
    /// Names of the checklists of inspections, by their id.
    pub checklists: BTreeMap<String, String>,
    /// Target of satisfaction as it is set, 0 to 1; `None` where nobody could read the settings. See [`Evidence::target`].
    pub satisfaction_target: Option<f64>,
    /// Findings of inspections that are not mended, by deadline.
    pub findings: Vec<OpenFinding>,
    /// One a case.
    pub cases: Vec<ToldCase>,
    /// By operator, then period.
    pub words: Vec<FiledWords>,
    /// Where each of these comes from.
    pub sources: Vec<SourceLine>,
}

/// Reports beside what the city's own system counted.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficialEvidence {
    pub differences: Vec<Difference>,
    /// By which share of the official count a report may differ and still be told as the same, 0 to 1.
    pub tolerance: f64,
}

/// Something an inspection found that is still to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFinding {
    pub facility: String,
    pub text: String,
    /// ISO date.
    pub deadline: String,
    pub is_overdue: bool,
}

/// A case of the public without a word of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCase {
    pub facility: String,
    pub kind: CaseKind,
    /// At the end of the document's day.
    pub state: CaseState,
    /// Open beyond the last day for an answer.
    pub is_overdue: bool,
}

/// What an operator filed in words, and was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledWords {
    /// Name of the operator.
    pub operator: String,
    /// Label of the period.
    pub period: String,
    pub texts: FilingTexts,
}

/// What became of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CaseCounts {
    pub all: usize,
    pub answered: usize,
    pub rejected: usize,
    pub open: usize,
    pub overdue: usize,
}

impl CaseCounts {
    pub(super) fn of<'a>(cases: impl Iterator<Item = &'a ToldCase>) -> CaseCounts {
        let mut told = CaseCounts::default();
        for case in cases {
            told.all += 1;
            told.answered += usize::from(case.state == CaseState::Answered);
            told.rejected += usize::from(case.state == CaseState::Rejected);
            told.open += usize::from(case.state.is_open());
            told.overdue += usize::from(case.is_overdue);
        }
        told
    }

    /// `3 đã trả lời, 1 không tiếp nhận, 2 đang xử lý (trong đó 1 quá hạn trả lời)`.
    pub(super) fn told(&self) -> String {
        format!(
            "{} đã trả lời, {} không tiếp nhận, {} đang xử lý (trong đó {} quá hạn trả lời)",
            number(self.answered as f64),
            number(self.rejected as f64),
            number(self.open as f64),
            number(self.overdue as f64)
        )
    }
}

/// `93,1 % (123 lượt, khoảng tin cậy 95 %: 90,0 % - 95,1 %)`; `None` where nothing counts.
pub(super) fn share_told(figure: &Satisfaction) -> Option<String> {
    let range = figure.interval.map_or(String::new(), |(low, high)| {
        format!(", khoảng tin cậy 95 %: {} - {}", percent(low), percent(high))
    });
    let size = number(figure.size);
    Some(format!("{} ({size} lượt{range})", percent(figure.share()?)))
}

/// A share that somebody set, without a decimal that is 0: `95 %`, `92,5 %`.
pub(super) fn share_set(share: f64) -> String {
    percent(share).replace(",0 %", " %")
}

impl Evidence {
    /// The target of satisfaction that verdicts are by: as it is set, else that of plan 68.
    pub(super) fn target(&self) -> f64 {
        self.satisfaction_target.unwrap_or(SATISFACTION_TARGET)
    }

    /// The name of a checklist; of one that nobody knows any more its id.
    pub fn checklist(&self, id: &str) -> String {
        let name = self.checklists.get(id).cloned();
        name.unwrap_or_else(|| format!("Danh mục kiểm tra {id}"))
    }

    /// The target in words: `95 %`.
    pub(super) fn target_told(&self) -> String {
        share_set(self.target())
    }

    /// Sixteen hex digits: equal where everything that is told is equal.
    pub fn id(&self) -> String {
        // Each part tells all its fields, numbers to the last digit.
        let text = format!("{self:?}");
        blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
    }

    /// Adds its sources, its id, and what it is not to provenance; `what` names what lies in the private file for this kind.
    pub(super) fn tell(&self, what: &str, provenance: &mut Provenance) {
        provenance.sources.extend(self.sources.iter().cloned());
        if self.is_read {
            let id = self.id();
            provenance.cautions.push(format!(
                "Số liệu ghi nhận riêng ({what}) không thuộc bộ số liệu mã {}; phần được dùng trong tài liệu này có mã {id}.",
                provenance.snapshot_id
            ));
            provenance.evidence_id = id;
        } else {
            provenance.cautions.push(format!(
                "Không có hoặc không đọc được số liệu ghi nhận riêng ({what}) khi lập tài liệu; không có nghĩa là không phát sinh."
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_evidence_has_another_id_and_what_was_not_read_is_said_and_has_none() {
        let mut seen = Evidence {
            is_read: true,
            ..Evidence::default()
        };
        let first = seen.id();
        assert_eq!((first.len(), first == seen.clone().id()), (16, true));
        seen.cases.push(ToldCase {
            facility: "A".into(),
            kind: CaseKind::Other,
            state: CaseState::New,
            is_overdue: false,
        });
        assert_ne!(seen.id(), first);
        let mut provenance = Provenance::default();
        seen.tell("kiểm tra", &mut provenance);
        assert_eq!(provenance.evidence_id, seen.id());
        let mut unread = Provenance::default();
        Evidence::default().tell("kiểm tra", &mut unread);
        assert_eq!(unread.evidence_id, "");
        assert!(unread.cautions[0].contains("không đọc được"), "{:?}", unread.cautions);
    }
}
