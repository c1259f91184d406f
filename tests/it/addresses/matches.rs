//! What addresses mean in a town whose every street and house is known.

use super::{COMMUNES, book, find, middle, on_street, town, with_crosswalk};
use gandan::geometry::distance_m;
use gandan::registry::{AddressBook, AddressCandidate, AddressQuery, MatchLevel, MatchReason, Unmatched};
use proptest::prelude::*;

use MatchLevel::{Commune, House, Place, Street};

/// Address, and of the best candidate: level, commune, confidence.
const FOUND: [(&str, MatchLevel, &str, f64); 55] = [
    // Communes of today.
    ("Phường Hoàn Kiếm", Commune, "Phường Hoàn Kiếm", 1.0),
    ("P. Hoàn Kiếm, TP Hà Nội", Commune, "Phường Hoàn Kiếm", 1.0),
    ("phuong hoan kiem", Commune, "Phường Hoàn Kiếm", 0.95),
    ("phường Hoàn Kiêm", Commune, "Phường Hoàn Kiếm", 0.8),
    ("phường Hoàn Kiếmm", Commune, "Phường Hoàn Kiếm", 0.75),
    ("xã Hoàn Kiếm", Commune, "Phường Hoàn Kiếm", 0.95),
    ("Hoàn Kiếm", Commune, "Phường Hoàn Kiếm", 0.5),
    (
        "phường Văn Miếu - Quốc Tử Giám",
        Commune,
        "Phường Văn Miếu - Quốc Tử Giám",
        1.0,
    ),
    ("Thôn Bầu, xã Phú Nghĩa", Commune, "Xã Phú Nghĩa", 0.3),
    ("Số 30, xã Phú Nghĩa", Commune, "Xã Phú Nghĩa", 0.3),
    // Through the crosswalk.
    ("xã Đông Phương Yên, huyện Chương Mỹ", Commune, "Xã Phú Nghĩa", 0.95),
    ("phường Quán Thánh", Commune, "Phường Ba Đình", 0.95),
    ("Tràng Tiền, Hoàn Kiếm", Commune, "Phường Hoàn Kiếm", 0.8075),
    // Two former communes of a name: the district decides.
    ("phường Quang Trung, quận Đống Đa", Commune, "Phường Đống Đa", 0.95),
    ("phường Quang Trung, TX Sơn Tây", Commune, "Xã Phú Nghĩa", 0.95),
    ("phường Quang Trung", Commune, "Phường Đống Đa", 0.475),
    // Split: the street decides; the district says that the former one is meant.
    ("phường Cống Vị", Commune, "Phường Ngọc Hà", 0.475),
    ("5 Kim Mã, phường Cống Vị", Street, "Phường Giảng Võ", 0.7521),
    ("phường Hoàng Liệt", Commune, "Phường Hoàng Liệt", 1.0),
    ("phường Hoàng Liệt, quận Hoàng Mai", Commune, "Phường Hoàng Liệt", 0.5),
    (
        "9 Nguyễn Trãi, phường Hoàng Liệt, quận Hoàng Mai",
        Street,
        "Phường Hoàng Liệt",
        0.475,
    ),
    // Streets.
    ("5 Hàng Bạc, phường Hoàn Kiếm", Street, "Phường Hoàn Kiếm", 0.95),
    ("5 Hàng Bạc", Street, "Phường Hoàn Kiếm", 0.57),
    ("5 hang bac", Street, "Phường Hoàn Kiếm", 0.5415),
    ("12 Xã Đàn", Street, "Phường Đống Đa", 0.57),
    ("12 phố Huế, Hà Nội", Street, "Phường Hoàn Kiếm", 0.57),
    ("Quốc lộ 6, xã Phú Nghĩa", Street, "Xã Phú Nghĩa", 0.95),
    ("ngo 6 duong dinh nghe", Street, "Phường Giảng Võ", 0.5415),
    ("9 Hàng Bạc Hoàn Kiếm", Street, "Phường Hoàn Kiếm", 0.665),
    ("9 Phố Lạ, phường Hoàn Kiếm", Commune, "Phường Hoàn Kiếm", 0.3),
    // A piece that is the name of a commune and of a former district: the street says which.
    ("5 Kim Mã, Ba Đình", Street, "Phường Giảng Võ", 0.76),
    ("5 Đội Cấn, Ba Đình", Street, "Phường Ba Đình", 0.475),
    // A lane that is a road of its own.
    (
        "5 ngõ 6 Linh Đường, phường Hoàng Liệt",
        Street,
        "Phường Hoàng Liệt",
        0.95,
    ),
    (
        "5 ngõ 8 Linh Đường, phường Hoàng Liệt",
        Street,
        "Phường Hoàng Liệt",
        0.95,
    ),
    // A street of two communes, and the house is known in one.
    ("218 Đội Cấn", House, "Phường Ngọc Hà", 0.475),
    // A street outside of the district told is hardly meant.
    ("12 Kim Mã, quận Đống Đa", Street, "Phường Giảng Võ", 0.285),
    ("phường Quán Thanhh, quận Ba Đình", Commune, "Phường Ba Đình", 0.7125),
    // The end of an unknown street's name is hardly a sign.
    ("5 Trần Hoàn Kiếm", Commune, "Phường Hoàn Kiếm", 0.105),
    // Without commas: the data say where a name ends.
    (
        "5 phố Hàng Bạc phường Hoàn Kiếm Hà Nội",
        Street,
        "Phường Hoàn Kiếm",
        0.95,
    ),
    (
        "nha 5 pho hang bac phuong hoan kiem ha noi",
        Street,
        "Phường Hoàn Kiếm",
        0.8574,
    ),
    ("5 Hàng Bạc Hoàn Kiếm Hà Nội", Street, "Phường Hoàn Kiếm", 0.665),
    (
        "5 Hàng Bạc, Hoàn Kiếm Hà Nội Việt Nam",
        Street,
        "Phường Hoàn Kiếm",
        0.475,
    ),
    (
        "218 Đội Cấn phường Ngọc Hà quận Ba Đình Hà Nội",
        House,
        "Phường Ngọc Hà",
        0.95,
    ),
    (
        "218 phố Đội Cấn phường Ngọc Hà TP Hà Nội",
        House,
        "Phường Ngọc Hà",
        0.95,
    ),
    (
        "phường Văn Miếu - Quốc Tử Giám Hà Nội",
        Commune,
        "Phường Văn Miếu - Quốc Tử Giám",
        1.0,
    ),
    (
        "xã Đông Phương Yên huyện Chương Mỹ Hà Nội",
        Commune,
        "Xã Phú Nghĩa",
        0.95,
    ),
    ("phường Hoàn Kiêm Hà Nội", Commune, "Phường Hoàn Kiếm", 0.8),
    ("thôn Đoài xã Phú Nghĩa Hà Nội", Commune, "Xã Phú Nghĩa", 0.3),
    ("thôn Bầu Phú Nghĩa Hà Nội", Commune, "Xã Phú Nghĩa", 0.255),
    // Houses and places.
    ("218 Đội Cấn, phường Ngọc Hà", House, "Phường Ngọc Hà", 0.95),
    ("0218 doi can, phuong ngoc ha", House, "Phường Ngọc Hà", 0.8574),
    ("525 Kim Mã, phường Cống Vị", House, "Phường Giảng Võ", 0.7521),
    ("228 Đội Cấn, phường Ngọc Hà", House, "Phường Ngọc Hà", 0.4),
    ("Chợ Mơ, phường Đống Đa", Place, "Phường Đống Đa", 0.85),
    ("2 Hàng Bạc, phường Hoàn Kiếm", House, "Phường Hoàn Kiếm", 0.95),
];

