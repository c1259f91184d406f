//! Monthly reports added up over a period, by enterprise, kind or commune. What nobody reported is unknown and named, never
//! a zero.

use std::collections::{BTreeMap, BTreeSet};

use super::whose::Whose;
use crate::model::{Dataset, Facility, FacilityKind, FacilityStatus, Month, PerformanceMonth};
use crate::registry::Supervision;

/// How points are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Enterprises that run agents; agents alone.
    Operator,
    /// Branches and reception points by kind, agents by kind.
    Kind,
    /// Communes, all kinds together.
    Commune,
    /// Branches with the points of their areas; see [`Supervision`].
    Branch,
    /// Every point on its own.
    Point,
}

/// Reports of some points over a period, added up. A sum is `None` where no report of the period tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodSum {
    /// Points that should report.
    pub points: usize,
    /// Of those, points with a report in every month of the period.
    pub complete: usize,
    /// Monthly reports that are there, and that are missing.
    pub reports: usize,
    pub missing: usize,
    /// Dossiers guided (agents) or received.
    pub dossiers: Option<f64>,
    pub submitted: Option<f64>,
    pub accepted: Option<f64>,
    pub on_time: Option<f64>,
    /// As [`PerformanceMonth::in_time`], summed.
    pub on_time_told: Option<f64>,
    pub on_time_of: Option<f64>,
    pub late: Option<f64>,
    /// Dossiers of the reports that tell `late`, as alerts count them.
    pub late_of: Option<f64>,
    pub complaints: Option<f64>,
    /// Answers of reports that tell both, and of those who were satisfied (4 or 5 of 5).
    pub responses: Option<f64>,
    pub satisfied: Option<f64>,
}

impl PeriodSum {
    fn add(&mut self, report: &PerformanceMonth) {
        let sum = |total: &mut Option<f64>, value: Option<f64>| {
            if let Some(value) = value {
                *total = Some(total.unwrap_or(0.0) + value);
            }
        };
        self.reports += 1;
        sum(&mut self.dossiers, Some(report.dossiers));
        sum(&mut self.submitted, report.submitted_online);
        sum(&mut self.accepted, report.accepted);
        sum(&mut self.on_time, report.on_time);
        if let Some((on_time, accepted)) = report.in_time() {
            sum(&mut self.on_time_told, Some(on_time));
            sum(&mut self.on_time_of, Some(accepted));
        }
        sum(&mut self.late, report.late);
        sum(&mut self.late_of, report.late.map(|_| report.dossiers));
        sum(&mut self.complaints, report.complaints);
        if let (Some(responses), Some(satisfied)) = (report.responses, report.satisfied) {
            sum(&mut self.responses, Some(responses));
            sum(&mut self.satisfied, Some(satisfied.min(responses)));
        }
    }

    /// Satisfied of those who answered, 0 to 1; `None` without answers.
    pub fn satisfaction(&self) -> Option<f64> {
        match (self.satisfied, self.responses) {
            (Some(satisfied), Some(responses)) if responses > 0.0 => Some(satisfied / responses),
            _ => None,
        }
    }
}

/// One group of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Code of the point or commune, name of the enterprise or kind.
    pub key: String,
    pub name: String,
    pub sum: PeriodSum,
}

/// A period's reports.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodFigures {
    pub from: Month,
    pub to: Month,
    pub months: Vec<Month>,
    /// In order of key.
    pub groups: Vec<Group>,
    pub total: PeriodSum,
    /// By month, of all points of the groups; `None` where nobody reported.
    pub dossiers_by_month: Vec<Option<f64>>,
    /// Points without a report for some months: code and those months.
    pub missing: Vec<(String, Vec<Month>)>,
}

