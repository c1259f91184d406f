//! The consolidated report of a period (plan 68, II.8): enterprises, branches and reception points, with the formula, sample and
//! source of satisfaction, and the reports that are missing.

use super::bars;
use super::branch_areas::{Basis, branch_areas};
use super::document::{Annex, Block, Document, Fact, Frame, Layout, Orientation, Provenance, Table, fact};
use super::period_figures::{Group, GroupBy, PeriodFigures, PeriodSum, period_figures};
use super::proposal::by_code;
use super::provenance::roman;
use super::value::{Value, month, number, percent};
use crate::model::{Dataset, FacilityKind, Month};
use crate::review::wilson;

/// Plan 68, II.3.
pub(super) const SATISFACTION_TARGET: f64 = 0.95;
/// Points named one by one among those without reports; the annex of a year stays readable.
const MOST_MISSING: usize = 1000;

/// What a period report is made from.
pub struct PeriodInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    /// First and last month, both included.
    pub from: Month,
    pub to: Month,
    /// ISO date of the document.
    pub day: &'a str,
}

/// The report with its annexes.
pub fn period_report(input: &PeriodInput) -> Document {
    let mut frame = Frame::of_the_centre("BC", input.day);
    frame.addressee = "Ban Giám đốc Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
    Document {
        layout: Layout::Official,
        frame,
        title: "BÁO CÁO TỔNG HỢP".to_owned(),
        subject: format!(
            "Kết quả hoạt động của các Đại lý, Chi nhánh và điểm tiếp nhận, {}",
            period(input.from, input.to)
        ),
        draft: "DỰ THẢO".to_owned(),
        blocks: body(input),
        annexes: annexes(input),
        facts: facts(input),
        provenance: Provenance::of(input.dataset, input.snapshot_id, &[], input.day),
    }
    .with_provenance()
}

/// `tháng 10/2026`, or `từ tháng 01/2026 đến tháng 10/2026`.
pub(super) fn period(from: Month, to: Month) -> String {
    if from == to {
        format!("tháng {}", month(from))
    } else {
        format!("từ tháng {} đến tháng {}", month(from), month(to))
    }
}

const AGENTS: [FacilityKind; 1] = [FacilityKind::Agent];
const OFFICES: [FacilityKind; 2] = [FacilityKind::Branch, FacilityKind::ReceptionPoint];

fn agents(input: &PeriodInput, by: GroupBy) -> PeriodFigures {
    period_figures(input.dataset, input.from, input.to, &AGENTS, by)
}

fn offices(input: &PeriodInput, by: GroupBy) -> PeriodFigures {
    period_figures(input.dataset, input.from, input.to, &OFFICES, by)
}

pub(super) fn facts(input: &PeriodInput) -> Vec<Fact> {
    let mut told = Vec::new();
    for (sum, end, words) in [
        (agents(input, GroupBy::Operator).total, "dai_ly", "Đại lý"),
        (
            offices(input, GroupBy::Kind).total,
            "chi_nhanh_diem",
            "Chi nhánh và điểm tiếp nhận",
        ),
    ] {
        let mut add = |field: &str, label: &str, value| {
            told.push(fact(format!("{field}_{end}"), format!("{words}: {label}"), value))
        };
        add("so_diem", "số điểm", Value::Whole(sum.points as f64));
        add("so_bao_cao", "số báo cáo tháng đã có", Value::Whole(sum.reports as f64));
        add(
            "so_bao_cao_thieu",
            "số báo cáo tháng còn thiếu",
            Value::Whole(sum.missing as f64),
        );
        add(
            "ho_so",
            "hồ sơ hướng dẫn, tiếp nhận",
            Value::whole_or_unknown(sum.dossiers),
        );
        add(
            "ho_so_nop",
            "hồ sơ nộp trực tuyến",
            Value::whole_or_unknown(sum.submitted),
        );
        add(
            "ho_so_chap_nhan",
            "hồ sơ được chấp nhận",
            Value::whole_or_unknown(sum.accepted),
        );
        add(
            "hai_long",
            "tỷ lệ hài lòng",
            sum.satisfaction().map_or(Value::Unknown, Value::Share),
        );
        add(
            "mau_hai_long",
            "số ý kiến trả lời",
            Value::whole_or_unknown(sum.responses),
        );
        add(
            "phan_anh",
            "phản ánh, kiến nghị",
            Value::whole_or_unknown(sum.complaints),
        );
    }
    told
}

