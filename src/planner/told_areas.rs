//! Figures by commune told in the layout of today or in the one before, so that a trend survives the change.
//!
//! People are counted in thousandths here, as whole numbers: a grid gives fractions, and whole numbers can be carried
//! from one layout to another without a rest. Every sum over the rows is the same in both layouts.

use std::collections::BTreeMap;

use crate::access::Coverage;
use crate::model::{Dataset, FacilityStatus, Month};
use crate::registry::{Certainty, Layout, Layouts, Telling, ToldUnit};

/// A number in thousandths: people of a grid, dossiers of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thousandths(pub u64);

impl Thousandths {
    /// To the nearest thousandth; what is not a count (negative, not finite) is 0.
    pub fn of(value: f64) -> Thousandths {
        // A cast of a float ends at the bounds, and NaN is 0.
        Thousandths((value * 1000.0).round() as u64)
    }

    pub fn value(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

/// People of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFigures {
    /// Residents in the cells.
    pub people: Thousandths,
    /// Of those, who pass each rule, in the order of [`AreasTold::rules`].
    pub passing: Vec<Thousandths>,
    /// Open points that stand in it.
    pub points: u64,
    /// People by each published series, in the order of [`AreasTold::series`], with its certainty; `None` where the series
    /// does not count the unit.
    pub counted: Vec<Option<(u64, Certainty)>>,
}

/// Access by commune in one layout.
#[derive(Clone, Debug, PartialEq)]
pub struct AreasTold {
    pub layout: Layout,
    /// The layout of the workspace's own communes, whose figures are exact.
    pub native: Layout,
    pub rules: Vec<String>,
    pub series: Vec<String>,
    /// In order of code; communes that the crosswalk lacks come last.
    pub rows: Vec<(ToldUnit, UnitFigures)>,
    /// People and points in no commune.
    pub outside: UnitFigures,
    /// All rows and `outside`; of series the rows alone.
    pub total: UnitFigures,
}

/// Monthly dossiers by commune in one layout.
#[derive(Clone, Debug, PartialEq)]
pub struct DossiersTold {
    pub layout: Layout,
    pub native: Layout,
    /// Every month with a report, in order.
    pub months: Vec<Month>,
    /// By unit, then month; `None` where no point of the unit reported.
    pub rows: Vec<(ToldUnit, Vec<Option<Thousandths>>)>,
    /// Of points in no commune, and of points that are not in the data.
    pub outside: Vec<Option<Thousandths>>,
    /// All rows and `outside`.
    pub total: Vec<Thousandths>,
}

/// People, verdicts and points by commune, in a layout.
pub fn areas_told(dataset: &Dataset, layouts: &Layouts, coverages: &[Coverage], layout: Layout) -> AreasTold {
    let telling = layouts.telling(dataset, layout);
    let source = sources(dataset, layouts);
    let (count, outside_row) = (layouts.communes().len(), layouts.communes().len());
    let slot = |area: usize| source[area].unwrap_or(outside_row);
    let mut people = vec![0u64; count + 1];
    let mut passing = vec![vec![0u64; count + 1]; coverages.len()];
    if let Some(coverage) = coverages.first() {
        for told in &coverage.areas {
            people[slot(told.area.index())] += Thousandths::of(told.people.total).0;
        }
        people[outside_row] += Thousandths::of(coverage.outside_areas.total).0;
    }
    for (coverage, passing) in coverages.iter().zip(&mut passing) {
        for told in &coverage.areas {
            passing[slot(told.area.index())] += Thousandths::of(told.people.passing).0;
        }
        passing[outside_row] += Thousandths::of(coverage.outside_areas.passing).0;
        // A sum of fractions may end a hair above its whole.
        passing
            .iter_mut()
            .zip(&people)
            .for_each(|(part, whole)| *part = (*part).min(*whole));
    }
    let mut points = vec![0u64; count + 1];
    for facility in dataset
        .facilities
        .iter()
        .filter(|one| one.status == FacilityStatus::Open)
    {
        points[commune_of(dataset, facility.area.as_deref()).map_or(outside_row, slot)] += 1;
    }
    let outside = UnitFigures {
        people: Thousandths(people[outside_row]),
        passing: passing
            .iter()
            .map(|passing| Thousandths(passing[outside_row]))
            .collect(),
        points: points[outside_row],
        counted: vec![None; layouts.series().len()],
    };
    people.truncate(count);
    points.truncate(count);
    passing.iter_mut().for_each(|passing| passing.truncate(count));
    let (people, passing) = telling.transfer.carry_with_parts(&people, &passing);
    let points = telling.transfer.carry(&points);
    let rows = telling.rows.into_iter().enumerate().map(|(at, unit)| {
        let figures = UnitFigures {
            people: Thousandths(people[at]),
            passing: passing.iter().map(|passing| Thousandths(passing[at])).collect(),
            points: points[at],
            counted: counted(layouts, layout, unit.unit),
        };
        (unit, figures)
    });
    let rows: Vec<(ToldUnit, UnitFigures)> = rows.collect();
    let mut total = total(
        rows.iter().map(|(_, figures)| figures).chain([&outside]),
        coverages.len(),
        layouts.series().len(),
    );
    for (sum, series) in total.counted.iter_mut().zip(layouts.series()) {
        // The parts are estimates, all of them together are not.
        if let Some((people, certainty)) = sum
            && *people == series.carried
        {
            *certainty = Certainty::Exact;
        }
    }
    AreasTold {
        layout,
        native: layouts.native(),
        rules: coverages.iter().map(|coverage| coverage.rule.id.clone()).collect(),
        series: layouts.series().iter().map(|series| series.series.clone()).collect(),
        rows,
        outside,
        total,
    }
}

/// Dossiers by commune and month, in a layout. A point counts in the commune it stands in.
pub fn dossiers_told(dataset: &Dataset, layouts: &Layouts, layout: Layout) -> DossiersTold {
    let Telling { rows, transfer, .. } = layouts.telling(dataset, layout);
    let source = sources(dataset, layouts);
    let outside_row = layouts.communes().len();
    let homes: BTreeMap<&str, usize> = dataset
        .facilities
        .iter()
        .map(|facility| {
            let area = commune_of(dataset, facility.area.as_deref());
            let home = area.and_then(|area| source[area]).unwrap_or(outside_row);
            (facility.code.as_str(), home)
        })
        .collect();
    let mut by_month: BTreeMap<Month, Vec<Option<u64>>> = BTreeMap::new();
    for report in &dataset.performance {
        let home = homes.get(report.facility.as_str()).copied().unwrap_or(outside_row);
        let month = by_month
            .entry(report.month)
            .or_insert_with(|| vec![None; outside_row + 1]);
        *month[home].get_or_insert(0) += Thousandths::of(report.dossiers).0;
    }
    let mut told: Vec<(ToldUnit, Vec<Option<Thousandths>>)> = rows.into_iter().map(|row| (row, Vec::new())).collect();
    let (mut outside, mut total) = (Vec::new(), Vec::new());
    for month in by_month.values() {
        let known: Vec<bool> = month[..outside_row].iter().map(Option::is_some).collect();
        let amounts: Vec<u64> = month[..outside_row].iter().map(|amount| amount.unwrap_or(0)).collect();
        let carried = transfer.carry(&amounts);
        let mut is_known = vec![false; carried.len()];
        for source in (0..outside_row).filter(|&source| known[source]) {
            for portion in transfer.portions(source) {
                is_known[portion.target] = true;
            }
        }
        for ((_, months), (amount, is_known)) in told.iter_mut().zip(carried.iter().zip(is_known)) {
            months.push(is_known.then_some(Thousandths(*amount)));
        }
        outside.push(month[outside_row].map(Thousandths));
        total.push(Thousandths(
            carried.iter().sum::<u64>() + month[outside_row].unwrap_or(0),
        ));
    }
    DossiersTold {
        layout,
        native: layouts.native(),
        months: by_month.into_keys().collect(),
        rows: told,
        outside,
        total,
    }
}

/// The place of each area among the communes.
fn sources(dataset: &Dataset, layouts: &Layouts) -> Vec<Option<usize>> {
    let mut source = vec![None; dataset.areas.len()];
    for (at, &area) in layouts.communes().iter().enumerate() {
        source[area] = Some(at);
    }
    source
}

fn commune_of(dataset: &Dataset, code: Option<&str>) -> Option<usize> {
    let code = code?;
    dataset.areas.iter().position(|area| area.code == code)
}

fn counted(layouts: &Layouts, layout: Layout, unit: Option<usize>) -> Vec<Option<(u64, Certainty)>> {
    let series = layouts.series().iter().map(|series| {
        let unit = unit?;
        match layout {
            Layout::New => series.by_new[unit].map(|people| (people, series.certainty[unit])),
            Layout::Old => series.by_old[unit].map(|people| (people, Certainty::Exact)),
        }
    });
    series.collect()
}

fn total<'a>(rows: impl Iterator<Item = &'a UnitFigures>, rules: usize, series: usize) -> UnitFigures {
    let mut sum = UnitFigures {
        passing: vec![Thousandths(0); rules],
        counted: vec![None; series],
        ..UnitFigures::default()
    };
    for row in rows {
        sum.people.0 += row.people.0;
        sum.points += row.points;
        for (sum, passing) in sum.passing.iter_mut().zip(&row.passing) {
            sum.0 += passing.0;
        }
        for (sum, counted) in sum.counted.iter_mut().zip(&row.counted) {
            if let Some((people, certainty)) = counted {
                let (all, so_far) = sum.get_or_insert((0, Certainty::Exact));
                *all += people;
                *so_far = (*so_far).max(*certainty);
            }
        }
    }
    sum
}
