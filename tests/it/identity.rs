//! A second list of points: who is who, what a dry run says, what is marked, what is kept, what can be taken back.

mod history;
mod pairs;
mod sequences;

use std::fs;
use std::path::{Path, PathBuf};

use gandan::model::{Dataset, Facility};
use gandan::store::Workspace;
use serde_json::{Value, json};

use crate::cli::{done, gandan, text};

/// A folder with a workspace to be.
pub struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        Office { folder }
    }

    pub fn workspace(&self) -> PathBuf {
        self.folder.path().join("city.gpkg")
    }

    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).expect("written");
        path
    }

    /// Imports a file of this content; gives the answer.
    pub fn import(&self, kind: &str, name: &str, content: &str, more: &[&str]) -> Value {
        let file = self.file(name, content);
        let workspace = self.workspace();
        let mut args = vec!["import", kind, text(&file), "-w", text(&workspace), "--format", "json"];
        args.extend(more);
        serde_json::from_str(&done(&args)).expect("JSON")
    }

    /// As [`Office::import`], as a page of text with what it says beside.
    pub fn page(&self, kind: &str, name: &str, content: &str, more: &[&str]) -> (String, String) {
        let file = self.file(name, content);
        let workspace = self.workspace();
        let mut args = vec!["import", kind, text(&file), "-w", text(&workspace)];
        args.extend(more);
        let output = gandan(&args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        (String::from_utf8(output.stdout).expect("text"), said)
    }

    pub fn data(&self) -> Dataset {
        Workspace::load(&self.workspace()).expect("loaded")
    }

    pub fn point(&self, code: &str) -> Facility {
        let data = self.data();
        let found = data.facilities.into_iter().find(|one| one.code == code);
        found.unwrap_or_else(|| panic!("no point {code}"))
    }
}

pub fn counts(answer: &Value) -> [i64; 6] {
    let counts = &answer["difference"]["facilities"]["counts"];
    ["added", "changed", "unchanged", "missing", "relisted", "removed"]
        .map(|name| counts[name].as_i64().unwrap_or_else(|| panic!("{name} in {answer}")))
}

/// Two banks and a post office; BIDV's list has hours.
const FIRST: &str = "code,kind,name,operator,lon,lat,opening_hours,phone\n\
    B1,agent,BIDV Hoàn Kiếm,BIDV,105.850,21.020,Mo-Fr 08:00-17:00,024111\n\
    B2,agent,BIDV Ba Đình,BIDV,105.820,21.030,Mo-Fr 08:00-17:00,024222\n\
    B3,agent,BIDV Cầu Giấy,BIDV,105.790,21.030,24/7,\n\
    V1,agent,Vietcombank Hoàn Kiếm,Vietcombank,105.851,21.021,,\n\
    R1,reception_point,Điểm tiếp nhận BIDV,BIDV,105.830,21.010,,\n";

#[test]
fn a_list_without_hours_keeps_the_hours_and_one_with_a_blank_takes_them_away() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    let second = "code,kind,name,lon,lat\nB1,agent,BIDV Hoàn Kiếm mới,105.850,21.020\n";
    let answer = office.import("facilities", "second.csv", second, &["--add"]);
    assert_eq!(counts(&answer), [0, 1, 4, 0, 0, 0]);
    let point = office.point("B1");
    assert_eq!(point.name, "BIDV Hoàn Kiếm mới");
    assert_eq!(point.opening_hours.as_deref(), Some("Mo-Fr 08:00-17:00"));
    assert_eq!(
        (point.phone.as_deref(), point.operator.as_deref()),
        (Some("024111"), Some("BIDV"))
    );
    let blank = "code,kind,name,lon,lat,opening_hours\nB1,agent,BIDV Hoàn Kiếm mới,105.850,21.020,\n";
    office.import("facilities", "third.csv", blank, &["--add"]);
    let point = office.point("B1");
    assert_eq!((point.opening_hours, point.phone.as_deref()), (None, Some("024111")));
}

