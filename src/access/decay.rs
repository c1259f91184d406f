//! How much a point counts the farther away it is.
//!
//! Every function here keeps one contract: the weight is 1 at no time at all, never grows with time, and
//! is 0 at the cutoff and beyond. Exponential and Gaussian are lowered and stretched so that they
//! *reach* 0 at the cutoff: cut off as they are, they would set apart a resident at 29:59 from one at 30:00
//! for no reason. (For the Gaussian with the cutoff as its deviation this is the function of Dai, *Health & Place*
//! 16, 2010.)

use crate::units::Deciseconds;

/// A weight by travel time; see the module for its contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Decay {
    cutoff: Deciseconds,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// Upper limits (exclusive) with the weight below them.
    Zones(Vec<(Deciseconds, f64)>),
    Linear,
    Exponential(Deciseconds),
    Gaussian(Deciseconds),
}

/// Why parameters make no decay.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DecayError {
    #[error("a cutoff of {0} deciseconds leaves nobody inside; use a reachable time above 0")]
    Cutoff(u32),
    #[error("a scale of {0} deciseconds has no curve; use a reachable time above 0")]
    Scale(u32),
    #[error("zones are empty; give at least one upper limit with its weight")]
    NoZones,
    #[error("zone {zone} (from 1) ends at {limit} deciseconds; each must end later than the one before")]
    ZoneLimit { zone: usize, limit: u32 },
    #[error("zone {zone} (from 1) has the weight {weight}; the first must have 1, the others from 0 to the one before")]
    ZoneWeight { zone: usize, weight: f64 },
}

impl Decay {
    /// 1 below the cutoff: the plain two-step floating catchment.
    ///
    /// # Errors
    /// A cutoff of 0 or `NEVER`.
    pub fn step(cutoff: Deciseconds) -> Result<Decay, DecayError> {
        Decay::with(cutoff, Shape::Zones(vec![(cutoff, 1.0)]))
    }

    /// Weights by zone, each with its exclusive upper limit, nearest first; the last limit is the cutoff
    /// (Luo and Qi, *Health & Place* 15, 2009).
    ///
    /// # Errors
    /// No zones, limits that do not grow, weights that do not start at 1 or grow.
    pub fn zones(zones: &[(Deciseconds, f64)]) -> Result<Decay, DecayError> {
        let (mut limit_before, mut weight_before) = (Deciseconds(0), 1.0);
        for (zone, &(limit, weight)) in (1..).zip(zones) {
            if limit <= limit_before || !limit.is_reachable() {
                return Err(DecayError::ZoneLimit { zone, limit: limit.0 });
            }
            let is_first = zone == 1;
            if !(0.0..=weight_before).contains(&weight) || (is_first && weight != 1.0) {
                return Err(DecayError::ZoneWeight { zone, weight });
            }
            (limit_before, weight_before) = (limit, weight);
        }
        if zones.is_empty() {
            return Err(DecayError::NoZones);
        }
        Decay::with(limit_before, Shape::Zones(zones.to_vec()))
    }

    /// `1 - t / cutoff`.
    ///
    /// # Errors
    /// A cutoff of 0 or `NEVER`.
    pub fn linear(cutoff: Deciseconds) -> Result<Decay, DecayError> {
        Decay::with(cutoff, Shape::Linear)
    }

    /// `(e^(-t/scale) - e^(-cutoff/scale)) / (1 - e^(-cutoff/scale))`.
    ///
    /// # Errors
    /// A cutoff or scale of 0 or `NEVER`.
    pub fn exponential(cutoff: Deciseconds, scale: Deciseconds) -> Result<Decay, DecayError> {
        Decay::with(cutoff, Shape::Exponential(checked(scale)?))
    }

    /// The same with `e^(-t² / 2 deviation²)`.
    ///
    /// # Errors
    /// A cutoff or deviation of 0 or `NEVER`.
    pub fn gaussian(cutoff: Deciseconds, deviation: Deciseconds) -> Result<Decay, DecayError> {
        Decay::with(cutoff, Shape::Gaussian(checked(deviation)?))
    }

    fn with(cutoff: Deciseconds, shape: Shape) -> Result<Decay, DecayError> {
        if cutoff.0 == 0 || !cutoff.is_reachable() {
            return Err(DecayError::Cutoff(cutoff.0));
        }
        Ok(Decay { cutoff, shape })
    }

    /// From here on the weight is 0.
    pub fn cutoff(&self) -> Deciseconds {
        self.cutoff
    }

    /// 0..=1.
    pub fn weight(&self, time: Deciseconds) -> f64 {
        if time >= self.cutoff {
            return 0.0;
        }
        let (at, cutoff) = (f64::from(time.0), f64::from(self.cutoff.0));
        match &self.shape {
            Shape::Zones(zones) => zones.iter().find(|(limit, _)| time < *limit).map_or(0.0, |zone| zone.1),
            Shape::Linear => 1.0 - at / cutoff,
            Shape::Exponential(scale) => {
                let scale = f64::from(scale.0);
                lowered(at / scale, cutoff / scale)
            }
            Shape::Gaussian(deviation) => {
                let exponent = |time: f64| (time / f64::from(deviation.0)).powi(2) / 2.0;
                lowered(exponent(at), exponent(cutoff))
            }
        }
    }
}

