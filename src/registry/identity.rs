//! Which facility of a new list is which facility that is known already.
//!
//! Three ways, each for those that the ways before it left open, and always one to one:
//!
//! 1. **the same code**;
//! 2. **the same external id**: the id (or the code) of the new list is the one that the known facility has in other
//!    systems, and no other facility on either side has it;
//! 3. **the same folded name and address** (or no address on both sides) of the same kind, at most 50 m apart.
//!
//! The third way can be in doubt: two desks of one name in one building, a point that was recorded twice. A pair is taken
//! when each is the *clearly* nearest of the other: every other possible partner of either is more than
//! 10 m farther away. Pairs so taken leave the question, which may clear it for others; this is repeated until nothing more is
//! clear. What is left is not guessed: it is told as a [`Doubt`] and the new facility counts as new. Because all clear
//! pairs of a round are taken at once, the answer does not depend on the order of either list.
//!
//! Fifty metres are the accuracy of geocoded addresses, as in the check for duplicates; ten metres that of a phone's
//! position under open sky (van Diggelen and Enge 2015: 4.9 m, doubled for two positions).

use std::collections::BTreeMap;

use crate::geometry::{LonLat, distance_m};
use crate::model::Facility;
use crate::spatial_index::PointIndex;
use crate::text::fold;
use crate::units::Metres;

/// Two records of one name and address within this distance (inclusive) may be one point.
pub const SAME_POINT: Metres = Metres(50.0);

/// Another partner must be farther away by more than this, or the nearer one is not clear.
const CLEARLY_NEARER: Metres = Metres(10.0);

/// What a match rests on, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchedBy {
    Code,
    ExternalId,
    NameAndPlace,
}

impl MatchedBy {
    pub const ALL: [MatchedBy; 3] = [Self::Code, Self::ExternalId, Self::NameAndPlace];

    /// The stable name in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::ExternalId => "external_id",
            Self::NameAndPlace => "name_and_place",
        }
    }
}

/// A facility of the new list that is a known one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// Index in the known facilities.
    pub known: usize,
    pub by: MatchedBy,
    /// Geodesic distance between the two positions.
    pub moved: Metres,
}

/// A facility of the new list that may be one of several known ones, or that shares the only one with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Index in the new list.
    pub incoming: usize,
    /// Indices of the known facilities that it may be, in ascending order; at least one.
    pub candidates: Vec<usize>,
    /// `ExternalId` or `NameAndPlace`.
    pub by: MatchedBy,
}

/// The answer of [`match_facilities`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    /// For each facility of the new list the known one that it is; `None` = new.
    pub matched: Vec<Option<Matched>>,
    /// In the order of the new list; those facilities have no match.
    pub doubts: Vec<Doubt>,
}

/// Matches a new list to the known facilities, one to one, by the rules of this module.
///
/// Codes are unique on each side (of a code that comes twice, the first is matched). Of equal doubts nothing depends on
/// the order of the lists but the numbers that the answer names them by.
pub fn match_facilities(known: &[Facility], incoming: &[Facility]) -> Matching {
    let mut open = Open {
        known,
        incoming,
        matched: vec![None; incoming.len()],
        is_taken: vec![false; known.len()],
    };
    open.by_code();
    let shared_ids = open.by_external_id();
    let unclear = open.by_name_and_place();
    let mut doubts: BTreeMap<usize, Doubt> = BTreeMap::new();
    // A place says more than an id that several have: it is told where both are in doubt.
    for (by, unsure) in [(MatchedBy::ExternalId, shared_ids), (MatchedBy::NameAndPlace, unclear)] {
        for (incoming, candidates) in unsure {
            doubts.insert(
                incoming,
                Doubt {
                    incoming,
                    candidates,
                    by,
                },
            );
        }
    }
    let doubts = doubts.into_values().filter_map(|doubt| {
        let left = doubt.candidates.iter().copied().filter(|&known| !open.is_taken[known]);
        let candidates: Vec<usize> = left.collect();
        let is_open = open.matched[doubt.incoming].is_none() && !candidates.is_empty();
        is_open.then_some(Doubt { candidates, ..doubt })
    });
    let doubts = doubts.collect();
    Matching {
        matched: open.matched,
        doubts,
    }
}

/// Candidates by facility of the new list.
type Candidates = BTreeMap<usize, Vec<usize>>;

/// The question, with what is answered of it.
struct Open<'a> {
    known: &'a [Facility],
    incoming: &'a [Facility],
    matched: Vec<Option<Matched>>,
    is_taken: Vec<bool>,
}