#[test]
fn a_dry_run_tells_every_difference_and_leaves_every_byte() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    let before = fs::read(office.workspace()).expect("the workspace");
    // B1 moves 111 m north with new hours, B2 stays, B3 is not named, B4 is new.
    let second = "code,kind,name,operator,lon,lat,opening_hours\n\
        B1,agent,BIDV Hoàn Kiếm,BIDV,105.850,21.021,24/7\n\
        B2,agent,BIDV Ba Đình,BIDV,105.820,21.030,Mo-Fr 08:00-17:00\n\
        B4,agent,BIDV Long Biên,BIDV,105.880,21.040,\n";
    let dry = office.import("facilities", "second.csv", second, &["--dry-run"]);
    assert_eq!((&dry["is_written"], &dry["history_id"]), (&json!(false), &Value::Null));
    assert_eq!(counts(&dry), [1, 1, 3, 1, 0, 0]);
    let facilities = &dry["difference"]["facilities"];
    assert_eq!(facilities["added"][0]["facility"], "B4");
    assert_eq!(facilities["missing"][0]["facility"], "B3");
    let change = &facilities["changed"][0];
    assert_eq!(change["facility"], "B1");
    let moved = change["moved_m"].as_f64().expect("metres");
    assert!((moved - 110.7).abs() < 0.1, "{moved}");
    let hours = json!({"field": "opening_hours", "old": "Mo-Fr 08:00-17:00", "new": "24/7"});
    assert_eq!(change["fields"][0], hours);
    let expected = json!({"listed": 3, "by_code": 2, "by_external_id": 0, "by_name_and_place": 0, "new": 1, "in_doubt": 0,
            "perhaps_one": []});
    assert_eq!(dry["recognised"], expected);

    let (page, _) = office.page("facilities", "second.csv", second, &["--dry-run"]);
    for said in [
        "chưa ghi gì",
        "Thêm mới",
        "B4",
        "giờ mở cửa: Mo-Fr 08:00-17:00 -> 24/7",
        "dời 111 m",
        "Vắng mặt",
        "B3",
    ] {
        assert!(page.contains(said), "'{said}' is not in\n{page}");
    }
    let (page, _) = office.page("facilities", "second.csv", second, &["--dry-run", "--lang", "en"]);
    for said in [
        "nothing was written",
        "Added",
        "moved by 111 m",
        "still counting",
        "1 missing",
    ] {
        assert!(page.contains(said), "'{said}' is not in\n{page}");
    }
    assert!(
        fs::read(office.workspace()).expect("the workspace") == before,
        "a dry run wrote"
    );

    let mut real = office.import("facilities", "second.csv", second, &[]);
    assert_eq!(
        real["difference"], dry["difference"],
        "the import does what the dry run said"
    );
    assert_eq!(real["history_id"].take(), json!(2));
    let absent = office.folder.path().join("none.gpkg");
    let file = office.file("second.csv", second);
    done(&["import", "facilities", text(&file), "-w", text(&absent), "--dry-run"]);
    assert!(!absent.exists(), "a dry run makes no workspace");
}

