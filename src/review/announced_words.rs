//! Announced ends and openings in sentences.

use super::announced::Announcements;
use super::case::Case;
use super::numbers::Language::{English, Vietnamese};
use crate::text::day_vi;

/// Points that a remark names; the others are counted.
const MOST_NAMES: usize = 5;

/// What an announcement means for one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Announcement<'a> {
    /// Another point ends, and this one takes its service over.
    WorkComes {
        name: &'a str,
        on: &'a str,
        load_per_month: f64,
    },
    /// A near point ends, so this one cannot be merged into it.
    NoReceiver { name: &'a str, on: &'a str },
    /// This point itself ends, after the day that the review is for.
    OwnEnd { on: &'a str },
}

impl Announcement<'_> {
    /// Vietnamese and English.
    pub fn sentences(self) -> (String, String) {
        match self {
            Self::WorkComes {
                name,
                on,
                load_per_month,
            } => (
                format!(
                    "{name} đã thông báo ngừng phục vụ từ {}; điểm này tiếp nhận {} hồ sơ mỗi tháng của điểm đó (đã tính vào tải).",
                    day_vi(on),
                    Vietnamese.decimal(load_per_month)
                ),
                format!(
                    "{name} is announced to end on {on}; this point takes its {} dossiers a month over (counted in its load).",
                    English.decimal(load_per_month)
                ),
            ),
            Self::NoReceiver { name, on } => (
                format!(
                    "{name} ở gần nhưng đã thông báo ngừng phục vụ từ {}, nên không tính là nơi tiếp nhận.",
                    day_vi(on)
                ),
                format!("{name} is near, but announced to end on {on}: nothing is merged into it."),
            ),
            Self::OwnEnd { on } => (
                format!(
                    "Chính điểm này đã thông báo ngừng phục vụ từ {}, sau ngày rà soát.",
                    day_vi(on)
                ),
                format!("This point itself is announced to end on {on}, after the day of the review."),
            ),
        }
    }
}

/// What is said of all announcements under the plan's figures.
pub fn remarks(case: &Case, told: &Announcements) -> Vec<String> {
    let name = |facility: crate::model::FacilityId| {
        let one = &case.dataset.facilities[facility.index()];
        format!("{} ({})", one.name, one.code)
    };
    let listed = |names: Vec<String>| {
        let more = names.len().saturating_sub(MOST_NAMES);
        let mut text = names.into_iter().take(MOST_NAMES).collect::<Vec<_>>().join("; ");
        if more > 0 {
            text += &format!(" và {more} điểm khác");
        }
        text
    };
    let mut remarks = Vec::new();
    if !told.ends.is_empty() {
        let ends = told
            .ends
            .iter()
            .map(|end| format!("{} từ {}", name(end.facility), day_vi(&end.on)));
        remarks.push(format!(
            "{} điểm đã thông báo ngừng phục vụ, không tính là còn phục vụ và không làm nơi tiếp nhận: {}.",
            told.ends.len(),
            listed(ends.collect())
        ));
        for (rule, lose) in case
            .settings
            .retain
            .iter()
            .zip(&told.lose)
            .filter(|(_, lose)| **lose > 0.0)
        {
            remarks.push(format!(
                "Riêng các thông báo ngừng phục vụ đó làm {} người dân không còn điểm nào theo {}; phương án này không thay đổi việc đó.",
                Vietnamese.whole(*lose),
                rule.id
            ));
        }
    }
    if !told.begins.is_empty() {
        remarks.push(format!(
            "{} điểm sẽ mở, chưa tính là đang phục vụ: {}.",
            told.begins.len(),
            listed(told.begins.iter().map(|id| name(*id)).collect())
        ));
    }
    remarks
}
