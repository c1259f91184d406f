//! What is decided already: points whose end is announced, and points that are to open.
//!
//! A plan stands for years, so it relies on neither. A point whose end is announced ([`Facility::closes_on`]) covers nobody
//! and takes nothing over, nothing is decided about it any more, and its load goes to its successor before anything else
//! moves. A point that has not begun covers nobody either; but no other point is opened for the people whom it will serve.
//!
//! There is no clock on this floor. Without [`ReviewSettings::day`] every announced end counts, and a point has begun when its
//! first day lies in the months that anybody has reported. With a day both are judged by it: a point that ends later still
//! covers people, yet nothing is merged into it.

use super::evidence::{evidence_of, reports_by_facility};
use super::figures::covered_people;
use super::settings::ReviewSettings;
use crate::access::{CoverMatrix, Reach};
use crate::model::{Dataset, Facility, FacilityId, FacilityStatus};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::HashMap;

/// An end that other decisions have announced.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnouncedEnd {
    pub facility: FacilityId,
    /// ISO date of the first day without service.
    pub on: String,
    /// Who takes its service over, at the end of a chain of such ends; `None` where nobody who stands is named.
    pub successor: Option<FacilityId>,
    /// Dossiers a month that go there.
    pub load_per_month: f64,
}

/// What a plan tells of the announcements that it stands on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Announcements {
    /// In code order.
    pub ends: Vec<AnnouncedEnd>,
    /// Points that are to open, in code order.
    pub begins: Vec<FacilityId>,
    /// People whom only these ends leave without a point, by retained rule.
    pub lose: Vec<f64>,
}

/// The network that lasts.
pub struct Announced<'a> {
    /// With ended points closed and points that have not begun planned; ids are those of the data.
    pub dataset: Cow<'a, Dataset>,
    pub ends: Vec<AnnouncedEnd>,
    pub begins: Vec<FacilityId>,
}

impl<'a> Announced<'a> {
    pub fn of(dataset: &'a Dataset, settings: &ReviewSettings) -> Announced<'a> {
        let first_without_report = dataset.performance.iter().map(|month| month.month).max();
        let first_without_report = first_without_report
            .and_then(|last| NaiveDate::from_ymd_opt(last.next().year, u32::from(last.next().month), 1));
        let is_over = |one: &Facility| match (day_of(&one.closes_on), settings.day) {
            (Some(on), Some(day)) => on <= day,
            // A text that is no date announces an end all the same.
            _ => one.closes_on.is_some(),
        };
        let is_to_begin = |one: &Facility| match (day_of(&one.opens_on), settings.day, first_without_report) {
            (Some(on), Some(day), _) => on > day,
            (Some(on), None, Some(unreported)) => on >= unreported,
            _ => false,
        };
        let ids = || (0u32..).zip(&dataset.facilities).map(|(id, one)| (FacilityId(id), one));
        let open = || ids().filter(|(_, one)| one.status == FacilityStatus::Open);
        let ended: Vec<FacilityId> = open().filter(|(_, one)| is_over(one)).map(|(id, _)| id).collect();
        let too_early: Vec<FacilityId> = open()
            .filter(|(_, one)| !is_over(one) && is_to_begin(one))
            .map(|(id, _)| id)
            .collect();
        let planned = ids().filter(|(_, one)| one.status == FacilityStatus::Planned && one.opens_on.is_some());
        let mut begins: Vec<FacilityId> = planned.map(|(id, _)| id).chain(too_early.iter().copied()).collect();
        begins.sort_unstable();
        let mut lasting = Cow::Borrowed(dataset);
        if !ended.is_empty() || !too_early.is_empty() {
            let own = lasting.to_mut();
            ended
                .iter()
                .for_each(|id| own.facilities[id.index()].status = FacilityStatus::Closed);
            too_early
                .iter()
                .for_each(|id| own.facilities[id.index()].status = FacilityStatus::Planned);
        }
        let reports = if ended.is_empty() {
            HashMap::new()
        } else {
            reports_by_facility(dataset)
        };
        let ends = ended.iter().map(|id| {
            let one = &dataset.facilities[id.index()];
            let reported = reports.get(one.code.as_str()).map_or(&[][..], Vec::as_slice);
            AnnouncedEnd {
                facility: *id,
                on: one.closes_on.clone().unwrap_or_default(),
                successor: successor(dataset, &lasting, *id),
                load_per_month: evidence_of(one, reported, settings).load_per_month,
            }
        });
        Announced {
            ends: ends.collect(),
            begins,
            dataset: lasting,
        }
    }

    /// With a copy of the data of its own.
    pub fn into_owned(self) -> Announced<'static> {
        Announced {
            dataset: Cow::Owned(self.dataset.into_owned()),
            ends: self.ends,
            begins: self.begins,
        }
    }

    /// Dossiers a month that come to a point from those that end.
    pub fn arriving(&self, facility: FacilityId) -> f64 {
        let own = self.ends.iter().filter(|end| end.successor == Some(facility));
        own.map(|end| end.load_per_month).sum()
    }

