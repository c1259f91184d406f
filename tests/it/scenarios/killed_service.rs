//! The service killed while a planner edits over HTTP: what it acknowledged is there, and the audit log names every change
//! that is in the file.

use std::collections::BTreeSet;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use gandan::auth::{ChainHead, PrivateFile};
use gandan::store::{Scenario, Workspace};
use serde_json::{Value, json};

use super::killed::rounds;
use super::{Office, town};
use crate::cli::{text, with_input};
use crate::operations::browser::{Acknowledged, Browser};
use crate::operations::running::{Server, signal};

const PASSWORD: &str = "con đò sang sông Hồng";
/// Edits of one change: all of them or none.
const TOGETHER: usize = 3;

/// Makes a scenario, says so to `made`, and adds edits to it, three at a time, until nobody answers any more.
fn edit_for_ever(browser: &Browser, server: &Server, round: u64, made: Sender<()>) -> Option<Acknowledged> {
    let new = json!({"name": format!("Vòng {round}")});
    let mut last = browser.change(server, "POST", "/api/v1/scenarios", 0, &new)?;
    made.send(()).expect("somebody waits");
    let uri = format!("/api/v1/scenarios/{}/edits", last.scenario);
    let point = gandan::demo_city::grid_place(&Default::default(), 3, 4);
    loop {
        let edit = |number: usize| {
            json!({"action": "open_at", "facility": format!("N{number:06}"), "kind": "agent", "name": "Đại lý mới",
                "lon": point.lon, "lat": point.lat})
        };
        let edits: Vec<Value> = (last.edits..last.edits + TOGETHER).map(edit).collect();
        match browser.change(server, "PATCH", &uri, last.version, &json!({"add": edits})) {
            Some(done) => last = done,
            None => return Some(last),
        }
    }
}

/// The versions of a scenario that the audit log names.
fn noted(private: &PrivateFile, scenario: &Scenario) -> BTreeSet<u64> {
    let entries = private.entries(1, usize::MAX >> 1).expect("read");
    let own = entries
        .iter()
        .filter(|entry| entry.subject == scenario.id && entry.account == "lan");
    let versions = own.filter_map(|entry| entry.detail.strip_prefix("version ")?.split(',').next()?.parse().ok());
    versions.collect()
}

#[test]
fn a_killed_service_loses_no_acknowledged_edit_and_its_log_names_every_change() {
    let office = Office::of(&town());
    let path = text(&office.path);
    let add = ["user", "add", path, "lan", "--name", "Lan", "--role", "planner"];
    let added = with_input(&[&add[..], &["--password-file", "-"]].concat(), PASSWORD);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let (mut browser, mut edited) = (None, 0);
    let mut head: Option<ChainHead> = None;
    for round in 0..rounds() {
        let server = Server::start(path, &["--questions-per-second", "100000"]);
        // Who was logged in still is when the service is back.
        let browser = browser.get_or_insert_with(|| Browser::log_in(&server, "lan", PASSWORD));
        let acknowledged = std::thread::scope(|scope| {
            let (made, is_made) = channel();
            let (browser, server) = (&*browser, &server);
            let editing = scope.spawn(move || edit_for_ever(browser, server, round, made));
            // One round in five is killed before the scenario is there, or while it is made.
            if round % 5 != 4 {
                is_made.recv().expect("made");
            }
            std::thread::sleep(Duration::from_millis(20 + round % 40 * 23));
            signal(server.id(), "KILL");
            editing.join().expect("no fault")
        });
        drop(server);
        let private = PrivateFile::open(&office.path).expect("the private file");
        let whole = private.verify(head).expect("read");
        head = Some(whole.unwrap_or_else(|fault| panic!("round {round}: {fault}")));
        for kept in Workspace::scenarios(&office.path).expect("readable") {
            let every: BTreeSet<u64> = (1..=kept.version).collect();
            let noted = noted(&private, &kept);
            let missing: Vec<&u64> = every.difference(&noted).collect();
            assert!(missing.is_empty(), "round {round}: no entry of {} {missing:?}", kept.id);
            assert_eq!(
                kept.edits.len() as u64,
                (kept.version - 1) * TOGETHER as u64,
                "round {round}: a change by half"
            );
        }
        let Some(told) = acknowledged else { continue };
        let kept = Workspace::scenario(&office.path, &told.scenario).expect("acknowledged");
        assert!(
            kept.version >= told.version && kept.edits.len() >= told.edits,
            "round {round}: acknowledged {} {}, kept {} {}",
            told.version,
            told.edits,
            kept.version,
            kept.edits.len()
        );
        // At most the one that was under way.
        assert!(kept.version <= told.version + 1, "round {round}");
        edited += usize::from(told.edits > 0);
        assert_eq!(Workspace::load(&office.path).expect("whole"), town(), "round {round}");
    }
    assert!(edited > 0, "no round came to an edit: the test shows nothing");
    let told = with_input(&["audit", "verify", path], "");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
}
