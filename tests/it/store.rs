//! The workspace file: what goes in comes out, QGIS can read it, and nothing is ever half written.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gandan::geometry::LonLat;
use gandan::model::{
    Area, AreaId, AreaLevel, Dataset, DemandCell, Facility, FacilityKind, FacilityStatus, Month, Operator, Origin,
    PerformanceMonth, Procedure, RoadNetwork, RoadNode, RoadWay, SourceRecord, Territory, TurnRestriction, WaterBody,
};
use gandan::store::{ContentStamp, DecisionRow, Overwrite, StoreError, Workspace, write_atomically};
use geo_types::{LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

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
        "road",
        "road_node",
        "decision",
        "performance",
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
fn data_that_no_workspace_can_hold_are_refused_before_the_file_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &town(3), Overwrite::Refuse).expect("created");
    let before = fs::read(&path).expect("readable");
    let cases: [(&str, fn(&mut Dataset)); 5] = [
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
                "store::a_killed_import_leaves_the_old_or_the_new_city_and_never_a_mixture",
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
fn a_written_file_is_readable_by_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.csv");
    write_atomically(&path, b"a\n").expect("written");
    fs::write(folder.path().join("plain"), b"").expect("written");
    let rights = |name: &str| fs::metadata(folder.path().join(name)).expect("there").permissions();
    assert_eq!(rights("x.csv"), rights("plain"));
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

fn decision(facility: &str) -> DecisionRow {
    let (name, decision) = (format!("Đại lý {facility}"), "merge".to_owned());
    let into = Some("A2".to_owned());
    DecisionRow {
        facility: facility.into(),
        name,
        decision,
        into,
        location: LonLat::new(105.8, 21.0),
    }
}

/// A square town with `side` times `side` cells, as many road nodes, and something of everything else.
fn town(side: usize) -> Dataset {
    let at = |x: usize, y: usize| LonLat::new(105.8 + x as f64 * 0.001, 21.0 + y as f64 * 0.001);
    let cells = (0..side * side).map(|index| DemandCell {
        code: format!("C{index:06}"),
        location: at(index % side, index / side),
        people: 0.1 + index as f64,
        elderly: (index % 2 == 0).then_some(0.1),
        area: Some(AreaId(0)),
    });
    let nodes = (0..side * side).map(|index| RoadNode {
        id: index as i64,
        location: at(index % side, index / side),
        barrier: (index == 1).then(|| "bollard".to_owned()),
    });
    let ways = (0..side).map(|row| RoadWay {
        id: row as i64,
        class: "residential".into(),
        name: Some(format!("Phố số {row}")),
        nodes: (row * side..(row + 1) * side).map(|node| node as u32).collect(),
        tags: vec![("oneway".into(), "yes".into())],
    });
    let end = side as f64 * 0.001;
    let square = LineString::from(vec![(105.8, 21.0), (105.8 + end, 21.0), (105.8 + end, 21.0 + end)]);
    let outline = MultiPolygon(vec![Polygon::new(square, vec![])]);
    Dataset {
        facilities: ["A1", "A2"].map(|code| agent(code, at(1, 1))).to_vec(),
        cells: cells.collect(),
        areas: vec![Area {
            code: "00001".into(),
            name: "Phường Đống Đa".into(),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: outline.clone(),
            point: at(1, 1),
            area_km2: Some(2.08),
            declared_people: None,
            outline_origin: Origin::Modelled,
        }],
        water: vec![WaterBody {
            name: Some("Hồ Tây".into()),
            outline,
            origin: Origin::Fact,
        }],
        roads: RoadNetwork {
            nodes: nodes.collect(),
            ways: ways.collect(),
            restrictions: vec![no_left_turn()],
        },
        operators: vec![Operator {
            code: "BIDV".into(),
            name: "Ngân hàng BIDV".into(),
        }],
        procedures: vec![Procedure {
            code: "1.001".into(),
            name: "Khai sinh".into(),
            field: None,
        }],
        performance: vec![report("A1")],
        sources: vec![SourceRecord {
            layer: "facilities".into(),
            name: "đại lý.csv".into(),
            note: "minh họa".into(),
            imported_at: "2025-10-07T01:02:03Z".into(),
            content_hash: None,
        }],
        is_demo: true,
    }
}

fn agent(code: &str, location: LonLat) -> Facility {
    Facility {
        opening_hours: Some("Mo-Fr 08:00-17:00".into()),
        wheelchair: Some(false),
        procedures: vec!["1.001".into(), "a,b".into()],
        capacity_per_month: Some(0.1 + 0.2),
        ..Facility::new(code, FacilityKind::Agent, format!("Đại lý số {}", &code[1..]), location)
    }
}

fn no_left_turn() -> TurnRestriction {
    let (kind, except) = (
        "no_left_turn".to_owned(),
        vec!["motorcycle".to_owned(), "bicycle".to_owned()],
    );
    TurnRestriction {
        id: 7,
        from_way: 0,
        via_node: 1,
        to_way: 1,
        kind,
        except,
    }
}

fn report(facility: &str) -> PerformanceMonth {
    PerformanceMonth {
        facility: facility.into(),
        month: Month { year: 2025, month: 9 },
        dossiers: 12.0,
        submitted_online: None,
        accepted: Some(0.0),
        on_time: None,
        complaints: Some(0.5),
        responses: Some(3.0),
        satisfied: None,
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Phường Đống Đa".to_owned()),
        Just("Bưu cục \"Hoàn Kiếm\"; 'số' 75, ngõ\n2".to_owned()),
        Just(String::new()),
        "\\PC{0,12}",
    ]
}

fn positions() -> impl Strategy<Value = LonLat> {
    (-180.0..=180.0f64, -90.0..=90.0f64).prop_map(|(lon, lat)| LonLat::new(lon, lat))
}

fn amounts() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(0.1 + 0.2), Just(5e-324), Just(1e300), 0.0..1e7f64]
}