    /// What is told; `covers`: of the lasting network, `reach`: the tables of the data as they are.
    pub fn told(
        &self,
        before: &Dataset,
        reach: &Reach,
        settings: &ReviewSettings,
        covers: &[CoverMatrix],
    ) -> Announcements {
        let lose = if self.ends.is_empty() {
            vec![0.0; covers.len()]
        } else {
            let ended = |id: &FacilityId| self.ends.iter().any(|end| end.facility == *id);
            let stands = |id: &FacilityId| self.dataset.facilities[id.index()].status == FacilityStatus::Open;
            let all = || (0..before.facilities.len() as u32).map(FacilityId);
            let one = |(rule, cover): (&crate::model::Rule, &CoverMatrix)| {
                let today = reach.satisfying(before, rule);
                let with = today.mask(all().filter(|id| stands(id) || ended(id)));
                let without = cover.mask(all().filter(stands));
                (covered_people(before, &today, &with) - covered_people(before, cover, &without)).max(0.0)
            };
            settings.retain.iter().zip(covers).map(one).collect()
        };
        Announcements {
            ends: self.ends.clone(),
            begins: self.begins.clone(),
            lose,
        }
    }
}

/// Whether an end is announced, on whatever day: nothing is merged into such a point.
pub fn will_end(facility: &Facility) -> bool {
    facility.closes_on.is_some()
}

fn day_of(text: &Option<String>) -> Option<NaiveDate> {
    text.as_deref()?.parse().ok()
}

/// Follows the successors of points that end to one that stands.
fn successor(dataset: &Dataset, lasting: &Dataset, from: FacilityId) -> Option<FacilityId> {
    let mut at = from;
    for _ in 0..dataset.facilities.len() {
        let code = dataset.facilities[at.index()].successor.as_deref()?;
        let found = dataset
            .facilities
            .binary_search_by(|one| one.code.as_str().cmp(code))
            .ok()?;
        at = FacilityId(found as u32);
        if lasting.facilities[found].status == FacilityStatus::Open {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{FacilityKind, Month, PerformanceMonth};

    fn point(code: &str) -> Facility {
        Facility::new(code, FacilityKind::Agent, code, LonLat::new(105.8, 21.0))
    }

    fn on(day: Option<&str>) -> ReviewSettings {
        ReviewSettings {
            day: day.map(|day| day.parse().expect("a day")),
            ..ReviewSettings::default()
        }
    }

    fn codes(dataset: &Dataset, some: impl Iterator<Item = FacilityId>) -> Vec<&str> {
        some.map(|id| dataset.facilities[id.index()].code.as_str()).collect()
    }

    fn city() -> Dataset {
        let ends = |code: &str, on: &str, into: Option<&str>, load: f64| Facility {
            closes_on: Some(on.into()),
            successor: into.map(str::to_owned),
            load_per_month: Some(load),
            ..point(code)
        };
        let begins = |code: &str, on: &str, status| Facility {
            opens_on: Some(on.into()),
            status,
            ..point(code)
        };
        Dataset {
            facilities: vec![
                point("a"),
                ends("b", "2026-03-01", Some("c"), 4.0),
                ends("c", "2026-06-01", Some("a"), 2.0),
                ends("d", "2026-06-01", Some("e"), 1.0),
                ends("e", "2026-06-01", Some("d"), 1.0),
                begins("f", "2026-02-01", FacilityStatus::Open),
                begins("g", "2026-05-01", FacilityStatus::Open),
                begins("h", "2026-05-01", FacilityStatus::Planned),
            ],
            performance: vec![PerformanceMonth::new("a".into(), Month { year: 2026, month: 4 }, 3.0)],
            ..Dataset::default()
        }
    }

    #[test]
    fn without_a_day_every_announced_end_counts_and_loads_follow_the_chain_of_successors() {
        let dataset = city();
        let told = Announced::of(&dataset, &on(None));
        assert_eq!(
            codes(&dataset, told.ends.iter().map(|end| end.facility)),
            ["b", "c", "d", "e"]
        );
        assert_eq!(told.ends[0].successor, Some(FacilityId(0)));
        assert_eq!(told.ends[2].successor, None, "two that name each other have nobody");
        assert_eq!(told.arriving(FacilityId(0)), 6.0);
        // f began within the reported months; g did not, and h is planned.
        assert_eq!(codes(&dataset, told.begins.iter().copied()), ["g", "h"]);
        let open = told
            .dataset
            .facilities
            .iter()
            .filter(|one| one.status == FacilityStatus::Open);
        assert_eq!(open.map(|one| one.code.as_str()).collect::<Vec<_>>(), ["a", "f"]);
    }

    #[test]
    fn with_a_day_later_ends_and_earlier_beginnings_are_there() {
        let dataset = city();
        let told = Announced::of(&dataset, &on(Some("2026-05-01")));
        assert_eq!(codes(&dataset, told.ends.iter().map(|end| end.facility)), ["b"]);
        assert_eq!(
            told.ends[0].successor,
            Some(FacilityId(2)),
            "c still stands on that day"
        );
        assert_eq!(
            codes(&dataset, told.begins.iter().copied()),
            ["h"],
            "planned is not open on any day"
        );
        let early = Announced::of(&dataset, &on(Some("2026-01-15")));
        assert!(early.ends.is_empty());
        assert_eq!(codes(&dataset, early.begins.iter().copied()), ["f", "g", "h"]);
    }

    #[test]
    fn data_without_announcements_are_not_copied() {
        let dataset = Dataset {
            facilities: vec![point("a")],
            ..Dataset::default()
        };
        let told = Announced::of(&dataset, &on(None));
        assert!(matches!(told.dataset, Cow::Borrowed(_)) && told.ends.is_empty() && told.begins.is_empty());
    }
}
