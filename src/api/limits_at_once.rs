//! How much goes on at once, in all and for one address: requests that are being answered, connections that are open.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most that may go on at once. Engine work is bounded by the machine's cores besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// Requests that are being answered.
    pub requests: NonZeroU32,
    /// Of those, of one address: an office that shares one has a quarter.
    pub requests_per_address: NonZeroU32,
    /// Open connections: below the 1,024 files that a shell lets a program open.
    pub connections: NonZeroU32,
    /// Of those, of one address.
    pub connections_per_address: NonZeroU32,
}

impl Default for Crowd {
    fn default() -> Crowd {
        let number = |number| NonZeroU32::new(number).expect("the defaults are not zero");
        Crowd {
            requests: number(512),
            requests_per_address: number(128),
            connections: number(800),
            connections_per_address: number(200),
        }
    }
}

/// Counts what goes on. Cheap to clone: clones count together.
#[derive(Clone)]
pub struct AtOnce {
    most: u32,
    most_of_one: u32,
    now: Arc<Mutex<Now>>,
}

#[derive(Default)]
struct Now {
    all: u32,
    /// Nobody with zero: what leaves is forgotten.
    by_address: HashMap<IpAddr, u32>,
}

/// One that is counted for as long as this is held.
pub struct Place {
    at_once: AtOnce,
    address: Option<IpAddr>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// For anybody.
    Full,
    /// For this address, which has as many as one may have.
    FullOfOne,
}

impl AtOnce {
    pub fn new(most: NonZeroU32, most_of_one: NonZeroU32) -> AtOnce {
        AtOnce {
            most: most.get(),
            most_of_one: most_of_one.get(),
            now: Arc::default(),
        }
    }

    /// Takes a place; without an address it is counted among all alone (a proxy that speaks for many).
    ///
    /// # Errors
    /// None is left.
    pub fn take(&self, address: Option<IpAddr>) -> Result<Place, NoPlace> {
        let mut now = self.lock();
        if let Some(address) = address {
            let of_one = now.by_address.get(&address).copied().unwrap_or(0);
            if of_one >= self.most_of_one {
                return Err(NoPlace::FullOfOne);
            }
        }
        if now.all >= self.most {
            return Err(NoPlace::Full);
        }
        now.all += 1;
        if let Some(address) = address {
            *now.by_address.entry(address).or_default() += 1;
        }
        drop(now);
        Ok(Place {
            at_once: self.clone(),
            address,
        })
    }

    /// Places that are taken.
    pub fn taken(&self) -> u32 {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut now = self.at_once.lock();
        now.all -= 1;
        let Some(address) = self.address else { return };
        if let Some(of_one) = now.by_address.get_mut(&address) {
            *of_one -= 1;
            if *of_one == 0 {
                now.by_address.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_gets_its_share_all_get_what_there_is_and_places_come_back() {
        let number = |number| NonZeroU32::new(number).expect("not zero");
        let at_once = AtOnce::new(number(3), number(2));
        let (lan, minh): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let first = at_once.take(Some(lan)).ok();
        let second = at_once.take(Some(lan)).ok();
        assert!(first.is_some() && second.is_some());
        assert_eq!(at_once.take(Some(lan)).err(), Some(NoPlace::FullOfOne));
        let third = at_once.take(Some(minh)).ok();
        assert!(third.is_some());
        assert_eq!(at_once.take(Some(minh)).err(), Some(NoPlace::Full));
        assert_eq!(at_once.take(None).err(), Some(NoPlace::Full));
        drop((first, third));
        let proxy = [at_once.take(None).ok(), at_once.take(None).ok()];
        assert!(proxy.iter().all(Option::is_some), "a proxy has no share of its own");
        assert_eq!(at_once.taken(), 3);
        drop((second, proxy));
        assert_eq!((at_once.taken(), at_once.lock().by_address.len()), (0, 0));
    }
}
