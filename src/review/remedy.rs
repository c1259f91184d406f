//! What comes before an ending: named conditions, a deadline, a re-check; and what becomes of a point when the deadline has passed.
//!
//! A point is kept *with a remedy* where its performance is below a norm with enough evidence, where it has no dossiers and nobody knows
//! why, or where it is known to miss an item of the standards that receivers must meet. Ending it for that is proposed only when a
//! remedy that was ordered has run out while the same still stands; a point that misses a standard then has a structural
//! reason, one that only performs poorly may end where the settings say so.

use super::case::Case;
use super::criteria::{Chance, Checklist, Direction, Indicator, checked};
use super::evidence::Use;
use super::numbers::Language::{self, English, Vietnamese};
use super::performance::Below;
use super::settings::{AfterRemedy, MissingPoints, ReviewSettings};
use crate::model::Facility;
use chrono::{Months, NaiveDate};

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionKind {
    /// Find out why nobody uses the point.
    Diagnose,
    /// Bring the satisfied share to its target.
    Satisfaction,
    /// Bring an indicator of the criteria to its norm.
    Indicator,
    /// Meet an item of the standards.
    Standard,
}

impl ConditionKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Diagnose => "diagnose",
            Self::Satisfaction => "satisfaction",
            Self::Indicator => "indicator",
            Self::Standard => "standard",
        }
    }
}

/// One thing that must be so at the re-check.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub kind: ConditionKind,
    /// Of the indicator or the item.
    pub id: Option<String>,
    pub vietnamese: String,
    pub english: String,
}

/// Under what a point stays for now.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// At least one.
    pub conditions: Vec<Condition>,
    pub months: u32,
    /// The day of the re-check: that of the remedy on record, else so many months after the review's day; `None` where the
    /// review has no day.
    pub due: Option<NaiveDate>,
}

/// Why a point may change beside near duplicates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structural {
    pub operator_withdraws: bool,
    /// Its operator's list no longer names it, and the settings let such points end.
    pub is_missing: bool,
    /// Items of the standards that it is known to miss, by their place in the checklist.
    pub standards_missed: Vec<usize>,
    /// The day of a remedy that ran out while what it was for still stands.
    pub ran_out: Option<NaiveDate>,
}

impl Structural {
    /// `is_poor`: performance below a norm, or no dossiers without a known cause.
    pub fn of(facility: &Facility, settings: &ReviewSettings, is_poor: bool) -> Structural {
        let code = &facility.code;
        let withdraws = |name: &String| settings.withdrawn_operators.contains(name);
        let standards_missed = settings
            .standards
            .as_ref()
            .map_or_else(Vec::new, |list| missed(facility, list, settings));
        let still_stands = is_poor || !standards_missed.is_empty();
        let ran_out = |due: &&NaiveDate| settings.day.is_some_and(|day| **due <= day);
        Structural {
            operator_withdraws: !settings.keep.contains(code) && facility.operator.as_ref().is_some_and(withdraws),
            is_missing: settings.missing == MissingPoints::MayEnd && facility.missing_since.is_some(),
            ran_out: settings
                .remedies
                .get(code)
                .filter(ran_out)
                .copied()
                .filter(|_| still_stands),
            standards_missed,
        }
    }

    /// Whether the point may be merged farther than near duplicates are, or closed.
    pub fn may_end(&self, settings: &ReviewSettings) -> bool {
        let is_enough = !self.standards_missed.is_empty() || settings.after_remedy == AfterRemedy::MayEnd;
        self.is_missing || (self.ran_out.is_some() && is_enough)
    }
}

/// The items of a checklist that a point is known to miss: by its data, or by the last inspection, which is the newer word.
pub fn missed(facility: &Facility, list: &Checklist, settings: &ReviewSettings) -> Vec<usize> {
    let field = &settings.field;
    let seen = (field.checklist == list.id)
        .then(|| field.items.get(&facility.code))
        .flatten();
    let has = checked(facility, list);
    let is_met = |item: usize| {
        let inspected = seen.and_then(|seen| seen.get(&list.items[item].id)).copied();
        inspected.or(has[item])
    };
    let is_asked = list.kinds.contains(&facility.kind);
    (0..list.items.len())
        .filter(|&item| is_asked && is_met(item) == Some(false))
        .collect()
}

