//! New and known facilities that nothing identifies, and that may be one all the same.
//!
//! A row without a code is recognised by its name and place. Renamed, or moved farther than the accuracy of an address,
//! it comes as new while the known point is missing from the list, and one counter counts twice. Two signs tell it:
//! **the same place under another name** (within [`SAME_POINT`], with one address or none on a side), and **the same name
//! nearby** (within [`MOVED_HOUSE`]). Both only within one list, that is one kind and operator, and only where a side has no
//! code of its own: two codes that somebody gave are two points.
//!
//! Pairs are one to one, the same name first, then the nearer, then by code: equal lists give equal pairs in any order.

use super::identity::{Matching, SAME_POINT};
use crate::geometry::LonLat;
use crate::ingest::is_derived_code;
use crate::model::{Facility, FacilityStatus};
use crate::spatial_index::PointIndex;
use crate::text::fold;
use crate::units::Metres;

/// A point of the same name within this distance (inclusive) may have moved house: a ward is about as wide.
pub const MOVED_HOUSE: Metres = Metres(1000.0);

/// What two facilities that may be one share; the stronger sign first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The folded name; it would have moved.
    SameName,
    /// The place; it would have been renamed.
    SamePlace,
}

impl Likeness {
    /// The stable name in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::SameName => "same_name",
            Self::SamePlace => "same_place",
        }
    }
}

/// A new facility and the known one that it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerhapsOne {
    /// Index in the new list.
    pub incoming: usize,
    /// Index in the known facilities.
    pub known: usize,
    pub likeness: Likeness,
    /// Geodesic distance between the two positions.
    pub apart: Metres,
}

/// Of the facilities that `matching` leaves new, those that may be a known one that the list does not name, in the order
/// of the new list. Those in doubt already and closed ones are left out.
pub fn perhaps_one(known: &[Facility], incoming: &[Facility], matching: &Matching) -> Vec<PerhapsOne> {
    let mut is_taken = vec![false; known.len()];
    for matched in matching.matched.iter().flatten() {
        is_taken[matched.known] = true;
    }
    for &candidate in matching.doubts.iter().flat_map(|doubt| &doubt.candidates) {
        is_taken[candidate] = true;
    }
    let open: Vec<usize> = (0..known.len())
        .filter(|&at| !is_taken[at] && known[at].status != FacilityStatus::Closed)
        .collect();
    let places: Vec<LonLat> = open.iter().map(|&at| known[at].location).collect();
    let index = PointIndex::build(&places);
    let in_doubt = |at: usize| matching.doubts.iter().any(|doubt| doubt.incoming == at);
    let fresh = (0..incoming.len()).filter(|&at| matching.matched[at].is_none() && !in_doubt(at));
    let mut pairs: Vec<PerhapsOne> = Vec::new();
    for new in fresh {
        let near = index.within(incoming[new].location, MOVED_HOUSE);
        pairs.extend(near.into_iter().filter_map(|(at, apart)| {
            let likeness = likeness(&known[open[at]], &incoming[new], apart)?;
            Some(PerhapsOne {
                incoming: new,
                known: open[at],
                likeness,
                apart,
            })
        }));
    }
    pairs.sort_by(|a, b| {
        let codes = |pair: &PerhapsOne| (&incoming[pair.incoming].code, &known[pair.known].code);
        (a.likeness.cmp(&b.likeness))
            .then(a.apart.0.total_cmp(&b.apart.0))
            .then_with(|| codes(a).cmp(&codes(b)))
    });
    let mut is_paired = vec![false; incoming.len()];
    pairs.retain(|pair| {
        let is_free = !is_paired[pair.incoming] && !is_taken[pair.known];
        if is_free {
            is_paired[pair.incoming] = true;
            is_taken[pair.known] = true;
        }
        is_free
    });
    pairs.sort_by_key(|pair| pair.incoming);
    pairs
}

