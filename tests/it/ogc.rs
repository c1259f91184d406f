//! OGC API - Features as a client sees it, over the town of the service's tests.

use crate::service::fixture::{Reply, get, get_with};
use gandan::geometry::{Crs, LonLat, Projector};
use proptest::prelude::*;
use serde_json::Value;

const FACILITIES: &str = "/ogc/collections/facilities/items";
const EPSG: &str = "http://www.opengis.net/def/crs/EPSG/0/";

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn ids(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    let json = reply.json();
    let features = json["features"].as_array().expect("features").iter();
    features
        .map(|feature| feature["id"].as_str().expect("an id").to_owned())
        .collect()
}

fn filtered(filter: &str) -> Vec<String> {
    ids(&get(&format!("{FACILITIES}?filter={}", encoded(filter))))
}

#[test]
fn the_landing_page_leads_to_every_document_and_each_answers_as_its_type_says() {
    let landing = get_with("/ogc", ("host", "map.example:8080")).json();
    let links = landing["links"].as_array().expect("links");
    for rel in ["self", "service-desc", "conformance", "data"] {
        assert!(links.iter().any(|link| link["rel"] == rel), "{rel}");
    }
    for link in links {
        let href = link["href"].as_str().expect("an address");
        let path = href.strip_prefix("http://map.example:8080").expect("absolute");
        let reply = get(path);
        assert_eq!(reply.status, 200, "{path}");
        let media = link["type"].as_str().expect("a type");
        assert!(
            reply.header("content-type").starts_with(media),
            "{path}: {}",
            reply.header("content-type")
        );
    }
    let classes = get("/ogc/conformance").json()["conformsTo"].to_string();
    for class in ["core", "geojson", "html", "oas30"] {
        assert!(
            classes.contains(&format!("ogcapi-features-1/1.0/conf/{class}")),
            "{class}"
        );
    }
    assert!(classes.contains("ogcapi-features-2/1.0/conf/crs"));
}

