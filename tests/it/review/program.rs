//! `gandan review` and `gandan criteria` as their user runs them, on a small city.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::city::city;
use gandan::store::{Overwrite, Workspace};
use serde_json::Value;

fn workspace(folder: &tempfile::TempDir) -> PathBuf {
    let mut dataset = city(1);
    // The north-east is bare: somebody is left out.
    dataset
        .facilities
        .retain(|one| !(one.code.starts_with('A') && one.location.lon > 105.775));
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("a workspace");
    path
}

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .output()
        .expect("it starts")
}

fn said(args: &[&str]) -> String {
    let output = run(args);
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_planner_asks_for_openings_a_draft_of_an_area_and_the_price_of_fewer_points() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = workspace(&folder);
    let city = path.to_str().expect("UTF-8");
    let settings = folder.path().join("s.toml");
    let text = "sensitivity_s = 0\ncounterfactual_s = 2\nrobustness_plans = 1\nopenings = true\nmost_openings = 1\nleast_people_for_point = 50\nbuses = 1\nbus_weekly_hours = 3.5";
    std::fs::write(&settings, text).expect("written");
    let settings = settings.to_str().expect("UTF-8");

    let json: Value = serde_json::from_str(&said(&[
        "review",
        city,
        "--settings",
        settings,
        "--preset",
        "expand",
        "--format",
        "json",
        "--save",
    ]))
    .expect("json");
    let told = &json["expansion"];
    assert_eq!(
        (json["totals"]["open"].as_u64(), json["totals"]["merge"].as_u64()),
        (Some(1), Some(0))
    );
    let figure = |name: &str| told[name].as_f64().expect("a figure");
    assert!(figure("left_out_people") > figure("left_out_after_people"));
    assert!(figure("left_out_after_people") > figure("left_out_with_stops_people"));
    let visit = &told["stops"][0]["visits"][0];
    assert_eq!(
        (visit["weekday"].as_u64(), visit["from"].as_str(), visit["to"].as_str()),
        (Some(1), Some("08:00"), Some("11:00"))
    );
    let again: Value = serde_json::from_str(&said(&["review", city, "--last", "--format", "json"])).expect("json");
    assert_eq!(again, json, "the plan that was kept");
    let page = said(&["review", city, "--settings", settings, "--preset", "expand"]);
    for words in ["Mở rộng", "Lịch tuần của xe lưu động", "thứ Hai 08:00-11:00", "Còn lại"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let html = said(&[
        "review",
        city,
        "--settings",
        settings,
        "--area",
        "c0,c3",
        "--format",
        "html",
    ]);
    assert!(html.starts_with("<!doctype html>") && html.contains("Phường 0, Phường 3") && !html.contains("Phường 1,"));
    for heading in [
        "1. Căn cứ và phạm vi",
        "3. Đề xuất",
        "4. Từng thay đổi",
        "8. Lấy ý kiến",
        "1022",
    ] {
        assert!(html.contains(heading), "{heading}");
    }
    let draft = said(&[
        "review",
        city,
        "--settings",
        settings,
        "--area",
        "Phường 0",
        "--lang",
        "en",
    ]);
    assert!(
        draft.contains("WHAT IS PROPOSED") && draft.contains("Keep with remedy"),
        "{draft}"
    );
    let unknown = run(&["review", city, "--settings", settings, "--area", "Nowhere"]);
    assert_eq!(unknown.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("'Nowhere'"));

    let curve: Value =
        serde_json::from_str(&said(&["review", city, "--pareto", "5", "2", "--format", "json"])).expect("json");
    let kept: Vec<u64> = curve["curve"]
        .as_array()
        .expect("a curve")
        .iter()
        .filter_map(|point| point["kept"].as_u64())
        .collect();
    assert_eq!(kept, [5, 2]);
    assert!(said(&["review", city, "--pareto", "3"]).contains("để tham khảo"));
    assert_eq!(run(&["review", city, "--pareto", "999"]).status.code(), Some(3));

    let profile = said(&["criteria", city]);
    assert!(
        profile.contains("Tỷ lệ hài lòng") && profile.contains("30 / 60 = 50 %"),
        "{profile}"
    );
    assert_eq!(run(&["criteria", city, "--only", "X"]).status.code(), Some(3));
    let adopted = said(&[
        "review",
        city,
        "--settings",
        settings,
        "--criteria",
        "agents",
        "--format",
        "csv",
    ]);
    assert!(adopted.starts_with("facility,"));
}
