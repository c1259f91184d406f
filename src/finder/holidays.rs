//! Vietnamese public holidays, on which points are closed unless their hours say otherwise.
//!
//! Source: Labour Code 45/2019/QH14, article 112 (New Year 1 day, Tết 5, Hùng Kings 1 on 10/3 of the lunar
//! calendar, 30 April, 1 May, National Day 2) with its rule that a holiday on a weekend is made up on the next
//! working day. Each entry says what it stands on: *announced* by the government, working days exchanged included
//! (2025, 2026); *derived* from the article, where nothing was announced when this table was written (2027: Tết with
//! two days before it, the second day of National Day after it, as in 2021 when it also fell on a Thursday);
//! *intended*: 24 November, which resolution 80-NQ/TW of 7 January 2026 chose as Vietnam's Culture Day and a day off,
//! for which the Labour Code was to be amended (resolution 30/NQ-CP); no amendment was found (`docs/decisions/0034-finder-and-open-standards.md`). Whether a point serves on an intended day is
//! unknown, and is told so. The table ends with 2027; a later day counts as an ordinary one.

use chrono::NaiveDate;

/// Year, month, day.
type Day = (i32, u32, u32);

/// What an entry stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    Announced,
    Derived,
    Intended,
}

use Basis::{Announced, Derived, Intended};

/// First and last day of each holiday, with its name; in order of time.
const HOLIDAYS: [(Day, Day, &str, Basis); 18] = [
    ((2025, 1, 1), (2025, 1, 1), "Tết Dương lịch", Announced),
    ((2025, 1, 25), (2025, 2, 2), "Tết Ất Tỵ", Announced),
    ((2025, 4, 7), (2025, 4, 7), "Giỗ Tổ Hùng Vương", Announced),
    (
        (2025, 4, 30),
        (2025, 5, 4),
        "Ngày Chiến thắng và Quốc tế Lao động",
        Announced,
    ),
    ((2025, 8, 30), (2025, 9, 2), "Quốc khánh", Announced),
    ((2026, 1, 1), (2026, 1, 4), "Tết Dương lịch", Announced),
    ((2026, 2, 14), (2026, 2, 22), "Tết Bính Ngọ", Announced),
    ((2026, 4, 25), (2026, 4, 27), "Giỗ Tổ Hùng Vương", Announced),
    (
        (2026, 4, 30),
        (2026, 5, 3),
        "Ngày Chiến thắng và Quốc tế Lao động",
        Announced,
    ),
    ((2026, 8, 29), (2026, 9, 2), "Quốc khánh", Announced),
    ((2026, 11, 24), (2026, 11, 24), "Ngày Văn hóa Việt Nam", Intended),
    ((2027, 1, 1), (2027, 1, 1), "Tết Dương lịch", Derived),
    ((2027, 2, 4), (2027, 2, 10), "Tết Đinh Mùi", Derived),
    ((2027, 4, 16), (2027, 4, 16), "Giỗ Tổ Hùng Vương", Derived),
    (
        (2027, 4, 30),
        (2027, 5, 3),
        "Ngày Chiến thắng và Quốc tế Lao động",
        Derived,
    ),
    ((2027, 9, 2), (2027, 9, 2), "Quốc khánh", Derived),
    ((2027, 9, 3), (2027, 9, 3), "Quốc khánh", Derived),
    ((2027, 11, 24), (2027, 11, 24), "Ngày Văn hóa Việt Nam", Intended),
];

/// The first day of each lunar year.
const NEW_YEARS: [Day; 4] = [(2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26)];

/// Every day off of the table, announced or derived, in order.
pub fn days() -> impl Iterator<Item = NaiveDate> {
    HOLIDAYS
        .iter()
        .filter(|(_, _, _, basis)| *basis != Intended)
        .flat_map(|&(first, last, _, _)| {
            let last = date(last);
            date(first).iter_days().take_while(move |day| *day <= last)
        })
}

/// The name of the holiday that a day belongs to.
pub fn name_of(day: NaiveDate) -> Option<&'static str> {
    HOLIDAYS
        .iter()
        .find(|&&(first, last, _, _)| (date(first)..=date(last)).contains(&day))
        .map(|&(_, _, name, _)| name)
}

/// Whether the day is intended as a day off, and no law is known that makes it one.
pub fn is_intended(day: NaiveDate) -> bool {
    let intended = HOLIDAYS.iter().filter(|(_, _, _, basis)| *basis == Intended);
    intended
        .into_iter()
        .any(|&(first, last, _, _)| (date(first)..=date(last)).contains(&day))
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
