//! What is kept: versions, conflicts, undo of any edit, forks, and baselines that an import does not touch.

use super::{Office, agent_at, close, day, lan, merge, minh, open, town};
use gandan::plan::{Approval, Consultation, Edit, Party, Schedule, Stance, Transition};
use gandan::planner::difference::Difference;
use gandan::planner::{Against, ScenarioFault, id_of};
use gandan::store::{
    By, NewScenario, Opinion, SCHEMA_VERSION, Scenario, ScenarioChange, ScenarioError, Witness, Workspace,
};
use std::sync::{Arc, Mutex};

fn active(scenario: &Scenario) -> Vec<u64> {
    scenario.active().iter().map(|edit| edit.number).collect()
}

#[test]
fn any_edit_is_taken_back_and_brought_back_and_nothing_is_forgotten() {
    let office = Office::of(&town());
    let scenarios = office.scenarios();
    let made = office.scenario("s-0001", vec![close("P001"), close("P002"), open("P004")]);
    assert_eq!((made.version, active(&made)), (1, vec![1, 2, 3]));
    let change = |seen, change: ScenarioChange| scenarios.change("s-0001", seen, &minh(), &change);
    let undone = change(1, ScenarioChange::Undo(Some(2))).expect("taken back");
    assert_eq!(active(&undone), [1, 3]);
    let undone = change(2, ScenarioChange::Undo(None)).expect("the last");
    assert_eq!(active(&undone), [1]);
    assert_eq!(undone.edits[1].undone.as_ref().map(|one| one.by.as_str()), Some("minh"));
    let appended = scenarios
        .append("s-0001", 3, vec![agent_at("N1", 1, 1)], &lan())
        .expect("added");
    assert_eq!(active(&appended), [1, 4], "numbers are never given twice");
    let redone = change(4, ScenarioChange::Redo(None)).expect("the one taken back last");
    assert_eq!(active(&redone), [1, 3, 4]);
    let redone = change(5, ScenarioChange::Redo(Some(2))).expect("that one");
    assert_eq!(active(&redone), [1, 2, 3, 4]);
    let refused = |result: Result<Scenario, ScenarioFault>| result.expect_err("refused").to_string();
    assert_eq!(
        refused(change(6, ScenarioChange::Redo(None))),
        "no edit was taken back, so there is nothing to redo"
    );
    assert_eq!(
        refused(change(6, ScenarioChange::Undo(Some(9)))),
        "the scenario has no edit 9"
    );
    assert_eq!(
        refused(change(6, ScenarioChange::Redo(Some(4)))),
        "edit 4 is in effect already"
    );
    let told: Vec<(u64, &str, &[u64])> = redone
        .events
        .iter()
        .map(|one| (one.version, one.what.as_str(), &one.edits[..]))
        .collect();
    assert_eq!(
        told,
        [
            (1, "created", &[1, 2, 3][..]),
            (2, "undone", &[2]),
            (3, "undone", &[3]),
            (4, "edited", &[4]),
            (5, "redone", &[3]),
            (6, "redone", &[2]),
        ]
    );
    assert_eq!(Workspace::scenario(&office.path, "s-0001").expect("kept"), redone);
}

#[test]
fn of_two_planners_the_second_sees_what_the_first_did_and_nothing_is_lost() {
    let office = Office::of(&town());
    let (lans, minhs) = (office.scenarios(), office.scenarios());
    office.scenario("s-0001", vec![close("P001")]);
    lans.append("s-0001", 1, vec![close("P002")], &lan())
        .expect("the first");
    let fault = minhs
        .append("s-0001", 1, vec![close("P003")], &minh())
        .expect_err("too late");
    let ScenarioFault::Scenario(ScenarioError::Conflict { seen: 1, now }) = fault else {
        panic!("{fault}");
    };
    assert_eq!((now.version, active(&now)), (2, vec![1, 2]));
    let events: Vec<(&str, &[u64])> = now.events[1..]
        .iter()
        .map(|one| (one.author.as_str(), &one.edits[..]))
        .collect();
    assert_eq!(events, [("lan", &[2][..])]);
    let merged = minhs
        .append("s-0001", 2, vec![close("P003")], &minh())
        .expect("on what is there");
    assert_eq!(active(&merged), [1, 2, 3]);
}