#[test]
fn every_page_for_people_is_plain_and_in_vietnamese_and_every_link_of_it_works() {
    let mut waiting = vec!["/ogc?f=html".to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(path) = waiting.pop() {
        if seen.contains(&path) {
            continue;
        }
        let reply = get(&path);
        assert_eq!(reply.status, 200, "{path}");
        if reply.header("content-type").starts_with("text/html") {
            let html = String::from_utf8_lossy(&reply.body).into_owned();
            assert!(html.starts_with("<!doctype html>\n<html lang=\"vi\">"), "{path}");
            assert_eq!(html.matches("<h1>").count(), 1, "{path}");
            for foreign in ["<script", "style=\"", "=\"http", "<img", "http://", "https://"] {
                // Standards and the examples of the guide name addresses elsewhere, as text.
                let named = foreign.starts_with("http") && (path.contains("conformance") || path == "/docs");
                assert!(named || !html.contains(foreign), "{path}: {foreign}");
            }
            let has_data = path.contains("items") || path.starts_with("/ogc?") || path.contains("collections?");
            assert!(!has_data || html.contains("Dữ liệu minh họa"), "{path}");
            let links = html.split("href=\"").skip(1);
            // Places of a page are its own matter, and the map at `/` is no such page.
            let links = links.filter_map(|rest| rest.split(['"', '#']).next().filter(|link| !["", "/"].contains(link)));
            waiting.extend(links.map(|link| link.replace("&amp;", "&")));
        }
        seen.push(path);
    }
    assert!(seen.len() > 25, "{} pages", seen.len());
    assert!(
        get_with("/ogc", ("accept", "text/html,application/json;q=0.9"))
            .header("content-type")
            .starts_with("text/html")
    );
}

#[test]
fn pages_hold_every_feature_once() {
    let whole = ids(&get(FACILITIES));
    assert_eq!(
        whole,
        ["CN-1", "DL-A", "DL-B", "DL-C", "TN-1"],
        "collaborators are persons"
    );
    let (mut path, mut paged) = (format!("{FACILITIES}?limit=2"), Vec::new());
    loop {
        let reply = get(&path);
        paged.extend(ids(&reply));
        let json = reply.json();
        assert_eq!(json["numberMatched"], 5);
        let links = json["links"].as_array().expect("links");
        let Some(next) = links.iter().find(|link| link["rel"] == "next") else {
            break;
        };
        path = next["href"].as_str().expect("an address").to_owned();
    }
    assert_eq!(paged, whole);
    assert!(ids(&get(&format!("{FACILITIES}?offset=99"))).is_empty());
    assert_eq!(
        ids(&get(&format!("{FACILITIES}?limit=99999999"))).len(),
        5,
        "more than the server gives is no error"
    );
}

#[test]
fn coordinates_come_in_the_system_asked_for_and_in_its_order() {
    let at = |crs: &str| -> (f64, f64) {
        let reply = get(&format!("{FACILITIES}/DL-A?crs={}", encoded(crs)));
        assert_eq!(reply.header("content-crs"), format!("<{crs}>"));
        let json = reply.json();
        let place = json["geometry"]["coordinates"].as_array().expect("a position").clone();
        (place[0].as_f64().expect("x"), place[1].as_f64().expect("y"))
    };
    let place = LonLat::new(105.8005, 21.0005);
    assert_eq!(at("http://www.opengis.net/def/crs/OGC/1.3/CRS84"), (105.8005, 21.0005));
    assert_eq!(
        at(&format!("{EPSG}4326")),
        (21.0005, 105.8005),
        "EPSG has latitude first"
    );
    for code in ["3857", "32648", "3405"] {
        let projector = Projector::new(Crs::try_new(&format!("EPSG:{code}")).expect("known"));
        let (x, y) = projector.from_wgs84(place).expect("in the zone");
        let (told_x, told_y) = at(&format!("{EPSG}{code}"));
        assert!(
            (x - told_x).abs() < 0.01 && (y - told_y).abs() < 0.01,
            "{code}: {told_x} {told_y}"
        );
    }
    assert_eq!(
        get(FACILITIES).header("content-crs"),
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    );
    let refused = get(&format!("{FACILITIES}?crs={}", encoded(&format!("{EPSG}1"))));
    assert_eq!(refused.status, 400);
}

#[test]
fn a_box_holds_the_same_points_in_every_system() {
    let expected = ["DL-A", "DL-C"];
    assert_eq!(
        ids(&get(&format!("{FACILITIES}?bbox=105.80,21.00,105.805,21.005"))),
        expected
    );
    assert_eq!(
        ids(&get(&format!("{FACILITIES}?bbox=105.80,21.00,0,105.805,21.005,100"))),
        expected
    );
    let swapped = format!(
        "{FACILITIES}?bbox=21.00,105.80,21.005,105.805&bbox-crs={}",
        encoded(&format!("{EPSG}4326"))
    );
    assert_eq!(ids(&get(&swapped)), expected);
    for code in ["3857", "32648", "3405"] {
        let projector = Projector::new(Crs::try_new(&format!("EPSG:{code}")).expect("known"));
        let corner = |lon, lat| projector.from_wgs84(LonLat::new(lon, lat)).expect("in the zone");
        let ((west, south), (east, north)) = (corner(105.80, 21.00), corner(105.805, 21.005));
        let crs = encoded(&format!("{EPSG}{code}"));
        let path = format!("{FACILITIES}?bbox={west},{south},{east},{north}&bbox-crs={crs}");
        assert_eq!(ids(&get(&path)), expected, "{code}");
    }
    for wrong in [
        "1,2,3",
        "a,b,c,d",
        "106,21,105,20",
        "105,22,106,21",
        "NaN,1,2,3",
        "inf,0,1,1",
    ] {
        assert_eq!(get(&format!("{FACILITIES}?bbox={wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn properties_and_days_narrow_the_features() {
    assert_eq!(
        ids(&get(&format!("{FACILITIES}?kind=agent&status=open"))),
        ["DL-A", "DL-B"]
    );
    assert_eq!(ids(&get("/ogc/collections/communes/items?territory=rural")), ["00002"]);
    assert_eq!(
        ids(&get("/ogc/collections/communes/items?area_km2=14")),
        ["00001", "00002"]
    );
    assert_eq!(
        ids(&get(&format!("{FACILITIES}?datetime=2026-01-01/.."))).len(),
        5,
        "none has a day"
    );
    for wrong in [
        "datetime=soon",
        "datetime=../..",
        "datetime=2026-02-02/2026-01-01",
        "wheelchair=2",
        "crs=x",
        "f=x",
    ] {
        assert_eq!(get(&format!("{FACILITIES}?{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn filters_mean_what_they_say() {
    for (filter, expected) in [
        ("kind = 'agent'", "DL-A DL-B DL-C"),
        ("kind <> 'agent'", "CN-1 TN-1"),
        ("kind='agent' AND status='open'", "DL-A DL-B"),
        ("kind='branch' OR kind='reception_point'", "CN-1 TN-1"),
        ("NOT kind='agent'", "CN-1 TN-1"),
        ("NOT (kind='agent' or kind='branch')", "TN-1"),
        ("kind='branch' OR kind='agent' AND status='closed'", "CN-1 DL-C"),
        ("(kind='branch' OR kind='agent') AND status='closed'", "DL-C"),
        ("name LIKE 'Đại lý%'", "DL-A DL-B DL-C"),
        ("name LIKE '%Hàng _ạc'", "DL-A"),
        ("name NOT LIKE 'Đại lý%'", "CN-1 TN-1"),
        ("CASEI(name) LIKE CASEI('ĐẠI%')", "DL-A DL-B DL-C"),
        ("CASEI(name) LIKE 'ĐẠI%'", "DL-A DL-B DL-C"),
        ("ACCENTI(name) LIKE ACCENTI('Đai lý%')", "DL-A DL-B DL-C"),
        ("ACCENTI(CASEI(name)) LIKE 'dai ly % hang bac'", "DL-A"),
        ("name LIKE 'Dai ly%'", ""),
        ("ACCENTI(name) = ACCENTI('Chí nhanh số 1')", "CN-1"),
        ("'agent' = kind", "DL-A DL-B DL-C"),
        ("code = name", ""),
        ("wheelchair = TRUE", ""),
        ("opened_on < DATE('2026-01-01')", ""),
        ("CASEI(kind) = 'agent'", "DL-A DL-B DL-C"),
        ("code IN ('DL-A', 'TN-1')", "DL-A TN-1"),
        ("code NOT IN ('DL-A', 'TN-1')", "CN-1 DL-B DL-C"),
        ("code BETWEEN 'DL-A' AND 'DL-B'", "DL-A DL-B"),
        ("opening_hours IS NULL", "DL-C TN-1"),
        ("opening_hours IS NOT NULL", "CN-1 DL-A DL-B"),
        // A comparison with null is not true, and neither is its negation.
        ("opening_hours = '24/7'", "DL-B"),
        ("NOT opening_hours = '24/7'", "CN-1 DL-A"),
        ("is_modelled = FALSE", "CN-1 DL-A DL-B DL-C TN-1"),
        ("TRUE", "CN-1 DL-A DL-B DL-C TN-1"),
        ("\"kind\" = 'branch'", "CN-1"),
        ("name = 'it''s'", ""),
        (
            "S_INTERSECTS(geometry, BBOX(105.80, 21.00, 105.805, 21.005))",
            "DL-A DL-C",
        ),
        ("S_INTERSECTS(geom, POINT(105.8005 21.0005))", "DL-A"),
        (
            "S_INTERSECTS(geometry, POLYGON((105.80 21.00, 105.805 21.00, 105.80 21.0009, 105.80 21.00)))",
            "DL-A DL-C",
        ),
        (
            "kind = 'agent' AND NOT S_INTERSECTS(geometry, BBOX(105.80, 21.00, 105.805, 21.005))",
            "DL-B",
        ),
        (
            "kind = 'agent' AND S_DISJOINT(geometry, BBOX(105.80, 21.00, 0, 105.805, 21.005, 9))",
            "DL-B",
        ),
        ("S_EQUALS(POINT(105.8005 21.0005), geometry)", "DL-A"),
        ("S_EQUALS(geometry, geometry)", "CN-1 DL-A DL-B DL-C TN-1"),
        (
            "S_WITHIN(geometry, MULTIPOLYGON(((105.80 21.00, 105.8018 21.00, 105.80 21.0018, 105.80 21.00))))",
            "DL-A",
        ),
        ("S_WITHIN(geometry, BBOX(105.80, 21.00, 105.805, 21.005))", "DL-A DL-C"),
        // A point on the side of a box is not within it, and touches it.
        ("S_WITHIN(geometry, BBOX(105.8005, 21.00, 105.801, 21.005))", ""),
        ("S_TOUCHES(geometry, BBOX(105.8005, 21.00, 105.801, 21.005))", "DL-A"),
        (
            "S_INTERSECTS(geometry, MULTIPOINT((105.8005 21.0005), (105.8205 21.0205)))",
            "DL-A DL-B",
        ),
        (
            "S_INTERSECTS(geometry, MULTIPOINT(105.8005 21.0005, 105.8205 21.0205))",
            "DL-A DL-B",
        ),
        (
            "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(105.8005 21.0005), POINT(105.8205 21.0205)))",
            "DL-A DL-B",
        ),
        (
            "S_INTERSECTS(geometry, MULTILINESTRING((105.8 21.0005, 105.801 21.0005), (105.82 21.0205, 105.83 21.0205)))",
            "DL-A DL-B",
        ),
    ] {
        assert_eq!(filtered(filter).join(" "), expected, "{filter}");
    }
    let crs = encoded(&format!("{EPSG}4326"));
    let swapped = encoded("S_INTERSECTS(geometry, BBOX(21.00, 105.80, 21.005, 105.805))");
    assert_eq!(
        ids(&get(&format!("{FACILITIES}?filter={swapped}&filter-crs={crs}"))),
        ["DL-A", "DL-C"]
    );
    let rich = encoded("people > 100 and share_plan68 <= 1");
    assert_eq!(
        ids(&get(&format!("/ogc/collections/communes/items?filter={rich}"))).len(),
        2
    );
}

#[test]
fn a_filter_that_cannot_be_read_is_refused_with_what_was_expected() {
    for (filter, word) in [
        ("", "nothing"),
        ("kind", "expected ="),
        ("colour = 'red'", "no property 'colour'"),
        ("kind = 'agent", "never closed"),
        ("kind = 'agent' AND", "the end"),
        ("kind = 'agent' kind", "not expected"),
        ("(kind = 'agent'", "')'"),
        ("kind IN 'agent'", "'('"),
        ("kind BETWEEN 'a'", "AND"),
        ("kind LIKE 3", "pattern"),
        ("kind = 3", "texts or days cannot be compared with numbers"),
        ("kind IN ('agent', 3)", "cannot be compared"),
        ("wheelchair = 'yes'", "TRUE or FALSE cannot"),
        ("opened_on < DATE('soon')", "no day"),
        ("CASEI(3) = 'a'", "a text in CASEI()"),
        ("kind IS 3", "NULL"),
        ("S_COVERS(geometry, POINT(1 2))", "no property 'S_COVERS'"),
        ("S_INTERSECTS(geometry, BBOX(1, 2, 3))", "four numbers"),
        ("S_INTERSECTS(geometry, LINESTRING(1 2))", "two positions"),
        ("S_WITHIN(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "not valid"),
        ("S_INTERSECTS(geometry, CIRCLE(1 2))", "BBOX, POINT"),
        ("S_INTERSECTS(geometry, POLYGON((1 2, 3 4)))", "ring"),
        ("S_INTERSECTS(geometry, POINT(500 2))", "Longitude"),
        ("kind = 1e999", "no number"),
        ("kind @ 3", "'@'"),
    ] {
        if filter.is_empty() {
            continue;
        }
        let reply = get(&format!("{FACILITIES}?filter={}", encoded(filter)));
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        assert_eq!(reply.status, 400, "{filter}: {text}");
        assert!(text.to_lowercase().contains(&word.to_lowercase()), "{filter}: {text}");
    }
    let deep = format!("{}TRUE", "NOT ".repeat(200));
    assert_eq!(get(&format!("{FACILITIES}?filter={}", encoded(&deep))).status, 400);
    assert_eq!(
        get(&format!("{FACILITIES}?filter=TRUE&filter-lang=cql2-json")).status,
        400
    );
}

fn database(reply: &Reply) -> rusqlite::Connection {
    assert_eq!(reply.header("content-type"), "application/geopackage+sqlite3");
    let mut database = rusqlite::Connection::open_in_memory().expect("SQLite");
    let bytes: &[u8] = &reply.body;
    database
        .deserialize_read_exact("main", bytes, bytes.len(), true)
        .expect("a database");
    database
}

fn number(database: &rusqlite::Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).expect("a number")
}

#[test]
fn a_geopackage_of_a_collection_holds_the_features_and_properties_that_are_asked_for() {
    for (collection, geometry) in [
        ("facilities", "POINT"),
        ("communes", "MULTIPOLYGON"),
        ("coverage_gaps", "POINT"),
        ("roads", "LINESTRING"),
        ("cells", "POINT"),
    ] {
        let items = format!("/ogc/collections/{collection}/items");
        let page = get(&format!("{items}?limit=1")).json();
        let database = database(&get(&format!("{items}?f=gpkg")));
        let rows = number(&database, &format!("SELECT count(*) FROM {collection}"));
        assert_eq!(page["numberMatched"], rows, "{collection}");
        let told: String = database
            .query_row("SELECT geometry_type_name FROM gpkg_geometry_columns", [], |row| {
                row.get(0)
            })
            .expect("registered");
        assert_eq!(told, geometry);
        let queryables = get(&format!("/ogc/collections/{collection}/queryables")).json();
        let properties = queryables["properties"].as_object().expect("properties");
        for name in properties.keys().filter(|name| *name != "geometry") {
            number(&database, &format!("SELECT count(\"{name}\") FROM {collection}"));
        }
    }
    let narrowed = database(&get(&format!(
        "{FACILITIES}?f=gpkg&kind=agent&bbox=105.80,21.00,105.805,21.005"
    )));
    assert_eq!(number(&narrowed, "SELECT count(*) FROM facilities"), 2);
    for more in [
        "limit=3",
        "offset=1",
        &format!("crs={}", encoded(&format!("{EPSG}3405"))),
    ] {
        assert_eq!(get(&format!("{FACILITIES}?f=gpkg&{more}")).status, 400, "{more}");
    }
}

#[test]
fn the_whole_network_is_a_workspace_that_holds_what_everybody_may_see() {
    let reply = get("/ogc/network.gpkg");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"network.gpkg\""
    );
    let network = database(&reply);
    assert_eq!(number(&network, "SELECT count(*) FROM facility"), 5);
    assert_eq!(number(&network, "SELECT count(*) FROM demand"), 100);
    assert_eq!(number(&network, "SELECT count(*) FROM road"), 10);
    for hidden in [
        "SELECT count(*) FROM facility WHERE kind = 'collaborator' OR load_per_month IS NOT NULL OR staff IS NOT NULL",
        "SELECT count(*) FROM demand WHERE elderly IS NOT NULL OR enterprises IS NOT NULL",
        "SELECT count(*) FROM performance",
    ] {
        assert_eq!(number(&network, hidden), 0, "{hidden}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("network.gpkg");
    std::fs::write(&path, &reply.body).expect("written");
    let opened = gandan::store::Workspace::load(&path).expect("a workspace");
    assert_eq!((opened.facilities.len(), opened.is_demo), (5, true));
}

#[test]
fn cells_tell_their_people_and_how_they_reach_a_point_by_every_rule() {
    const CELLS: &str = "/ogc/collections/cells/items";
    let whole = get(&format!("{CELLS}?limit=1000")).json();
    let features = whole["features"].as_array().expect("features");
    assert_eq!((features.len(), &whole["numberMatched"]), (100, &Value::from(100)));
    let people: f64 = features
        .iter()
        .filter_map(|cell| cell["properties"]["people"].as_f64())
        .sum();
    assert_eq!(people, 5050.0, "1 + 2 + ... + 100");
    let first = get(&format!("{CELLS}/C000")).json();
    assert_eq!(first["properties"]["area_name"], "Phường Tây Thành");
    // The cell lies 220 m from the agent DL-A: told by the straight line, rounded up.
    let metres = first["properties"]["distance_m"].as_f64().expect("metres");
    let exact = gandan::geometry::distance_m(LonLat::new(105.802, 21.002), LonLat::new(105.8005, 21.0005));
    assert!((0.0..0.1001).contains(&(metres - exact)), "{metres} {exact}");
    assert_eq!(first["properties"]["passes_plan68"], true);
    assert_eq!(first["properties"]["verdict_scheme"], "time_and_distance");
    assert_eq!(get(&format!("{CELLS}/C999")).status, 404);
    // Each way of narrowing leaves what the properties say.
    let count = |query: &str| {
        let reply = get(&format!("{CELLS}?limit=1&{query}"));
        assert_eq!(reply.status, 200, "{query}: {}", String::from_utf8_lossy(&reply.body));
        reply.json()["numberMatched"].as_u64().expect("a number")
    };
    let of = |keep: &dyn Fn(&Value) -> bool| features.iter().filter(|cell| keep(&cell["properties"])).count() as u64;
    assert_eq!(count("area=00002"), of(&|cell| cell["area"] == "00002"));
    assert_eq!(count(&format!("filter={}", encoded("people >= 91"))), 10);
    assert_eq!(count("bbox=105.8019,21.0019,105.8061,21.0061"), 4);
    let near = of(&|cell| cell["distance_m"].as_f64().is_some_and(|metres| metres <= 1000.0));
    assert_eq!(count(&format!("filter={}", encoded("distance_m <= 1000"))), near);
    assert!(near > 0 && near < 100, "{near}");
    let paged: Vec<String> = (0..4)
        .flat_map(|page| ids(&get(&format!("{CELLS}?limit=30&offset={}", page * 30))))
        .collect();
    assert!(paged.len() == 100 && paged.is_sorted(), "{paged:?}");
}

#[test]
fn the_description_names_every_parameter_that_is_read() {
    let described: Value = get("/ogc/api").json();
    assert_eq!(described["openapi"], "3.0.3");
    for (path, operations) in described["paths"].as_object().expect("paths") {
        let asked = path.replace("{featureId}", "x");
        assert_ne!(get(&asked).status, 400, "{asked}");
        for parameter in operations["get"]["parameters"].as_array().expect("parameters") {
            if let Some(name) = parameter["$ref"].as_str() {
                let name = name.rsplit('/').next().expect("a name");
                assert_eq!(described["components"]["parameters"][name]["name"], name);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_filter_makes_the_service_fail(filter in "[ a-z'\"(),=<>0-9._ANDORTLIKEIS%@-]{0,60}") {
        let status = get(&format!("{FACILITIES}?filter={}", encoded(&filter))).status;
        prop_assert!(status == 200 || status == 400, "{filter}: {status}");
    }
}
