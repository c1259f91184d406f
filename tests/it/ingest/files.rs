//! The way of an office through the program: a template, a partial import, the mended rows, an export.

use std::path::{Path, PathBuf};

use crate::cli::{done, gandan, text};
use gandan::store::Workspace;

struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Office {
        Office(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("written");
        path
    }

    fn import(&self, kind: &str, file: &Path, more: &[&str]) -> std::process::Output {
        let workspace = self.path("w.gpkg");
        let mut args = vec!["import", kind, text(file), "--workspace", text(&workspace)];
        args.extend(more);
        gandan(&args)
    }
}

#[test]
fn good_rows_go_in_rejected_ones_to_a_file_and_the_mended_are_added() {
    let office = Office::new();
    let rows = "ma;lon;lat;dan so\nA;105,8;21,0;10\nB;105,81;21,0;-3\nC;105,82;21,0;x\n";
    let file = office.write("dân.csv", rows);
    let refused = office.import("demand", &file, &[]);
    assert_eq!(refused.status.code(), Some(3));
    let rejected = office.path("dân-rejected.csv");
    assert!(
        !rejected.exists() && !office.path("w.gpkg").exists(),
        "a refused file leaves nothing"
    );

    let partly = office.import("demand", &file, &["--accept-partial"]);
    let said = String::from_utf8_lossy(&partly.stderr).into_owned();
    assert!(
        partly.status.success() && said.contains("dân-rejected.csv") && said.contains("--add"),
        "{said}"
    );
    let dataset = Workspace::load(&office.path("w.gpkg")).expect("a workspace");
    assert_eq!(dataset.cells.len(), 1);

    let again = office.import("demand", &file, &["--accept-partial"]);
    assert_eq!(again.status.code(), Some(3), "rows being mended are not overwritten");
    let elsewhere = office.path("khác.csv");
    assert!(
        office
            .import("demand", &file, &["--accept-partial", "--rejected", text(&elsewhere)])
            .status
            .success()
    );

    let mended = std::fs::read_to_string(&rejected).expect("the rejected rows");
    assert_eq!(mended, std::fs::read_to_string(&elsewhere).expect("the same rows"));
    let mended = mended.replace(",-3,", ",3,").replace(",x,", ",4,");
    std::fs::write(&rejected, mended).expect("mended");
    let added = office.import("demand", &rejected, &["--add"]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let dataset = Workspace::load(&office.path("w.gpkg")).expect("a workspace");
    let told: Vec<_> = dataset
        .cells
        .iter()
        .map(|cell| (cell.code.as_str(), cell.people))
        .collect();
    assert_eq!(told, [("A", 10.0), ("B", 3.0), ("C", 4.0)]);
    assert_eq!(dataset.sources.len(), 2, "both files are named as sources");
}

#[test]
fn a_template_is_written_filled_imported_exported_and_imported_again() {
    let office = Office::new();
    let (template, workspace) = (office.path("mẫu.xlsx"), office.path("w.gpkg"));
    done(&["template", "facilities", "--out", text(&template), "--examples"]);
    assert!(office.import("facilities", &template, &[]).status.success());
    let first = Workspace::load(&workspace).expect("a workspace");
    assert_eq!(first.facilities.len(), 2);
    for name in ["điểm.xlsx", "điểm.gpkg", "điểm.csv", "điểm.geojson"] {
        let (out, other) = (office.path(name), office.path(&format!("{name}.w.gpkg")));
        done(&["export", text(&workspace), "facilities", "--out", text(&out)]);
        done(&["import", "facilities", text(&out), "--workspace", text(&other)]);
        assert_eq!(
            Workspace::load(&other).expect("a workspace").facilities,
            first.facilities,
            "{name}"
        );
    }
    // A whole workspace is a GeoPackage too: each kind finds its own layer in it.
    let other = office.path("copy.gpkg");
    done(&["import", "facilities", text(&workspace), "--workspace", text(&other)]);
    assert_eq!(
        Workspace::load(&other).expect("a workspace").facilities,
        first.facilities
    );

    let empty = office.path("trống.csv");
    done(&["template", "facilities", "--out", text(&empty)]);
    assert_eq!(office.import("facilities", &empty, &[]).status.code(), Some(3));
    for (wrong, code) in [
        (vec!["template", "roads", "--out", text(&empty)], 3),
        (vec!["template", "rivers", "--out", text(&empty)], 2),
        (vec!["template", "demand", "--out", text(&empty), "--format", "ods"], 3),
        (
            vec!["import", "rivers", text(&empty), "--workspace", text(&workspace)],
            2,
        ),
        (
            vec![
                "import",
                "facilities",
                text(&empty),
                "--workspace",
                text(&workspace),
                "--kind",
                "kiosk",
            ],
            2,
        ),
        (vec!["export", text(&workspace), "rivers", "--out", text(&empty)], 2),
    ] {
        assert_eq!(gandan(&wrong).status.code(), Some(code), "{wrong:?}");
    }
}

#[test]
fn a_mapping_with_an_unknown_field_is_refused_with_the_known_ones() {
    let office = Office::new();
    let file = office.write("a.csv", "Doanh nghiệp;Số\nBIDV;1\n");
    let mapping = office.write("m.toml", "\"Số\" = \"number\"\n");
    let refused = office.import("operators", &file, &["--mapping", text(&mapping)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        said.contains("m.toml") && said.contains("'Số' = \"number\"") && said.contains("known are code, name"),
        "{said}"
    );
    let mapping = office.write("m.toml", "\"Số\" = \"code\"\n");
    let done = office.import("operators", &file, &["--mapping", text(&mapping)]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && said.contains("Số as code"), "{said}");
}
