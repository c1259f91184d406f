//! Seeded chance: one stream a purpose, so that a change in one part of the model leaves the others as they were.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A stream of random numbers fixed by a seed and a purpose.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of one purpose; streams of one seed are independent of each other.
    pub fn new(seed: u64, purpose: u64) -> Chance {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(purpose);
        Chance(stream)
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        // 53 random bits are all that a double in 0..1 can hold.
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform in `0..count`; `count` is at least 1.
    pub fn index(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count - 1)
    }

    /// Happens with the given probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An index drawn in proportion to weights that are not negative and not all zero.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return index;
            }
        }
        weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0)
    }

    /// How many of `trials` happen at one probability.
    pub fn count(&mut self, trials: u32, probability: f64) -> u32 {
        (0..trials).filter(|_| self.happens(probability)).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_has_its_own_stream() {
        let draw = |purpose| {
            let mut chance = Chance::new(7, purpose);
            [chance.unit(), chance.unit()]
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn a_weight_of_nothing_is_never_drawn() {
        let mut chance = Chance::new(1, 1);
        assert!((0..500).all(|_| chance.weighted(&[0.0, 3.0, 0.0]) == 1));
    }
}
