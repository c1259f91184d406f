//! What an operator owes in a period: its agents, and for each the months it served.

use crate::model::{Dataset, Facility, FacilityKind, FacilityStatus, Month};
use crate::registry::is_run_by;
use crate::reporting::Period;

/// An operator's agents that owe a month of the period, in order of code, with the months.
pub fn agents_of<'a>(dataset: &'a Dataset, operator: &str, period: &Period) -> Vec<(&'a Facility, Vec<Month>)> {
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let own = agents.filter(|one| is_run_by(dataset, operator, one));
    let due = own.map(|agent| (agent, due_months(agent, period)));
    due.filter(|(_, months)| !months.is_empty()).collect()
}

/// The months of a period that a point owes: from the month it opened to the month in which it closed. A closed point
/// without a day of closing, and one that is only planned, owe none.
pub fn due_months(point: &Facility, period: &Period) -> Vec<Month> {
    let month_of = |day: &Option<String>| day.as_deref().and_then(|day| Month::parse(day.get(..7)?));
    let (first, last) = (month_of(&point.opened_on), month_of(&point.closes_on));
    let has_served = match point.status {
        FacilityStatus::Open => true,
        FacilityStatus::Closed => last.is_some(),
        FacilityStatus::Planned => false,
    };
    let is_due = |month: &Month| {
        has_served && first.is_none_or(|first| *month >= first) && last.is_none_or(|last| *month <= last)
    };
    period.months().into_iter().filter(is_due).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::Operator;
    use crate::reporting::period::tests::october;

    fn point(code: &str, kind: FacilityKind, lon: f64) -> Facility {
        Facility {
            operator: Some("BIDV".into()),
            ..Facility::new(code, kind, code, LonLat::new(lon, 21.0))
        }
    }

    #[test]
    fn an_operators_agents_are_named_by_its_code_or_its_name() {
        let mut dataset = Dataset {
            facilities: vec![
                point("A", FacilityKind::Agent, 105.80),
                point("B", FacilityKind::Agent, 105.89),
                point("CN-1", FacilityKind::Branch, 105.81),
            ],
            operators: vec![Operator {
                code: "BIDV".into(),
                name: "Ngân hàng Đầu tư".into(),
            }],
            ..Dataset::default()
        };
        dataset.facilities[1].operator = Some("ngân hàng đầu tư".into());
        let codes = |operator: &str| -> Vec<&str> {
            let agents = agents_of(&dataset, operator, &october());
            agents.iter().map(|(agent, _)| agent.code.as_str()).collect()
        };
        assert_eq!(codes("bidv"), ["A", "B"], "by code and by name; a branch is no agent");
        assert!(codes("VNPT").is_empty());
    }

    #[test]
    fn a_point_owes_the_months_from_its_opening_to_its_closing() {
        let period = Period {
            from: Month { year: 2026, month: 8 },
            ..october()
        };
        let mut agent = point("A", FacilityKind::Agent, 105.8);
        let owed = |agent: &Facility| -> Vec<u8> { due_months(agent, &period).iter().map(|one| one.month).collect() };
        assert_eq!(owed(&agent), [8, 9, 10]);
        agent.opened_on = Some("2026-09-15".into());
        assert_eq!(owed(&agent), [9, 10]);
        agent.closes_on = Some("2026-09-30".into());
        assert_eq!(owed(&agent), [9]);
        agent.status = FacilityStatus::Closed;
        assert_eq!(owed(&agent), [9]);
        agent.closes_on = None;
        assert!(owed(&agent).is_empty());
        agent.status = FacilityStatus::Planned;
        assert!(owed(&agent).is_empty());
    }
}
