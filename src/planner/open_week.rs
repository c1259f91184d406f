//! When points are open in a typical week.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use crate::access::{SLOTS, WeekMask};
use crate::finder::hours::{OpenState, state_at, vietnam};
use crate::model::Dataset;

/// Monday of the week that stands for all: without public holidays, between the seasons' extremes.
const MONDAY: (i32, u32, u32) = (2026, 10, 5);
const STEP: TimeDelta = TimeDelta::minutes(30);
/// A half hour counts as open when the point is open in its middle.
const MIDDLE: TimeDelta = TimeDelta::minutes(15);

/// For each facility the half hours of a typical week in which it is open; `None` where the hours are
/// unknown or cannot be read.
pub fn open_week(dataset: &Dataset) -> Vec<Option<WeekMask>> {
    let mut known: HashMap<&str, Option<WeekMask>> = HashMap::new();
    let facilities = dataset.facilities.iter();
    facilities
        .map(|facility| {
            let hours = facility.opening_hours.as_deref()?;
            *known.entry(hours).or_insert_with(|| week_of(hours))
        })
        .collect()
}

fn week_of(hours: &str) -> Option<WeekMask> {
    let monday = monday();
    let mut mask = WeekMask::empty();
    let mut slot = 0;
    while slot < SLOTS {
        let moment = monday + STEP * slot as i32 + MIDDLE;
        let at = state_at(Some(hours), moment);
        // Every half hour whose middle lies before the next change has the same state.
        let change = at.next_change.unwrap_or(moment + TimeDelta::weeks(2));
        let mut next = slot + 1;
        while next < SLOTS && monday + STEP * next as i32 + MIDDLE < change {
            next += 1;
        }
        match at.state {
            OpenState::Open => (slot..next).for_each(|slot| mask.set(slot)),
            OpenState::Closed => {}
            OpenState::Unknown => return None,
        }
        slot = next;
    }
    Some(mask)
}

fn monday() -> DateTime<FixedOffset> {
    let (year, month, day) = MONDAY;
    let day = NaiveDate::from_ymd_opt(year, month, day).expect("the constant is a date");
    let start = day.and_time(NaiveTime::MIN).and_local_timezone(vietnam());
    start
        .single()
        .expect("an offset without summer time has every instant once")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finder::hours::holiday_name;
    use chrono::{Datelike, Weekday};

    #[test]
    fn the_typical_week_begins_on_a_monday_and_has_no_holiday() {
        assert_eq!(monday().weekday(), Weekday::Mon);
        let days = (0..7).map(|day| (monday() + TimeDelta::days(day)).date_naive());
        assert!(days.into_iter().all(|day| holiday_name(day).is_none()));
    }

    #[test]
    fn office_hours_with_a_lunch_break_are_the_half_hours_one_counts_on_paper() {
        let mask = week_of("Mo-Fr 08:00-12:00,13:30-17:00; Sa 08:00-12:00").expect("hours");
        // 5 x (8 + 7) + 8 half hours.
        assert_eq!(mask.count(), 83);
        for (slot, open) in [
            (15, false),
            (16, true),
            (23, true),
            (24, false),
            (27, true),
            (33, true),
            (34, false),
        ] {
            assert_eq!(mask.contains(slot), open, "Monday's half hour {slot}");
        }
        assert!(mask.contains(5 * 48 + 16) && !mask.contains(5 * 48 + 27));
    }

    #[test]
    fn round_the_clock_is_every_half_hour_and_no_hours_are_unknown() {
        assert_eq!(week_of("24/7").map(|mask| mask.count()), Some(336));
        assert_eq!(week_of("off").map(|mask| mask.count()), Some(0));
        assert_eq!(week_of("giờ hành chính"), None);
        // Over midnight, and hours that begin in the middle of a step.
        assert_eq!(week_of("Sa 22:00-02:00").map(|mask| mask.count()), Some(8));
        assert_eq!(week_of("Mo 08:10-09:20").map(|mask| mask.count()), Some(3));
    }
}
