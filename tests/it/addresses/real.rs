//! The real lists: seats of the 126 communes, and post offices with addresses of before July 2025.

use std::fs::File;
use std::path::{Path, PathBuf};

use gandan::ingest::{AddressTable, Kind, ReadOptions, read, read_addresses};
use gandan::model::{Dataset, FacilityKind};
use gandan::planner::import::merge;
use gandan::registry::{AddressBook, AddressMatch, AddressQuery};

const CROSSWALK: (Kind, &str) = (Kind::Crosswalk, "communes-old-to-new-2025.csv");

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real");
    let is_there = folder.is_dir();
    if !is_there {
        println!("skipped: {} is not there", folder.display());
    }
    is_there.then_some(folder)
}

fn hanoi(folder: &Path, layers: &[(Kind, &str)]) -> Dataset {
    let options = ReadOptions {
        default_kind: Some(FacilityKind::Agent),
        ..ReadOptions::default()
    };
    let mut dataset = Dataset::default();
    for (kind, name) in layers {
        let file = File::open(folder.join(name)).expect(name);
        let (layer, _) = read(*kind, name, file, &options);
        merge(&mut dataset, vec![layer.expect(name)], Vec::new());
    }
    dataset
}

fn table(folder: &Path, name: &str) -> AddressTable {
    let file = File::open(folder.join(name)).expect(name);
    let (table, findings) = read_addresses(name, file, &ReadOptions::default());
    table.unwrap_or_else(|| panic!("{findings:?}"))
}

fn matched(book: &AddressBook, table: &AddressTable) -> Vec<AddressMatch> {
    let rows = table.rows.iter().map(|row| {
        book.find(AddressQuery {
            address: row.address.as_deref().unwrap_or_default(),
            commune: row.commune.as_deref(),
            district: row.district.as_deref(),
        })
    });
    rows.collect()
}

#[test]
fn all_126_seats_are_matched_to_their_communes() {
    let Some(folder) = folder() else { return };
    let dataset = hanoi(&folder, &[(Kind::Areas, "communes-126-2025-07.geojson"), CROSSWALK]);
    let book = AddressBook::build(&dataset);
    let seats = table(&folder, "commune-seat-addresses.csv");
    assert_eq!(seats.rows.len(), 126);
    let name = |text: &str| gandan::text::fold(text);
    // The file says in a column of its own whose seat each row is: that is the truth here, and is held back.
    let mut by_address = Vec::new();
    for row in &seats.rows {
        let truth = row.commune.as_deref().expect("every row names its commune");
        let found = book.find(AddressQuery {
            address: row.address.as_deref().expect("every row has an address"),
            ..AddressQuery::default()
        });
        let is_right = found.best().is_some_and(|best| name(&best.commune_name) == name(truth));
        if !is_right {
            by_address.push((truth.to_owned(), found.candidates.len()));
        }
    }
    // `Số 8 ngõ 6 phố Bùi Huy Bích` names no commune, and is the seat of Hoàng Mai too: without roads nothing is known.
    assert_eq!(by_address, [("Phường Yên Sở".to_owned(), 0)]);
    // With the column, as the command reads the file: 126 of 126.
    let wrong: Vec<_> = seats
        .rows
        .iter()
        .zip(matched(&book, &seats))
        .filter(|(row, found)| {
            let truth = row.commune.as_deref().unwrap_or_default();
            found.best().is_none_or(|best| name(&best.commune_name) != name(truth))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_seat_of_yen_so_is_told_to_stand_on_a_street_of_hoang_mai() {
    let Some(folder) = folder() else { return };
    let layers = [
        (Kind::Areas, "communes-126-2025-07.geojson"),
        CROSSWALK,
        (Kind::Roads, "roads-inner-districts-2025-05.osm.pbf"),
        (Kind::Candidates, "places-osm-candidates.csv"),
    ];
    let dataset = hanoi(&folder, &layers);
    assert_eq!(dataset.candidates.len(), 2028);
    let book = AddressBook::build(&dataset);
    let found = book.find(AddressQuery {
        address: "Số 8 ngõ 6 phố Bùi Huy Bích",
        commune: Some("Phường Yên Sở"),
        district: None,
    });
    let names: Vec<&str> = found.candidates.iter().map(|one| one.commune_name.as_str()).collect();
    assert_eq!(names[0], "Phường Yên Sở");
    assert!(names.contains(&"Phường Hoàng Mai"), "{:#?}", found.candidates);

    let seats = matched(&book, &table(&folder, "commune-seat-addresses.csv"));
    let offices = table(&folder, "post-offices-addresses.csv");
    let found = matched(&book, &offices);
    for (what, list) in [("seats", &seats), ("post offices", &found)] {
        let of = |level: &str| {
            list.iter()
                .filter_map(AddressMatch::best)
                .filter(|best| best.level.code() == level)
                .count()
        };
        println!(
            "{what}: {} of {} matched; house {}, place {}, street {}, commune {}; ambiguous {}; confidence >= 0.5: {}",
            list.iter().filter(|one| one.best().is_some()).count(),
            list.len(),
            of("house"),
            of("place"),
            of("street"),
            of("commune"),
            list.iter().filter(|one| one.is_ambiguous()).count(),
            list.iter()
                .filter_map(AddressMatch::best)
                .filter(|best| best.commune_confidence >= 0.5)
                .count(),
        );
    }
    assert!(seats.iter().all(|one| one.best().is_some()));
    // Communes of before in columns: all but one are in the crosswalk. Bình Phú was merged away before it begins.
    let lost: Vec<_> = offices
        .rows
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.best().is_none())
        .map(|(row, _)| row.address.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(offices.rows.len(), 109);
    assert_eq!(lost, ["Thôn Thái Hòa, Bình Phú"]);
    // Where the street and number are a known post office, the same name stands there.
    let known = |code: &str| {
        let at = offices.rows.iter().position(|row| row.cells[0] == code).expect(code);
        let best = found[at].best().expect(code);
        (best.level.code(), best.commune_name.as_str())
    };
    assert_eq!(known("111100"), ("house", "Phường Cửa Nam"));
    assert_eq!(known("115000"), ("house", "Phường Đống Đa"));
    assert_eq!(known("124600"), ("house", "Phường Tây Hồ"));
}
