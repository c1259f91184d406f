//! The part of a period report that sets what was reported beside what the city's own system counted. Nothing is told where
//! the city's counts name no point of the period.

use super::document::{Annex, Block, Fact, Orientation, Table, fact};
use super::evidence::OfficialEvidence;
use super::value::{Value, month, number, percent};
use crate::model::Dataset;
use crate::reporting::{Difference, Verdict, tally};

/// Differences named one by one; the rest is counted.
const MOST_NAMED: usize = 1000;

fn told(official: Option<&OfficialEvidence>) -> Option<&OfficialEvidence> {
    official.filter(|one| !one.differences.is_empty())
}

/// What the comparison comes to, for the body; empty without one.
pub(super) fn section(official: Option<&OfficialEvidence>) -> Vec<Block> {
    let Some(official) = told(official) else {
        return Vec::new();
    };
    let [agrees, differs, not_reported, not_counted] = tally(&official.differences);
    vec![Block::Paragraph(format!(
        "Đối chiếu báo cáo với số liệu do hệ thống của Thành phố ghi nhận: {} số liệu khớp, {} số liệu lệch, {} tháng Thành phố có ghi nhận nhưng chưa được báo cáo, {} tháng đã báo cáo nhưng không có trong số liệu của Thành phố. Hai số được coi là khớp khi lệch không quá {} số của Thành phố hoặc không quá 1; không số liệu nào bị sửa.",
        number(agrees as f64),
        number(differs as f64),
        number(not_reported as f64),
        number(not_counted as f64),
        percent(official.tolerance)
    ))]
}

/// Its key figures.
pub(super) fn facts(official: Option<&OfficialEvidence>) -> Vec<Fact> {
    let Some(official) = told(official) else {
        return Vec::new();
    };
    let fields = [
        ("doi_chieu_khop", "Đối chiếu: số liệu khớp"),
        ("doi_chieu_lech", "Đối chiếu: số liệu lệch"),
        ("doi_chieu_chua_bao_cao", "Đối chiếu: tháng chưa báo cáo"),
        ("doi_chieu_khong_ghi_nhan", "Đối chiếu: tháng Thành phố không ghi nhận"),
    ];
    let counts = tally(&official.differences);
    let facts = fields.into_iter().zip(counts);
    facts
        .map(|((field, label), count)| fact(field, label, Value::Whole(count as f64)))
        .collect()
}

/// Every figure that does not agree, by point and month.
pub(super) fn annex(dataset: &Dataset, official: Option<&OfficialEvidence>) -> Option<Annex> {
    let named: Vec<&Difference> = told(official)?
        .differences
        .iter()
        .filter(|one| one.verdict != Verdict::Agrees)
        .take(MOST_NAMED)
        .collect();
    if named.is_empty() {
        return None;
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
    Some(Annex::of(
        "Số liệu báo cáo khác với số liệu của Thành phố",
        Orientation::Landscape,
        table,
    ))
}
