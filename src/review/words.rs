//! Reasons and objections in sentences, Vietnamese first: plain, official, each with its figures.

use super::announced_words::Announcement;
use super::numbers::Language::{self, English, Vietnamese};
use super::passed_over::Bar;
use super::performance::Below;
use super::plan::{AddedTravel, Binding, DecisionKind, Reasons, ReceiverLoad};
use super::remedy::{self, Remedy, Structural};
use super::settings::ReviewSettings;
use crate::model::{Combine, Facility, FacilityKind, Rule};
use crate::text::day_vi;

/// What the sentences need beyond the figures in [`Reasons`].
pub struct Circumstances<'a> {
    pub settings: &'a ReviewSettings,
    pub kind: DecisionKind,
    pub receiver_name: Option<&'a str>,
    /// What the receiver itself must put right.
    pub receiver_remedy: Option<&'a Remedy>,
    /// Why the nearest point that is left is not the receiver; `None` where it is.
    pub passed_over: Option<Bar>,
    pub alternative_name: Option<&'a str>,
    /// Distance and time to the receiver.
    pub to_receiver: Option<(f64, crate::units::Deciseconds)>,
    /// Answers and the interval of the satisfied share.
    pub satisfaction: Option<(f64, (f64, f64))>,
    pub merges_received: u32,
    /// Both operators are known and differ.
    pub other_operator: bool,
    /// Opening hours of this point or its receiver are unknown.
    pub hours_unknown: bool,
    /// No dossier figures are known of this point.
    pub load_unknown: bool,
    /// Nor of its receiver.
    pub receiver_load_unknown: bool,
    pub announced: Vec<Announcement<'a>>,
    pub facility: &'a Facility,
    pub structural: &'a Structural,
    pub below: &'a [Below],
    pub remedy: Option<&'a Remedy>,
}

/// Writes `because_*` and `objection_*` into the reasons.
pub fn write(reasons: &mut Reasons, about: &Circumstances) {
    reasons.because_vi = because(reasons, about, Vietnamese);
    reasons.because_en = because(reasons, about, English);
    if !about.kind.stays() {
        reasons.objection_vi = Some(objection(reasons, about, Vietnamese));
        reasons.objection_en = Some(objection(reasons, about, English));
    }
}

/// A rule's reach in words: "trong bán kính 5 km".
pub fn reach_of(rule: &Rule, language: Language) -> String {
    let km = language.distance(rule.radius.0);
    let minutes = language.minutes(rule.travel);
    match (language, rule.combine) {
        (Vietnamese, Combine::DistanceOnly) => format!("trong bán kính {km}"),
        (Vietnamese, Combine::TimeOnly) => format!("dưới {minutes} đi lại"),
        (Vietnamese, Combine::Any) => format!("trong bán kính {km} hoặc dưới {minutes} đi lại"),
        (Vietnamese, Combine::All) => format!("trong bán kính {km} và dưới {minutes} đi lại"),
        (English, Combine::DistanceOnly) => format!("within {km}"),
        (English, Combine::TimeOnly) => format!("under {minutes} of travel"),
        (English, Combine::Any) => format!("within {km} or under {minutes} of travel"),
        (English, Combine::All) => format!("within {km} and under {minutes} of travel"),
    }
}

fn noun_of(rule: &Rule, language: Language) -> &'static str {
    match (language, rule.counts.as_slice()) {
        (Vietnamese, [FacilityKind::Agent]) => "đại lý",
        (Vietnamese, _) => "điểm phục vụ",
        (English, [FacilityKind::Agent]) => "agent",
        (English, _) => "service point",
    }
}

