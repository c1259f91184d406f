//! The sheet of one point: what it is, whom it serves, what it reports, what is proposed for it, and lines for the inspector.

use super::agent_evidence;
use super::bars;
use super::city_map::{CityMap, Sign};
use super::document::{Block, Document, Frame, Layout, Provenance, Table, fact};
use super::evidence::Evidence;
use super::period_figures::{GroupBy, PeriodSum, period_figures};
use super::period_report::{period, satisfaction_told};
use super::plan_input::{PlanDecision, PlanInput, PlanKind};
use super::poster::hours_words;
use super::proposal::communes;
use super::provenance::rule_name;
use super::value::{Value, decimal, degrees, distance, month, number};
use super::whose::Whose;
use crate::access::Dependence;
use crate::geometry::distance_m;
use crate::model::{Dataset, FacilityId, FacilityStatus, Month, Origin, Rule};
use crate::review::criteria::Checklist;
use crate::text::day_vi;

/// What it tells only where there is something to tell; see [`Document::at_times`].
const AT_TIMES: [(&str, &str); 5] = [
    ("bang_lan_can", "các điểm lân cận"),
    ("ban_do", "bản đồ"),
    ("bieu_do", "hồ sơ theo tháng"),
    ("bang_khac_phuc", "việc phải khắc phục"),
    ("bang_kiem_tra", "danh mục kiểm tra tại chỗ"),
];

/// What a sheet is made from.
pub struct AgentInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    pub facility: FacilityId,
    /// The rule that `dependence` is told under.
    pub rule: &'a Rule,
    /// Who depends on this point; `None` where it does not count under the rule.
    pub dependence: Option<&'a Dependence>,
    /// The saved plan, where there is one.
    pub plan: Option<&'a PlanInput>,
    /// What an inspector looks at, of the kinds of point that it is for.
    pub checklist: Option<&'a Checklist>,
    pub evidence: &'a Evidence,
    /// Months told, both included.
    pub from: Month,
    pub to: Month,
    /// ISO date of the document.
    pub day: &'a str,
}

/// The sheet.
pub fn agent_sheet(input: &AgentInput) -> Document {
    let point = &input.dataset.facilities[input.facility.index()];
    let months = (input.from, input.to);
    let months = period_figures(input.dataset, months, &Whose::default(), &[point.kind], GroupBy::Point);
    let own = months
        .groups
        .iter()
        .find(|group| group.key == point.code)
        .map(|group| group.sum.clone())
        .unwrap_or_default();
    let decision = input
        .plan
        .and_then(|plan| plan.decisions.iter().find(|one| one.facility == point.code));
    let mut provenance = Provenance::of(input.dataset, input.snapshot_id, &[input.rule], input.day);
    let told = "đánh giá của người dân, phản ánh, kết quả kiểm tra";
    input.evidence.tell(told, &mut provenance);
    if point.origin == Origin::Modelled {
        provenance
            .cautions
            .insert(0, "Vị trí của điểm này được mô hình hóa.".to_owned());
    }
    if let (Some(plan), Some(_)) = (input.plan, decision) {
        provenance.proof = plan.proof();
        if plan.snapshot_id != input.snapshot_id {
            provenance.cautions.insert(
                0,
                format!(
                    "Đề xuất được lập từ bộ số liệu mã {}, khác bộ số liệu của phiếu này.",
                    plan.snapshot_id
                ),
            );
        }
    }
    let mut frame = Frame::of_the_centre("PH", input.day);
    frame.number = "Số phiếu: ........".to_owned();
    frame.recipients = vec![
        "Đại lý (để thực hiện);".into(),
        "Doanh nghiệp làm Đại lý;".into(),
        "Lưu: VT, ........".into(),
    ];
    frame.signatory = "NGƯỜI LẬP PHIẾU".to_owned();
    let known = |value: Option<f64>| Value::whole_or_unknown(value);
    Document {
        layout: Layout::Official,
        frame,
        title: "PHIẾU ĐIỂM PHỤC VỤ".to_owned(),
        subject: format!("{} ({})", point.name, point.code),
        draft: String::new(),
        blocks: body(input, &own, decision),
        annexes: Vec::new(),
        facts: vec![
            fact("ma_diem", "Mã điểm", Value::text(point.code.clone())),
            fact("ten_diem", "Tên điểm", Value::text(point.name.clone())),
            fact("loai_diem", "Loại điểm", Value::text(point.kind.vietnamese())),
            fact(
                "dia_chi",
                "Địa chỉ",
                point.address.clone().map_or(Value::Unknown, Value::Text),
            ),
            fact(
                "nguoi_gan_nhat",
                "Người dân có điểm này gần nhất",
                known(input.dependence.map(|told| told.catchment_by_time)),
            ),
            fact(
                "nguoi_chi_diem_nay",
                "Người dân chỉ được bảo đảm nhờ điểm này",
                known(input.dependence.map(|told| told.unique)),
            ),
            fact("ho_so_trong_ky", "Hồ sơ trong kỳ", known(own.dossiers)),
            fact(
                "hai_long",
                "Tỷ lệ hài lòng",
                own.satisfaction().map_or(Value::Unknown, Value::Share),
            ),
            fact(
                "de_xuat",
                "Đề xuất",
                decision.map_or(Value::Unknown, |told| Value::text(told.kind.words())),
            ),
        ],
        at_times: AT_TIMES.to_vec(),
        provenance,
    }
    .with_provenance()
}

