//! By which rules a point is proposed for reward or for correction: settings of the authority, since no source fixes them.

use super::evidence::{Evidence, share_set, share_told};
use super::period_figures::{Group, PeriodSum};
use super::period_report::satisfaction_told;
use super::value::{number, percent};
use crate::review::{TargetVerdict, wilson};
use crate::text::day_vi;
use crate::voice::{Satisfaction, Source, Standards, VoiceSettings};

/// The rules of the lists: settings of the authority, since no source fixes them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeritRules {
    /// Fewer answers than this prove nothing.
    pub minimum_answers: f64,
    /// 0 to 1.
    pub satisfaction_target: f64,
    /// Missing monthly reports from which a point is named.
    pub missing_reports: usize,
    /// 0 to 1: share of dossiers settled after their term.
    pub late_share: f64,
}

impl From<VoiceSettings> for MeritRules {
    /// By the limits that raise alerts: one point is judged alike on the screen and in a list.
    fn from(settings: VoiceSettings) -> Self {
        MeritRules {
            minimum_answers: settings.minimum_sample,
            satisfaction_target: settings.satisfaction_target,
            missing_reports: 2,
            late_share: settings.late_share,
        }
    }
}

impl Default for MeritRules {
    fn default() -> Self {
        VoiceSettings::default().into()
    }
}

/// What others than the point itself say of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen<'a> {
    standards: Option<&'a Standards>,
    /// Name of the checklist of `standards`.
    checklist: &'a str,
    citizens: Option<&'a Satisfaction>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(evidence: &'a Evidence, code: &str) -> Seen<'a> {
        let is_own = |one: &&Satisfaction| one.facility == code && one.source == Source::Citizens && one.size > 0.0;
        let standards = evidence.standards.get(code);
        let name = standards.and_then(|own| evidence.checklists.get(&own.checklist));
        Seen {
            standards,
            checklist: name.or(standards.map(|own| &own.checklist)).map_or("", String::as_str),
            citizens: evidence.satisfaction.iter().find(is_own),
        }
    }
}

/// A share of a sample that is large enough, against the target.
fn verdict(count: Option<f64>, size: Option<f64>, rules: &MeritRules) -> Option<TargetVerdict> {
    let (count, size) = (count?, size?);
    let verdict = TargetVerdict::of(count, size, rules.satisfaction_target);
    verdict.filter(|_| size >= rules.minimum_answers)
}

fn by_citizens(seen: Seen, rules: &MeritRules) -> Option<TargetVerdict> {
    let own = seen.citizens?;
    verdict(Some(own.count), Some(own.size), rules)
}

/// The share of late dossiers where it is surely above the limit.
fn late(sum: &PeriodSum, rules: &MeritRules) -> Option<f64> {
    let (count, size) = (sum.late?, sum.late_of?);
    let (low, _) = wilson(count, size)?;
    (size >= rules.minimum_answers && low > rules.late_share).then(|| count / size)
}

/// The ground of who reports and reports no dossier: a question, and no fault.
pub(super) const NO_DOSSIERS: &str =
    "Không có hồ sơ nào trong kỳ theo báo cáo; cần xác định nguyên nhân và khắc phục trước khi xem xét chấm dứt.";

/// Why a point is to be corrected.
pub(super) fn faults(group: &Group, rules: &MeritRules, seen: Seen) -> Vec<String> {
    let sum = &group.sum;
    let target = share_set(rules.satisfaction_target);
    let mut told = Vec::new();
    if verdict(sum.satisfied, sum.responses, rules) == Some(TargetVerdict::Missed) {
        told.push(format!(
            "Mức độ hài lòng do đơn vị tự báo cáo {}, dưới mục tiêu {target} kể cả khi tính sai số mẫu.",
            satisfaction_told(sum)
        ));
    }
    if let (Some(own), Some(TargetVerdict::Missed)) = (seen.citizens.and_then(share_told), by_citizens(seen, rules)) {
        told.push(format!(
            "Người dân đánh giá {own}, dưới mục tiêu {target} kể cả khi tính sai số mẫu."
        ));
    }
    if let Some(share) = late(sum, rules) {
        told.push(format!(
            "Hồ sơ trễ hạn {}, trên mức {} kể cả khi tính sai số mẫu.",
            percent(share),
            share_set(rules.late_share)
        ));
    }
    if sum.missing >= rules.missing_reports.max(1) {
        told.push(format!("Thiếu {} báo cáo tháng.", number(sum.missing as f64)));
    }
    if sum.reports > 0 && sum.dossiers == Some(0.0) {
        told.push(NO_DOSSIERS.to_owned());
    }
    if let Some(own) = seen.standards.filter(|own| own.not_met > 0) {
        told.push(format!(
            "Kiểm tra ngày {}: đạt {}/{} mục ({}).",
            day_vi(&own.on.to_string()),
            own.met,
            own.met + own.not_met,
            seen.checklist
        ));
    }
    if let Some(own) = seen.standards.filter(|own| own.overdue > 0) {
        told.push(format!("{} việc quá hạn khắc phục sau kiểm tra.", own.overdue));
    }
    told
}

