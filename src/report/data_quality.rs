//! The data-quality report: what the audit found, where it is, whom it concerns and how it is mended.

use super::document::{Annex, Block, Document, Frame, Layout, Orientation, Provenance, Table, fact};
use super::fitting::fit;
use super::tally::Tally;
use super::value::{Value, number};
use crate::model::{Dataset, Finding, Language, Severity};

/// Findings told one by one; the others are counted and stand in `gandan check --format json`.
const MOST_ROWS: usize = 500;

/// What it tells only where there is something to tell; see [`Document::at_times`].
const AT_TIMES: [(&str, &str); 2] = [
    ("bang_loai", "các phát hiện theo loại"),
    ("bang_phat_hien", "từng phát hiện"),
];

/// What a data-quality report is made from.
pub struct QualityInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    /// Of the audit, in the order of `gandan check`.
    pub findings: &'a [Finding],
    /// ISO date of the document.
    pub day: &'a str,
}

/// The report with its annex.
pub fn data_quality(input: &QualityInput) -> Document {
    let tally = Tally::of(input.findings);
    let mut frame = Frame::of_the_centre("BC", input.day);
    frame.addressee = "Ban Giám đốc Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
    let count = |value: u64| Value::Whole(value as f64);
    Document {
        layout: Layout::Official,
        frame,
        title: "BÁO CÁO".to_owned(),
        subject: "Chất lượng số liệu của mạng lưới điểm phục vụ hành chính công".to_owned(),
        draft: "DỰ THẢO".to_owned(),
        blocks: body(input, &tally),
        annexes: annexes(input, &tally),
        facts: vec![
            fact("so_loi", "Số lỗi phải sửa", count(tally.errors)),
            fact("so_canh_bao", "Số cảnh báo cần xem", count(tally.warnings)),
            fact("so_thong_tin", "Số thông tin", count(tally.remarks)),
            fact(
                "luot_nguoi",
                "Lượt người liên quan đến lỗi và cảnh báo",
                Value::Whole(tally.people),
            ),
            fact(
                "so_diem",
                "Số điểm phục vụ trong bộ số liệu",
                Value::Whole(input.dataset.facilities.len() as f64),
            ),
            fact(
                "so_dan",
                "Số người dân trong bộ số liệu",
                Value::Whole(input.dataset.people()),
            ),
        ],
        at_times: AT_TIMES.to_vec(),
        provenance: Provenance::of(input.dataset, input.snapshot_id, &[], input.day),
    }
    .with_provenance()
}

fn body(input: &QualityInput, tally: &Tally) -> Vec<Block> {
    let count = |value: u64| number(value as f64);
    let verdict = match (tally.errors, tally.warnings) {
        (0, 0) => "Không phát hiện lỗi hay cảnh báo nào.".to_owned(),
        (0, warnings) => format!("Không có lỗi; có {} cảnh báo cần xem.", count(warnings)),
        (errors, warnings) => format!(
            "Có {} lỗi phải sửa và {} cảnh báo cần xem.",
            count(errors),
            count(warnings)
        ),
    };
    let mut blocks = vec![
        Block::Heading("I. KẾT QUẢ CHUNG".to_owned()),
        Block::Paragraph(format!(
            "Đã kiểm tra bộ số liệu gồm {} điểm phục vụ, {} ô dân cư với {} người dân, {} đoạn đường và {} báo cáo tháng. {verdict}",
            count(input.dataset.facilities.len() as u64),
            count(input.dataset.cells.len() as u64),
            number(input.dataset.people()),
            count(input.dataset.roads.ways.len() as u64),
            count(input.dataset.performance.len() as u64),
        )),
        Block::Paragraph("Việc kiểm tra không thay đổi số liệu. Số người liên quan được cộng từ các phát hiện; một người có thể được tính ở nhiều phát hiện.".to_owned()),
    ];
    if !tally.checks.is_empty() {
        blocks.push(Block::Heading("II. TỔNG HỢP THEO LOẠI".to_owned()));
        blocks.push(Block::Table(by_check(tally)));
        blocks.push(Block::Heading("III. KIẾN NGHỊ".to_owned()));
        blocks.push(Block::Paragraph(
            "Đề nghị đơn vị cung cấp số liệu sửa các lỗi và xem xét các cảnh báo theo cách sửa nêu trong bảng, sau đó nhập lại và kiểm tra lại trước khi sử dụng số liệu để lập phương án.".to_owned(),
        ));
    }
    blocks
}

/// A value as it was found; of a figure with all the digits of a machine no more than six behind the comma, which is enough for a
/// position.
fn value_told(value: &str) -> String {
    let is_long = value.split_once('.').is_some_and(|(_, digits)| digits.len() > 9);
    match value.parse::<f64>() {
        Ok(figure) if is_long => format!("{figure:.6}").replace('.', ","),
        _ => value.to_owned(),
    }
}

