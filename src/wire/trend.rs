//! Agents' monthly reports added up, and what a published reorganisation came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Facility, FacilityKind, Month, PerformanceMonth};
use crate::planner::{Snapshot, TrendArea};
use crate::review::{TargetVerdict, wilson};
use crate::store::CoverageRow;
use crate::voice::{SATISFACTION_FORMULA_EN, SATISFACTION_FORMULA_VI, SATISFACTION_TARGET, Source};

/// The totals of one month. What nobody of the month tells is null, not 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MonthItem {
    /// YYYY-MM
    pub month: String,
    pub dossiers: f64,
    pub submitted: Option<f64>,
    pub accepted: Option<f64>,
    pub on_time: Option<f64>,
    pub late: Option<f64>,
    /// Points of the network that reported.
    pub reporting: u32,
    /// Share of answers that were 4 or 5 of 5 (0..1), with its sample; null without answers.
    pub satisfied_share: Option<f64>,
    pub responses: f64,
    /// Of that share: 95 %, Wilson.
    pub interval_low: Option<f64>,
    pub interval_high: Option<f64>,
    /// met, missed or unsure: the target is met or missed only where the whole interval is on one side of it, as in documents.
    pub verdict: Option<String>,
    pub complaints: f64,
}

/// Monthly reports added up, for the leadership's trend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrendAnswer {
    pub snapshot_id: String,
    /// Which kinds are added up: here agents.
    pub kinds: Vec<String>,
    pub months: Vec<MonthItem>,
    /// How `satisfied_share` is counted, who says so, and what `verdict` is against.
    pub formula_vi: String,
    pub formula_en: String,
    pub source: String,
    pub satisfaction_target: f64,
    /// Agents that have reported no dossier in any month.
    pub unused_agents: u32,
    pub agents: u32,
    /// The commune asked for by a code of a layout.
    pub area: Option<TrendAreaShape>,
    /// What states of the data came to, a row a rule, oldest first; the one that is served last, unless nothing is kept.
    /// Of the whole city: empty where less is asked for.
    pub coverage: Vec<CoverageStateShape>,
}

/// A commune of the layout of today (new) or of the one before July 2025 (old).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrendAreaShape {
    pub code: String,
    pub name: String,
    /// Known of old units only.
    pub district: Option<String>,
    pub layout: String,
    /// exact; estimate where only a share of a commune of the data lies in it: counts are then parts by people.
    pub certainty: String,
}

/// Coverage of one state of the data under one rule, as it was when its figures were first computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CoverageStateShape {
    /// RFC 3339 UTC.
    pub at: String,
    pub snapshot_id: String,
    pub rule: String,
    /// Names the rule's limits and the road speeds: only figures of one method can be compared.
    pub method: String,
    pub people: f64,
    /// With a point within the radius.
    pub radius_people: f64,
    /// With a point within the time.
    pub time_people: f64,
    pub passing_people: f64,
    pub areas: u32,
    /// Communes where somebody does not pass.
    pub areas_lacking: u32,
}

/// One month under construction.
#[derive(Default)]
struct MonthSum {
    item: MonthItem,
    satisfied: f64,
}

impl MonthSum {
    /// Adds a share of a report: all of it, or what falls to an area that holds a part of its commune.
    fn add(&mut self, report: &PerformanceMonth, share: f64) {
        let sum = |total: &mut Option<f64>, value: Option<f64>| {
            if let Some(value) = value {
                *total = Some(total.unwrap_or(0.0) + value * share);
            }
        };
        let item = &mut self.item;
        item.dossiers += report.dossiers * share;
        item.reporting += 1;
        item.complaints += report.complaints.unwrap_or(0.0) * share;
        sum(&mut item.submitted, report.submitted_online);
        sum(&mut item.accepted, report.accepted);
        sum(&mut item.on_time, report.on_time);
        sum(&mut item.late, report.late);
        if let (Some(responses), Some(satisfied)) = (report.responses, report.satisfied) {
            item.responses += responses * share;
            self.satisfied += satisfied.min(responses) * share;
        }
    }

    fn told(self, month: Month) -> MonthItem {
        let (satisfied, responses) = (self.satisfied, self.item.responses);
        let interval = wilson(satisfied, responses);
        // Parts of a commune are fractions; whole counts stay as they are.
        let rounded = |count: f64| (count * 1000.0).round() / 1000.0;
        MonthItem {
            month: month.to_string(),
            dossiers: rounded(self.item.dossiers),
            submitted: self.item.submitted.map(rounded),
            accepted: self.item.accepted.map(rounded),
            on_time: self.item.on_time.map(rounded),
            late: self.item.late.map(rounded),
            responses: rounded(responses),
            complaints: rounded(self.item.complaints),
            satisfied_share: (responses > 0.0).then(|| satisfied / responses),
            interval_low: interval.map(|(low, _)| low),
            interval_high: interval.map(|(_, high)| high),
            verdict: TargetVerdict::of(satisfied, responses, SATISFACTION_TARGET).map(|told| told.code().to_owned()),
            ..self.item
        }
    }
}

