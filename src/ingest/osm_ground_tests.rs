//! Water and green areas of hand-written OpenStreetMap files.

use std::io::Cursor;

use geo::Area as _;

use super::*;
use crate::ingest::{Kind, Reading, read_file};
use crate::model::Finding;

fn read(kind: Kind, inside: &str) -> (Option<Layer>, Vec<Finding>) {
    let xml = format!("<osm version=\"0.6\">{inside}</osm>");
    let Reading { layer, findings, .. } =
        read_file(kind, "a.osm", Cursor::new(xml.into_bytes()), &ReadOptions::default());
    (layer, findings)
}

/// Node 10·x + y lies x and y thousandths of a degree off.
fn nodes(ids: impl IntoIterator<Item = i64>) -> String {
    let node = |id: i64| {
        let (lon, lat) = (105.8 + (id / 10) as f64 / 1000.0, 21.0 + (id % 10) as f64 / 1000.0);
        format!("<node id=\"{id}\" lat=\"{lat}\" lon=\"{lon}\"/>")
    };
    ids.into_iter().map(node).collect()
}

fn tags(list: &[(&str, &str)]) -> String {
    list.iter()
        .map(|(key, value)| format!("<tag k=\"{key}\" v=\"{value}\"/>"))
        .collect()
}

fn way(id: i64, refs: &[i64], list: &[(&str, &str)]) -> String {
    let refs: String = refs.iter().map(|node| format!("<nd ref=\"{node}\"/>")).collect();
    format!("<way id=\"{id}\">{refs}{}</way>", tags(list))
}

fn relation(id: i64, members: &[(i64, &str)], list: &[(&str, &str)]) -> String {
    let members: String = members
        .iter()
        .map(|(way, role)| format!("<member type=\"way\" ref=\"{way}\" role=\"{role}\"/>"))
        .collect();
    let list = [&[("type", "multipolygon")], list].concat();
    format!("<relation id=\"{id}\">{members}{}</relation>", tags(&list))
}

fn checks(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.check).collect()
}

const LAKE: (&str, &str) = ("natural", "water");

#[test]
fn a_multipolygon_is_put_together_with_its_hole_and_drawn_once() {
    // The ring in two ways, one turned round; a way of the ring and the island carry the tag as well.
    let file = [
        nodes(0..100),
        way(1, &[0, 90, 99], &[]),
        way(2, &[0, 9, 99], &[]),
        way(3, &[44, 54, 55, 45, 44], &[("landuse", "forest")]),
        way(4, &[11, 12, 22, 11], &[LAKE, ("name", "Ao")]),
        way(5, &[60, 70, 71, 61, 60], &[LAKE]),
        relation(
            7,
            &[(1, "outer"), (2, "outer"), (3, "inner")],
            &[LAKE, ("name", "Hồ Tây")],
        ),
        relation(8, &[(5, "outer")], &[LAKE, ("name", "Hồ Nhỏ")]),
    ]
    .concat();
    let (layer, findings) = read(Kind::Water, &file);
    assert_eq!(checks(&findings), [""; 0]);
    let Some(Layer::Water { bodies, waterways }) = layer else {
        panic!("water")
    };
    assert!(waterways.is_empty());
    let names: Vec<_> = bodies.iter().map(|body| body.name.as_deref()).collect();
    assert_eq!(
        names,
        [Some("Ao"), Some("Hồ Tây"), Some("Hồ Nhỏ")],
        "ways by id, then relations"
    );
    let square = 1e-6;
    assert_eq!(bodies[1].outline.0[0].interiors().len(), 1);
    assert!((bodies[1].outline.unsigned_area() / square - 80.0).abs() < 1e-6);
    let (layer, _) = read(Kind::Green, &file);
    assert!(
        matches!(layer, Some(Layer::Green(green)) if green.len() == 1),
        "the wood on the island"
    );
}

