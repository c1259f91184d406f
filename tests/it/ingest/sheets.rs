//! Workbooks, mapping files, templates and rejected rows: what goes between an office and a workspace.

use std::io::Cursor;

use gandan::ingest::{ColumnMapping, Kind, Layer, ReadOptions, Reading, read_file, template};
use gandan::model::{Facility, FacilityKind, Finding, Severity};
use gandan::store::{Examples, template_csv, template_workbook};

use super::{count, errors, read_fixture};

fn facilities(layer: Option<Layer>, findings: &[Finding]) -> Vec<Facility> {
    match layer {
        Some(Layer::Facilities(list)) => list,
        _ => panic!("facilities: {findings:?}"),
    }
}

fn reading(kind: Kind, name: &str, bytes: impl Into<Vec<u8>>, options: &ReadOptions) -> Reading {
    read_file(kind, name, Cursor::new(bytes.into()), options)
}

#[test]
fn a_sheet_of_an_office_is_read_below_its_title_with_its_merged_cells() {
    let (layer, findings) = read_fixture("odd", "office.xlsx", Kind::Facilities, &ReadOptions::default());
    let points = facilities(layer, &findings);
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    assert_eq!(points.len(), 2);
    let first = &points[0];
    assert_eq!(
        (first.code.as_str(), first.name.as_str(), first.kind),
        ("7", "Điểm một", FacilityKind::Agent)
    );
    assert_eq!((first.location.lon, first.location.lat), (105.85, 21.02));
    assert_eq!(first.opened_on.as_deref(), Some("2025-04-01"));
    assert_eq!(
        (first.wheelchair, first.staff, first.capacity_per_month),
        (Some(true), Some(2), Some(300.5))
    );
    let second = &points[1];
    assert_eq!(
        second.area.as_deref(),
        Some("00004"),
        "the commune is merged over both rows"
    );
    assert_eq!((second.location.lon, second.location.lat), (105.85, 21.03));
    assert_eq!(
        (second.opened_on.as_deref(), second.wheelchair),
        (Some("2025-04-02"), Some(false))
    );
    assert_eq!(count(&findings, "merged_cells"), 1);
    assert!(
        findings
            .iter()
            .all(|finding| finding.part.as_deref() == Some("sheet 'Danh sách'")),
        "{findings:?}"
    );
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing_and_is_told() {
    let (layer, findings) = read_fixture("odd", "far_corner.xlsx", Kind::Facilities, &ReadOptions::default());
    assert_eq!(facilities(layer, &findings).len(), 1);
    let far = findings
        .iter()
        .find(|finding| finding.check == "outside_the_table")
        .expect("told");
    assert_eq!((far.row, far.column.as_deref()), (Some(1_048_576), Some("XFD")));
}

#[test]
fn the_first_sheet_with_a_header_is_read_or_the_one_that_is_named() {
    let named = |sheet: Option<&str>| ReadOptions {
        sheet: sheet.map(str::to_owned),
        ..ReadOptions::default()
    };
    for (sheet, name) in [(None, "Điểm cũ"), (Some("Mới"), "Điểm một")] {
        let (layer, findings) = read_fixture("odd", "two_sheets.xlsx", Kind::Facilities, &named(sheet));
        assert_eq!(facilities(layer, &findings)[0].name, name);
    }
    let (layer, findings) = read_fixture("odd", "two_sheets.xlsx", Kind::Facilities, &named(Some("Tháng 5")));
    assert!(layer.is_none());
    assert_eq!(findings[0].check, "unknown_sheet");
    assert!(findings[0].message.ends_with("it has: Cũ, Mới"), "{findings:?}");
}

#[test]
fn a_sheet_or_layer_of_a_file_that_has_none_is_said_to_be_unused() {
    let options = ReadOptions {
        sheet: Some("Mới".into()),
        layer: Some("agents".into()),
        ..ReadOptions::default()
    };
    let Reading { findings, .. } = reading(Kind::Operators, "a.csv", "code,name\nB,BIDV\n", &options);
    let told: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
    assert_eq!(told, ["option_unused", "option_unused"]);
}

#[test]
fn a_finding_in_a_workbook_names_sheet_row_and_column_letter() {
    let (_, findings) = read_fixture("broken", "latitude_210.xlsx", Kind::Facilities, &ReadOptions::default());
    let told = errors(&findings)[0].to_string();
    assert!(
        told.starts_with("error latitude_210.xlsx, sheet 'Điểm', row 5, column Vĩ độ (E), value '210'"),
        "{told}"
    );
}

#[test]
fn a_mapping_gives_unknown_headers_their_meaning_and_says_what_was_used() {
    let text = "Điểm giao dịch;Toạ độ đông;Toạ độ bắc;STT;Phụ trách\nSố 1;105,85;21,02;1;Lan\n";
    let mapping =
        "\"Điểm giao dịch\" = \"name\"\n\"Toạ độ đông\" = \"lon\"\n\"toạ độ bắc\" = \"lat\"\nSTT = \"ignore\"\n";
    let options = ReadOptions {
        mapping: ColumnMapping::parse(mapping, Kind::Facilities).expect("valid"),
        default_kind: Some(FacilityKind::Agent),
        ..ReadOptions::default()
    };
    let Reading { layer, findings, .. } = reading(Kind::Facilities, "a.csv", text, &options);
    let points = facilities(layer, &findings);
    assert_eq!((points[0].name.as_str(), points[0].location.lat), ("Số 1", 21.02));
    let told = |check: &str| {
        let found = findings.iter().find(|finding| finding.check == check);
        found.map(|finding| finding.message.clone()).unwrap_or_default()
    };
    assert_eq!(
        told("columns_read"),
        "columns read: Điểm giao dịch as name, Toạ độ đông as lon, Toạ độ bắc as lat"
    );
    assert_eq!(
        told("unknown_column"),
        "not read, since no field is known by these names: Phụ trách"
    );
}

#[test]
fn every_template_imports_cleanly_with_its_examples_and_not_at_all_without() {
    for kind in Kind::ALL {
        let Some(template) = template(kind) else { continue };
        for (name, filled, empty) in [
            (
                "mau.xlsx",
                template_workbook(&template, Examples::AsRows).expect("written"),
                template_workbook(&template, Examples::AsRemarks).expect("written"),
            ),
            (
                "mau.csv",
                template_csv(&template, Examples::AsRows),
                template_csv(&template, Examples::AsRemarks),
            ),
        ] {
            let Reading {
                layer,
                findings,
                rejected,
                ..
            } = reading(kind, name, filled, &ReadOptions::default());
            let rows = match layer {
                Some(Layer::Facilities(list)) => list.len(),
                Some(Layer::Demand(list)) => list.len(),
                Some(Layer::Areas(list)) => list.len(),
                Some(Layer::Outline(outline)) => outline.0.len(),
                Some(Layer::Procedures(list)) => list.len(),
                Some(Layer::Operators(list)) => list.len(),
                Some(Layer::Performance(list)) => list.len(),
                Some(Layer::TravelTimes(list)) => list.len(),
                Some(Layer::Crosswalk(list)) => list.len(),
                Some(Layer::Census(list)) => list.len(),
                Some(Layer::Candidates(list)) => list.len(),
                other => panic!("{} {name}: {other:?} {findings:?}", kind.code()),
            };
            assert_eq!(rows, template.examples.len(), "{} {name}", kind.code());
            let told: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
            assert_eq!(told, ["remark_rows"], "{} {name}: {findings:?}", kind.code());
            assert_eq!(rejected, None);

            let Reading { layer, findings, .. } = reading(kind, name, empty, &ReadOptions::default());
            assert!(layer.is_none(), "{} {name}", kind.code());
            let told: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
            assert_eq!(told, ["remark_rows", "no_rows"], "{} {name}: {findings:?}", kind.code());
        }
    }
}

#[test]
fn rejected_rows_keep_their_shape_say_why_and_import_once_mended() {
    let text = "Mã;Loại;Tên;Kinh độ;Vĩ độ;Ghi chú\n\
                A1;Đại lý;Tốt;105,80;21,00;x\n\
                A2;Ki ốt;Sai loại;105,81;211;y; thừa\n\
                A3;Đại lý;\"Sai; vĩ độ\";105,82;213;z\n\
                A1;Đại lý;Trùng;105,83;21,00;\n";
    let Reading {
        layer,
        findings,
        rejected,
        ..
    } = reading(Kind::Facilities, "a.csv", text, &ReadOptions::default());
    let kept = facilities(layer, &findings);
    assert_eq!(
        kept.iter().map(|point| point.name.as_str()).collect::<Vec<_>>(),
        ["Tốt"]
    );
    let rejected = rejected.expect("three rows");
    assert_eq!(rejected.len(), 3);
    let csv = String::from_utf8(rejected.to_csv()).expect("UTF-8");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "\u{feff}Mã,Loại,Tên,Kinh độ,Vĩ độ,Ghi chú,,Lý do từ chối");
    assert!(lines[1].starts_with("A2,Ki ốt,Sai loại,\"105,81\",211,y,thừa,") && lines[1].contains("dòng này có 7 ô"));
    assert!(
        lines[2].contains("Vĩ độ:") && lines[2].contains("khoảng -90 đến 90"),
        "{}",
        lines[2]
    );
    assert!(lines[3].contains("mã A1 đã có ở dòng 2"), "{}", lines[3]);

    let mended = csv
        .replace("Ki ốt", "Đại lý")
        .replace(",211,y,thừa,", ",\"21,1\",y,,")
        .replace(",213,", ",\"21,3\",")
        .replace("A1,", "A4,");
    let Reading {
        layer,
        findings,
        rejected,
        ..
    } = reading(Kind::Facilities, "a-rejected.csv", mended, &ReadOptions::default());
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    assert_eq!((facilities(layer, &findings).len(), rejected), (3, None));
}