fn checked(scale: Deciseconds) -> Result<Deciseconds, DecayError> {
    if scale.0 == 0 || !scale.is_reachable() {
        return Err(DecayError::Scale(scale.0));
    }
    Ok(scale)
}

/// `(e^-x - e^-end) / (1 - e^-end)` for `0 <= x < end`, without cancellation where both are small.
fn lowered(x: f64, end: f64) -> f64 {
    (-x).exp() * (x - end).exp_m1() / (-end).exp_m1()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HALF_HOUR: Deciseconds = Deciseconds(18_000);

    #[test]
    fn halfway_weights_are_those_of_the_formulas() {
        let at = |decay: Result<Decay, DecayError>| decay.expect("valid").weight(Deciseconds(9_000));
        assert_eq!(at(Decay::step(HALF_HOUR)), 1.0);
        assert_eq!(at(Decay::linear(HALF_HOUR)), 0.5);
        let e = |x: f64| (-x).exp();
        let expected = (e(1.0) - e(2.0)) / (1.0 - e(2.0));
        assert!((at(Decay::exponential(HALF_HOUR, Deciseconds(9_000))) - expected).abs() < 1e-12);
        let dai = (e(0.125) - e(0.5)) / (1.0 - e(0.5));
        assert!((at(Decay::gaussian(HALF_HOUR, HALF_HOUR)) - dai).abs() < 1e-12);
        let zones = [(Deciseconds(6_000), 1.0), (Deciseconds(12_000), 0.5), (HALF_HOUR, 0.25)];
        let zones = Decay::zones(&zones).expect("valid");
        let weights = [5_999, 6_000, 11_999, 12_000, 17_999, 18_000].map(|time| zones.weight(Deciseconds(time)));
        assert_eq!(weights, [1.0, 0.5, 0.5, 0.25, 0.25, 0.0]);
    }

    #[test]
    fn parameters_that_make_no_decay_are_refused_with_their_value() {
        let never = Deciseconds::NEVER;
        assert_eq!(Decay::step(Deciseconds(0)), Err(DecayError::Cutoff(0)));
        assert_eq!(Decay::linear(never), Err(DecayError::Cutoff(u32::MAX)));
        assert_eq!(Decay::exponential(HALF_HOUR, Deciseconds(0)), Err(DecayError::Scale(0)));
        assert_eq!(Decay::gaussian(HALF_HOUR, never), Err(DecayError::Scale(u32::MAX)));
        assert_eq!(Decay::zones(&[]), Err(DecayError::NoZones));
        let refused = |zones: &[(u32, f64)]| {
            let zones: Vec<_> = zones
                .iter()
                .map(|&(limit, weight)| (Deciseconds(limit), weight))
                .collect();
            Decay::zones(&zones).expect_err("refused")
        };
        assert_eq!(refused(&[(5, 0.5)]), DecayError::ZoneWeight { zone: 1, weight: 0.5 });
        assert_eq!(
            refused(&[(5, 1.0), (5, 0.5)]),
            DecayError::ZoneLimit { zone: 2, limit: 5 }
        );
        assert_eq!(
            refused(&[(5, 1.0), (6, 0.2), (7, 0.3)]),
            DecayError::ZoneWeight { zone: 3, weight: 0.3 }
        );
        assert!(matches!(
            refused(&[(5, 1.0), (6, f64::NAN)]),
            DecayError::ZoneWeight { zone: 2, .. }
        ));
        assert_eq!(refused(&[(0, 1.0)]), DecayError::ZoneLimit { zone: 1, limit: 0 });
        let told = DecayError::ZoneWeight { zone: 2, weight: 1.5 }.to_string();
        assert!(told.contains("zone 2") && told.contains("1.5"), "{told}");
    }

    fn decays() -> impl Strategy<Value = Decay> {
        let cutoff = (1u32..100_000).prop_map(Deciseconds);
        (
            cutoff,
            prop_oneof![1u32..2_000_000_000, 1u32..50_000],
            0..4u8,
            0.0..1.0f64,
        )
            .prop_map(|(cutoff, scale, kind, weight)| {
                let scale = Deciseconds(scale);
                let made = match kind {
                    0 => Decay::linear(cutoff),
                    1 => Decay::exponential(cutoff, scale),
                    2 => Decay::gaussian(cutoff, scale),
                    _ => Decay::zones(&[(cutoff, 1.0), (Deciseconds(cutoff.0 * 2), weight)]),
                };
                made.expect("valid parameters")
            })
    }

    proptest! {
        #[test]
        fn every_decay_starts_at_one_never_grows_and_ends_at_the_cutoff(decay in decays(), early in 0.0..1.2f64, late in 0.0..1.2f64) {
            let at = |part: f64| Deciseconds((f64::from(decay.cutoff().0) * part) as u32);
            let (early, late) = (at(early.min(late)), at(early.max(late)));
            prop_assert_eq!(decay.weight(Deciseconds(0)), 1.0);
            prop_assert_eq!(decay.weight(decay.cutoff()), 0.0);
            prop_assert_eq!(decay.weight(Deciseconds::NEVER), 0.0);
            prop_assert!((0.0..=1.0).contains(&decay.weight(early)));
            prop_assert!(decay.weight(late) <= decay.weight(early) + 1e-15, "{early:?} {late:?}");
        }
    }
}