fn likeness(known: &Facility, new: &Facility, apart: Metres) -> Option<Likeness> {
    let is_uncoded = is_derived_code(&known.code) || is_derived_code(&new.code);
    if known.kind != new.kind || !is_uncoded {
        return None;
    }
    let folded = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
    if folded(&known.operator) != folded(&new.operator) {
        return None;
    }
    let name = fold(&new.name);
    if !name.is_empty() && fold(&known.name) == name {
        return Some(Likeness::SameName);
    }
    let addresses = (folded(&known.address), folded(&new.address));
    let is_same_address = addresses.0 == addresses.1 || addresses.0.is_empty() || addresses.1.is_empty();
    (apart.0 <= SAME_POINT.0 && is_same_address).then_some(Likeness::SamePlace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FacilityKind;
    use crate::registry::match_facilities;

    /// A point without a code of its own, `east` metres from the corner.
    fn point(code: &str, name: &str, east: f64) -> Facility {
        let place = LonLat::new(105.85 + east / 103_900.0, 21.0);
        Facility::new(code, FacilityKind::Agent, name, place)
    }

    /// As `new>known likeness`.
    fn told(known: &[Facility], incoming: &[Facility]) -> Vec<String> {
        let pairs = perhaps_one(known, incoming, &match_facilities(known, incoming));
        let of = |pair: &PerhapsOne| {
            let (new, old) = (&incoming[pair.incoming], &known[pair.known]);
            format!("{}>{} {}", new.name, old.name, pair.likeness.code())
        };
        pairs.iter().map(of).collect()
    }

    const A: &str = "p-00000000000a";
    const B: &str = "p-00000000000b";
    const C: &str = "p-00000000000c";

    #[test]
    fn a_renamed_and_a_moved_point_are_told_with_their_distance() {
        let known = [point(A, "Một", 0.0)];
        assert_eq!(told(&known, &[point(B, "Hai", 10.0)]), ["Hai>Một same_place"]);
        assert_eq!(told(&known, &[point(B, "MOT", 900.0)]), ["MOT>Một same_name"]);
        assert_eq!(told(&known, &[point(B, "Hai", 60.0)]), [""; 0]);
        assert_eq!(told(&known, &[point(B, "Một", 1100.0)]), [""; 0]);
    }

    #[test]
    fn two_codes_two_operators_two_kinds_and_two_addresses_are_two_points() {
        let known = [point("DL-1", "Một", 0.0)];
        assert_eq!(told(&known, &[point("DL-2", "Hai", 0.0)]), [""; 0]);
        assert_eq!(told(&known, &[point(B, "Hai", 0.0)]), ["Hai>Một same_place"]);
        let mut other = point(B, "Hai", 0.0);
        other.operator = Some("BIDV".into());
        assert_eq!(told(&known, &[other]), [""; 0]);
        let mut other = point(B, "Hai", 0.0);
        other.kind = FacilityKind::Branch;
        assert_eq!(told(&known, &[other]), [""; 0]);
        let addressed = |mut one: Facility, address: &str| {
            one.address = Some(address.into());
            one
        };
        let known = [addressed(point(A, "Một", 0.0), "1 Phố Huế")];
        assert_eq!(told(&known, &[addressed(point(B, "Hai", 0.0), "2 Phố Huế")]), [""; 0]);
        assert_eq!(
            told(&known, &[addressed(point(B, "Hai", 0.0), "1 phố huế")]),
            ["Hai>Một same_place"]
        );
    }

    #[test]
    fn pairs_are_one_to_one_the_name_before_the_place_and_the_nearer_first() {
        let known = [point(A, "Một", 0.0), point(B, "Hai", 30.0)];
        let incoming = [point(C, "Hai", 200.0), point("p-00000000000d", "Ba", 20.0)];
        assert_eq!(told(&known, &incoming), ["Hai>Hai same_name", "Ba>Một same_place"]);
        let backwards: Vec<Facility> = known.iter().rev().cloned().collect();
        assert_eq!(told(&backwards, &incoming), ["Hai>Hai same_name", "Ba>Một same_place"]);
    }

    #[test]
    fn who_is_named_or_closed_is_nobody_else() {
        let mut closed = point(A, "Một", 0.0);
        closed.status = FacilityStatus::Closed;
        assert_eq!(told(&[closed], &[point(B, "Hai", 0.0)]), [""; 0]);
        let known = [point(A, "Một", 0.0)];
        let both = [point(A, "Một", 0.0), point(B, "Hai", 0.0)];
        assert_eq!(told(&known, &both), [""; 0]);
    }
}
