//! The consolidated report of a period (plan 68, II.8): enterprises, branches and reception points, with settlement, the formula,
//! sample and source of satisfaction, feedback and what became of it, proposals, the city's own counts beside the reports, and
//! the reports that are missing. Of the whole city, of a branch's area, or of one operator.

use super::bars;
use super::document::{Annex, Block, Document, Fact, Layout, Orientation, Provenance, fact, sections};
use super::evidence::{Evidence, share_set};
use super::period_figures::{GroupBy, PeriodFigures, PeriodSum, period_figures};
use super::period_tables::{by_group, groups_annex, missing, on_time_share, points_annex, settlement};
use super::value::{Value, month, number, percent};
use super::whose::Whose;
use super::{official_part, period_evidence};
use crate::model::{Dataset, FacilityKind, Month, ON_TIME_FORMULA_VI};
use crate::registry::{Basis, Supervision};
use crate::review::{TargetVerdict, wilson};
use crate::voice::{SATISFACTION_FORMULA_VI, SATISFACTION_TARGET};

/// What the private file tells of a period, for its provenance.
pub(super) const TOLD_PRIVATELY: &str =
    "đánh giá của người dân, phản ánh, kiểm tra, nội dung báo cáo bằng lời, số liệu đối chiếu của Thành phố";

/// What it tells only where there is something to tell; see [`Document::at_times`].
pub(super) const AT_TIMES: [(&str, &str); 16] = [
    ("bieu_do_dai_ly", "hồ sơ theo tháng (kỳ nhiều tháng)"),
    ("bang_loai_diem", "kết quả theo loại điểm"),
    ("bang_giai_quyet", "kết quả giải quyết hồ sơ"),
    ("bang_tung_dai_ly", "kết quả của từng Đại lý"),
    ("bang_tung_diem", "kết quả của từng Chi nhánh, điểm tiếp nhận"),
    ("bang_theo_chi_nhanh", "tổng hợp theo địa bàn Chi nhánh"),
    ("bang_theo_xa", "kết quả theo xã, phường nơi đặt điểm"),
    ("bang_thieu_bao_cao", "các điểm chưa báo cáo đủ"),
    ("bang_hai_long", "mức độ hài lòng theo nguồn"),
    ("bang_phan_anh", "phản ánh, kiến nghị và kết quả xử lý"),
    ("bang_noi_dung_bao_cao", "nội dung báo cáo bằng lời"),
    ("bang_doi_chieu", "đối chiếu với số liệu của Thành phố"),
    ("doi_chieu_khop", "số liệu khớp khi đối chiếu"),
    ("doi_chieu_lech", "số liệu lệch khi đối chiếu"),
    ("doi_chieu_chua_bao_cao", "tháng chưa báo cáo khi đối chiếu"),
    (
        "doi_chieu_khong_ghi_nhan",
        "tháng Thành phố không ghi nhận khi đối chiếu",
    ),
];

/// What a period report is made from.
pub struct PeriodInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    /// First and last month, both included.
    pub from: Month,
    pub to: Month,
    /// Which points, and in whose name.
    pub whose: &'a Whose,
    /// The reporting period as the authority calls it, where the report is of one.
    pub label: Option<&'a str>,
    pub evidence: &'a Evidence,
    /// ISO date of the document.
    pub day: &'a str,
}

