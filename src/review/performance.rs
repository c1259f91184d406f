//! What keeping a point costs the plan: its yearly cost, and more where it performs poorly.
//!
//! Without criteria the satisfied share alone is judged ([`super::evidence`]). With criteria every indicator that is *below* its norm counts
//! by its weight, as far as the figure drawn towards the operator's mean falls short of the norm ([`super::criteria`]): one bad month at a small
//! counter of a good operator weighs little. What has no verdict weighs nothing.
//!
//! The yearly cost is the reported one where every point under review reports it, told in hundredths of their mean; where
//! one is silent all count the same, since a point must not stay because it reports no cost.

use super::criteria::{Direction, Indicator, Verdict, profiles_with};
use super::evidence::Evidence;
use super::settings::ReviewSettings;
use crate::model::{Dataset, FacilityId, PerformanceMonth};
use std::collections::HashMap;

/// Months with a cost that make the yearly one (the latest of each point).
const COST_MONTHS: usize = 12;

/// What keeping an ordinary point costs.
const UNIT: f64 = 100.0;

/// An indicator that a point is below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Below {
    /// Index among the criteria's indicators.
    pub indicator: usize,
    pub own: f64,
    /// Answers, dossiers, months: what the figure is of.
    pub size: f64,
    pub norm: f64,
}

/// How poorly a point does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Performance {
    /// 0..1; 0 where nothing with enough evidence is below its norm.
    pub shortfall: f64,
    /// In the order of the criteria; empty without criteria.
    pub below: Vec<Below>,
}

impl Performance {
    /// Whether something with enough evidence is below its norm, whatever it weighs.
    pub fn is_poor(&self) -> bool {
        self.shortfall > 0.0 || !self.below.is_empty()
    }
}

/// One a point, in their order.
pub fn performances(
    dataset: &Dataset,
    points: &[FacilityId],
    evidence: &[Evidence],
    settings: &ReviewSettings,
) -> Vec<Performance> {
    let Some(criteria) = &settings.criteria else {
        let alone = |evidence: &Evidence| Performance {
            shortfall: evidence.shortfall,
            below: Vec::new(),
        };
        return evidence.iter().map(alone).collect();
    };
    let profiles: HashMap<FacilityId, _> = profiles_with(dataset, criteria, &settings.field)
        .into_iter()
        .map(|profile| (profile.facility, profile))
        .collect();
    let of = |point: &FacilityId| {
        let mut own = Performance::default();
        let Some(profile) = profiles.get(point) else {
            return own;
        };
        let mut weighted = 0.0;
        for figure in profile.figures.iter().filter(|figure| figure.verdict == Verdict::Below) {
            let indicator = &criteria.indicators[figure.indicator];
            let (Some(norm), Some(sample)) = (indicator.norm, figure.sample) else {
                continue;
            };
            let drawn = figure.to_operator.map_or(sample.quotient(), |drawn| drawn.value);
            weighted += indicator.weight * missing_share(indicator, norm, drawn);
            own.below.push(Below {
                indicator: figure.indicator,
                own: sample.quotient(),
                size: sample.size,
                norm,
            });
        }
        if profile.judged_weight > 0.0 {
            own.shortfall = weighted / profile.judged_weight;
        }
        own
    };
    points.iter().map(of).collect()
}

/// How far a figure falls short of a norm, as a share of the norm, at most 1.
fn missing_share(indicator: &Indicator, norm: f64, value: f64) -> f64 {
    let lacking = match indicator.direction {
        Direction::Higher => norm - value,
        Direction::Lower => value - norm,
    };
    if norm > 0.0 {
        (lacking / norm).clamp(0.0, 1.0)
    } else {
        f64::from(u8::from(lacking > 0.0))
    }
}

/// What keeping each point costs, in hundredths of an ordinary point: poor performance costs more.
pub fn keeping_costs(
    points: &[Vec<&PerformanceMonth>],
    performances: &[Performance],
    settings: &ReviewSettings,
) -> Vec<u32> {
    let yearly = yearly_costs(points);
    let of = |(j, performance): (usize, &Performance)| {
        let own = yearly.as_ref().map_or(UNIT as u32, |yearly| yearly[j]);
        own + (performance.shortfall * f64::from(settings.poor_performance_cost)).round() as u32
    };
    performances.iter().enumerate().map(of).collect()
}

/// The reported yearly costs in hundredths of their mean, at least 1 each; `None` unless every point reports one above 0.
pub fn yearly_costs(points: &[Vec<&PerformanceMonth>]) -> Option<Vec<u32>> {
    let yearly = |reports: &Vec<&PerformanceMonth>| {
        let told: Vec<f64> = reports.iter().filter_map(|month| month.cost).collect();
        let latest = &told[told.len().saturating_sub(COST_MONTHS)..];
        let mean = latest.iter().sum::<f64>() / latest.len() as f64;
        (!latest.is_empty() && mean > 0.0).then_some(mean * COST_MONTHS as f64)
    };
    let costs: Vec<f64> = points.iter().map(yearly).collect::<Option<_>>()?;
    let mean = costs.iter().sum::<f64>() / costs.len() as f64;
    // A hundred times the mean is more than any real point costs; the solver's whole numbers stay small.
    let hundredths = |cost: &f64| (cost / mean * UNIT).round().clamp(1.0, UNIT * 100.0) as u32;
    (!costs.is_empty()).then(|| costs.iter().map(hundredths).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Month;

    fn month(cost: Option<f64>) -> PerformanceMonth {
        PerformanceMonth {
            cost,
            ..PerformanceMonth::new("a".into(), Month { year: 2026, month: 1 }, 1.0)
        }
    }

    #[test]
    fn reported_costs_count_only_where_every_point_reports_one() {
        let (dear, cheap, silent) = (month(Some(3e6)), month(Some(1e6)), month(None));
        let settings = ReviewSettings::default();
        let two = [Performance::default(), Performance::default()];
        assert_eq!(keeping_costs(&[vec![&dear], vec![&cheap]], &two, &settings), [150, 50]);
        assert_eq!(
            keeping_costs(&[vec![&dear], vec![&silent, &cheap]], &two, &settings),
            [150, 50]
        );
        assert_eq!(
            keeping_costs(&[vec![&dear], vec![&silent]], &two, &settings),
            [100, 100]
        );
        assert_eq!(yearly_costs(&[]), None);
        let poor = Performance {
            shortfall: 0.5,
            below: Vec::new(),
        };
        assert_eq!(keeping_costs(&[Vec::new()], &[poor], &settings), [125]);
    }
}
