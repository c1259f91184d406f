use super::*;
use crate::model::FacilityKind;
use proptest::prelude::*;

/// Metres of a degree of longitude and of latitude at the test's places.
const DEGREE: (f64, f64) = (103_980.0, 110_700.0);

/// A point so many metres east and north of Hoàn Kiếm, to a few millimetres.
fn at(east_m: f64, north_m: f64) -> LonLat {
    LonLat::new(105.85 + east_m / DEGREE.0, 21.02 + north_m / DEGREE.1)
}

fn agent(code: &str, name: &str, east_m: f64) -> Facility {
    Facility::new(code, FacilityKind::Agent, name, at(east_m, 0.0))
}

fn external(id: &str, facility: Facility) -> Facility {
    Facility {
        external_id: Some(id.to_owned()),
        ..facility
    }
}

fn addressed(address: &str, facility: Facility) -> Facility {
    Facility {
        address: Some(address.to_owned()),
        ..facility
    }
}

/// The known facility of each of the new list, by its code.
fn codes(known: &[Facility], incoming: &[Facility]) -> Vec<Option<(String, MatchedBy)>> {
    let told = match_facilities(known, incoming).matched.into_iter();
    told.map(|found| found.map(|found| (known[found.known].code.clone(), found.by)))
        .collect()
}

fn is(code: &str, by: MatchedBy) -> Option<(String, MatchedBy)> {
    Some((code.to_owned(), by))
}

#[test]
fn the_same_code_is_the_same_facility_wherever_it_went_and_whatever_it_is_called() {
    let known = [agent("A1", "Một", 0.0), agent("A2", "Hai", 0.0)];
    let incoming = [agent("A2", "Một", 0.0), agent("A1", "Ba", 9000.0)];
    let matching = match_facilities(&known, &incoming);
    assert_eq!(
        codes(&known, &incoming),
        [is("A2", MatchedBy::Code), is("A1", MatchedBy::Code)]
    );
    let moved = matching.matched[1].expect("matched").moved;
    assert!((moved.0 - 9000.0).abs() < 20.0, "{moved}");
}

#[test]
fn an_external_id_is_recognised_in_the_column_of_ids_and_in_that_of_codes() {
    let known = [
        external("7", agent("A1", "Một", 0.0)),
        external("8", agent("A2", "Hai", 0.0)),
    ];
    let incoming = [agent("8", "Khác", 500.0), external("7", agent("B1", "Khác", 500.0))];
    assert_eq!(
        codes(&known, &incoming),
        [is("A2", MatchedBy::ExternalId), is("A1", MatchedBy::ExternalId)]
    );
}

#[test]
fn an_external_id_that_several_have_decides_nothing_and_is_told() {
    let known = [
        external("7", agent("A1", "Một", 0.0)),
        external("7", agent("A2", "Hai", 900.0)),
    ];
    let incoming = [
        external("7", agent("B1", "Ba", 500.0)),
        external("7", agent("B2", "Hai", 900.0)),
    ];
    let matching = match_facilities(&known, &incoming);
    // The second is told apart by its name and place; the first may still be A1.
    assert_eq!(codes(&known, &incoming), [None, is("A2", MatchedBy::NameAndPlace)]);
    let doubt = Doubt {
        incoming: 0,
        candidates: vec![0],
        by: MatchedBy::ExternalId,
    };
    assert_eq!(matching.doubts, [doubt]);
}

#[test]
fn name_address_and_fifty_metres_make_one_point_and_any_difference_makes_two() {
    let known = [addressed("75 Đinh Tiên Hoàng", agent("A1", "Bưu cục Hoàn Kiếm", 0.0))];
    let same = addressed("75, dinh tien hoang", agent("B1", "BƯU CỤC  Hoàn Kiếm", 49.5));
    assert_eq!(
        codes(&known, std::slice::from_ref(&same)),
        [is("A1", MatchedBy::NameAndPlace)]
    );
    let others = [
        addressed("75 Đinh Tiên Hoàng", agent("B1", "Bưu cục Hoàn Kiếm", 51.0)),
        addressed("76 Đinh Tiên Hoàng", agent("B1", "Bưu cục Hoàn Kiếm", 0.0)),
        agent("B1", "Bưu cục Hoàn Kiếm", 0.0),
        addressed("75 Đinh Tiên Hoàng", agent("B1", "Bưu cục", 0.0)),
        Facility {
            kind: FacilityKind::ReceptionPoint,
            ..same
        },
    ];
    for other in others {
        assert_eq!(codes(&known, std::slice::from_ref(&other)), [None], "{other:?}");
    }
    let nameless = [agent("A1", " - ", 0.0)];
    assert_eq!(
        codes(&nameless, &[agent("B1", " - ", 0.0)]),
        [None],
        "no name is no name in common"
    );
}

