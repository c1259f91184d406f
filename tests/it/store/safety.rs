//! Locks, readers beside a writer, and imports that die: the old city or the new one, nothing between.

use super::town::town;
use gandan::model::Facility;
use gandan::store::{Overwrite, StoreError, Workspace};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

#[test]
fn a_locked_file_says_so_and_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    let before = fs::read(&path).expect("readable");
    let other = rusqlite::Connection::open(&path).expect("opened");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let error = Workspace::load(&path).expect_err("locked");
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
    let error = Workspace::create(&path, &town(4), Overwrite::Replace).expect_err("locked");
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
    other.execute_batch("ROLLBACK").expect("unlocked");
    assert!(fs::read(&path).expect("readable") == before);
    assert_eq!(Workspace::load(&path).expect("free again"), town(3));
}

#[test]
fn readers_see_the_old_city_until_the_new_one_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let (small, large) = (town(3), town(40));
    Workspace::create(&path, &small, Overwrite::Refuse).expect("created");
    let writer = std::thread::spawn({
        let (path, small, large) = (path.clone(), small.clone(), large.clone());
        move || {
            for round in 0..6 {
                Workspace::replace(&path, if round % 2 == 0 { &large } else { &small }).expect("replaced");
            }
        }
    });
    let mut reads = 0;
    while !writer.is_finished() || reads == 0 {
        let seen = Workspace::load(&path).expect("readable at any time");
        assert!(
            seen == small || seen == large,
            "a mixture of {} cells",
            seen.cells.len()
        );
        reads += 1;
    }
    writer.join().expect("written");
    assert_eq!(Workspace::load(&path).expect("loaded"), small);
}

#[test]
fn an_import_taken_back_leaves_every_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(30), Overwrite::Refuse).expect("created");
    let before = fs::read(&path).expect("readable");
    {
        let mut connection = rusqlite::Connection::open(&path).expect("opened");
        // A cache of ten pages: SQLite must write into the file before the end of the transaction.
        connection.execute_batch("PRAGMA cache_size = 10").expect("set");
        let transaction = connection.transaction().expect("begun");
        let fill = "INSERT INTO source (layer, name, note, imported_at)
            SELECT one.code, one.code, two.code, two.code FROM demand AS one, demand AS two LIMIT 50000";
        transaction.execute_batch(fill).expect("filled");
        assert!(
            fs::read(&path).expect("readable") != before,
            "nothing was written, so nothing is shown"
        );
    }
    assert!(fs::read(&path).expect("readable") == before);
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "a journal was left"
    );
}

#[test]
fn of_many_imports_at_once_none_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    std::thread::scope(|scope| {
        for import in 0..8 {
            let path = &path;
            scope.spawn(move || {
                Workspace::update(path, |dataset| {
                    let agent = dataset.facilities[0].clone();
                    dataset.facilities.push(Facility {
                        code: format!("N{import}"),
                        ..agent
                    });
                })
                .expect("imported");
            });
        }
    });
    let codes: Vec<String> = Workspace::load(&path)
        .expect("loaded")
        .facilities
        .into_iter()
        .map(|one| one.code)
        .collect();
    assert_eq!(codes, ["A1", "A2", "N0", "N1", "N2", "N3", "N4", "N5", "N6", "N7"]);
}

#[test]
fn an_import_that_makes_the_data_unfit_leaves_every_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    let before = fs::read(&path).expect("readable");
    let error = Workspace::update(&path, |dataset| dataset.facilities[1].code = "A1".into()).expect_err("twice A1");
    assert!(matches!(error, StoreError::Unfit { .. }), "{error}");
    assert!(fs::read(&path).expect("readable") == before);
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "a journal was left"
    );
}

/// The child of this test replaces the city for ever, until it is killed at an unforeseen moment.
#[test]
fn a_killed_import_leaves_the_old_or_the_new_city_and_never_a_mixture() {
    const CHILD: &str = "GANDAN_TEST_REPLACE_FOR_EVER";
    let (old, new) = (town(3), town(60));
    if let Some(path) = std::env::var_os(CHILD) {
        loop {
            Workspace::replace(Path::new(&path), &new).expect("replaced");
            Workspace::replace(Path::new(&path), &old).expect("replaced");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &old, Overwrite::Refuse).expect("created");
    for round in 0..12u64 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "store::safety::a_killed_import_leaves_the_old_or_the_new_city_and_never_a_mixture",
            ])
            .env(CHILD, &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(Duration::from_millis(150 + round * 37));
        assert!(
            child.try_wait().expect("asked").is_none(),
            "the child ended by itself in round {round}"
        );
        child.kill().expect("killed");
        child.wait().expect("gone");
        let seen = Workspace::load(&path).expect("readable after the kill");
        assert!(
            seen == old || seen == new,
            "round {round}: a mixture of {} cells",
            seen.cells.len()
        );
    }
    Workspace::replace(&path, &old).expect("nothing is in the way of the next import");
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "a journal was left"
    );
}

#[test]
fn a_workspace_is_read_whole_while_another_program_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let kept = town(30);
    Workspace::create(&path, &kept, Overwrite::Refuse).expect("created");
    let other = rusqlite::Connection::open(&path).expect("opened");
    for mode in ["DELETE", "WAL"] {
        other
            .pragma_update(None, "journal_mode", mode)
            .expect("a mode of the journal");
        other
            .execute_batch("BEGIN IMMEDIATE; DELETE FROM road; DELETE FROM facility;")
            .expect("begun");
        assert_eq!(Workspace::load(&path).expect("what was committed"), kept, "{mode}");
        other.execute_batch("ROLLBACK").expect("given up");
    }
}
