//! What a proposal does to residents, commune by commune, and what those who were asked said of it.

use std::collections::BTreeMap;

use super::document::{Annex, Block, Table};
use super::plan_input::{PlanArea, PlanConsultation, PlanDecision, PlanEffect};
use super::proposal::{ProposalInput, points_by_code, rule_words};
use super::proposal_annexes::label_of;
use super::value::{Value, decimal, number};
use crate::text::day_vi;

/// Which points the figures are of.
const BASIS: &str = "Tính đến điểm gần nhất thuộc mọi loại (Chi nhánh, điểm tiếp nhận, Đại lý)";
const LOST: &str = "Mất / thêm tiếp cận (người)";

const AREAS: &str = "bang_theo_xa_phuong";

/// Communes named in the body; the annex has all of them.
const MOST_NAMED: usize = 5;

/// What it means that a commune is not in the annex.
pub(super) const ABSENT: &str = "Xã, phường không nêu trong bảng: không có người dân nào đi lâu hơn hoặc nhanh hơn, không ai mất hoặc thêm tiếp cận và số điểm không đổi.";

/// Who goes farther, where, and who would be without access: sentences of the body.
pub(super) fn sentences(effect: &PlanEffect, annexes: &[Annex]) -> Vec<Block> {
    let mut told = Vec::new();
    let mut text = format!(
        "Tính đến điểm gần nhất thuộc mọi loại (Chi nhánh, điểm tiếp nhận, Đại lý), {} người dân phải đi lâu hơn",
        number(effect.longer_people)
    );
    if effect.longer_people > 0.0 {
        text += &format!(
            ", bình quân thêm {} phút, nhiều nhất thêm {} phút",
            decimal(effect.added_mean),
            decimal(effect.added_most)
        );
        if effect.longer_elderly > 0.0 {
            text += &format!("; trong đó ước tính {} người cao tuổi", number(effect.longer_elderly));
        }
    }
    if effect.shorter_people > 0.0 {
        text += &format!("; {} người dân đi nhanh hơn", number(effect.shorter_people));
    }
    told.push(Block::Paragraph(text + "."));
    let named: Vec<String> = effect
        .areas
        .iter()
        .filter(|area| area.longer_people >= 0.5)
        .take(MOST_NAMED)
        .map(|area| format!("{} ({} người)", area.name, number(area.longer_people)))
        .collect();
    if !named.is_empty() {
        told.push(Block::Paragraph(format!(
            "Nơi có nhiều người dân phải đi lâu hơn nhất: {}. Số liệu của từng xã, phường nêu tại {}.",
            named.join("; "),
            label_of(annexes, AREAS).unwrap_or("phụ lục")
        )));
    }
    told
}

/// The annex of communes: those whose residents or points are concerned.
pub(super) fn by_commune(input: &ProposalInput) -> Option<Table> {
    let effect = input.plan.effect.as_ref()?;
    let facilities = points_by_code(input);
    let mut changes: BTreeMap<&str, Vec<&PlanDecision>> = BTreeMap::new();
    for decision in input.plan.decisions.iter().filter(|one| one.kind.is_change()) {
        let facility = facilities.get(decision.facility.as_str());
        if let Some(area) = facility.and_then(|facility| facility.area.as_deref()) {
            changes.entry(area).or_default().push(decision);
        }
    }
    let columns = [
        ("TT", 8.0),
        ("Xã, phường", 22.0),
        ("Số điểm mọi loại, trước / sau", 14.0),
        ("Điểm thay đổi đặt tại đây", 44.0),
        ("Người dân đi lâu hơn", 15.0),
        ("Thêm bình quân (phút)", 14.0),
        ("Thêm nhiều nhất (phút)", 14.0),
        ("Người dân đi nhanh hơn", 15.0),
        ("Một nửa người dân đến trong (phút), trước / sau", 20.0),
        (LOST, 17.0),
    ];
    let rows = effect.areas.iter().enumerate().map(|(at, area)| {
        let points: Vec<String> = changes.get(area.code.as_str()).map_or(Vec::new(), |changes| {
            let told = changes.iter();
            told.map(|one| format!("{}: {}", one.facility, one.kind.words()))
                .collect()
        });
        row(at, area, points)
    });
    let mut table = Table::new(AREAS, "Theo xã, phường", BASIS, &columns).with(rows);
    let nobody = |area: &PlanArea| area.lost_people < 0.5 && area.gained_people < 0.5;
    if effect.areas.iter().all(nobody) && table.take_constant(LOST).is_some() {
        table.caption += ". Không người dân nào mất hoặc thêm tiếp cận";
    }
    (!table.rows.is_empty()).then_some(table)
}

