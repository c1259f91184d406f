//! Vietnamese public holidays, on which points are closed unless their hours say otherwise.
//!
//! Source: Labour Code 45/2019/QH14, article 112 (New Year 1 day, Tết 5, Hùng Kings 1 on 10/3 of the lunar
//! calendar, 30 April, 1 May, National Day 2) with its rule that a holiday on a weekend is made up on the next
//! working day; for 2025 and 2026 with the days that the government announced, working days exchanged included.
//! 2027 was not announced when this table was written: it follows the article, with the second day of National
//! Day taken after it, as in 2021 when it also fell on a Thursday. The table ends with 2027; a later day counts
//! as an ordinary one.

use chrono::NaiveDate;

/// Year, month, day.
type Day = (i32, u32, u32);

/// First and last day of each holiday, with its name; in order of time.
const HOLIDAYS: [(Day, Day, &str); 16] = [
    ((2025, 1, 1), (2025, 1, 1), "Tết Dương lịch"),
    ((2025, 1, 25), (2025, 2, 2), "Tết Ất Tỵ"),
    ((2025, 4, 7), (2025, 4, 7), "Giỗ Tổ Hùng Vương"),
    ((2025, 4, 30), (2025, 5, 4), "Ngày Chiến thắng và Quốc tế Lao động"),
    ((2025, 8, 30), (2025, 9, 2), "Quốc khánh"),
    ((2026, 1, 1), (2026, 1, 4), "Tết Dương lịch"),
    ((2026, 2, 14), (2026, 2, 22), "Tết Bính Ngọ"),
    ((2026, 4, 25), (2026, 4, 27), "Giỗ Tổ Hùng Vương"),
    ((2026, 4, 30), (2026, 5, 3), "Ngày Chiến thắng và Quốc tế Lao động"),
    ((2026, 8, 29), (2026, 9, 2), "Quốc khánh"),
    ((2027, 1, 1), (2027, 1, 1), "Tết Dương lịch"),
    ((2027, 2, 4), (2027, 2, 10), "Tết Đinh Mùi"),
    ((2027, 4, 16), (2027, 4, 16), "Giỗ Tổ Hùng Vương"),
    ((2027, 4, 30), (2027, 5, 3), "Ngày Chiến thắng và Quốc tế Lao động"),
    ((2027, 9, 2), (2027, 9, 2), "Quốc khánh"),
    ((2027, 9, 3), (2027, 9, 3), "Quốc khánh"),
];

/// The first day of each lunar year.
const NEW_YEARS: [Day; 4] = [(2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26)];

/// Every day of the table, in order.
pub fn days() -> impl Iterator<Item = NaiveDate> {
    HOLIDAYS.iter().flat_map(|&(first, last, _)| {
        let last = date(last);
        date(first).iter_days().take_while(move |day| *day <= last)
    })
}

/// The name of the holiday that a day belongs to.
pub fn name_of(day: NaiveDate) -> Option<&'static str> {
    HOLIDAYS
        .iter()
        .find(|&&(first, last, _)| (date(first)..=date(last)).contains(&day))
        .map(|&(_, _, name)| name)
}

/// The first day of the lunar year: the first Tết on or after a day, within the table.
pub fn tet_after(day: NaiveDate) -> Option<NaiveDate> {
    // Still the same Tết until its tenth day.
    NEW_YEARS
        .iter()
        .map(|&first| date(first))
        .find(|first| *first + chrono::Days::new(9) >= day)
}

fn date((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the table holds real dates")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_each_year_has_its_eleven_days_or_more() {
        let days: Vec<NaiveDate> = days().collect();
        assert!(days.is_sorted_by(|a, b| a < b));
        for year in [2025, 2026, 2027] {
            let count = days.iter().filter(|day| chrono::Datelike::year(*day) == year).count();
            assert!((11..=25).contains(&count), "{year}: {count}");
            for (month, day) in [(1, 1), (4, 30), (5, 1), (9, 2)] {
                assert!(name_of(date((year, month, day))).is_some(), "{year}-{month}-{day}");
            }
        }
        assert_eq!(name_of(date((2026, 2, 17))), Some("Tết Bính Ngọ"));
        assert_eq!(name_of(date((2026, 2, 23))), None);
    }
}
