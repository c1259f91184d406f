//! Water and green areas brought in over HTTP are drawn, told to other programs, and taken away by an undo.

use super::decoded;
use super::imports::Desk;
use gandan::planner::id_of;
use serde_json::{Value, json};

/// A park with a pond of its own, an island in it, and a brook; the relation of the wood lacks a way.
const OSM: &str = r#"<osm version="0.6">
  <node id="1" lat="21.002" lon="105.802"/><node id="2" lat="21.002" lon="105.812"/><node id="3" lat="21.012" lon="105.812"/><node id="4" lat="21.012" lon="105.802"/>
  <node id="5" lat="21.004" lon="105.804"/><node id="6" lat="21.004" lon="105.810"/><node id="7" lat="21.010" lon="105.810"/><node id="8" lat="21.010" lon="105.804"/>
  <node id="9" lat="21.006" lon="105.806"/><node id="10" lat="21.006" lon="105.808"/><node id="11" lat="21.008" lon="105.808"/>
  <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="leisure" v="park"/><tag k="name" v="Công viên Mới"/></way>
  <way id="2"><nd ref="5"/><nd ref="6"/><nd ref="7"/></way><way id="3"><nd ref="7"/><nd ref="8"/><nd ref="5"/></way>
  <way id="4"><nd ref="9"/><nd ref="10"/><nd ref="11"/><nd ref="9"/></way>
  <way id="5"><nd ref="3"/><nd ref="7"/><tag k="waterway" v="stream"/></way>
  <relation id="1"><member type="way" ref="2" role="outer"/><member type="way" ref="3" role="outer"/><member type="way" ref="4" role="inner"/>
    <tag k="type" v="multipolygon"/><tag k="natural" v="water"/><tag k="name" v="Ao Làng"/></relation>
  <relation id="2"><member type="way" ref="2" role="outer"/><member type="way" ref="77" role="outer"/>
    <tag k="type" v="multipolygon"/><tag k="natural" v="wood"/><tag k="name" v="Rừng Cắt"/></relation>
</osm>"#;

const TILE: &str = "/tiles/14/13007/7213.mvt";

fn names(desk: &Desk, layer: &str) -> Vec<Option<String>> {
    let layers = decoded(&desk.get(TILE).body);
    let features = layers.get(layer).cloned().unwrap_or_default();
    features.iter().map(|one| one.get("name").cloned()).collect()
}

fn import(desk: &Desk, kind: &str, existing: &str) -> Value {
    let reply = desk.check(&[("kind", kind), ("existing", existing)], OSM);
    assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.body));
    let told = reply.json();
    assert_eq!(told["state"], "ready", "{told}");
    let uri = reply.header("location").to_owned();
    let job = desk.ended(&desk.post(
        &format!("{uri}/confirmation"),
        &json!({"rows": "all", "note": "© OpenStreetMap"}),
    ));
    assert_eq!(job["state"], "done", "{job}");
    desk.swap();
    told
}

#[test]
fn an_import_is_drawn_and_an_undo_takes_it_away() {
    let desk = Desk::open();
    let before = (id_of(&desk.data()), desk.data());
    assert_eq!(
        (names(&desk, "park").len(), names(&desk, "water").len()),
        (0, 0),
        "the town's own lie elsewhere"
    );

    let told = import(&desk, "green", "add");
    let findings = told["findings"]["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["check"], "outline_incomplete");
    let said = findings[0]["message_vi"].as_str().expect("words");
    assert!(said.contains("Rừng Cắt (relation 2)"), "{said}");
    assert_eq!(names(&desk, "park"), [Some("Công viên Mới".to_owned())]);
    assert_eq!(desk.data().green.len(), before.1.green.len() + 1);
    assert_ne!(id_of(&desk.data()), before.0, "tiles and figures are kept by this name");

    import(&desk, "water", "replace");
    assert_eq!(names(&desk, "water"), [Some("Ao Làng".to_owned())]);
    assert_eq!(names(&desk, "waterway"), [None]);
    let water = desk.data().water;
    assert_eq!(
        (water.len(), water[0].outline.0[0].interiors().len()),
        (1, 1),
        "the town's lake is replaced"
    );
    let sources = desk.data().sources;
    let notes: Vec<(&str, &str)> = sources
        .iter()
        .filter(|one| ["water", "green"].contains(&one.layer.as_str()))
        .map(|one| (one.layer.as_str(), one.note.as_str()))
        .collect();
    assert_eq!(notes, [("green", "© OpenStreetMap"), ("water", "© OpenStreetMap")]);

    let export = desk.get("/api/v1/export/water?format=geojson").json();
    let kinds: Vec<&Value> = export["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|one| &one["geometry"]["type"])
        .collect();
    assert_eq!(kinds, ["MultiPolygon", "LineString"]);

    for _ in ["water", "green"] {
        let history = desk.get("/api/v1/history").json();
        let entries = history["entries"].as_array().expect("entries");
        let newest = entries
            .iter()
            .find(|one| one["what"] == "import" && one["undone_by"].is_null())
            .expect("an import in effect");
        let undo = format!("/api/v1/history/{}/undo", newest["id"]);
        assert_eq!(desk.ended(&desk.post(&undo, &Value::Null))["state"], "done");
    }
    desk.swap();
    assert_eq!((id_of(&desk.data()), desk.data()), before);
    assert_eq!((names(&desk, "park").len(), names(&desk, "water").len()), (0, 0));
}