/// Reports from `from` to `to`, both included, of the open points of these kinds that the document tells of. A point that opened during the period owes
/// reports from the month of its opening on.
pub fn period_figures(
    dataset: &Dataset,
    (from, to): (Month, Month),
    whose: &Whose,
    kinds: &[FacilityKind],
    by: GroupBy,
) -> PeriodFigures {
    let months: Vec<Month> = std::iter::successors(Some(from), |month| Some(month.next()))
        .take_while(|month| *month <= to)
        .collect();
    let mut reports: BTreeMap<&str, Vec<&PerformanceMonth>> = BTreeMap::new();
    for report in &dataset.performance {
        if (from..=to).contains(&report.month) {
            reports.entry(report.facility.as_str()).or_default().push(report);
        }
    }
    let supervision = Supervision::of(dataset);
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut total = PeriodSum::default();
    let mut by_month = vec![None::<f64>; months.len()];
    let mut missing = Vec::new();
    let month_of = |day: &Option<String>| day.as_deref().and_then(|day| Month::parse(day.get(..7)?));
    let is_meant = |point: &&Facility| kinds.contains(&point.kind) && whose.covers(&point.code);
    for point in dataset.facilities.iter().filter(is_meant) {
        let own = reports.get(point.code.as_str()).map_or(&[][..], Vec::as_slice);
        let opened = month_of(&point.opened_on);
        let is_open = point.status == FacilityStatus::Open;
        // What a point reported before it ended stays part of the period.
        if own.is_empty() && (!is_open || opened.is_some_and(|first| first > to)) {
            continue;
        }
        let (key, name) = key(dataset, point, by, &supervision);
        let group = groups.entry(key.clone()).or_insert_with(|| Group {
            key,
            name,
            sum: PeriodSum::default(),
        });
        let told: BTreeSet<Month> = own.iter().map(|report| report.month).collect();
        // Of a point that has ended on an unknown day no report is missing.
        let last = (!is_open).then(|| month_of(&point.closes_on));
        let is_due = |month: Month| {
            opened.is_none_or(|first| month >= first) && last.is_none_or(|last| last.is_some_and(|last| month < last))
        };
        let absent: Vec<Month> = months
            .iter()
            .copied()
            .filter(|month| is_due(*month) && !told.contains(month))
            .collect();
        for sum in [&mut group.sum, &mut total] {
            sum.points += usize::from(is_open);
            sum.complete += usize::from(is_open && absent.is_empty());
            sum.missing += absent.len();
            own.iter().for_each(|report| sum.add(report));
        }
        for report in own {
            if let Ok(at) = months.binary_search(&report.month) {
                *by_month[at].get_or_insert(0.0) += report.dossiers;
            }
        }
        if !absent.is_empty() {
            missing.push((point.code.clone(), absent));
        }
    }
    PeriodFigures {
        from,
        to,
        months,
        groups: groups.into_values().collect(),
        total,
        dossiers_by_month: by_month,
        missing,
    }
}

