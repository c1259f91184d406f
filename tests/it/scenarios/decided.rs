//! From a draft to the network: the steps and their refusals, days, the guard, the history, and the days that come.

use super::{Office, agent_at, close, day, lan, merge, minh, open, town};
use gandan::model::FacilityStatus;
use gandan::plan::{Approval, Consultation, Edit, Party, Refusal, Schedule, Stance, State, Transition, on_day};
use gandan::planner::{ScenarioFault, Scenarios};
use gandan::store::{NewEntry, Opinion, Scenario, ScenarioError, Workspace};

const TODAY: &str = "2026-11-22";

fn consult(asked: &[&str], deadline: &str) -> Transition {
    Transition::Consult(Consultation {
        asked: asked.iter().map(|text| Party::parse(text).expect("a party")).collect(),
        deadline: day(deadline),
    })
}

fn approve(number: &str, date: &str) -> Transition {
    Transition::Approve(Approval {
        number: number.into(),
        date: day(date),
        signatory: "Giám đốc Trung tâm".into(),
    })
}

fn opinion(party: &str, stance: Stance) -> Opinion {
    Opinion {
        party: Party::parse(party).expect("a party"),
        stance,
        document: Some("12/UBND".into()),
        text: "Đề nghị giữ điểm đến hết quý".into(),
        author: "xa".into(),
        at: "2026-11-22T10:00:00Z".into(),
    }
}

struct Way {
    scenarios: Scenarios,
    version: u64,
}