/// `93,1 % (12.345 ý kiến, khoảng tin cậy 95 %: 92,7 % - 93,6 %)`.
pub(super) fn satisfaction_told(sum: &PeriodSum) -> String {
    match (sum.satisfaction(), sum.satisfied, sum.responses) {
        (Some(share), Some(satisfied), Some(responses)) => {
            let range = wilson(satisfied, responses).map_or(String::new(), |(low, high)| {
                format!(", khoảng tin cậy 95 %: {} - {}", percent(low), percent(high))
            });
            format!("{} ({} ý kiến{range})", percent(share), number(responses))
        }
        _ => "chưa có ý kiến trả lời".to_owned(),
    }
}

pub(super) fn body(input: &PeriodInput) -> Vec<Block> {
    let (operators, kinds) = (agents(input, GroupBy::Operator), offices(input, GroupBy::Kind));
    let span = period(input.from, input.to);
    let mut blocks = vec![
        Block::Italic("Thực hiện chế độ báo cáo theo Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025;".to_owned()),
        Block::Heading("I. ĐẠI LÝ DỊCH VỤ CÔNG TRỰC TUYẾN".to_owned()),
        Block::Paragraph(summary(&operators.total, &span, "Đại lý", "được hướng dẫn")),
        Block::Paragraph(satisfaction_sentence(&operators.total)),
        Block::Table(by_group(
            "bang_doanh_nghiep",
            "Theo doanh nghiệp",
            "Kết quả theo doanh nghiệp",
            &operators,
        )),
    ];
    blocks.extend(
        chart(
            &operators,
            "bieu_do_dai_ly",
            "Hồ sơ được hướng dẫn tại Đại lý, theo tháng",
        )
        .map(Block::Figure),
    );
    blocks.push(Block::Heading("II. CHI NHÁNH VÀ ĐIỂM TIẾP NHẬN".to_owned()));
    blocks.push(Block::Paragraph(summary(
        &kinds.total,
        &span,
        "Chi nhánh và điểm tiếp nhận",
        "được tiếp nhận",
    )));
    blocks.push(Block::Paragraph(satisfaction_sentence(&kinds.total)));
    blocks.push(Block::Table(by_group(
        "bang_loai_diem",
        "Theo loại điểm",
        "Kết quả theo loại điểm",
        &kinds,
    )));
    blocks.push(Block::Heading("III. PHẢN ÁNH, KIẾN NGHỊ".to_owned()));
    blocks.push(Block::Paragraph(feedback(&operators.total, &kinds.total)));
    blocks.push(Block::Heading("IV. CHẾ ĐỘ BÁO CÁO".to_owned()));
    let missing = operators.total.missing + kinds.total.missing;
    blocks.push(Block::Paragraph(if missing == 0 {
        "Các điểm đã báo cáo đầy đủ trong kỳ.".to_owned()
    } else {
        format!(
            "Còn thiếu {} báo cáo tháng của {} điểm, nêu tên tại phụ lục; số liệu của các tháng đó không được tính là 0 mà là chưa có.",
            number(missing as f64),
            number((operators.missing.len() + kinds.missing.len()) as f64)
        )
    }));
    blocks.push(Block::Heading("V. CÁCH TÍNH".to_owned()));
    blocks.push(Block::Item("Tỷ lệ hài lòng = số ý kiến đánh giá 4 hoặc 5 trên thang 5 / tổng số ý kiến trả lời trong kỳ. Mục tiêu: từ 95 % (Kế hoạch 68). Nguồn: báo cáo tháng của các điểm (tự đánh giá); khoảng tin cậy theo Wilson (1927).".to_owned()));
    blocks.push(Block::Item("Tỷ lệ được chấp nhận = hồ sơ được chấp nhận / hồ sơ nộp trực tuyến. Tỷ lệ đúng hạn = hồ sơ giải quyết đúng hạn / hồ sơ được chấp nhận.".to_owned()));
    blocks.push(Block::Item(format!("Địa bàn của Chi nhánh: {}", basis(input.dataset))));
    blocks.push(Block::Item(
        "Đại lý hướng dẫn, hỗ trợ người dân, doanh nghiệp nộp hồ sơ trực tuyến và không giải quyết hồ sơ.".to_owned(),
    ));
    blocks
}

