//! Stops of the service bus that are coming, and what they mean for the place asked: told where a stop is nearer than any
//! point that stands.

use super::{MobileStopShape, NearestItem, NearestQuestion};
use crate::access::Near;
use crate::finder::hours::{OpenState, vietnam};
use crate::finder::state_of;
use crate::model::{Facility, FacilityId, FacilityKind};
use crate::planner::Snapshot;
use chrono::{DateTime, Datelike, Days, FixedOffset};

/// Stops within so many days are told.
const DAYS_AHEAD: u64 = 7;
/// So many near stops are looked at, and so many told.
const LOOKED_AT: usize = 12;
const TOLD: usize = 3;
/// Changes of hours looked at until a stop begins: seven days have no more.
const MOST_CHANGES: usize = 32;

/// A stop: its first moment (that of the question where it is under way) and its end, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stop {
    begins: DateTime<FixedOffset>,
    ends: Option<DateTime<FixedOffset>>,
}

/// Stops that begin within a week, nearer by travel time (else by distance) than the nearest point that stands and would
/// do; in order of time. Hours that nobody knows tell no stop.
pub(super) fn mobile_stops(snapshot: &Snapshot, question: &NearestQuestion) -> Vec<MobileStopShape> {
    let facilities = &snapshot.dataset().facilities;
    let wanted = super::finder::at_any_hour(&question.wanted);
    let is_bus = |id: FacilityId| facilities[id.index()].kind == FacilityKind::MobileStop;
    let holds = |id: FacilityId| wanted.holds(&facilities[id.index()]);
    let nearest = |keep: &dyn Fn(FacilityId) -> bool, k| snapshot.nearest(question.place, question.mode, keep, k);
    let standing = nearest(&|id| !is_bus(id) && holds(id), 1);
    let is_nearer = |near: &Near| {
        standing
            .first()
            .is_none_or(|other| (near.travel, near.distance.0) < (other.travel, other.distance.0))
    };
    let buses = nearest(&|id| is_bus(id) && holds(id), LOOKED_AT);
    let mut stops: Vec<(Stop, MobileStopShape)> = buses
        .iter()
        .filter(|near| is_nearer(near))
        .filter_map(|near| {
            let stop = next_stop(&facilities[near.facility.index()], question.wanted.at)?;
            Some((stop, shape(snapshot, question, near, standing.first(), stop)))
        })
        .collect();
    stops.sort_by(|(a, one), (b, other)| (a.begins, &one.facility).cmp(&(b.begins, &other.facility)));
    stops.into_iter().map(|(_, told)| told).take(TOLD).collect()
}

fn next_stop(facility: &Facility, at: DateTime<FixedOffset>) -> Option<Stop> {
    let mut begins = at.with_timezone(&vietnam());
    for _ in 0..MOST_CHANGES {
        let told = state_of(facility, begins);
        if told.state == OpenState::Open {
            return Some(Stop {
                begins,
                ends: told.next_change,
            });
        }
        begins = told
            .next_change
            .filter(|change| *change <= at + Days::new(DAYS_AHEAD))?;
    }
    None
}

fn shape(
    snapshot: &Snapshot,
    question: &NearestQuestion,
    near: &Near,
    standing: Option<&Near>,
    stop: Stop,
) -> MobileStopShape {
    let item = NearestItem::of(snapshot.dataset(), near, None, None);
    let saved = standing
        .and_then(|other| Some((other.travel.seconds()? - near.travel.seconds()?) / 60.0))
        .map(|minutes| minutes.floor() as i64)
        .filter(|minutes| *minutes > 0);
    let (when_vi, when_en) = when(stop, question.wanted.at);
    let nearer_vi = saved.map_or(String::new(), |minutes| {
        format!(", gần hơn điểm cố định gần nhất {minutes} phút")
    });
    let nearer_en = saved.map_or(String::new(), |minutes| {
        format!(", {minutes} minutes nearer than the nearest fixed point")
    });
    MobileStopShape {
        notice_vi: format!("{} {when_vi}: {}{nearer_vi}.", item.name, super::finder::way_vi(&item)),
        notice_en: format!("{} {when_en}: {}{nearer_en}.", item.name, super::finder::way_en(&item)),
        facility: item.facility,
        name: item.name,
        begins: stop.begins.to_rfc3339(),
        ends: stop.ends.map(|ends| ends.to_rfc3339()),
        distance_m: item.distance_m,
        travel_s: item.travel_s,
    }
}

/// "đang phục vụ đến 11:00", "phục vụ thứ Tư, ngày 25/11/2026, từ 08:00 đến 11:00".
fn when(stop: Stop, at: DateTime<FixedOffset>) -> (String, String) {
    let clock = |moment: DateTime<FixedOffset>| moment.format("%H:%M").to_string();
    let until_vi = stop.ends.map_or(String::new(), |ends| format!(" đến {}", clock(ends)));
    let until_en = stop.ends.map_or(String::new(), |ends| format!(" to {}", clock(ends)));
    if stop.begins <= at {
        return (
            format!("đang phục vụ{until_vi}"),
            format!("serves now{}", until_en.replace(" to ", " until ")),
        );
    }
    let weekday = crate::text::weekday_vi(stop.begins.weekday().num_days_from_monday());
    let (day_vi, day_en) = (stop.begins.format("%d/%m/%Y"), stop.begins.format("%A, %Y-%m-%d"));
    (
        format!("phục vụ {weekday}, ngày {day_vi}, từ {}{until_vi}", clock(stop.begins)),
        format!("serves on {day_en}, from {}{until_en}", clock(stop.begins)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;

    fn stop(hours: Option<&str>, at: &str) -> Option<(String, Option<String>)> {
        let mut bus = Facility::new("XE-1", FacilityKind::MobileStop, "Xe", LonLat::new(105.8, 21.0));
        bus.opening_hours = hours.map(Into::into);
        let at = DateTime::parse_from_rfc3339(at).expect("RFC 3339");
        let told = |moment: DateTime<FixedOffset>| moment.format("%d %H:%M").to_string();
        next_stop(&bus, at).map(|stop| (told(stop.begins), stop.ends.map(told)))
    }

    #[test]
    fn a_stop_is_the_next_time_that_the_bus_is_known_to_serve_within_a_week() {
        let monday = "2026-11-23T10:10:00+07:00";
        let told = |hours| stop(Some(hours), monday);
        assert_eq!(
            told("We 08:00-11:00"),
            Some(("25 08:00".into(), Some("25 11:00".into())))
        );
        assert_eq!(
            told("Mo 08:00-11:00"),
            Some(("23 10:10".into(), Some("23 11:00".into())))
        );
        // Whether it comes on a day that is only meant to be a day off is not known; the next one is Thursday's.
        assert_eq!(
            told("Tu,Th 08:00-11:00"),
            Some(("26 08:00".into(), Some("26 11:00".into())))
        );
        assert_eq!(told("Dec 20 08:00-11:00"), None, "more than a week ahead");
        assert_eq!((stop(None, monday), told("khi có nhu cầu")), (None, None));
    }
}