/// A column of the data in words: `hồ sơ mỗi tháng (điểm phục vụ)`; the header of a file, or what has no words here, as it is.
fn column_told(column: &str) -> String {
    const LAYERS: [(&str, &str); 6] = [
        ("facility", "điểm phục vụ"),
        ("area", "xã, phường"),
        ("demand", "ô dân cư"),
        ("performance", "báo cáo tháng"),
        ("road", "đường"),
        ("census", "điều tra dân số"),
    ];
    const FIELDS: [(&str, &str); 25] = [
        ("code", "mã"),
        ("location", "vị trí"),
        ("area", "xã, phường"),
        ("operator", "doanh nghiệp"),
        ("capacity_per_month", "năng lực mỗi tháng"),
        ("load_per_month", "hồ sơ mỗi tháng"),
        ("opening_hours", "giờ phục vụ"),
        ("missing_since", "ngày không còn trong danh sách"),
        ("procedures", "thủ tục"),
        ("outline", "ranh giới"),
        ("declared_people", "dân số công bố"),
        ("valid_from", "ngày bắt đầu"),
        ("valid_to", "ngày kết thúc"),
        ("people", "dân số"),
        ("elderly", "người cao tuổi"),
        ("facility", "mã điểm"),
        ("month", "tháng"),
        ("dossiers", "hồ sơ"),
        ("submitted_online", "nộp trực tuyến"),
        ("accepted", "được chấp nhận"),
        ("on_time", "đúng hạn"),
        ("complaints", "phản ánh"),
        ("responses", "số ý kiến"),
        ("satisfied", "hài lòng"),
        ("way_id", "mã tuyến đường"),
    ];
    let found = |words: &[(&str, &'static str)], code: &str| {
        let known = words.iter().find(|(known, _)| *known == code);
        known.map(|(_, words)| *words)
    };
    let told = column.split_once('.').and_then(|(layer, field)| {
        let (layer, field) = (found(&LAYERS, layer)?, found(&FIELDS, field)?);
        Some(format!("{field} ({layer})"))
    });
    told.unwrap_or_else(|| column.to_owned())
}

fn by_check(tally: &Tally) -> Table {
    let columns = [
        ("Phát hiện", 26.0),
        ("Mức", 11.0),
        ("Số trường hợp", 13.0),
        ("Người liên quan", 18.0),
        ("Nghĩa là", 38.0),
        ("Cách sửa", 38.0),
    ];
    let rows = tally.checks.iter().map(|check| {
        let words = check.entry().map(|entry| entry.words(Language::Vietnamese));
        vec![
            Value::text(words.map_or(check.check, |words| words.title)),
            Value::text(check.severity.words(Language::Vietnamese)),
            Value::Whole(check.cases as f64),
            check.people.map_or(Value::Blank, Value::Whole),
            Value::text(words.map_or("", |words| words.explanation)),
            Value::text(words.map_or("", |words| words.repair)),
        ]
    });
    Table::new("bang_loai", "Theo loại", "Các phát hiện theo loại", &columns).with(rows)
}

fn annexes(input: &QualityInput, tally: &Tally) -> Vec<Annex> {
    let told: Vec<&Finding> = tally
        .checks
        .iter()
        .flat_map(|check| check.findings.iter().map(|at| &input.findings[*at]))
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    let columns = [
        ("TT", 6.0),
        ("Mức", 12.0),
        ("Nơi (tệp, dòng, cột)", 28.0),
        ("Giá trị", 26.0),
        ("Lý do", 60.0),
        ("Người", 12.0),
    ];
    let rows = told.iter().take(MOST_ROWS).enumerate().map(|(at, finding)| {
        let mut place: Vec<String> = Vec::new();
        if !finding.file.is_empty() {
            place.push(finding.file.clone());
        }
        place.extend(finding.part_in(Language::Vietnamese).map(|part| part.to_string()));
        place.extend(finding.row.map(|row| format!("dòng {row}")));
        place.extend(
            finding
                .column
                .as_ref()
                .map(|column| format!("cột {}", column_told(column))),
        );
        vec![
            Value::Whole((at + 1) as f64),
            Value::text(finding.severity.words(Language::Vietnamese)),
            Value::text(place.join(", ")),
            Value::text(finding.value.as_deref().map_or_else(String::new, value_told)),
            Value::text(finding.message_in(Language::Vietnamese)),
            finding.people.map_or(Value::Blank, Value::Whole),
        ]
    });
    let mut table = Table::new("bang_phat_hien", "Từng phát hiện", "", &columns).with(rows);
    fit(&mut table, 1..columns.len() - 1);
    let mut blocks = vec![Block::Table(table)];
    if told.len() > MOST_ROWS {
        blocks.push(Block::Paragraph(format!(
            "Còn {} phát hiện không nêu ở đây; xem tệp do lệnh kiểm tra số liệu xuất ra.",
            number((told.len() - MOST_ROWS) as f64)
        )));
    }
    let severe = told.iter().any(|finding| finding.severity > Severity::Info);
    vec![Annex {
        label: "Phụ lục I".to_owned(),
        title: if severe {
            "Từng phát hiện".to_owned()
        } else {
            "Từng thông tin".to_owned()
        },
        orientation: Orientation::Landscape,
        blocks,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_the_data_are_told_in_words_and_those_of_files_as_they_are() {
        assert_eq!(column_told("facility.load_per_month"), "hồ sơ mỗi tháng (điểm phục vụ)");
        assert_eq!(column_told("area.valid_to"), "ngày kết thúc (xã, phường)");
        for own in ["C", "Ghi chú", "facility.colour", "v1.2"] {
            assert_eq!(column_told(own), own);
        }
    }
}