/// The report with its annexes.
pub fn period_report(input: &PeriodInput) -> Document {
    let mut provenance = Provenance::of(input.dataset, input.snapshot_id, &[], input.day);
    input.evidence.tell(TOLD_PRIVATELY, &mut provenance);
    let label = input.label.map_or(String::new(), |label| format!(" ({label})"));
    Document {
        layout: Layout::Official,
        frame: input.whose.frame("BC", input.day),
        title: "BÁO CÁO TỔNG HỢP".to_owned(),
        subject: format!(
            "Kết quả hoạt động của các Đại lý, Chi nhánh và điểm tiếp nhận{}, {}{label}",
            input.whose.of_title(),
            period(input.from, input.to)
        ),
        draft: "DỰ THẢO".to_owned(),
        blocks: body(input),
        annexes: annexes(input),
        facts: facts(input),
        at_times: AT_TIMES.to_vec(),
        provenance,
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
const ALL: [FacilityKind; 3] = [FacilityKind::Agent, FacilityKind::Branch, FacilityKind::ReceptionPoint];

fn figures(input: &PeriodInput, kinds: &[FacilityKind], by: GroupBy) -> PeriodFigures {
    period_figures(input.dataset, (input.from, input.to), input.whose, kinds, by)
}

pub(super) fn facts(input: &PeriodInput) -> Vec<Fact> {
    let mut told = Vec::new();
    for (sum, end, words) in [
        (figures(input, &AGENTS, GroupBy::Operator).total, "dai_ly", "Đại lý"),
        (
            figures(input, &OFFICES, GroupBy::Kind).total,
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
            "dung_han",
            "hồ sơ giải quyết đúng hạn",
            Value::whole_or_unknown(sum.on_time),
        );
        add("tre_han", "hồ sơ giải quyết trễ hạn", Value::whole_or_unknown(sum.late));
        add("ty_le_dung_han", "tỷ lệ đúng hạn", on_time_share(&sum));
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
    told.extend(official_part::facts(input.evidence.official.as_ref()));
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

/// Sections; one about points that there are none of is left out.
pub(super) fn body(input: &PeriodInput) -> Vec<Block> {
    let (operators, kinds) = (
        figures(input, &AGENTS, GroupBy::Operator),
        figures(input, &OFFICES, GroupBy::Kind),
    );
    let mut parts = vec![("ĐẠI LÝ DỊCH VỤ CÔNG TRỰC TUYẾN", agents_part(input, &operators))];
    if !kinds.groups.is_empty() {
        parts.push(("CHI NHÁNH VÀ ĐIỂM TIẾP NHẬN", offices_part(input, &kinds)));
    }
    parts.push(("GIẢI QUYẾT HỒ SƠ", settlement_part(&operators, &kinds)));
    parts.push(("MỨC ĐỘ HÀI LÒNG", period_evidence::satisfaction_part(input)));
    parts.push((
        "PHẢN ÁNH, KIẾN NGHỊ VÀ KẾT QUẢ XỬ LÝ",
        period_evidence::feedback_part(input, &operators.total, &kinds.total),
    ));
    parts.push(("ĐỀ XUẤT, KIẾN NGHỊ CỦA ĐƠN VỊ", period_evidence::proposals_part(input)));
    parts.push(("CHẾ ĐỘ BÁO CÁO", vec![reporting_part(&operators, &kinds)]));
    let official = official_part::section(input.evidence.official.as_ref());
    if !official.is_empty() {
        parts.push(("ĐỐI CHIẾU VỚI SỐ LIỆU CỦA THÀNH PHỐ", official));
    }
    parts.push(("CÁCH TÍNH", method(input)));
    let grounds = "Thực hiện chế độ báo cáo theo Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025;";
    let mut blocks = vec![Block::Italic(grounds.to_owned())];
    blocks.extend(sections(parts));
    blocks
}

fn agents_part(input: &PeriodInput, operators: &PeriodFigures) -> Vec<Block> {
    let span = period(input.from, input.to);
    let mut blocks = vec![
        Block::Paragraph(summary(&operators.total, &span, "Đại lý", "được hướng dẫn")),
        Block::Paragraph(satisfaction_sentence(&operators.total, input.evidence.target())),
        Block::Table(by_group(
            "bang_doanh_nghiep",
            "Theo doanh nghiệp",
            "Kết quả theo doanh nghiệp",
            operators,
        )),
    ];
    let title = "Hồ sơ được hướng dẫn tại Đại lý, theo tháng";
    blocks.extend(chart(operators, "bieu_do_dai_ly", title).map(Block::Figure));
    blocks
}

fn offices_part(input: &PeriodInput, kinds: &PeriodFigures) -> Vec<Block> {
    let span = period(input.from, input.to);
    vec![
        Block::Paragraph(summary(
            &kinds.total,
            &span,
            "Chi nhánh và điểm tiếp nhận",
            "được tiếp nhận",
        )),
        Block::Paragraph(satisfaction_sentence(&kinds.total, input.evidence.target())),
        Block::Table(by_group(
            "bang_loai_diem",
            "Theo loại điểm",
            "Kết quả theo loại điểm",
            kinds,
        )),
    ]
}

fn settlement_part(operators: &PeriodFigures, kinds: &PeriodFigures) -> Vec<Block> {
    let told = |who: &str, sum: &PeriodSum| {
        let count = |value: Option<f64>| value.map_or_else(|| "chưa có số liệu về".to_owned(), number);
        format!(
            "{who}: {} hồ sơ giải quyết đúng hạn, {} hồ sơ trễ hạn; tỷ lệ đúng hạn {}.",
            count(sum.on_time),
            count(sum.late),
            on_time_share(sum).told()
        )
    };
    let mut blocks = vec![Block::Paragraph(told("Hồ sơ qua Đại lý", &operators.total))];
    let mut parts = vec![("Cộng, Đại lý", operators)];
    if !kinds.groups.is_empty() {
        blocks.push(Block::Paragraph(told(
            "Hồ sơ tại Chi nhánh, điểm tiếp nhận",
            &kinds.total,
        )));
        parts.push(("Cộng, Chi nhánh và điểm tiếp nhận", kinds));
    }
    let table = settlement(&parts);
    if table.columns.len() > 1 {
        blocks.push(Block::Table(table));
    }
    blocks
}

fn reporting_part(operators: &PeriodFigures, kinds: &PeriodFigures) -> Block {
    let missing = operators.total.missing + kinds.total.missing;
    Block::Paragraph(if missing == 0 {
        "Các điểm đã báo cáo đầy đủ trong kỳ.".to_owned()
    } else {
        format!(
            "Còn thiếu {} báo cáo tháng của {} điểm, nêu tên tại phụ lục; số liệu của các tháng đó không được tính là 0 mà là chưa có.",
            number(missing as f64),
            number((operators.missing.len() + kinds.missing.len()) as f64)
        )
    })
}

fn method(input: &PeriodInput) -> Vec<Block> {
    [
        format!("Tỷ lệ hài lòng: {SATISFACTION_FORMULA_VI} Mục tiêu: {}; đạt hay chưa đạt chỉ được nêu khi cả khoảng tin cậy nằm về một phía của mục tiêu (Wilson, 1927). Mỗi nguồn được nêu riêng, không cộng chung; tỷ lệ trong các bảng theo đơn vị và theo điểm là số đơn vị tự báo cáo.", target_told(input.evidence.target())),
        format!("Tỷ lệ được chấp nhận = hồ sơ được chấp nhận / hồ sơ nộp trực tuyến. Tỷ lệ đúng hạn = {ON_TIME_FORMULA_VI}."),
        format!("Địa bàn của Chi nhánh: {}", basis(input.dataset)),
        "Đại lý hướng dẫn, hỗ trợ người dân, doanh nghiệp nộp hồ sơ trực tuyến và không giải quyết hồ sơ; số đúng hạn, trễ hạn của Đại lý là của hồ sơ nộp qua Đại lý.".to_owned(),
    ]
    .map(Block::Item)
    .into()
}

/// `từ 95 % (Kế hoạch 68)`; where another is set, both.
fn target_told(target: f64) -> String {
    let plan = format!("{} theo Kế hoạch 68", share_set(SATISFACTION_TARGET));
    match target == SATISFACTION_TARGET {
        true => format!("từ {} (Kế hoạch 68)", share_set(target)),
        false => format!("từ {} theo thông số của hệ thống ({plan})", share_set(target)),
    }
}

/// How the communes of a branch are known, for the method.
fn basis(dataset: &Dataset) -> String {
    let supervision = Supervision::of(dataset);
    format!(
        "chưa có danh mục phân công chính thức, nên được tạm tính - {} xã, phường theo quận, huyện, thị xã cũ có đúng một Chi nhánh (Đề án thành lập Trung tâm), {} xã, phường theo Chi nhánh gần nhất theo đường thẳng.",
        number(supervision.communes_known_by(Basis::District) as f64),
        number(supervision.communes_known_by(Basis::Nearest) as f64)
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

fn satisfaction_sentence(sum: &PeriodSum, target: f64) -> String {
    let verdict = match (sum.satisfied, sum.responses) {
        (Some(satisfied), Some(responses)) => TargetVerdict::of(satisfied, responses, target),
        _ => None,
    };
    let verdict = verdict.map_or(String::new(), |verdict| {
        format!(" - {} {}", verdict.vietnamese(), share_set(target))
    });
    format!(
        "Mức độ hài lòng (đơn vị tự báo cáo): {}{verdict}.",
        satisfaction_told(sum)
    )
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

/// What was reported, point by point and by place.
fn results(input: &PeriodInput, communes: &PeriodFigures) -> Vec<Annex> {
    let points = |title: &str, kinds: &[FacilityKind], field: &'static str, sheet: &'static str| {
        let figures = figures(input, kinds, GroupBy::Point);
        (!figures.groups.is_empty()).then(|| points_annex(input, title, &figures, field, sheet))
    };
    let agents = points("Kết quả của từng Đại lý", &AGENTS, "bang_tung_dai_ly", "Từng Đại lý");
    let offices = "Kết quả của từng Chi nhánh, điểm tiếp nhận";
    let offices = points(offices, &OFFICES, "bang_tung_diem", "Từng Chi nhánh, điểm");
    // Of one area or operator the branches' areas say nothing.
    let branches = input.whose.codes.is_none().then(|| {
        let title = "Tổng hợp theo địa bàn của từng Chi nhánh";
        let branches = figures(input, &ALL, GroupBy::Branch);
        groups_annex(title, "bang_theo_chi_nhanh", "Theo Chi nhánh", &branches)
    });
    let title = "Kết quả theo xã, phường nơi đặt điểm";
    let communes = groups_annex(title, "bang_theo_xa", "Kết quả theo xã", communes);
    agents
        .into_iter()
        .chain(offices)
        .chain(branches)
        .chain([communes])
        .collect()
}

pub(super) fn annexes(input: &PeriodInput) -> Vec<Annex> {
    let communes = figures(input, &ALL, GroupBy::Commune);
    let mut annexes = Vec::new();
    // Where nobody has reported, no table has anything to tell.
    if communes.total.reports > 0 {
        annexes.extend(results(input, &communes));
    }
    if !communes.missing.is_empty() {
        annexes.push(Annex::of(
            "Các điểm chưa báo cáo đủ",
            Orientation::Portrait,
            missing(input, &communes),
        ));
    }
    annexes.extend(period_evidence::words_annex(input));
    annexes.extend(official_part::annex(input.dataset, input.evidence.official.as_ref()));
    annexes
}
