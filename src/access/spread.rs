//! How evenly travel time falls on people.
//!
//! People are put in the order of their time. All figures follow from the distinct times with the exact
//! number of people at each, so they depend on nobody's place in a list, and splitting a cell or scaling
//! all people by one factor changes none of them. People at one time are divisible: a tenth of the
//! people is a tenth, even in the middle of a cell.
//!
//! - Gini: the mean difference between two people over twice the mean, weighted; written as a sum over the
//!   steps between neighbouring times, `sum C_k (W - C_k) (t_k+1 - t_k) / (W T)` with `C_k` people up to
//!   step `k`, `W` people and `T` their total time: every term is positive, so nothing cancels. Without the small-sample
//!   factor n / (n - 1), since these are all the people and not a sample. (Sen, *On Economic Inequality*, 1973;
//!   weighted: Lerman and Yitzhaki, Journal of Econometrics 42, 1989.)
//! - Palma: what the last 10 % bear over what the first 40 % bear (after Palma, *Development and Change* 42, 2011, who
//!   sets the income of the richest tenth against that of the poorest 40 %). Time is a burden, so the worst
//!   off are those with most of it. Equal times give 0.25.
//!
//! People who reach nothing have no time: they are counted apart and come last among the quantiles.

use super::ExactSum;
use crate::units::Deciseconds;

/// Travel times with the people at each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeSpread {
    /// Distinct reachable times, ascending, with their people (above 0).
    steps: Vec<(Deciseconds, f64)>,
    reached: f64,
    unreachable: f64,
    /// People times deciseconds.
    burden: f64,
}

/// A share of people and the share of all travel time that falls on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LorenzPoint {
    /// The share of the people with the shortest ways, 0..=1.
    pub people: f64,
    /// Their share of the total time, 0..=1, never above `people`.
    pub time: f64,
}

impl TimeSpread {
    /// `NEVER` is a person who reaches nothing. Entries without people say nothing.
    pub fn of(people: impl IntoIterator<Item = (Deciseconds, f64)>) -> TimeSpread {
        let mut entries: Vec<(Deciseconds, f64)> = people.into_iter().filter(|(_, people)| *people > 0.0).collect();
        entries.sort_unstable_by_key(|(time, _)| *time);
        let (mut steps, mut unreachable): (Vec<(Deciseconds, ExactSum)>, ExactSum) = Default::default();
        for (time, people) in entries {
            if !time.is_reachable() {
                unreachable += people;
                continue;
            }
            match steps.last_mut() {
                Some((last, sum)) if *last == time => *sum += people,
                _ => steps.push((time, std::iter::once(people).sum())),
            }
        }
        let reached: ExactSum = steps.iter().map(|(_, sum)| *sum).sum();
        let steps: Vec<(Deciseconds, f64)> = steps.into_iter().map(|(time, sum)| (time, sum.value())).collect();
        let burden: ExactSum = steps.iter().map(|(time, people)| f64::from(time.0) * people).sum();
        TimeSpread {
            steps,
            reached: reached.value(),
            unreachable: unreachable.value(),
            burden: burden.value(),
        }
    }

    /// People who reach a point.
    pub fn reached(&self) -> f64 {
        self.reached
    }

    /// People who reach none.
    pub fn unreachable(&self) -> f64 {
        self.unreachable
    }

    /// The smallest time by which at least `share` (0..=1) of *all* people have arrived; `NEVER` when
    /// fewer ever arrive, or without people.
    pub fn quantile(&self, share: f64) -> Deciseconds {
        let wanted = share * (self.reached + self.unreachable);
        let mut arrived = ExactSum::default();
        for &(time, people) in &self.steps {
            arrived += people;
            if arrived.value() >= wanted {
                return time;
            }
        }
        Deciseconds::NEVER
    }

    /// The longest time of anybody who arrives; `NEVER` when nobody does.
    pub fn longest(&self) -> Deciseconds {
        self.steps.last().map_or(Deciseconds::NEVER, |(time, _)| *time)
    }

    /// Mean time in seconds of those who arrive; `None` when nobody does.
    pub fn mean_s(&self) -> Option<f64> {
        (self.reached > 0.0).then(|| self.burden / self.reached / 10.0)
    }

