//! The order of communes in `gandan areas`.

use super::{json, town, workspace};
use crate::cli::text;

#[test]
fn communes_stand_in_the_order_of_their_names_or_as_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut dataset = town();
    let names = ["Phường Đống", "Xã Dương", "Phường Ông", "Phường An"];
    for row in &mut dataset.crosswalk {
        let at: usize = row.old_code.parse().expect("1 to 4");
        row.old_name = names[at - 1].to_owned();
    }
    let path = workspace(&folder, &dataset);
    let codes = |sort: &[&str]| -> Vec<String> {
        let args = [&["areas", text(&path), "--layout", "old", "--format", "json"][..], sort].concat();
        let told = json(&args);
        let rows = told["rows"].as_array().expect("rows").clone();
        let mut codes = Vec::new();
        for row in rows {
            codes.push(row["code"].as_str().expect("a code").to_owned());
        }
        codes
    };
    assert_eq!(
        codes(&[]),
        ["4", "2", "1", "3"],
        "An, Dương, Đống, Ông: the word before does not count"
    );
    assert_eq!(codes(&["--sort", "code"]), ["1", "2", "3", "4"]);
    let told = json(&["areas", text(&path), "--sort", "people", "--format", "json"]);
    let people: Vec<f64> = told["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["people"].as_f64().expect("people"))
        .collect();
    assert!(people.windows(2).all(|pair| pair[0] >= pair[1]), "{people:?}");
}
