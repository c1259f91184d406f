//! The program as its user runs it: exit codes, messages, files left alone, and the whole way on real data.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub fn gandan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .output()
        .expect("the program starts")
}

/// The same with text on its standard input.
pub fn with_input(args: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = program.stdin.take().expect("piped");
    // A program that refuses before it reads closes the pipe.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    program.wait_with_output().expect("the program ends")
}

/// Runs and expects success; gives standard output.
pub fn done(args: &[&str]) -> String {
    let output = gandan(args);
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

pub fn demo(folder: &tempfile::TempDir) -> PathBuf {
    let workspace = folder.path().join("demo.gpkg");
    done(&["demo", "--out", text(&workspace), "--cell-metres", "1000"]);
    workspace
}

fn number(value: &Value, field: &str) -> f64 {
    value[field].as_f64().unwrap_or_else(|| panic!("{field} in {value}"))
}

#[test]
fn the_demo_tells_every_resident_once_and_adds_up_to_the_communes_total() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let answer: Value = serde_json::from_str(&done(&["assess", text(&workspace), "--format", "json"])).expect("json");
    let facts = include_str!("../../data/hanoi/communes_2025.csv");
    let declared: f64 = csv::Reader::from_reader(facts.as_bytes())
        .records()
        .map(|row| row.expect("a row")[6].parse::<f64>().expect("a number"))
        .sum();
    let told: Vec<&str> = answer["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .filter_map(|rule| rule["rule"]["id"].as_str())
        .collect();
    assert_eq!(told, ["plan68", "scheme", "plan68_agents"]);
    for rule in told {
        let alone = done(&["assess", text(&workspace), "--rule", rule, "--format", "json"]);
        assert_eq!(serde_json::from_str::<Value>(&alone).expect("json")["rule"]["id"], rule);
        assert!(done(&["assess", text(&workspace), "--rule", rule, "--lang", "en"]).contains(rule));
    }
    for rule in answer["rules"].as_array().expect("rules") {
        let people = &rule["people"];
        let total = number(people, "total");
        assert!(
            (total - declared).abs() <= declared * 0.001,
            "{total} people, declared {declared}"
        );
        let verdicts: f64 = ["time_and_distance", "time_only", "distance_only", "neither"]
            .iter()
            .map(|name| number(people, name))
            .sum();
        assert!((verdicts - total).abs() < 1e-3, "{verdicts} by verdict of {total}");
        let areas: f64 = rule["areas"]
            .as_array()
            .expect("areas")
            .iter()
            .map(|area| number(&area["people"], "total"))
            .sum();
        assert!((areas + number(&rule["outside_areas"], "total") - total).abs() < 1e-3);
        assert_eq!(rule["snapshot_id"], answer["snapshot_id"]);
    }
    let cells = folder.path().join("cells.csv");
    done(&["export", text(&workspace), "cells", "--out", text(&cells)]);
    let mut reader = csv::Reader::from_path(&cells).expect("the export");
    let known = ["time_and_distance", "time_only", "distance_only", "neither"];
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(
        rows.len() > 1000 && rows.iter().all(|row| known.contains(&&row[5])),
        "every cell has one verdict"
    );
}

#[test]
fn a_broken_file_is_refused_by_name_and_the_workspace_keeps_every_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let before = std::fs::read(&workspace).expect("the workspace");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0];
    let half = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"X"},"geom"#;
    let cases: [(&str, &str, &[u8], &[&str]); 4] = [
        (
            "facilities",
            "points.csv",
            b"code,name,lon,lat\nA,Mot,105.8,21.0\nB,Hai,105.8,210\n",
            &["points.csv", "dòng 3", "lat", "210"],
        ),
        ("areas", "half.geojson", half, &["half.geojson"]),
        ("roads", "picture.osm.pbf", &jpeg, &["picture.osm.pbf", "JPEG"]),
        ("demand", "empty.tif", b"", &["empty.tif", "rỗng"]),
    ];
    for (kind, name, bytes, said) in cases {
        let path = write(name, bytes);
        let output = gandan(&[
            "import",
            kind,
            text(&path),
            "--workspace",
            text(&workspace),
            "--kind",
            "agent",
        ]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{name}: {message}");
        for part in said {
            assert!(message.contains(part), "{name}: '{part}' is not said in: {message}");
        }
        assert_eq!(
            std::fs::read(&workspace).expect("the workspace"),
            before,
            "{name} changed the workspace"
        );
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert!(
            left.iter()
                .all(|name| !name.to_string_lossy().starts_with("demo.gpkg-")),
            "{left:?}"
        );
    }
    let fresh = folder.path().join("fresh.gpkg");
    let output = gandan(&[
        "import",
        "facilities",
        text(&folder.path().join("points.csv")),
        "--workspace",
        text(&fresh),
        "--kind",
        "agent",
    ]);
    assert_eq!(output.status.code(), Some(3));
    assert!(!fresh.exists(), "a refused import makes no workspace");
    let partial = gandan(&[
        "import",
        "facilities",
        text(&folder.path().join("points.csv")),
        "--workspace",
        text(&fresh),
        "--kind",
        "agent",
        "--accept-partial",
    ]);
    assert!(
        partial.status.success() && fresh.exists(),
        "the good row is kept on request"
    );
}

