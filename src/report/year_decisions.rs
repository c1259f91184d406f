//! What was decided and carried out over a year: scenarios that were approved, with what they promised, and what receivers
//! report since their neighbours closed.

use super::document::{Block, Fact, Table, fact};
use super::plan_input::PlanRule;
use super::provenance::rule_name;
use super::value::{Value, month, number};
use super::year_report::Decided;
use crate::model::{Dataset, Month, Rule};
use crate::reporting::reorganised;

/// The approved scenarios with number, day, signatory and steps, then people with access before and after.
pub(super) fn decided(decided: Option<&[Decided]>) -> Vec<Block> {
    let mut blocks = vec![Block::Subheading("Quyết định trong kỳ".to_owned())];
    let Some(decided) = decided else {
        let unknown = "Không đọc được các phương án của bộ số liệu khi lập báo cáo: (đơn vị bổ sung) ..............................";
        blocks.push(Block::Paragraph(unknown.to_owned()));
        return blocks;
    };
    if decided.is_empty() {
        let none = "Trong kỳ chưa có phương án sắp xếp nào được phê duyệt.";
        blocks.push(Block::Paragraph(none.to_owned()));
        return blocks;
    }
    let published = decided.iter().filter(|one| one.effective_on.is_some()).count();
    blocks.push(Block::Paragraph(format!(
        "Trong kỳ có {} phương án được phê duyệt, trong đó {} phương án đã công bố thực hiện.",
        number(decided.len() as f64),
        number(published as f64)
    )));
    let columns = [
        ("Phương án", 30.0),
        ("Văn bản phê duyệt", 26.0),
        ("Ngày", 16.0),
        ("Người ký", 22.0),
        ("Có hiệu lực", 16.0),
        ("Số bước", 10.0),
        ("Đã đến ngày", 11.0),
    ];
    let rows = decided.iter().map(|one| {
        let effective = one.effective_on.clone();
        vec![
            Value::text(format!("{} ({})", one.name, one.state.to_lowercase())),
            Value::text(one.approval.number.clone()),
            Value::Day(one.approval.day.clone()),
            Value::text(one.approval.signatory.clone()),
            effective.map_or(Value::text("chưa công bố"), Value::Day),
            Value::Whole(one.steps as f64),
            Value::Whole(one.steps_done as f64),
        ]
    });
    let caption = "Các phương án được phê duyệt trong kỳ";
    blocks.push(Block::Table(
        Table::new("bang_quyet_dinh", "Quyết định", caption, &columns).with(rows),
    ));
    let columns = [
        ("Phương án", 34.0),
        ("Quy tắc", 30.0),
        ("Trước (người)", 18.0),
        ("Sau (người)", 18.0),
        ("Chênh lệch", 14.0),
    ];
    let rows = decided.iter().flat_map(|one| {
        let told = one.rules.iter().map(|rule| {
            let mut row = vec![Value::text(one.name.clone())];
            row.extend(effect_row(rule));
            row
        });
        told.collect::<Vec<_>>()
    });
    let caption = "Số người dân được bảo đảm tiếp cận trước và sau từng phương án, trên bộ số liệu của phương án";
    let table = Table::new(
        "bang_quyet_dinh_truoc_sau",
        "Quyết định trước và sau",
        caption,
        &columns,
    )
    .with(rows);
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks
}

/// Key figures.
pub(super) fn facts(decided: Option<&[Decided]>) -> Vec<Fact> {
    let Some(decided) = decided else {
        return Vec::new();
    };
    let published = decided.iter().filter(|one| one.effective_on.is_some()).count();
    vec![
        fact(
            "so_phuong_an_phe_duyet",
            "Số phương án được phê duyệt trong kỳ",
            Value::Whole(decided.len() as f64),
        ),
        fact(
            "so_phuong_an_cong_bo",
            "Số phương án đã công bố thực hiện",
            Value::Whole(published as f64),
        ),
    ]
}

/// What receivers were expected to take over and what they report since, of points that closed within the months.
pub(super) fn observed(dataset: &Dataset, (from, to): (Month, Month)) -> Vec<Block> {
    let mut blocks = vec![Block::Subheading("Kết quả sau khi thực hiện".to_owned())];
    let told: Vec<_> = reorganised(dataset)
        .into_iter()
        .filter(|one| one.to >= from && one.from <= to)
        .collect();
    if told.is_empty() {
        let none = "Trong kỳ chưa có điểm nào đã chuyển về điểm khác theo quyết định mà có báo cáo để so sánh.";
        blocks.push(Block::Paragraph(none.to_owned()));
        return blocks;
    }
    let columns = [
        ("Điểm nhận", 34.0),
        ("Điểm đã chuyển về", 34.0),
        ("Tháng chuyển", 15.0),
        ("Trước (hồ sơ/tháng)", 15.0),
        ("Dự kiến (hồ sơ/tháng)", 15.0),
        ("Thực tế (hồ sơ/tháng)", 15.0),
        ("Số tháng sau", 11.0),
    ];
    let mean = |value: Option<f64>| value.map_or(Value::Unknown, Value::Decimal);
    let rows = told.iter().map(|one| {
        let closed: Vec<String> = one
            .closed
            .iter()
            .map(|point| format!("{} ({})", point.name, point.code))
            .collect();
        let span = match one.from == one.to {
            true => month(one.from),
            false => format!("{} - {}", month(one.from), month(one.to)),
        };
        vec![
            Value::text(format!("{} ({})", one.receiver.name, one.receiver.code)),
            Value::text(closed.join("\n")),
            Value::text(span),
            mean(one.before),
            mean(one.expected),
            mean(one.observed),
            Value::Whole(one.months_after as f64),
        ]
    });
    let caption = "Dự kiến và thực tế tại các điểm nhận";
    blocks.push(Block::Table(
        Table::new("bang_du_kien_thuc_te", "Dự kiến và thực tế", caption, &columns).with(rows),
    ));
    blocks.push(Block::Small("Dự kiến = số hồ sơ trung bình mỗi tháng của điểm nhận và các điểm chuyển về trước khi chuyển; thực tế = trung bình các tháng sau tháng chuyển, nhiều nhất 6 tháng mỗi phía; tháng chuyển không tính vào phía nào.".to_owned()));
    blocks
}

/// People with access under each rule before and after a plan.
pub(super) fn before_after(rules: &[PlanRule]) -> Table {
    let columns = [
        ("Quy tắc", 40.0),
        ("Trước sắp xếp (người)", 22.0),
        ("Sau sắp xếp (người)", 22.0),
        ("Chênh lệch", 16.0),
    ];
    let caption = "Số người dân được bảo đảm tiếp cận trước và sau sắp xếp";
    Table::new("bang_truoc_sau", "Trước và sau", caption, &columns).with(rules.iter().map(effect_row))
}

fn effect_row(rule: &PlanRule) -> Vec<Value> {
    let name = Rule::named(&rule.id).map_or_else(|| rule.id.clone(), |rule| rule_name(&rule));
    vec![
        Value::text(name),
        Value::Whole(rule.before),
        Value::Whole(rule.after),
        Value::Whole(rule.after - rule.before),
    ]
}
