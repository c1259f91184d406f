//! Carrying figures from the units of one layout to those of another without losing anybody.
//!
//! Figures are whole numbers (persons, or thousandths of one where a model gives fractions) and weights are whole
//! numbers, so that a share is exact arithmetic: the largest remainder method gives every target the whole part of its
//! share, and what is left one by one to the largest remainders, ties to the lower target. The sum is kept to the last
//! one by construction.
//!
//! Source of the method: Hamilton's apportionment, as in Balinski and Young, *Fair Representation* (1982).

/// How sure a carried figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Only whole units went into it.
    Exact,
    /// A share of some unit went into it.
    Estimate,
}

impl Certainty {
    /// The stable name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
        }
    }
}

/// What the shares of a split unit rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShareBasis {
    /// Declared population of all its new communes.
    Declared,
    /// People in the cells of all its new communes, where one of them declares none.
    Cells,
    /// Nothing is known of one of them: equal shares.
    Equal,
}

impl ShareBasis {
    /// The stable name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Declared => "declared_people",
            Self::Cells => "cells",
            Self::Equal => "equal_shares",
        }
    }
}

/// A target of a source with its weight among the source's targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portion {
    pub target: usize,
    pub weight: u64,
}

/// Where the figures of each source go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    sources: Vec<Vec<Portion>>,
    targets: usize,
}

impl Transfer {
    /// `sources`: the portions of each source, one at least, each to one of `targets` targets.
    pub fn new(sources: Vec<Vec<Portion>>, targets: usize) -> Transfer {
        assert!(
            sources.iter().all(|portions| !portions.is_empty()),
            "whatever is carried goes somewhere"
        );
        Transfer { sources, targets }
    }

    pub fn portions(&self, source: usize) -> &[Portion] {
        &self.sources[source]
    }

    pub fn targets(&self) -> usize {
        self.targets
    }

    /// The parts of one source's figure, in the order of its portions; they add up to it.
    pub fn split(&self, source: usize, amount: u64) -> Vec<u64> {
        let weights: Vec<u64> = self.sources[source].iter().map(|portion| portion.weight).collect();
        apportion(amount, &weights)
    }

    /// Figures by source become figures by target; the sum is the same.
    pub fn carry(&self, amounts: &[u64]) -> Vec<u64> {
        let mut carried = vec![0; self.targets];
        for (source, &amount) in amounts.iter().enumerate() {
            for (portion, part) in self.sources[source].iter().zip(self.split(source, amount)) {
                carried[portion.target] += part;
            }
        }
        carried
    }

    /// Carries figures with parts of them (those who pass a rule of all): a part is shared out as its whole was, so that
    /// it stays within it at every target. Each sum is kept.
    ///
    /// `parts[i][source]` is at most `wholes[source]`.
    pub fn carry_with_parts(&self, wholes: &[u64], parts: &[Vec<u64>]) -> (Vec<u64>, Vec<Vec<u64>>) {
        let mut carried = vec![0; self.targets];
        let mut carried_parts = vec![vec![0; self.targets]; parts.len()];
        for (source, &whole) in wholes.iter().enumerate() {
            let shares = self.split(source, whole);
            for (portion, share) in self.sources[source].iter().zip(&shares) {
                carried[portion.target] += share;
            }
            for (part, told) in parts.iter().zip(&mut carried_parts) {
                debug_assert!(part[source] <= whole, "a part of {whole} is {}", part[source]);
                for (portion, share) in self.sources[source].iter().zip(apportion(part[source], &shares)) {
                    told[portion.target] += share;
                }
            }
        }
        (carried, carried_parts)
    }

    /// Which targets' figures are exact: those that only undivided sources feed.
    pub fn certainty(&self) -> Vec<Certainty> {
        let mut certainty = vec![Certainty::Exact; self.targets];
        for portions in self.sources.iter().filter(|portions| portions.len() > 1) {
            for portion in portions {
                certainty[portion.target] = Certainty::Estimate;
            }
        }
        certainty
    }

    /// The same with its targets renumbered: the old target `t` is the new `place[t]` of `targets`.
    pub fn retargeted(mut self, place: &[usize], targets: usize) -> Transfer {
        for portion in self.sources.iter_mut().flatten() {
            portion.target = place[portion.target];
        }
        self.targets = targets;
        self
    }

    /// Whether anything at all goes to a target.
    pub fn is_fed(&self) -> Vec<bool> {
        let mut is_fed = vec![false; self.targets];
        for portion in self.sources.iter().flatten() {
            is_fed[portion.target] = true;
        }
        is_fed
    }
}

