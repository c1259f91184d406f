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
/// Addresses and points remembered a day (32 MB).
const MOST_REMEMBERED: usize = 400_000;
/// Beyond that, new addresses are counted together by the first bits of their hash in so many groups ...
const GROUPS: u16 = 4096;
/// ... of which each may write so often: a flood meets a ceiling, and nobody is refused for it alone.
const MOST_OF_A_GROUP: u32 = 50;

/// Whether a writing is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Taken,
    /// The address has written of this point, or in all, as often as it may today; nothing is counted then.
    EnoughToday,
}

/// Counts of this day. Shared by threads.
#[derive(Debug)]
pub struct DailyVisitors {
    today: Mutex<Option<Today>>,
    most_remembered: usize,
}

impl Default for DailyVisitors {
    fn default() -> Self {
        DailyVisitors::remembering(MOST_REMEMBERED)
    }
}

#[derive(Debug)]
struct Today {
    day: NaiveDate,
    key: [u8; 32],
    counts: HashMap<[u8; 16], u32>,
    groups: HashMap<u16, u32>,
}

impl DailyVisitors {
    /// One that remembers at most so many addresses and points a day.
    pub fn remembering(most: usize) -> DailyVisitors {
        DailyVisitors {
            today: Mutex::default(),
            most_remembered: most,
        }
    }

    /// Counts one writing about a point. `address`: its bytes.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn admit(&self, address: &[u8], facility: &str, day: NaiveDate) -> Result<Admission, AuthError> {
        let mut held = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        let today = match held.take().filter(|today| today.day == day) {
            Some(today) => held.insert(today),
            None => held.insert(Today {
                day,
                key: random_key()?,
                counts: HashMap::new(),
                groups: HashMap::new(),
            }),
        };
        let (all, own) = (today.name(address, ""), today.name(address, facility));
        let count = |name: &[u8; 16]| today.counts.get(name).copied().unwrap_or(0);
        if count(&all) >= MOST_IN_ALL || count(&own) >= MOST_OF_A_POINT {
            return Ok(Admission::EnoughToday);
        }
        if today.counts.len() >= self.most_remembered && !today.counts.contains_key(&own) {
            return Ok(today.admit_in_group(all));
        }
        for name in [all, own] {
            *today.counts.entry(name).or_default() += 1;
        }
        Ok(Admission::Taken)
    }
}

impl Today {
    fn admit_in_group(&mut self, address: [u8; 16]) -> Admission {
        let group = u16::from_le_bytes([address[0], address[1]]) % GROUPS;
        let count = self.groups.entry(group).or_default();
        if *count >= MOST_OF_A_GROUP {
            return Admission::EnoughToday;
        }
        *count += 1;
        Admission::Taken
    }

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
        let ask = |address: &[u8], facility: &str, on: &str| {
            visitors.admit(address, facility, day(on)).expect("randomness") == Admission::Taken
        };
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
        let ask = |point: &u32| visitors.admit(b"1", &point.to_string(), day).expect("randomness");
        let admitted = (0..300).filter(|point| ask(point) == Admission::Taken);
        assert_eq!(admitted.count(), MOST_IN_ALL as usize);
    }

    #[test]
    fn a_flood_of_addresses_shuts_nobody_else_out_and_meets_a_ceiling_itself() {
        let visitors = DailyVisitors::remembering(100);
        let day = "2026-11-22".parse().expect("a day");
        let ask = |address: u32| visitors.admit(&address.to_le_bytes(), "DL-A", day).expect("randomness");
        for address in 0..1000 {
            assert_eq!(ask(address), Admission::Taken, "{address}");
        }
        // The memory has long been full: an honest neighbour is taken, and whoever was remembered is counted as before.
        assert_eq!(ask(1_000_000), Admission::Taken);
        for _ in 1..MOST_OF_A_POINT {
            assert_eq!(ask(0), Admission::Taken);
        }
        assert_eq!(ask(0), Admission::EnoughToday);
        let one_unremembered = (0..100).filter(|_| ask(2_000_000) == Admission::Taken).count();
        assert!(one_unremembered <= MOST_OF_A_GROUP as usize, "{one_unremembered}");
    }
}