#[test]
fn who_is_not_in_the_new_list_of_its_operator_is_marked_stays_and_returns() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    let header = "code,kind,name,operator,lon,lat\n";
    let (b1, b2) = (
        "B1,agent,BIDV Hoàn Kiếm,BIDV,105.850,21.020\n",
        "B2,agent,BIDV Ba Đình,bidv,105.820,21.030\n",
    );
    let (page, said) = office.page("facilities", "second.csv", &format!("{header}{b1}{b2}"), &[]);
    assert!(page.contains("vắng mặt 1"), "{page}");
    assert!(
        !said.contains("most_points_missing"),
        "one of three is no majority: {said}"
    );
    let today = chrono::Utc::now() + chrono::Duration::hours(7);
    let since = office.point("B3").missing_since.expect("marked");
    assert!(
        (since.as_str()) <= today.format("%Y-%m-%d").to_string().as_str() && since.len() == 10,
        "{since}"
    );
    let marked: Vec<String> = office
        .data()
        .facilities
        .into_iter()
        .filter(|one| one.missing_since.is_some())
        .map(|one| one.code)
        .collect();
    assert_eq!(
        marked,
        ["B3"],
        "another bank, and another kind of point of the same bank, are other lists"
    );
    assert_eq!(office.data().facilities.len(), 5, "marked, not deleted");

    // The list names it again.
    let b3 = "B3,agent,BIDV Cầu Giấy,BIDV,105.790,21.030\n";
    let answer = office.import("facilities", "third.csv", &format!("{header}{b1}{b2}{b3}"), &[]);
    assert_eq!(counts(&answer), [0, 0, 4, 0, 1, 0]);
    assert_eq!(office.point("B3").missing_since, None);
    assert_eq!(office.point("B3").opening_hours.as_deref(), Some("24/7"));

    // A part of a list marks nobody, and most of a list asks.
    let answer = office.import("facilities", "part.csv", &format!("{header}{b1}"), &["--add"]);
    assert_eq!(counts(&answer), [0, 0, 5, 0, 0, 0]);
    let (_, said) = office.page("facilities", "part.csv", &format!("{header}{b1}"), &["--dry-run"]);
    assert!(
        said.contains("most_points_missing") && said.contains("2 trong 3 điểm"),
        "{said}"
    );
}

#[test]
fn rows_that_were_refused_mark_nobody_as_missing() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    let broken = "code,kind,name,operator,lon,lat\n\
        B1,agent,BIDV Hoàn Kiếm,BIDV,105.850,21.020\nB2,agent,BIDV Ba Đình,BIDV,105.820,210\n";
    let (page, said) = office.page("facilities", "broken.csv", broken, &["--accept-partial"]);
    assert!(
        said.contains("list_incomplete") && !page.contains("vắng mặt"),
        "{said}\n{page}"
    );
    assert!(office.data().facilities.iter().all(|one| one.missing_since.is_none()));
}

#[test]
fn a_closed_point_is_expected_in_no_list_and_stays_closed_when_it_is_named() {
    let office = Office::new();
    let first = "code,kind,name,operator,lon,lat,status\n\
        B1,agent,Một,BIDV,105.85,21.02,open\nB2,agent,Hai,BIDV,105.82,21.03,closed\nB3,agent,Ba,BIDV,105.80,21.03,closed\n";
    office.import("facilities", "first.csv", first, &[]);
    let second = "code,kind,name,operator,lon,lat\nB1,agent,Một,BIDV,105.85,21.02\nB3,agent,Ba,BIDV,105.80,21.03\n";
    let (_, said) = office.page("facilities", "second.csv", second, &[]);
    assert!(said.contains("closed_point_listed") && said.contains("'B3'"), "{said}");
    assert_eq!(office.point("B2").missing_since, None);
    assert_eq!(office.point("B3").status, gandan::model::FacilityStatus::Closed);
}

