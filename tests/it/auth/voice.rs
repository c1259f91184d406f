//! What the public says and inspectors find, as it is kept; how a file of an older layout is carried forward.

use super::{at, by};
use chrono::{DateTime, Utc};
use gandan::auth::*;
use gandan::voice::*;

fn rating(id: &str, seconds: i64) -> Rating {
    Rating {
        id: id.into(),
        facility: "DL-A".into(),
        at: at(seconds),
        stars: 4,
        reason: Some(Reason::Quick),
        text: Some("Tốt".into()),
        reading: Reading::Waiting,
    }
}

const NO_CEILING: Ceiling = Ceiling {
    since: DateTime::UNIX_EPOCH,
    most: u32::MAX,
};

#[test]
fn a_file_of_the_first_layout_is_carried_forward_with_all_that_it_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("w.gpkg.private.sqlite");
    let connection = rusqlite::Connection::open(&path).expect("made");
    connection
        .execute_batch(include_str!("../../../src/auth/private_file.sql"))
        .expect("the first layout");
    connection
        .execute(
            "INSERT INTO account (login, name, role, password, created_at) VALUES ('lan', 'Lan', 'planner', 'x', 1)",
            [],
        )
        .expect("an account");
    drop(connection);
    let file = PrivateFile::at(&path).expect("carried forward");
    assert_eq!(file.accounts(at(0)).expect("read")[0].login, "lan");
    let kept = file
        .add_rating(&rating("1", 0), None, NO_CEILING)
        .expect("the new tables are there");
    assert_eq!(kept, Keeping::Kept(None));
    drop(file);
    let version: u32 = rusqlite::Connection::open(&path)
        .and_then(|open| open.pragma_query_value(None, "user_version", |row| row.get(0)))
        .expect("read");
    assert!(version >= 3, "{version}");
    assert!(
        folder.path().join("w.gpkg.private.sqlite.layout-1").is_file(),
        "the file before is kept"
    );
}

#[test]
fn ratings_come_back_as_they_were_written_by_point_and_time() {
    let file = PrivateFile::in_memory().expect("a file");
    let add = |rating: &Rating| file.add_rating(rating, None, NO_CEILING).expect("asked");
    for (id, seconds) in [("b", 10), ("a", 20)] {
        assert_eq!(add(&rating(id, seconds)), Keeping::Kept(None));
    }
    assert_eq!(add(&rating("a", 99)), Keeping::Kept(None), "sent again, later");
    let other = Rating {
        stars: 1,
        ..rating("a", 20)
    };
    assert_eq!(add(&other), Keeping::Other, "the first stays");
    assert_eq!(file.rating("a").expect("read"), Some(rating("a", 20)));
    let read = |id: &str, seen, wanted| file.read_rating(id, seen, wanted, by(30)).expect("asked");
    let hidden = read("a", Reading::Waiting, Reading::Hidden).expect("it has words");
    assert_eq!(hidden.reading, Reading::Hidden);
    assert_eq!(
        read("a", Reading::Waiting, Reading::Shown),
        None,
        "it was read meanwhile"
    );
    assert_eq!(
        file.ratings_by_reading(Reading::Waiting, 9).expect("read"),
        [rating("b", 10)]
    );
    assert_eq!(read("c", Reading::Waiting, Reading::Shown), None);
    assert_eq!(file.shown_words("DL-A", 9).expect("read"), []);
    read("a", Reading::Hidden, Reading::Shown).expect("shown");
    assert_eq!(file.shown_words("DL-A", 9).expect("read")[0].id, "a");
}

#[test]
fn a_day_takes_no_more_than_its_ceiling_and_what_was_sent_before_is_not_more() {
    let file = PrivateFile::in_memory().expect("a file");
    let ceiling = Ceiling {
        since: at(100),
        most: 1,
    };
    let add = |id: &str, seconds| file.add_rating(&rating(id, seconds), None, ceiling).expect("asked");
    assert_eq!(add("yesterday", 99), Keeping::Kept(None));
    assert_eq!(add("one", 100), Keeping::Kept(None));
    assert_eq!(add("two", 101), Keeping::Full);
    assert_eq!(add("one", 102), Keeping::Kept(None));
    let open = |id: &str| {
        let new = new_case(id, 100);
        file.open_case(&new, Some(id), ceiling).expect("asked")
    };
    assert_eq!(open("a"), Keeping::Kept("a".into()));
    assert_eq!(open("b"), Keeping::Full);
    assert_eq!(open("a"), Keeping::Kept("a".into()));
}

