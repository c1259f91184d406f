//! Whose an agent is: the operator that runs it, the branch whose area it stands in, the months it owes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Dataset, Facility, FacilityKind, FacilityStatus, Month};
use crate::reporting::Period;
use crate::spatial_index::PointIndex;
use crate::text::fold;

/// Codes of the operators that run agents, sorted: as the list of operators has them, else as the agents name them. One that
/// is spelled in several ways is one operator, under the first spelling in the order of letters.
pub fn operators(dataset: &Dataset) -> Vec<String> {
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let named: BTreeSet<&str> = agents.filter_map(|one| one.operator.as_deref()).collect();
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    for named in named {
        let code = listed(dataset, named).unwrap_or(named);
        codes.entry(fold(code)).or_insert_with(|| code.to_owned());
    }
    let codes: BTreeSet<String> = codes.into_values().collect();
    codes.into_iter().collect()
}

/// The one code of the operator that a text names by code or by name; of one that is not in the list of operators the
/// spelling of [`operators`], and the text itself where no agent is run by it.
pub fn canonical(dataset: &Dataset, named: &str) -> String {
    if let Some(code) = listed(dataset, named) {
        return code.to_owned();
    }
    let asked = fold(named);
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let spelled = agents
        .filter_map(|one| one.operator.as_deref())
        .filter(|own| fold(own) == asked);
    spelled.min().unwrap_or(named).to_owned()
}

/// Whether a facility is an agent that an operator runs: it names the operator's code, or its name.
pub fn runs(dataset: &Dataset, operator: &str, facility: &Facility) -> bool {
    is_run_by(dataset, &key(dataset, operator), facility)
}

/// An operator's agents that owe a month of the period, in order of code, with the months.
pub fn agents_of<'a>(dataset: &'a Dataset, operator: &str, period: &Period) -> Vec<(&'a Facility, Vec<Month>)> {
    let operator = key(dataset, operator);
    let own = dataset
        .facilities
        .iter()
        .filter(|one| is_run_by(dataset, &operator, one));
    let due = own.map(|agent| (agent, due_months(agent, period)));
    due.filter(|(_, months)| !months.is_empty()).collect()
}

/// The code that the list of operators has for a text that is its code or name.
fn listed<'a>(dataset: &'a Dataset, named: &str) -> Option<&'a str> {
    let asked = fold(named);
    let by_code = dataset.operators.iter().find(|one| fold(&one.code) == asked);
    let known = by_code.or_else(|| dataset.operators.iter().find(|one| fold(&one.name) == asked));
    known.map(|one| one.code.as_str())
}

/// What all spellings of an operator have in common.
fn key(dataset: &Dataset, named: &str) -> String {
    fold(listed(dataset, named).unwrap_or(named))
}

fn is_run_by(dataset: &Dataset, key_of_operator: &str, facility: &Facility) -> bool {
    let own = facility.operator.as_deref();
    facility.kind == FacilityKind::Agent && own.is_some_and(|own| key(dataset, own) == key_of_operator)
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
    fn an_operator_that_is_spelled_in_several_ways_is_one_under_one_code() {
        let mut dataset = Dataset {
            facilities: ["Vnpt", "VNPT", "vnpt"]
                .into_iter()
                .zip(["A", "B", "C"])
                .map(|(operator, code)| Facility {
                    operator: Some(operator.into()),
                    ..point(code, FacilityKind::Agent, 105.8)
                })
                .collect(),
            ..Dataset::default()
        };
        assert_eq!(operators(&dataset), ["VNPT"]);
        for named in ["vnpt", "VNPT", "Vnpt", "VnPt"] {
            assert_eq!(canonical(&dataset, named), "VNPT", "{named}");
            assert_eq!(agents_of(&dataset, named, &october()).len(), 3, "{named}");
        }
        assert_eq!(canonical(&dataset, "FPT"), "FPT");
        dataset.operators = vec![Operator {
            code: "vnpt".into(),
            name: "Tập đoàn Bưu chính Viễn thông".into(),
        }];
        assert_eq!(operators(&dataset), ["vnpt"], "as the list of operators has it");
        assert_eq!(canonical(&dataset, "Tập đoàn bưu chính viễn thông"), "vnpt");
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
