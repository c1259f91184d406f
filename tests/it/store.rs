//! The workspace file: what goes in comes out, QGIS can read it, and nothing is ever half written.

mod generated;
mod older;
mod refusal;
mod safety;
pub mod town;

use gandan::access::Travel;
use gandan::audit::audit;
use gandan::demo_city::{DemoOptions, build};
use gandan::ingest::{Kind, ReadOptions, read};
use gandan::model::{Dataset, FacilityKind, Finding, Severity, TravelMode};
use gandan::planner::import::merge;
use gandan::store::{ContentStamp, Overwrite, StoreError, Workspace, write_atomically};
use generated::datasets;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use town::{decision, town};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_stored_comes_back_the_same(dataset in datasets()) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("city.gpkg");
        Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
        prop_assert_eq!(&Workspace::load(&path).expect("loaded"), &dataset);
        Workspace::replace(&path, &Dataset::default()).expect("emptied");
        prop_assert_eq!(Workspace::load(&path).expect("loaded"), Dataset::default());
        Workspace::replace(&path, &dataset).expect("filled again");
        prop_assert_eq!(Workspace::load(&path).expect("loaded"), dataset);
    }
}

#[test]
fn ogrinfo_reads_every_layer_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("thành phố.gpkg");
    Workspace::create(&path, &town(12), Overwrite::Refuse).expect("created");
    Workspace::save_review(&path, "{}", &[decision("A1")]).expect("saved");
    let told = ogrinfo(&["-al", "-so"], &path);
    for layer in [
        "facility",
        "demand",
        "area",
        "water",
        "waterway",
        "green",
        "road",
        "road_node",
        "decision",
        "performance",
        "travel_time",
        "review_plan",
    ] {
        assert!(
            told.contains(&format!("Layer name: {layer}\n")),
            "{layer} is missing in\n{told}"
        );
    }
    assert!(told.contains("Feature Count: 144"), "{told}");
    let rows = ogrinfo(&["-al", "-q"], &path);
    assert!(rows.contains("Đại lý số 1"), "{rows}");
    // The spatial index answers: a window around one cell holds that cell only.
    let window = Command::new("ogrinfo")
        .args(["-so", "-spat", "105.7999", "20.9999", "105.8001", "21.0001"])
        .arg(&path)
        .arg("demand")
        .output()
        .expect("ogrinfo");
    assert!(
        String::from_utf8_lossy(&window.stdout).contains("Feature Count: 1\n"),
        "{window:?}"
    );
}

#[test]
fn an_edit_by_gdal_is_seen_and_keeps_the_file_a_workspace() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let mut dataset = town(4);
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    let before = ContentStamp::of(&path).expect("a stamp");
    let told = ogrinfo(
        &["-q", "-sql", "UPDATE facility SET name = 'Tên mới' WHERE code = 'A1'"],
        &path,
    );
    assert_ne!(ContentStamp::of(&path).expect("a stamp"), before, "{told}");
    dataset.facilities[0].name = "Tên mới".into();
    assert_eq!(Workspace::load(&path).expect("still a workspace"), dataset);
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("one.gpkg"), folder.path().join("two.gpkg"));
    Workspace::create(&one, &town(8), Overwrite::Refuse).expect("created");
    Workspace::create(&two, &town(8), Overwrite::Refuse).expect("created");
    assert!(fs::read(&one).expect("readable") == fs::read(&two).expect("readable"));
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        2,
        "a draft or journal was left"
    );
}

#[test]
fn a_city_of_80_000_cells_and_100_000_nodes_is_stored_and_read_in_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let dataset = town(317);
    assert!(dataset.cells.len() > 80_000 && dataset.roads.nodes.len() > 100_000);
    let start = Instant::now();
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    let created = start.elapsed();
    let loaded = Workspace::load(&path).expect("loaded");
    let read = start.elapsed() - created;
    assert!(loaded == dataset);
    Workspace::replace(&path, &dataset).expect("replaced");
    let replaced = start.elapsed() - created - read;
    println!("create {created:?}, load {read:?}, replace {replaced:?}");
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "create {created:?}, load {read:?}, replace {replaced:?}"
    );
}

