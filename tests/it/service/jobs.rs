//! Long work: the queue by itself, and a review over HTTP.

use super::accounts::{Office, request};
use super::fixture::town;
use gandan::auth::{JobRow, JobState, PrivateFile, Role};
use gandan::planner::jobs::{JobError, JobQueue, Lane, NewJob, Work};
use gandan::planner::{Snapshot, propose_review};
use gandan::review::{ReviewError, ReviewSettings};
use gandan::wire::ReviewAnswer;
use serde_json::{Value, json};
use std::cell::Cell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// A queue, and every change it tells.
fn queue() -> (JobQueue, Receiver<JobRow>) {
    queue_on(PrivateFile::in_memory().expect("a file"))
}

fn queue_on(private: PrivateFile) -> (JobQueue, Receiver<JobRow>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let told = move |job: &JobRow| drop(sender.lock().expect("one at a time").send(job.clone()));
    (
        JobQueue::start(Arc::new(private), Box::new(told)).expect("a queue"),
        receiver,
    )
}

fn submit(queue: &JobQueue, work: Work) -> Result<JobRow, JobError> {
    submit_in(queue, Lane::Minutes, work)
}

fn submit_in(queue: &JobQueue, lane: Lane, work: Work) -> Result<JobRow, JobError> {
    let asked = NewJob {
        kind: "test",
        lane,
        settings: "{}".into(),
        snapshot_id: "s1".into(),
        work,
    };
    queue.submit("lan", asked)
}

/// Works until it is let go or told to break off.
fn until_released() -> (Sender<()>, Work) {
    let (release, released) = channel::<()>();
    let work: Work = Box::new(move |job| {
        loop {
            job.tell("đang làm".into());
            if job.is_cancelled() {
                return Err("broken off".into());
            }
            if released.recv_timeout(std::time::Duration::from_millis(5)).is_ok() {
                return Ok("xong".into());
            }
        }
    });
    (release, work)
}

fn ended(changes: &Receiver<JobRow>, id: &str) -> JobRow {
    changes
        .iter()
        .find(|job| job.id == id && job.state.has_ended())
        .expect("it ends")
}

#[test]
fn jobs_are_done_one_at_a_time_in_order_and_eight_wait() {
    let (queue, changes) = queue();
    let (release, work) = until_released();
    let first = submit(&queue, work).expect("taken");
    changes
        .iter()
        .find(|job| job.state == JobState::Running)
        .expect("it runs");
    let later: Vec<JobRow> = (0..8)
        .map(|n| submit(&queue, Box::new(move |_| Ok(format!("{n}")))).expect("taken"))
        .collect();
    assert!(matches!(
        submit(&queue, Box::new(|_| Ok(String::new()))),
        Err(JobError::Full)
    ));
    assert_eq!(queue.busy(), 9);
    let states: Vec<JobState> = queue.jobs().expect("listed").iter().map(|job| job.state).collect();
    assert_eq!(
        states,
        [[JobState::Queued; 8].as_slice(), &[JobState::Running]].concat(),
        "the newest first"
    );
    release.send(()).expect("it waits");
    let order: Vec<String> = changes
        .iter()
        .filter(|job| job.state == JobState::Done)
        .map(|job| job.id)
        .take(9)
        .collect();
    let wanted: Vec<String> = std::iter::once(&first)
        .chain(&later)
        .map(|job| job.id.clone())
        .collect();
    assert_eq!(order, wanted);
    assert_eq!(queue.result(&later[3].id).expect("kept").as_deref(), Some("3"));
    assert_eq!(queue.result(&first.id).expect("kept").as_deref(), Some("xong"));
}

#[test]
fn what_takes_seconds_does_not_wait_for_what_takes_minutes() {
    let (queue, changes) = queue();
    let (release, long) = until_released();
    let review = submit(&queue, long).expect("taken");
    changes.iter().find(|job| job.progress == "đang làm").expect("it works");
    for _ in 0..8 {
        submit(&queue, Box::new(|_| Ok(String::new()))).expect("taken");
    }
    assert!(matches!(
        submit(&queue, Box::new(|_| Ok(String::new()))),
        Err(JobError::Full)
    ));
    let (_held, short) = until_released();
    let comparison = submit_in(&queue, Lane::Seconds, short).expect("its own queue has room");
    let works = |job: &JobRow| job.id == comparison.id && job.progress == "đang làm";
    changes.iter().find(works).expect("it works beside the other");
    for id in [&review.id, &comparison.id] {
        assert_eq!(queue.job(id).expect("known").state, JobState::Running);
    }
    let running = queue.jobs().expect("listed").into_iter();
    assert_eq!(running.filter(|job| job.state == JobState::Running).count(), 2);
    // Each is told by itself to break off.
    queue.cancel(&comparison.id, "lan").expect("told");
    assert_eq!(ended(&changes, &comparison.id).state, JobState::Cancelled);
    assert_eq!(queue.job(&review.id).expect("known").state, JobState::Running);
    release.send(()).expect("it waits");
    assert_eq!(ended(&changes, &review.id).state, JobState::Done);
}

