//! What the public says and inspectors find, as it is kept; how a file of an older layout is carried forward.

use super::{at, by};
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
    assert!(file.add_rating(&rating("1", 0)).expect("the new tables are there"));
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
    for (id, seconds) in [("b", 10), ("a", 20)] {
        assert!(file.add_rating(&rating(id, seconds)).expect("written"));
    }
    assert!(
        !file
            .add_rating(&Rating {
                stars: 1,
                ..rating("a", 99)
            })
            .expect("asked"),
        "the first stays"
    );
    assert_eq!(
        file.ratings_of("DL-A").expect("read"),
        [rating("b", 10), rating("a", 20)]
    );
    let hidden = file
        .read_rating("a", Reading::Hidden, by(30))
        .expect("written")
        .expect("it has words");
    assert_eq!(hidden.reading, Reading::Hidden);
    assert_eq!(
        file.ratings_by_reading(Reading::Waiting, 9).expect("read"),
        [rating("b", 10)]
    );
    assert_eq!(file.read_rating("c", Reading::Shown, by(30)).expect("asked"), None);
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
    let new = Case {
        id: "0199".into(),
        kind: CaseKind::Other,
        facility: "DL-A".into(),
        opened_at: at(0),
        text: Some("Có".into()),
        position: None,
        rating: None,
        state: CaseState::New,
        version: 1,
        correction: None,
        effects: Vec::new(),
        events: Vec::new(),
    };
    assert_eq!(file.open_case(&new, Some("r")).expect("written"), "0199");
    let twice = Case {
        id: "0200".into(),
        ..new.clone()
    };
    assert_eq!(file.open_case(&twice, Some("r")).expect("asked"), "0199");
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
