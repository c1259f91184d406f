//! A reporting period: the months it asks for, until when, of whom.

use chrono::NaiveDate;

use crate::model::Month;
use crate::text::{day_vi, fold};

/// Months of one period, at most: a year and the quarter after it.
pub const MOST_MONTHS: usize = 15;
/// Letters of a name.
const LONGEST_NAME: usize = 120;
/// Operators named by one period.
const MOST_OPERATORS: usize = 200;

/// What may be asked beside the dossiers guided, which always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// Dossiers submitted online, and with them the online share.
    SubmittedOnline,
    Accepted,
    OnTime,
    Late,
    /// Complaints and suggestions counted.
    Complaints,
    /// People asked and people satisfied.
    Satisfaction,
    /// In words: how dossiers were settled.
    Settlement,
    /// In words: what people said.
    Feedback,
    /// In words: what the operator proposes.
    Proposals,
}

impl Item {
    pub const ALL: [Item; 9] = [
        Item::SubmittedOnline,
        Item::Accepted,
        Item::OnTime,
        Item::Late,
        Item::Complaints,
        Item::Satisfaction,
        Item::Settlement,
        Item::Feedback,
        Item::Proposals,
    ];

    /// The stable name in files and answers.
    pub fn code(self) -> &'static str {
        match self {
            Item::SubmittedOnline => "submitted_online",
            Item::Accepted => "accepted",
            Item::OnTime => "on_time",
            Item::Late => "late",
            Item::Complaints => "complaints",
            Item::Satisfaction => "satisfaction",
            Item::Settlement => "settlement",
            Item::Feedback => "feedback",
            Item::Proposals => "proposals",
        }
    }

    pub fn from_code(code: &str) -> Option<Item> {
        Item::ALL.into_iter().find(|item| item.code() == code)
    }
}

/// A period as the authority set it.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// UUID v7.
    pub id: String,
    /// As the authority calls it; empty where the months say enough.
    pub name: String,
    /// First and last month, both included.
    pub from: Month,
    pub to: Month,
    /// The last day on which a report is in time.
    pub due: NaiveDate,
    /// Codes of the operators asked; empty for all that run agents.
    pub operators: Vec<String>,
    /// Sorted.
    pub items: Vec<Item>,
    /// By which share of the official count a report may differ and still be told as the same, 0 to 1.
    pub tolerance: f64,
    pub is_closed: bool,
    /// Login name of whoever set it.
    pub account: String,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// Why there can be no such period.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PeriodFault {
    #[error("tháng đầu {from} sau tháng cuối {to} / the first month {from} is after the last, {to}")]
    TurnedRound { from: Month, to: Month },
    #[error(
        "kỳ {months} tháng quá dài, nhiều nhất {MOST_MONTHS} / a period of {months} months is too long; at most {MOST_MONTHS} are asked for at once"
    )]
    TooLong { months: usize },
    #[error(
        "hạn nộp {due} trước tháng {month} mà kỳ hỏi / the due day {due} is before {month}, which the period asks for"
    )]
    DueTooEarly { due: NaiveDate, month: Month },
    #[error(
        "mức lệch {0} không phải tỷ lệ từ 0 đến 1 / a tolerance of {0} is no share; give a number from 0 to 1, such as 0.05"
    )]
    Tolerance(f64),
    #[error(
        "không có đại lý nào của '{0}' / no agent is run by '{0}'; `gandan export W facilities` lists who runs which"
    )]
    UnknownOperator(String),
    #[error("tên có {0} chữ, nhiều nhất {LONGEST_NAME} / the name has {0} letters; at most {LONGEST_NAME} are kept")]
    LongName(usize),
    #[error(
        "nêu {0} doanh nghiệp, nhiều nhất {MOST_OPERATORS}; không nêu là tất cả / {0} operators are named; at most {MOST_OPERATORS} are, and none means all"
    )]
    ManyOperators(usize),
}

