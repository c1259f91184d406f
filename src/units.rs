//! Quantities with their unit in the type: metres, deciseconds, people, shares.
//!
//! Travel time is an integer number of deciseconds everywhere in the engine, so that sums are exact,
//! independent of their order, and comparable with other programs. Seconds appear only at text edges.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A length in metres (finite, not negative where it is a distance).
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Metres(pub f64);

/// A duration in tenths of a second. `Deciseconds::NEVER` is "not reachable": it compares greater
/// than every reachable time and is never added to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deciseconds(pub u32);

impl Deciseconds {
    /// Not reachable.
    pub const NEVER: Deciseconds = Deciseconds(u32::MAX);

    /// Rounds to the nearest decisecond; negative and NaN become 0, values beyond the range `NEVER - 1`.
    pub fn from_seconds(seconds: f64) -> Self {
        let tenths = (seconds * 10.0).round();
        if tenths.is_nan() || tenths <= 0.0 {
            Deciseconds(0)
        } else {
            Deciseconds(tenths.min(f64::from(u32::MAX - 1)) as u32)
        }
    }

    /// Seconds, or `None` when not reachable.
    pub fn seconds(self) -> Option<f64> {
        self.is_reachable().then(|| f64::from(self.0) / 10.0)
    }

    pub fn is_reachable(self) -> bool {
        self != Self::NEVER
    }

    /// The sum; `NEVER` absorbs, and a sum that leaves the range is `NEVER`.
    pub fn plus(self, other: Self) -> Self {
        match self.0.checked_add(other.0) {
            Some(sum) if self.is_reachable() && other.is_reachable() => Deciseconds(sum),
            _ => Self::NEVER,
        }
    }
}

/// A number of people; fractional, since raster cells and rakings are.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct People(pub f64);

impl Add for People {
    type Output = People;
    fn add(self, other: People) -> People {
        People(self.0 + other.0)
    }
}

impl Sub for People {
    type Output = People;
    fn sub(self, other: People) -> People {
        People(self.0 - other.0)
    }
}

impl AddAssign for People {
    fn add_assign(&mut self, other: People) {
        self.0 += other.0;
    }
}

impl std::iter::Sum for People {
    fn sum<I: Iterator<Item = People>>(values: I) -> People {
        values.fold(People(0.0), |sum, value| sum + value)
    }
}

impl People {
    /// The share of `self` in `whole`; an empty whole has no share (`None`), never 0 or 1.
    pub fn share_of(self, whole: People) -> Option<Share> {
        (whole.0 > 0.0).then(|| Share(self.0 / whole.0))
    }
}

/// A share between 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(pub f64);

impl fmt::Display for Metres {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.1} m", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_absorbs_every_sum() {
        assert_eq!(Deciseconds::NEVER.plus(Deciseconds(1)), Deciseconds::NEVER);
        assert_eq!(Deciseconds(u32::MAX - 1).plus(Deciseconds(5)), Deciseconds::NEVER);
        assert_eq!(Deciseconds(2).plus(Deciseconds(3)), Deciseconds(5));
    }

    #[test]
    fn seconds_round_to_the_nearest_tenth() {
        assert_eq!(Deciseconds::from_seconds(1.26), Deciseconds(13));
        assert_eq!(Deciseconds::from_seconds(-4.0), Deciseconds(0));
        assert_eq!(Deciseconds::from_seconds(f64::NAN), Deciseconds(0));
        assert_eq!(Deciseconds(25).seconds(), Some(2.5));
        assert_eq!(Deciseconds::NEVER.seconds(), None);
    }

    #[test]
    fn nobody_has_no_share() {
        assert_eq!(People(0.0).share_of(People(0.0)), None);
        assert_eq!(People(1.0).share_of(People(4.0)), Some(Share(0.25)));
    }
}
