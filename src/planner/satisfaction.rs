//! How satisfied people are with a point: each figure with its formula, its sample and who says so.
//!
//! The share of answers of 4 and 5 among all that count, of a window of months (a setting), with the 95 % Wilson interval.
//! Three sources are told side by side and never added up: what citizens rated, what the point or its operator reports of
//! itself, what an inspection found.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveDate, Utc};

use super::inspections::standards;
use super::voice::{VoiceError, hanoi_day, point};
use crate::auth::{InspectionQuery, PrivateFile};
use crate::model::{Dataset, Month};
use crate::review::criteria::Checklist;
use crate::review::field_evidence::FieldEvidence;
use crate::review::shrinkage::Sample;
use crate::review::wilson;
use crate::voice::{Rating, Tally, VoiceSettings};
pub use crate::voice::{Satisfaction, Source};

/// Every figure of every point, by code, then source.
///
/// # Errors
/// What the private file says.
pub fn satisfaction(
    private: &PrivateFile,
    dataset: &Dataset,
    now: DateTime<Utc>,
) -> Result<Vec<Satisfaction>, VoiceError> {
    let settings = private.voice_settings()?;
    let today = hanoi_day(now);
    let window = Window {
        since: window_start(settings, now),
        before: DateTime::<Utc>::MAX_UTC,
        months: window_months(dataset, settings),
        until: today,
        today,
    };
    satisfaction_within(private, dataset, &window)
}

/// What is counted of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Ratings of this instant and later, before that one.
    pub since: DateTime<Utc>,
    pub before: DateTime<Utc>,
    /// Reports from the first month to the last, both included; `None` where nobody reported.
    pub months: Option<(Month, Month)>,
    /// Inspections to this day.
    pub until: NaiveDate,
    pub today: NaiveDate,
}

/// As [`satisfaction`], of a window: the ratings, reports and inspections in it.
///
/// # Errors
/// What the private file says.
pub fn satisfaction_within(
    private: &PrivateFile,
    dataset: &Dataset,
    window: &Window,
) -> Result<Vec<Satisfaction>, VoiceError> {
    let settings = private.voice_settings()?;
    let mut told = Vec::new();
    for (facility, tally) in private.tallies(window.since, window.before, settings.burst())? {
        told.extend(of_citizens(&facility, tally));
    }
    told.extend(self_assessed(dataset, window.months));
    for (facility, own) in standards(private, window.until, window.today)? {
        let (met, size) = (f64::from(own.met), f64::from(own.met + own.not_met));
        told.extend(figure(&facility, Source::Inspection, met, size, None, 0));
    }
    told.sort_by(|a, b| (&a.facility, a.source).cmp(&(&b.facility, b.source)));
    Ok(told)
}

/// What points report of themselves over months, by code; it needs no private file.
pub(super) fn self_assessed(dataset: &Dataset, months: Option<(Month, Month)>) -> Vec<Satisfaction> {
    let figures = reported(dataset, months)
        .into_iter()
        .filter_map(|(facility, (count, size))| {
            figure(facility, Source::SelfAssessed, count, size, wilson(count, size), 0)
        });
    figures.collect()
}

/// What is said of the whole network, by citizens and by the points of themselves; each where enough have said so.
///
/// # Errors
/// What the private file says.
pub fn of_city(
    private: &PrivateFile,
    dataset: &Dataset,
    now: DateTime<Utc>,
) -> Result<(Option<Whole>, Option<Whole>), VoiceError> {
    let settings = private.voice_settings()?;
    let mut citizens = Whole::default();
    let mut stars = [0; 5];
    for own in private
        .tallies(window_start(settings, now), DateTime::<Utc>::MAX_UTC, settings.burst())?
        .values()
    {
        citizens.add(f64::from(own.satisfied), f64::from(own.counted));
        citizens.set_aside += own.set_aside;
        stars.iter_mut().zip(own.stars).for_each(|(sum, own)| *sum += own);
    }
    citizens.stars = Some(stars);
    let mut own = Whole::default();
    reported(dataset, window_months(dataset, settings))
        .values()
        .for_each(|(count, size)| own.add(*count, *size));
    let enough = |told: Whole| {
        let is_enough = told.size > 0.0 && told.size >= settings.minimum_sample;
        is_enough.then(|| Whole {
            interval: wilson(told.count, told.size),
            ..told
        })
    };
    Ok((enough(citizens), enough(own)))
}

/// One source's figure of the whole network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    /// Of `size`, those satisfied.
    pub count: f64,
    pub size: f64,
    /// 95 %, Wilson.
    pub interval: Option<(f64, f64)>,
    /// Points that somebody answered of.
    pub points: u32,
    /// Of 1 star to 5; `None` where the source has no stars.
    pub stars: Option<[u32; 5]>,
    pub set_aside: u32,
}

