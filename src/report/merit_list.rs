//! Lists for reward and for correction (plan 68, II.5), each with its evidence and its rule. A list is a proposal: nobody is
//! rewarded or handled by a program.

use std::collections::BTreeMap;

use super::document::{Annex, Block, Document, Frame, Layout, Orientation, Provenance, Table, fact};
use super::period_figures::{Group, GroupBy, period_figures};
use super::period_report::{SATISFACTION_TARGET, period, satisfaction_told};
use super::proposal::by_code;
use super::value::{Value, number, percent};
use crate::model::{Dataset, Facility, FacilityKind, Month};
use crate::review::wilson;
use crate::text::day_vi;
use crate::voice::Standards;

/// The rules of the lists: settings of the authority, since no source fixes them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeritRules {
    /// Fewer answers than this prove nothing.
    pub minimum_answers: f64,
    /// 0 to 1.
    pub satisfaction_target: f64,
    /// Missing monthly reports from which a point is named.
    pub missing_reports: usize,
}

impl Default for MeritRules {
    fn default() -> Self {
        MeritRules {
            minimum_answers: 30.0,
            satisfaction_target: SATISFACTION_TARGET,
            missing_reports: 2,
        }
    }
}

/// What the lists are made from.
pub struct MeritInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    pub from: Month,
    pub to: Month,
    pub rules: MeritRules,
    /// What the last inspection of a point says, by its code.
    pub standards: &'a BTreeMap<String, Standards>,
    /// ISO date of the document.
    pub day: &'a str,
}

/// Why a point is to be corrected.
fn faults(group: &Group, rules: &MeritRules, standards: Option<&Standards>) -> Vec<String> {
    let sum = &group.sum;
    let mut told = Vec::new();
    if let (Some(satisfied), Some(responses)) = (sum.satisfied, sum.responses)
        && responses >= rules.minimum_answers
        && let Some((_, high)) = wilson(satisfied, responses)
        && high < rules.satisfaction_target
    {
        told.push(format!(
            "Mức độ hài lòng {}, dưới mục tiêu {} kể cả khi tính sai số mẫu.",
            satisfaction_told(sum),
            percent(rules.satisfaction_target)
        ));
    }
    if sum.missing >= rules.missing_reports {
        told.push(format!("Thiếu {} báo cáo tháng.", number(sum.missing as f64)));
    }
    if sum.reports > 0 && sum.dossiers == Some(0.0) {
        told.push("Không có hồ sơ nào trong kỳ theo báo cáo; cần xác định nguyên nhân và khắc phục trước khi xem xét chấm dứt.".to_owned());
    }
    if let Some(own) = standards.filter(|own| own.not_met > 0) {
        told.push(format!(
            "Kiểm tra ngày {}: đạt {}/{} mục theo danh mục đại lý mẫu.",
            day_vi(&own.on.to_string()),
            own.met,
            own.met + own.not_met
        ));
    }
    if let Some(own) = standards.filter(|own| own.overdue > 0) {
        told.push(format!("{} việc quá hạn khắc phục sau kiểm tra.", own.overdue));
    }
    told
}

/// Whether a point is to be rewarded: surely above the target, every report there, dossiers guided, nothing open from an
/// inspection.
fn is_merit(group: &Group, rules: &MeritRules, standards: Option<&Standards>) -> bool {
    let sum = &group.sum;
    let sure = match (sum.satisfied, sum.responses) {
        (Some(satisfied), Some(responses)) if responses >= rules.minimum_answers => {
            wilson(satisfied, responses).is_some_and(|(low, _)| low >= rules.satisfaction_target)
        }
        _ => false,
    };
    // Who was not inspected is not held back for it.
    let is_clean = standards.is_none_or(|own| own.not_met == 0 && own.overdue == 0);
    sure && is_clean && sum.missing == 0 && sum.dossiers.is_some_and(|dossiers| dossiers > 0.0)
}

