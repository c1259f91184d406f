//! The comprehensive report of a year to the People's Committee: access, results, and what was proposed with its effect before
//! and after, made from the parts of the other reports.

use super::coverage_report::{self, CoverageInput};
use super::document::{Annex, Block, Document, Frame, Layout, Orientation, Provenance, fact};
use super::period_report::{self, PeriodInput};
use super::plan_input::{PlanApproval, PlanInput, PlanKind, PlanRule};
use super::value::{Value, number};
use super::year_decisions;
use crate::model::Rule;
use crate::text::day_vi;

/// What it tells only where there is something to tell; see [`Document::at_times`].
const OF_DECISIONS: [(&str, &str); 10] = [
    ("bang_quyet_dinh", "các phương án được phê duyệt"),
    ("bang_quyet_dinh_truoc_sau", "trước và sau các phương án được phê duyệt"),
    ("bang_du_kien_thuc_te", "dự kiến và thực tế của nơi tiếp nhận"),
    ("bang_truoc_sau", "trước và sau phương án đang đề xuất"),
    ("so_phuong_an_phe_duyet", "số phương án được phê duyệt"),
    ("so_phuong_an_cong_bo", "số phương án đã công bố"),
    ("so_duy_tri", "số điểm đề xuất duy trì"),
    ("so_duy_tri_co_dieu_kien", "số điểm đề xuất duy trì có điều kiện"),
    ("so_sap_xep_lai", "số điểm đề xuất sắp xếp lại"),
    ("so_cham_dut", "số điểm đề xuất chấm dứt"),
];

/// What the report of a year is made from.
pub struct YearInput<'a> {
    pub coverage: CoverageInput<'a>,
    pub period: PeriodInput<'a>,
    /// The saved plan, where there is one.
    pub plan: Option<&'a PlanInput>,
    /// What was decided in the period, by day; `None` where nobody could say.
    pub decided: Option<&'a [Decided]>,
}

/// A scenario that was approved in the period.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub name: String,
    /// As people read it.
    pub state: String,
    pub approval: PlanApproval,
    /// ISO date from which it is in force; `None` while it is not published.
    pub effective_on: Option<String>,
    /// Steps of carrying it out, and how many of them are of the document's day or before.
    pub steps: usize,
    pub steps_done: usize,
    /// People with access before and after, on the data that it stands on; empty where they could not be worked out.
    pub rules: Vec<PlanRule>,
}