#[test]
fn exactly_fifty_metres_are_within_and_a_hair_more_is_not() {
    let known = [agent("A1", "Một", 0.0)];
    let mut place = at(49.0, 0.0);
    while distance_m(known[0].location, place) <= SAME_POINT.0 {
        place.lon += 1e-9;
    }
    let beyond = Facility::new("B1", FacilityKind::Agent, "Một", place);
    let within = Facility::new(
        "B1",
        FacilityKind::Agent,
        "Một",
        LonLat::new(place.lon - 1e-9, place.lat),
    );
    assert_eq!(codes(&known, &[beyond]), [None]);
    assert_eq!(codes(&known, &[within]), [is("A1", MatchedBy::NameAndPlace)]);
}

#[test]
fn counters_of_one_name_in_a_row_keep_their_identity_when_each_is_clearly_nearest() {
    let known = [agent("A1", "Quầy", 0.0), agent("A2", "Quầy", 30.0)];
    let incoming = [agent("B2", "Quầy", 31.0), agent("B1", "Quầy", 1.0)];
    let by = MatchedBy::NameAndPlace;
    assert_eq!(codes(&known, &incoming), [is("A2", by), is("A1", by)]);
}

#[test]
fn what_is_not_clear_is_told_and_counts_as_new() {
    // In the middle between two: neither is clearly nearer.
    let known = [agent("A1", "Quầy", 0.0), agent("A2", "Quầy", 30.0)];
    let matching = match_facilities(&known, &[agent("B1", "Quầy", 13.0)]);
    assert_eq!(matching.matched, [None]);
    let by = MatchedBy::NameAndPlace;
    let doubt = |incoming: usize, candidates: &[usize]| Doubt {
        incoming,
        candidates: candidates.to_vec(),
        by,
    };
    assert_eq!(matching.doubts, [doubt(0, &[0, 1])]);
    // Two of the new list for one that is known.
    let matching = match_facilities(&known[..1], &[agent("B1", "Quầy", 5.0), agent("B2", "Quầy", -4.0)]);
    assert_eq!(matching.matched, [None, None]);
    assert_eq!(matching.doubts, [doubt(0, &[0]), doubt(1, &[0])]);
}

#[test]
fn a_pair_that_is_taken_clears_the_question_for_the_next() {
    // B1 could be A1 (12 m) or A2 (16 m); A2 is B2 without doubt, which leaves A1 for B1.
    let known = [agent("A1", "Quầy", 0.0), agent("A2", "Quầy", 28.0)];
    let incoming = [agent("B1", "Quầy", 12.0), agent("B2", "Quầy", 28.0)];
    let by = MatchedBy::NameAndPlace;
    assert_eq!(codes(&known, &incoming), [is("A1", by), is("A2", by)]);
    assert_eq!(match_facilities(&known, &incoming).doubts, []);
}

#[test]
fn nothing_known_or_nothing_new_gives_nothing() {
    assert_eq!(match_facilities(&[], &[agent("B1", "Quầy", 0.0)]).matched, [None]);
    assert_eq!(match_facilities(&[agent("A1", "Quầy", 0.0)], &[]), Matching::default());
}

/// Facilities with few names, ids and places, so that many could be one another.
fn lists(prefix: &'static str) -> impl Strategy<Value = Vec<Facility>> {
    let one = (0..3u32, 0..4u32, 0..2u32, 0.0..160.0f64, any::<bool>());
    prop::collection::vec(one, 0..9).prop_map(move |rows| {
        let facilities = rows
            .into_iter()
            .enumerate()
            .map(|(index, (name, id, address, east, is_shared))| {
                let prefix = if is_shared { "X" } else { prefix };
                Facility {
                    external_id: (id > 1).then(|| format!("id{id}")),
                    address: (address > 0).then(|| format!("Số {address}")),
                    ..agent(&format!("{prefix}{index}"), &format!("Quầy {name}"), east)
                }
            });
        facilities.collect()
    })
}

