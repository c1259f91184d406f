//! The refusals of commands and their Vietnamese.

use std::collections::BTreeSet;

use super::{Literal, holes_alike, literals};

/// Refusals whose sentence is put together from two places.
const SAID_IN_PARTS: &[&str] = &[
    "cannot listen on {address}: {reason}; choose another port with --listen",
    "there is no inspection '{id}'",
    "there is no rating with words '{id}'",
];

#[test]
fn every_refusal_that_has_vietnamese_is_said_and_has_holes_of_its_own() {
    let said: Vec<String> = literals().into_iter().map(|one| holes_alike(&one.text)).collect();
    let mut seen = BTreeSet::new();
    for (english, vietnamese) in gandan::model::checks::refusals() {
        let plain = holes_alike(english);
        // A list at the end may stand in the code, where the catalogue has a hole.
        let begin = plain.trim_end_matches("{}");
        assert!(seen.insert(plain.clone()), "'{english}' stands twice");
        assert!(
            said.iter().any(|one| one.contains(begin)) || SAID_IN_PARTS.contains(english),
            "no code says '{english}' any more"
        );
        let names = |text: &str| -> BTreeSet<String> {
            let holes = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            holes
                .map(|(name, _)| name.trim_end_matches(['!', ',', '.', '/']).to_owned())
                .collect()
        };
        assert!(names(vietnamese).is_subset(&names(english)), "'{vietnamese}'");
    }
}

/// What a user meets first: no refusal of these commands without Vietnamese.
#[test]
fn the_refusals_of_data_commands_have_vietnamese() {
    let files = [
        "import",
        "check",
        "addresses",
        "history",
        "undo",
        "crosswalk",
        "areas",
        "template",
        "export",
        "nearest",
    ];
    let known: Vec<String> = gandan::model::checks::refusals()
        .map(|(english, _)| holes_alike(english))
        .collect();
    let is_refusal = |one: &&Literal| {
        files.iter().any(|file| one.file == format!("cli/{file}.rs")) && one.before.ends_with("format!(")
            || one.file == "store/error.rs" && one.before.ends_with("#[error(")
    };
    let all = literals();
    let refusals: Vec<&Literal> = all
        .iter()
        .filter(is_refusal)
        .filter(|one| one.text.matches(' ').count() >= 5 && one.text.is_ascii() && one.text.contains(';'))
        .collect();
    assert!(refusals.len() >= 15, "only {} were found", refusals.len());
    for one in refusals {
        let plain = holes_alike(&one.text);
        let is_known = known
            .iter()
            .any(|known| plain.ends_with(known) || plain.contains(known.trim_end_matches("{}")));
        // A pair of languages stands side by side.
        let has_pair = all
            .iter()
            .any(|other| other.file == one.file && other.line.abs_diff(one.line) <= 6 && !other.text.is_ascii());
        assert!(
            is_known || has_pair,
            "src/{}:{}: no Vietnamese for '{}'",
            one.file,
            one.line,
            one.text
        );
    }
}
