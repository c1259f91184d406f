//! Stops of the service bus, told at a place that they are nearer to than any point that stands.

use std::sync::LazyLock;

use super::monday;
use crate::service::fixture::town;
use gandan::finder::Wanted;
use gandan::geometry::LonLat;
use gandan::model::{Facility, FacilityKind, TravelMode};
use gandan::planner::Snapshot;
use gandan::wire::{NearestAnswer, NearestQuestion};

/// In the south-eastern corner, four kilometres from the nearest office by road.
const CORNER: LonLat = LonLat {
    lon: 105.8398,
    lat: 21.0002,
};

static TOWN: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut town = town();
    let stop = |code: &str, lon: f64, lat: f64, hours: Option<&str>| Facility {
        opening_hours: hours.map(Into::into),
        ..Facility::new(
            code,
            FacilityKind::MobileStop,
            format!("Xe {code}"),
            LonLat::new(lon, lat),
        )
    };
    town.facilities.extend([
        stop("XE-1", 105.839, 21.0, Some("Th 08:00-11:00")),
        stop("XE-2", 105.838, 21.0, Some("We 14:00-16:30")),
        stop("XE-3", 105.837, 21.0, None),
        // Beside an agent: nobody at the corner needs it.
        stop("XE-4", 105.8006, 21.0006, Some("We 08:00-11:00")),
    ]);
    town.sort();
    Snapshot::build(town, None)
});

fn asked(place: LonLat, wanted: Wanted) -> NearestAnswer {
    let question = NearestQuestion {
        place,
        mode: TravelMode::Motorbike,
        k: 4,
        wanted,
    };
    NearestAnswer::of(&TOWN, &question)
}

#[test]
fn stops_of_the_week_that_are_nearer_than_any_standing_point_are_told_in_order_of_time() {
    let told = asked(CORNER, Wanted::at(monday())).mobile_stops;
    let codes: Vec<&str> = told.iter().map(|stop| stop.facility.as_str()).collect();
    assert_eq!(codes, ["XE-2", "XE-1"], "one has no hours, one is far");
    assert_eq!(told[0].begins, "2026-11-25T14:00:00+07:00");
    assert_eq!(told[0].ends.as_deref(), Some("2026-11-25T16:30:00+07:00"));
    let notice = &told[0].notice_vi;
    assert!(
        notice.starts_with("Xe XE-2 phục vụ thứ Tư, ngày 25/11/2026, từ 14:00 đến 16:30: cách 0,2 km, đi khoảng 1 phút, gần hơn điểm cố định gần nhất"),
        "{notice}"
    );
    assert!(
        told[0]
            .notice_en
            .contains("serves on Wednesday, 2026-11-25, from 14:00 to 16:30")
    );
}

#[test]
fn a_stop_is_told_to_whom_it_is_nearer_and_who_may_use_it() {
    let beside_the_agent = LonLat::new(105.8006, 21.0002);
    assert_eq!(asked(beside_the_agent, Wanted::at(monday())).mobile_stops, []);
    let only_agents = Wanted {
        kinds: vec![FacilityKind::Agent],
        ..Wanted::at(monday())
    };
    assert_eq!(asked(CORNER, only_agents).mobile_stops, []);
    let by_wheelchair = Wanted {
        by_wheelchair: true,
        ..Wanted::at(monday())
    };
    assert_eq!(
        asked(CORNER, by_wheelchair).mobile_stops,
        [],
        "unknown access is no access"
    );
    // Who asks for points open now still hears of the bus that comes.
    let open_now = Wanted {
        is_open: true,
        ..Wanted::at(monday())
    };
    assert_eq!(asked(CORNER, open_now).mobile_stops.len(), 2);
}
