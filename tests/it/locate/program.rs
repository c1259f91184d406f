//! `gandan locate` as its user runs it.

use std::path::PathBuf;

use serde_json::Value;

use crate::cli::{done, gandan, text};

fn write(folder: &tempfile::TempDir, name: &str, content: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    path
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&done(&[args, &["--format", "json"]].concat())).expect("json")
}

fn refused(args: &[&str]) -> (Option<i32>, String) {
    let output = gandan(args);
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Four places in a row; A and C stand near two each.
const MATRIX: &str = "demand,weight,A,B,C\nd1,1,0,5,9\nd2,2,1,4,8\nd3,4,8,4,1\nd4,8,9,5,0\n";

#[test]
fn a_matrix_is_solved_and_told_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let matrix = write(&folder, "m.csv", MATRIX);
    let ask = ["locate", "--problem", "p-median", "--matrix", text(&matrix), "--p", "2"];
    let answer = json(&ask);
    assert_eq!(
        (&answer["objective"], &answer["bound"], &answer["gap"]),
        (&Value::from(6.0), &Value::from(6.0), &Value::from(0.0))
    );
    assert_eq!(
        (&answer["status"], &answer["chosen"]),
        (&Value::from("optimal"), &serde_json::json!(["A", "C"]))
    );
    assert_eq!(
        answer["assignment"][1]["served"][0],
        serde_json::json!({ "site": "A", "share": 1.0, "cost": 1.0 })
    );
    assert_eq!(answer, json(&ask), "the same input gives the same answer");
    assert_eq!(answer["input_hash"].as_str().map(str::len), Some(64));

    let best = json(&[&ask[..], &["--k-best", "9"]].concat());
    let objectives: Vec<f64> = best["solutions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["objective"].as_f64())
        .collect();
    assert_eq!(
        (objectives, &best["solutions_proven"]),
        (vec![6.0, 17.0, 58.0], &Value::from(true))
    );

    let vietnamese = done(&ask);
    assert!(
        vietnamese.contains("đã chứng minh tối ưu") && vietnamese.contains("Địa điểm được chọn (2)"),
        "{vietnamese}"
    );
    assert!(done(&[&ask[..], &["--lang", "en"]].concat()).contains("proven optimal (gap 0)"));
    let csv = done(&[&ask[..], &["--format", "csv"]].concat());
    assert_eq!(csv.lines().nth(3), Some("1,d3,4,C,1,1"), "{csv}");
    let center = json(&["locate", "--problem", "p-center", "--matrix", text(&matrix), "--p", "1"]);
    assert_eq!(
        (&center["objective"], &center["chosen"]),
        (&Value::from(5.0), &serde_json::json!(["B"]))
    );
    let cover = json(&[
        "locate",
        "--problem",
        "mclp",
        "--matrix",
        text(&matrix),
        "--p",
        "1",
        "--radius-m",
        "1",
    ]);
    assert_eq!(cover["objective"], Value::from(12.0));
    // Minutes are exclusive: nobody is covered at a cost of exactly 1.
    let cover = json(&[
        "locate",
        "--problem",
        "mclp",
        "--matrix",
        text(&matrix),
        "--p",
        "1",
        "--minutes",
        "1",
    ]);
    assert_eq!(cover["objective"], Value::from(8.0));
}

#[test]
fn points_are_solved_in_metres_and_by_road_in_minutes() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = crate::cli::demo(&folder);
    let demand = write(
        &folder,
        "d.csv",
        "code,weight,lon,lat\nd1,5,105.850,21.030\nd2,3,105.800,21.000\nd3,2,105.852,21.028\n",
    );
    let sites = write(
        &folder,
        "s.csv",
        "code,role,lon,lat\nA,candidate,105.851,21.029\nB,candidate,105.801,21.001\nC,existing,105.90,21.10\n",
    );
    let points = ["--demand", text(&demand), "--sites", text(&sites)];
    let median = json(&[&["locate", "--problem", "p-median", "--p", "1"], &points[..]].concat());
    assert_eq!(
        (&median["chosen"], &median["status"]),
        (&serde_json::json!(["A", "C"]), &Value::from("optimal"))
    );
    let cover = json(&[&["locate", "--problem", "lscp", "--radius-m", "500"], &points[..]].concat());
    assert_eq!(
        (&cover["objective"], &cover["chosen"]),
        (&Value::from(2.0), &serde_json::json!(["A", "B", "C"]))
    );
    let road = [&["--workspace", text(&workspace)], &points[..]].concat();
    let minutes = json(&[&["locate", "--problem", "p-center", "--p", "2"], &road[..]].concat());
    let far = minutes["objective"].as_f64().expect("minutes");
    assert!(far > 0.0 && far < 60.0, "{far}");
    let limit = (far + 0.1).to_string();
    let within = json(&[&["locate", "--problem", "lscp", "--minutes", &limit], &road[..]].concat());
    assert!(within["objective"].as_f64().expect("a number") <= 2.0);
    let (code, told) = refused(&[&["locate", "--problem", "lscp", "--radius-m", "500"], &road[..]].concat());
    assert!(code == Some(3) && told.contains("--minutes"), "{told}");
    let (code, told) = refused(&[&["locate", "--problem", "lscp", "--minutes", "5"], &points[..]].concat());
    assert!(code == Some(3) && told.contains("--workspace"), "{told}");
}

