//! New points that may be known ones: told in the dry run, in JSON and as findings, since both count.

use serde_json::json;

use super::{Office, counts};
use crate::cli::{done, gandan, text};

#[test]
fn a_row_without_a_code_that_was_renamed_or_moved_is_told_as_a_pair_that_counts_twice() {
    let office = Office::new();
    let header = "kind,name,address,operator,lon,lat\n";
    let list = |rows: &[&str]| format!("{header}{}", rows.concat());
    let a = "agent,Đại lý Một,1 Phố Huế,BIDV,105.850,21.020\n";
    let b = "agent,Đại lý Hai,2 Kim Mã,BIDV,105.820,21.030\n";
    let c = "agent,Đại lý Ba,3 Cầu Giấy,BIDV,105.790,21.030\n";
    office.import("facilities", "first.csv", &list(&[a, b, c]), &[]);
    let codes: Vec<(String, String)> = office
        .data()
        .facilities
        .into_iter()
        .map(|one| (one.name, one.code))
        .collect();
    let code = |name: &str| {
        codes
            .iter()
            .find(|(known, _)| known == name)
            .expect("it is there")
            .1
            .clone()
    };
    // One is renamed where it stands, two moves by about 520 m.
    let renamed = "agent,Điểm dịch vụ Phố Huế,1 phố Huế,BIDV,105.850,21.020\n";
    let moved = "agent,Đại lý Hai,2 Kim Mã,BIDV,105.825,21.030\n";
    let second = list(&[renamed, moved, c]);
    let dry = office.import("facilities", "second.csv", &second, &["--dry-run"]);
    assert_eq!(counts(&dry), [2, 0, 1, 2, 0, 0]);
    let pairs = dry["recognised"]["perhaps_one"].as_array().expect("a list").clone();
    let told: Vec<[&str; 3]> = pairs
        .iter()
        .map(|pair| ["name", "known_name", "likeness"].map(|key| pair[key].as_str().expect("text")))
        .collect();
    assert_eq!(
        told,
        [
            ["Điểm dịch vụ Phố Huế", "Đại lý Một", "same_place"],
            ["Đại lý Hai", "Đại lý Hai", "same_name"]
        ]
    );
    assert_eq!(pairs[0]["known_facility"], code("Đại lý Một"));
    let metres = pairs[1]["distance_m"].as_f64().expect("metres");
    assert!((metres - 519.7).abs() < 1.0, "{metres}");
    let (page, said) = office.page("facilities", "second.csv", &second, &["--dry-run"]);
    assert!(
        page.contains("đang được tính hai lần (2 cặp)") && page.contains("cách 520 m"),
        "{page}"
    );
    assert!(
        said.contains("perhaps_one_point")
            && said.contains("cả hai đều được tính")
            && said.contains(&code("Đại lý Một")),
        "{said}"
    );
    // Imported all the same, the check says it too.
    office.import("facilities", "second.csv", &second, &[]);
    let checked = gandan(&["check", text(&office.workspace())]);
    let report = String::from_utf8(checked.stdout).expect("text");
    assert!(report.contains("[perhaps_one_point]: 2 trường hợp"), "{report}");
    done(&["undo", text(&office.workspace())]);
    // With the codes written into the rows both are what they were.
    let coded = format!(
        "code,{header}{},{renamed}{},{moved}{},{c}",
        code("Đại lý Một"),
        code("Đại lý Hai"),
        code("Đại lý Ba")
    );
    let answer = office.import("facilities", "coded.csv", &coded, &[]);
    assert_eq!(counts(&answer), [0, 2, 1, 0, 0, 0]);
    assert_eq!(answer["recognised"]["perhaps_one"], json!([]));
}

#[test]
fn what_is_missing_from_its_list_says_so_where_it_is_found() {
    let office = Office::new();
    let header = "code,kind,name,operator,lon,lat\n";
    let rows = [
        "B1,agent,Một,BIDV,105.85,21.02\n",
        "B2,agent,Hai,BIDV,105.82,21.03\n",
        "B3,agent,Ba,BIDV,105.80,21.03\n",
    ];
    office.import("facilities", "first.csv", &format!("{header}{}", rows.concat()), &[]);
    office.import(
        "facilities",
        "second.csv",
        &format!("{header}{}{}", rows[0], rows[2]),
        &[],
    );
    let workspace = office.workspace();
    let near = [
        "nearest",
        text(&workspace),
        "--lon",
        "105.82",
        "--lat",
        "21.03",
        "-k",
        "1",
    ];
    let answer: serde_json::Value =
        serde_json::from_str(&done(&[&near[..], &["--format", "json"]].concat())).expect("JSON");
    let since = answer[0]["detail"]["missing_since"]
        .as_str()
        .expect("it is marked")
        .to_owned();
    assert_eq!((answer[0]["facility"].as_str(), since.len()), (Some("B2"), 10));
    assert!(done(&near).contains("không còn trong danh sách từ"), "{}", done(&near));
}

#[test]
fn refusals_are_vietnamese_with_the_english_below_and_english_alone_when_asked() {
    let office = Office::new();
    let absent = office.workspace();
    let said = |more: &[&str]| {
        let output = gandan(&[&["history", text(&absent)][..], more].concat());
        assert_eq!(output.status.code(), Some(3));
        String::from_utf8(output.stderr).expect("text")
    };
    let both = said(&[]);
    assert!(
        both.starts_with("gandan: ")
            && both
                .lines()
                .next()
                .is_some_and(|line| line.contains("không có tệp này")),
        "{both}"
    );
    assert!(both.contains("there is no such file"), "{both}");
    let english = said(&["--lang", "en"]);
    assert!(
        english.contains("there is no such file") && !english.contains("không có"),
        "{english}"
    );
    let wrong = gandan(&["history"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("câu lệnh chưa đúng"));
}
