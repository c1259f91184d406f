//! Whose an agent is: the operator that runs it, the branch whose area it stands in, the months it owes.

use std::collections::BTreeSet;

use crate::model::{Dataset, Facility, FacilityKind, FacilityStatus, Month};
use crate::reporting::Period;
use crate::spatial_index::PointIndex;
use crate::text::fold;

/// Codes of the operators that run agents, sorted: as the list of operators has them, else as the agents name them.
pub fn operators(dataset: &Dataset) -> Vec<String> {
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let named: BTreeSet<&String> = agents.filter_map(|one| one.operator.as_ref()).collect();
    let codes: BTreeSet<String> = named.into_iter().map(|named| canonical(dataset, named)).collect();
    codes.into_iter().collect()
}

/// The code of the operator that a text names by code or by name; the text itself where the list of operators has none.
pub fn canonical(dataset: &Dataset, named: &str) -> String {
    let asked = fold(named);
    let listed = || dataset.operators.iter();
    let by_code = listed().find(|one| fold(&one.code) == asked);
    let known = by_code.or_else(|| listed().find(|one| fold(&one.name) == asked));
    known.map_or_else(|| named.to_owned(), |one| one.code.clone())
}

/// Whether a facility is an agent that an operator runs: it names the operator's code, or its name.
pub fn runs(dataset: &Dataset, operator: &str, facility: &Facility) -> bool {
    let own = facility
        .operator
        .as_deref()
        .filter(|_| facility.kind == FacilityKind::Agent);
    own.is_some_and(|own| fold(&canonical(dataset, own)) == fold(&canonical(dataset, operator)))
}

/// An operator's agents that owe a month of the period, in order of code, with the months.
pub fn agents_of<'a>(dataset: &'a Dataset, operator: &str, period: &Period) -> Vec<(&'a Facility, Vec<Month>)> {
    let own = dataset.facilities.iter().filter(|one| runs(dataset, operator, one));
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

/// The branches of a city, and which of them an agent belongs to.
///
/// No source draws their areas. An agent belongs to the nearest open branch by the geodesic, ties to the lower code: what the
/// founding scheme means by one branch a district, and what stays right when communes change.
pub struct Branches<'a> {
    branches: Vec<&'a Facility>,
    index: PointIndex,
}

impl<'a> Branches<'a> {
    pub fn of(dataset: &'a Dataset) -> Branches<'a> {
        let is_branch = |one: &&Facility| one.kind == FacilityKind::Branch && one.status == FacilityStatus::Open;
        let branches: Vec<&Facility> = dataset.facilities.iter().filter(is_branch).collect();
        let places: Vec<_> = branches.iter().map(|one| one.location).collect();
        Branches {
            index: PointIndex::build(&places),
            branches,
        }
    }

    /// The branch of a point; `None` where there is no open branch.
    pub fn of_point(&self, point: &Facility) -> Option<&'a Facility> {
        let (nearest, _) = self.index.nearest(point.location)?;
        self.branches.get(nearest).copied()
    }

    /// Whether a point is in the area of the branch with this code; every point is for `None`.
    pub fn covers(&self, branch: Option<&str>, point: &Facility) -> bool {
        branch.is_none_or(|code| self.of_point(point).is_some_and(|own| own.code == code))
    }
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
    fn an_agent_belongs_to_the_nearest_open_branch_and_owes_the_months_it_served() {
        let mut dataset = Dataset {
            facilities: vec![
                point("A", FacilityKind::Agent, 105.80),
                point("B", FacilityKind::Agent, 105.89),
                point("CN-1", FacilityKind::Branch, 105.81),
                point("CN-2", FacilityKind::Branch, 105.90),
                point("CN-3", FacilityKind::Branch, 105.89),
            ],
            operators: vec![Operator {
                code: "BIDV".into(),
                name: "Ngân hàng Đầu tư".into(),
            }],
            ..Dataset::default()
        };
        dataset.facilities[4].status = FacilityStatus::Closed;
        dataset.facilities[1].operator = Some("ngân hàng đầu tư".into());
        let branches = Branches::of(&dataset);
        let own = |at: usize| branches.of_point(&dataset.facilities[at]).map(|one| one.code.as_str());
        assert_eq!(
            (own(0), own(1)),
            (Some("CN-1"), Some("CN-2")),
            "a closed branch has no area"
        );
        assert!(branches.covers(None, &dataset.facilities[0]));
        assert!(!branches.covers(Some("CN-2"), &dataset.facilities[0]));
        let codes = |operator: &str| -> Vec<&str> {
            let agents = agents_of(&dataset, operator, &october());
            agents.iter().map(|(agent, _)| agent.code.as_str()).collect()
        };
        assert_eq!(codes("bidv"), ["A", "B"], "by code and by name; a branch is no agent");
        assert!(codes("VNPT").is_empty());
        assert_eq!(operators(&dataset), ["BIDV"]);
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
