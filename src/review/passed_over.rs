//! Why a point is not merged into the point that stays nearest to most of its people: what bars that one, or that the plan as
//! a whole is better so. The first bar is told, in the order in which receivers are sifted ([`Case::instance`]).

use super::announced::will_end;
use super::case::Case;
use super::compatible::{Lack, lack};
use super::instance::Instance;
use super::numbers::Language::{self, English, Vietnamese};
use super::settings::{Preset, ReviewSettings};
use crate::units::Deciseconds;

/// What speaks against a point as the receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// Metres in a straight line and travel; `None` where no road leads there within an hour.
    TooFar(Option<(f64, Deciseconds)>),
    WillEnd,
    StandardsMissed,
    Lacks(Lack),
    OtherKind,
    /// Nobody has used it yet, and it would take the work of a point that people use.
    Unproven,
    /// It has no room even where nothing else is merged into it.
    Capacity,
    /// The plan fills it with the work of others.
    Filled,
    /// Nothing: the receiver is nearer to the point itself.
    ReceiverIsNearer,
    /// Nothing of its own: the plan as a whole is better so.
    WholePlan,
}

/// Why point `j` goes to `receiver` and not to `other`. `loads_after`: dossiers of the points after the plan, in tenths.
pub fn bar(case: &Case, instance: &Instance, loads_after: &[u64], j: usize, receiver: usize, other: usize) -> Bar {
    let settings = case.settings;
    let of = |point: usize| case.neighbours[j].iter().find(|neighbour| neighbour.point == point);
    let Some(neighbour) = of(other) else {
        return Bar::TooFar(None);
    };
    let near_only = case.is_near_only(settings.preset, j);
    let proven_only = near_only || (!case.must_end(j) && settings.preset != Preset::Efficient && case.may_end(j));
    let (own, there) = (&instance.points[j], &instance.points[other]);
    let most = u64::from(there.capacity.max(there.load));
    let is_nearer = |to_receiver: Deciseconds| to_receiver <= neighbour.travel;
    if neighbour.travel >= settings.merge_travel || (near_only && !case.is_near(neighbour)) {
        Bar::TooFar(Some((neighbour.distance_m, neighbour.travel)))
    } else if will_end(&case.dataset.facilities[case.points[other].index()]) {
        Bar::WillEnd
    } else if !case.structural[other].standards_missed.is_empty() {
        Bar::StandardsMissed
    } else if let Some(lack) = lack(&case.offers[j], &case.offers[other], settings) {
        Bar::Lacks(lack)
    } else if !case.is_of_a_kind(j, other) {
        Bar::OtherKind
    } else if proven_only && !case.is_proven_enough(j, other) {
        Bar::Unproven
    } else if there.room() < own.load {
        Bar::Capacity
    } else if loads_after[other] + u64::from(own.load) > most {
        Bar::Filled
    } else if of(receiver).is_some_and(|neighbour| is_nearer(neighbour.travel)) {
        Bar::ReceiverIsNearer
    } else {
        Bar::WholePlan
    }
}

impl Bar {
    /// One sentence in Vietnamese and in English. `name`: of the point that is passed over; `load`: dossiers a month that move.
    pub fn sentences(&self, name: &str, load: f64, settings: &ReviewSettings) -> (String, String) {
        let (vietnamese, english) = (
            self.reason(load, settings, Vietnamese),
            self.reason(load, settings, English),
        );
        (
            format!("Không chuyển phần việc về {name}, điểm còn lại gần phần đông người dân nhất: {vietnamese}."),
            format!("It is not merged into {name}, the point left nearest to most of its people: {english}."),
        )
    }