#[test]
fn outlines_that_are_not_whole_are_left_out_and_named() {
    let file = [
        nodes(0..100),
        way(1, &[0, 90, 99], &[]),
        way(2, &[0, 9, 99, 150, 0], &[("leisure", "park"), ("name", "Công viên A")]),
        way(3, &[0, 9, 99], &[("leisure", "park")]),
        way(4, &[11, 21, 22, 11], &[("landuse", "grass")]),
        way(5, &[11, 21, 11, 11], &[("landuse", "grass")]),
        // A way of the ring is not in the file; the other does not close.
        relation(
            7,
            &[(1, "outer"), (99, "outer")],
            &[("natural", "wood"), ("name", "Rừng B")],
        ),
        relation(8, &[(1, "outer")], &[("natural", "wood")]),
        relation(
            9,
            &[(3, "outer"), (1, "outer")],
            &[("boundary", "national_park"), ("name", "Vườn C")],
        ),
    ]
    .concat();
    let (layer, findings) = read(Kind::Green, &file);
    let Some(Layer::Green(green)) = layer else {
        panic!("green")
    };
    let names: Vec<_> = green.iter().map(|one| one.name.as_deref()).collect();
    assert_eq!(
        names,
        [None, Some("Vườn C")],
        "a part of a whole multipolygon need not close"
    );
    assert_eq!(checks(&findings), ["outline_incomplete"]);
    assert_eq!(
        findings[0].message,
        "4 outlines are not whole in the file (it was clipped, or their rings do not close) and were left out: \
         Rừng B (relation 7), Công viên A (way 2), relation 8, way 5"
    );
}

#[test]
fn rivers_are_lines_cut_where_nodes_are_missing_and_hidden_below_the_ground() {
    let file = [
        nodes(0..100),
        way(
            1,
            &[0, 10, 120, 20, 30, 31],
            &[("waterway", "river"), ("name", "Sông Nhuệ")],
        ),
        way(2, &[5, 6], &[("waterway", "canal"), ("tunnel", "culvert")]),
        way(3, &[5, 15, 16, 5], &[("waterway", "canal")]),
        way(4, &[5, 15, 16, 5], &[("waterway", "canal"), ("area", "yes")]),
        way(5, &[7, 8], &[("waterway", "ditch")]),
        way(6, &[7, 8], &[("waterway", "stream")]),
        way(6, &[7, 8], &[("waterway", "stream")]),
    ]
    .concat();
    let (layer, findings) = read(Kind::Water, &file);
    let Some(Layer::Water { bodies, waterways }) = layer else {
        panic!("water")
    };
    assert_eq!(bodies.len(), 1, "a canal drawn as an area");
    let told: Vec<_> = waterways.iter().map(|one| (one.class.code(), one.line.len())).collect();
    assert_eq!(told, [("river", 2), ("river", 3), ("canal", 4), ("stream", 2)]);
    assert_eq!(checks(&findings), ["duplicate_way", "missing_nodes", "ground_left_out"]);
}

#[test]
fn a_file_without_the_ground_asked_for_is_refused_with_what_was_sought() {
    let road = [nodes(0..3), way(1, &[0, 1, 2], &[("highway", "primary")])].concat();
    for kind in [Kind::Water, Kind::Green] {
        let (layer, findings) = read(kind, &road);
        assert_eq!((layer, checks(&findings)), (None, vec!["nothing_drawn"]));
    }
    let private = [
        nodes(0..100),
        way(1, &[0, 10, 11, 0], &[("leisure", "garden"), ("access", "private")]),
    ]
    .concat();
    assert_eq!(
        checks(&read(Kind::Green, &private).1),
        ["ground_left_out", "nothing_drawn"]
    );
}

#[test]
fn what_takes_more_memory_than_is_allowed_is_refused() {
    let xml = format!("<osm>{}{}</osm>", nodes(0..100), way(1, &[0, 10, 11, 0], &[LAKE]));
    let mut options = ReadOptions::default();
    options.limits.road_bytes = 100;
    let reading = read_file(Kind::Water, "a.osm", Cursor::new(xml.into_bytes()), &options);
    assert_eq!(
        (reading.layer, checks(&reading.findings)),
        (None, vec!["file_too_large"])
    );
}
