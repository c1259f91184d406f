//! Sums that do not depend on their order.

use std::ops::{Add, AddAssign, SubAssign};

/// Units a whole: 2^64.
const UNITS: f64 = 18_446_744_073_709_551_616.0;

/// A sum of people (or of people times something) as an integer number of 2^-64: the same in any order
/// and on any number of threads, and rounded once, by [`ExactSum::value`].
///
/// A value of at least 2^-12 enters without loss, a smaller one to the nearest 2^-64. The sum saturates
/// at 2^63. What is not a number counts as nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExactSum(i128);

impl ExactSum {
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, rounded to the nearest number.
    pub fn value(self) -> f64 {
        self.0 as f64 / UNITS
    }
}

impl AddAssign<f64> for ExactSum {
    fn add_assign(&mut self, value: f64) {
        self.0 = self.0.saturating_add(units(value));
    }
}

impl AddAssign for ExactSum {
    fn add_assign(&mut self, other: ExactSum) {
        *self = *self + other;
    }
}

/// What was added before is taken again: nothing is left of it, unless the sum was saturated.
impl SubAssign for ExactSum {
    fn sub_assign(&mut self, other: ExactSum) {
        self.0 = self.0.saturating_sub(other.0);
    }
}

impl Add for ExactSum {
    type Output = ExactSum;
    fn add(self, other: ExactSum) -> ExactSum {
        ExactSum(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum<f64> for ExactSum {
    fn sum<I: Iterator<Item = f64>>(values: I) -> ExactSum {
        values.fold(ExactSum::default(), |mut sum, value| {
            sum += value;
            sum
        })
    }
}

impl std::iter::Sum for ExactSum {
    fn sum<I: Iterator<Item = ExactSum>>(values: I) -> ExactSum {
        values.fold(ExactSum::default(), ExactSum::add)
    }
}

/// The nearest number of units; not a number is 0.
fn units(value: f64) -> i128 {
    (value * UNITS).round() as i128
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_floating_point_loses_is_kept() {
        let values = [1e15, 0.1, 0.2, -1e15, 0.3];
        let sum: ExactSum = values.into_iter().sum();
        assert!((sum.value() - 0.6).abs() < 1e-16, "{}", sum.value());
        assert_ne!(values.iter().sum::<f64>(), sum.value());
        let odd: ExactSum = [f64::NAN, 2.0].into_iter().sum();
        assert_eq!(odd.value(), 2.0);
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_any_order(values in prop::collection::vec(0.0..1e7f64, 0..50), turn in 0usize..50) {
            let sum: ExactSum = values.iter().copied().sum();
            let mut turned = values.clone();
            turned.rotate_left(turn.min(values.len()));
            turned.reverse();
            prop_assert_eq!(turned.into_iter().sum::<ExactSum>(), sum);
            prop_assert!((values.iter().sum::<f64>() - sum.value()).abs() <= 1e-6);
        }
    }
}