#[test]
fn a_refused_row_is_in_the_rejected_file_and_not_in_the_layer_for_every_kind() {
    let cases = [
        (
            Kind::Facilities,
            "code,kind,name,lon,lat,capacity\nA,agent,a,105.8,21,-5\nB,agent,b,105.8,21,5\n",
        ),
        (
            Kind::Demand,
            "code,lon,lat,people,elderly\nA,105.8,21,5,6\nB,105.8,21.1,5,\n",
        ),
        (Kind::Procedures, "code,name\n,a\nB,b\n"),
        (Kind::Operators, "code,name\nA,\nB,b\n"),
        (
            Kind::Performance,
            "facility,month,dossiers,accepted\nA,2025-04,5,-1\nB,2025-04,5,5\n",
        ),
        (
            Kind::Areas,
            "code,name,outline\nA,a,POINT (1 2)\nB,b,\"POLYGON ((105 21, 106 21, 106 22, 105 21))\"\n",
        ),
    ];
    for (kind, text) in cases {
        let Reading {
            layer,
            findings,
            rejected,
            ..
        } = reading(kind, "a.csv", text, &ReadOptions::default());
        let codes: Vec<String> = match layer {
            Some(Layer::Facilities(list)) => list.into_iter().map(|one| one.code).collect(),
            Some(Layer::Demand(list)) => list.into_iter().map(|one| one.code).collect(),
            Some(Layer::Procedures(list)) => list.into_iter().map(|one| one.code).collect(),
            Some(Layer::Operators(list)) => list.into_iter().map(|one| one.code).collect(),
            Some(Layer::Performance(list)) => list.into_iter().map(|one| one.facility).collect(),
            Some(Layer::Areas(list)) => list.into_iter().map(|one| one.code).collect(),
            other => panic!("{}: {other:?} {findings:?}", kind.code()),
        };
        assert_eq!(codes, ["B"], "{}", kind.code());
        let lines = String::from_utf8(rejected.expect("one row").to_csv()).expect("UTF-8");
        assert_eq!(lines.lines().count(), 2, "{lines}");
        let mut reader = csv::Reader::from_reader(lines.as_bytes());
        let row = reader.records().next().expect("a row").expect("CSV");
        let reason = row.iter().next_back().unwrap_or_default();
        assert!(reason.len() > 20, "{lines}");
        assert!(!reason.is_ascii(), "a reason is told in Vietnamese: {reason}");
    }
}

#[test]
fn rows_beyond_the_listed_findings_are_rejected_all_the_same() {
    let rows: String = (0..50)
        .map(|row| format!("A{row},agent,a,105.8,{}\n", if row % 2 == 0 { 210 } else { 21 }))
        .collect();
    let mut options = ReadOptions::default();
    options.limits.findings_per_check = 3;
    let text = format!("code,kind,name,lon,lat\n{rows}");
    let Reading {
        layer,
        findings,
        rejected,
        ..
    } = reading(Kind::Facilities, "a.csv", text, &options);
    assert_eq!(facilities(layer, &findings).len(), 25);
    assert_eq!(rejected.expect("half of them").len(), 25);
    assert_eq!(
        findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count(),
        4
    );
}
