//! `gandan addresses`, from the file to the import of what was confirmed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{on_street, town};
use gandan::store::{Overwrite, Workspace};
use serde_json::Value;

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Bench {
        let folder = tempfile::tempdir().expect("a folder");
        let bench = Bench { folder };
        Workspace::create(&bench.path("city.gpkg"), &town(), Overwrite::Refuse).expect("created");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gandan"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("the program runs")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

const LIST: &str = "Mã,Tên điểm,Loại điểm,Địa chỉ,Kinh độ,Vĩ độ\n\
    007,Quầy một,Đại lý,\"218 Đội Cấn, phường Ngọc Hà\",,\n\
    008,Quầy hai,Đại lý,\"12 Nguyễn Trãi\",,\n\
    009,Quầy ba,Đại lý,\"5 Lê Lợi, TP Hải Phòng\",,\n\
    010,Quầy bốn,Đại lý,\"5 Hàng Bạc, phường Hoàn Kiếm\",,\n\
    011,Quầy năm,Đại lý,ở đâu đó,105.31,21.05\n";

#[test]
fn a_list_is_matched_confirmed_and_imported() {
    let bench = Bench::new();
    bench.write("quay.csv", LIST);
    let before = std::fs::read(bench.path("city.gpkg")).expect("read");
    // Importing it as it is names the command.
    let refused = bench.run(&["import", "facilities", "quay.csv", "--workspace", "city.gpkg"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("gandan addresses W quay.csv --out quay-addresses.xlsx"));
    for out in ["ket-qua.csv", "ket-qua.xlsx"] {
        let done = bench.run(&["addresses", "city.gpkg", "quay.csv", "--out", out]);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let page = text(&done.stdout);
        assert!(
            page.starts_with("Khớp với phường xã: 3 trên 4 địa chỉ\n1 dòng đã có tọa độ"),
            "{page}"
        );
        assert!(page.contains("Hải Phòng") && page.contains(out), "{page}");
        // A list that nobody confirmed imports nothing.
        let unconfirmed = bench.run(&["import", "facilities", out, "--workspace", "city.gpkg"]);
        assert_eq!(unconfirmed.status.code(), Some(3), "{}", text(&unconfirmed.stdout));
        assert!(
            text(&unconfirmed.stderr).contains("chưa ai xác nhận vị trí đề xuất"),
            "{}",
            text(&unconfirmed.stderr)
        );
    }
    assert_eq!(
        std::fs::read(bench.path("city.gpkg")).expect("read"),
        before,
        "the workspace is as it was"
    );
    confirm(
        &bench.path("ket-qua.csv"),
        &[("007", "x"), ("008", "không"), ("010", "")],
    );
    let done = bench.run(&[
        "import",
        "facilities",
        "ket-qua.csv",
        "--workspace",
        "city.gpkg",
        "--accept-partial",
    ]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let dataset = Workspace::load(&bench.path("city.gpkg")).expect("read");
    let new: Vec<(&str, f64)> = dataset
        .facilities
        .iter()
        .filter(|one| one.code.starts_with('0'))
        .map(|one| (one.code.as_str(), one.location.lon))
        .collect();
    let expected = (on_street(1, 0.2).lon * 1e7).round() / 1e7;
    assert_eq!(new, [("007", expected), ("011", 105.31)]);
    // The undecided row waits in the file of rejected ones, with its proposal.
    let rejected = std::fs::read_to_string(bench.path("ket-qua-rejected.csv")).expect("written");
    assert!(
        rejected.contains("010,Quầy bốn") && rejected.contains("009,Quầy ba"),
        "{rejected}"
    );
    assert!(
        !rejected.contains("008,Quầy hai"),
        "a row answered with no is left out: {rejected}"
    );
}

/// Fills the last column of rows by their code.
fn confirm(path: &Path, answers: &[(&str, &str)]) {
    let mut reader = csv::Reader::from_path(path).expect("the list");
    let mut lines = vec![reader.headers().expect("headers").clone()];
    for row in reader.records() {
        let row = row.expect("a row");
        let answer = answers
            .iter()
            .find(|(code, _)| *code == &row[0])
            .map_or("", |(_, answer)| answer);
        let mut cells: Vec<&str> = row.iter().collect();
        *cells.last_mut().expect("columns") = answer;
        lines.push(csv::StringRecord::from(cells));
    }
    let mut writer = csv::Writer::from_path(path).expect("writable");
    lines
        .iter()
        .for_each(|line| writer.write_record(line).expect("written"));
    writer.flush().expect("written");
}

#[test]
fn json_tells_parts_candidates_and_reasons_and_is_the_same_every_time() {
    let bench = Bench::new();
    bench.write("quay.csv", LIST);
    let done = bench.run(&["addresses", "city.gpkg", "quay.csv", "--format", "json"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let answer: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let counts = ["rows", "placed", "matched", "ambiguous"].map(|name| answer[name].as_u64());
    assert_eq!(counts, [Some(5), Some(1), Some(3), Some(1)]);
    let first = &answer["addresses"][0];
    assert_eq!(
        (first["row"].as_u64(), first["parts"]["street"].as_str()),
        (Some(2), Some("Đội Cấn"))
    );
    let best = &first["candidates"][0];
    assert_eq!(
        (best["level"].as_str(), best["confidence"].as_f64()),
        (Some("house"), Some(0.95))
    );
    let known = best["reasons"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|reason| reason["code"] == "house_known");
    assert_eq!(known.expect("the house is known")["names"][0], "Đại lý Đội Cấn");
    assert_eq!(answer["addresses"][2]["unmatched"], "other_city");
    let again = bench.run(&["addresses", "city.gpkg", "quay.csv", "--format", "json"]);
    assert_eq!(done.stdout, again.stdout);
    let english = bench.run(&["addresses", "city.gpkg", "quay.csv", "--lang", "en"]);
    assert!(
        text(&english.stdout).starts_with("Matched to a commune: 3 of 4 addresses\n"),
        "{}",
        text(&english.stdout)
    );
}

#[test]
fn what_cannot_be_matched_is_refused_with_what_to_do() {
    let bench = Bench::new();
    bench.write("bang.csv", "a,b\n1,2\n");
    bench.write("quay.csv", LIST);
    Workspace::create(&bench.path("empty.gpkg"), &Default::default(), Overwrite::Refuse).expect("created");
    for (arguments, told) in [
        (
            vec!["addresses", "city.gpkg", "bang.csv"],
            "bảng không có cột cho address; đặt tên một cột là address, dia chi,",
        ),
        (
            vec!["addresses", "city.gpkg", "bang.csv"],
            "1 lỗi: không địa chỉ nào được đối chiếu",
        ),
        (
            vec!["addresses", "city.gpkg", "bang.csv", "--lang", "en"],
            "no column for address; name one of its columns address, dia chi,",
        ),
        (vec!["addresses", "city.gpkg", "none.csv"], "cannot be read"),
        (vec!["addresses", "city.gpkg", "."], "is a folder"),
        (vec!["addresses", "empty.gpkg", "quay.csv"], "gandan import areas"),
        (
            vec!["addresses", "city.gpkg", "quay.csv", "--out", "x.pdf"],
            ".xlsx or .csv",
        ),
    ] {
        let refused = bench.run(&arguments);
        assert_eq!(refused.status.code(), Some(3), "{arguments:?}");
        assert!(
            text(&refused.stderr).contains(told),
            "{arguments:?}: {}",
            text(&refused.stderr)
        );
        assert!(!bench.path("x.pdf").exists());
    }
}

#[test]
fn candidates_go_in_and_out_and_get_their_commune() {
    let bench = Bench::new();
    bench.write(
        "noi.csv",
        "Mã,Tên,Kinh độ,Vĩ độ,Chi phí mở,Loại điểm\nU5,Nhà văn hóa,105.35,21.05,2000000,Đại lý\nU6,Chợ,105.55,21.05,,\n",
    );
    let done = bench.run(&["import", "candidates", "noi.csv", "--workspace", "city.gpkg"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(
        text(&done.stdout).contains("\nNơi có thể mở điểm: 1 -> 2"),
        "{}",
        text(&done.stdout)
    );
    for out in ["lai.csv", "lai.xlsx", "lai.gpkg", "lai.geojson"] {
        let done = bench.run(&["export", "city.gpkg", "candidates", "--out", out]);
        assert_eq!(done.status.code(), Some(0), "{out}: {}", text(&done.stderr));
        let again = bench.run(&["import", "candidates", out, "--workspace", "again.gpkg"]);
        assert_eq!(again.status.code(), Some(0), "{out}: {}", text(&again.stderr));
        let of = |name: &str| Workspace::load(&bench.path(name)).expect("read").candidates;
        let place = |list: Vec<gandan::model::Candidate>| {
            list.into_iter()
                .map(|one| gandan::model::Candidate { area: None, ..one })
                .collect::<Vec<_>>()
        };
        assert_eq!(place(of("again.gpkg")), place(of("city.gpkg")), "{out}");
    }
    let dataset = Workspace::load(&bench.path("city.gpkg")).expect("read");
    assert_eq!(dataset.candidates[0].area.as_deref(), Some("00070"), "by its position");
}

#[test]
fn candidates_are_the_sites_of_a_location_problem_on_the_workspace() {
    let bench = Bench::new();
    let home = on_street(5, 0.0);
    bench.write(
        "dan.csv",
        &format!("ma,lon,lat,dan so\nnha,{},{},40\n", home.lon, home.lat),
    );
    let near = on_street(5, 1.0);
    let far = on_street(0, 1.0);
    let rows = [("U8", far), ("U9", near)].map(|(code, at)| format!("{code},{code},{},{}\n", at.lon, at.lat));
    bench.write("noi.csv", &format!("Mã,Tên,Kinh độ,Vĩ độ\n{}", rows.concat()));
    let locate = [
        "locate",
        "--problem",
        "mclp",
        "--p",
        "1",
        "--minutes",
        "5",
        "--workspace",
        "city.gpkg",
        "--format",
        "json",
    ];
    bench.run(&["import", "demand", "dan.csv", "--workspace", "city.gpkg"]);
    let none = bench.run(&[
        "locate",
        "--problem",
        "mclp",
        "--p",
        "1",
        "--minutes",
        "5",
        "--workspace",
        "none.gpkg",
    ]);
    assert_eq!(none.status.code(), Some(3));
    bench.run(&["import", "candidates", "noi.csv", "--workspace", "city.gpkg"]);
    let done = bench.run(&locate);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let answer = text(&done.stdout);
    assert!(answer.contains("\"U9\"") && !answer.contains("\"U8\""), "{answer}");
}

const BARE: &str = "Mã,Tên điểm,Loại điểm,Địa chỉ\n\
    021,Quầy một,Đại lý,\"218 Đội Cấn, phường Ngọc Hà\"\n\
    022,Quầy hai,Đại lý,\"5 Hàng Bạc phường Hoàn Kiếm Hà Nội\"\n\
    023,Quầy ba,Đại lý,\"Thôn Đoài, xã Phú Nghĩa\"\n\
    024,Quầy bốn,Đại lý,\"9 Kim Mã, phường Giảng Võ\"\n";

#[test]
fn positions_can_be_typed_into_their_columns_or_over_the_proposal_and_a_confirmed_middle_is_told() {
    let bench = Bench::new();
    bench.write("quay.csv", BARE);
    let done = bench.run(&["addresses", "city.gpkg", "quay.csv", "--out", "ket-qua.csv"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let page = text(&done.stdout);
    assert!(page.contains("(0,30; thôn Đoài: không tìm thấy)"), "{page}");
    let path = bench.path("ket-qua.csv");
    let mut reader = csv::Reader::from_path(&path).expect("the list");
    let headers = reader.headers().expect("headers").clone();
    let at = |name: &str| headers.iter().position(|header| header == name).expect(name);
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    assert!(
        rows[0][0].starts_with("#: Ghi x"),
        "how to fill it in stands below the header: {rows:?}"
    );
    assert!(
        rows[3][at("Căn cứ khớp")].contains("thôn Đoài: không tìm thấy"),
        "{rows:?}"
    );
    // Typed into the empty columns; typed over the proposal; a middle confirmed; an untouched proposal.
    rows[1][at("Kinh độ")] = "105,77".into();
    rows[1][at("Vĩ độ")] = "21,07".into();
    rows[2][at("Kinh độ đề xuất")] = "105.36".into();
    rows[3][at("Xác nhận")] = "x".into();
    let mut writer = csv::Writer::from_path(&path).expect("writable");
    writer.write_record(&headers).expect("written");
    rows.iter().for_each(|row| writer.write_record(row).expect("written"));
    writer.flush().expect("written");
    let args = [
        "import",
        "facilities",
        "ket-qua.csv",
        "--workspace",
        "city.gpkg",
        "--accept-partial",
    ];
    let done = bench.run(&args);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    let checks = ["proposal_overtyped", "commune_centre_confirmed", "not_confirmed"];
    for check in checks {
        assert_eq!(said.matches(&format!("[{check}]")).count(), 1, "{check}: {said}");
    }
    let dataset = Workspace::load(&bench.path("city.gpkg")).expect("read");
    let lon = |code: &str| {
        dataset
            .facilities
            .iter()
            .find(|one| one.code == code)
            .map(|one| one.location.lon)
    };
    assert_eq!([lon("021"), lon("022"), lon("024")], [Some(105.77), Some(105.36), None]);
}

#[test]
fn the_sheet_to_confirm_offers_answers_hides_the_first_proposal_and_says_how_to_fill_it_in() {
    let bench = Bench::new();
    bench.write("quay.csv", BARE);
    let done = bench.run(&["addresses", "city.gpkg", "quay.csv", "--out", "ket-qua.xlsx"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let part = |name: &str| {
        let file = std::fs::File::open(bench.path("ket-qua.xlsx")).expect("the workbook");
        let mut archive = zip::ZipArchive::new(file).expect("a workbook is an archive");
        let mut part = String::new();
        let mut inside = archive.by_name(name).expect(name);
        std::io::Read::read_to_string(&mut inside, &mut part).expect("text");
        part
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("x,không") && sheet.contains("hidden=\"1\""), "{sheet}");
    assert!(part("xl/comments1.xml").contains("không nếu bỏ dòng này"));
}

#[test]
fn a_list_whose_rows_all_have_positions_needs_nothing() {
    let bench = Bench::new();
    bench.write(
        "quay.csv",
        "Tên điểm,Loại điểm,Địa chỉ,Kinh độ,Vĩ độ\nMột,Đại lý,5 Hàng Bạc,105.31,21.05\n",
    );
    let done = bench.run(&["addresses", "city.gpkg", "quay.csv", "--out", "ket-qua.xlsx"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let page = text(&done.stdout);
    assert!(
        page.contains("cả 1 dòng đã có tọa độ") && page.contains("gandan import facilities quay.csv"),
        "{page}"
    );
    assert!(!bench.path("ket-qua.xlsx").exists(), "there is nothing to confirm");
    let json = bench.run(&["addresses", "city.gpkg", "quay.csv", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!((answer["rows"].as_u64(), answer["placed"].as_u64()), (Some(1), Some(1)));
}