#[test]
fn wrong_use_is_told_with_code_2_and_bad_input_with_code_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = folder.path().join("none.gpkg");
    assert_eq!(gandan(&["asess"]).status.code(), Some(2));
    assert_eq!(gandan(&["assess"]).status.code(), Some(2));
    assert_eq!(gandan(&["assess", text(&none)]).status.code(), Some(3));
    assert!(!none.exists(), "asking makes no workspace");
    let workspace = demo(&folder);
    let cases: [&[&str]; 6] = [
        &["assess", text(&workspace), "--rule", "plan69"],
        &["nearest", text(&workspace), "--lon", "105.8", "--lat", "210"],
        &[
            "nearest",
            text(&workspace),
            "--lon",
            "105.8",
            "--lat",
            "21",
            "--mode",
            "boat",
        ],
        &["export", text(&workspace), "rivers", "--out", "rivers.csv"],
        &["import", "rivers", "x.csv", "--workspace", text(&workspace)],
        &["demo", "--out", text(&workspace)],
    ];
    for args in cases {
        let output = gandan(args);
        assert_eq!(
            output.status.code(),
            // What is not a kind of data or a layer is wrong usage.
            Some(if args.contains(&"rivers") { 2 } else { 3 }),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{args:?}");
    }
    assert!(done(&["--help"]).contains("Exit codes"));
}

#[test]
fn the_nearest_points_are_in_order_of_time_and_say_what_the_design_promises() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let answer = done(&[
        "nearest",
        text(&workspace),
        "--lon",
        "105.82",
        "--lat",
        "21.06",
        "-k",
        "6",
        "--format",
        "json",
    ]);
    let items: Vec<Value> = serde_json::from_str(&answer).expect("json");
    assert_eq!(items.len(), 6);
    for item in &items {
        for field in ["facility", "name", "kind", "distance_m", "travel_s", "open"] {
            assert!(item.get(field).is_some(), "{field} in {item}");
        }
    }
    let times: Vec<f64> = items.iter().map(|item| number(item, "travel_s")).collect();
    assert!(times.is_sorted(), "{times:?}");
}

