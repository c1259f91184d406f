//! The catalogue of checks held against the source: no check without an entry, no entry without a check, no sentence with
//! a figure that has no Vietnamese, no Vietnamese for a sentence that is said no more. And against its page.

mod refusals;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use gandan::model::Language;
use gandan::model::checks::{CATALOGUE, checks, shared_sentences};

/// The ways in which a check's id is said: the name of a function whose first argument it is, or a tuple.
const SAYERS: [&str; 16] = [
    "error",
    "warning",
    "info",
    "error_at",
    "warning_at",
    "info_at",
    "error_row",
    "warning_row",
    "info_row",
    "refuse",
    "refused",
    "Refused::new",
    "Finding::error",
    "Finding::warning",
    "Finding::info",
    "Err",
];

/// Where findings are made.
const ROOMS: [&str; 10] = [
    "plan",
    "ingest",
    "audit",
    "planner",
    "registry",
    "reporting",
    "store",
    "locate",
    "review",
    "cli",
];

/// Literals that stand where ids stand and are none: ids of what is no check.
const NO_CHECKS: [&str; 1] = ["district"];

/// Sentences said in two pieces, so that no literal holds them whole.
const COMPOSED: [&str; 5] = [
    "longitude {} is not between -180 and 180 degrees; correct it",
    "latitude {} is not between -90 and 90 degrees; correct it",
    "longitude {} is not between -180 and 180 degrees",
    "latitude {} is not between -90 and 90 degrees",
    "cell '{}' has two times to this facility; keep one of the two; the first one was taken",
];

/// Literals with holes that are no message of a finding: file, and how they begin.
const NO_MESSAGES: &[(&str, &str)] = &[
    ("ingest/geopackage.rs", "SELECT "),
    ("ingest/geopackage_roads.rs", "SELECT "),
    ("ingest/mapping.rs", "the mapping is not valid TOML"),
    ("ingest/mapping.rs", "the mapping says"),
    ("ingest/mapping.rs", "the mapping names two columns"),
    ("ingest/mapping.rs", "{} are not read from a table"),
    // Kept as the value of a finding, not as its message.
    ("ingest/wkb.rs", ""),
    ("ingest/shapefile.rs", "MultiPoint of"),
    ("ingest/shapefile.rs", "shape of type"),
];

struct Literal {
    /// Path under `src/`.
    file: String,
    line: usize,
    /// What stands before it in the line or the lines above, blanks left out.
    before: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The string literals of the program outside its test modules and comments, the catalogue itself left out.
fn literals() -> Vec<Literal> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the source") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true if !path.ends_with("model/checks") => folders.push(path),
                true => {}
                false
                    if path.extension().is_some_and(|end| end == "rs")
                        && !path.to_string_lossy().ends_with("tests.rs") =>
                {
                    files.push(path);
                }
                false => {}
            }
        }
    }
    files.sort();
    assert!(files.len() > 100, "only {} files were found", files.len());
    files.iter().flat_map(|path| literals_of(path)).collect()
}

fn literals_of(path: &Path) -> Vec<Literal> {
    let text = std::fs::read_to_string(path).expect("a source file");
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let file = path
        .strip_prefix(root().join("src"))
        .expect("under src")
        .display()
        .to_string();
    let (mut list, mut before, mut line) = (Vec::new(), String::new(), 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '/' if letters.peek() == Some(&'/') => while letters.next_if(|next| *next != '\n').is_some() {},
            '\'' => {
                // A character, or the mark of a lifetime.
                before.push('\'');
                if letters.next_if_eq(&'\\').is_some() || letters.peek() == Some(&'"') {
                    letters.next();
                }
            }
            '"' => {
                let (begun, mut held) = (line, String::new());
                while let Some(inner) = letters.next() {
                    line += usize::from(inner == '\n');
                    match inner {
                        '"' => break,
                        '\\' => match letters.next() {
                            Some('\n') => {
                                line += 1;
                                while letters.next_if(|next| next.is_whitespace()).is_some() {}
                            }
                            Some('n') => held.push('\n'),
                            Some('u') => {
                                let code: String = letters.by_ref().skip(1).take_while(|end| *end != '}').collect();
                                held.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                            }
                            Some(other) => held.push(other),
                            None => {}
                        },
                        inner => held.push(inner),
                    }
                }
                list.push(Literal {
                    file: file.clone(),
                    line: begun,
                    before: before
                        .chars()
                        .rev()
                        .take(40)
                        .collect::<Vec<_>>()
                        .into_iter()
                        .rev()
                        .collect(),
                    text: held,
                });
                before.push('"');
            }
            letter if letter.is_whitespace() => {}
            letter => before.push(letter),
        }
    }
    list
}

fn is_room(file: &str) -> bool {
    ROOMS.iter().any(|room| file.starts_with(&format!("{room}/")))
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit())
}

