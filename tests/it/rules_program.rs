//! Composed rules as the program's user meets them: files, modes, the page, what is refused.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn gandan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .output()
        .expect("the program starts")
}

/// Runs and expects success; gives standard output.
fn done(args: &[&str]) -> String {
    let output = gandan(args);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

/// Runs and expects a refusal of bad input; gives what is said.
fn refused(args: &[&str]) -> String {
    let output = gandan(args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{args:?}: {said}");
    assert!(output.stdout.is_empty(), "{args:?}");
    said
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&done(args)).expect("json")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

struct Folder {
    folder: tempfile::TempDir,
    workspace: PathBuf,
}

impl Folder {
    fn with_demo() -> Folder {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = folder.path().join("demo.gpkg");
        done(&["demo", "--out", text(&workspace), "--cell-metres", "1000"]);
        Folder { folder, workspace }
    }

    fn workspace(&self) -> &str {
        text(&self.workspace)
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        path
    }
}

fn people(rule: &Value, field: &str) -> f64 {
    rule["people"][field]
        .as_f64()
        .unwrap_or_else(|| panic!("{field} in {}", rule["people"]))
}

#[test]
fn a_rule_file_is_judged_in_toml_as_in_json_and_the_shipped_rules_stay_comparable() {
    let city = Folder::with_demo();
    let toml = city.write(
        "far.toml",
        "id = 'far'\nlike = 'plan68'\nsource = 'Quyết định thử'\nradius_m = 2000\n[[overrides]]\nterritory = 'rural'\nradius_m = 5000\n",
    );
    let as_json = city.write(
        "far.json",
        r#"{"id": "far", "like": "plan68", "source": "Quyết định thử", "radius_m": 2000,
            "overrides": [{"territory": "rural", "radius_m": 5000}]}"#,
    );
    let one = json(&["assess", city.workspace(), "--rule", text(&toml), "--format", "json"]);
    assert_eq!(
        one,
        json(&["assess", city.workspace(), "--rule", text(&as_json), "--format", "json"])
    );
    assert_eq!(
        (
            one["rule"]["id"].as_str(),
            one["rule"]["overrides"][0]["radius_m"].as_f64()
        ),
        (Some("far"), Some(5000.0))
    );
    let both = json(&[
        "assess",
        city.workspace(),
        "--rule",
        "plan68",
        "--rule",
        text(&toml),
        "--format",
        "json",
    ]);
    let [plan68, far] = [&both["rules"][0], &both["rules"][1]];
    assert_eq!(far, &one, "a rule says the same alone and beside another");
    assert_eq!(far["snapshot_id"], plan68["snapshot_id"], "the data are the same");
    assert_ne!(far["answer_id"], plan68["answer_id"], "the rules are not");
    // Rural communes are judged as under plan 68, urban wards more strictly.
    assert_eq!(far["rural"], plan68["rural"]);
    assert!(far["urban"]["passing"].as_f64() < plan68["urban"]["passing"].as_f64());
    for field in ["effective", "procedures", "sensitivity"] {
        assert!(one["figures"].get(field).is_some(), "{field}");
    }
    assert!(one["figures"]["sensitivity"].is_null(), "not asked for");
    assert_eq!(one["figures"]["procedures"].as_array().map(Vec::len), Some(50));

    let cells = city.folder.path().join("cells.csv");
    done(&[
        "export",
        city.workspace(),
        "cells",
        "--rule",
        text(&toml),
        "--out",
        text(&cells),
    ]);
    let mut reader = csv::Reader::from_path(&cells).expect("the export");
    let passing: f64 = reader
        .records()
        .map(|row| row.expect("a row"))
        .filter(|row| &row[10] != "0")
        .map(|row| row[3].parse::<f64>().expect("people"))
        .sum();
    assert!(
        (passing - people(&one, "passing")).abs() < 1e-3,
        "{passing} people in the export"
    );

    let page = done(&["assess", city.workspace(), "--rule", text(&toml)]);
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["far", "Quyết định thử", "Riêng các xã: bán kính không quá 5 km"] {
        assert!(page.contains(said), "'{said}' is not in\n{page}");
    }
}

#[test]
fn every_mode_can_be_asked_for_and_walkers_are_fewer() {
    let city = Folder::with_demo();
    let by_time = city.write("time.toml", "id = 'time'\ncombine = 'time_only'\n");
    let passing = ["motorbike", "car", "bicycle", "foot"].map(|mode| {
        let rule = [
            "assess",
            city.workspace(),
            "--rule",
            text(&by_time),
            "--format",
            "json",
            "--mode",
            mode,
        ];
        let told = json(&rule);
        assert_eq!(told["rule"]["mode"], mode);
        people(&told, "passing")
    });
    assert!(passing[3] < passing[2] && passing[2] < passing[0], "{passing:?}");
    let said = refused(&["assess", city.workspace(), "--mode", "boat"]);
    assert!(said.contains("boat") && said.contains("bicycle"), "{said}");
}

#[test]
fn a_rule_that_cannot_be_meant_is_refused_with_its_place_and_what_to_do() {
    let city = Folder::with_demo();
    let cases = [
        ("id = 'x'\nradus_m = 1", &["radus_m", "radius_m"][..]),
        ("id = 'x'\nradius_m = '5 km'", &["x.toml", "radius_m", "5 km"]),
        (
            "id = 'x'\n[[overrides]]\ncommunes = ['99999']\nradius_m = 1",
            &["overrides[0].communes", "99999", "gandan export W areas"],
        ),
        (
            "id = 'x'\nprocedure = 'TT-999'",
            &["TT-999", "gandan import procedures"],
        ),
        ("id = 'plan68'\nradius_m = 7000", &["plan68", "choose another name"]),
    ];
    let path = city.folder.path().join("x.toml");
    for (content, parts) in cases {
        city.write("x.toml", content);
        let said = refused(&["assess", city.workspace(), "--rule", text(&path)]);
        for part in parts {
            assert!(said.contains(part), "'{part}' is not said of {content}: {said}");
        }
    }
    let none = refused(&["assess", city.workspace(), "--rule", "none.toml"]);
    assert!(
        none.contains("none.toml") && none.contains("gandan rule show"),
        "{none}"
    );
    let twice = refused(&["assess", city.workspace(), "--rule", "scheme", "--rule", "scheme"]);
    assert!(twice.contains("scheme"), "{twice}");
    city.write("x.toml", "id = 'x'\nprocedure = 'TT-999'");
    let cells = city.folder.path().join("cells.csv");
    refused(&[
        "export",
        city.workspace(),
        "cells",
        "--rule",
        text(&path),
        "--out",
        text(&cells),
    ]);
    assert!(!cells.exists(), "nothing is written");
}

#[test]
fn a_shown_rule_is_a_file_that_says_the_same() {
    let city = Folder::with_demo();
    for name in ["plan68", "scheme", "plan68_agents"] {
        let shown = done(&["rule", "show", name]);
        let file = city.write("shown.toml", &shown);
        assert_eq!(done(&["rule", "show", text(&file)]), shown);
    }
    let file = text(&city.folder.path().join("shown.toml")).to_owned();
    let [shown, shipped] = [file.as_str(), "plan68_agents"]
        .map(|rule| json(&["assess", city.workspace(), "--rule", rule, "--format", "json"]));
    assert_eq!(shown, shipped);
    assert!(refused(&["rule", "show", "law"]).contains("law"));
}

#[test]
fn the_page_tells_the_director_the_rules_their_sources_and_what_is_not_known() {
    let city = Folder::with_demo();
    let page = done(&["assess", city.workspace()]);
    for said in [
        "dữ liệu minh họa",
        "Kế hoạch 68/KH-TTPVHCC ngày 07/10/2025",
        "Đề án thành lập Trung tâm",
        "plan68_agents",
        "ĐANG MỞ CỬA",
        "Người từ 60 tuổi",
        "Ước tính",
        "mô hình minh họa",
        "Mã bộ số liệu",
    ] {
        assert!(page.contains(said), "'{said}' is not in\n{page}");
    }
    let too_wide: Vec<&str> = page.lines().filter(|line| line.chars().count() > 98).collect();
    assert!(too_wide.is_empty(), "{too_wide:#?}");
    assert!(
        page.lines().count() <= 90,
        "{} lines are more than two screens",
        page.lines().count()
    );
    let long = done(&["assess", city.workspace(), "--details", "--sensitivity", "--lang", "en"]);
    for said in [
        "ALL COMMUNES",
        "ALL ESSENTIAL PROCEDURES",
        "IF THE INPUTS WERE OTHERS",
        "PEOPLE BY TWO SOURCES",
    ] {
        assert!(long.contains(said), "'{said}' is not in\n{long}");
    }
    assert_eq!(
        page,
        done(&["assess", city.workspace()]),
        "the same question, the same bytes"
    );
}