#[test]
fn many_planners_at_once_lose_no_acknowledged_edit() {
    let office = Office::of(&town());
    office.scenario("s-0001", Vec::new());
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let writer = |writer: u32| {
            let office = &office;
            scope.spawn(move || {
                let mut done = Vec::new();
                for number in 0..4 {
                    let code = format!("N{writer}-{number}");
                    loop {
                        let seen = Workspace::scenario(&office.path, "s-0001").expect("read").version;
                        let edit = agent_at(&code, writer, number);
                        match office.scenarios().append("s-0001", seen, vec![edit], &lan()) {
                            Ok(_) => break,
                            Err(ScenarioFault::Scenario(ScenarioError::Conflict { .. })) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                    done.push(code);
                }
                done
            })
        };
        let writers: Vec<_> = (0..3).map(writer).collect();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("done"))
            .collect()
    });
    let kept = Workspace::scenario(&office.path, "s-0001").expect("kept");
    let mut codes: Vec<&str> = kept.edits.iter().filter_map(|stored| stored.edit.code()).collect();
    codes.sort_unstable();
    let mut expected: Vec<&str> = acknowledged.iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(codes, expected);
    assert_eq!(kept.version, 13);
}

#[test]
fn edits_that_do_not_fit_are_refused_with_all_their_reasons() {
    let office = Office::of(&town());
    office.scenario("s-0001", vec![close("P001")]);
    let edits = vec![close("P999"), merge("P002", "P001"), close("P003")];
    let fault = office
        .scenarios()
        .append("s-0001", 1, edits, &lan())
        .expect_err("unfit");
    let ScenarioFault::Unfit(findings) = fault else {
        panic!("{fault}")
    };
    let told: Vec<(Option<u64>, &str)> = findings.iter().map(|one| (one.row, one.check)).collect();
    assert_eq!(
        told,
        [(Some(2), "scenario_unknown_point"), (Some(3), "scenario_receiver_gone")]
    );
    let kept = Workspace::scenario(&office.path, "s-0001").expect("kept");
    assert_eq!((kept.version, kept.edits.len()), (1, 1), "nothing was added");
}

#[test]
fn a_scenario_stays_on_its_baseline_until_it_is_rebased() {
    let office = Office::of(&town());
    let scenarios = office.scenarios();
    let made = office.scenario("s-0001", vec![close("P001"), merge("P002", "P003")]);
    assert_eq!(made.baseline, id_of(&town()));
    let before = scenarios
        .compare(&scenarios.read(made).expect("read"), Against::Baseline, None)
        .expect("compared");
    let mut later = town();
    later.facilities.retain(|one| one.code != "P003");
    later.cells[0].people = 1000.0;
    Workspace::update(&office.path, |dataset| *dataset = later.clone()).expect("imported");
    // A new program, which has nothing in its memory.
    let scenarios = office.scenarios();
    let read = scenarios.read(scenarios.find("s-0001").expect("found")).expect("read");
    assert_eq!((*read.baseline == town(), read.errors()), (true, 0));
    let after = scenarios.compare(&read, Against::Baseline, None).expect("compared");
    assert_eq!(after.rules, before.rules);
    let rebased = scenarios.rebase("s-0001", 1, &minh()).expect("rebased");
    assert_eq!(rebased.scenario.baseline, id_of(&later));
    let told: Vec<(Option<u64>, &str)> = rebased.findings.iter().map(|one| (one.row, one.check)).collect();
    assert_eq!(told, [(Some(2), "scenario_unknown_point")], "its receiver is gone");
    assert!(
        matches!(
            Workspace::load_baseline(&office.path, &id_of(&town())),
            Err(ScenarioError::BaselineGone(_))
        ),
        "nobody stands on it any more"
    );
}

