//! The part of the page of `gandan review` about what opens: points, stops of buses with their week, collaborators.

use super::Lang;
use super::text_page::{TextPage, whole};
use crate::text::weekday_vi;
use crate::wire::{ExpansionShape, OpeningShape, StopShape};

const ENGLISH_DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Gaps printed; the JSON has more.
const MOST_GAPS: usize = 15;

/// Openings, timetable, what remains.
pub fn expansion(told: &ExpansionShape, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    page.heading(lang.pick("Mở rộng", "Openings"));
    let people = |count: f64| whole(count, lang);
    page.sentence(
        2,
        &format!(
            "{} {}: {} {} -> {} {}{}",
            lang.pick("Người dân chưa đạt", "People without"),
            told.rule,
            people(told.left_out_people),
            lang.pick("hiện nay", "today"),
            people(told.left_out_after_people),
            lang.pick("khi mở các điểm dưới đây", "with the points below"),
            if told.stops.is_empty() {
                ".".to_owned()
            } else {
                format!(
                    " -> {} {}.",
                    people(told.left_out_with_stops_people),
                    lang.pick("khi có thêm xe lưu động", "with the buses too")
                )
            }
        ),
    );
    let proof = if told.status == "optimal" {
        lang.pick("đã chứng minh tối ưu", "proven optimal").to_owned()
    } else {
        format!(
            "{} {:.2} %",
            lang.pick("chưa chứng minh tối ưu, độ lệch", "not proven optimal, gap"),
            told.gap * 100.0
        )
    };
    page.sentence(
        2,
        &format!(
            "{} {} ({}: {proof}).",
            told.sites,
            lang.pick("vị trí được xét", "places looked at"),
            lang.pick("lời giải", "solution")
        ),
    );
    for opening in &told.openings {
        point(&mut page, opening);
    }
    stops(&mut page, &told.stops);
    remaining(&mut page, told);
    page.into_text()
}

fn point(page: &mut TextPage, told: &OpeningShape) {
    let lang = page.lang;
    page.heading(&format!("{} ({})", told.name, told.code));
    let place = format!("{:.5}, {:.5}", told.lon, told.lat);
    let area = told.area_name.as_deref().unwrap_or("");
    page.sentence(
        2,
        &format!(
            "{} {area} ({place})",
            lang.pick("Mở rộng - mở điểm mới tại", "Open a new point in")
        ),
    );
    let because = match lang {
        Lang::Vi => &told.because_vi,
        Lang::En => &told.because_en,
    };
    for reason in because {
        page.sentence(2, &format!("+ {reason}"));
    }
    page.sentence(2, &format!("- {}", lang.pick(&told.objection_vi, &told.objection_en)));
}

fn stops(page: &mut TextPage, stops: &[StopShape]) {
    if stops.is_empty() {
        return;
    }
    let lang = page.lang;
    page.heading(lang.pick("Lịch tuần của xe lưu động", "The buses' week"));
    let mut visits: Vec<_> = stops
        .iter()
        .flat_map(|stop| stop.visits.iter().map(move |visit| (visit, stop)))
        .collect();
    visits.sort_by(|a, b| (a.0.bus, a.0.weekday, &a.0.from).cmp(&(b.0.bus, b.0.weekday, &b.0.from)));
    for (visit, stop) in visits {
        let from_monday = usize::from(visit.weekday - 1) % 7;
        let day = lang.pick(weekday_vi(from_monday as u32), ENGLISH_DAYS[from_monday]);
        page.sentence(
            2,
            &format!(
                "{} {}, {day} {}-{}: {} ({} {})",
                lang.pick("Xe", "Bus"),
                visit.bus,
                visit.from,
                visit.to,
                stop.name,
                whole(stop.people, lang),
                lang.pick("người", "people"),
            ),
        );
    }
}

fn remaining(page: &mut TextPage, told: &ExpansionShape) {
    let lang = page.lang;
    if told.remaining.is_empty() {
        return;
    }
    page.heading(lang.pick("Còn lại", "What remains"));
    for gap in told.remaining.iter().take(MOST_GAPS) {
        let advice = match gap.advice.as_str() {
            "collaborator" => lang.pick(
                "quá ít người cho một điểm: bố trí cộng tác viên dịch vụ công",
                "too few people for a point: a collaborator",
            ),
            "mobile" => lang.pick(
                "quá ít người cho một điểm, địa bàn xa hoặc rộng: xe lưu động",
                "too few people for a point, remote or very large: a bus",
            ),
            "beyond_bounds" => lang.pick(
                "vượt số điểm hoặc kinh phí cho phép",
                "beyond the openings or the budget allowed",
            ),
            _ => lang.pick("chưa có vị trí nào phục vụ được", "no place looked at serves them"),
        };
        let area = gap.area_name.as_deref().unwrap_or("-");
        page.sentence(
            2,
            &format!(
                "{} {}, {area}: {advice}",
                whole(gap.people, lang),
                lang.pick("người", "people")
            ),
        );
    }
    let more = (told.remaining_gaps as usize).saturating_sub(MOST_GAPS.min(told.remaining.len()));
    if more > 0 {
        page.sentence(2, &format!("... {more} {}", lang.pick("khu vực nữa", "more gaps")));
    }
}
