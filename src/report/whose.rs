//! Which points a document tells of, and in whose name: the city's, a branch's for its area, or an operator's.

use std::collections::BTreeSet;

use super::document::Frame;

/// The Centre and all points, unless something else is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Codes of the points; `None` for all.
    pub codes: Option<BTreeSet<String>>,
    /// As the title says it, e.g. `địa bàn Chi nhánh số 1`; empty for the whole city.
    pub words: String,
    /// The branch or operator that reports to the Centre; empty for the Centre itself.
    pub author: String,
}

impl Whose {
    pub(super) fn covers(&self, code: &str) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.contains(code))
    }

    /// `, địa bàn Chi nhánh số 1`, or nothing of the whole city.
    pub(super) fn of_title(&self) -> String {
        match self.words.as_str() {
            "" => String::new(),
            words => format!(", {words}"),
        }
    }

    /// The frame of a report: the Centre's own to its directors, or of one who reports to the Centre.
    pub(super) fn frame(&self, abbreviation: &str, day: &str) -> Frame {
        let mut frame = Frame::of_the_centre(abbreviation, day);
        if self.author.is_empty() {
            frame.addressee = "Ban Giám đốc Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
            return frame;
        }
        frame.superior = std::mem::take(&mut frame.agency);
        frame.agency = self.author.to_uppercase();
        frame.number = format!("Số: ......../{abbreviation}-........");
        frame.addressee = "Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
        frame.signatory = "THỦ TRƯỞNG ĐƠN VỊ".to_owned();
        frame
    }
}
