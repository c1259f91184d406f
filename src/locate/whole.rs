//! Costs as whole numbers, so that sums are exact, the same in any order, and a bound can be rounded up.

use super::error::LocateError;

/// Steps of `10^-decimals` in which a problem's costs are counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    decimals: i32,
    is_exact: bool,
}

/// Decimals that are tried for an exact grid; money and OR-Library files have five at most.
const MOST_DECIMALS: i32 = 6;
/// The largest sum on a grid that rounds: a solver in double precision still tells single steps apart.
const ROUNDED_TOTAL: f64 = 1e12;
/// The largest sum on an exact grid: below 2^53, where doubles hold every whole number.
const EXACT_TOTAL: f64 = 8e15;

impl Grid {
    /// The coarsest grid that holds every value exactly; else thousandths, or coarser where the values are large.
    ///
    /// `total` is at least the largest sum that can occur.
    pub fn of<I: Iterator<Item = f64>>(values: impl Fn() -> I, total: f64) -> Result<Grid, LocateError> {
        if !total.is_finite() || total > EXACT_TOTAL {
            return Err(LocateError::TooLarge(total));
        }
        for decimals in 0..=MOST_DECIMALS {
            let factor = 10f64.powi(decimals);
            // A product of two decimals carries an error in its last binary place; that is no digit of its own.
            let is_whole = |value: f64| {
                let scaled = value * factor;
                (scaled - scaled.round()).abs() <= 4.0 * f64::EPSILON * scaled.abs()
            };
            if total * factor <= EXACT_TOTAL && values().all(is_whole) {
                return Ok(Grid {
                    decimals,
                    is_exact: true,
                });
            }
        }
        let fits = |decimals: &i32| total * 10f64.powi(*decimals) <= ROUNDED_TOTAL;
        let decimals = (-4..=3).rev().find(fits).ok_or(LocateError::TooLarge(total))?;
        Ok(Grid {
            decimals,
            is_exact: false,
        })
    }

    pub fn steps(&self, value: f64) -> i64 {
        (value * 10f64.powi(self.decimals)).round() as i64
    }

    pub fn value(&self, steps: i64) -> f64 {
        // Dividing by a whole power of ten gives the double nearest to the decimal; multiplying by 0.1 would not.
        if self.decimals >= 0 {
            steps as f64 / 10f64.powi(self.decimals)
        } else {
            steps as f64 * 10f64.powi(-self.decimals)
        }
    }

    /// What values were rounded to; 0 when they were not.
    pub fn rounding(&self) -> f64 {
        if self.is_exact { 0.0 } else { self.value(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(values: &[f64]) -> Result<Grid, LocateError> {
        Grid::of(|| values.iter().copied(), values.iter().sum())
    }

    #[test]
    fn decimals_are_kept_and_reals_are_rounded_to_a_stated_unit() {
        assert_eq!(grid(&[1.0, 70.0]).map(|grid| grid.rounding()), Ok(0.0));
        let money = grid(&[6739.725, 3204.8625, 0.1 * 3.0]).expect("decimals");
        assert_eq!(
            (money.steps(6739.725), money.value(67_397_250), money.rounding()),
            (67_397_250, 6739.725, 0.0)
        );
        let reals = grid(&[1.0 / 3.0]).expect("rounded");
        assert_eq!((reals.steps(1.0 / 3.0), reals.rounding()), (333, 0.001));
    }

    #[test]
    fn sums_beyond_exactness_are_refused() {
        assert_eq!(grid(&[1e16]), Err(LocateError::TooLarge(1e16)));
        assert_eq!(grid(&[f64::INFINITY]), Err(LocateError::TooLarge(f64::INFINITY)));
    }
}
