//! What is older than the rest: layers imported long before the newest one, points that stopped reporting.
//!
//! Ages are told against the newest date in the data themselves, so that the same data always give the same findings.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Remarks;
use super::facilities::named;
use crate::model::{Dataset, FacilityStatus, Finding, Month};

/// A layer older than the newest by more than this many days is told: populations and lists are published yearly.
const STALE_DAYS: i64 = 365;

/// A point that misses so many of the newest months is told: a report may be late by a quarter.
const MISSING_MONTHS: i32 = 3;

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    sources(dataset, remarks);
    reports(dataset, remarks);
    areas(dataset, remarks);
}

fn sources(dataset: &Dataset, remarks: &mut Remarks) {
    let dated: Vec<(NaiveDate, usize)> = dataset
        .sources
        .iter()
        .enumerate()
        .filter_map(|(at, source)| Some((source.imported_at.get(..10)?.parse().ok()?, at)))
        .collect();
    let Some(newest) = dated.iter().map(|(date, _)| *date).max() else {
        return;
    };
    for (date, at) in dated {
        let days = (newest - date).num_days();
        if days > STALE_DAYS {
            let source = &dataset.sources[at];
            let message = format!(
                "{} ('{}') was imported on {date}, {days} days before the newest layer; look for a newer edition",
                source.layer, source.name
            );
            let finding = Finding::info("source_stale", "", message);
            remarks.add(finding.in_column("source.imported_at", &source.imported_at));
        }
    }
}

/// Units that no longer existed, or did not yet, on the day of the newest import.
fn areas(dataset: &Dataset, remarks: &mut Remarks) {
    let days = dataset.sources.iter().filter_map(|source| source.imported_at.get(..10));
    let Some(newest) = days.max() else { return };
    for area in &dataset.areas {
        let is_over = area.valid_to.as_deref().is_some_and(|last| last < newest);
        let is_ahead = area.valid_from.as_deref().is_some_and(|first| first > newest);
        let (column, day, message) = match (&area.valid_from, &area.valid_to) {
            (_, Some(last)) if is_over => (
                "area.valid_to",
                last,
                format!(
                    "{} existed until {last} only; import the units of today, or a crosswalk to them",
                    area.name
                ),
            ),
            (Some(first), _) if is_ahead => (
                "area.valid_from",
                first,
                format!(
                    "{} does not exist before {first}; figures by area speak of units to come",
                    area.name
                ),
            ),
            _ => continue,
        };
        let finding = Finding::warning("area_not_valid", "", message).in_column(column, day);
        remarks.add(finding.at_place(area.point));
    }
}

fn reports(dataset: &Dataset, remarks: &mut Remarks) {
    let mut last: BTreeMap<&str, Month> = BTreeMap::new();
    for row in &dataset.performance {
        let known = last.entry(&row.facility).or_insert(row.month);
        if ordinal(row.month) > ordinal(*known) {
            *known = row.month;
        }
    }
    let Some(newest) = last.values().copied().max_by_key(|month| ordinal(*month)) else {
        return;
    };
    let open = dataset
        .facilities
        .iter()
        .filter(|one| one.status == FacilityStatus::Open);
    for facility in open {
        if let Some(month) = last.get(facility.code.as_str())
            && ordinal(newest) - ordinal(*month) >= MISSING_MONTHS
        {
            let message = format!(
                "{} last reported {month}, while others report until {newest}; ask for what is missing, or say that it is closed",
                named(facility)
            );
            let finding = Finding::info("reports_end_early", "", message);
            let finding = finding.in_column("performance.month", &month.to_string());
            remarks.add(finding.at_place(facility.location));
        }
    }
}

/// Months counted from the year 0.
fn ordinal(month: Month) -> i32 {
    month.year * 12 + i32::from(month.month)
}
