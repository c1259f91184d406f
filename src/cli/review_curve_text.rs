//! The table of `gandan review --pareto`: what keeping fewer points costs.

use super::Lang;
use super::review_words::gap_of;
use super::text_page::{TextPage, whole};
use crate::wire::CurveAnswer;

const LABEL: usize = 6;
const COLUMN: usize = 11;

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
        lang.pick("mất", "lose it"),
        lang.pick("chi phí", "cost"),
        lang.pick("phút, TB", "mean min"),
        lang.pick("phút, 95 %", "min, 95 %"),
        lang.pick("đi xa hơn", "longer"),
        lang.pick("phút thêm", "min more"),
    ];
    page.row(lang.pick("giữ", "kept"), LABEL, &heads.map(str::to_owned), COLUMN);
    for point in &answer.curve {
        let decimal = |value: f64| format!("{value:.1}").replace('.', lang.pick(",", "."));
        let values = [
            whole(point.covered_people, lang),
            gap_of(point.gap, lang),
            whole(point.lose_people, lang),
            decimal(point.cost_points),
            decimal(point.mean_minutes),
            point.p95_minutes.map_or_else(|| "-".to_owned(), decimal),
            whole(point.people_with_longer_travel, lang),
            whole(point.added_person_minutes, lang),
        ];
        page.row(&point.kept.to_string(), LABEL, &values, COLUMN);
    }
    page.sentence(
        0,
        lang.pick(
            "mất: người dân mất tiếp cận. chi phí: số điểm, điểm có chất lượng kém tính thêm. đi xa hơn: người dân có điểm gần nhất xa hơn nay. phút thêm: tổng số phút mọi người đi thêm cho một lượt.",
            "lose it: people who lose access. cost: points, those of poor performance cost more. longer: people whose nearest point is farther than today. min more: minutes that all together travel longer, for one trip each.",
        ),
    );
    page.into_text()
}
