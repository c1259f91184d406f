//! Tết, lunch breaks, unknown hours, ends of service and a bus that stands on Tuesdays: each at a stated moment.

use super::at;
use gandan::demo_city::{DemoOptions, build};
use gandan::finder::{Finder, Wanted};
use gandan::geometry::LonLat;
use gandan::model::{Dataset, Facility, FacilityKind, TravelMode};
use gandan::planner::Snapshot;
use gandan::wire::{AskAnswer, AskQuestion, NearestAnswer, NearestItem, NearestQuestion};
use std::sync::LazyLock;

const PLACE: LonLat = LonLat::new(105.8290, 21.0130);

/// The city with four points of the tests' own beside the place, and no other within a kilometre of it.
fn city() -> Dataset {
    let mut city = build(&DemoOptions {
        cell_metres: 2000,
        ..DemoOptions::default()
    })
    .expect("the demo city");
    city.facilities
        .retain(|one| gandan::geometry::distance_m(one.location, PLACE) > 1000.0);
    let point = |code: &str, kind, metres: f64, hours: Option<&str>| Facility {
        opening_hours: hours.map(str::to_owned),
        ..Facility::new(code, kind, code, LonLat::new(PLACE.lon + metres / 103_900.0, PLACE.lat))
    };
    let office = Some("Mo-Fr 08:00-11:30,13:30-17:00");
    city.facilities.extend([
        Facility {
            closes_on: Some("2026-12-01".into()),
            successor: Some("T-SUCCESSOR".into()),
            ..point("T-CLOSING", FacilityKind::Agent, 50.0, office)
        },
        point("T-OFFICE", FacilityKind::ReceptionPoint, 150.0, office),
        point("T-BUS", FacilityKind::MobileStop, 250.0, Some("Tu 08:00-11:30")),
        point("T-UNKNOWN", FacilityKind::Agent, 350.0, None),
        Facility {
            wheelchair: Some(true),
            ..point("T-SUCCESSOR", FacilityKind::Agent, 900.0, Some("Mo-Sa 08:00-20:00"))
        },
    ]);
    city.sort();
    city
}

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| Snapshot::build(city(), None));

fn nearest(moment: &str, change: impl Fn(&mut Wanted)) -> Vec<NearestItem> {
    let mut wanted = Wanted::at(at(moment));
    change(&mut wanted);
    let question = NearestQuestion {
        place: PLACE,
        mode: TravelMode::Motorbike,
        k: 6,
        wanted,
    };
    NearestAnswer::of(&SNAPSHOT, &question).results
}

fn point<'a>(items: &'a [NearestItem], code: &str) -> Option<&'a NearestItem> {
    items.iter().find(|item| item.facility == code)
}

#[test]
fn over_tet_offices_are_closed_until_the_first_working_day() {
    let items = nearest("2027-02-08T09:00:00+07:00", |_| {});
    let office = point(&items, "T-OFFICE").expect("near");
    assert_eq!(office.open, Some(false));
    assert_eq!(office.next_change.as_deref(), Some("2027-02-11T08:00:00+07:00"));
    let open = nearest("2027-02-08T09:00:00+07:00", |wanted| wanted.is_open = true);
    assert!(point(&open, "T-OFFICE").is_none());
}

#[test]
fn in_the_lunch_break_an_office_is_closed_and_tells_when_it_opens() {
    let items = nearest("2026-11-23T12:00:00+07:00", |_| {});
    let office = point(&items, "T-OFFICE").expect("near");
    assert_eq!(
        (office.open, office.next_change.as_deref()),
        (Some(false), Some("2026-11-23T13:30:00+07:00"))
    );
    assert_eq!(point(&items, "T-SUCCESSOR").expect("near").open, Some(true));
}