#[test]
fn an_orlib_file_names_its_own_p() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(&folder, "pmed.txt", include_str!("../../fixtures/locate/pmed-9.txt"));
    let answer = json(&[
        "locate",
        "--problem",
        "p-median",
        "--matrix",
        text(&file),
        "--input-format",
        "orlib-pmed",
    ]);
    assert_eq!(
        (&answer["p"], answer["chosen"].as_array().map(Vec::len)),
        (&Value::from(3), Some(3))
    );
    let file = write(&folder, "scp.txt", include_str!("../../fixtures/locate/scp-8x10.txt"));
    let answer = json(&[
        "locate",
        "--problem",
        "lscp",
        "--matrix",
        text(&file),
        "--input-format",
        "orlib-scp",
    ]);
    assert_eq!(answer["status"], "optimal");
    let broken = write(&folder, "broken.txt", "2 1 1\n1 9 5\n");
    let (code, told) = refused(&[
        "locate",
        "--problem",
        "p-median",
        "--matrix",
        text(&broken),
        "--input-format",
        "orlib-pmed",
    ]);
    assert!(
        code == Some(3) && told.contains("dòng 2") && told.contains("'9'"),
        "{told}"
    );
}

#[test]
fn a_question_without_an_answer_ends_with_1_and_a_bad_one_with_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let alone = write(&folder, "m.csv", "demand,weight,A\nd1,1,2\nd2,1,-\n");
    let (code, told) = refused(&[
        "locate",
        "--problem",
        "lscp",
        "--matrix",
        text(&alone),
        "--radius-m",
        "5",
    ]);
    assert!(code == Some(1) && told.contains("'d2'"), "{told}");
    let blank = write(&folder, "b.csv", "demand,weight,A\nd1,1,\n");
    let (code, told) = refused(&["locate", "--problem", "p-median", "--matrix", text(&blank), "--p", "1"]);
    assert!(
        code == Some(3) && told.contains("dòng 2") && told.contains("cột A"),
        "{told}"
    );
    let (code, told) = refused(&["locate", "--problem", "p-median", "--matrix", text(&alone), "--p", "9"]);
    assert!(code == Some(3) && told.contains("p is 9"), "{told}");
    assert_eq!(
        refused(&["locate", "--problem", "p-mean", "--matrix", text(&alone)]).0,
        Some(2)
    );
    assert_eq!(refused(&["locate", "--problem", "lscp"]).0, Some(2));
}