/// The remedy of point `j`; `None` where nothing speaks against it.
pub fn of(case: &Case, j: usize) -> Option<Remedy> {
    let settings = case.settings;
    let mut conditions = Vec::new();
    if case.evidence[j].usage == Use::Unused {
        conditions.push(Condition {
            kind: ConditionKind::Diagnose,
            id: None,
            vietnamese: "Xác định nguyên nhân chưa phát sinh hồ sơ (người dân chưa biết, vị trí, thiết bị hay nhân sự) và biện pháp xử lý."
                .into(),
            english: "Find out why there are no dossiers (unknown to people, location, equipment, staff), and what to do about it."
                .into(),
        });
    }
    let performance = &case.performance[j];
    if let Some(criteria) = &settings.criteria {
        let told = performance.below.iter().map(|below| {
            let indicator = &criteria.indicators[below.indicator];
            Condition {
                kind: ConditionKind::Indicator,
                id: Some(indicator.id.clone()),
                vietnamese: wanted(indicator, below, Vietnamese),
                english: wanted(indicator, below, English),
            }
        });
        conditions.extend(told);
    } else if performance.shortfall > 0.0 {
        let target = settings.satisfaction_target.0;
        conditions.push(Condition {
            kind: ConditionKind::Satisfaction,
            id: None,
            vietnamese: format!("Tỷ lệ hài lòng: ít nhất {}.", Vietnamese.percent(target)),
            english: format!("Share of satisfied answers: at least {}.", English.percent(target)),
        });
    }
    if let Some(list) = &settings.standards {
        let items = case.structural[j]
            .standards_missed
            .iter()
            .map(|&item| &list.items[item]);
        conditions.extend(items.map(|item| Condition {
            kind: ConditionKind::Standard,
            id: Some(item.id.clone()),
            vietnamese: format!("Đáp ứng tiêu chuẩn: {}.", item.name_vi),
            english: format!("Meet the standard: {}.", item.name_en),
        }));
    }
    let months = settings.remedy_months;
    let ordered = settings.remedies.get(case.code(j)).copied();
    let proposed = || settings.day.and_then(|day| day.checked_add_months(Months::new(months)));
    (!conditions.is_empty()).then(|| Remedy {
        conditions,
        months,
        due: ordered.or_else(proposed),
    })
}

/// An indicator, its norm and what it is now.
pub fn wanted(indicator: &Indicator, below: &Below, language: Language) -> String {
    let figure = |value: f64| match indicator.measure.chance() {
        Chance::Share => language.percent(value),
        // Rates are small: complaints a dossier.
        Chance::Rate => format!("{} %", language.decimal(value * 100.0)),
        Chance::Amount => language.decimal(value),
    };
    let (own, norm, size) = (figure(below.own), figure(below.norm), language.whole(below.size));
    match (language, indicator.direction) {
        (Vietnamese, Direction::Higher) => {
            format!("{}: ít nhất {norm} (hiện {own}, trên {size}).", indicator.name_vi)
        }
        (Vietnamese, Direction::Lower) => format!("{}: không quá {norm} (hiện {own}, trên {size}).", indicator.name_vi),
        (English, Direction::Higher) => format!("{}: at least {norm} (now {own}, of {size}).", indicator.name_en),
        (English, Direction::Lower) => format!("{}: at most {norm} (now {own}, of {size}).", indicator.name_en),
    }
}

impl Remedy {
    pub fn due_vi(&self) -> String {
        due(self, Vietnamese)
    }

    pub fn due_en(&self) -> String {
        due(self, English)
    }

    /// What it means for a point whose work goes to the point of this remedy, in Vietnamese and in English.
    pub fn of_receiver(&self, name: &str) -> (String, String) {
        let told = |of: fn(&Condition) -> &String| -> String {
            let all: Vec<&str> = self.conditions.iter().map(|condition| of(condition).as_str()).collect();
            all.join(" ")
        };
        (
            format!(
                "Nơi tiếp nhận {name} chỉ được duy trì có điều kiện, phải khắc phục trước khi nhận phần việc: {} {}",
                told(|condition| &condition.vietnamese),
                self.due_vi()
            ),
            format!(
                "The receiver {name} is itself kept under conditions, which come before the work moves: {} {}",
                told(|condition| &condition.english),
                self.due_en()
            ),
        )
    }
}

/// When the re-check is.
fn due(remedy: &Remedy, language: Language) -> String {
    match (language, remedy.due) {
        (Vietnamese, Some(day)) => format!("Thời hạn và ngày đánh giá lại: {}.", day.format("%d/%m/%Y")),
        (English, Some(day)) => format!("Deadline and re-check: {day}."),
        (Vietnamese, None) => format!(
            "Thời hạn và đánh giá lại: {} tháng kể từ ngày thông báo cho điểm.",
            remedy.months
        ),
        (English, None) => format!(
            "Deadline and re-check: {} months after the point is told.",
            remedy.months
        ),
    }
}