/// Monthly reports count feedback and do not say what became of it: that stays a visible blank.
fn feedback(agents: &PeriodSum, offices: &PeriodSum) -> String {
    let told = |value: Option<f64>| value.map_or_else(|| "chưa có số liệu về".to_owned(), number);
    format!(
        "Đại lý: {} phản ánh, kiến nghị; Chi nhánh và điểm tiếp nhận: {}. Báo cáo tháng chỉ nêu số lượng; số đã xử lý, đang xử lý, kết quả xử lý và nội dung nổi bật: .................................................................... (đơn vị tổng hợp bổ sung).",
        told(agents.complaints),
        told(offices.complaints)
    )
}

/// How the communes of a branch are known, for the method.
fn basis(dataset: &Dataset) -> String {
    let areas = branch_areas(dataset);
    let count = |basis: Basis| areas.values().filter(|(_, known)| *known == basis).count();
    format!(
        "chưa có danh mục phân công chính thức, nên được tạm tính - {} xã, phường theo quận, huyện, thị xã cũ có đúng một Chi nhánh (Đề án thành lập Trung tâm), {} xã, phường theo Chi nhánh gần nhất theo đường thẳng.",
        number(count(Basis::District) as f64),
        number(count(Basis::Nearest) as f64)
    )
}

fn summary(sum: &PeriodSum, span: &str, who: &str, what: &str) -> String {
    let told = |value: Option<f64>| value.map_or_else(|| "chưa có số liệu về".to_owned(), number);
    format!(
        "{} {who} đang hoạt động; {span} có {} hồ sơ {what}, trong đó {} hồ sơ nộp trực tuyến và {} hồ sơ được chấp nhận; {} phản ánh, kiến nghị. Đã có {} báo cáo tháng, còn thiếu {}.",
        number(sum.points as f64),
        told(sum.dossiers),
        told(sum.submitted),
        told(sum.accepted),
        told(sum.complaints),
        number(sum.reports as f64),
        number(sum.missing as f64)
    )
}

fn satisfaction_sentence(sum: &PeriodSum) -> String {
    let verdict = match (sum.satisfied, sum.responses) {
        (Some(satisfied), Some(responses)) => match wilson(satisfied, responses) {
            Some((low, _)) if low >= SATISFACTION_TARGET => " - đạt mục tiêu 95 %",
            Some((_, high)) if high < SATISFACTION_TARGET => " - chưa đạt mục tiêu 95 %",
            _ => " - chưa đủ căn cứ để kết luận đạt hay chưa đạt mục tiêu 95 %",
        },
        _ => "",
    };
    format!("Mức độ hài lòng: {}{verdict}.", satisfaction_told(sum))
}

fn chart(figures: &PeriodFigures, field: &'static str, title: &str) -> Option<super::document::Figure> {
    if figures.months.len() < 2 {
        return None;
    }
    let values: Vec<(String, Option<f64>)> = figures
        .months
        .iter()
        .zip(&figures.dossiers_by_month)
        .map(|(one, dossiers)| (month(*one), *dossiers))
        .collect();
    bars::months(field, title, &values, &format!("{title} (dấu ?: chưa có báo cáo)"))
}

const COLUMNS: [(&str, f64); 10] = [
    ("Đơn vị", 44.0),
    ("Số điểm", 9.0),
    ("Báo cáo thiếu", 10.0),
    ("Hồ sơ", 12.0),
    ("Nộp trực tuyến", 12.0),
    ("Được chấp nhận", 12.0),
    ("Tỷ lệ chấp nhận", 11.0),
    ("Tỷ lệ hài lòng", 11.0),
    ("Số ý kiến", 11.0),
    ("Phản ánh", 10.0),
];

fn row(name: &str, sum: &PeriodSum) -> Vec<Value> {
    let ratio = match (sum.accepted, sum.submitted) {
        (Some(accepted), Some(submitted)) => Value::share_of(accepted, submitted),
        _ => Value::Unknown,
    };
    vec![
        Value::text(name),
        Value::Whole(sum.points as f64),
        Value::Whole(sum.missing as f64),
        Value::whole_or_unknown(sum.dossiers),
        Value::whole_or_unknown(sum.submitted),
        Value::whole_or_unknown(sum.accepted),
        ratio,
        sum.satisfaction().map_or(Value::Unknown, Value::Share),
        Value::whole_or_unknown(sum.responses),
        Value::whole_or_unknown(sum.complaints),
    ]
}