    /// 0 (all take the same time) to 1 among those who arrive; `None` when nobody does.
    pub fn gini(&self) -> Option<f64> {
        if self.reached <= 0.0 {
            return None;
        }
        let mut before = ExactSum::default();
        let mut area = 0.0;
        for pair in self.steps.windows(2) {
            before += pair[0].1;
            let (below, step) = (before.value(), f64::from(pair[1].0.0 - pair[0].0.0));
            area += below * (self.reached - below) * step;
        }
        // Nobody travels at all: equal.
        Some(if self.burden > 0.0 {
            (area / self.reached / self.burden).min(1.0)
        } else {
            0.0
        })
    }

    /// The time borne by the last 10 % over that of the first 40 % of those who arrive; `None` when the
    /// first 40 % bear none, or nobody arrives.
    pub fn palma(&self) -> Option<f64> {
        let best = self.borne(self.steps.iter(), 0.4 * self.reached);
        let worst = self.borne(self.steps.iter().rev(), 0.1 * self.reached);
        (best > 0.0).then(|| worst / best)
    }

    /// The last `share` (above 0, at most 1) of those who arrive: from which time on, and their mean time in
    /// seconds. `None` when nobody arrives.
    pub fn tail(&self, share: f64) -> Option<Tail> {
        let wanted = share * self.reached;
        let mut above = ExactSum::default();
        for &(time, people) in self.steps.iter().rev() {
            if above.value() + people >= wanted || Some(&(time, people)) == self.steps.first() {
                let mean = self.borne(self.steps.iter().rev(), wanted) / wanted / 10.0;
                return Some(Tail {
                    people: wanted,
                    from: time,
                    part: ((wanted - above.value()) / people).clamp(0.0, 1.0),
                    mean_s: mean,
                });
            }
            above += people;
        }
        None
    }

    /// The curve at `parts` + 1 evenly spaced shares of those who arrive, from (0, 0) to (1, 1); empty when
    /// nobody arrives. Where nobody travels at all the time is shared evenly.
    pub fn lorenz(&self, parts: u32) -> Vec<LorenzPoint> {
        if self.reached <= 0.0 || parts == 0 {
            return Vec::new();
        }
        let at = |part: u32| {
            let people = f64::from(part) / f64::from(parts);
            let time = match part {
                part if part == parts => 1.0,
                _ if self.burden > 0.0 => self.borne(self.steps.iter(), people * self.reached) / self.burden,
                _ => people,
            };
            LorenzPoint { people, time }
        };
        (0..=parts).map(at).collect()
    }

    /// The time borne by the first `wanted` people of an order, people times deciseconds.
    fn borne<'a>(&self, order: impl Iterator<Item = &'a (Deciseconds, f64)>, wanted: f64) -> f64 {
        let mut left = wanted;
        let mut borne = 0.0;
        for (time, people) in order {
            let taken = people.min(left);
            borne += f64::from(time.0) * taken;
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
        borne
    }
}