fn because(reasons: &Reasons, about: &Circumstances, language: Language) -> Vec<String> {
    let settings = about.settings;
    let rule = settings.main_rule();
    let (noun, reach) = (noun_of(rule, language), reach_of(rule, language));
    let has = |binding: Binding| reasons.binding.contains(&binding);
    let vi = language == Vietnamese;
    let mut said = Vec::new();
    let mut say = |vietnamese: String, english: String| said.push(if vi { vietnamese } else { english });
    let people = |count: f64| language.whole(count);

    if has(Binding::Pinned) {
        if about.kind.stays() {
            say(
                "Người lập phương án yêu cầu duy trì điểm này.".into(),
                "The planner asked for this point to stay.".into(),
            );
        } else {
            say(
                "Người lập phương án yêu cầu chấm dứt hoạt động điểm này.".into(),
                "The planner asked for this point to end.".into(),
            );
        }
    }
    structural(reasons, about, &mut say);
    if let (DecisionKind::Merge, Some(name)) = (about.kind, about.receiver_name) {
        if let Some((metres, travel)) = about.to_receiver {
            let (far, long) = (language.distance(metres), language.minutes(travel));
            say(
                format!("{name} cách điểm này {far} theo đường thẳng, thời gian đi {long}."),
                format!("{name} is {far} away in a straight line, {long} of travel."),
            );
        }
        if let Some(load) = reasons.receiver {
            let (vietnamese, english) = moved_load(reasons, about, &load, language);
            say(vietnamese, english);
        }
    }
    if !about.kind.stays() {
        say(
            format!("Theo phương án này, mọi người dân đang có {noun} {reach} vẫn có {noun} {reach}."),
            format!("Under this plan everybody who has an {noun} {reach} today still has one."),
        );
    }
    if reasons.unique_people > 0.0 {
        let count = people(reasons.unique_people);
        say(
            format!("Nếu riêng điểm này ngừng phục vụ, {count} người dân không còn {noun} nào {reach}."),
            format!("If this point alone closed, {count} people would have no {noun} {reach}."),
        );
    }
    if has(Binding::SoleCoverAfterPlan) {
        let count = people(reasons.unique_people_after_plan);
        say(
            format!("Sau khi sắp xếp các điểm khác, {count} người dân chỉ còn điểm này {reach}."),
            format!("Once the rest of the plan is carried out, {count} people have this {noun} alone {reach}."),
        );
    }
    if about.merges_received > 0 {
        let count = about.merges_received;
        let load = reasons
            .receiver
            .map(|load| language.decimal(load.after))
            .unwrap_or_default();
        say(
            format!("Điểm này tiếp nhận phần việc của {count} điểm khác, tổng {load} hồ sơ mỗi tháng sau sắp xếp."),
            format!("It takes over the work of {count} other points, {load} dossiers a month afterwards."),
        );
    }
    for told in &about.announced {
        let (vietnamese, english) = told.sentences();
        say(vietnamese, english);
    }
    if let Some(last) = &reasons.last_second {
        let (count, reach) = (people(last.people), reach_of(&settings.retain[last.rule], language));
        let communes = last.communes.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        say(
            format!(
                "Nếu điểm này ngừng phục vụ, {count} người dân tại {communes} chỉ còn một điểm {reach}; nơi này phải giữ hai điểm."
            ),
            format!(
                "Without it {count} people of {communes} would have one point left {reach}, where two are to be kept."
            ),
        );
    }
    if has(Binding::CommuneMinimum) {
        say(
            "Đã tới số điểm ít nhất phải giữ tại xã, phường này.".into(),
            "The commune has come to the fewest points that it keeps.".into(),
        );
    }
    if has(Binding::OperatorMinimum) {
        say(
            "Đã tới số điểm ít nhất phải giữ của doanh nghiệp này.".into(),
            "The operator has come to the fewest points that it keeps.".into(),
        );
    }
    if let (true, Some(minutes)) = (has(Binding::CommuneTravel), settings.commune_mean_minutes) {
        let minutes = language.decimal(minutes);
        say(
            format!("Nếu chuyển điểm này, hồ sơ của xã, phường phải đi thêm trung bình quá {minutes} phút."),
            format!("With it merged the commune's dossiers would travel more than {minutes} min on average."),
        );
    }
    let (near, long) = (
        language.distance(settings.merge_distance.0),
        language.minutes(settings.merge_travel),
    );
    if has(Binding::NoReceiver) {
        say(
            format!("Không có điểm phù hợp nào khác trong {near} và dưới {long} đi lại để chuyển về."),
            format!("No other suitable point lies within {near} and under {long} of travel."),
        );
    }
    if has(Binding::Capacity) {
        let load = language.decimal(reasons.load_per_month);
        say(
            format!("Điểm lân cận không đủ năng lực nhận thêm {load} hồ sơ mỗi tháng."),
            format!("No point nearby has room for {load} more dossiers a month."),
        );
    }
    if has(Binding::UnusedCauseNotDiagnosed) && about.kind.stays() {
        say(
            "Chưa có hồ sơ nào theo báo cáo; chưa xác định nguyên nhân, cần khắc phục và đánh giá lại trước khi xem xét chấm dứt.".into(),
            "No dossier is reported; the cause is not diagnosed: remedy and re-check come before any ending.".into(),
        );
    }
    if let (true, Some(criteria)) = (has(Binding::PoorPerformance), &settings.criteria) {
        for below in about.below {
            let indicator = &criteria.indicators[below.indicator];
            let told = |language| remedy::wanted(indicator, below, language);
            say(
                format!("Chưa đạt tiêu chí, cần khắc phục: {}", told(Vietnamese)),
                format!("Below a criterion, to be remedied: {}", told(English)),
            );
        }
    } else if let (true, Some((answers, (low, high)))) = (has(Binding::PoorPerformance), about.satisfaction) {
        let target = language.percent(settings.satisfaction_target.0);
        let (low, high, answers) = (language.percent(low), language.percent(high), people(answers));
        say(
            format!("Mức độ hài lòng từ {low} đến {high} ({answers} ý kiến), dưới mục tiêu {target}: cần khắc phục."),
            format!(
                "Satisfaction lies between {low} and {high} ({answers} answers), below the target of {target}: to be remedied."
            ),
        );
    }
    if let (Some(list), true) = (&settings.standards, has(Binding::StandardsNotMet)) {
        let items = || about.structural.standards_missed.iter().map(|&item| &list.items[item]);
        let vietnamese: Vec<&str> = items().map(|item| item.name_vi.as_str()).collect();
        let english: Vec<&str> = items().map(|item| item.name_en.as_str()).collect();
        say(
            format!("Chưa đáp ứng tiêu chuẩn, cần khắc phục: {}.", vietnamese.join("; ")),
            format!("Standards not met, to be remedied: {}.", english.join("; ")),
        );
    }
    if let Some(told) = about.remedy {
        say(told.due_vi(), told.due_en());
    }
    if has(Binding::KeepsMoreForLess) {
        if about.kind.stays() {
            say(
                "Giữ điểm này giúp sắp xếp được nhiều điểm hơn với ít thay đổi đi lại hơn.".into(),
                "Keeping this one lets more others be rearranged, with less travel.".into(),
            );
        } else {
            say(
                "Mạng lưới ít điểm hơn vẫn bảo đảm tiếp cận.".into(),
                "A network with fewer points keeps everybody's access.".into(),
            );
        }
    }
    if has(Binding::MaximumChanges) {
        let most = settings.maximum_changes.unwrap_or(0);
        say(
            format!("Phương án đã đạt số thay đổi tối đa ({most})."),
            format!("The plan has reached the largest number of changes allowed ({most})."),
        );
    }
    if reasons.catchment_people > 0.0 {
        let count = people(reasons.catchment_people);
        let (mut vietnamese, mut english) = (
            format!("Là điểm gần nhất của {count} người dân"),
            format!("It is the nearest point of {count} people"),
        );
        let (if_vi, if_en) = end_of(reasons);
        let added = added_of(reasons);
        if let (Some(median), Some(max)) = (added.median, added.max) {
            let (median, max) = (language.minutes(median), language.minutes(max));
            vietnamese += &format!("; {if_vi}, một nửa số đó đi thêm không quá {median}, xa nhất thêm {max}");
            english += &format!("; {if_en}, half of them travel at most {median} longer, the farthest {max}");
        }
        if let Some(name) = about.alternative_name {
            vietnamese += &format!("; điểm thay thế là {name}");
            english += &format!("; the next one is {name}");
        }
        say(vietnamese + ".", english + ".");
    }
    if let (Some(bar), Some(name)) = (about.passed_over, about.alternative_name) {
        let (vietnamese, english) = bar.sentences(name, reasons.load_per_month, settings);
        say(vietnamese, english);
    }
    said
}