#[test]
fn a_point_keeps_its_code_when_another_system_lists_it_and_is_known_by_that_ones_code_from_then_on() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    // The bank's own numbers; B1 is 30 m away and written in capitals.
    let second = "code,kind,name,operator,lon,lat\n\
        CN-07,agent,BIDV HOÀN KIẾM,BIDV,105.8503,21.020\nCN-08,agent,BIDV Ba Đình,BIDV,105.820,21.030\n\
        CN-09,agent,BIDV Cầu Giấy,BIDV,105.790,21.030\n";
    let answer = office.import("facilities", "second.csv", second, &[]);
    assert_eq!(counts(&answer), [0, 3, 2, 0, 0, 0]);
    assert_eq!(answer["recognised"]["by_name_and_place"], 3);
    assert_eq!(office.point("B1").external_id.as_deref(), Some("CN-07"));
    assert_eq!(office.point("B1").opening_hours.as_deref(), Some("Mo-Fr 08:00-17:00"));
    // Renamed and moved across the city: the code of the bank still says who it is, and the oddity is told.
    let third = "code,kind,name,operator,lon,lat\n\
        CN-07,agent,BIDV Thanh Xuân,BIDV,105.80,20.99\nCN-08,agent,BIDV Ba Đình,BIDV,105.820,21.030\n\
        CN-09,agent,BIDV Cầu Giấy,BIDV,105.790,21.030\n";
    let (_, said) = office.page("facilities", "third.csv", third, &[]);
    assert_eq!(office.point("B1").name, "BIDV Thanh Xuân");
    assert!(
        said.contains("identity_doubtful") && said.contains("cách đó 6,2 km"),
        "{said}"
    );
    assert_eq!(office.data().facilities.len(), 5);
}

#[test]
fn reports_under_the_codes_of_another_system_reach_their_points() {
    let office = Office::new();
    let points = "code,external_id,kind,name,operator,lon,lat\n\
        B1,CN-07,agent,Một,BIDV,105.85,21.02\nB2,CN-08,agent,Hai,BIDV,105.82,21.03\nB3,CN-08,agent,Ba,BIDV,105.80,21.03\n";
    office.import("facilities", "points.csv", points, &[]);
    let reports = "facility,month,dossiers\nCN-07,2026-01,10\nCN-08,2026-01,20\nB2,2026-01,30\n";
    let (_, said) = office.page("performance", "reports.csv", reports, &[]);
    assert!(
        said.contains("external_id_used") && said.contains("1 điểm được ghi bằng mã ngoài"),
        "{said}"
    );
    let told: Vec<(String, f64)> = office
        .data()
        .performance
        .into_iter()
        .map(|report| (report.facility, report.dossiers))
        .collect();
    let told: Vec<(&str, f64)> = told.iter().map(|(code, dossiers)| (code.as_str(), *dossiers)).collect();
    assert_eq!(
        told,
        [("B1", 10.0), ("B2", 30.0), ("CN-08", 20.0)],
        "an id that two points have decides nothing"
    );
}

#[test]
fn what_may_be_one_of_two_is_told_and_taken_as_new() {
    let office = Office::new();
    let first = "code,kind,name,operator,lon,lat\n\
        A1,agent,Quầy,BIDV,105.8500,21.02\nA2,agent,Quầy,BIDV,105.8503,21.02\n";
    office.import("facilities", "first.csv", first, &[]);
    let second = "code,kind,name,operator,lon,lat\nX,agent,Quầy,BIDV,105.85013,21.02\n";
    let (page, said) = office.page("facilities", "second.csv", second, &[]);
    assert!(
        said.contains("identity_in_doubt") && said.contains("'A1'") && said.contains("'A2'"),
        "{said}"
    );
    assert!(page.contains("thêm 1") && page.contains("có thể đã có"), "{page}");
    let marks: Vec<Option<String>> = office
        .data()
        .facilities
        .into_iter()
        .map(|one| one.missing_since)
        .collect();
    assert_eq!(marks, [None, None, None], "in doubt is not missing");
}

#[test]
fn rows_without_a_code_keep_their_identity_when_their_position_is_measured_again() {
    let office = Office::new();
    let list = |lon: f64| {
        format!("kind,name,address,operator,lon,lat\nagent,Bưu cục Hoàn Kiếm,75 Đinh Tiên Hoàng,VNPost,{lon},21.026\n")
    };
    office.import("facilities", "first.csv", &list(105.853), &[]);
    let code = office.data().facilities[0].code.clone();
    let answer = office.import("facilities", "second.csv", &list(105.85305), &[]);
    assert_eq!(counts(&answer), [0, 1, 0, 0, 0, 0]);
    let point = office.point(&code);
    assert_eq!(point.external_id, None, "a code that the reader derived is nobody's id");
    assert!((point.location.lon - 105.85305).abs() < 1e-9);
}

