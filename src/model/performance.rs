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

/// As documents tell the share of [`PerformanceMonth::in_time`].
pub const ON_TIME_FORMULA_VI: &str = "hồ sơ giải quyết đúng hạn / hồ sơ được chấp nhận, của các báo cáo nêu cả hai số";

impl PerformanceMonth {
    /// A report that tells its dossiers and nothing else.
    pub fn new(facility: String, month: Month, dossiers: f64) -> PerformanceMonth {
        PerformanceMonth {
            facility,
            month,
            dossiers,
            submitted_online: None,
            accepted: None,
            on_time: None,
            complaints: None,
            responses: None,
            satisfied: None,
            late: None,
            satisfaction_score: None,
            cost: None,
        }
    }

    /// Dossiers in time and those they are of: the accepted, for only what was accepted has a term. `None` where the report
    /// does not tell both.
    pub fn in_time(&self) -> Option<(f64, f64)> {
        let accepted = self.accepted?;
        Some((self.on_time?.min(accepted), accepted))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 30 dossiers 20 were accepted, 18 of them in time: 90 %, whatever was guided and returned.
    #[test]
    fn what_is_in_time_is_of_what_was_accepted() {
        let mut month = PerformanceMonth::new("A".into(), Month { year: 2026, month: 1 }, 30.0);
        (month.accepted, month.on_time) = (Some(20.0), Some(18.0));
        assert_eq!(month.in_time(), Some((18.0, 20.0)));
        month.on_time = Some(25.0);
        assert_eq!(
            month.in_time(),
            Some((20.0, 20.0)),
            "dossiers of the month before make no share above 1"
        );
        month.accepted = None;
        assert_eq!(month.in_time(), None);
    }
}