/// Whether a literal stands where the id of a check stands.
fn is_said(literal: &Literal) -> bool {
    let before = match literal.before.strip_suffix('(') {
        Some(before) => before.strip_suffix('(').unwrap_or(before),
        // `warning_at(place, "id", ...)`: one argument before the id.
        None => match literal
            .before
            .strip_suffix(',')
            .and_then(|before| before.rsplit_once('('))
        {
            Some((before, place)) if before.ends_with("_at") && !place.contains([',', '"']) => before,
            _ => return false,
        },
    };
    let name: String = before
        .chars()
        .rev()
        .take_while(|letter| letter.is_alphanumeric() || "_:".contains(*letter))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    SAYERS.contains(&name.trim_start_matches(':'))
}

/// A sentence with every hole alike.
fn holes_alike(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        plain.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[test]
fn every_check_that_is_said_has_an_entry() {
    let known: BTreeSet<&str> = checks().map(|check| check.id).collect();
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    let said: Vec<Literal> = literals()
        .into_iter()
        .filter(|one| is_room(&one.file) && is_id(&one.text) && is_said(one))
        .collect();
    assert!(
        said.len() > 120,
        "only {} were found: the test would be empty",
        said.len()
    );
    for one in said {
        if !known.contains(one.text.as_str()) && !NO_CHECKS.contains(&one.text.as_str()) {
            missing
                .entry(one.text)
                .or_insert(format!("src/{}:{}", one.file, one.line));
        }
    }
    let advice: String = missing
        .iter()
        .map(|(id, at)| {
            format!(
                "\n{at}: add to the right list under src/model/checks/ (and run this test again with \
                 UPDATE_CHECKS=1 to write docs/checks.md):\n    Check::error(\"{id}\") // or warning(id, Done::...), info(id, Done::...)\n        \
                 .vi(\"title\", \"what is wrong\", \"what to do\")\n        .en(\"title\", \"what is wrong\", \"what to do\"),"
            )
        })
        .collect();
    assert!(missing.is_empty(), "{} checks have no entry:{advice}", missing.len());
}

#[test]
fn every_entry_is_complete_and_its_check_is_said() {
    let said: BTreeSet<String> = literals().into_iter().map(|one| one.text).collect();
    let mut seen = BTreeSet::new();
    for check in checks() {
        assert!(seen.insert(check.id), "{} stands twice in the catalogue", check.id);
        assert!(
            said.contains(check.id),
            "no check of the program is called {}: take its entry out",
            check.id
        );
        for words in [check.vietnamese, check.english] {
            for text in [words.title, words.explanation, words.repair] {
                assert!(
                    !text.trim().is_empty() && !text.ends_with('.'),
                    "{}: '{text}'",
                    check.id
                );
                assert!(
                    !text.starts_with(char::is_lowercase),
                    "{}: '{text}' begins small",
                    check.id
                );
            }
        }
        assert_ne!(check.vietnamese.title, check.english.title, "{}", check.id);
    }
}

#[test]
fn every_sentence_of_the_catalogue_is_said_somewhere() {
    let said: BTreeSet<String> = literals().into_iter().map(|one| holes_alike(&one.text)).collect();
    let own = checks().flat_map(|check| check.sentences);
    let stale: Vec<&str> = own
        .chain(shared_sentences())
        .map(|(english, _)| *english)
        .filter(|english| {
            let plain = holes_alike(english);
            let is_bare = plain.trim_matches(['{', '}', '!', ' ']).is_empty();
            !is_bare && !said.contains(&plain) && !COMPOSED.contains(&plain.as_str())
        })
        .collect();
    assert!(stale.is_empty(), "no code says these any more: {stale:#?}");
}

#[test]
fn every_sentence_with_a_figure_in_it_has_its_vietnamese() {
    let known: BTreeSet<String> = checks()
        .flat_map(|check| check.sentences)
        .chain(shared_sentences())
        .map(|(english, _)| holes_alike(english))
        .collect();
    let is_message = |one: &&Literal| {
        (one.file.starts_with("ingest/") || one.file.starts_with("audit/") || one.file == "planner/import.rs")
            && one.text.matches(' ').count() >= 3
            && one.text.contains('{')
            && !NO_MESSAGES
                .iter()
                .any(|(file, start)| one.file == *file && holes_alike(&one.text).starts_with(start))
    };
    let all = literals();
    let messages: Vec<&Literal> = all.iter().filter(is_message).collect();
    assert!(
        messages.len() > 80,
        "only {} were found: the test would be empty",
        messages.len()
    );
    let strangers: String = messages
        .iter()
        .filter(|one| !known.contains(&holes_alike(&one.text)))
        .map(|one| {
            format!(
                "\nsrc/{}:{}: give its check in src/model/checks/ a .says(&[(\n    \"{}\",\n    \"the same in Vietnamese, with the same names in the holes\",\n)])",
                one.file, one.line, one.text
            )
        })
        .collect();
    assert!(strangers.is_empty(), "sentences without Vietnamese:{strangers}");
}

#[test]
fn sentences_with_several_holes_side_by_side_are_carried_over_whole() {
    for (id, english, vietnamese) in [
        (
            "identity_in_doubt",
            "'B9' (Một, Hai) shares its external id with others and may be 'B1' (Một) / 'B2' (Hai): it was taken as a new point; \
             write the right code into the file and import it again",
            "'B9' (Một, Hai) trùng mã ngoài với điểm khác, có thể là 'B1' (Một) / 'B2' (Hai): đã coi là điểm mới; \
             ghi đúng mã vào tệp rồi nhập lại",
        ),
        (
            "most_points_missing",
            "3 of 4 points of kind agent without an operator are not in the file and are marked as missing: is the list complete? \
             Import a part of a list with --add; `gandan undo` takes this back",
            "3 trong 4 điểm loại đại lý (agent) không có doanh nghiệp không có trong tệp và bị ghi là vắng mặt: danh sách đã đủ chưa? \
             Nhập một phần danh sách với --add; `gandan undo` hủy lần nhập",
        ),
        (
            "old_code_elsewhere",
            "2 point(s), first 'A1' (Đại lý (cũ)): the commune named is now '00008' (Phường Cửa Nam), which was taken, \
             but the position is in another; check both",
            "2 điểm, đầu tiên là 'A1' (Đại lý (cũ)): xã, phường đã ghi nay là '00008' (Phường Cửa Nam), đã lấy tên này, \
             nhưng vị trí nằm ở nơi khác; kiểm tra cả hai",
        ),
        (
            "population_sources",
            "'00008' (Phường Cửa Nam) has 10 people in its cells and 20 by series '2019' (-10, -50 %); check which source is \
             nearer to the truth",
            "'00008' (Phường Cửa Nam) có 10 người trong các ô dân cư và 20 người theo bộ số liệu '2019' (-10, -50 %); kiểm tra \
             nguồn nào sát thực tế hơn",
        ),
        (
            "broken_road",
            "2 node ids for 3 corners; each corner needs one, at least 2; export the roads again",
            "2 mã nút cho 3 đỉnh; mỗi đỉnh cần một mã, ít nhất 2; xuất lại đường sá",
        ),
        (
            "pbf_block_too_large",
            "block 2 claims a header of 70000 bytes, more than the format allows; download the file again",
            "khối 2 khai phần đầu 70000 byte, quá mức định dạng cho phép; tải lại tệp",
        ),
    ] {
        let check = checks().find(|check| check.id == id).expect("a check of the catalogue");
        assert_eq!(check.in_vietnamese(english), vietnamese, "{id}");
    }
}

#[test]
fn holes_of_a_vietnamese_sentence_are_holes_of_the_english_one() {
    let names = |text: &str| -> BTreeSet<String> {
        let holes = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        holes
            .map(|(name, _)| name.trim_end_matches(['!', ',', '.', '/']).to_owned())
            .collect()
    };
    for (english, vietnamese) in checks().flat_map(|check| check.sentences).chain(shared_sentences()) {
        let (there, used) = (names(english), names(vietnamese));
        assert!(
            used.is_subset(&there),
            "'{vietnamese}' has holes that '{english}' has not"
        );
        assert!(
            !english.contains("}{"),
            "'{english}': where one hole ends cannot be told"
        );
    }
}

/// The catalogue as a page of the documentation.
fn page() -> String {
    let mut page = String::from(
        "# Checks\n\nWhat reading a file and `gandan check` may find, what it means and how to repair it. Made from the catalogue in\n\
         `src/model/checks/` by `UPDATE_CHECKS=1 cargo test --test it catalogue`; `gandan check --list` prints the same.\n\n\
         *Severity* is the usual one; a finding tells its own. An error refuses its row, and without `--accept-partial` the whole\n\
         file; what `gandan check` finds stays as it is.\n",
    );
    for group in CATALOGUE {
        let _ = write!(
            page,
            "\n## {} ({})\n\n| check | severity | Vietnamese | English | repair |\n|---|---|---|---|---|\n",
            group.title(Language::English),
            group.title(Language::Vietnamese)
        );
        for check in group.checks {
            let (vi, en) = (check.vietnamese, check.english);
            let cells = [
                format!("`{}`", check.id),
                check.severity.code().to_owned(),
                format!("**{}**: {}", vi.title, vi.explanation),
                format!("**{}**: {}", en.title, en.explanation),
                format!("{} / {}", vi.repair, en.repair),
            ];
            let cells = cells.map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(page, "| {} |", cells.join(" | "));
        }
    }
    page
}

#[test]
fn the_page_of_checks_is_that_of_the_catalogue() {
    let path = root().join("docs/checks.md");
    if std::env::var_os("UPDATE_CHECKS").is_some() {
        std::fs::write(&path, page()).expect("docs/checks.md can be written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page(),
        "docs/checks.md is not that of the catalogue; run UPDATE_CHECKS=1 cargo test --test it catalogue"
    );
}
