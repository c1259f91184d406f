//! The law of the house: a module uses only floors below its own, and the outside world (files, network,
//! clock, database, solver) enters only by the rooms that are made for it.
//!
//! `ARCHITECTURE.md` tells the idea. A change of the house changes `HOUSE` or `OUTSIDE` here, that page and,
//! where a reason is needed, a page under `docs/decisions/`.

mod source;

use source::{NamedPath, paths};
use std::path::Path;

/// Every module of the crate with its floor, in order of floor and name. Two modules of one floor do not know each other.
const HOUSE: &[(&str, u32)] = &[
    ("text", 0),
    ("units", 0),
    ("geometry", 1),
    ("model", 2),
    ("spatial_index", 3),
    ("ingest", 4),
    ("tiles", 4),
    ("demo_city", 5),
    ("plan", 5),
    ("registry", 5),
    ("voice", 5),
    ("routing", 6),
    ("access", 7),
    ("audit", 8),
    ("finder", 8),
    ("locate", 8),
    ("reporting", 8),
    ("review", 8),
    ("auth", 9),
    ("report", 9),
    ("store", 9),
    ("planner", 10),
    ("wire", 11),
    ("api", 12),
    ("cli", 13),
];

/// What only some rooms may name. `cli` and `main.rs` are the outer wall and may name anything.
const OUTSIDE: &[(&str, &[&str])] = &[
    // Files, processes, the environment.
    ("std::fs", &["store", "auth", "api"]),
    ("std::env", &["api"]),
    ("std::process", &[]),
    // The network.
    ("std::net", &["api"]),
    ("tokio", &["api"]),
    ("axum", &["api"]),
    ("tokio_stream", &["api"]),
    ("axum_server", &["api"]),
    ("rustls", &["api"]),
    ("governor", &["api"]),
    ("metrics", &["api"]),
    ("metrics_exporter_prometheus", &["api"]),
    ("tower", &["api"]),
    ("tower_http", &["api"]),
    ("utoipa_axum", &["api"]),
    ("utoipa", &["wire", "api"]),
    // One room for each native library.
    // The private file beside a workspace is no part of it: `auth` makes it, for its owner's eyes alone.
    ("rusqlite", &["store", "ingest", "auth"]),
    ("argon2", &["auth"]),
    ("getrandom", &["auth"]),
    ("rust_xlsxwriter", &["store", "report"]),
    ("docx_rs", &["report"]),
    ("resvg", &["report"]),
    ("qrcode", &["report"]),
    ("calamine", &["ingest"]),
    ("zip", &["ingest", "report"]),
    ("highs", &["locate", "review"]),
    ("proj", &["geometry"]),
    ("routingkit_cch", &["routing"]),
    ("osmpbf", &["ingest"]),
    ("tiff", &["ingest"]),
    // Errors have types everywhere but in the program.
    ("anyhow", &[]),
];

/// The clock may be read in these rooms (and `cli`); everywhere else an instant is an argument.
const CLOCK: &[&str] = &["SystemTime::now", "Instant::now", "Utc::now", "Local::now"];
const CLOCK_ROOMS: &[&str] = &["planner", "api"];

/// The one file with unsafe code: the solver's callbacks. The crate denies it everywhere else.
const UNSAFE: &str = "review/interrupt.rs";

/// Plain data is never serialised itself.
const NEVER_SERIALISED: &[&str] = &["units", "text", "geometry", "model"];

/// A file is no longer than this, unless its top says `//! Long because ...`.
const LONGEST_FILE: usize = 500;

#[test]
fn every_file_of_the_crate_keeps_the_law() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    assert!(
        files.len() > HOUSE.len(),
        "only {} files were found: the check would be empty",
        files.len()
    );
    let offences: Vec<String> = files.iter().flat_map(|(path, text)| offences(path, text)).collect();
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn tests_and_benches_are_short_files_too() {
    for folder in ["tests", "benches"] {
        let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        assert!(!files.is_empty(), "no files under {folder}");
        let long: Vec<String> = files.iter().filter_map(|(path, text)| too_long(path, text)).collect();
        assert!(long.is_empty(), "{}", long.join("\n"));
    }
}

