//! What people type, over the modelled city: names, addresses, procedures and whole sentences, asked on Monday,
//! 23 November 2026, at ten past ten; and what is answered for stated moments.

mod long_bien;
mod mobile_stops;
mod moments;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, FixedOffset};
use gandan::demo_city::{DemoOptions, build};
use gandan::finder::{Finder, Need, Understood};
use gandan::model::Dataset;

/// At least so many of the table's queries are answered as expected.
const RIGHT: f64 = 0.95;

static CITY: LazyLock<Arc<Dataset>> = LazyLock::new(|| {
    let options = DemoOptions {
        cell_metres: 2000,
        ..DemoOptions::default()
    };
    Arc::new(build(&options).expect("the demo city"))
});
static FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::build(&CITY));

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("RFC 3339")
}

fn monday() -> DateTime<FixedOffset> {
    at("2026-11-23T10:10:00+07:00")
}

#[test]
fn nearly_all_queries_of_the_table_are_answered_as_people_mean_them() {
    let table = include_str!("../fixtures/finder/queries.tsv");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [asked, query, expected] = columns[..] else {
            panic!("three columns: {line}");
        };
        let answered = match asked {
            "search" => first_hit(query),
            _ => parts(&FINDER.understand(query, monday())),
        };
        count += 1;
        if without_street_words(&answered) != without_street_words(expected) {
            wrong.push(format!("{query}\n    expected {expected}\n    answered {answered}"));
        }
    }
    println!(
        "{} of {count} queries are not answered as expected:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= 150, "{count} queries");
    let right = (count - wrong.len()) as f64 / count as f64;
    assert!(right >= RIGHT, "{:.1} % right:\n{}", right * 100.0, wrong.join("\n"));
}

/// A street goes by its name with or without its word, as its road or its first address has it.
fn without_street_words(told: &str) -> String {
    told.replace("=Phố ", "=").replace("=Đường ", "=")
}

fn first_hit(query: &str) -> String {
    let hits = FINDER.search(query, 5);
    hits.first()
        .map_or("nothing".into(), |hit| format!("{}={}", hit.kind.code(), hit.label))
}

/// What was understood, in the table's words.
fn parts(understood: &Understood) -> String {
    let mut parts = Vec::new();
    if let Some(spoken) = &understood.procedure {
        let names: Vec<&str> = spoken.candidates.iter().map(|(_, name)| name.as_str()).collect();
        parts.push(format!("procedure={}", names.join("|")));
    }
    if let Some(place) = &understood.place {
        parts.push(format!("place={}", place.candidates[0].label));
    }
    if let Some(time) = &understood.time {
        parts.push(format!("time={}", time.moment.format("%Y-%m-%d %H:%M")));
    }
    if let Some((_, mode)) = &understood.mode {
        parts.push(format!("mode={}", mode.code()));
    }
    let needs = understood.needs.iter().map(|(_, need)| match need {
        Need::Open => "open",
        Need::Wheelchair => "wheelchair",
        Need::Kind(_) => "kind",
        Need::Operator(_) => "operator",
    });
    let needs: Vec<&str> = needs.collect();
    if !needs.is_empty() {
        parts.push(format!("need={}", needs.join(",")));
    }
    parts.join("; ")
}

#[test]
fn every_part_is_told_with_the_words_it_came_from_and_the_rest_is_told_as_not_understood() {
    let understood = FINDER.understand("Bác ơi đổi GPLX bánh cuốn gần Đống Đa chiều nay đi bộ", monday());
    assert_eq!(understood.procedure.expect("a procedure").words, "đổi GPLX");
    assert_eq!(understood.place.expect("a place").words, "Đống Đa");
    assert_eq!(understood.time.expect("a time").words, "chiều nay");
    assert_eq!(understood.mode.expect("a mode").0, "đi bộ");
    assert_eq!(understood.left, ["bánh cuốn"]);
}

#[test]
fn words_of_several_meanings_are_told_with_all_of_them() {
    let understood = FINDER.understand("gplx ở Nguyễn Trãi", monday());
    assert_eq!(understood.procedure.expect("a procedure").candidates.len(), 2);
    let licence = FINDER.understand("đổi bằng lái", monday());
    assert_eq!(licence.procedure.expect("a procedure").candidates.len(), 1);
    assert_eq!(licence.place, None, "nothing is made up");
    let names: BTreeMap<String, usize> = FINDER
        .search("gplx", 5)
        .into_iter()
        .fold(BTreeMap::new(), |mut map, hit| {
            *map.entry(hit.kind.code().to_owned()).or_default() += 1;
            map
        });
    assert_eq!(names.get("procedure"), Some(&2));
}

#[test]
fn nonsense_is_not_understood_and_long_input_is_harmless() {
    for typed in ["", "   ", "???", "asdf qwer zxcv", "中文 한국어"] {
        let understood = FINDER.understand(typed, monday());
        assert!(!understood.is_something(), "{typed}: {understood:?}");
    }
    let long = "gần Đống Đa chiều nay ".repeat(2000);
    assert!(FINDER.understand(&long, monday()).is_something());
}
