//! The part of a period report that sets what was reported beside what the city's own system counted.

use super::document::{Annex, Block, Document, Orientation, Table, fact};
use super::provenance::roman;
use super::value::{Value, month, number, percent};
use crate::model::Dataset;
use crate::reporting::{Difference, Verdict, tally};

/// Differences named one by one; the rest is counted.
const MOST_NAMED: usize = 1000;

/// Adds the comparison to a report of a period: a sentence, key figures, and an annex that names every figure that does not
/// agree. Nothing is added where the city's counts name no point of the period.
pub fn tell_official(document: &mut Document, dataset: &Dataset, told: &[Difference], tolerance: f64) {
    if told.is_empty() {
        return;
    }
    let [agrees, differs, not_reported, not_counted] = tally(told);
    document
        .blocks
        .push(Block::Heading("V. ĐỐI CHIẾU VỚI SỐ LIỆU CỦA THÀNH PHỐ".to_owned()));
    document.blocks.push(Block::Paragraph(format!(
        "Đối chiếu báo cáo với số liệu do hệ thống của Thành phố ghi nhận: {} số liệu khớp, {} số liệu lệch, {} tháng Thành phố có ghi nhận nhưng chưa được báo cáo, {} tháng đã báo cáo nhưng không có trong số liệu của Thành phố. Hai số được coi là khớp khi lệch không quá {} số của Thành phố hoặc không quá 1; không số liệu nào bị sửa.",
        number(agrees as f64),
        number(differs as f64),
        number(not_reported as f64),
        number(not_counted as f64),
        percent(tolerance)
    )));
    for (field, label, count) in [
        ("doi_chieu_khop", "Đối chiếu: số liệu khớp", agrees),
        ("doi_chieu_lech", "Đối chiếu: số liệu lệch", differs),
        ("doi_chieu_chua_bao_cao", "Đối chiếu: tháng chưa báo cáo", not_reported),
        (
            "doi_chieu_khong_ghi_nhan",
            "Đối chiếu: tháng Thành phố không ghi nhận",
            not_counted,
        ),
    ] {
        document
            .facts
            .push(fact(field.to_owned(), label.to_owned(), Value::Whole(count as f64)));
    }
    let named: Vec<&Difference> = told
        .iter()
        .filter(|one| one.verdict != Verdict::Agrees)
        .take(MOST_NAMED)
        .collect();
    if named.is_empty() {
        return;
    }
    let columns = [
        ("Mã", 16.0),
        ("Tên điểm", 34.0),
        ("Tháng", 10.0),
        ("Số liệu", 16.0),
        ("Báo cáo", 11.0),
        ("Thành phố", 11.0),
        ("Chênh lệch", 11.0),
        ("Kết luận", 26.0),
    ];
    let count = |value: Option<f64>| value.map_or(Value::Unknown, Value::Whole);
    let rows = named.into_iter().map(|one| {
        let point = dataset.facilities.iter().find(|point| point.code == one.facility);
        vec![
            Value::text(one.facility.clone()),
            Value::text(point.map_or("", |point| point.name.as_str())),
            Value::text(month(one.month)),
            Value::text(one.measure.vietnamese()),
            count(one.reported),
            count(one.official),
            count(one.difference()),
            Value::text(one.verdict.vietnamese()),
        ]
    });
    let table = Table::new("bang_doi_chieu", "Đối chiếu", "", &columns).with(rows);
    document.annexes.push(Annex {
        label: format!("Phụ lục {}", roman(document.annexes.len() + 1)),
        title: "Số liệu báo cáo khác với số liệu của Thành phố".to_owned(),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(table)],
    });
}
