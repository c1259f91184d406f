//! Title lines, totals, notes and signatures around a table: told, and not read as data.

use gandan::ingest::{Kind, Layer, ReadOptions};
use gandan::model::{Finding, Severity};

use super::read_fixture;

/// Files that are read although they are odd.
pub const ODD: &[(&str, Kind)] = &[
    ("official.csv", Kind::Facilities),
    ("official.xlsx", Kind::Facilities),
    ("office.xlsx", Kind::Facilities),
    ("excel.csv", Kind::Facilities),
    ("swapped.csv", Kind::Facilities),
    ("decomposed.csv", Kind::Facilities),
    ("far_corner.xlsx", Kind::Facilities),
    ("windows1258.csv", Kind::Facilities),
    ("people.tif", Kind::Demand),
    ("roads.osm.gz", Kind::Roads),
];

fn told(name: &str) -> (Vec<String>, Vec<Finding>) {
    let (layer, findings) = read_fixture("odd", name, Kind::Facilities, &ReadOptions::default());
    let Some(Layer::Facilities(points)) = layer else {
        panic!("{name}: {findings:?}")
    };
    (points.into_iter().map(|point| point.code).collect(), findings)
}

fn message<'a>(findings: &'a [Finding], check: &str) -> &'a str {
    let found = findings.iter().find(|finding| finding.check == check);
    &found.unwrap_or_else(|| panic!("no {check} in {findings:?}")).message
}

#[test]
fn an_official_list_is_read_below_its_title_and_above_its_signatures() {
    let (codes, findings) = told("official.csv");
    assert_eq!(codes, ["A1", "A2", "A3"]);
    assert!(
        findings.iter().all(|finding| finding.severity == Severity::Info),
        "{findings:?}"
    );
    assert_eq!(
        message(&findings, "title_rows"),
        "4 row(s) above the header were read as the title of the table (rows 1, 2, 3, 5)"
    );
    assert!(message(&findings, "header_units").starts_with("row 7 "));
    assert_eq!(
        message(&findings, "total_rows"),
        "2 row(s) of totals were not read as data (rows 10, 13)"
    );
    assert!(
        message(&findings, "footer_rows").starts_with("4 row(s)")
            && message(&findings, "footer_rows").contains("15, 16, 17, 18")
    );
}

#[test]
fn an_official_sheet_is_read_in_the_same_way() {
    let (codes, findings) = told("official.xlsx");
    assert_eq!(codes, ["A1", "A2"]);
    assert!(message(&findings, "title_rows").contains("(rows 1, 2)"));
    assert!(message(&findings, "header_units").starts_with("row 5 "));
    assert!(message(&findings, "total_rows").contains("(rows 8)"));
    assert!(message(&findings, "footer_rows").contains("(rows 10, 11, 12)"));
}

#[test]
fn a_header_of_two_rows_is_no_title() {
    let (_, findings) = told("office.xlsx");
    assert!(message(&findings, "title_rows").contains("(rows 1, 2)"), "{findings:?}");
}
