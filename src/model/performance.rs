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
