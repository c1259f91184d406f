//! What reports say about a point, and how much they can say.
//!
//! A point without dossiers has *undefined* satisfaction, not a bad one. A share counts against a
//! point only when the whole Wilson interval lies below the target and the sample is large enough.

use super::settings::ReviewSettings;
use crate::model::{Dataset, Facility, FacilityId, PerformanceMonth};
use std::collections::HashMap;
use std::ops::Add;

/// Months of reports that make the present load (the latest ones of each point).
const LOAD_MONTHS: usize = 3;

/// Dossiers a person and year in urban communes: the scheme's productivity norm, a proxy for capacity
/// where a file gives staff but no capacity.
pub const URBAN_NORM_PER_YEAR: f64 = 1800.0;
/// The same in rural communes.
pub const RURAL_NORM_PER_YEAR: f64 = 1200.0;

/// The same in remote and difficult ones.
pub const REMOTE_NORM_PER_YEAR: f64 = 800.0;

/// How a point does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Use {
    /// No report and no load: nothing can be said.
    Unknown,
    /// Reported, and no dossier in any month: the cause must be diagnosed before anything ends.
    Unused,
    Used,
}

/// The evidence about one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub usage: Use,
    /// Dossiers a month now; 0 when unknown.
    pub load_per_month: f64,
    pub dossiers: f64,
    pub responses: f64,
    pub satisfied_responses: f64,
    /// Wilson interval of the satisfied share; `None` without answers.
    pub satisfied: Option<(f64, f64)>,
    /// 0..1: how far the interval's upper end lies under the target, as a share of the target; 0 without enough evidence. Decides where
    /// the settings have no criteria ([`super::performance`]).
    pub shortfall: f64,
}

/// The 95 % Wilson score interval of a share.
///
/// Source: E. B. Wilson, *Probable inference*, JASA 22 (1927). `None` for an empty sample.
pub fn wilson(successes: f64, sample: f64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_963_984_540_054; // 97.5 % quantile of the normal distribution
    if sample.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
        return None;
    }
    let share = (successes / sample).clamp(0.0, 1.0);
    let z2 = Z * Z;
    let centre = share + z2 / (2.0 * sample);
    let half = Z * (share * (1.0 - share) / sample + z2 / (4.0 * sample * sample)).sqrt();
    let scale = 1.0 + z2 / sample;
    Some((((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)))
}

/// Whether a share reaches its target: said only where the whole 95 % interval is on one side of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetVerdict {
    Met,
    Missed,
    /// The sample proves neither.
    Unsure,
}

impl TargetVerdict {
    /// Of `successes` in `sample` against a target of 0 to 1; `None` for an empty sample.
    pub fn of(successes: f64, sample: f64, target: f64) -> Option<TargetVerdict> {
        let (low, high) = wilson(successes, sample)?;
        Some(match (low >= target, high < target) {
            (true, _) => Self::Met,
            (_, true) => Self::Missed,
            _ => Self::Unsure,
        })
    }

    /// The stable name in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Unsure => "unsure",
        }
    }

    /// As documents tell it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Met => "đạt mục tiêu",
            Self::Missed => "chưa đạt mục tiêu",
            Self::Unsure => "chưa đủ căn cứ để kết luận đạt hay chưa đạt mục tiêu",
        }
    }

    pub fn english(self) -> &'static str {
        match self {
            Self::Met => "meets the target of",
            Self::Missed => "misses the target of",
            Self::Unsure => "too few answers to say whether it meets the target of",
        }
    }

    pub fn from_code(code: &str) -> Option<TargetVerdict> {
        [Self::Met, Self::Missed, Self::Unsure]
            .into_iter()
            .find(|verdict| verdict.code() == code)
    }
}

/// The reports of every facility, in month order.
pub fn reports_by_facility(dataset: &Dataset) -> HashMap<&str, Vec<&PerformanceMonth>> {
    let mut reports: HashMap<&str, Vec<&PerformanceMonth>> = HashMap::new();
    for month in &dataset.performance {
        reports.entry(month.facility.as_str()).or_default().push(month);
    }
    reports
        .values_mut()
        .for_each(|months| months.sort_by_key(|month| month.month));
    reports
}

/// The reports of each of these points, in month order.
pub fn reports_of<'a>(dataset: &'a Dataset, points: &[FacilityId]) -> Vec<Vec<&'a PerformanceMonth>> {
    let mut reports = reports_by_facility(dataset);
    let of = |point: &FacilityId| reports.remove(dataset.facilities[point.index()].code.as_str());
    points.iter().map(of).map(Option::unwrap_or_default).collect()
}

/// Adds a point's reports up.
pub fn evidence_of(facility: &Facility, reports: &[&PerformanceMonth], settings: &ReviewSettings) -> Evidence {
    let total = |value: fn(&PerformanceMonth) -> f64| reports.iter().map(|month| value(month)).fold(0.0, f64::add);
    let dossiers = total(|month| month.dossiers);
    let responses = total(|month| month.responses.unwrap_or(0.0));
    let satisfied_responses = total(|month| month.satisfied.unwrap_or(0.0));
    let satisfied = wilson(satisfied_responses, responses);
    let recent = &reports[reports.len().saturating_sub(LOAD_MONTHS)..];
    let reported_load = recent.iter().map(|month| month.dossiers).fold(0.0, f64::add) / recent.len().max(1) as f64;
    let load_per_month = facility.load_per_month.unwrap_or(reported_load).max(0.0);
    let usage = match (reports.is_empty(), facility.load_per_month) {
        (true, None) => Use::Unknown,
        _ if dossiers == 0.0 && load_per_month == 0.0 => Use::Unused,
        _ => Use::Used,
    };
    let target = settings.satisfaction_target.0;
    let shortfall = match satisfied {
        Some((_, upper)) if responses >= settings.minimum_evidence && upper < target => (target - upper) / target,
        _ => 0.0,
    };
    Evidence {
        usage,
        load_per_month,
        dossiers,
        responses,
        satisfied_responses,
        satisfied,
        shortfall,
    }
}

/// Dossiers a month a point can handle: as given, else staff x norm (dossiers a person and year) / 12; `None` when nothing tells.
pub fn capacity_of(facility: &Facility, norm: impl FnOnce() -> f64) -> Option<f64> {
    let by_staff = |staff: u32| f64::from(staff) * norm() / 12.0;
    facility.capacity_per_month.or_else(|| facility.staff.map(by_staff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wilson_interval_of_81_in_100_is_the_published_one() {
        let (low, high) = wilson(81.0, 100.0).expect("a sample");
        assert!(
            (low - 0.7222).abs() < 5e-4 && (high - 0.8749).abs() < 5e-4,
            "{low} {high}"
        );
        assert_eq!(wilson(0.0, 0.0), None);
        assert_eq!(wilson(0.0, 10.0).map(|interval| interval.0), Some(0.0));
    }
}
