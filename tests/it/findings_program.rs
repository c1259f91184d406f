//! Findings as a user of the program meets them: lines, JSON, the page, and figures that carry open errors.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gandan::geometry::LonLat;
use gandan::model::{Dataset, DemandCell};
use gandan::store::{Overwrite, Workspace};

fn gandan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .output()
        .expect("the program runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("written")).expect("JSON")
}

/// A list of points with one bad row and a name that would be a script.
fn bad_list(folder: &Path) -> PathBuf {
    let file = folder.join("đại lý.csv");
    let rows = "DANH SÁCH ĐẠI LÝ\n\nmã,loại,tên,kinh độ,vĩ độ\nA1,Đại lý,Một,105.85,21.02\nA2,Đại lý,<script>alert(1)</script>,105.85,<img src=x>\nTổng cộng,,,,2\n";
    std::fs::write(&file, rows).expect("written");
    file
}

/// A workspace with one cell of an impossible number of people and nothing else.
fn spoilt(folder: &Path) -> PathBuf {
    let cell = |code: &str, people: f64| DemandCell {
        code: code.into(),
        location: LonLat::new(105.85 + people.abs() / 1000.0, 21.02),
        people,
        elderly: None,
        enterprises: None,
        area: None,
    };
    let dataset = Dataset {
        cells: vec![cell("C1", 10.0), cell("C2", 5.0)],
        facilities: vec![gandan::model::Facility::new(
            "A1",
            gandan::model::FacilityKind::Agent,
            "Một",
            LonLat::new(21.02, 105.85 - 20.0),
        )],
        ..Dataset::default()
    };
    let mut dataset = dataset;
    dataset.facilities[0].load_per_month = Some(-3.0);
    let path = folder.join("w.gpkg");
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("a workspace");
    path
}

#[test]
fn an_import_speaks_vietnamese_unless_asked_for_english() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, workspace) = (bad_list(folder.path()), folder.path().join("w.gpkg"));
    let args = ["import", "facilities", text(&file), "--workspace", text(&workspace)];
    let output = gandan(&args);
    assert_eq!(output.status.code(), Some(3));
    let vietnamese = said(&output.stderr);
    for part in [
        "lỗi đại lý.csv, dòng 5, cột vĩ độ, giá trị '<img src=x>': đây không phải tọa độ",
        "1 lỗi: không nhập gì",
        "1 dòng phía trên tiêu đề",
    ] {
        assert!(vietnamese.contains(part), "'{part}' is not in {vietnamese}");
    }
    let output = gandan(&[&args[..], &["--lang", "en"]].concat());
    let english = said(&output.stderr);
    for part in [
        "error đại lý.csv, row 5, column vĩ độ",
        "this is no coordinate",
        "1 error(s): nothing was imported",
    ] {
        assert!(english.contains(part), "'{part}' is not in {english}");
    }
    assert!(!workspace.exists(), "nothing was written");
}

#[test]
fn the_findings_of_an_import_go_to_a_page_and_to_json_whatever_becomes_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, workspace) = (bad_list(folder.path()), folder.path().join("w.gpkg"));
    let (page, list) = (folder.path().join("f.html"), folder.path().join("f.json"));
    let import = |more: &[&str]| {
        let args = ["import", "facilities", text(&file), "--workspace", text(&workspace)];
        gandan(&[&args[..], more].concat())
    };
    assert_eq!(import(&["--findings", text(&page)]).status.code(), Some(3));
    let html = std::fs::read_to_string(&page).expect("a page");
    assert!(
        html.contains("Không nhập gì") && html.contains("1 lỗi phải sửa"),
        "{html}"
    );
    assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    assert!(html.contains("&lt;img src=x&gt;"), "the value is shown");

    assert_eq!(import(&["--findings", text(&list)]).status.code(), Some(3));
    let refused = json(&list);
    assert_eq!(
        (&refused["outcome"], &refused["errors"]),
        (&"refused".into(), &1.into())
    );
    let first = &refused["findings"][0];
    assert_eq!(
        (&first["check"], &first["row"], &first["done"]),
        (&"not_a_coordinate".into(), &5.into(), &"row_refused".into())
    );
    assert!(
        first["message_vi"]
            .as_str()
            .is_some_and(|words| words.contains("tọa độ"))
    );
    assert_eq!(refused["checks"][0]["title_vi"], "Không phải tọa độ");

    let partly = import(&["--accept-partial", "--findings", text(&list)]);
    assert!(partly.status.success(), "{}", said(&partly.stderr));
    assert_eq!(json(&list)["outcome"], "imported_in_part");
    let wrong = import(&["--findings", "f.pdf"]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(said(&wrong.stderr).contains(".html"), "{}", said(&wrong.stderr));
}

#[test]
fn a_check_is_text_json_or_a_page_in_both_languages_and_its_catalogue_can_be_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = spoilt(folder.path());
    let output = gandan(&["check", text(&workspace)]);
    assert_eq!(output.status.code(), Some(1));
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let vietnamese = one_line(said(&output.stdout));
    assert!(
        vietnamese.contains("có một con số không đếm được") && vietnamese.contains("1 lỗi, "),
        "{vietnamese}"
    );
    let output = gandan(&["check", text(&workspace), "--lang", "en"]);
    assert!(one_line(said(&output.stdout)).contains("has a figure that is no count"));

    let output = gandan(&["check", text(&workspace), "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["outcome"], "checked");
    let checks = answer["checks"].as_array().expect("a list");
    assert!(
        checks
            .iter()
            .any(|check| check["check"] == "facility_figure_impossible" && check["cases"] == 1)
    );
    assert!(
        answer["findings"]
            .as_array()
            .is_some_and(|list| list.iter().all(|one| one["done"] == "kept"))
    );

    let page = folder.path().join("c.html");
    let output = gandan(&["check", text(&workspace), "--format", "html", "--out", text(&page)]);
    assert_eq!((output.status.code(), said(&output.stdout).as_str()), (Some(1), ""));
    let html = std::fs::read_to_string(&page).expect("a page");
    assert!(
        html.contains("Số liệu của điểm vô lý") && html.contains("<svg"),
        "{html}"
    );

    let list = gandan(&["check", "--list"]);
    assert!(list.status.success() && said(&list.stdout).contains("Kinh độ, vĩ độ đổi chỗ [position_swapped] (lỗi)"));
    let list = gandan(&["check", "--list", "--format", "json"]);
    let catalogue: serde_json::Value = serde_json::from_slice(&list.stdout).expect("JSON");
    assert!(catalogue.as_array().is_some_and(|list| list.len() > 130));
    assert_eq!(
        gandan(&["check"]).status.code(),
        Some(2),
        "a workspace or --list is needed"
    );
}

#[test]
fn figures_computed_on_data_with_errors_carry_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = spoilt(folder.path());
    let output = gandan(&["assess", text(&workspace), "--format", "json"]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for rule in answer["rules"].as_array().expect("rules") {
        let open = &rule["open_errors"];
        assert_eq!(open["count"], 1, "{open}");
        assert_eq!(open["checks"], serde_json::json!(["facility_figure_impossible"]));
    }
    let page = said(&gandan(&["assess", text(&workspace)]).stdout);
    assert!(
        page.contains("Lưu ý: dữ liệu còn 1 lỗi chưa sửa (facility_figure_impossible)"),
        "{page}"
    );
    let review = gandan(&["review", text(&workspace), "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&review.stdout).expect("JSON");
    assert_eq!(answer["open_errors"]["count"], 1, "{answer}");
}