/// The lists.
pub fn merit_list(input: &MeritInput) -> Document {
    let figures = period_figures(
        input.dataset,
        input.from,
        input.to,
        &[FacilityKind::Agent],
        GroupBy::Point,
    );
    let mut merit: Vec<&Group> = figures
        .groups
        .iter()
        .filter(|group| is_merit(group, &input.rules, input.standards.get(&group.key)))
        .collect();
    merit.sort_by(|a, b| {
        b.sum
            .dossiers
            .unwrap_or(0.0)
            .total_cmp(&a.sum.dossiers.unwrap_or(0.0))
            .then(a.key.cmp(&b.key))
    });
    let correct: Vec<(&Group, Vec<String>)> = figures
        .groups
        .iter()
        .map(|group| (group, faults(group, &input.rules, input.standards.get(&group.key))))
        .filter(|(_, faults)| !faults.is_empty())
        .collect();
    let span = period(input.from, input.to);
    let rules = &input.rules;
    let mut frame = Frame::of_the_centre("TTr", input.day);
    frame.addressee = "Ban Giám đốc Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
    let target = format!("{} %", number(rules.satisfaction_target * 100.0));
    let blocks = vec![
        Block::Italic("Căn cứ Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025: kết quả giám sát, đánh giá là căn cứ khen thưởng, chấn chỉnh hoặc chấm dứt hoạt động của Đại lý;".to_owned()),
        Block::Paragraph(format!("Đơn vị lập danh sách Đại lý đề nghị xem xét khen thưởng và danh sách Đại lý đề nghị chấn chỉnh, {span}. Danh sách là đề xuất để xem xét; mỗi trường hợp cần được thẩm định trước khi quyết định.")),
        Block::Heading("I. TIÊU CHÍ".to_owned()),
        Block::Item(format!("Khen thưởng: cận dưới khoảng tin cậy 95 % của mức độ hài lòng từ {target} trở lên với ít nhất {} ý kiến; đủ báo cáo trong kỳ; có hồ sơ được hướng dẫn; lần kiểm tra gần nhất (nếu có) đạt mọi mục, không có việc quá hạn khắc phục.", number(rules.minimum_answers))),
        Block::Item(format!("Chấn chỉnh: cận trên khoảng tin cậy 95 % của mức độ hài lòng dưới {target} với ít nhất {} ý kiến; hoặc thiếu từ {} báo cáo tháng; hoặc không có hồ sơ nào trong kỳ; hoặc lần kiểm tra gần nhất chưa đạt mọi mục; hoặc có việc quá hạn khắc phục.", number(rules.minimum_answers), number(rules.missing_reports as f64))),
        Block::Item("Không văn bản nào quy định số hồ sơ tối thiểu của Đại lý; điểm không có hồ sơ chỉ được đề nghị xác định nguyên nhân (người dân chưa biết, vị trí, danh mục thủ tục, thiết bị, nhân sự) và khắc phục.".to_owned()),
        Block::Heading("II. ĐỀ NGHỊ XEM XÉT KHEN THƯỞNG".to_owned()),
        Block::Paragraph(format!("{} Đại lý đáp ứng tiêu chí.", number(merit.len() as f64))),
        Block::Table(merits(input, &merit)),
        Block::Heading("III. ĐỀ NGHỊ CHẤN CHỈNH".to_owned()),
        Block::Paragraph(format!("{} Đại lý thuộc diện đề nghị chấn chỉnh, khắc phục; nêu tại Phụ lục I cùng căn cứ.", number(correct.len() as f64))),
    ];
    let annex = Annex {
        label: "Phụ lục I".to_owned(),
        title: "Đại lý đề nghị chấn chỉnh, khắc phục".to_owned(),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(corrections(input, &correct))],
    };
    Document {
        layout: Layout::Official,
        frame,
        title: "TỜ TRÌNH".to_owned(),
        subject: format!("Về việc xem xét khen thưởng, chấn chỉnh Đại lý dịch vụ công trực tuyến, {span}"),
        draft: "DỰ THẢO - Đề xuất để xem xét (chưa có quyết định)".to_owned(),
        blocks,
        annexes: vec![annex],
        facts: vec![
            fact(
                "so_khen_thuong",
                "Số Đại lý đề nghị xem xét khen thưởng",
                Value::Whole(merit.len() as f64),
            ),
            fact(
                "so_chan_chinh",
                "Số Đại lý đề nghị chấn chỉnh",
                Value::Whole(correct.len() as f64),
            ),
            fact(
                "so_dai_ly",
                "Số Đại lý đang hoạt động",
                Value::Whole(figures.total.points as f64),
            ),
        ],
        provenance: Provenance::of(input.dataset, input.snapshot_id, &[], input.day),
    }
    .with_provenance()
}

fn name(facilities: &BTreeMap<&str, &Facility>, group: &Group) -> Value {
    let operator = facilities
        .get(group.key.as_str())
        .and_then(|point| point.operator.clone())
        .map_or(String::new(), |operator| format!("; {operator}"));
    Value::text(format!("{} ({}{operator})", group.name, group.key))
}