#[test]
fn the_demo_city_is_a_workspace_without_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let dataset = build(&DemoOptions {
        cell_metres: 500,
        ..DemoOptions::default()
    })
    .expect("a city");
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    assert!(Workspace::load(&path).expect("loaded") == dataset);
    ogrinfo(&["-al", "-so"], &path);
    let findings = audit(&dataset, Some(&Travel::new(&dataset, TravelMode::Motorbike)));
    let faults: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_real_city_is_stored_exactly_and_audited() {
    let Some(dataset) = real_city() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hanoi.gpkg");
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("created");
    assert!(Workspace::load(&path).expect("loaded") == dataset);
    ogrinfo(&["-al", "-so"], &path);
    let findings = audit(&dataset, None);
    let told = |check: &str| findings.iter().filter(|finding| finding.check == check).count();
    assert!(
        findings.iter().all(|finding| finding.severity != Severity::Error),
        "{findings:#?}"
    );
    // Grid and statistics differ in many communes: the worst twenty are named, the others counted.
    assert_eq!(told("commune_people_differ"), 21, "{findings:#?}");
    assert_eq!(
        told("facility_outside_city") + told("areas_overlap") + told("people_in_no_area"),
        0,
        "{findings:#?}"
    );
}

#[test]
fn an_existing_file_is_replaced_only_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    fs::write(&path, b"something dear").expect("written");
    let refused = Workspace::create(&path, &town(2), Overwrite::Refuse).expect_err("it is there");
    assert!(matches!(refused, StoreError::Exists(_)), "{refused}");
    assert_eq!(fs::read(&path).expect("readable"), b"something dear");
    Workspace::create(&path, &town(2), Overwrite::Replace).expect("asked to");
    assert_eq!(Workspace::load(&path).expect("loaded"), town(2));
}

#[test]
fn the_review_is_kept_across_an_import_and_replaced_by_the_next_review() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    assert_eq!(Workspace::load_review(&path).expect("readable"), None);
    Workspace::save_review(&path, "{\"giữ\":1}", &[decision("A1"), decision("A2")]).expect("saved");
    Workspace::replace(&path, &town(4)).expect("imported");
    assert_eq!(
        Workspace::load_review(&path).expect("readable").as_deref(),
        Some("{\"giữ\":1}")
    );
    Workspace::save_review(&path, "{\"giữ\":2}", &[decision("A1")]).expect("saved");
    assert_eq!(
        Workspace::load_review(&path).expect("readable").as_deref(),
        Some("{\"giữ\":2}")
    );
    assert!(ogrinfo(&["-al", "-so"], &path).contains("Layer name: decision\n"));
}

#[test]
fn a_backup_is_a_workspace_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, copy) = (folder.path().join("city.gpkg"), folder.path().join("copy.gpkg"));
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    Workspace::backup(&path, &copy, Overwrite::Refuse).expect("copied");
    Workspace::replace(&path, &Dataset::default()).expect("emptied");
    assert_eq!(Workspace::load(&copy).expect("loaded"), town(3));
    assert!(matches!(
        Workspace::backup(&path, &copy, Overwrite::Refuse),
        Err(StoreError::Exists(_))
    ));
}

#[test]
fn a_written_file_is_readable_by_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.csv");
    write_atomically(&path, b"a\n").expect("written");
    fs::write(folder.path().join("plain"), b"").expect("written");
    let rights = |name: &str| fs::metadata(folder.path().join(name)).expect("there").permissions();
    assert_eq!(rights("x.csv"), rights("plain"));
}

/// The communes, roads, people and places of the real Hanoi; `None` where the files are not beside the project.
fn real_city() -> Option<Dataset> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    let options = ReadOptions {
        default_kind: Some(FacilityKind::Agent),
        ..ReadOptions::default()
    };
    let mut dataset = Dataset::default();
    for (kind, name) in [
        (Kind::Areas, "communes-126-2025-07.geojson"),
        (Kind::Outline, "city-outline.geojson"),
        (Kind::Demand, "worldpop-2020-1km-hanoi.tif"),
        (Kind::Roads, "roads-inner-districts-2025-05.osm.pbf"),
        (Kind::Facilities, "places-osm-candidates.csv"),
    ] {
        let file = fs::File::open(folder.join(name)).expect(name);
        let (layer, _) = read(kind, name, file, &options);
        merge(&mut dataset, vec![layer.expect(name)], Vec::new());
    }
    Some(dataset)
}

fn ogrinfo(arguments: &[&str], path: &Path) -> String {
    let output = Command::new("ogrinfo")
        .args(arguments)
        .arg(path)
        .output()
        .expect("ogrinfo of gdal-bin is installed");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && complaints.is_empty(),
        "ogrinfo complains: {complaints}\n{told}"
    );
    assert!(!told.contains("Warning") && !told.contains("ERROR"), "{told}");
    told
}

fn sql(path: &Path, statements: &str) {
    let connection = rusqlite::Connection::open(path).expect("opened");
    connection.execute_batch(statements).expect(statements);
}
