//! A typical week in steps of half an hour, one bit each.

/// Half hours of a week, from Monday 00:00.
pub const SLOTS: usize = 7 * SLOTS_A_DAY;
/// Half hours of a day.
const SLOTS_A_DAY: usize = 48;
const WORDS: usize = SLOTS.div_ceil(64);

/// A set of half hours of the week, e.g. those in which a point is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekMask([u64; WORDS]);

impl WeekMask {
    /// No half hour at all.
    pub fn empty() -> WeekMask {
        WeekMask::default()
    }

    /// The hours from `from` to `to` (0..=24, not included) on the days (0 = Monday .. 6 = Sunday).
    pub fn hours(days: impl IntoIterator<Item = usize>, from: usize, to: usize) -> WeekMask {
        let mut mask = WeekMask::empty();
        for day in days {
            (day * SLOTS_A_DAY + from * 2..day * SLOTS_A_DAY + to * 2).for_each(|slot| mask.set(slot));
        }
        mask
    }

    /// The hours in which coverage by open points is told: 7 in the morning to 7 in the evening, every
    /// day of the week. No source names such hours; these are when people can be expected to come.
    pub fn daytime() -> WeekMask {
        WeekMask::hours(0..7, 7, 19)
    }

    /// From 17:00 to midnight of one day.
    pub fn evening(day: usize) -> WeekMask {
        WeekMask::hours([day], 17, 24)
    }

    /// Adds the half hour; `slot` is below [`SLOTS`].
    pub fn set(&mut self, slot: usize) {
        assert!(slot < SLOTS, "half hour {slot} of a week of {SLOTS}");
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    pub fn contains(&self, slot: usize) -> bool {
        slot < SLOTS && self.0[slot / 64] >> (slot % 64) & 1 == 1
    }

    pub fn or(self, other: WeekMask) -> WeekMask {
        self.combined(other, |a, b| a | b)
    }

    pub fn and(self, other: WeekMask) -> WeekMask {
        self.combined(other, |a, b| a & b)
    }

    /// How many half hours.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub fn is_empty(&self) -> bool {
        *self == WeekMask::empty()
    }

    fn combined(mut self, other: WeekMask, combine: impl Fn(u64, u64) -> u64) -> WeekMask {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word = combine(*word, other);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_has_336_half_hours_of_which_half_are_daytime() {
        assert_eq!(SLOTS, 336);
        assert_eq!(WeekMask::hours(0..7, 0, 24).count(), 336);
        assert_eq!(WeekMask::daytime().count(), 168);
        let sunday_night = WeekMask::evening(6);
        assert_eq!(sunday_night.count(), 14);
        assert!(sunday_night.contains(335) && !sunday_night.contains(321) && sunday_night.contains(322));
        assert!(sunday_night.and(WeekMask::hours([0], 0, 24)).is_empty());
    }
}