impl TrendAnswer {
    /// Agents' reports added up by month: of those that `is_meant` takes, within an area where one is given.
    pub fn of(snapshot: &Snapshot, area: Option<&TrendArea>, is_meant: impl Fn(&Facility) -> bool) -> TrendAnswer {
        let dataset = snapshot.dataset();
        let share = |agent: &Facility| match (area, &agent.area) {
            (None, _) => 1.0,
            (Some(area), Some(code)) => area.shares.get(code).copied().unwrap_or(0.0),
            (Some(_), None) => 0.0,
        };
        let agents: BTreeMap<&str, f64> = dataset
            .facilities
            .iter()
            .filter(|facility| facility.kind == FacilityKind::Agent && is_meant(facility))
            .map(|facility| (facility.code.as_str(), share(facility)))
            .filter(|(_, share)| *share > 0.0)
            .collect();
        let mut months: BTreeMap<Month, MonthSum> = BTreeMap::new();
        let mut unused: std::collections::BTreeSet<&str> = agents.keys().copied().collect();
        for report in &dataset.performance {
            let Some(share) = agents.get(report.facility.as_str()) else {
                continue;
            };
            if report.dossiers > 0.0 {
                unused.remove(report.facility.as_str());
            }
            months.entry(report.month).or_default().add(report, *share);
        }
        TrendAnswer {
            snapshot_id: snapshot.id().to_owned(),
            kinds: vec![FacilityKind::Agent.code().to_owned()],
            months: months.into_iter().map(|(month, sum)| sum.told(month)).collect(),
            formula_vi: SATISFACTION_FORMULA_VI.to_owned(),
            formula_en: SATISFACTION_FORMULA_EN.to_owned(),
            source: Source::SelfAssessed.code().to_owned(),
            satisfaction_target: SATISFACTION_TARGET,
            unused_agents: unused.len() as u32,
            agents: agents.len() as u32,
            area: area.map(TrendAreaShape::from),
            coverage: Vec::new(),
        }
    }

    /// Of the whole city: all agents, and what states of the data came to.
    pub fn of_city(snapshot: &Snapshot) -> TrendAnswer {
        TrendAnswer {
            coverage: snapshot.past().iter().map(CoverageStateShape::from).collect(),
            ..TrendAnswer::of(snapshot, None, |_| true)
        }
    }
}

impl From<&TrendArea> for TrendAreaShape {
    fn from(area: &TrendArea) -> Self {
        TrendAreaShape {
            code: area.unit.code.clone(),
            name: area.unit.name.clone(),
            district: area.unit.district.clone(),
            layout: area.layout.code().to_owned(),
            certainty: area.unit.certainty.code().to_owned(),
        }
    }
}

impl From<&CoverageRow> for CoverageStateShape {
    fn from(row: &CoverageRow) -> Self {
        CoverageStateShape {
            at: row.at.clone(),
            snapshot_id: row.snapshot_id.clone(),
            rule: row.rule.clone(),
            method: row.method.clone(),
            people: row.people,
            radius_people: row.radius_people,
            time_people: row.time_people,
            passing_people: row.passing_people,
            areas: row.areas,
            areas_lacking: row.areas_lacking,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(satisfied: f64, responses: f64) -> PerformanceMonth {
        PerformanceMonth {
            satisfied: Some(satisfied),
            responses: Some(responses),
            ..PerformanceMonth::new("A".into(), MONTH, 10.0)
        }
    }

    const MONTH: Month = Month { year: 2026, month: 1 };

    fn told(reports: &[PerformanceMonth], share: f64) -> MonthItem {
        let mut sum = MonthSum::default();
        for report in reports {
            sum.add(report, share);
        }
        sum.told(MONTH)
    }

    /// 95 of 100 is the target itself, and proves nothing: its interval is 88.8 % to 97.8 %.
    #[test]
    fn a_target_is_met_or_missed_only_where_the_whole_interval_says_so() {
        let verdict = |satisfied: f64| told(&[report(satisfied, 100.0)], 1.0).verdict;
        assert_eq!(verdict(100.0).as_deref(), Some("met"));
        assert_eq!(verdict(95.0).as_deref(), Some("unsure"));
        assert_eq!(verdict(70.0).as_deref(), Some("missed"));
        let interval = told(&[report(95.0, 100.0)], 1.0);
        let (low, high) = (
            interval.interval_low.expect("a bound"),
            interval.interval_high.expect("a bound"),
        );
        assert!(
            (low - 0.888).abs() < 1e-3 && (high - 0.978).abs() < 1e-3,
            "{low} {high}"
        );
    }

    #[test]
    fn what_nobody_tells_is_unknown_and_a_part_of_a_commune_has_its_part_of_the_counts() {
        let mut with_late = report(9.0, 10.0);
        with_late.late = Some(3.0);
        let month = told(&[with_late, report(9.0, 10.0)], 1.0 / 3.0);
        assert_eq!((month.dossiers, month.reporting, month.responses), (6.667, 2, 6.667));
        assert_eq!((month.late, month.accepted), (Some(1.0), None));
        assert_eq!(month.satisfied_share.map(|share| (share * 1000.0).round()), Some(900.0));
    }
}