#[test]
fn the_root_of_the_crate_and_the_map_tell_the_same_house() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lib = std::fs::read_to_string(root.join("src/lib.rs")).expect("the crate has a root");
    let (mut floor, mut declared) = (None, Vec::new());
    for line in lib.lines() {
        if let Some(number) = line.strip_prefix("// Floor ") {
            floor = number.parse::<u32>().ok();
        } else if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            declared.push((name, floor.expect("a line '// Floor N' stands above")));
        }
    }
    declared.sort_by_key(|(name, floor)| (*floor, *name));
    assert_eq!(
        declared, HOUSE,
        "src/lib.rs on the left, the table of this test on the right"
    );
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the house has a map");
    for (name, floor) in HOUSE {
        let row = map.lines().find(|line| line.starts_with(&format!("| {floor} |")));
        assert!(
            row.is_some_and(|row| row.contains(&format!("`{name}`"))),
            "ARCHITECTURE.md: {name} on floor {floor}"
        );
    }
}

/// What a file (its path is told from `src/`) does against the law, one sentence each.
#[test]
fn every_permission_is_asked_for_somewhere() {
    let mut asked = std::collections::BTreeSet::new();
    let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for (name, text) in files.iter().filter(|(name, _)| name != "auth/role.rs") {
        let module: Vec<&str> = name
            .trim_end_matches(".rs")
            .split('/')
            .filter(|part| *part != "mod")
            .collect();
        for path in paths(text, &module).into_iter().filter(|path| !path.in_tests) {
            let at = path.segments.iter().position(|segment| segment == "Permission");
            asked.extend(at.and_then(|at| path.segments.get(at + 1)).cloned());
        }
    }
    let unused: Vec<String> = gandan::auth::Permission::ALL
        .iter()
        .map(|permission| format!("{permission:?}"))
        .filter(|name| !asked.contains(name))
        .collect();
    assert!(
        unused.is_empty(),
        "a right that nothing asks for gives nobody anything: {unused:?}"
    );
}

fn offences(path: &str, text: &str) -> Vec<String> {
    let mut found: Vec<String> = too_long(path, text).into_iter().collect();
    if path != UNSAFE && text.contains("allow(unsafe_code)") {
        found.push(format!("src/{path}: unsafe code is for {UNSAFE} alone"));
    }
    let module: Vec<&str> = path
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| *part != "mod")
        .collect();
    let Some(own) = HOUSE.iter().find(|(name, _)| *name == module[0]) else {
        if !["lib.rs", "main.rs"].contains(&path) {
            found.push(format!("src/{path}: the module '{}' is on no floor", module[0]));
        }
        return found;
    };
    let in_test_file = module.contains(&"tests");
    for path_named in paths(text, &module) {
        let problem = match path_named.segments[0].as_str() {
            "crate" => against_floors(&path_named, *own),
            _ if in_test_file || path_named.in_tests => None,
            _ => against_walls(&path_named, own.0),
        };
        found.extend(problem.map(|problem| format!("src/{path}:{}: {problem}", path_named.line)));
    }
    found
}

fn against_floors(path: &NamedPath, (own, floor): (&str, u32)) -> Option<String> {
    let target = path.segments[1].as_str();
    let told = path.segments.join("::");
    match HOUSE.iter().find(|(name, _)| *name == target) {
        None => Some(format!("'{told}' names no module of the house")),
        Some((name, _)) if *name == own => None,
        Some((_, below)) if *below < floor => None,
        Some((_, above)) if *above == floor => Some(format!("{own} looks sideways at '{told}' on its floor {floor}")),
        Some((_, above)) => Some(format!("{own} on floor {floor} looks up at '{told}' on floor {above}")),
    }
}

fn against_walls(path: &NamedPath, own: &str) -> Option<String> {
    if own == "cli" {
        return None;
    }
    let told = path.segments.join("::");
    let names = |what: &str| told == what || told.starts_with(&format!("{what}::"));
    if NEVER_SERIALISED.contains(&own) && (names("serde") || names("serde_json")) {
        return Some(format!("{own} is plain data and names '{told}'"));
    }
    if CLOCK.iter().any(|clock| told.ends_with(clock)) && !CLOCK_ROOMS.contains(&own) {
        return Some(format!(
            "{own} may not read the clock ('{told}'): that is for {CLOCK_ROOMS:?} and cli"
        ));
    }
    let (_, rooms) = OUTSIDE
        .iter()
        .find(|(what, rooms)| names(what) && !rooms.contains(&own))?;
    Some(format!("{own} may not name '{told}': that is for {rooms:?} and cli"))
}

fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let excused = text.lines().take(20).any(|line| line.starts_with("//! Long because "));
    (lines > LONGEST_FILE && !excused)
        .then(|| format!("{path}: {lines} lines and no '//! Long because ...' at its top"))
}

/// Every `.rs` file below a folder, with its path from there (`/` between parts), in order of path.
fn rust_files(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("source is UTF-8");
                let inner = path.strip_prefix(root).expect("found below the root");
                let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
                found.push((parts.join("/"), text));
            }
        }
    }
    found.sort();
    found
}

