//! The history on the command line, and that nothing half done is ever left behind.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use gandan::model::{Dataset, Facility};
use gandan::planner::id_of;
use gandan::store::{Action, NewEntry, Overwrite, StoreError, Workspace};
use serde_json::{Value, json};

use super::{FIRST, Office, counts};
use crate::cli::{done, gandan, text};
use crate::store::town::town;

const SECOND: &str = "code,kind,name,operator,lon,lat\n\
    B1,agent,BIDV Hoàn Kiếm,BIDV,105.850,21.025\nB9,agent,BIDV Gia Lâm,BIDV,105.930,21.020\n";

const CELLS: &str = "code,lon,lat,people\nC1,105.80,21.00,1000\nC2,105.81,21.00,2000\n";

fn history(office: &Office) -> Vec<Value> {
    let answer: Value =
        serde_json::from_str(&done(&["history", text(&office.workspace()), "--format", "json"])).expect("JSON");
    answer["entries"].as_array().expect("entries").clone()
}

fn undo(office: &Office, more: &[&str]) -> Value {
    let workspace = office.workspace();
    let mut args = vec!["undo", text(&workspace), "--format", "json"];
    args.extend(more);
    serde_json::from_str(&done(&args)).expect("JSON")
}

/// Expects that an undo is refused, changes nothing, and gives what is said.
fn refused(office: &Office, more: &[&str]) -> String {
    let before = fs::read(office.workspace()).expect("the workspace");
    let workspace = office.workspace();
    let mut args = vec!["undo", text(&workspace)];
    args.extend(more);
    let output = gandan(&args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        fs::read(office.workspace()).expect("the workspace") == before,
        "a refused undo wrote"
    );
    said
}

#[test]
fn every_import_is_an_entry_with_its_files_and_counts_and_the_last_is_undone_first() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &["--note", "danh sách quý 1"]);
    let first = office.data();
    office.import("demand", "cells.csv", CELLS, &[]);
    let second = office.data();
    office.import("facilities", "second.csv", SECOND, &[]);
    let third = office.data();

    let entries = history(&office);
    assert_eq!(
        entries.iter().map(|entry| entry["id"].clone()).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    let newest = &entries[2];
    assert_eq!(newest["files"][0]["name"], "second.csv");
    let hash = blake3::hash(SECOND.as_bytes()).to_hex().to_string();
    assert_eq!(newest["files"][0]["hash"], json!(hash));
    assert_eq!(newest["counts"]["facilities"]["added"], 1);
    assert_eq!(newest["counts"]["facilities"]["missing"], 2);
    assert_eq!(newest["difference"]["facilities"]["missing"][0]["facility"], "B2");
    assert_eq!(entries[0]["note"], "danh sách quý 1");
    assert_eq!(entries[1]["counts"]["layers"][0]["sum_after"], 3000.0);

    let answer = undo(&office, &[]);
    assert_eq!((&answer["undone"], &answer["history_id"]), (&json!(3), &json!(4)));
    assert_eq!(counts(&answer), [0, 1, 2, 0, 2, 1]);
    assert_eq!(office.data(), second);
    assert_eq!(id_of(&office.data()), id_of(&second));
    // The undo of the undo does the import again.
    undo(&office, &["--id", "4"]);
    assert_eq!(office.data(), third);
    let again = history(&office);
    assert_eq!(
        (&again[2]["is_in_effect"], &again[3]["is_in_effect"]),
        (&json!(true), &json!(false))
    );
    undo(&office, &[]);
    undo(&office, &[]);
    assert_eq!(office.data(), first, "one after another");
    undo(&office, &[]);
    assert_eq!(
        office.data(),
        Dataset::default(),
        "also the first, which made the workspace"
    );
    assert!(refused(&office, &[]).contains("nothing to undo"));

    let page = done(&["history", text(&office.workspace())]);
    for said in [
        "nhập điểm phục vụ",
        "second.csv",
        "danh sách quý 1",
        "hoàn tác mục 3",
        "đã được hoàn tác bởi mục",
        "128 MiB",
    ] {
        assert!(page.contains(said), "'{said}' is not in\n{page}");
    }
    let page = done(&["history", text(&office.workspace()), "--lang", "en"]);
    assert!(
        page.contains("import of facilities") && page.contains("undo of entry 3"),
        "{page}"
    );
}