impl Way {
    fn take(&mut self, transition: Transition, today: &str) -> Result<Scenario, Refusal> {
        let taken = self
            .scenarios
            .step("s-0001", self.version, &minh(), transition, day(today));
        match taken {
            Ok(scenario) => {
                self.version = scenario.version;
                Ok(scenario)
            }
            Err(ScenarioFault::Scenario(ScenarioError::Refused(refusal))) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }
}

fn approved(office: &Office, edits: Vec<Edit>) -> Way {
    let version = office.scenario("s-0001", edits).version;
    let mut way = Way {
        scenarios: office.scenarios(),
        version,
    };
    way.take(Transition::Submit, TODAY).expect("submitted");
    way.take(consult(&["commune:town"], "2026-11-30"), TODAY)
        .expect("asked");
    way.take(approve("1/QĐ", "2026-12-01"), "2026-12-01")
        .expect("after the deadline");
    way
}

fn schedule(effective_on: &str, own: &[(u64, &str)]) -> Schedule {
    Schedule {
        effective_on: day(effective_on),
        own: own.iter().map(|(number, date)| (*number, day(date))).collect(),
    }
}

impl Way {
    fn publish(&self, schedule: &Schedule, today: &str) -> Result<Scenario, ScenarioFault> {
        let tell = |_: &gandan::planner::difference::Difference| ("{}".to_owned(), "{}".to_owned());
        let published = self
            .scenarios
            .publish("s-0001", self.version, &lan(), (schedule, day(today)), None, tell)?;
        Ok(published.0)
    }
}

#[test]
fn every_step_that_is_not_the_next_one_is_refused_in_plain_words() {
    let office = Office::of(&town());
    let version = office
        .scenario("s-0001", vec![Edit::Keep { code: "P001".into() }])
        .version;
    let mut way = Way {
        scenarios: office.scenarios(),
        version,
    };
    assert_eq!(way.take(Transition::Submit, TODAY), Err(Refusal::Empty));
    way.version = way
        .scenarios
        .append("s-0001", 1, vec![close("P002")], &lan())
        .expect("added")
        .version;
    let refusal = way.take(approve("1", TODAY), TODAY).expect_err("a draft");
    assert_eq!(
        refusal.to_string(),
        "a scenario that is draft cannot be approved; that is for one that is in consultation"
    );
    assert_eq!(refusal.vietnamese(), "kịch bản dự thảo nên không thể phê duyệt");
    way.take(Transition::Submit, TODAY).expect("submitted");
    let append = way
        .scenarios
        .append("s-0001", way.version, vec![close("P003")], &lan())
        .expect_err("no draft");
    assert!(
        append.to_string().contains("edits are made in a draft only"),
        "{append}"
    );
    let party = ["commune:town", "enterprise:BIDV"];
    assert_eq!(way.take(consult(&[], "2026-12-01"), TODAY), Err(Refusal::NobodyAsked));
    assert!(matches!(
        way.take(consult(&party, TODAY), TODAY),
        Err(Refusal::DeadlinePast { .. })
    ));
    way.take(consult(&party, "2026-12-01"), TODAY).expect("asked");
    let opine = |opinion: &Opinion| way.scenarios.opine("s-0001", opinion, day(TODAY), &lan().witness);
    let stranger = opine(&opinion("branch:P000", Stance::Agrees)).expect_err("not asked");
    assert_eq!(stranger.to_string(), "branch:P000 was not asked for an opinion");
    opine(&opinion("commune:town", Stance::Disagrees)).expect("written down");
    let open = way
        .take(approve("1/QĐ", TODAY), TODAY)
        .expect_err("BIDV has not answered");
    assert!(
        open.to_string().starts_with("enterprise:BIDV have not answered"),
        "{open}"
    );
    assert!(matches!(
        way.take(approve(" ", "2026-12-02"), "2026-12-02"),
        Err(Refusal::ApprovalLacks("number"))
    ));
    assert!(matches!(
        way.take(approve("1/QĐ", "2026-12-03"), "2026-12-02"),
        Err(Refusal::DecisionInFuture { .. })
    ));
    way.take(
        Transition::Return {
            reason: "Cần giữ P002".into(),
        },
        TODAY,
    )
    .expect("returned");
    let again = way.scenarios.find("s-0001").expect("found");
    assert_eq!(
        (again.state, again.consultation, again.opinions.len()),
        (State::Draft, None, 1)
    );
    way.take(Transition::Submit, TODAY).expect("submitted again");
    let later = consult(&party, "2026-12-01");
    way.take(later, TODAY).expect("asked again");
    way.take(approve("1/QĐ", "2026-12-02"), "2026-12-02")
        .expect("the deadline has passed");
    assert_eq!(
        way.take(Transition::Submit, TODAY)
            .expect_err("approved")
            .to_string()
            .split(';')
            .next(),
        Some("a scenario that is approved cannot be submitted")
    );
}

#[test]
fn a_draft_with_errors_is_not_submitted() {
    let office = Office::of(&town());
    let version = office.scenario("s-0001", vec![close("P999"), close("P001")]).version;
    let mut way = Way {
        scenarios: office.scenarios(),
        version,
    };
    assert_eq!(way.take(Transition::Submit, TODAY), Err(Refusal::Errors(1)));
}

#[test]
fn a_publication_is_an_entry_of_the_history_that_can_be_taken_back() {
    let office = Office::of(&town());
    let way = approved(&office, vec![merge("P001", "P002"), open("P004"), agent_at("N1", 3, 3)]);
    let published = way
        .publish(&schedule("2026-12-01", &[]), "2026-12-01")
        .expect("published");
    assert_eq!(published.state, State::Published);
    let ended = office.facility("P001");
    assert_eq!(
        (ended.status, ended.closes_on.as_deref()),
        (FacilityStatus::Closed, Some("2026-12-01"))
    );
    assert_eq!(ended.successor.as_deref(), Some("P002"));
    assert_eq!(office.facility("P002").load_per_month, Some(30.5));
    let opened = office.facility("P004");
    assert_eq!(
        (opened.status, opened.opened_on.as_deref()),
        (FacilityStatus::Open, Some("2026-12-01"))
    );
    assert_eq!(office.facility("N1").status, FacilityStatus::Open);
    let history = Workspace::history(&office.path).expect("told");
    let entry = history.last().expect("an entry");
    assert_eq!(entry.what.code(), "publish");
    assert_eq!(published.publication.map(|one| one.history_id), Some(entry.id));
    Workspace::undo(&office.path, None, |_, _, _| ((), NewEntry::default())).expect("taken back");
    assert_eq!(Workspace::load(&office.path).expect("loaded"), town());
    let again = way.scenarios.find("s-0001").expect("found");
    assert_eq!(again.state, State::Published, "what was decided stays told");
}

#[test]
fn what_is_announced_holds_on_its_day_and_not_before() {
    let office = Office::of(&town());
    let way = approved(&office, vec![merge("P001", "P004"), open("P004")]);
    way.publish(&schedule("2027-01-01", &[(2, "2026-12-15")]), "2026-12-01")
        .expect("published");
    let network = Workspace::load(&office.path).expect("loaded");
    let states = |date: &str| {
        let mut network = network.clone();
        let changed = on_day(&mut network, day(date));
        let of = |code: &str| {
            network
                .facilities
                .iter()
                .find(|one| one.code == code)
                .expect("there")
                .clone()
        };
        (of("P001").status, of("P004").status, changed)
    };
    use FacilityStatus::{Closed, Open, Planned};
    assert_eq!(states("2026-12-14"), (Open, Planned, vec![]));
    assert_eq!(states("2026-12-15"), (Open, Open, vec!["P004".to_owned()]));
    assert_eq!(states("2026-12-31"), (Open, Open, vec!["P004".to_owned()]));
    assert_eq!(
        states("2027-01-01"),
        (Closed, Open, vec!["P001".to_owned(), "P004".to_owned()])
    );
    let announced = office.facility("P001");
    assert_eq!(
        (announced.closes_on.as_deref(), announced.successor.as_deref()),
        (Some("2027-01-01"), Some("P004"))
    );
}

#[test]
fn a_point_stays_open_until_its_receiver_is() {
    let office = Office::of(&town());
    let way = approved(&office, vec![merge("P001", "P004"), open("P004")]);
    let fault = way
        .publish(&schedule("2026-12-15", &[(2, "2027-01-01")]), "2026-12-01")
        .expect_err("too early");
    assert!(
        fault
            .to_string()
            .contains("'P001' would end on 2026-12-15, before its receiver 'P004' opens on 2027-01-01"),
        "{fault}"
    );
    let moved = Office::of(&town());
    let capacity = Edit::SetCapacity {
        code: "P002".into(),
        to: Some(1.0),
    };
    let way = approved(&moved, vec![capacity, Edit::Speed { factor: 2.0 }]);
    let fault = way
        .publish(&schedule("2026-12-15", &[(9, "2027-01-01")]), "2026-12-01")
        .expect_err("several");
    let told = fault.to_string();
    for part in [
        "edit 9 has a day",
        "gets another place, hours, capacity",
        "road speeds are a matter of rehearsal",
    ] {
        assert!(told.contains(part), "{told}");
    }
    assert_eq!(
        Workspace::load(&moved.path).expect("loaded"),
        town(),
        "nothing was changed"
    );
}

#[test]
fn no_step_leaves_somebody_without_access_who_had_it_and_will_have_it() {
    // Only the south-east stays; a new agent in the north-west serves the homes that P002 served.
    let edits = || vec![close("P000"), close("P001"), close("P002"), agent_at("N1", 0, 19)];
    let office = Office::of(&town());
    let way = approved(&office, edits());
    let fault = way
        .publish(&schedule("2026-12-10", &[(4, "2026-12-20")]), "2026-12-01")
        .expect_err("ten days without");
    let ScenarioFault::StepBreaks {
        number: 3,
        people,
        rule,
        ..
    } = &fault
    else {
        panic!("{fault}");
    };
    assert!(*people > 0.0 && rule == "plan68", "{fault}");
    assert_eq!(
        Workspace::scenario(&office.path, "s-0001").expect("kept").state,
        State::Approved
    );
    way.publish(&schedule("2026-12-20", &[(4, "2026-12-10")]), "2026-12-01")
        .expect("the other way round");
    let same_day = Office::of(&town());
    approved(&same_day, edits())
        .publish(&schedule("2026-12-10", &[]), "2026-12-01")
        .expect("openings come first");
}

#[test]
fn data_that_moved_on_are_looked_at_before_anything_is_published() {
    let office = Office::of(&town());
    let mut way = approved(&office, vec![close("P001")]);
    Workspace::update(&office.path, |dataset| dataset.cells[0].people = 7.0).expect("imported");
    let fault = way
        .publish(&schedule("2026-12-01", &[]), "2026-12-01")
        .expect_err("moved on");
    assert!(matches!(fault, ScenarioFault::BaselineMoved { .. }), "{fault}");
    assert_eq!(office.facility("P001").status, FacilityStatus::Open);
    way.version = way
        .scenarios
        .rebase("s-0001", way.version, &lan())
        .expect("rebased")
        .scenario
        .version;
    way.publish(&schedule("2026-12-01", &[]), "2026-12-01")
        .expect("published");
    assert_eq!(office.facility("P001").status, FacilityStatus::Closed);
}
