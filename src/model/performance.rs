//! What points report, who runs them, what they handle.

use std::fmt;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i32,
    /// 1..=12
    pub month: u8,
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl Month {
    /// From `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.trim().split_once('-')?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        ((1900..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }

    pub fn next(self) -> Month {
        if self.month == 12 {
            Month {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Month {
                year: self.year,
                month: self.month + 1,
            }
        }
    }
}

/// One facility's report for one month. Unknown is `None`, never zero.
#[derive(Clone, Debug, PartialEq)]
pub struct PerformanceMonth {
    pub facility: String,
    pub month: Month,
    /// Dossiers guided (agents) or received (branches, reception points).
    pub dossiers: f64,
    pub submitted_online: Option<f64>,
    pub accepted: Option<f64>,
    pub on_time: Option<f64>,
    pub complaints: Option<f64>,
    /// Answers to the satisfaction question, and of those how many gave 4 or 5 of 5.
    pub responses: Option<f64>,
    pub satisfied: Option<f64>,
    /// Dossiers settled after their term.
    pub late: Option<f64>,
    /// The mean mark of the answers.
    pub satisfaction_score: Option<SatisfactionScore>,
    /// What the point cost in the month, in Vietnamese dong.
    pub cost: Option<f64>,
}

/// A mean mark and the scale it was given on: 4.2 means nothing without "of 5".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SatisfactionScore {
    /// 0 to `highest`.
    pub mean: f64,
    /// The best mark of the scale: 5, 10, 100, ...
    pub highest: f64,
}

impl SatisfactionScore {
    /// `None` unless the scale is positive and finite and the mean lies on it.
    pub fn try_new(mean: f64, highest: f64) -> Option<SatisfactionScore> {
        let fits = highest.is_finite() && highest > 0.0 && (0.0..=highest).contains(&mean);
        fits.then_some(SatisfactionScore { mean, highest })
    }

    /// The mean as a share of the best mark, so that marks of two scales can be compared.
    pub fn share(self) -> f64 {
        self.mean / self.highest
    }
}

/// An enterprise that runs agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    pub code: String,
    pub name: String,
}

/// An administrative procedure of the essential list.
#[derive(Clone, Debug, PartialEq)]
pub struct Procedure {
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    pub field: Option<String>,
}
