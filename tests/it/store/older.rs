//! Workspaces that an older program wrote.

use super::sql;
use super::town::town;
use gandan::model::{Dataset, TurnVia};
use gandan::store::{By, NewScenario, Overwrite, SCHEMA_VERSION, StoreError, Workspace};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn a_workspace_of_layout_1_is_read_whole_and_becomes_a_new_one_when_it_is_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let mut dataset = without_layout_3(town(3));
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    drop_layout_3(&path);
    // As layout 1 had it: restrictions over nodes only, barriers without access.
    for (table, column) in [
        ("road_node", "access"),
        ("road_restriction", "via_ways"),
        ("road_restriction", "vehicle"),
        ("road_restriction", "condition"),
        ("facility", "missing_since"),
    ] {
        sql(&path, &format!("ALTER TABLE {table} DROP COLUMN \"{column}\""));
    }
    sql(
        &path,
        "UPDATE gandan_meta SET value = '1' WHERE name = 'schema_version'",
    );
    assert_eq!(Workspace::load(&path).expect("read"), dataset);

    dataset.roads.restrictions[0].via = TurnVia::Ways(vec![2, 1]);
    Workspace::update(&path, |old| *old = dataset.clone()).expect("changed");
    assert_eq!(Workspace::load(&path).expect("read again"), dataset);
    let connection = rusqlite::Connection::open(&path).expect("opened");
    let version: String = connection
        .query_row(
            "SELECT value FROM gandan_meta WHERE name = 'schema_version'",
            [],
            |row| row.get(0),
        )
        .expect("a version");
    assert_eq!(version, SCHEMA_VERSION.to_string());
}

/// A workspace of layout 2, and what is in it.
fn of_layout_2(path: &Path) -> Dataset {
    let dataset = without_layout_3(town(3));
    Workspace::create(path, &dataset, Overwrite::Refuse).expect("created");
    drop_layout_3(path);
    sql(path, "UPDATE gandan_meta SET value = '2' WHERE name = 'schema_version'");
    dataset
}

fn files(folder: &Path) -> BTreeSet<String> {
    let all = std::fs::read_dir(folder).expect("a folder");
    all.map(|one| one.expect("a file").file_name().to_string_lossy().into_owned())
        .collect()
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn before_its_layout_is_raised_a_workspace_is_kept_as_it_was_and_only_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let old = of_layout_2(&path);
    let by = By::new("lan", "2026-11-22T08:00:00Z");
    let new = NewScenario {
        id: "S1".into(),
        name: "Thử".into(),
        ..NewScenario::default()
    };
    Workspace::create_scenario(&path, &new, &by, |_| "a snapshot".to_owned()).expect("made");
    let copy = folder.path().join("city.gpkg.layout-2.gpkg");
    assert_eq!(files(folder.path()), names(&["city.gpkg", "city.gpkg.layout-2.gpkg"]));
    assert_eq!(Workspace::load(&copy).expect("read"), old);
    assert!(
        Workspace::scenarios(&copy).expect("read").is_empty(),
        "as it was before"
    );
    assert_eq!(Workspace::scenarios(&path).expect("read").len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = std::fs::metadata(&copy).expect("there").permissions();
        assert_eq!(rights.mode() & 0o777, 0o600);
    }
    let bytes = std::fs::read(&copy).expect("read");
    Workspace::update(&path, |data| *data = town(3)).expect("changed");
    assert_eq!(files(folder.path()).len(), 2, "a second write makes none");

    // The older program goes on with the copy in the place of the file: what is raised then is kept beside the first.
    std::fs::remove_file(&path).expect("away");
    let again = of_layout_2(&path);
    Workspace::update(&path, |data| *data = town(3)).expect("changed");
    assert_eq!(
        std::fs::read(&copy).expect("read"),
        bytes,
        "an earlier copy is left alone"
    );
    let second = folder.path().join("city.gpkg.layout-2.2.gpkg");
    assert_eq!(Workspace::load(&second).expect("read"), again);
}

