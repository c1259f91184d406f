//! Points that a published decision ends on a day: until then they serve, from then on they do not.

use super::hours::{OpenAt, OpenState, state_at, vietnam};
use crate::model::Facility;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeZone};

/// An end that is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The first day without service.
    pub on: NaiveDate,
    /// Code of the point that takes the service over.
    pub successor: Option<String>,
}

/// The end of a point's service that lies at most `within_days` days after the moment; `None` where none is decided.
pub fn closing_of(facility: &Facility, at: DateTime<FixedOffset>, within_days: u64) -> Option<Closing> {
    let on = end_of(facility)?;
    let today = at.with_timezone(&vietnam()).date_naive();
    (on > today && on <= today + Days::new(within_days)).then(|| Closing {
        on,
        successor: facility.successor.clone(),
    })
}

/// Whether the point's service has ended by the moment, or has not begun.
pub fn is_closed_by(facility: &Facility, at: DateTime<FixedOffset>) -> bool {
    let today = at.with_timezone(&vietnam()).date_naive();
    let begins: Option<NaiveDate> = facility.opens_on.as_deref().and_then(|on| on.parse().ok());
    end_of(facility).is_some_and(|on| on <= today) || begins.is_some_and(|on| on > today)
}

/// Open or not, and the next change, with the day of the end: nothing opens from then on.
pub fn state_of(facility: &Facility, at: DateTime<FixedOffset>) -> OpenAt {
    let hours = state_at(facility.opening_hours.as_deref(), at);
    let Some(on) = end_of(facility) else { return hours };
    if is_closed_by(facility, at) {
        return OpenAt {
            state: OpenState::Closed,
            next_change: None,
        };
    }
    let end = on
        .and_hms_opt(0, 0, 0)
        .and_then(|end| vietnam().from_local_datetime(&end).single());
    let next_change = match hours {
        // Until then open, and then for good closed.
        OpenAt {
            state: OpenState::Open,
            next_change,
        } => next_change.into_iter().chain(end).min(),
        OpenAt { next_change, .. } => next_change.filter(|change| end.is_none_or(|end| *change < end)),
    };
    OpenAt { next_change, ..hours }
}

fn end_of(facility: &Facility) -> Option<NaiveDate> {
    facility.closes_on.as_deref()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::FacilityKind;

    fn point(hours: &str) -> Facility {
        let mut point = Facility::new("DL-1", FacilityKind::Agent, "Đại lý", LonLat::new(105.8, 21.0));
        point.opening_hours = Some(hours.into());
        point.closes_on = Some("2026-12-01".into());
        point.successor = Some("DL-2".into());
        point
    }

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).expect("RFC 3339")
    }

    #[test]
    fn a_point_serves_to_the_eve_of_its_end_and_tells_of_it_in_time() {
        let point = point("24/7");
        let (eve, day) = (at("2026-11-30T23:59:00+07:00"), at("2026-12-01T00:00:00+07:00"));
        assert!(!is_closed_by(&point, eve) && is_closed_by(&point, day));
        assert_eq!(state_of(&point, eve).next_change, Some(day));
        assert_eq!(
            state_of(&point, day),
            OpenAt {
                state: OpenState::Closed,
                next_change: None
            }
        );
        let closing = closing_of(&point, eve, 60).expect("tomorrow");
        assert_eq!(
            (closing.on.to_string().as_str(), closing.successor.as_deref()),
            ("2026-12-01", Some("DL-2"))
        );
        assert_eq!(
            closing_of(&point, at("2026-09-01T08:00:00+07:00"), 60),
            None,
            "too far ahead to tell"
        );
        assert_eq!(closing_of(&point, day, 60), None, "no longer ahead");
    }

    #[test]
    fn no_opening_is_told_after_the_end() {
        let point = point("Tu 08:00-11:30");
        let last = state_of(&point, at("2026-11-24T12:00:00+07:00"));
        assert_eq!(
            (last.state, last.next_change),
            (OpenState::Closed, None),
            "1 December is a Tuesday too late"
        );
        let before = state_of(&point, at("2026-11-23T12:00:00+07:00"));
        assert_eq!(before.next_change, Some(at("2026-11-24T08:00:00+07:00")));
    }
}
