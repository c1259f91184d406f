//! Shares and rates of small samples drawn towards the mean of their group, as far as the group itself says one should.
//!
//! A point with three answers, two of them good, is not a point of 67 %. Empirical Bayes estimates from the group how much points truly
//! differ, and weighs a point's own figure against the group's mean by that: `(x + M m) / (n + M)`.
//!
//! - Shares (beta-binomial): with `m = sum x / sum n`, `q = 1 - m`, `S = sum n_i (p_i - m)^2`, `N = sum n_i` and
//!   `D = sum (1 - n_i / N)`, the moment estimate of the correlation within a point is
//!   `g = (S - m q D) / (m q (sum n_i (1 - n_i / N) - D))`, kept in 0..1, and `M = 1/g - 1`
//!   (J. C. Kleinman, *Proportions with extraneous variance*, JASA 68 (1973), with weights n).
//! - Rates (gamma-Poisson): with `m = sum x / sum n` and `s = sum n_i (x_i / n_i - m)^2 / N`, the variance between points is
//!   `A = s - m / (N / k)`, at least 0, and `M = m / A` (R. J. Marshall, *Mapping disease and mortality rates using empirical Bayes
//!   estimators*, Applied Statistics 40 (1991)).
//!
//! Awkward cases: a group of one, or one whose points differ no more than chance makes them (`g` or `A` at 0), draws its points all the
//! way to its mean (`M` is infinite); a group in which everybody or nobody is counted has nothing to differ by: the same.

/// What a figure is the quotient of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Counted among `size` (a share), or counted for `size` units (a rate).
    pub count: f64,
    /// Above 0.
    pub size: f64,
}

impl Sample {
    pub fn quotient(self) -> f64 {
        self.count / self.size
    }
}

/// A group's mean and how many units of its weight stand against a point's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    pub mean: f64,
    /// In units of `size`; infinite where the points of the group do not differ.
    pub strength: f64,
    /// How many points.
    pub points: usize,
}

impl Prior {
    /// `(count + strength x mean) / (size + strength)`; between the own quotient and the mean.
    pub fn drawn(&self, sample: Sample) -> f64 {
        if self.strength.is_infinite() {
            return self.mean;
        }
        (sample.count + self.strength * self.mean) / (sample.size + self.strength)
    }
}

/// The prior of a group of shares; `None` for an empty group.
pub fn of_shares(samples: &[Sample]) -> Option<Prior> {
    let (mean, size) = mean_of(samples)?;
    let spread: f64 = samples
        .iter()
        .map(|one| one.size * (one.quotient() - mean).powi(2))
        .sum();
    let by_chance = mean * (1.0 - mean);
    let rest: f64 = samples.iter().map(|one| 1.0 - one.size / size).sum();
    let weighted: f64 = samples.iter().map(|one| one.size * (1.0 - one.size / size)).sum();
    let below = by_chance * (weighted - rest);
    let correlation = if below > 1e-12 {
        ((spread - by_chance * rest) / below).clamp(0.0, 1.0)
    } else {
        0.0
    };
    Some(Prior {
        mean,
        strength: 1.0 / correlation - 1.0,
        points: samples.len(),
    })
}

/// The prior of a group of rates; `None` for an empty group.
pub fn of_rates(samples: &[Sample]) -> Option<Prior> {
    let (mean, size) = mean_of(samples)?;
    let spread = samples
        .iter()
        .map(|one| one.size * (one.quotient() - mean).powi(2))
        .sum::<f64>()
        / size;
    let between = spread - mean / (size / samples.len() as f64);
    Some(Prior {
        mean,
        strength: if between > 1e-15 { mean / between } else { f64::INFINITY },
        points: samples.len(),
    })
}

/// A 95 % interval of a rate by Byar's approximation of the Poisson limits.
///
/// Source: N. E. Breslow, N. E. Day, *Statistical Methods in Cancer Research* II (1987), p. 69.
pub fn byar(sample: Sample) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let limit = |count: f64, sign: f64| {
        let root = 1.0 - 1.0 / (9.0 * count) + sign * Z / (3.0 * count.sqrt());
        count * root.powi(3)
    };
    let low = if sample.count > 0.0 {
        limit(sample.count, -1.0).max(0.0)
    } else {
        0.0
    };
    (low / sample.size, limit(sample.count + 1.0, 1.0) / sample.size)
}

