//! The nearest points of a place at a moment, with the ends of service that are decided.

use super::mobile_stops::mobile_stops;
use super::{ClosingShape, FacilityItem, NearestAnswer, NearestItem};
use crate::access::Near;
use crate::finder::hours::{OpenState, vietnam};
use crate::finder::{Closing, Wanted, closing_of, state_of};
use crate::geometry::LonLat;
use crate::model::{FacilityId, TravelMode};
use crate::planner::Snapshot;
use chrono::{Days, TimeZone};

/// Ends of service within so many days are told.
const TOLD_DAYS_AHEAD: u64 = 60;

/// A question for near points.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestQuestion {
    pub place: LonLat,
    pub mode: TravelMode,
    /// How many.
    pub k: usize,
    pub wanted: Wanted,
}

impl NearestAnswer {
    /// By travel time; those that no road reaches follow by distance.
    pub fn of(snapshot: &Snapshot, question: &NearestQuestion) -> NearestAnswer {
        let dataset = snapshot.dataset();
        let NearestQuestion { place, mode, k, wanted } = question;
        let holds = |id: FacilityId| wanted.holds(&dataset.facilities[id.index()]);
        let results = snapshot.nearest(*place, *mode, holds, *k);
        NearestAnswer {
            snapshot_id: snapshot.id().to_owned(),
            mode: mode.code().to_owned(),
            lon: place.lon,
            lat: place.lat,
            results: results.iter().map(|near| item(snapshot, question, near)).collect(),
            on_road: snapshot.is_on_road(*place, *mode),
            area_name: snapshot
                .area_at(*place)
                .map(|area| dataset.areas[area.index()].name.clone()),
            mobile_stops: mobile_stops(snapshot, question),
        }
    }
}

/// The same, whether or not points are open at the moment.
pub(super) fn at_any_hour(wanted: &Wanted) -> Wanted {
    Wanted {
        is_open: false,
        ..wanted.clone()
    }
}

fn item(snapshot: &Snapshot, question: &NearestQuestion, near: &Near) -> NearestItem {
    let dataset = snapshot.dataset();
    let facility = &dataset.facilities[near.facility.index()];
    let told = state_of(facility, question.wanted.at);
    let open = match told.state {
        OpenState::Open => Some(true),
        OpenState::Closed => Some(false),
        OpenState::Unknown => None,
    };
    let closing = closing_of(facility, question.wanted.at, TOLD_DAYS_AHEAD);
    NearestItem {
        closing: closing.map(|closing| closing_shape(snapshot, question, &closing)),
        ..NearestItem::of(dataset, near, open, told.next_change.map(|change| change.to_rfc3339()))
    }
}

/// What the end of a point means for the place asked: the successor's way, and the nearest point from then on.
fn closing_shape(snapshot: &Snapshot, question: &NearestQuestion, closing: &Closing) -> ClosingShape {
    let dataset = snapshot.dataset();
    let nearest = |wanted: &dyn Fn(FacilityId) -> bool| {
        let found = snapshot.nearest(question.place, question.mode, wanted, 1);
        found
            .into_iter()
            .next()
            .map(|near| NearestItem::of(dataset, &near, None, None))
    };
    // Noon of the first day without it, whatever its hours.
    let then = closing
        .on
        .and_hms_opt(12, 0, 0)
        .and_then(|noon| vietnam().from_local_datetime(&noon).single());
    let wanted = Wanted {
        at: then.unwrap_or(question.wanted.at + Days::new(TOLD_DAYS_AHEAD)),
        is_open: false,
        ..question.wanted.clone()
    };
    let after = nearest(&|id| wanted.holds(&dataset.facilities[id.index()]));
    let successor = closing.successor.as_deref().and_then(|code| snapshot.facility(code));
    let successor = successor.and_then(|code| nearest(&|id| id == code));
    let day = closing.on.format("%d/%m/%Y");
    let mut notice_vi = format!("Từ ngày {day}, điểm này ngừng phục vụ");
    let mut notice_en = format!("From {day} this point no longer serves");
    if let Some(to) = successor.as_ref().or(after.as_ref()) {
        notice_vi += &format!("; mời Ông/Bà đến {}, {}", to.name, way_vi(to));
        notice_en += &format!("; please go to {}, {}", to.name, way_en(to));
    }
    if let (Some(to), Some(near)) = (&successor, &after)
        && to.facility != near.facility
    {
        notice_vi += &format!("; gần nơi hỏi nhất khi đó là {}, {}", near.name, way_vi(near));
        notice_en += &format!(
            "; nearest to the place asked will then be {}, {}",
            near.name,
            way_en(near)
        );
    }
    ClosingShape {
        closes_on: closing.on.to_string(),
        successor: closing.successor.clone(),
        successor_name: successor.as_ref().map(|to| to.name.clone()),
        nearest_after: after.map(|near| near.facility),
        notice_vi: notice_vi + ".",
        notice_en: notice_en + ".",
    }
}

pub(super) fn way_vi(to: &NearestItem) -> String {
    let metres = format!("cách {} km", kilometres(to.distance_m).replace('.', ","));
    match to.travel_s {
        Some(seconds) => format!("{metres}, đi khoảng {} phút", minutes(seconds)),
        None => metres,
    }
}

pub(super) fn way_en(to: &NearestItem) -> String {
    let metres = format!("{} km away", kilometres(to.distance_m));
    match to.travel_s {
        Some(seconds) => format!("{metres}, about {} minutes", minutes(seconds)),
        None => metres,
    }
}

fn kilometres(metres: f64) -> String {
    format!("{:.1}", metres / 1000.0)
}

/// Whole minutes, rounded up.
fn minutes(seconds: f64) -> u32 {
    (seconds / 60.0).ceil().max(1.0) as u32
}

impl FacilityItem {
    /// Whether anybody may walk in: collaborators are persons.
    pub fn has_door(&self) -> bool {
        crate::finder::PUBLIC_KINDS.iter().any(|kind| kind.code() == self.kind)
    }
}