/// Divides a whole number in proportion to weights; the parts add up to it. Ties go to the lower index; weights that
/// are all zero count as equal. Exact for all values: products are taken in 128 bits.
///
/// # Panics
/// Without weights there is nobody to divide among.
pub fn apportion(amount: u64, weights: &[u64]) -> Vec<u64> {
    assert!(!weights.is_empty(), "an amount is divided among one at least");
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if sum == 0 {
        return apportion(amount, &vec![1; weights.len()]);
    }
    // Below 2^64 times 2^64; the quotient is at most `amount`.
    let products = weights.iter().map(|&weight| u128::from(amount) * u128::from(weight));
    let (mut parts, remainders): (Vec<u64>, Vec<u128>) =
        products.map(|product| ((product / sum) as u64, product % sum)).unzip();
    let left = amount - parts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| remainders[b].cmp(&remainders[a]).then(a.cmp(&b)));
    // Fewer than there are remainders above zero.
    for &index in order.iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_remainders_get_what_is_left_and_ties_go_to_the_lower_index() {
        // 10 by 3:3:1 is 4.29, 4.29, 1.43: wholes 4, 4, 1; the one left goes to the largest remainder.
        assert_eq!(apportion(10, &[3, 3, 1]), [4, 4, 2]);
        assert_eq!(apportion(1, &[1, 1]), [1, 0]);
        assert_eq!(apportion(5, &[0, 0, 0]), [2, 2, 1]);
        assert_eq!(apportion(7, &[0, 2]), [0, 7]);
        assert_eq!(
            apportion(u64::MAX, &[u64::MAX, u64::MAX]),
            [u64::MAX / 2 + 1, u64::MAX / 2]
        );
    }

    #[test]
    fn a_part_stays_within_its_whole_at_every_target() {
        let portion = |target, weight| Portion { target, weight };
        let transfer = Transfer::new(vec![vec![portion(0, 1), portion(1, 2)], vec![portion(1, 5)]], 3);
        let (wholes, parts) = transfer.carry_with_parts(&[100, 10], &[vec![99, 0], vec![100, 10]]);
        assert_eq!(wholes, [33, 77, 0]);
        assert_eq!(parts, [vec![33, 66, 0], vec![33, 77, 0]]);
        assert_eq!(
            transfer.certainty(),
            [Certainty::Estimate, Certainty::Estimate, Certainty::Exact]
        );
        assert_eq!(transfer.is_fed(), [true, true, false]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_part_is_off_by_one_or_more(
            amount in prop_oneof![0..1000u64, any::<u64>()],
            weights in prop::collection::vec(prop_oneof![Just(0u64), 1..100u64, any::<u64>()], 1..9),
        ) {
            let parts = apportion(amount, &weights);
            prop_assert_eq!(parts.iter().map(|&part| u128::from(part)).sum::<u128>(), u128::from(amount));
            let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| sum > 0) {
                // |part - amount * weight / sum| < 1, times the sum. The products stay below 2^128 for up to eight weights.
                let fair = u128::from(amount) * u128::from(*weight) / sum;
                prop_assert!(u128::from(*part) >= fair && u128::from(*part) <= fair + 1, "{} of {}", part, fair);
            }
        }

        #[test]
        fn parts_never_leave_their_whole_and_every_sum_is_kept(
            sources in prop::collection::vec(
                (prop::collection::vec((0..6usize, 0..1000u64), 1..5), 0..1_000_000u64, 0.0..=1.0f64), 1..12),
        ) {
            let portions = sources.iter().map(|(list, _, _)| {
                list.iter().map(|&(target, weight)| Portion { target, weight }).collect()
            });
            let transfer = Transfer::new(portions.collect(), 6);
            let wholes: Vec<u64> = sources.iter().map(|(_, whole, _)| *whole).collect();
            let part: Vec<u64> = sources.iter().map(|(_, whole, share)| (*whole as f64 * share) as u64).collect();
            let (carried, parts) = transfer.carry_with_parts(&wholes, std::slice::from_ref(&part));
            prop_assert_eq!(&carried, &transfer.carry(&wholes));
            prop_assert_eq!(carried.iter().sum::<u64>(), wholes.iter().sum::<u64>());
            prop_assert_eq!(parts[0].iter().sum::<u64>(), part.iter().sum::<u64>());
            prop_assert!(parts[0].iter().zip(&carried).all(|(part, whole)| part <= whole));
        }
    }
}