/// The rules that a point meets, each with its evidence, where it is to be rewarded: by its own reports surely above the
/// target and not against what citizens say, every report there, dossiers guided, not late, nothing open from an inspection.
pub(super) fn merit(group: &Group, rules: &MeritRules, seen: Seen) -> Option<Vec<String>> {
    let sum = &group.sum;
    let is_sure = verdict(sum.satisfied, sum.responses, rules) == Some(TargetVerdict::Met);
    // A point's own word does not stand against the citizens'.
    let is_contradicted = by_citizens(seen, rules) == Some(TargetVerdict::Missed);
    // Who was not inspected is not held back for it.
    let is_clean = seen.standards.is_none_or(|own| own.not_met == 0 && own.overdue == 0);
    let has_work = sum.dossiers.is_some_and(|dossiers| dossiers > 0.0);
    if !is_sure || is_contradicted || !is_clean || !has_work || sum.missing > 0 || late(sum, rules).is_some() {
        return None;
    }
    let citizens = match (seen.citizens, by_citizens(seen, rules)) {
        (Some(own), Some(verdict)) => format!("{}: {}", share_told(own).unwrap_or_default(), verdict.vietnamese()),
        (Some(own), None) => format!(
            "{} lượt, chưa đủ {} lượt để kết luận",
            number(own.size),
            number(rules.minimum_answers)
        ),
        (None, _) => "chưa có lượt nào trong kỳ".to_owned(),
    };
    let terms = match (sum.late, sum.late_of) {
        (Some(late), Some(all)) if all > 0.0 => format!("{} hồ sơ trễ hạn", percent(late / all)),
        _ => "chưa có số liệu về hồ sơ trễ hạn".to_owned(),
    };
    let inspected = seen.standards.map_or("chưa được kiểm tra".to_owned(), |own| {
        format!(
            "kiểm tra ngày {} đạt {}/{} mục",
            day_vi(&own.on.to_string()),
            own.met,
            own.met + own.not_met
        )
    });
    Some(vec![
        format!(
            "Tự báo cáo: hài lòng {}, cận dưới từ {} trở lên.",
            satisfaction_told(sum),
            share_set(rules.satisfaction_target)
        ),
        format!("Người dân đánh giá: {citizens}."),
        format!("Đủ báo cáo; {terms}; {inspected}."),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

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

    fn is_merit(group: &Group, seen: Seen) -> bool {
        merit(group, &MeritRules::default(), seen).is_some()
    }

    fn faults_of(group: &Group, seen: Seen) -> Vec<String> {
        faults(group, &MeritRules::default(), seen)
    }

    const NOBODY: Seen = Seen {
        standards: None,
        checklist: "",
        citizens: None,
    };

    #[test]
    fn a_small_sample_neither_rewards_nor_corrects() {
        for few in [group(answers(10.0, 10.0)), group(answers(0.0, 10.0))] {
            assert!(!is_merit(&few, NOBODY) && faults_of(&few, NOBODY).is_empty());
        }
        assert!(is_merit(&group(answers(1000.0, 1000.0)), NOBODY));
        assert_eq!(faults_of(&group(answers(500.0, 1000.0)), NOBODY).len(), 1);
        // 96 of 100: the interval reaches below and above 95 %.
        let unsure = group(answers(96.0, 100.0));
        assert!(!is_merit(&unsure, NOBODY) && faults_of(&unsure, NOBODY).is_empty());
    }

    #[test]
    fn a_point_is_not_rewarded_on_its_own_word_against_the_citizens() {
        let good = group(answers(1000.0, 1000.0));
        let rated = |count, size| Satisfaction {
            facility: "A".into(),
            source: Source::Citizens,
            count,
            size,
            interval: wilson(count, size),
            set_aside: 0,
        };
        let (bad, few, well) = (rated(20.0, 40.0), rated(10.0, 20.0), rated(39.0, 40.0));
        let seen = |citizens| Seen {
            standards: None,
            checklist: "",
            citizens: Some(citizens),
        };
        assert!(!is_merit(&good, seen(&bad)), "half of forty citizens were satisfied");
        let told = faults_of(&good, seen(&bad));
        assert!(
            told.len() == 1 && told[0].starts_with("Người dân đánh giá 50,0 % (40 lượt"),
            "{told:?}"
        );
        assert!(is_merit(&good, seen(&few)), "twenty prove nothing");
        let met = merit(&good, &MeritRules::default(), seen(&well)).expect("rewarded");
        assert!(
            met[0].contains("Tự báo cáo") && met[1].contains("97,5 % (40 lượt"),
            "{met:?}"
        );
    }

    #[test]
    fn many_late_dossiers_correct_and_hold_a_reward_back() {
        let late = |count, size| {
            group(PeriodSum {
                late: Some(count),
                late_of: Some(size),
                ..answers(1000.0, 1000.0)
            })
        };
        let told = faults_of(&late(50.0, 100.0), NOBODY);
        assert!(
            told.len() == 1 && told[0].starts_with("Hồ sơ trễ hạn 50,0 %"),
            "{told:?}"
        );
        assert!(!is_merit(&late(50.0, 100.0), NOBODY));
        // 10 % is the limit; 12 of 100 may be chance, and 5 of 10 are too few to say.
        for fine in [late(12.0, 100.0), late(5.0, 10.0), late(0.0, 100.0)] {
            assert!(faults_of(&fine, NOBODY).is_empty() && is_merit(&fine, NOBODY));
        }
    }

    #[test]
    fn the_rules_are_those_that_raise_alerts_unless_they_are_set() {
        let settings = VoiceSettings {
            minimum_sample: 50.0,
            satisfaction_target: 0.9,
            late_share: 0.2,
            ..VoiceSettings::default()
        };
        let rules = MeritRules::from(settings);
        assert_eq!(
            (rules.minimum_answers, rules.satisfaction_target, rules.late_share),
            (50.0, 0.9, 0.2)
        );
        let some = group(answers(40.0, 40.0));
        assert!(merit(&some, &rules, NOBODY).is_none(), "forty answers are below fifty");
        let silent = group(PeriodSum {
            missing: 2,
            ..PeriodSum::default()
        });
        let patient = MeritRules {
            missing_reports: 3,
            ..rules
        };
        assert!(faults(&silent, &patient, NOBODY).is_empty());
    }

    #[test]
    fn no_dossier_asks_for_a_cause_and_a_missing_report_is_no_zero() {
        let none = group(PeriodSum {
            reports: 3,
            dossiers: Some(0.0),
            ..PeriodSum::default()
        });
        assert!(faults_of(&none, NOBODY)[0].contains("xác định nguyên nhân"));
        let silent = group(PeriodSum {
            missing: 2,
            ..PeriodSum::default()
        });
        let told = faults_of(&silent, NOBODY);
        assert!(told.len() == 1 && told[0].contains("Thiếu 2"), "{told:?}");
    }

    #[test]
    fn an_inspection_that_found_something_corrects_and_holds_a_reward_back() {
        let good = group(answers(1000.0, 1000.0));
        let standards = |not_met, overdue| Standards {
            inspection: "1".into(),
            checklist: "mau".into(),
            on: "2026-03-02".parse().expect("a day"),
            met: 7,
            not_met,
            items: BTreeMap::new(),
            overdue,
        };
        let (clean, faulty, overdue) = (standards(0, 0), standards(2, 1), standards(0, 1));
        let seen = |standards| Seen {
            standards: Some(standards),
            checklist: "Danh mục kiểm tra đại lý mẫu",
            citizens: None,
        };
        assert!(is_merit(&good, seen(&clean)) && faults_of(&good, seen(&clean)).is_empty());
        assert!(!is_merit(&good, seen(&faulty)) && !is_merit(&good, seen(&overdue)));
        let told = faults_of(&good, seen(&faulty));
        assert_eq!(
            told[0],
            "Kiểm tra ngày 02/03/2026: đạt 7/9 mục (Danh mục kiểm tra đại lý mẫu)."
        );
        assert_eq!(told.len(), 2);
    }
}