impl Period {
    /// Whether a period can be as it is written; `known`: codes of operators that run agents.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self, known: &[String]) -> Result<(), PeriodFault> {
        if self.from > self.to {
            let (from, to) = (self.from, self.to);
            return Err(PeriodFault::TurnedRound { from, to });
        }
        let months = self.month_count();
        if months > MOST_MONTHS {
            return Err(PeriodFault::TooLong { months });
        }
        let due = self.due;
        if (due.format("%Y-%m").to_string()) < self.to.to_string() {
            return Err(PeriodFault::DueTooEarly { due, month: self.to });
        }
        if !(0.0..=1.0).contains(&self.tolerance) {
            return Err(PeriodFault::Tolerance(self.tolerance));
        }
        if self.name.chars().count() > LONGEST_NAME {
            return Err(PeriodFault::LongName(self.name.chars().count()));
        }
        if self.operators.len() > MOST_OPERATORS {
            return Err(PeriodFault::ManyOperators(self.operators.len()));
        }
        let is_known = |code: &&String| known.iter().any(|one| fold(one) == fold(code));
        match self.operators.iter().find(|code| !is_known(code)) {
            Some(stranger) => Err(PeriodFault::UnknownOperator(stranger.clone())),
            None => Ok(()),
        }
    }

    /// Its months, in order.
    pub fn months(&self) -> Vec<Month> {
        std::iter::successors(Some(self.from), |month| Some(month.next()))
            .take_while(|month| *month <= self.to)
            .take(MOST_MONTHS)
            .collect()
    }

    fn month_count(&self) -> usize {
        let number = |month: Month| i64::from(month.year) * 12 + i64::from(month.month);
        usize::try_from(number(self.to) - number(self.from) + 1).unwrap_or(0)
    }

    /// Whether it asks this operator.
    pub fn asks(&self, operator: &str) -> bool {
        self.operators.is_empty() || self.operators.iter().any(|code| fold(code) == fold(operator))
    }

    pub fn wants(&self, item: Item) -> bool {
        self.items.contains(&item)
    }

    /// Days from a day to the due day: negative when it has passed.
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        (self.due - today).num_days()
    }

    /// `Kỳ tháng 10/2026`, `Kỳ quý III/2026`, or the name that the authority gave it.
    pub fn label_vi(&self) -> String {
        match (self.name.as_str(), self.quarter()) {
            ("", _) if self.from == self.to => format!("Kỳ tháng {}", month_vi(self.from)),
            ("", Some(quarter)) => format!("Kỳ quý {}/{}", ["I", "II", "III", "IV"][quarter], self.to.year),
            ("", None) => format!("Kỳ từ tháng {} đến tháng {}", month_vi(self.from), month_vi(self.to)),
            (name, _) => name.to_owned(),
        }
    }

    /// As [`Period::label_vi`], in English.
    pub fn label_en(&self) -> String {
        match (self.name.as_str(), self.quarter()) {
            ("", _) if self.from == self.to => format!("Period {}", self.from),
            ("", Some(quarter)) => format!("Period Q{} {}", quarter + 1, self.to.year),
            ("", None) => format!("Period {} to {}", self.from, self.to),
            (name, _) => name.to_owned(),
        }
    }

    /// `05/11/2026`.
    pub fn due_vi(&self) -> String {
        day_vi(&self.due.to_string())
    }

    /// 0 to 3, where it is a quarter of a year.
    fn quarter(&self) -> Option<usize> {
        let is_whole = self.month_count() == 3 && self.from.month % 3 == 1;
        is_whole.then(|| usize::from(self.from.month / 3))
    }
}

/// `10/2026`.
pub(super) fn month_vi(month: Month) -> String {
    format!("{:02}/{}", month.month, month.year)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn october() -> Period {
        let month = Month { year: 2026, month: 10 };
        Period {
            id: "p".into(),
            name: String::new(),
            from: month,
            to: month,
            due: NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day"),
            operators: Vec::new(),
            items: Item::ALL.to_vec(),
            tolerance: 0.05,
            is_closed: false,
            account: "planner".into(),
            created_at: "2026-10-01T00:00:00Z".into(),
        }
    }

    #[test]
    fn a_period_is_called_by_its_months_unless_it_has_a_name() {
        let of = |from: &str, to: &str| Period {
            from: Month::parse(from).expect("a month"),
            to: Month::parse(to).expect("a month"),
            ..october()
        };
        assert_eq!(of("2026-10", "2026-10").label_vi(), "Kỳ tháng 10/2026");
        assert_eq!(of("2026-07", "2026-09").label_vi(), "Kỳ quý III/2026");
        assert_eq!(of("2026-10", "2026-12").label_en(), "Period Q4 2026");
        assert_eq!(
            of("2026-08", "2026-10").label_vi(),
            "Kỳ từ tháng 08/2026 đến tháng 10/2026"
        );
        let named = Period {
            name: "Đột xuất".into(),
            ..october()
        };
        assert_eq!(
            (named.label_vi(), named.label_en()),
            ("Đột xuất".into(), "Đột xuất".into())
        );
        assert_eq!(of("2025-11", "2026-02").months().len(), 4);
    }

    #[test]
    fn what_cannot_be_a_period_is_refused_with_the_value() {
        let known = ["BIDV".to_owned()];
        let fault = |change: &dyn Fn(&mut Period)| {
            let mut period = october();
            change(&mut period);
            period.check(&known).expect_err("refused").to_string()
        };
        assert_eq!(october().check(&known), Ok(()));
        assert!(fault(&|one| one.from = Month { year: 2026, month: 11 }).contains("2026-11 is after the last"));
        assert!(fault(&|one| one.from = Month { year: 2024, month: 1 }).contains("34 months"));
        assert!(
            fault(&|one| one.due = NaiveDate::from_ymd_opt(2026, 9, 30).expect("a day")).contains("before 2026-10")
        );
        assert!(fault(&|one| one.tolerance = f64::NAN).contains("NaN"));
        assert!(fault(&|one| one.operators = vec!["VNPT".into()]).contains("'VNPT'"));
        assert!(fault(&|one| one.name = "x".repeat(121)).contains("121"));
    }

    #[test]
    fn days_are_counted_to_the_due_day_and_past_it() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).expect("a day");
        assert_eq!((october().days_left(day(5)), october().days_left(day(7))), (0, -2));
        assert!(
            october().asks("bidv")
                && !Period {
                    operators: vec!["VNPT".into()],
                    ..october()
                }
                .asks("BIDV")
        );
    }
}