fn by_group(field: &'static str, sheet: &'static str, caption: &str, figures: &PeriodFigures) -> Table {
    let rows = figures.groups.iter().map(|group| row(&group.name, &group.sum));
    let mut table = Table::new(field, sheet, caption, &COLUMNS).with(rows);
    table.total = row("Cộng", &figures.total);
    table
}

fn annexes(input: &PeriodInput) -> Vec<Annex> {
    let mut annexes: Vec<Annex> = Vec::new();
    let mut add = |title: &str, orientation, table| {
        annexes.push(Annex {
            label: format!("Phụ lục {}", roman(annexes.len() + 1)),
            title: title.to_owned(),
            orientation,
            blocks: vec![Block::Table(table)],
        });
    };
    add(
        "Kết quả của từng Đại lý",
        Orientation::Landscape,
        by_point(input, &agents(input, GroupBy::Point), "bang_tung_dai_ly", "Từng Đại lý"),
    );
    add(
        "Kết quả của từng Chi nhánh, điểm tiếp nhận",
        Orientation::Landscape,
        by_point(
            input,
            &offices(input, GroupBy::Point),
            "bang_tung_diem",
            "Từng Chi nhánh, điểm",
        ),
    );
    let communes = period_figures(
        input.dataset,
        input.from,
        input.to,
        &[FacilityKind::Agent, FacilityKind::Branch, FacilityKind::ReceptionPoint],
        GroupBy::Commune,
    );
    let branches = period_figures(
        input.dataset,
        input.from,
        input.to,
        &[FacilityKind::Agent, FacilityKind::Branch, FacilityKind::ReceptionPoint],
        GroupBy::Branch,
    );
    add(
        "Tổng hợp theo địa bàn của từng Chi nhánh",
        Orientation::Landscape,
        by_group("bang_theo_chi_nhanh", "Theo Chi nhánh", "", &branches),
    );
    add(
        "Kết quả theo xã, phường nơi đặt điểm",
        Orientation::Landscape,
        by_group("bang_theo_xa", "Theo xã, phường", "", &communes),
    );
    if !communes.missing.is_empty() {
        add(
            "Các điểm chưa báo cáo đủ",
            Orientation::Portrait,
            missing(input, &communes),
        );
    }
    annexes
}

fn by_point(input: &PeriodInput, figures: &PeriodFigures, field: &'static str, sheet: &'static str) -> Table {
    let facilities = by_code(input.dataset);
    let name = |group: &Group| {
        let operator = facilities
            .get(group.key.as_str())
            .and_then(|point| point.operator.as_deref());
        match operator {
            Some(operator) => format!("{} ({}; {operator})", group.name, group.key),
            None => format!("{} ({})", group.name, group.key),
        }
    };
    let rows = figures.groups.iter().map(|group| row(&name(group), &group.sum));
    let mut table = Table::new(field, sheet, "", &COLUMNS).with(rows);
    table.total = row("Cộng", &figures.total);
    table
}

fn missing(input: &PeriodInput, figures: &PeriodFigures) -> Table {
    let facilities = by_code(input.dataset);
    let columns = [
        ("TT", 7.0),
        ("Mã", 20.0),
        ("Tên điểm", 38.0),
        ("Đơn vị", 18.0),
        ("Địa bàn Chi nhánh", 30.0),
        ("Tháng chưa có báo cáo", 34.0),
    ];
    let branches = branch_areas(input.dataset);
    let rows = figures
        .missing
        .iter()
        .take(MOST_MISSING)
        .enumerate()
        .map(|(at, (code, months))| {
            let point = facilities.get(code.as_str());
            let branch = point.and_then(|point| branches.get(point.area.as_deref()?));
            let told: Vec<String> = months.iter().map(|one| month(*one)).collect();
            vec![
                Value::Whole((at + 1) as f64),
                Value::text(code.clone()),
                Value::text(point.map_or("", |point| point.name.as_str())),
                Value::text(point.and_then(|point| point.operator.as_deref()).unwrap_or_default()),
                Value::text(branch.map_or("-", |(branch, _)| branch.name.as_str())),
                Value::text(told.join(", ")),
            ]
        });
    Table::new("bang_thieu_bao_cao", "Thiếu báo cáo", "", &columns).with(rows)
}