/// What its end does to the people of a point: with the whole plan where it ends, else by itself.
fn added_of(reasons: &Reasons) -> AddedTravel {
    reasons.after_plan.map_or(reasons.added, |after| after.added)
}

/// The condition of [`added_of`].
fn end_of(reasons: &Reasons) -> (&'static str, &'static str) {
    match reasons.after_plan {
        Some(_) => ("sau khi thực hiện cả phương án", "once the whole plan is carried out"),
        None => ("nếu riêng điểm này ngừng", "if it alone closes"),
    }
}

/// Reasons of the point's own to change, beside a near duplicate.
fn structural(reasons: &Reasons, about: &Circumstances, say: &mut dyn FnMut(String, String)) {
    let has = |binding: Binding| reasons.binding.contains(&binding);
    if let (true, Some(operator)) = (has(Binding::OperatorWithdraws), &about.facility.operator) {
        say(
            format!("Doanh nghiệp {operator} rút khỏi hoạt động đại lý."),
            format!("Its operator {operator} withdraws."),
        );
    }
    if let (true, Some(since)) = (has(Binding::MovedOrGone), &about.facility.missing_since) {
        let shown = day_vi(since);
        say(
            format!(
                "Danh sách của doanh nghiệp không còn nêu điểm này từ ngày {shown}: đã chuyển đi hoặc ngừng, cần xác minh."
            ),
            format!("Its operator's list has not named it since {since}: moved or gone, to be verified."),
        );
    }
    if let Some(day) = about.structural.ran_out {
        let may_end = about.structural.may_end(about.settings);
        let shown = day.format("%d/%m/%Y");
        let (vietnamese, english) = if may_end {
            ("thuộc diện xem xét chấm dứt", "an ending may be looked at")
        } else {
            (
                "cài đặt không cho chấm dứt vì hiệu quả thấp",
                "the settings let no point end for performance",
            )
        };
        say(
            format!("Thời hạn khắc phục đã hết ngày {shown} mà chưa đạt: {vietnamese}."),
            format!("The remedy ran out on {day} without success: {english}."),
        );
    }
}