/// The people with the longest ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    pub people: f64,
    /// The shortest time among them.
    pub from: Deciseconds,
    /// The part of the people at exactly that time who belong to the tail, 0..=1.
    pub part: f64,
    pub mean_s: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spread(people: &[(u32, f64)]) -> TimeSpread {
        TimeSpread::of(people.iter().map(|&(time, people)| (Deciseconds(time), people)))
    }

    const NEVER: u32 = u32::MAX;

    /// Four people at 10, 20, 30 and 40 s. Mean 25 s. Mean difference over all 16 pairs: 2 (3 x 10 + 2 x 20
    /// + 1 x 30) / 16 = 12.5 s; Gini 12.5 / (2 x 25) = 0.25.
    #[test]
    fn four_people_give_the_figures_worked_out_on_paper() {
        let four = spread(&[(300, 1.0), (100, 1.0), (400, 1.0), (200, 1.0)]);
        assert_eq!(four.mean_s(), Some(25.0));
        assert_eq!(four.gini(), Some(0.25));
        // The first 40 % are 1.6 people: 10 + 0.6 x 20 = 22 s. The last 10 % are 0.4 people: 16 s.
        let palma = four.palma().expect("people");
        assert!((palma - 16.0 / 22.0).abs() < 1e-12, "{palma}");
        assert_eq!(four.quantile(0.5), Deciseconds(200));
        assert_eq!(four.quantile(0.51), Deciseconds(300));
        assert_eq!(four.longest(), Deciseconds(400));
        // The last 40 % are 1.6 people: one at 40 s and 0.6 at 30 s.
        let tail = four.tail(0.4).expect("people");
        assert_eq!((tail.from, tail.people), (Deciseconds(300), 1.6));
        assert!(
            (tail.mean_s - (40.0 + 18.0) / 1.6).abs() < 1e-9 && (tail.part - 0.6).abs() < 1e-9,
            "{tail:?}"
        );
        let halves: Vec<f64> = four.lorenz(4).into_iter().map(|point| point.time).collect();
        assert_eq!(halves, [0.0, 0.1, 0.3, 0.6, 1.0]);
    }

    #[test]
    fn people_who_reach_nothing_are_told_apart_and_come_last() {
        let half = spread(&[(100, 3.0), (NEVER, 3.0)]);
        assert_eq!((half.reached(), half.unreachable()), (3.0, 3.0));
        assert_eq!(half.mean_s(), Some(10.0), "and not a mean with zeros");
        assert_eq!(
            (half.quantile(0.5), half.quantile(0.51)),
            (Deciseconds(100), Deciseconds::NEVER)
        );
        let nobody = spread(&[(NEVER, 1.0), (5, 0.0)]);
        assert_eq!((nobody.gini(), nobody.palma(), nobody.mean_s()), (None, None, None));
        assert_eq!((nobody.tail(0.05), nobody.lorenz(10)), (None, vec![]));
        assert_eq!(nobody.quantile(0.0), Deciseconds::NEVER);
    }

    #[test]
    fn equal_times_are_equal() {
        for time in [0, 1, 700] {
            let same = spread(&[(time, 0.3), (time, 2.0), (time, 0.7)]);
            assert_eq!(same.gini(), Some(0.0));
            assert_eq!(same.lorenz(2)[1], LorenzPoint { people: 0.5, time: 0.5 });
        }
        assert!((spread(&[(700, 9.0)]).palma().expect("people") - 0.25).abs() < 1e-12);
        assert_eq!(spread(&[(0, 9.0)]).palma(), None, "nobody travels: there is no ratio");
    }

    /// The definition: every pair of people.
    fn gini_by_pairs(people: &[(u32, f64)]) -> f64 {
        let all: f64 = people.iter().map(|(_, people)| people).sum();
        let burden: f64 = people.iter().map(|(time, people)| f64::from(*time) * people).sum();
        let difference: f64 = people
            .iter()
            .flat_map(|a| people.iter().map(move |b| a.1 * b.1 * f64::from(a.0.abs_diff(b.0))))
            .sum();
        difference / (2.0 * all * burden)
    }

    proptest! {
        #[test]
        fn the_figures_keep_their_definitions_and_do_not_see_how_cells_are_cut(
            people in prop::collection::vec((1u32..50_000, 0.5..2000.0f64), 1..40), cut in 0.01..0.99f64, factor in 0.1..50.0f64,
        ) {
            let told = spread(&people);
            let gini = told.gini().expect("people");
            prop_assert!((0.0..=1.0).contains(&gini));
            prop_assert!((gini - gini_by_pairs(&people)).abs() < 1e-9, "{} by pairs", gini_by_pairs(&people));
            let mut changed: Vec<(u32, f64)> = people.iter().map(|&(time, people)| (time, people * factor)).collect();
            let (time, whole) = changed[0];
            changed[0].1 = whole * cut;
            changed.push((time, whole - whole * cut));
            changed.reverse();
            let again = spread(&changed);
            let same = |a: Option<f64>, b: Option<f64>| (a.expect("a figure") - b.expect("a figure")).abs() < 1e-9;
            prop_assert!(same(again.gini(), told.gini()) && same(again.palma(), told.palma()));
            let mean = |spread: &TimeSpread| spread.tail(0.05).map(|tail| tail.mean_s);
            prop_assert!((mean(&again).expect("a tail") - mean(&told).expect("a tail")).abs() < 1e-6);
            let curve = told.lorenz(20);
            prop_assert!(curve.windows(2).all(|pair| pair[0].time <= pair[1].time));
            prop_assert!(curve.iter().all(|point| point.time <= point.people + 1e-12));
            let palma = (1.0 - told.lorenz(10)[9].time) / told.lorenz(10)[4].time;
            prop_assert!((palma - told.palma().expect("a ratio")).abs() < 1e-9 * palma.max(1.0));
        }
    }
}