fn body(input: &AgentInput, own: &PeriodSum, decision: Option<&PlanDecision>) -> Vec<Block> {
    let point = &input.dataset.facilities[input.facility.index()];
    let mut blocks = vec![
        Block::Heading("I. THÔNG TIN CHUNG".to_owned()),
        Block::Table(about(input)),
    ];
    blocks.push(Block::Heading("II. PHẠM VI PHỤC VỤ".to_owned()));
    match input.dependence {
        Some(told) => {
            blocks.push(Block::Paragraph(format!(
                "Theo {}: {} người dân được bảo đảm tiếp cận nhờ điểm này hoặc cùng điểm khác, trong đó {} người chỉ được bảo đảm nhờ riêng điểm này. Trong mọi điểm được tính theo quy tắc này, điểm là nơi gần nhất theo thời gian đi của {} người dân. Người dân, doanh nghiệp có thể đến bất kỳ điểm nào, không phụ thuộc nơi cư trú.",
                rule_name(input.rule),
                number(told.covered),
                number(told.unique),
                number(told.catchment_by_time)
            )));
            if let Some(table) = rivals(input, told) {
                blocks.push(Block::Table(table));
            }
        }
        None => blocks.push(Block::Paragraph(format!(
            "Điểm này không thuộc loại được tính theo {}.",
            rule_name(input.rule)
        ))),
    }
    blocks.extend(map(input).map(Block::Figure));
    blocks.push(Block::Heading("III. KẾT QUẢ HOẠT ĐỘNG".to_owned()));
    let span = period(input.from, input.to);
    if own.reports == 0 {
        blocks.push(Block::Paragraph(format!("Chưa có báo cáo nào của điểm, {span}.")));
    } else {
        let told = |value: Option<f64>| value.map_or_else(|| "chưa có số liệu về".to_owned(), number);
        blocks.push(Block::Paragraph(format!(
            "{}: {} hồ sơ, trong đó {} hồ sơ nộp trực tuyến và {} hồ sơ được chấp nhận; {} phản ánh, kiến nghị. Mức độ hài lòng do điểm tự báo cáo: {}. Đã có {} báo cáo tháng, còn thiếu {}.",
            capital(&span),
            told(own.dossiers),
            told(own.submitted),
            told(own.accepted),
            told(own.complaints),
            satisfaction_told(own),
            number(own.reports as f64),
            number(own.missing as f64)
        )));
        blocks.extend(chart(input).map(Block::Figure));
    }
    blocks.push(Block::Heading("IV. Ý KIẾN NGƯỜI DÂN VÀ KẾT QUẢ KIỂM TRA".to_owned()));
    blocks.extend(agent_evidence::seen(input.evidence, &point.code));
    blocks.push(Block::Heading("V. ĐỀ XUẤT ĐỂ XEM XÉT".to_owned()));
    match decision {
        None => blocks.push(Block::Paragraph(
            "Chưa có phương án rà soát được lưu đối với điểm này.".to_owned(),
        )),
        Some(told) => {
            let what = told.words();
            blocks.push(Block::Paragraph(format!(
                "Hệ thống đề xuất: {what}. Chưa có quyết định. Số người dân dưới đây chỉ tính trong các điểm được rà soát của phương án, nên có thể khác mục II."
            )));
            blocks.extend(told.because.iter().cloned().map(Block::Item));
            if let Some(objection) = &told.objection {
                blocks.push(Block::Italic(format!("Ý kiến ngược chiều: {objection}")));
            }
            if told.kind == PlanKind::Remedy {
                blocks.push(Block::Paragraph("Nội dung khắc phục: ......................................................; thời hạn: .................; ngày đánh giá lại: ..................".to_owned()));
            }
        }
    }
    blocks.push(Block::Heading("VI. KIỂM TRA TẠI CHỖ".to_owned()));
    let checklist = input.checklist.filter(|list| list.kinds.contains(&point.kind));
    blocks.extend(agent_evidence::to_inspect(checklist, point));
    blocks
}

/// With its first letter in capitals.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

