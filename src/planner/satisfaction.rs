//! How satisfied people are with a point: each figure with its formula, its sample and who says so.
//!
//! The share of answers of 4 and 5 among all that count, of a window of months (a setting), with the 95 % Wilson interval.
//! Three sources are told side by side and never added up: what citizens rated, what the point or its operator reports of
//! itself, what an inspection found.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, Utc};

use super::inspections::standards;
use super::voice::{VoiceError, hanoi_day, point};
use crate::auth::{InspectionQuery, PrivateFile};
use crate::model::{Dataset, Month};
use crate::review::criteria::Checklist;
use crate::review::field_evidence::FieldEvidence;
use crate::review::shrinkage::Sample;
use crate::review::wilson;
use crate::voice::{Rating, Tally, VoiceSettings};

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Citizens,
    SelfAssessed,
    /// Items of the standards checklist, not answers: every one is looked at, there is no interval.
    Inspection,
}

/// One source's figure of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Satisfaction {
    pub facility: String,
    pub source: Source,
    /// Of `size`, those satisfied (or items met).
    pub count: f64,
    /// 0 where everything was set aside.
    pub size: f64,
    /// 95 %, Wilson; `None` where nothing is a sample.
    pub interval: Option<(f64, f64)>,
    /// Ratings that do not count because they came in a burst.
    pub set_aside: u32,
}

impl Source {
    pub const ALL: [Source; 3] = [Self::Citizens, Self::SelfAssessed, Self::Inspection];

    pub fn code(self) -> &'static str {
        match self {
            Self::Citizens => "citizens",
            Self::SelfAssessed => "self_assessed",
            Self::Inspection => "inspection",
        }
    }
}

impl Satisfaction {
    /// 0 to 1; `None` where nothing counts.
    pub fn share(&self) -> Option<f64> {
        (self.size > 0.0).then(|| self.count / self.size)
    }
}

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
    let mut told = Vec::new();
    for (facility, tally) in private.tallies(window_start(settings, now), settings.burst())? {
        told.extend(of_citizens(&facility, tally));
    }
    let mut reported: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let first = first_month(dataset, settings);
    for month in dataset
        .performance
        .iter()
        .filter(|one| first.is_some_and(|first| one.month >= first))
    {
        if let (Some(satisfied), Some(responses)) = (month.satisfied, month.responses) {
            let sum = reported.entry(&month.facility).or_default();
            *sum = (sum.0 + satisfied.min(responses), sum.1 + responses);
        }
    }
    for (facility, (count, size)) in reported {
        told.extend(figure(
            facility,
            Source::SelfAssessed,
            count,
            size,
            wilson(count, size),
            0,
        ));
    }
    let today = hanoi_day(now);
    for (facility, own) in standards(private, today, today)? {
        let (met, size) = (f64::from(own.met), f64::from(own.met + own.not_met));
        told.extend(figure(&facility, Source::Inspection, met, size, None, 0));
    }
    told.sort_by(|a, b| (&a.facility, a.source).cmp(&(&b.facility, b.source)));
    Ok(told)
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
            .tallies(window_start(settings, now), settings.burst())?
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
