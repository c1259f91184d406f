//! People summed without rounding, so that what an edit adds and takes away again leaves nothing behind.
//!
//! A sum of floating-point numbers depends on its order, and a sum that is kept up to date has another order than one made
//! from nothing. People are therefore held as [`ExactSum`]s, which can also be taken from.

use std::collections::BTreeMap;

use super::ExactSum;
use super::coverage::{Joined, PeopleByVerdict, Verdict};
use crate::units::Deciseconds;

/// The most people one cell may hold, 2^40: with 2^22 cells the sum stays below 2^62.
pub const MOST_PEOPLE: f64 = 1_099_511_627_776.0;

/// `None` unless `people` is between 0 and [`MOST_PEOPLE`].
pub fn exactly(people: f64) -> Option<ExactSum> {
    (0.0..=MOST_PEOPLE)
        .contains(&people)
        .then(|| [people].into_iter().sum())
}

/// How a cell stands under a rule: its verdict, and whether it passes.
pub type Standing = (Verdict, bool);

/// [`PeopleByVerdict`] in exact sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExactByVerdict {
    by_verdict: [ExactSum; 4],
    unsnapped: ExactSum,
    unreached: ExactSum,
    distance_only_without_road: ExactSum,
    passing: ExactSum,
}

impl ExactByVerdict {
    pub fn add(&mut self, people: ExactSum, standing: Standing, joined: Joined) {
        self.each(standing, joined, |sum| *sum += people);
    }

    pub fn take(&mut self, people: ExactSum, standing: Standing, joined: Joined) {
        self.each(standing, joined, |sum| *sum -= people);
    }

    /// The sums that hold people of such a cell.
    fn each(&mut self, (verdict, passes): Standing, joined: Joined, mut change: impl FnMut(&mut ExactSum)) {
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
        let of = |verdict: Verdict| self.by_verdict[verdict as usize].value();
        PeopleByVerdict {
            total: self.by_verdict.iter().copied().sum::<ExactSum>().value(),
            time_and_distance: of(Verdict::TimeAndDistance),
            time_only: of(Verdict::TimeOnly),
            distance_only: of(Verdict::DistanceOnly),
            neither: of(Verdict::Neither),
            unsnapped: self.unsnapped.value(),
            unreached: self.unreached.value(),
            distance_only_without_road: self.distance_only_without_road.value(),
            passing: self.passing.value(),
        }
    }
}

/// People by travel time, for quantiles without sorting cells again: a city's times are some ten thousand different
/// deciseconds, however many its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeHistogram {
    people: BTreeMap<Deciseconds, ExactSum>,
    total: ExactSum,
}

impl TimeHistogram {
    pub fn add(&mut self, time: Deciseconds, people: ExactSum) {
        if !people.is_zero() {
            *self.people.entry(time).or_default() += people;
            self.total += people;
        }
    }

    /// `people` were added at this time before.
    pub fn take(&mut self, time: Deciseconds, people: ExactSum) {
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
        let wanted = share * self.total.value();
        let mut arrived = ExactSum::default();
        for (time, people) in &self.people {
            arrived += *people;
            if arrived.value() >= wanted {
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
        let mut sum = ExactSum::default();
        let people: Vec<f64> = (0..1000).map(|i| 0.1 + f64::from(i) * 1e3 / 7.0).collect();
        for value in &people {
            sum += exactly(*value).expect("in range");
        }
        for value in people.iter().rev() {
            sum -= exactly(*value).expect("in range");
        }
        assert!(sum.is_zero());
        assert_eq!(exactly(12.3).map(ExactSum::value), Some(12.3));
    }

    #[test]
    fn people_out_of_range_are_refused() {
        for people in [-1.0, f64::NAN, f64::INFINITY, 2.0 * MOST_PEOPLE] {
            assert_eq!(exactly(people), None, "{people}");
        }
        assert!(exactly(MOST_PEOPLE).is_some());
    }

    #[test]
    fn quantiles_are_those_of_sorted_cells() {
        let cells = [(30, 1.5), (10, 2.25), (u32::MAX, 3.0), (20, 0.25), (10, 0.0), (5, 4.0)];
        let mut histogram = TimeHistogram::default();
        let mut sorted = Vec::new();
        for (time, people) in cells {
            histogram.add(Deciseconds(time), exactly(people).expect("in range"));
            sorted.push((Deciseconds(time), people));
        }
        for share in [0.0, 0.1, 0.5, 0.6, 0.95, 1.0] {
            assert_eq!(
                histogram.quantile(share),
                crate::access::weighted_quantile(&mut sorted, share)
            );
        }
        for (time, people) in cells {
            histogram.take(Deciseconds(time), exactly(people).expect("in range"));
        }
        assert_eq!(histogram, TimeHistogram::default());
        assert_eq!(histogram.quantile(0.5), Deciseconds::NEVER);
    }
}
