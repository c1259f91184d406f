//! Before and after a published reorganisation: what a receiver was expected to take over, and what it reports since.
//!
//! A published scenario gives a closed point its last day and its receiver. The rehearsal of a merge moves the whole load of
//! the closed point to the receiver; so the expectation is the mean month of both before, and the observation is the
//! receiver's mean month since. The month of the change itself belongs to neither.

use std::collections::BTreeMap;

use crate::model::{Dataset, Facility, Month};

/// Reported months that a mean is taken of, at most, on either side.
const MONTHS: usize = 6;

/// One receiver with the points that it took over.
#[derive(Clone, Debug, PartialEq)]
pub struct Reorganised<'a> {
    pub receiver: &'a Facility,
    /// In order of code.
    pub closed: Vec<&'a Facility>,
    /// Months of the first and of the last closing.
    pub from: Month,
    pub to: Month,
    /// Dossiers in a mean month of the receiver before; `None` where it reported none.
    pub before: Option<f64>,
    /// Of the receiver and all that it took over, before; `None` where one of them never reported.
    pub expected: Option<f64>,
    /// Of the receiver since; `None` where it has not reported yet.
    pub observed: Option<f64>,
    /// Reported months since.
    pub months_after: usize,
}

/// Every receiver of a point that a decision closed and that has closed by the newest report, in order of code.
pub fn reorganised(dataset: &Dataset) -> Vec<Reorganised<'_>> {
    let Some(newest) = dataset.performance.iter().map(|report| report.month).max() else {
        return Vec::new();
    };
    let month_of = |day: &Option<String>| day.as_deref().and_then(|day| Month::parse(day.get(..7)?));
    let mut by_receiver: BTreeMap<&str, Vec<(&Facility, Month)>> = BTreeMap::new();
    for point in &dataset.facilities {
        let closing = month_of(&point.closes_on).filter(|month| *month <= newest);
        if let (Some(receiver), Some(month)) = (point.successor.as_deref(), closing) {
            by_receiver.entry(receiver).or_default().push((point, month));
        }
    }
    let mut told = Vec::new();
    for (code, closed) in by_receiver {
        let Some(receiver) = dataset.facilities.iter().find(|one| one.code == code) else {
            continue;
        };
        let months = closed.iter().map(|(_, month)| *month);
        let (Some(from), Some(to)) = (months.clone().min(), months.max()) else {
            continue;
        };
        let before = mean(&before(dataset, code, from));
        let parts = closed
            .iter()
            .map(|(point, month)| mean(&self::before(dataset, &point.code, *month)));
        let since: Vec<f64> = counts(dataset, code, |month| month > to).take(MONTHS).collect();
        told.push(Reorganised {
            receiver,
            closed: closed.iter().map(|(point, _)| *point).collect(),
            from,
            to,
            before,
            expected: parts.fold(before, |sum, part| Some(sum? + part?)),
            observed: mean(&since),
            months_after: since.len(),
        });
    }
    told
}

/// The newest reported months before one, the oldest first.
fn before(dataset: &Dataset, code: &str, until: Month) -> Vec<f64> {
    let all: Vec<f64> = counts(dataset, code, |month| month < until).collect();
    all[all.len().saturating_sub(MONTHS)..].to_vec()
}

fn counts<'d>(
    dataset: &'d Dataset,
    code: &'d str,
    is_meant: impl Fn(Month) -> bool + 'd,
) -> impl Iterator<Item = f64> + 'd {
    let own = dataset
        .performance
        .iter()
        .filter(move |report| report.facility == code && is_meant(report.month));
    own.map(|report| report.dossiers)
}

fn mean(counts: &[f64]) -> Option<f64> {
    (!counts.is_empty()).then(|| counts.iter().sum::<f64>() / counts.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::FacilityKind;
    use crate::reporting::FilingRow;

    /// By hand: A had 10 and 20, B 4; B closes into A in March; A has 30 in March, 15 in April and 21 in May.
    #[test]
    fn a_receiver_is_expected_to_have_both_loads_and_observed_after_the_month_of_the_change() {
        let point = |code: &str| Facility::new(code, FacilityKind::Agent, code, LonLat::new(105.8, 21.0));
        let report = |code: &str, month, dossiers| {
            let row = FilingRow {
                facility: code.into(),
                month: Some(Month { year: 2026, month }),
                dossiers: Some(dossiers),
                ..FilingRow::default()
            };
            row.report().expect("it has dossiers")
        };
        let mut dataset = Dataset {
            facilities: vec![point("A"), point("B"), point("C")],
            performance: vec![
                report("A", 1, 10),
                report("A", 2, 20),
                report("A", 3, 30),
                report("A", 4, 15),
                report("A", 5, 21),
                report("B", 2, 4),
            ],
            ..Dataset::default()
        };
        assert!(reorganised(&dataset).is_empty());
        dataset.facilities[1].closes_on = Some("2026-03-10".into());
        dataset.facilities[1].successor = Some("A".into());
        let told = reorganised(&dataset);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].before, told[0].expected, told[0].observed),
            (Some(15.0), Some(19.0), Some(18.0))
        );
        assert_eq!((told[0].months_after, told[0].closed[0].code.as_str()), (2, "B"));
        // C never reported: what was to be expected is unknown, not less.
        dataset.facilities[2].closes_on = Some("2026-04-01".into());
        dataset.facilities[2].successor = Some("A".into());
        let told = reorganised(&dataset);
        assert_eq!((told[0].expected, told[0].observed), (None, Some(21.0)));
        // One that closes after the newest report is still to come.
        dataset.facilities[2].closes_on = Some("2026-06-01".into());
        assert_eq!(reorganised(&dataset)[0].closed.len(), 1);
    }
}
