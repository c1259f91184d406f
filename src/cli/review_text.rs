//! The page of `gandan review`: a proposal for consideration, never a decision.

use std::fmt::Write;

use super::text_page::whole;
use super::{Lang, findings, review_expansion_text, review_reasons_text, review_words, rule_words};
use crate::wire::{DecisionShape, ReviewAnswer};

/// The whole page: totals, proof, every change with its reasons and what could be said against it.
pub fn page(answer: &ReviewAnswer, lang: Lang) -> String {
    let mut page = String::new();
    let totals = &answer.totals;
    let _ = writeln!(
        page,
        "{}",
        lang.pick(
            "ĐỀ XUẤT ĐỂ XEM XÉT (hệ thống đề xuất - chưa có quyết định)",
            "PROPOSAL FOR CONSIDERATION (nothing is decided)"
        )
    );
    let _ = writeln!(
        page,
        "{} {}; {}: {}",
        lang.pick("Phương án:", "Preset:"),
        review_words::preset(&answer.settings.preset, lang),
        lang.pick("số điểm có thể thay đổi", "points that may change"),
        answer.eligible
    );
    let _ = writeln!(
        page,
        "{}: {} -> {}",
        lang.pick("Số điểm được rà soát", "Points under review"),
        totals.before,
        totals.after
    );
    let counts = [
        (lang.pick("Duy trì", "Keep"), totals.keep),
        (lang.pick("Duy trì có điều kiện", "Keep with remedy"), totals.remedy),
        (
            lang.pick("Sắp xếp lại (chuyển về điểm khác)", "Merge into another point"),
            totals.merge,
        ),
        (lang.pick("Chấm dứt hoạt động", "Close"), totals.close),
        (lang.pick("Mở rộng (điểm mới)", "Open"), totals.open),
    ];
    for (name, count) in counts {
        let _ = writeln!(page, "  {count:>5}  {name}");
    }
    let proof = review_words::proof(answer, lang);
    let _ = writeln!(page, "{} {proof}", lang.pick("Lời giải:", "Solution:"));
    for level in &answer.levels {
        let _ = writeln!(
            page,
            "  {:<32} {:>14}  {} {}",
            review_words::level(&level.name, lang),
            amount(level.value, lang),
            lang.pick("cận", "bound"),
            amount(level.bound, lang)
        );
    }
    let _ = writeln!(
        page,
        "{}",
        lang.pick(
            "Người dân bảo đảm tiếp cận trước -> sau",
            "People with access before -> after"
        )
    );
    for retain in &answer.settings.retain {
        let (before, after) = (
            whole(retain.covered_before_people, lang),
            whole(retain.covered_after_people, lang),
        );
        let _ = writeln!(
            page,
            "  {:<16} {before} -> {after}",
            rule_words::short_name(&retain.rule, lang)
        );
    }
    if let Some(caution) = answer
        .open_errors
        .as_ref()
        .and_then(|open| findings::open_errors(open, lang))
    {
        let _ = writeln!(page, "! {caution}");
    }
    for remark in &answer.remarks {
        let _ = writeln!(page, "! {remark}");
    }
    for fix in &answer.fixes {
        let _ = writeln!(page, "  > {}", lang.pick(&fix.text_vi, &fix.text_en));
    }
    for decision in answer
        .decisions
        .iter()
        .filter(|decision| matches!(decision.decision.as_str(), "merge" | "close"))
    {
        change(&mut page, decision, lang);
    }
    if let Some(told) = &answer.expansion {
        page.push_str(&review_expansion_text::expansion(told, lang));
    }
    page.push_str(&review_reasons_text::sequence(answer, lang));
    page.push_str(&review_reasons_text::robustness(answer, lang));
    sensitivity(&mut page, answer, lang);
    page.push_str(&review_reasons_text::unreachable(answer, lang));
    let _ = writeln!(
        page,
        "{} {}",
        lang.pick("Mã bộ số liệu:", "Snapshot:"),
        answer.snapshot_id
    );
    page
}

fn change(page: &mut String, decision: &DecisionShape, lang: Lang) {
    let what = match (decision.decision.as_str(), &decision.into_name) {
        ("merge", Some(into)) => format!("{} {into}", lang.pick("Sắp xếp lại - chuyển về điểm", "Merge into")),
        _ => lang.pick("Chấm dứt hoạt động", "Close").to_owned(),
    };
    let _ = writeln!(page, "\n{} ({})\n  {what}", decision.name, decision.facility);
    let (because, objection) = match lang {
        Lang::Vi => (&decision.reasons.because_vi, &decision.reasons.objection_vi),
        Lang::En => (&decision.reasons.because_en, &decision.reasons.objection_en),
    };
    for reason in because {
        let _ = writeln!(page, "  + {reason}");
    }
    if let Some(objection) = objection {
        let _ = writeln!(page, "  - {objection}");
    }
    page.push_str(&review_reasons_text::of_decision(&decision.reasons, lang));
}

fn sensitivity(page: &mut String, answer: &ReviewAnswer, lang: Lang) {
    if answer.sensitivity.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "\n{}",
        lang.pick("Nếu hiểu quy tắc theo cách khác", "Under other readings of the rule")
    );
    let mut preset = String::new();
    for reading in &answer.sensitivity {
        if reading.preset != preset {
            preset.clone_from(&reading.preset);
            let name = review_words::preset(&preset, lang);
            let _ = writeln!(page, "  {} {name}", lang.pick("Phương án", "Preset"));
        }
        let _ = writeln!(
            page,
            "    {:<66} {} {:>4}  {} {:>4}  {} {:>4}  {}",
            review_words::reading(reading, lang),
            lang.pick("duy trì", "kept"),
            reading.kept,
            lang.pick("chuyển", "merged"),
            reading.merged,
            lang.pick("chấm dứt", "closed"),
            reading.closed,
            match reading.status.as_str() {
                "optimal" => String::new(),
                "infeasible" => lang.pick("(không thể)", "(impossible)").to_owned(),
                _ => format!(
                    "({} {})",
                    lang.pick("độ lệch", "gap"),
                    review_words::gap_of(reading.gap, lang)
                ),
            },
        );
    }
}

/// Two decimals where there are any.
fn amount(value: f64, lang: Lang) -> String {
    let cents = (value.abs() * 100.0).round() as u64 % 100;
    match cents {
        0 => whole(value, lang),
        _ => format!("{}{}{cents:02}", whole(value.trunc(), lang), lang.pick(",", ".")),
    }
}