fn merits(input: &MeritInput, groups: &[&Group]) -> Table {
    let facilities = by_code(input.dataset);
    let columns = [
        ("TT", 7.0),
        ("Đại lý", 46.0),
        ("Hồ sơ", 13.0),
        ("Tỷ lệ hài lòng", 14.0),
        ("Số ý kiến", 12.0),
        ("Cận dưới", 13.0),
    ];
    let rows = groups.iter().enumerate().map(|(at, group)| {
        let sum = &group.sum;
        let low = match (sum.satisfied, sum.responses) {
            (Some(satisfied), Some(responses)) => {
                wilson(satisfied, responses).map_or(Value::Unknown, |(low, _)| Value::Share(low))
            }
            _ => Value::Unknown,
        };
        vec![
            Value::Whole((at + 1) as f64),
            name(&facilities, group),
            Value::whole_or_unknown(sum.dossiers),
            sum.satisfaction().map_or(Value::Unknown, Value::Share),
            Value::whole_or_unknown(sum.responses),
            low,
        ]
    });
    Table::new("bang_khen_thuong", "Khen thưởng", "", &columns).with(rows)
}

fn corrections(input: &MeritInput, groups: &[(&Group, Vec<String>)]) -> Table {
    let facilities = by_code(input.dataset);
    let columns = [
        ("TT", 6.0),
        ("Đại lý", 40.0),
        ("Hồ sơ", 12.0),
        ("Báo cáo thiếu", 12.0),
        ("Căn cứ", 80.0),
    ];
    let rows = groups.iter().enumerate().map(|(at, (group, faults))| {
        vec![
            Value::Whole((at + 1) as f64),
            name(&facilities, group),
            Value::whole_or_unknown(group.sum.dossiers),
            Value::Whole(group.sum.missing as f64),
            Value::text(faults.join("\n")),
        ]
    });
    Table::new("bang_chan_chinh", "Chấn chỉnh", "", &columns).with(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::period_figures::PeriodSum;

    fn group(sum: PeriodSum) -> Group {
        Group {
            key: "A".into(),
            name: "A".into(),
            sum,
        }
    }

    fn answers(satisfied: f64, responses: f64) -> PeriodSum {
        PeriodSum {
            reports: 1,
            dossiers: Some(10.0),
            responses: Some(responses),
            satisfied: Some(satisfied),
            ..PeriodSum::default()
        }
    }

    #[test]
    fn a_small_sample_neither_rewards_nor_corrects() {
        let rules = MeritRules::default();
        for few in [group(answers(10.0, 10.0)), group(answers(0.0, 10.0))] {
            assert!(!is_merit(&few, &rules, None) && faults(&few, &rules, None).is_empty());
        }
        assert!(is_merit(&group(answers(1000.0, 1000.0)), &rules, None));
        assert_eq!(faults(&group(answers(500.0, 1000.0)), &rules, None).len(), 1);
        // 96 of 100: the interval reaches below and above 95 %.
        let unsure = group(answers(96.0, 100.0));
        assert!(!is_merit(&unsure, &rules, None) && faults(&unsure, &rules, None).is_empty());
    }

    #[test]
    fn no_dossier_asks_for_a_cause_and_a_missing_report_is_no_zero() {
        let rules = MeritRules::default();
        let none = group(PeriodSum {
            reports: 3,
            dossiers: Some(0.0),
            ..PeriodSum::default()
        });
        assert!(faults(&none, &rules, None)[0].contains("xác định nguyên nhân"));
        let silent = group(PeriodSum {
            missing: 2,
            ..PeriodSum::default()
        });
        let told = faults(&silent, &rules, None);
        assert!(told.len() == 1 && told[0].contains("Thiếu 2"), "{told:?}");
    }

    #[test]
    fn an_inspection_that_found_something_corrects_and_holds_a_reward_back() {
        let rules = MeritRules::default();
        let good = group(answers(1000.0, 1000.0));
        let seen = |not_met, overdue| Standards {
            inspection: "1".into(),
            on: "2026-03-02".parse().expect("a day"),
            met: 7,
            not_met,
            items: BTreeMap::new(),
            overdue,
        };
        assert!(is_merit(&good, &rules, Some(&seen(0, 0))) && faults(&good, &rules, Some(&seen(0, 0))).is_empty());
        assert!(!is_merit(&good, &rules, Some(&seen(2, 0))) && !is_merit(&good, &rules, Some(&seen(0, 1))));
        let told = faults(&good, &rules, Some(&seen(2, 1)));
        assert_eq!(
            told[0],
            "Kiểm tra ngày 02/03/2026: đạt 7/9 mục theo danh mục đại lý mẫu."
        );
        assert_eq!(told.len(), 2);
    }
}
