//! The page of `gandan assess` that a director reads.

use std::fmt::Write;

use super::Lang;
use crate::planner::Snapshot;
use crate::wire::{AreaShape, AssessAnswer, CoverageAnswer, PeopleShape};

/// Communes and gaps listed.
const LISTED: usize = 10;

/// The whole page.
pub fn page(snapshot: &Snapshot, answer: &AssessAnswer, lang: Lang) -> String {
    let mut page = String::new();
    let dataset = snapshot.dataset();
    let title = lang.pick("TIẾP CẬN DỊCH VỤ CÔNG", "ACCESS TO PUBLIC SERVICES");
    let _ = writeln!(page, "{title}");
    if dataset.is_demo {
        let _ = writeln!(
            page,
            "{}",
            lang.pick(
                "(dữ liệu minh họa, không phải số liệu thật)",
                "(demonstration data, not real figures)"
            )
        );
    }
    for coverage in &answer.rules {
        rule_part(&mut page, coverage, lang);
    }
    let _ = writeln!(page, "\n{}", lang.pick("Nguồn số liệu", "Sources"));
    for source in &dataset.sources {
        let _ = writeln!(
            page,
            "  {}: {} ({}) {}",
            source.layer, source.name, source.imported_at, source.note
        );
    }
    let (used, listed) = snapshot.travel().own_times().counts();
    if listed > 0 {
        let all = dataset.cells.len() * dataset.facilities.len();
        let unknown = listed - used;
        let _ = match lang {
            Lang::Vi => writeln!(
                page,
                "  Thời gian đi lại: {used} trên {all} cặp ô - điểm lấy từ bảng nhập vào, còn lại tính theo đường; {unknown} cặp của bảng có mã không còn trong dữ liệu"
            ),
            Lang::En => writeln!(
                page,
                "  Travel times: {used} of {all} pairs of cell and facility from the table, the others by road; {unknown} pairs of the table have codes that are not in the data"
            ),
        };
    }
    let _ = writeln!(
        page,
        "{} {}",
        lang.pick("Mã bộ số liệu:", "Snapshot:"),
        answer.snapshot_id
    );
    page
}

fn rule_part(page: &mut String, coverage: &CoverageAnswer, lang: Lang) {
    let rule = &coverage.rule;
    let people = &coverage.people;
    let limit = match rule.combine.as_str() {
        "distance_only" if rule.counts.len() == 1 => lang.pick(
            "chỉ tính đại lý, trong bán kính 5 km (Kế hoạch 68)",
            "agents alone, within 5 km (plan 68)",
        ),
        "distance_only" => lang.pick("trong bán kính 5 km (Kế hoạch 68)", "within 5 km (plan 68)"),
        _ => lang.pick(
            "dưới 30 phút đi xe máy hoặc trong 5 km (Đề án)",
            "under 30 minutes by motorbike or within 5 km (scheme)",
        ),
    };
    let _ = writeln!(page, "\n{} {} - {limit}", lang.pick("Quy tắc", "Rule"), rule.id);
    let _ = writeln!(
        page,
        "  {} {} / {} {} ({}); {}: {}",
        lang.pick("Bảo đảm tiếp cận:", "With access:"),
        whole(people.passing, lang),
        whole(people.total, lang),
        lang.pick("người", "people"),
        percent(people.passing, people.total, lang),
        lang.pick("chưa bảo đảm", "without"),
        whole(people.total - people.passing, lang),
    );
    let parts: [(&str, f64); 5] = [
        (
            lang.pick("cả thời gian và khoảng cách", "time and distance"),
            people.time_and_distance,
        ),
        (lang.pick("chỉ theo thời gian", "time only"), people.time_only),
        (
            lang.pick(
                "chỉ theo bán kính (đường đi từ 30 phút trở lên)",
                "radius only (30 minutes or more by road)",
            ),
            people.distance_only,
        ),
        (lang.pick("không đạt cả hai", "neither"), people.neither),
        (
            lang.pick(
                "không nối được với đường (nằm trong các nhóm trên)",
                "joining no road (part of the above)",
            ),
            people.unsnapped,
        ),
    ];
    for (name, value) in parts {
        let _ = writeln!(
            page,
            "    {:>12}  {:>7}  {name}",
            whole(value, lang),
            percent(value, people.total, lang)
        );
    }
    let share = |people: &PeopleShape| percent(people.passing, people.total, lang);
    let _ = writeln!(
        page,
        "  {} {}; {} {}",
        lang.pick("Phường:", "Urban wards:"),
        share(&coverage.urban),
        lang.pick("xã:", "rural communes:"),
        share(&coverage.rural),
    );
    if let Some(median) = coverage.median_s {
        let _ = writeln!(
            page,
            "  {} {:.0} {}{}",
            lang.pick("Một nửa số người dân đi dưới", "Half of the residents travel less than"),
            (median / 60.0).ceil(),
            lang.pick("phút", "minutes"),
            coverage.p95_s.map_or_else(String::new, |p95| format!(
                "; 95 %: {:.0} {}",
                (p95 / 60.0).ceil(),
                lang.pick("phút", "minutes")
            )),
        );
    }
    worst(page, coverage, lang);
}

