//! The parts of a period's report that the private file tells: satisfaction by source, feedback and what became of it, and
//! what operators filed in words.

use std::collections::BTreeMap;

use super::document::{Annex, Block, Orientation, Table};
use super::evidence::{CaseCounts, ToldCase};
use super::period_figures::PeriodSum;
use super::period_report::PeriodInput;
use super::proposal::by_code;
use super::value::{Value, number, percent};
use crate::model::FacilityKind;
use crate::review::{TargetVerdict, wilson};
use crate::voice::{CaseKind, SATISFACTION_FORMULA_VI, Source};

/// How satisfied people are, each source by itself.
pub(super) fn satisfaction_part(input: &PeriodInput) -> Vec<Block> {
    let facilities = by_code(input.dataset);
    // Points, satisfied and sample, by agents or offices, then source.
    let mut sums: BTreeMap<(bool, Source), (usize, f64, f64)> = BTreeMap::new();
    let mut set_aside = 0;
    let own = input.evidence.satisfaction.iter();
    for one in own.filter(|one| input.whose.covers(&one.facility)) {
        let Some(point) = facilities.get(one.facility.as_str()) else {
            continue;
        };
        set_aside += one.set_aside;
        if one.size > 0.0 {
            let sum = sums.entry((point.kind != FacilityKind::Agent, one.source)).or_default();
            *sum = (sum.0 + 1, sum.1 + one.count, sum.2 + one.size);
        }
    }
    if sums.is_empty() {
        let none = "Trong kỳ chưa có đánh giá của người dân, số tự báo cáo hay kết quả kiểm tra nào.";
        return vec![Block::Paragraph(none.to_owned())];
    }
    let columns = [
        ("Đối tượng", 26.0),
        ("Nguồn", 33.0),
        ("Số điểm", 11.0),
        ("Mẫu", 14.0),
        ("Tỷ lệ", 13.0),
        ("Khoảng tin cậy 95 %", 30.0),
        ("So với mục tiêu", 29.0),
    ];
    let target = input.evidence.target();
    let rows = sums.iter().map(|((is_office, source), (points, count, size))| {
        let who = if *is_office {
            "Chi nhánh, điểm tiếp nhận"
        } else {
            "Đại lý"
        };
        // Items of a checklist are no sample: every one is looked at.
        let judged = *source != Source::Inspection;
        let range = wilson(*count, *size).filter(|_| judged);
        let verdict = TargetVerdict::of(*count, *size, target).filter(|_| judged);
        vec![
            Value::text(who),
            Value::text(source.vietnamese()),
            Value::Whole(*points as f64),
            Value::Whole(*size),
            Value::share_of(*count, *size),
            Value::text(range.map_or("không áp dụng".to_owned(), |(low, high)| {
                format!("{} - {}", percent(low), percent(high))
            })),
            Value::text(verdict.map_or("không áp dụng", TargetVerdict::vietnamese)),
        ]
    });
    let caption = format!(
        "Mức độ hài lòng theo từng nguồn (mục tiêu: từ {})",
        input.evidence.target_told()
    );
    let table = Table::new("bang_hai_long", "Hài lòng theo nguồn", caption, &columns).with(rows);
    let mut blocks = vec![
        Block::Table(table),
        Block::Small(format!(
            "Cách tính: {SATISFACTION_FORMULA_VI} Các nguồn không được cộng chung."
        )),
    ];
    if set_aside > 0 {
        blocks.push(Block::Small(format!(
            "{} lượt đánh giá dồn dập trong thời gian ngắn được để riêng, không tính vào tỷ lệ.",
            number(f64::from(set_aside))
        )));
    }
    blocks
}