fn key<'a>(dataset: &'a Dataset, point: &'a Facility, by: GroupBy, supervision: &Supervision<'a>) -> (String, String) {
    match by {
        GroupBy::Branch => supervision.branch_of(point).map_or_else(
            || (String::new(), "(chưa rõ Chi nhánh)".to_owned()),
            |branch| (branch.code.clone(), branch.name.clone()),
        ),
        GroupBy::Point => (point.code.clone(), point.name.clone()),
        GroupBy::Kind => (point.kind.code().to_owned(), point.kind.vietnamese().to_owned()),
        GroupBy::Operator => {
            let code = point.operator.clone().unwrap_or_else(|| "(chưa rõ đơn vị)".to_owned());
            let name = dataset.operators.iter().find(|operator| operator.code == code);
            let name = name.map_or_else(|| code.clone(), |operator| operator.name.clone());
            (code, name)
        }
        GroupBy::Commune => {
            let area = point
                .area
                .as_deref()
                .and_then(|code| dataset.areas.iter().find(|area| area.code == code));
            area.map_or_else(
                || (String::new(), "(ngoài các xã, phường)".to_owned()),
                |area| (area.code.clone(), area.name.clone()),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;

    fn agent(code: &str, operator: &str) -> Facility {
        Facility {
            operator: Some(operator.to_owned()),
            ..Facility::new(code, FacilityKind::Agent, code, LonLat::new(105.8, 21.0))
        }
    }

    fn report(code: &str, month: u8, dossiers: f64, answers: Option<(f64, f64)>) -> PerformanceMonth {
        PerformanceMonth {
            responses: answers.map(|(responses, _)| responses),
            satisfied: answers.map(|(_, satisfied)| satisfied),
            ..PerformanceMonth::new(code.to_owned(), Month { year: 2026, month }, dossiers)
        }
    }

    /// By hand: A reports 10 and 20 with 8 of 10 satisfied, B one month of two, C opened in the second month.
    #[test]
    fn sums_shares_and_missing_reports_are_those_counted_by_hand() {
        let mut dataset = Dataset {
            facilities: vec![agent("A", "X"), agent("B", "X"), agent("C", "Y")],
            performance: vec![
                report("A", 1, 10.0, Some((4.0, 3.0))),
                report("A", 2, 20.0, Some((6.0, 5.0))),
                report("A", 3, 99.0, None),
                report("B", 2, 0.0, None),
                report("C", 2, 5.0, None),
            ],
            ..Dataset::default()
        };
        dataset.facilities[2].opened_on = Some("2026-02-10".to_owned());
        let (from, to) = (Month { year: 2026, month: 1 }, Month { year: 2026, month: 2 });
        let agents = [FacilityKind::Agent];
        let told = period_figures(&dataset, (from, to), &Whose::default(), &agents, GroupBy::Operator);
        let x = &told.groups[0].sum;
        assert_eq!((x.points, x.complete, x.reports, x.missing), (2, 1, 3, 1));
        assert_eq!((x.dossiers, x.satisfaction()), (Some(30.0), Some(0.8)));
        assert_eq!(told.groups[1].sum.satisfaction(), None, "nobody answered: not a zero");
        assert_eq!(told.total.dossiers, Some(35.0));
        assert_eq!(told.total.submitted, None, "no report tells it");
        assert_eq!(told.dossiers_by_month, [Some(10.0), Some(25.0)]);
        assert_eq!(
            told.missing,
            [("B".to_owned(), vec![from])],
            "C owes nothing for the month before it opened"
        );
        let parts: f64 = told.groups.iter().filter_map(|group| group.sum.dossiers).sum();
        assert_eq!(Some(parts), told.total.dossiers);
    }

    /// By hand: of 25 accepted in months that tell their terms 20 were in time; the month that does not tell is left out, and
    /// the 5 that were guided and not accepted are late for nobody.
    #[test]
    fn shares_of_terms_are_of_the_reports_that_tell_them_and_a_scope_leaves_the_others_out() {
        let told_terms = |code: &str, month, dossiers, on_time, late| PerformanceMonth {
            on_time,
            late,
            accepted: Some(dossiers - 5.0),
            ..report(code, month, dossiers, None)
        };
        let dataset = Dataset {
            facilities: vec![agent("A", "X"), agent("B", "Y")],
            performance: vec![
                told_terms("A", 1, 30.0, Some(20.0), Some(3.0)),
                told_terms("A", 2, 70.0, None, None),
                told_terms("B", 1, 10.0, Some(10.0), None),
            ],
            ..Dataset::default()
        };
        let months = (Month { year: 2026, month: 1 }, Month { year: 2026, month: 2 });
        let agents = [FacilityKind::Agent];
        let own = Whose {
            codes: Some(["A".to_owned()].into()),
            ..Whose::default()
        };
        let told = period_figures(&dataset, months, &own, &agents, GroupBy::Point);
        assert_eq!((told.groups.len(), told.total.points), (1, 1), "B is not of the scope");
        let sum = &told.total;
        assert_eq!((sum.on_time_told, sum.on_time_of), (Some(20.0), Some(25.0)));
        assert_eq!((sum.late, sum.late_of), (Some(3.0), Some(30.0)));
        let city = period_figures(&dataset, months, &Whose::default(), &agents, GroupBy::Point);
        assert_eq!((city.total.on_time, city.total.late), (Some(30.0), Some(3.0)));
    }
}
