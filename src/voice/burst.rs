//! Ratings that came in a burst do not count: more of one point within minutes than its counter can have served.
//!
//! All of a burst is set aside, the honest answers in it too: nobody can tell them apart, and a point that is rated by
//! people has its other days. Nothing is deleted, so that a rule set otherwise counts otherwise.

use chrono::{DateTime, TimeDelta, Utc};

/// When so many ratings of one point are a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurstRule {
    /// Ratings of one point that a window may hold.
    pub most: usize,
    /// Length of the window: the first and the last of it lie less than this apart.
    pub minutes: i64,
}

/// For each rating of one point, in order of time, whether some window that holds it holds too many. Takes time linear in
/// their number.
pub fn in_burst(instants: &[DateTime<Utc>], rule: BurstRule) -> Vec<bool> {
    debug_assert!(instants.is_sorted());
    let window = TimeDelta::minutes(rule.minutes);
    let mut flagged = vec![false; instants.len()];
    // Windows begin at a rating; `end` is the first outside, `done` the first not yet flagged.
    let (mut end, mut done) = (0, 0);
    for begin in 0..instants.len() {
        while end < instants.len() && instants[end] - instants[begin] < window {
            end += 1;
        }
        if end - begin > rule.most {
            flagged[done.max(begin)..end].fill(true);
            done = end;
        }
    }
    flagged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: &[i64]) -> Vec<DateTime<Utc>> {
        let instant = |minute: &i64| DateTime::from_timestamp(minute * 60, 0).expect("in range");
        minutes.iter().map(instant).collect()
    }

    #[test]
    fn three_in_ten_minutes_pass_where_three_may_and_four_do_not() {
        let rule = BurstRule { most: 3, minutes: 10 };
        assert_eq!(in_burst(&at(&[0, 4, 9, 10]), rule), [false; 4]);
        assert_eq!(in_burst(&at(&[0, 4, 8, 9, 30]), rule), [true, true, true, true, false]);
        assert_eq!(in_burst(&[], rule), [false; 0]);
    }

    proptest! {
        #[test]
        fn the_answer_is_that_of_every_window_tried(mut minutes in prop::collection::vec(0i64..200, 0..40), most in 1usize..6) {
            minutes.sort_unstable();
            let (instants, rule) = (at(&minutes), BurstRule { most, minutes: 10 });
            let oracle: Vec<bool> = minutes.iter().map(|own| minutes.iter().any(|begin| {
                let inside = |one: &&i64| **one >= *begin && **one < begin + 10;
                inside(&own) && minutes.iter().filter(inside).count() > most
            })).collect();
            prop_assert_eq!(in_burst(&instants, rule), oracle);
        }
    }
}
