//! The comprehensive report of a year to the People's Committee: access, results, and what was proposed with its effect before
//! and after, made from the parts of the other reports.

use super::coverage_report::{self, CoverageInput};
use super::document::{Annex, Block, Document, Frame, Layout, Orientation, Provenance, Table, fact};
use super::period_report::{self, PeriodInput};
use super::plan_input::{PlanInput, PlanKind};
use super::provenance::{roman, rule_name};
use super::value::{Value, number};
use crate::model::Rule;

/// What the report of a year is made from.
pub struct YearInput<'a> {
    pub coverage: CoverageInput<'a>,
    pub period: PeriodInput<'a>,
    /// The saved plan, where there is one.
    pub plan: Option<&'a PlanInput>,
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
    match input.plan {
        None => blocks.push(Block::Paragraph(
            "Trong kỳ chưa có phương án sắp xếp nào được lưu.".to_owned(),
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
            blocks.extend(arrangement(plan));
            for kind in [PlanKind::Keep, PlanKind::Remedy, PlanKind::Merge, PlanKind::Close] {
                let field = format!(
                    "so_{}",
                    ["duy_tri", "duy_tri_co_dieu_kien", "sap_xep_lai", "cham_dut"][match kind {
                        PlanKind::Keep => 0,
                        PlanKind::Remedy => 1,
                        PlanKind::Merge => 2,
                        _ => 3,
                    }]
                );
                facts.push(fact(
                    field,
                    format!("Số điểm đề xuất: {}", kind.words()),
                    Value::Whole(plan.count(kind) as f64),
                ));
            }
        }
    }
    blocks.push(Block::Heading("PHẦN THỨ TƯ: ĐÁNH GIÁ, PHƯƠNG HƯỚNG".to_owned()));
    blocks.push(Block::Paragraph("(Đơn vị bổ sung) ........................................................................................................................................".to_owned()));
    let table = coverage_report::by_commune(coverage);
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
        annexes: vec![Annex {
            label: format!("Phụ lục {}", roman(1)),
            title: "Mức độ bảo đảm tiếp cận theo xã, phường".to_owned(),
            orientation: Orientation::Landscape,
            blocks: vec![Block::Table(table)],
        }],
        facts,
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
    let columns = [
        ("Quy tắc", 40.0),
        ("Trước sắp xếp (người)", 22.0),
        ("Sau sắp xếp (người)", 22.0),
        ("Chênh lệch", 16.0),
    ];
    let rows = plan.rules.iter().map(|rule| {
        let name = Rule::named(&rule.id).map_or_else(|| rule.id.clone(), |rule| rule_name(&rule));
        vec![
            Value::text(name),
            Value::Whole(rule.before),
            Value::Whole(rule.after),
            Value::Whole(rule.after - rule.before),
        ]
    });
    vec![
        Block::Paragraph(format!(
            "Đã rà soát {} điểm. Đề xuất để xem xét (chưa có quyết định): duy trì {}, duy trì có điều kiện {}, sắp xếp lại {}, chấm dứt hoạt động {}.",
            number(plan.decisions.len() as f64),
            count(PlanKind::Keep),
            count(PlanKind::Remedy),
            count(PlanKind::Merge),
            count(PlanKind::Close)
        )),
        Block::Table(Table::new("bang_truoc_sau", "Trước và sau", "Số người dân được bảo đảm tiếp cận trước và sau sắp xếp", &columns).with(rows)),
        Block::Paragraph("Kết quả sau khi thực hiện (so sánh số liệu trước và sau): (đơn vị bổ sung sau khi có quyết định) ...............................".to_owned()),
    ]
}
