//! Alerts as JSON, each with its sentence in both languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::planner::alerts::{Alert, AlertCause, AlertList};
use crate::planner::satisfaction::Source;
use crate::report::Value;
use crate::text::day_vi;
use crate::voice::VoiceSettings;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertsAnswer {
    /// What waits for an answer first, then by point.
    pub alerts: Vec<AlertShape>,
    /// How many there are, of which these are the first.
    pub total: u32,
    /// The limits that raise them, by name; `gandan alerts W --set NAME=VALUE` sets one.
    pub settings: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertShape {
    /// overdue_case, overdue_finding, satisfaction, late, idle
    pub kind: String,
    pub facility: String,
    pub name: String,
    pub sentence_vi: String,
    pub sentence_en: String,
    /// Of satisfaction: citizens, self_assessed.
    pub source: Option<String>,
    /// Of shares: value = count / size, with the end of the 95 % interval that is nearer to the limit, and the limit.
    pub count: Option<f64>,
    pub size: Option<f64>,
    pub bound: Option<f64>,
    pub limit: Option<f64>,
    /// Of idle.
    pub months: Option<u32>,
    /// Of what is overdue: the last day, `YYYY-MM-DD`, and the id of the case or inspection.
    pub due: Option<String>,
    pub reference: Option<String>,
}

impl AlertsAnswer {
    pub fn of(list: &AlertList, settings: VoiceSettings) -> AlertsAnswer {
        let months = settings.window_months as u32;
        AlertsAnswer {
            alerts: list.alerts.iter().map(|one| AlertShape::of(one, months)).collect(),
            total: list.total as u32,
            settings: settings
                .pairs()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

impl AlertShape {
    /// `window`: months that shares are made of.
    fn of(alert: &Alert, window: u32) -> AlertShape {
        let blank = AlertShape {
            kind: alert.cause.code().to_owned(),
            facility: alert.facility.clone(),
            name: alert.name.clone(),
            sentence_vi: String::new(),
            sentence_en: String::new(),
            source: None,
            count: None,
            size: None,
            bound: None,
            limit: None,
            months: None,
            due: None,
            reference: None,
        };
        match &alert.cause {
            AlertCause::Satisfaction {
                source,
                count,
                size,
                high,
                target,
            } => AlertShape {
                sentence_vi: format!(
                    "Tỷ lệ hài lòng {} ({}/{} lượt trong {window} tháng, {}), cận trên {} dưới mục tiêu {}.",
                    vi(count / size),
                    whole(*count),
                    whole(*size),
                    if *source == Source::Citizens {
                        "người dân đánh giá"
                    } else {
                        "đơn vị tự báo cáo"
                    },
                    vi(*high),
                    vi(*target)
                ),
                sentence_en: format!(
                    "Satisfaction {} ({} of {} in {window} months, {}): the upper bound {} is below the target {}.",
                    en(count / size),
                    whole(*count).replace('.', ","),
                    whole(*size).replace('.', ","),
                    if *source == Source::Citizens {
                        "rated by citizens"
                    } else {
                        "self-assessed"
                    },
                    en(*high),
                    en(*target)
                ),
                source: Some(source.code().to_owned()),
                count: Some(*count),
                size: Some(*size),
                bound: Some(*high),
                limit: Some(*target),
                ..blank
            },
            AlertCause::Idle { months } => AlertShape {
                sentence_vi: format!(
                    "Không có hồ sơ trong {months} tháng báo cáo gần nhất: cần xác định nguyên nhân trước khi xem xét."
                ),
                sentence_en: format!(
                    "No dossier in the last {months} reported months: the cause is to be found first."
                ),
                months: Some(*months),
                ..blank
            },
            AlertCause::Late {
                count,
                size,
                low,
                limit,
            } => AlertShape {
                sentence_vi: format!(
                    "Tỷ lệ trễ hạn {} ({}/{} hồ sơ trong {window} tháng), cận dưới {} trên mức {}.",
                    vi(count / size),
                    whole(*count),
                    whole(*size),
                    vi(*low),
                    vi(*limit)
                ),
                sentence_en: format!(
                    "Late {} ({} of {} dossiers in {window} months): the lower bound {} is above the limit {}.",
                    en(count / size),
                    whole(*count).replace('.', ","),
                    whole(*size).replace('.', ","),
                    en(*low),
                    en(*limit)
                ),
                count: Some(*count),
                size: Some(*size),
                bound: Some(*low),
                limit: Some(*limit),
                ..blank
            },
            AlertCause::OverdueFinding {
                inspection,
                text,
                deadline,
                ..
            } => AlertShape {
                sentence_vi: format!("Quá hạn khắc phục từ ngày {}: {text}", day_vi(&deadline.to_string())),
                sentence_en: format!("A finding was to be mended by {deadline}: {text}"),
                due: Some(deadline.to_string()),
                reference: Some(inspection.clone()),
                ..blank
            },
            AlertCause::OverdueCase { case, due } => AlertShape {
                sentence_vi: format!("Phản ánh quá hạn trả lời từ ngày {}.", day_vi(&due.to_string())),
                sentence_en: format!("A case was to be answered by {due}."),
                due: Some(due.to_string()),
                reference: Some(case.clone()),
                ..blank
            },
        }
    }
}

/// 1.742
fn whole(count: f64) -> String {
    Value::Whole(count).told()
}

/// In percent with one decimal.
fn vi(share: f64) -> String {
    en(share).replace('.', ",")
}

fn en(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