#[test]
fn a_write_that_does_not_raise_the_layout_keeps_no_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    of_layout_2(&path);
    Workspace::save_review(&path, "{}", &[]).expect("saved");
    assert_eq!(files(folder.path()), names(&["city.gpkg"]));
    let refused = Workspace::update(&path, |data| data.facilities[1].code = data.facilities[0].code.clone());
    assert!(matches!(refused, Err(StoreError::Unfit { .. })), "{refused:?}");
    assert_eq!(
        files(folder.path()),
        names(&["city.gpkg"]),
        "what is refused raises nothing"
    );
}

#[test]
fn where_no_copy_can_be_kept_nothing_is_raised() {
    let folder = tempfile::tempdir().expect("a folder");
    // Its journal still has a name that a folder takes (255 bytes), its copy has none: as on a disk that is full.
    let path = folder.path().join(format!("{}.gpkg", "c".repeat(240)));
    let old = of_layout_2(&path);
    let before = std::fs::read(&path).expect("read");
    let refused = Workspace::update(&path, |data| *data = town(3)).expect_err("no copy");
    assert!(refused.to_string().contains(".layout-2.gpkg"), "{refused}");
    assert_eq!(Workspace::load(&path).expect("read"), old);
    assert_eq!(std::fs::read(&path).expect("read"), before);
    assert_eq!(files(folder.path()).len(), 1, "no draft is left");
}

/// What layout 3 added to rows, unknown.
fn without_layout_3(mut dataset: Dataset) -> Dataset {
    for facility in &mut dataset.facilities {
        facility.floor_area_m2 = None;
        facility.equipment.clear();
    }
    for report in &mut dataset.performance {
        (report.late, report.satisfaction_score, report.cost) = (None, None, None);
    }
    dataset.cells.iter_mut().for_each(|cell| cell.enterprises = None);
    dataset.candidates.clear();
    dataset
}

/// What layout 5 added: tables that are there only where they hold something.
fn without_layout_5(mut dataset: Dataset) -> Dataset {
    dataset.waterways.clear();
    dataset.green.clear();
    dataset
}

#[test]
fn a_workspace_of_layout_4_is_read_whole_and_takes_lines_of_water_and_green_areas() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let dataset = without_layout_5(town(3));
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    let connection = rusqlite::Connection::open(&path).expect("opened");
    for table in ["waterway", "green"] {
        let sql = "SELECT count(*) FROM sqlite_master WHERE name = ?1";
        let tables: i64 = connection.query_row(sql, [table], |row| row.get(0)).expect("counted");
        assert_eq!(tables, 0, "{table}");
    }
    drop(connection);
    sql(
        &path,
        "UPDATE gandan_meta SET value = '4' WHERE name = 'schema_version'",
    );
    assert_eq!(Workspace::load(&path).expect("read"), dataset);
    Workspace::update(&path, |old| *old = town(3)).expect("changed");
    assert_eq!(Workspace::load(&path).expect("read again"), town(3));
}

fn drop_layout_3(path: &std::path::Path) {
    for (table, column) in [
        ("facility", "floor_area_m2"),
        ("facility", "equipment"),
        ("demand", "enterprises"),
        ("performance", "late"),
        ("performance", "satisfaction_score"),
        ("performance", "satisfaction_scale"),
        ("performance", "cost"),
    ] {
        sql(path, &format!("ALTER TABLE {table} DROP COLUMN \"{column}\""));
    }
}

#[test]
fn a_workspace_of_layout_2_is_read_whole_and_takes_the_fields_of_layout_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let dataset = without_layout_3(town(3));
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    drop_layout_3(&path);
    sql(
        &path,
        "UPDATE gandan_meta SET value = '2' WHERE name = 'schema_version'",
    );
    assert_eq!(Workspace::load(&path).expect("read"), dataset);
    Workspace::update(&path, |old| *old = town(3)).expect("changed");
    assert_eq!(Workspace::load(&path).expect("read again"), town(3));
}

#[test]
fn a_mark_without_its_scale_is_a_row_that_makes_no_sense() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    for (change, told) in [
        ("satisfaction_scale = NULL", "satisfaction_scale does not tell"),
        ("satisfaction_scale = 4", "does not lie between 0 and its scale 4"),
    ] {
        sql(&path, &format!("UPDATE performance SET {change}"));
        let error = Workspace::load(&path).expect_err("refused").to_string();
        assert!(error.contains(told), "{error}");
    }
}