#[test]
fn a_fork_goes_its_own_way_on_the_same_data() {
    let office = Office::of(&town());
    let scenarios = office.scenarios();
    office.scenario("s-0001", vec![close("P001"), close("P002")]);
    scenarios
        .change("s-0001", 1, &lan(), &ScenarioChange::Undo(Some(1)))
        .expect("undone");
    let new = NewScenario {
        id: "s-0002".into(),
        name: "Bản sao".into(),
        ..NewScenario::default()
    };
    let fork = scenarios.fork("s-0001", &new, &minh()).expect("forked");
    assert_eq!((fork.parent.as_deref(), fork.version), (Some("s-0001"), 1));
    let edits: Vec<&Edit> = fork.edits.iter().map(|stored| &stored.edit).collect();
    assert_eq!(edits, [&close("P002")], "what was taken back stays behind");
    scenarios
        .append("s-0002", 1, vec![close("P003")], &minh())
        .expect("added");
    assert_eq!(scenarios.find("s-0001").expect("found").version, 2);
    assert!(matches!(
        scenarios.fork("s-0001", &new, &minh()),
        Err(ScenarioFault::Scenario(ScenarioError::Exists(_)))
    ));
    assert_eq!(scenarios.find("Bản sao").expect("by name").id, "s-0002");
    assert_eq!(scenarios.find("0001").expect("by its end").id, "s-0001");
    assert!(matches!(scenarios.find("s-000"), Err(ScenarioFault::Ambiguous(_))));
    assert!(matches!(
        scenarios.find("nothing"),
        Err(ScenarioFault::Scenario(ScenarioError::Unknown(_)))
    ));
}

#[test]
fn a_workspace_of_layout_3_takes_scenarios_and_is_marked_as_new() {
    let office = Office::of(&town());
    let sql = |text: &str| {
        rusqlite::Connection::open(&office.path)
            .expect("opened")
            .execute_batch(text)
            .expect("done")
    };
    sql(
        "ALTER TABLE facility DROP COLUMN opens_on; ALTER TABLE facility DROP COLUMN closes_on;
         ALTER TABLE facility DROP COLUMN successor; UPDATE gandan_meta SET value = '3' WHERE name = 'schema_version'",
    );
    assert_eq!(Workspace::load(&office.path).expect("read"), town());
    assert_eq!(Workspace::scenarios(&office.path).expect("none"), []);
    let made = office.scenario("s-0001", vec![close("P001")]);
    assert_eq!(*office.scenarios().read(made).expect("read").baseline, town());
    let version: String = rusqlite::Connection::open(&office.path)
        .expect("opened")
        .query_row(
            "SELECT value FROM gandan_meta WHERE name = 'schema_version'",
            [],
            |row| row.get(0),
        )
        .expect("a version");
    assert_eq!(version, SCHEMA_VERSION.to_string());
}

