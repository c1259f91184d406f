//! How often somebody without an account has written today, without keeping who.
//!
//! An address is counted as a BLAKE3 hash under a random key of the day, in memory alone: at midnight in Hanoi key and
//! counts are thrown away, and what was counted cannot be told from the hashes even by who tries every address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use super::error::AuthError;

/// Writings of one address about one point that are taken on a day: a family, and a mobile network that many share. A point
/// that guides more people a day has them at different addresses.
const MOST_OF_A_POINT: u32 = 5;
/// Writings of one address in all on a day: mobile networks put thousands behind one.
const MOST_IN_ALL: u32 = 200;
/// Addresses and points remembered a day (32 MB); a flood beyond it is refused rather than remembered.
const MOST_REMEMBERED: usize = 400_000;

/// Counts of this day. Shared by threads.
#[derive(Debug, Default)]
pub struct DailyVisitors {
    today: Mutex<Option<Today>>,
}

#[derive(Debug)]
struct Today {
    day: NaiveDate,
    key: [u8; 32],
    counts: HashMap<[u8; 16], u32>,
}

impl DailyVisitors {
    /// Counts one writing about a point. `false`: the address has written too often today; nothing is counted then.
    /// `address`: its bytes.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn admit(&self, address: &[u8], facility: &str, day: NaiveDate) -> Result<bool, AuthError> {
        let mut held = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        let today = match held.take().filter(|today| today.day == day) {
            Some(today) => held.insert(today),
            None => held.insert(Today {
                day,
                key: random_key()?,
                counts: HashMap::new(),
            }),
        };
        let (all, own) = (today.name(address, ""), today.name(address, facility));
        let count = |name: &[u8; 16]| today.counts.get(name).copied().unwrap_or(0);
        let is_full = today.counts.len() >= MOST_REMEMBERED && !today.counts.contains_key(&own);
        if count(&all) >= MOST_IN_ALL || count(&own) >= MOST_OF_A_POINT || is_full {
            return Ok(false);
        }
        for name in [all, own] {
            *today.counts.entry(name).or_default() += 1;
        }
        Ok(true)
    }
}

impl Today {
    fn name(&self, address: &[u8], facility: &str) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&(address.len() as u64).to_le_bytes());
        hasher.update(address);
        hasher.update(facility.as_bytes());
        let mut name = [0; 16];
        name.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        name
    }
}

fn random_key() -> Result<[u8; 32], AuthError> {
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).map_err(|error| AuthError::NoRandomness(error.to_string()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_writes_a_few_times_a_day_about_a_point_and_begins_anew_at_midnight() {
        let visitors = DailyVisitors::default();
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let ask =
            |address: &[u8], facility: &str, on: &str| visitors.admit(address, facility, day(on)).expect("randomness");
        for _ in 0..MOST_OF_A_POINT {
            assert!(ask(b"1", "DL-A", "2026-11-22"));
        }
        assert!(!ask(b"1", "DL-A", "2026-11-22"));
        assert!(ask(b"1", "DL-B", "2026-11-22") && ask(b"2", "DL-A", "2026-11-22"));
        assert!(ask(b"1", "DL-A", "2026-11-23"));
    }

    #[test]
    fn an_address_writes_so_often_in_all() {
        let visitors = DailyVisitors::default();
        let day = "2026-11-22".parse().expect("a day");
        let admitted = (0..300).filter(|point| visitors.admit(b"1", &point.to_string(), day).expect("randomness"));
        assert_eq!(admitted.count(), MOST_IN_ALL as usize);
    }
}