fn about(input: &AgentInput) -> Table {
    let point = &input.dataset.facilities[input.facility.index()];
    let commune = point
        .area
        .as_deref()
        .and_then(|code| communes(input.dataset).get(code).map(|area| area.name.clone()));
    let text = |value: Option<String>| value.map_or(Value::Unknown, Value::Text);
    let procedures = if point.procedures.is_empty() {
        "toàn bộ danh mục thiết yếu".to_owned()
    } else {
        format!("{} thủ tục", number(point.procedures.len() as f64))
    };
    let wheelchair = point
        .wheelchair
        .map(|has| if has { "có".to_owned() } else { "không có".to_owned() });
    let status = match point.status {
        FacilityStatus::Open => "đang phục vụ",
        FacilityStatus::Planned => "dự kiến mở",
        FacilityStatus::Closed => "đã ngừng phục vụ",
    };
    let lines = [
        ("Mã điểm", Value::text(point.code.clone())),
        ("Loại điểm", Value::text(point.kind.vietnamese())),
        ("Doanh nghiệp, đơn vị", text(point.operator.clone())),
        ("Địa chỉ", text(point.address.clone())),
        ("Xã, phường", text(commune)),
        ("Vị trí (kinh độ; vĩ độ)", Value::text(degrees(point.location, 5))),
        ("Giờ phục vụ", text(point.opening_hours.as_deref().map(hours_words))),
        ("Điện thoại", text(point.phone.clone())),
        ("Thủ tục được hướng dẫn", Value::text(procedures)),
        ("Số nhân viên", Value::whole_or_unknown(point.staff.map(f64::from))),
        (
            "Năng lực (hồ sơ mỗi tháng)",
            Value::whole_or_unknown(point.capacity_per_month),
        ),
        (
            "Hồ sơ mỗi tháng hiện nay",
            point.load_per_month.map_or(Value::Unknown, Value::Decimal),
        ),
        ("Lối đi cho người khuyết tật", text(wheelchair)),
        (
            "Trang thiết bị",
            if point.equipment.is_empty() {
                Value::Unknown
            } else {
                Value::text(point.equipment.join(", "))
            },
        ),
        (
            "Ngày bắt đầu phục vụ",
            point.opened_on.clone().map_or(Value::Unknown, Value::Day),
        ),
        (
            "Tình trạng",
            Value::text(match &point.missing_since {
                Some(since) => format!("{status}; không còn trong danh sách của đơn vị từ {}", day_vi(since)),
                None => status.to_owned(),
            }),
        ),
    ];
    Table::new(
        "bang_thong_tin",
        "Thông tin chung",
        "",
        &[("Nội dung", 30.0), ("Số liệu", 70.0)],
    )
    .with(lines.into_iter().map(|(label, value)| vec![Value::text(label), value]))
}

fn rivals(input: &AgentInput, told: &Dependence) -> Option<Table> {
    let own = &input.dataset.facilities[input.facility.index()];
    if told.rivals.is_empty() {
        return None;
    }
    let columns = [
        ("Điểm lân cận", 46.0),
        ("Đơn vị", 22.0),
        ("Khoảng cách thẳng", 16.0),
        ("Thời gian đi (phút)", 16.0),
    ];
    let rows = told.rivals.iter().map(|rival| {
        let other = &input.dataset.facilities[rival.facility.index()];
        vec![
            Value::text(format!("{} ({})", other.name, other.code)),
            other
                .operator
                .clone()
                .map_or(Value::text(other.kind.vietnamese()), Value::Text),
            Value::text(distance(distance_m(own.location, other.location))),
            rival
                .travel
                .seconds()
                .map_or(Value::Unknown, |seconds| Value::Decimal(seconds / 60.0)),
        ]
    });
    Some(Table::new("bang_lan_can", "Điểm lân cận", "Các điểm lân cận", &columns).with(rows))
}

fn map(input: &AgentInput) -> Option<super::document::Figure> {
    let point = &input.dataset.facilities[input.facility.index()];
    let others = input
        .dataset
        .facilities
        .iter()
        .filter(|other| other.status == FacilityStatus::Open && other.code != point.code)
        .map(|other| (other.location, Sign::Point));
    CityMap {
        dataset: input.dataset,
        title: "Vị trí của điểm và các điểm lân cận".to_owned(),
        shares: Vec::new(),
        signs: others.chain([(point.location, Sign::Subject)]).collect(),
        sign_words: vec![
            (Sign::Subject, "Điểm của phiếu này"),
            (Sign::Point, "Điểm phục vụ khác"),
        ],
        arrows: Vec::new(),
        numbers: Vec::new(),
        number_words: "",
        focus: None,
        around: Some(point.location),
        window: None,
        caption: "Hình 1. Vị trí của điểm và các điểm lân cận trong khoảng 3 km".to_owned(),
    }
    .figure("ban_do")
}

fn chart(input: &AgentInput) -> Option<super::document::Figure> {
    let code = &input.dataset.facilities[input.facility.index()].code;
    let months: Vec<Month> = std::iter::successors(Some(input.from), |month| Some(month.next()))
        .take_while(|month| *month <= input.to)
        .collect();
    if months.len() < 2 {
        return None;
    }
    let values: Vec<(String, Option<f64>)> = months
        .iter()
        .map(|one| {
            let report = input
                .dataset
                .performance
                .iter()
                .find(|report| report.facility == *code && report.month == *one);
            (month(*one), report.map(|report| report.dossiers))
        })
        .collect();
    let highest = values.iter().filter_map(|(_, value)| *value).fold(0.0, f64::max);
    let caption = format!(
        "Hình 2. Hồ sơ theo tháng, cao nhất {} (dấu ?: chưa có báo cáo)",
        decimal(highest)
    );
    bars::months("bieu_do", "Hồ sơ theo tháng", &values, &caption)
}