#[test]
fn the_tallies_of_the_points_are_those_of_each_and_of_the_window_alone() {
    let file = PrivateFile::in_memory().expect("a file");
    for number in 0..30_i64 {
        let own = Rating {
            facility: format!("DL-{}", number % 3),
            stars: (number % 5 + 1) as u8,
            ..rating(&number.to_string(), number * 3600)
        };
        file.add_rating(&own, None, NO_CEILING).expect("written");
    }
    let rule = VoiceSettings::default().burst();
    let all = file
        .tallies(at(10 * 3600), DateTime::<Utc>::MAX_UTC, rule)
        .expect("read");
    assert_eq!(all.len(), 3);
    for (code, told) in &all {
        assert_eq!(file.tally_of(code, at(10 * 3600), rule).expect("read"), *told);
    }
    assert_eq!(all.values().map(|one| one.counted).sum::<u32>(), 20);
    // Stars are number % 5 + 1, so that two of five are satisfied.
    assert_eq!(all.values().map(|one| one.satisfied).sum::<u32>(), 8);
}

#[test]
fn cases_come_page_by_page_as_they_fall_due_with_none_lost_and_none_twice() {
    let file = PrivateFile::in_memory().expect("a file");
    for number in 0..25 {
        // Several of one instant: the id parts them.
        let new = new_case(&format!("{number:02}"), number / 3);
        file.open_case(&new, Some(&new.id), NO_CEILING).expect("written");
    }
    for (order, first) in [(CaseOrder::OldestFirst, "00"), (CaseOrder::NewestFirst, "24")] {
        let mut query = CaseQuery {
            order,
            limit: Some(7),
            ..CaseQuery::default()
        };
        let mut seen = Vec::new();
        loop {
            let page = file.cases(&query).expect("read");
            let Some(last) = page.last() else { break };
            query.after = Some((last.opened_at, last.id.clone()));
            seen.extend(page.into_iter().map(|one| one.id));
        }
        assert_eq!((seen.len(), seen[0].as_str()), (25, first));
        let apart: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!(apart.len(), 25);
    }
    let query = CaseQuery {
        opened_before: Some(at(2)),
        facilities: Some(vec!["DL-A".into()]),
        ..CaseQuery::default()
    };
    assert_eq!(file.count_cases(&query).expect("read"), 6);
    let elsewhere = CaseQuery {
        facilities: Some(Vec::new()),
        ..query
    };
    assert_eq!(file.count_cases(&elsewhere).expect("read"), 0);
    assert_eq!(file.case_ids("07").expect("read"), ["07"]);
    assert_eq!(file.case_ids("1").expect("read").len(), 2, "of many, two");
}

#[test]
fn a_file_is_read_without_being_made_or_carried_forward() {
    let folder = tempfile::tempdir().expect("a folder");
    let (workspace, path) = (
        folder.path().join("w.gpkg"),
        folder.path().join("w.gpkg.private.sqlite"),
    );
    assert!(PrivateFile::to_read(&workspace).is_err() && !path.exists());
    let connection = rusqlite::Connection::open(&path).expect("made");
    connection
        .execute_batch(include_str!("../../../src/auth/private_file.sql"))
        .expect("the first layout");
    drop(connection);
    let before = std::fs::read(&path).expect("read");
    assert!(matches!(PrivateFile::to_read(&workspace), Err(AuthError::Older { .. })));
    assert!(std::fs::read(&path).expect("read") == before);
    drop(PrivateFile::open(&workspace).expect("carried forward"));
    let file = PrivateFile::to_read(&workspace).expect("opened");
    assert_eq!(file.voice_settings().expect("read"), VoiceSettings::default());
    assert!(file.add_rating(&rating("1", 0), None, NO_CEILING).is_err());
}

#[test]
fn settings_are_kept_by_name_with_an_entry_for_each_that_changed() {
    let file = PrivateFile::in_memory().expect("a file");
    assert_eq!(file.voice_settings().expect("read"), VoiceSettings::default());
    let mut settings = VoiceSettings::default();
    settings.set("minimum_sample", 50.0).expect("in range");
    file.set_voice_settings(settings, by(0)).expect("written");
    file.set_voice_settings(settings, by(1)).expect("nothing to write");
    assert_eq!(file.voice_settings().expect("read"), settings);
    let entries = file.entries(1, 10).expect("read");
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.action.as_str(), entry.subject.as_str(), entry.detail.as_str()))
        .collect();
    assert_eq!(told, [("voice.set", "minimum_sample", "30 -> 50")]);
}