/// The documented way from real files to a reviewed workspace; skipped where the files are absent.
#[test]
fn real_hanoi_goes_in_and_verdicts_and_proposals_come_out() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real");
    if !real.exists() {
        println!("skipped: {} is not there", real.display());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = folder.path().join("real.gpkg");
    // Every fourth place: 507 agents, so that the review is of the size of the real network.
    let places = std::fs::read_to_string(real.join("places-osm-candidates.csv")).expect("the places");
    let some: String = places
        .lines()
        .enumerate()
        .filter(|(row, _)| row % 4 == 0)
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    let agents = folder.path().join("agents.csv");
    std::fs::write(&agents, some).expect("written");
    let import = |kind: &str, file: &Path, more: &[&str]| {
        let mut args = vec!["import", kind, text(file), "--workspace", text(&workspace)];
        args.extend(more);
        done(&args)
    };
    import("areas", &real.join("communes-126-2025-07.geojson"), &[]);
    import(
        "demand",
        &real.join("worldpop-2020-1km-hanoi.tif"),
        &["--note", "WorldPop 2020, CC BY 4.0"],
    );
    import(
        "roads",
        &real.join("roads-inner-districts-2025-05.osm.pbf"),
        &["--note", "© OpenStreetMap contributors, ODbL 1.0"],
    );
    import("facilities", &agents, &["--kind", "agent"]);

    let answer: Value = serde_json::from_str(&done(&[
        "assess",
        text(&workspace),
        "--rule",
        "scheme",
        "--format",
        "json",
    ]))
    .expect("json");
    let people = &answer["people"];
    assert!((number(people, "total") - 8_242_267.0).abs() <= 824.0, "{people}");
    assert!(
        number(people, "unsnapped") > 3_000_000.0,
        "the roads cover the inner districts only, and it is said: {people}"
    );
    let page = done(&["assess", text(&workspace)]);
    assert!(
        page.contains("không nối được với đường") && page.contains("WorldPop 2020"),
        "{page}"
    );

    let settings = folder.path().join("quick.toml");
    std::fs::write(&settings, "time_limit_s = 10.0\nsensitivity_s = 0.0\n").expect("written");
    let plan = folder.path().join("plan.json");
    done(&[
        "review",
        text(&workspace),
        "--settings",
        text(&settings),
        "--format",
        "json",
        "--out",
        text(&plan),
        "--save",
    ]);
    let read: Value = serde_json::from_slice(&std::fs::read(&plan).expect("the plan")).expect("json");
    assert!(
        read["status"] == "optimal" || read["status"] == "feasible",
        "{}",
        read["status"]
    );
    assert_eq!(read["decisions"].as_array().map(Vec::len), Some(507));
    let (cells, facilities) = (folder.path().join("cells.csv"), folder.path().join("facilities.csv"));
    done(&["export", text(&workspace), "cells", "--out", text(&cells)]);
    done(&["export", text(&workspace), "facilities", "--out", text(&facilities)]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify/verify_plan.py");
    let verified = Command::new("python3")
        .args([
            text(&script),
            "--cells",
            text(&cells),
            "--facilities",
            text(&facilities),
            "--review",
            text(&plan),
        ])
        .output()
        .expect("python3 runs");
    assert!(
        verified.status.success(),
        "{}{}",
        String::from_utf8_lossy(&verified.stdout),
        String::from_utf8_lossy(&verified.stderr)
    );
    let layers = Command::new("ogrinfo")
        .args(["-ro", "-so", "-al", text(&workspace)])
        .output()
        .expect("ogrinfo (gdal-bin) runs");
    assert!(
        layers.status.success() && layers.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&layers.stderr)
    );
    let listed = String::from_utf8_lossy(&layers.stdout).into_owned();
    for layer in ["facility", "demand", "area", "road", "decision"] {
        assert!(
            listed.contains(&format!("Layer name: {layer}\n")),
            "{layer} in {listed}"
        );
    }
}

/// What people have in their scripts and notes: a changed option shows here.
#[test]
fn the_help_of_every_command_is_as_it_was() {
    let commands = [
        "",
        "demo",
        "import",
        "history",
        "undo",
        "template",
        "addresses",
        "check",
        "assess",
        "areas",
        "crosswalk",
        "nearest",
        "isochrone",
        "rule",
        "locate",
        "review",
        "scenario",
        "what-if",
        "report",
        "export",
        "calibrate",
        "profile",
        "serve",
        "openapi",
    ];
    let pages = commands.map(|command| {
        let args: Vec<&str> = [command, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        format!("$ gandan {}\n{}", args.join(" "), done(&args))
    });
    insta::assert_snapshot!(pages.join("\n"));
}