impl Whole {
    fn add(&mut self, count: f64, size: f64) {
        self.count += count;
        self.size += size;
        self.points += u32::from(size > 0.0);
    }
}

/// Answers that the points report of themselves over months: satisfied, and all.
fn reported(dataset: &Dataset, months: Option<(Month, Month)>) -> BTreeMap<&str, (f64, f64)> {
    let mut reported: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let is_meant = |month: Month| months.is_some_and(|(first, last)| (first..=last).contains(&month));
    for month in dataset.performance.iter().filter(|one| is_meant(one.month)) {
        if let (Some(satisfied), Some(responses)) = (month.satisfied, month.responses) {
            let sum = reported.entry(&month.facility).or_default();
            *sum = (sum.0 + satisfied.min(responses), sum.1 + responses);
        }
    }
    reported
}

/// What citizens say of a point, for everybody: the figure above the minimum sample, and the words that support has shown,
/// the newest first, at most so many.
///
/// # Errors
/// An unknown point.
pub fn of_point(
    private: &PrivateFile,
    dataset: &Dataset,
    facility: &str,
    most: u32,
    now: DateTime<Utc>,
) -> Result<(Option<Satisfaction>, Vec<Rating>), VoiceError> {
    point(dataset, facility).ok_or_else(|| VoiceError::UnknownPoint(facility.to_owned()))?;
    let settings = private.voice_settings()?;
    let own = private.tally_of(facility, window_start(settings, now), settings.burst())?;
    let told = of_citizens(facility, own).filter(|told| told.size >= settings.minimum_sample);
    Ok((told, private.shown_words(facility, most)?))
}

/// What criteria judge by beside reports: citizens' ratings, and the last inspection by this checklist.
///
/// # Errors
/// What the private file says.
pub fn field_evidence(
    private: &PrivateFile,
    checklist: &Checklist,
    now: DateTime<Utc>,
) -> Result<FieldEvidence, VoiceError> {
    let settings = private.voice_settings()?;
    let sample = |(code, own): (String, Tally)| {
        let (count, size) = (f64::from(own.satisfied), f64::from(own.counted));
        (size > 0.0).then_some((code, Sample { count, size }))
    };
    let mut field = FieldEvidence {
        citizens: private
            .tallies(window_start(settings, now), DateTime::<Utc>::MAX_UTC, settings.burst())?
            .into_iter()
            .filter_map(sample)
            .collect(),
        checklist: checklist.id.clone(),
        ..FieldEvidence::default()
    };
    let mut own: Vec<_> = private.inspections(&InspectionQuery::default())?;
    own.retain(|one| one.checklist == checklist.id);
    for (code, told) in crate::voice::latest_standards(&own, hanoi_day(now)) {
        let (count, size) = (f64::from(told.met), f64::from(told.met + told.not_met));
        if size > 0.0 {
            field.standards.insert(code.clone(), Sample { count, size });
        }
        field.items.insert(code, told.items);
    }
    Ok(field)
}

/// The first instant of the window that ratings are counted in.
fn window_start(settings: VoiceSettings, now: DateTime<Utc>) -> DateTime<Utc> {
    let months = Months::new(settings.window_months as u32);
    now.checked_sub_months(months).unwrap_or(DateTime::UNIX_EPOCH)
}

/// The first month of the window that reports are counted in: so many, to the last that anybody reported. `None` where
/// nobody did.
pub(super) fn first_month(dataset: &Dataset, settings: VoiceSettings) -> Option<Month> {
    let last = dataset.performance.iter().map(|report| report.month).max()?;
    let months = i64::from(last.year) * 12 + i64::from(last.month) - settings.window_months as i64;
    Some(Month {
        year: months.div_euclid(12) as i32,
        month: (months.rem_euclid(12) + 1) as u8,
    })
}

/// The months of that window, the last that anybody reported included.
fn window_months(dataset: &Dataset, settings: VoiceSettings) -> Option<(Month, Month)> {
    let last = dataset.performance.iter().map(|report| report.month).max()?;
    Some((first_month(dataset, settings)?, last))
}

fn of_citizens(facility: &str, own: Tally) -> Option<Satisfaction> {
    let (count, size) = (f64::from(own.satisfied), f64::from(own.counted));
    figure(
        facility,
        Source::Citizens,
        count,
        size,
        wilson(count, size),
        own.set_aside,
    )
}

fn figure(
    facility: &str,
    source: Source,
    count: f64,
    size: f64,
    interval: Option<(f64, f64)>,
    set_aside: u32,
) -> Option<Satisfaction> {
    (size > 0.0 || set_aside > 0).then(|| Satisfaction {
        facility: facility.to_owned(),
        source,
        count,
        size,
        interval,
        set_aside,
    })
}