#[test]
fn many_jobs_of_one_kind_take_none_of_another_away() {
    let private = PrivateFile::in_memory().expect("a file");
    let at = |second: i64| chrono::DateTime::from_timestamp(second, 0).expect("an instant");
    let job = |number: i64, kind: &str| JobRow {
        id: format!("{number:04}"),
        kind: kind.into(),
        account: "lan".into(),
        settings: "{}".into(),
        state: JobState::Done,
        progress: String::new(),
        snapshot_id: None,
        error: None,
        created_at: at(number),
        finished_at: Some(at(number)),
        live: None,
    };
    let review = job(1, "review");
    private.add_job(&review).expect("written");
    private.update_job(&review, Some("a plan")).expect("written");
    for number in 2..=100 {
        let comparison = job(number, "compare");
        private.add_job(&comparison).expect("written");
        private.update_job(&comparison, Some("figures")).expect("written");
    }
    assert_eq!(private.job_result("0001").expect("read").as_deref(), Some("a plan"));
    // Fifty that had ended when the last one was taken, and that one.
    assert_eq!(private.jobs().expect("listed").len(), 1 + 50 + 1);
    assert!(private.job("0049").expect("read").is_none() && private.job("0050").expect("read").is_some());
}

#[test]
fn a_waiting_and_a_running_job_are_cancelled_and_an_ended_one_is_not() {
    let (queue, changes) = queue();
    let (_release, work) = until_released();
    let running = submit(&queue, work).expect("taken");
    let waiting = submit(&queue, Box::new(|_| panic!("it never begins"))).expect("taken");
    changes.iter().find(|job| job.progress == "đang làm").expect("it works");
    assert_eq!(
        queue.cancel(&waiting.id, "lan").expect("cancelled").state,
        JobState::Cancelled
    );
    queue.cancel(&running.id, "lan").expect("told to break off");
    assert_eq!(ended(&changes, &running.id).state, JobState::Cancelled);
    assert!(queue.result(&running.id).expect("asked").is_none());
    let again = queue.cancel(&running.id, "lan").expect_err("ended");
    assert!(again.to_string().contains("cancelled"), "{again}");
    assert!(matches!(queue.cancel("x", "lan"), Err(JobError::Unknown { .. })));
    let next = submit(&queue, Box::new(|_| Ok("noch da".into()))).expect("taken");
    assert_eq!(ended(&changes, &next.id).state, JobState::Done, "the queue goes on");
}

#[test]
fn a_job_that_fails_or_panics_says_so_and_the_next_is_done() {
    let (queue, changes) = queue();
    let failing = submit(&queue, Box::new(|_| Err("không giải được".into()))).expect("taken");
    let told = ended(&changes, &failing.id);
    assert_eq!(
        (told.state, told.error.as_deref()),
        (JobState::Failed, Some("không giải được"))
    );
    let panicking = submit(&queue, Box::new(|_| panic!("a fault"))).expect("taken");
    let told = ended(&changes, &panicking.id);
    assert_eq!(
        (told.state, told.error.as_deref()),
        (JobState::Failed, Some("internal error: a fault"))
    );
    let next = submit(&queue, Box::new(|_| Ok("3".into()))).expect("taken");
    assert_eq!(ended(&changes, &next.id).state, JobState::Done);
}

#[test]
fn what_a_run_of_the_program_did_not_finish_is_interrupted_in_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = folder.path().join("city.gpkg");
    let (killed, changes) = queue_on(PrivateFile::open(&workspace).expect("made"));
    let (_release, work) = until_released();
    let running = submit(&killed, work).expect("taken");
    let waiting = submit(&killed, Box::new(|_| Ok(String::new()))).expect("taken");
    changes.iter().find(|job| job.progress == "đang làm").expect("it works");
    // A process that is killed says nothing more: another one opens the file.
    let (queue, _changes) = queue_on(PrivateFile::open(&workspace).expect("opened"));
    for job in [running, waiting] {
        let told = queue.job(&job.id).expect("kept");
        assert_eq!(told.state, JobState::Interrupted);
        assert!(told.finished_at.is_some());
    }
}

