//! What others than the point itself say on its sheet: citizens, cases, the last inspection; and the lines of the versioned
//! checklist that an inspector fills in.

use std::collections::BTreeMap;

use super::document::{Block, Table};
use super::evidence::{CaseCounts, Evidence, share_told};
use super::value::Value;
use crate::model::Facility;
use crate::review::criteria::{Checklist, checked};
use crate::text::day_vi;
use crate::voice::{SATISFACTION_FORMULA_VI, Source};

/// Lines left blank where no checklist is for the kind of point.
const BLANK_LINES: usize = 6;

/// Satisfaction by source, cases, the last inspection and what is still to be mended.
pub(super) fn seen(evidence: &Evidence, code: &str) -> Vec<Block> {
    if !evidence.is_read {
        let unread =
            "Không có hoặc không đọc được số liệu về đánh giá của người dân, phản ánh và kiểm tra khi lập phiếu.";
        return vec![Block::Paragraph(unread.to_owned())];
    }
    let mut blocks = Vec::new();
    for source in [Source::Citizens, Source::SelfAssessed] {
        let own = evidence
            .satisfaction
            .iter()
            .find(|one| one.facility == code && one.source == source);
        let told = own
            .and_then(share_told)
            .unwrap_or_else(|| "chưa có lượt nào được tính".to_owned());
        blocks.push(Block::Item(format!(
            "Mức độ hài lòng, {}: {told}.",
            source.vietnamese()
        )));
    }
    blocks.push(Block::Small(format!("Cách tính: {SATISFACTION_FORMULA_VI}")));
    blocks.push(Block::Item(cases(evidence, code)));
    blocks.push(Block::Item(match evidence.standards.get(code) {
        Some(own) => format!(
            "Lần kiểm tra gần nhất: ngày {}, đạt {}/{} mục; {} việc quá hạn khắc phục.",
            day_vi(&own.on.to_string()),
            own.met,
            own.met + own.not_met,
            own.overdue
        ),
        None => "Điểm chưa được kiểm tra đến hết kỳ.".to_owned(),
    }));
    let open: Vec<_> = evidence.findings.iter().filter(|one| one.facility == code).collect();
    if !open.is_empty() {
        let columns = [("Việc phải khắc phục", 70.0), ("Thời hạn", 16.0), ("Tình trạng", 18.0)];
        let rows = open.into_iter().map(|one| {
            vec![
                Value::text(one.text.clone()),
                Value::Day(one.deadline.clone()),
                Value::text(if one.is_overdue { "quá hạn" } else { "còn hạn" }),
            ]
        });
        let caption = "Việc phải khắc phục sau kiểm tra, chưa hoàn thành";
        blocks.push(Block::Table(
            Table::new("bang_khac_phuc", "Việc phải khắc phục", caption, &columns).with(rows),
        ));
    }
    blocks
}

fn cases(evidence: &Evidence, code: &str) -> String {
    let own: Vec<_> = evidence.cases.iter().filter(|one| one.facility == code).collect();
    if own.is_empty() {
        return "Phản ánh qua bản đồ số và mã QR trong kỳ: không có.".to_owned();
    }
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for one in &own {
        *kinds.entry(one.kind.vietnamese()).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    format!(
        "Phản ánh qua bản đồ số và mã QR trong kỳ: {} ({}); {}.",
        own.len(),
        kinds.join(", "),
        CaseCounts::of(own.into_iter()).told()
    )
}

/// The lines of the checklist with what the data already tell, for the inspector to fill in.
pub(super) fn to_inspect(checklist: Option<&Checklist>, point: &Facility) -> Vec<Block> {
    let columns = [
        ("Nội dung", 44.0),
        ("Theo dữ liệu", 14.0),
        ("Đạt", 8.0),
        ("Chưa đạt", 10.0),
        ("Nhận xét, thời hạn khắc phục", 36.0),
    ];
    let table = Table::new("bang_kiem_tra", "Kiểm tra tại chỗ", "", &columns);
    let line = |name: String, known: &str| {
        vec![
            Value::Text(name),
            Value::text(known),
            Value::text("☐"),
            Value::text("☐"),
            Value::Blank,
        ]
    };
    let Some(list) = checklist else {
        let none = format!(
            "Chưa có danh mục kiểm tra cho loại điểm này ({}); các dòng để trống do người kiểm tra ghi.",
            point.kind.vietnamese()
        );
        let rows = (0..BLANK_LINES).map(|_| line(String::new(), ""));
        return vec![Block::Paragraph(none), Block::Table(table.with(rows))];
    };
    let known = checked(point, list);
    let rows = list.items.iter().zip(known).map(|(item, known)| {
        let known = match known {
            Some(true) => "có",
            Some(false) => "chưa có",
            None => "cần xem",
        };
        line(item.name_vi.clone(), known)
    });
    vec![
        Block::Paragraph(format!("Theo {} (mã {}, bản {}).", list.name_vi, list.id, list.version)),
        Block::Table(table.with(rows)),
    ]
}