#[test]
fn the_files_of_one_import_are_one_list() {
    let office = Office::new();
    office.import("facilities", "first.csv", FIRST, &[]);
    let one = office.file(
        "one.csv",
        "code,kind,name,operator,lon,lat\nB1,agent,BIDV Hoàn Kiếm,BIDV,105.850,21.020\n",
    );
    let two = office.file(
        "two.csv",
        "code,kind,name,operator,lon,lat,phone\nB2,agent,BIDV Ba Đình,BIDV,105.820,21.030,1\nB1,agent,Mới,BIDV,105.850,21.020,2\n",
    );
    let workspace = office.workspace();
    let args = [
        "import",
        "facilities",
        text(&one),
        text(&two),
        "-w",
        text(&workspace),
        "--format",
        "json",
    ];
    let answer: Value = serde_json::from_str(&done(&args)).expect("JSON");
    assert_eq!(answer["recognised"]["listed"], 2, "B1 is in both files and one point");
    assert_eq!(counts(&answer), [0, 2, 2, 1, 0, 0]);
    let point = office.point("B1");
    assert_eq!(
        (point.name.as_str(), point.phone.as_deref()),
        ("Mới", Some("2")),
        "the later file has the last word"
    );
    assert_eq!(answer["files"].as_array().map(Vec::len), Some(2));
}

#[test]
fn other_kinds_tell_counts_and_sums_and_an_update_keeps_what_its_file_does_not_speak_of() {
    let office = Office::new();
    let first =
        "code,lon,lat,people,elderly\nC1,105.80,21.00,1000,100\nC2,105.81,21.00,2000,1500\nC3,105.82,21.00,4000,\n";
    office.import("demand", "first.csv", first, &[]);
    let second = "code,lon,lat,people\nC1,105.80,21.00,1100\nC2,105.81,21.00,800\nC4,105.83,21.00,16\n";
    let answer = office.import("demand", "second.csv", second, &["--add"]);
    let layers = answer["difference"]["layers"].as_array().expect("layers");
    let demand = layers.iter().find(|layer| layer["layer"] == "demand").expect("demand");
    let expected = json!({"layer": "demand", "rows_before": 3, "rows_after": 4, "sum": "people",
        "sum_before": 7000.0, "sum_after": 5916.0});
    assert_eq!(*demand, expected);
    let elderly: Vec<Option<f64>> = office.data().cells.iter().map(|cell| cell.elderly).collect();
    assert_eq!(
        elderly,
        [Some(100.0), None, None, None],
        "1500 elderly of 800 people would be no fact"
    );
    let (page, _) = office.page("demand", "second.csv", second, &["--dry-run"]);
    assert!(
        page.contains("4 -> 3") && page.contains("số dân: 5.916 -> 1.916"),
        "{page}"
    );

    office.import("facilities", "points.csv", FIRST, &[]);
    let reports = "facility,month,dossiers,complaints,on_time\nB1,2026-01,10,3,9\nB2,2026-01,20,,\n";
    office.import("performance", "reports.csv", reports, &[]);
    office.import(
        "performance",
        "later.csv",
        "facility,month,dossiers,on_time\nB1,2026-01,12,\n",
        &["--add"],
    );
    let report = office.data().performance[0].clone();
    assert_eq!(
        (report.dossiers, report.complaints, report.on_time),
        (12.0, Some(3.0), None)
    );
    office.import(
        "procedures",
        "list.csv",
        "code,name,field\n1.001,Khai sinh,Hộ tịch\n",
        &[],
    );
    office.import(
        "procedures",
        "names.csv",
        "code,name\n1.001,Đăng ký khai sinh\n",
        &["--add"],
    );
    let procedure = office.data().procedures[0].clone();
    assert_eq!(
        (procedure.name.as_str(), procedure.field.as_deref()),
        ("Đăng ký khai sinh", Some("Hộ tịch"))
    );
}