#[test]
fn a_server_that_stops_interrupts_its_jobs_and_takes_no_more() {
    let (queue, changes) = queue();
    let (_release, work) = until_released();
    let running = submit(&queue, work).expect("taken");
    changes.iter().find(|job| job.progress == "đang làm").expect("it works");
    queue.stop();
    assert_eq!(ended(&changes, &running.id).state, JobState::Interrupted);
    assert!(matches!(
        submit(&queue, Box::new(|_| Ok(String::new()))),
        Err(JobError::Full)
    ));
}

#[test]
fn a_review_ends_at_the_first_question_after_it_was_cancelled() {
    let snapshot = Snapshot::build(town(), None);
    let steps = Cell::new(0);
    let plan = propose_review(
        &snapshot,
        &ReviewSettings::default(),
        &mut |_| steps.set(steps.get() + 1),
        &|| steps.get() == 2,
    );
    assert_eq!((plan.expect_err("cancelled"), steps.get()), (ReviewError::Cancelled, 2));
}

#[test]
fn a_review_over_http_tells_its_progress_and_gives_what_the_program_gives() {
    let office = Office::open();
    let browser = office.log_in(Role::Planner);
    let headers = [
        ("cookie", browser.cookie.as_str()),
        ("x-csrf-token", browser.csrf_token.as_str()),
    ];
    let ask = |method: &str, uri: &str, body: &Value| office.ask(request(method, uri, &headers, body));
    let settings = json!({"counterfactual_s": 0.0, "robustness_plans": 0, "sensitivity_s": 1.0});
    let started = ask("POST", "/api/v1/jobs", &json!({"kind": "review", "settings": settings}));
    assert_eq!(started.status, 202, "{}", String::from_utf8_lossy(&started.body));
    let at = started.header("location").to_owned();
    assert_eq!(
        (&started.json()["state"], &started.json()["account"]),
        (&"queued".into(), &"planner".into())
    );
    // Listening ends when the job does.
    let events = ask("GET", &format!("{at}/events"), &Value::Null);
    assert_eq!(events.header("content-type"), "text/event-stream");
    let text = String::from_utf8(events.body.to_vec()).expect("UTF-8");
    let last = text.trim_end().rsplit("\n\n").next().expect("an event");
    assert!(
        last.starts_with("event: end\ndata: {") && last.contains("\"state\":\"done\""),
        "{text}"
    );
    // Programs and pages in another language are told the steps by name; who listens may come after the first of them.
    assert!(
        text.contains(r#""step":{"name":""#) && text.contains(r#""running_s":"#),
        "{text}"
    );
    assert!(last.contains(r#""running_s":null,"step":null"#), "{last}");
    let told = ask("GET", &at, &Value::Null).json();
    assert_eq!(
        (&told["state"], &told["settings"]["counterfactual_s"]),
        (&"done".into(), &0.0.into())
    );

    let result = ask("GET", &format!("{at}/result"), &Value::Null);
    assert_eq!(result.header("cache-control"), "no-store");
    let snapshot = Snapshot::build(town(), None);
    let settings: gandan::wire::ReviewSettingsFile = serde_json::from_value(settings).expect("settings");
    let asked = settings.clone();
    let settings = settings.settings().expect("known names");
    let plan = propose_review(&snapshot, &settings, &mut |_| {}, &|| false);
    let plan = plan.expect("no fault");
    let answer = ReviewAnswer::of_snapshot(&plan, &snapshot, asked);
    let wanted = serde_json::to_string_pretty(&answer).expect("JSON") + "\n";
    assert_eq!(String::from_utf8_lossy(&result.body), wanted);

    assert_eq!(ask("DELETE", &at, &Value::Null).status, 409, "it has ended");
    let listed = ask("GET", "/api/v1/jobs", &Value::Null).json();
    assert_eq!(listed["jobs"][0]["id"], told["id"]);
    for (body, word) in [
        (json!({"kind": "dance"}), "dance"),
        (json!({"kind": "review", "settings": {"preset": "bold"}}), "bold"),
        (json!({"kind": "review", "settings": {"pre": "bold"}}), "pre"),
    ] {
        let reply = ask("POST", "/api/v1/jobs", &body);
        assert_eq!(reply.status, 400);
        assert!(
            reply.json()["detail"]
                .as_str()
                .is_some_and(|detail| detail.contains(word)),
            "{word}"
        );
    }
    let done: Vec<_> = office
        .private
        .entries(1, 100)
        .expect("read")
        .into_iter()
        .map(|entry| entry.action)
        .collect();
    assert_eq!(done.iter().filter(|action| *action == "job.start").count(), 1);
}