fn worst(page: &mut String, coverage: &CoverageAnswer, lang: Lang) {
    let missing = |area: &AreaShape| area.people.total - area.people.passing;
    let mut areas: Vec<&AreaShape> = coverage.areas.iter().filter(|area| missing(area) >= 0.5).collect();
    areas.sort_by(|a, b| missing(b).total_cmp(&missing(a)).then_with(|| a.code.cmp(&b.code)));
    if areas.is_empty() {
        let _ = writeln!(
            page,
            "  {}",
            lang.pick("Mọi xã, phường đều bảo đảm tiếp cận.", "Every commune has full access.")
        );
        return;
    }
    let _ = writeln!(
        page,
        "  {} ({})",
        lang.pick(
            "Xã, phường còn người dân chưa bảo đảm tiếp cận",
            "Communes with residents without access"
        ),
        areas.len()
    );
    for area in areas.iter().take(LISTED) {
        let _ = writeln!(
            page,
            "    {:>12}  {:>7}  {}",
            whole(missing(area), lang),
            percent(area.people.passing, area.people.total, lang),
            area.name,
        );
    }
    let _ = writeln!(
        page,
        "  {} ({})",
        lang.pick(
            "Khu vực chưa bảo đảm tiếp cận, nơi đặt điểm tốt nhất",
            "Gaps, and the best place for a point"
        ),
        coverage.gaps.len()
    );
    for gap in coverage.gaps.iter().take(LISTED) {
        let _ = writeln!(
            page,
            "    {:>12}  {:.4}, {:.4}  {} ({} {})",
            whole(gap.people, lang),
            gap.lon,
            gap.lat,
            gap.area_name.as_deref().unwrap_or("-"),
            lang.pick("một điểm tại đây phục vụ", "a point here reaches"),
            whole(gap.site_people, lang),
        );
    }
}

/// A whole number with the language's grouping.
pub fn whole(value: f64, lang: Lang) -> String {
    let digits = format!("{:.0}", value.abs().round());
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push_str(lang.pick(".", ","));
        }
        grouped.push(digit);
    }
    if value <= -0.5 { format!("-{grouped}") } else { grouped }
}

/// A share in percent with one decimal, rounded down so that 99.96 % never reads as everybody.
pub fn percent(part: f64, all: f64, lang: Lang) -> String {
    if all <= 0.0 {
        return "-".to_owned();
    }
    let tenths = (part / all * 1000.0 + 1e-9).floor() / 10.0;
    format!("{tenths:.1}").replace('.', lang.pick(",", ".")) + " %"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(whole(8_807_525.4, Lang::Vi), "8.807.525");
        assert_eq!(whole(-1234.0, Lang::En), "-1,234");
        assert_eq!(whole(0.0, Lang::Vi), "0");
    }

    #[test]
    fn a_share_short_of_everybody_never_reads_as_everybody() {
        assert_eq!(percent(9999.0, 10_000.0, Lang::Vi), "99,9 %");
        assert_eq!(percent(10.0, 10.0, Lang::En), "100.0 %");
        assert_eq!(percent(0.0, 0.0, Lang::En), "-");
    }
}
