//! Files that are no workspace and data that no workspace holds: each is told apart, none is touched.

use super::sql;
use super::town::town;
use gandan::model::{AreaId, Dataset};
use gandan::store::{Overwrite, StoreError, Workspace};
use std::fs;

#[test]
fn data_that_no_workspace_can_hold_are_refused_before_the_file_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    let before = fs::read(&path).expect("readable");
    type Spoil = fn(&mut Dataset);
    let cases: [(&str, Spoil); 5] = [
        ("'A1' is there twice", |dataset| {
            dataset.facilities[1].code = "A1".into()
        }),
        ("NaN people", |dataset| dataset.cells[0].people = f64::NAN),
        ("a line needs two", |dataset| dataset.roads.ways[0].nodes.truncate(1)),
        ("node that is not there", |dataset| {
            dataset.roads.ways[0].nodes[0] = u32::MAX
        }),
        ("area that is not there", |dataset| {
            dataset.cells[0].area = Some(AreaId(99))
        }),
    ];
    for (message, spoil) in cases {
        let mut dataset = town(3);
        spoil(&mut dataset);
        let error = Workspace::replace(&path, &dataset).expect_err(message);
        assert!(
            matches!(error, StoreError::Unfit { .. }) && error.to_string().contains(message),
            "{error}"
        );
        assert!(
            fs::read(&path).expect("readable") == before,
            "{message}: the file changed"
        );
    }
}

#[test]
fn every_way_a_file_can_be_no_workspace_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let error = Workspace::load(&path).expect_err("no file");
    assert!(
        matches!(error, StoreError::NotFound(_)) && error.to_string().contains("city.gpkg"),
        "{error}"
    );

    for content in [&b""[..], b"\xFF\xD8\xFF\xE0 a picture", &[7; 300]] {
        fs::write(&path, content).expect("written");
        let error = Workspace::load(&path).expect_err("not a database");
        assert!(matches!(error, StoreError::NotGeoPackage { .. }), "{error}");
    }
    fs::remove_file(&path).expect("removed");
    sql(&path, "CREATE TABLE something (a)");
    let error = Workspace::load(&path).expect_err("another database");
    assert!(matches!(error, StoreError::NotGeoPackage { .. }), "{error}");
    sql(&path, "PRAGMA application_id = 1196444487");
    let error = Workspace::load(&path).expect_err("another GeoPackage");
    assert!(matches!(error, StoreError::NotWorkspace { .. }), "{error}");

    Workspace::create(&path, &town(12), Overwrite::Replace).expect("created");
    let whole = fs::read(&path).expect("readable");
    for length in [60, 4096, whole.len() / 2, whole.len() - 4096] {
        fs::write(&path, &whole[..length]).expect("written");
        let error = Workspace::load(&path).expect_err("cut short");
        assert!(matches!(error, StoreError::Damaged { .. }), "cut at {length}: {error}");
    }
    fs::write(&path, &whole).expect("written");
    sql(
        &path,
        "UPDATE gandan_meta SET value = '9' WHERE name = 'schema_version'",
    );
    let error = Workspace::load(&path).expect_err("newer");
    assert!(
        matches!(error, StoreError::Newer { found: 9, .. }) && error.to_string().contains("update"),
        "{error}"
    );
    sql(
        &path,
        "UPDATE gandan_meta SET value = '1' WHERE name = 'schema_version'; DROP TABLE source",
    );
    let error = Workspace::load(&path).expect_err("a layer is missing");
    assert!(
        matches!(error, StoreError::NotWorkspace { .. }) && error.to_string().contains("source"),
        "{error}"
    );
}

#[test]
fn a_row_that_makes_no_sense_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let cases = [
        (
            "UPDATE facility SET kind = 'palace' WHERE fid = 2",
            "facility, row 2: kind is 'palace'",
        ),
        (
            "UPDATE demand SET area = 'nowhere' WHERE fid = 3",
            "demand, row 3: no area has the code 'nowhere'",
        ),
        (
            "UPDATE demand SET people = -1 WHERE fid = 1",
            "demand, row 1: people is -1",
        ),
        (
            "UPDATE road SET nodes = '[1,2]' WHERE fid = 1",
            "2 node ids for 3 vertices",
        ),
        (
            "UPDATE road SET nodes = '[0,1,99]' WHERE fid = 1; UPDATE road SET nodes = '[3,99,5]' WHERE fid = 2",
            "node 99",
        ),
        ("UPDATE water SET geom = X'00'", "water, row 1"),
        ("UPDATE performance SET month = 'May'", "month is 'May'"),
    ];
    for (edit, message) in cases {
        Workspace::create(&path, &town(3), Overwrite::Replace).expect("created");
        // Without the triggers of the spatial index, whose functions this connection does not have.
        sql(
            &path,
            "DROP TRIGGER rtree_water_geom_update1; DROP TRIGGER rtree_water_geom_update2;
            DROP TRIGGER rtree_water_geom_update3; DROP TRIGGER rtree_water_geom_update4;
            DROP TRIGGER rtree_facility_geom_update3; DROP TRIGGER rtree_facility_geom_update4;
            DROP TRIGGER rtree_demand_geom_update3; DROP TRIGGER rtree_demand_geom_update4;
            DROP TRIGGER rtree_road_geom_update3; DROP TRIGGER rtree_road_geom_update4;",
        );
        sql(&path, edit);
        let error = Workspace::load(&path).expect_err(edit);
        assert!(
            matches!(error, StoreError::Row { .. }) && error.to_string().contains(message),
            "{error}"
        );
    }
}
