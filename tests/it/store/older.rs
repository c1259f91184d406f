//! Workspaces that an older program wrote.

use super::sql;
use super::town::town;
use gandan::model::{Dataset, TurnVia};
use gandan::store::{Overwrite, SCHEMA_VERSION, Workspace};

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
