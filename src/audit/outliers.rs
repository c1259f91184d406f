//! Monthly reports far above the others of their operator: mostly a digit too many, or a figure of another column.
//!
//! Counts of dossiers are skewed, so their logarithms are compared, by the modified z-score 0.6745 (x - median) / MAD,
//! which a few wild values do not move; beyond 3.5 a value is called an outlier (Iglewicz and Hoaglin, *How to Detect and
//! Handle Outliers*, ASQC 1993). Where over half of the values are equal the MAD is zero and the mean absolute deviation
//! stands in, (x - median) / (1.2533 MeanAD). Months without a dossier are ordinary and are not compared.

use std::collections::BTreeMap;

use super::Remarks;
use crate::model::{Dataset, Facility, Finding, PerformanceMonth};

/// Reports of an operator below which nothing is called unusual.
const FEWEST_REPORTS: usize = 12;

/// Modified z-score beyond which a report is told (Iglewicz and Hoaglin).
const FAR: f64 = 3.5;

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    let facilities: BTreeMap<&str, &Facility> = dataset
        .facilities
        .iter()
        .map(|facility| (facility.code.as_str(), facility))
        .collect();
    let mut by_operator: BTreeMap<&str, Vec<&PerformanceMonth>> = BTreeMap::new();
    for row in dataset
        .performance
        .iter()
        .filter(|row| row.dossiers.is_finite() && row.dossiers > 0.0)
    {
        if let Some(facility) = facilities.get(row.facility.as_str()) {
            let operator = facility.operator.as_deref().unwrap_or_default();
            by_operator.entry(operator).or_default().push(row);
        }
    }
    let mut told: Vec<(f64, Finding)> = Vec::new();
    for (operator, rows) in by_operator.iter().filter(|(_, rows)| rows.len() >= FEWEST_REPORTS) {
        let scores = scores(&rows.iter().map(|row| row.dossiers.ln_1p()).collect::<Vec<f64>>());
        let median = median(&mut rows.iter().map(|row| row.dossiers).collect::<Vec<f64>>());
        for (row, score) in rows.iter().zip(scores).filter(|(_, score)| *score > FAR) {
            let of = match *operator {
                "" => "points without an operator".to_owned(),
                operator => format!("operator '{operator}'"),
            };
            let message = format!(
                "'{}' in {}: {} dossiers, where half of the {} reports of {of} have {median} or less; ask the point, and keep it if it is right",
                row.facility,
                row.month,
                row.dossiers,
                rows.len()
            );
            let finding = Finding::warning("report_outlier", "", message)
                .in_column("performance.dossiers", &row.dossiers.to_string())
                .at_place(facilities[row.facility.as_str()].location);
            told.push((score, finding));
        }
    }
    // The farthest first; operators and rows are in the order of their codes.
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    told.into_iter().for_each(|(_, finding)| remarks.add(finding));
}

/// The modified z-score of each value; 0 for all where the values do not differ.
fn scores(values: &[f64]) -> Vec<f64> {
    let middle = median(&mut values.to_vec());
    let mut away: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    let mean_ad = away.iter().sum::<f64>() / away.len().max(1) as f64;
    let mad = median(&mut away);
    let unit = match (mad > 0.0, mean_ad > 0.0) {
        (true, _) => mad / 0.6745,
        (false, true) => 1.2533 * mean_ad,
        (false, false) => return vec![0.0; values.len()],
    };
    values.iter().map(|value| (value - middle) / unit).collect()
}

/// The middle value, or the mean of the two in the middle; 0 of none.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match (values.len(), values.len() % 2) {
        (0, _) => 0.0,
        (count, 1) => values[count / 2],
        (count, _) => (values[count / 2 - 1] + values[count / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_scores_are_those_of_the_book() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        // Deviations 2 1 0 1 98: MAD 1, so the last scores 0.6745 * 97.
        let list = scores(&[1.0, 2.0, 3.0, 4.0, 100.0]);
        assert!((list[4] - 0.6745 * 97.0).abs() < 1e-9 && list[2] == 0.0, "{list:?}");
        // Half are equal: MAD 0, mean deviation 10 / 5 = 2.
        let list = scores(&[5.0, 5.0, 5.0, 5.0, 15.0]);
        assert!((list[4] - 10.0 / (1.2533 * 2.0)).abs() < 1e-9, "{list:?}");
        assert_eq!(scores(&[7.0; 4]), [0.0; 4]);
    }
}