#[test]
fn unknown_hours_are_told_as_unknown_and_nobody_is_sent_there_who_asks_for_open_points() {
    let items = nearest("2026-11-23T10:00:00+07:00", |_| {});
    assert_eq!(point(&items, "T-UNKNOWN").expect("near").open, None);
    let open = nearest("2026-11-23T10:00:00+07:00", |wanted| wanted.is_open = true);
    assert!(point(&open, "T-UNKNOWN").is_none());
    assert!(open.iter().all(|item| item.open == Some(true)) && !open.is_empty());
}

#[test]
fn an_end_of_service_is_told_before_it_with_the_successor_and_the_point_is_gone_after_it() {
    let before = nearest("2026-11-25T09:00:00+07:00", |_| {});
    let closing = point(&before, "T-CLOSING")
        .expect("still serves")
        .closing
        .as_ref()
        .expect("told");
    assert_eq!(closing.closes_on, "2026-12-01");
    assert_eq!(closing.successor.as_deref(), Some("T-SUCCESSOR"));
    assert_eq!(
        closing.nearest_after.as_deref(),
        Some("T-OFFICE"),
        "nearer to the place than the successor"
    );
    let begin = "Từ ngày 01/12/2026, điểm này ngừng phục vụ; mời Ông/Bà đến T-SUCCESSOR, cách 0,9 km, đi khoảng ";
    assert!(closing.notice_vi.starts_with(begin), "{}", closing.notice_vi);
    assert!(
        closing.notice_vi.contains("gần nơi hỏi nhất khi đó là T-OFFICE"),
        "{}",
        closing.notice_vi
    );
    assert!(before.iter().filter(|item| item.closing.is_some()).count() == 1);
    let after = nearest("2026-12-01T09:00:00+07:00", |_| {});
    assert!(point(&after, "T-CLOSING").is_none());
}

#[test]
fn a_bus_is_open_on_its_tuesdays_alone() {
    let tuesday = nearest("2026-12-08T09:00:00+07:00", |wanted| wanted.is_open = true);
    assert_eq!(
        point(&tuesday, "T-BUS").expect("stands here").next_change.as_deref(),
        Some("2026-12-08T11:30:00+07:00")
    );
    let wednesday = nearest("2026-12-09T09:00:00+07:00", |_| {});
    let bus = point(&wednesday, "T-BUS").expect("told with its next day");
    assert_eq!(
        (bus.open, bus.next_change.as_deref()),
        (Some(false), Some("2026-12-15T08:00:00+07:00"))
    );
    let open = nearest("2026-12-09T09:00:00+07:00", |wanted| wanted.is_open = true);
    assert!(point(&open, "T-BUS").is_none());
}

#[test]
fn a_sentence_is_answered_as_the_parameters_it_was_understood_as() {
    let finder = Finder::build(SNAPSHOT.dataset());
    let ask = |query: &str, here: Option<LonLat>| {
        let question = AskQuestion {
            query: query.into(),
            here,
            at: at("2026-11-23T10:10:00+07:00"),
            mode: TravelMode::Motorbike,
            k: 4,
        };
        AskAnswer::of(&SNAPSHOT, &finder, &question)
    };
    let answer = ask("điểm gần nhất còn mở cửa có xe lăn vào được chiều nay", Some(PLACE));
    let expected = nearest("2026-11-23T15:00:00+07:00", |wanted| {
        wanted.is_open = true;
        wanted.by_wheelchair = true;
    });
    let results = answer.nearest.expect("a place is known").results;
    assert_eq!(results, expected[..4]);
    assert_eq!(results[0].facility, "T-SUCCESSOR");
    assert_eq!(answer.parameters["at"], "2026-11-23T15:00:00+07:00");
    let nowhere = ask("đổi bằng lái", None);
    assert!(
        nowhere.nearest.is_none() && nowhere.questions_vi[0].contains("ở đâu"),
        "{nowhere:?}"
    );
    let both = ask("gplx", Some(PLACE));
    assert!(
        both.questions_vi[0].contains("Đổi giấy phép lái xe; Cấp lại giấy phép lái xe"),
        "{:?}",
        both.questions_vi
    );
    assert_eq!(both.parameters["procedure"], "TT-027,TT-028");
}