    fn reason(&self, load: f64, settings: &ReviewSettings, language: Language) -> String {
        let load = language.decimal(load);
        let long = language.minutes(settings.merge_travel);
        let (vietnamese, english) = match self {
            Bar::TooFar(None) => (
                "không có đường đi đến đó trong một giờ".into(),
                "no road leads there within an hour".into(),
            ),
            Bar::TooFar(Some((metres, travel))) => {
                // To the metre: rounded to kilometres it could read as the limit itself.
                let (far, time) = (format!("{} m", language.whole(*metres)), language.minutes(*travel));
                let near = format!("{} m", language.whole(settings.merge_distance.0));
                (
                    format!(
                        "cách điểm này {far}, thời gian đi {time}, vượt giới hạn sắp xếp (không quá {near} và dưới {long})"
                    ),
                    format!(
                        "it is {far} and {time} away, beyond the limits of a merge (at most {near} and under {long})"
                    ),
                )
            }
            Bar::WillEnd => (
                "điểm đó đã được thông báo sẽ ngừng".into(),
                "its own end is announced".into(),
            ),
            Bar::StandardsMissed => (
                "điểm đó chưa đáp ứng tiêu chuẩn".into(),
                "it does not meet the standards".into(),
            ),
            Bar::Lacks(Lack::Procedures) => (
                "điểm đó không nhận đủ thủ tục như điểm này".into(),
                "it does not handle every procedure that this one does".into(),
            ),
            Bar::Lacks(Lack::Hours) => (
                "điểm đó mở cửa ít giờ hơn điểm này".into(),
                "it is open fewer hours than this one".into(),
            ),
            Bar::Lacks(Lack::Operator) => (
                "điểm đó không thuộc cùng doanh nghiệp".into(),
                "it is not of the same enterprise".into(),
            ),
            Bar::OtherKind => (
                "điểm đó là điểm thuộc loại khác".into(),
                "it is a point of another kind".into(),
            ),
            Bar::Unproven => (
                "điểm đó chưa ghi nhận hồ sơ nào, còn điểm này đang có người dân sử dụng".into(),
                "no dossier is known of it, while people use this one".into(),
            ),
            Bar::Capacity => (
                format!("điểm đó không đủ năng lực nhận thêm {load} hồ sơ mỗi tháng"),
                format!("it has no room for {load} more dossiers a month"),
            ),
            Bar::Filled => (
                format!("phần việc của các điểm khác chuyển về đó không để lại đủ năng lực cho {load} hồ sơ mỗi tháng"),
                format!("the work that others bring leaves it no room for {load} dossiers a month"),
            ),
            Bar::ReceiverIsNearer => (
                "nơi tiếp nhận được chọn gần chính điểm này hơn".into(),
                "the receiver chosen is nearer to the point itself".into(),
            ),
            Bar::WholePlan => (
                "riêng điểm đó không có gì cản trở, mô hình chọn nơi khác vì lợi ích chung của cả phương án".into(),
                "nothing bars that one, and the model chose another for the sake of the whole plan".into(),
            ),
        };
        if language == Vietnamese { vietnamese } else { english }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_is_a_sentence_with_its_figures_in_both_languages() {
        let settings = ReviewSettings::default();
        let told = |bar: Bar| bar.sentences("Điểm A", 12.5, &settings);
        let (vietnamese, english) = told(Bar::TooFar(Some((1311.6, Deciseconds(1729)))));
        assert!(
            vietnamese.contains("cách điểm này 1.312 m, thời gian đi 2,9 phút"),
            "{vietnamese}"
        );
        assert!(english.contains("1,312 m and 2.9 min away"), "{english}");
        assert!(told(Bar::Filled).0.contains("12,5 hồ sơ"));
        let all = [
            Bar::TooFar(None),
            Bar::WillEnd,
            Bar::StandardsMissed,
            Bar::Lacks(Lack::Procedures),
            Bar::Lacks(Lack::Hours),
            Bar::Lacks(Lack::Operator),
            Bar::OtherKind,
            Bar::Unproven,
            Bar::Capacity,
            Bar::ReceiverIsNearer,
            Bar::WholePlan,
        ];
        for bar in all {
            let (vietnamese, english) = told(bar);
            assert!(
                vietnamese.starts_with("Không chuyển phần việc về Điểm A") && vietnamese.ends_with('.'),
                "{vietnamese}"
            );
            assert!(
                english.starts_with("It is not merged into Điểm A") && english.ends_with('.'),
                "{english}"
            );
        }
    }
}
