//! The facts that would overturn a decision, in sentences.

use super::flip_facts::{Fact, FlipFact};
use super::numbers::Language::{self, English, Vietnamese};
use crate::model::Dataset;
use crate::units::Deciseconds;

impl FlipFact {
    /// The fact in Vietnamese and in English.
    pub fn sentences(&self, dataset: &Dataset) -> (String, String) {
        (self.sentence(dataset, Vietnamese), self.sentence(dataset, English))
    }

    fn sentence(&self, dataset: &Dataset, language: Language) -> String {
        let other = self
            .other
            .map_or("", |other| dataset.facilities[other.index()].name.as_str());
        let threshold = language.decimal(self.threshold);
        let now = self.now.map(|now| language.decimal(now));
        let (vi_now, en_now) = match &now {
            Some(now) => (format!(" (hiện nay {now})"), format!(" (now {now})")),
            None => (" (hiện chưa rõ)".to_owned(), " (now unknown)".to_owned()),
        };
        let distance = language.distance(self.threshold);
        let minutes = language.minutes(Deciseconds::from_seconds(self.threshold));
        let people = language.whole(self.threshold);
        let (vietnamese, english) = match self.fact {
            Fact::OwnLoadAbove => (
                format!(
                    "Nếu điểm này có trên {threshold} hồ sơ mỗi tháng{vi_now} thì {other} không đủ năng lực tiếp nhận."
                ),
                format!("With more than {threshold} dossiers a month here{en_now} {other} has no room for them."),
            ),
            Fact::ReceiverCapacityBelow => (
                format!("Nếu năng lực của {other} dưới {threshold} hồ sơ mỗi tháng{vi_now} thì không tiếp nhận được."),
                format!("If {other} can handle fewer than {threshold} dossiers a month{en_now}, it cannot take over."),
            ),
            Fact::MergeDistanceBelow => (
                format!("Nếu khoảng cách sắp xếp cho phép dưới {distance} thì {other} không đủ gần."),
                format!("With a merge distance below {distance} {other} is not near enough."),
            ),
            Fact::MergeTravelAtMost => (
                format!("Nếu thời gian đi lại cho phép không quá {minutes} thì {other} không đủ gần."),
                format!("With a merge travel time of {minutes} or less {other} is not near enough."),
            ),
            Fact::ReceiverHoursBelow => {
                let hours = |minutes: f64| language.decimal(minutes / 60.0);
                let (least, now) = (hours(self.threshold), self.now.map(hours));
                let told =
                    |unit: &str, unknown: &str| now.as_ref().map_or(unknown.to_owned(), |now| format!("{unit} {now}"));
                (
                    format!(
                        "Nếu {other} mở cửa dưới {least} giờ mỗi tuần ({}) thì ngắn hơn điểm này.",
                        told("hiện nay", "hiện chưa rõ")
                    ),
                    format!(
                        "If {other} opens fewer than {least} hours a week ({}), that is shorter than here.",
                        told("now", "now unknown")
                    ),
                )
            }
            Fact::BackupCloses => (
                format!("Nếu {other} cũng ngừng thì {people} người dân chỉ còn điểm này: khi đó không thể chấm dứt."),
                format!(
                    "If {other} closed as well, {people} people would have this point alone, and it could not end."
                ),
            ),
            Fact::NeighbourCapacityFrom => (
                format!(
                    "Nếu {other} xử lý được từ {threshold} hồ sơ mỗi tháng{vi_now} thì điểm này có thể chuyển về đó."
                ),
                format!(
                    "If {other} could handle {threshold} dossiers a month{en_now}, this point could be merged into it."
                ),
            ),
            Fact::MergeDistanceFrom => (
                format!("Nếu khoảng cách sắp xếp cho phép từ {distance} thì điểm này có thể chuyển về {other}."),
                format!("With a merge distance of {distance} or more this point could be merged into {other}."),
            ),
            Fact::SatisfiedAnswersFrom => (
                format!("Thêm {people} ý kiến, tất cả hài lòng, thì mức độ hài lòng không còn bị coi là thấp."),
                format!("{people} further answers, all satisfied, and performance no longer counts as poor."),
            ),
        };
        if language == Vietnamese { vietnamese } else { english }
    }
}