#[test]
fn the_check_names_missing_points_with_the_people_who_have_no_other() {
    let office = Office::new();
    // 128 people at B3, which stands 10 km from the others; 64 between B1 and B2.
    let cells = "code,lon,lat,people\nC1,105.74,21.03,128\nC2,105.835,21.025,64\n";
    office.import("demand", "cells.csv", cells, &[]);
    let first = "code,kind,name,operator,lon,lat\n\
        B1,agent,Một,BIDV,105.85,21.02\nB2,agent,Hai,BIDV,105.82,21.03\nB3,agent,Ba,BIDV,105.74,21.03\n";
    office.import("facilities", "first.csv", first, &[]);
    let checked = gandan(&["check", text(&office.workspace())]);
    assert!(!String::from_utf8_lossy(&checked.stdout).contains("facility_missing"));
    let second = "code,kind,name,operator,lon,lat\nB1,agent,Một,BIDV,105.85,21.02\n";
    office.import("facilities", "second.csv", second, &[]);
    let checked = gandan(&["check", text(&office.workspace())]);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    let whole = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = |code: &str| {
        let item = whole.split(" - ").find(|item| item.starts_with(code));
        item.unwrap_or_else(|| panic!("{code} in {said}")).to_owned()
    };
    assert!(told("'B3'").contains("(128 người)"), "{said}");
    assert!(
        told("'B2'").contains("(0 người)"),
        "B1 is within 5 km of the others: {said}"
    );
    let title = "Điểm vắng mặt trong danh sách [facility_missing]: 2 trường hợp, liên quan 128 lượt người";
    assert!(whole.contains(title), "{said}");
    let today = (chrono::Utc::now() + chrono::Duration::hours(7))
        .format("/%m/%Y")
        .to_string();
    assert!(told("'B3'").contains(&today), "days as people write them: {said}");
}

/// The open places of the real city under the names of their chains; skipped where the files are absent.
#[test]
fn the_real_list_of_places_is_recognised_whole_without_its_ids() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real/places-osm-candidates.csv");
    if !real.exists() {
        println!("skipped: {} is not there", real.display());
        return;
    }
    let office = Office::new();
    let list = fs::read_to_string(&real).expect("the places");
    let first = office.import("facilities", "places.csv", &list, &["--kind", "agent"]);
    let all = first["recognised"]["listed"].as_i64().expect("a count");
    assert!(all > 2000, "{all}");
    let again = office.import("facilities", "places.csv", &list, &["--kind", "agent"]);
    assert_eq!(counts(&again), [0, 0, all, 0, 0, 0], "the same file changes nothing");
    // The same places by name and place alone.
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let kept: Vec<usize> = (0..headers.len())
        .filter(|&at| !["osm_id", "id", "code", "external_id"].contains(&&headers[at]))
        .collect();
    assert!(kept.len() < headers.len(), "{headers:?}");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(kept.iter().map(|&at| &headers[at]))
        .expect("written");
    for row in reader.records() {
        let row = row.expect("a row");
        writer.write_record(kept.iter().map(|&at| &row[at])).expect("written");
    }
    let nameless = String::from_utf8(writer.into_inner().expect("bytes")).expect("text");
    let told = office.import("facilities", "named.csv", &nameless, &["--kind", "agent", "--dry-run"]);
    println!(
        "{} of {all}: {}",
        told["recognised"], told["difference"]["facilities"]["counts"]
    );
    let found = told["recognised"]["by_name_and_place"].as_i64().expect("a count");
    assert!(found * 10 > all * 8, "{found} of {all}");
}
