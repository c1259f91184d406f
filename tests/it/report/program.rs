//! `gandan report` as a user meets it.

use std::path::Path;
use std::process::{Command, Output};

use gandan::store::{Overwrite, Workspace};

use super::fixture::{docx_text, town};
use super::templates::{NEEDED, template};

fn gandan(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    Workspace::create(&folder.path().join("w.gpkg"), &town(), Overwrite::Refuse).expect("a workspace");
    folder
}

#[test]
fn one_command_writes_a_report_in_every_format_and_its_figures_are_those_of_assess() {
    let folder = folder();
    let path = folder.path();
    let written = gandan(
        path,
        &[
            "report",
            "w.gpkg",
            "coverage",
            "--date",
            "2026-11-22",
            "--out",
            "a.docx",
            "--out",
            "a.xlsx",
            "--out",
            "a.html",
            "--out",
            "a.svg",
            "--out",
            "a.png",
            "--set",
            "so_van_ban=12/BC-TTPVHCC",
        ],
    );
    assert!(written.status.success(), "{}", said(&written));
    let read = |name: &str| std::fs::read(path.join(name)).expect(name);
    assert!(read("a.png").starts_with(b"\x89PNG") && read("a.svg").starts_with(b"<svg"));
    let text = docx_text(&read("a.docx"));
    assert!(text.contains("12/BC-TTPVHCC"));
    let assessed = gandan(path, &["assess", "w.gpkg", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&assessed.stdout).expect("JSON");
    for rule in answer["rules"].as_array().expect("rules") {
        let passing = rule["people"]["passing"].as_f64().expect("a number");
        let told = gandan::report::Value::Whole(passing).told();
        let html = String::from_utf8(read("a.html")).expect("UTF-8");
        assert!(text.contains(&told) && html.contains(&told), "{told}");
        let id = rule["answer_id"].as_str().expect("an id");
        assert!(text.contains(id), "{id}");
    }
}

#[test]
fn an_office_keeps_a_template_that_fits_and_goes_back_to_the_programs_own_layout() {
    let folder = folder();
    let path = folder.path();
    let report = |more: &[&str]| {
        let mut args = vec!["report", "w.gpkg", "coverage", "--date", "2026-11-22"];
        args.extend(more);
        gandan(path, &args)
    };
    let text = || docx_text(&std::fs::read(path.join("a.docx")).expect("a document"));
    let own = "<w:p><w:r><w:t>Mẫu của cơ quan số 7</w:t></w:r></w:p>";
    std::fs::write(path.join("t.docx"), template(&format!("{own}{NEEDED}"))).expect("a template");
    let broken = template(&format!(
        "{own}{NEEDED}<w:p><w:r><w:t>{{{{khong_co}}}}</w:t></w:r></w:p>"
    ));
    std::fs::write(path.join("broken.docx"), broken).expect("a template");

    let refused = report(&["--template", "broken.docx", "--keep-template"]);
    assert_eq!(refused.status.code(), Some(3), "{}", said(&refused));
    assert!(said(&refused).contains("khong_co"), "{}", said(&refused));
    assert!(report(&["--out", "a.docx"]).status.success());
    assert!(!text().contains("số 7"), "what does not fit is not kept");

    let kept = report(&["--template", "t.docx", "--keep-template"]);
    assert!(kept.status.success(), "{}", said(&kept));
    assert!(report(&["--out", "a.docx", "--out", "a.html"]).status.success());
    assert!(text().contains("số 7"));
    let html = std::fs::read_to_string(path.join("a.html")).expect("a page");
    assert!(!html.contains("số 7"), "a template is of the DOCX alone");
    assert!(
        gandan(path, &["report", "w.gpkg", "data-quality", "--out", "b.docx"])
            .status
            .success()
    );
    let other = docx_text(&std::fs::read(path.join("b.docx")).expect("a document"));
    assert!(!other.contains("số 7"), "and of its kind alone");
    let private = gandan::auth::PrivateFile::open(&path.join("w.gpkg")).expect("it is there");
    assert!(private.office_template("coverage").expect("read").is_some());

    assert!(report(&["--drop-template"]).status.success());
    assert!(report(&["--out", "a.docx"]).status.success());
    assert!(!text().contains("số 7"));
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let folder = folder();
    let path = folder.path();
    for (args, code, told) in [
        (vec!["coverage", "--out", "a.pdf"], 3, ".docx"),
        (vec!["proposal", "--out", "a.docx"], 3, "gandan review"),
        (vec!["point", "--out", "a.docx"], 3, "--point"),
        (vec!["point", "--point", "NO", "--out", "a.docx"], 3, "NO"),
        (vec!["coverage", "--commune", "9", "--out", "a.docx"], 3, "gandan areas"),
        (vec!["coverage", "--set", "x=1", "--out", "a.docx"], 3, "so_van_ban"),
        (vec!["coverage", "--template", "t.docx", "--out", "a.html"], 3, ".docx"),
        (
            vec!["coverage", "--template", "none.docx", "--out", "a.docx"],
            3,
            "none.docx",
        ),
        (vec!["period", "--from", "2026-13", "--out", "a.docx"], 2, "YYYY-MM"),
        (
            vec!["period", "--from", "2026-11", "--to", "2026-01", "--out", "a.docx"],
            3,
            "2026-11",
        ),
        (vec!["merit", "--out", "a.svg"], 3, "map"),
    ] {
        let mut all = vec!["report", "w.gpkg"];
        all.extend(args);
        let output = gandan(path, &all);
        assert_eq!(output.status.code(), Some(code), "{all:?}: {}", said(&output));
        assert!(said(&output).contains(told), "{all:?}: {}", said(&output));
        assert!(!path.join("a.docx").exists(), "{all:?} wrote something");
    }
}

#[test]
fn the_fields_of_a_kind_are_listed() {
    let folder = folder();
    let listed = said(&gandan(folder.path(), &["report", "w.gpkg", "coverage", "--fields"]));
    for field in [
        "{{so_van_ban}}",
        "{{noi_dung}}",
        "{{ty_le_plan68}}",
        "{{ban_do}}",
        "{{bang_xa_phuong}}",
    ] {
        assert!(listed.contains(field), "{field} in {listed}");
    }
}