#[test]
fn an_older_import_is_undone_alone_when_nothing_rests_on_it_and_refused_by_name_when_something_does() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    office.import("demand", "cells.csv", CELLS, &[]);
    office.import("facilities", "second.csv", SECOND, &[]);
    let said = refused(&office, &["--id", "1"]);
    assert!(
        said.contains("3 (import of facilities, second.csv)") && !said.contains("2 (import"),
        "{said}"
    );
    let before = office.data();
    undo(&office, &["--id", "2"]);
    let after = office.data();
    assert!(after.cells.is_empty());
    assert_eq!(after.facilities, before.facilities);
    assert!(
        after.sources.iter().all(|source| source.layer == "facilities"),
        "{:?}",
        after.sources
    );
    assert_eq!(after.sources.len(), 2);
    let said = refused(&office, &["--id", "2"]);
    assert!(said.contains("already by entry 4") && said.contains("--id 4"), "{said}");
    assert!(refused(&office, &["--id", "77"]).contains("no entry 77"));
    undo(&office, &["--id", "4"]);
    assert_eq!(office.data().cells, before.cells);
}

#[test]
fn the_order_of_undoing_is_whole_and_the_history_says_what_comes_first() {
    let office = Office::new();
    // The areas place the points; the cells lie in the areas; nothing but the areas touches the points again.
    office.import("facilities", "first.csv", FIRST, &[]);
    let areas = "code,name,level,outline\n01A,Phường A,commune,\"POLYGON((105.7 20.9,106 20.9,106 21.1,105.7 21.1,105.7 20.9))\"\n";
    office.import("areas", "areas.csv", areas, &[]);
    office.import("demand", "cells.csv", CELLS, &[]);
    let entries = history(&office);
    let orders: Vec<&Value> = entries.iter().map(|entry| &entry["undo_first"]).collect();
    assert_eq!(orders, [&json!([3, 2]), &json!([3]), &json!([])]);
    let now: Vec<&Value> = entries.iter().map(|entry| &entry["can_be_undone"]).collect();
    assert_eq!(now, [&json!(false), &json!(false), &json!(true)]);
    let page = done(&["history", text(&office.workspace())]);
    assert!(page.contains("hoàn tác được sau khi hoàn tác lần lượt 3, 2"), "{page}");
    assert_eq!(
        page.matches("hoàn tác được (").count(),
        1,
        "one can be taken back now: {page}"
    );
    let said = refused(&office, &["--id", "1"]);
    assert!(
        said.find("3 (import of demand") < said.find("2 (import of areas") && said.contains("theo thứ tự"),
        "{said}"
    );
    for id in ["3", "2", "1"] {
        undo(&office, &["--id", id]);
    }
    assert_eq!(office.data(), Dataset::default());
}

#[test]
fn taken_away_travel_times_come_back() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    office.import("demand", "cells.csv", CELLS, &[]);
    office.import(
        "travel-times",
        "times.csv",
        "cell,facility,minutes\nC1,B1,12\nC2,B1,inf\n",
        &[],
    );
    let before = office.data();
    assert_eq!(before.travel_times.entries.len(), 2);
    let workspace = office.workspace();
    let remove = ["import", "travel-times", "--remove", "-w", text(&workspace)];
    assert!(done(&[&remove[..], &["--dry-run"]].concat()).contains("chưa ghi gì"));
    assert_eq!(office.data(), before);
    assert!(done(&remove).contains("đã bỏ 2 thời gian đi lại"));
    assert!(office.data().travel_times.is_empty());
    let said = refused(&office, &["--id", "2"]);
    assert!(
        said.contains("3 (import of travel-times") && said.contains("4 (remove of travel-times"),
        "{said}"
    );
    assert!(
        said.find("4 (remove") < said.find("3 (import"),
        "newest first, as they must be taken back: {said}"
    );
    undo(&office, &[]);
    assert_eq!(office.data(), before);
}

#[test]
fn what_another_program_changed_since_is_never_undone_over() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    office.import("facilities", "second.csv", SECOND, &[]);
    let edit = Command::new("ogrinfo")
        .args([
            "-q",
            text(&office.workspace()),
            "-sql",
            "UPDATE facility SET name = 'Sửa tay' WHERE code = 'B9'",
        ])
        .output()
        .expect("ogrinfo of gdal-bin is installed");
    assert!(edit.status.success(), "{edit:?}");
    assert_eq!(office.point("B9").name, "Sửa tay");
    let said = refused(&office, &[]);
    assert!(
        said.contains("'facility'") && said.contains("another program"),
        "{said}"
    );
}

#[test]
fn rows_that_were_let_go_are_told() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    let connection = rusqlite::Connection::open(office.workspace()).expect("opened");
    connection
        .execute_batch("DELETE FROM gandan_undo; UPDATE import_history SET undo_bytes = NULL")
        .expect("let go");
    drop(connection);
    let said = refused(&office, &[]);
    assert!(said.contains("let go") && said.contains("128 MiB"), "{said}");
    assert!(done(&["history", text(&office.workspace())]).contains("không còn hoàn tác được"));
}

