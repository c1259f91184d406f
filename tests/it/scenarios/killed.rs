//! A program that is killed at an unforeseen moment: what it acknowledged is there, and nothing is there by half.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Office, agent_at, lan, town};
use gandan::planner::Scenarios;
use gandan::planner::kept_work::NothingKept;
use gandan::store::Workspace;

const CHILD: &str = "GANDAN_TEST_EDIT_FOR_EVER";
/// Edits of one change: all of them or none.
const TOGETHER: usize = 3;

/// How often a program is killed; `make soak` says how many times.
pub fn rounds() -> u64 {
    let told = std::env::var("GANDAN_SOAK").ok();
    told.map_or(10, |told| {
        told.parse().expect("GANDAN_SOAK is a number of rounds, such as 200")
    })
}

/// The child appends edits for ever, three at a time, and says so after each acknowledgement.
#[test]
fn a_killed_program_loses_no_acknowledged_edit_and_leaves_none_by_half() {
    if let Some(path) = std::env::var_os(CHILD) {
        let scenarios = Scenarios::new(path.into(), Box::new(NothingKept));
        loop {
            let seen = scenarios.find("s-0001").expect("there");
            let first = seen.edits.len();
            let edits = (first..first + TOGETHER).map(|number| agent_at(&format!("N{number:06}"), 3, 4));
            let done = scenarios
                .append("s-0001", seen.version, edits.collect(), &lan())
                .expect("added");
            println!("\nacknowledged {} {}", done.version, done.edits.len());
        }
    }
    let rounds = rounds();
    let office = Office::of(&town());
    office.scenario("s-0001", Vec::new());
    let (mut acknowledged, mut total) = ((1, 0), 0);
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "scenarios::killed::a_killed_program_loses_no_acknowledged_edit_and_leaves_none_by_half",
                "--nocapture",
            ])
            .env(CHILD, &office.path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let reader = std::thread::spawn(move || {
            let mut last = None;
            for line in lines.map_while(Result::ok) {
                let told = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' '));
                // A line that the kill cut off is no acknowledgement that anybody read whole.
                let read = told.and_then(|(version, edits)| Some((version.parse().ok()?, edits.parse().ok()?)));
                last = read.or(last);
            }
            last
        });
        std::thread::sleep(Duration::from_millis(150 + round % 40 * 23));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let told: Option<(u64, usize)> = reader.join().expect("read");
        total += usize::from(told.is_some());
        acknowledged = told.unwrap_or(acknowledged).max(acknowledged);
        let kept = Workspace::scenario(&office.path, "s-0001").expect("readable");
        assert!(
            kept.version >= acknowledged.0 && kept.edits.len() >= acknowledged.1,
            "round {round}: acknowledged {acknowledged:?}, kept {} {}",
            kept.version,
            kept.edits.len()
        );
        assert_eq!(kept.edits.len() % TOGETHER, 0, "round {round}: a change by half");
        assert_eq!(
            kept.edits.len() as u64,
            (kept.version - 1) * TOGETHER as u64,
            "round {round}"
        );
        assert_eq!(kept.events.len() as u64, kept.version, "round {round}");
        assert_eq!(Workspace::load(&office.path).expect("whole"), town(), "round {round}");
    }
    assert!(total > 0, "no child came to an acknowledgement: the test shows nothing");
}
