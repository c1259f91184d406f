//! Fixed phrases: what a point must have, how one travels, and "here".

use super::sentence::Sentence;
use crate::model::{FacilityKind, TravelMode};

/// What a point must have to be an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Open at the moment asked for.
    Open,
    /// Known to be accessible by wheelchair.
    Wheelchair,
    Kind(FacilityKind),
    /// Run by this enterprise, as the data name it.
    Operator(String),
}

const OPEN: &[&[&str]] = &[
    &["còn", "nhận", "hồ", "sơ"],
    &["đang", "nhận", "hồ", "sơ"],
    &["còn", "mở", "cửa"],
    &["đang", "mở", "cửa"],
    &["có", "mở", "cửa"],
    &["còn", "làm", "việc"],
    &["đang", "làm", "việc"],
    &["có", "làm", "việc"],
    &["mở", "cửa"],
    &["còn", "mở"],
    &["đang", "mở"],
];

const WHEELCHAIR: &[&[&str]] = &[
    &["có", "lối", "vào", "cho", "xe", "lăn"],
    &["có", "lối", "cho", "xe", "lăn"],
    &["có", "đường", "cho", "xe", "lăn"],
    &["có", "xe", "lăn", "vào", "được"],
    &["xe", "lăn", "vào", "được"],
    &["xe", "lăn", "đi", "được"],
    &["vào", "được", "xe", "lăn"],
    &["cho", "người", "đi", "xe", "lăn"],
    &["lối", "vào", "cho", "xe", "lăn"],
    &["lối", "cho", "xe", "lăn"],
    &["người", "khuyết", "tật", "vào", "được"],
    &["lối", "cho", "người", "khuyết", "tật"],
    &["cho", "xe", "lăn"],
    &["đi", "xe", "lăn"],
    &["ngồi", "xe", "lăn"],
    &["dùng", "xe", "lăn"],
    &["xe", "lăn"],
];

const KINDS: &[(&[&str], FacilityKind)] = &[
    (&["điểm", "tiếp", "nhận", "lưu", "động"], FacilityKind::MobileStop),
    (&["xe", "dịch", "vụ", "công"], FacilityKind::MobileStop),
    (&["xe", "lưu", "động"], FacilityKind::MobileStop),
    (&["điểm", "lưu", "động"], FacilityKind::MobileStop),
    (&["điểm", "tiếp", "nhận"], FacilityKind::ReceptionPoint),
    (&["bộ", "phận", "một", "cửa"], FacilityKind::ReceptionPoint),
    (&["đại", "lý", "dịch", "vụ", "công"], FacilityKind::Agent),
    (&["đại", "lý"], FacilityKind::Agent),
    (&["chi", "nhánh"], FacilityKind::Branch),
];

const MODES: &[(&[&str], TravelMode)] = &[
    (&["đi", "bằng", "xe", "máy"], TravelMode::Motorbike),
    (&["đi", "xe", "máy"], TravelMode::Motorbike),
    (&["bằng", "xe", "máy"], TravelMode::Motorbike),
    (&["đi", "bằng", "ô", "tô"], TravelMode::Car),
    (&["đi", "ô", "tô"], TravelMode::Car),
    (&["bằng", "ô", "tô"], TravelMode::Car),
    (&["đi", "oto"], TravelMode::Car),
    (&["bằng", "oto"], TravelMode::Car),
    (&["đi", "xe", "hơi"], TravelMode::Car),
    (&["bằng", "xe", "hơi"], TravelMode::Car),
    (&["đi", "taxi"], TravelMode::Car),
    (&["đi", "bằng", "xe", "đạp"], TravelMode::Bicycle),
    (&["đi", "xe", "đạp"], TravelMode::Bicycle),
    (&["bằng", "xe", "đạp"], TravelMode::Bicycle),
    (&["đạp", "xe"], TravelMode::Bicycle),
    (&["đi", "bộ"], TravelMode::Foot),
    (&["cuốc", "bộ"], TravelMode::Foot),
];