#[test]
fn a_workspace_from_before_there_was_a_history_starts_one_with_its_next_import() {
    let office = Office::new();
    Workspace::create(&office.workspace(), &town(3), Overwrite::Refuse).expect("created");
    assert_eq!(history(&office), [0; 0].map(|_: i32| Value::Null));
    assert!(refused(&office, &[]).contains("nothing was imported"));
    let before = office.data();
    office.import("operators", "operators.csv", "code,name\nVCB,Vietcombank\n", &[]);
    assert_eq!(history(&office).len(), 1);
    undo(&office, &[]);
    assert_eq!(office.data(), before);
    let shown = Command::new("ogrinfo")
        .args(["-ro", "-so", "-al", text(&office.workspace())])
        .output()
        .expect("ogrinfo of gdal-bin is installed");
    let told = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        shown.status.success() && shown.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&shown.stderr)
    );
    assert!(told.contains("Layer name: import_history\n"), "{told}");
}

#[test]
fn an_import_that_fails_leaves_no_entry_and_every_byte() {
    let office = Office::new();
    let path = office.workspace();
    office.import("facilities", "first.csv", FIRST, &[]);
    let before = fs::read(&path).expect("readable");
    let spoiled = Workspace::update_recorded(&path, |dataset| {
        dataset.facilities[1].code = dataset.facilities[0].code.clone();
        ((), NewEntry::default())
    });
    let error = spoiled.expect_err("a code that comes twice");
    assert!(matches!(error, StoreError::Unfit { .. }), "{error}");
    let file = office.file("bad.csv", "code,kind,name,lon,lat\nB1,agent,Một,105.85,210\n");
    let output = gandan(&["import", "facilities", text(&file), "-w", text(&path)]);
    assert_eq!(output.status.code(), Some(3));
    assert!(fs::read(&path).expect("readable") == before);
    assert_eq!(history(&office).len(), 1);
    let none = office.folder.path().join("none.gpkg");
    let spoiled = Workspace::create_recorded(&none, Overwrite::Refuse, |dataset| {
        let twice = Facility::new(
            "A",
            gandan::model::FacilityKind::Agent,
            "A",
            gandan::geometry::LonLat::new(1.0, 2.0),
        );
        dataset.facilities = vec![twice.clone(), twice];
        ((), NewEntry::default())
    });
    assert!(spoiled.is_err() && !none.exists());
    let left: Vec<_> = fs::read_dir(office.folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("journal") || name.contains("part"))
        .collect();
    assert_eq!(left, [""; 0]);
}

fn grow(path: &Path) {
    let entry = |dataset: &mut Dataset| {
        let large = town(60);
        dataset.cells = large.cells;
        dataset.roads = large.roads;
        (
            (),
            NewEntry {
                what: Action::Import,
                ..NewEntry::default()
            },
        )
    };
    Workspace::update_recorded(path, entry).expect("imported");
}

/// The child of this test imports and undoes for ever, until it is killed at an unforeseen moment.
#[test]
fn a_killed_import_or_undo_leaves_data_and_history_that_agree() {
    const CHILD: &str = "GANDAN_TEST_IMPORT_AND_UNDO_FOR_EVER";
    let small = town(3);
    if let Some(path) = std::env::var_os(CHILD) {
        let path = Path::new(&path);
        loop {
            let entries = Workspace::history(path).expect("a history");
            if entries
                .iter()
                .any(|entry| entry.what == Action::Import && entry.is_in_effect)
            {
                Workspace::undo(path, None, |_, _, _| ((), NewEntry::default())).expect("undone");
            } else {
                grow(path);
            }
        }
    }
    let office = Office::new();
    let path = office.workspace();
    Workspace::create(&path, &small, Overwrite::Refuse).expect("created");
    grow(&path);
    let large = office.data();
    for round in 0..8u64 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "identity::history::a_killed_import_or_undo_leaves_data_and_history_that_agree",
            ])
            .env(CHILD, &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(Duration::from_millis(200 + round * 61));
        assert!(
            child.try_wait().expect("asked").is_none(),
            "the child ended by itself in round {round}"
        );
        child.kill().expect("killed");
        child.wait().expect("gone");
        let entries = Workspace::history(&path).expect("readable after the kill");
        let is_large = entries
            .iter()
            .any(|entry| entry.what == Action::Import && entry.is_in_effect);
        let seen = office.data();
        assert!(
            seen == if is_large { large.clone() } else { small.clone() },
            "round {round}: {} entries and {} cells do not agree",
            entries.len(),
            seen.cells.len()
        );
    }
    assert!(
        Workspace::history(&path).expect("a history").len() > 1,
        "no child came to do anything"
    );
}
