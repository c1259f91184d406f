//! The page of `gandan what-if`.

use std::fmt::Write;

use super::Lang;
use super::review_reasons_text::signed;
use super::text_page::whole;
use crate::wire::{AskedShape, BestShape, ChangeShape, WhatIfAnswer};

/// Communes told for a rule.
const MOST_AREAS: usize = 10;

/// The whole page. `exact_was_asked` tells an answer that does not exist from one that was not looked for.
pub fn page(answer: &WhatIfAnswer, exact_was_asked: bool, lang: Lang) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{}",
        lang.pick(
            "THỬ THAY ĐỔI (để xem xét - chưa có quyết định)",
            "WHAT IF (for consideration; nothing is decided)"
        )
    );
    asked(&mut page, &answer.asked, lang);
    let heading = lang.pick(
        "Xử lý tốt nhất khi chỉ xét lại các điểm lân cận (mất nhiều nhất chừng này)",
        "Best answer with only the points nearby decided anew (at most this is lost)",
    );
    best(&mut page, heading, answer.at_most.as_ref(), lang);
    if exact_was_asked {
        let heading = lang.pick(
            "Xử lý tốt nhất khi xét lại mọi điểm",
            "Best answer with every point decided anew",
        );
        best(&mut page, heading, answer.exact.as_ref(), lang);
    }
    if answer
        .plan_snapshot_id
        .as_ref()
        .is_some_and(|id| *id != answer.snapshot_id)
    {
        let warning = lang.pick(
            "Phương án được lập từ bộ số liệu khác với bộ hiện có.",
            "The plan was made from other data than those in the workspace.",
        );
        let _ = writeln!(page, "\n! {warning}");
    }
    let _ = writeln!(
        page,
        "\n{} {}",
        lang.pick("Mã bộ số liệu:", "Snapshot:"),
        answer.snapshot_id
    );
    page
}

fn asked(page: &mut String, asked: &AskedShape, lang: Lang) {
    let heading = if asked.is_possible {
        lang.pick("Chỉ thay đổi như yêu cầu: thực hiện được", "The change alone: possible")
    } else {
        lang.pick(
            "Chỉ thay đổi như yêu cầu: KHÔNG thực hiện được",
            "The change alone: NOT possible",
        )
    };
    let _ = writeln!(page, "\n{heading}");
    for rule in &asked.rules {
        let _ = writeln!(
            page,
            "  {:<14} {} {}  {} {}  {} {}  ({} {})",
            rule.rule,
            lang.pick("hiện nay", "today"),
            whole(rule.today_people, lang),
            lang.pick("phương án", "plan"),
            whole(rule.plan_people, lang),
            lang.pick("sau thay đổi", "with the change"),
            whole(rule.asked_people, lang),
            lang.pick("mất tiếp cận", "losing access"),
            whole(rule.losing_people, lang),
        );
        for area in rule.losing_areas.iter().take(MOST_AREAS) {
            let name = area
                .name
                .as_deref()
                .unwrap_or(lang.pick("ngoài các xã, phường", "outside of every area"));
            let _ = writeln!(page, "      {:>10}  {name}", whole(area.people, lang));
        }
    }
    for broken in &asked.broken {
        let _ = writeln!(page, "  ! {}", lang.pick(&broken.text_vi, &broken.text_en));
    }
}

fn best(page: &mut String, heading: &str, best: Option<&BestShape>, lang: Lang) {
    let _ = writeln!(page, "\n{heading}");
    let Some(best) = best else {
        let _ = writeln!(
            page,
            "  {}",
            lang.pick("không tìm được phương án nào", "no plan was found")
        );
        return;
    };
    let proof = match best.status.as_str() {
        "optimal" => lang.pick("đã chứng minh tốt nhất", "proven best"),
        _ => lang.pick("chưa chứng minh tốt nhất", "not proven best"),
    };
    let _ = writeln!(
        page,
        "  {} {} ({proof})",
        best.free,
        lang.pick("điểm được xét lại", "points were free")
    );
    for level in &best.levels {
        let _ = writeln!(
            page,
            "  {:<14} {:.2} -> {:.2} ({})",
            level.name,
            level.plan,
            level.value,
            signed(level.value - level.plan, lang)
        );
    }
    for change in &best.changes {
        let _ = writeln!(
            page,
            "  {} ({}): {}",
            change.name,
            change.facility,
            change_words(change, lang)
        );
    }
}

fn change_words(change: &ChangeShape, lang: Lang) -> String {
    let fate = |what: &str, into: &Option<String>| match (what, into) {
        ("merge", Some(into)) => format!("{} {into}", lang.pick("chuyển về", "merge into")),
        ("close", _) => lang.pick("chấm dứt", "close").to_owned(),
        _ => lang.pick("duy trì", "keep").to_owned(),
    };
    format!(
        "{} -> {}",
        fate(&change.plan, &change.plan_into),
        fate(&change.answer, &change.answer_into)
    )
}
