//! How long to wait after wrong passwords.
//!
//! The first [`FREE`] wrong passwords cost nothing; each later one doubles the wait, from 30 s to 15 min. In a day that
//! leaves about a hundred guesses, and an attacker can keep an owner out for 15 min at most after he stops
//! (`gandan user unlock` ends it). A day without a wrong password forgets them.

use chrono::{DateTime, TimeDelta, Utc};

/// Wrong passwords that cost nothing.
pub const FREE: u32 = 5;
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// After so long without a wrong password they are forgotten.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// When the next try is looked at, after so many wrong ones, the last of them then.
pub fn open_again(failures: u32, last: DateTime<Utc>) -> DateTime<Utc> {
    let Some(doublings) = failures.checked_sub(FREE) else {
        return last;
    };
    let wait = FIRST_WAIT * (1 << doublings.min(10));
    last + wait.min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_from_nothing_to_a_quarter_of_an_hour() {
        let last = DateTime::from_timestamp(1_800_000_000, 0).expect("an instant");
        let waits = [0, 4, 5, 6, 7, 9, 10, 1000].map(|failures| (open_again(failures, last) - last).num_seconds());
        assert_eq!(waits, [0, 0, 30, 60, 120, 480, 900, 900]);
    }
}