const HERE: &[&[&str]] = &[
    &["gần", "chỗ", "tôi", "đang", "đứng"],
    &["gần", "chỗ", "tôi", "nhất"],
    &["gần", "vị", "trí", "của", "tôi"],
    &["gần", "đây", "nhất"],
    &["gần", "tôi", "nhất"],
    &["gần", "chỗ", "tôi"],
    &["gần", "chỗ", "mình"],
    &["quanh", "chỗ", "tôi"],
    &["chỗ", "tôi"],
    &["xung", "quanh", "đây"],
    &["gần", "đây"],
    &["quanh", "đây"],
    &["ở", "đây"],
    &["tại", "đây"],
    &["từ", "đây"],
    &["gần", "tôi"],
    &["gần", "mình"],
    &["quanh", "tôi"],
];

/// Claims what points must have; each need once, with the words it came from.
pub fn read_needs(sentence: &mut Sentence) -> Vec<(String, Need)> {
    let mut needs = Vec::new();
    if let Some((words, ())) = claimed(sentence, WHEELCHAIR.iter().map(|phrase| (*phrase, ()))) {
        needs.push((words, Need::Wheelchair));
    }
    if let Some((words, ())) = claimed(sentence, OPEN.iter().map(|phrase| (*phrase, ()))) {
        needs.push((words, Need::Open));
    }
    needs
}

pub fn read_mode(sentence: &mut Sentence) -> Option<(String, TravelMode)> {
    claimed(sentence, MODES.iter().copied())
}

pub fn read_here(sentence: &mut Sentence) -> Option<String> {
    claimed(sentence, HERE.iter().map(|phrase| (*phrase, ()))).map(|(words, ())| words)
}

/// A kind of point, or the enterprise that runs it. `operators`: names as in the data, the longest first.
pub fn read_kind(sentence: &mut Sentence, operators: &[String]) -> Vec<(String, Need)> {
    let mut needs = Vec::new();
    if let Some((words, kind)) = claimed(sentence, KINDS.iter().copied()) {
        needs.push((words, Need::Kind(kind)));
    }
    for operator in operators {
        let bare = operator.strip_suffix(" Hà Nội").unwrap_or(operator).to_lowercase();
        let phrase: Vec<&str> = bare.split(' ').collect();
        if let Some((words, ())) = claimed(sentence, [(phrase.as_slice(), ())]) {
            needs.push((words, Need::Operator(operator.clone())));
            break;
        }
    }
    needs
}

/// The first phrase of the list that stands in the sentence, at its first place.
fn claimed<'a, Meaning>(
    sentence: &mut Sentence,
    phrases: impl IntoIterator<Item = (&'a [&'a str], Meaning)>,
) -> Option<(String, Meaning)> {
    phrases.into_iter().find_map(|(phrase, meaning)| {
        let at = (0..sentence.words.len()).find(|&at| sentence.has_at(at, phrase))?;
        Some((sentence.claim(at, phrase.len()), meaning))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_need_is_told_with_its_words() {
        let mut sentence = Sentence::read("điểm gần nhất còn mở cửa có xe lăn vào được");
        assert_eq!(
            read_needs(&mut sentence),
            [
                ("có xe lăn vào được".to_owned(), Need::Wheelchair),
                ("còn mở cửa".to_owned(), Need::Open)
            ]
        );
        assert_eq!(sentence.runs(), [(0, 3)]);
    }

    #[test]
    fn a_vehicle_is_a_mode_only_where_somebody_goes_by_it() {
        let mode = |typed: &str| read_mode(&mut Sentence::read(typed)).map(|(_, mode)| mode);
        assert_eq!(mode("di bo toi diem gan nhat"), Some(TravelMode::Foot));
        assert_eq!(mode("đi ô tô ra Láng"), Some(TravelMode::Car));
        assert_eq!(mode("đăng ký xe máy"), None);
        assert_eq!(mode("đổi bằng lái xe máy"), None);
    }

    #[test]
    fn kinds_and_enterprises_narrow_the_points() {
        let operators = ["Bưu điện Hà Nội".to_owned(), "BIDV".to_owned()];
        let read = |typed: &str| read_kind(&mut Sentence::read(typed), &operators);
        assert_eq!(
            read("buu dien gan Láng"),
            [("buu dien".to_owned(), Need::Operator("Bưu điện Hà Nội".into()))]
        );
        assert_eq!(
            read("chi nhánh gần nhất"),
            [("chi nhánh".to_owned(), Need::Kind(FacilityKind::Branch))]
        );
        assert_eq!(read("xe lưu động")[0].1, Need::Kind(FacilityKind::MobileStop));
    }
}