fn mean_of(samples: &[Sample]) -> Option<(f64, f64)> {
    let size: f64 = samples.iter().map(|one| one.size).sum();
    (size > 0.0).then(|| (samples.iter().map(|one| one.count).sum::<f64>() / size, size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn samples(pairs: &[(f64, f64)]) -> Vec<Sample> {
        pairs.iter().map(|&(count, size)| Sample { count, size }).collect()
    }

    #[test]
    fn kleinmans_estimate_of_two_points_worked_by_hand() {
        // m = 1/2, S = 10 (0.3^2 + 0.3^2) = 1.8, D = 1, sum n(1 - n/N) = 10: g = (1.8 - 0.25) / (0.25 x 9) = 0.6889.
        let prior = of_shares(&samples(&[(8.0, 10.0), (2.0, 10.0)])).expect("a group");
        assert!((prior.mean - 0.5).abs() < 1e-12 && (prior.strength - (1.0 / (1.55 / 2.25) - 1.0)).abs() < 1e-9);
        let drawn = prior.drawn(Sample { count: 8.0, size: 10.0 });
        assert!((drawn - (8.0 + 0.5 * prior.strength) / (10.0 + prior.strength)).abs() < 1e-12);
    }

    #[test]
    fn marshalls_estimate_of_two_points_worked_by_hand() {
        // m = 0.1, s = (100 x 0.05^2 + 100 x 0.05^2) / 200 = 0.0025, A = 0.0025 - 0.1 / 100 = 0.0015, M = 66.7.
        let prior = of_rates(&samples(&[(15.0, 100.0), (5.0, 100.0)])).expect("a group");
        assert!((prior.mean - 0.1).abs() < 1e-12 && (prior.strength - 0.1 / 0.0015).abs() < 1e-6);
    }

    #[test]
    fn points_that_differ_no_more_than_chance_are_drawn_to_the_mean() {
        for group in [
            &[(9.0, 10.0), (9.0, 10.0), (9.0, 10.0)][..],
            &[(10.0, 10.0), (3.0, 3.0)],
            &[(1.0, 4.0)],
        ] {
            let own = samples(group);
            let prior = of_shares(&own).expect("a group");
            assert!(
                prior.strength.is_infinite() && prior.drawn(own[0]) == prior.mean,
                "{group:?}"
            );
        }
        assert_eq!(of_shares(&[]), None);
        assert_eq!(of_rates(&samples(&[])), None);
    }

    #[test]
    fn byars_limits_of_ten_events_are_the_published_ones() {
        // Exact Poisson limits of 10: 4.80 to 18.39 (Breslow and Day, table 2.10).
        let (low, high) = byar(Sample { count: 10.0, size: 1.0 });
        assert!((low - 4.79).abs() < 0.02 && (high - 18.39).abs() < 0.02, "{low} {high}");
        assert_eq!(byar(Sample { count: 0.0, size: 4.0 }).0, 0.0);
    }

    proptest! {
        #[test]
        fn a_drawn_figure_lies_between_its_own_and_the_mean(group in prop::collection::vec((0u32..40, 1u32..40), 1..12)) {
            let own: Vec<Sample> = group
                .iter()
                .map(|&(count, size)| Sample { count: f64::from(count.min(size)), size: f64::from(size) })
                .collect();
            for prior in [of_shares(&own), of_rates(&own)].into_iter().flatten() {
                for sample in &own {
                    let (drawn, quotient) = (prior.drawn(*sample), sample.quotient());
                    let (low, high) = (quotient.min(prior.mean), quotient.max(prior.mean));
                    prop_assert!(drawn >= low - 1e-9 && drawn <= high + 1e-9, "{prior:?} {sample:?} {drawn}");
                }
            }
        }
    }
}
