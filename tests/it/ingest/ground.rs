//! Water and green areas of real data, and of the formats that areas are read from.

use std::io::{BufReader, Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{Finding, Origin, WaterBody, Waterway, WaterwayClass};
use geo::Area as _;

use super::{errors, read_fixture, real};

#[test]
fn the_lakes_and_gardens_of_a_real_quarter_are_read_with_the_island_of_its_lake() {
    let Some(file) = real("roads-small-sample.osm") else {
        return;
    };
    let (layer, findings) = read(Kind::Water, "sample.osm", file, &ReadOptions::default());
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    let Some(Layer::Water { bodies, waterways }) = layer else {
        panic!("no water: {findings:?}")
    };
    assert_eq!((bodies.len(), waterways.len()), (7, 0));
    let names: Vec<&str> = bodies.iter().filter_map(|body| body.name.as_deref()).collect();
    assert_eq!(names, ["Thiên Quang tỉnh", "Hồ Hào Nam", "Hồ Văn"]);
    let lake = &bodies[6].outline;
    assert_eq!(
        (lake.0.len(), lake.0[0].interiors().len()),
        (1, 1),
        "the mound in Hồ Văn"
    );
    let (outer, hole) = (lake.0[0].exterior(), &lake.0[0].interiors()[0]);
    assert!(outer.is_closed() && hole.is_closed() && lake.unsigned_area() > 0.0);

    let Some(file) = real("roads-small-sample.osm") else {
        return;
    };
    let (layer, findings) = read(Kind::Green, "sample.osm", file, &ReadOptions::default());
    let Some(Layer::Green(green)) = layer else {
        panic!("no green area: {findings:?}")
    };
    assert_eq!((green.len(), findings), (17, vec![]), "2 parks, 6 gardens, 9 lawns");
    let names: Vec<&str> = green.iter().filter_map(|one| one.name.as_deref()).collect();
    assert_eq!(names, ["Hồ Văn", "Vườn Giám"]);
    assert!(green.iter().all(|one| one.origin == Origin::Fact));
}

#[test]
fn packed_data_are_read_alike_and_roads_alone_are_refused() {
    let osm = r#"<osm><node id="1" lat="21" lon="105"/><node id="2" lat="21" lon="105.1"/><node id="3" lat="21.1" lon="105.1"/>
        <way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="natural" v="water"/></way></osm>"#;
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(osm.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let plain = read(Kind::Water, "a", Cursor::new(osm), &ReadOptions::default());
    assert_eq!(
        read(Kind::Water, "a", Cursor::new(packed), &ReadOptions::default()),
        plain
    );
    assert!(matches!(plain.0, Some(Layer::Water { bodies, .. }) if bodies.len() == 1));
    let (layer, findings) = read(Kind::Green, "a", Cursor::new(osm), &ReadOptions::default());
    assert_eq!((layer, findings[0].check), (None, "nothing_drawn"));
}

#[test]
fn a_shapefile_and_a_geopackage_of_outlines_are_green_areas() {
    let (layer, findings) = read_fixture("odd", "areas_shp.zip", Kind::Green, &ReadOptions::default());
    let Some(Layer::Green(green)) = layer else {
        panic!("{findings:?}")
    };
    let holes: Vec<usize> = green.iter().map(|one| one.outline.0[0].interiors().len()).collect();
    assert_eq!(holes, [1], "{green:?}");
    let (layer, findings) = read_fixture("odd", "layers.gpkg", Kind::Green, &ReadOptions::default());
    let Some(Layer::Green(green)) = layer else {
        panic!("{findings:?}")
    };
    let corner = green[0].outline.0[0].exterior().0[0];
    assert!(
        (105.0..106.0).contains(&corner.x) && (20.0..22.0).contains(&corner.y),
        "{corner:?}"
    );
    let (layer, findings) = read_fixture("broken", "lines_shp.zip", Kind::Green, &ReadOptions::default());
    assert!(
        layer.is_none() && findings.iter().any(|one| one.check == "wrong_geometry"),
        "{findings:?}"
    );
    let (layer, findings) = read_fixture("broken", "lines_shp.zip", Kind::Water, &ReadOptions::default());
    let Some(Layer::Water { bodies, waterways }) = layer else {
        panic!("{findings:?}")
    };
    assert!(bodies.is_empty() && !waterways.is_empty());
    assert!(waterways.iter().all(|one: &Waterway| one.line.len() >= 2));
}

#[test]
fn a_table_holds_outlines_and_lines_as_text_and_a_bare_table_is_refused() {
    let table = "Tên,Loại dòng chảy,Ranh giới\nHồ A,,\"POLYGON ((105.8 21, 105.9 21, 105.9 21.1, 105.8 21))\"\n\
                 Suối B,Suối,\"LINESTRING (105.8 21, 105.9 21.1)\"\n,,POINT (105.8 21)\n";
    let (layer, findings) = read(
        Kind::Water,
        "a.csv",
        BufReader::new(Cursor::new(table)),
        &ReadOptions::default(),
    );
    let Some(Layer::Water { bodies, waterways }) = layer else {
        panic!("{findings:?}")
    };
    let lakes: Vec<Option<&str>> = bodies.iter().map(|body: &WaterBody| body.name.as_deref()).collect();
    assert_eq!((lakes, waterways[0].class), (vec![Some("Hồ A")], WaterwayClass::Stream));
    let wrong: Vec<(&str, Option<u64>)> = errors(&findings).iter().map(|one| (one.check, one.row)).collect();
    assert_eq!(wrong, [("wrong_geometry", Some(4))]);
    let (layer, findings) = read(
        Kind::Green,
        "a.csv",
        Cursor::new("Tên\nCông viên A\n"),
        &ReadOptions::default(),
    );
    assert_eq!((layer, findings[0].check), (None, "wrong_format"));
}
