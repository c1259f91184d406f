//! Whether one point can take over another's service: what it handles, when it is open, who runs it.

use super::settings::{HoursBound, OperatorBound, ReviewSettings};
use crate::model::Facility;
use chrono::{NaiveDate, NaiveDateTime};
use opening_hours::OpeningHours;

/// `to` handles everything `from` does, is open no shorter, and is of an operator the settings allow.
pub fn can_receive(from: &Offer, to: &Offer, settings: &ReviewSettings) -> bool {
    lack(from, to, settings).is_none()
}

/// What `to` lacks to take over the service of another point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Procedures,
    Hours,
    Operator,
}

/// What `to` lacks to take over the service of `from`, the first of the three; `None` where it can.
pub fn lack(from: &Offer, to: &Offer, settings: &ReviewSettings) -> Option<Lack> {
    let procedures = to.procedures.is_empty()
        || (!from.procedures.is_empty() && from.procedures.iter().all(|code| to.procedures.contains(code)));
    let hours = match (settings.hours, from.weekly_minutes, to.weekly_minutes) {
        (HoursBound::NotShorter, Some(from), Some(to)) => to >= from,
        // Unknown hours neither bar nor recommend; the objection names them.
        _ => true,
    };
    let operator =
        settings.operators == OperatorBound::Any || (from.operator.is_some() && from.operator == to.operator);
    let lacks = [
        (procedures, Lack::Procedures),
        (hours, Lack::Hours),
        (operator, Lack::Operator),
    ];
    lacks.into_iter().find(|(holds, _)| !holds).map(|(_, lack)| lack)
}

/// What a point offers, made comparable.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Sorted; empty = the whole essential list.
    procedures: Vec<String>,
    pub weekly_minutes: Option<u32>,
    operator: Option<String>,
}

impl Offer {
    pub fn of(facility: &Facility) -> Offer {
        let mut procedures = facility.procedures.clone();
        procedures.sort();
        let weekly_minutes = facility.opening_hours.as_deref().and_then(weekly_minutes);
        Offer {
            procedures,
            weekly_minutes,
            operator: facility.operator.clone(),
        }
    }
}

/// Minutes open in an ordinary week; `None` for hours that cannot be read.
pub fn weekly_minutes(text: &str) -> Option<u32> {
    let hours: OpeningHours = text.parse().ok()?;
    // A fixed Monday far from Vietnamese holidays, so that the answer depends on the text alone.
    let monday = NaiveDate::from_ymd_opt(2026, 6, 1)
        .expect("a date")
        .and_hms_opt(0, 0, 0)
        .expect("midnight");
    let end: NaiveDateTime = monday + chrono::Duration::days(7);
    let open = hours
        .iter_range(monday, end)
        .filter(|stretch| stretch.kind == opening_hours::RuleKind::Open);
    let minutes: i64 = open
        .map(|stretch| (stretch.range.end.min(end) - stretch.range.start.max(monday)).num_minutes())
        .sum();
    u32::try_from(minutes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::FacilityKind;

    #[test]
    fn weekly_minutes_add_up_over_the_week() {
        assert_eq!(weekly_minutes("Mo-Fr 08:00-11:30,13:30-17:00"), Some(5 * 7 * 60));
        assert_eq!(weekly_minutes("24/7"), Some(7 * 24 * 60));
        assert_eq!(weekly_minutes("when the boss is in, maybe"), None);
    }

    #[test]
    fn a_receiver_offers_no_less() {
        let mut from = Facility::new("a", FacilityKind::Agent, "A", LonLat::new(105.8, 21.0));
        let mut to = from.clone();
        let settings = ReviewSettings::default();
        let can = |from: &Facility, to: &Facility| can_receive(&Offer::of(from), &Offer::of(to), &settings);
        assert!(can(&from, &to));
        to.procedures = vec!["p1".into()];
        assert!(!can(&from, &to), "the whole list is not covered by one procedure");
        from.procedures = vec!["p1".into()];
        assert!(can(&from, &to));
        from.opening_hours = Some("Mo-Sa 08:00-17:00".into());
        to.opening_hours = Some("Mo-Fr 08:00-17:00".into());
        assert!(!can(&from, &to) && can(&to, &to));
        assert_eq!(lack(&Offer::of(&from), &Offer::of(&to), &settings), Some(Lack::Hours));
        let same = ReviewSettings {
            operators: OperatorBound::Same,
            ..ReviewSettings::default()
        };
        to.opening_hours = None;
        assert!(
            !can_receive(&Offer::of(&from), &Offer::of(&to), &same),
            "unknown operators are not the same one"
        );
    }
}