#[test]
fn scenarios_outlive_an_import_and_their_tables_are_listed_for_other_programs() {
    let office = Office::of(&town());
    let made = office.scenario("s-0001", vec![close("P001")]);
    let commented = office
        .scenarios()
        .comment("s-0001", &minh(), Some(1), "Vì sao?")
        .expect("said");
    assert_eq!(
        (commented.version, commented.comments.len()),
        (made.version, 1),
        "in nobody's way"
    );
    assert!(office.scenarios().comment("s-0001", &minh(), Some(7), "?").is_err());
    Workspace::replace(&office.path, &town()).expect("replaced");
    assert_eq!(Workspace::scenario(&office.path, "s-0001").expect("kept"), commented);
    let listed: i64 = rusqlite::Connection::open(&office.path)
        .expect("opened")
        .query_row(
            "SELECT count(*) FROM gpkg_contents WHERE table_name LIKE 'scenario%'",
            [],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(listed, 5);
}

#[test]
fn every_change_is_heard_of_before_it_is_kept_and_what_cannot_be_noted_is_not_kept() {
    let office = Office::of(&town());
    let scenarios = office.scenarios();
    /// Id, the version that is to be, and the one that anybody else reads meanwhile.
    type Heard = (String, u64, Option<u64>);
    let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
    let hearing = |answer: Result<(), String>| By {
        witness: Witness::new({
            let (heard, path) = (Arc::clone(&heard), office.path.clone());
            move |scenario: &Scenario| {
                // What anybody else reads of the file at this moment.
                let kept = Workspace::scenario(&path, &scenario.id).ok().map(|kept| kept.version);
                heard
                    .lock()
                    .expect("one")
                    .push((scenario.id.clone(), scenario.version, kept));
                answer.clone()
            }
        }),
        ..lan()
    };
    let opinion = Opinion {
        party: Party::parse("commune:town").expect("a party"),
        stance: Stance::Agrees,
        document: None,
        text: "Nhất trí".into(),
        author: "xa".into(),
        at: "2026-11-22T10:00:00Z".into(),
    };
    let today = day("2026-11-22");
    let new = |id: &str| NewScenario {
        id: id.into(),
        name: id.into(),
        ..NewScenario::default()
    };
    let consult = Transition::Consult(Consultation {
        asked: vec![opinion.party.clone()],
        deadline: day("2026-12-01"),
    });
    let approve = Transition::Approve(Approval {
        number: "1".into(),
        date: today,
        signatory: "A".into(),
    });
    let schedule = Schedule {
        effective_on: today,
        own: Default::default(),
    };
    let tell = |_: &Difference| ("{}".to_owned(), "{}".to_owned());
    type Change<'a> = Box<dyn Fn(&By) -> Result<Scenario, ScenarioFault> + 'a>;
    let changes: Vec<(u64, Change)> = vec![
        (1, Box::new(|by| scenarios.create(&new("s-0001"), by))),
        (2, Box::new(|by| scenarios.append("s-0001", 1, vec![close("P001")], by))),
        (
            3,
            Box::new(|by| scenarios.change("s-0001", 2, by, &ScenarioChange::Undo(None))),
        ),
        (
            4,
            Box::new(|by| scenarios.change("s-0001", 3, by, &ScenarioChange::Redo(None))),
        ),
        (1, Box::new(|by| scenarios.fork("s-0001", &new("s-0002"), by))),
        (4, Box::new(|by| scenarios.comment("s-0001", by, Some(1), "Đã xem"))),
        (5, Box::new(|by| Ok(scenarios.rebase("s-0001", 4, by)?.scenario))),
        (
            6,
            Box::new(|by| scenarios.step("s-0001", 5, by, Transition::Submit, today)),
        ),
        (
            7,
            Box::new(|by| scenarios.step("s-0001", 6, by, consult.clone(), today)),
        ),
        (
            7,
            Box::new(|by| scenarios.opine("s-0001", &opinion, today, &by.witness)),
        ),
        (
            8,
            Box::new(|by| scenarios.step("s-0001", 7, by, approve.clone(), today)),
        ),
        (
            9,
            Box::new(|by| Ok(scenarios.publish("s-0001", 8, by, (&schedule, today), None, tell)?.0)),
        ),
    ];
    for (number, (version, change)) in changes.iter().enumerate() {
        let before = (
            scenarios.list().expect("read"),
            Workspace::load(&office.path).expect("read"),
        );
        let refused = change(&hearing(Err("disk full".to_owned()))).expect_err("not noted");
        assert!(
            matches!(&refused, ScenarioFault::Scenario(ScenarioError::NotNoted(reason)) if reason == "disk full"),
            "change {number}: {refused}"
        );
        let after = (
            scenarios.list().expect("read"),
            Workspace::load(&office.path).expect("read"),
        );
        assert!(before == after, "change {number} was kept, and no log names it");
        let told = change(&hearing(Ok(()))).unwrap_or_else(|fault| panic!("change {number}: {fault}"));
        assert_eq!(told.version, *version, "change {number}");
        let heard = std::mem::take(&mut *heard.lock().expect("one"));
        let kept = before.0.iter().find(|one| one.id == told.id).map(|one| one.version);
        let once = (told.id.clone(), *version, kept);
        assert_eq!(heard, [once.clone(), once], "change {number}");
    }
}