fn row(at: usize, area: &PlanArea, points: Vec<String>) -> Vec<Value> {
    let half = |minutes: Option<f64>| minutes.map_or("-".to_owned(), decimal);
    let added = |minutes: f64| match area.longer_people > 0.0 {
        true => Value::Decimal(minutes),
        false => Value::text("-"),
    };
    vec![
        Value::Whole((at + 1) as f64),
        Value::text(area.name.clone()),
        Value::text(format!("{} / {}", area.points[0], area.points[1])),
        Value::text(points.join("\n")),
        Value::Whole(area.longer_people),
        added(area.added_mean),
        added(area.added_most),
        Value::Whole(area.shorter_people),
        Value::text(format!("{} / {}", half(area.median[0]), half(area.median[1]))),
        Value::text(format!("{} / {}", number(area.lost_people), number(area.gained_people))),
    ]
}

/// One sentence of who lost access under which rules.
pub(super) fn losses(losses: &[(String, f64)]) -> String {
    let told: Vec<String> = losses
        .iter()
        .map(|(rule, people)| format!("{} người dân theo {}", number(*people), rule_words(rule)))
        .collect();
    told.join("; ")
}

/// What the body says of the consultation.
pub(super) fn consultation_sentence(told: &PlanConsultation) -> String {
    let count = |stance: &str| told.opinions.iter().filter(|one| one.stance == stance).count();
    let mut text = format!(
        "Đã lấy ý kiến bằng văn bản của {} cơ quan, đơn vị (hạn trả lời {}); nhận được {} ý kiến",
        number(told.asked as f64),
        day_vi(&told.deadline),
        number(told.opinions.len() as f64)
    );
    if !told.opinions.is_empty() {
        text += &format!(
            ": {} nhất trí, {} nhất trí và có góp ý, {} chưa nhất trí",
            number(count("nhất trí") as f64),
            number(count("nhất trí, có góp ý") as f64),
            number(count("chưa nhất trí") as f64)
        );
    }
    if !told.silent.is_empty() {
        text += &format!("; chưa trả lời: {}", told.silent.join(", "));
    }
    text + ". Toàn văn từng ý kiến nêu tại phụ lục."
}

/// The annex of opinions, and of who has not answered.
pub(super) fn opinions(told: &PlanConsultation) -> Table {
    let columns = [
        ("TT", 7.0),
        ("Cơ quan, đơn vị", 32.0),
        ("Ý kiến", 20.0),
        ("Số văn bản; ngày", 24.0),
        ("Nội dung góp ý", 62.0),
    ];
    let given = told.opinions.iter().map(|one| {
        let letter = one.document.clone().unwrap_or_else(|| "(không nêu số)".to_owned());
        [
            one.party.clone(),
            one.stance.clone(),
            format!("{letter}\n{}", day_vi(&one.day)),
            one.text.clone(),
        ]
    });
    let silent = told
        .silent
        .iter()
        .map(|party| [party.clone(), "chưa trả lời".to_owned(), "-".to_owned(), "-".to_owned()]);
    let rows = given.chain(silent).enumerate().map(|(at, cells)| {
        std::iter::once(Value::Whole((at + 1) as f64))
            .chain(cells.map(Value::Text))
            .collect()
    });
    Table::new("bang_y_kien", "Ý kiến", "", &columns).with(rows)
}