mod the_checker_itself {
    use super::offences;

    /// The one offence of a file with this text.
    fn offence(path: &str, text: &str) -> String {
        let found = offences(path, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.into_iter().next().expect("one was counted")
    }

    #[test]
    fn refuses_unsafe_code_but_in_its_one_file() {
        let text = "#![allow(unsafe_code)]";
        assert!(offence("review/mip.rs", text).contains("unsafe"));
        assert_eq!(offences("review/interrupt.rs", text), Vec::<String>::new());
        let root = include_str!("../../src/lib.rs");
        assert!(root.contains("#![deny(unsafe_code)]"));
    }

    #[test]
    fn refuses_a_look_upwards() {
        let told = offence("model/road.rs", "\nuse crate::routing::Graph;\n");
        assert_eq!(
            told,
            "src/model/road.rs:2: model on floor 2 looks up at 'crate::routing::Graph' on floor 6"
        );
        assert!(offence("access/mod.rs", "fn f() { crate::api::serve() }").contains("looks up"));
        assert!(offence("model/mod.rs", "use super::store::Store;").contains("looks up"));
        assert!(offence("units.rs", "use crate::{units::Metres, api::{State}};").contains("crate::api::State"));
        assert!(offence("access/mod.rs", "mod tests { use crate::store::Store; }").contains("looks up"));
    }

    #[test]
    fn refuses_a_look_sideways() {
        assert!(offence("review/mod.rs", "use crate::finder::Finder;").contains("sideways"));
        assert!(offence("text.rs", "use crate::units::Metres;").contains("sideways"));
    }

    #[test]
    fn refuses_what_is_not_of_the_house() {
        assert!(offence("helpers/mod.rs", "").contains("on no floor"));
        assert!(offence("access/mod.rs", "use crate::helpers::x;").contains("names no module"));
        assert!(offence("access/mod.rs", "use crate::*;").contains("names no module"));
    }

    #[test]
    fn refuses_the_outside_world_where_it_has_no_door() {
        let forbidden = [
            ("ingest/csv.rs", "use std::fs::File;"),
            ("ingest/csv.rs", "use std::{fs, io};"),
            ("access/mod.rs", "fn f() { let x = ::std::fs::read(p); }"),
            ("review/solve.rs", "use std::time::Instant; fn f() { Instant::now() }"),
            ("store/mod.rs", "fn f() { ::std::time::SystemTime::now() }"),
            ("store/mod.rs", "fn f() { chrono::Utc::now() }"),
            ("store/mod.rs", "use chrono::Utc; fn f() { Utc::now() }"),
            ("planner/mod.rs", "use tokio::sync::mpsc;"),
            ("planner/mod.rs", "use rusqlite::Connection;"),
            ("ingest/sheet.rs", "use rust_xlsxwriter::Workbook;"),
            ("wire/mod.rs", "use axum::Json;"),
            ("access/mod.rs", "use highs::Model;"),
            ("store/mod.rs", "fn f() -> anyhow::Result<()> {}"),
            ("model/road.rs", "#[derive(serde::Serialize)] struct Road;"),
        ];
        for (path, text) in forbidden {
            offence(path, text);
        }
    }

    #[test]
    fn refuses_a_long_file_without_a_reason() {
        let long = "\n".repeat(501);
        assert!(offence("access/mod.rs", &long).contains("501 lines"));
        assert_eq!(
            offences("access/mod.rs", &format!("//! Long because it is one table.{long}")),
            [""; 0]
        );
    }

    #[test]
    fn lets_lawful_files_pass() {
        let lawful = [
            (
                "access/mod.rs",
                "use crate::{geometry::LonLat, routing::Graph};\nuse super::model::Rule;",
            ),
            ("wire/answers.rs", "use super::review::Shape;\nuse serde::Serialize;"),
            ("store/mod.rs", "use std::fs::File;\nuse rusqlite::Connection;"),
            (
                "ingest/csv.rs",
                "// std::fs is not for us\nuse std::io::Read;\nmod tests { use std::fs; }",
            ),
            (
                "review/solve.rs",
                "use std::time::{Duration, SystemTime};\nuse highs::Model;",
            ),
            ("cli/mod.rs", "use std::fs; use anyhow::Context; use crate::api;"),
            ("main.rs", "fn main() -> std::process::ExitCode { gandan::cli::main() }"),
        ];
        for (path, text) in lawful {
            assert_eq!(offences(path, text), [""; 0], "{text}");
        }
    }
}