fn outlines() -> impl Strategy<Value = MultiPolygon<f64>> {
    let ring = || {
        prop::collection::vec(positions(), 3..6)
            .prop_map(|ring| LineString::from(ring.into_iter().map(|at| (at.lon, at.lat)).collect::<Vec<_>>()))
    };
    let polygon = (ring(), prop::collection::vec(ring(), 0..2)).prop_map(|(outer, inner)| Polygon::new(outer, inner));
    prop::collection::vec(polygon, 0..3).prop_map(MultiPolygon)
}

fn facilities() -> impl Strategy<Value = Facility> {
    let optional = || prop::option::of(texts());
    let origin = prop::sample::select(vec![Origin::Fact, Origin::Modelled]);
    let status = prop::sample::select(vec![
        FacilityStatus::Open,
        FacilityStatus::Planned,
        FacilityStatus::Closed,
    ]);
    (
        (
            prop::sample::select(FacilityKind::ALL.to_vec()),
            texts(),
            positions(),
            status,
            origin,
        ),
        (
            optional(),
            optional(),
            optional(),
            optional(),
            optional(),
            optional(),
            optional(),
        ),
        (
            prop::option::of(amounts()),
            prop::option::of(amounts()),
            any::<Option<u32>>(),
            any::<Option<bool>>(),
        ),
        prop::collection::vec(texts(), 0..3),
    )
        .prop_map(
            |((kind, name, location, status, origin), words, (capacity, load, staff, wheelchair), procedures)| {
                Facility {
                    external_id: words.0,
                    address: words.1,
                    operator: words.2,
                    area: words.3,
                    opening_hours: words.4,
                    phone: words.5,
                    opened_on: words.6,
                    capacity_per_month: capacity,
                    load_per_month: load,
                    staff,
                    wheelchair,
                    procedures,
                    status,
                    origin,
                    ..Facility::new("", kind, name, location)
                }
            },
        )
}

fn roads() -> impl Strategy<Value = RoadNetwork> {
    let nodes = prop::collection::btree_map(any::<i64>(), (positions(), prop::option::of(texts())), 2..12);
    let way = (
        any::<i64>(),
        texts(),
        prop::option::of(texts()),
        prop::collection::vec(any::<prop::sample::Index>(), 2..5),
    );
    let tags = prop::collection::vec((texts(), texts()), 0..3);
    (nodes, prop::collection::vec((way, tags), 0..6), prop::bool::ANY).prop_map(|(nodes, ways, is_restricted)| {
        let nodes: Vec<RoadNode> = nodes
            .into_iter()
            .map(|(id, (location, barrier))| RoadNode { id, location, barrier })
            .collect();
        let ways = ways.into_iter().map(|((id, class, name, picks), tags)| {
            let nodes = picks.iter().map(|pick| pick.index(nodes.len()) as u32).collect();
            RoadWay {
                id,
                class,
                name,
                nodes,
                tags,
            }
        });
        let ways = ways.collect();
        RoadNetwork {
            ways,
            nodes,
            restrictions: is_restricted.then(no_left_turn).into_iter().collect(),
        }
    })
}

fn datasets() -> impl Strategy<Value = Dataset> {
    let areas = prop::collection::vec((texts(), outlines(), positions(), prop::option::of(amounts())), 0..4);
    let cells = prop::collection::vec(
        (positions(), amounts(), prop::option::of(amounts()), any::<u32>()),
        0..8,
    );
    let lists = (prop::collection::vec(facilities(), 0..5), cells, areas, roads());
    (lists, texts(), outlines(), any::<bool>()).prop_map(
        |((facilities, cells, areas, roads), word, outline, is_demo)| {
            let levels = [AreaLevel::Commune, AreaLevel::City, AreaLevel::District];
            let areas: Vec<Area> = areas
                .into_iter()
                .enumerate()
                .map(|(index, (name, outline, point, people))| Area {
                    code: format!("Đ{index}"),
                    level: levels[index % 3],
                    territory: Territory::of_name(&name),
                    name,
                    outline,
                    point,
                    area_km2: people,
                    declared_people: people,
                    outline_origin: Origin::Fact,
                })
                .collect();
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(index, (location, people, elderly, pick))| DemandCell {
                    code: format!("C{index}"),
                    location,
                    people,
                    elderly,
                    area: (!areas.is_empty() && pick % 3 > 0).then(|| AreaId(pick % areas.len() as u32)),
                });
            let mut dataset = Dataset {
                cells: cells.collect(),
                facilities: facilities
                    .into_iter()
                    .enumerate()
                    .map(|(index, facility)| Facility {
                        code: format!("F{index}"),
                        ..facility
                    })
                    .collect(),
                areas,
                water: vec![WaterBody {
                    name: Some(word.clone()),
                    outline,
                    origin: Origin::Modelled,
                }],
                roads,
                operators: vec![Operator {
                    code: word.clone(),
                    name: word.clone(),
                }],
                procedures: vec![Procedure {
                    code: word.clone(),
                    name: word.clone(),
                    field: Some(word.clone()),
                }],
                performance: vec![report(&word)],
                sources: vec![SourceRecord {
                    layer: word.clone(),
                    name: word.clone(),
                    note: word.clone(),
                    imported_at: word.clone(),
                    content_hash: Some(word),
                }],
                is_demo,
            };
            dataset.sort();
            dataset
        },
    )
}
