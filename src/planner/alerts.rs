//! What needs somebody's eye: each alert with the figure and the limit that raised it.
//!
//! A share raises one only with enough evidence: a sample of the minimum and more, the whole Wilson interval beyond the
//! limit; shares are of the window of months. No alert decides anything; a point without dossiers is asked for its cause.

use chrono::{DateTime, NaiveDate, Utc};

use super::satisfaction::{Source, first_month, satisfaction};
use super::voice::{VoiceError, case_due, hanoi_day, overdue_before, point, seen_by};
use crate::auth::{Actor, CaseOrder, CaseQuery, Permission, PrivateFile};
use crate::model::{Dataset, FacilityStatus};
use crate::registry::Supervision;
use crate::review::{reports_by_facility, wilson};
use crate::voice::CaseState;

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

    /// What waits for an answer comes first, what waits longest before the rest.
    fn rank(&self) -> (u8, Option<NaiveDate>) {
        match self {
            Self::OverdueCase { due, .. } => (0, Some(*due)),
            Self::OverdueFinding { deadline, .. } => (1, Some(*deadline)),
            Self::Satisfaction { .. } => (2, None),
            Self::Late { .. } => (3, None),
            Self::Idle { .. } => (4, None),
        }
    }
}

/// Alerts, the first of them, and how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertList {
    /// By cause, what is overdue by its day, then by point.
    pub alerts: Vec<Alert>,
    pub total: usize,
}

/// The alerts of this moment that an account may see, at most so many: an inspector's of its area; cases and findings of who
/// may read them.
///
/// # Errors
/// The role may not; what the private file says.
pub fn alerts_for(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    now: DateTime<Utc>,
    most: usize,
) -> Result<AlertList, VoiceError> {
    actor.allowed(Permission::ReadAlert)?;
    let mut found = of_figures(private, dataset, now)?;
    if actor.role.may(Permission::ReadInspection) {
        found.extend(of_findings(private, hanoi_day(now))?);
    }
    if let Some(scope) = actor.scope.as_deref() {
        let supervision = Supervision::of(dataset);
        found.retain(|(code, _)| point(dataset, code).is_some_and(|point| supervision.covers(Some(scope), point)));
    }
    let mut total = found.len();
    if actor.role.may(Permission::ReadCase) {
        let (cases, count) = of_cases(private, dataset, actor, now, most)?;
        found.extend(cases);
        total += count;
    }
    let mut alerts: Vec<Alert> = found
        .into_iter()
        .map(|(code, cause)| named(dataset, code, cause))
        .collect();
    alerts.sort_by(|a, b| {
        (a.cause.rank(), &a.facility, told(&a.cause)).cmp(&(b.cause.rank(), &b.facility, told(&b.cause)))
    });
    alerts.truncate(most);
    Ok(AlertList { alerts, total })
}

type Found = Vec<(String, AlertCause)>;

/// Of the cases that the account may see, those that wait longest, and how many there are.
fn of_cases(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    now: DateTime<Utc>,
    most: usize,
) -> Result<(Found, usize), VoiceError> {
    let days = private.voice_settings()?.case_days;
    let query = CaseQuery {
        states: CaseState::ALL.into_iter().filter(|state| state.is_open()).collect(),
        opened_before: Some(overdue_before(days, now)),
        order: CaseOrder::OldestFirst,
        limit: Some(u32::try_from(most).unwrap_or(u32::MAX)),
        ..seen_by(dataset, actor)?
    };
    let told = private.cases(&query)?.into_iter().map(|case| {
        let due = case_due(&case, days);
        (case.facility, AlertCause::OverdueCase { case: case.id, due })
    });
    Ok((told.collect(), private.count_cases(&query)? as usize))
}

fn of_findings(private: &PrivateFile, today: NaiveDate) -> Result<Found, VoiceError> {
    let mut found = Vec::new();
    for one in private.overdue_inspections(today)? {
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
    Ok(found)
}

/// Of satisfaction and of the reports.
fn of_figures(private: &PrivateFile, dataset: &Dataset, now: DateTime<Utc>) -> Result<Found, VoiceError> {
    let settings = private.voice_settings()?;
    let is_open = |code: &str| point(dataset, code).is_some_and(|one| one.status == FacilityStatus::Open);
    let mut found: Found = Vec::new();
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
    let first = first_month(dataset, settings);
    for (code, months) in reports_by_facility(dataset) {
        if !is_open(code) {
            continue;
        }
        let wanted = settings.idle_months as usize;
        let idle = months.iter().rev().take_while(|month| month.dossiers == 0.0).count();
        if idle >= wanted {
            found.push((code.to_owned(), AlertCause::Idle { months: idle as u32 }));
        }
        let own = months
            .iter()
            .filter(|month| first.is_some_and(|first| month.month >= first));
        let told = own.filter_map(|month| Some((month.late?, month.dossiers)));
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
    Ok(found)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Role;
    use crate::geometry::LonLat;
    use crate::model::{Facility, FacilityKind, Month, PerformanceMonth};

    /// LATE: 50 of 100 dossiers; FEW: 5 of 10, below the sample; FINE: 12 of 100, which may be chance; IDLE: three months
    /// reported without a dossier; NEW: two.
    #[test]
    fn late_dossiers_and_idle_points_are_named_with_their_figures_and_others_are_not() {
        let point = |code: &str| Facility::new(code, FacilityKind::Agent, code, LonLat::new(105.8, 21.0));
        let report = |code: &str, month, dossiers: u32, late: Option<u32>| PerformanceMonth {
            late: late.map(f64::from),
            ..PerformanceMonth::new(code.into(), Month { year: 2026, month }, f64::from(dossiers))
        };
        let mut dataset = Dataset {
            facilities: ["FEW", "FINE", "IDLE", "LATE", "NEW"].map(point).into(),
            performance: vec![
                report("FEW", 10, 10, Some(5)),
                report("FINE", 10, 100, Some(12)),
                report("IDLE", 7, 9, None),
                report("IDLE", 8, 0, None),
                report("IDLE", 9, 0, None),
                report("IDLE", 10, 0, None),
                report("LATE", 9, 60, Some(30)),
                report("LATE", 10, 40, Some(20)),
                report("NEW", 9, 0, None),
                report("NEW", 10, 0, None),
            ],
            ..Dataset::default()
        };
        let private = PrivateFile::in_memory().expect("a file");
        let leader = Actor {
            account: "lan".into(),
            name: "Lan".into(),
            role: Role::Leader,
            scope: None,
        };
        let told = |dataset: &Dataset| {
            let all = alerts_for(&private, dataset, &leader, Utc::now(), 99).expect("may read");
            assert_eq!(all.total, all.alerts.len());
            all.alerts
        };
        let alerts = told(&dataset);
        let named: Vec<(&str, &str)> = alerts
            .iter()
            .map(|one| (one.facility.as_str(), one.cause.code()))
            .collect();
        assert_eq!(named, [("LATE", "late"), ("IDLE", "idle")]);
        let AlertCause::Late {
            count,
            size,
            low,
            limit,
        } = alerts[0].cause
        else {
            panic!("{:?}", alerts[0]);
        };
        assert_eq!((count, size, limit), (50.0, 100.0, 0.1));
        assert!((0.40..0.41).contains(&low), "{low}");
        assert_eq!(alerts[1].cause, AlertCause::Idle { months: 3 });
        // A point that is closed is nobody's concern.
        dataset.facilities[2].status = FacilityStatus::Closed;
        dataset.facilities[3].status = FacilityStatus::Closed;
        assert!(told(&dataset).is_empty());
    }
}