#[test]
fn two_steps_on_the_same_version_of_a_case_are_one() {
    let file = PrivateFile::in_memory().expect("a file");
    let new = new_case("0199", 0);
    assert_eq!(
        file.open_case(&new, Some("r"), NO_CEILING).expect("written"),
        Keeping::Kept("0199".into())
    );
    let twice = Case {
        id: "0200".into(),
        ..new.clone()
    };
    let open = |case: &Case| file.open_case(case, Some("r"), NO_CEILING).expect("asked");
    assert_eq!(open(&twice), Keeping::Kept("0199".into()));
    let other = Case {
        text: Some("Không".into()),
        ..twice
    };
    assert_eq!(open(&other), Keeping::Other);
    let seen = file.case("0199").expect("read").expect("there");
    assert_eq!((seen.events.len(), seen.events[0].account.as_str()), (1, "-"));
    let take = || {
        file.step_case(&seen, &CaseStep::Take, CaseState::InProgress, by(5))
            .expect("asked")
    };
    let taken = take().expect("the first is taken");
    assert_eq!((taken.version, taken.state), (2, CaseState::InProgress));
    assert_eq!(take(), None);
    let entries = file.entries(1, 10).expect("read");
    assert_eq!(entries.iter().filter(|entry| entry.action == "case.take").count(), 1);
    assert!(
        entries.iter().all(|entry| !entry.detail.contains("Có")),
        "the log holds no words of the public"
    );
}

#[test]
fn an_inspection_sent_again_is_kept_once_and_another_under_its_id_is_refused() {
    let file = PrivateFile::in_memory().expect("a file");
    let day = |text: &str| text.parse().expect("a day");
    let finding = InspectionFinding {
        number: 1,
        text: "Treo biển".into(),
        deadline: day("2026-11-20"),
        done: None,
    };
    let own = |id: &str, deadline: &str| Inspection {
        id: id.into(),
        facility: "DL-A".into(),
        on: day("2026-11-01"),
        visit: Visit::Regular,
        checklist: "model-agent".into(),
        checklist_version: 1,
        inspector: "lan".into(),
        written_at: at(0),
        note: String::new(),
        items: Vec::new(),
        findings: vec![InspectionFinding {
            deadline: day(deadline),
            ..finding.clone()
        }],
    };
    let one = own("1", "2026-11-20");
    assert_eq!(file.add_inspection(&one).expect("written"), Keeping::Kept(()));
    let done = FollowUp {
        on: day("2026-11-10"),
        account: "lan".into(),
        note: String::new(),
    };
    assert!(file.follow_up("1", 1, &done, by(0)).expect("written"));
    let later = Inspection {
        written_at: at(9),
        ..one.clone()
    };
    assert_eq!(
        file.add_inspection(&later).expect("asked"),
        Keeping::Kept(()),
        "mended since, and the same"
    );
    for other in [
        Inspection {
            inspector: "hoa".into(),
            ..one.clone()
        },
        Inspection {
            note: "Khác".into(),
            ..one.clone()
        },
        own("1", "2026-11-21"),
    ] {
        assert_eq!(file.add_inspection(&other).expect("asked"), Keeping::Other);
    }
    // What is not mended comes by its deadline, page by page; what is mended does not.
    for (id, deadline) in [("2", "2026-12-03"), ("3", "2026-12-01"), ("4", "2026-12-01")] {
        file.add_inspection(&own(id, deadline)).expect("written");
    }
    let page = |after: Option<(&str, &str)>| {
        let query = InspectionQuery {
            order: InspectionOrder::DueFirst,
            after: after.map(|(on, id)| (day(on), id.to_owned())),
            limit: Some(2),
            ..InspectionQuery::default()
        };
        file.inspections(&query)
            .expect("read")
            .into_iter()
            .map(|one| one.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (page(None), page(Some(("2026-12-01", "4")))),
        (vec!["3".into(), "4".into()], vec!["2".into()])
    );
    assert_eq!(file.overdue_inspections(day("2026-12-02")).expect("read").len(), 2);
}

fn new_case(id: &str, seconds: i64) -> Case {
    let opened_at: DateTime<Utc> = at(seconds);
    Case {
        id: id.into(),
        kind: CaseKind::Other,
        facility: "DL-A".into(),
        opened_at,
        text: Some("Có".into()),
        position: None,
        rating: None,
        state: CaseState::New,
        version: 1,
        correction: None,
        effects: Vec::new(),
        events: Vec::new(),
    }
}