/// The report with its annexes.
pub fn year_report(input: &YearInput) -> Document {
    let (coverage, months) = (&input.coverage, &input.period);
    let rules: Vec<&Rule> = coverage.rules.iter().map(|told| &told.coverage.rule).collect();
    let mut provenance = Provenance::of(coverage.dataset, coverage.snapshot_id, &rules, coverage.day);
    if coverage.open_errors > 0 {
        let count = number(coverage.open_errors as f64);
        provenance
            .cautions
            .insert(0, format!("Bộ số liệu còn {count} lỗi chưa được xử lý."));
    }
    months.evidence.tell(period_report::TOLD_PRIVATELY, &mut provenance);
    let mut frame = Frame::of_the_centre("BC", coverage.day);
    frame.addressee = "Ủy ban nhân dân thành phố Hà Nội".to_owned();
    let mut facts = coverage_report::facts(coverage);
    facts.extend(period_report::facts(months));
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Thực hiện Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025, Trung tâm Phục vụ hành chính công thành phố Hà Nội báo cáo Ủy ban nhân dân Thành phố kết quả {} như sau:",
            period_report::period(months.from, months.to)
        )),
        Block::Heading("PHẦN THỨ NHẤT: MỨC ĐỘ BẢO ĐẢM TIẾP CẬN".to_owned()),
    ];
    blocks.extend(within(coverage_report::body(coverage, "thành phố Hà Nội")));
    blocks.push(Block::Heading("PHẦN THỨ HAI: KẾT QUẢ HOẠT ĐỘNG".to_owned()));
    blocks.extend(within(period_report::body(months)));
    blocks.push(Block::Heading("PHẦN THỨ BA: SẮP XẾP MẠNG LƯỚI".to_owned()));
    blocks.extend(year_decisions::decided(input.decided));
    blocks.extend(year_decisions::observed(months.dataset, (months.from, months.to)));
    match input.plan {
        None => blocks.push(Block::Paragraph(
            "Chưa có phương án rà soát nào khác đang được đề xuất.".to_owned(),
        )),
        Some(plan) => {
            provenance.proof = plan.proof();
            if plan.snapshot_id != coverage.snapshot_id {
                provenance.cautions.insert(
                    0,
                    format!(
                        "Phương án sắp xếp được lập từ bộ số liệu mã {}, khác bộ số liệu của báo cáo này.",
                        plan.snapshot_id
                    ),
                );
            }
            blocks.push(Block::Subheading("Phương án rà soát hiện có".to_owned()));
            blocks.extend(arrangement(plan));
            for kind in [PlanKind::Keep, PlanKind::Remedy, PlanKind::Merge, PlanKind::Close] {
                let field = match kind {
                    PlanKind::Keep => "so_duy_tri",
                    PlanKind::Remedy => "so_duy_tri_co_dieu_kien",
                    PlanKind::Merge => "so_sap_xep_lai",
                    _ => "so_cham_dut",
                };
                facts.push(fact(
                    field,
                    format!("Số điểm đề xuất: {}", kind.words()),
                    Value::Whole(plan.count(kind) as f64),
                ));
            }
        }
    }
    blocks.push(Block::Heading("PHẦN THỨ TƯ: ĐÁNH GIÁ, PHƯƠNG HƯỚNG".to_owned()));
    blocks.push(Block::Paragraph(
        "(Đơn vị bổ sung) ............................................................................".to_owned(),
    ));
    facts.extend(year_decisions::facts(input.decided));
    let mut annexes = vec![Annex::of(
        "Mức độ bảo đảm tiếp cận theo xã, phường",
        Orientation::Landscape,
        coverage_report::by_commune(coverage),
    )];
    annexes.extend(period_report::annexes(months));
    Document {
        layout: Layout::Official,
        frame,
        title: "BÁO CÁO".to_owned(),
        subject: format!(
            "Tổng kết hoạt động mạng lưới phục vụ hành chính công, {}",
            period_report::period(months.from, months.to)
        ),
        draft: "DỰ THẢO".to_owned(),
        blocks,
        annexes,
        facts,
        at_times: [&coverage_report::AT_TIMES[..], &period_report::AT_TIMES, &OF_DECISIONS].concat(),
        provenance,
    }
    .with_provenance()
}

/// The blocks of another report as parts of this one: legal grounds are told once, headings are one step lower.
fn within(blocks: Vec<Block>) -> impl Iterator<Item = Block> {
    blocks
        .into_iter()
        .filter(|block| !matches!(block, Block::Italic(_)))
        .filter(|block| !matches!(block, Block::Paragraph(text) if text.starts_with("Đơn vị báo cáo kết quả")))
        .map(|block| match block {
            Block::Heading(text) => Block::Subheading(text),
            other => other,
        })
}

fn arrangement(plan: &PlanInput) -> Vec<Block> {
    let count = |kind| number(plan.count(kind) as f64);
    vec![
        Block::Paragraph(format!(
            "Đã rà soát {} điểm. {}: duy trì {}, duy trì có điều kiện {}, sắp xếp lại {}, chấm dứt hoạt động {}.",
            number(plan.decisions.len() as f64),
            match &plan.approval {
                Some(approval) => format!(
                    "Đã được phê duyệt tại văn bản số {} ngày {} ({})",
                    approval.number,
                    day_vi(&approval.day),
                    approval.signatory
                ),
                None => "Đề xuất để xem xét (chưa có quyết định)".to_owned(),
            },
            count(PlanKind::Keep),
            count(PlanKind::Remedy),
            count(PlanKind::Merge),
            count(PlanKind::Close)
        )),
        Block::Table(year_decisions::before_after(&plan.rules)),
    ]
}