/// How many complaints reports count, and what became of those that reached the city's own desk.
pub(super) fn feedback_part(input: &PeriodInput, agents: &PeriodSum, offices: &PeriodSum) -> Vec<Block> {
    let told = |value: Option<f64>| value.map_or_else(|| "chưa có số liệu về".to_owned(), number);
    let offices = match offices.points {
        0 => String::new(),
        _ => format!(
            "; Chi nhánh và điểm tiếp nhận: {} phản ánh, kiến nghị",
            told(offices.complaints)
        ),
    };
    let mut blocks = vec![Block::Paragraph(format!(
        "Theo báo cáo tháng của các điểm - Đại lý: {} phản ánh, kiến nghị{offices}. Báo cáo tháng chỉ nêu số lượng.",
        told(agents.complaints)
    ))];
    if !input.evidence.is_read {
        blocks.push(Block::Paragraph("Kết quả xử lý: .................................................................... (đơn vị tổng hợp bổ sung; không đọc được số liệu tiếp nhận phản ánh).".to_owned()));
        return blocks;
    }
    let cases: Vec<_> = input
        .evidence
        .cases
        .iter()
        .filter(|one| input.whose.covers(&one.facility))
        .collect();
    if cases.is_empty() {
        let none = "Trong kỳ không có phản ánh nào được gửi qua bản đồ số và mã QR.";
        blocks.push(Block::Paragraph(none.to_owned()));
    } else {
        blocks.push(Block::Paragraph(format!(
            "Qua bản đồ số và mã QR có {} phản ánh trong kỳ: {}.",
            number(cases.len() as f64),
            CaseCounts::of(cases.iter().copied()).told()
        )));
        blocks.push(Block::Table(cases_table(&cases)));
    }
    blocks
}

fn cases_table(cases: &[&ToldCase]) -> Table {
    let columns = [
        ("Loại phản ánh", 40.0),
        ("Tiếp nhận", 13.0),
        ("Đã trả lời", 13.0),
        ("Không tiếp nhận", 14.0),
        ("Đang xử lý", 13.0),
        ("Quá hạn", 13.0),
    ];
    let row = |name: &str, told: CaseCounts| {
        let counts = [told.all, told.answered, told.rejected, told.open, told.overdue];
        let counts = counts.map(|count| Value::Whole(count as f64));
        std::iter::once(Value::text(name)).chain(counts).collect::<Vec<_>>()
    };
    let rows = CaseKind::ALL.into_iter().filter_map(|kind| {
        let own = CaseCounts::of(cases.iter().copied().filter(|one| one.kind == kind));
        (own.all > 0).then(|| row(kind.vietnamese(), own))
    });
    let caption = "Phản ánh qua bản đồ số và mã QR, kết quả xử lý";
    let mut table = Table::new("bang_phan_anh", "Phản ánh", caption, &columns).with(rows);
    table.total = row("Cộng", CaseCounts::of(cases.iter().copied()));
    table
}

/// What operators propose; the words themselves stand in an annex.
pub(super) fn proposals_part(input: &PeriodInput) -> Vec<Block> {
    let words = &input.evidence.words;
    if words.is_empty() {
        let told = match input.evidence.is_read {
            true => "Trong kỳ chưa có đề xuất, kiến nghị nào bằng lời trong các báo cáo đã được chấp nhận.",
            false => "(đơn vị tổng hợp bổ sung) ....................................................................",
        };
        return vec![Block::Paragraph(told.to_owned())];
    }
    let with = words.iter().filter(|one| !one.texts.proposals.is_empty()).count();
    vec![Block::Paragraph(format!(
        "{} báo cáo đã được chấp nhận có nội dung bằng lời, trong đó {} báo cáo có đề xuất, kiến nghị; nguyên văn tại phụ lục.",
        number(words.len() as f64),
        number(with as f64)
    ))]
}

/// What operators filed in words.
pub(super) fn words_annex(input: &PeriodInput) -> Option<Annex> {
    if input.evidence.words.is_empty() {
        return None;
    }
    let columns = [
        ("Doanh nghiệp", 26.0),
        ("Kỳ", 18.0),
        ("Tình hình giải quyết", 40.0),
        ("Phản ánh và việc xử lý", 40.0),
        ("Đề xuất, kiến nghị", 40.0),
    ];
    let told = |text: &str| match text.trim() {
        "" => Value::text("không nêu"),
        text => Value::text(text),
    };
    let rows = input.evidence.words.iter().map(|one| {
        vec![
            Value::text(one.operator.clone()),
            Value::text(one.period.clone()),
            told(&one.texts.settlement),
            told(&one.texts.feedback),
            told(&one.texts.proposals),
        ]
    });
    let table = Table::new("bang_noi_dung_bao_cao", "Nội dung bằng lời", "", &columns).with(rows);
    Some(Annex::of(
        "Nội dung báo cáo bằng lời của doanh nghiệp (nguyên văn, các báo cáo đã được chấp nhận)",
        Orientation::Landscape,
        table,
    ))
}
