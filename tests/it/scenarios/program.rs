//! `gandan scenario` as its user runs it.

use super::{Office, town};
use crate::cli::{done, gandan, text};
use serde_json::Value;

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&done(args)).expect("JSON")
}

fn json(args: &[&str]) -> Value {
    let told = done(&[args, &["--format", "json", "--as", "lan"][..]].concat());
    serde_json::from_str(&told).expect("JSON")
}

#[test]
fn a_scenario_goes_from_its_first_edit_to_the_network() {
    let office = Office::of(&town());
    let path = text(&office.path);
    let made = json(&["scenario", "new", path, "--name", "Quận trung tâm", "--close", "P001"]);
    let id = made["scenario"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        (made["scenario"]["state"].as_str(), made["scenario"]["version"].as_u64()),
        (Some("draft"), Some(1))
    );
    let edited = json(&["scenario", "edit", path, &id, "--open", "P004", "--merge", "P003:P004"]);
    assert_eq!(edited["edits"].as_array().map(Vec::len), Some(3));
    json(&["scenario", "undo", path, "Quận trung tâm", "--edit", "1"]);
    let redone = json(&["scenario", "redo", path, &id]);
    assert_eq!(redone["scenario"]["version"], 4);
    let page = done(&["scenario", "show", path, &id]);
    assert!(
        page.contains("ĐỀ XUẤT ĐỂ XEM XÉT") && page.contains("Sắp xếp lại P003 - chuyển về P004"),
        "{page}"
    );
    let compared = json(&["scenario", "compare", path, &id]);
    assert_eq!(compared["rules"].as_array().map(Vec::len), Some(3));
    // A full assessment of the changed data says the same.
    let full = json_of(&["assess", path, "--scenario", &id, "--format", "json"]);
    for (told, full) in [
        (&compared["rules"][0], &full["rules"][0]),
        (&compared["rules"][1], &full["rules"][1]),
    ] {
        assert_eq!(told["rule"], full["rule"]["id"]);
        let passing = told["after"]["passing_people"].as_f64().expect("a figure");
        let assessed = full["people"]["passing"].as_f64().expect("a figure");
        assert!((passing - assessed).abs() < 1.0, "{passing} {assessed}");
    }
    let page = done(&["scenario", "compare", path, &id]);
    assert!(page.contains("mất tiếp cận:"), "{page}");
    let fork = json(&["scenario", "fork", path, &id, "--name", "Bản hai"]);
    assert_eq!(fork["scenario"]["parent"].as_str(), Some(id.as_str()));
    let same = json(&["scenario", "compare", path, &id, "--against", "Bản hai"]);
    assert_eq!(same["rules"][0]["lost"]["people"], 0.0);
    json(&["scenario", "comment", path, &id, "Cần hỏi phường"]);
    json(&["scenario", "submit", path, &id]);
    json(&[
        "scenario",
        "consult",
        path,
        &id,
        "--ask",
        "commune:town",
        "--deadline",
        "31/12/2099",
    ]);
    let stance = ["--stance", "agrees", "--text", "Nhất trí"];
    json(
        &[
            &["scenario", "opine", path, &id, "--party", "commune:town"][..],
            &stance,
        ]
        .concat(),
    );
    let decision = [
        "--number",
        "12/QĐ-TTPVHCC",
        "--date",
        "2026-01-05",
        "--signatory",
        "Giám đốc",
    ];
    json(&[&["scenario", "approve", path, &id][..], &decision].concat());
    let published = json(&["scenario", "publish", path, &id, "--effective-on", "2026-01-10"]);
    assert_eq!(published["scenario"]["state"], "published");
    let steps: Vec<&str> = published["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["action"].as_str())
        .collect();
    assert_eq!(steps, ["open", "merge", "close"]);
    assert_eq!(office.facility("P003").successor.as_deref(), Some("P004"));
    let history = done(&["history", path]);
    assert!(history.contains("công bố kịch bản"), "{history}");
    let list = done(&["scenario", "list", path, "--lang", "en"]);
    assert!(list.contains("published; 3 edits (0 taken back)"), "{list}");
    let private = gandan::auth::PrivateFile::open(&office.path).expect("the private file");
    let logged: Vec<String> = private
        .entries(1, 100)
        .expect("read")
        .into_iter()
        .map(|entry| format!("{} {}", entry.account, entry.action))
        .collect();
    assert_eq!(logged.len(), 11, "every change and nothing else: {logged:?}");
    assert_eq!(
        (logged[0].as_str(), logged[10].as_str()),
        ("cli:lan scenario.new", "cli:lan scenario.publish")
    );
}

#[test]
fn refusals_are_told_with_their_reasons_in_vietnamese() {
    let office = Office::of(&town());
    let path = text(&office.path);
    done(&["scenario", "new", path, "--name", "A", "--close", "P001"]);
    let refused = |args: &[&str]| {
        let output = gandan(args);
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let unfit = refused(&["scenario", "edit", path, "A", "--close", "P9", "--merge", "P002:P001"]);
    assert!(
        unfit.contains("số liệu gốc không có điểm mã 'P9'") && unfit.contains("chấm dứt"),
        "{unfit}"
    );
    done(&["scenario", "edit", path, "A", "--close", "P002", "--as", "minh"]);
    let late = refused(&["scenario", "edit", path, "A", "--close", "P003", "--seen", "1"]);
    assert!(
        late.contains("hiện là phiên bản 2") && late.contains("minh") && late.contains("P002"),
        "{late}"
    );
    let early = refused(&["scenario", "publish", path, "A", "--effective-on", "2026-12-01"]);
    assert!(early.contains("kịch bản dự thảo nên không thể công bố"), "{early}");
    assert!(refused(&["scenario", "new", path, "--name", "B", "--from-review"]).contains("holds no plan"));
    assert!(refused(&["scenario", "show", path, "C"]).contains("Không có kịch bản 'C'"));
    assert!(refused(&["scenario", "submit", path, "A", "--seen", "1"]).contains("phiên bản"));
}

#[test]
fn a_scenario_made_from_a_review_has_its_changes_in_the_order_of_its_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = crate::cli::demo(&folder);
    let path = text(&workspace);
    let settings = folder.path().join("settings.toml");
    std::fs::write(&settings, "preset = \"efficient\"\ntime_limit_s = 5.0\nsensitivity_s = 0.0\ncounterfactual_s = 0.0\nrobustness_plans = 0\n").expect("written");
    let review = done(&[
        "review",
        path,
        "--settings",
        text(&settings),
        "--save",
        "--format",
        "json",
    ]);
    let review: Value = serde_json::from_str(&review).expect("JSON");
    let steps = review["sequence"].as_array().expect("steps");
    assert!(!steps.is_empty(), "the case must have steps");
    let made = json(&["scenario", "new", path, "--name", "Theo rà soát", "--from-review"]);
    let edits = made["edits"].as_array().expect("edits");
    assert_eq!(edits.len(), steps.len());
    for (edit, step) in edits.iter().zip(steps) {
        for (own, other) in [("action", "action"), ("facility", "facility"), ("into", "into")] {
            let own = edit["edit"].get(own).cloned().unwrap_or(Value::Null);
            assert_eq!(own, step[other], "{edit} {step}");
        }
    }
    let errors = made["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|one| one["severity"] == "error");
    assert_eq!(errors.count(), 0);
    // The review retains access: carried out, nobody is without who had it.
    let compared = json(&["scenario", "compare", path, "Theo rà soát"]);
    let lost: Vec<f64> = compared["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .filter_map(|rule| rule["lost"]["people"].as_f64())
        .collect();
    let told = ["plan68", "scheme"].map(|id| {
        let rules = compared["rules"].as_array().expect("rules");
        rules
            .iter()
            .find(|rule| rule["rule"] == id)
            .and_then(|rule| rule["lost"]["people"].as_f64())
    });
    assert_eq!(told[1], Some(0.0), "{lost:?}");
}
