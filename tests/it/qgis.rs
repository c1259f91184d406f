//! Projects for QGIS, as far as they can be looked at without QGIS; `tests/verify/qgis_project.py` opens them with it.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Output};

use crate::service::fixture::{get_with, town};
use gandan::geometry::BBox;
use gandan::model::Dataset;
use gandan::report::{Proposals, QgisSource, qgis_project};
use gandan::store::{Overwrite, Workspace};

const EXTENT: BBox = BBox {
    west: 105.795,
    south: 20.995,
    east: 105.845,
    north: 21.045,
};

fn file(path: &str, proposals: Proposals) -> QgisSource {
    QgisSource::Workspace {
        path: path.into(),
        proposals,
    }
}

/// Values of an attribute or an element, in order; the text is well-formed XML, or this fails.
fn values(xml: &str, element: &str, attribute: Option<&str>) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut inside) = (Vec::new(), false);
    loop {
        let event = reader.read_event().expect("well-formed");
        match &event {
            Event::Eof => return found,
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == element => {
                inside = attribute.is_none();
                if let Some(name) = attribute {
                    let told = tag.try_get_attribute(name).expect("attributes").expect(name);
                    found.push(told.value.to_string());
                }
            }
            Event::Text(text) if inside => {
                found.push(text.as_ref().to_owned());
                inside = false;
            }
            _ => inside = false,
        }
    }
}

#[test]
fn a_project_of_a_workspace_names_its_layers_in_vietnamese_and_its_file_by_the_path() {
    let town = town();
    let xml = qgis_project(&town, Some(EXTENT), &file("./data/city.gpkg", Proposals::None));
    assert_eq!(
        values(&xml, "layername", None),
        [
            "Điểm phục vụ",
            "Phường, xã",
            "Đường",
            "Dân cư theo ô",
            "Sông, hồ",
            "Dòng sông, kênh, suối",
            "Công viên, cây xanh"
        ],
        "the town has no outline of its own"
    );
    let sources = values(&xml, "datasource", None);
    assert!(
        sources
            .iter()
            .all(|source| source.starts_with("./data/city.gpkg|layername=")),
        "{sources:?}"
    );
    let ids: BTreeSet<String> = values(&xml, "id", None).into_iter().collect();
    let in_tree: BTreeSet<String> = values(&xml, "layer-tree-layer", Some("id")).into_iter().collect();
    assert_eq!(ids, in_tree, "every layer stands in the legend");
    assert!(xml.contains("dữ liệu minh họa"), "a demo says so");
    assert_eq!(
        xml,
        qgis_project(&town, Some(EXTENT), &file("./data/city.gpkg", Proposals::None))
    );
}

#[test]
fn proposals_stand_in_the_project_where_the_workspace_holds_some() {
    let xml = qgis_project(&town(), Some(EXTENT), &file("w.gpkg", Proposals::Stored));
    assert_eq!(values(&xml, "layername", None)[0], "Đề xuất để xem xét");
    let empty = qgis_project(&Dataset::default(), None, &file("w.gpkg", Proposals::None));
    assert_eq!(
        values(&empty, "layername", None),
        ["Điểm phục vụ"],
        "a layer without rows is left out"
    );
}

#[test]
fn a_path_with_signs_of_xml_stays_a_path() {
    let xml = qgis_project(&town(), Some(EXTENT), &file("./A & B <\"C\">'/w.gpkg", Proposals::None));
    let source = &values(&xml, "layer-tree-layer", Some("source"))[0];
    assert!(
        source.starts_with("./A &amp; B &lt;&quot;C&quot;&gt;&#39;/w.gpkg|"),
        "{source}"
    );
}

#[test]
fn the_service_gives_a_project_of_its_own_layers_under_the_address_it_was_asked_at() {
    let reply = get_with("/ogc/network.qgs", ("host", "map.example:8080"));
    assert_eq!(reply.header("content-type"), "application/x-qgis-project");
    let xml = String::from_utf8(reply.body.to_vec()).expect("UTF-8");
    let sources: Vec<&str> = xml
        .split("<datasource>")
        .skip(1)
        .filter_map(|rest| rest.split("</datasource>").next())
        .collect();
    assert_eq!(sources.len(), 4);
    assert!(
        sources.iter().all(|source| source.contains("http://map.example:8080/")),
        "{sources:?}"
    );
}

fn gandan(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("the program runs")
}

#[test]
fn the_command_writes_a_project_beside_the_workspace_or_elsewhere_and_refuses_other_endings() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("maps")).expect("a folder");
    Workspace::create(&folder.path().join("w.gpkg"), &town(), Overwrite::Refuse).expect("a workspace");
    let out = gandan(folder.path(), &["export", "w.gpkg", "qgis", "--out", "maps/town.qgz"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let bytes = std::fs::read(folder.path().join("maps/town.qgz")).expect("written");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut xml = String::new();
    archive
        .by_name("town.qgs")
        .expect("the project within")
        .read_to_string(&mut xml)
        .expect("UTF-8");
    assert!(values(&xml, "datasource", None)[0].starts_with("../w.gpkg|layername=facility"));
    for (args, words) in [
        (&["--out", "town.xml"][..], "đuôi .qgs hoặc .qgz"),
        (
            &["--out", "town.qgs", "--service", "localhost"],
            "cần địa chỉ của máy chủ",
        ),
    ] {
        let refused = gandan(folder.path(), &[&["export", "w.gpkg", "qgis"], args].concat());
        assert_eq!(refused.status.code(), Some(3));
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(told.contains(words), "{told}");
    }
}