impl Open<'_> {
    fn take(&mut self, incoming: usize, known: usize, by: MatchedBy) {
        let moved = Metres(distance_m(self.known[known].location, self.incoming[incoming].location));
        self.matched[incoming] = Some(Matched { known, by, moved });
        self.is_taken[known] = true;
    }

    fn open_known(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.known.len()).filter(|&known| !self.is_taken[known])
    }

    fn open_incoming(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.incoming.len()).filter(|&incoming| self.matched[incoming].is_none())
    }

    fn by_code(&mut self) {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for index in (0..self.known.len()).rev() {
            known.insert(&self.known[index].code, index);
        }
        for incoming in 0..self.incoming.len() {
            if let Some(known) = known.remove(self.incoming[incoming].code.as_str()) {
                self.take(incoming, known, MatchedBy::Code);
            }
        }
    }

    /// Takes the ids that one facility on each side has; gives back who shares an id with others.
    fn by_external_id(&mut self) -> Candidates {
        let mut sides: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for index in self.open_known() {
            let id = self.known[index].external_id.as_deref();
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                sides.entry(id).or_default().0.push(index);
            }
        }
        for index in self.open_incoming() {
            let facility = &self.incoming[index];
            // A code of the new list may be what was kept as the external id when it was matched before.
            let ids = [facility.external_id.as_deref(), Some(facility.code.as_str())];
            for id in ids.into_iter().flatten().filter(|id| !id.is_empty()) {
                if let Some((_, incoming)) = sides.get_mut(id)
                    && incoming.last() != Some(&index)
                {
                    incoming.push(index);
                }
            }
        }
        // By facility of the new list: its id and its code may name two different known ones.
        let mut partners: Candidates = BTreeMap::new();
        let mut wooers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (known, incoming) in sides.values() {
            for &one in incoming {
                partners.entry(one).or_default().extend(known);
                known
                    .iter()
                    .for_each(|&known| wooers.entry(known).or_default().push(one));
            }
        }
        let mut shared = Candidates::new();
        for (incoming, mut known) in partners {
            known.sort_unstable();
            match known[..] {
                [only] if wooers[&only].len() == 1 => self.take(incoming, only, MatchedBy::ExternalId),
                _ => {
                    shared.insert(incoming, known);
                }
            }
        }
        shared
    }

    /// Takes the clear pairs; gives back who is left with possible partners.
    fn by_name_and_place(&mut self) -> Candidates {
        let rest: Vec<usize> = self.open_known().collect();
        let places: Vec<LonLat> = rest.iter().map(|&known| self.known[known].location).collect();
        let index = PointIndex::build(&places);
        let names: Vec<Identity> = rest.iter().map(|&known| Identity::of(&self.known[known])).collect();
        let mut pairs: Vec<Pair> = Vec::new();
        for incoming in self.open_incoming() {
            let identity = Identity::of(&self.incoming[incoming]);
            let near = index.within(self.incoming[incoming].location, SAME_POINT);
            let same = near
                .into_iter()
                .filter(|(at, _)| !identity.name.is_empty() && names[*at] == identity);
            pairs.extend(same.map(|(at, apart)| Pair {
                incoming,
                known: rest[at],
                apart,
            }));
        }
        loop {
            let clear = clear_pairs(&pairs);
            if clear.is_empty() {
                break;
            }
            for pair in clear {
                self.take(pair.incoming, pair.known, MatchedBy::NameAndPlace);
            }
            pairs.retain(|pair| self.matched[pair.incoming].is_none() && !self.is_taken[pair.known]);
        }
        let mut unclear = Candidates::new();
        for pair in pairs {
            unclear.entry(pair.incoming).or_default().push(pair.known);
        }
        unclear.values_mut().for_each(|known| known.sort_unstable());
        unclear
    }
}

/// What two records of one point share, beside their place.
#[derive(PartialEq)]
struct Identity {
    kind: crate::model::FacilityKind,
    name: String,
    /// Empty where none is known.
    address: String,
}

impl Identity {
    fn of(facility: &Facility) -> Identity {
        Identity {
            kind: facility.kind,
            name: fold(&facility.name),
            address: facility.address.as_deref().map(fold).unwrap_or_default(),
        }
    }
}

/// Two facilities that may be one.
#[derive(Clone, Copy)]
struct Pair {
    incoming: usize,
    known: usize,
    apart: Metres,
}

/// The pairs of which every other possible partner of either is clearly farther. No two of them share a facility.
fn clear_pairs(pairs: &[Pair]) -> Vec<Pair> {
    let mut of_incoming: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    let mut of_known: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    for &pair in pairs {
        of_incoming.entry(pair.incoming).or_default().push(pair);
        of_known.entry(pair.known).or_default().push(pair);
    }
    let is_clear = |pair: &&Pair| {
        let rivals = of_incoming[&pair.incoming]
            .iter()
            .filter(|other| other.known != pair.known);
        let rivals = rivals.chain(
            of_known[&pair.known]
                .iter()
                .filter(|other| other.incoming != pair.incoming),
        );
        let needed = pair.apart.0 + CLEARLY_NEARER.0;
        rivals.into_iter().all(|other| other.apart.0 > needed)
    };
    pairs.iter().filter(is_clear).copied().collect()
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