/// The rules again, by brute force over all pairs, as sentences.
fn oracle(known: &[Facility], incoming: &[Facility]) -> Vec<Option<usize>> {
    let mut answer: Vec<Option<usize>> = vec![None; incoming.len()];
    let is_open = |answer: &[Option<usize>], k: usize| !answer.contains(&Some(k));
    for i in 0..incoming.len() {
        answer[i] = (0..known.len()).find(|&k| known[k].code == incoming[i].code);
    }
    let names = |i: usize, k: usize| {
        let id = known[k].external_id.as_ref();
        id.is_some_and(|id| incoming[i].external_id.as_ref() == Some(id) || incoming[i].code == *id)
    };
    let before = answer.clone();
    let open: Vec<(usize, usize)> = (0..incoming.len())
        .flat_map(|i| (0..known.len()).map(move |k| (i, k)))
        .filter(|&(i, k)| before[i].is_none() && is_open(&before, k) && names(i, k))
        .collect();
    for &(i, k) in &open {
        if open.iter().all(|&(j, l)| (j == i) == (l == k)) {
            answer[i] = Some(k);
        }
    }
    loop {
        let before = answer.clone();
        let apart = |i: usize, k: usize| distance_m(incoming[i].location, known[k].location);
        let may_be = |i: usize, k: usize| {
            let (new, old) = (&incoming[i], &known[k]);
            let folded = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
            before[i].is_none()
                && is_open(&before, k)
                && new.kind == old.kind
                && fold(&new.name) == fold(&old.name)
                && folded(&new.address) == folded(&old.address)
                && apart(i, k) <= 50.0
        };
        for (i, found) in answer.iter_mut().enumerate() {
            for k in 0..known.len() {
                let farther = |d: f64| d > apart(i, k) + 10.0;
                let is_clear = may_be(i, k)
                    && (0..known.len()).all(|l| l == k || !may_be(i, l) || farther(apart(i, l)))
                    && (0..incoming.len()).all(|j| j == i || !may_be(j, k) || farther(apart(j, k)));
                if is_clear {
                    *found = Some(k);
                }
            }
        }
        if answer == before {
            return answer;
        }
    }
}

proptest! {
    #[test]
    fn the_answer_is_that_of_brute_force(known in lists("A"), incoming in lists("B")) {
        let matching = match_facilities(&known, &incoming);
        let told: Vec<Option<usize>> = matching.matched.iter().map(|found| found.map(|found| found.known)).collect();
        prop_assert_eq!(&told, &oracle(&known, &incoming));
        for doubt in &matching.doubts {
            prop_assert!(told[doubt.incoming].is_none() && !doubt.candidates.is_empty());
            prop_assert!(doubt.candidates.iter().all(|known| !told.contains(&Some(*known))));
        }
    }

    #[test]
    fn the_order_of_the_lists_does_not_matter_and_nobody_is_matched_twice(
        known in lists("A"), incoming in lists("B"), turn in 0..9usize,
    ) {
        let by_code = |known: &[Facility], incoming: &[Facility]| -> BTreeMap<String, Option<String>> {
            let matched = match_facilities(known, incoming).matched;
            let partner = |found: &Option<Matched>| found.map(|found| known[found.known].code.clone());
            incoming.iter().zip(&matched).map(|(one, found)| (one.code.clone(), partner(found))).collect()
        };
        let told = by_code(&known, &incoming);
        let (mut other_known, mut other_incoming) = (known.clone(), incoming.clone());
        other_known.reverse();
        other_incoming.rotate_left(turn % incoming.len().max(1));
        prop_assert_eq!(&told, &by_code(&other_known, &other_incoming));
        let mut partners: Vec<&String> = told.values().flatten().collect();
        let all = partners.len();
        partners.sort();
        partners.dedup();
        prop_assert_eq!(partners.len(), all);
    }

    #[test]
    fn a_list_that_is_imported_again_is_matched_whole(known in lists("A")) {
        let matching = match_facilities(&known, &known);
        for (index, found) in matching.matched.iter().enumerate() {
            let found = found.expect("itself");
            prop_assert_eq!((found.known, found.by, found.moved.0), (index, MatchedBy::Code, 0.0));
        }
    }
}