/// The dossiers that move with a merge, and what its receiver has then; what nobody knows is not told as none.
fn moved_load(reasons: &Reasons, about: &Circumstances, load: &ReceiverLoad, language: Language) -> (String, String) {
    let [moved, before, after] =
        [reasons.load_per_month, load.before, load.after].map(|dossiers| language.decimal(dossiers));
    let (vi_capacity, en_capacity) = load.capacity.map_or_else(Default::default, |capacity| {
        let capacity = language.decimal(capacity);
        (
            format!(", năng lực {capacity}"),
            format!(", of {capacity} it can handle"),
        )
    });
    let comes_alone = (load.after - load.before - reasons.load_per_month).abs() < 0.05;
    let (vi_others, en_others) = match comes_alone {
        true => ("", ""),
        false => (" cùng các điểm khác chuyển về", " with the other points merged into it"),
    };
    let moves = reasons.load_per_month > 0.0;
    match (about.load_unknown, about.receiver_load_unknown, moves) {
        (true, true, _) => (
            format!("Chưa có số liệu hồ sơ của điểm này và của nơi tiếp nhận{vi_capacity}."),
            format!("No dossier figures are known of this point and of the receiver{en_capacity}."),
        ),
        (true, false, _) => (
            format!(
                "Chưa có số liệu hồ sơ của điểm này; không kể phần đó, nơi tiếp nhận có {after} hồ sơ mỗi tháng{vi_others}{vi_capacity}."
            ),
            format!(
                "No dossier figures are known of this point; without them the receiver has {after} a month{en_others}{en_capacity}."
            ),
        ),
        (false, true, true) => (
            format!("Chuyển {moved} hồ sơ mỗi tháng; chưa có số liệu hồ sơ hiện nay của nơi tiếp nhận{vi_capacity}."),
            format!("{moved} dossiers a month move; what the receiver has today is not known{en_capacity}."),
        ),
        (false, true, false) => (
            format!("Không có hồ sơ phải chuyển; chưa có số liệu hồ sơ hiện nay của nơi tiếp nhận{vi_capacity}."),
            format!("No dossiers move; what the receiver has today is not known{en_capacity}."),
        ),
        (false, false, true) => (
            format!(
                "Chuyển {moved} hồ sơ mỗi tháng; nơi tiếp nhận từ {before} lên {after} hồ sơ mỗi tháng{vi_others}{vi_capacity}."
            ),
            format!(
                "{moved} dossiers a month move; the receiver goes from {before} to {after} a month{en_others}{en_capacity}."
            ),
        ),
        (false, false, false) => (
            format!("Không có hồ sơ phải chuyển; nơi tiếp nhận có {after} hồ sơ mỗi tháng{vi_others}{vi_capacity}."),
            format!("No dossiers move; the receiver has {after} a month{en_others}{en_capacity}."),
        ),
    }
}

