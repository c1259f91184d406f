//! The page of `gandan review`: a proposal for consideration, never a decision.

use std::fmt::Write;

use super::text_page::whole;
use super::{Lang, findings, review_expansion_text, review_reasons_text};
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
        answer.settings.preset,
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
    let proof = match (answer.status.as_str(), lang) {
        ("optimal", Lang::Vi) => "đã chứng minh tối ưu (độ lệch 0)".to_owned(),
        ("optimal", Lang::En) => "proven optimal (gap 0)".to_owned(),
        ("infeasible", Lang::Vi) => "không có phương án nào thỏa mãn".to_owned(),
        ("infeasible", Lang::En) => "no plan satisfies the settings".to_owned(),
        (_, Lang::Vi) => format!("chưa chứng minh tối ưu, độ lệch {:.2} %", answer.gap * 100.0),
        (_, Lang::En) => format!("not proven optimal, gap {:.2} %", answer.gap * 100.0),
    };
    let _ = writeln!(page, "{} {proof}", lang.pick("Lời giải:", "Solution:"));
    for level in &answer.levels {
        let _ = writeln!(
            page,
            "  {:<18} {:>14.2}  {} {:.2}",
            level.name,
            level.value,
            lang.pick("cận", "bound"),
            level.bound
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
        let _ = writeln!(page, "  {:<14} {before} -> {after}", retain.rule.id);
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
    for reading in &answer.sensitivity {
        let _ = writeln!(
            page,
            "  {:<40} {} {:>4}  {} {:>4}  {} {:>4}  ({})",
            reading.name,
            lang.pick("duy trì", "kept"),
            reading.kept,
            lang.pick("chuyển", "merged"),
            reading.merged,
            lang.pick("chấm dứt", "closed"),
            reading.closed,
            reading.status,
        );
    }
}
