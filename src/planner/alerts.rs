//! What needs somebody's eye: each alert with the figure and the limit that raised it.
//!
//! A share raises one only with enough evidence: a sample of the minimum and more, the whole Wilson interval beyond the
//! limit. No alert decides anything; a point without dossiers is asked for its cause.

use chrono::{DateTime, NaiveDate, Utc};

use super::satisfaction::{Source, satisfaction};
use super::voice::{VoiceError, case_due, hanoi_day, point};
use crate::auth::{Actor, Permission, PrivateFile};
use crate::model::{Dataset, FacilityStatus};
use crate::review::{reports_by_facility, wilson};
use crate::voice::is_supervised;

/// What an alert is about.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertCause {
    /// `high`: upper end of the interval, below the target.
    Satisfaction {
        source: Source,
        count: f64,
        size: f64,
        high: f64,
        target: f64,
    },
    /// No dossier in so many months that were reported, the last ones.
    Idle {
        months: u32,
    },
    /// `low`: lower end of the interval, above the limit.
    Late {
        count: f64,
        size: f64,
        low: f64,
        limit: f64,
    },
    OverdueFinding {
        inspection: String,
        finding: u32,
        text: String,
        deadline: NaiveDate,
    },
    OverdueCase {
        case: String,
        due: NaiveDate,
    },
}

/// One alert of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub facility: String,
    /// As in the data; the code where the point is no longer there.
    pub name: String,
    pub cause: AlertCause,
}

impl AlertCause {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Satisfaction { .. } => "satisfaction",
            Self::Idle { .. } => "idle",
            Self::Late { .. } => "late",
            Self::OverdueFinding { .. } => "overdue_finding",
            Self::OverdueCase { .. } => "overdue_case",
        }
    }

    /// What waits for an answer comes first.
    fn rank(&self) -> u8 {
        match self {
            Self::OverdueCase { .. } => 0,
            Self::OverdueFinding { .. } => 1,
            Self::Satisfaction { .. } => 2,
            Self::Late { .. } => 3,
            Self::Idle { .. } => 4,
        }
    }
}

/// Every alert of this moment: by cause, then by point.
///
/// # Errors
/// What the private file says.
pub fn alerts(private: &PrivateFile, dataset: &Dataset, now: DateTime<Utc>) -> Result<Vec<Alert>, VoiceError> {
    let (settings, today) = (private.voice_settings()?, hanoi_day(now));
    let is_open = |code: &str| point(dataset, code).is_some_and(|one| one.status == FacilityStatus::Open);
    let mut found: Vec<(String, AlertCause)> = Vec::new();
    for told in satisfaction(private, dataset, now)? {
        let target = settings.satisfaction_target;
        if let Some((_, high)) = told.interval
            && told.size >= settings.minimum_sample
            && high < target
            && is_open(&told.facility)
        {
            let (source, count, size) = (told.source, told.count, told.size);
            let cause = AlertCause::Satisfaction {
                source,
                count,
                size,
                high,
                target,
            };
            found.push((told.facility, cause));
        }
    }
    for (code, months) in reports_by_facility(dataset) {
        if !is_open(code) {
            continue;
        }
        let wanted = settings.idle_months as usize;
        let idle = months.iter().rev().take_while(|month| month.dossiers == 0.0).count();
        if idle >= wanted {
            found.push((code.to_owned(), AlertCause::Idle { months: idle as u32 }));
        }
        let told = months.iter().filter_map(|month| Some((month.late?, month.dossiers)));
        let (count, size) = told.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let limit = settings.late_share;
        if let Some((low, _)) = wilson(count, size)
            && size >= settings.minimum_sample
            && low > limit
        {
            found.push((
                code.to_owned(),
                AlertCause::Late {
                    count,
                    size,
                    low,
                    limit,
                },
            ));
        }
    }
    for one in private.inspections()? {
        for finding in one.overdue(today) {
            let cause = AlertCause::OverdueFinding {
                inspection: one.id.clone(),
                finding: finding.number,
                text: finding.text.clone(),
                deadline: finding.deadline,
            };
            found.push((one.facility.clone(), cause));
        }
    }
    for case in private.cases()? {
        let due = case_due(&case, settings.case_days);
        if case.state.is_open() && due < today {
            found.push((case.facility, AlertCause::OverdueCase { case: case.id, due }));
        }
    }
    let mut alerts: Vec<Alert> = found
        .into_iter()
        .map(|(code, cause)| named(dataset, code, cause))
        .collect();
    alerts.sort_by(|a, b| {
        (a.cause.rank(), &a.facility, told(&a.cause)).cmp(&(b.cause.rank(), &b.facility, told(&b.cause)))
    });
    Ok(alerts)
}

/// Those that an account may see: an inspector's of its area, everybody else's of the city.
///
/// # Errors
/// The role may not.
pub fn alerts_for(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Alert>, VoiceError> {
    actor.allowed(Permission::ReadAlert)?;
    let mut all = alerts(private, dataset, now)?;
    if let Some(scope) = actor.scope.as_deref() {
        all.retain(|one| point(dataset, &one.facility).is_some_and(|point| is_supervised(dataset, point, Some(scope))));
    }
    Ok(all)
}

fn named(dataset: &Dataset, facility: String, cause: AlertCause) -> Alert {
    let name = point(dataset, &facility).map_or_else(|| facility.clone(), |one| one.name.clone());
    Alert { facility, name, cause }
}

/// Orders the alerts of one point and cause.
fn told(cause: &AlertCause) -> (&str, u32) {
    match cause {
        AlertCause::Satisfaction { source, .. } => (source.code(), 0),
        AlertCause::OverdueFinding {
            inspection, finding, ..
        } => (inspection, *finding),
        AlertCause::OverdueCase { case, .. } => (case, 0),
        AlertCause::Idle { .. } | AlertCause::Late { .. } => ("", 0),
    }
}
