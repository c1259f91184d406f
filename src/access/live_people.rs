//! People summed without rounding, so that what an edit adds and takes away again leaves nothing behind.
//!
//! A sum of floating-point numbers depends on its order, and a sum that is kept up to date has another order than one made
//! from nothing. People are therefore held as whole multiples of 2^-64: every `f64` of 2^-12 people or more is one exactly,
//! anything smaller is off by 2^-65 at most, and sums up to 2^63 people are exact.

use std::collections::BTreeMap;
use std::ops::{AddAssign, SubAssign};

use super::coverage::{Joined, PeopleByVerdict, Verdict};
use crate::units::Deciseconds;

/// 2^64: units in one person.
const UNITS: f64 = 18_446_744_073_709_551_616.0;
/// The most people one cell may hold, 2^40: with 2^22 cells the sum stays below 2^62.
pub const MOST_PEOPLE: f64 = 1_099_511_627_776.0;

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactPeople(i128);

impl ExactPeople {
    /// `None` unless `people` is between 0 and [`MOST_PEOPLE`].
    pub fn of(people: f64) -> Option<ExactPeople> {
        (0.0..=MOST_PEOPLE)
            .contains(&people)
            .then(|| ExactPeople((people * UNITS).round() as i128))
    }

    /// Rounded once, to the nearest.
    pub fn people(self) -> f64 {
        self.0 as f64 / UNITS
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl AddAssign for ExactPeople {
    fn add_assign(&mut self, other: ExactPeople) {
        self.0 += other.0;
    }
}

impl SubAssign for ExactPeople {
    fn sub_assign(&mut self, other: ExactPeople) {
        self.0 -= other.0;
    }
}

impl std::iter::Sum for ExactPeople {
    fn sum<I: Iterator<Item = ExactPeople>>(values: I) -> ExactPeople {
        values.fold(ExactPeople::default(), |mut sum, value| {
            sum += value;
            sum
        })
    }
}

/// How a cell stands under a rule: its verdict, and whether it passes.
pub type Standing = (Verdict, bool);

/// [`PeopleByVerdict`] in exact sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExactByVerdict {
    by_verdict: [ExactPeople; 4],
    unsnapped: ExactPeople,
    unreached: ExactPeople,
    distance_only_without_road: ExactPeople,
    passing: ExactPeople,
}

impl ExactByVerdict {
    pub fn add(&mut self, people: ExactPeople, standing: Standing, joined: Joined) {
        self.each(standing, joined, |sum| *sum += people);
    }

    pub fn take(&mut self, people: ExactPeople, standing: Standing, joined: Joined) {
        self.each(standing, joined, |sum| *sum -= people);
    }

    /// The sums that hold people of such a cell.
    fn each(&mut self, (verdict, passes): Standing, joined: Joined, mut change: impl FnMut(&mut ExactPeople)) {
        change(&mut self.by_verdict[verdict as usize]);
        if passes {
            change(&mut self.passing);
        }
        match joined {
            Joined::ToPoint => return,
            Joined::ToNoPoint => change(&mut self.unreached),
            Joined::Nowhere => change(&mut self.unsnapped),
        }
        if verdict == Verdict::DistanceOnly {
            change(&mut self.distance_only_without_road);
        }
    }

    pub fn people(&self) -> PeopleByVerdict {
        let of = |verdict: Verdict| self.by_verdict[verdict as usize].people();
        PeopleByVerdict {
            total: self.by_verdict.iter().copied().sum::<ExactPeople>().people(),
            time_and_distance: of(Verdict::TimeAndDistance),
            time_only: of(Verdict::TimeOnly),
            distance_only: of(Verdict::DistanceOnly),
            neither: of(Verdict::Neither),
            unsnapped: self.unsnapped.people(),
            unreached: self.unreached.people(),
            distance_only_without_road: self.distance_only_without_road.people(),
            passing: self.passing.people(),
        }
    }
}

/// People by travel time, for quantiles without sorting cells again: a city's times are some ten thousand different
/// deciseconds, however many its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeHistogram {
    people: BTreeMap<Deciseconds, ExactPeople>,
    total: ExactPeople,
}

impl TimeHistogram {
    pub fn add(&mut self, time: Deciseconds, people: ExactPeople) {
        if !people.is_zero() {
            *self.people.entry(time).or_default() += people;
            self.total += people;
        }
    }

    /// `people` were added at this time before.
    pub fn take(&mut self, time: Deciseconds, people: ExactPeople) {
        if let Some(here) = self.people.get_mut(&time) {
            *here -= people;
            self.total -= people;
            if here.is_zero() {
                self.people.remove(&time);
            }
        }
    }

    /// The smallest time by which at least `share` of the people have arrived; `NEVER` without people. The same as
    /// [`super::weighted_quantile`], whose sums are rounded as these are not.
    pub fn quantile(&self, share: f64) -> Deciseconds {
        let wanted = share * self.total.people();
        let mut arrived = ExactPeople::default();
        for (time, people) in &self.people {
            arrived += *people;
            if arrived.people() >= wanted {
                return *time;
            }
        }
        Deciseconds::NEVER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_and_taken_again_leaves_nothing() {
        let mut sum = ExactPeople::default();
        let people: Vec<f64> = (0..1000).map(|i| 0.1 + f64::from(i) * 1e3 / 7.0).collect();
        for value in &people {
            sum += ExactPeople::of(*value).expect("in range");
        }
        for value in people.iter().rev() {
            sum -= ExactPeople::of(*value).expect("in range");
        }
        assert!(sum.is_zero());
        assert_eq!(ExactPeople::of(12.3).map(ExactPeople::people), Some(12.3));
    }

    #[test]
    fn people_out_of_range_are_refused() {
        for people in [-1.0, f64::NAN, f64::INFINITY, 2.0 * MOST_PEOPLE] {
            assert_eq!(ExactPeople::of(people), None, "{people}");
        }
        assert!(ExactPeople::of(MOST_PEOPLE).is_some());
    }

    #[test]
    fn quantiles_are_those_of_sorted_cells() {
        let cells = [(30, 1.5), (10, 2.25), (u32::MAX, 3.0), (20, 0.25), (10, 0.0), (5, 4.0)];
        let mut histogram = TimeHistogram::default();
        let mut sorted = Vec::new();
        for (time, people) in cells {
            histogram.add(Deciseconds(time), ExactPeople::of(people).expect("in range"));
            sorted.push((Deciseconds(time), people));
        }
        for share in [0.0, 0.1, 0.5, 0.6, 0.95, 1.0] {
            assert_eq!(
                histogram.quantile(share),
                crate::access::weighted_quantile(&mut sorted, share)
            );
        }
        for (time, people) in cells {
            histogram.take(Deciseconds(time), ExactPeople::of(people).expect("in range"));
        }
        assert_eq!(histogram, TimeHistogram::default());
        assert_eq!(histogram.quantile(0.5), Deciseconds::NEVER);
    }
}