fn objection(reasons: &Reasons, about: &Circumstances, language: Language) -> String {
    let vi = language == Vietnamese;
    let mut said: Vec<String> = Vec::new();
    let mut say = |vietnamese: String, english: String| said.push(if vi { vietnamese } else { english });
    let (count, added) = (language.whole(reasons.catchment_people), added_of(reasons));
    if reasons.catchment_people > 0.0 {
        let (mut vietnamese, mut english) = (
            format!("{count} người dân đang có điểm này gần nhất"),
            format!("This is the nearest point of {count} people"),
        );
        if let Some(elderly) = reasons.catchment_elderly {
            let elderly = language.whole(elderly);
            vietnamese += &format!(" (ước tính {elderly} người cao tuổi)");
            english += &format!(" (an estimated {elderly} of them elderly)");
        }
        let (if_vi, if_en) = end_of(reasons);
        if let (Some(p95), Some(max)) = (added.p95, added.max) {
            let (p95, max) = (language.minutes(p95), language.minutes(max));
            if p95 == max {
                vietnamese += &format!("; {if_vi}, xa nhất phải đi thêm {max}");
                english += &format!("; {if_en}, the farthest travel {max} longer");
            } else {
                vietnamese += &format!("; {if_vi}, 5 % trong số đó phải đi thêm từ {p95} đến {max}");
                english += &format!("; {if_en}, 5 % of them travel {p95} to {max} longer");
            }
        }
        say(vietnamese + ".", english + ".");
    } else {
        say(
            "Không có người dân nào có điểm này gần nhất theo đường đi; số liệu đường có thể còn thiếu.".into(),
            "Nobody has this point nearest by road; road data may be incomplete.".into(),
        );
    }
    if added.without_alternative_people > 0.0 {
        let count = language.whole(added.without_alternative_people);
        say(
            format!("{count} người trong số đó không có đường tới điểm nào khác."),
            format!("{count} of them have no road to any other point."),
        );
    }
    if reasons.binding.contains(&Binding::UnusedCauseNotDiagnosed) {
        say(
            "Điểm chưa có hồ sơ nào; chưa xác định nguyên nhân (người dân chưa biết, vị trí, thiết bị hay nhân sự)."
                .into(),
            "No dossier is reported and the cause is not diagnosed (unknown to people, location, equipment, staff)."
                .into(),
        );
    }
    if let (Some(remedy), Some(name)) = (about.receiver_remedy, about.receiver_name) {
        let (vietnamese, english) = remedy.of_receiver(name);
        say(vietnamese, english);
    }
    if about.other_operator {
        say(
            "Nơi tiếp nhận thuộc doanh nghiệp khác: chỉ chuyển phần việc, cần hai bên thống nhất.".into(),
            "The receiver belongs to another enterprise: the service moves, and both must agree.".into(),
        );
    }
    if about.hours_unknown {
        say(
            "Chưa rõ giờ phục vụ của một trong hai điểm.".into(),
            "The opening hours of one of the two points are unknown.".into(),
        );
    }
    if about.load_unknown {
        say(
            "Chưa có số liệu hồ sơ của điểm này; phần việc chuyển đi có thể lớn hơn 0.".into(),
            "No dossier figures are known for this point: the load that moves may be above 0.".into(),
        );
    }
    said.join(" ")
}
