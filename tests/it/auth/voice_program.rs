//! `gandan case|inspection|satisfaction|alerts` as the office runs them at the machine.

use std::path::Path;

use chrono::{TimeDelta, Utc};
use gandan::auth::{Ceiling, PrivateFile};
use gandan::planner::voice::{NewReport, report};
use gandan::store::{Overwrite, Workspace};
use gandan::voice::*;
use serde_json::Value;

use crate::cli::with_input;
use crate::service::town;

fn done(args: &[&str]) -> String {
    let output = with_input(args, "");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

fn refused(args: &[&str]) -> String {
    let output = with_input(args, "");
    assert_eq!(output.status.code(), Some(3), "{args:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The town, and its private file.
fn city(folder: &Path) -> (String, PrivateFile) {
    let path = folder.join("city.gpkg");
    Workspace::create(&path, &town(), Overwrite::Refuse).expect("a workspace");
    let private = PrivateFile::open(&path).expect("made");
    (path.to_str().expect("UTF-8").to_owned(), private)
}

#[test]
fn a_case_is_answered_and_its_correction_goes_through_the_import() {
    let folder = tempfile::tempdir().expect("a folder");
    let (w, private) = city(folder.path());
    let new = NewReport {
        request: "1".into(),
        facility: "DL-A".into(),
        kind: CaseKind::WrongPosition,
        text: "Ở bên kia đường".into(),
        position: None,
    };
    let id = report(&private, &town(), &new, Utc::now()).expect("taken in");
    drop(private);
    assert!(done(&["case", "list", &w, "--open"]).contains("sai vị trí"));
    let end = &id[30..];
    // A new case is taken into work on the way.
    let proposed = done(&[
        "case",
        "propose",
        &w,
        end,
        "--position",
        "105.8012,21.0011",
        "--format",
        "json",
    ]);
    let proposed: Value = serde_json::from_str(&proposed).expect("JSON");
    assert_eq!(
        (&proposed["case"]["state"], &proposed["case"]["version"]),
        (&"in_progress".into(), &3.into())
    );
    let fix = folder.path().join("fix.csv");
    let fix = fix.to_str().expect("UTF-8");
    done(&["case", "correction", &w, end, "--out", fix]);
    done(&["import", "facilities", fix, "--add", "--workspace", &w]);
    let moved = Workspace::load(Path::new(&w)).expect("read");
    let point = moved.facilities.iter().find(|one| one.code == "DL-A").expect("there");
    assert_eq!((point.location.lon, point.location.lat), (105.8012, 21.0011));
    assert_eq!(moved.facilities.len(), town().facilities.len());
    done(&["case", "link", &w, end, "--import", "1"]);
    let told = done(&["case", "answer", &w, end, "--text", "Đã sửa vị trí."]);
    assert!(told.contains("đã trả lời") && told.contains("Đã sửa vị trí."), "{told}");
    assert!(done(&["case", "list", &w, "--open"]).starts_with('0'));
    let again = refused(&["case", "answer", &w, end, "--text", "Lần nữa"]);
    assert!(again.contains("không thực hiện được"), "{again}");
    assert!(refused(&["case", "show", &w, "zzz"]).contains("không có phản ánh"));
}

#[test]
fn alerts_and_figures_are_told_with_their_limits_and_a_backup_holds_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let (w, private) = city(folder.path());
    for number in 0..40i64 {
        let rating = Rating {
            id: number.to_string(),
            facility: "DL-A".into(),
            at: Utc::now() - TimeDelta::hours(number),
            stars: if number % 2 == 0 { 5 } else { 2 },
            reason: None,
            text: None,
            reading: Reading::NoText,
        };
        let ceiling = Ceiling {
            since: Utc::now(),
            most: u32::MAX,
        };
        private.add_rating(&rating, None, ceiling).expect("written");
    }
    drop(private);
    let figures = done(&["satisfaction", &w, "--only", "DL-A"]);
    assert!(
        figures.contains("DL-A [người dân]: 20/40 = 50,0 % (35,2 % - 64,8 %)"),
        "{figures}"
    );
    assert!(done(&["alerts", &w]).contains("Tỷ lệ hài lòng 50,0 %"));
    let strict = done(&["alerts", &w, "--set", "minimum_sample=41"]);
    assert!(
        !strict.contains("Tỷ lệ hài lòng") && strict.contains("minimum_sample = 41"),
        "{strict}"
    );
    assert!(refused(&["alerts", &w, "--set", "minimum_sample=0"]).contains("ngoài khoảng"));
    // Reports do not need the private file: they leave it as it is, and say so where they cannot read it.
    let beside = PrivateFile::path_of(Path::new(&w));
    let list = folder.path().join("merit.html");
    let merit = |kind: &str| with_input(&["report", &w, kind, "--out", list.to_str().expect("UTF-8")], "");
    let whole = std::fs::read(&beside).expect("read");
    std::fs::write(&beside, "no database").expect("written");
    let told = merit("merit");
    let errors = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(
        told.status.success() && errors.contains("không đọc được tệp riêng"),
        "{errors}"
    );
    let told = merit("data-quality");
    assert!(told.status.success() && !String::from_utf8_lossy(&told.stderr).contains("không đọc được tệp riêng"));
    assert_eq!(std::fs::read(&beside).expect("read"), b"no database");
    std::fs::write(&beside, whole).expect("written");
    let copy = folder.path().join("copy.gpkg");
    let copy = copy.to_str().expect("UTF-8");
    done(&["backup", &w, "--out", copy]);
    assert!(done(&["satisfaction", copy]).contains("20/40"));
    assert_eq!(
        done(&["inspection", "export", &w]).lines().count(),
        1,
        "the header alone"
    );
    assert!(done(&["inspection", "list", &w]).contains("Chưa có biên bản"));
}