#[test]
fn the_best_candidate_is_what_was_meant_with_the_documented_confidence() {
    let book = book();
    let mut wrong = Vec::new();
    for (address, level, commune, confidence) in FOUND {
        let found = find(&book, address);
        let is_right = found.best().is_some_and(|best| {
            best.level == level && best.commune_name == commune && (best.confidence - confidence).abs() <= 0.00051
        });
        if !is_right {
            wrong.push(format!(
                "{address}: not {level:?} {commune} {confidence}, but {:#?}",
                found.candidates
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn best(address: &str) -> AddressCandidate {
    find(&book(), address).best().expect(address).clone()
}

#[test]
fn positions_are_those_of_the_house_the_street_or_the_commune() {
    assert_eq!(best("phường Hoàn Kiếm").position, middle(3));
    assert_eq!(best("218 Đội Cấn, phường Ngọc Hà").position, on_street(1, 0.2));
    assert_eq!(best("Chợ Mơ, phường Đống Đa").position, on_street(4, 0.1));
    let street = best("7 Hàng Bạc, phường Hoàn Kiếm");
    let (west, east) = (on_street(0, 0.0), on_street(0, 1.0));
    let off = distance_m(west, street.position) + distance_m(street.position, east) - distance_m(west, east);
    assert!(off < 0.01, "{off} m beside the street");
    let farthest = distance_m(street.position, east).max(distance_m(street.position, west));
    assert!(
        street.within_m.is_some_and(|within| (within - farthest).abs() < 1.0),
        "{street:?}"
    );
}

#[test]
fn a_lane_is_found_by_its_own_road_the_innermost_that_is_known() {
    let label = |address: &str| {
        let best = best(&format!("{address}, phường Hoàng Liệt"));
        (best.label.clone(), best.position)
    };
    let on_row = |street: usize, at: gandan::geometry::LonLat| (at.lat - on_street(street, 0.0).lat).abs() < 1e-9;
    for (address, road, name) in [
        ("5 Linh Đường", 10, "Phố Linh Đường"),
        ("5 ngõ 8 Linh Đường", 10, "Phố Linh Đường"),
        ("5 ngõ 6 Linh Đường", 11, "Ngõ 6 Phố Linh Đường"),
        ("5/6 Linh Đường", 11, "Ngõ 6 Phố Linh Đường"),
        ("5 ngách 9 ngõ 6 Linh Đường", 11, "Ngõ 6 Phố Linh Đường"),
        ("5 ngách 12 ngõ 6 Linh Đường", 12, "Ngách 6/12 Linh Đường"),
        ("5 ngách 6/12 Linh Đường", 12, "Ngách 6/12 Linh Đường"),
        ("5/12/6 linh duong", 12, "Ngách 6/12 Linh Đường"),
    ] {
        let (told, at) = label(address);
        assert_eq!(told, format!("{name}, Phường Hoàng Liệt"), "{address}");
        assert!(on_row(road, at), "{address}: {at}");
    }
}

#[test]
fn a_number_between_two_known_ones_is_interpolated_said_and_never_confident() {
    let house = best("228 Đội Cấn, phường Ngọc Hà");
    let (low, high) = (on_street(1, 0.2), on_street(1, 0.6));
    // 228 is half way from 218 to 238.
    assert!(distance_m(house.position, on_street(1, 0.4)) < 0.01, "{house:?}");
    assert_eq!(house.within_m, Some((distance_m(low, high) / 2.0).round()));
    let told = MatchReason::HouseBetween {
        lower: "218".into(),
        upper: "238".into(),
    };
    assert!(house.reasons.contains(&told) && house.confidence < 0.5, "{house:?}");
    // The street stands beside it as another candidate.
    let others = find(&book(), "228 Đội Cấn, phường Ngọc Hà").candidates;
    assert!(
        others[1..]
            .iter()
            .any(|one| one.level == Street && one.confidence > 0.9),
        "{others:#?}"
    );
    // The other side of the street, and numbers outside of the known ones, are not guessed.
    for address in [
        "229 Đội Cấn, phường Ngọc Hà",
        "300 Đội Cấn, phường Ngọc Hà",
        "2 Đội Cấn, phường Ngọc Hà",
    ] {
        assert_eq!(best(address).level, Street, "{address}");
    }
    // A lane's mouth is numbered as the houses are; the house in it is not at 228.
    let in_lane = best("5 ngõ 228 Đội Cấn, phường Ngọc Hà");
    assert_eq!((in_lane.level, in_lane.position), (House, house.position));
    assert_eq!(in_lane.label, "5 ngõ 228 Phố Đội Cấn, Phường Ngọc Hà");
}

#[test]
fn ambiguities_are_told_and_not_decided() {
    let book = book();
    let communes = |address: &str| {
        let found = find(&book, address);
        let names: Vec<String> = found.candidates.iter().map(|one| one.commune_name.clone()).collect();
        (names, found.is_ambiguous())
    };
    assert_eq!(
        communes("12 Nguyễn Trãi"),
        (vec!["Phường Đống Đa".to_owned(), "Phường Hoàng Liệt".to_owned()], true)
    );
    let (names, is_ambiguous) = communes("phường Cống Vị");
    assert_eq!((names.len(), is_ambiguous), (2, true));
    let (names, is_ambiguous) = communes("phường Hoàn Kiếm");
    assert_eq!((names.len(), is_ambiguous), (1, false));
    // The street lies elsewhere: the commune told stays first, the other is named.
    let (names, is_ambiguous) = communes("12 Kim Mã, phường Hoàn Kiếm");
    assert_eq!(
        (names[0].as_str(), names[1].as_str(), is_ambiguous),
        ("Phường Hoàn Kiếm", "Phường Giảng Võ", false)
    );
    // Address and column contradict each other.
    let query = AddressQuery {
        address: "12 Hàng Bạc, phường Hoàn Kiếm",
        commune: Some("Phường Giảng Võ"),
        district: None,
    };
    let found = book.find(query);
    assert_eq!(
        found.best().map(|best| best.commune_name.as_str()),
        Some("Phường Hoàn Kiếm")
    );
    let said = |one: &AddressCandidate| one.reasons.contains(&MatchReason::ColumnContradicts);
    assert!(found.candidates.iter().all(said), "{:#?}", found.candidates);
}

#[test]
fn columns_beside_the_address_tell_what_it_does_not() {
    let book = book();
    let query = |address, commune, district| AddressQuery {
        address,
        commune,
        district,
    };
    let best = |query| {
        let best = book.find(query).best().expect("a candidate").clone();
        (best.level, best.commune_name, best.commune_confidence)
    };
    let named = |name: &str| name.to_owned();
    assert_eq!(
        best(query("5 Hàng Bạc", Some("Hoàn Kiếm"), None)),
        (Street, named("Phường Hoàn Kiếm"), 0.95)
    );
    assert_eq!(
        best(query("", Some("P. Giảng Võ"), None)),
        (Commune, named("Phường Giảng Võ"), 0.95)
    );
    // A former commune and its district in columns, as old lists have them; the street tells which part.
    let (level, commune, confidence) = best(query("5 Kim Mã", Some("Cống Vị"), Some("Ba Đình")));
    assert_eq!((level, commune), (Street, named("Phường Giảng Võ")));
    // 0.95 of the column, 0.95 of a former commune, and 5 parts of 6: the half that has the street, the other a fifth of it.
    assert!((confidence - 0.9025 * 5.0 / 6.0).abs() <= 0.00051, "{confidence}");
    // The street alone, within the district.
    assert_eq!(
        best(query("9 Nguyễn Trãi", None, Some("quận Đống Đa"))),
        (Street, named("Phường Đống Đa"), 0.8)
    );
}

#[test]
fn what_is_told_and_not_found_is_named_and_lowers_the_confidence_of_the_place_not_of_the_commune() {
    let not_found = |address: &str| {
        let best = best(address);
        assert_eq!(best.level, Commune, "{address}");
        let told = best.reasons.into_iter().filter_map(|reason| match reason {
            MatchReason::NotFound { what } => Some(what),
            _ => None,
        });
        (told.collect::<Vec<_>>(), best.confidence, best.commune_confidence)
    };
    assert_eq!(
        not_found("Thôn Đoài, xã Phú Nghĩa"),
        (vec!["thôn Đoài".to_owned()], 0.3, 1.0)
    );
    assert_eq!(
        not_found("Số 5 ngõ 3, xóm Trong, xã Phú Nghĩa"),
        (vec!["số 5 ngõ 3".to_owned(), "xóm Trong".to_owned()], 0.3, 1.0)
    );
    assert_eq!(
        not_found("xã Phú Nghĩa"),
        (vec![], 1.0, 1.0),
        "nothing finer was asked for"
    );
    // A place that is called after the hamlet.
    let mut town = town();
    let mut house = gandan::model::Candidate::new("U9", gandan::model::FacilityKind::Agent, "Thôn Đoài", middle(7));
    house.area = Some("10015".into());
    town.candidates.push(house);
    town.sort();
    let book = AddressBook::build(&town);
    let best = find(&book, "Thôn Đoài, xã Phú Nghĩa").best().expect("a place").clone();
    assert_eq!((best.level, best.confidence), (Place, 0.85));
}

#[test]
fn what_is_not_known_is_said() {
    let book = book();
    let why = |address: &str| find(&book, address).unmatched;
    assert_eq!(why(""), Some(Unmatched::Empty));
    assert_eq!(why("?!"), Some(Unmatched::Empty));
    assert_eq!(
        why("5 Lê Lợi, TP Hải Phòng"),
        Some(Unmatched::OtherCity("Hải Phòng".into()))
    );
    assert_eq!(why("5 Kim Mã, Hà Nội"), None);
    assert_eq!(why("phố Lạ"), Some(Unmatched::NothingKnown));
    assert!(find(&book, "phố Lạ").candidates.is_empty());
    // One letter off is one letter too many in another district.
    assert_eq!(why("phường Quán Thanhh, quận Đống Đa"), Some(Unmatched::NothingKnown));
    // Without a crosswalk a former commune is unknown, and is not guessed.
    let today = AddressBook::build(&town());
    assert_eq!(
        find(&today, "xã Đông Phương Yên, huyện Chương Mỹ").unmatched,
        Some(Unmatched::NothingKnown)
    );
    assert_eq!(
        AddressBook::build(&Default::default())
            .find(AddressQuery::default())
            .candidates,
        []
    );
}

#[test]
fn a_successor_is_found_by_its_name_where_codes_are_others() {
    let mut town = town();
    for (at, area) in town.areas.iter_mut().enumerate() {
        area.code = format!("r{at}");
    }
    town.facilities.iter_mut().for_each(|one| one.area = None);
    let mut town = with_crosswalk(town);
    let book = AddressBook::build(&town);
    let best = find(&book, "xã Đông Phương Yên").best().expect("found by name").clone();
    assert_eq!(best.commune_name, "Xã Phú Nghĩa");
    // What became of it is no commune of the town.
    for row in &mut town.crosswalk {
        row.new_code = "99999".into();
        row.new_name = "Xã Xa".into();
    }
    let book = AddressBook::build(&town);
    assert_eq!(find(&book, "xã Đông Phương Yên").candidates, []);
}

/// Pieces that addresses are put together from.
fn pieces() -> impl Strategy<Value = String> {
    let house = prop::sample::select(vec!["", "5 ", "số 218 ", "12/34 ", "A17 ", "ngõ 6 "]);
    let street = prop::sample::select(vec![
        "",
        "Đội Cấn",
        "phố Kim Mã",
        "nguyen trai",
        "đường Lạ",
        "Hàng Bạc Hoàn Kiếm",
    ]);
    let commune = prop::sample::select(vec![
        "",
        "phường Cống Vị",
        "P.Hoàn Kiếm",
        "Quang Trung",
        "xã Hoàng Liệt",
        "ba dinh",
    ]);
    let district = prop::sample::select(vec!["", "quận Ba Đình", "Q. Đống Đa", "TX Sơn Tây", "Hà Nội"]);
    (house, street, commune, district).prop_map(|(house, street, commune, district)| {
        let pieces = [format!("{house}{street}"), commune.to_owned(), district.to_owned()];
        let pieces: Vec<String> = pieces.into_iter().filter(|piece| !piece.trim().is_empty()).collect();
        pieces.join(", ")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn confidence_is_a_share_ordered_and_the_same_every_time(address in pieces()) {
        let found = find(&book(), &address);
        prop_assert_eq!(&found, &find(&book(), &address));
        for one in &found.candidates {
            prop_assert!((0.0..=1.0).contains(&one.confidence), "{}: {:?}", address, one);
            prop_assert!(one.confidence <= one.commune_confidence, "{}: {:?}", address, one);
            prop_assert!(COMMUNES.iter().any(|(code, _)| *code == one.commune_code));
        }
        prop_assert!(found.candidates.is_sorted_by(|a, b| a.commune_confidence >= b.commune_confidence));
        prop_assert_eq!(found.candidates.is_empty(), found.unmatched.is_some(), "{}", address);
        // Communes share their confidence: together they are never surer than sure.
        let mut communes: Vec<(&str, f64)> =
            found.candidates.iter().map(|one| (one.commune_code.as_str(), one.commune_confidence)).collect();
        communes.sort_by(|a, b| a.0.cmp(b.0));
        communes.dedup_by(|a, b| a.0 == b.0);
        let sum: f64 = communes.iter().map(|(_, confidence)| confidence).sum();
        prop_assert!(sum <= 1.6, "{}: {:?}", address, communes);
    }

    #[test]
    fn every_commune_is_found_by_its_own_name(commune in 0usize..8, is_lower in any::<bool>()) {
        let (code, name) = COMMUNES[commune];
        let address = if is_lower { name.to_lowercase() } else { name.to_uppercase() };
        let found = find(&book(), &address);
        prop_assert_eq!(found.best().map(|best| best.commune_code.as_str()), Some(code), "{}", address);
        prop_assert_eq!(found.best().map(|best| best.confidence), Some(1.0));
    }
}
