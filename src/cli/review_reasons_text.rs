//! The parts of the page of `gandan review` beside the changes themselves: what each flip would do, how firmly decisions
//! stand, the order of steps, who cannot be served whatever is kept.

use std::fmt::Write;

use super::Lang;
use super::text_page::{percent, whole};
use crate::wire::{CounterfactualShape, ReasonsShape, ReviewAnswer};

/// Steps printed; the JSON has all of them.
const MOST_STEPS: usize = 200;

/// Robustness, counterfactual and facts of one decision, a line each.
pub fn of_decision(reasons: &ReasonsShape, lang: Lang) -> String {
    let mut page = String::new();
    if let Some(told) = &reasons.robustness
        && let Some(verdict) = &told.verdict
    {
        let verdict = match verdict.as_str() {
            "robust" => lang.pick("Ổn định", "Robust"),
            _ => lang.pick("Cần xem xét thêm", "Fragile"),
        };
        let known = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| share(value, lang));
        let _ = writeln!(
            page,
            "  = {verdict}: {} {}, {} {}",
            lang.pick("giữ nguyên trong", "the same in"),
            known(told.plans_share) + lang.pick(" phương án gần tốt bằng", " of the plans that are nearly as good"),
            known(told.readings_share),
            lang.pick("cách hiểu quy tắc", "of the readings of the rule"),
        );
    }
    if let Some(told) = &reasons.counterfactual {
        let _ = writeln!(page, "  ? {}", counterfactual(told, lang));
        for obstacle in &told.obstacles {
            let _ = writeln!(page, "      {}", lang.pick(&obstacle.text_vi, &obstacle.text_en));
        }
    }
    for fact in &reasons.flip_facts {
        let _ = writeln!(page, "  ~ {}", lang.pick(&fact.text_vi, &fact.text_en));
    }
    page
}

fn counterfactual(told: &CounterfactualShape, lang: Lang) -> String {
    let what = match told.flip.as_str() {
        "stay" => lang.pick("Nếu giữ lại", "If it stayed"),
        _ => lang.pick("Nếu phải ngừng", "If it had to go"),
    };
    let rest = match told.outcome.as_str() {
        "changed" => {
            let level = |name: &str| told.levels.iter().find(|level| level.name == name);
            let said = |name: &str, vietnamese: &str, english: &str| {
                level(name).map(|level| {
                    // The lower end of a level that is not proven says nothing; the upper one is reached for certain.
                    let figure = if level.lower == level.upper {
                        signed(level.lower, lang)
                    } else {
                        format!("{} {}", lang.pick("nhiều nhất", "at most"), signed(level.upper, lang))
                    };
                    format!("{} {figure}", lang.pick(vietnamese, english))
                })
            };
            let parts = [
                said("cost", "số điểm phải giữ (quy đổi)", "points to keep (equivalents)"),
                said(
                    "merge_travel",
                    "đi lại của hồ sơ (hồ sơ x phút)",
                    "travel of moved load (dossier x min)",
                ),
                said("changes", "số thay đổi", "changes"),
            ];
            let others = lang.pick("điểm khác đổi theo", "other points change");
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("{}; {others}: {}", parts.join(", "), told.others.len())
        }
        "impossible" => lang.pick("không thể:", "it is impossible:").to_owned(),
        "fixed" => lang
            .pick(
                "không xét (đã ấn định hoặc không thuộc diện thay đổi)",
                "not asked: pinned or not eligible",
            )
            .to_owned(),
        _ => lang
            .pick("chưa tính (hết thời gian)", "not computed (out of time)")
            .to_owned(),
    };
    format!("{what}: {rest}")
}

fn share(value: f64, lang: Lang) -> String {
    percent(value, 1.0, lang)
}

/// With a sign, two decimals at most.
pub fn signed(value: f64, lang: Lang) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    let text = format!("{sign}{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('.', lang.pick(",", "."))
}

/// The steps of carrying the plan out.
pub fn sequence(answer: &ReviewAnswer, lang: Lang) -> String {
    let mut page = String::new();
    if answer.sequence.is_empty() {
        return page;
    }
    let heading = lang.pick(
        "Thứ tự thực hiện (sau mỗi bước mọi quy tắc đều được bảo đảm; các bước cùng đợt có thể làm cùng lúc)",
        "Order of steps (every rule holds after each; steps of one stage may go together)",
    );
    let _ = writeln!(page, "\n{heading}");
    for step in answer.sequence.iter().take(MOST_STEPS) {
        let what = match &step.into {
            Some(into) => format!("{} -> {into}", step.facility),
            None => format!("{} {}", lang.pick("chấm dứt", "close"), step.facility),
        };
        let _ = writeln!(
            page,
            "  {:>4}  {} {}  {what}  {}",
            step.step,
            lang.pick("đợt", "stage"),
            step.stage,
            step.name
        );
    }
    if answer.sequence.len() > MOST_STEPS {
        let more = answer.sequence.len() - MOST_STEPS;
        let _ = writeln!(
            page,
            "  ... {more} {}",
            lang.pick("bước nữa trong JSON", "more steps in the JSON")
        );
    }
    page
}

/// What was compared, and how many decisions are robust.
pub fn robustness(answer: &ReviewAnswer, lang: Lang) -> String {
    let base = &answer.robustness;
    if base.robust + base.fragile == 0 {
        return String::new();
    }
    let all = if base.is_all {
        lang.pick(" (tất cả)", " (all there are)")
    } else {
        ""
    };
    format!(
        "\n{}: {} {}, {} {} ({} {}{all} {} {}, {} {})\n",
        lang.pick("Mức ổn định của đề xuất", "How firmly the proposal stands"),
        base.robust,
        lang.pick("quyết định ổn định", "decisions are robust"),
        base.fragile,
        lang.pick("cần xem xét thêm", "fragile"),
        base.plans,
        lang.pick("phương án khác", "other plans"),
        lang.pick("với chi phí thêm không quá", "that cost at most this much more:"),
        share(base.epsilon, lang),
        base.readings,
        lang.pick("cách hiểu quy tắc", "readings of the rule"),
    )
}

/// Who cannot meet a rule whatever is kept.
pub fn unreachable(answer: &ReviewAnswer, lang: Lang) -> String {
    let mut page = String::new();
    for told in answer.unreachable.iter().filter(|told| told.people > 0.0) {
        let _ = writeln!(
            page,
            "\n{} {}: {} {}, {} {}",
            lang.pick("Chưa đạt dù giữ mọi điểm, theo", "Not served whatever is kept, under"),
            told.rule,
            whole(told.people, lang),
            lang.pick("người dân", "people"),
            told.cells,
            lang.pick("ô", "cells"),
        );
        for gap in &told.gaps {
            let place = match (gap.lon, gap.lat, &gap.area_name) {
                (Some(lon), Some(lat), area) => format!("{lon:.5}, {lat:.5} {}", area.as_deref().unwrap_or("")),
                _ => lang.pick("không có vị trí nào", "no place helps").to_owned(),
            };
            let needed = gap
                .points_needed
                .map_or_else(|| ">12".to_owned(), |needed| needed.to_string());
            let _ = writeln!(
                page,
                "  {:>9} {}  {needed} {}: {place} ({} {})",
                whole(gap.people, lang),
                lang.pick("người", "people"),
                lang.pick("điểm mới, trước hết tại", "new points, the first at"),
                whole(gap.site_people, lang),
                lang.pick("người", "people"),
            );
        }
    }
    page
}
