//! Workspaces that an older program wrote.

use super::sql;
use super::town::town;
use gandan::model::TurnVia;
use gandan::store::{Overwrite, SCHEMA_VERSION, Workspace};

#[test]
fn a_workspace_of_layout_1_is_read_whole_and_becomes_a_new_one_when_it_is_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let mut dataset = town(3);
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
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
