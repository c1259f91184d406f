//! The table of `gandan review --pareto`: what keeping fewer points costs.

use super::Lang;
use super::text_page::{TextPage, whole};
use crate::wire::CurveAnswer;

const LABEL: usize = 10;
const COLUMN: usize = 14;

pub fn page(answer: &CurveAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    page.line(lang.pick(
        "ĐÁNH ĐỔI KHI GIỮ ÍT ĐIỂM HƠN (để tham khảo - không phải đề xuất)",
        "WHAT KEEPING FEWER POINTS COSTS (for reference, not a proposal)",
    ));
    let proof = if answer.fewest_bound == answer.fewest_without_loss {
        lang.pick("đã chứng minh", "proven").to_owned()
    } else {
        format!("{} {}", lang.pick("không thể dưới", "not below"), answer.fewest_bound)
    };
    page.sentence(
        0,
        &format!(
            "{} {}: {} {}; {} {} {} {} ({proof}).",
            lang.pick("Quy tắc", "Rule"),
            answer.rule,
            answer.points,
            lang.pick("điểm hiện nay", "points today"),
            whole(answer.covered_today_people, lang),
            lang.pick(
                "người dân đạt; số điểm ít nhất để không ai mất tiếp cận:",
                "people have access; the fewest points with which nobody loses it:"
            ),
            answer.fewest_without_loss,
            lang.pick("điểm", ""),
        ),
    );
    let heads = [
        lang.pick("người đạt", "people"),
        lang.pick("độ lệch", "gap"),
        lang.pick("mất tiếp cận", "lose access"),
        lang.pick("phút, bình quân", "mean minutes"),
        lang.pick("phút, 95 %", "minutes, 95 %"),
        lang.pick("đi xa hơn", "travel longer"),
    ];
    page.row(lang.pick("giữ", "kept"), LABEL, &heads.map(str::to_owned), COLUMN);
    for point in &answer.curve {
        let decimal = |value: f64| format!("{value:.1}").replace('.', lang.pick(",", "."));
        let gap = format!("{:.2} %", point.gap * 100.0).replace('.', lang.pick(",", "."));
        let values = [
            whole(point.covered_people, lang),
            gap,
            whole(point.lose_people, lang),
            decimal(point.mean_minutes),
            point.p95_minutes.map_or_else(|| "-".to_owned(), decimal),
            whole(point.people_with_longer_travel, lang),
        ];
        page.row(&point.kept.to_string(), LABEL, &values, COLUMN);
    }
    page.into_text()
}
